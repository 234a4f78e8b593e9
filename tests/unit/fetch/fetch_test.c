#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include "base/limits.h"
#include "fetch/fetch.h"
#include "unit/fetch/tiny_server.inc"

struct seen {
    uint32_t done;
    enum fetch_outcome outcome;
    int status;
    char body[8192], header[64], streamed[256];
    struct world *world;
    bool cancel_in_bytes, close_in_bytes, again_in_done, close_in_done, mute;
    fetch_id id;
};

struct world {
    uv_loop_t loop;
    struct tiny_server *server;
    struct fetch *fetch;
    uv_timer_t guard;
    uint32_t concurrent_max, waiting_max;
    bool public_only, closed, fetch_closing;
};

static struct fetch_request request_to(struct world *w, const char *path, struct seen *seen);

/* A turn of the loop runs timers before it waits: what a timer brought about must end the turn
 * too. */
static void end_turn(struct world *w) { uv_stop(&w->loop); }

static void on_fetch_closed(void *ctx) {
    struct world *w = ctx;
    w->closed = true;
    end_turn(w);
}

static void close_fetch(struct world *w) {
    w->fetch_closing = true;
    fetch_close(w->fetch, on_fetch_closed, w);
}

static void on_done(void *ctx, const struct fetch_answer *answer) {
    struct seen *seen = ctx;
    seen->done++;
    end_turn(seen->world);
    seen->outcome = answer->outcome;
    seen->status = answer->status;
    snprintf(seen->body, sizeof seen->body, "%.*s", (int)answer->body.length, answer->body.data);
    const char *header = fetch_answer_header(answer, "retry-after");
    snprintf(seen->header, sizeof seen->header, "%s", header == NULL ? "none" : header);
    if (seen->again_in_done) {
        seen->again_in_done = false;
        struct fetch_request again = request_to(seen->world, "/ok", seen);
        assert_int_equal(fetch_start(seen->world->fetch, &again, &seen->id), ERR_OK);
    } else if (seen->close_in_done) {
        close_fetch(seen->world);
    }
}

static void on_bytes(void *ctx, const char *data, size_t length) {
    struct seen *seen = ctx;
    size_t at = strlen(seen->streamed);
    end_turn(seen->world);
    snprintf(seen->streamed + at, sizeof seen->streamed - at, "%.*s", (int)length, data);
    if (seen->cancel_in_bytes) fetch_cancel(seen->world->fetch, seen->id);
    if (seen->close_in_bytes && !seen->world->fetch_closing) close_fetch(seen->world);
}

static char url[2][128];

static struct fetch_request request_to(struct world *w, const char *path, struct seen *seen) {
    snprintf(url[0], sizeof url[0], "http://127.0.0.1:%d%s", tiny_port(w->server), path);
    seen->world = w;
    return (struct fetch_request){
        .method = "GET",
        .url = url[0],
        .deadline_ms = 20000,
        .response_max = 4096,
        .on_done = on_done,
        .ctx = seen,
    };
}

static void on_guard(uv_timer_t *timer) {
    (void)timer;
    fail_msg("nothing happened for 20 s");
}

static void open_world(struct world *w) {
    uv_loop_init(&w->loop);
    w->server = tiny_open(&w->loop);
    struct fetch_config config = {
        .concurrent_max = w->concurrent_max == 0 ? 16 : w->concurrent_max,
        .waiting_max = w->waiting_max == 0 ? 64 : w->waiting_max,
        .public_addresses_only = w->public_only,
        .user_agent = "tiny-test/1",
    };
    assert_int_equal(fetch_create(&w->loop, &config, &w->fetch), ERR_OK);
    uv_timer_init(&w->loop, &w->guard);
    uv_timer_start(&w->guard, on_guard, 20000, 0);
}

static void close_world(struct world *w) {
    if (!w->fetch_closing) close_fetch(w);
    while (!w->closed)
        uv_run(&w->loop, UV_RUN_ONCE);
    tiny_close(w->server);
    uv_close((uv_handle_t *)&w->guard, NULL);
    uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&w->loop), 0);
}

static void start(struct world *w, struct fetch_request request, struct seen *seen) {
    assert_int_equal(fetch_start(w->fetch, &request, &seen->id), ERR_OK);
    assert_int_equal(seen->done, 0); /* never from inside fetch_start */
}

static void wait_done(struct world *w, struct seen *seen, uint32_t times) {
    while (seen->done < times)
        uv_run(&w->loop, UV_RUN_ONCE);
    assert_int_equal(seen->done, times);
}

static void an_answer_comes_with_status_headers_and_body(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {0};
    start(&w, request_to(&w, "/ok", &seen), &seen);
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.outcome, FETCH_ANSWERED);
    assert_int_equal(seen.status, 200);
    assert_string_equal(seen.body, "hello");
    assert_string_equal(seen.header, "7");
    struct seen sorry = {0};
    start(&w, request_to(&w, "/status/503", &sorry), &sorry);
    wait_done(&w, &sorry, 1);
    assert_int_equal(sorry.outcome, FETCH_ANSWERED);
    assert_int_equal(sorry.status, 503);
    assert_string_equal(sorry.body, "sorry");
    assert_int_equal(tiny_connections(w.server), 1); /* the connection is kept */
    close_world(&w);
}

static void body_and_headers_arrive_as_given(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {0};
    struct fetch_header headers[] = {{"Authorization", "Bearer x"}, {"Idempotency-Key", "k-1"}};
    struct fetch_request request = request_to(&w, "/echo", &seen);
    request.method = "PUT";
    request.headers = headers;
    request.header_count = 2;
    char body[] = "{\"a\":1}";
    request.body = SLICE("{\"a\":1}");
    request.body.data = body;
    start(&w, request, &seen);
    memset(body, '?', sizeof body); /* copies were taken */
    wait_done(&w, &seen, 1);
    assert_non_null(strstr(seen.body, "PUT /echo HTTP/1.1\r\n"));
    assert_non_null(strstr(seen.body, "Authorization: Bearer x\r\n"));
    assert_non_null(strstr(seen.body, "Idempotency-Key: k-1\r\n"));
    assert_non_null(strstr(seen.body, "User-Agent: tiny-test/1\r\n"));
    assert_non_null(strstr(seen.body, "\r\n\r\n{\"a\":1}"));
    assert_null(strstr(seen.body, "Expect"));
    close_world(&w);
}

static void failures_have_names(void **state) {
    (void)state;
    static const struct {
        const char *path;
        enum fetch_outcome outcome;
    } rows[] = {
        {"/drop", FETCH_BROKEN},
        {"/half", FETCH_BROKEN},
        {"/endless", FETCH_TOO_LARGE},
        {"/headers", FETCH_TOO_LARGE},
    };
    struct world w = {0};
    open_world(&w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct seen seen = {0};
        start(&w, request_to(&w, rows[i].path, &seen), &seen);
        wait_done(&w, &seen, 1);
        assert_int_equal(seen.outcome, rows[i].outcome);
    }
    static const char *const invalid[] = {"ftp://127.0.0.1/", "http://", "file:///etc/passwd",
                                          "http://user:pw@127.0.0.1:1/"};
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
        struct seen seen = {0};
        struct fetch_request request = request_to(&w, "/ok", &seen);
        request.url = invalid[i];
        start(&w, request, &seen);
        wait_done(&w, &seen, 1);
        assert_int_equal(seen.outcome, FETCH_INVALID);
        assert_int_equal(seen.status, 0);
    }
    close_world(&w);
}

static void a_header_cannot_smuggle_another(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {0};
    struct fetch_header header = {"X-Id", "1\r\nX-Evil: 2"};
    struct fetch_request request = request_to(&w, "/echo", &seen);
    request.headers = &header;
    request.header_count = 1;
    start(&w, request, &seen);
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.outcome, FETCH_INVALID);
    assert_int_equal(tiny_connections(w.server), 0);
    close_world(&w);
}

static void nobody_listening_is_no_connection(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct tiny_server *gone = tiny_open(&w.loop);
    int port = tiny_port(gone);
    tiny_close(gone);
    struct seen seen = {0};
    struct fetch_request request = request_to(&w, "/ok", &seen);
    snprintf(url[1], sizeof url[1], "http://127.0.0.1:%d/ok", port);
    request.url = url[1];
    uv_run(&w.loop, UV_RUN_NOWAIT);
    start(&w, request, &seen);
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.outcome, FETCH_NO_CONNECTION);
    close_world(&w);
}

static void a_deadline_ends_a_request_on_the_wire(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {0};
    struct fetch_request request = request_to(&w, "/slow", &seen);
    request.deadline_ms = 50;
    start(&w, request, &seen);
    wait_done(&w, &seen, 1); /* found after a timer action: nothing comes on the socket */
    assert_int_equal(seen.outcome, FETCH_DEADLINE);
    close_world(&w);
}

static void a_deadline_runs_in_the_waiting_line_too(void **state) {
    (void)state;
    struct world w = {.concurrent_max = 1};
    open_world(&w);
    struct seen slow = {0}, waiting = {0}, patient = {0};
    start(&w, request_to(&w, "/slow", &slow), &slow);
    start(&w, request_to(&w, "/ok", &patient), &patient);
    struct fetch_request request = request_to(&w, "/ok", &waiting);
    request.deadline_ms = 50;
    start(&w, request, &waiting);
    wait_done(&w, &waiting, 1);
    assert_int_equal(waiting.outcome, FETCH_DEADLINE);
    assert_int_equal(slow.done + patient.done, 0);
    tiny_release(w.server);
    wait_done(&w, &slow, 1);
    wait_done(&w, &patient, 1);
    assert_string_equal(slow.body, "late");
    assert_int_equal(tiny_connections(w.server), 1);
    close_world(&w);
}

static void no_more_than_the_agreed_number_at_once(void **state) {
    (void)state;
    struct world w = {.concurrent_max = 3, .waiting_max = 5};
    open_world(&w);
    struct seen seen[9] = {0};
    for (int i = 0; i < 8; i++)
        start(&w, request_to(&w, "/slow", &seen[i]), &seen[i]);
    struct fetch_request ninth = request_to(&w, "/slow", &seen[8]);
    assert_int_equal(fetch_start(w.fetch, &ninth, NULL), ERR_LIMIT_REACHED);
    uint32_t done = 0;
    while (done < 8) {
        uv_run(&w.loop, UV_RUN_ONCE);
        if (fetch_active(w.fetch) == 3 || fetch_waiting(w.fetch) == 0) tiny_release(w.server);
        done = 0;
        for (int i = 0; i < 8; i++)
            done += seen[i].done;
    }
    assert_int_equal(tiny_busy_most(w.server), 3);
    for (int i = 0; i < 8; i++)
        assert_string_equal(seen[i].body, "late");
    assert_int_equal(seen[8].done, 0);
    close_world(&w);
}

static struct fetch_request stream_to(struct world *w, struct seen *seen) {
    struct fetch_request request = request_to(w, "/stream", seen);
    request.deadline_ms = 0;
    request.on_bytes = on_bytes;
    return request;
}

static void push_until_seen(struct world *w, struct seen *seen, const char *bytes) {
    while (tiny_streams(w->server) == 0)
        uv_run(&w->loop, UV_RUN_ONCE);
    tiny_push(w->server, bytes);
    while (strstr(seen->streamed, bytes) == NULL && seen->done == 0)
        uv_run(&w->loop, UV_RUN_ONCE);
}

static void a_stream_is_read_as_it_comes(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {0};
    start(&w, stream_to(&w, &seen), &seen);
    push_until_seen(&w, &seen, "one,");
    push_until_seen(&w, &seen, "two,");
    assert_string_equal(seen.streamed, "one,two,");
    assert_int_equal(seen.done, 0);
    struct seen ok = {0}; /* others go on beside it */
    start(&w, request_to(&w, "/ok", &ok), &ok);
    wait_done(&w, &ok, 1);
    fetch_cancel(w.fetch, seen.id);
    assert_int_equal(seen.done, 0); /* never from inside fetch_cancel */
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.outcome, FETCH_CANCELLED);
    assert_string_equal(seen.body, "");
    fetch_cancel(w.fetch, seen.id); /* over: ignored */
    close_world(&w);
    assert_int_equal(seen.done, 1);
}

static void a_refused_stream_has_its_body_in_the_answer(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {0};
    struct fetch_request request = request_to(&w, "/status/410", &seen);
    request.on_bytes = on_bytes;
    start(&w, request, &seen);
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.status, 410);
    assert_string_equal(seen.body, "sorry");
    assert_string_equal(seen.streamed, "");
    close_world(&w);
}

static void a_quiet_stream_is_given_up(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {0}, other = {0};
    struct fetch_request request = stream_to(&w, &seen);
    request.quiet_ms = 60;
    start(&w, stream_to(&w, &other), &other);
    start(&w, request, &seen);
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.outcome, FETCH_DEADLINE);
    assert_int_equal(other.done, 0);
    close_world(&w);
    assert_int_equal(other.outcome, FETCH_CANCELLED);
}

static void a_stream_may_be_cancelled_from_its_own_bytes(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {.cancel_in_bytes = true};
    start(&w, stream_to(&w, &seen), &seen);
    push_until_seen(&w, &seen, "one,");
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.outcome, FETCH_CANCELLED);
    close_world(&w);
}

static void closing_from_bytes_and_from_done(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w);
    struct seen seen = {.close_in_bytes = true}, other = {0};
    start(&w, request_to(&w, "/slow", &other), &other);
    start(&w, stream_to(&w, &seen), &seen);
    push_until_seen(&w, &seen, "one,");
    close_world(&w);
    assert_int_equal(seen.outcome, FETCH_CANCELLED);
    assert_int_equal(other.outcome, FETCH_CANCELLED);
    assert_int_equal(other.done, 1);

    struct world v = {0};
    open_world(&v);
    struct seen last = {.close_in_done = true};
    start(&v, request_to(&v, "/ok", &last), &last);
    wait_done(&v, &last, 1);
    struct fetch_request late = request_to(&v, "/ok", &last);
    assert_int_equal(fetch_start(v.fetch, &late, NULL), ERR_LIMIT_REACHED);
    close_world(&v);
}

static void the_next_may_start_in_done(void **state) {
    (void)state;
    struct world w = {.concurrent_max = 1, .waiting_max = 1};
    open_world(&w);
    struct seen seen = {.again_in_done = true};
    start(&w, request_to(&w, "/status/500", &seen), &seen);
    wait_done(&w, &seen, 2);
    assert_string_equal(seen.body, "hello");
    close_world(&w);
}

static void closing_cancels_what_waits_and_what_runs(void **state) {
    (void)state;
    struct world w = {.concurrent_max = 2};
    open_world(&w);
    struct seen seen[4] = {0};
    for (int i = 0; i < 4; i++)
        start(&w, request_to(&w, "/slow", &seen[i]), &seen[i]);
    while (tiny_busy_most(w.server) < 2)
        uv_run(&w.loop, UV_RUN_ONCE);
    close_world(&w);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(seen[i].done, 1);
        assert_int_equal(seen[i].outcome, FETCH_CANCELLED);
    }
}

static void loopback_is_blocked_when_only_public_addresses_may_be_reached(void **state) {
    (void)state;
    struct world w = {.public_only = true};
    open_world(&w);
    struct seen seen = {0}, by_name = {0};
    start(&w, request_to(&w, "/ok", &seen), &seen);
    wait_done(&w, &seen, 1);
    assert_int_equal(seen.outcome, FETCH_BLOCKED);
    struct fetch_request request = request_to(&w, "/ok", &by_name);
    snprintf(url[1], sizeof url[1], "http://localhost:%d/ok", tiny_port(w.server));
    request.url = url[1];
    start(&w, request, &by_name);
    wait_done(&w, &by_name, 1);
    assert_int_equal(by_name.outcome, FETCH_BLOCKED);
    assert_int_equal(tiny_connections(w.server), 0);
    close_world(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_with_status_headers_and_body),
        cmocka_unit_test(body_and_headers_arrive_as_given),
        cmocka_unit_test(failures_have_names),
        cmocka_unit_test(a_header_cannot_smuggle_another),
        cmocka_unit_test(nobody_listening_is_no_connection),
        cmocka_unit_test(a_deadline_ends_a_request_on_the_wire),
        cmocka_unit_test(a_deadline_runs_in_the_waiting_line_too),
        cmocka_unit_test(no_more_than_the_agreed_number_at_once),
        cmocka_unit_test(a_stream_is_read_as_it_comes),
        cmocka_unit_test(a_refused_stream_has_its_body_in_the_answer),
        cmocka_unit_test(a_quiet_stream_is_given_up),
        cmocka_unit_test(a_stream_may_be_cancelled_from_its_own_bytes),
        cmocka_unit_test(closing_from_bytes_and_from_done),
        cmocka_unit_test(the_next_may_start_in_done),
        cmocka_unit_test(closing_cancels_what_waits_and_what_runs),
        cmocka_unit_test(loopback_is_blocked_when_only_public_addresses_may_be_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
