/* Who takes which call.
 *
 * An arriving call, in this order:
 *   - the home organisation's available agents: first line before second, of those the best level, of those the longest idle
 *     (while organisations help each other: the one whose skills others need least); last those whom a playbook qualifies. A
 *     topic handled by the cooperation is asked there first and then at the citizen's own municipality (N106);
 *   - at once, an available agent of an organisation that may help: of those the one with the most idle agents for its size,
 *     of equals the nearer, one in an incident of its own last; in it the agent whose skills others need least;
 *   - otherwise it waits.
 * An agent who becomes free takes, of the calls that may be theirs, the one with the largest index
 *
 *     own x (wait + 10 s)^0.25 x (300 s / (handle + wrap-up))^3 x (1 + 4 x waiting(topic) / able(topic))
 *         x (1 + waiting(language) / able(language)) x (1 + 4 x waiting(home) / (present(home) + 1))
 *
 * where own is 7 for the organisation's own citizens and 1 otherwise, handle the expected talk time for this agent, able
 * counts the agents present, and home is the citizen's municipality: the generalised c-mu rule (Mandelbaum and Stolyar 2004)
 * with weights found by replay; they stand in the settings. The index is kept as a logarithm (weights.c). A higher priority
 * goes first in any case. In integers; ties go to the call that has waited longest, then by id. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

#define IN_NO_INCIDENT (UINT64_C(1) << 48) /* above every share */
#define HAD_ENOUGH (24 << 16) /* what an agent who has had enough crisis calls takes last */
#define COLLEAGUES_MAX 8      /* agents of one topic who look again */
#define WEIGHED_MAX 4         /* calls of one topic and language, of others' citizens */
#define PREFERENCE_USUAL 3
#define PREFERENCE_SHIFT 44 /* above every share, below an incident */
#define WALK_MAX 64         /* able agents compared; calls looked at before every home is asked */

organisation_no routing_queue(const struct core *c, organisation_no municipality, topic_no topic) {
    organisation_no cooperation = c->settings.cooperation;
    if (cooperation == ORGANISATION_NONE) return municipality;
    const struct organisation_record *r = &c->organisations[municipality].record;
    if ((r->keeps >> topic) & 1) return municipality; /* whoever handles it elsewhere (N84) */
    if (r->standing == STANDING_OUTSIDER) return cooperation;
    if (r->buys != 0) return (r->buys >> topic) & 1 ? cooperation : municipality; /* N85 */
    return c->topics[topic].record.handling == HANDLING_MUNICIPALITY ? municipality : cooperation;
}

/* --- an arriving call -------------------------------------------------------------------------------------------------------- */

/* Whether the agent has had so many crisis calls in a row that another, if there is one, is to take the next. */
static bool has_had_enough(const struct core *c, agent_no agent, const struct call_record *r) {
    uint8_t most = c->settings.crisis_in_row_max;
    return most > 0 && c->agents[agent].availability.crisis_in_row >= most && call_in_crisis(c, r);
}

/* How gladly an offer is to be asked, 1 to 5; agents like an offer that says nothing of it. */
static uint8_t preference(const struct core *c, agent_no agent) {
    return is_seat(c, agent) ? c->offers->slots[seat_offer(c, agent)].record.preference
                             : PREFERENCE_USUAL;
}

/* Of two agents of one tier: the one who has not had enough of crisis calls, then the one whose skills others need least. */
static bool is_better(const struct core *c, agent_no agent, agent_no than,
                      const struct call_record *r) {
    bool enough = has_had_enough(c, agent, r), other = has_had_enough(c, than, r);
    if (enough != other) return other;
    if (is_seat(c, agent) && is_seat(c, than)) return preference(c, agent) > preference(c, than);
    return c->sharing->any && c->agents[agent].breadth < c->agents[than].breadth;
}

/* The available agent of the organisation for the call in these tiers, who is not `skip`: the best tier, the longest idle.
 * While organisations help each other, of a tier the one whose skills others need least, so that scarce ones stay free. */
static agent_no first_idle(const struct core *c, organisation_no organisation,
                           const struct call_record *r, unsigned first_tier, unsigned last_tier,
                           agent_no skip) {
    struct organisation_lists *of = c->organisations[organisation].lists;
    const struct list_node *nodes = c->idle_nodes[r->channel];
    agent_no best = AGENT_NONE;
    if (of == NULL) return AGENT_NONE;
    const struct channel_lists *lists = lists_of(of, r->channel);
    if (lists->idle_speakers[r->language] == 0) return AGENT_NONE;
    for (unsigned tier = first_tier; tier <= last_tier && best == AGENT_NONE; tier++) {
        if (((lists->idle_tiers[r->topic] >> tier) & 1) == 0) continue;
        unsigned able = 0;
        for (uint32_t node = lists->idle[r->topic][tier].first;
             node != LIST_NONE && able < WALK_MAX; node = nodes[node].next) {
            agent_no agent = node / LIMIT_TOPICS;
            if (agent == skip || !agent_is_able(c, agent, r)) continue;
            if (is_chat(r) && !chat_may_come(c, agent)) continue;
            able++;
            if (best == AGENT_NONE || is_better(c, agent, best, r)) best = agent;
            if (!c->sharing->any && !is_seat(c, best) && !has_had_enough(c, best, r)) break;
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

/* The same of all tiers, for help. */
static agent_no least_needed(const struct core *c, organisation_no organisation,
                             const struct call_record *r, agent_no skip) {
    return first_idle(c, organisation, r, 0, TIERS - 1, skip);
}

/* Who of them can take such a call now. */
static uint32_t idle_agents(const struct core *c, organisation_no helper, uint8_t channel) {
    const struct organisation_slot *slot = &c->organisations[helper];
    if (channel == CHANNEL_PHONE) return slot->agents[AGENT_STATE_AVAILABLE] + slot->seats_free;
    return slot->lists == NULL ? 0 : lists_of(slot->lists, channel)->idle_agents;
}

/* Idle agents squared by those present, in 1/1024, less for one who is only qualified; one in its own incident behind all
 * others. Between the share and the number of idle agents, by replay. */
static uint64_t readiness(const struct core *c, organisation_no helper, uint8_t channel,
                          bool qualified) {
    const struct organisation_slot *slot = &c->organisations[helper];
    uint64_t idle = idle_agents(c, helper, channel);
    uint64_t share = idle * idle * 1024 / (slot->present == 0 ? 1 : slot->present);
    if (qualified)
        share = share * 1000 * 1000 / c->settings.qualified_handle_permille /
                c->settings.qualified_handle_permille;
    return slot->service == SERVICE_STATE_MAJOR_INCIDENT ? share : share + IN_NO_INCIDENT;
}

/* The same for whom it sends: of two that are in a crisis or not alike, the one who would rather be asked goes first. */
static uint64_t readiness_of(const struct core *c, agent_no agent, const struct call_record *r) {
    const struct agent_record *a = &c->agents[agent].record;
    return readiness(c, a->organisation, r->channel, a->levels[r->topic] == 0) +
           ((uint64_t)preference(c, agent) << PREFERENCE_SHIFT);
}

/* Whether the helper, whoever of its agents it sends, is behind one of this readiness: then none of them is looked at. Seats
 * may be preferred: who has some is looked at. */
static bool is_behind(const struct core *c, organisation_no helper, uint8_t channel,
                      uint64_t best) {
    if (c->organisations[helper].seats_free > 0) return false;
    uint64_t usual = (uint64_t)PREFERENCE_USUAL << PREFERENCE_SHIFT;
    return readiness(c, helper, channel, false) + usual < best &&
           readiness(c, helper, channel, true) + usual < best;
}

static bool is_near(const struct core *c, const struct call_record *r, agent_no agent) {
    return same_id(c->organisations[c->agents[agent].record.organisation].record.area,
                   c->organisations[r->municipality].record.area);
}

/* Of two equal helpers one of the caller's own area goes before one from elsewhere: it costs nothing. */
static bool is_nearer(const struct core *c, const struct call_record *r, agent_no agent,
                      agent_no than) {
    return is_near(c, r, agent) && !is_near(c, r, than);
}

/* How a decision came about; what is kept of it in the call's record. */
struct weighing {
    enum routing_reason reason;
    uint32_t available, present;          /* the helper's agents, when one was asked */
    int32_t factors[INDEX_FACTOR_COUNT];  /* of the index, when it decided */
    uint8_t stopped[LIMIT_SHARING_RULES]; /* organisations passed over, by rule */
};

static void count_stopped(struct weighing *w, enum sharing_rule rule) {
    if (w->stopped[rule] < UINT8_MAX) w->stopped[rule]++;
}

static enum sharing_rule nobody_able(const struct core *c, organisation_no helper,
                                     const struct call_record *r, agent_no skip) {
    bool another = skip != AGENT_NONE && least_needed(c, helper, r, AGENT_NONE) != AGENT_NONE;
    if (another) return SHARING_RULE_ASKED_BEFORE;
    return idle_must_read_first(c, helper, r) ? SHARING_RULE_NOT_ACKNOWLEDGED
                                              : SHARING_RULE_NOBODY_ABLE;
}

static agent_no pick_helper(const struct core *c, const struct call_record *r, agent_no skip,
                            struct weighing *w) {
    agent_no best = AGENT_NONE;
    uint64_t best_readiness = 0;
    memset(w->stopped, 0, sizeof w->stopped);
    const struct organisation_set *idle = &c->sharing->idle[r->channel][r->topic];
    for (int word = 0; c->sharing->any && word < LIMIT_ORGANISATIONS / 64; word++) {
        for (uint64_t left = idle->words[word]; left != 0; left &= left - 1) {
            organisation_no helper = (organisation_no)(word * 64 + __builtin_ctzll(left));
            if (!call_is_help(helper, r)) continue;
            if (!sharing_allows(c, helper, r) || !reserve_allows(c, helper)) {
                count_stopped(w, sharing_rule_of(c, helper, r));
                continue;
            }
            if (best != AGENT_NONE && is_behind(c, helper, r->channel, best_readiness)) continue;
            agent_no agent = least_needed(c, helper, r, skip);
            if (agent == AGENT_NONE) {
                count_stopped(w, nobody_able(c, helper, r, skip));
                continue;
            }
            uint64_t ready = readiness_of(c, agent, r);
            if (best != AGENT_NONE && ready < best_readiness) continue;
            if (best != AGENT_NONE && ready == best_readiness && !is_nearer(c, r, agent, best))
                continue;
            best = agent;
            best_readiness = ready;
        }
    }
    if (best == AGENT_NONE) return AGENT_NONE;
    organisation_no helper = c->agents[best].record.organisation;
    w->available = idle_agents(c, helper, r->channel);
    w->present = c->organisations[helper].present;
    return best;
}

static agent_no pick(const struct core *c, const struct call_record *r, agent_no skip,
                     struct weighing *w) {
    agent_no agent = pick_home(c, r, skip, &w->reason);
    if (agent != AGENT_NONE) return agent;
    w->reason = ROUTING_REASON_HELPED;
    return pick_helper(c, r, skip, w);
}

static void offer(struct core *c, uint32_t call, agent_no agent, const struct weighing *w) {
    struct call_record *r = &c->calls[call].record;
    organisation_no home = c->agents[agent].record.organisation;
    ASSERT(agent_is_able(c, agent, r));
    if (call_is_help(home, r)) ASSERT(sharing_allows(c, home, r) && reserve_allows(c, home));
    struct event *event = emit(c, EVENT_call_offered);
    r->offered_at = c->now;
    r->offers++;
    r->level = c->agents[agent].record.levels[r->topic];
    r->reason = (uint8_t)w->reason;
    memcpy(r->index, w->factors, sizeof r->index);
    r->helper_available = w->available;
    r->helper_present = w->present;
    if (is_seat(c, agent)) {
        seat_reserve(c, call, agent, event);
        return;
    }
    if (is_chat(r)) {
        chat_reserve(c, call, agent, event);
        return;
    }
    call_set_agent(c, call, agent);
    call_move(c, call, CALL_STATE_RESERVED);
    c->agents[agent].availability.call = r->id;
    agent_move(c, agent, AGENT_STATE_RESERVED);
    event_agent(c, event, agent);
    event_call(c, event, call);
}

/* The first offer of a decision; a switch is told it, and who comes next. */
static void decide(struct core *c, uint32_t call, agent_no agent, const struct weighing *w) {
    offer(c, call, agent, w);
    if (c->calls[call].record.leg != CALL_LEG_NONE) leg_decided(c, call);
}

agent_no route_second(const struct core *c, const struct call_record *r) {
    struct weighing w = {.reason = ROUTING_REASON_NONE};
    agent_no agent = pick(c, r, call_refuser(c, r), &w);
    return agent != AGENT_NONE && is_seat(c, agent)
               ? AGENT_NONE
               : agent; /* a seat is rung first or not at all */
}

bool route_backup(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    agent_no agent = r->backup;
    organisation_no home = c->agents[agent].record.organisation;
    bool help = call_is_help(home, r);
    if (c->agents[agent].availability.state != AGENT_STATE_AVAILABLE) return false;
    if (!agent_is_able(c, agent, r)) return false;
    if (help && !(sharing_allows(c, home, r) && reserve_allows(c, home))) return false;
    struct weighing w = {.reason = help ? ROUTING_REASON_HELPED : ROUTING_REASON_LONGEST_IDLE};
    offer(c, call, agent, &w);
    return true;
}

static bool try_call(struct core *c, uint32_t call, struct weighing *w) {
    const struct call_record *r = &c->calls[call].record;
    ASSERT(r->state == CALL_STATE_QUEUED);
    agent_no agent = pick(c, r, call_refuser(c, r), w);
    /* Who missed it may be asked again when nobody else is there; who said no is not. */
    if (agent == AGENT_NONE && r->reason == ROUTING_REASON_TIMED_OUT)
        agent = pick(c, r, AGENT_NONE, w);
    if (agent == AGENT_NONE) return false;
    decide(c, call, agent, w);
    return true;
}

bool route_call(struct core *c, uint32_t call) {
    if (leg_has_routes(&c->calls[call].record)) return leg_next(c, call);
    struct weighing w = {.reason = ROUTING_REASON_NONE};
    bool offered = try_call(c, call, &w);
    memcpy(c->calls[call].record.stopped, w.stopped, sizeof w.stopped);
    return offered;
}

void route_waiting(struct core *c, uint32_t call) {
    struct weighing w = {.reason = ROUTING_REASON_NONE};
    try_call(c, call, &w);
}

void sharing_try_waiting(struct core *c) {
    if (c->sharing->any) route_all_waiting(c);
}

static void route_queue(struct core *c, const struct list *waiting) {
    for (uint32_t call = waiting->first, next; call != LIST_NONE && room_for_events(c);
         call = next) {
        next = c->waiting_nodes[call].next;
        route_waiting(c, call);
    }
}

void route_all_waiting(struct core *c) {
    struct sharing *s = c->sharing;
    for (int t = 0; t < LIMIT_TOPICS; t++)
        for (int l = 0; s->waiting_by_topic[t] > 0 && l < LIMIT_LANGUAGES; l++)
            for (int channel = 0; channel < CHANNEL_COUNT; channel++)
                route_queue(c, &s->waiting[channel][t][l]);
}

/* --- an agent who becomes free --------------------------------------------------------------------------------------------------- */

/* For what an agent looks: help for others or own citizens; `skip` is passed over. */
struct looking {
    uint32_t skip;
    bool help;
    uint8_t channel;
};

struct best {
    uint32_t call;
    int32_t index;
};

/* Whether the call comes before the best so far. */
static bool comes_first(const struct call_record *r, int32_t index, const struct call_record *best,
                        int32_t best_index) {
    if (r->priority != best->priority) return r->priority > best->priority;
    if (index != best_index) return index > best_index;
    if (r->enqueued_at != best->enqueued_at) return r->enqueued_at < best->enqueued_at;
    return r->id < best->id;
}

static void weigh(const struct core *c, uint32_t call, int32_t weight, struct best *best) {
    const struct call_record *r = &c->calls[call].record;
    int32_t index = weight + weight_wait(c, r) + weight_home(c, r);
    if (best->call == LIST_NONE || comes_first(r, index, &c->calls[best->call].record, best->index))
        *best = (struct best){call, index};
}

static bool is_for(const struct core *c, agent_no agent, uint32_t call,
                   const struct looking *looking) {
    const struct call_record *r = &c->calls[call].record;
    organisation_no home = c->agents[agent].record.organisation;
    if (call == looking->skip || !agent_is_able(c, agent, r)) return false;
    return call_is_help(home, r) ? looking->help && sharing_allows(c, home, r) : !looking->help;
}

/* Weighs the first calls of a queue that the agent may take: of the agent's own citizens the one who has waited longest, of
 * others a few, since their homes differ. False: none of those at its head is for this agent, and there are more. */
static bool weigh_first(const struct core *c, agent_no agent, const struct list *queue,
                        const struct list_node *nodes, const struct looking *looking,
                        int32_t weight, struct best *best) {
    unsigned looked_at = 0, wanted = looking->help ? WEIGHED_MAX : 1, found = 0;
    uint32_t call = queue->first;
    for (; call != LIST_NONE && looked_at < WALK_MAX && found < wanted; call = nodes[call].next) {
        looked_at++;
        if (!is_for(c, agent, call, looking)) continue;
        bool enough = has_had_enough(c, agent, &c->calls[call].record);
        weigh(c, call, enough ? weight - HAD_ENOUGH : weight, best);
        found++;
    }
    return found > 0 || call == LIST_NONE;
}

/* Behind many calls that are not for this agent there may be one that is: the head of every municipality's own. */
static void weigh_by_home(const struct core *c, agent_no agent, topic_no topic,
                          language_no language, const struct looking *looking, int32_t weight,
                          struct best *best) {
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (c->organisations[n].lists == NULL || c->organisations[n].waiting_citizens == 0)
            continue;
        const struct channel_lists *lists = lists_of(c->organisations[n].lists, looking->channel);
        weigh_first(c, agent, &lists->queued[topic][language], c->queue_nodes, looking, weight,
                    best);
        weigh_first(c, agent, &lists->elsewhere[topic][language], c->elsewhere_nodes, looking,
                    weight, best);
    }
}

static void best_of(const struct core *c, agent_no agent,
                    const struct list queues[LIMIT_TOPICS][LIMIT_LANGUAGES],
                    const struct list_node *nodes, const topic_set topics[LIMIT_LANGUAGES],
                    struct looking looking, struct best *best) {
    const struct agent_slot *slot = &c->agents[agent];
    int32_t own = looking.help ? 0 : c->weights.own;
    for (language_set languages = slot->languages; languages != 0;
         languages &= (language_set)(languages - 1)) {
        language_no language = (language_no)__builtin_ctz(languages);
        topic_set left = topics[language] & (slot->topics | slot->qualified);
        int32_t scarcity = left == 0 ? 0 : weight_language(c, language);
        for (; left != 0; left &= left - 1) {
            topic_no topic = (topic_no)__builtin_ctzll(left);
            int32_t weight = own + scarcity + weight_topic(c, topic) +
                             weight_speed(c, agent, topic, looking.help);
            if (!weigh_first(c, agent, &queues[topic][language], nodes, &looking, weight, best))
                weigh_by_home(c, agent, topic, language, &looking, weight, best);
        }
    }
}

/* What brought the call that was chosen to its index; their sum is the index. */
static int32_t weigh_factors(const struct core *c, const struct call_record *r, agent_no agent,
                             bool help, int32_t factors[INDEX_FACTOR_COUNT]) {
    int32_t index = 0;
    factors[INDEX_FACTOR_OWN] = help ? 0 : c->weights.own;
    factors[INDEX_FACTOR_WAIT] = weight_wait(c, r);
    factors[INDEX_FACTOR_HOME] = weight_home(c, r);
    factors[INDEX_FACTOR_SPEED] = weight_speed(c, agent, r->topic, help);
    factors[INDEX_FACTOR_TOPIC] = weight_topic(c, r->topic);
    factors[INDEX_FACTOR_LANGUAGE] = weight_language(c, r->language);
    factors[INDEX_FACTOR_REST] = has_had_enough(c, agent, r) ? -HAD_ENOUGH : 0;
    for (int i = 0; i < INDEX_FACTOR_COUNT; i++)
        index += factors[i];
    return index;
}

static void best_of_channel(const struct core *c, agent_no agent, uint8_t channel, uint32_t skip,
                            struct best *best) {
    organisation_no home = c->agents[agent].record.organisation;
    const struct sharing *s = c->sharing;
    const struct channel_lists *lists = lists_of(c->organisations[home].lists, channel);
    struct looking own = {.skip = skip, .channel = channel}, help = own;
    help.help = true;
    best_of(c, agent, lists->queued, c->queue_nodes, lists->queued_topics, own, best);
    best_of(c, agent, lists->elsewhere, c->elsewhere_nodes, lists->elsewhere_topics, own, best);
    if (s->any && reserve_allows(c, home))
        best_of(c, agent, s->waiting[channel], c->waiting_nodes, s->waiting_topics[channel], help,
                best);
}

static bool take_best(struct core *c, agent_no agent, uint32_t skip) {
    const struct agent_slot *slot = &c->agents[agent];
    organisation_no home = slot->record.organisation;
    struct best best = {.call = LIST_NONE};
    if (slot->availability.state == AGENT_STATE_AVAILABLE)
        best_of_channel(c, agent, CHANNEL_PHONE, skip, &best);
    if (chat_may_come(c, agent)) best_of_channel(c, agent, CHANNEL_CHAT, skip, &best);
    if (best.call == LIST_NONE) return false;
    bool helps = call_is_help(home, &c->calls[best.call].record);
    struct weighing w = {.reason = helps ? ROUTING_REASON_INDEX : ROUTING_REASON_LONGEST_WAITING};
    int32_t index = weigh_factors(c, &c->calls[best.call].record, agent, helps, w.factors);
    ASSERT(index == best.index); /* what is told is what decided */
    decide(c, best.call, agent, &w);
    return true;
}

bool route_agent(struct core *c, agent_no agent, uint32_t skip) {
    bool any = false;
    while (take_best(c, agent, skip)) /* a chat may leave room for more of them */
        any = true;
    return any;
}

/* Colleagues may speak what the first does not; and who has still to read first is no colleague, in whatever tier. */
static void route_colleagues(struct core *c, const struct channel_lists *lists,
                             const struct list_node *nodes, topic_no topic) {
    unsigned tried = 0, unread = 0;
    for (unsigned tiers = lists->idle_tiers[topic]; tiers != 0 && tried == 0; tiers &= tiers - 1) {
        for (uint32_t node = lists->idle[topic][__builtin_ctz(tiers)].first;
             node != LIST_NONE && tried < COLLEAGUES_MAX && unread < WALK_MAX;
             node = nodes[node].next) {
            agent_no agent = node / LIMIT_TOPICS;
            bool read = (c->sharing->read_first[topic] & ~c->agents[agent].acknowledged) == 0;
            if (route_agent(c, agent, c->sharing->refused)) return;
            tried += read;
            unread += !read;
        }
    }
}

static void route_channel(struct core *c, const struct channel_lists *lists, uint8_t channel) {
    topic_set waiting = 0;
    for (int l = 0; l < LIMIT_LANGUAGES; l++)
        waiting |= c->sharing->waiting_topics[channel][l];
    for (; waiting != 0 && room_for_events(c); waiting &= waiting - 1) {
        topic_no topic = (topic_no)__builtin_ctzll(waiting);
        if (lists->idle_tiers[topic] != 0)
            route_colleagues(c, lists, c->idle_nodes[channel], topic);
    }
}

void route_organisation(struct core *c, organisation_no organisation) {
    struct organisation_lists *lists = c->organisations[organisation].lists;
    for (uint8_t channel = 0; lists != NULL && channel < CHANNEL_COUNT; channel++)
        route_channel(c, lists_of(lists, channel), channel);
}
