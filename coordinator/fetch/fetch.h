/* Outgoing HTTP on the loop: HTTP/1.1 and HTTPS requests through one libcurl multi handle. The
 * only room that knows libcurl in the service. No redirects, no proxies from the environment, no
 * cookies, no user names in addresses.
 *
 * Every request has exactly one `on_done`, always called from the loop, never from inside
 * fetch_start, fetch_cancel or fetch_close. A request without a place among the `concurrent_max`
 * waits its turn; its deadline runs meanwhile. */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

struct uv_loop_s;
struct fetch;

/* Names a request until its on_done has returned, and nothing afterwards; 0 is none. */
typedef uint64_t fetch_id;

struct fetch_config {
    uint32_t concurrent_max; /* requests on the wire at once, 1 to LIMIT_FETCH_CONCURRENT */
    uint32_t waiting_max;    /* requests waiting for a place, up to LIMIT_FETCH_WAITING */
    /* Never connect to loopback, private or link-local addresses, whatever a name resolves to. */
    bool public_addresses_only;
    const char *user_agent; /* copied */
};

/* What became of a request. Any HTTP status, 500 too, is FETCH_ANSWERED. */
enum fetch_outcome {
    FETCH_ANSWERED,
    FETCH_NO_CONNECTION, /* nothing was sent: no such name, refused, unreachable, TLS failed */
    FETCH_BROKEN, /* the connection died or what came was not HTTP; it may have been carried out */
    FETCH_DEADLINE,  /* no whole answer within the deadline, or the stream was quiet for too long */
    FETCH_TOO_LARGE, /* the answer passed response_max, or its headers LIMIT_HEADER_BYTES */
    FETCH_BLOCKED,   /* the address is not public and public_addresses_only is set */
    FETCH_CANCELLED, /* fetch_cancel or fetch_close */
    FETCH_INVALID    /* the address or a header is not well formed */
};
const char *fetch_outcome_text(enum fetch_outcome outcome); /* "no connection" */

/* What on_done gets; lent until it returns. */
struct fetch_answer {
    enum fetch_outcome outcome;
    int status;         /* 0 unless an answer began */
    struct slice body;  /* of a stream: only what a status other than 2xx brought */
    const char *detail; /* libcurl's words about a failure, or "" */
    const void *handle; /* for fetch_answer_header */
};

struct fetch_header {
    const char *name, *value;
};

struct fetch_request {
    const char *method; /* "GET" */
    const char *url;
    const struct fetch_header *headers;
    size_t header_count;
    struct slice body;    /* data NULL: none */
    uint32_t connect_ms;  /* 0: as long as the deadline */
    uint32_t deadline_ms; /* from fetch_start to the last byte; 0: none, for streams */
    uint32_t quiet_ms;    /* longest pause between bytes of the body; 0: any */
    size_t response_max;  /* bytes of body kept */
    /* A stream: gets the bytes of a 2xx answer as they come, and they are not kept. It may call
     * fetch_start, fetch_cancel and fetch_close. NULL: the body is collected. */
    void (*on_bytes)(void *ctx, const char *data, size_t length);
    void (*on_done)(void *ctx, const struct fetch_answer *answer);
    void *ctx;
};

/* ERR_INTERNAL when libcurl or memory fails; `*out` is set only on success. */
enum err fetch_create(struct uv_loop_s *loop, const struct fetch_config *config,
                      struct fetch **out) MUST_CHECK;
/* Cancels every request (each gets its on_done), then frees and calls `done` from the loop. Call
 * once. */
void fetch_close(struct fetch *fetch, void (*done)(void *ctx), void *ctx);

/* Takes copies of everything. ERR_LIMIT_REACHED when nothing more may wait or fetch_close was
 * called: there is then no on_done. `*id` (may be NULL) is set only on success. */
enum err fetch_start(struct fetch *fetch, const struct fetch_request *request,
                     fetch_id *id) MUST_CHECK;
/* An id whose request is over is ignored. */
void fetch_cancel(struct fetch *fetch, fetch_id id);

/* The status of an answer that came, whole or cut because it was too large; 0: nobody answered. */
int fetch_answer_status(const struct fetch_answer *answer);
/* A header of the answer by name, in any case; NULL when there is none. Lent until the next call
 * or on_done's return. */
const char *fetch_answer_header(const struct fetch_answer *answer, const char *name);

uint32_t fetch_active(const struct fetch *fetch); /* on the wire */
uint32_t fetch_waiting(const struct fetch *fetch);

#endif
