/* The service's life:
 *   - the data directory, the clock, the loop; http and api are made, http listens and answers 503 `starting`;
 *   - the store opens: documents and the recovered core come in; the engine is made and attached to store and api;
 *   - a new installation gets its first token and, for exercises, its mark;
 *   - the loop runs: what a turn of it brings in is applied once, after its I/O (see engine.h);
 *   - SIGTERM or SIGINT: http drains and closes, the engine drains, the store closes, memory goes. A second signal ends it
 *     at once. */
#include "serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

#include "api/api.h"
#include "base/assert.h"
#include "data_directory.h"
#include "engine/engine.h"
#include "federation.h"
#include "http/http.h"
#include "outgoing.h"
#include "store/store.h"
#include "wire/wire.h"

#define STOP_MS 5000 /* what a stop waits for the store to take the rest */

struct first_command {
    struct engine_request request;
    struct command command;
    struct serve *serve;
};

struct serve {
    const struct serve_options *options;
    struct data_directory data;
    struct clock clock;
    uv_loop_t loop;
    uv_idle_t idle;
    uv_check_t check;
    uv_timer_t timer;
    uv_signal_t signals[2];
    struct api *api;
    struct http *http;
    struct store *store;
    struct engine *engine;
    struct outgoing *outgoing;
    struct federation *federation; /* there when outgoing is */
    struct first_command first[2];
    char password[256];
    bool turn_wanted, stopping, store_closed;
    time_ms stop_by;
    int status;
};

extern const char openapi_yaml[];
extern const char openapi_yaml_end[];
__asm__(".section .rodata\n"
        ".globl openapi_yaml\n"
        ".globl openapi_yaml_end\n"
        "openapi_yaml:\n"
        ".incbin \"docs/openapi.yaml\"\n"
        "openapi_yaml_end:\n"
        ".byte 0\n"
        ".previous\n");

/* --- the loop ------------------------------------------------------------------------------------------ */

static void on_idle(uv_idle_t *handle) { (void)handle; /* keeps the loop from waiting in poll */ }

static void turn_soon(void *ctx) {
    struct serve *s = ctx;
    if (s->turn_wanted) return;
    s->turn_wanted = true;
    uv_idle_start(&s->idle, on_idle);
}

static void on_timer(uv_timer_t *timer) { turn_soon(timer->data); }

static void set_timer(struct serve *s) {
    time_ms wait = clock_real_until(&s->clock, engine_next_deadline(s->engine));
    time_ms patience = engine_next_patience(s->engine);
    time_ms again = s->outgoing == NULL ? TIME_NEVER : outgoing_next_patience(s->outgoing);
    if (again < patience) patience = again;
    if (patience != TIME_NEVER) {
        time_ms left = patience - monotonic_now(NULL);
        if (left < wait) wait = left < 0 ? 0 : left;
    }
    if (s->outgoing != NULL) {
        time_ms left = clock_real_until(&s->clock, outgoing_next_deadline(s->outgoing));
        if (left < wait) wait = left;
        left = clock_real_until(&s->clock, federation_next_deadline(s->federation));
        if (left < wait) wait = left;
    }
    if (wait == TIME_NEVER)
        uv_timer_stop(&s->timer);
    else
        uv_timer_start(&s->timer, on_timer, (uint64_t)wait, 0);
}

static void finish_stop(struct serve *s);

static void on_check(uv_check_t *handle) {
    struct serve *s = handle->data;
    if (s->engine == NULL) return;
    if (s->turn_wanted) {
        s->turn_wanted = false;
        uv_idle_stop(&s->idle);
        engine_turn(s->engine);
        if (s->outgoing != NULL) outgoing_turn(s->outgoing);
        if (s->federation != NULL) federation_turn(s->federation);
    }
    set_timer(s);
    if (s->stopping && (engine_idle(s->engine) || monotonic_now(NULL) >= s->stop_by))
        finish_stop(s);
}

/* --- ports ------------------------------------------------------------------------------------------------ */

static time_ms engine_clock_now(void *ctx) { return clock_now(ctx); }
static const struct engine_clock_ops engine_clock = {.now = engine_clock_now,
                                                     .monotonic = monotonic_now};
static const struct engine_wake_ops engine_wake = {.soon = turn_soon};

static void encode_record(void *ctx, const struct core *core, enum record_kind kind,
                          const void *record, struct text_buf *out) {
    (void)ctx;
    wire_encode_record(core, kind, record, out);
}
static const struct engine_codec_ops codec = {.record = encode_record};

static void append_metrics(void *ctx, struct text_buf *out) {
    struct serve *s = ctx;
    struct store_view view;
    http_metrics(s->http, out);
    if (s->outgoing != NULL) outgoing_metrics(s->outgoing, out);
    if (s->federation != NULL) federation_metrics(s->federation, out);
    store_view(s->store, &view);
    text_addf(out,
              "# HELP ddh_store_connected Whether the connection to Redis stands\n"
              "# TYPE ddh_store_connected gauge\nddh_store_connected %d\n"
              "# HELP ddh_store_connections_total Connections to Redis since start\n"
              "# TYPE ddh_store_connections_total counter\nddh_store_connections_total %llu\n",
              view.connected ? 1 : 0, (unsigned long long)view.connections);
}

/* Everyone who is told what happened. */
static void sink_released(void *ctx, const struct commit *commit, bool stored) {
    struct serve *s = ctx;
    api_sink_ops.released(s->api, commit, stored);
    if (s->outgoing != NULL) outgoing_released(s->outgoing, commit);
    if (s->federation != NULL) federation_released(s->federation, commit);
}
static void sink_gap(void *ctx, uint64_t epoch, uint64_t number) {
    struct serve *s = ctx;
    api_sink_ops.gap(s->api, epoch, number);
}
static const struct engine_sink_ops sink = {.released = sink_released, .gap = sink_gap};

static void clock_changed(void *ctx) {
    struct serve *s = ctx;
    if (s->engine != NULL) turn_soon(s);
}

/* --- a new installation -------------------------------------------------------------------------------------- */

static void first_applied(struct engine_request *request, const struct core *core,
                          const struct engine_outcome *outcome) {
    struct first_command *first = request->ctx;
    (void)core;
    if (outcome->err == ERR_OK) return;
    LOG_ERROR("serve", "%s: %s %s", command_types[first->command.type].name, err_name(outcome->err),
              outcome->problem.detail);
    first->serve->status = 1;
}

static void first_released(struct engine_request *request, enum release release) {
    struct first_command *first = request->ctx;
    if (release == RELEASE_STORED || release == RELEASE_UNSTORED) return;
    LOG_ERROR("serve", "%s was not stored", command_types[first->command.type].name);
}

static void submit_first(struct serve *s, struct first_command *first, enum command_type type) {
    first->serve = s;
    first->command.type = type;
    first->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    first->request = (struct engine_request){.command = &first->command,
                                             .applied = first_applied,
                                             .released = first_released,
                                             .ctx = first};
    if (!engine_submit(s->engine, &first->request))
        LOG_ERROR("serve", "the engine takes no commands");
}

static void new_installation(struct serve *s) {
    struct problem problem;
    struct token_create_command *token = &s->first[1].command.as.token_create;
    if (s->data.exercise) {
        s->first[0].command.as.settings_put.exercise = 1;
        COMMAND_GIVE(&s->first[0].command, settings_put, exercise);
        submit_first(s, &s->first[0], COMMAND_settings_put);
    }
    if (data_directory_first_token(&s->data, token->hash, &problem) != ERR_OK) {
        LOG_ERROR("serve", "first token: %s", problem.detail);
        return;
    }
    snprintf(token->token, sizeof token->token, "first-admin");
    token->role = ROLE_ADMIN;
    submit_first(s, &s->first[1], COMMAND_token_create);
}

/* --- the store opens -------------------------------------------------------------------------------------------- */

static void on_document(void *ctx, const uint8_t hash[SHA256_BYTES], struct slice bytes) {
    struct serve *s = ctx;
    struct problem problem;
    if (api_load_document(s->api, hash, bytes, &problem) != ERR_OK)
        LOG_ERROR("serve", "a stored document: %s", problem.detail);
}

static bool on_event(void *ctx, const struct core *core, uint64_t epoch,
                     const struct commit_event *event) {
    struct serve *s = ctx;
    return api_load_event(s->api, core, epoch, event);
}

static void stop(struct serve *s);

static bool fits_the_directory(struct serve *s, const struct store_opened *opened) {
    bool exercise = core_settings(opened->core)->exercise;
    if (!opened->recovered || exercise == s->data.exercise) return true;
    LOG_ERROR(
        "serve",
        "the data in Redis %s an exercise's, the data directory %s: they do not belong together",
        exercise ? "are" : "are not", s->data.exercise ? "is" : "is not");
    s->status = 1;
    return false;
}

/* An empty Redis under a directory that has served before is most likely the wrong Redis. */
static bool new_where_new_is_meant(struct serve *s, const struct store_opened *opened) {
    if (opened->recovered || access(s->data.admin_token, F_OK) != 0) return true;
    LOG_ERROR(
        "serve",
        "Redis is empty, but %s has served before: is --redis right? To begin anew, remove %s",
        s->data.path, s->data.admin_token);
    s->status = 1;
    return false;
}

static void on_opened(void *ctx, const struct store_opened *opened) {
    struct serve *s = ctx;
    if (!fits_the_directory(s, opened) || !new_where_new_is_meant(s, opened)) {
        core_destroy(opened->core);
        stop(s);
        return;
    }
    clock_not_before(&s->clock, opened->now);
    struct engine_start start = {
        .core = opened->core,
        .epoch = opened->epoch,
        .next_number = opened->next_number,
        .recovered = opened->recovered,
        .standby_expected = s->options->standby,
        .leads_until = opened->leads_until,
    };
    struct engine_ports ports = {
        .store = &store_engine_ops,
        .store_ctx = s->store,
        .documents = &api_document_ops,
        .documents_ctx = s->api,
        .codec = &codec,
        .codec_ctx = s,
        .clock = &engine_clock,
        .clock_ctx = &s->clock,
        .sink = &sink,
        .sink_ctx = s,
        .wake = &engine_wake,
        .wake_ctx = s,
    };
    s->engine = engine_create(&start, &ports);
    ASSERT(s->engine != NULL);
    store_attach(s->store, s->engine);
    api_attach(s->api, s->engine);
    struct outgoing_config outgoing = {
        .loop = &s->loop,
        .engine = s->engine,
        .api = s->api,
        .clock = &s->clock,
        .private_receivers = s->options->private_receivers,
        .soon = turn_soon,
        .soon_ctx = s,
    };
    s->outgoing = outgoing_create(&outgoing);
    ASSERT(s->outgoing != NULL);
    struct federation_config federation = {
        .loop = &s->loop,
        .engine = s->engine,
        .api = s->api,
        .clock = &s->clock,
        .private_addresses = s->options->private_receivers,
        .soon = turn_soon,
        .soon_ctx = s,
    };
    s->federation = federation_create(&federation);
    ASSERT(s->federation != NULL);
    if (!opened->recovered) new_installation(s);
    LOG_INFO("serve", "leads under epoch %llu, %u records and %u events in %lld ms",
             (unsigned long long)opened->epoch, opened->records, opened->events,
             (long long)opened->recovery_ms);
    printf("ready http://%s:%u %s\n", s->options->address, http_port(s->http),
           s->data.admin_socket);
    fflush(stdout);
    turn_soon(s);
}

static void on_away(void *ctx, const struct problem *problem, time_ms retry_ms) {
    (void)ctx;
    LOG_WARNING("serve", "Redis is away: %s; tried again in %lld ms", problem->detail,
                (long long)retry_ms);
}

static void on_refused(void *ctx, const struct problem *problem) {
    struct serve *s = ctx;
    LOG_ERROR("serve", "cannot start: %s %s", problem->field, problem->detail);
    s->status = 1;
    stop(s);
}

static const struct store_listener listener = {.document = on_document,
                                               .event = on_event,
                                               .opened = on_opened,
                                               .away = on_away,
                                               .refused = on_refused};

/* --- stopping ------------------------------------------------------------------------------------------------------ */

static void on_store_closed(void *ctx) {
    struct serve *s = ctx;
    s->store_closed = true;
    uv_close((uv_handle_t *)&s->idle, NULL);
    uv_close((uv_handle_t *)&s->check, NULL);
    uv_close((uv_handle_t *)&s->timer, NULL);
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&s->signals[i], NULL);
    uv_stop(&s->loop); /* h2o's own timers would keep it: http_destroy() ends them */
}

static void close_store(void *ctx) {
    struct serve *s = ctx;
    if (s->federation != NULL) federation_destroy(s->federation);
    s->federation = NULL;
    store_close(s->store, on_store_closed, s);
}

static void close_federation(void *ctx) {
    struct serve *s = ctx;
    if (s->outgoing != NULL) outgoing_destroy(s->outgoing);
    s->outgoing = NULL;
    if (s->federation != NULL)
        federation_close(s->federation, close_store, s);
    else
        close_store(s);
}

/* What was on its way to receivers is cut off, and told again after the next start. */
static void finish_stop(struct serve *s) {
    store_detach(s->store); /* it closes only after what follows */
    if (s->engine != NULL) engine_destroy(s->engine);
    s->engine = NULL;
    if (s->outgoing != NULL)
        outgoing_close(s->outgoing, close_federation, s);
    else
        close_store(s);
}

static void on_http_closed(void *ctx) {
    struct serve *s = ctx;
    s->stopping = true;
    s->stop_by = monotonic_now(NULL) + STOP_MS;
    if (s->engine == NULL) {
        finish_stop(s);
        return;
    }
    outgoing_stop(s->outgoing);
    federation_stop(s->federation);
    engine_drain(s->engine);
    turn_soon(s);
}

static void stop(struct serve *s) {
    if (s->stop_by != 0) return;
    s->stop_by = TIME_NEVER;
    http_close(s->http, on_http_closed, s);
}

static void on_signal(uv_signal_t *handle, int number) {
    struct serve *s = handle->data;
    if (s->stop_by != 0) _exit(128 + number);
    LOG_INFO("serve", "stopping");
    stop(s);
}

/* --- starting --------------------------------------------------------------------------------------------------------- */

static bool read_password(struct serve *s) {
    if (s->options->redis_password_file == NULL) return true;
    FILE *file = fopen(s->options->redis_password_file, "re");
    bool read = file != NULL && fgets(s->password, sizeof s->password, file) != NULL;
    if (file != NULL) fclose(file);
    s->password[strcspn(s->password, "\r\n")] = '\0';
    return read;
}

/* A stream each for ten thousand agents: as many files as the system lets this process have. */
static void raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void open_loop(struct serve *s) {
    raise_file_limit();
    ASSERT(uv_loop_init(&s->loop) == 0);
    uv_idle_init(&s->loop, &s->idle);
    uv_check_init(&s->loop, &s->check);
    uv_timer_init(&s->loop, &s->timer);
    s->check.data = s->timer.data = s;
    uv_check_start(&s->check, on_check);
    static const int numbers[2] = {SIGINT, SIGTERM};
    for (int i = 0; i < 2; i++) {
        uv_signal_init(&s->loop, &s->signals[i]);
        s->signals[i].data = s;
        uv_signal_start(&s->signals[i], on_signal, numbers[i]);
        uv_unref((uv_handle_t *)&s->signals[i]);
    }
    signal(SIGPIPE, SIG_IGN);
}

static enum err open_rooms(struct serve *s, struct problem *problem) {
    const struct serve_options *o = s->options;
    struct http_config http = {
        .address = o->address,
        .port = o->port,
        .socket_path = s->data.admin_socket,
        .exempt_networks = o->exempt_networks,
        .exempt_network_count = o->exempt_network_count,
        .monotonic = monotonic_now,
    };
    s->http = http_create(&s->loop, &http, problem);
    if (s->http == NULL) return problem->err;
    struct api_ports ports = {
        .http = &http_port_ops,
        .http_ctx = s->http,
        .clock = &clock_api_ops,
        .clock_ctx = &s->clock,
        .random = crypto_random,
        .private_receivers = o->private_receivers,
    };
    s->api = api_create(&ports);
    ASSERT(s->api != NULL);
    ASSERT(api_set_openapi(
        s->api, (struct slice){openapi_yaml, (size_t)(openapi_yaml_end - openapi_yaml)}));
    api_set_metrics_hook(s->api, append_metrics, s);
    struct store_config store = {
        .address = o->redis,
        .username = o->redis_username,
        .password = o->redis_password_file == NULL ? NULL : s->password,
        .tag = o->tag,
        .data_directory = s->data.path,
        .sizes = core_sizes_full,
    };
    /* The store first: only its lock on the data directory says that the admin socket there is nobody's. */
    enum err err = store_open(&s->loop, &store, &listener, s, &s->store, problem);
    return err == ERR_OK ? http_open(s->http, s->api, problem) : err;
}

static int run(struct serve *s) {
    struct problem problem;
    open_loop(s);
    if (open_rooms(s, &problem) != ERR_OK) {
        fprintf(stderr, "coordinator: %s: %s\n", problem.field, problem.detail);
        return 1; /* the process ends: what is open goes with it */
    }
    uv_run(&s->loop, UV_RUN_DEFAULT);
    http_destroy(s->http);
    api_destroy(s->api);
    ASSERT(uv_loop_close(&s->loop) == 0);
    return s->status;
}

static enum err prepare(struct serve *s, struct problem *problem) {
    const struct serve_options *o = s->options;
    enum err err = data_directory_open(o->data, o->exercise, &s->data, problem);
    if (err != ERR_OK) return err;
    if (o->clock != CLOCK_REAL && !s->data.exercise)
        return problem_set(problem, ERR_NOT_AN_EXERCISE, "--clock",
                           "only a data directory made with --exercise may have it");
    if (!read_password(s))
        return problem_set(problem, ERR_INVALID, "--redis-password-file", "%.120s cannot be read",
                           o->redis_password_file);
    clock_open(&s->clock, o->clock, o->start, o->speed_permille, o->exercise_ms);
    s->clock.changed = clock_changed;
    s->clock.ctx = s;
    return ERR_OK;
}

static time_ms log_clock(void *ctx) { return clock_now(ctx); }

int serve(const struct serve_options *options) {
    struct serve *s = calloc(1, sizeof *s);
    struct problem problem;
    ASSERT(s != NULL);
    s->options = options;
    log_open(options->log_level, NULL, NULL);
    int status = 1;
    if (prepare(s, &problem) == ERR_OK) {
        log_open(options->log_level, log_clock, &s->clock);
        status = run(s);
        log_open(options->log_level, NULL, NULL);
    } else {
        fprintf(stderr, "coordinator: %s: %s\n", problem.field, problem.detail);
    }
    free(s);
    return status;
}
