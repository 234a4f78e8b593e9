/* Streams over a restart: what the store has of the stream is loaded into a new api, and whoever
 * resumes there sees the very bytes they would have seen. */
#include "tests/unit/api/fixture.h"

#include "api/hub.h"

/* --- what the store keeps --------------------------------------------------------------------- */

#define KEPT_MAX 512

struct kept_event {
    uint64_t epoch;
    struct commit_event event;
    struct commit_record records[LIMIT_RECORDS_PER_EVENT];
};

struct kept {
    struct kept_event events[KEPT_MAX];
    uint32_t count;
    uint64_t last_number;
    struct commit_document documents[16];
    uint32_t document_count;
};

static struct slice copy(struct slice text) {
    char *bytes = malloc(text.length + 1);
    assert_non_null(bytes);
    if (text.length > 0) memcpy(bytes, text.data, text.length);
    return (struct slice){bytes, text.length};
}

/* Numbers of organisations and agents are not stored. */
static void keep(struct fixture *f, const struct commit *commit) {
    struct kept *kept = f->hear_ctx;
    for (uint32_t i = 0; i < commit->event_count; i++) {
        assert_true(kept->count < KEPT_MAX);
        struct kept_event *to = &kept->events[kept->count++];
        const struct commit_event *from = &commit->events[i];
        *to = (struct kept_event){.epoch = commit->epoch, .event = *from};
        to->event.organisation = ORGANISATION_NONE;
        to->event.agent = AGENT_NONE;
        to->event.actor = copy(from->actor);
        to->event.organisation_id = copy(from->organisation_id);
        to->event.agent_id = copy(from->agent_id);
        to->event.records = to->records;
        for (uint32_t k = 0; k < from->record_count; k++)
            to->records[k] = (struct commit_record){
                from->records[k].kind, copy(from->records[k].id), copy(from->records[k].json)};
    }
    for (uint32_t i = 0; i < commit->document_count; i++) {
        assert_true(kept->document_count < 16);
        struct commit_document *document = &kept->documents[kept->document_count++];
        *document = commit->documents[i];
        document->bytes = copy(document->bytes);
    }
    kept->last_number = commit->last_number;
}

static void kept_free(struct kept *kept) {
    for (uint32_t i = 0; i < kept->count; i++) {
        struct kept_event *at = &kept->events[i];
        free((void *)at->event.actor.data);
        free((void *)at->event.organisation_id.data);
        free((void *)at->event.agent_id.data);
        for (uint32_t k = 0; k < at->event.record_count; k++) {
            free((void *)at->records[k].id.data);
            free((void *)at->records[k].json.data);
        }
    }
    for (uint32_t i = 0; i < kept->document_count; i++)
        free((void *)kept->documents[i].bytes.data);
    free(kept);
}

/* --- a restart -------------------------------------------------------------------------------- */

static struct core *recovered_core(const struct core *old) {
    struct core *core = core_create(&small_sizes);
    struct problem problem;
    assert_non_null(core);
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(old, (enum record_kind)kind, &cursor)) != NULL)
            assert_int_equal(core_restore(core, (enum record_kind)kind, record, &problem), ERR_OK);
    }
    assert_int_equal(core_restore_end(core, core_now(old), &problem), ERR_OK);
    return core;
}

/* The process dies, another begins under the next epoch with the newest `events` of what was
 * stored. */
static struct fixture *restart_with(struct fixture *old, uint32_t events) {
    struct kept *kept = old->hear_ctx;
    struct engine_view view;
    struct problem problem;
    engine_view(old->engine, &view);
    struct core *core = recovered_core(engine_core(old->engine));
    struct fixture *f = fixture_prepare();
    f->now = old->now;
    f->random_next = old->random_next;
    fixture_close(old);
    drawing = f;
    f->hear_commit = keep;
    f->hear_ctx = kept;
    for (uint32_t i = 0; i < kept->document_count; i++)
        assert_int_equal(
            api_load_document(f->api, kept->documents[i].hash, kept->documents[i].bytes, &problem),
            ERR_OK);
    for (uint32_t i = kept->count; i > 0 && events > 0; i--, events--)
        assert_true(
            api_load_event(f->api, core, kept->events[i - 1].epoch, &kept->events[i - 1].event));
    fixture_start(f, &(struct engine_start){.core = core,
                                            .epoch = view.epoch + 1,
                                            .next_number = kept->last_number + 1,
                                            .recovered = true});
    turn(f);
    return f;
}

static struct fixture *restart(struct fixture *old) { return restart_with(old, UINT32_MAX); }

static int setup(void **state) {
    struct fixture *f = fixture_open();
    f->hear_commit = keep;
    f->hear_ctx = calloc(1, sizeof(struct kept));
    assert_non_null(f->hear_ctx);
    furnish(f);
    *state = f;
    return 0;
}

/* A test puts the last fixture back. */
static int teardown(void **state) {
    struct fixture *f = *state;
    struct kept *kept = f->hear_ctx;
    fixture_close(f);
    kept_free(kept);
    return 0;
}

static void poke(struct fixture *f, int n) {
    char body[96];
    snprintf(body, sizeof body, "{\"name\":\"Drikkevand %d\",\"handling\":\"cooperation\"}", n);
    must(f, 200, (struct call){API_PUT, "/v1/topics/vand", "local", body});
}

static void status(struct fixture *f, const char *agent, const char *wanted) {
    char target[64], body[64];
    snprintf(target, sizeof target, "/v1/agents/%s/status", agent);
    snprintf(body, sizeof body, "{\"status\":\"%s\"}", wanted);
    must(f, 200, (struct call){API_POST, target, "local", body});
}

static struct client *resume(struct fixture *f, const char *token, const char *id) {
    struct client *client = stream(f, token, "/v1/stream", id);
    if (!client->opened) print_error("%s: %d %s\n", id, client->status, client->body);
    assert_true(client->opened);
    char *text = frame(client);
    assert_string_equal(text, "retry: 1000\n\n");
    free(text);
    return client;
}

static void gone(struct fixture *f, uint64_t epoch, uint64_t number) {
    char target[64];
    snprintf(target, sizeof target, "/v1/stream?after=%llu-%llu", (unsigned long long)epoch,
             (unsigned long long)number);
    refused(f, 410, "gone", (struct call){API_GET, target, "local"});
}

static void id_of(const char *text, char out[32]) {
    const char *at = strstr(text, "id: ");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "id: %31s", out), 1);
}

/* --- what one token saw, before and after ----------------------------------------------------- */

#define SEEN_MAX 64

struct seen {
    char *frames[SEEN_MAX];
    uint32_t count;
};

/* All frames there are, but for pings. */
static void see(struct client *client, struct seen *seen) {
    for (char *text; (text = frame(client)) != NULL;) {
        assert_true(seen->count < SEEN_MAX);
        seen->frames[seen->count++] = text;
    }
}

static void unsee(struct seen *seen) {
    for (uint32_t i = 0; i < seen->count; i++)
        free(seen->frames[i]);
    seen->count = 0;
}

/* Everything that happened in the life before; every role's stream was open. */
static void work(struct fixture *f) {
    status(f, "ida", "available");
    status(f, "bo", "available");
    for (int i = 0; i < 3; i++) {
        char body[160];
        snprintf(body, sizeof body,
                 "{\"reference\":\"s-%d\",\"municipality\":\"%s\",\"topic\":\"vand\","
                 "\"language\":\"da\"}",
                 i, i == 1 ? "0766" : "0615");
        must(f, 201, (struct call){API_POST, "/v1/calls", "local", body, i == 0 ? "key-1" : NULL});
    }
    must(f, 200,
         (struct call){API_POST, "/v1/calls/call-1/accept", "local", "{\"agent\":\"ida\"}"});
    must(f, 200, (struct call){API_POST, "/v1/calls/call-1/end", "local", "{}"});
    must(f, 201,
         (struct call){API_POST, "/v1/tokens", "local", "{\"token\":\"t\",\"role\":\"auditor\"}"});
    status(f, "bo", "break");
    poke(f, 1);
}

/* From every id that a stream has shown, the rest comes again, byte for byte, then the new. */
static void every_role_resumes_with_the_same_bytes(void **state) {
    struct fixture *f = *state;
    enum { ROLES = 6 };
    static const char *const more[ROLES] = {
        "\"role\":\"agent\",\"agent\":\"ida\"",
        "\"role\":\"agent\",\"agent\":\"bo\"",
        "\"role\":\"partner\",\"organisations\":[\"0615\"]",
        "\"role\":\"duty_leader\"",
        "\"role\":\"duty_leader\",\"organisations\":[\"0766\"]",
        "\"role\":\"telephony\"",
    };
    char *tokens[ROLES];
    struct client *streams[ROLES];
    struct seen before[ROLES] = {0};
    for (int i = 0; i < ROLES; i++) {
        char id[16];
        snprintf(id, sizeof id, "token-%d", i);
        tokens[i] = token(f, id, more[i]);
    }
    for (int i = 0; i < ROLES; i++) {
        streams[i] = stream(f, tokens[i], "/v1/stream", NULL);
        expect_frame(streams[i], "snapshot");
    }
    work(f);
    for (int i = 0; i < ROLES; i++) {
        see(streams[i], &before[i]);
        done(streams[i]);
        assert_true(before[i].count > 0);
    }
    assert_true(before[3].count > before[0].count);
    f = *state = restart(f);
    poke(f, 2);
    for (int i = 0; i < ROLES; i++) {
        for (uint32_t from = 0; from < before[i].count; from++) {
            char id[32];
            struct seen after = {0};
            id_of(before[i].frames[from], id);
            struct client *client = resume(f, tokens[i], id);
            see(client, &after);
            done(client);
            assert_true(after.count >= before[i].count - from - 1);
            for (uint32_t k = from + 1; k < before[i].count; k++)
                assert_string_equal(after.frames[k - from - 1], before[i].frames[k]);
            for (uint32_t k = before[i].count - from - 1; k < after.count; k++)
                assert_memory_equal(after.frames[k], "id: 4-", 6);
            if (i == 3) /* who sees all sees what the restart did, and what came after it */
                assert_non_null(strstr(after.frames[after.count - 1], "Drikkevand 2"));
            unsee(&after);
        }
        unsee(&before[i]);
        free(tokens[i]);
    }
}

/* The id of a snapshot, taken in the middle or before anything else, is as good as an event's. */
static void a_snapshots_id_resumes(void **state) {
    struct fixture *f = *state;
    char id[32];
    must(f, 201,
         (struct call){API_POST, "/v1/tokens", "local", "{\"token\":\"t\",\"role\":\"auditor\"}",
                       "key-1"});
    struct client *client = stream(f, "local", "/v1/stream", NULL);
    char *text = frame(client);
    id_of(text, id);
    free(text);
    done(client);
    poke(f, 1);
    f = *state = restart(f);
    client = resume(f, "local", id);
    text = frame(client);
    assert_non_null(strstr(text, "Drikkevand 1"));
    free(text);
    expect_frame(client, "recovered");
    done(client);
    client = stream(f, "local", "/v1/stream", NULL);
    text = frame(client);
    id_of(text, id);
    assert_memory_equal(id, "4-", 2);
    free(text);
    done(client);
    /* a third life */
    poke(f, 2);
    f = *state = restart(f);
    client = resume(f, "local", id);
    text = frame(client);
    assert_non_null(strstr(text, "Drikkevand 2"));
    free(text);
    expect_frame(client, "recovered");
    expect_frame(client, NULL);
    done(client);
}

/* Nothing after the last event but lines of the access log, which take numbers. */
static void who_saw_the_last_event_misses_nothing(void **state) {
    struct fixture *f = *state;
    char *leader = token(f, "leader", "\"role\":\"duty_leader\"");
    struct client *client = stream(f, leader, "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    poke(f, 1);
    char *text = frame(client), id[32];
    id_of(text, id);
    free(text);
    done(client);
    for (int i = 0; i < 3; i++)
        must(f, 200, (struct call){API_GET, "/v1/agents/ida", leader});
    f = *state = restart(f);
    client = resume(f, leader, id);
    expect_frame(client, "recovered");
    expect_frame(client, NULL);
    poke(f, 2);
    expect_frame(client, "topic_changed");
    expect_frame(client, NULL);
    done(client);
    free(leader);
}

/* Shown in unstored mode, and lost with the process: the numbers are given anew. */
static void an_id_of_a_fork_is_410(void **state) {
    struct fixture *f = *state;
    struct kept *kept = f->hear_ctx;
    poke(f, 1);
    uint64_t stored = kept->events[kept->count - 1].event.number;
    uint32_t count = kept->count;
    poke(f, 2); /* what the store never got */
    poke(f, 3);
    uint64_t lost = kept->last_number;
    for (uint32_t i = count; i < kept->count; i++) {
        free((void *)kept->events[i].event.actor.data);
        free((void *)kept->events[i].event.organisation_id.data);
        free((void *)kept->events[i].event.agent_id.data);
        for (uint32_t k = 0; k < kept->events[i].event.record_count; k++) {
            free((void *)kept->events[i].records[k].id.data);
            free((void *)kept->events[i].records[k].json.data);
        }
    }
    kept->count = count;
    kept->last_number = stored;
    f = *state = restart(f);
    gone(f, 3, stored + 1); /* the restart's own event has this number now */
    for (int i = 0; i < 5; i++)
        poke(f, 4 + i);
    for (uint64_t number = stored + 1; number <= lost; number++)
        gone(f, 3, number);
    gone(f, 4, stored - 1); /* of an epoch that had not begun */
    gone(f, 5, stored);
    char id[32];
    snprintf(id, sizeof id, "3-%llu", (unsigned long long)stored);
    struct client *client = resume(f, "local", id);
    expect_frame(client, "recovered");
    done(client);
    f = *state = restart(f); /* and it stays so */
    for (uint64_t number = stored + 1; number <= lost; number++)
        gone(f, 3, number);
    done(resume(f, "local", id));
}

static void an_id_from_before_what_was_loaded_is_410(void **state) {
    struct fixture *f = *state;
    struct kept *kept = f->hear_ctx;
    for (int i = 0; i < 10; i++)
        poke(f, i);
    uint64_t numbers[5];
    for (int i = 0; i < 5; i++)
        numbers[i] = kept->events[kept->count - 1 - (uint32_t)i].event.number;
    f = *state = restart_with(f, 3);
    char id[32];
    snprintf(id, sizeof id, "3-%llu", (unsigned long long)numbers[2]);
    struct client *client = resume(f, "local", id);
    expect_frame(client, "topic_changed");
    expect_frame(client, "topic_changed");
    expect_frame(client, "recovered");
    done(client);
    gone(f, 3, numbers[4]);
    f = *state = restart_with(f, 0); /* nothing could be read */
    snprintf(id, sizeof id, "3-%llu", (unsigned long long)numbers[0]);
    gone(f, 3, numbers[0]);
}

/* Whose organisation is gone: nobody is shown it as theirs; whoever sees all is. */
static void what_was_of_a_removed_organisation_is_seen_by_those_who_see_all(void **state) {
    struct fixture *f = *state;
    char *leader = token(f, "leader", "\"role\":\"duty_leader\"");
    char *narrow = token(f, "narrow", "\"role\":\"duty_leader\",\"organisations\":[\"0615\"]");
    struct client *client = stream(f, leader, "/v1/stream", NULL);
    char *text = frame(client), id[32];
    id_of(text, id);
    free(text);
    done(client);
    must(f, 201,
         (struct call){API_PUT, "/v1/organisations/0727", "local",
                       "{\"name\":\"Odder\",\"kind\":\"municipality\",\"standing\":\"member\","
                       "\"area\":\"oestjylland\"}"});
    must(f, 201,
         (struct call){API_PUT, "/v1/agents/eva", "local",
                       "{\"name\":\"Eva\",\"organisation\":\"0615\",\"skills\":{\"vand\":3},"
                       "\"languages\":[\"da\"],\"elearning_at\":1700000000000}"});
    must(f, 200, (struct call){API_DELETE, "/v1/organisations/0727", "local"});
    must(f, 200, (struct call){API_DELETE, "/v1/agents/eva", "local"});
    f = *state = restart(f);
    static const char *const all[] = {
        "organisation_changed", "agent_changed", "organisation_removed",
        "agent_removed",        "recovered",     NULL};
    client = resume(f, leader, id);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        expect_frame(client, all[i]);
    done(client);
    static const char *const some[] = {"agent_changed", "agent_removed", "recovered", NULL};
    client = resume(f, narrow, id);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        expect_frame(client, some[i]);
    done(client);
    free(leader);
    free(narrow);
}

/* The examples that the playbook gives for its own parameters. */
static char *activation_body(const char *text) {
    json_t *root = json_of(text), *given = json_object(), *body = json_object();
    const char *name;
    json_t *parameter;
    json_object_foreach(dig(root, "parameters"), name, parameter) {
        json_t *example = json_object_get(parameter, "example");
        if (example != NULL) json_object_set(given, name, example);
    }
    json_object_set_new(body, "parameters", given);
    json_object_set(body, "playbook", dig(root, "id"));
    json_object_set_new(body, "reason", json_string("E. coli"));
    char *dumped = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    json_decref(root);
    assert_non_null(dumped);
    return dumped;
}

static void activate(struct fixture *f, const char *leader) {
    char *approver = token(f, "approver", "\"role\":\"approver\"");
    char *text = shipped_playbook("water-contamination"), *body = activation_body(text);
    struct client *client =
        asked(f, 201, (struct call){API_PUT, "/v1/playbooks/water-contamination", "local", text});
    json_t *root = json_of(client->body);
    char version[128];
    snprintf(version, sizeof version, "{\"version\":\"%s\"}",
             json_string_value(dig(root, "playbook.version")));
    json_decref(root);
    done(client);
    must(f, 200,
         (struct call){API_POST, "/v1/playbooks/water-contamination/approve", approver, version});
    must(f, 201, (struct call){API_POST, "/v1/activations", leader, body});
    free(text);
    free(body);
    free(approver);
}

/* The words of that moment: active where it started, lifted where it was lifted. */
static void an_activation_brings_its_answers_again(void **state) {
    struct fixture *f = *state;
    char *leader = token(f, "leader", "\"role\":\"duty_leader\"");
    char *ida = token(f, "ida", "\"role\":\"agent\",\"agent\":\"ida\"");
    struct client *client = stream(f, ida, "/v1/stream", NULL);
    char *text = frame(client), id[32];
    id_of(text, id);
    free(text);
    activate(f, leader);
    must(f, 200,
         (struct call){API_POST, "/v1/activations/activation-1/lift", leader,
                       "{\"reason\":\"the water is clean\"}"});
    struct seen before = {0}, after = {0};
    see(client, &before);
    done(client);
    assert_int_equal(before.count, 2);
    assert_non_null(strstr(before.frames[0], "event: activation_started\n"));
    assert_non_null(strstr(before.frames[0], "\"answers\":[{"));
    assert_non_null(strstr(before.frames[1], "event: activation_lifted\n"));
    assert_non_null(strstr(before.frames[1], "\"answers\":[{"));
    f = *state = restart(f);
    client = resume(f, ida, id);
    see(client, &after);
    done(client);
    assert_int_equal(after.count, 2);
    for (int i = 0; i < 2; i++)
        assert_string_equal(after.frames[i], before.frames[i]);
    unsee(&before);
    unsee(&after);
    free(leader);
    free(ida);
}

/* A recovery that had to begin anew tells its events once more. */
static void loading_twice_is_loading_once(void **state) {
    (void)state;
    struct history h;
    assert_true(history_open(&h));
    for (int round = 0; round < 2; round++) {
        for (uint64_t n = 20; n > 10 + 5 * (uint64_t)round; n -= 2) {
            struct history_entry entry = {.epoch = n > 15 ? 2 : 1, .agent = AGENT_NONE};
            entry.frame = history_frame_create(SLICE("x"));
            assert_true(history_add_before(&h, n, entry));
        }
        /* a number left out between two epochs is of the later: in the earlier it is of a fork */
        if (round == 0) assert_int_equal(history_place(&h, 1, 15), HISTORY_GONE);
        if (round == 0) assert_int_equal(history_place(&h, 1, 14), HISTORY_HERE);
    }
    assert_int_equal(h.first, 16);
    assert_int_equal(h.next, 21);
    assert_int_equal(h.bytes, 3);
    assert_null(history_at(&h, 17)->frame);
    history_go_on(&h, 5, 23);
    assert_int_equal(h.next, 23);
    assert_int_equal(history_place(&h, 2, 18), HISTORY_HERE);
    assert_int_equal(history_place(&h, 1, 18), HISTORY_GONE);
    assert_int_equal(history_place(&h, 2, 20), HISTORY_HERE);
    assert_int_equal(history_place(&h, 5, 20), HISTORY_HERE); /* a snapshot's, of the new epoch */
    assert_int_equal(history_place(&h, 5, 18), HISTORY_GONE);
    assert_int_equal(history_place(&h, 2, 21), HISTORY_GONE);
    assert_int_equal(history_place(&h, 5, 22), HISTORY_HERE);
    assert_int_equal(history_place(&h, 5, 23), HISTORY_AHEAD);
    assert_int_equal(history_place(&h, 2, 23), HISTORY_GONE);
    /* the store has gone back behind what was loaded */
    history_go_on(&h, 6, 19);
    assert_int_equal(h.first, 19);
    assert_int_equal(h.next, 19);
    assert_int_equal(h.bytes, 0);
    history_close(&h);
}

static void loading_is_bounded(void **state) {
    (void)state;
    struct history h;
    assert_true(history_open(&h));
    struct history_entry none = {.epoch = 1, .agent = AGENT_NONE};
    assert_true(history_add_before(&h, 2 * LIMIT_STREAM_HISTORY, none));
    assert_false(history_add_before(&h, LIMIT_STREAM_HISTORY, none)); /* one number too far */
    assert_true(history_add_before(&h, LIMIT_STREAM_HISTORY + 1, none));
    assert_int_equal(h.next - h.first, LIMIT_STREAM_HISTORY);
    history_go_on(&h, 2, 2 * LIMIT_STREAM_HISTORY + 3); /* the oldest make room */
    assert_int_equal(h.next - h.first, LIMIT_STREAM_HISTORY);
    assert_int_equal(history_place(&h, 1, 2 * LIMIT_STREAM_HISTORY), HISTORY_HERE);
    history_go_on(&h, 3, 4 * LIMIT_STREAM_HISTORY);
    assert_int_equal(h.next - h.first, 0);

    enum { SIZE = 4 << 20 };
    char *large = calloc(1, SIZE);
    assert_non_null(large);
    uint64_t number = 1000, taken = 0;
    for (;; number--, taken++) {
        struct history_entry entry = {.epoch = 1, .agent = AGENT_NONE};
        entry.frame = history_frame_create((struct slice){large, SIZE});
        assert_non_null(entry.frame);
        if (history_add_before(&h, number, entry)) continue;
        history_frame_release(entry.frame);
        break;
    }
    assert_int_equal(taken, LIMIT_STREAM_HISTORY_BYTES / SIZE);
    history_close(&h);
    free(large);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_role_resumes_with_the_same_bytes),
        TEST(a_snapshots_id_resumes),
        TEST(who_saw_the_last_event_misses_nothing),
        TEST(an_id_of_a_fork_is_410),
        TEST(an_id_from_before_what_was_loaded_is_410),
        TEST(what_was_of_a_removed_organisation_is_seen_by_those_who_see_all),
        TEST(an_activation_brings_its_answers_again),
        cmocka_unit_test(loading_twice_is_loading_once),
        cmocka_unit_test(loading_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
