#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include <string.h>

#include "drill/score.h"

static struct score_call call_of(enum score_group group, enum score_outcome outcome, time_ms wait) {
    return (struct score_call){.group = group, .outcome = outcome, .wait_ms = wait};
}

static void the_figures_of_an_empty_exercise_are_zero(void **state) {
    (void)state;
    struct score score;
    assert_true(score_make(&score, NULL, 0, NULL, 0));
    for (int group = 0; group < SCORE_GROUP_COUNT; group++) {
        assert_int_equal(score.groups[group].offered, 0);
        assert_int_equal(score.groups[group].answer_rate_permille, 0);
        assert_int_equal(score.groups[group].p95_wait_ms, 0);
    }
    struct text_buf out;
    text_buf_init(&out, 4096);
    score_print(&score, "Ærø", &out);
    score_close(&score);
    assert_non_null(strstr(out.data, "-"));
    assert_null(strstr(out.data, "nan"));
    text_buf_close(&out);
}

static void calls_are_counted_in_their_group_and_for_everyone(void **state) {
    (void)state;
    struct score_call calls[] = {
        call_of(SCORE_CRISIS, SCORE_ANSWERED, 10000),
        call_of(SCORE_CRISIS, SCORE_ABANDONED, 90000),
        call_of(SCORE_MEMBERS, SCORE_ANSWERED, 20000),
        call_of(SCORE_OUTSIDERS, SCORE_DIVERTED, 0),
        call_of(SCORE_OUTSIDERS, SCORE_WAITING, 0),
        call_of(SCORE_CRISIS, SCORE_ANSWERED, 30001),
    };
    struct score score;
    assert_true(score_make(&score, calls, sizeof calls / sizeof *calls, NULL, 0));
    const struct score_figures *crisis = &score.groups[SCORE_CRISIS];
    assert_int_equal(crisis->offered, 3);
    assert_int_equal(crisis->answered, 2);
    assert_int_equal(crisis->abandoned, 1);
    assert_int_equal(crisis->answer_rate_permille, 667);
    assert_int_equal(crisis->mean_wait_ms, 20001); /* abandoned calls do not count, halves go up */
    assert_int_equal(crisis->p95_wait_ms, 30001);
    const struct score_figures *all = &score.groups[SCORE_EVERYONE];
    assert_int_equal(all->offered, 6);
    assert_int_equal(all->answered + all->abandoned + all->diverted + all->waiting, 6);
    assert_int_equal(score.groups[SCORE_OUTSIDERS].answered, 0);
    assert_int_equal(score.groups[SCORE_OUTSIDERS].mean_wait_ms, 0);
    score_close(&score);
}

static void the_95th_percentile_is_the_nearest_rank(void **state) {
    (void)state;
    struct score_call calls[100];
    static const struct {
        size_t count;
        time_ms expected;
    } rows[] = {{1, 1}, {19, 19}, {20, 19}, {21, 20}, {40, 38}, {100, 95}};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        for (size_t i = 0; i < rows[row].count; i++) /* in falling order */
            calls[i] = call_of(SCORE_MEMBERS, SCORE_ANSWERED, (time_ms)(rows[row].count - i));
        struct score score;
        assert_true(score_make(&score, calls, rows[row].count, NULL, 0));
        assert_int_equal(score.groups[SCORE_EVERYONE].p95_wait_ms, rows[row].expected);
        score_close(&score);
    }
}

static void the_last_screen_is_of_those_who_were_there(void **state) {
    (void)state;
    struct score_agent agents[] = {
        {SCORE_CRISIS, true, true, true, 120},
        {SCORE_MEMBERS, true, true, true, 340},
        {SCORE_MEMBERS, true, false, true, 9000}, /* came later: had it with the snapshot */
        {SCORE_MEMBERS, false, true, false, 0},
    };
    struct score score;
    assert_true(score_make(&score, NULL, 0, agents, 4));
    const struct score_figures *all = &score.groups[SCORE_EVERYONE];
    assert_int_equal(all->agents, 4);
    assert_int_equal(all->acknowledged, 3);
    assert_int_equal(all->screens_expected, 3);
    assert_int_equal(all->screens, 2);
    assert_int_equal(all->last_screen_ms, 340);
    assert_int_equal(score.groups[SCORE_CRISIS].last_screen_ms, 120);
    struct text_buf out;
    text_buf_init(&out, 4096);
    score_print(&score, "Skanderborg", &out);
    assert_non_null(strstr(out.data, "0.120 s"));
    assert_non_null(strstr(out.data, "2 of 3")); /* a missing screen is not a time */
    score_close(&score);
    text_buf_close(&out);
}

static void the_json_has_every_group(void **state) {
    (void)state;
    struct score_call call = call_of(SCORE_CRISIS, SCORE_ANSWERED, 61000);
    struct score score;
    assert_true(score_make(&score, &call, 1, NULL, 0));
    json_t *json = score_json(&score);
    score_close(&score);
    assert_int_equal(json_array_size(json), SCORE_GROUP_COUNT);
    json_t *last = json_array_get(json, SCORE_EVERYONE);
    assert_string_equal(json_string_value(json_object_get(last, "group")), "everyone");
    assert_int_equal(json_integer_value(json_object_get(last, "mean_wait_ms")), 61000);
    json_decref(json);
}

static struct score_call helped(uint16_t helper, uint16_t helped, time_ms talk_ms) {
    struct score_call call = call_of(SCORE_CRISIS, SCORE_ANSWERED, 0);
    call.helper = helper;
    call.helped = helped;
    call.talk_ms = talk_ms;
    return call;
}

static void who_helped_whom_and_for_how_long(void **state) {
    (void)state;
    struct score_call unanswered = helped(1, 3, 99000);
    unanswered.outcome = SCORE_ABANDONED;
    struct score_call calls[] = {
        helped(1, 3, 60000), helped(2, 3, 30000), helped(2, 2, 500000), /* at home: no overflow */
        helped(2, 3, 90000), helped(1, 2, 1000),  unanswered,
    };
    struct score score;
    assert_true(score_make(&score, calls, sizeof calls / sizeof *calls, NULL, 0));
    assert_int_equal(score.help_count, 3);
    const struct score_help *first = &score.helps[0]; /* most calls, then the lower places */
    assert_int_equal(first->helper, 2);
    assert_int_equal(first->helped, 3);
    assert_int_equal(first->calls, 2);
    assert_int_equal(first->talk_ms, 120000);
    assert_int_equal(first->longest_ms, 90000);
    assert_int_equal(score.helps[1].helped, 2);
    assert_int_equal(score.helps[2].helped, 3);
    assert_int_equal(score.all_help.calls, 4);
    assert_int_equal(score.all_help.talk_ms, 181000);
    assert_int_equal(score.all_help.longest_ms, 90000);
    assert_int_equal(score.party_count, 3);
    const struct score_party *both = &score.parties[1];
    assert_int_equal(both->place, 2);
    assert_int_equal(both->given, 2);
    assert_int_equal(both->given_ms, 120000);
    assert_int_equal(both->received, 1);
    assert_int_equal(both->received_ms, 1000);
    assert_int_equal(score.parties[2].received, 3);
    assert_int_equal(score.parties[2].given, 0);
    score_close(&score);
}

static void the_help_table_shows_the_largest_and_sums_the_rest(void **state) {
    (void)state;
    static const struct score_name names[] = {
        {"o0", "Ærø"},    {"o1", "Odder"},  {"o2", "Samsø"},   {"o3", "Læsø"},
        {"o4", "Fanø"},   {"o5", "Morsø"},  {"o6", "Thisted"}, {"o7", "Skive"},
        {"o8", "Struer"}, {"o9", "Lemvig"}, {"o10", "Viborg"}, {"o11", "Herning"},
    };
    struct score_call calls[24];
    size_t count = 0;
    for (uint16_t helper = 1; helper <= 11; helper++) /* Odder once, the others twice */
        for (int i = 0; i < (helper == 1 ? 1 : 2); i++)
            calls[count++] = helped(helper, 0, 90000);
    struct score score;
    struct text_buf out;
    text_buf_init(&out, 1 << 16);
    assert_true(score_make(&score, calls, count, NULL, 0));
    score_print_help(&score, names, &out);
    assert_non_null(strstr(out.data, "Samsø                 Ærø                       2        3.0"
                                     "        1:30\n"));
    assert_non_null(
        strstr(out.data, "1 other pairs                                   1        1.5"));
    assert_non_null(strstr(out.data, "11 pairs                 21       31.5        1:30"));
    assert_non_null(strstr(out.data, "Ærø                              0        0.0          21"));
    assert_non_null(strstr(out.data, "2 others                         3        4.5"));
    json_t *json = score_help_json(&score, names);
    assert_int_equal(json_array_size(json_object_get(json, "pairs")), 11);
    assert_int_equal(json_array_size(json_object_get(json, "organisations")), 12);
    const json_t *receiver = json_array_get(json_object_get(json, "organisations"), 0);
    assert_string_equal(json_string_value(json_object_get(receiver, "organisation")), "o0");
    assert_int_equal(json_integer_value(json_object_get(receiver, "received_ms")), 21 * 90000);
    json_decref(json);
    score_close(&score);
    text_buf_clear(&out);
    assert_true(score_make(&score, NULL, 0, NULL, 0));
    score_print_help(&score, names, &out);
    assert_string_equal(out.data, "overløb: no call was answered by another organisation\n");
    score_close(&score);
    text_buf_close(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_of_an_empty_exercise_are_zero),
        cmocka_unit_test(calls_are_counted_in_their_group_and_for_everyone),
        cmocka_unit_test(the_95th_percentile_is_the_nearest_rank),
        cmocka_unit_test(the_last_screen_is_of_those_who_were_there),
        cmocka_unit_test(the_json_has_every_group),
        cmocka_unit_test(who_helped_whom_and_for_how_long),
        cmocka_unit_test(the_help_table_shows_the_largest_and_sums_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
