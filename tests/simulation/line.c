#include "line.h"

#include "base/assert.h"
#include "random.h"

static struct line_commit *first_unapplied(struct line *line) {
    for (uint32_t i = 0; i < line->count; i++)
        if (!line->pending[i].applied) return &line->pending[i];
    return NULL;
}

void line_send(struct line *line, const struct commit *commit, time_ms now) {
    if (!line->up) {
        checker_fail(line->checker, "nothing_is_sent_to_a_store_that_is_away", "number %llu",
                     (unsigned long long)commit->first_number);
        return;
    }
    ASSERT(line->count < LINE_MAX);
    time_ms apply_at = now + chance_below(line->chance, 4);
    if (apply_at < line->busy_until) apply_at = line->busy_until;
    line->busy_until = apply_at;
    time_ms answer_at = apply_at + 1 + chance_below(line->chance, 4);
    if (chance_permille(line->chance, line->faults->slow_answer))
        answer_at += chance_between(line->chance, 100, 900);
    bool swallowed = chance_permille(line->chance, line->faults->hole);
    if (swallowed) line->counts->holes++;
    line->pending[line->count++] = (struct line_commit){.commit = commit,
                                                        .apply_at = apply_at,
                                                        .answer_at = answer_at,
                                                        .swallowed = swallowed,
                                                        .last_number = commit->last_number};
}

time_ms line_next(const struct line *line) {
    if (!line->up) return line->up_at;
    if (line->silent_until != 0) return line->silent_until;
    time_ms next = TIME_NEVER;
    if (line->count > 0 && line->pending[0].applied) next = line->pending[0].answer_at;
    for (uint32_t i = 0; i < line->count; i++) {
        if (line->pending[i].applied) continue;
        if (line->pending[i].apply_at < next) next = line->pending[i].apply_at;
        break;
    }
    return next;
}

static void apply(struct line *line, struct line_commit *c) {
    c->applied = true;
    if (c->swallowed) return;
    if (line->store->breaks == BREAK_ANSWERS_EARLY && ++line->store->broken % 50 == 0) {
        c->answer = STORE_STORED;
        return;
    }
    c->answer = memory_store_commit(line->store, line->identity, c->commit);
    if (c->answer != STORE_STORED) return;
    checker_applied(line->checker, c->commit, line->leader);
    if (c->commit->epoch > line->leader) line->leader = c->commit->epoch; /* a snapshot */
}

static void take_first(struct line *line) {
    line->count--;
    for (uint32_t i = 0; i < line->count; i++)
        line->pending[i] = line->pending[i + 1];
}

/* A refusal: what follows in the pipe is refused too; once nothing is outstanding the rest is
 * sent again. */
static void refused_for_a_hole(struct line *line) {
    for (struct line_commit *c; (c = first_unapplied(line)) != NULL;)
        apply(line, c);
    line->count = 0;
    engine_store_lost(line->engine);
    engine_store_ready(line->engine, line->store->number);
}

static void answer_first(struct line *line) {
    struct line_commit c = line->pending[0];
    take_first(line);
    if (c.swallowed) return; /* nobody answers what did not arrive; the next one's refusal tells */
    switch (c.answer) {
    case STORE_STORED:
    case STORE_HAS_IT:
        engine_stored(line->engine, c.last_number);
        if (!chance_permille(line->chance, line->faults->double_answer)) return;
        line->counts->doubled++;
        engine_stored(line->engine, c.last_number);
        return;
    case STORE_FENCED:
        line->counts->fenced++;
        engine_fenced(line->engine, line->leader);
        line->count = 0;
        return;
    case STORE_GAP: refused_for_a_hole(line); return;
    }
}

void line_step(struct line *line, time_ms now) {
    if (!line->up) {
        if (now < line->up_at) return;
        line->up = true;
        /* A store that forgot this leader gets its epoch again with the renewal of the lease. */
        if (line->store->epoch < line->leader) {
            line->store->epoch = line->leader;
            line->store->leader = line->identity;
        }
        if (line->seen_number > line->store->number) line->seen_number = line->store->number;
        engine_store_ready(line->engine, line->seen_number);
        return;
    }
    if (line->silent_until != 0) {
        if (now < line->silent_until) return;
        line->silent_until = 0;
        line_die(line, now + chance_below(line->chance, 200));
        return;
    }
    struct line_commit *c = first_unapplied(line);
    bool answer_due =
        line->count > 0 && line->pending[0].applied && line->pending[0].answer_at <= now;
    if (c != NULL && c->apply_at <= now &&
        (!answer_due || c->apply_at <= line->pending[0].answer_at))
        apply(line, c);
    else if (answer_due)
        answer_first(line);
}

void line_die(struct line *line, time_ms up_at) {
    uint32_t more = line->silent_until != 0 ? 0 : chance_below(line->chance, line->count + 1);
    struct line_commit *c;
    while (more-- > 0 && (c = first_unapplied(line)) != NULL)
        apply(line, c);
    line->seen_number = line->store->number;
    /* What still lay in the old connection is applied after the new one has asked what there is. */
    while (line->silent_until == 0 && chance_permille(line->chance, 200) &&
           (c = first_unapplied(line)) != NULL)
        apply(line, c);
    for (uint32_t i = 0; i < line->count; i++)
        if (line->pending[i].applied && !line->pending[i].swallowed) line->counts->lost_answers++;
    line->count = 0;
    line->silent_until = 0;
    line->busy_until = 0;
    line->up = false;
    line->up_at = up_at;
    line->counts->drops++;
    if (line->engine != NULL) engine_store_lost(line->engine);
}
