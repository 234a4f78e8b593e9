/* Every error that a person can provoke, with the sentence they get: those of the coordinator, and
 * those of the client. Written from the tables. Pure. */
#ifndef AGENTS_CLI_ERRORS_H
#define AGENTS_CLI_ERRORS_H

#include "agents-cli/texts.h"

/* A name and its sentence for each; `each` is called in the order of texts.def. */
typedef void errors_take(void *ctx, const char *name, const char *sentence);
void errors_list(enum language language, errors_take *each, void *ctx);
/* The list as lines. */
void errors_lines(struct text_buf *out, enum language language);

#endif
