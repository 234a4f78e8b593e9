#include "agents-cli/texts.h"

#include <stdarg.h>
#include <string.h>

#include "base/assert.h"

static const char *const texts[TEXT_COUNT][LANGUAGE_COUNT] = {
#define TEXT(id, da, en) {da, en},
#include "agents-cli/texts.def"
};

struct word {
    const char *kind, *word;
    const char *shown[LANGUAGE_COUNT];
};

static const struct word words[] = {
#define WORD(kind, word, da, en) {kind, word, {da, en}},
#include "agents-cli/texts.def"
};

static const struct word problems[] = {
#define PROBLEM(slug, da, en) {"problem", slug, {da, en}},
#include "agents-cli/texts.def"
};

const char *texts_get(enum language language, enum text_id id) {
    ASSERT(language < LANGUAGE_COUNT);
    ASSERT(id < TEXT_COUNT);
    return texts[id][language];
}

void texts_fill(struct text_buf *out, enum language language, enum text_id id, ...) {
    const char *values[10];
    size_t count = 0;
    va_list args;
    va_start(args, id);
    for (const char *value; (value = va_arg(args, const char *)) != NULL;) {
        ASSERT(count < 10);
        values[count++] = value;
    }
    va_end(args);
    for (const char *at = texts_get(language, id); *at != '\0';) {
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
            size_t place = (size_t)(at[1] - '0');
            ASSERT(place < count);
            text_add(out, values[place]);
            at += 3;
        } else {
            size_t plain = 1 + strcspn(at + 1, "{");
            text_add_bytes(out, at, plain);
            at += plain;
        }
    }
}

const char *texts_word(enum language language, const char *kind, const char *word) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].kind, kind) == 0 && strcmp(words[i].word, word) == 0)
            return words[i].shown[language];
    return word;
}

const char *texts_problem(enum language language, const char *slug) {
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        if (strcmp(problems[i].word, slug) == 0) return problems[i].shown[language];
    return NULL;
}

enum language texts_choose(const char *lc_all, const char *lc_messages, const char *lang) {
    const char *from[] = {lc_all, lc_messages, lang};
    for (size_t i = 0; i < 3; i++) {
        if (from[i] == NULL || from[i][0] == '\0') continue;
        bool danish = strncmp(from[i], "da", 2) == 0 &&
                      (from[i][2] == '\0' || from[i][2] == '_' || from[i][2] == '.');
        return danish ? LANGUAGE_DA : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}

bool texts_language_from_text(const char *text, enum language *out) {
    if (strcmp(text, "da") != 0 && strcmp(text, "en") != 0) return false;
    *out = strcmp(text, "da") == 0 ? LANGUAGE_DA : LANGUAGE_EN;
    return true;
}
