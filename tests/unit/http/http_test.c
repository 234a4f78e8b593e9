/* Requests and answers through a real socket: the ordinary ways first, then everything that must
 * not get in. */
#include "fixture.h"

#include <sys/stat.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: x\r\n\r\n"

static char *filled(size_t length) {
    char *bytes = malloc(length + 1);
    assert_non_null(bytes);
    memset(bytes, 'x', length);
    bytes[length] = '\0';
    return bytes;
}

static void send_with_body(struct client *c, const char *method, const char *target,
                           size_t length) {
    char head[256];
    (void)snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n",
                   method, target, length);
    char *body = filled(length);
    client_send(c, head);
    client_send_bytes(c, body, length);
    free(body);
}

static void send_chunked(struct client *c, const char *method, const char *target, size_t length) {
    char head[256];
    (void)snprintf(head, sizeof head,
                   "%s %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", method,
                   target);
    client_send(c, head);
    char *body = filled(1000);
    for (size_t part; length > 0; length -= part) {
        part = length < 1000 ? length : 1000;
        (void)snprintf(head, sizeof head, "%zx\r\n", part);
        client_send(c, head);
        client_send_bytes(c, body, part);
        client_send(c, "\r\n");
    }
    client_send(c, "0\r\n\r\n");
    free(body);
}

/* Two turns of another client: whatever was sent before on other connections has been read by
 * then. */
static void let_the_server_read(struct server *s) {
    struct client other = client_open(s);
    for (int turn = 0; turn < 2; turn++) {
        client_send(&other, GET("/now"));
        expect_response(&other, 200, "/now");
    }
    client_leave(&other);
}

/* --- the ordinary ways ------------------------------------------------------------------------ */

static void a_get_and_a_post_on_one_connection(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, GET("/now?a=%20b"));
    struct response r = read_response(&c, true);
    assert_int_equal(r.status, 200);
    assert_string_equal(r.body,
                        "{\"method\":0,\"target\":\"/now?a=%20b\",\"bytes\":0,\"start\":\"\"}");
    assert_non_null(response_header(&r, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(response_header(&r, "Connection: keep-alive\r\n"));
    assert_non_null(response_header(&r, "Cache-Control: no-store\r\n"));
    assert_non_null(response_header(&r, "X-Content-Type-Options: nosniff\r\n"));
    assert_null(response_header(&r, "Server:"));
    response_free(&r);

    client_send(&c, "POST /now HTTP/1.1\r\nhost: x\r\ncontent-length: 7\r\n"
                    "IDEMPOTENCY-Key:  k-1 \t\r\n\r\n{\"a\":1}");
    expect_response(&c, 200,
                    "\"method\":2,\"target\":\"/now\",\"bytes\":7,\"start\":\"{\\\"a\\\":1}\"");
    assert_string_equal(s.api.last_key, "k-1");
    assert_string_equal(s.api.last_address, "127.0.0.1");
    assert_false(s.api.last_local);
    struct http_view view;
    http_view(s.http, &view);
    assert_int_equal(view.requests, 2);
    assert_int_equal(view.accepted, 1);
    client_leave(&c);
    server_close(&s);
}

static void every_method_is_told_apart(void **state) {
    (void)state;
    static const struct {
        const char *word;
        enum api_method method;
    } methods[] = {{"GET", API_GET},
                   {"POST", API_POST},
                   {"PUT", API_PUT},
                   {"DELETE", API_DELETE},
                   {"PATCH", API_METHOD_OTHER},
                   {"get", API_METHOD_OTHER},
                   {"CONNECT", API_METHOD_OTHER}};
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "%s /now HTTP/1.1\r\nHost: x\r\n\r\n", methods[i].word);
        client_send(&c, text);
        (void)snprintf(text, sizeof text, "{\"method\":%d,", methods[i].method);
        expect_response(&c, 200, text);
    }
    client_leave(&c);
    server_close(&s);
}

static void a_head_has_the_length_but_no_body(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, "HEAD /now HTTP/1.1\r\nHost: x\r\n\r\n" GET("/now"));
    struct response r = read_response(&c, false);
    assert_non_null(response_header(&r, "Content-Length: 49\r\n"));
    response_free(&r);
    expect_response(&c, 200, "{\"method\":0,");
    client_send(&c, GET("/nothing") GET("/now"));
    r = read_response(&c, true);
    assert_int_equal(r.status, 204);
    assert_null(response_header(&r, "Content-Length"));
    response_free(&r);
    expect_response(&c, 200, NULL);
    client_leave(&c);
    server_close(&s);
}

static void pipelined_requests_are_answered_in_order(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c,
                GET("/later1") "POST /now2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}" GET(
                    "/later3"));
    wait_for_count(&c, &s.api.waiting_count, 1);
    client_send(&c, GET("/now4"));
    answer_waiting(&s.api, 0, "one");
    expect_response(&c, 200, "one");
    expect_response(&c, 200, "/now2");
    wait_for_count(&c, &s.api.waiting_count, 1);
    answer_waiting(&s.api, 0, "three");
    expect_response(&c, 200, "three");
    expect_response(&c, 200, "/now4");
    assert_int_equal(s.api.cancelled, 0);
    client_leave(&c);
    server_close(&s);
}

static void many_pipelined_requests_byte_by_byte(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    for (int round = 0; round < 20; round++)
        for (const char *at = GET("/now"); *at != '\0'; at++)
            client_send_bytes(&c, at, 1);
    for (int round = 0; round < 20; round++)
        expect_response(&c, 200, "/now");
    client_leave(&c);
    server_close(&s);
}

static void a_pipelined_flood_behind_a_waiting_request_is_bounded(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, GET("/later"));
    wait_for_count(&c, &s.api.waiting_count, 1);
    /* Until nothing more is taken for a while. What has been by then lies in the kernel, some
     * megabytes at most. */
    char *flood = filled(65536);
    size_t sent = 0;
    for (int refused = 0; refused < 2000 && sent < 256 * 65536;) {
        ssize_t taken = send(c.fd, flood, 65536, MSG_NOSIGNAL);
        if (taken > 0) sent += (size_t)taken;
        refused = taken > 0 ? 0 : refused + 1;
        uv_run(&s.loop, UV_RUN_NOWAIT);
    }
    free(flood);
    assert_in_range(sent, 65536, 255 * 65536);
    answer_waiting(&s.api, 0, "first");
    expect_response(&c, 200, "first");
    wait_for_end(&c); /* the flood was no request */
    assert_int_equal(s.api.handled, 1);
    client_leave(&c);
    server_close(&s);
}

static void a_request_is_not_needed_once_the_api_has_it(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, "HEAD /later HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_for_count(&c, &s.api.waiting_count, 1);
    for (int i = 0; i < 1000; i++) /* its buffer moves and grows */
        client_send(&c, GET("/now"));
    let_the_server_read(&s);
    struct api_exchange *exchange = s.api.waiting[0];
    api_forget(&s.api, exchange);
    api_stream_begin(&s.api, exchange); /* h2o asks for the method again */
    wait_for_text(&c, "\r\n\r\n");
    wait_for_count(&c, &s.api.cancelled, 1);
    client_leave(&c);
    server_close(&s);
}

static void an_old_client_gets_its_answer_and_a_close(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, "GET /now HTTP/1.0\r\n\r\n");
    expect_response(&c, 200, "/now");
    wait_for_end(&c);
    client_leave(&c);
    server_close(&s);
}

static void a_big_answer_arrives_whole(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, GET("/big"));
    struct response r = read_response(&c, true);
    assert_int_equal(r.length, BIG_BYTES);
    for (size_t i = 0; i < r.length; i += 4093)
        assert_int_equal(r.body[i], 'a' + i % 23);
    response_free(&r);
    client_leave(&c);
    server_close(&s);
}

static void a_header_with_a_line_break_is_left_out(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, GET("/split"));
    struct response r = read_response(&c, true);
    assert_int_equal(r.status, 201);
    assert_null(response_header(&r, "Set-Cookie"));
    assert_non_null(response_header(&r, "ETag: \"1\"\r\n"));
    response_free(&r);
    client_leave(&c);
    server_close(&s);
}

static void a_client_may_wait_for_100_continue(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    for (int round = 0; round < 2; round++) {
        client_send(&c, "POST /now HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                        "Content-Length: 5\r\n\r\n");
        struct response r = read_response(&c, true);
        assert_int_equal(r.status, 100);
        response_free(&r);
        client_send(&c, "hello");
        expect_response(&c, 200, "hello");
    }
    client_leave(&c);
    server_close(&s);
}

static void an_upgrade_to_http_2_is_not_taken(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    client_send(&c, "GET /now HTTP/1.1\r\nHost: x\r\nConnection: upgrade, http2-settings\r\n"
                    "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
    expect_response(&c, 200, "/now");
    client_leave(&c);
    server_close(&s);
}

/* --- leaving ---------------------------------------------------------------------------------- */

static void a_client_that_leaves_cancels_its_request_once(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client stays = client_open(&s), leaves = client_open(&s);
    client_send(&leaves, GET("/later") GET("/later"));
    wait_for_count(&leaves, &s.api.waiting_count, 1);
    assert_int_equal(s.api.cancelled, 0);
    client_leave(&leaves);
    wait_for_count(&stays, &s.api.cancelled, 1);
    assert_int_equal(s.api.waiting_count, 0);
    assert_int_equal(s.api.handled, 1);
    client_send(&stays, GET("/now"));
    expect_response(&stays, 200, "/now");
    assert_int_equal(s.api.cancelled, 1);
    struct http_view view;
    http_view(s.http, &view);
    assert_int_equal(view.departed, 1);
    assert_int_equal(view.connections, 1);
    client_leave(&stays);
    server_close(&s);
}

static void a_client_that_resets_during_a_big_answer_is_no_trouble(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client stays = client_open(&s), leaves = client_from(&s, "127.0.0.1", 4096);
    leaves.deaf = true;
    client_send(&leaves, GET("/big"));
    wait_for_count(&stays, &s.api.handled, 1);
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    assert_int_equal(setsockopt(leaves.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now), 0);
    client_leave(&leaves);
    client_send(&stays, GET("/now"));
    expect_response(&stays, 200, "/now");
    assert_int_equal(s.api.cancelled, 0);
    client_leave(&stays);
    server_close(&s);
}

/* --- sizes ------------------------------------------------------------------------------------ */

static void bodies_up_to_the_limit_of_their_address(void **state) {
    (void)state;
    static const struct {
        const char *method, *target;
        size_t limit;
    } rows[] = {{"POST", "/now", LIMIT_BODY_BYTES},
                {"PUT", "/v1/playbooks/water", LIMIT_DOCUMENT_BYTES},
                {"POST", "/v1/playbooks/water", LIMIT_BODY_BYTES},
                {"PUT", "/v1/playbooks/", LIMIT_BODY_BYTES}};
    struct server s;
    server_open(&s, (struct http_config){0});
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char bytes[32];
        (void)snprintf(bytes, sizeof bytes, "\"bytes\":%zu,", rows[i].limit);
        struct client c = client_open(&s);
        send_with_body(&c, rows[i].method, rows[i].target, rows[i].limit);
        expect_response(&c, 200, bytes);
        send_chunked(&c, rows[i].method, rows[i].target, rows[i].limit);
        expect_response(&c, 200, bytes);
        uint32_t handled = s.api.handled;
        send_with_body(&c, rows[i].method, rows[i].target, rows[i].limit + 1);
        expect_refusal(&c, 413, "too-large");
        client_leave(&c);
        c = client_open(&s);
        send_chunked(&c, rows[i].method, rows[i].target, rows[i].limit + 1);
        expect_refusal(&c, 413, "too-large");
        assert_int_equal(s.api.handled, handled);
        client_leave(&c);
    }
    server_close(&s);
}

static void a_chunked_body_without_end_is_cut_off(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    send_chunked(&c, "POST", "/now", LIMIT_DOCUMENT_BYTES * 3);
    expect_refusal(&c, 413, "too-large");
    assert_int_equal(s.api.handled, 0);
    client_leave(&c);
    server_close(&s);
}

/* `with_end`: the head is complete, else it goes on and on. */
static void send_headers(struct client *c, size_t head_bytes, bool with_end) {
    static const char start[] = "GET /now HTTP/1.1\r\nHost: x\r\nX-Long: ";
    size_t end = with_end ? 4 : 0;
    char *bytes = filled(head_bytes);
    memcpy(bytes, start, sizeof start - 1);
    if (with_end) memcpy(bytes + head_bytes - end, "\r\n\r\n", 4);
    client_send_bytes(c, bytes, head_bytes);
    free(bytes);
}

static void headers_up_to_16_kib(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    send_headers(&c, LIMIT_HEADER_BYTES, true);
    expect_response(&c, 200, "/now");
    assert_int_equal(s.api.handled, 1);
    send_headers(&c, LIMIT_HEADER_BYTES + 1, true);
    expect_refusal(&c, 431, "headers-too-large");
    client_leave(&c);
    c = client_open(&s);
    send_headers(&c, LIMIT_HEADER_BYTES * 8, false);
    expect_refusal(&c, 431, "headers-too-large");
    client_leave(&c);

    c = client_open(&s);
    client_send(&c, GET("/later"));
    wait_for_count(&c, &s.api.waiting_count, 1);
    send_headers(&c, LIMIT_HEADER_BYTES * 2, true); /* pipelined: past the guard on the socket */
    let_the_server_read(&s);
    uint32_t handled = s.api.handled;
    answer_waiting(&s.api, 0, "one");
    expect_response(&c, 200, "one");
    expect_refusal(&c, 431, "headers-too-large");
    assert_int_equal(s.api.handled, handled);
    client_leave(&c);

    c = client_open(&s);
    client_send(&c, "GET /now HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 100; i++)
        client_send(&c, "A: b\r\n");
    client_send(&c, "\r\n");
    expect_refusal(&c, 431, "headers-too-large");
    client_leave(&c);
    server_close(&s);
}

/* --- what must not get in --------------------------------------------------------------------- */

static const char *const malformed[] = {
    /* where does it end? */
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nCONTENT-LENGTH: 40\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "POST /now HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
    "POST /now HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n",
    "POST /now HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 0x2\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length : 2\r\n\r\n{}",
    "POST /now HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    /* lines */
    "GET /now HTTP/1.1\nHost: x\n\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nA: b\n\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    "GET /now HTTP/1.1\r\n Host: x\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nA b\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nA\x01: b\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nA: \x7f\r\n\r\n",
    /* request lines */
    "GET /now HTTP/2.0\r\nHost: x\r\n\r\n",
    "GET /now HTTP/1.2\r\nHost: x\r\n\r\n",
    "GET /now\r\nHost: x\r\n\r\n",
    "GET  /now HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /n ow HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /n\xc3\xa6 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET http://x/now HTTP/1.1\r\nHost: x\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "G@T /now HTTP/1.1\r\nHost: x\r\n\r\n",
    "ABCDEFGHIJKLMNOPQ /now HTTP/1.1\r\nHost: x\r\n\r\n",
    /* headers that may stand once */
    "GET /now HTTP/1.1\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "GET /now HTTP/1.1\r\nHost: x\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n",
    "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: tea\r\n\r\n{}",
    /* not HTTP at all */
    "\x16\x03\x01\x02\x05\x01",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "hello\r\n\r\n",
    "\r\n\r\n\r\n",
};

static void what_is_malformed_is_refused_and_never_seen(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        struct client c = client_open(&s);
        client_send(&c, malformed[i]);
        expect_refusal(&c, 400, "invalid-request");
        client_leave(&c);
    }
    /* The same behind a good request, where h2o reads them from its buffer. Some of those h2o
     * refuses by itself. */
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        struct client c = client_open(&s);
        client_send(&c, GET("/later"));
        wait_for_count(&c, &s.api.waiting_count, 1);
        client_send(&c, malformed[i]);
        let_the_server_read(&s);
        uint32_t handled = s.api.handled;
        answer_waiting(&s.api, 0, "good");
        expect_response(&c, 200, "good");
        wait_for_end(&c);
        assert_int_equal(s.api.handled, handled);
        assert_null(strstr(c.in.data, "HTTP/1.1 2"));
        if (c.in.length > 0) assert_int_equal(strncmp(c.in.data, "HTTP/1.1 4", 10), 0);
        client_leave(&c);
    }
    assert_int_equal(s.api.cancelled, 0);
    server_close(&s);
}

static void a_zero_byte_is_refused(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    static const char bytes[] = "GET /now HTTP/1.1\r\nHost: x\0y\r\n\r\n";
    struct client c = client_open(&s);
    client_send_bytes(&c, bytes, sizeof bytes - 1);
    expect_refusal(&c, 400, "invalid-request");
    assert_int_equal(s.api.handled, 0);
    client_leave(&c);
    server_close(&s);
}

/* --- slowness --------------------------------------------------------------------------------- */

static void slow_senders_are_told_and_closed(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.request_ms = 40, .idle_ms = 100000});
    struct client c = client_open(&s);
    client_send(&c, "GET /now HTT");
    expect_refusal(&c, 408, "request-timeout");
    client_leave(&c);

    c = client_open(&s);
    client_send(&c, "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
    expect_refusal(&c, 408, "request-timeout");
    client_leave(&c);

    c = client_open(&s);
    client_send(&c, GET("/now") "GET /now HT");
    expect_response(&c, 200, "/now");
    expect_refusal(&c, 408, "request-timeout");
    client_leave(&c);

    c = client_open(&s); /* was quick once */
    client_send(&c, GET("/now"));
    expect_response(&c, 200, "/now");
    client_send(&c, "GET /now HT");
    expect_refusal(&c, 408, "request-timeout");
    client_leave(&c);

    c = client_open(&s); /* says nothing at all */
    wait_for_end(&c);
    assert_int_equal(c.in.length, 0);
    client_leave(&c);
    assert_int_equal(s.api.handled, 2);
    server_close(&s);
}

static void who_goes_on_after_a_refusal_is_cut_off(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.linger_ms = 100000});
    struct client c = client_open(&s);
    char *flood = filled(65536);
    client_send(&c, "nonsense\r\n\r\n");
    expect_response(&c, 400, "invalid-request");
    for (int i = 0; i < 256 && !c.was_reset; i++) {
        client_send_bytes(&c, flood, 65536);
        uv_run(&s.loop, UV_RUN_NOWAIT);
        c.was_reset = send(c.fd, "x", 1, MSG_NOSIGNAL) < 0 && errno != EAGAIN;
    }
    assert_true(c.was_reset);
    free(flood);
    client_leave(&c);
    server_close(&s);
}

static void a_request_that_waits_for_its_answer_is_not_slow(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.request_ms = 20, .idle_ms = 20});
    struct client c = client_open(&s), other = client_open(&s);
    client_send(&c, GET("/later"));
    wait_for_count(&c, &s.api.waiting_count, 1);
    wait_for_end(&other); /* its time is over, so the first one's would be */
    answer_waiting(&s.api, 0, "patience");
    expect_response(&c, 200, "patience");
    client_leave(&other);
    client_leave(&c);
    server_close(&s);
}

static void idle_connections_have_their_own_time(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.request_ms = 20, .idle_ms = 150});
    struct client c = client_open(&s), never = client_open(&s);
    client_send(&c, GET("/now"));
    expect_response(&c, 200, "/now");
    wait_for_end(&never);
    assert_false(c.ended);
    client_send(&c, GET("/now")); /* past request_ms, within idle_ms */
    expect_response(&c, 200, "/now");
    wait_for_end(&c);
    assert_int_equal(c.in.length, 0);
    client_leave(&never);
    client_leave(&c);
    server_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_get_and_a_post_on_one_connection),
        cmocka_unit_test(every_method_is_told_apart),
        cmocka_unit_test(a_head_has_the_length_but_no_body),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(many_pipelined_requests_byte_by_byte),
        cmocka_unit_test(a_pipelined_flood_behind_a_waiting_request_is_bounded),
        cmocka_unit_test(a_request_is_not_needed_once_the_api_has_it),
        cmocka_unit_test(an_old_client_gets_its_answer_and_a_close),
        cmocka_unit_test(a_big_answer_arrives_whole),
        cmocka_unit_test(a_header_with_a_line_break_is_left_out),
        cmocka_unit_test(a_client_may_wait_for_100_continue),
        cmocka_unit_test(an_upgrade_to_http_2_is_not_taken),
        cmocka_unit_test(a_client_that_leaves_cancels_its_request_once),
        cmocka_unit_test(a_client_that_resets_during_a_big_answer_is_no_trouble),
        cmocka_unit_test(bodies_up_to_the_limit_of_their_address),
        cmocka_unit_test(a_chunked_body_without_end_is_cut_off),
        cmocka_unit_test(headers_up_to_16_kib),
        cmocka_unit_test(what_is_malformed_is_refused_and_never_seen),
        cmocka_unit_test(a_zero_byte_is_refused),
        cmocka_unit_test(slow_senders_are_told_and_closed),
        cmocka_unit_test(who_goes_on_after_a_refusal_is_cut_off),
        cmocka_unit_test(a_request_that_waits_for_its_answer_is_not_slow),
        cmocka_unit_test(idle_connections_have_their_own_time),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
