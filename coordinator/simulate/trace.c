/* Reading a trace and writing an outcome: CSV by hand, for there are a million rows. */
#include "simulate/trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/assert.h"
#include "simulate/names.h"

#define HEADER "t,call,municipality,topic,language,handle_s,patience_s"
#define CHUNK_BYTES (512 * 1024)
#define TIME_MAX_MS (20 * DAY_MS) /* fits 32 bits, patience and talk on top of it as well */
#define HANDLE_MAX_MS (12 * HOUR_MS)

_Static_assert(TIME_MAX_MS + 4 * DAY_MS < INT32_MAX, "times of a replay fit 32 bits");

struct reader {
    const struct scenario *scenario;
    struct names municipalities, topics, languages;
    struct trace *trace;
    uint32_t capacity;
    uint64_t line;
    struct problem *problem;
};

static enum err refuse(struct reader *r, const char *member, const char *why) {
    char field[64];
    snprintf(field, sizeof field, "line %llu: %s", (unsigned long long)r->line, member);
    return problem_set(r->problem, ERR_INVALID, field, "%s", why);
}

/* --- one row ---------------------------------------------------------------------------------- */

/* Takes the text up to the next comma or the end. */
static struct slice next_cell(struct slice *rest) {
    const char *comma = memchr(rest->data, ',', rest->length);
    struct slice cell = {rest->data, comma == NULL ? rest->length : (size_t)(comma - rest->data)};
    size_t taken = cell.length + (comma == NULL ? 0 : 1);
    rest->data += taken;
    rest->length -= taken;
    return cell;
}

/* Decimal seconds, rounded to milliseconds. */
static bool read_seconds(struct slice cell, int64_t high_ms, int32_t *out) {
    int64_t value = 0;
    size_t i = 0;
    for (; i < cell.length && cell.data[i] >= '0' && cell.data[i] <= '9'; i++) {
        value = value * 10 + (cell.data[i] - '0');
        if (value > TIME_MAX_MS) return false;
    }
    if (i == 0) return false;
    if (i < cell.length && cell.data[i++] != '.') return false;
    int64_t unit = 1000;
    value *= unit;
    for (; i < cell.length; i++) {
        if (cell.data[i] < '0' || cell.data[i] > '9') return false;
        unit /= 10;
        value += unit * (cell.data[i] - '0');
        if (unit == 0 && cell.data[i - 4] == '.' && cell.data[i] >= '5') value++;
    }
    if (value > high_ms) return false;
    *out = (int32_t)value;
    return true;
}

static bool read_number(struct slice cell, int64_t *out) {
    *out = 0;
    if (cell.length == 0 || cell.length > 18) return false;
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.data[i] < '0' || cell.data[i] > '9') return false;
        *out = *out * 10 + (cell.data[i] - '0');
    }
    return true;
}

static enum err read_row(struct reader *r, struct slice line, struct simulate_call *call) {
    uint16_t topic, language;
    struct slice rest = line;
    if (!read_seconds(next_cell(&rest), TIME_MAX_MS, &call->arrived_ms))
        return refuse(r, "t", "it must be seconds, at most 20 days");
    if (!read_number(next_cell(&rest), &call->number))
        return refuse(r, "call", "it must be a number");
    if (!names_find(&r->municipalities, next_cell(&rest), &call->municipality))
        return refuse(r, "municipality", "the scenario has no such municipality");
    if (!names_find(&r->topics, next_cell(&rest), &topic))
        return refuse(r, "topic", "the scenario has no such topic");
    if (!names_find(&r->languages, next_cell(&rest), &language))
        return refuse(r, "language", "the scenario has no such language");
    if (!read_seconds(next_cell(&rest), HANDLE_MAX_MS, &call->handle_ms))
        return refuse(r, "handle_s", "it must be seconds, at most 12 hours");
    if (!read_seconds(next_cell(&rest), DAY_MS, &call->patience_ms))
        return refuse(r, "patience_s", "it must be seconds, at most a day");
    if (rest.length > 0) return refuse(r, "row", "it has more columns than the header");
    call->topic = (uint8_t)topic;
    call->language = (uint8_t)language;
    const struct trace *t = r->trace;
    if (t->count == 0) return ERR_OK;
    if (call->arrived_ms < t->calls[t->count - 1].arrived_ms)
        return refuse(r, "t", "it lies before the row above");
    if (call->number <= t->calls[t->count - 1].number)
        return refuse(r, "call", "it is not above the row before");
    return ERR_OK;
}

static enum err take_line(struct reader *r, struct slice line) {
    if (line.length > 0 && line.data[line.length - 1] == '\r') line.length--;
    r->line++;
    if (r->line == 1)
        return slice_equals(line, HEADER) ? ERR_OK : refuse(r, "header", "it must be " HEADER);
    if (line.length == 0) return ERR_OK;
    struct trace *t = r->trace;
    if (t->count == r->capacity) {
        uint32_t capacity = r->capacity == 0 ? 16384 : r->capacity * 2;
        void *calls =
            capacity < r->capacity ? NULL : realloc(t->calls, capacity * sizeof *t->calls);
        if (calls == NULL) return refuse(r, "row", "there is no memory for so many");
        t->calls = calls;
        r->capacity = capacity;
    }
    t->calls[t->count] = (struct simulate_call){.agent = UINT32_MAX};
    enum err err = read_row(r, line, &t->calls[t->count]);
    if (err == ERR_OK) t->count++;
    return err;
}

/* --- the file --------------------------------------------------------------------------------- */

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
        if (got < 0) return refuse(r, "file", "it is damaged");
        kept += (size_t)got;
        size_t taken = take_lines(r, buffer, kept, &err);
        if (err != ERR_OK) return err;
        kept -= taken;
        memmove(buffer, buffer + taken, kept);
        if (got == 0) break;
        if (kept == CHUNK_BYTES) return refuse(r, "row", "it is too long");
    }
    int status;
    gzerror(file, &status);
    if (status == Z_BUF_ERROR) return refuse(r, "file", "it is cut off");
    if (kept > 0) err = take_line(r, (struct slice){buffer, kept});
    if (err == ERR_OK && r->line == 0) err = refuse(r, "header", "it must be " HEADER);
    return err;
}

enum err trace_read(const char *path, const struct scenario *s, struct trace *out,
                    struct problem *problem) {
    *out = (struct trace){.count = 0};
    struct reader r = {.scenario = s, .trace = out, .problem = problem};
    names_open(&r.municipalities, s->municipalities[0].id, sizeof s->municipalities[0],
               s->municipality_count);
    names_open(&r.topics, s->topics[0].id, sizeof s->topics[0], s->topic_count);
    names_open(&r.languages, s->languages.codes[0], sizeof s->languages.codes[0],
               s->languages.count);
    gzFile file = gzopen(path, "rbe");
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be read: %s", strerror(errno));
    gzbuffer(file, 128 * 1024);
    char *buffer = malloc(CHUNK_BYTES);
    enum err err = buffer == NULL ? refuse(&r, "file", "there is no memory to read it")
                                  : read_all(&r, file, buffer);
    free(buffer);
    gzclose(file);
    if (err != ERR_OK) trace_close(out);
    return err;
}

void trace_close(struct trace *trace) {
    free(trace->calls);
    *trace = (struct trace){.count = 0};
}

void trace_cut(struct trace *trace, struct scenario *scenario, time_ms until) {
    if (until < scenario->horizon_ms) scenario->horizon_ms = until;
    while (trace->count > 0 && trace->calls[trace->count - 1].arrived_ms > until)
        trace->count--;
}

/* --- how many at once ------------------------------------------------------------------------- */

uint32_t trace_overlap(const struct trace *t, const struct scenario *s, time_ms kept_ms) {
    uint64_t ppm = (uint64_t)s->overflow_handle_ppm * s->qualified_handle_ppm / 1000000;
    if (ppm < 1000000) ppm = 1000000;
    size_t minutes = (size_t)(2 * (TIME_MAX_MS + 4 * DAY_MS) / MINUTE_MS);
    int32_t *change = calloc(minutes + 2, sizeof *change);
    if (change == NULL) return t->count;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct simulate_call *call = &t->calls[i];
        uint64_t gone = (uint64_t)call->arrived_ms + (uint64_t)call->patience_ms +
                        (uint64_t)call->handle_ms * ppm / 1000000 +
                        (uint64_t)(s->wrap_up_ms + kept_ms);
        size_t last = gone / MINUTE_MS + 1;
        change[call->arrived_ms / MINUTE_MS]++;
        change[last < minutes ? last : minutes]--;
    }
    int64_t now = 0, most = 0;
    for (size_t i = 0; i <= minutes; i++)
        if ((now += change[i]) > most) most = now;
    free(change);
    return (uint32_t)most;
}

/* --- the outcome ------------------------------------------------------------------------------ */

#define ROW_BYTES 96

static char *put_number(char *at, uint64_t value) {
    char digits[20];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    while (count > 0)
        *at++ = digits[--count];
    return at;
}

static char *put_seconds(char *at, int32_t ms) {
    at = put_number(at, (uint64_t)ms / 1000);
    *at++ = '.';
    *at++ = (char)('0' + ms / 100 % 10);
    *at++ = (char)('0' + ms / 10 % 10);
    *at++ = (char)('0' + ms % 10);
    return at;
}

static char *put_text(char *at, struct slice text) {
    memcpy(at, text.data, text.length);
    return at + text.length;
}

static char *put_row(char *at, const struct simulate_call *call, const struct scenario *s) {
    at = put_number(at, (uint64_t)call->number);
    switch ((enum simulate_outcome)call->outcome) {
    case SIMULATE_ANSWERED:
        at = put_text(at, SLICE(",answered,"));
        at = put_number(at, s->agents[call->agent].id);
        *at++ = ',';
        at = put_seconds(at, call->answered_ms);
        *at++ = ',';
        at = put_seconds(at, call->ended_ms);
        break;
    case SIMULATE_ABANDONED:
        at = put_text(at, SLICE(",abandoned,,,"));
        at = put_seconds(at, call->ended_ms);
        break;
    case SIMULATE_WAITING: at = put_text(at, SLICE(",waiting,,,")); break;
    }
    *at++ = '\n';
    return at;
}

enum err trace_write_outcome(const struct trace *t, const struct scenario *s, const char *path,
                             struct problem *problem) {
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be written: %s",
                           strerror(errno));
    bool written = fputs("call,outcome,agent,answer_t,end_t\n", file) >= 0;
    char buffer[64 * ROW_BYTES];
    for (uint32_t i = 0; written && i < t->count;) {
        char *at = buffer;
        for (int k = 0; k < 64 && i < t->count; k++)
            at = put_row(at, &t->calls[i++], s);
        written = fwrite(buffer, 1, (size_t)(at - buffer), file) == (size_t)(at - buffer);
    }
    if (fclose(file) != 0) written = false;
    if (written) return ERR_OK;
    return problem_set(problem, ERR_INTERNAL, path, "it cannot be written: %s", strerror(errno));
}
