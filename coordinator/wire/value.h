/* One JSON value and one member of a struct: what commands and records have in common. Private
 * to the room, as is all that names jansson. */
#ifndef WIRE_VALUE_H
#define WIRE_VALUE_H

#include <jansson.h>

#include "base/error.h"
#include "base/text.h"
#include "core/commands.h"
#include "wire/writer.h"

/* Parses `json`, which must be one object and nothing more; length 0 counts as {}. The caller
 * releases `*out`. */
enum err value_load(struct slice json, json_t **out, struct problem *problem) MUST_CHECK;

/* "There is no member x; known are a, b." Names that cannot be shown are not shown. */
enum err value_unknown_member(const struct field *fields, size_t count, const char *name,
                              struct problem *problem);
enum err value_wrong_type(const char *path, const char *expected, const json_t *value,
                          struct problem *problem);

/* Reads a value of a type that stands in commands (fields.h) into `member`, which is zero. Never
 * takes null. */
enum err value_decode(const struct field *field, const json_t *value, void *member,
                      struct problem *problem) MUST_CHECK;
/* The same for what came as plain text in an address; the type must be one that JSON writes as a
 * text. */
enum err value_decode_text(const struct field *field, struct slice text, void *member,
                           struct problem *problem) MUST_CHECK;
/* An integer between `low` and `high`, both inclusive; `unit` is "" or " ms". */
enum err value_decode_integer(const json_t *value, const char *path, int64_t low, int64_t high,
                              const char *unit, int64_t *out, struct problem *problem) MUST_CHECK;
/* An id alone; `out` holds LIMIT_ID bytes and is set only on success. */
enum err value_decode_id(const json_t *value, const char *path, char *out,
                         struct problem *problem) MUST_CHECK;

/* A plan of shifts (shifts.c). */
enum err value_decode_shifts(const struct field *field, const json_t *value,
                             struct shift_list *list, struct problem *problem) MUST_CHECK;
void value_encode_shifts(const struct shift_list *list, struct writer *w);
/* Postcodes, and the parts of municipalities that a command names (narrowing.c). */
enum err value_decode_postcode(const char *path, struct slice text, uint16_t *out,
                               struct problem *problem) MUST_CHECK;
enum err value_decode_postcodes(const char *path, const json_t *value, struct postcode_list *list,
                                struct problem *problem) MUST_CHECK;
enum err value_decode_parts(const struct field *field, const json_t *value,
                            struct narrowing_list *list, struct problem *problem) MUST_CHECK;
void value_encode_postcode(uint16_t postcode, struct writer *w);
void value_encode_postcodes(const struct postcode_list *list, struct writer *w);
void value_encode_parts(const struct narrowing_list *list, struct writer *w);
/* wire_decode_command() of an object that is read already; it is left as it is. */
struct wire_parameter;
struct command;
enum err command_from_object(enum command_type type, json_t *object,
                             const struct wire_parameter *parameters, size_t parameter_count,
                             struct command *command, struct problem *problem) MUST_CHECK;

/* An unsigned integer of 1, 2, 4 or 8 bytes. */
static inline uint64_t value_get_uint(const void *member, size_t size) {
    uint64_t value;
    if (size == 1) return *(const uint8_t *)member;
    if (size == 2) return *(const uint16_t *)member;
    if (size == 4) return *(const uint32_t *)member;
    ASSERT(size == sizeof value);
    memcpy(&value, member, sizeof value);
    return value;
}

static inline void value_put_uint(void *member, size_t size, uint64_t value) {
    ASSERT(size == 1 || size == 2 || size == 4 || size == 8);
    if (size == 1) *(uint8_t *)member = (uint8_t)value;
    if (size == 2) *(uint16_t *)member = (uint16_t)value;
    if (size == 4) *(uint32_t *)member = (uint32_t)value;
    if (size == 8) memcpy(member, &value, sizeof value);
}

/* Writes a member of a type that stands in commands. With `null`, what fields.h calls null is
 * written as null; without, every value as it is. */
void value_encode(const struct field *field, const void *member, bool null, struct writer *w);

#endif
