#include "agents-cli/show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"

/* One code point of valid UTF-8; a broken byte counts as itself. */
static uint32_t next_point(const char **at) {
    const unsigned char *s = (const unsigned char *)*at;
    int more = s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : s[0] >= 0xc2 ? 1 : 0;
    uint32_t point = more == 3 ? s[0] & 0x07u : more == 2 ? s[0] & 0x0fu : s[0] & 0x1fu;
    if (more == 0) point = s[0];
    for (int i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            *at += 1;
            return 0xfffd;
        }
        point = point << 6 | (s[i] & 0x3fu);
    }
    *at += more + 1;
    return point;
}

struct range {
    uint32_t from, to;
};

static bool within(const struct range *ranges, size_t count, uint32_t point) {
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i].from && point <= ranges[i].to) return true;
    return false;
}

/* Not the whole of UAX #11: the combining marks of Latin, Hebrew, Arabic and Thai, and the wide
 * blocks of East Asia. */
static unsigned point_width(uint32_t point) {
    static const struct range none[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0x300, 0x36f},   {0x591, 0x5bd},  {0x610, 0x61a},
        {0x64b, 0x65f},   {0xe31, 0xe31},   {0xe34, 0xe3a},   {0xe47, 0xe4e},  {0x200b, 0x200f},
        {0x202a, 0x202e}, {0x2060, 0x2069}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}};
    static const struct range wide[] = {{0x1100, 0x115f},  {0x2e80, 0x303e}, {0x3041, 0xa4cf},
                                        {0xac00, 0xd7a3},  {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
                                        {0xff00, 0xff60},  {0xffe0, 0xffe6}, {0x1f300, 0x1faff},
                                        {0x20000, 0x3fffd}};
    if (point >= 0x20 && point < 0x7f) return 1;
    if (within(none, sizeof none / sizeof none[0], point)) return 0;
    return within(wide, sizeof wide / sizeof wide[0], point) ? 2 : 1;
}

size_t show_width(const char *text) {
    size_t width = 0;
    while (*text != '\0')
        width += point_width(next_point(&text));
    return width;
}

/* The bytes of `text` that fit into `columns`. */
static size_t fitting(const char *text, size_t columns) {
    const char *at = text;
    size_t width = 0;
    while (*at != '\0') {
        const char *next = at;
        width += point_width(next_point(&next));
        if (width > columns) break;
        at = next;
    }
    return (size_t)(at - text);
}

void show_cut(struct text_buf *out, const char *text, size_t columns) {
    if (show_width(text) <= columns) {
        text_add(out, text);
    } else if (columns > 0) {
        text_add_bytes(out, text, fitting(text, columns - 1));
        text_add(out, "…");
    }
}

void show_fill(struct text_buf *out, const char *piece, size_t times) {
    for (size_t i = 0; i < times; i++)
        text_add(out, piece);
}

void show_left(struct text_buf *out, const char *text, size_t columns) {
    size_t width = show_width(text);
    show_cut(out, text, columns);
    if (width < columns) show_fill(out, " ", columns - width);
}

void show_right(struct text_buf *out, const char *text, size_t columns) {
    size_t width = show_width(text);
    if (width < columns) show_fill(out, " ", columns - width);
    show_cut(out, text, columns);
}

void show_clean(struct text_buf *out, const char *text, size_t length, bool lines) {
    size_t from = 0;
    for (size_t i = 0; i < length;) {
        unsigned char c = (unsigned char)text[i];
        size_t step = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
        bool bad = c < 0x20 ? !(lines && c == '\n') : c == 0x7f;
        if (step > length - i) step = length - i;
        if (c >= 0x80) {
            const char *at = text + i;
            bad = !text_is_utf8(at, step);
            uint32_t point = bad ? 0xfffd : next_point(&at);
            /* C1 controls, and the marks that turn the direction of what follows: a text must
             * not rewrite its line. */
            bad = bad || (point >= 0x80 && point < 0xa0) || (point >= 0x202a && point <= 0x202e) ||
                  (point >= 0x2066 && point <= 0x2069);
            if (bad && !text_is_utf8(text + i, step)) step = 1;
        }
        if (bad) {
            text_add_bytes(out, text + from, i - from);
            text_add_char(out, ' ');
            from = i + step;
        }
        i += step;
    }
    text_add_bytes(out, text + from, length - from);
}

/* Takes one line from `at`: how many bytes of it are shown; `next` is where the following line
 * begins. */
static size_t take_line(const char *at, size_t columns, const char **next) {
    const char *end = at + strcspn(at, "\n");
    size_t fits = fitting(at, columns);
    if (at + fits >= end) {
        *next = *end == '\n' ? end + 1 : end;
        return (size_t)(end - at);
    }
    size_t cut = fits;
    while (cut > 0 && at[cut] != ' ')
        cut--;
    if (cut == 0) cut = fits > 0 ? fits : 1;
    *next = at + cut;
    while (**next == ' ')
        *next += 1;
    return cut;
}

void show_wrapped(struct text_buf *out, const char *label, const char *text, size_t columns) {
    if (text == NULL || *text == '\0') return;
    size_t indent = show_width(label);
    if (indent + 10 > columns) indent = 0;
    size_t room = columns - (indent > columns ? 0 : indent);
    bool first = true;
    for (const char *at = text; *at != '\0';) {
        const char *next = at;
        size_t length = take_line(at, room, &next);
        if (first)
            text_add(out, label);
        else
            show_fill(out, " ", indent);
        if (first && indent == 0 && show_width(label) > 0) text_add_char(out, '\n');
        text_add_bytes(out, at, length);
        text_add_char(out, '\n');
        ASSERT(next > at);
        at = next;
        first = false;
    }
}

void show_lines(struct text_buf *out, const char *lines, size_t columns) {
    while (*lines != '\0') {
        size_t blanks = strspn(lines, " "), length = strcspn(lines, "\n");
        struct text_buf label, line;
        text_buf_init(&label, 256);
        text_buf_init(&line, length + 1);
        show_fill(&label, " ", blanks < 200 ? blanks : 200);
        if (length > blanks) text_add_bytes(&line, lines + blanks, length - blanks);
        if (line.length == 0) text_add_char(out, '\n');
        show_wrapped(out, text_slice(&label).data, text_slice(&line).data, columns);
        text_buf_close(&label);
        text_buf_close(&line);
        lines += length + (lines[length] == '\n');
    }
}

char *show_duration(time_ms duration, char out[SHOW_MAX]) {
    if (duration < 0) duration = 0;
    long long seconds = (long long)(duration / SECOND_MS);
    if (seconds >= 3600)
        snprintf(out, SHOW_MAX, "%lld:%02d:%02d", seconds / 3600, (int)(seconds / 60 % 60),
                 (int)(seconds % 60));
    else
        snprintf(out, SHOW_MAX, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
    return out;
}

char *show_number(enum language language, int64_t number, char out[SHOW_MAX]) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)number);
    ASSERT(length > 0 && length < (int)sizeof digits);
    size_t at = 0;
    for (int i = 0; i < length; i++) {
        bool digit = digits[i] != '-';
        bool first = i == 0 || (i == 1 && digits[0] == '-');
        if (digit && !first && (length - i) % 3 == 0)
            out[at++] = language == LANGUAGE_DA ? '.' : ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

char *show_permille(enum language language, int64_t permille, char out[SHOW_MAX]) {
    bool danish = language == LANGUAGE_DA;
    snprintf(out, SHOW_MAX, "%lld%c%lld%s", (long long)(permille / 10), danish ? ',' : '.',
             (long long)(permille % 10), danish ? " %" : "%");
    return out;
}

char *show_times(enum language language, int64_t doublings, char out[SHOW_MAX]) {
    double times = exp2((double)doublings / 65536);
    if (times >= 100 && times < 1e15) return show_number(language, llround(times), out);
    snprintf(out, SHOW_MAX, "%.2f", times);
    char *point = strchr(out, '.');
    if (point != NULL && language == LANGUAGE_DA) *point = ',';
    return out;
}

char *show_time(enum language language, time_ms at, char out[SHOW_MAX]) {
    if (language == LANGUAGE_DA) return time_local_danish(at, out);
    struct civil c;
    civil_copenhagen(at, &c);
    snprintf(out, SHOW_MAX, "%d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
    return out;
}
