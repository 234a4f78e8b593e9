#include "generate_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulate/generate.h"

#define SCENARIO_BYTES (64u * 1024 * 1024)
#define CALLS_PER_AGENT 48 /* of a day, where nothing else is said */

struct options {
    const char *scenario, *trace;
    struct generate_options day;
    bool calls_given;
};

static int usage(FILE *out) {
    fputs(
        "usage: coordinator generate --scenario FILE --trace FILE [OPTION...]\n\n"
        "  --scenario FILE      where to write who works when (JSON)\n"
        "  --trace FILE         where to write who calls when (CSV; compressed if it ends in .gz)\n"
        "  --kind KIND          (calm)\n",
        out);
    for (int kind = 0; kind < GENERATE_KINDS; kind++)
        fprintf(out, "                         %-12s %s\n",
                generate_kind_name((enum generate_kind)kind),
                generate_kind_title((enum generate_kind)kind));
    fputs(
        "  --seed N             the same number gives the same day (1)\n"
        "  --municipalities N   2 to 98 (40)\n"
        "  --agents N           at least one for each municipality (250)\n"
        "  --calls N            expected on an ordinary day; a crisis comes on top (48 an agent)\n"
        "  --bot PERCENT        of contacts that the chatbot settles, so that nobody calls (26)\n"
        "  --playbook           activated 8 minutes into a crisis, acknowledged by most\n"
        "  --reserve-rule RULE  always or when_queue (always)\n\n"
        "Says how many contacts there were, and what became of them.\n",
        out);
    return out == stdout ? 0 : 2;
}

static bool complain(const char *option, const char *why) {
    fprintf(stderr, "coordinator: %s: %s\n\n", option, why);
    return false;
}

static bool read_number(const char *option, const char *value, uint64_t high, uint64_t *out) {
    char *end = NULL;
    errno = 0;
    *out = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || *out > high)
        return complain(option, "it must be a whole number, and not so large");
    return true;
}

static bool read_count(const char *option, const char *value, uint32_t *out) {
    uint64_t number = 0;
    if (!read_number(option, value, UINT32_MAX, &number)) return false;
    *out = (uint32_t)number;
    return true;
}

static bool read_kind(const char *value, struct options *o) {
    for (int kind = 0; kind < GENERATE_KINDS; kind++)
        if (strcmp(generate_kind_name((enum generate_kind)kind), value) == 0) {
            o->day.kind = (enum generate_kind)kind;
            return true;
        }
    return complain("--kind", "there is no such kind");
}

static bool read_rule(const char *value, struct options *o) {
    o->day.reserve_when_queue = strcmp(value, "when_queue") == 0;
    if (o->day.reserve_when_queue || strcmp(value, "always") == 0) return true;
    return complain("--reserve-rule", "it is always or when_queue");
}

static bool read_pair(const char *name, const char *value, struct options *o) {
    if (strcmp(name, "--scenario") == 0) {
        o->scenario = value;
        return true;
    }
    if (strcmp(name, "--trace") == 0) {
        o->trace = value;
        return true;
    }
    if (strcmp(name, "--kind") == 0) return read_kind(value, o);
    if (strcmp(name, "--reserve-rule") == 0) return read_rule(value, o);
    if (strcmp(name, "--seed") == 0) return read_number(name, value, INT64_MAX, &o->day.seed);
    if (strcmp(name, "--municipalities") == 0)
        return read_count(name, value, &o->day.municipalities);
    if (strcmp(name, "--agents") == 0) return read_count(name, value, &o->day.agents);
    if (strcmp(name, "--bot") == 0) return read_count(name, value, &o->day.bot_percent);
    if (strcmp(name, "--calls") == 0) {
        o->calls_given = true;
        return read_count(name, value, &o->day.calls);
    }
    return complain(name, "there is no such option");
}

static bool read_options(int argc, char **argv, struct options *o) {
    *o = (struct options){.day = {.kind = GENERATE_CALM,
                                  .seed = 1,
                                  .municipalities = 40,
                                  .agents = 250,
                                  .bot_percent = 26}};
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--playbook") == 0) {
            o->day.playbook = true;
            continue;
        }
        if (i + 1 == argc) return complain(argv[i], "there is no such option, or it needs a value");
        if (!read_pair(argv[i], argv[i + 1], o)) return false;
        i++;
    }
    if (o->scenario == NULL) return complain("--scenario", "it must be given");
    if (o->trace == NULL) return complain("--trace", "it must be given");
    if (!o->calls_given)
        o->day.calls = o->day.agents < GENERATE_CALLS / CALLS_PER_AGENT
                           ? o->day.agents * CALLS_PER_AGENT
                           : GENERATE_CALLS;
    return true;
}

static enum err write_scenario(const char *path, const struct scenario *s,
                               struct problem *problem) {
    struct text_buf text;
    text_buf_init(&text, SCENARIO_BYTES);
    wire_encode_scenario(s, &text);
    FILE *file = text.overflowed ? NULL : fopen(path, "we");
    bool written = file != NULL && fwrite(text.data, 1, text.length, file) == text.length;
    if (file != NULL && fclose(file) != 0) written = false;
    text_buf_close(&text);
    if (written) return ERR_OK;
    return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be written: %s", strerror(errno));
}

int generate_command(int argc, char **argv) {
    struct options o;
    struct scenario scenario;
    struct trace trace;
    struct generate_counts counts;
    struct problem problem = {.err = ERR_OK};
    if (argc == 1 && strcmp(argv[0], "--help") == 0) return usage(stdout);
    if (!read_options(argc, argv, &o)) return usage(stderr);
    enum err err = generate_day(&o.day, &scenario, &trace, &counts, &problem);
    if (err == ERR_OK) {
        err = write_scenario(o.scenario, &scenario, &problem);
        if (err == ERR_OK) err = trace_write(&trace, &scenario, o.trace, &problem);
        trace_close(&trace);
        scenario_close(&scenario);
    }
    if (err != ERR_OK) {
        fprintf(stderr, "coordinator: %s%s%s\n", problem.field,
                problem.field[0] == '\0' ? "" : ": ", problem.detail);
        return 1;
    }
    uint64_t permille = counts.contacts == 0 ? 0 : counts.bot * 1000 / counts.contacts;
    printf("contacts %llu, settled by the chatbot %llu (%llu.%llu %%), calls %llu\n",
           (unsigned long long)counts.contacts, (unsigned long long)counts.bot,
           (unsigned long long)(permille / 10), (unsigned long long)(permille % 10),
           (unsigned long long)counts.calls);
    return 0;
}
