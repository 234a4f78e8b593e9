/* Alerts of authorities, and what single municipalities say and confirm: values of their own, routes of their phone menus,
 * links. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"

/* --- common ----------------------------------------------------------------------------------- */

static enum exit_code ask_path(struct cli *cli, const char *method, const char *before,
                               const char *id, const char *after, json_t *body, json_t **out) {
    struct text_buf path;
    text_buf_init(&path, 2048);
    text_add(&path, before);
    if (id != NULL) cli_encode(&path, id);
    text_add(&path, after);
    if (path.overflowed) json_decref(body);
    enum exit_code code = path.overflowed ? cli_fail(cli, EXIT_USAGE, T_USAGE_TOO_MANY, NULL)
                                          : cli_ask(cli, method, path.data, body, out);
    text_buf_close(&path);
    return code;
}

/* A line "What  text" when the object has a text of that name. */
static void text_line(const struct cli *cli, struct text_buf *out, enum text_id what,
                      const json_t *object, const char *key) {
    char text[4096];
    decode_text(object, key, text, sizeof text);
    if (text[0] != '\0') show_wrapped(out, cli_text(cli, what), text, cli_columns(cli));
}

static void join(const json_t *list, struct text_buf *out) {
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)list, i, one) {
        const char *text = json_string_value(one);
        text_add(out, i == 0 ? "" : ", ");
        show_clean(out, text == NULL ? "" : text, text == NULL ? 0 : strlen(text), false);
    }
}

static void list_line(const struct cli *cli, struct text_buf *out, enum text_id what,
                      const json_t *list) {
    struct text_buf joined;
    if (json_array_size(list) == 0) return;
    text_buf_init(&joined, 64 * 1024);
    join(list, &joined);
    show_wrapped(out, cli_text(cli, what), text_slice(&joined).data, cli_columns(cli));
    text_buf_close(&joined);
}

/* --- alerts ----------------------------------------------------------------------------------- */

static void value_line(struct text_buf *out, const char *name, const json_t *value) {
    text_addf(out, "    %s = ", name);
    if (json_is_integer(value))
        text_add_int(out, json_integer_value(value));
    else if (json_is_string(value))
        show_clean(out, json_string_value(value), json_string_length(value), false);
    text_add_char(out, '\n');
}

static void suggestion_lines(const struct cli *cli, struct text_buf *out, const char *alert,
                             const json_t *suggestion) {
    char playbook[LIMIT_ID], title[200], name[LIMIT_ID], reason[256];
    const char *key;
    json_t *value, *row;
    size_t i;
    decode_text(suggestion, "playbook", playbook, sizeof playbook);
    decode_text(suggestion, "title", title, sizeof title);
    text_addf(out, "  %s  %s\n", playbook, title);
    json_object_foreach(json_object_get(suggestion, "parameters"), key, value)
        value_line(out, key, value);
    json_array_foreach(json_object_get(suggestion, "missing"), i, row) {
        decode_text(row, "parameter", name, sizeof name);
        decode_text(row, "reason", reason, sizeof reason);
        text_addf(out, "    %s: ", name);
        texts_fill(out, cli->language, T_ALERT_MISSING, reason, NULL);
        text_add_char(out, '\n');
    }
    text_addf(out, "    agents-cli activate %s --from-alert %s%s\n", playbook, alert,
              decode_bool(suggestion, "exercise") ? " --exercise" : "");
}

static void reference_lines(const struct cli *cli, struct text_buf *out, const json_t *answer) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "references"), i, row) {
        char identifier[LIMIT_ALERT_NAME], alert[LIMIT_ID], activation[LIMIT_ID];
        decode_text(row, "identifier", identifier, sizeof identifier);
        decode_text(row, "alert", alert, sizeof alert);
        decode_text(row, "activation", activation, sizeof activation);
        texts_fill(out, cli->language, T_ALERT_FOLLOWS, identifier,
                   alert[0] == '\0' ? cli_text(cli, T_ALERT_NOT_HERE) : alert, activation, NULL);
        text_add_char(out, '\n');
    }
}

static void alert_lines(const struct cli *cli, struct text_buf *out, const json_t *answer) {
    const json_t *record = json_object_get(answer, "alert");
    char id[LIMIT_ID], status[LIMIT_WORD], message[LIMIT_WORD], advice[LIMIT_WORD], at[SHOW_MAX];
    char sender[LIMIT_ALERT_NAME], scope[LIMIT_WORD];
    size_t i;
    json_t *row;
    decode_text(record, "id", id, sizeof id);
    decode_text(record, "status", status, sizeof status);
    decode_text(record, "message", message, sizeof message);
    decode_text(record, "sender", sender, sizeof sender);
    decode_text(answer, "advice", advice, sizeof advice);
    decode_text(answer, "scope", scope, sizeof scope);
    if (strcmp(status, "actual") != 0)
        text_addf(out, MARK_WARN "%s" MARK_NORMAL "\n", cli_text(cli, T_ALERT_NOT_ACTUAL));
    texts_fill(out, cli->language, T_ALERT_HEAD, id,
               texts_word(cli->language, "alert_message", message), sender,
               show_time(cli->language, decode_integer(record, "sent_at", 0), at), NULL);
    text_add_char(out, '\n');
    if (strcmp(scope, "Public") != 0 && scope[0] != '\0')
        text_addf(out, MARK_WARN "%s" MARK_NORMAL "\n", cli_text(cli, T_ALERT_NOT_PUBLIC));
    text_line(cli, out, T_ALERT_HEADLINE, answer, "headline");
    text_line(cli, out, T_ALERT_AUTHORITY, answer, "sender_name");
    text_line(cli, out, T_ALERT_AREA, answer, "area");
    list_line(cli, out, T_ALERT_MUNICIPALITIES, json_object_get(answer, "municipalities"));
    list_line(cli, out, T_ALERT_AREAS_UNKNOWN, json_object_get(answer, "areas_unknown"));
    text_line(cli, out, T_ALERT_DESCRIPTION, answer, "description");
    text_line(cli, out, T_ALERT_INSTRUCTION, answer, "instruction");
    reference_lines(cli, out, answer);
    text_addf(out, "%s\n", texts_word(cli->language, "advice", advice));
    json_array_foreach(json_object_get(answer, "suggestions"), i, row)
        suggestion_lines(cli, out, id, row);
}

static enum exit_code show_alert(struct cli *cli, const char *id) {
    json_t *answer;
    enum exit_code code = ask_path(cli, "GET", "/v1/alerts/", id, "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        alert_lines(cli, &lines, answer);
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* One byte more than an alert may have: the coordinator says that it is too large. */
static bool read_file(const char *path, char out[LIMIT_BODY_BYTES + 2], size_t *length) {
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL) return false;
    *length = fread(out, 1, LIMIT_BODY_BYTES + 1, file);
    bool whole = ferror(file) == 0;
    if (file != stdin) fclose(file);
    out[*length] = '\0';
    return whole;
}

enum exit_code verb_alert(struct cli *cli) {
    static char text[LIMIT_BODY_BYTES + 2]; /* too large for the stack; one process, one verb */
    size_t length = 0;
    json_t *answer;
    char id[LIMIT_ID];
    const char *path = cli->arguments.positionals[0];
    if (!read_file(path, text, &length))
        return cli_fail(cli, EXIT_USAGE, T_ALERT_FILE, path, strerror(errno), NULL);
    if (strlen(text) != length) return cli_fail(cli, EXIT_USAGE, T_ALERT_UTF8, path, NULL);
    enum exit_code code = cli_send(cli,
                                   &(struct client_request){.method = "POST",
                                                            .path = "/v1/alerts",
                                                            .body = text,
                                                            .content_type = "application/cap+xml"},
                                   &answer);
    if (code != EXIT_DONE) return code;
    decode_text(json_object_get(answer, "alert"), "id", id, sizeof id);
    if (decode_bool(answer, "repeated") && !cli->json) cli_say(cli, T_ALERT_KNOWN, id, NULL);
    json_decref(answer);
    return show_alert(cli, id);
}

static void alert_row(const struct cli *cli, struct text_buf *lines, const json_t *row) {
    char id[LIMIT_ID], state[LIMIT_WORD], status[LIMIT_WORD], message[LIMIT_WORD];
    char event[LIMIT_ALERT_NAME], playbook[LIMIT_ID], at[SHOW_MAX];
    decode_text(row, "id", id, sizeof id);
    decode_text(row, "state", state, sizeof state);
    decode_text(row, "status", status, sizeof status);
    decode_text(row, "message", message, sizeof message);
    decode_text(row, "event", event, sizeof event);
    decode_text(row, "playbook", playbook, sizeof playbook);
    show_left(lines, id, 19);
    show_left(lines, show_time(cli->language, decode_integer(row, "sent_at", 0), at), 17);
    text_add_char(lines, ' ');
    show_left(lines, texts_word(cli->language, "alert_message", message), 12);
    text_add(lines, strcmp(state, "suggested") == 0 ? MARK_WARN : "");
    show_left(lines, texts_word(cli->language, "alert_state", state), 12);
    text_addf(lines, MARK_NORMAL "%s", event);
    if (strcmp(status, "actual") != 0)
        text_addf(lines, " (%s)", texts_word(cli->language, "alert_status", status));
    if (playbook[0] != '\0') text_addf(lines, " -> %s", playbook);
    text_add_char(lines, '\n');
}

static enum exit_code dismiss_alert(struct cli *cli, const char *id) {
    json_t *answer;
    const char *reason = arguments_value(&cli->arguments, "reason");
    if (reason == NULL) return cli_fail(cli, EXIT_USAGE, T_USAGE_REASON, NULL);
    enum exit_code code = ask_path(cli, "POST", "/v1/alerts/", id, "/dismiss",
                                   json_pack("{s:s}", "reason", reason), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, T_ALERT_DISMISSED, id, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_alerts(struct cli *cli) {
    json_t *answer, *row;
    size_t i;
    bool dismisses = arguments_has(&cli->arguments, "dismiss");
    if (cli->arguments.positional_count > 0)
        return dismisses ? dismiss_alert(cli, cli->arguments.positionals[0])
                         : show_alert(cli, cli->arguments.positionals[0]);
    if (dismisses) return cli_fail(cli, EXIT_USAGE, T_USAGE_ALERT, NULL);
    enum exit_code code = cli_ask(cli, "GET", "/v1/alerts", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "alerts");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach((json_t *)list, i, row) alert_row(cli, &lines, row);
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_ALERTS_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- values of a municipality ------------------------------------------------------------------- */

static void add_value(struct text_buf *out, const json_t *value) {
    if (json_is_integer(value)) text_add_int(out, json_integer_value(value));
    if (json_is_string(value))
        show_clean(out, json_string_value(value), json_string_length(value), false);
}

static void local_row(const struct cli *cli, struct text_buf *lines, const json_t *row) {
    char organisation[LIMIT_ID], parameter[LIMIT_ID], by[LIMIT_ID], at[SHOW_MAX];
    struct text_buf value;
    decode_text(row, "organisation", organisation, sizeof organisation);
    decode_text(row, "parameter", parameter, sizeof parameter);
    text_buf_init(&value, 4096);
    if (decode_integer(row, "approved_at", 0) != 0) {
        decode_text(row, "approved_by", by, sizeof by);
        add_value(&value, json_object_get(row, "said"));
        show_time(cli->language, decode_integer(row, "approved_at", 0), at);
        texts_fill(lines, cli->language, T_LOCAL_SAID, organisation, parameter,
                   text_slice(&value).data, by, at, NULL);
        text_add_char(lines, '\n');
    }
    text_buf_clear(&value);
    if (decode_integer(row, "proposed_at", 0) != 0) {
        decode_text(row, "proposed_by", by, sizeof by);
        add_value(&value, json_object_get(row, "suggested"));
        show_time(cli->language, decode_integer(row, "proposed_at", 0), at);
        texts_fill(lines, cli->language, T_LOCAL_PROPOSED, organisation, parameter,
                   text_slice(&value).data, by, at, NULL);
        text_add_char(lines, '\n');
    }
    text_buf_close(&value);
}

static enum exit_code show_local(struct cli *cli, const char *id) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code = ask_path(cli, "GET", "/v1/activations/", id, "/local", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "local_values");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach((json_t *)list, i, row) local_row(cli, &lines, row);
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_LOCAL_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* Whole numbers are numbers; the coordinator knows what the value must be. */
static json_t *typed(const char *text) {
    bool number = text[0] != '\0' && strlen(text) < 7 && strspn(text, "0123456789") == strlen(text);
    return number ? json_integer(strtol(text, NULL, 10)) : json_string(text);
}

enum exit_code verb_local(struct cli *cli) {
    const struct arguments *a = &cli->arguments;
    if (a->positional_count == 1) return show_local(cli, a->positionals[0]);
    const char *act = a->positionals[1], *pair = a->positional_count > 2 ? a->positionals[2] : NULL;
    const char *organisation = arguments_value(a, "organisation");
    const char *reason = arguments_value(a, "reason");
    bool proposes = strcmp(act, "propose") == 0, withdraws = strcmp(act, "withdraw") == 0;
    const char *equals = pair == NULL ? NULL : strchr(pair, '=');
    char name[LIMIT_ID], after[32];
    if (pair == NULL || organisation == NULL || (equals == NULL) != withdraws ||
        (!proposes && !withdraws && strcmp(act, "approve") != 0))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_LOCAL, NULL);
    size_t length = equals == NULL ? strlen(pair) : (size_t)(equals - pair);
    if (length >= sizeof name) return cli_fail(cli, EXIT_USAGE, T_USAGE_LOCAL, NULL);
    if (reason == NULL && (proposes || withdraws))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_REASON, NULL);
    snprintf(name, sizeof name, "%.*s", (int)length, pair);
    json_t *answer, *body = json_pack("{s:s,s:s}", "organisation", organisation, "parameter", name);
    if (equals != NULL) json_object_set_new(body, "value", typed(equals + 1));
    if (proposes || withdraws) json_object_set_new(body, "reason", json_string(reason));
    snprintf(after, sizeof after, "/local%s%s", proposes ? "" : "/", proposes ? "" : act);
    enum exit_code code =
        ask_path(cli, "POST", "/v1/activations/", a->positionals[0], after, body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer))
        cli_say(cli,
                proposes    ? T_LOCAL_IS_PROPOSED
                : withdraws ? T_LOCAL_IS_WITHDRAWN
                            : T_LOCAL_IS_APPROVED,
                organisation, name, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

/* --- the phone menu ------------------------------------------------------------------------------- */

static enum exit_code show_menu(struct cli *cli, const char *id) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code =
        ask_path(cli, "GET", "/v1/activations/", id, "/menu-routes", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "menu_routes");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach((json_t *)list, i, row) {
            char organisation[LIMIT_ID], kind[LIMIT_WORD], target[LIMIT_ID], by[LIMIT_ID];
            decode_text(row, "organisation", organisation, sizeof organisation);
            decode_text(row, "kind", kind, sizeof kind);
            decode_text(row, "target", target, sizeof target);
            decode_text(row, "by", by, sizeof by);
            show_left(&lines, organisation, 8);
            text_addf(&lines, "%s %s (%s)\n", texts_word(cli->language, "menu_route", kind), target,
                      by);
        }
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_MENU_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_menu(struct cli *cli) {
    const struct arguments *a = &cli->arguments;
    const char *organisation = arguments_value(a, "organisation");
    bool removes = arguments_has(a, "remove");
    if (a->positional_count == 1 && !removes) return show_menu(cli, a->positionals[0]);
    if (organisation == NULL || removes == (a->positional_count > 1))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_MENU, NULL);
    json_t *answer, *body = json_pack("{s:s}", "organisation", organisation);
    if (!removes) json_object_set_new(body, "kind", json_string(a->positionals[1]));
    if (a->positional_count > 2)
        json_object_set_new(body, "target", json_string(a->positionals[2]));
    enum exit_code code = ask_path(cli, "POST", "/v1/activations/", a->positionals[0],
                                   removes ? "/menu-routes/remove" : "/menu-routes", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer))
        cli_say(cli, removes ? T_MENU_REMOVED : T_MENU_SET, organisation, a->positionals[0], NULL);
    json_decref(answer);
    return EXIT_DONE;
}

/* --- links ---------------------------------------------------------------------------------------- */

static void link_row(const struct cli *cli, struct text_buf *lines, const json_t *row) {
    char place[LIMIT_ID], url[LIMIT_URL], by[LIMIT_ID], at[SHOW_MAX];
    decode_text(row, json_object_get(row, "organisation") != NULL ? "organisation" : "municipality",
                place, sizeof place);
    decode_text(row, "url", url, sizeof url);
    decode_text(row, "confirmed_by", by, sizeof by);
    show_left(lines, place, 8);
    time_ms confirmed = decode_integer(row, "confirmed_at", 0);
    if (confirmed == 0)
        text_addf(lines, MARK_WARN "%s" MARK_NORMAL, cli_text(cli, T_LINK_UNCONFIRMED));
    else
        texts_fill(lines, cli->language, T_LINK_CONFIRMED, by,
                   show_time(cli->language, confirmed, at), NULL);
    text_addf(lines, "  %s\n", url);
}

static enum exit_code list_links(struct cli *cli, const char *activation) {
    json_t *answer, *row;
    size_t i;
    enum exit_code code = activation == NULL ? cli_ask(cli, "GET", "/v1/links", NULL, &answer)
                                             : ask_path(cli, "GET", "/v1/activations/", activation,
                                                        "/links", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const json_t *list = json_object_get(answer, "links");
    if (!cli_json(cli, answer)) {
        struct text_buf lines;
        text_buf_init(&lines, 1024 * 1024);
        json_array_foreach((json_t *)list, i, row) link_row(cli, &lines, row);
        if (json_array_size(list) == 0) text_addf(&lines, "%s\n", cli_text(cli, T_LINKS_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_links(struct cli *cli) {
    const struct arguments *a = &cli->arguments;
    const char *organisation = arguments_value(a, "organisation");
    if (a->positional_count < 2)
        return list_links(cli, a->positional_count == 0 ? NULL : a->positionals[0]);
    bool confirms = strcmp(a->positionals[0], "confirm") == 0;
    if (organisation == NULL || (!confirms && strcmp(a->positionals[0], "withdraw") != 0))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_LINKS, NULL);
    json_t *answer;
    enum exit_code code = cli_ask(
        cli, "POST", confirms ? "/v1/links" : "/v1/links/withdraw",
        json_pack("{s:s,s:s}", "organisation", organisation, "url", a->positionals[1]), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer))
        cli_say(cli, confirms ? T_LINK_IS_CONFIRMED : T_LINK_IS_WITHDRAWN, organisation,
                a->positionals[1], NULL);
    json_decref(answer);
    return EXIT_DONE;
}

/* Links among the values that the municipalities have not confirmed: said in the preview of an activation. */
enum exit_code places_tell_links(struct cli *cli, const json_t *document, const json_t *values,
                                 const json_t *organisations, const json_t *municipalities,
                                 struct text_buf *out) {
    json_t *answer, *row, *municipality, *value;
    const char *name;
    size_t i, k;
    if (json_array_size(municipalities) == 0)
        return EXIT_DONE; /* the whole country's belongs to nobody */
    enum exit_code code = cli_ask(cli, "GET", "/v1/links", NULL, &answer);
    if (code != EXIT_DONE) return code;
    json_object_foreach((json_t *)values, name, value) {
        const json_t *parameter = json_object_get(json_object_get(document, "parameters"), name);
        const char *type = json_string_value(json_object_get(parameter, "type"));
        if (type == NULL || strcmp(type, "url") != 0) continue;
        json_array_foreach((json_t *)municipalities, i, municipality) {
            bool confirmed = false;
            json_array_foreach(json_object_get(answer, "links"), k, row) confirmed =
                confirmed || (json_equal(json_object_get(row, "organisation"), municipality) &&
                              json_equal(json_object_get(row, "url"), value));
            if (confirmed) continue;
            text_add(out, MARK_WARN);
            texts_fill(out, cli->language, T_PREVIEW_LINK,
                       guide_name(organisations, json_string_value(municipality)),
                       json_string_value(value), NULL);
            text_add(out, MARK_NORMAL "\n");
        }
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- activating from an alert ----------------------------------------------------------------------- */

/* What the alert gives and the command line does not: values and municipalities, for the playbook chosen. */
enum exit_code places_from_alert(struct cli *cli, const char *alert, const char *playbook,
                                 json_t *values, json_t *municipalities, bool *exercise) {
    json_t *answer, *row, *value, *found = NULL;
    const char *name;
    char status[LIMIT_WORD], id[LIMIT_ID];
    size_t i;
    enum exit_code code = ask_path(cli, "GET", "/v1/alerts/", alert, "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    decode_text(json_object_get(answer, "alert"), "status", status, sizeof status);
    if (strcmp(status, "actual") != 0) *exercise = true;
    json_array_foreach(json_object_get(answer, "suggestions"), i, row) {
        decode_text(row, "playbook", id, sizeof id);
        if (strcmp(id, playbook) == 0) found = row;
    }
    if (found == NULL) {
        json_decref(answer);
        return cli_fail(cli, EXIT_REFUSED, T_ALERT_OTHER_PLAYBOOK, alert, playbook, NULL);
    }
    json_object_foreach(json_object_get(found, "parameters"), name, value) {
        if (json_object_get(values, name) == NULL) json_object_set(values, name, value);
    }
    if (json_array_size(municipalities) == 0)
        json_array_extend(municipalities, json_object_get(answer, "municipalities"));
    json_decref(answer);
    return EXIT_DONE;
}
