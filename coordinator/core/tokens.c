/* Tokens: who may speak. Only hashes of secrets come here. */
#include <string.h>

#include "core/state.h"

static enum err read_token(struct core *c, const struct command *command, struct token_record *r,
                           struct problem *problem) {
    const struct token_create_command *p = &command->as.token_create;
    *r = (struct token_record){
        .agent = AGENT_NONE, .created_at = c->now, .expires_at = p->expires_at, .role = p->role};
    if (p->role == ROLE_SYSTEM)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "role", "system is the coordinator itself");
    if (!resolve_organisations(c, &p->organisations, "organisations", &r->organisations[0],
                               problem))
        return problem->err;
    if (p->agent[0] != '\0' && !core_find_agent(c, p->agent, &r->agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    if (p->role == ROLE_AGENT && r->agent == AGENT_NONE)
        return problem_set(problem, ERR_MISSING_FIELD, "agent",
                           "a token of role agent belongs to an agent");
    if (p->expires_at != 0 && p->expires_at <= c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "expires_at", "it lies in the past");
    memcpy(r->hash, p->hash, sizeof r->hash);
    memcpy(r->id, p->token, sizeof r->id);
    return ERR_OK;
}

HANDLER(token_create) {
    const struct token_create_command *p = &command->as.token_create;
    uint32_t slot = find_token_id(c, p->token);
    if (slot != LIST_NONE)
        return problem_set(problem, ERR_IN_USE, "token",
                           "there is a token %s already: revoke it first", p->token);
    if (core_find_token(c, p->hash) != NULL)
        return problem_set(problem, ERR_IN_USE, "hash", "another token has this secret");
    struct token_record r;
    enum err err = read_token(c, command, &r, problem);
    if (err != ERR_OK) return err;
    if (c->free_tokens.count == 0)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %u tokens already",
                           c->sizes.tokens);
    slot = c->free_tokens.first;
    list_remove(&c->free_tokens, c->token_nodes, slot);
    c->tokens[slot].record = r;
    index_add(&c->token_hashes, token_hash(r.hash), slot);
    index_add(&c->token_ids, hash_text(r.id), slot);
    event_record(emit(c, EVENT_token_created), RECORD_token, slot);
    result->subject = ref_of(RECORD_token, slot);
    result->created = true;
    return ERR_OK;
}

void forget_token(struct core *c, uint32_t slot, struct event *event) {
    const struct token_record *r = &c->tokens[slot].record;
    event_removed(event, RECORD_token, slot);
    index_drop(&c->token_hashes, token_hash(r->hash), slot);
    index_drop(&c->token_ids, hash_text(r->id), slot);
}

HANDLER(token_revoke) {
    const struct token_revoke_command *p = &command->as.token_revoke;
    uint32_t slot = find_token_id(c, p->token);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_TOKEN, "token", "there is no token %s", p->token);
    forget_token(c, slot, emit(c, EVENT_token_revoked));
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}
