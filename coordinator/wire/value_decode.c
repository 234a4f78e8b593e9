/* Reading one value. Every refusal says which member and what would do instead, in a sentence
 * that a person who has never seen this program understands; input is shown back only when it is
 * short and harmless. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"

/* Times beyond the year 9999 have no RFC 3339 text, and the core adds durations to times. */
#define TIME_LAST INT64_C(253402300799999)
#define PATH_MAX_BYTES 64
/* Names and values longer than this are not shown back. */
#define SHOWN_MAX 40

/* --- the whole text --------------------------------------------------------------------------- */

static const struct {
    enum json_error_code code;
    enum err err;
    const char *text;
} json_errors[] = {
    {json_error_out_of_memory, ERR_INTERNAL, "there is no memory to read it"},
    {json_error_stack_overflow, ERR_INVALID, "it is nested too deep"},
    {json_error_invalid_utf8, ERR_INVALID, "it is not valid UTF-8"},
    {json_error_premature_end_of_input, ERR_INVALID, "the JSON ends too early"},
    {json_error_end_of_input_expected, ERR_INVALID, "something follows after the end of the JSON"},
    {json_error_null_character, ERR_INVALID, "a text holds the character \\u0000"},
    {json_error_null_byte_in_key, ERR_INVALID, "a name holds the character \\u0000"},
    {json_error_duplicate_key, ERR_INVALID, "a name stands twice in one object"},
    {json_error_numeric_overflow, ERR_OUT_OF_RANGE, "a number is too large"},
};

static enum err load_refused(const json_error_t *error, struct problem *problem) {
    enum err err = ERR_INVALID;
    const char *text = "that is not a JSON object";
    for (size_t i = 0; i < sizeof json_errors / sizeof *json_errors; i++) {
        if (json_errors[i].code == json_error_code(error)) {
            err = json_errors[i].err;
            text = json_errors[i].text;
        }
    }
    return problem_set(problem, err, "", "%s (line %d, column %d)", text, error->line,
                       error->column);
}

enum err value_load(struct slice json, json_t **out, struct problem *problem) {
    json_error_t error;
    json_t *value = json.length == 0
                        ? json_object()
                        : json_loadb(json.data, json.length, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL && json.length == 0)
        return problem_set(problem, ERR_INTERNAL, "", "there is no memory to read it");
    if (value == NULL) return load_refused(&error, problem);
    if (!json_is_object(value)) {
        json_decref(value);
        return problem_set(problem, ERR_WRONG_TYPE, "", "the body must be an object, {...}");
    }
    *out = value;
    return ERR_OK;
}

/* --- refusals --------------------------------------------------------------------------------- */

static bool can_be_shown(const char *text, size_t length) {
    return length > 0 && length <= SHOWN_MAX && text_is_line(text, length) &&
           !text_has_cpr(text, length);
}

/* Appends ", word", or "word" when it is the first; what does not fit any more becomes "...". */
static void add_word(char *text, size_t size, const char *word) {
    size_t used = strlen(text), more = strlen(word) + (used == 0 ? 0 : 2);
    if (used >= 3 && strcmp(text + used - 3, "...") == 0) return;
    bool fits = used + more + sizeof ", ..." <= size;
    snprintf(text + used, size - used, "%s%s", used == 0 ? "" : ", ", fits ? word : "...");
}

enum err value_unknown_member(const struct field *fields, size_t count, const char *name,
                              struct problem *problem) {
    char known[160] = "";
    for (size_t i = 0; i < count; i++)
        add_word(known, sizeof known, fields[i].name);
    const char *shown = can_be_shown(name, strlen(name)) ? name : "";
    if (count == 0)
        return problem_set(problem, ERR_UNKNOWN_FIELD, shown, "nothing is to be given here");
    return problem_set(problem, ERR_UNKNOWN_FIELD, shown, "known here are %s", known);
}

static const char *type_text(const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "an array";
    case JSON_STRING: return "a text";
    case JSON_INTEGER: return "a number";
    case JSON_REAL: return "a number with a point or exponent";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    case JSON_NULL: return "null";
    }
    UNREACHABLE("a JSON type");
}

enum err value_wrong_type(const char *path, const char *expected, const json_t *value,
                          struct problem *problem) {
    if (json_is_null(value))
        return problem_set(problem, ERR_WRONG_TYPE, path,
                           "it must be %s; leave it out when there is nothing to say", expected);
    return problem_set(problem, ERR_WRONG_TYPE, path, "it must be %s, not %s", expected,
                       type_text(value));
}

static enum err not_one_of(const struct words *words, const char *path, struct slice text,
                           struct problem *problem) {
    char known[120] = "";
    for (uint8_t i = 0; i < words->count; i++)
        add_word(known, sizeof known, words->texts[i]);
    if (!can_be_shown(text.data, text.length))
        return problem_set(problem, ERR_UNKNOWN_VALUE, path, "it must be one of %s", known);
    return problem_set(problem, ERR_UNKNOWN_VALUE, path, "it must be one of %s, not %.*s", known,
                       (int)text.length, text.data);
}

/* --- texts ------------------------------------------------------------------------------------ */

static enum err decode_line(const char *path, struct slice text, char *out, size_t size,
                            struct problem *problem) {
    if (text.length >= size)
        return problem_set(problem, ERR_TOO_LONG, path,
                           "it may have at most %zu bytes, and has %zu", size - 1, text.length);
    if (!text_is_utf8(text.data, text.length))
        return problem_set(problem, ERR_INVALID, path, "it is not valid UTF-8");
    if (!text_is_line(text.data, text.length))
        return problem_set(problem, ERR_INVALID, path,
                           "it must be one line without control characters");
    size_t blanks = 0;
    while (blanks < text.length && text.data[blanks] == ' ')
        blanks++;
    if (blanks == text.length)
        return problem_set(problem, ERR_INVALID, path, "it may not be empty");
    memcpy(out, text.data, text.length);
    out[text.length] = '\0';
    return ERR_OK;
}

static enum err decode_id_text(const char *path, struct slice text, char *out,
                               struct problem *problem) {
    char id[LIMIT_ID];
    if (text.length >= sizeof id)
        return problem_set(problem, ERR_TOO_LONG, path, "an id has at most %d characters",
                           LIMIT_ID - 1);
    memcpy(id, text.data, text.length);
    id[text.length] = '\0';
    if (strlen(id) != text.length || !text_is_id(id))
        return problem_set(problem, ERR_INVALID, path,
                           "an id is made of a-z, 0-9, '.', '_' and '-', and begins with neither "
                           "'.' nor '-'");
    memcpy(out, id, text.length + 1);
    return ERR_OK;
}

enum err value_decode_id(const json_t *value, const char *path, char *out,
                         struct problem *problem) {
    if (!json_is_string(value)) return value_wrong_type(path, "an id, a text", value, problem);
    struct slice text = {json_string_value(value), json_string_length(value)};
    return decode_id_text(path, text, out, problem);
}

/* Of ISO 639: "da", "en", "fil". */
static bool is_language_code(struct slice text) {
    if (text.length < 2 || text.length > 3) return false;
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] < 'a' || text.data[i] > 'z') return false;
    return true;
}

/* "call-1042": the prefix, then a number from 1 without leading zeros. */
static enum err decode_counted(const char *path, const char *prefix, struct slice text,
                               uint64_t *out, struct problem *problem) {
    size_t at = strlen(prefix);
    bool ok = text.length > at && memcmp(text.data, prefix, at) == 0 && text.data[at] != '0';
    uint64_t number = 0;
    for (; ok && at < text.length; at++) {
        char c = text.data[at];
        uint64_t digit = (uint64_t)(c - '0');
        ok = c >= '0' && c <= '9' && number <= (UINT64_MAX - digit) / 10;
        if (ok) number = number * 10 + digit;
    }
    if (!ok)
        return problem_set(problem, ERR_INVALID, path, "it must be an id such as %s1042", prefix);
    *out = number;
    return ERR_OK;
}

static enum err decode_day(const char *path, struct slice text, int32_t *out,
                           struct problem *problem) {
    char whole[] = "YYYY-MM-DDT00:00:00Z";
    time_ms at = 0;
    bool ok = text.length == 10;
    if (ok) {
        memcpy(whole, text.data, text.length);
        ok = time_parse_rfc3339(whole, sizeof whole - 1, &at);
    }
    if (!ok) return problem_set(problem, ERR_INVALID, path, "it must be a day such as 2026-11-22");
    *out = (int32_t)(at / DAY_MS);
    return ERR_OK;
}

static enum err decode_time_text(const struct field *field, struct slice text, time_ms *out,
                                 struct problem *problem) {
    time_ms at;
    if (!time_parse_rfc3339(text.data, text.length, &at))
        return problem_set(problem, ERR_INVALID, field->name,
                           "it must be milliseconds since 1970 or a time such as "
                           "2026-11-22T06:50:45Z");
    if (at < field->low || at > TIME_LAST)
        return problem_set(problem, ERR_OUT_OF_RANGE, field->name,
                           "a time is between the years 1970 and 9999");
    *out = at;
    return ERR_OK;
}

static enum err decode_hex(const struct field *field, struct slice text, void *member,
                           struct problem *problem) {
    uint8_t bytes[SHA256_BYTES];
    size_t size = field->type == FIELD_KEY ? sizeof(uint64_t) : SHA256_BYTES;
    if (!text_from_hex(text.data, text.length, bytes, size))
        return problem_set(problem, ERR_INVALID, field->name,
                           "it must be %zu hexadecimal digits, 0-9 and a-f", size * 2);
    if (field->type == FIELD_HASH) {
        memcpy(member, bytes, size);
        return ERR_OK;
    }
    uint64_t key = 0;
    for (size_t i = 0; i < size; i++)
        key = key << 8 | bytes[i];
    value_put_uint(member, sizeof key, key);
    return ERR_OK;
}

static bool is_written_as_text(enum field_type type) {
    return type == FIELD_LINE || type == FIELD_ID || type == FIELD_WORD || type == FIELD_CALL ||
           type == FIELD_ACTIVATION || type == FIELD_TICKET || type == FIELD_DAY ||
           type == FIELD_TIME || type == FIELD_HASH || type == FIELD_KEY || type == FIELD_POSTCODE;
}

enum err value_decode_text(const struct field *field, struct slice text, void *member,
                           struct problem *problem) {
    ASSERT(is_written_as_text(field->type));
    const char *path = field->name;
    if (field->type == FIELD_LINE) return decode_line(path, text, member, field->size, problem);
    if (field->type == FIELD_ID) return decode_id_text(path, text, member, problem);
    if (field->type == FIELD_CALL) return decode_counted(path, "call-", text, member, problem);
    if (field->type == FIELD_ACTIVATION)
        return decode_counted(path, "activation-", text, member, problem);
    if (field->type == FIELD_TICKET) return decode_counted(path, "ticket-", text, member, problem);
    if (field->type == FIELD_DAY) return decode_day(path, text, member, problem);
    if (field->type == FIELD_POSTCODE) return value_decode_postcode(path, text, member, problem);
    if (field->type == FIELD_TIME) return decode_time_text(field, text, member, problem);
    if (field->type == FIELD_WORD) {
        if (word_from_text(field->words, text.data, text.length, member)) return ERR_OK;
        return not_one_of(field->words, path, text, problem);
    }
    return decode_hex(field, text, member, problem);
}

/* --- numbers ---------------------------------------------------------------------------------- */

enum err value_decode_integer(const json_t *value, const char *path, int64_t low, int64_t high,
                              const char *unit, int64_t *out, struct problem *problem) {
    if (!json_is_integer(value)) return value_wrong_type(path, "a whole number", value, problem);
    int64_t number = json_integer_value(value);
    if (number < low && high == INT64_MAX)
        return problem_set(problem, ERR_OUT_OF_RANGE, path, "it is at least %lld%s, not %lld",
                           (long long)low, unit, (long long)number);
    if (number < low || number > high)
        return problem_set(problem, ERR_OUT_OF_RANGE, path,
                           "it is between %lld and %lld%s, not %lld", (long long)low,
                           (long long)high, unit, (long long)number);
    *out = number;
    return ERR_OK;
}

static int64_t highest(const struct field *field) {
    int64_t fits = field->size >= 8 ? INT64_MAX : (INT64_C(1) << (8 * field->size)) - 1;
    return field->high < fits ? field->high : fits;
}

static enum err decode_number(const struct field *field, const json_t *value, void *member,
                              struct problem *problem) {
    int64_t number = 0, high = highest(field);
    if (field->type == FIELD_TIME && high > TIME_LAST) high = TIME_LAST;
    enum err err = value_decode_integer(value, field->name, field->low, high,
                                        field->type == FIELD_COUNT ? "" : " ms", &number, problem);
    if (err == ERR_OK) value_put_uint(member, field->size, (uint64_t)number);
    return err;
}

/* --- lists ------------------------------------------------------------------------------------ */

static enum err too_many(const char *path, size_t most, size_t got, struct problem *problem) {
    return problem_set(problem, ERR_TOO_LONG, path, "it may name at most %zu, and names %zu", most,
                       got);
}

static enum err decode_id_list(const struct field *field, const json_t *value, struct id_list *list,
                               struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of ids", value, problem);
    size_t count = json_array_size(value);
    if (count > LIMIT_COMMAND_IDS) return too_many(field->name, LIMIT_COMMAND_IDS, count, problem);
    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "%s[%zu]", field->name, i);
        enum err err = value_decode_id(json_array_get(value, i), path, list->ids[i], problem);
        if (err != ERR_OK) return err;
        for (size_t k = 0; k < i; k++)
            if (strcmp(list->ids[k], list->ids[i]) == 0)
                return problem_set(problem, ERR_INVALID, path, "%s stands twice", list->ids[i]);
        list->count++;
    }
    return ERR_OK;
}

static enum err decode_language_codes(const struct field *field, const json_t *value,
                                      struct language_list *list, struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of language codes", value, problem);
    size_t count = json_array_size(value);
    if (count > LIMIT_LANGUAGES) return too_many(field->name, LIMIT_LANGUAGES, count, problem);
    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "%s[%zu]", field->name, i);
        const json_t *code = json_array_get(value, i);
        if (!json_is_string(code)) return value_wrong_type(path, "a text", code, problem);
        struct slice text = {json_string_value(code), json_string_length(code)};
        if (!is_language_code(text))
            return problem_set(problem, ERR_INVALID, path,
                               "a language is a code of two or three letters such as da or en");
        memcpy(list->codes[i], text.data, text.length);
        for (size_t k = 0; k < i; k++)
            if (strcmp(list->codes[k], list->codes[i]) == 0)
                return problem_set(problem, ERR_INVALID, path, "%s stands twice", list->codes[i]);
        list->count++;
    }
    return ERR_OK;
}

static enum err decode_areas(const struct field *field, const json_t *value, struct area_list *list,
                             struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of areas", value, problem);
    size_t count = json_array_size(value);
    if (count > LIMIT_AREAS) return too_many(field->name, LIMIT_AREAS, count, problem);
    for (size_t i = 0; i < count; i++) {
        const char *area = json_string_value(json_array_get(value, i));
        if (area == NULL || !text_is_id(area))
            return problem_set(problem, ERR_INVALID, field->name, "an area is an id");
        memcpy(list->ids[list->count++], area, strlen(area));
    }
    return ERR_OK;
}

/* SIP addresses; what stands in them is the core's affair. */
static enum err decode_addresses(const struct field *field, const json_t *value,
                                 struct address_list *list, struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of SIP addresses", value, problem);
    size_t count = json_array_size(value);
    if (count > LIMIT_HOME_ADDRESSES)
        return too_many(field->name, LIMIT_HOME_ADDRESSES, count, problem);
    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "%s[%zu]", field->name, i);
        const json_t *address = json_array_get(value, i);
        if (!json_is_string(address)) return value_wrong_type(path, "a text", address, problem);
        struct slice text = {json_string_value(address), json_string_length(address)};
        enum err err = decode_line(path, text, list->addresses[i], LIMIT_SIP_ADDRESS, problem);
        if (err != ERR_OK) return err;
        for (size_t k = 0; k < i; k++)
            if (strcmp(list->addresses[k], list->addresses[i]) == 0)
                return problem_set(problem, ERR_INVALID, path, "it stands twice");
        list->count++;
    }
    return ERR_OK;
}

/* "08:30" as minutes; 24:00 is the last. False: it is none. */
static bool decode_clock(const char *text, uint16_t *out) {
    for (int i = 0; i < 5; i++)
        if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9') return false;
    int hours = (text[0] - '0') * 10 + text[1] - '0',
        minutes = (text[3] - '0') * 10 + text[4] - '0';
    *out = (uint16_t)(hours * 60 + minutes);
    return minutes < 60 && *out <= 24 * 60;
}

static enum err decode_day_hours(const struct field *field, const json_t *value,
                                 struct day_hours *hours, struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of texts such as 08:00-18:00", value,
                                problem);
    size_t count = json_array_size(value);
    if (count > LIMIT_DAY_INTERVALS)
        return too_many(field->name, LIMIT_DAY_INTERVALS, count, problem);
    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "%s[%zu]", field->name, i);
        const json_t *interval = json_array_get(value, i);
        if (!json_is_string(interval)) return value_wrong_type(path, "a text", interval, problem);
        const char *text = json_string_value(interval);
        if (json_string_length(interval) != 11 || text[5] != '-' ||
            !decode_clock(text, &hours->intervals[i].from) ||
            !decode_clock(text + 6, &hours->intervals[i].until))
            return problem_set(problem, ERR_INVALID, path,
                               "it must be two times of day such as 08:00-18:00, and the last is "
                               "24:00");
        if (hours->intervals[i].until <= hours->intervals[i].from)
            return problem_set(problem, ERR_OUT_OF_RANGE, path, "it ends before it begins");
        if (i > 0 && hours->intervals[i].from < hours->intervals[i - 1].until)
            return problem_set(problem, ERR_OUT_OF_RANGE, path,
                               "it begins before the one in front of it ends");
    }
    return ERR_OK;
}

static enum err decode_hours(const struct field *field, const json_t *value, void *hours,
                             struct problem *problem) {
    size_t count = json_array_size(value), one = field->size / HOURS_OF_WEEK;
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of numbers", value, problem);
    int64_t most = (INT64_C(1) << (8 * one)) - 1;
    for (size_t i = 0; i < count && i < HOURS_OF_WEEK; i++) {
        char path[PATH_MAX_BYTES];
        int64_t number;
        snprintf(path, sizeof path, "%s[%zu]", field->name, i);
        enum err err =
            value_decode_integer(json_array_get(value, i), path, field->low,
                                 field->high < most ? field->high : most, "", &number, problem);
        if (err != ERR_OK) return err;
        value_put_uint((char *)hours + i * one, one, (uint64_t)number);
    }
    if (count != HOURS_OF_WEEK)
        return problem_set(problem, ERR_OUT_OF_RANGE, field->name,
                           "it has a number for each of the %d hours of a week, not %zu",
                           HOURS_OF_WEEK, count);
    return ERR_OK;
}

static enum err decode_skill_list(const struct field *field, const json_t *value,
                                  struct skill_list *list, struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type(field->name, "an object of topics and levels", value, problem);
    size_t count = json_object_size(value);
    if (count > LIMIT_TOPICS) return too_many(field->name, LIMIT_TOPICS, count, problem);
    for (void *it = json_object_iter((json_t *)value); it != NULL;
         it = json_object_iter_next((json_t *)value, it)) {
        const char *topic = json_object_iter_key(it);
        const json_t *level = json_object_iter_value(it);
        enum err err =
            decode_id_text(field->name, slice_of(topic), list->skills[list->count].topic, problem);
        if (err != ERR_OK) return err;
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "%s.%s", field->name, topic);
        if (!json_is_integer(level)) return value_wrong_type(path, "a level", level, problem);
        int64_t number = json_integer_value(level);
        if (number < field->low || number > field->high)
            return problem_set(problem, ERR_OUT_OF_RANGE, path,
                               "a level is between %lld and %lld, not %lld", (long long)field->low,
                               (long long)field->high, (long long)number);
        list->skills[list->count++].level = (uint8_t)number;
    }
    return ERR_OK;
}

/* --- one member ------------------------------------------------------------------------------- */

static const char *expected_text(enum field_type type) {
    return type == FIELD_ID ? "an id, a text" : type == FIELD_WORD ? "a word, a text" : "a text";
}

enum err value_decode(const struct field *field, const json_t *value, void *member,
                      struct problem *problem) {
    struct slice text = {json_string_value(value), json_string_length(value)};
    switch (field->type) {
    case FIELD_COUNT:
    case FIELD_DURATION: return decode_number(field, value, member, problem);
    case FIELD_BOOL:
        if (!json_is_boolean(value))
            return value_wrong_type(field->name, "true or false", value, problem);
        *(uint8_t *)member = json_is_true(value);
        return ERR_OK;
    case FIELD_TIME:
        if (json_is_string(value)) return decode_time_text(field, text, member, problem);
        return decode_number(field, value, member, problem);
    case FIELD_DAY:
    case FIELD_LINE:
    case FIELD_ID:
    case FIELD_WORD:
    case FIELD_CALL:
    case FIELD_ACTIVATION:
    case FIELD_TICKET:
    case FIELD_HASH:
    case FIELD_KEY:
    case FIELD_POSTCODE:
        if (!json_is_string(value))
            return value_wrong_type(field->name, expected_text(field->type), value, problem);
        return value_decode_text(field, text, member, problem);
    case FIELD_LANGUAGE_CODES: return decode_language_codes(field, value, member, problem);
    case FIELD_POSTCODES: return value_decode_postcodes(field->name, value, member, problem);
    case FIELD_NARROWING_LIST: return value_decode_parts(field, value, member, problem);
    case FIELD_AREAS: return decode_areas(field, value, member, problem);
    case FIELD_ADDRESSES: return decode_addresses(field, value, member, problem);
    case FIELD_DAY_HOURS: return decode_day_hours(field, value, member, problem);
    case FIELD_HOURS: return decode_hours(field, value, member, problem);
    case FIELD_ID_LIST: return decode_id_list(field, value, member, problem);
    case FIELD_SKILL_LIST: return decode_skill_list(field, value, member, problem);
    case FIELD_SHIFT_LIST: return value_decode_shifts(field, value, member, problem);
    case FIELD_ORGANISATION:
    case FIELD_TOPIC:
    case FIELD_LANGUAGE:
    case FIELD_AGENT:
    case FIELD_GATEWAY:
    case FIELD_OFFER:
    case FIELD_TOPICS:
    case FIELD_LANGUAGES:
    case FIELD_LEVELS:
    case FIELD_RULES:
    case FIELD_FACTORS:
    case FIELD_DEMANDS:
    case FIELD_ORGANISATIONS:
    case FIELD_NARROWING:
    case FIELD_ZONES:
    case FIELD_NUMBER: break;
    }
    UNREACHABLE("a number of the core's tables outside a record");
}
