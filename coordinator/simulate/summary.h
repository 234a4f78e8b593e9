/* What a replay came to, in figures, group by group. The groups and their measures are those of
 * the replay format: everyone; crisis (arrived in an incident, of its municipalities and
 * topics); bystanders (arrived meanwhile elsewhere; where incidents are everywhere, the other
 * topics); outside (municipalities without agents). */
#ifndef SIMULATE_SUMMARY_H
#define SIMULATE_SUMMARY_H

#include "base/error.h"
#include "base/text.h"
#include "simulate/trace.h"

enum summary_group {
    SUMMARY_EVERYONE,
    SUMMARY_CRISIS,
    SUMMARY_BYSTANDERS,
    SUMMARY_OUTSIDE,
    SUMMARY_GROUPS
};

struct summary_figures {
    uint32_t calls, answered, abandoned, waiting;
    uint32_t within_30_s, within_60_s; /* answered */
    int64_t queue_sum_ms, answered_wait_sum_ms;
    int64_t queue_median_ms, queue_p95_ms, answered_wait_p95_ms;
};

/* How the calls of an incident, of its municipalities and topics, fared. */
struct summary_incident {
    time_ms recovery_ms; /* from its end until none of them waits */
    /* Where there is an activation; else TIME_NEVER, and the rest is not to be read. */
    time_ms activation_ms;
    int64_t before_sum_ms,
        before_span_ms;        /* waiting before the incident: sum of times, over this */
    int64_t hour_after_sum_ms; /* waiting in the hour after the activation */
    time_ms back_ms; /* until as few wait as did before the incident; TIME_NEVER: not any more */
    time_ms back_held_ms; /* the same, held for five minutes on average */
};

struct summary {
    struct summary_figures groups[SUMMARY_GROUPS];
    uint32_t handoffs;        /* calls answered by another municipality's agent */
    uint32_t mutual_handoffs; /* begun while one the other way was talking */
    struct summary_incident *incidents;
    uint32_t incident_count;
    bool compared; /* with another outcome of the same trace */
    struct summary_figures baseline[SUMMARY_GROUPS];
    uint32_t worse_off; /* municipalities whose callers queue more than 2 s longer, on average */
};

/* `baseline` has the same calls with another outcome; NULL: there is none, and what was waiting
 * before an incident is taken from `trace` itself. On success to be closed. */
enum err summary_make(const struct scenario *scenario, const struct trace *trace,
                      const struct trace *baseline, struct summary *out,
                      struct problem *problem) MUST_CHECK;
void summary_close(struct summary *summary);

void summary_text(const struct summary *summary, const struct scenario *scenario,
                  struct text_buf *out);
void summary_json(const struct summary *summary, const struct scenario *scenario,
                  struct text_buf *out);

/* Whether it arrived during an incident, of its municipalities and topics. */
bool summary_in_crisis(const struct scenario *scenario, const struct simulate_call *call);
/* "everyone" */
const char *summary_group_name(enum summary_group group);
/* A ratio in hundredths, rounded half up, away from zero; 0 when `whole` is 0. `scale` 100 gives
 * per cent. */
int64_t summary_hundredths(int64_t part, int64_t whole, int64_t scale);

#endif
