/* The parts of the store that need no server: addresses, the lock, arguments, and what is compiled
 * in. */
#include "unit/store/harness.h"

#include "store/function.h"
#include "store/keys.h"
#include "store/link.h"
#include "store/lock.h"
#include "store/request.h"

/* A build from before a change of commit.lua would bring the old function to Redis. */
static void test_the_function_compiled_in_is_the_file(void **state) {
    (void)state;
    struct slice source = function_source();
    FILE *file = fopen(DDH_SOURCE_DIR "/coordinator/store/commit.lua", "rb");
    assert_non_null(file);
    char *text = calloc(1, source.length + 2);
    size_t length = fread(text, 1, source.length + 1, file);
    fclose(file);
    assert_int_equal(length, source.length);
    assert_memory_equal(text, source.data, length);
    assert_int_equal(source.data[source.length], '\0');
    assert_non_null(strstr(text, "local VERSION = '" FUNCTION_VERSION "'"));
    free(text);
}

static void test_addresses(void **state) {
    (void)state;
    static const struct {
        const char *text, *host, *port; /* host NULL: refused */
    } rows[] = {
        {"/run/redis.sock", "/run/redis.sock", ""},
        {"unix:/run/redis.sock", "/run/redis.sock", ""},
        {"redis.example.dk:6380", "redis.example.dk", "6380"},
        {"redis.example.dk", "redis.example.dk", "6379"},
        {"[::1]:6380", "::1", "6380"},
        {"[::1]", "::1", "6379"},
        {"::1", NULL, NULL},
        {"", NULL, NULL},
        {":6379", NULL, NULL},
        {"host:", NULL, NULL},
        {"host:0", NULL, NULL},
        {"host:65536", NULL, NULL},
        {"host:123456", NULL, NULL},
        {"host:12a", NULL, NULL},
        {"[::1", NULL, NULL},
        {"[::1]x", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct link_address address;
        struct problem problem;
        enum err err = link_address_read(rows[i].text, &address, &problem);
        assert_int_equal(err == ERR_OK, rows[i].host != NULL);
        if (err == ERR_OK) assert_string_equal(address.host, rows[i].host);
        if (err == ERR_OK) assert_string_equal(address.port, rows[i].port);
        if (err != ERR_OK) assert_string_equal(problem.field, "redis");
    }
    char longest[130] = "/";
    memset(longest + 1, 'a', 106);
    struct link_address address;
    struct problem problem;
    assert_int_equal(link_address_read(longest, &address, &problem), ERR_OK);
    longest[107] = 'a';
    assert_int_equal(link_address_read(longest, &address, &problem), ERR_TOO_LONG);
}

static void test_the_lock_is_one_and_its_owner_stays(void **state) {
    (void)state;
    char directory[] = "/tmp/ddh-lock-XXXXXX", owner[LOCK_OWNER_MAX], path[64];
    assert_non_null(mkdtemp(directory));
    struct data_lock lock, other;
    struct problem problem;
    assert_int_equal(data_lock_take(directory, &lock, &problem), ERR_OK);
    assert_int_equal(data_lock_take(directory, &other, &problem), ERR_FENCED);
    assert_non_null(strstr(problem.detail, directory));
    memcpy(owner, lock.owner, sizeof owner);
    data_lock_release(&lock);
    data_lock_release(&lock); /* twice does no harm */
    assert_int_equal(data_lock_take(directory, &lock, &problem), ERR_OK);
    assert_string_equal(lock.owner, owner);
    data_lock_release(&lock);

    snprintf(path, sizeof path, "%s/leader.lock", directory);
    FILE *file = fopen(path, "w");
    fputs("not an id", file);
    fclose(file);
    assert_int_equal(data_lock_take(directory, &lock, &problem), ERR_INTERNAL);
    assert_string_equal(problem.field, "leader.lock");
    assert_int_equal(nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    assert_int_equal(data_lock_take(directory, &lock, &problem), ERR_INTERNAL);
    assert_string_equal(problem.field, "data");

    /* Without a directory nobody is locked out, and no owner is another's. */
    assert_int_equal(data_lock_take(NULL, &lock, &problem), ERR_OK);
    assert_int_equal(data_lock_take(NULL, &other, &problem), ERR_OK);
    assert_string_not_equal(lock.owner, other.owner);
}

static void test_a_configuration_that_cannot_be_is_refused(void **state) {
    (void)state;
    uv_loop_t loop;
    assert_int_equal(uv_loop_init(&loop), 0);
    const struct store_config good = {.address = "/nowhere", .tag = "ddh", .sizes = small_sizes};
    static const char *const fields[] = {"tag",      "tag",   "tag", "password",
                                         "database", "redis", "data"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct store_config config = good;
        if (i == 0) config.tag = NULL;
        if (i == 1) config.tag = "a}b";
        if (i == 2) config.tag = "a-tag-that-is-longer-than-an-id-may-be";
        if (i == 3) config.username = "somebody";
        if (i == 4) config.database = -1;
        if (i == 5) config.address = "host:port";
        if (i == 6) config.data_directory = "/nowhere/at/all";
        struct store *store = NULL;
        struct problem problem;
        assert_int_not_equal(store_open(&loop, &config, &station_listener, NULL, &store, &problem),
                             ERR_OK);
        assert_string_equal(problem.field, fields[i]);
        assert_null(store);
    }
    assert_int_equal(uv_loop_close(&loop), 0);
}

static void assert_arguments(const struct request *request, const char *const *expected,
                             size_t count) {
    assert_int_equal(request->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(request->lengths[i], strlen(expected[i]));
        assert_memory_equal(request->argv[i], expected[i], request->lengths[i]);
    }
}

static void test_a_commit_as_arguments(void **state) {
    (void)state;
    const struct commit_record records[] = {{"call", SLICE("call-1"), SLICE("{}")},
                                            {"token", SLICE("old"), {NULL, 0}}};
    const struct commit_event event = {.number = 9,
                                       .type = EVENT_call_ended,
                                       .at = 5,
                                       .actor = SLICE("ida"),
                                       .organisation_id = SLICE("0615"),
                                       .records = records,
                                       .record_count = 2};
    const struct commit commit = {.epoch = 3,
                                  .first_number = 8,
                                  .last_number = 9,
                                  .events = &event,
                                  .event_count = 1,
                                  .now = 6,
                                  .digest = UINT64_C(0xfedcba9876543210)};
    const struct request_head head = {SLICE("{ddh}:meta"), SLICE("me")};
    struct request request;
    request_init(&request);
    static const char *const expected[] = {"FCALL",
                                           "ddh_commit",
                                           "1",
                                           "{ddh}:meta",
                                           FUNCTION_VERSION,
                                           "3",
                                           "me",
                                           "8",
                                           "9",
                                           "6",
                                           "fedcba9876543210",
                                           STORE_SCHEMA,
                                           "events",
                                           "1000000",
                                           "900000",
                                           "7776000000",
                                           "E",
                                           "9",
                                           "call_ended",
                                           "5",
                                           "ida",
                                           "0615",
                                           "",
                                           "2",
                                           "call",
                                           "call-1",
                                           "{}",
                                           "token",
                                           "old",
                                           ""};
    for (int i = 0; i < 3; i++) { /* the arrays are used again */
        assert_true(request_commit(&request, &head, &commit));
        assert_arguments(&request, expected, sizeof expected / sizeof *expected);
    }
    static const char *const renewed[] = {
        "FCALL", "ddh_renew", "1", "{ddh}:meta", FUNCTION_VERSION, "4", "me", "bo", "77"};
    const struct commit_availability lease = {SLICE("bo"), 77, CHANNEL_PHONE};
    assert_true(request_renew(&request, &head, 4, &lease, 1));
    assert_arguments(&request, renewed, sizeof renewed / sizeof *renewed);

    struct commit snapshot = {.epoch = 4, .first_number = 10, .last_number = 10, .snapshot = true};
    assert_true(request_commit(&request, &head, &snapshot));
    assert_int_equal(request.count, 16 + 2 * RECORD_KIND_COUNT);
    assert_string_equal(request.argv[12], "snapshot");
    request_close(&request);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_function_compiled_in_is_the_file),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_the_lock_is_one_and_its_owner_stays),
        cmocka_unit_test(test_a_configuration_that_cannot_be_is_refused),
        cmocka_unit_test(test_a_commit_as_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
