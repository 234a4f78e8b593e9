/* The ports of the engine, filled for a replay. Records travel as they lie in memory: nothing is
 * ever parsed again, and the same commits are formed, numbered and acknowledged as in service. */
#include "simulate/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

struct world {
    struct engine *engine;
    time_ms opening, now; /* domain time */
    bool woken;
    uint64_t committed, stored; /* numbers */
    struct command command;
    struct engine_request request;
    struct engine_outcome outcome;
    struct world_offer *offers; /* empty after every instant */
    uint32_t offer_count, offer_next, offer_capacity;
};

/* --- ports ------------------------------------------------------------------------------------ */

static void store_commit(void *ctx, const struct commit *commit) {
    struct world *w = ctx;
    w->committed = commit->last_number;
}

static void store_renew(void *ctx, uint64_t epoch, const struct commit_availability *leases,
                        uint32_t count) {
    (void)ctx, (void)epoch, (void)leases, (void)count; /* nobody else reads the sets */
}

static bool next_document(void *ctx, uint64_t *cursor, struct commit_document *out) {
    (void)ctx, (void)cursor, (void)out;
    return false;
}

static void write_record(void *ctx, const struct core *core, enum record_kind kind,
                         const void *record, struct text_buf *out) {
    (void)ctx, (void)core;
    text_add_bytes(out, record, record_types[kind].size);
}

static time_ms domain_now(void *ctx) {
    const struct world *w = ctx;
    return w->now;
}

static void add_offer(struct world *w, const struct call_record *call) {
    if (w->offer_count == w->offer_capacity) {
        uint32_t capacity = w->offer_capacity == 0 ? 64 : w->offer_capacity * 2;
        struct world_offer *offers = realloc(w->offers, capacity * sizeof *offers);
        if (offers == NULL) UNREACHABLE("out of memory for offers");
        w->offers = offers;
        w->offer_capacity = capacity;
    }
    w->offers[w->offer_count++] = (struct world_offer){.call = call->id, .agent = call->agent};
}

static void see_event(struct world *w, const struct commit_event *event) {
    if (event->type != EVENT_call_offered) return;
    for (uint32_t i = 0; i < event->record_count; i++) {
        struct call_record call;
        if (event->records[i].kind != record_types[RECORD_call].name) continue;
        ASSERT(event->records[i].json.length == sizeof call);
        memcpy(&call, event->records[i].json.data, sizeof call);
        add_offer(w, &call);
    }
}

static void see_commit(void *ctx, const struct commit *commit, bool stored) {
    ASSERT(stored);
    for (uint32_t i = 0; i < commit->event_count; i++)
        see_event(ctx, &commit->events[i]);
}

static void see_gap(void *ctx, uint64_t epoch, uint64_t number) {
    (void)ctx, (void)epoch, (void)number;
    UNREACHABLE("a store that acknowledges at once lost something");
}

static void wake_soon(void *ctx) {
    struct world *w = ctx;
    w->woken = true;
}

static const struct engine_store_ops store_ops = {.commit = store_commit, .renew = store_renew};
static const struct engine_document_ops document_ops = {.next = next_document};
static const struct engine_codec_ops codec_ops = {.record = write_record};
static const struct engine_clock_ops clock_ops = {.now = domain_now, .monotonic = domain_now};
static const struct engine_sink_ops sink_ops = {.released = see_commit, .gap = see_gap};
static const struct engine_wake_ops wake_ops = {.soon = wake_soon};

/* --- requests --------------------------------------------------------------------------------- */

static void request_applied(struct engine_request *request, const struct core *core,
                            const struct engine_outcome *outcome) {
    struct world *w = request->ctx;
    (void)core;
    w->outcome = *outcome;
}

static void request_released(struct engine_request *request, enum release release) {
    (void)request;
    ASSERT(release == RELEASE_STORED);
}

/* --- life ------------------------------------------------------------------------------------- */

struct world *world_create(const struct core_sizes *sizes, time_ms opening) {
    struct world *w = calloc(1, sizeof *w);
    struct core *core = w == NULL ? NULL : core_create(sizes);
    if (core == NULL) {
        free(w);
        return NULL;
    }
    w->opening = w->now = opening;
    struct engine_ports ports = {.store = &store_ops,
                                 .store_ctx = w,
                                 .documents = &document_ops,
                                 .documents_ctx = w,
                                 .codec = &codec_ops,
                                 .codec_ctx = w,
                                 .clock = &clock_ops,
                                 .clock_ctx = w,
                                 .sink = &sink_ops,
                                 .sink_ctx = w,
                                 .wake = &wake_ops,
                                 .wake_ctx = w};
    struct engine_start start = {.core = core, .epoch = 1, .next_number = 1};
    w->engine = engine_create(&start, &ports);
    if (w->engine == NULL) {
        core_destroy(core);
        free(w);
        return NULL;
    }
    w->request =
        (struct engine_request){.applied = request_applied, .released = request_released, .ctx = w};
    w->command.actor = (struct actor){
        .role = ROLE_ADMIN, .all_organisations = true, .agent = AGENT_NONE, .token = "simulate"};
    return w;
}

void world_destroy(struct world *w) {
    if (w == NULL) return;
    engine_destroy(w->engine);
    free(w->offers);
    free(w);
}

/* --- turning ---------------------------------------------------------------------------------- */

/* Until the engine has nothing more to do at this instant. */
static void turn(struct world *w) {
    do {
        w->woken = false;
        engine_turn(w->engine);
        if (w->committed == w->stored) continue;
        w->stored = w->committed;
        engine_stored(w->engine, w->stored);
    } while (w->woken);
}

void world_at(struct world *w, time_ms at) {
    ASSERT(w->opening + at >= w->now);
    w->now = w->opening + at;
}

void world_tick(struct world *w) { turn(w); }

time_ms world_next(const struct world *w) {
    time_ms deadline = engine_next_deadline(w->engine);
    return deadline == TIME_NEVER ? TIME_NEVER : deadline - w->opening;
}

struct command *world_command(struct world *w, enum command_type type) {
    command_open(&w->command, type);
    return &w->command;
}

enum err world_do(struct world *w, struct core_result *result, struct problem *problem) {
    w->request.command = &w->command;
    if (!engine_submit(w->engine, &w->request))
        return problem_set(problem, ERR_INTERNAL, command_types[w->command.type].name,
                           "the engine takes no more");
    turn(w);
    if (w->outcome.err != ERR_OK)
        return problem_set(problem, w->outcome.err, command_types[w->command.type].name, "%s%s%s",
                           w->outcome.problem.field,
                           w->outcome.problem.field[0] == '\0' ? "" : ": ",
                           w->outcome.problem.detail);
    if (result != NULL) *result = w->outcome.result;
    return ERR_OK;
}

/* --- offers ----------------------------------------------------------------------------------- */

bool world_take_offer(struct world *w, struct world_offer *out) {
    if (w->offer_next == w->offer_count) {
        w->offer_next = w->offer_count = 0;
        return false;
    }
    *out = w->offers[w->offer_next++];
    return true;
}

bool world_stands(const struct world *w, const struct world_offer *offer) {
    const struct call_record *call = core_call(engine_core(w->engine), offer->call);
    return call != NULL && call->state == CALL_STATE_RESERVED && call->agent == offer->agent;
}

/* --- the state -------------------------------------------------------------------------------- */

enum err world_languages(struct world *w, struct language_list *out, struct problem *problem) {
    (void)problem;
    *out = core_settings(engine_core(w->engine))->languages[0];
    return ERR_OK;
}

time_ms world_domain_time(const struct world *w, time_ms at) { return w->opening + at; }

enum err world_check(const struct world *w, struct problem *problem) {
    return core_check(engine_core(w->engine), problem);
}

uint64_t world_digest(const struct world *w) { return core_digest(engine_core(w->engine)); }

uint64_t world_commands(const struct world *w) {
    struct engine_view view;
    engine_view(w->engine, &view);
    return view.commands;
}
