/* A replay over the day: what waits, who works for whom. */
#ifndef SIMULATE_SERIES_H
#define SIMULATE_SERIES_H

#include "base/error.h"
#include "simulate/trace.h"

#define SERIES_BINS 720 /* at most; of whole minutes */
#define SERIES_SLOTS 48 /* at most; of whole half hours */
#define SERIES_FLOWS 15 /* the largest */

/* Call-milliseconds in a bin: divided by its length, how many there were on average. */
struct series_bin {
    int64_t waiting, waiting_crisis, waiting_baseline;
    int64_t talking, talking_helped; /* the second is part of the first, as above */
};

/* Of the calls that arrived in it. */
struct series_slot {
    uint32_t answered, abandoned, waiting;
};

struct series_flow {
    uint16_t helper, home; /* places in scenario.municipalities */
    uint32_t calls;
    int64_t talk_ms;
};

struct series {
    time_ms bin_ms, slot_ms;
    uint32_t bin_count, slot_count;
    struct series_bin bins[SERIES_BINS];
    struct series_slot slots[SERIES_SLOTS];
    struct series_flow largest[SERIES_FLOWS]; /* by talk, the longest first */
    uint32_t largest_count;
    int64_t helped_ms;         /* talk in all that was help */
    struct series_flow *flows; /* municipality x municipality: [helper * count + home] */
};

/* `baseline` may be NULL. On success to be closed. */
enum err series_make(const struct scenario *scenario, const struct trace *trace,
                     const struct trace *baseline, struct series *out,
                     struct problem *problem) MUST_CHECK;
void series_close(struct series *series);

#endif
