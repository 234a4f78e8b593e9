#include "store/link.h"

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/text.h"

#define LINK_MAGIC 0x6c696e6bU
#define SOCKET_MAGIC 0x736f636bU

/* A command of many megabytes (a snapshot) takes its time on the wire and in Redis: 10 MB/s is far
 * below what either was measured to do. */
#define BYTES_PER_MS 10000

/* The poll handle outlives its connection until libuv has closed it, so it has memory of its
 * own. */
struct link_socket {
    uint32_t magic;
    uv_poll_t poll;
    struct link *link;
    redisAsyncContext *context; /* NULL: hiredis has let go */
    int events;
};

static struct link *link_of(void *pointer) {
    struct link *link = pointer;
    ASSERT(link != NULL && link->magic == LINK_MAGIC);
    return link;
}

static struct link_socket *socket_of(void *pointer) {
    struct link_socket *socket = pointer;
    ASSERT(socket != NULL && socket->magic == SOCKET_MAGIC);
    return socket;
}

/* --- address ---------------------------------------------------------------------------------- */

static bool port_is_good(const char *port) {
    size_t digits = strspn(port, "0123456789");
    if (digits == 0 || digits > 5 || port[digits] != '\0') return false;
    unsigned long number = strtoul(port, NULL, 10);
    return number >= 1 && number <= 65535;
}

enum err link_address_read(const char *text, struct link_address *out, struct problem *problem) {
    struct link_address address = {.port = ""};
    if (strncmp(text, "unix:", 5) == 0) text += 5;
    if (text[0] == '/') {
        /* sockaddr_un.sun_path holds 108 bytes with the NUL. */
        if (strlen(text) > 107)
            return problem_set(problem, ERR_TOO_LONG, "redis",
                               "a socket path has 107 bytes at most");
        (void)text_copy(address.host, sizeof address.host, text);
        *out = address;
        return ERR_OK;
    }
    const char *host = text, *port = "6379";
    size_t host_length = strlen(text);
    if (text[0] == '[') {
        const char *end = strchr(text, ']');
        if (end == NULL || (end[1] != '\0' && end[1] != ':'))
            return problem_set(problem, ERR_INVALID, "redis", "\"%s\" is no address", text);
        host = text + 1;
        host_length = (size_t)(end - host);
        if (end[1] == ':') port = end + 2;
    } else {
        const char *colon = strchr(text, ':');
        if (colon != NULL) {
            host_length = (size_t)(colon - text);
            port = colon + 1;
        }
    }
    if (host_length == 0 || host_length >= sizeof address.host || !port_is_good(port))
        return problem_set(problem, ERR_INVALID, "redis",
                           "\"%.100s\" is no address: a path, host:port or [address]:port", text);
    memcpy(address.host, host, host_length);
    (void)text_copy(address.port, sizeof address.port, port);
    *out = address;
    return ERR_OK;
}

/* --- dying ------------------------------------------------------------------------------------ */

static void on_fell(uv_timer_t *timer) {
    struct link *link = link_of(timer->data);
    ASSERT(link->state == LINK_FALLING);
    link->state = LINK_DOWN;
    link->falls++;
    link->ops->down(link->ctx, link->why);
}

/* The end of every connection comes through here, whoever ended it; the owner hears of it from the
 * loop. */
static void begin_fall(struct link *link, const char *why) {
    link->context = NULL;
    link->pending_count = 0;
    uv_timer_stop(&link->patience);
    if (link->state == LINK_CLOSING || link->state == LINK_FALLING) return;
    if (link->why[0] == '\0') snprintf(link->why, sizeof link->why, "%s", why);
    link->state = LINK_FALLING;
    uv_timer_start(&link->fell, on_fell, 0, 0);
}

static void on_socket_closed(uv_handle_t *handle) {
    struct link_socket *socket = socket_of(handle->data);
    struct link *link = socket->link;
    socket->magic = 0;
    free(socket);
    ASSERT(link->open_handles > 0);
    link->open_handles--;
    if (link->state == LINK_CLOSING && link->open_handles == 0) link->ops->closed(link->ctx);
}

/* hiredis lets go of its socket: always the last thing before the context's memory goes. May be
 * called twice. */
static void on_cleanup(void *pointer) {
    struct link_socket *socket = socket_of(pointer);
    if (socket->context == NULL) return;
    const char *error = socket->context->errstr;
    char why[160];
    snprintf(why, sizeof why, "%s",
             error != NULL && error[0] != '\0' ? error : "connection closed");
    socket->context = NULL;
    struct link *link = socket->link;
    if (link->socket == socket) link->socket = NULL;
    uv_close((uv_handle_t *)&socket->poll, on_socket_closed);
    begin_fall(link, why);
}

void link_fall(struct link *link, const char *format, ...) {
    if (link->state != LINK_UP) return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(link->why, sizeof link->why, format, arguments);
    va_end(arguments);
    /* Inside an answer hiredis only takes note and frees when the answer returns; on_cleanup
     * follows either way. */
    link->state = LINK_FALLING;
    uv_timer_start(&link->fell, on_fell, 0, 0);
    link->pending_count = 0;
    if (link->context != NULL) redisAsyncFree(link->context);
}

/* --- patience --------------------------------------------------------------------------------- */

static void on_patience(uv_timer_t *timer) {
    struct link *link = link_of(timer->data);
    if (link->pending_count == 0) return;
    const struct link_pending *oldest = &link->pending[link->pending_first];
    uint64_t from = oldest->sent_at > link->progress_at ? oldest->sent_at : link->progress_at;
    uint64_t due = from + oldest->patience_ms, now = uv_now(link->loop);
    if (now < due) {
        link->overdue = false;
        uv_timer_start(&link->patience, on_patience, due - now, 0);
    } else if (!link->overdue) {
        /* Timers run before sockets: if it was this process that slept, the answer lies in the
         * socket. One look. */
        link->overdue = true;
        uv_timer_start(&link->patience, on_patience, 1, 0);
    } else {
        link_fall(link, "no answer within %u ms", (unsigned)oldest->patience_ms);
    }
}

/* --- the socket ------------------------------------------------------------------------------- */

static void on_poll(uv_poll_t *poll, int status, int events) {
    struct link_socket *socket = socket_of(poll->data);
    struct link *link = socket->link;
    link->progress_at = uv_now(link->loop);
    link->overdue = false;
    /* On an error reading tells hiredis what it is. */
    if (socket->context != NULL && (status < 0 || (events & UV_READABLE)))
        redisAsyncHandleRead(socket->context);
    if (socket->context != NULL && status >= 0 && (events & UV_WRITABLE))
        redisAsyncHandleWrite(socket->context);
}

static void want(struct link_socket *socket, int events) {
    if (socket->context == NULL || socket->events == events) return;
    socket->events = events;
    if (events == 0)
        uv_poll_stop(&socket->poll);
    else
        uv_poll_start(&socket->poll, events, on_poll);
}

static void add_read(void *pointer) {
    struct link_socket *socket = socket_of(pointer);
    want(socket, socket->events | UV_READABLE);
}

static void del_read(void *pointer) {
    struct link_socket *socket = socket_of(pointer);
    want(socket, socket->events & ~UV_READABLE);
}

static void add_write(void *pointer) {
    struct link_socket *socket = socket_of(pointer);
    want(socket, socket->events | UV_WRITABLE);
}

static void del_write(void *pointer) {
    struct link_socket *socket = socket_of(pointer);
    want(socket, socket->events & ~UV_WRITABLE);
}

/* Nothing may be freed here; a refused connection is freed by hiredis right after. */
static void on_connect(const redisAsyncContext *context, int status) {
    (void)context;
    (void)status;
}

static bool attach(struct link *link, redisAsyncContext *context) {
    struct link_socket *socket = calloc(1, sizeof *socket);
    if (socket == NULL) return false;
    if (uv_poll_init(link->loop, &socket->poll, context->c.fd) != 0) {
        free(socket);
        return false;
    }
    socket->magic = SOCKET_MAGIC;
    socket->poll.data = socket;
    socket->link = link;
    socket->context = context;
    context->ev.data = socket;
    context->ev.addRead = add_read;
    context->ev.delRead = del_read;
    context->ev.addWrite = add_write;
    context->ev.delWrite = del_write;
    context->ev.cleanup = on_cleanup;
    context->data = link;
    link->socket = socket;
    link->context = context;
    link->open_handles++;
    return true;
}

static void take_context(struct link *link, redisAsyncContext *context) {
    if (context == NULL || context->err != 0 || !attach(link, context)) {
        char why[160];
        snprintf(why, sizeof why, "%s",
                 context != NULL && context->err != 0 ? context->errstr : "no memory");
        if (context != NULL) redisAsyncFree(context);
        begin_fall(link, why);
        return;
    }
    link->state = LINK_UP;
    link->progress_at = uv_now(link->loop);
    (void)redisAsyncSetConnectCallback(context, on_connect);
    link->ops->up(link->ctx);
}

/* A name may have several addresses, not all of them served: each new attempt takes the next. */
static const struct addrinfo *choose(const struct link *link, const struct addrinfo *found) {
    unsigned count = 0;
    for (const struct addrinfo *one = found; one != NULL; one = one->ai_next)
        count++;
    ASSERT(count > 0);
    for (unsigned skip = link->falls % count; skip > 0; skip--)
        found = found->ai_next;
    return found;
}

static void on_looked_up(uv_getaddrinfo_t *request, int status, struct addrinfo *found) {
    struct link *link = link_of(request->data);
    link->looking_up = false;
    link->open_handles--;
    char ip[INET6_ADDRSTRLEN] = "";
    if (status == 0) {
        const struct addrinfo *chosen = choose(link, found);
        if (chosen->ai_family == AF_INET)
            uv_ip4_name((const struct sockaddr_in *)chosen->ai_addr, ip, sizeof ip);
        else
            uv_ip6_name((const struct sockaddr_in6 *)chosen->ai_addr, ip, sizeof ip);
    }
    uv_freeaddrinfo(found);
    if (link->state == LINK_CLOSING) {
        if (link->open_handles == 0) link->ops->closed(link->ctx);
    } else if (status != 0) {
        begin_fall(link, uv_strerror(status));
    } else {
        take_context(link, redisAsyncConnect(ip, (int)strtol(link->address.port, NULL, 10)));
    }
}

/* --- life ------------------------------------------------------------------------------------- */

void link_init(struct link *link, uv_loop_t *loop, const struct link_address *address,
               const struct link_ops *ops, void *ctx) {
    *link = (struct link){
        .magic = LINK_MAGIC, .loop = loop, .address = *address, .ops = ops, .ctx = ctx};
    uv_timer_init(loop, &link->patience);
    uv_timer_init(loop, &link->fell);
    link->patience.data = link;
    link->fell.data = link;
    link->lookup.data = link;
    link->open_handles = 2;
}

void link_connect(struct link *link) {
    ASSERT(link->state == LINK_DOWN);
    ASSERT(link->context == NULL && !link->looking_up);
    link->why[0] = '\0';
    link->overdue = false;
    if (link->address.port[0] == '\0') {
        take_context(link, redisAsyncConnectUnix(link->address.host));
        return;
    }
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int status = uv_getaddrinfo(link->loop, &link->lookup, on_looked_up, link->address.host,
                                link->address.port, &hints);
    if (status != 0) {
        begin_fall(link, uv_strerror(status));
        return;
    }
    link->state = LINK_LOOKING_UP;
    link->looking_up = true;
    link->open_handles++;
}

bool link_is_up(const struct link *link) { return link->state == LINK_UP; }

bool link_has_room(const struct link *link) {
    return link->state == LINK_UP && link->pending_count < LINK_PENDING_MAX;
}

static void on_reply(redisAsyncContext *context, void *pointer, void *unused) {
    (void)unused;
    struct link *link = link_of(context->data);
    const redisReply *reply = pointer;
    if (reply == NULL || link->state != LINK_UP) return; /* it is dying: `down` tells */
    ASSERT(link->pending_count > 0);
    struct link_pending *oldest = &link->pending[link->pending_first];
    link_answer_fn *answer = oldest->answer;
    link->pending_first = (link->pending_first + 1) % LINK_PENDING_MAX;
    link->pending_count--;
    if (link->pending_count == 0) uv_timer_stop(&link->patience);
    answer(link->ctx, reply);
}

bool link_send(struct link *link, size_t argc, const char **argv, const size_t *lengths,
               link_answer_fn *answer) {
    ASSERT(argc > 0 && answer != NULL);
    if (!link_has_room(link)) return false;
    uint64_t bytes = 0;
    for (size_t i = 0; i < argc; i++)
        bytes += lengths[i];
    if (redisAsyncCommandArgv(link->context, on_reply, NULL, (int)argc, argv, lengths) != REDIS_OK)
        return false;
    uint32_t at = (link->pending_first + link->pending_count) % LINK_PENDING_MAX;
    link->pending[at] =
        (struct link_pending){.answer = answer,
                              .sent_at = uv_now(link->loop),
                              .patience_ms = LIMIT_STORE_COMMAND_MS + bytes / BYTES_PER_MS};
    if (link->pending_count++ == 0)
        uv_timer_start(&link->patience, on_patience, link->pending[at].patience_ms, 0);
    return true;
}

static void on_timer_closed(uv_handle_t *handle) {
    struct link *link = link_of(handle->data);
    ASSERT(link->open_handles > 0);
    link->open_handles--;
    if (link->open_handles == 0) link->ops->closed(link->ctx);
}

void link_close(struct link *link) {
    ASSERT(link->state != LINK_CLOSING);
    link->state = LINK_CLOSING;
    if (link->looking_up) (void)uv_cancel((uv_req_t *)&link->lookup);
    if (link->context != NULL) redisAsyncFree(link->context);
    uv_close((uv_handle_t *)&link->patience, on_timer_closed);
    uv_close((uv_handle_t *)&link->fell, on_timer_closed);
}
