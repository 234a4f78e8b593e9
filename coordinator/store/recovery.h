/* Recovery: the hashes of Redis into a fresh core. Knows replies, not the connection. */
#ifndef STORE_RECOVERY_H
#define STORE_RECOVERY_H

#include "core/core.h"
#include "store/keys.h"
#include "store/store.h"

struct redisReply;

struct recovery {
    struct core *core; /* NULL: not begun, or handed over */
    char prefix[KEY_PREFIX_SIZE];
    uint32_t records, documents;
    bool empty_meta; /* nothing was ever committed: there must be no records */
    uint64_t next_number, digest;
    time_ms now, began_at;
};

/* From {"lead", epoch, number, now, digest, schema}; `prefix` is "{ddh}:". */
enum err recovery_begin(struct recovery *recovery, const struct core_sizes *sizes,
                        const char *prefix, const struct redisReply *lead,
                        struct problem *problem) MUST_CHECK;
/* The reply to HGETALL {ddh}:<kind>, for every kind in its order. A problem names the key and the
 * field in it. */
enum err recovery_records(struct recovery *recovery, enum record_kind kind,
                          const struct redisReply *reply, struct problem *problem) MUST_CHECK;
/* The reply to HGETALL {ddh}:document. */
enum err recovery_documents(struct recovery *recovery, const struct redisReply *reply,
                            const struct store_listener *listener, void *ctx,
                            struct problem *problem) MUST_CHECK;
/* Indexes rebuilt, the digest compared with the one stored with the last commit. */
enum err recovery_end(struct recovery *recovery, struct problem *problem) MUST_CHECK;
/* Drops what was read so far. */
void recovery_drop(struct recovery *recovery);

#endif
