/* What the members owe each other, in hours of shifts: each one's due by its share of calls and of population, and what it has
 * served against that. Pure integers, exact to the last hour; needs no core. What it means is in docs/settlement.md. */
#ifndef CORE_SETTLEMENT_H
#define CORE_SETTLEMENT_H

#include "base/error.h"
#include "base/limits.h"

#include <stdint.h>

/* Caps under which every product below fits 128 bits: the arithmetic is in settlement.c. */
#define SETTLEMENT_HOURS 10000000      /* of all; the cooperation has some 21,000 a year */
#define SETTLEMENT_SUM 1000000000      /* calls of all; as many people are more than there are */
#define SETTLEMENT_POPULATION 10000000 /* of one; the largest municipality has 654,000 */
#define SETTLEMENT_WEIGHT 100
#define SETTLEMENT_PERCENT 1000

struct settlement_rules {
    uint32_t total_hours;
    uint16_t volume_weight, population_weight; /* 50 and 50 are in force (N89) */
    /* What if no share of the calls counted for less, or more, than so many per cent of the share of the population, and all
     * of them were then scaled to 100 % again (N92). A simulation only: it was proposed, and rejected. */
    bool clamped;
    uint16_t low_percent, high_percent;
};

/* One organisation: first what is known, then what comes of it. */
struct settlement_row {
    char id[LIMIT_ID];
    uint32_t population, calls;
    uint32_t crisis_calls;  /* about an incident: shown, and in no share (N93) */
    uint32_t minimum_hours; /* of shifts, whatever its size (Samsø, N91) */
    uint32_t served_hours;  /* of ordinary shifts */
    uint32_t crisis_hours;  /* its agents spent helping others in a crisis */
    bool exempt;            /* from the rule that nobody gets anything back */
    bool outsider; /* no member: its calls are served and counted, and settled with nobody */

    uint32_t due_hours;
    uint32_t volume_ppm, population_ppm; /* its shares, in millionths, rounded */
    uint32_t share_ppm;                  /* by the weights, of a clamp what came of it */
    uint32_t balance_permille; /* volume against population (N94); UINT32_MAX: no population */
    bool raised, lowered;      /* by the clamp */
    bool at_minimum;           /* due is its minimum */
    uint32_t owed_hours;       /* due, and not served */
    uint32_t excused_hours;   /* of what it did not serve: it helped others in a crisis meanwhile */
    uint32_t community_hours; /* served above its due: goes to all (N90) */
    uint32_t credit_hours;    /* the same, of one that is exempt: stays its own */
};

struct settlement_sums {
    uint64_t population, calls, crisis_calls; /* of the members */
    uint64_t outsider_calls;                  /* served by rule, counted apart, not settled */
    uint64_t due_hours, owed_hours, excused_hours, community_hours, credit_hours, crisis_hours;
    uint32_t scaled_permille; /* by what a clamp scaled the shares; 1000: nothing */
};

/* Fills the second half of each row. `count` is at most LIMIT_ORGANISATIONS, and no id stands twice. The due hours of the
 * members add up to `total_hours` exactly. A refusal names the rule in `problem` and leaves the rows without meaning. */
enum err settlement_reckon(const struct settlement_rules *rules, struct settlement_row *rows,
                           uint32_t count, struct settlement_sums *sums,
                           struct problem *problem) MUST_CHECK;

#endif
