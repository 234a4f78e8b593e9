#include "local_command.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

struct token_options {
    const char *verb, *data, *agent, *expires, *words[2];
    size_t word_count;
    const char *organisations[LIMIT_TOKEN_ORGANISATIONS];
    size_t organisation_count;
};

static int usage(void) {
    fprintf(
        stderr,
        "usage: coordinator token create --data DIR ID ROLE [--agent AGENT] [--organisation ID]..."
        " [--expires RFC3339]\n"
        "       coordinator token list --data DIR\n"
        "       coordinator token revoke --data DIR ID\n");
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

/* Returns the exit status; the answer's body goes to stdout when it went well. */
static int ask(const char *data, const char *method, const char *path, const char *body) {
    char socket[512], url[256];
    struct text_buf answer;
    text_buf_init(&answer, 4 << 20);
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
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    if (body != NULL) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    int result = code != CURLE_OK ? 3 : status < 300 ? 0 : 1;
    if (result == 3)
        fprintf(stderr, "coordinator: %s: %s\n", socket, curl_easy_strerror(code));
    else if (answer.length > 0)
        fprintf(result == 0 ? stdout : stderr, "%s\n", answer.data);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    text_buf_close(&answer);
    return result;
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
    int result = ask(o->data, "POST", "/v1/tokens", body.data);
    text_buf_close(&body);
    return result;
}

int token_command(int argc, char **argv) {
    struct token_options o;
    if (!read_options(argc, argv, &o)) return usage();
    if (strcmp(o.verb, "list") == 0 && o.word_count == 0)
        return ask(o.data, "GET", "/v1/tokens", NULL);
    if (strcmp(o.verb, "create") == 0 && o.word_count == 2) return create(&o);
    if (strcmp(o.verb, "revoke") == 0 && o.word_count == 1) {
        char path[128];
        if (!text_is_id(o.words[0])) return usage();
        snprintf(path, sizeof path, "/v1/tokens/%s", o.words[0]);
        return ask(o.data, "DELETE", path, NULL);
    }
    return usage();
}
