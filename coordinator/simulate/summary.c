#include "simulate/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "simulate/aftermath.h"

#define WORSE_OFF_MS (2 * SECOND_MS)

/* --- groups ----------------------------------------------------------------------------------- */

struct incidents {
    struct organisation_set named; /* by any of them */
    bool everywhere;
};

static void look_at_incidents(const struct scenario *s, struct incidents *out) {
    *out = (struct incidents){.everywhere = true};
    for (uint32_t i = 0; i < s->incident_count; i++)
        for (size_t w = 0; w < LIMIT_ORGANISATIONS / 64; w++)
            out->named.words[w] |= s->incidents[i].municipalities.words[w];
    for (uint32_t m = 0; m < s->municipality_count; m++)
        if (!organisation_set_has(&out->named, (organisation_no)m)) out->everywhere = false;
}

bool summary_in_crisis(const struct scenario *s, const struct simulate_call *call) {
    for (uint32_t i = 0; i < s->incident_count; i++) {
        const struct scenario_incident *n = &s->incidents[i];
        if (call->arrived_ms >= n->start && call->arrived_ms < n->end &&
            organisation_set_has(&n->municipalities, call->municipality) &&
            ((n->topics >> call->topic) & 1) != 0)
            return true;
    }
    return false;
}

/* Bit per group. */
static unsigned groups_of(const struct scenario *s, const struct incidents *incidents,
                          const struct simulate_call *call) {
    unsigned groups = 1u << SUMMARY_EVERYONE;
    bool any = false, here = false;
    if (s->municipalities[call->municipality].agents == 0) groups |= 1u << SUMMARY_OUTSIDE;
    for (uint32_t i = 0; i < s->incident_count; i++) {
        const struct scenario_incident *n = &s->incidents[i];
        if (call->arrived_ms < n->start || call->arrived_ms >= n->end) continue;
        any = true;
        if (organisation_set_has(&n->municipalities, call->municipality)) here = true;
    }
    if (summary_in_crisis(s, call)) return groups | 1u << SUMMARY_CRISIS;
    if (any && (incidents->everywhere || !here)) groups |= 1u << SUMMARY_BYSTANDERS;
    return groups;
}

static int64_t queue_ms(const struct scenario *s, const struct simulate_call *call) {
    switch ((enum simulate_outcome)call->outcome) {
    case SIMULATE_ANSWERED: return call->answered_ms - call->arrived_ms;
    case SIMULATE_ABANDONED: return call->patience_ms;
    case SIMULATE_WAITING: break;
    }
    int64_t left = s->horizon_ms - call->arrived_ms;
    return left > 0 ? left : 0; /* who calls after the end of the day waits no time of it */
}

static void count(struct summary_figures *f, const struct simulate_call *call, int64_t queue) {
    f->calls++;
    f->queue_sum_ms += queue;
    if (call->outcome == SIMULATE_ABANDONED) f->abandoned++;
    if (call->outcome == SIMULATE_WAITING) f->waiting++;
    if (call->outcome != SIMULATE_ANSWERED) return;
    f->answered++;
    f->answered_wait_sum_ms += queue;
    if (queue <= 30 * SECOND_MS) f->within_30_s++;
    if (queue <= 60 * SECOND_MS) f->within_60_s++;
}

static int order_of_times(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The smallest value that `permille` of them do not exceed. */
static int64_t quantile(const int64_t *sorted, uint32_t count, uint64_t permille) {
    uint64_t rank = (count * permille + 999) / 1000;
    return sorted[rank == 0 ? 0 : rank - 1];
}

static void group_figures(const struct scenario *s, const struct trace *t, unsigned group,
                          const uint8_t *groups, int64_t *queues, struct summary_figures *out) {
    *out = (struct summary_figures){.calls = 0};
    for (uint32_t i = 0; i < t->count; i++) {
        if (((groups[i] >> group) & 1) == 0 || t->calls[i].outcome != SIMULATE_ANSWERED) continue;
        queues[out->calls++] = queue_ms(s, &t->calls[i]);
    }
    qsort(queues, out->calls, sizeof *queues, order_of_times);
    int64_t answered_p95 = out->calls == 0 ? 0 : quantile(queues, out->calls, 950);
    *out = (struct summary_figures){.answered_wait_p95_ms = answered_p95};
    for (uint32_t i = 0; i < t->count; i++) {
        if (((groups[i] >> group) & 1) == 0) continue;
        int64_t queue = queue_ms(s, &t->calls[i]);
        queues[out->calls] = queue;
        count(out, &t->calls[i], queue);
    }
    if (out->calls == 0) return;
    qsort(queues, out->calls, sizeof *queues, order_of_times);
    out->queue_median_ms = quantile(queues, out->calls, 500);
    out->queue_p95_ms = quantile(queues, out->calls, 950);
}

/* --- against a baseline ----------------------------------------------------------------------- */

static uint32_t count_worse_off(const struct scenario *s, const struct trace *t,
                                const struct trace *baseline) {
    static const struct difference { int64_t more_ms, calls; } none;
    struct difference by[LIMIT_ORGANISATIONS];
    uint32_t worse = 0;
    for (uint32_t m = 0; m < s->municipality_count; m++)
        by[m] = none;
    for (uint32_t i = 0; i < t->count; i++) {
        struct difference *d = &by[t->calls[i].municipality];
        d->more_ms += queue_ms(s, &t->calls[i]) - queue_ms(s, &baseline->calls[i]);
        d->calls++;
    }
    for (uint32_t m = 0; m < s->municipality_count; m++)
        if (by[m].more_ms > by[m].calls * WORSE_OFF_MS) worse++;
    return worse;
}

/* --- hand-offs -------------------------------------------------------------------------------- */

static int order_of_answers(const void *a, const void *b) {
    const struct simulate_call *x = *(const struct simulate_call *const *)a,
                               *y = *(const struct simulate_call *const *)b;
    if (x->answered_ms != y->answered_ms) return x->answered_ms < y->answered_ms ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void count_handoffs(const struct scenario *s, const struct trace *t,
                           const struct simulate_call **helped, int32_t *until,
                           struct summary *out) {
    uint32_t n = s->municipality_count;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct simulate_call *call = &t->calls[i];
        if (call->outcome == SIMULATE_ANSWERED &&
            s->agents[call->agent].municipality != call->municipality)
            helped[out->handoffs++] = call;
    }
    qsort(helped, out->handoffs, sizeof(const struct simulate_call *), order_of_answers);
    for (uint32_t i = 0; i < out->handoffs; i++) {
        uint32_t helper = s->agents[helped[i]->agent].municipality, home = helped[i]->municipality;
        int32_t *this_way = &until[helper * n + home];
        if (until[home * n + helper] > helped[i]->answered_ms) out->mutual_handoffs++;
        if (helped[i]->ended_ms > *this_way) *this_way = helped[i]->ended_ms;
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void put_in_groups(const struct scenario *s, const struct trace *t, uint8_t *groups) {
    struct incidents incidents;
    look_at_incidents(s, &incidents);
    for (uint32_t i = 0; i < t->count; i++)
        groups[i] = (uint8_t)groups_of(s, &incidents, &t->calls[i]);
}

static enum err make(const struct scenario *s, const struct trace *t, const struct trace *baseline,
                     uint8_t *groups, void *scratch, struct summary *out, struct problem *problem) {
    put_in_groups(s, t, groups);
    for (unsigned g = 0; g < SUMMARY_GROUPS; g++) {
        group_figures(s, t, g, groups, scratch, &out->groups[g]);
        if (baseline != NULL) group_figures(s, baseline, g, groups, scratch, &out->baseline[g]);
    }
    if (baseline != NULL) out->worse_off = count_worse_off(s, t, baseline);
    return aftermath_measure(s, t, baseline, out->incidents, problem);
}

enum err summary_make(const struct scenario *s, const struct trace *t, const struct trace *baseline,
                      struct summary *out, struct problem *problem) {
    size_t widest = sizeof(int64_t) > sizeof(void *) ? sizeof(int64_t) : sizeof(void *);
    uint8_t *groups = malloc(t->count + 1u);
    void *scratch = malloc((t->count + 1u) * widest);
    int32_t *until = calloc((size_t)s->municipality_count * s->municipality_count, sizeof *until);
    *out = (struct summary){.compared = baseline != NULL, .incident_count = s->incident_count};
    out->incidents = calloc(s->incident_count + 1u, sizeof *out->incidents);
    enum err err = ERR_OK;
    if (groups == NULL || scratch == NULL || until == NULL || out->incidents == NULL)
        err = problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    if (err == ERR_OK) {
        count_handoffs(s, t, scratch, until, out);
        err = make(s, t, baseline, groups, scratch, out, problem);
    }
    free(groups);
    free(scratch);
    free(until);
    if (err != ERR_OK) summary_close(out);
    return err;
}

void summary_close(struct summary *summary) {
    free(summary->incidents);
    *summary = (struct summary){.incident_count = 0};
}
