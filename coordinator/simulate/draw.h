/* Drawings of a day as SVG: time from left to right, with the hours of the clock. */
#ifndef SIMULATE_DRAW_H
#define SIMULATE_DRAW_H

#include "base/text.h"
#include "simulate/series.h"

/* One drawing is made between draw_open and draw_close; what is drawn later covers what came
 * before. Values are thousandths of what the axis shows. */
struct drawing {
    struct text_buf *out;
    const struct scenario *scenario;
    int64_t top; /* the value at the upper edge */
};

/* `name` is read to those who do not see it. Draws incidents and outages as shades, and axes. */
void draw_open(struct drawing *drawing, struct text_buf *out, const struct scenario *scenario,
               int64_t highest, const char *name);
/* Draws the activations on top. */
void draw_close(struct drawing *drawing);

/* `values` one for each stretch of `step` ms. As steps: an area down to the axis, or a line. */
void draw_area(struct drawing *drawing, const int64_t *values, uint32_t count, time_ms step,
               const char *class);
void draw_line(struct drawing *drawing, const int64_t *values, uint32_t count, time_ms step,
               const char *class);
/* A bar of the stretch, between two values. */
void draw_bar(struct drawing *drawing, time_ms from, time_ms to, int64_t low, int64_t high,
              const char *class);
/* Centred above the value. */
void draw_label(struct drawing *drawing, time_ms from, time_ms to, int64_t value, const char *text);

/* The clock on the wall at this time of the replay: "08:00". */
void draw_clock(struct text_buf *out, time_ms at);
/* Text as HTML, whatever stands in it. */
void draw_text(struct text_buf *out, const char *text);

#endif
