/* Event streams: what is written, to whom, and how each of them can end. */
#include "fixture.h"

#define GET(target) "GET " target " HTTP/1.1\r\nHost: x\r\n\r\n"

static void say(struct server *s, const char *text) { broadcast(&s->api, text, strlen(text)); }

/* Reads the head of the stream and leaves what follows in the buffer. */
static void expect_stream(struct client *c) {
    wait_for_text(c, "\r\n\r\n");
    struct response r = read_response(c, false);
    assert_int_equal(r.status, 200);
    assert_non_null(response_header(&r, "Content-Type: text/event-stream\r\n"));
    assert_non_null(response_header(&r, "Cache-Control: no-store\r\n"));
    assert_non_null(response_header(&r, "X-Accel-Buffering: no\r\n"));
    response_free(&r);
}

static void open_stream(struct server *s, struct client *c) {
    uint32_t before = s->api.stream_count;
    client_send(c, GET("/stream"));
    wait_for_count(c, &s->api.stream_count, before + 1);
}

/* Takes the chunks apart; what is left when the last chunk has come is nothing. */
static bool unchunk(const struct client *c, struct text_buf *out) {
    const char *at = c->in.data;
    text_buf_clear(out);
    for (;;) {
        char *end;
        size_t length = strtoul(at, &end, 16);
        assert_int_equal(strncmp(end, "\r\n", 2), 0);
        if (length == 0) {
            assert_string_equal(end, "\r\n\r\n");
            return true;
        }
        text_add_bytes(out, end + 2, length);
        at = end + 2 + length + 2;
        if (at >= c->in.data + c->in.length) return false;
    }
}

static void frames_arrive_in_order(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    open_stream(&s, &c);
    struct text_buf sent, got;
    text_buf_init(&sent, 1 << 20);
    text_buf_init(&got, 1 << 20);
    for (int i = 0; i < 200; i++) {
        char frame[64];
        (void)snprintf(frame, sizeof frame, "id: 1-%d\ndata: {\"n\":%d}\n\n", i, i);
        say(&s, frame);
        text_add(&sent, frame);
        if (i % 7 == 0) uv_run(&s.loop, UV_RUN_NOWAIT);
    }
    wait_for_text(&c, "data: {\"n\":199}\n\n\r\n");
    end_streams(&s.api);
    wait_for_end(&c);
    assert_false(c.was_reset);
    expect_stream(&c);
    assert_true(unchunk(&c, &got));
    /* The head may have gone out before the first frame, with a comment. */
    const char *text = strncmp(got.data, ":\n\n", 3) == 0 ? got.data + 3 : got.data;
    assert_string_equal(text, sent.data);
    assert_int_equal(s.api.frames, 0);
    assert_int_equal(s.api.cancelled, 0);
    text_buf_close(&sent);
    text_buf_close(&got);
    client_leave(&c);
    server_close(&s);
}

static void a_stream_without_events_shows_its_head_at_once(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    open_stream(&s, &c);
    wait_for_text(&c, "3\r\n:\n\n\r\n");
    expect_stream(&c);
    client_leave(&c);
    wait_for_count(&(struct client){.server = &s, .fd = -1, .deaf = true}, &s.api.cancelled, 1);
    server_close(&s);
}

static void frames_are_shared_and_freed(void **state) {
    (void)state;
    enum { STREAMS = 20 };
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client clients[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
        clients[i] = client_open(&s);
        open_stream(&s, &clients[i]);
    }
    say(&s, "data: one\n\n");
    say(&s, "data: two\n\n");
    assert_int_equal(s.api.most_frames, 2);
    for (int i = 0; i < STREAMS; i++) {
        wait_for_text(&clients[i], "data: one\n\ndata: two\n\n");
        assert_int_equal(s.api.cancelled, i);
        client_leave(&clients[i]);
        if (i + 1 < STREAMS) wait_for_count(&clients[i + 1], &s.api.cancelled, (uint32_t)i + 1);
    }
    server_close(&s); /* may be quicker than the news that the last one has left */
    assert_int_equal(s.api.cancelled + s.api.ended, STREAMS);
}

static void a_reader_that_does_not_read_costs_a_ring_and_no_more(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.linger_ms = 30});
    struct client stays = client_open(&s), deaf = client_from(&s, "127.0.0.1", 2048);
    open_stream(&s, &deaf);
    open_stream(&s, &stays);
    deaf.deaf = true;
    char *frame = malloc(8192);
    assert_non_null(frame);
    memset(frame, 'x', 8191);
    frame[8191] = '\n';
    int sent = 0;
    for (; sent < 2000 && s.api.ended == 0; sent++) {
        broadcast(&s.api, frame, 8192);
        wait_for_bytes(&stays, 8192 * ((size_t)sent + 1));
    }
    free(frame);
    /* What the kernel took (twice LIMIT_STREAM_SEND_BYTES and some), a batch in flight, the ring.
     * */
    assert_int_equal(s.api.ended, 1);
    assert_in_range(sent, RING_FRAMES, RING_FRAMES + 8 + 60);
    assert_true(s.api.most_frames <= RING_FRAMES + 8 + 2);
    assert_int_equal(s.api.stream_count, 1);
    /* The write in flight gets its moment, then the connection goes. */
    struct http_view view;
    do {
        client_step(&stays, uv_hrtime() + PATIENCE_NS, POLLIN);
        http_view(s.http, &view);
    } while (view.connections > 1);
    assert_int_equal(s.api.cancelled, 0);
    assert_int_equal(view.streams, 1);
    client_leave(&deaf);
    client_leave(&stays);
    server_close(&s);
}

static void a_slow_reader_gets_everything_in_batches(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_from(&s, "127.0.0.1", 2048), other = client_open(&s);
    open_stream(&s, &c);
    c.deaf = true;
    char *frame = malloc(65536);
    assert_non_null(frame);
    memset(frame, 'y', 65536);
    for (int i = 0; i < RING_FRAMES; i++) {
        broadcast(&s.api, frame, 65536);
        client_send(&other, GET("/now"));
        expect_response(&other, 200, NULL); /* nobody waits for the slow one */
    }
    free(frame);
    assert_true(s.api.frames > 0);
    c.deaf = false;
    wait_for_bytes(&c, 65536 * RING_FRAMES);
    wait_for_count(&c, &s.api.frames, 0);
    end_streams(&s.api);
    wait_for_end(&c);
    assert_false(c.was_reset);
    expect_stream(&c);
    struct text_buf got;
    text_buf_init(&got, BIG_BYTES);
    assert_true(unchunk(&c, &got));
    assert_in_range(got.length, 65536 * RING_FRAMES, 65536 * RING_FRAMES + 3);
    text_buf_close(&got);
    client_leave(&c);
    client_leave(&other);
    server_close(&s);
}

static void what_a_client_says_on_its_stream_is_thrown_away(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    open_stream(&s, &c);
    char noise[4096];
    memset(noise, 'n', sizeof noise);
    for (int i = 0; i < 500; i++)
        client_send_bytes(&c, noise, sizeof noise);
    say(&s, "data: still here\n\n");
    wait_for_text(&c, "data: still here\n\n");
    assert_int_equal(s.api.handled, 1);
    client_leave(&c);
    server_close(&s);
}

static void an_old_client_gets_its_stream_without_chunks(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, "GET /stream HTTP/1.0\r\n\r\n");
    wait_for_count(&c, &s.api.stream_count, 1);
    say(&s, "data: a\n\n");
    wait_for_text(&c, "data: a\n\n");
    end_streams(&s.api);
    wait_for_end(&c);
    assert_false(c.was_reset);
    assert_string_equal(strstr(c.in.data, "\r\n\r\n") + 4, "data: a\n\n");
    client_leave(&c);
    server_close(&s);
}

static void a_head_of_a_stream_ends_it(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, "HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_for_end(&c);
    expect_stream(&c);
    assert_int_equal(c.in.length, 0);
    assert_int_equal(s.api.cancelled, 1);
    client_leave(&c);
    server_close(&s);
}

static void a_stream_opened_later_and_ended_at_once(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, GET("/later"));
    wait_for_count(&c, &s.api.waiting_count, 1);
    struct api_exchange *exchange = s.api.waiting[0];
    api_forget(&s.api, exchange);
    api_stream_begin(&s.api, exchange);
    end_streams(&s.api);
    wait_for_end(&c);
    assert_false(c.was_reset);
    expect_stream(&c);
    assert_string_equal(c.in.data, "0\r\n\r\n");
    client_leave(&c);
    server_close(&s);
}

static void closing_ends_streams_properly(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.grace_ms = 60000});
    struct client c = client_open(&s);
    open_stream(&s, &c);
    say(&s, "data: last\n\n");
    wait_for_text(&c, "data: last\n\n");
    server_begin_close(&s);
    assert_int_equal(s.api.drained, 1);
    wait_for_end(&c);
    assert_false(c.was_reset);
    assert_string_equal(c.in.data + c.in.length - 5, "0\r\n\r\n");
    client_leave(&c);
    server_close(&s);
}

static void the_api_gets_its_turns(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, GET("/now"));
    expect_response(&c, 200, NULL);
    assert_int_equal(s.api.turns, 0);
    http_port_ops.soon(s.http);
    http_port_ops.soon(s.http);
    assert_int_equal(s.api.turns, 0); /* never inside the call */
    wait_for_count(&c, &s.api.turns, 1);
    s.api.due = monotonic(NULL) + 20;
    wait_for_count(&c, &s.api.turns, 2);
    s.api.due = monotonic(NULL) - 1; /* overdue */
    wait_for_count(&c, &s.api.turns, 3);
    client_send(&c, GET("/now"));
    expect_response(&c, 200, NULL);
    assert_int_equal(s.api.turns, 3);
    client_leave(&c);
    server_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_arrive_in_order),
        cmocka_unit_test(a_stream_without_events_shows_its_head_at_once),
        cmocka_unit_test(frames_are_shared_and_freed),
        cmocka_unit_test(a_reader_that_does_not_read_costs_a_ring_and_no_more),
        cmocka_unit_test(a_slow_reader_gets_everything_in_batches),
        cmocka_unit_test(what_a_client_says_on_its_stream_is_thrown_away),
        cmocka_unit_test(an_old_client_gets_its_stream_without_chunks),
        cmocka_unit_test(a_head_of_a_stream_ends_it),
        cmocka_unit_test(a_stream_opened_later_and_ended_at_once),
        cmocka_unit_test(closing_ends_streams_properly),
        cmocka_unit_test(the_api_gets_its_turns),
    };
    return cmocka_run_group_tests_name("http streams", tests, NULL, NULL);
}
