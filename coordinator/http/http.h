/* Http: the only room that knows h2o. It listens, guards, hands each request to the api and writes
 * what comes back.
 *
 * The order of a life:
 *   http_create()   memory and handles, no socket yet; its pointer is the context of
 *                   `http_port_ops` for api_create();
 *   http_open()     binds and listens;
 *   http_drain()    stops listening, tells the api to end its streams, lets what is in hand be
 *                   answered;
 *   http_close()    drains, waits `grace_ms` at most for the connections to end, closes the rest,
 *                   then calls `done`;
 *   http_destroy()  after the loop has returned: h2o's own handles are closed by running the loop
 *                   once more.
 *
 * HTTP/1.1 and 1.0 only; no TLS (a proxy in front ends it) and no HTTP/2 in any way. Whatever this
 * room refuses itself is answered as application/problem+json and the connection is closed:
 *   invalid-request 400     not HTTP/1.1, two Content-Lengths, Content-Length beside
 *                           Transfer-Encoding, a bare line feed ...
 *   request-timeout 408     the request was not there within `request_ms`
 *   too-large 413           the body is above LIMIT_BODY_BYTES (LIMIT_DOCUMENT_BYTES where a
 *                           document is sent)
 *   headers-too-large 431   request line and headers are above LIMIT_HEADER_BYTES, or more than a
 *                           hundred
 *   limit-reached 503       too many connections in all
 *   too-many-requests 429   too many connections from one address before authentication
 *
 * The process needs about `connections` + 200 file descriptors (main raises RLIMIT_NOFILE), and
 * ignores SIGPIPE from http_open() on. A client that shuts its sending side while its request
 * waits has left: its request is cancelled.
 *
 * Nothing here is called from another thread, and no function but http_create() and http_destroy()
 * may be called outside of the loop's thread. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "api/api.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"

struct uv_loop_s;
struct http;

/* Zero means the default named beside it. Its texts must live until http_open() has returned. */
struct http_config {
    const char *address; /* numeric, IPv4 or IPv6: "127.0.0.1", "::" */
    uint16_t port;       /* 0: the system picks one, see http_port() */
    /* The admin socket, mode 600; NULL: none. A stale socket is replaced. */
    const char *socket_path;

    /* Networks whose addresses are never counted: "10.20.0.0/16", "2001:db8::/32", "192.0.2.7". */
    const char *const *exempt_networks;
    size_t exempt_network_count;

    uint32_t connections; /* LIMIT_CONNECTIONS */
    /* LIMIT_CONNECTIONS_PER_ADDRESS; an IPv6 /64 is one address. */
    uint32_t connections_per_address;
    uint32_t request_ms; /* LIMIT_REQUEST_MS: from a request's first byte to its last */
    uint32_t idle_ms;    /* LIMIT_KEEP_ALIVE_MS: a connection that waits between two requests */
    uint32_t linger_ms;  /* LIMIT_LINGER_MS: for the last bytes of a connection that we end */
    uint32_t grace_ms;   /* LIMIT_GRACE_MS: what http_close() waits */

    /* The clock that api_next_deadline() speaks. Mandatory. */
    time_ms (*monotonic)(void *ctx);
    void *monotonic_ctx;
};

/* Give these to api_create() with the pointer from http_create(). */
extern const struct api_port_ops http_port_ops;

/* NULL and `problem` filled (field: the configuration's) when the configuration is refused or
 * memory is not to be had. */
struct http *http_create(struct uv_loop_s *loop, const struct http_config *config,
                         struct problem *problem) MUST_CHECK;
/* Binds and listens; requests may come from now on. On error (`problem` names the address and why)
 * nothing listens, and http_close() and http_destroy() are still due. */
enum err http_open(struct http *http, struct api *api, struct problem *problem) MUST_CHECK;
uint16_t http_port(const struct http *http); /* the real one, once open */

/* From now on: no new connections, idle ones closed, "Connection: close" on every answer,
 * api_drain() called. What is already with the api is answered when the api answers. */
void http_drain(struct http *http);
/* `done` comes once, from the loop, never inside the call; afterwards the api is not called any
 * more and api_destroy() is in order. */
void http_close(struct http *http, void (*done)(void *ctx), void *ctx);
/* After `done`, outside of uv_run(): it runs the loop (without waiting) so that uv_loop_close()
 * can return 0. */
void http_destroy(struct http *http);

struct http_view {
    uint32_t connections, streams, waiting; /* now; waiting: requests with the api */
    uint64_t accepted, requests;            /* since start */
    uint64_t refused_full, refused_address; /* connections turned away at the door */
    uint64_t refused_requests;              /* 400, 408, 413, 431 given by this room */
    uint64_t departed;                      /* clients gone before their answer */
};
void http_view(const struct http *http, struct http_view *out);
/* The same as Prometheus text, for api_set_metrics_hook(). */
void http_metrics(const struct http *http, struct text_buf *out);

#endif
