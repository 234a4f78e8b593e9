/* The engine: the single writer.
 *
 * The happy path, once per loop turn (engine_turn):
 *   1. ticks: while core_next_deadline() <= now, apply a `tick` at that deadline's own time;
 *   2. take requests from the inbox in order; apply commands (ticking first, so that nothing overtakes a deadline);
 *      render reads; tell each request at once what came of it (`applied`), so that it forms its answer from the state
 *      it saw, but nothing leaves yet;
 *   3. encode every event and its changed records once, through the codec; all of the turn makes ONE commit;
 *   4. hand the commit to the store; several are in flight, in order;
 *   5. when the store acknowledges: events go to the sinks, then the requests of that commit are `released`.
 * A turn that changed nothing makes no commit: its reads and refusals are released with the last commit in flight, at
 * once when there is none.
 *
 * What can go wrong (DESIGN.md, decision 4):
 *   - the store answers late or not at all: after LIMIT_COMMIT_MS unstored mode begins (single node only): waiting
 *     requests are released in order with `stored` false; commands that the table `needs_store` names get
 *     ERR_STORE_AWAY; the tail is kept, up to LIMIT_UNSTORED_EVENTS, then replaced by the set of changed records and one
 *     `gap`; when the tail is acknowledged stored mode returns;
 *   - the store lost the connection: engine_store_lost(), and when it is back engine_store_ready() with the last number it
 *     has: the engine resends from there, never twice;
 *   - the store is behind what it had acknowledged: a full snapshot under a new epoch;
 *   - a newer epoch: engine_fenced(): everything waiting gets ERR_FENCED, and nothing is accepted any more.
 *
 * Knows no libuv, no Redis, no JSON: all three are behind the ports below. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/text.h"
#include "core/core.h"

struct engine;

/* --- what a commit holds: bytes made by the codec, lent to the store and the sinks until released ----------------- */

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
    const struct commit_record *records;
    uint32_t record_count;
};

/* A change of {ddh}:available. */
struct commit_availability {
    struct slice agent;
    time_ms lease_until; /* 0: takes the agent out */
};

/* The sets {ddh}:organisation:<id>, {ddh}:area:<id>, {ddh}:topic:<id>, {ddh}:language:<code> that hold the agent, for
 * ZINTER with {ddh}:available. Replaces the agent's memberships; none takes the agent out of all. */
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

struct commit {
    uint64_t epoch;
    uint64_t first_number; /* of its events; the next commit begins at first_number + event_count */
    const struct commit_event *events;
    uint32_t event_count;
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
    bool
        snapshot; /* holds every record: the store replaces all it has (first commit of a new epoch) */
};

/* --- ports: all members mandatory ------------------------------------------------------------------------------------ */

struct engine_store_ops {
    /* Sends one commit; lent until engine_stored() or engine_fenced(). The answer comes later, never inside the call. */
    void (*commit)(void *ctx, const struct commit *commit);
    /* Renews leases: {ddh}:available only, no events, unacknowledged. */
    void (*renew)(void *ctx, const struct commit_availability *leases, uint32_t count);
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
    /* The commit's events are true and may be shown. `stored` false: in unstored mode. Called in order, before the
     * requests of the commit are released. */
    void (*released)(void *ctx, const struct commit *commit, bool stored);
    /* Events were dropped for want of room: readers take a snapshot. Next event is `number`. */
    void (*gap)(void *ctx, uint64_t epoch, uint64_t number);
};

struct engine_wake_ops {
    /* Call engine_turn() soon, once, from the loop; never inside this call. */
    void (*soon)(void *ctx);
};

struct engine_ports {
    const struct engine_store_ops *store;
    void *store_ctx;
    const struct engine_codec_ops *codec;
    void *codec_ctx;
    const struct engine_clock_ops *clock;
    void *clock_ctx;
    const struct engine_sink_ops *sink;
    void *sink_ctx;
    const struct engine_wake_ops *wake;
    void *wake_ctx;
};

/* --- requests: owned by the caller until `released` ------------------------------------------------------------------- */

enum release {
    RELEASE_STORED,
    RELEASE_UNSTORED,        /* true, but not in the store yet */
    RELEASE_STORE_AWAY,      /* not done: it needs the store */
    RELEASE_OUTCOME_UNKNOWN, /* perhaps done: repeat with the same key */
    RELEASE_FENCED,          /* another leads */
};

struct engine_outcome {
    enum err err;
    struct core_result result;    /* when err is ERR_OK */
    struct problem problem;       /* when it is not */
    uint64_t epoch, event_number; /* the last event at that moment, for snapshots and stream ids */
};

struct engine_request {
    const struct command *command; /* NULL: a read */
    /* Documents to store with the command, and the access-log line of a personal read; lent until released. */
    const struct commit_document *documents;
    uint32_t document_count;
    struct slice access_actor, access_what; /* what: length 0, none */
    bool telephony; /* waits LIMIT_COMMIT_TELEPHONY_MS rather than LIMIT_COMMIT_MS */
    /* At once after applying (or at the read's turn): form the answer from the core as it stands. Must not call the
     * engine. */
    void (*applied)(struct engine_request *request, const struct core *core,
                    const struct engine_outcome *outcome);
    /* The answer may leave; the engine has forgotten the request. */
    void (*released)(struct engine_request *request, enum release release);
    void *ctx;
    struct engine_request *next; /* the engine's */
    uint64_t turn;               /* the engine's */
    time_ms submitted_at;        /* the engine's, monotonic */
};

/* --- life ---------------------------------------------------------------------------------------------------------------- */

struct engine_start {
    struct core *core;     /* taken: destroyed with the engine */
    uint64_t epoch;        /* this leader's */
    uint64_t next_number;  /* the number of the next event */
    bool recovered;        /* apply `recovered` first */
    bool standby_expected; /* decision 4b: never release unstored */
};

/* NULL when memory is not to be had. */
struct engine *engine_create(const struct engine_start *start, const struct engine_ports *ports);
/* Requests still waiting are released with RELEASE_OUTCOME_UNKNOWN. */
void engine_destroy(struct engine *engine);

/* False: the inbox is full or the engine is fenced or draining; the request was not taken (answer 503). */
bool engine_submit(struct engine *engine, struct engine_request *request) MUST_CHECK;
void engine_turn(struct engine *engine);
/* When engine_turn must be called at the latest, in the clock's domain time (deadlines) and in real monotonic time
 * (patience with the store, lease renewals); TIME_NEVER: not by that clock. */
time_ms engine_next_deadline(const struct engine *engine);
time_ms engine_next_patience(const struct engine *engine);

/* From the store, never inside its commit(): */
void engine_stored(struct engine *engine,
                   uint64_t last_number); /* all commits up to this event are stored */
void engine_store_lost(struct engine *engine);
void engine_store_ready(struct engine *engine,
                        uint64_t last_number); /* connected; this is the last it has */
void engine_fenced(struct engine *engine, uint64_t newer_epoch);

/* Stops taking requests; `engine_idle` tells when all is stored and released. */
void engine_drain(struct engine *engine);
bool engine_idle(const struct engine *engine);

struct engine_view {
    bool stored; /* not in unstored mode */
    bool fenced, draining;
    uint64_t epoch, last_number, stored_number; /* last event formed; last acknowledged */
    uint32_t inbox, in_flight;
    uint64_t commands, refusals, commits, resends; /* since start */
    time_ms commit_ms;                             /* how long the last acknowledged commit took */
};
void engine_view(const struct engine *engine, struct engine_view *out);
const struct core *engine_core(const struct engine *engine);

#endif
