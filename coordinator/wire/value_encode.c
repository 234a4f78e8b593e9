/* Writing one value: on the path of every event, so no formats and few calls. */
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"

void value_encode_id(const char *id, struct text_buf *out) {
    char quoted[LIMIT_ID + 2];
    size_t length = strnlen(id, LIMIT_ID);
    ASSERT(length < LIMIT_ID);
    quoted[0] = '"';
    memcpy(quoted + 1, id, length);
    quoted[length + 1] = '"';
    text_add_bytes(out, quoted, length + 2);
}

static void encode_counted(const char *prefix, size_t length, uint64_t number,
                           struct text_buf *out) {
    text_add_bytes(out, prefix, length);
    text_add_uint(out, number);
    text_add_char(out, '"');
}

static void encode_day(const void *member, struct text_buf *out) {
    int32_t day;
    memcpy(&day, member, sizeof day);
    struct civil c;
    civil_from_utc(day * DAY_MS, &c);
    ASSERT(c.year >= 0 && c.year <= 9999);
    const char text[12] = {'"',
                           (char)('0' + c.year / 1000),
                           (char)('0' + c.year / 100 % 10),
                           (char)('0' + c.year / 10 % 10),
                           (char)('0' + c.year % 10),
                           '-',
                           (char)('0' + c.month / 10),
                           (char)('0' + c.month % 10),
                           '-',
                           (char)('0' + c.day / 10),
                           (char)('0' + c.day % 10),
                           '"'};
    text_add_bytes(out, text, sizeof text);
}

static void encode_hex(const uint8_t *bytes, size_t size, struct text_buf *out) {
    static const char digits[] = "0123456789abcdef";
    char text[2 * SHA256_BYTES + 2];
    char *at = text;
    *at++ = '"';
    for (size_t i = 0; i < size; i++) {
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    *at++ = '"';
    text_add_bytes(out, text, (size_t)(at - text));
}

static void encode_key(const void *member, struct text_buf *out) {
    uint64_t key = value_get_uint(member, sizeof key);
    uint8_t bytes[sizeof key];
    for (size_t i = 0; i < sizeof key; i++)
        bytes[i] = (uint8_t)(key >> (56 - 8 * i));
    encode_hex(bytes, sizeof bytes, out);
}

static void encode_text(const char *text, size_t size, struct text_buf *out) {
    size_t length = strnlen(text, size);
    ASSERT(length < size);
    text_add_json_string(out, text, length);
}

static void encode_language_codes(const struct language_list *list, struct text_buf *out) {
    ASSERT(list->count <= LIMIT_LANGUAGES);
    text_add_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) text_add_char(out, ',');
        value_encode_id(list->codes[i], out);
    }
    text_add_char(out, ']');
}

static void encode_id_list(const struct id_list *list, struct text_buf *out) {
    ASSERT(list->count <= LIMIT_COMMAND_IDS);
    text_add_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) text_add_char(out, ',');
        value_encode_id(list->ids[i], out);
    }
    text_add_char(out, ']');
}

static void encode_skill_list(const struct skill_list *list, struct text_buf *out) {
    ASSERT(list->count <= LIMIT_TOPICS);
    text_add_char(out, '{');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) text_add_char(out, ',');
        value_encode_id(list->skills[i].topic, out);
        text_add_char(out, ':');
        text_add_uint(out, list->skills[i].level);
    }
    text_add_char(out, '}');
}

static bool is_zero(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0) return false;
    return true;
}

bool value_is_unset(const struct field *field, const void *member) {
    int32_t day;
    if (field->type == FIELD_LINE || field->type == FIELD_ID) return *(const char *)member == '\0';
    if (field->type == FIELD_TIME || field->type == FIELD_CALL || field->type == FIELD_ACTIVATION)
        return value_get_uint(member, sizeof(uint64_t)) == 0;
    if (field->type == FIELD_HASH) return is_zero(member, SHA256_BYTES);
    if (field->type != FIELD_DAY) return false;
    memcpy(&day, member, sizeof day);
    return day == INT32_MIN;
}

void value_encode(const struct field *field, const void *member, struct text_buf *out) {
    switch (field->type) {
    case FIELD_COUNT:
    case FIELD_NUMBER: text_add_uint(out, value_get_uint(member, field->size)); return;
    case FIELD_TIME:
    case FIELD_DURATION: text_add_int(out, (int64_t)value_get_uint(member, field->size)); return;
    case FIELD_BOOL:
        if (*(const uint8_t *)member)
            text_add_bytes(out, "true", 4);
        else
            text_add_bytes(out, "false", 5);
        return;
    case FIELD_DAY: encode_day(member, out); return;
    case FIELD_LINE: encode_text(member, field->size, out); return;
    case FIELD_ID: value_encode_id(member, out); return;
    case FIELD_WORD:
        value_encode_id(word_text(field->words, *(const uint8_t *)member), out);
        return;
    case FIELD_CALL: encode_counted("\"call-", 6, value_get_uint(member, 8), out); return;
    case FIELD_ACTIVATION:
        encode_counted("\"activation-", 12, value_get_uint(member, 8), out);
        return;
    case FIELD_HASH: encode_hex(member, SHA256_BYTES, out); return;
    case FIELD_KEY: encode_key(member, out); return;
    case FIELD_LANGUAGE_CODES: encode_language_codes(member, out); return;
    case FIELD_ID_LIST: encode_id_list(member, out); return;
    case FIELD_SKILL_LIST: encode_skill_list(member, out); return;
    case FIELD_ORGANISATION:
    case FIELD_TOPIC:
    case FIELD_LANGUAGE:
    case FIELD_AGENT:
    case FIELD_TOPICS:
    case FIELD_LANGUAGES:
    case FIELD_LEVELS:
    case FIELD_ORGANISATIONS: break;
    }
    UNREACHABLE("a number of the core's tables outside a record");
}
