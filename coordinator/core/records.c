#include "core/records.h"

#include <stddef.h>
#include <string.h>

#define OFFSET(record, member) offsetof(struct record##_record, member)
#define SIZE(record, member) sizeof(((struct record##_record *)0)->member)

#define RECORD_BEGIN(name) static const struct field name##_fields[] = {
#define SCALAR(record, c_type, member, type_) \
    {.name = #member,                         \
     .type = type_,                           \
     .offset = OFFSET(record, member),        \
     .size = SIZE(record, member),            \
     .low = 0,                                \
     .high = INT64_MAX},
#define ARRAY(record, c_type, member, length, type_) SCALAR(record, c_type, member, type_)
#define WORDS(record, member, words_)  \
    {.name = #member,                  \
     .type = FIELD_WORD,               \
     .offset = OFFSET(record, member), \
     .size = SIZE(record, member),     \
     .words = &words_##_words},
#define PAD(record, bytes)
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

const struct record_type record_types[RECORD_KIND_COUNT] = {
#define RECORD_BEGIN(name)                                               \
    {#name, name##_fields, sizeof name##_fields / sizeof *name##_fields, \
     sizeof(struct name##_record)},
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
};

bool record_kind_from_name(const char *name, enum record_kind *out) {
    for (int i = 0; i < RECORD_KIND_COUNT; i++) {
        if (strcmp(record_types[i].name, name) == 0) {
            *out = (enum record_kind)i;
            return true;
        }
    }
    return false;
}
