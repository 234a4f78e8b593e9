/* A turn: what comes in which order, what makes a commit, what waits for it. */
#include "fake.h"

static void a_command_is_released_only_when_stored(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    assert_int_equal(w.woken, 1);
    expect(&w, "");
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1\n");
    assert_int_equal(a.outcome.event_number, 1);
    assert_int_equal(a.outcome.epoch, 3);
    assert_true(a.outcome.stored);
    engine_stored(w.engine, 1);
    expect(&w, "show 1-1\nreleased a stored\n");
    assert_true(engine_idle(w.engine));
    world_close(&w);
}

static void a_turn_makes_one_commit_with_all_it_did(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    world_open(&w, (struct engine_start){.next_number = 40});
    w.details = true;
    ask_call(&w, &a, "a", 17);
    ask_refused(&w, &b, "b");
    ask_read(&w, &c, "c");
    ask_call(&w, &d, "d", 17);
    d.request.documents = &(struct commit_document){.bytes = SLICE("parameters")};
    d.request.document_count = 1;
    c.request.access_actor = SLICE("leader");
    c.request.access_what = SLICE("call-17");
    engine_turn(w.engine);
    expect(&w, "applied a\napplied b refused\napplied c\napplied d\n"
               "send 3:40-41 call_arrived@1000 by:switch-1 call/call-17={1}"
               " call_arrived@1000 by:switch-1 call/call-17={2} doc:parameters read:leader:call-17"
               " now=1000 digest=34\n");
    assert_int_equal(a.outcome.event_number, 40);
    assert_int_equal(c.outcome.event_number, 40);
    assert_int_equal(d.outcome.event_number, 41);
    assert_int_equal(b.outcome.err, ERR_UNKNOWN_CALL);
    assert_string_equal(b.outcome.problem.field, "call");
    engine_stored(w.engine, 41);
    expect(
        &w,
        "show 40-41\nreleased a stored\nreleased b stored\nreleased c stored\nreleased d stored\n");
    world_close(&w);
}

static void reads_and_refusals_wait_for_what_they_may_have_seen(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    world_open(&w, (struct engine_start){0});
    ask_read(&w, &b, "b");
    engine_turn(w.engine);
    expect(&w, "applied b\nreleased b stored\n"); /* nothing was waiting */
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    ask_read(&w, &c, "c");
    ask_refused(&w, &d, "d");
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1\napplied c\napplied d refused\n");
    engine_stored(w.engine, 1);
    expect(&w, "show 1-1\nreleased a stored\nreleased c stored\nreleased d stored\n");
    world_close(&w);
}

static void deadlines_come_at_their_own_time_before_anything_later(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    w.details = true;
    w.core->deadlines[0] = 1100;
    w.core->deadlines[1] = 1200;
    w.core->deadlines[2] = 1301;
    w.core->deadline_count = 3;
    assert_int_equal(engine_next_deadline(w.engine), 1100);
    ask_call(&w, &a, "a", 17);
    later(&w, 300);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-3 call_arrived@1100 by: call/call-99={1}"
               " call_arrived@1200 by: call/call-99={2} call_arrived@1300 by:switch-1"
               " call/call-17={1} now=1300 digest=215\n");
    assert_int_equal(engine_next_deadline(w.engine), 1301);
    world_close(&w);
}

static void the_clock_may_stand_behind_the_core(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    w.core->now = 5000;
    w.core->deadlines[0] = 1;
    w.core->deadline_count = 1;
    w.details = true;
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-2 call_arrived@5000 by: call/call-99={1}"
               " call_arrived@5000 by:switch-1 call/call-17={1} now=5000 digest=116\n");
    world_close(&w);
}

static void many_deadlines_are_cut_and_requests_stay_behind_them(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    for (uint32_t i = 0; i < 600; i++)
        w.core->deadlines[i] = 1001 + i / 2;
    w.core->deadline_count = 600;
    ask_call(&w, &a, "a", 17);
    later(&w, 5000);
    w.woken = 0;
    engine_turn(w.engine);
    expect(&w, "send 3:1-512\n");
    assert_int_equal(w.woken, 1);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:513-601\n");
    world_close(&w);
}

static void a_turn_is_cut_at_its_limit_and_in_flight_is_bounded(void **state) {
    (void)state;
    struct world w;
    static struct asked many[LIMIT_COMMANDS_PER_COMMIT * (LIMIT_COMMITS_IN_FLIGHT + 2)];
    uint32_t count = sizeof many / sizeof *many;
    world_open(&w, (struct engine_start){0});
    _Static_assert(sizeof many / sizeof *many <= LIMIT_INBOX + 2000, "the inbox takes them");
    uint32_t taken = 0;
    while (taken < count && taken < LIMIT_INBOX)
        ask_call(&w, &many[taken++], "m", 17);
    prepare(&w, &many[taken], "m", true);
    assert_false(engine_submit(w.engine, &many[taken].request)); /* the inbox is full */
    for (int i = 0; i < LIMIT_COMMITS_IN_FLIGHT; i++)
        engine_turn(w.engine);
    assert_int_equal(w.commit_count, LIMIT_COMMITS_IN_FLIGHT);
    for (uint32_t i = 0; i < w.commit_count; i++)
        assert_int_equal(w.commits[i]->event_count, LIMIT_COMMANDS_PER_COMMIT);
    while (taken < count)
        ask_call(&w, &many[taken++], "m", 17);
    w.woken = 0;
    engine_turn(w.engine);
    engine_turn(w.engine);
    assert_int_equal(w.commit_count, LIMIT_COMMITS_IN_FLIGHT);
    assert_int_equal(engine_next_deadline(w.engine), TIME_NEVER);
    struct engine_view view;
    engine_view(w.engine, &view);
    assert_int_equal(view.in_flight, LIMIT_COMMITS_IN_FLIGHT);
    assert_int_equal(view.inbox, count - LIMIT_COMMITS_IN_FLIGHT * LIMIT_COMMANDS_PER_COMMIT);
    engine_stored(w.engine, LIMIT_COMMANDS_PER_COMMIT);
    assert_int_equal(w.woken, 1); /* room: what waited is woken */
    engine_turn(w.engine);
    assert_int_equal(w.commit_count, LIMIT_COMMITS_IN_FLIGHT + 1);
    text_buf_clear(&w.log);
    world_close(&w);
}

static void later_turns_coalesce_when_all_is_in_flight(void **state) {
    (void)state;
    struct world w;
    static struct asked many[LIMIT_COMMITS_IN_FLIGHT + 10];
    world_open(&w, (struct engine_start){0});
    for (uint32_t i = 0; i < sizeof many / sizeof *many; i++) {
        ask_call(&w, &many[i], "m", 17);
        engine_turn(w.engine);
    }
    assert_int_equal(w.commit_count, LIMIT_COMMITS_IN_FLIGHT);
    engine_stored(w.engine, 1);
    engine_turn(w.engine);
    assert_int_equal(w.commit_count, LIMIT_COMMITS_IN_FLIGHT + 1);
    assert_int_equal(w.commits[LIMIT_COMMITS_IN_FLIGHT]->event_count, 10);
    text_buf_clear(&w.log);
    world_close(&w);
}

static void a_personal_read_is_stored_before_it_is_answered(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c;
    world_open(&w, (struct engine_start){0});
    w.details = true;
    prepare(&w, &a, "a", true);
    a.request.access_actor = SLICE("leader");
    a.request.access_what = SLICE("agents of 0615");
    ask(&w, &a);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1 read:leader:agents of 0615 now=0 digest=0\n");
    assert_int_equal(a.outcome.event_number, 0);
    ask_call(&w, &b, "b", 17);
    engine_turn(w.engine);
    ask_read(&w, &c, "c");
    engine_turn(w.engine);
    expect(&w, "applied b\nsend 3:2-2 call_arrived@1000 by:switch-1 call/call-17={1}"
               " now=1000 digest=17\napplied c\n");
    engine_stored(w.engine, 1);
    expect(&w, "released a stored\n");
    engine_stored(w.engine, 2);
    expect(&w, "show 2-2\nreleased b stored\nreleased c stored\n");
    world_close(&w);
}

static void a_record_is_encoded_once_per_command(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE); /* the event names it twice */
    engine_turn(w.engine);
    assert_int_equal(w.encoded, 1);
    assert_int_equal(w.commits[0]->events[0].record_count, 2);
    world_close(&w);
}

static void a_record_may_change_and_go_in_one_command(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    prepare(&w, &b, "b", false);
    b.command.type = COMMAND_call_dispose;
    b.command.as.call_dispose.call = 17;
    ask(&w, &b);
    w.details = true;
    engine_turn(w.engine);
    expect(&w, "applied a\napplied b\nsend 3:1-3 call_arrived@1000 by:switch-1 call/call-17={1}"
               " call_disposed@1000 by:switch-1 call/call-17={1}"
               " call_forgotten@1000 by:switch-1 call/call-17= now=1000 digest=17\n");
    world_close(&w);
}

static void a_repetition_stores_no_document(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    ask_renew(&w, &a, "ida"); /* a command without events, as a repetition is */
    a.request.documents = &(struct commit_document){.bytes = SLICE("parameters")};
    a.request.document_count = 1;
    engine_turn(w.engine);
    expect(&w, "applied ida\nreleased ida stored\n");
    world_close(&w);
}

static void after_a_recovery_everyone_gets_the_full_term_first(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){.recovered = true});
    assert_int_equal(w.woken, 1);
    assert_true(engine_next_deadline(w.engine) <= w.now);
    w.details = true;
    w.core->availability[1].state = AGENT_STATE_AVAILABLE;
    w.core->deadlines[0] = 500;
    w.core->deadline_count = 1;
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-3 recovered@1000 by: settings/settings={0}"
               " call_arrived@1000 by: call/call-99={1}"
               " call_arrived@1000 by:switch-1 call/call-17={1} bo<1090 now=1000 digest=116\n");
    world_close(&w);
}

static void an_answer_may_ask_again(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    prepare(&w, &b, "b", true);
    w.resubmit = &b.request;
    ask_read(&w, &a, "a");
    engine_turn(w.engine);
    expect(&w, "applied a\nreleased a stored\n");
    engine_turn(w.engine);
    expect(&w, "applied b\nreleased b stored\n");
    world_close(&w);
}

static void draining_takes_no_more_and_ends(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    w.core->deadlines[0] = 2000;
    w.core->deadline_count = 1;
    engine_drain(w.engine);
    prepare(&w, &b, "b", true);
    assert_false(engine_submit(w.engine, &b.request));
    assert_false(engine_idle(w.engine));
    engine_turn(w.engine);
    assert_false(engine_idle(w.engine));
    assert_int_equal(engine_next_deadline(w.engine), TIME_NEVER);
    later(&w, 2000);
    engine_turn(w.engine); /* no ticks any more */
    engine_stored(w.engine, 1);
    assert_true(engine_idle(w.engine));
    expect(&w, "applied a\nsend 3:1-1\nshow 1-1\nreleased a stored\n");
    world_close(&w);
}

static void what_still_waits_at_the_end_is_told(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    ask_read(&w, &b, "b");
    engine_destroy(w.engine);
    expect(&w, "applied a\nsend 3:1-1\nreleased a outcome-unknown\nreleased b outcome-unknown\n");
    text_buf_close(&w.log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_released_only_when_stored),
        cmocka_unit_test(a_turn_makes_one_commit_with_all_it_did),
        cmocka_unit_test(reads_and_refusals_wait_for_what_they_may_have_seen),
        cmocka_unit_test(deadlines_come_at_their_own_time_before_anything_later),
        cmocka_unit_test(the_clock_may_stand_behind_the_core),
        cmocka_unit_test(many_deadlines_are_cut_and_requests_stay_behind_them),
        cmocka_unit_test(a_turn_is_cut_at_its_limit_and_in_flight_is_bounded),
        cmocka_unit_test(later_turns_coalesce_when_all_is_in_flight),
        cmocka_unit_test(a_personal_read_is_stored_before_it_is_answered),
        cmocka_unit_test(a_record_is_encoded_once_per_command),
        cmocka_unit_test(a_record_may_change_and_go_in_one_command),
        cmocka_unit_test(a_repetition_stores_no_document),
        cmocka_unit_test(after_a_recovery_everyone_gets_the_full_term_first),
        cmocka_unit_test(an_answer_may_ask_again),
        cmocka_unit_test(draining_takes_no_more_and_ends),
        cmocka_unit_test(what_still_waits_at_the_end_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
