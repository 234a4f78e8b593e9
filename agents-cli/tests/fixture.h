/* Recorded streams and committed screens, for the tests of the client. */
#ifndef AGENTS_CLI_TESTS_FIXTURE_H
#define AGENTS_CLI_TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "agents-cli/session.h"
#include "agents-cli/show.h"
#include "agents-cli/sse.h"

#define DATA DDH_SOURCE_DIR "/agents-cli/tests/data/"
#define SCREENS DDH_SOURCE_DIR "/agents-cli/tests/screens/"
#define FIXTURE_NOW INT64_C(1763794245000) /* 22.11.2025 kl. 07.50.45 */

static inline char *fixture_read(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s cannot be read", path);
    char *text = malloc(1024 * 1024);
    *length = fread(text, 1, 1024 * 1024 - 1, file);
    text[*length] = '\0';
    fclose(file);
    return text;
}

static inline void fixture_take(void *ctx, const struct sse_message *message) {
    enum model_result result =
        session_event(ctx, message->event, message->id, message->data.data, message->data.length);
    assert_int_equal(result, MODEL_TAKEN);
}

/* Plays a recorded piece of a stream into the session. */
static inline void fixture_play(struct session *session, const char *name) {
    char path[512];
    size_t length;
    struct sse sse;
    snprintf(path, sizeof path, DATA "%s", name);
    char *text = fixture_read(path, &length);
    sse_init(&sse);
    assert_true(sse_feed(&sse, text, length, fixture_take, session));
    sse_close(&sse);
    free(text);
}

static inline void fixture_reply(struct session *session, enum wish wish, const char *body) {
    session->under_way[wish] = true;
    session_reply(session, wish,
                  &(struct reply){.status = 200, .body = body, .length = strlen(body)});
}

/* A session that has been connected for a second and knows the names, at the agent ida's. The
 * monotonic clock says 1000. */
static inline void fixture_open(struct session *session, enum language language) {
    struct request request;
    session_init(session, language, 1000);
    session_link(session, LINK_UP, "http://127.0.0.1:8080", NULL);
    while (session_take_request(session, &request))
        session->under_way[request.wish] = false;
    fixture_reply(session, WISH_SETTINGS, "{\"settings\":{\"lease_ms\":60000,\"offer_ms\":20000}}");
    fixture_reply(session, WISH_ORGANISATIONS,
                  "{\"organisations\":[{\"id\":\"0615\",\"name\":\"Horsens\"},"
                  "{\"id\":\"0766\",\"name\":\"Hedensted\"}]}");
    fixture_reply(session, WISH_TOPICS, "{\"topics\":[{\"id\":\"vand\",\"name\":\"Drikkevand\"}]}");
    fixture_play(session, "1-snapshot.events");
}

/* The next request of that kind; what else is asked meanwhile is passed over. */
static inline struct request asked(struct session *s, enum wish wish) {
    static struct request request;
    while (session_take_request(s, &request))
        if (request.wish == wish) return request;
    fail_msg("nothing of kind %d is asked", wish);
    return request;
}

static inline void not_asked(struct session *s, enum wish wish) {
    struct request request;
    while (session_take_request(s, &request))
        if (request.wish == wish) fail_msg("%s %s is asked", request.path, request.body);
}

static inline void type(struct session *s, const char *text) {
    for (; *text != '\0'; text++)
        session_key(s, (unsigned char)*text);
    session_key(s, PRESS_ENTER);
}

/* Without the marks of styles. */
static inline void fixture_strip(const struct text_buf *in, struct text_buf *out) {
    for (size_t i = 0; i < in->length; i++)
        if ((unsigned char)in->data[i] >= MARK_MAX || in->data[i] == '\n')
            text_add_char(out, in->data[i]);
}

/* Compares with screens/<name>; UPDATE_SCREENS=1 writes it anew, to be read before it is
 * committed. */
static inline void fixture_compare(const struct text_buf *text, const char *name) {
    char path[512];
    size_t length;
    snprintf(path, sizeof path, SCREENS "%s", name);
    if (getenv("UPDATE_SCREENS") != NULL) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fwrite(text->data, 1, text->length, file);
        fclose(file);
    }
    char *expected = fixture_read(path, &length);
    if (length != text->length || memcmp(expected, text->data, length) != 0)
        fail_msg("%s differs; now it is:\n%s", name, text->data);
    free(expected);
}

#endif
