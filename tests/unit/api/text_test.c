/* Writing JSON without minding commas, and splitting an object into its members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/put.h"
#include "api/split.h"

static void commas_come_by_themselves(void **state) {
    (void)state;
    struct text_buf b;
    text_buf_init(&b, 1000);
    put_open(&b, NULL, '{');
    put_int(&b, "a", -7);
    put_uint(&b, "b", UINT64_MAX);
    put_open(&b, "c", '[');
    put_text(&b, NULL, "x\"y");
    put_text(&b, NULL, "");
    put_open(&b, NULL, '{');
    put_close(&b, '}');
    put_close(&b, ']');
    put_bool(&b, "d", true);
    put_time(&b, "e", 0);
    put_time(&b, "f", 5);
    put_null(&b, "g");
    put_event_id(&b, "h", 3, 1042);
    put_name(&b, "i");
    text_add(&b, "{}");
    put_close(&b, '}');
    assert_string_equal(b.data,
                        "{\"a\":-7,\"b\":18446744073709551615,\"c\":[\"x\\\"y\",null,{}],"
                        "\"d\":true,\"e\":null,\"f\":5,\"g\":null,\"h\":\"3-1042\",\"i\":{}}");
    text_buf_close(&b);
}

static void per_mille_has_no_more_decimals_than_it_needs(void **state) {
    (void)state;
    static const struct {
        uint32_t permille;
        const char *text;
    } rows[] = {{0, "0"},        {1000, "1"},   {1500, "1.5"}, {1250, "1.25"},
                {1001, "1.001"}, {60000, "60"}, {10, "0.01"},  {UINT32_MAX, "4294967.295"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text_buf b;
        text_buf_init(&b, 32);
        put_permille(&b, NULL, rows[i].permille);
        assert_string_equal(b.data, rows[i].text);
        text_buf_close(&b);
    }
}

/* Each member as name=value; the step at which it ended. */
static enum split_step walk(const char *object, char *out, size_t size) {
    struct split_member member;
    size_t at = 0;
    enum split_step step;
    out[0] = '\0';
    while ((step = split_next(slice_of(object), &at, &member)) == SPLIT_MEMBER) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, "%.*s=%.*s;", (int)member.name.length, member.name.data,
                 (int)member.value.length, member.value.data);
    }
    return step;
}

static void objects_are_split_where_their_members_meet(void **state) {
    (void)state;
    static const struct {
        const char *object, *members;
    } rows[] = {
        {"{}", ""},
        {" { } ", ""},
        {"{\"a\":1}", "a=1;"},
        {" {\n\"a\" : 1 ,\t\"b\" : \"x,}\\\"\" } ", "a=1;b=\"x,}\\\"\";"},
        {"{\"a\":{\"b\":[1,{\"c\":\"]\"}]},\"d\":[]}", "a={\"b\":[1,{\"c\":\"]\"}]};d=[];"},
        {"{\"\":null,\"\\\\\":true}", "=null;\\\\=true;"},
        {"{\"a\":-1.5e3}", "a=-1.5e3;"},
    };
    char out[256];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(walk(rows[i].object, out, sizeof out), SPLIT_END);
        assert_string_equal(out, rows[i].members);
    }
}

static void what_is_no_object_is_malformed(void **state) {
    (void)state;
    static const char *const rows[] = {"",           " ",           "[]",          "{",
                                       "{\"a\"",     "{\"a\":",     "{\"a\":1",    "{\"a\":1,",
                                       "{\"a\":1,}", "{\"a\":\"x}", "{\"a\":[1}",  "{\"a\":{}",
                                       "{a:1}",      "{,}",         "{\"a\" 1}",   "{\"a\":}",
                                       "{\"a\":1}x", "{}}",         "{\"a\":1 2}", "{\"a\":]}",
                                       "{\"a\\"};
    char out[256];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (walk(rows[i], out, sizeof out) != SPLIT_MALFORMED) fail_msg("taken: %s", rows[i]);
}

static void a_member_can_be_left_out(void **state) {
    (void)state;
    static const struct {
        const char *object, *without;
    } rows[] = {
        {"{\"hash\":\"00\"}", "{}"},
        {"{\"a\":1,\"hash\":\"00\",\"b\":2}", "{\"a\":1,\"b\":2}"},
        {"{\"hash\":\"00\",\"b\" : [ 2 ]}", "{\"b\":[ 2 ]}"},
        {"{\"a\":{\"hash\":1}}", "{\"a\":{\"hash\":1}}"},
        {"{\"hash\":", "{\"hash\":"},
        {"[]", "[]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text_buf b;
        text_buf_init(&b, 256);
        text_add(&b, "x");
        split_without(slice_of(rows[i].object), "hash", &b);
        assert_string_equal(b.data + 1, rows[i].without);
        text_buf_close(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_come_by_themselves),
        cmocka_unit_test(per_mille_has_no_more_decimals_than_it_needs),
        cmocka_unit_test(objects_are_split_where_their_members_meet),
        cmocka_unit_test(what_is_no_object_is_malformed),
        cmocka_unit_test(a_member_can_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
