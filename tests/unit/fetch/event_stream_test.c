#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>

#include "fetch/event_stream.h"

struct told {
    char text[512];
};

static void on_frame(void *ctx, const struct event_frame *frame) {
    struct told *told = ctx;
    size_t at = strlen(told->text);
    assert_int_equal(strlen(frame->data.data), frame->data.length);
    snprintf(told->text + at, sizeof told->text - at, "[%s|%s|%s]", frame->event, frame->id,
             frame->data.data);
}

/* Feeds `bytes` in pieces of `piece`, so that every cut is tried. */
static void expect_frames(const char *bytes, size_t length, const char *expected) {
    for (size_t piece = 1; piece <= length; piece++) {
        struct event_stream stream;
        struct told told = {""};
        event_stream_init(&stream, 256);
        for (size_t at = 0; at < length; at += piece) {
            size_t n = length - at < piece ? length - at : piece;
            assert_true(event_stream_feed(&stream, bytes + at, n, on_frame, &told));
        }
        assert_string_equal(told.text, expected);
        event_stream_close(&stream);
    }
}

#define EXPECT(bytes, expected) expect_frames(bytes, sizeof(bytes) - 1, expected)

static void frames_in_any_cut(void **state) {
    (void)state;
    EXPECT("id: 3-1\nevent: call_offered\ndata: {}\n\n", "[call_offered|3-1|{}]");
    EXPECT("data: a\ndata: b\n\n", "[message||a\nb]");
    EXPECT("data: a\r\n\r\ndata: b\r\n\r\n", "[message||a][message||b]");
    EXPECT("data: a\r\rdata: b\r\r", "[message||a][message||b]");
    EXPECT(": ping\n\ndata: a\n\n: ping\n\n", "[message||a]");
    EXPECT("event: x\n\ndata: a\n\n", "[message||a]"); /* a frame without data is none */
    EXPECT("id: 1\ndata: a\n\ndata: b\n\n", "[message|1|a][message|1|b]");
    EXPECT("id: 1\ndata: a\n\nid\ndata: b\n\n", "[message|1|a][message||b]");
    EXPECT("data:a\ndata:  b\ndata\n\n", "[message||a\n b\n]");
    EXPECT("\xef\xbb\xbf"
           "data: a\n\n",
           "[message||a]");
    EXPECT("unknown: x\ndata: a\n\n", "[message||a]");
    EXPECT("data: unfinished\n", "");
    EXPECT("id: a\0b\ndata: x\n\n", "[message||x]");
}

static void an_id_counts_only_with_its_frame(void **state) {
    (void)state;
    struct event_stream stream;
    struct told told = {""};
    event_stream_init(&stream, 256);
    const char first[] = "retry: 1000\nid: 3-1\ndata: a\n\nid: 3-2\nda";
    assert_true(event_stream_feed(&stream, first, sizeof first - 1, on_frame, &told));
    assert_string_equal(event_stream_last_id(&stream), "3-1");
    assert_int_equal(stream.retry_ms, 1000);
    event_stream_restart(
        &stream); /* the connection died in the middle of 3-2: it must come again */
    assert_string_equal(event_stream_last_id(&stream), "3-1");
    const char second[] = "data: b\n\n";
    assert_true(event_stream_feed(&stream, second, sizeof second - 1, on_frame, &told));
    assert_string_equal(told.text, "[message|3-1|a][message|3-1|b]");
    event_stream_close(&stream);
}

static void too_long_is_refused(void **state) {
    (void)state;
    struct event_stream stream;
    struct told told = {""};
    char bytes[300];
    memset(bytes, 'x', sizeof bytes);
    event_stream_init(&stream, 256);
    assert_false(event_stream_feed(&stream, bytes, sizeof bytes, on_frame, &told));
    event_stream_close(&stream);
    event_stream_init(&stream, 256);
    const char line[] = "data: 0123456789012345678901234567890123456789\n";
    bool taken = true;
    for (int i = 0; i < 10 && taken; i++)
        taken = event_stream_feed(&stream, line, sizeof line - 1, on_frame, &told);
    assert_false(taken);
    assert_string_equal(told.text, "");
    event_stream_close(&stream);
}

static void a_bad_retry_is_ignored(void **state) {
    (void)state;
    struct event_stream stream;
    struct told told = {""};
    event_stream_init(&stream, 256);
    const char bytes[] = "retry: 10s\nretry: -1\nretry:\nretry: 99999999999\n\n";
    assert_true(event_stream_feed(&stream, bytes, sizeof bytes - 1, on_frame, &told));
    assert_int_equal(stream.retry_ms, -1);
    event_stream_close(&stream);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_in_any_cut),
        cmocka_unit_test(an_id_counts_only_with_its_frame),
        cmocka_unit_test(too_long_is_refused),
        cmocka_unit_test(a_bad_retry_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
