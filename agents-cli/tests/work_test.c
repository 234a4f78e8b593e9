/* An agent's transfers, tickets and flags, a peer's answers; a duty leader's alarms, narrowing, renewing
 * and handing over: what is asked, what is sent, and what is not. */
#include "agents-cli/alarms.h"
#include "agents-cli/plain.h"
#include "agents-cli/screen.h"
#include "agents-cli/tests/fixture.h"

static void shows(struct session *s, const char *what, bool there) {
    struct text_buf screen;
    text_buf_init(&screen, 4 * 1024 * 1024);
    screen_draw(s, 200, 60, &screen);
    if ((strstr(screen.data, what) != NULL) != there)
        fail_msg("'%s' is %s:\n%s", what, there ? "missing" : "there", screen.data);
    text_buf_close(&screen);
}

static void say(struct session *s, int number, const char *type_name, const char *rest) {
    char id[32], json[4096];
    snprintf(id, sizeof id, "3-%d", number);
    snprintf(json, sizeof json, "{\"type\":\"%s\",\"at\":1763794250000,%s}", type_name, rest);
    assert_int_equal(session_event(s, type_name, id, json, strlen(json)), MODEL_TAKEN);
}

/* Ida talks; the playbook's answer stands on the screen. */
static void open_call(struct session *s) {
    fixture_open(s, LANGUAGE_EN);
    fixture_play(s, "2-offered.events");
    fixture_play(s, "3-activated.events");
    fixture_play(s, "4-answered.events");
    struct request request;
    while (session_take_request(s, &request))
        s->under_way[request.wish] = false;
}

/* --- an agent --------------------------------------------------------------------------------- */

static const char offered[] =
    "{\"transfer\":{\"call\":\"call-17\",\"warm\":{\"offered\":true},\"cold\":{\"offered\":false,"
    "\"because\":\"warm_first\"},\"ticket\":{\"offered\":true},\"entry\":{\"name\":\"Horsens\","
    "\"topic\":\"vand\",\"number\":\"76292930\",\"vip\":\"yes\",\"vip_number\":\"76292900\","
    "\"open\":true,\"changes_at\":null},\"last\":null}}";

static void only_what_the_rule_allows_is_transferred(void **state) {
    struct session s;
    (void)state;
    fixture_open(&s, LANGUAGE_EN);
    fixture_play(&s, "2-offered.events");
    assert_false(session_allows(&s, 'g')); /* nobody talks yet */
    session_close(&s);
    open_call(&s);
    session_key(&s, 'g');
    assert_string_equal(asked(&s, WISH_TRANSFERS).path, "/v1/calls/call-17/transfer");
    session_key(&s, '1'); /* nothing is known yet */
    not_asked(&s, WISH_TRANSFER);
    session_key(&s, 'g');
    fixture_reply(&s, WISH_TRANSFERS, offered);
    shows(&s, "VIP number past the queue: 76292900", true);
    session_key(&s, '2');
    not_asked(&s, WISH_TRANSFER);
    shows(&s, "Not allowed now, cold transfer", true);
    session_key(&s, 'g');
    fixture_reply(&s, WISH_TRANSFERS, offered);
    session_key(&s, '1');
    struct request begun = asked(&s, WISH_TRANSFER);
    assert_string_equal(begun.path, "/v1/calls/call-17/transfer");
    assert_string_equal(begun.body, "{\"kind\":\"warm\"}");
    s.model.call.transfers = 1;
    text_copy(s.model.call.transfer_kind, LIMIT_WORD, "warm");
    text_copy(s.model.call.transfer_outcome, LIMIT_WORD, "none");
    fixture_reply(&s, WISH_TRANSFER, "{}");
    session_key(&s, 'g');
    shows(&s, "What came of it?", true);
    session_key(&s, '3');
    struct request ended = asked(&s, WISH_TRANSFER);
    assert_string_equal(ended.path, "/v1/calls/call-17/transfer/outcome");
    assert_string_equal(ended.body, "{\"outcome\":\"returned\"}");
    session_close(&s);
}

static void a_place_that_is_no_vip_is_marked(void **state) {
    static const char cold[] =
        "{\"transfer\":{\"warm\":{\"offered\":false,\"because\":\"no_vip_number\"},\"cold\":{"
        "\"offered\":true},\"ticket\":{\"offered\":false,\"because\":\"no_receiver\"},\"entry\":{"
        "\"name\":\"Horsens\",\"topic\":null,\"number\":\"76292929\",\"vip\":\"promised\","
        "\"open\":false,\"changes_at\":1763881200000},\"last\":null}}";
    struct session s;
    (void)state;
    open_call(&s);
    session_key(&s, 'g');
    fixture_reply(&s, WISH_TRANSFERS, cold);
    shows(&s, "NOT VIP (promised)", true);
    shows(&s, "Closed until 2025-11-23 08:00", true);
    shows(&s, "warm transfer: no VIP number", true);
    static const char refused[] = "{\"type\":\"urn:ddh:problem:unknown-call\"}";
    session_key(&s, PRESS_ESCAPE);
    session_key(&s, 'g');
    session_reply(&s, WISH_TRANSFERS,
                  &(struct reply){.status = 404, .body = refused, .length = sizeof refused - 1});
    assert_int_equal(s.overlay, OVERLAY_NONE);
    shows(&s, "There is no such call", true);
    session_close(&s);
}

static const char kinds[] =
    "{\"kinds\":[{\"kind\":\"fault_report\",\"members\":[{\"name\":\"place\",\"required\":true,"
    "\"purpose\":{\"da\":\"Find\",\"en\":\"So that it can be found\"}},{\"name\":\"people\","
    "\"required\":false,\"purpose\":{\"da\":\"m\",\"en\":\"m\"}}]},{\"kind\":\"help_needed\","
    "\"members\":[{\"name\":\"need\",\"required\":true,\"purpose\":{\"da\":\"h\",\"en\":\"h\"}}]}]}";

static void to_ticket(struct session *s) {
    open_call(s);
    session_key(s, 'i');
    assert_string_equal(asked(s, WISH_FORM).path, "/v1/calls/call-17/transfer");
    fixture_reply(s, WISH_FORM, offered);
    assert_string_equal(asked(s, WISH_FORM).path, "/v1/ticket-kinds");
    fixture_reply(s, WISH_FORM, kinds);
}

static void a_ticket_says_what_it_asks_for_and_names_nobody(void **state) {
    struct session s;
    (void)state;
    to_ticket(&s);
    session_key(&s, '7'); /* there are two */
    assert_int_equal(s.form.step, STEP_PLAYBOOK);
    session_key(&s, '1');
    shows(&s, "So that it can be found", true);
    type(&s, "Kildevej 4, 76 29 29 29");
    type(&s, "3");
    type(&s, "2");
    assert_int_equal(s.form.step, STEP_VALUES);
    shows(&s, "looks like a CPR number", true);
    while (s.form.fields[0][0] != '\0')
        session_key(&s, PRESS_BACKSPACE);
    type(&s, "Kildevej 4");
    session_key(&s, PRESS_ENTER);
    session_key(&s, PRESS_ENTER);
    assert_int_equal(s.form.step, STEP_CONFIRM);
    shows(&s, "within four hours", true);
    not_asked(&s, WISH_ACT);
    session_key(&s, PRESS_ENTER);
    struct request act = asked(&s, WISH_ACT);
    assert_string_equal(act.path, "/v1/calls/call-17/tickets");
    assert_string_equal(act.body, "{\"place\":\"Kildevej 4\",\"people\":3,\"urgency\":\"today\","
                                  "\"kind\":\"fault_report\"}");
    fixture_reply(&s, WISH_ACT,
                  "{\"ticket\":{\"id\":\"ticket-4\",\"by\":\"ida\",\"organisation\":\"0615\","
                  "\"kind\":\"fault_report\",\"state\":\"waiting\"}}");
    assert_int_equal(s.form.kind, FORM_NONE);
    assert_int_equal(s.model.ticket_count, 1);
    say(&s, 1200, "ticket_changed",
        "\"records\":{\"ticket\":{\"ticket-4\":{\"id\":\"ticket-4\",\"by\":\"ida\","
        "\"organisation\":\"0615\",\"state\":\"received\",\"receipt\":\"ESDH-7\"}}}");
    shows(&s, "Horsens has received ticket-4: ESDH-7.", true);
    say(&s, 1201, "ticket_changed",
        "\"records\":{\"ticket\":{\"ticket-5\":{\"id\":\"ticket-5\",\"by\":\"somebody\","
        "\"organisation\":\"0615\",\"state\":\"waiting\"}}}");
    assert_int_equal(s.model.ticket_count, 1);
    session_close(&s);
}

static void no_ticket_is_begun_where_none_is_taken(void **state) {
    struct session s;
    (void)state;
    open_call(&s);
    session_key(&s, 'i');
    asked(&s, WISH_FORM);
    fixture_reply(&s, WISH_FORM,
                  "{\"transfer\":{\"ticket\":{\"offered\":false,\"because\":\"no_receiver\"}}}");
    shows(&s, "the municipality takes no tickets here", true);
    not_asked(&s, WISH_FORM);
    session_key(&s, PRESS_ENTER); /* once more */
    assert_string_equal(asked(&s, WISH_FORM).path, "/v1/calls/call-17/transfer");
    session_close(&s);
}

/* Only where a part of the municipality is concerned does the postcode choose what is said. */
static void the_postcode_chooses_the_answer(void **state) {
    struct session s;
    (void)state;
    open_call(&s);
    assert_false(session_allows(&s, '#'));
    say(&s, 1200, "activation_updated",
        "\"records\":{\"activation\":{\"activation-1\":{\"id\":\"activation-1\",\"topics\":"
        "[\"vand\"],\"municipalities\":[\"0615\"],\"postcodes\":{\"0615\":[\"8700\"]},"
        "\"playbook\":\"water-contamination\",\"state\":\"active\",\"revision\":2}}}");
    assert_true(session_allows(&s, '#'));
    session_key(&s, '#');
    shows(&s, "The citizen's postcode in Horsens", true);
    type(&s, "870");
    session_key(&s, PRESS_ENTER);
    shows(&s, "870 is no postcode", true);
    not_asked(&s, WISH_ACT);
    type(&s, "0");
    session_key(&s, PRESS_ENTER);
    struct request act = asked(&s, WISH_ACT);
    assert_string_equal(act.path, "/v1/calls/call-17/place");
    assert_string_equal(act.body, "{\"postcode\":\"8700\"}");
    struct reply refused = {.status = 0};
    session_reply(&s, WISH_ACT, &refused);
    assert_int_equal(s.form.step, STEP_WHERE); /* what was typed stands, and is sent again */
    session_key(&s, PRESS_ENTER);
    asked(&s, WISH_ACT);
    fixture_reply(&s, WISH_ACT, "{\"call\":{\"id\":\"call-17\",\"postcode\":\"8700\"}}");
    assert_int_equal(s.form.kind, FORM_NONE);
    shows(&s, "The citizen lives in 8700", true);
    session_close(&s);
}

static void a_flag_names_the_question(void **state) {
    struct session s;
    struct plain plain;
    (void)state;
    open_call(&s);
    session_key(&s, 'f');
    session_key(&s, PRESS_UP); /* the whole answer is the first */
    session_key(&s, '2');
    assert_string_equal(asked(&s, WISH_FLAG).body, "{\"agent\":\"ida\",\"reason\":\"unclear\"}");
    fixture_reply(&s, WISH_FLAG, "{}");
    session_key(&s, 'f');
    session_key(&s, PRESS_DOWN);
    session_key(&s, '1');
    assert_string_equal(asked(&s, WISH_FLAG).body,
                        "{\"agent\":\"ida\",\"reason\":\"wrong\",\"question\":\"my-address\"}");
    fixture_reply(&s, WISH_FLAG, "{}");
    plain_init(&plain);
    plain_take_line(&plain, &s, "f");
    plain_take_line(&plain, &s, "1 3");
    assert_string_equal(asked(&s, WISH_FLAG).body,
                        "{\"agent\":\"ida\",\"reason\":\"missing\",\"question\":\"my-address\"}");
    session_close(&s);
}

static void a_peers_call_has_the_peers_answers(void **state) {
    static const char theirs[] =
        "{\"answers\":[{\"activation\":\"activation-1\",\"language\":\"en\",\"place\":\"inside\","
        "\"state\":\"active\",\"title\":\"Theirs\",\"text\":\"Boil it there.\"},{\"activation\":"
        "\"activation-1\",\"language\":\"da\",\"place\":\"inside\",\"state\":\"active\","
        "\"title\":\"Deres\",\"text\":\"Kog det der.\"}]}";
    struct session s;
    (void)state;
    open_call(&s);
    text_copy(s.model.call.municipality, LIMIT_ID, "midt");
    text_copy(s.model.call.reference, LIMIT_REFERENCE, "midt/call-5.1");
    shows(&s, "Kog vandet", false); /* ours say nothing to their citizens */
    session_tick(&s, 2000);
    assert_string_equal(asked(&s, WISH_CALL_ANSWERS).path, "/v1/calls/call-17/answers");
    fixture_reply(&s, WISH_CALL_ANSWERS, theirs);
    shows(&s, "ANSWER APPROVED BY midt", true);
    shows(&s, "Kog det der.", true); /* the caller speaks Danish */
    shows(&s, "Boil it there.", false);
    assert_false(session_allows(&s, 'f'));
    session_tick(&s, 2500);
    not_asked(&s, WISH_CALL_ANSWERS);
    session_tick(&s, 12000); /* they may have changed */
    asked(&s, WISH_CALL_ANSWERS);
    session_close(&s);
}

/* --- a duty leader ---------------------------------------------------------------------------- */

static void open_leader(struct session *s, const char *activation) {
    static const char snapshot[] =
        "{\"now\":1763794245000,\"you\":{\"token\":\"lone\",\"role\":\"duty_leader\",\"agent\":null},"
        "\"agent\":null,\"call\":null,\"activations\":[],\"answers\":[]}";
    char overview[2048];
    struct request request;
    session_init(s, LANGUAGE_EN, 1000);
    session_link(s, LINK_UP, "http://127.0.0.1:8080", NULL);
    while (session_take_request(s, &request))
        s->under_way[request.wish] = false;
    fixture_reply(s, WISH_ORGANISATIONS,
                  "{\"organisations\":[{\"id\":\"0615\",\"name\":\"Horsens\"},"
                  "{\"id\":\"0766\",\"name\":\"Hedensted\"}]}");
    session_event(s, "snapshot", "3-1000", snapshot, sizeof snapshot - 1);
    snprintf(
        overview, sizeof overview,
        "{\"now\":1763794245000,\"totals\":{},\"organisations\":[],\"tickets\":{\"escalated\":2},"
        "\"activations\":[{\"id\":\"activation-7\",\"playbook\":\"water\",\"state\":\"active\","
        "\"title\":\"Water\",\"municipalities\":[\"0615\",\"0766\"],%s}]}",
        activation);
    fixture_reply(s, WISH_OVERVIEW, overview);
    session_key(s, '3');
}

static const char standing[] =
    "{\"activation\":{\"id\":\"activation-7\",\"playbook\":\"water\",\"version\":\"v1\","
    "\"revision\":4,\"expires_at\":1763798400000,\"municipalities\":[\"0615\",\"0766\"]},"
    "\"parameters\":{}}";
static const char document[] =
    "{\"text\":{\"parameters\":{},\"lifted\":{\"agent\":{\"da\":{\"inside\":{\"text\":\"Forbi.\"}}}}}}";

static void narrowing_shows_what_those_hear_who_leave(void **state) {
    struct session s;
    (void)state;
    open_leader(&s, "\"holder\":\"lone\"");
    session_key(&s, 'c');
    asked(&s, WISH_FORM);
    fixture_reply(&s, WISH_FORM, standing);
    asked(&s, WISH_FORM);
    fixture_reply(&s, WISH_FORM, document);
    type(&s, "Horsens, Hedensted");
    shows(&s, "nobody is left", true);
    while (s.form.where[0] != '\0')
        session_key(&s, PRESS_BACKSPACE);
    type(&s, "hedensted");
    type(&s, "clean there");
    shows(&s, "Hedensted leaves the area. Left in it: Horsens", true);
    shows(&s, "Forbi.", true);
    type(&s, "narrow");
    not_asked(&s, WISH_ACT);
    while (s.form.word[0] != '\0')
        session_key(&s, PRESS_BACKSPACE);
    type(&s, "narrow now");
    struct request act = asked(&s, WISH_ACT);
    assert_string_equal(act.path, "/v1/activations/activation-7/update");
    assert_string_equal(
        act.body, "{\"reason\":\"clean there\",\"revision\":4,\"municipalities\":[\"0615\"]}");
    fixture_reply(&s, WISH_ACT, "{\"activation\":{\"id\":\"activation-7\",\"revision\":5}}");
    session_key(&s, 'z');
    assert_string_equal(asked(&s, WISH_UNDO).body,
                        "{\"reason\":\"Undone at once.\",\"municipalities\":[\"0615\",\"0766\"],"
                        "\"revision\":5}");
    session_close(&s);
}

static void renewing_sends_only_what_changed(void **state) {
    struct session s;
    (void)state;
    open_leader(&s, "\"holder\":\"lone\"");
    session_key(&s, 'y');
    asked(&s, WISH_FORM);
    fixture_reply(&s, WISH_FORM, standing);
    assert_string_equal(s.form.fields[0], "22.11.2025 09:00");
    session_key(&s, PRESS_ENTER);
    session_key(&s, PRESS_ENTER);
    assert_int_equal(s.form.step, STEP_VALUES); /* nothing is changed */
    while (s.form.selected != 0)
        session_key(&s, PRESS_UP);
    while (s.form.fields[0][0] != '\0')
        session_key(&s, PRESS_BACKSPACE);
    type(&s, "+6");
    session_key(&s, PRESS_ENTER);
    type(&s, "samples");
    shows(&s, "holds until: 2025-11-22 13:50 (before: 2025-11-22 09:00)", true);
    type(&s, "renew now");
    struct request act = asked(&s, WISH_ACT);
    assert_string_equal(act.path, "/v1/activations/activation-7/renew");
    assert_string_equal(act.body,
                        "{\"expires_at\":\"2025-11-22T12:50:45.000Z\",\"reason\":\"samples\"}");
    session_close(&s);
}

static const char due[] =
    "{\"activation\":{\"id\":\"activation-7\",\"playbook\":\"water\",\"version\":\"v1\","
    "\"revision\":4,\"review_by\":1763798400000,\"municipalities\":[\"0615\"]},\"parameters\":{}}";
static const char said[] =
    "{\"text\":{\"parameters\":{},\"answers\":{\"agent\":{\"da\":{\"inside\":{\"text\":\"Kog det.\"}}}}}}";

static void to_review(struct session *s) {
    open_leader(s, "\"holder\":\"lone\",\"review_by\":1763798400000");
    session_key(s, 'R');
    asked(s, WISH_FORM);
    type(s, "reviewed"); /* nothing has been seen yet */
    fixture_reply(s, WISH_FORM, due);
    asked(s, WISH_FORM);
    fixture_reply(s, WISH_FORM, said);
    shows(s, "Kog det.", true);
    not_asked(s, WISH_ACT);
    type(s, "");
}

static void a_review_shows_what_is_said_and_names_the_one_that_is_meant(void **state) {
    struct session s;
    (void)state;
    to_review(&s);
    struct request act = asked(&s, WISH_ACT);
    assert_string_equal(act.path, "/v1/activations/activation-7/review");
    assert_string_equal(act.body, "{\"due\":1763798400000}");
    fixture_reply(&s, WISH_ACT,
                  "{\"activation\":{\"id\":\"activation-7\",\"reviewed_by\":\"lone\","
                  "\"reviewed_at\":1763794245000,\"review_by\":1763808645000}}");
    shows(&s, "activation-7 was reviewed; next review 2025-11-22 11:50.", true);
    assert_false(session_allows(&s, 'z')); /* a look is not taken back */
    session_close(&s);
    to_review(&s);
    asked(&s, WISH_ACT);
    fixture_reply(&s, WISH_ACT,
                  "{\"repeated\":true,\"activation\":{\"id\":\"activation-7\","
                  "\"reviewed_by\":\"night\",\"review_by\":1763808645000}}");
    shows(&s, "activation-7 had been reviewed already by night.", true);
    session_close(&s);
}

static void a_review_that_is_due_stands_first(void **state) {
    struct session s;
    (void)state;
    open_leader(&s, "\"holder\":\"lone\",\"review_by\":1763790000000,\"review_overdue\":true,"
                    "\"reviewed_at\":1763780000000,\"reviewed_by\":\"night\"");
    shows(&s, "WAS DUE 2025-11-22 06:40", true);
    shows(&s, "reviewed 2025-11-22 03:53 by night", true);
    struct text_buf screen, plain;
    text_buf_init(&screen, 1 << 20);
    text_buf_init(&plain, 1 << 20);
    screen_draw(&s, 80, 24, &screen);
    fixture_strip(&screen, &plain);
    assert_non_null(strstr(plain.data, "\n R review  n activate"));
    text_buf_close(&screen);
    text_buf_close(&plain);
    session_close(&s);
    open_leader(&s, "\"holder\":\"lone\",\"expired\":true,\"review_by\":1763790000000");
    assert_false(session_allows(&s, 'R')); /* it has to be renewed or lifted */
    session_close(&s);
}

static void handed_over_offered_accepted_or_taken(void **state) {
    static const struct {
        const char *record;
        enum form_kind kind;
    } cases[] = {{"\"holder\":\"lone\"", FORM_OFFER},
                 {"\"holder\":\"other\",\"offered_to\":\"lone\"", FORM_ACCEPT},
                 {"\"holder\":\"other\"", FORM_TAKE}};
    static const char *const paths[] = {"/v1/activations/activation-7/offer",
                                        "/v1/activations/activation-7/accept",
                                        "/v1/activations/activation-7/take"};
    static const char *const bodies[] = {"{\"to\":\"night\"}", "{}", "{\"reason\":\"asleep\"}"};
    struct session s;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        open_leader(&s, cases[i].record);
        session_key(&s, 'h');
        assert_int_equal(s.form.kind, cases[i].kind);
        if (i == 0) type(&s, "night");
        if (i == 2) type(&s, "asleep");
        assert_int_equal(s.form.step, STEP_CONFIRM);
        not_asked(&s, WISH_ACT);
        type(&s, i == 0 ? "offer now" : "take over now");
        struct request act = asked(&s, WISH_ACT);
        assert_string_equal(act.path, paths[i]);
        assert_string_equal(act.body, bodies[i]);
        session_close(&s);
    }
}

/* The other duty leaders are offered by name; any other name can be typed. */
static void to_offering(struct session *s) {
    open_leader(s, "\"holder\":\"lone\"");
    session_key(s, 'h');
    assert_string_equal(asked(s, WISH_FORM).path, "/v1/duty-leaders");
}

static void expect_offered_to(struct session *s, const char *body) {
    assert_int_equal(s->form.step, STEP_CONFIRM);
    type(s, "offer now");
    assert_string_equal(asked(s, WISH_ACT).body, body);
    session_close(s);
}

static const char leaders[] = "{\"duty_leaders\":[\"lone\",\"night\",\"weekend\"]}";

static void who_can_take_it_is_offered(void **state) {
    struct session s;
    (void)state;
    to_offering(&s);
    fixture_reply(&s, WISH_FORM, leaders);
    shows(&s, "> 1 night", true);
    shows(&s, "lone\n", false); /* whose it is already */
    session_key(&s, PRESS_DOWN);
    shows(&s, "> 2 weekend", true);
    session_key(&s, PRESS_ENTER);
    shows(&s, "is offered to weekend", true);
    expect_offered_to(&s, "{\"to\":\"weekend\"}");
    to_offering(&s);
    fixture_reply(&s, WISH_FORM, leaders);
    type(&s, "2"); /* by its number, as line mode shows it */
    expect_offered_to(&s, "{\"to\":\"weekend\"}");
}

static void a_name_that_is_not_offered_is_typed(void **state) {
    static const char refused[] = "{\"type\":\"urn:ddh:problem:not-found\"}";
    struct session s;
    (void)state;
    to_offering(&s);
    fixture_reply(&s, WISH_FORM, leaders);
    session_key(&s, 'a');
    shows(&s, "> 1 night", false); /* Enter takes what is typed */
    type(&s, "dmin");
    expect_offered_to(&s, "{\"to\":\"admin\"}");
    to_offering(&s);
    fixture_reply(&s, WISH_FORM, leaders);
    session_key(&s, 'x');
    session_key(&s, PRESS_DOWN); /* the arrows take over */
    session_key(&s, PRESS_ENTER);
    expect_offered_to(&s, "{\"to\":\"weekend\"}");
    to_offering(&s);
    session_reply(&s, WISH_FORM,
                  &(struct reply){.status = 404, .body = refused, .length = sizeof refused - 1});
    session_key(&s, PRESS_ENTER);
    shows(&s, "Type the name of the other", true);
    type(&s, "night");
    expect_offered_to(&s, "{\"to\":\"night\"}");
    to_offering(&s);
    fixture_reply(&s, WISH_FORM, "{\"duty_leaders\":[\"lone\"]}");
    shows(&s, "There is no other duty leader", true);
    session_close(&s);
}

static void alarms_stand_in_their_order(void **state) {
    static const enum alarm_kind wanted[] = {ALARM_EXPIRED,  ALARM_HAND_OVER, ALARM_ALERT,
                                             ALARM_DELIVERY, ALARM_PEER,      ALARM_TICKETS};
    struct session s;
    struct alarm alarms[LIMIT_ALARMS];
    (void)state;
    open_leader(&s, "\"holder\":\"other\",\"offered_to\":\"lone\",\"expired\":true,"
                    "\"expires_at\":1763794000000");
    fixture_reply(&s, WISH_ALERTS,
                  "{\"alerts\":[{\"id\":\"alert-1\",\"state\":\"dismissed\"},{\"id\":\"alert-2\","
                  "\"state\":\"suggested\",\"event\":\"Storm\",\"sender\":\"dmi\"}]}");
    fixture_reply(&s, WISH_DELIVERIES,
                  "{\"deliveries\":[{\"receiver\":\"a\",\"state\":\"delivered\",\"current\":true},"
                  "{\"receiver\":\"b\",\"state\":\"pending\",\"current\":false},"
                  "{\"receiver\":\"c\",\"state\":\"failed\",\"current\":false}]}");
    fixture_reply(&s, WISH_PEERS,
                  "{\"peers\":[{\"organisation\":\"near\",\"reachable\":true},"
                  "{\"organisation\":\"far\",\"reachable\":false}]}");
    assert_int_equal(alarms_list(&s, alarms), 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(alarms[i].kind, wanted[i]);
    session_key(&s, '6');
    shows(&s, "EXPIRED", true);
    shows(&s, "alert: Storm", true);
    shows(&s, "not delivered: c", true);
    shows(&s, "out of contact: far", true);
    session_key(&s, PRESS_ENTER); /* to the activation, where it is dealt with */
    assert_int_equal(s.page, PANEL_ACTIVATIONS);
    session_key(&s, '6');
    session_key(&s, PRESS_DOWN);
    session_key(&s, PRESS_DOWN);
    assert_true(session_allows(&s, 'x'));
    session_key(&s, PRESS_ENTER);
    assert_string_equal(asked(&s, WISH_FORM).path, "/v1/alerts/alert-2");
    fixture_reply(&s, WISH_FORM,
                  "{\"alert\":{\"status\":\"actual\"},\"headline\":\"Storm comes\","
                  "\"municipalities\":[\"0615\"],\"suggestions\":[{\"playbook\":\"water\","
                  "\"parameters\":{\"where\":\"town\"}}]}");
    assert_string_equal(s.form.where, "0615");
    shows(&s, "Storm comes", true);
    session_close(&s);
}

static void the_choice_stays_on_its_activation(void **state) {
    struct session s;
    (void)state;
    open_leader(&s, "\"started_at\":1763794000000,\"priority\":5");
    assert_string_equal(session_activation(&s)->id, "activation-7");
    say(&s, 1300, "activation_started",
        "\"records\":{\"activation\":{\"activation-8\":{\"id\":\"activation-8\",\"state\":\"active\","
        "\"started_at\":1763794240000,\"priority\":9}}}");
    assert_string_equal(s.model.activations[0].id, "activation-8");
    assert_string_equal(session_activation(&s)->id, "activation-7");
    session_key(&s, PRESS_UP);
    assert_string_equal(session_activation(&s)->id, "activation-8");
    session_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_the_rule_allows_is_transferred),
        cmocka_unit_test(a_place_that_is_no_vip_is_marked),
        cmocka_unit_test(a_ticket_says_what_it_asks_for_and_names_nobody),
        cmocka_unit_test(no_ticket_is_begun_where_none_is_taken),
        cmocka_unit_test(the_postcode_chooses_the_answer),
        cmocka_unit_test(a_flag_names_the_question),
        cmocka_unit_test(a_peers_call_has_the_peers_answers),
        cmocka_unit_test(narrowing_shows_what_those_hear_who_leave),
        cmocka_unit_test(renewing_sends_only_what_changed),
        cmocka_unit_test(a_review_shows_what_is_said_and_names_the_one_that_is_meant),
        cmocka_unit_test(a_review_that_is_due_stands_first),
        cmocka_unit_test(handed_over_offered_accepted_or_taken),
        cmocka_unit_test(who_can_take_it_is_offered),
        cmocka_unit_test(a_name_that_is_not_offered_is_typed),
        cmocka_unit_test(alarms_stand_in_their_order),
        cmocka_unit_test(the_choice_stays_on_its_activation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
