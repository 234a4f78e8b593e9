/* The ordered lists: deadlines, idle agents, queues. Each is sorted by a key that stands in a record and then by number, so
 * that recovery gives the same order. New entries nearly always belong last: inserting looks from the end. */
#include <stdlib.h>

#include "base/assert.h"
#include "core/state.h"

static struct list_node *deadline_nodes(const struct core *c, enum deadline_list list) {
    switch (list) {
    case LIST_DEMAND: return c->demand_nodes;
    case LIST_LEASED: return c->lease_nodes;
    case LIST_WRAPPING:
    case LIST_UNKNOWN: return c->agent_nodes;
    case LIST_RESERVED:
    case LIST_ANSWERED:
    case LIST_ENDED:
    case LIST_CHATS_WRAPPING: return c->call_nodes;
    case LIST_KEPT: return c->kept_nodes;
    case DEADLINE_LISTS: break;
    }
    UNREACHABLE("no such list");
}

static time_ms deadline_key(const struct core *c, enum deadline_list list, uint32_t n) {
    switch (list) {
    case LIST_DEMAND: return c->demand[n].due;
    case LIST_LEASED: return c->agents[n].lease_until;
    case LIST_WRAPPING: return c->agents[n].availability.wrap_up_until;
    case LIST_UNKNOWN: return c->agents[n].availability.since;
    case LIST_RESERVED: {
        time_ms offered = c->calls[n].record.offered_at;
        return offered > c->counters.recovered_at ? offered : c->counters.recovered_at;
    }
    case LIST_ANSWERED: return c->calls[n].record.answered_at;
    case LIST_ENDED: return c->calls[n].record.ended_at;
    case LIST_KEPT: return c->calls[n].record.arrived_at;
    case LIST_CHATS_WRAPPING: return c->chats[n].record.wrap_up_until;
    case DEADLINE_LISTS: break;
    }
    UNREACHABLE("no such list");
}

/* Organisations and agents by number; calls by id, since a slot may be another one after recovery. */
static uint64_t deadline_rank(const struct core *c, enum deadline_list list, uint32_t n) {
    return list >= LIST_RESERVED ? c->calls[n].record.id : n;
}

static time_ms deadline_term(const struct core *c, enum deadline_list list) {
    switch (list) {
    case LIST_DEMAND:
    case LIST_LEASED:
    case LIST_CHATS_WRAPPING:
    case LIST_WRAPPING: return 0;
    case LIST_UNKNOWN: return c->settings.unknown_ms;
    case LIST_RESERVED: return c->settings.offer_ms;
    case LIST_ANSWERED: return c->settings.talk_max_ms;
    case LIST_ENDED: return c->settings.call_retention_ms;
    case LIST_KEPT: return c->settings.wait_max_ms;
    case DEADLINE_LISTS: break;
    }
    UNREACHABLE("no such list");
}

void deadline_add(struct core *c, enum deadline_list list, uint32_t number) {
    struct list_node *nodes = deadline_nodes(c, list);
    time_ms key = deadline_key(c, list, number);
    uint64_t rank = deadline_rank(c, list, number);
    uint32_t after = c->deadlines[list].last;
    while (after != LIST_NONE) {
        time_ms other = deadline_key(c, list, after);
        /* Lease ends are in no record, so nothing keeps their order through a recovery: of many who renew in one
         * millisecond each goes last, instead of past all the others. */
        if (other < key ||
            (other == key && (list == LIST_LEASED || deadline_rank(c, list, after) < rank)))
            break;
        after = nodes[after].previous;
    }
    list_insert_after(&c->deadlines[list], nodes, after, number);
    if (after == LIST_NONE) c->deadline_keys[list] = key;
}

void deadline_remove(struct core *c, enum deadline_list list, uint32_t number) {
    bool first = c->deadlines[list].first == number;
    list_remove(&c->deadlines[list], deadline_nodes(c, list), number);
    uint32_t next = c->deadlines[list].first;
    if (first)
        c->deadline_keys[list] = next == LIST_NONE ? TIME_NEVER : deadline_key(c, list, next);
}

time_ms deadline_first(const struct core *c, enum deadline_list list) {
    time_ms key = c->deadline_keys[list];
    return key == TIME_NEVER ? TIME_NEVER : key + deadline_term(c, list);
}

/* --- an organisation's lists ------------------------------------------------------------------------------------------- */

static void channel_lists_init(struct channel_lists *lists) {
    for (int t = 0; t < LIMIT_TOPICS; t++) {
        for (int l = 0; l < LIMIT_LANGUAGES; l++) {
            list_init(&lists->queued[t][l]);
            list_init(&lists->elsewhere[t][l]);
        }
        for (int tier = 0; tier < TIERS; tier++)
            list_init(&lists->idle[t][tier]);
    }
}

bool organisation_lists_ready(struct core *c, organisation_no organisation) {
    struct organisation_slot *slot = &c->organisations[organisation];
    if (slot->lists != NULL) return true;
    struct organisation_lists *lists = calloc(1, sizeof *lists);
    if (lists == NULL) return false;
    for (uint8_t channel = 0; channel < CHANNEL_COUNT; channel++)
        channel_lists_init(lists_of(lists, channel));
    slot->lists = lists;
    return true;
}

struct organisation_lists *organisation_lists(struct core *c, organisation_no organisation) {
    struct organisation_lists *lists = c->organisations[organisation].lists;
    ASSERT(lists != NULL);
    return lists;
}

/* First line before second, and in a line the highest level first: tier 0 is asked first. */
static unsigned tier_of(const struct agent_record *agent, topic_no topic) {
    if (agent->levels[topic] == 0) return TIER_QUALIFIED;
    return (agent->line - 1u) * LIMIT_LEVEL + (LIMIT_LEVEL - agent->levels[topic]);
}

static uint32_t idle_node(agent_no agent, topic_no topic) { return agent * LIMIT_TOPICS + topic; }

/* Whether the agent of this node comes before one who is free since `since`. */
static bool idle_before(const struct core *c, uint32_t node, time_ms since, agent_no agent) {
    agent_no other = node / LIMIT_TOPICS;
    time_ms other_since = c->agents[other].availability.idle_since;
    return other_since < since || (other_since == since && other < agent);
}

void idle_add(struct core *c, agent_no agent, enum channel channel) {
    struct agent_slot *slot = &c->agents[agent];
    struct channel_lists *lists =
        lists_of(organisation_lists(c, slot->record.organisation), channel);
    struct list_node *nodes = c->idle_nodes[channel];
    time_ms since = slot->availability.idle_since;
    for (topic_set left = slot->topics | slot->qualified; left != 0; left &= left - 1) {
        topic_no topic = (topic_no)__builtin_ctzll(left);
        unsigned tier = tier_of(&slot->record, topic);
        struct list *list = &lists->idle[topic][tier];
        uint32_t after = list->last;
        if (after != LIST_NONE && !idle_before(c, list->first, since, agent))
            after = LIST_NONE; /* whose turn was not taken comes first again */
        while (after != LIST_NONE && !idle_before(c, after, since, agent))
            after = nodes[after].previous;
        list_insert_after(list, nodes, after, idle_node(agent, topic));
        lists->idle_tiers[topic] |= (uint16_t)(1u << tier);
        organisation_set_add(&c->sharing->idle[channel][topic], slot->record.organisation);
    }
    for (language_set left = slot->languages; left != 0; left &= (language_set)(left - 1))
        lists->idle_speakers[__builtin_ctz(left)]++;
    lists->idle_agents++;
    slot->listed |= (uint8_t)(1u << channel);
}

void idle_remove(struct core *c, agent_no agent, enum channel channel) {
    struct agent_slot *slot = &c->agents[agent];
    struct channel_lists *lists =
        lists_of(organisation_lists(c, slot->record.organisation), channel);
    for (topic_set left = slot->topics | slot->qualified; left != 0; left &= left - 1) {
        topic_no topic = (topic_no)__builtin_ctzll(left);
        unsigned tier = tier_of(&slot->record, topic);
        struct list *list = &lists->idle[topic][tier];
        list_remove(list, c->idle_nodes[channel], idle_node(agent, topic));
        if (list->count == 0) lists->idle_tiers[topic] &= (uint16_t) ~(1u << tier);
        if (lists->idle_tiers[topic] == 0)
            organisation_set_drop(&c->sharing->idle[channel][topic], slot->record.organisation);
    }
    for (language_set left = slot->languages; left != 0; left &= (language_set)(left - 1))
        lists->idle_speakers[__builtin_ctz(left)]--;
    lists->idle_agents--;
    slot->listed &= (uint8_t) ~(1u << channel);
}

static bool goes_before(const struct call_record *a, const struct call_record *b) {
    if (a->priority != b->priority) return a->priority > b->priority;
    if (a->enqueued_at != b->enqueued_at) return a->enqueued_at < b->enqueued_at;
    return a->id < b->id;
}

static void queue_insert(struct core *c, struct list *list, struct list_node *nodes,
                         uint32_t call) {
    uint32_t after = list->last;
    while (after != LIST_NONE && goes_before(&c->calls[call].record, &c->calls[after].record))
        after = nodes[after].previous;
    list_insert_after(list, nodes, after, call);
}

void queue_add(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    struct channel_lists *lists = lists_of(organisation_lists(c, r->organisation), r->channel);
    struct sharing *s = c->sharing;
    queue_insert(c, &lists->queued[r->topic][r->language], c->queue_nodes, call);
    queue_insert(c, &s->waiting[r->channel][r->topic][r->language], c->waiting_nodes, call);
    s->waiting_topics[r->channel][r->language] |= UINT64_C(1) << r->topic;
    s->waiting_by_topic[r->topic]++;
    s->waiting_by_language[r->language]++;
    lists->queued_topics[r->language] |= UINT64_C(1) << r->topic;
    overflow_queue_add(c, call);
    if (r->municipality == r->organisation) return;
    lists = lists_of(organisation_lists(c, r->municipality), r->channel);
    queue_insert(c, &lists->elsewhere[r->topic][r->language], c->elsewhere_nodes, call);
    lists->elsewhere_topics[r->language] |= UINT64_C(1) << r->topic;
}

void queue_remove(struct core *c, uint32_t call) {
    const struct call_record *r = &c->calls[call].record;
    struct channel_lists *lists = lists_of(organisation_lists(c, r->organisation), r->channel);
    struct sharing *s = c->sharing;
    list_remove(&s->waiting[r->channel][r->topic][r->language], c->waiting_nodes, call);
    if (s->waiting[r->channel][r->topic][r->language].count == 0)
        s->waiting_topics[r->channel][r->language] &= ~(UINT64_C(1) << r->topic);
    s->waiting_by_topic[r->topic]--;
    s->waiting_by_language[r->language]--;
    struct list *list = &lists->queued[r->topic][r->language];
    list_remove(list, c->queue_nodes, call);
    overflow_queue_remove(c, call);
    if (list->count == 0) lists->queued_topics[r->language] &= ~(UINT64_C(1) << r->topic);
    if (r->municipality == r->organisation) return;
    lists = lists_of(organisation_lists(c, r->municipality), r->channel);
    list = &lists->elsewhere[r->topic][r->language];
    list_remove(list, c->elsewhere_nodes, call);
    if (list->count == 0) lists->elsewhere_topics[r->language] &= ~(UINT64_C(1) << r->topic);
}
