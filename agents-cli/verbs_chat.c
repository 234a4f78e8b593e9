/* Chats from the command line: how many to take, which are held, and each of them by its id. */
#include <stdio.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

void conversation_line(struct text_buf *out, enum language language, const json_t *record) {
    struct call call;
    char clock[TIME_TEXT_MAX];
    const char *transcript = json_string_value(json_object_get(record, "transcript"));
    decode_call(record, &call);
    text_addf(out, "%s  %s  %s  %s  %s  %s  %s\n", call.id,
              texts_word(language, "channel", call.channel),
              texts_word(language, "call", call.state),
              call.enqueued_at == 0 ? "-" : time_local_clock(call.enqueued_at, clock),
              call.municipality, call.topic, call.language);
    if (transcript == NULL) return;
    text_add(out, "  ");
    texts_fill(out, language, T_CHAT_TRANSCRIPT, transcript, NULL);
    text_add_char(out, '\n');
}

void conversation_lines(struct text_buf *out, enum language language, const json_t *calls) {
    size_t i;
    json_t *call;
    json_array_foreach(calls, i, call) conversation_line(out, language, call);
}

enum exit_code cli_conversations(struct cli *cli, const char *agent, json_t **out) {
    struct text_buf path;
    text_buf_init(&path, 512);
    text_add(&path, "/v1/calls?agent=");
    cli_encode(&path, agent);
    enum exit_code code = cli_ask(cli, "GET", path.data, NULL, out);
    text_buf_close(&path);
    return code;
}

static enum exit_code shown(struct cli *cli, const char *agent, const json_t *record) {
    struct text_buf lines;
    char capacity[SHOW_MAX];
    json_t *calls;
    enum exit_code code = cli_conversations(cli, agent, &calls);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, calls)) {
        text_buf_init(&lines, 1 << 20);
        bool free = json_is_true(json_object_get(record, "takes_chats"));
        texts_fill(&lines, cli->language, free ? T_CHAT_CAPACITY_FREE : T_CHAT_CAPACITY,
                   show_number(cli->language, decode_integer(record, "chat_capacity", 0), capacity),
                   NULL);
        text_add_char(&lines, '\n');
        conversation_lines(&lines, cli->language, json_object_get(calls, "calls"));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(calls);
    return EXIT_DONE;
}

static enum exit_code held(struct cli *cli, const char *agent) {
    char path[160];
    json_t *answer;
    snprintf(path, sizeof path, "/v1/agents/%s", agent);
    enum exit_code code = cli_ask(cli, "GET", path, NULL, &answer);
    if (code != EXIT_DONE) return code;
    code = shown(cli, agent, json_object_get(answer, "agent"));
    json_decref(answer);
    return code;
}

static enum exit_code opened(struct cli *cli, const char *agent, const char *chats) {
    char path[160], *end;
    json_t *answer;
    long count = strtol(chats, &end, 10);
    if (end == chats || *end != '\0' || count < 0 || count > LIMIT_CHATS)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_CHATS, chats, NULL);
    snprintf(path, sizeof path, "/v1/agents/%s/channels", agent);
    enum exit_code code =
        cli_ask(cli, "PUT", path, json_pack("{s:i}", "chat", (int)count), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, T_CHAT_OPENED, chats, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code done(struct cli *cli, const char *agent, const char *what, const char *id) {
    char path[32];
    struct text_buf line;
    json_t *answer, *body = json_object();
    bool answers = strcmp(what, "accept") == 0 || strcmp(what, "reject") == 0;
    if (answers) json_object_set_new(body, "agent", json_string(agent));
    snprintf(path, sizeof path, "/%s", what);
    enum exit_code code = cli_ask_about(cli, "POST", "/v1/calls/", id, path, body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&line, 4096);
        conversation_line(&line, cli->language, json_object_get(answer, "call"));
        cli_lines(cli, &line);
        text_buf_close(&line);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_channels(struct cli *cli) {
    static const char *const acts[] = {"accept", "reject", "end", "wrap-up"};
    const struct arguments *arguments = &cli->arguments;
    const char *chats = arguments_value(arguments, "chat");
    const char *what = arguments->positional_count > 0 ? arguments->positionals[0] : NULL;
    char agent[64];
    bool known = false;
    for (size_t i = 0; what != NULL && i < sizeof acts / sizeof *acts; i++)
        known = known || strcmp(what, acts[i]) == 0;
    if (what != NULL && (!known || arguments->positional_count < 2 || chats != NULL))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_CHANNELS, NULL);
    enum exit_code code = cli_agent(cli, agent);
    if (code != EXIT_DONE) return code;
    if (what != NULL) return done(cli, agent, what, arguments->positionals[1]);
    return chats == NULL ? held(cli, agent) : opened(cli, agent, chats);
}
