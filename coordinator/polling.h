/* partners/queue_polls.h with its ports filled by fetch/ (the requests) and wire/ (the answers). A part of outgoing.c. */
#ifndef COORDINATOR_POLLING_H
#define COORDINATOR_POLLING_H

#include "outgoing.h"

struct polling;

struct polling *polling_create(const struct outgoing_config *config); /* NULL: no memory */
void polling_stop(struct polling *polling);
/* As outgoing_close() and outgoing_destroy(). */
void polling_close(struct polling *polling, void (*done)(void *ctx), void *ctx);
void polling_destroy(struct polling *polling);

void polling_released(struct polling *polling, const struct commit *commit);
void polling_turn(struct polling *polling);
time_ms polling_next_deadline(const struct polling *polling); /* monotonic */
void polling_metrics(const struct polling *polling, struct text_buf *out);

#endif
