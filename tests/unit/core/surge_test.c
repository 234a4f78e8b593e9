/* How often the surge test is wrong and how soon it is right, with the settings as they come: the figures of decision 0009. Calls
 * are drawn from seeds, minute by minute, for a municipality and topic that has them at a usual rate. */
#include "core/surge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/core.h"
#include "core/fixed.h"

static const struct core_sizes none = {
    .agents = 1, .calls = 1, .acknowledgements = 1, .tokens = 1, .replayed_answers = 2};

static struct settings_record settings;

static int take_defaults(void **state) {
    (void)state;
    struct core *core = core_create(&none);
    if (core == NULL) return -1;
    settings = *core_settings(core);
    core_destroy(core);
    return 0;
}

/* --- chance, in integers: the same on every machine ---------------------------------------------------- */

/* xorshift64*; the upper half of a draw is good. */
static uint64_t draw(uint64_t *seed) {
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (*seed * UINT64_C(2685821657736338717)) >> 32;
}

/* Calls of one minute, Poisson, by multiplying draws until they fall below exp(-mean) (D. E. Knuth, The Art of Computer
 * Programming, volume 2, 3.4.1); in parts of a mean of at most 4, for the bits of the exponential. `hourly` in thousandths. */
static uint32_t draw_calls(uint64_t *seed, uint64_t hourly) {
    uint32_t calls = 0;
    for (uint64_t mean = hourly * FIXED_ONE / 60000; mean > 0;) {
        uint64_t part = mean < 4 * FIXED_ONE ? mean : 4 * FIXED_ONE;
        uint64_t least = fixed_exp_negative(part), product = FIXED_ONE;
        mean -= part;
        while ((product = product * draw(seed) >> 32) > least)
            calls++;
    }
    return calls;
}

/* --- one pair ------------------------------------------------------------------------------------------ */

struct pair {
    uint64_t seed, hourly; /* of what really comes */
    uint32_t expected, statistic, rate, watched;
};

/* One minute; true: a surge is proven. */
static bool minute(struct pair *p, const struct surge_rules *rules) {
    uint32_t calls = draw_calls(&p->seed, p->hourly);
    p->rate = surge_rate(p->rate, calls, p->watched, 1);
    if (p->watched < DEMAND_MINUTES) p->watched++;
    p->statistic = surge_evidence(rules, p->statistic, calls, p->expected, 1);
    return surge_is_proven(rules, p->statistic);
}

/* Minutes until the surge is raised, in the mean over `runs`; the usual hour goes before. */
static double delay(uint32_t expected, uint32_t times_permille, unsigned runs, uint32_t *worst) {
    struct surge_rules rules = surge_rules(&settings);
    uint64_t sum = 0;
    *worst = 0;
    for (unsigned run = 0; run < runs; run++) {
        struct pair p = {.seed = 1000003 * (run + 1), .hourly = expected, .expected = expected};
        for (int i = 0; i < 60; i++)
            if (minute(&p, &rules)) p.statistic = 0;
        p.hourly = (uint64_t)expected * times_permille / 1000;
        uint32_t minutes = 1;
        while (!minute(&p, &rules) && minutes < 10000)
            minutes++;
        sum += minutes;
        if (minutes > *worst) *worst = minutes;
    }
    return (double)sum / runs;
}

/* False alarms in `days` of a pair; each day is by so much per mille busier or quieter than the baseline has it. */
static unsigned false_alarms(uint32_t expected, unsigned days, uint64_t varies, uint64_t seed) {
    struct surge_rules rules = surge_rules(&settings);
    struct pair p = {.seed = seed, .expected = expected};
    unsigned alarms = 0;
    for (unsigned day = 0; day < days; day++) {
        uint64_t factor = 1000 - varies + draw(&p.seed) % (2 * varies + 1);
        p.hourly = expected * factor / 1000;
        for (int i = 0; i < 600; i++) { /* ten hours are open */
            if (!minute(&p, &rules)) continue;
            alarms++;
            p.statistic = 0;
        }
    }
    return alarms;
}

/* --- the figures --------------------------------------------------------------------------------------- */

static void false_alarms_are_rare(void **state) {
    (void)state;
    static const uint32_t hourly[] = {1000, 6000, 15000, 30000, 60000, 120000};
    const unsigned days = 5000; /* 20 pairs for a year of 250 days */
    unsigned sum = 0, varied = 0;
    printf("calls an hour   false alarms a pair-year, usual days   days that vary by 30 %%\n");
    for (size_t i = 0; i < sizeof hourly / sizeof *hourly; i++) {
        unsigned exact = false_alarms(hourly[i], days, 0, 7 + i);
        unsigned busy = false_alarms(hourly[i], days, 300, 77 + i);
        printf("%13u   %36.2f   %22.2f\n", hourly[i] / 1000, exact / 20.0, busy / 20.0);
        sum += exact;
        varied += busy;
    }
    assert_true(sum <= 12);     /* 0.1 a year and pair, over all six */
    assert_true(varied <= 120); /* and 1 where every day differs */
}

static void surges_are_seen_soon(void **state) {
    (void)state;
    static const struct {
        uint32_t hourly, times_permille, most; /* minutes in the mean */
    } cases[] = {
        {1000, 100000, 13}, {6000, 10000, 25}, {6000, 30000, 7},   {15000, 5000, 22},
        {15000, 10000, 9},  {30000, 3000, 27}, {30000, 5000, 12},  {30000, 10000, 6},
        {60000, 2500, 20},  {60000, 5000, 7},  {120000, 2500, 11}, {120000, 10000, 3},
    };
    printf("calls an hour   times the usual   minutes, mean   worst of 400\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t worst;
        double mean = delay(cases[i].hourly, cases[i].times_permille, 400, &worst);
        printf("%13u   %15.1f   %13.1f   %12u\n", cases[i].hourly / 1000,
               cases[i].times_permille / 1000.0, mean, worst);
        if (mean > cases[i].most) fail_msg("%.1f minutes, not %u", mean, cases[i].most);
    }
}

/* How long calm takes to be seen once the calls are as usual again, and how often a surge that lasts is called over. */
static void calm_is_seen_and_waited_for(void **state) {
    (void)state;
    static const uint32_t hourly[] = {1000, 6000, 15000, 30000, 60000, 120000};
    struct surge_rules rules = surge_rules(&settings);
    uint32_t dwell = (uint32_t)(settings.surge_calm_ms / MINUTE_MS);
    printf(
        "calls an hour   minutes to over, mean   ended too soon, of 400 surges of 4 h (3 times)\n");
    for (size_t i = 0; i < sizeof hourly / sizeof *hourly; i++) {
        unsigned minutes = 0, early = 0;
        uint64_t many = hourly[i] < 8000 ? UINT64_C(24000) : hourly[i] * UINT64_C(3);
        for (unsigned run = 0; run < 400; run++) {
            struct pair p = {.seed = 99991 * (run + 1), .hourly = many, .expected = hourly[i]};
            uint32_t calm = 0;
            bool over = false;
            for (int k = 0; k < 240; k++) {
                (void)minute(&p, &rules);
                calm = surge_is_calm(&rules, p.rate, p.expected) ? calm + 1 : 0;
                if (k > 30 && calm > dwell) over = true;
            }
            early += over;
            p.hourly = hourly[i];
            for (calm = 0; calm <= dwell; minutes++) {
                (void)minute(&p, &rules);
                calm = surge_is_calm(&rules, p.rate, p.expected) ? calm + 1 : 0;
                assert_true(minutes < 400 * 600);
            }
        }
        printf("%13u   %21.1f   %u\n", hourly[i] / 1000, minutes / 400.0, early);
        assert_true(minutes / 400 <= 60);
        assert_true(early <= 12);
    }
}

/* --- the parts ----------------------------------------------------------------------------------------- */

static void quiet_minutes_are_worked_out_later(void **state) {
    (void)state;
    struct surge_rules rules = surge_rules(&settings);
    for (uint32_t quiet = 0; quiet < 300; quiet += 7) {
        uint32_t statistic = 9000000, rate = 7654321;
        for (uint32_t i = 0; i < quiet; i++) {
            statistic = surge_evidence(&rules, statistic, 0, 30000, 1);
            rate = surge_rate(rate, 0, DEMAND_MINUTES, 1);
        }
        statistic = surge_evidence(&rules, statistic, 3, 30000, 1);
        rate = surge_rate(rate, 3, DEMAND_MINUTES, 1);
        assert_int_equal(surge_evidence(&rules, 9000000, 3, 30000, quiet + 1), statistic);
        assert_int_equal(surge_rate(7654321, 3, DEMAND_MINUTES, quiet + 1), rate);
    }
}

static void one_call_adds_the_logarithm_of_the_ratio(void **state) {
    (void)state;
    struct surge_rules rules = surge_rules(&settings);
    /* 60 an hour are one a minute: 4 calls add 4 ln 3, and 2 goes */
    assert_int_equal(surge_evidence(&rules, 0, 4, 60000, 1), 4 * 1098612 - 2000000);
    assert_int_equal(surge_evidence(&rules, 0, 1, 60000, 1), 0); /* never below nothing */
    assert_int_equal(surge_evidence(&rules, 100, 0, 0, 1), 0);   /* the floor takes some */
    assert_int_equal(surge_evidence(&rules, 5000000, 0, 0, 1), 5000000 - 8000 * 2000 / 60);
    assert_int_equal(surge_evidence(&rules, UINT32_MAX, UINT32_MAX, 0, 1), UINT32_MAX);
}

static void the_first_minutes_are_a_mean(void **state) {
    (void)state;
    uint32_t rate = 0;
    for (uint32_t i = 0; i < 4; i++)
        rate = surge_rate(rate, i + 1, i, 1);
    assert_int_equal(rate, 2500000);
    assert_int_equal(surge_hourly(rate), 150000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_call_adds_the_logarithm_of_the_ratio),
        cmocka_unit_test(the_first_minutes_are_a_mean),
        cmocka_unit_test(quiet_minutes_are_worked_out_later),
        cmocka_unit_test(surges_are_seen_soon),
        cmocka_unit_test(calm_is_seen_and_waited_for),
        cmocka_unit_test(false_alarms_are_rare),
    };
    return cmocka_run_group_tests(tests, take_defaults, NULL);
}
