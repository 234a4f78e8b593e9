/* Who stands in which sets, and how seldom a lease is written. */
#include "fake.h"

static void take_all(struct world *w) {
    struct engine_view view;
    engine_view(w->engine, &view);
    engine_stored(w->engine, view.last_number);
    text_buf_clear(&w->log);
}

static void available_agents_are_in_the_set_with_their_lease(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c;
    world_open(&w, (struct engine_start){0});
    w.details = true;
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE);
    ask_status(&w, &b, "bo", AGENT_STATUS_BREAK); /* was not in it: nothing to take out */
    engine_turn(w.engine);
    expect(&w, "applied ida\napplied bo\nsend 3:1-2"
               " agent_available@1000 by:switch-1 availability/ida={0} availability/ida={0}"
               " agent_available@1000 by:switch-1 availability/bo={0} availability/bo={0}"
               " ida<1090 now=1000 digest=0\n");
    take_all(&w);
    ask_status(&w, &c, "ida", AGENT_STATUS_BREAK);
    engine_turn(w.engine);
    expect(&w, "applied ida\nsend 3:3-3 agent_available@1000 by:switch-1"
               " availability/ida={0} availability/ida={0} ida<0 now=1000 digest=0\n");
    world_close(&w);
}

static void a_lease_is_written_at_most_every_third_of_it(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c;
    struct engine_view view;
    world_open(&w, (struct engine_start){0});
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE);
    ask_status(&w, &b, "bo", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    take_all(&w);
    later(&w, 29); /* a third of 90 is 30 */
    ask_renew(&w, &a, "ida");
    engine_turn(w.engine);
    expect(&w, "applied ida\nreleased ida stored\n");
    later(&w, 1);
    ask_renew(&w, &a, "ida");
    ask_renew(&w, &b, "ida");
    ask_renew(&w, &c, "bo");
    engine_turn(w.engine);
    expect(&w, "applied ida\napplied ida\napplied bo\nreleased ida stored\nreleased ida stored\n"
               "released bo stored\nrenew 3: ida<1120 bo<1120\n");
    later(&w, 29);
    ask_renew(&w, &a, "ida");
    engine_turn(w.engine);
    expect(&w, "applied ida\nreleased ida stored\n");
    engine_view(w.engine, &view);
    assert_int_equal(view.renewals, 2);
    world_close(&w);
}

static void who_is_not_in_the_set_is_not_renewed(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    take_all(&w);
    later(&w, 60);
    ask_renew(&w, &a, "ida");
    ask_status(&w, &b, "ida",
               AGENT_STATUS_BREAK); /* in the same turn: the renewal must not undo it */
    engine_turn(w.engine);
    take_all(&w);
    ask_renew(&w, &a, "ida");
    engine_turn(w.engine);
    expect(&w, "applied ida\nreleased ida stored\n");
    world_close(&w);
}

static void renewals_never_overtake_what_is_not_sent_yet(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    take_all(&w);
    engine_store_lost(w.engine);
    later(&w, 40);
    ask_renew(&w, &a, "ida");
    engine_turn(w.engine);
    ask_call(&w, &b, "b", 17);
    engine_turn(w.engine);
    expect(&w, "applied ida\nreleased ida stored\napplied b\n");
    engine_store_ready(w.engine, 1);
    expect(&w, "send 3:2-2\nrenew 3: ida<1130\n");
    world_close(&w);
}

static void renewals_wait_when_all_is_in_flight(void **state) {
    (void)state;
    struct world w;
    struct asked a, b;
    world_open(&w, (struct engine_start){0});
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    later(&w, LIMIT_COMMIT_MS);
    engine_turn(w.engine);
    engine_turn(w.engine); /* unstored: turns go on */
    for (int i = 0; i < LIMIT_COMMITS_IN_FLIGHT; i++) {
        ask_call(&w, &b, "b", 17);
        engine_turn(w.engine);
    }
    ask_renew(&w, &a, "ida");
    text_buf_clear(&w.log);
    engine_turn(w.engine);
    expect(&w, "applied ida\nreleased ida unstored\n");
    engine_stored(w.engine, 1);
    expect(&w, "send 3:33-33\nrenew 3: ida<1290\n");
    world_close(&w);
}

static void an_agent_is_in_the_sets_of_what_they_can(void **state) {
    (void)state;
    struct world w;
    struct asked a, b, c;
    world_open(&w, (struct engine_start){0});
    ask_status(&w, &a, "ida", AGENT_STATUS_AVAILABLE);
    engine_turn(w.engine);
    take_all(&w);
    w.details = true;
    w.core->agents[0].languages = 1;
    prepare(&w, &b, "b", false);
    b.command.type = COMMAND_agent_put;
    text_copy(b.command.as.agent_put.agent, LIMIT_ID, "ida");
    ask(&w, &b);
    engine_turn(w.engine);
    expect(&w, "applied b\nsend 3:2-2 agent_changed@1000 by:switch-1 agent/ida={0}"
               " ida[organisation:0615,area:oestjylland,topic:vand,language:da]"
               " now=1000 digest=0\n");
    take_all(&w);
    prepare(&w, &c, "c", false);
    c.command.type = COMMAND_agent_remove;
    text_copy(c.command.as.agent_put.agent, LIMIT_ID, "ida");
    ask(&w, &c);
    engine_turn(w.engine);
    expect(&w, "applied c\nsend 3:3-3 agent_changed@1000 by:switch-1 agent/ida= availability/ida="
               " ida<0 ida[] now=1000 digest=0\n");
    world_close(&w);
}

static void when_an_organisation_moves_its_agents_move_with_it(void **state) {
    (void)state;
    struct world w;
    struct asked a;
    world_open(&w, (struct engine_start){0});
    w.details = true;
    prepare(&w, &a, "a", false);
    a.command.type = COMMAND_organisation_put;
    text_copy(a.command.as.organisation_put.area, LIMIT_ID, "oestjylland");
    ask(&w, &a);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:1-1 organisation_changed@1000 by:switch-1 organisation/0615={0}"
               " now=1000 digest=0\n"); /* the same area: nobody moves */
    take_all(&w);
    w.core->agents[1].organisation = 1; /* another's */
    w.core->agents[2].organisation = 1;
    prepare(&w, &a, "a", false);
    a.command.type = COMMAND_organisation_put;
    text_copy(a.command.as.organisation_put.area, LIMIT_ID, "fyn");
    ask(&w, &a);
    engine_turn(w.engine);
    expect(&w, "applied a\nsend 3:2-2 organisation_changed@1000 by:switch-1 organisation/0615={0}"
               " ida[organisation:0615,area:fyn,topic:vand,language:da,language:en]"
               " now=1000 digest=0\n");
    world_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(available_agents_are_in_the_set_with_their_lease),
        cmocka_unit_test(a_lease_is_written_at_most_every_third_of_it),
        cmocka_unit_test(who_is_not_in_the_set_is_not_renewed),
        cmocka_unit_test(renewals_never_overtake_what_is_not_sent_yet),
        cmocka_unit_test(renewals_wait_when_all_is_in_flight),
        cmocka_unit_test(an_agent_is_in_the_sets_of_what_they_can),
        cmocka_unit_test(when_an_organisation_moves_its_agents_move_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
