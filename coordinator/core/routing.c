/* Who takes which call. Here: the home organisation's available agents with the topic and the language; first line before
 * second, of those the best level, of those the longest idle. A topic handled by the cooperation is asked there first and at
 * the citizen's own municipality when nobody there is free (N106). When nobody is free the call waits; an agent who becomes
 * free takes of the calls that may be theirs the one that goes before: own queue first, then own citizens elsewhere.
 *
 * Help between organisations joins in pick() and best_waiting(), where the home's own have been asked. */
#include "base/assert.h"
#include "core/state.h"

organisation_no routing_queue(const struct core *c, organisation_no municipality, topic_no topic) {
    organisation_no cooperation = c->settings.cooperation;
    if (cooperation == ORGANISATION_NONE) return municipality;
    if (c->organisations[municipality].record.standing == STANDING_OUTSIDER) return cooperation;
    return c->topics[topic].record.handling == HANDLING_MUNICIPALITY ? municipality : cooperation;
}

/* The best available agent of the organisation for the call, who is not `skip`. */
static agent_no best_idle(const struct core *c, organisation_no organisation,
                          const struct call_record *r, unsigned first_tier, unsigned last_tier,
                          agent_no skip) {
    const struct organisation_lists *lists = c->organisations[organisation].lists;
    if (lists == NULL || lists->idle_speakers[r->language] == 0) return AGENT_NONE;
    uint16_t tiers = lists->idle_tiers[r->topic];
    for (unsigned tier = first_tier; tier <= last_tier; tier++) {
        if (((tiers >> tier) & 1) == 0) continue;
        for (uint32_t node = lists->idle[r->topic][tier].first; node != LIST_NONE;
             node = c->idle_nodes[node].next) {
            agent_no agent = node / LIMIT_TOPICS;
            if (((c->agents[agent].record.languages >> r->language) & 1) && agent != skip)
                return agent;
        }
    }
    return AGENT_NONE;
}

static agent_no pick(const struct core *c, const struct call_record *r, agent_no skip,
                     enum routing_reason *reason) {
    *reason = ROUTING_REASON_LONGEST_IDLE;
    agent_no agent = best_idle(c, r->organisation, r, 0, LIMIT_LEVEL - 1, skip);
    if (agent != AGENT_NONE) return agent;
    *reason = ROUTING_REASON_SECOND_LINE;
    agent = best_idle(c, r->organisation, r, LIMIT_LEVEL, TIERS - 1, skip);
    if (agent != AGENT_NONE || r->municipality == r->organisation) return agent;
    *reason = ROUTING_REASON_MUNICIPALITY;
    return best_idle(c, r->municipality, r, 0, TIERS - 1, skip);
}

static void offer(struct core *c, uint32_t call, agent_no agent, enum routing_reason reason) {
    struct call_record *r = &c->calls[call].record;
    struct event *event = emit(c, EVENT_call_offered);
    r->offered_at = c->now;
    r->offers++;
    r->level = c->agents[agent].record.levels[r->topic];
    r->reason = (uint8_t)reason;
    call_set_agent(c, call, agent);
    call_move(c, call, CALL_STATE_RESERVED);
    c->agents[agent].availability.call = r->id;
    agent_move(c, agent, AGENT_STATE_RESERVED);
    event_agent(c, event, agent);
    event_call(c, event, call);
}

bool route_call(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    ASSERT(r->state == CALL_STATE_QUEUED);
    enum routing_reason reason;
    agent_no agent = pick(c, r, r->refused_by, &reason);
    /* Who missed it may be asked again when nobody else is there; who said no is not. */
    if (agent == AGENT_NONE && r->reason == ROUTING_REASON_TIMED_OUT)
        agent = pick(c, r, AGENT_NONE, &reason);
    if (agent == AGENT_NONE) return false;
    offer(c, call, agent, reason);
    return true;
}

static bool goes_before(const struct call_record *a, const struct call_record *b) {
    if (a->priority != b->priority) return a->priority > b->priority;
    if (a->enqueued_at != b->enqueued_at) return a->enqueued_at < b->enqueued_at;
    return a->id < b->id;
}

/* The call of these queues that goes before all others and is not `skip`. */
static uint32_t best_waiting(const struct core *c,
                             const struct list queues[LIMIT_TOPICS][LIMIT_LANGUAGES],
                             const struct list_node *nodes, const topic_set topics[LIMIT_LANGUAGES],
                             const struct agent_slot *agent, uint32_t skip) {
    uint32_t best = LIST_NONE;
    for (language_set languages = agent->record.languages; languages != 0;
         languages &= (language_set)(languages - 1)) {
        language_no language = (language_no)__builtin_ctz(languages);
        for (topic_set left = topics[language] & agent->topics; left != 0; left &= left - 1) {
            uint32_t call = queues[__builtin_ctzll(left)][language].first;
            if (call == skip) call = nodes[call].next;
            if (call == LIST_NONE) continue;
            if (best == LIST_NONE || goes_before(&c->calls[call].record, &c->calls[best].record))
                best = call;
        }
    }
    return best;
}

bool route_agent(struct core *c, agent_no agent, uint32_t skip) {
    const struct agent_slot *slot = &c->agents[agent];
    if (slot->availability.state != AGENT_STATE_AVAILABLE) return false;
    const struct organisation_lists *lists = organisation_lists(c, slot->record.organisation);
    uint32_t call =
        best_waiting(c, lists->queued, c->queue_nodes, lists->queued_topics, slot, skip);
    if (call == LIST_NONE)
        call = best_waiting(c, lists->elsewhere, c->elsewhere_nodes, lists->elsewhere_topics, slot,
                            skip);
    if (call == LIST_NONE) return false;
    offer(c, call, agent, ROUTING_REASON_LONGEST_WAITING);
    return true;
}
