#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "values.h"

/* The values that the playbook itself gives as examples. */
static void take_examples(const char *playbook, json_t *parameters) {
    char path[512];
    const char *name;
    json_t *definition;
    snprintf(path, sizeof path, "%s/playbooks/%s/playbook.json", DDH_SOURCE_DIR, playbook);
    json_t *document = json_load_file(path, 0, NULL);
    json_object_foreach(json_object_get(document, "parameters"), name, definition) {
        json_object_set(parameters, name, json_object_get(definition, "example"));
    }
    json_decref(document);
}

static bool is_of_the_request(const char *key) {
    static const char *const keys[] = {"open_until",        "starts_at",   "review_by", "priority",
                                       "version",           "break_glass", "alert",     "exercise",
                                       "acknowledge_first", "narrowed"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i], key) == 0) return true;
    return false;
}

void give_activation(struct teller *t, const struct captures *captures,
                     const struct words_of_line *line) {
    json_t *request = json_object(), *parameters = json_object();
    const char *role = teller_role(t, "duty_leader"), *who = teller_who(t, role);
    long long ms = 0;
    bool usual = strcmp(capture(captures, "duration"), "usual") == 0; /* as the playbook says */
    if (!usual && !value_duration(capture(captures, "duration"), &ms))
        teller_fail(t, "%s is no duration", capture(captures, "duration"));
    json_object_set_new(request, "playbook", json_string(capture(captures, "playbook")));
    if (strcmp(capture(captures, "municipalities"), "all") != 0)
        value_set(t, request, "municipalities", capture(captures, "municipalities"));
    if (!usual) json_object_set_new(request, "expires_at", json_integer(t->now + ms));
    json_object_set_new(request, "reason", json_string("story"));
    json_object_set_new(request, "exercise", json_true());
    for (size_t i = captures->rest; i < line->count; i++) {
        char copy[PATTERN_TEXT];
        snprintf(copy, sizeof copy, "%s", line->words[i]);
        char *value = strchr(copy, '='), *end;
        if (strcmp(copy, "examples") == 0) take_examples(capture(captures, "playbook"), parameters);
        if (value == NULL) continue;
        *value++ = '\0';
        if (is_of_the_request(copy)) {
            value_set(t, request, copy, value);
            continue;
        }
        long long number = strtoll(value, &end, 10);
        json_object_set_new(parameters, copy,
                            *end == '\0' && end != value && value[0] != '0' && strlen(value) < 5
                                ? json_integer(number)
                                : json_string(value));
    }
    struct problem problem = {.err = ERR_OK};
    char id[32] = "";
    if (t->what_if) { /* a trial needs no values */
        json_decref(parameters);
        teller_try(t, "activation_start", request, role, who);
        json_decref(request);
        return;
    }
    json_object_set_new(request, "parameters", parameters);
    enum err err = t->world.ops->activate(t->world.ctx, request, role, who, id, &problem);
    if (err == ERR_OK) teller_remember(t, capture(captures, "as"), id);
    teller_done(t, err, &problem);
    json_decref(request);
}

/* "warm,ticket": rules of these kinds instead of its own. */
static void set_transfers(json_t *document, const char *kinds) {
    json_t *rules = json_object_get(document, "transfer"), *out = json_array();
    char copy[PATTERN_TEXT], *save = NULL;
    snprintf(copy, sizeof copy, "%s", kinds);
    for (char *kind = strtok_r(copy, ",", &save); kind != NULL; kind = strtok_r(NULL, ",", &save)) {
        json_t *rule = json_deep_copy(json_array_get(rules, 0));
        json_object_set_new(rule, "kind", json_string(kind));
        json_array_append_new(out, rule);
    }
    json_object_set_new(document, "transfer", out);
}

/* How long it holds: "review_every_hours=4". */
static void move_terms(json_t *change, json_t *expiry) {
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(change, next, key, value) {
        if (json_object_get(expiry, key) == NULL) continue;
        json_object_set(expiry, key, value);
        json_object_del(change, key);
    }
}

/* "topics=vand,pas transfer=cold wrap_up_ms=20s lifted_hours=2": its topics, how it transfers, how long it holds, and what it does
 * while active. */
static void change_playbook(struct teller *t, json_t *document, const struct words_of_line *line,
                            size_t from) {
    json_t *change = json_object();
    value_set_rest(t, change, line, from);
    json_t *topics = json_object_get(change, "topics");
    if (topics != NULL) json_object_set(document, "topics", topics);
    json_object_del(change, "topics");
    json_t *transfer = json_object_get(change, "transfer");
    if (transfer != NULL) set_transfers(document, json_string_value(transfer));
    json_object_del(change, "transfer");
    move_terms(change, json_object_get(document, "expiry"));
    json_object_update(json_object_get(document, "while_active"), change);
    json_decref(change);
}

void give_playbook(struct teller *t, const char *name, bool approve, const char *as,
                   const struct words_of_line *line, size_t rest) {
    char path[512], version[72] = "", title[200];
    struct problem problem = {.err = ERR_OK};
    snprintf(path, sizeof path, "%s/playbooks/%s/playbook.json", DDH_SOURCE_DIR, name);
    json_t *document = json_load_file(path, 0, NULL), *titles = json_object_get(document, "title");
    if (document == NULL) {
        teller_fail(t, "there is no playbook %s", name);
        return;
    }
    snprintf(title, sizeof title, "%.150s %s", json_string_value(json_object_get(titles, "da")),
             as == NULL ? "" : as);
    if (as != NULL) json_object_set_new(titles, "da", json_string(title));
    if (as != NULL) change_playbook(t, document, line, rest);
    enum err err = t->world.ops->playbook(t->world.ctx, document, approve, version, &problem);
    if (err == ERR_OK && as != NULL) teller_remember(t, as, version);
    teller_done(t, err, &problem);
    json_decref(document);
}
