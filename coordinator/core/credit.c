/* What organisations give each other: seats offered, calls and minutes, and what came to nothing, by local day and by crisis. Each
 * talk is counted once, when it ends, by whoever had it; the caller's own municipality has the same minutes as received. Callers of
 * no member are counted apart: they are served by rule, and nobody settles them. */
#include "base/assert.h"
#include "core/state.h"

#define ROWS_IN_HAND \
    2048 /* free at least: a row that goes gives its place to the next command only */
#define ROWS_FORGOTTEN 5 /* at once: as many as an event carries beside an answer to remember */

static uint64_t key_of(organisation_no n, activation_id activation, int32_t day) {
    uint64_t key[2] = {activation, (uint64_t)n << 32 | (uint32_t)day};
    return hash_bytes(key, sizeof key, 0);
}

static uint32_t find_row(const struct core *c, organisation_no n, activation_id activation,
                         int32_t day) {
    uint32_t at = INDEX_START, slot;
    while ((slot = index_next(&c->credit_keys, key_of(n, activation, day), &at)) != LIST_NONE) {
        const struct credit_record *r = &c->credits[slot].record;
        if (r->organisation == n && r->activation == activation && r->day == day) break;
    }
    return slot;
}

static void forget_row(struct core *c, uint32_t slot, struct event *event) {
    const struct credit_record *r = &c->credits[slot].record;
    event_removed(event, RECORD_credit, slot);
    index_drop(&c->credit_keys, key_of(r->organisation, r->activation, r->day), slot);
}

static bool is_going(const struct core *c, uint32_t slot) {
    const struct credit_record *r = &c->credits[slot].record;
    return find_row(c, r->organisation, r->activation, r->day) != slot;
}

static uint32_t oldest(const struct core *c) {
    uint32_t best = LIST_NONE;
    for (uint32_t i = 0; i < c->credits_ever; i++) {
        const struct credit_record *r = &c->credits[i].record;
        if (r->organisation == ORGANISATION_NONE || is_going(c, i)) continue;
        if (best == LIST_NONE || r->day < c->credits[best].record.day) best = i;
    }
    return best;
}

static void make_room(struct core *c) {
    if (c->free_credits.count > ROWS_IN_HAND) return;
    struct event *event = emit(c, EVENT_credit_forgotten);
    for (int i = 0; i < ROWS_FORGOTTEN; i++)
        forget_row(c, oldest(c), event);
}

static uint32_t take_row(struct core *c, const struct credit_record *r) {
    ASSERT(c->free_credits.count > 0);
    uint32_t slot = c->free_credits.first;
    list_remove(&c->free_credits, c->credit_nodes, slot);
    if (slot >= c->credits_ever) c->credits_ever = slot + 1;
    c->credits[slot].record = *r;
    index_add(&c->credit_keys, key_of(r->organisation, r->activation, r->day), slot);
    return slot;
}

struct credit_record *credit_row(struct core *c, organisation_no n, activation_id activation,
                                 struct event *event) {
    int32_t day = local_day(c);
    uint32_t slot = find_row(c, n, activation, day);
    if (slot == LIST_NONE) {
        struct credit_record r = {.organisation = n, .activation = activation, .day = day};
        slot = take_row(c, &r);
        make_room(c);
    }
    event_record(event, RECORD_credit, slot);
    return &c->credits[slot].record;
}

/* Of several the one that began first. */
activation_id credit_activation(const struct core *c, const struct call_record *r) {
    activation_id first = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (!activation_governs(c, i)) continue;
        bool covers = ((a->topics >> r->topic) & 1) != 0 &&
                      (organisation_set_is_empty(&a->municipalities[0]) ||
                       organisation_set_has(&a->municipalities[0], r->municipality));
        if (covers && (first == 0 || a->id < first)) first = a->id;
    }
    return first;
}

void credit_talk(struct core *c, const struct call_record *r, time_ms talk_ms) {
    organisation_no server = call_server(c, r);
    bool outside = c->organisations[r->municipality].record.standing == STANDING_OUTSIDER;
    bool help = call_is_help(server, r) || core_peer_of_call(c, r) != NULL;
    if (server == ORGANISATION_NONE || (!outside && !help) || r->outcome == CALL_OUTCOME_CROSSED)
        return;
    uint64_t talk = (uint64_t)talk_ms;
    activation_id activation = credit_activation(c, r);
    struct event *event = emit(c, EVENT_credit_counted);
    event->organisation = server;
    struct credit_record *row = credit_row(c, server, activation, event);
    if (outside) {
        row->calls_outside++;
        row->talk_outside_ms += talk;
        return;
    }
    row->calls_given++;
    row->talk_given_ms += talk;
    row = credit_row(c, r->municipality, activation, event);
    row->calls_received++;
    row->talk_received_ms += talk;
}

void credit_refused(struct core *c, organisation_no n, const struct call_record *r,
                    enum routing_reason reason, struct event *event) {
    struct credit_record *row = credit_row(c, n, credit_activation(c, r), event);
    if (reason == ROUTING_REASON_REJECTED)
        row->rejected++;
    else if (reason == ROUTING_REASON_TIMED_OUT)
        row->missed++;
    else
        row->taken_back++;
}

void credit_seats(struct core *c, struct offer_record *r, struct event *event) {
    if (r->counted_at == 0 || r->counted_at >= c->now) return;
    struct credit_record *row = credit_row(c, r->organisation, r->activation, event);
    row->seat_ms += (uint64_t)(c->now - r->counted_at) * r->seats;
    r->counted_at = c->now;
}

void credit_forget_organisation(struct core *c, organisation_no n) {
    struct event *event = NULL;
    for (uint32_t i = 0; i < c->credits_ever; i++) {
        if (c->credits[i].record.organisation != n || is_going(c, i)) continue;
        if (event == NULL || event->record_count == ROWS_FORGOTTEN)
            event = emit(c, EVENT_credit_forgotten);
        forget_row(c, i, event);
    }
}

enum err credit_restore(struct core *c, const struct credit_record *r, struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || c->free_credits.count == 0 ||
        find_row(c, r->organisation, r->activation, r->day) != LIST_NONE)
        return problem_set(problem, ERR_INTERNAL, "credit",
                           "its organisation is missing, it is there twice, or there are too many");
    uint32_t slot = take_row(c, r);
    c->credits[slot].record_hash = record_hash(RECORD_credit, r);
    c->digest += c->credits[slot].record_hash;
    return ERR_OK;
}
