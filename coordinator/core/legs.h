/* The inside of the core, calls at a switch and what telephony is configured with: for state.h, which every file of the core has. */
#ifndef CORE_LEGS_H
#define CORE_LEGS_H

#include "base/list.h"
#include "core/core.h"

struct event;

struct called_number_slot {
    struct called_number_record record; /* number "": free */
    uint64_t record_hash;
    bool going; /* removed by the last command */
};

struct gateway_slot {
    struct gateway_record record; /* id "": free */
    uint64_t record_hash;
    bool going;        /* removed by the last command */
    struct list calls; /* its live calls, by id */
    uint32_t waiting;  /* callers that it keeps */
    uint32_t named;    /* kept calls that name it */
};

struct tombstone_slot {
    struct tombstone_record record; /* reference "": free */
    uint64_t record_hash;
};

/* --- how a call is answered and ends (calls.c) --- */

/* An agent talks with the caller. */
void call_answer(struct core *c, uint32_t call);
/* The caller hung up before an answer; whoever was reserved is free. */
void call_abandon(struct core *c, uint32_t call);
/* The call, queued or reserved, goes elsewhere: it is over for us, and whoever was reserved is free. */
void call_divert(struct core *c, uint32_t call, enum routing_reason reason);
void call_set_backup(struct core *c, uint32_t call, agent_no agent);

/* --- calls at a switch (legs.c) ------------------------------------------------------------------ */

/* In which lists a call stands because a switch has it. Around every change of its state or leg: the places before, the
 * change, leg_follow(). */
struct leg_places {
    bool kept, resumes, of_gateway, waits;
};
struct leg_places leg_places(const struct call_record *r);
void leg_follow(struct core *c, uint32_t call, struct leg_places from);
void leg_set(struct core *c, uint32_t call, enum call_leg leg);
/* The call has just been offered: what the switch is told. */
void leg_decided(struct core *c, uint32_t call);
/* Nobody could take it at once: it waits at the switch, or goes home. */
void leg_unserved(struct core *c, uint32_t call);
/* The agent of this route did not take it: the next is reserved, or it has gone home. */
bool leg_next(struct core *c, uint32_t call);
/* Its switch has been given routes: who comes next is decided. */
bool leg_has_routes(const struct call_record *r);
/* Nobody took the offer, with a switch or without, in its time. */
void leg_offer_ran_out(struct core *c, uint32_t call);
void leg_waited_long(struct core *c, uint32_t call);
/* The switch rings this agent's phone: the reservation stands until it says what came of it. */
bool leg_keeps_agent(const struct core *c, agent_no agent);
/* Its switch has started again. */
void leg_cut_off(struct core *c, uint32_t call);
/* Who would be asked next for a call that has just been offered; AGENT_NONE: nobody. */
agent_no route_second(const struct core *c, const struct call_record *r);
uint32_t find_tombstone(const struct core *c, const char *reference);
void tombstone_place(struct core *c, const struct tombstone_record *r, uint32_t slot);
time_ms tombstone_first(const struct core *c);
void tombstone_due(struct core *c);

/* --- what telephony is configured with (gateways.c) ---------------------------------------------- */

/* What is no SIP address, or could break out of a header. */
enum err check_sip_address(const char *address, const char *field, struct problem *problem);
void home_forget(struct core *c, organisation_no n, struct event *event);
uint32_t find_called_number(const struct core *c, const char *number);
/* Whether this boot is one that is over. */
bool gateway_is_past(const struct core *c, gateway_no n, const char *boot);
/* The switch lives under this boot; false: it is the one before. A new one ends the calls of the old. */
bool gateway_hears(struct core *c, gateway_no n, const char *boot);
time_ms gateway_first(const struct core *c, uint32_t *at);
void gateway_due(struct core *c, uint32_t at);
enum err gateways_check(const struct core *c, struct problem *problem);

#endif
