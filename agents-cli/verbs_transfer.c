/* Where a call can go besides the agent: the directory, transfers, tickets; and what trials of transfers measured. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

static void add_query(struct text_buf *path, const struct cli *cli, const char *name) {
    const char *value = arguments_value(&cli->arguments, name);
    if (value == NULL) return;
    text_addf(path, "%c%s=", strchr(path->data, '?') == NULL ? '?' : '&', name);
    cli_encode(path, value);
}

static enum exit_code ask(struct cli *cli, const char *method, struct text_buf *path, json_t *body,
                          json_t **answer) {
    if (!path->overflowed) return cli_ask(cli, method, path->data, body, answer);
    json_decref(body);
    return cli_fail(cli, EXIT_USAGE, T_USAGE_TOO_MANY, NULL);
}

/* --- the directory ------------------------------------------------------------------------------ */

static void entry_line(struct cli *cli, const json_t *row, struct text_buf *lines) {
    char name[64], topic[LIMIT_ID], number[32], vip[16], vip_number[32];
    decode_text(row, "name", name, sizeof name);
    decode_text(row, "topic", topic, sizeof topic);
    decode_text(row, "number", number, sizeof number);
    decode_text(row, "vip", vip, sizeof vip);
    decode_text(row, "vip_number", vip_number, sizeof vip_number);
    show_left(lines, name, 24);
    text_add_char(lines, ' ');
    show_left(lines, topic, 14);
    text_add_char(lines, ' ');
    show_left(lines, number, 16);
    text_addf(lines, " %s", strcmp(vip, "yes") == 0 ? MARK_GOOD : "");
    show_left(lines, texts_word(cli->language, "vip", vip), 14);
    text_add(lines, MARK_NORMAL);
    if (vip_number[0] != '\0') text_addf(lines, " %s", vip_number);
    if (!decode_bool(row, "open"))
        text_addf(lines, " " MARK_WARN "%s" MARK_NORMAL, cli_text(cli, T_DIRECTORY_CLOSED));
    text_add_char(lines, '\n');
}

static void gap_line(struct cli *cli, const json_t *row, struct text_buf *lines) {
    char organisation[LIMIT_ID], name[64], topic[LIMIT_ID], gap[16], promised[16];
    decode_text(row, "organisation", organisation, sizeof organisation);
    decode_text(row, "name", name, sizeof name);
    decode_text(row, "topic", topic, sizeof topic);
    decode_text(row, "gap", gap, sizeof gap);
    decode_text(row, "promised_by", promised, sizeof promised);
    show_left(lines, organisation, 10);
    text_add_char(lines, ' ');
    show_left(lines, name, 24);
    text_add_char(lines, ' ');
    show_left(lines, topic, 14);
    text_addf(lines, " %s %s\n", texts_word(cli->language, "gap", gap), promised);
}

enum exit_code verb_directory(struct cli *cli) {
    bool gaps = arguments_has(&cli->arguments, "gaps"),
         reminders = arguments_has(&cli->arguments, "reminders");
    const char *list = gaps ? "gaps" : reminders ? "reminders" : "directory";
    struct text_buf path, lines;
    json_t *answer, *row;
    size_t i;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/directory");
    if (gaps || reminders) {
        text_addf(&path, "/%s", list);
    } else {
        add_query(&path, cli, "municipality");
        add_query(&path, cli, "topic");
    }
    enum exit_code code = ask(cli, "GET", &path, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&lines, 4 * 1024 * 1024);
        json_array_foreach(json_object_get(answer, list), i, row) {
            if (gaps || reminders)
                gap_line(cli, row, &lines);
            else
                entry_line(cli, row, &lines);
        }
        if (lines.length == 0) text_addf(&lines, "%s\n", cli_text(cli, T_DIRECTORY_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- transfers ----------------------------------------------------------------------------------- */

static void offer_line(struct cli *cli, const json_t *transfer, const char *kind,
                       struct text_buf *lines) {
    const json_t *offer = json_object_get(transfer, kind);
    char because[32];
    decode_text(offer, "because", because, sizeof because);
    bool offered = decode_bool(offer, "offered");
    show_left(lines, texts_word(cli->language, "transfer", kind), 22);
    text_addf(lines, " %s%s" MARK_NORMAL "\n", offered ? MARK_GOOD : MARK_WARN,
              offered ? cli_text(cli, T_TRANSFER_OFFERED)
                      : texts_word(cli->language, "because", because));
}

static void transfer_lines(struct cli *cli, const json_t *transfer) {
    struct text_buf lines;
    const json_t *entry = json_object_get(transfer, "entry"),
                 *last = json_object_get(transfer, "last");
    text_buf_init(&lines, 64 * 1024);
    offer_line(cli, transfer, "warm", &lines);
    offer_line(cli, transfer, "cold", &lines);
    offer_line(cli, transfer, "ticket", &lines);
    if (json_is_object(entry)) entry_line(cli, entry, &lines);
    if (json_is_object(last)) {
        char kind[16], outcome[16];
        decode_text(last, "kind", kind, sizeof kind);
        decode_text(last, "outcome", outcome, sizeof outcome);
        texts_fill(&lines, cli->language, T_TRANSFER_NOW,
                   texts_word(cli->language, "transfer", kind),
                   texts_word(cli->language, "transfer", outcome), NULL);
        text_add_char(&lines, '\n');
    }
    cli_lines(cli, &lines);
    text_buf_close(&lines);
}

static enum exit_code transfer_to(struct cli *cli, struct text_buf *path, const char *word) {
    static const char *const outcomes[] = {"connected", "not_answered", "returned"};
    bool kind = strcmp(word, "warm") == 0 || strcmp(word, "cold") == 0, outcome = false;
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        outcome = outcome || strcmp(outcomes[i], word) == 0;
    if (!kind && !outcome) return cli_fail(cli, EXIT_USAGE, T_USAGE_TRANSFER, word, NULL);
    json_t *answer;
    if (outcome) text_add(path, "/outcome");
    enum exit_code code =
        ask(cli, "POST", path, json_pack("{s:s}", kind ? "kind" : "outcome", word), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        char had[16], became[16];
        const json_t *call = json_object_get(answer, "call");
        decode_text(call, "transfer_kind", had, sizeof had);
        decode_text(call, "transfer_outcome", became, sizeof became);
        cli_say(cli, T_TRANSFER_NOW, texts_word(cli->language, "transfer", had),
                texts_word(cli->language, "transfer", became), NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_transfer(struct cli *cli) {
    struct text_buf path;
    json_t *answer = NULL;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/calls/");
    cli_encode(&path, cli->arguments.positionals[0]);
    text_add(&path, "/transfer");
    bool shows = cli->arguments.positional_count == 1;
    enum exit_code code = shows ? ask(cli, "GET", &path, NULL, &answer)
                                : transfer_to(cli, &path, cli->arguments.positionals[1]);
    text_buf_close(&path);
    if (code != EXIT_DONE || !shows) return code;
    if (!cli_json(cli, answer)) transfer_lines(cli, json_object_get(answer, "transfer"));
    json_decref(answer);
    return EXIT_DONE;
}

/* --- tickets --------------------------------------------------------------------------------------- */

static void ticket_line(struct cli *cli, const json_t *row, struct text_buf *lines) {
    char id[32], organisation[LIMIT_ID], kind[24], state[16], at[SHOW_MAX], text[96];
    decode_text(row, "id", id, sizeof id);
    decode_text(row, "organisation", organisation, sizeof organisation);
    decode_text(row, "kind", kind, sizeof kind);
    decode_text(row, "state", state, sizeof state);
    show_left(lines, id, 12);
    text_add_char(lines, ' ');
    show_left(lines, organisation, 8);
    text_add_char(lines, ' ');
    show_left(lines, texts_word(cli->language, "ticket_kind", kind), 20);
    bool late = decode_integer(row, "escalated_at", 0) != 0 && decode_bool(row, "open");
    text_addf(lines, " %s", late ? MARK_BAD : "");
    show_left(lines, texts_word(cli->language, "ticket", state), 16);
    text_addf(lines, MARK_NORMAL " %s",
              show_time(cli->language, decode_integer(row, "deadline_at", 0), at));
    if (late) text_addf(lines, " " MARK_BAD "%s" MARK_NORMAL, cli_text(cli, T_TICKET_ESCALATED));
    decode_text(row, "receipt", text, sizeof text);
    if (text[0] != '\0') text_addf(lines, "  %s", text);
    decode_text(row, "error", text, sizeof text);
    if (text[0] != '\0' && strcmp(state, "waiting") == 0) text_addf(lines, "  %s", text);
    text_add_char(lines, '\n');
}

enum exit_code verb_tickets(struct cli *cli) {
    struct text_buf path, lines;
    json_t *answer, *row;
    size_t i;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/tickets");
    add_query(&path, cli, "organisation");
    add_query(&path, cli, "state");
    enum exit_code code = ask(cli, "GET", &path, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&lines, 4 * 1024 * 1024);
        json_array_foreach(json_object_get(answer, "tickets"), i, row)
            ticket_line(cli, row, &lines);
        if (lines.length == 0) text_addf(&lines, "%s\n", cli_text(cli, T_TICKETS_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code show_ticket(struct cli *cli, struct text_buf *path) {
    struct text_buf lines;
    json_t *answer;
    enum exit_code code = ask(cli, "GET", path, NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&lines, 64 * 1024);
        ticket_line(cli, json_object_get(answer, "ticket"), &lines);
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static json_t *ticket_body(const struct cli *cli) {
    static const char *const options[][2] = {{"place", "place"},       {"case", "case_reference"},
                                             {"document", "document"}, {"guide", "guide"},
                                             {"need", "need"},         {"question", "question"},
                                             {"urgency", "urgency"}};
    json_t *body = json_pack("{s:s}", "kind", cli->arguments.positionals[1]);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *value = arguments_value(&cli->arguments, options[i][0]);
        if (value != NULL) json_object_set_new(body, options[i][1], json_string(value));
    }
    const char *people = arguments_value(&cli->arguments, "people");
    if (people != NULL) {
        char *end;
        long number = strtol(people, &end, 10);
        json_object_set_new(body, "people",
                            *end == '\0' && end != people ? json_integer(number)
                                                          : json_string(people));
    }
    return body;
}

enum exit_code verb_ticket(struct cli *cli) {
    const char *first = cli->arguments.positionals[0];
    bool shows = cli->arguments.positional_count == 1;
    struct text_buf path;
    json_t *answer;
    char id[32], at[SHOW_MAX];
    if (shows == (strncmp(first, "ticket-", 7) != 0))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_TICKET, NULL);
    text_buf_init(&path, 1024);
    text_add(&path, shows ? "/v1/tickets/" : "/v1/calls/");
    cli_encode(&path, first);
    if (!shows) text_add(&path, "/tickets");
    enum exit_code code =
        shows ? show_ticket(cli, &path) : ask(cli, "POST", &path, ticket_body(cli), &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE || shows) return code;
    if (!cli_json(cli, answer)) {
        const json_t *ticket = json_object_get(answer, "ticket");
        decode_text(ticket, "id", id, sizeof id);
        cli_say(cli, T_TICKET_MADE, id,
                show_time(cli->language, decode_integer(ticket, "deadline_at", 0), at), NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- measures -------------------------------------------------------------------------------------- */

static void measure_line(struct cli *cli, const json_t *row, struct text_buf *lines) {
    static const char *const means[] = {"plain_handling_ms", "warm_handling_ms",
                                        "cold_handling_ms"};
    char period[LIMIT_ID], organisation[LIMIT_ID], text[SHOW_MAX];
    decode_text(row, "period", period, sizeof period);
    decode_text(row, "organisation", organisation, sizeof organisation);
    show_left(lines, organisation[0] == '\0' ? period : "", 20);
    text_add_char(lines, ' ');
    show_left(lines, organisation, 8);
    show_right(lines, show_number(cli->language, decode_integer(row, "calls", 0), text), 8);
    const json_t *share = json_object_get(row, "warm_share_permille");
    show_right(lines,
               json_is_integer(share)
                   ? show_permille(cli->language, json_integer_value(share), text)
                   : "-",
               10);
    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        json_int_t mean = decode_integer(row, means[i], 0);
        show_right(lines, mean == 0 ? "-" : show_duration(mean, text), 9);
    }
    const json_t *cost = json_object_get(row, "agent_cost_ms");
    show_right(lines,
               json_is_integer(cost) && json_integer_value(cost) >= 0
                   ? show_duration(json_integer_value(cost), text)
                   : "-",
               10);
    const json_t *rating = json_object_get(row, "rating_average");
    if (json_is_number(rating)) text_addf(lines, "  %.2f", json_number_value(rating));
    text_add_char(lines, '\n');
}

enum exit_code verb_measures(struct cli *cli) {
    struct text_buf path, lines;
    json_t *answer, *row;
    size_t i;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/measures");
    add_query(&path, cli, "baseline");
    enum exit_code code = ask(cli, "GET", &path, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&lines, 4 * 1024 * 1024);
        json_array_foreach(json_object_get(answer, "measures"), i, row) {
            if (i == 0) text_addf(&lines, "%s\n", cli_text(cli, T_MEASURES_HEAD));
            measure_line(cli, row, &lines);
        }
        if (lines.length == 0) text_addf(&lines, "%s\n", cli_text(cli, T_MEASURES_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}
