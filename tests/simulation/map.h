/* Text to text, as a Redis hash is. Keys and values are copied. */
#ifndef TESTS_SIMULATION_MAP_H
#define TESTS_SIMULATION_MAP_H

#include "base/text.h"

struct map_entry {
    struct map_entry *next;
    char *key, *value;
    size_t key_length, value_length;
};

struct map {
    struct map_entry **buckets;
    uint32_t bucket_count, count;
};

void map_put(struct map *map, struct slice key, struct slice value);
void map_drop(struct map *map, struct slice key);
/* data NULL when there is none. */
struct slice map_get(const struct map *map, struct slice key);
/* All entries in no promised order: start with NULL. */
const struct map_entry *map_next(const struct map *map, const struct map_entry *after);
void map_clear(struct map *map);
void map_copy(struct map *to, const struct map *from); /* `to` is cleared first */

#endif
