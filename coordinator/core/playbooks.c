/* Playbooks as the core knows them: ids, versions, topics, approvals. The text is never here. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

static enum err read_topics(const struct core *c, const struct id_list *ids, const char *field,
                            topic_set *out, struct problem *problem) {
    for (int i = 0; i < ids->count; i++) {
        topic_no topic;
        if (!core_find_topic(c, ids->ids[i], &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, field, "there is no topic %s",
                               ids->ids[i]);
        *out |= UINT64_C(1) << topic;
    }
    return ERR_OK;
}

#define LIFTED_USUAL_MS (48 * HOUR_MS)

static enum err read_terms(const struct playbook_publish_command *p, struct playbook_record *r,
                           struct problem *problem) {
    r->default_duration_ms = p->default_duration_ms;
    r->max_duration_ms = p->max_duration_ms;
    r->warn_before_ms = p->warn_before_ms;
    r->review_every_ms = p->review_every_ms;
    r->lifted_ms = p->lifted_ms != 0 ? p->lifted_ms : LIFTED_USUAL_MS;
    if (r->max_duration_ms == 0 || r->default_duration_ms <= r->max_duration_ms) return ERR_OK;
    return problem_set(problem, ERR_OUT_OF_RANGE, "default_duration_ms",
                       "it is longer than max_duration_ms");
}

HANDLER(playbook_publish) {
    const struct playbook_publish_command *p = &command->as.playbook_publish;
    uint32_t slot = find_playbook_version(c, p->playbook, p->version);
    if (slot != LIST_NONE) {
        result->repeated = true;
        result->subject = ref_of(RECORD_playbook, slot);
        return ERR_OK;
    }
    struct playbook_record r = {.published_at = c->now,
                                .wrap_up_ms = p->wrap_up_ms,
                                .acknowledge_first = p->acknowledge_first};
    enum err err = read_terms(p, &r, problem);
    if (err == ERR_OK) err = read_topics(c, &p->topics, "topics", &r.topics, problem);
    if (err == ERR_OK)
        err = read_topics(c, &p->shared_topics, "shared_topics", &r.shared_topics, problem);
    if (err == ERR_OK)
        err = read_topics(c, &p->transfer_ruled, "transfer_ruled", &r.transfer_ruled, problem);
    if (err == ERR_OK)
        err = read_topics(c, &p->transfer_warm, "transfer_warm", &r.transfer_warm, problem);
    if (err == ERR_OK)
        err = read_topics(c, &p->transfer_cold, "transfer_cold", &r.transfer_cold, problem);
    if (err == ERR_OK)
        err = read_topics(c, &p->transfer_ticket, "transfer_ticket", &r.transfer_ticket, problem);
    if (err != ERR_OK) return err;
    if ((r.shared_topics & ~r.topics) != 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "shared_topics",
                           "they are not all among its topics");
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

enum err need_version(const struct core *c, const char *id, const uint8_t version[SHA256_BYTES],
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
    enum err err = need_version(c, p->playbook, p->version, &slot, problem);
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
    err = activations_confirmable(c, r, &command->actor, problem);
    if (err != ERR_OK) return err;
    r->approved_at = c->now;
    memcpy(r->approver, command->actor.token, sizeof r->approver);
    event_record(emit(c, EVENT_playbook_approved), RECORD_playbook, slot);
    activations_confirm(c, r);
    return ERR_OK;
}
