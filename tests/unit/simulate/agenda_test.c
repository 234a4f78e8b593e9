/* The agenda gives what was put in, by time, then by kind, then by number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulate/agenda.h"

static void put(struct agenda *a, time_ms at, enum happening what, uint32_t number) {
    assert_int_equal(agenda_add(a, &(struct agenda_item){at, what, number, 0}), ERR_OK);
}

static void expect(struct agenda *a, time_ms at, enum happening what, uint32_t number) {
    assert_int_equal(agenda_next(a), at);
    assert_int_equal(agenda_next_what(a), what);
    struct agenda_item item = agenda_take(a);
    assert_int_equal(item.at, at);
    assert_int_equal(item.what, what);
    assert_int_equal(item.number, number);
}

static void empty_has_nothing_next(void **state) {
    (void)state;
    struct agenda a = {.count = 0};
    assert_true(agenda_next(&a) == TIME_NEVER);
    agenda_close(&a);
}

static void same_time_goes_by_kind_then_number(void **state) {
    (void)state;
    struct agenda a = {.count = 0};
    put(&a, 7, HAPPENING_HANG_UP, 1);
    put(&a, 7, HAPPENING_TALK_OVER, 9);
    put(&a, 7, HAPPENING_TALK_OVER, 2);
    put(&a, 7, HAPPENING_SHIFT_END, 30);
    put(&a, 6, HAPPENING_HANG_UP, 99);
    expect(&a, 6, HAPPENING_HANG_UP, 99);
    expect(&a, 7, HAPPENING_SHIFT_END, 30);
    expect(&a, 7, HAPPENING_TALK_OVER, 2);
    expect(&a, 7, HAPPENING_TALK_OVER, 9);
    expect(&a, 7, HAPPENING_HANG_UP, 1);
    assert_true(agenda_next(&a) == TIME_NEVER);
    agenda_close(&a);
}

static void many_come_out_in_order(void **state) {
    (void)state;
    struct agenda a = {.count = 0};
    uint32_t seed = 1;
    for (uint32_t i = 0; i < 20000; i++) {
        seed = seed * 1664525u + 1013904223u;
        put(&a, seed >> 20, HAPPENING_HANG_UP, i);
        if (i % 3 == 0) agenda_take(&a);
    }
    time_ms last = 0;
    uint32_t taken = 0, last_number = 0;
    for (; a.count > 0; taken++) {
        struct agenda_item item = agenda_take(&a);
        assert_true(item.at > last ||
                    (item.at == last && (taken == 0 || item.number > last_number)));
        last = item.at;
        last_number = item.number;
    }
    assert_int_equal(taken, 20000 - 6667);
    agenda_close(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_has_nothing_next),
        cmocka_unit_test(same_time_goes_by_kind_then_number),
        cmocka_unit_test(many_come_out_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
