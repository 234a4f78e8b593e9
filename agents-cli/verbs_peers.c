/* Other coordinators: who they are, and what they are lent. */
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

static void add_time(struct text_buf *lines, enum language language, const json_t *row,
                     const char *member) {
    char shown[SHOW_MAX];
    time_ms at = decode_integer(row, member, 0);
    show_left(lines, at == 0 ? "-" : show_time(language, at, shown), 12);
    text_add_char(lines, ' ');
}

static void peer_line(struct cli *cli, const json_t *row, struct text_buf *lines) {
    char organisation[64], lending[32], url[LIMIT_URL], number[SHOW_MAX];
    decode_text(row, "organisation", organisation, sizeof organisation);
    decode_text(row, "lending", lending, sizeof lending);
    decode_text(row, "url", url, sizeof url);
    bool reachable = decode_bool(row, "reachable");
    show_left(lines, organisation, 20);
    text_add(lines, reachable ? " " MARK_GOOD : " " MARK_BAD);
    show_left(lines, cli_text(cli, reachable ? T_PEER_REACHABLE : T_PEER_AWAY), 16);
    text_add(lines, MARK_NORMAL " ");
    add_time(lines, cli->language, row, "heard_at");
    show_left(lines, texts_word(cli->language, "lending", lending), 12);
    show_right(lines, show_number(cli->language, decode_integer(row, "seats", 0), number), 4);
    text_addf(lines, "  %s\n", url);
}

enum exit_code verb_peers(struct cli *cli) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code = cli_ask(cli, "GET", "/v1/peers", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "peers");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 64 * 1024);
        json_array_foreach(list, i, row) peer_line(cli, row, &lines);
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_PEERS_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* The word of the flag that is given; NULL: seats are lent. */
static const char *wanted(const struct arguments *arguments) {
    static const char *const flags[][2] = {
        {"pause", "paused"}, {"resume", "open"}, {"drain", "draining"}, {"close", "closed"}};
    const char *word = NULL;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (arguments_has(arguments, flags[i][0])) word = flags[i][1];
    return word;
}

static enum exit_code fill_lend(struct cli *cli, json_t *body) {
    int64_t seats = 0, preference = 3;
    const char *address = arguments_value(&cli->arguments, "address");
    enum exit_code code = given_number(cli, "seats", 1, LIMIT_PEER_CALLS, &seats);
    if (code == EXIT_DONE) code = given_number(cli, "preference", 1, 5, &preference);
    if (code != EXIT_DONE) return code;
    given_list(cli, "topic", "topics", body);
    given_list(cli, "language", "languages", body);
    if (seats == 0 || address == NULL || json_object_size(body) < 2)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_LEND, NULL);
    json_object_set_new(body, "seats", json_integer(seats));
    json_object_set_new(body, "preference", json_integer(preference));
    json_object_set_new(body, "address", json_string(address));
    return EXIT_DONE;
}

enum exit_code verb_lend(struct cli *cli) {
    const char *word = wanted(&cli->arguments);
    json_t *answer, *body = json_object();
    enum exit_code code = EXIT_DONE;
    if (word != NULL)
        json_object_set_new(body, "lending", json_string(word));
    else
        code = fill_lend(cli, body);
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    code = cli_ask_about(cli, "POST", "/v1/peers/", cli->arguments.positionals[0],
                         word != NULL ? "/lending" : "/lend", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        char lending[32];
        decode_text(json_object_get(answer, "peer"), "lending", lending, sizeof lending);
        cli_say(cli, T_LENT, cli->arguments.positionals[0],
                texts_word(cli->language, "lending", lending), NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}
