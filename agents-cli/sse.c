#include "agents-cli/sse.h"

#include <string.h>

void sse_init(struct sse *sse) {
    *sse = (struct sse){0};
    text_buf_init(&sse->line, SSE_MESSAGE_BYTES);
    text_buf_init(&sse->data, SSE_MESSAGE_BYTES);
}

void sse_close(struct sse *sse) {
    text_buf_close(&sse->line);
    text_buf_close(&sse->data);
}

void sse_restart(struct sse *sse) {
    text_buf_clear(&sse->line);
    text_buf_clear(&sse->data);
    sse->event[0] = '\0';
    sse->after_cr = sse->started = sse->has_data = false;
}

static void dispatch(struct sse *sse, sse_take *take, void *ctx) {
    if (sse->has_data) {
        struct sse_message message = {
            .event = sse->event[0] == '\0' ? "message" : sse->event,
            .id = sse->id,
            .data = text_slice(&sse->data),
        };
        take(ctx, &message);
    }
    text_buf_clear(&sse->data);
    sse->event[0] = '\0';
    sse->has_data = false;
}

static void take_retry(struct sse *sse, const char *value) {
    unsigned retry_ms = 0;
    if (*value == '\0') return;
    for (; *value != '\0'; value++) {
        if (*value < '0' || *value > '9' || retry_ms > 1000000) return;
        retry_ms = retry_ms * 10 + (unsigned)(*value - '0');
    }
    sse->retry_ms = retry_ms;
}

static void take_field(struct sse *sse, const char *name, const char *value, size_t length) {
    if (strcmp(name, "data") == 0) {
        if (sse->has_data) text_add_char(&sse->data, '\n');
        text_add_bytes(&sse->data, value, length);
        sse->has_data = true;
    } else if (strcmp(name, "event") == 0) {
        /* A name longer than any of ours is a message we do not know. */
        if (!text_copy(sse->event, sizeof sse->event, value))
            text_copy(sse->event, sizeof sse->event, "too-long");
    } else if (strcmp(name, "id") == 0) {
        if (memchr(value, '\0', length) == NULL) text_copy(sse->id, sizeof sse->id, value);
    } else if (strcmp(name, "retry") == 0) {
        take_retry(sse, value);
    }
}

static void take_line(struct sse *sse, sse_take *take, void *ctx) {
    struct text_buf *line = &sse->line;
    char *text = line->data;
    if (line->length == 0) {
        dispatch(sse, take, ctx);
        return;
    }
    if (text[0] == ':') return;
    char *colon = memchr(text, ':', line->length);
    if (colon == NULL) {
        take_field(sse, text, "", 0);
        return;
    }
    *colon = '\0';
    char *value = colon[1] == ' ' ? colon + 2 : colon + 1;
    take_field(sse, text, value, line->length - (size_t)(value - text));
}

static void end_line(struct sse *sse, sse_take *take, void *ctx) {
    struct text_buf *line = &sse->line;
    /* A byte order mark may stand before the first line. */
    if (!sse->started && line->length >= 3 && memcmp(line->data, "\xef\xbb\xbf", 3) == 0) {
        memmove(line->data, line->data + 3, line->length - 2);
        line->length -= 3;
    }
    sse->started = true;
    take_line(sse, take, ctx);
    text_buf_clear(line);
}

bool sse_feed(struct sse *sse, const char *bytes, size_t length, sse_take *take, void *ctx) {
    size_t at = 0;
    while (at < length) {
        if (sse->after_cr && bytes[at] == '\n') {
            sse->after_cr = false;
            at++;
            continue;
        }
        sse->after_cr = false;
        size_t end = at;
        while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
            end++;
        text_add_bytes(&sse->line, bytes + at, end - at);
        if (sse->line.overflowed) return false;
        if (end < length) {
            sse->after_cr = bytes[end] == '\r';
            end_line(sse, take, ctx);
            if (sse->data.overflowed) return false;
            end++;
        }
        at = end;
    }
    return true;
}
