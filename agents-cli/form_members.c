/* Questions that no playbook asks: when an activation ends, what a ticket is made of. They are laid out
 * as a playbook's parameters, so that they are typed and checked in the same way. */
#include <string.h>

#include "agents-cli/decode.h"
#include "agents-cli/form.h"

static json_t *both(const char *kind, const char *word) {
    return json_pack("{s:s,s:s}", "da", texts_word(LANGUAGE_DA, kind, word), "en",
                     texts_word(LANGUAGE_EN, kind, word));
}

static json_t *question(const char *kind, const char *name, const char *type, bool optional) {
    json_t *parameter = json_pack("{s:s,s:b}", "type", type, "optional", optional);
    json_object_set_new(parameter, "title", both(kind, name));
    return parameter;
}

json_t *form_times(void) {
    json_t *parameters = json_object();
    json_object_set_new(parameters, "expires_at",
                        question("form_time", "expires_at", "datetime", false));
    json_object_set_new(parameters, "review_by",
                        question("form_time", "review_by", "datetime", true));
    return json_pack("{s:o}", "parameters", parameters);
}

const json_t *form_time_of(struct form *form, const char *name) {
    char rfc3339[TIME_TEXT_MAX];
    time_ms at = decode_integer(form_record(form), name, 0);
    if (at == 0) return NULL;
    json_t *times = json_object_get(form->standing, "times");
    if (times == NULL) {
        times = json_object();
        json_object_set_new(form->standing, "times", times);
    }
    json_object_set_new(times, name, json_string(time_rfc3339(at, rfc3339)));
    return json_object_get(times, name);
}

/* --- tickets ---------------------------------------------------------------------------------- */

static json_t *options(const char *kind, const char *const *words, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list, json_pack("{s:s,s:o}", "value", words[i], "text", both(kind, words[i])));
    return list;
}

/* What its name tells of the values that a member may have. */
static json_t *member_question(const char *name, bool required) {
    static const char *const needs[] = {"water", "heat", "shelter", "transport", "care"};
    static const char *const questions[] = {"status", "no_answer", "appointment", "decision"};
    bool people = strcmp(name, "people") == 0, since = strcmp(name, "since") == 0;
    json_t *parameter = question("ticket_member", name,
                                 people  ? "count"
                                 : since ? "datetime"
                                         : "text",
                                 !required);
    if (people) json_object_set_new(parameter, "min", json_integer(1));
    if (people) json_object_set_new(parameter, "max", json_integer(10000));
    if (strcmp(name, "need") == 0)
        json_object_set_new(parameter, "options", options("ticket_need", needs, 5));
    if (strcmp(name, "question") == 0)
        json_object_set_new(parameter, "options", options("ticket_question", questions, 4));
    json_object_set_new(parameter, "example",
                        json_string(texts_word(LANGUAGE_DA, "ticket_example", name)));
    return parameter;
}

json_t *form_members(const json_t *kind) {
    static const char *const urgencies[] = {"usual", "today", "now"};
    json_t *parameters = json_object(), *urgency, *member;
    size_t i;
    json_array_foreach(json_object_get(kind, "members"), i, member) {
        const char *name = json_string_value(json_object_get(member, "name"));
        if (name == NULL) continue;
        json_t *asked = member_question(name, decode_bool(member, "required"));
        json_object_set(asked, "purpose", json_object_get(member, "purpose"));
        json_object_set_new(parameters, name, asked);
    }
    urgency = question("ticket_member", "urgency", "text", false);
    json_object_set_new(urgency, "options", options("ticket_urgency", urgencies, 3));
    json_object_set_new(urgency, "default", json_string("usual"));
    json_object_set_new(parameters, "urgency", urgency);
    return json_pack("{s:o}", "parameters", parameters);
}
