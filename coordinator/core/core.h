/* The core: the whole domain as one deterministic state machine.
 *
 *     core_apply(core, command, now, events) -> error or events
 *
 * No I/O, no clock, no randomness, no floats. All that it remembers is records (records.def); everything else is an
 * index over them and is rebuilt at recovery. A command is refused whole or applied whole. `now` never goes back.
 * The core owns no timer: core_next_deadline() says when the next `tick` is due, and the caller ticks at each deadline
 * that has passed, at that deadline's own time and in order, before it applies anything later. */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include "base/error.h"
#include "core/commands.h"
#include "core/events.h"
#include "core/records.h"

struct core;

/* How large the tables are; each at most the cap of limits.h. A table at its size answers ERR_LIMIT_REACHED. */
struct core_sizes {
    uint32_t agents, calls, acknowledgements, tokens, replayed_answers;
};
extern const struct core_sizes core_sizes_full;

/* NULL when memory is not to be had. The defaults of `settings` stand, with `da` and `en`. */
struct core *core_create(const struct core_sizes *sizes);
void core_destroy(struct core *core);

/* What a command came to, besides its events. */
struct core_result {
    bool repeated;             /* an idempotent repetition: no events, `subject` as it stands now */
    bool created;              /* `subject` is new */
    struct record_ref subject; /* what the answer shows; kind RECORD_KIND_COUNT when nothing */
};

/* Applies one command at `now` (not before the last). On success `events` holds what happened and `result` what to
 * show. On refusal nothing has changed, `events` is empty and `problem` names field and reason. */
enum err core_apply(struct core *core, const struct command *command, time_ms now,
                    struct event_list *events, struct core_result *result,
                    struct problem *problem) MUST_CHECK;

/* When the next tick is due; TIME_NEVER: nothing is. */
time_ms core_next_deadline(const struct core *core);

/* The time of the last command. */
time_ms core_now(const struct core *core);

/* A digest over all records, kept incrementally: the sum modulo 2^64 of a hash per record, so that order does not
 * matter. Equal states have equal digests. */
uint64_t core_digest(const struct core *core);

/* --- recovery --------------------------------------------------------------------------------------------------
 * On a fresh core: every record in the order of enum record_kind (agents before availability, and so on), then
 * core_restore_end, which rebuilds the indexes and checks that what is named exists. On an error the core is unfit and
 * is to be destroyed. */
enum err core_restore(struct core *core, enum record_kind kind, const void *record,
                      struct problem *problem) MUST_CHECK;
enum err core_restore_end(struct core *core, time_ms now, struct problem *problem) MUST_CHECK;

/* --- views: lent until the next command --------------------------------------------------------------------------- */

/* The record named by `ref`, of the struct that its kind says; for a removed one its last value. */
const void *core_record(const struct core *core, struct record_ref ref);
/* Goes through all records of a kind: numbered ones by number, calls by id, the others in no promised order. Start with *cursor = 0; NULL at the end. */
const void *core_next_record(const struct core *core, enum record_kind kind, uint64_t *cursor);
/* The record's id as shown and as the field of its Redis hash. `out` holds LIMIT_RECORD_ID bytes. */
#define LIMIT_RECORD_ID 104
void core_record_id(const struct core *core, enum record_kind kind, const void *record,
                    char out[LIMIT_RECORD_ID]);

const struct settings_record *core_settings(const struct core *core);
/* By number; NULL when there is none. */
const struct organisation_record *core_organisation(const struct core *core,
                                                    organisation_no number);
const struct topic_record *core_topic(const struct core *core, topic_no number);
const struct agent_record *core_agent(const struct core *core, agent_no number);
const struct availability_record *core_availability(const struct core *core, agent_no number);
const struct call_record *core_call(const struct core *core, call_id id);
const struct activation_record *core_activation(const struct core *core, activation_id id);
/* By id; false when there is none. */
bool core_find_organisation(const struct core *core, const char *id, organisation_no *out);
bool core_find_topic(const struct core *core, const char *id, topic_no *out);
bool core_find_language(const struct core *core, const char *code, language_no *out);
bool core_find_agent(const struct core *core, const char *id, agent_no *out);
/* The token with this hash, not revoked; NULL when there is none. Whether it has expired is for the caller to see. */
const struct token_record *core_find_token(const struct core *core,
                                           const uint8_t hash[SHA256_BYTES]);
/* The newest version of a playbook that is approved (or, with `approved` false, the newest at all); NULL: none. */
const struct playbook_record *core_find_playbook(const struct core *core, const char *id,
                                                 bool approved);
const struct playbook_record *core_find_playbook_version(const struct core *core, const char *id,
                                                         const uint8_t version[SHA256_BYTES]);
/* When the agent's lease ends; 0: it has none. */
time_ms core_lease_until(const struct core *core, agent_no number);
/* The newest revision that the agent has read; 0: none. */
uint32_t core_revision_read(const struct core *core, activation_id activation, agent_no agent);
/* ERR_OK when the agent may be routed to at `now`, else ELEARNING_MISSING or COURSE_OVERDUE; `warn_at` (may be NULL)
 * gets the time the course is due when it is within the warning, else 0. */
enum err core_agent_gate(const struct core *core, agent_no number, time_ms now, time_ms *warn_at);

/* An organisation's live figures, kept incrementally. */
struct organisation_view {
    uint32_t agents[AGENT_STATE_COUNT];
    uint32_t waiting;            /* calls queued or reserved in its queues */
    uint32_t taken_over;         /* others' calls that ring or talk at its agents */
    uint32_t talking;            /* its agents in a call; the same as agents[in_call] */
    uint32_t helping;            /* its agents at work for other organisations */
    time_ms longest_enqueued_at; /* of the calls queued; 0: none */
};
void core_view_organisation(const struct core *core, organisation_no number,
                            struct organisation_view *out);

/* When an organisation's phones are open. */
struct hours_view {
    const struct hours_record *hours; /* NULL: always */
    bool open;                        /* by its hours, now */
    time_ms changes_at;               /* when that changes; 0: never */
    topic_set extended;               /* topics that activations keep open all the same */
    time_ms extended_until;           /* the last of them; 0: none */
};
void core_view_hours(const struct core *core, organisation_no number, struct hours_view *out);
/* When the organisation is next open by its hours, not before `at`; 0: it has none, or never. */
time_ms core_opens_at(const struct core *core, organisation_no number, time_ms at);

/* Who takes the calls that an activation is about, now; of one that is lifted nobody need be called up. */
struct phones_view {
    struct organisation_set
        closed; /* whose queues its callers stand in, and which are closed for it */
    bool any_closed;
    time_ms opens_at;  /* the first of them; 0: never */
    time_ms closes_at; /* of the others the last, by its hours; 0: none closes */
    uint32_t
        agents_off_duty; /* of the closed: signed out, and know one of the topics. They can be called up */
};
void core_view_phones(const struct core *core, const struct activation_record *activation,
                      struct phones_view *out);

/* Whether a channel that citizens use may ever show it: no exercise, and nothing that is only planned. The one rule for every
 * such channel: answers for citizens, the outbox, the public pages. */
bool core_activation_reaches_citizens(const struct activation_record *activation);
/* All, in the order in which their answers stand: active before lifted, the higher priority first, then the newer. */
uint32_t core_activations_in_order(const struct core *core,
                                   const struct activation_record *out[LIMIT_ACTIVATIONS]);
/* Whether active ones say something for all of these topics that the lifted one is about: then it is not said that it is over.
 * For one municipality that it is about or was; for another, or ORGANISATION_NONE, for the whole of its area. */
bool core_activation_is_covered(const struct core *core, const struct activation_record *lifted,
                                organisation_no municipality, uint16_t postcode, topic_set topics);

/* Where a citizen of a municipality is, seen from an activation; postcode 0: not looked up. */
struct core_place {
    enum { CORE_PLACE_INSIDE, CORE_PLACE_OUTSIDE, CORE_PLACE_UNKNOWN } place;
    bool left; /* it held there, or may have: they are told that it is over */
};
struct core_place core_activation_place(const struct activation_record *activation,
                                        organisation_no municipality, uint16_t postcode);
/* In the area in part only; and whether another part of it is told that it is over there. */
bool core_activation_is_narrowed(const struct activation_record *activation, organisation_no n);
bool core_activation_leaves_part(const struct activation_record *activation, organisation_no n);
/* NULL: the municipality has no such zone. */
const struct zone_record *core_zone(const struct core *core, organisation_no municipality,
                                    const char *id);

/* Who has read an activation, by organisation. */
struct readers_view {
    struct readers_row {
        uint32_t agents, signed_in;         /* known; reachable now */
        uint32_t acknowledged, read_newest; /* any revision; the newest */
        uint32_t signed_in_behind;          /* reachable now, and have not read the newest */
        uint32_t suspended;                 /* have read one, but not one that must be read */
    } of[LIMIT_ORGANISATIONS];
    uint32_t
        would_suspend; /* free or at work now, who could take fewer calls until they have read an
                               update that must be read */
    uint32_t unread; /* free or at work now, who know its topics and have not read it: they get none
                        of its calls while it is to be read first, and would get none if it were */
};
void core_view_readers(const struct core *core, activation_id activation, struct readers_view *out);

/* Agents at work who know one of the topics, or are qualified for it, and have not read the activation (0: one that is only
 * thought of): to whom its calls go once they have, when it is to be read first. */
struct unread_view {
    uint32_t at_work;      /* all agents who want calls, whatever they know */
    uint32_t agents, idle; /* of those available */
};
void core_view_unread(const struct core *core, uint64_t topics, activation_id activation,
                      struct unread_view *out);
/* The activations, by slot, that the agent must read before getting calls in topics they know. */
uint64_t core_must_read_first(const struct core *core, agent_no agent);

/* --- partners ---------------------------------------------------------------------------------------------------- */

/* Whether calls and personal data of others may go to the organisation: its data-processing agreement is in force. */
bool core_data_gate_open(const struct core *core, organisation_no number);

const struct offer_record *core_offer(const struct core *core, offer_no number);
bool core_find_offer(const struct core *core, const char *id, offer_no *out);

/* How an organisation's service stands; false: there is nothing to tell of it. */
struct service_view {
    enum service_state state;            /* that counts */
    const struct service_record *record; /* NULL: it has said and shown nothing */
    bool known;                          /* its queue has reported of late */
    uint32_t seats;                      /* of its open offers */
    uint32_t seats_free, seats_in_use;   /* that routing may use; that ring or talk */
};
bool core_view_service(const struct core *core, organisation_no number, struct service_view *out);

struct offer_view {
    uint32_t in_use, ringing, free; /* seats; free: that routing may use now */
    time_ms lease_until;            /* 0: it has none now */
    bool full; /* open, and its organisation's queue is full, unknown or not to be used */
};
void core_view_offer(const struct core *core, offer_no number, struct offer_view *out);

/* What may travel with the call to this organisation, up to which class: by the most generous agreement in force. */
enum data_class core_data_class(const struct core *core, organisation_no helper,
                                const struct call_record *call);

/* Whose agent or seat has or had the call; ORGANISATION_NONE: nobody's. */
organisation_no core_call_server(const struct core *core, const struct call_record *call);

/* A queue of an organisation's own switchboard; topic TOPIC_NONE: all together. False: it has never been reported. */
struct foreign_queue_view {
    const struct foreign_queue_record *record;
    bool known;       /* reported of late; else what the record says is old */
    bool usual_known; /* for this hour of the week */
    uint32_t usual;   /* who wait at a time, in thousandths */
};
bool core_view_foreign_queue(const struct core *core, organisation_no organisation, topic_no topic,
                             struct foreign_queue_view *out);
bool core_has_foreign_queue(const struct core *core, organisation_no organisation);
const struct queue_adapter_record *core_find_queue_adapter(const struct core *core, const char *id);
const struct queue_source_record *core_find_queue_source(const struct core *core, const char *id);

/* How a switch that routes by percentage should share out an organisation's calls about a topic now (advice.c). */
struct advice {
    enum advice_reason reason;
    uint32_t count; /* of shares; the first is the organisation's own */
    struct advice_share {
        organisation_no organisation;
        uint32_t weight;   /* agents that the share stands for */
        uint16_t permille; /* of all shares together: 1000 */
    } shares[LIMIT_ADVICE_SHARES];
};
void core_advise(const struct core *core, organisation_no home, topic_no topic, struct advice *out);

struct queue_view {
    uint32_t waiting; /* queued; reserved ones ring and are not counted */
    time_ms longest_enqueued_at;
    uint32_t agents,
        available; /* the organisation's agents with the topic, signed in; of those available */
};
void core_view_queue(const struct core *core, organisation_no organisation, topic_no topic,
                     struct queue_view *out);

/* What a receiver's channel says of an activation: changes with every change that its citizens could notice, also when another
 * activation begins or ends to cover one that is lifted. Never 0 or PUBLICATION_CLOSED. */
uint64_t core_publication_mark(const struct core *core, const struct receiver_record *receiver,
                               const struct activation_record *activation);
/* Of the municipalities that the receiver serves those to whom it does not say that the activation is over, since another about
 * the same goes on there. */
void core_covered_for(const struct core *core, const struct receiver_record *receiver,
                      const struct activation_record *activation, struct organisation_set *out);
#define PUBLICATION_CLOSED UINT64_C(1) /* of an activation that there is no longer */

const struct alert_record *core_find_alert(const struct core *core, const char *id);
/* Who publishes our own alerts while the settings name no cooperation. */
#define OWN_ALERT_SENDER "ddh"

/* What a municipality says otherwise, where its menu sends people, whether it confirms a link; NULL: nothing, the queue, no. */
const struct local_value_record *core_local_value(const struct core *core, activation_id activation,
                                                  organisation_no organisation,
                                                  const char *parameter);
const struct menu_route_record *core_menu_route(const struct core *core, activation_id activation,
                                                organisation_no organisation);
const struct link_record *core_link(const struct core *core, organisation_no organisation,
                                    const char *url);

const struct receiver_record *core_find_receiver(const struct core *core, const char *id);

/* The peer that the organisation stands for; NULL: none. */
const struct peer_record *core_find_peer(const struct core *core, const char *organisation);
/* The peer whose call this is, at our agents; NULL: it is ours. */
const struct peer_record *core_peer_of_call(const struct core *core, const struct call_record *r);
/* The peer at whose seat this call of ours rings or talks, or was; NULL: at none. */
const struct peer_record *core_call_at_peer(const struct core *core, const struct call_record *r);
/* What a peer lends us is the offer "peer-<its organisation>"; NULL: there is none. */
void core_peer_offer_id(const struct core *core, const struct peer_record *peer,
                        char out[LIMIT_ID]);
const struct offer_record *core_peer_offer(const struct core *core, const struct peer_record *peer);
const struct call_record *core_call_by_reference(const struct core *core, const char *reference);

/* Whether a receiver is to know of an activation: it reaches citizens of a municipality that the receiver serves, or the
 * receiver has been told of it before. */
struct delivery_view {
    const struct delivery_record *record; /* NULL: it has never been told anything of it */
    bool pending;                         /* it has not taken what it should say now */
    bool fresh; /* and there is no message yet that says it: delivery_begin makes it */
};
bool core_view_delivery(const struct core *core, const struct receiver_record *receiver,
                        activation_id activation, struct delivery_view *out);

/* What a receiver is to be told next. */
struct delivery_due {
    bool fresh; /* something is without a message: delivery_begin comes first */
    /* The first message in the order of their numbers that may be sent by its time, else the one that may be sent first;
     * NULL: none. */
    const struct delivery_record *next;
    const struct ticket_record *ticket; /* when it is a ticket's turn: `next` is NULL then */
    time_ms due_at;
};
void core_next_delivery(const struct core *core, const struct receiver_record *receiver,
                        time_ms now, struct delivery_due *out);

/* How far the organisation has come with leaving; NULL: it stays. */
const struct leaving_record *core_leaving(const struct core *core, organisation_no number);
const struct callup_record *core_find_callup(const struct core *core, const char *id);
/* Who is asked under the link with this hash; NULL: it is not good any more. */
const struct callup_ask_record *core_find_callup_link(const struct core *core,
                                                      const uint8_t link[SHA256_BYTES]);
/* Whether the agent is on shift at `at`, by the plan. */
bool core_on_shift(const struct core *core, agent_no agent, time_ms at);

/* Calls an hour that are usual now, in thousandths (N40); false: that is not known yet, and no surge can be seen. */
bool core_usual_calls(const struct core *core, organisation_no organisation, topic_no topic,
                      uint32_t *out);
/* Calls an hour over the last minutes, in thousandths; false: no minute has been watched yet. */
bool core_demand_rate(const struct core *core, organisation_no organisation, topic_no topic,
                      uint32_t *out);

/* What an organisation's queue needs (N15). */
struct staffing_view {
    bool known;       /* false: no minute has been watched yet, or `untimed` */
    topic_no untimed; /* a topic that comes, whose handle_ms nobody has set; TOPIC_NONE */
    uint32_t present; /* agents who want calls: free, ringing, talking, wrapping */
    uint32_t waiting;
    uint64_t hourly;   /* calls an hour over the last minutes, in thousandths */
    time_ms handle_ms; /* of those, talk and wrap-up; 0: none come */
    uint32_t needed;   /* agents for the goal of the settings; UINT32_MAX: more than there can be */
    uint32_t service_level_permille; /* to be expected with those present, once nobody waits */
};
/* By organisation number, and last of all organisations as if they were one. */
#define STAFFING_ROWS (LIMIT_ORGANISATIONS + 1)
void core_view_staffing(const struct core *core, struct staffing_view rows[STAFFING_ROWS]);

/* --- telephony: calls whose line a switch has --------------------------------------------------------------------- */

enum call_action { CALL_ACTION_ROUTE, CALL_ACTION_WAIT, CALL_ACTION_REJECT, CALL_ACTION_REDIRECT };

/* What a switch is told to do with a call. */
struct call_plan {
    enum call_action action;
    uint32_t count, home_from;        /* routes; those from `home_from` on are the home set */
    const char *routes[LIMIT_ROUTES]; /* SIP addresses; lent */
    time_ms lease_ms;                 /* an event comes within, or the reservation is given up */
    time_ms wait_ms;                  /* of wait: at most so long */
};
/* `resume`: what fetches the caller out of the wait, instead of what was answered. Only of a call with a leg. */
void core_call_plan(const struct core *core, const struct call_record *call, bool resume,
                    struct call_plan *out);
/* Calls that their switch is to be told of, in the order in which that became so; start with *cursor = 0. Nothing may be
 * applied in between. */
const struct call_record *core_next_resume(const struct core *core, uint64_t *cursor);
bool core_resume_is_due(const struct call_record *call);
const struct gateway_record *core_gateway(const struct core *core, gateway_no number);
bool core_find_gateway(const struct core *core, const char *id, gateway_no *out);
uint32_t core_gateway_waiting(const struct core *core, gateway_no number);
/* NULL: it has no home set. */
const struct home_record *core_home(const struct core *core, organisation_no number);

/* --- checking ------------------------------------------------------------------------------------------------------ */

/* Every invariant over the whole state (invariants.c). ERR_INTERNAL with the one that does not hold. For tests, the
 * simulator, and now and then in service. */
enum err core_check(const struct core *core, struct problem *problem) MUST_CHECK;

#endif
