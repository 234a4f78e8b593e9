/* Looking at transfers and what they go to: the directory, what is offered in a call, tickets, measures. */
#ifndef CORE_TRANSFER_H
#define CORE_TRANSFER_H

#include "core/core.h"

/* --- the directory ------------------------------------------------------------------------------------------------ */

/* The entry of the topic, or of the organisation altogether (TOPIC_NONE); NULL: there is none. */
const struct directory_record *core_directory(const struct core *core, organisation_no organisation,
                                              topic_no topic);
/* The one that counts for the topic: its own, else the general one. */
const struct directory_record *core_directory_for(const struct core *core,
                                                  organisation_no organisation, topic_no topic);

struct entry_view {
    bool open; /* now, by its own hours, or by the organisation's and what activations keep open */
    time_ms changes_at; /* when its hours say otherwise; 0: never */
    bool has_week;      /* false: it is always open */
    struct hours_record week;
};
void core_view_entry(const struct core *core, const struct directory_record *entry,
                     struct entry_view *out);

/* What a municipality has said about a VIP number, altogether (N18). */
enum gap {
    GAP_NONE,       /* there is one, it cannot be, or the municipality takes no part */
    GAP_UNANSWERED, /* it has said nothing */
    GAP_NO,         /* it has said that there is none */
    GAP_PROMISED,
    GAP_OVERDUE,   /* promised for a day that is past */
    GAP_UNVERIFIED /* nobody has said for long that it is still so */
};
const char *core_gap_text(enum gap gap);
/* `entry` may be NULL. Reminded are those unanswered, overdue and unverified (N27). */
enum gap core_directory_gap(const struct core *core, const struct directory_record *entry);
bool core_gap_reminds(enum gap gap);

/* --- a call's transfer -------------------------------------------------------------------------------------------- */

struct transfer_view {
    const struct activation_record
        *activation;                      /* whose playbook rules the topic; NULL: none does */
    const struct directory_record *entry; /* where it would go; NULL: nowhere */
    bool open;
    time_ms opens_at;           /* when it is closed; 0: never, or not known */
    uint8_t warm, cold, ticket; /* transfer_reason: none is offered */
};
void core_view_transfer(const struct core *core, const struct call_record *call,
                        struct transfer_view *out);

/* --- tickets ------------------------------------------------------------------------------------------------------ */

const struct ticket_record *core_ticket(const struct core *core, ticket_id id);

/* What a kind of ticket is made of, and why. */
struct ticket_member {
    const char *name; /* of the member of record and command */
    const char *purpose_da, *purpose_en;
    time_ms kept_ms; /* after the ticket is closed */
    bool required;
};
#define TICKET_MEMBERS 8 /* of one kind, at most */
/* The members of a kind, in their order; how many. */
size_t core_ticket_members(unsigned kind, struct ticket_member out[TICKET_MEMBERS]);
/* By when a ticket of this urgency must be received, counted from its making. */
time_ms core_ticket_deadline(unsigned urgency);
/* Whether a text holds what looks like a phone number: eight digits in groups, or more behind a plus. */
bool core_text_has_phone(const char *text);

/* --- measures ----------------------------------------------------------------------------------------------------- */

const struct period_record *core_period(const struct core *core, const char *id);
/* The sum over the period's municipalities, or of one of them. */
void core_view_measure(const struct core *core, const struct period_record *period,
                       organisation_no organisation, struct measure_record *out);

#endif
