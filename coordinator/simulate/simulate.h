/* Replaying a trace of calls through the very core and engine of the service.
 *
 * What a replay knows at an instant is what the service would know: calls that have arrived,
 * talks that have ended, callers who have hung up, outages that have begun, playbooks that were
 * activated. Incidents are for the summary. The same input gives the same outcome.
 *
 * At one millisecond, in this order: agents whose shift ends or whose line breaks have left; what is
 * due in the core (wrap-up ends); talks end; playbooks are activated and acknowledged; agents come;
 * calls arrive; callers hang up. After each of these the offers it led to are accepted, at that
 * instant. Who leaves at an instant is neither offered anything at it nor counted in a reserve.
 * Times are rounded to milliseconds, half up. */
#ifndef SIMULATE_SIMULATE_H
#define SIMULATE_SIMULATE_H

#include "base/error.h"
#include "core/commands.h"
#include "simulate/trace.h"
#include "wire/scenario.h"

enum simulate_sharing {
    SIMULATE_SHARING_NONE,  /* every municipality by itself */
    SIMULATE_SHARING_INDEX, /* all help all, one way at a time */
    SIMULATE_SHARING_TIMED, /* after a minute the ten nearest may help, as switchboards do it */
};

struct simulate_options {
    enum simulate_sharing sharing;
    /* A settings_put on top of the scenario's settings, for trying the configuration of routing.
     * What the day itself says or the replay stands on is passed over: wrap-up, leases, the limits
     * of talk, how long calls are kept, languages. NULL: nothing. */
    const struct command *config;
    bool check; /* every invariant of the core after every hundredth call: slow */
    /* Told now and then how many calls of the trace have arrived. May be NULL. */
    void (*progress)(void *ctx, uint32_t arrived, uint32_t calls);
    void *progress_ctx;
    /* Processor time of this thread; where given, every turn of the engine is measured by it. */
    uint64_t (*processor_ns)(void);
};

#define SIMULATE_DECISION_US 1000

struct simulate_result {
    uint64_t commands, digest; /* what the core was told; its digest at the end */
    /* With processor_ns: how many turns took so many microseconds, begun ones counted; the last is all that took longer. */
    uint32_t turns_by_us[SIMULATE_DECISION_US + 1];
};

/* Fills in the outcome of every call. */
enum err simulate_run(const struct scenario *scenario, struct trace *trace,
                      const struct simulate_options *options, struct simulate_result *result,
                      struct problem *problem) MUST_CHECK;

#endif
