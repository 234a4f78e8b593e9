/* What a duty leader must not overlook, the worst first: activations that nobody has confirmed, what
 * authorities announce, surges, receivers that have not taken what is said, peers that are away.
 * Folded from what the model has; nothing of it is stored. Pure. */
#ifndef AGENTS_CLI_ALARMS_H
#define AGENTS_CLI_ALARMS_H

#include "agents-cli/session.h"

#define LIMIT_ALARMS 64 /* shown at once; a page is read from the top */

enum alarm_kind {
    ALARM_EXPIRED, /* not confirmed since */
    ALARM_UNAPPROVED,
    ALARM_REVIEW,
    ALARM_HAND_OVER, /* somebody asks this person to take it over */
    ALARM_EXPIRING,
    ALARM_ALERT, /* an authority's, that nobody has answered or dismissed */
    ALARM_SURGE,
    ALARM_DELIVERY,
    ALARM_PEER,
    ALARM_TICKETS
};

struct alarm {
    enum alarm_kind kind;
    const struct activation *activation; /* lent, as the others */
    const struct surge_row *surge;
    const json_t *row; /* of an alert, a delivery, a peer */
    int64_t count;     /* of tickets */
};

/* How many were written to `out`. */
size_t alarms_list(const struct session *session, struct alarm out[LIMIT_ALARMS]);
/* The chosen one on the page of alarms; false: another page, or there is none. */
bool alarms_chosen(const struct session *session, struct alarm *out);
void alarms_lines(struct text_buf *out, const struct session *session, size_t columns, int *focus);

#endif
