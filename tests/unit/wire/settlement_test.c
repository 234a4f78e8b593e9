/* The cooperation's own figures, from the file that the documentation shows; and what the input may not say. */
#include "wire/settlement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct settlement_input input;
static struct settlement_sums sums;
static struct problem problem;

static int read_figures(void **state) {
    (void)state;
    static char bytes[64 * 1024];
    FILE *file = fopen(DDH_SOURCE_DIR "/coordinator/docs/settlement-figures.json", "r");
    if (file == NULL) return -1;
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return wire_decode_settlement((struct slice){bytes, length}, &input, &problem) == ERR_OK ? 0
                                                                                             : -1;
}

static const struct settlement_row *row(const char *id) {
    for (uint32_t i = 0; i < input.count; i++)
        if (strcmp(input.rows[i].id, id) == 0) return &input.rows[i];
    fail_msg("no row %s", id);
    return NULL;
}

static void reckon(void) {
    assert_int_equal(settlement_reckon(&input.rules, input.rows, input.count, &sums, &problem),
                     ERR_OK);
}

/* Skanderborg: 3.33 % of the people, 1.05 % of the calls, 218 hours. Odsherred: 1,300. */
static void by_calls_alone(void **state) {
    (void)state;
    input.rules.volume_weight = 1;
    input.rules.population_weight = 0;
    reckon();
    assert_int_equal((row("0746")->population_ppm + 50) / 100, 333);
    assert_int_equal((row("0746")->volume_ppm + 50) / 100, 105);
    assert_int_equal(row("0746")->due_hours, 218);
    assert_int_equal(row("0306")->due_hours, 1300);
}

/* What was proposed, and rejected: 364 and 741 hours, of the same total. */
static void by_calls_clamped(void **state) {
    (void)state;
    input.rules.volume_weight = 1;
    input.rules.population_weight = 0;
    input.rules.clamped = true;
    input.rules.low_percent = 50;
    input.rules.high_percent = 200;
    reckon();
    assert_int_equal(row("0746")->due_hours, 364);
    assert_true(row("0746")->raised);
    assert_int_equal(row("0306")->due_hours, 741);
    assert_true(row("0306")->lowered);
    /* under half of their share of the people, and over twice */
    assert_true(row("0751")->raised && row("0791")->raised && row("0240")->raised);
    assert_true(row("0169")->lowered);
    assert_int_equal(sums.due_hours, 20763);
}

static void as_in_force(void **state) {
    (void)state;
    assert_int_equal(input.rules.volume_weight, 50);
    assert_int_equal(input.rules.population_weight, 50);
    reckon();
    assert_int_equal(row("0746")->due_hours, 455); /* (1.05 + 3.33) / 2 % of 20,763 is 454.7 */
    assert_int_equal(row("0306")->due_hours, 826);
}

/* What the totals must be for the four figures to be true, in ten-thousandths of an hour: the arithmetic of settlement.md. */
static void one_total_fits_them_all(void **state) {
    (void)state;
    /* 218 h, give or take half an hour, of a share of calls between 1.045 and 1.055 % */
    double low = 217.5 / 0.01055, high = 218.5 / 0.01045;
    assert_true(low < 20763 && 20763 < high);
    /* 364 h of half of a share between 3.325 and 3.335 %, and of a whole that the clamp scales by k */
    double scaled_low = 363.5 / (0.03335 / 2), scaled_high = 364.5 / (0.03325 / 2);
    assert_true(scaled_low > high); /* so without scaling there is none */
    assert_true(scaled_low / high > 1.042 && scaled_high / low < 1.064);
}

static void refused(const char *json, enum err err, const char *field) {
    static struct settlement_input other;
    problem_clear(&problem);
    assert_int_equal(wire_decode_settlement(slice_of(json), &other, &problem), err);
    assert_string_equal(problem.field, field);
}

#define ROW "{\"id\":\"a\",\"population\":1,\"calls\":1}"

static void what_is_refused(void **state) {
    (void)state;
    refused("{\"organisations\":[]}", ERR_MISSING_FIELD, "total_hours");
    refused("{\"total_hours\":1}", ERR_MISSING_FIELD, "organisations");
    refused("{\"total_hours\":1,\"organisations\":3}", ERR_WRONG_TYPE, "organisations");
    refused("{\"total_hours\":1,\"hours\":2,\"organisations\":[]}", ERR_UNKNOWN_FIELD, "hours");
    refused("{\"total_hours\":1,\"clamp\":{\"low_percent\":50},\"organisations\":[]}",
            ERR_MISSING_FIELD, "clamp.high_percent");
    refused("{\"total_hours\":1,\"organisations\":[" ROW "," ROW "]}", ERR_INVALID,
            "organisations[1].id");
    refused("{\"total_hours\":1,\"organisations\":[{\"id\":\"a\",\"population\":1,\"calls\":-1}]}",
            ERR_OUT_OF_RANGE, "organisations[0].calls");
    refused("{\"total_hours\":1,\"organisations\":[{\"id\":\"a\",\"population\":1,\"calls\":1.5}]}",
            ERR_WRONG_TYPE, "organisations[0].calls");
    refused("{\"total_hours\":1,\"organisations\":[{\"id\":\"a\",\"population\":1,\"calls\":1,"
            "\"rate\":1}]}",
            ERR_UNKNOWN_FIELD, "organisations[0].rate");
}

static void minimums_are_shifts(void **state) {
    (void)state;
    static struct settlement_input other;
    assert_int_equal(
        wire_decode_settlement(
            slice_of("{\"total_hours\":100,\"shift_hours\":4,\"organisations\":[{\"id\":\"0741\","
                     "\"population\":3654,\"calls\":1,\"minimum_shifts\":6}]}"),
            &other, &problem),
        ERR_OK);
    assert_int_equal(other.rows[0].minimum_hours, 24);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(by_calls_alone, read_figures),
        cmocka_unit_test_setup(by_calls_clamped, read_figures),
        cmocka_unit_test_setup(as_in_force, read_figures),
        cmocka_unit_test(one_total_fits_them_all),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(minimums_are_shifts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
