/* The newest events of {ddh}:events, read once at opening so that streams resume over a restart.
 * Knows replies, not the connection.
 *
 * They are handed over newest first, until there are enough of them: then what is kept is always
 * the end of the stream without a hole. It also ends there where events before are missing (a
 * `gap`), or are of a program that told less or more than this one understands: what cannot be
 * shown as it was is not shown at all, and whoever resumes from before it takes a snapshot. */
#ifndef STORE_RECENT_H
#define STORE_RECENT_H

#include "store/store.h"

struct redisReply;

struct recent {
    uint64_t below;  /* only smaller numbers are taken: the stream's, without what never counted */
    char before[48]; /* where the next page begins, for XREVRANGE */
    uint32_t events; /* handed over */
    size_t bytes;    /* read */
};

#define RECENT_PAGE 512
#define RECENT_PAGE_TEXT "512"

/* Events from `next_number` on are not the truth: of a commit that broke off half way. */
void recent_begin(struct recent *recent, uint64_t next_number);
/* The reply to XREVRANGE {ddh}:events <before> - COUNT <page>. True: the next page is wanted. */
bool recent_page(struct recent *recent, const struct redisReply *reply, const struct core *core,
                 const struct store_listener *listener, void *ctx) MUST_CHECK;

#endif
