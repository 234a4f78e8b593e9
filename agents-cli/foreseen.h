/* What starting a playbook would mean for the agents at work, in words: shown before the leader says yes, and by
 * `activate --dry-run`. Pure. */
#ifndef AGENTS_CLI_FORESEEN_H
#define AGENTS_CLI_FORESEEN_H

#include <jansson.h>

#include "agents-cli/texts.h"

/* `activation`: of the answer to POST /v1/dry-run; NULL: nothing is said. */
void foreseen_lines(struct text_buf *out, enum language language, const json_t *activation);

#endif
