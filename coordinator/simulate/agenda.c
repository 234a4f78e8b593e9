#include "simulate/agenda.h"

#include <stdlib.h>

#include "base/assert.h"

#define WHAT_BITS 8

static bool before(const struct agenda_entry *a, const struct agenda_entry *b) {
    return a->key != b->key ? a->key < b->key : a->numbers < b->numbers;
}

void agenda_close(struct agenda *a) {
    free(a->entries);
    *a = (struct agenda){.count = 0};
}

enum err agenda_add(struct agenda *a, const struct agenda_item *item) {
    ASSERT(item->at >= 0 && item->at < INT64_C(1) << 56);
    if (a->count == a->capacity) {
        uint32_t capacity = a->capacity == 0 ? 1024 : a->capacity * 2;
        void *entries =
            capacity < a->capacity ? NULL : realloc(a->entries, capacity * sizeof *a->entries);
        if (entries == NULL) return ERR_LIMIT_REACHED;
        a->entries = entries;
        a->capacity = capacity;
    }
    struct agenda_entry entry = {.key = (uint64_t)item->at << WHAT_BITS | (uint64_t)item->what,
                                 .numbers = (uint64_t)item->number << 32 | item->second};
    uint32_t at = a->count++;
    for (uint32_t parent; at > 0; at = parent) {
        parent = (at - 1) / 2;
        if (!before(&entry, &a->entries[parent])) break;
        a->entries[at] = a->entries[parent];
    }
    a->entries[at] = entry;
    return ERR_OK;
}

time_ms agenda_next(const struct agenda *a) {
    return a->count == 0 ? TIME_NEVER : (time_ms)(a->entries[0].key >> WHAT_BITS);
}

enum happening agenda_next_what(const struct agenda *a) {
    ASSERT(a->count > 0);
    return (enum happening)(a->entries[0].key & ((1u << WHAT_BITS) - 1));
}

struct agenda_item agenda_take(struct agenda *a) {
    struct agenda_item item = {.at = agenda_next(a),
                               .what = agenda_next_what(a),
                               .number = (uint32_t)(a->entries[0].numbers >> 32),
                               .second = (uint32_t)a->entries[0].numbers};
    struct agenda_entry entry = a->entries[--a->count];
    uint32_t at = 0;
    for (uint32_t child; (child = 2 * at + 1) < a->count; at = child) {
        if (child + 1 < a->count && before(&a->entries[child + 1], &a->entries[child])) child++;
        if (!before(&a->entries[child], &entry)) break;
        a->entries[at] = a->entries[child];
    }
    a->entries[at] = entry;
    return item;
}
