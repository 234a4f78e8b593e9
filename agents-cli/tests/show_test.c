#include "agents-cli/tests/fixture.h"

static void widths(void **state) {
    (void)state;
    assert_int_equal(show_width("Ærø"), 3);
    assert_int_equal(show_width(MARK_BOLD "a" MARK_NORMAL), 1);
    assert_int_equal(show_width("e\xcc\x81"), 1); /* a combining accent */
    assert_int_equal(show_width("水"), 2);
}

static void cutting_and_filling(void **state) {
    struct text_buf b;
    (void)state;
    text_buf_init(&b, 1024);
    show_left(&b, "Ærø", 5);
    text_add_char(&b, '|');
    show_right(&b, "Ærø", 5);
    text_add_char(&b, '|');
    show_left(&b, "Ærøskøbing", 5);
    text_add_char(&b, '|');
    show_cut(&b, "水水水", 4);
    assert_string_equal(b.data, "Ærø  |  Ærø|Ærøs…|水…");
    text_buf_close(&b);
}

static void wrapping(void **state) {
    struct text_buf b;
    (void)state;
    text_buf_init(&b, 1024);
    show_wrapped(&b, "Sig: ", "Kog vandet før du drikker det\nLad det køle", 20);
    assert_string_equal(b.data, "Sig: Kog vandet før\n"
                                "     du drikker det\n"
                                "     Lad det køle\n");
    text_buf_clear(&b);
    show_wrapped(&b, "", "https://horsens.dk/drikkevand", 12);
    assert_string_equal(b.data, "https://hors\nens.dk/drikk\nevand\n");
    text_buf_clear(&b);
    show_wrapped(&b, "Sig: ", "", 20);
    assert_int_equal(b.length, 0);
    text_buf_close(&b);
}

/* A text from outside must not be able to move the cursor, change colours or hide what follows. */
static void cleaning(void **state) {
    static const struct {
        const char *text, *clean;
    } rows[] = {
        {"plain æøå", "plain æøå"},
        {"a\x1b[2Jb", "a [2Jb"},
        {"a\tb\rc\x7f", "a b c "},
        {"a\xc2\x9b"
         "31mb",
         "a 31mb"}, /* C1 */
        {"a\xe2\x80\xae"
         "b",
         "a b"},                 /* right-to-left override */
        {"a\xff\xc3", "a  "},    /* broken UTF-8 */
        {"\x01\x02\x0e", "   "}, /* our own marks */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text_buf b;
        text_buf_init(&b, 1024);
        show_clean(&b, rows[i].text, strlen(rows[i].text), false);
        assert_string_equal(b.data, rows[i].clean);
        text_buf_close(&b);
    }
}

static void numbers(void **state) {
    char out[SHOW_MAX];
    (void)state;
    assert_string_equal(show_number(LANGUAGE_DA, 1234567, out), "1.234.567");
    assert_string_equal(show_number(LANGUAGE_EN, -1234, out), "-1,234");
    assert_string_equal(show_number(LANGUAGE_DA, -123, out), "-123");
    assert_string_equal(show_number(LANGUAGE_DA, 0, out), "0");
    assert_string_equal(show_permille(LANGUAGE_DA, 923, out), "92,3 %");
    assert_string_equal(show_permille(LANGUAGE_EN, 1000, out), "100.0%");
    assert_string_equal(show_duration(83999, out), "1:23");
    assert_string_equal(show_duration(3723000, out), "1:02:03");
    assert_string_equal(show_duration(-5, out), "0:00");
    assert_string_equal(show_time(LANGUAGE_DA, FIXTURE_NOW, out), "22.11.2025 kl. 07.50");
    assert_string_equal(show_time(LANGUAGE_EN, FIXTURE_NOW, out), "2025-11-22 07:50");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),   cmocka_unit_test(cutting_and_filling),
        cmocka_unit_test(wrapping), cmocka_unit_test(cleaning),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
