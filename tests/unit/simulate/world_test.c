/* What a world's command is not given is not what the last one had in the same bytes: a record keeps
 * every byte, and an optional text that was never given must read as empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "simulate/world.h"

static void expect_empty(const struct command *command, enum command_type type) {
    const unsigned char *bytes = (const unsigned char *)&command->as;
    assert_int_equal(command->type, type);
    assert_int_equal(command->given, 0);
    for (uint32_t i = 0; i < command_types[type].size; i++)
        assert_int_equal(bytes[i], 0);
}

static void every_command_starts_empty(void **state) {
    (void)state;
    struct core_sizes sizes = {
        .agents = 4, .calls = 4, .acknowledgements = 4, .tokens = 4, .replayed_answers = 4};
    struct world *world = world_create(&sizes, INT64_C(1767225600000));
    assert_non_null(world);
    for (int type = 0; type < COMMAND_TYPE_COUNT; type++) {
        struct command *command = world_command(world, COMMAND_settings_put);
        memset(&command->as, 0xa5, sizeof command->as);
        command->given = ~UINT64_C(0);
        expect_empty(world_command(world, (enum command_type)type), (enum command_type)type);
    }
    world_destroy(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_command_starts_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
