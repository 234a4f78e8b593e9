/* Commands: from the body of a request and the parameters of its address, and back. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"
#include "wire/wire.h"

static const struct field *find_field(const struct command_type_info *info, const char *name) {
    for (size_t i = 0; i < info->field_count; i++)
        if (strcmp(info->fields[i].name, name) == 0) return &info->fields[i];
    return NULL;
}

static bool is_given(const struct command *command, const struct field *field) {
    return (command->given >> (field - command_types[command->type].fields)) & 1;
}

static void give(struct command *command, const struct field *field) {
    command->given |= UINT64_C(1) << (field - command_types[command->type].fields);
}

static void *member_of(struct command *command, const struct field *field) {
    return (char *)&command->as + field->offset;
}

/* --- what a text may not say (N103) ----------------------------------------------------------- */

/* A CPR number by its look. The ids of switches hold ten such digits by chance: of SHA-256 sums
 * in hex 3 in 1,000, of UUIDs 1 in 1,000, and of Asterisk's <seconds since 1970>.<n> every one
 * for months on end. No call may be refused for that, and nobody writes a person's number so. */
static bool has_cpr(const char *text) {
    size_t length = strlen(text);
    if (!text_has_cpr(text, length)) return false;
    if (length >= 32 && strchr(text, ' ') == NULL) return false;
    size_t seconds = strspn(text, "0123456789");
    const char *rest = text + seconds;
    bool asterisk = seconds == 10 && rest[0] == '.' && rest[1] != '\0' &&
                    strspn(rest + 1, "0123456789") == strlen(rest + 1);
    return !asterisk;
}

static enum err refuse_cpr(const char *text, const char *path, struct problem *problem) {
    if (!has_cpr(text)) return ERR_OK;
    return problem_set(problem, ERR_INVALID, path,
                       "it looks like a CPR number, and those may not be given here");
}

/* Records are not held against this: what was taken once must come back after a restart. */
static enum err refuse_personal(const struct field *field, const void *member,
                                struct problem *problem) {
    enum err err = ERR_OK;
    if (field->type == FIELD_LINE || field->type == FIELD_ID)
        return refuse_cpr(member, field->name, problem);
    if (field->type == FIELD_ID_LIST) {
        const struct id_list *list = member;
        for (size_t i = 0; i < list->count && err == ERR_OK; i++) {
            char path[64];
            snprintf(path, sizeof path, "%s[%zu]", field->name, i);
            err = refuse_cpr(list->ids[i], path, problem);
        }
    }
    if (field->type == FIELD_SKILL_LIST) {
        const struct skill_list *list = member;
        for (size_t i = 0; i < list->count && err == ERR_OK; i++)
            err = refuse_cpr(list->skills[i].topic, field->name, problem);
    }
    return err;
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum err take_parameters(const struct wire_parameter *parameters, size_t count,
                                struct command *command, struct problem *problem) {
    for (size_t i = 0; i < count; i++) {
        const struct field *field = find_field(&command_types[command->type], parameters[i].name);
        ASSERT(field != NULL); /* the table of routes and the table of commands do not fit */
        ASSERT(!is_given(command, field));
        void *member = member_of(command, field);
        enum err err = value_decode_text(field, slice_of(parameters[i].value), member, problem);
        if (err == ERR_OK) err = refuse_personal(field, member, problem);
        if (err != ERR_OK) return err;
        give(command, field);
    }
    return ERR_OK;
}

/* null takes back what was set before: optional ids, lines and times, which are then given and empty. */
static bool can_be_null(const struct field *field) {
    return !field->required &&
           (field->type == FIELD_ID || field->type == FIELD_TIME || field->type == FIELD_LINE);
}

static enum err take_members(json_t *object, struct command *command, struct problem *problem) {
    const struct command_type_info *info = &command_types[command->type];
    for (void *it = json_object_iter(object); it != NULL; it = json_object_iter_next(object, it)) {
        const char *name = json_object_iter_key(it);
        const struct field *field = find_field(info, name);
        if (field == NULL)
            return value_unknown_member(info->fields, info->field_count, name, problem);
        if (is_given(command, field)) /* names are unique within the object: it was a parameter */
            return problem_set(problem, ERR_INVALID, name,
                               "it is not taken from the body; leave it out");
        const json_t *value = json_object_iter_value(it);
        void *member = member_of(command, field);
        enum err err = ERR_OK;
        if (!json_is_null(value) || !can_be_null(field))
            err = value_decode(field, value, member, problem);
        if (err == ERR_OK) err = refuse_personal(field, member, problem);
        if (err != ERR_OK) return err;
        give(command, field);
    }
    return ERR_OK;
}

static enum err check_missing(const struct command *command, struct problem *problem) {
    const struct command_type_info *info = &command_types[command->type];
    for (size_t i = 0; i < info->field_count; i++) {
        const struct field *field = &info->fields[i];
        if (field->required && !is_given(command, field))
            return problem_set(problem, ERR_MISSING_FIELD, field->name, "%s must be given",
                               field->name);
    }
    return ERR_OK;
}

enum err command_from_object(enum command_type type, json_t *object,
                             const struct wire_parameter *parameters, size_t parameter_count,
                             struct command *command, struct problem *problem) {
    ASSERT(type < COMMAND_TYPE_COUNT);
    ASSERT(parameters != NULL || parameter_count == 0);
    command_open(command, type);
    enum err err = take_parameters(parameters, parameter_count, command, problem);
    if (err == ERR_OK) err = take_members(object, command, problem);
    if (err == ERR_OK) err = check_missing(command, problem);
    return err;
}

enum err wire_decode_command(enum command_type type, struct slice body,
                             const struct wire_parameter *parameters, size_t parameter_count,
                             struct command *command, struct problem *problem) {
    json_t *object = NULL;
    enum err err = value_load(body, &object, problem);
    if (err == ERR_OK)
        err = command_from_object(type, object, parameters, parameter_count, command, problem);
    json_decref(object);
    return err;
}

void wire_encode_command(const struct command *command, struct text_buf *out) {
    ASSERT(command->type < COMMAND_TYPE_COUNT);
    const struct command_type_info *info = &command_types[command->type];
    struct writer w;
    bool first = true;
    writer_open(&w, out);
    write_char(&w, '{');
    for (size_t i = 0; i < info->field_count; i++) {
        const struct field *field = &info->fields[i];
        if (!is_given(command, field)) continue;
        if (!first) write_char(&w, ',');
        first = false;
        write_id(&w, field->name);
        write_char(&w, ':');
        value_encode(field, (const char *)&command->as + field->offset, can_be_null(field), &w);
    }
    write_char(&w, '}');
    writer_close(&w);
}
