/* Who gets in, through which door, and how the doors close. */
#include "fixture.h"

#include <sys/stat.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: x\r\n\r\n"

static void expect_served(struct client *c) {
    client_send(c, GET("/now"));
    expect_response(c, 200, "/now");
}

/* Everybody else has left, and the server has noticed. */
static void wait_for_connections(struct client *c, uint32_t connections) {
    struct http_view view;
    uint64_t deadline = uv_hrtime() + PATIENCE_NS;
    for (http_view(c->server->http, &view); view.connections != connections;
         http_view(c->server->http, &view))
        client_step(c, deadline, POLLIN);
}

static void the_cap_on_all_connections(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.connections = 3, .connections_per_address = 100});
    struct client clients[3];
    for (int i = 0; i < 3; i++) {
        clients[i] = client_open(&s);
        expect_served(&clients[i]);
    }
    for (int i = 0; i < 5; i++) {
        struct client more = client_open(&s);
        client_send(&more, GET("/now"));
        struct response r = read_response(&more, true);
        assert_int_equal(r.status, 503);
        assert_non_null(response_header(&r, "Retry-After: 1\r\n"));
        assert_non_null(strstr(r.body, "urn:ddh:problem:limit-reached"));
        response_free(&r);
        wait_for_end(&more);
        assert_false(more.was_reset);
        client_leave(&more);
    }
    expect_served(&clients[2]); /* those inside do not notice */
    client_leave(&clients[0]);
    wait_for_connections(&clients[2], 2);
    clients[0] = client_open(&s);
    expect_served(&clients[0]);
    struct http_view view;
    http_view(s.http, &view);
    assert_int_equal(view.refused_full, 5);
    for (int i = 0; i < 3; i++)
        client_leave(&clients[i]);
    server_close(&s);
}

static void a_crowd_at_the_door_is_bounded(void **state) {
    (void)state;
    enum { CROWD = LIMIT_DOOR_CONNECTIONS + 40 };
    struct server s;
    server_open(&s, (struct http_config){.connections = 1, .linger_ms = 60000});
    struct client inside = client_open(&s), crowd[CROWD];
    expect_served(&inside);
    for (int i = 0; i < CROWD; i++) { /* they say nothing and stay */
        crowd[i] = client_open(&s);
        uv_run(&s.loop, UV_RUN_NOWAIT);
    }
    wait_for_connections(&inside, 1 + LIMIT_DOOR_CONNECTIONS);
    expect_served(&inside);
    int told = 0;
    for (int i = 0; i < CROWD; i++) {
        wait_for_end(&crowd[i]);
        if (crowd[i].in.length > 0) told++;
        client_leave(&crowd[i]);
    }
    assert_int_equal(told, LIMIT_DOOR_CONNECTIONS);
    wait_for_connections(&inside, 1);
    client_leave(&inside);
    server_close(&s);
}

static void the_cap_on_one_address(void **state) {
    (void)state;
    static const char *const exempt[] = {"127.0.1.0/24", "::1"};
    struct server s;
    server_open(&s, (struct http_config){.connections_per_address = 2,
                                         .exempt_networks = exempt,
                                         .exempt_network_count = 2});
    struct client first = client_open(&s), second = client_open(&s), third = client_open(&s);
    expect_served(&first);
    expect_served(&second);
    expect_refusal(&third, 429, "too-many-requests");
    struct client other = client_from(&s, "127.0.0.2", 0);
    expect_served(&other);
    struct client switches[6];
    for (int i = 0; i < 6; i++) {
        switches[i] = client_from(&s, "127.0.1.77", 0);
        expect_served(&switches[i]);
    }
    /* A place that becomes free is a place. */
    client_leave(&first);
    client_leave(&third);
    wait_for_connections(&second, 8);
    first = client_open(&s);
    expect_served(&first);
    client_leave(&first);
    client_leave(&second);
    client_leave(&other);
    for (int i = 0; i < 6; i++)
        client_leave(&switches[i]);
    server_close(&s);
}

static void send_with_token(struct client *c, const char *target, const char *token) {
    char text[256];
    (void)snprintf(text, sizeof text,
                   "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", target, token);
    client_send(c, text);
    wait_for_text(c, "\r\n\r\n");
}

static void who_has_shown_a_token_is_no_stranger(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.connections_per_address = 1});
    struct client clients[5];
    for (int i = 0; i < 4; i++) {
        clients[i] = client_open(&s);
        send_with_token(&clients[i], i % 2 == 0 ? "/v1/private" : "/v1/stream", "good");
        assert_non_null(strstr(clients[i].in.data, "200 OK"));
    }
    /* The fifth shows nothing that would prove a token: it stays the one stranger. */
    clients[4] = client_open(&s);
    send_with_token(&clients[4], "/v1/private", "bad");
    assert_non_null(strstr(clients[4].in.data, "401 Unauthorized"));
    send_with_token(&clients[4], "/healthz", "bad");
    send_with_token(&clients[4], "/v1/openapi.yaml", "bad");
    struct client more = client_open(&s);
    expect_refusal(&more, 429, "too-many-requests");
    client_leave(&more);
    for (int i = 0; i < 5; i++)
        client_leave(&clients[i]);
    server_close(&s);
}

/* --- the admin socket ------------------------------------------------------------------------- */

static struct client client_local(struct server *s) {
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    assert_true(text_copy(address.sun_path, sizeof address.sun_path, s->socket_path));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return client_on(s, fd);
}

/* The socket's path is known only once the directory is, so the server is made in two steps. */
static enum err open_with_socket(struct server *s, struct problem *problem) {
    struct http_config config = {.address = "127.0.0.1",
                                 .connections = 1,
                                 .socket_path = s->socket_path,
                                 .monotonic = monotonic};
    s->http = http_create(&s->loop, &config, problem);
    assert_non_null(s->http);
    s->api.http = s->http;
    return http_open(s->http, &s->api, problem);
}

static void server_create_bare(struct server *s) {
    memset(s, 0, sizeof *s);
    s->api.due = TIME_NEVER;
    assert_int_equal(uv_loop_init(&s->loop), 0);
    (void)snprintf(s->directory, sizeof s->directory, "/tmp/ddh-http-XXXXXX");
    assert_non_null(mkdtemp(s->directory));
    (void)snprintf(s->socket_path, sizeof s->socket_path, "%s/admin.sock", s->directory);
}

static void the_admin_socket_is_the_owners_alone(void **state) {
    (void)state;
    struct server s;
    struct problem problem;
    server_create_bare(&s);
    /* A dead coordinator's socket lies there, open to all. */
    int stale = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    assert_true(text_copy(address.sun_path, sizeof address.sun_path, s.socket_path));
    assert_int_equal(bind(stale, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(close(stale), 0);
    assert_int_equal(chmod(s.socket_path, 0777), 0);

    assert_int_equal(open_with_socket(&s, &problem), ERR_OK);
    struct stat found;
    assert_int_equal(stat(s.socket_path, &found), 0);
    assert_true(S_ISSOCK(found.st_mode));
    assert_int_equal(found.st_mode & 0777, 0600);

    struct client tcp = client_open(&s);
    expect_served(&tcp);
    assert_false(s.api.last_local);
    /* The cap of one is reached, but an operator must get in. */
    struct client a = client_local(&s), b = client_local(&s);
    expect_served(&a);
    assert_true(s.api.last_local);
    assert_string_equal(s.api.last_address, "");
    expect_served(&b);
    client_send(&a, "broken\r\n\r\n");
    expect_refusal(&a, 400, "invalid-request");
    client_leave(&a);
    client_leave(&b);
    client_leave(&tcp);
    server_close(&s);
    assert_int_equal(access(s.socket_path, F_OK), -1);
}

static void a_file_in_the_way_of_the_admin_socket_stays(void **state) {
    (void)state;
    struct server s;
    struct problem problem;
    server_create_bare(&s);
    int fd = open(s.socket_path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(open_with_socket(&s, &problem), ERR_INVALID);
    assert_string_equal(problem.field, "socket_path");
    assert_int_equal(access(s.socket_path, F_OK), 0);
    server_close(&s);
}

/* --- configuration ---------------------------------------------------------------------------- */

static void an_address_in_use_is_said(void **state) {
    (void)state;
    struct server s, second;
    server_open(&s, (struct http_config){0});
    server_create(&second, (struct http_config){.port = http_port(s.http)});
    struct problem problem;
    assert_int_equal(http_open(second.http, &second.api, &problem), ERR_INVALID);
    assert_string_equal(problem.field, "address");
    assert_non_null(strstr(problem.detail, "address already in use"));
    server_close(&second);
    server_close(&s);
}

static void a_wrong_configuration_is_refused(void **state) {
    (void)state;
    uv_loop_t loop;
    assert_int_equal(uv_loop_init(&loop), 0);
    static const char *const wrong[] = {"10.0.0.0/8", "10.1.0.0/8"};
    struct problem problem;
    struct http_config config = {.address = "127.0.0.1",
                                 .exempt_networks = wrong,
                                 .exempt_network_count = 2,
                                 .monotonic = monotonic};
    assert_null(http_create(&loop, &config, &problem));
    assert_int_equal(problem.err, ERR_INVALID);
    assert_string_equal(problem.field, "exempt_networks");
    assert_non_null(strstr(problem.detail, "10.1.0.0/8"));
    config = (struct http_config){
        .address = "127.0.0.1", .connections = UINT32_MAX, .monotonic = monotonic};
    assert_null(http_create(&loop, &config, &problem));
    assert_int_equal(problem.err, ERR_OUT_OF_RANGE);
    assert_int_equal(uv_loop_close(&loop), 0);

    struct server s;
    server_create(&s, (struct http_config){.address = "localhost"});
    assert_int_equal(http_open(s.http, &s.api, &problem), ERR_INVALID);
    assert_non_null(strstr(problem.detail, "localhost"));
    server_close(&s);
}

static void ipv6_is_served_too(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.address = "::1"});
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_port = htons(http_port(s.http)),
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    struct client c = client_on(&s, fd);
    expect_served(&c);
    assert_string_equal(s.api.last_address, "::1");
    client_leave(&c);
    server_close(&s);
}

/* --- closing ---------------------------------------------------------------------------------- */

static void draining_answers_what_is_in_hand(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.grace_ms = 60000});
    struct client idle = client_open(&s), waits = client_open(&s), half = client_open(&s);
    expect_served(&idle);
    client_send(&waits, GET("/later") GET("/now"));
    wait_for_count(&waits, &s.api.waiting_count, 1);
    client_send(&half, "POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
    wait_for_connections(&half, 3);
    expect_served(&idle); /* two rounds of the loop: what was sent before has been read */
    expect_served(&idle);
    for (int turn = 0; turn < 3; turn++) /* and the idle one is truly idle */
        uv_run(&s.loop, UV_RUN_NOWAIT);
    uint16_t port = http_port(s.http);
    http_drain(s.http);
    http_drain(s.http);
    assert_int_equal(s.api.drained, 1);
    wait_for_end(&idle);
    assert_int_equal(idle.in.length, 0);

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), -1);
    assert_int_equal(errno, ECONNREFUSED);
    assert_int_equal(close(fd), 0);

    client_send(&half, "cd");
    struct response r = read_response(&half, true);
    assert_non_null(response_header(&r, "Connection: close\r\n"));
    assert_non_null(strstr(r.body, "abcd"));
    response_free(&r);
    server_begin_close(&s);
    assert_false(s.closed);
    answer_waiting(&s.api, 0, "at last");
    r = read_response(&waits, true);
    assert_non_null(response_header(&r, "Connection: close\r\n"));
    assert_string_equal(r.body, "at last");
    response_free(&r);
    wait_for_end(&waits);
    assert_int_equal(s.api.handled, 5); /* what was pipelined behind it is the client's to repeat */
    client_leave(&idle);
    client_leave(&waits);
    client_leave(&half);
    server_close(&s);
}

static void grace_has_an_end(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){.grace_ms = 30});
    struct client waits = client_open(&s), deaf = client_from(&s, "127.0.0.1", 2048),
                  half = client_open(&s);
    client_send(&waits, GET("/later"));
    wait_for_count(&waits, &s.api.waiting_count, 1);
    deaf.deaf = true;
    client_send(&deaf, GET("/big"));
    client_send(&half, "GET /now HT");
    wait_for_count(&waits, &s.api.handled, 2);
    server_begin_close(&s);
    assert_int_equal(s.api.cancelled, 0);
    wait_for_end(&waits);
    assert_int_equal(s.api.cancelled, 1);
    server_close(&s);
    client_leave(&waits);
    client_leave(&deaf);
    client_leave(&half);
}

static void closing_without_having_been_open(void **state) {
    (void)state;
    struct server s;
    server_create(&s, (struct http_config){0});
    server_close(&s);
    assert_int_equal(s.api.drained, 0);
}

static void the_metrics_say_what_happened(void **state) {
    (void)state;
    struct server s;
    server_open(&s, (struct http_config){0});
    struct client c = client_open(&s);
    expect_served(&c);
    client_send(&c, "nonsense\r\n\r\n");
    expect_refusal(&c, 400, "invalid-request");
    struct text_buf out;
    text_buf_init(&out, 8192);
    http_metrics(s.http, &out);
    assert_false(out.overflowed);
    assert_non_null(strstr(out.data, "\nddh_http_requests_total 1\n"));
    assert_non_null(strstr(out.data, "\nddh_http_refused_requests_total 1\n"));
    assert_non_null(strstr(out.data, "# TYPE ddh_http_connections gauge\n"));
    text_buf_close(&out);
    client_leave(&c);
    server_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cap_on_all_connections),
        cmocka_unit_test(a_crowd_at_the_door_is_bounded),
        cmocka_unit_test(the_cap_on_one_address),
        cmocka_unit_test(who_has_shown_a_token_is_no_stranger),
        cmocka_unit_test(the_admin_socket_is_the_owners_alone),
        cmocka_unit_test(a_file_in_the_way_of_the_admin_socket_stays),
        cmocka_unit_test(an_address_in_use_is_said),
        cmocka_unit_test(a_wrong_configuration_is_refused),
        cmocka_unit_test(ipv6_is_served_too),
        cmocka_unit_test(draining_answers_what_is_in_hand),
        cmocka_unit_test(grace_has_an_end),
        cmocka_unit_test(closing_without_having_been_open),
        cmocka_unit_test(the_metrics_say_what_happened),
    };
    return cmocka_run_group_tests_name("http doors", tests, NULL, NULL);
}
