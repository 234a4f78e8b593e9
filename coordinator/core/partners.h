/* Partners, for the core's own files: gates, service states, offers and their seats, credit. Part of core/state.h, which includes
 * it at its end. */
#ifndef CORE_PARTNERS_H
#define CORE_PARTNERS_H

#include "core/state.h"

/* --- tables --------------------------------------------------------------------------------------------- */

/* An offer's place. Routing sees its free seats as one agent more, at seat_agent() in the agents' table: `topics`,
 * `languages` and organisation stand there, and it is in the idle lists while a seat is free (offers.c). */
struct offer_slot {
    struct offer_record record; /* id "": free */
    uint64_t record_hash;
    bool going;               /* removed by the last command */
    bool stale;               /* its organisation's queue is not known any more */
    bool look;                /* it may have a seat for somebody who waits */
    uint32_t calls;           /* kept calls that name it */
    uint32_t in_use, helping; /* seats that ring or talk; of those for others' citizens */
    /* what its organisation's figures have of it */
    uint32_t counted_present, counted_helping, counted_free;
};

struct offers {
    struct offer_slot slots[LIMIT_OFFERS];
    uint32_t ever; /* slots below this may be taken */
    bool look;     /* some slot is to look */
    bool changed;  /* `due` is to be found anew */
    time_ms due;   /* when an offer begins, ends, lapses, is stale or is forgotten */
    uint32_t due_slot;
};

struct credit_slot {
    struct credit_record record; /* organisation ORGANISATION_NONE: free */
    uint64_t record_hash;
};

/* --- partners: data-processing agreements, topics that stay at home (partners.c) -------------------- */

/* Whether calls and personal data of others may go to the organisation. */
bool data_gate_open(const struct core *c, organisation_no n);
/* When the next data-processing agreement begins, warns or ends, anew. */
void data_find_due(struct core *c);
void data_due(struct core *c, organisation_no n);
/* Whose word keeps the topic from this pair, whatever agreements say. */
static inline topic_set topics_kept(const struct core *c, organisation_no helper,
                                    organisation_no helped) {
    return c->organisations[helped].record.keeps | c->organisations[helper].record.never;
}

/* --- service states and queue reports (services.c) -------------------------------------------------- */

/* What counts now: the worse of what it says, what is seen of it, and its own crisis. */
enum service_state service_of(const struct core *c, organisation_no n);
/* Whether it may be asked to help, by its state and its own word. */
bool service_helps(const struct core *c, organisation_no n);
/* How many seats more its queue takes by its last report; UINT32_MAX: that says nothing of it. */
uint32_t service_room(const struct core *c, organisation_no n);
/* What became of a call at one of its seats; the record joins the event when it changes. */
void service_answered(struct core *c, organisation_no n, struct event *event);
void service_refused(struct core *c, organisation_no n, bool missed, struct event *event);
/* After a change of state: who may help whom, and who waits for it. */
void service_follow(struct core *c, organisation_no n);
/* Nothing has been reported of all its queues together for so long that it stops no help any more. */
void service_silent(struct core *c, organisation_no n);
void service_forget(struct core *c, organisation_no n, struct event *event);

/* --- offers and their seats (offers.c, seats.c) ------------------------------------------------------- */

static inline agent_no seat_agent(const struct core *c, offer_no offer) {
    return c->sizes.agents + offer;
}
static inline bool is_seat(const struct core *c, agent_no agent) {
    return agent != AGENT_NONE && agent >= c->sizes.agents;
}
static inline offer_no seat_offer(const struct core *c, agent_no agent) {
    return (offer_no)(agent - c->sizes.agents);
}
/* Where a switch reaches seats: an address of SIP or HTTP without what would break out of a header. */
enum err check_address(const char *address, struct problem *problem);
bool offers_open(struct core *c);
/* An offer's seats as routing sees them, anew: of one, of an organisation, of all. */
void offer_refresh(struct core *c, offer_no offer);
void offers_refresh_of(struct core *c, organisation_no n);
void offers_refresh(struct core *c);
/* Free seats that were marked look for calls, as far as events have room. */
void offers_look(struct core *c);
/* After every command and deadline: when something is due next. */
void offers_settle(struct core *c);
time_ms offer_first(const struct core *c, uint32_t *slot);
void offer_due(struct core *c, uint32_t slot);
bool offer_is_over(const struct core *c, uint32_t slot);
/* What rings at the offer's seats goes to others. */
void offer_take_back(struct core *c, offer_no offer, enum routing_reason reason);
/* The last seat of one that drains is free: it is closed. */
void offer_seat_freed(struct core *c, offer_no offer);
/* At recovery; false: its place is taken, or what it says does not fit. */
bool offer_restore(struct core *c, const struct offer_record *r);
void offers_recovered(struct core *c);
enum err offers_check(const struct core *c, struct problem *problem);
/* Whose agent or seat has the call; ORGANISATION_NONE: nobody's. */
organisation_no call_server(const struct core *c, const struct call_record *r);
void call_set_offer(struct core *c, uint32_t call, offer_no offer);
void call_set_refused_at(struct core *c, uint32_t call, offer_no offer);
/* Who is passed over when another is looked for: an agent or a seat. */
agent_no call_refuser(const struct core *c, const struct call_record *r);
/* The call, offered or talking, counts at its seat (1) or no longer (-1). */
void seat_count(struct core *c, const struct call_record *r, int by);
void seat_reserve(struct core *c, uint32_t call, agent_no seat, struct event *event);
void seat_refused(struct core *c, uint32_t call, enum routing_reason reason);
/* The seat where it rings talks with the caller. */
void seat_answer(struct core *c, uint32_t call);
/* The call stands in its queue again; it is the caller's to route it. */
void seat_drop(struct core *c, uint32_t call, enum routing_reason reason);
void seat_released(struct core *c, uint32_t call);

/* --- credit (credit.c) --------------------------------------------------------------------------------- */

/* Today's row of the organisation for the crisis; adds the record to the event. */
struct credit_record *credit_row(struct core *c, organisation_no n, activation_id activation,
                                 struct event *event);
/* The crisis that the call is about; 0: none. */
activation_id credit_activation(const struct core *c, const struct call_record *r);
void credit_talk(struct core *c, const struct call_record *r, time_ms talk);
/* Help that was offered and came to nothing. */
void credit_refused(struct core *c, organisation_no n, const struct call_record *r,
                    enum routing_reason reason, struct event *event);
/* An offer's seats up to now. */
void credit_seats(struct core *c, struct offer_record *r, struct event *event);
void credit_forget_organisation(struct core *c, organisation_no n);
enum err credit_restore(struct core *c, const struct credit_record *r, struct problem *problem);

#endif
