/* Bytes from outside -> a command. The first byte names the type, modulo their number; the
 * second, when it is odd, says that the first member which JSON writes as a text comes from the
 * address, up to the next NUL; the rest is the body.
 *
 * Held: what is refused says why in a line that can be shown, and its problem+json is JSON; what
 * is taken is written and read again to the same command, and that writes the same bytes. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/assert.h"
#include "wire/wire.h"

#define TEXT_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_text(enum field_type type) {
    return type == FIELD_ID || type == FIELD_LINE || type == FIELD_CALL || type == FIELD_WORD ||
           type == FIELD_ACTIVATION || type == FIELD_TICKET || type == FIELD_HASH ||
           type == FIELD_TIME;
}

static const struct field *first_text(const struct command_type_info *info) {
    for (size_t i = 0; i < info->field_count; i++)
        if (is_text(info->fields[i].type)) return &info->fields[i];
    return NULL;
}

static void check_refusal(const struct problem *problem, enum err err) {
    struct text_buf out;
    ASSERT(err == problem->err);
    ASSERT(problem->detail[0] != '\0');
    ASSERT(text_is_line(problem->detail, strlen(problem->detail)));
    ASSERT(text_is_line(problem->field, strlen(problem->field)));
    text_buf_init(&out, TEXT_MAX);
    wire_encode_problem(problem, SLICE("fuzz"), &out);
    json_t *json = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, NULL);
    ASSERT(json != NULL);
    json_decref(json);
    text_buf_close(&out);
}

static void check_taken(const struct command *command) {
    static struct command again;
    struct problem problem = {0};
    struct text_buf first, second;
    text_buf_init(&first, TEXT_MAX);
    text_buf_init(&second, TEXT_MAX);
    wire_encode_command(command, &first);
    ASSERT(!first.overflowed);
    ASSERT(text_is_utf8(first.data, first.length));
    enum err err =
        wire_decode_command(command->type, text_slice(&first), NULL, 0, &again, &problem);
    ASSERT(err == ERR_OK);
    ASSERT(again.given == command->given);
    ASSERT(memcmp(&again.as, &command->as, command_types[command->type].size) == 0);
    wire_encode_command(&again, &second);
    ASSERT(first.length == second.length);
    ASSERT(memcmp(first.data, second.data, first.length) == 0);
    text_buf_close(&first);
    text_buf_close(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    enum command_type type = (enum command_type)(data[0] % COMMAND_TYPE_COUNT);
    const struct field *field = first_text(&command_types[type]);
    bool from_address = data[1] % 2 == 1 && field != NULL;
    struct slice body = {(const char *)data + 2, size - 2};
    struct wire_parameter parameter = {0};
    char *value = NULL;
    if (from_address) {
        size_t length = strnlen(body.data, body.length);
        value = strndup(body.data, length);
        if (value == NULL) return 0;
        parameter = (struct wire_parameter){field->name, value};
        size_t skip = length < body.length ? length + 1 : length;
        body = (struct slice){body.data + skip, body.length - skip};
    }
    static struct command command;
    struct problem problem = {0};
    memset(&command, 0xa5, sizeof command);
    enum err err =
        wire_decode_command(type, body, &parameter, from_address ? 1 : 0, &command, &problem);
    free(value);
    if (err == ERR_OK)
        check_taken(&command);
    else
        check_refusal(&problem, err);
    return 0;
}
