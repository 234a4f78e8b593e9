/* Agents: who they are, what they want (status), what the system does with them (state), and their lease. */
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/pools.h"
#include "core/state.h"

#define ALLOW_AGENT(from, to) [AGENT_STATE_##from][AGENT_STATE_##to] = true,
#define ALLOW_CALL(from, to)
#define MOVE(what, from, to) ALLOW_##what(from, to)
static const bool allowed[AGENT_STATE_COUNT][AGENT_STATE_COUNT] = {
#include "core/moves.def"
};
#undef MOVE

static bool leased(enum agent_state state) {
    return state != AGENT_STATE_SIGNED_OUT && state != AGENT_STATE_UNKNOWN;
}

static void leave_state(struct core *c, agent_no agent, enum agent_state from,
                        enum agent_state to) {
    struct agent_slot *slot = &c->agents[agent];
    if (from == AGENT_STATE_UNKNOWN) deadline_remove(c, LIST_UNKNOWN, agent);
    if (from == AGENT_STATE_WRAPPING) {
        deadline_remove(c, LIST_WRAPPING, agent);
        slot->availability.wrap_up_until = 0;
    }
    if (leased(from) && !leased(to)) {
        deadline_remove(c, LIST_LEASED, agent);
        slot->lease_until = 0;
    }
    if (to != AGENT_STATE_AVAILABLE && to != AGENT_STATE_RESERVED && to != AGENT_STATE_CHATTING)
        slot->availability.idle_since = 0;
}

void agent_list(struct core *c, agent_no agent) {
    const struct agent_slot *slot = &c->agents[agent];
    if (slot->availability.state == AGENT_STATE_AVAILABLE && !(slot->listed >> CHANNEL_PHONE & 1))
        idle_add(c, agent, CHANNEL_PHONE);
    if (chat_has_room(c, agent) && !(slot->listed >> CHANNEL_CHAT & 1))
        idle_add(c, agent, CHANNEL_CHAT);
}

void agent_unlist(struct core *c, agent_no agent) {
    for (unsigned channel = 0; channel < CHANNEL_COUNT; channel++)
        if ((c->agents[agent].listed >> channel) & 1) idle_remove(c, agent, (enum channel)channel);
}

/* Adds `by` (UINT32_MAX takes one away) to the organisation's signed-in agents for each of the agent's topics. */
void count_signed_in(struct core *c, agent_no agent, uint32_t by) {
    const struct agent_slot *slot = &c->agents[agent];
    struct organisation_lists *lists = organisation_lists(c, slot->record.organisation);
    uint8_t channels = slot->record.chat_capacity > 0 ? CHANNEL_COUNT : CHANNEL_PHONE + 1;
    for (uint8_t channel = 0; channel < channels; channel++)
        for (topic_set left = slot->topics; left != 0; left &= left - 1) {
            uint32_t *signed_in = &lists_of(lists, channel)->signed_in[__builtin_ctzll(left)];
            *signed_in += by;
            if (*signed_in == 0 && c->sharing->handed_back > 0) c->sharing->nobody_left = true;
        }
}

void agent_move(struct core *c, agent_no agent, enum agent_state to) {
    struct agent_slot *slot = &c->agents[agent];
    enum agent_state from = (enum agent_state)slot->availability.state;
    ASSERT(allowed[from][to]);
    agent_unlist(c, agent);
    leave_state(c, agent, from, to);
    if (from == AGENT_STATE_SIGNED_OUT) count_signed_in(c, agent, 1);
    if (to == AGENT_STATE_SIGNED_OUT) count_signed_in(c, agent, UINT32_MAX);
    struct organisation_slot *organisation = &c->organisations[slot->record.organisation];
    organisation->agents[from]--;
    organisation->agents[to]++;
    slot->availability.state = (uint8_t)to;
    slot->availability.since = c->now;
    if (!leased(from) && leased(to)) {
        slot->lease_until = c->now + c->settings.lease_ms;
        deadline_add(c, LIST_LEASED, agent);
    }
    if (to == AGENT_STATE_AVAILABLE && slot->availability.idle_since == 0)
        slot->availability.idle_since = c->now;
    agent_list(c, agent);
    if (to == AGENT_STATE_AWAY || to == AGENT_STATE_SIGNED_OUT)
        slot->availability.crisis_in_row = 0;
    if (to == AGENT_STATE_WRAPPING) deadline_add(c, LIST_WRAPPING, agent);
    if (to == AGENT_STATE_UNKNOWN) deadline_add(c, LIST_UNKNOWN, agent);
    presence_update(c, agent);
}

static void renew_lease(struct core *c, agent_no agent) {
    deadline_remove(c, LIST_LEASED, agent);
    c->agents[agent].lease_until = c->now + c->settings.lease_ms;
    deadline_add(c, LIST_LEASED, agent);
}

void agent_settle(struct core *c, agent_no agent) {
    struct availability_record *a = &c->agents[agent].availability;
    static const struct {
        enum agent_state state;
        enum event_type event;
    } by_status[AGENT_STATUS_COUNT] = {
        [AGENT_STATUS_OFFLINE] = {AGENT_STATE_SIGNED_OUT, EVENT_agent_signed_out},
        [AGENT_STATUS_AVAILABLE] = {AGENT_STATE_AVAILABLE, EVENT_agent_available},
        [AGENT_STATUS_BREAK] = {AGENT_STATE_AWAY, EVENT_agent_away},
    };
    /* The gate holds for every way to available (N52): one that closed in the meantime leads to away. */
    bool barred =
        a->status == AGENT_STATUS_AVAILABLE && core_agent_gate(c, agent, c->now, NULL) != ERR_OK;
    unsigned status = barred ? AGENT_STATUS_BREAK : a->status;
    struct event *event = emit(c, by_status[status].event);
    if (a->state == AGENT_STATE_WRAPPING) call_finish_wrap_up(c, agent, event);
    agent_move(c, agent, by_status[status].state);
    event_agent(c, event, agent);
}

uint32_t agent_drop_offer(struct core *c, agent_no agent, enum routing_reason reason) {
    struct availability_record *a = &c->agents[agent].availability;
    if (a->state != AGENT_STATE_RESERVED) return LIST_NONE;
    uint32_t call = find_call(c, a->call);
    ASSERT(call != LIST_NONE);
    struct event *event = emit(c, EVENT_call_returned);
    organisation_no home = c->agents[agent].record.organisation;
    if (call_is_help(home, &c->calls[call].record))
        credit_refused(c, home, &c->calls[call].record, reason, event);
    c->calls[call].record.reason = (uint8_t)reason;
    call_move(c, call, CALL_STATE_QUEUED);
    call_set_agent(c, call, AGENT_NONE);
    a->call = 0;
    event_agent(c, event, agent);
    event_call(c, event, call);
    return call;
}

void agent_refused(struct core *c, agent_no agent, enum routing_reason reason) {
    struct availability_record *a = &c->agents[agent].availability;
    uint32_t call = agent_drop_offer(c, agent, reason);
    ASSERT(call != LIST_NONE);
    call_set_refused_by(c, call, agent);
    call_set_refused_at(c, call, OFFER_NONE);
    help_hand_back(c, call, c->agents[agent].record.organisation);
    c->sharing->refused = call;
    a->idle_since = 0; /* has had a turn: behind those who wait longer */
    if (reason == ROUTING_REASON_TIMED_OUT) a->missed_offers++;
    if (a->missed_offers >= c->settings.missed_offers_max) {
        agent_move(c, agent, AGENT_STATE_AWAY);
        event_agent(c, emit(c, EVENT_agent_away), agent);
    } else {
        agent_settle(c, agent);
    }
    route_call(c, call);
    route_agent(c, agent, call);
}

enum err core_agent_gate(const struct core *c, agent_no number, time_ms now, time_ms *warn_at) {
    const struct agent_record *a = &c->agents[number].record;
    if (warn_at != NULL) *warn_at = 0;
    if (a->override_until > now) return ERR_OK;
    if (a->elearning_at == 0 || a->elearning_at > now) return ERR_ELEARNING_MISSING;
    if (a->course_at != 0 || a->registered_at == 0 ||
        c->settings.course_consequence == COURSE_CONSEQUENCE_NONE)
        return ERR_OK;
    time_ms due = a->registered_at + c->settings.course_ms;
    if (warn_at != NULL && now >= due - c->settings.course_warn_ms) *warn_at = due;
    if (now < due || c->settings.course_consequence == COURSE_CONSEQUENCE_WARN) return ERR_OK;
    return ERR_COURSE_OVERDUE;
}

/* --- status and lease ------------------------------------------------------------------------------------------------------- */

static enum err refuse_gate(enum err gate, const char *agent, struct problem *problem) {
    return problem_set(problem, gate, "agent",
                       gate == ERR_ELEARNING_MISSING
                           ? "%s must pass the e-learning before the first shift"
                           : "%s has not taken the course that is due by now",
                       agent);
}

static void sign_in(struct core *c, agent_no agent) {
    struct agent_slot *slot = &c->agents[agent];
    if (slot->record.registered_at == 0) {
        slot->record.registered_at =
            c->now; /* the first shift: the course is due within a year of it (N53) */
        struct event *changed = emit(c, EVENT_agent_changed);
        event_record(changed, RECORD_agent, agent);
        event_agent(c, changed, agent);
    }
    event_agent(c, emit(c, EVENT_agent_signed_in), agent);
    slot->availability.missed_offers = 0;
}

/* From unknown back to where the person is: in the call they never left, or where their status says. */
static void come_back(struct core *c, agent_no agent) {
    if (c->agents[agent].availability.call != 0) {
        agent_move(c, agent, AGENT_STATE_IN_CALL);
        event_agent(c, emit(c, EVENT_agent_status_changed), agent);
    } else if (c->agents[agent].chat_count > 0) {
        if (c->agents[agent].availability.idle_since == 0)
            c->agents[agent].availability.idle_since = c->now;
        agent_move(c, agent, AGENT_STATE_CHATTING);
        event_agent(c, emit(c, EVENT_agent_status_changed), agent);
    } else {
        agent_settle(c, agent);
    }
    route_agent(c, agent, LIST_NONE);
}

void agent_answered(struct core *c, agent_no agent, const struct call_record *r) {
    struct availability_record *a = &c->agents[agent].availability;
    a->missed_offers = 0;
    if (!call_in_crisis(c, r))
        a->crisis_in_row = 0;
    else if (a->crisis_in_row < UINT8_MAX)
        a->crisis_in_row++;
}

static void apply_status(struct core *c, agent_no agent, enum agent_status status) {
    struct availability_record *a = &c->agents[agent].availability;
    bool changed = a->status != status;
    a->status = (uint8_t)status;
    switch ((enum agent_state)a->state) {
    case AGENT_STATE_SIGNED_OUT:
        sign_in(c, agent);
        agent_settle(c, agent);
        break;
    case AGENT_STATE_AVAILABLE:
    case AGENT_STATE_AWAY:
        /* away with status available: missed offers; asking for available again is the way back */
        if (!changed && !(a->state == AGENT_STATE_AWAY && status == AGENT_STATUS_AVAILABLE)) return;
        a->missed_offers = 0;
        agent_settle(c, agent);
        break;
    case AGENT_STATE_RESERVED: {
        if (status == AGENT_STATUS_AVAILABLE || leg_keeps_agent(c, agent)) {
            if (changed) event_agent(c, emit(c, EVENT_agent_status_changed), agent);
            presence_update(c, agent);
            return;
        }
        uint32_t call = agent_drop_offer(c, agent, ROUTING_REASON_AGENT_LEFT);
        agent_settle(c, agent);
        route_call(c, call);
        break;
    }
    case AGENT_STATE_IN_CALL:
    case AGENT_STATE_WRAPPING:
        if (changed) event_agent(c, emit(c, EVENT_agent_status_changed), agent);
        presence_update(c, agent);
        break;
    case AGENT_STATE_UNKNOWN: come_back(c, agent); break;
    case AGENT_STATE_CHATTING: chats_follow_status(c, agent, changed); break;
    case AGENT_STATE_COUNT: UNREACHABLE("no such state");
    }
    route_agent(c, agent, LIST_NONE);
}

HANDLER(agent_status) {
    const struct agent_status_command *p = &command->as.agent_status;
    agent_no agent;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    struct availability_record *a = &c->agents[agent].availability;
    bool talks = a->call != 0 || c->agents[agent].chat_count > 0;
    if (p->status == AGENT_STATUS_AVAILABLE && !talks && a->state != AGENT_STATE_AVAILABLE) {
        enum err gate = core_agent_gate(c, agent, c->now, NULL);
        if (gate != ERR_OK) return refuse_gate(gate, p->agent, problem);
    }
    result->subject = ref_of(RECORD_availability, agent);
    if (p->status == AGENT_STATUS_OFFLINE && a->state == AGENT_STATE_SIGNED_OUT) return ERR_OK;
    apply_status(c, agent, (enum agent_status)p->status);
    if (leased((enum agent_state)a->state)) renew_lease(c, agent);
    return ERR_OK;
}

HANDLER(agent_renew) {
    const struct agent_renew_command *p = &command->as.agent_renew;
    agent_no agent;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    enum agent_state state = (enum agent_state)c->agents[agent].availability.state;
    if (state == AGENT_STATE_SIGNED_OUT)
        return problem_set(problem, ERR_AGENT_SIGNED_OUT, "agent", "%s is not signed in", p->agent);
    result->subject = ref_of(RECORD_availability, agent);
    if (state == AGENT_STATE_UNKNOWN) come_back(c, agent);
    if (leased((enum agent_state)c->agents[agent].availability.state)) renew_lease(c, agent);
    return ERR_OK;
}

HANDLER(agent_wrap_up) {
    const struct agent_wrap_up_command *p = &command->as.agent_wrap_up;
    agent_no agent;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    struct availability_record *a = &c->agents[agent].availability;
    if (a->state != AGENT_STATE_WRAPPING)
        return problem_set(problem, ERR_AGENT_NOT_WRAPPING, "agent", "%s is not in wrap-up",
                           p->agent);
    if (p->length_ms > c->settings.wrap_up_max_ms)
        return problem_set(problem, ERR_OUT_OF_RANGE, "length_ms", "wrap-up is at most %lld ms",
                           (long long)c->settings.wrap_up_max_ms);
    result->subject = ref_of(RECORD_availability, agent);
    time_ms until = a->since + p->length_ms;
    if (!COMMAND_HAS(command, agent_wrap_up, length_ms) || until <= c->now) {
        agent_settle(c, agent);
        if (leased((enum agent_state)a->state)) renew_lease(c, agent);
        route_agent(c, agent, LIST_NONE);
        return ERR_OK;
    }
    deadline_remove(c, LIST_WRAPPING, agent);
    a->wrap_up_until = until;
    deadline_add(c, LIST_WRAPPING, agent);
    event_agent(c, emit(c, EVENT_agent_wrapping), agent);
    renew_lease(c, agent);
    return ERR_OK;
}

/* --- who they are -------------------------------------------------------------------------------------------------------------- */

static enum err read_skills(struct core *c, const struct skill_list *skills,
                            uint8_t levels[LIMIT_TOPICS], struct problem *problem) {
    for (int i = 0; i < skills->count; i++) {
        topic_no topic;
        if (!core_find_topic(c, skills->skills[i].topic, &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, "skills", "there is no topic %s",
                               skills->skills[i].topic);
        levels[topic] = skills->skills[i].level;
    }
    return ERR_OK;
}

static enum err read_agent(struct core *c, const struct command *command, struct agent_record *r,
                           struct problem *problem) {
    const struct agent_put_command *p = &command->as.agent_put;
    uint16_t languages = 0;
    uint8_t levels[LIMIT_TOPICS] = {0};
    if (!core_find_organisation(c, p->organisation, &r->organisation))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (c->organisations[r->organisation].record.standing == STANDING_REFERRAL)
        return problem_set(problem, ERR_NOT_A_PARTNER, "organisation",
                           "%s is only referred to: it has no agents here", p->organisation);
    enum err err = read_skills(c, &p->skills, levels, problem);
    if (err == ERR_OK) err = resolve_languages(c, &p->languages, &languages, problem);
    if (err != ERR_OK) return err;
    if (p->phone[0] != '\0') err = check_sip_address(p->phone, "phone", problem);
    if (err != ERR_OK) return err;
    if (COMMAND_HAS(command, agent_put, phone)) memcpy(r->phone, p->phone, sizeof r->phone);
    memcpy(r->name, p->name, sizeof r->name);
    memcpy(r->levels, levels, sizeof r->levels);
    r->languages = languages;
    if (COMMAND_HAS(command, agent_put, line)) r->line = p->line;
    if (COMMAND_HAS(command, agent_put, chat_capacity)) r->chat_capacity = p->chat_capacity;
    if (COMMAND_HAS(command, agent_put, registered_at)) r->registered_at = p->registered_at;
    if (COMMAND_HAS(command, agent_put, elearning_at)) r->elearning_at = p->elearning_at;
    if (COMMAND_HAS(command, agent_put, course_at)) r->course_at = p->course_at;
    return ERR_OK;
}

void agent_index(struct agent_slot *slot) {
    slot->topics = 0;
    for (int t = 0; t < LIMIT_TOPICS; t++)
        if (slot->record.levels[t] > 0) slot->topics |= UINT64_C(1) << t;
    slot->languages = slot->record.languages;
    slot->has_phone = slot->record.phone[0] != '\0';
    slot->breadth =
        (uint16_t)(__builtin_popcountll(slot->topics) + 3 * __builtin_popcount(slot->languages));
}

static void set_agent(struct core *c, agent_no agent, const struct agent_record *record) {
    struct agent_slot *slot = &c->agents[agent];
    slot->record = *record;
    agent_index(slot);
    slot->qualified = qualified_topics(c, slot->acknowledged) & ~slot->topics;
}

/* The same with all that is counted of it. */
static void replace_agent(struct core *c, agent_no agent, const struct agent_record *r) {
    bool signed_in = c->agents[agent].availability.state != AGENT_STATE_SIGNED_OUT;
    agent_unlist(c, agent);
    presence_forget(c, agent);
    if (signed_in) count_signed_in(c, agent, UINT32_MAX);
    set_agent(c, agent, r);
    if (signed_in) count_signed_in(c, agent, 1);
    presence_update(c, agent);
    agent_list(c, agent);
}

static agent_no lowest_free_agent(const struct core *c) {
    for (agent_no n = 0; n < c->sizes.agents; n++)
        if (!c->agents[n].live) return n;
    return AGENT_NONE;
}

static enum err new_agent(struct core *c, struct agent_record *r, agent_no *out,
                          struct problem *problem) {
    agent_no agent = c->agent_ids.count < c->agents_ever ? lowest_free_agent(c) : c->agents_ever;
    if (agent >= c->sizes.agents)
        return problem_set(problem, ERR_LIMIT_REACHED, "agent", "there are %u agents already",
                           c->sizes.agents);
    if (!organisation_lists_ready(c, r->organisation))
        return problem_set(problem, ERR_LIMIT_REACHED, "organisation", "out of memory");
    r->number = agent;
    struct agent_slot *slot = &c->agents[agent];
    memset(slot, 0, sizeof *slot);
    slot->live = true;
    slot->availability.agent = agent;
    if (agent >= c->agents_ever) c->agents_ever = agent + 1;
    c->organisations[r->organisation].agents[AGENT_STATE_SIGNED_OUT]++;
    set_agent(c, agent, r);
    index_add(&c->agent_ids, hash_text(r->id), agent);
    *out = agent;
    return ERR_OK;
}

static enum err change_agent(struct core *c, agent_no agent, const struct agent_record *r,
                             struct problem *problem) {
    struct agent_slot *slot = &c->agents[agent];
    enum agent_state state = (enum agent_state)slot->availability.state;
    if (slot->record.organisation != r->organisation) {
        if (state != AGENT_STATE_SIGNED_OUT)
            return problem_set(problem, ERR_IN_USE, "organisation",
                               "%s must be signed out to move to another organisation", r->id);
        if (pools_hold(c, agent))
            return problem_set(problem, ERR_IN_USE, "organisation",
                               "%s is in the reserve pool, called up or on shift there", r->id);
        if (!organisation_lists_ready(c, r->organisation))
            return problem_set(problem, ERR_LIMIT_REACHED, "organisation", "out of memory");
        c->organisations[slot->record.organisation].agents[state]--;
        c->organisations[r->organisation].agents[state]++;
    }
    replace_agent(c, agent, r);
    return ERR_OK;
}

void agent_set_chats(struct core *c, agent_no agent, uint8_t chats) {
    struct agent_record r = c->agents[agent].record;
    r.chat_capacity = chats;
    replace_agent(c, agent, &r);
}

HANDLER(agent_put) {
    const struct agent_put_command *p = &command->as.agent_put;
    struct agent_record r = {.line = 1};
    memcpy(r.id, p->agent, sizeof r.id);
    agent_no agent;
    bool known = core_find_agent(c, p->agent, &agent);
    if (known) {
        r = c->agents[agent].record;
        const struct actor *actor = &command->actor;
        if (actor->role != ROLE_SYSTEM && !actor->all_organisations &&
            !organisation_set_has(&actor->organisations, r.organisation))
            return problem_set(problem, ERR_OTHER_ORGANISATION, "agent",
                               "%s belongs to another organisation", p->agent);
    }
    enum err err = read_agent(c, command, &r, problem);
    if (err == ERR_OK && !known) err = leaving_refuse(c, r.organisation, "organisation", problem);
    if (err == ERR_OK)
        err = known ? change_agent(c, agent, &r, problem) : new_agent(c, &r, &agent, problem);
    if (err != ERR_OK) return err;
    struct event *event = emit(c, EVENT_agent_changed);
    event_record(event, RECORD_agent, agent);
    event_agent(c, event, agent);
    result->subject = ref_of(RECORD_agent, agent);
    result->created = !known;
    route_agent(c, agent, LIST_NONE);
    return ERR_OK;
}

void agent_drop(struct core *c, agent_no agent) {
    struct agent_slot *slot = &c->agents[agent];
    forget_acknowledgements_of(c, agent);
    forget_flags_of(c, agent);
    pools_forget_agent(c, agent);
    struct event *event = emit(c, EVENT_agent_removed);
    event_removed(event, RECORD_agent, agent);
    event_removed(event, RECORD_availability, agent);
    event->agent = agent;
    event->organisation = slot->record.organisation;
    c->organisations[slot->record.organisation].agents[AGENT_STATE_SIGNED_OUT]--;
    index_drop(&c->agent_ids, hash_text(slot->record.id), agent);
    slot->live = false;
}

HANDLER(agent_remove) {
    const struct agent_remove_command *p = &command->as.agent_remove;
    agent_no agent;
    (void)result; /* what is gone is not shown */
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    struct agent_slot *slot = &c->agents[agent];
    if (slot->availability.state != AGENT_STATE_SIGNED_OUT)
        return problem_set(problem, ERR_IN_USE, "agent", "%s is signed in", p->agent);
    if (slot->calls > 0)
        return problem_set(problem, ERR_IN_USE, "agent", "%u calls that are still kept name %s",
                           slot->calls, p->agent);
    for (uint32_t i = 0; i < c->sizes.tokens; i++)
        if (c->tokens[i].record.id[0] != '\0' && c->tokens[i].record.agent == agent)
            return problem_set(problem, ERR_IN_USE, "agent", "revoke the token %s first",
                               c->tokens[i].record.id);
    agent_drop(c, agent);
    return ERR_OK;
}

HANDLER(agent_override) {
    const struct agent_override_command *p = &command->as.agent_override;
    agent_no agent;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    if (p->until <= c->now || p->until > c->now + 30 * DAY_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "until",
                           "an override ends within 30 days from now");
    struct agent_record *r = &c->agents[agent].record;
    r->override_until = p->until;
    memcpy(r->override_reason, p->reason, sizeof r->override_reason);
    memcpy(r->override_by, command->actor.token, sizeof r->override_by);
    struct event *event = emit(c, EVENT_agent_overridden);
    event_record(event, RECORD_agent, agent);
    event_agent(c, event, agent);
    result->subject = ref_of(RECORD_agent, agent);
    return ERR_OK;
}
