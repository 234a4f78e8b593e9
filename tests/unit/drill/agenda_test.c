#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include <string.h>
#include <uv.h>

#include "drill/agenda.h"
#include "drill/random.h"

struct world {
    uv_loop_t loop;
    struct agenda *agenda;
    uint32_t done[64];
    uint32_t count;
    bool close_in_act;
};

static void act(void *ctx, uint32_t turn) {
    struct world *w = ctx;
    w->done[w->count++] = turn;
    uv_stop(&w->loop); /* a turn of the loop would wait for the next timer otherwise */
    if (w->close_in_act) agenda_close(w->agenda);
}

static void open_world(struct world *w, double speed) {
    uv_loop_init(&w->loop);
    w->agenda = agenda_create(&w->loop);
    agenda_set_clock(w->agenda, 1000000, uv_now(&w->loop), speed);
}

static void close_world(struct world *w) {
    if (!w->close_in_act) agenda_close(w->agenda);
    uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&w->loop), 0);
}

static void things_are_done_in_order_of_time_then_of_adding(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w, 1000);
    struct random_sequence random = random_sequence(1, 1, 1);
    uint32_t order[40];
    for (uint32_t i = 0; i < 40; i++)
        order[i] = i;
    for (uint32_t i = 39; i > 0; i--) { /* shuffled */
        uint32_t k = (uint32_t)(random_next(&random) % (i + 1)), kept = order[i];
        order[i] = order[k];
        order[k] = kept;
    }
    for (uint32_t i = 0; i < 40; i++)
        agenda_add(w.agenda, 1000000 + order[i] * 500, act, &w, order[i]);
    agenda_add(w.agenda, 1000000, act, &w, 100); /* same moment as 0, added later */
    assert_int_equal(w.count, 0);                /* never inside agenda_add */
    while (w.count < 41)
        uv_run(&w.loop, UV_RUN_ONCE);
    assert_int_equal(w.done[0], 0);
    assert_int_equal(w.done[1], 100);
    for (uint32_t i = 2; i < 41; i++)
        assert_int_equal(w.done[i], i - 1);
    close_world(&w);
}

static void nothing_is_done_before_its_time(void **state) {
    (void)state;
    struct world w = {0};
    open_world(&w, 0); /* a clock that stands */
    agenda_add(w.agenda, 1000001, act, &w, 1);
    agenda_add(w.agenda, 5000000, act, &w, 2);
    uv_run(&w.loop, UV_RUN_NOWAIT);
    assert_int_equal(w.count, 0);
    assert_int_equal(agenda_now(w.agenda), 1000000);
    agenda_set_clock(w.agenda, 4999999, uv_now(&w.loop), 0.001); /* and has moved on */
    while (w.count < 1)
        uv_run(&w.loop, UV_RUN_ONCE);
    assert_int_equal(w.count, 1);
    assert_int_equal(w.done[0], 1);
    close_world(&w);
}

static void the_agenda_may_be_closed_from_what_it_does(void **state) {
    (void)state;
    struct world w = {.close_in_act = true};
    open_world(&w, 1000);
    agenda_add(w.agenda, 1000000, act, &w, 1);
    agenda_add(w.agenda, 1000000, act, &w, 2);
    close_world(&w);
    assert_int_equal(w.count, 1);
}

static void sequences_do_not_depend_on_each_other(void **state) {
    (void)state;
    struct random_sequence a = random_sequence(1, 2, 3), b = random_sequence(1, 2, 4);
    struct random_sequence again = random_sequence(1, 2, 3);
    uint64_t first = random_next(&a);
    assert_int_not_equal(first, random_next(&b));
    random_next(&b);
    assert_int_equal(first, random_next(&again));
    for (int i = 0; i < 1000; i++) {
        time_ms drawn = random_between(&a, 5, 7);
        assert_in_range(drawn, 5, 7);
        assert_true(random_exponential(&a, 1000) >= 0);
        double unit = random_unit(&a);
        assert_true(unit > 0 && unit <= 1);
    }
    assert_int_equal(random_between(&a, 9, 9), 9);
    assert_false(random_permille(&a, 0));
    assert_true(random_permille(&a, 1000));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_are_done_in_order_of_time_then_of_adding),
        cmocka_unit_test(nothing_is_done_before_its_time),
        cmocka_unit_test(the_agenda_may_be_closed_from_what_it_does),
        cmocka_unit_test(sequences_do_not_depend_on_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
