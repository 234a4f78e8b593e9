/* A scenario as the commands that configure a service for it. */
#ifndef SIMULATE_SETUP_H
#define SIMULATE_SETUP_H

#include "simulate/simulate.h"
#include "simulate/world.h"

#define SETUP_RETENTION_MS MINUTE_MS /* the least that the core takes: nobody asks for old calls */

/* Settings, organisations, topics, agents, and the agreement where there is sharing. Places in
 * the scenario become numbers in the core. Nobody is signed in. */
enum err setup_world(struct world *world, const struct scenario *scenario,
                     const struct simulate_options *options, struct problem *problem) MUST_CHECK;
/* One command names LIMIT_COMMAND_IDS municipalities at most: an activation for more of them is
 * several. */
#define SETUP_PARTS ((LIMIT_ORGANISATIONS + LIMIT_COMMAND_IDS - 1) / LIMIT_COMMAND_IDS)
/* How many of them this one is; 0: it names no topic or no municipality, and is about nothing. */
uint32_t setup_parts(const struct scenario *scenario, uint32_t number);
/* The playbook of this activation is published, approved and activated, now. */
enum err setup_activate(struct world *world, const struct scenario *scenario, uint32_t number,
                        activation_id out[SETUP_PARTS], struct problem *problem) MUST_CHECK;
/* The id of an agent of the scenario. */
void setup_agent_id(const struct scenario *scenario, uint32_t agent, char out[LIMIT_ID]);

#endif
