#include "fetch/event_stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

void event_stream_init(struct event_stream *stream, size_t frame_max) {
    *stream = (struct event_stream){.retry_ms = -1};
    text_buf_init(&stream->line, frame_max);
    text_buf_init(&stream->data, frame_max);
    text_buf_init(&stream->event, 128);
    text_buf_init(&stream->id, 128);
    text_buf_init(&stream->next_id, 128);
}

void event_stream_close(struct event_stream *stream) {
    text_buf_close(&stream->line);
    text_buf_close(&stream->data);
    text_buf_close(&stream->event);
    text_buf_close(&stream->id);
    text_buf_close(&stream->next_id);
}

static void set_text(struct text_buf *field, struct slice value) {
    text_buf_clear(field);
    text_add_bytes(field, value.data, value.length);
}

void event_stream_restart(struct event_stream *stream) {
    text_buf_clear(&stream->line);
    text_buf_clear(&stream->data);
    text_buf_clear(&stream->event);
    set_text(&stream->next_id, slice_of(event_stream_last_id(stream)));
    stream->after_cr = stream->started = false;
}

const char *event_stream_last_id(const struct event_stream *stream) {
    return stream->id.length == 0 ? "" : stream->id.data;
}

void event_stream_set_last_id(struct event_stream *stream, const char *id) {
    set_text(&stream->id, slice_of(id));
    set_text(&stream->next_id, slice_of(id));
    ASSERT(!stream->id.overflowed && !stream->next_id.overflowed);
}

/* An id with a NUL is ignored, as the standard says; ids longer than we keep are as well, so that
 * a resume never asks for half an id. */
static void set_id(struct event_stream *stream, struct slice value) {
    if (memchr(value.data, '\0', value.length) != NULL) return;
    if (value.length > stream->next_id.ceiling) return;
    set_text(&stream->next_id, value);
}

static void set_retry(struct event_stream *stream, struct slice value) {
    long retry = 0;
    if (value.length == 0 || value.length > 9) return;
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] < '0' || value.data[i] > '9') return;
        retry = retry * 10 + (value.data[i] - '0');
    }
    stream->retry_ms = retry;
}

static void take_field(struct event_stream *stream, struct slice name, struct slice value) {
    if (slice_equals(name, "data")) {
        text_add_bytes(&stream->data, value.data, value.length);
        text_add_char(&stream->data, '\n');
    } else if (slice_equals(name, "event")) {
        set_text(&stream->event, value);
    } else if (slice_equals(name, "id")) {
        set_id(stream, value);
    } else if (slice_equals(name, "retry")) {
        set_retry(stream, value);
    }
}

static void dispatch(struct event_stream *stream,
                     void (*on_frame)(void *ctx, const struct event_frame *frame), void *ctx) {
    set_text(&stream->id, text_slice(&stream->next_id));
    if (stream->data.length > 0) {
        stream->data.data[--stream->data.length] = '\0'; /* the last line's own newline */
        struct event_frame frame = {
            .event = stream->event.length == 0 ? "message" : stream->event.data,
            .id = event_stream_last_id(stream),
            .data = text_slice(&stream->data),
        };
        on_frame(ctx, &frame);
    }
    text_buf_clear(&stream->data);
    text_buf_clear(&stream->event);
}

static void take_line(struct event_stream *stream,
                      void (*on_frame)(void *ctx, const struct event_frame *frame), void *ctx) {
    struct slice line = text_slice(&stream->line);
    if (!stream->started) {
        stream->started = true;
        if (line.length >= 3 && memcmp(line.data, "\xef\xbb\xbf", 3) == 0)
            line = (struct slice){line.data + 3, line.length - 3};
    }
    if (line.length == 0) {
        dispatch(stream, on_frame, ctx);
        return;
    }
    const char *colon = memchr(line.data, ':', line.length);
    if (colon == line.data) return; /* a comment */
    struct slice name = line, value = {"", 0};
    if (colon != NULL) {
        name.length = (size_t)(colon - line.data);
        value = (struct slice){colon + 1, line.length - name.length - 1};
        if (value.length > 0 && value.data[0] == ' ')
            value = (struct slice){value.data + 1, value.length - 1};
    }
    take_field(stream, name, value);
}

bool event_stream_feed(struct event_stream *stream, const char *bytes, size_t length,
                       void (*on_frame)(void *ctx, const struct event_frame *frame), void *ctx) {
    ASSERT(on_frame != NULL);
    size_t start = 0;
    for (size_t i = 0; i <= length; i++) {
        bool end_of_line = i < length && (bytes[i] == '\n' || bytes[i] == '\r');
        if (i < length && !end_of_line) {
            stream->after_cr = false;
            continue;
        }
        text_add_bytes(&stream->line, bytes + start, i - start);
        start = i + 1;
        if (stream->line.overflowed || stream->data.overflowed || stream->event.overflowed)
            return false;
        if (i == length) break;
        bool second_half = bytes[i] == '\n' && stream->after_cr; /* of CR LF */
        stream->after_cr = bytes[i] == '\r';
        if (second_half) continue;
        take_line(stream, on_frame, ctx);
        text_buf_clear(&stream->line);
    }
    return !stream->data.overflowed;
}
