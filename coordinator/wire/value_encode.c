/* Writing one value: on the path of every event, so no formats and few calls. */
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"

static void write_null(struct writer *w) { write_piece(w, "null", 4); }

static void encode_time(const void *member, bool null, struct writer *w) {
    time_ms at;
    memcpy(&at, member, sizeof at);
    ASSERT(at >= 0); /* nothing here is before 1970, and no duration is negative */
    if (null && at == 0)
        write_null(w);
    else
        write_uint(w, (uint64_t)at);
}

static void encode_counted(const char *prefix, size_t length, const void *member, bool null,
                           struct writer *w) {
    uint64_t number = value_get_uint(member, sizeof number);
    if (null && number == 0) {
        write_null(w);
        return;
    }
    write_piece(w, prefix, length);
    write_uint(w, number);
    write_char(w, '"');
}

static void encode_day(const void *member, bool null, struct writer *w) {
    int32_t day;
    struct civil c;
    memcpy(&day, member, sizeof day);
    if (null && day == INT32_MIN) {
        write_null(w);
        return;
    }
    civil_from_utc(day * DAY_MS, &c);
    ASSERT(c.year >= 0 && c.year <= 9999);
    const int digits[] = {c.year / 1000, c.year / 100 % 10, c.year / 10 % 10, c.year % 10,
                          c.month / 10,  c.month % 10,      c.day / 10,       c.day % 10};
    char text[] = "\"0000-00-00\"";
    static const char places[] = {1, 2, 3, 4, 6, 7, 9, 10};
    for (size_t i = 0; i < sizeof places; i++)
        text[(int)places[i]] = (char)('0' + digits[i]);
    write_piece(w, text, sizeof text - 1);
}

static void encode_hex(const uint8_t *bytes, size_t size, struct writer *w) {
    static const char digits[] = "0123456789abcdef";
    char *at = writer_room(w);
    ASSERT(2 * size + 2 <= WRITER_PIECE);
    *at++ = '"';
    for (size_t i = 0; i < size; i++) {
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    *at++ = '"';
    w->used += 2 * size + 2;
}

static void encode_hash(const uint8_t *bytes, bool null, struct writer *w) {
    static const uint8_t zero[SHA256_BYTES];
    if (null && memcmp(bytes, zero, sizeof zero) == 0)
        write_null(w);
    else
        encode_hex(bytes, SHA256_BYTES, w);
}

static void encode_key(const void *member, struct writer *w) {
    uint64_t key = value_get_uint(member, sizeof key);
    uint8_t bytes[sizeof key];
    for (size_t i = 0; i < sizeof key; i++)
        bytes[i] = (uint8_t)(key >> (56 - 8 * i));
    encode_hex(bytes, sizeof bytes, w);
}

static void encode_line(const char *text, size_t size, bool null, struct writer *w) {
    size_t length = strnlen(text, size);
    ASSERT(length < size);
    if (null && length == 0)
        write_null(w);
    else
        write_text(w, text, length);
}

static void encode_language_codes(const struct language_list *list, struct writer *w) {
    ASSERT(list->count <= LIMIT_LANGUAGES);
    write_char(w, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) write_char(w, ',');
        write_id(w, list->codes[i]);
    }
    write_char(w, ']');
}

static void encode_areas(const struct area_list *list, struct writer *w) {
    ASSERT(list->count <= LIMIT_AREAS);
    write_char(w, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) write_char(w, ',');
        write_id(w, list->ids[i]);
    }
    write_char(w, ']');
}

static void encode_addresses(const struct address_list *list, struct writer *w) {
    ASSERT(list->count <= LIMIT_HOME_ADDRESSES);
    write_char(w, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) write_char(w, ',');
        write_text(w, list->addresses[i], strlen(list->addresses[i]));
    }
    write_char(w, ']');
}

/* "08:00" */
static void encode_clock(uint16_t minutes, char out[5]) {
    out[0] = (char)('0' + minutes / 600);
    out[1] = (char)('0' + minutes / 60 % 10);
    out[2] = ':';
    out[3] = (char)('0' + minutes % 60 / 10);
    out[4] = (char)('0' + minutes % 10);
}

static void encode_day_hours(const struct day_hours *hours, struct writer *w) {
    write_char(w, '[');
    for (size_t i = 0; i < LIMIT_DAY_INTERVALS && hours->intervals[i].until != 0; i++) {
        char text[] = ",\"00:00-00:00\"";
        encode_clock(hours->intervals[i].from, text + 2);
        encode_clock(hours->intervals[i].until, text + 8);
        write_piece(w, i == 0 ? text + 1 : text, i == 0 ? sizeof text - 2 : sizeof text - 1);
    }
    write_char(w, ']');
}

static void encode_id_list(const struct id_list *list, struct writer *w) {
    ASSERT(list->count <= LIMIT_COMMAND_IDS);
    write_char(w, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) write_char(w, ',');
        write_id(w, list->ids[i]);
    }
    write_char(w, ']');
}

static void encode_hours(const void *hours, size_t size, struct writer *w) {
    size_t one = size / HOURS_OF_WEEK;
    write_char(w, '[');
    for (size_t i = 0; i < HOURS_OF_WEEK; i++) {
        if (i > 0) write_char(w, ',');
        write_uint(w, value_get_uint((const char *)hours + i * one, one));
    }
    write_char(w, ']');
}

static void encode_skill_list(const struct skill_list *list, struct writer *w) {
    ASSERT(list->count <= LIMIT_TOPICS);
    write_char(w, '{');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) write_char(w, ',');
        write_id(w, list->skills[i].topic);
        write_char(w, ':');
        write_uint(w, list->skills[i].level);
    }
    write_char(w, '}');
}

void value_encode(const struct field *field, const void *member, bool null, struct writer *w) {
    switch (field->type) {
    case FIELD_COUNT:
    case FIELD_NUMBER: write_uint(w, value_get_uint(member, field->size)); return;
    case FIELD_DURATION: encode_time(member, false, w); return;
    case FIELD_TIME: encode_time(member, null, w); return;
    case FIELD_BOOL:
        if (*(const uint8_t *)member)
            write_piece(w, "true", 4);
        else
            write_piece(w, "false", 5);
        return;
    case FIELD_DAY: encode_day(member, null, w); return;
    case FIELD_LINE: encode_line(member, field->size, null, w); return;
    case FIELD_ID:
        if (null && *(const char *)member == '\0')
            write_null(w);
        else
            write_id(w, member);
        return;
    case FIELD_WORD: write_id(w, word_text(field->words, *(const uint8_t *)member)); return;
    case FIELD_CALL: encode_counted("\"call-", 6, member, null, w); return;
    case FIELD_ACTIVATION: encode_counted("\"activation-", 12, member, null, w); return;
    case FIELD_TICKET: encode_counted("\"ticket-", 8, member, null, w); return;
    case FIELD_HASH: encode_hash(member, null, w); return;
    case FIELD_KEY: encode_key(member, w); return;
    case FIELD_LANGUAGE_CODES: encode_language_codes(member, w); return;
    case FIELD_POSTCODE:
        if (null && *(const uint16_t *)member == 0)
            write_null(w);
        else
            value_encode_postcode(*(const uint16_t *)member, w);
        return;
    case FIELD_POSTCODES: value_encode_postcodes(member, w); return;
    case FIELD_NARROWING_LIST: value_encode_parts(member, w); return;
    case FIELD_AREAS: encode_areas(member, w); return;
    case FIELD_ADDRESSES: encode_addresses(member, w); return;
    case FIELD_DAY_HOURS: encode_day_hours(member, w); return;
    case FIELD_HOURS: encode_hours(member, field->size, w); return;
    case FIELD_ID_LIST: encode_id_list(member, w); return;
    case FIELD_SKILL_LIST: encode_skill_list(member, w); return;
    case FIELD_SHIFT_LIST: value_encode_shifts(member, w); return;
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
    case FIELD_NARROWING:
    case FIELD_ZONES:
    case FIELD_ORGANISATIONS: break;
    }
    UNREACHABLE("a number of the core's tables outside a record");
}
