/* Enumerations as data: constants, texts and counts, from words.def. */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BEGIN(name) enum name {
#define WORD(prefix, constant, text) prefix##_##constant,
#define END(name, prefix) \
    prefix##_COUNT        \
    }                     \
    ;
#include "core/words.def"
#undef BEGIN
#undef WORD
#undef END

struct words {
    const char *name; /* "agent_state" */
    const char *const *texts;
    uint8_t count;
};

#define BEGIN(name) extern const struct words name##_words;
#define WORD(prefix, constant, text)
#define END(name, prefix)
#include "core/words.def"
#undef BEGIN
#undef WORD
#undef END

/* The text of a value; asserts that it is one. */
const char *word_text(const struct words *words, unsigned value);
bool word_from_text(const struct words *words, const char *text, size_t length, uint8_t *out);

#endif
