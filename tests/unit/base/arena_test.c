#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_zero(const char *memory, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (memory[i] != 0) return false;
    return true;
}

static void memory_is_zeroed_aligned_and_apart(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *taken[200];
    for (size_t i = 0; i < 200; i++) {
        size_t size = 1 + i * 7 % 97;
        taken[i] = arena_take(&arena, size);
        assert_non_null(taken[i]);
        assert_int_equal((uintptr_t)taken[i] % alignof(max_align_t), 0);
        assert_true(is_zero(taken[i], size));
        memset(taken[i], (int)(i + 1), size);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < 1 + i * 7 % 97; k++)
            assert_int_equal((unsigned char)taken[i][k], i + 1);
    arena_close(&arena);
    assert_int_equal(arena.used, 0);
}

static void large_pieces(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *large = arena_take(&arena, 100000);
    assert_non_null(large);
    memset(large, 'x', 100000);
    char *small = arena_take(&arena, 8);
    assert_non_null(small);
    assert_true(small < large || small >= large + 100000);
    arena_close(&arena);
}

static void the_ceiling_holds(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 160);
    assert_null(arena_take(&arena, 161));
    assert_null(arena_take(&arena, SIZE_MAX));
    assert_non_null(arena_take(&arena, 100)); /* counted as 112 */
    assert_null(arena_take(&arena, 49));
    assert_non_null(arena_take(&arena, 48));
    assert_null(arena_take(&arena, 1));
    arena_clear(&arena);
    assert_non_null(arena_take(&arena, 160));
    arena_close(&arena);
    assert_non_null(arena_take(&arena, 160)); /* closed is empty, not broken */
    arena_close(&arena);
}

static void cleared_memory_is_zeroed_again(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    arena_clear(&arena); /* of an arena that has taken nothing */
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 20; i++) {
            char *memory = arena_take(&arena, 1000);
            assert_non_null(memory);
            assert_true(is_zero(memory, 1000));
            memset(memory, 0xa5, 1000);
        }
        arena_clear(&arena);
        assert_int_equal(arena.used, 0);
    }
    arena_close(&arena);
}

static void clearing_keeps_a_block(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    void *first = arena_take(&arena, 3000);
    assert_non_null(first);
    for (int i = 0; i < 100; i++) {
        arena_clear(&arena);
        assert_ptr_equal(arena_take(&arena, 3000), first);
    }
    arena_close(&arena);
}

static void texts(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 64);
    assert_string_equal(arena_text(&arena, "vandforurening", 4), "vand");
    assert_string_equal(arena_text(&arena, NULL, 0), "");
    assert_null(arena_text(&arena, "12345678901234567890123456789012345678901234567890", 50));
    arena_close(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(large_pieces),
        cmocka_unit_test(the_ceiling_holds),
        cmocka_unit_test(cleared_memory_is_zeroed_again),
        cmocka_unit_test(clearing_keeps_a_block),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
