/* The drill's way to the service: requests with retries under one idempotency key, and streams
 * that resume. A coordinator that is away for a while costs time, not truth: nothing is counted
 * before its answer is there. */
#ifndef DRILL_SERVICE_H
#define DRILL_SERVICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct service;
struct uv_loop_s;

#define SERVICE_SECRET 96

struct service_config {
    const char *url; /* "http://127.0.0.1:8080", without a slash at the end */
    uint32_t
        patience_ms;  /* real time: how long a request is tried again while the service is away */
    uint32_t streams; /* how many at most */
};

struct service_answer {
    int status;         /* 0: given up, `detail` says why */
    const json_t *body; /* NULL when there was none or it was no JSON */
    const char *detail; /* for people: the problem's title and detail, or what went wrong */
    const char *slug;   /* the end of the problem type, "call-ended"; "" when there is none */
    uint64_t sent_at, came_at; /* the loop's real ms: of the last attempt, and of its answer */
};

struct service_ask {
    const char *token; /* the secret; NULL: none */
    const char *method, *path;
    json_t *body;      /* taken; NULL: none */
    struct slice text; /* a body that is JSON already; instead of `body` */
    bool once;         /* not tried again */
    void (*on_answer)(void *ctx, const struct service_answer *answer);
    void *ctx;
};

struct service_totals {
    uint64_t asked, tried_again, given_up;
    uint32_t unanswered; /* now */
};

/* NULL when memory or libcurl fails. */
struct service *service_create(struct uv_loop_s *loop, const struct service_config *config);
/* No handler is called any more; frees once the loop has run, then calls `done`. */
void service_close(struct service *service, void (*done)(void *ctx), void *ctx);
void service_ask(struct service *service, const struct service_ask *ask);
struct service_totals service_totals(const struct service *service);
/* Drawn once: keys, token ids and references of this run begin with it. Six characters a-z 2-7. */
const char *service_run(const struct service *service);

struct service_stream;

struct service_events {
    /* One event: `type` as on the stream, "snapshot" for the first; `json` lent for the call. */
    void (*on_event)(void *ctx, const char *type, const char *id, const json_t *json,
                     struct slice text);
    void (*on_refused)(void *ctx, const char *why); /* 401 or 403: it will not be tried again */
    void *ctx;
};

/* Follows /v1/stream until stopped, whatever happens to the connection. `after`: begin behind
 * this event instead of with a snapshot, if the service still has it; NULL: with a snapshot.
 * Lives as long as the service. NULL when there are too many. */
struct service_stream *service_follow(struct service *service, const char *token, const char *after,
                                      const struct service_events *events);
void service_stop(struct service_stream *stream);
bool service_stream_open(
    const struct service_stream *stream); /* has its snapshot and a connection */

#endif
