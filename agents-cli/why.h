/* Why, in sentences: one call, the routes of the moment, and what a dry run foretells. Pure. */
#ifndef AGENTS_CLI_WHY_H
#define AGENTS_CLI_WHY_H

#include <jansson.h>

#include "agents-cli/texts.h"
#include "base/text.h"

/* Each appends lines of what the coordinator answered. */
void why_call(struct text_buf *out, enum language language, const json_t *answer);
void why_routes(struct text_buf *out, enum language language, const json_t *answer);
void why_dry_run(struct text_buf *out, enum language language, const json_t *answer);

#endif
