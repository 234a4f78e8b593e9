/* Health and metrics, and what is said while there is no engine, no store, another leader, an end
 * in sight. */
#include "tests/unit/api/fixture.h"

static int setup(void **state) {
    *state = fixture_open();
    furnish(*state);
    return 0;
}

static int teardown(void **state) {
    fixture_close(*state);
    return 0;
}

static const char arrival[] = "{\"reference\":\"s-1\",\"municipality\":\"0615\",\"topic\":\"vand\","
                              "\"language\":\"da\"}";

static void health_needs_no_token(void **state) {
    struct fixture *f = *state;
    struct client *client = asked(f, 200, (struct call){API_GET, "/healthz", NULL});
    expect(client, "status", "ok");
    expect(client, "clock.mode", "driven");
    expect(client, "epoch", "3");
    done(client);
    must(f, 200, (struct call){API_GET, "/readyz", NULL});
    refused(f, 404, "not-found", (struct call){API_GET, "/v1/openapi.yaml", NULL});
    assert_true(api_set_openapi(f->api, SLICE("openapi: 3.1.0\n")));
    client = asked(f, 200, (struct call){API_GET, "/v1/openapi.yaml", NULL});
    assert_string_equal(client->body, "openapi: 3.1.0\n");
    done(client);
}

static void append_metric(void *ctx, struct text_buf *out) {
    (void)ctx;
    text_add(out, "# HELP ddh_x x\n# TYPE ddh_x gauge\nddh_x 1\n");
}

/* Every sample has its HELP and TYPE, and its name is ours. */
static void metrics_are_prometheus_text(void **state) {
    struct fixture *f = *state;
    must(f, 201, (struct call){API_POST, "/v1/calls", "local", arrival});
    api_set_metrics_hook(f->api, append_metric, NULL);
    struct client *client = asked(f, 200, (struct call){API_GET, "/metrics", NULL});
    char current[96] = "", seen[8192] = " ";
    unsigned samples = 0;
    char *rest = NULL;
    for (char *line = strtok_r(client->body, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "# HELP ", 7) == 0) continue;
        if (strncmp(line, "# TYPE ", 7) == 0) {
            char word[100];
            assert_int_equal(sscanf(line + 7, "%95s", current), 1);
            snprintf(word, sizeof word, " %s ", current);
            assert_null(strstr(seen, word)); /* declared once */
            size_t used = strlen(seen);
            snprintf(seen + used, sizeof seen - used, "%s ", current);
            assert_true(strlen(seen) < sizeof seen - 1);
            continue;
        }
        size_t length = strcspn(line, "{ ");
        assert_int_equal(length, strlen(current));
        assert_int_equal(strncmp(line, current, length), 0);
        assert_int_equal(strncmp(line, "ddh_", 4), 0);
        assert_null(strstr(line, "ida"));
        samples++;
    }
    assert_true(samples > 40);
    done(client);
}

static void before_the_engine_is_there_it_is_starting(void **state) {
    (void)state;
    struct fixture f = {.now = NOON, .monotonic = 1, .clock_mode = "real", .speed_permille = 1000};
    drawing = &f;
    f.api = api_create(&(struct api_ports){.http = &http_ops,
                                           .http_ctx = &f,
                                           .clock = &api_clock,
                                           .clock_ctx = &f,
                                           .random = seeded_random});
    assert_non_null(f.api);
    struct client *client = send(&f, (struct call){API_GET, "/v1/overview", "local"});
    expect_problem(client, 503, "starting");
    assert_string_equal(client->headers, "Retry-After: 2\n");
    done(client);
    client = send(&f, (struct call){API_GET, "/healthz", NULL});
    expect(client, "status", "starting");
    done(client);
    client = send(&f, (struct call){API_GET, "/readyz", NULL});
    expect_problem(client, 503, "starting");
    done(client);
    client = send(&f, (struct call){API_GET, "/metrics", NULL});
    assert_int_equal(client->status, 200);
    done(client);
    api_destroy(f.api);
}

static void nothing_leaves_before_it_is_stored(void **state) {
    struct fixture *f = *state;
    f->store_away = true;
    struct client *write = ask(f, (struct call){API_POST, "/v1/calls", "local", arrival});
    struct client *read = ask(f, (struct call){API_GET, "/v1/calls", "local"});
    assert_false(write->answered || read->answered);
    f->store_away = false;
    turn(f);
    assert_true(write->answered && read->answered);
    expect(write, "stored", "true");
    expect(read, "calls.0.id", "call-1");
    done(write);
    done(read);
}

static void with_the_store_away_calls_go_on_and_rights_wait(void **state) {
    struct fixture *f = *state;
    f->store_away = true;
    struct client *first = ask(f, (struct call){API_POST, "/v1/calls", "local", arrival});
    for (int i = 0; i < 10 && !first->answered; i++)
        pass(f, LIMIT_COMMIT_MS);
    assert_int_equal(first->status, 201);
    expect(first, "stored", "false");
    done(first);
    struct client *client = ask(f, (struct call){API_POST, "/v1/tokens", "local",
                                                 "{\"token\":\"t\",\"role\":\"auditor\"}"});
    expect_problem(client, 503, "store-away");
    assert_string_equal(client->headers, "Retry-After: 1\n");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/healthz", NULL});
    expect(client, "status", "unstored");
    expect(client, "stored", "false");
    done(client);
}

/* A switch has its own patience: its request is given the store for longer. */
static void telephony_waits_longer_for_the_store(void **state) {
    struct fixture *f = *state;
    f->store_away = true;
    struct client *call = ask(f, (struct call){API_POST, "/v1/calls", "local", arrival});
    for (time_ms t = 0; t < LIMIT_COMMIT_TELEPHONY_MS - 20; t += 20)
        pass(f, 20);
    assert_false(call->answered);
    for (time_ms t = 0; t < 100; t += 20)
        pass(f, 20);
    assert_true(call->answered);
    done(call);
}

static void a_fenced_coordinator_says_so(void **state) {
    struct fixture *f = *state;
    f->store_away = true;
    struct client *client = ask(f, (struct call){API_POST, "/v1/calls", "local", arrival});
    engine_fenced(f->engine, 4);
    expect_problem(client, 503, "outcome-unknown");
    done(client);
    refused(f, 503, "fenced", (struct call){API_GET, "/v1/calls", "local"});
    refused(f, 503, "fenced", (struct call){API_GET, "/readyz", NULL});
}

static void a_client_that_goes_away_is_not_answered(void **state) {
    struct fixture *f = *state;
    f->store_away = true;
    struct client *client = ask(f, (struct call){API_POST, "/v1/calls", "local", arrival});
    assert_false(client->answered);
    done(client); /* cancels */
    assert_int_equal(api_open(f->api), 0);
    f->store_away = false;
    turn(f);
    client = asked(f, 200, (struct call){API_GET, "/v1/calls", "local"});
    expect(client, "calls.0.id", "call-1");
    done(client);
}

static void a_stopping_coordinator_takes_nothing(void **state) {
    struct fixture *f = *state;
    api_drain(f->api);
    refused(f, 503, "draining", (struct call){API_GET, "/v1/overview", "local"});
    refused(f, 503, "draining", (struct call){API_GET, "/readyz", NULL});
    must(f, 200, (struct call){API_GET, "/healthz", NULL});
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(health_needs_no_token),
        TEST(metrics_are_prometheus_text),
        cmocka_unit_test(before_the_engine_is_there_it_is_starting),
        TEST(nothing_leaves_before_it_is_stored),
        TEST(with_the_store_away_calls_go_on_and_rights_wait),
        TEST(telephony_waits_longer_for_the_store),
        TEST(a_fenced_coordinator_says_so),
        TEST(a_client_that_goes_away_is_not_answered),
        TEST(a_stopping_coordinator_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
