/* Who is at the terminal: login, logout, whoami, doctor. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "agents-cli/cli.h"
#include "agents-cli/completion.h"
#include "agents-cli/decode.h"
#include "agents-cli/show.h"
#include "agents-cli/terminal.h"

#define CLOCK_TOLERANCE_MS 5000

/* --- whoami ----------------------------------------------------------------------------------- */

static void whoami_lines(const struct cli *cli, const json_t *answer) {
    const json_t *token = json_object_get(answer, "token");
    const json_t *clock = json_object_get(answer, "clock");
    const json_t *organisations = json_object_get(token, "organisations");
    char id[64], role[LIMIT_WORD], agent[64], mode[LIMIT_WORD], until[SHOW_MAX];
    decode_text(token, "id", id, sizeof id);
    decode_text(token, "role", role, sizeof role);
    decode_text(token, "agent", agent, sizeof agent);
    decode_text(clock, "mode", mode, sizeof mode);
    time_ms expires_at = decode_integer(token, "expires_at", 0);
    cli_say(cli, T_WHOAMI, id, texts_word(cli->language, "role", role), NULL);
    if (agent[0] != '\0' && strcmp(agent, id) != 0) cli_say(cli, T_WHOAMI_AGENT, agent, NULL);
    if (json_array_size(organisations) > 0) {
        struct text_buf list;
        size_t i;
        json_t *organisation;
        text_buf_init(&list, 16384);
        json_array_foreach(organisations, i, organisation) {
            const char *text = json_string_value(organisation);
            if (text == NULL) continue;
            text_add(&list, list.length > 0 ? ", " : "");
            show_clean(&list, text, strlen(text), false);
        }
        cli_say(cli, T_WHOAMI_ORGANISATIONS, text_slice(&list).data, NULL);
        text_buf_close(&list);
    }
    if (expires_at != 0)
        cli_say(cli, T_WHOAMI_UNTIL, show_time(cli->language, expires_at, until), NULL);
    if (decode_bool(answer, "exercise"))
        cli_say(cli, T_WHOAMI_EXERCISE, texts_word(cli->language, "clock", mode), NULL);
    if (json_is_false(json_object_get(answer, "stored"))) cli_say(cli, T_WHOAMI_UNSTORED, NULL);
}

static void held_lines(const struct cli *cli, const json_t *calls) {
    struct text_buf lines;
    if (json_array_size(calls) == 0) return;
    text_buf_init(&lines, 1 << 20);
    text_addf(&lines, "%s\n", cli_text(cli, T_WHOAMI_HELD));
    conversation_lines(&lines, cli->language, calls);
    cli_lines(cli, &lines);
    text_buf_close(&lines);
}

/* An agent sees what they hold, too: one phone call, or several chats. */
enum exit_code verb_whoami(struct cli *cli) {
    json_t *answer, *held = NULL;
    char agent[LIMIT_ID];
    enum exit_code code = cli_ask(cli, "GET", "/v1/whoami", NULL, &answer);
    if (code != EXIT_DONE) return code;
    decode_text(json_object_get(answer, "token"), "agent", agent, sizeof agent);
    if (agent[0] != '\0') code = cli_conversations(cli, agent, &held);
    if (held != NULL) json_object_set(answer, "calls", json_object_get(held, "calls"));
    if (code == EXIT_DONE && !cli_json(cli, answer)) {
        whoami_lines(cli, answer);
        held_lines(cli, json_object_get(answer, "calls"));
    }
    json_decref(held);
    json_decref(answer);
    return code;
}

/* --- login ------------------------------------------------------------------------------------ */

static enum exit_code login_server(struct cli *cli) {
    char line[LIMIT_SERVERS * CONFIG_SERVER], current[CONFIG_SERVER];
    bool given = arguments_has(&cli->arguments, "server") || getenv("DDH_SERVER") != NULL;
    if (given || !cli->in_terminal) return EXIT_DONE;
    struct text_buf question, problem;
    text_copy(current, sizeof current, cli->config.servers[0]);
    text_buf_init(&question, 2048);
    text_buf_init(&problem, 16384);
    texts_fill(&question, cli->language, T_LOGIN_SERVER, current, NULL);
    bool read = cli_prompt(cli, question.data, line, sizeof line);
    enum exit_code code = EXIT_DONE;
    if (!read)
        code = cli_fail(cli, EXIT_REFUSED, T_CANCELLED, NULL);
    else if (line[0] != '\0' && !config_take_servers(&cli->config, line, cli->language, &problem))
        code = cli_fail_text(cli, EXIT_USAGE, problem.data);
    text_buf_close(&question);
    text_buf_close(&problem);
    return code;
}

/* From the environment or a file as everywhere; else from the terminal without echo; else the
 * first line of stdin. */
static enum exit_code login_token(struct cli *cli) {
    bool given = arguments_has(&cli->arguments, "token-file") || getenv("DDH_TOKEN") != NULL ||
                 getenv("DDH_TOKEN_FILE") != NULL;
    if (given) return cli_token(cli);
    char line[2 * CONFIG_TOKEN] = "";
    bool read = false;
    if (cli->in_terminal)
        read = terminal_ask_secret(cli_text(cli, T_LOGIN_TOKEN), line, sizeof line);
    else
        read = fgets(line, sizeof line, stdin) != NULL;
    char *start = line + strspn(line, " \t");
    start[strcspn(start, " \t\r\n")] = '\0';
    enum exit_code code = EXIT_DONE;
    if (!read)
        code = cli_fail(cli, EXIT_REFUSED, T_CANCELLED, NULL);
    else if (!config_is_token(start) || !text_copy(cli->token, sizeof cli->token, start))
        code = cli_fail(cli, EXIT_NOT_LOGGED_IN, T_LOGIN_BAD_TOKEN, NULL);
    explicit_bzero(line, sizeof line);
    return code;
}

/* Stored only after the coordinator has accepted it. */
enum exit_code verb_login(struct cli *cli) {
    json_t *answer;
    struct text_buf problem;
    enum exit_code code = login_server(cli);
    if (code == EXIT_DONE) code = login_token(cli);
    if (code == EXIT_DONE) code = cli_ask(cli, "GET", "/v1/whoami", NULL, &answer);
    if (code != EXIT_DONE) return code;
    const char *locale = arguments_value(&cli->arguments, "locale");
    if (locale != NULL) {
        cli->config.has_language = true;
        cli->config.language = cli->language;
    }
    text_buf_init(&problem, 16384);
    if (!config_write(cli->config_path, &cli->config, cli->language, &problem) ||
        !config_write_token(cli->token_path, cli->token, cli->language, &problem)) {
        code = cli_fail_text(cli, EXIT_USAGE, problem.data);
    } else if (!cli_json(cli, answer)) {
        whoami_lines(cli, answer);
        cli_say(cli, T_LOGIN_STORED, cli->token_path, NULL);
    }
    text_buf_close(&problem);
    json_decref(answer);
    return code;
}

enum exit_code verb_logout(struct cli *cli) {
    if (unlink(cli->token_path) != 0 && errno != ENOENT)
        return cli_fail(cli, EXIT_USAGE, T_CONFIG_WRITE, cli->token_path, strerror(errno), NULL);
    json_t *answer = json_pack("{s:b}", "logged_out", 1);
    if (!cli_json(cli, answer)) cli_say(cli, T_LOGOUT, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

enum exit_code verb_completion(struct cli *cli) {
    struct text_buf out;
    text_buf_init(&out, 1024 * 1024);
    const char *shell = cli->arguments.positionals[0];
    bool known = completion_write(&out, shell, cli->language);
    if (known) fputs(out.data, stdout);
    text_buf_close(&out);
    return known ? EXIT_DONE : cli_fail(cli, EXIT_USAGE, T_USAGE_SHELL, shell, NULL);
}

/* --- doctor ----------------------------------------------------------------------------------- */

struct checkup {
    struct cli *cli;
    json_t *checks;
    enum exit_code code; /* the first that is wrong */
    int64_t server_now;
    char detail[512], version[64];
    bool exercise, healthy;
};

static void check(struct checkup *c, enum exit_code code, const char *what, const char *detail) {
    bool good = code == EXIT_DONE;
    if (!good && c->code == EXIT_DONE) c->code = code;
    json_array_append_new(
        c->checks, json_pack("{s:s, s:b, s:s}", "check", what, "ok", good, "detail", detail));
    if (!c->cli->json)
        cli_say(c->cli, good ? T_DOCTOR_GOOD : T_DOCTOR_BAD,
                texts_word(c->cli->language, "check", what), detail, NULL);
}

static void describe(struct checkup *c, enum text_id id, const char *a, const char *b,
                     const char *d) {
    struct text_buf text;
    text_buf_init(&text, 4096);
    texts_fill(&text, c->cli->language, id, a, b, d, NULL);
    if (!text_copy(c->detail, sizeof c->detail, text.data)) c->detail[0] = '\0';
    text_buf_close(&text);
}

static void on_health(void *ctx, unsigned tag, const struct client_reply *reply) {
    struct checkup *c = ctx;
    char took[SHOW_MAX];
    (void)tag;
    json_t *root = reply->status == 200 ? json_loadb(reply->body, reply->length, 0, NULL) : NULL;
    c->healthy = json_is_object(root);
    if (reply->status == 0) {
        struct text_buf why;
        text_buf_init(&why, 4096);
        cli_trouble(&why, c->cli->language, reply);
        if (!text_copy(c->detail, sizeof c->detail, why.data)) c->detail[0] = '\0';
        text_buf_close(&why);
    } else if (!c->healthy) {
        describe(c, T_NOT_OURS, reply->server, "", "");
    } else {
        describe(c, T_DOCTOR_ANSWERS, reply->server,
                 show_number(c->cli->language, reply->took_ms, took), "");
    }
    decode_text(root, "version", c->version, sizeof c->version);
    c->server_now = decode_integer(json_object_get(root, "clock"), "now", 0);
    c->exercise = decode_bool(root, "exercise");
    json_decref(root);
}

static void check_clock(struct checkup *c, const char *server) {
    struct timespec wall;
    char apart_text[SHOW_MAX];
    clock_gettime(CLOCK_REALTIME, &wall);
    int64_t here = (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000;
    int64_t apart = c->server_now - here;
    bool near = apart < CLOCK_TOLERANCE_MS && apart > -CLOCK_TOLERANCE_MS;
    snprintf(apart_text, sizeof apart_text, "%+lld", (long long)(apart / 1000));
    describe(c, c->exercise ? T_DOCTOR_EXERCISE : T_DOCTOR_APART, apart_text, server, "");
    check(c, near || c->exercise ? EXIT_DONE : EXIT_REFUSED, "clock", c->detail);
}

static void check_servers(struct checkup *c) {
    for (size_t i = 0; i < c->cli->config.server_count; i++) {
        const char *server = c->cli->config.servers[i];
        client_call(c->cli->client,
                    &(struct client_request){
                        .method = "GET", .path = "/healthz", .server = server, .anonymous = true},
                    on_health, c);
        check(c, c->healthy ? EXIT_DONE : EXIT_NO_CONNECTION, "connection", c->detail);
        if (!c->healthy) continue;
        check_clock(c, server);
        describe(c, T_DOCTOR_VERSION, c->version, server, DDH_VERSION);
        check(c, strcmp(c->version, DDH_VERSION) == 0 ? EXIT_DONE : EXIT_REFUSED, "version",
              c->detail);
    }
}

/* Who one is, until when, and what one may do. */
static void check_token(struct checkup *c) {
    struct cli *cli = c->cli;
    json_t *answer;
    enum exit_code code = cli_ask(cli, "GET", "/v1/whoami", NULL, &answer);
    if (code != EXIT_DONE) {
        check(c, code, "token", "-");
        return;
    }
    const json_t *token = json_object_get(answer, "token");
    char id[64], role[LIMIT_WORD], at[SHOW_MAX];
    struct text_buf until;
    text_buf_init(&until, 256);
    decode_text(token, "id", id, sizeof id);
    decode_text(token, "role", role, sizeof role);
    time_ms expires_at = decode_integer(token, "expires_at", 0);
    if (expires_at != 0) text_add(&until, ", ");
    if (expires_at != 0)
        texts_fill(&until, cli->language, T_DOCTOR_UNTIL, show_time(cli->language, expires_at, at),
                   NULL);
    describe(c, T_DOCTOR_SHOULD, id, texts_word(cli->language, "role", role),
             text_slice(&until).data);
    check(c, EXIT_DONE, "token", c->detail);
    check(c, EXIT_DONE, "rights", texts_word(cli->language, "rights", role));
    text_buf_close(&until);
    json_decref(answer);
}

static void check_terminal(struct checkup *c) {
    char columns[SHOW_MAX];
    const char *name = getenv("TERM");
    if (c->cli->out_terminal)
        describe(c, T_DOCTOR_TERMINAL, name != NULL ? name : "-",
                 show_number(c->cli->language, (int64_t)cli_columns(c->cli), columns), "");
    check(c, EXIT_DONE, "terminal",
          c->cli->out_terminal ? c->detail : cli_text(c->cli, T_DOCTOR_NO_TERMINAL));
}

enum exit_code verb_doctor(struct cli *cli) {
    struct checkup c = {.cli = cli, .checks = json_array()};
    struct stat about;
    bool configured = stat(cli->config_path, &about) == 0;
    check(&c, EXIT_DONE, "config",
          configured ? cli->config_path : cli_text(cli, T_DOCTOR_NO_CONFIG));
    enum exit_code token = cli_token(cli);
    check(&c, token, "token_file",
          token == EXIT_DONE ? cli->token_from : cli_text(cli, T_DOCTOR_NO_TOKEN));
    enum exit_code code = EXIT_DONE;
    if (token != EXIT_DONE) {
        /* The connection can be looked at all the same. */
        cli->client = client_create(&cli->config, NULL);
    } else {
        code = cli_connect(cli);
    }
    if (cli->client != NULL) check_servers(&c);
    if (token == EXIT_DONE && code == EXIT_DONE) check_token(&c);
    check_terminal(&c);
    json_t *answer = json_pack("{s:b, s:O}", "ok", c.code == EXIT_DONE, "checks", c.checks);
    cli_json(cli, answer);
    json_decref(answer);
    json_decref(c.checks);
    return code != EXIT_DONE ? code : c.code;
}
