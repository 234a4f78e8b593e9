#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include <string.h>

#include "drill/score.h"

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
    assert_non_null(strstr(out.data, "-"));
    assert_null(strstr(out.data, "nan"));
    text_buf_close(&out);
}

static void calls_are_counted_in_their_group_and_for_everyone(void **state) {
    (void)state;
    struct score_call calls[] = {
        {SCORE_CRISIS, SCORE_ANSWERED, 10000},  {SCORE_CRISIS, SCORE_ABANDONED, 90000},
        {SCORE_MEMBERS, SCORE_ANSWERED, 20000}, {SCORE_OUTSIDERS, SCORE_DIVERTED, 0},
        {SCORE_OUTSIDERS, SCORE_WAITING, 0},    {SCORE_CRISIS, SCORE_ANSWERED, 30001},
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
            calls[i] =
                (struct score_call){SCORE_MEMBERS, SCORE_ANSWERED, (time_ms)(rows[row].count - i)};
        struct score score;
        assert_true(score_make(&score, calls, rows[row].count, NULL, 0));
        assert_int_equal(score.groups[SCORE_EVERYONE].p95_wait_ms, rows[row].expected);
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
    text_buf_close(&out);
}

static void the_json_has_every_group(void **state) {
    (void)state;
    struct score_call call = {SCORE_CRISIS, SCORE_ANSWERED, 61000};
    struct score score;
    assert_true(score_make(&score, &call, 1, NULL, 0));
    json_t *json = score_json(&score);
    assert_int_equal(json_array_size(json), SCORE_GROUP_COUNT);
    json_t *last = json_array_get(json, SCORE_EVERYONE);
    assert_string_equal(json_string_value(json_object_get(last, "group")), "everyone");
    assert_int_equal(json_integer_value(json_object_get(last, "mean_wait_ms")), 61000);
    json_decref(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_of_an_empty_exercise_are_zero),
        cmocka_unit_test(calls_are_counted_in_their_group_and_for_everyone),
        cmocka_unit_test(the_95th_percentile_is_the_nearest_rank),
        cmocka_unit_test(the_last_screen_is_of_those_who_were_there),
        cmocka_unit_test(the_json_has_every_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
