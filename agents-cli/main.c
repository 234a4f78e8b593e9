/* agents-cli: the cooperation's terminal client. The verbs and their options are a table in
 * texts.def; each verb's work is a function named verb_<name>. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents-cli/cli.h"
#include "agents-cli/errors.h"

static verb_run *const runs[VERB_COUNT] = {
#define VERB(id, name, low, high, positionals, da, en) verb_##name,
#include "agents-cli/texts.def"
};

static void help_out(const struct cli *cli, enum verb verb, FILE *to) {
    struct text_buf help;
    text_buf_init(&help, 256 * 1024);
    arguments_help(&help, cli->language, verb);
    fputs(help.data, to);
    text_buf_close(&help);
}

static enum exit_code help_errors(const struct cli *cli) {
    struct text_buf lines;
    text_buf_init(&lines, 256 * 1024);
    errors_lines(&lines, cli->language);
    cli_lines(cli, &lines);
    text_buf_close(&lines);
    return EXIT_DONE;
}

enum exit_code verb_help(struct cli *cli) {
    enum verb verb = VERB_ANY;
    if (cli->arguments.positional_count > 0) {
        const char *name = cli->arguments.positionals[0];
        if (strcmp(name, "errors") == 0) return help_errors(cli);
        for (verb = 0; verb < VERB_COUNT; verb++)
            if (strcmp(verb_spec(verb)->name, name) == 0) break;
        if (verb == VERB_COUNT) return cli_fail(cli, EXIT_USAGE, T_USAGE_VERB, name, NULL);
    }
    help_out(cli, verb, stdout);
    return EXIT_DONE;
}

/* Without a verb: at a terminal, with a token, the watch is what a person wants. */
static enum exit_code run_nothing(struct cli *cli) {
    bool stored = access(cli->token_path, R_OK) == 0 || getenv("DDH_TOKEN") != NULL ||
                  getenv("DDH_TOKEN_FILE") != NULL;
    if (cli->in_terminal && cli->out_terminal && stored) {
        cli->arguments.verb = VERB_WATCH;
        return verb_watch(cli);
    }
    help_out(cli, VERB_ANY, stderr);
    return EXIT_USAGE;
}

/* Before anything else, so that also what is wrong with the command line is told in it. */
static void prefer_locale(struct cli *cli, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--locale") == 0 && i + 1 < argc)
            texts_language_from_text(argv[i + 1], &cli->language);
        if (strncmp(argv[i], "--locale=", 9) == 0)
            texts_language_from_text(argv[i] + 9, &cli->language);
    }
}

static enum exit_code run(struct cli *cli, int argc, char **argv) {
    struct text_buf problem;
    text_buf_init(&problem, 16384);
    bool ok = arguments_parse(argc, argv, cli->language, &cli->arguments, &problem);
    if (!ok) {
        cli_fail_text(cli, EXIT_USAGE, problem.data);
        bool known = cli->arguments.verb != VERB_COUNT;
        cli_fail(cli, EXIT_USAGE, known ? T_USAGE_SEE_VERB : T_USAGE_SEE,
                 known ? verb_spec(cli->arguments.verb)->name : "", NULL);
    }
    text_buf_close(&problem);
    if (!ok) return EXIT_USAGE;
    if (arguments_has(&cli->arguments, "version")) {
        printf("agents-cli %s\n", DDH_VERSION);
        return EXIT_DONE;
    }
    cli->json = arguments_has(&cli->arguments, "json");
    cli->colour = cli->out_terminal && getenv("NO_COLOR") == NULL &&
                  !arguments_has(&cli->arguments, "no-color");
    const char *locale = arguments_value(&cli->arguments, "locale");
    if (arguments_has(&cli->arguments, "help")) {
        if (locale != NULL) texts_language_from_text(locale, &cli->language);
        help_out(cli, cli->arguments.verb, stdout);
        return EXIT_DONE;
    }
    enum exit_code code = cli_settle(cli);
    if (code != EXIT_DONE) return code;
    return cli->arguments.verb == VERB_COUNT ? run_nothing(cli) : runs[cli->arguments.verb](cli);
}

int main(int argc, char **argv) {
    struct cli *cli = calloc(1, sizeof *cli);
    if (cli == NULL) return EXIT_REFUSED;
    cli->language = texts_choose(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"));
    keys_init(&cli->config.keys);
    cli->in_terminal = isatty(STDIN_FILENO);
    cli->out_terminal = isatty(STDOUT_FILENO);
    prefer_locale(cli, argc, argv);
    enum exit_code code = run(cli, argc, argv);
    cli_close(cli);
    free(cli);
    /* A full disk or a closed pipe is a failure too: what was asked for has not been said. */
    if (fflush(stdout) != 0 && code == EXIT_DONE) code = EXIT_REFUSED;
    return (int)code;
}
