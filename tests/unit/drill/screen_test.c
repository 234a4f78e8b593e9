#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include <string.h>

#include "drill/screen.h"

static const struct screen_row rows[] = {
    {.name = "Faaborg-Midtfyn og omegns lange navn æøå",
     .waiting = 12,
     .offered = 3,
     .answered = 2,
     .helps = 4,
     .helped = 2,
     .longest_wait_ms = 754000},
    {.name = "Ærø"},
};

static struct screen_view view_of(bool activated) {
    return (struct screen_view){
        .phase = "a calm hour",
        .speed = 60,
        .done_permille = 500,
        .offered = 3,
        .answered = 2,
        .problems = activated,
        .activated = activated,
        .screens = 90,
        .screens_expected = 91,
        .last_screen_ms = 34,
        .helps = activated ? 9 : 0,
        .helps_so_far = activated ? 143 : 0,
        .helpers = activated ? 17 : 0,
        .declining = activated,
        .decliner = "Region Midtjylland",
        .rows = rows,
        .row_count = 2,
    };
}

/* Characters of a line, escape sequences left out. */
static uint32_t width(const char *line, size_t length) {
    uint32_t columns = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '\x1b') {
            while (i < length && line[i] != 'K')
                i++;
            continue;
        }
        columns += ((unsigned char)line[i] & 0xc0) != 0x80;
    }
    return columns;
}

static void no_line_is_wider_than_the_terminal(void **state) {
    (void)state;
    for (uint32_t columns = 60; columns <= 160; columns += 20) {
        struct text_buf out;
        struct screen_view view = view_of(true);
        uint32_t lines = 0, seen = 0;
        text_buf_init(&out, 1 << 16);
        screen_picture(&view, columns, &out, &lines);
        for (const char *at = out.data, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
            assert_in_range(width(at, (size_t)(end - at)), 1, columns);
            seen++;
        }
        assert_int_equal(seen, lines); /* or the next picture is drawn in the wrong place */
        assert_int_equal(lines, 7);
        assert_true(text_is_utf8(out.data, out.length));
        text_buf_close(&out);
    }
}

static void the_line_says_what_counts(void **state) {
    (void)state;
    struct text_buf out;
    struct screen_view view = view_of(false);
    text_buf_init(&out, 4096);
    screen_line(&view, &out);
    assert_non_null(strstr(out.data, " 50 % a calm hour: offered 3  answered 2 (66.7 %)"));
    assert_null(strstr(out.data, "playbook"));
    assert_null(strstr(out.data, "overløb"));
    assert_null(strstr(out.data, "PROBLEMS"));
    text_buf_clear(&out);
    view = view_of(true);
    screen_line(&view, &out);
    assert_non_null(strstr(out.data, "on 90 of 91 screens, the last after 0.034 s"));
    assert_non_null(strstr(out.data, "overløb: 9 calls with another organisation now, 143 so far, "
                                     "17 have helped; Region Midtjylland declines"));
    assert_non_null(strstr(out.data, "PROBLEMS 1"));
    text_buf_close(&out);
}

/* On the smallest usual terminal the table is whole. */
static void eighty_columns_show_the_whole_table(void **state) {
    (void)state;
    struct text_buf out;
    struct screen_view view = view_of(true);
    uint32_t lines = 0;
    text_buf_init(&out, 1 << 16);
    screen_picture(&view, 80, &out, &lines);
    assert_non_null(
        strstr(out.data, "wait longest free busy away hjælper hjulpet  calls  svar%\x1b"));
    assert_non_null(strstr(out.data,
                           "Faaborg-Midtfyn og o   12   12:34    0    0    0       4       2"
                           "      3   66.7\x1b"));
    text_buf_close(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(the_line_says_what_counts),
        cmocka_unit_test(eighty_columns_show_the_whole_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
