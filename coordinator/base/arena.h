/* An arena: memory that is dropped whole. For one request, one commit, one parse. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks;
    size_t used, ceiling; /* bytes handed out, and the most that may be */
};

void arena_init(struct arena *arena, size_t ceiling);
void arena_close(struct arena *arena);
/* Drops everything but keeps one block for the next use. */
void arena_clear(struct arena *arena);
/* Zeroed and aligned for any type. NULL when the ceiling or memory is reached. */
void *arena_take(struct arena *arena, size_t size);
/* The same, not zeroed: for what is written whole at once. */
void *arena_room(struct arena *arena, size_t size);
/* A NUL-terminated copy; NULL as above. */
char *arena_text(struct arena *arena, const char *text, size_t length);

#endif
