/* Chats: calls of which an agent may hold several, beside the one phone call that the agent does not have then (decision 0027).
 *
 *   - A chat is routed like any call. Offered, it is held by the agent, who is `chatting` from then on: no phone rings.
 *   - Accepted, it runs; ended, it has after-call work of its own; then there is room for another.
 *   - When nothing is held any more the agent is where the status says, as after a phone call.
 *
 * What can go wrong: the offer is rejected or runs out (the chat stands in its queue again, with its age); the citizen leaves;
 * the lease lapses (offers go back, what runs goes on); the agent takes a break (offers go back, what runs is finished). */
#include "core/chats.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/contacts.h"

/* --- the transcript -------------------------------------------------------------------------------------------------------- */

static bool is_of(char letter, const char *others) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || (letter != '\0' && strchr(others, letter) != NULL);
}

static enum err refuse_transcript(struct problem *problem, const char *why) {
    return problem_set(problem, ERR_INVALID, "transcript", "%s", why);
}

/* Ten digits that look like a CPR number, but not those of a checksum or of a UUID's last group, which come by chance. */
static bool names_a_person(const char *transcript) {
    char text[LIMIT_TRANSCRIPT];
    size_t length = strlen(transcript);
    memcpy(text, transcript, length + 1);
    for (size_t at = 0, run; at < length; at += run + (run == 0)) {
        run = strspn(text + at, "0123456789abcdefABCDEF");
        bool alone = (at == 0 || !is_of(text[at - 1], "")) && !is_of(text[at + run], "");
        bool letters = strcspn(text + at, "abcdefABCDEF") < run;
        if (alone && letters && (run == 12 || run >= 32)) memset(text + at, 'x', run);
    }
    return text_has_cpr(text, length);
}

/* The address is opened with the agent's own sign-in: what it names stands in its path. Queries and fragments carry keys and
 * what citizens typed, and escapes hide both. */
static enum err check_address_of(const char *host, struct problem *problem) {
    size_t length = strcspn(host, "/");
    if (strchr(host, '@') != NULL)
        return refuse_transcript(problem, "it has no sign-in and no mail address in it");
    if (strpbrk(host, "?#%") != NULL)
        return refuse_transcript(problem, "it has no query, no fragment and no escapes");
    for (const char *at = host; *at != '\0'; at++)
        if (!is_of(*at, "-._~:/")) return refuse_transcript(problem, "it is no https address");
    if (length == 0 || host[0] == ':' || host[0] == '.' || host[length] == '\0' ||
        host[length + 1] == '\0')
        return refuse_transcript(problem, "it names a host and what is there");
    return ERR_OK;
}

enum err check_transcript(const char *transcript, struct problem *problem) {
    if (names_a_person(transcript))
        return refuse_transcript(problem, "it looks as if it held a CPR number");
    if (strncmp(transcript, "https://", 8) == 0) return check_address_of(transcript + 8, problem);
    for (const char *at = transcript; *at != '\0'; at++)
        if (!is_of(*at, "-._~:"))
            return refuse_transcript(
                problem, "it is an https address or an id of letters, digits and -._~:");
    return ERR_OK;
}

/* --- the record beside the call --------------------------------------------------------------------------------------------- */

static void record_chat(struct core *c, struct event *event, uint32_t call) {
    event_record(event, RECORD_chat, c->chats[call].record.call);
}

void chat_arrived(struct core *c, uint32_t call, const char *transcript, struct event *event) {
    struct chat_record *chat = &c->chats[call].record;
    c->chats[call] = (struct chat_slot){.record = {.call = c->calls[call].record.id}};
    ASSERT(strlen(transcript) < sizeof chat->transcript);
    memcpy(chat->transcript, transcript, strlen(transcript));
    record_chat(c, event, call);
}

void chat_forget(struct core *c, uint32_t call, struct event *event) {
    if (is_chat(&c->calls[call].record)) event_removed(event, RECORD_chat, call);
}

/* --- who can take one ---------------------------------------------------------------------------------------------------------- */

bool chat_has_room(const struct core *c, agent_no agent) {
    const struct agent_slot *slot = &c->agents[agent];
    const struct availability_record *a = &slot->availability;
    return (a->state == AGENT_STATE_AVAILABLE || a->state == AGENT_STATE_CHATTING) &&
           a->status == AGENT_STATUS_AVAILABLE && slot->chat_count < slot->record.chat_capacity;
}

bool chat_may_come(const struct core *c, agent_no agent) {
    const struct availability_record *a = &c->agents[agent].availability;
    if (!chat_has_room(c, agent)) return false;
    return a->state == AGENT_STATE_AVAILABLE || /* what holds an agent back leads away from there */
           (a->missed_offers < c->settings.missed_offers_max &&
            core_agent_gate(c, agent, c->now, NULL) == ERR_OK);
}

bool core_takes_chats(const struct core *c, agent_no agent) { return chat_may_come(c, agent); }

uint32_t core_agent_chats(const struct core *c, agent_no agent, call_id out[LIMIT_CHATS]) {
    const struct agent_slot *slot = &c->agents[agent];
    for (uint8_t i = 0; i < slot->chat_count; i++)
        out[i] = c->calls[slot->chats[i]].record.id;
    return slot->chat_count;
}

const struct chat_record *core_chat(const struct core *c, call_id id) {
    return core_record(c, ref_of(RECORD_chat, id));
}

bool chats_help(const struct core *c, agent_no agent) {
    const struct agent_slot *slot = &c->agents[agent];
    bool any = false;
    for (uint8_t i = 0; i < slot->chat_count; i++)
        any = any || call_is_help(slot->record.organisation, &c->calls[slot->chats[i]].record);
    return any;
}

/* --- held and let go -------------------------------------------------------------------------------------------------------------- */

static void hold(struct core *c, uint32_t call, agent_no agent) {
    struct agent_slot *slot = &c->agents[agent];
    uint8_t at = slot->chat_count;
    ASSERT(at < LIMIT_CHATS);
    for (; at > 0 && c->calls[slot->chats[at - 1]].record.id > c->calls[call].record.id; at--)
        slot->chats[at] = slot->chats[at - 1];
    slot->chats[at] = call;
    slot->chat_count++;
}

/* The agent is out of the lists meanwhile: agent_unlist() before, agent_list() after. */
static void let_go(struct core *c, uint32_t call, agent_no agent) {
    struct agent_slot *slot = &c->agents[agent];
    uint8_t at = 0;
    while (at < slot->chat_count && slot->chats[at] != call)
        at++;
    ASSERT(at < slot->chat_count);
    slot->chat_count--;
    for (; at < slot->chat_count; at++)
        slot->chats[at] = slot->chats[at + 1];
}

/* The chat is no longer the agent's. Where the agent is now, without looking for work yet. */
static void release(struct core *c, uint32_t call, agent_no agent) {
    struct availability_record *a = &c->agents[agent].availability;
    agent_unlist(c, agent);
    let_go(c, call, agent);
    agent_list(c, agent);
    if (a->state == AGENT_STATE_CHATTING && c->agents[agent].chat_count == 0) {
        a->idle_since = 0; /* free from now on */
        if (a->missed_offers < c->settings.missed_offers_max) {
            agent_settle(c, agent);
            return;
        }
        agent_move(c, agent, AGENT_STATE_AWAY);
        event_agent(c, emit(c, EVENT_agent_away), agent);
        return;
    }
    presence_update(c, agent);
}

void chat_released(struct core *c, uint32_t call, agent_no agent) {
    release(c, call, agent);
    route_agent(c, agent, LIST_NONE);
}

/* --- the offer ------------------------------------------------------------------------------------------------------------------ */

void chat_reserve(struct core *c, uint32_t call, agent_no agent, struct event *event) {
    struct availability_record *a = &c->agents[agent].availability;
    ASSERT(chat_has_room(c, agent));
    call_set_agent(c, call, agent);
    call_move(c, call, CALL_STATE_RESERVED);
    agent_unlist(c, agent);
    hold(c, call, agent);
    a->idle_since = c->now; /* has had a turn: the next is another's, if another is there */
    if (a->state == AGENT_STATE_AVAILABLE) agent_move(c, agent, AGENT_STATE_CHATTING);
    agent_list(c, agent);
    presence_update(c, agent);
    event_agent(c, event, agent);
    event_call(c, event, call);
}

void chat_answer(struct core *c, uint32_t call) {
    agent_no agent = c->calls[call].record.agent;
    struct event *event = call_begin_talk(c, call);
    agent_answered(c, agent, &c->calls[call].record);
    event_agent(c, event, agent);
    event_call(c, event, call);
}

/* Back in its queue; `reason` on it. The agent is the caller's to look after. */
static void take_back(struct core *c, uint32_t call, enum routing_reason reason) {
    struct call_record *r = &c->calls[call].record;
    agent_no agent = r->agent;
    organisation_no home = c->agents[agent].record.organisation;
    struct event *event = emit(c, EVENT_call_returned);
    if (call_is_help(home, r)) credit_refused(c, home, r, reason, event);
    r->reason = (uint8_t)reason;
    call_move(c, call, CALL_STATE_QUEUED);
    call_set_agent(c, call, AGENT_NONE);
    event_agent(c, event, agent);
    event_call(c, event, call);
}

void chat_refused(struct core *c, uint32_t call, enum routing_reason reason) {
    agent_no agent = c->calls[call].record.agent;
    take_back(c, call, reason);
    call_set_refused_by(c, call, agent);
    call_set_refused_at(c, call, OFFER_NONE);
    help_hand_back(c, call, c->agents[agent].record.organisation);
    c->sharing->refused = call;
    if (reason == ROUTING_REASON_TIMED_OUT) c->agents[agent].availability.missed_offers++;
    release(c, call, agent);
    route_call(c, call);
    route_agent(c, agent, call);
}

uint32_t chats_drop_offers(struct core *c, agent_no agent, enum routing_reason reason,
                           uint32_t dropped[LIMIT_CHATS]) {
    struct agent_slot *slot = &c->agents[agent];
    uint32_t count = 0;
    for (uint8_t i = 0; i < slot->chat_count; i++)
        if (c->calls[slot->chats[i]].record.state == CALL_STATE_RESERVED)
            dropped[count++] = slot->chats[i];
    agent_unlist(c, agent);
    for (uint32_t i = 0; i < count; i++) {
        take_back(c, dropped[i], reason);
        let_go(c, dropped[i], agent);
    }
    agent_list(c, agent);
    presence_update(c, agent);
    return count;
}

void chats_follow_status(struct core *c, agent_no agent, bool changed) {
    struct availability_record *a = &c->agents[agent].availability;
    uint32_t dropped[LIMIT_CHATS], count = 0;
    agent_unlist(c, agent); /* by the status that it had, it may have been in them */
    agent_list(c, agent);
    if (a->status != AGENT_STATUS_AVAILABLE)
        count = chats_drop_offers(c, agent, ROUTING_REASON_AGENT_LEFT, dropped);
    else if (a->missed_offers > 0)
        changed = true; /* asking for it again is the way back */
    if (a->status == AGENT_STATUS_AVAILABLE) a->missed_offers = 0;
    presence_update(c, agent);
    if (c->agents[agent].chat_count == 0)
        agent_settle(c, agent);
    else if (changed)
        event_agent(c, emit(c, EVENT_agent_status_changed), agent);
    for (uint32_t i = 0; i < count; i++)
        route_call(c, dropped[i]);
}

/* --- after-call work ------------------------------------------------------------------------------------------------------------- */

void chat_talk_over(struct core *c, uint32_t call, struct event *event, time_ms talk) {
    struct call_record *r = &c->calls[call].record;
    agent_no agent = r->agent;
    time_ms wrap_up = wrap_up_after(c, r->municipality, r->topic);
    bool wraps = c->agents[agent].availability.state == AGENT_STATE_CHATTING && wrap_up > 0;
    if (wraps) {
        c->chats[call].record.wrap_up_until = c->now + wrap_up;
        record_chat(c, event, call);
    }
    call_move(c, call, wraps ? CALL_STATE_WRAPPING : CALL_STATE_ENDED);
    event_call(c, event, call);
    event_agent(c, event, agent);
    if (!wraps) measure_handled(c, r, talk);
    credit_talk(c, r, talk);
    if (!wraps) chat_released(c, call, agent);
}

/* The call ends; the event has the chat's record. */
static void end_wrap_up(struct core *c, uint32_t call, struct event *event) {
    struct call_record *r = &c->calls[call].record;
    call_move(c, call, CALL_STATE_ENDED);
    c->chats[call].record.wrap_up_until = 0;
    record_chat(c, event, call);
    event_call(c, event, call);
    event_agent(c, event, r->agent);
    measure_handled(c, r, c->now - r->answered_at);
}

void chat_wrap_up_over(struct core *c, uint32_t call) {
    agent_no agent = c->calls[call].record.agent;
    end_wrap_up(c, call, emit(c, EVENT_chat_wrapped));
    chat_released(c, call, agent);
}

void chats_end_wrap_up(struct core *c, agent_no agent) {
    struct agent_slot *slot = &c->agents[agent];
    agent_unlist(c, agent);
    for (uint8_t i = slot->chat_count; i > 0; i--) {
        uint32_t call = slot->chats[i - 1];
        if (c->calls[call].record.state != CALL_STATE_WRAPPING) continue;
        end_wrap_up(c, call, emit(c, EVENT_chat_wrapped));
        let_go(c, call, agent);
    }
    agent_list(c, agent);
}

HANDLER(chat_wrap_up) {
    const struct chat_wrap_up_command *p = &command->as.chat_wrap_up;
    uint32_t call = find_call(c, p->call);
    if (call == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no call-%llu",
                           (unsigned long long)p->call);
    const struct call_record *r = &c->calls[call].record;
    if (!is_chat(r))
        return problem_set(problem, ERR_INVALID, "call",
                           "only a chat has after-call work of its own");
    if (r->state != CALL_STATE_WRAPPING)
        return problem_set(problem, ERR_AGENT_NOT_WRAPPING, "call", "the chat is not in wrap-up");
    if (p->length_ms > c->settings.wrap_up_max_ms)
        return problem_set(problem, ERR_OUT_OF_RANGE, "length_ms", "wrap-up is at most %lld ms",
                           (long long)c->settings.wrap_up_max_ms);
    result->subject = ref_of(RECORD_call, r->id);
    time_ms until = r->ended_at + p->length_ms;
    if (!COMMAND_HAS(command, chat_wrap_up, length_ms) || until <= c->now) {
        chat_wrap_up_over(c, call);
        return ERR_OK;
    }
    deadline_remove(c, LIST_CHATS_WRAPPING, call);
    c->chats[call].record.wrap_up_until = until;
    deadline_add(c, LIST_CHATS_WRAPPING, call);
    struct event *event = emit(c, EVENT_agent_wrapping);
    record_chat(c, event, call);
    event_agent(c, event, r->agent);
    return ERR_OK;
}

/* --- capacity ---------------------------------------------------------------------------------------------------------------------- */

HANDLER(agent_channels) {
    const struct agent_channels_command *p = &command->as.agent_channels;
    agent_no agent;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    struct agent_slot *slot = &c->agents[agent];
    result->subject = ref_of(RECORD_agent, agent);
    result->repeated = slot->record.chat_capacity == p->chat;
    if (result->repeated) return ERR_OK;
    agent_set_chats(c, agent, p->chat);
    struct event *event = emit(c, EVENT_agent_changed);
    event_record(event, RECORD_agent, agent);
    event_agent(c, event, agent);
    route_agent(c, agent, LIST_NONE);
    return ERR_OK;
}

/* --- recovery, checking -------------------------------------------------------------------------------------------------------------- */

void chat_index(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    if (is_chat(r) && (r->state == CALL_STATE_RESERVED || r->state == CALL_STATE_ANSWERED ||
                       r->state == CALL_STATE_WRAPPING))
        hold(c, call, r->agent);
}

static enum err unsound(struct problem *problem, const char *name, const struct call_record *r) {
    return problem_set(problem, ERR_INTERNAL, name, "call-%llu", (unsigned long long)r->id);
}

static bool holds(const struct agent_slot *slot, uint32_t call) {
    for (uint8_t i = 0; i < slot->chat_count; i++)
        if (slot->chats[i] == call) return true;
    return false;
}

static enum err check_agent(const struct core *c, agent_no n, struct problem *problem) {
    const struct agent_slot *slot = &c->agents[n];
    enum agent_state state = (enum agent_state)slot->availability.state;
    const char *id = slot->record.id, *wrong = NULL;
    uint8_t listed = (uint8_t)((state == AGENT_STATE_AVAILABLE) << CHANNEL_PHONE |
                               (chat_has_room(c, n) << CHANNEL_CHAT));
    if (slot->listed != listed) wrong = "listed_where_it_belongs";
    if ((state == AGENT_STATE_CHATTING) != (slot->chat_count > 0) && state != AGENT_STATE_UNKNOWN)
        wrong = "chatting_holds_chats";
    if (slot->chat_count > 0 && slot->availability.call != 0) wrong = "channels_exclude_each_other";
    for (uint8_t i = 0; i < slot->chat_count; i++) {
        const struct call_record *r = &c->calls[slot->chats[i]].record;
        if (r->agent != n || !is_chat(r)) wrong = "chat_is_theirs";
        if (state == AGENT_STATE_UNKNOWN && r->state != CALL_STATE_ANSWERED)
            wrong = "unknown_keeps_talks_only";
    }
    return wrong == NULL ? ERR_OK : problem_set(problem, ERR_INTERNAL, wrong, "%s", id);
}

enum err chats_check(const struct core *c, struct problem *problem) {
    uint32_t wrapping = 0;
    for (uint32_t n = c->all_calls.first; n != LIST_NONE; n = c->all_call_nodes[n].next) {
        const struct call_record *r = &c->calls[n].record;
        const struct chat_record *chat = &c->chats[n].record;
        bool wraps = is_chat(r) && r->state == CALL_STATE_WRAPPING;
        bool held = wraps || r->state == CALL_STATE_RESERVED || r->state == CALL_STATE_ANSWERED;
        if ((chat->call != 0) != is_chat(r)) return unsound(problem, "chat_has_its_record", r);
        if (!is_chat(r)) continue;
        if (chat->call != r->id) return unsound(problem, "chat_has_its_record", r);
        if (wraps != (chat->wrap_up_until != 0)) return unsound(problem, "chat_wraps_up", r);
        if (held && !holds(&c->agents[r->agent], n)) return unsound(problem, "chat_is_held", r);
        if (r->offer != OFFER_NONE || r->leg != CALL_LEG_NONE)
            return unsound(problem, "chat_has_no_line", r);
        wrapping += wraps;
    }
    if (c->deadlines[LIST_CHATS_WRAPPING].count != wrapping)
        return problem_set(problem, ERR_INTERNAL, "every_state_has_a_deadline", "chats wrapping");
    enum err err = ERR_OK;
    for (agent_no n = 0; err == ERR_OK && n < c->agents_ever; n++)
        if (c->agents[n].live) err = check_agent(c, n, problem);
    return err;
}
