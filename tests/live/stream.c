#include "tests/live/stream.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "fetch/event_stream.h"

#define FRAME_BYTES \
    (4 << 20) /* a snapshot with every organisation, an activation with every answer */
#define PATIENCE_SECONDS 30

struct live_stream {
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers;
    struct event_stream reader;
    void (*on_event)(void *ctx, const char *type, const json_t *event);
    void *ctx;
    uint64_t seen, frames; /* the number of the last event, how many frames came */
    bool broken;
};

/* "1-42" to 42. The epoch stays the same while the coordinator runs. */
static uint64_t number_of(const char *id) {
    const char *mark = strchr(id, '-');
    return mark == NULL ? 0 : strtoull(mark + 1, NULL, 10);
}

static void on_frame(void *ctx, const struct event_frame *frame) {
    struct live_stream *s = ctx;
    json_t *event = json_loadb(frame->data.data, frame->data.length, 0, NULL);
    const char *type = json_string_value(json_object_get(event, "type"));
    s->frames++;
    if (strcmp(frame->event, "gap") == 0) s->broken = true;
    if (type != NULL) s->on_event(s->ctx, type, event);
    json_decref(event);
    s->seen = number_of(frame->id);
}

static size_t on_bytes(char *data, size_t size, size_t count, void *ctx) {
    struct live_stream *s = ctx;
    if (!event_stream_feed(&s->reader, data, size * count, on_frame, s)) s->broken = true;
    return s->broken ? 0 : size * count;
}

struct live_stream *live_stream_open(const char *url, const char *secret,
                                     void (*on_event)(void *ctx, const char *type,
                                                      const json_t *event),
                                     void *ctx) {
    struct live_stream *s = calloc(1, sizeof *s);
    char address[128], authorization[128];
    ASSERT(s != NULL);
    s->on_event = on_event;
    s->ctx = ctx;
    event_stream_init(&s->reader, FRAME_BYTES);
    snprintf(address, sizeof address, "%s/v1/stream", url);
    snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", secret);
    s->headers = curl_slist_append(NULL, authorization);
    s->easy = curl_easy_init();
    s->multi = curl_multi_init();
    curl_easy_setopt(s->easy, CURLOPT_URL, address);
    curl_easy_setopt(s->easy, CURLOPT_HTTPHEADER, s->headers);
    curl_easy_setopt(s->easy, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(s->easy, CURLOPT_WRITEDATA, s);
    curl_multi_add_handle(s->multi, s->easy);
    if (live_stream_follow(s, "0-1"))
        return s; /* every service has had an event: its first token */
    live_stream_close(s);
    return NULL;
}

void live_stream_close(struct live_stream *s) {
    curl_multi_remove_handle(s->multi, s->easy);
    curl_easy_cleanup(s->easy);
    curl_multi_cleanup(s->multi);
    curl_slist_free_all(s->headers);
    event_stream_close(&s->reader);
    free(s);
}

static time_t seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

bool live_stream_follow(struct live_stream *s, const char *event) {
    uint64_t wanted = number_of(event);
    time_t give_up = seconds_now() + PATIENCE_SECONDS;
    int running = 1;
    while (s->seen < wanted && !s->broken && seconds_now() < give_up) {
        if (curl_multi_perform(s->multi, &running) != CURLM_OK || running == 0) break;
        if (s->seen < wanted) curl_multi_poll(s->multi, NULL, 0, 1000, NULL);
    }
    return s->seen >= wanted && !s->broken;
}

uint64_t live_stream_frames(const struct live_stream *s) { return s->frames; }
