/* A small buffer in front of a text_buf. A record is some sixty short pieces, and asking the
 * text_buf for room at each costs more than the copying. Private to the room; the caller closes
 * it before the text_buf is used again. */
#ifndef WIRE_WRITER_H
#define WIRE_WRITER_H

#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/text.h"

#define WRITER_BYTES 1024
#define WRITER_PIECE \
    80 /* the longest piece that is written without asking: a hash in hex with its quotes is 66 */

struct writer {
    struct text_buf *out;
    size_t used;
    char bytes[WRITER_BYTES];
};

static inline void writer_open(struct writer *w, struct text_buf *out) {
    w->out = out;
    w->used = 0;
}

static inline void writer_close(struct writer *w) {
    text_add_bytes(w->out, w->bytes, w->used);
    w->used = 0;
}

/* Where WRITER_PIECE bytes may be written; what is used of them is added to `used`. */
static inline char *writer_room(struct writer *w) {
    if (w->used > WRITER_BYTES - WRITER_PIECE) writer_close(w);
    return w->bytes + w->used;
}

static inline void write_char(struct writer *w, char c) {
    *writer_room(w) = c;
    w->used++;
}

/* For constants: the compiler makes one or two moves of it. */
static inline void write_piece(struct writer *w, const char *data, size_t length) {
    ASSERT(length <= WRITER_PIECE);
    memcpy(writer_room(w), data, length);
    w->used += length;
}

/* An id, code or word, which needs no escapes, with its quotes. A loop: they are short. */
static inline void write_id(struct writer *w, const char *id) {
    char *at = writer_room(w);
    size_t length = 0;
    at[0] = '"';
    while (length < LIMIT_ID && id[length] != '\0') {
        at[1 + length] = id[length];
        length++;
    }
    ASSERT(length < LIMIT_ID);
    at[1 + length] = '"';
    w->used += length + 2;
}

static inline void write_uint(struct writer *w, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    memcpy(writer_room(w), digits + at, sizeof digits - at);
    w->used += sizeof digits - at;
}

/* As JSON, with its quotes; most need no escape. */
static inline void write_text(struct writer *w, const char *text, size_t length) {
    size_t plain = 0;
    while (plain < length && (unsigned char)text[plain] >= 0x20 && text[plain] != '"' &&
           text[plain] != '\\')
        plain++;
    if (plain == length && length + 2 <= WRITER_PIECE) {
        char *at = writer_room(w);
        at[0] = '"';
        memcpy(at + 1, text, length);
        at[length + 1] = '"';
        w->used += length + 2;
        return;
    }
    writer_close(w);
    text_add_json_string(w->out, text, length);
}

#endif
