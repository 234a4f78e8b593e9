/* What the files of this room share. A connection lives from accept to the closing of its socket
 * and holds one exchange at most; an exchange lives in its request's pool, from the moment h2o
 * hands us the request until h2o disposes of it. */
#ifndef HTTP_INTERNAL_H
#define HTTP_INTERNAL_H

#include "base/assert.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/guard.h"
#include "http/h2o_include.h"
#include "http/http.h"
#include "http/network.h"

#define HTTP_MAGIC 0x68747470       /* "http" */
#define CONNECTION_MAGIC 0x636f6e6e /* "conn" */
#define EXCHANGE_MAGIC 0x65786368   /* "exch" */

#define STREAM_BATCH 8 /* frames in one write: one system call when a stream has fallen behind */

enum connection_state {
    CONNECTION_HEAD,    /* between requests, or the head of one is coming in; the guard reads */
    CONNECTION_BODY,    /* the head has passed, h2o takes the body */
    CONNECTION_BUSY,    /* the request is with the api, or its answer is being written */
    CONNECTION_STREAM,  /* an event stream; what the client sends is thrown away */
    CONNECTION_REFUSED, /* we have said no: the last bytes go out, what comes in is thrown away */
};

enum exchange_state {
    EXCHANGE_WAITING, /* with the api */
    EXCHANGE_STREAM,  /* the api's stream */
    EXCHANGE_OVER,    /* answered, ended or refused: the api has forgotten it */
};

struct connection {
    uint32_t magic;
    struct http *http;
    h2o_linklist_t link; /* in http->all */
    h2o_socket_t *socket;
    /* h2o's reader; with an error it closes the connection. NULL: never given to h2o. */
    h2o_socket_cb h2o_read;
    enum connection_state state;
    struct exchange *exchange;
    h2o_timeout_entry_t timer;
    h2o_linklist_t rearm; /* in http->rearm: h2o reads again, and the guard must stand before it */

    size_t scanned;    /* of the head, by the guard */
    size_t most_input; /* BODY, BUSY: the most that may lie in the socket's buffer */
    size_t thrown_away;
    struct text_buf refusal; /* the answer being written in REFUSED */

    bool local;    /* the admin socket */
    bool admitted; /* counts against the cap; else, if not local, it is at the door */
    bool counted;  /* against its address */
    struct address address;
    char address_text[ADDRESS_TEXT_MAX];
};

struct exchange {
    uint32_t magic;
    struct api_exchange api; /* what the api holds; we find ourselves from it */
    struct connection *connection;
    h2o_req_t *request;
    h2o_generator_t generator;
    enum exchange_state state;
    bool head;       /* the method is HEAD */
    bool credential; /* a good answer to it proves a token */

    struct api_stream *stream;
    h2o_linklist_t pump; /* in http->pump: to be written to before the loop sleeps */
    bool opened;         /* h2o has the response's head */
    bool in_flight;      /* an h2o_send is not done */
    uint8_t held;
    struct api_frame *frames[STREAM_BATCH]; /* lent to the write in flight */
};

struct http {
    uint32_t magic;
    uv_loop_t *loop;
    struct api *api; /* NULL until http_open() */
    struct http_config config;
    struct network *exempt;
    struct address_counts *counts;

    h2o_globalconf_t global;
    h2o_context_t context;
    h2o_accept_ctx_t accept;
    h2o_timeout_t request_timeout, linger_timeout;

    uv_tcp_t listener;
    uv_pipe_t admin;
    bool listening, admin_listening;
    uint16_t port;

    uv_prepare_t prepare; /* before the loop sleeps: rearm, pump, set the api's timer */
    uv_idle_t soon;       /* the api asked for its turn */
    uv_timer_t api_timer, grace_timer;
    time_ms api_due; /* what api_timer is set to; -1: not to be trusted, look again */

    h2o_linklist_t all, rearm, pump;
    uint32_t admitted; /* connections that count against the cap: not the admin socket's */
    uint32_t at_door;  /* turned away on arrival, and being told so */
    bool draining, closing;
    uint32_t handles; /* ours, not closed yet */
    void (*done)(void *ctx);
    void *done_ctx;
    struct http_view view;
};

/* --- http.c */
void http_soon(struct http *http);
void http_maybe_closed(struct http *http);

/* --- connection.c */
void connection_accept(struct http *http, uv_stream_t *listener, bool local);
struct connection *connection_of(h2o_req_t *request);
void connection_move(struct connection *c, enum connection_state to);
/* The request is h2o's no more: guard the next one. */
void connection_next_request(struct connection *c);
/* Called for each connection on http->rearm before the loop sleeps. */
void connection_rearm(struct connection *c);
/* Keeps an eye on a client whose request is with the api: its leaving shows, and what it pipelines
 * is bounded. */
void connection_watch(struct connection *c);
/* Lets go of what the socket has read: nobody needs it any more. */
void connection_forget_input(struct connection *c);
/* The token was good: the address cap is for strangers. */
void connection_trust(struct connection *c);
void connection_timer_start(struct connection *c, h2o_timeout_t *timeout);
/* Closes at once. The connection and its exchange are gone afterwards. Never from inside a
 * callback of h2o for the same connection, except as the last thing. */
void connection_abort(struct connection *c);

/* --- exchange.c */
int exchange_handle(h2o_handler_t *handler, h2o_req_t *request);
struct exchange *exchange_of(struct api_exchange *api);
/* A header of the response; its texts are copied. */
void exchange_add_header(h2o_req_t *request, struct slice name, struct slice value);
void exchange_security_headers(h2o_req_t *request, bool cacheable);
const char *http_reason(int status);

/* --- stream.c */
void stream_open(void *ctx, struct api_exchange *api, struct api_stream *stream);
void stream_ready(void *ctx, struct api_exchange *api);
void stream_end(void *ctx, struct api_exchange *api);
void stream_pump(struct exchange *x);
void stream_release(struct exchange *x);

/* --- refusal.c */
/* The problem+json body. */
void refusal_body(enum err err, const char *detail, struct text_buf *out);
/* A whole response, for a socket that h2o does not write to. */
void refusal_response(enum err err, const char *detail, struct text_buf *out);
/* Turns h2o's own "Bad Request" texts into problem+json. */
void refusal_register_filter(h2o_pathconf_t *path);

#endif
