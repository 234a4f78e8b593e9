/* ddh-drill: loads a coordinator and plays an exercise, through the public HTTP interface only. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/text.h"
#include "drill/exercise.h"
#include "drill/load.h"

static const char usage[] =
    "Usage: ddh-drill load --url URL --token-file FILE [--data DIR] [--playbook FILE]...\n"
    "       ddh-drill run  --url URL --token-file FILE [--data DIR] [OPTION]...\n"
    "\n"
    "A client of the coordinator's public HTTP interface that loads a cooperation of 40\n"
    "municipalities with 250 agents, and plays an exercise with simulated agents and callers.\n"
    "Only for a coordinator whose data were made for exercises.\n"
    "\n"
    "  --url URL          the coordinator (http://127.0.0.1:8080)\n"
    "  --token-file FILE  an administrator's token, such as DATA/admin.token\n"
    "  --data DIR         municipalities.json, cooperation.json, agents.json and scenarios\n"
    "                     (" DDH_DRILL_DATA ")\n"
    "load:\n"
    "  --playbook FILE    publish and approve this playbook; may be repeated\n"
    "run:\n"
    "  --scenario FILE    the scenario (DATA/water.json)\n"
    "  --speed N          set a scaled clock to N times real speed\n"
    "  --seconds N        length in seconds of exercise time (the scenario's: 7200)\n"
    "  --seed N           whom to draw (1); the same seed gives the same callers\n"
    "  --leave-out AGENT  do not play this agent: a person does; may be repeated\n"
    "  --report FILE      write the table as JSON\n"
    "  --events FILE      write every event of the stream down, a JSON line each\n"
    "  --plain            lines instead of a live picture\n"
    "  --help, --version\n"
    "\n"
    "A person who signs in as one of the simulated agents takes that agent over.\n"
    "Exit status: 0 all went well, 1 something was wrong, 2 wrong usage, 130 interrupted.\n";

struct options {
    const char *url, *token_file, *data, *scenario;
    struct load_options load;
    struct exercise_options run;
    bool is_run;
};

enum option_code {
    OPTION_URL = 256,
    OPTION_TOKEN_FILE,
    OPTION_DATA,
    OPTION_PLAYBOOK,
    OPTION_SCENARIO,
    OPTION_SPEED,
    OPTION_SECONDS,
    OPTION_SEED,
    OPTION_LEAVE_OUT,
    OPTION_REPORT,
    OPTION_EVENTS,
    OPTION_PLAIN,
    OPTION_HELP,
    OPTION_VERSION
};

static const struct option long_options[] = {
    {"url", required_argument, NULL, OPTION_URL},
    {"token-file", required_argument, NULL, OPTION_TOKEN_FILE},
    {"data", required_argument, NULL, OPTION_DATA},
    {"playbook", required_argument, NULL, OPTION_PLAYBOOK},
    {"scenario", required_argument, NULL, OPTION_SCENARIO},
    {"speed", required_argument, NULL, OPTION_SPEED},
    {"seconds", required_argument, NULL, OPTION_SECONDS},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"leave-out", required_argument, NULL, OPTION_LEAVE_OUT},
    {"report", required_argument, NULL, OPTION_REPORT},
    {"events", required_argument, NULL, OPTION_EVENTS},
    {"plain", no_argument, NULL, OPTION_PLAIN},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static bool is_for_run(int option) { return option >= OPTION_SCENARIO && option <= OPTION_PLAIN; }

static bool read_number(const char *text, double least, double most, double *out) {
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (errno != 0 || end == text || *end != '\0' || !(value >= least && value <= most))
        return false;
    *out = value;
    return true;
}

static bool take_option(struct options *o, int option, const char *value) {
    double number = 0;
    switch (option) {
    case OPTION_URL: o->url = value; return true;
    case OPTION_TOKEN_FILE: o->token_file = value; return true;
    case OPTION_DATA: o->data = value; return true;
    case OPTION_SCENARIO: o->scenario = value; return true;
    case OPTION_REPORT: o->run.report_path = value; return true;
    case OPTION_EVENTS: o->run.events_path = value; return true;
    case OPTION_PLAIN: o->run.plain = true; return true;
    case OPTION_PLAYBOOK:
        if (o->load.playbook_count == sizeof o->load.playbooks / sizeof *o->load.playbooks)
            return false;
        o->load.playbooks[o->load.playbook_count++] = value;
        return true;
    case OPTION_LEAVE_OUT:
        if (o->run.left_out_count == sizeof o->run.left_out / sizeof *o->run.left_out) return false;
        o->run.left_out[o->run.left_out_count++] = value;
        return true;
    case OPTION_SPEED: return read_number(value, 0.1, 10000, &o->run.speed);
    case OPTION_SECONDS:
        if (!read_number(value, 600, 86400, &number)) return false;
        o->run.length_ms = (time_ms)(number * 1000);
        return true;
    case OPTION_SEED:
        if (!read_number(value, 0, 9007199254740992.0, &number)) return false;
        o->run.seed = (uint64_t)number;
        return true;
    default: return false;
    }
}

/* -1: go on; otherwise the exit status. */
static int read_options(struct options *o, int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("ddh-drill %s\n", DDH_VERSION);
        return 0;
    }
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    o->is_run = argc > 1 && strcmp(argv[1], "run") == 0;
    if (argc < 2 || (!o->is_run && strcmp(argv[1], "load") != 0)) {
        fprintf(stderr, "ddh-drill: say load or run; --help says more\n");
        return 2;
    }
    int option, which = 0;
    argv[1] = argv[0]; /* getopt names the program by it */
    while ((option = getopt_long(argc - 1, argv + 1, "", long_options, &which)) != -1) {
        if (option == OPTION_HELP) {
            fputs(usage, stdout);
            return 0;
        }
        if (option == '?') return 2;
        bool fits = o->is_run ? option != OPTION_PLAYBOOK : !is_for_run(option);
        if (!fits || !take_option(o, option, optarg)) {
            if (fits)
                fprintf(stderr, "ddh-drill: --%s cannot be %s\n", long_options[which].name, optarg);
            else
                fprintf(stderr, "ddh-drill: %s has no --%s\n", o->is_run ? "run" : "load",
                        long_options[which].name);
            return 2;
        }
    }
    if (optind < argc - 1) {
        fprintf(stderr, "ddh-drill: what is %s?\n", argv[optind + 1]);
        return 2;
    }
    return -1;
}

static bool read_token(const char *path, char *token, size_t size) {
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "ddh-drill: %s%s\n", path == NULL ? "--token-file is needed" : path,
                path == NULL ? "" : ": cannot be read");
        return false;
    }
    size_t length = fread(token, 1, size - 1, file);
    fclose(file);
    while (length > 0 && (token[length - 1] == '\n' || token[length - 1] == ' '))
        length--;
    token[length] = '\0';
    if (length == 0 || !text_is_line(token, length)) {
        fprintf(stderr, "ddh-drill: %s holds no token\n", path);
        return false;
    }
    return true;
}

static bool check_left_out(const struct options *o, const struct data *data) {
    for (uint32_t i = 0; i < o->run.left_out_count; i++)
        if (data_person(data, o->run.left_out[i]) < 0) {
            fprintf(stderr, "ddh-drill: there is no agent %s\n", o->run.left_out[i]);
            return false;
        }
    return true;
}

static int run(struct options *o, const struct data *data, struct uv_loop_s *loop) {
    if (!o->is_run) return load_run(loop, &o->load, data);
    struct scenario scenario;
    char why[512], path[4096];
    if (o->scenario == NULL) {
        snprintf(path, sizeof path, "%s/water.json", o->data);
        o->scenario = path;
    }
    if (!check_left_out(o, data)) return 2;
    if (!scenario_read(&scenario, data, o->scenario, why, sizeof why)) {
        fprintf(stderr, "ddh-drill: %s\n", why);
        scenario_close(&scenario);
        return 1;
    }
    if (!isatty(STDOUT_FILENO)) o->run.plain = true;
    int status = exercise_run(loop, &o->run, data, &scenario);
    scenario_close(&scenario);
    return status;
}

int main(int argc, char **argv) {
    struct options o = {.url = "http://127.0.0.1:8080", .data = DDH_DRILL_DATA, .run.seed = 1};
    int status = read_options(&o, argc, argv);
    if (status >= 0) return status;
    char token[SERVICE_SECRET], url[1024], why[512];
    if (!read_token(o.token_file, token, sizeof token)) return 2;
    if (!text_copy(url, sizeof url, o.url)) return 2;
    for (size_t length = strlen(url); length > 0 && url[length - 1] == '/'; length--)
        url[length - 1] = '\0';
    o.load.url = o.run.url = url;
    o.load.token = o.run.token = token;
    struct data data;
    uv_loop_t loop;
    if (!data_read(&data, o.data, why, sizeof why)) {
        fprintf(stderr, "ddh-drill: %s\n", why);
        data_close(&data);
        return 1;
    }
    uv_loop_init(&loop);
    status = run(&o, &data, &loop);
    uv_run(&loop, UV_RUN_DEFAULT);
    if (uv_loop_close(&loop) != 0) fprintf(stderr, "ddh-drill: the loop did not close\n");
    data_close(&data);
    return status;
}
