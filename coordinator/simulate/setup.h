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
/* The playbook of this activation is published, approved and activated, now. */
enum err setup_activate(struct world *world, const struct scenario *scenario, uint32_t number,
                        activation_id *out, struct problem *problem) MUST_CHECK;
/* The id of an agent of the scenario. */
void setup_agent_id(const struct scenario *scenario, uint32_t agent, char out[LIMIT_ID]);

#endif
