/* A story against the real programs: a private redis-server on a unix socket, the coordinator with a driven clock, HTTP for
 * commands, and the documented hashes, read straight from Redis, for what is expected. */
#include "world_live.h"

#include <curl/curl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/text.h"

extern char **environ;

struct live_token {
    char id[64], secret[64];
};

struct live_world {
    const char *coordinator, *playbooks;
    bool restart;
    char directory[64], redis_socket[96], data[96], start_text[TIME_TEXT_MAX], base[64], admin[64];
    pid_t redis, service;
    time_ms now;
    CURL *curl;
    redisContext *reader;
    struct live_token tokens[64];
    size_t token_count;
    struct problem broken;
};

/* --- the programs ------------------------------------------------------------------------------------ */

static bool start_redis(struct live_world *w) {
    char *argv[] = {"redis-server",
                    "--port",
                    "0",
                    "--unixsocket",
                    w->redis_socket,
                    "--dir",
                    w->directory,
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--save",
                    "",
                    "--logfile",
                    "redis.log",
                    NULL};
    return posix_spawnp(&w->redis, argv[0], NULL, NULL, argv, environ) == 0;
}

/* Reads the line "ready http://127.0.0.1:PORT ..." that says that it serves. */
static bool read_ready(struct live_world *w, int fd) {
    FILE *out = fdopen(fd, "r");
    char line[512];
    bool ready = out != NULL && fgets(line, sizeof line, out) != NULL &&
                 sscanf(line, "ready %63s", w->base) == 1;
    if (out != NULL) fclose(out);
    return ready;
}

static bool start_service(struct live_world *w) {
    int ends[2];
    char redis[128];
    snprintf(redis, sizeof redis, "unix:%s", w->redis_socket);
    char *argv[] = {(char *)w->coordinator,
                    "serve",
                    "--data",
                    w->data,
                    "--redis",
                    redis,
                    "--port",
                    "0",
                    "--exercise",
                    "--clock",
                    "driven",
                    "--start",
                    w->start_text,
                    "--log-level",
                    "error",
                    "--exempt",
                    "127.0.0.0/8",
                    NULL};
    if (pipe(ends) != 0) return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    bool started = posix_spawn(&w->service, argv[0], &actions, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    return started && read_ready(w, ends[0]);
}

static void end_program(pid_t pid, int number) {
    if (pid <= 0) return;
    kill(pid, number);
    waitpid(pid, NULL, 0);
}

/* --- HTTP -------------------------------------------------------------------------------------------------- */

static size_t on_body(char *data, size_t size, size_t count, void *ctx) {
    text_add_bytes(ctx, data, size * count);
    return size * count;
}

/* The answer's status, 0 when there was none; its body as JSON in *answer (may be NULL), the caller's. */
static long ask(struct live_world *w, const char *method, const char *path, const char *secret,
                const char *body, json_t **answer) {
    char url[512], authorization[128];
    struct text_buf text;
    text_buf_init(&text, 16 << 20);
    snprintf(url, sizeof url, "%s%s", w->base, path);
    snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", secret);
    struct curl_slist *headers = curl_slist_append(NULL, authorization);
    headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_reset(w->curl);
    curl_easy_setopt(w->curl, CURLOPT_URL, url);
    curl_easy_setopt(w->curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(w->curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(w->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(w->curl, CURLOPT_WRITEDATA, &text);
    if (body != NULL) curl_easy_setopt(w->curl, CURLOPT_POSTFIELDS, body);
    long status = 0;
    if (curl_easy_perform(w->curl) == CURLE_OK)
        curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE, &status);
    *answer = json_loadb(text.data == NULL ? "" : text.data, text.length, 0, NULL);
    curl_slist_free_all(headers);
    text_buf_close(&text);
    return status;
}

/* The outcome of a mutating request as the core would have said it. */
static enum err outcome(long status, const json_t *answer, struct problem *problem) {
    if (status >= 200 && status < 300) return ERR_OK;
    const char *type = json_string_value(json_object_get(answer, "type"));
    const char *slug = type == NULL ? NULL : strrchr(type, ':');
    enum err err = ERR_INTERNAL;
    if (slug != NULL) (void)err_from_slug(slug + 1, &err);
    const char *field = json_string_value(json_object_get(answer, "field"));
    const char *detail = json_string_value(json_object_get(answer, "detail"));
    return problem_set(problem, err, field == NULL ? "" : field, "%ld %s", status,
                       detail == NULL ? "" : detail);
}

static const char *token_secret(struct live_world *w, const char *role, const char *who) {
    for (size_t i = 0; i < w->token_count; i++)
        if (strcmp(w->tokens[i].id, who) == 0) return w->tokens[i].secret;
    json_t *request = json_pack("{s:s,s:s}", "token", who, "role", role), *answer = NULL;
    if (strcmp(role, "agent") == 0)
        json_object_set_new(request, "agent", json_string(who));
    else if (strcmp(role, who) != 0)
        json_object_set_new(request, "organisations", json_pack("[s]", who));
    char *body = json_dumps(request, JSON_COMPACT);
    long status = ask(w, "POST", "/v1/tokens", w->admin, body, &answer);
    const char *secret = json_string_value(json_object_get(answer, "secret"));
    const char *found = "";
    if (status == 201 && secret != NULL && w->token_count < 64) {
        struct live_token *token = &w->tokens[w->token_count++];
        snprintf(token->id, sizeof token->id, "%s", who);
        snprintf(token->secret, sizeof token->secret, "%s", secret);
        found = token->secret;
    }
    free(body);
    json_decref(answer);
    json_decref(request);
    return found;
}

static void revoke_token(struct live_world *w, const char *who) {
    for (size_t i = 0; i < w->token_count; i++) {
        if (strcmp(w->tokens[i].id, who) != 0) continue;
        char path[128];
        json_t *answer = NULL;
        snprintf(path, sizeof path, "/v1/tokens/%s", who);
        (void)ask(w, "DELETE", path, w->admin, NULL, &answer);
        json_decref(answer);
        w->tokens[i] = w->tokens[--w->token_count];
        return;
    }
}

/* --- commands as requests -------------------------------------------------------------------------------------- */

static const struct {
    const char *command, *method, *path; /* {member} is taken out of the payload */
} requests[] = {
    {"settings_put", "PUT", "/v1/settings"},
    {"organisation_put", "PUT", "/v1/organisations/{organisation}"},
    {"organisation_remove", "DELETE", "/v1/organisations/{organisation}"},
    {"organisation_help", "POST", "/v1/organisations/{organisation}/help"},
    {"agreement_put", "PUT", "/v1/agreements/{agreement}"},
    {"agreement_remove", "DELETE", "/v1/agreements/{agreement}"},
    {"topic_put", "PUT", "/v1/topics/{topic}"},
    {"agent_put", "PUT", "/v1/agents/{agent}"},
    {"agent_remove", "DELETE", "/v1/agents/{agent}"},
    {"agent_override", "POST", "/v1/agents/{agent}/override"},
    {"agent_status", "POST", "/v1/agents/{agent}/status"},
    {"agent_renew", "POST", "/v1/agents/{agent}/renew"},
    {"agent_wrap_up", "POST", "/v1/agents/{agent}/wrap-up"},
    {"call_arrive", "POST", "/v1/calls"},
    {"call_accept", "POST", "/v1/calls/{call}/accept"},
    {"call_reject", "POST", "/v1/calls/{call}/reject"},
    {"call_end", "POST", "/v1/calls/{call}/end"},
    {"call_cancel", "POST", "/v1/calls/{call}/cancel"},
    {"call_dispose", "PUT", "/v1/calls/{call}/disposition"},
    {"activation_lift", "POST", "/v1/activations/{activation}/lift"},
    {"answer_acknowledge", "POST", "/v1/activations/{activation}/acknowledge"},
};

static void fill_path(const char *pattern, json_t *payload, char *out, size_t size) {
    const char *open = strchr(pattern, '{');
    if (open == NULL) {
        snprintf(out, size, "%s", pattern);
        return;
    }
    const char *close = strchr(open, '}');
    char member[32];
    snprintf(member, sizeof member, "%.*s", (int)(close - open - 1), open + 1);
    const char *value = json_string_value(json_object_get(payload, member));
    snprintf(out, size, "%.*s%s%s", (int)(open - pattern), pattern, value == NULL ? "-" : value,
             close + 1);
    json_object_del(payload, member);
}

static bool set_clock(struct live_world *w) {
    char body[64];
    json_t *answer = NULL;
    snprintf(body, sizeof body, "{\"now\":%lld}", (long long)w->now);
    long status = ask(w, "POST", "/v1/clock", w->admin, body, &answer);
    json_decref(answer);
    return status == 200;
}

static void after(struct live_world *w) {
    if (!w->restart || w->broken.err != ERR_OK) return;
    end_program(w->service, SIGKILL);
    w->service = 0;
    curl_easy_cleanup(w->curl);
    w->curl = curl_easy_init();
    time_rfc3339(w->now, w->start_text); /* as a wall clock would: it stands where it stood */
    if (!start_service(w) || !set_clock(w))
        problem_set(&w->broken, ERR_INTERNAL, "restart", "the coordinator did not come back");
}

static json_t *subject_of(json_t *answer) {
    static const char *const kinds[] = {"call", "availability", "agent", "activation",
                                        "acknowledgement"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        json_t *subject = json_object_get(answer, kinds[i]);
        if (subject != NULL) return json_incref(subject);
    }
    return NULL;
}

static enum err request(struct live_world *w, const char *method, const char *path,
                        const json_t *payload, const char *secret, json_t **subject,
                        struct problem *problem) {
    char *body = payload == NULL ? NULL : json_dumps(payload, JSON_COMPACT);
    json_t *answer = NULL;
    long status = ask(w, method, path, secret, body, &answer);
    enum err err = outcome(status, answer, problem);
    if (err == ERR_OK && subject != NULL) *subject = subject_of(answer);
    json_decref(answer);
    free(body);
    return err;
}

static enum err do_command(void *ctx, const char *name, const json_t *payload, const char *role,
                           const char *who, json_t **subject, struct problem *problem) {
    struct live_world *w = ctx;
    size_t i = 0, count = sizeof requests / sizeof *requests;
    while (i < count && strcmp(requests[i].command, name) != 0)
        i++;
    if (i == count) return problem_set(problem, ERR_INTERNAL, name, "there is no request for it");
    json_t *body = json_deep_copy(payload);
    char path[256];
    const char *agent = json_string_value(json_object_get(body, "agent"));
    bool removal = strcmp(requests[i].method, "DELETE") == 0;
    if (removal && agent != NULL) revoke_token(w, agent); /* an agent with a token is in use */
    const char *secret = strcmp(role, "admin") == 0 ? w->admin : token_secret(w, role, who);
    fill_path(requests[i].path, body, path, sizeof path);
    enum err err =
        request(w, requests[i].method, path, removal ? NULL : body, secret, subject, problem);
    json_decref(body);
    after(w);
    return err;
}

static enum err do_playbook(void *ctx, const char *name, struct problem *problem) {
    struct live_world *w = ctx;
    char path[512], hex[80] = "";
    json_t *answer = NULL;
    snprintf(path, sizeof path, "%s/%s/playbook.json", w->playbooks, name);
    FILE *file = fopen(path, "re");
    char *text = calloc(1, LIMIT_DOCUMENT_BYTES + 1);
    ASSERT(file != NULL && text != NULL);
    ASSERT(fread(text, 1, LIMIT_DOCUMENT_BYTES, file) > 0);
    fclose(file);
    snprintf(path, sizeof path, "/v1/playbooks/%s", name);
    const char *editor = token_secret(w, "municipal_editor", "municipal_editor");
    enum err err = outcome(ask(w, "PUT", path, editor, text, &answer), answer, problem);
    free(text);
    const char *version =
        json_string_value(json_object_get(json_object_get(answer, "playbook"), "version"));
    if (version != NULL) snprintf(hex, sizeof hex, "%s", version);
    json_decref(answer);
    if (err != ERR_OK) return err;
    snprintf(path, sizeof path, "/v1/playbooks/%s/approve", name);
    json_t *approval = json_pack("{s:s}", "version", hex);
    err =
        request(w, "POST", path, approval, token_secret(w, "approver", "approver"), NULL, problem);
    json_decref(approval);
    after(w);
    return err;
}

static enum err do_activate(void *ctx, const json_t *wanted, char *out, struct problem *problem) {
    struct live_world *w = ctx;
    json_t *subject = NULL;
    const char *leader = token_secret(w, "duty_leader", "duty_leader");
    enum err err = request(w, "POST", "/v1/activations", wanted, leader, &subject, problem);
    const char *id = json_string_value(json_object_get(subject, "id"));
    snprintf(out, 32, "%s", id == NULL ? "" : id);
    json_decref(subject);
    after(w);
    return err;
}

static enum err do_dry_run(void *ctx, const char *name, const json_t *payload, const char *role,
                           const char *who, json_t **out, struct problem *problem) {
    struct live_world *w = ctx;
    const char *secret = strcmp(role, "admin") == 0 ? w->admin : token_secret(w, role, who);
    const char *kind = strcmp(name, "agreement_put") == 0      ? "agreement"
                       : strcmp(name, "activation_start") == 0 ? "activation"
                                                               : name;
    json_t *request = json_object(), *answer = NULL, *row;
    size_t i;
    json_object_set_new(request, kind, json_deep_copy(payload));
    char *body = json_dumps(request, JSON_COMPACT);
    long status = ask(w, "POST", "/v1/dry-run", secret, body, &answer);
    enum err err = outcome(status, answer, problem);
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
    w->now = now;
    return set_clock(w);
}

static json_t *do_record(void *ctx, const char *kind, const char *id) {
    struct live_world *w = ctx;
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
    .dry_run = do_dry_run,
    .check = do_check,
};

static bool read_admin(struct live_world *w) {
    char path[128];
    snprintf(path, sizeof path, "%s/admin.token", w->data);
    FILE *file = fopen(path, "re");
    bool read = file != NULL && fgets(w->admin, sizeof w->admin, file) != NULL;
    if (file != NULL) fclose(file);
    return read;
}

bool world_live_open(time_ms start, const char *coordinator, bool restart, const char *playbooks,
                     struct world *out) {
    struct live_world *w = calloc(1, sizeof *w);
    ASSERT(w != NULL);
    w->coordinator = coordinator;
    w->playbooks = playbooks;
    w->restart = restart;
    w->now = start;
    snprintf(w->directory, sizeof w->directory, "/tmp/ddh-story-XXXXXX");
    *out = (struct world){&ops, w};
    if (mkdtemp(w->directory) == NULL) return false;
    snprintf(w->redis_socket, sizeof w->redis_socket, "%s/redis.sock", w->directory);
    snprintf(w->data, sizeof w->data, "%s/data", w->directory);
    time_rfc3339(start, w->start_text);
    w->curl = curl_easy_init();
    bool open = start_redis(w) && start_service(w) && read_admin(w);
    if (open) w->reader = redisConnectUnix(w->redis_socket);
    if (open && w->reader != NULL && w->reader->err == 0) return true;
    fprintf(stderr, "the programs did not start; see %s\n", w->directory);
    world_live_close(*out);
    return false;
}

void world_live_close(struct world world) {
    struct live_world *w = world.ctx;
    end_program(w->service, SIGTERM);
    end_program(w->redis, SIGKILL);
    if (w->reader != NULL) redisFree(w->reader);
    if (w->curl != NULL) curl_easy_cleanup(w->curl);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", w->directory);
    if (system(command) != 0) fprintf(stderr, "%s was not removed\n", w->directory);
    free(w);
}
