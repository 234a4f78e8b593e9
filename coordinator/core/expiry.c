/* The deadlines of an activation: it begins, keeps phones open no longer, is to be looked at anew, warns, expires, raises the
 * alarm, and, lifted, is closed in the end. It never lifts itself: that takes a person. */
#include "base/assert.h"
#include "core/places.h"

/* In the order in which those of one time happen. */
enum step {
    STEP_BEGIN,
    STEP_CLOSE_PHONES,
    STEP_WARN,
    STEP_REVIEW,
    STEP_EXPIRE,
    STEP_ALARM,
    STEP_REVIEW_ALARM,
    STEP_SETTLE_AREA,
    STEP_CLOSE,
    STEP_COUNT
};

static time_ms or_never(bool due, time_ms at) { return due ? at : TIME_NEVER; }

static time_ms step_at(const struct activation_record *a, enum step step) {
    bool active = a->state == ACTIVATION_STATE_ACTIVE;
    switch (step) {
    case STEP_BEGIN: return or_never(a->state == ACTIVATION_STATE_PLANNED, a->starts_at);
    case STEP_CLOSE_PHONES: return or_never(active && a->keeps_open, a->open_until);
    case STEP_WARN: return or_never(active && a->warn_at != 0, a->warn_at);
    case STEP_REVIEW:
        return or_never(active && a->review_by != 0 && !a->review_overdue, a->review_by);
    case STEP_EXPIRE: return or_never(active && !a->expired, a->expires_at);
    case STEP_ALARM: return or_never(active && a->alarm_at != 0, a->alarm_at);
    case STEP_REVIEW_ALARM: return or_never(active && a->review_alarm_at != 0, a->review_alarm_at);
    case STEP_SETTLE_AREA: return or_never(active && a->left_until != 0, a->left_until);
    case STEP_CLOSE: return or_never(a->state == ACTIVATION_STATE_LIFTED, a->lifted_until);
    case STEP_COUNT: break;
    }
    UNREACHABLE("no such step");
}

static time_ms first_step(const struct activation_record *a, enum step *first) {
    time_ms earliest = TIME_NEVER;
    for (int step = 0; step < STEP_COUNT; step++) {
        time_ms at = step_at(a, (enum step)step);
        if (at >= earliest) continue;
        earliest = at;
        *first = (enum step)step;
    }
    return earliest;
}

time_ms activation_first(const struct core *c, uint32_t *slot) {
    time_ms first = TIME_NEVER;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        enum step step;
        if (c->activations[i].record.id == 0 || c->activations[i].closed) continue;
        time_ms due = first_step(&c->activations[i].record, &step);
        if (due > first || due == TIME_NEVER) continue;
        if (due == first && c->activations[i].record.id > c->activations[*slot].record.id) continue;
        first = due;
        *slot = i;
    }
    return first;
}

/* First the duty leaders, and after so many times everybody: until a person renews or lifts. */
static void raise_alarm(struct core *c, struct activation_record *a) {
    a->alarms++;
    a->alarm_at = c->now + c->settings.expiry_alarm_ms;
    bool escalated = a->alarms > c->settings.alarms_max;
    event_record(emit(c, escalated ? EVENT_activation_alarm_escalated : EVENT_activation_alarm),
                 RECORD_activation, a->id);
}

/* The same for a review that nobody makes. */
static void raise_review_alarm(struct core *c, struct activation_record *a) {
    a->review_alarms++;
    a->review_alarm_at = c->now + c->settings.expiry_alarm_ms;
    bool escalated = a->review_alarms > c->settings.alarms_max;
    event_record(emit(c, escalated ? EVENT_activation_review_alarm_escalated
                                   : EVENT_activation_review_alarm),
                 RECORD_activation, a->id);
}

static void close_activation(struct core *c, uint32_t at) {
    struct activation_slot *slot = &c->activations[at];
    while (slot->acknowledgements.count > 0 && room_for_events(c)) {
        struct event *event = emit(c, EVENT_acknowledgements_forgotten);
        for (int i = 0; i < LIMIT_RECORDS_PER_EVENT && slot->acknowledgements.count > 0; i++)
            forget_acknowledgement(c, slot->acknowledgements.first, event);
    }
    if (slot->acknowledgements.count > 0) return; /* the next tick goes on */
    if (!forget_history(c, at)) return;
    event_removed(emit(c, EVENT_activation_closed), RECORD_activation, at);
    slot->closed = true;
    sharing_rebuild(c);
}

static void take_step(struct core *c, struct activation_record *a, enum step step,
                      struct event *event) {
    event_record(event, RECORD_activation, a->id);
    switch ((int)step) {
    case STEP_CLOSE_PHONES:
        a->keeps_open = 0;
        hours_index(c);
        return;
    case STEP_WARN: a->warn_at = 0; return;
    case STEP_REVIEW:
        a->review_overdue = 1;
        a->review_alarm_at = c->now + c->settings.expiry_alarm_ms;
        return;
    case STEP_EXPIRE:
        a->expired = 1;
        a->warn_at = 0;
        a->alarm_at = c->now + c->settings.expiry_alarm_ms;
        a->review_alarm_at = 0; /* one alarm is enough: it takes a renewal or a lift now */
        return;
    case STEP_SETTLE_AREA: narrowing_settle(a); return;
    default: UNREACHABLE("no step of one event");
    }
}

void activation_due(struct core *c, uint32_t at) {
    static const enum event_type events[STEP_COUNT] = {
        [STEP_CLOSE_PHONES] = EVENT_activation_hours_over,
        [STEP_WARN] = EVENT_activation_expiring,
        [STEP_REVIEW] = EVENT_activation_review_overdue,
        [STEP_EXPIRE] = EVENT_activation_expired,
        [STEP_SETTLE_AREA] = EVENT_activation_area_settled,
    };
    struct activation_record *a = &c->activations[at].record;
    enum step step = STEP_COUNT;
    time_ms due = first_step(a, &step);
    ASSERT(due <= c->now);
    if (step == STEP_BEGIN)
        activation_begin_planned(c, at);
    else if (step == STEP_ALARM)
        raise_alarm(c, a);
    else if (step == STEP_REVIEW_ALARM)
        raise_review_alarm(c, a);
    else if (step == STEP_CLOSE)
        close_activation(c, at);
    else
        take_step(c, a, step, emit(c, events[step]));
}
