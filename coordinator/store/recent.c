#include "store/recent.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"

void recent_begin(struct recent *recent, uint64_t next_number) {
    *recent = (struct recent){.below = next_number, .before = "+"};
}

static struct slice slice_of_reply(const redisReply *reply) {
    return (struct slice){reply->str, (size_t)reply->len};
}

/* Digits up to the end or up to `end`; what is left stays in `text`. */
static bool take_uint(struct slice *text, char end, uint64_t *out) {
    uint64_t value = 0;
    size_t at = 0;
    for (; at < text->length && text->data[at] >= '0' && text->data[at] <= '9'; at++)
        value = value * 10 + (uint64_t)(text->data[at] - '0');
    if (at == 0 || at > 18) return false;
    if (end != '\0' && (at == text->length || text->data[at++] != end)) return false;
    *text = (struct slice){text->data + at, text->length - at};
    *out = value;
    return end != '\0' || text->length == 0;
}

static bool is_entry(const redisReply *entry) {
    if (entry->type != REDIS_REPLY_ARRAY || entry->elements != 2) return false;
    const redisReply *fields = entry->element[1];
    if (entry->element[0]->type != REDIS_REPLY_STRING) return false;
    if (fields->type != REDIS_REPLY_ARRAY || fields->elements % 2 != 0) return false;
    for (size_t i = 0; i < fields->elements; i++)
        if (fields->element[i]->type != REDIS_REPLY_STRING) return false;
    return true;
}

static bool read_type(struct slice text, enum event_type *out) {
    for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
        if (!slice_equals(text, event_types[type].name)) continue;
        *out = (enum event_type)type;
        return true;
    }
    return false;
}

/* "call/call-17" and its JSON, which is one line. */
static bool read_record(struct slice name, struct slice json, size_t slash,
                        struct commit_record *out) {
    struct slice kind = {name.data, slash};
    if (json.length > 0 && memchr(json.data, '\n', json.length) != NULL) return false;
    for (int i = 0; i < RECORD_KIND_COUNT; i++) {
        if (!slice_equals(kind, record_types[i].name)) continue;
        *out = (struct commit_record){.kind = record_types[i].name,
                                      .id = {name.data + slash + 1, name.length - slash - 1},
                                      .json = json};
        return true;
    }
    return false;
}

/* What an entry must say to be shown as it was. Fields that are not known are of no account. */
struct reading {
    struct commit_event event;
    struct commit_record records[LIMIT_RECORDS_PER_EVENT];
    bool type, at, actor;
};

static bool read_field(struct reading *r, struct slice name, struct slice value) {
    const char *slash = memchr(name.data, '/', name.length);
    uint64_t at;
    if (slash != NULL) {
        if (r->event.record_count == LIMIT_RECORDS_PER_EVENT) return false;
        return read_record(name, value, (size_t)(slash - name.data),
                           &r->records[r->event.record_count++]);
    }
    if (slice_equals(name, "type")) return r->type = read_type(value, &r->event.type);
    if (slice_equals(name, "at")) {
        r->at = take_uint(&value, '\0', &at);
        if (r->at) r->event.at = (time_ms)at;
        return r->at;
    }
    if (slice_equals(name, "actor")) {
        r->event.actor = value;
        r->actor = true;
    } else if (slice_equals(name, "organisation")) {
        r->event.organisation_id = value;
    } else if (slice_equals(name, "agent")) {
        r->event.agent_id = value;
    }
    return true;
}

/* The event points into the reply and into `r`. */
static bool read_event(struct reading *r, const redisReply *fields) {
    *r = (struct reading){
        .event = {.organisation = ORGANISATION_NONE, .agent = AGENT_NONE, .records = r->records}};
    for (size_t i = 0; i < fields->elements; i += 2)
        if (!read_field(r, slice_of_reply(fields->element[i]),
                        slice_of_reply(fields->element[i + 1])))
            return false;
    bool whom = r->event.organisation_id.data != NULL && r->event.agent_id.data != NULL;
    return r->type && r->at && r->actor && whom;
}

static bool is_gap(const redisReply *fields) {
    return fields->elements >= 2 && slice_equals(slice_of_reply(fields->element[0]), "type") &&
           slice_equals(slice_of_reply(fields->element[1]), "gap");
}

static size_t bytes_of(const redisReply *fields) {
    size_t bytes = 0;
    for (size_t i = 0; i < fields->elements; i++)
        bytes += (size_t)fields->element[i]->len;
    return bytes;
}

/* True: the one before it is wanted. */
static bool take_entry(struct recent *recent, const redisReply *entry, const struct core *core,
                       const struct store_listener *listener, void *ctx) {
    struct reading reading;
    if (!is_entry(entry)) return false;
    const redisReply *fields = entry->element[1];
    struct slice id = slice_of_reply(entry->element[0]);
    uint64_t epoch, number;
    snprintf(recent->before, sizeof recent->before, "(%.*s", (int)id.length, id.data);
    if (!take_uint(&id, '-', &epoch) || !take_uint(&id, '\0', &number)) return false;
    if (number >= recent->below) return true;
    if (is_gap(fields)) return false;
    recent->bytes += bytes_of(fields);
    if (recent->bytes > LIMIT_STORE_RECENT_BYTES) return false;
    if (!read_event(&reading, fields)) {
        LOG_WARNING("store", "the event %.*s is not understood: streams resume behind it only",
                    (int)entry->element[0]->len, entry->element[0]->str);
        return false;
    }
    reading.event.number = number;
    if (!listener->event(ctx, core, epoch, &reading.event)) return false;
    recent->below = number;
    return ++recent->events < LIMIT_STREAM_HISTORY;
}

bool recent_page(struct recent *recent, const struct redisReply *reply, const struct core *core,
                 const struct store_listener *listener, void *ctx) {
    ASSERT(core != NULL);
    if (reply->type != REDIS_REPLY_ARRAY) return false;
    for (size_t i = 0; i < reply->elements; i++)
        if (!take_entry(recent, reply->element[i], core, listener, ctx)) return false;
    return reply->elements == RECENT_PAGE;
}
