/* The trace: who calls when, how long they talk, how long they wait. Read from CSV, plain or
 * compressed by gzip; times are milliseconds from the opening of the day. The outcome is filled
 * in by the replay. */
#ifndef SIMULATE_TRACE_H
#define SIMULATE_TRACE_H

#include "base/error.h"
#include "wire/scenario.h"

enum simulate_outcome { SIMULATE_WAITING, SIMULATE_ANSWERED, SIMULATE_ABANDONED };

struct simulate_call {
    int64_t number;
    int32_t arrived_ms, handle_ms, patience_ms; /* what the replay may see only in its time */
    int32_t answered_ms, ended_ms;              /* the outcome */
    uint32_t agent;                             /* who answered: place in scenario.agents */
    uint16_t municipality;                      /* place in scenario.municipalities */
    uint8_t topic, language;                    /* places in the scenario */
    uint8_t outcome;
};

struct trace {
    struct simulate_call *calls;
    uint32_t count;
};

/* Errors name the line. On success to be closed with trace_close. */
enum err trace_read(const char *path, const struct scenario *scenario, struct trace *out,
                    struct problem *problem) MUST_CHECK;
/* Compressed where the name ends in ".gz". */
enum err trace_write(const struct trace *trace, const struct scenario *scenario, const char *path,
                     struct problem *problem) MUST_CHECK;
void trace_close(struct trace *trace);
/* The day ends at `until`, where it does not end before: calls that arrive later are no longer in
 * the trace. TIME_NEVER: nothing is cut. */
void trace_cut(struct trace *trace, struct scenario *scenario, time_ms until);

/* How many calls can be known to the core at once, at most, whoever answers them when: a call
 * goes `kept_ms` after its end. For the size of a table, never for a decision. */
uint32_t trace_overlap(const struct trace *trace, const struct scenario *scenario, time_ms kept_ms);

#endif
