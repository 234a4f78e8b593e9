/* What a peer's view asks of us: the commands by which the core comes to agree with it, one after the other. Pure. */
#ifndef PARTNERS_RECONCILE_H
#define PARTNERS_RECONCILE_H

#include "core/core.h"
#include "wire/peer_view.h"

struct reconcile {
    const struct peer_view
        *view;       /* NULL: the peer is silent, and only calls that nobody took are given back */
    uint32_t step;   /* rows of the view that were looked at */
    uint64_t cursor; /* our calls that were looked at */
    bool renewed;    /* the lease of its offer, for this view */
    bool reported;   /* its queue */
    bool again;      /* one could not hear the other for a while: the peer is there again */
};

/* The next command, with its actor; false: there is none, the core agrees. Goes on where it was, with the core as it is by
 * then. `now` is the domain's time: in calm the core's own is that of its last command. */
bool reconcile_next(struct reconcile *reconcile, const struct core *core,
                    const struct peer_record *peer, time_ms now, struct command *out);

/* The core has refused the last one: it is passed over, the next view asks for it again. */
void reconcile_refused(struct reconcile *reconcile);

#endif
