/* The commit function against a real redis-server: what others read, the numbers, what is kept for
 * how long. */
#include "unit/store/harness.h"

#include "store/function.h"
#include "store/keys.h"

/* --- what others read ------------------------------------------------------------------------- */

static void assert_entry_as_documented(struct redis *redis) {
    redisReply *stream = ask(redis, "XRANGE {ddh}:events - +");
    assert_int_equal(stream->elements, 1);
    assert_string_equal(stream->element[0]->element[0]->str, "1-1");
    static const char *const expected[] = {"type",
                                           "call_offered",
                                           "at",
                                           "1763794245001",
                                           "actor",
                                           "switch-1",
                                           "organisation",
                                           "0615",
                                           "agent",
                                           "",
                                           "call/call-17",
                                           "{\"id\":\"call-17\",\"state\":\"reserved\"}",
                                           "availability/ida",
                                           "{\"agent\":\"ida\",\"state\":\"reserved\"}",
                                           "token/old",
                                           ""};
    const redisReply *fields = stream->element[0]->element[1];
    assert_int_equal(fields->elements, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < fields->elements; i++)
        assert_string_equal(fields->element[i]->str, expected[i]);
    freeReplyObject(stream);
}

static void test_a_commit_is_visible_as_documented(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    assert_int_equal(s.opened.epoch, 1);
    assert_int_equal(s.opened.next_number, 1);
    assert_false(s.opened.recovered);

    const struct commit_record records[] = {
        record_of("call", "call-17", "{\"id\":\"call-17\",\"state\":\"reserved\"}"),
        record_of("availability", "ida", "{\"agent\":\"ida\",\"state\":\"reserved\"}"),
        record_of("token", "old", "")};
    const struct commit_availability available[] = {{SLICE("ida"), 0}, {SLICE("bo"), NOW + 30000}};
    const struct slice sets[] = {SLICE("organisation:0615"), SLICE("topic:vand")};
    const struct commit_membership memberships[] = {{SLICE("bo"), sets, 2}};
    struct commit_document document = {.bytes = SLICE("{\"playbook\":\"vand\"}")};
    crypto_sha256(document.bytes.data, document.bytes.length, document.hash);
    const struct commit_access access[] = {{NOW + 5, SLICE("leader-1"), SLICE("call-17")}};
    struct commit_event event;
    struct commit commit = commit_of(&s, &event, 1, EVENT_call_offered, records, 3);
    commit.availability = available, commit.availability_count = 2;
    commit.memberships = memberships, commit.membership_count = 1;
    commit.documents = &document, commit.document_count = 1;
    commit.accesses = access, commit.access_count = 1;
    tell(&w.redis, "HSET {ddh}:token old {}");
    send_commit(&s, &commit);
    assert_int_equal(s.stored_times, 0); /* never inside the call */
    UNTIL(&w, s.stored == 1);

    ASSERT_TEXT(&w.redis, "{\"id\":\"call-17\",\"state\":\"reserved\"}", "HGET {ddh}:call call-17");
    ASSERT_INTEGER(&w.redis, 0, "EXISTS {ddh}:token");
    ASSERT_NIL(&w.redis, "ZSCORE {ddh}:available ida");
    ASSERT_TEXT(&w.redis, "1763794275000", "ZSCORE {ddh}:available bo");
    ASSERT_INTEGER(&w.redis, 1, "SISMEMBER {ddh}:organisation:0615 bo");
    ASSERT_TEXT(&w.redis, "organisation:0615 topic:vand", "HGET {ddh}:memberships bo");
    ASSERT_INTEGER(&w.redis, 1, "HLEN {ddh}:document");
    ASSERT_TEXT(&w.redis, "1", "HGET {ddh}:meta epoch");
    ASSERT_TEXT(&w.redis, "1", "HGET {ddh}:meta number");
    ASSERT_TEXT(&w.redis, "1763794245001", "HGET {ddh}:meta now");
    ASSERT_TEXT(&w.redis, "0123456789abcdf0", "HGET {ddh}:meta digest");
    ASSERT_TEXT(&w.redis, STORE_SCHEMA, "HGET {ddh}:meta schema");

    assert_entry_as_documented(&w.redis);

    redisReply *log = ask(&w.redis, "XRANGE {ddh}:access - +");
    assert_int_equal(log->elements, 1);
    assert_string_equal(log->element[0]->element[0]->str, "1763794245005-0");
    assert_string_equal(log->element[0]->element[1]->element[3]->str, "leader-1");
    assert_string_equal(log->element[0]->element[1]->element[5]->str, "call-17");
    freeReplyObject(log);
    end(&w, &s);
}

static void commit_memberships(const struct station *s, uint64_t number,
                               const struct commit_membership *memberships, uint32_t count) {
    const struct commit_availability available[] = {
        {SLICE("ida"), NOW + 30000}, {SLICE("bo"), NOW + 20000}, {SLICE("else"), NOW + 10000}};
    struct commit_event event;
    struct commit commit = commit_of(s, &event, number, EVENT_agent_available, NULL, 0);
    commit.availability = available, commit.availability_count = 3;
    commit.memberships = memberships, commit.membership_count = count;
    send_commit(s, &commit);
}

/* Other vendors' readers rely on it: change the command and theirs breaks. The README prints it. */
static void test_contract_availability_is_read_in_one_command(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    const struct slice ida[] = {SLICE("organisation:0615"), SLICE("area:oestjylland"),
                                SLICE("topic:vand"), SLICE("language:da")};
    const struct slice bo[] = {SLICE("organisation:0615"), SLICE("area:oestjylland"),
                               SLICE("topic:pas"), SLICE("language:da")};
    const struct slice other[] = {SLICE("organisation:0751"), SLICE("area:oestjylland"),
                                  SLICE("topic:vand"), SLICE("language:en")};
    const struct commit_membership memberships[] = {
        {SLICE("ida"), ida, 4}, {SLICE("bo"), bo, 4}, {SLICE("else"), other, 4}};
    commit_memberships(&s, 1, memberships, 3);
    UNTIL(&w, s.stored == 1);
    redisReply *reply = ask(&w.redis, "ZINTER 3 {ddh}:available {ddh}:organisation:0615 "
                                      "{ddh}:topic:vand WEIGHTS 1 0 0 WITHSCORES");
    assert_int_equal(reply->elements, 2);
    assert_string_equal(reply->element[0]->str, "ida");
    assert_string_equal(reply->element[1]->str, "1763794275000");
    freeReplyObject(reply);
    ASSERT_INTEGER(&w.redis, 2,
                   "ZINTERCARD 3 {ddh}:available {ddh}:area:oestjylland {ddh}:topic:vand");

    /* Bo learns about water and leaves passports; Else is taken out of everything. */
    const struct slice learned[] = {SLICE("organisation:0615"), SLICE("topic:vand")};
    const struct commit_membership changed[] = {{SLICE("bo"), learned, 2},
                                                {SLICE("else"), NULL, 0}};
    commit_memberships(&s, 2, changed, 2);
    UNTIL(&w, s.stored == 2);
    ASSERT_INTEGER(&w.redis, 2,
                   "ZINTERCARD 3 {ddh}:available {ddh}:organisation:0615 {ddh}:topic:vand");
    ASSERT_INTEGER(&w.redis, 0, "EXISTS {ddh}:topic:pas {ddh}:organisation:0751 {ddh}:language:en");
    ASSERT_INTEGER(&w.redis, 0, "HEXISTS {ddh}:memberships else");
    end(&w, &s);
}

static void test_leases_are_renewed_without_an_event(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    commit_memberships(&s, 1, NULL, 0);
    const struct commit_availability renewed[] = {{SLICE("ida"), NOW + 60000},
                                                  {SLICE("nobody"), NOW + 60000}};
    store_engine_ops.renew(s.store, s.opened.epoch, renewed, 2);
    store_engine_ops.renew(s.store, s.opened.epoch + 1,
                           (struct commit_availability[]){{SLICE("bo"), 1}}, 1);
    send_numbered(&s, 2);
    UNTIL(&w, s.stored == 2);
    ASSERT_TEXT(&w.redis, "1763794305000", "ZSCORE {ddh}:available ida");
    ASSERT_TEXT(&w.redis, "1763794265000", "ZSCORE {ddh}:available bo");
    ASSERT_NIL(&w.redis, "ZSCORE {ddh}:available nobody"); /* a renewal brings nobody back */
    ASSERT_INTEGER(&w.redis, 2, "XLEN {ddh}:events");
    end(&w, &s);
}

/* --- the numbers ------------------------------------------------------------------------------ */

static void test_what_it_has_is_not_stored_twice(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    const struct commit_access access = {NOW, SLICE("leader-1"), SLICE("call-1")};
    struct commit_event event;
    struct commit commit = commit_of(&s, &event, 1, EVENT_call_arrived, NULL, 0);
    commit.accesses = &access, commit.access_count = 1;
    send_commit(&s, &commit);
    send_commit(&s, &commit);
    UNTIL(&w, s.stored_times == 2);
    assert_int_equal(s.stored, 1);
    ASSERT_INTEGER(&w.redis, 1, "XLEN {ddh}:events");
    ASSERT_INTEGER(&w.redis, 1, "XLEN {ddh}:access");
    assert_int_equal(s.lost, 0);
    end(&w, &s);
}

static void test_a_hole_is_refused_and_the_last_number_named(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    send_numbered(&s, 1);
    send_numbered(&s, 3);
    send_numbered(&s, 4);
    UNTIL(&w, s.ready == 1);
    assert_int_equal(s.lost, 1);
    assert_int_equal(s.ready_number, 1);
    assert_int_equal(s.stored, 1);
    for (uint64_t n = 2; n <= 4; n++)
        send_numbered(&s, n);
    UNTIL(&w, s.stored == 4);
    assert_numbers(&w.redis, 4);
    end(&w, &s);
}

static void test_a_commit_without_events_takes_a_number(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    const struct commit_access access = {NOW, SLICE("leader-1"), SLICE("agents of 0615")};
    struct commit commit = {.epoch = 1, .first_number = 1, .last_number = 1, .now = NOW};
    commit.accesses = &access, commit.access_count = 1;
    send_commit(&s, &commit);
    send_commit(&s, &commit);
    struct commit_event event;
    struct commit next = commit_of(&s, &event, 2, EVENT_call_arrived, NULL, 0);
    send_commit(&s, &next);
    UNTIL(&w, s.stored == 2);
    ASSERT_INTEGER(&w.redis, 1, "XLEN {ddh}:access");
    ASSERT_INTEGER(&w.redis, 1, "XLEN {ddh}:events");
    end(&w, &s);
}

static void test_512_commands_in_one_commit(void **state) {
    (void)state;
    enum { EVENTS = 2048, RECORDS = 3 };
    struct world w;
    struct station s;
    begin(&w, &s);
    struct commit_event *events = calloc(EVENTS, sizeof *events);
    struct commit_record *records = calloc(EVENTS * RECORDS, sizeof *records);
    char(*ids)[32] = calloc(EVENTS * RECORDS, sizeof *ids);
    for (int i = 0; i < EVENTS; i++) {
        for (int k = 0; k < RECORDS; k++) {
            snprintf(ids[i * RECORDS + k], 32, "call-%d", i * RECORDS + k);
            records[i * RECORDS + k] =
                record_of("call", ids[i * RECORDS + k], "{\"state\":\"queued\"}");
        }
        (void)commit_of(&s, &events[i], (uint64_t)i + 1, EVENT_call_arrived, &records[i * RECORDS],
                        RECORDS);
    }
    struct commit commit = {.epoch = 1,
                            .first_number = 1,
                            .last_number = EVENTS,
                            .events = events,
                            .event_count = EVENTS,
                            .now = NOW};
    send_commit(&s, &commit);
    UNTIL(&w, s.stored == EVENTS);
    ASSERT_INTEGER(&w.redis, EVENTS, "XLEN {ddh}:events");
    ASSERT_INTEGER(&w.redis, EVENTS * RECORDS, "HLEN {ddh}:call");
    free(events);
    free(records);
    free(ids);
    end(&w, &s);
}

static void test_events_given_up_leave_a_gap_on_the_stream(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    send_numbered(&s, 1);
    const struct commit_record records[] = {record_of("call", "call-1", ""),
                                            record_of("call", "call-900", "{}")};
    const struct commit gap = {.epoch = 1,
                               .first_number = 2,
                               .last_number = 900,
                               .records = records,
                               .record_count = 2,
                               .now = NOW,
                               .gap = true};
    send_commit(&s, &gap);
    UNTIL(&w, s.stored == 900);
    ASSERT_INTEGER(&w.redis, 0, "HEXISTS {ddh}:call call-1");
    ASSERT_INTEGER(&w.redis, 1, "HEXISTS {ddh}:call call-900");
    redisReply *stream = ask(&w.redis, "XREVRANGE {ddh}:events + - COUNT 1");
    assert_string_equal(stream->element[0]->element[0]->str, "1-900");
    assert_string_equal(stream->element[0]->element[1]->element[1]->str, "gap");
    freeReplyObject(stream);
    end(&w, &s);
}

static void test_a_snapshot_replaces_the_live_picture(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    const struct slice sets[] = {SLICE("organisation:0615"), SLICE("topic:vand")};
    const struct commit_membership before[] = {{SLICE("bo"), sets, 2}, {SLICE("ida"), sets, 2}};
    commit_memberships(&s, 1, before, 2);
    send_numbered(&s, 2);
    UNTIL(&w, s.stored == 2);
    tell(&w.redis, "HSET {ddh}:document 00 kept");

    const struct commit_record records[] = {record_of("call", "call-7", "{}")};
    const struct commit_membership after[] = {{SLICE("bo"), sets, 1}};
    const struct commit_availability available[] = {{SLICE("bo"), NOW + 9000}};
    struct commit snapshot = {.epoch = 2,
                              .first_number = 3,
                              .last_number = 3,
                              .records = records,
                              .record_count = 1,
                              .availability = available,
                              .availability_count = 1,
                              .memberships = after,
                              .membership_count = 1,
                              .now = NOW + 10,
                              .snapshot = true};
    send_commit(&s, &snapshot);
    s.opened.epoch = 2;
    send_numbered(&s, 4); /* right behind it, in the new epoch */
    UNTIL(&w, s.stored == 4);
    ASSERT_INTEGER(&w.redis, 2, "HLEN {ddh}:call");
    ASSERT_INTEGER(&w.redis, 0, "HEXISTS {ddh}:call call-2");
    ASSERT_INTEGER(&w.redis, 0, "EXISTS {ddh}:topic:vand");
    ASSERT_INTEGER(&w.redis, 1, "SCARD {ddh}:organisation:0615");
    ASSERT_INTEGER(&w.redis, 1, "ZCARD {ddh}:available");
    ASSERT_INTEGER(&w.redis, 1, "HLEN {ddh}:document");
    ASSERT_TEXT(&w.redis, "2", "HGET {ddh}:meta epoch");
    redisReply *stream = ask(&w.redis, "XRANGE {ddh}:events (1-2 +");
    assert_int_equal(stream->elements, 2);
    assert_string_equal(stream->element[0]->element[0]->str, "2-3");
    assert_string_equal(stream->element[0]->element[1]->element[1]->str, "gap");
    assert_string_equal(stream->element[1]->element[0]->str, "2-4");
    freeReplyObject(stream);
    /* The lease goes on in the new epoch. */
    time_ms leads_until = store_lease_until(s.store);
    UNTIL(&w, store_lease_until(s.store) > leads_until);
    assert_int_equal(s.lost, 0);
    end(&w, &s);
}

/* --- retention -------------------------------------------------------------------------------- */

static void test_the_access_log_forgets_after_90_days(void **state) {
    (void)state;
    enum { OLD = 1000 };
    struct world w;
    struct station s;
    begin(&w, &s);
    struct commit_access access[OLD];
    for (int i = 0; i < OLD; i++)
        access[i] = (struct commit_access){NOW + i, SLICE("leader-1"), SLICE("call-1")};
    struct commit commit = {.epoch = 1, .first_number = 1, .last_number = 1, .now = NOW};
    commit.accesses = access, commit.access_count = OLD;
    send_commit(&s, &commit);
    access[0].at = NOW + 89 * DAY_MS;
    access[1].at = NOW + OLD + 90 * DAY_MS;
    access[2].at =
        NOW; /* a clock of an exercise: behind what stands there, and logged all the same */
    commit.access_count = 1;
    commit.first_number = commit.last_number = 2;
    send_commit(&s, &commit);
    UNTIL(&w, s.stored == 2);
    ASSERT_INTEGER(&w.redis, OLD + 1, "XLEN {ddh}:access");
    commit.accesses = access + 1, commit.access_count = 2;
    commit.first_number = commit.last_number = 3;
    send_commit(&s, &commit);
    UNTIL(&w, s.stored == 3);
    redisReply *left = ask(&w.redis, "XRANGE {ddh}:access - +");
    assert_in_range(left->elements, 3, 103); /* whole nodes of 100 go */
    const redisReply *last = left->element[left->elements - 1]->element[1];
    assert_string_equal(last->element[1]->str, "1763794245000");
    freeReplyObject(left);
    end(&w, &s);
}

/* The function itself, with small limits: the stream keeps 200 events, and all that is younger than
 * 1,000 ms. */
static void commit_raw(struct redis *redis, const char *leader, int number, long long now) {
    ASSERT_INTEGER(redis, number,
                   "FCALL ddh_commit 1 {ddh}:meta %s 1 %s %d %d %lld 0 1 events 200 1000 1000 "
                   "E %d call_arrived %lld x 0615 ida 0",
                   FUNCTION_VERSION, leader, number, number, now, number, now);
}

static long long stream_length(struct redis *redis) {
    redisReply *reply = ask(redis, "XLEN {ddh}:events");
    long long length = reply->integer;
    freeReplyObject(reply);
    return length;
}

static void test_the_stream_keeps_a_number_of_events_and_a_time(void **state) {
    (void)state;
    struct world w;
    struct station s;
    begin(&w, &s);
    redisReply *leader = ask(&w.redis, "HGET {ddh}:meta leader");
    int number = 0;
    while (number < 3000) { /* all within one second */
        number++;
        commit_raw(&w.redis, leader->str, number, NOW + number / 10);
    }
    assert_int_equal(stream_length(&w.redis), 3000);
    while (number < 6000) { /* now 100 ms between them: two marks pass */
        number++;
        commit_raw(&w.redis, leader->str, number, NOW + 1000 + (number - 3000) * 100);
    }
    assert_in_range(stream_length(&w.redis), 200, 400);
    freeReplyObject(leader);
    end(&w, &s);
}

/* The rights that docs/redis-keys.md names are enough, for everything that is written or read. */
static void test_the_documented_rights_are_enough(void **state) {
    (void)state;
    struct world w;
    struct station s;
    world_open_with_redis(&w);
    tell(&w.redis, "ACL SETUSER koordinator on >kode ~{ddh}:* +auth +select +function|load +fcall "
                   "+info +hgetall +hget +hmget +hset +hdel +hvals +zadd +zrem +sadd +srem +xadd "
                   "+xrange +xrevrange +xtrim +get +set +del +unlink +pttl");
    struct store_config config = config_of(&w.redis, w.redis.data);
    config.username = "koordinator";
    config.password = "kode";
    station_open_and_attach(&w, &s, &config);
    const struct slice sets[] = {SLICE("organisation:0615")};
    const struct commit_membership in[] = {{SLICE("bo"), sets, 1}},
                                   out[] = {{SLICE("bo"), NULL, 0}};
    commit_memberships(&s, 1, in, 1);
    commit_memberships(&s, 2, out, 1);
    store_engine_ops.renew(s.store, 1, (struct commit_availability[]){{SLICE("bo"), NOW}}, 1);
    for (uint64_t n = 3; n <= 130; n++)
        send_numbered(&s, n);
    const struct commit_record records[] = {record_of("call", "call-3", "")};
    const struct commit_availability gone[] = {{SLICE("bo"), 0}};
    const struct commit_access access[] = {{NOW, SLICE("leader-1"), SLICE("call-3")},
                                           {NOW - 1, SLICE("leader-1"), SLICE("call-3")}};
    struct commit commit = {.epoch = 1,
                            .first_number = 131,
                            .last_number = 131,
                            .records = records,
                            .record_count = 1,
                            .availability = gone,
                            .availability_count = 1,
                            .accesses = access,
                            .access_count = 2,
                            .now = NOW};
    send_commit(&s, &commit);
    commit.epoch = 2;
    commit.first_number = commit.last_number = 132;
    commit.snapshot = true;
    send_commit(&s, &commit);
    UNTIL(&w, s.stored == 132);
    assert_int_equal(s.lost, 0);
    station_close(&w, &s);
    ASSERT_INTEGER(&w.redis, 0, "EXISTS {ddh}:leader");
    world_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_commit_is_visible_as_documented),
        cmocka_unit_test(test_contract_availability_is_read_in_one_command),
        cmocka_unit_test(test_leases_are_renewed_without_an_event),
        cmocka_unit_test(test_what_it_has_is_not_stored_twice),
        cmocka_unit_test(test_a_hole_is_refused_and_the_last_number_named),
        cmocka_unit_test(test_a_commit_without_events_takes_a_number),
        cmocka_unit_test(test_512_commands_in_one_commit),
        cmocka_unit_test(test_events_given_up_leave_a_gap_on_the_stream),
        cmocka_unit_test(test_a_snapshot_replaces_the_live_picture),
        cmocka_unit_test(test_the_access_log_forgets_after_90_days),
        cmocka_unit_test(test_the_stream_keeps_a_number_of_events_and_a_time),
        cmocka_unit_test(test_the_documented_rights_are_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
