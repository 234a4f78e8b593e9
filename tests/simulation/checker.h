/* The checker: what must be true of a run, seen from outside the engine. It keeps its own books:
 * which events left and which were stored, what was promised to whom. Each rule has a name; each
 * is broken on purpose in canary.c. */
#ifndef TESTS_SIMULATION_CHECKER_H
#define TESTS_SIMULATION_CHECKER_H

#include "memory_store.h"

/* One event number. */
struct ledger_line {
    uint64_t hash; /* of the event; 0: none seen */
    bool left, left_stored;
};

/* A call that somebody was told of. */
struct promise {
    call_id call;
    char reference[LIMIT_REFERENCE];
    uint64_t event_number;
    bool stored;    /* told as stored */
    bool forgotten; /* retention is over */
    bool lost;      /* told as unstored, and never stored: only its id must not be used again */
    bool excused;   /* the store itself lost it */
};

struct checker {
    bool failed;
    char failure[256];
    bool standby; /* nothing may leave unstored */
    struct ledger_line *ledger;
    uint64_t ledger_size;
    struct promise *promises;
    uint32_t promise_count, promise_capacity;
    uint64_t last_left;       /* in this life of the engine */
    uint64_t stored_up_to;    /* highest number whose effect was told as stored */
    uint64_t personal_stored; /* personal reads answered as stored */
    uint64_t run_hash;        /* of all that left, in order */
    uint64_t events_left, unstored_left, unstored_lost;
    uint32_t *held; /* scratch: the call an agent is seen with */
    uint32_t held_size;
};

void checker_open(struct checker *checker, bool standby);
void checker_close(struct checker *checker);
void checker_fail(struct checker *checker, const char *rule, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The sinks were shown these events. */
void checker_left(struct checker *checker, const struct memory_store *store,
                  const struct commit *commit, bool stored);
/* The store took a commit; `leader` is the newest epoch that leads. */
void checker_applied(struct checker *checker, const struct commit *commit, uint64_t leader);
/* A request was released with its last event; `done`: a command that was applied. */
void checker_released(struct checker *checker, const struct memory_store *store,
                      enum release release, uint64_t event_number, bool done, bool personal);
void checker_promise(struct checker *checker, call_id call, const char *reference,
                     uint64_t event_number, bool stored);
/* A new engine begins from the store; `excused`: the store itself had lost something. */
void checker_new_life(struct checker *checker, const struct memory_store *store,
                      const struct core *core, bool excused);
/* No call with two agents, no agent with two calls, counted here and not by core_check. */
void checker_calls(struct checker *checker, const struct core *core);
/* The store against a core built from it. */
void checker_store(struct checker *checker, const struct memory_store *store,
                   const struct core *core);
void checker_begin_holding(struct checker *checker);
void checker_holds(struct checker *checker, agent_no agent, call_id call);

#endif
