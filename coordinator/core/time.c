/* Deadlines: when the next tick is due, and what a tick does. All that is due happens in the order of its times; of several
 * at one time, in the order of the lists, and in a list by number. */
#include "base/assert.h"
#include "core/contacts.h"
#include "core/pools.h"
#include "core/state.h"

static time_ms replayed_deadline(const struct core *c) {
    uint32_t first = c->replayed_order.first;
    return first == LIST_NONE ? TIME_NEVER
                              : c->replayed[first].record.at + c->settings.idempotency_ms;
}

static void lease_lapsed(struct core *c, agent_no agent) {
    if (leg_keeps_agent(c, agent)) { /* the phone rings: looked at again when that is over */
        deadline_remove(c, LIST_LEASED, agent);
        c->agents[agent].lease_until = c->now + c->settings.lease_ms;
        deadline_add(c, LIST_LEASED, agent);
        return;
    }
    uint32_t call = agent_drop_offer(c, agent, ROUTING_REASON_LEASE_LAPSED);
    struct event *event = emit(c, EVENT_agent_unknown);
    if (c->agents[agent].availability.state == AGENT_STATE_WRAPPING)
        call_finish_wrap_up(c, agent, event);
    agent_move(c, agent, AGENT_STATE_UNKNOWN);
    event_agent(c, event, agent);
    if (call != LIST_NONE) route_call(c, call);
}

static void wrap_up_over(struct core *c, agent_no agent) {
    agent_settle(c, agent);
    route_agent(c, agent, LIST_NONE);
}

static void unknown_too_long(struct core *c, agent_no agent) {
    struct availability_record *a = &c->agents[agent].availability;
    if (a->call != 0) { /* the line may live though the screen is gone: look again later */
        deadline_remove(c, LIST_UNKNOWN, agent);
        a->since = c->now;
        deadline_add(c, LIST_UNKNOWN, agent);
        event_agent(c, emit(c, EVENT_agent_unknown), agent);
        return;
    }
    a->status = AGENT_STATUS_OFFLINE;
    agent_move(c, agent, AGENT_STATE_SIGNED_OUT);
    event_agent(c, emit(c, EVENT_agent_signed_out), agent);
}

static void forget_call(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    if (r->leg != CALL_LEG_NONE) leg_set(c, call, CALL_LEG_OVER); /* out of its lists */
    if (r->gateway != GATEWAY_NONE) c->gateways[r->gateway].named--;
    struct event *event = emit(c, EVENT_call_forgotten);
    event->organisation = r->municipality;
    event_removed(event, RECORD_call, call);
    deadline_remove(c, LIST_ENDED, call);
    list_remove(&c->all_calls, c->all_call_nodes, call);
    call_index_drop(c, r->id, call);
    index_drop(&c->call_references, hash_text(r->reference), call);
    c->organisations[r->municipality].calls--;
    c->organisations[r->organisation].calls--;
    help_count_names(c, r, UINT32_MAX);
    if (r->agent != AGENT_NONE) c->agents[r->agent].calls--;
    if (r->refused_by != AGENT_NONE) c->agents[r->refused_by].calls--;
    if (r->backup != AGENT_NONE) c->agents[r->backup].calls--;
    if (r->offer != OFFER_NONE) call_set_offer(c, call, OFFER_NONE);
    if (r->refused_at != OFFER_NONE) call_set_refused_at(c, call, OFFER_NONE);
}

static void replayed_due(struct core *c) {
    struct event *event = emit(c, EVENT_replayed_answers_forgotten);
    while (event->record_count < LIMIT_RECORDS_PER_EVENT && replayed_deadline(c) <= c->now)
        forget_replayed(c, c->replayed_order.first, event);
}

static void deadline_due(struct core *c, enum deadline_list list) {
    uint32_t first = c->deadlines[list].first;
    switch (list) {
    case LIST_DEMAND: demand_due(c, (organisation_no)first); return;
    case LIST_LEASED: lease_lapsed(c, first); return;
    case LIST_WRAPPING: wrap_up_over(c, first); return;
    case LIST_UNKNOWN: unknown_too_long(c, first); return;
    case LIST_RESERVED: leg_offer_ran_out(c, first); return;
    case LIST_KEPT: leg_waited_long(c, first); return;
    case LIST_ANSWERED: call_talk_over(c, first, ROUTING_REASON_TALK_TIME_OVER); return;
    case LIST_ENDED: forget_call(c, first); return;
    case DEADLINE_LISTS: break;
    }
    UNREACHABLE("no such list");
}

/* What is due first: a list, an activation or the answers kept for idempotency. */
struct due {
    time_ms at;
    enum {
        DUE_LIST,
        DUE_ACTIVATION,
        DUE_AGREEMENT,
        DUE_DATA,
        DUE_OFFER,
        DUE_OVERFLOW,
        DUE_QUEUE,
        DUE_HOURS,
        DUE_TICKETS,
        DUE_POOLS,
        DUE_GATEWAY,
        DUE_REPLAYED,
        DUE_TOMBSTONE
    } what;
    uint32_t
        which; /* the list, or the slot of the activation, agreement, organisation, offer or gateway */
};

static struct due first_due(const struct core *c) {
    struct due first = {.at = TIME_NEVER};
    for (int i = 0; i < DEADLINE_LISTS; i++) {
        time_ms at = deadline_first(c, (enum deadline_list)i);
        if (at < first.at) first = (struct due){at, DUE_LIST, (uint32_t)i};
    }
    uint32_t slot = 0;
    time_ms activation = activation_first(c, &slot), replayed = replayed_deadline(c);
    if (activation < first.at) first = (struct due){activation, DUE_ACTIVATION, slot};
    time_ms agreement = agreement_first(c, &slot);
    if (agreement < first.at) first = (struct due){agreement, DUE_AGREEMENT, slot};
    if (c->data_due < first.at) first = (struct due){c->data_due, DUE_DATA, c->data_due_of};
    time_ms offer = offer_first(c, &slot);
    if (offer < first.at) first = (struct due){offer, DUE_OFFER, slot};
    time_ms overflow = overflow_first(c);
    if (overflow < first.at) first = (struct due){overflow, DUE_OVERFLOW, 0};
    time_ms queue = foreign_queue_first(c, &slot);
    if (queue < first.at) first = (struct due){queue, DUE_QUEUE, slot};
    if (c->hours_next < first.at) first = (struct due){c->hours_next, DUE_HOURS, 0};
    time_ms tickets = tickets_first(c);
    if (tickets < first.at) first = (struct due){tickets, DUE_TICKETS, 0};
    if (c->pools->due.at < first.at) first = (struct due){c->pools->due.at, DUE_POOLS, 0};
    time_ms gateway = gateway_first(c, &slot), tombstone = tombstone_first(c);
    if (gateway < first.at) first = (struct due){gateway, DUE_GATEWAY, slot};
    if (tombstone < first.at) first = (struct due){tombstone, DUE_TOMBSTONE, 0};
    if (replayed < first.at) first = (struct due){replayed, DUE_REPLAYED, 0};
    return first;
}

void deadline_look(struct core *c) { c->due_at = first_due(c).at; }

time_ms core_next_deadline(const struct core *c) { return c->due_at; }

/* Whether it takes records away. A tick either changes records or removes some: an event shows its records as they stand
 * when the command is done, so none may be gone by then that an earlier event of the same tick names. */
static bool removes(const struct core *c, const struct due *due) {
    switch (due->what) {
    case DUE_LIST: return due->which == LIST_ENDED;
    case DUE_ACTIVATION: return c->activations[due->which].record.state == ACTIVATION_STATE_LIFTED;
    case DUE_AGREEMENT:
    case DUE_DATA:
    case DUE_OVERFLOW:
    case DUE_QUEUE:
    case DUE_HOURS:
    case DUE_GATEWAY: return false;
    case DUE_TICKETS: return tickets_due_removes(c);
    case DUE_OFFER: return offer_is_over(c, due->which);
    case DUE_POOLS: return pools_due_removes(c);
    case DUE_TOMBSTONE:
    case DUE_REPLAYED: return true;
    }
    UNREACHABLE("no such thing is due");
}

HANDLER(tick) {
    (void)command, (void)result, (void)problem;
    struct due due = first_due(c);
    bool removing = false;
    for (; due.at <= c->now && room_for_events(c); due = first_due(c)) {
        if (c->events->count == 0) removing = removes(c, &due); /* nothing told yet: either may */
        if (removes(c, &due) != removing) break;
        if (due.what == DUE_OVERFLOW && overflow_is_going(c)) break; /* the next tick goes on */
        switch (due.what) {
        case DUE_LIST: deadline_due(c, (enum deadline_list)due.which); break;
        case DUE_ACTIVATION: activation_due(c, due.which); break;
        case DUE_AGREEMENT: agreement_due(c, due.which); break;
        case DUE_DATA: data_due(c, (organisation_no)due.which); break;
        case DUE_OFFER: offer_due(c, due.which); break;
        case DUE_OVERFLOW: overflow_due(c); break;
        case DUE_QUEUE: foreign_queue_due(c, due.which); break;
        case DUE_HOURS: hours_due(c); break;
        case DUE_TICKETS: tickets_due(c); break;
        case DUE_POOLS: pools_due(c); break;
        case DUE_GATEWAY: gateway_due(c, due.which); break;
        case DUE_TOMBSTONE: tombstone_due(c); break;
        case DUE_REPLAYED: replayed_due(c); break;
        }
        help_settle(c);
        overflow_settle(c);
        offers_settle(c);
    }
    return ERR_OK;
}

static void rebuild(struct core *c, enum deadline_list list, struct list_node *nodes) {
    struct list old = c->deadlines[list];
    list_init(&c->deadlines[list]);
    c->deadline_keys[list] = TIME_NEVER;
    for (uint32_t n = old.first, next; n != LIST_NONE; n = next) {
        next = nodes[n].next;
        deadline_add(c, list, n);
    }
}

/* Recovery took a while, and nobody could renew in it: everyone gets the full term again. */
HANDLER(recovered) {
    (void)command, (void)result, (void)problem;
    c->counters.recovered_at = c->now;
    c->counters.call_block_end = c->call_next + ID_BLOCK;
    c->counters.activation_block_end = c->activation_next + ACTIVATION_ID_BLOCK;
    c->counters.delivery_block_end = c->delivery_next + DELIVERY_BLOCK;
    for (uint32_t n = c->deadlines[LIST_LEASED].first; n != LIST_NONE; n = c->lease_nodes[n].next)
        c->agents[n].lease_until = c->now + c->settings.lease_ms;
    rebuild(c, LIST_LEASED, c->lease_nodes);
    rebuild(c, LIST_RESERVED, c->call_nodes);
    offers_recovered(c);
    event_record(emit(c, EVENT_recovered), RECORD_counters, 0);
    return ERR_OK;
}
