/* A day of calls sent to the live service: replay_live --coordinator FILE --scenario FILE --trace FILE --outcome FILE
 *   [--until SECONDS] [--sharing none|index] [--more-reserve N]
 * The outcome is what `coordinator simulate` must write too, to the byte: scripts/replay-live compares. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "simulate/outcome.h"
#include "simulate/simulate.h"
#include "tests/live/live_world.h"

#define SCENARIO_BYTES (64u << 20)
/* The smallest playbook there is, and values for it. */
#define PLAYBOOK DDH_SOURCE_DIR "/tests/unit/playbook/good/minimal.json"
#define PARAMETERS                                                                \
    "{\"road\":\"Havnegade\",\"who\":\"Horsens Kommune\",\"phone\":\"76292929\"," \
    "\"link\":\"https://horsens.dk/vej\",\"wait\":1,\"dry\":20,"                  \
    "\"since\":\"2025-11-22T07:30:00+01:00\",\"bus\":\"stopped\"}"

struct options {
    const char *scenario, *trace, *outcome;
    time_ms until;
    struct simulate_options run;
    struct live_world_plan plan;
};

static int usage(void) {
    fprintf(stderr,
            "usage: replay_live --coordinator FILE --scenario FILE --trace FILE --outcome FILE\n"
            "         [--until SECONDS] [--sharing none|index] [--more-reserve N]\n");
    return 2;
}

static bool read_number(const char *text, long most, long *out) {
    char *end;
    *out = strtol(text, &end, 10);
    return end != text && *end == '\0' && *out >= 0 && *out <= most;
}

static bool take_option(struct options *o, int option, const char *value) {
    long number = 0;
    switch (option) {
    case 'c': o->plan.coordinator = value; return true;
    case 's': o->scenario = value; return true;
    case 't': o->trace = value; return true;
    case 'o': o->outcome = value; return true;
    case 'u':
        if (!read_number(value, 20 * 24 * 3600, &number)) return false;
        o->until = number * SECOND_MS;
        return true;
    case 'r':
        if (!read_number(value, 1000, &number)) return false;
        o->plan.more_reserve = (uint16_t)number;
        return true;
    case 'h':
        o->run.sharing =
            strcmp(value, "none") == 0 ? SIMULATE_SHARING_NONE : SIMULATE_SHARING_INDEX;
        return strcmp(value, "none") == 0 || strcmp(value, "index") == 0;
    default: return false;
    }
}

static bool read_options(int argc, char **argv, struct options *o) {
    static const struct option known[] = {
        {"coordinator", required_argument, NULL, 'c'},
        {"scenario", required_argument, NULL, 's'},
        {"trace", required_argument, NULL, 't'},
        {"outcome", required_argument, NULL, 'o'},
        {"until", required_argument, NULL, 'u'},
        {"more-reserve", required_argument, NULL, 'r'},
        {"sharing", required_argument, NULL, 'h'},
        {0},
    };
    *o = (struct options){.until = TIME_NEVER,
                          .run.sharing = SIMULATE_SHARING_INDEX,
                          .plan = {.playbook = PLAYBOOK, .parameters = PARAMETERS}};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;)
        if (!take_option(o, option, optarg)) return false;
    return optind == argc && o->plan.coordinator != NULL && o->scenario != NULL &&
           o->trace != NULL && o->outcome != NULL;
}

static enum err read_scenario(const char *path, struct scenario *out, struct problem *problem) {
    struct text_buf text;
    char chunk[16384];
    FILE *file = fopen(path, "re");
    if (file == NULL) return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be read");
    text_buf_init(&text, SCENARIO_BYTES);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        text_add_bytes(&text, chunk, got);
    fclose(file);
    enum err err = text.overflowed ? problem_set(problem, ERR_TOO_LONG, path, "it is too long")
                                   : wire_decode_scenario(text_slice(&text), out, problem);
    text_buf_close(&text);
    return err;
}

static enum err replay(struct options *o, struct trace *trace, struct simulate_result *result,
                       struct problem *problem) {
    struct scenario scenario;
    enum err err = read_scenario(o->scenario, &scenario, problem);
    if (err != ERR_OK) return err;
    err = trace_read(o->trace, &scenario, trace, problem);
    trace_cut(trace, &scenario, o->until);
    live_world_use(&o->plan);
    if (err == ERR_OK) err = simulate_run(&scenario, trace, &o->run, result, problem);
    if (err == ERR_OK && o->plan.problem.err != ERR_OK) {
        *problem = o->plan.problem;
        err = problem->err;
    }
    if (err == ERR_OK && !o->plan.ended)
        err = problem_set(problem, ERR_INTERNAL, "coordinator", "it did not end in order");
    if (err == ERR_OK) err = outcome_write(trace, &scenario, o->outcome, problem);
    scenario_close(&scenario);
    return err;
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    struct options o;
    struct trace trace = {.count = 0};
    struct simulate_result result = {.commands = 0};
    struct problem problem = {.err = ERR_OK};
    if (!read_options(argc, argv, &o)) return usage();
    double began = seconds_now();
    enum err err = replay(&o, &trace, &result, &problem);
    if (err != ERR_OK)
        fprintf(stderr, "replay_live: %s: %s\n", problem.field, problem.detail);
    else
        printf("{\"rows\":%u,\"requests\":%llu,\"commands\":%llu,\"clock_moves\":%llu,"
               "\"offers\":%llu,\"events\":%llu,\"seconds\":%.1f}\n",
               trace.count, (unsigned long long)o.plan.requests,
               (unsigned long long)result.commands, (unsigned long long)o.plan.clock_moves,
               (unsigned long long)o.plan.offers, (unsigned long long)o.plan.frames,
               seconds_now() - began);
    trace_close(&trace);
    return err != ERR_OK;
}
