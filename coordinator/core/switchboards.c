/* Queues of foreign switchboards: an organisation's own, where its callers wait and its agents answer without us. What is known
 * of them is what was reported, posted or fetched; both come as `queue_report`.
 *
 *  - A report is believed for queue_stale_ms. After that the queue is unknown, and never empty; after LIMIT_QUEUE_SILENT_MS more it
 *    is silent: as unknown as before, and no reason any more to keep its organisation's free agents from others' citizens.
 *  - A topic's queue that is unknown, overloaded or unstaffed is sent no calls of others about the topic (sharing.c). What is said
 *    of all queues together counts by the service's state (services.c).
 *  - Who waits there counts to whether help is asked for (overflow.c), and to whether the reserve is kept (sharing.c).
 *  - A surge: more wait than is usual in that hour of the week, for long enough. Arrivals there are not known, and are not
 *    guessed at: this is a suggestion of its own, beside those of demand.c. It is over when calm has lasted or a playbook about
 *    the topic is activated. While nothing is reported it stands as it stood. */
#include <string.h>

#include "base/assert.h"
#include "core/switchboards.h"

#define BASELINE_WEEKS 8 /* a mean of at most so many, as for arrivals */
#define HOUR_REPORTS 4   /* of fewer an hour teaches nothing */
#define SURGE_WAITING 5  /* fewer who wait are no surge anywhere */

/* --- finding ------------------------------------------------------------------------------------------------------------ */

uint32_t find_queue_adapter(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < LIMIT_QUEUE_ADAPTERS; i++)
        if (c->switchboards->adapters[i].record.id[0] != '\0' &&
            !c->switchboards->adapters[i].going &&
            same_id(c->switchboards->adapters[i].record.id, id))
            return i;
    return LIST_NONE;
}

uint32_t find_queue_source(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++)
        if (c->switchboards->sources[i].record.id[0] != '\0' &&
            !c->switchboards->sources[i].going &&
            same_id(c->switchboards->sources[i].record.id, id))
            return i;
    return LIST_NONE;
}

const struct queue_adapter_record *core_find_queue_adapter(const struct core *c, const char *id) {
    uint32_t slot = find_queue_adapter(c, id);
    return slot == LIST_NONE ? NULL : &c->switchboards->adapters[slot].record;
}

const struct queue_source_record *core_find_queue_source(const struct core *c, const char *id) {
    uint32_t slot = find_queue_source(c, id);
    return slot == LIST_NONE ? NULL : &c->switchboards->sources[slot].record;
}

const struct queue_source_record *queue_source_of(const struct core *c, organisation_no n) {
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        const struct queue_source_slot *slot = &c->switchboards->sources[i];
        if (slot->record.id[0] != '\0' && !slot->going && slot->record.organisation == n)
            return &slot->record;
    }
    return NULL;
}

static uint16_t *place_of(const struct core *c, organisation_no n, topic_no topic) {
    return &c->switchboards->places[n][topic == TOPIC_NONE ? LIMIT_TOPICS : topic];
}

uint32_t find_foreign_queue(const struct core *c, organisation_no n, topic_no topic) {
    uint16_t place = *place_of(c, n, topic);
    return place == 0 ? LIST_NONE : place - 1u;
}

/* --- what counts -------------------------------------------------------------------------------------------------------- */

bool foreign_queue_takes(const struct core *c, organisation_no n, topic_no topic) {
    if (((c->switchboards->reported[n] >> topic) & 1) == 0) return true;
    const struct foreign_queue_record *r =
        &c->switchboards->queues[find_foreign_queue(c, n, topic)].record;
    return r->silent || (r->known && r->state == SERVICE_STATE_NORMAL);
}

static void look_at_wait(const struct core *c, uint32_t slot, time_ms *since) {
    const struct foreign_queue_record *r = &c->switchboards->queues[slot].record;
    bool waits = r->knows_waiting && r->waiting > 0 && r->knows_longest_wait;
    if (!waits || !r->known) return;
    time_ms from = r->reported_at - r->longest_wait_ms;
    if (from < *since) *since = from;
}

/* What waits about anything says nothing of some topics only. */
time_ms foreign_queue_waits_since(const struct core *c, organisation_no n, topic_set topics) {
    time_ms since = TIME_NEVER;
    for (topic_set left = c->switchboards->reported[n] & topics; left != 0; left &= left - 1)
        look_at_wait(c, find_foreign_queue(c, n, (topic_no)__builtin_ctzll(left)), &since);
    uint32_t all = find_foreign_queue(c, n, TOPIC_NONE);
    if (all != LIST_NONE && topics == ~UINT64_C(0)) look_at_wait(c, all, &since);
    return since;
}

static bool somebody_waits(const struct core *c, uint32_t slot) {
    const struct foreign_queue_record *r = &c->switchboards->queues[slot].record;
    return r->known && r->knows_waiting && r->waiting > 0;
}

bool foreign_queue_waits(const struct core *c, organisation_no n) {
    for (topic_set left = c->switchboards->reported[n]; left != 0; left &= left - 1)
        if (somebody_waits(c, find_foreign_queue(c, n, (topic_no)__builtin_ctzll(left))))
            return true;
    uint32_t all = find_foreign_queue(c, n, TOPIC_NONE);
    return all != LIST_NONE && somebody_waits(c, all);
}

bool core_view_foreign_queue(const struct core *c, organisation_no n, topic_no topic,
                             struct foreign_queue_view *out) {
    uint32_t slot = find_foreign_queue(c, n, topic);
    if (slot == LIST_NONE) return false;
    const struct foreign_queue_slot *queue = &c->switchboards->queues[slot];
    bool holiday;
    unsigned hour = demand_hour_of_week(c, c->now, &holiday);
    *out = (struct foreign_queue_view){
        .record = &queue->record,
        .known = queue->record.known,
        .usual_known = queue->known_usual && queue->usual.weeks[hour] >= c->settings.baseline_weeks,
        .usual = queue->usual.waiting[hour],
    };
    return true;
}

bool core_has_foreign_queue(const struct core *c, organisation_no n) {
    return c->switchboards->reported[n] != 0 || find_foreign_queue(c, n, TOPIC_NONE) != LIST_NONE;
}

/* --- what is usual, and surges ---------------------------------------------------------------------------------------------- */

static bool is_answered(const struct core *c, const struct foreign_queue_record *r) {
    topic_set topics = c->sharing->incident_topics[r->organisation];
    return r->topic == TOPIC_NONE ? topics != 0 : ((topics >> r->topic) & 1) != 0;
}

static void learn(struct core *c, struct foreign_queue_slot *slot, uint32_t number,
                  struct event *event) {
    struct foreign_queue_record *r = &slot->record;
    bool holiday;
    unsigned hour = demand_hour_of_week(c, r->hour_at, &holiday);
    if (holiday || r->unusual || r->hour_reports < HOUR_REPORTS) return;
    if (!slot->known_usual)
        slot->usual =
            (struct queue_usual_record){.organisation = r->organisation, .topic = r->topic};
    slot->known_usual = true;
    struct queue_usual_record *usual = &slot->usual;
    if (usual->weeks[hour] < BASELINE_WEEKS) usual->weeks[hour]++;
    uint64_t weeks = usual->weeks[hour], mean = r->hour_waiting * 1000 / r->hour_reports;
    uint64_t sum = usual->waiting[hour] * (weeks - 1) + mean;
    usual->waiting[hour] = (uint32_t)((sum + weeks / 2) / weeks);
    event_record(event, RECORD_queue_usual, number);
}

/* The hour of the report before is over; this one begins another. */
static void count(struct core *c, struct foreign_queue_slot *slot, uint32_t number,
                  struct event *event) {
    struct foreign_queue_record *r = &slot->record;
    time_ms hour = c->now - c->now % HOUR_MS;
    if (r->hour_at != hour) {
        if (r->hour_at != 0) learn(c, slot, number, event);
        r->hour_at = hour;
        r->hour_waiting = r->hour_reports = 0;
        r->unusual = 0;
    }
    if (r->surge_since != 0 || is_answered(c, r)) r->unusual = 1;
    if (!r->knows_waiting) return;
    r->hour_waiting += r->waiting;
    r->hour_reports++;
}

/* Waiting at which a surge begins (or is calm), in thousandths; false: what is usual is not known. */
static bool threshold(const struct core *c, const struct foreign_queue_slot *slot,
                      uint16_t permille, uint64_t *out) {
    bool holiday;
    unsigned hour = demand_hour_of_week(c, c->now, &holiday);
    if (!slot->known_usual || slot->usual.weeks[hour] < c->settings.baseline_weeks) return false;
    uint64_t usual = slot->usual.waiting[hour];
    *out = usual * permille / 1000;
    return true;
}

static void tell(struct core *c, uint32_t slot, enum event_type type) {
    struct event *event = emit(c, type);
    event_record(event, RECORD_foreign_queue, slot);
    event->organisation = c->switchboards->queues[slot].record.organisation;
}

static void end_surge(struct core *c, uint32_t number) {
    struct foreign_queue_record *r = &c->switchboards->queues[number].record;
    r->surge_since = r->calm_since = r->above_since = r->dismissed_at = 0;
    memset(r->dismissed_by, 0, sizeof r->dismissed_by);
    memset(r->reason, 0, sizeof r->reason);
    tell(c, number, EVENT_queue_surge_over);
}

static void look_at_surge(struct core *c, uint32_t number) {
    struct foreign_queue_slot *slot = &c->switchboards->queues[number];
    struct foreign_queue_record *r = &slot->record;
    uint64_t calm_at = 0, waiting = r->waiting * UINT64_C(1000);
    if (is_answered(c, r)) {
        end_surge(c, number);
        return;
    }
    bool calm = r->knows_waiting && threshold(c, slot, c->settings.surge_calm_permille, &calm_at) &&
                (waiting < SURGE_WAITING * 1000 || waiting < calm_at);
    if (!calm) r->calm_since = 0;
    if (calm && r->calm_since == 0) r->calm_since = c->now;
    if (calm && c->now - r->calm_since >= c->settings.surge_calm_ms) end_surge(c, number);
}

static void look_for_surge(struct core *c, uint32_t number) {
    struct foreign_queue_slot *slot = &c->switchboards->queues[number];
    struct foreign_queue_record *r = &slot->record;
    uint64_t many = 0, waiting = r->waiting * UINT64_C(1000);
    bool above = r->knows_waiting && waiting >= SURGE_WAITING * 1000 && !is_answered(c, r) &&
                 threshold(c, slot, c->settings.surge_ratio_permille, &many) && waiting >= many;
    if (!above) r->above_since = 0;
    if (above && r->above_since == 0) r->above_since = c->now;
    if (!above || c->now - r->above_since < c->settings.service_dwell_ms) return;
    r->surge_since = c->now;
    tell(c, number, EVENT_queue_surge_suggested);
}

uint32_t foreign_queue_with_surge(const struct core *c, organisation_no n, topic_no topic) {
    uint32_t slot = find_foreign_queue(c, n, topic);
    bool surges = slot != LIST_NONE && c->switchboards->queues[slot].record.surge_since != 0;
    return surges ? slot : LIST_NONE;
}

bool foreign_queue_dismiss(struct core *c, uint32_t slot, const struct command *command) {
    struct foreign_queue_record *r = &c->switchboards->queues[slot].record;
    ASSERT(r->surge_since != 0);
    if (r->dismissed_at != 0) return false;
    r->dismissed_at = c->now;
    memcpy(r->dismissed_by, command->actor.token, sizeof r->dismissed_by);
    memcpy(r->reason, command->as.surge_dismiss.reason, sizeof r->reason);
    tell(c, slot, EVENT_queue_surge_dismissed);
    return true;
}

/* --- not reported any more ------------------------------------------------------------------------------------------------ */

static time_ms deadline_of(const struct core *c, const struct foreign_queue_record *r) {
    time_ms unknown_at = r->reported_at + c->settings.queue_stale_ms;
    if (r->silent) return TIME_NEVER;
    return r->known ? unknown_at : unknown_at + LIMIT_QUEUE_SILENT_MS;
}

void foreign_queues_find_due(struct core *c) {
    struct switchboards *s = c->switchboards;
    s->due = TIME_NEVER;
    for (uint32_t i = 0; i < s->queues_ever; i++) {
        const struct foreign_queue_slot *slot = &s->queues[i];
        if (!slot->taken || slot->going) continue;
        time_ms due = deadline_of(c, &slot->record);
        if (due >= s->due) continue;
        s->due = due;
        s->due_slot = i;
    }
}

time_ms foreign_queue_first(const struct core *c, uint32_t *slot) {
    *slot = c->switchboards->due_slot;
    return c->switchboards->due;
}

/* What it said last counts no more: when it reports again it begins anew. */
static void fall_silent(struct core *c, uint32_t slot) {
    struct foreign_queue_record *r = &c->switchboards->queues[slot].record;
    r->silent = 1;
    r->state = r->crossing = SERVICE_STATE_NORMAL;
    r->crossing_since = 0;
    tell(c, slot, EVENT_queue_silent);
    foreign_queues_find_due(c);
    if (r->topic == TOPIC_NONE) service_silent(c, r->organisation);
    sharing_try_waiting(c);
}

void foreign_queue_due(struct core *c, uint32_t slot) {
    struct foreign_queue_record *r = &c->switchboards->queues[slot].record;
    organisation_no n = r->organisation;
    if (!r->known) {
        fall_silent(c, slot);
        return;
    }
    bool waited = foreign_queue_waits(c, n);
    r->known = 0;
    tell(c, slot, EVENT_queue_unknown);
    foreign_queues_find_due(c);
    if (organisation_set_has(&c->overflow->watched, n))
        organisation_set_add(&c->overflow->changed, n);
    if (waited && !foreign_queue_waits(c, n)) sharing_try_waiting(c); /* the reserve is not kept */
}

/* --- reports ---------------------------------------------------------------------------------------------------------------- */

enum err foreign_queue_fits(const struct core *c, organisation_no n, topic_no topic,
                            struct problem *problem) {
    const struct switchboards *s = c->switchboards;
    if (find_foreign_queue(c, n, topic) != LIST_NONE || s->queues_ever < LIMIT_FOREIGN_QUEUES)
        return ERR_OK;
    for (uint32_t i = 0; i < s->queues_ever; i++)
        if (!s->queues[i].taken) return ERR_OK;
    return problem_set(problem, ERR_LIMIT_REACHED, "topic", "%d queues are reported already",
                       LIMIT_FOREIGN_QUEUES);
}

static uint32_t take_queue(struct core *c, organisation_no n, topic_no topic) {
    struct switchboards *s = c->switchboards;
    uint32_t slot = find_foreign_queue(c, n, topic);
    if (slot != LIST_NONE) return slot;
    for (slot = 0; slot < s->queues_ever && s->queues[slot].taken; slot++)
        continue;
    ASSERT(slot < LIMIT_FOREIGN_QUEUES); /* foreign_queue_fits() was asked */
    if (slot == s->queues_ever) s->queues_ever++;
    s->queues[slot] =
        (struct foreign_queue_slot){.taken = true, .record = {.organisation = n, .topic = topic}};
    *place_of(c, n, topic) = (uint16_t)(slot + 1);
    if (topic != TOPIC_NONE) s->reported[n] |= UINT64_C(1) << topic;
    return slot;
}

static void read_report(const struct core *c, const struct command *command,
                        struct foreign_queue_record *r) {
    const struct queue_report_command *p = &command->as.queue_report;
    r->reported_at = c->now;
    r->known = 1;
    r->silent = 0;
    r->waiting = p->waiting;
    r->longest_wait_ms = p->longest_wait_ms;
    r->agents_available = p->agents_available;
    r->agents_busy = p->agents_busy;
    r->agents_paused = p->agents_paused;
    r->knows_waiting = COMMAND_HAS(command, queue_report, waiting);
    r->knows_longest_wait = COMMAND_HAS(command, queue_report, longest_wait_ms);
    r->knows_available = COMMAND_HAS(command, queue_report, agents_available);
    r->knows_busy = COMMAND_HAS(command, queue_report, agents_busy);
    r->knows_paused = COMMAND_HAS(command, queue_report, agents_paused);
}

static enum service_state reported_state(const struct core *c,
                                         const struct foreign_queue_record *r) {
    if (r->knows_available && r->knows_busy && r->agents_available + r->agents_busy == 0)
        return SERVICE_STATE_UNSTAFFED;
    if (r->knows_waiting && r->waiting > 0 && r->knows_longest_wait &&
        r->longest_wait_ms >= c->settings.overloaded_wait_ms)
        return SERVICE_STATE_OVERLOADED;
    return SERVICE_STATE_NORMAL;
}

/* A state counts when it has been reported for long enough, on the way there as on the way back. */
static void settle_state(const struct core *c, struct foreign_queue_record *r) {
    uint8_t state = (uint8_t)reported_state(c, r);
    if (state == r->state) {
        r->crossing = state;
        r->crossing_since = 0;
        return;
    }
    if (r->crossing_since == 0 || r->crossing != state) {
        r->crossing = state;
        r->crossing_since = c->now;
    }
    if (c->now < r->crossing_since + c->settings.service_dwell_ms) return;
    r->state = state;
    r->crossing_since = 0;
}

static bool says_something(const struct command *command) {
    return COMMAND_HAS(command, queue_report, waiting) ||
           COMMAND_HAS(command, queue_report, longest_wait_ms) ||
           COMMAND_HAS(command, queue_report, agents_available) ||
           COMMAND_HAS(command, queue_report, agents_busy) ||
           COMMAND_HAS(command, queue_report, agents_paused);
}

void foreign_queue_report(struct core *c, organisation_no n, topic_no topic,
                          const struct command *command, struct event *event,
                          struct core_result *result) {
    if (!says_something(command)) return; /* only seats, which are the service's */
    bool took = topic == TOPIC_NONE || foreign_queue_takes(c, n, topic);
    bool waited = foreign_queue_waits(c, n);
    uint32_t number = take_queue(c, n, topic);
    struct foreign_queue_slot *slot = &c->switchboards->queues[number];
    event->organisation = n;
    event_record(event, RECORD_foreign_queue, number);
    read_report(c, command, &slot->record);
    settle_state(c, &slot->record);
    count(c, slot, number, event);
    if (slot->record.surge_since != 0)
        look_at_surge(c, number);
    else
        look_for_surge(c, number);
    result->subject = ref_of(RECORD_foreign_queue, number);
    foreign_queues_find_due(c);
    if (organisation_set_has(&c->overflow->watched, n))
        organisation_set_add(&c->overflow->changed, n);
    bool takes = topic == TOPIC_NONE || foreign_queue_takes(c, n, topic);
    if ((takes && !took) || (waited && !foreign_queue_waits(c, n))) sharing_try_waiting(c);
}

/* --- forgetting --------------------------------------------------------------------------------------------------------------- */

static struct event *room_for_two(struct core *c, struct event *event, organisation_no n) {
    if (event != NULL && event->record_count + 2 <= LIMIT_RECORDS_PER_EVENT) return event;
    event = emit(c, EVENT_queues_forgotten);
    event->organisation = n;
    return event;
}

static struct event *forget_queue(struct core *c, uint32_t slot, struct event *event) {
    struct foreign_queue_slot *queue = &c->switchboards->queues[slot];
    organisation_no n = queue->record.organisation;
    topic_no topic = queue->record.topic;
    event = room_for_two(c, event, n);
    event_removed(event, RECORD_foreign_queue, slot);
    if (queue->known_usual) event_removed(event, RECORD_queue_usual, slot);
    queue->going = true;
    *place_of(c, n, topic) = 0;
    if (topic != TOPIC_NONE) c->switchboards->reported[n] &= ~(UINT64_C(1) << topic);
    return event;
}

static void forget_topics(struct core *c, organisation_no n) {
    struct event *event = NULL;
    for (topic_set left = c->switchboards->reported[n]; left != 0; left &= left - 1)
        event = forget_queue(c, find_foreign_queue(c, n, (topic_no)__builtin_ctzll(left)), event);
}

void foreign_queues_forget(struct core *c, organisation_no n) {
    uint32_t all = find_foreign_queue(c, n, TOPIC_NONE);
    forget_topics(c, n);
    if (all != LIST_NONE) (void)forget_queue(c, all, NULL);
    foreign_queues_find_due(c);
}

static void forgotten(struct core *c, organisation_no n) {
    foreign_queues_find_due(c);
    if (organisation_set_has(&c->overflow->watched, n))
        organisation_set_add(&c->overflow->changed, n);
    sharing_try_waiting(c);
}

HANDLER(queue_forget) {
    const struct queue_forget_command *p = &command->as.queue_forget;
    organisation_no n;
    topic_no topic = TOPIC_NONE;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (p->topic[0] != '\0' && !core_find_topic(c, p->topic, &topic))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", p->topic);
    uint32_t slot = find_foreign_queue(c, n, topic);
    bool any = slot != LIST_NONE || (topic == TOPIC_NONE && c->switchboards->reported[n] != 0);
    if (!any)
        return problem_set(problem, ERR_NOT_FOUND, "organisation", "no such queue is reported");
    if (topic == TOPIC_NONE)
        foreign_queues_forget(c, n);
    else
        (void)forget_queue(c, slot, NULL);
    forgotten(c, n);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

/* --- adapters and sources ------------------------------------------------------------------------------------------------------ */

static void changed(struct core *c, enum record_kind kind, uint32_t slot, enum event_type type,
                    struct core_result *result) {
    event_record(emit(c, type), kind, slot);
    result->subject = ref_of(kind, slot);
}

HANDLER(queue_adapter_put) {
    const struct queue_adapter_put_command *p = &command->as.queue_adapter_put;
    struct queue_adapter_slot *adapters = c->switchboards->adapters;
    uint32_t slot = find_queue_adapter(c, p->adapter);
    result->created = slot == LIST_NONE;
    for (uint32_t i = 0; slot == LIST_NONE && i < LIMIT_QUEUE_ADAPTERS; i++)
        if (adapters[i].record.id[0] == '\0') slot = i;
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d adapters already",
                           LIMIT_QUEUE_ADAPTERS);
    struct queue_adapter_record *r = &adapters[slot].record;
    *r = (struct queue_adapter_record){.put_at = c->now};
    memcpy(r->id, p->adapter, sizeof r->id);
    memcpy(r->table, p->table, sizeof r->table);
    changed(c, RECORD_queue_adapter, slot, EVENT_queue_adapter_changed, result);
    return ERR_OK;
}

HANDLER(queue_adapter_remove) {
    const char *id = command->as.queue_adapter_remove.adapter;
    uint32_t slot = find_queue_adapter(c, id);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "adapter", "there is no adapter %s", id);
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        const struct queue_source_slot *source = &c->switchboards->sources[i];
        if (source->record.id[0] != '\0' && !source->going && same_id(source->record.adapter, id))
            return problem_set(problem, ERR_IN_USE, "adapter", "the source %s is read by it",
                               source->record.id);
    }
    event_removed(emit(c, EVENT_queue_adapter_removed), RECORD_queue_adapter, slot);
    c->switchboards->adapters[slot].going = true;
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

static enum err check_source(const struct core *c, const struct queue_source_put_command *p,
                             organisation_no *n, struct problem *problem) {
    enum err err = check_url(p->url, problem);
    if (err != ERR_OK) return err;
    if (!core_find_organisation(c, p->organisation, n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (c->organisations[*n].record.standing == STANDING_REFERRAL)
        return problem_set(problem, ERR_NOT_A_PARTNER, "organisation",
                           "%s is only referred to: it has no queue here", p->organisation);
    if (find_queue_adapter(c, p->adapter) == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "adapter", "there is no adapter %s", p->adapter);
    return ERR_OK;
}

HANDLER(queue_source_put) {
    const struct queue_source_put_command *p = &command->as.queue_source_put;
    struct queue_source_slot *sources = c->switchboards->sources;
    organisation_no n = ORGANISATION_NONE;
    enum err err = check_source(c, p, &n, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = find_queue_source(c, p->source);
    bool known = slot != LIST_NONE;
    for (uint32_t i = 0; slot == LIST_NONE && i < LIMIT_QUEUE_SOURCES; i++)
        if (sources[i].record.id[0] == '\0') slot = i;
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d sources already",
                           LIMIT_QUEUE_SOURCES);
    struct queue_source_record *r = &sources[slot].record;
    if (known && r->organisation != n)
        return problem_set(problem, ERR_CHANGED_MEANWHILE, "organisation",
                           "the source %s is another's; remove it first", p->source);
    struct queue_source_record was = *r;
    *r = (struct queue_source_record){.put_at = c->now, .organisation = n};
    r->interval_ms =
        COMMAND_HAS(command, queue_source_put, interval_ms) ? p->interval_ms : 15 * SECOND_MS;
    memcpy(r->id, p->source, sizeof r->id);
    memcpy(r->adapter, p->adapter, sizeof r->adapter);
    memcpy(r->url, p->url, sizeof r->url);
    memcpy(r->names, p->names, sizeof r->names);
    bool keeps = known && hash_is_zero(p->authorization) && !p->open;
    memcpy(r->authorization, keeps ? was.authorization : p->authorization, sizeof r->authorization);
    changed(c, RECORD_queue_source, slot, EVENT_queue_source_changed, result);
    result->created = !known;
    /* Its queues may be others now: what is not reported again is not waited for. */
    if (known && memcmp(was.names, r->names, sizeof was.names) != 0) {
        forget_topics(c, n);
        forgotten(c, n);
    }
    return ERR_OK;
}

HANDLER(queue_source_remove) {
    const char *id = command->as.queue_source_remove.source;
    uint32_t slot = find_queue_source(c, id);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "source", "there is no source %s", id);
    organisation_no n = c->switchboards->sources[slot].record.organisation;
    event_removed(emit(c, EVENT_queue_source_removed), RECORD_queue_source, slot);
    c->switchboards->sources[slot].going = true;
    foreign_queues_forget(c, n);
    forgotten(c, n);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}
