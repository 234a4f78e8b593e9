/* Is an outcome possible at all? Holds the rows of an outcome file against the scenario and the
 * trace, rule by rule and without haste, and with nothing from the replay itself: who waits, who is
 * where and what the reserve is are worked out again from the rows alone. */
#ifndef TESTS_SIMULATE_FEASIBLE_H
#define TESTS_SIMULATE_FEASIBLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simulate/trace.h"

enum breach {
    BREACH_FORMAT,   /* no such row */
    BREACH_CALL,     /* missing, twice or unknown */
    BREACH_AGENT,    /* unknown */
    BREACH_PATIENCE, /* before the arrival, or after the caller hung up */
    BREACH_GAVE_UP,  /* abandoned or waiting, and could not be */
    BREACH_TOPIC,    /* neither trained nor qualified then */
    BREACH_LANGUAGE,
    BREACH_DUTY, /* out of the shift, or in an outage */
    BREACH_TALK, /* not as long as it takes */
    BREACH_TWO,  /* calls at once, wrap-up included */
    BREACH_RESERVE,
    BREACHES
};

struct breaches {
    uint32_t of[BREACHES];
};

#define FEASIBLE_TOLERANCE_MS 11

struct feasible_row {
    bool there;
    char outcome; /* first letter: a(nswered), g(ave up), w(aiting) */
    uint32_t agent;
    int64_t answered, ended;
};

struct feasible_day {
    const struct scenario *s;
    const struct trace *t;
    struct feasible_row *rows; /* by place in the trace */
    struct breaches *out;
};

static inline bool feasible_time(const char *text, int64_t *out) {
    unsigned seconds, thousandths;
    int taken = 0;
    if (sscanf(text, "%u.%3u%n", &seconds, &thousandths, &taken) != 2) return false;
    if (text[taken] != '\0' || strlen(strchr(text, '.')) != 4) return false;
    *out = (int64_t)seconds * 1000 + thousandths;
    return true;
}

static inline int64_t feasible_gives_up(const struct simulate_call *c) {
    return (int64_t)c->arrived_ms + c->patience_ms;
}

static inline bool feasible_take(struct feasible_day *d, char *line) {
    char *cells[5], *rest = line;
    for (int i = 0; i < 5; i++)
        if ((cells[i] = strsep(&rest, ",")) == NULL) return false;
    if (rest != NULL) return false;
    long long number = atoll(cells[0]);
    uint32_t at = 0;
    while (at < d->t->count && d->t->calls[at].number != number)
        at++;
    if (at == d->t->count || d->rows[at].there) {
        d->out->of[BREACH_CALL]++;
        return true;
    }
    struct feasible_row *row = &d->rows[at];
    row->there = true;
    if (strcmp(cells[1], "waiting") == 0) {
        row->outcome = 'w';
        return cells[2][0] == '\0' && cells[3][0] == '\0' && cells[4][0] == '\0';
    }
    if (!feasible_time(cells[4], &row->ended)) return false;
    if (strcmp(cells[1], "abandoned") == 0) {
        row->outcome = 'g';
        return cells[2][0] == '\0' && cells[3][0] == '\0';
    }
    row->outcome = 'a';
    if (strcmp(cells[1], "answered") != 0 || !feasible_time(cells[3], &row->answered)) return false;
    while (row->agent < d->s->agent_count &&
           d->s->agents[row->agent].id != (uint64_t)atoll(cells[2]))
        row->agent++;
    if (row->agent < d->s->agent_count) return true;
    d->out->of[BREACH_AGENT]++;
    row->there = false;
    return true;
}

static inline bool feasible_present(const struct scenario *s, uint32_t agent, int64_t at) {
    const struct scenario_agent *a = &s->agents[agent];
    if (at < a->shift_start || at >= a->shift_end) return false;
    for (uint32_t i = 0; i < s->outage_count; i++) {
        const struct scenario_outage *o = &s->outages[i];
        if (at < o->start || at >= o->end) continue;
        for (uint32_t k = 0; k < o->agent_count; k++)
            if (o->agents[k] == agent) return false;
    }
    return true;
}

static inline bool feasible_qualified(const struct scenario *s, uint32_t agent,
                                      const struct simulate_call *c, int64_t at) {
    for (uint32_t i = 0; i < s->activation_count; i++) {
        const struct scenario_activation *a = &s->activations[i];
        if (at < a->at || ((a->topics >> c->topic) & 1) == 0) continue;
        if (!a->everywhere && !organisation_set_has(&a->municipalities, c->municipality)) continue;
        for (uint32_t k = 0; k < a->acknowledgement_count; k++)
            if (a->acknowledgements[k].agent == agent && a->acknowledgements[k].at <= at)
                return true;
    }
    return false;
}

static inline void feasible_answer(struct feasible_day *d, uint32_t i) {
    const struct simulate_call *c = &d->t->calls[i];
    const struct feasible_row *row = &d->rows[i];
    const struct scenario_agent *a = &d->s->agents[row->agent];
    bool trained = (a->topics >> c->topic) & 1;
    if (row->answered < c->arrived_ms || row->answered > feasible_gives_up(c))
        d->out->of[BREACH_PATIENCE]++;
    if (!trained && !feasible_qualified(d->s, row->agent, c, row->answered))
        d->out->of[BREACH_TOPIC]++;
    if (((a->languages >> c->language) & 1) == 0) d->out->of[BREACH_LANGUAGE]++;
    if (!feasible_present(d->s, row->agent, row->answered)) d->out->of[BREACH_DUTY]++;
    double talk = c->handle_ms;
    if (a->municipality != c->municipality) talk *= d->s->overflow_handle_ppm / 1e6;
    if (!trained) talk *= d->s->qualified_handle_ppm / 1e6;
    double off = (double)(row->ended - row->answered) - talk;
    if (off > FEASIBLE_TOLERANCE_MS || off < -FEASIBLE_TOLERANCE_MS) d->out->of[BREACH_TALK]++;
}

static inline void feasible_row_alone(struct feasible_day *d, uint32_t i) {
    const struct simulate_call *c = &d->t->calls[i];
    const struct feasible_row *row = &d->rows[i];
    int64_t gives_up = feasible_gives_up(c);
    if (row->outcome == 'a') feasible_answer(d, i);
    if (row->outcome == 'g' && (row->ended != gives_up || gives_up > d->s->horizon_ms))
        d->out->of[BREACH_GAVE_UP]++;
    if (row->outcome == 'w' && gives_up <= d->s->horizon_ms) d->out->of[BREACH_GAVE_UP]++;
}

static inline bool feasible_overlap(const struct feasible_day *d, uint32_t i, uint32_t k) {
    const struct feasible_row *a = &d->rows[i], *b = &d->rows[k];
    if (!a->there || !b->there || a->outcome != 'a' || b->outcome != 'a') return false;
    if (a->agent != b->agent) return false;
    int64_t wrap_up = d->s->wrap_up_ms;
    return a->answered < b->ended + wrap_up && b->answered < a->ended + wrap_up;
}

static inline bool feasible_overflow(const struct feasible_day *d, uint32_t i) {
    const struct feasible_row *row = &d->rows[i];
    return row->there && row->outcome == 'a' &&
           d->s->agents[row->agent].municipality != d->t->calls[i].municipality;
}

static inline bool feasible_queue(const struct feasible_day *d, organisation_no home, int64_t at) {
    for (uint32_t i = 0; i < d->t->count; i++) {
        const struct simulate_call *c = &d->t->calls[i];
        const struct feasible_row *row = &d->rows[i];
        if (c->municipality != home || c->arrived_ms >= at) continue;
        if ((row->outcome == 'a' ? row->answered : feasible_gives_up(c)) > at) return true;
    }
    return false;
}

static inline void feasible_reserve(struct feasible_day *d, uint32_t i) {
    const struct scenario *s = d->s;
    int64_t at = d->rows[i].answered;
    organisation_no home = s->agents[d->rows[i].agent].municipality;
    int left = 0;
    for (uint32_t a = 0; a < s->agent_count; a++)
        if (s->agents[a].municipality == home && feasible_present(s, a, at)) left++;
    for (uint32_t k = 0; k < d->t->count; k++) {
        const struct feasible_row *row = &d->rows[k];
        if (!feasible_overflow(d, k) || s->agents[row->agent].municipality != home) continue;
        if (row->answered <= at && at < row->ended + s->wrap_up_ms &&
            feasible_present(s, row->agent, at))
            left--;
    }
    if (left >= s->municipalities[home].reserve) return;
    if (s->reserve_when_queue && !feasible_queue(d, home, at)) return;
    d->out->of[BREACH_RESERVE]++;
}

/* `outcome` is the text of the file. */
static inline struct breaches feasible(const struct scenario *s, const struct trace *t,
                                       const char *outcome) {
    struct breaches out = {{0}};
    struct feasible_day d = {.s = s, .t = t, .out = &out};
    d.rows = calloc(t->count + 1u, sizeof *d.rows);
    char *text = strdup(outcome), *rest = text;
    assert_non_null(d.rows);
    assert_non_null(text);
    char *line = strsep(&rest, "\n");
    if (strcmp(line, "call,outcome,agent,answer_t,end_t") != 0) out.of[BREACH_FORMAT]++;
    while ((line = strsep(&rest, "\n")) != NULL && line[0] != '\0')
        if (!feasible_take(&d, line)) out.of[BREACH_FORMAT]++;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!d.rows[i].there) {
            out.of[BREACH_CALL]++;
            continue;
        }
        feasible_row_alone(&d, i);
        for (uint32_t k = i + 1; k < t->count; k++)
            if (feasible_overlap(&d, i, k)) out.of[BREACH_TWO]++;
        if (feasible_overflow(&d, i)) feasible_reserve(&d, i);
    }
    free(text);
    free(d.rows);
    return out;
}

#endif
