/* Receivers, and what each has been told.
 *
 * There is no queue. What a channel should say follows from the activations as they stand; what it has taken stands in its
 * deliveries; the difference is what is left to send. So nothing can be lost on the way into an outbox, and a version that
 * nobody took yet is simply replaced by the one after it.
 *
 *   - delivery_begin gives what a receiver has not been told yet a number each, in the order of the activations;
 *   - messages are sent in the order of their numbers, one at a time for a receiver;
 *   - delivery_tried says what became of a try. A receiver that fails is left alone for a while, longer each time, and so is
 *     all that waits for it; a message that only it refuses steps aside for the ones behind it;
 *   - an activation that is gone is told once more, as closed; taken, its delivery goes. */
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/contacts.h"
#include "core/places.h"

/* Standard Webhooks' schedule, with four tries within the first seconds: a crisis does not wait five minutes. The last goes
 * on for as long as there is something to tell. */
static const time_ms retry_delays[] = {
    1 * SECOND_MS, 2 * SECOND_MS, 5 * SECOND_MS, 10 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS,
    2 * HOUR_MS,   5 * HOUR_MS,   10 * HOUR_MS,  14 * HOUR_MS,   20 * HOUR_MS,  24 * HOUR_MS,
};
#define RETRY_DELAYS (sizeof retry_delays / sizeof *retry_delays)

/* --- finding -------------------------------------------------------------------------------------------------------- */

uint32_t find_receiver(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < LIMIT_RECEIVERS; i++)
        if (c->receivers[i].record.id[0] != '\0' && !c->receivers[i].going &&
            same_id(c->receivers[i].record.id, id))
            return i;
    return LIST_NONE;
}

uint64_t delivery_hash(const char *receiver, activation_id activation) {
    uint64_t key[2] = {hash_text(receiver), activation};
    return hash_bytes(key, sizeof key, 0);
}

uint32_t find_delivery(const struct core *c, const char *receiver, activation_id activation) {
    uint32_t at = INDEX_START, slot;
    uint64_t hash = delivery_hash(receiver, activation);
    while ((slot = index_next(&c->delivery_keys, hash, &at)) != LIST_NONE) {
        const struct delivery_record *r = &c->deliveries[slot].record;
        if (r->activation == activation && same_id(r->receiver, receiver)) break;
    }
    return slot;
}

const struct receiver_record *core_find_receiver(const struct core *c, const char *id) {
    uint32_t slot = find_receiver(c, id);
    return slot == LIST_NONE ? NULL : &c->receivers[slot].record;
}

/* --- what is to be told -------------------------------------------------------------------------------------------------- */

void core_covered_for(const struct core *c, const struct receiver_record *receiver,
                      const struct activation_record *a, struct organisation_set *out) {
    bool lifted = a->state == ACTIVATION_STATE_LIFTED;
    *out = (struct organisation_set){{0}};
    if (!lifted && a->left_at == 0) return; /* nobody is told that it is over */
    for (int word = 0; word < LIMIT_ORGANISATIONS / 64; word++)
        for (uint64_t left = receiver->municipalities[0].words[word]; left != 0; left &= left - 1) {
            organisation_no n = (organisation_no)(word * 64 + __builtin_ctzll(left));
            if ((lifted || core_activation_place(a, n, 0).left) &&
                core_activation_is_covered(c, a, n, 0, a->topics))
                organisation_set_add(out, n);
        }
}

/* Member by member: what citizens cannot notice (who has acknowledged, who started it) tells no channel anything. */
uint64_t core_publication_mark(const struct core *c, const struct receiver_record *receiver,
                               const struct activation_record *a) {
    uint64_t mark = 0;
    struct organisation_set covered;
    const time_ms times[] = {a->started_at, a->expires_at, a->lifted_at, a->left_at};
    const uint8_t states[] = {a->state, a->expired, a->exercise, a->priority};
    const uint64_t local = a->local_changes;
    mark = hash_bytes(a->version, sizeof a->version, mark);
    mark = hash_bytes(a->parameters, sizeof a->parameters, mark);
    mark = hash_bytes(a->municipalities, sizeof a->municipalities, mark);
    mark = hash_bytes(a->left, sizeof a->left, mark);
    if (a->postcodes[0].count > 0 || narrowing_has_left(a)) {
        mark = hash_bytes(a->postcodes, sizeof a->postcodes, mark);
        mark = hash_bytes(a->left_postcodes, sizeof a->left_postcodes, mark);
        mark = hash_bytes(a->rest_left, sizeof a->rest_left, mark);
        mark = hash_bytes(a->zones, sizeof a->zones, mark);
    }
    mark = hash_bytes(times, sizeof times, mark);
    mark = hash_bytes(states, sizeof states, mark);
    mark = hash_bytes(&local, sizeof local, mark);
    core_covered_for(c, receiver, a, &covered);
    if (!organisation_set_is_empty(&covered)) mark = hash_bytes(&covered, sizeof covered, mark);
    return mark <= PUBLICATION_CLOSED ? PUBLICATION_CLOSED + 1 : mark;
}

static bool serves(const struct receiver_record *receiver,
                   const struct activation_record *activation) {
    const struct organisation_set *area = &activation->municipalities[0];
    if (organisation_set_is_empty(area)) return true;
    for (int i = 0; i < LIMIT_ORGANISATIONS / 64; i++)
        if ((area->words[i] & receiver->municipalities[0].words[i]) != 0) return true;
    return false;
}

bool core_view_delivery(const struct core *c, const struct receiver_record *receiver,
                        activation_id id, struct delivery_view *out) {
    uint32_t at = find_activation(c, id), slot = find_delivery(c, receiver->id, id);
    const struct activation_record *activation =
        at == LIST_NONE ? NULL : &c->activations[at].record;
    *out = (struct delivery_view){0};
    if (activation != NULL && !core_activation_reaches_citizens(activation)) return false;
    if (slot == LIST_NONE) {
        out->pending = out->fresh = true;
        return activation != NULL && serves(receiver, activation);
    }
    uint64_t mark =
        activation == NULL ? PUBLICATION_CLOSED : core_publication_mark(c, receiver, activation);
    out->record = &c->deliveries[slot].record;
    out->fresh = out->record->mark != mark;
    out->pending = out->fresh || out->record->delivered != out->record->number;
    return true;
}

static time_ms later(time_ms a, time_ms b) { return a > b ? a : b; }

static bool is_first(const struct delivery_record *r, time_ms due,
                     const struct delivery_due *so_far, time_ms now) {
    if (so_far->next == NULL) return true;
    bool ready = due <= now, other_ready = so_far->due_at <= now;
    if (ready != other_ready) return ready;
    if (!ready && due != so_far->due_at) return due < so_far->due_at;
    return r->number < so_far->next->number;
}

/* What channels say comes before tickets: it is about everybody. */
static void add_ticket(const struct core *c, uint32_t receiver, time_ms now,
                       struct delivery_due *out) {
    time_ms due = TIME_NEVER;
    const struct ticket_record *ticket = ticket_first(c, receiver, &due);
    if (ticket == NULL || out->fresh || (out->next != NULL && out->due_at <= now)) return;
    if (out->next != NULL && out->due_at <= due) return;
    out->next = NULL;
    out->ticket = ticket;
    out->due_at = due;
}

void core_next_delivery(const struct core *c, const struct receiver_record *receiver, time_ms now,
                        struct delivery_due *out) {
    struct delivery_view view;
    *out = (struct delivery_due){.due_at = TIME_NEVER};
    if (receiver->disabled) return;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_slot *slot = &c->activations[i];
        if (slot->record.id == 0 || slot->closed) continue;
        if (core_view_delivery(c, receiver, slot->record.id, &view) && view.fresh)
            out->fresh = true;
    }
    uint32_t at = find_receiver(c, receiver->id);
    ASSERT(at != LIST_NONE);
    uint32_t n = c->receivers[at].deliveries.first;
    for (; n != LIST_NONE; n = c->delivery_nodes[n].next) {
        const struct delivery_record *r = &c->deliveries[n].record;
        core_view_delivery(c, receiver, r->activation, &view);
        out->fresh = out->fresh || view.fresh;
        if (view.fresh || !view.pending) continue;
        time_ms due = later(receiver->next_try_at, r->next_try_at);
        if (!is_first(r, due, out, now)) continue;
        out->next = r;
        out->due_at = due;
    }
    add_ticket(c, at, now, out);
}

/* --- receivers ------------------------------------------------------------------------------------------------------------- */

static bool has_scheme(const char *url, const char *scheme) {
    size_t length = strlen(scheme);
    return strncmp(url, scheme, length) == 0 && url[length] != '\0' && url[length] != '/';
}

/* Only its form: where it leads is judged when it is called. */
enum err check_url(const char *url, struct problem *problem) {
    if (!has_scheme(url, "https://") && !has_scheme(url, "http://"))
        return problem_set(problem, ERR_INVALID, "url", "it must begin with https:// and a host");
    if (strpbrk(url, " \"<>\\^`{|}#@") != NULL)
        return problem_set(problem, ERR_INVALID, "url",
                           "it may hold no space, no fragment, no user and none of \"<>\\^`{|}");
    for (const char *at = url; *at != '\0'; at++)
        if ((unsigned char)*at > '~')
            return problem_set(problem, ERR_INVALID, "url", "it must be ASCII");
    return ERR_OK;
}

static enum err read_receiver(struct core *c, const struct receiver_put_command *p,
                              struct receiver_record *r, struct problem *problem) {
    enum err err = check_url(p->url, problem);
    if (err != ERR_OK) return err;
    if (p->municipalities.count == 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "municipalities",
                           "it serves at least one that has opted in");
    struct organisation_set served = {0};
    if (!resolve_organisations(c, &p->municipalities, "municipalities", &served, problem))
        return problem->err;
    r->municipalities[0] = served;
    r->kind = p->kind;
    memcpy(r->id, p->receiver, sizeof r->id);
    memcpy(r->url, p->url, sizeof r->url);
    return ERR_OK;
}

bool hash_is_zero(const uint8_t hash[SHA256_BYTES]) {
    static const uint8_t zero[SHA256_BYTES];
    return memcmp(hash, zero, sizeof zero) == 0;
}

HANDLER(receiver_put) {
    const struct receiver_put_command *p = &command->as.receiver_put;
    uint32_t slot = find_receiver(c, p->receiver);
    bool known = slot != LIST_NONE;
    struct receiver_record r = {0};
    if (known) {
        r = c->receivers[slot].record;
    } else {
        slot = 0;
        while (slot < LIMIT_RECEIVERS && c->receivers[slot].record.id[0] != '\0')
            slot++;
    }
    enum err err = read_receiver(c, p, &r, problem);
    if (err != ERR_OK) return err;
    if (slot == LIMIT_RECEIVERS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d receivers already",
                           LIMIT_RECEIVERS);
    if (!known && hash_is_zero(p->secret))
        return problem_set(problem, ERR_MISSING_FIELD, "secret", "a new receiver needs one");
    if (!known) {
        r.created_at = c->now;
        memcpy(r.secret, p->secret, sizeof r.secret);
        list_init(&c->receivers[slot].deliveries);
    }
    r.disabled = r.throttled = 0;
    r.failures = 0;
    r.next_try_at = 0;
    c->receivers[slot].record = r;
    event_record(emit(c, EVENT_receiver_changed), RECORD_receiver, slot);
    result->subject = ref_of(RECORD_receiver, slot);
    result->created = !known;
    return ERR_OK;
}

static enum err no_such_receiver(struct problem *problem, const char *id) {
    return problem_set(problem, ERR_UNKNOWN_RECEIVER, "receiver", "there is no receiver %s", id);
}

HANDLER(receiver_rotate) {
    const struct receiver_rotate_command *p = &command->as.receiver_rotate;
    uint32_t slot = find_receiver(c, p->receiver);
    if (slot == LIST_NONE) return no_such_receiver(problem, p->receiver);
    struct receiver_record *r = &c->receivers[slot].record;
    time_ms keep = COMMAND_HAS(command, receiver_rotate, keep_ms) ? p->keep_ms : DAY_MS;
    memcpy(r->old_secret, r->secret, sizeof r->old_secret);
    memcpy(r->secret, p->secret, sizeof r->secret);
    r->old_secret_until = c->now + keep;
    event_record(emit(c, EVENT_receiver_changed), RECORD_receiver, slot);
    result->subject = ref_of(RECORD_receiver, slot);
    return ERR_OK;
}

/* --- deliveries ------------------------------------------------------------------------------------------------------------ */

static void drop_delivery(struct core *c, uint32_t slot, struct event *event) {
    const struct delivery_record *r = &c->deliveries[slot].record;
    uint32_t receiver = find_receiver(c, r->receiver);
    ASSERT(receiver != LIST_NONE);
    event_removed(event, RECORD_delivery, slot);
    index_drop(&c->delivery_keys, delivery_hash(r->receiver, r->activation), slot);
    list_remove(&c->receivers[receiver].deliveries, c->delivery_nodes, slot);
}

static void drop_deliveries(struct core *c, uint32_t receiver) {
    struct list *list = &c->receivers[receiver].deliveries;
    while (list->count > 0) {
        struct event *event = emit(c, EVENT_delivery_forgotten);
        for (int i = 0; i < LIMIT_RECORDS_PER_EVENT && list->count > 0; i++)
            drop_delivery(c, list->first, event);
    }
}

HANDLER(receiver_remove) {
    const struct receiver_remove_command *p = &command->as.receiver_remove;
    uint32_t slot = find_receiver(c, p->receiver);
    if (slot == LIST_NONE) return no_such_receiver(problem, p->receiver);
    drop_deliveries(c, slot);
    c->receivers[slot].going = true;
    event_removed(emit(c, EVENT_receiver_removed), RECORD_receiver, slot);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

static void link_delivery(struct core *c, uint32_t slot, const struct delivery_record *r,
                          uint32_t receiver) {
    struct list *list = &c->receivers[receiver].deliveries;
    list_remove(&c->free_deliveries, c->delivery_nodes, slot);
    c->deliveries[slot].record = *r;
    index_add(&c->delivery_keys, delivery_hash(r->receiver, r->activation), slot);
    list_insert_after(list, c->delivery_nodes, list->last, slot);
}

uint32_t delivery_restore(struct core *c, const struct delivery_record *r) {
    if (c->free_deliveries.count == 0 || r->number == 0 || r->activation == 0 ||
        find_delivery(c, r->receiver, r->activation) != LIST_NONE)
        return LIST_NONE;
    uint32_t slot = c->free_deliveries.first;
    link_delivery(c, slot, r, find_receiver(c, r->receiver));
    return slot;
}

/* As many records as fit into one event. */
static struct event *delivery_event(struct core *c, struct event *event) {
    if (event != NULL && event->record_count + 2 <= LIMIT_RECORDS_PER_EVENT) return event;
    return emit(c, EVENT_delivery_begun);
}

static uint64_t next_delivery_number(struct core *c, struct event *event) {
    if (c->delivery_next + DELIVERY_BLOCK / 2 >= c->counters.delivery_block_end) {
        c->counters.delivery_block_end = c->delivery_next + DELIVERY_BLOCK;
        event_record(event, RECORD_counters, 0);
    }
    return c->delivery_next++;
}

/* A new message about the activation; of a table that is full it waits. */
static struct event *begin_message(struct core *c, uint32_t receiver, activation_id activation,
                                   struct event *event) {
    const char *id = c->receivers[receiver].record.id;
    uint32_t slot = find_delivery(c, id, activation), at = find_activation(c, activation);
    if (slot == LIST_NONE) {
        if (c->free_deliveries.count == 0) return event;
        struct delivery_record r = {.activation = activation};
        memcpy(r.receiver, id, sizeof r.receiver);
        slot = c->free_deliveries.first;
        link_delivery(c, slot, &r, receiver);
    }
    event = delivery_event(c, event);
    struct delivery_record *r = &c->deliveries[slot].record;
    r->number = next_delivery_number(c, event);
    r->mark = at == LIST_NONE ? PUBLICATION_CLOSED
                              : core_publication_mark(c, &c->receivers[receiver].record,
                                                      &c->activations[at].record);
    r->begun_at = c->now;
    r->next_try_at = 0;
    r->attempts = 0;
    r->status = 0;
    r->outcome = DELIVERY_OUTCOME_NONE;
    memset(r->error, 0, sizeof r->error);
    event_record(event, RECORD_delivery, slot);
    return event;
}

/* The lowest activation that the receiver has not been told of as it stands; 0: none. */
static activation_id first_fresh(const struct core *c, uint32_t receiver, activation_id after) {
    const struct receiver_slot *slot = &c->receivers[receiver];
    struct delivery_view view;
    activation_id first = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        activation_id id = c->activations[i].record.id;
        if (id <= after || c->activations[i].closed || (first != 0 && id > first)) continue;
        if (core_view_delivery(c, &slot->record, id, &view) && view.fresh) first = id;
    }
    for (uint32_t n = slot->deliveries.first; n != LIST_NONE; n = c->delivery_nodes[n].next) {
        activation_id id = c->deliveries[n].record.activation;
        if (id <= after || (first != 0 && id > first)) continue;
        if (core_view_delivery(c, &slot->record, id, &view) && view.fresh) first = id;
    }
    return first;
}

/* Something new is a reason to try a receiver again that failed, though not one that asked to wait. */
HANDLER(delivery_begin) {
    const struct delivery_begin_command *p = &command->as.delivery_begin;
    uint32_t slot = find_receiver(c, p->receiver);
    if (slot == LIST_NONE) return no_such_receiver(problem, p->receiver);
    struct event *event = NULL;
    activation_id id = 0;
    while (!c->receivers[slot].record.disabled && (id = first_fresh(c, slot, id)) != 0)
        event = begin_message(c, slot, id, event);
    result->subject = ref_of(RECORD_receiver, slot);
    result->repeated = event == NULL;
    if (event != NULL) receiver_has_news(c, slot, delivery_event(c, event));
    return ERR_OK;
}

/* A tenth more or less, so that receivers that fell together do not come back together. No chance: the same everywhere. */
time_ms receiver_retry_delay(const char *receiver, uint64_t number, uint32_t failures) {
    ASSERT(failures > 0);
    time_ms delay = retry_delays[failures > RETRY_DELAYS ? RETRY_DELAYS - 1 : failures - 1];
    uint64_t lot[3] = {hash_text(receiver), number, failures};
    time_ms tenth = delay / 10;
    return delay - tenth + (time_ms)(hash_bytes(lot, sizeof lot, 0) % (uint64_t)(2 * tenth + 1));
}

void receiver_was_tried(struct core *c, uint32_t at, unsigned outcome, uint64_t number,
                        time_ms retry_after_ms, struct event *event) {
    struct receiver_record *r = &c->receivers[at].record;
    event_record(event, RECORD_receiver, at);
    r->throttled = outcome == DELIVERY_OUTCOME_THROTTLED;
    if (outcome == DELIVERY_OUTCOME_GONE) {
        drop_deliveries(c, at);
        r->disabled = 1;
    }
    if (outcome == DELIVERY_OUTCOME_GONE || outcome == DELIVERY_OUTCOME_DELIVERED ||
        outcome == DELIVERY_OUTCOME_REFUSED) { /* it answers: nothing is wrong with it */
        r->failures = 0;
        r->next_try_at = 0;
        return;
    }
    r->failures++;
    time_ms delay = receiver_retry_delay(r->id, number, r->failures);
    r->next_try_at = c->now + (r->throttled ? later(delay, retry_after_ms) : delay);
}

void receiver_has_news(struct core *c, uint32_t at, struct event *event) {
    struct receiver_record *r = &c->receivers[at].record;
    if (r->throttled || r->next_try_at == 0) return;
    r->next_try_at = 0;
    event_record(event, RECORD_receiver, at);
}

static enum err find_tried(struct core *c, const struct delivery_tried_command *p,
                           uint32_t *receiver, uint32_t *slot, struct problem *problem) {
    *receiver = find_receiver(c, p->receiver);
    if (*receiver == LIST_NONE) return no_such_receiver(problem, p->receiver);
    *slot = find_delivery(c, p->receiver, p->activation);
    if (*slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_DELIVERY, "activation",
                           "%s has been told nothing of activation-%llu", p->receiver,
                           (unsigned long long)p->activation);
    if (c->deliveries[*slot].record.number != p->number)
        return problem_set(problem, ERR_UNKNOWN_DELIVERY, "number",
                           "the newest message of it is %llu",
                           (unsigned long long)c->deliveries[*slot].record.number);
    if (p->outcome == DELIVERY_OUTCOME_NONE)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "outcome", "a try has one");
    return ERR_OK;
}

/* What is over need be told no more once it is taken, or after all the tries of the schedule. */
static bool is_done(const struct delivery_record *r) {
    return r->mark == PUBLICATION_CLOSED &&
           (r->delivered == r->number || r->attempts > RETRY_DELAYS);
}

HANDLER(delivery_tried) {
    const struct delivery_tried_command *p = &command->as.delivery_tried;
    uint32_t at = LIST_NONE, slot = LIST_NONE;
    enum err err = find_tried(c, p, &at, &slot, problem);
    if (err != ERR_OK) return err;
    struct delivery_record *r = &c->deliveries[slot].record;
    result->subject = ref_of(RECORD_receiver, at);
    if (p->outcome == DELIVERY_OUTCOME_GONE) {
        receiver_was_tried(c, at, p->outcome, p->number, 0, emit(c, EVENT_delivery_tried));
        return ERR_OK;
    }
    r->attempts++;
    r->status = COMMAND_HAS(command, delivery_tried, status) ? p->status : 0;
    r->outcome = p->outcome;
    memset(r->error, 0, sizeof r->error);
    memcpy(r->error, p->error, sizeof r->error);
    if (p->outcome == DELIVERY_OUTCOME_DELIVERED) {
        r->delivered = r->number;
        r->delivered_at = c->now;
    } else if (p->outcome == DELIVERY_OUTCOME_REFUSED) {
        r->next_try_at = c->now + receiver_retry_delay(r->receiver, r->number, r->attempts);
    }
    struct event *event = emit(c, EVENT_delivery_tried);
    receiver_was_tried(c, at, p->outcome, r->number, p->retry_after_ms, event);
    if (is_done(r))
        drop_delivery(c, slot, event);
    else
        event_record(event, RECORD_delivery, slot);
    return ERR_OK;
}

/* --- what must hold -------------------------------------------------------------------------------------------------------- */

#define CHECK(condition, name, ...)                                                     \
    do {                                                                                \
        if (!(condition)) return problem_set(problem, ERR_INTERNAL, name, __VA_ARGS__); \
    } while (0)

enum err receivers_check(const struct core *c, struct problem *problem) {
    uint32_t linked = 0, taken = 0;
    for (uint32_t i = 0; i < LIMIT_RECEIVERS; i++) {
        const struct receiver_slot *slot = &c->receivers[i];
        if (slot->record.id[0] == '\0' || slot->going) continue;
        CHECK(!organisation_set_is_empty(&slot->record.municipalities[0]), "receiver_serves",
              "%s serves nobody", slot->record.id);
        CHECK(!slot->record.disabled || slot->deliveries.count == 0, "disabled_has_no_deliveries",
              "%s", slot->record.id);
        for (uint32_t n = slot->deliveries.first; n != LIST_NONE; n = c->delivery_nodes[n].next) {
            const struct delivery_record *r = &c->deliveries[n].record;
            CHECK(same_id(r->receiver, slot->record.id) &&
                      find_delivery(c, r->receiver, r->activation) == n,
                  "delivery_is_found", "%s", slot->record.id);
            CHECK(r->delivered <= r->number && r->number < c->counters.delivery_block_end,
                  "delivery_number_is_stored_ahead", "%llu", (unsigned long long)r->number);
            uint32_t at = find_activation(c, r->activation);
            CHECK(at == LIST_NONE || core_activation_reaches_citizens(&c->activations[at].record),
                  "exercise_reaches_nobody", "activation-%llu", (unsigned long long)r->activation);
            linked++;
        }
    }
    taken = c->delivery_keys.count;
    CHECK(linked == taken, "deliveries_are_linked", "%u, not %u", linked, taken);
    return ERR_OK;
}
