/* What several verbs take from the command line, and ask for when it is not there. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"

bool given_municipalities(struct cli *cli, const json_t *organisations, const char *text,
                          json_t *into) {
    while (*text != '\0') {
        char one[LIMIT_NAME];
        text += strspn(text, " ");
        size_t length = strcspn(text, ",");
        snprintf(one, sizeof one, "%.*s", (int)length, text);
        for (size_t end = strlen(one); end > 0 && one[end - 1] == ' ';)
            one[--end] = '\0';
        const char *id = guide_municipality(organisations, one);
        if (id == NULL) {
            cli_fail(cli, EXIT_NOT_FOUND, T_GUIDE_MUNICIPALITY, one, NULL);
            return false;
        }
        json_array_append_new(into, json_string(id));
        text += length + (text[length] == ',');
    }
    return true;
}

bool given_value(struct cli *cli, const json_t *document, time_ms now, const char *name,
                 const char *text, json_t *values) {
    const json_t *parameter = json_object_get(json_object_get(document, "parameters"), name);
    struct text_buf problem;
    json_t *value = NULL;
    text_buf_init(&problem, 16384);
    bool ok =
        parameter != NULL && guide_value(parameter, text, now, cli->language, &value, &problem);
    if (parameter == NULL)
        cli_fail(cli, EXIT_USAGE, T_GUIDE_PARAMETER, name, NULL);
    else if (!ok)
        cli_fail(cli, EXIT_USAGE, T_GUIDE_VALUE, name, problem.data, NULL);
    else
        json_object_set_new(values, name, value);
    text_buf_close(&problem);
    return ok;
}

enum exit_code given_values(struct cli *cli, const json_t *document, time_ms now, json_t *values) {
    const struct arguments *arguments = &cli->arguments;
    for (size_t i = 0; i < arguments->option_count; i++) {
        if (strcmp(arguments->options[i].spec->name, "param") != 0) continue;
        const char *pair = arguments->options[i].value, *equals = strchr(pair, '=');
        char name[64];
        if (equals == NULL || (size_t)(equals - pair) >= sizeof name)
            return cli_fail(cli, EXIT_USAGE, T_USAGE_PARAM, pair, NULL);
        snprintf(name, sizeof name, "%.*s", (int)(equals - pair), pair);
        if (!given_value(cli, document, now, name, equals + 1, values)) return EXIT_USAGE;
    }
    return EXIT_DONE;
}

enum exit_code given_reason(struct cli *cli, enum text_id question, char out[LIMIT_REASON]) {
    const char *reason = arguments_value(&cli->arguments, "reason");
    out[0] = '\0';
    if (reason != NULL && !text_copy(out, LIMIT_REASON, reason))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_REASON_LONG, NULL);
    while (out[0] == '\0') {
        if (!cli->in_terminal) return cli_fail(cli, EXIT_USAGE, T_USAGE_REASON, NULL);
        if (!cli_prompt(cli, cli_text(cli, question), out, LIMIT_REASON))
            return cli_fail(cli, EXIT_REFUSED, T_CANCELLED, NULL);
    }
    return EXIT_DONE;
}

enum exit_code given_time(struct cli *cli, const char *option, time_ms now, time_ms *out) {
    const char *text = arguments_value(&cli->arguments, option);
    if (text == NULL || guide_time(text, now, out)) return EXIT_DONE;
    return cli_fail(cli, EXIT_USAGE, T_USAGE_TIME, option, text, NULL);
}

enum exit_code given_number(struct cli *cli, const char *option, int64_t low, int64_t high,
                            int64_t *out) {
    const char *text = arguments_value(&cli->arguments, option);
    char from[SHOW_MAX], to[SHOW_MAX], *end;
    if (text == NULL) return EXIT_DONE;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || number < low || number > high)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_NUMBER, option,
                        show_number(cli->language, low, from), show_number(cli->language, high, to),
                        NULL);
    *out = number;
    return EXIT_DONE;
}

enum exit_code given_yes_or_no(struct cli *cli, const char *option, const char *member,
                               json_t *body) {
    const char *value = arguments_value(&cli->arguments, option);
    if (value == NULL) return EXIT_DONE;
    bool yes = strcmp(value, "yes") == 0 || strcmp(value, "ja") == 0;
    if (!yes && strcmp(value, "no") != 0 && strcmp(value, "nej") != 0)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_YES_OR_NO, option, NULL);
    json_object_set_new(body, member, json_boolean(yes));
    return EXIT_DONE;
}

void given_list(const struct cli *cli, const char *option, const char *member, json_t *body) {
    const struct arguments *arguments = &cli->arguments;
    json_t *list = json_array();
    for (size_t i = 0; i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].spec->name, option) == 0)
            json_array_append_new(list, json_string(arguments->options[i].value));
    if (json_array_size(list) > 0) json_object_set(body, member, list);
    json_decref(list);
}

enum exit_code given_now(struct cli *cli, time_ms *out) {
    json_t *answer;
    enum exit_code code = cli_ask(cli, "GET", "/v1/whoami", NULL, &answer);
    if (code != EXIT_DONE) return code;
    *out = decode_integer(answer, "now", 0);
    json_decref(answer);
    return EXIT_DONE;
}
