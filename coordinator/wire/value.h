/* One JSON value and one member of a struct: what commands and records have in common. Private to the room, as is all
 * that names jansson. */
#ifndef WIRE_VALUE_H
#define WIRE_VALUE_H

#include <jansson.h>

#include "base/error.h"
#include "base/text.h"
#include "core/fields.h"

/* Parses `json`, which must be one object and nothing more; length 0 counts as {}. The caller releases `*out`. */
enum err value_load(struct slice json, json_t **out, struct problem *problem) MUST_CHECK;

/* "There is no member x; known are a, b." Names that cannot be shown are not shown. */
enum err value_unknown_member(const struct field *fields, size_t count, const char *name,
                              struct problem *problem);
enum err value_wrong_type(const char *path, const char *expected, const json_t *value,
                          struct problem *problem);

/* Reads a value of a type that stands in commands (fields.h) into `member`, which is zero. Never takes null. */
enum err value_decode(const struct field *field, const json_t *value, void *member,
                      struct problem *problem) MUST_CHECK;
/* The same for what came as plain text in an address; the type must be one that JSON writes as a text. */
enum err value_decode_text(const struct field *field, struct slice text, void *member,
                           struct problem *problem) MUST_CHECK;
/* An integer between `low` and `high`, both inclusive; `unit` is "" or " ms". */
enum err value_decode_integer(const json_t *value, const char *path, int64_t low, int64_t high,
                              const char *unit, int64_t *out, struct problem *problem) MUST_CHECK;
/* An id alone; `out` holds LIMIT_ID bytes and is set only on success. */
enum err value_decode_id(const json_t *value, const char *path, char *out,
                         struct problem *problem) MUST_CHECK;
/* An unsigned integer of 1, 2, 4 or 8 bytes. */
uint64_t value_get_uint(const void *member, size_t size);
void value_put_uint(void *member, size_t size, uint64_t value);

/* Whether the member has the value that fields.h says is null. */
bool value_is_unset(const struct field *field, const void *member);
/* Appends a member of a type that stands in commands; it is written as it is, also when unset. */
void value_encode(const struct field *field, const void *member, struct text_buf *out);
/* Appends an id or code, which needs no escapes, with its quotes. */
void value_encode_id(const char *id, struct text_buf *out);

#endif
