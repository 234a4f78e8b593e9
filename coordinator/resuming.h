/* telephony/ with its ports filled by fetch/ (the requests) and api/ (the texts). A part of outgoing.c. */
#ifndef COORDINATOR_RESUMING_H
#define COORDINATOR_RESUMING_H

#include "outgoing.h"

struct resuming;

struct resuming *resuming_create(const struct outgoing_config *config); /* NULL: no memory */
void resuming_stop(struct resuming *resuming);
/* As outgoing_close() and outgoing_destroy(). */
void resuming_close(struct resuming *resuming, void (*done)(void *ctx), void *ctx);
void resuming_destroy(struct resuming *resuming);

void resuming_released(struct resuming *resuming, const struct commit *commit);
void resuming_turn(struct resuming *resuming);
time_ms resuming_next_deadline(const struct resuming *resuming); /* monotonic */
void resuming_metrics(const struct resuming *resuming, struct text_buf *out);

#endif
