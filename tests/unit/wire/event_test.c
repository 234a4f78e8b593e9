#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "wire/wire.h"

#define TEXT_MAX (64 * 1024)

/* --- events ----------------------------------------------------------------------------------- */

static void an_event_with_its_records(void **state) {
    (void)state;
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    const struct wire_event_record records[] = {
        {"call", SLICE("call-17"), SLICE("{\"id\":\"call-17\"}")},
        {"availability", SLICE("ida"), SLICE("{\"agent\":\"ida\"}")},
    };
    wire_encode_event(3, 1043, "call_offered", INT64_C(1763794245123), SLICE("switch-1"), records,
                      2, false, &out);
    assert_string_equal(out.data,
                        "{\"id\":\"3-1043\",\"type\":\"call_offered\",\"at\":1763794245123,"
                        "\"actor\":\"switch-1\",\"records\":{\"call\":{\"call-17\":"
                        "{\"id\":\"call-17\"}},\"availability\":{\"ida\":{\"agent\":\"ida\"}}}}");
    text_buf_close(&out);
}

static void records_of_a_kind_stand_together(void **state) {
    (void)state;
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    const struct wire_event_record records[] = {
        {"call", SLICE("call-1"), SLICE("1")},      {"call", SLICE("call-2"), {NULL, 0}},
        {"availability", SLICE("ida"), SLICE("3")}, {"call", SLICE("call-3"), SLICE("4")},
        {"availability", SLICE("bo"), SLICE("5")},
    };
    wire_encode_event(UINT64_MAX, UINT64_MAX, "x", 0, (struct slice){0}, records, 5, false, &out);
    assert_string_equal(out.data,
                        "{\"id\":\"18446744073709551615-18446744073709551615\",\"type\":\"x\","
                        "\"at\":0,\"actor\":null,\"records\":{\"call\":{\"call-1\":1,"
                        "\"call-2\":null,\"call-3\":4},\"availability\":{\"ida\":3,\"bo\":5}}}");
    text_buf_close(&out);
}

static void an_open_event_takes_more_members(void **state) {
    (void)state;
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    wire_encode_event(1, 2, "gap", 3, SLICE("a\"b"), NULL, 0, true, &out);
    assert_string_equal(
        out.data, "{\"id\":\"1-2\",\"type\":\"gap\",\"at\":3,\"actor\":\"a\\\"b\",\"records\":{}");
    text_buf_close(&out);
}

/* --- problems --------------------------------------------------------------------------------- */

static void a_problem_in_full(void **state) {
    (void)state;
    struct problem problem;
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    (void)problem_set(&problem, ERR_UNKNOWN_TOPIC, "topic", "nothing is called \"%s\"", "vejr");
    wire_encode_problem(&problem, SLICE("request-5"), &out);
    assert_string_equal(
        out.data,
        "{\"type\":\"urn:ddh:problem:unknown-topic\",\"title\":\"there is no such topic\","
        "\"status\":404,\"detail\":\"nothing is called \\\"vejr\\\"\","
        "\"field\":\"topic\",\"instance\":\"request-5\"}");
    text_buf_clear(&out);
    (void)problem_set(&problem, ERR_STARTING, NULL, "%s", "");
    wire_encode_problem(&problem, (struct slice){0}, &out);
    assert_string_equal(out.data, "{\"type\":\"urn:ddh:problem:starting\",\"title\":"
                                  "\"the coordinator is starting\",\"status\":503}");
    text_buf_close(&out);
}

static void every_problem_is_json(void **state) {
    (void)state;
    /* Details cut inside a character, broken ones and control characters: what leaves is JSON
     * all the same. */
    static const char *const details[] = {"plain",     "\xc3",         "abc\xe2\x82",
                                          "a\xff\x62", "\x01\x1f\"\\", "\xf0\x9f\x9a"};
    for (int err = 1; err < ERR_COUNT; err++) {
        for (size_t i = 0; i < sizeof details / sizeof *details; i++) {
            struct problem problem;
            struct text_buf out;
            text_buf_init(&out, TEXT_MAX);
            (void)problem_set(&problem, (enum err)err, details[i], "%s", details[i]);
            wire_encode_problem(&problem, slice_of(details[i]), &out);
            json_t *json = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
            assert_non_null(json);
            assert_int_equal(json_integer_value(json_object_get(json, "status")),
                             err_http((enum err)err));
            json_decref(json);
            text_buf_close(&out);
        }
    }
}

static void a_cut_detail_loses_only_its_last_character(void **state) {
    (void)state;
    struct problem problem;
    struct text_buf out;
    char long_detail[400] = "";
    for (int i = 0; i < 199; i++)
        memcpy(long_detail + 2 * i, "ø", 2);
    text_buf_init(&out, TEXT_MAX);
    (void)problem_set(&problem, ERR_INVALID, NULL, "%s", long_detail); /* cut after 191 bytes */
    wire_encode_problem(&problem, (struct slice){0}, &out);
    json_t *json = json_loadb(out.data, out.length, 0, NULL);
    assert_non_null(json);
    assert_int_equal(json_string_length(json_object_get(json, "detail")), 190);
    json_decref(json);
    text_buf_close(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_with_its_records),
        cmocka_unit_test(records_of_a_kind_stand_together),
        cmocka_unit_test(an_open_event_takes_more_members),
        cmocka_unit_test(a_problem_in_full),
        cmocka_unit_test(every_problem_is_json),
        cmocka_unit_test(a_cut_detail_loses_only_its_last_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
