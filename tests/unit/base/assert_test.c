/* A checker must have been seen to fail: an assertion that does not hold ends the process, in
 * every build. */
#include "base/assert.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void fails(void) { ASSERT(1 + 1 == 3); }
static void holds(void) { ASSERT(1 + 1 == 2); }
static void is_unreachable(void) { UNREACHABLE("a fourth state"); }

/* Runs `run` in a child; returns how it ended and what it said. */
static int status_of(void (*run)(void), char *said, size_t size) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        run();
        _exit(0);
    }
    close(ends[1]);
    size_t got = 0;
    ssize_t step;
    while (got < size - 1 && (step = read(ends[0], said + got, size - 1 - got)) > 0)
        got += (size_t)step;
    said[got] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void a_false_condition_ends_the_process(void **state) {
    (void)state;
    char said[512];
    int status = status_of(fails, said, sizeof said);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(said, "1 + 1 == 3"));
    assert_non_null(strstr(said, "assert_test.c"));
}

static void a_true_condition_does_not(void **state) {
    (void)state;
    char said[512];
    int status = status_of(holds, said, sizeof said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_string_equal(said, "");
}

static void the_unreachable_ends_the_process(void **state) {
    (void)state;
    char said[512];
    int status = status_of(is_unreachable, said, sizeof said);
    assert_true(WIFSIGNALED(status));
    assert_non_null(strstr(said, "a fourth state"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_false_condition_ends_the_process),
        cmocka_unit_test(a_true_condition_does_not),
        cmocka_unit_test(the_unreachable_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
