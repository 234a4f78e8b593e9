/* Playbooks as the core knows them (ids, versions, topics, approvals), their activations, and who has read the answer. The
 * text is never here. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

/* --- versions ----------------------------------------------------------------------------------------------------------------- */

HANDLER(playbook_publish) {
    const struct playbook_publish_command *p = &command->as.playbook_publish;
    uint32_t slot = find_playbook_version(c, p->playbook, p->version);
    if (slot != LIST_NONE) {
        result->repeated = true;
        result->subject = ref_of(RECORD_playbook, slot);
        return ERR_OK;
    }
    struct playbook_record r = {.published_at = c->now};
    for (int i = 0; i < p->topics.count; i++) {
        topic_no topic;
        if (!core_find_topic(c, p->topics.ids[i], &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, "topics", "there is no topic %s",
                               p->topics.ids[i]);
        r.topics |= UINT64_C(1) << topic;
    }
    if (c->playbook_count == LIMIT_PLAYBOOKS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL,
                           "there are %d playbook versions already", LIMIT_PLAYBOOKS);
    memcpy(r.id, p->playbook, sizeof r.id);
    memcpy(r.version, p->version, sizeof r.version);
    memcpy(r.author, command->actor.token, sizeof r.author);
    slot = c->playbook_count++;
    c->playbooks[slot].record = r;
    event_record(emit(c, EVENT_playbook_published), RECORD_playbook, slot);
    result->subject = ref_of(RECORD_playbook, slot);
    result->created = true;
    return ERR_OK;
}

static enum err find_version(struct core *c, const char *id, const uint8_t version[SHA256_BYTES],
                             uint32_t *slot, struct problem *problem) {
    *slot = find_playbook_version(c, id, version);
    if (*slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_PLAYBOOK, "playbook",
                           "there is no such version of %s", id);
    return ERR_OK;
}

HANDLER(playbook_approve) {
    const struct playbook_approve_command *p = &command->as.playbook_approve;
    uint32_t slot;
    enum err err = find_version(c, p->playbook, p->version, &slot, problem);
    if (err != ERR_OK) return err;
    struct playbook_record *r = &c->playbooks[slot].record;
    result->subject = ref_of(RECORD_playbook, slot);
    if (r->approved_at != 0) {
        result->repeated = true;
        return ERR_OK;
    }
    if (same_id(r->author, command->actor.token))
        return problem_set(problem, ERR_SAME_PERSON, NULL, "%s wrote it and cannot approve it too",
                           r->author);
    r->approved_at = c->now;
    memcpy(r->approver, command->actor.token, sizeof r->approver);
    event_record(emit(c, EVENT_playbook_approved), RECORD_playbook, slot);
    return ERR_OK;
}

/* --- activations ------------------------------------------------------------------------------------------------------------------ */

static activation_id next_activation_id(struct core *c, struct event *event) {
    if (c->activation_next + ACTIVATION_ID_BLOCK / 2 >= c->counters.activation_block_end) {
        c->counters.activation_block_end = c->activation_next + ACTIVATION_ID_BLOCK;
        event_record(event, RECORD_counters, 0);
    }
    return c->activation_next++;
}

static enum err read_activation(struct core *c, const struct command *command,
                                struct activation_record *r, struct problem *problem) {
    const struct activation_start_command *p = &command->as.activation_start;
    uint32_t slot;
    enum err err = find_version(c, p->playbook, p->version, &slot, problem);
    if (err != ERR_OK) return err;
    const struct playbook_record *playbook = &c->playbooks[slot].record;
    if (playbook->approved_at == 0)
        return problem_set(problem, ERR_NOT_APPROVED, "version",
                           "nobody has approved this version of %s", p->playbook);
    if (p->expires_at <= c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "expires_at", "it lies in the past");
    if (p->open_until != 0 && p->open_until <= c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "open_until", "it lies in the past");
    if (p->open_until > p->expires_at)
        return problem_set(problem, ERR_OUT_OF_RANGE, "open_until", "it lies after expires_at");
    if (p->open_until > c->now + LIMIT_OPEN_UNTIL_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "open_until", "it is more than a week ahead");
    if (!resolve_organisations(c, &p->municipalities, "municipalities", &r->municipalities[0],
                               problem))
        return problem->err;
    if (c->settings.exercise && !p->exercise)
        return problem_set(problem, ERR_OUT_OF_RANGE, "exercise",
                           "this installation is made for exercises: an activation must be one");
    r->topics = playbook->topics;
    r->started_at = c->now;
    r->expires_at = p->expires_at;
    r->open_until = p->open_until;
    r->keeps_open = p->open_until != 0;
    r->exercise = p->exercise;
    memcpy(r->version, p->version, sizeof r->version);
    memcpy(r->parameters, p->parameters, sizeof r->parameters);
    memcpy(r->playbook, p->playbook, sizeof r->playbook);
    memcpy(r->reason, p->reason, sizeof r->reason);
    memcpy(r->started_by, command->actor.token, sizeof r->started_by);
    return ERR_OK;
}

HANDLER(activation_start) {
    struct activation_record r = {.state = ACTIVATION_STATE_ACTIVE};
    enum err err = read_activation(c, command, &r, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = 0;
    while (slot < LIMIT_ACTIVATIONS && c->activations[slot].record.id != 0)
        slot++;
    if (slot == LIMIT_ACTIVATIONS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d activations already",
                           LIMIT_ACTIVATIONS);
    struct event *event = emit(c, EVENT_activation_started);
    r.id = next_activation_id(c, event);
    c->activations[slot].record = r;
    if (slot >= c->activations_ever) c->activations_ever = slot + 1;
    event_record(event, RECORD_activation, r.id);
    result->subject = ref_of(RECORD_activation, r.id);
    result->created = true;
    sharing_rebuild(c);
    sharing_try_waiting(c);
    return ERR_OK;
}

static enum err no_such_activation(struct problem *problem, activation_id id) {
    return problem_set(problem, ERR_UNKNOWN_ACTIVATION, "activation", "there is no activation-%llu",
                       (unsigned long long)id);
}

HANDLER(activation_lift) {
    const struct activation_lift_command *p = &command->as.activation_lift;
    uint32_t slot = find_activation(c, p->activation);
    if (slot == LIST_NONE) return no_such_activation(problem, p->activation);
    struct activation_record *r = &c->activations[slot].record;
    result->subject = ref_of(RECORD_activation, r->id);
    if (r->state == ACTIVATION_STATE_LIFTED) {
        result->repeated = true;
        return ERR_OK;
    }
    r->state = ACTIVATION_STATE_LIFTED;
    r->keeps_open = 0;
    r->lifted_at = c->now;
    memcpy(r->lifted_by, command->actor.token, sizeof r->lifted_by);
    memcpy(r->reason, p->reason, sizeof r->reason);
    event_record(emit(c, EVENT_activation_lifted), RECORD_activation, r->id);
    sharing_rebuild(c);
    sharing_try_waiting(c); /* an agreement that ends may have held others to one direction */
    return ERR_OK;
}

/* --- acknowledgements --------------------------------------------------------------------------------------------------------------- */

HANDLER(answer_acknowledge) {
    const struct answer_acknowledge_command *p = &command->as.answer_acknowledge;
    uint32_t at = find_activation(c, p->activation);
    if (at == LIST_NONE) return no_such_activation(problem, p->activation);
    agent_no agent;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    uint32_t slot = find_acknowledgement(c, p->activation, agent);
    if (slot != LIST_NONE) {
        result->repeated = true;
        result->subject = ref_of(RECORD_acknowledgement, slot);
        return ERR_OK;
    }
    if (c->free_acknowledgements.count == 0)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "%u acknowledgements are kept already",
                           c->sizes.acknowledgements);
    slot = c->free_acknowledgements.first;
    list_remove(&c->free_acknowledgements, c->acknowledgement_nodes, slot);
    struct activation_slot *activation = &c->activations[at];
    c->acknowledgements[slot].record =
        (struct acknowledgement_record){.activation = p->activation, .at = c->now, .agent = agent};
    index_add(&c->acknowledgement_keys, acknowledgement_hash(p->activation, agent), slot);
    list_insert_after(&activation->acknowledgements, c->acknowledgement_nodes,
                      activation->acknowledgements.last, slot);
    activation->record.acknowledged++;
    struct event *event = emit(c, EVENT_answer_acknowledged);
    event_record(event, RECORD_acknowledgement, slot);
    event_record(event, RECORD_activation, p->activation);
    event->agent = agent;
    event->organisation = c->agents[agent].record.organisation;
    result->subject = ref_of(RECORD_acknowledgement, slot);
    result->created = true;
    qualification_set(c, agent, at, true);
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
