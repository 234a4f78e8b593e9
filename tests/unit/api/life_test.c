/* The life of an activation through the api: updated, narrowed, read, flagged, unapproved, with others at the same time; and
 * never a word of an exercise on a channel for citizens. */
#include "tests/unit/api/crisis.h"

#define A1 "/v1/activations/activation-1"

static struct client *got(struct crisis *c, const char *target) {
    return asked(c->f, 200, (struct call){API_GET, target, c->leader});
}

static void update(struct crisis *c, const char *body) {
    must(c->f, 200, (struct call){API_POST, A1 "/update", c->leader, body});
}

/* The text of the first answer, to be freed. */
static char *said(struct crisis *c, const char *target) {
    struct client *client = asked(c->f, 200, (struct call){API_GET, target, c->ida});
    json_t *root = json_of(client->body);
    json_t *text = dig(root, "answers.0.text");
    assert_true(json_is_string(text));
    char *copy = strdup(json_string_value(text));
    json_decref(root);
    done(client);
    return copy;
}

/* Another version of the playbook, not approved; its version, to be freed. */
static char *publish_change(struct crisis *c) {
    json_t *root = json_of(c->text);
    json_object_set_new(dig(root, "title"), "da", json_string("Forurenet vand, rettet"));
    char *kept = c->text;
    c->text = json_dumps(root, JSON_COMPACT | JSON_PRESERVE_ORDER);
    char *version = publish(c);
    free(c->text);
    c->text = kept;
    json_decref(root);
    return version;
}

/* --- updates ---------------------------------------------------------------------------------- */

static void an_update_is_said_at_once(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, ",\"municipalities\":[\"0615\"]");
    char *before = said(c, "/v1/answers?municipality=0615");
    assert_null(strstr(before, "7 minutter"));
    struct call call = {API_POST, A1 "/update", c->leader,
                        "{\"parameters\":{\"boil_minutes\":7},\"reason\":\"nye tal\"}"};
    struct client *client = asked(c->f, 200, call);
    expect(client, "activation.revision", "2");
    expect(client, "activation.reason", "nye tal");
    done(client);
    char *after = said(c, "/v1/answers?municipality=0615");
    assert_string_not_equal(before, after);
    assert_non_null(strstr(after, "7 minutter"));
    client = asked(c->f, 200, call); /* the same again */
    expect(client, "activation.revision", "2");
    expect(client, "repeated", "true");
    done(client);
    client = got(c, A1);
    expect(client, "parameters.boil_minutes", "7");
    done(client);
    client = got(c, A1 "/revisions");
    expect(client, "revisions.0.revision", "2");
    expect(client, "revisions.0.by", "leader");
    expect(client, "revisions.0.changed", "[\"parameters\"]");
    expect(client, "revisions.0.values.boil_minutes", "7");
    expect(client, "revisions.1.revision", "1");
    expect(client, "revisions.1.reason", "E. coli");
    expect(client, "revisions.1.changed", "[]");
    done(client);
    free(before);
    free(after);
}

static void a_bad_update_changes_nothing(void **state) {
    struct crisis *c = *state;
    static const struct {
        int status;
        const char *slug, *body;
    } rows[] = {
        {400, "missing-field", "{}"},
        {400, "invalid-request", "{"},
        {422, "parameters-refused", "{\"parameters\":{\"boil_minutes\":0},\"reason\":\"x\"}"},
        {422, "parameters-refused", "{\"parameters\":{\"nothing\":1},\"reason\":\"x\"}"},
        {422, "parameters-refused", "{\"parameters\":[],\"reason\":\"x\"}"},
        {400, "unknown-field", "{\"parameter\":{},\"reason\":\"x\"}"},
        {404, "unknown-playbook",
         "{\"version\":\"00000000000000000000000000000000000000000000000000000000000000ff\","
         "\"reason\":\"x\"}"},
        {409, "other-revision", "{\"revision\":7,\"priority\":9,\"reason\":\"x\"}"},
        {400, "out-of-range", "{\"priority\":10,\"reason\":\"x\"}"},
    };
    approve(c);
    refused(c->f, 404, "unknown-activation",
            (struct call){API_POST, A1 "/update", c->leader, "{\"reason\":\"x\"}"});
    activate(c, "");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refused(c->f, rows[i].status, rows[i].slug,
                (struct call){API_POST, A1 "/update", c->leader, rows[i].body});
    refused(c->f, 403, "not-authorised",
            (struct call){API_POST, A1 "/update", c->ida, "{\"reason\":\"x\"}"});
    struct client *client = got(c, A1);
    expect(client, "activation.revision", "1");
    done(client);
}

/* A text is corrected in the running service: the values that stand go on with it. */
static void another_version_keeps_the_values(void **state) {
    struct crisis *c = *state;
    char body[160];
    approve(c);
    activate(c, "");
    update(c, "{\"parameters\":{\"boil_minutes\":7},\"reason\":\"nye tal\"}");
    char *version = publish_change(c);
    snprintf(body, sizeof body, "{\"version\":\"%s\",\"reason\":\"rettet\"}", version);
    refused(c->f, 409, "not-approved", (struct call){API_POST, A1 "/update", c->leader, body});
    snprintf(body, sizeof body, "{\"version\":\"%s\",\"reason\":\"rettet\",\"break_glass\":true}",
             version);
    update(c, body);
    struct client *client = got(c, A1);
    expect(client, "activation.unapproved", "true");
    expect(client, "activation.title", "Forurenet vand, rettet");
    expect(client, "parameters.boil_minutes", "7");
    done(client);
    char *text = said(c, "/v1/answers");
    assert_non_null(strstr(text, "IKKE GODKENDT"));
    free(text);
    snprintf(body, sizeof body, "{\"version\":\"%s\"}", version);
    must(c->f, 200,
         (struct call){API_POST, "/v1/playbooks/water-contamination/approve", c->approver, body});
    client = got(c, A1);
    expect(client, "activation.unapproved", "false");
    expect(client, "activation.confirmed_by", "approver");
    done(client);
    text = said(c, "/v1/answers");
    assert_null(strstr(text, "IKKE GODKENDT"));
    free(text);
    free(version);
}

/* --- area ------------------------------------------------------------------------------------- */

/* What the phone menu of a municipality says, to be freed. */
static char *menu(struct crisis *c, const char *municipality) {
    char target[64];
    snprintf(target, sizeof target, "/public/menu/%s", municipality);
    struct client *client = asked(c->f, 200, (struct call){API_GET, target, NULL});
    char *text = strdup(client->body);
    assert_non_null(text);
    done(client);
    return text;
}

static void who_left_the_area_is_told_that_it_is_over(void **state) {
    struct crisis *c = *state;
    must(c->f, 200, (struct call){API_PUT, "/v1/settings", "local", "{\"exercise\":false}"});
    approve(c);
    activate(c, ",\"municipalities\":[\"0615\",\"0766\"]");
    char *before = menu(c, "0766");
    update(c, "{\"municipalities\":[\"0615\"],\"reason\":\"0766 er ren\"}");
    char *after = menu(c, "0766");
    assert_string_not_equal(before, after);
    assert_true(strlen(after) > 20);
    struct client *client = got(c, "/v1/answers?municipality=0766");
    expect(client, "answers.0.state", "lifted");
    expect(client, "answers.0.left", "true");
    expect(client, "answers.0.place", "inside");
    done(client);
    client = got(c, "/v1/answers?municipality=0615");
    expect(client, "answers.0.state", "active");
    expect(client, "answers.0.left", "false");
    done(client);
    for (int days = 0; days < 2; days++) {
        c->f->now += DAY_MS;
        turn(c->f);
    }
    client = got(c, "/v1/answers?municipality=0766");
    expect(client, "answers.0.state", "expired");
    expect(client, "answers.0.place", "outside");
    done(client);
    free(after);
    after = menu(c, "0766"); /* it has been said there long enough */
    assert_string_equal(after, "");
    free(before);
    free(after);
}

/* --- several at once -------------------------------------------------------------------------- */

static void the_more_important_stands_first(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, ",\"municipalities\":[\"0615\"],\"priority\":3");
    c->f->now += 1000;
    activate(c, ",\"municipalities\":[\"0615\"],\"priority\":8");
    c->f->now += 1000;
    activate(c, ",\"municipalities\":[\"0615\"],\"priority\":3");
    struct client *client = got(c, "/v1/answers?municipality=0615&topic=vand");
    expect(client, "answers.0.activation", "activation-2");
    expect(client, "answers.1.activation", "activation-3");
    expect(client, "answers.2.activation", "activation-1");
    done(client);
    client = got(c, "/v1/activations");
    expect(client, "activations.0.id", "activation-2");
    expect(client, "activations.2.id", "activation-1");
    done(client);
}

static void it_is_not_over_while_another_goes_on(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, ",\"municipalities\":[\"0615\",\"0766\"],\"priority\":9");
    activate(c, ",\"municipalities\":[\"0615\"]");
    must(c->f, 200, (struct call){API_POST, A1 "/lift", c->leader, "{\"reason\":\"slut\"}"});
    struct client *client = got(c, "/v1/answers?municipality=0615&topic=vand");
    expect(client, "answers.0.activation", "activation-2");
    json_t *root = json_of(client->body);
    assert_int_equal(json_array_size(dig(root, "answers")), 1);
    json_decref(root);
    done(client);
    client = got(c, "/v1/answers?municipality=0766&topic=vand"); /* nothing else is said there */
    root = json_of(client->body);
    assert_int_equal(json_array_size(dig(root, "answers")), 2);
    json_decref(root);
    expect(client, "answers.1.state", "lifted");
    done(client);
    client = got(c, "/v1/answers"); /* it was about more than the other is */
    root = json_of(client->body);
    assert_int_equal(json_array_size(dig(root, "answers")), 2);
    json_decref(root);
    done(client);
}

/* --- readers and flags ------------------------------------------------------------------------ */

static void who_has_not_read_the_newest_is_seen(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, "");
    must(c->f, 200,
         (struct call){API_POST, "/v1/agents/ida/status", c->ida, "{\"status\":\"available\"}"});
    must(c->f, 200, (struct call){API_POST, A1 "/acknowledge", c->ida, "{\"agent\":\"ida\"}"});
    update(c, "{\"parameters\":{\"boil_minutes\":7},\"reason\":\"nye tal\"}");
    struct client *client = got(c, A1 "/readers");
    expect(client, "revision", "2");
    expect(client, "would_suspend", "0"); /* ida is trained in the topic */
    expect(client, "organisations.0.organisation", "ddh");
    expect(client, "organisations.0.acknowledged", "1");
    expect(client, "organisations.0.read_newest", "0");
    expect(client, "organisations.0.signed_in_behind", "1");
    done(client);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/answers", c->ida});
    expect(client, "answers.0.acknowledged", "false");
    expect(client, "answers.0.revision_read", "1");
    done(client);
    must(c->f, 200,
         (struct call){API_POST, A1 "/acknowledge", c->ida, "{\"agent\":\"ida\",\"revision\":2}"});
    client = got(c, A1 "/readers");
    expect(client, "organisations.0.read_newest", "1");
    expect(client, "organisations.0.signed_in_behind", "0");
    done(client);
    refused(c->f, 404, "unknown-activation",
            (struct call){API_GET, "/v1/activations/activation-9/readers", c->leader});
}

static void flags_name_the_playbooks_questions(void **state) {
    struct crisis *c = *state;
    char body[160];
    json_t *root = json_of(c->text);
    const char *question = json_string_value(dig(root, "questions.0.id"));
    assert_non_null(question);
    approve(c);
    activate(c, "");
    snprintf(body, sizeof body, "{\"agent\":\"ida\",\"question\":\"%s\",\"reason\":\"unclear\"}",
             question);
    must(c->f, 201, (struct call){API_POST, A1 "/flags", c->ida, body});
    must(c->f, 200, (struct call){API_POST, A1 "/flags", c->ida, body});
    refused(c->f, 400, "unknown-value",
            (struct call){API_POST, A1 "/flags", c->ida,
                          "{\"agent\":\"ida\",\"question\":\"no-such\",\"reason\":\"wrong\"}"});
    refused(c->f, 400, "unknown-value",
            (struct call){API_POST, A1 "/flags", c->ida, "{\"agent\":\"ida\",\"reason\":\"bad\"}"});
    snprintf(body, sizeof body, "{\"question\":\"%s\",\"word\":\"looked_into\"}", question);
    must(c->f, 201, (struct call){API_POST, A1 "/flags/answer", c->leader, body});
    refused(c->f, 403, "not-authorised", (struct call){API_POST, A1 "/flags/answer", c->ida, body});
    struct client *client = asked(c->f, 200, (struct call){API_GET, A1 "/flags", c->bo});
    expect(client, "flags.0.agent", "ida");
    expect(client, "flags.0.question", question);
    expect(client, "replies.0.word", "looked_into");
    expect(client, "replies.0.by", "leader");
    done(client);
    json_decref(root);
}

/* --- plans and exercises ---------------------------------------------------------------------- */

static void a_plan_is_not_shown_to_agents(void **state) {
    struct crisis *c = *state;
    char more[64];
    approve(c);
    snprintf(more, sizeof more, ",\"starts_at\":%lld", (long long)(c->f->now + HOUR_MS));
    activate(c, more);
    struct client *client = got(c, "/v1/activations");
    expect(client, "activations.0.state", "planned");
    json_t *root = json_of(client->body); /* the playbook's own day counts from its start */
    assert_int_equal(json_integer_value(dig(root, "activations.0.expires_at")),
                     c->f->now + HOUR_MS + 24 * HOUR_MS);
    json_decref(root);
    done(client);
    client = got(c, "/v1/answers");
    expect(client, "answers", "[]");
    done(client);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/activations", c->ida});
    expect(client, "activations", "[]");
    done(client);
    refused(c->f, 404, "unknown-activation", (struct call){API_GET, A1, c->ida});
    must(c->f, 200, (struct call){API_GET, "/metrics", NULL});
    c->f->now += HOUR_MS;
    turn(c->f);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/answers", c->ida});
    expect(client, "answers.0.state", "active");
    done(client);
}

/* Every read of an answer for citizens, at every moment of an exercise's life. */
static void expect_citizens_hear(struct crisis *c, bool something) {
    static const char *const audiences[] = {"chatbot", "phone_menu", "public"};
    static const char *const places[] = {"", "&place=inside", "&place=outside",
                                         "&municipality=0615", "&topic=vand&municipality=0766"};
    char target[160];
    for (size_t i = 0; i < sizeof audiences / sizeof *audiences; i++) {
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            snprintf(target, sizeof target, "/v1/answers?audience=%s%s", audiences[i], places[k]);
            struct client *client = got(c, target);
            json_t *root = json_of(client->body);
            if ((json_array_size(dig(root, "answers")) > 0) != something)
                fail_msg("%s: %s", target, client->body);
            json_decref(root);
            done(client);
        }
    }
}

/* The pages that need no token, and the menu of a municipality. */
static void expect_pages_say(struct crisis *c, bool something) {
    static const char *const pages[] = {"/public/announcements", "/public/announcements.jsonld",
                                        "/public/announcements.atom", "/public/menu/0615"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct client *client = asked(c->f, 200, (struct call){API_GET, pages[i], NULL});
        bool says = strstr(client->body, i == 3 ? "and" : "activation-1") != NULL;
        if (says != something) fail_msg("%s: %s", pages[i], client->body);
        done(client);
    }
    must(c->f, something ? 200 : 404,
         (struct call){API_GET, "/public/announcements/activation-1.cap", NULL});
}

static void walk(struct crisis *c, bool something) {
    char body[96];
    expect_citizens_hear(c, something);
    expect_pages_say(c, something);
    update(c, "{\"parameters\":{\"boil_minutes\":7},\"reason\":\"nye tal\"}");
    expect_citizens_hear(c, something);
    expect_pages_say(c, something);
    c->f->now += 2 * DAY_MS;
    turn(c->f); /* it has expired */
    expect_citizens_hear(c, something);
    expect_pages_say(c, something);
    snprintf(body, sizeof body, "{\"expires_at\":%lld,\"reason\":\"mere\"}",
             (long long)(c->f->now + DAY_MS));
    must(c->f, 200, (struct call){API_POST, A1 "/renew", c->leader, body});
    expect_citizens_hear(c, something);
    expect_pages_say(c, something);
    must(c->f, 200, (struct call){API_POST, A1 "/lift", c->leader, "{\"reason\":\"slut\"}"});
    expect_citizens_hear(c, something);
    expect_pages_say(c, something);
}

static void an_exercise_never_reaches_citizens(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, ",\"exercise\":true");
    walk(c, false);
}

static void what_is_real_reaches_citizens(void **state) {
    struct crisis *c = *state;
    must(c->f, 200, (struct call){API_PUT, "/v1/settings", "local", "{\"exercise\":false}"});
    approve(c);
    activate(c, ",\"exercise\":false");
    walk(c, true);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(an_update_is_said_at_once),           TEST(a_bad_update_changes_nothing),
        TEST(another_version_keeps_the_values),    TEST(who_left_the_area_is_told_that_it_is_over),
        TEST(the_more_important_stands_first),     TEST(it_is_not_over_while_another_goes_on),
        TEST(who_has_not_read_the_newest_is_seen), TEST(flags_name_the_playbooks_questions),
        TEST(a_plan_is_not_shown_to_agents),       TEST(an_exercise_never_reaches_citizens),
        TEST(what_is_real_reaches_citizens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
