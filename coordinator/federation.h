/* What goes between this coordinator and others: partners/ with its ports filled by fetch/ (the requests) and api/ (what is told
 * and heard). */
#ifndef COORDINATOR_FEDERATION_H
#define COORDINATOR_FEDERATION_H

#include "api/api.h"
#include "clock.h"
#include "engine/engine.h"

struct uv_loop_s;
struct federation;

struct federation_config {
    struct uv_loop_s *loop;
    struct engine *engine;
    struct api *api;
    struct clock *clock;
    bool private_addresses;  /* peers may be on any address, and over http too */
    void (*soon)(void *ctx); /* call federation_turn() soon, from the loop */
    void *soon_ctx;
};

struct federation *federation_create(const struct federation_config *config); /* NULL: no memory */
/* Nothing new is begun. */
void federation_stop(struct federation *federation);
/* Cuts off what is under way; `done` comes from the loop. The engine must be destroyed before the end. */
void federation_close(struct federation *federation, void (*done)(void *ctx), void *ctx);
void federation_destroy(struct federation *federation);

void federation_released(struct federation *federation, const struct commit *commit);
void federation_turn(struct federation *federation);
time_ms federation_next_deadline(const struct federation *federation); /* the domain's time */
void federation_metrics(const struct federation *federation, struct text_buf *out);

#endif
