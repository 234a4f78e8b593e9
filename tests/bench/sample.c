#include <stdlib.h>

#include "bench.h"

void sample_add(struct sample *sample, uint64_t nanoseconds) {
    if (sample->count == sample->capacity) {
        size_t capacity = sample->capacity == 0 ? 4096 : 2 * sample->capacity;
        uint32_t *values = realloc(sample->values, capacity * sizeof *values);
        if (values == NULL) die("no memory for %zu samples", capacity);
        sample->values = values;
        sample->capacity = capacity;
    }
    uint64_t microseconds = nanoseconds / 1000;
    sample->values[sample->count++] =
        microseconds < UINT32_MAX ? (uint32_t)microseconds : UINT32_MAX;
}

void sample_close(struct sample *sample) {
    free(sample->values);
    *sample = (struct sample){0};
}

static int compare(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

uint32_t sample_quantile(struct sample *sample, uint32_t permille) {
    if (sample->count == 0) return 0;
    qsort(sample->values, sample->count, sizeof *sample->values, compare);
    size_t at = sample->count * permille / 1000;
    return sample->values[at < sample->count ? at : sample->count - 1];
}
