/* The load: what people and switches would ask for, drawn from how things stand, with mistakes
 * among it. */
#ifndef TESTS_SIMULATION_LOAD_H
#define TESTS_SIMULATION_LOAD_H

#include "core/core.h"
#include "random.h"

#define LOAD_AGENTS 40
#define LOAD_ORGANISATIONS 6
#define LOAD_TOPICS 5

struct load {
    struct chance *chance;
    uint64_t references, versions, tokens; /* how many were drawn */
    uint8_t pending_version[SHA256_BYTES]; /* published, not approved yet */
    bool version_waits;
};

struct load_ask {
    struct command command;
    bool is_read, personal; /* a read of somebody's data: goes to the access log */
    bool has_document;      /* travels beside it */
    uint8_t document[SHA256_BYTES];
};

/* The i-th command that an installation begins with; false: there are no more. */
bool load_setup(struct load *load, uint32_t i, time_ms now, struct load_ask *ask);
/* Something that fits how `core` stands now. */
void load_draw(struct load *load, const struct core *core, time_ms now, struct load_ask *ask);

#endif
