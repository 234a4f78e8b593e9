/* The manual page's commands, written from the table of verbs: a verb cannot lack there what its
 * --help says. Pure. */
#ifndef AGENTS_CLI_MANUAL_H
#define AGENTS_CLI_MANUAL_H

#include <stdbool.h>

#include "base/text.h"

/* Copies the page; the lines `.\" COMMANDS`, `.\" OPTIONS` and `.\" DIAGNOSTICS` become what they
 * say. False: a line is missing. */
bool manual_write(struct text_buf *out, const char *page);

#endif
