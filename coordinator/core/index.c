#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

/* Open addressing with linear probing; the table is never more than half full, so a probe is short. */

bool index_open(struct index *index, uint32_t capacity) {
    uint32_t size = 16;
    while (size < capacity * 2)
        size *= 2;
    index->entries = malloc(size * sizeof *index->entries);
    if (index->entries == NULL) return false;
    memset(index->entries, 0xff, size * sizeof *index->entries); /* every value LIST_NONE */
    index->mask = size - 1;
    index->count = 0;
    return true;
}

void index_close(struct index *index) {
    free(index->entries);
    index->entries = NULL;
}

void index_add(struct index *index, uint64_t hash, uint32_t value) {
    ASSERT(value != LIST_NONE);
    ASSERT(index->count <= index->mask / 2 + 1);
    uint32_t at = (uint32_t)hash & index->mask;
    while (index->entries[at].value != LIST_NONE)
        at = (at + 1) & index->mask;
    index->entries[at] = (struct index_entry){(uint32_t)hash, value};
    index->count++;
}

uint32_t index_next(const struct index *index, uint64_t hash, uint32_t *at) {
    uint32_t i = *at == INDEX_START ? (uint32_t)hash & index->mask : (*at + 1) & index->mask;
    for (; index->entries[i].value != LIST_NONE; i = (i + 1) & index->mask) {
        if (index->entries[i].hash == (uint32_t)hash) {
            *at = i;
            return index->entries[i].value;
        }
    }
    return LIST_NONE;
}

void index_drop(struct index *index, uint64_t hash, uint32_t value) {
    uint32_t at = (uint32_t)hash & index->mask;
    while (index->entries[at].value != value) {
        ASSERT(index->entries[at].value != LIST_NONE);
        at = (at + 1) & index->mask;
    }
    /* Close the gap: what follows moves up unless it would pass its own first place. */
    for (uint32_t next = (at + 1) & index->mask; index->entries[next].value != LIST_NONE;
         next = (next + 1) & index->mask) {
        uint32_t first = index->entries[next].hash & index->mask;
        if (((next - first) & index->mask) < ((next - at) & index->mask)) continue;
        index->entries[at] = index->entries[next];
        at = next;
    }
    index->entries[at].value = LIST_NONE;
    index->count--;
}

/* --- calls ----------------------------------------------------------------------------------------------------------- */

bool call_index_open(struct call_index *index, uint32_t capacity) {
    uint32_t size = 16;
    while (size < capacity * 2)
        size *= 2;
    index->places = malloc(size * sizeof *index->places);
    if (index->places == NULL) return false;
    memset(index->places, 0xff, size * sizeof *index->places);
    index->mask = size - 1;
    index->count = 0;
    return index_open(&index->others, capacity);
}

void call_index_close(struct call_index *index) {
    free(index->places);
    index->places = NULL;
    index_close(&index->others);
}

void call_index_add(struct core *c, call_id id, uint32_t slot) {
    struct call_index *index = &c->call_ids;
    uint32_t *place = &index->places[id & index->mask];
    if (*place == LIST_NONE)
        *place = slot;
    else
        index_add(&index->others, id, slot);
    index->count++;
}

void call_index_drop(struct core *c, call_id id, uint32_t slot) {
    struct call_index *index = &c->call_ids;
    uint32_t *place = &index->places[id & index->mask];
    if (*place == slot)
        *place = LIST_NONE;
    else
        index_drop(&index->others, id, slot);
    index->count--;
}

/* --- hashes ---------------------------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t word) {
    h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
    return h ^ h >> 32;
}

/* A fast hash for tables and the digest, 32 bytes a step: xor, multiply by an odd constant, fold the high half back, in four
 * lanes that do not wait for each other. Not for secrets. The finish is that of MurmurHash3 (public domain). */
uint64_t hash_bytes(const void *data, size_t length, uint64_t seed) {
    const uint8_t *bytes = data;
    uint64_t h = seed ^ (length * UINT64_C(0x9e3779b97f4a7c15)), words[4];
    uint64_t lanes[4] = {h, ~h, h << 1, ~h << 1};
    for (; length >= 32; length -= 32, bytes += 32) {
        memcpy(words, bytes, 32);
        for (int i = 0; i < 4; i++)
            lanes[i] = mix(lanes[i], words[i]);
    }
    for (int i = 0; length > 0; i++) {
        size_t taken = length < 8 ? length : 8;
        uint64_t word = 0;
        memcpy(&word, bytes, taken);
        lanes[i] = mix(lanes[i], word);
        length -= taken;
        bytes += taken;
    }
    h = mix(lanes[0], lanes[1] << 29 | lanes[1] >> 35) ^
        mix(lanes[2], lanes[3] << 17 | lanes[3] >> 47);
    h *= UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ h >> 33;
}

uint64_t hash_text(const char *text) { return hash_bytes(text, strlen(text), 0); }
