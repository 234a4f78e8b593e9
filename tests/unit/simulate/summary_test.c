/* The figures of a small day, told by hand: what an incident leaves behind, and what help costs
 * others. */
#include "simulate/outcome.h"
#include "simulate/report.h"
#include "simulate/summary.h"
#include "tests/unit/simulate/day.h"

/* An incident in a about water, from 100 to 300 s; its playbook at 150. */
#define INCIDENT                                                                                      \
    ",\"incidents\":[{\"t_start\":100,\"t_end\":300,\"activation_t\":150,\"municipalities\":[\"a\"]," \
    "\"topics\":[\"water\"]}]}"

/* Before the incident one of its calls waits 20 s, 0.2 on average. In it four come. */
static const char rows[] = "10.000,1,a,water,da,20.000,300.000\n"
                           "20.000,2,a,water,da,100.000,300.000\n"
                           "150.000,3,a,water,da,110.000,300.000\n"
                           "160.000,4,a,water,da,60.000,20.000\n"
                           "170.000,5,a,water,da,60.000,300.000\n"
                           "200.000,6,b,water,da,60.000,300.000\n"
                           "210.000,7,b,water,da,60.000,10.000\n"
                           "290.000,8,a,water,da,30.000,300.000\n";

static struct summary make(const struct day *d, const struct trace *baseline) {
    struct summary summary;
    struct problem problem = {.err = ERR_OK};
    if (summary_make(&d->scenario, &d->trace, baseline, &summary, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    return summary;
}

/* Call 1: 10 to 30 s, wrap-up to 40; call 2 waits from 20 to 40, talks to 140, wrap-up to 150. Call
 * 3 is answered at 150, ends at 260, wrap-up to 270. Call 4 hangs up at 180. Call 5 waits from 170
 * to 270 and ends at 330, wrap-up to 340. Call 8 waits from 290 to 340: 40 s after the end. */
static void an_incident_is_measured(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS INCIDENT, rows, SIMULATE_SHARING_NONE);
    day_expect(&d, 4, SIMULATE_ANSWERED, 1, 270000, 330000);
    day_expect(&d, 7, SIMULATE_ANSWERED, 1, 340000, 370000);
    struct summary s = make(&d, NULL);
    assert_int_equal(s.incident_count, 1);
    const struct summary_incident *n = &s.incidents[0];
    assert_int_equal(n->recovery_ms, 40000);
    assert_int_equal(n->activation_ms, 150000);
    assert_int_equal(n->before_sum_ms, 20000);
    assert_int_equal(n->before_span_ms, 100000);
    assert_int_equal(n->hour_after_sum_ms, 20000 + 100000 + 50000);
    assert_int_equal(n->back_ms, 0); /* nobody waits at that instant */
    /* At most 60 s of waiting in five minutes: from 260 on there are but 10 and 50. */
    assert_int_equal(n->back_held_ms, 110000);
    assert_int_equal(s.groups[SUMMARY_CRISIS].calls, 4);
    assert_int_equal(s.groups[SUMMARY_BYSTANDERS].calls, 2);
    assert_int_equal(s.groups[SUMMARY_CRISIS].answered_wait_p95_ms, 100000);
    summary_close(&s);
    day_close(&d);
}

static void without_a_playbook_there_is_recovery_only(void **state) {
    (void)state;
    struct day d;
    day_run(&d,
            DAY_ALWAYS ",\"incidents\":[{\"t_start\":100,\"t_end\":300,\"municipalities\":[\"a\"],"
                       "\"topics\":[\"water\"]}]}",
            rows, SIMULATE_SHARING_NONE);
    struct summary s = make(&d, NULL);
    assert_int_equal(s.incidents[0].recovery_ms, 40000);
    assert_true(s.incidents[0].activation_ms == TIME_NEVER);
    summary_close(&s);
    day_close(&d);
}

/* The first activation about the same thing and place stands in for the one not named. */
static void an_activation_is_found(void **state) {
    (void)state;
    struct day d;
    day_run(&d,
            DAY_ALWAYS
            ",\"activations\":["
            "{\"t\":50,\"topics\":[\"tax\"],\"municipalities\":[\"a\"],\"acknowledgements\":[]},"
            "{\"t\":60,\"topics\":[\"water\"],\"municipalities\":[\"b\"],\"acknowledgements\":[]},"
            "{\"t\":90,\"topics\":[\"water\"],\"municipalities\":null,\"acknowledgements\":[]},"
            "{\"t\":80,\"topics\":[\"water\"],\"municipalities\":[\"a\"],\"acknowledgements\":[]}],"
            "\"incidents\":[{\"t_start\":100,\"t_end\":300,\"municipalities\":[\"a\"],"
            "\"topics\":[\"water\"]}]}",
            rows, SIMULATE_SHARING_NONE);
    struct summary s = make(&d, NULL);
    assert_int_equal(s.incidents[0].activation_ms, 80000);
    summary_close(&s);
    day_close(&d);
}

/* The baseline is the outcome given here, in another order: b's calls were answered at once, a's
 * before the incident too. */
static const char baseline_text[] = "call,outcome,agent,answer_t,end_t\n"
                                    "8,abandoned,,,590.000\n"
                                    "7,answered,7,210.000,270.000\n"
                                    "6,answered,7,200.000,260.000\n"
                                    "5,abandoned,,,470.000\n"
                                    "4,abandoned,,,180.000\n"
                                    "3,answered,1,150.000,260.000\n"
                                    "2,answered,1,30.000,130.000\n"
                                    "1,answered,1,10.000,30.000\n";

static enum err read_baseline(const struct day *d, const char *text, struct trace *out,
                              struct problem *problem) {
    char path[40];
    write_file(path, text);
    enum err err = outcome_read(path, &d->scenario, &d->trace, out, problem);
    unlink(path);
    return err;
}

static void harm_is_measured(void **state) {
    (void)state;
    struct day d;
    struct trace baseline;
    struct problem problem = {.err = ERR_OK};
    day_run(&d, DAY_ALWAYS INCIDENT, rows, SIMULATE_SHARING_NONE);
    assert_int_equal(read_baseline(&d, baseline_text, &baseline, &problem), ERR_OK);
    struct summary s = make(&d, &baseline);
    assert_int_equal(s.incidents[0].before_sum_ms, 10000); /* of the baseline */
    assert_int_equal(s.baseline[SUMMARY_BYSTANDERS].answered, 2);
    /* Of b, one is answered at once and the other hangs up after 10 s: 5 s more on average. a's
     * callers fare better. */
    assert_int_equal(s.groups[SUMMARY_BYSTANDERS].queue_sum_ms, 10000);
    assert_int_equal(s.worse_off, 1);
    struct text_buf json;
    text_buf_init(&json, 1 << 16);
    summary_json(&s, &d.scenario, &json);
    assert_non_null(strstr(json.data, "\"harm\":{\"asa_delta_s\":0.00,\"queue_delta_s\":5.00,"
                                      "\"abandon_delta_pp\":50.00},"
                                      "\"municipalities_worse_off\":1}"));
    assert_non_null(strstr(json.data, "\"recovery_s\":[40.00],\"crisis_queue\":[{\"incident\":1,"
                                      "\"activation_t\":150.00,\"mean_before\":0.10,"
                                      "\"mean_hour_after\":0.05,\"back_s\":0.00,"));
    text_buf_close(&json);
    summary_close(&s);
    trace_close(&baseline);
    day_close(&d);
}

static void differences_may_be_negative(void **state) {
    (void)state;
    assert_int_equal(summary_hundredths(1, 3, 1), 33);
    assert_int_equal(summary_hundredths(5, 1000, 1), 1);
    assert_int_equal(summary_hundredths(-5, 1000, 1), -1);
    assert_int_equal(summary_hundredths(-4, 1000, 1), 0);
    assert_int_equal(summary_hundredths(7, 0, 100), 0);
}

static void expect_baseline_refused(const struct day *d, const char *text, const char *field) {
    struct trace out;
    struct problem problem = {.err = ERR_OK};
    char whole[512];
    snprintf(whole, sizeof whole, "call,outcome,agent,answer_t,end_t\n%s", text);
    assert_int_equal(read_baseline(d, whole, &out, &problem), ERR_INVALID);
    if (field != NULL) assert_string_equal(problem.field, field);
}

static void bad_outcomes_are_refused(void **state) {
    (void)state;
    struct day d;
    day_run(&d, DAY_ALWAYS "}", "10.000,1,a,water,da,20.000,300.000\n", SIMULATE_SHARING_NONE);
    expect_baseline_refused(&d, "x,waiting,,,\n", "line 2: call");
    expect_baseline_refused(&d, "2,waiting,,,\n", "line 2: call");
    expect_baseline_refused(&d, "1,waiting,,,\n1,waiting,,,\n", "line 3: call");
    expect_baseline_refused(&d, "1,lost,,,\n", "line 2: outcome");
    expect_baseline_refused(&d, "1,answered,3,10.000,30.000\n", "line 2: agent");
    expect_baseline_refused(&d, "1,answered,,10.000,30.000\n", "line 2: agent");
    expect_baseline_refused(&d, "1,answered,7,9.000,30.000\n", "line 2: answer_t");
    expect_baseline_refused(&d, "1,answered,7,10.000,x\n", "line 2: end_t");
    expect_baseline_refused(&d, "1,waiting,,,,7\n", "line 2: row");
    expect_baseline_refused(&d, "", NULL); /* call 1 is missing */
    day_close(&d);
}

/* The page is whole, says what it must, runs nothing and lets no title break out. */
static void the_page_is_whole(void **state) {
    (void)state;
    struct day d;
    struct trace baseline;
    struct problem problem = {.err = ERR_OK};
    day_run(&d, DAY_ALWAYS INCIDENT, rows, SIMULATE_SHARING_INDEX);
    text_copy(d.scenario.title, sizeof d.scenario.title, "<script>alert(\"1\")</script> & more");
    assert_int_equal(read_baseline(&d, baseline_text, &baseline, &problem), ERR_OK);
    struct summary s = make(&d, &baseline);
    struct report report = {.scenario = &d.scenario,
                            .trace = &d.trace,
                            .baseline = &baseline,
                            .summary = &s,
                            .sharing = "index"};
    struct text_buf page;
    text_buf_init(&page, 1 << 20);
    assert_int_equal(report_page(&report, &page, &problem), ERR_OK);
    assert_null(strstr(page.data, "<script"));
    assert_non_null(strstr(page.data, "&lt;script>alert(&quot;1&quot;)&lt;/script> &amp; more"));
    assert_non_null(strstr(page.data, "in all, baseline"));
    assert_non_null(strstr(page.data, ">08:00</text>"));
    assert_non_null(strstr(page.data, "<tr><td class=\"name\">b<td class=\"name\">a<td>"));
    int open = 0, drawings = 0;
    for (const char *at = page.data; (at = strstr(at, "svg")) != NULL; at += 3) {
        if (at[-1] == '<') open++, drawings++;
        if (at[-1] == '/') open--;
    }
    assert_int_equal(open, 0);
    assert_int_equal(drawings, 3);
    assert_string_equal(page.data + page.length - 15, "</body></html>\n");
    text_buf_close(&page);
    summary_close(&s);
    trace_close(&baseline);
    day_close(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_incident_is_measured),
        cmocka_unit_test(without_a_playbook_there_is_recovery_only),
        cmocka_unit_test(an_activation_is_found),
        cmocka_unit_test(harm_is_measured),
        cmocka_unit_test(differences_may_be_negative),
        cmocka_unit_test(bad_outcomes_are_refused),
        cmocka_unit_test(the_page_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
