/* What switches send, in the form that the telephony contract gives it (docs/telephony.md): other names, times in seconds with a
 * point, the home set as a word. Here it becomes the members of the core's commands; everything else is as for any command. */
#include <string.h>

#include "base/assert.h"
#include "wire/switch.h"
#include "wire/value.h"
#include "wire/wire.h"

#define NAMED(name_) \
    { .name = name_ }

/* Whether the object has only these. */
static enum err check_names(json_t *object, const struct field *known, size_t count,
                            struct problem *problem) {
    for (void *it = json_object_iter(object); it != NULL; it = json_object_iter_next(object, it)) {
        size_t i = 0;
        while (i < count && strcmp(known[i].name, json_object_iter_key(it)) != 0)
            i++;
        if (i == count)
            return value_unknown_member(known, count, json_object_iter_key(it), problem);
    }
    return ERR_OK;
}

/* Takes a member that is a text out of the object; length 0: it is not there. */
static enum err take_text(json_t *object, const char *name, char *out, size_t size, size_t *length,
                          struct problem *problem) {
    const json_t *value = json_object_get(object, name);
    *length = 0;
    out[0] = '\0';
    if (value == NULL) return ERR_OK;
    if (!json_is_string(value)) return value_wrong_type(name, "a text", value, problem);
    *length = json_string_length(value);
    if (*length == 0) return problem_set(problem, ERR_INVALID, name, "it may not be empty");
    if (*length >= size)
        return problem_set(problem, ERR_TOO_LONG, name, "it has at most %zu characters", size - 1);
    memcpy(out, json_string_value(value), *length + 1);
    json_object_del(object, name);
    return ERR_OK;
}

/* Visible ASCII that may stand in an address without being encoded. */
static bool is_plain(const char *text, size_t length, const char *more) {
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr(more, c) == NULL)) return false;
    }
    return true;
}

static enum err check_call_id(const char *text, size_t length, struct problem *problem) {
    if (length > 0 && is_plain(text, length, "._~-")) return ERR_OK;
    return problem_set(problem, ERR_INVALID, "call_id",
                       "it is made of letters, digits, '.', '_', '~' and '-'; of a SIP Call-ID "
                       "give a hash");
}

/* Seconds since 1970, with or without a point, as milliseconds; 0: not given. */
static enum err take_seconds(json_t *object, const char *name, time_ms *out,
                             struct problem *problem) {
    const json_t *value = json_object_get(object, name);
    *out = 0;
    if (value == NULL) return ERR_OK;
    if (!json_is_number(value)) return value_wrong_type(name, "seconds since 1970", value, problem);
    double seconds = json_number_value(value);
    if (!(seconds >= 0 && seconds < 253402300800.0)) /* the year 10000 */
        return problem_set(problem, ERR_OUT_OF_RANGE, name, "it is seconds since 1970");
    *out = (time_ms)(seconds * 1000 + 0.5);
    json_object_del(object, name);
    return ERR_OK;
}

/* Who calls must never come here in clear. The keyed hash is looked at, and is nobody's business after that. */
static enum err drop_caller(json_t *object, struct problem *problem) {
    char text[2 * SHA256_BYTES + 1];
    uint8_t hash[SHA256_BYTES];
    size_t length;
    const json_t *value = json_object_get(object, "from_hash");
    if (value == NULL) return ERR_OK;
    enum err err = take_text(object, "from_hash", text, sizeof text, &length, problem);
    if (err == ERR_TOO_LONG || (err == ERR_OK && !text_from_hex(text, length, hash, sizeof hash)))
        return problem_set(problem, ERR_INVALID, "from_hash",
                           "it must be 64 hexadecimal digits, a keyed hash of who calls");
    return err;
}

static enum err take_deadline(json_t *object, uint32_t *out, struct problem *problem) {
    const json_t *value = json_object_get(object, "deadline_ms");
    int64_t number = 0;
    *out = 0;
    if (value == NULL) return ERR_OK;
    enum err err = value_decode_integer(value, "deadline_ms", 50, 10000, " ms", &number, problem);
    if (err != ERR_OK) return err;
    *out = (uint32_t)number;
    json_object_del(object, "deadline_ms");
    return ERR_OK;
}

static enum err read_call(json_t *object, struct wire_switch_call *out, struct problem *problem) {
    static const struct field known[] = {
        NAMED("call_id"),  NAMED("municipality"), NAMED("topic"),       NAMED("number"),
        NAMED("language"), NAMED("from_hash"),    NAMED("received_at"), NAMED("deadline_ms"),
        NAMED("gateway"),  NAMED("boot"),         NAMED("postcode"),
    };
    char id[LIMIT_REFERENCE];
    size_t length;
    enum err err = check_names(object, known, sizeof known / sizeof *known, problem);
    if (err == ERR_OK) err = take_text(object, "call_id", id, sizeof id, &length, problem);
    if (err == ERR_OK) err = check_call_id(id, length, problem);
    if (err == ERR_OK) err = drop_caller(object, problem);
    if (err == ERR_OK) err = take_seconds(object, "received_at", &out->received_at, problem);
    if (err == ERR_OK) err = take_deadline(object, &out->deadline_ms, problem);
    if (err != ERR_OK) return err;
    out->from_switch = true;
    json_object_set_new(object, "reference", json_string(id));
    json_object_set_new(object, "phone_leg", json_true());
    return ERR_OK;
}

enum err wire_decode_call(struct slice body, struct command *command, struct wire_switch_call *out,
                          struct problem *problem) {
    json_t *object = NULL;
    *out = (struct wire_switch_call){.from_switch = false};
    enum err err = value_load(body, &object, problem);
    if (err == ERR_OK && json_object_get(object, "call_id") != NULL)
        err = read_call(object, out, problem);
    if (err == ERR_OK)
        err = command_from_object(COMMAND_call_arrive, object, NULL, 0, command, problem);
    json_decref(object);
    return err;
}

/* --- events ----------------------------------------------------------------------------------- */

/* "<boot>-<sequence>": what matters is of which boot it is. What an event does, it does once, by what it says. */
static enum err take_event_id(json_t *object, struct problem *problem) {
    char id[LIMIT_BOOT + 24];
    size_t length;
    enum err err = take_text(object, "event_id", id, sizeof id, &length, problem);
    if (err != ERR_OK) return err;
    if (length == 0)
        return problem_set(problem, ERR_MISSING_FIELD, "event_id", "event_id must be given");
    char *hyphen = strrchr(id, '-');
    size_t boot = hyphen == NULL ? 0 : (size_t)(hyphen - id);
    const char *sequence = hyphen == NULL ? "" : hyphen + 1;
    size_t digits = strspn(sequence, "0123456789");
    if (boot == 0 || boot >= LIMIT_BOOT || digits == 0 || digits > 19 || sequence[digits] != '\0' ||
        !is_plain(id, boot, "._~-"))
        return problem_set(problem, ERR_INVALID, "event_id",
                           "it is the gateway's boot, a hyphen and a number, such as b1-17");
    json_object_set_new(object, "boot", json_stringn(id, boot));
    return ERR_OK;
}

/* "call-17.2": the number of the decision behind the point. */
static enum err take_decision(json_t *object, struct problem *problem) {
    char text[64];
    size_t length;
    enum err err = take_text(object, "decision_id", text, sizeof text, &length, problem);
    if (err != ERR_OK || length == 0) return err;
    const char *point = strrchr(text, '.');
    size_t digits = point == NULL ? 0 : strspn(point + 1, "0123456789");
    if (digits == 0 || digits > 9 || point[1 + digits] != '\0')
        return problem_set(problem, ERR_INVALID, "decision_id",
                           "it is what the decision had, such as call-17.1");
    json_int_t number = 0;
    for (const char *at = point + 1; *at != '\0'; at++)
        number = number * 10 + (*at - '0');
    json_object_set_new(object, "decision", json_integer(number));
    return ERR_OK;
}

/* `route` of an answer is an index or "home"; `route_index` of an attempt an index. Both are the core's `route`. */
static enum err take_route(json_t *object, const char *type, struct problem *problem) {
    json_t *route = json_object_get(object, "route"),
           *index = json_object_get(object, "route_index");
    bool answer = strcmp(type, "answered") == 0;
    if (answer && route == NULL)
        return problem_set(problem, ERR_MISSING_FIELD, "route", "route must be given");
    if (!answer && route != NULL)
        return problem_set(problem, ERR_UNKNOWN_FIELD, "route", "only an answer has it");
    if (index != NULL && strcmp(type, "attempt_failed") != 0)
        return problem_set(problem, ERR_UNKNOWN_FIELD, "route_index",
                           "only a failed attempt has it");
    const char *word = json_string_value(route);
    if (word != NULL && strcmp(word, "home") != 0)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "route", "it is an index or \"home\"");
    if (word != NULL) json_object_del(object, "route");
    if (index != NULL) {
        json_object_set(object, "route", index);
        json_object_del(object, "route_index");
    }
    return ERR_OK;
}

/* For people and logs: it changes nothing. */
static enum err take_reason(json_t *object, const char *type, struct problem *problem) {
    char text[41];
    size_t length;
    bool fallback = strcmp(type, "fallback") == 0;
    if (!fallback && json_object_get(object, "reason") != NULL)
        return problem_set(problem, ERR_UNKNOWN_FIELD, "reason", "only a fallback has it");
    enum err err = take_text(object, "reason", text, sizeof text, &length, problem);
    if (err != ERR_OK) return err;
    if (fallback && length == 0)
        return problem_set(problem, ERR_MISSING_FIELD, "reason", "reason must be given");
    if (length != strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_"))
        return problem_set(problem, ERR_INVALID, "reason", "it is a word such as routes_exhausted");
    return ERR_OK;
}

static enum err read_event(json_t *object, struct problem *problem) {
    static const struct field known[] = {
        NAMED("type"),    NAMED("event_id"),    NAMED("at"),
        NAMED("gateway"), NAMED("route"),       NAMED("sip_code"),
        NAMED("reason"),  NAMED("decision_id"), NAMED("route_index"),
    };
    time_ms at;
    enum err err = check_names(object, known, sizeof known / sizeof *known, problem);
    const char *type = json_string_value(json_object_get(object, "type"));
    if (err == ERR_OK && json_object_get(object, "type") == NULL)
        err = problem_set(problem, ERR_MISSING_FIELD, "type", "type must be given");
    if (type == NULL) type = "";
    if (err == ERR_OK) err = take_event_id(object, problem);
    if (err == ERR_OK) err = take_seconds(object, "at", &at, problem);
    if (err == ERR_OK) err = take_decision(object, problem);
    if (err == ERR_OK) err = take_route(object, type, problem);
    if (err == ERR_OK) err = take_reason(object, type, problem);
    return err;
}

enum err wire_decode_switch_event(const char *id, struct slice body, struct command *command,
                                  struct problem *problem) {
    json_t *object = NULL;
    struct wire_parameter reference = {"reference", id};
    enum err err = value_load(body, &object, problem);
    if (err == ERR_OK) err = check_call_id(id, strlen(id), problem);
    if (err == ERR_OK) err = read_event(object, problem);
    if (err == ERR_OK)
        err = command_from_object(COMMAND_call_event, object, &reference, 1, command, problem);
    json_decref(object);
    return err;
}
