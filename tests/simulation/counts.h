/* How much happened in runs, and whether that was enough. */
#ifndef TESTS_SIMULATION_COUNTS_H
#define TESTS_SIMULATION_COUNTS_H

#include "world.h"

void counts_print(const struct run_counts *counts);
void counts_add(struct run_counts *sum, const struct run_counts *one);
/* What runs of so many commands must at least have seen and have not; NULL: enough. A checker
 * that saw nothing has checked nothing. */
const char *counts_too_little(const struct run_counts *counts, uint64_t commands, uint64_t seeds);
/* Two runs of one seed: the same left in the same order, and the end is the same. */
bool runs_agree(const struct run_result *first, const struct run_result *second);

#endif
