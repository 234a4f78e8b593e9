/* Values for members of any type, from a seed: the same seed gives the same value everywhere. */
#ifndef UNIT_WIRE_GENERATE_H
#define UNIT_WIRE_GENERATE_H

#include <string.h>

#include "core/commands.h"

/* xorshift64*; `seed` is not zero. */
static inline uint64_t draw(uint64_t *seed) {
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

static inline uint64_t draw_below(uint64_t *seed, uint64_t bound) { return draw(seed) % bound; }

/* Often an end of the range, where mistakes are. */
static inline int64_t draw_between(uint64_t *seed, int64_t low, int64_t high) {
    uint64_t kind = draw_below(seed, 4);
    if (kind == 0) return low;
    if (kind == 1) return high;
    return low + (int64_t)draw_below(seed, (uint64_t)(high - low) + 1);
}

static inline void draw_id(uint64_t *seed, char *out, size_t size) {
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t length = (size_t)draw_between(seed, 1, (int64_t)size - 1);
    for (size_t i = 0; i < length; i++)
        out[i] = alphabet[draw_below(seed, i == 0 ? 26 : sizeof alphabet - 1)];
    for (size_t i = 0; i < length;
         i++) /* never ten digits in a row: those look like a CPR number */
        if (i % 5 == 4 && out[i] >= '0' && out[i] <= '9') out[i] = 'x';
    out[length] = '\0';
}

/* Words of several scripts with what JSON must escape, filled up to the last byte now and then. */
static inline void draw_line(uint64_t *seed, char *out, size_t size) {
    static const char *const pieces[] = {
        "Kog", " ", "æøå", "\"", "\\", "€", "/", "\xf0\x9f\x9a\xb0", "'"};
    size_t length = 1, most = (size_t)draw_between(seed, 1, (int64_t)size - 1);
    out[0] = 'v';
    for (;;) {
        const char *piece = pieces[draw_below(seed, sizeof pieces / sizeof *pieces)];
        if (length + strlen(piece) > most) break;
        memcpy(out + length, piece, strlen(piece));
        length += strlen(piece);
    }
    while (length < most)
        out[length++] = 'x';
    out[length] = '\0';
}

static inline void draw_ids(uint64_t *seed, struct id_list *list) {
    list->count = (uint16_t)draw_between(seed, 0, LIMIT_COMMAND_IDS);
    for (uint16_t i = 0; i < list->count; i++) {
        draw_id(seed, list->ids[i], 8);
        size_t length = strlen(list->ids[i]);
        list->ids[i][length] = '_'; /* what follows makes it differ from the others */
        list->ids[i][length + 1] = (char)('a' + i / 26);
        list->ids[i][length + 2] = (char)('a' + i % 26);
        list->ids[i][length + 3] = '\0';
    }
}

static inline void draw_languages(uint64_t *seed, struct language_list *list) {
    list->count = (uint8_t)draw_between(seed, 0, LIMIT_LANGUAGES);
    for (uint8_t i = 0; i < list->count; i++) {
        list->codes[i][0] = 'a';
        list->codes[i][1] = (char)('a' + i);
        if (draw_below(seed, 2)) list->codes[i][2] = 'x';
    }
}

static inline void draw_shifts(uint64_t *seed, struct shift_list *list) {
    list->count = (uint16_t)draw_below(seed, 20);
    for (uint16_t i = 0; i < list->count; i++) {
        draw_id(seed, list->shifts[i].agent, LIMIT_ID);
        list->shifts[i].from = draw_between(seed, 1, INT64_C(1795330245123));
        list->shifts[i].until = draw_between(seed, 1, INT64_C(1795330245123));
    }
}

static inline void draw_skills(uint64_t *seed, struct skill_list *list) {
    struct id_list topics = {0};
    draw_ids(seed, &topics);
    list->count = (uint8_t)(topics.count > LIMIT_TOPICS ? LIMIT_TOPICS : topics.count);
    for (uint8_t i = 0; i < list->count; i++) {
        memcpy(list->skills[i].topic, topics.ids[i], LIMIT_ID);
        list->skills[i].level = (uint8_t)draw_between(seed, 1, LIMIT_LEVEL);
    }
}

static inline void draw_areas(uint64_t *seed, struct area_list *list) {
    list->count = (uint8_t)draw_below(seed, LIMIT_AREAS + 1);
    for (int i = 0; i < list->count; i++)
        draw_id(seed, list->ids[i], LIMIT_ID);
}

static inline void draw_day_hours(uint64_t *seed, struct day_hours *hours) {
    uint16_t last = 0;
    for (int i = 0; i < LIMIT_DAY_INTERVALS && last < 1440 && draw_below(seed, 3) > 0; i++) {
        hours->intervals[i].from = (uint16_t)draw_between(seed, last, 1439);
        hours->intervals[i].until = last =
            (uint16_t)draw_between(seed, hours->intervals[i].from + 1, 1440);
    }
}

static inline void draw_postcodes(uint64_t *seed, struct postcode_list *list) {
    uint16_t last = 0;
    list->count = (uint16_t)draw_below(seed, LIMIT_POSTCODES + 1);
    for (uint16_t i = 0; i < list->count; i++)
        list->codes[i] = last = (uint16_t)(last + draw_between(seed, 1, 150));
}

static inline void draw_parts(uint64_t *seed, struct narrowing_list *list) {
    list->count = (uint16_t)draw_below(seed, LIMIT_NARROWED_MUNICIPALITIES + 1);
    for (uint16_t i = 0; i < list->count; i++) {
        draw_id(seed, list->parts[i].municipality, LIMIT_ID);
        draw_postcodes(seed, &list->parts[i].postcodes);
        draw_areas(seed, &list->parts[i].zones);
    }
}

static inline void put_number(const struct field *field, void *member, uint64_t value) {
    if (field->size == 1) *(uint8_t *)member = (uint8_t)value;
    if (field->size == 2) *(uint16_t *)member = (uint16_t)value;
    if (field->size == 4) *(uint32_t *)member = (uint32_t)value;
    if (field->size == 8) *(uint64_t *)member = value;
}

/* `member` is zero before. Only the types that stand in commands. */
static inline void draw_member(uint64_t *seed, const struct field *field, void *member) {
    const int64_t year_9999 = INT64_C(253402300799999);
    if (field->type == FIELD_COUNT || field->type == FIELD_DURATION)
        put_number(field, member, (uint64_t)draw_between(seed, field->low, field->high));
    else if (field->type == FIELD_BOOL)
        *(uint8_t *)member = (uint8_t)draw_below(seed, 2);
    else if (field->type == FIELD_TIME)
        put_number(field, member, (uint64_t)draw_between(seed, 1, year_9999));
    else if (field->type == FIELD_WORD)
        *(uint8_t *)member = (uint8_t)draw_below(seed, field->words->count);
    else if (field->type == FIELD_CALL || field->type == FIELD_ACTIVATION ||
             field->type == FIELD_TICKET)
        put_number(field, member, draw_below(seed, 2) ? UINT64_MAX : 1 + draw_below(seed, 10000));
    else if (field->type == FIELD_HASH)
        for (size_t i = 0; i < field->size; i++)
            ((uint8_t *)member)[i] = (uint8_t)draw_between(seed, 1, 255);
    else if (field->type == FIELD_DAY)
        put_number(field, member, (uint64_t)draw_between(seed, 0, 40000));
    else if (field->type == FIELD_DAY_HOURS)
        draw_day_hours(seed, member);
    else if (field->type == FIELD_ID)
        draw_id(seed, member, field->size);
    else if (field->type == FIELD_LINE)
        draw_line(seed, member, field->size);
    else if (field->type == FIELD_ID_LIST)
        draw_ids(seed, member);
    else if (field->type == FIELD_LANGUAGE_CODES)
        draw_languages(seed, member);
    else if (field->type == FIELD_ADDRESSES) {
        struct address_list *list = member;
        list->count = (uint16_t)draw_below(seed, LIMIT_HOME_ADDRESSES + 1);
        for (uint16_t i = 0; i < list->count; i++)
            snprintf(list->addresses[i], LIMIT_SIP_ADDRESS, "sip:%u-%llu@x", i,
                     (unsigned long long)draw_below(seed, 1000));
    } else if (field->type == FIELD_AREAS)
        draw_areas(seed, member);
    else if (field->type == FIELD_POSTCODE)
        put_number(field, member, (uint64_t)draw_between(seed, 1, 9999));
    else if (field->type == FIELD_POSTCODES)
        draw_postcodes(seed, member);
    else if (field->type == FIELD_NARROWING_LIST)
        draw_parts(seed, member);
    else if (field->type == FIELD_HOURS && field->size == HOURS_OF_WEEK)
        for (size_t i = 0; i < HOURS_OF_WEEK; i++)
            ((uint8_t *)member)[i] = (uint8_t)draw_between(seed, 0, UINT8_MAX);
    else if (field->type == FIELD_HOURS)
        for (size_t i = 0; i < HOURS_OF_WEEK; i++)
            ((uint32_t *)member)[i] = (uint32_t)draw_between(
                seed, field->low, field->high < UINT32_MAX ? field->high : UINT32_MAX);
    else if (field->type == FIELD_SKILL_LIST)
        draw_skills(seed, member);
    else if (field->type == FIELD_SHIFT_LIST)
        draw_shifts(seed, member);
}

static inline void draw_command(uint64_t *seed, enum command_type type, struct command *command) {
    *command = (struct command){.type = type};
    for (size_t i = 0; i < command_types[type].field_count; i++) {
        const struct field *field = &command_types[type].fields[i];
        if (!field->required && draw_below(seed, 2)) continue;
        draw_member(seed, field, (char *)&command->as + field->offset);
        command->given |= UINT64_C(1) << i;
    }
}

#endif
