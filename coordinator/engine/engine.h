/* The engine: the single writer.
 *
 * The happy path, once per loop turn (engine_turn):
 *   1. ticks: while core_next_deadline() <= now, apply a `tick` at that deadline's own time;
 *   2. take requests from the inbox in order; apply commands (ticking first, so that nothing
 *      overtakes a deadline); render reads; tell each request at once what came of it
 *      (`applied`), so that it forms its answer from the state it saw, but nothing leaves yet;
 *   3. encode every event and its changed records once, through the codec, as they stand after
 *      their command; all of the turn makes ONE commit (cut at LIMIT_COMMANDS_PER_COMMIT: the
 *      rest is the next turn's);
 *   4. hand the commit to the store; several are in flight, in order; when
 *      LIMIT_COMMITS_IN_FLIGHT are, later turns wait and coalesce;
 *   5. when the store acknowledges: events go to the sinks, then the requests of that commit are
 *      `released`.
 * A turn that changed nothing makes no commit: its reads and refusals are released with the last
 * commit in flight, at once when there is none.
 *
 * Numbers. Every event has one; they only grow, also from epoch to epoch. Every commit takes at
 * least one: a commit without events (an access-log line, a gap, a snapshot) takes one that no
 * event has. So numbers of events may be skipped, and a commit is known by its `last_number`.
 *
 * What can go wrong (DESIGN.md, decision 4; docs/decisions/0003):
 *   - the store answers late or not at all: after LIMIT_COMMIT_MS unstored mode begins (single
 *     node only): waiting requests are released in order with `stored` false; commands that the
 *     table `needs_store` names are not done (RELEASE_STORE_AWAY); the tail is kept, up to
 *     LIMIT_UNSTORED_EVENTS, then replaced by the set of changed records, one `gap` commit; when
 *     the tail is acknowledged stored mode returns;
 *   - the store lost the connection: engine_store_lost(), and when it is back
 *     engine_store_ready() with the last number it has: the engine resends from there, never
 *     twice;
 *   - the store is behind what it had acknowledged: a full snapshot under a new epoch;
 *   - a standby is expected: nothing is ever released unstored; the lease is checked before
 *     every release, and when it has ended everything waiting gets RELEASE_OUTCOME_UNKNOWN and
 *     nothing is accepted any more;
 *   - a newer epoch: engine_fenced(): what was perhaps done gets RELEASE_OUTCOME_UNKNOWN,
 *     everything else waiting gets RELEASE_FENCED, and nothing is accepted any more;
 *   - a request with a deadline that passes first: RELEASE_LATE, and what it reserved is given back
 *     (late.c);
 *   - no memory for a commit: the process stops. What stands in the core by then has been shown
 *     to nobody, and recovery from the store is exact.
 *
 * Knows no libuv, no Redis, no JSON: all three are behind the ports below. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/text.h"
#include "core/core.h"

struct engine;

/* --- what a commit holds: bytes made by the codec, lent to store and sinks --------------------- */

struct commit_record {
    const char *kind;  /* "call": the Redis hash is {ddh}:call */
    struct slice id;   /* the field: "call-1042" */
    struct slice json; /* length 0: removed */
};

struct commit_event {
    uint64_t number; /* the event's id is "<epoch>-<number>" */
    enum event_type type;
    time_ms at;
    organisation_no organisation; /* for the filters of streams */
    agent_no agent;
    struct slice actor; /* the token's id; "" for the engine's own */
    /* The same two as texts, for the store: numbers may be given anew after a restart. "": none. */
    struct slice organisation_id, agent_id;
    const struct commit_record *records;
    uint32_t record_count;
};

/* A change of {ddh}:available or, for chats, of {ddh}:channel:chat. */
struct commit_availability {
    struct slice agent;
    time_ms lease_until; /* 0: takes the agent out */
    enum channel channel;
};

/* The sets {ddh}:organisation:<id>, {ddh}:area:<id>, {ddh}:topic:<id>, {ddh}:language:<code>
 * that hold the agent, for ZINTER with {ddh}:available. Replaces the agent's memberships; none
 * takes the agent out of all. */
struct commit_membership {
    struct slice agent;
    const struct slice
        *sets; /* "organisation:0615", "area:oestjylland", "topic:vand", "language:da" */
    uint32_t set_count;
};

struct commit_document {
    uint8_t hash[SHA256_BYTES];
    struct slice bytes;
};

/* Somebody read personal data (N103): goes to the access log with the commit. */
struct commit_access {
    time_ms at;
    struct slice actor, what; /* the token's id; "call-1042", "agents of 0615" */
};

/* The store's rule for a commit, atomically, the first that fits:
 *   - a newer epoch than `epoch` stands there, or the same of another process: fenced;
 *   - this very epoch stands there with `last_number` or more: it has it; engine_stored();
 *   - a snapshot: replaces all records, sets and memberships, and sets the epoch;
 *   - this very epoch stands there and `first_number` follows what it has: stored;
 *   - else there is a gap: engine_store_lost(), and when nothing of the pipeline is outstanding
 *     engine_store_ready() with what it has. */
struct commit {
    uint64_t epoch;
    uint64_t first_number,
        last_number; /* both inclusive; the next commit begins at last_number + 1 */
    const struct commit_event *events;
    uint32_t event_count;
    /* Of a gap or a snapshot, which have no events; records that stand for no event. */
    const struct commit_record *records;
    uint32_t record_count;
    const struct commit_availability *availability;
    uint32_t availability_count;
    const struct commit_membership *memberships;
    uint32_t membership_count;
    const struct commit_document *documents;
    uint32_t document_count;
    const struct commit_access *accesses;
    uint32_t access_count;
    time_ms now;     /* the core's, stored so that it never goes back */
    uint64_t digest; /* of the core after it */
    /* The events first_number..last_number were given up for want of room; `records` holds what
     * they changed. The stream gets one entry of type "gap" with the id of last_number: its
     * readers take a snapshot. */
    bool gap;
    /* Holds every record, membership, lease and document: the store replaces all it has (first
     * commit of a new epoch); the stream gets a "gap" entry as above. Documents it has and that
     * are not named stay. */
    bool snapshot;
};

/* --- ports: all members mandatory ------------------------------------------------------------- */

struct engine_store_ops {
    /* Sends one commit; lent until engine_stored(), engine_store_lost() or engine_fenced(). The
     * answer comes later, never inside the call. */
    void (*commit)(void *ctx, const struct commit *commit);
    /* Renews leases: {ddh}:available and {ddh}:channel:chat only, where the agent is in them, no events, unacknowledged; fenced by `epoch` like a
     * commit. Lent for the call. Sent only when nothing waits to be sent before it. */
    void (*renew)(void *ctx, uint64_t epoch, const struct commit_availability *leases,
                  uint32_t count);
};

struct engine_document_ops {
    /* Goes through all documents that the records name; starts with *cursor = 0; false at the
     * end. Only for a snapshot; `out` is lent until the next call. */
    bool (*next)(void *ctx, uint64_t *cursor, struct commit_document *out);
};

struct engine_codec_ops {
    /* Appends the record as JSON. */
    void (*record)(void *ctx, const struct core *core, enum record_kind kind, const void *record,
                   struct text_buf *out);
};

struct engine_clock_ops {
    time_ms (*now)(void *ctx);       /* the domain's time; never goes back */
    time_ms (*monotonic)(void *ctx); /* real milliseconds, for the patience with the store */
};

struct engine_sink_ops {
    /* The commit's events are true and may be shown. `stored` false: in unstored mode. Called in
     * order, once for every event, before the requests of the commit are released. Lent for the
     * call. In unstored mode `commit` holds the events of one turn, and several such may travel
     * to the store as one. */
    void (*released)(void *ctx, const struct commit *commit, bool stored);
    /* A new epoch began because the store had lost what it had acknowledged: ids before this
     * cannot be resumed from the store. The next event is `number` or later. Readers here have
     * missed nothing; followers take a snapshot. (When the unstored tail is replaced by its
     * records this is not called: it is the store's stream that has the gap.) */
    void (*gap)(void *ctx, uint64_t epoch, uint64_t number);
};

struct engine_wake_ops {
    /* Call engine_turn() soon, once, from the loop; never inside this call. */
    void (*soon)(void *ctx);
};

struct engine_ports {
    const struct engine_store_ops *store;
    void *store_ctx;
    const struct engine_document_ops *documents;
    void *documents_ctx;
    const struct engine_codec_ops *codec;
    void *codec_ctx;
    const struct engine_clock_ops *clock;
    void *clock_ctx;
    const struct engine_sink_ops *sink;
    void *sink_ctx;
    const struct engine_wake_ops *wake;
    void *wake_ctx;
};

/* --- requests: owned by the caller until `released` ------------------------------------------- */

enum release {
    RELEASE_STORED,
    RELEASE_UNSTORED,        /* true, but not in the store yet */
    RELEASE_STORE_AWAY,      /* not done: it needs the store */
    RELEASE_OUTCOME_UNKNOWN, /* perhaps done: repeat with the same key */
    RELEASE_FENCED,          /* another leads */
    RELEASE_LATE,            /* past its deadline: not done, or undone by the engine itself */
};

struct engine_outcome {
    enum err err;
    struct core_result result;    /* when err is ERR_OK */
    struct problem problem;       /* when it is not */
    uint64_t epoch, event_number; /* the last event at that moment, for snapshots and stream ids */
    bool stored; /* not in unstored mode at that moment; `release` has the last word */
};

struct engine_request {
    const struct command *command; /* NULL: a read */
    /* Documents to store with the command, and the access-log line of a personal read; lent
     * until released. */
    const struct commit_document *documents;
    uint32_t document_count;
    struct slice access_actor, access_what; /* what: length 0, none */
    bool telephony; /* waits LIMIT_COMMIT_TELEPHONY_MS rather than LIMIT_COMMIT_MS */
    /* Monotonic; 0: none. What is not released by then is released as late. Of call_arrive only: what it reserved is given
     * back by the engine (call_lapse). */
    time_ms deadline;
    /* At once after applying (or at the read's turn): form the answer from the core as it
     * stands. Must not call the engine. Not called for what is released with RELEASE_STORE_AWAY,
     * nor when the engine stops before its turn. */
    void (*applied)(struct engine_request *request, const struct core *core,
                    const struct engine_outcome *outcome);
    /* The answer may leave; the engine has forgotten the request. May submit, must not call
     * engine_turn. */
    void (*released)(struct engine_request *request, enum release release);
    void *ctx;
    struct engine_request *next; /* the engine's */
    uint8_t fate;                /* the engine's */
};

/* --- life ------------------------------------------------------------------------------------- */

struct engine_start {
    struct core *core;     /* taken: destroyed with the engine */
    uint64_t epoch;        /* this leader's */
    uint64_t next_number;  /* the number of the next event */
    bool recovered;        /* apply `recovered` first */
    bool standby_expected; /* decision 4b: never release unstored */
    time_ms leads_until;   /* with standby_expected: see engine_leads_until() */
    /* The tail kept in unstored mode; 0: LIMIT_UNSTORED_EVENTS, which is also the most. */
    uint32_t unstored_events_max;
};

/* NULL when memory is not to be had. Calls wake->soon when there is something to do at once; the
 * store counts as connected and as having all up to next_number - 1. `ports` is copied; what it
 * points to stays the caller's. */
struct engine *engine_create(const struct engine_start *start, const struct engine_ports *ports);
/* Requests still waiting are released with RELEASE_OUTCOME_UNKNOWN. */
void engine_destroy(struct engine *engine);

/* False: the inbox is full (LIMIT_INBOX) or the engine is fenced or draining (engine_view tells
 * which); the request was not taken (answer 503). */
bool engine_submit(struct engine *engine, struct engine_request *request) MUST_CHECK;
void engine_turn(struct engine *engine);
/* When engine_turn must be called at the latest, in the clock's domain time (deadlines) and in
 * real monotonic time (patience with the store, lease renewals); TIME_NEVER: not by that clock. */
time_ms engine_next_deadline(const struct engine *engine);
time_ms engine_next_patience(const struct engine *engine);

/* From the store, never inside its commit() and never inside `released` or `applied` of a
 * request: */
/* All commits up to the one with this last_number are stored; their memory is taken back. Older
 * numbers again do no harm. */
void engine_stored(struct engine *engine, uint64_t last_number);
/* Everything sent and not acknowledged is to be forgotten by the store before this call: it will
 * be sent again. */
void engine_store_lost(struct engine *engine);
/* Connected; `last_number` is the last it has. What it has counts as stored, the rest is sent
 * again from there. Less than it had acknowledged: a snapshot follows. More than was ever given:
 * another has written, the engine is fenced. */
void engine_store_ready(struct engine *engine, uint64_t last_number);
void engine_fenced(struct engine *engine, uint64_t newer_epoch);
/* With standby_expected: this process leads until then, on the monotonic clock, counted from
 * when the renewal of the lease was sent. */
void engine_leads_until(struct engine *engine, time_ms monotonic);

/* Stops taking requests; `engine_idle` tells when all is stored and released (or the engine is
 * fenced). */
void engine_drain(struct engine *engine);
bool engine_idle(const struct engine *engine);

struct engine_view {
    bool stored; /* not in unstored mode */
    bool fenced, draining;
    bool connected;                             /* the store */
    time_ms unstored_since;                     /* monotonic; 0: in stored mode */
    uint64_t epoch, last_number, stored_number; /* last number given; last acknowledged */
    uint64_t event_number;                      /* the last event's */
    uint32_t inbox, in_flight;
    uint64_t unstored_events; /* numbers given and not acknowledged */
    uint64_t commands, refusals, commits, resends, gaps, snapshots, renewals; /* since start */
    uint64_t late;             /* since start: requests released as late */
    uint64_t unstored_periods; /* since start; how often unstored mode began */
    time_ms commit_ms;         /* how long the last acknowledged commit took */
};
void engine_view(const struct engine *engine, struct engine_view *out);
const struct core *engine_core(const struct engine *engine);

#endif
