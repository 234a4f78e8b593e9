/* A crisis through the api: a playbook published, approved, activated; its answers read,
 * acknowledged, lifted. */
#include "tests/unit/api/crisis.h"

/* --- publishing ------------------------------------------------------------------------------- */

static void a_playbook_is_published_read_and_approved(void **state) {
    struct crisis *c = *state;
    char *version = publish(c), body[128], target[160];
    must(c->f, 200, (struct call){API_PUT, playbook, c->editor, c->text}); /* the same again */
    struct client *client = asked(c->f, 200, (struct call){API_GET, "/v1/playbooks", c->ida});
    expect(client, "playbooks.0.id", "water-contamination");
    expect(client, "playbooks.0.approved", "false");
    expect(client, "playbooks.0.author", "editor");
    json_t *root = json_of(client->body);
    assert_true(strlen(json_string_value(dig(root, "playbooks.0.title.da"))) > 5);
    assert_true(strlen(json_string_value(dig(root, "playbooks.0.title.en"))) > 5);
    json_decref(root);
    done(client);
    snprintf(body, sizeof body, "{\"version\":\"%s\"}", version);
    refused(c->f, 403, "not-authorised",
            (struct call){API_POST, "/v1/playbooks/water-contamination/approve", c->editor, body});
    must(c->f, 200,
         (struct call){API_POST, "/v1/playbooks/water-contamination/approve", c->approver, body});
    snprintf(target, sizeof target, "%s?version=%s", playbook, version);
    client = asked(c->f, 200, (struct call){API_GET, target, c->ida});
    expect(client, "playbook.approved", "true");
    expect(client, "playbook.approver", "approver");
    expect(client, "text.id", "water-contamination");
    done(client);
    refused(c->f, 404, "unknown-playbook", (struct call){API_GET, "/v1/playbooks/flood", c->ida});
    refused(c->f, 400, "invalid-request",
            (struct call){API_GET, "/v1/playbooks/water-contamination?version=7", c->ida});
    free(version);
}

static void a_bad_playbook_is_refused_whole_with_its_faults(void **state) {
    struct crisis *c = *state;
    struct client *client =
        ask(c->f, (struct call){API_PUT, playbook, c->editor, "{\"format\":1}"});
    expect_problem(client, 422, "playbook-refused");
    json_t *root = json_of(client->body);
    json_t *problems = dig(root, "problems");
    assert_true(json_array_size(problems) > 1);
    assert_true(json_is_integer(dig(root, "problems.0.line")));
    assert_true(json_is_string(dig(root, "problems.0.reason")));
    json_decref(root);
    done(client);
    client = ask(c->f, (struct call){API_PUT, "/v1/playbooks/flood", c->editor, c->text});
    expect_problem(client, 422, "playbook-refused");
    expect(client, "problems.0.key", "id");
    done(client);
    refused(c->f, 422, "playbook-refused", (struct call){API_PUT, playbook, c->editor, ""});
    refused(c->f, 422, "playbook-refused", (struct call){API_PUT, playbook, c->editor, "{"});
    client = asked(c->f, 200, (struct call){API_GET, "/v1/playbooks", c->editor});
    expect(client, "playbooks", "[]");
    done(client);
}

/* --- activating ------------------------------------------------------------------------------- */

static void an_activation_needs_an_approved_version_and_good_parameters(void **state) {
    struct crisis *c = *state;
    struct fixture *f = c->f;
    char *body = activation_body(c->parameters, "");
    refused(f, 404, "unknown-playbook",
            (struct call){API_POST, "/v1/activations", c->leader, body});
    char *version = publish(c);
    refused(f, 409, "not-approved", (struct call){API_POST, "/v1/activations", c->leader, body});
    char approval[128];
    snprintf(approval, sizeof approval, "{\"version\":\"%s\"}", version);
    must(f, 200,
         (struct call){API_POST, "/v1/playbooks/water-contamination/approve", c->approver,
                       approval});
    refused(f, 403, "not-authorised", (struct call){API_POST, "/v1/activations", c->ida, body});
    free(body);
    static const struct {
        int status;
        const char *slug, *parameters, *more;
    } rows[] = {
        {422, "parameters-refused", "{}", ""},
        {422, "parameters-refused", "{\"colour\":\"red\"}", ""},
        {400, "unknown-field", "{}", ",\"colour\":\"red\""},
        {400, "wrong-type", "{}", ",\"municipalities\":\"0615\""},
        {400, "invalid-request", "{}", ",\"parameters\":{}"},
        {404, "unknown-playbook", "{}",
         ",\"version\":\"00000000000000000000000000000000000000000000000000000000000000ff\""},
        {400, "invalid-request", "{}", ",\"version\":\"7\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        body = activation_body(rows[i].parameters, rows[i].more);
        refused(f, rows[i].status, rows[i].slug,
                (struct call){API_POST, "/v1/activations", c->leader, body});
        free(body);
    }
    refused(f, 400, "missing-field", (struct call){API_POST, "/v1/activations", c->leader, ""});
    refused(f, 400, "invalid-request", (struct call){API_POST, "/v1/activations", c->leader, "{"});
    body = activation_body(c->parameters, ",\"municipalities\":[\"9999\"]");
    refused(f, 404, "unknown-organisation",
            (struct call){API_POST, "/v1/activations", c->leader, body});
    free(body);
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/activations", c->leader});
    expect(client, "activations", "[]");
    done(client);
    free(version);
}

static void an_activation_shows_what_was_given(void **state) {
    struct crisis *c = *state;
    approve(c);
    char *body = activation_body(c->parameters, ",\"municipalities\":[\"0615\"],\"exercise\":true");
    struct call call = {API_POST, "/v1/activations", c->leader, body, "key"};
    struct client *client = asked(c->f, 201, call);
    expect(client, "activation.id", "activation-1");
    expect(client, "activation.municipalities", "[\"0615\"]");
    expect(client, "activation.exercise", "true");
    expect(client, "activation.started_by", "leader");
    json_t *root = json_of(client->body);
    assert_true(json_integer_value(dig(root, "activation.expires_at")) > c->f->now);
    json_decref(root);
    done(client);
    c->f->now += MINUTE_MS; /* the default expiry would differ now; the answer does not */
    client = asked(c->f, 200, call);
    expect(client, "repeated", "true");
    expect(client, "activation.id", "activation-1");
    done(client);
    free(body);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/activations/activation-1", c->ida});
    root = json_of(client->body);
    assert_true(json_object_size(dig(root, "parameters")) > 3);
    assert_true(strlen(json_string_value(dig(root, "activation.title"))) > 3);
    json_decref(root);
    done(client);
    refused(c->f, 404, "unknown-activation",
            (struct call){API_GET, "/v1/activations/activation-2", c->ida});
}

static void an_activation_says_that_the_phones_are_closed(void **state) {
    struct crisis *c = *state;
    approve(c);
    must(c->f, 200,
         (struct call){API_PUT, "/v1/organisations/ddh/hours", "local",
                       "{\"monday\":[\"08:00-18:00\"]}"}); /* it is a Sunday */
    char *body = activation_body(c->parameters, ",\"municipalities\":[\"0615\"]");
    struct client *client =
        asked(c->f, 201, (struct call){API_POST, "/v1/activations", c->leader, body});
    expect(client, "phones.open", "false");
    expect(client, "phones.opens_at", "1795417200000");
    expect(client, "phones.closed", "[\"ddh\"]");
    expect(client, "phones.agents_off_duty", "1"); /* ida; bo is at the municipality */
    done(client);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/answers", c->ida});
    expect(client, "answers.0.state", "active"); /* it is said all the same */
    done(client);
    must(c->f, 200,
         (struct call){API_POST, "/v1/agents/ida/status", c->ida, "{\"status\":\"break\"}"});
    client = asked(c->f, 200, (struct call){API_GET, "/v1/activations/activation-1", c->leader});
    expect(client, "phones.open", "false");
    expect(client, "phones.agents_off_duty", "0");
    done(client);
    free(body);
    body = activation_body(c->parameters,
                           ",\"municipalities\":[\"0615\"],\"open_until\":1795334400000");
    client = asked(c->f, 201, (struct call){API_POST, "/v1/activations", c->leader, body});
    expect(client, "activation.keeps_open", "true");
    expect(client, "phones.open", "true");
    expect(client, "phones.opens_at", "null");
    done(client);
    free(body);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/organisations/ddh", c->leader});
    expect(client, "organisation.open", "false");
    expect(client, "organisation.kept_open.topics", "[\"vand\"]");
    expect(client, "organisation.kept_open.until", "1795334400000");
    done(client);
}

/* --- answers ---------------------------------------------------------------------------------- */

static char *text_of(struct client *client) {
    json_t *root = json_of(client->body);
    char *text = json_dumps(dig(root, "answers.0.text"), JSON_ENCODE_ANY);
    json_decref(root);
    assert_non_null(text);
    return text;
}

static void answers_are_by_language_audience_and_place(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, ",\"municipalities\":[\"0615\"]");
    struct client *client = asked(c->f, 200, (struct call){API_GET, "/v1/answers", c->ida});
    expect(client, "answers.0.activation", "activation-1");
    expect(client, "answers.0.state", "active");
    expect(client, "answers.0.language", "da");
    expect(client, "answers.0.place", "unknown");
    expect(client, "answers.0.audience", "agent");
    expect(client, "answers.0.acknowledged", "false");
    done(client);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/answers?municipality=0615", c->ida});
    expect(client, "answers.0.place", "inside");
    char *inside = text_of(client);
    done(client);
    client = asked(c->f, 200, (struct call){API_GET, "/v1/answers?municipality=0766", c->ida});
    expect(client, "answers.0.place", "outside");
    char *outside = text_of(client);
    assert_string_not_equal(inside, outside);
    done(client);
    client =
        asked(c->f, 200, (struct call){API_GET, "/v1/answers?language=en&place=inside", c->ida});
    expect(client, "answers.0.language", "en");
    expect(client, "answers.0.fallback", "false");
    char *english = text_of(client);
    assert_string_not_equal(inside, english);
    done(client);
    /* a language nobody wrote: the Danish text, marked */
    client = asked(c->f, 200, (struct call){API_GET, "/v1/answers?language=uk", c->ida});
    expect(client, "answers.0.language", "da");
    expect(client, "answers.0.fallback", "true");
    done(client);
    must(c->f, 201,
         (struct call){API_PUT, "/v1/topics/pas", "local",
                       "{\"name\":\"Pas\",\"handling\":\"bot\"}"});
    client = asked(c->f, 200, (struct call){API_GET, "/v1/answers?topic=pas", c->ida});
    expect(client, "answers", "[]");
    done(client);
    refused(c->f, 400, "unknown-value",
            (struct call){API_GET, "/v1/answers?audience=press", c->ida});
    refused(c->f, 400, "unknown-value", (struct call){API_GET, "/v1/answers?place=moon", c->ida});
    refused(c->f, 404, "unknown-language",
            (struct call){API_GET, "/v1/answers?language=D", c->ida});
    refused(c->f, 404, "unknown-topic", (struct call){API_GET, "/v1/answers?topic=x", c->ida});
    refused(c->f, 404, "unknown-organisation",
            (struct call){API_GET, "/v1/answers?municipality=x", c->ida});
    free(inside);
    free(outside);
    free(english);
}

/* The greeting names the citizen's own municipality, whoever asked before. */
static void the_greeting_is_the_citizens_municipality(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, "");
    static const char *const rows[][2] = {{"0615", "Horsens"}, {"0766", "Hedensted"}};
    for (int i = 0; i < 4; i++) {
        char target[64];
        snprintf(target, sizeof target, "/v1/answers?municipality=%s", rows[i % 2][0]);
        struct client *client = asked(c->f, 200, (struct call){API_GET, target, c->ida});
        expect(client, "answers.0.place", "inside");
        json_t *root = json_of(client->body);
        assert_non_null(strstr(json_string_value(dig(root, "answers.0.greeting")), rows[i % 2][1]));
        json_decref(root);
        done(client);
    }
}

/* The same question twice is the same bytes, and a renamed municipality is not served from memory.
 */
static void a_rendered_answer_follows_what_it_is_made_of(void **state) {
    struct crisis *c = *state;
    approve(c);
    activate(c, ",\"municipalities\":[\"0615\"]");
    struct call call = {API_GET, "/v1/answers?municipality=0615", c->ida};
    struct client *first = asked(c->f, 200, call), *again = asked(c->f, 200, call);
    assert_string_equal(first->body, again->body);
    assert_non_null(strstr(first->body, "Horsens"));
    must(c->f, 200,
         (struct call){API_PUT, "/v1/organisations/0615", "local",
                       "{\"name\":\"Nyby\",\"kind\":\"municipality\",\"standing\":\"member\","
                       "\"area\":\"oestjylland\"}"});
    struct client *renamed = asked(c->f, 200, call);
    assert_non_null(strstr(renamed->body, "Nyby"));
    done(first);
    done(again);
    done(renamed);
}

static void acknowledgements_are_counted_by_organisation(void **state) {
    struct crisis *c = *state;
    struct fixture *f = c->f;
    approve(c);
    activate(c, "");
    must(f, 200,
         (struct call){API_POST, "/v1/agents/ida/status", c->ida, "{\"status\":\"break\"}"});
    struct call acknowledge = {API_POST, "/v1/activations/activation-1/acknowledge", c->ida,
                               "{\"agent\":\"ida\"}"};
    struct client *client = asked(f, 200, acknowledge);
    expect(client, "acknowledgement.agent", "ida");
    done(client);
    must(f, 200, acknowledge); /* twice is once */
    client = asked(f, 200, (struct call){API_GET, "/v1/activations/activation-1", c->leader});
    expect(client, "activation.acknowledged", "1");
    expect(client, "activation.signed_in", "1");
    expect(client, "acknowledgements.0.organisation", "ddh");
    expect(client, "acknowledgements.0.acknowledged", "1");
    expect(client, "acknowledgements.0.signed_in", "1");
    expect(client, "acknowledgements.1.organisation", "0615");
    expect(client, "acknowledgements.1.acknowledged", "0");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/answers", c->ida});
    expect(client, "answers.0.acknowledged", "true");
    done(client);
    client = asked(f, 200, (struct call){API_GET, "/v1/answers", c->bo});
    expect(client, "answers.0.acknowledged", "false");
    done(client);
    refused(f, 403, "not-authorised",
            (struct call){API_POST, "/v1/activations/activation-1/acknowledge", c->bo,
                          "{\"agent\":\"ida\"}"});
}

static void lifting_is_said_and_expiry_is_not_lifting(void **state) {
    struct crisis *c = *state;
    struct fixture *f = c->f;
    char more[64];
    approve(c);
    snprintf(more, sizeof more, ",\"expires_at\":%lld", (long long)(f->now + HOUR_MS));
    activate(c, more);
    f->now += HOUR_MS;
    turn(f);
    struct client *client = asked(f, 200, (struct call){API_GET, "/v1/answers", c->ida});
    expect(client, "answers.0.state", "expired");
    char *expired = text_of(client);
    done(client);
    must(f, 200,
         (struct call){API_POST, "/v1/activations/activation-1/lift", c->leader,
                       "{\"reason\":\"ophævet\"}"});
    client = asked(f, 200, (struct call){API_GET, "/v1/answers", c->ida});
    expect(client, "answers.0.state", "lifted");
    char *lifted = text_of(client);
    assert_string_not_equal(expired, lifted);
    done(client);
    client = asked(f, 200,
                   (struct call){API_POST, "/v1/activations/activation-1/lift", c->leader,
                                 "{\"reason\":\"igen\"}"});
    expect(client, "repeated", "true");
    expect(client, "activation.reason", "ophævet");
    done(client);
    free(expired);
    free(lifted);
}

/* --- on the stream ---------------------------------------------------------------------------- */

static json_t *frame_data(struct client *client) {
    char *text = frame(client);
    assert_non_null(text);
    char *data = strstr(text, "\ndata: ");
    assert_non_null(data);
    data += 7;
    char *end = strstr(data, "\n\n");
    assert_non_null(end);
    assert_int_equal(strlen(end), 2); /* one line, and the end */
    *end = '\0';
    json_t *root = json_of(data);
    free(text);
    return root;
}

static void an_activation_is_on_every_agents_screen_with_its_answers(void **state) {
    struct crisis *c = *state;
    struct fixture *f = c->f;
    approve(c);
    struct client *ida = stream(f, c->ida, "/v1/stream", NULL);
    struct client *bo = stream(f, c->bo, "/v1/stream", NULL);
    expect_frame(ida, "snapshot");
    expect_frame(ida, NULL);
    expect_frame(bo, "snapshot");
    expect_frame(bo, NULL);
    activate(c, ",\"municipalities\":[\"0615\"]");
    assert_true(ida->ready && bo->ready);
    struct slice first, second;
    struct api_frame *one = api_stream_next(f->api, ida->stream, &first);
    struct api_frame *other = api_stream_next(f->api, bo->stream, &second);
    assert_non_null(one);
    assert_ptr_equal(one, other); /* made once, shared by all */
    api_frame_release(f->api, one);
    api_frame_release(f->api, other);
    expect_frame(ida, NULL);
    must(f, 200,
         (struct call){API_POST, "/v1/activations/activation-1/lift", c->leader,
                       "{\"reason\":\"ophævet\"}"});
    json_t *data = frame_data(ida);
    assert_string_equal(json_string_value(dig(data, "type")), "activation_lifted");
    json_t *answers = dig(data, "answers");
    /* two languages, three places */
    assert_int_equal(json_array_size(answers), 6);
    assert_string_equal(json_string_value(dig(data, "answers.0.state")), "lifted");
    assert_null(json_object_get(dig(data, "answers.0"), "acknowledged"));
    assert_string_equal(json_string_value(dig(data, "records.activation.activation-1.state")),
                        "lifted");
    json_decref(data);
    done(ida);
    done(bo);
}

static void expiry_is_said_on_the_stream(void **state) {
    struct crisis *c = *state;
    char more[64];
    approve(c);
    snprintf(more, sizeof more, ",\"expires_at\":%lld", (long long)(c->f->now + HOUR_MS));
    activate(c, more);
    struct client *ida = stream(c->f, c->ida, "/v1/stream", NULL);
    expect_frame(ida, "snapshot");
    expect_frame(ida, NULL);
    c->f->now += HOUR_MS;
    turn(c->f);
    json_t *data = frame_data(ida);
    assert_string_equal(json_string_value(dig(data, "type")), "activation_expired");
    assert_true(json_is_null(dig(data, "actor")));
    assert_int_equal(json_array_size(dig(data, "answers")), 6);
    assert_string_equal(json_string_value(dig(data, "answers.0.state")), "expired");
    json_decref(data);
    done(ida);
}

static void a_snapshot_holds_the_answers(void **state) {
    struct crisis *c = *state;
    struct fixture *f = c->f;
    approve(c);
    activate(c, "");
    must(f, 200,
         (struct call){API_POST, "/v1/activations/activation-1/acknowledge", c->ida,
                       "{\"agent\":\"ida\"}"});
    struct client *ida = stream(f, c->ida, "/v1/stream", NULL);
    json_t *data = frame_data(ida);
    assert_int_equal(json_array_size(dig(data, "answers")), 6);
    assert_true(json_is_true(dig(data, "answers.0.acknowledged")));
    assert_string_equal(json_string_value(dig(data, "you.agent")), "ida");
    assert_string_equal(json_string_value(dig(data, "agent.availability.state")), "signed_out");
    assert_true(json_is_null(dig(data, "call")));
    assert_int_equal(json_array_size(dig(data, "activations")), 1);
    assert_int_equal(json_array_size(dig(data, "organisations")), 1);
    assert_string_equal(json_string_value(dig(data, "organisations.0.id")), "ddh");
    json_decref(data);
    done(ida);
}

/* --- documents -------------------------------------------------------------------------------- */

static void documents_come_back_after_a_restart(void **state) {
    struct crisis *c = *state;
    struct problem problem;
    uint8_t hash[SHA256_BYTES];
    approve(c);
    activate(c, "");
    uint64_t cursor = 0;
    struct commit_document document;
    uint32_t count = 0;
    bool playbook_found = false;
    while (api_document_ops.next(c->f->api, &cursor, &document)) {
        crypto_sha256(document.bytes.data, document.bytes.length, hash);
        assert_memory_equal(hash, document.hash, sizeof hash);
        playbook_found |= document.bytes.length == strlen(c->text);
        count++;
    }
    assert_int_equal(count, 2); /* the text and the parameters */
    assert_true(playbook_found);
    struct slice text = slice_of(c->text);
    crypto_sha256(text.data, text.length, hash);
    assert_int_equal(api_load_document(c->f->api, hash, text, &problem), ERR_OK);
    hash[0] ^= 1;
    assert_int_equal(api_load_document(c->f->api, hash, text, &problem), ERR_INVALID);
}

/* More documents than there is room for: those that nothing names make room, the others stay. */
static void documents_that_nothing_names_make_room(void **state) {
    struct crisis *c = *state;
    struct problem problem;
    approve(c);
    for (int i = 0; i < 2 * LIMIT_DOCUMENTS; i++) {
        char text[32];
        uint8_t hash[SHA256_BYTES];
        snprintf(text, sizeof text, "{\"n\":%d}", i);
        crypto_sha256(text, strlen(text), hash);
        assert_int_equal(api_load_document(c->f->api, hash, slice_of(text), &problem), ERR_OK);
    }
    must(c->f, 200, (struct call){API_GET, playbook, c->ida});
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_playbook_is_published_read_and_approved),
        TEST(a_bad_playbook_is_refused_whole_with_its_faults),
        TEST(an_activation_needs_an_approved_version_and_good_parameters),
        TEST(an_activation_shows_what_was_given),
        TEST(an_activation_says_that_the_phones_are_closed),
        TEST(answers_are_by_language_audience_and_place),
        TEST(the_greeting_is_the_citizens_municipality),
        TEST(a_rendered_answer_follows_what_it_is_made_of),
        TEST(acknowledgements_are_counted_by_organisation),
        TEST(lifting_is_said_and_expiry_is_not_lifting),
        TEST(an_activation_is_on_every_agents_screen_with_its_answers),
        TEST(expiry_is_said_on_the_stream),
        TEST(a_snapshot_holds_the_answers),
        TEST(documents_come_back_after_a_restart),
        TEST(documents_that_nothing_names_make_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
