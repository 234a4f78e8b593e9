#include "local_command.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

struct token_options {
    const char *verb, *data, *agent, *expires, *secret_file, *words[2];
    size_t word_count;
    const char *organisations[LIMIT_TOKEN_ORGANISATIONS];
    size_t organisation_count;
};

static const char usage_text[] =
    "usage: coordinator token create --data DIR ID ROLE [--agent AGENT] [--organisation ID]...\n"
    "                               [--expires RFC3339] [--secret-file FILE]\n"
    "       coordinator token list --data DIR\n"
    "       coordinator token revoke --data DIR ID\n"
    "Roles: admin, duty_leader, approver, municipal_editor, partner, telephony, agent, auditor. The secret is\n"
    "shown once; --secret-file writes it there instead, mode 600.\n";

static int usage(void) {
    fputs(usage_text, stderr);
    return 2;
}

static bool read_options(int argc, char **argv, struct token_options *o) {
    *o = (struct token_options){.verb = argc > 0 ? argv[0] : ""};
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--data") == 0 && more)
            o->data = argv[++i];
        else if (strcmp(argv[i], "--agent") == 0 && more)
            o->agent = argv[++i];
        else if (strcmp(argv[i], "--secret-file") == 0 && more)
            o->secret_file = argv[++i];
        else if (strcmp(argv[i], "--expires") == 0 && more)
            o->expires = argv[++i];
        else if (strcmp(argv[i], "--organisation") == 0 && more &&
                 o->organisation_count < LIMIT_TOKEN_ORGANISATIONS)
            o->organisations[o->organisation_count++] = argv[++i];
        else if (argv[i][0] != '-' && o->word_count < 2)
            o->words[o->word_count++] = argv[i];
        else
            return false;
    }
    return o->data != NULL;
}

static size_t on_body(char *data, size_t size, size_t count, void *ctx) {
    text_add_bytes(ctx, data, size * count);
    return size * count;
}

/* Returns the exit status; `answer` gets the body. */
static int ask(const char *data, const char *method, const char *path, const char *body,
               struct text_buf *answer) {
    char socket[512], url[256];
    text_buf_init(answer, 4 << 20);
    snprintf(socket, sizeof socket, "%s/admin.sock", data);
    snprintf(url, sizeof url, "http://coordinator%s", path);
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    if (body != NULL) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    int result = code != CURLE_OK ? 3 : status < 300 ? 0 : 1;
    if (result == 3) fprintf(stderr, "coordinator: %s: %s\n", socket, curl_easy_strerror(code));
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return result;
}

/* Asks, and prints the answer. */
static int ask_and_print(const char *data, const char *method, const char *path, const char *body) {
    struct text_buf answer;
    int result = ask(data, method, path, body, &answer);
    if (answer.length > 0) fprintf(result == 0 ? stdout : stderr, "%s\n", answer.data);
    text_buf_close(&answer);
    return result;
}

/* The secret is the one text of the answer that begins with ddh_. */
static int write_secret(const char *path, const char *answer) {
    const char *secret = strstr(answer, "\"ddh_");
    size_t length = secret == NULL ? 0 : strcspn(secret + 1, "\"");
    int fd = length == 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written =
        fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, secret + 1, length) == (ssize_t)length;
    if (fd >= 0) close(fd);
    if (written) return 0;
    fprintf(stderr, "coordinator: the secret could not be written to %s; revoke the token\n", path);
    return 1;
}

static void add_text(struct text_buf *b, const char *name, const char *value) {
    text_addf(b, "%s\"%s\":", b->length > 1 ? "," : "", name);
    text_add_json_string(b, value, strlen(value));
}

static int create(const struct token_options *o) {
    struct text_buf body;
    text_buf_init(&body, LIMIT_BODY_BYTES);
    text_add(&body, "{");
    add_text(&body, "token", o->words[0]);
    add_text(&body, "role", o->words[1]);
    if (o->agent != NULL) add_text(&body, "agent", o->agent);
    if (o->expires != NULL) add_text(&body, "expires_at", o->expires);
    for (size_t i = 0; i < o->organisation_count; i++) {
        text_add(&body, i == 0 ? ",\"organisations\":[" : ",");
        text_add_json_string(&body, o->organisations[i], strlen(o->organisations[i]));
    }
    text_add(&body, o->organisation_count > 0 ? "]}" : "}");
    if (o->secret_file == NULL) {
        int result = ask_and_print(o->data, "POST", "/v1/tokens", body.data);
        text_buf_close(&body);
        return result;
    }
    struct text_buf answer;
    int result = ask(o->data, "POST", "/v1/tokens", body.data, &answer);
    if (result == 0)
        result = write_secret(o->secret_file, answer.data);
    else if (answer.length > 0)
        fprintf(stderr, "%s\n", answer.data);
    text_buf_close(&answer);
    text_buf_close(&body);
    return result;
}

int token_command(int argc, char **argv) {
    struct token_options o;
    if (argc > 0 && strcmp(argv[0], "--help") == 0) {
        fputs(usage_text, stdout);
        return 0;
    }
    if (!read_options(argc, argv, &o)) return usage();
    if (strcmp(o.verb, "list") == 0 && o.word_count == 0)
        return ask_and_print(o.data, "GET", "/v1/tokens", NULL);
    if (strcmp(o.verb, "create") == 0 && o.word_count == 2) return create(&o);
    if (strcmp(o.verb, "revoke") == 0 && o.word_count == 1) {
        char path[128];
        if (!text_is_id(o.words[0])) return usage();
        snprintf(path, sizeof path, "/v1/tokens/%s", o.words[0]);
        return ask_and_print(o.data, "DELETE", path, NULL);
    }
    return usage();
}

int clock_command(int argc, char **argv) {
    const char *data = NULL, *speed = NULL;
    bool understood = true;
    for (int i = 0; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--data") == 0 && more)
            data = argv[++i];
        else if (strcmp(argv[i], "--speed") == 0 && more)
            speed = argv[++i];
        else
            understood = false;
    }
    char *end = NULL, body[64];
    long wanted = speed == NULL ? 1 : strtol(speed, &end, 10);
    if (!understood || data == NULL || wanted < 1 || wanted > 1000 ||
        (end != NULL && *end != '\0')) {
        fprintf(
            stderr,
            "usage: coordinator clock --data DIR [--speed N]    N from 1 to 1000, in an exercise\n");
        return 2;
    }
    if (speed == NULL) return ask_and_print(data, "GET", "/v1/clock", NULL);
    snprintf(body, sizeof body, "{\"speed\":%ld}", wanted);
    return ask_and_print(data, "POST", "/v1/clock", body);
}

/* Everything that a switch is configured with stands in the coordinator. */
int telephony_command(int argc, char **argv) {
    bool understood =
        argc == 3 && strcmp(argv[0], "dispatcher") == 0 && strcmp(argv[1], "--data") == 0;
    if (!understood) {
        bool help = argc == 1 && strcmp(argv[0], "--help") == 0;
        fprintf(
            help ? stdout : stderr,
            "usage: coordinator telephony dispatcher --data DIR    Kamailio's dispatcher.list of all home sets\n");
        return help ? 0 : 2;
    }
    struct text_buf answer;
    int result = ask(argv[2], "GET", "/v1/show/dispatcher", NULL, &answer);
    if (answer.length > 0) fputs(answer.data, result == 0 ? stdout : stderr);
    text_buf_close(&answer);
    return result;
}
