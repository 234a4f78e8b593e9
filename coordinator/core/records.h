/* The records as structs, with their field tables: from records.def. Plain data, copied by value. */
#ifndef CORE_RECORDS_H
#define CORE_RECORDS_H

#include "core/fields.h"

#define RECORD_BEGIN(name) struct name##_record {
#define SCALAR(record, c_type, member, type) c_type member;
#define ARRAY(record, c_type, member, length, type) c_type member[length];
#define WORDS(record, member, words) uint8_t member;
#define PAD(record, bytes) uint8_t padding[bytes];
#define RECORD_END(name) \
    }                    \
    ;
#include "core/records.def"
#undef RECORD_BEGIN
#undef SCALAR
#undef ARRAY
#undef WORDS
#undef PAD
#undef RECORD_END

/* In the order in which recovery must load them: what is named comes before what names it. */
enum record_kind {
#define RECORD_BEGIN(name) RECORD_##name,
#define SCALAR(record, c_type, member, type)
#define ARRAY(record, c_type, member, length, type)
#define WORDS(record, member, words)
#define PAD(record, bytes)
#define RECORD_END(name)
#include "core/records.def"
#undef RECORD_BEGIN
#undef SCALAR
#undef ARRAY
#undef WORDS
#undef PAD
#undef RECORD_END
    RECORD_KIND_COUNT
};

struct record_type {
    const char *name;
    const struct field *fields;
    uint16_t field_count;
    uint32_t size;
};

extern const struct record_type record_types[RECORD_KIND_COUNT];

bool record_kind_from_name(const char *name, enum record_kind *out);

/* Names one record: `key` is its number or id, for what has neither, and for what is removed, a slot of the core. Valid
 * until the next command is applied. */
struct record_ref {
    enum record_kind kind;
    bool removed;
    uint64_t key;
};

#endif
