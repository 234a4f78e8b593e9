/* Fills a coordinator for an exercise: settings, topics, the municipalities and the cooperation,
 * agents, playbooks. All by PUT, so it may be repeated. */
#ifndef DRILL_LOAD_H
#define DRILL_LOAD_H

#include "drill/data.h"

struct uv_loop_s;

struct load_options {
    const char *url, *token;
    const char *playbooks[16];
    uint32_t playbook_count;
};

/* 0 when everything is there, else 1; says what failed on stderr and what was loaded on stdout. */
int load_run(struct uv_loop_s *loop, const struct load_options *options, const struct data *data);

#endif
