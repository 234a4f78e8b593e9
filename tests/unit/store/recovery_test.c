/* Recovery: a real core, worked by the real engine, stored, and read again; and everything that
 * must be refused. */
#include "unit/store/harness.h"

#include "store/keys.h"
#include "wire/wire.h"

/* --- the engine over the store, as main has it ------------------------------------------------ */

struct live {
    struct world world;
    struct station station;
    struct engine *engine;
    time_ms now;
    bool woken;
    unsigned submitted, released, released_stored, refused;
    struct commit_document document;
};

static void codec_record(void *ctx, const struct core *core, enum record_kind kind,
                         const void *record, struct text_buf *out) {
    (void)ctx;
    wire_encode_record(core, kind, record, out);
}

static bool documents_next(void *ctx, uint64_t *cursor, struct commit_document *out) {
    struct live *l = ctx;
    if (l->document.bytes.length == 0 || *cursor > 0) return false;
    *cursor = 1;
    *out = l->document;
    return true;
}

static time_ms clock_now(void *ctx) { return ((struct live *)ctx)->now; }
static time_ms clock_monotonic(void *ctx) {
    return (time_ms)uv_now(&((struct live *)ctx)->world.loop);
}
static void sink_released(void *ctx, const struct commit *commit, bool stored) {
    (void)ctx, (void)commit, (void)stored;
}
static void sink_gap(void *ctx, uint64_t epoch, uint64_t number) {
    (void)ctx, (void)epoch, (void)number;
}
static void wake_soon(void *ctx) { ((struct live *)ctx)->woken = true; }

static const struct engine_document_ops document_ops = {documents_next};
static const struct engine_codec_ops codec_ops = {codec_record};
static const struct engine_clock_ops clock_ops = {clock_now, clock_monotonic};
static const struct engine_sink_ops sink_ops = {sink_released, sink_gap};
static const struct engine_wake_ops wake_ops = {wake_soon};

/* Turns engine and loop until the condition holds. */
#define LIVE_UNTIL(live, condition) UNTIL(&(live)->world, (live_turn(live), (condition)))

static void live_turn(struct live *l) {
    while (l->woken) {
        l->woken = false;
        engine_turn(l->engine);
    }
}

static const struct core_sizes large_sizes = {10240, 8192, 1024, 1024, 1024};

static void live_lead(struct live *l) {
    struct store_config config = config_of(&l->world.redis, l->world.redis.data);
    config.sizes = large_sizes;
    station_open(&l->station, &l->world.loop, &config);
    UNTIL(&l->world, l->station.is_open || l->station.is_refused);
    if (l->station.is_refused)
        fail_msg("refused: %s: %s", l->station.problem.field, l->station.problem.detail);
}

static void live_run(struct live *l) {
    const struct store_opened *opened = &l->station.opened;
    const struct engine_start start = {.core = opened->core,
                                       .epoch = opened->epoch,
                                       .next_number = opened->next_number,
                                       .recovered = opened->recovered,
                                       .leads_until = opened->leads_until};
    const struct engine_ports ports = {.store = &store_engine_ops,
                                       .store_ctx = l->station.store,
                                       .documents = &document_ops,
                                       .documents_ctx = l,
                                       .codec = &codec_ops,
                                       .codec_ctx = l,
                                       .clock = &clock_ops,
                                       .clock_ctx = l,
                                       .sink = &sink_ops,
                                       .sink_ctx = l,
                                       .wake = &wake_ops,
                                       .wake_ctx = l};
    if (opened->now > l->now) l->now = opened->now;
    l->engine = engine_create(&start, &ports);
    assert_non_null(l->engine);
    l->station.opened.core = NULL; /* the engine's now */
    store_attach(l->station.store, l->engine);
}

static void live_begin(struct live *l) {
    memset(l, 0, sizeof *l);
    l->now = NOW;
    world_open_with_redis(&l->world);
    live_lead(l);
    live_run(l);
}

static uint64_t live_digest(const struct live *l) { return core_digest(engine_core(l->engine)); }

/* Everything stored; then the process is gone. */
static void live_stop(struct live *l) {
    engine_drain(l->engine);
    LIVE_UNTIL(l, engine_idle(l->engine));
    station_close(&l->world, &l->station);
    engine_destroy(l->engine);
    l->engine = NULL;
}

static void live_end(struct live *l) {
    if (l->engine != NULL) live_stop(l);
    world_close(&l->world);
}

struct ask {
    struct engine_request request;
    struct command command;
    struct live *live;
};

static void on_applied(struct engine_request *request, const struct core *core,
                       const struct engine_outcome *outcome) {
    (void)core;
    struct ask *asked = request->ctx;
    if (outcome->err != ERR_OK)
        fail_msg("%s: %s %s", command_types[asked->command.type].name, outcome->problem.field,
                 outcome->problem.detail);
}

static void on_released(struct engine_request *request, enum release release) {
    struct ask *asked = request->ctx;
    asked->live->released++;
    if (release == RELEASE_STORED) asked->live->released_stored++;
    free(asked);
}

/* The command as JSON, by the role that may do everything. */
static void submit(struct live *l, enum command_type type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void submit(struct live *l, enum command_type type, const char *format, ...) {
    char json[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(json, sizeof json, format, arguments);
    va_end(arguments);
    struct ask *asked = calloc(1, sizeof *asked);
    struct problem problem;
    assert_non_null(asked);
    asked->live = l;
    if (wire_decode_command(type, slice_of(json), NULL, 0, &asked->command, &problem) != ERR_OK)
        fail_msg("%s: %s %s", json, problem.field, problem.detail);
    asked->command.actor = (struct actor){
        .role = ROLE_ADMIN, .all_organisations = true, .agent = AGENT_NONE, .token = "test"};
    asked->request = (struct engine_request){
        .command = &asked->command, .applied = on_applied, .released = on_released, .ctx = asked};
    if (type == COMMAND_playbook_publish) {
        asked->request.documents = &l->document;
        asked->request.document_count = 1;
    }
    if (!engine_submit(l->engine, &asked->request)) fail_msg("the inbox is full");
    l->submitted++;
}

static void wait_released(struct live *l) { LIVE_UNTIL(l, l->released == l->submitted); }

static void fill_small(struct live *l) {
    submit(l, COMMAND_organisation_put,
           "{\"organisation\":\"0615\",\"name\":\"Horsens\",\"kind\":\"municipality\",\"standing\":"
           "\"member\",\"area\":\"oestjylland\"}");
    submit(l, COMMAND_organisation_put,
           "{\"organisation\":\"ddh\",\"name\":\"Den Digitale Hotline\",\"kind\":\"association\","
           "\"standing\":\"member\",\"area\":\"oestjylland\"}");
    submit(l, COMMAND_topic_put,
           "{\"topic\":\"vand\",\"name\":\"Drikkevand\",\"handling\":\"cooperation\"}");
    submit(l, COMMAND_settings_put, "{\"cooperation\":\"ddh\"}");
    for (int i = 0; i < 3; i++)
        submit(l, COMMAND_agent_put,
               "{\"agent\":\"agent.%d\",\"name\":\"Agent %d\",\"organisation\":\"ddh\",\"skills\":"
               "{\"vand\":3},\"languages\":[\"da\"],\"elearning_at\":%lld}",
               i, i, (long long)(NOW - DAY_MS));
    for (int i = 0; i < 2; i++)
        submit(l, COMMAND_agent_status, "{\"agent\":\"agent.%d\",\"status\":\"available\"}", i);
    for (int i = 0; i < 4; i++)
        submit(l, COMMAND_call_arrive,
               "{\"reference\":\"ref-%d\",\"municipality\":\"0615\",\"topic\":\"vand\","
               "\"language\":\"da\"}",
               i);
    char version[65];
    l->document.bytes = SLICE("{\"playbook\":\"drikkevand\"}");
    crypto_sha256(l->document.bytes.data, l->document.bytes.length, l->document.hash);
    for (int i = 0; i < 32; i++)
        snprintf(version + 2 * i, 3, "%02x", l->document.hash[i]);
    submit(l, COMMAND_playbook_publish,
           "{\"playbook\":\"drikkevand\",\"version\":\"%s\",\"topics\":[\"vand\"]}", version);
    wait_released(l);
}

/* --- it comes back the same ------------------------------------------------------------------- */

static void test_the_same_state_comes_back(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    assert_int_equal(l.released_stored, l.submitted);
    ASSERT_INTEGER(&l.world.redis, 4, "HLEN {ddh}:call");
    ASSERT_INTEGER(&l.world.redis, 0,
                   "ZINTERCARD 3 {ddh}:available {ddh}:organisation:ddh {ddh}:topic:vand");
    submit(&l, COMMAND_agent_status, "{\"agent\":\"agent.2\",\"status\":\"break\"}");
    wait_released(&l);
    uint64_t digest = live_digest(&l);
    struct engine_view view;
    engine_view(l.engine, &view);
    uint64_t last = view.last_number;
    time_ms now = core_now(engine_core(l.engine));
    live_stop(&l);

    live_lead(&l);
    const struct store_opened *opened = &l.station.opened;
    assert_true(opened->recovered);
    assert_int_equal(core_digest(opened->core), digest);
    assert_int_equal(opened->epoch, 2);
    assert_int_equal(opened->next_number, last + 1);
    assert_int_equal(opened->now, now);
    assert_int_equal(l.station.documents, 1);
    assert_memory_equal(l.station.document, l.document.hash, SHA256_BYTES);
    organisation_no cooperation;
    assert_true(core_find_organisation(opened->core, "ddh", &cooperation));
    assert_int_equal(core_settings(opened->core)->cooperation, cooperation);
    live_run(&l);
    submit(&l, COMMAND_agent_status, "{\"agent\":\"agent.2\",\"status\":\"available\"}");
    wait_released(&l);
    live_end(&l);
}

static void test_the_engine_goes_on_over_a_killed_redis(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++) {
            submit(&l, COMMAND_call_arrive,
                   "{\"reference\":\"r-%d-%d\",\"municipality\":\"0615\",\"topic\":\"vand\","
                   "\"language\":\"da\"}",
                   round, i);
            l.now += 10;
            live_turn(&l);
        }
        redis_stop(&l.world.redis, SIGKILL);
        uv_run(&l.world.loop, UV_RUN_NOWAIT);
        submit(&l, COMMAND_call_arrive,
               "{\"reference\":\"away-%d\",\"municipality\":\"0615\",\"topic\":\"vand\","
               "\"language\":\"da\"}",
               round);
        live_turn(&l);
        redis_start(&l.world.redis);
        wait_released(&l);
        struct engine_view view;
        LIVE_UNTIL(&l, (engine_view(l.engine, &view), view.stored_number == view.last_number));
    }
    uint64_t digest = live_digest(&l);
    ASSERT_INTEGER(&l.world.redis, 4 + 3 * 21, "HLEN {ddh}:call");
    live_stop(&l);
    live_lead(&l);
    assert_int_equal(core_digest(l.station.opened.core), digest);
    live_run(&l);
    live_end(&l);
}

static void test_the_engine_writes_a_snapshot_to_a_redis_that_forgot(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    tell(&l.world.redis, "FLUSHALL");
    struct engine_view view;
    LIVE_UNTIL(&l, (engine_view(l.engine, &view),
                    view.snapshots == 1 && view.stored_number == view.last_number));
    assert_int_equal(view.epoch, 2);
    uint64_t digest = live_digest(&l);
    live_stop(&l);
    live_lead(&l);
    assert_int_equal(l.station.opened.epoch, 3);
    assert_int_equal(core_digest(l.station.opened.core), digest);
    assert_int_equal(l.station.documents, 1);
    live_run(&l);
    live_end(&l);
}

/* --- the newest events ------------------------------------------------------------------------ */

/* The first entries heard are these, "epoch-number" each, and no more than these. */
static void assert_heard(const struct station *s, const char *const *ids, unsigned count) {
    assert_int_equal(s->events, count);
    assert_int_equal(s->opened.events, count);
    for (unsigned i = 0; i < count && i < EVENTS_KEPT; i++) {
        char id[64];
        snprintf(id, sizeof id, "%llu-%llu", (unsigned long long)s->event_epochs[i],
                 (unsigned long long)s->event_numbers[i]);
        assert_string_equal(id, ids[i]);
    }
}

/* What the stream holds is what is heard, newest first, over pages and epochs. */
static void assert_stream_is_heard(struct live *l) {
    static const char *ids[EVENTS_KEPT];
    redisReply *stream = ask(&l->world.redis, "XREVRANGE {ddh}:events + -");
    for (size_t i = 0; i < stream->elements && i < EVENTS_KEPT; i++)
        ids[i] = stream->element[i]->element[0]->str;
    live_lead(l);
    assert_heard(&l->station, ids, (unsigned)stream->elements);
    freeReplyObject(stream);
}

static void test_the_newest_events_come_back(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    assert_int_equal(l.station.events, 0);
    fill_small(&l);
    submit(&l, COMMAND_agent_status, "{\"agent\":\"agent.2\",\"status\":\"break\"}");
    wait_released(&l);
    redisReply *record = ask(&l.world.redis, "HGET {ddh}:availability agent.2");
    live_stop(&l);
    assert_stream_is_heard(&l);
    char expected[512];
    snprintf(expected, sizeof expected,
             "agent_signed_in %lld test ddh agent.2 availability/agent.2=%s", (long long)l.now,
             record->str);
    freeReplyObject(record);
    bool found = false;
    for (unsigned i = 0; i < l.station.events; i++)
        found |= strcmp(l.station.event_texts[i], expected) == 0;
    if (!found) fail_msg("not heard: %s; but %s", expected, l.station.event_texts[0]);

    /* Another epoch, and more than a page. */
    live_run(&l);
    for (int i = 0; i < 700; i++)
        submit(&l, COMMAND_call_arrive,
               "{\"reference\":\"more-%d\",\"municipality\":\"0615\",\"topic\":\"vand\","
               "\"language\":\"da\"}",
               i);
    submit(&l, COMMAND_agent_status, "{\"agent\":\"agent.2\",\"status\":\"offline\"}");
    submit(&l, COMMAND_agent_remove, "{\"agent\":\"agent.2\"}");
    live_stop(&l);
    assert_stream_is_heard(&l);
    /* who was removed by the command itself is named too */
    snprintf(expected, sizeof expected, "agent_removed %lld test ddh agent.2 ", (long long)l.now);
    assert_memory_equal(l.station.event_texts[0], expected, strlen(expected));
    assert_true(l.station.events > 700);
    live_run(&l);
    live_end(&l);
}

static void test_no_more_events_are_read_than_wanted(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    live_stop(&l);
    struct store_config config = config_of(&l.world.redis, l.world.redis.data);
    config.sizes = large_sizes;
    station_open(&l.station, &l.world.loop, &config);
    l.station.events_wanted = 5;
    UNTIL(&l.world, l.station.is_open);
    assert_int_equal(l.station.events, 5);
    assert_int_equal(l.station.opened.events, 5);
    station_close(&l.world, &l.station);
    live_end(&l);
}

/* Entries as others might leave them. They begin with the newest that must be heard. */
static void test_the_events_end_where_some_are_missing(void **state) {
    (void)state;
#define FIELDS "type call_arrived at 1 actor x organisation 0615 agent %s"
    static const struct {
        const char *entries[4], *heard[3];
    } cases[] = {
        {{"1-1 " FIELDS, "1-2 " FIELDS}, {"1-2", "1-1"}},
        {{"1-1 " FIELDS, "1-2 type gap at 1 actor x", "1-3 " FIELDS}, {"1-3"}},
        {{"1-1 " FIELDS, "1-2 type call_arrived at 1 actor x", "1-3 " FIELDS}, {"1-3"}},
        {{"1-1 " FIELDS, "1-2 type of_tomorrow at 1 actor x organisation a agent b"}, {NULL}},
        {{"1-1 " FIELDS, "1-2 type call_arrived at x actor x organisation a agent b"}, {NULL}},
        {{"1-1 " FIELDS, "1-2 type call_arrived actor x organisation a agent b"}, {NULL}},
        {{"1-1 " FIELDS, "1-2 " FIELDS " of_tomorrow/x {}", "1-3 " FIELDS " more fields"}, {"1-3"}},
        {{"1-1 " FIELDS, "1-2 " FIELDS " call/1 {} call/2 {} call/3 {} call/4 {} call/5 {} "
                         "call/6 {} call/7 {}"},
         {NULL}},
        /* of a commit that broke off, and of a fork: their numbers were given anew */
        {{"1-1 " FIELDS, "1-999999 " FIELDS}, {"1-1"}},
        {{"1-1 " FIELDS, "1-5 " FIELDS, "2-4 " FIELDS}, {"2-4", "1-1"}},
    };
    struct live l;
    live_begin(&l);
    fill_small(&l);
    live_stop(&l);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tell(&l.world.redis, "DEL {ddh}:events");
        for (int k = 0; k < 4 && cases[i].entries[k] != NULL; k++) {
            char command[512] = "XADD {ddh}:events ";
            size_t used = strlen(command);
            snprintf(command + used, sizeof command - used, "%s", cases[i].entries[k]);
            freeReplyObject(ask(&l.world.redis, command, "", ""));
        }
        unsigned count = 0;
        while (count < 3 && cases[i].heard[count] != NULL)
            count++;
        live_lead(&l);
        assert_heard(&l.station, cases[i].heard, count);
        station_close(&l.world, &l.station);
    }
    freeReplyObject(ask(&l.world.redis, "DEL {ddh}:events"));
    freeReplyObject(ask(&l.world.redis,
                        "XADD {ddh}:events 1-1 type call_arrived at 1 actor x "
                        "organisation a agent b call/call-1 %s",
                        "{\n}"));
    live_lead(&l);
    assert_heard(&l.station, NULL, 0);
    station_close(&l.world, &l.station);
    tell(&l.world.redis, "SET {ddh}:events text"); /* a start does not hang on it */
    live_lead(&l);
    assert_heard(&l.station, NULL, 0);
    station_close(&l.world, &l.station);
    tell(&l.world.redis, "DEL {ddh}:events");
    live_end(&l);
#undef FIELDS
}

/* --- how large it may be ---------------------------------------------------------------------- */

/* Agents and calls of a national crisis. The time is printed, not asserted. */
static void test_ten_thousand_agents_and_five_thousand_calls(void **state) {
    (void)state;
    enum { AGENTS = 10000, CALLS = 5000, ORGANISATIONS = 98, AT_ONCE = 2000 };
    struct live l;
    live_begin(&l);
    for (int i = 0; i < ORGANISATIONS; i++)
        submit(&l, COMMAND_organisation_put,
               "{\"organisation\":\"o%d\",\"name\":\"Kommune %d\",\"kind\":\"municipality\","
               "\"standing\":\"member\",\"area\":\"a%d\"}",
               i, i, i % 11);
    for (int i = 0; i < 20; i++)
        submit(&l, COMMAND_topic_put,
               "{\"topic\":\"t%d\",\"name\":\"Emne %d\",\"handling\":\"municipality\"}", i, i);
    for (int i = 0; i < AGENTS; i++) {
        submit(
            &l, COMMAND_agent_put,
            "{\"agent\":\"agent.%d\",\"name\":\"Agent %d\",\"organisation\":\"o%d\",\"skills\":"
            "{\"t%d\":3,\"t%d\":2,\"t%d\":1},\"languages\":[\"da\",\"en\"],\"elearning_at\":%lld}",
            i, i, i % ORGANISATIONS, i % 20, (i + 7) % 20, (i + 13) % 20,
            (long long)(NOW - DAY_MS));
        if (i % AT_ONCE == 0) wait_released(&l);
    }
    for (int i = 0; i < AGENTS / 2; i++) {
        submit(&l, COMMAND_agent_status, "{\"agent\":\"agent.%d\",\"status\":\"available\"}", i);
        if (i % AT_ONCE == 0) wait_released(&l);
    }
    for (int i = 0; i < CALLS; i++) {
        submit(&l, COMMAND_call_arrive,
               "{\"reference\":\"ref-%d\",\"municipality\":\"o%d\",\"topic\":\"t%d\",\"language\":"
               "\"da\"}",
               i, i % ORGANISATIONS, i % 20);
        if (i % AT_ONCE == 0) wait_released(&l);
    }
    wait_released(&l);
    struct engine_view view;
    LIVE_UNTIL(&l, (engine_view(l.engine, &view), view.stored_number == view.last_number));
    uint64_t digest = live_digest(&l);
    live_stop(&l);
    uint64_t began = uv_hrtime();
    live_lead(&l);
    const struct store_opened *opened = &l.station.opened;
    print_message("    %u records and %u events (%llu KiB) recovered in %lld ms, %.0f ms from the "
                  "start\n",
                  opened->records, opened->events, (unsigned long long)l.station.event_bytes / 1024,
                  (long long)opened->recovery_ms, (double)(uv_hrtime() - began) / 1e6);
    assert_in_range(opened->events, 1, LIMIT_STREAM_HISTORY);
    assert_true(l.station.event_bytes <= LIMIT_STORE_RECENT_BYTES);
    assert_true(opened->records > AGENTS * 2 + CALLS);
    assert_int_equal(core_digest(opened->core), digest);
    live_run(&l);

    /* And all of it in one commit, to a Redis that forgot. */
    wait_released(&l);
    LIVE_UNTIL(&l, (engine_view(l.engine, &view), view.stored_number == view.last_number));
    tell(&l.world.redis, "FLUSHALL");
    began = uv_hrtime();
    LIVE_UNTIL(&l, (engine_view(l.engine, &view),
                    view.snapshots == 1 && view.stored_number == view.last_number));
    print_message("    found out and written anew in %.0f ms\n",
                  (double)(uv_hrtime() - began) / 1e6);
    digest = live_digest(&l);
    live_stop(&l);
    live_lead(&l);
    assert_int_equal(core_digest(l.station.opened.core), digest);
    live_run(&l);
    live_end(&l);
}

/* --- what must be refused --------------------------------------------------------------------- */

/* Spoils what is stored, and looks at what is said about it. */
static void assert_refused(struct live *l, const char *spoil, const char *field,
                           const char *detail) {
    tell(&l->world.redis, spoil);
    struct store_config config = config_of(&l->world.redis, l->world.redis.data);
    config.sizes = large_sizes;
    station_open(&l->station, &l->world.loop, &config);
    UNTIL(&l->world, l->station.is_open || l->station.is_refused);
    if (l->station.is_open) fail_msg("opened after: %s", spoil);
    if (strcmp(l->station.problem.field, field) != 0 ||
        strstr(l->station.problem.detail, detail) == NULL)
        fail_msg("after \"%s\" it said \"%s: %s\"", spoil, l->station.problem.field,
                 l->station.problem.detail);
    station_close(&l->world, &l->station);
}

static void test_what_cannot_be_read_is_named_and_refused(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    live_stop(&l);
    struct redis *redis = &l.world.redis;
    redisReply *settings = ask(redis, "HGET {ddh}:settings settings");
    char *cooperation = strstr(settings->str, "\"cooperation\":\"ddh\"");
    assert_non_null(cooperation);
    cooperation[strlen("\"cooperation\":\"dd")] = 'x';
    freeReplyObject(ask(redis, "HSET {ddh}:settings settings %s", settings->str));
    assert_refused(&l, "PING", "{ddh}:settings settings", "ddx");
    cooperation[strlen("\"cooperation\":\"dd")] = 'h';
    freeReplyObject(ask(redis, "HSET {ddh}:settings settings %s", settings->str));
    freeReplyObject(settings);
    tell(redis, "COPY {ddh}:call {ddh}:call.kept");
    assert_refused(&l, "HSET {ddh}:call call-1 {", "{ddh}:call call-1", "");
    assert_refused(&l, "HSET {ddh}:call call-1 {}", "{ddh}:call call-1", "id");
    tell(redis, "COPY {ddh}:call.kept {ddh}:call REPLACE");
    assert_refused(&l, "HDEL {ddh}:call call-4", "{ddh}:meta digest", "somebody else");
    tell(redis, "COPY {ddh}:call.kept {ddh}:call REPLACE");
    redisReply *call = ask(redis, "HGET {ddh}:call call-1");
    freeReplyObject(ask(redis, "HSET {ddh}:call call-99 %s", call->str));
    freeReplyObject(ask(redis, "HDEL {ddh}:call call-1"));
    freeReplyObject(call);
    assert_refused(&l, "PING", "{ddh}:call call-99", "call-1");
    assert_refused(&l, "SET {ddh}:call text", "{ddh}:call", "WRONGTYPE");
    tell(redis, "COPY {ddh}:call.kept {ddh}:call REPLACE");
    assert_refused(
        &l,
        "HSET {ddh}:availability agent.1 {\"agent\":null,\"since\":null,\"idle_since\":null,"
        "\"wrap_up_until\":null,\"call\":null,\"status\":\"offline\",\"state\":\"signed_out\","
        "\"missed_offers\":0,\"crisis_in_row\":0}",
        "{ddh}:availability agent.1", "agent");
    live_end(&l);
}

static void test_a_meta_that_does_not_fit_is_refused(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    live_stop(&l);
    struct redis *redis = &l.world.redis;
    assert_refused(&l, "HSET {ddh}:meta schema 9", "{ddh}:meta schema", "another version");
    assert_refused(&l, "HSET {ddh}:meta schema " STORE_SCHEMA " digest 00", "{ddh}:meta digest",
                   "16");
    assert_refused(&l, "HSET {ddh}:meta digest 0000000000000000 now x", "{ddh}:meta now", "time");
    assert_refused(&l, "HSET {ddh}:meta now 1763794245000 number -3", "{ddh}:meta number",
                   "number");
    assert_refused(&l, "HDEL {ddh}:meta number", "{ddh}:meta number", "nothing was ever stored");
    assert_refused(&l, "DEL {ddh}:meta", "{ddh}:meta number", "nothing was ever stored");
    assert_refused(&l, "HSET {ddh}:meta epoch x", "redis", "taking the lead");
    (void)redis;
    live_end(&l);
}

static void test_a_document_that_is_not_its_name_is_refused(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    live_stop(&l);
    assert_refused(&l,
                   "HSET {ddh}:document "
                   "0000000000000000000000000000000000000000000000000000000000000000 text",
                   "{ddh}:document 00000000000000000000000000000000", "named for");
    live_end(&l);
}

static void test_a_connection_lost_in_recovery_begins_anew(void **state) {
    (void)state;
    struct live l;
    live_begin(&l);
    fill_small(&l);
    uint64_t digest = live_digest(&l);
    live_stop(&l);
    struct store_config config = config_of(&l.world.redis, l.world.redis.data);
    config.sizes = large_sizes;
    unsigned lost = 0;
    for (int turns = 1; turns < 8; turns++) {
        station_open(&l.station, &l.world.loop, &config);
        for (int i = 0; i < turns && !l.station.is_open; i++)
            uv_run(&l.world.loop, UV_RUN_NOWAIT);
        if (!l.station.is_open) {
            freeReplyObject(ask(&l.world.redis, "CLIENT KILL TYPE normal SKIPME yes"));
            lost++;
        }
        UNTIL(&l.world, l.station.is_open);
        assert_int_equal(core_digest(l.station.opened.core), digest);
        station_close(&l.world, &l.station);
    }
    assert_true(lost > 2);
    live_end(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_state_comes_back),
        cmocka_unit_test(test_the_engine_goes_on_over_a_killed_redis),
        cmocka_unit_test(test_the_engine_writes_a_snapshot_to_a_redis_that_forgot),
        cmocka_unit_test(test_the_newest_events_come_back),
        cmocka_unit_test(test_no_more_events_are_read_than_wanted),
        cmocka_unit_test(test_the_events_end_where_some_are_missing),
        cmocka_unit_test(test_ten_thousand_agents_and_five_thousand_calls),
        cmocka_unit_test(test_what_cannot_be_read_is_named_and_refused),
        cmocka_unit_test(test_a_meta_that_does_not_fit_is_refused),
        cmocka_unit_test(test_a_document_that_is_not_its_name_is_refused),
        cmocka_unit_test(test_a_connection_lost_in_recovery_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
