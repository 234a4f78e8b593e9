/* Calls: from arrival to the end of wrap-up. A call is in one place: a queue, an offer, a talk, a wrap-up, or kept as ended. */
#include <string.h>

#include "base/assert.h"
#include "core/contacts.h"

#define ALLOW_AGENT(from, to)
#define ALLOW_CALL(from, to) [CALL_STATE_##from][CALL_STATE_##to] = true,
#define MOVE(what, from, to) ALLOW_##what(from, to)
static const bool allowed[CALL_STATE_COUNT][CALL_STATE_COUNT] = {
#include "core/moves.def"
};
#undef MOVE

#define PRIORITY_USUAL 5
#define PRIORITY_LAST 0

static bool waits(enum call_state state) {
    return state == CALL_STATE_QUEUED || state == CALL_STATE_RESERVED;
}

static void count_waiting(struct core *c, const struct call_record *r, int by) {
    c->organisations[r->organisation].waiting += (uint32_t)by;
    c->organisations[r->municipality].waiting_citizens += (uint32_t)by;
    if (by < 0 && c->organisations[r->municipality].waiting_citizens == 0 &&
        c->settings.reserve_rule == RESERVE_RULE_WHEN_QUEUE)
        look_again(c, r->municipality); /* nobody is kept free any more */
}

/* Reserved and talking are what counts as help in progress. */
static int holds_a_line(enum call_state state) {
    return state == CALL_STATE_RESERVED || state == CALL_STATE_ANSWERED;
}

static void leave_list(struct core *c, uint32_t call, enum call_state from) {
    switch (from) {
    case CALL_STATE_QUEUED:
        queue_remove(c, call);
        help_count_handed_back(c, &c->calls[call].record, UINT32_MAX);
        return;
    case CALL_STATE_RESERVED: deadline_remove(c, LIST_RESERVED, call); return;
    case CALL_STATE_ANSWERED: deadline_remove(c, LIST_ANSWERED, call); return;
    case CALL_STATE_WRAPPING: /* of a phone call the agent is in a list */
        if (is_chat(&c->calls[call].record)) deadline_remove(c, LIST_CHATS_WRAPPING, call);
        return;
    case CALL_STATE_ENDED: deadline_remove(c, LIST_ENDED, call); return;
    case CALL_STATE_COUNT: break;
    }
    UNREACHABLE("no such state");
}

static void enter_list(struct core *c, uint32_t call, enum call_state to) {
    switch (to) {
    case CALL_STATE_QUEUED:
        queue_add(c, call);
        help_count_handed_back(c, &c->calls[call].record, 1);
        return;
    case CALL_STATE_RESERVED: deadline_add(c, LIST_RESERVED, call); return;
    case CALL_STATE_ANSWERED: deadline_add(c, LIST_ANSWERED, call); return;
    case CALL_STATE_WRAPPING:
        if (is_chat(&c->calls[call].record)) deadline_add(c, LIST_CHATS_WRAPPING, call);
        return;
    case CALL_STATE_ENDED: deadline_add(c, LIST_ENDED, call); return;
    case CALL_STATE_COUNT: break;
    }
    UNREACHABLE("no such state");
}

void call_move(struct core *c, uint32_t call, enum call_state to) {
    struct call_record *r = &c->calls[call].record;
    enum call_state from = (enum call_state)r->state;
    struct leg_places places = leg_places(r);
    ASSERT(allowed[from][to]);
    leave_list(c, call, from);
    r->state = (uint8_t)to;
    enter_list(c, call, to);
    leg_follow(c, call, places);
    help_count(c, r, holds_a_line(to) - holds_a_line(from));
    seat_count(c, r, holds_a_line(to) - holds_a_line(from));
    if (waits(from) && !waits(to)) count_waiting(c, r, -1);
}

static void exchange(struct core *c, uint32_t *member, agent_no agent) {
    if (*member != AGENT_NONE) c->agents[*member].calls--;
    *member = agent;
    if (agent != AGENT_NONE) c->agents[agent].calls++;
}

void call_set_agent(struct core *c, uint32_t call, agent_no agent) {
    exchange(c, &c->calls[call].record.agent, agent);
}

void call_set_refused_by(struct core *c, uint32_t call, agent_no agent) {
    exchange(c, &c->calls[call].record.refused_by, agent);
}

void call_set_backup(struct core *c, uint32_t call, agent_no agent) {
    exchange(c, &c->calls[call].record.backup, agent);
}

void call_finish_wrap_up(struct core *c, agent_no agent, struct event *event) {
    struct availability_record *a = &c->agents[agent].availability;
    uint32_t call = find_call(c, a->call);
    ASSERT(call != LIST_NONE);
    call_move(c, call, CALL_STATE_ENDED);
    a->call = 0;
    event_call(c, event, call);
    measure_handled(c, &c->calls[call].record, c->now - c->calls[call].record.answered_at);
}

struct event *call_begin_talk(struct core *c, uint32_t call) {
    struct call_record *r = &c->calls[call].record;
    struct event *event = emit(c, EVENT_call_answered);
    struct kpi_record *kpi = kpi_today(c, r->municipality, event);
    r->answered_at = c->now;
    r->outcome = CALL_OUTCOME_ANSWERED;
    call_move(c, call, CALL_STATE_ANSWERED);
    time_ms wait = c->now - r->enqueued_at;
    kpi->answered++;
    kpi->wait_sum_ms += (uint64_t)wait;
    kpi->answered_wait_sum_ms += (uint64_t)wait;
    if (wait <= c->settings.service_level_ms) kpi->answered_within++;
    return event;
}

static void talk_over_at_seat(struct core *c, uint32_t call, struct event *event, time_ms talk) {
    call_move(c, call, CALL_STATE_ENDED);
    event_call(c, event, call);
    credit_talk(c, &c->calls[call].record, talk);
    measure_handled(c, &c->calls[call].record, talk);
    seat_released(c, call);
}

void call_talk_over(struct core *c, uint32_t call, enum routing_reason reason) {
    call_talk_over_after(c, call, reason, c->now - c->calls[call].record.answered_at);
}

void call_talk_over_after(struct core *c, uint32_t call, enum routing_reason reason, time_ms talk) {
    struct call_record *r = &c->calls[call].record;
    agent_no agent = r->agent;
    struct event *event = emit(c, EVENT_call_ended);
    struct kpi_record *kpi = kpi_today(c, r->municipality, event);
    r->ended_at = c->now;
    if (reason != ROUTING_REASON_NONE) r->reason = (uint8_t)reason;
    kpi->talk_sum_ms += (uint64_t)talk;
    transfer_settle(c, call, event);
    if (r->offer != OFFER_NONE) {
        talk_over_at_seat(c, call, event, talk);
        return;
    }
    if (is_chat(r)) {
        chat_talk_over(c, call, event, talk);
        return;
    }
    struct availability_record *a = &c->agents[agent].availability;
    time_ms wrap_up = wrap_up_after(c, r->municipality, r->topic);
    bool wraps = a->state == AGENT_STATE_IN_CALL && wrap_up > 0;
    call_move(c, call, wraps ? CALL_STATE_WRAPPING : CALL_STATE_ENDED);
    event_call(c, event, call);
    event_agent(c, event, agent);
    if (!wraps) measure_handled(c, r, talk);
    credit_talk(c, r, talk);
    if (wraps) {
        a->wrap_up_until = c->now + wrap_up;
        agent_move(c, agent, AGENT_STATE_WRAPPING);
        return;
    }
    a->call = 0;
    if (a->state != AGENT_STATE_IN_CALL) return; /* unknown: stays so until a sign of life */
    agent_settle(c, agent);
    route_agent(c, agent, LIST_NONE);
}

/* --- arriving ------------------------------------------------------------------------------------------------------------------ */

static call_id next_call_id(struct core *c, struct event *event) {
    if (c->call_next + ID_BLOCK / 2 >= c->counters.call_block_end) {
        c->counters.call_block_end = c->call_next + ID_BLOCK;
        event_record(event, RECORD_counters, 0);
    }
    return c->call_next++;
}

static enum err is_missing(const char *member, struct problem *problem) {
    return problem_set(problem, ERR_MISSING_FIELD, member, "%s must be given", member);
}

/* From where, about what, in which language: as the call says, else as the called number does. */
static enum err read_matter(struct core *c, const struct call_arrive_command *p,
                            struct call_record *r, struct problem *problem) {
    struct called_number_record called = {
        .organisation = ORGANISATION_NONE,
        .topic = TOPIC_NONE,
        .language = LANGUAGE_NONE,
    };
    uint32_t slot = p->number[0] == '\0' ? LIST_NONE : find_called_number(c, p->number);
    if (p->number[0] != '\0' && slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_NUMBER, "number", "there is no number %s",
                           p->number);
    if (slot != LIST_NONE) called = c->called_numbers[slot].record;
    r->municipality = called.organisation;
    r->topic = called.topic;
    r->language = called.language;
    if (p->municipality[0] != '\0' && !core_find_organisation(c, p->municipality, &r->municipality))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "municipality",
                           "there is no municipality %s", p->municipality);
    if (r->municipality == ORGANISATION_NONE) return is_missing("municipality", problem);
    if (c->organisations[r->municipality].record.standing == STANDING_REFERRAL)
        return problem_set(problem, ERR_NOT_A_PARTNER, "municipality",
                           "%s is only referred to: nobody calls from there", p->municipality);
    if (p->topic[0] != '\0' && !core_find_topic(c, p->topic, &r->topic))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", p->topic);
    if (r->topic == TOPIC_NONE) return is_missing("topic", problem);
    if (p->language[0] != '\0' && !core_find_language(c, p->language, &r->language))
        return problem_set(problem, ERR_UNKNOWN_LANGUAGE, "language", "there is no language %s",
                           p->language);
    if (r->language == LANGUAGE_NONE && p->phone_leg) r->language = 0;
    return r->language == LANGUAGE_NONE ? is_missing("language", problem) : ERR_OK;
}

/* The switch that has the line, when it says who it is. */
static enum err read_gateway(const struct core *c, const struct call_arrive_command *p,
                             struct call_record *r, struct problem *problem) {
    if (!p->phone_leg) return ERR_OK;
    r->leg = CALL_LEG_ROUTED;
    if (find_tombstone(c, p->reference) != LIST_NONE)
        return problem_set(problem, ERR_CALL_ENDED, "call_id", "the call is over");
    if (p->gateway[0] == '\0' && p->boot[0] == '\0') return ERR_OK;
    if (p->gateway[0] == '\0') return is_missing("gateway", problem);
    if (p->boot[0] == '\0') return is_missing("boot", problem);
    if (!core_find_gateway(c, p->gateway, &r->gateway))
        return problem_set(problem, ERR_UNKNOWN_GATEWAY, "gateway", "there is no gateway %s",
                           p->gateway);
    if (gateway_is_past(c, r->gateway, p->boot))
        return problem_set(problem, ERR_CALL_ENDED, "boot", "the gateway has started again since");
    return ERR_OK;
}

static enum err read_call(struct core *c, const struct command *command, struct call_record *r,
                          struct problem *problem) {
    const struct call_arrive_command *p = &command->as.call_arrive;
    *r = (struct call_record){.agent = AGENT_NONE,
                              .refused_by = AGENT_NONE,
                              .transfer_topic = TOPIC_NONE,
                              .backup = AGENT_NONE,
                              .gateway = GATEWAY_NONE,
                              .offer = OFFER_NONE,
                              .refused_at = OFFER_NONE,
                              .postcode = p->postcode,
                              .channel = p->channel};
    enum err err = read_gateway(c, p, r, problem);
    if (err == ERR_OK) err = read_matter(c, p, r, problem);
    if (err != ERR_OK) return err;
    if (p->enqueued_at > c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "enqueued_at", "it lies in the future");
    if (p->enqueued_at != 0 && p->enqueued_at < c->now - DAY_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "enqueued_at",
                           "it lies more than a day back");
    r->organisation = routing_queue(c, r->municipality, r->topic);
    if (p->phone_leg && is_chat(r))
        return problem_set(problem, ERR_INVALID, "channel", "a switch has phone calls only");
    if (p->transcript[0] != '\0' && !is_chat(r))
        return problem_set(problem, ERR_INVALID, "transcript", "only a chat has a transcript");
    err = check_transcript(p->transcript, problem);
    if (err != ERR_OK) return err;
    r->arrived_at = c->now;
    r->enqueued_at = p->enqueued_at > 0 ? p->enqueued_at : c->now;
    r->priority = COMMAND_HAS(command, call_arrive, priority) ? p->priority : PRIORITY_USUAL;
    memcpy(r->reference, p->reference, sizeof r->reference);
    return ERR_OK;
}

static bool outsider(const struct core *c, const struct call_record *r) {
    return c->organisations[r->municipality].record.standing == STANDING_OUTSIDER;
}

/* It is over before an answer; whoever was reserved for it is free. */
static void end_unanswered(struct core *c, uint32_t call, enum call_outcome outcome,
                           struct event *event) {
    struct call_record *r = &c->calls[call].record;
    agent_no agent = r->state == CALL_STATE_RESERVED ? r->agent : AGENT_NONE;
    event->agent = agent;
    r->ended_at = c->now;
    r->outcome = (uint8_t)outcome;
    call_move(c, call, CALL_STATE_ENDED);
    call_set_agent(c, call, AGENT_NONE);
    event_call(c, event, call);
    if (r->offer != OFFER_NONE) seat_released(c, call);
    if (agent == AGENT_NONE) return;
    if (is_chat(r)) {
        event_record(event, RECORD_availability, agent);
        chat_released(c, call, agent);
        return;
    }
    c->agents[agent].availability.call = 0;
    agent_settle(c, agent); /* idle_since stands: the turn was not taken */
    route_agent(c, agent, LIST_NONE);
}

/* The caller is told where to turn, or goes home; counted, but in no queue. */
void call_divert(struct core *c, uint32_t call, enum routing_reason reason) {
    struct call_record *r = &c->calls[call].record;
    struct event *event = emit(c, EVENT_call_diverted);
    kpi_today(c, r->municipality, event)->diverted++;
    r->reason = (uint8_t)reason;
    if (r->leg == CALL_LEG_WAITING)
        leg_set(c, call, CALL_LEG_LEAVING);
    else if (r->leg != CALL_LEG_NONE)
        leg_set(c, call, CALL_LEG_HOME);
    end_unanswered(c, call, CALL_OUTCOME_DIVERTED, event);
}

/* Asked before: of a switch's call the same decision, unless something has become of it since. */
static enum err again(const struct core *c, uint32_t call, bool phone_leg,
                      struct core_result *result, struct problem *problem) {
    const struct call_record *r = &c->calls[call].record;
    if (phone_leg && r->leg == CALL_LEG_NONE)
        return problem_set(problem, ERR_IN_USE, "call_id", "call-%llu has it, and has no switch",
                           (unsigned long long)r->id);
    if (r->leg == CALL_LEG_OVER || (r->leg == CALL_LEG_ROUTED && r->ended_at != 0))
        return problem_set(problem, ERR_CALL_ENDED, "call_id", "the call is over");
    result->repeated = true;
    result->subject = ref_of(RECORD_call, r->id);
    return ERR_OK;
}

HANDLER(call_arrive) {
    const struct call_arrive_command *p = &command->as.call_arrive;
    uint32_t call = find_call_reference(c, p->reference);
    if (call != LIST_NONE) return again(c, call, p->phone_leg, result, problem);
    struct call_record r;
    enum err err = read_call(c, command, &r, problem);
    if (err != ERR_OK) return err;
    if (c->free_calls.count == 0)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "%u calls are kept already",
                           c->sizes.calls);
    if (!organisation_lists_ready(c, r.organisation) ||
        !organisation_lists_ready(c, r.municipality))
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    if (outsider(c, &r) && c->settings.outsider_rule == OUTSIDER_RULE_SERVE_LAST)
        r.priority = PRIORITY_LAST;

    if (r.gateway != GATEWAY_NONE) {
        (void)gateway_hears(c, r.gateway, p->boot); /* a boot that is over was refused */
        r.boot = c->gateways[r.gateway].record.boots;
        c->gateways[r.gateway].named++;
    }
    struct event *event = emit(c, EVENT_call_arrived);
    call = c->free_calls.first;
    list_remove(&c->free_calls, c->call_nodes, call);
    r.id = next_call_id(c, event);
    c->calls[call] = (struct call_slot){.record = r};
    call_index_add(c, r.id, call);
    index_add(&c->call_references, hash_text(r.reference), call);
    list_insert_after(&c->all_calls, c->all_call_nodes, c->all_calls.last, call);
    c->organisations[r.municipality].calls++;
    c->organisations[r.organisation].calls++;
    kpi_today(c, r.municipality, event)->offered++;
    demand_arrived(c, r.municipality, r.topic, event);
    count_waiting(c, &r, 1);
    queue_add(c, call);
    leg_follow(c, call, (struct leg_places){false});
    event_call(c, event, call);
    if (is_chat(&r)) chat_arrived(c, call, p->transcript, event);
    result->subject = ref_of(RECORD_call, r.id);
    result->created = true;
    if (outsider(c, &r) && c->settings.outsider_rule == OUTSIDER_RULE_REFER)
        call_divert(c, call, ROUTING_REASON_OUTSIDER_REFERRED);
    else if (route_call(c, call))
        return ERR_OK;
    else if (hours_turn_away(c, &r))
        call_divert(c, call, ROUTING_REASON_CLOSED);
    else if (r.leg != CALL_LEG_NONE)
        leg_unserved(c, call);
    return ERR_OK;
}

/* --- the offer ---------------------------------------------------------------------------------------------------------------------- */

static enum err no_such_call(struct problem *problem, call_id id) {
    return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no call-%llu",
                       (unsigned long long)id);
}

/* The call and agent of an accept or reject. ERR_OK and *repeated: it has been done before. */
static enum err read_offer(struct core *c, call_id id, const char *agent_id, uint32_t *call,
                           agent_no *agent, struct problem *problem) {
    *call = find_call(c, id);
    if (*call == LIST_NONE) return no_such_call(problem, id);
    if (!core_find_agent(c, agent_id, agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", agent_id);
    const struct call_record *r = &c->calls[*call].record;
    if (r->leg != CALL_LEG_NONE && r->state == CALL_STATE_RESERVED)
        return problem_set(problem, ERR_CALL_AT_PHONE, "call",
                           "it rings at the phone of %s: what is done there counts", agent_id);
    if (r->state == CALL_STATE_RESERVED && r->agent == *agent) return ERR_OK;
    if (r->outcome == CALL_OUTCOME_ABANDONED)
        return problem_set(problem, ERR_CALL_ENDED, "call", "the caller has hung up");
    if (r->state == CALL_STATE_WRAPPING || r->state == CALL_STATE_ENDED)
        return problem_set(problem, ERR_CALL_ENDED, "call", "the call has ended");
    return problem_set(problem, ERR_CALL_NOT_OFFERED, "call", "the call is not offered to %s",
                       agent_id);
}

void call_answer(struct core *c, uint32_t call) {
    struct call_record *r = &c->calls[call].record;
    agent_no agent = r->agent;
    if (r->offer != OFFER_NONE) {
        seat_answer(c, call);
        return;
    }
    if (is_chat(r)) {
        chat_answer(c, call);
        return;
    }
    struct event *event = call_begin_talk(c, call);
    agent_answered(c, agent, r);
    agent_move(c, agent, AGENT_STATE_IN_CALL);
    event_agent(c, event, agent);
    event_call(c, event, call);
}

HANDLER(call_accept) {
    const struct call_accept_command *p = &command->as.call_accept;
    uint32_t call;
    agent_no agent;
    enum err err = read_offer(c, p->call, p->agent, &call, &agent, problem);
    if (call == LIST_NONE) return err;
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (err == ERR_CALL_NOT_OFFERED && r->state == CALL_STATE_ANSWERED && r->agent == agent) {
        result->repeated = true;
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    call_answer(c, call);
    return ERR_OK;
}

HANDLER(call_reject) {
    const struct call_reject_command *p = &command->as.call_reject;
    uint32_t call;
    agent_no agent;
    enum err err = read_offer(c, p->call, p->agent, &call, &agent, problem);
    if (call == LIST_NONE) return err;
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (err == ERR_CALL_NOT_OFFERED && r->refused_by == agent) {
        result->repeated = true;
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    if (is_chat(r))
        chat_refused(c, call, ROUTING_REASON_REJECTED);
    else
        agent_refused(c, agent, ROUTING_REASON_REJECTED);
    return ERR_OK;
}

/* --- the end ------------------------------------------------------------------------------------------------------------------------- */

HANDLER(call_end) {
    const struct call_end_command *p = &command->as.call_end;
    uint32_t call = find_call(c, p->call);
    if (call == LIST_NONE) return no_such_call(problem, p->call);
    const struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (r->state == CALL_STATE_WRAPPING || r->state == CALL_STATE_ENDED) {
        result->repeated = r->outcome == CALL_OUTCOME_ANSWERED;
        if (result->repeated) return ERR_OK;
        return problem_set(problem, ERR_CALL_ENDED, "call", "the caller hung up before an answer");
    }
    if (r->state != CALL_STATE_ANSWERED)
        return problem_set(problem, ERR_CALL_NOT_ANSWERED, "call",
                           "the call has not been answered");
    time_ms talk = c->now - r->answered_at, most = c->now - r->offered_at;
    bool told = COMMAND_HAS(command, call_end, talk_ms);
    if (told && r->offer == OFFER_NONE)
        return problem_set(problem, ERR_OUT_OF_RANGE, "talk_ms",
                           "only of a call at a seat another counts the minutes");
    if (told) talk = p->talk_ms < most ? p->talk_ms : most;
    call_talk_over_after(c, call, ROUTING_REASON_NONE, talk);
    return ERR_OK;
}

HANDLER(call_cross) {
    uint32_t call = find_call(c, command->as.call_cross.call);
    if (call == LIST_NONE) return no_such_call(problem, command->as.call_cross.call);
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (r->state != CALL_STATE_ANSWERED)
        return problem_set(problem, ERR_CALL_NOT_ANSWERED, "call",
                           "the call has not been answered");
    r->outcome = CALL_OUTCOME_CROSSED;
    call_talk_over(c, call, ROUTING_REASON_NONE);
    return ERR_OK;
}

void call_abandon(struct core *c, uint32_t call) {
    struct call_record *r = &c->calls[call].record;
    struct event *event = emit(c, EVENT_call_abandoned);
    struct kpi_record *kpi = kpi_today(c, r->municipality, event);
    time_ms wait = c->now - r->enqueued_at;
    kpi->abandoned++;
    kpi->wait_sum_ms += (uint64_t)wait;
    if (wait <= c->settings.service_level_ms) kpi->abandoned_within++;
    end_unanswered(c, call, CALL_OUTCOME_ABANDONED, event);
}

HANDLER(call_cancel) {
    const struct call_cancel_command *p = &command->as.call_cancel;
    uint32_t call = find_call(c, p->call);
    if (call == LIST_NONE) return no_such_call(problem, p->call);
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (r->state == CALL_STATE_ENDED && r->outcome != CALL_OUTCOME_ANSWERED) {
        result->repeated = true;
        return ERR_OK;
    }
    if (r->state == CALL_STATE_ANSWERED)
        return problem_set(problem, ERR_CALL_ALREADY_ANSWERED, "call",
                           "the call has been answered: end it");
    if (!waits((enum call_state)r->state))
        return problem_set(problem, ERR_CALL_ENDED, "call", "the call has ended");
    call_abandon(c, call);
    if (r->leg != CALL_LEG_NONE) leg_set(c, call, CALL_LEG_OVER);
    return ERR_OK;
}

HANDLER(call_dispose) {
    const struct call_dispose_command *p = &command->as.call_dispose;
    uint32_t call = find_call(c, p->call);
    if (call == LIST_NONE) return no_such_call(problem, p->call);
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (p->disposition == DISPOSITION_NONE)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "disposition", "none is not a disposition");
    if (r->outcome != CALL_OUTCOME_ANSWERED)
        return problem_set(problem, ERR_CALL_NOT_ANSWERED, "call",
                           "the call has not been answered");
    if (r->disposition == p->disposition) {
        result->repeated = true;
        return ERR_OK;
    }
    if (r->disposition != DISPOSITION_NONE)
        return problem_set(problem, ERR_CALL_HAS_DISPOSITION, "disposition",
                           "the call is already %s", word_text(&disposition_words, r->disposition));
    struct event *event = emit(c, EVENT_call_disposed);
    struct kpi_record *kpi = kpi_today(c, r->municipality, event);
    if (p->disposition == DISPOSITION_RESOLVED) kpi->resolved++;
    r->disposition = p->disposition;
    event_call(c, event, call);
    event->agent = r->agent;
    return ERR_OK;
}
