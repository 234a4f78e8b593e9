/* The measures of a warm-transfer trial (N22-N26): what calls took, by how they were transferred, in named periods; beside it what was
 * measured elsewhere, ratings and the agents' survey. A call counts on the day it ends, in every period that has that day. */
#include <string.h>

#include "base/assert.h"
#include "core/contacts.h"

/* --- finding -------------------------------------------------------------------------------------------------------- */

static uint32_t find_period(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < LIMIT_PERIODS; i++)
        if (c->contacts->periods[i].record.id[0] != '\0' && !c->contacts->periods[i].going &&
            same_id(c->contacts->periods[i].record.id, id))
            return i;
    return LIST_NONE;
}

const struct period_record *core_period(const struct core *c, const char *id) {
    uint32_t slot = find_period(c, id);
    return slot == LIST_NONE ? NULL : &c->contacts->periods[slot].record;
}

static bool is_taken(const struct measure_slot *slot) {
    return slot->record.period[0] != '\0' && !slot->going;
}

/* Every period has a place for every organisation. */
static uint32_t place_of(uint32_t period, organisation_no n) {
    return period * LIMIT_ORGANISATIONS + n;
}

/* The row, begun if need be. */
static struct measure_record *measure_of(struct core *c, uint32_t period, organisation_no n,
                                         uint32_t *slot) {
    struct contacts *t = c->contacts;
    *slot = place_of(period, n);
    struct measure_record *m = &t->measures[*slot].record;
    if (m->period[0] == '\0') {
        m->organisation = n;
        memcpy(m->period, t->periods[period].record.id, sizeof m->period);
    }
    if (*slot >= t->measures_ever) t->measures_ever = *slot + 1;
    return m;
}

/* --- counting ------------------------------------------------------------------------------------------------------------ */

static bool counts(const struct period_record *p, int32_t day, organisation_no n) {
    return p->id[0] != '\0' && day >= p->from && day <= p->until &&
           (organisation_set_is_empty(&p->organisations[0]) ||
            organisation_set_has(&p->organisations[0], n));
}

typedef void add_fn(struct measure_record *m, const struct call_record *r, time_ms handled_ms);

static void count(struct core *c, const struct call_record *r, time_ms handled_ms, add_fn *add) {
    struct event *event = NULL;
    int32_t day = INT32_MIN;
    for (uint32_t i = 0; i < LIMIT_PERIODS; i++) {
        const struct period_slot *period = &c->contacts->periods[i];
        if (period->record.id[0] == '\0' || period->going) continue;
        if (day == INT32_MIN) day = copenhagen_day(c->now);
        if (!counts(&period->record, day, r->municipality)) continue;
        uint32_t slot;
        add(measure_of(c, i, r->municipality, &slot), r, handled_ms);
        if (event == NULL || event->record_count == LIMIT_RECORDS_PER_EVENT)
            event = emit(c, EVENT_measured);
        event_record(event, RECORD_measure, slot);
        event->organisation = r->municipality;
    }
}

static void add_handled(struct measure_record *m, const struct call_record *r, time_ms handled_ms) {
    bool through = r->transfer_outcome == TRANSFER_OUTCOME_CONNECTED ||
                   r->transfer_outcome == TRANSFER_OUTCOME_RETURNED;
    uint32_t *calls = &m->plain_calls;
    uint64_t *sum = &m->plain_ms;
    if (through && r->transfer_kind == TRANSFER_KIND_WARM) {
        calls = &m->warm_calls;
        sum = &m->warm_ms;
    } else if (through) {
        calls = &m->cold_calls;
        sum = &m->cold_ms;
    }
    ++*calls;
    *sum += (uint64_t)handled_ms;
}

static void add_not_answered(struct measure_record *m, const struct call_record *r, time_ms ms) {
    (void)r, (void)ms;
    m->not_answered++;
}

static void add_returned(struct measure_record *m, const struct call_record *r, time_ms ms) {
    (void)r, (void)ms;
    m->returned++;
}

void measure_handled(struct core *c, const struct call_record *r, time_ms handled_ms) {
    count(c, r, handled_ms, add_handled);
}

void measure_failed(struct core *c, const struct call_record *r, bool returned) {
    count(c, r, 0, returned ? add_returned : add_not_answered);
}

/* --- the commands -------------------------------------------------------------------------------------------------------- */

static enum err check_average(bool average, bool number, const char *field,
                              struct problem *problem) {
    if (average == number) return ERR_OK;
    return problem_set(problem, ERR_MISSING_FIELD, field,
                       "an average and the number it is of belong together");
}

HANDLER(period_put) {
    const struct period_put_command *p = &command->as.period_put;
    uint32_t slot = find_period(c, p->period);
    bool known = slot != LIST_NONE, average = COMMAND_HAS(command, period_put, survey_average),
         answers = COMMAND_HAS(command, period_put, survey_answers);
    struct period_record r = {.from = p->from, .until = p->until, .kind = p->kind};
    enum err err =
        check_average(average, answers, average ? "survey_answers" : "survey_average", problem);
    if (err != ERR_OK) return err;
    if (p->until < p->from)
        return problem_set(problem, ERR_OUT_OF_RANGE, "until", "it lies before the first day");
    if (!resolve_organisations(c, &p->organisations, "organisations", &r.organisations[0], problem))
        return problem->err;
    if (!known)
        for (slot = 0; slot < LIMIT_PERIODS && c->contacts->periods[slot].record.id[0] != '\0';)
            slot++;
    if (slot == LIMIT_PERIODS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d periods already",
                           LIMIT_PERIODS);
    if (known) {
        r.survey_average = c->contacts->periods[slot].record.survey_average;
        r.survey_answers = c->contacts->periods[slot].record.survey_answers;
    }
    if (average) {
        r.survey_average = p->survey_average;
        r.survey_answers = p->survey_answers;
    }
    memcpy(r.id, p->period, sizeof r.id);
    memcpy(r.name, p->name, sizeof r.name);
    c->contacts->periods[slot].record = r;
    event_record(emit(c, EVENT_period_changed), RECORD_period, slot);
    result->subject = ref_of(RECORD_period, slot);
    result->created = !known;
    return ERR_OK;
}

static enum err no_such_period(struct problem *problem, const char *id) {
    return problem_set(problem, ERR_UNKNOWN_PERIOD, "period", "there is no period %s", id);
}

static void remove_measures(struct core *c, const char *period, organisation_no n) {
    struct contacts *t = c->contacts;
    struct event *event = NULL;
    for (uint32_t i = 0; i < t->measures_ever; i++) {
        struct measure_slot *slot = &t->measures[i];
        if (!is_taken(slot) || (period != NULL && !same_id(slot->record.period, period)) ||
            (n != ORGANISATION_NONE && slot->record.organisation != n))
            continue;
        if (event == NULL || event->record_count == LIMIT_RECORDS_PER_EVENT)
            event = emit(c, EVENT_period_removed);
        slot->going = true;
        event_removed(event, RECORD_measure, i);
    }
}

HANDLER(period_remove) {
    const struct period_remove_command *p = &command->as.period_remove;
    uint32_t slot = find_period(c, p->period);
    if (slot == LIST_NONE) return no_such_period(problem, p->period);
    remove_measures(c, p->period, ORGANISATION_NONE);
    c->contacts->periods[slot].going = true;
    event_removed(emit(c, EVENT_period_removed), RECORD_period, slot);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

void measures_forget(struct core *c, organisation_no n) { remove_measures(c, NULL, n); }

HANDLER(measure_put) {
    const struct measure_put_command *p = &command->as.measure_put;
    organisation_no n;
    bool average = COMMAND_HAS(command, measure_put, rating_average),
         number = COMMAND_HAS(command, measure_put, rating_count);
    const struct period_record *period = core_period(c, p->period);
    if (period == NULL) return no_such_period(problem, p->period);
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (!counts(period, period->from, n))
        return problem_set(problem, ERR_OUT_OF_RANGE, "organisation", "the period is not about %s",
                           p->organisation);
    enum err err =
        check_average(average, number, average ? "rating_count" : "rating_average", problem);
    if (err != ERR_OK) return err;
    uint32_t slot;
    struct measure_record *r = measure_of(c, find_period(c, p->period), n, &slot);
#define TAKE(member) \
    if (COMMAND_HAS(command, measure_put, member)) r->member = p->member
    TAKE(rating_average);
    TAKE(rating_count);
    TAKE(plain_calls);
    TAKE(plain_ms);
    TAKE(warm_calls);
    TAKE(warm_ms);
    TAKE(cold_calls);
    TAKE(cold_ms);
#undef TAKE
    struct event *event = emit(c, EVENT_measured);
    event_record(event, RECORD_measure, slot);
    event->organisation = n;
    result->subject = ref_of(RECORD_measure, slot);
    return ERR_OK;
}

/* --- looking -------------------------------------------------------------------------------------------------------------- */

void core_view_measure(const struct core *c, const struct period_record *period, organisation_no n,
                       struct measure_record *out) {
    uint64_t ratings = 0;
    *out = (struct measure_record){.organisation = n};
    memcpy(out->period, period->id, sizeof out->period);
    for (uint32_t i = 0; i < c->contacts->measures_ever; i++) {
        const struct measure_record *m = &c->contacts->measures[i].record;
        if (!is_taken(&c->contacts->measures[i]) || !same_id(m->period, period->id) ||
            (n != ORGANISATION_NONE && m->organisation != n))
            continue;
        out->plain_ms += m->plain_ms;
        out->warm_ms += m->warm_ms;
        out->cold_ms += m->cold_ms;
        out->plain_calls += m->plain_calls;
        out->warm_calls += m->warm_calls;
        out->cold_calls += m->cold_calls;
        out->not_answered += m->not_answered;
        out->returned += m->returned;
        out->rating_count += m->rating_count;
        ratings += (uint64_t)m->rating_average * m->rating_count;
    }
    if (out->rating_count > 0)
        out->rating_average = (uint32_t)((ratings + out->rating_count / 2) / out->rating_count);
}

/* --- recovery ------------------------------------------------------------------------------------------------------------- */

uint32_t period_restore(struct core *c, const struct period_record *r) {
    uint32_t slot = 0;
    while (slot < LIMIT_PERIODS && c->contacts->periods[slot].record.id[0] != '\0')
        slot++;
    if (slot == LIMIT_PERIODS || find_period(c, r->id) != LIST_NONE) return LIST_NONE;
    c->contacts->periods[slot].record = *r;
    return slot;
}

uint32_t measure_restore(struct core *c, const struct measure_record *r) {
    uint32_t period = find_period(c, r->period), slot;
    if (period == LIST_NONE ||
        c->contacts->measures[place_of(period, r->organisation)].record.period[0] != '\0')
        return LIST_NONE;
    *measure_of(c, period, r->organisation, &slot) = *r;
    return slot;
}
