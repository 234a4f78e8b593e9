/* Event streams: snapshot, events in order, who sees what, resuming, waiting, falling behind,
 * ending. */
#include "tests/unit/api/fixture.h"

#include "api/hub.h"

static int setup(void **state) {
    *state = fixture_open();
    furnish(*state);
    return 0;
}

static int teardown(void **state) {
    fixture_close(*state);
    return 0;
}

static void arrive(struct fixture *f, const char *reference) {
    char body[160];
    snprintf(
        body, sizeof body,
        "{\"reference\":\"%s\",\"municipality\":\"0615\",\"topic\":\"vand\",\"language\":\"da\"}",
        reference);
    must(f, 201, (struct call){API_POST, "/v1/calls", "local", body});
}

static void status(struct fixture *f, const char *agent, const char *wanted) {
    char target[64], body[64];
    snprintf(target, sizeof target, "/v1/agents/%s/status", agent);
    snprintf(body, sizeof body, "{\"status\":\"%s\"}", wanted);
    must(f, 200, (struct call){API_POST, target, "local", body});
}

/* Something that one event tells, and everybody who sees all may see. */
static void poke(struct fixture *f, int n) {
    char body[96];
    snprintf(body, sizeof body, "{\"name\":\"Drikkevand %d\",\"handling\":\"cooperation\"}", n);
    must(f, 200, (struct call){API_PUT, "/v1/topics/vand", "local", body});
}

/* The id of the next frame. */
static void next_id(struct client *client, char out[32]) {
    char *text = frame(client);
    assert_non_null(text);
    assert_int_equal(sscanf(text, "id: %31s", out), 1);
    free(text);
}

static struct client *open_stream(struct fixture *f, const char *token, const char *target,
                                  const char *last_event_id) {
    struct client *client = stream(f, token, target, last_event_id);
    if (!client->opened) print_error("%d %s\n", client->status, client->body);
    assert_true(client->opened);
    assert_true(client->ready);
    return client;
}

/* --- what is seen ----------------------------------------------------------------------------- */

static void a_stream_begins_with_a_snapshot_and_goes_on_without_a_gap(void **state) {
    struct fixture *f = *state;
    struct client *client = open_stream(f, "local", "/v1/stream", NULL);
    char *first = frame(client);
    assert_non_null(first);
    assert_int_equal(strncmp(first, "retry: 1000\n\nid: 3-", 19), 0);
    uint64_t stands = strtoull(first + 19, NULL, 10);
    assert_non_null(strstr(first, "\nevent: snapshot\ndata: {\"now\":"));
    free(first);
    expect_frame(client, NULL);
    for (int i = 0; i < 5; i++)
        poke(f, i);
    assert_true(client->ready);
    for (int i = 0; i < 5; i++) {
        char *text = frame(client), wanted[96], name[32];
        assert_non_null(text);
        assert_int_equal(strncmp(text, "id: 3-", 6), 0);
        uint64_t number = strtoull(text + 6, NULL, 10);
        assert_true(number > stands); /* the access log takes numbers too: some are left out */
        stands = number;
        snprintf(wanted, sizeof wanted,
                 "id: 3-%llu\nevent: topic_changed\ndata: {\"id\":\"3-%llu\"",
                 (unsigned long long)number, (unsigned long long)number);
        snprintf(name, sizeof name, "Drikkevand %d", i);
        assert_int_equal(strncmp(text, wanted, strlen(wanted)), 0);
        assert_non_null(strstr(text, name));
        free(text);
    }
    expect_frame(client, NULL);
    assert_false(client->ready);
    done(client);
}

/* A snapshot rendered while commits are on their way stands where it says: what comes after it
 * comes, nothing twice. */
static void a_snapshot_taken_in_the_middle_misses_nothing(void **state) {
    struct fixture *f = *state;
    f->store_away = true;
    struct client *before = ask(f, (struct call){API_PUT, "/v1/topics/a", "local",
                                                 "{\"name\":\"A\",\"handling\":\"bot\"}"});
    struct client *reader = ask(f, (struct call){API_GET, "/v1/stream", "local"});
    struct client *after = ask(f, (struct call){API_PUT, "/v1/topics/b", "local",
                                                "{\"name\":\"B\",\"handling\":\"bot\"}"});
    assert_false(reader->opened);
    f->store_away = false;
    turn(f);
    assert_true(reader->opened);
    char id[32];
    char *text = frame(reader);
    assert_non_null(text);
    assert_int_equal(sscanf(text, "retry: 1000\n\nid: %31s", id), 1);
    free(text);
    expect(before, "event", id); /* it stands right behind the first */
    text = frame(reader);
    assert_non_null(strstr(text, "\"b\":{"));
    free(text);
    expect_frame(reader, NULL);
    done(before);
    done(reader);
    done(after);
}

static void everyone_sees_what_is_theirs(void **state) {
    struct fixture *f = *state;
    char *ida = token(f, "ida", "\"role\":\"agent\",\"agent\":\"ida\"");
    char *bo = token(f, "bo", "\"role\":\"agent\",\"agent\":\"bo\"");
    char *partner = token(f, "p", "\"role\":\"partner\",\"organisations\":[\"0615\"]");
    char *leader = token(f, "leader", "\"role\":\"duty_leader\"");
    char *narrow = token(f, "narrow", "\"role\":\"duty_leader\",\"organisations\":[\"0766\"]");
    char *approver = token(f, "approver", "\"role\":\"approver\"");
    struct client *streams[7] = {
        open_stream(f, ida, "/v1/stream", NULL),
        open_stream(f, bo, "/v1/stream", NULL),
        open_stream(f, partner, "/v1/stream", NULL),
        open_stream(f, leader, "/v1/stream", NULL),
        open_stream(f, narrow, "/v1/stream", NULL),
        open_stream(f, approver, "/v1/stream", NULL),
        open_stream(f, "local", "/v1/stream?organisation=0615", NULL),
    };
    for (int i = 0; i < 7; i++) {
        expect_frame(streams[i], "snapshot");
        expect_frame(streams[i], NULL);
    }
    status(f, "bo", "break"); /* bo of 0615 */
    static const bool sees_bo[7] = {false, true, true, true, false, false, true};
    for (int i = 0; i < 7; i++) {
        assert_int_equal(streams[i]->ready, sees_bo[i]);
        while (streams[i]->ready)
            free(frame(streams[i]));
    }
    status(f, "ida", "break"); /* ida of ddh */
    static const bool sees_ida[7] = {true, false, false, true, false, false, false};
    for (int i = 0; i < 7; i++) {
        assert_int_equal(streams[i]->ready, sees_ida[i]);
        while (streams[i]->ready)
            free(frame(streams[i]));
    }
    for (int i = 0; i < 7; i++)
        done(streams[i]);
    free(ida);
    free(bo);
    free(partner);
    free(leader);
    free(narrow);
    free(approver);
}

static void secrets_and_remembered_keys_stay_off_the_stream(void **state) {
    struct fixture *f = *state;
    struct client *client = open_stream(f, "local", "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    must(f, 201,
         (struct call){API_POST, "/v1/tokens", "local", "{\"token\":\"t\",\"role\":\"auditor\"}",
                       "key-1"});
    char *text = frame(client);
    assert_non_null(text);
    assert_non_null(strstr(text, "event: token_created"));
    assert_non_null(strstr(text, "\"role\":\"auditor\""));
    assert_null(strstr(text, "hash"));
    assert_null(strstr(text, "replayed_answer"));
    free(text);
    expect_frame(client, NULL);
    done(client);
}

/* A key remembered for a command that changed nothing is no news. */
static void a_repeatable_sign_of_life_is_no_news(void **state) {
    struct fixture *f = *state;
    status(f, "ida", "available");
    struct client *client = open_stream(f, "local", "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    expect_frame(client, NULL);
    must(f, 200, (struct call){API_POST, "/v1/agents/ida/renew", "local", "{}", "key-1"});
    assert_false(client->ready);
    expect_frame(client, NULL);
    done(client);
}

/* --- resuming --------------------------------------------------------------------------------- */

static void a_stream_resumes_by_id_without_loss_or_duplicate(void **state) {
    struct fixture *f = *state;
    char id[32];
    struct client *client = open_stream(f, "local", "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    poke(f, 1);
    next_id(client, id);
    done(client); /* the connection breaks */
    poke(f, 2);
    poke(f, 3);
    client = open_stream(f, "local", "/v1/stream", id);
    char *text = frame(client);
    assert_string_equal(text, "retry: 1000\n\n");
    free(text);
    text = frame(client);
    assert_non_null(strstr(text, "Drikkevand 2"));
    free(text);
    text = frame(client);
    assert_non_null(strstr(text, "Drikkevand 3"));
    free(text);
    expect_frame(client, NULL);
    poke(f, 4);
    text = frame(client);
    assert_non_null(strstr(text, "Drikkevand 4"));
    free(text);
    done(client);
    /* the address says it too, and the header is newer */
    char target[64];
    snprintf(target, sizeof target, "/v1/stream?after=%s", id);
    client = open_stream(f, "local", target, NULL);
    free(frame(client));
    text = frame(client);
    assert_non_null(strstr(text, "Drikkevand 2"));
    free(text);
    done(client);
}

static void ids_that_are_not_here_are_410(void **state) {
    struct fixture *f = *state;
    struct client *client = ask(f, (struct call){.method = API_GET,
                                                 .target = "/v1/stream",
                                                 .token = "local",
                                                 .last_event_id = "2-5"});
    expect_problem(client, 410, "gone");
    done(client);
    refused(f, 410, "gone", (struct call){API_GET, "/v1/stream?after=4-1", "local"});
    refused(f, 410, "gone", (struct call){API_GET, "/v1/stream?after=2-99999", "local"});
    static const char *const malformed[] = {"3", "3-",   "-3",    "3-1x",
                                            "x", "3--1", "3-1-1", "3-12345678901234567890"};
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        refused(f, 400, "invalid-request",
                (struct call){.method = API_GET,
                              .target = "/v1/stream",
                              .token = "local",
                              .last_event_id = malformed[i]});
    refused(f, 404, "unknown-organisation",
            (struct call){API_GET, "/v1/stream?organisation=9999", "local"});
    char target[256] = "/v1/stream?after=3-1";
    for (int i = 0; i < API_QUERY_MAX; i++) {
        size_t used = strlen(target);
        snprintf(target + used, sizeof target - used, "&organisation=0615");
    }
    refused(f, 400, "too-long", (struct call){API_GET, target, "local"});
}

static void an_id_not_reached_yet_is_waited_for(void **state) {
    struct fixture *f = *state;
    struct engine_view view;
    engine_view(f->engine, &view);
    char target[64];
    snprintf(target, sizeof target, "/v1/stream?after=3-%llu",
             (unsigned long long)view.event_number + 3); /* the first is the access log's */
    struct client *lucky = ask(f, (struct call){API_GET, target, "local"});
    assert_false(lucky->answered || lucky->opened);
    poke(f, 1);
    assert_false(lucky->opened);
    poke(f, 2);
    assert_true(lucky->opened);
    poke(f, 3);
    char *text = frame(lucky);
    assert_string_equal(text, "retry: 1000\n\n");
    free(text);
    text = frame(lucky);
    assert_non_null(strstr(text, "Drikkevand 3"));
    free(text);
    done(lucky);

    struct client *unlucky = ask(f, (struct call){API_GET, "/v1/stream?after=3-100000", "local"});
    struct client *gone = ask(f, (struct call){API_GET, "/v1/stream?after=3-100000", "local"});
    assert_int_equal(api_next_deadline(f->api), f->monotonic + LIMIT_STREAM_WAIT_MS);
    done(gone); /* leaves while waiting */
    pass(f, LIMIT_STREAM_WAIT_MS - 1);
    assert_false(unlucky->answered);
    pass(f, 1);
    expect_problem(unlucky, 410, "gone");
    done(unlucky);
}

/* --- ending ----------------------------------------------------------------------------------- */

static void a_token_revoked_or_expired_ends_its_streams(void **state) {
    struct fixture *f = *state;
    char more[96];
    char *one = token(f, "one", "\"role\":\"duty_leader\"");
    snprintf(more, sizeof more, "\"role\":\"duty_leader\",\"expires_at\":%lld",
             (long long)(f->now + HOUR_MS));
    char *two = token(f, "two", more);
    struct client *first = open_stream(f, one, "/v1/stream", NULL);
    struct client *second = open_stream(f, two, "/v1/stream", NULL);
    expect_frame(first, "snapshot");
    expect_frame(second, "snapshot");
    expect_frame(second, NULL);
    must(f, 200, (struct call){API_DELETE, "/v1/tokens/one", "local"});
    assert_true(first->ended);
    assert_false(second->ended);
    f->now += HOUR_MS;
    poke(f, 1);
    /* not one event more than the token may see */
    while (second->ready) {
        char *text = frame(second);
        if (text != NULL) assert_null(strstr(text, "Drikkevand 1"));
        free(text);
    }
    turn(f);
    assert_true(second->ended);
    done(first);
    done(second);
    free(one);
    free(two);
}

/* Rights that end between the request and its stream: no stream, or one without a single event. */
static void a_token_revoked_while_its_stream_begins_gets_none(void **state) {
    struct fixture *f = *state;
    char *secret = token(f, "t", "\"role\":\"auditor\"");
    struct client *waiting = ask(f, (struct call){API_GET, "/v1/stream?after=3-100000", secret});
    f->store_away = true;
    struct client *beginning = ask(f, (struct call){API_GET, "/v1/stream", secret});
    struct client *revoke = ask(f, (struct call){API_DELETE, "/v1/tokens/t", "local"});
    assert_false(beginning->opened || revoke->answered);
    f->store_away = false;
    turn(f);
    assert_int_equal(revoke->status, 200);
    expect_problem(beginning, 401, "not-authenticated");
    struct history *history = &f->api->hub->history;
    struct history_entry entry = {.epoch = 3,
                                  .frame = history_frame_create(SLICE("event: secret\n\n")),
                                  .organisation = ORGANISATION_NONE,
                                  .agent = AGENT_NONE};
    history_add(history, 100000, entry); /* the id is reached */
    f->api_soon = true;
    turn(f);
    assert_true(waiting->opened);
    char *text = frame(waiting);
    assert_null(text);
    turn(f);
    assert_true(waiting->ended);
    done(waiting);
    done(beginning);
    done(revoke);
    free(secret);
}

static void a_filter_stays_within_the_tokens_organisations(void **state) {
    struct fixture *f = *state;
    char *narrow = token(f, "n", "\"role\":\"duty_leader\",\"organisations\":[\"0615\",\"0766\"]");
    refused(f, 403, "other-organisation",
            (struct call){API_GET, "/v1/stream?organisation=ddh", narrow});
    struct client *client = open_stream(f, narrow, "/v1/stream?organisation=0615", NULL);
    char *text = frame(client);
    assert_non_null(text);
    const char *rows = strstr(text, "\"organisations\":[");
    assert_non_null(rows);
    assert_non_null(strstr(rows, "\"0615\""));
    assert_null(strstr(rows, "\"0766\""));
    assert_null(strstr(rows, "\"ddh\""));
    free(text);
    done(client);
    free(narrow);
}

static void an_idle_stream_of_an_expired_token_ends_with_the_next_ping(void **state) {
    struct fixture *f = *state;
    char more[96];
    snprintf(more, sizeof more, "\"role\":\"telephony\",\"expires_at\":%lld",
             (long long)(f->now + HOUR_MS));
    char *secret = token(f, "t", more);
    struct client *client = open_stream(f, secret, "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    expect_frame(client, NULL);
    f->now += HOUR_MS;
    pass(f, 1);
    pass(f, LIMIT_STREAM_PING_MS);
    assert_true(client->ended);
    done(client);
    free(secret);
}

static void pings_come_every_fifteen_seconds(void **state) {
    struct fixture *f = *state;
    struct client *client = open_stream(f, "local", "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    expect_frame(client, NULL);
    for (int i = 0; i < 3; i++) {
        pass(f, LIMIT_STREAM_PING_MS - 1);
        assert_false(client->ready);
        pass(f, 1);
        assert_true(client->ready);
        char *text = frame(client);
        assert_string_equal(text, ": ping\n\n");
        free(text);
        expect_frame(client, NULL);
    }
    done(client);
}

static void a_reader_that_never_reads_is_ended(void **state) {
    struct fixture *f = *state;
    struct client *client = open_stream(f, "local", "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    expect_frame(client, NULL);
    pass(f, 1);
    poke(f, 1);
    assert_true(client->ready); /* and it never comes */
    for (time_ms t = 0; t < LIMIT_STREAM_STALL_MS + 2 * LIMIT_STREAM_PING_MS; t += 1000) {
        pass(f, 1000);
        if (t < LIMIT_STREAM_STALL_MS - 1000) assert_false(client->ended);
    }
    assert_true(client->ended);
    done(client);
}

static void a_token_has_so_many_streams(void **state) {
    struct fixture *f = *state;
    struct client *clients[LIMIT_STREAMS_PER_TOKEN];
    char *other = token(f, "other", "\"role\":\"auditor\"");
    for (int i = 0; i < LIMIT_STREAMS_PER_TOKEN; i++)
        clients[i] = open_stream(f, "local", "/v1/stream", NULL);
    struct client *client = ask(f, (struct call){API_GET, "/v1/stream", "local"});
    expect_problem(client, 429, "too-many-requests");
    assert_string_equal(client->headers, "Retry-After: 1\n");
    done(client);
    done(open_stream(f, other, "/v1/stream", NULL));
    done(clients[0]);
    clients[0] = open_stream(f, "local", "/v1/stream", NULL);
    /* two at once for the last place: one gets it */
    done(clients[1]);
    struct client *a = send(f, (struct call){API_GET, "/v1/stream", "local"});
    struct client *b = send(f, (struct call){API_GET, "/v1/stream", "local"});
    turn(f);
    assert_true(a->opened);
    expect_problem(b, 429, "too-many-requests");
    clients[1] = a;
    done(b);
    for (int i = 0; i < LIMIT_STREAMS_PER_TOKEN; i++)
        done(clients[i]);
    free(other);
}

static void shutdown_ends_all_streams(void **state) {
    struct fixture *f = *state;
    struct client *open = open_stream(f, "local", "/v1/stream", NULL);
    struct client *waiting = ask(f, (struct call){API_GET, "/v1/stream?after=3-100000", "local"});
    struct slice bytes;
    struct api_frame *held = api_stream_next(f->api, open->stream, &bytes);
    api_drain(f->api);
    assert_true(open->ended);
    expect_problem(waiting, 503, "draining");
    assert_true(bytes.length > 0 && bytes.data[bytes.length - 1] == '\n');
    api_frame_release(f->api, held); /* may come after the end */
    assert_int_equal(api_open(f->api), 0);
    done(open);
    done(waiting);
}

/* --- many ------------------------------------------------------------------------------------- */

/* Every stream gets every event once and in order, however the turns cut the work, while streams
 * come and go. */
static void fan_out_in_slices_reaches_everyone_once(void **state) {
    enum { MANY = 1000 };
    struct fixture *f = *state;
    struct client **clients = calloc(MANY, sizeof *clients);
    uint64_t *last = calloc(MANY, sizeof *last);
    assert_non_null(clients);
    assert_non_null(last);
    char *secrets[MANY / LIMIT_STREAMS_PER_TOKEN];
    for (int i = 0; i < MANY / LIMIT_STREAMS_PER_TOKEN; i++) {
        char id[16];
        snprintf(id, sizeof id, "t%d", i);
        secrets[i] = token(f, id, "\"role\":\"auditor\"");
    }
    for (int i = 0; i < MANY; i++) {
        clients[i] = open_stream(f, secrets[i / LIMIT_STREAMS_PER_TOKEN], "/v1/stream", NULL);
        expect_frame(clients[i], "snapshot");
        expect_frame(clients[i], NULL);
    }
    f->api_soon = false;
    for (int round = 0; round < 20; round++) {
        struct client *client =
            send(f, (struct call){API_PUT, "/v1/topics/vand", "local",
                                  round % 2 ? "{\"name\":\"A\",\"handling\":\"bot\"}"
                                            : "{\"name\":\"B\",\"handling\":\"bot\"}"});
        engine_turn(f->engine);
        store_answers(f);
        assert_true(client->answered);
        done(client);
        api_turn(f->api); /* one slice only */
        uint32_t ready = 0;
        for (int i = 0; i < MANY; i++)
            ready += clients[i] != NULL && clients[i]->ready;
        assert_in_range(ready, 1, MANY);
        for (int i = round; i < MANY; i += 3) {
            while (clients[i] != NULL && clients[i]->ready) {
                char *text = frame(clients[i]);
                if (text == NULL) break;
                uint64_t number = strtoull(strchr(text, '-') + 1, NULL, 10);
                assert_true(last[i] == 0 || number == last[i] + 1);
                last[i] = number;
                free(text);
            }
        }
        int leaver = (round * 37) % MANY;
        if (clients[leaver] != NULL) done(clients[leaver]);
        clients[leaver] = NULL;
    }
    turn(f);
    struct engine_view view;
    engine_view(f->engine, &view);
    for (int i = 0; i < MANY; i++) {
        if (clients[i] == NULL) continue;
        while (clients[i]->ready) {
            char *text = frame(clients[i]);
            if (text == NULL) break;
            uint64_t number = strtoull(strchr(text, '-') + 1, NULL, 10);
            assert_true(last[i] == 0 || number == last[i] + 1);
            last[i] = number;
            free(text);
        }
        assert_int_equal(last[i], view.event_number);
        done(clients[i]);
    }
    for (int i = 0; i < MANY / LIMIT_STREAMS_PER_TOKEN; i++)
        free(secrets[i]);
    free(clients);
    free(last);
}

/* A pass wakes at most so many, so that decisions are never held up. */
static void one_turn_wakes_a_slice(void **state) {
    enum { MANY = 600 };
    struct fixture *f = *state;
    static struct client *clients[MANY];
    char *secret = NULL;
    for (int i = 0; i < MANY; i++) {
        if (i % LIMIT_STREAMS_PER_TOKEN == 0) {
            char id[16];
            snprintf(id, sizeof id, "t%d", i);
            free(secret);
            secret = token(f, id, "\"role\":\"auditor\"");
        }
        clients[i] = open_stream(f, secret, "/v1/stream", NULL);
    }
    for (int i = 0; i < MANY; i++)
        while (clients[i]->ready)
            free(frame(clients[i]));
    turn(f);
    struct client *client = send(f, (struct call){API_PUT, "/v1/topics/vand", "local",
                                                  "{\"name\":\"A\",\"handling\":\"bot\"}"});
    engine_turn(f->engine);
    store_answers(f);
    done(client);
    uint32_t woken = 0;
    for (uint32_t turns = 1; turns <= 3; turns++) {
        f->api_soon = false;
        api_turn(f->api);
        uint32_t now = 0;
        for (int i = 0; i < MANY; i++)
            now += clients[i]->ready;
        assert_int_equal(now,
                         turns * LIMIT_STREAM_FAN_OUT < MANY ? turns * LIMIT_STREAM_FAN_OUT : MANY);
        assert_int_equal(f->api_soon, now < MANY);
        woken = now;
    }
    assert_int_equal(woken, MANY);
    for (int i = 0; i < MANY; i++)
        done(clients[i]);
    free(secret);
}

/* Streams that leave in the middle of a pass leave no hole and no ghost. */
static void many_leave_in_the_middle_of_a_pass(void **state) {
    enum { MANY = 600 };
    struct fixture *f = *state;
    static struct client *clients[MANY];
    char *secret = NULL;
    for (int i = 0; i < MANY; i++) {
        if (i % LIMIT_STREAMS_PER_TOKEN == 0) {
            char id[16];
            snprintf(id, sizeof id, "t%d", i);
            free(secret);
            secret = token(f, id, "\"role\":\"auditor\"");
        }
        clients[i] = open_stream(f, secret, "/v1/stream", NULL);
    }
    turn(f);
    for (int i = 0; i < MANY; i++)
        while (clients[i]->ready)
            free(frame(clients[i]));
    struct client *client = send(f, (struct call){API_PUT, "/v1/topics/vand", "local",
                                                  "{\"name\":\"A\",\"handling\":\"bot\"}"});
    engine_turn(f->engine);
    store_answers(f);
    done(client);
    api_turn(f->api); /* one slice is woken */
    for (int i = 0; i < MANY; i++) {
        if (i % 10 == 0) continue;
        done(clients[i]);
        clients[i] = NULL;
    }
    turn(f);
    for (int i = 0; i < MANY; i += 10) {
        assert_true(clients[i]->ready);
        expect_frame(clients[i], "topic_changed");
        expect_frame(clients[i], NULL);
        done(clients[i]);
    }
    free(secret);
}

/* A stream that is offered calls and told of everybody's news gets both, in order, whichever pass
 * was first. */
static void an_agent_gets_their_own_and_everybodys_in_order(void **state) {
    struct fixture *f = *state;
    char *ida = token(f, "ida", "\"role\":\"agent\",\"agent\":\"ida\"");
    struct client *client = open_stream(f, ida, "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    expect_frame(client, NULL);
    status(f, "ida", "available");
    status(f, "bo", "break");
    arrive(f, "s-1");
    must(f, 200, (struct call){API_POST, "/v1/calls/call-1/accept", ida, "{\"agent\":\"ida\"}"});
    uint64_t last = 0;
    bool offered = false, answered = false;
    for (char *text; (text = frame(client)) != NULL; free(text)) {
        uint64_t number = strtoull(strchr(text, '-') + 1, NULL, 10);
        assert_true(number > last);
        last = number;
        assert_null(strstr(text, "\"bo\""));
        offered |= strstr(text, "event: call_offered") != NULL;
        if (strstr(text, "event: call_answered") != NULL) {
            assert_true(offered);
            answered = true;
        }
    }
    assert_true(answered);
    done(client);
    free(ida);
}

/* --- the history by itself -------------------------------------------------------------------- */

static struct history_entry entry_of(uint64_t epoch, const char *text) {
    struct history_entry entry = {.epoch = epoch, .agent = AGENT_NONE};
    if (text != NULL) entry.frame = history_frame_create(slice_of(text));
    return entry;
}

static void the_history_knows_what_it_gave(void **state) {
    (void)state;
    struct history h;
    assert_true(history_open(&h));
    history_reset(&h, 7, 100);
    assert_int_equal(history_place(&h, 7, 99), HISTORY_HERE);
    assert_int_equal(history_place(&h, 7, 100), HISTORY_AHEAD);
    assert_int_equal(history_place(&h, 7, 98), HISTORY_GONE);
    assert_int_equal(history_place(&h, 6, 99), HISTORY_GONE);
    history_add(&h, 100, entry_of(7, "a"));
    history_add(&h, 103, entry_of(7, "b")); /* numbers may be left out */
    assert_null(history_at(&h, 101)->frame);
    assert_int_equal(history_place(&h, 7, 101), HISTORY_HERE);
    history_add(&h, 104, entry_of(8, "c"));
    assert_int_equal(history_place(&h, 7, 103), HISTORY_HERE); /* shown under the old epoch */
    assert_int_equal(history_place(&h, 8, 103),
                     HISTORY_HERE); /* a snapshot just after the new began */
    assert_int_equal(history_place(&h, 7, 104), HISTORY_GONE); /* of a fork */
    assert_int_equal(history_place(&h, 8, 104), HISTORY_HERE);
    assert_int_equal(history_place(&h, 7, 105), HISTORY_GONE);
    assert_int_equal(history_place(&h, 8, 105), HISTORY_AHEAD);
    assert_int_equal(history_place(&h, 9, 104), HISTORY_GONE);
    for (uint64_t n = 105; n < 105 + LIMIT_STREAM_HISTORY; n++)
        history_add(&h, n, entry_of(8, "d"));
    assert_int_equal(h.next - h.first, LIMIT_STREAM_HISTORY);
    assert_int_equal(history_place(&h, 8, 103), HISTORY_GONE);
    assert_int_equal(history_place(&h, 8, 104), HISTORY_HERE); /* the one before the first held */
    assert_int_equal(h.bytes, LIMIT_STREAM_HISTORY);
    history_add(&h, h.next + 2 * LIMIT_STREAM_HISTORY, entry_of(8, "far"));
    assert_int_equal(h.next - h.first, 1);
    assert_int_equal(h.bytes, 3);
    history_close(&h);
}

static void the_history_is_bounded_in_bytes(void **state) {
    (void)state;
    enum { SIZE = 4 << 20 };
    struct history h;
    char *large = malloc(SIZE);
    assert_non_null(large);
    memset(large, 'x', SIZE);
    assert_true(history_open(&h));
    history_reset(&h, 1, 1);
    for (uint64_t n = 1; n <= 100; n++) {
        struct history_entry entry = {.epoch = 1};
        entry.frame = history_frame_create((struct slice){large, SIZE});
        assert_non_null(entry.frame);
        history_add(&h, n, entry);
        assert_true(h.bytes <= LIMIT_STREAM_HISTORY_BYTES);
    }
    assert_int_equal(h.next - h.first, LIMIT_STREAM_HISTORY_BYTES / SIZE);
    history_close(&h);
    free(large);
}

/* A stream that sleeps through the whole history is told so, and ends. */
static void who_falls_out_of_the_history_gets_a_gap(void **state) {
    struct fixture *f = *state;
    struct client *client = open_stream(f, "local", "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    poke(f, 1);
    /* it reads nothing while as many events pass as the history holds */
    history_reset(&f->api->hub->history, 3, f->api->hub->history.next + LIMIT_STREAM_HISTORY);
    expect_frame(client, "gap");
    char *text = frame(client);
    assert_null(text);
    turn(f);
    assert_true(client->ended);
    done(client);
}

/* Who has nothing to see for as many events as the history holds has missed nothing. */
static void who_rests_through_the_history_goes_on(void **state) {
    struct fixture *f = *state;
    char *ida = token(f, "ida", "\"role\":\"agent\",\"agent\":\"ida\"");
    struct client *client = open_stream(f, ida, "/v1/stream", NULL);
    expect_frame(client, "snapshot");
    expect_frame(client, NULL);
    struct history *history = &f->api->hub->history;
    for (int i = 0; i < LIMIT_STREAM_HISTORY + 10; i++) {
        struct history_entry entry = entry_of(3, "not for agents");
        entry.organisation = ORGANISATION_NONE;
        entry.audience = AUDIENCE_OPERATIONS;
        history_add(history, history->next, entry);
        if (i % 1000 == 0) api_turn(f->api);
    }
    f->api_soon = true;
    turn(f);
    assert_false(client->ready);
    pass(f, LIMIT_STREAM_PING_MS);
    char *text = frame(client);
    assert_string_equal(text, ": ping\n\n");
    free(text);
    expect_frame(client, NULL);
    done(client);
    free(ida);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_stream_begins_with_a_snapshot_and_goes_on_without_a_gap),
        TEST(a_snapshot_taken_in_the_middle_misses_nothing),
        TEST(everyone_sees_what_is_theirs),
        TEST(secrets_and_remembered_keys_stay_off_the_stream),
        TEST(a_repeatable_sign_of_life_is_no_news),
        TEST(a_stream_resumes_by_id_without_loss_or_duplicate),
        TEST(ids_that_are_not_here_are_410),
        TEST(an_id_not_reached_yet_is_waited_for),
        TEST(a_token_revoked_or_expired_ends_its_streams),
        TEST(a_token_revoked_while_its_stream_begins_gets_none),
        TEST(a_filter_stays_within_the_tokens_organisations),
        TEST(an_idle_stream_of_an_expired_token_ends_with_the_next_ping),
        TEST(pings_come_every_fifteen_seconds),
        TEST(a_reader_that_never_reads_is_ended),
        TEST(a_token_has_so_many_streams),
        TEST(shutdown_ends_all_streams),
        TEST(fan_out_in_slices_reaches_everyone_once),
        TEST(one_turn_wakes_a_slice),
        TEST(many_leave_in_the_middle_of_a_pass),
        TEST(an_agent_gets_their_own_and_everybodys_in_order),
        cmocka_unit_test(the_history_knows_what_it_gave),
        cmocka_unit_test(the_history_is_bounded_in_bytes),
        TEST(who_falls_out_of_the_history_gets_a_gap),
        TEST(who_rests_through_the_history_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
