/* What goes over a stream: how it is asked for, the snapshot it begins with, the frame of an
 * event. */
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

/* --- asking for a stream ---------------------------------------------------------------------- */

/* "3-1042" */
static bool read_event_id(struct slice text, uint64_t *epoch, uint64_t *number) {
    uint64_t *parts[] = {epoch, number};
    size_t at = 0;
    for (int i = 0; i < 2; i++) {
        uint64_t value = 0;
        size_t from = at;
        for (; at < text.length && text.data[at] >= '0' && text.data[at] <= '9'; at++)
            value = value * 10 + (uint64_t)(text.data[at] - '0');
        if (at == from || at - from > 18) return false;
        *parts[i] = value;
        if (i == 0 && (at == text.length || text.data[at++] != '-')) return false;
    }
    return at == text.length;
}

/* The header is the browser's own, of the last frame it has seen; it is newer than what the
 * address says. */
static enum err read_after(struct ask *ask, const struct api_request *request) {
    const char *query = ask_query(ask, "after");
    struct slice id = request->last_event_id.length > 0 ? request->last_event_id : slice_of(query);
    if (id.length == 0) return ERR_OK;
    if (!read_event_id(id, &ask->after_epoch, &ask->after_number))
        return view_refuse(ask, ERR_INVALID,
                           request->last_event_id.length > 0 ? "Last-Event-ID" : "after",
                           "it must be an event's id such as 3-1042");
    ask->has_after = true;
    return ERR_OK;
}

static enum err read_filter(struct ask *ask) {
    const struct core *core = api_core(ask->api);
    for (uint32_t i = 0; i < ask->address.query_count; i++) {
        organisation_no number;
        if (strcmp(ask->address.query[i].name, "organisation") != 0) continue;
        if (!core_find_organisation(core, ask->address.query[i].value, &number))
            return problem_set(&ask->problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                               "%.60s is unknown", ask->address.query[i].value);
        if (!auth_sees(&ask->actor, number))
            return view_refuse(ask, ERR_OTHER_ORGANISATION, "organisation", "");
        organisation_set_add(&ask->filter, number);
        ask->filtered = true;
    }
    return ERR_OK;
}

/* The engine's turn gives the snapshot, and puts the access log's line into the commit: who is no
 * agent sees others'. */
void direct_stream(struct api *api, struct ask *ask, const struct api_request *request) {
    enum err err = read_after(ask, request);
    if (err == ERR_OK) err = read_filter(ask);
    if (err == ERR_OK && !hub_has_room(api->hub, ask->actor.token))
        err = problem_set(&ask->problem, ERR_TOO_MANY_REQUESTS, "",
                          "a token has at most %d streams", LIMIT_STREAMS_PER_TOKEN);
    if (err != ERR_OK) {
        ask_refuse(ask, &ask->problem);
        return;
    }
    if (ask->actor.role != ROLE_AGENT)
        text_copy(ask->access_what, sizeof ask->access_what, "stream");
    ask->opens_stream = true;
    ask->view = ask->has_after ? NULL : view_snapshot;
    ask_submit(ask);
}

/* --- the snapshot ----------------------------------------------------------------------------- */

static bool wanted_by_stream(const void *ctx, const struct core *core, organisation_no number) {
    const struct ask *ask = ctx;
    if (!auth_sees_at_home(&ask->actor, core, number)) return false;
    return !ask->filtered || organisation_set_has(&ask->filter, number);
}

static void add_you(struct ask *ask, const struct core *core) {
    struct text_buf *out = &ask->body;
    const struct agent_record *agent =
        ask->actor.agent == AGENT_NONE ? NULL : core_agent(core, ask->actor.agent);
    put_open(out, "you", '{');
    put_text(out, "token", ask->actor.token);
    put_text(out, "role", word_text(&role_words, ask->actor.role));
    put_text(out, "agent", agent == NULL ? NULL : agent->id);
    put_close(out, '}');
    if (agent == NULL) {
        put_null(out, "agent");
        put_null(out, "call");
        return;
    }
    view_own_chats(ask, core);
    const struct availability_record *availability = core_availability(core, agent->number);
    const struct call_record *call = availability == NULL || availability->call == 0
                                         ? NULL
                                         : core_call(core, availability->call);
    view_record_agent(out, "agent", core, agent->number, api_now(ask->api));
    if (call == NULL) {
        put_null(out, "call");
        return;
    }
    view_record_open(out, "call", core, RECORD_call, call);
    put_close(out, '}');
}

enum err view_snapshot(struct ask *ask, const struct core *core) {
    struct text_buf *out = &ask->body;
    const struct activation_record *activations[LIMIT_ACTIVATIONS];
    uint32_t agents = view_signed_in_everywhere(core);
    put_open(out, NULL, '{');
    put_int(out, "now", api_now(ask->api));
    add_you(ask, core);
    uint32_t count = core_activations_in_order(core, activations);
    put_open(out, "activations", '[');
    for (uint32_t i = 0; i < count; i++) {
        if (!view_shows_activation(ask, activations[i])) continue;
        view_record_activation_open(out, NULL, ask->api, core, activations[i], agents);
        put_close(out, '}');
    }
    put_close(out, ']');
    put_open(out, "answers", '[');
    for (uint32_t i = 0; i < count; i++)
        answers_add_for_agents(ask->api->answers, core, activations[i], ask->actor.agent, out);
    put_close(out, ']');
    if (ask->actor.role == ROLE_AGENT) view_add_callups(ask, core, ORGANISATION_NONE);
    view_overview_organisations(out, core, api_now(ask->api), wanted_by_stream, ask);
    return ERR_OK;
}

/* --- the frame of an event -------------------------------------------------------------------- */

/* What only the machinery needs stays off the stream: remembered keys, counters. */
bool snapshot_event_is_shown(const struct commit_event *event) {
    return event->type != EVENT_idempotency_remembered &&
           event->type != EVENT_replayed_answers_forgotten;
}

static bool record_is_shown(const struct commit_record *record) {
    return strcmp(record->kind, record_types[RECORD_replayed_answer].name) != 0 &&
           strcmp(record->kind, record_types[RECORD_counters].name) != 0;
}

/* An event that changes what agents are to say carries what they are to say. */
static bool says_answers(enum event_type type) {
    return type == EVENT_activation_started || type == EVENT_activation_updated ||
           type == EVENT_activation_confirmed || type == EVENT_activation_expired ||
           type == EVENT_activation_renewed || type == EVENT_activation_area_settled ||
           type == EVENT_activation_lifted || type == EVENT_local_value_approved ||
           type == EVENT_local_value_withdrawn || type == EVENT_local_value_dropped;
}

/* The activation as the event left it: what has been said since stands in later events. False: none, or it is closed. */
static bool activation_of(const struct commit_event *event, const struct core *core,
                          struct activation_record *out) {
    for (uint32_t i = 0; i < event->record_count; i++) {
        struct problem problem;
        const struct commit_record *record = &event->records[i];
        if (strcmp(record->kind, record_types[RECORD_activation].name) != 0) continue;
        return record->json.length > 0 &&
               wire_decode_record(core, RECORD_activation, record->json, out, &problem) == ERR_OK &&
               core_activation(core, out->id) != NULL;
    }
    return false;
}

static enum record_kind kind_of(const struct commit_record *record) {
    enum record_kind kind = 0;
    while (kind < RECORD_KIND_COUNT && strcmp(record->kind, record_types[kind].name) != 0)
        kind++;
    return kind;
}

/* The records as they are shown: of one that is shown in part `kept` holds that part meanwhile. */
static size_t shown_records(const struct commit_event *event, struct wire_event_record *out,
                            struct text_buf *kept) {
    size_t count = 0;
    ASSERT(event->record_count <= LIMIT_RECORDS_PER_EVENT);
    for (uint32_t i = 0; i < event->record_count; i++) {
        const struct commit_record *record = &event->records[i];
        if (!record_is_shown(record)) continue;
        struct slice json = record->json;
        enum record_kind kind = kind_of(record);
        if (json.length > 0 && kind != RECORD_KIND_COUNT && shown_in_part(kind) &&
            event->type != EVENT_callup_passed_over) { /* who is not asked has no link */
            ASSERT(kept->length == 0);                 /* an event is about one of these */
            shown_record(kind, json, false, kept);     /* all who listen read the same frame */
            json = text_slice(kept);
        }
        out[count++] = (struct wire_event_record){record->kind, record->id, json};
    }
    return count;
}

void snapshot_frame_text(struct text_buf *out, uint64_t epoch, const struct commit_event *event,
                         struct answers *answers, const struct core *core) {
    struct wire_event_record records[LIMIT_RECORDS_PER_EVENT];
    struct text_buf kept;
    text_buf_init(&kept, LIMIT_RECORD_BYTES);
    size_t count = shown_records(event, records, &kept);
    const char *type = event_types[event->type].name;
    text_add(out, "id: ");
    text_add_uint(out, epoch);
    text_add_char(out, '-');
    text_add_uint(out, event->number);
    text_add(out, "\nevent: ");
    text_add(out, type);
    text_add(out, "\ndata: ");
    wire_encode_event(epoch, event->number, type, event->at, event->actor, records, count, true,
                      out);
    text_buf_close(&kept);
    if (says_answers(event->type)) {
        struct activation_record activation;
        put_open(out, "answers", '[');
        if (activation_of(event, core, &activation))
            answers_add_for_agents(answers, core, &activation, AGENT_NONE, out);
        put_close(out, ']');
    }
    text_add(out, "}\n\n");
}
