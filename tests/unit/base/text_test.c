#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

static void slices(void **state) {
    (void)state;
    assert_int_equal(slice_of("vand").length, 4);
    assert_int_equal(slice_of("").length, 0);
    assert_int_equal(slice_of(NULL).length, 0);
    assert_true(slice_equals(SLICE("vand"), "vand"));
    assert_false(slice_equals(SLICE("vand"), "van"));
    assert_false(slice_equals(SLICE("van"), "vand"));
    assert_false(slice_equals(SLICE("vand"), "vane"));
    assert_true(slice_equals(slice_of(""), ""));
    assert_true(slice_equals(slice_of(NULL), ""));
    assert_false(slice_equals(slice_of(NULL), "x"));
}

static void a_buffer_grows(void **state) {
    (void)state;
    struct text_buf b;
    text_buf_init(&b, 100000);
    assert_int_equal(text_slice(&b).length, 0);
    assert_string_equal(text_slice(&b).data, "");
    for (int i = 0; i < 10000; i++)
        text_add(&b, "abc");
    assert_false(b.overflowed);
    assert_int_equal(b.length, 30000);
    assert_int_equal(strlen(b.data), 30000);
    assert_memory_equal(b.data + 29997, "abc", 4);
    text_buf_clear(&b);
    assert_int_equal(b.length, 0);
    assert_string_equal(b.data, "");
    text_add(&b, "again");
    assert_string_equal(b.data, "again");
    text_buf_close(&b);
    assert_null(b.data);
}

static void a_ceiling_holds(void **state) {
    (void)state;
    struct text_buf b;
    text_buf_init(&b, 5);
    text_add(&b, "12345");
    assert_false(b.overflowed);
    text_add(&b, "");
    assert_false(b.overflowed);
    text_add_char(&b, '6');
    assert_true(b.overflowed);
    assert_string_equal(b.data, "12345");
    text_buf_clear(&b);
    assert_false(b.overflowed);
    text_add(&b, "123");
    text_add(&b, "456"); /* does not fit: nothing of it is added, */
    text_add(&b, "4");   /* nor what would fit after it */
    assert_true(b.overflowed);
    assert_string_equal(b.data, "123");
    text_addf(&b, "%s", "x");
    assert_string_equal(b.data, "123");
    text_buf_close(&b);
}

static void numbers_and_formats(void **state) {
    (void)state;
    struct text_buf b;
    text_buf_init(&b, 1000);
    text_add_int(&b, 0);
    text_add_char(&b, ' ');
    text_add_int(&b, -1);
    text_add_char(&b, ' ');
    text_add_int(&b, INT64_MIN);
    text_add_char(&b, ' ');
    text_add_int(&b, INT64_MAX);
    text_add_char(&b, ' ');
    text_add_uint(&b, UINT64_MAX);
    text_add_char(&b, ' ');
    text_addf(&b, "%s=%d", "a", 7);
    assert_string_equal(b.data, "0 -1 -9223372036854775808 9223372036854775807 "
                                "18446744073709551615 a=7");
    text_buf_clear(&b);
    text_add_hex(&b, (const uint8_t[]){0x00, 0x0f, 0xa5, 0xff}, 4);
    assert_string_equal(b.data, "000fa5ff");
    text_buf_close(&b);
}

static void json_strings(void **state) {
    (void)state;
    static const struct {
        const char *text, *json;
        size_t length;
    } cases[] = {
        {"", "\"\"", 0},
        {"vand", "\"vand\"", 4},
        {"a\"b\\c", "\"a\\\"b\\\\c\"", 5},
        {"\n", "\"\\n\"", 1},
        {"\t\x01\x1f", "\"\\u0009\\u0001\\u001f\"", 3},
        {"a\0b", "\"a\\u0000b\"", 3},
        {"Aarhus Å€\xf0\x9f\x9a\xb0", "\"Aarhus Å€\xf0\x9f\x9a\xb0\"", 16},
        {"/", "\"/\"", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_buf b;
        text_buf_init(&b, 1000);
        text_add_json_string(&b, cases[i].text, cases[i].length);
        assert_string_equal(b.data, cases[i].json);
        text_buf_close(&b);
    }
}

static void copying_refuses_to_cut(void **state) {
    (void)state;
    char out[5] = "keep";
    assert_false(text_copy(out, sizeof out, "12345"));
    assert_string_equal(out, "keep");
    assert_true(text_copy(out, sizeof out, "1234"));
    assert_string_equal(out, "1234");
    assert_true(text_copy(out, sizeof out, ""));
    assert_string_equal(out, "");
    assert_false(text_copy(out, 0, ""));
}

static void utf8(void **state) {
    (void)state;
    static const char *const good[] = {
        "",
        "a",
        "æøå",
        "€",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xdf\xbf",
        "\xe0\xa0\x80",
    };
    static const char *const bad[] = {
        "\x80",             /* a continuation alone */
        "\xc3",             /* cut */
        "\xe2\x82",         /* cut */
        "\xf0\x9f\x9a",     /* cut */
        "\xc0\xaf",         /* over-long */
        "\xc1\xbf",         /* over-long */
        "\xe0\x80\xaf",     /* over-long */
        "\xe0\x9f\xbf",     /* over-long */
        "\xf0\x80\x80\xaf", /* over-long */
        "\xf0\x8f\xbf\xbf", /* over-long */
        "\xed\xa0\x80",     /* a surrogate */
        "\xed\xbf\xbf",     /* a surrogate */
        "\xf4\x90\x80\x80", /* beyond U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xff",
        "\xfe",
        "a\xc3(",
        "\xe2(\xa1",
        "\xe2\x82(",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(text_is_utf8(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_utf8(bad[i], strlen(bad[i])));
    assert_false(text_is_utf8("æ", 1));
}

static void ids(void **state) {
    (void)state;
    static const char *const good[] = {
        "0615", "vand", "ida.horsens", "_x", "a-b", "0", "1234567890123456789012345678901",
    };
    static const char *const bad[] = {
        "",    "-x",          ".x",
        "Ida", "ida horsens", "å",
        "a/b", "a\n",         "12345678901234567890123456789012",
        "a:b",
    };
    assert_int_equal(strlen("1234567890123456789012345678901"), LIMIT_ID - 1);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(text_is_id(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_id(bad[i]));
}

static void lines(void **state) {
    (void)state;
    static const char *const good[] = {"", "Kog vandet i 1 minut", "æøåÆØÅ €", "\xc2\xa0"};
    static const char *const bad[] = {"a\nb", "a\r",      "\t",       "\x1b[2J",
                                      "\x7f", "\xc2\x85", "\xc2\x9b", "\xff"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(text_is_line(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_line(bad[i], strlen(bad[i])));
    assert_false(text_is_line("a\0b", 3));
}

static void cpr_numbers(void **state) {
    (void)state;
    static const char *const found[] = {
        "0101901234",
        "010190-1234",
        "010190 1234",
        "ringer om 311299-4321, haster",
        "cpr:0101901234",
        "(010190-1234)",
        "3112994321",
        "sag 12345 og 010190-1234",
        "010190-12 010190-1234",
    };
    static const char *const not_found[] = {
        "",
        "0615",
        "70101901234",
        "01019012345",
        "3213901234",
        "0113901234",
        "0000901234",
        "0001901234",
        "010190-123",
        "010190-12345",
        "010190--1234",
        "010190_1234",
        "2026-11-22 06:50",
        "+45 70 20 00 00",
        "1763794245123",
    };
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        assert_true(text_has_cpr(found[i], strlen(found[i])));
    for (size_t i = 0; i < sizeof not_found / sizeof *not_found; i++)
        assert_false(text_has_cpr(not_found[i], strlen(not_found[i])));
    assert_false(text_has_cpr("0101901234", 9)); /* the length counts, not the NUL */
}

static void hex(void **state) {
    (void)state;
    uint8_t out[3] = {9, 9, 9};
    assert_false(text_from_hex("00ff", 4, out, 3));
    assert_false(text_from_hex("00ffxx", 6, out, 3));
    assert_false(text_from_hex("00FFaa", 6, out, 3)); /* one way to write each value */
    assert_int_equal(out[0], 9);
    assert_true(text_from_hex("00ffa5", 6, out, 3));
    assert_memory_equal(out, ((uint8_t[]){0x00, 0xff, 0xa5}), 3);
    assert_true(text_from_hex("", 0, out, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices),
        cmocka_unit_test(a_buffer_grows),
        cmocka_unit_test(a_ceiling_holds),
        cmocka_unit_test(numbers_and_formats),
        cmocka_unit_test(json_strings),
        cmocka_unit_test(copying_refuses_to_cut),
        cmocka_unit_test(utf8),
        cmocka_unit_test(ids),
        cmocka_unit_test(lines),
        cmocka_unit_test(cpr_numbers),
        cmocka_unit_test(hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
