#include "http/http.h"

#include "base/crypto.h"
#include "http/internal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>

#define HTTP_BACKLOG 1024 /* a burst of reconnecting streams; the kernel clips it to somaxconn */

/* --- making ----------------------------------------------------------------------------------- */

static void set_defaults(struct http_config *config) {
    const struct {
        uint32_t *value, otherwise;
    } values[] = {{&config->connections, LIMIT_CONNECTIONS},
                  {&config->connections_per_address, LIMIT_CONNECTIONS_PER_ADDRESS},
                  {&config->request_ms, LIMIT_REQUEST_MS},
                  {&config->idle_ms, LIMIT_KEEP_ALIVE_MS},
                  {&config->linger_ms, LIMIT_LINGER_MS},
                  {&config->grace_ms, LIMIT_GRACE_MS}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (*values[i].value == 0) *values[i].value = values[i].otherwise;
}

static enum err read_networks(struct http *http, struct problem *problem) {
    size_t count = http->config.exempt_network_count;
    if (count == 0) return ERR_OK;
    http->exempt = calloc(count, sizeof *http->exempt);
    if (http->exempt == NULL)
        return problem_set(problem, ERR_LIMIT_REACHED, "exempt_networks", "no memory");
    for (size_t i = 0; i < count; i++) {
        const char *text = http->config.exempt_networks[i];
        if (!network_from_text(text, &http->exempt[i]))
            return problem_set(problem, ERR_INVALID, "exempt_networks",
                               "\"%s\" is not a network such as 10.20.0.0/16", text);
    }
    http->config.exempt_networks = NULL; /* the caller's */
    return ERR_OK;
}

static enum err make_counts(struct http *http, struct problem *problem) {
    uint64_t seed;
    if (http->config.connections > LIMIT_CONNECTIONS * 16)
        return problem_set(problem, ERR_OUT_OF_RANGE, "connections", "at most %d",
                           LIMIT_CONNECTIONS * 16);
    if (!crypto_random(&seed, sizeof seed))
        return problem_set(problem, ERR_INTERNAL, "", "the system gives no randomness");
    http->counts = address_counts_create(http->config.connections, seed);
    if (http->counts == NULL)
        return problem_set(problem, ERR_LIMIT_REACHED, "connections", "no memory");
    return ERR_OK;
}

static void make_h2o(struct http *http) {
    h2o_config_init(&http->global);
    http->global.server_name = h2o_iovec_init("", 0);
    http->global.max_request_entity_size = LIMIT_DOCUMENT_BYTES + LIMIT_BODY_BYTES;
    http->global.http1.req_timeout = http->config.idle_ms; /* ours, request_ms, comes first */
    http->global.http1.upgrade_to_http2 = 0;
    h2o_hostconf_t *host =
        h2o_config_register_host(&http->global, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    h2o_handler_t *handler = h2o_create_handler(&host->fallback_path, sizeof *handler);
    handler->on_req = exchange_handle;
    refusal_register_filter(&host->fallback_path);
    h2o_context_init(&http->context, http->loop, &http->global);
    http->accept = (h2o_accept_ctx_t){.ctx = &http->context, .hosts = http->global.hosts};

    /* h2o's wake-up for other threads (the struct begins with it) is of no use here, and would
     * keep the loop from ending. */
    uv_handle_t *wake = (uv_handle_t *)(void *)http->context.queue;
    ASSERT(wake->type == UV_ASYNC && wake->loop == http->loop);
    uv_unref(wake);
}

static void make_handles(struct http *http) {
    h2o_timeout_init(http->loop, &http->request_timeout, http->config.request_ms);
    h2o_timeout_init(http->loop, &http->linger_timeout, http->config.linger_ms);
    h2o_linklist_init_anchor(&http->all);
    h2o_linklist_init_anchor(&http->rearm);
    h2o_linklist_init_anchor(&http->pump);
    uv_prepare_init(http->loop, &http->prepare);
    uv_idle_init(http->loop, &http->soon);
    uv_timer_init(http->loop, &http->api_timer);
    uv_timer_init(http->loop, &http->grace_timer);
    http->handles = 4;
    http->prepare.data = http->soon.data = http->api_timer.data = http->grace_timer.data = http;
    uv_unref((uv_handle_t *)&http->prepare);
    uv_unref((uv_handle_t *)&http->api_timer);
}

struct http *http_create(struct uv_loop_s *loop, const struct http_config *config,
                         struct problem *problem) {
    ASSERT(config->monotonic != NULL);
    struct http *http = calloc(1, sizeof *http);
    if (http == NULL) {
        (void)problem_set(problem, ERR_LIMIT_REACHED, "", "no memory");
        return NULL;
    }
    http->magic = HTTP_MAGIC;
    http->loop = loop;
    http->config = *config;
    set_defaults(&http->config);
    if (read_networks(http, problem) != ERR_OK || make_counts(http, problem) != ERR_OK) {
        address_counts_destroy(http->counts);
        free(http->exempt);
        free(http);
        return NULL;
    }
    make_h2o(http);
    make_handles(http);
    return http;
}

/* --- the loop --------------------------------------------------------------------------------- */

static void take_turn(struct http *http) {
    http->api_due = -1;
    api_turn(http->api);
}

static void on_soon(uv_idle_t *idle) {
    uv_idle_stop(idle);
    take_turn(idle->data);
}

/* An idle handle, so that a turn that asks for another leaves sockets their chance in between. */
void http_soon(struct http *http) {
    if (!uv_is_closing((uv_handle_t *)&http->soon)) uv_idle_start(&http->soon, on_soon);
}

static void on_api_timer(uv_timer_t *timer) { take_turn(timer->data); }

static void set_api_timer(struct http *http) {
    time_ms due = api_next_deadline(http->api);
    if (due == http->api_due) return;
    http->api_due = due;
    if (due == TIME_NEVER) {
        uv_timer_stop(&http->api_timer);
        return;
    }
    time_ms now = http->config.monotonic(http->config.monotonic_ctx);
    uv_timer_start(&http->api_timer, on_api_timer, due > now ? (uint64_t)(due - now) : 0, 0);
}

/* Before the loop looks at sockets: nothing of h2o's or the api's is on the stack here. The lists
 * are taken whole, what is added meanwhile waits for the next time. */
static void on_prepare(uv_prepare_t *prepare) {
    struct http *http = prepare->data;
    while (!h2o_linklist_is_empty(&http->rearm))
        connection_rearm((struct connection *)(void *)((char *)http->rearm.next -
                                                       offsetof(struct connection, rearm)));
    h2o_linklist_t batch;
    h2o_linklist_init_anchor(&batch);
    h2o_linklist_insert_list(&batch, &http->pump);
    while (!h2o_linklist_is_empty(&batch)) {
        h2o_linklist_t *first = batch.next;
        h2o_linklist_unlink(first);
        stream_pump((struct exchange *)(void *)((char *)first - offsetof(struct exchange, pump)));
    }
    if (!http->closing || http->view.connections > 0) set_api_timer(http);
}

/* --- opening ---------------------------------------------------------------------------------- */

static void on_connection(uv_stream_t *listener, int status) {
    struct http *http = listener->data;
    if (status != 0) {
        LOG_WARNING("http", "a connection could not be accepted: %s", uv_strerror(status));
        return;
    }
    connection_accept(http, listener, listener == (uv_stream_t *)&http->admin);
}

static enum err listen_tcp(struct http *http, struct problem *problem) {
    struct sockaddr_storage address;
    const char *text = http->config.address;
    int port = http->config.port;
    if (uv_ip4_addr(text, port, (struct sockaddr_in *)&address) != 0 &&
        uv_ip6_addr(text, port, (struct sockaddr_in6 *)&address) != 0)
        return problem_set(problem, ERR_INVALID, "address", "\"%s\" is not a numeric address",
                           text);
    if (uv_tcp_init(http->loop, &http->listener) != 0)
        return problem_set(problem, ERR_INTERNAL, "address", "no socket");
    http->listener.data = http;
    http->listening = true;
    http->handles++;

    int result = uv_tcp_bind(&http->listener, (struct sockaddr *)&address, 0);
    if (result == 0)
        result = uv_listen((uv_stream_t *)&http->listener, HTTP_BACKLOG, on_connection);
    int length = sizeof address;
    if (result == 0)
        result = uv_tcp_getsockname(&http->listener, (struct sockaddr *)&address, &length);
    if (result != 0)
        return problem_set(problem, ERR_INVALID, "address", "%s port %d: %s", text, port,
                           uv_strerror(result));
    http->port = ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)&address)->sin_port
                                                    : ((struct sockaddr_in6 *)&address)->sin6_port);
    return ERR_OK;
}

/* The data directory's lock says that no other coordinator lives here: a socket in the way is a
 * dead one's. */
static enum err clear_the_way(const char *path, struct problem *problem) {
    struct stat found;
    if (lstat(path, &found) != 0) return ERR_OK;
    if (!S_ISSOCK(found.st_mode))
        return problem_set(problem, ERR_INVALID, "socket_path", "%s is in the way", path);
    if (unlink(path) != 0)
        return problem_set(problem, ERR_INVALID, "socket_path", "%s: %s", path, strerror(errno));
    return ERR_OK;
}

static enum err listen_admin(struct http *http, struct problem *problem) {
    const char *path = http->config.socket_path;
    if (strlen(path) >= sizeof((struct sockaddr_un){0}).sun_path)
        return problem_set(problem, ERR_TOO_LONG, "socket_path",
                           "%s is too long for a socket's name", path);
    enum err err = clear_the_way(path, problem);
    if (err != ERR_OK) return err;
    if (uv_pipe_init(http->loop, &http->admin, 0) != 0)
        return problem_set(problem, ERR_INTERNAL, "socket_path", "no socket");
    http->admin.data = http;
    http->admin_listening = true;
    http->handles++;

    /* Nobody else may reach it at any moment, so the mode is there before the name is. */
    mode_t before = umask(0177);
    int result = uv_pipe_bind(&http->admin, path);
    umask(before);
    if (result == 0) result = uv_listen((uv_stream_t *)&http->admin, 16, on_connection);
    if (result != 0)
        return problem_set(problem, ERR_INVALID, "socket_path", "%s: %s", path,
                           uv_strerror(result));
    return ERR_OK;
}

static void on_handle_closed(uv_handle_t *handle) {
    struct http *http = handle->data;
    ASSERT(http->handles > 0);
    http->handles--;
    http_maybe_closed(http);
}

static void stop_listening(struct http *http) {
    if (http->listening) uv_close((uv_handle_t *)&http->listener, on_handle_closed);
    if (http->admin_listening) uv_close((uv_handle_t *)&http->admin, on_handle_closed);
    http->listening = http->admin_listening = false;
}

enum err http_open(struct http *http, struct api *api, struct problem *problem) {
    ASSERT(http->api == NULL && !http->draining);
    /* A peer that is gone shows as an error of the write; the signal would end the process. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return problem_set(problem, ERR_INTERNAL, "", "SIGPIPE cannot be ignored");
    enum err err = listen_tcp(http, problem);
    if (err == ERR_OK && http->config.socket_path != NULL) err = listen_admin(http, problem);
    http->config.address = http->config.socket_path = NULL; /* the caller's */
    if (err != ERR_OK) {
        stop_listening(http);
        return err;
    }
    http->api = api;
    http->api_due = -1;
    uv_prepare_start(&http->prepare, on_prepare);
    return ERR_OK;
}

uint16_t http_port(const struct http *http) { return http->port; }

/* --- closing ---------------------------------------------------------------------------------- */

static struct connection *next_connection(const struct http *http, h2o_linklist_t *at) {
    if (at->next == &http->all) return NULL;
    return (struct connection *)(void *)((char *)at->next - offsetof(struct connection, link));
}

void http_drain(struct http *http) {
    if (http->draining) return;
    http->draining = true;
    stop_listening(http);
    http->context.shutdown_requested = 1; /* not the function: it would start an HTTP/2 timer */
    if (http->api != NULL) api_drain(http->api);
    h2o_linklist_t *at = &http->all;
    for (struct connection *c; (c = next_connection(http, at)) != NULL;) {
        if (c->state == CONNECTION_HEAD && c->socket->input->size == 0)
            connection_abort(c);
        else
            at = &c->link;
    }
}

static void on_grace_over(uv_timer_t *timer) {
    struct http *http = timer->data;
    LOG_WARNING("http", "closing %u connections that did not end in time", http->view.connections);
    for (struct connection *c; (c = next_connection(http, &http->all)) != NULL;)
        connection_abort(c);
}

void http_maybe_closed(struct http *http) {
    if (!http->closing || http->view.connections > 0) return;
    if (!uv_is_closing((uv_handle_t *)&http->prepare)) {
        uv_close((uv_handle_t *)&http->prepare, on_handle_closed);
        uv_close((uv_handle_t *)&http->soon, on_handle_closed);
        uv_close((uv_handle_t *)&http->api_timer, on_handle_closed);
        uv_close((uv_handle_t *)&http->grace_timer, on_handle_closed);
    }
    if (http->handles == 0) http->done(http->done_ctx);
}

void http_close(struct http *http, void (*done)(void *ctx), void *ctx) {
    ASSERT(!http->closing);
    http_drain(http);
    http->closing = true;
    http->done = done;
    http->done_ctx = ctx;
    uv_timer_start(&http->grace_timer, on_grace_over, http->config.grace_ms, 0);
    http_maybe_closed(http);
}

void http_destroy(struct http *http) {
    ASSERT(http->magic == HTTP_MAGIC);
    ASSERT(http->closing && http->handles == 0);
    h2o_timeout_dispose(http->loop, &http->request_timeout);
    h2o_timeout_dispose(http->loop, &http->linger_timeout);
    h2o_context_dispose(&http->context); /* runs the loop: its timers are in our memory */
    h2o_config_dispose(&http->global);
    address_counts_destroy(http->counts);
    free(http->exempt);
    http->magic = 0;
    free(http);
}

/* --- watching --------------------------------------------------------------------------------- */

void http_view(const struct http *http, struct http_view *out) { *out = http->view; }

void http_metrics(const struct http *http, struct text_buf *out) {
    const struct http_view *v = &http->view;
    const struct {
        const char *name, *kind, *help;
        uint64_t value;
    } rows[] = {
        {"ddh_http_connections", "gauge", "Open connections.", v->connections},
        {"ddh_http_streams", "gauge", "Open event streams.", v->streams},
        {"ddh_http_waiting_requests", "gauge", "Requests not answered yet.", v->waiting},
        {"ddh_http_accepted_total", "counter", "Connections accepted.", v->accepted},
        {"ddh_http_requests_total", "counter", "Requests handed to the api.", v->requests},
        {"ddh_http_refused_full_total", "counter", "Connections over the cap.", v->refused_full},
        {"ddh_http_refused_address_total", "counter", "Connections over the cap of their address.",
         v->refused_address},
        {"ddh_http_refused_requests_total", "counter",
         "Requests refused for their form, size or slowness.", v->refused_requests},
        {"ddh_http_departed_total", "counter", "Clients gone before their answer.", v->departed},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        text_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", rows[i].name, rows[i].help,
                  rows[i].name, rows[i].kind, rows[i].name, (unsigned long long)rows[i].value);
}
