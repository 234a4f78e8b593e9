#ifndef COORDINATOR_GENERATE_COMMAND_H
#define COORDINATOR_GENERATE_COMMAND_H

/* generate --scenario FILE --trace FILE [OPTION...]: an invented day for simulate. Exit status: 0
 * done, 1 refused, 2 usage. */
int generate_command(int argc, char **argv);

#endif
