/* What comes next in a replay: a heap of future events, by time, then by kind, then by number. */
#ifndef SIMULATE_AGENDA_H
#define SIMULATE_AGENDA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/time.h"

/* In the order in which they happen at the same millisecond. Whoever leaves has left before
 * anything is answered at that instant; who hangs up does so last: an answer at that very
 * instant still reaches them. */
enum happening {
    HAPPENING_SHIFT_END,
    HAPPENING_OUTAGE_START,
    HAPPENING_TALK_OVER,
    HAPPENING_ACTIVATION,
    HAPPENING_ACKNOWLEDGEMENT,
    HAPPENING_SHIFT_START,
    HAPPENING_OUTAGE_END,
    HAPPENING_RENEWAL,
    HAPPENING_ARRIVAL,
    HAPPENING_HANG_UP,
};

struct agenda_item {
    time_ms at;
    enum happening what;
    uint32_t number; /* an agent, outage, activation or row of the trace */
    uint32_t second; /* of an acknowledgement: which one */
};

struct agenda {
    struct agenda_entry {
        uint64_t key, numbers;
    } * entries;
    uint32_t count, capacity;
};

void agenda_close(struct agenda *agenda);
/* ERR_LIMIT_REACHED: no memory. `at` lies in 0 .. 2^56 - 1. */
enum err agenda_add(struct agenda *agenda, const struct agenda_item *item) MUST_CHECK;
/* TIME_NEVER: there is nothing. */
time_ms agenda_next(const struct agenda *agenda);
enum happening agenda_next_what(
    const struct agenda *agenda);                      /* of an agenda with something in it */
struct agenda_item agenda_take(struct agenda *agenda); /* likewise */

#endif
