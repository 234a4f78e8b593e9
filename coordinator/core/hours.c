/* Opening hours: when an organisation's phones are open, by the week, the holidays and the activations that keep them open longer.
 * Whether it is open stands in its record and changes at a deadline; nothing here is worked out when a call arrives. What being
 * closed means for a call is in docs/decisions/0010-opening-hours.md. */
#include <stddef.h>
#include <string.h>

#include "base/assert.h"
#include "core/calendar.h"
#include "core/state.h"

#define DAY_MINUTES (24 * 60)
#define DAYS_AHEAD \
    400 /* a year and the holidays at its turn: what does not change by then never does */

/* --- the week ---------------------------------------------------------------------------------------------------------------- */

#define HOLIDAYS 7
#define PLACE_OF(day) offsetof(struct hours_record, day)
static const size_t places[] = {PLACE_OF(monday),   PLACE_OF(tuesday), PLACE_OF(wednesday),
                                PLACE_OF(thursday), PLACE_OF(friday),  PLACE_OF(saturday),
                                PLACE_OF(sunday),   PLACE_OF(holidays)};

static struct day_hours *hours_of(const struct hours_record *r, int place) {
    return (struct day_hours *)((char *)r + places[place]);
}

/* 0 is Monday; 1970-01-01 is a Thursday. */
static int weekday(int32_t day) { return (day % 7 + 7 + 3) % 7; }

static const struct day_hours *hours_on(const struct core *c, const struct hours_record *r,
                                        int32_t day) {
    return hours_of(r, calendar_is_holiday(c, day) ? HOLIDAYS : weekday(day));
}

static bool open_at(const struct core *c, const struct hours_record *r, time_ms at) {
    int32_t day = copenhagen_day(at);
    const struct day_hours *hours = hours_on(c, r, day);
    for (int i = 0; i < LIMIT_DAY_INTERVALS && hours->intervals[i].until != 0; i++)
        if (at >= copenhagen_time(day, hours->intervals[i].from) &&
            at < copenhagen_time(day, hours->intervals[i].until))
            return true;
    return false;
}

bool hours_hold(const struct core *c, const struct day_hours *week, time_ms from, time_ms until) {
    for (time_ms at = from, end; at < until; at = end) {
        int32_t day = copenhagen_day(at);
        const struct day_hours *hours =
            &week[calendar_is_holiday(c, day) ? HOLIDAYS : weekday(day)];
        end = at;
        for (int i = 0; i < LIMIT_DAY_INTERVALS && hours->intervals[i].until != 0; i++) {
            time_ms closes = copenhagen_time(day, hours->intervals[i].until);
            if (copenhagen_time(day, hours->intervals[i].from) <= at && closes > at) end = closes;
        }
        if (end == at) return false;
    }
    return true;
}

/* When it opens or closes next after `at`; 0: never. */
static time_ms next_change(const struct core *c, const struct hours_record *r, time_ms at) {
    bool open = open_at(c, r, at);
    for (int32_t day = copenhagen_day(at), last = day + DAYS_AHEAD; day < last; day++) {
        const struct day_hours *hours = hours_on(c, r, day);
        for (int i = 0; i < LIMIT_DAY_INTERVALS && hours->intervals[i].until != 0; i++) {
            time_ms from = copenhagen_time(day, hours->intervals[i].from);
            time_ms until = copenhagen_time(day, hours->intervals[i].until);
            if (from > at && open_at(c, r, from) != open) return from;
            if (until > at && open_at(c, r, until) != open) return until;
        }
    }
    return 0;
}

bool hours_week_open(const struct core *c, const struct hours_record *week, time_ms at) {
    return open_at(c, week, at);
}

time_ms hours_week_changes(const struct core *c, const struct hours_record *week, time_ms at) {
    return next_change(c, week, at);
}

/* --- what is looked up ------------------------------------------------------------------------------------------------------ */

static bool keeps_open(const struct core *c, const struct activation_slot *slot,
                       organisation_no n) {
    const struct activation_record *a = &slot->record;
    return a->id != 0 && !slot->closed && a->keeps_open && core_activation_concerns_calls(c, a) &&
           (n == c->settings.cooperation || organisation_set_is_empty(&a->municipalities[0]) ||
            organisation_set_has(&a->municipalities[0], n));
}

/* The cooperation answers for the municipalities of every activation. */
static topic_set kept_open(const struct core *c, organisation_no n) {
    topic_set topics = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++)
        if (keeps_open(c, &c->activations[i], n)) topics |= c->activations[i].record.topics;
    return topics;
}

void hours_index(struct core *c) {
    c->hours_next = TIME_NEVER;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        struct organisation_slot *slot = &c->organisations[n];
        slot->closed = slot->has_hours && !slot->hours.open;
        slot->extended = kept_open(c, n);
        time_ms changes_at = slot->has_hours ? slot->hours.changes_at : 0;
        if (changes_at != 0 && changes_at < c->hours_next) c->hours_next = changes_at;
    }
}

/* --- a call while closed ------------------------------------------------------------------------------------------------------ */

/* An agent who knows the topic is signed in, be it on a break, or one whom a playbook qualifies is present. */
static bool is_staffed(const struct core *c, organisation_no n, topic_no topic, uint8_t channel) {
    struct organisation_lists *lists = c->organisations[n].lists;
    if (lists == NULL) return false;
    return lists_of(lists, channel)->signed_in[topic] > 0 ||
           (channel == CHANNEL_PHONE && lists->able[topic] > 0);
}

static bool is_there(const struct core *c, organisation_no n, const struct call_record *r) {
    return hours_open(c, n, r->topic) && is_staffed(c, n, r->topic, r->channel);
}

bool hours_turn_away(const struct core *c, const struct call_record *r) {
    if (!c->organisations[r->organisation].closed) return false;
    /* kept open for this municipality's callers, not for all whom the cooperation answers for */
    if ((c->organisations[r->municipality].extended >> r->topic) & 1) return false;
    if (r->municipality != r->organisation && is_there(c, r->municipality, r)) return false;
    for (organisation_no n = 0; c->sharing->any && n < c->organisations_ever; n++)
        if (((c->sharing->may_help[n][r->organisation] >> r->topic) & 1) != 0 && is_there(c, n, r))
            return false;
    return true;
}

/* --- opening and closing ------------------------------------------------------------------------------------------------------- */

/* Whether it opened. */
static bool follow(struct core *c, organisation_no n, enum event_type unless_it_turns) {
    struct hours_record *r = &c->organisations[n].hours;
    bool was_open = r->open;
    r->open = open_at(c, r, c->now);
    r->changes_at = next_change(c, r, c->now);
    struct event *event = emit(c, was_open == r->open ? unless_it_turns
                                  : r->open           ? EVENT_organisation_opened
                                                      : EVENT_organisation_closed);
    event_record(event, RECORD_hours, n);
    event->organisation = n;
    return r->open && !was_open;
}

/* Who opened may help from now on. */
static void opened(struct core *c, bool any) {
    hours_index(c);
    if (any) sharing_try_waiting(c);
}

void hours_due(struct core *c) {
    bool any = false;
    for (organisation_no n = 0; n < c->organisations_ever && room_for_events(c); n++) {
        const struct organisation_slot *slot = &c->organisations[n];
        if (slot->has_hours && slot->hours.changes_at != 0 && slot->hours.changes_at <= c->now)
            any |= follow(c, n, EVENT_organisation_hours_changed);
    }
    opened(c, any);
}

void hours_follow_calendar(struct core *c) {
    bool any = false;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        const struct organisation_slot *slot = &c->organisations[n];
        if (slot->has_hours && (open_at(c, &slot->hours, c->now) != slot->hours.open ||
                                next_change(c, &slot->hours, c->now) != slot->hours.changes_at))
            any |= follow(c, n, EVENT_organisation_hours_changed);
    }
    opened(c, any);
}

void hours_forget(struct core *c, organisation_no n, struct event *event) {
    if (!c->organisations[n].has_hours) return;
    event_removed(event, RECORD_hours, n);
    c->organisations[n].has_hours = false;
}

/* --- the command ------------------------------------------------------------------------------------------------------------------ */

static void always_open(struct core *c, organisation_no n, struct core_result *result) {
    result->subject = ref_of(RECORD_organisation, n);
    if (!c->organisations[n].has_hours) {
        result->repeated = true;
        return;
    }
    struct event *event = emit(c, EVENT_organisation_hours_changed);
    hours_forget(c, n, event);
    event->organisation = n;
    opened(c, true);
}

HANDLER(hours_put) {
    const struct hours_put_command *p = &command->as.hours_put;
    organisation_no n;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    struct organisation_slot *slot = &c->organisations[n];
    struct hours_record r = {.organisation = n,
                             .monday = p->monday,
                             .tuesday = p->tuesday,
                             .wednesday = p->wednesday,
                             .thursday = p->thursday,
                             .friday = p->friday,
                             .saturday = p->saturday,
                             .sunday = p->sunday,
                             .holidays = p->holidays};
    bool any_day = false, any_hours = false;
    for (int place = 0; place <= HOLIDAYS; place++)
        any_hours |= place != HOLIDAYS && hours_of(&r, place)->intervals[0].until != 0;
    for (int member = hours_put_HAS_monday; member <= hours_put_HAS_holidays; member++)
        any_day |= (command->given >> member) & 1;
    if (!any_day) {
        always_open(c, n, result);
        return ERR_OK;
    }
    if (!any_hours)
        return problem_set(problem, ERR_OUT_OF_RANGE, "monday",
                           "no day of the week has opening hours; without any day it is always "
                           "open");
    r.open = slot->has_hours ? slot->hours.open : 1;
    slot->hours = r;
    slot->has_hours = true;
    opened(c, follow(c, n, EVENT_organisation_hours_changed));
    result->subject = ref_of(RECORD_hours, n);
    return ERR_OK;
}

/* --- views ------------------------------------------------------------------------------------------------------------------------ */

void core_view_hours(const struct core *c, organisation_no n, struct hours_view *out) {
    const struct organisation_slot *slot = &c->organisations[n];
    *out = (struct hours_view){.hours = slot->has_hours ? &slot->hours : NULL,
                               .open = !slot->closed,
                               .changes_at = slot->has_hours ? slot->hours.changes_at : 0,
                               .extended = slot->extended};
    for (uint32_t i = 0; slot->extended != 0 && i < c->activations_ever; i++)
        if (keeps_open(c, &c->activations[i], n) &&
            c->activations[i].record.open_until > out->extended_until)
            out->extended_until = c->activations[i].record.open_until;
}

time_ms core_opens_at(const struct core *c, organisation_no n, time_ms at) {
    const struct organisation_slot *slot = &c->organisations[n];
    if (!slot->has_hours) return 0;
    return open_at(c, &slot->hours, at) ? at : next_change(c, &slot->hours, at);
}

static bool is_about(const struct core *c, const struct activation_record *a, organisation_no n) {
    if (!c->organisations[n].live) return false;
    if (!organisation_set_is_empty(&a->municipalities[0]))
        return organisation_set_has(&a->municipalities[0], n);
    return c->organisations[n].record.kind == ORGANISATION_KIND_MUNICIPALITY;
}

void core_view_phones(const struct core *c, const struct activation_record *a,
                      struct phones_view *out) {
    *out = (struct phones_view){.opens_at = 0};
    if (a->state != ACTIVATION_STATE_ACTIVE) return;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (!is_about(c, a, n)) continue;
        for (topic_set left = a->topics & ~c->organisations[n].extended; left != 0;
             left &= left - 1) {
            organisation_no queue = routing_queue(c, n, (topic_no)__builtin_ctzll(left));
            const struct organisation_slot *slot = &c->organisations[queue];
            if (!slot->closed && slot->has_hours && slot->hours.changes_at > out->closes_at)
                out->closes_at = slot->hours.changes_at;
            if (!slot->closed || organisation_set_has(&out->closed, queue)) continue;
            organisation_set_add(&out->closed, queue);
            out->any_closed = true;
            time_ms opens_at = c->organisations[queue].hours.changes_at;
            if (opens_at != 0 && (out->opens_at == 0 || opens_at < out->opens_at))
                out->opens_at = opens_at;
        }
    }
    for (agent_no n = 0; out->any_closed && n < c->agents_ever; n++)
        if (c->agents[n].live && c->agents[n].availability.state == AGENT_STATE_SIGNED_OUT &&
            (c->agents[n].topics & a->topics) != 0 &&
            organisation_set_has(&out->closed, c->agents[n].record.organisation))
            out->agents_off_duty++;
}
