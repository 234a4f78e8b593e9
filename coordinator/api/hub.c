/* The hub: every stored event becomes one frame, shared by all the streams that may see it.
 *
 *  - the engine releases a commit: its events are framed and put into the history; no stream is
 *    touched yet;
 *  - hub_turn() makes a pass over the streams, LIMIT_STREAM_FAN_OUT woken at a time, so that
 *    decisions are never held up; streams of agents are found by their agent, unless an event is
 *    everybody's;
 *  - a stream that was woken takes its frames from the history at its own pace, by its own cursor;
 *    there is no queue per stream. What it may not see it steps over.
 * Failure modes: a stream that falls out of the history gets `gap` and ends; one that takes
 * nothing for LIMIT_STREAM_STALL_MS ends; one whose token is revoked or expires ends; a resume
 * from an id that is not here (any more) gets 410, one from an id not reached yet waits
 * LIMIT_STREAM_WAIT_MS first. */
#include "api/hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"

#define RETRY "retry: 1000\n\n"

struct hub *hub_create(struct api *api) {
    struct hub *hub = calloc(1, sizeof *hub);
    if (hub == NULL) return NULL;
    hub->api = api;
    hub->gap = history_frame_create(SLICE("event: gap\ndata: {\"type\":\"gap\"}\n\n"));
    hub->ping_frame = history_frame_create(SLICE(": ping\n\n"));
    hub->retry = history_frame_create(SLICE(RETRY));
    text_buf_init(&hub->scratch, API_LIST_BYTES);
    bool ok = hub->gap != NULL && hub->ping_frame != NULL && hub->retry != NULL;
    if (!history_open(&hub->history) || !ok) {
        hub_destroy(hub);
        return NULL;
    }
    return hub;
}

void hub_destroy(struct hub *hub) {
    if (hub == NULL) return;
    ASSERT(hub->agents.count == 0 && hub->others.count == 0 && hub->waiting == NULL);
    history_close(&hub->history);
    history_frame_release(hub->gap);
    history_frame_release(hub->ping_frame);
    history_frame_release(hub->retry);
    free(hub->agents.streams);
    free(hub->others.streams);
    text_buf_close(&hub->scratch);
    free(hub);
}

void hub_attach(struct hub *hub, uint64_t epoch, uint64_t next_number) {
    history_go_on(&hub->history, epoch, next_number);
    hub->agents.done = hub->others.done = next_number;
}

void hub_new_epoch(struct hub *hub, uint64_t epoch) {
    if (epoch > hub->history.epoch) hub->history.epoch = epoch;
}

static void soon(const struct hub *hub) { hub->api->ports.http->soon(hub->api->ports.http_ctx); }

/* --- events come in --------------------------------------------------------------------------- */

static void end_of_rights(struct hub *hub, struct api_stream *stream) {
    if (stream->state == STREAM_ENDING) return;
    stream->expires_at = 1; /* one that waits ends when it would have begun */
    if (stream->state == STREAM_WAITING) return;
    hub->ended_token++;
    hub_stream_finish(hub, stream);
}

static void end_of_token(struct hub *hub, struct slice id) {
    char token[LIMIT_ID];
    if (id.length >= sizeof token) return;
    memcpy(token, id.data, id.length);
    token[id.length] = '\0';
    struct api_stream *s = hub->by_token[hub_bucket(token)];
    for (; s != NULL; s = s->token_next)
        if (strcmp(s->token, token) == 0) end_of_rights(hub, s);
}

/* The streams of a token that is revoked have seen their last event. */
static void end_streams(struct hub *hub, const struct commit_event *event) {
    if (event->type != EVENT_token_revoked) return;
    for (uint32_t i = 0; i < event->record_count; i++)
        if (strcmp(event->records[i].kind, record_types[RECORD_token].name) == 0)
            end_of_token(hub, event->records[i].id);
}

/* False: no memory for its frame, or too long for one. */
static bool frame_event(struct hub *hub, const struct core *core, uint64_t epoch,
                        const struct commit_event *event, struct history_entry *entry) {
    *entry = (struct history_entry){.epoch = epoch,
                                    .agent = event->agent,
                                    .organisation = event->organisation,
                                    .audience = (uint8_t)event_types[event->type].audience};
    if (!snapshot_event_is_shown(event)) return true;
    text_buf_clear(&hub->scratch);
    snapshot_frame_text(&hub->scratch, epoch, event, hub->api->answers, core);
    if (!hub->scratch.overflowed) entry->frame = history_frame_create(text_slice(&hub->scratch));
    if (entry->frame == NULL)
        LOG_ERROR("api", "event %llu has no frame", (unsigned long long)event->number);
    return entry->frame != NULL;
}

static void add_event(struct hub *hub, const struct commit *commit,
                      const struct commit_event *event) {
    struct history_entry entry;
    if (frame_event(hub, api_core(hub->api), commit->epoch, event, &entry))
        history_add(&hub->history, event->number, entry);
    else /* nobody may miss an event unknowingly: all take a snapshot */
        history_reset(&hub->history, commit->epoch, event->number + 1);
}

void hub_released(struct hub *hub, const struct commit *commit) {
    for (uint32_t i = 0; i < commit->event_count; i++) {
        const struct commit_event *event = &commit->events[i];
        if (event->type == EVENT_organisation_changed) answers_forget_rendered(hub->api->answers);
        add_event(hub, commit, event);
        end_streams(hub, event);
    }
    if (commit->event_count > 0) soon(hub);
}

/* --- events from before the start ------------------------------------------------------------- */

static bool id_text(struct slice id, char out[LIMIT_ID]) {
    if (id.length == 0 || id.length >= LIMIT_ID) return false;
    memcpy(out, id.data, id.length);
    out[id.length] = '\0';
    return true;
}

/* Who was removed since is seen by nobody as their own: an agent has no stream any more, and an
 * organisation only those who may see all. */
static organisation_no find_organisation(const struct core *core, struct slice id) {
    char text[LIMIT_ID];
    organisation_no number;
    if (id.length == 0) return ORGANISATION_NONE;
    bool found = id_text(id, text) && core_find_organisation(core, text, &number);
    return found ? number : HISTORY_ORGANISATION_GONE;
}

static agent_no find_agent(const struct core *core, struct slice id) {
    char text[LIMIT_ID];
    agent_no number;
    return id_text(id, text) && core_find_agent(core, text, &number) ? number : AGENT_NONE;
}

bool hub_load(struct hub *hub, const struct core *core, uint64_t epoch,
              const struct commit_event *stored) {
    struct commit_event event = *stored;
    struct history_entry entry;
    event.organisation = find_organisation(core, stored->organisation_id);
    event.agent = find_agent(core, stored->agent_id);
    if (!frame_event(hub, core, epoch, &event, &entry)) return false;
    if (history_add_before(&hub->history, event.number, entry)) return true;
    history_frame_release(entry.frame);
    return false;
}

/* --- passes ----------------------------------------------------------------------------------- */

/* True when it was woken. The port may take frames, or cancel the stream, inside the call. */
static bool wake(struct hub *hub, struct api_stream *stream) {
    if (stream->state != STREAM_RESTING) return false;
    stream->cursor = hub_stream_cursor(stream);
    stream->state = STREAM_BUSY;
    stream->asked_at = api_monotonic(hub->api);
    hub->api->ports.http->stream_ready(hub->api->ports.http_ctx, stream->exchange);
    return true;
}

static bool has_news(const struct hub *hub, const struct api_stream *stream, uint64_t until) {
    uint64_t at = hub_stream_cursor(stream);
    if (stream->state != STREAM_RESTING) return false;
    if (at < hub->history.first) return true; /* it must be told that it fell behind */
    for (; at < until; at++)
        if (hub_stream_sees(stream, history_at(&hub->history, at))) return true;
    return false;
}

/* Wakes the streams of the agents that the events are about. True when that is enough: none is
 * everybody's. */
static bool wake_by_agent(struct hub *hub, struct stream_list *list) {
    if (list->done < hub->history.first) return false;
    for (uint64_t at = list->done; at < list->until; at++) {
        const struct history_entry *entry = history_at(&hub->history, at);
        if (entry->frame != NULL && entry->audience == AUDIENCE_EVERYONE) return false;
    }
    for (uint64_t at = list->done; at < list->until && at >= hub->history.first; at++) {
        const struct history_entry entry = *history_at(&hub->history, at);
        if (entry.frame == NULL || entry.audience != AUDIENCE_AGENT || entry.agent == AGENT_NONE)
            continue;
        struct api_stream *next;
        for (struct api_stream *s = hub->by_agent[entry.agent % HUB_BUCKETS]; s != NULL; s = next) {
            next = s->agent_next;
            if (s->agent == entry.agent && hub_stream_sees(s, &entry)) wake(hub, s);
        }
    }
    return true;
}

struct budget {
    uint32_t wakes, looks;
};

static void pass(struct hub *hub, struct stream_list *list, struct budget *budget) {
    while (list->passing && list->place > 0 && budget->wakes > 0 && budget->looks > 0) {
        struct api_stream *stream = list->streams[--list->place];
        budget->looks--;
        uint64_t until = list->until;
        if (has_news(hub, stream, until) && wake(hub, stream)) budget->wakes--;
    }
    if (list->passing && list->place == 0) {
        list->passing = false;
        list->done = list->until;
    }
}

static void begin_pass(struct hub *hub, struct stream_list *list) {
    if (list->passing || list->done >= hub->history.next) return;
    list->until = hub->history.next;
    list->place = list->count;
    list->passing = true;
    if (list == &hub->agents && wake_by_agent(hub, list)) list->place = 0;
}

/* --- pings, expiry, stalls -------------------------------------------------------------------- */

static void look_after(struct hub *hub, struct api_stream *stream, struct budget *budget) {
    time_ms now = api_monotonic(hub->api);
    if (stream->state == STREAM_ENDING) return;
    if (hub_stream_has_expired(hub, stream)) {
        hub->ended_token++;
        hub_stream_finish(hub, stream);
        return;
    }
    if (stream->state == STREAM_BUSY) {
        if (now - stream->asked_at < LIMIT_STREAM_STALL_MS) return;
        hub->ended_slow++;
        hub_stream_finish(hub, stream);
        return;
    }
    stream->ping = true;
    if (wake(hub, stream)) budget->wakes--;
}

static void sweep(struct hub *hub, struct stream_list *list, struct budget *budget) {
    while (list->sweep > 0 && budget->wakes > 0 && budget->looks > 0) {
        struct api_stream *stream = list->streams[--list->sweep];
        budget->looks--;
        look_after(hub, stream, budget);
    }
}

static void begin_sweep(struct hub *hub) {
    time_ms now = api_monotonic(hub->api);
    if (hub->sweep_at == 0) hub->sweep_at = now + LIMIT_STREAM_PING_MS;
    if (now < hub->sweep_at) return;
    hub->sweep_at = now + LIMIT_STREAM_PING_MS;
    hub->agents.sweep = hub->agents.count;
    hub->others.sweep = hub->others.count;
}

/* --- opening ---------------------------------------------------------------------------------- */

bool hub_has_room(const struct hub *hub, const char *token) {
    uint32_t count = 0;
    for (const struct api_stream *s = hub->by_token[hub_bucket(token)]; s != NULL;
         s = s->token_next)
        count += strcmp(s->token, token) == 0;
    return count < LIMIT_STREAMS_PER_TOKEN;
}

static void refuse_stream(struct hub *hub, struct api_stream *stream, enum err err,
                          const char *detail) {
    struct problem problem;
    struct api_exchange *exchange = stream->exchange;
    uint64_t number = stream->number;
    problem_set(&problem, err, "", "%s", detail);
    hub_stream_remove(hub, stream);
    reply_problem(hub->api, exchange, &problem, (struct slice){NULL, 0}, number, "");
}

static const char gone[] = "connect again without an id to get a snapshot";

static void start_behind(struct hub *hub, struct api_stream *stream, uint64_t number) {
    struct api_frame *greeting = hub->retry;
    greeting->references++;
    if (hub_stream_start(hub, stream, greeting, number + 1)) return;
    history_frame_release(greeting);
    refuse_stream(hub, stream, ERR_LIMIT_REACHED, "there is no memory for the stream");
}

/* From the waiting, all of which are looked at: there are few, and none for longer than 2 s. */
static void settle_waiting(struct hub *hub) {
    struct api_stream *stream = hub->waiting, *next;
    time_ms now = api_monotonic(hub->api);
    for (; stream != NULL; stream = next) {
        next = stream->waiting_next;
        enum history_place place =
            history_place(&hub->history, stream->after_epoch, stream->cursor);
        if (place == HISTORY_AHEAD && now < stream->wait_until) continue;
        hub->waiting_count--;
        if (place != HISTORY_HERE) {
            refuse_stream(hub, stream, ERR_GONE, gone);
            continue;
        }
        struct api_stream **chain = &hub->waiting;
        while (*chain != stream)
            chain = &(*chain)->waiting_next;
        *chain = stream->waiting_next;
        stream->waiting_next = NULL;
        start_behind(hub, stream, stream->cursor);
    }
}

static void open_behind(struct hub *hub, struct api_stream *stream, const struct ask *ask) {
    switch (history_place(&hub->history, ask->after_epoch, ask->after_number)) {
    case HISTORY_HERE: start_behind(hub, stream, ask->after_number); return;
    case HISTORY_GONE: refuse_stream(hub, stream, ERR_GONE, gone); return;
    case HISTORY_AHEAD:
        stream->after_epoch = ask->after_epoch;
        stream->cursor = ask->after_number;
        stream->wait_until = api_monotonic(hub->api) + LIMIT_STREAM_WAIT_MS;
        stream->waiting_next = hub->waiting;
        hub->waiting = stream;
        hub->waiting_count++;
        soon(hub);
        return;
    }
    UNREACHABLE("a place in the history");
}

static void open_snapshot(struct hub *hub, struct api_stream *stream, const struct ask *ask) {
    struct text_buf *text = &hub->scratch;
    text_buf_clear(text);
    text_addf(text, RETRY "id: %llu-%llu\nevent: snapshot\ndata: ", (unsigned long long)ask->epoch,
              (unsigned long long)ask->event_number);
    text_add_bytes(text, ask->body.data, ask->body.length);
    text_add(text, "}\n\n");
    struct api_frame *greeting = text->overflowed ? NULL : history_frame_create(text_slice(text));
    if (greeting != NULL && hub_stream_start(hub, stream, greeting, ask->event_number + 1)) return;
    history_frame_release(greeting);
    refuse_stream(hub, stream, ERR_LIMIT_REACHED, "there is no memory for the snapshot");
}

void hub_open(struct hub *hub, struct ask *ask) {
    if (!auth_still_good(ask)) {
        ask_refuse(ask, &ask->problem);
        return;
    }
    if (!hub_has_room(hub, ask->actor.token)) {
        problem_set(&ask->problem, ERR_TOO_MANY_REQUESTS, "", "a token has at most %d streams",
                    LIMIT_STREAMS_PER_TOKEN);
        ask_refuse(ask, &ask->problem);
        return;
    }
    struct api_stream *stream = hub_stream_create(hub, ask);
    if (stream == NULL) {
        view_refuse(ask, ERR_LIMIT_REACHED, "", "there is no memory for the stream");
        ask_refuse(ask, &ask->problem);
        return;
    }
    if (ask->has_after)
        open_behind(hub, stream, ask);
    else
        open_snapshot(hub, stream, ask);
    ask_drop(ask);
}

/* --- ending ----------------------------------------------------------------------------------- */

void hub_cancel(struct hub *hub, struct api_stream *stream) {
    if (stream->state == STREAM_WAITING) hub->waiting_count--;
    hub_stream_remove(hub, stream);
}

static void end_marked(struct hub *hub) {
    while (hub->ending != NULL) {
        struct api_stream *stream = hub->ending;
        struct api_exchange *exchange = stream->exchange;
        hub_stream_remove(hub, stream);
        exchange->api_state = NULL;
        hub->api->open--;
        hub->api->ports.http->stream_end(hub->api->ports.http_ctx, exchange);
    }
}

void hub_end_all(struct hub *hub) {
    while (hub->waiting != NULL) {
        hub->waiting_count--;
        refuse_stream(hub, hub->waiting, ERR_DRAINING, "");
    }
    struct stream_list *lists[] = {&hub->agents, &hub->others};
    for (size_t i = 0; i < 2; i++)
        for (uint32_t k = 0; k < lists[i]->count; k++)
            hub_stream_finish(hub, lists[i]->streams[k]);
    end_marked(hub);
}

/* --- turns ------------------------------------------------------------------------------------ */

static bool is_pending(const struct hub *hub, const struct stream_list *list) {
    return list->passing || list->sweep > 0 || list->done < hub->history.next;
}

bool hub_turn(struct hub *hub) {
    struct budget budget = {LIMIT_STREAM_FAN_OUT, HUB_LOOKS_PER_TURN};
    struct stream_list *lists[] = {&hub->agents, &hub->others};
    settle_waiting(hub);
    for (size_t i = 0; i < 2; i++) {
        begin_pass(hub, lists[i]);
        pass(hub, lists[i], &budget);
    }
    begin_sweep(hub);
    for (size_t i = 0; i < 2; i++)
        sweep(hub, lists[i], &budget);
    end_marked(hub);
    return is_pending(hub, lists[0]) || is_pending(hub, lists[1]) || hub->ending != NULL;
}

time_ms hub_next_deadline(const struct hub *hub) {
    time_ms next = TIME_NEVER;
    if (hub->agents.count + hub->others.count > 0)
        next = hub->sweep_at == 0 ? api_monotonic(hub->api) : hub->sweep_at;
    for (const struct api_stream *s = hub->waiting; s != NULL; s = s->waiting_next)
        if (s->wait_until < next) next = s->wait_until;
    return next;
}

void hub_view(const struct hub *hub, struct hub_view *out) {
    *out = (struct hub_view){.streams = hub->agents.count + hub->others.count,
                             .waiting = hub->waiting_count,
                             .frames = hub->frames,
                             .history_events = hub->history.next - hub->history.first,
                             .history_bytes = hub->history.bytes,
                             .ended_slow = hub->ended_slow,
                             .ended_token = hub->ended_token,
                             .ended_gap = hub->ended_gap};
}
