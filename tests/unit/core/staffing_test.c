/* The staffing advice against Erlang C worked out another way: in long double, from the definition as a sum of Poisson terms
 * and not by the recursion. */
#include "core/staffing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/limits.h"
#include "core/fixed.h"

/* The natural exponential by its power series, on a number halved until it is small: no library is asked. */
static long double exponential(long double x) {
    int halved = 0;
    for (; x > 0.001L || x < -0.001L; x /= 2)
        halved++;
    long double sum = 1, term = 1;
    for (int n = 1; n < 12; n++)
        sum += term *= x / n;
    for (; halved > 0; halved--)
        sum *= sum;
    return sum;
}

/* C(s) = last s/(s-a) / (sum of a^k/k! below s + last s/(s-a)); each term over the last one, so that nothing overflows. */
static long double waits(long double load, unsigned agents) {
    long double sum = 0, term = 1; /* term: (a^k/k!) / (a^s/s!) */
    for (unsigned k = agents; k > 0; k--) {
        term *= k / load;
        sum += term;
    }
    long double last = agents / (agents - load);
    return last / (sum + last);
}

static long double in_time(const struct staffing_ask *ask, unsigned agents) {
    long double load = (long double)ask->hourly / 1000 * (long double)ask->handle_ms / HOUR_MS;
    if (load >= agents) return 0;
    return 1 - waits(load, agents) * exponential(-(agents - load) * (long double)ask->answer_ms /
                                                 (long double)ask->handle_ms);
}

static const struct staffing_ask usual = {.hourly = 100000,
                                          .handle_ms = 180 * SECOND_MS,
                                          .answer_ms = 20 * SECOND_MS,
                                          .horizon_ms = 30 * MINUTE_MS,
                                          .target_permille = 800};

/* 100 calls an hour of three minutes are 5 erlang; the tables have C(6) = 0.5875 and C(7) = 0.3241 for it. */
static void the_textbook_case(void **state) {
    (void)state;
    assert_true(waits(5, 6) > 0.58745L && waits(5, 6) < 0.58755L);
    assert_true(waits(5, 7) > 0.32405L && waits(5, 7) < 0.32415L);
    assert_int_equal(staffing_service_level(&usual, 5), 0);
    assert_int_equal(staffing_service_level(&usual, 6), 474);
    assert_int_equal(staffing_service_level(&usual, 7), 740);
    assert_int_equal(staffing_service_level(&usual, 8), 880);
    assert_int_equal(staffing_needed(&usual), 8);
}

static void as_the_definition_says(void **state) {
    (void)state;
    static const uint64_t hourly[] = {1, 500, 1000, 12345, 100000, 750000, 3333333, 40000000};
    static const time_ms handle[] = {20 * SECOND_MS, 147001, 600 * SECOND_MS};
    unsigned compared = 0;
    for (size_t i = 0; i < sizeof hourly / sizeof *hourly; i++) {
        for (size_t k = 0; k < sizeof handle / sizeof *handle; k++) {
            struct staffing_ask ask = usual;
            ask.hourly = hourly[i];
            ask.handle_ms = handle[k];
            unsigned load = (unsigned)(ask.hourly * (uint64_t)ask.handle_ms / HOUR_MS / 1000);
            for (unsigned agents = load + 1; agents < load + 200; agents += 1 + agents / 20) {
                long double want = in_time(&ask, agents) * 1000;
                long double got = staffing_service_level(&ask, agents);
                /* the load is rounded to a thousandth of an erlang: near s = a that shows */
                if (got - want > 1.5L || want - got > 1.5L)
                    fail_msg("%u agents, %llu an hour of %lld ms: %.1Lf, not %.1Lf", agents,
                             (unsigned long long)ask.hourly, (long long)ask.handle_ms, got, want);
                compared++;
            }
            unsigned least = load + 1;
            while (in_time(&ask, least) < 0.8L)
                least++;
            uint32_t needed = staffing_needed(&ask);
            if (needed != least && !(needed == least + 1 && in_time(&ask, least) < 0.8005L))
                fail_msg("%u agents are needed, not %u", least, needed);
        }
    }
    assert_true(compared > 500);
}

static void who_waits_is_served_within_the_horizon(void **state) {
    (void)state;
    struct staffing_ask ask = usual;
    ask.waiting =
        10; /* one erlang over half an hour: 6 agents are enough, and 8 are needed anyway */
    assert_int_equal(staffing_needed(&ask), 8);
    ask.waiting = 40; /* 4 erlang more: 9 */
    assert_int_equal(staffing_needed(&ask), 9);
    ask.waiting = 200; /* 20 erlang more: 25 */
    assert_int_equal(staffing_needed(&ask), 25);
    ask.horizon_ms = 60 * MINUTE_MS;
    assert_int_equal(staffing_needed(&ask), 15);
    ask.hourly = 0; /* nobody comes any more: 10 erlang for an hour */
    assert_int_equal(staffing_needed(&ask), 10);
    ask.waiting = 0;
    assert_int_equal(staffing_needed(&ask), 0);
    assert_int_equal(staffing_service_level(&ask, 0), 1000);
}

static void the_target_counts(void **state) {
    (void)state;
    struct staffing_ask ask = usual;
    ask.target_permille = 741;
    assert_int_equal(staffing_needed(&ask), 8);
    ask.target_permille = 740;
    assert_int_equal(staffing_needed(&ask), 7); /* they give 740.4 */
    ask.target_permille = 990;
    assert_int_equal(staffing_needed(&ask), 11);
    ask.target_permille = 800;
    ask.answer_ms = 0;
    assert_int_equal(staffing_needed(&ask), 8); /* C(8) = 0.167 */
    ask.answer_ms = HOUR_MS;
    assert_int_equal(staffing_needed(&ask), 6);
}

static void more_than_there_can_be(void **state) {
    (void)state;
    struct staffing_ask ask = usual;
    ask.hourly = UINT64_C(2000000000); /* 100,000 erlang */
    assert_int_equal(staffing_needed(&ask), UINT32_MAX);
    assert_int_equal(staffing_service_level(&ask, LIMIT_AGENTS), 0);
    ask.hourly = 0;
    ask.waiting = UINT32_MAX;
    assert_int_equal(staffing_needed(&ask), UINT32_MAX);
    ask.hourly = UINT64_C(1200000000); /* 60,000 erlang */
    ask.waiting = 0;
    uint32_t needed = staffing_needed(&ask);
    assert_true(needed > 60000 && needed < 60500);
}

static void exponential_and_logarithm(void **state) {
    (void)state;
    for (uint64_t x = 0; x < 25 * FIXED_ONE; x += 12345678) {
        long double want = exponential(-(long double)x / FIXED_ONE) * FIXED_ONE;
        long double got = fixed_exp_negative(x);
        if (got - want > 30 || want - got > 30) fail_msg("exp: %.1Lf, not %.1Lf", got, want);
    }
    for (uint32_t permille = 1000; permille <= 20000; permille++) {
        /* the number whose exponential it is, to a millionth */
        long double log = fixed_log_micro(permille) / 1e6L, want = permille / 1000.0L;
        long double error = (exponential(log) - want) / want;
        if (error > 1.1e-6L || error < -1.1e-6L) fail_msg("ln(%u) is off by %Lg", permille, error);
    }
    assert_int_equal(fixed_log_micro(2000), 693147);
    assert_int_equal(fixed_log_micro(1000), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_textbook_case),
        cmocka_unit_test(as_the_definition_says),
        cmocka_unit_test(who_waits_is_served_within_the_horizon),
        cmocka_unit_test(the_target_counts),
        cmocka_unit_test(more_than_there_can_be),
        cmocka_unit_test(exponential_and_logarithm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
