/* A snapshot: every record, for a store that has lost what it had acknowledged. It goes out
 * under a new epoch, for the events between what the store has and what was shown are in no
 * stream any more. What waits is absorbed: the snapshot holds its effect, so it is never sent,
 * but its events are shown and its requests released in their order when the snapshot is
 * acknowledged. */
#include "base/assert.h"
#include "engine/state.h"

static void add_records(struct engine *e, struct batch *b) {
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(e->core, (enum record_kind)kind, &cursor)) != NULL)
            *PILE_ADD(&b->records, struct commit_record) =
                batch_encode(e, b, (enum record_kind)kind, record, false);
    }
}

static void add_documents(struct engine *e, struct batch *b) {
    uint64_t cursor = 0;
    struct commit_document document;
    while (e->ports.documents->next(e->ports.documents_ctx, &cursor, &document))
        batch_add_document(b, &document);
}

/* What waited: its access-log lines and documents travel with the snapshot. */
static void absorb(struct engine *e, struct batch *b) {
    for (struct batch *w = e->head; w != NULL; w = w->next) {
        ASSERT(!w->sent);
        w->absorbed = true;
        for (uint32_t i = 0; i < w->accesses.count; i++)
            batch_add_access(e, b, PILE_AT(&w->accesses, struct commit_access, i));
        for (uint32_t i = 0; i < w->documents.count; i++)
            batch_add_document(b, PILE_AT(&w->documents, struct commit_document, i));
    }
}

/* In unstored mode nobody waits for what is absorbed, and its events have been shown. */
static void drop_absorbed(struct engine *e) {
    while (e->head != NULL && e->head->first == NULL && e->head->shown == e->head->events.count) {
        struct batch *b = e->head;
        e->head = b->next;
        if (e->head == NULL) e->tail = NULL;
        b->next = NULL;
        e->waiting--;
        batch_recycle(e, b);
    }
}

void engine_snapshot(struct engine *e) {
    ASSERT(e->in_flight == 0);
    e->epoch++;
    e->counts.snapshots++;
    struct batch *b = batch_take(e);
    b->commit.snapshot = true;
    b->commit.last_number = e->next_number++;
    b->commit.now = core_now(e->core);
    b->commit.digest = core_digest(e->core);
    add_records(e, b);
    availability_all(e, b, true);
    add_documents(e, b);
    absorb(e, b);
    drop_absorbed(e);
    engine_enqueue(e, b);
    engine_attach(e, b, &(struct request_list){NULL, NULL});
}
