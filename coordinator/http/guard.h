/* The guard: reads the head of a request before h2o does and decides whether it may pass. Stricter
 * than h2o, so that every refusal has a name and nothing ambiguous about where a request ends gets
 * through. Pure; knows neither h2o nor libuv. */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include "api/api.h"

enum guard_verdict { GUARD_INCOMPLETE, GUARD_PASS, GUARD_REFUSE };

struct guard_head {
    /* after GUARD_PASS */
    size_t head_length; /* bytes up to and with the empty line */
    enum api_method method;
    struct slice target;
    size_t content_length; /* 0 when none is given */
    bool chunked;
    size_t body_limit; /* the most this request's body may be */
    /* after GUARD_REFUSE */
    enum err err;
    /* A sentence without a full stop, from a fixed set: nothing of the client's is in it. */
    const char *detail;
};

/* `bytes` is everything received of this request so far. `scanned` is the caller's memory between
 * calls for the same request, 0 at first, so that a sender of single bytes costs no more than one
 * of whole heads. */
enum guard_verdict guard_check(struct slice bytes, size_t *scanned, struct guard_head *out);

/* The most a body may be for this method and target. */
size_t guard_body_limit(enum api_method method, struct slice target);

#endif
