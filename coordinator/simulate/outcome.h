/* The outcome of a replay as CSV: what became of every call. */
#ifndef SIMULATE_OUTCOME_H
#define SIMULATE_OUTCOME_H

#include "base/error.h"
#include "simulate/trace.h"

/* In the order of the trace. */
enum err outcome_write(const struct trace *trace, const struct scenario *scenario, const char *path,
                       struct problem *problem) MUST_CHECK;

/* The calls of `trace` with the outcome of the file instead of their own, for comparing. The rows
 * may stand in any order; every call must have one. On success to be closed with trace_close. */
enum err outcome_read(const char *path, const struct scenario *scenario, const struct trace *trace,
                      struct trace *out, struct problem *problem) MUST_CHECK;

#endif
