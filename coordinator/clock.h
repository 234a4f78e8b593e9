/* The domain's clock, in three fillings: `real` follows the monotonic clock from the wall time at start and never goes back;
 * `driven` stands until it is set (tests); `scaled` runs faster than real while it lies behind the wall clock, and with it
 * from then on (exercises). Driven and scaled are for data directories made for exercises. */
#ifndef COORDINATOR_CLOCK_H
#define COORDINATOR_CLOCK_H

#include "api/api.h"
#include "base/time.h"

enum clock_mode { CLOCK_REAL, CLOCK_DRIVEN, CLOCK_SCALED };

struct clock {
    enum clock_mode mode;
    time_ms base, base_monotonic; /* the domain's time at a moment of the monotonic clock */
    time_ms wall, wall_monotonic; /* the wall clock at a moment of the monotonic clock */
    uint32_t speed_permille;      /* while behind the wall clock */
    void (*changed)(void *ctx);   /* the time was set: look at the deadlines */
    void *ctx;
};

bool clock_mode_from_text(const char *text, enum clock_mode *out);
/* `start`: where the domain's time begins; 0: the wall clock, for scaled `exercise_ms` of the domain's time before it will
 * meet the wall clock. */
void clock_open(struct clock *clock, enum clock_mode mode, time_ms start, uint32_t speed_permille,
                time_ms exercise_ms);
/* What was stored last is not gone behind. */
void clock_not_before(struct clock *clock, time_ms stored);
time_ms clock_now(const struct clock *clock);
/* Real milliseconds until the domain's time reaches `at`: 0 when it has; TIME_NEVER when it will not by itself. */
time_ms clock_real_until(const struct clock *clock, time_ms at);
time_ms monotonic_now(void *ctx); /* real, ctx ignored */
time_ms real_wall(void *ctx);     /* the same, by the calendar: for signatures */

extern const struct api_clock_ops clock_api_ops; /* ctx: the clock */

#endif
