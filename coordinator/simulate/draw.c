#include "simulate/draw.h"

#include <string.h>

#define OPENING_HOUR 8 /* time 0 of a replay */
/* All in tenths of a pixel of the view box. */
#define WIDTH 10000
#define HEIGHT 2600
#define LEFT 460
#define RIGHT 9780
#define TOP 160
#define BOTTOM 2300

void draw_clock(struct text_buf *out, time_ms at) {
    time_ms minutes = OPENING_HOUR * 60 + at / MINUTE_MS;
    text_addf(out, "%02d:%02d", (int)(minutes / 60 % 24), (int)(minutes % 60));
}

void draw_text(struct text_buf *out, const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '<')
            text_add(out, "&lt;");
        else if (*text == '&')
            text_add(out, "&amp;");
        else if (*text == '"')
            text_add(out, "&quot;");
        else
            text_add_char(out, *text);
    }
}

/* --- places ----------------------------------------------------------------------------------- */

static int64_t x_of(const struct drawing *d, time_ms at) {
    time_ms horizon = d->scenario->horizon_ms > 0 ? d->scenario->horizon_ms : 1;
    if (at > horizon) at = horizon;
    return LEFT + at * (RIGHT - LEFT) / horizon;
}

static int64_t y_of(const struct drawing *d, int64_t value) {
    return BOTTOM - value * (BOTTOM - TOP) / d->top;
}

static void add_tenths(struct text_buf *out, int64_t tenths) {
    text_addf(out, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static void add_member(struct text_buf *out, const char *name, int64_t tenths) {
    text_addf(out, " %s=\"", name);
    add_tenths(out, tenths);
    text_add(out, "\"");
}

static void add_rectangle(struct drawing *d, int64_t x, int64_t y, int64_t width, int64_t height,
                          const char *class) {
    text_addf(d->out, "<rect class=\"%s\"", class);
    add_member(d->out, "x", x);
    add_member(d->out, "y", y);
    add_member(d->out, "width", width > 0 ? width : 0);
    add_member(d->out, "height", height > 0 ? height : 0);
    text_add(d->out, "/>\n");
}

static void add_stroke(struct drawing *d, int64_t x1, int64_t y1, int64_t x2, int64_t y2,
                       const char *class) {
    text_addf(d->out, "<line class=\"%s\"", class);
    add_member(d->out, "x1", x1);
    add_member(d->out, "y1", y1);
    add_member(d->out, "x2", x2);
    add_member(d->out, "y2", y2);
    text_add(d->out, "/>\n");
}

static void open_text(struct drawing *d, int64_t x, int64_t y, const char *class) {
    text_addf(d->out, "<text class=\"%s\"", class);
    add_member(d->out, "x", x);
    add_member(d->out, "y", y);
    text_add(d->out, ">");
}

/* --- the frame -------------------------------------------------------------------------------- */

/* 1, 2 or 5 with noughts: some four to eight of them up to the highest value. */
static int64_t step_of(int64_t highest) {
    static const int64_t steps[] = {1, 2, 5};
    for (int64_t power = 1000;; power *= 10)
        for (int i = 0; i < 3; i++)
            if (highest / (steps[i] * power) <= 5) return steps[i] * power;
}

static void add_values(struct drawing *d, int64_t step) {
    for (int64_t value = 0; value <= d->top; value += step) {
        if (value > 0) add_stroke(d, LEFT, y_of(d, value), RIGHT, y_of(d, value), "grid");
        open_text(d, LEFT - 60, y_of(d, value) + 40, "value");
        text_addf(d->out, "%lld</text>\n", (long long)(value / 1000));
    }
    add_stroke(d, LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
}

static void add_hours(struct drawing *d) {
    time_ms step = HOUR_MS;
    while (d->scenario->horizon_ms / step > 14)
        step *= 2;
    for (time_ms at = 0; at <= d->scenario->horizon_ms; at += step) {
        add_stroke(d, x_of(d, at), BOTTOM, x_of(d, at), BOTTOM + 50, "axis");
        open_text(d, x_of(d, at), BOTTOM + 190, "hour");
        draw_clock(d->out, at);
        text_add(d->out, "</text>\n");
    }
}

static void add_shades(struct drawing *d) {
    const struct scenario *s = d->scenario;
    for (uint32_t i = 0; i < s->incident_count; i++) {
        int64_t x = x_of(d, s->incidents[i].start);
        add_rectangle(d, x, TOP, x_of(d, s->incidents[i].end) - x, BOTTOM - TOP, "incident");
    }
    for (uint32_t i = 0; i < s->outage_count; i++) {
        int64_t x = x_of(d, s->outages[i].start);
        add_rectangle(d, x, BOTTOM - 60, x_of(d, s->outages[i].end) - x, 60, "outage");
    }
}

void draw_open(struct drawing *d, struct text_buf *out, const struct scenario *s, int64_t highest,
               const char *name) {
    int64_t step = step_of(highest);
    *d = (struct drawing){
        .out = out, .scenario = s, .top = highest / step * step + (highest % step > 0 ? step : 0)};
    if (d->top < step) d->top = step;
    text_addf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH / 10,
              HEIGHT / 10, name);
    add_shades(d);
    add_values(d, step);
    add_hours(d);
}

void draw_close(struct drawing *d) {
    for (uint32_t i = 0; i < d->scenario->activation_count; i++) {
        time_ms at = d->scenario->activations[i].at;
        add_stroke(d, x_of(d, at), TOP - 60, x_of(d, at), BOTTOM, "activation");
        bool late = at > d->scenario->horizon_ms * 3 / 4;
        open_text(d, x_of(d, at) + (late ? -50 : 50), TOP - 20, late ? "mark end" : "mark");
        text_add(d->out, "playbook ");
        draw_clock(d->out, at);
        text_add(d->out, "</text>\n");
    }
    text_add(d->out, "</svg>\n");
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void add_steps(struct drawing *d, const int64_t *values, uint32_t count, time_ms step) {
    for (uint32_t i = 0; i < count; i++) {
        text_add(d->out, i == 0 ? "M" : "L");
        add_tenths(d->out, x_of(d, i * step));
        text_add(d->out, ",");
        add_tenths(d->out, y_of(d, values[i]));
        text_add(d->out, "H");
        add_tenths(d->out, x_of(d, (i + 1) * step));
    }
}

void draw_area(struct drawing *d, const int64_t *values, uint32_t count, time_ms step,
               const char *class) {
    text_addf(d->out, "<path class=\"%s\" d=\"", class);
    add_steps(d, values, count, step);
    text_add(d->out, "V");
    add_tenths(d->out, BOTTOM);
    text_add(d->out, "H");
    add_tenths(d->out, LEFT);
    text_add(d->out, "Z\"/>\n");
}

void draw_line(struct drawing *d, const int64_t *values, uint32_t count, time_ms step,
               const char *class) {
    text_addf(d->out, "<path class=\"%s\" d=\"", class);
    add_steps(d, values, count, step);
    text_add(d->out, "\"/>\n");
}

void draw_bar(struct drawing *d, time_ms from, time_ms to, int64_t low, int64_t high,
              const char *class) {
    int64_t x = x_of(d, from), gap = (x_of(d, to) - x) / 8;
    if (high <= low) return;
    add_rectangle(d, x + gap, y_of(d, high), x_of(d, to) - x - 2 * gap,
                  y_of(d, low) - y_of(d, high), class);
}

void draw_label(struct drawing *d, time_ms from, time_ms to, int64_t value, const char *text) {
    open_text(d, (x_of(d, from) + x_of(d, to)) / 2, y_of(d, value) - 40, "label");
    draw_text(d->out, text);
    text_add(d->out, "</text>\n");
}
