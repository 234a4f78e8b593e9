/* Chance that can be repeated, the same on every machine: whole numbers only. The generator is
 * splitmix64 (Steele, Lea and Flood, 2014). */
#ifndef SIMULATE_RANDOM_H
#define SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* One of many streams that have nothing to do with each other, by its name: what one draws more or
 * less of changes no other. */
struct random random_stream(uint64_t seed, const char *name);

uint64_t random_next(struct random *random);
/* 0 to below - 1 */
uint32_t random_below(struct random *random, uint32_t below);
bool random_permille(struct random *random, uint32_t permille);
/* A place in `weights`, each as often as its weight says. They are not all 0. */
uint32_t random_choice(struct random *random, const uint32_t *weights, uint32_t count);
/* Exponential; up to 22 times the mean. `mean` below 2^32. */
int64_t random_exponential(struct random *random, int64_t mean);

#endif
