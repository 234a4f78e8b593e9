/* One connection to Redis on the loop; the only file that calls hiredis (others read its replies).
 *
 * link_connect: the name is looked up (never on the loop's thread), the socket is opened, `ops->up`
 * is called: what is sent from there on goes out as soon as the connection stands. Answers come in
 * the order of the commands. A connection dies (refused, closed, no byte for the patience of the
 * oldest command, link_fall): nothing more is answered, and `ops->down` is called once, from the
 * loop, never inside a call to the link. The owner decides when to connect again.
 *
 * hiredis 0.14.1 has no timeouts, and a dying connection calls every pending callback with a NULL
 * reply from inside the function that found it dead. Both end here: patience is counted by the
 * link, NULL replies are swallowed by it. */
#ifndef STORE_LINK_H
#define STORE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/error.h"

struct redisAsyncContext;
struct redisReply;
struct link_socket;

/* Commands sent and not answered: the commits in flight, the lease, renewals, recovery's reads. */
#define LINK_PENDING_MAX 256
#define LINK_HOST_MAX 256

typedef void link_answer_fn(void *ctx, const struct redisReply *reply); /* lent for the call */

struct link_ops {
    void (*up)(void *ctx);
    void (*down)(void *ctx, const char *why); /* `why` is lent for the call */
    void (*closed)(void *ctx);                /* after link_close: the memory may go */
};

struct link_address {
    char host[LINK_HOST_MAX]; /* or the path of a unix socket */
    char port[8];             /* "": a unix socket */
};

enum link_state { LINK_DOWN, LINK_LOOKING_UP, LINK_UP, LINK_FALLING, LINK_CLOSING };

struct link_pending {
    link_answer_fn *answer;
    uint64_t sent_at, patience_ms;
};

struct link {
    uint32_t magic;
    enum link_state state;
    uv_loop_t *loop;
    struct link_address address;
    const struct link_ops *ops;
    void *ctx;
    uv_timer_t patience, fell;
    uv_getaddrinfo_t lookup;
    bool looking_up, overdue;
    unsigned open_handles, falls;
    struct link_socket *socket;
    struct redisAsyncContext *context;
    uint64_t progress_at; /* when the socket last took or gave a byte */
    struct link_pending pending[LINK_PENDING_MAX];
    uint32_t pending_first, pending_count;
    char why[192];
};

/* "unix:/path", "/path", "host:port", "host", "[::1]:port". */
enum err link_address_read(const char *text, struct link_address *out,
                           struct problem *problem) MUST_CHECK;

/* `ctx` is given to the ops and to every answer. */
void link_init(struct link *link, uv_loop_t *loop, const struct link_address *address,
               const struct link_ops *ops, void *ctx);
void link_connect(struct link *link);
bool link_is_up(const struct link *link);
/* False when the connection is not up, too many commands wait or memory is not to be had; then
 * nothing was sent. hiredis copies the arguments; a large command is given more patience. */
bool link_send(struct link *link, size_t argc, const char **argv, const size_t *lengths,
               link_answer_fn *answer) MUST_CHECK;
bool link_has_room(const struct link *link);
/* Drops the connection. */
void link_fall(struct link *link, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Drops it for good, without `down`; `closed` follows from the loop. */
void link_close(struct link *link);

#endif
