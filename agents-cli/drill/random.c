#include "drill/random.h"

#include <math.h>

#include "base/assert.h"

uint64_t random_next(struct random_sequence *sequence) {
    uint64_t z = sequence->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct random_sequence random_sequence(uint64_t seed, uint64_t kind, uint64_t number) {
    struct random_sequence sequence = {seed};
    sequence.state = random_next(&sequence) ^ (kind * UINT64_C(0xd1342543de82ef95));
    sequence.state = random_next(&sequence) ^ (number * UINT64_C(0xaef17502108ef2d9));
    random_next(&sequence);
    return sequence;
}

double random_unit(struct random_sequence *sequence) {
    return (double)((random_next(sequence) >> 11) + 1) / 9007199254740992.0; /* 2^53 */
}

bool random_permille(struct random_sequence *sequence, uint32_t permille) {
    return random_next(sequence) % 1000 < permille;
}

time_ms random_between(struct random_sequence *sequence, time_ms least, time_ms most) {
    ASSERT(least >= 0 && least <= most);
    return least + (time_ms)(random_next(sequence) % (uint64_t)(most - least + 1));
}

time_ms random_exponential(struct random_sequence *sequence, time_ms mean) {
    ASSERT(mean >= 0);
    return (time_ms)(-log(random_unit(sequence)) * (double)mean);
}
