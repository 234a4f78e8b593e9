/* The checker of outcomes sees every kind of outcome that cannot be. */
#include "tests/unit/simulate/day.h"
#include "tests/unit/simulate/feasible.h"

#define OUTCOME_HEAD "call,outcome,agent,answer_t,end_t\n"

/* Municipality a has agents 1 (water) and 2 (tax) and keeps one; b has agent 7; 2 is qualified for
 * water for callers of a from 100 s on, and has an outage from 400 s. */
static const char scenario_text[] =
    DAY_ALWAYS ",\"outages\":[{\"t_start\":400,\"t_end\":450,\"agents\":[2]}],"
               "\"activations\":[{\"t\":90,\"topics\":[\"water\"],\"municipalities\":[\"a\"],"
               "\"acknowledgements\":[{\"agent\":2,\"t\":100}]}]}";
static const char trace_text[] = TRACE_HEAD "10.000,1,a,water,da,100.000,50.000\n"
                                            "20.000,2,b,water,da,100.000,300.000\n"
                                            "30.000,3,a,water,da,100.000,300.000\n"
                                            "40.000,4,a,tax,da,100.000,700.000\n"
                                            "45.000,5,b,water,en,100.000,700.000\n"
                                            "990.000,6,a,water,da,100.000,30.000\n";
static const char right[] = OUTCOME_HEAD "1,answered,1,10.000,110.000\n"
                                         "2,answered,7,20.000,120.000\n"
                                         "3,answered,2,150.000,265.000\n"
                                         "4,answered,2,275.000,375.000\n"
                                         "5,answered,7,130.000,230.000\n"
                                         "6,waiting,,,\n";

static struct breaches look(const char *scenario_json, const char *outcome) {
    struct scenario s;
    struct trace t;
    struct problem problem = {.err = ERR_OK};
    char path[40];
    write_file(path, trace_text);
    if (wire_decode_scenario(slice_of(scenario_json), &s, &problem) != ERR_OK ||
        trace_read(path, &s, &t, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    unlink(path);
    struct breaches out = feasible(&s, &t, outcome);
    trace_close(&t);
    scenario_close(&s);
    return out;
}

static uint32_t sum(const struct breaches *b) {
    uint32_t all = 0;
    for (int i = 0; i < BREACHES; i++)
        all += b->of[i];
    return all;
}

/* The right outcome with one row in place of another. */
static void expect_breach(const char *row, const char *instead, enum breach breach) {
    char text[1024];
    const char *at = strstr(right, row);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - right), right, instead, at + strlen(row));
    struct breaches b = look(scenario_text, text);
    uint32_t others = sum(&b) - b.of[breach];
    if (breach == BREACH_FORMAT) others -= b.of[BREACH_CALL]; /* a row that is none is missing */
    if (b.of[breach] == 0 || others > 0)
        fail_msg("instead of %s: %s: breach %d is seen %u times of %u", row, instead, (int)breach,
                 b.of[breach], sum(&b));
}

static void the_right_one_is_let_through(void **state) {
    (void)state;
    struct breaches b = look(scenario_text, right);
    assert_int_equal(sum(&b), 0);
}

static void every_breach_is_seen(void **state) {
    (void)state;
    expect_breach("call,", "Call,", BREACH_FORMAT);
    expect_breach("6,waiting,,,", "6,waiting,,", BREACH_FORMAT);
    expect_breach("6,waiting,,,", "6,waiting,,,1020.000", BREACH_FORMAT);
    expect_breach("110.000", "110.00", BREACH_FORMAT);
    expect_breach("6,waiting,,,\n", "", BREACH_CALL);
    expect_breach("6,waiting,,,\n", "6,waiting,,,\n6,waiting,,,\n", BREACH_CALL);
    expect_breach("6,waiting,,,\n", "6,waiting,,,\n7,waiting,,,\n", BREACH_CALL);
    expect_breach("1,answered,1,10.000,110.000", "1,answered,1,9.999,109.999", BREACH_PATIENCE);
    expect_breach("1,answered,1,10.000,110.000", "1,answered,1,60.001,160.001", BREACH_PATIENCE);
    expect_breach("1,answered,1,10.000,110.000", "1,abandoned,,,60.100", BREACH_GAVE_UP);
    expect_breach("1,answered,1,10.000,110.000", "1,waiting,,,", BREACH_GAVE_UP);
    expect_breach("6,waiting,,,", "6,abandoned,,,1020.000", BREACH_GAVE_UP);
    expect_breach("4,answered,2,275.000,375.000", "4,answered,1,275.000,390.000", BREACH_TOPIC);
    expect_breach("3,answered,2,150.000,265.000", "3,answered,2,99.999,214.999", BREACH_TOPIC);
    expect_breach("5,answered,7,130.000,230.000", "5,answered,1,130.000,240.000", BREACH_LANGUAGE);
    expect_breach("4,answered,2,275.000,375.000", "4,answered,2,400.000,500.000", BREACH_DUTY);
    expect_breach("4,answered,2,275.000,375.000", "4,answered,2,500.000,600.000", BREACH_DUTY);
    expect_breach("1,answered,1,10.000,110.000", "1,answered,1,10.000,110.020", BREACH_TALK);
    expect_breach("3,answered,2,150.000,265.000", "3,answered,2,150.000,250.000", BREACH_TALK);
    expect_breach("4,answered,2,275.000,375.000", "4,answered,2,274.999,374.999", BREACH_TWO);
}

static void unknown_agents_are_seen(void **state) {
    (void)state;
    struct breaches b = look(scenario_text, OUTCOME_HEAD "1,answered,9,10.000,110.000\n");
    assert_int_equal(b.of[BREACH_AGENT], 1);
}

/* Agent 1 of a answers for b: fine while 2 is there. In the outage of 2 it may not, unless the rule
 * binds only with a queue and nobody of a waits. */
static void the_reserve_is_seen(void **state) {
    (void)state;
    static const char at_home[] = OUTCOME_HEAD "1,abandoned,,,60.000\n"
                                               "2,answered,1,300.000,410.000\n"
                                               "3,abandoned,,,330.000\n"
                                               "4,answered,2,100.000,200.000\n"
                                               "5,abandoned,,,745.000\n"
                                               "6,waiting,,,\n";
    struct breaches b = look(scenario_text, at_home);
    assert_int_equal(sum(&b), 0);
    static const char outage[] = DAY_ALWAYS ",\"outages\":[{\"t_start\":290,\"t_end\":310,"
                                            "\"agents\":[2]}]}";
    b = look(outage, at_home);
    assert_int_equal(b.of[BREACH_RESERVE], 1);
    assert_int_equal(sum(&b), 1);
    static const char with_queue[] = DAY_WHEN_QUEUE ",\"outages\":[{\"t_start\":290,\"t_end\":310,"
                                                    "\"agents\":[2]}]}";
    b = look(with_queue, at_home); /* call 3 of a waits until 330 */
    assert_int_equal(b.of[BREACH_RESERVE], 1);
    static const char no_queue[] = OUTCOME_HEAD "1,abandoned,,,60.000\n"
                                                "2,answered,1,300.000,410.000\n"
                                                "3,answered,1,30.000,130.000\n"
                                                "4,answered,2,100.000,200.000\n"
                                                "5,abandoned,,,745.000\n"
                                                "6,waiting,,,\n";
    b = look(with_queue, no_queue);
    assert_int_equal(sum(&b), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_one_is_let_through),
        cmocka_unit_test(every_breach_is_seen),
        cmocka_unit_test(unknown_agents_are_seen),
        cmocka_unit_test(the_reserve_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
