/* Reading server-sent events (WHATWG HTML, "9.2.6 Interpreting an event stream"): bytes in any
 * cut, frames out. Pure. */
#ifndef FETCH_EVENT_STREAM_H
#define FETCH_EVENT_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct event_frame {
    const char *event; /* "message" when the stream names none */
    const char *id;    /* of this or an earlier frame; "" when there was none yet */
    struct slice data; /* NUL-terminated */
};

struct event_stream {
    struct text_buf line, data, event;
    struct text_buf id, next_id; /* next_id counts once its frame is whole */
    bool after_cr, started;
    long retry_ms; /* -1: the stream asked for nothing */
};

/* `frame_max`: most bytes of one line or one frame. */
void event_stream_init(struct event_stream *stream, size_t frame_max);
void event_stream_close(struct event_stream *stream);
/* A new connection: what was half read is dropped, the last id stays. */
void event_stream_restart(struct event_stream *stream);
/* Calls `on_frame` for every frame that has become whole; it may not feed or close the stream.
 * False once a line or frame passed frame_max: give the connection up. */
bool event_stream_feed(struct event_stream *stream, const char *bytes, size_t length,
                       void (*on_frame)(void *ctx, const struct event_frame *frame), void *ctx);
const char *event_stream_last_id(const struct event_stream *stream);
/* Where to begin: the id a first connection resumes from. At most 127 bytes. */
void event_stream_set_last_id(struct event_stream *stream, const char *id);

#endif
