/* For the store's tests: a redis-server of their own (unix socket, AOF, every write on disk), a
 * store on a loop that writes down what it is told, and commits made by hand. */
#ifndef TESTS_UNIT_STORE_HARNESS_H
#define TESTS_UNIT_STORE_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "store/store.h"

#define NOW INT64_C(1763794245000)
#define PATIENCE_MS 20000

/* --- redis-server ----------------------------------------------------------------------------- */

struct redis {
    char directory[64], socket[96], data[96], other_data[96];
    const char *password, *fsync;
    int port;  /* 0: the unix socket only */
    pid_t pid; /* 0: not running */
    int output;
    redisContext *client;
};

static inline void redis_prepare(struct redis *r) {
    *r = (struct redis){.directory = "/tmp/ddh-store-XXXXXX", .fsync = "always", .output = -1};
    assert_non_null(mkdtemp(r->directory));
    snprintf(r->socket, sizeof r->socket, "%s/redis.sock", r->directory);
    snprintf(r->data, sizeof r->data, "%s/data", r->directory);
    snprintf(r->other_data, sizeof r->other_data, "%s/other", r->directory);
    assert_int_equal(mkdir(r->data, 0700), 0);
    assert_int_equal(mkdir(r->other_data, 0700), 0);
}

/* Its own words on its output say when it is ready; nothing is slept for. */
static inline void redis_wait_ready(struct redis *r) {
    char seen[65536];
    size_t length = 0;
    while (length < sizeof seen - 1) {
        struct pollfd waiting = {.fd = r->output, .events = POLLIN};
        assert_int_equal(poll(&waiting, 1, PATIENCE_MS), 1);
        ssize_t got = read(r->output, seen + length, sizeof seen - 1 - length);
        if (got <= 0) break;
        length += (size_t)got;
        seen[length] = '\0';
        if (strstr(seen, "ready to accept connections at") != NULL) return;
    }
    fail_msg("redis-server did not start: %s", seen);
}

static inline void redis_start(struct redis *r) {
    int ends[2];
    assert_int_equal(r->pid, 0);
    assert_int_equal(pipe(ends), 0);
    r->pid = fork();
    assert_true(r->pid >= 0);
    if (r->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        char port[8];
        snprintf(port, sizeof port, "%d", r->port);
        execlp("redis-server", "redis-server", "--bind", "127.0.0.1", "--port", port,
               "--unixsocket", r->socket, "--dir", r->directory, "--appendonly", "yes",
               "--appendfsync", r->fsync, "--save", "", "--requirepass",
               r->password == NULL ? "" : r->password, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    r->output = ends[0];
    redis_wait_ready(r);
}

static inline void redis_stop(struct redis *r, int signal) {
    if (r->client != NULL) redisFree(r->client);
    r->client = NULL;
    if (r->pid == 0) return;
    assert_int_equal(kill(r->pid, signal), 0);
    assert_int_equal(waitpid(r->pid, NULL, 0), r->pid);
    r->pid = 0;
    close(r->output);
}

static inline int remove_one(const char *path, const struct stat *s, int type, struct FTW *at) {
    (void)s, (void)type, (void)at;
    return remove(path);
}

static inline void redis_end(struct redis *r) {
    redis_stop(r, SIGKILL);
    assert_int_equal(nftw(r->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* Another's client, as redis-cli is one. */
static inline redisReply *ask(struct redis *r, const char *format, ...) {
    if (r->client == NULL) {
        r->client = redisConnectUnix(r->socket);
        assert_non_null(r->client);
        assert_int_equal(r->client->err, 0);
        if (r->password != NULL) freeReplyObject(redisCommand(r->client, "AUTH %s", r->password));
    }
    va_list arguments;
    va_start(arguments, format);
    redisReply *reply = redisvCommand(r->client, format, arguments);
    va_end(arguments);
    assert_non_null(reply);
    return reply;
}

#define ASSERT_INTEGER(redis, expected, ...)                 \
    do {                                                     \
        redisReply *reply_ = ask(redis, __VA_ARGS__);        \
        assert_int_equal(reply_->type, REDIS_REPLY_INTEGER); \
        assert_int_equal(reply_->integer, expected);         \
        freeReplyObject(reply_);                             \
    } while (0)

#define ASSERT_TEXT(redis, expected, ...)                                                      \
    do {                                                                                       \
        redisReply *reply_ = ask(redis, __VA_ARGS__);                                          \
        assert_true(reply_->type == REDIS_REPLY_STRING || reply_->type == REDIS_REPLY_STATUS); \
        assert_string_equal(reply_->str, expected);                                            \
        freeReplyObject(reply_);                                                               \
    } while (0)

#define ASSERT_NIL(redis, ...)                           \
    do {                                                 \
        redisReply *reply_ = ask(redis, __VA_ARGS__);    \
        assert_int_equal(reply_->type, REDIS_REPLY_NIL); \
        freeReplyObject(reply_);                         \
    } while (0)

static inline void tell(struct redis *r, const char *command) {
    redisReply *reply = ask(r, command);
    assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
    freeReplyObject(reply);
}

/* --- a store that writes down what it is told ------------------------------------------------- */

#define EVENTS_KEPT 128

struct station {
    uv_loop_t *loop;
    struct store *store;
    struct store_opened opened;
    bool is_open, is_refused, is_closed;
    struct problem problem;
    unsigned away, lost, ready, documents;
    uint64_t stored, stored_times, ready_number, fenced;
    time_ms leads_until;
    uint8_t document[SHA256_BYTES];
    unsigned events, events_wanted; /* heard, newest first; 0 wanted: all */
    uint64_t event_bytes;
    uint64_t event_epochs[EVENTS_KEPT], event_numbers[EVENTS_KEPT];
    char event_texts[EVENTS_KEPT][512]; /* "type at actor organisation agent kind/id=json ..." */
};

static inline void hear_document(void *ctx, const uint8_t hash[SHA256_BYTES], struct slice bytes) {
    struct station *s = ctx;
    uint8_t expected[SHA256_BYTES];
    crypto_sha256(bytes.data, bytes.length, expected);
    assert_memory_equal(hash, expected, SHA256_BYTES);
    memcpy(s->document, hash, SHA256_BYTES);
    s->documents++;
}

static inline void write_event(const struct commit_event *event, char *out, size_t size) {
    int used = snprintf(out, size, "%s %lld %.*s %.*s %.*s", event_types[event->type].name,
                        (long long)event->at, (int)event->actor.length, event->actor.data,
                        (int)event->organisation_id.length, event->organisation_id.data,
                        (int)event->agent_id.length, event->agent_id.data);
    for (uint32_t i = 0; i < event->record_count && (size_t)used < size; i++)
        used += snprintf(out + used, size - (size_t)used, " %s/%.*s=%.*s", event->records[i].kind,
                         (int)event->records[i].id.length, event->records[i].id.data,
                         (int)event->records[i].json.length, event->records[i].json.data);
}

static inline bool hear_event(void *ctx, const struct core *core, uint64_t epoch,
                              const struct commit_event *event) {
    struct station *s = ctx;
    assert_non_null(core);
    assert_false(s->is_open);
    if (s->events_wanted != 0 && s->events == s->events_wanted) return false;
    for (uint32_t i = 0; i < event->record_count; i++)
        s->event_bytes += event->records[i].json.length;
    if (s->events < EVENTS_KEPT) {
        s->event_epochs[s->events] = epoch;
        s->event_numbers[s->events] = event->number;
        write_event(event, s->event_texts[s->events], sizeof *s->event_texts);
    }
    s->events++;
    return true;
}

static inline void hear_opened(void *ctx, const struct store_opened *opened) {
    struct station *s = ctx;
    s->opened = *opened;
    s->is_open = true;
}

static inline void hear_away(void *ctx, const struct problem *problem, time_ms retry_ms) {
    struct station *s = ctx;
    assert_true(retry_ms > 0 && retry_ms <= LIMIT_STORE_BACKOFF_MS);
    s->problem = *problem;
    s->away++;
}

static inline void hear_refused(void *ctx, const struct problem *problem) {
    struct station *s = ctx;
    s->problem = *problem;
    s->is_refused = true;
}

static inline void hear_stored(void *ctx, uint64_t last) {
    struct station *s = ctx;
    s->stored = last;
    s->stored_times++;
}

static inline void hear_lost(void *ctx) { ((struct station *)ctx)->lost++; }

static inline void hear_ready(void *ctx, uint64_t last) {
    struct station *s = ctx;
    s->ready_number = last;
    s->ready++;
}

static inline void hear_fenced(void *ctx, uint64_t epoch) {
    ((struct station *)ctx)->fenced = epoch;
}

static inline void hear_leads(void *ctx, time_ms until) {
    ((struct station *)ctx)->leads_until = until;
}

static inline void hear_closed(void *ctx) { ((struct station *)ctx)->is_closed = true; }

static const struct store_listener station_listener = {hear_document, hear_event, hear_opened,
                                                       hear_away, hear_refused};
static const struct store_answers station_answers = {hear_stored, hear_lost, hear_ready,
                                                     hear_fenced, hear_leads};

static const struct core_sizes small_sizes = {64, 64, 64, 64, 64};

static inline struct store_config config_of(const struct redis *r, const char *data) {
    return (struct store_config){.address = r->socket,
                                 .password = r->password,
                                 .tag = "ddh",
                                 .data_directory = data,
                                 .sizes = small_sizes};
}

static inline void station_open(struct station *s, uv_loop_t *loop,
                                const struct store_config *config) {
    *s = (struct station){.loop = loop};
    struct problem problem = {0};
    if (store_open(loop, config, &station_listener, s, &s->store, &problem) != ERR_OK)
        fail_msg("store_open: %s: %s", problem.field, problem.detail);
}

/* Attached too: as main does. */
static inline void station_attach(struct station *s) {
    store_answer_to(s->store, &station_answers, s);
}

/* --- the world of a test: a redis-server and a loop ------------------------------------------- */

struct world {
    struct redis redis;
    uv_loop_t loop;
    uv_timer_t patience;
    bool late;
};

static inline void on_impatience(uv_timer_t *timer) { *(bool *)timer->data = true; }

/* Turns the loop until the condition holds; a test that waits in vain fails. */
#define UNTIL(world, condition)                                                       \
    do {                                                                              \
        (world)->late = false;                                                        \
        uv_update_time(&(world)->loop);                                               \
        uv_timer_start(&(world)->patience, on_impatience, PATIENCE_MS, 0);            \
        while (!(condition) && !(world)->late)                                        \
            uv_run(&(world)->loop, UV_RUN_ONCE);                                      \
        uv_timer_stop(&(world)->patience);                                            \
        if (!(condition))                                                             \
            fail_msg("%s:%d: waited in vain for %s", __FILE__, __LINE__, #condition); \
    } while (0)

static inline void world_open(struct world *w) {
    memset(w, 0, sizeof *w);
    signal(SIGPIPE, SIG_IGN); /* as the service does; hiredis writes to whom has gone */
    redis_prepare(&w->redis);
    assert_int_equal(uv_loop_init(&w->loop), 0);
    uv_timer_init(&w->loop, &w->patience);
    w->patience.data = &w->late;
}

static inline void world_open_with_redis(struct world *w) {
    world_open(w);
    redis_start(&w->redis);
}

/* The loop must be closable: every handle of every store is gone. */
static inline void world_close(struct world *w) {
    uv_close((uv_handle_t *)&w->patience, NULL);
    uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&w->loop), 0);
    redis_end(&w->redis);
}

static inline void station_close(struct world *w, struct station *s) {
    if (s->opened.core != NULL) core_destroy(s->opened.core);
    s->opened.core = NULL;
    store_close(s->store, hear_closed, s);
    UNTIL(w, s->is_closed);
}

static inline void station_open_and_attach(struct world *w, struct station *s,
                                           const struct store_config *config) {
    station_open(s, &w->loop, config);
    UNTIL(w, s->is_open || s->is_refused);
    if (s->is_refused) fail_msg("refused: %s: %s", s->problem.field, s->problem.detail);
    station_attach(s);
}

/* The usual beginning: a server, and a store that leads on it. */
static inline void begin(struct world *w, struct station *s) {
    world_open_with_redis(w);
    struct store_config config = config_of(&w->redis, w->redis.data);
    station_open_and_attach(w, s, &config);
}

static inline void end(struct world *w, struct station *s) {
    station_close(w, s);
    world_close(w);
}

/* --- commits by hand -------------------------------------------------------------------------- */

static inline struct commit_record record_of(const char *kind, const char *id, const char *json) {
    return (struct commit_record){kind, slice_of(id), slice_of(json)};
}

/* One event with these records. `event` and the records must live until it is sent. */
static inline struct commit commit_of(const struct station *s, struct commit_event *event,
                                      uint64_t number, enum event_type type,
                                      const struct commit_record *records, uint32_t count) {
    *event = (struct commit_event){.number = number,
                                   .type = type,
                                   .at = NOW + (time_ms)number,
                                   .organisation = ORGANISATION_NONE,
                                   .agent = AGENT_NONE,
                                   .actor = SLICE("switch-1"),
                                   .organisation_id = SLICE("0615"),
                                   .agent_id = SLICE(""),
                                   .records = records,
                                   .record_count = count};
    return (struct commit){.epoch = s->opened.epoch,
                           .first_number = number,
                           .last_number = number,
                           .events = event,
                           .event_count = 1,
                           .now = NOW + (time_ms)number,
                           .digest = 0x0123456789abcdefU + number};
}

static inline void send_commit(const struct station *s, const struct commit *commit) {
    store_engine_ops.commit(s->store, commit);
}

/* The commit of number n: one call, its record says the number. */
static inline void send_numbered(const struct station *s, uint64_t number) {
    char id[32], json[64];
    snprintf(id, sizeof id, "call-%llu", (unsigned long long)number);
    snprintf(json, sizeof json, "{\"id\":\"%s\"}", id);
    struct commit_record record = record_of("call", id, json);
    struct commit_event event;
    struct commit commit = commit_of(s, &event, number, EVENT_call_arrived, &record, 1);
    send_commit(s, &commit);
}

/* Each of the first `last` numbers is there once, its event and its record. */
static inline void assert_numbers(struct redis *redis, uint64_t last) {
    redisReply *stream = ask(redis, "XRANGE {ddh}:events - +");
    assert_int_equal(stream->elements, last);
    for (uint64_t i = 0; i < last; i++) {
        const char *dash = strchr(stream->element[i]->element[0]->str, '-');
        assert_int_equal(strtoull(dash + 1, NULL, 10), i + 1);
    }
    freeReplyObject(stream);
    ASSERT_INTEGER(redis, (long long)last, "HLEN {ddh}:call");
}

#endif
