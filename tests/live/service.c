#include "tests/live/service.h"

#include <curl/curl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/text.h"

#define ANSWER_BYTES (16 << 20)
#define ANSWER_SECONDS 20L

extern char **environ;

struct live_service {
    const char *coordinator;
    char directory[64], redis_socket[96], data[96], start_text[TIME_TEXT_MAX], url[64], admin[64];
    pid_t redis, service;
    CURL *curl;
};

/* --- the programs ------------------------------------------------------------------------------------ */

static bool start_redis(struct live_service *live) {
    char *argv[] = {"redis-server",
                    "--port",
                    "0",
                    "--unixsocket",
                    live->redis_socket,
                    "--dir",
                    live->directory,
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--save",
                    "",
                    "--logfile",
                    "redis.log",
                    NULL};
    return posix_spawnp(&live->redis, argv[0], NULL, NULL, argv, environ) == 0;
}

/* Reads the line "ready http://127.0.0.1:PORT ..." that says that it serves. */
static bool read_ready(struct live_service *live, int fd) {
    FILE *out = fdopen(fd, "r");
    char line[512];
    bool ready = out != NULL && fgets(line, sizeof line, out) != NULL &&
                 sscanf(line, "ready %63s", live->url) == 1;
    if (out != NULL) fclose(out);
    return ready;
}

static bool start_service(struct live_service *live) {
    int ends[2];
    char redis[128];
    snprintf(redis, sizeof redis, "unix:%s", live->redis_socket);
    char *argv[] = {(char *)live->coordinator,
                    "serve",
                    "--data",
                    live->data,
                    "--redis",
                    redis,
                    "--port",
                    "0",
                    "--exercise",
                    "--clock",
                    "driven",
                    "--start",
                    live->start_text,
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
    bool started = posix_spawn(&live->service, argv[0], &actions, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    return started && read_ready(live, ends[0]);
}

/* Whether it ended by itself with status 0. */
static bool end_program(pid_t pid, int number) {
    int status = -1;
    if (pid <= 0) return false;
    kill(pid, number);
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool read_admin(struct live_service *live) {
    char path[128];
    snprintf(path, sizeof path, "%s/admin.token", live->data);
    FILE *file = fopen(path, "re");
    bool read = file != NULL && fgets(live->admin, sizeof live->admin, file) != NULL;
    if (file != NULL) fclose(file);
    return read;
}

struct live_service *live_open(const char *coordinator, time_ms start) {
    struct live_service *live = calloc(1, sizeof *live);
    ASSERT(live != NULL);
    live->coordinator = coordinator;
    snprintf(live->directory, sizeof live->directory, "/tmp/ddh-live-XXXXXX");
    if (mkdtemp(live->directory) == NULL) {
        free(live);
        return NULL;
    }
    snprintf(live->redis_socket, sizeof live->redis_socket, "%s/redis.sock", live->directory);
    snprintf(live->data, sizeof live->data, "%s/data", live->directory);
    time_rfc3339(start, live->start_text);
    live->curl = curl_easy_init();
    if (start_redis(live) && start_service(live) && read_admin(live)) return live;
    fprintf(stderr, "redis-server or %s did not start\n", coordinator);
    live_close(live);
    return NULL;
}

bool live_close(struct live_service *live) {
    bool ended = end_program(live->service, SIGTERM);
    end_program(live->redis, SIGKILL);
    if (live->curl != NULL) curl_easy_cleanup(live->curl);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", live->directory);
    if (system(command) != 0) fprintf(stderr, "%s was not removed\n", live->directory);
    free(live);
    return ended;
}

bool live_restart(struct live_service *live, time_ms now) {
    json_t *answer = NULL;
    end_program(live->service, SIGKILL);
    live->service = 0;
    curl_easy_cleanup(live->curl);
    live->curl = curl_easy_init();
    time_rfc3339(now, live->start_text); /* as a wall clock would: it stands where it stood */
    bool back = start_service(live) && live_set_clock(live, now, &answer);
    json_decref(answer);
    return back;
}

const char *live_url(const struct live_service *live) { return live->url; }
const char *live_redis_socket(const struct live_service *live) { return live->redis_socket; }
const char *live_admin(const struct live_service *live) { return live->admin; }

/* --- requests ------------------------------------------------------------------------------------------ */

static size_t on_body(char *data, size_t size, size_t count, void *ctx) {
    text_add_bytes(ctx, data, size * count);
    return size * count;
}

static long ask(struct live_service *live, const char *method, const char *path, const char *secret,
                const char *media, const char *body, json_t **answer) {
    char url[512], authorization[128], type[64];
    struct text_buf text;
    text_buf_init(&text, ANSWER_BYTES);
    snprintf(url, sizeof url, "%s%s", live->url, path);
    snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", secret);
    struct curl_slist *headers = curl_slist_append(NULL, authorization);
    snprintf(type, sizeof type, "Content-Type: %s", media);
    headers = curl_slist_append(headers, type);
    curl_easy_reset(live->curl); /* the connection stays */
    curl_easy_setopt(live->curl, CURLOPT_URL, url);
    curl_easy_setopt(live->curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(live->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(live->curl, CURLOPT_TIMEOUT, ANSWER_SECONDS);
    curl_easy_setopt(live->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(live->curl, CURLOPT_WRITEDATA, &text);
    if (body != NULL) curl_easy_setopt(live->curl, CURLOPT_POSTFIELDS, body);
    long status = 0;
    if (curl_easy_perform(live->curl) == CURLE_OK)
        curl_easy_getinfo(live->curl, CURLINFO_RESPONSE_CODE, &status);
    *answer = json_loadb(text.data == NULL ? "" : text.data, text.length, 0, NULL);
    curl_slist_free_all(headers);
    text_buf_close(&text);
    return status;
}

long live_ask(struct live_service *live, const char *method, const char *path, const char *secret,
              const char *body, json_t **answer) {
    return ask(live, method, path, secret, "application/json", body, answer);
}

long live_send(struct live_service *live, const char *path, const char *secret, const char *media,
               const char *body, json_t **answer) {
    return ask(live, "POST", path, secret, media, body, answer);
}

enum err live_outcome(long status, const json_t *answer, struct problem *problem) {
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

bool live_token(struct live_service *live, const char *id, const char *role, const char *agent,
                const char *organisation, char secret[64]) {
    json_t *request = json_pack("{s:s,s:s}", "token", id, "role", role), *answer = NULL;
    if (agent != NULL) json_object_set_new(request, "agent", json_string(agent));
    if (organisation != NULL)
        json_object_set_new(request, "organisations", json_pack("[s]", organisation));
    char *body = json_dumps(request, JSON_COMPACT);
    long status = live_ask(live, "POST", "/v1/tokens", live->admin, body, &answer);
    const char *drawn = json_string_value(json_object_get(answer, "secret"));
    bool made = status == 201 && drawn != NULL;
    if (made) snprintf(secret, 64, "%s", drawn);
    free(body);
    json_decref(answer);
    json_decref(request);
    return made;
}

bool live_set_clock(struct live_service *live, time_ms now, json_t **answer) {
    char body[64];
    snprintf(body, sizeof body, "{\"now\":%lld}", (long long)now);
    return live_ask(live, "POST", "/v1/clock", live->admin, body, answer) == 200;
}

/* --- commands as requests -------------------------------------------------------------------------------------- */

static const struct live_route routes[] = {
#define COMMAND(method, path, command, prepare, flags) {#command, #method, path},
#define READ(method, path, roles, view, query, flags)
#define DIRECT(method, path, roles, handler, query, flags)
#include "api/routes.def"
};

const struct live_route *live_route(const char *command) {
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (strcmp(routes[i].command, command) == 0) return &routes[i];
    return NULL;
}

/* The member that stands in the path goes out of the body. */
static void fill_path(const char *pattern, json_t *body, char *out, size_t size) {
    const char *open = strchr(pattern, '{');
    if (open == NULL) {
        snprintf(out, size, "%s", pattern);
        return;
    }
    const char *close = strchr(open, '}');
    char member[32];
    snprintf(member, sizeof member, "%.*s", (int)(close - open - 1), open + 1);
    const char *value = json_string_value(json_object_get(body, member));
    snprintf(out, size, "%.*s%s%s", (int)(open - pattern), pattern, value == NULL ? "-" : value,
             close + 1);
    json_object_del(body, member);
}

long live_command(struct live_service *live, const struct live_route *route, const json_t *payload,
                  const char *secret, json_t **answer) {
    char path[256];
    json_t *rest = json_deep_copy(payload);
    fill_path(route->path, rest, path, sizeof path);
    bool bare = strcmp(route->method, "DELETE") == 0 && json_object_size(rest) == 0;
    char *body = bare ? NULL : json_dumps(rest, JSON_COMPACT);
    long status = live_ask(live, route->method, path, secret, body, answer);
    free(body);
    json_decref(rest);
    return status;
}
