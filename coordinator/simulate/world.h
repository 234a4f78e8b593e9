/* What a replay sees of the service: commands go in, offers come out, on a clock that the replay
 * turns. In world.c it is the service without its edges: core and engine, with a store that
 * acknowledges at once. tests/live fills it once more, with requests to the real programs, and
 * links the rest of this room as it is. */
#ifndef SIMULATE_WORLD_H
#define SIMULATE_WORLD_H

#include "engine/engine.h"

struct world;

struct world_offer {
    call_id call;
    agent_no agent;
};

/* `opening` is the domain's time of the millisecond 0. NULL when memory is not to be had. */
struct world *world_create(const struct core_sizes *sizes, time_ms opening);
void world_destroy(struct world *world);

/* Turns the clock, never back; milliseconds from the opening, as everywhere here. */
void world_at(struct world *world, time_ms at);
/* What is due by now happens. */
void world_tick(struct world *world);
/* When something is due by itself; TIME_NEVER: nothing is. */
time_ms world_next(const struct world *world);

/* The command to fill: empty but for who asks. */
struct command *world_command(struct world *world, enum command_type type);
/* Applies it now, in a turn of its own. A refusal is an error here: `problem` names the command. */
enum err world_do(struct world *world, struct core_result *result,
                  struct problem *problem) MUST_CHECK;

/* Takes the next offer made since; false: there is none. It may have been taken back meanwhile:
 * see world_stands. */
bool world_take_offer(struct world *world, struct world_offer *out);
bool world_stands(const struct world *world, const struct world_offer *offer);

/* The languages that it has been told of. */
enum err world_languages(struct world *world, struct language_list *out,
                         struct problem *problem) MUST_CHECK;
time_ms world_domain_time(const struct world *world, time_ms at);
/* Holds the invariants against the state. */
enum err world_check(const struct world *world, struct problem *problem) MUST_CHECK;
uint64_t world_commands(const struct world *world); /* ticks apart */
uint64_t world_digest(const struct world *world);   /* of the state */

#endif
