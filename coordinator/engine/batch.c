/* A commit in the making: its memory, and the encoding of what a command gave. Entries and their
 * bytes lie in the batch's arena and never move; only the top-level piles grow. Nothing here may
 * fail for an outside reason: when memory is not to be had the process stops, for the core has
 * changed already (engine.h). */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "engine/state.h"

#define KEPT_ITEMS 8192 /* a recycled pile larger than this is given back */

void *pile_add(struct pile *pile, size_t item_size) {
    if (pile->count == pile->capacity) {
        ASSERT(pile->capacity <= UINT32_MAX / 2);
        uint32_t capacity = pile->capacity == 0 ? 16 : pile->capacity * 2;
        void *items = realloc(pile->items, (size_t)capacity * item_size);
        if (items == NULL) UNREACHABLE("out of memory for a commit");
        pile->items = items;
        pile->capacity = capacity;
    }
    return (char *)pile->items + (size_t)pile->count++ * item_size;
}

static void pile_clear(struct pile *pile) {
    if (pile->capacity > KEPT_ITEMS) {
        free(pile->items);
        *pile = (struct pile){0};
    }
    pile->count = 0;
}

/* --- life ------------------------------------------------------------------------------------- */

struct batch *batch_take(struct engine *e) {
    struct batch *b = e->spare;
    if (b != NULL) {
        e->spare = b->next;
        e->spare_count--;
    } else {
        b = calloc(1, sizeof *b);
        if (b == NULL) UNREACHABLE("out of memory for a commit");
        arena_init(&b->arena, LIMIT_COMMIT_BYTES);
    }
    ASSERT(batch_is_empty(b));
    b->next = NULL;
    b->commit = (struct commit){.epoch = e->epoch, .first_number = e->next_number};
    b->impatient_at = TIME_NEVER;
    return b;
}

void batch_recycle(struct engine *e, struct batch *b) {
    ASSERT(b->first == NULL);
    ASSERT(!b->sent);
    e->access_count -= b->accesses.count;
    if (e->spare_count > LIMIT_COMMITS_IN_FLIGHT) {
        batch_free(b);
        return;
    }
    arena_clear(&b->arena);
    pile_clear(&b->events);
    pile_clear(&b->records);
    pile_clear(&b->availability);
    pile_clear(&b->memberships);
    pile_clear(&b->documents);
    pile_clear(&b->accesses);
    b->commands = b->shown = 0;
    b->was_sent = b->absorbed = b->announced = false;
    b->last = NULL;
    b->next = e->spare;
    e->spare = b;
    e->spare_count++;
}

void batch_free(struct batch *b) {
    arena_close(&b->arena);
    free(b->events.items);
    free(b->records.items);
    free(b->availability.items);
    free(b->memberships.items);
    free(b->documents.items);
    free(b->accesses.items);
    free(b);
}

bool batch_is_empty(const struct batch *b) {
    return b->events.count == 0 && b->records.count == 0 && b->availability.count == 0 &&
           b->memberships.count == 0 && b->documents.count == 0 && b->accesses.count == 0;
}

bool batch_is_full(const struct batch *b) {
    return b->commands >= LIMIT_COMMANDS_PER_COMMIT ||
           b->events.count >= LIMIT_EVENTS_PER_COMMAND ||
           b->accesses.count >= LIMIT_COMMANDS_PER_COMMIT;
}

const struct commit *batch_resolve(struct batch *b) {
    struct commit *c = &b->commit;
    c->events = b->events.items;
    c->event_count = b->events.count;
    c->records = b->records.items;
    c->record_count = b->records.count;
    c->availability = b->availability.items;
    c->availability_count = b->availability.count;
    c->memberships = b->memberships.items;
    c->membership_count = b->memberships.count;
    c->documents = b->documents.items;
    c->document_count = b->documents.count;
    c->accesses = b->accesses.items;
    c->access_count = b->accesses.count;
    return c;
}

/* --- bytes ------------------------------------------------------------------------------------ */

void *batch_memory(struct batch *b, size_t size) {
    void *memory = arena_room(&b->arena, size);
    if (memory == NULL) UNREACHABLE("out of memory for a commit");
    return memory;
}

struct slice batch_copy(struct batch *b, struct slice bytes) {
    if (bytes.length == 0) return (struct slice){"", 0};
    char *copy = batch_memory(b, bytes.length);
    memcpy(copy, bytes.data, bytes.length);
    return (struct slice){copy, bytes.length};
}

struct commit_record batch_encode(struct engine *e, struct batch *b, enum record_kind kind,
                                  const void *record, bool removed) {
    ASSERT(record != NULL);
    char id[LIMIT_RECORD_ID];
    core_record_id(e->core, kind, record, id);
    size_t id_length = strlen(id);
    ASSERT(id_length > 0);
    text_buf_clear(&e->scratch);
    if (!removed) {
        e->ports.codec->record(e->ports.codec_ctx, e->core, kind, record, &e->scratch);
        ASSERT(!e->scratch.overflowed);
        ASSERT(e->scratch.length > 0);
    }
    char *bytes = batch_memory(b, id_length + e->scratch.length);
    memcpy(bytes, id, id_length);
    if (e->scratch.length > 0) memcpy(bytes + id_length, e->scratch.data, e->scratch.length);
    return (struct commit_record){.kind = record_types[kind].name,
                                  .id = {bytes, id_length},
                                  .json = {bytes + id_length, e->scratch.length}};
}

/* --- what a command gave ---------------------------------------------------------------------- */

static struct encoded *encoded_slot(struct engine *e, struct record_ref ref) {
    uint64_t hash =
        (ref.key + 1) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)ref.kind * 2 + ref.removed;
    return &e->encoded[(hash ^ hash >> 32) % ENCODED_SLOTS];
}

static struct commit_record encode_ref(struct engine *e, struct batch *b, struct record_ref ref) {
    struct encoded *slot = encoded_slot(e, ref);
    if (slot->command == e->serial && slot->kind == ref.kind && slot->key == ref.key &&
        slot->removed == ref.removed)
        return slot->record;
    const void *record = core_record(e->core, ref);
    *slot = (struct encoded){.command = e->serial,
                             .key = ref.key,
                             .kind = ref.kind,
                             .removed = ref.removed,
                             .record = batch_encode(e, b, ref.kind, record, ref.removed)};
    availability_follow(e, b, ref, record, &slot->record);
    return slot->record;
}

/* What the number stands for, also when the command has just removed it. */
static const void *numbered_record(const struct engine *e, enum record_kind kind, uint64_t number) {
    return core_record(e->core, (struct record_ref){.kind = kind, .key = number, .removed = true});
}

static struct slice organisation_id(struct engine *e, struct batch *b, organisation_no number) {
    if (number == ORGANISATION_NONE) return (struct slice){"", 0};
    const struct organisation_record *record = numbered_record(e, RECORD_organisation, number);
    ASSERT(record != NULL);
    return batch_copy(b, slice_of(record->id));
}

static struct slice agent_id(struct engine *e, struct batch *b, agent_no number) {
    if (number == AGENT_NONE) return (struct slice){"", 0};
    const struct agent_record *record = numbered_record(e, RECORD_agent, number);
    ASSERT(record != NULL);
    return batch_copy(b, slice_of(record->id));
}

void batch_add_events(struct engine *e, struct batch *b, const char *token) {
    if (e->events.count == 0) return;
    e->serial++;
    struct slice actor = batch_copy(b, slice_of(token));
    time_ms at = core_now(e->core);
    for (uint32_t i = 0; i < e->events.count; i++) {
        const struct event *event = &e->events.events[i];
        ASSERT(event->record_count <= LIMIT_RECORDS_PER_EVENT);
        struct commit_record *records = NULL;
        if (event->record_count > 0)
            records = batch_memory(b, event->record_count * sizeof *records);
        uint32_t count = 0;
        for (uint32_t k = 0; k < event->record_count; k++) {
            struct commit_record record = encode_ref(e, b, event->records[k]);
            if (event->records[k].kind == RECORD_chat) /* for nobody's stream: decision 0027 */
                *PILE_ADD(&b->records, struct commit_record) = record;
            else
                records[count++] = record;
        }
        *PILE_ADD(&b->events, struct commit_event) =
            (struct commit_event){.number = e->next_number++,
                                  .type = event->type,
                                  .at = at,
                                  .organisation = event->organisation,
                                  .agent = event->agent,
                                  .actor = actor,
                                  .organisation_id = organisation_id(e, b, event->organisation),
                                  .agent_id = agent_id(e, b, event->agent),
                                  .records = records,
                                  .record_count = count};
    }
    e->event_number = e->next_number - 1;
}

void batch_add_access(struct engine *e, struct batch *b, const struct commit_access *access) {
    *PILE_ADD(&b->accesses, struct commit_access) =
        (struct commit_access){.at = access->at,
                               .actor = batch_copy(b, access->actor),
                               .what = batch_copy(b, access->what)};
    e->access_count++;
}

void batch_add_document(struct batch *b, const struct commit_document *document) {
    struct commit_document *copy = PILE_ADD(&b->documents, struct commit_document);
    *copy = *document;
    copy->bytes = batch_copy(b, document->bytes);
}
