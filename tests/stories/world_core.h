#ifndef STORIES_WORLD_CORE_H
#define STORIES_WORLD_CORE_H

#include "story.h"

struct world world_core_open(time_ms start, bool recover_always, const char *playbooks);
void world_core_close(struct world world);

#endif
