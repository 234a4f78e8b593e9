#include "core/words.h"

#include <string.h>

#include "base/assert.h"

#define BEGIN(name) static const char *const name##_texts[] = {
#define WORD(prefix, constant, text) [prefix##_##constant] = text,
#define END(name, prefix) \
    }                     \
    ;                     \
    const struct words name##_words = {#name, name##_texts, prefix##_COUNT};
#include "core/words.def"
#undef BEGIN
#undef WORD
#undef END

const char *word_text(const struct words *words, unsigned value) {
    ASSERT(value < words->count);
    return words->texts[value];
}

bool word_from_text(const struct words *words, const char *text, size_t length, uint8_t *out) {
    for (uint8_t i = 0; i < words->count; i++) {
        if (strlen(words->texts[i]) == length && memcmp(words->texts[i], text, length) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}
