/* The plan: everybody who will call in an exercise, drawn beforehand from the seed. Pure: the
 * same scenario, data and seed give the same plan. */
#ifndef DRILL_PLAN_H
#define DRILL_PLAN_H

#include "drill/data.h"
#include "drill/scenario.h"

#define PLAN_ATTEMPTS 3  /* a caller who hangs up calls again at most twice */
#define LIMIT_PLAN 50000 /* callers of one exercise: a national crisis would be another program */

struct attempt {
    time_ms patience_ms; /* hangs up after so long a wait */
    time_ms talk_ms;     /* what the talk takes without an answer at hand */
    time_ms redial_ms;   /* after hanging up calls again so much later; 0: does not */
};

struct planned_caller {
    time_ms at_ms; /* after the beginning */
    uint16_t place;
    bool crisis, chat;
    const char *topic, *language; /* in the scenario */
    struct attempt attempts[PLAN_ATTEMPTS];
};

struct plan {
    struct planned_caller *callers; /* in the order of at_ms */
    uint32_t count;
};

/* False when there would be more than LIMIT_PLAN, or no memory. The scenario must outlive the
 * plan. */
bool plan_make(struct plan *plan, const struct scenario *scenario, const struct data *data,
               uint64_t seed);
void plan_close(struct plan *plan);

#endif
