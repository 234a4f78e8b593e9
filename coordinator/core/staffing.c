#include "core/staffing.h"

#include "base/assert.h"
#include "base/limits.h"
#include "core/fixed.h"

/* The load in thousandths of an erlang, rounded up: however little comes, somebody must be there. */
static uint64_t load_of(const struct staffing_ask *ask) {
    ASSERT(ask->handle_ms > 0 && ask->handle_ms <= DAY_MS);
    ASSERT(ask->hourly <= UINT64_C(1) << 36); /* 68 million calls an hour */
    return (ask->hourly * (uint64_t)ask->handle_ms + HOUR_MS - 1) / HOUR_MS;
}

/* B(agents) from B(agents - 1), in units of 1 / FIXED_ONE. */
static uint64_t erlang_b(uint64_t before, uint64_t load, uint32_t agents) {
    uint64_t carried = load * before / 1000;
    return (uint64_t)((unsigned __int128)carried * FIXED_ONE / (agents * FIXED_ONE + carried));
}

/* `blocked`: B(agents). */
static uint64_t in_time(const struct staffing_ask *ask, uint64_t load, uint32_t agents,
                        uint64_t blocked) {
    uint64_t most = agents * UINT64_C(1000);
    if (load >= most) return 0;
    uint64_t busy = load * FIXED_ONE / most; /* a / s */
    uint64_t share = FIXED_ONE - busy + busy * blocked / FIXED_ONE;
    uint64_t waits = blocked * FIXED_ONE / share;
    uint64_t rate = (most - load) * FIXED_ONE / 1000; /* 2^30 * (s - a) */
    unsigned __int128 x = (unsigned __int128)rate * (uint64_t)ask->answer_ms;
    x /= (uint64_t)ask->handle_ms;
    uint64_t stays = x > 64 * FIXED_ONE ? 0 : fixed_exp_negative((uint64_t)x);
    return FIXED_ONE - waits * stays / FIXED_ONE;
}

static uint64_t blocked_with(uint64_t load, uint32_t agents) {
    uint64_t blocked = FIXED_ONE;
    for (uint32_t s = 1; s <= agents; s++)
        blocked = erlang_b(blocked, load, s);
    return blocked;
}

uint32_t staffing_service_level(const struct staffing_ask *ask, uint32_t agents) {
    uint64_t load = load_of(ask);
    ASSERT(agents <= LIMIT_AGENTS);
    if (load == 0) return 1000;
    if (load >= agents * UINT64_C(1000)) return 0;
    uint64_t share = in_time(ask, load, agents, blocked_with(load, agents));
    return (uint32_t)((share * 1000 + FIXED_ONE / 2) / FIXED_ONE);
}

uint32_t staffing_needed(const struct staffing_ask *ask) {
    ASSERT(ask->horizon_ms > 0 && ask->target_permille < 1000);
    uint64_t load = load_of(ask), handle = (uint64_t)ask->handle_ms;
    /* Thousandths of an agent: what comes, and those who wait within the horizon. */
    uint64_t work = load + (ask->waiting * handle * 1000 + (uint64_t)ask->horizon_ms - 1) /
                               (uint64_t)ask->horizon_ms;
    uint64_t least = (work + 999) / 1000, goal = ask->target_permille * FIXED_ONE / 1000;
    uint64_t blocked = FIXED_ONE;
    if (least > LIMIT_AGENTS) return UINT32_MAX;
    if (load == 0) return (uint32_t)least;
    for (uint32_t s = 1; s <= LIMIT_AGENTS; s++) {
        blocked = erlang_b(blocked, load, s);
        if (s >= least && in_time(ask, load, s, blocked) >= goal) return s;
    }
    return UINT32_MAX;
}
