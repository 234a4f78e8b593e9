/* Invented days: a scenario and a trace of it, from a seed. The same options give the same bytes,
 * on every machine.
 *
 * People and places: municipalities from places.def, agents in proportion to inhabitants, each
 * with topics, languages and a shift drawn by chance; the reserve is an eighth of the agents.
 *
 * Contacts come as Poisson processes whose rate follows the time of day; a crisis is one more of
 * them. Some contacts are settled by the chatbot (a share by topic; 26 % of the ordinary ones,
 * unless told otherwise) and never become calls. It knows nothing of a crisis before the playbook
 * is activated. Talk is the sum of two exponential times, patience one. */
#ifndef SIMULATE_GENERATE_H
#define SIMULATE_GENERATE_H

#include "base/error.h"
#include "simulate/trace.h"

enum generate_kind {
    GENERATE_CALM,
    GENERATE_WATER,
    GENERATE_PASSPORT,
    GENERATE_STORM,
    GENERATE_TWO_CRISES,
    GENERATE_FLAPPING,
    GENERATE_AGENT_LOSS,
    GENERATE_KINDS
};

struct generate_options {
    enum generate_kind kind;
    uint64_t seed;
    uint32_t municipalities; /* with agents */
    uint32_t agents;         /* not fewer than municipalities */
    uint32_t calls;          /* expected, of an ordinary day; a crisis comes on top */
    uint32_t bot_percent;    /* of ordinary contacts that the chatbot settles */
    bool playbook;           /* activated in the crises, and acknowledged */
    bool reserve_when_queue;
};

#define GENERATE_MUNICIPALITIES 98
#define GENERATE_CALLS 5000000
#define GENERATE_BOT_PERCENT 90

struct generate_counts {
    uint64_t contacts, bot, calls;
};

/* "water", and what it is. */
const char *generate_kind_name(enum generate_kind kind);
const char *generate_kind_title(enum generate_kind kind);

/* On success both are to be closed. */
enum err generate_day(const struct generate_options *options, struct scenario *scenario,
                      struct trace *trace, struct generate_counts *counts,
                      struct problem *problem) MUST_CHECK;

#endif
