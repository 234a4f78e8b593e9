#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct option {
    const char *name, *value, *help;
    bool (*read)(struct serve_options *o, const char *value);
};

static bool number(const char *text, unsigned long low, unsigned long high, unsigned long *out) {
    char *end;
    *out = strtoul(text, &end, 10);
    return end != text && *end == '\0' && text[0] != '-' && *out >= low && *out <= high;
}

static bool read_address(struct serve_options *o, const char *v) {
    return (o->address = v)[0] != '\0';
}
static bool read_data(struct serve_options *o, const char *v) { return (o->data = v)[0] != '\0'; }
static bool read_redis(struct serve_options *o, const char *v) { return (o->redis = v)[0] != '\0'; }
static bool read_user(struct serve_options *o, const char *v) {
    return (o->redis_username = v)[0] != '\0';
}
static bool read_password(struct serve_options *o, const char *v) {
    return (o->redis_password_file = v)[0] != '\0';
}
static bool read_tag(struct serve_options *o, const char *v) { return (o->tag = v)[0] != '\0'; }
static bool read_log(struct serve_options *o, const char *v) {
    return log_level_from_text(v, &o->log_level);
}
static bool read_clock(struct serve_options *o, const char *v) {
    return clock_mode_from_text(v, &o->clock);
}

static bool read_port(struct serve_options *o, const char *v) {
    unsigned long port;
    if (!number(v, 0, 65535, &port)) return false;
    o->port = (uint16_t)port;
    return true;
}

static bool read_speed(struct serve_options *o, const char *v) {
    unsigned long speed;
    if (!number(v, 1, 1000, &speed)) return false;
    o->speed_permille = (uint32_t)speed * 1000;
    return true;
}

static bool read_minutes(struct serve_options *o, const char *v) {
    unsigned long minutes;
    if (!number(v, 1, 24 * 60, &minutes)) return false;
    o->exercise_ms = (time_ms)minutes * MINUTE_MS;
    return true;
}

static bool read_start(struct serve_options *o, const char *v) {
    return time_parse_rfc3339(v, strlen(v), &o->start);
}

static bool read_network(struct serve_options *o, const char *v) {
    if (o->exempt_network_count == OPTION_NETWORKS) return false;
    o->exempt_networks[o->exempt_network_count++] = v;
    return true;
}

static bool read_exercise(struct serve_options *o, const char *v) {
    (void)v;
    return o->exercise = true;
}

static bool read_private_receivers(struct serve_options *o, const char *v) {
    (void)v;
    return o->private_receivers = true;
}

static bool read_standby(struct serve_options *o, const char *v) {
    (void)v;
    return o->standby = true;
}

static const struct option options[] = {
    {"--data", "DIR", "data directory: lock, admin socket, first token (made when missing)",
     read_data},
    {"--redis", "ADDRESS", "unix:/path or host:port", read_redis},
    {"--redis-username", "NAME", "ACL user", read_user},
    {"--redis-password-file", "FILE", "file that holds the password", read_password},
    {"--tag", "TAG", "keys begin with {TAG}: (ddh)", read_tag},
    {"--address", "IP", "where to listen (127.0.0.1)", read_address},
    {"--port", "N", "0 picks a free one (8080)", read_port},
    {"--exempt", "NETWORK", "not counted per address, repeatable: 10.0.0.0/8", read_network},
    {"--log-level", "debug|info|warning|error", "(info)", read_log},
    {"--private-receivers", NULL,
     "receivers of webhooks, other coordinators and foreign switchboards may stand on "
     "private addresses, and speak http",
     read_private_receivers},
    {"--standby", NULL, "a standby is expected: nothing is ever released unstored", read_standby},
    {"--exercise", NULL, "a data directory made now is for exercises", read_exercise},
    {"--clock", "real|driven|scaled", "driven and scaled only in exercises (real)", read_clock},
    {"--speed", "N", "of the scaled clock (60)", read_speed},
    {"--exercise-minutes", "N",
     "after how many of its minutes the scaled clock meets the wall clock (120)", read_minutes},
    {"--start", "TIME", "where the clock begins, RFC 3339 (exercises)", read_start},
};

#define OPTION_COUNT (sizeof options / sizeof *options)

void options_help(void) {
    printf("usage: coordinator serve --data DIR --redis ADDRESS [OPTION...]\n\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s %s", options[i].name,
                 options[i].value == NULL ? "" : options[i].value);
        printf("  %-32s %s\n", name, options[i].help);
    }
}

static enum err check(const struct serve_options *o, struct problem *problem) {
    if (o->data == NULL) return problem_set(problem, ERR_MISSING_FIELD, "--data", "it is required");
    if (o->redis == NULL)
        return problem_set(problem, ERR_MISSING_FIELD, "--redis", "it is required");
    if (o->start != 0 && o->clock == CLOCK_REAL)
        return problem_set(problem, ERR_INVALID, "--start",
                           "only for the driven and the scaled clock");
    return ERR_OK;
}

enum err options_read(int argc, char **argv, struct serve_options *out, struct problem *problem) {
    *out = (struct serve_options){
        .address = "127.0.0.1",
        .port = 8080,
        .tag = "ddh",
        .log_level = LOG_INFO,
        .speed_permille = 60 * 1000,
        .exercise_ms = 2 * HOUR_MS,
    };
    for (int i = 0; i < argc; i++) {
        size_t k = 0;
        while (k < OPTION_COUNT && strcmp(options[k].name, argv[i]) != 0)
            k++;
        if (k == OPTION_COUNT)
            return problem_set(problem, ERR_INVALID, argv[i], "there is no such option");
        const char *value = NULL;
        if (options[k].value != NULL) {
            if (i + 1 == argc)
                return problem_set(problem, ERR_MISSING_FIELD, argv[i], "it needs a value: %s",
                                   options[k].value);
            value = argv[++i];
        }
        if (!options[k].read(out, value))
            return problem_set(problem, ERR_OUT_OF_RANGE, options[k].name, "%s is not %s", value,
                               options[k].value);
    }
    return check(out, problem);
}
