/* A duty leader has looked at what an activation says, and it is right as it stands: one word, without a reason. */
#include "agents-cli/cli.h"
#include "agents-cli/told.h"

static void say_reviewed(struct cli *cli, const json_t *answer) {
    struct text_buf line;
    text_buf_init(&line, 4096);
    told_review(&line, cli->language, cli->arguments.positionals[0], answer);
    text_add_char(&line, '\n');
    cli_lines(cli, &line);
    text_buf_close(&line);
}

/* The review that is meant is the one that the record names: when another leader is first, this is no second one. */
enum exit_code verb_review(struct cli *cli) {
    const char *id = cli->arguments.positionals[0];
    json_t *answer, *body = json_object();
    enum exit_code code = cli_ask_about(cli, "GET", "/v1/activations/", id, "", NULL, &answer);
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    json_t *due = json_object_get(json_object_get(answer, "activation"), "review_by");
    if (json_is_integer(due)) json_object_set(body, "due", due);
    json_decref(answer);
    code = cli_ask_about(cli, "POST", "/v1/activations/", id, "/review", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) say_reviewed(cli, answer);
    json_decref(answer);
    return EXIT_DONE;
}
