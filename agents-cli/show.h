/* How things are shown: widths on a screen, wrapping, numbers, durations and times in the chosen
 * language. Pure. */
#ifndef AGENTS_CLI_SHOW_H
#define AGENTS_CLI_SHOW_H

#include <stddef.h>

#include "agents-cli/texts.h"
#include "base/text.h"
#include "base/time.h"

/* Styles are single bytes inside a line. Texts from outside are cleaned of every control
 * character, so only the screen can write one. They have no width; the terminal turns them into
 * its own, a dump drops them. */
#define MARK_NORMAL "\x01"
#define MARK_BOLD "\x02"
#define MARK_REVERSE "\x03"
#define MARK_GOOD "\x04"
#define MARK_WARN "\x05"
#define MARK_BAD "\x06"
#define MARK_DIM "\x0e"
#define MARK_KEY "\x0f" /* the next character is a key: keys.h */
#define MARK_MAX 0x10

/* The columns that `text` takes; marks take none. */
size_t show_width(const char *text);
/* Appends `text` cut to `columns`, with an ellipsis when something was cut. */
void show_cut(struct text_buf *out, const char *text, size_t columns);
/* Appends `text` cut or filled with blanks to exactly `columns`; numbers stand right. */
void show_left(struct text_buf *out, const char *text, size_t columns);
void show_right(struct text_buf *out, const char *text, size_t columns);
void show_fill(struct text_buf *out, const char *piece, size_t times);

/* Appends text from outside without control characters (they become blanks) and without broken
 * UTF-8. `lines` keeps line feeds. */
void show_clean(struct text_buf *out, const char *text, size_t length, bool lines);

/* Appends lines, each ended with '\n', no wider than `columns`: `label` stands before the first,
 * and the others are indented as far. Breaks at blanks, inside a word only when it is wider than
 * the line. An empty text gives nothing. */
void show_wrapped(struct text_buf *out, const char *label, const char *text, size_t columns);

#define SHOW_MAX 48
/* Each writes into `out` (SHOW_MAX bytes) and returns it. */
char *show_duration(time_ms duration, char out[SHOW_MAX]); /* "1:23", "1:02:03" */
char *show_number(enum language language, int64_t number, char out[SHOW_MAX]);
char *show_permille(enum language language, int64_t permille, char out[SHOW_MAX]); /* "92,3 %" */
/* How many times, of a logarithm to the base two in 1/65536: "4,00", "0.51" */
char *show_times(enum language language, int64_t doublings, char out[SHOW_MAX]);
char *show_time(enum language language, time_ms at,
                char out[SHOW_MAX]); /* with date, Danish time */

/* Each line wrapped by itself, its indentation kept. */
void show_lines(struct text_buf *out, const char *lines, size_t columns);

#endif
