/* The line to the store: commits go out in order, are applied after a while and answered after
 * another. It fails as lines do: it dies (with some of what was under way applied, and no answer
 * for any of it), it falls silent, it answers late or twice. */
#ifndef TESTS_SIMULATION_LINE_H
#define TESTS_SIMULATION_LINE_H

#include "checker.h"
#include "world.h"

#define LINE_MAX LIMIT_COMMITS_IN_FLIGHT

struct line_commit {
    const struct commit *commit; /* lent until answered */
    time_ms apply_at, answer_at;
    bool applied, swallowed;
    enum store_answer answer;
    uint64_t last_number;
};

struct line {
    struct memory_store *store;
    struct checker *checker;
    struct chance *chance;
    const struct faults *faults;
    struct run_counts *counts;
    struct engine *engine; /* NULL: nobody listens */
    uint64_t leader;       /* the newest epoch */
    uint64_t identity;     /* of the process that sends */
    bool up;
    time_ms up_at;        /* when down: comes back */
    time_ms silent_until; /* 0: it is not */
    time_ms busy_until;   /* an earlier commit is applied before a later one */
    uint64_t seen_number; /* what the store said it has, when it came back */
    struct line_commit pending[LINE_MAX];
    uint32_t count;
};

void line_send(struct line *line, const struct commit *commit, time_ms now);
/* The next time at which something happens here; TIME_NEVER. */
time_ms line_next(const struct line *line);
/* Does the first thing that is due. */
void line_step(struct line *line, time_ms now);
/* It dies now. Commits not applied yet are applied or not, as chance has it, the first ones
 * first. */
void line_die(struct line *line, time_ms up_at);

#endif
