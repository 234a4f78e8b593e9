#include "memory_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "random.h"
#include "wire/wire.h"

const char *const store_break_names[BREAK_COUNT] = {
    [BREAK_NOTHING] = "nothing",
    [BREAK_DROPS_COMMIT] = "drops-commit",
    [BREAK_CHANGES_RECORD] = "changes-record",
    [BREAK_LOSES_REMOVAL] = "loses-removal",
    [BREAK_NO_FENCING] = "no-fencing",
    [BREAK_APPLIES_TWICE] = "applies-twice",
    [BREAK_ANSWERS_EARLY] = "answers-early",
    [BREAK_LOSES_TAIL] = "loses-tail",
    [BREAK_FORGETS_AVAILABLE] = "forgets-available",
    [BREAK_FORGETS_MEMBERS] = "forgets-members",
    [BREAK_DROPS_DOCUMENT] = "drops-document",
};

uint64_t event_hash(const struct commit_event *event) {
    uint64_t hash = hash_number(HASH_START, event->number);
    hash = hash_number(hash, (uint64_t)event->type);
    hash = hash_number(hash, (uint64_t)event->at);
    hash = hash_more(hash, event->actor.data, event->actor.length);
    for (uint32_t i = 0; i < event->record_count; i++) {
        const struct commit_record *r = &event->records[i];
        hash = hash_more(hash, r->kind, strlen(r->kind));
        hash = hash_more(hash, r->id.data, r->id.length);
        hash = hash_more(hash, r->json.data, r->json.length);
    }
    return hash;
}

const struct stream_entry *memory_store_find(const struct memory_store *store, uint64_t number) {
    uint32_t low = 0, high = store->stream_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (store->stream[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == store->stream_count || store->stream[low].number != number) return NULL;
    return &store->stream[low];
}

/* Every so many times, so that a run has begun well before it goes wrong. */
static bool breaks_now(struct memory_store *store, enum store_break what) {
    if (store->breaks != what || store->stream_count < 300) return false;
    store->broken++;
    return store->broken % 20 == 1;
}

static void put_record(struct memory_store *store, const struct commit_record *record) {
    enum record_kind kind;
    bool known = record_kind_from_name(record->kind, &kind);
    ASSERT(known);
    if (record->json.length == 0) {
        if (!breaks_now(store, BREAK_LOSES_REMOVAL)) map_drop(&store->records[kind], record->id);
        return;
    }
    char *copy = malloc(record->json.length);
    ASSERT(copy != NULL);
    memcpy(copy, record->json.data, record->json.length);
    if (kind == RECORD_call && breaks_now(store, BREAK_CHANGES_RECORD)) {
        char *at = memmem(copy, record->json.length, "\"priority\":", 11);
        if (at != NULL) at[11] = at[11] == '1' ? '2' : '1';
    }
    map_put(&store->records[kind], record->id, (struct slice){copy, record->json.length});
    free(copy);
}

static void add_entry(struct memory_store *store, struct stream_entry entry) {
    if (store->stream_count == store->stream_capacity) {
        store->stream_capacity = store->stream_capacity == 0 ? 1024 : store->stream_capacity * 2;
        struct stream_entry *larger =
            realloc(store->stream, store->stream_capacity * sizeof *larger);
        ASSERT(larger != NULL);
        store->stream = larger;
    }
    store->stream[store->stream_count++] = entry;
}

static void put_membership(struct memory_store *store, const struct commit_membership *m) {
    if (m->set_count == 0) {
        map_drop(&store->memberships, m->agent);
        return;
    }
    struct text_buf sets;
    text_buf_init(&sets, 1 << 16);
    for (uint32_t i = 0; i < m->set_count; i++) {
        text_add_bytes(&sets, m->sets[i].data, m->sets[i].length);
        text_add_char(&sets, ' ');
    }
    map_put(&store->memberships, m->agent, text_slice(&sets));
    text_buf_close(&sets);
}

static void put_lease(struct memory_store *store, const struct commit_availability *a) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)a->lease_until);
    struct map *map = a->channel == CHANNEL_CHAT ? &store->chat_available : &store->available;
    if (a->lease_until == 0)
        map_drop(map, a->agent);
    else
        map_put(map, a->agent, slice_of(text));
}

static void put_sets(struct memory_store *store, const struct commit *c) {
    for (uint32_t i = 0; i < c->availability_count; i++)
        if (!breaks_now(store, BREAK_FORGETS_AVAILABLE)) put_lease(store, &c->availability[i]);
    for (uint32_t i = 0; i < c->membership_count; i++)
        if (!breaks_now(store, BREAK_FORGETS_MEMBERS)) put_membership(store, &c->memberships[i]);
    for (uint32_t i = 0; i < c->document_count; i++) {
        struct slice hash = {(const char *)c->documents[i].hash, SHA256_BYTES};
        if (!breaks_now(store, BREAK_DROPS_DOCUMENT))
            map_put(&store->documents, hash, c->documents[i].bytes);
    }
}

static void apply(struct memory_store *store, const struct commit *c) {
    if (c->snapshot) {
        for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
            map_clear(&store->records[kind]);
        map_clear(&store->available);
        map_clear(&store->chat_available);
        map_clear(&store->memberships);
    }
    for (uint32_t i = 0; i < c->event_count; i++) {
        const struct commit_event *event = &c->events[i];
        for (uint32_t k = 0; k < event->record_count; k++)
            put_record(store, &event->records[k]);
        add_entry(store, (struct stream_entry){c->epoch, event->number, event_hash(event), false});
    }
    for (uint32_t i = 0; i < c->record_count; i++)
        put_record(store, &c->records[i]);
    if (c->gap || c->snapshot)
        add_entry(store, (struct stream_entry){c->epoch, c->last_number, 0, true});
    put_sets(store, c);
    store->accesses += c->access_count;
    store->epoch = c->epoch;
    store->number = c->last_number;
    store->digest = c->digest;
    store->now = c->now;
}

enum store_answer memory_store_commit(struct memory_store *store, uint64_t leader,
                                      const struct commit *c) {
    bool fenced = store->epoch > c->epoch || (store->epoch == c->epoch && store->leader != leader);
    if (fenced && store->breaks != BREAK_NO_FENCING) return STORE_FENCED;
    if (store->epoch == c->epoch && c->last_number <= store->number) {
        if (store->breaks == BREAK_APPLIES_TWICE) {
            store->broken++;
            apply(store, c);
        }
        return STORE_HAS_IT;
    }
    bool follows = store->epoch == c->epoch && c->first_number == store->number + 1;
    if (!c->snapshot && !follows && !fenced) return STORE_GAP;
    if (breaks_now(store, BREAK_DROPS_COMMIT)) return STORE_STORED;
    store->leader = leader;
    apply(store, c);
    return STORE_STORED;
}

void memory_store_renew(struct memory_store *store, uint64_t epoch,
                        const struct commit_availability *leases, uint32_t count) {
    if (store->epoch != epoch) return;
    for (uint32_t i = 0; i < count; i++) {
        struct commit_availability lease = leases[i];
        if (map_get(&store->available, lease.agent).data != NULL) put_lease(store, &lease);
        lease.channel = CHANNEL_CHAT;
        if (map_get(&store->chat_available, lease.agent).data != NULL) put_lease(store, &lease);
    }
}

void memory_store_copy(struct memory_store *to, const struct memory_store *from) {
    struct stream_entry *stream = to->stream;
    uint32_t capacity = to->stream_capacity;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
        map_copy(&to->records[kind], &from->records[kind]);
    map_copy(&to->available, &from->available);
    map_copy(&to->chat_available, &from->chat_available);
    map_copy(&to->memberships, &from->memberships);
    map_copy(&to->documents, &from->documents);
    to->epoch = from->epoch;
    to->leader = from->leader;
    to->number = from->number;
    to->digest = from->digest;
    to->accesses = from->accesses;
    to->now = from->now;
    to->stream = stream;
    to->stream_capacity = capacity;
    to->stream_count = 0;
    for (uint32_t i = 0; i < from->stream_count; i++)
        add_entry(to, from->stream[i]);
}

void memory_store_close(struct memory_store *store) {
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
        map_clear(&store->records[kind]);
    map_clear(&store->available);
    map_clear(&store->chat_available);
    map_clear(&store->memberships);
    map_clear(&store->documents);
    free(store->stream);
    *store = (struct memory_store){0};
}

/* --- recovery --------------------------------------------------------------------------------- */

static enum err restore_kind(struct core *core, enum record_kind kind, const struct map *records,
                             struct problem *problem) {
    _Alignas(8) char record[4096];
    ASSERT(record_types[kind].size <= sizeof record);
    for (const struct map_entry *e = map_next(records, NULL); e != NULL; e = map_next(records, e)) {
        enum err err = wire_decode_record(core, kind, (struct slice){e->value, e->value_length},
                                          record, problem);
        if (err == ERR_OK) err = core_restore(core, kind, record, problem);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

struct core *memory_store_recover(const struct memory_store *store, const struct core_sizes *sizes,
                                  struct problem *problem) {
    struct core *core = core_create(sizes);
    ASSERT(core != NULL);
    enum err err = ERR_OK;
    for (int kind = 0; kind < RECORD_KIND_COUNT && err == ERR_OK; kind++)
        err = restore_kind(core, (enum record_kind)kind, &store->records[kind], problem);
    if (err == ERR_OK) err = core_restore_end(core, store->now, problem);
    if (err == ERR_OK) return core;
    core_destroy(core);
    return NULL;
}
