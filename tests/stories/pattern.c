#include "pattern.h"

#include <stdio.h>
#include <string.h>

bool line_split(const char *line, struct words_of_line *out) {
    out->count = 0;
    while (*line != '\0') {
        while (*line == ' ' || *line == '\t')
            line++;
        if (*line == '\0' || *line == '#') return true;
        if (out->count == PATTERN_WORDS) return false;
        char end = ' ';
        if (*line == '"') {
            end = '"';
            line++;
        }
        const char *stop = strchr(line, end);
        if (stop == NULL && end == '"') return false;
        size_t length = stop == NULL ? strlen(line) : (size_t)(stop - line);
        if (length >= PATTERN_TEXT) return false;
        memcpy(out->words[out->count], line, length);
        out->words[out->count++][length] = '\0';
        line += length + (stop != NULL && end == '"');
    }
    return true;
}

bool pattern_match(const char *pattern, const struct words_of_line *line, struct captures *out) {
    struct words_of_line wanted;
    if (!line_split(pattern, &wanted)) return false;
    out->count = 0;
    out->rest = line->count;
    for (size_t i = 0; i < wanted.count; i++) {
        const char *want = wanted.words[i];
        if (strcmp(want, "...") == 0) {
            out->rest = i;
            return true;
        }
        if (i >= line->count) return false;
        size_t length = strlen(want);
        if (want[0] != '{') {
            if (strcmp(want, line->words[i]) != 0) return false;
            continue;
        }
        snprintf(out->items[out->count].name, sizeof out->items[0].name, "%.*s", (int)length - 2,
                 want + 1);
        out->items[out->count++].value = line->words[i];
    }
    return wanted.count == line->count;
}

const char *capture(const struct captures *captures, const char *name) {
    for (size_t i = 0; i < captures->count; i++)
        if (strcmp(captures->items[i].name, name) == 0) return captures->items[i].value;
    return NULL;
}
