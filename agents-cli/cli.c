#include "agents-cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "agents-cli/decode.h"
#include "agents-cli/show.h"
#include "agents-cli/terminal.h"
#include "base/assert.h"

#define DEFAULT_SERVER "http://127.0.0.1:8080"
#define DEFAULT_WITHIN_MS 10000

/* --- telling ---------------------------------------------------------------------------------- */

const char *cli_text(const struct cli *cli, enum text_id id) {
    return texts_get(cli->language, id);
}

static void fill(struct text_buf *out, const struct cli *cli, enum text_id id, va_list args) {
    const char *v[6] = {"", "", "", "", "", ""};
    for (size_t i = 0; i < 6; i++) {
        const char *value = va_arg(args, const char *);
        if (value == NULL) break;
        v[i] = value;
    }
    texts_fill(out, cli->language, id, v[0], v[1], v[2], v[3], v[4], v[5], NULL);
}

void cli_say(const struct cli *cli, enum text_id id, ...) {
    struct text_buf line;
    va_list args;
    text_buf_init(&line, 64 * 1024);
    va_start(args, id);
    fill(&line, cli, id, args);
    va_end(args);
    text_add_char(&line, '\n');
    cli_lines(cli, &line);
    text_buf_close(&line);
}

enum exit_code cli_fail_text(const struct cli *cli, enum exit_code code, const char *sentence) {
    struct text_buf shown;
    text_buf_init(&shown, 64 * 1024);
    keys_fill(&cli->config.keys, &shown, sentence);
    fflush(stdout);
    fprintf(stderr, "agents-cli: %s\n", text_slice(&shown).data);
    text_buf_close(&shown);
    return code;
}

enum exit_code cli_fail(const struct cli *cli, enum exit_code code, enum text_id id, ...) {
    struct text_buf line;
    va_list args;
    text_buf_init(&line, 64 * 1024);
    va_start(args, id);
    fill(&line, cli, id, args);
    va_end(args);
    cli_fail_text(cli, code, line.data);
    text_buf_close(&line);
    return code;
}

bool cli_json(const struct cli *cli, const json_t *answer) {
    if (!cli->json) return false;
    /* A text from outside must not steer a person's terminal: there everything but ASCII is
     * escaped. */
    size_t flags = JSON_PRESERVE_ORDER;
    flags |= cli->out_terminal ? JSON_INDENT(2) | JSON_ENSURE_ASCII : JSON_COMPACT;
    char *text = json_dumps(answer, flags);
    ASSERT(text != NULL);
    printf("%s\n", text);
    free(text);
    return true;
}

void cli_lines(const struct cli *cli, const struct text_buf *lines) {
    struct text_buf out;
    text_buf_init(&out, 8 * 1024 * 1024);
    terminal_style(&out, text_slice(lines).data, cli->out_terminal, cli->colour);
    fputs(text_slice(&out).data, stdout);
    text_buf_close(&out);
}

size_t cli_columns(const struct cli *cli) {
    struct winsize size;
    if (!cli->out_terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
        return 80;
    return size.ws_col;
}

bool cli_prompt(const struct cli *cli, const char *question, char *out, size_t size) {
    (void)cli;
    fflush(stdout);
    fprintf(stderr, "%s ", question);
    fflush(stderr);
    if (fgets(out, (int)size, stdin) == NULL) return false;
    size_t length = strcspn(out, "\r\n");
    bool whole = out[length] != '\0' || feof(stdin);
    out[length] = '\0';
    for (int c; !whole && (c = getchar()) != EOF && c != '\n';)
        ; /* the rest of a line that is too long */
    while (length > 0 && out[length - 1] == ' ')
        out[--length] = '\0';
    return true;
}

/* --- coming and going ------------------------------------------------------------------------- */

static enum exit_code problem_out(const struct cli *cli, struct text_buf *problem) {
    enum exit_code code = cli_fail_text(cli, EXIT_USAGE, problem->length > 0 ? problem->data : "?");
    text_buf_close(problem);
    return code;
}

static enum exit_code settle_options(struct cli *cli, struct text_buf *problem) {
    const struct arguments *arguments = &cli->arguments;
    const char *seconds = arguments_value(arguments, "timeout");
    const char *ca_file = arguments_value(arguments, "ca-file");
    cli->within_ms = DEFAULT_WITHIN_MS;
    if (seconds != NULL) {
        char *end;
        errno = 0;
        long number = strtol(seconds, &end, 10);
        if (errno != 0 || *end != '\0' || end == seconds || number < 1 || number > 3600) {
            texts_fill(problem, cli->language, T_USAGE_TIMEOUT, NULL);
            return EXIT_USAGE;
        }
        cli->within_ms = number * 1000;
    }
    if (ca_file != NULL && !text_copy(cli->config.ca_file, sizeof cli->config.ca_file, ca_file)) {
        texts_fill(problem, cli->language, T_CONFIG_READ, ca_file, strerror(ENAMETOOLONG), NULL);
        return EXIT_USAGE;
    }
    if (arguments_has(arguments, "plain-http")) cli->config.plain_http = true;
    return EXIT_DONE;
}

static enum exit_code settle_servers(struct cli *cli, struct text_buf *problem) {
    const char *option = arguments_value(&cli->arguments, "server");
    const char *from = option != NULL ? option : getenv("DDH_SERVER");
    if (from == NULL && cli->config.server_count == 0) from = DEFAULT_SERVER;
    if (from != NULL && from[0] != '\0' &&
        !config_take_servers(&cli->config, from, cli->language, problem))
        return EXIT_USAGE;
    return EXIT_DONE;
}

enum exit_code cli_settle(struct cli *cli) {
    struct text_buf problem;
    text_buf_init(&problem, 16384);
    const char *locale = arguments_value(&cli->arguments, "locale");
    if (!config_path("config.json", cli->config_path) || !config_path("token", cli->token_path)) {
        texts_fill(&problem, cli->language, T_CONFIG_HOME, NULL);
        return problem_out(cli, &problem);
    }
    if (config_read(cli->config_path, &cli->config, cli->language, &problem) == CONFIG_PROBLEM)
        return problem_out(cli, &problem);
    if (cli->config.has_language) cli->language = cli->config.language;
    if (locale != NULL && !texts_language_from_text(locale, &cli->language)) {
        texts_fill(&problem, cli->language, T_USAGE_LOCALE, locale, NULL);
        return problem_out(cli, &problem);
    }
    if (settle_options(cli, &problem) != EXIT_DONE || settle_servers(cli, &problem) != EXIT_DONE)
        return problem_out(cli, &problem);
    text_buf_close(&problem);
    return EXIT_DONE;
}

enum exit_code cli_token(struct cli *cli) {
    const char *option = arguments_value(&cli->arguments, "token-file");
    const char *direct = getenv("DDH_TOKEN"), *file = getenv("DDH_TOKEN_FILE");
    struct text_buf problem;
    cli->token_from = "$DDH_TOKEN";
    if (option == NULL && direct != NULL && direct[0] != '\0') {
        if (!config_is_token(direct) || !text_copy(cli->token, sizeof cli->token, direct))
            return cli_fail(cli, EXIT_NOT_LOGGED_IN, T_CONFIG_TOKEN, "$DDH_TOKEN", NULL);
        return EXIT_DONE;
    }
    const char *path = option != NULL                    ? option
                       : file != NULL && file[0] != '\0' ? file
                                                         : cli->token_path;
    cli->token_from = path;
    text_buf_init(&problem, 16384);
    enum config_result result = config_read_token(path, cli->token, cli->language, &problem);
    enum exit_code code = EXIT_DONE;
    if (result == CONFIG_PROBLEM) code = cli_fail_text(cli, EXIT_NOT_LOGGED_IN, problem.data);
    if (result == CONFIG_ABSENT && path == cli->token_path)
        code = cli_fail(cli, EXIT_NOT_LOGGED_IN, T_NOT_LOGGED_IN, NULL);
    else if (result == CONFIG_ABSENT)
        code = cli_fail(cli, EXIT_NOT_LOGGED_IN, T_CONFIG_READ, path, strerror(ENOENT), NULL);
    text_buf_close(&problem);
    return code;
}

enum exit_code cli_connect(struct cli *cli) {
    if (cli->client != NULL) return EXIT_DONE;
    if (cli->token[0] == '\0') {
        enum exit_code code = cli_token(cli);
        if (code != EXIT_DONE) return code;
    }
    for (size_t i = 0; i < cli->config.server_count; i++)
        if (config_is_exposed(cli->config.servers[i]) && !cli->config.plain_http)
            return cli_fail(cli, EXIT_USAGE, T_EXPOSED, cli->config.servers[i], NULL);
    cli->client = client_create(&cli->config, cli->token[0] == '\0' ? NULL : cli->token);
    ASSERT(cli->client != NULL);
    return EXIT_DONE;
}

void cli_close(struct cli *cli) {
    client_destroy(cli->client);
    explicit_bzero(cli->token, sizeof cli->token);
    cli->client = NULL;
}

/* --- asking ----------------------------------------------------------------------------------- */

void cli_trouble(struct text_buf *out, enum language language, const struct client_reply *reply) {
    static const enum text_id texts[] = {
        [TROUBLE_NONE] = T_TROUBLE_ENDED,        [TROUBLE_NAME] = T_TROUBLE_NAME,
        [TROUBLE_CONNECT] = T_TROUBLE_CONNECT,   [TROUBLE_TIME] = T_TROUBLE_TIME,
        [TROUBLE_TLS] = T_TROUBLE_TLS,           [TROUBLE_TLS_TIME] = T_TROUBLE_TLS_TIME,
        [TROUBLE_TLS_HOST] = T_TROUBLE_TLS_HOST, [TROUBLE_TLS_FILE] = T_TROUBLE_TLS_FILE,
        [TROUBLE_TLS_NONE] = T_TROUBLE_TLS_NONE, [TROUBLE_ENDED] = T_TROUBLE_ENDED};
    if (reply->trouble == TROUBLE_OTHER)
        texts_fill(out, language, T_TROUBLE_OTHER, reply->server, reply->failure, NULL);
    else
        texts_fill(out, language, texts[reply->trouble], reply->server, reply->ca_file, NULL);
}

struct asking {
    struct cli *cli;
    enum exit_code code;
    json_t *answer;
};

static void asked(void *ctx, unsigned tag, const struct client_reply *reply) {
    struct asking *asking = ctx;
    struct cli *cli = asking->cli;
    (void)tag;
    if (reply->status == 0) {
        struct text_buf why;
        text_buf_init(&why, 16384);
        cli_trouble(&why, cli->language, reply);
        asking->code = cli_fail_text(cli, EXIT_NO_CONNECTION, why.data);
        text_buf_close(&why);
        return;
    }
    if (reply->status >= 200 && reply->status < 300) {
        asking->answer = json_loadb(reply->body, reply->length, 0, NULL);
        asking->code = EXIT_DONE;
        if (!json_is_object(asking->answer)) {
            json_decref(asking->answer);
            asking->answer = NULL;
            asking->code = cli_fail(cli, EXIT_REFUSED, T_NOT_OURS, reply->server, NULL);
        }
        return;
    }
    struct text_buf sentence;
    text_buf_init(&sentence, 16384);
    refuse_sentence(&sentence, cli->language, reply->status, reply->body, reply->length);
    asking->code = cli_fail_text(cli, refuse_exit(reply->status), sentence.data);
    text_buf_close(&sentence);
}

enum exit_code cli_send(struct cli *cli, const struct client_request *request, json_t **out) {
    struct asking asking = {.cli = cli, .code = EXIT_REFUSED};
    *out = NULL;
    enum exit_code code = cli_connect(cli);
    if (code != EXIT_DONE) return code;
    struct client_request timed = *request;
    timed.within_ms = cli->within_ms;
    client_call(cli->client, &timed, asked, &asking);
    *out = asking.answer;
    return asking.code;
}

enum exit_code cli_ask(struct cli *cli, const char *method, const char *path, json_t *body,
                       json_t **out) {
    char *text = body == NULL ? NULL : json_dumps(body, JSON_COMPACT);
    ASSERT(body == NULL || text != NULL);
    json_decref(body);
    enum exit_code code =
        cli_send(cli, &(struct client_request){.method = method, .path = path, .body = text}, out);
    free(text);
    return code;
}

void cli_encode(struct text_buf *path, const char *value) {
    for (; *value != '\0'; value++) {
        unsigned char c = (unsigned char)*value;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || c == '.' || c == '~';
        if (plain)
            text_add_char(path, (char)c);
        else
            text_addf(path, "%%%02X", c);
    }
}

enum exit_code cli_ask_about(struct cli *cli, const char *method, const char *before,
                             const char *id, const char *behind, json_t *body, json_t **out) {
    struct text_buf path;
    text_buf_init(&path, 2048);
    text_add(&path, before);
    cli_encode(&path, id);
    text_add(&path, behind);
    *out = NULL;
    if (path.overflowed) json_decref(body);
    enum exit_code code = path.overflowed ? cli_fail(cli, EXIT_USAGE, T_USAGE_TOO_MANY, NULL)
                                          : cli_ask(cli, method, path.data, body, out);
    text_buf_close(&path);
    return code;
}

enum exit_code cli_agent(struct cli *cli, char agent[64]) {
    json_t *answer;
    enum exit_code code = cli_ask(cli, "GET", "/v1/whoami", NULL, &answer);
    if (code != EXIT_DONE) return code;
    decode_text(json_object_get(answer, "token"), "agent", agent, 64);
    json_decref(answer);
    return agent[0] != '\0' ? EXIT_DONE : cli_fail(cli, EXIT_USAGE, T_NOT_AN_AGENT, NULL);
}
