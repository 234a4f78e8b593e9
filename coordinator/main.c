/* The command line: serve, token, simulate, generate, settlement, playbook, version. */
#include <stdio.h>
#include <string.h>

#include "generate_command.h"
#include "local_command.h"
#include "options.h"
#include "playbook_command.h"
#include "serve.h"
#include "settlement_command.h"
#include "simulate_command.h"

static int serve_command(int argc, char **argv) {
    struct serve_options options;
    struct problem problem;
    if (argc == 1 && strcmp(argv[0], "--help") == 0) {
        options_help();
        return 0;
    }
    if (options_read(argc, argv, &options, &problem) != ERR_OK) {
        fprintf(stderr, "coordinator: %s: %s\n", problem.field, problem.detail);
        return 2;
    }
    return serve(&options);
}

static int check_config_command(int argc, char **argv) {
    struct serve_options options;
    struct problem problem;
    if (options_read(argc, argv, &options, &problem) != ERR_OK) {
        fprintf(stderr, "coordinator: %s: %s\n", problem.field, problem.detail);
        return 2;
    }
    printf("ok\n");
    return 0;
}

static int version_command(int argc, char **argv) {
    (void)argc, (void)argv;
    printf("coordinator %s\n", DDH_VERSION);
    return 0;
}

static const struct {
    const char *name, *help;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"serve", "run the service", serve_command},
    {"check-config", "check the options of serve, and do nothing", check_config_command},
    {"token", "create, list and revoke tokens on the running service of this machine",
     token_command},
    {"simulate", "replay a trace of calls through the router of the service", simulate_command},
    {"generate", "make a day of calls for simulate, from a seed", generate_command},
    {"settlement", "who owes how many hours, by calls and population", settlement_command},
    {"clock", "say an exercise's clock, or change its speed", clock_command},
    {"playbook", "lint and show playbook files", playbook_command},
    {"version", "say the version", version_command},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

int main(int argc, char **argv) {
    for (size_t i = 0; argc > 1 && i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, argv[1]) == 0) return commands[i].run(argc - 2, argv + 2);
    bool asked = argc > 1 && strcmp(argv[1], "--help") == 0;
    fprintf(asked ? stdout : stderr, "usage: coordinator COMMAND [OPTION...]\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(asked ? stdout : stderr, "  %-14s %s\n", commands[i].name, commands[i].help);
    return asked ? 0 : 2;
}
