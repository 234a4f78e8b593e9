/* What the duty leader is advised: surges with the playbooks that match, and agents that are missing. Advice, never an act. */
#ifndef AGENTS_CLI_ADVICE_H
#define AGENTS_CLI_ADVICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "agents-cli/texts.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

#define LIMIT_ADVICE 16 /* shown at once; more are counted */
#define LIMIT_ADVICE_PLAYBOOKS 4

struct surge_row {
    char organisation[LIMIT_ID], topic[LIMIT_ID]; /* topic "": all its queues together */
    bool dismissed;
    bool queue; /* at its own switchboard: who wait there, not calls an hour */
    time_ms started_at;
    int64_t expected, rate; /* calls an hour, or waiting, in thousandths; -1: not known */
    int playbook_count;
    struct {
        char id[LIMIT_ID], title[160], command[160];
    } playbooks[LIMIT_ADVICE_PLAYBOOKS];
};

struct staffing_row {
    char organisation[LIMIT_ID]; /* "": all as if they were one */
    bool known;
    char why[40], topic[LIMIT_ID];
    int64_t present, needed, more, waiting;
};

struct advice {
    int surge_count, surges_more, staffing_count;
    struct surge_row surges[LIMIT_ADVICE];
    struct staffing_row staffing[LIMIT_ADVICE]; /* those that miss agents, and all as one */
};

struct model;

/* From an answer to /v1/overview. */
void advice_take(struct advice *advice, const json_t *overview);
/* What the surge is about, in the person's language. */
const char *advice_topic(const struct model *model, const struct surge_row *surge);
/* A surge in one line. */
void advice_surge(struct text_buf *out, const struct model *model, const struct surge_row *surge,
                  size_t columns);
/* Agents that are missing. */
void advice_staffing(struct text_buf *out, const struct model *model, size_t columns);
void advice_lines(struct text_buf *out, const struct model *model, size_t columns);

#endif
