/* Reading scenarios and traces, and what is refused; writing outcomes; the summary. */
#include <zlib.h>

#include "simulate/outcome.h"
#include "simulate/summary.h"
#include "tests/unit/simulate/day.h"

static void expect_trace_refused(const char *text, const char *field) {
    struct scenario scenario;
    struct trace trace;
    struct problem problem = {.err = ERR_OK};
    char path[40];
    assert_int_equal(wire_decode_scenario(SLICE(DAY_ALWAYS "}"), &scenario, &problem), ERR_OK);
    write_file(path, text);
    assert_int_equal(trace_read(path, &scenario, &trace, &problem), ERR_INVALID);
    assert_string_equal(problem.field, field);
    unlink(path);
    scenario_close(&scenario);
}

static void bad_traces_are_refused(void **state) {
    (void)state;
    expect_trace_refused("", "line 0: header");
    expect_trace_refused("t,call\n", "line 1: header");
    expect_trace_refused(TRACE_HEAD "x,1,a,water,da,1.0,1.0\n", "line 2: t");
    expect_trace_refused(TRACE_HEAD "1.0.0,1,a,water,da,1.0,1.0\n", "line 2: t");
    expect_trace_refused(TRACE_HEAD "1.0,-1,a,water,da,1.0,1.0\n", "line 2: call");
    expect_trace_refused(TRACE_HEAD "1.0,1,c,water,da,1.0,1.0\n", "line 2: municipality");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,wat,da,1.0,1.0\n", "line 2: topic");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,de,1.0,1.0\n", "line 2: language");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,da,,1.0\n", "line 2: handle_s");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,da,1.0\n", "line 2: patience_s");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,da,1.0,99999999\n", "line 2: patience_s");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,da,1.0,1.0,7\n", "line 2: row");
    expect_trace_refused(TRACE_HEAD "2.0,1,a,water,da,1.0,1.0\n1.0,2,a,water,da,1.0,1.0\n",
                         "line 3: t");
    expect_trace_refused(TRACE_HEAD "2.0,2,a,water,da,1.0,1.0\n2.0,2,a,water,da,1.0,1.0\n",
                         "line 3: call");
}

static void times_are_rounded_half_up(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}",
            "1.2345,1,a,water,da,10.0004,30\n"
            "1.2354999,2,b,water,da,1,0.5\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 1235, 11235);
    day_expect(&d, 1, SIMULATE_ANSWERED, 7, 1235, 2235);
    assert_int_equal(d.trace.calls[1].patience_ms, 500);
    day_close(&d);
}

static void compressed_traces_are_read(void **state) {
    (void)state;
    struct scenario scenario;
    struct trace trace;
    struct problem problem = {.err = ERR_OK};
    char path[40];
    assert_int_equal(wire_decode_scenario(SLICE(DAY_ALWAYS "}"), &scenario, &problem), ERR_OK);
    write_file(path, "");
    gzFile file = gzopen(path, "wb");
    gzputs(file, TRACE_HEAD);
    for (int i = 1; i <= 50000; i++)
        gzprintf(file, "%d.50,%d,b,tax,en,12.3,45.6\r\n", i, i);
    gzclose(file);
    assert_int_equal(trace_read(path, &scenario, &trace, &problem), ERR_OK);
    assert_int_equal(trace.count, 50000);
    const struct simulate_call *last = &trace.calls[49999];
    assert_int_equal(last->arrived_ms, 50000500);
    assert_int_equal(last->number, 50000);
    assert_int_equal(last->handle_ms, 12300);
    assert_int_equal(last->patience_ms, 45600);
    assert_int_equal(last->municipality, 1);
    assert_int_equal(last->topic, 1);
    assert_int_equal(last->language, 1);
    trace_close(&trace);
    assert_int_equal(truncate(path, 1000), 0); /* cut off in the middle */
    assert_int_equal(trace_read(path, &scenario, &trace, &problem), ERR_INVALID);
    unlink(path);
    assert_int_equal(trace_read(path, &scenario, &trace, &problem), ERR_NOT_FOUND);
    scenario_close(&scenario);
}

static void expect_scenario_refused(const char *text, const char *field) {
    struct scenario scenario;
    struct problem problem = {.err = ERR_OK};
    assert_int_not_equal(wire_decode_scenario(slice_of(text), &scenario, &problem), ERR_OK);
    assert_string_equal(problem.field, field);
}

static void bad_scenarios_are_refused(void **state) {
    (void)state;
    expect_scenario_refused("{", "");
    expect_scenario_refused("{}", "horizon_s");
    expect_scenario_refused(DAY_HEAD "}", "reserve_rule");
    expect_scenario_refused(DAY_HEAD ",\"reserve_rule\":\"never\"}", "reserve_rule");
    expect_scenario_refused(DAY_ALWAYS ",\"outages\":[{\"t_start\":1,\"t_end\":2,\"agents\":[4]}]}",
                            "outages[0].agents");
    expect_scenario_refused(DAY_ALWAYS ",\"activations\":[{\"t\":1,\"topics\":[\"roads\"],"
                                       "\"municipalities\":null,\"acknowledgements\":[]}]}",
                            "activations[0].topics");
    expect_scenario_refused(DAY_ALWAYS ",\"incidents\":7}", "incidents");
}

static void outcome_and_summary(void **state) {
    (void)state;
    struct day d;
    struct problem problem = {.err = ERR_OK};
    day_run(&d,
            DAY_ALWAYS ",\"incidents\":[{\"t_start\":0,\"t_end\":900,\"municipalities\":[\"a\"],"
                       "\"topics\":[\"water\"]}]}",
            "1.00,1,a,water,da,100.0,30.0\n"
            "2.00,3,b,tax,en,50.0,8.0\n"
            "995.00,4,a,water,da,50.0,8.0\n",
            SIMULATE_SHARING_NONE);
    char path[40], text[512] = "";
    write_file(path, "");
    assert_int_equal(outcome_write(&d.trace, &d.scenario, path, &problem), ERR_OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    unlink(path);
    assert_string_equal(text, "call,outcome,agent,answer_t,end_t\n"
                              "1,answered,1,1.000,101.000\n"
                              "3,abandoned,,,10.000\n"
                              "4,waiting,,,\n");
    struct summary s;
    assert_int_equal(summary_make(&d.scenario, &d.trace, NULL, &s, &problem), ERR_OK);
    assert_int_equal(s.groups[SUMMARY_EVERYONE].calls, 3);
    assert_int_equal(s.groups[SUMMARY_EVERYONE].queue_sum_ms, 0 + 8000 + 5000);
    assert_int_equal(s.groups[SUMMARY_EVERYONE].waiting, 1);
    assert_int_equal(s.groups[SUMMARY_CRISIS].calls, 1);
    assert_int_equal(s.groups[SUMMARY_CRISIS].within_30_s, 1);
    assert_int_equal(s.groups[SUMMARY_BYSTANDERS].calls, 1);
    assert_int_equal(s.groups[SUMMARY_BYSTANDERS].abandoned, 1);
    assert_int_equal(s.groups[SUMMARY_OUTSIDE].calls, 0);
    assert_int_equal(s.handoffs, 0);
    summary_close(&s);
    day_close(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_traces_are_refused),     cmocka_unit_test(times_are_rounded_half_up),
        cmocka_unit_test(compressed_traces_are_read), cmocka_unit_test(bad_scenarios_are_refused),
        cmocka_unit_test(outcome_and_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
