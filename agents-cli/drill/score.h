/* The figures of an exercise: from what happened to every call and every agent, by group, and who
 * helped whom. Pure. */
#ifndef DRILL_SCORE_H
#define DRILL_SCORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/time.h"

enum score_group {
    SCORE_CRISIS,    /* callers from the municipality in crisis; its own agents */
    SCORE_MEMBERS,   /* from the other members; their agents, the shared shift's and partners' */
    SCORE_OUTSIDERS, /* from municipalities outside the cooperation */
    SCORE_EVERYONE,
    SCORE_GROUP_COUNT
};

enum score_outcome { SCORE_WAITING, SCORE_ANSWERED, SCORE_ABANDONED, SCORE_DIVERTED };

struct score_call {
    enum score_group group; /* never SCORE_EVERYONE */
    enum score_outcome outcome;
    time_ms wait_ms;         /* until the answer, the hanging up or the diversion */
    uint16_t helper, helped; /* places; overflow when they differ: whose agent, whose citizen */
    time_ms talk_ms;
};

struct score_agent {
    enum score_group group;
    bool acknowledged;      /* the answer of the exercise's activation */
    bool expected;          /* signed in when it was activated */
    bool seen;              /* it came to the screen */
    uint32_t seen_after_ms; /* real time */
};

struct score_figures {
    uint32_t offered, answered, abandoned, diverted, waiting;
    uint32_t answer_rate_permille; /* svarprocent: answered of offered, short abandons counted */
    time_ms mean_wait_ms;          /* køtid: over answered calls */
    time_ms p95_wait_ms;           /* the same, nearest rank */
    uint32_t agents, acknowledged, screens_expected, screens;
    uint32_t last_screen_ms; /* real time */
};

/* Overløb: calls of one organisation's citizens, answered by another's agents by agreement. */
struct score_help {
    uint16_t helper, helped;
    uint32_t calls;
    time_ms talk_ms, longest_ms;
};

struct score_party {
    uint16_t place;
    uint32_t given, received; /* calls */
    time_ms given_ms, received_ms;
};

struct score {
    struct score_figures groups[SCORE_GROUP_COUNT];
    struct score_help *helps; /* most calls first, then by place */
    size_t help_count;
    struct score_party *parties; /* who gave or received, by place */
    size_t party_count;
    struct score_help all_help; /* places mean nothing here */
};

/* How a place is called in the table and in the report. */
struct score_name {
    const char *id, *name;
};

const char *score_group_text(enum score_group group); /* "crisis municipality" */
/* False when memory fails. */
bool score_make(struct score *score, const struct score_call *calls, size_t call_count,
                const struct score_agent *agents, size_t agent_count);
void score_close(struct score *score);
/* The table for people, with a line that says what the columns mean. */
void score_print(const struct score *score, const char *crisis_name, struct text_buf *out);
/* Who helped whom, and what each gave and received: the largest rows, the rest in one. */
void score_print_help(const struct score *score, const struct score_name *names,
                      struct text_buf *out);
json_t *score_json(const struct score *score); /* the caller's */
/* {"pairs": [...], "organisations": [...]} */
json_t *score_help_json(const struct score *score, const struct score_name *names);

#endif
