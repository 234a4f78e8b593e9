/* Partners: what we and other coordinators tell each other (docs/federation.md).
 *
 * Not messages but states are exchanged. Each side posts its whole view of what concerns the other: its calls at the other's
 * seats, how the other's calls fare at its agents, what it lends. A view that was lost, came twice or late, a restart and a
 * cut network are mended by the next one. So there is no outbox here, and nothing to resume:
 *   - told: a view is rendered at the engine's turn, and posted once that is released, so that nothing is told that is not
 *     stored; when it says what the last one said, only as a sign of life;
 *   - heard: the newest view is held against the core, row by row, and what differs is given to the engine as ordinary
 *     commands: the peer's offer is put, amended, renewed; our calls at its seats are accepted and ended; its calls at our
 *     agents arrive and are cancelled. A command that changes nothing is not given.
 *   - silence: the peer's calls that nobody here has taken yet are cancelled, for it has placed them elsewhere by now.
 *
 * Knows no libuv and no libcurl: both are behind the ports. */
#ifndef PARTNERS_PARTNERS_H
#define PARTNERS_PARTNERS_H

#include "base/text.h"
#include "engine/engine.h"
#include "wire/peer_view.h"

struct partners;

struct partners_post {
    uint32_t lane; /* to be given back in partners_answered() */
    const char *url;
    const char *id, *timestamp, *signature;
    struct slice body;
};

struct partners_ops {
    /* Appends the members of a view after its head; false: it does not fit (said in the log). */
    bool (*view)(void *ctx, const struct core *core, const struct peer_record *peer,
                 bool (*listed)(void *listed_ctx, call_id call), void *listed_ctx,
                 struct text_buf *out);
    bool (*answers)(void *ctx, const struct core *core, const struct peer_record *peer,
                    struct text_buf *out);
    /* A document by its hash; length 0: unknown. Lent for the call. */
    struct slice (*document)(void *ctx, const uint8_t hash[SHA256_BYTES]);
    /* Posts; what is given is lent for the call. True: partners_answered() comes once, later, from the loop. */
    bool (*post)(void *ctx, const struct partners_post *post);
    time_ms (*now)(void *ctx);  /* the domain's time */
    time_ms (*wall)(void *ctx); /* real time, for signatures */
    void (*soon)(void *ctx);    /* call partners_turn() soon, once, from the loop */
};

struct partners_config {
    struct engine *engine;
    const struct partners_ops *ops;
    void *ctx;
};

struct partners *partners_create(const struct partners_config *config); /* NULL: no memory */
/* Nothing more is begun. */
void partners_stop(struct partners *partners);
/* The engine must be destroyed, and every post answered. */
void partners_destroy(struct partners *partners);

/* From the engine's sink: the commit's events are true. */
void partners_released(struct partners *partners, const struct commit *commit);
/* A view of the peer that the organisation stands for; its signature was right. */
void partners_heard(struct partners *partners, const char *organisation,
                    const struct peer_view *view);
/* `status` 0: no HTTP answer; `why`: of an answer its body, else what is known. Lent for the call. */
void partners_answered(struct partners *partners, uint32_t lane, int status, struct slice why);
void partners_turn(struct partners *partners);
/* When partners_turn() must be called at the latest, in the domain's time; TIME_NEVER: not by the clock. */
time_ms partners_next_deadline(const struct partners *partners);

struct partners_state {
    time_ms heard_at, told_at; /* 0: never since the start */
    bool reachable;
};
void partners_state(const struct partners *partners, const char *organisation,
                    struct partners_state *out);

struct partners_view {
    uint64_t told, heard, failed, commands; /* since the start */
};
void partners_view(const struct partners *partners, struct partners_view *out);

#endif
