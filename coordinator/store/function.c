/* commit.lua is put into the program as it stands, by the assembler: gcc and clang both search the
 * include directories for it. A test compares the two, so that a build from before a change of the
 * file is found out. */
#include "store/function.h"

__asm__(".section .rodata\n"
        ".globl store_commit_lua\n"
        ".globl store_commit_lua_end\n"
        "store_commit_lua:\n"
        ".incbin \"store/commit.lua\"\n"
        "store_commit_lua_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char store_commit_lua[];
extern const char store_commit_lua_end[];

struct slice function_source(void) {
    return (struct slice){store_commit_lua, (size_t)(store_commit_lua_end - store_commit_lua)};
}
