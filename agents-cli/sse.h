/* The parser of server-sent events (WHATWG HTML, 9.2.6): bytes in, messages out, however the
 * bytes were cut. Pure. */
#ifndef AGENTS_CLI_SSE_H
#define AGENTS_CLI_SSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define SSE_ID 64
#define SSE_EVENT 48
/* A snapshot of 512 organisations and 64 activations in 16 languages stays under this. */
#define SSE_MESSAGE_BYTES (16 * 1024 * 1024)

struct sse_message {
    const char *event; /* "message" when none was given */
    const char *id;    /* the last id seen, also from an earlier message; "" when none */
    struct slice data;
};

/* The message is lent for the call. */
typedef void sse_take(void *ctx, const struct sse_message *message);

struct sse {
    struct text_buf line, data;
    char event[SSE_EVENT];
    char id[SSE_ID];
    unsigned retry_ms; /* 0: the server did not say */
    bool after_cr, started, has_data;
};

void sse_init(struct sse *sse);
void sse_close(struct sse *sse);
/* A new connection: what was half read is dropped, the last id is kept. */
void sse_restart(struct sse *sse);
/* False when a line or a message passes SSE_MESSAGE_BYTES: the connection is of no more use. */
bool sse_feed(struct sse *sse, const char *bytes, size_t length, sse_take *take, void *ctx);

#endif
