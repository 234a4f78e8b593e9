/* Contacts over a stretch of the day, and what becomes calls of them. */
#ifndef SIMULATE_ARRIVALS_H
#define SIMULATE_ARRIVALS_H

#include "simulate/generate.h"

/* A Poisson process. The rate is constant within a slot, in proportion to its weight. */
struct arrivals_stream {
    const char *name; /* of its own stream of chance */
    time_ms start, slot_ms;
    const uint16_t *slots;
    uint32_t slot_count;
    uint32_t contacts;              /* expected */
    const uint32_t *municipalities; /* weights, by place in the scenario */
    const uint32_t *topics;         /* likewise */
    const uint32_t *bot_permille;   /* by topic: settled by the chatbot */
    time_ms bot_from;               /* before, it settles none */
};

struct arrivals {
    const struct scenario *scenario;
    uint64_t seed;
    struct trace *trace;
    uint32_t capacity;
    struct generate_counts *counts;
};

enum err arrivals_add(struct arrivals *arrivals, const struct arrivals_stream *stream,
                      struct problem *problem) MUST_CHECK;
/* Puts the calls of all streams in order and numbers them. */
void arrivals_finish(struct arrivals *arrivals);

#endif
