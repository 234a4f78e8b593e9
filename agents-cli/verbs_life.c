/* What a duty leader does with an activation that runs: update, narrow, widen, renew, hand over; who has read it; what agents
 * flag, and the word back. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"

static enum exit_code ask_about(struct cli *cli, const char *method, const char *end, json_t *body,
                                json_t **out) {
    return cli_ask_about(cli, method, "/v1/activations/", cli->arguments.positionals[0], end, body,
                         out);
}

/* Sends, and says what came of it: `said` gets the activation's id, its revision and its time. */
static enum exit_code send_and_say(struct cli *cli, const char *end, json_t *body,
                                   enum text_id said) {
    json_t *answer;
    enum exit_code code = ask_about(cli, "POST", end, body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        char revision[SHOW_MAX], until[SHOW_MAX], holder[LIMIT_ID];
        const json_t *record = json_object_get(answer, "activation");
        decode_text(record, "holder", holder, sizeof holder);
        cli_say(cli, said, cli->arguments.positionals[0],
                show_number(cli->language, decode_integer(record, "revision", 0), revision),
                show_time(cli->language, decode_integer(record, "expires_at", 0), until), holder,
                NULL);
        if (json_is_string(json_object_get(record, "broken_by")) &&
            json_is_null(json_object_get(record, "confirmed_by")))
            cli_say(cli, T_UNAPPROVED, NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- update ----------------------------------------------------------------------------------- */

/* The document that the update is for: the version given, or the one that is said now. */
static enum exit_code fetch_document(struct cli *cli, const json_t *record, json_t **out) {
    const char *version = arguments_value(&cli->arguments, "version-of");
    char playbook[LIMIT_ID], standing[72];
    struct text_buf path;
    json_t *answer;
    decode_text(record, "playbook", playbook, sizeof playbook);
    decode_text(record, "version", standing, sizeof standing);
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/playbooks/");
    cli_encode(&path, playbook);
    text_add(&path, "?version=");
    cli_encode(&path, version != NULL ? version : standing);
    enum exit_code code = path.overflowed ? cli_fail(cli, EXIT_USAGE, T_USAGE_TOO_MANY, NULL)
                                          : cli_ask(cli, "GET", path.data, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    *out = json_incref(json_object_get(answer, "text"));
    json_decref(answer);
    return json_is_object(*out) ? EXIT_DONE
                                : cli_fail(cli, EXIT_NOT_FOUND, T_PLAYBOOK_UNKNOWN, NULL);
}

/* `first`: whether the version says that it is read first. */
static enum exit_code fill_values(struct cli *cli, const json_t *record, json_t *body,
                                  bool *first) {
    json_t *document = NULL, *values = json_object();
    time_ms now = 0;
    enum exit_code code = given_now(cli, &now);
    if (code == EXIT_DONE) code = fetch_document(cli, record, &document);
    if (code == EXIT_DONE) code = given_values(cli, document, now, values);
    if (code == EXIT_DONE && json_object_size(values) > 0)
        json_object_set(body, "parameters", values);
    *first = decode_bool(json_object_get(document, "while_active"), "acknowledge_first");
    json_decref(values);
    json_decref(document);
    return code;
}

/* Who must read first is out of it for a while: the leader is told how many that is now. Those who have read an older revision,
 * and those who have read none. */
static enum exit_code confirm_readers(struct cli *cli, bool must_read, bool first) {
    json_t *answer;
    char number[SHOW_MAX], line[64];
    struct text_buf question;
    const char *word = cli_text(cli, T_WORD_YES);
    if ((!must_read && !first) || arguments_has(&cli->arguments, "yes")) return EXIT_DONE;
    if (!cli->in_terminal) return cli_fail(cli, EXIT_USAGE, T_USAGE_YES, NULL);
    enum exit_code code = ask_about(cli, "GET", "/readers", NULL, &answer);
    if (code != EXIT_DONE) return code;
    int64_t away = (must_read ? decode_integer(answer, "would_suspend", 0) : 0) +
                   (first ? decode_integer(answer, "unread", 0) : 0);
    text_buf_init(&question, 4096);
    texts_fill(&question, cli->language, T_ASK_MUST_READ, show_number(cli->language, away, number),
               word, NULL);
    bool read = cli_prompt(cli, question.data, line, sizeof line);
    text_buf_close(&question);
    json_decref(answer);
    return read && strcasecmp(line, word) == 0 ? EXIT_DONE
                                               : cli_fail(cli, EXIT_REFUSED, T_CANCELLED, NULL);
}

static enum exit_code fill_update(struct cli *cli, const json_t *record, json_t *body) {
    const char *version = arguments_value(&cli->arguments, "version-of");
    int64_t priority = -1;
    bool first = false, must_read = arguments_has(&cli->arguments, "must-read");
    enum exit_code code = given_number(cli, "priority", 0, 9, &priority);
    if (code == EXIT_DONE) code = fill_values(cli, record, body, &first);
    if (code == EXIT_DONE)
        code = given_yes_or_no(cli, "acknowledge-first", "acknowledge_first", body);
    if (code != EXIT_DONE) return code;
    const json_t *chosen = json_object_get(body, "acknowledge_first");
    first = chosen != NULL ? json_is_true(chosen) : first && version != NULL;
    if (version != NULL) json_object_set_new(body, "version", json_string(version));
    if (priority >= 0) json_object_set_new(body, "priority", json_integer(priority));
    if (must_read) json_object_set_new(body, "must_read", json_true());
    if (arguments_has(&cli->arguments, "break-glass"))
        json_object_set_new(body, "break_glass", json_true());
    if (json_object_size(body) == 1) return cli_fail(cli, EXIT_USAGE, T_USAGE_UPDATE, NULL);
    return confirm_readers(cli, must_read, first && !decode_bool(record, "acknowledge_first"));
}

/* A change of what stands: `fill` puts it into the body, which goes with the revision it is for. */
static enum exit_code change(struct cli *cli,
                             enum exit_code (*fill)(struct cli *, const json_t *, json_t *)) {
    json_t *answer, *body = json_object();
    char reason[LIMIT_REASON];
    enum exit_code code = ask_about(cli, "GET", "", NULL, &answer);
    const json_t *record = json_object_get(answer, "activation");
    if (code == EXIT_DONE) {
        json_object_set(body, "revision", json_object_get(record, "revision"));
        code = fill(cli, record, body);
    }
    if (code == EXIT_DONE) code = given_reason(cli, T_ASK_CHANGE, reason);
    json_decref(answer);
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    json_object_set_new(body, "reason", json_string(reason));
    return send_and_say(cli, "/update", body, T_UPDATED);
}

enum exit_code verb_update(struct cli *cli) { return change(cli, fill_update); }

/* --- area ------------------------------------------------------------------------------------- */

/* The municipalities and the parts that the command line names: at least one of either. */
static enum exit_code named_places(struct cli *cli, json_t *into, json_t *parts) {
    const struct arguments *arguments = &cli->arguments;
    json_t *answer;
    bool known = true;
    enum exit_code code = cli_ask(cli, "GET", "/v1/organisations", NULL, &answer);
    if (code != EXIT_DONE) return code;
    for (size_t i = 0; known && i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].spec->name, "municipality") == 0)
            known = given_municipalities(cli, answer, arguments->options[i].value, into);
    known = known && given_parts(cli, answer, parts);
    json_decref(answer);
    if (!known) return EXIT_NOT_FOUND;
    if (json_array_size(into) + json_array_size(parts) > 0) return EXIT_DONE;
    return cli_fail(cli, EXIT_USAGE, T_USAGE_WHERE, NULL);
}

static bool names(const json_t *list, const json_t *id) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        if (json_equal(item, id)) return true;
    }
    return false;
}

/* Those of `list` that `other` names (`in`) or does not name, appended. */
static void append(json_t *out, const json_t *list, const json_t *other, bool in) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        if (names(other, item) == in) json_array_append(out, item);
    }
}

/* Who is not in the area yet does not come in by making it smaller. */
static enum exit_code check_inside(struct cli *cli, const json_t *standing, const json_t *parts) {
    const json_t *part;
    size_t i;
    json_array_foreach(parts, i, part) {
        const json_t *id = json_object_get(part, "municipality");
        if (!names(standing, id))
            return cli_fail(cli, EXIT_USAGE, T_USAGE_NARROW_OUTSIDE, json_string_value(id), NULL);
    }
    return EXIT_DONE;
}

static enum exit_code fill_narrow(struct cli *cli, const json_t *record, json_t *body) {
    const json_t *standing = json_object_get(record, "municipalities");
    json_t *leaving = json_array(), *area = json_array(), *parts = guide_parts(record);
    bool given = arguments_has(&cli->arguments, "part");
    enum exit_code code = named_places(cli, leaving, parts);
    append(area, standing, leaving, false);
    for (size_t i = json_array_size(parts); i-- > 0;)
        if (names(leaving, json_object_get(json_array_get(parts, i), "municipality")))
            json_array_remove(parts, i);
    if (code == EXIT_DONE && json_array_size(standing) == 0 && !given)
        code = cli_fail(cli, EXIT_USAGE, T_USAGE_NARROW_ALL, NULL);
    else if (code == EXIT_DONE && json_array_size(area) + json_array_size(parts) == 0)
        code = cli_fail(cli, EXIT_USAGE, T_USAGE_NARROW_NONE, NULL);
    else if (code == EXIT_DONE && given && json_array_size(standing) > 0)
        code = check_inside(cli, standing, parts);
    json_object_set(body, "municipalities", area);
    if (given) json_object_set(body, "narrowed", parts);
    json_decref(leaving);
    json_decref(area);
    json_decref(parts);
    return code;
}

enum exit_code verb_narrow(struct cli *cli) { return change(cli, fill_narrow); }

/* What comes in of a municipality joins the part of it that stands; one that is named itself becomes whole. */
static void join_parts(const json_t *standing, const json_t *coming, json_t *parts) {
    json_t *part, *before;
    size_t i, k = 0;
    json_array_foreach(parts, i, part) {
        before =
            guide_part_in(standing, json_string_value(json_object_get(part, "municipality")), NULL);
        append(json_object_get(part, "postcodes"), json_object_get(before, "postcodes"),
               json_object_get(part, "postcodes"), false);
        append(json_object_get(part, "zones"), json_object_get(before, "zones"),
               json_object_get(part, "zones"), false);
    }
    json_array_foreach(standing, i, part) {
        json_t *id = json_object_get(part, "municipality");
        if (!names(coming, id) && guide_part_in(parts, json_string_value(id), &k) == NULL)
            json_array_append(parts, part);
    }
}

static enum exit_code fill_widen(struct cli *cli, const json_t *record, json_t *body) {
    const json_t *standing = json_object_get(record, "municipalities");
    bool all = arguments_has(&cli->arguments, "everywhere");
    if (all || json_array_size(standing) == 0) { /* it is everywhere already: nothing changes */
        json_object_set_new(body, "everywhere", json_true());
        return EXIT_DONE;
    }
    json_t *coming = json_array(), *area = json_deep_copy(standing);
    json_t *parts = json_array(), *before = guide_parts(record);
    enum exit_code code = named_places(cli, coming, parts);
    append(area, coming, standing, false);
    json_object_set(body, "municipalities", area);
    join_parts(before, coming, parts);
    json_object_set(body, "narrowed", parts);
    json_decref(coming);
    json_decref(area);
    json_decref(parts);
    json_decref(before);
    return code;
}

enum exit_code verb_widen(struct cli *cli) { return change(cli, fill_widen); }

/* --- renew and hand over ---------------------------------------------------------------------- */

enum exit_code verb_renew(struct cli *cli) {
    time_ms now = 0, until = 0, review_by = 0;
    char reason[LIMIT_REASON];
    enum exit_code code = given_now(cli, &now);
    if (code == EXIT_DONE) code = given_time(cli, "until", now, &until);
    if (code == EXIT_DONE) code = given_time(cli, "review-by", now, &review_by);
    if (code == EXIT_DONE) code = given_reason(cli, T_ASK_CHANGE, reason);
    if (code != EXIT_DONE) return code;
    json_t *body = json_pack("{s:s}", "reason", reason);
    if (until != 0) json_object_set_new(body, "expires_at", json_integer(until));
    if (review_by != 0) json_object_set_new(body, "review_by", json_integer(review_by));
    return send_and_say(cli, "/renew", body, T_RENEWED);
}

enum exit_code verb_handover(struct cli *cli) {
    const char *to = arguments_value(&cli->arguments, "to");
    bool accept = arguments_has(&cli->arguments, "accept");
    bool take = arguments_has(&cli->arguments, "take");
    char reason[LIMIT_REASON];
    if ((to != NULL) + accept + take != 1) return cli_fail(cli, EXIT_USAGE, T_USAGE_HANDOVER, NULL);
    if (to != NULL) {
        bool nobody = to[0] == '\0' || strcmp(to, "-") == 0;
        json_t *body = nobody ? json_pack("{s:n}", "to") : json_pack("{s:s}", "to", to);
        return send_and_say(cli, "/offer", body, nobody ? T_KEPT : T_OFFERED);
    }
    if (accept) return send_and_say(cli, "/accept", json_object(), T_HANDED_OVER);
    enum exit_code code = given_reason(cli, T_ASK_CHANGE, reason);
    if (code != EXIT_DONE) return code;
    return send_and_say(cli, "/take", json_pack("{s:s}", "reason", reason), T_HANDED_OVER);
}

/* --- who has read, and what was said ---------------------------------------------------------- */

enum exit_code verb_readers(struct cli *cli) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code = ask_about(cli, "GET", "/readers", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        char a[SHOW_MAX], b[SHOW_MAX], c[SHOW_MAX], id[LIMIT_ID];
        text_buf_init(&lines, 1024 * 1024);
        texts_fill(&lines, cli->language, T_READERS,
                   show_number(cli->language, decode_integer(answer, "revision", 0), a),
                   show_number(cli->language, decode_integer(answer, "would_suspend", 0), b), NULL);
        text_add_char(&lines, '\n');
        if (decode_bool(answer, "acknowledge_first")) {
            texts_fill(&lines, cli->language, T_READERS_FIRST,
                       show_number(cli->language, decode_integer(answer, "unread", 0), a), NULL);
            text_add_char(&lines, '\n');
        }
        json_array_foreach(json_object_get(answer, "organisations"), i, row) {
            int64_t behind = decode_integer(row, "signed_in_behind", 0);
            decode_text(row, "organisation", id, sizeof id);
            show_left(&lines, id, 14);
            text_add(&lines, behind > 0 ? " " MARK_WARN : " " MARK_GOOD);
            texts_fill(&lines, cli->language, T_READERS_ROW,
                       show_number(cli->language, decode_integer(row, "read_newest", 0), a),
                       show_number(cli->language, behind, b),
                       show_number(cli->language, decode_integer(row, "signed_in", 0), c), NULL);
            text_add(&lines, MARK_NORMAL "\n");
        }
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_revisions(struct cli *cli) {
    json_t *answer, *row, *what;
    size_t i, k;
    enum exit_code code = ask_about(cli, "GET", "/revisions", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        char number[SHOW_MAX], at[SHOW_MAX], by[LIMIT_ID], reason[LIMIT_REASON];
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach(json_object_get(answer, "revisions"), i, row) {
            decode_text(row, "by", by, sizeof by);
            decode_text(row, "reason", reason, sizeof reason);
            text_addf(&lines, MARK_BOLD "%s" MARK_NORMAL "  %s  %s  %s",
                      show_number(cli->language, decode_integer(row, "revision", 0), number),
                      show_time(cli->language, decode_integer(row, "at", 0), at), by, reason);
            json_array_foreach(json_object_get(row, "changed"), k, what) {
                text_addf(&lines, "%s%s", k == 0 ? "  · " : ", ",
                          texts_word(cli->language, "changed", json_string_value(what)));
            }
            if (decode_bool(row, "unapproved"))
                text_addf(&lines, "  " MARK_BAD "%s" MARK_NORMAL, cli_text(cli, T_MARK_UNAPPROVED));
            text_add_char(&lines, '\n');
        }
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- flags ------------------------------------------------------------------------------------ */

static json_t *with_question(struct cli *cli, json_t *body) {
    const char *question = arguments_value(&cli->arguments, "question");
    if (question != NULL) json_object_set_new(body, "question", json_string(question));
    return body;
}

static enum exit_code flag(struct cli *cli, const char *end, json_t *body, enum text_id said) {
    json_t *answer;
    enum exit_code code = ask_about(cli, "POST", end, with_question(cli, body), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, said, cli->arguments.positionals[0], NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_flag(struct cli *cli) {
    char agent[64];
    enum exit_code code = cli_agent(cli, agent);
    if (code != EXIT_DONE) return code;
    return flag(cli, "/flags",
                json_pack("{s:s,s:s}", "agent", agent, "reason", cli->arguments.positionals[1]),
                T_FLAGGED);
}

enum exit_code verb_reply(struct cli *cli) {
    return flag(cli, "/flags/answer", json_pack("{s:s}", "word", cli->arguments.positionals[1]),
                T_REPLIED);
}

enum exit_code verb_flags(struct cli *cli) {
    static const char *const lists[][3] = {{"flags", "reason", "agent"}, {"replies", "word", "by"}};
    json_t *answer, *row;
    enum exit_code code = ask_about(cli, "GET", "/flags", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        char question[LIMIT_ID], word[LIMIT_WORD], who[LIMIT_ID], at[SHOW_MAX], number[SHOW_MAX];
        text_buf_init(&lines, 4 * 1024 * 1024);
        for (size_t k = 0; k < 2; k++) {
            size_t i;
            json_array_foreach(json_object_get(answer, lists[k][0]), i, row) {
                decode_text(row, "question", question, sizeof question);
                decode_text(row, lists[k][1], word, sizeof word);
                decode_text(row, lists[k][2], who, sizeof who);
                bool whole = strcmp(question, "answer") == 0;
                show_left(&lines, whole ? cli_text(cli, T_FLAG_WHOLE) : question, 24);
                text_addf(&lines, " %s", k == 0 ? MARK_WARN : MARK_GOOD);
                show_left(&lines, texts_word(cli->language, "flag", word), 14);
                text_addf(&lines, MARK_NORMAL " %s  %s · %s\n",
                          show_time(cli->language, decode_integer(row, "at", 0), at), who,
                          show_number(cli->language, decode_integer(row, "revision", 0), number));
            }
        }
        if (lines.length == 0) text_addf(&lines, "%s\n", cli_text(cli, T_FLAGS_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}
