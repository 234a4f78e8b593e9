/* Publish: what channels say goes out to their receivers, as signed webhooks (Standard Webhooks 1.0.0).
 *
 * What is to be sent stands in the core (core_next_delivery): here is only who is busy. For each receiver, one message at
 * a time:
 *   - publish_turn() looks who has something to be told, and submits `delivery_begin`;
 *   - when it is applied, the next message is rendered from the core as it stands then;
 *   - when it is released, so that nothing is told that is not stored (or let go unstored), it is posted;
 *   - what became of it goes back as `delivery_tried`; once that is released, the receiver is looked at again.
 * A process that dies in between has told a receiver at most something true, and tells it again under the same id.
 *
 * Knows no libuv and no libcurl: both are behind the ports. */
#ifndef PUBLISH_PUBLISH_H
#define PUBLISH_PUBLISH_H

#include "base/text.h"
#include "engine/engine.h"

struct publish;

struct publish_post {
    uint32_t lane; /* to be given back in publish_answered() */
    const char *url;
    const char *id, *timestamp, *signature; /* webhook-id, webhook-timestamp, webhook-signature */
    struct slice body;
};

struct publish_answer {
    int status;             /* 0: no HTTP answer */
    const char *detail;     /* without one: why; "" when nothing is known */
    time_ms retry_after_ms; /* what it asked for; 0: nothing */
};

struct publish_ops {
    /* Appends the message as JSON; false: it cannot be rendered (said in the log). */
    bool (*message)(void *ctx, const struct core *core, const struct receiver_record *receiver,
                    const struct delivery_record *delivery, struct text_buf *out);
    /* The same for a ticket. */
    void (*ticket)(void *ctx, const struct core *core, const struct receiver_record *receiver,
                   const struct ticket_record *ticket, struct text_buf *out);
    /* A document by its hash; length 0: unknown. Lent for the call. */
    struct slice (*document)(void *ctx, const uint8_t hash[SHA256_BYTES]);
    /* Posts; what is given is lent for the call. True: publish_answered() comes once, later, from the loop. */
    bool (*post)(void *ctx, const struct publish_post *post);
    time_ms (*now)(void *ctx);  /* the domain's time */
    time_ms (*wall)(void *ctx); /* real time, for signatures */
    void (*soon)(void *ctx);    /* call publish_turn() soon, once, from the loop */
};

struct publish_config {
    struct engine *engine;
    const struct publish_ops *ops;
    void *ctx;
    bool https_only;
};

struct publish *publish_create(const struct publish_config *config); /* NULL: no memory */
/* Nothing more is begun. What is in hand goes on: answers may still come. */
void publish_stop(struct publish *publish);
/* The engine must be destroyed, and every post answered. */
void publish_destroy(struct publish *publish);

/* From the engine's sink: the commit's events are true. */
void publish_released(struct publish *publish, const struct commit *commit);
void publish_answered(struct publish *publish, uint32_t lane, const struct publish_answer *answer);
void publish_turn(struct publish *publish);
/* When publish_turn() must be called at the latest, in the domain's time; TIME_NEVER: not by the clock. */
time_ms publish_next_deadline(const struct publish *publish);

struct publish_view {
    uint32_t busy; /* receivers that something is on its way to */
    uint64_t posts, by_outcome[DELIVERY_OUTCOME_COUNT]; /* since start */
};
void publish_view(const struct publish *publish, struct publish_view *out);

#endif
