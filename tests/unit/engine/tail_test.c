/* The unstored tail at its bound, and the store that comes back with less than it had
 * acknowledged. */
#include "fake.h"

/* Into unstored mode with the connection gone, by one call. */
static void go_unstored(struct world *w, struct asked *a) {
    engine_store_lost(w->engine);
    ask_call(w, a, "a", 17);
    engine_turn(w->engine);
    later(w, LIMIT_COMMIT_MS);
    engine_turn(w->engine);
    engine_turn(w->engine);
    expect(w, "applied a\nshow 1-1 unstored\nreleased a unstored\n");
}

static void turn_with_call(struct world *w, uint64_t call) {
    struct asked a;
    ask_call(w, &a, "t", call);
    engine_turn(w->engine);
    assert_true(a.done);
    text_buf_clear(&w->log);
}

static void a_short_tail_is_sent_whole_and_in_few_commits(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    go_unstored(&w, &a);
    for (int i = 0; i < 20; i++)
        turn_with_call(&w, 18);
    engine_store_ready(w.engine, 0);
    expect(&w, "send 3:1-21\n");
    assert_int_equal(w.commits[0]->event_count, 21);
    for (uint32_t i = 0; i < 21; i++)
        assert_int_equal(w.commits[0]->events[i].number, i + 1);
    engine_stored(w.engine, 21);
    struct engine_view view;
    engine_view(w.engine, &view);
    assert_true(view.stored);
    world_close(&w);
}

static void a_tail_too_long_becomes_its_records_and_one_gap(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c, d;
    struct engine_view view;
    world_open(&w, (struct engine_start){.unstored_events_max = 10});
    w.details = true;
    go_unstored(&w, &a);
    prepare(&w, &b, "b", false);
    b.command.type = COMMAND_call_end;
    b.command.as.call_end.call = 18;
    b.request.documents = &(struct commit_document){.bytes = SLICE("parameters")};
    b.request.document_count = 1;
    b.request.access_actor = SLICE("leader");
    b.request.access_what = SLICE("call-18");
    ask(&w, &b);
    engine_turn(w.engine);
    ask_status(&w, &c, "ida", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    ask_status(&w, &c, "bo", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    ask_status(&w, &c, "ida", AGENT_STATUS_BREAK);
    engine_turn(w.engine);
    for (int i = 0; i < 5; i++)
        turn_with_call(&w, 17);
    engine_view(w.engine, &view);
    assert_int_equal(view.gaps, 0);
    turn_with_call(&w, 17);
    engine_view(w.engine, &view);
    assert_int_equal(view.gaps, 1);
    assert_int_equal(view.unstored_events, 11);
    ask_call(&w, &d, "d", 19); /* goes behind it */
    engine_turn(w.engine);
    expect(&w, "applied d\nshow 12-12 unstored\nreleased d unstored\n");
    engine_store_ready(w.engine, 0);
    expect(&w, "send 3:1-11 gap call/call-17={7} call/call-18={1} availability/ida={0}"
               " availability/bo={0} ida<0 bo<1290 doc:parameters read:leader:call-18 now=1200"
               " digest=137\n"
               "send 3:12-12 call_arrived@1200 by:switch-1 call/call-19={1} now=1200 digest=156\n");
    engine_stored(w.engine, 11);
    engine_stored(w.engine, 12);
    engine_view(w.engine, &view);
    assert_true(view.stored);
    expect(&w, "");
    world_close(&w);
}

static void what_changed_is_folded_again_and_again(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    struct engine_view view;
    world_open(&w, (struct engine_start){.unstored_events_max = 1000});
    w.core->burst = 1;
    go_unstored(&w, &a);
    w.core->burst = 300;
    for (uint64_t i = 0; i < 40; i++)
        turn_with_call(&w, 100 + 100 * (i % 20)); /* calls 100 to 2299 */
    w.core->burst = 1;
    for (uint64_t i = 0; i < 1001; i++)
        turn_with_call(&w, 100); /* more than one commit takes */
    engine_view(w.engine, &view);
    assert_int_equal(view.gaps, 11);
    engine_store_ready(w.engine, 0);
    assert_int_equal(w.commit_count, 1);
    const struct commit *gap = w.commits[0];
    assert_true(gap->gap);
    assert_int_equal(gap->event_count, 0);
    assert_int_equal(gap->record_count, 1 + 2200);
    assert_int_equal(gap->first_number, 1);
    assert_int_equal(gap->last_number, 1 + 40 * 300 + 1001);
    assert_int_equal(gap->digest, w.core->digest);
    assert_int_equal(gap->now, w.core->now);
    for (uint32_t i = 0; i < gap->record_count; i++) {
        char id_text[24] = ""; /* a slice has no end of its own */
        memcpy(id_text, gap->records[i].id.data, gap->records[i].id.length);
        unsigned long long id = strtoull(id_text + 5, NULL, 10);
        char json[16];
        snprintf(json, sizeof json, "{%u}", w.core->calls[id].offers);
        assert_string_equal(gap->records[i].kind, "call");
        assert_true(slice_equals(gap->records[i].json, json));
    }
    world_close(&w);
}

static void a_store_that_had_part_of_the_tail_gets_the_gap_from_there(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){.unstored_events_max = 3});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    ask_call(&w, &b, "b", 18);
    engine_turn(w.engine);
    engine_store_lost(w.engine); /* both arrived, neither acknowledgement did */
    later(&w, LIMIT_COMMIT_MS);
    engine_turn(w.engine);
    engine_turn(w.engine);
    text_buf_clear(&w.log);
    turn_with_call(&w, 19);
    turn_with_call(&w, 20);
    turn_with_call(&w, 21);
    engine_store_ready(w.engine, 2);
    expect(&w, "send 3:3-4 gap\nsend 3:5-5\n");
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 4); /* the gap had arrived too */
    expect(&w, "send 3:5-5\n");
    world_close(&w);
}

static void a_slow_store_keeps_what_it_was_lent(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){.unstored_events_max = 4});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    later(&w, LIMIT_COMMIT_MS);
    engine_turn(w.engine);
    engine_turn(w.engine);
    for (uint64_t i = 0; i < LIMIT_COMMITS_IN_FLIGHT + 9; i++)
        turn_with_call(&w, 18 + i);
    struct engine_view view;
    engine_view(w.engine, &view);
    assert_int_equal(view.in_flight, LIMIT_COMMITS_IN_FLIGHT);
    assert_int_equal(view.gaps, 2);
    for (uint32_t i = 0; i < w.commit_count; i++)
        assert_true(slice_equals(w.commits[i]->events[0].records[0].json, "{1}"));
    engine_stored(w.engine, LIMIT_COMMITS_IN_FLIGHT);
    expect(&w, "send 3:33-42 gap\n");
    assert_int_equal(w.commits[w.commit_count - 1]->record_count, 10);
    world_close(&w);
}

static void a_store_that_fell_back_gets_everything_under_a_new_epoch(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c;
    struct engine_view view;
    world_open(&w, (struct engine_start){0});
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    engine_stored(w.engine, 1);
    ask_call(&w, &b, "b", 17);
    b.request.access_actor = SLICE("leader");
    b.request.access_what = SLICE("call-17");
    engine_turn(w.engine);
    text_buf_clear(&w.log);
    w.details = true;
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 0); /* it had acknowledged 1 */
    expect(&w, "send 4:3-3 snapshot organisation/0615={0} settings/settings={0} agent/ida={0}"
               " agent/bo={0} agent/per={0} availability/ida={0} availability/bo={0}"
               " availability/per={0} call/call-17={1} ida<1090"
               " ida[organisation:0615,area:oestjylland,topic:vand,language:da,language:en]"
               " bo[organisation:0615,area:oestjylland,topic:vand,language:da,language:en]"
               " per[organisation:0615,area:oestjylland,topic:vand,language:da,language:en]"
               " doc:text of a playbook read:leader:call-17 now=1000 digest=17\n");
    w.details = false;
    ask_call(&w, &c, "c", 17);
    engine_turn(w.engine);
    expect(&w, "applied c\nsend 4:4-4\n");
    assert_int_equal(c.outcome.epoch, 4);
    engine_stored(w.engine, 3);
    expect(&w, "show 2-2\nreleased b stored\ngap 4-4\n");
    engine_stored(w.engine, 4);
    expect(&w, "show 4-4\nreleased c stored\n");
    engine_view(w.engine, &view);
    assert_int_equal(view.snapshots, 1);
    assert_int_equal(view.epoch, 4);
    world_close(&w);
}

static void a_snapshot_whose_acknowledgement_is_lost_is_not_made_anew(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    engine_stored(w.engine, 1);
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 0);
    ask_call(&w, &b, "b", 17);
    engine_turn(w.engine);
    text_buf_clear(&w.log);
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 0); /* it did not arrive */
    expect(&w, "send 4:2-2 snapshot\nsend 4:3-3\n");
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 2); /* it did */
    expect(&w, "gap 4-3\nsend 4:3-3\n");
    engine_store_lost(w.engine);
    engine_store_ready(w.engine, 0); /* and was lost again */
    expect(&w, "send 5:4-4 snapshot\n");
    engine_stored(w.engine, 4);
    expect(&w, "show 3-3\nreleased b stored\ngap 5-5\n");
    world_close(&w);
}

static void a_store_that_fell_back_while_all_went_on_unstored(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    struct engine_view view;
    world_open(&w, (struct engine_start){.unstored_events_max = 3});
    ask_call(&w, &a, "a", 17);
    engine_turn(w.engine);
    engine_stored(w.engine, 1);
    text_buf_clear(&w.log);
    engine_store_lost(w.engine);
    ask_call(&w, &b, "b", 17);
    engine_turn(w.engine);
    later(&w, LIMIT_COMMIT_MS);
    engine_turn(w.engine);
    engine_turn(w.engine);
    text_buf_clear(&w.log);
    for (uint64_t i = 0; i < 6; i++)
        turn_with_call(&w, 18 + i);
    engine_store_ready(w.engine, 0);
    expect(&w, "gap 4-10\nsend 4:9-9 snapshot\n");
    engine_view(w.engine, &view);
    assert_false(view.stored); /* not before the snapshot stands */
    engine_store_lost(w.engine);
    for (uint64_t i = 0; i < 6; i++)
        turn_with_call(&w, 18 + i); /* folded behind the snapshot */
    engine_store_ready(w.engine, 0);
    expect(&w, "send 4:9-9 snapshot\nsend 4:10-13 gap\nsend 4:14-15\n");
    assert_int_equal(w.commits[w.commit_count - 2]->record_count, 4);
    engine_stored(w.engine, 9);
    engine_stored(w.engine, 15);
    engine_view(w.engine, &view);
    assert_true(view.stored);
    world_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_tail_is_sent_whole_and_in_few_commits),
        cmocka_unit_test(a_tail_too_long_becomes_its_records_and_one_gap),
        cmocka_unit_test(what_changed_is_folded_again_and_again),
        cmocka_unit_test(a_store_that_had_part_of_the_tail_gets_the_gap_from_there),
        cmocka_unit_test(a_slow_store_keeps_what_it_was_lent),
        cmocka_unit_test(a_store_that_fell_back_gets_everything_under_a_new_epoch),
        cmocka_unit_test(a_snapshot_whose_acknowledgement_is_lost_is_not_made_anew),
        cmocka_unit_test(a_store_that_fell_back_while_all_went_on_unstored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
