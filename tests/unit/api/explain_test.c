/* Why, over HTTP: the reasons at a call, the table of routes, and dry runs with what is wrong in them. */
#include "tests/unit/api/fixture.h"

struct desk {
    struct fixture *f;
    char *leader, *horsens, *hedensted, *ida, *auditor;
};

/* Horsens and Hedensted have an agent each, and the cooperation ida; vand is answered at home. Two callers of Horsens wait. */
static int setup(void **state) {
    struct desk *d = calloc(1, sizeof *d);
    assert_non_null(d);
    d->f = fixture_open();
    furnish(d->f);
    must(d->f, 200,
         (struct call){API_PUT, "/v1/topics/vand", "local",
                       "{\"name\":\"Vand\",\"handling\":\"municipality\"}"});
    must(d->f, 200, (struct call){API_PUT, "/v1/settings", "local", "{\"lease_ms\":86400000}"});
    must(d->f, 201,
         (struct call){API_PUT, "/v1/agents/hed", "local",
                       "{\"name\":\"Hed\",\"organisation\":\"0766\",\"skills\":{\"vand\":2},"
                       "\"languages\":[\"da\"],\"elearning_at\":1700000000000}"});
    d->leader = token(d->f, "leader", "\"role\":\"duty_leader\"");
    d->auditor = token(d->f, "auditor", "\"role\":\"auditor\"");
    d->horsens = token(d->f, "horsens", "\"role\":\"partner\",\"organisations\":[\"0615\"]");
    d->hedensted = token(d->f, "hedensted", "\"role\":\"partner\",\"organisations\":[\"0766\"]");
    d->ida = token(d->f, "ida", "\"role\":\"agent\",\"agent\":\"ida\"");
    must(d->f, 200,
         (struct call){API_POST, "/v1/agents/hed/status", "local", "{\"status\":\"available\"}"});
    for (int i = 1; i <= 2; i++) {
        char body[160];
        snprintf(body, sizeof body,
                 "{\"reference\":\"r%d\",\"municipality\":\"0615\",\"topic\":\"vand\","
                 "\"language\":\"da\"}",
                 i);
        must(d->f, 201, (struct call){API_POST, "/v1/calls", "local", body});
    }
    *state = d;
    return 0;
}

static int teardown(void **state) {
    struct desk *d = *state;
    fixture_close(d->f);
    free(d->leader);
    free(d->auditor);
    free(d->horsens);
    free(d->hedensted);
    free(d->ida);
    free(d);
    return 0;
}

static const char near_agreement[] =
    "{\"mode\":\"always\",\"helped\":[\"0615\"],\"helpers\":[\"0766\"],\"one_way\":true}";

static void agree(struct desk *d) {
    must(d->f, 201, (struct call){API_PUT, "/v1/agreements/near", "local", near_agreement});
}

static void a_waiting_call_says_what_stops_whom(void **state) {
    struct desk *d = *state;
    struct client *client = asked(d->f, 200, (struct call){API_GET, "/v1/calls/call-1", d->leader});
    expect(client, "why.reason", "none");
    expect(client, "why.agent", "null");
    expect(client, "why.helpers.0.organisation", "0615");
    expect(client, "why.helpers.0.rule", "nobody_able");
    expect(client, "why.helpers.0.able", "0");
    expect(client, "why.helpers.1.organisation", "0766");
    expect(client, "why.helpers.1.rule", "no_agreement");
    expect(client, "why.helpers.1.idle", "1");
    expect(client, "why.helpers.1.slack", "1");
    done(client);
    client = asked(d->f, 200, (struct call){API_GET, "/v1/calls/call-1", d->horsens});
    json_t *root = json_of(client->body);
    assert_int_equal(json_array_size(dig(root, "why.helpers")), 1); /* its own row only */
    json_decref(root);
    done(client);
    refused(d->f, 403, "other-organisation", (struct call){API_GET, "/v1/calls/call-1", d->ida});
}

static void an_offered_call_says_by_what(void **state) {
    struct desk *d = *state;
    agree(d);
    struct client *client = asked(d->f, 200, (struct call){API_GET, "/v1/calls/call-1", d->leader});
    expect(client, "why.reason", "helped");
    expect(client, "why.agent", "hed");
    expect(client, "why.organisation", "0766");
    json_t *root = json_of(client->body);
    assert_int_equal(json_object_size(dig(root, "why.index")), 0);
    assert_true(json_integer_value(dig(root, "why.helper_available")) > 0);
    assert_true(json_integer_value(dig(root, "why.helper_present")) > 0);
    assert_null(json_object_get(dig(root, "why"), "helpers"));
    json_decref(root);
    done(client);
}

static void routes_are_told_to_whom_they_touch(void **state) {
    struct desk *d = *state;
    agree(d);
    struct client *client = asked(d->f, 200, (struct call){API_GET, "/v1/routes", d->auditor});
    expect(client, "routes.0.helper", "0766");
    expect(client, "routes.0.helped", "0615");
    expect(client, "routes.0.agreement", "near");
    expect(client, "routes.0.mode", "always");
    expect(client, "routes.0.at_work", "1");
    expect(client, "routes.0.topics", "[\"vand\"]");
    expect(client, "routes.0.rule", "reserve"); /* its one agent is out */
    expect(client, "queues.0.organisation", "0615");
    expect(client, "queues.0.waiting", "1");
    expect(client, "more", "false");
    done(client);
    must(d->f, 200,
         (struct call){API_POST, "/v1/organisations/0766/help", d->hedensted,
                       "{\"declines\":true}"});
    client = asked(d->f, 200, (struct call){API_GET, "/v1/routes", d->hedensted});
    expect(client, "routes.0.rule", "declines");
    expect(client, "routes.0.agreed", "[\"vand\"]");
    expect(client, "routes.0.topics", "[]");
    expect(client, "queues", "[]");
    expect(client, "declining", "[\"0766\"]");
    done(client);
    refused(d->f, 403, "not-authorised", (struct call){API_GET, "/v1/routes", d->ida});
    client = asked(d->f, 200, (struct call){API_GET, "/v1/show/routes", d->leader});
    assert_non_null(strstr(client->body, "0766          0615          near"));
    assert_non_null(strstr(client->body, "declines"));
    assert_non_null(strstr(client->body, "waiting at    topic"));
    done(client);
}

static void a_dry_run_tells_and_changes_nothing(void **state) {
    struct desk *d = *state;
    char body[256];
    uint64_t digest = core_digest(engine_core(d->f->engine));
    snprintf(body, sizeof body, "{\"agreement\":{\"agreement\":\"near\",%s}", near_agreement + 1);
    struct client *client =
        asked(d->f, 200, (struct call){API_POST, "/v1/dry-run", d->leader, body});
    expect(client, "gained.count", "1");
    expect(client, "gained.pairs.0.helper", "0766");
    expect(client, "gained.pairs.0.topics", "[\"vand\"]");
    expect(client, "lost.count", "0");
    expect(client, "calls.of", "2");
    expect(client, "calls.looked_at", "2");
    expect(client, "calls.offers.0.call", "call-1");
    expect(client, "calls.offers.0.agent", "hed");
    expect(client, "calls.offers.0.reason", "helped");
    expect(client, "agents.0.trained", "1");
    expect(client, "agents.0.trained_idle", "1");
    expect(client, "agents.0.would_qualify", "0");
    expect(client, "reserves.0.organisation", "0766");
    expect(client, "reserves.0.would_help", "1");
    expect(client, "stored", "true");
    done(client);
    assert_non_null(strstr(d->f->access, "leader dry-run;"));
    assert_int_equal(core_digest(engine_core(d->f->engine)), digest);
    client = asked(d->f, 200, (struct call){API_GET, "/v1/agreements", d->leader});
    expect(client, "agreements", "[]");
    done(client);
}

static void a_playbook_tried_counts_who_would_qualify(void **state) {
    struct desk *d = *state;
    char *text = shipped_playbook("water-contamination"), body[256], version[80];
    char *editor = token(d->f, "editor", "\"role\":\"municipal_editor\"");
    char *approver = token(d->f, "approver", "\"role\":\"approver\"");
    static const char request[] = "{\"activation\":{\"playbook\":\"water-contamination\"}}";
    refused(d->f, 404, "unknown-playbook",
            (struct call){API_POST, "/v1/dry-run", d->leader, request});
    struct client *client =
        asked(d->f, 201, (struct call){API_PUT, "/v1/playbooks/water-contamination", editor, text});
    json_t *root = json_of(client->body);
    snprintf(version, sizeof version, "%s", json_string_value(dig(root, "playbook.version")));
    json_decref(root);
    done(client);
    refused(d->f, 409, "not-approved", (struct call){API_POST, "/v1/dry-run", d->leader, request});
    snprintf(body, sizeof body, "{\"version\":\"%s\"}", version);
    must(d->f, 200,
         (struct call){API_POST, "/v1/playbooks/water-contamination/approve", approver, body});
    must(d->f, 201,
         (struct call){API_PUT, "/v1/agents/new", "local",
                       "{\"name\":\"New\",\"organisation\":\"0766\",\"skills\":{},"
                       "\"languages\":[\"da\"],\"elearning_at\":1700000000000}"});
    must(d->f, 200,
         (struct call){API_POST, "/v1/agents/new/status", "local", "{\"status\":\"available\"}"});
    client = asked(d->f, 200, (struct call){API_POST, "/v1/dry-run", d->leader, request});
    expect(client, "agents.0.topic", "vand");
    expect(client, "agents.0.waiting", "2");
    expect(client, "agents.0.trained", "1");
    expect(client, "agents.0.would_qualify", "1");
    expect(client, "agents.0.would_qualify_idle", "1");
    expect(client, "calls.offers", "[]");
    done(client);
    client = asked(d->f, 200, (struct call){API_POST, "/v1/dry-run", d->horsens, request});
    expect(client, "agents.0.would_qualify", "0"); /* its own agents only */
    done(client);
    free(text);
    free(editor);
    free(approver);
}

static void partners_ask_about_their_own(void **state) {
    struct desk *d = *state;
    char body[256];
    snprintf(body, sizeof body, "{\"agreement\":{\"agreement\":\"near\",%s}", near_agreement + 1);
    must(d->f, 200, (struct call){API_POST, "/v1/dry-run", d->horsens, body});
    must(d->f, 200, (struct call){API_POST, "/v1/dry-run", d->hedensted, body});
    static const char all[] = "{\"agreement\":{\"agreement\":\"all\",\"mode\":\"always\"}}";
    refused(d->f, 403, "other-organisation",
            (struct call){API_POST, "/v1/dry-run", d->horsens, all});
    must(d->f, 200, (struct call){API_POST, "/v1/dry-run", d->leader, all});
    static const char help[] =
        "{\"organisation_help\":{\"organisation\":\"0766\",\"declines\":true}}";
    refused(d->f, 403, "other-organisation",
            (struct call){API_POST, "/v1/dry-run", d->horsens, help});
    must(d->f, 200, (struct call){API_POST, "/v1/dry-run", d->hedensted, help});
    refused(d->f, 403, "not-authorised", (struct call){API_POST, "/v1/dry-run", d->ida, help});
    refused(d->f, 403, "not-authorised", (struct call){API_POST, "/v1/dry-run", d->auditor, help});
}

static void bad_dry_runs_are_refused_by_field(void **state) {
    struct desk *d = *state;
    static const struct {
        const char *body, *slug, *field;
        int status;
    } cases[] = {
        {"", "invalid-request", "", 400},
        {"[]", "invalid-request", "", 400},
        {"{}", "missing-field", "", 400},
        {"{\"agreement\":{},\"activation\":{}}", "invalid-request", "", 400},
        {"{\"weather\":{}}", "unknown-field", "", 400},
        {"{\"agreement\":1}", "wrong-type", "agreement", 400},
        {"{\"agreement\":{\"agreement\":\"g\"}}", "missing-field", "mode", 400},
        {"{\"agreement\":{\"mode\":\"always\"}}", "missing-field", "agreement", 400},
        {"{\"agreement\":{\"agreement\":\"g\",\"mode\":\"now\"}}", "unknown-value", "mode", 400},
        {"{\"agreement\":{\"agreement\":\"g\",\"mode\":\"always\",\"helped\":[\"9999\"]}}",
         "unknown-organisation", "helped", 404},
        {"{\"agreement\":{\"agreement\":\"g\",\"mode\":\"always\",\"colour\":1}}", "unknown-field",
         "colour", 400},
        {"{\"activation\":{}}", "missing-field", "playbook", 400},
        {"{\"activation\":{\"playbook\":\"flood\"}}", "unknown-playbook", "playbook", 404},
        {"{\"activation\":{\"playbook\":\"flood\",\"parameters\":{}}}", "invalid-request",
         "parameters", 400},
        {"{\"organisation_help\":{\"organisation\":\"0766\"}}", "missing-field", "declines", 400},
        {"{\"organisation_help\":{\"organisation\":\"9999\",\"declines\":true}}",
         "unknown-organisation", "organisation", 404},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct client *client =
            ask(d->f, (struct call){API_POST, "/v1/dry-run", d->leader, cases[i].body});
        expect_problem(client, cases[i].status, cases[i].slug);
        if (cases[i].field[0] != '\0')
            expect(client, "field", cases[i].field);
        else
            expect_none(client, "field");
        done(client);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_waiting_call_says_what_stops_whom),       TEST(an_offered_call_says_by_what),
        TEST(routes_are_told_to_whom_they_touch),        TEST(a_dry_run_tells_and_changes_nothing),
        TEST(a_playbook_tried_counts_who_would_qualify), TEST(partners_ask_about_their_own),
        TEST(bad_dry_runs_are_refused_by_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
