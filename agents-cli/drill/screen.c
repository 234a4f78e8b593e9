#include "drill/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define BAR_COLUMNS 20
#define NAME_COLUMNS 20

struct screen {
    bool live;
    uint32_t columns, lines_up;
    struct text_buf text;
};

struct screen *screen_create(bool live, uint32_t columns) {
    struct screen *screen = calloc(1, sizeof *screen);
    if (screen == NULL) return NULL;
    screen->live = live;
    screen->columns = columns;
    text_buf_init(&screen->text, 1 << 16);
    return screen;
}

void screen_destroy(struct screen *screen) {
    text_buf_close(&screen->text);
    free(screen);
}

/* Appends at most `columns` characters of UTF-8 and fills up with spaces. */
static void add_padded(struct text_buf *out, const char *text, uint32_t columns) {
    uint32_t used = 0;
    size_t bytes = 0;
    while (text[bytes] != '\0') {
        bool first_byte = ((unsigned char)text[bytes] & 0xc0) != 0x80;
        if (first_byte && used++ == columns) break;
        bytes++;
    }
    text_add_bytes(out, text, bytes);
    for (; used < columns; used++)
        text_add_char(out, ' ');
}

static void add_wait(struct text_buf *out, time_ms wait) {
    char text[24];
    snprintf(text, sizeof text, "%lld:%02lld", (long long)(wait / 60000),
             (long long)(wait / 1000 % 60));
    text_addf(out, "%8s", text);
}

/* Ends a line, cut to the width: a wrapped line would spoil the next drawing. */
static void add_line(struct text_buf *out, const char *line, uint32_t columns, uint32_t *lines) {
    uint32_t used = 0;
    size_t bytes = 0;
    while (line[bytes] != '\0') {
        bool first_byte = ((unsigned char)line[bytes] & 0xc0) != 0x80;
        if (first_byte && used++ == columns) break;
        bytes++;
    }
    text_add_bytes(out, line, bytes);
    text_add(out, "\x1b[K\n");
    (*lines)++;
}

static uint32_t rate_permille(uint32_t part, uint32_t whole) {
    return whole == 0 ? 0 : (uint32_t)(((uint64_t)part * 1000 + whole / 2) / whole);
}

static void add_summary(struct text_buf *out, const struct screen_view *view) {
    uint32_t rate = rate_permille(view->answered, view->offered);
    text_addf(out, "offered %u  answered %u (%u.%u %%)  abandoned %u  waiting %u  talking %u of %u",
              view->offered, view->answered, rate / 10, rate % 10, view->abandoned, view->waiting,
              view->talking, view->agents);
}

static void add_activation(struct text_buf *out, const struct screen_view *view) {
    if (!view->activated) {
        text_add(out, "no playbook active");
        return;
    }
    text_addf(out,
              "playbook active: on %u of %u screens, the last after %u.%03u s; %u acknowledged",
              view->screens, view->screens_expected, view->last_screen_ms / 1000,
              view->last_screen_ms % 1000, view->acknowledged);
}

static void add_help(struct text_buf *out, const struct screen_view *view) {
    text_addf(out, "overløb: %u calls with another organisation now, %u so far, %u have helped",
              view->helps, view->helps_so_far, view->helpers);
    if (view->declining) text_addf(out, "; %s declines", view->decliner);
}

static void add_bar(struct text_buf *out, const struct screen_view *view) {
    uint32_t full = view->done_permille * BAR_COLUMNS / 1000;
    text_add_char(out, '[');
    for (uint32_t i = 0; i < BAR_COLUMNS; i++)
        text_add(out, i < full ? "█" : "·");
    char clock[TIME_TEXT_MAX];
    text_addf(out, "] %3u %%  %s  %s  x%.3g", view->done_permille / 10,
              time_local_clock(view->now, clock), view->phase, view->speed);
}

static void add_row(struct text_buf *out, const struct screen_row *row) {
    uint32_t rate = rate_permille(row->answered, row->offered);
    add_padded(out, row->name, NAME_COLUMNS);
    text_addf(out, "%5u", row->waiting);
    add_wait(out, row->longest_wait_ms);
    text_addf(out, "%5u%5u%5u%8u%8u%7u", row->available, row->engaged, row->away, row->helps,
              row->helped, row->offered);
    if (row->offered > 0)
        text_addf(out, "%5u.%u", rate / 10, rate % 10);
    else
        text_addf(out, "%7s", "-");
}

void screen_picture(const struct screen_view *view, uint32_t columns, struct text_buf *out,
                    uint32_t *lines) {
    struct text_buf line;
    text_buf_init(&line, 4096);
    *lines = 0;
    add_bar(&line, view);
    add_line(out, line.data, columns, lines);
    text_buf_clear(&line);
    add_summary(&line, view);
    if (view->problems > 0) text_addf(&line, "  PROBLEMS %u", view->problems);
    add_line(out, line.data, columns, lines);
    text_buf_clear(&line);
    add_activation(&line, view);
    add_line(out, line.data, columns, lines);
    text_buf_clear(&line);
    add_help(&line, view);
    add_line(out, line.data, columns, lines);
    text_buf_clear(&line);
    add_padded(&line, "", NAME_COLUMNS);
    text_addf(&line, "%5s%8s%5s%5s%5s%s%8s%7s%7s", "wait", "longest", "free", "busy", "away",
              " hjælper", "hjulpet", "calls", "svar%"); /* printf would pad bytes */
    add_line(out, line.data, columns, lines);
    for (uint32_t i = 0; i < view->row_count; i++) {
        text_buf_clear(&line);
        add_row(&line, &view->rows[i]);
        add_line(out, line.data, columns, lines);
    }
    text_buf_close(&line);
}

void screen_line(const struct screen_view *view, struct text_buf *out) {
    char clock[TIME_TEXT_MAX];
    text_addf(out, "%s %3u %% %s: ", time_local_clock(view->now, clock), view->done_permille / 10,
              view->phase);
    add_summary(out, view);
    if (view->activated) {
        text_add(out, "; ");
        add_activation(out, view);
    }
    if (view->helps_so_far > 0) {
        text_add(out, "; ");
        add_help(out, view);
    }
    if (view->problems > 0) text_addf(out, "; PROBLEMS %u", view->problems);
    text_add_char(out, '\n');
}

static void go_up(struct screen *screen) {
    if (screen->lines_up > 0) text_addf(&screen->text, "\x1b[%uA\r", screen->lines_up);
    screen->lines_up = 0;
}

static void write_out(struct screen *screen) {
    if (screen->text.data != NULL && !screen->text.overflowed) {
        fwrite(screen->text.data, 1, screen->text.length, stdout);
        fflush(stdout);
    }
    text_buf_clear(&screen->text);
}

void screen_show(struct screen *screen, const struct screen_view *view) {
    if (screen->live) {
        uint32_t lines = 0;
        go_up(screen);
        screen_picture(view, screen->columns, &screen->text, &lines);
        text_add(&screen->text, "\x1b[J");
        screen->lines_up = lines;
    } else {
        screen_line(view, &screen->text);
    }
    write_out(screen);
}

void screen_say(struct screen *screen, const char *line) {
    go_up(screen);
    if (screen->live) text_add(&screen->text, "\x1b[J");
    text_addf(&screen->text, "%s\n", line);
    write_out(screen);
}
