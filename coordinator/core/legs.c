/* Calls whose line a switch has. The core decides who is rung; the switch rings, and tells what came of it (call_event).
 *
 *   - An agent is free: the call is reserved for that agent, and for as long as the lease (offer_ms) the switch has its routes:
 *     the agent, one more who is free and is rung next, then home. The ringing phone is the offer: lifting it accepts.
 *   - Nobody is free: the caller waits at the switch, where it can keep callers; the call stands in its queue like any other.
 *     When an agent is reserved the switch is told (core_next_resume). Who has waited for wait_max_ms is sent home.
 *   - Nobody is free and nobody can wait there, or it is closed: the decision is home, and the call is over for us.
 *
 * What can go wrong: an attempt fails (the next of the routes is reserved, or the call has gone home); the switch says nothing
 * within the lease (the agent is free again); it goes home by itself (so is the agent); it restarts (its calls are over); its
 * event comes before its question (a tombstone: the question is then answered that the call is over). Every event may come
 * twice, or late: it then finds the call elsewhere and does nothing. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

/* --- where a call is listed ---------------------------------------------------------------------------------------------------- */

struct leg_places leg_places(const struct call_record *r) {
    if (r->leg == CALL_LEG_NONE) return (struct leg_places){false};
    bool waits = r->leg == CALL_LEG_WAITING;
    bool live = r->state == CALL_STATE_QUEUED || r->state == CALL_STATE_RESERVED ||
                r->state == CALL_STATE_ANSWERED;
    return (struct leg_places){
        .kept = waits && r->state == CALL_STATE_QUEUED,
        .resumes = (waits && r->state == CALL_STATE_RESERVED) || r->leg == CALL_LEG_LEAVING,
        .of_gateway = r->gateway != GATEWAY_NONE && live,
        .waits = r->gateway != GATEWAY_NONE && waits,
    };
}

void leg_follow(struct core *c, uint32_t call, struct leg_places from) {
    const struct call_record *r = &c->calls[call].record;
    if (r->leg == CALL_LEG_NONE) return;
    struct leg_places to = leg_places(r);
    if (from.kept && !to.kept) deadline_remove(c, LIST_KEPT, call);
    if (to.kept && !from.kept) deadline_add(c, LIST_KEPT, call);
    if (from.resumes && !to.resumes) list_remove(&c->resumes, c->resume_nodes, call);
    if (to.resumes && !from.resumes)
        list_insert_after(&c->resumes, c->resume_nodes, c->resumes.last, call);
    if (r->gateway == GATEWAY_NONE) return;
    struct gateway_slot *gateway = &c->gateways[r->gateway];
    if (from.of_gateway && !to.of_gateway) list_remove(&gateway->calls, c->gateway_nodes, call);
    if (to.of_gateway && !from.of_gateway)
        list_insert_after(&gateway->calls, c->gateway_nodes, gateway->calls.last, call);
    gateway->waiting += (uint32_t)to.waits - (uint32_t)from.waits;
}

void leg_set(struct core *c, uint32_t call, enum call_leg leg) {
    struct call_record *r = &c->calls[call].record;
    struct leg_places from = leg_places(r);
    r->leg = (uint8_t)leg;
    leg_follow(c, call, from);
}

/* --- what is decided ------------------------------------------------------------------------------------------------------------- */

void leg_decided(struct core *c, uint32_t call) {
    struct call_record *r = &c->calls[call].record;
    r->decision = r->offers;
    r->route = 0;
    call_set_backup(c, call, route_second(c, r));
}

void leg_unserved(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    const struct gateway_slot *gateway =
        r->gateway == GATEWAY_NONE ? NULL : &c->gateways[r->gateway];
    bool may_wait = gateway != NULL && gateway->record.resume_url[0] != '\0' &&
                    gateway->waiting < gateway->record.waiting_max;
    if (may_wait)
        leg_set(c, call, CALL_LEG_WAITING);
    else
        call_divert(c, call, ROUTING_REASON_NOBODY_FREE);
}

/* The call is with the switch no more, as far as we know: nothing is decided for it again. An event of the command names it. */
static void over(struct core *c, uint32_t call, enum routing_reason reason) {
    call_divert(c, call, reason);
    leg_set(c, call, CALL_LEG_OVER);
}

bool leg_has_routes(const struct call_record *r) {
    return r->leg == CALL_LEG_ROUTED && r->offers > 0;
}

bool leg_next(struct core *c, uint32_t call) {
    struct call_record *r = &c->calls[call].record;
    ASSERT(r->state == CALL_STATE_QUEUED && leg_has_routes(r));
    r->route++;
    if (r->route == 1 && r->backup != AGENT_NONE && route_backup(c, call)) return true;
    over(c, call, ROUTING_REASON_ROUTES_EXHAUSTED);
    return false;
}

/* Whoever is reserved, an agent or a seat, did not take it. */
static void refuse(struct core *c, uint32_t call, enum routing_reason reason) {
    const struct call_record *r = &c->calls[call].record;
    if (r->offer != OFFER_NONE)
        seat_refused(c, call, reason);
    else if (is_chat(r))
        chat_refused(c, call, reason);
    else
        agent_refused(c, r->agent, reason);
}

void leg_offer_ran_out(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    agent_no agent = r->agent;
    if (r->leg == CALL_LEG_NONE) {
        refuse(c, call, ROUTING_REASON_TIMED_OUT);
    } else if (r->leg == CALL_LEG_WAITING && r->offer != OFFER_NONE) {
        seat_drop(c, call, ROUTING_REASON_NOT_RESUMED);
        route_call(c, call);
    } else if (r->leg == CALL_LEG_WAITING) { /* no fault of the agent's: the phone never rang */
        (void)agent_drop_offer(c, agent, ROUTING_REASON_NOT_RESUMED);
        agent_settle(c, agent);
        route_call(c, call);
        route_agent(c, agent, LIST_NONE);
    } else {
        over(c, call, ROUTING_REASON_SWITCH_SILENT);
    }
}

void leg_waited_long(struct core *c, uint32_t call) {
    call_divert(c, call, ROUTING_REASON_WAIT_OVER); /* and the switch is told */
}

bool leg_keeps_agent(const struct core *c, agent_no agent) {
    const struct availability_record *a = &c->agents[agent].availability;
    if (a->state != AGENT_STATE_RESERVED) return false;
    uint32_t call = find_call(c, a->call);
    return call != LIST_NONE && c->calls[call].record.leg == CALL_LEG_ROUTED;
}

void leg_cut_off(struct core *c, uint32_t call) {
    struct call_record *r = &c->calls[call].record;
    if (r->state == CALL_STATE_ANSWERED) {
        call_talk_over(c, call, ROUTING_REASON_SWITCH_RESTARTED);
    } else {
        r->reason = ROUTING_REASON_SWITCH_RESTARTED;
        call_abandon(c, call);
    }
    leg_set(c, call, CALL_LEG_OVER);
}

/* --- tombstones ---------------------------------------------------------------------------------------------------------------------- */

uint32_t find_tombstone(const struct core *c, const char *reference) {
    uint32_t at = INDEX_START, slot;
    uint64_t hash = hash_text(reference);
    while ((slot = index_next(&c->tombstone_keys, hash, &at)) != LIST_NONE)
        if (same_id(c->tombstones[slot].record.reference, reference)) break;
    return slot;
}

static void forget_tombstone(struct core *c, uint32_t slot, struct event *event) {
    event_removed(event, RECORD_tombstone, slot);
    index_drop(&c->tombstone_keys, hash_text(c->tombstones[slot].record.reference), slot);
    list_remove(&c->tombstone_order, c->tombstone_nodes, slot);
}

void tombstone_place(struct core *c, const struct tombstone_record *r, uint32_t slot) {
    list_remove(&c->free_tombstones, c->tombstone_nodes, slot);
    c->tombstones[slot].record = *r;
    index_add(&c->tombstone_keys, hash_text(r->reference), slot);
    uint32_t after = c->tombstone_order.last;
    while (after != LIST_NONE &&
           (c->tombstones[after].record.at > r->at ||
            (c->tombstones[after].record.at == r->at &&
             strcmp(c->tombstones[after].record.reference, r->reference) > 0)))
        after = c->tombstone_nodes[after].previous;
    list_insert_after(&c->tombstone_order, c->tombstone_nodes, after, slot);
}

static void set_tombstone(struct core *c, const char *reference) {
    struct event *event = emit(c, EVENT_tombstone_set);
    /* At the cap the oldest goes. Its slot is free only with the next command, so one is always kept in hand. */
    if (c->free_tombstones.count == 1) forget_tombstone(c, c->tombstone_order.first, event);
    struct tombstone_record r = {.at = c->now};
    memcpy(r.reference, reference, sizeof r.reference);
    uint32_t slot = c->free_tombstones.first;
    tombstone_place(c, &r, slot);
    event_record(event, RECORD_tombstone, slot);
}

time_ms tombstone_first(const struct core *c) {
    uint32_t first = c->tombstone_order.first;
    return first == LIST_NONE ? TIME_NEVER : c->tombstones[first].record.at + LIMIT_TOMBSTONE_MS;
}

void tombstone_due(struct core *c) {
    struct event *event = emit(c, EVENT_tombstone_forgotten);
    while (event->record_count < LIMIT_RECORDS_PER_EVENT && tombstone_first(c) <= c->now)
        forget_tombstone(c, c->tombstone_order.first, event);
}

/* --- what the switch tells ------------------------------------------------------------------------------------------------------ */

static bool waits(const struct call_record *r) {
    return r->state == CALL_STATE_QUEUED || r->state == CALL_STATE_RESERVED;
}

/* Declined by a person, against busy, silent or not to be reached. */
static enum routing_reason reason_of(uint16_t sip_code) {
    bool declined = sip_code == 486 || sip_code == 600 || sip_code == 603;
    return declined ? ROUTING_REASON_REJECTED : ROUTING_REASON_TIMED_OUT;
}

/* Every route before this one has failed, whether its event came or not. */
static void fail_before(struct core *c, uint32_t call, uint8_t route) {
    const struct call_record *r = &c->calls[call].record;
    while (r->state == CALL_STATE_RESERVED && r->route < route)
        refuse(c, call, ROUTING_REASON_TIMED_OUT);
}

/* The switch has its routes, also when its answer to the resume is still on its way. */
static void is_routed(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    if (r->leg == CALL_LEG_WAITING && r->state == CALL_STATE_RESERVED)
        leg_set(c, call, CALL_LEG_ROUTED);
}

/* True: something was done, and an event names the call. */
static bool answered(struct core *c, uint32_t call, const struct command *command) {
    const struct call_event_command *p = &command->as.call_event;
    const struct call_record *r = &c->calls[call].record;
    bool newest = !COMMAND_HAS(command, call_event, decision) || p->decision == r->decision;
    if (!waits(r)) return false;
    if (COMMAND_HAS(command, call_event, route) && newest) {
        is_routed(c, call);
        fail_before(c, call, p->route);
        if (r->state == CALL_STATE_RESERVED && r->route == p->route) {
            call_answer(c, call);
            return true;
        }
        if (!waits(r)) return true;
    }
    over(c, call, ROUTING_REASON_ANSWERED_HOME);
    return true;
}

static bool attempt_failed(struct core *c, uint32_t call, const struct command *command) {
    const struct call_event_command *p = &command->as.call_event;
    const struct call_record *r = &c->calls[call].record;
    bool newest = !COMMAND_HAS(command, call_event, decision) || p->decision == r->decision;
    if (r->state != CALL_STATE_RESERVED || !newest || p->route < r->route) return false;
    uint8_t agents = r->backup == AGENT_NONE ? 1 : 2;
    if (p->route >= agents) return false; /* one of the home set */
    is_routed(c, call);
    fail_before(c, call, p->route);
    if (r->state == CALL_STATE_RESERVED && r->route == p->route)
        refuse(c, call, reason_of(p->sip_code));
    return true;
}

/* The call is over, one way or the other. */
static bool is_over(struct core *c, uint32_t call, enum switch_event type) {
    static const enum routing_reason reasons[SWITCH_EVENT_COUNT] = {
        [SWITCH_EVENT_ENDED] = ROUTING_REASON_ENDED_EARLY,
        [SWITCH_EVENT_FAILED] = ROUTING_REASON_SWITCH_FAILED,
        [SWITCH_EVENT_FALLBACK] = ROUTING_REASON_SENT_HOME,
    };
    const struct call_record *r = &c->calls[call].record;
    if (r->state == CALL_STATE_ANSWERED)
        call_talk_over(c, call, ROUTING_REASON_NONE);
    else if (!waits(r))
        return false;
    else if (type == SWITCH_EVENT_ABANDONED)
        call_abandon(c, call);
    else
        call_divert(c, call, reasons[type]);
    leg_set(c, call, CALL_LEG_OVER);
    return true;
}

static enum err check_event(const struct core *c, const struct command *command,
                            gateway_no *gateway, struct problem *problem) {
    const struct call_event_command *p = &command->as.call_event;
    bool routed = COMMAND_HAS(command, call_event, route);
    if (p->type == SWITCH_EVENT_ATTEMPT_FAILED && !routed)
        return problem_set(problem, ERR_MISSING_FIELD, "route_index", "it says which route failed");
    if (p->type != SWITCH_EVENT_ATTEMPT_FAILED && p->type != SWITCH_EVENT_ANSWERED && routed)
        return problem_set(problem, ERR_INVALID, "route", "only an answer and an attempt have one");
    *gateway = GATEWAY_NONE;
    if (p->gateway[0] == '\0') return ERR_OK;
    if (!core_find_gateway(c, p->gateway, gateway))
        return problem_set(problem, ERR_UNKNOWN_GATEWAY, "gateway", "there is no gateway %s",
                           p->gateway);
    if (p->boot[0] == '\0')
        return problem_set(problem, ERR_MISSING_FIELD, "boot", "a gateway says which boot it is");
    return ERR_OK;
}

HANDLER(call_event) {
    const struct call_event_command *p = &command->as.call_event;
    gateway_no gateway;
    enum err err = check_event(c, command, &gateway, problem);
    if (err != ERR_OK) return err;
    uint32_t call = find_call_reference(c, p->reference);
    if (call != LIST_NONE && c->calls[call].record.leg == CALL_LEG_NONE)
        return problem_set(problem, ERR_INVALID, "call_id", "no switch has asked for this call");
    if (gateway != GATEWAY_NONE && !gateway_hears(c, gateway, p->boot)) {
        result->repeated = true; /* from before its last start: those calls are over */
        return ERR_OK;
    }
    if (call == LIST_NONE) {
        if (find_tombstone(c, p->reference) == LIST_NONE)
            set_tombstone(c, p->reference);
        else
            result->repeated = true;
        return ERR_OK;
    }
    const struct call_record *r = &c->calls[call].record;
    enum switch_event type = (enum switch_event)p->type;
    result->subject = ref_of(RECORD_call, r->id);
    bool done = type == SWITCH_EVENT_ANSWERED         ? answered(c, call, command)
                : type == SWITCH_EVENT_ATTEMPT_FAILED ? attempt_failed(c, call, command)
                                                      : is_over(c, call, type);
    if (done) return ERR_OK;
    result->repeated = true;
    if (r->leg == CALL_LEG_HOME && type != SWITCH_EVENT_ATTEMPT_FAILED) {
        event_call(c, emit(c, EVENT_call_released), call);
        leg_set(c, call, CALL_LEG_OVER); /* whoever asks once more is told that it is over */
    }
    return ERR_OK;
}

/* The engine itself, when a decision was not ready in time: the switch has sent the call home. */
HANDLER(call_lapse) {
    (void)problem;
    uint32_t call = find_call_reference(c, command->as.call_lapse.reference);
    if (call == LIST_NONE || c->calls[call].record.leg == CALL_LEG_NONE) return ERR_OK;
    result->subject = ref_of(RECORD_call, c->calls[call].record.id);
    if (waits(&c->calls[call].record)) over(c, call, ROUTING_REASON_DEADLINE_PASSED);
    return ERR_OK;
}

/* --- out of the wait ----------------------------------------------------------------------------------------------------------------- */

const struct call_record *core_next_resume(const struct core *c, uint64_t *cursor) {
    uint32_t slot = *cursor == 0 ? c->resumes.first : c->resume_nodes[*cursor - 1].next;
    if (slot == LIST_NONE) return NULL;
    *cursor = (uint64_t)slot + 1;
    return &c->calls[slot].record;
}

bool core_resume_is_due(const struct call_record *r) { return leg_places(r).resumes; }

/* The switch rings from now on. */
static void taken(struct core *c, uint32_t call) {
    struct call_record *r = &c->calls[call].record;
    event_call(c, emit(c, EVENT_call_resumed), call);
    if (r->leg == CALL_LEG_LEAVING) {
        leg_set(c, call, CALL_LEG_HOME);
        return;
    }
    deadline_remove(c, LIST_RESERVED, call);
    r->offered_at = c->now;
    deadline_add(c, LIST_RESERVED, call);
    leg_set(c, call, CALL_LEG_ROUTED);
}

HANDLER(call_resume) {
    const struct call_resume_command *p = &command->as.call_resume;
    (void)problem;
    uint32_t call = find_call(c, p->call);
    if (call == LIST_NONE) return ERR_OK;
    const struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (!core_resume_is_due(r) || p->decision != r->decision) {
        result->repeated = true;
        return ERR_OK;
    }
    if (p->outcome == RESUME_OUTCOME_TAKEN) {
        taken(c, call);
    } else if (r->leg == CALL_LEG_LEAVING) {
        event_call(c, emit(c, EVENT_call_released), call);
        leg_set(c, call, CALL_LEG_OVER);
    } else if (p->outcome == RESUME_OUTCOME_GONE) {
        call_abandon(c, call);
        leg_set(c, call, CALL_LEG_OVER);
    } else {
        over(c, call, ROUTING_REASON_SENT_HOME);
    }
    return ERR_OK;
}

/* --- what the switch is told ---------------------------------------------------------------------------------------------------------- */

/* The home set of the caller's municipality, else of whoever answers for it. */
static const struct address_list *home_of(const struct core *c, const struct call_record *r) {
    static const struct address_list nowhere;
    const struct organisation_slot *own = &c->organisations[r->municipality];
    const struct organisation_slot *other = &c->organisations[r->organisation];
    return own->has_home     ? &own->home.addresses[0]
           : other->has_home ? &other->home.addresses[0]
                             : &nowhere;
}

/* What is rung: the offer's address for a seat, else the agent's phone. */
static const char *address_of(const struct core *c, offer_no offer, agent_no agent) {
    if (offer != OFFER_NONE) return c->offers->slots[offer].record.address;
    return agent == AGENT_NONE ? "" : c->agents[agent].record.phone;
}

static void add_route(struct call_plan *plan, const char *address) {
    if (address[0] == '\0') return;
    ASSERT(plan->count < LIMIT_ROUTES);
    plan->routes[plan->count++] = address;
}

static void add_agents(const struct core *c, const struct call_record *r, struct call_plan *plan) {
    bool moved = r->route > 0; /* the first has refused, and the backup is what is reserved */
    if (moved)
        add_route(plan, address_of(c, r->refused_at, r->refused_by));
    else
        add_route(plan, address_of(c, r->offer, r->agent));
    add_route(plan, address_of(c, OFFER_NONE, moved ? r->agent : r->backup));
}

void core_call_plan(const struct core *c, const struct call_record *r, bool resume,
                    struct call_plan *out) {
    ASSERT(r->leg != CALL_LEG_NONE);
    const struct address_list *home = home_of(c, r);
    bool waits_there = r->leg == CALL_LEG_WAITING && !resume;
    bool refers = r->reason == ROUTING_REASON_OUTSIDER_REFERRED;
    *out = (struct call_plan){.action = CALL_ACTION_ROUTE};
    if (waits_there) {
        out->action = CALL_ACTION_WAIT;
        out->wait_ms = c->settings.wait_max_ms;
    } else if (r->leg == CALL_LEG_ROUTED || r->leg == CALL_LEG_WAITING) {
        add_agents(c, r, out);
    } else if (home->count == 0) {
        out->action = CALL_ACTION_REJECT;
    } else if (refers) {
        out->action = CALL_ACTION_REDIRECT;
    }
    out->home_from = out->count;
    out->lease_ms = c->settings.offer_ms;
    for (uint16_t i = 0; i < home->count && out->count < LIMIT_ROUTES; i++)
        add_route(out, home->addresses[i]);
}
