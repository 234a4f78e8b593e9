#include "simulate/csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define CHUNK_BYTES (512 * 1024)

enum err csv_refuse(uint64_t number, const char *column, const char *why, struct problem *problem) {
    char field[64];
    snprintf(field, sizeof field, "line %llu: %s", (unsigned long long)number, column);
    return problem_set(problem, ERR_INVALID, field, "%s", why);
}

/* --- cells ------------------------------------------------------------------------------------ */

struct slice csv_cell(struct slice *rest) {
    const char *comma = memchr(rest->data, ',', rest->length);
    struct slice cell = {rest->data, comma == NULL ? rest->length : (size_t)(comma - rest->data)};
    size_t taken = cell.length + (comma == NULL ? 0 : 1);
    rest->data += taken;
    rest->length -= taken;
    return cell;
}

/* "1e-05": some programs write small numbers so. */
static bool read_scientific(struct slice cell, int64_t high_ms, int64_t *out) {
    char text[32], *end;
    if (cell.length >= sizeof text) return false;
    for (size_t i = 0; i < cell.length; i++)
        if (strchr("0123456789.eE+-", cell.data[i]) == NULL || cell.data[i] == '\0') return false;
    memcpy(text, cell.data, cell.length);
    text[cell.length] = '\0';
    double seconds = strtod(text, &end);
    if (*end != '\0') return false;
    *out = seconds * 1000 > (double)high_ms ? high_ms + 1 : (int64_t)(seconds * 1000 + 0.5);
    return true;
}

/* False: it is no number. One above `high_ms` is `high_ms` + 1. */
static bool read_ms(struct slice cell, int64_t high_ms, int64_t *out) {
    int64_t value = 0, unit = 1000;
    size_t i = 0;
    for (; i < cell.length && cell.data[i] >= '0' && cell.data[i] <= '9'; i++)
        if (value <= high_ms) value = value * 10 + (cell.data[i] - '0');
    if (i == 0) return false;
    value = value > high_ms ? high_ms + 1 : value * unit;
    size_t point = i;
    if (i < cell.length && cell.data[i] == '.') i++;
    for (; i > point && i < cell.length && cell.data[i] >= '0' && cell.data[i] <= '9'; i++) {
        unit /= 10;
        value += unit * (cell.data[i] - '0');
        if (i == point + 4 && cell.data[i] >= '5') value++;
    }
    if (i < cell.length && (cell.data[i] | 0x20) == 'e') return read_scientific(cell, high_ms, out);
    *out = value > high_ms ? high_ms + 1 : value;
    return i == cell.length;
}

bool csv_seconds(struct slice cell, int64_t high_ms, int32_t *out) {
    int64_t value;
    if (!read_ms(cell, high_ms, &value) || value > high_ms) return false;
    *out = (int32_t)value;
    return true;
}

bool csv_seconds_or_most(struct slice cell, int64_t most_ms, int32_t *out) {
    int64_t value;
    if (!read_ms(cell, most_ms, &value)) return false;
    *out = (int32_t)(value < most_ms ? value : most_ms);
    return true;
}

bool csv_number(struct slice cell, int64_t *out) {
    *out = 0;
    if (cell.length == 0 || cell.length > 18) return false;
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.data[i] < '0' || cell.data[i] > '9') return false;
        *out = *out * 10 + (cell.data[i] - '0');
    }
    return true;
}

char *csv_put_number(char *at, uint64_t value) {
    char digits[20];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    while (count > 0)
        *at++ = digits[--count];
    return at;
}

char *csv_put_seconds(char *at, int32_t ms) {
    at = csv_put_number(at, (uint64_t)ms / 1000);
    *at++ = '.';
    *at++ = (char)('0' + ms / 100 % 10);
    *at++ = (char)('0' + ms / 10 % 10);
    *at++ = (char)('0' + ms % 10);
    return at;
}

char *csv_put_text(char *at, struct slice text) {
    memcpy(at, text.data, text.length);
    return at + text.length;
}

/* --- files ------------------------------------------------------------------------------------ */

struct reader {
    const char *header;
    csv_line *line;
    void *ctx;
    uint64_t number;
    struct problem *problem;
};

static enum err refuse_header(const struct reader *r) {
    char why[96];
    snprintf(why, sizeof why, "it must be %s", r->header);
    return csv_refuse(r->number, "header", why, r->problem);
}

static enum err take_line(struct reader *r, struct slice line) {
    if (line.length > 0 && line.data[line.length - 1] == '\r') line.length--;
    r->number++;
    if (r->number == 1) return slice_equals(line, r->header) ? ERR_OK : refuse_header(r);
    if (line.length == 0) return ERR_OK;
    return r->line(r->ctx, r->number, line, r->problem);
}

/* Takes the whole lines of `buffer`; returns how many bytes they were. */
static size_t take_lines(struct reader *r, const char *buffer, size_t length, enum err *err) {
    size_t taken = 0;
    const char *end;
    while (*err == ERR_OK && (end = memchr(buffer + taken, '\n', length - taken)) != NULL) {
        struct slice line = {buffer + taken, (size_t)(end - buffer) - taken};
        *err = take_line(r, line);
        taken += line.length + 1;
    }
    return taken;
}

static enum err read_all(struct reader *r, gzFile file, char *buffer) {
    enum err err = ERR_OK;
    size_t kept = 0;
    for (;;) {
        int got = gzread(file, buffer + kept, (unsigned)(CHUNK_BYTES - kept));
        if (got < 0) return csv_refuse(r->number, "file", "it is damaged", r->problem);
        kept += (size_t)got;
        size_t taken = take_lines(r, buffer, kept, &err);
        if (err != ERR_OK) return err;
        kept -= taken;
        memmove(buffer, buffer + taken, kept);
        if (got == 0) break;
        if (kept == CHUNK_BYTES) return csv_refuse(r->number, "row", "it is too long", r->problem);
    }
    int status;
    gzerror(file, &status);
    if (status == Z_BUF_ERROR) return csv_refuse(r->number, "file", "it is cut off", r->problem);
    if (kept > 0) err = take_line(r, (struct slice){buffer, kept});
    if (err == ERR_OK && r->number == 0) err = refuse_header(r);
    return err;
}

enum err csv_read(const char *path, const char *header, csv_line *line, void *ctx,
                  struct problem *problem) {
    struct reader r = {.header = header, .line = line, .ctx = ctx, .problem = problem};
    gzFile file = gzopen(path, "rbe");
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be read: %s", strerror(errno));
    gzbuffer(file, 128 * 1024);
    char *buffer = malloc(CHUNK_BYTES);
    enum err err = buffer == NULL ? problem_set(problem, ERR_LIMIT_REACHED, path,
                                                "there is no memory to read it")
                                  : read_all(&r, file, buffer);
    free(buffer);
    gzclose(file);
    return err;
}
