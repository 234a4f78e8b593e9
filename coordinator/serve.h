/* The service: builds the rooms, runs the loop, closes in reverse. */
#ifndef COORDINATOR_SERVE_H
#define COORDINATOR_SERVE_H

#include "options.h"

/* Returns the process's exit status. */
int serve(const struct serve_options *options);

#endif
