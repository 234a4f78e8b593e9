/* Foreign switchboards: how their answers are read, where they are asked, and how their queues stand (switchboards.c). What an
 * organisation says of all its queues together stands in its service too (services.c). Internal to the core. */
#ifndef CORE_SWITCHBOARDS_H
#define CORE_SWITCHBOARDS_H

#include "core/state.h"

struct queue_adapter_slot {
    struct queue_adapter_record record; /* id "": free */
    uint64_t record_hash;
    bool going; /* removed by the last command */
};

struct queue_source_slot {
    struct queue_source_record record; /* id "": free */
    uint64_t record_hash;
    bool going;
};

struct foreign_queue_slot {
    bool taken, going, known_usual; /* known_usual: there is a `usual` */
    struct foreign_queue_record record;
    struct queue_usual_record usual;
    uint64_t record_hash, usual_hash;
};

struct switchboards {
    struct queue_adapter_slot adapters[LIMIT_QUEUE_ADAPTERS];
    struct queue_source_slot sources[LIMIT_QUEUE_SOURCES];
    struct foreign_queue_slot queues[LIMIT_FOREIGN_QUEUES];
    time_ms due; /* when the first that is known has not been reported for too long */
    uint32_t due_slot;
    uint32_t queues_ever;                    /* slots below this may be taken */
    topic_set reported[LIMIT_ORGANISATIONS]; /* topics with a queue of their own */
    /* the queue's slot plus 1, or 0; the last is all together */
    uint16_t places[LIMIT_ORGANISATIONS][LIMIT_TOPICS + 1];
};

/* --- the tables, for views.c, restore.c, core.c and invariants.c ------------------------------------------------------ */

void *switchboards_record(const struct core *c, struct record_ref ref, uint64_t **hash);
uint64_t switchboards_table_size(const struct core *c, enum record_kind kind);
enum err switchboards_restore(struct core *c, enum record_kind kind, const void *record,
                              struct problem *problem);
/* The slot of what a command removed is free from here on. */
void switchboards_release(struct core *c, enum record_kind kind, uint32_t slot);
enum err switchboards_check(const struct core *c, struct problem *problem);

/* --- finding ------------------------------------------------------------------------------------------------------------ */

uint32_t find_queue_adapter(const struct core *c, const char *id);
uint32_t find_queue_source(const struct core *c, const char *id);
/* LIST_NONE: it has never been reported. */
uint32_t find_foreign_queue(const struct core *c, organisation_no n, topic_no topic);

#endif
