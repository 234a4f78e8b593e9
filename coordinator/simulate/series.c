#include "simulate/series.h"

#include <stdlib.h>

#include "simulate/aftermath.h"
#include "simulate/summary.h"

/* The shortest length of whole units of which at most `most` cover the day. */
static time_ms length_of(time_ms horizon, time_ms unit, uint32_t most, uint32_t *count) {
    time_ms units = (horizon + unit - 1) / unit;
    if (units < 1) units = 1;
    time_ms length = (units + most - 1) / most * unit;
    *count = (uint32_t)((units * unit + length - 1) / length);
    return length;
}

/* Lays a span over the bins; what lies behind the day is left out. */
static void lay(struct series *s, time_ms from, time_ms to, size_t member) {
    for (time_ms i = from / s->bin_ms; i < s->bin_count && i * s->bin_ms < to; i++) {
        time_ms start = i * s->bin_ms, end = start + s->bin_ms;
        int64_t *sum = (int64_t *)((char *)&s->bins[i] + member);
        *sum += (to < end ? to : end) - (from > start ? from : start);
    }
}

#define LAY(series, from, to, member) lay(series, from, to, offsetof(struct series_bin, member))

static void add_help(struct series *out, const struct scenario *s,
                     const struct simulate_call *call) {
    uint16_t helper = s->agents[call->agent].municipality;
    struct series_flow *flow = &out->flows[helper * s->municipality_count + call->municipality];
    int64_t talk = call->ended_ms - call->answered_ms;
    *flow = (struct series_flow){helper, call->municipality, flow->calls + 1, flow->talk_ms + talk};
    out->helped_ms += talk;
    LAY(out, call->answered_ms, call->ended_ms, talking_helped);
}

static void add_call(struct series *out, const struct scenario *s,
                     const struct simulate_call *call) {
    time_ms gone = aftermath_wait_end(s, call);
    LAY(out, call->arrived_ms, gone, waiting);
    if (summary_in_crisis(s, call)) LAY(out, call->arrived_ms, gone, waiting_crisis);
    time_ms slot = call->arrived_ms / out->slot_ms;
    if (slot < out->slot_count) {
        struct series_slot *of = &out->slots[slot];
        if (call->outcome == SIMULATE_ANSWERED) of->answered++;
        if (call->outcome == SIMULATE_ABANDONED) of->abandoned++;
        if (call->outcome == SIMULATE_WAITING) of->waiting++;
    }
    if (call->outcome != SIMULATE_ANSWERED) return;
    LAY(out, call->answered_ms, call->ended_ms, talking);
    if (s->agents[call->agent].municipality != call->municipality) add_help(out, s, call);
}

/* Puts it in its place among the largest, if it has one. */
static void rank(struct series *out, const struct series_flow *flow) {
    uint32_t at = out->largest_count;
    if (flow->calls == 0) return;
    while (at > 0 && out->largest[at - 1].talk_ms < flow->talk_ms)
        at--;
    if (at == SERIES_FLOWS) return;
    if (out->largest_count < SERIES_FLOWS) out->largest_count++;
    for (uint32_t i = out->largest_count - 1; i > at; i--)
        out->largest[i] = out->largest[i - 1];
    out->largest[at] = *flow;
}

enum err series_make(const struct scenario *s, const struct trace *t, const struct trace *baseline,
                     struct series *out, struct problem *problem) {
    size_t pairs = (size_t)s->municipality_count * s->municipality_count;
    *out = (struct series){.flows = calloc(pairs, sizeof *out->flows)};
    if (out->flows == NULL) return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    out->bin_ms = length_of(s->horizon_ms, MINUTE_MS, SERIES_BINS, &out->bin_count);
    out->slot_ms = length_of(s->horizon_ms, 30 * MINUTE_MS, SERIES_SLOTS, &out->slot_count);
    for (uint32_t i = 0; i < t->count; i++)
        add_call(out, s, &t->calls[i]);
    for (uint32_t i = 0; baseline != NULL && i < baseline->count; i++)
        LAY(out, baseline->calls[i].arrived_ms, aftermath_wait_end(s, &baseline->calls[i]),
            waiting_baseline);
    for (size_t i = 0; i < pairs; i++)
        rank(out, &out->flows[i]);
    return ERR_OK;
}

void series_close(struct series *series) {
    free(series->flows);
    series->flows = NULL;
}
