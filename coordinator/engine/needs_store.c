/* Which commands are not done in unstored mode: see needs_store.def. The compiler asks for one that is missing there. */
#include "base/assert.h"
#include "engine/state.h"

#define NEEDS_STORE(command)                                      \
    case COMMAND_##command: return true; #define GOES_ON(command) \
    case COMMAND_##command: return false;

bool command_needs_store(enum command_type type) {
    switch (type) {
#include "engine/needs_store.def"
    case COMMAND_TYPE_COUNT: break;
    }
    UNREACHABLE("no such command");
}
