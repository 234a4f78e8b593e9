/* Who has read what an activation says, and in which revision. Reading qualifies who is not trained, for as long as no later
 * revision must be read first. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

static enum err new_acknowledgement(struct core *c, uint32_t at, agent_no agent, uint32_t *out,
                                    struct problem *problem) {
    if (c->free_acknowledgements.count == 0)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "%u acknowledgements are kept already",
                           c->sizes.acknowledgements);
    struct activation_slot *activation = &c->activations[at];
    uint32_t slot = c->free_acknowledgements.first;
    list_remove(&c->free_acknowledgements, c->acknowledgement_nodes, slot);
    c->acknowledgements[slot].record =
        (struct acknowledgement_record){.activation = activation->record.id, .agent = agent};
    index_add(&c->acknowledgement_keys, acknowledgement_hash(activation->record.id, agent), slot);
    list_insert_after(&activation->acknowledgements, c->acknowledgement_nodes,
                      activation->acknowledgements.last, slot);
    activation->record.acknowledged++;
    *out = slot;
    return ERR_OK;
}

enum err check_revision(const struct activation_record *a, uint32_t revision,
                        struct problem *problem) {
    if (a->state == ACTIVATION_STATE_PLANNED)
        return problem_set(problem, ERR_NOT_ACTIVE, "activation", "it has not begun");
    if (revision <= a->revision) return ERR_OK;
    return problem_set(problem, ERR_OUT_OF_RANGE, "revision", "its newest revision is %u",
                       a->revision);
}

HANDLER(answer_acknowledge) {
    const struct answer_acknowledge_command *p = &command->as.answer_acknowledge;
    uint32_t at;
    agent_no agent;
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    struct activation_record *a = &c->activations[at].record;
    uint32_t revision = p->revision != 0 ? p->revision : a->revision;
    err = check_revision(a, revision, problem);
    if (err != ERR_OK) return err;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    uint32_t slot = find_acknowledgement(c, p->activation, agent);
    if (slot != LIST_NONE && c->acknowledgements[slot].record.revision >= revision) {
        result->repeated = true;
        result->subject = ref_of(RECORD_acknowledgement, slot);
        return ERR_OK;
    }
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE) err = new_acknowledgement(c, at, agent, &slot, problem);
    if (err != ERR_OK) return err;
    c->acknowledgements[slot].record.at = c->now;
    c->acknowledgements[slot].record.revision = revision;
    if (revision == a->revision) a->read_newest++;
    struct event *event = emit(c, EVENT_answer_acknowledged);
    event_record(event, RECORD_acknowledgement, slot);
    event_record(event, RECORD_activation, p->activation);
    event->agent = agent;
    event->organisation = c->agents[agent].record.organisation;
    result->subject = ref_of(RECORD_acknowledgement, slot);
    qualification_set(c, agent, at, revision >= a->must_read);
    route_agent(c, agent, LIST_NONE);
    return ERR_OK;
}

void forget_acknowledgement(struct core *c, uint32_t slot, struct event *event) {
    const struct acknowledgement_record *r = &c->acknowledgements[slot].record;
    uint32_t activation = find_activation(c, r->activation);
    ASSERT(activation != LIST_NONE);
    event_removed(event, RECORD_acknowledgement, slot);
    index_drop(&c->acknowledgement_keys, acknowledgement_hash(r->activation, r->agent), slot);
    qualification_set(c, r->agent, activation, false);
    list_remove(&c->activations[activation].acknowledgements, c->acknowledgement_nodes, slot);
}

void forget_acknowledgements_of(struct core *c, agent_no agent) {
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        struct activation_record *a = &c->activations[i].record;
        if (a->id == 0 || c->activations[i].closed) continue;
        uint32_t slot = find_acknowledgement(c, a->id, agent);
        if (slot == LIST_NONE) continue;
        struct event *event = emit(c, EVENT_acknowledgements_forgotten);
        if (c->acknowledgements[slot].record.revision == a->revision) a->read_newest--;
        a->acknowledged--;
        forget_acknowledgement(c, slot, event);
        event_record(event, RECORD_activation, a->id);
    }
}

/* --- views --------------------------------------------------------------------------------------------------------------------------- */

uint32_t core_revision_read(const struct core *c, activation_id activation, agent_no agent) {
    uint32_t slot = find_acknowledgement(c, activation, agent);
    return slot == LIST_NONE ? 0 : c->acknowledgements[slot].record.revision;
}

/* Whether the agent could take fewer calls if it had not read this one. */
static bool needs(const struct core *c, const struct agent_slot *slot, uint32_t at) {
    uint64_t bit = UINT64_C(1) << at;
    if ((slot->acknowledged & bit) == 0) return false;
    if (!core_activation_concerns_calls(c, &c->activations[at].record)) return false;
    if (c->activations[at].record.acknowledge_first) return true; /* who is trained too */
    topic_set others = slot->topics | qualified_topics(c, slot->acknowledged & ~bit);
    return (c->activations[at].record.topics & ~others) != 0;
}

void core_view_readers(const struct core *c, activation_id id, struct readers_view *out) {
    memset(out, 0, sizeof *out);
    uint32_t at = find_activation(c, id);
    if (at == LIST_NONE) return;
    const struct activation_record *a = &c->activations[at].record;
    for (agent_no n = 0; n < c->agents_ever; n++) {
        const struct agent_slot *slot = &c->agents[n];
        if (!slot->live) continue;
        uint32_t read = core_revision_read(c, id, n);
        struct readers_row *row = &out->of[slot->record.organisation];
        bool reachable = slot->availability.state != AGENT_STATE_SIGNED_OUT &&
                         slot->availability.state != AGENT_STATE_UNKNOWN;
        row->agents++;
        row->signed_in += reachable;
        row->acknowledged += read > 0;
        row->read_newest += read == a->revision;
        row->signed_in_behind += reachable && read < a->revision;
        row->suspended += read > 0 && read < a->must_read;
        out->would_suspend += slot->counted_present && needs(c, slot, at);
    }
    struct unread_view unread;
    core_view_unread(c, a->topics, id, &unread);
    out->unread = unread.agents;
}
