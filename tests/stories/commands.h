/* Lines that do something. Each gives its command, and notes with the teller what became of it. */
#ifndef STORIES_COMMANDS_H
#define STORIES_COMMANDS_H

#include "teller.h"

/* One of the plain phrases; false: the line is none of them. */
bool give_phrase(struct teller *t, const struct words_of_line *line);
void give_activation(struct teller *t, const struct captures *captures,
                     const struct words_of_line *line);
/* The shipped playbook; with `as`, another version of it, changed as the words from `rest` on say. */
void give_playbook(struct teller *t, const char *name, bool approve, const char *as,
                   const struct words_of_line *line, size_t rest);
/* What usually comes: the same in every hour of the week; "sunday=60" has another number for that day. */
void give_usual(struct teller *t, const struct captures *captures,
                const struct words_of_line *line);
/* "plan of 0615 ida/+1h/+9h bo/-1h/+3h": the whole plan of shifts. */
void give_plan(struct teller *t, const struct captures *captures, const struct words_of_line *line);
/* Callers one after another, evenly; each hangs up again before the next. */
void give_callers(struct teller *t, const struct captures *captures);

#endif
