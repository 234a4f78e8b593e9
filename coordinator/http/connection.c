/* A connection, from accept to close, with the guard between the socket and h2o:
 *  - accepted: over a cap it is told so and closed, otherwise h2o gets it and we put our own
 *    reader before h2o's;
 *  - bytes: the guard looks at them until a whole head is there and has passed; then h2o sees it,
 *    and the body after it;
 *  - the request is with the api: we keep reading, to see the client leave;
 *  - answered: h2o starts to read again by itself, so the connection goes on the rearm list and
 *    gets our reader back before the loop looks at sockets again. Requests that lie in the buffer
 *    already go to h2o at once; the guard looks at those in exchange_handle().
 * Refusing: the answer is written past h2o, our side is shut, what still comes is thrown away for
 * a moment (a reset would take the answer away from a client that is still sending), then the
 * connection is closed. Two clocks: `request_ms` is ours and runs from a request's first byte;
 * h2o's own timeout is the one for idle connections. */
#include "http/internal.h"

#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

static void on_read(h2o_socket_t *socket, const char *error);

static struct connection *from_socket(const h2o_socket_t *socket) {
    struct connection *c = socket->on_close.data;
    ASSERT(c->magic == CONNECTION_MAGIC);
    return c;
}

struct connection *connection_of(h2o_req_t *request) {
    return from_socket(request->conn->callbacks->get_socket(request->conn));
}

void connection_move(struct connection *c, enum connection_state to) {
    static const bool may[5][5] = {
        [CONNECTION_HEAD] =
            {[CONNECTION_BODY] = true, [CONNECTION_BUSY] = true, [CONNECTION_REFUSED] = true},
        [CONNECTION_BODY] = {[CONNECTION_BUSY] = true, [CONNECTION_REFUSED] = true},
        [CONNECTION_BUSY] = {[CONNECTION_STREAM] = true, [CONNECTION_HEAD] = true},
        [CONNECTION_STREAM] = {[CONNECTION_HEAD] = true},
    };
    ASSERT(may[c->state][to]);
    c->state = to;
    if (to == CONNECTION_BUSY) h2o_timeout_unlink(&c->timer);
}

void connection_timer_start(struct connection *c, h2o_timeout_t *timeout) {
    h2o_timeout_unlink(&c->timer);
    h2o_timeout_link(c->http->loop, timeout, &c->timer);
}

void connection_trust(struct connection *c) {
    if (c->counted) address_counts_remove(c->http->counts, &c->address);
    c->counted = false;
}

void connection_abort(struct connection *c) {
    if (c->h2o_read != NULL)
        c->h2o_read(c->socket, h2o_socket_error_closed);
    else
        h2o_socket_close(c->socket);
}

/* h2o is done with the socket; the handle itself closes a moment later. */
static void on_closed(void *data) {
    struct connection *c = data;
    ASSERT(c->magic == CONNECTION_MAGIC);
    ASSERT(c->exchange == NULL);
    struct http *http = c->http;
    h2o_timeout_unlink(&c->timer);
    h2o_linklist_unlink(&c->link);
    if (h2o_linklist_is_linked(&c->rearm)) h2o_linklist_unlink(&c->rearm);
    connection_trust(c);
    if (c->admitted)
        http->admitted--;
    else if (!c->local)
        http->at_door--;
    http->view.connections--;
    text_buf_close(&c->refusal);
    c->magic = 0;
    free(c);
    http_maybe_closed(http);
}

/* --- refusing --------------------------------------------------------------------------------- */

static void on_refused(h2o_socket_t *socket, const char *error) {
    struct connection *c = from_socket(socket);
    if (error != NULL || shutdown(h2o_socket_get_fd(socket), SHUT_WR) != 0) {
        connection_abort(c);
        return;
    }
    h2o_socket_read_start(socket, on_read);
}

/* The connection may be gone afterwards. */
static void refuse(struct connection *c, enum err err, const char *detail) {
    if (h2o_socket_is_writing(c->socket)) { /* h2o says something already, "100 Continue" say */
        connection_abort(c);
        return;
    }
    connection_move(c, CONNECTION_REFUSED);
    connection_timer_start(c, &c->http->linger_timeout);
    if (h2o_socket_is_reading(c->socket)) h2o_socket_read_stop(c->socket);
    connection_forget_input(c);
    refusal_response(err, detail, &c->refusal);
    ASSERT(!c->refusal.overflowed);
    h2o_iovec_t bytes = {c->refusal.data, c->refusal.length};
    h2o_socket_write(c->socket, &bytes, 1, on_refused);
}

static void refuse_request(struct connection *c, enum err err, const char *detail) {
    c->http->view.refused_requests++;
    refuse(c, err, detail);
}

static void on_timer(h2o_timeout_entry_t *entry) {
    struct connection *c =
        (struct connection *)(void *)((char *)entry - offsetof(struct connection, timer));
    ASSERT(c->magic == CONNECTION_MAGIC);
    bool silent = c->state == CONNECTION_HEAD && c->socket->input->size == 0;
    if (!silent && (c->state == CONNECTION_HEAD || c->state == CONNECTION_BODY))
        refuse_request(c, ERR_REQUEST_TIMEOUT, NULL);
    else
        connection_abort(c);
}

/* --- reading ---------------------------------------------------------------------------------- */

void connection_forget_input(struct connection *c) {
    h2o_buffer_dispose(&c->socket->input);
    h2o_buffer_init(&c->socket->input, &h2o_socket_buffer_prototype);
}

static void read_head(struct connection *c) {
    if (!h2o_timeout_is_linked(&c->timer)) connection_timer_start(c, &c->http->request_timeout);
    struct guard_head head;
    struct slice input = {c->socket->input->bytes, c->socket->input->size};
    switch (guard_check(input, &c->scanned, &head)) {
    case GUARD_INCOMPLETE: return;
    case GUARD_REFUSE: refuse_request(c, head.err, head.detail); return;
    case GUARD_PASS: break;
    }
    connection_move(c, CONNECTION_BODY);
    /* A length has been held against the limit. A chunked body says what it is only at its end: up
     * to here it is h2o's to read, exchange_handle() then knows the address's own limit. */
    c->most_input =
        head.chunked ? head.head_length + LIMIT_DOCUMENT_BYTES + LIMIT_BODY_BYTES / 2 : SIZE_MAX;
    c->h2o_read(c->socket, NULL);
}

static void read_discarded(struct connection *c) {
    c->thrown_away += c->socket->input->size;
    connection_forget_input(c);
    if (c->thrown_away > LIMIT_LINGER_BYTES) connection_abort(c);
}

static void on_read(h2o_socket_t *socket, const char *error) {
    struct connection *c = from_socket(socket);
    if (error != NULL) {
        connection_abort(c);
        return;
    }
    switch (c->state) {
    case CONNECTION_HEAD: read_head(c); return;
    case CONNECTION_BODY:
        if (socket->input->size > c->most_input)
            refuse_request(c, ERR_TOO_LARGE, NULL);
        else
            c->h2o_read(socket, NULL);
        return;
    case CONNECTION_BUSY:
        if (socket->input->size > c->most_input) h2o_socket_read_stop(socket);
        return;
    case CONNECTION_STREAM: connection_forget_input(c); return;
    case CONNECTION_REFUSED: read_discarded(c); return;
    }
    UNREACHABLE("a connection is in one of its states");
}

void connection_watch(struct connection *c) {
    c->most_input = c->socket->input->size + LIMIT_BODY_BYTES;
    h2o_socket_read_start(c->socket, on_read);
}

void connection_next_request(struct connection *c) {
    connection_move(c, CONNECTION_HEAD);
    h2o_timeout_unlink(&c->timer);
    c->scanned = 0;
    if (!h2o_linklist_is_linked(&c->rearm)) h2o_linklist_insert(&c->http->rearm, &c->rearm);
}

void connection_rearm(struct connection *c) {
    ASSERT(c->magic == CONNECTION_MAGIC);
    h2o_linklist_unlink(&c->rearm);
    if (c->state != CONNECTION_HEAD || !h2o_socket_is_reading(c->socket)) return;
    if (c->http->draining && c->socket->input->size == 0) {
        connection_abort(c);
        return;
    }
    h2o_socket_read_start(c->socket, on_read);
    if (c->socket->input->size > 0) connection_timer_start(c, &c->http->request_timeout);
}

/* --- accepting -------------------------------------------------------------------------------- */

static void free_handle(uv_handle_t *handle) { free(handle); }

static uv_stream_t *take_tcp(struct http *http, uv_stream_t *listener, struct address *from) {
    uv_tcp_t *tcp = malloc(sizeof *tcp);
    if (tcp == NULL || uv_tcp_init(http->loop, tcp) != 0) {
        free(tcp);
        return NULL;
    }
    struct sockaddr_storage peer;
    int length = sizeof peer;
    if (uv_accept(listener, (uv_stream_t *)tcp) != 0 ||
        uv_tcp_getpeername(tcp, (struct sockaddr *)&peer, &length) != 0 ||
        !address_from_sockaddr((struct sockaddr *)&peer, from)) {
        uv_close((uv_handle_t *)tcp, free_handle);
        return NULL;
    }
    uv_os_fd_t fd;
    unsigned patience = LIMIT_UNACKNOWLEDGED_MS;
    if (uv_tcp_nodelay(tcp, 1) != 0 || uv_fileno((uv_handle_t *)tcp, &fd) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience) != 0)
        LOG_DEBUG("http", "a connection was gone before its options were set");
    return (uv_stream_t *)tcp;
}

static uv_stream_t *take_pipe(struct http *http, uv_stream_t *listener) {
    uv_pipe_t *pipe = malloc(sizeof *pipe);
    if (pipe == NULL || uv_pipe_init(http->loop, pipe, 0) != 0) {
        free(pipe);
        return NULL;
    }
    if (uv_accept(listener, (uv_stream_t *)pipe) != 0) {
        uv_close((uv_handle_t *)pipe, free_handle);
        return NULL;
    }
    return (uv_stream_t *)pipe;
}

static bool is_exempt(const struct http *http, const struct address *address) {
    for (size_t i = 0; i < http->config.exempt_network_count; i++)
        if (network_holds(&http->exempt[i], address)) return true;
    return false;
}

/* ERR_OK: it may come in. */
static enum err ask_admission(struct connection *c) {
    struct http *http = c->http;
    if (c->local) return ERR_OK;
    if (http->admitted >= http->config.connections) {
        http->view.refused_full++;
        return ERR_LIMIT_REACHED;
    }
    if (!is_exempt(http, &c->address)) {
        if (!address_counts_add(http->counts, &c->address, http->config.connections_per_address)) {
            http->view.refused_address++;
            return ERR_TOO_MANY_REQUESTS;
        }
        c->counted = true;
    }
    c->admitted = true;
    http->admitted++;
    return ERR_OK;
}

static void turn_away(struct connection *c, enum err err) {
    c->http->at_door++;
    if (c->http->at_door > LIMIT_DOOR_CONNECTIONS)
        connection_abort(c);
    else
        refuse(c, err,
               err == ERR_LIMIT_REACHED ? "there are too many connections"
                                        : "there are too many connections from this address");
}

void connection_accept(struct http *http, uv_stream_t *listener, bool local) {
    struct address from = {{0}};
    uv_stream_t *stream = local ? take_pipe(http, listener) : take_tcp(http, listener, &from);
    if (stream == NULL) return;
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) {
        uv_close((uv_handle_t *)stream, free_handle);
        return;
    }
    *c = (struct connection){.magic = CONNECTION_MAGIC,
                             .http = http,
                             .socket = h2o_uv_socket_create(stream, free_handle),
                             .timer = {.cb = on_timer},
                             .local = local,
                             .address = from};
    if (!local) address_text(&from, c->address_text);
    text_buf_init(&c->refusal, LIMIT_HEADER_BYTES);
    c->socket->on_close.cb = on_closed;
    c->socket->on_close.data = c;
    h2o_linklist_insert(&http->all, &c->link);
    http->view.connections++;
    http->view.accepted++;

    enum err err = ask_admission(c);
    if (err != ERR_OK) {
        turn_away(c, err);
        return;
    }
    h2o_accept(&http->accept, c->socket);
    c->h2o_read = c->socket->_cb.read;
    ASSERT(c->h2o_read != NULL);
    h2o_socket_read_start(c->socket, on_read);
    connection_timer_start(c, &http->request_timeout);
}
