/* The checklist of an activation: what is done, by whom, and ticking off. */
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

#define LIMIT_LINE 512

static enum exit_code ask_checklist(struct cli *cli, const char *method, const char *end,
                                    json_t *body, json_t **out) {
    struct text_buf path;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/activations/");
    cli_encode(&path, cli->arguments.positionals[0]);
    text_addf(&path, "/checklist%s", end);
    enum exit_code code = path.overflowed ? cli_fail(cli, EXIT_USAGE, T_USAGE_TOO_MANY, NULL)
                                          : cli_ask(cli, method, path.data, body, out);
    text_buf_close(&path);
    return code;
}

/* Who did what when; nothing where nobody has. */
static void add_tick(struct text_buf *lines, enum language language, const json_t *row) {
    char by[LIMIT_ID], reason[LIMIT_REASON], at[SHOW_MAX];
    decode_text(row, "by", by, sizeof by);
    decode_text(row, "reason", reason, sizeof reason);
    if (by[0] == '\0') return;
    text_add(lines, " · ");
    texts_fill(lines, language, decode_bool(row, "done") ? T_CHECKLIST_BY : T_CHECKLIST_UNDONE,
               show_time(language, decode_integer(row, "at", 0), at), by, reason, NULL);
}

static void add_step(struct text_buf *lines, enum language language, const json_t *row,
                     bool earlier) {
    char id[LIMIT_ID], owner[LIMIT_WORD], text[LIMIT_LINE] = "";
    const json_t *texts = json_object_get(row, "text");
    bool done = decode_bool(row, "done");
    decode_text(row, "step", id, sizeof id);
    decode_text(row, "owner", owner, sizeof owner);
    decode_text(texts, language == LANGUAGE_DA ? "da" : "en", text, sizeof text);
    if (text[0] == '\0') decode_text(texts, "da", text, sizeof text);
    text_addf(lines, "%s[%s] " MARK_NORMAL, done ? MARK_GOOD : MARK_WARN, done ? "x" : " ");
    show_left(lines, id, 14);
    if (!earlier) text_addf(lines, " %s", texts_word(language, "role", owner));
    add_tick(lines, language, row);
    text_add_char(lines, '\n');
    if (text[0] != '\0') text_addf(lines, "    %s\n", text);
}

static void add_checklist(struct text_buf *lines, enum language language, const json_t *answer) {
    const json_t *earlier = json_object_get(answer, "earlier");
    char done[SHOW_MAX], of[SHOW_MAX];
    json_t *row;
    size_t i;
    json_array_foreach(json_object_get(answer, "steps"), i, row) {
        add_step(lines, language, row, false);
    }
    if (i == 0)
        text_add(lines, texts_get(language, T_CHECKLIST_NONE));
    else
        texts_fill(lines, language, T_CHECKLIST_DONE,
                   show_number(language, decode_integer(answer, "done", 0), done),
                   show_number(language, decode_integer(answer, "of", 0), of), NULL);
    text_add_char(lines, '\n');
    if (json_array_size(earlier) > 0)
        text_addf(lines, "%s\n", texts_get(language, T_CHECKLIST_EARLIER));
    json_array_foreach(earlier, i, row) { add_step(lines, language, row, true); }
}

enum exit_code verb_checklist(struct cli *cli) {
    json_t *answer;
    enum exit_code code = ask_checklist(cli, "GET", "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        add_checklist(&lines, cli->language, answer);
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code set_step(struct cli *cli, const char *end, json_t *body, enum text_id said) {
    json_t *answer;
    enum exit_code code = ask_checklist(cli, "POST", end, body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        const json_t *step = json_object_get(answer, "step");
        char by[LIMIT_ID], at[SHOW_MAX];
        decode_text(step, "by", by, sizeof by);
        cli_say(cli, said, cli->arguments.positionals[1],
                show_time(cli->language, decode_integer(step, "at", 0), at), by, NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_tick(struct cli *cli) {
    return set_step(cli, "/tick", json_pack("{s:s}", "step", cli->arguments.positionals[1]),
                    T_TICKED);
}

enum exit_code verb_untick(struct cli *cli) {
    char reason[LIMIT_REASON];
    enum exit_code code = given_reason(cli, T_ASK_CHANGE, reason);
    if (code != EXIT_DONE) return code;
    return set_step(cli, "/untick",
                    json_pack("{s:s,s:s}", "step", cli->arguments.positionals[1], "reason", reason),
                    T_UNTICKED);
}
