/* Random draws that do not depend on each other: every caller and every agent has a sequence of
 * its own, so that what one does later does not change what another draws. SplitMix64. */
#ifndef DRILL_RANDOM_H
#define DRILL_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

struct random_sequence {
    uint64_t state;
};

/* `kind` and `number` name the sequence within the seed. */
struct random_sequence random_sequence(uint64_t seed, uint64_t kind, uint64_t number);
uint64_t random_next(struct random_sequence *sequence);
double random_unit(struct random_sequence *sequence); /* above 0, at most 1 */
bool random_permille(struct random_sequence *sequence, uint32_t permille);
/* Both ends included. */
time_ms random_between(struct random_sequence *sequence, time_ms least, time_ms most);
/* Exponentially distributed, of the given mean. */
time_ms random_exponential(struct random_sequence *sequence, time_ms mean);

#endif
