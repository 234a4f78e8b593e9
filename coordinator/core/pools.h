/* Reserve pools, call-ups, shifts and capacity: their tables, and the verbs that the core's files lend each other (pools.c,
 * callups.c, shifts.c, restore_pools.c). For the core's own files only. */
#ifndef CORE_POOLS_H
#define CORE_POOLS_H

#include "core/core.h"

struct pool_slot {
    struct pool_record record;
    uint64_t record_hash;
    bool live;
};

struct pool_member_slot {
    struct pool_member_record record;
    uint64_t record_hash;
    bool taken, going; /* going: removed by this command */
};

struct callup_slot {
    struct callup_record record; /* id "": free */
    uint64_t record_hash;
    bool going;
};

struct callup_ask_slot {
    struct callup_ask_record record; /* callup "": free */
    uint64_t record_hash;
    bool going;
};

struct shift_slot {
    struct shift_record record; /* ends_at 0: free */
    uint64_t record_hash;
    bool going;
};

struct capacity_slot {
    struct capacity_record record; /* ends_at 0: free */
    uint64_t record_hash;
    bool going;
};

struct leaving_slot {
    struct leaving_record record;
    uint64_t record_hash;
    bool live;
};

/* Looked through from end to end: nothing here is on the path of a call. */
struct pools {
    struct leaving_slot leaving[LIMIT_ORGANISATIONS];
    struct pool_slot of[LIMIT_ORGANISATIONS];
    struct pool_member_slot members[LIMIT_POOL_MEMBERS];
    struct callup_slot callups[LIMIT_CALLUPS];
    struct callup_ask_slot asks[LIMIT_CALLUP_ASKS];
    struct shift_slot shifts[LIMIT_SHIFTS];
    struct capacity_slot capacities[LIMIT_CAPACITIES];
    uint32_t members_ever, callups_ever, asks_ever, shifts_ever,
        capacities_ever; /* slots below may be taken */
    struct {
        time_ms at; /* what is due first; TIME_NEVER: nothing */
        enum { POOLS_CLOSE, POOLS_FORGET, POOLS_SHIFT, POOLS_CAPACITY } what;
        uint32_t slot;
    } due;
};

/* What is due next, anew: after every change. */
void pools_look(struct core *c);
bool pools_due_removes(const struct core *c);
void pools_due(struct core *c);
/* With an agent, or an organisation, that is removed. */
void pools_forget_agent(struct core *c, agent_no agent);
void pools_forget_organisation(struct core *c, organisation_no n);
/* Whether something here names the agent as one of this organisation. */
bool pools_hold(const struct core *c, agent_no agent);
void *pools_place(const struct core *c, struct record_ref ref, uint64_t **hash);
uint64_t pools_size(const struct core *c, enum record_kind kind);
void pools_record_id(const struct core *c, enum record_kind kind, const void *record,
                     char out[LIMIT_RECORD_ID]);
void pools_release(struct core *c, enum record_kind kind, uint32_t slot);
enum err pools_restore(struct core *c, enum record_kind kind, const void *record,
                       struct problem *problem);
enum err pools_check(const struct core *c, struct problem *problem);
uint32_t find_pool_member(const struct core *c, agent_no agent);
uint32_t find_callup(const struct core *c, const char *id);
void callup_close(struct core *c, uint32_t slot, enum callup_state state);
/* As many of its people as fit one turn, and at last the call-up itself. */
void callup_forget(struct core *c, uint32_t slot);
void callups_forget_agent(struct core *c, agent_no agent);
void callups_forget_organisation(struct core *c, organisation_no n);
/* Shifts that are over, as many as one event holds; those of an agent who is removed. */
void shifts_over(struct core *c);
void shifts_forget(struct core *c, agent_no agent);
/* Whether the agent is on shift at some time of [from, until). */
bool shift_meets(const struct core *c, agent_no agent, time_ms from, time_ms until);

/* Whether the organisation is on its way out, or has left: nothing new begins there. */
bool leaving_bars(const struct core *c, organisation_no n);
enum err leaving_refuse(const struct core *c, organisation_no n, const char *field,
                        struct problem *problem);
/* It stays, or is removed. */
void leaving_forget(struct core *c, organisation_no n);
/* It had left, and is a member or partner again. */
void leaving_forget_gone(struct core *c, organisation_no n);
/* Everything of an agent who is signed out, but for tokens and kept calls. */
void agent_drop(struct core *c, agent_no agent);

#endif
