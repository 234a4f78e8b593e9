/* JSON pointers as RFC 6901 has them, and answers of foreign switchboards read by a table: whole, or refused with the reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/pointer.h"
#include "wire/queue_adapter.h"

/* --- pointers ------------------------------------------------------------------------------------------------------------ */

/* RFC 6901, section 5: the document and the whole table. */
static const char document[] =
    "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,"
    "\"k\\\"l\":6,\" \":7,\"m~n\":8}";
static const struct {
    const char *pointer, *value;
} examples[] = {
    {"/foo", "[\"bar\",\"baz\"]"},
    {"/foo/0", "\"bar\""},
    {"/", "0"},
    {"/a~1b", "1"},
    {"/c%d", "2"},
    {"/e^f", "3"},
    {"/g|h", "4"},
    {"/i\\j", "5"},
    {"/k\"l", "6"},
    {"/ ", "7"},
    {"/m~0n", "8"},
};

static void the_examples_of_the_rfc(void **state) {
    json_t *json = json_loads(document, 0, NULL);
    (void)state;
    assert_non_null(json);
    assert_ptr_equal(pointer_find(json, ""), json);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        assert_true(pointer_is_well_formed(examples[i].pointer));
        const json_t *value = pointer_find(json, examples[i].pointer);
        assert_non_null(value);
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        assert_string_equal(text, examples[i].value);
        free(text);
    }
    json_decref(json);
}

static void what_a_pointer_does_not_find(void **state) {
    static const char *const none[] = {"/bar",         "/foo/2",    "/foo/-",          "/foo/00",
                                       "/foo/01",      "/foo/+1",   "/foo/1/x",        "/foo/",
                                       "/a",           "/m~1n",     "/foo/a",          "//",
                                       "/foo/0000000", "/m~0n/x/y", "/foo/99999999999"};
    json_t *json = json_loads(document, 0, NULL);
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(pointer_find(json, none[i]));
    json_decref(json);
    json = json_loads("{\"~1\":1,\"a\":{\"\":{\"b\":[[],[2,3]]}}}", 0, NULL);
    assert_int_equal(json_integer_value(pointer_find(json, "/~01")), 1); /* not a slash */
    assert_int_equal(json_integer_value(pointer_find(json, "/a//b/1/1")), 3);
    json_decref(json);
}

static void what_is_no_pointer(void **state) {
    static const char *const bad[] = {"foo", "~", "/~", "/a~2b", "/~0~", " /a"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(pointer_is_well_formed(bad[i]));
}

/* --- tables ---------------------------------------------------------------------------------------------------------------- */

#define PUZZEL                                                                      \
    "{\"queues\":\"/result\",\"name\":\"/description\",\"waiting\":\"/queueSize\"," \
    "\"longest_wait\":{\"at\":\"/waitTimeMaxSeconds\",\"unit\":\"s\"},"             \
    "\"agents_available\":\"/agentsReady\",\"agents_paused\":\"/agentsInPause\","   \
    "\"agents_logged_on\":\"/agentsLoggedOn\"}"

static struct queue_reports reports;

static enum err read_by(const char *table, const char *names, const char *answer,
                        struct problem *problem) {
    static struct queue_names named;
    struct queue_adapter adapter;
    assert_int_equal(wire_decode_queue_adapter(slice_of(table), &adapter, problem), ERR_OK);
    named.count = 0;
    if (names != NULL)
        assert_int_equal(wire_decode_queue_names(slice_of(names), &named, problem), ERR_OK);
    return wire_read_queues(&adapter, &named, slice_of(answer), &reports, problem);
}

#define HAS(row, member) (((row)->given >> queue_report_HAS_##member) & 1)

static void queues_are_joined(void **state) {
    struct problem problem;
    (void)state;
    const char *answer =
        "{\"result\":[{\"description\":\"A\",\"queueSize\":2,\"waitTimeMaxSeconds\":10,"
        "\"agentsReady\":1,\"agentsInPause\":1,\"agentsLoggedOn\":5},"
        "{\"description\":\"B\",\"queueSize\":3,\"waitTimeMaxSeconds\":\"7\",\"agentsReady\":2,"
        "\"agentsInPause\":0,\"agentsLoggedOn\":3},"
        "{\"description\":\"C\",\"queueSize\":40,\"waitTimeMaxSeconds\":1,\"agentsReady\":0,"
        "\"agentsInPause\":0,\"agentsLoggedOn\":0}]}";
    assert_int_equal(read_by(PUZZEL, "{\"A\":\"vand\",\"B\":\"vand\"}", answer, &problem), ERR_OK);
    assert_int_equal(reports.count, 2);
    for (int i = 0; i < 2; i++) {
        const struct queue_report *row = &reports.rows[i];
        assert_int_equal(row->values.waiting, 5);             /* callers of two queues are two */
        assert_int_equal(row->values.longest_wait_ms, 10000); /* the longest */
        assert_int_equal(row->values.agents_available, 2);    /* an agent may serve both */
        assert_int_equal(row->values.agents_busy, 3);
        assert_int_equal(HAS(row, topic), i);
        assert_string_equal(row->values.topic, i == 0 ? "" : "vand");
    }
    assert_int_equal(read_by(PUZZEL, NULL, answer, &problem), ERR_OK);
    assert_int_equal(reports.count, 1);
    assert_int_equal(reports.rows[0].values.waiting, 45);
    assert_int_equal(read_by(PUZZEL, "{\"A\":null,\"C\":\"pas\"}", answer, &problem), ERR_OK);
    assert_int_equal(reports.count, 2);
    assert_int_equal(reports.rows[0].values.waiting, 42);
    assert_int_equal(reports.rows[1].values.waiting, 40);
}

static void what_is_null_is_not_known(void **state) {
    struct problem problem;
    (void)state;
    const char *table =
        "{\"waiting\":[\"/a\",\"/b\"],\"longest_wait\":{\"at\":\"/w\",\"unit\":\"ms\"}}";
    assert_int_equal(read_by(table, NULL, "{\"a\":1,\"b\":null,\"w\":5}", &problem), ERR_OK);
    assert_false(HAS(&reports.rows[0], waiting)); /* and not 1, and not 0 */
    assert_true(HAS(&reports.rows[0], longest_wait_ms));
    assert_int_equal(read_by(table, NULL, "{\"a\":1,\"b\":4,\"w\":null}", &problem), ERR_OK);
    assert_int_equal(reports.rows[0].values.waiting, 5);
    assert_false(HAS(&reports.rows[0], longest_wait_ms));
    assert_int_equal(read_by(table, NULL, "{\"a\":null,\"b\":null,\"w\":null}", &problem),
                     ERR_INVALID);
    /* In a list: what one of them does not say is not known of them all. */
    assert_int_equal(
        read_by("{\"queues\":\"\",\"name\":\"/n\",\"waiting\":\"/a\",\"agents_available\":\"/v\"}",
                NULL, "[{\"a\":1,\"v\":2},{\"a\":null,\"v\":1}]", &problem),
        ERR_OK);
    assert_false(HAS(&reports.rows[0], waiting));
    assert_int_equal(reports.rows[0].values.agents_available, 2);
}

static void waits_have_units(void **state) {
    static const struct {
        const char *unit, *value;
        long long ms; /* -1: refused */
    } waits[] = {
        {"ms", "1500", 1500},
        {"s", "90", 90000},
        {"s", "1.5", 1500},
        {"min", "2", 120000},
        {"hh:mm:ss", "\"00:01:30\"", 90000},
        {"hh:mm:ss", "\"1:00:01\"", 3601000},
        {"hh:mm:ss", "\"02:03\"", 123000},
        {"hh:mm:ss", "\"75\"", -1},
        {"hh:mm:ss", "\"1:60:00\"", -1},
        {"hh:mm:ss", "\"1:2:03\"", -1},
        {"hh:mm:ss", "\"00:00:00:01\"", -1},
        {"hh:mm:ss", "\"1:02:\"", -1},
        {"hh:mm:ss", "90", -1},
        {"s", "-1", -1},
        {"s", "\"soon\"", -1},
        {"s", "86401", -1},
        {"s", "1e300", -1},
        {"min", "99999999999999", -1},
        {"s", "true", -1},
        {"hh:mm:ss", "\"25:00:00\"", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        char table[128], answer[64];
        struct problem problem;
        snprintf(table, sizeof table,
                 "{\"waiting\":\"/a\",\"longest_wait\":{\"at\":\"/w\",\"unit\":\"%s\"}}",
                 waits[i].unit);
        snprintf(answer, sizeof answer, "{\"a\":0,\"w\":%s}", waits[i].value);
        enum err err = read_by(table, NULL, answer, &problem);
        if (waits[i].ms < 0) {
            assert_int_equal(err, ERR_INVALID);
            assert_string_equal(problem.field, "longest_wait");
            assert_int_equal(reports.count, 0);
        } else {
            assert_int_equal(err, ERR_OK);
            assert_int_equal(reports.rows[0].values.longest_wait_ms, waits[i].ms);
        }
    }
}

static void what_does_not_fit_gives_no_figure(void **state) {
    static const struct {
        const char *answer, *field;
    } misfits[] = {
        {"", ""},
        {"{", ""},
        {"[]", "queues"},
        {"{\"result\":[]}", "queues"},
        {"{\"result\":{\"description\":\"A\"}}", "queues"},
        {"{\"result\":[7]}", "name"},
        {"{\"result\":[{\"description\":\"B\",\"queueSize\":1}]}", "queues"},
        {"{\"result\":[{\"description\":\"A\"}]}", "waiting"},
        {"{\"result\":[{\"description\":\"A\",\"queueSize\":1.5}]}", "waiting"},
        {"{\"result\":[{\"description\":\"A\",\"queueSize\":100001}]}", "waiting"},
        {"{\"result\":[{\"description\":\"A\",\"queueSize\":1,\"queueSize\":2}]}", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
        struct problem problem;
        assert_int_equal(read_by(PUZZEL, "{\"A\":\"vand\"}", misfits[i].answer, &problem),
                         ERR_INVALID);
        assert_string_equal(problem.field, misfits[i].field);
        assert_int_equal(reports.count, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_rfc),
        cmocka_unit_test(what_a_pointer_does_not_find),
        cmocka_unit_test(what_is_no_pointer),
        cmocka_unit_test(queues_are_joined),
        cmocka_unit_test(what_is_null_is_not_known),
        cmocka_unit_test(waits_have_units),
        cmocka_unit_test(what_does_not_fit_gives_no_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
