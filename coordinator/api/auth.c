/* Who asks: the bearer token, looked up by its hash in the core. */
#include <string.h>
#include <strings.h>

#include "api/internal.h"

#define SECRET_MAX 128

static enum err refuse(struct problem *problem, const char *detail) {
    return problem_set(problem, ERR_NOT_AUTHENTICATED, "", "%s", detail);
}

/* The secret of "Bearer <secret>"; length 0: it is none. */
static struct slice bearer(struct slice authorization) {
    static const struct slice scheme = {"Bearer ", 7};
    struct slice none = {NULL, 0};
    if (authorization.length <= scheme.length ||
        strncasecmp(authorization.data, scheme.data, scheme.length) != 0)
        return none;
    size_t from = scheme.length, end = authorization.length;
    while (from < end && authorization.data[from] == ' ')
        from++;
    while (end > from && authorization.data[end - 1] == ' ')
        end--;
    if (end - from > SECRET_MAX) return none;
    for (size_t i = from; i < end; i++)
        if (authorization.data[i] <= ' ' || authorization.data[i] > '~') return none;
    return (struct slice){authorization.data + from, end - from};
}

static bool is_empty(const struct organisation_set *set) {
    for (size_t i = 0; i < sizeof set->words / sizeof *set->words; i++)
        if (set->words[i] != 0) return false;
    return true;
}

enum err auth_ask(struct api *api, const struct api_request *request, struct ask *ask) {
    struct actor *actor = &ask->actor;
    *actor = (struct actor){.agent = AGENT_NONE};
    if (request->local) {
        actor->role = ROLE_ADMIN;
        actor->all_organisations = true;
        memcpy(actor->token, LOCAL_TOKEN, sizeof LOCAL_TOKEN);
        return ERR_OK;
    }
    if (request->authorization.length == 0) return refuse(&ask->problem, "no token was given");
    struct slice secret = bearer(request->authorization);
    if (secret.length == 0)
        return refuse(&ask->problem, "the Authorization header must be: Bearer <token>");
    uint8_t hash[SHA256_BYTES];
    crypto_sha256(secret.data, secret.length, hash);
    const struct core *core = api_core(api);
    const struct token_record *token = core_find_token(core, hash);
    if (token == NULL) return refuse(&ask->problem, "the token is unknown or has been revoked");
    if (token->expires_at != 0 && api_now(api) >= token->expires_at)
        return refuse(&ask->problem, "the token has expired");
    actor->role = token->role;
    actor->agent = token->agent;
    actor->organisations = token->organisations[0];
    actor->all_organisations = is_empty(&token->organisations[0]);
    memcpy(actor->token, token->id, sizeof actor->token);
    ask->token_expires_at = token->expires_at;
    ask->has_token = true;
    memcpy(ask->token_hash, hash, sizeof ask->token_hash);
    return ERR_OK;
}

/* Between a request and its turn the token may have been revoked. */
bool auth_still_good(struct ask *ask) {
    if (!ask->has_token || core_find_token(api_core(ask->api), ask->token_hash) != NULL)
        return true;
    view_refuse(ask, ERR_NOT_AUTHENTICATED, "", "the token has been revoked");
    return false;
}

bool auth_sees(const struct actor *actor, organisation_no organisation) {
    if (actor->all_organisations) return true;
    return organisation != ORGANISATION_NONE &&
           organisation_set_has(&actor->organisations, organisation);
}

bool auth_sees_at_home(const struct actor *actor, const struct core *core,
                       organisation_no organisation) {
    if (actor->role != ROLE_AGENT) return auth_sees(actor, organisation);
    const struct agent_record *agent = core_agent(core, actor->agent);
    return agent != NULL && agent->organisation == organisation;
}
