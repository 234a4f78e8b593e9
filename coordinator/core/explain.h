/* Why: which rule stops whom, and what would happen if. For people who look; nothing here decides, and nothing here changes
 * the core. Everything is asked of the functions that routing itself asks. */
#ifndef CORE_EXPLAIN_H
#define CORE_EXPLAIN_H

#include "core/core.h"

/* An organisation that could take a call, by its agents. */
struct helper_view {
    enum sharing_rule rule; /* the first that stops it now; none: it would be asked */
    uint32_t able, idle;    /* its agents present who have topic and language; of those available */
    uint32_t unread;        /* available too, but must read an answer first: in neither of these */
    int32_t slack;          /* of its agents, how many more may leave its own citizens */
};

/* Of every organisation, by number: `out` holds LIMIT_ORGANISATIONS. Those without an able agent have `able` 0. */
void core_view_helpers(const struct core *core, const struct call_record *call,
                       struct helper_view *out);

/* A pair with something to tell: help is at work, or callers of the helped one wait. */
struct route_view {
    organisation_no helper, helped;
    uint64_t agreed, topics; /* by any agreement; of those open now */
    uint32_t at_work;        /* calls reserved or talking */
    enum sharing_rule
        rule; /* that stops one more call now, about an open topic or else an agreed one */
    const struct agreement_record *agreement; /* one that opens it, else one that names it */
    time_ms since; /* it is in force; 0: from the beginning, or it is not */
};
/* Goes through them by helper, then helped. Start with *cursor = 0; false at the end. */
bool core_next_route(const struct core *core, uint64_t *cursor, struct route_view *out);

/* Calls that wait for the same: what stops others from taking the first of them. */
struct wait_view {
    organisation_no organisation;
    topic_no topic;
    language_no language;
    uint32_t waiting;
    const struct call_record *first;
    uint32_t helpers; /* organisations that may help and have an able agent available */
    uint32_t stopped
        [SHARING_RULE_COUNT]; /* organisations with an available agent for the topic, by rule */
};
bool core_next_wait(const struct core *core, uint64_t *cursor, struct wait_view *out);

/* The topics in which `helper` may help `helped` now, own word and agreements counted, of the moment's calls nothing. */
uint64_t core_may_help(const struct core *core, organisation_no helper, organisation_no helped);

/* Agents signed in, for one topic and language. */
struct staff_view {
    uint32_t trained, trained_idle; /* available now */
    uint32_t qualify, qualify_idle; /* not trained: would be qualified by acknowledging */
    uint32_t waiting;               /* calls */
};
/* Counts the agents of the organisations in `of`; `out` is by topic and language. */
struct staff_table {
    struct staff_view of[LIMIT_TOPICS][LIMIT_LANGUAGES];
};
void core_view_staff(const struct core *core, uint64_t topics, const struct organisation_set *of,
                     struct staff_table *out);

struct reserve_view {
    uint32_t present, helping, reserve;
    bool spent; /* nobody more may leave */
};
void core_view_reserve(const struct core *core, organisation_no number, struct reserve_view *out);

/* --- dry runs ------------------------------------------------------------------------------------------------------
 * A command given to a copy of the core, by the same handler. The copy has what such a command reads or changes; it is for
 * agreement_put, activation_start and organisation_help, whoever the actor. */
struct dry_run {
    struct core *core;          /* as it would be; its records can be looked at like any core's */
    const struct event *events; /* what would happen */
    uint32_t event_count;
    uint32_t waiting,
        looked_at; /* calls; the first LIMIT_DRY_RUN_CALLS of them were tried, in routing's order */
};
/* Refused as the command itself would be; ERR_LIMIT_REACHED also when there is no memory. On ERR_OK the caller ends it. */
enum err core_dry_run(const struct core *core, const struct command *command, time_ms now,
                      struct dry_run *out, struct problem *problem) MUST_CHECK;
void core_dry_run_end(struct dry_run *run);

#endif
