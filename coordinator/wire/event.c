/* Events as streams and webhooks show them. The records come as JSON already: each is written
 * once, for the store and for every stream. */
#include <string.h>

#include "base/assert.h"
#include "wire/wire.h"

static void add_record(const struct wire_event_record *record, struct text_buf *out) {
    text_add_json_string(out, record->id.data, record->id.length);
    text_add_char(out, ':');
    if (record->json.length == 0)
        text_add_bytes(out, "null", 4);
    else
        text_add_bytes(out, record->json.data, record->json.length);
}

/* The few records of an event: comparing each with each is less than sorting. */
static void add_records(const struct wire_event_record *records, size_t count,
                        struct text_buf *out) {
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(records[k].kind, records[i].kind) == 0;
        if (seen) continue;
        if (!first) text_add_char(out, ',');
        text_add_char(out, '"');
        text_add(out, records[i].kind);
        text_add_bytes(out, "\":{", 3);
        add_record(&records[i], out);
        for (size_t k = i + 1; k < count; k++) {
            if (strcmp(records[k].kind, records[i].kind) != 0) continue;
            text_add_char(out, ',');
            add_record(&records[k], out);
        }
        text_add_char(out, '}');
        first = false;
    }
}

void wire_encode_event(uint64_t epoch, uint64_t number, const char *type, time_ms at,
                       struct slice actor, const struct wire_event_record *records, size_t count,
                       bool open, struct text_buf *out) {
    ASSERT(type != NULL);
    ASSERT(records != NULL || count == 0);
    text_add_bytes(out, "{\"id\":\"", 7);
    text_add_uint(out, epoch);
    text_add_char(out, '-');
    text_add_uint(out, number);
    text_add_bytes(out, "\",\"type\":\"", 10);
    text_add(out, type);
    text_add_bytes(out, "\",\"at\":", 7);
    text_add_int(out, at);
    text_add_bytes(out, ",\"actor\":", 9);
    if (actor.length == 0)
        text_add_bytes(out, "null", 4);
    else
        text_add_json_string(out, actor.data, actor.length);
    text_add_bytes(out, ",\"records\":{", 12);
    add_records(records, count, out);
    text_add_char(out, '}');
    if (!open) text_add_char(out, '}');
}
