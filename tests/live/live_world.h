/* The second filling of simulate/world.h: the real programs, asked over HTTP. The replay, the setup, the agenda and the
 * trace of coordinator/simulate are linked as they are; only world.c is not. */
#ifndef TESTS_LIVE_LIVE_WORLD_H
#define TESTS_LIVE_LIVE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* What the next world is made with, and what it found. world_create() takes no such thing, so it lies beside it. */
struct live_world_plan {
    const char *coordinator; /* the program */
    const char *playbook;    /* a playbook's file: its words serve for every activation */
    const char *parameters;  /* values that fit it, as JSON */
    uint16_t more_reserve;   /* set aside in every organisation on top of what the scenario says */

    uint64_t requests, clock_moves, offers, frames;
    bool ended;             /* the coordinator ended in order */
    struct problem problem; /* the first thing that went wrong */
};

void live_world_use(struct live_world_plan *plan);

#endif
