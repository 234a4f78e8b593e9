/* HTTP/1.1 as far as a load generator needs it: whole requests out, whole responses with a
 * Content-Length in. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "bench.h"

#define REQUEST_BYTES (128 * 1024)

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("bench_http: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

struct target target_from_url(const char *url) {
    static const char scheme[] = "http://";
    struct target target = {0};
    if (strncmp(url, scheme, sizeof scheme - 1) != 0) die("%s does not begin with http://", url);
    const char *host = url + sizeof scheme - 1;
    size_t length = strcspn(host, "/");
    if (length >= sizeof target.host) die("%s: the host is too long", url);
    memcpy(target.host, host, length);

    char address[sizeof target.host];
    memcpy(address, target.host, sizeof address);
    char *colon = strrchr(address, ':');
    long port = 80;
    if (colon != NULL && strchr(colon, ']') == NULL) {
        char *end;
        port = strtol(colon + 1, &end, 10);
        if (*end != '\0' || port < 1 || port > 65535) die("%s: no such port", url);
        *colon = '\0';
    }
    char *bare = address[0] == '[' ? address + 1 : address;
    bare[strcspn(bare, "]")] = '\0';
    if (uv_ip4_addr(bare, (int)port, (struct sockaddr_in *)&target.address) != 0 &&
        uv_ip6_addr(bare, (int)port, (struct sockaddr_in6 *)&target.address) != 0)
        die("%s: only numeric addresses are taken", url);
    return target;
}

struct target target_from_port(uint16_t port) {
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u", port);
    return target_from_url(url);
}

void tokens_add(struct tokens *tokens, const char *text) {
    char **texts = realloc(tokens->texts, (tokens->count + 1) * sizeof *texts);
    char *copy = strdup(text);
    if (texts == NULL || copy == NULL) die("no memory for tokens");
    tokens->texts = texts;
    tokens->texts[tokens->count++] = copy;
}

void tokens_read(struct tokens *tokens, const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) die("%s: %s", path, strerror(errno));
    char line[512];
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0') tokens_add(tokens, line);
    }
    (void)fclose(file);
    if (tokens->count == 0) die("%s holds no token", path);
}

void tokens_close(struct tokens *tokens) {
    for (size_t i = 0; i < tokens->count; i++)
        free(tokens->texts[i]);
    free(tokens->texts);
    *tokens = (struct tokens){0};
}

static void fill_in(const char *form, uint64_t number, const char *id, struct text_buf *out) {
    static uint64_t run; /* chosen once: numbers of an earlier run are not used again */
    if (run == 0) run = (uint64_t)time(NULL);
    for (const char *at = form; *at != '\0'; at++) {
        if (strncmp(at, "%id", 3) == 0) {
            text_add(out, id);
            at += 2;
        } else if (strncmp(at, "%n", 2) == 0) {
            text_addf(out, "%llu-%llu", (unsigned long long)run, (unsigned long long)number);
            at++;
        } else if (strncmp(at, "%r", 2) == 0) {
            text_add_uint(out, run);
            at++;
        } else {
            text_add_char(out, *at);
        }
    }
}

void request_write(const struct request_form *form, const struct target *target, const char *token,
                   uint64_t number, const char *id, struct text_buf *out) {
    struct text_buf body;
    text_buf_init(&body, REQUEST_BYTES);
    fill_in(form->body, number, id, &body);
    text_addf(out, "%s ", form->method);
    fill_in(form->path, number, id, out);
    text_addf(out, " HTTP/1.1\r\nHost: %s\r\n", target->host);
    if (token != NULL) text_addf(out, "Authorization: Bearer %s\r\n", token);
    if (body.length > 0)
        text_addf(out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body.length);
    text_add(out, "\r\n");
    if (body.length > 0) text_add_bytes(out, body.data, body.length);
    if (body.overflowed || out->overflowed) die("a request is above %d bytes", REQUEST_BYTES);
    text_buf_close(&body);
}

bool response_ready(struct response_reader *reader, const struct text_buf *in) {
    if (reader->head == 0) {
        const char *end = in->length > 0 ? strstr(in->data, "\r\n\r\n") : NULL;
        if (end == NULL) return false;
        reader->head = (size_t)(end - in->data) + 4;
        reader->status = in->length > 12 ? (int)strtol(in->data + 9, NULL, 10) : 0;
        reader->body = 0;
        for (const char *line = in->data; line < end; line = strstr(line, "\r\n") + 2)
            if (strncasecmp(line, "content-length:", 15) == 0)
                reader->body = strtoul(line + 15, NULL, 10);
    }
    return in->length >= reader->head + reader->body;
}

void response_id(const struct response_reader *reader, const struct text_buf *in, char *out,
                 size_t size) {
    out[0] = '\0';
    const char *found = strstr(in->data + reader->head, "\"id\":\"");
    if (found == NULL) return;
    found += 6;
    size_t length = strcspn(found, "\"");
    if (length >= size) return;
    memcpy(out, found, length);
    out[length] = '\0';
}
