#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define BLOCK_BYTES 4096

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    alignas(max_align_t) char data[];
};

void arena_init(struct arena *arena, size_t ceiling) {
    ASSERT(ceiling > 0);
    *arena = (struct arena){.ceiling = ceiling};
}

void arena_close(struct arena *arena) {
    while (arena->blocks != NULL) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->used = 0;
}

void arena_clear(struct arena *arena) {
    struct arena_block *kept = arena->blocks;
    if (kept == NULL) return;
    arena->blocks = kept->next;
    arena_close(arena);
    kept->next = NULL;
    kept->used = 0;
    arena->blocks = kept;
}

void *arena_room(struct arena *arena, size_t size) {
    ASSERT(arena->ceiling > 0);
    if (size > arena->ceiling) return NULL;
    size_t rounded =
        (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (rounded > arena->ceiling - arena->used) return NULL;
    struct arena_block *block = arena->blocks;
    if (block == NULL || block->size - block->used < rounded) {
        size_t bytes = rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES;
        block = malloc(sizeof *block + bytes);
        if (block == NULL) return NULL;
        *block = (struct arena_block){.next = arena->blocks, .size = bytes};
        arena->blocks = block;
    }
    void *memory = block->data + block->used;
    block->used += rounded;
    arena->used += rounded;
    return memory;
}

void *arena_take(struct arena *arena, size_t size) {
    void *memory = arena_room(arena, size);
    if (memory != NULL) memset(memory, 0, size);
    return memory;
}

char *arena_text(struct arena *arena, const char *text, size_t length) {
    char *copy = arena_take(arena, length + 1);
    if (copy != NULL && length > 0) memcpy(copy, text, length);
    return copy;
}
