/* A store in memory that does with a commit what the function in Redis does: all of it or
 * nothing, fenced by the epoch, "have it" for numbers that are there, a refusal for a hole. What
 * a run breaks on purpose is broken here. */
#ifndef TESTS_SIMULATION_MEMORY_STORE_H
#define TESTS_SIMULATION_MEMORY_STORE_H

#include "engine/engine.h"
#include "map.h"

enum store_answer { STORE_STORED, STORE_HAS_IT, STORE_FENCED, STORE_GAP };

/* Ways in which a store can fail its duty; each must be found by a check. */
enum store_break {
    BREAK_NOTHING,
    BREAK_DROPS_COMMIT,      /* says "stored" and does nothing */
    BREAK_CHANGES_RECORD,    /* one record is not what was sent */
    BREAK_LOSES_REMOVAL,     /* a removed record stays */
    BREAK_NO_FENCING,        /* takes an older epoch */
    BREAK_APPLIES_TWICE,     /* does again what it has */
    BREAK_ANSWERS_EARLY,     /* says "stored" before it is */
    BREAK_LOSES_TAIL,        /* after a restart the last commits are gone */
    BREAK_FORGETS_AVAILABLE, /* {ddh}:available does not follow */
    BREAK_FORGETS_MEMBERS,   /* nor do the sets */
    BREAK_DROPS_DOCUMENT,
    BREAK_COUNT
};
extern const char *const store_break_names[BREAK_COUNT];

struct stream_entry {
    uint64_t epoch, number, hash;
    bool gap;
};

struct memory_store {
    uint64_t epoch, number, digest, accesses;
    uint64_t leader; /* which process has the epoch */
    time_ms now;
    struct map records[RECORD_KIND_COUNT];
    struct map available, chat_available, memberships, documents;
    struct stream_entry *stream;
    uint32_t stream_count, stream_capacity;
    enum store_break breaks;
    uint32_t broken; /* how often it did */
};

enum store_answer memory_store_commit(struct memory_store *store, uint64_t leader,
                                      const struct commit *commit);
void memory_store_renew(struct memory_store *store, uint64_t epoch,
                        const struct commit_availability *leases, uint32_t count);
void memory_store_copy(struct memory_store *to, const struct memory_store *from);
void memory_store_close(struct memory_store *store);

/* Builds a core from the records, as a recovery does. NULL: `problem` says why. */
struct core *memory_store_recover(const struct memory_store *store, const struct core_sizes *sizes,
                                  struct problem *problem);

/* What an event is, for comparing what left with what was stored. */
uint64_t event_hash(const struct commit_event *event);
/* The entry with this number; NULL when there is none (given up for a gap). */
const struct stream_entry *memory_store_find(const struct memory_store *store, uint64_t number);

#endif
