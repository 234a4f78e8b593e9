/* A small day for tests: municipalities a (agents 1, 2), b (agent 3) and out (nobody); topics
 * water and tax. */
#ifndef TESTS_SIMULATE_DAY_H
#define TESTS_SIMULATE_DAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "simulate/simulate.h"

#define DAY_HEAD                                                                                         \
    "{\"name\":\"T\",\"title\":\"test\",\"seed\":1,\"horizon_s\":1000,\"wrap_up_s\":10,"                 \
    "\"overflow_handle_factor\":1.1,\"qualified_handle_factor\":1.15,"                                   \
    "\"topics\":[{\"id\":\"water\",\"mean_handle_s\":100},{\"id\":\"tax\",\"mean_handle_s\":100}],"      \
    "\"languages\":[\"da\",\"en\"],\"municipalities\":["                                                 \
    "{\"id\":\"a\",\"population\":1000,\"region\":\"r\",\"reserve\":1},"                                 \
    "{\"id\":\"b\",\"population\":1000,\"region\":\"r\",\"reserve\":0},"                                 \
    "{\"id\":\"out\",\"population\":1000,\"region\":\"x\",\"reserve\":0}],"                              \
    "\"agents\":["                                                                                       \
    "{\"id\":1,\"municipality\":\"a\",\"topics\":[\"water\"],\"languages\":[\"da\"],\"shift\":[0,500]}," \
    "{\"id\":2,\"municipality\":\"a\",\"topics\":[\"tax\"],\"languages\":[\"da\"],\"shift\":[0,500]},"   \
    "{\"id\":7,\"municipality\":\"b\",\"topics\":[\"water\"],\"languages\":[\"da\",\"en\"],\"shift\":[0,900]}]"
#define DAY_ALWAYS DAY_HEAD ",\"reserve_rule\":\"always\""
#define DAY_WHEN_QUEUE DAY_HEAD ",\"reserve_rule\":\"when_queue\""
#define TRACE_HEAD "t,call,municipality,topic,language,handle_s,patience_s\n"

struct day {
    struct scenario scenario;
    struct trace trace;
    char path[40];
};

static inline void write_file(char path[40], const char *text) {
    snprintf(path, 40, "/tmp/simulate-test-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
}

/* Opens and replays up to `until`; asserts that all goes well. */
static inline void day_run_until(struct day *d, const char *scenario, const char *rows,
                                 enum simulate_sharing sharing, time_ms until) {
    struct problem problem = {.err = ERR_OK};
    struct simulate_result result;
    char text[4096];
    snprintf(text, sizeof text, TRACE_HEAD "%s", rows);
    write_file(d->path, text);
    if (wire_decode_scenario(slice_of(scenario), &d->scenario, &problem) != ERR_OK ||
        trace_read(d->path, &d->scenario, &d->trace, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    trace_cut(&d->trace, &d->scenario, until);
    if (simulate_run(&d->scenario, &d->trace,
                     &(struct simulate_options){.sharing = sharing, .check = true}, &result,
                     &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    unlink(d->path);
}

static inline void day_run(struct day *d, const char *scenario, const char *rows,
                           enum simulate_sharing sharing) {
    day_run_until(d, scenario, rows, sharing, TIME_NEVER);
}

static inline void day_close(struct day *d) {
    trace_close(&d->trace);
    scenario_close(&d->scenario);
}

/* `agent` is the number of the scenario; 0: nobody. Times are milliseconds. */
static inline void day_expect(const struct day *d, uint32_t row, enum simulate_outcome outcome,
                              uint32_t agent, int32_t answered_ms, int32_t ended_ms) {
    const struct simulate_call *call = &d->trace.calls[row];
    assert_int_equal(call->outcome, outcome);
    if (outcome == SIMULATE_WAITING) return;
    assert_int_equal(call->ended_ms, ended_ms);
    if (outcome == SIMULATE_ABANDONED) return;
    assert_int_equal(d->scenario.agents[call->agent].id, agent);
    assert_int_equal(call->answered_ms, answered_ms);
}

#endif
