/* What an activation changes in the core's own rules while it is active, besides who is qualified: who must read it first, how long
 * after-call work lasts, which of its topics helpers take. Its version says so, and its record holds it; all of it ends by
 * itself when the activation is lifted, since nothing else remembers it. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

bool core_activation_concerns_calls(const struct core *c, const struct activation_record *a) {
    return !a->exercise || c->settings.exercise;
}

bool activation_governs(const struct core *c, uint32_t at) {
    const struct activation_record *a = &c->activations[at].record;
    return a->id != 0 && !c->activations[at].closed && a->state == ACTIVATION_STATE_ACTIVE &&
           core_activation_concerns_calls(c, a);
}

static bool is_about(const struct activation_record *a, organisation_no municipality) {
    return organisation_set_is_empty(&a->municipalities[0]) ||
           organisation_set_has(&a->municipalities[0], municipality);
}

void while_active_index(struct core *c) {
    struct sharing *s = c->sharing;
    memset(s->read_first, 0, sizeof s->read_first);
    memset(s->wrap_up, 0, sizeof s->wrap_up);
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (!activation_governs(c, i)) continue;
        for (topic_set left = a->topics; left != 0; left &= left - 1) {
            unsigned topic = (unsigned)__builtin_ctzll(left);
            if (a->acknowledge_first) s->read_first[topic] |= UINT64_C(1) << i;
            if (a->wrap_up_ms != 0) s->wrap_up[topic] |= UINT64_C(1) << i;
        }
    }
}

/* --- reading first ---------------------------------------------------------------------------------------------------------- */

bool agent_must_read_first(const struct core *c, agent_no agent, const struct call_record *r) {
    uint64_t unread = c->sharing->read_first[r->topic] & ~c->agents[agent].acknowledged;
    for (; unread != 0; unread &= unread - 1)
        if (is_about(&c->activations[__builtin_ctzll(unread)].record, r->municipality)) return true;
    return false;
}

bool idle_must_read_first(const struct core *c, organisation_no n, const struct call_record *r) {
    struct organisation_lists *of = c->organisations[n].lists;
    bool any = false;
    if (of == NULL || c->sharing->read_first[r->topic] == 0) return false;
    const struct channel_lists *lists = lists_of(of, r->channel);
    for (int tier = 0; tier < TIERS; tier++)
        for (uint32_t node = lists->idle[r->topic][tier].first; node != LIST_NONE;
             node = c->idle_nodes[r->channel][node].next) {
            if (agent_is_able(c, node / LIMIT_TOPICS, r)) return false;
            any = any || agent_knows(c, node / LIMIT_TOPICS, r);
        }
    return any;
}

uint64_t core_must_read_first(const struct core *c, agent_no agent) {
    const struct agent_slot *slot = &c->agents[agent];
    uint64_t unread = 0;
    for (topic_set left = slot->topics | slot->qualified; left != 0; left &= left - 1)
        unread |= c->sharing->read_first[__builtin_ctzll(left)] & ~slot->acknowledged;
    return unread;
}

void core_view_unread(const struct core *c, uint64_t topics, activation_id id,
                      struct unread_view *out) {
    uint32_t at = find_activation(c, id);
    uint64_t bit = at == LIST_NONE ? 0 : UINT64_C(1) << at;
    *out = (struct unread_view){0};
    for (agent_no n = 0; n < c->agents_ever; n++) {
        const struct agent_slot *slot = &c->agents[n];
        if (!slot->live || !slot->counted_present) continue;
        out->at_work++;
        if ((slot->acknowledged & bit) != 0 || ((slot->topics | slot->qualified) & topics) == 0)
            continue;
        out->agents++;
        out->idle += slot->availability.state == AGENT_STATE_AVAILABLE;
    }
}

/* --- after-call work -------------------------------------------------------------------------------------------------------- */

/* Of several activations about the same call the one whose answer stands first. */
time_ms wrap_up_after(const struct core *c, organisation_no municipality, topic_no topic) {
    const struct activation_record *first = NULL;
    for (uint64_t left = c->sharing->wrap_up[topic]; left != 0; left &= left - 1) {
        const struct activation_record *a = &c->activations[__builtin_ctzll(left)].record;
        if (is_about(a, municipality) && (first == NULL || activation_stands_before(a, first)))
            first = a;
    }
    if (first == NULL) return c->settings.wrap_up_ms;
    return first->wrap_up_ms < c->settings.wrap_up_max_ms ? first->wrap_up_ms
                                                          : c->settings.wrap_up_max_ms;
}

/* --- checking --------------------------------------------------------------------------------------------------------------- */

enum err while_active_check(const struct core *c, struct problem *problem) {
    for (unsigned topic = 0; topic < LIMIT_TOPICS; topic++)
        for (uint32_t i = 0; i < LIMIT_ACTIVATIONS; i++) {
            const struct activation_record *a = &c->activations[i].record;
            bool rules = activation_governs(c, i) && ((a->topics >> topic) & 1) != 0;
            if (((c->sharing->read_first[topic] >> i) & 1) != (rules && a->acknowledge_first))
                return problem_set(problem, ERR_INTERNAL, "read_first", "activation-%llu",
                                   (unsigned long long)a->id);
            if (((c->sharing->wrap_up[topic] >> i) & 1) != (rules && a->wrap_up_ms != 0))
                return problem_set(problem, ERR_INTERNAL, "wrap_up", "activation-%llu",
                                   (unsigned long long)a->id);
        }
    return ERR_OK;
}
