#include "api/put.h"

#include <string.h>

#include "base/assert.h"

static void comma(struct text_buf *out) {
    if (out->length == 0 || out->overflowed) return;
    char last = out->data[out->length - 1];
    if (last != '{' && last != '[' && last != ':') text_add_char(out, ',');
}

void put_name(struct text_buf *out, const char *name) {
    comma(out);
    if (name == NULL) return;
    text_add_char(out, '"');
    text_add(out, name);
    text_add_bytes(out, "\":", 2);
}

void put_open(struct text_buf *out, const char *name, char bracket) {
    ASSERT(bracket == '{' || bracket == '[');
    put_name(out, name);
    text_add_char(out, bracket);
}

void put_close(struct text_buf *out, char bracket) {
    ASSERT(bracket == '}' || bracket == ']');
    text_add_char(out, bracket);
}

void put_int(struct text_buf *out, const char *name, int64_t value) {
    put_name(out, name);
    text_add_int(out, value);
}

void put_uint(struct text_buf *out, const char *name, uint64_t value) {
    put_name(out, name);
    text_add_uint(out, value);
}

void put_bool(struct text_buf *out, const char *name, bool value) {
    put_name(out, name);
    text_add(out, value ? "true" : "false");
}

void put_null(struct text_buf *out, const char *name) {
    put_name(out, name);
    text_add(out, "null");
}

void put_known(struct text_buf *out, const char *name, bool known, uint64_t value) {
    if (known)
        put_uint(out, name, value);
    else
        put_null(out, name);
}

void put_text(struct text_buf *out, const char *name, const char *value) {
    if (value == NULL || value[0] == '\0') {
        put_null(out, name);
        return;
    }
    put_name(out, name);
    text_add_json_string(out, value, strlen(value));
}

void put_time(struct text_buf *out, const char *name, time_ms value) {
    if (value == 0)
        put_null(out, name);
    else
        put_int(out, name, value);
}

void put_permille(struct text_buf *out, const char *name, uint32_t value) {
    put_name(out, name);
    text_add_uint(out, value / 1000);
    uint32_t rest = value % 1000;
    if (rest == 0) return;
    char digits[4] = {'.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10),
                      (char)('0' + rest % 10)};
    size_t length = rest % 100 == 0 ? 2 : rest % 10 == 0 ? 3 : 4;
    text_add_bytes(out, digits, length);
}

void put_event_id(struct text_buf *out, const char *name, uint64_t epoch, uint64_t number) {
    put_name(out, name);
    text_add_char(out, '"');
    text_add_uint(out, epoch);
    text_add_char(out, '-');
    text_add_uint(out, number);
    text_add_char(out, '"');
}
