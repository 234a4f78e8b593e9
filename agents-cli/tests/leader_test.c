/* A duty leader's and a partner's screen as stories: what a form asks, what is sent, and when; what
 * is taken back; keys that lie elsewhere; searching. */
#include "agents-cli/keys.h"
#include "agents-cli/screen.h"
#include "agents-cli/search.h"
#include "agents-cli/tests/fixture.h"

static void open_leader(struct session *s, const char *role) {
    char snapshot[1024];
    struct request request;
    session_init(s, LANGUAGE_EN, 1000);
    session_link(s, LINK_UP, "http://127.0.0.1:8080", NULL);
    while (session_take_request(s, &request))
        s->under_way[request.wish] = false;
    fixture_reply(s, WISH_ORGANISATIONS,
                  "{\"organisations\":[{\"id\":\"0615\",\"name\":\"Horsens\"},"
                  "{\"id\":\"0766\",\"name\":\"Hedensted\"}]}");
    snprintf(snapshot, sizeof snapshot,
             "{\"now\":%lld,\"you\":{\"token\":\"lone\",\"role\":\"%s\",\"agent\":null},"
             "\"agent\":null,\"call\":null,\"activations\":[],\"answers\":[]}",
             (long long)FIXTURE_NOW, role);
    assert_int_equal(session_event(s, "snapshot", "3-1000", snapshot, strlen(snapshot)),
                     MODEL_TAKEN);
}

static void answer(struct session *s, enum wish wish, const char *body) {
    session_reply(s, wish, &(struct reply){.status = 200, .body = body, .length = strlen(body)});
}

static const char playbooks[] =
    "{\"playbooks\":[{\"id\":\"draft\",\"title\":{\"da\":\"d\"},\"approved\":false},"
    "{\"id\":\"water\",\"title\":{\"da\":\"Vand\",\"en\":\"Water\"},\"approved\":true}]}";
static const char document[] =
    "{\"text\":{\"parameters\":{\"minutes\":{\"type\":\"minutes\",\"min\":1,\"max\":10,\"title\":"
    "{\"da\":\"Hvor længe?\",\"en\":\"How long?\"},\"example\":2},"
    "\"more\":{\"type\":\"text\",\"optional\":true,\"title\":{\"da\":\"Mere\"},\"example\":\"x\"}},"
    "\"answers\":{\"agent\":{\"da\":{\"inside\":{\"text\":\"Kog i {minutes}.\"}}},"
    "\"chatbot\":{\"da\":{\"inside\":{\"text\":\"Chat: {minutes}.\"}}}},"
    "\"lifted\":{\"agent\":{\"da\":{\"inside\":{\"text\":\"Forbi {lifted_at}.\"}}}}}}";

static void to_confirm_untried(struct session *s) {
    open_leader(s, "duty_leader");
    session_key(s, 'n');
    assert_string_equal(asked(s, WISH_FORM).path, "/v1/playbooks");
    answer(s, WISH_FORM, playbooks);
    session_key(s, PRESS_ENTER); /* the first that is approved */
    assert_string_equal(asked(s, WISH_FORM).path, "/v1/playbooks/water");
    type(s, "Horsens"); /* before the document is there: not lost */
    assert_int_equal(s->form.step, STEP_WHERE);
    answer(s, WISH_FORM, document);
    assert_int_equal(s->form.step, STEP_VALUES);
    type(s, "2");
    type(s, "");
    type(s, "E. coli");
    assert_int_equal(s->form.step, STEP_CONFIRM);
    struct request trial = asked(s, WISH_FORM);
    assert_string_equal(trial.path, "/v1/dry-run");
    assert_string_equal(trial.body,
                        "{\"activation\":{\"playbook\":\"water\",\"municipalities\":[\"0615\"]}}");
}

static void to_confirm(struct session *s) {
    to_confirm_untried(s);
    answer(s, WISH_FORM, "{\"gained\":{\"count\":3,\"pairs\":[]},\"calls\":{},\"agents\":[]}");
}

static void shows(struct session *s, const char *what, bool there) {
    struct text_buf screen;
    text_buf_init(&screen, 4 * 1024 * 1024);
    screen_draw(s, 200, 60, &screen);
    if ((strstr(screen.data, what) != NULL) != there)
        fail_msg("'%s' is %s:\n%s", what, there ? "missing" : "there", screen.data);
    text_buf_close(&screen);
}

static void from_the_playbook_to_live_in_four_answers(void **state) {
    struct session s;
    (void)state;
    to_confirm(&s);
    shows(&s, "THE REAL THING", true);
    shows(&s, "Kog i 2 minutter.", true);
    shows(&s, "Chat: 2 minutter.", true);
    shows(&s, "then could help: 3.", true);
    type(&s, "activate"); /* not the word */
    not_asked(&s, WISH_ACT);
    shows(&s, "That is not the word", true);
    for (int i = 0; i < 8; i++)
        session_key(&s, PRESS_BACKSPACE);
    type(&s, "activate now");
    struct request act = asked(&s, WISH_ACT);
    assert_string_equal(act.path, "/v1/activations");
    assert_string_equal(act.body, "{\"playbook\":\"water\",\"parameters\":{\"minutes\":2,"
                                  "\"more\":null},\"municipalities\":[\"0615\"],"
                                  "\"reason\":\"E. coli\"}");
    answer(&s, WISH_ACT, "{\"activation\":{\"id\":\"activation-7\",\"revision\":1}}");
    assert_int_equal(s.form.kind, FORM_NONE);
    session_close(&s);
}

static const char zones[] =
    "{\"zones\":[{\"id\":\"vest\",\"organisation\":\"0615\",\"name\":\"Vestbyen\"}]}";

static void to_where(struct session *s) {
    open_leader(s, "duty_leader");
    session_key(s, 'n');
    asked(s, WISH_FORM);
    answer(s, WISH_FORM, playbooks);
    session_key(s, PRESS_ENTER);
    asked(s, WISH_FORM);
    answer(s, WISH_FORM, document);
    assert_string_equal(asked(s, WISH_FORM).path, "/v1/zones");
}

static void clear_where(struct session *s) {
    while (s->form.where[0] != '\0')
        session_key(s, PRESS_BACKSPACE);
}

/* A part of a municipality is one of the four answers, no fifth. */
static void a_part_is_typed_where_the_whole_is(void **state) {
    struct session s;
    (void)state;
    to_where(&s);
    answer(&s, WISH_FORM, zones);
    shows(&s, "Zones: Horsens:vest (Vestbyen)", true);
    type(&s, "horsens:oest");
    shows(&s, "Horsens has no zone called 'oest'. There are: Horsens:vest (Vestbyen).", true);
    clear_where(&s);
    type(&s, "hedensted:vest");
    shows(&s, "the municipality has no zones", true);
    clear_where(&s);
    type(&s, "horsens:");
    shows(&s, "horsens: is no part of a municipality", true);
    clear_where(&s);
    type(&s, "Horsens, horsens:8700");
    shows(&s, "Horsens stands there whole and in part", true);
    clear_where(&s);
    type(&s, "Hedensted, horsens:8700+Vestbyen");
    type(&s, "2");
    type(&s, "");
    type(&s, "E. coli");
    assert_int_equal(s.form.step, STEP_CONFIRM);
    static const char wanted[] =
        "{\"activation\":{\"playbook\":\"water\",\"municipalities\":[\"0766\"],\"narrowed\":[{"
        "\"municipality\":\"0615\",\"postcodes\":[\"8700\"],\"zones\":[\"vest\"]}]}}";
    assert_string_equal(asked(&s, WISH_FORM).body, wanted);
    static const char refused[] = "{\"type\":\"urn:ddh:problem:out-of-range\",\"field\":"
                                  "\"narrowed\",\"detail\":\"no postcode\"}";
    session_reply(&s, WISH_FORM,
                  &(struct reply){.status = 400, .body = refused, .length = sizeof refused - 1});
    shows(&s, "(no postcode.)", true);
    shows(&s, "in Hedensted, Horsens (vest, 8700). Reason: E. coli", true);
    shows(&s, "municipality that is in it in part: citizens", true);
    type(&s, "activate now");
    struct request act = asked(&s, WISH_ACT);
    assert_non_null(strstr(act.body,
                           "\"municipalities\":[\"0766\"],\"narrowed\":[{\"municipality\":"
                           "\"0615\",\"postcodes\":[\"8700\"],\"zones\":[\"vest\"]}]"));
    session_close(&s);
}

/* Where the zones are not to be had, the coordinator says what is wrong with one. */
static void without_the_zones_a_part_is_sent_as_typed(void **state) {
    struct session s;
    (void)state;
    to_where(&s);
    type(&s, "horsens:vest"); /* they are not there yet */
    type(&s, "2");
    type(&s, "");
    type(&s, "E. coli");
    session_reply(&s, WISH_FORM, &(struct reply){.status = 403, .body = "{}", .length = 2});
    assert_non_null(strstr(asked(&s, WISH_FORM).body, "\"zones\":[\"vest\"]"));
    session_close(&s);
}

/* Who types faster than the coordinator tries it out: the answer of the try is not the act's. */
static void a_late_dry_run_is_no_activation(void **state) {
    struct session s;
    (void)state;
    to_confirm_untried(&s);
    type(&s, "activate now");
    asked(&s, WISH_ACT);
    answer(&s, WISH_FORM, "{\"gained\":{\"count\":3,\"pairs\":[]},\"calls\":{},\"agents\":[]}");
    assert_int_equal(s.form.step, STEP_SENDING);
    answer(&s, WISH_ACT, "{\"activation\":{\"id\":\"activation-7\",\"revision\":1}}");
    assert_int_equal(s.form.kind, FORM_NONE);
    session_close(&s);
}

static void an_activation_is_taken_back_within_the_minute(void **state) {
    struct session s;
    (void)state;
    to_confirm(&s);
    type(&s, "activate now");
    asked(&s, WISH_ACT);
    answer(&s, WISH_ACT, "{\"activation\":{\"id\":\"activation-7\"}}");
    session_tick(&s, 1000 + UNDO_MS - 1);
    assert_true(session_allows(&s, 'z'));
    session_key(&s, 'z');
    struct request undo = asked(&s, WISH_UNDO);
    assert_string_equal(undo.path, "/v1/activations/activation-7/lift");
    assert_string_equal(undo.body, "{\"reason\":\"Undone at once.\"}");
    assert_false(session_allows(&s, 'z'));
    session_close(&s);
    to_confirm(&s);
    type(&s, "activate now");
    asked(&s, WISH_ACT);
    answer(&s, WISH_ACT, "{\"activation\":{\"id\":\"activation-7\"}}");
    session_tick(&s, 1000 + UNDO_MS);
    assert_false(session_allows(&s, 'z')); /* too late */
    session_close(&s);
}

static void what_nobody_answered_is_the_same_act_again(void **state) {
    struct session s;
    (void)state;
    to_confirm(&s);
    type(&s, "activate now");
    uint64_t first = asked(&s, WISH_ACT).same;
    assert_true(first > 0);
    session_reply(&s, WISH_ACT, &(struct reply){.failure = "nobody answered"});
    shows(&s, "nobody answered", true);
    type(&s, "activate now");
    assert_int_equal(asked(&s, WISH_ACT).same, first);
    static const char full[] = "{\"type\":\"urn:ddh:problem:limit-reached\"}";
    session_reply(&s, WISH_ACT,
                  &(struct reply){.status = 503, .body = full, .length = sizeof full - 1});
    type(&s, "activate now"); /* it was refused, so this is another try */
    assert_int_equal(asked(&s, WISH_ACT).same, first + 1);
    session_close(&s);
}

static void a_refusal_leaves_what_was_typed(void **state) {
    static const char refused[] =
        "{\"type\":\"urn:ddh:problem:parameters-refused\",\"field\":\"minutes\"}";
    struct session s;
    (void)state;
    to_confirm(&s);
    type(&s, "activate now");
    asked(&s, WISH_ACT);
    session_reply(&s, WISH_ACT,
                  &(struct reply){.status = 422, .body = refused, .length = sizeof refused - 1});
    shows(&s, "The values do not fit the playbook. It concerns 'minutes'.", true);
    session_key(&s, PRESS_ESCAPE);
    session_key(&s, PRESS_ESCAPE);
    assert_int_equal(s.form.step, STEP_VALUES);
    assert_string_equal(s.form.fields[0], "2");
    session_key(&s, PRESS_INTERRUPT);
    assert_int_equal(s.form.kind, FORM_NONE);
    session_close(&s);
}

static void who_may_not_activate_is_not_asked(void **state) {
    struct session s;
    (void)state;
    open_leader(&s, "auditor");
    assert_false(session_allows(&s, 'n'));
    session_key(&s, 'n');
    assert_int_equal(s.form.kind, FORM_NONE);
    session_close(&s);
}

static void an_update_sends_what_changed_and_the_lift_shows_what_is_then_said(void **state) {
    static const char standing[] =
        "{\"activation\":{\"id\":\"activation-7\",\"playbook\":\"water\",\"version\":\"v1\","
        "\"revision\":4,\"municipalities\":[\"0615\"],\"postcodes\":{\"0615\":[\"8700\"]}},"
        "\"parameters\":{\"minutes\":2,\"more\":null}}";
    static const char overview[] =
        "{\"now\":1763794245000,\"totals\":{},\"organisations\":[],\"activations\":[{\"id\":"
        "\"activation-7\",\"playbook\":\"water\",\"state\":\"active\",\"title\":\"Vand\"}]}";
    struct session s;
    (void)state;
    open_leader(&s, "duty_leader");
    fixture_reply(&s, WISH_OVERVIEW, overview);
    assert_false(session_allows(&s, 'u')); /* nothing is chosen on the board */
    session_key(&s, '3');
    session_key(&s, 'u');
    session_tick(&s, 2000);
    assert_string_equal(asked(&s, WISH_FORM).path, "/v1/activations/activation-7");
    answer(&s, WISH_FORM, standing);
    assert_string_equal(asked(&s, WISH_FORM).path, "/v1/playbooks/water?version=v1");
    answer(&s, WISH_FORM, document);
    session_key(&s, PRESS_ENTER);
    session_key(&s, PRESS_ENTER); /* nothing was changed */
    assert_int_equal(s.form.step, STEP_VALUES);
    session_key(&s, PRESS_UP);
    session_key(&s, PRESS_BACKSPACE);
    type(&s, "5");
    session_key(&s, PRESS_ENTER);
    type(&s, "new samples");
    type(&s, "update now");
    struct request act = asked(&s, WISH_ACT);
    assert_string_equal(act.path, "/v1/activations/activation-7/update");
    assert_string_equal(act.body, "{\"reason\":\"new samples\",\"revision\":4,"
                                  "\"parameters\":{\"minutes\":5}}");
    answer(&s, WISH_ACT, "{\"activation\":{\"id\":\"activation-7\",\"revision\":5}}");
    session_key(&s, 'z');
    assert_string_equal(asked(&s, WISH_UNDO).body,
                        "{\"reason\":\"Undone at once.\",\"parameters\":{\"minutes\":2},"
                        "\"revision\":5}");
    answer(&s, WISH_UNDO, "{\"activation\":{\"id\":\"activation-7\",\"revision\":6}}");
    session_key(&s, 'l');
    asked(&s, WISH_FORM);
    answer(&s, WISH_FORM, standing);
    asked(&s, WISH_FORM);
    answer(&s, WISH_FORM, document);
    type(&s, "clean");
    shows(&s, "Forbi (tidspunktet).", true);
    shows(&s, "Kog i", false);
    type(&s, "lift now");
    assert_string_equal(asked(&s, WISH_ACT).path, "/v1/activations/activation-7/lift");
    answer(&s, WISH_ACT, "{\"activation\":{\"id\":\"activation-7\"}}");
    session_key(&s, 'z'); /* the same area: a part stays a part */
    assert_non_null(strstr(asked(&s, WISH_UNDO).body,
                           "\"municipalities\":[\"0615\"],\"narrowed\":[{\"municipality\":"
                           "\"0615\",\"postcodes\":[\"8700\"],\"zones\":[]}]"));
    session_close(&s);
}

static void a_partner_pauses_with_one_key_and_sets_a_cap(void **state) {
    static const char overview[] = "{\"now\":1763794245000,\"totals\":{},\"organisations\":["
                                   "{\"id\":\"0766\",\"name\":\"Hedensted\",\"agents\":{}}]}";
    struct session s;
    (void)state;
    open_leader(&s, "partner");
    assert_int_equal(s.view, VIEW_PARTNER);
    fixture_reply(&s, WISH_OVERVIEW, overview);
    session_key(&s, 'p'); /* what it says now is not known yet: nothing is guessed */
    not_asked(&s, WISH_PAUSE);
    fixture_reply(&s, WISH_ORGANISATIONS,
                  "{\"organisations\":[{\"id\":\"0766\",\"name\":\"Hedensted\",\"declines\":true,"
                  "\"help_max\":4}]}");
    shows(&s, "DECLINES", true);
    session_key(&s, 'p');
    struct request pause = asked(&s, WISH_PAUSE);
    assert_string_equal(pause.path, "/v1/organisations/0766/help");
    assert_string_equal(pause.body, "{\"declines\":false}");
    session_key(&s, 'm');
    assert_string_equal(s.form.word, "4");
    session_key(&s, PRESS_BACKSPACE);
    type(&s, "many");
    not_asked(&s, WISH_ACT);
    for (int i = 0; i < 4; i++)
        session_key(&s, PRESS_BACKSPACE);
    type(&s, "6");
    assert_string_equal(asked(&s, WISH_ACT).body, "{\"declines\":true,\"help_max\":6}");
    session_close(&s);
}

static void the_trend_has_a_point_every_ten_seconds(void **state) {
    struct session s;
    char body[256];
    (void)state;
    open_leader(&s, "duty_leader");
    for (int i = 0; i < 20; i++) {
        snprintf(body, sizeof body,
                 "{\"now\":%lld,\"totals\":{\"waiting\":%d},\"organisations\":[]}",
                 (long long)(FIXTURE_NOW + i * TREND_EVERY_MS / 2), i);
        fixture_reply(&s, WISH_OVERVIEW, body);
    }
    const struct trend *trend = model_trend(&s.model, "");
    assert_non_null(trend);
    assert_int_equal(s.model.overview.trend_points, 10);
    assert_int_equal(trend->waiting[TREND_POINTS - 1], 19);
    assert_int_equal(trend->waiting[TREND_POINTS - 2], 17);
    session_close(&s);
}

static void keys_lie_where_they_were_put(void **state) {
    struct keys keys;
    struct text_buf out;
    (void)state;
    keys_init(&keys);
    assert_int_equal(keys_set(&keys, "accept", "j"), KEYS_OK);
    assert_int_equal(keys_set(&keys, "fly", "t"), KEYS_NO_ACT);
    assert_int_equal(keys_set(&keys, "accept", "5"), KEYS_NO_KEY);
    assert_int_equal(keys_set(&keys, "accept", ""), KEYS_NO_KEY);
    assert_int_equal(keys_meaning(&keys, 'j'), 'a');
    assert_int_equal(keys_meaning(&keys, 'a'), 0);
    assert_int_equal(keys_meaning(&keys, '3'), '3');
    assert_int_equal(keys_meaning(&keys, PRESS_UP), PRESS_UP);
    text_buf_init(&out, 256);
    keys_fill(&keys, &out, "\017a takes it, \017r does not, a is a letter; \017");
    assert_string_equal(out.data, "j takes it, r does not, a is a letter; ");
    text_buf_close(&out);
    assert_int_equal(keys_set(&keys, "reject", "j"), KEYS_OK);
    assert_int_equal(keys_check(&keys), KEYS_TAKEN);
}

static void searching_knows_danish_letters(void **state) {
    (void)state;
    assert_true(search_has("Må jeg gå i bad, og må børnene?", "BØRN bad"));
    assert_true(search_has("ÆBLER OG ØL", "æbler øl"));
    assert_false(search_has("Må jeg gå i bad?", "bad opvask"));
}

/* Whatever is open, and whatever the window: exactly its lines, none too wide. */
static void every_size_is_filled_exactly(void **state) {
    struct session s;
    (void)state;
    to_confirm(&s);
    for (int round = 0; round < 7; round++) {
        if (round == 1) s.form.step = STEP_VALUES;
        if (round == 2) session_key(&s, PRESS_INTERRUPT);
        s.page = round % SESSION_PAGES;
        if (round == 6) s.view = VIEW_PARTNER;
        for (int columns = 1; columns <= 210; columns += 13)
            for (int rows = 1; rows <= 60; rows += 7) {
                struct text_buf screen;
                text_buf_init(&screen, 4 * 1024 * 1024);
                screen_draw(&s, columns, rows, &screen);
                int lines = 0;
                for (char *at = screen.data; *at != '\0'; lines++) {
                    char *end = strchr(at, '\n');
                    assert_non_null(end);
                    *end = '\0';
                    if (show_width(at) > (size_t)columns)
                        fail_msg("%dx%d: '%s' is too wide", columns, rows, at);
                    at = end + 1;
                }
                assert_int_equal(lines, rows);
                text_buf_close(&screen);
            }
    }
    session_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_the_playbook_to_live_in_four_answers),
        cmocka_unit_test(a_part_is_typed_where_the_whole_is),
        cmocka_unit_test(without_the_zones_a_part_is_sent_as_typed),
        cmocka_unit_test(a_late_dry_run_is_no_activation),
        cmocka_unit_test(an_activation_is_taken_back_within_the_minute),
        cmocka_unit_test(what_nobody_answered_is_the_same_act_again),
        cmocka_unit_test(a_refusal_leaves_what_was_typed),
        cmocka_unit_test(who_may_not_activate_is_not_asked),
        cmocka_unit_test(an_update_sends_what_changed_and_the_lift_shows_what_is_then_said),
        cmocka_unit_test(a_partner_pauses_with_one_key_and_sets_a_cap),
        cmocka_unit_test(the_trend_has_a_point_every_ten_seconds),
        cmocka_unit_test(keys_lie_where_they_were_put),
        cmocka_unit_test(searching_knows_danish_letters),
        cmocka_unit_test(every_size_is_filled_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
