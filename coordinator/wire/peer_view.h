/* What two coordinators tell each other, read: the view one has of what concerns the other, and the approved answers for its
 * calls (docs/federation.md). Unlike anywhere else members that are not known are passed over: the two need not be of the
 * same version. */
#ifndef WIRE_PEER_VIEW_H
#define WIRE_PEER_VIEW_H

#include "base/error.h"
#include "base/text.h"
#include "core/commands.h"

#define PEER_VIEW_VERSION "1.0"

/* A call of the sender's at our seats. */
struct peer_call {
    call_id call;     /* the sender's number */
    uint32_t attempt; /* which of its offers this is: one that comes again is another call here */
    time_ms waited_ms;
    char topic[LIMIT_ID], language[8];
    uint8_t state; /* reserved or answered */
    uint8_t channel, priority;
    uint8_t hops; /* coordinators it came through, the sender's own among them */
};

/* A call of ours at the sender's agents. */
struct peer_served {
    call_id call; /* our number */
    uint32_t attempt;
    time_ms talk_ms;
    uint8_t state; /* enum call_state; ended without an answer: given back */
    bool answered;
};

struct peer_view {
    uint64_t epoch,
        number; /* of the sender's last event: a view that is older than another says nothing new */
    uint8_t answers[SHA256_BYTES]; /* that the sender has of ours; zero: none */
    struct peer_call calls[LIMIT_PEER_CALLS];
    struct peer_served served[LIMIT_PEER_CALLS];
    uint32_t call_count, served_count;
    struct peer_lend_command
        lend; /* what the sender lends us; its member `organisation` is empty */
    uint8_t lending;
    uint32_t free; /* agents of the sender who could take one of our calls now */
    bool again;    /* its view before this one did not reach us */
};

/* Refused whole, with the member and the reason. */
enum err wire_decode_peer_view(struct slice body, struct peer_view *out,
                               struct problem *problem) MUST_CHECK;

/* {"answers":[{...}]}: objects whose texts are lines that may be shown. Nothing is taken from them here. */
enum err wire_check_peer_answers(struct slice body, struct problem *problem) MUST_CHECK;

/* Takes the text member `name` out of an object: `out` gets its value ("" when there is none), `rest` the object without it. */
enum err wire_take_text(struct slice body, const char *name, char *out, size_t size,
                        struct text_buf *rest, struct problem *problem) MUST_CHECK;

#endif
