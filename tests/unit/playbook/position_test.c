#include "unit/playbook/fixture.h"

#include "playbook/position.h"

static const char document[] = "{\n"                             /* 1 */
                               "  \"a\": 1, \"b\": {\n"          /* 2 */
                               "    \"c\": [\n"                  /* 3 */
                               "      10,\n"                     /* 4 */
                               "      {\"d\": \"x}],{\\\"\", \n" /* 5 */
                               "       \"e\": null}, [\n"        /* 6 */
                               "       true,\n"                  /* 7 */
                               "       \"f\"]\n"                 /* 8 */
                               "    ]\n"                         /* 9 */
                               "  },\n"                          /* 10 */
                               "  \"\\u00e6\": {\"g\":\n"        /* 11 */
                               "     -1.5e3}, \"ab\": 2\n"       /* 12 */
                               "}\n";

static uint32_t line(const char *path) { return position_line(SLICE(document), path); }

static void test_members_and_elements_are_found(void **state) {
    (void)state;
    assert_int_equal(line("a"), 2);
    assert_int_equal(line("b"), 2);
    assert_int_equal(line("b.c"), 3);
    assert_int_equal(line("b.c[0]"), 4);
    assert_int_equal(line("b.c[1]"), 5);
    assert_int_equal(line("b.c[1].d"), 5);
    assert_int_equal(line("b.c[1].e"), 6);
    assert_int_equal(line("b.c[2]"), 6);
    assert_int_equal(line("b.c[2][0]"), 7);
    assert_int_equal(line("b.c[2][1]"), 8);
    assert_int_equal(line("æ"), 11);
    assert_int_equal(line("æ.g"), 11);
    assert_int_equal(line("ab"), 12);
}

static void test_a_missing_path_gives_its_nearest_parent(void **state) {
    (void)state;
    assert_int_equal(line(""), 1);
    assert_int_equal(line("none"), 1);
    assert_int_equal(line("b.none"), 2);
    assert_int_equal(line("b.c[7]"), 3);
    assert_int_equal(line("b.c[1].none.deeper"), 5);
    assert_int_equal(line("abc"), 1); /* "ab" is no parent of it */
}

static void test_deep_nesting_is_passed_over(void **state) {
    (void)state;
    struct text_buf text;
    text_buf_init(&text, 4096);
    text_add(&text, "{\"deep\":");
    for (int i = 0; i < 500; i++)
        text_add(&text, "[");
    text_add(&text, "\"x\",{\"y\":1}");
    for (int i = 0; i < 500; i++)
        text_add(&text, "]");
    text_add(&text, ",\n\"after\":[1,\n2]}");
    assert_int_equal(position_line(text_slice(&text), "deep[0]"), 1);
    assert_int_equal(position_line(text_slice(&text), "after"), 2);
    assert_int_equal(position_line(text_slice(&text), "after[1]"), 3);
    text_buf_close(&text);
}

static void test_a_path_that_does_not_fit_is_left_alone(void **state) {
    (void)state;
    char path[POSITION_PATH_MAX] = "a", key[POSITION_PATH_MAX];
    memset(key, 'k', sizeof key);
    assert_false(position_push_key(path, key, sizeof key));
    assert_string_equal(path, "a");
    assert_true(position_push_key(path, key, POSITION_PATH_MAX - 3));
    assert_int_equal(strlen(path), POSITION_PATH_MAX - 1);
    assert_false(position_push_index(path, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_and_elements_are_found),
        cmocka_unit_test(test_a_missing_path_gives_its_nearest_parent),
        cmocka_unit_test(test_deep_nesting_is_passed_over),
        cmocka_unit_test(test_a_path_that_does_not_fit_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
