/* A duty leader has looked at what an activation says, and it is right as it stands: one word, without a reason. */
#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

static void say_reviewed(struct cli *cli, const json_t *answer) {
    const json_t *record = json_object_get(answer, "activation");
    char by[LIMIT_ID], at[SHOW_MAX], next[SHOW_MAX];
    time_ms review_by = decode_integer(record, "review_by", 0);
    decode_text(record, "reviewed_by", by, sizeof by);
    show_time(cli->language, decode_integer(record, "reviewed_at", 0), at);
    show_time(cli->language, review_by, next);
    if (decode_bool(answer, "repeated") && by[0] == '\0')
        decode_text(record, "changed_by", by,
                    sizeof by); /* changed meanwhile: that is a look, too */
    if (decode_bool(answer, "repeated"))
        cli_say(cli, T_REVIEWED_BEFORE, cli->arguments.positionals[0], by, NULL);
    else
        cli_say(cli, review_by == 0 ? T_REVIEWED_LAST : T_REVIEWED, cli->arguments.positionals[0],
                at, next, NULL);
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
