#include "simulate/names.h"

#include <string.h>

#include "base/assert.h"

/* FNV-1a: the ids are a few bytes long. */
static uint32_t hash(struct slice text) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < text.length; i++)
        h = (h ^ (uint8_t)text.data[i]) * 16777619u;
    return h ^ h >> 16;
}

void names_open(struct names *names, const char *first, size_t stride, uint32_t count) {
    ASSERT(count <= NAME_SLOTS / 2);
    *names = (struct names){.first = first, .stride = stride};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = hash(slice_of(first + i * stride)) % NAME_SLOTS;
        while (names->slots[at] != 0)
            at = (at + 1) % NAME_SLOTS;
        names->slots[at] = (uint16_t)(i + 1);
    }
}

bool names_find(const struct names *names, struct slice text, uint16_t *place) {
    for (uint32_t at = hash(text) % NAME_SLOTS; names->slots[at] != 0; at = (at + 1) % NAME_SLOTS) {
        const char *name = names->first + (size_t)(names->slots[at] - 1) * names->stride;
        if (strncmp(name, text.data, text.length) != 0 || name[text.length] != '\0') continue;
        *place = (uint16_t)(names->slots[at] - 1);
        return true;
    }
    return false;
}
