/* Who leads, against a real redis-server: epochs and the lease. */
#include "unit/store/harness.h"

#include "store/function.h"

/* --- who leads -------------------------------------------------------------------------------- */

static void test_an_old_epoch_is_refused(void **state) {
    (void)state;
    struct world w;
    struct station old, new;
    begin(&w, &old);
    send_numbered(&old, 1);
    UNTIL(&w, old.stored == 1);
    /* Its lease ends (it hung), and another takes over. */
    ASSERT_INTEGER(&w.redis, 1, "DEL {ddh}:leader");
    struct store_config config = config_of(&w.redis, w.redis.other_data);
    config.sizes = small_sizes;
    tell(&w.redis, "DEL {ddh}:call"); /* by hand, so that nothing is there to be recovered */
    tell(&w.redis, "HDEL {ddh}:meta number");
    station_open_and_attach(&w, &new, &config);
    assert_int_equal(new.opened.epoch, 2);
    send_numbered(&old, 1); /* its number would fit: only the epoch is against it */
    UNTIL(&w, old.fenced != 0);
    assert_int_equal(old.lost, 0);
    assert_int_equal(old.fenced, 2);
    assert_int_equal(store_lease_until(old.store), 0);
    ASSERT_INTEGER(&w.redis, 0, "EXISTS {ddh}:call");
    send_numbered(&old, 3); /* goes nowhere */
    new.opened.next_number = 1;
    send_numbered(&new, 1);
    UNTIL(&w, new.stored == 1);
    ASSERT_INTEGER(&w.redis, 1, "HLEN {ddh}:call");
    assert_int_equal(new.fenced, 0);
    station_close(&w, &old);
    ASSERT_INTEGER(&w.redis, 1, "EXISTS {ddh}:leader"); /* the old one does not take it along */
    end(&w, &new);
}

static void test_a_commit_of_the_same_epoch_by_another_is_refused(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    redisReply *reply =
        ask(&w.redis, "FCALL ddh_commit 1 {ddh}:meta %s 1 somebody 1 1 %lld 0 1 events 9 9 9",
            FUNCTION_VERSION, (long long)NOW);
    assert_int_equal(reply->elements, 2);
    assert_string_equal(reply->element[0]->str, "fenced");
    freeReplyObject(reply);
    reply = ask(&w.redis, "FCALL ddh_commit 1 {ddh}:meta 0 1 somebody 1 1 1 0 1 events 9 9 9");
    assert_int_equal(reply->type, REDIS_REPLY_ERROR); /* arguments of another version */
    freeReplyObject(reply);
    ASSERT_INTEGER(&w.redis, 0, "FCALL ddh_leave 1 {ddh}:meta %s somebody", FUNCTION_VERSION);
    ASSERT_INTEGER(&w.redis, 1, "EXISTS {ddh}:leader");
    end(&w, &s);
}

static void test_the_lease_is_taken_kept_and_given_back(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    time_ms first = store_lease_until(s.store);
    assert_in_range(first - (time_ms)uv_now(&w.loop), 1, LIMIT_LEADER_LEASE_MS);
    assert_int_equal(s.opened.leads_until, first);
    redisReply *left = ask(&w.redis, "PTTL {ddh}:leader");
    assert_in_range(left->integer, 1, LIMIT_LEADER_LEASE_MS);
    freeReplyObject(left);
    UNTIL(&w, store_lease_until(s.store) > first + LIMIT_LEADER_LEASE_MS / 2);
    assert_int_equal(s.leads_until, store_lease_until(s.store));
    ASSERT_INTEGER(&w.redis, 1, "EXISTS {ddh}:leader");
    station_close(&w, &s);
    ASSERT_INTEGER(&w.redis, 0, "EXISTS {ddh}:leader");
    world_close(&w);
}

static void test_a_living_lease_bars_another(void **state) {
    (void)state;
    struct world w;
    struct station s, other;
    begin(&w, &s);
    struct store_config config = config_of(&w.redis, w.redis.other_data);
    station_open(&other, &w.loop, &config);
    UNTIL(&w, other.is_refused);
    assert_int_equal(other.problem.err, ERR_FENCED);
    redisReply *owner = ask(&w.redis, "GET {ddh}:leader");
    assert_non_null(strstr(other.problem.detail, owner->str));
    freeReplyObject(owner);
    station_close(&w, &other);
    send_numbered(&s, 1);
    UNTIL(&w, s.stored == 1);
    assert_int_equal(s.fenced, 0);

    /* On the same directory it is seen before Redis is asked. */
    struct problem problem;
    struct store *store;
    config = config_of(&w.redis, w.redis.data);
    assert_int_equal(store_open(&w.loop, &config, &station_listener, &other, &store, &problem),
                     ERR_FENCED);
    end(&w, &s);
}

static void test_the_lease_of_a_dead_predecessor_is_taken_at_once(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    redisReply *owner = ask(&w.redis, "GET {ddh}:leader");
    station_close(&w, &s);
    /* As if it had been killed: the lease lives, the lock on the directory does not. */
    freeReplyObject(ask(&w.redis, "SET {ddh}:leader %s PX 3600000", owner->str));
    freeReplyObject(owner);
    struct store_config config = config_of(&w.redis, w.redis.data);
    station_open_and_attach(&w, &s, &config);
    assert_int_equal(s.opened.epoch, 2);
    send_numbered(&s, 1);
    UNTIL(&w, s.stored == 1);
    end(&w, &s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_old_epoch_is_refused),
        cmocka_unit_test(test_a_commit_of_the_same_epoch_by_another_is_refused),
        cmocka_unit_test(test_the_lease_is_taken_kept_and_given_back),
        cmocka_unit_test(test_a_living_lease_bars_another),
        cmocka_unit_test(test_the_lease_of_a_dead_predecessor_is_taken_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
