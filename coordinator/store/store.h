/* The store: Redis as the live truth. Every key is in docs/redis-keys.md; why it is one function
 * call a commit, in docs/decisions/0004-one-commit-function.md.
 *
 * The happy path:
 *   1. store_open: the lock on the data directory is taken, the connection begun;
 *   2. connected: AUTH and SELECT when asked for, the function library loaded;
 *   3. the lease {ddh}:leader is taken under a new epoch, in one function call;
 *   4. recovery: every record into a fresh core, its digest compared; then the newest events, for
 *   streams that resume; `opened` hands all of it over;
 *   5. store_attach: commits of the engine are sent as they come, several in flight, each one call;
 *      their answers go to engine_stored. The lease is renewed every third of its length.
 *
 * What can go wrong:
 *   - Redis away before 4 is done: `away` says why and when it is tried again, without end;
 *   - another leads, a password is wrong, Redis is too old, data is not readable, its digest does
 *     not fit: `refused`, once, and nothing more happens until store_close;
 *   - the connection dies, or Redis does not answer for LIMIT_STORE_COMMAND_MS: engine_store_lost;
 *     connected again, with the last number Redis has: engine_store_ready, and the engine sends
 *     what is missing. Commits handed over in between are dropped here;
 *   - another took the lead: engine_fenced; nothing more is sent.
 *
 * Everything is called from the loop, never inside a call to the store. No lock, one thread. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "engine/engine.h"

struct store;
struct uv_loop_s;

struct store_config {
    const char *address; /* "/run/redis.sock", "unix:/run/redis.sock", "host:port", "[::1]:port" */
    const char *username, *password; /* NULL: none; a username needs a password */
    const char *tag;                 /* "ddh": keys begin with {ddh}: */
    const char *data_directory; /* holds leader.lock; NULL: none, then every living lease bars */
    int database;               /* 0 unless said otherwise */
    struct core_sizes sizes;
};

struct store_opened {
    struct core *core; /* taken by the listener */
    uint64_t epoch, next_number;
    time_ms now;         /* the last that was stored; 0: nothing was */
    time_ms leads_until; /* see store_lease_until */
    bool recovered;      /* false: a new installation, nothing was stored */
    uint32_t records, documents, events;
    time_ms recovery_ms; /* reading and checking, without the connecting */
};

/* How opening goes. All mandatory. */
struct store_listener {
    /* A stored document, its hash checked. Before `opened`; again when a recovery had to begin
     * anew. Lent. */
    void (*document)(void *ctx, const uint8_t hash[SHA256_BYTES], struct slice bytes);
    /* An event of the stream, the newest first, after all documents and before `opened`; a number
     * not below the last begins anew. `core` is whole; both are lent. Of `event` the ids of
     * organisation and agent are set, their numbers are not. False: no more are wanted. */
    bool (*event)(void *ctx, const struct core *core, uint64_t epoch,
                  const struct commit_event *event);
    void (*opened)(void *ctx, const struct store_opened *opened);
    void (*away)(void *ctx, const struct problem *problem, time_ms retry_ms);
    void (*refused)(void *ctx, const struct problem *problem);
};

/* Whom the answers go to once it is open: the engine (store_attach), or a test. All mandatory; as
 * in engine.h. */
struct store_answers {
    void (*stored)(void *ctx, uint64_t last_number);
    void (*lost)(void *ctx);
    void (*ready)(void *ctx, uint64_t last_number);
    void (*fenced)(void *ctx, uint64_t newer_epoch);
    void (*leads)(void *ctx, time_ms until); /* the lease holds until then, on uv_now of the loop */
};

/* Texts of `config` are copied, the password only into memory of the store. ERR_FENCED: another
 * process runs on the data directory. On success the listener is called from the loop. */
enum err store_open(struct uv_loop_s *loop, const struct store_config *config,
                    const struct store_listener *listener, void *ctx, struct store **out,
                    struct problem *problem) MUST_CHECK;

/* After `opened`, once. Should the connection have died since, the loss is told from the loop. */
void store_attach(struct store *store, struct engine *engine);
void store_answer_to(struct store *store, const struct store_answers *answers, void *ctx);
/* Before the engine goes: what Redis still answers goes to nobody. */
void store_detach(struct store *store);

/* The engine's port; its context is the store. */
extern const struct engine_store_ops store_engine_ops;

/* Until when (uv_now of the loop) this process leads for certain, counted from when the lease was
 * asked for; 0: it does not. Decision 4b: with a standby nothing is released after it. */
time_ms store_lease_until(const struct store *store);

struct store_view {
    bool connected, leading, fenced;
    uint64_t epoch, stored_number;
    uint64_t commits, connections; /* sent; how often a connection stood, since start */
    uint64_t renewals_dropped;     /* lease renewals of agents not sent while Redis was slow */
    char last_problem[192];        /* why the connection died last; "" */
};
void store_view(const struct store *store, struct store_view *out);

/* Answers to nobody any more, gives the lease back, closes; `done` is called from the loop when the
 * memory is gone. */
void store_close(struct store *store, void (*done)(void *ctx), void *ctx);

#endif
