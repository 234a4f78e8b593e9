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
    bool chat = strcmp(call.channel, "chat") == 0;
    if (chat) conversation_line(out, language, json_object_get(answer, "call"));
    if (!chat)
        text_addf(out, "%s  %s  %s  %s  %s  %s\n", call.id,
                  call.enqueued_at == 0 ? "-" : time_local_clock(call.enqueued_at, clock),
                  texts_word(language, "call", call.state), call.municipality, call.topic,
                  call.language);
    why_call(out, language, answer);
}

/* Without a call: what the agent has now, of chats each. */
static enum exit_code own_calls(struct cli *cli) {
    char agent[64];
    struct text_buf lines;
    json_t *answer;
    enum exit_code code = cli_agent(cli, agent);
    if (code == EXIT_DONE) code = cli_conversations(cli, agent, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&lines, 1 << 20);
        conversation_lines(&lines, cli->language, json_object_get(answer, "calls"));
        if (lines.length == 0) text_addf(&lines, "%s\n", cli_text(cli, T_CALL_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* Of a chat, what else its agent holds. */
static enum exit_code tell_beside(struct cli *cli, const struct call *call) {
    struct text_buf list;
    json_t *answer, *row;
    size_t i;
    enum exit_code code = cli_conversations(cli, call->agent, &answer);
    if (code != EXIT_DONE) return code;
    text_buf_init(&list, 4096);
    json_array_foreach(json_object_get(answer, "calls"), i, row) {
        struct call other;
        decode_call(row, &other);
        if (strcmp(other.id, call->id) == 0) continue;
        text_addf(&list, "%s%s (%s)", list.length > 0 ? ", " : "", other.id,
                  texts_word(cli->language, "call", other.state));
    }
    if (list.length > 0) cli_say(cli, T_CALL_BESIDE, call->agent, list.data, NULL);
    text_buf_close(&list);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_call(struct cli *cli) {
    json_t *answer;
    struct call call;
    if (cli->arguments.positional_count == 0) return own_calls(cli);
    enum exit_code code =
        cli_ask_about(cli, "GET", "/v1/calls/", cli->arguments.positionals[0], "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    decode_call(json_object_get(answer, "call"), &call);
    code = told(cli, code, answer, tell_call);
    bool held = strcmp(call.channel, "chat") == 0 && call.agent[0] != '\0' &&
                strcmp(call.state, "ended") != 0;
    return held && !cli->json ? tell_beside(cli, &call) : code;
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
