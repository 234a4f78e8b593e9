/* What is told about sharing: the rules as routing finds them, over one call, one pair, one queue. */
#include "core/explain.h"

#include <string.h>

#include "base/assert.h"
#include "core/state.h"

/* --- one call -------------------------------------------------------------------------------------------------------- */

static int32_t slack_of(const struct organisation_slot *slot) {
    return (int32_t)slot->present - (int32_t)slot->helping - (int32_t)slot->record.reserve;
}

static void count_agents(const struct core *c, const struct call_record *call,
                         struct helper_view *out, uint32_t *refusers) {
    for (agent_no n = 0; n < c->agents_ever; n++) {
        const struct agent_slot *slot = &c->agents[n];
        if (!slot->live || !slot->counted_present || !agent_knows(c, n, call)) continue;
        struct helper_view *view = &out[slot->record.organisation];
        bool idle =
            is_chat(call) ? chat_may_come(c, n) : slot->availability.state == AGENT_STATE_AVAILABLE;
        if (agent_must_read_first(c, n, call)) {
            view->unread += idle;
            continue;
        }
        view->able++;
        view->idle += idle;
        if (idle && n == call->refused_by) refusers[slot->record.organisation]++;
    }
}

void core_view_helpers(const struct core *c, const struct call_record *call,
                       struct helper_view *out) {
    uint32_t refusers[LIMIT_ORGANISATIONS] = {0};
    memset(out, 0, LIMIT_ORGANISATIONS * sizeof *out);
    count_agents(c, call, out, refusers);
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        struct helper_view *view = &out[n];
        if (!c->organisations[n].live) continue;
        view->slack = slack_of(&c->organisations[n]);
        if (call_is_help(n, call)) view->rule = sharing_rule_of(c, n, call);
        if (view->rule != SHARING_RULE_NONE) continue;
        if (view->idle == 0)
            view->rule =
                view->unread > 0 ? SHARING_RULE_NOT_ACKNOWLEDGED : SHARING_RULE_NOBODY_ABLE;
        else if (view->idle == refusers[n])
            view->rule = SHARING_RULE_ASKED_BEFORE;
    }
}

/* --- pairs -------------------------------------------------------------------------------------------------------------- */

uint64_t core_may_help(const struct core *c, organisation_no helper, organisation_no helped) {
    return c->sharing->may_help[helper][helped];
}

/* Since when the incident lasts that opens the topics; 0: there is none. The cooperation's are those of every activation. */
static time_ms incident_since(const struct core *c, organisation_no helped, topic_set topics) {
    time_ms since = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        bool covers = activation_governs(c, i) && (a->shared_topics & topics) != 0 &&
                      (helped == c->settings.cooperation ||
                       organisation_set_is_empty(&a->municipalities[0]) ||
                       organisation_set_has(&a->municipalities[0], helped));
        if (covers && (since == 0 || a->started_at < since)) since = a->started_at;
    }
    return since;
}

/* Since when what the agreement waits for is so: an incident, a long wait; 0: it is not. Of one that waits for nothing: 1. */
static time_ms condition_since(const struct core *c, uint32_t slot, organisation_no helped) {
    const struct agreement_record *a = &c->agreements[slot].record;
    if (a->mode == AGREEMENT_MODE_INCIDENT)
        return incident_since(c, helped, a->topics == 0 ? ~UINT64_C(0) : a->topics);
    if (a->mode == AGREEMENT_MODE_ABOVE_WAIT) return overflow_since(c, slot, helped);
    return 1;
}

/* The first agreement that opens the pair, or else the first that names it. */
static void find_opener(const struct core *c, struct route_view *v) {
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        const struct agreement_record *a = &c->agreements[i].record;
        if (a->id[0] == '\0' || c->agreements[i].going || !agreement_asks(c, a, v->helper) ||
            !agreement_helps(c, a, v->helped))
            continue;
        time_ms since = a->valid_from, begun = condition_since(c, i, v->helped);
        if (begun > since && a->mode != AGREEMENT_MODE_ALWAYS) since = begun;
        if (v->agreement == NULL) v->agreement = a;
        if (!a->in_force || begun == 0) continue;
        v->agreement = a;
        v->since = since;
        return;
    }
}

static topic_set live_topics(const struct core *c) {
    topic_set topics = 0;
    for (topic_no t = 0; t < LIMIT_TOPICS; t++)
        if (c->topics[t].live) topics |= UINT64_C(1) << t;
    return topics;
}

/* Of the call in these topics that has waited longest; where none waits, of one that would arrive now. */
static enum sharing_rule rule_for(const struct core *c, organisation_no helper,
                                  organisation_no helped, topic_set topics) {
    struct organisation_lists *lists = c->organisations[helped].lists;
    struct call_record arriving = {.organisation = helped,
                                   .municipality = helped,
                                   .topic = topics == 0 ? 0 : (topic_no)__builtin_ctzll(topics),
                                   .enqueued_at = c->now};
    const struct call_record *asked = NULL;
    for (topic_set left = lists == NULL ? 0 : topics; left != 0; left &= left - 1) {
        for (int l = 0; l < LIMIT_LANGUAGES * CHANNEL_COUNT; l++) {
            uint32_t first = lists_of(lists, (uint8_t)(l % CHANNEL_COUNT))
                                 ->queued[__builtin_ctzll(left)][l / CHANNEL_COUNT]
                                 .first;
            if (first == LIST_NONE || !call_is_help(helper, &c->calls[first].record)) continue;
            const struct call_record *r = &c->calls[first].record;
            if (asked == NULL || r->enqueued_at < asked->enqueued_at) asked = r;
        }
    }
    return sharing_rule_of(c, helper, asked == NULL ? &arriving : asked);
}

bool core_next_route(const struct core *c, uint64_t *cursor, struct route_view *out) {
    const struct sharing *s = c->sharing;
    uint64_t ever = c->organisations_ever;
    for (; *cursor < ever * ever; ++*cursor) {
        organisation_no helper = (organisation_no)(*cursor / ever);
        organisation_no helped = (organisation_no)(*cursor % ever);
        uint32_t at_work = s->helping[helper][helped];
        topic_set agreed = s->agreed[helper][helped] & live_topics(c);
        bool tells = at_work > 0 || (agreed != 0 && c->organisations[helped].waiting > 0);
        if (!tells) continue;
        *out = (struct route_view){.helper = helper, .helped = helped, .at_work = at_work};
        out->agreed = agreed;
        out->topics = s->may_help[helper][helped] & agreed;
        topic_set asked = out->topics != 0 ? out->topics : agreed;
        out->rule = rule_for(c, helper, helped, asked);
        find_opener(c, out);
        ++*cursor;
        return true;
    }
    return false;
}

/* --- queues --------------------------------------------------------------------------------------------------------------- */

static void weigh_wait(const struct core *c, struct wait_view *v) {
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (c->organisations[n].lists == NULL) continue;
        const struct channel_lists *lists = lists_of(c->organisations[n].lists, v->first->channel);
        if (lists->idle_tiers[v->topic] == 0 || !call_is_help(n, v->first)) continue;
        enum sharing_rule rule = sharing_rule_of(c, n, v->first);
        if (rule == SHARING_RULE_NONE && lists->idle_speakers[v->language] == 0)
            rule = SHARING_RULE_NOBODY_ABLE;
        if (rule == SHARING_RULE_NONE && idle_must_read_first(c, n, v->first))
            rule = SHARING_RULE_NOT_ACKNOWLEDGED;
        if (rule == SHARING_RULE_NONE)
            v->helpers++;
        else
            v->stopped[rule]++;
    }
}

bool core_next_wait(const struct core *c, uint64_t *cursor, struct wait_view *out) {
    const uint64_t queues = (uint64_t)CHANNEL_COUNT * LIMIT_TOPICS * LIMIT_LANGUAGES;
    for (; *cursor < c->organisations_ever * queues; ++*cursor) {
        organisation_no n = (organisation_no)(*cursor / queues);
        struct organisation_lists *lists = c->organisations[n].lists;
        if (lists == NULL || c->organisations[n].waiting == 0) {
            *cursor += queues - 1 - *cursor % queues; /* on to the next organisation */
            continue;
        }
        topic_no topic = (topic_no)(*cursor % queues / LIMIT_LANGUAGES / CHANNEL_COUNT);
        language_no language = (language_no)(*cursor / CHANNEL_COUNT % LIMIT_LANGUAGES);
        const struct list *queue =
            &lists_of(lists, (uint8_t)(*cursor % CHANNEL_COUNT))->queued[topic][language];
        if (queue->count == 0) continue;
        *out = (struct wait_view){.organisation = n,
                                  .topic = topic,
                                  .language = language,
                                  .waiting = queue->count,
                                  .first = &c->calls[queue->first].record};
        weigh_wait(c, out);
        ++*cursor;
        return true;
    }
    return false;
}

/* --- agents ----------------------------------------------------------------------------------------------------------------- */

static void count_staff(const struct agent_slot *slot, topic_set topics, struct staff_table *out) {
    bool idle = slot->availability.state == AGENT_STATE_AVAILABLE;
    for (; topics != 0; topics &= topics - 1) {
        unsigned topic = (unsigned)__builtin_ctzll(topics);
        bool trained = (slot->topics >> topic) & 1;
        for (language_set left = slot->languages; left != 0; left &= (language_set)(left - 1)) {
            struct staff_view *v = &out->of[topic][__builtin_ctz(left)];
            v->trained += trained;
            v->trained_idle += trained && idle;
            v->qualify += !trained;
            v->qualify_idle += !trained && idle;
        }
    }
}

void core_view_staff(const struct core *c, uint64_t topics, const struct organisation_set *of,
                     struct staff_table *out) {
    memset(out, 0, sizeof *out);
    topics &= live_topics(c);
    for (agent_no n = 0; n < c->agents_ever; n++) {
        const struct agent_slot *slot = &c->agents[n];
        if (!slot->live || !organisation_set_has(of, slot->record.organisation)) continue;
        if (slot->counted_present) count_staff(slot, topics, out);
    }
    for (topic_set left = topics; left != 0; left &= left - 1) {
        unsigned topic = (unsigned)__builtin_ctzll(left);
        for (int l = 0; l < LIMIT_LANGUAGES; l++)
            for (int channel = 0; channel < CHANNEL_COUNT; channel++)
                out->of[topic][l].waiting += c->sharing->waiting[channel][topic][l].count;
    }
}

void core_view_reserve(const struct core *c, organisation_no n, struct reserve_view *out) {
    const struct organisation_slot *slot = &c->organisations[n];
    *out = (struct reserve_view){.present = slot->present,
                                 .helping = slot->helping,
                                 .reserve = slot->record.reserve,
                                 .spent = !reserve_allows(c, n)};
}
