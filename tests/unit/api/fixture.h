/* The api with the real engine, core, wire and playbooks, between a pretended http and a store
 * that says yes when told to. A test speaks as a client does: method, address, token, body; and
 * reads what came back. */
#ifndef TESTS_UNIT_API_FIXTURE_H
#define TESTS_UNIT_API_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "api/api.h"
#include "wire/wire.h"

/* What a call does not say is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define UNUSED __attribute__((unused))
#define NOON INT64_C(1795330800000) /* 22 November 2026, 08:00 in Denmark */
#define COMMITS_MAX 4096

struct fixture {
    struct api *api;
    struct engine *engine;
    time_ms now, monotonic;
    const char *clock_mode;
    uint32_t speed_permille;
    bool engine_soon, api_soon, store_away, random_fails;
    uint64_t commits[COMMITS_MAX]; /* last numbers, waiting for the store */
    uint32_t commit_count;
    uint32_t access_count;
    /* Hears of every commit when it is sent; NULL: nobody does. */
    void (*hear_commit)(struct fixture *f, const struct commit *commit);
    void *hear_ctx;
    char access[512]; /* the lines of the access log, "actor what;" */
    uint8_t random_next;
};

/* One exchange as the client sees it. */
struct client {
    struct api_exchange api; /* first: http finds itself from it */
    struct fixture *fixture;
    bool answered, opened, ready, ended;
    int status;
    char content_type[64];
    char headers[256]; /* "Name: value\n" */
    char *body;
    struct api_stream *stream;
};

struct call {
    enum api_method method;
    const char *target, *token, *body, *key, *last_event_id, *content_type;
};

/* --- the pretended http ----------------------------------------------------------------------- */

static void http_answer(void *ctx, struct api_exchange *exchange, const struct api_answer *answer) {
    struct client *client = (struct client *)exchange;
    assert_ptr_equal(client->fixture, ctx);
    assert_false(client->answered || client->opened);
    client->answered = true;
    client->status = answer->status;
    client->headers[0] = '\0';
    for (size_t i = 0; i < answer->header_count; i++) {
        size_t used = strlen(client->headers);
        snprintf(client->headers + used, sizeof client->headers - used, "%s: %.*s\n",
                 answer->headers[i].name, (int)answer->headers[i].value.length,
                 answer->headers[i].value.data);
    }
    text_copy(client->content_type, sizeof client->content_type,
              answer->content_type == NULL ? "" : answer->content_type);
    client->body = malloc(answer->body.length + 1);
    assert_non_null(client->body);
    if (answer->body.length > 0) memcpy(client->body, answer->body.data, answer->body.length);
    client->body[answer->body.length] = '\0';
}

static void http_stream_open(void *ctx, struct api_exchange *exchange, struct api_stream *stream) {
    struct client *client = (struct client *)exchange;
    assert_ptr_equal(client->fixture, ctx);
    assert_false(client->answered || client->opened);
    client->opened = client->ready = true;
    client->stream = stream;
}

static void http_stream_ready(void *ctx, struct api_exchange *exchange) {
    struct client *client = (struct client *)exchange;
    assert_ptr_equal(client->fixture, ctx);
    assert_true(client->opened && !client->ended);
    assert_false(client->ready); /* asked at most once */
    client->ready = true;
}

static void http_stream_end(void *ctx, struct api_exchange *exchange) {
    struct client *client = (struct client *)exchange;
    assert_ptr_equal(client->fixture, ctx);
    assert_true(client->opened && !client->ended);
    client->ended = true;
}

static void http_soon(void *ctx) { ((struct fixture *)ctx)->api_soon = true; }

static const struct api_port_ops http_ops = {http_answer, http_stream_open, http_stream_ready,
                                             http_stream_end, http_soon};

/* --- clock, store, codec, randomness ---------------------------------------------------------- */

static time_ms clock_now(void *ctx) { return ((struct fixture *)ctx)->now; }
static time_ms clock_monotonic(void *ctx) { return ((struct fixture *)ctx)->monotonic; }
static const char *clock_mode(void *ctx) { return ((struct fixture *)ctx)->clock_mode; }
static uint32_t clock_speed(void *ctx) { return ((struct fixture *)ctx)->speed_permille; }

static enum err clock_set(void *ctx, time_ms now) {
    struct fixture *f = ctx;
    if (strcmp(f->clock_mode, "driven") != 0) return ERR_NOT_AN_EXERCISE;
    f->now = now;
    return ERR_OK;
}

static enum err clock_set_speed(void *ctx, uint32_t permille) {
    struct fixture *f = ctx;
    if (strcmp(f->clock_mode, "scaled") != 0) return ERR_NOT_AN_EXERCISE;
    f->speed_permille = permille;
    return ERR_OK;
}

static const struct api_clock_ops api_clock = {clock_now,   clock_monotonic, clock_mode,
                                               clock_speed, clock_set,       clock_set_speed};
static const struct engine_clock_ops engine_clock = {.now = clock_now,
                                                     .monotonic = clock_monotonic};

static void store_commit(void *ctx, const struct commit *commit) {
    struct fixture *f = ctx;
    assert_true(f->commit_count < COMMITS_MAX);
    f->commits[f->commit_count++] = commit->last_number;
    if (f->hear_commit != NULL) f->hear_commit(f, commit);
    for (uint32_t i = 0; i < commit->access_count; i++) {
        size_t used = strlen(f->access);
        snprintf(f->access + used, sizeof f->access - used, "%.*s %.*s;",
                 (int)commit->accesses[i].actor.length, commit->accesses[i].actor.data,
                 (int)commit->accesses[i].what.length, commit->accesses[i].what.data);
    }
}

static void store_renew(void *ctx, uint64_t epoch, const struct commit_availability *leases,
                        uint32_t count) {
    (void)ctx, (void)epoch, (void)leases, (void)count;
}

static const struct engine_store_ops store_ops = {.commit = store_commit, .renew = store_renew};

static void codec_record(void *ctx, const struct core *core, enum record_kind kind,
                         const void *record, struct text_buf *out) {
    (void)ctx;
    wire_encode_record(core, kind, record, out);
}

static const struct engine_codec_ops codec_ops = {.record = codec_record};

static void engine_soon(void *ctx) { ((struct fixture *)ctx)->engine_soon = true; }
static const struct engine_wake_ops wake_ops = {.soon = engine_soon};

/* Every draw differs, and every run draws the same. A port without a context: the fixture in use
 * is found here. */
static struct fixture *drawing;
static bool seeded_random(void *out, size_t length) {
    if (drawing->random_fails) return false;
    memset(out, ++drawing->random_next, length);
    return true;
}

/* --- turning ---------------------------------------------------------------------------------- */

UNUSED static void store_answers(struct fixture *f) {
    if (f->commit_count == 0) return;
    uint64_t last = f->commits[f->commit_count - 1];
    f->commit_count = 0;
    engine_stored(f->engine, last);
}

UNUSED static void turn(struct fixture *f) {
    for (int i = 0; i < 100000; i++) {
        bool due = engine_next_deadline(f->engine) <= f->now;
        if (!f->engine_soon && !f->api_soon && !due && (f->store_away || f->commit_count == 0))
            return;
        if (f->engine_soon || due) {
            f->engine_soon = false;
            engine_turn(f->engine);
        }
        if (!f->store_away) store_answers(f);
        if (f->api_soon) {
            f->api_soon = false;
            api_turn(f->api);
        }
    }
    fail_msg("the loop does not come to rest");
}

/* Real time passes; nobody waits for it. */
UNUSED static void pass(struct fixture *f, time_ms length) {
    f->monotonic += length;
    if (api_next_deadline(f->api) <= f->monotonic) f->api_soon = true;
    if (engine_next_patience(f->engine) <= f->monotonic) f->engine_soon = true;
    turn(f);
}

/* --- asking ----------------------------------------------------------------------------------- */

static const char *authorization(const char *token, char *out, size_t size) {
    if (token == NULL) return NULL;
    snprintf(out, size, "%s%s", strchr(token, ' ') == NULL ? "Bearer " : "", token);
    return out;
}

static struct client *send(struct fixture *f, struct call call) {
    struct client *client = calloc(1, sizeof *client);
    char credential[256];
    assert_non_null(client);
    client->fixture = f;
    bool local = call.token != NULL && strcmp(call.token, "local") == 0;
    struct api_request request = {
        .method = call.method,
        .target = slice_of(call.target),
        .body = {call.body, call.body == NULL ? 0 : strlen(call.body)},
        .idempotency_key = slice_of(call.key),
        .last_event_id = slice_of(call.last_event_id),
        .local = local,
        .address = SLICE("127.0.0.1"),
    };
    if (call.body != NULL)
        request.content_type =
            slice_of(call.content_type == NULL ? "application/json" : call.content_type);
    if (!local)
        request.authorization = slice_of(authorization(call.token, credential, sizeof credential));
    api_handle(f->api, &client->api, &request);
    return client;
}

UNUSED static struct client *ask(struct fixture *f, struct call call) {
    struct client *client = send(f, call);
    turn(f);
    return client;
}

UNUSED static void done(struct client *client) {
    if (!client->answered && !client->ended) api_cancel(client->fixture->api, &client->api);
    free(client->body);
    free(client);
}

/* What stands at "a.b.2.c" of an answer; fails when there is nothing. */
static json_t *dig(json_t *root, const char *path) {
    char part[64];
    json_t *at = root;
    while (*path != '\0') {
        size_t length = strcspn(path, ".");
        assert_true(length < sizeof part);
        memcpy(part, path, length);
        part[length] = '\0';
        at = json_is_array(at) ? json_array_get(at, strtoul(part, NULL, 10))
                               : json_object_get(at, part);
        if (at == NULL) fail_msg("nothing at %s", part);
        path += length + (path[length] == '.');
    }
    return at;
}

UNUSED static json_t *json_of(const char *text) {
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) fail_msg("no JSON: %s at %d in %s", error.text, error.position, text);
    return root;
}

/* The value as text: a string's own, else its JSON. */
UNUSED static void expect(const struct client *client, const char *path, const char *wanted) {
    json_t *root = json_of(client->body);
    json_t *at = dig(root, path);
    char *text = json_is_string(at) ? strdup(json_string_value(at))
                                    : json_dumps(at, JSON_ENCODE_ANY | JSON_COMPACT);
    assert_non_null(text);
    if (strcmp(text, wanted) != 0) print_error("%s\n", client->body);
    assert_string_equal(text, wanted);
    free(text);
    json_decref(root);
}

UNUSED static void expect_none(const struct client *client, const char *name) {
    json_t *root = json_of(client->body);
    assert_null(json_object_get(root, name));
    json_decref(root);
}

/* The answer is a problem of this kind, and well formed. */
UNUSED static void expect_problem(const struct client *client, int status, const char *slug) {
    char type[96];
    snprintf(type, sizeof type, "urn:ddh:problem:%s", slug);
    if (!client->answered || client->status != status)
        print_error("%d %s\n", client->status, client->body == NULL ? "(none)" : client->body);
    assert_true(client->answered);
    assert_int_equal(client->status, status);
    assert_string_equal(client->content_type, "application/problem+json");
    expect(client, "type", type);
    json_t *root = json_of(client->body);
    assert_int_equal(json_integer_value(dig(root, "status")), status);
    assert_true(strlen(json_string_value(dig(root, "title"))) > 5);
    assert_true(strncmp(json_string_value(dig(root, "instance")), "urn:ddh:request:", 16) == 0);
    json_decref(root);
}

/* Asks, expects a status, and gives back the client, to be done(). */
UNUSED static struct client *asked(struct fixture *f, int status, struct call call) {
    struct client *client = ask(f, call);
    if (!client->answered || client->status != status)
        print_error("%s: %d %s\n", call.target, client->status,
                    client->body == NULL ? "(none)" : client->body);
    assert_true(client->answered);
    assert_int_equal(client->status, status);
    return client;
}

UNUSED static void must(struct fixture *f, int status, struct call call) {
    done(asked(f, status, call));
}

UNUSED static void refused(struct fixture *f, int status, const char *slug, struct call call) {
    struct client *client = ask(f, call);
    expect_problem(client, status, slug);
    done(client);
}

/* A token through POST /v1/tokens; the secret, to be freed. */
UNUSED static char *token(struct fixture *f, const char *id, const char *more) {
    char body[256];
    snprintf(body, sizeof body, "{\"token\":\"%s\",%s}", id, more);
    struct client *client = asked(f, 201, (struct call){API_POST, "/v1/tokens", "local", body});
    json_t *root = json_of(client->body);
    char *secret = strdup(json_string_value(dig(root, "secret")));
    json_decref(root);
    done(client);
    assert_non_null(secret);
    return secret;
}

/* --- the world -------------------------------------------------------------------------------- */

static const struct core_sizes small_sizes = {.agents = 256,
                                              .calls = 1024,
                                              .acknowledgements = 1024,
                                              .tokens = 512,
                                              .replayed_answers = 1024};

/* Without an engine yet. */
UNUSED static struct fixture *fixture_prepare(void) {
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    drawing = f;
    f->now = NOON;
    f->monotonic = 1000000;
    f->clock_mode = "driven";
    f->speed_permille = 1000;
    f->api = api_create(&(struct api_ports){.http = &http_ops,
                                            .http_ctx = f,
                                            .clock = &api_clock,
                                            .clock_ctx = f,
                                            .random = seeded_random});
    assert_non_null(f->api);
    return f;
}

/* The engine on this core, and the api attached to it. */
UNUSED static void fixture_start(struct fixture *f, const struct engine_start *start) {
    assert_non_null(start->core);
    f->engine = engine_create(start, &(struct engine_ports){.store = &store_ops,
                                                            .store_ctx = f,
                                                            .codec = &codec_ops,
                                                            .codec_ctx = f,
                                                            .clock = &engine_clock,
                                                            .clock_ctx = f,
                                                            .sink = &api_sink_ops,
                                                            .sink_ctx = f->api,
                                                            .wake = &wake_ops,
                                                            .wake_ctx = f,
                                                            .documents = &api_document_ops,
                                                            .documents_ctx = f->api});
    assert_non_null(f->engine);
    api_attach(f->api, f->engine);
}

UNUSED static struct fixture *fixture_open(void) {
    struct fixture *f = fixture_prepare();
    fixture_start(
        f, &(struct engine_start){.core = core_create(&small_sizes), .epoch = 3, .next_number = 1});
    return f;
}

UNUSED static void fixture_close(struct fixture *f) {
    engine_destroy(f->engine);
    assert_int_equal(api_open(f->api), 0);
    api_destroy(f->api);
    free(f);
}

/* An exercise: the cooperation, two municipalities, a topic, two agents. */
UNUSED static void furnish(struct fixture *f) {
    static const struct call calls[] = {
        {API_PUT, "/v1/organisations/ddh", "local",
         "{\"name\":\"Den Digitale Hotline\",\"kind\":\"association\",\"standing\":\"member\","
         "\"area\":\"danmark\"}"},
        {API_PUT, "/v1/organisations/0615", "local",
         "{\"name\":\"Horsens\",\"kind\":\"municipality\",\"standing\":\"member\","
         "\"area\":\"oestjylland\",\"population\":95000}"},
        {API_PUT, "/v1/organisations/0766", "local",
         "{\"name\":\"Hedensted\",\"kind\":\"municipality\",\"standing\":\"member\","
         "\"area\":\"oestjylland\"}"},
        {API_PUT, "/v1/topics/vand", "local",
         "{\"name\":\"Drikkevand\",\"handling\":\"cooperation\"}"},
        {API_PUT, "/v1/agents/ida", "local",
         "{\"name\":\"Ida\",\"organisation\":\"ddh\",\"skills\":{\"vand\":3},"
         "\"languages\":[\"da\",\"en\"],\"elearning_at\":1700000000000}"},
        {API_PUT, "/v1/agents/bo", "local",
         "{\"name\":\"Bo\",\"organisation\":\"0615\",\"skills\":{\"vand\":2},"
         "\"languages\":[\"da\"],\"elearning_at\":1700000000000}"},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        must(f, 201, calls[i]);
    must(f, 200,
         (struct call){API_PUT, "/v1/settings", "local",
                       "{\"cooperation\":\"ddh\",\"exercise\":true}"});
}

/* The text of a shipped playbook; to be freed. */
UNUSED static char *shipped_playbook(const char *id) {
    char path[512];
    snprintf(path, sizeof path, "%s/playbooks/%s/playbook.json", DDH_SOURCE_DIR, id);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, LIMIT_BODY_BYTES + 1);
    assert_non_null(text);
    size_t length = fread(text, 1, LIMIT_BODY_BYTES, file);
    assert_true(length > 100 && length < LIMIT_BODY_BYTES);
    fclose(file);
    return text;
}

/* --- streams ---------------------------------------------------------------------------------- */

/* Takes the next frame; NULL: nothing. To be freed. */
UNUSED static char *frame(struct client *client) {
    struct slice bytes;
    struct api_frame *held = api_stream_next(client->fixture->api, client->stream, &bytes);
    client->ready = held != NULL;
    if (held == NULL) return NULL;
    char *text = malloc(bytes.length + 1);
    assert_non_null(text);
    memcpy(text, bytes.data, bytes.length);
    text[bytes.length] = '\0';
    api_frame_release(client->fixture->api, held);
    return text;
}

/* The next frame is of this event (or, with NULL, there is none). */
UNUSED static void expect_frame(struct client *client, const char *event) {
    char *text = frame(client);
    char line[96];
    if (event == NULL) {
        if (text != NULL) fail_msg("a frame nobody expected: %s", text);
        return;
    }
    if (text == NULL) fail_msg("no frame; expected %s", event);
    snprintf(line, sizeof line, "event: %s\n", event);
    if (strstr(text, line) == NULL) fail_msg("expected %s in %s", event, text);
    assert_true(strlen(text) > 2 && strcmp(text + strlen(text) - 2, "\n\n") == 0);
    free(text);
}

UNUSED static struct client *stream(struct fixture *f, const char *token, const char *target,
                                    const char *last_event_id) {
    struct client *client = ask(f, (struct call){.method = API_GET,
                                                 .target = target,
                                                 .token = token,
                                                 .last_event_id = last_event_id});
    return client;
}

#endif
