/* The inside of what the core knows of organisations' numbers, of tickets to them, and of how transfers were measured: tables and the
 * verbs that the core's files lend each other. What others may look at is in core/transfer.h. */
#ifndef CORE_CONTACTS_H
#define CORE_CONTACTS_H

#include "core/state.h"
#include "core/transfer.h"

struct directory_slot {
    struct directory_record record;
    uint64_t record_hash;
    bool taken, going; /* going: removed by the last command, only to be looked at any more */
};

struct ticket_slot {
    struct ticket_record record; /* id 0: free */
    uint64_t record_hash;
    bool going;
};

struct period_slot {
    struct period_record record; /* id "": free */
    uint64_t record_hash;
    bool going;
};

struct measure_slot {
    struct measure_record record; /* period "": free */
    uint64_t record_hash;
    bool going;
};

struct contacts {
    struct directory_slot directory[LIMIT_DIRECTORY];
    struct ticket_slot tickets[LIMIT_TICKETS];
    struct period_slot periods[LIMIT_PERIODS];
    struct measure_slot measures[LIMIT_MEASURES];
    uint32_t directory_ever, tickets_ever, measures_ever; /* slots below these may be taken */
    time_ms tickets_due; /* when the first ticket is escalated or loses a member */
};

/* --- the directory (directory.c) --- */

uint32_t find_entry(const struct core *c, organisation_no organisation, topic_no topic);
/* The entry that counts for the topic: its own, else the general one; LIST_NONE. */
uint32_t entry_for(const struct core *c, organisation_no organisation, topic_no topic);
/* Removes what the directory says of an organisation that is removed. */
void directory_forget(struct core *c, organisation_no organisation);
/* The record's slot at recovery; LIST_NONE: it is there twice, or there are too many. */
uint32_t directory_restore(struct core *c, const struct directory_record *r);
/* Whether a text is a phone number: eight digits, or a plus and up to fifteen. */
bool is_phone_number(const char *text);

/* --- transfers (transfers.c) --- */

/* The talk is over: what is under way was put through. The event is the one of the call's end. */
void transfer_settle(struct core *c, uint32_t call, struct event *event);

/* --- tickets (tickets.c) --- */

uint32_t find_ticket(const struct core *c, ticket_id id);
/* The receiver that takes the organisation's tickets: of several the first by id; LIST_NONE. One that is disabled takes none. */
uint32_t ticket_receiver(const struct core *c, organisation_no organisation);
/* The receiver's ticket that is to be sent first; NULL: none. */
const struct ticket_record *ticket_first(const struct core *c, uint32_t receiver, time_ms *due_at);
/* When the first of all has something to be done; TIME_NEVER. */
time_ms tickets_first(const struct core *c);
void tickets_due(struct core *c);
/* Whether what is due is that tickets are forgotten altogether. */
bool tickets_due_removes(const struct core *c);
uint32_t ticket_restore(struct core *c, const struct ticket_record *r);
/* At recovery, when all are there. */
void tickets_index(struct core *c);
/* A ticket of the organisation that is not closed; NULL: none. */
const struct ticket_record *ticket_open_of(const struct core *c, organisation_no organisation);
/* Removes what is left of the tickets of an organisation that is removed. */
void tickets_forget(struct core *c, organisation_no organisation);

/* --- measures (measures.c) --- */

/* A call has been dealt with, wrap-up included; says so in an event of its own when a period counts it. */
void measure_handled(struct core *c, const struct call_record *r, time_ms handled_ms);
/* A transfer of the call was not answered, or came back. */
void measure_failed(struct core *c, const struct call_record *r, bool returned);
void measures_forget(struct core *c, organisation_no organisation);
uint32_t period_restore(struct core *c, const struct period_record *r);
uint32_t measure_restore(struct core *c, const struct measure_record *r);

enum err contacts_check(const struct core *c, struct problem *problem);

#endif
