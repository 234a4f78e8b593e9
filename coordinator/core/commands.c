#include "core/commands.h"

#include <stddef.h>
#include <string.h>

#define ROLES(role) (UINT32_C(1) << (role))
#define ROLES_NONE 0
#define SYSTEM_ONLY ROLES(ROLE_SYSTEM)
#define ADMIN_TOO(roles) ((roles) == SYSTEM_ONLY ? (roles) : (roles) | ROLES(ROLE_ADMIN))

#define ROW(command, member, type_, required_, low_, high_, words_) \
    {.name = #member,                                               \
     .type = type_,                                                 \
     .offset = offsetof(struct command##_command, member),          \
     .size = sizeof(((struct command##_command *)0)->member),       \
     .required = required_,                                         \
     .low = low_,                                                   \
     .high = high_,                                                 \
     .words = words_},
#define REQUIRED(command, c_type, member, type, low, high) \
    ROW(command, member, type, true, low, high, NULL)
#define OPTIONAL(command, c_type, member, type, low, high) \
    ROW(command, member, type, false, low, high, NULL)
#define REQUIRED_ID(command, member) ROW(command, member, FIELD_ID, true, 0, 0, NULL)
#define OPTIONAL_ID(command, member) ROW(command, member, FIELD_ID, false, 0, 0, NULL)
#define REQUIRED_TEXT(command, member, size) ROW(command, member, FIELD_LINE, true, 0, 0, NULL)
#define OPTIONAL_TEXT(command, member, size) ROW(command, member, FIELD_LINE, false, 0, 0, NULL)
#define REQUIRED_HASH(command, member) ROW(command, member, FIELD_HASH, true, 0, 0, NULL)
#define HOURS(command, member, low, high) ROW(command, member, FIELD_HOURS, true, low, high, NULL)
#define IDS(command, member, required) ROW(command, member, FIELD_ID_LIST, required, 0, 0, NULL)
#define CHOICE(command, member, words, required) \
    ROW(command, member, FIELD_WORD, required, 0, 0, &words##_words)
#define COMMAND_BEGIN(name_, roles, scope) static const struct field name_##_fields[] = {
#define COMMAND_END(name_)                                                    \
    { .name = NULL } /* a command without members has a table all the same */ \
    }                                                                         \
    ;                                                                         \
    _Static_assert((int)name_##_MEMBERS < 64, "a command's members fit into `given`");
#include "core/commands.def"

#define COMMAND_BEGIN(name_, roles_, scope_) \
    {.name = #name_,                         \
     .roles = ADMIN_TOO(roles_),             \
     .scope = SCOPE_##scope_,                \
     .fields = name_##_fields,               \
     .field_count = name_##_MEMBERS,         \
     .size = sizeof(struct name_##_command)},
const struct command_type_info command_types[COMMAND_TYPE_COUNT] = {
#include "core/commands.def"
};

void command_open(struct command *command, enum command_type type) {
    command->type = type;
    command->given = 0;
    memset(&command->as, 0, command_types[type].size);
}

bool command_type_from_name(const char *name, enum command_type *out) {
    for (int i = 0; i < COMMAND_TYPE_COUNT; i++) {
        if (strcmp(command_types[i].name, name) == 0) {
            *out = (enum command_type)i;
            return true;
        }
    }
    return false;
}
