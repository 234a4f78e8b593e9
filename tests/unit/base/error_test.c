#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void every_error_is_told_apart(void **state) {
    (void)state;
    for (int i = 0; i < ERR_COUNT; i++) {
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(err_slug((enum err)i), err_slug((enum err)k));
            assert_string_not_equal(err_title((enum err)i), err_title((enum err)k));
            assert_string_not_equal(err_name((enum err)i), err_name((enum err)k));
        }
    }
}

static void every_slug_finds_its_error(void **state) {
    (void)state;
    for (int i = 0; i < ERR_COUNT; i++) {
        enum err found = ERR_COUNT;
        assert_true(err_from_slug(err_slug((enum err)i), &found));
        assert_int_equal(found, i);
    }
    enum err found = ERR_COUNT;
    assert_false(err_from_slug("no-such-problem", &found));
    assert_false(err_from_slug("", &found));
    assert_int_equal(found, ERR_COUNT);
}

static void every_error_fits_http(void **state) {
    (void)state;
    assert_int_equal(err_http(ERR_OK), 200);
    for (int i = 1; i < ERR_COUNT; i++) {
        int http = err_http((enum err)i);
        assert_true(http >= 400 && http < 600);
        for (const char *c = err_slug((enum err)i); *c != '\0'; c++)
            assert_true((*c >= 'a' && *c <= 'z') || *c == '-');
        for (const char *c = err_name((enum err)i); *c != '\0'; c++)
            assert_true((*c >= 'A' && *c <= 'Z') || *c == '_');
        const char *title = err_title((enum err)i);
        assert_true(strlen(title) > 0);
        assert_int_not_equal(title[strlen(title) - 1], '.');
    }
}

static void a_refusal_is_one_line(void **state) {
    (void)state;
    struct problem problem;
    assert_int_equal(problem_set(&problem, ERR_OUT_OF_RANGE, "skills.pas",
                                 "a level is between %d and %d, not %d", 1, 5, 9),
                     ERR_OUT_OF_RANGE);
    assert_int_equal(problem.err, ERR_OUT_OF_RANGE);
    assert_string_equal(problem.field, "skills.pas");
    assert_string_equal(problem.detail, "a level is between 1 and 5, not 9");
    assert_int_equal(problem_set(&problem, ERR_NOT_FOUND, NULL, "%s", ""), ERR_NOT_FOUND);
    assert_string_equal(problem.field, "");
    assert_string_equal(problem.detail, "");
    assert_int_equal(problem_set(NULL, ERR_NOT_FOUND, NULL, "%s", "nobody reads"), ERR_NOT_FOUND);
}

static void long_refusals_are_cut(void **state) {
    (void)state;
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct problem problem;
    assert_int_equal(problem_set(&problem, ERR_INVALID, text, "%s", text), ERR_INVALID);
    assert_int_equal(strlen(problem.field), sizeof problem.field - 1);
    assert_int_equal(strlen(problem.detail), sizeof problem.detail - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_is_told_apart), cmocka_unit_test(every_slug_finds_its_error),
        cmocka_unit_test(every_error_fits_http),     cmocka_unit_test(a_refusal_is_one_line),
        cmocka_unit_test(long_refusals_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
