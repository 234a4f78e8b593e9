/* Chance that can be repeated: everything random in a run comes from one of these, begun with
 * the seed. */
#ifndef TESTS_SIMULATION_RANDOM_H
#define TESTS_SIMULATION_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

/* splitmix64 */
static inline uint64_t chance_next(struct chance *c) {
    uint64_t z = (c->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* 0 to below - 1 */
static inline uint32_t chance_below(struct chance *c, uint32_t below) {
    return (uint32_t)(chance_next(c) % below);
}

static inline bool chance_permille(struct chance *c, uint32_t permille) {
    return chance_below(c, 1000) < permille;
}

/* low to high, both inclusive */
static inline int64_t chance_between(struct chance *c, int64_t low, int64_t high) {
    return low + (int64_t)(chance_next(c) % (uint64_t)(high - low + 1));
}

/* FNV-1a, for digests of runs */
#define HASH_START UINT64_C(0xcbf29ce484222325)
static inline uint64_t hash_more(uint64_t hash, const void *data, uint64_t length) {
    const uint8_t *bytes = data;
    for (uint64_t i = 0; i < length; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static inline uint64_t hash_number(uint64_t hash, uint64_t number) {
    return hash_more(hash, &number, sizeof number);
}

#endif
