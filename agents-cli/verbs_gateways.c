/* What telephony is configured with: the switches that ask and whether they live, the numbers that people call, and where an
 * organisation's callers go at last. */
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

#define SILENT_MS (30 * SECOND_MS) /* a switch is to be heard every 5 to 10 s */

static bool has(const struct cli *cli, const char *option) {
    return arguments_has(&cli->arguments, option);
}

/* Leaves in the answer's list the rows whose member has this value; NULL: all. */
static void keep(json_t *list, const char *member, const char *value) {
    for (size_t i = json_array_size(list); value != NULL && i-- > 0;) {
        const char *is = json_string_value(json_object_get(json_array_get(list, i), member));
        if (is == NULL || strcmp(is, value) != 0) json_array_remove(list, i);
    }
}

/* Asks for the list, or the one row of it that `id` names. */
static enum exit_code ask_list(struct cli *cli, const char *path, const char *list,
                               const char *member, const char *id, const char *problem,
                               json_t **answer) {
    enum exit_code code = cli_ask(cli, "GET", path, NULL, answer);
    if (code != EXIT_DONE) return code;
    json_t *rows = json_object_get(*answer, list);
    keep(rows, member, id);
    if (id == NULL || json_array_size(rows) > 0) return EXIT_DONE;
    json_decref(*answer);
    *answer = NULL;
    return cli_fail_text(cli, EXIT_NOT_FOUND, texts_problem(cli->language, problem));
}

static enum exit_code remove_it(struct cli *cli, const char *before, enum text_id said) {
    json_t *answer;
    enum exit_code code =
        cli_ask_about(cli, "DELETE", before, cli->arguments.positionals[0], "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, said, cli->arguments.positionals[0], NULL);
    json_decref(answer);
    return EXIT_DONE;
}

/* --- switches --------------------------------------------------------------------------------- */

/* The path may be a secret, and an admin's terminal is seen by others: only where it leads is shown. `url` has room for the
 * mark behind LIMIT_URL. */
static void cut_path(char *url) {
    char *host = strstr(url, "://");
    if (host == NULL) return;
    host += 3;
    size_t end = strcspn(host, "/?#");
    if (host[end] != '\0') memcpy(host + end, "/…", sizeof "/…");
    for (size_t i = end; i > 0; i--)
        if (host[i - 1] == '@') {
            memmove(host, host + i, strlen(host + i) + 1);
            return;
        }
}

static void gateway_lines(struct cli *cli, const json_t *row, time_ms now, struct text_buf *lines) {
    char id[LIMIT_ID], boot[64], url[LIMIT_URL + 8], ago[SHOW_MAX], calls[SHOW_MAX],
        waiting[SHOW_MAX];
    time_ms heard_at = decode_integer(row, "heard_at", 0);
    bool silent = heard_at == 0 || now - heard_at > SILENT_MS;
    decode_text(row, "id", id, sizeof id);
    decode_text(row, "boot", boot, sizeof boot);
    decode_text(row, "resume_url", url, sizeof url);
    text_add(lines, silent ? MARK_BAD : MARK_GOOD);
    texts_fill(lines, cli->language,
               heard_at == 0 ? T_GATEWAY_NEVER
               : silent      ? T_GATEWAY_SILENT
                             : T_GATEWAY_LIVES,
               id, show_duration(now > heard_at ? now - heard_at : 0, ago),
               show_number(cli->language, decode_integer(row, "dialogs", 0), calls),
               show_number(cli->language, decode_integer(row, "waiting", 0), waiting), NULL);
    text_add(lines, MARK_NORMAL "\n");
    if (boot[0] != '\0') {
        texts_fill(lines, cli->language, T_GATEWAY_BOOT, boot,
                   show_time(cli->language, decode_integer(row, "boot_at", 0), ago),
                   show_number(cli->language, decode_integer(row, "boots", 0), calls), NULL);
        text_add_char(lines, '\n');
    }
    cut_path(url);
    int64_t most = url[0] == '\0' ? 0 : decode_integer(row, "waiting_max", 0);
    texts_fill(lines, cli->language, most > 0 ? T_GATEWAY_WAITS : T_GATEWAY_WAITS_NOT,
               show_number(cli->language, most, waiting), url, NULL);
    text_add_char(lines, '\n');
}

static enum exit_code say_gateways(struct cli *cli, const json_t *rows) {
    struct text_buf lines;
    time_ms now;
    size_t i;
    const json_t *row;
    enum exit_code code = given_now(cli, &now);
    if (code != EXIT_DONE) return code;
    text_buf_init(&lines, 256 * 1024);
    json_array_foreach(rows, i, row) gateway_lines(cli, row, now, &lines);
    if (json_array_size(rows) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_GATEWAYS_NONE));
    cli_lines(cli, &lines);
    text_buf_close(&lines);
    return EXIT_DONE;
}

/* The address may hold a secret, and what stands on a command line is seen by others: - asks for it. */
static enum exit_code resume_address(struct cli *cli, char out[LIMIT_URL]) {
    const char *url = arguments_value(&cli->arguments, "resume-url");
    char line[2 * LIMIT_URL];
    if (strcmp(url, "-") == 0) {
        url = line;
        if (!cli_prompt(cli, cli_text(cli, T_ASK_RESUME_URL), line, sizeof line) || line[0] == '\0')
            return cli_fail(cli, EXIT_REFUSED, T_CANCELLED, NULL);
    }
    if (url[0] != '\0' && text_copy(out, LIMIT_URL, url)) return EXIT_DONE;
    return cli_fail(cli, EXIT_USAGE, T_USAGE_RESUME_URL, NULL);
}

static enum exit_code put_gateway(struct cli *cli) {
    char url[LIMIT_URL] = "";
    int64_t most = -1;
    json_t *answer;
    enum exit_code code = given_number(cli, "waiting-max", 1, LIMIT_CALLS, &most);
    if (code == EXIT_DONE && has(cli, "no-waiting") && (has(cli, "resume-url") || most > 0))
        code = cli_fail(cli, EXIT_USAGE, T_USAGE_GATEWAY, NULL);
    if (code == EXIT_DONE && has(cli, "resume-url")) code = resume_address(cli, url);
    if (code != EXIT_DONE) return code;
    json_t *body = json_object();
    if (url[0] != '\0') json_object_set_new(body, "resume_url", json_string(url));
    if (has(cli, "no-waiting")) json_object_set_new(body, "resume_url", json_null());
    if (most > 0) json_object_set_new(body, "waiting_max", json_integer(most));
    code = cli_ask_about(cli, "PUT", "/v1/gateways/", cli->arguments.positionals[0], "", body,
                         &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        json_t *rows = json_pack("[O]", json_object_get(answer, "gateway"));
        code = say_gateways(cli, rows);
        json_decref(rows);
    }
    json_decref(answer);
    return code;
}

enum exit_code verb_gateways(struct cli *cli) {
    bool named = cli->arguments.positional_count > 0;
    const char *id = named ? cli->arguments.positionals[0] : NULL;
    bool removes = has(cli, "remove");
    bool changes = has(cli, "resume-url") || has(cli, "no-waiting") || has(cli, "waiting-max");
    json_t *answer;
    if ((removes || changes) && (!named || (removes && changes)))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_GATEWAY, NULL);
    if (removes) return remove_it(cli, "/v1/gateways/", T_FORGOTTEN);
    if (changes) return put_gateway(cli);
    enum exit_code code =
        ask_list(cli, "/v1/gateways", "gateways", "id", id, "unknown-gateway", &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) code = say_gateways(cli, json_object_get(answer, "gateways"));
    json_decref(answer);
    return code;
}

/* --- called numbers --------------------------------------------------------------------------- */

static void number_line(const json_t *row, struct text_buf *lines) {
    static const struct {
        const char *member;
        size_t columns;
    } columns[] = {{"number", 18}, {"organisation", 18}, {"topic", 18}, {"language", 8}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        char text[LIMIT_ID];
        decode_text(row, columns[i].member, text, sizeof text);
        show_left(lines, text[0] == '\0' ? "-" : text, columns[i].columns);
        text_add_char(lines, i + 1 < sizeof columns / sizeof *columns ? ' ' : '\n');
    }
}

static void say_numbers(struct cli *cli, const json_t *rows) {
    struct text_buf lines;
    size_t i;
    const json_t *row;
    text_buf_init(&lines, 4 * 1024 * 1024);
    json_array_foreach(rows, i, row) number_line(row, &lines);
    if (json_array_size(rows) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_NUMBERS_NONE));
    cli_lines(cli, &lines);
    text_buf_close(&lines);
}

static enum exit_code put_number(struct cli *cli) {
    static const char *const members[] = {"organisation", "topic", "language"};
    json_t *answer, *body = json_object();
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *value = arguments_value(&cli->arguments, members[i]);
        if (value != NULL) json_object_set_new(body, members[i], json_string(value));
    }
    enum exit_code code =
        cli_ask_about(cli, "PUT", "/v1/numbers/", cli->arguments.positionals[0], "", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        json_t *rows = json_pack("[O]", json_object_get(answer, "called_number"));
        say_numbers(cli, rows);
        json_decref(rows);
        cli_say(cli, T_LIST_IS_OLD, NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_numbers(struct cli *cli) {
    bool named = cli->arguments.positional_count > 0;
    const char *number = named ? cli->arguments.positionals[0] : NULL;
    bool removes = has(cli, "remove"), about = has(cli, "topic") || has(cli, "language");
    json_t *answer;
    bool puts = about || (named && has(cli, "organisation"));
    if ((removes && (!named || puts)) ||
        (puts && (!named || !has(cli, "organisation") || !has(cli, "topic"))))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_NUMBERS, NULL);
    if (removes) return remove_it(cli, "/v1/numbers/", T_FORGOTTEN);
    if (puts) return put_number(cli);
    enum exit_code code =
        ask_list(cli, "/v1/numbers", "numbers", "number", number, "unknown-number", &answer);
    if (code != EXIT_DONE) return code;
    json_t *rows = json_object_get(answer, "numbers");
    keep(rows, "organisation", arguments_value(&cli->arguments, "organisation"));
    if (!cli_json(cli, answer)) say_numbers(cli, rows);
    json_decref(answer);
    return EXIT_DONE;
}

/* --- home sets -------------------------------------------------------------------------------- */

static void say_home(struct cli *cli, const json_t *home) {
    size_t i;
    const json_t *address, *list = json_object_get(home, "addresses");
    if (json_array_size(list) == 0) cli_say(cli, T_HOME_NONE, cli->arguments.positionals[0], NULL);
    json_array_foreach(list, i, address) {
        char number[SHOW_MAX];
        cli_say(cli, T_HOME_LINE, show_number(cli->language, (int64_t)i + 1, number),
                json_string_value(address), NULL);
    }
}

enum exit_code verb_home(struct cli *cli) {
    const struct arguments *arguments = &cli->arguments;
    const char *organisation = arguments->positionals[0];
    bool none = has(cli, "none"), puts = none || arguments->positional_count > 1;
    json_t *answer, *body = NULL;
    if (none && arguments->positional_count > 1)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_HOME, NULL);
    if (puts) {
        json_t *list = json_array();
        for (size_t i = 1; i < arguments->positional_count; i++)
            json_array_append_new(list, json_string(arguments->positionals[i]));
        body = json_pack("{s:o}", "addresses", list);
    }
    enum exit_code code = cli_ask_about(cli, puts ? "PUT" : "GET", "/v1/organisations/",
                                        organisation, puts ? "/home" : "", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        say_home(cli,
                 json_object_get(puts ? answer : json_object_get(answer, "organisation"), "home"));
        if (puts) cli_say(cli, T_LIST_IS_OLD, NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}
