#include "map.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "random.h"

static uint32_t bucket_of(const struct map *map, struct slice key) {
    uint64_t hash = hash_more(HASH_START, key.data, key.length);
    return (uint32_t)((hash ^ hash >> 32) % map->bucket_count);
}

static struct map_entry **find(const struct map *map, struct slice key) {
    struct map_entry **at = &map->buckets[bucket_of(map, key)];
    while (*at != NULL &&
           ((*at)->key_length != key.length || memcmp((*at)->key, key.data, key.length) != 0))
        at = &(*at)->next;
    return at;
}

static char *copy_of(struct slice text) {
    char *copy = malloc(text.length + 1);
    ASSERT(copy != NULL);
    if (text.length > 0) memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return copy;
}

static void grow(struct map *map) {
    struct map larger = {.bucket_count = map->bucket_count == 0 ? 16 : map->bucket_count * 2};
    larger.buckets = calloc(larger.bucket_count, sizeof(struct map_entry *));
    ASSERT(larger.buckets != NULL);
    for (uint32_t i = 0; i < map->bucket_count; i++) {
        for (struct map_entry *e = map->buckets[i], *next; e != NULL; e = next) {
            next = e->next;
            uint32_t bucket = bucket_of(&larger, (struct slice){e->key, e->key_length});
            e->next = larger.buckets[bucket];
            larger.buckets[bucket] = e;
        }
    }
    free(map->buckets);
    map->buckets = larger.buckets;
    map->bucket_count = larger.bucket_count;
}

void map_put(struct map *map, struct slice key, struct slice value) {
    if (map->count >= map->bucket_count) grow(map);
    struct map_entry **at = find(map, key);
    if (*at == NULL) {
        struct map_entry *entry = calloc(1, sizeof *entry);
        ASSERT(entry != NULL);
        entry->key = copy_of(key);
        entry->key_length = key.length;
        *at = entry;
        map->count++;
    }
    free((*at)->value);
    (*at)->value = copy_of(value);
    (*at)->value_length = value.length;
}

static void drop_entry(struct map_entry *entry) {
    free(entry->key);
    free(entry->value);
    free(entry);
}

void map_drop(struct map *map, struct slice key) {
    if (map->count == 0) return;
    struct map_entry **at = find(map, key), *entry = *at;
    if (entry == NULL) return;
    *at = entry->next;
    drop_entry(entry);
    map->count--;
}

struct slice map_get(const struct map *map, struct slice key) {
    if (map->count == 0) return (struct slice){NULL, 0};
    const struct map_entry *entry = *find(map, key);
    if (entry == NULL) return (struct slice){NULL, 0};
    return (struct slice){entry->value, entry->value_length};
}

const struct map_entry *map_next(const struct map *map, const struct map_entry *after) {
    uint32_t bucket = 0;
    if (after != NULL) {
        if (after->next != NULL) return after->next;
        bucket = bucket_of(map, (struct slice){after->key, after->key_length}) + 1;
    }
    for (; bucket < map->bucket_count; bucket++)
        if (map->buckets[bucket] != NULL) return map->buckets[bucket];
    return NULL;
}

void map_clear(struct map *map) {
    for (uint32_t i = 0; i < map->bucket_count; i++) {
        for (struct map_entry *e = map->buckets[i], *next; e != NULL; e = next) {
            next = e->next;
            drop_entry(e);
        }
    }
    free(map->buckets);
    *map = (struct map){0};
}

void map_copy(struct map *to, const struct map *from) {
    map_clear(to);
    for (const struct map_entry *e = map_next(from, NULL); e != NULL; e = map_next(from, e))
        map_put(to, (struct slice){e->key, e->key_length},
                (struct slice){e->value, e->value_length});
}
