#include "expectations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "0615,0630"; nothing: the list is empty. */
static void list_text(const json_t *list, char *out, size_t size) {
    size_t i, length = 0;
    json_t *item;
    snprintf(out, size, "%s", json_array_size(list) == 0 ? "nothing" : "");
    json_array_foreach(list, i, item) length +=
        (size_t)snprintf(out + length, size - length, "%s%s", i > 0 ? "," : "",
                         json_is_string(item) ? json_string_value(item) : "?");
}

/* "a1/2" is "activation-1/2". */
static json_t *find_record(struct teller *t, const char *kind, const char *id) {
    char first[PATTERN_TEXT], whole[PATTERN_TEXT + 80];
    const char *rest = strchr(id, '/');
    if (rest == NULL) return t->world.ops->record(t->world.ctx, kind, teller_resolve(t, id));
    snprintf(first, sizeof first, "%.*s", (int)(rest - id), id);
    snprintf(whole, sizeof whole, "%s%s", teller_resolve(t, first), rest);
    return t->world.ops->record(t->world.ctx, kind, whole);
}

/* {"0746":["8660","8680"]} as "0746=8660+8680", {"one_way":1,"reserve":2} as "one_way=1,reserve=2"; {} as "nothing". */
static void counts_text(json_t *counts, char *out, size_t size) {
    const char *name;
    json_t *value;
    size_t used = 0;
    snprintf(out, size, "nothing");
    json_object_foreach(counts, name, value) {
        if (used >= size) return;
        char list[PATTERN_TEXT];
        if (json_is_array(value))
            list_text(value, list, sizeof list);
        else
            snprintf(list, sizeof list, "%lld", (long long)json_integer_value(value));
        for (char *comma = list; (comma = strchr(comma, ',')) != NULL;)
            *comma = '+';
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s=%s", used > 0 ? "," : "", name, list);
    }
}

static void expect_foretold(struct teller *t, const char *call, const char *agent) {
    json_t *offers = json_object_get(t->foretold, "offers");
    const char *to = json_string_value(json_object_get(offers, teller_resolve(t, call)));
    if (to == NULL || strcmp(to, agent) != 0)
        teller_fail(t, "%s would be offered to %s, not %s", call, to == NULL ? "nobody" : to,
                    agent);
}

static void expect_foretold_count(struct teller *t, const char *what, const char *count) {
    json_t *value = json_object_get(t->foretold, what);
    long long found = json_is_object(value) ? (long long)json_object_size(value)
                                            : (long long)json_integer_value(value);
    if (value == NULL || found != strtoll(count, NULL, 10))
        teller_fail(t, "%s are %lld, not %s", what, found, count);
}

static void expect_member(struct teller *t, const char *kind, const char *id, const char *member,
                          const char *want) {
    json_t *record = find_record(t, kind, id);
    char text[256], name[64];
    size_t length = strcspn(member, "[");
    snprintf(name, sizeof name, "%.*s", (int)length, member);
    json_t *value = json_object_get(record, name);
    if (member[length] == '[')
        value = json_array_get(value, (size_t)strtoul(member + length + 1, NULL, 10));
    if (record == NULL)
        snprintf(text, sizeof text, "nothing");
    else if (json_is_string(value))
        snprintf(text, sizeof text, "%s", json_string_value(value));
    else if (json_is_array(value))
        list_text(value, text, sizeof text);
    else if (json_is_integer(value))
        snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        snprintf(text, sizeof text, "%s", json_is_true(value) ? "true" : "false");
    else if (json_is_object(value))
        counts_text(value, text, sizeof text);
    else
        snprintf(text, sizeof text, "%s", json_is_null(value) ? "nothing" : "?");
    if (strcmp(text, want) != 0)
        teller_fail(t, "%s %s: %s is %s, not %s", kind, id, member, text, want);
    json_decref(record);
}

static void expect_refused(struct teller *t, const char *slug, const char *field) {
    enum err want;
    if (!err_from_slug(slug, &want)) {
        teller_fail(t, "there is no problem %s", slug);
        return;
    }
    if (!t->pending)
        teller_fail(t, "expected %s, but the command was done", slug);
    else if (t->last_err != want)
        teller_fail(t, "expected %s, not %s (%s: %s)", slug, err_slug(t->last_err),
                    t->last_problem.field, t->last_problem.detail);
    else if (field != NULL && strcmp(field, t->last_problem.field) != 0)
        teller_fail(t, "expected the field %s, not %s", field, t->last_problem.field);
    t->pending = false;
}

/* What the activation tells who is on this call: "inside active", "unknown lifted", "not said". */
static void expect_told(struct teller *t, const struct captures *c) {
    char id[2 * PATTERN_TEXT], told[PATTERN_TEXT], want[2 * PATTERN_TEXT];
    snprintf(id, sizeof id, "%s/%s", teller_resolve(t, capture(c, "activation")),
             teller_resolve(t, capture(c, "call")));
    snprintf(want, sizeof want, "%s %s", capture(c, "place"), capture(c, "moment"));
    json_t *answer = t->world.ops->record(t->world.ctx, "told", id);
    const char *place = json_string_value(json_object_get(answer, "place"));
    const char *moment = json_string_value(json_object_get(answer, "moment"));
    snprintf(told, sizeof told, "%s %s", place == NULL ? "not" : place,
             moment == NULL ? "said" : moment);
    if (strcmp(told, want) != 0) teller_fail(t, "%s: it is %s, not %s", id, told, want);
    json_decref(answer);
}

bool expect(struct teller *t, const struct words_of_line *line) {
    struct captures c;
    if (pattern_match("expect refused {slug}", line, &c))
        expect_refused(t, capture(&c, "slug"), NULL);
    else if (pattern_match("expect refused {slug} at {field}", line, &c))
        expect_refused(t, capture(&c, "slug"), capture(&c, "field"));
    else if (pattern_match("expect {activation} for {call} is {place} {moment}", line, &c))
        expect_told(t, &c);
    else if (pattern_match("expect {call} at a seat of {offer}", line, &c)) {
        expect_member(t, "call", capture(&c, "call"), "state", "reserved");
        expect_member(t, "call", capture(&c, "call"), "offer", capture(&c, "offer"));
    } else if (pattern_match("expect {call} offered to {agent}", line, &c)) {
        expect_member(t, "call", capture(&c, "call"), "state", "reserved");
        expect_member(t, "call", capture(&c, "call"), "agent", capture(&c, "agent"));
    } else if (pattern_match("expect {call} would be offered to {agent}", line, &c))
        expect_foretold(t, capture(&c, "call"), capture(&c, "agent"));
    else if (pattern_match("expect that would give {count} {what}", line, &c))
        expect_foretold_count(t, capture(&c, "what"), capture(&c, "count"));
    else if (pattern_match("expect {call} answered by {agent}", line, &c)) {
        expect_member(t, "call", capture(&c, "call"), "state", "answered");
        expect_member(t, "call", capture(&c, "call"), "agent", capture(&c, "agent"));
    } else if (pattern_match("expect {call} waiting", line, &c))
        expect_member(t, "call", capture(&c, "call"), "state", "queued");
    else if (pattern_match("expect {call} abandoned", line, &c))
        expect_member(t, "call", capture(&c, "call"), "outcome", "abandoned");
    else if (pattern_match("expect no {kind} {id}", line, &c)) {
        json_t *record = find_record(t, capture(&c, "kind"), capture(&c, "id"));
        if (record != NULL)
            teller_fail(t, "there is a %s %s", capture(&c, "kind"), capture(&c, "id"));
        json_decref(record);
    } else if (pattern_match("expect {agent} {state}", line, &c))
        expect_member(t, "availability", capture(&c, "agent"), "state", capture(&c, "state"));
    else if (pattern_match("expect {kind} {id} {member} {value}", line, &c))
        expect_member(t, capture(&c, "kind"), capture(&c, "id"), capture(&c, "member"),
                      capture(&c, "value"));
    else
        return false;
    return true;
}
