/* What leaves by itself: publish/ and telephony/ with their ports filled by fetch/ (the requests) and api/ (the texts). */
#ifndef COORDINATOR_OUTGOING_H
#define COORDINATOR_OUTGOING_H

#include "api/api.h"
#include "clock.h"
#include "engine/engine.h"

struct uv_loop_s;
struct outgoing;

struct outgoing_config {
    struct uv_loop_s *loop;
    struct engine *engine;
    struct api *api;
    struct clock *clock;
    bool private_receivers;  /* on any address, and over http too */
    void (*soon)(void *ctx); /* call outgoing_turn() soon, from the loop */
    void *soon_ctx;
};

struct outgoing *outgoing_create(const struct outgoing_config *config); /* NULL: no memory */
/* Nothing new is begun. */
void outgoing_stop(struct outgoing *outgoing);
/* Cuts off what is under way; `done` comes from the loop. The engine must be destroyed before the end. */
void outgoing_close(struct outgoing *outgoing, void (*done)(void *ctx), void *ctx);
void outgoing_destroy(struct outgoing *outgoing);

void outgoing_released(struct outgoing *outgoing, const struct commit *commit);
void outgoing_turn(struct outgoing *outgoing);
time_ms outgoing_next_deadline(const struct outgoing *outgoing); /* the domain's time */
time_ms outgoing_next_patience(const struct outgoing *outgoing); /* monotonic */
void outgoing_metrics(const struct outgoing *outgoing, struct text_buf *out);

#endif
