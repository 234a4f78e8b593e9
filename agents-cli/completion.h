/* What a shell needs to complete the command line, written from the table of verbs. Pure. */
#ifndef AGENTS_CLI_COMPLETION_H
#define AGENTS_CLI_COMPLETION_H

#include <stdbool.h>

#include "agents-cli/texts.h"

/* "bash", "zsh" or "fish". False: it is none of them. */
bool completion_write(struct text_buf *out, const char *shell, enum language language);

#endif
