/* Calls at seats: reserved, answered, ended. A seat's reservation has the deadline of an agent's; one that is rejected, missed or
 * taken back stands in its queue again with its age, and other helpers are asked before this one. */
#include "base/assert.h"
#include "core/state.h"

organisation_no call_server(const struct core *c, const struct call_record *r) {
    if (r->offer != OFFER_NONE) return c->offers->slots[r->offer].record.organisation;
    return r->agent == AGENT_NONE ? ORGANISATION_NONE : c->agents[r->agent].record.organisation;
}

organisation_no core_call_server(const struct core *c, const struct call_record *r) {
    return call_server(c, r);
}

agent_no call_refuser(const struct core *c, const struct call_record *r) {
    return r->refused_at != OFFER_NONE ? seat_agent(c, r->refused_at) : r->refused_by;
}

static void exchange(struct core *c, uint16_t *member, offer_no offer) {
    if (*member != OFFER_NONE) c->offers->slots[*member].calls--;
    *member = offer;
    if (offer != OFFER_NONE) c->offers->slots[offer].calls++;
    c->offers->changed = true;
}

void call_set_offer(struct core *c, uint32_t call, offer_no offer) {
    exchange(c, &c->calls[call].record.offer, offer);
}

void call_set_refused_at(struct core *c, uint32_t call, offer_no offer) {
    exchange(c, &c->calls[call].record.refused_at, offer);
}

void seat_count(struct core *c, const struct call_record *r, int by) {
    if (by == 0 || r->offer == OFFER_NONE) return;
    struct offer_slot *slot = &c->offers->slots[r->offer];
    organisation_no home = slot->record.organisation;
    slot->in_use += (uint32_t)by;
    c->organisations[home].seats_in_use += (uint32_t)by;
    if (call_is_help(home, r)) slot->helping += (uint32_t)by;
}

/* --- reserving and freeing ------------------------------------------------------------------------------------------------- */

/* The same as the event that tells of the call, for the partner whose seat it is. */
static struct event *tell(struct core *c, offer_no offer, uint32_t call, enum event_type type) {
    struct event *event = emit(c, type);
    event_call(c, event, call);
    event_record(event, RECORD_offer, offer);
    event->organisation = c->offers->slots[offer].record.organisation;
    return event;
}

void seat_reserve(struct core *c, uint32_t call, agent_no seat, struct event *event) {
    offer_no offer = seat_offer(c, seat);
    const struct offer_slot *slot = &c->offers->slots[offer];
    ASSERT(slot->record.state == OFFER_STATE_OPEN && slot->in_use < slot->record.seats);
    ASSERT(data_gate_open(c, slot->record.organisation));
    call_set_offer(c, call, offer);
    call_move(c, call, CALL_STATE_RESERVED);
    event_call(c, event, call);
    tell(c, offer, call, EVENT_seat_reserved);
    offers_refresh_of(c, slot->record.organisation);
}

static bool credits(const struct core *c, offer_no offer, const struct call_record *r) {
    return call_is_help(c->offers->slots[offer].record.organisation, r);
}

void seat_drop(struct core *c, uint32_t call, enum routing_reason reason) {
    struct call_record *r = &c->calls[call].record;
    offer_no offer = r->offer;
    organisation_no home = c->offers->slots[offer].record.organisation;
    event_call(c, emit(c, EVENT_call_returned), call);
    struct event *event = tell(c, offer, call, EVENT_seat_released);
    if (credits(c, offer, r)) credit_refused(c, home, r, reason, event);
    r->reason = (uint8_t)reason;
    call_move(c, call, CALL_STATE_QUEUED);
    call_set_offer(c, call, OFFER_NONE);
    if (reason == ROUTING_REASON_REJECTED || reason == ROUTING_REASON_TIMED_OUT) {
        call_set_refused_by(c, call, AGENT_NONE);
        call_set_refused_at(c, call, offer);
        help_hand_back(c, call, home);
        c->sharing->refused = call;
        service_refused(c, home, reason == ROUTING_REASON_TIMED_OUT, event);
    }
    offer_seat_freed(c, offer);
}

void seat_refused(struct core *c, uint32_t call, enum routing_reason reason) {
    seat_drop(c, call, reason);
    if (c->calls[call].record.state == CALL_STATE_QUEUED) route_call(c, call);
}

/* The call at the seat is over, or its caller has hung up. */
void seat_released(struct core *c, uint32_t call) {
    offer_no offer = c->calls[call].record.offer;
    tell(c, offer, call, EVENT_seat_released);
    offer_seat_freed(c, offer);
}

/* --- commands ---------------------------------------------------------------------------------------------------------------- */

/* The call and offer of an accept or reject; ERR_OK: it rings there. */
static enum err read_seat(const struct core *c, const char *id, call_id named, offer_no *offer,
                          uint32_t *call, struct problem *problem) {
    *call = LIST_NONE;
    if (!core_find_offer(c, id, offer))
        return problem_set(problem, ERR_UNKNOWN_OFFER, "offer", "there is no offer %s", id);
    *call = find_call(c, named);
    if (*call == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no call-%llu",
                           (unsigned long long)named);
    const struct call_record *r = &c->calls[*call].record;
    if (r->state == CALL_STATE_RESERVED && r->offer == *offer) return ERR_OK;
    if (r->offer == *offer && r->outcome == CALL_OUTCOME_ABANDONED)
        return problem_set(problem, ERR_CALL_ENDED, "call", "the caller has hung up");
    if (r->offer == *offer && r->state == CALL_STATE_ENDED)
        return problem_set(problem, ERR_CALL_ENDED, "call", "the call has ended");
    return problem_set(problem, ERR_CALL_NOT_OFFERED, "call", "the call is not offered to %s", id);
}

HANDLER(seat_accept) {
    const struct seat_accept_command *p = &command->as.seat_accept;
    uint32_t call;
    offer_no offer = OFFER_NONE;
    enum err err = read_seat(c, p->offer, p->call, &offer, &call, problem);
    if (call == LIST_NONE) return err;
    const struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (err == ERR_CALL_NOT_OFFERED && r->state == CALL_STATE_ANSWERED && r->offer == offer) {
        result->repeated = true;
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    struct event *event = call_begin_talk(c, call);
    event_call(c, event, call);
    service_answered(c, c->offers->slots[offer].record.organisation,
                     tell(c, offer, call, EVENT_seat_answered));
    return ERR_OK;
}

HANDLER(seat_reject) {
    const struct seat_reject_command *p = &command->as.seat_reject;
    uint32_t call;
    offer_no offer = OFFER_NONE;
    enum err err = read_seat(c, p->offer, p->call, &offer, &call, problem);
    if (call == LIST_NONE) return err;
    const struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (err == ERR_CALL_NOT_OFFERED && r->refused_at == offer) {
        result->repeated = true;
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    seat_refused(c, call, ROUTING_REASON_REJECTED);
    return ERR_OK;
}
