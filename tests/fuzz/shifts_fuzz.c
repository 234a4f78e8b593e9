/* Bytes from outside -> a plan of shifts from CSV.
 *
 * Held: what is refused names a place and says why, in lines that can be shown; what is taken is within its cap, and as JSON it is
 * read again to the same plan. */
#include <string.h>

#include "base/assert.h"
#include "wire/wire.h"

#define TEXT_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct command command, again;
    struct problem problem = {0};
    struct text_buf json;
    struct slice text = {(const char *)data, size};
    enum err err = wire_decode_shifts(text, "0615", &command, &problem);
    if (err != ERR_OK) {
        ASSERT(err == problem.err && problem.detail[0] != '\0');
        ASSERT(text_is_line(problem.field, strlen(problem.field)));
        ASSERT(text_is_line(problem.detail, strlen(problem.detail)));
        return 0;
    }
    struct shift_list *list = &command.as.shifts_put.shifts;
    ASSERT(list->count <= LIMIT_COMMAND_SHIFTS);
    text_buf_init(&json, TEXT_MAX);
    wire_encode_command(&command, &json);
    err = wire_decode_command(COMMAND_shifts_put, text_slice(&json), NULL, 0, &again, &problem);
    ASSERT(err == ERR_OK);
    for (uint16_t i = 0; i < list->count; i++) {
        ASSERT(list->shifts[i].line > 1);
        list->shifts[i].line = 0; /* JSON has none */
    }
    ASSERT(memcmp(&again.as, &command.as, sizeof command.as.shifts_put) == 0);
    text_buf_close(&json);
    return 0;
}
