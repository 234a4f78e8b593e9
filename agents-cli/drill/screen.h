/* What people see of a running exercise: on a terminal a picture that is drawn over itself,
 * elsewhere a line every few seconds. The picture is a pure function of the view. */
#ifndef DRILL_SCREEN_H
#define DRILL_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

#define SCREEN_ROWS 14

struct screen_row {
    char name[LIMIT_NAME];
    uint32_t waiting, available, engaged, away; /* now */
    uint32_t helps, helped;                     /* talks now: of its agents, of its citizens */
    uint32_t offered, answered;
    time_ms longest_wait_ms;
};

struct screen_view {
    const char *phase; /* "a calm hour" */
    time_ms now;
    double speed;
    uint32_t done_permille;
    uint32_t offered, answered, abandoned, waiting, talking, agents, acknowledged, problems;
    uint32_t helps, helps_so_far, helpers; /* overløb: talks now, calls and organisations so far */
    bool activated, declining;
    const char *decliner;
    uint32_t last_screen_ms, screens, screens_expected;
    const struct screen_row *rows;
    uint32_t row_count;
};

struct screen;

/* `live`: draw a picture, `columns` wide; otherwise lines. NULL when memory fails. */
struct screen *screen_create(bool live, uint32_t columns);
void screen_destroy(struct screen *screen); /* leaves the last picture standing */
void screen_show(struct screen *screen, const struct screen_view *view);
void screen_say(struct screen *screen, const char *line); /* above the picture */

/* The picture and the line, for themselves. */
void screen_picture(const struct screen_view *view, uint32_t columns, struct text_buf *out,
                    uint32_t *lines);
void screen_line(const struct screen_view *view, struct text_buf *out);

#endif
