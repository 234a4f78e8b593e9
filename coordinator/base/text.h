/* Text: a growing buffer that cannot be made without a ceiling, slices, and the few checks every room needs. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view of bytes owned by somebody else. */
struct slice {
    const char *data;
    size_t length;
};

#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})
struct slice slice_of(const char *text); /* NUL-terminated; NULL gives an empty slice */
bool slice_equals(struct slice a, const char *b);

/* Always NUL-terminated. Once an append would pass `ceiling`, `overflowed` is set, nothing more is added and the
 * content is not to be used: test it once at the end. Memory: heap, owned by the buffer. */
struct text_buf {
    char *data;
    size_t length, capacity, ceiling;
    bool overflowed;
};

void text_buf_init(struct text_buf *b, size_t ceiling);
void text_buf_close(struct text_buf *b);
void text_buf_clear(struct text_buf *b); /* keeps the memory */
void text_add(struct text_buf *b, const char *text);
void text_add_bytes(struct text_buf *b, const void *data, size_t length);
void text_add_char(struct text_buf *b, char c);
void text_add_int(struct text_buf *b, int64_t value);
void text_add_uint(struct text_buf *b, uint64_t value);
void text_addf(struct text_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As a JSON string with its quotes; the bytes must be valid UTF-8. */
void text_add_json_string(struct text_buf *b, const char *text, size_t length);
void text_add_hex(struct text_buf *b, const uint8_t *bytes, size_t length);
struct slice text_slice(const struct text_buf *b);

/* Copies with truncation refused: false when `text` (with its NUL) does not fit; `out` is then untouched. */
bool text_copy(char *out, size_t size, const char *text);

bool text_is_utf8(const char *text, size_t length);
/* An id people type: 1 to LIMIT_ID - 1 of a-z 0-9 . _ - and never a leading '-' or '.'. */
bool text_is_id(const char *text);
/* Valid UTF-8 without control characters: what may stand on one line of a screen or in a header. */
bool text_is_line(const char *text, size_t length);
/* Ten digits that look like a Danish CPR number, with or without a hyphen, anywhere in `text` (N103). */
bool text_has_cpr(const char *text, size_t length);
bool text_from_hex(const char *hex, size_t hex_length, uint8_t *out, size_t size);

#endif
