/* Whether calls come like a surge: a cumulative sum (CUSUM) of the likelihood ratio of two Poisson rates, minute by minute.
 *
 *     statistic = max(0, statistic + calls * ln(ratio) - usual * (ratio - 1))
 *
 * E. S. Page, "Continuous Inspection Schemes", Biometrika 41 (1954), for Poisson counts J. M. Lucas, "Counted Data CUSUM's",
 * Technometrics 27 (1985). Of all tests with the same rate of false alarms it sees the change it is made for the soonest (G. V.
 * Moustakides, Annals of Statistics 14, 1986). Pure functions in integers; what they remember stands in the record `demand`.
 * How often it is wrong and how soon it is right: docs/decisions/0009-surges-are-suggested.md. */
#ifndef CORE_SURGE_H
#define CORE_SURGE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/records.h"

#define DEMAND_MINUTES 10 /* a rate forgets with this weight */

struct surge_rules {
    uint64_t log_ratio; /* millionths of a nat that one call adds */
    uint64_t excess_permille;
    uint64_t threshold; /* millionths of a nat */
    uint64_t floor;     /* thousandths of a call an hour */
    uint64_t calm_permille;
};

struct surge_rules surge_rules(const struct settings_record *settings);

/* The statistic after `minutes` of which all but the last had no call and the last had `calls`; `expected` calls an hour are
 * usual, in thousandths. */
uint32_t surge_evidence(const struct surge_rules *rules, uint32_t statistic, uint32_t calls,
                        uint32_t expected, uint32_t minutes);
bool surge_is_proven(const struct surge_rules *rules, uint32_t statistic);
/* The rate after such minutes, in millionths of a call a minute: the mean of the first DEMAND_MINUTES, `before` of them being
 * in it already, then a mean that forgets. */
uint32_t surge_rate(uint32_t rate, uint32_t calls, uint32_t before, uint32_t minutes);
bool surge_is_calm(const struct surge_rules *rules, uint32_t rate, uint32_t expected);
/* Of millionths a minute, thousandths an hour. */
uint32_t surge_hourly(uint32_t rate);

#endif
