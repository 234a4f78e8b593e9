/* One stream: what it may see, its next frame, its beginning and its end. */
#include <stdlib.h>
#include <string.h>

#include "api/hub.h"
#include "base/assert.h"

static bool sees_all_audiences(uint8_t role) {
    return role == ROLE_ADMIN || role == ROLE_DUTY_LEADER || role == ROLE_AUDITOR;
}

static bool is_near(const struct api_stream *stream, organisation_no organisation) {
    if (stream->all_organisations || organisation == ORGANISATION_NONE) return true;
    return organisation != HISTORY_ORGANISATION_GONE &&
           organisation_set_has(&stream->organisations, organisation);
}

/* The table of audiences is core/events.def. */
bool hub_stream_sees(const struct api_stream *stream, const struct history_entry *entry) {
    if (entry->frame == NULL) return false;
    bool near = is_near(stream, entry->organisation);
    if (entry->audience == AUDIENCE_EVERYONE) return near || stream->role == ROLE_AGENT;
    if (stream->role == ROLE_AGENT)
        return entry->audience == AUDIENCE_AGENT && entry->agent != AGENT_NONE &&
               entry->agent == stream->agent;
    if (!near) return false;
    if (sees_all_audiences(stream->role)) return true;
    return entry->audience == AUDIENCE_AGENT &&
           (stream->role == ROLE_PARTNER || stream->role == ROLE_TELEPHONY);
}

uint64_t hub_stream_cursor(const struct api_stream *stream) {
    ASSERT(stream->list != NULL);
    if (stream->state != STREAM_RESTING) return stream->cursor;
    return stream->cursor > stream->list->done ? stream->cursor : stream->list->done;
}

bool hub_stream_has_expired(const struct hub *hub, const struct api_stream *stream) {
    return stream->expires_at != 0 && api_now(hub->api) >= stream->expires_at;
}

void hub_stream_finish(struct hub *hub, struct api_stream *stream) {
    if (stream->state == STREAM_ENDING) return;
    ASSERT(stream->state != STREAM_WAITING);
    stream->state = STREAM_ENDING;
    stream->ending_next = hub->ending;
    hub->ending = stream;
    hub->api->ports.http->soon(hub->api->ports.http_ctx);
}

/* --- the next frame --------------------------------------------------------------------------- */

static struct api_frame *lend(struct hub *hub, struct api_frame *frame, struct slice *bytes) {
    frame->references++;
    hub->frames++;
    *bytes = (struct slice){frame->data, frame->length};
    return frame;
}

static struct api_frame *next_event(struct hub *hub, struct api_stream *stream,
                                    struct slice *bytes) {
    const struct history *history = &hub->history;
    while (stream->cursor < history->next) {
        const struct history_entry *entry = history_at(history, stream->cursor++);
        if (hub_stream_sees(stream, entry)) return lend(hub, entry->frame, bytes);
    }
    return NULL;
}

struct api_frame *hub_stream_next(struct hub *hub, struct api_stream *stream, struct slice *bytes) {
    ASSERT(stream->magic == STREAM_MAGIC && stream->list != NULL);
    if (stream->state == STREAM_ENDING) return NULL;
    uint64_t cursor = hub_stream_cursor(stream);
    stream->cursor = cursor;
    stream->state = STREAM_BUSY;
    stream->asked_at = api_monotonic(hub->api);
    if (stream->fell_behind || hub_stream_has_expired(hub, stream)) {
        stream->fell_behind ? hub->ended_gap++ : hub->ended_token++;
        hub_stream_finish(hub, stream);
        return NULL;
    }
    if (stream->greeting != NULL) {
        struct api_frame *greeting = stream->greeting;
        stream->greeting = NULL;
        *bytes = (struct slice){greeting->data, greeting->length};
        hub->frames++;
        return greeting;
    }
    if (stream->cursor < hub->history.first) {
        stream->fell_behind = true;
        return lend(hub, hub->gap, bytes);
    }
    struct api_frame *frame = next_event(hub, stream, bytes);
    if (frame != NULL) return frame;
    if (stream->ping) {
        stream->ping = false;
        return lend(hub, hub->ping_frame, bytes);
    }
    stream->state = STREAM_RESTING;
    return NULL;
}

/* --- beginning and end ------------------------------------------------------------------------ */

uint32_t hub_bucket(const char *token) {
    uint32_t hash = 2166136261u;
    for (; *token != '\0'; token++)
        hash = (hash ^ (uint8_t)*token) * 16777619u;
    return (hash ^ hash >> 16) % HUB_BUCKETS;
}

/* What the address asks for lies within what the token may see (direct_stream). */
static void limit_organisations(struct api_stream *stream, const struct ask *ask) {
    stream->all_organisations = ask->actor.all_organisations && !ask->filtered;
    stream->organisations = ask->filtered ? ask->filter : ask->actor.organisations;
}

struct api_stream *hub_stream_create(struct hub *hub, struct ask *ask) {
    struct api_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) return NULL;
    stream->magic = STREAM_MAGIC;
    stream->state = STREAM_WAITING;
    stream->exchange = ask->exchange;
    stream->expires_at = ask->token_expires_at;
    stream->role = ask->actor.role;
    stream->agent = ask->actor.agent;
    stream->number = ask->number;
    memcpy(stream->token, ask->actor.token, sizeof stream->token);
    limit_organisations(stream, ask);
    struct api_stream **bucket = &hub->by_token[hub_bucket(stream->token)];
    stream->token_next = *bucket;
    *bucket = stream;
    ask->exchange->api_state = stream;
    return stream;
}

static bool make_room(struct stream_list *list) {
    if (list->count < list->capacity) return true;
    uint32_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
    struct api_stream **streams = realloc(list->streams, capacity * sizeof(struct api_stream *));
    if (streams == NULL) return false;
    list->streams = streams;
    list->capacity = capacity;
    return true;
}

bool hub_stream_start(struct hub *hub, struct api_stream *stream, struct api_frame *greeting,
                      uint64_t cursor) {
    struct stream_list *list = stream->role == ROLE_AGENT ? &hub->agents : &hub->others;
    ASSERT(stream->state == STREAM_WAITING && stream->list == NULL);
    if (!make_room(list)) return false;
    stream->list = list;
    stream->place = list->count;
    list->streams[list->count++] = stream;
    if (stream->role == ROLE_AGENT) {
        struct api_stream **bucket = &hub->by_agent[stream->agent % HUB_BUCKETS];
        stream->agent_next = *bucket;
        *bucket = stream;
    }
    stream->greeting = greeting;
    stream->cursor = cursor;
    stream->state = STREAM_BUSY; /* it comes for its greeting unasked */
    stream->asked_at = api_monotonic(hub->api);
    hub->api->ports.http->stream_open(hub->api->ports.http_ctx, stream->exchange, stream);
    return true;
}

static void unlink_from(struct api_stream **chain, struct api_stream *stream, size_t offset) {
    while (*chain != NULL && *chain != stream)
        chain = (struct api_stream **)(void *)((char *)*chain + offset);
    if (*chain != NULL) *chain = *(struct api_stream **)(void *)((char *)stream + offset);
}

/* The last takes its place: passes go downwards, so none is left out. */
static void leave_list(struct api_stream *stream) {
    struct stream_list *list = stream->list;
    ASSERT(list->streams[stream->place] == stream);
    struct api_stream *last = list->streams[--list->count];
    list->streams[stream->place] = last;
    last->place = stream->place;
    if (list->place > list->count) list->place = list->count;
    if (list->sweep > list->count) list->sweep = list->count;
}

void hub_stream_remove(struct hub *hub, struct api_stream *stream) {
    ASSERT(stream->magic == STREAM_MAGIC);
    unlink_from(&hub->by_token[hub_bucket(stream->token)], stream,
                offsetof(struct api_stream, token_next));
    if (stream->state == STREAM_WAITING) {
        unlink_from(&hub->waiting, stream, offsetof(struct api_stream, waiting_next));
    } else {
        if (stream->state == STREAM_ENDING)
            unlink_from(&hub->ending, stream, offsetof(struct api_stream, ending_next));
        if (stream->role == ROLE_AGENT)
            unlink_from(&hub->by_agent[stream->agent % HUB_BUCKETS], stream,
                        offsetof(struct api_stream, agent_next));
        leave_list(stream);
    }
    history_frame_release(stream->greeting);
    stream->magic = 0;
    free(stream);
}
