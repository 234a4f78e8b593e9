#include "agents-cli/tests/fixture.h"

struct log {
    struct text_buf text;
};

static void note(void *ctx, const struct sse_message *message) {
    struct log *log = ctx;
    text_addf(&log->text, "<%s|%s|%.*s>", message->event, message->id, (int)message->data.length,
              message->data.data);
}

/* Feeds `stream` in pieces of `piece` bytes and returns what came out. */
static void run(struct log *log, const char *stream, size_t length, size_t piece) {
    struct sse sse;
    sse_init(&sse);
    text_buf_init(&log->text, 1024 * 1024);
    for (size_t at = 0; at < length; at += piece)
        assert_true(
            sse_feed(&sse, stream + at, length - at < piece ? length - at : piece, note, log));
    sse_close(&sse);
}

static void expect(const char *stream, const char *expected) {
    for (size_t piece = 1; piece <= strlen(stream); piece++) {
        struct log log;
        run(&log, stream, strlen(stream), piece);
        assert_string_equal(text_slice(&log.text).data, expected);
        text_buf_close(&log.text);
    }
}

static void messages_however_cut(void **state) {
    (void)state;
    expect("retry: 1000\n\nid: 3-1\nevent: a\ndata: {}\n\n: ping\n\nid: 3-2\ndata: x\ndata: y\n\n",
           "<a|3-1|{}><message|3-2|x\ny>");
}

static void line_ends_of_all_kinds(void **state) {
    (void)state;
    expect("data: 1\r\n\r\ndata: 2\r\rdata: 3\n\ndata:4\r\n\n", "<message||1><message||2>"
                                                                "<message||3><message||4>");
}

static void mark_at_the_start_is_skipped_once(void **state) {
    (void)state;
    expect("\xef\xbb\xbf"
           "data: 1\n\n\xef\xbb\xbf"
           "data: 2\n\n",
           "<message||1>");
}

static void id_stays_until_another(void **state) {
    (void)state;
    expect("id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
           "<message|7|a><message|7|b><message||c>");
}

static void nothing_without_data_or_end(void **state) {
    (void)state;
    expect("event: a\n\ndata: lost", "");
    expect("data\n\n", "<message||>");
    expect("datax: 1\nnothing\n\n", "");
}

static void restart_drops_half_a_message_and_keeps_the_id(void **state) {
    struct sse sse;
    struct log log;
    (void)state;
    sse_init(&sse);
    text_buf_init(&log.text, 1024);
    assert_true(
        sse_feed(&sse, "id: 3-9\ndata: a\n\nid: 3-10\nevent: x\ndata: b\n", 40, note, &log));
    sse_restart(&sse);
    assert_true(sse_feed(&sse, "data: c\n\n", 9, note, &log));
    assert_string_equal(log.text.data, "<message|3-9|a><message|3-10|c>");
    sse_close(&sse);
    text_buf_close(&log.text);
}

static void an_endless_line_is_refused(void **state) {
    struct sse sse;
    struct log log;
    static char piece[65536];
    (void)state;
    memset(piece, 'x', sizeof piece);
    sse_init(&sse);
    text_buf_init(&log.text, 1024);
    bool taken = true;
    size_t fed = 0;
    while (taken && fed <= SSE_MESSAGE_BYTES + sizeof piece) {
        taken = sse_feed(&sse, piece, sizeof piece, note, &log);
        fed += sizeof piece;
    }
    assert_false(taken);
    assert_in_range(fed, SSE_MESSAGE_BYTES, SSE_MESSAGE_BYTES + sizeof piece);
    sse_close(&sse);
    text_buf_close(&log.text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_however_cut),
        cmocka_unit_test(line_ends_of_all_kinds),
        cmocka_unit_test(mark_at_the_start_is_skipped_once),
        cmocka_unit_test(id_stays_until_another),
        cmocka_unit_test(nothing_without_data_or_end),
        cmocka_unit_test(restart_drops_half_a_message_and_keeps_the_id),
        cmocka_unit_test(an_endless_line_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
