/* Telephony: callers who wait at a switch are fetched when an agent is reserved for them, or sent home when they have waited
 * long enough.
 *
 * Which they are stands in the core (core_next_resume); here is only who is being told. For each call, one message at a time:
 *   - telephony_turn() looks who is due, and reads the call through the engine;
 *   - when that is applied, the message is rendered from the core as it stands then;
 *   - when it is released, so that no phone rings by a decision that is not stored (or let go unstored), it is posted;
 *   - what the switch answered goes back as `call_resume`; without an answer it is posted again, for as long as it is due.
 * A process that dies in between posts the same decision again, which the switch knows by its decision_id.
 *
 * Knows no libuv and no libcurl: both are behind the ports. */
#ifndef TELEPHONY_TELEPHONY_H
#define TELEPHONY_TELEPHONY_H

#include "base/text.h"
#include "engine/engine.h"

struct telephony;

struct telephony_post {
    uint32_t lane; /* to be given back in telephony_answered() */
    const char *url;
    struct slice body;
};

struct telephony_ops {
    /* Appends the message as JSON. */
    void (*message)(void *ctx, const struct core *core, const struct call_record *call,
                    struct text_buf *out);
    /* Posts; what is given is lent for the call. True: telephony_answered() comes once, later, from the loop. */
    bool (*post)(void *ctx, const struct telephony_post *post);
    time_ms (*monotonic)(void *ctx);
    void (*soon)(void *ctx); /* call telephony_turn() soon, once, from the loop */
};

struct telephony_config {
    struct engine *engine;
    const struct telephony_ops *ops;
    void *ctx;
};

struct telephony *telephony_create(const struct telephony_config *config); /* NULL: no memory */
/* Nothing more is begun. What is in hand goes on: answers may still come. */
void telephony_stop(struct telephony *telephony);
/* The engine must be destroyed, and every post answered. */
void telephony_destroy(struct telephony *telephony);

/* From the engine's sink: the commit's events are true. */
void telephony_released(struct telephony *telephony, const struct commit *commit);
/* `status` 0: no HTTP answer, and `detail` says why. */
void telephony_answered(struct telephony *telephony, uint32_t lane, int status, const char *detail);
void telephony_turn(struct telephony *telephony);
/* When telephony_turn() must be called at the latest, on the monotonic clock; TIME_NEVER: not by the clock. */
time_ms telephony_next_deadline(const struct telephony *telephony);

struct telephony_view {
    uint32_t busy;                                                /* calls being told of */
    uint64_t posts, unanswered, by_outcome[RESUME_OUTCOME_COUNT]; /* since start */
};
void telephony_view(const struct telephony *telephony, struct telephony_view *out);

#endif
