/* From an id to its place in a table, for the millions of ids of a trace. */
#ifndef SIMULATE_NAMES_H
#define SIMULATE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define NAME_SLOTS 2048 /* four times what LIMIT_ORGANISATIONS lets in */

struct names {
    const char *first; /* NUL-terminated texts, `stride` bytes apart; lent */
    size_t stride;
    uint16_t slots[NAME_SLOTS]; /* place + 1; 0: free */
};

/* `count` is at most NAME_SLOTS / 2, and no text stands twice. */
void names_open(struct names *names, const char *first, size_t stride, uint32_t count);
bool names_find(const struct names *names, struct slice text, uint16_t *place);

#endif
