#include "simulate_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "simulate/outcome.h"
#include "simulate/report.h"
#include "simulate/simulate.h"
#include "simulate/summary.h"
#include "wire/wire.h"

#define SCENARIO_FILE_BYTES (64u * 1024 * 1024)
#define CONFIG_FILE_BYTES LIMIT_BODY_BYTES /* as over HTTP */
#define SUMMARY_BYTES (16u * 1024 * 1024)
#define BAR_COLUMNS 40

enum summary_form { FORM_TEXT, FORM_JSON, FORM_COUNT };
static const char *const form_names[FORM_COUNT] = {"text", "json"};
static const char *const sharing_names[] = {[SIMULATE_SHARING_NONE] = "none",
                                            [SIMULATE_SHARING_INDEX] = "index",
                                            [SIMULATE_SHARING_TIMED] = "timed"};

struct options {
    const char *scenario, *trace, *outcome, *config, *baseline, *report;
    struct simulate_options run;
    time_ms until; /* TIME_NEVER: to the end of the day */
    enum summary_form form;
    bool summary, timing, turns;
};

static const char usage_text[] =
    "usage: coordinator simulate --scenario FILE --trace FILE --outcome FILE [OPTION...]\n\n"
    "  --scenario FILE    who works when (JSON)\n"
    "  --trace FILE       who calls when (CSV, may be compressed by gzip)\n"
    "  --outcome FILE     where to write what became of every call (CSV)\n"
    "  --sharing HOW      none: every municipality by itself; index: all help all (index);\n"
    "                     timed: after a minute the ten nearest may help, as switchboards do it\n"
    "  --config FILE      settings to try, as PUT /v1/settings takes them (JSON). Wrap-up, leases,\n"
    "                     limits of talk, retention and languages stay those of the day\n"
    "  --baseline FILE    an earlier outcome of the same trace, to compare with (CSV)\n"
    "  --until SECONDS    the day ends so soon: later calls are left out, and who waits then is\n"
    "                     waiting\n"
    "  --summary FORM     figures to standard output: text or json\n"
    "  --report DIR       writes DIR/index.html: figures and drawings, for a browser\n"
    "  --timing           processor time of each part to standard error\n"
    "  --turns            processor time of each turn of the engine to standard error (slows it down)\n"
    "  --check            hold the invariants against the state all along (slow)\n";

static int usage(FILE *out) {
    fputs(usage_text, out);
    return out == stdout ? 0 : 2;
}

static bool complain(const char *option, const char *why) {
    fprintf(stderr, "coordinator: %s: %s\n\n", option, why);
    return false;
}

static bool choose(const char *value, const char *const *names, size_t count, int *out) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], value) == 0) {
            *out = (int)i;
            return true;
        }
    return false;
}

/* Whole seconds from the opening. */
static bool read_until(const char *value, time_ms *out) {
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || digits > 9 || value[digits] != '\0') return false;
    *out = strtol(value, NULL, 10) * SECOND_MS;
    return true;
}

static bool read_pair(struct options *o, const char *name, const char *value) {
    int choice = 0;
    if (strcmp(name, "--scenario") == 0) {
        o->scenario = value;
    } else if (strcmp(name, "--trace") == 0) {
        o->trace = value;
    } else if (strcmp(name, "--outcome") == 0) {
        o->outcome = value;
    } else if (strcmp(name, "--config") == 0) {
        o->config = value;
    } else if (strcmp(name, "--baseline") == 0) {
        o->baseline = value;
    } else if (strcmp(name, "--report") == 0) {
        o->report = value;
    } else if (strcmp(name, "--sharing") == 0) {
        if (!choose(value, sharing_names, sizeof sharing_names / sizeof *sharing_names, &choice))
            return false;
        o->run.sharing = (enum simulate_sharing)choice;
    } else if (strcmp(name, "--until") == 0) {
        return read_until(value, &o->until);
    } else if (strcmp(name, "--summary") == 0) {
        if (!choose(value, form_names, FORM_COUNT, &choice)) return false;
        o->form = (enum summary_form)choice;
        o->summary = true;
    } else {
        return false;
    }
    return true;
}

/* Names what it does not understand. */
static bool read_options(int argc, char **argv, struct options *o) {
    *o = (struct options){.run.sharing = SIMULATE_SHARING_INDEX, .until = TIME_NEVER};
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--timing") == 0)
            o->timing = true;
        else if (strcmp(argv[i], "--turns") == 0)
            o->turns = true;
        else if (strcmp(argv[i], "--check") == 0)
            o->run.check = true;
        else if (i + 1 < argc && read_pair(o, argv[i], argv[i + 1]))
            i++;
        else
            return complain(argv[i], "no such option, or not with that value");
    }
    if (o->scenario == NULL) return complain("--scenario", "it must be given");
    if (o->trace == NULL) return complain("--trace", "it must be given");
    if (o->outcome == NULL) return complain("--outcome", "it must be given");
    return true;
}

/* --- files ------------------------------------------------------------------------------------ */

/* The whole file; on success to be closed. */
static enum err read_file(const char *path, size_t most, struct text_buf *out,
                          struct problem *problem) {
    char chunk[16384];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be read: %s", strerror(errno));
    text_buf_init(out, most);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        text_add_bytes(out, chunk, got);
    bool whole = ferror(file) == 0 && !out->overflowed && out->length > 0;
    fclose(file);
    if (whole) return ERR_OK;
    text_buf_close(out);
    return problem_set(problem, ERR_INVALID, path, "it is empty, too long or unreadable");
}

/* What is wrong in a file, with its name in front. */
static enum err in_file(const char *path, enum err err, struct problem *problem) {
    struct problem inner = *problem;
    if (err == ERR_OK || strncmp(inner.field, path, sizeof inner.field - 1) == 0) return err;
    return problem_set(problem, err, path, "%s%s%s", inner.field,
                       inner.field[0] == '\0' ? "" : ": ", inner.detail);
}

static enum err read_scenario(const char *path, struct scenario *out, struct problem *problem) {
    struct text_buf text;
    enum err err = read_file(path, SCENARIO_FILE_BYTES, &text, problem);
    if (err != ERR_OK) return err;
    err = in_file(path, wire_decode_scenario(text_slice(&text), out, problem), problem);
    text_buf_close(&text);
    return err;
}

static enum err read_config(const char *path, struct command *out, struct problem *problem) {
    struct text_buf text;
    enum err err = read_file(path, CONFIG_FILE_BYTES, &text, problem);
    if (err != ERR_OK) return err;
    err = wire_decode_command(COMMAND_settings_put, text_slice(&text), NULL, 0, out, problem);
    text_buf_close(&text);
    return in_file(path, err, problem);
}

/* --- progress and time ------------------------------------------------------------------------ */

static void show_progress(void *ctx, uint32_t arrived, uint32_t calls) {
    int *shown = ctx, permille = (int)((uint64_t)arrived * 1000 / calls);
    if (permille == *shown) return;
    *shown = permille;
    char bar[BAR_COLUMNS + 1];
    for (int i = 0; i < BAR_COLUMNS; i++)
        bar[i] = i < permille * BAR_COLUMNS / 1000 ? '#' : '.';
    bar[BAR_COLUMNS] = '\0';
    fprintf(stderr, "\r[%s] %3d.%d %%", bar, permille / 10, permille % 10);
}

static void clear_progress(void) { fprintf(stderr, "\r%*s\r", BAR_COLUMNS + 12, ""); }

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void show_timing(const double at[5], const struct simulate_result *result) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr,
            "processor time: reading %.2f s, replay %.2f s, writing %.2f s, in all %.2f s; %llu "
            "commands; %ld MB at most; digest %016llx\n",
            at[1] - at[0], at[2] - at[1], at[3] - at[2], at[3],
            (unsigned long long)result->commands, usage.ru_maxrss / 1024,
            (unsigned long long)result->digest);
}

static uint64_t processor_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The least number of microseconds that `permyriad` of the turns do not exceed. */
static uint32_t turn_quantile(const struct simulate_result *result, uint64_t turns,
                              uint64_t permyriad) {
    uint64_t below = 0;
    for (uint32_t us = 0; us < SIMULATE_DECISION_US; us++) {
        below += result->turns_by_us[us];
        if (below * 10000 >= turns * permyriad) return us;
    }
    return SIMULATE_DECISION_US;
}

static void show_turns(const struct simulate_result *result) {
    uint64_t turns = 0, slow = 0;
    for (uint32_t us = 0; us <= SIMULATE_DECISION_US; us++) {
        turns += result->turns_by_us[us];
        if (us > 200) slow += result->turns_by_us[us];
    }
    fprintf(stderr,
            "turns: %llu; microseconds of processor time: 50 %% %u, 99 %% %u, 99.99 %% %u; %llu "
            "over 200\n",
            (unsigned long long)turns, turn_quantile(result, turns, 5000),
            turn_quantile(result, turns, 9900), turn_quantile(result, turns, 9999),
            (unsigned long long)slow);
}

/* --- the command ------------------------------------------------------------------------------ */

static void print_summary(const struct options *o, const struct scenario *s,
                          const struct summary *summary) {
    struct text_buf text;
    text_buf_init(&text, SUMMARY_BYTES);
    if (o->form == FORM_JSON)
        summary_json(summary, s, &text);
    else
        summary_text(summary, s, &text);
    fputs(text.data, stdout);
    text_buf_close(&text);
}

/* Whatever is to be said about an outcome. */
static enum err tell(const struct options *o, const struct scenario *s, const struct trace *t,
                     const struct trace *baseline, struct problem *problem) {
    struct summary summary;
    if (!o->summary && o->report == NULL) return ERR_OK;
    enum err err = summary_make(s, t, baseline, &summary, problem);
    if (err != ERR_OK) return err;
    struct report report = {.scenario = s,
                            .trace = t,
                            .baseline = baseline,
                            .summary = &summary,
                            .sharing = sharing_names[o->run.sharing]};
    if (o->report != NULL) err = report_write(o->report, &report, problem);
    if (err == ERR_OK && o->summary) print_summary(o, s, &summary);
    summary_close(&summary);
    return err;
}

static enum err replay(struct options *o, const struct scenario *scenario, struct trace *trace,
                       struct trace *baseline, struct problem *problem) {
    struct simulate_result result = {.commands = 0};
    int shown = -1;
    double at[5] = {0};
    enum err err = ERR_OK;
    if (o->baseline != NULL)
        err = in_file(o->baseline, outcome_read(o->baseline, scenario, trace, baseline, problem),
                      problem);
    if (isatty(STDERR_FILENO)) {
        o->run.progress = show_progress;
        o->run.progress_ctx = &shown;
    }
    if (o->turns) o->run.processor_ns = processor_ns;
    at[1] = cpu_seconds();
    if (err == ERR_OK) err = simulate_run(scenario, trace, &o->run, &result, problem);
    if (shown >= 0) clear_progress();
    at[2] = cpu_seconds();
    if (err == ERR_OK) err = outcome_write(trace, scenario, o->outcome, problem);
    at[3] = cpu_seconds();
    if (err == ERR_OK && o->timing) show_timing(at, &result);
    if (err == ERR_OK && o->turns) show_turns(&result);
    if (err == ERR_OK)
        err = tell(o, scenario, trace, o->baseline == NULL ? NULL : baseline, problem);
    return err;
}

static enum err read_and_replay(struct options *o, struct problem *problem) {
    struct scenario scenario;
    struct trace trace = {.count = 0}, baseline = {.count = 0};
    struct command config;
    if (o->config != NULL) {
        enum err err = read_config(o->config, &config, problem);
        if (err != ERR_OK) return err;
        o->run.config = &config;
    }
    enum err err = read_scenario(o->scenario, &scenario, problem);
    if (err != ERR_OK) return err;
    err = in_file(o->trace, trace_read(o->trace, &scenario, &trace, problem), problem);
    if (err == ERR_OK) {
        trace_cut(&trace, &scenario, o->until);
        err = replay(o, &scenario, &trace, &baseline, problem);
    }
    trace_close(&trace);
    trace_close(&baseline);
    scenario_close(&scenario);
    return err;
}

int simulate_command(int argc, char **argv) {
    struct options options;
    struct problem problem = {.err = ERR_OK};
    if (argc == 1 && strcmp(argv[0], "--help") == 0) return usage(stdout);
    if (!read_options(argc, argv, &options)) return usage(stderr);
    if (read_and_replay(&options, &problem) == ERR_OK) return 0;
    fprintf(stderr, "coordinator: %s%s%s\n", problem.field, problem.field[0] == '\0' ? "" : ": ",
            problem.detail);
    return 1;
}
