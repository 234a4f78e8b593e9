/* Requests: routes, tokens, roles, bodies, commands and reads, each through api_handle with the
 * real engine and core. */
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

/* --- addresses -------------------------------------------------------------------------------- */

static void unknown_addresses_are_404(void **state) {
    struct fixture *f = *state;
    refused(f, 404, "not-found", (struct call){API_GET, "/", "local"});
    refused(f, 404, "not-found", (struct call){API_GET, "", "local"});
    refused(f, 404, "not-found", (struct call){API_GET, "/v1/agents/", "local"});
    refused(f, 404, "not-found", (struct call){API_GET, "/v1/agents/ida/", "local"});
    refused(f, 404, "not-found", (struct call){API_GET, "/v1/agents/ida/status/now", "local"});
    refused(f, 404, "not-found", (struct call){API_GET, "//v1/agents", "local"});
    refused(f, 404, "not-found", (struct call){API_GET, "/v2/agents", NULL});
}

static void other_methods_are_405_and_named(void **state) {
    struct fixture *f = *state;
    struct client *client = ask(f, (struct call){API_DELETE, "/v1/agents", "local"});
    expect_problem(client, 405, "method-not-allowed");
    assert_string_equal(client->headers, "Allow: GET\n");
    done(client);
    client = ask(f, (struct call){API_METHOD_OTHER, "/v1/agents/ida", NULL});
    expect_problem(client, 405, "method-not-allowed");
    assert_string_equal(client->headers, "Allow: GET, PUT, DELETE\n");
    done(client);
}

static void head_is_get(void **state) {
    must(*state, 200, (struct call){API_HEAD, "/v1/topics", "local"});
}

static void an_address_that_is_too_long_or_malformed_is_refused(void **state) {
    struct fixture *f = *state;
    char target[4096];
    memset(target, 'a', sizeof target);
    memcpy(target, "/v1/agents/", 11);
    target[sizeof target - 1] = '\0';
    refused(f, 400, "too-long", (struct call){API_GET, target, "local"});
    target[300] = '\0';
    refused(f, 400, "invalid-request", (struct call){API_GET, target, "local"});
    refused(f, 400, "invalid-request", (struct call){API_GET, "/v1/agents/%zz", "local"});
    refused(f, 400, "invalid-request", (struct call){API_GET, "/v1/agents/%00", "local"});
    refused(f, 400, "invalid-request", (struct call){API_GET, "/v1/agents/%ff", "local"});
    refused(f, 400, "invalid-request", (struct call){API_GET, "/v1/agents/a%0ab", "local"});
    must(f, 200, (struct call){API_GET, "/v1/agents/%69da", "local"});
}

static void queries_are_checked(void **state) {
    struct fixture *f = *state;
    refused(f, 400, "unknown-field", (struct call){API_GET, "/v1/agents?colour=red", "local"});
    refused(f, 400, "unknown-field",
            (struct call){API_GET, "/v1/topics?organisation=0615", "local"});
    refused(f, 400, "unknown-field",
            (struct call){API_GET, "/v1/agents?organisatio=0615", "local"});
    refused(f, 400, "unknown-field", (struct call){API_GET, "/v1/agents?=0615", "local"});
    refused(f, 400, "invalid-request",
            (struct call){API_GET, "/v1/agents?state=away&state=available", "local"});
    refused(f, 400, "unknown-value", (struct call){API_GET, "/v1/agents?state=asleep", "local"});
    refused(f, 400, "unknown-value", (struct call){API_GET, "/v1/agents?state", "local"});
    refused(f, 400, "invalid-request", (struct call){API_GET, "/v1/agents?state=%f", "local"});
    refused(f, 404, "unknown-organisation",
            (struct call){API_GET, "/v1/agents?organisation=9999", "local"});
    must(f, 200,
         (struct call){API_GET, "/v1/agents?&organisation=0615&&state=signed_out&", "local"});
}

/* --- tokens and roles ------------------------------------------------------------------------- */

static void without_a_good_token_nothing_is_told(void **state) {
    struct fixture *f = *state;
    struct client *client = ask(f, (struct call){API_GET, "/v1/overview", NULL});
    expect_problem(client, 401, "not-authenticated");
    assert_string_equal(client->headers, "WWW-Authenticate: Bearer realm=\"ddh\"\n");
    done(client);
    refused(f, 401, "not-authenticated", (struct call){API_GET, "/v1/overview", "ddh_unknown"});
    refused(f, 401, "not-authenticated",
            (struct call){API_GET, "/v1/overview", "Basic aWRhOmlkYQ=="});
    refused(f, 401, "not-authenticated", (struct call){API_GET, "/v1/overview", "Bearer "});
    refused(f, 401, "not-authenticated", (struct call){API_GET, "/v1/overview", "Bearer a b"});
    /* what is wrong with the rest is not said either */
    refused(f, 401, "not-authenticated", (struct call){API_GET, "/v1/agents?colour=red", NULL});
    refused(f, 401, "not-authenticated",
            (struct call){API_PUT, "/v1/settings", NULL, "{\"exercise\":tru"});
}

static void a_token_serves_until_it_is_revoked_or_expires(void **state) {
    struct fixture *f = *state;
    char more[96];
    snprintf(more, sizeof more, "\"role\":\"auditor\",\"expires_at\":%lld",
             (long long)(f->now + HOUR_MS));
    char *brief = token(f, "brief", more), *lasting = token(f, "lasting", "\"role\":\"auditor\"");
    assert_int_equal(strlen(brief), 47);
    must(f, 200, (struct call){API_GET, "/v1/kpi", brief});
    f->now += HOUR_MS;
    turn(f);
    refused(f, 401, "not-authenticated", (struct call){API_GET, "/v1/kpi", brief});
    must(f, 200, (struct call){API_GET, "/v1/kpi", lasting});
    struct client *client = asked(f, 200, (struct call){API_DELETE, "/v1/tokens/lasting", "local"});
    expect(client, "token", "null");
    done(client);
    refused(f, 401, "not-authenticated", (struct call){API_GET, "/v1/kpi", lasting});
    refused(f, 404, "unknown-token", (struct call){API_DELETE, "/v1/tokens/lasting", "local"});
    free(brief);
    free(lasting);
}

static void a_token_revoked_in_the_same_turn_reads_nothing(void **state) {
    struct fixture *f = *state;
    char *secret = token(f, "t", "\"role\":\"auditor\"");
    struct client *revoke = send(f, (struct call){API_DELETE, "/v1/tokens/t", "local"});
    struct client *read = send(f, (struct call){API_GET, "/v1/kpi", secret});
    turn(f);
    assert_int_equal(revoke->status, 200);
    expect_problem(read, 401, "not-authenticated");
    done(revoke);
    done(read);
    free(secret);
}

static void a_secret_is_shown_once_and_its_hash_never(void **state) {
    struct fixture *f = *state;
    struct call create = {API_POST, "/v1/tokens", "local", "{\"token\":\"t\",\"role\":\"auditor\"}",
                          "once"};
    struct client *client = asked(f, 201, create);
    json_t *root = json_of(client->body);
    const char *secret = json_string_value(dig(root, "secret"));
    assert_int_equal(strncmp(secret, "ddh_", 4), 0);
    assert_int_equal(strspn(secret + 4, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789-_"),
                     43);
    assert_null(json_object_get(dig(root, "token"), "hash"));
    json_decref(root);
    done(client);
    client = asked(f, 200, create);
    expect(client, "repeated", "true");
    expect(client, "secret", "null");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/tokens", "local"});
    assert_null(strstr(client->body, "hash"));
    assert_non_null(strstr(client->body, "\"id\":\"t\""));
    done(client);
    refused(
        f, 409, "in-use",
        (struct call){API_POST, "/v1/tokens", "local", "{\"token\":\"t\",\"role\":\"auditor\"}"});
    refused(f, 400, "invalid-request",
            (struct call){API_POST, "/v1/tokens", "local",
                          "{\"token\":\"u\",\"role\":\"auditor\",\"hash\":\"00\"}"});
    f->random_fails = true;
    refused(
        f, 500, "internal",
        (struct call){API_POST, "/v1/tokens", "local", "{\"token\":\"u\",\"role\":\"auditor\"}"});
}

/* Who can be handed an activation is no secret among duty leaders; all else about tokens is. */
static void duty_leaders_know_each_other_by_name(void **state) {
    struct fixture *f = *state;
    char more[96];
    snprintf(more, sizeof more, "\"role\":\"duty_leader\",\"expires_at\":%lld",
             (long long)(f->now + HOUR_MS));
    char *day = token(f, "day", "\"role\":\"duty_leader\""), *night = token(f, "night", more);
    char *other = token(f, "other", "\"role\":\"auditor\"");
    refused(f, 403, "not-authorised", (struct call){API_GET, "/v1/duty-leaders", other});
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/duty-leaders", day});
    assert_non_null(strstr(client->body, "{\"duty_leaders\":[\"day\",\"night\"]"));
    done(client);
    f->now += HOUR_MS;
    turn(f);
    client = asked(f, 200, (struct call){API_GET, "/v1/duty-leaders", day});
    assert_non_null(strstr(client->body, "{\"duty_leaders\":[\"day\"]"));
    done(client);
    free(day);
    free(night);
    free(other);
}

/* Every route and every role: the table says who may, and nobody else comes past the door. */
static void roles_are_a_column(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *role, *more;
        struct call refused, allowed;
    } rows[] = {
        {"agent",
         ",\"agent\":\"ida\"",
         {API_POST, "/v1/tokens", NULL, "{}"},
         {API_GET, "/v1/agents"}},
        {"agent", ",\"agent\":\"ida\"", {API_GET, "/v1/show/agents"}, {API_GET, "/v1/overview"}},
        {"agent",
         ",\"agent\":\"ida\"",
         {API_POST, "/v1/calls", NULL, "{}"},
         {API_GET, "/v1/calls"}},
        {"telephony", "", {API_GET, "/v1/overview"}, {API_GET, "/v1/calls"}},
        {"telephony", "", {API_GET, "/v1/agents"}, {API_GET, "/v1/queues"}},
        {"auditor", "", {API_PUT, "/v1/settings", NULL, "{}"}, {API_GET, "/v1/show/engine"}},
        {"auditor", "", {API_POST, "/v1/activations", NULL, "{}"}, {API_GET, "/v1/kpi"}},
        {"approver", "", {API_GET, "/v1/agents"}, {API_GET, "/v1/playbooks"}},
        {"municipal_editor",
         "",
         {API_POST, "/v1/playbooks/x/approve", NULL, "{}"},
         {API_GET, "/v1/answers"}},
        {"partner", "", {API_GET, "/v1/kpi"}, {API_GET, "/v1/agents"}},
        {"duty_leader", "", {API_GET, "/v1/tokens"}, {API_GET, "/v1/show/calls"}},
        {"duty_leader", "", {API_GET, "/v1/clock"}, {API_GET, "/v1/settings"}},
        {"duty_leader",
         "",
         {API_PUT, "/v1/organisations/0615", NULL, "{}"},
         {API_GET, "/v1/organisations/0615"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char id[16], more[96];
        snprintf(id, sizeof id, "t%zu", i);
        snprintf(more, sizeof more, "\"role\":\"%s\"%s", rows[i].role, rows[i].more);
        char *secret = token(f, id, more);
        struct call call = rows[i].refused;
        call.token = secret;
        refused(f, 403, "not-authorised", call);
        call = rows[i].allowed;
        call.token = secret;
        must(f, 200, call);
        free(secret);
    }
}

static void an_agent_acts_and_looks_at_home_only(void **state) {
    struct fixture *f = *state;
    char *bo = token(f, "bo", "\"role\":\"agent\",\"agent\":\"bo\"");
    refused(f, 403, "not-authorised",
            (struct call){API_POST, "/v1/agents/ida/status", bo, "{\"status\":\"available\"}"});
    refused(f, 403, "other-organisation", (struct call){API_GET, "/v1/agents/ida", bo});
    refused(f, 403, "other-organisation",
            (struct call){API_GET, "/v1/agents?organisation=ddh", bo});
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/agents", bo});
    expect(client, "agents.0.id", "bo");
    assert_null(strstr(client->body, "ida"));
    done(client);
    client = asked(
        f, 200, (struct call){API_POST, "/v1/agents/bo/status", bo, "{\"status\":\"available\"}"});
    expect(client, "availability.state", "available");
    expect(client, "stored", "true");
    json_t *root = json_of(client->body);
    assert_true(json_integer_value(dig(root, "availability.lease_until")) > f->now);
    json_decref(root);
    done(client);
    free(bo);
}

static void a_partner_stays_within_its_organisations(void **state) {
    struct fixture *f = *state;
    char *secret = token(f, "p", "\"role\":\"partner\",\"organisations\":[\"0615\"]");
    refused(f, 403, "other-organisation",
            (struct call){API_POST, "/v1/agents/ida/status", secret, "{\"status\":\"break\"}"});
    refused(f, 403, "other-organisation", (struct call){API_GET, "/v1/agents/ida", secret});
    must(f, 200, (struct call){API_GET, "/v1/agents/bo", secret});
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/overview", secret});
    expect(client, "organisations.0.id", "0615");
    assert_null(strstr(client->body, "\"0766\""));
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/whoami", secret});
    expect(client, "token.organisations", "[\"0615\"]");
    expect(client, "token.role", "partner");
    expect(client, "clock.mode", "driven");
    expect(client, "exercise", "true");
    expect(client, "leader", "true");
    done(client);
    free(secret);
}

/* --- bodies ----------------------------------------------------------------------------------- */

static void bad_bodies_are_named_and_change_nothing(void **state) {
    struct fixture *f = *state;
    uint64_t before = core_digest(engine_core(f->engine));
    const char *to = "/v1/calls";
    static const struct {
        int status;
        const char *slug, *body;
    } rows[] = {
        {400, "invalid-request", "{"},
        {400, "invalid-request", "{\"reference\":\"a\",}"},
        {400, "wrong-type", "[]"},
        {400, "invalid-request", "{} {}"},
        {400, "invalid-request", "\xff\xfe"},
        {400, "invalid-request", "{\"reference\":\"\xc3\"}"},
        {400, "missing-field", "{}"},
        {400, "unknown-field", "{\"caller\":\"12345678\"}"},
        {400, "wrong-type", "{\"reference\":17}"},
        {400, "out-of-range",
         "{\"reference\":\"a\",\"municipality\":\"0615\",\"topic\":\"vand\",\"language\":\"da\","
         "\"priority\":10}"},
        {400, "unknown-value",
         "{\"reference\":\"a\",\"municipality\":\"0615\",\"topic\":\"vand\",\"language\":\"da\","
         "\"channel\":\"fax\"}"},
        {400, "too-long",
         "{\"reference\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"},
        {404, "unknown-topic",
         "{\"reference\":\"a\",\"municipality\":\"0615\",\"topic\":\"x\",\"language\":\"da\"}"},
        {404, "unknown-organisation",
         "{\"reference\":\"a\",\"municipality\":\"0000\",\"topic\":\"vand\",\"language\":\"da\"}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refused(f, rows[i].status, rows[i].slug,
                (struct call){API_POST, to, "local", rows[i].body});
    refused(f, 415, "unsupported-media",
            (struct call){.method = API_POST,
                          .target = to,
                          .token = "local",
                          .body = "{}",
                          .content_type = "text/plain"});
    refused(f, 415, "unsupported-media",
            (struct call){.method = API_POST,
                          .target = to,
                          .token = "local",
                          .body = "{}",
                          .content_type = "application/jsonx"});
    char *large = calloc(1, LIMIT_BODY_BYTES + 2);
    assert_non_null(large);
    memset(large, ' ', LIMIT_BODY_BYTES + 1);
    refused(f, 413, "too-large", (struct call){API_POST, to, "local", large});
    large[LIMIT_BODY_BYTES] = '\0'; /* just not too large: it is read, and is no JSON */
    refused(f, 400, "invalid-request", (struct call){API_POST, to, "local", large});
    free(large);
    assert_int_equal(core_digest(engine_core(f->engine)), before);
}

static void a_path_parameter_may_not_stand_in_the_body_too(void **state) {
    struct fixture *f = *state;
    refused(f, 400, "invalid-request",
            (struct call){API_POST, "/v1/agents/ida/status", "local",
                          "{\"agent\":\"bo\",\"status\":\"available\"}"});
    refused(f, 400, "invalid-request", (struct call){API_POST, "/v1/calls/17/end", "local", "{}"});
    refused(f, 404, "unknown-call",
            (struct call){API_POST, "/v1/calls/call-17/end", "local", "{}"});
    refused(f, 404, "unknown-call", (struct call){API_GET, "/v1/calls/call-17", "local"});
    refused(f, 404, "unknown-call", (struct call){API_GET, "/v1/calls/call-017", "local"});
    refused(f, 404, "unknown-agent", (struct call){API_GET, "/v1/agents/nobody", "local"});
    refused(f, 404, "unknown-organisation", (struct call){API_GET, "/v1/organisations/1", "local"});
    refused(f, 404, "not-found", (struct call){API_GET, "/v1/show/citizens", "local"});
}

/* --- commands --------------------------------------------------------------------------------- */

static const char arrival[] = "{\"reference\":\"s-1\",\"municipality\":\"0615\",\"topic\":\"vand\","
                              "\"language\":\"da\"}";

static void a_call_from_arrival_to_disposition(void **state) {
    struct fixture *f = *state;
    char *ida = token(f, "ida", "\"role\":\"agent\",\"agent\":\"ida\"");
    char *bo = token(f, "bo", "\"role\":\"agent\",\"agent\":\"bo\"");
    char *phone = token(f, "switch-1", "\"role\":\"telephony\"");
    must(f, 200,
         (struct call){API_POST, "/v1/agents/ida/status", ida, "{\"status\":\"available\"}"});
    struct client *client = asked(f, 201, (struct call){API_POST, "/v1/calls", phone, arrival});
    expect(client, "call.id", "call-1");
    expect(client, "call.state", "reserved");
    expect(client, "call.agent", "ida");
    done(client);
    /* the same reference is the same call */
    client = asked(f, 200, (struct call){API_POST, "/v1/calls", phone, arrival});
    expect(client, "call.id", "call-1");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/calls", ida});
    expect(client, "calls.0.id", "call-1");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/calls", bo});
    expect(client, "calls", "[]");
    done(client);
    refused(f, 403, "other-organisation", (struct call){API_GET, "/v1/calls/call-1", bo});
    refused(f, 403, "not-authorised", (struct call){API_GET, "/v1/calls?agent=ida", bo});
    refused(f, 409, "call-not-answered", (struct call){API_POST, "/v1/calls/call-1/end", ida});
    must(f, 200, (struct call){API_POST, "/v1/calls/call-1/accept", ida, "{\"agent\":\"ida\"}"});
    f->now += 5 * SECOND_MS;
    client = asked(f, 200, (struct call){API_POST, "/v1/calls/call-1/end", ida, ""});
    expect(client, "call.state", "wrapping");
    done(client);
    must(f, 200,
         (struct call){API_PUT, "/v1/calls/call-1/disposition", ida,
                       "{\"disposition\":\"resolved\"}"});
    must(f, 200, (struct call){API_POST, "/v1/agents/ida/wrap-up", ida, "{}"});
    refused(f, 409, "call-ended", (struct call){API_POST, "/v1/calls/call-1/cancel", phone, "{}"});
    client = asked(f, 200, (struct call){API_GET, "/v1/overview", ida});
    expect(client, "totals.offered", "1");
    expect(client, "totals.answered", "1");
    expect(client, "totals.answer_rate_permille", "1000");
    expect(client, "totals.mean_wait_ms", "0");
    expect(client, "totals.service_level_permille", "1000");
    expect(client, "totals.agents.available", "1");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/calls?state=ended", "local"});
    expect(client, "calls.0.disposition", "resolved");
    done(client);
    free(ida);
    free(bo);
    free(phone);
}

static void who_helps_another_organisation_is_counted(void **state) {
    struct fixture *f = *state;
    static const char from_hedensted[] = "{\"reference\":\"s-1\",\"municipality\":\"0766\","
                                         "\"topic\":\"vand\",\"language\":\"da\"}";
    must(f, 201,
         (struct call){API_PUT, "/v1/agreements/neighbours", "local", "{\"mode\":\"always\"}"});
    must(f, 200,
         (struct call){API_PUT, "/v1/topics/vand", "local",
                       "{\"name\":\"Drikkevand\",\"handling\":\"municipality\"}"});
    must(f, 200,
         (struct call){API_POST, "/v1/agents/bo/status", "local", "{\"status\":\"available\"}"});
    struct client *client =
        asked(f, 201, (struct call){API_POST, "/v1/calls", "local", from_hedensted});
    expect(client, "call.agent", "bo");
    expect(client, "call.reason", "helped");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/overview", "local"});
    expect(client, "totals.helping", "1");
    expect(client, "organisations.1.id", "0615");
    expect(client, "organisations.1.helping", "1");
    expect(client, "organisations.2.helping", "0");
    done(client);
    must(f, 200, (struct call){API_POST, "/v1/calls/call-1/cancel", "local", "{}"});
    client = asked(f, 200, (struct call){API_GET, "/v1/overview", "local"});
    expect(client, "totals.helping", "0");
    done(client);
}

static void the_same_key_is_the_same_request(void **state) {
    struct fixture *f = *state;
    struct call call = {API_POST, "/v1/calls", "local", arrival, "key-1"};
    struct client *first = asked(f, 201, call);
    expect_none(first, "repeated");
    uint64_t before = core_digest(engine_core(f->engine));
    struct client *again = asked(f, 200, call);
    expect(again, "repeated", "true");
    expect(again, "call.id", "call-1");
    assert_int_equal(core_digest(engine_core(f->engine)), before);
    done(first);
    done(again);
    static const char second[] = "{\"reference\":\"s-2\",\"municipality\":\"0615\","
                                 "\"topic\":\"vand\",\"language\":\"da\"}";
    call.body = second;
    refused(f, 409, "changed-meanwhile", call);
    call.body = arrival;
    call.target = "/v1/calls?";
    refused(f, 409, "changed-meanwhile", call);
    call = (struct call){API_POST, "/v1/calls", "local", second, "key-1"};
    /* another token's key is another key */
    char *phone = token(f, "switch-1", "\"role\":\"telephony\"");
    call.token = phone;
    must(f, 201, call);
    call.token = "local";
    free(phone);
    char key[LIMIT_IDEMPOTENCY_KEY + 1];
    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    call.key = key;
    refused(f, 400, "too-long", call);
    call.key = "two words";
    refused(f, 400, "invalid-request", call);
    call.key = "";
    refused(f, 400, "invalid-request", call);
    call.key = "\xc3\xa6";
    refused(f, 400, "invalid-request", call);
}

static void creation_is_201_and_a_change_200(void **state) {
    struct fixture *f = *state;
    struct call put = {API_PUT, "/v1/topics/pas", "local",
                       "{\"name\":\"Pas\",\"handling\":\"bot\"}"};
    must(f, 201, put);
    must(f, 200, put);
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/topics", "local"});
    expect(client, "topics.1.handling", "bot");
    done(client);
    client = asked(f, 200, (struct call){API_DELETE, "/v1/agents/bo", "local"});
    expect(client, "agent", "null");
    done(client);
}

static void lists_and_tables_render(void **state) {
    struct fixture *f = *state;
    static const char *const tables[] = {"organisations", "agents", "calls", "queues",
                                         "activations",   "tokens", "engine"};
    must(f, 201, (struct call){API_POST, "/v1/calls", "local", arrival});
    f->now += 65000;
    turn(f);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char target[64];
        snprintf(target, sizeof target, "/v1/show/%s", tables[i]);
        struct client *client = asked(f, 200, (struct call){API_GET, target, "local"});
        assert_string_equal(client->content_type, "text/plain; charset=utf-8");
        assert_non_null(strchr(client->body, '\n'));
        if (i == 2) assert_non_null(strstr(client->body, "1:05"));
        done(client);
    }
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/queues", "local"});
    expect(client, "queues.0.waiting", "1");
    expect(client, "queues.0.longest_wait_ms", "65000");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/organisations/ddh", "local"});
    expect(client, "organisation.waiting", "1");
    expect(client, "organisation.agents.signed_out", "1");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/agents/ida", "local"});
    expect(client, "agent.gate", "ok");
    expect(client, "agent.availability.state", "signed_out");
    expect(client, "agent.availability.lease_until", "null");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/kpi", "local"});
    expect(client, "kpi.0.offered", "1");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/settings", "local"});
    expect(client, "settings.wrap_up_ms", "40000");
    done(client);
}

/* A call that waits through midnight counts in the new day's answer rate. */
static void who_waits_through_midnight_is_counted(void **state) {
    struct fixture *f = *state;
    must(f, 201, (struct call){API_POST, "/v1/calls", "local", arrival});
    f->now += 17 * HOUR_MS;
    turn(f);
    must(f, 200,
         (struct call){API_POST, "/v1/agents/ida/status", "local", "{\"status\":\"available\"}"});
    must(f, 200,
         (struct call){API_POST, "/v1/calls/call-1/accept", "local", "{\"agent\":\"ida\"}"});
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/overview", "local"});
    expect(client, "totals.offered", "0");
    expect(client, "totals.waiting", "0");
    expect(client, "totals.answered", "1");
    expect(client, "totals.answer_rate_permille", "1000");
    expect(client, "totals.mean_wait_ms", "61200000");
    done(client);
}

static void personal_reads_are_logged(void **state) {
    struct fixture *f = *state;
    char *leader = token(f, "leader", "\"role\":\"duty_leader\"");
    must(f, 200, (struct call){API_GET, "/v1/agents/ida", leader});
    must(f, 200, (struct call){API_GET, "/v1/agents?organisation=0615", leader});
    must(f, 200, (struct call){API_GET, "/v1/calls", leader});
    must(f, 200, (struct call){API_GET, "/v1/show/agents", leader});
    must(f, 200, (struct call){API_GET, "/v1/show/queues", leader});
    must(f, 200, (struct call){API_GET, "/v1/overview", leader});
    struct client *client = stream(f, leader, "/v1/stream", NULL);
    assert_true(client->opened);
    done(client);
    assert_string_equal(f->access, "leader agent ida;leader agents of 0615;leader calls;"
                                   "leader agents;leader stream;");
    free(leader);
}

/* --- the clock -------------------------------------------------------------------------------- */

static void the_clock_is_driven_in_exercises_only(void **state) {
    struct fixture *f = *state;
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/clock", "local"});
    expect(client, "next", "null");
    done(client);
    must(f, 200,
         (struct call){API_POST, "/v1/agents/ida/status", "local", "{\"status\":\"available\"}"});
    char now[32];
    snprintf(now, sizeof now, "%lld", (long long)(NOON + 30 * SECOND_MS)); /* the lease */
    client = asked(f, 200, (struct call){API_GET, "/v1/clock", "local"});
    expect(client, "next", now);
    done(client);
    client =
        asked(f, 200, (struct call){API_POST, "/v1/clock", "local", "{\"advance_ms\":86400000}"});
    snprintf(now, sizeof now, "%lld", (long long)(NOON + DAY_MS));
    expect(client, "now", now);
    done(client);
    /* the deadlines in between ran: the lease lapsed long ago */
    client = asked(f, 200, (struct call){API_GET, "/v1/agents/ida", "local"});
    expect(client, "agent.availability.state", "signed_out");
    done(client);
    refused(f, 400, "out-of-range", (struct call){API_POST, "/v1/clock", "local", "{\"now\":1}"});
    refused(f, 400, "out-of-range",
            (struct call){API_POST, "/v1/clock", "local", "{\"now\":999999999999999}"});
    refused(f, 400, "missing-field", (struct call){API_POST, "/v1/clock", "local", "{}"});
    refused(f, 400, "wrong-type",
            (struct call){API_POST, "/v1/clock", "local", "{\"advance_ms\":\"1\"}"});
    refused(f, 400, "wrong-type",
            (struct call){API_POST, "/v1/clock", "local", "{\"advance_ms\":-1}"});
    refused(f, 400, "wrong-type",
            (struct call){API_POST, "/v1/clock", "local", "{\"advance_ms\":1.5}"});
    refused(f, 400, "unknown-field", (struct call){API_POST, "/v1/clock", "local", "{\"back\":1}"});
    refused(f, 400, "invalid-request",
            (struct call){API_POST, "/v1/clock", "local", "{\"advance_ms\":1,\"now\":1}"});
    refused(f, 400, "invalid-request", (struct call){API_POST, "/v1/clock", "local", "advance"});
    refused(f, 403, "not-an-exercise",
            (struct call){API_POST, "/v1/clock", "local", "{\"speed\":2}"});
    f->clock_mode = "scaled";
    client = asked(f, 200, (struct call){API_POST, "/v1/clock", "local", "{\"speed\":1.25}"});
    expect(client, "speed", "1.25");
    done(client);
    must(f, 200, (struct call){API_PUT, "/v1/settings", "local", "{\"exercise\":false}"});
    refused(f, 403, "not-an-exercise", (struct call){API_GET, "/v1/clock", "local"});
    refused(f, 403, "not-an-exercise",
            (struct call){API_POST, "/v1/clock", "local", "{\"advance_ms\":1}"});
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(unknown_addresses_are_404),
        TEST(other_methods_are_405_and_named),
        TEST(head_is_get),
        TEST(an_address_that_is_too_long_or_malformed_is_refused),
        TEST(queries_are_checked),
        TEST(without_a_good_token_nothing_is_told),
        TEST(a_token_serves_until_it_is_revoked_or_expires),
        TEST(a_token_revoked_in_the_same_turn_reads_nothing),
        TEST(a_secret_is_shown_once_and_its_hash_never),
        TEST(duty_leaders_know_each_other_by_name),
        TEST(roles_are_a_column),
        TEST(an_agent_acts_and_looks_at_home_only),
        TEST(a_partner_stays_within_its_organisations),
        TEST(bad_bodies_are_named_and_change_nothing),
        TEST(a_path_parameter_may_not_stand_in_the_body_too),
        TEST(a_call_from_arrival_to_disposition),
        TEST(who_helps_another_organisation_is_counted),
        TEST(the_same_key_is_the_same_request),
        TEST(creation_is_201_and_a_change_200),
        TEST(lists_and_tables_render),
        TEST(who_waits_through_midnight_is_counted),
        TEST(personal_reads_are_logged),
        TEST(the_clock_is_driven_in_exercises_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
