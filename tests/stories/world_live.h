#ifndef STORIES_WORLD_LIVE_H
#define STORIES_WORLD_LIVE_H

#include "story.h"

/* Starts a private Redis and the coordinator with a driven clock; with `restart` the coordinator is killed and started anew
 * after every command. */
bool world_live_open(time_ms start, const char *coordinator, bool restart, const char *playbooks,
                     struct world *out);
void world_live_close(struct world world);

#endif
