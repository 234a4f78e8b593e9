/* Searching in the answers while a citizen talks. Pure. */
#ifndef AGENTS_CLI_SEARCH_H
#define AGENTS_CLI_SEARCH_H

#include "agents-cli/model.h"

/* True when `text` has every word of `wanted`, whatever their case; Danish letters too. */
bool search_has(const char *text, const char *wanted);
/* What the answers say that has the words, as lines: the answers that fit the call first. */
void search_lines(struct text_buf *out, const struct model *model, const char *wanted,
                  size_t columns);

#endif
