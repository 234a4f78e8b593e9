/* A request:
 *  - service_ask() writes it down whole, with a fresh idempotency key, and sends it;
 *  - an answer that settles it goes to its handler;
 *  - no connection, a broken one, no answer in time, 429 and 5xx: it waits a little, longer each
 *    time, and is sent again under the same key, until `patience_ms` after it was asked: then the
 *    handler gets status 0.
 * A stream: connect, read frames, hand them on; when it ends, connect again with the last id;
 * 410: without one. */
#include "drill/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/assert.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "fetch/event_stream.h"
#include "fetch/fetch.h"

#define SERVICE_MAGIC 0xd7112001u
#define EXCHANGE_MAGIC 0xd7112002u
#define STREAM_MAGIC 0xd7112003u
#define RETRY_TICK_MS 20
#define RETRY_FIRST_MS 50
#define RETRY_MOST_MS 1000
#define REQUEST_DEADLINE_MS 10000
#define STREAM_QUIET_MS 40000 /* two pings missed, and some */
#define ANSWER_MAX (64u << 20)
#define FRAME_MAX (16u << 20)

struct exchange {
    uint32_t magic;
    struct service *service;
    struct exchange *previous, *next;
    char *url, *method, *body;
    size_t body_length;
    char authorization[SERVICE_SECRET + 16], key[LIMIT_IDEMPOTENCY_KEY];
    bool has_token, once, waiting;
    uint64_t asked_at, sent_at, again_at;
    uint32_t pause_ms;
    void (*on_answer)(void *ctx, const struct service_answer *answer);
    void *ctx;
};

struct service_stream {
    uint32_t magic;
    struct service *service;
    char authorization[SERVICE_SECRET + 16];
    struct service_events events;
    struct event_stream reader;
    fetch_id connection;
    uint64_t again_at;
    uint32_t pause_ms;
    bool open, stopped, from_scratch, bad_frame;
};

struct service {
    uint32_t magic;
    uv_loop_t *loop;
    struct fetch *fetch;
    uv_timer_t retry;
    char *base;
    char run[8];
    uint32_t patience_ms, stream_max, stream_count;
    uint64_t keys;
    struct service_totals totals;
    struct exchange *exchanges;
    struct service_stream *streams;
    /* The event that was read last: what goes to everybody is read once, or the reading of the
     * others' copies would be taken for time on the way. */
    struct text_buf last_text;
    json_t *last_json;
    bool closing;
    int open_parts;
    void (*closed)(void *ctx);
    void *closed_ctx;
};

static struct exchange *exchange_of(void *pointer) {
    struct exchange *exchange = pointer;
    ASSERT(exchange != NULL && exchange->magic == EXCHANGE_MAGIC);
    return exchange;
}

static struct service_stream *stream_of(void *pointer) {
    struct service_stream *stream = pointer;
    ASSERT(stream != NULL && stream->magic == STREAM_MAGIC);
    return stream;
}

static char *copy_bytes(const char *data, size_t length) {
    char *copy = malloc(length + 1);
    ASSERT(copy != NULL);
    if (length > 0) memcpy(copy, data, length);
    copy[length] = '\0';
    return copy;
}

/* ---- requests ---- */

static void exchange_free(struct exchange *x) {
    struct service *service = x->service;
    if (x->previous != NULL)
        x->previous->next = x->next;
    else
        service->exchanges = x->next;
    if (x->next != NULL) x->next->previous = x->previous;
    service->totals.unanswered--;
    free(x->url);
    free(x->method);
    free(x->body);
    x->magic = 0;
    free(x);
}

static bool is_worth_again(const struct fetch_answer *answer) {
    switch (answer->outcome) {
    case FETCH_NO_CONNECTION:
    case FETCH_BROKEN:
    case FETCH_DEADLINE: return true;
    case FETCH_ANSWERED:
        return answer->status == 429 || answer->status == 502 || answer->status == 503 ||
               answer->status == 504;
    case FETCH_TOO_LARGE:
    case FETCH_BLOCKED:
    case FETCH_CANCELLED:
    case FETCH_INVALID: return false;
    }
    UNREACHABLE("every outcome is named");
}

static void wait_and_try_again(struct exchange *x) {
    x->waiting = true;
    x->again_at = uv_now(x->service->loop) + x->pause_ms;
    x->pause_ms = x->pause_ms * 2 > RETRY_MOST_MS ? RETRY_MOST_MS : x->pause_ms * 2;
    x->service->totals.tried_again++;
}

/* "there is no such topic: vandd (topic)", or what the connection did. */
static void describe(const struct fetch_answer *answer, const json_t *body, char *out,
                     size_t size) {
    if (answer->outcome != FETCH_ANSWERED) {
        snprintf(out, size, "%s: %s", fetch_outcome_text(answer->outcome), answer->detail);
        return;
    }
    const char *title = json_string_value(json_object_get(body, "title"));
    const char *detail = json_string_value(json_object_get(body, "detail"));
    const char *field = json_string_value(json_object_get(body, "field"));
    snprintf(out, size, "%d %s%s%s%s%s%s", answer->status, title == NULL ? "" : title,
             detail == NULL ? "" : ": ", detail == NULL ? "" : detail, field == NULL ? "" : " (",
             field == NULL ? "" : field, field == NULL ? "" : ")");
}

static const char *slug_of(const json_t *body) {
    static const char prefix[] = "urn:ddh:problem:";
    const char *type = json_string_value(json_object_get(body, "type"));
    if (type == NULL || strncmp(type, prefix, sizeof prefix - 1) != 0) return "";
    return type + sizeof prefix - 1;
}

static void on_fetched(void *ctx, const struct fetch_answer *got) {
    struct exchange *x = exchange_of(ctx);
    struct service *service = x->service;
    uint64_t now = uv_now(service->loop);
    if (service->closing) {
        exchange_free(x);
        return;
    }
    bool worth = is_worth_again(got);
    if (worth && !x->once && now - x->asked_at < service->patience_ms) {
        wait_and_try_again(x);
        return;
    }
    json_t *body = json_loadb(got->body.data, got->body.length, 0, NULL);
    char detail[512];
    describe(got, body, detail, sizeof detail);
    struct service_answer answer = {
        .status = got->outcome == FETCH_ANSWERED ? got->status : 0,
        .body = body,
        .detail = detail,
        .slug = slug_of(body),
        .sent_at = x->sent_at,
        .came_at = now,
    };
    if (answer.status == 0) service->totals.given_up++;
    x->on_answer(x->ctx, &answer);
    json_decref(body);
    exchange_free(x);
}

static void exchange_send(struct exchange *x) {
    struct fetch_header headers[3];
    size_t count = 0;
    if (x->has_token) headers[count++] = (struct fetch_header){"Authorization", x->authorization};
    if (strcmp(x->method, "GET") != 0)
        headers[count++] = (struct fetch_header){"Idempotency-Key", x->key};
    if (x->body != NULL)
        headers[count++] = (struct fetch_header){"Content-Type", "application/json"};
    struct fetch_request request = {
        .method = x->method,
        .url = x->url,
        .headers = headers,
        .header_count = count,
        .body = {x->body, x->body_length},
        .connect_ms = 2000,
        .deadline_ms = REQUEST_DEADLINE_MS,
        .response_max = ANSWER_MAX,
        .on_done = on_fetched,
        .ctx = x,
    };
    x->waiting = false;
    x->sent_at = uv_now(x->service->loop);
    if (fetch_start(x->service->fetch, &request, NULL) != ERR_OK) wait_and_try_again(x);
}

static void set_authorization(char *out, size_t size, const char *token) {
    int length = snprintf(out, size, "Bearer %s", token);
    ASSERT(length > 0 && (size_t)length < size);
}

static char *url_of(const struct service *service, const char *path) {
    struct text_buf url;
    text_buf_init(&url, 4096);
    text_addf(&url, "%s%s", service->base, path);
    ASSERT(!url.overflowed);
    return url.data;
}

void service_ask(struct service *service, const struct service_ask *ask) {
    ASSERT(service->magic == SERVICE_MAGIC && ask->on_answer != NULL);
    if (service->closing) {
        json_decref(ask->body);
        return;
    }
    struct exchange *x = calloc(1, sizeof *x);
    ASSERT(x != NULL);
    *x = (struct exchange){.magic = EXCHANGE_MAGIC,
                           .service = service,
                           .next = service->exchanges,
                           .once = ask->once,
                           .asked_at = uv_now(service->loop),
                           .pause_ms = RETRY_FIRST_MS,
                           .on_answer = ask->on_answer,
                           .ctx = ask->ctx};
    if (x->next != NULL) x->next->previous = x;
    service->exchanges = x;
    service->totals.asked++;
    service->totals.unanswered++;
    x->url = url_of(service, ask->path);
    x->method = copy_bytes(ask->method, strlen(ask->method));
    x->has_token = ask->token != NULL;
    if (x->has_token) set_authorization(x->authorization, sizeof x->authorization, ask->token);
    snprintf(x->key, sizeof x->key, "%s.k%llu", service->run, (unsigned long long)++service->keys);
    if (ask->body != NULL) {
        x->body = json_dumps(ask->body, JSON_COMPACT);
        ASSERT(x->body != NULL);
        x->body_length = strlen(x->body);
        json_decref(ask->body);
    } else if (ask->text.data != NULL) {
        x->body = copy_bytes(ask->text.data, ask->text.length);
        x->body_length = ask->text.length;
    }
    exchange_send(x);
}

/* ---- streams ---- */

static void stream_connect(struct service_stream *stream);

/* Lent until the next frame of any stream. NULL: no JSON. */
static const json_t *read_event(struct service *service, struct slice text) {
    const struct text_buf *last = &service->last_text;
    if (service->last_json != NULL && last->length == text.length &&
        memcmp(last->data, text.data, text.length) == 0)
        return service->last_json;
    json_decref(service->last_json);
    service->last_json = json_loadb(text.data, text.length, 0, NULL);
    text_buf_clear(&service->last_text);
    text_add_bytes(&service->last_text, text.data, text.length);
    return service->last_json;
}

static void on_frame(void *ctx, const struct event_frame *frame) {
    struct service_stream *stream = stream_of(ctx);
    if (stream->stopped) return;
    if (strcmp(frame->event, "gap") == 0) {
        stream->from_scratch = true;
        fetch_cancel(stream->service->fetch, stream->connection);
        return;
    }
    const json_t *json = read_event(stream->service, frame->data);
    stream->bad_frame = json == NULL;
    if (json == NULL) return;
    stream->open = true;
    stream->pause_ms = RETRY_FIRST_MS;
    stream->events.on_event(stream->events.ctx, frame->event, frame->id, json, frame->data);
}

static void on_stream_bytes(void *ctx, const char *data, size_t length) {
    struct service_stream *stream = stream_of(ctx);
    if (stream->stopped) return;
    bool sound = event_stream_feed(&stream->reader, data, length, on_frame, stream);
    stream->open = stream->open || event_stream_last_id(&stream->reader)[0] != '\0';
    if (!sound || stream->bad_frame) fetch_cancel(stream->service->fetch, stream->connection);
}

static void on_stream_done(void *ctx, const struct fetch_answer *answer) {
    struct service_stream *stream = stream_of(ctx);
    stream->open = false;
    stream->connection = 0;
    if (stream->service->closing || stream->stopped) return;
    if (answer->outcome == FETCH_ANSWERED && (answer->status == 401 || answer->status == 403)) {
        stream->stopped = true;
        json_t *body = json_loadb(answer->body.data, answer->body.length, 0, NULL);
        char why[512];
        describe(answer, body, why, sizeof why);
        json_decref(body);
        stream->events.on_refused(stream->events.ctx, why);
        return;
    }
    if (answer->status == 410) stream->from_scratch = true;
    stream->again_at = uv_now(stream->service->loop) + stream->pause_ms;
    stream->pause_ms = stream->pause_ms * 2 > RETRY_MOST_MS ? RETRY_MOST_MS : stream->pause_ms * 2;
}

static void stream_connect(struct service_stream *stream) {
    struct service *service = stream->service;
    if (stream->from_scratch) {
        event_stream_close(&stream->reader);
        event_stream_init(&stream->reader, FRAME_MAX);
    } else {
        event_stream_restart(&stream->reader);
    }
    stream->from_scratch = stream->bad_frame = false;
    const char *last_id = event_stream_last_id(&stream->reader);
    struct fetch_header headers[] = {{"Authorization", stream->authorization},
                                     {"Accept", "text/event-stream"},
                                     {"Last-Event-ID", last_id}};
    char *url = url_of(service, "/v1/stream");
    struct fetch_request request = {
        .method = "GET",
        .url = url,
        .headers = headers,
        .header_count = last_id[0] == '\0' ? 2 : 3,
        .connect_ms = 2000,
        .quiet_ms = STREAM_QUIET_MS,
        .response_max = 65536,
        .on_bytes = on_stream_bytes,
        .on_done = on_stream_done,
        .ctx = stream,
    };
    if (fetch_start(service->fetch, &request, &stream->connection) != ERR_OK)
        stream->again_at = uv_now(service->loop) + stream->pause_ms;
    free(url);
}

struct service_stream *service_follow(struct service *service, const char *token, const char *after,
                                      const struct service_events *events) {
    if (service->stream_count == service->stream_max) return NULL;
    struct service_stream *stream = &service->streams[service->stream_count++];
    *stream = (struct service_stream){
        .magic = STREAM_MAGIC, .service = service, .events = *events, .pause_ms = RETRY_FIRST_MS};
    set_authorization(stream->authorization, sizeof stream->authorization, token);
    event_stream_init(&stream->reader, FRAME_MAX);
    if (after != NULL) event_stream_set_last_id(&stream->reader, after);
    stream_connect(stream);
    return stream;
}

void service_stop(struct service_stream *stream) {
    if (stream->stopped) return;
    stream->stopped = true;
    stream->open = false;
    if (stream->connection != 0) fetch_cancel(stream->service->fetch, stream->connection);
}

bool service_stream_open(const struct service_stream *stream) { return stream->open; }

/* ---- life ---- */

static void on_retry(uv_timer_t *timer) {
    struct service *service = timer->data;
    uint64_t now = uv_now(service->loop);
    for (struct exchange *x = service->exchanges, *next; x != NULL; x = next) {
        next = x->next;
        if (x->waiting && x->again_at <= now) exchange_send(x);
    }
    for (uint32_t i = 0; i < service->stream_count; i++) {
        struct service_stream *stream = &service->streams[i];
        if (stream->stopped || stream->connection != 0 || stream->again_at > now) continue;
        stream_connect(stream);
    }
}

static void draw_run(char *out) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint8_t bytes[6];
    bool drawn = crypto_random(bytes, sizeof bytes);
    ASSERT(drawn);
    for (size_t i = 0; i < sizeof bytes; i++)
        out[i] = letters[bytes[i] % 32];
    out[0] = letters[bytes[0] % 26];
    out[sizeof bytes] = '\0';
}

struct service *service_create(struct uv_loop_s *loop, const struct service_config *config) {
    struct service *service = calloc(1, sizeof *service);
    if (service == NULL) return NULL;
    service->streams = calloc(config->streams, sizeof *service->streams);
    struct fetch_config fetch = {
        .concurrent_max = config->streams + 64,
        .waiting_max = LIMIT_FETCH_WAITING,
        .user_agent = "ddh-drill/" DDH_VERSION,
    };
    if (service->streams == NULL || fetch_create(loop, &fetch, &service->fetch) != ERR_OK) {
        free(service->streams);
        free(service);
        return NULL;
    }
    service->magic = SERVICE_MAGIC;
    service->loop = loop;
    service->base = copy_bytes(config->url, strlen(config->url));
    service->patience_ms = config->patience_ms;
    service->stream_max = config->streams;
    text_buf_init(&service->last_text, FRAME_MAX);
    draw_run(service->run);
    uv_timer_init(loop, &service->retry);
    service->retry.data = service;
    uv_timer_start(&service->retry, on_retry, RETRY_TICK_MS, RETRY_TICK_MS);
    return service;
}

struct service_totals service_totals(const struct service *service) {
    return service->totals;
}
const char *service_run(const struct service *service) { return service->run; }

static void maybe_closed(struct service *service) {
    if (--service->open_parts > 0) return;
    while (service->exchanges != NULL)
        exchange_free(service->exchanges); /* those that waited to be sent again */
    for (uint32_t i = 0; i < service->stream_count; i++)
        event_stream_close(&service->streams[i].reader);
    void (*closed)(void *) = service->closed;
    void *ctx = service->closed_ctx;
    json_decref(service->last_json);
    text_buf_close(&service->last_text);
    free(service->streams);
    free(service->base);
    service->magic = 0;
    free(service);
    closed(ctx);
}

static void on_fetch_closed(void *ctx) { maybe_closed(ctx); }
static void on_retry_closed(uv_handle_t *handle) { maybe_closed(handle->data); }

void service_close(struct service *service, void (*done)(void *ctx), void *ctx) {
    ASSERT(service->magic == SERVICE_MAGIC && !service->closing);
    service->closing = true;
    service->closed = done;
    service->closed_ctx = ctx;
    service->open_parts = 2;
    fetch_close(service->fetch, on_fetch_closed, service);
    uv_close((uv_handle_t *)&service->retry, on_retry_closed);
}
