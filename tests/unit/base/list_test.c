#include "base/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NODES 8

/* The list must hold exactly `expected`, read from either end. */
static void assert_list(const struct list *list, const struct list_node *nodes,
                        const uint32_t *expected, uint32_t count) {
    assert_int_equal(list->count, count);
    uint32_t at = list->first;
    for (uint32_t i = 0; i < count; i++, at = nodes[at].next)
        assert_int_equal(at, expected[i]);
    assert_int_equal(at, LIST_NONE);
    at = list->last;
    for (uint32_t i = count; i > 0; i--, at = nodes[at].previous)
        assert_int_equal(at, expected[i - 1]);
    assert_int_equal(at, LIST_NONE);
}

static void insert_and_remove(void **state) {
    (void)state;
    struct list list;
    struct list_node nodes[NODES] = {{0}};
    list_init(&list);
    assert_list(&list, nodes, NULL, 0);
    list_insert_after(&list, nodes, LIST_NONE, 3);
    assert_list(&list, nodes, (uint32_t[]){3}, 1);
    list_insert_after(&list, nodes, LIST_NONE, 1); /* at the front */
    list_insert_after(&list, nodes, list.last, 7); /* at the end */
    list_insert_after(&list, nodes, 1, 2);         /* between */
    assert_list(&list, nodes, (uint32_t[]){1, 2, 3, 7}, 4);
    list_remove(&list, nodes, 2);
    assert_list(&list, nodes, (uint32_t[]){1, 3, 7}, 3);
    list_remove(&list, nodes, 7);
    assert_list(&list, nodes, (uint32_t[]){1, 3}, 2);
    list_remove(&list, nodes, 1);
    assert_list(&list, nodes, (uint32_t[]){3}, 1);
    list_remove(&list, nodes, 3);
    assert_list(&list, nodes, NULL, 0);
    list_insert_after(&list, nodes, LIST_NONE, 0);
    assert_list(&list, nodes, (uint32_t[]){0}, 1);
}

/* Every order in which four nodes can be taken out. */
static void every_order_of_removal(void **state) {
    (void)state;
    for (uint32_t code = 0; code < 24; code++) {
        struct list list;
        struct list_node nodes[4] = {{0}};
        uint32_t left[4] = {0, 1, 2, 3}, rest = code;
        list_init(&list);
        for (uint32_t i = 0; i < 4; i++)
            list_insert_after(&list, nodes, list.last, i);
        for (uint32_t count = 4; count > 0; count--) {
            uint32_t taken = rest % count;
            rest /= count;
            list_remove(&list, nodes, left[taken]);
            for (uint32_t i = taken; i + 1 < count; i++)
                left[i] = left[i + 1];
            assert_list(&list, nodes, left, count - 1);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insert_and_remove),
        cmocka_unit_test(every_order_of_removal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
