/* Why, and what if: call, routes, try. */
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"
#include "agents-cli/why.h"

typedef void teller(struct text_buf *out, enum language language, const json_t *answer);

static enum exit_code told(struct cli *cli, enum exit_code code, json_t *answer, teller *tell) {
    struct text_buf lines;
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&lines, 4 * 1024 * 1024);
        tell(&lines, cli->language, answer);
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static void tell_call(struct text_buf *out, enum language language, const json_t *answer) {
    struct call call;
    char clock[TIME_TEXT_MAX];
    decode_call(json_object_get(answer, "call"), &call);
    text_addf(out, "%s  %s  %s  %s  %s  %s\n", call.id,
              call.enqueued_at == 0 ? "-" : time_local_clock(call.enqueued_at, clock),
              texts_word(language, "call", call.state), call.municipality, call.topic,
              call.language);
    why_call(out, language, answer);
}

enum exit_code verb_call(struct cli *cli) {
    json_t *answer;
    enum exit_code code =
        cli_ask_about(cli, "GET", "/v1/calls/", cli->arguments.positionals[0], "", NULL, &answer);
    return told(cli, code, answer, tell_call);
}

enum exit_code verb_routes(struct cli *cli) {
    json_t *answer;
    enum exit_code code = cli_ask(cli, "GET", "/v1/routes", NULL, &answer);
    return told(cli, code, answer, why_routes);
}

enum exit_code try_out(struct cli *cli, const char *kind, json_t *command) {
    json_t *answer, *body = json_object();
    json_object_set_new(body, kind, command);
    enum exit_code code = cli_ask(cli, "POST", "/v1/dry-run", body, &answer);
    return told(cli, code, answer, why_dry_run);
}

enum exit_code verb_try(struct cli *cli) {
    const struct arguments *arguments = &cli->arguments;
    const char *what = arguments->positionals[0], *id = arguments->positionals[1];
    json_t *command = json_object();
    if (strcmp(what, "agreement") == 0) {
        const char *mode = arguments_value(arguments, "mode");
        json_object_set_new(command, "agreement", json_string(id));
        json_object_set_new(command, "mode", json_string(mode == NULL ? "always" : mode));
        if (arguments_has(arguments, "both-ways"))
            json_object_set_new(command, "one_way", json_false());
        given_list(cli, "helped", "helped", command);
        given_list(cli, "helper", "helpers", command);
        given_list(cli, "topic", "topics", command);
        return try_out(cli, "agreement", command);
    }
    if (strcmp(what, "declines") == 0 || strcmp(what, "helps") == 0) {
        json_object_set_new(command, "organisation", json_string(id));
        json_object_set_new(command, "declines", json_boolean(strcmp(what, "declines") == 0));
        return try_out(cli, "organisation_help", command);
    }
    json_decref(command);
    return cli_fail(cli, EXIT_USAGE, T_USAGE_TRY, what, NULL);
}
