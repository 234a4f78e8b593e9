/* The settlement: what must hold of any input (drawn from seeds), and each rule on its own. */
#include "core/settlement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DRAWS 3000
#define MANY 24

static struct settlement_row rows[LIMIT_ORGANISATIONS];
static struct settlement_sums sums;
static struct problem problem;

/* xorshift64*; the upper half of a draw is good. */
static uint32_t draw(uint64_t *seed, uint32_t below) {
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)(((*seed * UINT64_C(2685821657736338717)) >> 32) % below);
}

static void add(uint32_t at, const char *id, uint32_t population, uint32_t calls) {
    rows[at] = (struct settlement_row){.population = population, .calls = calls};
    snprintf(rows[at].id, sizeof rows[at].id, "%s", id);
}

static const struct settlement_rules by_calls = {.total_hours = 100, .volume_weight = 1};
static const struct settlement_rules in_force = {
    .total_hours = 100, .volume_weight = 50, .population_weight = 50};

static void reckon(const struct settlement_rules *rules, uint32_t count) {
    assert_int_equal(settlement_reckon(rules, rows, count, &sums, &problem), ERR_OK);
}

static struct settlement_rules draw_input(uint64_t *seed, uint32_t *count) {
    *count = 2 + draw(seed, MANY - 1);
    for (uint32_t i = 0; i < *count; i++) {
        char id[LIMIT_ID];
        snprintf(id, sizeof id, "o%02u", (i * 7) % MANY);
        add(i, id, 1 + draw(seed, 400000), draw(seed, 20000));
        rows[i].served_hours = draw(seed, 3000);
        rows[i].crisis_hours = draw(seed, 300);
        rows[i].minimum_hours = draw(seed, 4) == 0 ? draw(seed, 500) : 0;
        rows[i].exempt = draw(seed, 5) == 0;
        rows[i].outsider = i > 1 && draw(seed, 8) == 0;
    }
    rows[0].calls++;
    struct settlement_rules rules = {.total_hours = 20000 + draw(seed, 5000),
                                     .volume_weight = (uint16_t)(1 + draw(seed, 100)),
                                     .population_weight = (uint16_t)draw(seed, 101),
                                     .clamped = draw(seed, 2) == 0,
                                     .low_percent = (uint16_t)draw(seed, 101),
                                     .high_percent = (uint16_t)(100 + draw(seed, 400))};
    return rules;
}

/* --- what holds of any input ----------------------------------------------------------------------------------------- */

static void hours_add_up(void **state) {
    (void)state;
    uint64_t seed = 20260101;
    for (int n = 0; n < DRAWS; n++) {
        uint32_t count;
        uint64_t due = 0, missing = 0, owed = 0, excused = 0;
        struct settlement_rules rules = draw_input(&seed, &count);
        reckon(&rules, count);
        for (uint32_t i = 0; i < count; i++) {
            const struct settlement_row *r = &rows[i];
            due += r->due_hours;
            owed += r->owed_hours;
            excused += r->excused_hours;
            if (r->outsider) {
                assert_int_equal(r->due_hours + r->owed_hours + r->community_hours, 0);
                continue;
            }
            if (r->due_hours > r->served_hours) missing += r->due_hours - r->served_hours;
            assert_true(r->due_hours >= r->minimum_hours);
            /* what was served and what is owed is never less than due, and only one of the two sides has anything */
            assert_true(r->served_hours + r->owed_hours + r->excused_hours >= r->due_hours);
            assert_true(r->owed_hours == 0 || r->community_hours + r->credit_hours == 0);
            assert_true(r->exempt ? r->community_hours == 0 : r->credit_hours == 0);
        }
        assert_int_equal(due, rules.total_hours);
        assert_int_equal(owed + excused, missing);
    }
}

/* One more call of a municipality never lowers its own hours, nor raises those of another. */
static void more_calls_never_cost_fewer_hours(void **state) {
    (void)state;
    uint64_t seed = 7;
    for (int n = 0; n < DRAWS; n++) {
        uint32_t count, before[MANY + 1];
        struct settlement_rules rules = draw_input(&seed, &count);
        rules.clamped = false;
        for (uint32_t i = 0; i < count; i++)
            rows[i].minimum_hours = 0;
        reckon(&rules, count);
        for (uint32_t i = 0; i < count; i++)
            before[i] = rows[i].due_hours;
        rows[0].calls += 1 + draw(&seed, 5000);
        reckon(&rules, count);
        assert_true(rows[0].due_hours >= before[0]);
        for (uint32_t i = 1; i < count; i++)
            assert_true(rows[i].due_hours <= before[i] + 1); /* rounding moves an hour at most */
    }
}

/* Between the bounds, taken of its share of the population, before all are scaled to 100 %. */
static void a_clamp_holds(void **state) {
    (void)state;
    uint64_t seed = 92;
    int raised = 0, lowered = 0;
    for (int n = 0; n < DRAWS; n++) {
        uint32_t count;
        struct settlement_rules rules = draw_input(&seed, &count);
        rules.clamped = true;
        rules.volume_weight = 1;
        rules.population_weight = 0;
        reckon(&rules, count);
        uint64_t scaled = sums.scaled_permille, ppm = 0;
        for (uint32_t i = 0; i < count; i++) {
            const struct settlement_row *r = &rows[i];
            if (r->outsider) continue;
            uint64_t low = (uint64_t)r->population_ppm * rules.low_percent / 100 * scaled / 1000;
            uint64_t high = (uint64_t)r->population_ppm * rules.high_percent / 100 * scaled / 1000;
            /* rounding of the shares and of the scale: a thousandth of the bound, and some millionths */
            assert_true(r->share_ppm + low / 500 + 20 >= low);
            assert_true(r->share_ppm <= high + high / 500 + 20);
            raised += r->raised;
            lowered += r->lowered;
            ppm += r->share_ppm;
        }
        assert_true(ppm + count >= 1000000 && ppm <= 1000000 + count); /* 100 % again */
    }
    assert_true(raised > DRAWS && lowered > DRAWS);
}

/* Help in a crisis lowers what its helper owes, or changes nothing; and nobody else's figures. */
static void help_never_punishes(void **state) {
    (void)state;
    uint64_t seed = 93;
    int better = 0;
    for (int n = 0; n < DRAWS; n++) {
        static struct settlement_row before[MANY + 1];
        uint32_t count, helper;
        struct settlement_rules rules = draw_input(&seed, &count);
        reckon(&rules, count);
        memcpy(before, rows, count * sizeof *rows);
        helper = draw(&seed, count);
        rows[helper].crisis_hours += draw(&seed, 5000);
        rows[helper].crisis_calls += draw(&seed, 5000);
        reckon(&rules, count);
        for (uint32_t i = 0; i < count; i++) {
            assert_int_equal(rows[i].due_hours, before[i].due_hours);
            assert_true(rows[i].owed_hours <= before[i].owed_hours);
            assert_true(i == helper || rows[i].owed_hours == before[i].owed_hours);
            assert_int_equal(rows[i].community_hours, before[i].community_hours);
            assert_int_equal(rows[i].credit_hours, before[i].credit_hours);
        }
        better += rows[helper].owed_hours < before[helper].owed_hours;
    }
    assert_true(better > DRAWS / 10);
}

/* The order of the rows is nobody's advantage. */
static void the_order_does_not_matter(void **state) {
    (void)state;
    uint64_t seed = 11;
    for (int n = 0; n < DRAWS / 10; n++) {
        static struct settlement_row turned[MANY + 1];
        uint32_t count;
        struct settlement_rules rules = draw_input(&seed, &count);
        for (uint32_t i = 0; i < count; i++)
            turned[count - 1 - i] = rows[i];
        reckon(&rules, count);
        struct settlement_sums other;
        assert_int_equal(settlement_reckon(&rules, turned, count, &other, &problem), ERR_OK);
        for (uint32_t i = 0; i < count; i++)
            assert_int_equal(turned[count - 1 - i].due_hours, rows[i].due_hours);
    }
}

/* The largest figures that are taken: nothing overflows, and the hours still add up. */
static void the_largest_input(void **state) {
    (void)state;
    const struct settlement_rules rules = {.total_hours = SETTLEMENT_HOURS,
                                           .volume_weight = SETTLEMENT_WEIGHT,
                                           .population_weight = SETTLEMENT_WEIGHT,
                                           .clamped = true,
                                           .high_percent = SETTLEMENT_PERCENT};
    for (uint32_t i = 0; i < 100; i++) {
        char id[LIMIT_ID];
        snprintf(id, sizeof id, "o%02u", i);
        add(i, id, SETTLEMENT_POPULATION, SETTLEMENT_SUM / 100);
    }
    reckon(&rules, 100);
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(rows[i].due_hours, SETTLEMENT_HOURS / 100);
    rows[3].calls++;
    assert_int_equal(settlement_reckon(&rules, rows, 100, &sums, &problem), ERR_OUT_OF_RANGE);
    assert_string_equal(problem.field, "organisations");
}

/* --- the rules, one by one ------------------------------------------------------------------------------------------------ */

static void half_by_calls_half_by_people(void **state) {
    (void)state;
    add(0, "a", 1000, 90);
    add(1, "b", 3000, 10);
    reckon(&in_force, 2);
    assert_int_equal(rows[0].due_hours, 58); /* (90 + 25) / 2 = 57.5, the lesser id has the hour */
    assert_int_equal(rows[1].due_hours, 42);
    assert_int_equal(rows[0].balance_permille, 3600);
    assert_int_equal(rows[1].balance_permille, 133);
}

static void equal_remainders_by_id(void **state) {
    (void)state;
    add(0, "c", 1, 1);
    add(1, "a", 1, 1);
    add(2, "b", 1, 1);
    reckon(&in_force, 3);
    assert_int_equal(rows[0].due_hours, 33);
    assert_int_equal(rows[1].due_hours, 34);
    assert_int_equal(rows[2].due_hours, 33);
}

static void nobody_gets_anything_back(void **state) {
    (void)state;
    add(0, "a", 1, 50);
    add(1, "b", 1, 50);
    rows[0].served_hours = 80;
    rows[1].served_hours = 20;
    reckon(&by_calls, 2);
    assert_int_equal(rows[0].owed_hours, 0);
    assert_int_equal(rows[0].community_hours, 30);
    assert_int_equal(rows[0].credit_hours, 0);
    assert_int_equal(rows[1].owed_hours, 30);
    rows[0].exempt = true;
    reckon(&by_calls, 2);
    assert_int_equal(rows[0].community_hours, 0);
    assert_int_equal(rows[0].credit_hours, 30);
}

/* Two who would fall below their minimum; the second only because the first is raised. */
static void minimums_are_kept(void **state) {
    (void)state;
    add(0, "a", 1, 80);
    add(1, "b", 1, 15);
    add(2, "c", 1, 5);
    rows[1].minimum_hours = 14;
    rows[2].minimum_hours = 20;
    reckon(&by_calls, 3);
    assert_true(rows[2].at_minimum && rows[1].at_minimum && !rows[0].at_minimum);
    assert_int_equal(rows[0].due_hours, 66);
    assert_int_equal(rows[1].due_hours, 14);
    assert_int_equal(rows[2].due_hours, 20);
    rows[1].minimum_hours = 81;
    assert_int_equal(settlement_reckon(&by_calls, rows, 3, &sums, &problem), ERR_OUT_OF_RANGE);
    assert_string_equal(problem.field, "minimum_shifts");
}

/* The faulty passports of 2015: 3,000 calls, half of them from outside. */
static void outsiders_are_counted_apart(void **state) {
    (void)state;
    add(0, "a", 1, 60);
    add(1, "b", 1, 40);
    add(2, "out", 1, 0);
    rows[0].crisis_calls = 1500;
    rows[2].crisis_calls = 1500;
    rows[2].outsider = true;
    reckon(&by_calls, 3);
    assert_int_equal(rows[0].due_hours, 60);
    assert_int_equal(rows[1].due_hours, 40);
    assert_int_equal(rows[2].due_hours, 0);
    assert_int_equal(sums.crisis_calls, 1500);
    assert_int_equal(sums.outsider_calls, 1500);
}

static void what_cannot_be_shared(void **state) {
    (void)state;
    struct settlement_rules rules = by_calls;
    add(0, "a", 1, 0);
    assert_int_equal(settlement_reckon(&rules, rows, 1, &sums, &problem), ERR_OUT_OF_RANGE);
    assert_string_equal(problem.field, "organisations");
    rules.volume_weight = 0;
    assert_int_equal(settlement_reckon(&rules, rows, 1, &sums, &problem), ERR_OUT_OF_RANGE);
    assert_string_equal(problem.field, "volume_weight");
    rules = by_calls;
    rules.clamped = true;
    rules.low_percent = 101;
    rules.high_percent = 200;
    rows[0].calls = 1;
    assert_int_equal(settlement_reckon(&rules, rows, 1, &sums, &problem), ERR_OUT_OF_RANGE);
    assert_string_equal(problem.field, "clamp");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_add_up),
        cmocka_unit_test(more_calls_never_cost_fewer_hours),
        cmocka_unit_test(a_clamp_holds),
        cmocka_unit_test(help_never_punishes),
        cmocka_unit_test(the_order_does_not_matter),
        cmocka_unit_test(the_largest_input),
        cmocka_unit_test(half_by_calls_half_by_people),
        cmocka_unit_test(equal_remainders_by_id),
        cmocka_unit_test(nobody_gets_anything_back),
        cmocka_unit_test(minimums_are_kept),
        cmocka_unit_test(outsiders_are_counted_apart),
        cmocka_unit_test(what_cannot_be_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
