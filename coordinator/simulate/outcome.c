#include "simulate/outcome.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "simulate/csv.h"

#define HEADER "call,outcome,agent,answer_t,end_t"
#define ROW_BYTES 96
#define TIME_MAX_MS INT32_MAX

/* --- writing ---------------------------------------------------------------------------------- */

static char *put_row(char *at, const struct simulate_call *call, const struct scenario *s) {
    at = csv_put_number(at, (uint64_t)call->number);
    switch ((enum simulate_outcome)call->outcome) {
    case SIMULATE_ANSWERED:
        at = csv_put_text(at, SLICE(",answered,"));
        at = csv_put_number(at, s->agents[call->agent].id);
        *at++ = ',';
        at = csv_put_seconds(at, call->answered_ms);
        *at++ = ',';
        at = csv_put_seconds(at, call->ended_ms);
        break;
    case SIMULATE_ABANDONED:
        at = csv_put_text(at, SLICE(",abandoned,,,"));
        at = csv_put_seconds(at, call->ended_ms);
        break;
    case SIMULATE_WAITING: at = csv_put_text(at, SLICE(",waiting,,,")); break;
    }
    *at++ = '\n';
    return at;
}

static bool write_rows(const struct trace *t, const struct scenario *s, FILE *file) {
    bool written = fputs(HEADER "\n", file) >= 0;
    char buffer[64 * ROW_BYTES];
    for (uint32_t i = 0; written && i < t->count;) {
        char *at = buffer;
        for (int k = 0; k < 64 && i < t->count; k++)
            at = put_row(at, &t->calls[i++], s);
        written = fwrite(buffer, 1, (size_t)(at - buffer), file) == (size_t)(at - buffer);
    }
    return written;
}

/* Where it is written first, so that no half outcome ever stands under its name; false: a device or
 * a pipe, which is written as it is. */
static bool name_part(const char *path, char part[PATH_MAX]) {
    struct stat is;
    if (lstat(path, &is) == 0 && !S_ISREG(is.st_mode)) return false;
    return (size_t)snprintf(part, PATH_MAX, "%s.part", path) < PATH_MAX;
}

enum err outcome_write(const struct trace *t, const struct scenario *s, const char *path,
                       struct problem *problem) {
    char part[PATH_MAX];
    bool parted = name_part(path, part);
    FILE *file = fopen(parted ? part : path, "we");
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be written: %s",
                           strerror(errno));
    bool written = write_rows(t, s, file);
    if (fclose(file) != 0) written = false;
    if (written && parted) written = rename(part, path) == 0;
    if (written) return ERR_OK;
    int why = errno;
    if (parted) unlink(part);
    return problem_set(problem, ERR_INTERNAL, path, "it cannot be written: %s", strerror(why));
}

/* --- reading ---------------------------------------------------------------------------------- */

#define UNREAD UINT8_MAX /* the outcome of a call whose row has not come yet */

struct reader {
    const struct scenario *scenario;
    struct trace *trace;
    uint32_t *agents; /* places in scenario.agents, by id */
    uint32_t next;    /* the row expected: most files keep the order of the trace */
};

static struct simulate_call *find_call(struct reader *r, int64_t number) {
    struct trace *t = r->trace;
    if (r->next < t->count && t->calls[r->next].number == number) return &t->calls[r->next++];
    uint32_t low = 0, high = t->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (t->calls[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == t->count || t->calls[low].number != number) return NULL;
    r->next = low + 1;
    return &t->calls[low];
}

static bool find_agent(const struct reader *r, int64_t id, uint32_t *place) {
    uint32_t low = 0, high = r->scenario->agent_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->scenario->agents[r->agents[middle]].id < (uint64_t)id)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == r->scenario->agent_count) return false;
    *place = r->agents[low];
    return r->scenario->agents[*place].id == (uint64_t)id;
}

static enum err take_row(void *ctx, uint64_t line, struct slice row, struct problem *problem) {
    struct reader *r = ctx;
    int64_t number, agent;
    if (!csv_number(csv_cell(&row), &number))
        return csv_refuse(line, "call", "it must be a number", problem);
    struct simulate_call *call = find_call(r, number);
    if (call == NULL) return csv_refuse(line, "call", "the trace has no such call", problem);
    if (call->outcome != UNREAD) return csv_refuse(line, "call", "it stands twice", problem);
    struct slice outcome = csv_cell(&row), who = csv_cell(&row), answered = csv_cell(&row),
                 ended = csv_cell(&row);
    if (row.length > 0)
        return csv_refuse(line, "row", "it has more columns than the header", problem);
    if (slice_equals(outcome, "abandoned")) {
        call->outcome = SIMULATE_ABANDONED;
        return ERR_OK;
    }
    if (slice_equals(outcome, "waiting")) {
        call->outcome = SIMULATE_WAITING;
        return ERR_OK;
    }
    if (!slice_equals(outcome, "answered"))
        return csv_refuse(line, "outcome", "it is answered, abandoned or waiting", problem);
    call->outcome = SIMULATE_ANSWERED;
    if (!csv_number(who, &agent) || !find_agent(r, agent, &call->agent))
        return csv_refuse(line, "agent", "the scenario has no such agent", problem);
    if (!csv_seconds(answered, TIME_MAX_MS, &call->answered_ms) ||
        call->answered_ms < call->arrived_ms)
        return csv_refuse(line, "answer_t", "it must be seconds, not before the arrival", problem);
    if (!csv_seconds(ended, TIME_MAX_MS, &call->ended_ms) || call->ended_ms < call->answered_ms)
        return csv_refuse(line, "end_t", "it must be seconds, not before answer_t", problem);
    return ERR_OK;
}

static int order_of_ids(const void *a, const void *b, void *ctx) {
    const struct scenario *s = ctx;
    uint64_t x = s->agents[*(const uint32_t *)a].id, y = s->agents[*(const uint32_t *)b].id;
    return (x > y) - (x < y);
}

static enum err check_all_read(const struct trace *t, const char *path, struct problem *problem) {
    for (uint32_t i = 0; i < t->count; i++)
        if (t->calls[i].outcome == UNREAD)
            return problem_set(problem, ERR_INVALID, path, "it has no row for call %lld",
                               (long long)t->calls[i].number);
    return ERR_OK;
}

enum err outcome_read(const char *path, const struct scenario *s, const struct trace *trace,
                      struct trace *out, struct problem *problem) {
    *out = (struct trace){.calls = malloc((trace->count + 1u) * sizeof *out->calls)};
    struct reader r = {
        .scenario = s, .trace = out, .agents = malloc(s->agent_count * sizeof *r.agents)};
    enum err err = ERR_OK;
    if (out->calls == NULL || r.agents == NULL)
        err = problem_set(problem, ERR_LIMIT_REACHED, path, "there is no memory to read it");
    if (err == ERR_OK) {
        for (; out->count < trace->count; out->count++) {
            out->calls[out->count] = trace->calls[out->count];
            out->calls[out->count].outcome = UNREAD;
        }
        for (uint32_t i = 0; i < s->agent_count; i++)
            r.agents[i] = i;
        qsort_r(r.agents, s->agent_count, sizeof *r.agents, order_of_ids, (void *)s);
        err = csv_read(path, HEADER, take_row, &r, problem);
    }
    if (err == ERR_OK) err = check_all_read(out, path, problem);
    free(r.agents);
    if (err != ERR_OK) trace_close(out);
    return err;
}
