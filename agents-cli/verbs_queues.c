/* Foreign switchboards: how their queues stand, which of them are asked and by which table they are read, and the advice for
 * switches that route by percentage. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

/* --- queues ------------------------------------------------------------------------------------- */

/* A figure that is not known is a dash: never a zero. */
static void figure(struct text_buf *lines, enum language language, const json_t *row,
                   const char *member, bool time) {
    char shown[SHOW_MAX];
    const json_t *value = json_object_get(row, member);
    if (!json_is_integer(value))
        show_right(lines, "-", 8);
    else if (time)
        show_right(lines, show_duration(json_integer_value(value), shown), 8);
    else
        show_right(lines, show_number(language, json_integer_value(value), shown), 8);
}

static void head_line(struct cli *cli, struct text_buf *lines) {
    static const enum text_id heads[] = {T_QUEUE_WAITING, T_QUEUE_LONGEST, T_QUEUE_FREE,
                                         T_QUEUE_BUSY,    T_QUEUE_PAUSED,  T_QUEUE_USUAL};
    text_add(lines, MARK_DIM);
    show_left(lines, "", 34);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        show_right(lines, cli_text(cli, heads[i]), 8);
    text_add(lines, MARK_NORMAL "\n");
}

static void queue_line(struct cli *cli, const json_t *row, struct text_buf *lines) {
    char organisation[LIMIT_ID], topic[LIMIT_ID], state[32], usual[SHOW_MAX];
    decode_text(row, "organisation", organisation, sizeof organisation);
    decode_text(row, "topic", topic, sizeof topic);
    decode_text(row, "state", state, sizeof state);
    show_left(lines, organisation, 16);
    text_add_char(lines, ' ');
    show_left(lines, topic[0] == '\0' ? cli_text(cli, T_QUEUE_ALL) : topic, 17);
    figure(lines, cli->language, row, "waiting", false);
    figure(lines, cli->language, row, "longest_wait_ms", true);
    figure(lines, cli->language, row, "agents_available", false);
    figure(lines, cli->language, row, "agents_busy", false);
    figure(lines, cli->language, row, "agents_paused", false);
    int64_t permille = decode_integer(row, "usual_waiting_permille", -1);
    show_right(lines,
               permille < 0 ? "-" : show_number(cli->language, (permille + 500) / 1000, usual), 8);
    if (strcmp(state, "normal") != 0) {
        text_add(lines, "  " MARK_BAD);
        text_add(lines, texts_word(cli->language, "service", state));
        text_add(lines, MARK_NORMAL);
    }
    if (decode_integer(row, "surge_since", 0) != 0) {
        text_add(lines, "  " MARK_WARN);
        text_add(lines, cli_text(cli, T_QUEUE_SURGE));
        text_add(lines, MARK_NORMAL);
    }
    text_add_char(lines, '\n');
}

void queues_lines(struct cli *cli, const json_t *services, struct text_buf *lines) {
    size_t i, k;
    const json_t *service, *row;
    bool any = false;
    json_array_foreach(services, i, service) {
        json_array_foreach(json_object_get(service, "queues"), k, row) {
            if (!any) head_line(cli, lines);
            any = true;
            queue_line(cli, row, lines);
        }
    }
}

enum exit_code verb_queues(struct cli *cli) {
    json_t *answer;
    enum exit_code code = cli_ask(cli, "GET", "/v1/services", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        queues_lines(cli, json_object_get(answer, "services"), &lines);
        if (lines.length == 0) text_addf(&lines, "%s\n", cli_text(cli, T_QUEUES_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- what both settings need ------------------------------------------------------------------------ */

static bool read_file(const char *path, char *out, size_t size, size_t *length) {
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL) return false;
    *length = fread(out, 1, size - 1, file);
    bool whole = ferror(file) == 0;
    if (file != stdin) fclose(file);
    out[*length] = '\0';
    return whole;
}

static enum exit_code remove_it(struct cli *cli, const char *before) {
    json_t *answer;
    const char *id = cli->arguments.positionals[0];
    enum exit_code code = cli_ask_about(cli, "DELETE", before, id, "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, T_FORGOTTEN, id, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

/* --- adapters ----------------------------------------------------------------------------------------- */

static enum exit_code put_adapter(struct cli *cli, const char *id, const char *path) {
    static char text[LIMIT_BODY_BYTES]; /* too large for the stack; one process, one verb */
    size_t length = 0;
    json_t *answer, *table = NULL;
    if (read_file(path, text, sizeof text, &length))
        table = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    else
        return cli_fail(cli, EXIT_USAGE, T_ALERT_FILE, path, strerror(errno), NULL);
    if (table == NULL) return cli_fail(cli, EXIT_USAGE, T_USAGE_ADAPTER, path, NULL);
    enum exit_code code = cli_ask_about(cli, "PUT", "/v1/queue-adapters/", id, "", table, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, T_ADAPTER_SET, id, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_adapters(struct cli *cli) {
    const struct arguments *a = &cli->arguments;
    bool removes = arguments_has(a, "remove");
    json_t *answer, *row;
    size_t i;
    if (removes && a->positional_count == 1) return remove_it(cli, "/v1/queue-adapters/");
    if (!removes && a->positional_count == 2)
        return put_adapter(cli, a->positionals[0], a->positionals[1]);
    if (removes || a->positional_count != 0)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_ADAPTERS, NULL);
    enum exit_code code = cli_ask(cli, "GET", "/v1/queue-adapters", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "queue_adapters");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach(list, i, row) {
            char id[LIMIT_ID];
            decode_text(row, "id", id, sizeof id);
            char *table = json_dumps(json_object_get(row, "adapter"), JSON_COMPACT);
            show_left(&lines, id, 16);
            text_addf(&lines, " %s\n", table == NULL ? "" : table);
            free(table);
        }
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_ADAPTERS_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- sources ------------------------------------------------------------------------------------------ */

static void source_lines(struct cli *cli, const json_t *row, struct text_buf *lines) {
    char id[LIMIT_ID], organisation[LIMIT_ID], adapter[LIMIT_ID], state[32], url[LIMIT_URL],
        error[272], at[SHOW_MAX], times[SHOW_MAX];
    decode_text(row, "id", id, sizeof id);
    decode_text(row, "organisation", organisation, sizeof organisation);
    decode_text(row, "adapter", adapter, sizeof adapter);
    decode_text(row, "state", state, sizeof state);
    decode_text(row, "url", url, sizeof url);
    bool fails = strcmp(state, "failing") == 0;
    text_add(lines, fails ? MARK_BAD : strcmp(state, "reporting") == 0 ? MARK_GOOD : MARK_NORMAL);
    show_left(lines, id, 16);
    text_addf(lines, " %s" MARK_NORMAL "  %s, %s  %s\n", texts_word(cli->language, "source", state),
              organisation, adapter, url);
    time_ms reported = decode_integer(row, "reported_at", 0);
    if (!fails && reported != 0) {
        text_add(lines, "  ");
        texts_fill(lines, cli->language, T_SOURCE_REPORTED, show_time(cli->language, reported, at),
                   NULL);
        text_add_char(lines, '\n');
    }
    if (!fails) return;
    decode_text(row, "error", error, sizeof error);
    text_add(lines, "  ");
    texts_fill(lines, cli->language, T_SOURCE_FAILS,
               show_time(cli->language, decode_integer(row, "failing_since", 0), at),
               show_number(cli->language, decode_integer(row, "failures", 0), times), error, NULL);
    text_add_char(lines, '\n');
}

static enum exit_code list_sources(struct cli *cli) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code = cli_ask(cli, "GET", "/v1/queue-sources", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "queue_sources");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach(list, i, row) source_lines(cli, row, &lines);
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_SOURCES_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* "Vand og spildevand=vand"; nothing behind the sign: about no topic in particular. */
static enum exit_code add_names(struct cli *cli, json_t *body) {
    json_t *names = json_object();
    for (size_t i = 0; i < cli->arguments.option_count; i++) {
        if (strcmp(cli->arguments.options[i].spec->name, "queue") != 0) continue;
        const char *pair = cli->arguments.options[i].value, *sign = strrchr(pair, '=');
        if (sign == NULL || sign == pair) {
            json_decref(names);
            return cli_fail(cli, EXIT_USAGE, T_USAGE_QUEUE_NAME, pair, NULL);
        }
        json_t *name = json_stringn(pair, (size_t)(sign - pair));
        if (name != NULL)
            json_object_set_new(names, json_string_value(name),
                                sign[1] == '\0' ? json_null() : json_string(sign + 1));
        json_decref(name);
    }
    if (json_object_size(names) > 0)
        json_object_set_new(body, "queues", names);
    else
        json_decref(names);
    return EXIT_DONE;
}

/* A secret stands in no command line, where others see it: it comes from a file, or from standard input. */
static enum exit_code add_authorization(struct cli *cli, json_t *body) {
    char text[LIMIT_QUEUE_AUTHORIZATION + 2];
    size_t length = 0;
    const char *path = arguments_value(&cli->arguments, "authorization-file");
    if (path == NULL) return EXIT_DONE;
    if (!read_file(path, text, sizeof text, &length))
        return cli_fail(cli, EXIT_USAGE, T_ALERT_FILE, path, strerror(errno), NULL);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        text[--length] = '\0';
    json_object_set_new(body, "authorization", json_string(text));
    explicit_bzero(text, sizeof text);
    return EXIT_DONE;
}

static enum exit_code put_source(struct cli *cli) {
    static const char *const members[] = {"organisation", "adapter", "url"};
    const char *id = cli->arguments.positionals[0];
    json_t *answer, *body = json_object();
    int64_t seconds = -1;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *value = arguments_value(&cli->arguments, members[i]);
        if (value != NULL) json_object_set_new(body, members[i], json_string(value));
    }
    enum exit_code code = json_object_size(body) == sizeof members / sizeof *members
                              ? EXIT_DONE
                              : cli_fail(cli, EXIT_USAGE, T_USAGE_SOURCES, NULL);
    if (code == EXIT_DONE) code = given_number(cli, "every", 1, 600, &seconds);
    if (code == EXIT_DONE) code = add_names(cli, body);
    if (code == EXIT_DONE) code = add_authorization(cli, body);
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    if (seconds > 0) json_object_set_new(body, "interval_ms", json_integer(seconds * SECOND_MS));
    if (arguments_has(&cli->arguments, "open")) json_object_set_new(body, "open", json_true());
    code = cli_ask_about(cli, "PUT", "/v1/queue-sources/", id, "", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, T_SOURCE_SET, id, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_sources(struct cli *cli) {
    bool named = cli->arguments.positional_count > 0;
    if (!named) return list_sources(cli);
    return arguments_has(&cli->arguments, "remove") ? remove_it(cli, "/v1/queue-sources/")
                                                    : put_source(cli);
}

/* --- advice ------------------------------------------------------------------------------------------- */

static void advice_line(struct cli *cli, const json_t *row, struct text_buf *lines) {
    char topic[LIMIT_ID], reason[48], organisation[LIMIT_ID], address[LIMIT_ADDRESS];
    size_t i;
    const json_t *share;
    decode_text(row, "topic", topic, sizeof topic);
    decode_text(row, "reason", reason, sizeof reason);
    text_addf(lines, MARK_BOLD "%s" MARK_NORMAL "  %s\n", topic,
              texts_word(cli->language, "advice_reason", reason));
    json_array_foreach(json_object_get(row, "shares"), i, share) {
        int64_t permille = decode_integer(share, "permille", 0);
        decode_text(share, "organisation", organisation, sizeof organisation);
        decode_text(share, "address", address, sizeof address);
        text_addf(lines, "  %3lld.%lld %%  ", (long long)(permille / 10),
                  (long long)(permille % 10));
        show_left(lines, organisation, 16);
        text_addf(lines, " %s\n", address);
    }
}

enum exit_code verb_advice(struct cli *cli) {
    const char *topic = arguments_value(&cli->arguments, "topic");
    struct text_buf path;
    json_t *answer, *row;
    size_t i;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/advice?organisation=");
    cli_encode(&path, cli->arguments.positionals[0]);
    if (topic != NULL) {
        text_add(&path, "&topic=");
        cli_encode(&path, topic);
    }
    enum exit_code code = cli_ask(cli, "GET", path.data, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        char valid[SHOW_MAX];
        text_buf_init(&lines, 256 * 1024);
        json_array_foreach(json_object_get(answer, "advice"), i, row) advice_line(cli, row, &lines);
        cli_lines(cli, &lines);
        text_buf_close(&lines);
        cli_say(cli, T_ADVICE_VALID, show_duration(decode_integer(answer, "valid_ms", 0), valid),
                NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}
