/* Flags: agents say with a word that an answer, or one of its questions, is wrong, unclear or missing; a duty leader answers
 * with a word. Everybody sees both. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

#define WHOLE_ANSWER "answer"

static void take_question(const char *given, char out[LIMIT_ID]) {
    memset(out, 0, LIMIT_ID);
    memcpy(out, given[0] == '\0' ? WHOLE_ANSWER : given,
           strlen(given[0] == '\0' ? WHOLE_ANSWER : given));
}

static uint32_t find_flag(const struct core *c, activation_id activation, agent_no agent,
                          const char *question) {
    for (uint32_t i = 0; i < c->flags_ever; i++) {
        const struct flag_record *r = &c->flags[i].record;
        if (r->activation == activation && r->agent == agent && !c->flags[i].going &&
            same_id(r->question, question))
            return i;
    }
    return LIST_NONE;
}

static uint32_t find_reply(const struct core *c, activation_id activation, const char *question) {
    for (uint32_t i = 0; i < c->flag_replies_ever; i++) {
        const struct flag_reply_record *r = &c->flag_replies[i].record;
        if (r->activation == activation && !c->flag_replies[i].going &&
            same_id(r->question, question))
            return i;
    }
    return LIST_NONE;
}

uint32_t flags_of(const struct core *c, activation_id activation) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->flags_ever; i++)
        count += c->flags[i].record.activation == activation && !c->flags[i].going;
    return count;
}

/* --- flags ------------------------------------------------------------------------------------------------------------------------- */

static enum err new_flag(struct core *c, activation_id activation, uint32_t *out,
                         struct problem *problem) {
    uint32_t slot = 0;
    if (flags_of(c, activation) == LIMIT_FLAGS_PER_ACTIVATION)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "activation-%llu has %d flags already",
                           (unsigned long long)activation, LIMIT_FLAGS_PER_ACTIVATION);
    while (slot < LIMIT_FLAGS && c->flags[slot].record.activation != 0)
        slot++;
    if (slot == LIMIT_FLAGS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d flags already",
                           LIMIT_FLAGS);
    if (slot >= c->flags_ever) c->flags_ever = slot + 1;
    *out = slot;
    return ERR_OK;
}

HANDLER(answer_flag) {
    const struct answer_flag_command *p = &command->as.answer_flag;
    uint32_t at, slot;
    struct flag_record r = {.at = c->now, .reason = p->reason};
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    const struct activation_record *a = &c->activations[at].record;
    r.activation = a->id;
    r.revision = p->revision != 0 ? p->revision : a->revision;
    err = check_revision(a, r.revision, problem);
    if (err != ERR_OK) return err;
    if (!core_find_agent(c, p->agent, &r.agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    take_question(p->question, r.question);
    slot = find_flag(c, r.activation, r.agent, r.question);
    if (slot != LIST_NONE && c->flags[slot].record.reason == r.reason &&
        c->flags[slot].record.revision == r.revision) {
        result->repeated = true;
        result->subject = ref_of(RECORD_flag, slot);
        return ERR_OK;
    }
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE) err = new_flag(c, r.activation, &slot, problem);
    if (err != ERR_OK) return err;
    c->flags[slot].record = r;
    event_record(emit(c, EVENT_answer_flagged), RECORD_flag, slot);
    result->subject = ref_of(RECORD_flag, slot);
    return ERR_OK;
}

/* --- replies ------------------------------------------------------------------------------------------------------------------------- */

static bool is_flagged(const struct core *c, activation_id activation, const char *question,
                       time_ms since) {
    for (uint32_t i = 0; i < c->flags_ever; i++) {
        const struct flag_record *r = &c->flags[i].record;
        if (r->activation == activation && !c->flags[i].going && r->at >= since &&
            same_id(r->question, question))
            return true;
    }
    return false;
}

static enum err new_reply(struct core *c, uint32_t *out, struct problem *problem) {
    uint32_t slot = 0;
    while (slot < LIMIT_FLAG_REPLIES && c->flag_replies[slot].record.activation != 0)
        slot++;
    if (slot == LIMIT_FLAG_REPLIES)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL,
                           "there are %d answers to flags already", LIMIT_FLAG_REPLIES);
    if (slot >= c->flag_replies_ever) c->flag_replies_ever = slot + 1;
    *out = slot;
    return ERR_OK;
}

HANDLER(flag_answer) {
    const struct flag_answer_command *p = &command->as.flag_answer;
    uint32_t at, slot;
    struct flag_reply_record r = {.at = c->now, .word = p->word};
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    r.activation = p->activation;
    r.revision = c->activations[at].record.revision;
    take_question(p->question, r.question);
    memcpy(r.by, command->actor.token, sizeof r.by);
    if (!is_flagged(c, r.activation, r.question, 0))
        return problem_set(problem, ERR_NOT_FOUND, "question", "nobody has flagged %s", r.question);
    slot = find_reply(c, r.activation, r.question);
    if (slot != LIST_NONE) {
        const struct flag_reply_record *known = &c->flag_replies[slot].record;
        result->repeated = known->word == r.word && known->revision == r.revision &&
                           !is_flagged(c, r.activation, r.question, known->at + 1);
    }
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE) err = new_reply(c, &slot, problem);
    if (err != ERR_OK) return err;
    result->subject = ref_of(RECORD_flag_reply, slot);
    if (result->repeated) return ERR_OK;
    c->flag_replies[slot].record = r;
    event_record(emit(c, EVENT_flag_answered), RECORD_flag_reply, slot);
    return ERR_OK;
}

/* --- forgetting --------------------------------------------------------------------------------------------------------------------- */

static struct event *room_in(struct core *c, struct event *event) {
    bool full = event == NULL || event->record_count == LIMIT_RECORDS_PER_EVENT;
    return full ? emit(c, EVENT_activation_history_forgotten) : event;
}

void forget_flags_of(struct core *c, agent_no agent) {
    struct event *event = NULL;
    for (uint32_t i = 0; i < c->flags_ever; i++) {
        if (c->flags[i].record.activation == 0 || c->flags[i].record.agent != agent) continue;
        event = room_in(c, event);
        event_removed(event, RECORD_flag, i);
        c->flags[i].going = true;
    }
}

bool forget_history(struct core *c, uint32_t at) {
    activation_id id = c->activations[at].record.id;
    struct event *event = NULL;
    for (uint32_t i = 0; i < c->flags_ever; i++) {
        if (c->flags[i].record.activation != id || c->flags[i].going) continue;
        if (!room_for_events(c)) return false;
        event = room_in(c, event);
        event_removed(event, RECORD_flag, i);
        c->flags[i].going = true;
    }
    for (uint32_t i = 0; i < c->flag_replies_ever; i++) {
        if (c->flag_replies[i].record.activation != id || c->flag_replies[i].going) continue;
        if (!room_for_events(c)) return false;
        event = room_in(c, event);
        event_removed(event, RECORD_flag_reply, i);
        c->flag_replies[i].going = true;
    }
    for (uint32_t i = at * LIMIT_STEPS; i < (at + 1) * LIMIT_STEPS; i++) {
        if (c->steps[i].record.activation == 0 || c->steps[i].going) continue;
        if (!room_for_events(c)) return false;
        event = room_in(c, event);
        event_removed(event, RECORD_step, i);
        c->steps[i].going = true;
    }
    for (uint32_t i = at * LIMIT_REVISIONS; i < (at + 1) * LIMIT_REVISIONS; i++) {
        if (c->revisions[i].record.activation == 0 || c->revisions[i].going) continue;
        if (!room_for_events(c)) return false;
        event = room_in(c, event);
        event_removed(event, RECORD_revision, i);
        c->revisions[i].going = true;
    }
    return true;
}
