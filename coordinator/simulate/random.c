#include "simulate/random.h"

#include "base/assert.h"

struct random random_stream(uint64_t seed, const char *name) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (; *name != '\0'; name++)
        hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
    struct random of_seed = {seed};
    return (struct random){random_next(&of_seed) ^ hash};
}

uint64_t random_next(struct random *r) {
    uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint32_t random_below(struct random *r, uint32_t below) {
    return (uint32_t)((random_next(r) >> 32) * below >> 32);
}

bool random_permille(struct random *r, uint32_t permille) {
    return random_below(r, 1000) < permille;
}

uint32_t random_choice(struct random *r, const uint32_t *weights, uint32_t count) {
    uint32_t sum = 0, at = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += weights[i];
    ASSERT(sum > 0);
    for (uint32_t left = random_below(r, sum); left >= weights[at]; at++)
        left -= weights[at];
    return at;
}

/* The logarithm to base 2 of `x` > 0 with 24 binary places, each from squaring once. */
static uint64_t log2_fixed(uint64_t x) {
    uint64_t whole = 63 - (uint64_t)__builtin_clzll(x);
    uint64_t mantissa = whole > 31 ? x >> (whole - 31) : x << (31 - whole); /* 1 to 2, 31 places */
    uint64_t result = whole;
    for (int i = 0; i < 24; i++) {
        mantissa = mantissa * mantissa >> 31;
        result = result << 1 | mantissa >> 32;
        mantissa >>= mantissa >> 32;
    }
    return result;
}

#define LN2_32_PLACES UINT64_C(2977044472)

int64_t random_exponential(struct random *r, int64_t mean) {
    ASSERT(mean >= 0 && mean <= UINT32_MAX);
    uint64_t uniform = (random_next(r) >> 32) + 1; /* in units of 2^-32 */
    uint64_t nats = ((UINT64_C(32) << 24) - log2_fixed(uniform)) * LN2_32_PLACES >> 32;
    return (int64_t)(nats * (uint64_t)mean >> 24);
}
