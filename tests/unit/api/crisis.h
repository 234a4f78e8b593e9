/* People and a playbook with which a crisis can begin. */
#ifndef TESTS_UNIT_API_CRISIS_H
#define TESTS_UNIT_API_CRISIS_H

#include "tests/unit/api/fixture.h"

struct crisis {
    struct fixture *f;
    char *text; /* the shipped playbook */
    char *parameters;
    char *editor, *approver, *leader, *ida, *bo;
};

/* The examples that the playbook gives for its own parameters. */
static char *example_parameters(const char *text) {
    json_t *root = json_of(text), *out = json_object();
    const char *name;
    json_t *parameter;
    json_object_foreach(dig(root, "parameters"), name, parameter) {
        json_t *example = json_object_get(parameter, "example");
        if (example != NULL) json_object_set(out, name, example);
    }
    char *dumped = json_dumps(out, JSON_COMPACT);
    json_decref(out);
    json_decref(root);
    return dumped;
}

static UNUSED int setup(void **state) {
    struct crisis *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->f = fixture_open();
    furnish(c->f);
    c->text = shipped_playbook("water-contamination");
    c->parameters = example_parameters(c->text);
    c->editor = token(c->f, "editor", "\"role\":\"municipal_editor\"");
    c->approver = token(c->f, "approver", "\"role\":\"approver\"");
    c->leader = token(c->f, "leader", "\"role\":\"duty_leader\"");
    c->ida = token(c->f, "ida", "\"role\":\"agent\",\"agent\":\"ida\"");
    c->bo = token(c->f, "bo", "\"role\":\"agent\",\"agent\":\"bo\"");
    *state = c;
    return 0;
}

static UNUSED int teardown(void **state) {
    struct crisis *c = *state;
    fixture_close(c->f);
    free(c->text);
    free(c->parameters);
    free(c->editor);
    free(c->approver);
    free(c->leader);
    free(c->ida);
    free(c->bo);
    free(c);
    return 0;
}

static const char playbook[] = "/v1/playbooks/water-contamination";

/* Publishes; gives back the version, to be freed. */
static UNUSED char *publish(struct crisis *c) {
    struct client *client = asked(c->f, 201, (struct call){API_PUT, playbook, c->editor, c->text});
    json_t *root = json_of(client->body);
    char *version = strdup(json_string_value(dig(root, "playbook.version")));
    assert_non_null(version);
    json_decref(root);
    done(client);
    return version;
}

static UNUSED void approve(struct crisis *c) {
    char *version = publish(c), body[128];
    snprintf(body, sizeof body, "{\"version\":\"%s\"}", version);
    must(c->f, 200,
         (struct call){API_POST, "/v1/playbooks/water-contamination/approve", c->approver, body});
    free(version);
}

static UNUSED char *activation_body(const char *parameters, const char *more) {
    size_t size = strlen(parameters) + strlen(more) + 256;
    char *body = malloc(size);
    assert_non_null(body);
    snprintf(body, size,
             "{\"playbook\":\"water-contamination\", \"parameters\" : %s,\"reason\":\"E. coli\"%s}",
             parameters, more);
    return body;
}

static UNUSED void activate(struct crisis *c, const char *more) {
    char *body = activation_body(c->parameters, more);
    must(c->f, 201, (struct call){API_POST, "/v1/activations", c->leader, body});
    free(body);
}

#endif
