/* Arrivals, held against what is usual: counted as they come, looked at once a minute, learned from once an hour.
 *
 *  - Every call is counted in memory, by the citizen's municipality and the topic; that is an index over the calls' records.
 *  - A minute after the first of them the organisation's step takes them into its record: the hour's count, the rate, and the
 *    evidence for a surge (surge.c). Where no call came nothing is written: quiet minutes are worked out at the next step.
 *  - When an hour is over, the baseline learns it: a mean of the first weeks, then one that forgets. It learns nothing from a
 *    holiday, from an hour with an activated playbook or an open surge, and from an hour that was not watched from its beginning.
 *  - A surge is a suggestion. It is over when calm has lasted, or when a playbook is activated.
 *
 * Each organisation's minute begins at another second, so that a tick has the work of a few of them and never of all. */
#include <string.h>

#include "base/assert.h"
#include "core/calendar.h"
#include "core/state.h"
#include "core/surge.h"

#define BASELINE_WEEKS 8 /* a mean of at most so many: then each week counts an eighth */
#define SUNDAY 6
#define ALL_TOPICS LIMIT_TOPICS /* in `pairs` */
/* Surges that one step may change, so that a tick has room for its events; the next step goes on. */
#define CHANGES_PER_STEP 4

struct step {
    struct core *c;
    organisation_no organisation;
    struct demand_slot *slot;
    struct demand_record *record;
    struct event *event; /* has room for what changes besides the organisation's record */
    struct surge_rules rules;
    time_ms to;
    uint32_t minutes;   /* since the step before; 0: only part of one has been watched */
    unsigned hour;      /* of the week, of what is usual now */
    topic_set answered; /* topics of playbooks that are active here */
    unsigned changes;
};

/* --- time -------------------------------------------------------------------------------------------------------------------- */

static time_ms minute_of(organisation_no n, time_ms at) {
    time_ms phase = n % 60 * SECOND_MS;
    return at - (at - phase) % MINUTE_MS;
}

static time_ms hour_of(time_ms at) { return at - at % HOUR_MS; }

static time_ms hour_ends(organisation_no n, time_ms hour_at) {
    return minute_of(n, hour_at + HOUR_MS + MINUTE_MS - 1);
}

/* A holiday is held against Sundays: an ordinary Monday says nothing about it (N4). */
unsigned demand_hour_of_week(const struct core *c, time_ms at, bool *holiday) {
    struct civil local;
    civil_copenhagen(at, &local);
    *holiday = calendar_is_holiday(c, copenhagen_day(at));
    int weekday = *holiday ? SUNDAY : local.weekday;
    return (unsigned)(weekday * 24 + local.hour);
}

static void set_due(struct core *c, organisation_no n, time_ms due) {
    if (c->demand[n].due != 0) deadline_remove(c, LIST_DEMAND, n);
    c->demand[n].due = due;
    deadline_add(c, LIST_DEMAND, n);
}

static topic_set bit(unsigned topic) { return UINT64_C(1) << topic; }

static topic_set live_topics(const struct core *c) {
    topic_set live = 0;
    for (unsigned t = 0; t < LIMIT_TOPICS; t++)
        if (c->topics[t].live) live |= bit(t);
    return live;
}

/* --- pairs ------------------------------------------------------------------------------------------------------------------- */

static uint16_t *pair_place(const struct core *c, organisation_no organisation, topic_no topic) {
    return &c->demand[organisation].pairs[topic == TOPIC_NONE ? ALL_TOPICS : topic];
}

uint32_t find_pair(const struct core *c, organisation_no organisation, topic_no topic) {
    uint16_t place = *pair_place(c, organisation, topic);
    return place == 0 ? LIST_NONE : place - 1u;
}

uint32_t take_pair(struct core *c, organisation_no organisation, topic_no topic) {
    uint32_t slot = find_pair(c, organisation, topic);
    if (slot != LIST_NONE) return slot;
    for (slot = 0; slot < c->pairs_ever; slot++)
        if (!c->pairs[slot].known && !c->pairs[slot].surged) break;
    if (slot == LIMIT_BASELINES) return LIST_NONE;
    if (slot == c->pairs_ever) c->pairs_ever++;
    c->pairs[slot] = (struct pair_slot){
        .organisation = organisation,
        .topic = topic,
        .baseline = {.organisation = organisation, .topic = topic},
        .surge = {.organisation = organisation, .topic = topic},
    };
    *pair_place(c, organisation, topic) = (uint16_t)(slot + 1);
    return slot;
}

static const struct baseline_record *known_hour(const struct core *c, organisation_no organisation,
                                                topic_no topic, unsigned hour) {
    uint32_t slot = find_pair(c, organisation, topic);
    if (slot == LIST_NONE || !c->pairs[slot].known) return NULL;
    const struct baseline_record *r = &c->pairs[slot].baseline;
    return r->weeks[hour] >= c->settings.baseline_weeks ? r : NULL;
}

/* Calls that are usual in the hour, in thousandths; false: that is not known. Of a topic without a baseline of its own: what
 * the organisation altogether has besides those that have one. So a topic that nobody has ever called about is known to be
 * quiet once the organisation is known. */
static bool usual_calls(const struct core *c, organisation_no organisation, topic_no topic,
                        unsigned hour, uint32_t *out) {
    const struct baseline_record *own = known_hour(c, organisation, topic, hour);
    const struct baseline_record *all = known_hour(c, organisation, TOPIC_NONE, hour);
    if (own != NULL) *out = own->expected[hour];
    if (own != NULL || all == NULL) return own != NULL;
    uint64_t others = 0;
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        const struct baseline_record *other = known_hour(c, organisation, t, hour);
        if (other != NULL) others += other->expected[hour];
    }
    *out = all->expected[hour] > others ? (uint32_t)(all->expected[hour] - others) : 0;
    return true;
}

/* --- counting ---------------------------------------------------------------------------------------------------------------- */

static void begin(struct core *c, organisation_no n, struct event *event) {
    struct demand_slot *slot = &c->demand[n];
    slot->live = true;
    slot->record = (struct demand_record){
        .stepped_at = c->now,
        .hour_at = hour_of(c->now),
        .unusual = live_topics(c), /* the hour was not watched from its beginning */
        .organisation = n,
    };
    event_record(event, RECORD_demand, n);
    set_due(c, n, hour_ends(n, slot->record.hour_at));
}

static void look_within_a_minute(struct core *c, organisation_no n, time_ms at) {
    time_ms due = minute_of(n, at) + MINUTE_MS;
    if (c->demand[n].due > due) set_due(c, n, due);
}

void demand_arrived(struct core *c, organisation_no n, topic_no topic, struct event *event) {
    struct demand_slot *slot = &c->demand[n];
    if (!slot->live) begin(c, n, event);
    slot->arrived[topic]++;
    slot->active |= bit(topic);
    look_within_a_minute(c, n, c->now);
}

/* --- surges ------------------------------------------------------------------------------------------------------------------ */

static topic_set answered_topics(const struct core *c, organisation_no n) {
    topic_set topics = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (!activation_governs(c, i)) continue;
        if (organisation_set_is_empty(&a->municipalities[0]) ||
            organisation_set_has(&a->municipalities[0], n))
            topics |= a->topics;
    }
    return topics;
}

static void raise(struct step *s, topic_no topic, uint32_t expected) {
    uint32_t slot = take_pair(s->c, s->organisation, topic);
    if (slot == LIST_NONE) return; /* LIMIT_BASELINES: it is tried again every minute */
    struct pair_slot *pair = &s->c->pairs[slot];
    struct topic_demand *d = &s->record->topics[topic];
    pair->surged = true;
    pair->surge = (struct surge_record){
        .started_at = s->to,
        .expected = expected,
        .observed = surge_hourly(d->rate),
        .organisation = s->organisation,
        .topic = topic,
        .state = SURGE_STATE_SUGGESTED,
    };
    d->statistic = 0;
    s->slot->surging |= bit(topic);
    s->changes++;
    struct event *event = emit(s->c, EVENT_surge_suggested);
    event_record(event, RECORD_surge, slot);
    event->organisation = s->organisation;
}

static void end_surge(struct step *s, uint32_t slot, enum surge_state state) {
    struct surge_record *r = &s->c->pairs[slot].surge;
    r->state = (uint8_t)state;
    r->over_at = s->to;
    s->slot->surging &= ~bit(r->topic);
    s->changes++;
    struct event *event = emit(s->c, EVENT_surge_over);
    event_record(event, RECORD_surge, slot);
    event->organisation = s->organisation;
}

/* An open surge: answered, calm for long enough, or going on. */
static void look_at_surge(struct step *s, topic_no topic, uint32_t expected) {
    uint32_t slot = find_pair(s->c, s->organisation, topic);
    struct surge_record *r = &s->c->pairs[slot].surge;
    if (s->changes == CHANGES_PER_STEP) return;
    if (s->answered & bit(topic)) {
        end_surge(s, slot, SURGE_STATE_ANSWERED);
        return;
    }
    bool calm = surge_is_calm(&s->rules, s->record->topics[topic].rate, expected);
    if (calm && r->calm_since != 0 && s->to - r->calm_since >= s->c->settings.surge_calm_ms) {
        end_surge(s, slot, SURGE_STATE_OVER);
        return;
    }
    if (calm == (r->calm_since != 0)) return;
    r->calm_since = calm ? s->to : 0;
    s->changes++;
    event_record(s->event, RECORD_surge, slot);
}

/* What the hour may not teach. A dismissed surge teaches: the duty leader has said that this is no crisis. */
static topic_set unusual_topics(const struct step *s, topic_set live) {
    topic_set unusual = s->answered & live;
    for (topic_set rest = s->slot->surging; rest != 0; rest &= rest - 1) {
        topic_no topic = (topic_no)__builtin_ctzll(rest);
        uint32_t slot = find_pair(s->c, s->organisation, topic);
        if (s->c->pairs[slot].surge.state == SURGE_STATE_SUGGESTED) unusual |= bit(topic);
    }
    return unusual;
}

static void look_at_topic(struct step *s, topic_no topic) {
    struct topic_demand *d = &s->record->topics[topic];
    uint32_t calls = s->slot->arrived[topic], expected = 0;
    s->slot->arrived[topic] = 0;
    d->hour_calls += calls;
    if (s->minutes > 0) d->rate = surge_rate(d->rate, calls, s->record->minutes, s->minutes);
    bool usual = usual_calls(s->c, s->organisation, topic, s->hour, &expected);
    bool surging = s->slot->surging & bit(topic);
    if (surging) look_at_surge(s, topic, expected);
    if (surging || (s->answered & bit(topic)) || !usual)
        d->statistic = 0;
    else
        d->statistic = surge_evidence(&s->rules, d->statistic, calls, expected,
                                      s->minutes > 0 ? s->minutes : 1);
    if (surge_is_proven(&s->rules, d->statistic) && s->changes < CHANGES_PER_STEP)
        raise(s, topic, expected);
    if ((d->statistic | d->rate | d->hour_calls) == 0 && !(s->slot->surging & bit(topic)))
        s->slot->active &= ~bit(topic);
}

/* --- learning ---------------------------------------------------------------------------------------------------------------- */

static void learn(struct step *s, topic_no topic, unsigned hour, uint64_t calls) {
    uint32_t slot = find_pair(s->c, s->organisation, topic);
    bool known = slot != LIST_NONE && s->c->pairs[slot].known;
    if (!known && calls == 0 && topic != TOPIC_NONE) return;
    slot = take_pair(s->c, s->organisation, topic);
    if (slot == LIST_NONE) return; /* LIMIT_BASELINES */
    struct pair_slot *pair = &s->c->pairs[slot];
    struct baseline_record *r = &pair->baseline;
    if (calls > LIMIT_BASELINE_CALLS) calls = LIMIT_BASELINE_CALLS;
    if (r->weeks[hour] < BASELINE_WEEKS) r->weeks[hour]++;
    uint64_t weeks = r->weeks[hour], sum = r->expected[hour] * (weeks - 1) + calls * 1000;
    r->expected[hour] = (uint32_t)((sum + weeks / 2) / weeks);
    pair->known = true;
    if (s->event->record_count == LIMIT_RECORDS_PER_EVENT) {
        s->event = emit(s->c, EVENT_demand_observed);
        s->event->organisation = s->organisation;
    }
    event_record(s->event, RECORD_baseline, slot);
}

static void hour_over(struct step *s, topic_set live) {
    struct demand_record *r = s->record;
    bool holiday;
    unsigned hour = demand_hour_of_week(s->c, r->hour_at, &holiday);
    uint64_t all = 0;
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        if (!((live >> t) & 1)) continue;
        all += r->topics[t].hour_calls;
        if (!holiday && !(r->unusual & bit(t))) learn(s, t, hour, r->topics[t].hour_calls);
        r->topics[t].hour_calls = 0;
    }
    if (!holiday && r->unusual == 0) learn(s, TOPIC_NONE, hour, all);
    r->unusual = 0;
    r->hour_at = hour_of(s->to);
}

/* --- the step ---------------------------------------------------------------------------------------------------------------- */

/* The coordinator was away: what is known of the minutes before says nothing about now. Surges stand. */
static void begin_anew(struct step *s, topic_set live) {
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        s->record->topics[t] = (struct topic_demand){0};
        s->slot->arrived[t] = 0;
    }
    s->record->minutes = 0;
    s->record->hour_at = hour_of(s->to);
    s->record->unusual = live;
    s->slot->active = s->slot->surging;
}

void demand_due(struct core *c, organisation_no n) {
    struct demand_slot *slot = &c->demand[n];
    struct demand_record *r = &slot->record;
    bool holiday, late = c->now - slot->due >= MINUTE_MS;
    struct step s = {.c = c, .organisation = n, .slot = slot, .record = r};
    s.to = minute_of(n, c->now);
    s.minutes = (uint32_t)((s.to - r->stepped_at) / MINUTE_MS);
    s.event = emit(c, EVENT_demand_observed);
    s.event->organisation = n;
    event_record(s.event, RECORD_demand, n);
    s.rules = surge_rules(&c->settings);
    s.hour = demand_hour_of_week(c, late ? s.to : r->hour_at, &holiday);
    s.answered = answered_topics(c, n);
    topic_set live = live_topics(c);
    if (late) {
        begin_anew(&s, live);
    } else {
        for (topic_set rest = slot->active; rest != 0; rest &= rest - 1)
            look_at_topic(&s, (topic_no)__builtin_ctzll(rest));
        r->unusual |= unusual_topics(&s, live);
        r->minutes = s.minutes + r->minutes < DEMAND_MINUTES ? (uint8_t)(s.minutes + r->minutes)
                                                             : DEMAND_MINUTES;
        if (s.to >= r->hour_at + HOUR_MS) hour_over(&s, live);
    }
    r->stepped_at = late ? c->now : s.to; /* of a minute that was not watched from its beginning */
    set_due(c, n, hour_ends(n, r->hour_at));
    if (slot->surging != 0) look_within_a_minute(c, n, s.to);
}

/* --- recovery and removal ---------------------------------------------------------------------------------------------------- */

void demand_index_call(struct core *c, const struct call_record *r) {
    struct demand_slot *slot = &c->demand[r->municipality];
    if (!slot->live || r->arrived_at < slot->record.stepped_at) return;
    slot->arrived[r->topic]++;
    slot->active |= bit(r->topic);
    time_ms due = minute_of(r->municipality, r->arrived_at) + MINUTE_MS;
    if (slot->due == 0 || due < slot->due) set_due(c, r->municipality, due);
}

void demand_index(struct core *c, organisation_no n) {
    struct demand_slot *slot = &c->demand[n];
    if (!slot->live) return;
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        const struct topic_demand *d = &slot->record.topics[t];
        uint32_t pair = find_pair(c, n, t);
        if ((d->statistic | d->rate | d->hour_calls) != 0) slot->active |= bit(t);
        if (pair != LIST_NONE && c->pairs[pair].surged && c->pairs[pair].surge.over_at == 0)
            slot->surging |= bit(t);
    }
    slot->active |= slot->surging;
    time_ms due = hour_ends(n, slot->record.hour_at);
    if (slot->due == 0 || due < slot->due) set_due(c, n, due);
    if (slot->surging != 0) look_within_a_minute(c, n, slot->record.stepped_at);
}

static struct event *room_for_one(struct core *c, struct event *event, organisation_no n) {
    if (event != NULL && event->record_count < LIMIT_RECORDS_PER_EVENT) return event;
    event = emit(c, EVENT_baselines_forgotten);
    event->organisation = n;
    return event;
}

void demand_forget(struct core *c, organisation_no n) {
    struct demand_slot *slot = &c->demand[n];
    struct event *event = NULL;
    for (unsigned i = 0; i <= ALL_TOPICS; i++) {
        if (slot->pairs[i] == 0) continue;
        struct pair_slot *pair = &c->pairs[slot->pairs[i] - 1];
        if (pair->known)
            event_removed(event = room_for_one(c, event, n), RECORD_baseline, slot->pairs[i] - 1u);
        if (pair->surged)
            event_removed(event = room_for_one(c, event, n), RECORD_surge, slot->pairs[i] - 1u);
        pair->known = pair->surged = false;
        slot->pairs[i] = 0;
    }
    if (slot->live) {
        event_removed(room_for_one(c, event, n), RECORD_demand, n);
        deadline_remove(c, LIST_DEMAND, n);
    }
    slot->live = false;
    slot->due = 0;
    slot->active = slot->surging = 0;
    memset(slot->arrived, 0, sizeof slot->arrived);
}

/* --- views ------------------------------------------------------------------------------------------------------------------- */

bool core_usual_calls(const struct core *c, organisation_no n, topic_no topic, uint32_t *out) {
    bool holiday;
    return usual_calls(c, n, topic, demand_hour_of_week(c, c->now, &holiday), out);
}

bool core_demand_rate(const struct core *c, organisation_no n, topic_no topic, uint32_t *out) {
    const struct demand_record *r = &c->demand[n].record;
    if (!c->demand[n].live || r->minutes == 0) return false;
    time_ms quiet = (c->now - r->stepped_at) / MINUTE_MS;
    uint32_t rate = r->topics[topic].rate;
    if (c->demand[n].arrived[topic] == 0 && quiet > 0)
        rate = surge_rate(rate, 0, r->minutes, (uint32_t)quiet);
    *out = surge_hourly(rate);
    return true;
}

/* --- commands ---------------------------------------------------------------------------------------------------------------- */

HANDLER(baseline_put) {
    const struct baseline_put_command *p = &command->as.baseline_put;
    organisation_no n;
    topic_no topic = TOPIC_NONE;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (p->topic[0] != '\0' && !core_find_topic(c, p->topic, &topic))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", p->topic);
    uint32_t slot = take_pair(c, n, topic);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "%d baselines are kept already",
                           LIMIT_BASELINES);
    struct pair_slot *pair = &c->pairs[slot];
    result->created = !pair->known;
    pair->known = true;
    memcpy(pair->baseline.expected, p->expected, sizeof pair->baseline.expected);
    memset(pair->baseline.weeks, BASELINE_WEEKS, sizeof pair->baseline.weeks);
    struct event *event = emit(c, EVENT_baseline_changed);
    event_record(event, RECORD_baseline, slot);
    event->organisation = n;
    result->subject = ref_of(RECORD_baseline, slot);
    return ERR_OK;
}

static void dismiss_calls(struct core *c, uint32_t slot, const struct command *command) {
    struct surge_record *r = &c->pairs[slot].surge;
    r->state = SURGE_STATE_DISMISSED;
    r->dismissed_at = c->now;
    memcpy(r->dismissed_by, command->actor.token, sizeof r->dismissed_by);
    memcpy(r->reason, command->as.surge_dismiss.reason, sizeof r->reason);
    struct event *event = emit(c, EVENT_surge_dismissed);
    event_record(event, RECORD_surge, slot);
    event->organisation = r->organisation;
}

/* Of our own calls and of a foreign queue, whichever is open: to who dismisses them it is one surge. */
HANDLER(surge_dismiss) {
    const struct surge_dismiss_command *p = &command->as.surge_dismiss;
    organisation_no n;
    topic_no topic = TOPIC_NONE;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (p->topic[0] != '\0' && !core_find_topic(c, p->topic, &topic))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", p->topic);
    uint32_t slot = topic == TOPIC_NONE ? LIST_NONE : find_pair(c, n, topic);
    uint32_t queue = foreign_queue_with_surge(c, n, topic);
    if (slot != LIST_NONE && (!c->pairs[slot].surged || c->pairs[slot].surge.over_at != 0))
        slot = LIST_NONE;
    if (slot == LIST_NONE && queue == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_SURGE, "topic", "no surge of %s in %s is open",
                           topic == TOPIC_NONE ? "all queues together" : p->topic, p->organisation);
    result->repeated = true;
    if (queue != LIST_NONE && foreign_queue_dismiss(c, queue, command)) result->repeated = false;
    if (slot != LIST_NONE && c->pairs[slot].surge.state != SURGE_STATE_DISMISSED) {
        dismiss_calls(c, slot, command);
        result->repeated = false;
    }
    result->subject =
        slot != LIST_NONE ? ref_of(RECORD_surge, slot) : ref_of(RECORD_foreign_queue, queue);
    return ERR_OK;
}
