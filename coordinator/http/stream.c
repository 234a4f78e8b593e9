/* An event stream:
 *  - the api opens it (stream_open) and says when there is more (stream_ready); both only put the
 *    exchange on the pump list, so that the api is never called from inside its own call;
 *  - before the loop sleeps stream_pump() takes up to STREAM_BATCH frames from the api and gives
 *    them to ONE h2o_send;
 *  - when those bytes are with the kernel h2o calls stream_proceed(): frames released, the next
 *    batch;
 *  - nothing more: the stream rests until stream_ready().
 * The end: the api ends it (stream_end): the batch in flight may still go out, for `linger_ms` at
 * most, then the last chunk; or the client leaves: the request is disposed of, the frames
 * released, the api told (exchange_dispose). A reader that does not read stops at the kernel's
 * small buffer and one batch; everything else waits in the api's ring, which has its own end. */
#include "http/internal.h"

#include <sys/socket.h>

static void queue(struct exchange *x) {
    if (!h2o_linklist_is_linked(&x->pump))
        h2o_linklist_insert(&x->connection->http->pump, &x->pump);
}

static void release_frames(struct exchange *x) {
    for (; x->held > 0; x->held--)
        api_frame_release(x->connection->http->api, x->frames[x->held - 1]);
}

void stream_release(struct exchange *x) {
    if (h2o_linklist_is_linked(&x->pump)) h2o_linklist_unlink(&x->pump);
    release_frames(x);
}

/* May close the connection inside the call (HTTP/1.0, where nothing is left to write). */
static void finish(struct exchange *x) {
    ASSERT(!x->in_flight);
    x->in_flight = true;
    h2o_send(x->request, NULL, 0, H2O_SEND_STATE_FINAL);
}

static void send_batch(struct exchange *x) {
    ASSERT(!x->in_flight && x->held == 0);
    h2o_iovec_t bufs[STREAM_BATCH];
    while (x->held < STREAM_BATCH) {
        struct slice bytes;
        struct api_frame *frame = api_stream_next(x->connection->http->api, x->stream, &bytes);
        if (frame == NULL) break;
        bufs[x->held] = h2o_iovec_init(bytes.data, bytes.length);
        x->frames[x->held++] = frame;
    }
    size_t count = x->held;
    if (count == 0) {
        if (x->opened) return;
        /* Nothing to say yet, but the client waits for the head: a comment carries it. */
        bufs[count++] = h2o_iovec_init(H2O_STRLIT(":\n\n"));
    }
    x->opened = true;
    x->in_flight = true;
    h2o_send(x->request, bufs, count, H2O_SEND_STATE_IN_PROGRESS);
}

static void go_on(struct exchange *x) {
    if (x->in_flight) return;
    if (x->state == EXCHANGE_STREAM)
        send_batch(x);
    else
        finish(x);
}

static void stream_proceed(h2o_generator_t *generator, h2o_req_t *request) {
    (void)request;
    struct exchange *x =
        (struct exchange *)(void *)((char *)generator - offsetof(struct exchange, generator));
    ASSERT(x->magic == EXCHANGE_MAGIC);
    ASSERT(x->in_flight);
    x->in_flight = false;
    release_frames(x);
    go_on(x);
}

/* The first time, outside of the api's calls: the request's bytes are not needed any more, and 8
 * KiB of buffer per open stream would be half of what a stream may cost. */
static void settle(struct exchange *x) {
    struct connection *c = x->connection;
    connection_forget_input(c);
    int bytes = LIMIT_STREAM_SEND_BYTES, fd = h2o_socket_get_fd(c->socket);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes) != 0)
        LOG_DEBUG("http", "the send buffer of a stream stays as it is");
    connection_move(c, CONNECTION_STREAM);
    connection_watch(c);
}

void stream_pump(struct exchange *x) {
    ASSERT(x->magic == EXCHANGE_MAGIC);
    if (x->connection->state == CONNECTION_BUSY) settle(x);
    if (x->head && x->state == EXCHANGE_STREAM) {
        x->state = EXCHANGE_OVER;
        api_cancel(x->connection->http->api, &x->api);
    }
    go_on(x);
}

void stream_open(void *ctx, struct api_exchange *api, struct api_stream *stream) {
    struct exchange *x = exchange_of(api);
    struct http *http = ctx;
    ASSERT(x->connection->http == http);
    ASSERT(x->state == EXCHANGE_WAITING && stream != NULL);
    x->state = EXCHANGE_STREAM;
    x->stream = stream;
    x->generator.proceed = stream_proceed;
    http->view.waiting--;
    http->view.streams++;
    if (x->credential) connection_trust(x->connection);

    h2o_req_t *request = x->request;
    request->res.status = 200;
    request->res.reason = http_reason(200);
    request->http1_is_persistent =
        0; /* its buffer is given back, so it cannot carry another request */
    exchange_add_header(request, SLICE("Content-Type"), SLICE("text/event-stream"));
    exchange_add_header(request, SLICE("X-Accel-Buffering"), SLICE("no"));
    exchange_security_headers(request, false);
    h2o_start_response(request, &x->generator);
    queue(x);
}

void stream_ready(void *ctx, struct api_exchange *api) {
    struct exchange *x = exchange_of(api);
    ASSERT(x->connection->http == ctx);
    ASSERT(x->state == EXCHANGE_STREAM);
    if (!x->in_flight) queue(x);
}

void stream_end(void *ctx, struct api_exchange *api) {
    struct exchange *x = exchange_of(api);
    struct http *http = ctx;
    ASSERT(x->state == EXCHANGE_STREAM);
    x->state = EXCHANGE_OVER;
    connection_timer_start(x->connection, &http->linger_timeout);
    if (!x->in_flight) queue(x);
}
