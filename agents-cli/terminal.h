/* The terminal: raw mode, keys, size, painting. The one file that knows ncurses. */
#ifndef AGENTS_CLI_TERMINAL_H
#define AGENTS_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct terminal;

/* Takes over stdin and stdout until terminal_close(). NULL: they are no terminal. `colour`: else
 * only bold and reverse. */
struct terminal *terminal_open(bool colour);
void terminal_close(struct terminal *terminal);

void terminal_size(struct terminal *terminal, int *columns, int *rows);
/* Shows lines with marks (show.h), rewriting only those that changed. */
void terminal_paint(struct terminal *terminal, const struct text_buf *lines);
void terminal_repaint(struct terminal *terminal); /* forgets what is shown */
void terminal_bell(struct terminal *terminal);

/* The next key (a character or enum press of session.h) that has come; 0: none. Never waits.
 * `ended`: the terminal is gone. */
int terminal_key(struct terminal *terminal, bool *ended);
/* Hands the terminal back to the shell until the person returns (Ctrl-Z, fg). */
void terminal_suspend(struct terminal *terminal);

/* Lines with marks as they are written: escape sequences when `styled`, else bare. For output
 * that is not a screen. */
void terminal_style(struct text_buf *out, const char *lines, bool styled, bool colour);

/* Reads a line without echo from the terminal itself, for a secret. False: no terminal, or it
 * ended. */
bool terminal_ask_secret(const char *prompt, char *out, size_t size);

#endif
