/* Several chats on the full screen: which stands in front, what the keys mean for it, and what is left when one is over. */
#include "agents-cli/screen.h"
#include "agents-cli/tests/fixture.h"

/* What the coordinator tells of one chat of ida's. */
static void told(struct session *s, const char *type, const char *call, const char *state,
                 const char *agent, const char *agent_state) {
    static int number = 100;
    char id[32], data[2048];
    snprintf(id, sizeof id, "1-%d", ++number);
    int length = snprintf(
        data, sizeof data,
        "{\"id\":\"%s\",\"type\":\"%s\",\"at\":%lld,\"records\":{\"availability\":{\"ida\":{"
        "\"agent\":\"ida\",\"status\":\"available\",\"state\":\"%s\",\"call\":null,\"since\":%lld}},"
        "\"call\":{\"%s\":{\"id\":\"%s\",\"municipality\":\"0615\",\"organisation\":\"0615\","
        "\"topic\":\"vand\",\"language\":\"da\",\"channel\":\"chat\",\"leg\":\"none\",\"state\":\"%s\","
        "\"agent\":%s,\"offered_at\":%lld,\"enqueued_at\":%lld}}}}",
        id, type, (long long)FIXTURE_NOW, agent_state, (long long)FIXTURE_NOW, call, call, state,
        agent, (long long)FIXTURE_NOW, (long long)FIXTURE_NOW);
    assert_int_equal(session_event(s, type, id, data, (size_t)length), MODEL_TAKEN);
}

static void expect_request(struct session *session, const char *what) {
    struct request request;
    char shown[REQUEST_BYTES + 512];
    assert_true(session_take_request(session, &request));
    snprintf(shown, sizeof shown, "%s %s", request.method, request.path);
    assert_string_equal(shown, what);
    session->under_way[request.wish] = false;
}

static void what_is_offered_stands_in_front(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    told(&s, "call_offered", "call-1", "reserved", "\"ida\"", "chatting");
    assert_int_equal(s.model.offers_seen, 1);
    session_key(&s, 'a');
    expect_request(&s, "POST /v1/calls/call-1/accept");
    told(&s, "call_answered", "call-1", "answered", "\"ida\"", "chatting");
    told(&s, "call_offered", "call-2", "reserved", "\"ida\"", "chatting");
    assert_int_equal(s.model.offers_seen, 2);
    assert_int_equal(s.model.chat_count, 2);
    assert_string_equal(s.model.call.id, "call-2");
    session_key(&s, 'a');
    expect_request(&s, "POST /v1/calls/call-2/accept");
    session_close(&s);
}

static void what_runs_stays_in_front_until_it_is_over(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    told(&s, "call_offered", "call-1", "reserved", "\"ida\"", "chatting");
    told(&s, "call_answered", "call-1", "answered", "\"ida\"", "chatting");
    told(&s, "call_offered", "call-2", "reserved", "\"ida\"", "chatting");
    told(&s, "call_answered", "call-2", "answered", "\"ida\"", "chatting");
    assert_string_equal(s.model.call.id, "call-2");
    session_key(&s, 'e');
    expect_request(&s, "POST /v1/calls/call-2/end");
    told(&s, "call_ended", "call-2", "wrapping", "\"ida\"", "chatting");
    assert_string_equal(s.model.call.id, "call-1"); /* what is only written up comes last */
    told(&s, "chat_wrapped", "call-2", "ended", "\"ida\"", "chatting");
    assert_int_equal(s.model.chat_count, 1);
    assert_true(session_allows(&s, 'e'));
    told(&s, "call_ended", "call-1", "ended", "\"ida\"", "available");
    assert_false(s.model.has_call);
    assert_int_equal(s.model.chat_count, 0);
    session_close(&s);
}

static void shows(struct session *s, const char *what, bool there) {
    struct text_buf out, plain;
    text_buf_init(&out, 1 << 20);
    text_buf_init(&plain, 1 << 20);
    screen_draw(s, 80, 24, &out);
    fixture_strip(&out, &plain);
    if ((strstr(plain.data, what) != NULL) != there)
        fail_msg("'%s' is %s:\n%s", what, there ? "missing" : "there", plain.data);
    text_buf_close(&out);
    text_buf_close(&plain);
}

/* Each chat has after-call work of its own; w ends the oldest chat's. */
static void w_ends_a_chats_own_after_call_work(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    for (int i = 1; i <= 3; i++) {
        char id[16];
        snprintf(id, sizeof id, "call-%d", i);
        told(&s, "call_offered", id, "reserved", "\"ida\"", "chatting");
        told(&s, "call_answered", id, "answered", "\"ida\"", "chatting");
    }
    assert_false(session_allows(&s, 'w'));
    told(&s, "call_ended", "call-2", "wrapping", "\"ida\"", "chatting");
    shows(&s, "CALL call-3 (chat) · 3 chats in all · call-2 in wrap-up", true);
    shows(&s, "call-2 is in wrap-up; w ends it.", true);
    shows(&s, "w finish", true);
    assert_false(session_allows(&s, '+')); /* when it ends is not told */
    session_key(&s, 'w');
    expect_request(&s, "POST /v1/calls/call-2/wrap-up");
    told(&s, "chat_wrapped", "call-2", "ended", "\"ida\"", "chatting");
    shows(&s, "in wrap-up ", false);
    assert_false(session_allows(&s, 'w'));
    told(&s, "call_ended", "call-3", "wrapping", "\"ida\"", "chatting");
    told(&s, "call_ended", "call-1", "wrapping", "\"ida\"", "chatting");
    shows(&s, "── WRAP-UP call-1 (chat)", true);
    session_key(&s, 'w');
    expect_request(&s, "POST /v1/calls/call-1/wrap-up");
    told(&s, "chat_wrapped", "call-1", "ended", "\"ida\"", "chatting");
    session_key(&s, 'w');
    expect_request(&s, "POST /v1/calls/call-3/wrap-up");
    told(&s, "chat_wrapped", "call-3", "ended", "\"ida\"", "available");
    assert_false(s.model.has_call);
    session_close(&s);
}

static void a_chat_that_is_anothers_now_is_gone(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    told(&s, "call_offered", "call-1", "reserved", "\"ida\"", "chatting");
    told(&s, "call_returned", "call-1", "queued", "null", "available");
    assert_false(s.model.has_call);
    assert_int_equal(s.model.chat_count, 0);
    assert_false(session_allows(&s, 'a'));
    session_close(&s);
}

static void the_screen_says_how_many(void **state) {
    struct session s;
    struct text_buf out, plain;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    told(&s, "call_offered", "call-1", "reserved", "\"ida\"", "chatting");
    told(&s, "call_answered", "call-1", "answered", "\"ida\"", "chatting");
    told(&s, "call_offered", "call-2", "reserved", "\"ida\"", "chatting");
    text_buf_init(&out, 1 << 20);
    text_buf_init(&plain, 1 << 20);
    screen_draw(&s, 80, 24, &out);
    fixture_strip(&out, &plain);
    assert_non_null(strstr(plain.data, "CHATTING"));
    assert_non_null(strstr(plain.data, "2 chats in all"));
    text_buf_close(&out);
    text_buf_close(&plain);
    session_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_offered_stands_in_front),
        cmocka_unit_test(what_runs_stays_in_front_until_it_is_over),
        cmocka_unit_test(w_ends_a_chats_own_after_call_work),
        cmocka_unit_test(a_chat_that_is_anothers_now_is_gone),
        cmocka_unit_test(the_screen_says_how_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
