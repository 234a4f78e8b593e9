/* activate: from choosing the playbook to live in four answers: where, what is missing, why, yes.
 *
 *   - the playbook's document, and the municipalities by name, are fetched;
 *   - what the command line lacks is asked for, when a person is there;
 *   - what will be said is shown, and a word has to be typed (an exercise has another word than
 *     the real thing);
 *   - it is sent with one idempotency key: a lost answer never makes two activations. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/foreseen.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"
#include "agents-cli/terminal.h"

#define LIMIT_PARAMETERS 32
#define PREVIEW_COLUMNS 79

struct plan {
    struct cli *cli;
    char playbook[64];
    json_t *document, *organisations; /* as the coordinator gave them */
    json_t *values, *municipalities;  /* to be sent */
    json_t *choices;                  /* further members of the request */
    struct text_buf area;             /* by name */
    char reason[LIMIT_REASON];
    bool exercise, all, may_try; /* an approver who breaks the glass may not try it out */
    int64_t priority;            /* -1: the usual one */
    time_ms now;                 /* the coordinator's */
    time_ms starts_at;           /* 0: at once */
    time_ms open_until;          /* 0: as the hours say */
};

static void plan_close(struct plan *plan) {
    json_decref(plan->document);
    json_decref(plan->organisations);
    json_decref(plan->values);
    json_decref(plan->municipalities);
    json_decref(plan->choices);
    text_buf_close(&plan->area);
}

static enum exit_code cancelled(const struct plan *plan) {
    return cli_fail(plan->cli, EXIT_REFUSED, T_CANCELLED, NULL);
}

/* An installation made for exercises has only exercises: there it needs no option. */
static enum exit_code look_around(struct plan *plan) {
    json_t *answer;
    char role[LIMIT_WORD];
    enum exit_code code = cli_ask(plan->cli, "GET", "/v1/whoami", NULL, &answer);
    if (code != EXIT_DONE) return code;
    plan->now = decode_integer(answer, "now", 0);
    if (decode_bool(answer, "exercise")) plan->exercise = true;
    decode_text(json_object_get(answer, "token"), "role", role, sizeof role);
    plan->may_try = strcmp(role, "duty_leader") == 0 || strcmp(role, "admin") == 0;
    json_decref(answer);
    return EXIT_DONE;
}

/* --- which playbook --------------------------------------------------------------------------- */

static enum exit_code choose_playbook(struct plan *plan) {
    struct cli *cli = plan->cli;
    json_t *answer, *row;
    size_t i;
    if (cli->arguments.positional_count > 0)
        return text_copy(plan->playbook, sizeof plan->playbook, cli->arguments.positionals[0])
                   ? EXIT_DONE
                   : cli_fail(cli, EXIT_NOT_FOUND, T_PLAYBOOK_UNKNOWN, NULL);
    if (!cli->in_terminal) return cli_fail(cli, EXIT_USAGE, T_USAGE_PLAYBOOK, NULL);
    enum exit_code code = cli_ask(cli, "GET", "/v1/playbooks", NULL, &answer);
    if (code != EXIT_DONE) return code;
    json_array_foreach(json_object_get(answer, "playbooks"), i, row) {
        char id[64], title[200];
        decode_text(row, "id", id, sizeof id);
        decode_text(json_object_get(row, "title"), cli->language == LANGUAGE_DA ? "da" : "en",
                    title, sizeof title);
        if (decode_bool(row, "approved")) fprintf(stderr, "  %-26s %s\n", id, title);
    }
    json_decref(answer);
    if (!cli_prompt(cli, cli_text(cli, T_ASK_PLAYBOOK), plan->playbook, sizeof plan->playbook))
        return cancelled(plan);
    return plan->playbook[0] != '\0' ? EXIT_DONE : cancelled(plan);
}

static enum exit_code fetch(struct plan *plan) {
    struct cli *cli = plan->cli;
    struct text_buf path;
    json_t *answer;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/playbooks/");
    cli_encode(&path, plan->playbook);
    const char *version = arguments_value(&cli->arguments, "version-of");
    if (version != NULL) text_add(&path, "?version=");
    if (version != NULL) cli_encode(&path, version);
    enum exit_code code = cli_ask(cli, "GET", path.data, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    plan->document = json_incref(json_object_get(answer, "text"));
    json_decref(answer);
    if (!json_is_object(plan->document))
        return cli_fail(cli, EXIT_NOT_FOUND, T_PLAYBOOK_UNKNOWN, NULL);
    return cli_ask(cli, "GET", "/v1/organisations", NULL, &plan->organisations);
}

/* --- where ------------------------------------------------------------------------------------ */

/* What the command line does not say. */
static enum exit_code ask_where(struct plan *plan, json_t *parts) {
    struct cli *cli = plan->cli;
    if (plan->all && json_array_size(plan->municipalities) + json_array_size(parts) > 0)
        return cli_fail(cli, EXIT_USAGE, T_USAGE_WHERE_BOTH, NULL);
    while (!plan->all && json_array_size(plan->municipalities) + json_array_size(parts) == 0) {
        char line[1024];
        if (!cli->in_terminal) return cli_fail(cli, EXIT_USAGE, T_USAGE_WHERE, NULL);
        if (!cli_prompt(cli, cli_text(cli, T_ASK_WHERE), line, sizeof line)) return cancelled(plan);
        plan->all = strcasecmp(line, cli_text(cli, T_WORD_ALL)) == 0;
        if (plan->all || given_area(cli, plan->organisations, line, plan->municipalities, parts))
            continue;
        json_array_clear(plan->municipalities);
        json_array_clear(parts);
    }
    return EXIT_DONE;
}

static enum exit_code where(struct plan *plan) {
    const struct arguments *arguments = &plan->cli->arguments;
    plan->all = arguments_has(arguments, "everywhere");
    for (size_t i = 0; i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].spec->name, "municipality") == 0 &&
            !given_municipalities(plan->cli, plan->organisations, arguments->options[i].value,
                                  plan->municipalities))
            return EXIT_NOT_FOUND;
    json_t *parts = json_array();
    enum exit_code code = given_parts(plan->cli, plan->organisations, parts)
                              ? ask_where(plan, parts)
                              : EXIT_NOT_FOUND;
    if (json_array_size(parts) > 0) json_object_set(plan->choices, "narrowed", parts);
    json_decref(parts);
    return code;
}

static void name_area(struct plan *plan) {
    if (plan->all) text_add(&plan->area, cli_text(plan->cli, T_AREA_ALL));
    guide_area_text(&plan->area, plan->organisations, plan->municipalities,
                    json_object_get(plan->choices, "narrowed"));
}

/* --- what is missing -------------------------------------------------------------------------- */

/* One value, or several on one line with semicolons between: they go to the names in their
 * order. A value that is not taken ends the line; it is asked for again. */
static void take_values(struct plan *plan, const char *const *names, size_t count, char *line) {
    for (size_t i = 0; i < count; i++) {
        line += strspn(line, " ");
        size_t length = strcspn(line, ";");
        bool last = line[length] == '\0';
        line[length] = '\0';
        for (size_t end = length; end > 0 && line[end - 1] == ' ';)
            line[--end] = '\0';
        if (!given_value(plan->cli, plan->document, plan->now, names[i], line, plan->values) ||
            last)
            return;
        line += length + 1;
    }
}

static enum exit_code missing_values(struct plan *plan) {
    struct cli *cli = plan->cli;
    const json_t *parameters = json_object_get(plan->document, "parameters");
    const char *names[LIMIT_PARAMETERS];
    char number[SHOW_MAX], line[4096];
    for (bool first = true;; first = false) {
        size_t count =
            guide_missing(plan->document, plan->values, cli->in_terminal, names, LIMIT_PARAMETERS);
        if (count == 0) return EXIT_DONE;
        if (!cli->in_terminal)
            return cli_fail(cli, EXIT_USAGE, T_USAGE_PARAM_MISSING, names[0], NULL);
        struct text_buf question;
        text_buf_init(&question, 64 * 1024);
        if (first && count > 1) {
            texts_fill(&question, cli->language, T_ASK_SEVERAL,
                       show_number(cli->language, (int64_t)count, number), NULL);
            text_add_char(&question, '\n');
        }
        guide_question(&question, json_object_get(parameters, names[0]), cli->language);
        text_add(&question, ":");
        bool read = cli_prompt(cli, question.data, line, sizeof line);
        text_buf_close(&question);
        if (!read) return cancelled(plan);
        take_values(plan, names, count, line);
    }
}

static enum exit_code values_of(struct plan *plan) {
    return given_values(plan->cli, plan->document, plan->now, plan->values);
}

/* Whatever an alert says and the command line does not. */
static enum exit_code from_alert(struct plan *plan) {
    const char *alert = arguments_value(&plan->cli->arguments, "from-alert");
    if (alert == NULL) return EXIT_DONE;
    json_t *none = json_array();
    bool placed = plan->all || arguments_has(&plan->cli->arguments, "municipality");
    enum exit_code code = places_from_alert(plan->cli, alert, plan->playbook, plan->values,
                                            placed ? none : plan->municipalities, &plan->exercise);
    json_decref(none);
    return code;
}

static enum exit_code why(struct plan *plan) {
    return given_reason(plan->cli, T_ASK_REASON, plan->reason);
}

/* Without a priority the coordinator's usual one. */
static enum exit_code how_urgent(struct plan *plan) {
    return given_number(plan->cli, "priority", 0, 9, &plan->priority);
}

static enum exit_code when(struct plan *plan) {
    return given_time(plan->cli, "starts-at", plan->now, &plan->starts_at);
}

static enum exit_code how_long_open(struct plan *plan) {
    return given_time(plan->cli, "open-until", plan->now, &plan->open_until);
}

static enum exit_code who_reads_first(struct plan *plan) {
    return given_yes_or_no(plan->cli, "acknowledge-first", "acknowledge_first", plan->choices);
}

/* What a trial is told: neither values nor a reason are needed for that. */
static json_t *trial_of(const struct plan *plan) {
    const char *version = arguments_value(&plan->cli->arguments, "version-of");
    json_t *command = json_deep_copy(plan->choices);
    json_object_set_new(command, "playbook", json_string(plan->playbook));
    if (!plan->all) json_object_set(command, "municipalities", plan->municipalities);
    if (plan->exercise) json_object_set_new(command, "exercise", json_true());
    if (version != NULL) json_object_set_new(command, "version", json_string(version));
    if (arguments_has(&plan->cli->arguments, "break-glass"))
        json_object_set_new(command, "break_glass", json_true());
    return command;
}

/* --- yes -------------------------------------------------------------------------------------- */

/* What it means for the agents at work. Where that cannot be asked, the leader goes on without. */
static void add_foreseen(struct plan *plan, struct text_buf *out) {
    struct cli *cli = plan->cli;
    json_t *body, *answer;
    if (!plan->may_try) return;
    body = json_object();
    json_object_set_new(body, "activation", trial_of(plan));
    if (cli_ask(cli, "POST", "/v1/dry-run", body, &answer) != EXIT_DONE) return;
    struct text_buf lines;
    text_buf_init(&lines, 64 * 1024);
    foreseen_lines(&lines, cli->language, json_object_get(answer, "activation"));
    text_add_char(out, '\n');
    show_lines(out, text_slice(&lines).data, PREVIEW_COLUMNS);
    text_buf_close(&lines);
    json_decref(answer);
}

/* Of municipalities in part, too. */
static enum exit_code tell_links(struct plan *plan, struct text_buf *shown) {
    json_t *all = json_copy(plan->municipalities), *part;
    size_t i;
    json_array_foreach(json_object_get(plan->choices, "narrowed"), i, part)
        json_array_append(all, json_object_get(part, "municipality"));
    enum exit_code told =
        places_tell_links(plan->cli, plan->document, plan->values, plan->organisations, all, shown);
    json_decref(all);
    return told;
}

static enum exit_code confirm(struct plan *plan) {
    struct cli *cli = plan->cli;
    if (arguments_has(&cli->arguments, "yes")) return EXIT_DONE;
    if (!cli->in_terminal) return cli_fail(cli, EXIT_USAGE, T_USAGE_YES, NULL);
    struct text_buf shown, question;
    char line[64];
    const char *word = cli_text(cli, plan->exercise ? T_WORD_EXERCISE : T_WORD_ACTIVATE);
    text_buf_init(&shown, 1024 * 1024);
    text_buf_init(&question, 4096);
    texts_fill(&shown, cli->language, plan->exercise ? T_PREVIEW_EXERCISE : T_PREVIEW_ACTUAL,
               plan->playbook, plan->area.data, plan->reason, NULL);
    text_add(&shown, "\n");
    if (json_object_get(plan->choices, "narrowed") != NULL)
        text_addf(&shown, "%s\n\n", cli_text(cli, T_PREVIEW_PARTS));
    guide_preview(&shown, plan->document, plan->values, plan->area.data, cli->language,
                  PREVIEW_COLUMNS, false);
    add_foreseen(plan, &shown);
    enum exit_code told = tell_links(plan, &shown);
    struct text_buf styled;
    text_buf_init(&styled, 1024 * 1024);
    terminal_style(&styled, shown.data, isatty(STDERR_FILENO), cli->colour);
    fprintf(stderr, "%s", text_slice(&styled).data);
    text_buf_close(&styled);
    texts_fill(&question, cli->language, T_ASK_CONFIRM, word, NULL);
    bool read = told == EXIT_DONE && cli_prompt(cli, question.data, line, sizeof line);
    text_buf_close(&shown);
    text_buf_close(&question);
    if (told != EXIT_DONE) return told;
    return read && strcasecmp(line, word) == 0 ? EXIT_DONE : cancelled(plan);
}

static void add_quoted(struct text_buf *out, const char *text) {
    text_add(out, " '");
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            text_add(out, "'\\''");
        else
            text_add_char(out, *text);
    }
    text_add_char(out, '\'');
}

/* What was typed, as a command line: after a refusal nobody should have to type ten values
 * again. */
static void tell_again(const struct plan *plan) {
    struct text_buf line;
    const char *name;
    json_t *value;
    size_t i;
    text_buf_init(&line, 256 * 1024);
    text_addf(&line, "agents-cli activate %s", plan->playbook);
    if (plan->all) text_add(&line, " --everywhere");
    json_array_foreach(plan->municipalities, i, value) {
        text_addf(&line, " --municipality %s", json_string_value(value));
    }
    json_array_foreach(json_object_get(plan->choices, "narrowed"), i, value) {
        struct text_buf part;
        text_buf_init(&part, 8192);
        text_addf(&part, "%s:", json_string_value(json_object_get(value, "municipality")));
        guide_part_list(&part, value, "+");
        text_add(&line, " --part");
        add_quoted(&line, part.data);
        text_buf_close(&part);
    }
    json_object_foreach(plan->values, name, value) {
        if (json_is_null(value)) continue; /* left out */
        struct text_buf pair;
        text_buf_init(&pair, 8192);
        text_addf(&pair, "%s=", name);
        if (json_is_string(value))
            text_add(&pair, json_string_value(value));
        else
            text_add_int(&pair, (int64_t)json_integer_value(value));
        text_add(&line, " --param");
        add_quoted(&line, pair.data);
        text_buf_close(&pair);
    }
    text_add(&line, " --reason");
    add_quoted(&line, plan->reason);
    if (plan->open_until != 0) {
        char until[TIME_TEXT_MAX];
        text_addf(&line, " --open-until %s", time_rfc3339(plan->open_until, until));
    }
    if (plan->starts_at != 0) {
        char from[TIME_TEXT_MAX];
        text_addf(&line, " --starts-at %s", time_rfc3339(plan->starts_at, from));
    }
    if (plan->priority >= 0) text_addf(&line, " --priority %lld", (long long)plan->priority);
    const char *version = arguments_value(&plan->cli->arguments, "version-of");
    if (version != NULL) text_addf(&line, " --version-of %s", version);
    if (arguments_has(&plan->cli->arguments, "break-glass")) text_add(&line, " --break-glass");
    const char *alert = arguments_value(&plan->cli->arguments, "from-alert");
    if (alert != NULL) text_addf(&line, " --from-alert %s", alert);
    const char *first = arguments_value(&plan->cli->arguments, "acknowledge-first");
    if (first != NULL) text_addf(&line, " --acknowledge-first %s", first);
    if (plan->exercise) text_add(&line, " --exercise");
    fprintf(stderr, "%s\n%s\n", cli_text(plan->cli, T_ACTIVATE_AGAIN), line.data);
    text_buf_close(&line);
}

/* An activation outside opening hours reaches nobody by phone: the leader is told, and who could be called up. */
static void tell_phones(struct cli *cli, const json_t *answer) {
    const json_t *phones = json_object_get(answer, "phones");
    time_ms until = decode_integer(json_object_get(answer, "activation"), "open_until", 0);
    time_ms opens_at = decode_integer(phones, "opens_at", 0);
    char at[SHOW_MAX], agents[SHOW_MAX];
    if (until != 0) cli_say(cli, T_ACTIVATED_KEPT_OPEN, show_time(cli->language, until, at), NULL);
    if (!json_is_false(json_object_get(phones, "open"))) return;
    show_number(cli->language, decode_integer(phones, "agents_off_duty", 0), agents);
    cli_say(cli, opens_at != 0 ? T_ACTIVATED_CLOSED : T_ACTIVATED_CLOSED_FOR_GOOD,
            show_time(cli->language, opens_at, at), agents, NULL);
}

static enum exit_code send(struct plan *plan) {
    struct cli *cli = plan->cli;
    char id[64];
    json_t *answer, *body = json_deep_copy(plan->choices);
    json_object_set_new(body, "playbook", json_string(plan->playbook));
    json_object_set(body, "parameters", plan->values);
    json_object_set(body, "municipalities", plan->municipalities);
    json_object_set_new(body, "reason", json_string(plan->reason));
    if (plan->exercise) json_object_set_new(body, "exercise", json_true());
    const char *alert = arguments_value(&cli->arguments, "from-alert");
    if (alert != NULL) json_object_set_new(body, "alert", json_string(alert));
    if (plan->open_until != 0)
        json_object_set_new(body, "open_until", json_integer(plan->open_until));
    if (plan->starts_at != 0) json_object_set_new(body, "starts_at", json_integer(plan->starts_at));
    if (plan->priority >= 0) json_object_set_new(body, "priority", json_integer(plan->priority));
    const char *version = arguments_value(&cli->arguments, "version-of");
    if (version != NULL) json_object_set_new(body, "version", json_string(version));
    if (arguments_has(&cli->arguments, "break-glass"))
        json_object_set_new(body, "break_glass", json_true());
    enum exit_code code = cli_ask(cli, "POST", "/v1/activations", body, &answer);
    if (code == EXIT_REFUSED && cli->in_terminal) tell_again(plan);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        char until[SHOW_MAX], from[SHOW_MAX];
        const json_t *record = json_object_get(answer, "activation");
        decode_text(record, "id", id, sizeof id);
        show_time(cli->language, decode_integer(record, "expires_at", 0), until);
        if (plan->starts_at != 0)
            cli_say(cli, T_PLANNED, id, plan->area.data,
                    show_time(cli->language, plan->starts_at, from), NULL);
        else
            cli_say(cli, T_ACTIVATED, id, plan->area.data, until, NULL);
        if (json_is_string(json_object_get(record, "broken_by"))) cli_say(cli, T_UNAPPROVED, NULL);
        tell_phones(cli, answer);
        if (json_is_false(json_object_get(answer, "stored"))) cli_say(cli, T_WHOAMI_UNSTORED, NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code foresee(struct plan *plan) {
    return try_out(plan->cli, "activation", trial_of(plan));
}

enum exit_code verb_activate(struct cli *cli) {
    struct plan plan = {.cli = cli,
                        .values = json_object(),
                        .priority = -1,
                        .municipalities = json_array(),
                        .choices = json_object(),
                        .exercise = arguments_has(&cli->arguments, "exercise")};
    static enum exit_code (*const steps[])(struct plan *) = {
        look_around, choose_playbook, fetch,      values_of, from_alert,     where, missing_values,
        why,         how_long_open,   how_urgent, when,      who_reads_first};
    static enum exit_code (*const trial[])(struct plan *) = {look_around, choose_playbook, fetch,
                                                             where,       who_reads_first, foresee};
    enum exit_code code = EXIT_DONE;
    text_buf_init(&plan.area, 16384);
    if (arguments_has(&cli->arguments, "dry-run")) {
        for (size_t i = 0; code == EXIT_DONE && i < sizeof trial / sizeof trial[0]; i++)
            code = trial[i](&plan);
        plan_close(&plan);
        return code;
    }
    for (size_t i = 0; code == EXIT_DONE && i < sizeof steps / sizeof steps[0]; i++)
        code = steps[i](&plan);
    if (code == EXIT_DONE) name_area(&plan);
    if (code == EXIT_DONE) code = confirm(&plan);
    if (code == EXIT_DONE) code = send(&plan);
    plan_close(&plan);
    return code;
}
