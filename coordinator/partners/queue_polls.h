/* Asking foreign switchboards how their queues stand (docs/switchboards.md).
 *
 *  - Each source is asked once in its interval, give or take a tenth so that they do not all come at once; never twice at the
 *    same time; one that was just put, at once.
 *  - What it answers becomes ordinary `queue_report` commands: first all its queues together, then those of topics. An answer
 *    that says "as before" (304) reports once more what was said before: it is a sign that it still holds.
 *  - What goes wrong is shown (since when, and why) and tried again after a longer and longer time. Nothing is reported
 *    meanwhile: the core takes the queue as unknown once the last report is too old.
 *
 * Which sources there are stands in the core; after a start nothing is missing but the last answers, and every source is asked
 * anew. Knows no libuv and no libcurl: both are behind the ports. */
#ifndef PARTNERS_QUEUE_POLLS_H
#define PARTNERS_QUEUE_POLLS_H

#include "base/text.h"
#include "engine/engine.h"
#include "wire/queue_adapter.h"

struct queue_polls;

struct queue_polls_get {
    uint32_t lane; /* to be given back in queue_polls_answered() */
    const struct queue_source_record *source;
    const char *tag; /* of the answer that is known; "": none */
};

struct queue_polls_ops {
    /* Asks; what is given is lent for the call. True: queue_polls_answered() comes once, later, from the loop. */
    bool (*get)(void *ctx, const struct queue_polls_get *get);
    /* What the answer says, by the source's adapter. */
    enum err (*read)(void *ctx, const struct core *core, const struct queue_source_record *source,
                     struct slice answer, struct queue_reports *out, struct problem *problem);
    time_ms (*monotonic)(void *ctx);
    time_ms (*now)(void *ctx); /* the domain's time */
    void (*soon)(void *ctx);   /* call queue_polls_turn() soon, once, from the loop */
};

struct queue_polls_config {
    struct engine *engine;
    const struct queue_polls_ops *ops;
    void *ctx;
};

struct queue_polls *queue_polls_create(
    const struct queue_polls_config *config);     /* NULL: no memory */
void queue_polls_stop(struct queue_polls *polls); /* nothing more is begun */
/* The engine must be destroyed, and every request answered. */
void queue_polls_destroy(struct queue_polls *polls);

/* From the engine's sink: the commit's events are true. */
void queue_polls_released(struct queue_polls *polls, const struct commit *commit);
/* `status` 0: no HTTP answer; `body`: of an answer, else what is known of the failure. Lent for the call; `tag` may be NULL. */
void queue_polls_answered(struct queue_polls *polls, uint32_t lane, int status, const char *tag,
                          struct slice body);
void queue_polls_turn(struct queue_polls *polls);
/* When queue_polls_turn() must be called at the latest, monotonic; TIME_NEVER: not by the clock. */
time_ms queue_polls_next_deadline(const struct queue_polls *polls);

/* Of one source, since the start. */
struct queue_poll_state {
    time_ms asked_at, reported_at; /* 0: never */
    time_ms failing_since;         /* 0: it does not fail */
    uint32_t failures;             /* in a row */
    int status;                    /* HTTP, of the last answer; 0: none came */
    char error[272];               /* why it fails; "": it does not */
};
void queue_polls_state(const struct queue_polls *polls, const char *source,
                       struct queue_poll_state *out);

struct queue_polls_view {
    uint64_t asked, reported, unchanged, failed; /* since the start */
    uint32_t sources, failing;
};
void queue_polls_view(const struct queue_polls *polls, struct queue_polls_view *out);

#endif
