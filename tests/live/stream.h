/* One event stream of the service, read when there is reason to: the caller knows how far it wants to see. */
#ifndef TESTS_LIVE_STREAM_H
#define TESTS_LIVE_STREAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct live_stream;

/* Opens /v1/stream behind the snapshot. `on_event` gets every event. NULL: it did not open. */
struct live_stream *live_stream_open(const char *url, const char *secret,
                                     void (*on_event)(void *ctx, const char *type,
                                                      const json_t *event),
                                     void *ctx);
void live_stream_close(struct live_stream *stream);
/* Reads on until the event "1-42" or a later one has been seen. False: it did not come in time, or the stream ended. */
bool live_stream_follow(struct live_stream *stream, const char *event);
uint64_t live_stream_frames(const struct live_stream *stream);

#endif
