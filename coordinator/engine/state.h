/* The engine's inside, shared by its files. Nobody else includes this. */
#ifndef ENGINE_STATE_H
#define ENGINE_STATE_H

#include "base/arena.h"
#include "engine/engine.h"

/* A growing array. Running out of memory stops the process: see engine.h. */
struct pile {
    void *items;
    uint32_t count, capacity;
};
void *pile_add(struct pile *pile, size_t item_size); /* the new item, not initialised */
#define PILE_ADD(pile, type) ((type *)pile_add((pile), sizeof(type)))
#define PILE_AT(pile, type, index) (&((type *)(pile)->items)[index])

/* One commit on its way: open while turns may still add to it, then sent, then acknowledged and
 * recycled. What its entries point to lies in `arena`; the piles may move while it is open and
 * are resolved into `commit` at use. */
struct batch {
    struct batch *next;
    struct commit commit;
    struct arena arena;
    struct pile events, records, availability, memberships, documents, accesses;
    struct engine_request *first, *last; /* released with it */
    uint32_t commands;                   /* applied or refused, ticks too */
    uint32_t shown;                      /* events that the sinks have seen */
    bool sent;                           /* lent to the store now */
    bool was_sent;                       /* perhaps in the store: closed for good */
    bool absorbed;                       /* a later snapshot stands for it; never sent */
    bool announced;                      /* a snapshot: the sinks know of the new epoch */
    time_ms impatient_at, sent_at;       /* monotonic */
};

/* What a request in the engine's hands has come to. */
enum fate {
    FATE_NOTHING, /* a read or a refusal, or not looked at yet */
    FATE_DONE,    /* a command that took effect, now or at its first sending */
    FATE_AWAY,    /* not done: it needs the store */
};

/* A record is encoded once per command, however many of its events show it. */
#define ENCODED_SLOTS 64
struct encoded {
    uint64_t command; /* serial; 0: empty */
    uint64_t key;
    enum record_kind kind;
    bool removed;
    struct commit_record record;
};

struct request_list {
    struct engine_request *first, *last;
};

/* A call whose decision came too late. */
struct late_call {
    char reference[LIMIT_REFERENCE];
};

struct engine {
    struct core *core;
    struct engine_ports ports;
    bool standby_expected, connected, draining, stopped, recovered_due;
    bool woken, impatient, inside_applied, inside_store, inside_turn;
    uint64_t epoch, next_number, stored_number, event_number;
    uint32_t unstored_events_max;
    time_ms leads_until;
    time_ms unstored_since; /* 0: stored mode */
    struct request_list inbox;
    uint32_t inbox_count;
    struct batch *head,
        *tail; /* not acknowledged, in order; sent ones first, but for absorbed ones */
    uint32_t waiting, in_flight;
    struct batch *spare;
    uint32_t spare_count;
    uint32_t access_count; /* in the batches waiting */
    struct event_list events;
    struct text_buf scratch;
    uint64_t serial;
    struct encoded encoded[ENCODED_SLOTS];
    time_ms late_at;  /* the first deadline of a request that waits for its commit */
    struct pile late; /* of late_call: to be given back in the next turn that forms a commit */
    time_ms *lease_given[CHANNEL_COUNT]; /* per agent: what {ddh}:available and {ddh}:channel:chat
                                            have once all is sent; 0: not in it */
    uint8_t *renewal_marked;             /* per agent */
    struct pile renewals;                /* of agent_no, marked */
    struct pile leases;                  /* scratch for sending them */
    char (*areas)[LIMIT_ID];             /* per organisation, as its agents' memberships stand */
    struct engine_view counts;           /* only the counters of it */
};

/* --- batch.c: memory, and encoding what a command gave ---------------------------------------- */

struct batch *batch_take(struct engine *e);
void batch_recycle(struct engine *e, struct batch *b);
void batch_free(struct batch *b);
void *batch_memory(struct batch *b, size_t size); /* not zeroed */
struct slice batch_copy(struct batch *b, struct slice bytes);
bool batch_is_empty(const struct batch *b);
bool batch_is_full(const struct batch *b); /* no turn adds to it any more */
/* Points `commit` to what the piles hold by now. */
const struct commit *batch_resolve(struct batch *b);
/* Encodes the record as it stands; json empty when removed. */
struct commit_record batch_encode(struct engine *e, struct batch *b, enum record_kind kind,
                                  const void *record, bool removed);
/* The events in e->events, given by a command of `token` ("" the engine's own). */
void batch_add_events(struct engine *e, struct batch *b, const char *token);
void batch_add_access(struct engine *e, struct batch *b, const struct commit_access *access);
void batch_add_document(struct batch *b, const struct commit_document *document);

/* --- availability.c: who is in which sets ----------------------------------------------------- */

bool availability_open(struct engine *e);
void availability_close(struct engine *e);
/* What a changed record means for the sets. `encoded` is the record as it goes to the store. */
void availability_follow(struct engine *e, struct batch *b, struct record_ref ref,
                         const void *record, const struct commit_record *encoded);
/* Everything anew: into a snapshot with the memberships, after a recovery only the leases. */
void availability_all(struct engine *e, struct batch *b, bool with_memberships);
/* Perhaps the agent's lease was renewed without an event. */
void availability_renewed(struct engine *e, agent_no agent);
void availability_send_renewals(struct engine *e);

/* --- release.c: in flight, acknowledged, unstored, fenced ------------------------------------- */

time_ms engine_monotonic(const struct engine *e);
void requests_add(struct request_list *list, struct engine_request *request);
bool engine_may_form(const struct engine *e);
/* The batch that this turn may add to; NULL: none. */
struct batch *engine_open_batch(const struct engine *e);
void engine_enqueue(struct engine *e, struct batch *b);
/* Takes the turn's requests: to be released with `b`, or, when it is NULL, with the last
 * waiting. */
void engine_attach(struct engine *e, struct batch *b, struct request_list *requests);
void engine_check_patience(struct engine *e);
/* False when the lease has ended: then the engine has stopped. */
bool engine_check_lease(struct engine *e);
/* Shows what is new in `b` to the sinks. */
void engine_show(struct engine *e, struct batch *b, bool stored);
void engine_pump(struct engine *e);
void engine_stop(struct engine *e, enum release undone);
void engine_wake(struct engine *e);

/* --- late.c --------------------------------------------------------------------------------- */

bool engine_is_late(const struct engine *e, const struct engine_request *request);
/* Releases what waits for its commit past its deadline. */
void engine_check_late(struct engine *e);

/* --- snapshot.c, gap.c ------------------------------------------------------------------------ */

/* Puts a snapshot under a new epoch behind what waits, and marks that as absorbed. */
void engine_snapshot(struct engine *e);
/* Replaces the unsent tail by one gap commit when it is longer than allowed. Only in unstored
 * mode. */
void engine_bound_tail(struct engine *e);

bool command_needs_store(enum command_type type);

#endif
