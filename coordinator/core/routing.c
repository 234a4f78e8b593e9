/* Who takes which call.
 *
 * An arriving call, in this order:
 *   - the home organisation's available agents: first line before second, of those the best level, of those the longest idle
 *     (while organisations help each other: the one whose skills others need least); last those whom a playbook qualifies. A topic handled by the cooperation is asked there first and then at the citizen's
 *     own municipality (N106);
 *   - at once, an available agent of an organisation that may help: of those the one with the largest idle share, one in an
 *     incident of its own last; in it the agent whose skills others need least;
 *   - otherwise it waits.
 * An agent who becomes free takes, of the calls that may be theirs, the one with the largest index
 *
 *     own x sqrt(wait + 10 s) x (300 s / (handle + wrap-up))^2 x (1 + 4 x waiting(topic) / able(topic))
 *         x (1 + waiting(language) / able(language))
 *
 * where own is 6 for the organisation's own citizens and 1 otherwise, handle the expected talk time for this agent, and able
 * counts the agents present: the generalised c-mu rule (Mandelbaum and Stolyar 2004) with weights found by replay. A higher
 * priority goes first in any case. In integers; ties go to the call that has waited longest, then by id. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

#define OWN_WEIGHT 6
#define EXPECTED_HANDLE_MS (300 * SECOND_MS) /* where a topic says nothing */
#define WALK_MAX \
    64 /* calls looked at behind the first of a queue whose owner this agent may not help */

organisation_no routing_queue(const struct core *c, organisation_no municipality, topic_no topic) {
    organisation_no cooperation = c->settings.cooperation;
    if (cooperation == ORGANISATION_NONE) return municipality;
    if (c->organisations[municipality].record.standing == STANDING_OUTSIDER) return cooperation;
    return c->topics[topic].record.handling == HANDLING_MUNICIPALITY ? municipality : cooperation;
}

/* --- an arriving call -------------------------------------------------------------------------------------------------------- */

/* The available agent of the organisation for the call in these tiers, who is not `skip`: the best tier, the longest idle.
 * While organisations help each other, of a tier the one whose skills others need least, so that scarce ones stay free. */
static agent_no first_idle(const struct core *c, organisation_no organisation,
                           const struct call_record *r, unsigned first_tier, unsigned last_tier,
                           agent_no skip) {
    const struct organisation_lists *lists = c->organisations[organisation].lists;
    agent_no best = AGENT_NONE;
    if (lists == NULL || lists->idle_speakers[r->language] == 0) return AGENT_NONE;
    for (unsigned tier = first_tier; tier <= last_tier && best == AGENT_NONE; tier++) {
        if (((lists->idle_tiers[r->topic] >> tier) & 1) == 0) continue;
        unsigned able = 0;
        for (uint32_t node = lists->idle[r->topic][tier].first;
             node != LIST_NONE && able < WALK_MAX; node = c->idle_nodes[node].next) {
            agent_no agent = node / LIMIT_TOPICS;
            if (agent == skip || !agent_is_able(c, agent, r)) continue;
            able++;
            if (best == AGENT_NONE || c->agents[agent].breadth < c->agents[best].breadth)
                best = agent;
            if (!c->sharing->any) break;
        }
    }
    return best;
}

static agent_no pick_home(const struct core *c, const struct call_record *r, agent_no skip,
                          enum routing_reason *reason) {
    *reason = ROUTING_REASON_LONGEST_IDLE;
    agent_no agent = first_idle(c, r->organisation, r, 0, LIMIT_LEVEL - 1, skip);
    if (agent != AGENT_NONE) return agent;
    *reason = ROUTING_REASON_SECOND_LINE;
    agent = first_idle(c, r->organisation, r, LIMIT_LEVEL, TIER_QUALIFIED - 1, skip);
    if (agent != AGENT_NONE) return agent;
    if (r->municipality != r->organisation) {
        *reason = ROUTING_REASON_MUNICIPALITY;
        agent = first_idle(c, r->municipality, r, 0, TIERS - 1, skip);
        if (agent != AGENT_NONE) return agent;
    }
    *reason = ROUTING_REASON_LONGEST_IDLE;
    return first_idle(c, r->organisation, r, TIER_QUALIFIED, TIER_QUALIFIED, skip);
}

static agent_no least_needed(const struct core *c, organisation_no organisation,
                             const struct call_record *r, agent_no skip) {
    const struct organisation_lists *lists = c->organisations[organisation].lists;
    agent_no best = AGENT_NONE;
    if (lists->idle_speakers[r->language] == 0) return AGENT_NONE;
    for (unsigned tier = 0; tier < TIERS && best == AGENT_NONE; tier++) {
        if (((lists->idle_tiers[r->topic] >> tier) & 1) == 0) continue;
        unsigned looked_at = 0;
        for (uint32_t node = lists->idle[r->topic][tier].first;
             node != LIST_NONE && looked_at < WALK_MAX;
             node = c->idle_nodes[node].next, looked_at++) {
            agent_no agent = node / LIMIT_TOPICS;
            if (agent == skip || !agent_is_able(c, agent, r)) continue;
            if (best == AGENT_NONE || c->agents[agent].breadth < c->agents[best].breadth)
                best = agent;
        }
    }
    return best;
}

/* Idle share in 1/1024, less for one who is only qualified; one in its own incident behind all others. */
static uint64_t readiness(const struct core *c, organisation_no helper, agent_no agent,
                          topic_no topic) {
    const struct organisation_slot *slot = &c->organisations[helper];
    uint64_t share = slot->agents[AGENT_STATE_AVAILABLE] * UINT64_C(1024) /
                     (slot->present == 0 ? 1 : slot->present);
    if (c->agents[agent].record.levels[topic] == 0)
        share = share * 1000 * 1000 / c->settings.qualified_handle_permille /
                c->settings.qualified_handle_permille;
    return slot->in_incident ? share : share + 4096;
}

/* How a decision came about; what is kept of it in the call's record. */
struct weighing {
    enum routing_reason reason;
    uint64_t index;                       /* 0: by rank */
    uint8_t stopped[LIMIT_SHARING_RULES]; /* organisations passed over, by rule */
};

static void count_stopped(struct weighing *w, enum sharing_rule rule) {
    if (w->stopped[rule] < UINT8_MAX) w->stopped[rule]++;
}

static enum sharing_rule nobody_able(const struct core *c, organisation_no helper,
                                     const struct call_record *r, agent_no skip) {
    bool another = skip != AGENT_NONE && least_needed(c, helper, r, AGENT_NONE) != AGENT_NONE;
    return another ? SHARING_RULE_ASKED_BEFORE : SHARING_RULE_NOBODY_ABLE;
}

static agent_no pick_helper(const struct core *c, const struct call_record *r, agent_no skip,
                            struct weighing *w) {
    agent_no best = AGENT_NONE;
    w->index = 0;
    memset(w->stopped, 0, sizeof w->stopped);
    const struct organisation_set *idle = &c->sharing->idle[r->topic];
    for (int word = 0; c->sharing->any && word < LIMIT_ORGANISATIONS / 64; word++) {
        for (uint64_t left = idle->words[word]; left != 0; left &= left - 1) {
            organisation_no helper = (organisation_no)(word * 64 + __builtin_ctzll(left));
            if (!call_is_help(helper, r)) continue;
            if (!sharing_allows(c, helper, r) || !reserve_allows(c, helper)) {
                count_stopped(w, sharing_rule_of(c, helper, r));
                continue;
            }
            agent_no agent = least_needed(c, helper, r, skip);
            if (agent == AGENT_NONE) {
                count_stopped(w, nobody_able(c, helper, r, skip));
                continue;
            }
            uint64_t ready = readiness(c, helper, agent, r->topic);
            if (best != AGENT_NONE && ready <= w->index) continue;
            best = agent;
            w->index = ready;
        }
    }
    return best;
}

static agent_no pick(const struct core *c, const struct call_record *r, agent_no skip,
                     struct weighing *w) {
    agent_no agent = pick_home(c, r, skip, &w->reason);
    if (agent != AGENT_NONE) return agent;
    w->reason = ROUTING_REASON_HELPED;
    return pick_helper(c, r, skip, w);
}

static void offer(struct core *c, uint32_t call, agent_no agent, enum routing_reason reason,
                  uint64_t index) {
    struct call_record *r = &c->calls[call].record;
    organisation_no home = c->agents[agent].record.organisation;
    if (call_is_help(home, r)) ASSERT(sharing_allows(c, home, r) && reserve_allows(c, home));
    struct event *event = emit(c, EVENT_call_offered);
    r->offered_at = c->now;
    r->offers++;
    r->level = c->agents[agent].record.levels[r->topic];
    r->reason = (uint8_t)reason;
    r->index = index;
    call_set_agent(c, call, agent);
    call_move(c, call, CALL_STATE_RESERVED);
    c->agents[agent].availability.call = r->id;
    agent_move(c, agent, AGENT_STATE_RESERVED);
    event_agent(c, event, agent);
    event_call(c, event, call);
}

static bool try_call(struct core *c, uint32_t call, struct weighing *w) {
    const struct call_record *r = &c->calls[call].record;
    ASSERT(r->state == CALL_STATE_QUEUED);
    agent_no agent = pick(c, r, r->refused_by, w);
    /* Who missed it may be asked again when nobody else is there; who said no is not. */
    if (agent == AGENT_NONE && r->reason == ROUTING_REASON_TIMED_OUT)
        agent = pick(c, r, AGENT_NONE, w);
    if (agent == AGENT_NONE) return false;
    offer(c, call, agent, w->reason, w->index);
    return true;
}

bool route_call(struct core *c, uint32_t call) {
    struct weighing w = {.index = 0};
    bool offered = try_call(c, call, &w);
    memcpy(c->calls[call].record.stopped, w.stopped, sizeof w.stopped);
    return offered;
}

void sharing_try_waiting(struct core *c) {
    struct sharing *s = c->sharing;
    for (int t = 0; s->any && t < LIMIT_TOPICS; t++) {
        for (int l = 0; s->waiting_by_topic[t] > 0 && l < LIMIT_LANGUAGES; l++) {
            for (uint32_t call = s->waiting[t][l].first, next;
                 call != LIST_NONE && room_for_events(c); call = next) {
                next = c->waiting_nodes[call].next;
                struct weighing w = {.index = 0};
                try_call(c, call, &w);
            }
        }
    }
}

/* --- an agent who becomes free --------------------------------------------------------------------------------------------------- */

/* Digit by digit in base two; rounds down. */
static uint64_t square_root(uint64_t value) {
    uint64_t root = 0, bit = UINT64_C(1) << 62;
    while (bit > value)
        bit >>= 2;
    for (; bit != 0; bit >>= 2) {
        bool one = value >= root + bit;
        if (one) value -= root + bit;
        root = (root >> 1) + (one ? bit : 0);
    }
    return root;
}

/* (300 s / (handle + wrap-up))^2 in 1/1024. */
static uint64_t speed_weight(const struct core *c, const struct agent_slot *agent, topic_no topic,
                             bool help) {
    time_ms handle = c->topics[topic].record.handle_ms > 0 ? c->topics[topic].record.handle_ms
                                                           : EXPECTED_HANDLE_MS;
    if (help) handle = handle * c->settings.overflow_handle_permille / 1000;
    if (agent->record.levels[topic] == 0)
        handle = handle * c->settings.qualified_handle_permille / 1000;
    uint64_t ratio =
        (uint64_t)EXPECTED_HANDLE_MS * 1024 / (uint64_t)(handle + c->settings.wrap_up_ms);
    return ratio * ratio >> 10;
}

/* How scarce topic and language are, in 1/1024. */
static uint64_t scarcity_weight(const struct core *c, topic_no topic, language_no language) {
    const struct sharing *s = c->sharing;
    uint64_t able = s->able_by_topic[topic] == 0 ? 1 : s->able_by_topic[topic];
    uint64_t speakers = s->able_by_language[language] == 0 ? 1 : s->able_by_language[language];
    uint64_t by_topic = 1024 + UINT64_C(4096) * s->waiting_by_topic[topic] / able;
    uint64_t by_language = 1024 + UINT64_C(1024) * s->waiting_by_language[language] / speakers;
    return by_topic * by_language >> 10;
}

struct best {
    uint32_t call;
    uint64_t index;
};

static void weigh(const struct core *c, uint32_t call, uint64_t weight, struct best *best) {
    const struct call_record *r = &c->calls[call].record;
    /* sqrt in 1/32 of a root of a second's worth: enough to tell a second from the next after an hour */
    uint64_t index =
        square_root((uint64_t)(c->now - r->enqueued_at + 10 * SECOND_MS)) * (weight >> 4);
    if (best->call != LIST_NONE) {
        const struct call_record *b = &c->calls[best->call].record;
        if (r->priority != b->priority) {
            if (r->priority < b->priority) return;
        } else if (index < best->index) {
            return;
        } else if (index == best->index && (b->enqueued_at < r->enqueued_at ||
                                            (b->enqueued_at == r->enqueued_at && b->id < r->id))) {
            return;
        }
    }
    *best = (struct best){call, index};
}

/* The first of the queue that the agent may take; LIST_NONE when none is near its head. */
static uint32_t first_allowed(const struct core *c, agent_no agent, const struct list *queue,
                              const struct list_node *nodes, uint32_t skip, bool help) {
    organisation_no home = c->agents[agent].record.organisation;
    unsigned looked_at = 0;
    for (uint32_t call = queue->first; call != LIST_NONE && looked_at < WALK_MAX;
         call = nodes[call].next, looked_at++) {
        const struct call_record *r = &c->calls[call].record;
        if (call == skip || !agent_is_able(c, agent, r)) continue;
        if (!help || (call_is_help(home, r) && sharing_allows(c, home, r))) return call;
    }
    return LIST_NONE;
}

static void best_of(const struct core *c, agent_no agent,
                    const struct list queues[LIMIT_TOPICS][LIMIT_LANGUAGES],
                    const struct list_node *nodes, const topic_set topics[LIMIT_LANGUAGES],
                    uint32_t skip, bool help, struct best *best) {
    const struct agent_slot *slot = &c->agents[agent];
    for (language_set languages = slot->languages; languages != 0;
         languages &= (language_set)(languages - 1)) {
        language_no language = (language_no)__builtin_ctz(languages);
        for (topic_set left = topics[language] & (slot->topics | slot->qualified); left != 0;
             left &= left - 1) {
            topic_no topic = (topic_no)__builtin_ctzll(left);
            uint32_t call = first_allowed(c, agent, &queues[topic][language], nodes, skip, help);
            if (call == LIST_NONE) continue;
            uint64_t weight =
                speed_weight(c, slot, topic, help) * scarcity_weight(c, topic, language) >> 10;
            weigh(c, call, help ? weight : weight * OWN_WEIGHT, best);
        }
    }
}

bool route_agent(struct core *c, agent_no agent, uint32_t skip) {
    const struct agent_slot *slot = &c->agents[agent];
    if (slot->availability.state != AGENT_STATE_AVAILABLE) return false;
    organisation_no home = slot->record.organisation;
    const struct organisation_lists *lists = organisation_lists(c, home);
    struct best best = {.call = LIST_NONE};
    best_of(c, agent, lists->queued, c->queue_nodes, lists->queued_topics, skip, false, &best);
    best_of(c, agent, lists->elsewhere, c->elsewhere_nodes, lists->elsewhere_topics, skip, false,
            &best);
    if (c->sharing->any && reserve_allows(c, home))
        best_of(c, agent, c->sharing->waiting, c->waiting_nodes, c->sharing->waiting_topics, skip,
                true, &best);
    if (best.call == LIST_NONE) return false;
    bool help = call_is_help(home, &c->calls[best.call].record);
    offer(c, best.call, agent, help ? ROUTING_REASON_INDEX : ROUTING_REASON_LONGEST_WAITING,
          best.index);
    return true;
}

void route_organisation(struct core *c, organisation_no organisation) {
    const struct organisation_lists *lists = c->organisations[organisation].lists;
    topic_set waiting = 0;
    for (int l = 0; l < LIMIT_LANGUAGES; l++)
        waiting |= c->sharing->waiting_topics[l];
    for (; lists != NULL && waiting != 0 && room_for_events(c); waiting &= waiting - 1) {
        topic_no topic = (topic_no)__builtin_ctzll(waiting);
        if (lists->idle_tiers[topic] == 0) continue;
        unsigned tier = (unsigned)__builtin_ctz(lists->idle_tiers[topic]);
        route_agent(c, lists->idle[topic][tier].first / LIMIT_TOPICS, LIST_NONE);
    }
}
