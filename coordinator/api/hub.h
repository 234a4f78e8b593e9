/* The hub's own structures: streams, the lists they stand in, the passes over them. For hub.c and
 * stream.c. */
#ifndef API_HUB_H
#define API_HUB_H

#include "api/internal.h"

#define HUB_BUCKETS 4096
/* Streams looked at in one turn; looking is some 20 ns, writing some microseconds. */
#define HUB_LOOKS_PER_TURN 4096

struct stream_list;

enum stream_state {
    STREAM_WAITING, /* for an id not reached yet; not opened */
    STREAM_RESTING, /* everything it may see has been taken */
    STREAM_BUSY,    /* was told that there is more, and has not taken all of it */
    STREAM_ENDING,  /* to be ended in the next turn */
};

struct api_stream {
    uint32_t magic;
    enum stream_state state;
    struct api_exchange *exchange;
    struct stream_list *list;   /* NULL while waiting */
    uint32_t place;             /* in the list */
    uint64_t cursor;            /* the next event to look at; resting streams are behind (hub.c) */
    struct api_frame *greeting; /* goes before all else */
    struct api_stream *token_next, *agent_next, *waiting_next, *ending_next;
    time_ms expires_at; /* of its token, domain time; 0: never */
    time_ms asked_at; /* monotonic: when it last came for a frame, or was told that there is one */
    time_ms wait_until; /* while waiting */
    uint64_t after_epoch, number;
    bool ping, fell_behind, all_organisations;
    uint8_t role;
    agent_no agent;
    char token[LIMIT_ID];
    struct organisation_set organisations; /* when not all */
};

struct stream_list {
    struct api_stream **streams;
    uint32_t count, capacity;
    /* Every event below `done` has been held against every stream of the list: a stream that rests
     * has seen what it may see of them. A pass goes from `place` down to 0 and then has done all
     * below `until`. */
    uint64_t done, until;
    uint32_t place;
    bool passing;
    uint32_t sweep; /* pings: goes down to 0 */
};

struct hub {
    struct api *api;
    struct history history;
    struct stream_list agents, others;
    struct api_stream *by_token[HUB_BUCKETS], *by_agent[HUB_BUCKETS];
    struct api_stream *waiting, *ending;
    uint32_t waiting_count;
    struct api_frame *gap, *ping_frame, *retry;
    time_ms sweep_at; /* monotonic; 0: not begun */
    struct text_buf scratch;
    uint64_t frames, ended_slow, ended_token, ended_gap;
};

/* stream.c */
bool hub_stream_sees(const struct api_stream *stream, const struct history_entry *entry);
/* Marks it to be ended in the next turn. */
void hub_stream_finish(struct hub *hub, struct api_stream *stream);
bool hub_stream_has_expired(const struct hub *hub, const struct api_stream *stream);
/* What it has to look at next. */
uint64_t hub_stream_cursor(const struct api_stream *stream);
struct api_stream *hub_stream_create(struct hub *hub, struct ask *ask);
/* Puts it into its list and opens it; false: no memory. */
bool hub_stream_start(struct hub *hub, struct api_stream *stream, struct api_frame *greeting,
                      uint64_t cursor);
/* Takes it out of everything and frees it. */
void hub_stream_remove(struct hub *hub, struct api_stream *stream);
uint32_t hub_bucket(const char *token);

#endif
