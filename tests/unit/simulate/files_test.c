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
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,da,1.0,9e\n", "line 2: patience_s");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,da,1.0,nan\n", "line 2: patience_s");
    expect_trace_refused(TRACE_HEAD "1.0,1,a,water,da,400000,1.0\n", "line 2: handle_s");
    expect_trace_refused(TRACE_HEAD "1e9,1,a,water,da,1.0,1.0\n", "line 2: t");
    expect_trace_refused(TRACE_HEAD "1e999,1,a,water,da,1.0,1.0\n", "line 2: t");
    expect_trace_refused(TRACE_HEAD "-1e0,1,a,water,da,1.0,1.0\n", "line 2: t");
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

/* Python writes small numbers so; and who never hangs up may have a patience of any size. */
static void numbers_have_several_forms(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}",
            "1e-05,1,a,water,da,1.05E1,5e-1\n"
            "100.,2,a,water,da,0.0005,123456789012345678901234567890\n"
            "100.0,3,a,water,da,0.00049999,0\n",
            SIMULATE_SHARING_NONE);
    day_expect(&d, 0, SIMULATE_ANSWERED, 1, 0, 10500);
    day_expect(&d, 1, SIMULATE_ANSWERED, 1, 100000, 100001);
    day_expect(&d, 2, SIMULATE_ABANDONED, 0, 0, 100000);
    assert_int_equal(d.trace.calls[0].patience_ms, 500);
    assert_true(d.trace.calls[1].patience_ms > d.scenario.horizon_ms);
    assert_int_equal(d.trace.calls[2].handle_ms, 0);
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

/* The day's outcome in a new file, whose name is left in `path`, and as text. */
static void write_outcome(const struct day *d, char path[40], char *text, size_t size) {
    struct problem problem = {.err = ERR_OK};
    write_file(path, "");
    assert_int_equal(outcome_write(&d->trace, &d->scenario, path, &problem), ERR_OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, size - 1, file);
    assert_true(length > 0);
    text[length] = '\0';
    fclose(file);
}

/* What a file calls something may be any text: the core knows it by a number then, and what is
 * written has the file's own words. */
static void names_may_be_any_text(void **state) {
    (void)state;
    static const char scenario[] =
        "{\"horizon_s\":1000,\"wrap_up_s\":0,\"overflow_handle_factor\":1.0,"
        "\"reserve_rule\":\"always\",\"languages\":[\"da\",\"de-DE\"],\"topics\":["
        "{\"id\":\"Drikkevand\",\"mean_handle_s\":1e2},{\"id\":\"b\xc3\xb8rn & unge\","
        "\"mean_handle_s\":100.0}],\"municipalities\":["
        "{\"id\":\"\xc3\x86r\xc3\xb8\",\"population\":5964.5,\"region\":\"Syddanmark\","
        "\"reserve\":0.0},{\"id\":\"KBH\",\"region\":null,\"reserve\":1000000}],\"agents\":["
        "{\"id\":9007199254740991,\"municipality\":\"KBH\",\"topics\":[\"b\xc3\xb8rn & unge\"],"
        "\"languages\":[\"de-DE\"],\"shift\":[0,900]}],\"outages\":[{\"t_start\":500,"
        "\"t_end\":600,\"agents\":[9007199254740991.0]}]}";
    struct day d;
    struct problem problem = {.err = ERR_OK};
    char path[40], text[256] = "";
    day_run(&d, scenario,
            "1,1,KBH,b\xc3\xb8rn & unge,de-DE,10,5\n2,2,\xc3\x86r\xc3\xb8,Drikkevand,da,10,5\n",
            SIMULATE_SHARING_INDEX);
    write_outcome(&d, path, text, sizeof text);
    assert_string_equal(text, "call,outcome,agent,answer_t,end_t\n"
                              "1,answered,9007199254740991,1.000,11.000\n"
                              "2,abandoned,,,7.000\n");
    assert_int_equal(trace_write(&d.trace, &d.scenario, path, &problem), ERR_OK);
    struct trace again;
    assert_int_equal(trace_read(path, &d.scenario, &again, &problem), ERR_OK);
    assert_int_equal(again.calls[0].municipality, 1);
    assert_int_equal(again.calls[1].municipality, 0);
    trace_close(&again);
    unlink(path);
    day_close(&d);
}

/* Where it cannot be written whole nothing is left, and what stood there stays. */
static void no_half_outcome_is_left(void **state) {
    (void)state;
    struct day d;
    struct problem problem = {.err = ERR_OK};
    char directory[] = "/tmp/simulate-test-XXXXXX", path[80], part[96];
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/outcome.csv", directory);
    snprintf(part, sizeof part, "%s.part", path);
    day_run(&d, DAY_ALWAYS "}", "1.00,1,a,water,da,100.0,30.0\n", SIMULATE_SHARING_NONE);
    assert_int_equal(symlink("/dev/full", part), 0);
    assert_int_equal(outcome_write(&d.trace, &d.scenario, path, &problem), ERR_INTERNAL);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(readlink(part, (char[8]){0}, 8), -1);
    assert_int_equal(outcome_write(&d.trace, &d.scenario, path, &problem), ERR_OK);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(access(part, F_OK), -1);
    assert_int_equal(outcome_write(&d.trace, &d.scenario, "/dev/full", &problem), ERR_INTERNAL);
    assert_int_equal(access("/dev/full", F_OK), 0);
    unlink(path);
    rmdir(directory);
    day_close(&d);
}

/* The usual day with one piece of it in other words. */
static void change(char *out, size_t size, const char *old, const char *new) {
    static const char day[] = DAY_ALWAYS "}";
    const char *at = strstr(day, old);
    assert_non_null(at);
    snprintf(out, size, "%.*s%s%s", (int)(at - day), day, new, at + strlen(old));
}

static void expect_changed_refused(const char *old, const char *new, const char *field) {
    char text[2048];
    change(text, sizeof text, old, new);
    expect_scenario_refused(text, field);
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
    expect_scenario_refused(DAY_ALWAYS ",\"outages\":[{\"t_start\":1,\"t_end\":2,\"agent\":[1]}]}",
                            "outages[0].agents");
    expect_scenario_refused(DAY_ALWAYS
                            ",\"outages\":[{\"t_start\":1,\"t_end\":2,\"agents\":[1.5]}]}",
                            "outages[0].agents");
    expect_scenario_refused(DAY_ALWAYS ",\"activations\":[{\"t\":1,\"topics\":[\"water\"],"
                                       "\"municipalities\":null}]}",
                            "activations[0].acknowledgements");
    expect_changed_refused("\"overflow_handle_factor\":1.1", "\"overflow_handle_factor\":\"1\"",
                           "overflow_handle_factor");
    expect_changed_refused("[0,900]", "[0,900,1]", "agents[2].shift");
    expect_changed_refused("[0,900]", "[0]", "agents[2].shift");
    expect_changed_refused("[\"da\",\"en\"]", "[\"da\",\"da\"]", "languages");
    expect_changed_refused("\"id\":\"out\"", "\"id\":\"o,t\"", "municipalities[2].id");
    expect_changed_refused("\"id\":\"out\"", "\"id\":\"\"", "municipalities[2].id");
    expect_changed_refused("\"reserve\":1", "\"reserve\":-1", "municipalities[0].reserve");
    expect_changed_refused("\"reserve\":1", "\"reserve\":1.5", "municipalities[0].reserve");
    expect_changed_refused("\"region\":\"x\"", "\"region\":7", "municipalities[2].region");
}

/* Sixteen languages, with Danish and English among them; the next is one too many. */
static void too_many_are_told_the_limit(void **state) {
    (void)state;
    struct problem problem = {.err = ERR_OK};
    struct scenario scenario;
    char text[2048], list[256] = "[\"da\",\"en\"";
    for (char c = 'a'; c < 'o'; c++)
        snprintf(list + strlen(list), sizeof list - strlen(list), ",\"x%c\"", c);
    change(text, sizeof text, "[\"da\",\"en\"", list);
    assert_int_equal(wire_decode_scenario(slice_of(text), &scenario, &problem), ERR_OK);
    scenario_close(&scenario);
    snprintf(list + strlen(list), sizeof list - strlen(list), ",\"xo\"");
    change(text, sizeof text, "[\"da\",\"en\"", list);
    assert_int_equal(wire_decode_scenario(slice_of(text), &scenario, &problem), ERR_OUT_OF_RANGE);
    assert_string_equal(problem.field, "languages");
    assert_string_equal(problem.detail, "it may have 16 entries at most");
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
    write_outcome(&d, path, text, sizeof text);
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
        cmocka_unit_test(bad_traces_are_refused),      cmocka_unit_test(times_are_rounded_half_up),
        cmocka_unit_test(compressed_traces_are_read),  cmocka_unit_test(bad_scenarios_are_refused),
        cmocka_unit_test(outcome_and_summary),         cmocka_unit_test(numbers_have_several_forms),
        cmocka_unit_test(names_may_be_any_text),       cmocka_unit_test(no_half_outcome_is_left),
        cmocka_unit_test(too_many_are_told_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
