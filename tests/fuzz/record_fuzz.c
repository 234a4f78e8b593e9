/* Bytes as they might lie in the store -> a record. The first byte names the kind, modulo their
 * number; the rest is the JSON, held against a small cooperation.
 *
 * Held: what is refused says why; what is taken is written and read again to the same bytes of
 * the struct. */
#include <string.h>

#include "../unit/wire/sample_core.h"
#include "base/assert.h"
#include "wire/wire.h"

#define TEXT_MAX (1 << 20)
#define RECORD_MAX 4096

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct core *core; /* libFuzzer gives no context; made once, never changed */

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    core = sample_core();
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
        ASSERT(record_types[kind].size <= RECORD_MAX);
    return 0;
}

static void check_taken(enum record_kind kind, const void *record) {
    uint64_t again[RECORD_MAX / sizeof(uint64_t)];
    struct problem problem = {0};
    struct text_buf first, second;
    text_buf_init(&first, TEXT_MAX);
    text_buf_init(&second, TEXT_MAX);
    wire_encode_record(core, kind, record, &first);
    ASSERT(!first.overflowed);
    ASSERT(text_is_utf8(first.data, first.length));
    enum err err = wire_decode_record(core, kind, text_slice(&first), again, &problem);
    ASSERT(err == ERR_OK);
    ASSERT(memcmp(again, record, record_types[kind].size) == 0);
    wire_encode_record(core, kind, again, &second);
    ASSERT(first.length == second.length);
    ASSERT(memcmp(first.data, second.data, first.length) == 0);
    text_buf_close(&first);
    text_buf_close(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    enum record_kind kind = (enum record_kind)(data[0] % RECORD_KIND_COUNT);
    struct slice json = {(const char *)data + 1, size - 1};
    uint64_t record[RECORD_MAX / sizeof(uint64_t)];
    struct problem problem = {0};
    memset(record, 0xa5, sizeof record);
    enum err err = wire_decode_record(core, kind, json, record, &problem);
    if (err == ERR_OK) {
        check_taken(kind, record);
    } else {
        ASSERT(err == problem.err);
        ASSERT(problem.detail[0] != '\0');
        ASSERT(text_is_line(problem.detail, strlen(problem.detail)));
    }
    return 0;
}
