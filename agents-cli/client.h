/* The only file that knows libcurl: requests and one event stream, over one libcurl multi.
 *
 * A request, step by step:
 *   - it goes to the coordinator that answered last; a mutating one carries an idempotency key;
 *   - no connection, or an answer that asks to come again (starting, draining, outcome unknown,
 *     fenced, too many): the next address, the same key, with a pause that grows, until the
 *     deadline;
 *   - any other answer is given back as it is, also a refusal.
 * The stream connects again by itself with the last id it saw, to the next address when one does
 * not answer; 410 makes it ask for a snapshot; 401 and 403 end it.
 * TLS certificates are always checked. Redirects are never followed: the token goes to the
 * configured addresses only. */
#ifndef AGENTS_CLI_CLIENT_H
#define AGENTS_CLI_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "agents-cli/config.h"
#include "agents-cli/sse.h"

struct client;

enum client_trouble {
    TROUBLE_NONE,
    TROUBLE_NAME,     /* no such name */
    TROUBLE_CONNECT,  /* nobody listens there, or the way is closed */
    TROUBLE_TIME,     /* no answer in time */
    TROUBLE_TLS,      /* nobody we trust has signed the certificate */
    TROUBLE_TLS_TIME, /* it has expired, or is not valid yet */
    TROUBLE_TLS_HOST, /* it is another machine's */
    TROUBLE_TLS_FILE, /* the file with the trusted certificates cannot be used */
    TROUBLE_TLS_NONE, /* no encryption is spoken there */
    TROUBLE_ENDED,    /* the connection broke */
    TROUBLE_OTHER,
};

struct client_reply {
    int status; /* 0: no coordinator answered */
    enum client_trouble trouble;
    const char *body; /* lent for the call; NUL-terminated */
    size_t length;
    const char *failure; /* trouble: libcurl's own words, English; else NULL */
    const char *server;  /* who answered or was tried last */
    const char *ca_file; /* whose certificates are trusted; "": the system's */
    int64_t took_ms;
};

/* Called exactly once a request, from client_turn(). */
typedef void client_done(void *ctx, unsigned tag, const struct client_reply *reply);

struct client_request {
    const char *method, *path; /* "POST", "/v1/..." with the query, ready to send */
    const char *body;          /* or NULL */
    const char *content_type;  /* of the body; NULL: JSON */
    unsigned tag;
    int64_t within_ms;  /* tries until then; 0: once to each address */
    const char *server; /* only this one; NULL: any */
    bool anonymous;     /* without the token */
    const char *key;    /* the idempotency key of a mutating one; NULL: a new one */
};

#define CLIENT_KEY 37
void client_key(char out[CLIENT_KEY]);

enum stream_end { STREAM_LOST, STREAM_REFUSED };

struct client_stream_ops {
    void (*up)(void *ctx, const char *server);
    void (*heard)(void *ctx); /* bytes came */
    void (*event)(void *ctx, const struct sse_message *message);
    /* STREAM_LOST: it connects again by itself. STREAM_REFUSED: it does not; the reply says why. */
    void (*down)(void *ctx, enum stream_end end, const struct client_reply *reply);
};

/* `token` may be NULL. Both are copied. NULL: libcurl has no memory. */
struct client *client_create(const struct config *config, const char *token);
void client_destroy(struct client *client);

/* Everything is copied. */
void client_send(struct client *client, const struct client_request *request, client_done *done,
                 void *ctx);
/* As client_send(), but turns until the answer is there. */
void client_call(struct client *client, const struct client_request *request, client_done *done,
                 void *ctx);

void client_stream_open(struct client *client, const struct client_stream_ops *ops, void *ctx);
/* Connects anew without an id, for a snapshot. May be called from `event`. */
void client_stream_restart(struct client *client);

/* Waits for the network, for any of `fds` to become readable, or for `timeout_ms`; then does
 * what is due. */
void client_turn(struct client *client, const int *fds, size_t fd_count, int64_t timeout_ms);

/* The monotonic clock, ms. */
int64_t client_mono(void);

#endif
