#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static time_ms at_the_time(void *ctx) { return *(time_ms *)ctx; }

static void write_all(void) {
    LOG_DEBUG("store", "below the least");
    LOG_INFO("store", "commit %d acknowledged", 17);
    LOG_WARNING("engine", "unstored");
    LOG_ERROR("api", "%s", "out of memory");
}

static void captured(enum log_level least, time_ms (*clock)(void *), void *ctx, char *out,
                     size_t size) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    assert_true(kept >= 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    log_open(least, clock, ctx);
    write_all();
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    size_t got = 0;
    ssize_t step;
    while (got < size - 1 && (step = read(ends[0], out + got, size - 1 - got)) > 0)
        got += (size_t)step;
    out[got] = '\0';
    close(ends[0]);
}

static void one_line_a_message(void **state) {
    (void)state;
    char out[1024];
    time_ms at = INT64_C(1795330245123);
    captured(LOG_INFO, at_the_time, &at, out, sizeof out);
    assert_string_equal(out, "2026-11-22T06:50:45.123Z info store: commit 17 acknowledged\n"
                             "2026-11-22T06:50:45.123Z warning engine: unstored\n"
                             "2026-11-22T06:50:45.123Z error api: out of memory\n");
    captured(LOG_ERROR, NULL, NULL, out, sizeof out);
    assert_string_equal(out, "- error api: out of memory\n");
}

static void levels_have_names(void **state) {
    (void)state;
    enum log_level level = LOG_ERROR;
    assert_true(log_level_from_text("debug", &level));
    assert_int_equal(level, LOG_DEBUG);
    assert_true(log_level_from_text("warning", &level));
    assert_int_equal(level, LOG_WARNING);
    assert_false(log_level_from_text("loud", &level));
    assert_int_equal(level, LOG_WARNING);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_a_message),
        cmocka_unit_test(levels_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
