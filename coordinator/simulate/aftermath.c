#include "simulate/aftermath.h"

#include <stdlib.h>

#include "base/assert.h"

#define HELD_MS (5 * MINUTE_MS)

/* The number of waiting calls as a staircase: from `at[i]` on it is `waiting[i]`, and up to there
 * `sum[i]` call-milliseconds were waited. Step 0 lies at 0. */
struct staircase {
    uint32_t count;
    time_ms *at;
    int64_t *sum;
    int32_t *waiting;
};

struct span {
    time_ms from, to;
};

struct work {
    struct span *spans; /* of the incident's calls, in the order of arrival */
    uint32_t count;
    time_ms *ends; /* the same ends, sorted */
    struct staircase stairs;
};

static time_ms earlier(time_ms a, time_ms b) { return a < b ? a : b; }
static time_ms later(time_ms a, time_ms b) { return a > b ? a : b; }

time_ms aftermath_wait_end(const struct scenario *s, const struct simulate_call *call) {
    if (call->outcome == SIMULATE_ANSWERED) return call->answered_ms;
    return earlier((time_ms)call->arrived_ms + call->patience_ms, s->horizon_ms);
}

static void collect(const struct scenario *s, const struct trace *t,
                    const struct scenario_incident *incident, struct work *w) {
    w->count = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct simulate_call *call = &t->calls[i];
        if (((incident->topics >> call->topic) & 1) == 0) continue;
        if (!organisation_set_has(&incident->municipalities, call->municipality)) continue;
        time_ms from = call->arrived_ms, to = later(aftermath_wait_end(s, call), from);
        w->spans[w->count++] = (struct span){from, to};
    }
}

/* From the end of the incident until none of its calls waits for the first time. */
static time_ms recovery(const struct work *w, time_ms end) {
    time_ms at = end;
    for (uint32_t i = 0; i < w->count && w->spans[i].from <= at; i++)
        at = later(at, w->spans[i].to);
    return at - end;
}

/* Call-milliseconds waited between the two times. */
static int64_t waited(const struct work *w, time_ms from, time_ms to) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < w->count; i++)
        sum += later(0, earlier(w->spans[i].to, to) - later(w->spans[i].from, from));
    return sum;
}

/* --- the staircase ---------------------------------------------------------------------------- */

static int order_of_times(const void *a, const void *b) {
    time_ms x = *(const time_ms *)a, y = *(const time_ms *)b;
    return (x > y) - (x < y);
}

static void step(struct staircase *s, time_ms at, int32_t change) {
    uint32_t last = s->count - 1;
    s->at[s->count] = at;
    s->sum[s->count] = s->sum[last] + s->waiting[last] * (at - s->at[last]);
    s->waiting[s->count++] = s->waiting[last] + change;
}

/* At one instant whoever leaves has left before the next comes. */
static void build(struct work *w) {
    struct staircase *s = &w->stairs;
    for (uint32_t i = 0; i < w->count; i++)
        w->ends[i] = w->spans[i].to;
    qsort(w->ends, w->count, sizeof *w->ends, order_of_times);
    s->count = 1;
    s->at[0] = s->sum[0] = s->waiting[0] = 0;
    uint32_t came = 0, left = 0;
    while (left < w->count)
        if (came == w->count || w->ends[left] <= w->spans[came].from)
            step(s, w->ends[left++], -1);
        else
            step(s, w->spans[came++].from, 1);
}

/* The last step at or before. */
static uint32_t step_at(const struct staircase *s, time_ms at) {
    uint32_t low = 0, high = s->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (s->at[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int64_t sum_to(const struct staircase *s, time_ms at) {
    uint32_t i = step_at(s, at);
    return s->sum[i] + s->waiting[i] * (at - s->at[i]);
}

/* --- back to what it was ---------------------------------------------------------------------- */

static bool few(const struct staircase *s, uint32_t i, const struct summary_incident *m) {
    return s->waiting[i] * m->before_span_ms <= m->before_sum_ms;
}

static time_ms back(const struct staircase *s, const struct summary_incident *m) {
    uint32_t i = step_at(s, m->activation_ms);
    if (few(s, i, m)) return 0;
    while (++i < s->count)
        if (few(s, i, m) && (i + 1 == s->count || s->at[i + 1] > s->at[i]))
            return s->at[i] - m->activation_ms;
    return TIME_NEVER;
}

/* Whole seconds are tried. */
static time_ms back_held(const struct staircase *s, const struct summary_incident *m,
                         time_ms horizon) {
    int64_t most = m->before_sum_ms * HELD_MS / m->before_span_ms;
    time_ms from = m->activation_ms;
    for (time_ms d = 0; from + d + HELD_MS <= horizon; d += SECOND_MS)
        if (sum_to(s, from + d + HELD_MS) - sum_to(s, from + d) <= most) return d;
    return TIME_NEVER;
}

static bool overlap(const struct organisation_set *a, const struct organisation_set *b) {
    uint64_t both = 0;
    for (size_t i = 0; i < sizeof a->words / sizeof *a->words; i++)
        both |= a->words[i] & b->words[i];
    return both != 0;
}

/* The one it names, else the first that is about it. */
static time_ms activation_of(const struct scenario *s, const struct scenario_incident *n) {
    time_ms first = n->activation;
    if (first != TIME_NEVER) return first;
    for (uint32_t i = 0; i < s->activation_count; i++) {
        const struct scenario_activation *a = &s->activations[i];
        bool here = a->everywhere || overlap(&a->municipalities, &n->municipalities);
        if (here && (a->topics & n->topics) != 0) first = earlier(first, a->at);
    }
    return first;
}

static void measure(const struct scenario *s, const struct trace *t, const struct trace *baseline,
                    const struct scenario_incident *incident, struct work *w,
                    struct summary_incident *out) {
    *out = (struct summary_incident){.activation_ms = activation_of(s, incident),
                                     .back_ms = TIME_NEVER,
                                     .back_held_ms = TIME_NEVER};
    if (baseline != NULL) {
        collect(s, baseline, incident, w);
        out->before_sum_ms = waited(w, 0, incident->start);
    }
    collect(s, t, incident, w);
    out->recovery_ms = recovery(w, incident->end);
    if (out->activation_ms == TIME_NEVER) return;
    if (baseline == NULL) out->before_sum_ms = waited(w, 0, incident->start);
    out->before_span_ms = later(incident->start, SECOND_MS);
    build(w);
    time_ms at = out->activation_ms;
    out->hour_after_sum_ms = sum_to(&w->stairs, at + HOUR_MS) - sum_to(&w->stairs, at);
    out->back_ms = back(&w->stairs, out);
    out->back_held_ms = back_held(&w->stairs, out, s->horizon_ms);
}

enum err aftermath_measure(const struct scenario *s, const struct trace *t,
                           const struct trace *baseline, struct summary_incident *out,
                           struct problem *problem) {
    size_t steps = 2 * (size_t)t->count + 1;
    struct work w = {.spans = malloc((t->count + 1u) * sizeof *w.spans),
                     .ends = malloc((t->count + 1u) * sizeof *w.ends),
                     .stairs = {.at = malloc(steps * sizeof *w.stairs.at),
                                .sum = malloc(steps * sizeof *w.stairs.sum),
                                .waiting = malloc(steps * sizeof *w.stairs.waiting)}};
    bool room = w.spans != NULL && w.ends != NULL && w.stairs.at != NULL && w.stairs.sum != NULL &&
                w.stairs.waiting != NULL;
    for (uint32_t i = 0; room && i < s->incident_count; i++)
        measure(s, t, baseline, &s->incidents[i], &w, &out[i]);
    free(w.spans);
    free(w.ends);
    free(w.stairs.at);
    free(w.stairs.sum);
    free(w.stairs.waiting);
    return room ? ERR_OK : problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
}
