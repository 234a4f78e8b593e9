/* A world for the engine's unit tests: a core of a few lines that stands in at link time, a
 * store that only notes what it is sent, a clock that is set by hand. Everything that happens is
 * written into one text, which the tests compare.
 *
 * The core: call_end(n) raises the number of offers of call n and says so in one event (or in
 * `burst` events about the calls n, n+1, ...); call_cancel is refused; token_create changes the
 * settings; agent_* and organisation_put do what they say to the tables below; a tick takes the
 * first deadline. */
#ifndef TESTS_UNIT_ENGINE_FAKE_H
#define TESTS_UNIT_ENGINE_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"

#define FAKE_CALLS 200000
#define FAKE_AGENTS 3

struct core {
    struct settings_record settings;
    struct organisation_record organisation;
    struct topic_record topic;
    struct agent_record agents[FAKE_AGENTS];
    struct availability_record availability[FAKE_AGENTS];
    time_ms leases[FAKE_AGENTS];
    bool takes_chats[FAKE_AGENTS];
    struct call_record *calls;
    uint32_t call_count; /* 1 above the highest number used */
    time_ms now, deadlines[600];
    uint32_t deadline_count, burst;
    uint64_t digest;
};

static struct core *fake_core_create(void) {
    struct core *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->calls = calloc(FAKE_CALLS, sizeof *c->calls);
    assert_non_null(c->calls);
    c->burst = 1;
    c->settings.lease_ms = 90;
    c->settings.languages[0].count = 2;
    text_copy(c->settings.languages[0].codes[0], 8, "da");
    text_copy(c->settings.languages[0].codes[1], 8, "en");
    text_copy(c->organisation.id, LIMIT_ID, "0615");
    text_copy(c->organisation.area, LIMIT_ID, "oestjylland");
    text_copy(c->topic.id, LIMIT_ID, "vand");
    static const char *const names[FAKE_AGENTS] = {"ida", "bo", "per"};
    for (uint32_t i = 0; i < FAKE_AGENTS; i++) {
        text_copy(c->agents[i].id, LIMIT_ID, names[i]);
        c->agents[i].number = i;
        c->agents[i].languages = 3;
        c->agents[i].levels[0] = 2;
        c->availability[i].agent = i;
    }
    return c;
}

void core_destroy(struct core *c) {
    free(c->calls);
    free(c);
}

static void fake_event(struct event_list *events, enum event_type type, struct record_ref ref) {
    assert_true(events->count < events->capacity);
    events->events[events->count++] = (struct event){.type = type,
                                                     .record_count = 1,
                                                     .organisation = ORGANISATION_NONE,
                                                     .agent = AGENT_NONE,
                                                     .records = {ref}};
}

static void fake_call(struct core *c, struct event_list *events, uint64_t id) {
    assert_true(id > 0 && id < FAKE_CALLS);
    c->calls[id].id = id;
    c->calls[id].offers++;
    c->digest += id;
    if (id >= c->call_count) c->call_count = (uint32_t)id + 1;
    fake_event(events, EVENT_call_arrived, (struct record_ref){.kind = RECORD_call, .key = id});
}

static uint32_t fake_agent(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < FAKE_AGENTS; i++)
        if (strcmp(c->agents[i].id, id) == 0) return i;
    fail_msg("no agent %s", id);
    return 0;
}

enum err core_apply(struct core *c, const struct command *command, time_ms now,
                    struct event_list *events, struct core_result *result,
                    struct problem *problem) {
    assert_true(now >= c->now);
    c->now = now;
    events->count = 0;
    *result = (struct core_result){.subject = {.kind = RECORD_KIND_COUNT}};
    struct record_ref ref = {0};
    if (command->type == COMMAND_call_end) {
        for (uint32_t i = 0; i < c->burst; i++)
            fake_call(c, events, command->as.call_end.call + i);
    } else if (command->type == COMMAND_call_cancel) {
        return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no such call");
    } else if (command->type == COMMAND_tick) {
        assert_true(c->deadline_count > 0);
        for (uint32_t i = 1; i < c->deadline_count; i++)
            c->deadlines[i - 1] = c->deadlines[i];
        c->deadline_count--;
        fake_call(c, events, 99);
    } else if (command->type == COMMAND_recovered) {
        for (uint32_t i = 0; i < FAKE_AGENTS; i++)
            c->leases[i] = now + c->settings.lease_ms;
        fake_event(events, EVENT_recovered, (struct record_ref){.kind = RECORD_settings});
    } else if (command->type == COMMAND_call_dispose) { /* changed, then removed */
        ref = (struct record_ref){.kind = RECORD_call, .key = command->as.call_dispose.call};
        fake_event(events, EVENT_call_disposed, ref);
        ref.removed = true;
        fake_event(events, EVENT_call_forgotten, ref);
    } else if (command->type == COMMAND_token_create) {
        fake_event(events, EVENT_token_created, (struct record_ref){.kind = RECORD_settings});
    } else if (command->type == COMMAND_agent_status) {
        ref = (struct record_ref){.kind = RECORD_availability,
                                  .key = fake_agent(c, command->as.agent_status.agent)};
        c->availability[ref.key].state = command->as.agent_status.status == AGENT_STATUS_AVAILABLE
                                             ? AGENT_STATE_AVAILABLE
                                             : AGENT_STATE_AWAY;
        c->leases[ref.key] = now + c->settings.lease_ms;
        fake_event(events, EVENT_agent_available, ref);
        events->events[0].records[1] = ref; /* named twice, encoded once */
        events->events[0].record_count = 2;
        result->subject = ref;
    } else if (command->type == COMMAND_agent_renew) {
        ref = (struct record_ref){.kind = RECORD_availability,
                                  .key = fake_agent(c, command->as.agent_renew.agent)};
        c->leases[ref.key] = now + c->settings.lease_ms;
        result->subject = ref;
    } else if (command->type == COMMAND_agent_put || command->type == COMMAND_agent_remove) {
        ref = (struct record_ref){.kind = RECORD_agent,
                                  .removed = command->type == COMMAND_agent_remove,
                                  .key = fake_agent(c, command->as.agent_put.agent)};
        fake_event(events, EVENT_agent_changed, ref);
        if (ref.removed) {
            ref.kind = RECORD_availability;
            events->events[0].records[events->events[0].record_count++] = ref;
        }
    } else if (command->type == COMMAND_organisation_put) {
        text_copy(c->organisation.area, LIMIT_ID, command->as.organisation_put.area);
        fake_event(events, EVENT_organisation_changed,
                   (struct record_ref){.kind = RECORD_organisation});
    } else {
        fail_msg("the fake core does not know %s", command_types[command->type].name);
    }
    return ERR_OK;
}

time_ms core_next_deadline(const struct core *c) {
    return c->deadline_count == 0 ? TIME_NEVER : c->deadlines[0];
}

time_ms core_now(const struct core *c) { return c->now; }
uint64_t core_digest(const struct core *c) { return c->digest; }

const void *core_record(const struct core *c, struct record_ref ref) {
    if (ref.kind == RECORD_settings) return &c->settings;
    if (ref.kind == RECORD_organisation) return &c->organisation;
    if (ref.kind == RECORD_agent) return &c->agents[ref.key];
    if (ref.kind == RECORD_availability) return &c->availability[ref.key];
    assert_int_equal(ref.kind, RECORD_call);
    return &c->calls[ref.key];
}

const void *core_next_record(const struct core *c, enum record_kind kind, uint64_t *cursor) {
    if (kind == RECORD_settings) return (*cursor)++ == 0 ? &c->settings : NULL;
    if (kind == RECORD_organisation) return (*cursor)++ == 0 ? &c->organisation : NULL;
    if (kind == RECORD_agent && *cursor < FAKE_AGENTS) return &c->agents[(*cursor)++];
    if (kind == RECORD_availability && *cursor < FAKE_AGENTS) return &c->availability[(*cursor)++];
    if (kind != RECORD_call) return NULL;
    while (*cursor < c->call_count && c->calls[*cursor].id == 0)
        (*cursor)++;
    return *cursor < c->call_count ? &c->calls[(*cursor)++] : NULL;
}

void core_record_id(const struct core *c, enum record_kind kind, const void *record,
                    char out[LIMIT_RECORD_ID]) {
    if (kind == RECORD_call)
        snprintf(out, LIMIT_RECORD_ID, "call-%llu",
                 (unsigned long long)((const struct call_record *)record)->id);
    else if (kind == RECORD_agent)
        snprintf(out, LIMIT_RECORD_ID, "%s", ((const struct agent_record *)record)->id);
    else if (kind == RECORD_availability)
        snprintf(out, LIMIT_RECORD_ID, "%s",
                 c->agents[((const struct availability_record *)record)->agent].id);
    else if (kind == RECORD_organisation)
        snprintf(out, LIMIT_RECORD_ID, "%s", ((const struct organisation_record *)record)->id);
    else
        snprintf(out, LIMIT_RECORD_ID, "%s", record_types[kind].name);
}

const struct settings_record *core_settings(const struct core *c) { return &c->settings; }
const struct organisation_record *core_organisation(const struct core *c, organisation_no n) {
    return n == 0 ? &c->organisation : NULL;
}
const struct topic_record *core_topic(const struct core *c, topic_no n) {
    return n == 0 ? &c->topic : NULL;
}
const struct agent_record *core_agent(const struct core *c, agent_no n) { return &c->agents[n]; }
const struct availability_record *core_availability(const struct core *c, agent_no n) {
    return &c->availability[n];
}
time_ms core_lease_until(const struct core *c, agent_no n) { return c->leases[n]; }
bool core_takes_chats(const struct core *c, agent_no n) { return c->takes_chats[n]; }

/* --- the world -------------------------------------------------------------------------------- */

#define WORLD_COMMITS 4096

struct world {
    struct core *core;
    struct engine *engine;
    struct text_buf log;
    time_ms now, monotonic;
    uint32_t woken, encoded;
    const struct commit *commits[WORLD_COMMITS]; /* lent, in the order sent */
    uint32_t commit_count;
    struct engine_request *resubmit; /* submitted from the next `released` */
    bool details;                    /* log what commits hold, not only their numbers */
};

static void log_slice(struct world *w, const char *before, struct slice s) {
    text_add(&w->log, before);
    text_add_bytes(&w->log, s.data, s.length);
}

static void log_details(struct world *w, const struct commit *c) {
    for (uint32_t i = 0; i < c->event_count; i++) {
        text_addf(&w->log, " %s@%lld", event_types[c->events[i].type].name,
                  (long long)c->events[i].at);
        log_slice(w, " by:", c->events[i].actor);
        for (uint32_t k = 0; k < c->events[i].record_count; k++) {
            text_addf(&w->log, " %s/", c->events[i].records[k].kind);
            log_slice(w, "", c->events[i].records[k].id);
            log_slice(w, "=", c->events[i].records[k].json);
        }
    }
    for (uint32_t i = 0; i < c->record_count; i++) {
        text_addf(&w->log, " %s/", c->records[i].kind);
        log_slice(w, "", c->records[i].id);
        log_slice(w, "=", c->records[i].json);
    }
    for (uint32_t i = 0; i < c->availability_count; i++) {
        log_slice(w, " ", c->availability[i].agent);
        text_addf(&w->log, "<%lld", (long long)c->availability[i].lease_until);
    }
    for (uint32_t i = 0; i < c->membership_count; i++) {
        log_slice(w, " ", c->memberships[i].agent);
        text_add(&w->log, "[");
        for (uint32_t k = 0; k < c->memberships[i].set_count; k++)
            log_slice(w, k == 0 ? "" : ",", c->memberships[i].sets[k]);
        text_add(&w->log, "]");
    }
    for (uint32_t i = 0; i < c->document_count; i++)
        log_slice(w, " doc:", c->documents[i].bytes);
    for (uint32_t i = 0; i < c->access_count; i++) {
        log_slice(w, " read:", c->accesses[i].actor);
        log_slice(w, ":", c->accesses[i].what);
    }
    text_addf(&w->log, " now=%lld digest=%llu", (long long)c->now, (unsigned long long)c->digest);
}

static void world_commit(void *ctx, const struct commit *c) {
    struct world *w = ctx;
    assert_true(w->commit_count < WORLD_COMMITS);
    w->commits[w->commit_count++] = c;
    text_addf(&w->log, "send %llu:%llu-%llu%s%s", (unsigned long long)c->epoch,
              (unsigned long long)c->first_number, (unsigned long long)c->last_number,
              c->gap ? " gap" : "", c->snapshot ? " snapshot" : "");
    if (w->details) log_details(w, c);
    text_add(&w->log, "\n");
}

static void world_renew(void *ctx, uint64_t epoch, const struct commit_availability *leases,
                        uint32_t count) {
    struct world *w = ctx;
    text_addf(&w->log, "renew %llu:", (unsigned long long)epoch);
    for (uint32_t i = 0; i < count; i++) {
        log_slice(w, " ", leases[i].agent);
        text_addf(&w->log, "<%lld", (long long)leases[i].lease_until);
    }
    text_add(&w->log, "\n");
}

static bool world_document(void *ctx, uint64_t *cursor, struct commit_document *out) {
    (void)ctx;
    *out = (struct commit_document){.bytes = SLICE("text of a playbook")};
    return (*cursor)++ == 0;
}

static void world_encode(void *ctx, const struct core *c, enum record_kind kind, const void *record,
                         struct text_buf *out) {
    struct world *w = ctx;
    w->encoded++;
    assert_non_null(c);
    text_addf(out, "{%u}", kind == RECORD_call ? ((const struct call_record *)record)->offers : 0);
}

static time_ms world_now(void *ctx) { return ((struct world *)ctx)->now; }
static time_ms world_monotonic(void *ctx) { return ((struct world *)ctx)->monotonic; }

static void world_released(void *ctx, const struct commit *c, bool stored) {
    struct world *w = ctx;
    assert_true(c->event_count > 0);
    text_addf(&w->log, "show %llu-%llu%s\n", (unsigned long long)c->events[0].number,
              (unsigned long long)c->events[c->event_count - 1].number, stored ? "" : " unstored");
}

static void world_gap(void *ctx, uint64_t epoch, uint64_t number) {
    text_addf(&((struct world *)ctx)->log, "gap %llu-%llu\n", (unsigned long long)epoch,
              (unsigned long long)number);
}

static void world_soon(void *ctx) { ((struct world *)ctx)->woken++; }

static const struct engine_store_ops world_store = {world_commit, world_renew};
static const struct engine_document_ops world_documents = {world_document};
static const struct engine_codec_ops world_codec = {world_encode};
static const struct engine_clock_ops world_clock = {world_now, world_monotonic};
static const struct engine_sink_ops world_sink = {world_released, world_gap};
static const struct engine_wake_ops world_wake = {world_soon};

static inline void world_open(struct world *w, struct engine_start start) {
    *w = (struct world){.core = fake_core_create(), .now = 1000, .monotonic = 50000};
    text_buf_init(&w->log, 1 << 22);
    struct engine_ports ports = {&world_store, w, &world_documents, w, &world_codec, w,
                                 &world_clock, w, &world_sink,      w, &world_wake,  w};
    start.core = w->core;
    if (start.epoch == 0) start.epoch = 3;
    if (start.next_number == 0) start.next_number = 1;
    w->engine = engine_create(&start, &ports);
    assert_non_null(w->engine);
}

static inline void world_close(struct world *w) {
    engine_destroy(w->engine);
    text_buf_close(&w->log);
}

/* What happened since the last time. */
static inline void expect(struct world *w, const char *log) {
    assert_string_equal(text_slice(&w->log).data, log);
    text_buf_clear(&w->log);
}

static inline void later(struct world *w, time_ms ms) {
    w->now += ms;
    w->monotonic += ms;
}

/* --- requests --------------------------------------------------------------------------------- */

struct asked {
    struct engine_request request;
    struct command command;
    const char *name;
    struct world *world;
    struct engine_outcome outcome;
    bool applied, done;
};

static void asked_applied(struct engine_request *request, const struct core *core,
                          const struct engine_outcome *outcome) {
    struct asked *a = request->ctx;
    assert_ptr_equal(core, a->world->core);
    assert_false(a->applied || a->done);
    a->applied = true;
    a->outcome = *outcome;
    text_addf(&a->world->log, "applied %s%s\n", a->name, outcome->err == ERR_OK ? "" : " refused");
}

static void asked_released(struct engine_request *request, enum release release) {
    static const char *const words[] = {"stored", "unstored", "store-away", "outcome-unknown",
                                        "fenced"};
    struct asked *a = request->ctx;
    struct world *w = a->world;
    assert_false(a->done);
    a->done = true;
    text_addf(&w->log, "released %s %s\n", a->name, words[release]);
    if (w->resubmit != NULL) {
        struct engine_request *again = w->resubmit;
        w->resubmit = NULL;
        assert_true(engine_submit(w->engine, again));
    }
}

static inline void prepare(struct world *w, struct asked *a, const char *name, bool is_read) {
    *a = (struct asked){.name = name, .world = w, .command.actor.token = "switch-1"};
    a->request = (struct engine_request){.command = is_read ? NULL : &a->command,
                                         .applied = asked_applied,
                                         .released = asked_released,
                                         .ctx = a};
}

static void ask(struct world *w, struct asked *a) {
    assert_true(engine_submit(w->engine, &a->request));
}

static inline void ask_call(struct world *w, struct asked *a, const char *name, uint64_t call) {
    prepare(w, a, name, false);
    a->command.type = COMMAND_call_end;
    a->command.as.call_end.call = call;
    ask(w, a);
}

static inline void ask_refused(struct world *w, struct asked *a, const char *name) {
    prepare(w, a, name, false);
    a->command.type = COMMAND_call_cancel;
    ask(w, a);
}

static inline void ask_read(struct world *w, struct asked *a, const char *name) {
    prepare(w, a, name, true);
    ask(w, a);
}

static inline void ask_token(struct world *w, struct asked *a, const char *name) {
    prepare(w, a, name, false);
    a->command.type = COMMAND_token_create;
    ask(w, a);
}

static inline void ask_status(struct world *w, struct asked *a, const char *agent,
                              enum agent_status status) {
    prepare(w, a, agent, false);
    a->command.type = COMMAND_agent_status;
    a->command.as.agent_status.status = (uint8_t)status;
    text_copy(a->command.as.agent_status.agent, LIMIT_ID, agent);
    ask(w, a);
}

static inline void ask_renew(struct world *w, struct asked *a, const char *agent) {
    prepare(w, a, agent, false);
    a->command.type = COMMAND_agent_renew;
    text_copy(a->command.as.agent_renew.agent, LIMIT_ID, agent);
    ask(w, a);
}

#endif
