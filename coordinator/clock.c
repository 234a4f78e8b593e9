#include "clock.h"

#include <string.h>
#include <time.h>
#include <uv.h>

#include "base/assert.h"

static const char *const mode_names[] = {"real", "driven", "scaled"};

bool clock_mode_from_text(const char *text, enum clock_mode *out) {
    for (int i = 0; i < 3; i++) {
        if (strcmp(mode_names[i], text) != 0) continue;
        *out = (enum clock_mode)i;
        return true;
    }
    return false;
}

time_ms monotonic_now(void *ctx) {
    (void)ctx;
    return (time_ms)(uv_hrtime() / 1000000);
}

static time_ms wall_now(const struct clock *clock) {
    return clock->wall + (monotonic_now(NULL) - clock->wall_monotonic);
}

time_ms real_wall(void *ctx) {
    (void)ctx;
    struct timespec at;
    ASSERT(clock_gettime(CLOCK_REALTIME, &at) == 0);
    return (time_ms)at.tv_sec * SECOND_MS + at.tv_nsec / 1000000;
}

void clock_open(struct clock *clock, enum clock_mode mode, time_ms start, uint32_t speed_permille,
                time_ms exercise_ms) {
    *clock = (struct clock){.mode = mode,
                            .speed_permille = mode == CLOCK_SCALED ? speed_permille : 1000};
    clock->wall = real_wall(NULL);
    clock->base_monotonic = clock->wall_monotonic = monotonic_now(NULL);
    if (start != 0)
        clock->base = start;
    else if (mode == CLOCK_SCALED)
        clock->base = clock->wall + exercise_ms * 1000 / speed_permille - exercise_ms;
    else
        clock->base = clock->wall;
}

void clock_not_before(struct clock *clock, time_ms stored) {
    if (clock_now(clock) >= stored) return;
    clock->base = stored;
    clock->base_monotonic = monotonic_now(NULL);
}

static time_ms scaled_now(const struct clock *clock) {
    return clock->base +
           (monotonic_now(NULL) - clock->base_monotonic) * clock->speed_permille / 1000;
}

static bool behind(const struct clock *clock) {
    return clock->mode == CLOCK_SCALED && scaled_now(clock) < wall_now(clock);
}

time_ms clock_now(const struct clock *clock) {
    switch (clock->mode) {
    case CLOCK_DRIVEN: return clock->base;
    case CLOCK_REAL: return clock->base + (monotonic_now(NULL) - clock->base_monotonic);
    case CLOCK_SCALED: break;
    }
    /* Once it has met the wall clock it goes with it; a start after the wall clock stands until then. */
    if (behind(clock)) return scaled_now(clock);
    time_ms wall = wall_now(clock);
    return wall > clock->base ? wall : clock->base;
}

time_ms clock_real_until(const struct clock *clock, time_ms at) {
    time_ms left = at - clock_now(clock);
    if (at == TIME_NEVER) return TIME_NEVER;
    if (left <= 0) return 0;
    if (clock->mode == CLOCK_DRIVEN) return TIME_NEVER;
    if (!behind(clock)) return left;
    return (left * 1000 + clock->speed_permille - 1) / clock->speed_permille;
}

/* --- for the api ------------------------------------------------------------------------------------ */

static time_ms api_now(void *ctx) { return clock_now(ctx); }

static const char *api_mode(void *ctx) { return mode_names[((const struct clock *)ctx)->mode]; }

static uint32_t api_speed(void *ctx) {
    const struct clock *clock = ctx;
    if (clock->mode == CLOCK_DRIVEN) return 0;
    return behind(clock) ? clock->speed_permille : 1000;
}

static enum err api_set(void *ctx, time_ms now) {
    struct clock *clock = ctx;
    if (clock->mode != CLOCK_DRIVEN) return ERR_NOT_AN_EXERCISE;
    if (now < clock->base) return ERR_OUT_OF_RANGE;
    clock->base = now;
    clock->changed(clock->ctx);
    return ERR_OK;
}

static enum err api_set_speed(void *ctx, uint32_t permille) {
    struct clock *clock = ctx;
    if (clock->mode != CLOCK_SCALED) return ERR_NOT_AN_EXERCISE;
    if (permille < 1000 || permille > 1000 * 1000) return ERR_OUT_OF_RANGE;
    clock->base = clock_now(clock);
    clock->base_monotonic = monotonic_now(NULL);
    clock->speed_permille = permille;
    clock->changed(clock->ctx);
    return ERR_OK;
}

const struct api_clock_ops clock_api_ops = {
    .now = api_now,
    .monotonic = monotonic_now,
    .mode = api_mode,
    .speed_permille = api_speed,
    .set = api_set,
    .set_speed = api_set_speed,
};
