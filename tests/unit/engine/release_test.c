/* Releasing: acknowledgements late, lost, twice and out of the blue; unstored mode; leases and
 * fencing. */
#include "fake.h"

static void acknowledgements_may_cover_several_and_come_twice(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    ask_call(&w, &b, "b", 18);
    engine_turn(w.engine);
    ask_call(&w, &c, "c", 19);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1\napplied b\nsend 3:2-2\napplied c\nsend 3:3-3\n");
    engine_stored(w.engine, 2);
    expect(&w, "show 1-1\nreleased a stored\nshow 2-2\nreleased b stored\n");
    engine_stored(w.engine, 2);
    engine_stored(w.engine, 1);
    expect(&w, "");
    engine_stored(w.engine, 3);
    expect(&w, "show 3-3\nreleased c stored\n");
    world_close(&w);
}

static void after_a_lost_connection_the_rest_is_sent_again_and_nothing_twice(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    struct engine_view view;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    ask_call(&w, &b, "b", 18);
    engine_turn(w.engine);
    engine_store_lost(w.engine);
    ask_call(&w, &c, "c", 19);
    engine_turn(w.engine);
    ask_call(&w, &d, "d", 20);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1\napplied b\nsend 3:2-2\napplied c\napplied d\n");
    engine_store_ready(w.engine, 1); /* the first had arrived, its acknowledgement not */
    expect(&w, "show 1-1\nreleased a stored\nsend 3:2-2\nsend 3:3-4\n");
    engine_stored(w.engine, 2);
    engine_stored(w.engine, 4);
    expect(&w, "show 2-2\nreleased b stored\nshow 3-4\nreleased c stored\nreleased d stored\n");
    engine_view(w.engine, &view);
    assert_int_equal(view.resends, 1);
    assert_int_equal(view.commits, 3);
    assert_int_equal(view.stored_number, 4);
    world_close(&w);
}

/* Lets the patience run out: the second turn is the one more chance for an answer that lies in
 * the socket. */
static void run_out(struct world *w, time_ms ms) {
    later(w, ms);
    assert_true(engine_next_patience(w->engine) <= w->monotonic);
    w->woken = 0;
    engine_turn(w->engine);
    assert_int_equal(w->woken, 1);
    expect(w, "");
    engine_turn(w->engine);
}

static void when_the_store_is_silent_all_goes_on_unstored(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    struct engine_view view;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    ask_refused(&w, &b, "b");
    engine_turn(w.engine);
    assert_int_equal(engine_next_patience(w.engine), w.monotonic + LIMIT_COMMIT_MS);
    expect(&w, "applied a\nsend 3:1-1\napplied b refused\n");
    later(&w, LIMIT_COMMIT_MS - 1);
    engine_turn(w.engine);
    engine_turn(w.engine);
    expect(&w, "");
    run_out(&w, 1);
    expect(&w, "show 1-1 unstored\nreleased a unstored\nreleased b unstored\n");
    engine_view(w.engine, &view);
    assert_false(view.stored);
    assert_int_equal(view.unstored_events, 1);
    assert_int_equal(view.unstored_since, w.monotonic);
    ask_call(&w, &c, "c", 18);
    ask_read(&w, &d, "d");
    engine_turn(w.engine);
    expect(&w, "applied c\napplied d\nshow 2-2 unstored\nreleased c unstored\n"
               "released d unstored\nsend 3:2-2\n");
    assert_false(c.outcome.stored);
    later(&w, 1000);
    engine_stored(w.engine, 1); /* slow still: the next has waited long */
    engine_view(w.engine, &view);
    assert_false(view.stored);
    engine_stored(w.engine, 2);
    engine_view(w.engine, &view);
    assert_true(view.stored);
    assert_int_equal(view.unstored_periods, 1);
    assert_int_equal(view.unstored_since, 0);
    expect(&w, ""); /* nothing is shown a second time */
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:3-3\n");
    world_close(&w);
}

static void stored_mode_returns_under_steady_load_when_the_store_is_prompt(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c;
    struct engine_view view;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    text_buf_clear(&w.log);
    run_out(&w, LIMIT_COMMIT_MS);
    ask_call(&w, &b, "b", 17);
    engine_turn(w.engine);
    later(&w, LIMIT_COMMIT_PROMPT_MS);
    text_buf_clear(&w.log);
    engine_stored(w.engine, 1); /* one is in flight, but not for long */
    engine_view(w.engine, &view);
    assert_true(view.stored);
    ask_read(&w, &c, "c");
    engine_turn(w.engine);
    expect(&w, "applied c\n");
    engine_stored(w.engine, 2);
    expect(&w, "released c stored\n");
    world_close(&w);
}

static void an_acknowledgement_in_the_last_moment_keeps_stored_mode(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    struct engine_view view;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    later(&w, 5000); /* the loop was held up */
    engine_turn(w.engine);
    engine_stored(w.engine, 1);
    engine_turn(w.engine);
    engine_view(w.engine, &view);
    assert_true(view.stored);
    assert_int_equal(view.commit_ms, 5000);
    expect(&w, "applied a\nsend 3:1-1\nshow 1-1\nreleased a stored\n");
    world_close(&w);
}

static void telephony_is_more_patient_but_not_for_others(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    prepare(&w, &a, "a", false);
    a.command.type = COMMAND_call_end;
    a.command.as.call_end.call = 17;
    a.request.telephony = true;
    ask(&w, &a);
    engine_turn(w.engine);
    assert_int_equal(engine_next_patience(w.engine), w.monotonic + LIMIT_COMMIT_TELEPHONY_MS);
    ask_read(&w, &b, "b");
    engine_turn(w.engine);
    assert_int_equal(engine_next_patience(w.engine), w.monotonic + LIMIT_COMMIT_MS);
    world_close(&w);
}

static void a_tick_without_requests_waits_the_usual_time(void **state) {
    (void)state;
    struct world w;
    world_open(&w, (struct engine_start){0});
    w.core->deadlines[0] = w.now;
    w.core->deadline_count = 1;
    engine_turn(w.engine);
    expect(&w, "send 3:1-1\n");
    assert_int_equal(engine_next_patience(w.engine), w.monotonic + LIMIT_COMMIT_MS);
    run_out(&w, LIMIT_COMMIT_MS);
    expect(&w, "show 1-1 unstored\n");
    world_close(&w);
}

static void changes_of_rights_need_the_store(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    world_open(&w, (struct engine_start){0});
    ask_token(&w, &a, "a");
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1\n");
    run_out(&w, LIMIT_COMMIT_MS); /* done in memory, perhaps in the store: nobody may rely on it */
    expect(&w, "show 1-1 unstored\nreleased a outcome-unknown\n");
    ask_token(&w, &b, "b");
    ask_call(&w, &c, "c", 17);
    engine_turn(w.engine);
    expect(&w, "applied c\nshow 2-2 unstored\nreleased b store-away\nreleased c unstored\n"
               "send 3:2-2\n");
    assert_false(b.applied);
    engine_stored(w.engine, 2);
    ask_token(&w, &d, "d");
    engine_turn(w.engine);
    engine_stored(w.engine, 3);
    expect(&w, "applied d\nsend 3:3-3\nshow 3-3\nreleased d stored\n");
    engine_store_lost(w.engine); /* known to be away: refused before the patience is over */
    ask_token(&w, &d, "d");
    engine_turn(w.engine);
    expect(&w, "released d store-away\n");
    world_close(&w);
}

static void personal_reads_wait_when_the_access_log_is_full(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    engine_store_lost(w.engine);
    for (int i = 0; i <= LIMIT_UNSTORED_ACCESSES; i++) {
        prepare(&w, &a, "a", true);
        a.request.access_actor = SLICE("leader");
        a.request.access_what = SLICE("call-1");
        ask(&w, &a);
        engine_turn(w.engine);
        later(&w, LIMIT_COMMIT_MS);
        engine_turn(w.engine);
        engine_turn(w.engine);
        text_buf_clear(&w.log);
        if (i < LIMIT_UNSTORED_ACCESSES) assert_true(a.applied && a.done);
    }
    assert_false(a.applied);
    assert_true(a.done);
    ask_read(&w, &b, "b"); /* other reads go on */
    engine_turn(w.engine);
    expect(&w, "applied b\nreleased b unstored\n");
    engine_store_ready(w.engine, 0);
    assert_int_equal(w.commit_count, LIMIT_UNSTORED_ACCESSES / LIMIT_COMMANDS_PER_COMMIT + 1);
    world_close(&w);
}

static void with_a_standby_nothing_leaves_unstored(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    world_open(&w, (struct engine_start){.standby_expected = true, .leads_until = 51000});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    assert_int_equal(engine_next_patience(w.engine), 51000);
    later(&w, 900);
    engine_turn(w.engine);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1\n");
    engine_leads_until(w.engine, 51800);
    engine_leads_until(w.engine, 51500); /* an older answer */
    later(&w, 899);
    engine_stored(w.engine, 1);
    expect(&w, "show 1-1\nreleased a stored\n");
    ask_call(&w, &b, "b", 17);
    engine_turn(w.engine);
    ask_read(&w, &c, "c");
    later(&w, 1);
    engine_stored(w.engine, 2); /* too late: the standby may lead by now */
    expect(&w, "applied b\nsend 3:2-2\nreleased b outcome-unknown\nreleased c outcome-unknown\n");
    prepare(&w, &d, "d", true);
    assert_false(engine_submit(w.engine, &d.request));
    assert_true(engine_idle(w.engine));
    engine_turn(w.engine);
    expect(&w, "");
    world_close(&w);
}

static void an_ended_lease_is_seen_before_a_read_too(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){.standby_expected = true, .leads_until = 51000});
    ask_read(&w, &a, "a");
    later(&w, 1000);
    engine_turn(w.engine);
    expect(&w, "released a outcome-unknown\n");
    world_close(&w);
}

static void with_a_standby_the_tail_is_bounded_by_waiting(void **state) {
    (void)state;
    struct world w;
    static struct asked many[LIMIT_COMMANDS_PER_COMMIT * LIMIT_COMMITS_IN_FLIGHT + 1];
    struct engine_view view;
    world_open(&w, (struct engine_start){.standby_expected = true, .leads_until = INT64_MAX});
    engine_store_lost(w.engine);
    uint32_t count = sizeof many / sizeof *many;
    for (uint32_t i = 0; i < count; i++) {
        ask_call(&w, &many[i], "m", 17);
        if (i % 64 == 63) engine_turn(w.engine);
    }
    later(&w, HOUR_MS);
    engine_turn(w.engine);
    engine_turn(w.engine);
    engine_view(w.engine, &view);
    assert_true(view.stored);
    assert_int_equal(view.inbox, 1);
    assert_int_equal(view.last_number, count - 1);
    engine_store_ready(w.engine, 0);
    assert_int_equal(w.commit_count, LIMIT_COMMITS_IN_FLIGHT);
    world_close(&w);
}

static void a_newer_epoch_ends_everything(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    struct engine_view view;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    ask_read(&w, &b, "b");
    engine_turn(w.engine);
    ask_call(&w, &c, "c", 18);
    engine_fenced(w.engine, 4);
    expect(&w, "applied a\nsend 3:1-1\napplied b\nreleased a outcome-unknown\n"
               "released b fenced\nreleased c fenced\n");
    assert_false(c.applied);
    prepare(&w, &d, "d", true);
    assert_false(engine_submit(w.engine, &d.request));
    engine_stored(w.engine, 1);
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 1);
    engine_turn(w.engine);
    engine_fenced(w.engine, 5);
    expect(&w, "");
    engine_view(w.engine, &view);
    assert_true(view.fenced);
    assert_int_equal(engine_next_deadline(w.engine), TIME_NEVER);
    assert_int_equal(engine_next_patience(w.engine), TIME_NEVER);
    world_close(&w);
}

static void a_store_that_has_more_than_was_given_has_another_writer(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 2);
    expect(&w, "applied a\nsend 3:1-1\nreleased a outcome-unknown\n");
    world_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acknowledgements_may_cover_several_and_come_twice),
        cmocka_unit_test(after_a_lost_connection_the_rest_is_sent_again_and_nothing_twice),
        cmocka_unit_test(when_the_store_is_silent_all_goes_on_unstored),
        cmocka_unit_test(stored_mode_returns_under_steady_load_when_the_store_is_prompt),
        cmocka_unit_test(an_acknowledgement_in_the_last_moment_keeps_stored_mode),
        cmocka_unit_test(telephony_is_more_patient_but_not_for_others),
        cmocka_unit_test(a_tick_without_requests_waits_the_usual_time),
        cmocka_unit_test(changes_of_rights_need_the_store),
        cmocka_unit_test(personal_reads_wait_when_the_access_log_is_full),
        cmocka_unit_test(with_a_standby_nothing_leaves_unstored),
        cmocka_unit_test(an_ended_lease_is_seen_before_a_read_too),
        cmocka_unit_test(with_a_standby_the_tail_is_bounded_by_waiting),
        cmocka_unit_test(a_newer_epoch_ends_everything),
        cmocka_unit_test(a_store_that_has_more_than_was_given_has_another_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
