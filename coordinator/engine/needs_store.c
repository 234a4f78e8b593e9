/* Which commands are not done in unstored mode. */
#include "base/assert.h"
#include "engine/state.h"

/* The compiler asks for a command that is missing there, or stands there twice. */
enum {
#define NEEDS_STORE(command) counted_##command,
#define GOES_ON(command) counted_##command,
#include "engine/needs_store.def"
#undef NEEDS_STORE
#undef GOES_ON
    COUNTED
};
_Static_assert((int)COUNTED == (int)COMMAND_TYPE_COUNT, "needs_store.def names every command");

static const bool needs_store[COMMAND_TYPE_COUNT] = {
#define NEEDS_STORE(command) [COMMAND_##command] = true,
#define GOES_ON(command) [COMMAND_##command] = false,
#include "engine/needs_store.def"
};

bool command_needs_store(enum command_type type) {
    ASSERT(type < COMMAND_TYPE_COUNT);
    return needs_store[type];
}
