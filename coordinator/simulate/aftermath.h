/* How long an incident is felt in the queue. */
#ifndef SIMULATE_AFTERMATH_H
#define SIMULATE_AFTERMATH_H

#include "simulate/summary.h"

/* Fills in a row of `out` for every incident. ERR_LIMIT_REACHED: no memory. */
enum err aftermath_measure(const struct scenario *scenario, const struct trace *trace,
                           const struct trace *baseline, struct summary_incident *out,
                           struct problem *problem) MUST_CHECK;

/* When a call of this outcome waits no more: answered, hung up, or the end of the day. */
time_ms aftermath_wait_end(const struct scenario *scenario, const struct simulate_call *call);

#endif
