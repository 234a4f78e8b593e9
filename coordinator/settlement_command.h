#ifndef COORDINATOR_SETTLEMENT_COMMAND_H
#define COORDINATOR_SETTLEMENT_COMMAND_H

/* settlement --input FILE [--json] [OPTION...]: who owes how many hours of shifts. Exit status: 0 done, 1 refused, 2 usage. */
int settlement_command(int argc, char **argv);

#endif
