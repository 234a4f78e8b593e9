/* How many agents meet the goal "of 100 calls, 80 within 20 seconds" (N15). Erlang C (A. K. Erlang, 1917; see D. Gross and others,
 * "Fundamentals of Queueing Theory", 4th ed., 2008, section 2.3), from Erlang B by its recursion:
 *
 *     B(0) = 1,  B(s) = a B(s-1) / (s + a B(s-1))         a: load, calls' arrival rate times handling time
 *     C(s) = B(s) / (1 - a/s (1 - B(s)))                  the share that waits
 *     P(wait <= t) = 1 - C(s) exp(-(s - a) t / handling time)
 *
 * Nobody hangs up in it: with impatient callers the goal is met with fewer, so the advice lies on the safe side. Besides, those
 * who wait now are to be served within the horizon: s >= a + waiting * handling time / horizon. Integers throughout. */
#ifndef CORE_STAFFING_H
#define CORE_STAFFING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

struct staffing_ask {
    uint64_t hourly;    /* calls an hour, in thousandths */
    time_ms handle_ms;  /* talk and wrap-up; above 0 */
    uint32_t waiting;   /* now */
    time_ms answer_ms;  /* within this is in time */
    time_ms horizon_ms; /* above 0 */
    uint32_t target_permille;
};

/* Agents needed; UINT32_MAX: more than LIMIT_AGENTS. */
uint32_t staffing_needed(const struct staffing_ask *ask);
/* The share of calls answered in time with so many agents, in per mille; 0 when the queue would grow without end. Those who
 * wait now do not count. */
uint32_t staffing_service_level(const struct staffing_ask *ask, uint32_t agents);

#endif
