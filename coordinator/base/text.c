#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"

struct slice slice_of(const char *text) {
    return (struct slice){text, text == NULL ? 0 : strlen(text)};
}

bool slice_equals(struct slice a, const char *b) {
    return a.length == strlen(b) && (a.length == 0 || memcmp(a.data, b, a.length) == 0);
}

void text_buf_init(struct text_buf *b, size_t ceiling) {
    *b = (struct text_buf){.ceiling = ceiling};
}

void text_buf_close(struct text_buf *b) {
    free(b->data);
    *b = (struct text_buf){0};
}

void text_buf_clear(struct text_buf *b) {
    b->length = 0;
    b->overflowed = false;
    if (b->data != NULL) b->data[0] = '\0';
}

static bool reserve(struct text_buf *b, size_t more) {
    ASSERT(b->ceiling > 0);
    if (b->overflowed || more > b->ceiling - b->length) {
        b->overflowed = true;
        return false;
    }
    size_t need = b->length + more + 1;
    if (need <= b->capacity) return true;
    size_t capacity = b->capacity == 0 ? 256 : b->capacity;
    while (capacity < need)
        capacity *= 2;
    char *data = realloc(b->data, capacity);
    if (data == NULL) {
        b->overflowed = true;
        return false;
    }
    b->data = data;
    b->capacity = capacity;
    return true;
}

void text_add_bytes(struct text_buf *b, const void *data, size_t length) {
    if (!reserve(b, length)) return;
    if (length > 0) memcpy(b->data + b->length, data, length);
    b->length += length;
    b->data[b->length] = '\0';
}

void text_add(struct text_buf *b, const char *text) { text_add_bytes(b, text, strlen(text)); }

void text_add_char(struct text_buf *b, char c) { text_add_bytes(b, &c, 1); }

void text_add_uint(struct text_buf *b, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    text_add_bytes(b, digits + at, sizeof digits - at);
}

void text_add_int(struct text_buf *b, int64_t value) {
    if (value < 0) text_add_char(b, '-');
    text_add_uint(b, value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value);
}

void text_addf(struct text_buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0 && reserve(b, (size_t)length)) {
        vsnprintf(b->data + b->length, (size_t)length + 1, format, again);
        b->length += (size_t)length;
    }
    va_end(again);
}

void text_add_json_string(struct text_buf *b, const char *text, size_t length) {
    static const char hex[] = "0123456789abcdef";
    text_add_char(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        text_add_bytes(b, text + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            text_add_bytes(b, (char[]){'\\', (char)c}, 2);
        } else if (c == '\n') {
            text_add_bytes(b, "\\n", 2);
        } else {
            text_add_bytes(b, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
        }
    }
    text_add_bytes(b, text + from, length - from);
    text_add_char(b, '"');
}

void text_add_hex(struct text_buf *b, const uint8_t *bytes, size_t length) {
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++)
        text_add_bytes(b, (char[]){hex[bytes[i] >> 4], hex[bytes[i] & 15]}, 2);
}

struct slice text_slice(const struct text_buf *b) {
    return (struct slice){b->data == NULL ? "" : b->data, b->length};
}

bool text_copy(char *out, size_t size, const char *text) {
    size_t length = strlen(text);
    if (length >= size) return false;
    memcpy(out, text, length + 1);
    return true;
}

static int utf8_length(const unsigned char *s, size_t left) {
    if (s[0] < 0x80) return 1;
    int length = s[0] >= 0xc2 && s[0] <= 0xdf   ? 2
                 : (s[0] & 0xf0) == 0xe0        ? 3
                 : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
                                                : 0;
    if (length == 0 || (size_t)length > left) return 0;
    for (int i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if (s[0] == 0xe0 && s[1] < 0xa0) return 0; /* over-long */
    if (s[0] == 0xed && s[1] > 0x9f) return 0; /* surrogates */
    if (s[0] == 0xf0 && s[1] < 0x90) return 0;
    if (s[0] == 0xf4 && s[1] > 0x8f) return 0;
    return length;
}

bool text_is_utf8(const char *text, size_t length) {
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        int step = utf8_length(s + i, length - i);
        if (step == 0) return false;
        i += (size_t)step;
    }
    return true;
}

/* U+2028 and U+2029 break a line; U+200E-F, U+202A-E and U+2066-9 turn its direction: a name could pose as another. */
static bool turns_or_breaks(const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] != 0xe2 || (s[1] != 0x80 && s[1] != 0x81)) return false;
    if (s[1] == 0x81) return s[2] >= 0xa6 && s[2] <= 0xa9;
    return s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae);
}

bool text_is_line(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7f) return false;
        if (c == 0xc2 && i + 1 < length && (unsigned char)text[i + 1] < 0xa0)
            return false; /* C1 controls */
        if (i + 2 < length && turns_or_breaks(text + i)) return false;
    }
    return text_is_utf8(text, length);
}

bool text_is_id(const char *text) {
    size_t length = strlen(text);
    if (length == 0 || length >= LIMIT_ID || text[0] == '-' || text[0] == '.') return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
            return false;
    }
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool text_has_cpr(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(text[i]) || (i > 0 && is_digit(text[i - 1]))) continue;
        size_t end = i;
        while (end < length && is_digit(text[end]))
            end++;
        size_t run = end - i, second = 0;
        if (run == 6 && end < length && (text[end] == '-' || text[end] == ' ')) {
            for (size_t k = end + 1; k < length && is_digit(text[k]); k++)
                second++;
        }
        bool shaped = run == 10 || (run == 6 && second == 4);
        int day = shaped ? (text[i] - '0') * 10 + (text[i + 1] - '0') : 0;
        int month = shaped ? (text[i + 2] - '0') * 10 + (text[i + 3] - '0') : 0;
        if (shaped && day >= 1 && day <= 31 && month >= 1 && month <= 12) return true;
        i = end;
    }
    return false;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool text_from_hex(const char *hex, size_t hex_length, uint8_t *out, size_t size) {
    if (hex_length != size * 2) return false;
    for (size_t i = 0; i < hex_length; i++)
        if (hex_value(hex[i]) < 0) return false;
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(hex_value(hex[2 * i]) * 16 + hex_value(hex[2 * i + 1]));
    return true;
}
