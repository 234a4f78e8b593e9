/* Phrases: "call {reference} from {municipality} about {topic} in {language}" against the words of a line. */
#ifndef STORIES_PATTERN_H
#define STORIES_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#define PATTERN_WORDS 64
#define PATTERN_TEXT 256

struct words_of_line {
    size_t count;
    char words[PATTERN_WORDS][PATTERN_TEXT];
};

/* Splits at blanks; "..." is one word. False: too many or too long, or a quote left open. */
bool line_split(const char *line, struct words_of_line *out);

struct captures {
    size_t count;
    struct {
        char name[32];
        const char *value;
    } items[16];
    size_t
        rest; /* index of the first word that "..." at the pattern's end took; the count when none */
};

bool pattern_match(const char *pattern, const struct words_of_line *line, struct captures *out);
const char *capture(const struct captures *captures, const char *name); /* NULL: none */

#endif
