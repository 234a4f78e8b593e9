#include "store/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "store/function.h"
#include "store/keys.h"

#define NUMBER_BYTES 21 /* the digits of 2^64 and a sign */
#define HASH_DIGITS (2 * SHA256_BYTES)

/* FCALL ddh_commit 1 key, the 12 arguments of the head, with room to spare. */
#define HEAD_ARGUMENTS 24

void request_init(struct request *request) { *request = (struct request){0}; }

void request_close(struct request *request) {
    free(request->argv);
    free(request->lengths);
    free(request->numbers);
    *request = (struct request){0};
}

/* Room for all of it at once: what has been added must not move. */
static bool reserve(struct request *request, size_t arguments, size_t number_bytes) {
    request->count = 0;
    request->numbers_used = 0;
    if (arguments > request->capacity) {
        const char **argv = realloc(request->argv, arguments * sizeof *argv);
        if (argv == NULL) return false;
        request->argv = argv;
        size_t *lengths = realloc(request->lengths, arguments * sizeof *lengths);
        if (lengths == NULL) return false;
        request->lengths = lengths;
        request->capacity = arguments;
    }
    if (number_bytes > request->numbers_capacity) {
        char *numbers = realloc(request->numbers, number_bytes);
        if (numbers == NULL) return false;
        request->numbers = numbers;
        request->numbers_capacity = number_bytes;
    }
    return true;
}

static void add(struct request *request, struct slice text) {
    ASSERT(request->count < request->capacity);
    request->argv[request->count] = text.length == 0 ? "" : text.data;
    request->lengths[request->count++] = text.length;
}

static void add_text(struct request *request, const char *text) { add(request, slice_of(text)); }

static void add_uint(struct request *request, uint64_t value) {
    char digits[NUMBER_BYTES];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    size_t length = sizeof digits - at;
    ASSERT(request->numbers_used + length <= request->numbers_capacity);
    char *out = request->numbers + request->numbers_used;
    memcpy(out, digits + at, length);
    request->numbers_used += length;
    add(request, (struct slice){out, length});
}

static void add_time(struct request *request, time_ms value) {
    ASSERT(value >= 0);
    add_uint(request, (uint64_t)value);
}

static void add_hex(struct request *request, const uint8_t *bytes, size_t count) {
    static const char digits[] = "0123456789abcdef";
    ASSERT(request->numbers_used + 2 * count <= request->numbers_capacity);
    char *out = request->numbers + request->numbers_used;
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    request->numbers_used += 2 * count;
    add(request, (struct slice){out, 2 * count});
}

static void add_digest(struct request *request, uint64_t digest) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(digest >> (56 - 8 * i));
    add_hex(request, bytes, sizeof bytes);
}

static void add_record(struct request *request, const struct commit_record *record) {
    add_text(request, record->kind);
    add(request, record->id);
    add(request, record->json);
}

static bool reserve_commit(struct request *request, const struct commit *c) {
    size_t arguments = HEAD_ARGUMENTS, numbers = HEAD_ARGUMENTS;
    for (uint32_t i = 0; i < c->event_count; i++)
        arguments += 8 + 3 * (size_t)c->events[i].record_count;
    for (uint32_t i = 0; i < c->membership_count; i++)
        arguments += 3 + (size_t)c->memberships[i].set_count;
    arguments += 4 * (size_t)c->record_count + 3 * (size_t)c->availability_count +
                 3 * (size_t)c->document_count + 4 * (size_t)c->access_count;
    if (c->snapshot) arguments += 2 * RECORD_KIND_COUNT;
    numbers +=
        3 * (size_t)c->event_count + c->availability_count + c->membership_count + c->access_count;
    return reserve(request, arguments,
                   numbers * NUMBER_BYTES + (size_t)c->document_count * HASH_DIGITS);
}

static void add_call(struct request *request, const char *function,
                     const struct request_head *head) {
    add_text(request, "FCALL");
    add_text(request, function);
    add_text(request, "1");
    add(request, head->meta_key);
    add_text(request, FUNCTION_VERSION);
}

static void add_commit_head(struct request *request, const struct request_head *head,
                            const struct commit *c) {
    add_call(request, "ddh_commit", head);
    add_uint(request, c->epoch);
    add(request, head->leader);
    add_uint(request, c->first_number);
    add_uint(request, c->last_number);
    add_time(request, c->now);
    add_digest(request, c->digest);
    add_text(request, STORE_SCHEMA);
    add_text(request, c->snapshot ? "snapshot" : c->gap ? "gap" : "events");
    add_uint(request, LIMIT_STORE_STREAM_EVENTS);
    add_uint(request, LIMIT_STORE_STREAM_MS);
    add_uint(request, LIMIT_STORE_ACCESS_MS);
}

static void add_event(struct request *request, const struct commit_event *event) {
    ASSERT(event->type < EVENT_TYPE_COUNT);
    add_text(request, "E");
    add_uint(request, event->number);
    add_text(request, event_types[event->type].name);
    add_time(request, event->at);
    add(request, event->actor);
    add(request, event->organisation_id);
    add(request, event->agent_id);
    add_uint(request, event->record_count);
    for (uint32_t k = 0; k < event->record_count; k++)
        add_record(request, &event->records[k]);
}

static void add_sets(struct request *request, const struct commit *c) {
    for (uint32_t i = 0; i < c->availability_count; i++) {
        add_text(request, c->availability[i].channel == CHANNEL_CHAT ? "C" : "A");
        add(request, c->availability[i].agent);
        add_time(request, c->availability[i].lease_until);
    }
    for (uint32_t i = 0; i < c->membership_count; i++) {
        const struct commit_membership *membership = &c->memberships[i];
        add_text(request, "M");
        add(request, membership->agent);
        add_uint(request, membership->set_count);
        for (uint32_t k = 0; k < membership->set_count; k++)
            add(request, membership->sets[k]);
    }
}

bool request_commit(struct request *request, const struct request_head *head,
                    const struct commit *c) {
    ASSERT(c->epoch > 0);
    ASSERT(c->first_number > 0 && c->last_number >= c->first_number);
    if (!reserve_commit(request, c)) return false;
    add_commit_head(request, head, c);
    for (int kind = 0; c->snapshot && kind < RECORD_KIND_COUNT; kind++) {
        add_text(request, "K");
        add_text(request, record_types[kind].name);
    }
    for (uint32_t i = 0; i < c->event_count; i++)
        add_event(request, &c->events[i]);
    for (uint32_t i = 0; i < c->record_count; i++) {
        add_text(request, "R");
        add_record(request, &c->records[i]);
    }
    add_sets(request, c);
    for (uint32_t i = 0; i < c->document_count; i++) {
        add_text(request, "D");
        add_hex(request, c->documents[i].hash, SHA256_BYTES);
        add(request, c->documents[i].bytes);
    }
    for (uint32_t i = 0; i < c->access_count; i++) {
        add_text(request, "X");
        add_time(request, c->accesses[i].at);
        add(request, c->accesses[i].actor);
        add(request, c->accesses[i].what);
    }
    return true;
}

bool request_renew(struct request *request, const struct request_head *head, uint64_t epoch,
                   const struct commit_availability *leases, uint32_t count) {
    if (!reserve(request, HEAD_ARGUMENTS + 2 * (size_t)count, (1 + (size_t)count) * NUMBER_BYTES))
        return false;
    add_call(request, "ddh_renew", head);
    add_uint(request, epoch);
    add(request, head->leader);
    for (uint32_t i = 0; i < count; i++) {
        add(request, leases[i].agent);
        add_time(request, leases[i].lease_until);
    }
    return true;
}
