#include "core/surge.h"

#include "base/assert.h"
#include "core/fixed.h"

struct surge_rules surge_rules(const struct settings_record *s) {
    ASSERT(s->surge_ratio_permille > 1000);
    return (struct surge_rules){
        .log_ratio = fixed_log_micro(s->surge_ratio_permille),
        .excess_permille = s->surge_ratio_permille - 1000u,
        .threshold = s->surge_threshold * UINT64_C(1000),
        .floor = s->surge_floor,
        .calm_permille = s->surge_calm_permille,
    };
}

/* Nothing is left of a rate after so many quiet minutes: 0.9^240 is 1e-11. */
#define FORGOTTEN_MINUTES 240

static uint64_t greater(uint64_t a, uint64_t b) { return a > b ? a : b; }

static uint32_t within(uint64_t value) { return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value; }

uint32_t surge_evidence(const struct surge_rules *rules, uint32_t statistic, uint32_t calls,
                        uint32_t expected, uint32_t minutes) {
    ASSERT(minutes > 0);
    /* thousandths an hour are 1000 / 60 millionths a minute */
    uint64_t fall = greater(expected, rules->floor) * rules->excess_permille / 60;
    uint64_t quiet = fall * (minutes - 1), sum = statistic > quiet ? statistic - quiet : 0;
    sum += calls * rules->log_ratio;
    return within(sum > fall ? sum - fall : 0);
}

bool surge_is_proven(const struct surge_rules *rules, uint32_t statistic) {
    return statistic >= rules->threshold;
}

uint32_t surge_rate(uint32_t rate, uint32_t calls, uint32_t before, uint32_t minutes) {
    ASSERT(minutes > 0);
    if (minutes > FORGOTTEN_MINUTES) rate = 0;
    uint32_t quiet = minutes > FORGOTTEN_MINUTES ? DEMAND_MINUTES : minutes - 1;
    uint64_t mean = rate, weight = before;
    for (; quiet > 0; quiet--) {
        if (weight < DEMAND_MINUTES) weight++;
        mean = mean * (weight - 1) / weight;
    }
    if (weight < DEMAND_MINUTES) weight++;
    return within((mean * (weight - 1) + calls * UINT64_C(1000000)) / weight);
}

uint32_t surge_hourly(uint32_t rate) { return within(rate * UINT64_C(60) / 1000); }

bool surge_is_calm(const struct surge_rules *rules, uint32_t rate, uint32_t expected) {
    return surge_hourly(rate) <= greater(expected * rules->calm_permille / 1000, rules->floor);
}
