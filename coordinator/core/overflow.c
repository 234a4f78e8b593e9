/* Agreements above a wait: in force for an organisation from when the longest-waiting call of its queue (here, or at its own
 * switchboard as far as that is known) has waited enter_ms,
 * until the longest wait is below leave_ms; each threshold counts once it has been crossed for dwell_ms. While it is in force
 * a call may be taken over when it has waited leave_ms itself: so with both thresholds equal and no dwell every call becomes
 * shareable at exactly that wait, whatever waits before it.
 *
 * Where it stands is a record, only while in force or while a dwell runs. For the organisations that are watched at all, and
 * for no others, the queued calls are kept in the order of their age, and when the next thing happens is kept per organisation
 * in a tree of least times: a command costs a look at the head of the queue it changed. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

bool overflow_open(struct core *c) {
    struct overflow *o = c->overflow = calloc(1, sizeof *c->overflow);
    if (o == NULL) return false;
    o->wait_nodes = calloc(c->sizes.calls, sizeof *o->wait_nodes);
    for (int n = 0; n < LIMIT_ORGANISATIONS; n++)
        o->first[n] = LIST_NONE;
    for (int i = 0; i < 2 * LIMIT_ORGANISATIONS; i++)
        o->due[i] = TIME_NEVER;
    return o->wait_nodes != NULL;
}

void overflow_close(struct core *c) {
    if (c->overflow != NULL) free(c->overflow->wait_nodes);
    free(c->overflow);
}

/* --- when ------------------------------------------------------------------------------------------------------------------ */

static void set_due(struct core *c, organisation_no n, time_ms at) {
    time_ms *due = c->overflow->due;
    uint32_t node = LIMIT_ORGANISATIONS + n;
    due[node] = at;
    for (node /= 2; node > 0; node /= 2) {
        time_ms least = due[2 * node] < due[2 * node + 1] ? due[2 * node] : due[2 * node + 1];
        if (due[node] == least) return;
        due[node] = least;
    }
}

time_ms overflow_first(const struct core *c) { return c->overflow->due[1]; }

static organisation_no first_organisation(const struct core *c) {
    const time_ms *due = c->overflow->due;
    uint32_t node = 1;
    while (node < LIMIT_ORGANISATIONS)
        node = due[2 * node] <= due[2 * node + 1] ? 2 * node : 2 * node + 1;
    return (organisation_no)(node - LIMIT_ORGANISATIONS);
}

void overflow_due(struct core *c) {
    organisation_set_add(&c->overflow->changed, first_organisation(c));
}

bool overflow_is_going(const struct core *c) {
    const struct overflow *o = c->overflow;
    for (uint32_t n = o->first[first_organisation(c)]; n != LIST_NONE; n = o->slots[n].next)
        if (o->slots[n].going) return true;
    return false;
}

/* --- calls by age ------------------------------------------------------------------------------------------------------------ */

static bool is_older(const struct core *c, uint32_t call, uint32_t than) {
    const struct call_record *a = &c->calls[call].record, *b = &c->calls[than].record;
    return a->enqueued_at < b->enqueued_at || (a->enqueued_at == b->enqueued_at && a->id < b->id);
}

static void insert_by_age(struct core *c, uint32_t call) {
    struct overflow *o = c->overflow;
    const struct call_record *r = &c->calls[call].record;
    struct list *list = &o->waits[r->organisation][r->topic];
    uint32_t after = list->last;
    if (after != LIST_NONE && is_older(c, call, list->first))
        after = LIST_NONE; /* who comes back from an offer was first, most often */
    while (after != LIST_NONE && is_older(c, call, after))
        after = o->wait_nodes[after].previous;
    list_insert_after(list, o->wait_nodes, after, call);
    o->wait_topics[r->organisation] |= UINT64_C(1) << r->topic;
}

static topic_set topics_of(const struct core *c, const struct overflow_slot *slot) {
    topic_set topics = c->agreements[slot->agreement].record.topics;
    return topics == 0 ? ~UINT64_C(0) : topics;
}

static bool stands(const struct overflow_slot *slot) {
    return slot->record.agreement[0] != '\0' && !slot->going;
}

static bool is_on(const struct overflow_slot *slot) {
    return stands(slot) && slot->record.on_since != 0;
}

void overflow_queue_add(struct core *c, uint32_t call) {
    struct overflow *o = c->overflow;
    const struct call_record *r = &c->calls[call].record;
    if (!organisation_set_has(&o->watched, r->organisation)) return;
    insert_by_age(c, call);
    organisation_set_add(&o->changed, r->organisation);
    for (uint32_t n = o->first[r->organisation]; n != LIST_NONE; n = o->slots[n].next) {
        struct overflow_slot *slot = &o->slots[n];
        if (slot->over || !is_on(slot) || ((topics_of(c, slot) >> r->topic) & 1) == 0) continue;
        /* who has waited long enough already is tried by whoever put it here */
        if (r->enqueued_at + c->agreements[slot->agreement].record.leave_ms <= c->now) continue;
        uint32_t *untried = &slot->untried[r->topic];
        if (*untried == LIST_NONE || is_older(c, call, *untried)) *untried = call;
    }
}

void overflow_queue_remove(struct core *c, uint32_t call) {
    struct overflow *o = c->overflow;
    const struct call_record *r = &c->calls[call].record;
    if (!organisation_set_has(&o->watched, r->organisation)) return;
    for (uint32_t n = o->first[r->organisation]; n != LIST_NONE; n = o->slots[n].next)
        if (o->slots[n].untried[r->topic] == call)
            o->slots[n].untried[r->topic] = o->wait_nodes[call].next;
    struct list *list = &o->waits[r->organisation][r->topic];
    list_remove(list, o->wait_nodes, call);
    if (list->count == 0) o->wait_topics[r->organisation] &= ~(UINT64_C(1) << r->topic);
    organisation_set_add(&o->changed, r->organisation);
}

/* When the longest-waiting call of these topics began to wait, here or at the organisation's own switchboard; TIME_NEVER:
 * nobody waits. */
static time_ms longest(const struct core *c, organisation_no n, topic_set topics) {
    time_ms since = TIME_NEVER;
    for (topic_set left = c->overflow->wait_topics[n] & topics; left != 0; left &= left - 1) {
        uint32_t head = c->overflow->waits[n][__builtin_ctzll(left)].first;
        if (c->calls[head].record.enqueued_at < since) since = c->calls[head].record.enqueued_at;
    }
    time_ms there = foreign_queue_waits_since(c, n, topics);
    return there < since ? there : since;
}

/* --- on and off ---------------------------------------------------------------------------------------------------------------- */

/* Calls that have waited leave_ms by `tried` count as tried; 0: none does. */
static void set_untried(struct core *c, struct overflow_slot *slot, time_ms tried) {
    const struct overflow *o = c->overflow;
    time_ms leave_ms = c->agreements[slot->agreement].record.leave_ms;
    for (int t = 0; t < LIMIT_TOPICS; t++)
        slot->untried[t] = LIST_NONE;
    for (topic_set left = o->wait_topics[slot->organisation] & topics_of(c, slot); left != 0;
         left &= left - 1) {
        topic_no topic = (topic_no)__builtin_ctzll(left);
        uint32_t call = o->waits[slot->organisation][topic].first;
        while (call != LIST_NONE && c->calls[call].record.enqueued_at + leave_ms <= tried)
            call = o->wait_nodes[call].next;
        slot->untried[topic] = call;
    }
}

/* A record that goes keeps its last values: an earlier event of this command may show it. */
static void set_state(struct core *c, uint32_t n, time_ms on_since, time_ms crossing_since,
                      enum event_type type) {
    struct overflow_slot *slot = &c->overflow->slots[n];
    struct event *event = emit(c, type);
    event->organisation = slot->organisation;
    if (on_since == 0 && crossing_since == 0) {
        event_removed(event, RECORD_overflow, n);
        slot->going = true;
        return;
    }
    event_record(event, RECORD_overflow, n);
    bool begins = on_since != 0 && !is_on(slot);
    slot->record.on_since = on_since;
    slot->record.crossing_since = crossing_since;
    slot->record.organisation = slot->organisation;
    memcpy(slot->record.agreement, c->agreements[slot->agreement].record.id,
           sizeof slot->record.agreement);
    if (begins) set_untried(c, slot, 0);
}

/* Beyond the threshold that would switch it: long enough to begin, or short enough to end. */
static bool is_beyond(const struct core *c, const struct overflow_slot *slot) {
    const struct agreement_record *a = &c->agreements[slot->agreement].record;
    time_ms since = longest(c, slot->organisation, topics_of(c, slot));
    if (is_on(slot)) return since == TIME_NEVER || c->now < since + a->leave_ms;
    return since != TIME_NEVER && c->now >= since + a->enter_ms;
}

static void step(struct core *c, uint32_t n) {
    const struct overflow_slot *slot = &c->overflow->slots[n];
    const struct agreement_record *a = &c->agreements[slot->agreement].record;
    time_ms on_since = is_on(slot) ? slot->record.on_since : 0;
    time_ms crossing = stands(slot) ? slot->record.crossing_since : 0;
    if (!is_beyond(c, slot)) {
        if (crossing != 0) set_state(c, n, on_since, 0, EVENT_overflow_changed);
    } else if (c->now >= (crossing != 0 ? crossing : c->now) + a->dwell_ms) {
        if (on_since == 0)
            set_state(c, n, c->now, 0, EVENT_overflow_began);
        else
            set_state(c, n, 0, 0, EVENT_overflow_ended);
    } else if (crossing == 0) {
        set_state(c, n, on_since, c->now, EVENT_overflow_changed);
    }
}

/* The oldest call that has not been tried since it may be shared; LIST_NONE: none. */
static uint32_t next_untried(const struct core *c, const struct overflow_slot *slot) {
    uint32_t oldest = LIST_NONE;
    for (topic_set left = c->overflow->wait_topics[slot->organisation] & topics_of(c, slot);
         left != 0; left &= left - 1) {
        uint32_t call = slot->untried[__builtin_ctzll(left)];
        if (call != LIST_NONE && (oldest == LIST_NONE || is_older(c, call, oldest))) oldest = call;
    }
    return oldest;
}

static time_ms shared_at(const struct core *c, const struct overflow_slot *slot, uint32_t call) {
    return c->calls[call].record.enqueued_at + c->agreements[slot->agreement].record.leave_ms;
}

/* Who has waited long enough is offered, the oldest first, while there are helpers. */
static void try_shareable(struct core *c, struct overflow_slot *slot) {
    uint32_t call;
    while (is_on(slot) && room_for_events(c) && (call = next_untried(c, slot)) != LIST_NONE &&
           shared_at(c, slot, call) <= c->now) {
        topic_no topic = c->calls[call].record.topic;
        slot->untried[topic] = c->overflow->wait_nodes[call].next;
        if (!organisation_set_is_empty(&c->sharing->idle[topic])) route_waiting(c, call);
    }
}

static time_ms due_of(const struct core *c, const struct overflow_slot *slot) {
    const struct agreement_record *a = &c->agreements[slot->agreement].record;
    time_ms since = longest(c, slot->organisation, topics_of(c, slot));
    time_ms crossing = stands(slot) ? slot->record.crossing_since : 0;
    time_ms due = crossing != 0 ? crossing + a->dwell_ms : TIME_NEVER;
    if (is_beyond(c, slot) != (crossing != 0)) return c->now; /* not settled yet */
    if (!is_on(slot)) return crossing != 0 || since == TIME_NEVER ? due : since + a->enter_ms;
    if (crossing != 0 && since != TIME_NEVER && since + a->leave_ms < due)
        due = since + a->leave_ms; /* the wait is long again before the dwell is over */
    uint32_t call = next_untried(c, slot);
    if (call != LIST_NONE && shared_at(c, slot, call) < due) due = shared_at(c, slot, call);
    return due;
}

/* --- what is watched ------------------------------------------------------------------------------------------------------------- */

static const char *agreement_id(const struct core *c, const struct overflow_slot *slot) {
    return slot->agreement == LIST_NONE ? slot->record.agreement
                                        : c->agreements[slot->agreement].record.id;
}

static uint32_t take_slot(struct core *c, organisation_no organisation, uint32_t agreement) {
    struct overflow *o = c->overflow;
    uint32_t n = 0;
    while (n < o->slots_ever && (o->slots[n].taken || o->slots[n].record.agreement[0] != '\0'))
        n++;
    if (n == OVERFLOW_SLOTS) return LIST_NONE;
    if (n == o->slots_ever) o->slots_ever++;
    struct overflow_slot *slot = &o->slots[n];
    *slot = (struct overflow_slot){
        .taken = true, .agreement = agreement, .organisation = organisation, .next = LIST_NONE};
    for (int t = 0; t < LIMIT_TOPICS; t++)
        slot->untried[t] = LIST_NONE;
    return n;
}

static void link_slot(struct core *c, uint32_t n) {
    struct overflow *o = c->overflow;
    uint32_t *at = &o->first[o->slots[n].organisation];
    while (*at != LIST_NONE &&
           strcmp(agreement_id(c, &o->slots[*at]), agreement_id(c, &o->slots[n])) < 0)
        at = &o->slots[*at].next;
    o->slots[n].next = *at;
    *at = n;
}

uint32_t overflow_restore(struct core *c, const struct overflow_record *r) {
    struct overflow *o = c->overflow;
    if (r->agreement[0] == '\0' || (r->on_since == 0 && r->crossing_since == 0)) return LIST_NONE;
    for (uint32_t n = o->first[r->organisation]; n != LIST_NONE; n = o->slots[n].next)
        if (same_id(o->slots[n].record.agreement, r->agreement)) return LIST_NONE;
    uint32_t n = take_slot(c, r->organisation, find_agreement(c, r->agreement));
    if (n == LIST_NONE) return LIST_NONE;
    o->slots[n].record = *r;
    link_slot(c, n);
    return n;
}

/* The organisation's queue from now on by age. */
static void watch(struct core *c, organisation_no organisation) {
    struct overflow *o = c->overflow;
    const struct organisation_lists *lists = c->organisations[organisation].lists;
    o->wait_topics[organisation] = 0;
    for (int t = 0; t < LIMIT_TOPICS; t++) {
        list_init(&o->waits[organisation][t]);
        for (int l = 0; lists != NULL && l < LIMIT_LANGUAGES; l++)
            for (uint32_t call = lists->queued[t][l].first; call != LIST_NONE;
                 call = c->queue_nodes[call].next)
                insert_by_age(c, call);
    }
    organisation_set_add(&o->watched, organisation);
}

static void unwatch(struct core *c, organisation_no organisation) {
    organisation_set_drop(&c->overflow->watched, organisation);
    set_due(c, organisation, TIME_NEVER);
}

static void keep_or_add(struct core *c, uint32_t agreement, organisation_no organisation) {
    struct overflow *o = c->overflow;
    for (uint32_t n = o->first[organisation]; n != LIST_NONE; n = o->slots[n].next) {
        if (o->slots[n].agreement != agreement) continue;
        o->slots[n].over = false;
        return;
    }
    uint32_t n = take_slot(c, organisation, agreement);
    ASSERT(n != LIST_NONE); /* agreement_put and organisation_put count them */
    link_slot(c, n);
}

void overflow_rebuild(struct core *c) {
    struct overflow *o = c->overflow;
    for (uint32_t n = 0; n < o->slots_ever; n++)
        if (o->slots[n].taken) o->slots[n].over = true;
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        const struct agreement_record *a = &c->agreements[i].record;
        if (a->id[0] == '\0' || !a->in_force || a->mode != AGREEMENT_MODE_ABOVE_WAIT) continue;
        for (organisation_no helped = 0; helped < c->organisations_ever; helped++)
            if (c->organisations[helped].live && agreement_helps(c, a, helped))
                keep_or_add(c, i, helped);
    }
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (o->first[n] == LIST_NONE) continue;
        if (!organisation_set_has(&o->watched, n)) watch(c, n);
        for (uint32_t k = o->first[n]; k != LIST_NONE; k = o->slots[k].next)
            if (!o->slots[k].over) set_untried(c, &o->slots[k], 0);
        organisation_set_add(&o->changed, n);
    }
}

void overflow_restore_end(struct core *c) {
    struct overflow *o = c->overflow;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        time_ms due = TIME_NEVER;
        organisation_set_drop(&o->changed, n);
        for (uint32_t k = o->first[n]; k != LIST_NONE; k = o->slots[k].next) {
            struct overflow_slot *slot = &o->slots[k];
            if (!slot->over) set_untried(c, slot, c->now);
            time_ms next = slot->over ? c->now : due_of(c, slot);
            if (next < due) due = next;
        }
        set_due(c, n, due);
    }
}

uint32_t overflow_count_of(const struct core *c, const struct agreement_record *a) {
    uint32_t count = 0;
    if (a->mode != AGREEMENT_MODE_ABOVE_WAIT) return 0;
    for (organisation_no n = 0; n < c->organisations_ever; n++)
        count += c->organisations[n].live && agreement_helps(c, a, n);
    return count;
}

uint32_t overflow_count(const struct core *c, uint32_t but_agreement) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->agreements_ever; i++)
        if (i != but_agreement && c->agreements[i].record.id[0] != '\0')
            count += overflow_count_of(c, &c->agreements[i].record);
    return count;
}

uint32_t overflow_count_joining(const struct core *c) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        const struct agreement_record *a = &c->agreements[i].record;
        count += a->id[0] != '\0' && a->mode == AGREEMENT_MODE_ABOVE_WAIT &&
                 organisation_set_is_empty(&a->helped[0]);
    }
    return count;
}

/* --- settling ---------------------------------------------------------------------------------------------------------------------- */

/* The agreement is over: what it had begun ends, and its place is free. */
static void finish(struct core *c, uint32_t n) {
    struct overflow_slot *slot = &c->overflow->slots[n];
    if (stands(slot)) set_state(c, n, 0, 0, EVENT_overflow_ended);
    slot->taken = slot->over = false;
}

static void settle_organisation(struct core *c, organisation_no organisation) {
    struct overflow *o = c->overflow;
    time_ms due = TIME_NEVER;
    for (uint32_t *at = &o->first[organisation]; *at != LIST_NONE;) {
        struct overflow_slot *slot = &o->slots[*at];
        if (!room_for_events(c)) {
            due = c->now; /* the next tick goes on */
            break;
        }
        if (slot->over) {
            uint32_t n = *at;
            *at = slot->next;
            finish(c, n);
            continue;
        }
        if (!slot->going) {
            step(c, *at);
            try_shareable(c, slot);
        }
        time_ms next = due_of(c, slot);
        if (next < due) due = next;
        at = &slot->next;
    }
    set_due(c, organisation, due);
    if (o->first[organisation] == LIST_NONE) unwatch(c, organisation);
}

void overflow_settle(struct core *c) {
    struct organisation_set *changed = &c->overflow->changed;
    for (int word = 0; word < LIMIT_ORGANISATIONS / 64; word++) {
        while (changed->words[word] != 0) {
            organisation_no n =
                (organisation_no)(word * 64 + __builtin_ctzll(changed->words[word]));
            organisation_set_drop(changed, n);
            settle_organisation(c, n);
        }
    }
}

time_ms overflow_since(const struct core *c, uint32_t agreement, organisation_no helped) {
    const struct overflow *o = c->overflow;
    for (uint32_t n = o->first[helped]; n != LIST_NONE; n = o->slots[n].next)
        if (o->slots[n].agreement == agreement)
            return is_on(&o->slots[n]) ? o->slots[n].record.on_since : 0;
    return 0;
}

bool overflow_shares(const struct core *c, uint32_t agreement, const struct call_record *r) {
    return overflow_since(c, agreement, r->organisation) != 0 &&
           c->now >= r->enqueued_at + c->agreements[agreement].record.leave_ms;
}

/* --- checking ---------------------------------------------------------------------------------------------------------------------- */

static enum err unsound(struct problem *problem, const char *name, const struct core *c,
                        organisation_no organisation) {
    return problem_set(problem, ERR_INTERNAL, name, "%s", c->organisations[organisation].record.id);
}

static enum err check_ages(const struct core *c, organisation_no n, struct problem *problem) {
    const struct overflow *o = c->overflow;
    uint32_t waiting = 0, queued = 0;
    for (int t = 0; t < LIMIT_TOPICS; t++) {
        const struct list *list = &o->waits[n][t];
        if ((list->count > 0) != (((o->wait_topics[n] >> t) & 1) != 0))
            return unsound(problem, "overflow_wait_topics", c, n);
        for (uint32_t call = list->first; call != LIST_NONE; call = o->wait_nodes[call].next) {
            const struct call_record *r = &c->calls[call].record;
            uint32_t next = o->wait_nodes[call].next;
            if (r->state != CALL_STATE_QUEUED || r->organisation != n || r->topic != t ||
                (next != LIST_NONE && !is_older(c, call, next)))
                return unsound(problem, "overflow_waits_by_age", c, n);
            waiting++;
        }
        for (int l = 0; c->organisations[n].lists != NULL && l < LIMIT_LANGUAGES; l++)
            queued += c->organisations[n].lists->queued[t][l].count;
    }
    return waiting == queued ? ERR_OK : unsound(problem, "overflow_watches_all", c, n);
}

static enum err check_slot(const struct core *c, const struct overflow_slot *slot,
                           struct problem *problem) {
    const struct overflow *o = c->overflow;
    organisation_no n = slot->organisation;
    if (stands(slot) && ((slot->record.on_since == 0 && slot->record.crossing_since == 0) ||
                         slot->record.on_since > c->now || slot->record.crossing_since > c->now ||
                         slot->record.organisation != n))
        return unsound(problem, "overflow_record_says_something", c, n);
    if (slot->over) return ERR_OK;
    const struct agreement_record *a = &c->agreements[slot->agreement].record;
    if (!a->in_force || a->mode != AGREEMENT_MODE_ABOVE_WAIT ||
        (stands(slot) && !same_id(slot->record.agreement, a->id)))
        return unsound(problem, "overflow_has_an_agreement", c, n);
    if (!organisation_set_has(&o->changed, n) && o->due[LIMIT_ORGANISATIONS + n] > due_of(c, slot))
        return unsound(problem, "overflow_has_a_deadline", c, n);
    return ERR_OK;
}

enum err overflow_check(const struct core *c, struct problem *problem) {
    const struct overflow *o = c->overflow;
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        bool watched = organisation_set_has(&o->watched, n);
        if (watched != (o->first[n] != LIST_NONE))
            return unsound(problem, "overflow_watched", c, n);
        if (!watched) continue;
        enum err err = check_ages(c, n, problem);
        for (uint32_t k = o->first[n]; err == ERR_OK && k != LIST_NONE; k = o->slots[k].next)
            err = check_slot(c, &o->slots[k], problem);
        if (err != ERR_OK) return err;
    }
    for (uint32_t node = 1; node < LIMIT_ORGANISATIONS; node++)
        if (o->due[node] > o->due[2 * node] || o->due[node] > o->due[2 * node + 1])
            return problem_set(problem, ERR_INTERNAL, "overflow_due_is_least", "%u", node);
    return ERR_OK;
}
