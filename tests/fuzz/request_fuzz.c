/* Requests as they come from http -> the api with the real engine, core, wire and playbooks.
 *
 * The input is requests with a NUL between them. Of each: a byte for the method, one for who asks,
 * one of flags (1 an Idempotency-Key, 2 another Content-Type, 4 a Last-Event-ID, 8 the client
 * leaves at once, 16 time passes after it); then lines: the target, the key when flagged, the id
 * when flagged; the rest is the body.
 *
 * Held: every request is answered once, or becomes a stream; an answer is what its type says it
 * is; what is refused has changed nothing; a stream's frames are whole and their ids only grow; at
 * the end nothing is open. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "api/api.h"
#include "base/assert.h"
#include "wire/wire.h"

#define REQUESTS_MAX 32
#define NOON INT64_C(1795330800000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct client {
    struct api_exchange api; /* first */
    struct world *world;
    struct api_stream *stream;
    bool answered, opened, over;
    int status;
    uint64_t last_number;
    char *secret; /* of a token just made */
};

struct world {
    struct api *api;
    struct engine *engine;
    time_ms now, monotonic;
    bool engine_soon, api_soon, renewed;
    uint64_t commit; /* waits for the store; 0: none */
    struct client clients[REQUESTS_MAX];
    size_t count;
    char *secrets[3]; /* agent, duty leader, telephony */
};

/* --- what http sees --------------------------------------------------------------------------- */

static bool starts_with(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

static void check_json(struct client *client, struct slice body, bool problem) {
    json_t *root = json_loadb(body.data, body.length, JSON_REJECT_DUPLICATES, NULL);
    ASSERT(json_is_object(root));
    if (problem) {
        const char *type = json_string_value(json_object_get(root, "type"));
        ASSERT(type != NULL && starts_with(type, "urn:ddh:problem:"));
        ASSERT(json_integer_value(json_object_get(root, "status")) == client->status);
    }
    const char *secret = json_string_value(json_object_get(root, "secret"));
    if (secret != NULL) client->secret = strdup(secret);
    json_decref(root);
}

static void answer(void *ctx, struct api_exchange *exchange, const struct api_answer *a) {
    struct client *client = (struct client *)exchange;
    ASSERT(ctx == client->world);
    ASSERT(!client->answered && !client->opened && !client->over);
    client->answered = client->over = true;
    client->status = a->status;
    bool problem = strcmp(a->content_type, "application/problem+json") == 0;
    ASSERT(problem == (a->status >= 400));
    ASSERT(a->status != 500);
    if (problem || strcmp(a->content_type, "application/json") == 0)
        check_json(client, a->body, problem);
    else
        ASSERT(text_is_utf8(a->body.data, a->body.length));
    for (size_t i = 0; i < a->header_count; i++)
        ASSERT(text_is_line(a->headers[i].value.data, a->headers[i].value.length));
}

static void stream_open(void *ctx, struct api_exchange *exchange, struct api_stream *stream) {
    struct client *client = (struct client *)exchange;
    (void)ctx;
    ASSERT(!client->answered && !client->opened && !client->over);
    client->opened = true;
    client->stream = stream;
}

static void stream_ready(void *ctx, struct api_exchange *exchange) {
    (void)ctx;
    ASSERT(((struct client *)exchange)->opened && !((struct client *)exchange)->over);
}

static void stream_end(void *ctx, struct api_exchange *exchange) {
    (void)ctx;
    ASSERT(((struct client *)exchange)->opened && !((struct client *)exchange)->over);
    ((struct client *)exchange)->over = true;
}

static void api_soon(void *ctx) { ((struct world *)ctx)->api_soon = true; }

static const struct api_port_ops port_ops = {answer, stream_open, stream_ready, stream_end,
                                             api_soon};

/* --- clock, store, codec ---------------------------------------------------------------------- */

static time_ms clock_now(void *ctx) { return ((struct world *)ctx)->now; }
static time_ms clock_monotonic(void *ctx) { return ((struct world *)ctx)->monotonic; }
static const char *clock_mode(void *ctx) { return (void)ctx, "driven"; }
static uint32_t clock_speed(void *ctx) { return (void)ctx, 1000; }
static enum err clock_set(void *ctx, time_ms now) {
    struct world *w = ctx;
    ASSERT(now >= w->now);
    if (now - w->now > DAY_MS) now = w->now + DAY_MS; /* a year of ticks is no finding */
    w->now = now;
    return ERR_OK;
}
static enum err clock_set_speed(void *ctx, uint32_t permille) {
    (void)ctx, (void)permille;
    return ERR_NOT_AN_EXERCISE;
}
static const struct api_clock_ops api_clock = {clock_now,   clock_monotonic, clock_mode,
                                               clock_speed, clock_set,       clock_set_speed};
static const struct engine_clock_ops engine_clock = {.now = clock_now,
                                                     .monotonic = clock_monotonic};

static void commit(void *ctx, const struct commit *c) {
    ((struct world *)ctx)->commit = c->last_number;
}
static void renew(void *ctx, uint64_t epoch, const struct commit_availability *leases,
                  uint32_t count) {
    (void)epoch, (void)leases;
    ((struct world *)ctx)->renewed = count > 0;
}
static const struct engine_store_ops store_ops = {.commit = commit, .renew = renew};

static void record(void *ctx, const struct core *core, enum record_kind kind, const void *r,
                   struct text_buf *out) {
    (void)ctx;
    wire_encode_record(core, kind, r, out);
}
static const struct engine_codec_ops codec_ops = {.record = record};

static void engine_soon(void *ctx) { ((struct world *)ctx)->engine_soon = true; }
static const struct engine_wake_ops wake_ops = {.soon = engine_soon};

static uint8_t drawn; /* set anew by every input: the port has no context */
static bool draw(void *out, size_t length) {
    memset(out, ++drawn, length);
    return true;
}

/* --- the world -------------------------------------------------------------------------------- */

static void turn(struct world *w) {
    for (;;) {
        bool due = engine_next_deadline(w->engine) <= w->now;
        if (!w->engine_soon && !w->api_soon && !due && w->commit == 0) return;
        if (w->engine_soon || due) {
            w->engine_soon = false;
            engine_turn(w->engine);
        }
        if (w->commit != 0) {
            uint64_t number = w->commit;
            w->commit = 0;
            engine_stored(w->engine, number);
        }
        if (w->api_soon) {
            w->api_soon = false;
            api_turn(w->api);
        }
    }
}

static struct client *ask(struct world *w, struct api_request request, bool leaves) {
    ASSERT(w->count < REQUESTS_MAX);
    struct client *client = &w->clients[w->count++];
    *client = (struct client){.world = w};
    uint64_t before = core_digest(engine_core(w->engine));
    time_ms now = w->now;
    api_handle(w->api, &client->api, &request);
    if (leaves && !client->over) {
        api_cancel(w->api, &client->api);
        client->over = true;
    }
    turn(w);
    if (client->answered && client->status >= 400 && w->now == now)
        ASSERT(core_digest(engine_core(w->engine)) == before);
    return client;
}

static void must(struct world *w, enum api_method method, const char *target, const char *body) {
    struct client *client = ask(w,
                                (struct api_request){.method = method,
                                                     .target = slice_of(target),
                                                     .body = slice_of(body),
                                                     .content_type = SLICE("application/json"),
                                                     .local = true},
                                false);
    ASSERT(client->answered && client->status < 300);
}

static char *token(struct world *w, const char *body) {
    must(w, API_POST, "/v1/tokens", body);
    struct client *client = &w->clients[w->count - 1];
    char *secret = client->secret;
    client->secret = NULL;
    ASSERT(secret != NULL);
    return secret;
}

static void furnish(struct world *w) {
    must(w, API_PUT, "/v1/organisations/ddh",
         "{\"name\":\"DDH\",\"kind\":\"association\",\"standing\":\"member\",\"area\":\"dk\"}");
    must(
        w, API_PUT, "/v1/organisations/0615",
        "{\"name\":\"Horsens\",\"kind\":\"municipality\",\"standing\":\"member\",\"area\":\"oj\"}");
    must(w, API_PUT, "/v1/topics/vand", "{\"name\":\"Vand\",\"handling\":\"cooperation\"}");
    must(
        w, API_PUT, "/v1/agents/ida",
        "{\"name\":\"Ida\",\"organisation\":\"ddh\",\"skills\":{\"vand\":3},\"languages\":[\"da\"],"
        "\"elearning_at\":1700000000000}");
    must(w, API_PUT, "/v1/settings", "{\"cooperation\":\"ddh\",\"exercise\":true}");
    must(w, API_POST, "/v1/agents/ida/status", "{\"status\":\"available\"}");
    w->secrets[0] = token(w, "{\"token\":\"ida\",\"role\":\"agent\",\"agent\":\"ida\"}");
    w->secrets[1] = token(w, "{\"token\":\"leader\",\"role\":\"duty_leader\"}");
    w->secrets[2] = token(w, "{\"token\":\"switch\",\"role\":\"telephony\"}");
    w->count = 0;
}

static void world_open(struct world *w) {
    static const struct core_sizes sizes = {
        .agents = 16, .calls = 64, .acknowledgements = 64, .tokens = 64, .replayed_answers = 64};
    *w = (struct world){.now = NOON, .monotonic = 1000};
    drawn = 0;
    w->api = api_create(&(struct api_ports){
        .http = &port_ops, .http_ctx = w, .clock = &api_clock, .clock_ctx = w, .random = draw});
    struct core *core = core_create(&sizes);
    ASSERT(w->api != NULL && core != NULL);
    w->engine = engine_create(&(struct engine_start){.core = core, .epoch = 3, .next_number = 1},
                              &(struct engine_ports){.store = &store_ops,
                                                     .store_ctx = w,
                                                     .codec = &codec_ops,
                                                     .codec_ctx = w,
                                                     .clock = &engine_clock,
                                                     .clock_ctx = w,
                                                     .sink = &api_sink_ops,
                                                     .sink_ctx = w->api,
                                                     .wake = &wake_ops,
                                                     .wake_ctx = w,
                                                     .documents = &api_document_ops,
                                                     .documents_ctx = w->api});
    ASSERT(w->engine != NULL);
    api_attach(w->api, w->engine);
    furnish(w);
}

/* --- streams ---------------------------------------------------------------------------------- */

static void check_frame(struct client *client, struct slice bytes) {
    ASSERT(bytes.length > 2 && memcmp(bytes.data + bytes.length - 2, "\n\n", 2) == 0);
    ASSERT(text_is_utf8(bytes.data, bytes.length));
    char *text = strndup(bytes.data, bytes.length);
    ASSERT(text != NULL && strlen(text) == bytes.length);
    const char *id = strstr(text, "id: 3-"), *data = strstr(text, "data: ");
    if (id != NULL) {
        uint64_t number = strtoull(id + 6, NULL, 10);
        bool snapshot = strstr(text, "event: snapshot\n") != NULL;
        ASSERT(snapshot || number > client->last_number);
        client->last_number = number;
    }
    if (data != NULL) {
        json_t *root = json_loads(data + 6, JSON_REJECT_DUPLICATES, NULL);
        ASSERT(json_is_object(root));
        json_decref(root);
    }
    free(text);
}

static void read_streams(struct world *w) {
    for (size_t i = 0; i < w->count; i++) {
        struct client *client = &w->clients[i];
        struct slice bytes;
        struct api_frame *frame;
        while (client->opened && !client->over &&
               (frame = api_stream_next(w->api, client->stream, &bytes)) != NULL) {
            check_frame(client, bytes);
            api_frame_release(w->api, frame);
        }
    }
    turn(w);
}

static void world_close(struct world *w) {
    struct problem problem;
    ASSERT(core_check(engine_core(w->engine), &problem) == ERR_OK);
    w->monotonic += LIMIT_STREAM_WAIT_MS;
    api_turn(w->api); /* who waited for an id is answered now */
    turn(w);
    read_streams(w);
    for (size_t i = 0; i < w->count; i++) {
        struct client *client = &w->clients[i];
        ASSERT(client->answered || client->opened || client->over);
        if (!client->over) api_cancel(w->api, &client->api);
        free(client->secret);
    }
    engine_destroy(w->engine);
    ASSERT(api_open(w->api) == 0);
    api_destroy(w->api);
    for (size_t i = 0; i < 3; i++)
        free(w->secrets[i]);
}

/* --- the input -------------------------------------------------------------------------------- */

static struct slice take_line(struct slice *rest) {
    size_t length = 0;
    while (length < rest->length && rest->data[length] != '\n')
        length++;
    struct slice line = {rest->data, length};
    size_t used = length < rest->length ? length + 1 : length;
    *rest = (struct slice){rest->data + used, rest->length - used};
    return line;
}

static void run_one(struct world *w, struct slice text) {
    static const char *const wrong[] = {"", "Bearer", "Bearer ddh_x", "Basic x"};
    if (text.length < 3) return;
    uint8_t method = (uint8_t)text.data[0] % 6, who = (uint8_t)text.data[1] % 8;
    uint8_t flags = (uint8_t)text.data[2];
    struct slice rest = {text.data + 3, text.length - 3};
    char credential[128];
    struct api_request request = {.method = (enum api_method)method, .target = take_line(&rest)};
    if (flags & 1) request.idempotency_key = take_line(&rest);
    if (flags & 4) request.last_event_id = take_line(&rest);
    request.content_type = (flags & 2) != 0 ? SLICE("text/plain") : SLICE("application/json");
    request.body = rest;
    request.local = who == 0;
    if (who >= 4) request.authorization = slice_of(wrong[who - 4]);
    if (who >= 1 && who <= 3) {
        struct text_buf b;
        text_buf_init(&b, sizeof credential - 1);
        text_add(&b, "Bearer ");
        text_add(&b, w->secrets[who - 1]);
        ASSERT(text_copy(credential, sizeof credential, b.data));
        text_buf_close(&b);
        request.authorization = slice_of(credential);
    }
    ask(w, request, (flags & 8) != 0);
    if (flags & 16) {
        w->now += 7 * SECOND_MS;
        w->monotonic += LIMIT_STREAM_PING_MS;
        api_turn(w->api);
        turn(w);
    }
    read_streams(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct world world;
    world_open(&world);
    const char *at = (const char *)data, *end = at + size;
    while (at < end && world.count < REQUESTS_MAX) {
        /* the first three bytes may be NUL */
        const char *stop = end - at > 3 ? memchr(at + 3, '\0', (size_t)(end - at - 3)) : NULL;
        if (stop == NULL) stop = end;
        run_one(&world, (struct slice){at, (size_t)(stop - at)});
        at = stop + 1;
    }
    world_close(&world);
    return 0;
}
