/* A real server on a loop of its own and clients on the same thread. The api is a small one,
 * defined here in place of the real one: what it does depends on the target. Included by each test
 * program once.
 *
 *   /now...      answers at once and says what it was asked
 *   /later...    is kept until answer_waiting()
 *   /big         a body of BIG_BYTES
 *   /nothing     204
 *   /split       an answer whose header value has a line break
 *   /stream      an event stream: fed by broadcast(), ended by end_streams() or when its ring is
 *                full
 *   /v1/stream   the same
 *   /v1/private  200 with the token "good", else 401 */
#ifndef TESTS_HTTP_FIXTURE_H
#define TESTS_HTTP_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <uv.h>

#include "base/limits.h"
#include "http/http.h"

#define BIG_BYTES (8 * 1024 * 1024)
#define RING_FRAMES 32
#define MOST_WAITING 64
#define PATIENCE_NS (20 * UINT64_C(1000000000)) /* a bound for a broken server, never waited for */

/* --- the api ---------------------------------------------------------------------------------- */

struct api_frame {
    uint32_t references;
    size_t length;
    char bytes[];
};

struct api_stream {
    struct api_exchange *exchange;
    struct api_frame *ring[RING_FRAMES];
    uint32_t first, count;
    bool asked; /* stream_ready was called and api_stream_next not since */
};

struct api {
    struct http *http;
    struct api_exchange *waiting[MOST_WAITING];
    uint32_t waiting_count;
    struct api_stream *streams[MOST_WAITING];
    uint32_t stream_count;
    uint32_t handled, cancelled, turns, drained, frames, most_frames, ended;
    time_ms due;
    bool last_local;
    char last_address[64], last_key[80];
};

static inline void api_answer_text(struct api *api, struct api_exchange *exchange, int status,
                                   struct slice body) {
    struct api_answer answer = {
        .status = status, .content_type = status == 204 ? NULL : "application/json", .body = body};
    http_port_ops.answer(api->http, exchange, &answer);
}

static inline void api_forget(struct api *api, const struct api_exchange *exchange) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < api->waiting_count; i++)
        if (api->waiting[i] != exchange) api->waiting[kept++] = api->waiting[i];
    api->waiting_count = kept;
}

static inline void api_tell(struct api *api, struct api_exchange *exchange,
                            const struct api_request *request) {
    struct text_buf body;
    text_buf_init(&body, LIMIT_HEADER_BYTES * 2);
    text_addf(&body, "{\"method\":%d,\"target\":", request->method);
    text_add_json_string(&body, request->target.data, request->target.length);
    text_addf(&body, ",\"bytes\":%zu,\"start\":", request->body.length);
    size_t start = request->body.length < 40 ? request->body.length : 40;
    text_add_json_string(&body, start > 0 ? request->body.data : "", start);
    text_add(&body, "}");
    api_answer_text(api, exchange, 200, text_slice(&body));
    text_buf_close(&body);
}

static inline void api_stream_begin(struct api *api, struct api_exchange *exchange) {
    struct api_stream *stream = calloc(1, sizeof *stream);
    assert_non_null(stream);
    stream->exchange = exchange;
    exchange->api_state = stream;
    assert_true(api->stream_count < MOST_WAITING);
    api->streams[api->stream_count++] = stream;
    http_port_ops.stream_open(api->http, exchange, stream);
}

static inline bool target_is(const struct api_request *request, const char *start) {
    return request->target.length >= strlen(start) &&
           memcmp(request->target.data, start, strlen(start)) == 0;
}

void api_handle(struct api *api, struct api_exchange *exchange, const struct api_request *request) {
    api->handled++;
    api->last_local = request->local;
    exchange->api_state = NULL;
    assert_true(request->address.length < sizeof api->last_address);
    memcpy(api->last_address, request->address.data, request->address.length);
    api->last_address[request->address.length] = '\0';
    assert_true(request->idempotency_key.length < sizeof api->last_key);
    if (request->idempotency_key.length > 0)
        memcpy(api->last_key, request->idempotency_key.data, request->idempotency_key.length);
    api->last_key[request->idempotency_key.length] = '\0';

    if (target_is(request, "/later")) {
        assert_true(api->waiting_count < MOST_WAITING);
        api->waiting[api->waiting_count++] = exchange;
    } else if (target_is(request, "/stream") || target_is(request, "/v1/stream")) {
        api_stream_begin(api, exchange);
    } else if (target_is(request, "/big")) {
        char *big = malloc(BIG_BYTES);
        assert_non_null(big);
        for (size_t i = 0; i < BIG_BYTES; i++)
            big[i] = (char)('a' + i % 23);
        api_answer_text(api, exchange, 200, (struct slice){big, BIG_BYTES});
        free(big);
    } else if (target_is(request, "/v1/private")) {
        bool good = slice_equals(request->authorization, "Bearer good");
        api_answer_text(api, exchange, good ? 200 : 401, SLICE("{}"));
    } else if (target_is(request, "/nothing")) {
        api_answer_text(api, exchange, 204, SLICE(""));
    } else if (target_is(request, "/split")) {
        struct api_answer answer = {
            .status = 201,
            .content_type = "application/json",
            .body = SLICE("{}"),
            .headers = {{"Location", SLICE("/a\r\nSet-Cookie: x")}, {"ETag", SLICE("\"1\"")}},
            .header_count = 2};
        http_port_ops.answer(api->http, exchange, &answer);
    } else {
        api_tell(api, exchange, request);
    }
}

void api_frame_release(struct api *api, struct api_frame *frame) {
    assert_true(frame->references > 0);
    if (--frame->references > 0) return;
    api->frames--;
    free(frame);
}

static inline void api_stream_free(struct api *api, struct api_stream *stream) {
    for (; stream->count > 0; stream->count--)
        api_frame_release(api, stream->ring[stream->first++ % RING_FRAMES]);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < api->stream_count; i++)
        if (api->streams[i] != stream) api->streams[kept++] = api->streams[i];
    api->stream_count = kept;
    free(stream);
}

void api_cancel(struct api *api, struct api_exchange *exchange) {
    api->cancelled++;
    if (exchange->api_state != NULL)
        api_stream_free(api, exchange->api_state);
    else
        api_forget(api, exchange);
}

struct api_frame *api_stream_next(struct api *api, struct api_stream *stream, struct slice *bytes) {
    (void)api;
    stream->asked = false;
    if (stream->count == 0) return NULL;
    struct api_frame *frame = stream->ring[stream->first++ % RING_FRAMES];
    stream->count--;
    *bytes = (struct slice){frame->bytes, frame->length};
    return frame; /* the ring's reference goes to the caller */
}

static inline void api_stream_finish(struct api *api, struct api_stream *stream) {
    struct api_exchange *exchange = stream->exchange;
    api->ended++;
    api_stream_free(api, stream);
    http_port_ops.stream_end(api->http, exchange);
}

static inline void end_streams(struct api *api) {
    while (api->stream_count > 0)
        api_stream_finish(api, api->streams[0]);
}

void api_drain(struct api *api) {
    api->drained++;
    end_streams(api);
}

void api_turn(struct api *api) {
    api->turns++;
    api->due = TIME_NEVER;
}

time_ms api_next_deadline(const struct api *api) { return api->due; }

/* One frame, shared by all the streams that are open. */
static inline void broadcast(struct api *api, const char *bytes, size_t length) {
    struct api_frame *frame = malloc(sizeof *frame + length);
    assert_non_null(frame);
    frame->references = 1;
    frame->length = length;
    memcpy(frame->bytes, bytes, length);
    if (++api->frames > api->most_frames) api->most_frames = api->frames;
    for (uint32_t i = api->stream_count; i-- > 0;) {
        struct api_stream *stream = api->streams[i];
        if (stream->count == RING_FRAMES) {
            api_stream_finish(api, stream);
            continue;
        }
        stream->ring[(stream->first + stream->count++) % RING_FRAMES] = frame;
        frame->references++;
        if (!stream->asked) {
            stream->asked = true;
            http_port_ops.stream_ready(api->http, stream->exchange);
        }
    }
    api_frame_release(api, frame);
}

static inline void answer_waiting(struct api *api, uint32_t index, const char *body) {
    assert_true(index < api->waiting_count);
    struct api_exchange *exchange = api->waiting[index];
    api_forget(api, exchange);
    api_answer_text(api, exchange, 200, slice_of(body));
}

/* --- the server ------------------------------------------------------------------------------- */

struct server {
    uv_loop_t loop;
    struct http *http;
    struct api api;
    char directory[64], socket_path[96];
    bool closed, closing;
};

static inline time_ms monotonic(void *ctx) {
    (void)ctx;
    return (time_ms)(uv_hrtime() / 1000000);
}

static inline void server_create(struct server *s, struct http_config config) {
    memset(s, 0, sizeof *s);
    s->api.due = TIME_NEVER;
    assert_int_equal(uv_loop_init(&s->loop), 0);
    assert_int_equal(snprintf(s->directory, sizeof s->directory, "/tmp/ddh-http-XXXXXX"), 20);
    assert_non_null(mkdtemp(s->directory));
    (void)snprintf(s->socket_path, sizeof s->socket_path, "%s/admin.sock", s->directory);
    if (config.address == NULL) config.address = "127.0.0.1";
    config.monotonic = monotonic;
    struct problem problem;
    s->http = http_create(&s->loop, &config, &problem);
    assert_non_null(s->http);
    s->api.http = s->http;
}

static inline void server_open(struct server *s, struct http_config config) {
    server_create(s, config);
    struct problem problem;
    if (http_open(s->http, &s->api, &problem) != ERR_OK) fail_msg("%s", problem.detail);
    assert_int_not_equal(http_port(s->http), 0);
}

static inline void on_server_closed(void *ctx) { ((struct server *)ctx)->closed = true; }

static inline void server_begin_close(struct server *s) {
    s->closing = true;
    http_close(s->http, on_server_closed, s);
}

/* Ends everything and proves that nothing is left: handles, exchanges, frames. */
static inline void server_close(struct server *s) {
    if (!s->closing) server_begin_close(s);
    while (!s->closed)
        uv_run(&s->loop, UV_RUN_ONCE);
    assert_int_equal(s->api.waiting_count, 0);
    assert_int_equal(s->api.stream_count, 0);
    assert_int_equal(s->api.frames, 0);
    struct http_view view;
    http_view(s->http, &view);
    assert_int_equal(view.connections, 0);
    assert_int_equal(view.streams, 0);
    assert_int_equal(view.waiting, 0);
    http_destroy(s->http);
    assert_int_equal(uv_loop_close(&s->loop), 0);
    (void)unlink(s->socket_path);
    assert_int_equal(rmdir(s->directory), 0);
}

/* --- clients ---------------------------------------------------------------------------------- */

struct client {
    struct server *server;
    int fd;
    struct text_buf in;
    bool ended, was_reset; /* the server has closed its side; rudely */
    bool deaf;             /* does not read */
};

static inline struct client client_on(struct server *s, int fd) {
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    struct client c = {.server = s, .fd = fd};
    text_buf_init(&c.in, BIG_BYTES * 2);
    return c;
}

/* From another loopback address: 127.0.0.0/8 is all this machine. `receive_bytes` 0: the system's
 * default. */
static inline struct client client_from(struct server *s, const char *source, int receive_bytes) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    if (receive_bytes > 0)
        assert_int_equal(
            setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes), 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    assert_int_equal(inet_pton(AF_INET, source, &address.sin_addr), 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    address.sin_port = htons(http_port(s->http));
    assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr), 1);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return client_on(s, fd);
}

static inline struct client client_open(struct server *s) { return client_from(s, "127.0.0.1", 0); }

static inline void client_leave(struct client *c) {
    if (c->fd >= 0) assert_int_equal(close(c->fd), 0);
    c->fd = -1;
    text_buf_close(&c->in);
}

static inline void client_receive(struct client *c) {
    char bytes[65536];
    ssize_t got;
    while (!c->deaf && !c->ended && (got = recv(c->fd, bytes, sizeof bytes, 0)) != 0) {
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got < 0) {
            c->was_reset = c->ended = true;
            return;
        }
        text_add_bytes(&c->in, bytes, (size_t)got);
    }
    if (!c->deaf) c->ended = true;
}

/* One step of the world: the server's loop, then what has come for this client; waits for either
 * to have something. */
static inline void client_step(struct client *c, uint64_t deadline, short events) {
    if (uv_hrtime() > deadline)
        fail_msg("nothing came; so far: %s", c->in.data != NULL ? c->in.data : "");
    uv_run(&c->server->loop, UV_RUN_NOWAIT);
    size_t before = c->in.length;
    client_receive(c);
    if (c->in.length != before || c->ended) return;
    int patience = uv_backend_timeout(&c->server->loop);
    struct pollfd waits[2] = {{.fd = uv_backend_fd(&c->server->loop), .events = POLLIN},
                              {.fd = c->fd, .events = c->deaf ? 0 : events}};
    (void)poll(waits, 2, patience >= 0 && patience < 20 ? patience : 20);
}

static inline void client_send_bytes(struct client *c, const char *bytes, size_t length) {
    uint64_t deadline = uv_hrtime() + PATIENCE_NS;
    while (length > 0) {
        ssize_t sent = send(c->fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            client_step(c, deadline, POLLIN | POLLOUT);
            continue;
        }
        if (sent < 0) return; /* the server has hung up: the test will see by what it said */
        bytes += sent;
        length -= (size_t)sent;
    }
}

static inline void client_send(struct client *c, const char *text) {
    client_send_bytes(c, text, strlen(text));
}

static inline void wait_for_bytes(struct client *c, size_t length) {
    uint64_t deadline = uv_hrtime() + PATIENCE_NS;
    while (c->in.length < length && !c->ended)
        client_step(c, deadline, POLLIN);
    if (c->in.length < length)
        fail_msg("the connection ended after: %s", c->in.data != NULL ? c->in.data : "nothing");
}

static inline void wait_for_text(struct client *c, const char *text) {
    uint64_t deadline = uv_hrtime() + PATIENCE_NS;
    while ((c->in.data == NULL || strstr(c->in.data, text) == NULL) && !c->ended)
        client_step(c, deadline, POLLIN);
    if (c->in.data == NULL || strstr(c->in.data, text) == NULL)
        fail_msg("no \"%s\" in: %s", text, c->in.data != NULL ? c->in.data : "nothing");
}

static inline void wait_for_end(struct client *c) {
    uint64_t deadline = uv_hrtime() + PATIENCE_NS;
    while (!c->ended)
        client_step(c, deadline, POLLIN);
}

/* Until a number that the server changes is what it should be. */
static inline void wait_for_count(struct client *c, const uint32_t *count, uint32_t value) {
    uint64_t deadline = uv_hrtime() + PATIENCE_NS;
    while (*count != value)
        client_step(c, deadline, POLLIN);
}

struct response {
    int status;
    char head[4096];
    char *body; /* NUL-terminated; freed by response_free() */
    size_t length;
};

static inline void response_free(struct response *r) { free(r->body); }

static inline const char *response_header(const struct response *r, const char *line) {
    return strstr(r->head, line);
}

static inline void client_consume(struct client *c, size_t length) {
    struct text_buf rest;
    text_buf_init(&rest, BIG_BYTES * 2);
    text_add_bytes(&rest, c->in.data + length, c->in.length - length);
    text_buf_close(&c->in);
    c->in = rest;
}

static inline struct response read_response(struct client *c, bool body_follows) {
    struct response r = {0};
    wait_for_text(c, "\r\n\r\n");
    size_t head = (size_t)(strstr(c->in.data, "\r\n\r\n") + 4 - c->in.data);
    assert_true(head < sizeof r.head);
    memcpy(r.head, c->in.data, head);
    assert_int_equal(strncmp(r.head, "HTTP/1.1 ", 9), 0);
    r.status = (int)strtol(r.head + 9, NULL, 10);
    const char *length = strstr(r.head, "Content-Length: ");
    if (length != NULL && body_follows) r.length = strtoul(length + 16, NULL, 10);
    wait_for_bytes(c, head + r.length);
    r.body = malloc(r.length + 1);
    assert_non_null(r.body);
    memcpy(r.body, c->in.data + head, r.length);
    r.body[r.length] = '\0';
    client_consume(c, head + r.length);
    return r;
}

/* Reads one response, holds it against what is expected, frees it. `contains` NULL: any body. */
static inline void expect_response(struct client *c, int status, const char *contains) {
    struct response r = read_response(c, true);
    if (r.status != status) fail_msg("%s%s", r.head, r.body);
    if (contains != NULL && strstr(r.body, contains) == NULL)
        fail_msg("no \"%s\" in %s", contains, r.body);
    response_free(&r);
}

/* A refusal: problem+json of that type, and then the connection ends without a reset. */
static inline void expect_refusal(struct client *c, int status, const char *slug) {
    struct response r = read_response(c, true);
    char type[128];
    (void)snprintf(type, sizeof type, "\"type\":\"urn:ddh:problem:%s\"", slug);
    if (r.status != status || strstr(r.body, type) == NULL) fail_msg("%s%s", r.head, r.body);
    assert_non_null(response_header(&r, "Content-Type: application/problem+json\r\n"));
    assert_non_null(response_header(&r, "Connection: close\r\n"));
    response_free(&r);
    wait_for_end(c);
    assert_false(c->was_reset);
    assert_int_equal(c->in.length, 0);
}

#endif
