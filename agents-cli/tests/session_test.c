/* The agent's shift as a story: what comes over the stream, which keys mean something, what is
 * asked of the coordinator. */
#include "agents-cli/tests/fixture.h"

static void expect_request(struct session *session, enum wish wish, const char *what) {
    struct request request;
    char shown[REQUEST_BYTES + 512];
    if (!session_take_request(session, &request)) fail_msg("nothing is asked; wanted: %s", what);
    snprintf(shown, sizeof shown, "%s %s %s", request.method, request.path, request.body);
    assert_string_equal(shown, what);
    assert_int_equal(request.wish, wish);
}

static void expect_nothing(struct session *session) { assert_int_equal(session->request_count, 0); }

static const char *last_notice(const struct session *session) {
    const struct notice *notice = model_notice_at(&session->model, session->model.notice_number);
    static struct text_buf shown;
    if (shown.ceiling == 0) text_buf_init(&shown, 4096);
    text_buf_clear(&shown);
    keys_fill(&session->keys, &shown, notice == NULL ? "" : notice->text);
    return text_slice(&shown).data;
}

static void connecting_asks_for_what_names_things(void **state) {
    struct session s;
    (void)state;
    session_init(&s, LANGUAGE_DA, 0);
    session_link(&s, LINK_UP, "http://127.0.0.1:1", NULL);
    expect_request(&s, WISH_SETTINGS, "GET /v1/settings ");
    expect_request(&s, WISH_TOPICS, "GET /v1/topics ");
    expect_request(&s, WISH_ORGANISATIONS, "GET /v1/organisations ");
    expect_nothing(&s);
    session_close(&s);
}

static void a_call_from_offer_to_the_next(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    assert_string_equal(s.model.agent_name, "Ida Holm");
    assert_int_equal(s.view, VIEW_AGENT);
    session_key(&s, 'a'); /* nothing is offered: nothing is asked */
    expect_nothing(&s);

    fixture_play(&s, "2-offered.events");
    assert_int_equal(s.model.offers_seen, 1);
    assert_string_equal(last_notice(&s),
                        "Kald tilbudt: Horsens, Drikkevand. a tager det, r afviser.");
    session_key(&s, 'a');
    session_key(&s, 'a'); /* twice pressed, once asked */
    expect_request(&s, WISH_ACCEPT, "POST /v1/calls/call-17/accept {\"agent\":\"ida\"}");
    expect_nothing(&s);
    fixture_reply(&s, WISH_ACCEPT, "{}");

    fixture_play(&s, "3-activated.events");
    assert_int_equal(s.model.activation_count, 1);
    assert_string_equal(s.model.activations[0].title, "Kog vandet: råd om drikkevand");
    assert_non_null(model_unread(&s.model));
    session_key(&s, 'k');
    expect_request(
        &s, WISH_ACKNOWLEDGE,
        "POST /v1/activations/activation-1/acknowledge {\"agent\":\"ida\",\"revision\":1}");

    fixture_play(&s, "4-answered.events");
    assert_false(session_allows(&s, 'a'));
    session_key(&s, 'e');
    expect_request(&s, WISH_END, "POST /v1/calls/call-17/end {}");

    fixture_play(&s, "5-ended.events");
    assert_true(s.model.has_call);
    session_key(&s, 'd');
    assert_int_equal(s.overlay, OVERLAY_DISPOSITION);
    session_key(&s, '1');
    expect_request(&s, WISH_DISPOSE,
                   "PUT /v1/calls/call-17/disposition {\"disposition\":\"resolved\"}");
    assert_int_equal(s.overlay, OVERLAY_NONE);
    session_key(&s, '+');
    expect_request(&s, WISH_WRAP_UP, "POST /v1/agents/ida/wrap-up {\"length_ms\":70000}");
    fixture_reply(&s, WISH_WRAP_UP, "{}");
    session_key(&s, 'w');
    expect_request(&s, WISH_WRAP_UP, "POST /v1/agents/ida/wrap-up {}");

    fixture_play(&s, "6-acknowledged.events");
    assert_null(model_unread(&s.model));
    assert_string_equal(s.model.last_disposition, "resolved");

    fixture_play(&s, "7-lifted.events");
    assert_false(s.model.has_call);
    assert_string_equal(s.model.activations[0].state, "lifted");
    assert_non_null(strstr(last_notice(&s), "Ophævet"));
    const struct answer *answers[4];
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1);
    assert_string_equal(answers[0]->state, "lifted");
    session_close(&s);
}

static void the_answer_fits_the_call(void **state) {
    struct session s;
    const struct answer *answers[4];
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    fixture_play(&s, "2-offered.events");
    fixture_play(&s, "3-activated.events");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1);
    assert_string_equal(answers[0]->place, "inside");
    assert_string_equal(answers[0]->language, "da");
    text_copy(s.model.call.municipality, LIMIT_ID, "0766");
    text_copy(s.model.call.language, 8, "en");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1);
    assert_string_equal(answers[0]->place, "outside");
    assert_string_equal(answers[0]->language, "en");
    text_copy(s.model.call.language, 8, "ar"); /* not there: Danish */
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1);
    assert_string_equal(answers[0]->language, "da");
    text_copy(s.model.call.topic, LIMIT_ID, "pas");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 0);
    session_close(&s);
}

static void returned_and_abandoned_calls_leave(void **state) {
    static const char returned[] =
        "{\"at\":1763794265000,\"records\":{\"call\":{\"call-17\":{\"id\":\"call-17\",\"agent\":null,"
        "\"state\":\"queued\",\"reason\":\"timed_out\"}},\"availability\":{\"ida\":{\"agent\":\"ida\","
        "\"status\":\"available\",\"state\":\"available\",\"call\":null,\"since\":1763794265000}}}}";
    static const char away[] =
        "{\"at\":1763794266000,\"records\":{\"availability\":{\"ida\":{\"agent\":\"ida\","
        "\"status\":\"available\",\"state\":\"away\",\"call\":null}}}}";
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    fixture_play(&s, "2-offered.events");
    assert_int_equal(session_event(&s, "call_returned", "3-1003", returned, sizeof returned - 1),
                     MODEL_TAKEN);
    assert_false(s.model.has_call);
    assert_string_equal(last_notice(&s), "call-17 went back to the queue: not taken in time.");
    session_event(&s, "agent_away", "3-1004", away, sizeof away - 1);
    assert_non_null(strstr(last_notice(&s), "set away"));
    assert_true(session_allows(&s, 'v'));
    session_close(&s);
}

static void help_that_comes_and_goes_is_told(void **state) {
    static const char began[] =
        "{\"at\":1763794265000,\"records\":{\"overflow\":{\"long/9999\":{\"on_since\":1763794265000,"
        "\"crossing_since\":null,\"agreement\":\"long\",\"organisation\":\"9999\"}}}}";
    static const char ended[] =
        "{\"at\":1763794266000,\"records\":{\"overflow\":{\"long/9999\":null}}}";
    static const char drained[] =
        "{\"at\":1763794267000,\"records\":{\"organisation\":{\"9999\":{\"id\":\"9999\"}}}}";
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    session_event(&s, "overflow_began", "3-1002", began, sizeof began - 1);
    assert_string_equal(last_notice(&s), "Long waits: 9999 is helped by the agreement long.");
    session_event(&s, "overflow_ended", "3-1003", ended, sizeof ended - 1);
    assert_string_equal(last_notice(&s), "9999 is no longer helped by the agreement long.");
    session_event(&s, "organisation_drained", "3-1004", drained, sizeof drained - 1);
    assert_string_equal(last_notice(&s), "9999 declines and has no more calls of others.");
    session_close(&s);
}

static void partners_that_come_and_go_are_told(void **state) {
    static const char soon[] =
        "{\"at\":1763794265000,\"records\":{\"organisation\":{\"9999\":{\"id\":\"9999\",\"data_agreement\":\"in_force\"}}}}";
    static const char over[] =
        "{\"at\":1763794266000,\"records\":{\"organisation\":{\"9999\":{\"id\":\"9999\",\"data_agreement\":\"expired\"}}}}";
    static const char lapsed[] =
        "{\"at\":1763794267000,\"records\":{\"offer\":{\"midt-vand\":{\"id\":\"midt-vand\",\"state\":\"lapsed\"}}}}";
    static const char down[] =
        "{\"at\":1763794268000,\"records\":{\"service\":{\"9999\":{\"set\":\"down\",\"inferred\":\"normal\"}}}}";
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    session_event(&s, "data_agreement_expiring", "3-1002", soon, sizeof soon - 1);
    assert_string_equal(last_notice(&s), "The data-processing agreement with 9999 ends soon.");
    session_event(&s, "data_agreement_changed", "3-1003", over, sizeof over - 1);
    assert_string_equal(
        last_notice(&s),
        "The data-processing agreement with 9999: ended: no calls and no personal data.");
    session_event(&s, "offer_changed", "3-1004", lapsed, sizeof lapsed - 1);
    assert_string_equal(last_notice(&s), "The offer midt-vand is lapsed, not renewed.");
    session_event(&s, "service_changed", "3-1005", down, sizeof down - 1);
    assert_string_equal(last_notice(&s), "The service of 9999 is down.");
    session_close(&s);
}

static void leases_are_renewed_at_a_third(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    session_tick(&s, 1001);
    expect_request(&s, WISH_WHOAMI, "GET /v1/whoami ");
    expect_request(&s, WISH_RENEW, "POST /v1/agents/ida/renew {}");
    expect_request(&s, WISH_TICKETS, "GET /v1/tickets ");
    fixture_reply(&s, WISH_RENEW,
                  "{\"availability\":{\"id\":null,\"agent\":\"ida\","
                  "\"status\":\"available\",\"state\":\"available\","
                  "\"lease_until\":1763794305001},\"event\":\"3-1001\"}");
    assert_int_equal(s.model.me.lease_until, INT64_C(1763794305001));
    session_tick(&s, 1001 + 19999);
    expect_nothing(&s);
    session_tick(&s, 1001 + 20000);
    expect_request(&s, WISH_RENEW, "POST /v1/agents/ida/renew {}");
    /* In an exercise at twenty times the speed a minute's lease is three seconds. */
    fixture_reply(&s, WISH_RENEW, "{}");
    fixture_reply(&s, WISH_WHOAMI,
                  "{\"token\":{\"id\":\"ida\",\"role\":\"agent\",\"agent\":\"ida\"},"
                  "\"now\":1763794265000,\"clock\":{\"mode\":\"scaled\",\"speed\":20},"
                  "\"exercise\":true,\"stored\":true}");
    session_tick(&s, 21001 + 1000);
    expect_request(&s, WISH_WHOAMI, "GET /v1/whoami "); /* its speed may change */
    expect_request(&s, WISH_RENEW, "POST /v1/agents/ida/renew {}");
    assert_int_equal(model_now(&s.model), INT64_C(1763794265000) + 20 * 1000);
    session_close(&s);
}

static void nothing_is_asked_while_the_link_is_down(void **state) {
    struct session s;
    int64_t age;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    session_link(&s, LINK_LOST, NULL, "væk");
    session_tick(&s, 400000);
    expect_nothing(&s);
    assert_true(model_is_old(&s.model, &age));
    assert_int_equal(age, 399000);
    session_close(&s);
}

static void silence_is_old_too(void **state) {
    struct session s;
    int64_t age;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    session_tick(&s, 1000 + LINK_SILENT_MS);
    assert_false(model_is_old(&s.model, &age));
    session_tick(&s, 1001 + LINK_SILENT_MS);
    assert_true(model_is_old(&s.model, &age));
    model_heard(&s.model);
    assert_false(model_is_old(&s.model, &age));
    session_close(&s);
}

static void repeated_gap_and_bad_events(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    fixture_play(&s, "2-offered.events");
    assert_int_equal(session_event(&s, "call_offered", "3-1002", "{}", 2), MODEL_REPEATED);
    assert_int_equal(session_event(&s, "call_offered", "3-1000", "{}", 2), MODEL_REPEATED);
    assert_int_equal(session_event(&s, "gap", "3-1002", "{}", 2), MODEL_NEEDS_SNAPSHOT);
    assert_int_equal(session_event(&s, "x", "3", "{}", 2), MODEL_BAD);
    assert_int_equal(session_event(&s, "x", "3-2000", "[", 1), MODEL_BAD);
    assert_int_equal(session_event(&s, "not_known_here", "3-2001", "{}", 2), MODEL_TAKEN);
    session_close(&s);
    session_init(&s, LANGUAGE_DA, 0);
    assert_int_equal(session_event(&s, "call_offered", "3-1", "{}", 2), MODEL_NEEDS_SNAPSHOT);
    session_close(&s);
}

/* A reply that was overtaken by the stream must not turn the screen back. */
static void an_overtaken_reply_changes_nothing(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    fixture_play(&s, "2-offered.events");
    fixture_reply(&s, WISH_STATUS,
                  "{\"availability\":{\"agent\":\"ida\",\"status\":\"available\","
                  "\"state\":\"available\",\"call\":null},\"event\":\"3-1001\"}");
    assert_string_equal(s.model.me.state, "reserved");
    assert_true(s.model.has_call);
    fixture_reply(&s, WISH_STATUS,
                  "{\"availability\":{\"agent\":\"ida\",\"status\":\"break\","
                  "\"state\":\"reserved\",\"call\":\"call-17\"},\"event\":\"3-1003\"}");
    assert_string_equal(s.model.me.status, "break");
    session_close(&s);
}

static void refusals_become_sentences(void **state) {
    static const char body[] = "{\"type\":\"urn:ddh:problem:call-not-offered\",\"title\":\"x\","
                               "\"status\":409,\"detail\":\"it is offered to bo\"}";
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    session_reply(&s, WISH_ACCEPT,
                  &(struct reply){.status = 409, .body = body, .length = sizeof body - 1});
    assert_string_equal(
        last_notice(&s),
        "Kaldet er ikke tilbudt dig længere. (Koordinatoren: it is offered to bo.)");
    session_reply(&s, WISH_STATUS, &(struct reply){.failure = "Ingen forbindelse."});
    assert_string_equal(last_notice(&s), "Ingen forbindelse.");
    uint64_t before = s.model.notice_number;
    session_reply(&s, WISH_OVERVIEW, &(struct reply){.failure = "Ingen forbindelse."});
    assert_int_equal(s.model.notice_number, before); /* reads come again by themselves */
    session_close(&s);
}

static void leaving(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    session_key(&s, 'q');
    assert_false(s.quit);
    assert_int_equal(s.overlay, OVERLAY_QUIT);
    session_key(&s, 'x');
    assert_int_equal(s.overlay, OVERLAY_NONE);
    session_key(&s, 'q');
    session_key(&s, 'o');
    expect_request(&s, WISH_STATUS, "POST /v1/agents/ida/status {\"status\":\"offline\"}");
    assert_false(s.quit);
    fixture_reply(&s, WISH_STATUS, "{}");
    assert_true(s.quit);
    session_close(&s);
}

static void a_duty_leader_sees_the_overview(void **state) {
    static const char snapshot[] = "{\"now\":1763794245000,\"you\":{\"token\":\"leder\","
                                   "\"role\":\"duty_leader\",\"agent\":null},\"agent\":null,"
                                   "\"call\":null,\"activations\":[],\"answers\":[],"
                                   "\"organisations\":[]}";
    struct session s;
    struct request request;
    (void)state;
    session_init(&s, LANGUAGE_DA, 1000);
    session_link(&s, LINK_UP, "x", NULL);
    while (session_take_request(&s, &request))
        s.under_way[request.wish] = false;
    session_event(&s, "snapshot", "3-1", snapshot, sizeof snapshot - 1);
    assert_int_equal(s.view, VIEW_OVERVIEW);
    session_tick(&s, 2000);
    expect_request(&s, WISH_WHOAMI, "GET /v1/whoami ");
    expect_request(&s, WISH_OVERVIEW, "GET /v1/overview ");
    expect_request(&s, WISH_ALERTS, "GET /v1/alerts ");
    expect_request(&s, WISH_PEERS, "GET /v1/peers ");
    expect_request(&s, WISH_DELIVERIES, "GET /v1/deliveries ");
    expect_nothing(&s); /* no lease to renew */
    session_key(&s, 'v');
    expect_nothing(&s);
    session_key(&s, 'q');
    assert_true(s.quit);
    session_close(&s);
}

/* --- an activation that lives ----------------------------------------------------------------- */

static void say(struct session *session, int number, const char *type, const char *rest) {
    char id[32], json[4096];
    snprintf(id, sizeof id, "3-%d", number);
    snprintf(json, sizeof json, "{\"type\":\"%s\",\"at\":1763794250000,%s}", type, rest);
    assert_int_equal(session_event(session, type, id, json, strlen(json)), MODEL_TAKEN);
}

/* An activation of vand in 0615 with one answer, and what the record says besides. */
static void say_activation(struct session *session, int number, const char *type, const char *id,
                           const char *state, const char *more) {
    char rest[2048];
    snprintf(rest, sizeof rest,
             "\"records\":{\"activation\":{\"%s\":{\"id\":\"%s\",\"topics\":[\"vand\"],"
             "\"municipalities\":[\"0615\"],\"started_at\":1763794246000,\"state\":\"%s\",%s}}},"
             "\"answers\":[{\"activation\":\"%s\",\"language\":\"da\",\"place\":\"inside\","
             "\"state\":\"%s\",\"left\":false,\"title\":\"Vand\",\"text\":\"Kog.\"},"
             "{\"activation\":\"%s\",\"language\":\"da\",\"place\":\"inside\","
             "\"state\":\"lifted\",\"left\":true,\"title\":\"Vand\",\"text\":\"Slut.\"}]",
             id, id, state, more, id, state, id);
    say(session, number, type, rest);
}

static void a_changed_answer_is_read_anew(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    say_activation(&s, 1100, "activation_started", "activation-1", "active",
                   "\"revision\":1,\"priority\":5");
    session_key(&s, 'k');
    expect_request(
        &s, WISH_ACKNOWLEDGE,
        "POST /v1/activations/activation-1/acknowledge {\"agent\":\"ida\",\"revision\":1}");
    fixture_reply(&s, WISH_ACKNOWLEDGE, "{}");
    say(&s, 1101, "answer_acknowledged",
        "\"records\":{\"acknowledgement\":{\"activation-1/ida\":{\"activation\":\"activation-1\","
        "\"agent\":\"ida\",\"revision\":1}}}");
    assert_null(model_unread(&s.model));
    say_activation(&s, 1102, "activation_updated", "activation-1", "active",
                   "\"revision\":2,\"priority\":5");
    assert_string_equal(last_notice(&s), "Ændret svar, k kvitterer: Vand (activation-1).");
    assert_non_null(model_unread(&s.model));
    say(&s, 1103, "answer_acknowledged", /* the older one, that was under way */
        "\"records\":{\"acknowledgement\":{\"activation-1/ida\":{\"activation\":\"activation-1\","
        "\"agent\":\"ida\",\"revision\":1}}}");
    assert_non_null(model_unread(&s.model));
    session_key(&s, 'k');
    expect_request(
        &s, WISH_ACKNOWLEDGE,
        "POST /v1/activations/activation-1/acknowledge {\"agent\":\"ida\",\"revision\":2}");
    say(&s, 1104, "activation_alarm_escalated",
        "\"records\":{\"activation\":{\"activation-1\":{\"id\":\"activation-1\","
        "\"state\":\"active\",\"expired\":true,\"alarms\":4,\"revision\":2}}}");
    assert_non_null(strstr(last_notice(&s), "UDLØBET og ingen har reageret"));
    say(&s, 1105, "flag_answered",
        "\"records\":{\"flag_reply\":{\"activation-1/bad\":{\"question\":\"bad\","
        "\"word\":\"corrected\"}}}");
    assert_string_equal(last_notice(&s), "Svar på meldinger, rettet: bad.");
    session_close(&s);
}

/* The text for the call's municipality: in the area, out of it by now, covered by another. */
static void the_answer_follows_the_area(void **state) {
    struct session s;
    const struct answer *answers[4];
    (void)state;
    fixture_open(&s, LANGUAGE_DA);
    fixture_play(&s, "2-offered.events"); /* from 0615 about vand */
    say_activation(&s, 1100, "activation_started", "activation-1", "active",
                   "\"revision\":1,\"priority\":5");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1);
    assert_string_equal(answers[0]->text, "Kog.");
    say_activation(
        &s, 1101, "activation_updated", "activation-1", "active",
        "\"municipalities\":[\"0766\"],\"left\":[\"0615\"],\"revision\":2,\"priority\":5");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1);
    assert_string_equal(answers[0]->text, "Slut.");
    say_activation(&s, 1102, "activation_started", "activation-2", "active",
                   "\"revision\":1,\"priority\":3");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1); /* it is not over */
    assert_string_equal(answers[0]->activation, "activation-2");
    say_activation(&s, 1103, "activation_started", "activation-3", "active",
                   "\"revision\":1,\"priority\":9");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 2);
    assert_string_equal(answers[0]->activation, "activation-3");
    say_activation(&s, 1104, "activation_updated", "activation-2", "active",
                   "\"revision\":2,\"priority\":9");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 2);
    say_activation(&s, 1105, "activation_lifted", "activation-3", "lifted",
                   "\"revision\":1,\"priority\":9");
    assert_int_equal(model_fitting_answers(&s.model, answers, 4), 1);
    assert_string_equal(answers[0]->activation, "activation-2");
    session_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connecting_asks_for_what_names_things),
        cmocka_unit_test(a_call_from_offer_to_the_next),
        cmocka_unit_test(the_answer_fits_the_call),
        cmocka_unit_test(returned_and_abandoned_calls_leave),
        cmocka_unit_test(help_that_comes_and_goes_is_told),
        cmocka_unit_test(partners_that_come_and_go_are_told),
        cmocka_unit_test(leases_are_renewed_at_a_third),
        cmocka_unit_test(nothing_is_asked_while_the_link_is_down),
        cmocka_unit_test(silence_is_old_too),
        cmocka_unit_test(repeated_gap_and_bad_events),
        cmocka_unit_test(an_overtaken_reply_changes_nothing),
        cmocka_unit_test(refusals_become_sentences),
        cmocka_unit_test(leaving),
        cmocka_unit_test(a_duty_leader_sees_the_overview),
        cmocka_unit_test(a_changed_answer_is_read_anew),
        cmocka_unit_test(the_answer_follows_the_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
