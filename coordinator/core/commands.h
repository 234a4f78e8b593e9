/* Commands: what may be asked of the core. From commands.def. Plain data; ids are texts, resolved by the core. */
#ifndef CORE_COMMANDS_H
#define CORE_COMMANDS_H

#include "core/fields.h"

#define REQUIRED(command, c_type, member, type, low, high) c_type member;
#define OPTIONAL(command, c_type, member, type, low, high) c_type member;
#define REQUIRED_ID(command, member) char member[LIMIT_ID];
#define OPTIONAL_ID(command, member) char member[LIMIT_ID];
#define REQUIRED_TEXT(command, member, size) char member[size];
#define OPTIONAL_TEXT(command, member, size) char member[size];
#define REQUIRED_HASH(command, member) uint8_t member[SHA256_BYTES];
#define HOURS(command, member, low, high) uint32_t member[HOURS_OF_WEEK];
#define IDS(command, member, required) struct id_list member;
#define CHOICE(command, member, words, required) uint8_t member;
#define COMMAND_BEGIN(name, roles, scope) struct name##_command {
#define COMMAND_END(name)                                              \
    uint8_t empty; /* so that a command without members is a struct */ \
    }                                                                  \
    ;
#include "core/commands.def"

/* COMMAND_x, and x_HAS_member: the member's index in the field table and in `given`. */
#define COMMAND_BEGIN(name, roles, scope) COMMAND_##name,
enum command_type {
#include "core/commands.def"
    COMMAND_TYPE_COUNT
};

#define REQUIRED(command, c_type, member, type, low, high) command##_HAS_##member,
#define OPTIONAL(command, c_type, member, type, low, high) command##_HAS_##member,
#define REQUIRED_ID(command, member) command##_HAS_##member,
#define OPTIONAL_ID(command, member) command##_HAS_##member,
#define REQUIRED_TEXT(command, member, size) command##_HAS_##member,
#define OPTIONAL_TEXT(command, member, size) command##_HAS_##member,
#define REQUIRED_HASH(command, member) command##_HAS_##member,
#define HOURS(command, member, low, high) command##_HAS_##member,
#define IDS(command, member, required) command##_HAS_##member,
#define CHOICE(command, member, words, required) command##_HAS_##member,
#define COMMAND_BEGIN(name, roles, scope) enum name##_member {
#define COMMAND_END(name) \
    name##_MEMBERS        \
    }                     \
    ;
#include "core/commands.def"

enum scope { SCOPE_ANY, SCOPE_ORGANISATION, SCOPE_AGENT, SCOPE_CALL, SCOPE_OFFER };

struct command_type_info {
    const char *name;
    uint32_t roles; /* bit 1 << role; ROLE_ADMIN is always in, except where only the engine may */
    enum scope scope;
    const struct field *fields;
    uint16_t field_count;
    uint32_t size;
};

extern const struct command_type_info command_types[COMMAND_TYPE_COUNT];

bool command_type_from_name(const char *name, enum command_type *out);

/* Who asks. Filled by authentication; the engine's own commands have role system. */
struct actor {
    uint8_t role;
    bool all_organisations;
    struct organisation_set organisations; /* when not all */
    agent_no agent;                        /* AGENT_NONE when the token is no agent's */
    char token[LIMIT_ID];                  /* the token's id: who it was, in events and logs */
};

struct command {
    enum command_type type;
    struct actor actor;
    uint64_t given; /* bit per member, x_HAS_member */
    /* Idempotency: 0 is no key. Both are hashes taken at the edge: of token id and key, and of the whole request. */
    uint64_t idempotency_key, fingerprint;
    union {
#define COMMAND_BEGIN(name, roles, scope) struct name##_command name;
#include "core/commands.def"
    } as;
};

/* Empties it for a command of this type: nothing given, every member zero, for records keep every
 * byte. Who asks and the idempotency key stay. */
void command_open(struct command *command, enum command_type type);

#define COMMAND_HAS(command, type, member) (((command)->given >> type##_HAS_##member) & 1)
#define COMMAND_GIVE(command, type, member) ((command)->given |= UINT64_C(1) << type##_HAS_##member)

#endif
