/* The room coordinator/http alone: the real listener, guards and streams around an api that
 * decides nothing. Between the bare server and the coordinator it tells what the room costs and
 * what is the engine's and the store's. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "bench.h"
#include "http/http.h"

#define ROOM_EVENT "id: 1-1\nevent: bench\ndata: {\"id\":\"1-1\",\"type\":\"bench\"}\n\n"
#define ROOM_SLICE 250 /* streams told in one turn, as the coordinator does */

struct api_frame {
    uint32_t references;
};

struct api_stream {
    struct api_exchange *exchange;
    uint32_t place;
    bool greeted, has_event;
};

struct api {
    struct http *http;
    struct api_stream **streams;
    uint32_t stream_count, capacity, told;
    bool telling;
    struct api_frame frame; /* the one event, shared by all */
};

static void answer_text(struct api *api, struct api_exchange *exchange, int status,
                        const char *text) {
    struct api_answer answer = {
        .status = status, .content_type = "application/json", .body = slice_of(text)};
    http_port_ops.answer(api->http, exchange, &answer);
}

static void answer_json(struct api *api, struct api_exchange *exchange, struct slice body) {
    json_t *value = json_loadb(body.data != NULL ? body.data : "", body.length, 0, NULL);
    char *text = value != NULL ? json_dumps(value, JSON_COMPACT) : NULL;
    answer_text(api, exchange, text != NULL ? 200 : 400, text != NULL ? text : "{}");
    free(text);
    json_decref(value);
}

static void open_stream(struct api *api, struct api_exchange *exchange) {
    struct api_stream *stream = calloc(1, sizeof *stream);
    if (api->stream_count == api->capacity) {
        api->capacity = api->capacity == 0 ? 1024 : 2 * api->capacity;
        api->streams = realloc(api->streams, api->capacity * sizeof *api->streams);
    }
    if (stream == NULL || api->streams == NULL) die("no memory for streams");
    stream->exchange = exchange;
    stream->place = api->stream_count;
    api->streams[api->stream_count++] = stream;
    exchange->api_state = stream;
    http_port_ops.stream_open(api->http, exchange, stream);
}

void api_handle(struct api *api, struct api_exchange *exchange, const struct api_request *request) {
    exchange->api_state = NULL;
    if (slice_equals(request->target, "/stream")) {
        open_stream(api, exchange);
    } else if (slice_equals(request->target, "/broadcast")) {
        api->telling = true;
        api->told = 0;
        http_port_ops.soon(api->http);
        answer_text(api, exchange, 200, "{}");
    } else {
        answer_json(api, exchange, request->body);
    }
}

void api_cancel(struct api *api, struct api_exchange *exchange) {
    struct api_stream *stream = exchange->api_state;
    if (stream == NULL) return;
    struct api_stream *last = api->streams[--api->stream_count];
    api->streams[stream->place] = last;
    last->place = stream->place;
    free(stream);
}

void api_turn(struct api *api) {
    for (uint32_t i = 0; i < ROOM_SLICE && api->told < api->stream_count; i++, api->told++) {
        struct api_stream *stream = api->streams[api->told];
        stream->has_event = true;
        http_port_ops.stream_ready(api->http, stream->exchange);
    }
    api->telling = api->telling && api->told < api->stream_count;
    if (api->telling) http_port_ops.soon(api->http);
}

time_ms api_next_deadline(const struct api *api) {
    (void)api;
    return TIME_NEVER;
}

struct api_frame *api_stream_next(struct api *api, struct api_stream *stream, struct slice *bytes) {
    if (stream->greeted && !stream->has_event) return NULL;
    *bytes = stream->greeted ? SLICE(ROOM_EVENT) : SLICE(":\n\n");
    if (stream->greeted)
        stream->has_event = false;
    else
        stream->greeted = true;
    api->frame.references++;
    return &api->frame;
}

void api_frame_release(struct api *api, struct api_frame *frame) {
    if (frame != &api->frame || frame->references-- == 0) die("a frame was released twice");
}

void api_drain(struct api *api) { (void)api; }

static time_ms monotonic(void *ctx) {
    (void)ctx;
    return (time_ms)(uv_hrtime() / 1000000);
}

_Noreturn void room_serve(int report) {
    static struct api api; /* for as long as the process lives */
    static uv_loop_t loop;
    static const char *const exempt[] = {"127.0.0.0/8"};
    struct http_config config = {.address = "127.0.0.1",
                                 .exempt_networks = exempt,
                                 .exempt_network_count = 1,
                                 .connections = 64000,
                                 .monotonic = monotonic};
    struct problem problem;
    uv_loop_init(&loop);
    api.http = http_create(&loop, &config, &problem);
    if (api.http == NULL || http_open(api.http, &api, &problem) != ERR_OK)
        die("the room cannot listen: %s", problem.detail);
    uint16_t port = http_port(api.http);
    if (write(report, &port, sizeof port) != sizeof port) die("the room has no parent");
    close(report);
    uv_run(&loop, UV_RUN_DEFAULT);
    exit(0);
}
