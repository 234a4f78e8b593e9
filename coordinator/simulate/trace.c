#include "simulate/trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "simulate/csv.h"
#include "simulate/names.h"

#define HEADER "t,call,municipality,topic,language,handle_s,patience_s"
#define ROW_BYTES (3 * SCENARIO_NAME + 96) /* three names, a number and three times */
#define TIME_MAX_MS (20 * DAY_MS)     /* fits 32 bits, patience and talk on top of it as well */
#define PATIENCE_MAX_MS (15 * DAY_MS) /* outlasts every replay: more is the same */
#define TALK_MAX_MS (4 * DAY_MS)      /* longer than a day, factors included */

_Static_assert(TIME_MAX_MS + TALK_MAX_MS < INT32_MAX, "times of a replay fit 32 bits");

struct reader {
    struct names municipalities, topics, languages;
    struct trace *trace;
    int64_t handle_max_ms;
    uint32_t capacity;
    uint64_t line;
    struct problem *problem;
};

static enum err refuse(struct reader *r, const char *member, const char *why) {
    return csv_refuse(r->line, member, why, r->problem);
}

static uint64_t largest_factor_ppm(const struct scenario *s) {
    uint64_t ppm = 1000000;
    if (s->overflow_handle_ppm > ppm) ppm = s->overflow_handle_ppm;
    if (s->qualified_handle_ppm > 1000000) ppm = ppm * s->qualified_handle_ppm / 1000000;
    return ppm;
}

/* The core ends talks after a day, and no time is left for that in a replay of a day at most. */
static int64_t longest_handle_ms(const struct scenario *s) {
    int64_t talk = s->horizon_ms <= DAY_MS ? TALK_MAX_MS : DAY_MS - SECOND_MS;
    return talk * 1000000 / (int64_t)largest_factor_ppm(s);
}

static enum err refuse_handle(struct reader *r) {
    char why[80];
    snprintf(why, sizeof why, "it must be seconds, at most %lld in this scenario",
             (long long)(r->handle_max_ms / SECOND_MS));
    return refuse(r, "handle_s", why);
}

static enum err read_row(struct reader *r, struct slice line, struct simulate_call *call) {
    uint16_t topic, language;
    struct slice rest = line;
    if (!csv_seconds(csv_cell(&rest), TIME_MAX_MS, &call->arrived_ms))
        return refuse(r, "t", "it must be seconds, at most 20 days");
    if (!csv_number(csv_cell(&rest), &call->number))
        return refuse(r, "call", "it must be a number");
    if (!names_find(&r->municipalities, csv_cell(&rest), &call->municipality))
        return refuse(r, "municipality", "the scenario has no such municipality");
    if (!names_find(&r->topics, csv_cell(&rest), &topic))
        return refuse(r, "topic", "the scenario has no such topic");
    if (!names_find(&r->languages, csv_cell(&rest), &language))
        return refuse(r, "language", "the scenario has no such language");
    if (!csv_seconds(csv_cell(&rest), r->handle_max_ms, &call->handle_ms)) return refuse_handle(r);
    if (!csv_seconds_or_most(csv_cell(&rest), PATIENCE_MAX_MS, &call->patience_ms))
        return refuse(r, "patience_s", "it must be seconds");
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

static enum err take_row(void *ctx, uint64_t number, struct slice line, struct problem *problem) {
    struct reader *r = ctx;
    struct trace *t = r->trace;
    r->line = number;
    r->problem = problem;
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

enum err trace_read(const char *path, const struct scenario *s, struct trace *out,
                    struct problem *problem) {
    *out = (struct trace){.count = 0};
    struct reader r = {.trace = out, .handle_max_ms = longest_handle_ms(s)};
    names_open(&r.municipalities, s->municipalities[0].name, sizeof s->municipalities[0],
               s->municipality_count);
    names_open(&r.topics, s->topics[0].name, sizeof s->topics[0], s->topic_count);
    names_open(&r.languages, s->language_names[0], sizeof s->language_names[0], s->languages.count);
    enum err err = csv_read(path, HEADER, take_row, &r, problem);
    if (err != ERR_OK) trace_close(out);
    return err;
}

static char *put_row(char *at, const struct simulate_call *call, const struct scenario *s) {
    at = csv_put_seconds(at, call->arrived_ms);
    *at++ = ',';
    at = csv_put_number(at, (uint64_t)call->number);
    *at++ = ',';
    at = csv_put_text(at, slice_of(s->municipalities[call->municipality].name));
    *at++ = ',';
    at = csv_put_text(at, slice_of(s->topics[call->topic].name));
    *at++ = ',';
    at = csv_put_text(at, slice_of(s->language_names[call->language]));
    *at++ = ',';
    at = csv_put_seconds(at, call->handle_ms);
    *at++ = ',';
    at = csv_put_seconds(at, call->patience_ms);
    *at++ = '\n';
    return at;
}

enum err trace_write(const struct trace *t, const struct scenario *s, const char *path,
                     struct problem *problem) {
    size_t length = strlen(path);
    bool compressed = length > 3 && strcmp(path + length - 3, ".gz") == 0;
    gzFile file = gzopen(path, compressed ? "wbe" : "wbeT");
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be written: %s",
                           strerror(errno));
    char row[ROW_BYTES];
    bool written = gzputs(file, HEADER "\n") > 0;
    for (uint32_t i = 0; written && i < t->count; i++) {
        unsigned bytes = (unsigned)(put_row(row, &t->calls[i], s) - row);
        written = gzwrite(file, row, bytes) == (int)bytes;
    }
    if (gzclose(file) != Z_OK) written = false;
    if (written) return ERR_OK;
    return problem_set(problem, ERR_INTERNAL, path, "it cannot be written: %s", strerror(errno));
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
    uint64_t ppm = largest_factor_ppm(s);
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
