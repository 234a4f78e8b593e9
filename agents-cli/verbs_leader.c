/* What those who see the whole ask for: overview, playbooks, calls, dismiss, deactivate. */
#include <stdio.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/leader.h"
#include "agents-cli/screen.h"
#include "agents-cli/show.h"

enum exit_code verb_overview(struct cli *cli) {
    json_t *answer, *topics = NULL;
    if (arguments_has(&cli->arguments, "watch")) return watch_overview(cli);
    enum exit_code code = cli_ask(cli, "GET", "/v1/overview", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        code = cli_ask(cli, "GET", "/v1/topics", NULL, &topics); /* for their names */
        struct model model;
        struct text_buf lines;
        model_init(&model, cli->language, 0);
        text_buf_init(&lines, 4 * 1024 * 1024);
        model_overview(&model, answer);
        model_names(&model, topics);
        if (model.exercise) text_addf(&lines, "%s\n", cli_text(cli, T_SCREEN_EXERCISE));
        if (model.unstored) text_addf(&lines, "%s\n", cli_text(cli, T_SCREEN_UNSTORED));
        screen_activations(&lines, &model, cli_columns(cli) - 1, LIMIT_ACTIVATIONS);
        advice_lines(&lines, &model, cli_columns(cli) - 1);
        screen_overview(&lines, &model, arguments_has(&cli->arguments, "all"), cli_columns(cli) - 1,
                        false);
        queues_lines(cli, json_object_get(answer, "services"), &lines);
        cli_lines(cli, &lines);
        text_buf_close(&lines);
        model_close(&model);
    }
    json_decref(topics);
    json_decref(answer);
    return code;
}

enum exit_code verb_playbooks(struct cli *cli) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code = cli_ask(cli, "GET", "/v1/playbooks", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "playbooks");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach(list, i, row) {
            char id[64], version[72], title[200];
            decode_text(row, "id", id, sizeof id);
            decode_text(row, "version", version, sizeof version);
            decode_text(json_object_get(row, "title"), cli->language == LANGUAGE_DA ? "da" : "en",
                        title, sizeof title);
            if (title[0] == '\0')
                decode_text(json_object_get(row, "title"), "da", title, sizeof title);
            show_left(&lines, id, 26);
            text_add_char(&lines, ' ');
            bool approved = decode_bool(row, "approved");
            text_add(&lines, approved ? "" : MARK_WARN);
            show_left(&lines, cli_text(cli, approved ? T_PLAYBOOK_APPROVED : T_PLAYBOOK_DRAFT), 14);
            text_addf(&lines, MARK_NORMAL "%.8s  %s\n", version, title);
        }
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_PLAYBOOKS_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_deliveries(struct cli *cli) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code = cli_ask(cli, "GET", "/v1/deliveries", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "deliveries");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 4 * 1024 * 1024);
        json_array_foreach(list, i, row) leader_delivery(&lines, cli->language, row);
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_DELIVERIES_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static void call_lines(struct cli *cli, const json_t *list) {
    struct text_buf lines;
    json_t *row;
    size_t i;
    char number[SHOW_MAX], clock[TIME_TEXT_MAX];
    text_buf_init(&lines, 8 * 1024 * 1024);
    json_array_foreach(list, i, row) {
        struct call call;
        decode_call(row, &call);
        show_left(&lines, call.id, 14);
        text_addf(&lines, " %s ",
                  call.enqueued_at == 0 ? "--:--:--" : time_local_clock(call.enqueued_at, clock));
        show_left(&lines, texts_word(cli->language, "call", call.state), 13);
        text_add_char(&lines, ' ');
        show_left(&lines, call.municipality, 6);
        show_left(&lines, call.topic, 16);
        text_add_char(&lines, ' ');
        show_left(&lines, call.language, 3);
        text_addf(&lines, " %s", call.agent);
        bool over = call.outcome[0] != '\0' && strcmp(call.outcome, "none") != 0;
        if (over) text_addf(&lines, "  %s", texts_word(cli->language, "outcome", call.outcome));
        text_add_char(&lines, '\n');
    }
    texts_fill(&lines, cli->language, T_CALLS_COUNT,
               show_number(cli->language, (int64_t)json_array_size(list), number), NULL);
    text_add_char(&lines, '\n');
    cli_lines(cli, &lines);
    text_buf_close(&lines);
}

enum exit_code verb_calls(struct cli *cli) {
    static const char *const filters[] = {"organisation", "municipality", "state", "agent"};
    struct text_buf path;
    json_t *answer;
    text_buf_init(&path, 4096);
    text_add(&path, "/v1/calls");
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        const char *value = arguments_value(&cli->arguments, filters[i]);
        if (value == NULL) continue;
        text_addf(&path, "%c%s=", strchr(path.data, '?') == NULL ? '?' : '&', filters[i]);
        cli_encode(&path, value);
    }
    enum exit_code code = path.overflowed ? cli_fail(cli, EXIT_USAGE, T_USAGE_TOO_MANY, NULL)
                                          : cli_ask(cli, "GET", path.data, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) call_lines(cli, json_object_get(answer, "calls"));
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_dismiss(struct cli *cli) {
    const char *reason = arguments_value(&cli->arguments, "reason");
    bool about =
        cli->arguments.positional_count > 1; /* else all queues of its own switchboard together */
    const char *organisation = cli->arguments.positionals[0],
               *topic = about ? cli->arguments.positionals[1] : NULL;
    json_t *answer;
    if (reason == NULL) return cli_fail(cli, EXIT_USAGE, T_USAGE_REASON, NULL);
    json_t *body = json_pack("{s:s}", "reason", reason);
    if (about) json_object_set_new(body, "topic", json_string(topic));
    enum exit_code code = cli_ask_about(cli, "POST", "/v1/organisations/", organisation,
                                        "/dismiss-surge", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer))
        cli_say(cli, T_DISMISSED, about ? topic : cli_text(cli, T_QUEUE_ALL), organisation, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_deactivate(struct cli *cli) {
    char line[LIMIT_REASON];
    const char *reason = arguments_value(&cli->arguments, "reason");
    const char *id = cli->arguments.positionals[0];
    json_t *answer;
    if (reason == NULL && !cli->in_terminal) return cli_fail(cli, EXIT_USAGE, T_USAGE_REASON, NULL);
    while (reason == NULL || reason[0] == '\0') {
        if (!cli_prompt(cli, cli_text(cli, T_ASK_LIFT_REASON), line, sizeof line))
            return cli_fail(cli, EXIT_REFUSED, T_CANCELLED, NULL);
        reason = line;
    }
    enum exit_code code = cli_ask_about(cli, "POST", "/v1/activations/", id, "/lift",
                                        json_pack("{s:s}", "reason", reason), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, T_LIFTED, id, NULL);
    json_decref(answer);
    return EXIT_DONE;
}
