/* The reserve pool and what belongs to it: call-ups and their answers, limits, plans of shifts, what can be delivered; and an
 * organisation that leaves. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"

#define EXPORT_INDENT 1

static const char *positional(const struct cli *cli, size_t at) {
    return at < cli->arguments.positional_count ? cli->arguments.positionals[at] : NULL;
}

/* The option's value, which must be given. */
static enum exit_code need(struct cli *cli, const char *option, const char **out) {
    *out = arguments_value(&cli->arguments, option);
    return *out != NULL ? EXIT_DONE : cli_fail(cli, EXIT_USAGE, T_USAGE_GIVE, option, NULL);
}

static enum exit_code not_a_word(struct cli *cli, const char *verb) {
    return cli_fail(cli, EXIT_USAGE, T_USAGE_WORD, positional(cli, 0), verb, NULL);
}

/* --- call-ups --------------------------------------------------------------------------------- */

static void say_person(const struct cli *cli, const json_t *person) {
    char agent[LIMIT_ID], state[LIMIT_WORD], reason[LIMIT_WORD];
    decode_text(person, "agent", agent, sizeof agent);
    decode_text(person, "state", state, sizeof state);
    decode_text(person, "reason", reason, sizeof reason);
    if (strcmp(state, "not_asked") == 0)
        cli_say(cli, T_CALLUP_NOT, agent, texts_word(cli->language, "not_asked", reason), NULL);
    else
        cli_say(cli, T_CALLUP_PERSON, agent, texts_word(cli->language, "ask", state), NULL);
}

static void say_callup(const struct cli *cli, const json_t *callup, bool with_people) {
    char id[LIMIT_ID], state[LIMIT_WORD], reason[LIMIT_REASON];
    char accepted[SHOW_MAX], needed[SHOW_MAX], asked[SHOW_MAX];
    const json_t *person, *people = json_object_get(callup, "people");
    size_t i;
    decode_text(callup, "id", id, sizeof id);
    decode_text(callup, "state", state, sizeof state);
    decode_text(callup, "reason", reason, sizeof reason);
    cli_say(cli, T_CALLUP_LINE, id, texts_word(cli->language, "callup", state),
            show_number(cli->language, decode_integer(callup, "accepted", 0), accepted),
            show_number(cli->language, decode_integer(callup, "needed", 0), needed),
            show_number(cli->language, decode_integer(callup, "asked", 0), asked), reason, NULL);
    cli_say(cli, T_CALLUP_WHEN,
            show_time(cli->language, decode_integer(callup, "starts_at", 0), accepted),
            show_time(cli->language, decode_integer(callup, "ends_at", 0), needed),
            show_time(cli->language, decode_integer(callup, "answer_by", 0), asked), NULL);
    if (!with_people) return;
    json_array_foreach(people, i, person) say_person(cli, person);
}

static enum exit_code list_callups(struct cli *cli) {
    json_t *answer;
    const json_t *row;
    size_t i;
    enum exit_code code = cli_ask(cli, "GET", "/v1/callups", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        const json_t *callups = json_object_get(answer, "callups");
        if (json_array_size(callups) == 0) cli_say(cli, T_CALLUP_NONE, NULL);
        json_array_foreach(callups, i, row)
            say_callup(cli, row, json_array_size(json_object_get(row, "people")) == 1);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code show_callup(struct cli *cli, const char *id) {
    json_t *answer;
    enum exit_code code = cli_ask_about(cli, "GET", "/v1/callups/", id, "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) say_callup(cli, json_object_get(answer, "callup"), true);
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code fill_callup(struct cli *cli, json_t *body) {
    const char *organisation, *topic, *language = arguments_value(&cli->arguments, "language");
    time_ms now = 0, until = 0, answer_by = 0;
    int64_t needed = 1;
    char reason[LIMIT_REASON];
    enum exit_code code = need(cli, "organisation", &organisation);
    if (code == EXIT_DONE) code = need(cli, "topic", &topic);
    if (code == EXIT_DONE) code = given_number(cli, "needed", 1, LIMIT_POOL, &needed);
    if (code == EXIT_DONE) code = given_now(cli, &now);
    time_ms from = now;
    if (code == EXIT_DONE) code = given_time(cli, "from", now, &from);
    if (code == EXIT_DONE) code = given_time(cli, "until", now, &until);
    if (code == EXIT_DONE) code = given_time(cli, "answer-by", now, &answer_by);
    if (code == EXIT_DONE && until == 0)
        code = cli_fail(cli, EXIT_USAGE, T_USAGE_GIVE, "until", NULL);
    if (code == EXIT_DONE) code = given_reason(cli, T_ASK_REASON, reason);
    if (code != EXIT_DONE) return code;
    json_object_set_new(body, "organisation", json_string(organisation));
    json_object_set_new(body, "topic", json_string(topic));
    json_object_set_new(body, "language", json_string(language == NULL ? "da" : language));
    json_object_set_new(body, "needed", json_integer(needed));
    json_object_set_new(body, "starts_at", json_integer(from));
    json_object_set_new(body, "ends_at", json_integer(until));
    json_object_set_new(body, "reason", json_string(reason));
    if (answer_by != 0) json_object_set_new(body, "answer_by", json_integer(answer_by));
    if (arguments_has(&cli->arguments, "absent"))
        json_object_set_new(body, "who", json_string("absent"));
    return EXIT_DONE;
}

static enum exit_code start_callup(struct cli *cli, const char *id) {
    json_t *body = json_object(), *answer;
    enum exit_code code = fill_callup(cli, body);
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    code = cli_ask_about(cli, "PUT", "/v1/callups/", id, "", body, &answer);
    if (code != EXIT_DONE) return code;
    bool said = cli_json(cli, answer);
    json_decref(answer);
    return said ? EXIT_DONE : show_callup(cli, id);
}

static enum exit_code answer_callup(struct cli *cli, const char *id, const char *word) {
    char agent[64], state[LIMIT_WORD];
    json_t *answer;
    enum exit_code code = EXIT_DONE;
    if (positional(cli, 2) == NULL)
        code = cli_agent(cli, agent);
    else if (!text_copy(agent, sizeof agent, positional(cli, 2)))
        return not_a_word(cli, "callup");
    if (code != EXIT_DONE) return code;
    code = cli_ask_about(cli, "POST", "/v1/callups/", id, "/answer",
                         json_pack("{s:s,s:s}", "agent", agent, "answer", word), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        decode_text(json_object_get(answer, "callup_ask"), "state", state, sizeof state);
        cli_say(cli, T_CALLUP_ANSWERED, id, texts_word(cli->language, "ask", state), NULL);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code link_callup(struct cli *cli, const char *id) {
    const char *agent = positional(cli, 2);
    json_t *answer;
    char secret[96], address[CONFIG_SERVER + 128];
    if (agent == NULL) return cli_fail(cli, EXIT_USAGE, T_USAGE_GIVE, "AGENT", NULL);
    enum exit_code code = cli_ask_about(cli, "POST", "/v1/callups/", id, "/links",
                                        json_pack("{s:s}", "agent", agent), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        decode_text(answer, "secret", secret, sizeof secret);
        snprintf(address, sizeof address, "%s/public/callups/%s", cli->config.servers[0], secret);
        cli_say(cli, T_CALLUP_LINK, agent, id, address, NULL);
        explicit_bzero(address, sizeof address);
    }
    explicit_bzero(secret, sizeof secret);
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code withdraw_callup(struct cli *cli, const char *id) {
    json_t *answer;
    enum exit_code code =
        cli_ask_about(cli, "POST", "/v1/callups/", id, "/withdraw", json_object(), &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) say_callup(cli, json_object_get(answer, "callup"), false);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_callup(struct cli *cli) {
    const char *word = positional(cli, 0), *id = positional(cli, 1);
    if (strcmp(word, "list") == 0) return list_callups(cli);
    if (id == NULL) return cli_fail(cli, EXIT_USAGE, T_USAGE_GIVE, "CALLUP", NULL);
    if (strcmp(word, "show") == 0) return show_callup(cli, id);
    if (strcmp(word, "start") == 0) return start_callup(cli, id);
    if (strcmp(word, "link") == 0) return link_callup(cli, id);
    if (strcmp(word, "withdraw") == 0) return withdraw_callup(cli, id);
    if (strcmp(word, "accept") == 0 || strcmp(word, "decline") == 0)
        return answer_callup(cli, id, word);
    return not_a_word(cli, "callup");
}

/* --- the pool ----------------------------------------------------------------------------------- */

static void say_pool(const struct cli *cli, const json_t *pool) {
    char organisation[LIMIT_ID], agent[LIMIT_ID], state[LIMIT_WORD];
    char week[SHOW_MAX], rest[SHOW_MAX];
    const json_t *member;
    size_t i;
    decode_text(pool, "organisation", organisation, sizeof organisation);
    cli_say(cli, T_POOL_LINE, organisation,
            show_number(cli->language, decode_integer(pool, "week_ms", 0) / HOUR_MS, week),
            show_number(cli->language, decode_integer(pool, "rest_ms", 0) / HOUR_MS, rest), NULL);
    json_array_foreach(json_object_get(pool, "members"), i, member) {
        decode_text(member, "agent", agent, sizeof agent);
        decode_text(member, "state", state, sizeof state);
        cli_say(cli, T_POOL_MEMBER, agent, texts_word(cli->language, "state", state),
                decode_bool(member, "on_shift") ? cli_text(cli, T_SHIFT_ON) : "", NULL);
    }
}

static enum exit_code list_pools(struct cli *cli) {
    json_t *answer;
    const json_t *row;
    size_t i;
    enum exit_code code = cli_ask(cli, "GET", "/v1/pool", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        const json_t *pools = json_object_get(answer, "pools");
        if (json_array_size(pools) == 0) cli_say(cli, T_POOL_NONE, NULL);
        json_array_foreach(pools, i, row) say_pool(cli, row);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code set_limits(struct cli *cli, const char *organisation) {
    static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    "holidays"};
    const char *hours = arguments_value(&cli->arguments, "hours");
    int64_t week = -1, rest = 0;
    json_t *answer;
    enum exit_code code = given_number(cli, "week", 1, 168, &week);
    if (code == EXIT_DONE) code = given_number(cli, "rest", 0, 168, &rest);
    if (code == EXIT_DONE && week < 0) code = cli_fail(cli, EXIT_USAGE, T_USAGE_GIVE, "week", NULL);
    if (code != EXIT_DONE) return code;
    json_t *body = json_pack("{s:I,s:I}", "week_ms", (json_int_t)(week * HOUR_MS), "rest_ms",
                             (json_int_t)(rest * HOUR_MS));
    for (size_t i = 0; hours != NULL && i < sizeof days / sizeof *days; i++)
        json_object_set_new(body, days[i], json_pack("[s]", hours));
    code = cli_ask_about(cli, "PUT", "/v1/organisations/", organisation, "/pool", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) say_pool(cli, json_object_get(answer, "pool"));
    json_decref(answer);
    return EXIT_DONE;
}

static enum exit_code join_or_leave(struct cli *cli, bool joins) {
    char agent[64];
    int64_t week = -1;
    json_t *answer, *body = joins ? json_object() : NULL;
    enum exit_code code = given_number(cli, "week", 1, 168, &week);
    if (code == EXIT_DONE && positional(cli, 1) == NULL)
        code = cli_agent(cli, agent);
    else if (code == EXIT_DONE && !text_copy(agent, sizeof agent, positional(cli, 1)))
        code = not_a_word(cli, "pool");
    if (code != EXIT_DONE) {
        json_decref(body);
        return code;
    }
    if (joins && week > 0) json_object_set_new(body, "week_ms", json_integer(week * HOUR_MS));
    code =
        cli_ask_about(cli, joins ? "PUT" : "DELETE", "/v1/agents/", agent, "/pool", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, joins ? T_POOL_JOINED : T_POOL_LEFT, agent, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_pool(struct cli *cli) {
    const char *word = positional(cli, 0);
    if (word == NULL) return list_pools(cli);
    if (strcmp(word, "join") == 0) return join_or_leave(cli, true);
    if (strcmp(word, "leave") == 0) return join_or_leave(cli, false);
    if (strcmp(word, "limits") == 0 && positional(cli, 1) != NULL)
        return set_limits(cli, positional(cli, 1));
    return not_a_word(cli, "pool");
}

/* --- shifts and capacity ------------------------------------------------------------------------ */

static enum exit_code list_shifts(struct cli *cli) {
    json_t *answer;
    const json_t *row;
    size_t i;
    char agent[LIMIT_ID], state[LIMIT_WORD], from[SHOW_MAX], until[SHOW_MAX];
    enum exit_code code = cli_ask(cli, "GET", "/v1/shifts", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        const json_t *shifts = json_object_get(answer, "shifts");
        if (json_array_size(shifts) == 0) cli_say(cli, T_SHIFTS_NONE, NULL);
        json_array_foreach(shifts, i, row) {
            decode_text(row, "agent", agent, sizeof agent);
            decode_text(row, "state", state, sizeof state);
            bool absent = decode_bool(row, "on_shift") && strcmp(state, "signed_out") == 0;
            cli_say(cli, absent ? T_SHIFT_ABSENT : T_SHIFT_LINE, agent,
                    show_time(cli->language, decode_integer(row, "starts_at", 0), from),
                    show_time(cli->language, decode_integer(row, "ends_at", 0), until), NULL);
        }
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* The file's bytes with a NUL; NULL: the person was told. One too large is the coordinator's to refuse. */
static char *read_file(struct cli *cli, const char *path) {
    FILE *file = fopen(path, "re");
    char *text = file == NULL ? NULL : malloc(2 * LIMIT_BODY_BYTES);
    size_t length = text == NULL ? 0 : fread(text, 1, 2 * LIMIT_BODY_BYTES - 1, file);
    bool failed = file == NULL || text == NULL || ferror(file) != 0;
    int why = errno;
    if (file != NULL) fclose(file);
    if (!failed && memchr(text, '\0', length) == NULL) {
        text[length] = '\0';
        return text;
    }
    free(text);
    cli_fail(cli, EXIT_USAGE, T_FILE_TROUBLE, path, strerror(failed ? why : EILSEQ), NULL);
    return NULL;
}

static enum exit_code import_shifts(struct cli *cli, const char *path_of_file) {
    const char *organisation;
    struct text_buf path;
    json_t *answer;
    enum exit_code code = need(cli, "organisation", &organisation);
    char *text = code == EXIT_DONE ? read_file(cli, path_of_file) : NULL;
    if (text == NULL) return EXIT_USAGE;
    text_buf_init(&path, 1024);
    text_add(&path, "/v1/organisations/");
    cli_encode(&path, organisation);
    text_add(&path, "/shifts");
    code = cli_send(cli,
                    &(struct client_request){.method = "PUT",
                                             .path = path.data,
                                             .body = text,
                                             .content_type = "text/csv; charset=utf-8"},
                    &answer);
    text_buf_close(&path);
    free(text);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) cli_say(cli, T_SHIFTS_TAKEN, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_shifts(struct cli *cli) {
    const char *word = positional(cli, 0), *file = positional(cli, 1);
    if (word == NULL) return list_shifts(cli);
    if (strcmp(word, "import") == 0 && file != NULL) return import_shifts(cli, file);
    return not_a_word(cli, "shifts");
}

static void say_capacity(const struct cli *cli, const json_t *row) {
    char organisation[LIMIT_ID], agents[SHOW_MAX], from[SHOW_MAX], until[SHOW_MAX];
    decode_text(row, "organisation", organisation, sizeof organisation);
    cli_say(cli, T_CAPACITY_LINE, organisation,
            show_number(cli->language, decode_integer(row, "agents", 0), agents),
            show_time(cli->language, decode_integer(row, "starts_at", 0), from),
            show_time(cli->language, decode_integer(row, "ends_at", 0), until), NULL);
    if (json_is_integer(json_object_get(row, "needed")))
        cli_say(cli, T_CAPACITY_NEEDED,
                show_number(cli->language, decode_integer(row, "present", 0), from),
                show_number(cli->language, decode_integer(row, "needed", 0), until), NULL);
}

static enum exit_code list_capacity(struct cli *cli) {
    json_t *answer;
    const json_t *row;
    size_t i;
    enum exit_code code = cli_ask(cli, "GET", "/v1/capacity", NULL, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        const json_t *rows = json_object_get(answer, "capacity");
        if (json_array_size(rows) == 0) cli_say(cli, T_CAPACITY_NONE, NULL);
        json_array_foreach(rows, i, row) say_capacity(cli, row);
    }
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_capacity(struct cli *cli) {
    const char *number = positional(cli, 0), *organisation;
    char *end = NULL;
    time_ms now = 0, until = 0;
    json_t *answer;
    if (number == NULL) return list_capacity(cli);
    long agents = strtol(number, &end, 10);
    if (*end != '\0' || number[0] < '0' || number[0] > '9' || agents > 10000)
        return not_a_word(cli, "capacity");
    enum exit_code code = need(cli, "organisation", &organisation);
    if (code == EXIT_DONE) code = given_now(cli, &now);
    time_ms from = now;
    if (code == EXIT_DONE) code = given_time(cli, "from", now, &from);
    if (code == EXIT_DONE) code = given_time(cli, "until", now, &until);
    if (code == EXIT_DONE && until == 0)
        code = cli_fail(cli, EXIT_USAGE, T_USAGE_GIVE, "until", NULL);
    if (code != EXIT_DONE) return code;
    code = cli_ask_about(cli, "PUT", "/v1/organisations/", organisation, "/capacity",
                         json_pack("{s:I,s:I,s:I}", "starts_at", (json_int_t)from, "ends_at",
                                   (json_int_t)until, "agents", (json_int_t)agents),
                         &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        const json_t *row = json_object_get(answer, "capacity");
        if (row == NULL)
            cli_say(cli, T_CAPACITY_BACK, NULL);
        else
            say_capacity(cli, row);
    }
    json_decref(answer);
    return EXIT_DONE;
}

/* --- leaving -------------------------------------------------------------------------------------- */

static enum exit_code step(struct cli *cli, const char *id, const char *word, json_t **out) {
    return cli_ask_about(cli, "POST", "/v1/organisations/", id, "/leave",
                         json_pack("{s:s}", "step", word), out);
}

/* The export stands in a file that only this person can read, before it is said that it has been taken. */
static enum exit_code take_export(struct cli *cli, const char *id, const char *file) {
    json_t *answer;
    enum exit_code code =
        cli_ask_about(cli, "GET", "/v1/organisations/", id, "/export", NULL, &answer);
    if (code != EXIT_DONE) return code;
    char *text = json_dumps(answer, JSON_INDENT(EXPORT_INDENT));
    json_decref(answer);
    struct text_buf problem;
    text_buf_init(&problem, 16384);
    bool written =
        text != NULL && config_write_private(file, text, strlen(text), cli->language, &problem);
    if (!written) code = cli_fail_text(cli, EXIT_REFUSED, problem.length > 0 ? problem.data : file);
    text_buf_close(&problem);
    free(text);
    return code;
}

static enum exit_code export(struct cli *cli, const char *id, const char *file) {
    json_t *answer = NULL; enum exit_code code = take_export(cli, id, file);
    if (code == EXIT_DONE) code = step(cli, id, "export", &answer);
    json_decref(answer);
    if (code == EXIT_DONE && !cli->json) cli_say(cli, T_LEAVE_EXPORTED, id, file, NULL);
    return code;
}

static enum exit_code confirm(struct cli *cli, const char *id) {
    char name[LIMIT_NAME], line[LIMIT_NAME];
    struct text_buf question;
    json_t *answer;
    enum exit_code code = cli_ask_about(cli, "GET", "/v1/organisations/", id, "", NULL, &answer);
    if (code != EXIT_DONE) return code;
    decode_text(json_object_get(answer, "organisation"), "name", name, sizeof name);
    json_decref(answer);
    text_buf_init(&question, 4096);
    texts_fill(&question, cli->language, T_LEAVE_ASK, name, NULL);
    bool read = cli_prompt(cli, question.data, line, sizeof line);
    text_buf_close(&question);
    return read && strcmp(line, name) == 0 ? EXIT_DONE
                                           : cli_fail(cli, EXIT_REFUSED, T_CANCELLED, NULL);
}

/* Each command forgets so many agents; the one after the last forgets the rest. */
static enum exit_code erase_all(struct cli *cli, const char *id) {
    for (;;) {
        json_t *answer;
        enum exit_code code = step(cli, id, "erase", &answer);
        if (code != EXIT_DONE) return code;
        bool done =
            json_is_integer(json_object_get(json_object_get(answer, "leaving"), "erased_at"));
        if (done && !cli_json(cli, answer)) cli_say(cli, T_LEAVE_ERASED, id, NULL);
        json_decref(answer);
        if (done) return EXIT_DONE;
    }
}

enum exit_code verb_organisation(struct cli *cli) {
    const char *id = positional(cli, 1), *file;
    char at[LIMIT_WORD];
    json_t *answer = NULL;
    if (strcmp(positional(cli, 0), "leave") != 0) return not_a_word(cli, "organisation");
    if (arguments_has(&cli->arguments, "stay")) {
        enum exit_code stays = step(cli, id, "stay", &answer);
        if (stays == EXIT_DONE && !cli_json(cli, answer)) cli_say(cli, T_LEAVE_STAYS, id, NULL);
        json_decref(answer);
        return stays;
    }
    enum exit_code code = need(cli, "output", &file);
    if (code == EXIT_DONE) code = step(cli, id, "drain", &answer);
    if (code != EXIT_DONE) return code;
    decode_text(json_object_get(answer, "leaving"), "step", at, sizeof at);
    json_decref(answer);
    if (!cli->json) cli_say(cli, T_LEAVE_DRAINED, id, NULL);
    /* Once erasing has begun the export that was taken is the whole one. */
    if (strcmp(at, "erase") != 0) code = export(cli, id, file);
    if (code == EXIT_DONE) code = confirm(cli, id);
    return code == EXIT_DONE ? erase_all(cli, id) : code;
}
