/* The store and a real redis-server: every way in which the connection or Redis itself can go away,
 * and the way in. */
#include "unit/store/harness.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* --- away and back ---------------------------------------------------------------------------- */

static void test_redis_away_at_start_is_waited_for(void **state) {
    (void)state;
    struct world w;
    struct station s;
    world_open(&w);
    struct store_config config = config_of(&w.redis, w.redis.data);
    station_open(&s, &w.loop, &config);
    UNTIL(&w, s.away >= 3);
    assert_int_equal(s.problem.err, ERR_STORE_AWAY);
    assert_non_null(strstr(s.problem.detail, w.redis.socket));
    redis_start(&w.redis);
    UNTIL(&w, s.is_open);
    end(&w, &s);
}

/* The number that Redis says it has decides where to go on: as the engine does. */
static void resend(struct station *s, uint64_t last, unsigned *ready_seen) {
    if (s->ready == *ready_seen) return;
    *ready_seen = s->ready;
    for (uint64_t n = s->ready_number + 1; n <= last; n++)
        send_numbered(s, n);
}

static void test_a_connection_killed_in_flight_loses_and_doubles_nothing(void **state) {
    (void)state;
    enum { ROUNDS = 24, EACH = 16 };
    struct world w;
    struct station s;
    begin(&w, &s);
    uint64_t last = 0;
    unsigned ready_seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < EACH; i++)
            send_numbered(&s, ++last);
        /* A little further on its way every time: not written, written, being answered. */
        for (int turn = 0; turn < round % 4; turn++)
            uv_run(&w.loop, UV_RUN_NOWAIT);
        ASSERT_INTEGER(&w.redis, 1, "CLIENT KILL TYPE normal SKIPME yes");
        UNTIL(&w, s.ready == (unsigned)round + 1);
        resend(&s, last, &ready_seen);
        UNTIL(&w, s.stored == last || s.ready_number == last);
    }
    assert_int_equal(s.lost, ROUNDS);
    send_numbered(&s, ++last);
    UNTIL(&w, s.stored == last);
    assert_numbers(&w.redis, last);
    end(&w, &s);
}

static void test_redis_killed_and_restarted_has_all_it_acknowledged(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    uint64_t last = 0;
    unsigned ready_seen = 0;
    for (unsigned round = 1; round <= 3; round++) {
        for (int i = 0; i < 30; i++)
            send_numbered(&s, ++last);
        UNTIL(&w, s.stored >= last - 20);
        uint64_t acknowledged = s.stored;
        redis_stop(&w.redis, SIGKILL);
        UNTIL(&w, s.lost == round);
        send_numbered(&s, last); /* nobody is there: dropped */
        redis_start(&w.redis);
        UNTIL(&w, s.ready == round);
        assert_true(s.ready_number >= acknowledged);
        resend(&s, last, &ready_seen);
        UNTIL(&w, s.stored == last || s.ready_number == last);
    }
    assert_numbers(&w.redis, last);
    assert_int_equal(s.fenced, 0);
    end(&w, &s);
}

static void test_a_frozen_redis_is_lost_and_the_lease_with_it(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    send_numbered(&s, 1);
    UNTIL(&w, s.stored == 1);
    unsigned ready_seen = 0;
    uint64_t last = 1;
    kill(w.redis.pid, SIGSTOP);
    for (int i = 0; i < 8; i++)
        send_numbered(&s, ++last);
    UNTIL(&w, store_lease_until(s.store) <= (time_ms)uv_now(&w.loop));
    UNTIL(&w, s.lost == 1); /* LIMIT_STORE_COMMAND_MS without a byte */
    UNTIL(&w, s.ready == 0);
    kill(w.redis.pid, SIGCONT); /* what lay in the old socket is executed too, before or after */
    UNTIL(&w, s.ready >= 1);
    resend(&s, last, &ready_seen);
    while (s.stored < last && s.ready_number < last) {
        uint64_t stored = s.stored;
        unsigned ready = s.ready;
        UNTIL(&w, s.stored > stored || s.ready > ready);
        resend(&s, last, &ready_seen);
    }
    assert_numbers(&w.redis, last);
    UNTIL(&w, store_lease_until(s.store) > (time_ms)uv_now(&w.loop));
    assert_int_equal(s.fenced, 0);
    end(&w, &s);
}

static void test_a_redis_that_forgot_is_found_out_without_a_commit(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    send_numbered(&s, 1);
    send_numbered(&s, 2);
    UNTIL(&w, s.stored == 2);
    tell(&w.redis, "FLUSHALL");
    UNTIL(&w, s.ready == 1);
    assert_int_equal(s.ready_number, 0);
    ASSERT_TEXT(&w.redis, "1", "HGET {ddh}:meta epoch"); /* epochs never go back */
    /* What the engine does about it: a snapshot under a new epoch. Its answer is lost on the
     * way. */
    const struct commit_record records[] = {record_of("call", "call-1", "{}"),
                                            record_of("call", "call-2", "{}")};
    const struct commit snapshot = {.epoch = 2,
                                    .first_number = 3,
                                    .last_number = 3,
                                    .records = records,
                                    .record_count = 2,
                                    .now = NOW,
                                    .snapshot = true};
    for (unsigned round = 2; s.ready_number != 3; round++) {
        /* Redis wakes up to both at once: it obeys, and the answer goes with the connection. It
         * takes them in the order in which they came, unless a connection that it has just answered
         * is still first in its line: so the last word before is another's. */
        redisContext *other = redisConnectUnix(w.redis.socket);
        assert_non_null(other);
        freeReplyObject(redisCommand(other, "PING"));
        kill(w.redis.pid, SIGSTOP);
        send_commit(&s, &snapshot);
        uv_run(&w.loop, UV_RUN_NOWAIT);
        redisAppendCommand(w.redis.client, "CLIENT KILL TYPE normal SKIPME yes");
        int written = 0;
        while (!written)
            assert_int_equal(redisBufferWrite(w.redis.client, &written), REDIS_OK);
        kill(w.redis.pid, SIGCONT);
        redisReply *killed = NULL;
        assert_int_equal(redisGetReply(w.redis.client, (void **)&killed), REDIS_OK);
        freeReplyObject(killed);
        redisFree(other);
        UNTIL(&w, s.ready == round);
        assert_int_equal(s.fenced, 0);
    }
    assert_int_equal(s.stored, 2);
    s.opened.epoch = 2;
    send_numbered(&s, 4);
    UNTIL(&w, s.stored == 4);
    ASSERT_INTEGER(&w.redis, 3, "HLEN {ddh}:call");
    ASSERT_TEXT(&w.redis, "2", "HGET {ddh}:meta epoch");
    /* Once more: the epoch that it is given again is the newest. */
    unsigned ready = s.ready;
    tell(&w.redis, "FLUSHALL");
    UNTIL(&w, s.ready == ready + 1);
    ASSERT_TEXT(&w.redis, "2", "HGET {ddh}:meta epoch");
    end(&w, &s);
}

/* An older copy put in its place by an operator, no connection lost. */
static void test_a_redis_that_went_back_is_found_out_without_a_commit(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    for (uint64_t n = 1; n <= 3; n++)
        send_numbered(&s, n);
    UNTIL(&w, s.stored == 3);
    tell(&w.redis, "HSET {ddh}:meta number 1");
    UNTIL(&w, s.ready == 1);
    assert_int_equal(s.ready_number, 1);
    assert_int_equal(s.lost, 1);
    end(&w, &s);
}

static void test_a_commit_that_broke_off_half_way_is_repeated_once(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    send_numbered(&s, 1);
    UNTIL(&w, s.stored == 1);
    tell(&w.redis, "RENAME {ddh}:call {ddh}:aside");
    tell(&w.redis, "SET {ddh}:call nonsense");
    send_numbered(&s, 2);
    UNTIL(&w, s.ready == 1);
    assert_int_equal(s.ready_number, 1);
    struct store_view view;
    store_view(s.store, &view);
    assert_non_null(strstr(view.last_problem, "WRONGTYPE"));
    ASSERT_INTEGER(&w.redis, 2, "XLEN {ddh}:events");
    tell(&w.redis, "RENAME {ddh}:aside {ddh}:call");
    send_numbered(&s, 2);
    UNTIL(&w, s.stored == 2);
    assert_numbers(&w.redis, 2);
    end(&w, &s);
}

/* --- the way in ------------------------------------------------------------------------------- */

static void test_a_wrong_password_is_refused_and_the_right_one_not(void **state) {
    (void)state;
    struct world w;
    struct station s;
    world_open(&w);
    w.redis.password = "hemmeligt";
    redis_start(&w.redis);
    struct store_config config = config_of(&w.redis, w.redis.data);
    config.password = "forkert";
    station_open(&s, &w.loop, &config);
    UNTIL(&w, s.is_refused);
    assert_non_null(strstr(s.problem.detail, "AUTH: WRONGPASS"));
    assert_null(strstr(s.problem.detail, "forkert"));
    station_close(&w, &s);
    config.password = NULL;
    station_open(&s, &w.loop, &config);
    UNTIL(&w, s.is_refused);
    assert_non_null(strstr(s.problem.detail, "NOAUTH"));
    station_close(&w, &s);
    config.password = "hemmeligt";
    config.username = "default";
    config.database = 3;
    config.tag = "prov";
    station_open_and_attach(&w, &s, &config);
    send_numbered(&s, 1);
    UNTIL(&w, s.stored == 1);
    tell(&w.redis, "SELECT 3");
    ASSERT_INTEGER(&w.redis, 1, "HLEN {prov}:call");
    end(&w, &s);
}

/* A port that was free a moment ago: redis-server cannot choose one itself. */
static int free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(probe, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(probe, (struct sockaddr *)&address, &length), 0);
    close(probe);
    return ntohs(address.sin_port);
}

/* `localhost` may be ::1 first, where nobody listens. */
static void test_over_tcp_by_name(void **state) {
    (void)state;
    struct world w;
    struct station s;
    char address[32];
    struct addrinfo *found = NULL;
    if (getaddrinfo("localhost", NULL, NULL, &found) != 0)
        skip(); /* a machine without /etc/hosts */
    freeaddrinfo(found);
    world_open(&w);
    w.redis.port = free_port();
    redis_start(&w.redis);
    snprintf(address, sizeof address, "localhost:%d", w.redis.port);
    struct store_config config = config_of(&w.redis, w.redis.data);
    config.address = address;
    station_open_and_attach(&w, &s, &config);
    for (uint64_t n = 1; n <= 32; n++)
        send_numbered(&s, n);
    UNTIL(&w, s.stored == 32);
    redis_stop(&w.redis, SIGKILL);
    UNTIL(&w, s.lost == 1);
    redis_start(&w.redis);
    UNTIL(&w, s.ready == 1);
    assert_int_equal(s.ready_number, 32);
    end(&w, &s);
}

static void test_it_closes_at_any_moment(void **state) {
    (void)state;
    struct world w;
    struct station s;
    world_open_with_redis(&w);
    struct store_config config = config_of(&w.redis, w.redis.data);
    for (int turns = 0; turns < 12; turns++) {
        station_open(&s, &w.loop, &config);
        for (int i = 0; i < turns; i++)
            uv_run(&w.loop, UV_RUN_NOWAIT);
        station_close(&w, &s);
    }
    station_open_and_attach(&w, &s, &config);
    for (uint64_t n = 1; n <= 16; n++)
        send_numbered(&s, n);
    station_close(&w, &s); /* answers in flight: to nobody */
    assert_int_equal(s.stored_times, 0);
    redis_stop(&w.redis, SIGKILL);
    station_open(&s, &w.loop, &config);
    UNTIL(&w, s.away >= 1);
    station_close(&w, &s);
    config.address = "localhost:1"; /* nobody listens; the name is looked up */
    station_open(&s, &w.loop, &config);
    station_close(&w, &s);
    station_open(&s, &w.loop, &config);
    UNTIL(&w, s.away >= 1);
    station_close(&w, &s);
    world_close(&w);
}

static void test_losses_before_anybody_is_attached_are_told(void **state) {
    (void)state;
    struct world w;
    struct station s;
    world_open_with_redis(&w);
    struct store_config config = config_of(&w.redis, w.redis.data);
    station_open(&s, &w.loop, &config);
    UNTIL(&w, s.is_open);
    redis_stop(&w.redis, SIGKILL);
    struct store_view view;
    do {
        uv_run(&w.loop, UV_RUN_ONCE);
        store_view(s.store, &view);
    } while (view.connected);
    station_attach(&s);
    assert_int_equal(s.lost, 0);
    UNTIL(&w, s.lost == 1);
    redis_start(&w.redis);
    UNTIL(&w, s.ready == 1);
    assert_int_equal(s.lost, 1);
    end(&w, &s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_redis_away_at_start_is_waited_for),
        cmocka_unit_test(test_a_connection_killed_in_flight_loses_and_doubles_nothing),
        cmocka_unit_test(test_redis_killed_and_restarted_has_all_it_acknowledged),
        cmocka_unit_test(test_a_frozen_redis_is_lost_and_the_lease_with_it),
        cmocka_unit_test(test_a_redis_that_forgot_is_found_out_without_a_commit),
        cmocka_unit_test(test_a_redis_that_went_back_is_found_out_without_a_commit),
        cmocka_unit_test(test_a_commit_that_broke_off_half_way_is_repeated_once),
        cmocka_unit_test(test_a_wrong_password_is_refused_and_the_right_one_not),
        cmocka_unit_test(test_over_tcp_by_name),
        cmocka_unit_test(test_it_closes_at_any_moment),
        cmocka_unit_test(test_losses_before_anybody_is_attached_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
