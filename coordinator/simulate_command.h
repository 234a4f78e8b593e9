/* `coordinator simulate`: replays a trace of calls through the router of the service. */
#ifndef COORDINATOR_SIMULATE_COMMAND_H
#define COORDINATOR_SIMULATE_COMMAND_H

int simulate_command(int argc, char **argv);

#endif
