#include "simulate/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

static const char *const group_names[SUMMARY_GROUPS] = {"everyone", "crisis", "bystanders",
                                                        "outside"};

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

/* Bit per group. */
static unsigned groups_of(const struct scenario *s, const struct incidents *incidents,
                          const struct simulate_call *call) {
    unsigned groups = 1u << SUMMARY_EVERYONE;
    bool any = false, crisis = false, here = false;
    if (s->municipalities[call->municipality].agents == 0) groups |= 1u << SUMMARY_OUTSIDE;
    for (uint32_t i = 0; i < s->incident_count; i++) {
        const struct scenario_incident *n = &s->incidents[i];
        if (call->arrived_ms < n->start || call->arrived_ms >= n->end) continue;
        any = true;
        if (!organisation_set_has(&n->municipalities, call->municipality)) continue;
        here = true;
        if ((n->topics >> call->topic) & 1) crisis = true;
    }
    if (crisis) return groups | 1u << SUMMARY_CRISIS;
    if (any && (incidents->everywhere || !here)) groups |= 1u << SUMMARY_BYSTANDERS;
    return groups;
}

static int64_t queue_ms(const struct scenario *s, const struct simulate_call *call) {
    switch ((enum simulate_outcome)call->outcome) {
    case SIMULATE_ANSWERED: return call->answered_ms - call->arrived_ms;
    case SIMULATE_ABANDONED: return call->patience_ms;
    case SIMULATE_WAITING: return s->horizon_ms - call->arrived_ms;
    }
    UNREACHABLE("no such outcome");
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

enum err summary_make(const struct scenario *s, const struct trace *t, struct summary *out,
                      struct problem *problem) {
    *out = (struct summary){.handoffs = 0};
    uint8_t *groups = malloc(t->count + 1u);
    size_t widest = sizeof(int64_t) > sizeof(void *) ? sizeof(int64_t) : sizeof(void *);
    void *scratch = malloc((t->count + 1u) * widest);
    int32_t *until = calloc((size_t)s->municipality_count * s->municipality_count, sizeof *until);
    bool room = groups != NULL && scratch != NULL && until != NULL;
    if (room) {
        struct incidents incidents;
        look_at_incidents(s, &incidents);
        for (uint32_t i = 0; i < t->count; i++)
            groups[i] = (uint8_t)groups_of(s, &incidents, &t->calls[i]);
        for (unsigned g = 0; g < SUMMARY_GROUPS; g++)
            group_figures(s, t, g, groups, scratch, &out->groups[g]);
        count_handoffs(s, t, scratch, until, out);
    }
    free(groups);
    free(scratch);
    free(until);
    return room ? ERR_OK : problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
}

/* --- showing ---------------------------------------------------------------------------------- */

/* A ratio with two decimals, rounded half up; `scale` 100 shows per cent. */
static void add_ratio(struct text_buf *out, int64_t part, int64_t whole, int64_t scale) {
    int64_t hundredths = whole == 0 ? 0 : (part * scale * 100 + whole / 2) / whole;
    text_addf(out, "%lld.%02lld", (long long)(hundredths / 100), (long long)(hundredths % 100));
}

/* Right-aligned in a column. */
static void add_cell(struct text_buf *out, int64_t part, int64_t whole, int64_t scale, int width) {
    int64_t hundredths = whole == 0 ? 0 : (part * scale * 100 + whole / 2) / whole;
    text_addf(out, "%*lld.%02lld", width - 3, (long long)(hundredths / 100),
              (long long)(hundredths % 100));
}

void summary_text(const struct summary *summary, const struct scenario *s, struct text_buf *out) {
    text_addf(out, "%s: %s\n\n", s->name, s->title);
    text_add(out,
             "             offered  answered  abandoned  mean queue   median      95 %      ASA "
             " within 30 s  within 60 s\n");
    text_add(out,
             "                             %          %           s        s         s        s"
             "            %            %\n");
    for (int g = 0; g < SUMMARY_GROUPS; g++) {
        const struct summary_figures *f = &summary->groups[g];
        if (f->calls == 0) continue;
        text_addf(out, "%-12s %7u", group_names[g], f->calls);
        add_cell(out, f->answered, f->calls, 100, 10);
        add_cell(out, f->abandoned, f->calls, 100, 11);
        add_cell(out, f->queue_sum_ms, (int64_t)f->calls * 1000, 1, 12);
        add_cell(out, f->queue_median_ms, 1000, 1, 9);
        add_cell(out, f->queue_p95_ms, 1000, 1, 10);
        add_cell(out, f->answered_wait_sum_ms, (int64_t)f->answered * 1000, 1, 9);
        add_cell(out, f->within_30_s, f->calls, 100, 13);
        add_cell(out, f->within_60_s, f->calls, 100, 13);
        text_add(out, "\n");
    }
    text_addf(out, "\nhand-offs %u, mutual %u; still waiting at the end %u\n", summary->handoffs,
              summary->mutual_handoffs, summary->groups[SUMMARY_EVERYONE].waiting);
}

static void add_member(struct text_buf *out, const char *name, int64_t part, int64_t whole,
                       int64_t scale) {
    text_addf(out, ",\"%s\":", name);
    add_ratio(out, part, whole, scale);
}

static void add_group(struct text_buf *out, const char *name, const struct summary_figures *f) {
    text_addf(out, ",\"%s\":{\"calls\":%u", name, f->calls);
    add_member(out, "answered_pct", f->answered, f->calls, 100);
    add_member(out, "abandoned_pct", f->abandoned, f->calls, 100);
    text_addf(out, ",\"waiting\":%u", f->waiting);
    add_member(out, "mean_queue_s", f->queue_sum_ms, (int64_t)f->calls * 1000, 1);
    add_member(out, "median_queue_s", f->queue_median_ms, 1000, 1);
    add_member(out, "p95_queue_s", f->queue_p95_ms, 1000, 1);
    add_member(out, "asa_s", f->answered_wait_sum_ms, (int64_t)f->answered * 1000, 1);
    add_member(out, "sl30_pct", f->within_30_s, f->calls, 100);
    add_member(out, "sl60_pct", f->within_60_s, f->calls, 100);
    text_add(out, "}");
}

void summary_json(const struct summary *summary, const struct scenario *s, struct text_buf *out) {
    text_add(out, "{\"scenario\":");
    text_add_json_string(out, s->name, strlen(s->name));
    for (int g = 0; g < SUMMARY_GROUPS; g++)
        if (summary->groups[g].calls > 0) add_group(out, group_names[g], &summary->groups[g]);
    text_addf(out, ",\"handoffs\":%u,\"mutual_handoffs\":%u}\n", summary->handoffs,
              summary->mutual_handoffs);
}
