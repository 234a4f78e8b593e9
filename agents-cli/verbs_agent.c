/* What an agent asks for in one go: status, answers, ack. */
#include <stdio.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/screen.h"
#include "agents-cli/show.h"

enum exit_code verb_status(struct cli *cli) {
    const char *status = cli->arguments.positionals[0];
    char agent[64], path[160], clock[TIME_TEXT_MAX];
    json_t *answer;
    if (strcmp(status, "available") != 0 && strcmp(status, "break") != 0 &&
        strcmp(status, "offline") != 0)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_STATUS, status, NULL);
    enum exit_code code = cli_agent(cli, agent);
    if (code != EXIT_DONE) return code;
    snprintf(path, sizeof path, "/v1/agents/%s/status", agent);
    code = cli_ask(cli, "POST", path, json_pack("{s:s}", "status", status), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct availability now;
        decode_availability(json_object_get(answer, "availability"), &now);
        cli_say(cli, T_STATUS_NOW, texts_word(cli->language, "status", now.status),
                texts_word(cli->language, "state", now.state), NULL);
        if (now.lease_until != 0 && strcmp(now.state, "signed_out") != 0)
            cli_say(cli, T_STATUS_LEASE, time_local_clock(now.lease_until, clock), NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static void add_query(struct text_buf *path, const char *name, const char *value) {
    if (value == NULL) return;
    text_addf(path, "%c%s=", strchr(path->data, '?') == NULL ? '?' : '&', name);
    cli_encode(path, value);
}

static void answer_lines(struct cli *cli, const json_t *list) {
    struct text_buf lines;
    size_t i, columns = cli_columns(cli);
    json_t *json;
    text_buf_init(&lines, 8 * 1024 * 1024);
    json_array_foreach(list, i, json) {
        struct answer answer;
        if (!decode_answer(json, &answer)) continue;
        if (i > 0) text_add_char(&lines, '\n');
        text_addf(&lines, MARK_BOLD "%s" MARK_NORMAL " · %s · %s · %s\n",
                  answer.title != NULL ? answer.title : answer.activation, answer.activation,
                  texts_word(cli->language, "language", answer.language),
                  texts_word(cli->language, "place", answer.place));
        screen_answer(&lines, cli->language, &answer, columns < 100 ? columns : 100);
        decode_answer_close(&answer);
    }
    if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_SCREEN_NO_ANSWERS));
    cli_lines(cli, &lines);
    text_buf_close(&lines);
}

/* Takes the path. */
static enum exit_code answers_at(struct cli *cli, struct text_buf *path) {
    json_t *answer;
    enum exit_code code = path->overflowed ? cli_fail(cli, EXIT_USAGE, T_USAGE_TOO_MANY, NULL)
                                           : cli_ask(cli, "GET", path->data, NULL, &answer);
    text_buf_close(path);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) answer_lines(cli, json_object_get(answer, "answers"));
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_answers(struct cli *cli) {
    const struct arguments *arguments = &cli->arguments;
    const char *language = arguments_value(arguments, "language");
    const char *call = arguments_value(arguments, "call");
    struct text_buf path;
    text_buf_init(&path, 4096);
    text_add(&path, call == NULL ? "/v1/answers?audience=agent" : "/v1/calls/");
    if (call != NULL) {
        cli_encode(&path, call);
        text_add(&path, "/answers");
        return answers_at(cli, &path);
    }
    add_query(&path, "language",
              language != NULL               ? language
              : cli->language == LANGUAGE_DA ? "da"
                                             : "en");
    add_query(&path, "topic", arguments_value(arguments, "topic"));
    add_query(&path, "municipality", arguments_value(arguments, "municipality"));
    add_query(&path, "place", arguments_value(arguments, "place"));
    return answers_at(cli, &path);
}

enum exit_code verb_ack(struct cli *cli) {
    char agent[64], clock[SHOW_MAX];
    json_t *answer;
    enum exit_code code = cli_agent(cli, agent);
    if (code != EXIT_DONE) return code;
    code = cli_ask_about(cli, "POST", "/v1/activations/", cli->arguments.positionals[0],
                         "/acknowledge", json_pack("{s:s}", "agent", agent), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        const json_t *record = json_object_get(answer, "acknowledgement");
        cli_say(cli, T_ACKNOWLEDGED, cli->arguments.positionals[0],
                show_time(cli->language, decode_integer(record, "at", 0), clock), NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}
