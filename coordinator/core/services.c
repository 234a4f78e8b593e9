/* How an organisation's service stands: by its own word, by the reports of its queue, by what became of calls at its seats. The
 * worse counts. Reports are held against our own count: what they call free is less by what we have sent since. */
#include "base/assert.h"
#include "core/state.h"

#define REJECTED_MAX 3 /* calls rejected in a row: whatever it reports, it has no room */
#define HOLD_DWELLS \
    10 /* what our own count says stands for so many dwells before a report may take it back */

/* --- what counts ------------------------------------------------------------------------------------------------------------- */

enum service_state service_of(const struct core *c, organisation_no n) {
    const struct organisation_slot *slot = &c->organisations[n];
    enum service_state state =
        slot->in_incident ? SERVICE_STATE_MAJOR_INCIDENT : SERVICE_STATE_NORMAL;
    if (slot->has_service && slot->service_record.set > state)
        state = (enum service_state)slot->service_record.set;
    if (slot->has_service && slot->service_record.inferred > state)
        state = (enum service_state)slot->service_record.inferred;
    return state;
}

bool service_helps(const struct core *c, organisation_no n) {
    const struct organisation_slot *slot = &c->organisations[n];
    return !slot->record.declines && slot->service <= SERVICE_STATE_MAJOR_INCIDENT;
}

uint32_t service_room(const struct core *c, organisation_no n) {
    const struct organisation_slot *slot = &c->organisations[n];
    const struct service_record *r = &slot->service_record;
    if (!slot->has_service || r->reported_at == 0) return UINT32_MAX;
    uint32_t room = r->knows_seats ? r->seats_free : UINT32_MAX;
    if (r->knows_available && r->agents_available < room) room = r->agents_available;
    if (room == UINT32_MAX || slot->seats_in_use <= r->in_use_then) return room;
    uint32_t since = slot->seats_in_use - r->in_use_then;
    return since < room ? room - since : 0;
}

void service_follow(struct core *c, organisation_no n) {
    struct organisation_slot *slot = &c->organisations[n];
    bool helped = service_helps(c, n);
    if (slot->service == service_of(c, n)) {
        offers_refresh_of(c, n);
        return;
    }
    sharing_rebuild(c);
    if (helped && !service_helps(c, n) && slot->taken_over == 0) help_drained(c, n);
    sharing_try_waiting(c);
}

/* --- what became of calls at its seats ----------------------------------------------------------------------------------------- */

static struct service_record *record_of(struct core *c, organisation_no n) {
    struct organisation_slot *slot = &c->organisations[n];
    if (!slot->has_service) slot->service_record = (struct service_record){.organisation = n};
    slot->has_service = true;
    return &slot->service_record;
}

void service_answered(struct core *c, organisation_no n, struct event *event) {
    struct organisation_slot *slot = &c->organisations[n];
    if (!slot->has_service || (slot->service_record.missed | slot->service_record.rejected) == 0)
        return;
    slot->service_record.missed = slot->service_record.rejected = 0;
    event_record(event, RECORD_service, n);
}

static struct event *tell(struct core *c, organisation_no n, enum event_type type) {
    struct event *event = emit(c, type);
    event_record(event, RECORD_service, n);
    event->organisation = n;
    return event;
}

void service_refused(struct core *c, organisation_no n, bool missed, struct event *event) {
    struct service_record *r = record_of(c, n);
    uint8_t *count = missed ? &r->missed : &r->rejected;
    uint8_t most = missed ? c->settings.missed_offers_max : REJECTED_MAX;
    if (*count < UINT8_MAX) ++*count;
    event_record(event, RECORD_service, n);
    uint8_t state = missed ? SERVICE_STATE_UNSTAFFED : SERVICE_STATE_OVERLOADED;
    if (*count < most || r->inferred >= state) return;
    r->inferred = state;
    r->inferred_at = c->now;
    r->crossing_since = 0;
    r->by_counters = 1;
    (void)tell(c, n, EVENT_service_changed);
    service_follow(c, n);
}

/* --- commands ---------------------------------------------------------------------------------------------------------------- */

static enum err find(const struct core *c, const char *id, organisation_no *out,
                     struct problem *problem) {
    if (!core_find_organisation(c, id, out))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", id);
    if (c->organisations[*out].record.standing == STANDING_REFERRAL)
        return problem_set(problem, ERR_NOT_A_PARTNER, "organisation",
                           "%s is only referred to: it has no queue here", id);
    return ERR_OK;
}

static void forget_inferred(struct service_record *r) {
    r->inferred = r->crossing = SERVICE_STATE_NORMAL;
    r->inferred_at = r->crossing_since = 0;
    r->by_counters = r->missed = r->rejected = 0;
}

HANDLER(service_set) {
    const struct service_set_command *p = &command->as.service_set;
    organisation_no n;
    enum err err = find(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    if (p->state == SERVICE_STATE_UNREACHABLE)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "state",
                           "unreachable is seen, and not said; say down");
    struct service_record *r = record_of(c, n);
    result->subject = ref_of(RECORD_service, n);
    r->set = p->state;
    r->set_at = c->now;
    if (p->state == SERVICE_STATE_NORMAL) forget_inferred(r);
    (void)tell(c, n, EVENT_service_changed);
    service_follow(c, n);
    return ERR_OK;
}

static enum service_state reported_state(const struct core *c, const struct service_record *r) {
    if (r->knows_available && r->knows_busy && r->agents_available + r->agents_busy == 0)
        return SERVICE_STATE_UNSTAFFED;
    if (r->knows_waiting && r->waiting > 0 && r->knows_longest_wait &&
        r->longest_wait_ms >= c->settings.overloaded_wait_ms)
        return SERVICE_STATE_OVERLOADED;
    return SERVICE_STATE_NORMAL;
}

/* What its reports said of all its queues together is too old to keep its agents from helping. Its seats stay full until it
 * reports, and what became of our own calls stands. */
void service_silent(struct core *c, organisation_no n) {
    struct organisation_slot *slot = &c->organisations[n];
    struct service_record *r = &slot->service_record;
    if (!slot->has_service || r->by_counters || r->inferred == SERVICE_STATE_NORMAL) return;
    forget_inferred(r);
    (void)tell(c, n, EVENT_service_changed);
    service_follow(c, n);
}

static bool is_held(const struct core *c, const struct service_record *r) {
    return r->by_counters && c->now < r->inferred_at + HOLD_DWELLS * c->settings.service_dwell_ms;
}

/* Whether what the reports say has been so for long enough, and is another state than before. */
static bool infer(const struct core *c, struct service_record *r) {
    uint8_t state = reported_state(c, r);
    if (is_held(c, r) || state == r->inferred) {
        r->crossing = r->inferred;
        r->crossing_since = 0;
        return false;
    }
    if (r->crossing_since == 0 || r->crossing != state) {
        r->crossing = state;
        r->crossing_since = c->now;
    }
    if (c->now < r->crossing_since + c->settings.service_dwell_ms) return false;
    forget_inferred(r);
    r->inferred = r->crossing = state;
    r->inferred_at = state == SERVICE_STATE_NORMAL ? 0 : c->now;
    return true;
}

static enum err report_topic(const struct core *c, const struct command *command, topic_no *topic,
                             struct problem *problem) {
    const struct queue_report_command *p = &command->as.queue_report;
    *topic = TOPIC_NONE;
    if (p->topic[0] == '\0') return ERR_OK;
    if (!core_find_topic(c, p->topic, topic))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", p->topic);
    if (COMMAND_HAS(command, queue_report, seats_free))
        return problem_set(problem, ERR_OUT_OF_RANGE, "seats_free",
                           "seats are the organisation's, and no topic's");
    return ERR_OK;
}

static bool read_report(const struct core *c, const struct command *command,
                        struct service_record *r) {
    const struct queue_report_command *p = &command->as.queue_report;
    r->reported_at = c->now;
    r->waiting = p->waiting; /* what is not given is zero */
    r->longest_wait_ms = p->longest_wait_ms;
    r->agents_available = p->agents_available;
    r->agents_busy = p->agents_busy;
    r->seats_free = p->seats_free;
    r->knows_waiting = COMMAND_HAS(command, queue_report, waiting);
    r->knows_longest_wait = COMMAND_HAS(command, queue_report, longest_wait_ms);
    r->knows_available = COMMAND_HAS(command, queue_report, agents_available);
    r->knows_busy = COMMAND_HAS(command, queue_report, agents_busy);
    r->knows_seats = COMMAND_HAS(command, queue_report, seats_free);
    return r->knows_waiting || r->knows_longest_wait || r->knows_available || r->knows_busy ||
           r->knows_seats;
}

HANDLER(queue_report) {
    const struct queue_report_command *p = &command->as.queue_report;
    organisation_no n;
    enum err err = find(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    topic_no topic;
    if ((err = report_topic(c, command, &topic, problem)) != ERR_OK) return err;
    struct organisation_slot *slot = &c->organisations[n];
    struct service_record read = {.organisation = n};
    if (slot->has_service) read = slot->service_record;
    if (!read_report(c, command, &read) && !COMMAND_HAS(command, queue_report, agents_paused))
        return problem_set(problem, ERR_MISSING_FIELD, "waiting",
                           "a report says at least one of waiting, longest_wait_ms, "
                           "agents_available, agents_busy, agents_paused and seats_free");
    if ((err = foreign_queue_fits(c, n, topic, problem)) != ERR_OK) return err;
    if (topic != TOPIC_NONE) {
        foreign_queue_report(c, n, topic, command, emit(c, EVENT_queue_reported), result);
        return ERR_OK;
    }
    read.in_use_then = slot->seats_in_use;
    *record_of(c, n) = read;
    bool changed = infer(c, &slot->service_record);
    struct event *event = tell(c, n, changed ? EVENT_service_changed : EVENT_queue_reported);
    foreign_queue_report(c, n, TOPIC_NONE, command, event, result);
    c->offers->changed = true;
    service_follow(c, n);
    result->subject = ref_of(RECORD_service, n);
    return ERR_OK;
}

void service_forget(struct core *c, organisation_no n, struct event *event) {
    if (!c->organisations[n].has_service) return;
    event_removed(event, RECORD_service, n);
    c->organisations[n].has_service = false;
}

/* Its offers have all lapsed, and none of its agents is there: nothing is heard of it. Offers that lapse take no calls as it is. */
static bool is_silent(const struct core *c, organisation_no n) {
    bool lapsed = false;
    if (c->organisations[n].present > 0) return false;
    for (uint32_t o = 0; o < c->offers->ever; o++) {
        const struct offer_record *r = &c->offers->slots[o].record;
        if (r->id[0] == '\0' || r->organisation != n) continue;
        if (r->state == OFFER_STATE_OPEN || r->state == OFFER_STATE_PAUSED) return false;
        lapsed = lapsed || r->state == OFFER_STATE_LAPSED;
    }
    return lapsed;
}

bool core_view_service(const struct core *c, organisation_no n, struct service_view *out) {
    const struct organisation_slot *slot = &c->organisations[n];
    *out = (struct service_view){.state = (enum service_state)slot->service,
                                 .record = slot->has_service ? &slot->service_record : NULL,
                                 .seats_free = slot->seats_free,
                                 .seats_in_use = slot->seats_in_use};
    for (uint32_t o = 0; o < c->offers->ever; o++) {
        const struct offer_slot *offer = &c->offers->slots[o];
        if (offer->record.id[0] == '\0' || offer->record.organisation != n) continue;
        if (offer->record.state == OFFER_STATE_OPEN) out->seats += offer->record.seats;
    }
    out->known = slot->has_service && slot->service_record.reported_at != 0 &&
                 c->now < slot->service_record.reported_at + c->settings.queue_stale_ms;
    if (out->state < SERVICE_STATE_UNREACHABLE && is_silent(c, n))
        out->state = SERVICE_STATE_UNREACHABLE;
    return slot->has_service || out->seats > 0 || out->state != SERVICE_STATE_NORMAL;
}
