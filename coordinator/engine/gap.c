/* The bound of the unstored tail. When the store stays away, the commits that wait for it are
 * replaced by one: the last state of every record, lease and membership that they changed. Their
 * events are given up (all were shown already), and the store's stream gets one `gap`. Work and
 * memory: each fold touches what came since the last one and the set of what had changed before,
 * which is never more than there are records. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "engine/state.h"

/* Finds the entry for (what, id). `what` is compared as a pointer: a kind's name, or one of the
 * three below. */
struct place {
    const char *what;
    struct slice id;
    uint32_t index;
};

struct fold {
    struct batch *into;
    struct place *places;
    uint32_t size, count; /* size: a power of two, at most half full */
};

static const char in_available[] = "available", in_chat[] = "chat",
                  in_memberships[] = "memberships";

static uint32_t place_hash(const char *what, struct slice id) {
    uint32_t hash = 2166136261u ^ (uint32_t)(uint8_t)what[0] ^ (uint32_t)strlen(what) << 8;
    for (size_t i = 0; i < id.length; i++)
        hash = (hash ^ (uint8_t)id.data[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static struct place *place_find(const struct fold *fold, const char *what, struct slice id) {
    uint32_t at = place_hash(what, id) & (fold->size - 1);
    for (;;) {
        struct place *place = &fold->places[at];
        if (place->what == NULL) return place;
        if (place->what == what && place->id.length == id.length &&
            memcmp(place->id.data, id.data, id.length) == 0)
            return place;
        at = (at + 1) & (fold->size - 1);
    }
}

static void fold_grow(struct fold *fold) {
    struct fold larger = {.into = fold->into, .size = fold->size == 0 ? 1024 : fold->size * 2};
    larger.places = calloc(larger.size, sizeof *larger.places);
    if (larger.places == NULL) UNREACHABLE("out of memory for a commit");
    for (uint32_t i = 0; i < fold->size; i++) {
        const struct place *old = &fold->places[i];
        if (old->what != NULL) *place_find(&larger, old->what, old->id) = *old;
    }
    larger.count = fold->count;
    free(fold->places);
    *fold = larger;
}

/* The index of the item of (what, id) in `pile`; `fresh` when it has just got one. */
static uint32_t fold_index(struct fold *fold, const char *what, struct slice id,
                           uint32_t pile_count, bool *fresh) {
    if (fold->count >= fold->size / 2) fold_grow(fold);
    struct place *place = place_find(fold, what, id);
    *fresh = place->what == NULL;
    if (*fresh) {
        *place = (struct place){.what = what, .id = id, .index = pile_count};
        fold->count++;
    }
    return place->index;
}

static void fold_record(struct fold *fold, const struct commit_record *record) {
    struct pile *pile = &fold->into->records;
    bool fresh;
    uint32_t index = fold_index(fold, record->kind, record->id, pile->count, &fresh);
    if (fresh)
        *PILE_ADD(pile, struct commit_record) = *record;
    else
        PILE_AT(pile, struct commit_record, index)->json = record->json;
}

static void fold_batch(struct engine *e, struct fold *fold, struct batch *b) {
    bool fresh;
    for (uint32_t i = 0; i < b->records.count; i++)
        fold_record(fold, PILE_AT(&b->records, struct commit_record, i));
    for (uint32_t i = 0; i < b->events.count; i++) {
        const struct commit_event *event = PILE_AT(&b->events, struct commit_event, i);
        for (uint32_t k = 0; k < event->record_count; k++)
            fold_record(fold, &event->records[k]);
    }
    for (uint32_t i = 0; i < b->availability.count; i++) {
        const struct commit_availability *item =
            PILE_AT(&b->availability, struct commit_availability, i);
        struct pile *pile = &fold->into->availability;
        const char *what = item->channel == CHANNEL_CHAT ? in_chat : in_available;
        uint32_t index = fold_index(fold, what, item->agent, pile->count, &fresh);
        if (fresh)
            *PILE_ADD(pile, struct commit_availability) = *item;
        else
            PILE_AT(pile, struct commit_availability, index)->lease_until = item->lease_until;
    }
    for (uint32_t i = 0; i < b->memberships.count; i++) {
        const struct commit_membership *item =
            PILE_AT(&b->memberships, struct commit_membership, i);
        struct pile *pile = &fold->into->memberships;
        uint32_t index = fold_index(fold, in_memberships, item->agent, pile->count, &fresh);
        if (fresh)
            *PILE_ADD(pile, struct commit_membership) = *item;
        else
            *PILE_AT(pile, struct commit_membership, index) = *item;
    }
    for (uint32_t i = 0; i < b->documents.count; i++)
        batch_add_document(fold->into, PILE_AT(&b->documents, struct commit_document, i));
    for (uint32_t i = 0; i < b->accesses.count; i++)
        batch_add_access(e, fold->into, PILE_AT(&b->accesses, struct commit_access, i));
}

/* What is left points into the folded batches: it gets its own bytes before they go. */
static void own_bytes(struct batch *b) {
    for (uint32_t i = 0; i < b->records.count; i++) {
        struct commit_record *record = PILE_AT(&b->records, struct commit_record, i);
        record->id = batch_copy(b, record->id);
        record->json = batch_copy(b, record->json);
    }
    for (uint32_t i = 0; i < b->availability.count; i++) {
        struct commit_availability *item = PILE_AT(&b->availability, struct commit_availability, i);
        item->agent = batch_copy(b, item->agent);
    }
    for (uint32_t i = 0; i < b->memberships.count; i++) {
        struct commit_membership *item = PILE_AT(&b->memberships, struct commit_membership, i);
        item->agent = batch_copy(b, item->agent);
        if (item->set_count == 0) continue;
        struct slice *sets = batch_memory(b, item->set_count * sizeof *sets);
        for (uint32_t k = 0; k < item->set_count; k++)
            sets[k] = batch_copy(b, item->sets[k]);
        item->sets = sets;
    }
}

/* The first of those that the store does not hold and that no snapshot stands before; all after
 * it are such too. */
static struct batch *first_foldable(const struct engine *e, struct batch **before) {
    struct batch *first = NULL;
    *before = NULL;
    for (struct batch *b = e->head, *previous = NULL; b != NULL; previous = b, b = b->next) {
        if (b->sent || b->absorbed || b->commit.snapshot) {
            first = NULL;
        } else if (first == NULL) {
            first = b;
            *before = previous;
        }
    }
    return first;
}

static uint64_t unstored_numbers(const struct batch *first) {
    uint64_t numbers = 0;
    for (const struct batch *b = first; b != NULL; b = b->next)
        if (!b->commit.gap) numbers += b->commit.last_number - b->commit.first_number + 1;
    return numbers;
}

void engine_bound_tail(struct engine *e) {
    struct batch *before, *first = first_foldable(e, &before);
    uint64_t numbers = unstored_numbers(first);
    if (numbers <= e->unstored_events_max) return;
    LOG_ERROR("engine", "the unstored tail is full: %llu events become their records and one gap",
              (unsigned long long)numbers);
    struct batch *into = batch_take(e);
    struct fold fold = {.into = into};
    into->commit = first->commit;
    for (struct batch *b = first; b != NULL; b = b->next) {
        ASSERT(b->first == NULL);
        ASSERT(b->shown == b->events.count);
        fold_batch(e, &fold, b);
        into->commit.last_number = b->commit.last_number;
        into->commit.now = b->commit.now;
        into->commit.digest = b->commit.digest;
    }
    into->commit.gap = true;
    own_bytes(into);
    free(fold.places);
    for (struct batch *b = first, *next; b != NULL; b = next) {
        next = b->next;
        b->next = NULL;
        e->waiting--;
        batch_recycle(e, b);
    }
    if (before == NULL)
        e->head = NULL;
    else
        before->next = NULL;
    e->tail = before;
    engine_enqueue(e, into);
    e->counts.gaps++;
}
