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
    int64_t queue_median_ms, queue_p95_ms;
};

struct summary {
    struct summary_figures groups[SUMMARY_GROUPS];
    uint32_t handoffs;        /* calls answered by another municipality's agent */
    uint32_t mutual_handoffs; /* begun while one the other way was talking */
};

/* ERR_LIMIT_REACHED: no memory. */
enum err summary_make(const struct scenario *scenario, const struct trace *trace,
                      struct summary *out, struct problem *problem) MUST_CHECK;
void summary_text(const struct summary *summary, const struct scenario *scenario,
                  struct text_buf *out);
void summary_json(const struct summary *summary, const struct scenario *scenario,
                  struct text_buf *out);

#endif
