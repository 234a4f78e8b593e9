/* The exercise's clock and its agenda: what is to be done when, in exercise time. The clock
 * belongs to the service: it is read now and then, and in between it is taken to run at the speed
 * the service told. One timer on the loop. */
#ifndef DRILL_AGENDA_H
#define DRILL_AGENDA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

struct agenda;
struct uv_loop_s;

/* NULL when memory fails. */
struct agenda *agenda_create(struct uv_loop_s *loop);
/* Frees when the loop has run; nothing on the agenda is done any more. */
void agenda_close(struct agenda *agenda);

/* The service's clock showed `now` at the loop's time `at_real_ms`, and runs at `speed`. */
void agenda_set_clock(struct agenda *agenda, time_ms now, uint64_t at_real_ms, double speed);
time_ms agenda_now(const struct agenda *agenda);
double agenda_speed(const struct agenda *agenda);

/* Calls `act(ctx, turn)` at exercise time `at`, from the loop, never inside this call. Nothing
 * can be taken off the agenda: `turn` lets the owner see that it is out of date. The process
 * stops when memory fails. */
void agenda_add(struct agenda *agenda, time_ms at, void (*act)(void *ctx, uint32_t turn), void *ctx,
                uint32_t turn);

#endif
