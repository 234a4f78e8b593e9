/* A story against the real programs: a private redis-server on a unix socket, the coordinator with a driven clock, HTTP for
 * commands, and the documented hashes, read straight from Redis, for what is expected. */
#include "world_live.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "tests/live/service.h"

struct live_token {
    char id[64], secret[64];
};

struct live_world {
    struct live_service *live;
    const char *playbooks;
    bool restart;
    time_ms now;
    redisContext *reader;
    struct live_token tokens[64];
    size_t token_count;
    struct problem broken;
};

/* --- tokens ----------------------------------------------------------------------------------------------------- */

static const char *token_secret(struct live_world *w, const char *role, const char *who) {
    for (size_t i = 0; i < w->token_count; i++)
        if (strcmp(w->tokens[i].id, who) == 0) return w->tokens[i].secret;
    if (w->token_count == sizeof w->tokens / sizeof *w->tokens) return "";
    struct live_token *token = &w->tokens[w->token_count];
    bool agent = strcmp(role, "agent") == 0, everywhere = strcmp(role, who) == 0;
    const char *at = strchr(who, '@'); /* "lone@0615": Lone's token, limited to 0615 */
    char id[64];
    snprintf(id, sizeof id, "%.*s", (int)strcspn(who, "@"), who);
    if (!live_token(w->live, id, role, agent ? who : NULL,
                    at != NULL            ? at + 1
                    : agent || everywhere ? NULL
                                          : who,
                    token->secret))
        return "";
    snprintf(token->id, sizeof token->id, "%s", who);
    w->token_count++;
    return token->secret;
}

static void revoke_token(struct live_world *w, const char *who) {
    for (size_t i = 0; i < w->token_count; i++) {
        if (strcmp(w->tokens[i].id, who) != 0) continue;
        char path[128];
        json_t *answer = NULL;
        snprintf(path, sizeof path, "/v1/tokens/%s", who);
        (void)live_ask(w->live, "DELETE", path, live_admin(w->live), NULL, &answer);
        json_decref(answer);
        w->tokens[i] = w->tokens[--w->token_count];
        return;
    }
}

/* --- commands as requests -------------------------------------------------------------------------------------- */

static void after(struct live_world *w) {
    if (!w->restart || w->broken.err != ERR_OK) return;
    if (!live_restart(w->live, w->now))
        problem_set(&w->broken, ERR_INTERNAL, "restart", "the coordinator did not come back");
}

static json_t *subject_of(json_t *answer) {
    static const char *const kinds[] = {
        "call",     "availability", "agent", "activation", "acknowledgement",
        "playbook", "alert",        "step"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        json_t *subject = json_object_get(answer, kinds[i]);
        if (subject != NULL) return json_incref(subject);
    }
    return NULL;
}

static json_t *do_record(void *ctx, const char *kind, const char *id);

static const char *member(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

/* "Actual" of "actual": CAP's words begin with a capital. */
static const char *capital(const char *word, char out[16]) {
    snprintf(out, 16, "%s", word);
    if (out[0] >= 'a' && out[0] <= 'z') out[0] = (char)(out[0] - 32);
    return out;
}

static const char *cap_time(const json_t *object, char out[TIME_TEXT_MAX]) {
    return time_rfc3339((time_ms)json_integer_value(json_object_get(object, "sent_at")), out);
}

/* The alert as an authority sends it. */
static long send_alert(struct live_world *w, const json_t *payload, const char *secret,
                       json_t **answer) {
    char xml[4096], references[512] = "", status[16], message[16], at[TIME_TEXT_MAX];
    const char *follows = member(payload, "follows");
    json_t *before = follows[0] == '\0' ? NULL : do_record(w, "alert", follows);
    if (before != NULL)
        snprintf(references, sizeof references, "<references>%s,%s,%s</references>",
                 member(before, "sender"), member(before, "identifier"), cap_time(before, at));
    json_decref(before);
    snprintf(
        xml, sizeof xml,
        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>%s</identifier>"
        "<sender>%s</sender><sent>%s</sent><status>%s</status><msgType>%s</msgType>"
        "<scope>Public</scope>%s<info><category>Health</category><event>%s</event>"
        "<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>"
        "</info></alert>",
        member(payload, "identifier"), member(payload, "sender"), cap_time(payload, at),
        capital(member(payload, "status"), status), capital(member(payload, "message"), message),
        references, member(payload, "event"));
    return live_send(w->live, "/v1/alerts", secret, "application/cap+xml", xml, answer);
}

static enum err request(struct live_world *w, const char *command, const json_t *payload,
                        const char *secret, json_t **subject, struct problem *problem) {
    const struct live_route *route = live_route(command);
    if (route == NULL)
        return problem_set(problem, ERR_INTERNAL, command, "there is no request for it");
    json_t *answer = NULL;
    long status = strcmp(command, "alert_receive") == 0
                      ? send_alert(w, payload, secret, &answer)
                      : live_command(w->live, route, payload, secret, &answer);
    enum err err = live_outcome(status, answer, problem);
    if (err == ERR_OK && subject != NULL) *subject = subject_of(answer);
    json_decref(answer);
    return err;
}

static enum err do_command(void *ctx, const char *name, const json_t *payload, const char *role,
                           const char *who, json_t **subject, struct problem *problem) {
    struct live_world *w = ctx;
    const char *agent = json_string_value(json_object_get(payload, "agent"));
    if (strcmp(name, "agent_remove") == 0 && agent != NULL)
        revoke_token(w, agent); /* an agent with a token is in use */
    const char *secret =
        strcmp(role, "admin") == 0 ? live_admin(w->live) : token_secret(w, role, who);
    enum err err = request(w, name, payload, secret, subject, problem);
    after(w);
    return err;
}

static enum err do_playbook(void *ctx, const json_t *document, bool approve, char *out,
                            struct problem *problem) {
    struct live_world *w = ctx;
    json_t *body = json_deep_copy(document), *subject = NULL;
    const char *id = json_string_value(json_object_get(document, "id"));
    json_object_set_new(body, "playbook", json_string(id));
    const char *editor = token_secret(w, "municipal_editor", "municipal_editor");
    enum err err = request(w, "playbook_publish", body, editor, &subject, problem);
    json_decref(body);
    if (err != ERR_OK) return err;
    const char *version = json_string_value(json_object_get(subject, "version"));
    snprintf(out, 72, "%s", version == NULL ? "" : version);
    json_decref(subject);
    if (approve) {
        json_t *approval = json_pack("{s:s,s:s}", "playbook", id, "version", out);
        err = request(w, "playbook_approve", approval, token_secret(w, "approver", "approver"),
                      NULL, problem);
        json_decref(approval);
    }
    after(w);
    return err;
}

static bool do_token(void *ctx, const char *role, const char *who) {
    struct live_world *w = ctx;
    if (w->token_count == sizeof w->tokens / sizeof *w->tokens) return false;
    struct live_token *token = &w->tokens[w->token_count];
    if (!live_token(w->live, who, role, NULL, NULL, token->secret)) return false;
    snprintf(token->id, sizeof token->id, "%s", who);
    w->token_count++;
    after(w);
    return true;
}

static enum err do_activate(void *ctx, const json_t *wanted, const char *role, const char *who,
                            char *out, struct problem *problem) {
    struct live_world *w = ctx;
    json_t *subject = NULL;
    enum err err =
        request(w, "activation_start", wanted, token_secret(w, role, who), &subject, problem);
    const char *id = json_string_value(json_object_get(subject, "id"));
    snprintf(out, 32, "%s", id == NULL ? "" : id);
    json_decref(subject);
    after(w);
    return err;
}

static enum err do_dry_run(void *ctx, const char *name, const json_t *payload, const char *role,
                           const char *who, json_t **out, struct problem *problem) {
    struct live_world *w = ctx;
    const char *secret =
        strcmp(role, "admin") == 0 ? live_admin(w->live) : token_secret(w, role, who);
    const char *kind = strcmp(name, "agreement_put") == 0      ? "agreement"
                       : strcmp(name, "activation_start") == 0 ? "activation"
                                                               : name;
    json_t *request = json_object(), *answer = NULL, *row;
    size_t i;
    json_object_set_new(request, kind, json_deep_copy(payload));
    char *body = json_dumps(request, JSON_COMPACT);
    long status = live_ask(w->live, "POST", "/v1/dry-run", secret, body, &answer);
    enum err err = live_outcome(status, answer, problem);
    if (err == ERR_OK) {
        json_t *offers = json_object();
        json_array_foreach(json_object_get(json_object_get(answer, "calls"), "offers"), i, row) {
            json_object_set(offers, json_string_value(json_object_get(row, "call")),
                            json_object_get(row, "agent"));
        }
        *out = json_pack("{s:o,s:O,s:O}", "offers", offers, "gained",
                         json_object_get(json_object_get(answer, "gained"), "count"), "lost",
                         json_object_get(json_object_get(answer, "lost"), "count"));
    }
    free(body);
    json_decref(answer);
    json_decref(request);
    after(w);
    return err;
}

static bool do_advance(void *ctx, time_ms now) {
    struct live_world *w = ctx;
    json_t *answer = NULL;
    w->now = now;
    bool set = live_set_clock(w->live, now, &answer);
    json_decref(answer);
    return set;
}

/* "activation-1/call-2": what that activation says among the answers for the call; NULL: nothing. */
static json_t *told(struct live_world *w, const char *id) {
    char activation[64], path[128];
    const char *slash = strchr(id, '/');
    json_t *answer = NULL, *row, *found = NULL;
    size_t i;
    if (slash == NULL) return NULL;
    snprintf(activation, sizeof activation, "%.*s", (int)(slash - id), id);
    snprintf(path, sizeof path, "/v1/calls/%s/answers", slash + 1);
    live_ask(w->live, "GET", path, live_admin(w->live), NULL, &answer);
    json_array_foreach(json_object_get(answer, "answers"), i, row) {
        if (found == NULL && strcmp(member(row, "activation"), activation) == 0)
            found = json_pack("{s:s,s:s}", "place", member(row, "place"), "moment",
                              member(row, "moment"));
    }
    json_decref(answer);
    return found;
}

/* Of "0615/vand": {"reason":"shared","shares":{"0615":750,"midt":250}}. */
static json_t *advice_of(struct live_world *w, const char *id) {
    char path[128];
    json_t *answer = NULL, *out = NULL, *row;
    size_t i;
    const char *slash = strchr(id, '/');
    if (slash == NULL) return NULL;
    snprintf(path, sizeof path, "/v1/advice?organisation=%.*s&topic=%s", (int)(slash - id), id,
             slash + 1);
    if (live_ask(w->live, "GET", path, live_admin(w->live), NULL, &answer) == 200) {
        json_t *advice = json_array_get(json_object_get(answer, "advice"), 0);
        json_t *shares = json_object();
        json_array_foreach(json_object_get(advice, "shares"), i, row) {
            json_object_set(shares, member(row, "organisation"), json_object_get(row, "permille"));
        }
        out = json_pack("{s:O,s:o}", "reason", json_object_get(advice, "reason"), "shares", shares);
    }
    json_decref(answer);
    return out;
}

static json_t *do_record(void *ctx, const char *kind, const char *id) {
    struct live_world *w = ctx;
    if (strcmp(kind, "told") == 0) return told(w, id);
    if (strcmp(kind, "advice") == 0) return advice_of(w, id);
    redisReply *reply = redisCommand(w->reader, "HGET {ddh}:%s %s", kind, id);
    json_t *json = reply == NULL || reply->type != REDIS_REPLY_STRING
                       ? NULL
                       : json_loadb(reply->str, reply->len, 0, NULL);
    if (reply != NULL) freeReplyObject(reply);
    return json;
}

static bool do_check(void *ctx, struct problem *problem) {
    struct live_world *w = ctx;
    *problem = w->broken;
    return w->broken.err == ERR_OK;
}

static const struct world_ops ops = {
    .command = do_command,
    .record = do_record,
    .advance = do_advance,
    .playbook = do_playbook,
    .activate = do_activate,
    .token = do_token,
    .dry_run = do_dry_run,
    .check = do_check,
};

bool world_live_open(time_ms start, const char *coordinator, bool restart, const char *playbooks,
                     struct world *out) {
    struct live_world *w = calloc(1, sizeof *w);
    ASSERT(w != NULL);
    w->playbooks = playbooks;
    w->restart = restart;
    w->now = start;
    w->live = live_open(coordinator, start);
    *out = (struct world){&ops, w};
    if (w->live != NULL) w->reader = redisConnectUnix(live_redis_socket(w->live));
    if (w->reader != NULL && w->reader->err == 0) return true;
    world_live_close(*out);
    return false;
}

void world_live_close(struct world world) {
    struct live_world *w = world.ctx;
    if (w->live != NULL) live_close(w->live);
    if (w->reader != NULL) redisFree(w->reader);
    free(w);
}
