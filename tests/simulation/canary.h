/* Canaries: every rule of the checker is broken on purpose, and must be seen to fail. */
#ifndef TESTS_SIMULATION_CANARY_H
#define TESTS_SIMULATION_CANARY_H

#include <stdbool.h>

bool run_canaries(void);

#endif
