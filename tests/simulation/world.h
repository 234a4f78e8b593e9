/* One run: an engine with the real core between a load drawn at random and a store in memory,
 * over a line that fails. Time is only a number; it goes from one thing that happens to the
 * next. */
#ifndef TESTS_SIMULATION_WORLD_H
#define TESTS_SIMULATION_WORLD_H

#include "checker.h"
#include "load.h"

/* How often things go wrong: in a thousand, per command drawn unless said otherwise. */
struct faults {
    uint32_t kill;            /* the process dies, and another recovers from the store */
    uint32_t takeover;        /* another takes the lead while this one lives */
    uint32_t drop;            /* the connection dies; acknowledgements under way are lost */
    uint32_t silent;          /* the store hears nothing and says nothing for a while */
    uint32_t fall_back;       /* per lost connection: the store comes back with an older state */
    uint32_t hole;            /* per commit: it is lost on the way, the next ones are not */
    uint32_t slow_answer;     /* per commit */
    uint32_t double_answer;   /* per commit */
    uint32_t jump;            /* the clock jumps forward */
    uint32_t long_away;       /* per lost connection: for a minute rather than a moment */
    uint32_t unstored_events; /* the bound of the unstored tail */
    bool standby;
};

struct run_counts {
    uint64_t commands, refusals, reads, arrivals, offers, overflows, overflows_ended, drained,
        answered, ended, abandoned, dispositions, activations, acknowledgements, ticks, away,
        unknown;
    uint64_t kills, takeovers, drops, lost_answers, resends, doubled, fall_backs, holes, jumps,
        snapshots, gaps, unstored_periods, unstored_left, unstored_lost, leases_ended, fenced,
        outcome_unknown, store_away, renewals, stored_answers;
};

struct run_options {
    uint64_t seed;
    uint32_t commands;
    enum store_break breaks;
};

struct run_result {
    bool failed;
    char failure[256];
    uint32_t at_command; /* when it failed */
    uint64_t hash;       /* of everything that left and of the end */
    uint32_t broken;     /* how often the store was broken on purpose */
    struct faults faults;
    struct run_counts counts;
};

void run_world(const struct run_options *options, struct run_result *result);

#endif
