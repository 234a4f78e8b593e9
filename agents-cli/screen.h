/* The screen: session -> lines. Pure; the terminal only paints them. */
#ifndef AGENTS_CLI_SCREEN_H
#define AGENTS_CLI_SCREEN_H

#include "agents-cli/session.h"
#include "base/text.h"

#define SCREEN_LEAST_COLUMNS 40
#define SCREEN_LEAST_ROWS 10
#define SCREEN_MOST_COLUMNS 400
#define SCREEN_MOST_ROWS 200

/* Appends exactly `rows` lines, each ended with '\n' and at most `columns` wide, with marks
 * (show.h). `scroll` is brought back within the text when it went past its end, which is why the
 * session is not const. */
void screen_draw(struct session *session, int columns, int rows, struct text_buf *out);

/* The same answer as lines of text, for line mode and `agents-cli answers`. */
void screen_answer(struct text_buf *out, enum language language, const struct answer *answer,
                   size_t columns);
/* One page of it, 0 to SESSION_PAGES - 1. */
void screen_answer_page(struct text_buf *out, enum language language, const struct answer *answer,
                        int page, size_t columns);
/* "[1 answer] 2 ask (2)  3 questions (10)": what is there, and which digit shows it. */
void screen_answer_pages(struct text_buf *out, enum language language, const struct answer *answer,
                         int page, size_t columns);
/* A text behind its label; nothing when it is empty. */
void screen_labelled(struct text_buf *out, enum language language, enum text_id id,
                     const char *mark, const char *text, size_t columns);
/* The overview as a table; `all`: also organisations where nothing happens; `trend`: with how many
 * waited lately. */
void screen_overview(struct text_buf *out, const struct model *model, bool all, size_t columns,
                     bool trend);
/* What is activated or was lifted lately, a line each, `most` of them. */
void screen_activations(struct text_buf *out, const struct model *model, size_t columns,
                        size_t most);
void screen_activation(struct text_buf *out, const struct model *model, const struct activation *a,
                       size_t columns);
/* What lies over the screen: help or a menu. `*focus`: the line that must be seen, -1: none. */
void screen_overlay(struct text_buf *out, const struct session *session, size_t columns,
                    int *focus);
/* Its area by name. */
void screen_area(struct text_buf *out, const struct model *model, const struct activation *a);

#endif
