/* Small days whose outcome can be told by hand. */
#include "tests/unit/simulate/day.h"
#include "wire/wire.h"

static void own_agent_answers_at_once(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}", "1.00,5,a,water,da,100.0,30.0\n", SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 1000, 101000);
    day_close(&d);
}

/* The second waits for talk and wrap-up; its caller hangs up at that very instant and is
 * answered all the same. */
static void answer_goes_before_hanging_up(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}",
            "0.00,1,a,water,da,20.0,30.0\n"
            "5.00,2,a,water,da,20.0,25.0\n"
            "6.00,3,a,water,da,20.0,53.999\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 0, 20000);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 30000, 50000);
    day_expect(&d, 2, SIMULATE_ABANDONED, 0, 0, 59999);
    day_close(&d);
}

static void nobody_helps_without_sharing(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}", "1.00,1,a,water,en,100.0,30.0\n2.00,2,out,water,da,10.0,5.0\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ABANDONED, 0, 0, 31000);
    day_expect(&d, 1, SIMULATE_ABANDONED, 0, 0, 7000);
    day_close(&d);
}

static void helper_is_slower(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}", "1.00,1,a,water,en,100.5,30.0\n", SIMULATE_SHARING_INDEX);
    day_expect(&d, 0, SIMULATE_ANSWERED, 7, 1000, 1000 + 110550);
    day_close(&d);
}

/* a keeps one of its two for itself: one may help, the other not. b is on the phone itself. */
static void reserve_is_kept(void **state) {
    (void)state;
    struct day d;
    const char *rows = "0.00,1,b,water,da,200.0,30.0\n"
                       "1.00,2,b,water,da,100.0,30.0\n"
                       "2.00,3,b,tax,da,100.0,30.0\n";
    day_run(&d, DAY_ALWAYS "}", rows, SIMULATE_SHARING_INDEX);
    day_expect(&d, 0, SIMULATE_ANSWERED, 7, 0, 200000);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 1000, 111000);
    day_expect(&d, 2, SIMULATE_ABANDONED, 0, 0, 32000);
    day_close(&d);
    day_run(&d, DAY_WHEN_QUEUE "}", rows, SIMULATE_SHARING_INDEX);
    day_expect(&d, 2, SIMULATE_ANSWERED, 2, 2000, 112000);
    day_close(&d);
}

static void callers_from_outside_are_helped(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}", "1.00,1,out,water,en,10.0,30.0\n", SIMULATE_SHARING_INDEX);
    day_expect(&d, 0, SIMULATE_ANSWERED, 7, 1000, 12000);
    day_close(&d);
}

/* At the cut the first talks, the second waits, the third has just come; the fourth is not there. */
static void a_day_can_be_cut(void **state) {
    (void)state;
    struct day d;
    const char *rows = "0.00,1,a,water,da,20.0,50.0\n"
                       "5.00,2,a,water,da,20.0,50.0\n"
                       "12.00,3,a,tax,da,20.0,50.0\n"
                       "12.001,4,a,tax,da,20.0,50.0\n";
    day_run_until(&d, DAY_ALWAYS "}", rows, SIMULATE_SHARING_NONE, 12 * SECOND_MS);
    assert_int_equal(d.trace.count, 3);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 0, 20000);
    day_expect(&d, 1, SIMULATE_WAITING, 0, 0, 0);
    day_expect(&d, 2, SIMULATE_ANSWERED, 2, 12000, 32000);
    day_close(&d);
    /* A day that ends before is not made longer. */
    day_run_until(&d, DAY_ALWAYS "}", rows, SIMULATE_SHARING_NONE, DAY_MS);
    assert_int_equal(d.trace.count, 4);
    assert_int_equal(d.scenario.horizon_ms, 1000 * SECOND_MS);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 30000, 50000);
    day_close(&d);
}

/* In an outage nothing is answered, what goes on goes on, and at its end the agent is there
 * again. */
static void outage_holds_an_agent(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS ",\"outages\":[{\"t_start\":10,\"t_end\":60,\"agents\":[1]}]}",
            "5.00,1,a,water,da,20.0,30.0\n"
            "10.00,2,a,water,da,20.0,100.0\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 5000, 25000);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 60000, 80000);
    day_close(&d);
}

/* Wrap-up ends at the millisecond in which the shift does: the next call is not answered any
 * more. */
static void who_leaves_answers_nothing(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}",
            "450.00,1,a,water,da,40.0,30.0\n"
            "460.00,2,a,water,da,20.0,100.0\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 450000, 490000);
    day_expect(&d, 1, SIMULATE_ABANDONED, 0, 0, 560000);
    day_close(&d);
}

/* Agent 1 has helped, and a keeps one. At 130 s the wrap-up ends, and at that very instant agent 2
 * leaves: who is left is the reserve. */
static void who_leaves_is_no_reserve(void **state) {
    (void)state;
    struct day d;
    const char *rows = "0.00,1,b,water,da,500.0,30.0\n"
                       "10.00,2,b,water,da,100.0,30.0\n"
                       "20.00,3,out,water,da,10.0,200.0\n";
    day_run(&d, DAY_ALWAYS ",\"outages\":[{\"t_start\":130,\"t_end\":140,\"agents\":[2]}]}", rows,
            SIMULATE_SHARING_INDEX);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 10000, 120000);
    day_expect(&d, 2, SIMULATE_ANSWERED, 1, 140000, 151000);
    day_close(&d);
    day_run(&d, DAY_ALWAYS ",\"outages\":[{\"t_start\":131,\"t_end\":140,\"agents\":[2]}]}", rows,
            SIMULATE_SHARING_INDEX);
    day_expect(&d, 2, SIMULATE_ANSWERED, 1, 130000, 141000);
    day_close(&d);
}

static void end_of_the_day_leaves_some_waiting(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}",
            "950.00,1,a,water,da,40.0,50.0\n"
            "950.00,2,a,water,da,40.0,50.001\n"
            "2000.00,3,a,water,da,40.0,1.0\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ABANDONED, 0, 0, 1000000);
    day_expect(&d, 1, SIMULATE_WAITING, 0, 0, 0);
    day_expect(&d, 2, SIMULATE_WAITING, 0, 0, 0);
    day_close(&d);
}

/* Agent 2 has no training in water. It counts from the activation on, not from the earlier
 * acknowledgement, and only for callers of the municipality it is for. */
static void playbook_qualifies(void **state) {
    (void)state;
    struct day d;
    const char *rows = "0.00,1,a,water,da,300.0,30.0\n"
                       "0.00,2,b,water,da,300.0,30.0\n"
                       "5.00,3,a,water,da,100.0,60.0\n"
                       "6.00,4,b,water,da,100.0,60.0\n";
    day_run(&d,
            DAY_WHEN_QUEUE ",\"activations\":[{\"t\":20,\"topics\":[\"water\"],"
                           "\"municipalities\":[\"a\"],"
                           "\"acknowledgements\":[{\"agent\":2,\"t\":10}]}]}",
            rows, SIMULATE_SHARING_NONE);
    day_expect(&d, 2, SIMULATE_ANSWERED, 2, 20000, 135000);
    day_expect(&d, 3, SIMULATE_ABANDONED, 0, 0, 66000);
    day_close(&d);
}

/* A playbook for no municipality is not one for all of them. */
static void a_playbook_about_nothing_qualifies_nobody(void **state) {
    (void)state;
    struct day d;
    const char *rows = "0.00,1,a,water,da,300.0,30.0\n5.00,3,a,water,da,100.0,60.0\n";
    day_run(&d,
            DAY_WHEN_QUEUE
            ",\"activations\":[{\"t\":1,\"topics\":[\"water\"],\"municipalities\":[],"
            "\"acknowledgements\":[{\"agent\":2,\"t\":1}]},"
            "{\"t\":1,\"topics\":[],\"municipalities\":null,"
            "\"acknowledgements\":[{\"agent\":2,\"t\":1}]}]}",
            rows, SIMULATE_SHARING_NONE);
    day_expect(&d, 1, SIMULATE_ABANDONED, 0, 0, 65000);
    day_close(&d);
}

/* A scenario of 200 municipalities, of which all but the first have nobody; agent 1 is trained in
 * nothing and qualified for callers of all of them. */
static void a_playbook_may_name_many_municipalities(void **state) {
    (void)state;
    struct day d;
    struct text_buf text;
    text_buf_init(&text, 1 << 20);
    text_add(&text, "{\"horizon_s\":1000,\"wrap_up_s\":0,\"overflow_handle_factor\":1.0,"
                    "\"reserve_rule\":\"always\",\"languages\":[\"da\"],"
                    "\"topics\":[{\"id\":\"water\",\"mean_handle_s\":100}],\"municipalities\":[");
    for (int i = 0; i < 200; i++)
        text_addf(&text, "%s{\"id\":\"m%d\",\"reserve\":0}", i == 0 ? "" : ",", i);
    text_add(&text, "],\"agents\":[{\"id\":1,\"municipality\":\"m0\",\"topics\":[],"
                    "\"languages\":[\"da\"],\"shift\":[0,1000]}],\"activations\":[{\"t\":0,"
                    "\"topics\":[\"water\"],\"acknowledgements\":[{\"agent\":1,\"t\":0}],"
                    "\"municipalities\":[");
    for (int i = 0; i < 199; i++)
        text_addf(&text, "%s\"m%d\"", i == 0 ? "" : ",", i);
    text_add(&text, "]}]}");
    day_run(&d, text.data,
            "1.00,1,m0,water,da,10,5\n20.00,2,m198,water,da,10,5\n40.00,3,m199,water,da,10,5\n",
            SIMULATE_SHARING_INDEX);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 1000, 12500);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 20000, 31500);
    day_expect(&d, 2, SIMULATE_ABANDONED, 0, 0, 45000);
    day_close(&d);
    text_buf_close(&text);
}

/* Who speaks nothing answers nobody, not even with a playbook, and is present: agent 2 is the
 * reserve, and agent 1 may help. */
static void who_speaks_nothing_is_but_present(void **state) {
    (void)state;
    struct day d;
    char scenario[2048];
    const char *all = DAY_ALWAYS ",\"activations\":[{\"t\":0,\"topics\":[\"water\"],"
                                 "\"municipalities\":null,"
                                 "\"acknowledgements\":[{\"agent\":2,\"t\":0}]}]}";
    const char *speaks = strstr(all, "[\"da\"],\"shift\":[0,500]},{\"id\":7");
    assert_non_null(speaks);
    snprintf(scenario, sizeof scenario, "%.*s[]%s", (int)(speaks - all), all, speaks + 6);
    day_run(&d, scenario,
            "0.00,1,b,water,da,500.0,30.0\n10.00,2,b,water,da,100.0,30.0\n"
            "20.00,3,a,water,da,10.0,5.0\n",
            SIMULATE_SHARING_INDEX);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 10000, 120000);
    day_expect(&d, 2, SIMULATE_ABANDONED, 0, 0, 25000);
    day_close(&d);
}

/* Before the opening is at the opening, and after the end is never. */
static void times_may_lie_outside_the_day(void **state) {
    (void)state;
    struct day d;
    char scenario[2048];
    const char *all = DAY_ALWAYS ",\"outages\":[{\"t_start\":-60,\"t_end\":5,\"agents\":[1]},"
                                 "{\"t_start\":100,\"t_end\":1e9,\"agents\":[1]}]}";
    const char *shift = strstr(all, "[0,900]");
    assert_non_null(shift);
    snprintf(scenario, sizeof scenario, "%.*s[-3600,1e9]%s", (int)(shift - all), all, shift + 7);
    day_run(&d, scenario,
            "1.00,1,a,water,da,10.0,30.0\n100.00,2,a,water,da,10.0,1e9\n"
            "950.00,3,b,water,da,10.0,1.0\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 5000, 15000);
    day_expect(&d, 1, SIMULATE_WAITING, 0, 0, 0);
    day_expect(&d, 2, SIMULATE_ANSWERED, 7, 950000, 960000);
    day_close(&d);
}

static void nobody_at_all_answers_nobody(void **state) {
    (void)state;
    struct day d;
    char scenario[2048];
    const char *all = DAY_ALWAYS "}";
    const char *agents = strstr(all, "\"agents\":["), *end = strstr(all, "]}]");
    assert_true(agents != NULL && end != NULL);
    snprintf(scenario, sizeof scenario, "%.*s%s", (int)(agents + 10 - all), all, end + 2);
    day_run(&d, scenario, "1.00,1,a,water,da,10.0,30.0\n", SIMULATE_SHARING_INDEX);
    day_expect(&d, 0, SIMULATE_ABANDONED, 0, 0, 31000);
    day_close(&d);
}

static void incidents_play_no_part(void **state) {
    (void)state;
    struct day d;
    day_run(&d,
            DAY_ALWAYS ",\"incidents\":[{\"t_start\":0,\"t_end\":900,\"municipalities\":[\"a\"],"
                       "\"topics\":[\"water\"]}]}",
            "1.00,1,a,water,da,100.0,30.0\n", SIMULATE_SHARING_INDEX);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 1000, 101000);
    day_close(&d);
}

/* b's agent is free all along, and helps when a's caller has waited a minute. */
static void timed_help_comes_after_a_minute(void **state) {
    (void)state;
    struct day d;
    const char *rows = "0.00,1,a,water,da,200.0,30.0\n"
                       "1.00,2,a,water,da,100.0,120.0\n"
                       "2.00,3,a,water,da,100.0,59.0\n";
    day_run(&d, DAY_ALWAYS "}", rows, SIMULATE_SHARING_TIMED);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 0, 200000);
    day_expect(&d, 1, SIMULATE_ANSWERED, 7, 61000, 171000);
    day_expect(&d, 2, SIMULATE_ABANDONED, 0, 0, 61000);
    day_close(&d);
}

/* Settings to try go on top of the scenario's: with reserve_rule when_queue the reserve binds only
 * while somebody of a waits. The day's own wrap-up stays. */
static void a_configuration_is_tried(void **state) {
    (void)state;
    struct day d;
    struct command config;
    struct problem problem = {.err = ERR_OK};
    struct simulate_result result;
    const char *rows = "0.00,1,b,water,da,200.0,30.0\n"
                       "1.00,2,b,water,da,100.0,30.0\n"
                       "2.00,3,b,tax,da,100.0,30.0\n"
                       "100.00,4,a,water,da,100.0,60.0\n";
    day_run(&d, DAY_ALWAYS "}", rows, SIMULATE_SHARING_INDEX);
    day_expect(&d, 2, SIMULATE_ABANDONED, 0, 0, 32000);
    day_expect(&d, 3, SIMULATE_ANSWERED, 1, 121000, 221000);
    assert_int_equal(wire_decode_command(COMMAND_settings_put,
                                         SLICE("{\"reserve_rule\":\"when_queue\",\"wrap_up_ms\":0,"
                                               "\"lease_ms\":1000,\"call_retention_ms\":600000}"),
                                         NULL, 0, &config, &problem),
                     ERR_OK);
    struct simulate_options options = {
        .sharing = SIMULATE_SHARING_INDEX, .config = &config, .check = true};
    if (simulate_run(&d.scenario, &d.trace, &options, &result, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    day_expect(&d, 2, SIMULATE_ANSWERED, 2, 2000, 112000);
    day_expect(&d, 3, SIMULATE_ANSWERED, 1, 121000, 221000);
    day_close(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_agent_answers_at_once),
        cmocka_unit_test(answer_goes_before_hanging_up),
        cmocka_unit_test(nobody_helps_without_sharing),
        cmocka_unit_test(helper_is_slower),
        cmocka_unit_test(reserve_is_kept),
        cmocka_unit_test(callers_from_outside_are_helped),
        cmocka_unit_test(a_day_can_be_cut),
        cmocka_unit_test(outage_holds_an_agent),
        cmocka_unit_test(who_leaves_answers_nothing),
        cmocka_unit_test(end_of_the_day_leaves_some_waiting),
        cmocka_unit_test(playbook_qualifies),
        cmocka_unit_test(who_leaves_is_no_reserve),
        cmocka_unit_test(a_playbook_about_nothing_qualifies_nobody),
        cmocka_unit_test(a_playbook_may_name_many_municipalities),
        cmocka_unit_test(who_speaks_nothing_is_but_present),
        cmocka_unit_test(times_may_lie_outside_the_day),
        cmocka_unit_test(nobody_at_all_answers_nobody),
        cmocka_unit_test(incidents_play_no_part),
        cmocka_unit_test(timed_help_comes_after_a_minute),
        cmocka_unit_test(a_configuration_is_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
