/* The inside of the core, for its own files only: the tables, their indexes, and the verbs the files lend each other.
 *
 * Whatever stands in a `_record` is remembered; the rest (lists, counts, hashes) is an index over the records, and
 * restore.c builds it again. A thing is addressed by its number; nothing keeps a pointer into a table. */
#ifndef CORE_STATE_H
#define CORE_STATE_H

#include "base/list.h"
#include "core/core.h"
#include "core/legs.h"
#include "core/lists.h"

/* Ids are stored ahead in blocks, and the next block is asked for when half of one is left: so many calls may arrive while the
 * store is away before a crash could give an id twice (DESIGN.md 4a). */
#define ID_BLOCK 10000
#define ACTIVATION_ID_BLOCK 16
#define DELIVERY_BLOCK 1024

/* --- hash indexes (index.c): from a 64-bit hash to a table's number; the caller compares the keys --------------------- */

struct index {
    struct index_entry {
        uint32_t hash, value; /* value LIST_NONE: free */
    } * entries;
    uint32_t mask, count;
};

bool index_open(struct index *index, uint32_t capacity);
void index_close(struct index *index);
void index_add(struct index *index, uint64_t hash, uint32_t value);
void index_drop(struct index *index, uint64_t hash, uint32_t value);
/* Walks the values with this hash: start with *at = INDEX_START; LIST_NONE at the end. */
#define INDEX_START UINT32_MAX
uint32_t index_next(const struct index *index, uint64_t hash, uint32_t *at);
uint64_t hash_bytes(const void *data, size_t length, uint64_t seed);
uint64_t hash_text(const char *text);

/* From a call's id to its slot. Ids are consecutive, so each has a place of its own in a table of the size of a window of
 * ids; only one whose place is held by a call older by a whole window stands in the index beside. */
struct call_index {
    uint32_t *places; /* LIST_NONE: free */
    uint32_t mask, count;
    struct index others;
};

bool call_index_open(struct call_index *index, uint32_t capacity);
void call_index_close(struct call_index *index);
void call_index_add(struct core *c, call_id id, uint32_t slot);
void call_index_drop(struct core *c, call_id id, uint32_t slot);

/* --- tables ---------------------------------------------------------------------------------------------------------- */

/* A list kept in the order of (key, number); key is a time. Which time, is each list's affair (lists.c). */
enum deadline_list {
    LIST_DEMAND, /* organisations by when their arrivals are looked at: first, so that no call is forgotten before */
    LIST_LEASED,   /* agents by the end of their lease: every state but signed out and unknown */
    LIST_WRAPPING, /* agents by the end of wrap-up */
    LIST_UNKNOWN,  /* agents by how long they have been unknown */
    LIST_RESERVED, /* calls by when they were offered */
    LIST_ANSWERED, /* calls by when they were answered */
    LIST_ENDED,    /* calls by when they ended */
    LIST_KEPT,     /* calls that a switch keeps waiting, by when they arrived */
    LIST_CHATS_WRAPPING, /* chats by the end of their own after-call work */
    DEADLINE_LISTS
};

struct organisation_slot {
    bool live;
    struct organisation_record record;
    struct kpi_record kpi; /* day INT32_MIN: none yet */
    uint64_t record_hash, kpi_hash;
    uint32_t agents[AGENT_STATE_COUNT];
    uint32_t calls;            /* kept calls that name it */
    uint32_t waiting_citizens; /* its citizens' calls queued or reserved, wherever */
    uint32_t waiting;          /* calls queued or reserved in its queues */
    uint32_t
        present; /* its agents who want calls and are signed in: free, ringing, talking, wrapping */
    uint32_t helping;    /* of those, at work for other organisations' citizens */
    uint32_t taken_over; /* calls of others that ring or talk at its agents */
    bool in_incident;    /* an activation names it */
    uint8_t service;     /* enum service_state: by its own word, by what is seen, by in_incident */
    bool has_service;
    struct service_record service_record;
    uint64_t service_hash;
    uint32_t seats_free,
        seats_in_use;       /* at its offers; those open and those in use are in `present` */
    bool has_hours, closed; /* by its hours, now */
    topic_set extended;     /* what activations keep open all the same */
    struct hours_record hours;
    uint64_t hours_hash;
    bool has_home;
    struct home_record home;
    uint64_t home_hash;
    struct organisation_lists *lists; /* made when it first has an agent or a queued call */
};

/* The usual calls and the last surge of an organisation and topic; topic TOPIC_NONE: of the organisation altogether. */
struct pair_slot {
    bool known, surged; /* there is a baseline; there has been a surge */
    organisation_no organisation;
    topic_no topic;
    struct baseline_record baseline;
    struct surge_record surge; /* from the first of them on */
    uint64_t baseline_hash, surge_hash;
};

struct demand_slot {
    bool live;
    struct demand_record record;
    uint64_t record_hash;
    time_ms due;                    /* when it is looked at next: a key of LIST_DEMAND */
    uint32_t arrived[LIMIT_TOPICS]; /* since record.stepped_at: not in the record yet */
    topic_set active;               /* topics that have arrived, or have something in the record */
    topic_set surging;              /* with a surge that is not over */
    uint16_t pairs[LIMIT_TOPICS +
                   1]; /* the pair's slot plus 1, or 0; the last is the organisation altogether */
};

struct topic_slot {
    bool live;
    struct topic_record record;
    uint64_t record_hash;
};

/* What routing looks at of many agents comes first, in one cache line. */
struct agent_slot {
    topic_set topics;      /* those with a level */
    topic_set qualified;   /* those that acknowledged playbooks open to it, without a level */
    uint64_t acknowledged; /* bit per activation slot */
    language_set languages;
    uint16_t breadth; /* how much others need this agent: a language counts as three topics */
    bool live, counted_present, counted_helping, has_phone;
    uint32_t calls;      /* kept calls that name it */
    time_ms lease_until; /* 0: none */
    uint8_t listed;      /* bit per channel: it stands in the idle lists */
    uint8_t chat_count;
    uint32_t chats[LIMIT_CHATS]; /* those it holds, by id: offered, answered or wrapping */
    uint64_t availability_hash;
    struct availability_record availability;
    uint64_t record_hash;
    struct agent_record record;
};

struct call_slot {
    struct call_record record; /* id 0: free */
    uint64_t record_hash;
};

struct activation_slot {
    struct activation_record record; /* id 0: free */
    uint64_t record_hash;
    bool closed; /* by the last command: only to be looked at any more */
    struct list acknowledgements;
};

/* Of each activation LIMIT_REVISIONS places (activations.c). `going`: removed by this command. */
struct revision_slot {
    struct revision_record record; /* activation 0: free */
    uint64_t record_hash;
    bool going;
};

struct flag_slot {
    struct flag_record record; /* activation 0: free */
    uint64_t record_hash;
    bool going;
};

struct flag_reply_slot {
    struct flag_reply_record record; /* activation 0: free */
    uint64_t record_hash;
    bool going;
};

/* Of each activation LIMIT_STEPS places. */
struct step_slot {
    struct step_record record; /* activation 0: free */
    uint64_t record_hash;
    bool going;
};

struct calendar_slot {
    struct calendar_day_record record;
    uint64_t record_hash;
    bool taken;
};

struct agreement_slot {
    struct agreement_record record; /* id "": free */
    uint64_t record_hash;
    bool going; /* removed by the last command */
};

/* An agreement above a wait and one organisation that it helps (overflow.c). */
struct overflow_slot {
    struct overflow_record record; /* agreement "": neither in force nor crossing */
    uint64_t record_hash;
    bool taken;
    bool over;          /* the agreement no longer watches this organisation */
    bool going;         /* the record was removed by this command */
    uint32_t next;      /* the organisation's next, by the agreement's id */
    uint32_t agreement; /* its slot; LIST_NONE: there is none any more */
    organisation_no organisation;
    uint32_t untried
        [LIMIT_TOPICS]; /* while in force: the first call not tried since it waits leave_ms */
};

struct playbook_slot {
    struct playbook_record record; /* id "": free */
    uint64_t record_hash;
};

struct acknowledgement_slot {
    struct acknowledgement_record record; /* activation 0: free */
    uint64_t record_hash;
};

struct peer_slot {
    struct peer_record record;
    uint64_t record_hash;
    bool taken, going; /* going: removed by the last command */
};

struct receiver_slot {
    struct receiver_record record; /* id "": free */
    uint64_t record_hash;
    bool going; /* removed by the last command: only to be looked at any more */
    struct list deliveries;
};

struct delivery_slot {
    struct delivery_record record; /* number 0: free */
    uint64_t record_hash;
};

struct token_slot {
    struct token_record record; /* id "": free */
    uint64_t record_hash;
};

struct replayed_slot {
    struct replayed_answer_record record; /* key 0: free */
    uint64_t record_hash;
};

/* Looked up for every call: what settings and topics come to. */
struct weights {
    int32_t fractions[257]; /* log2(1 + n/256) in 1/65536 */
    int32_t own;
    int32_t speed[LIMIT_TOPICS][2][2]; /* [topic][as a helper][qualified only] */
};

/* Of a table added here, dry_run.c must know whether a dry run needs its own copy. */
struct core {
    struct core_sizes sizes;
    time_ms now;
    uint64_t digest;
    struct settings_record settings;
    struct counters_record counters;
    uint64_t settings_hash, counters_hash;
    uint64_t call_next, activation_next, delivery_next; /* below the block ends in counters */

    struct organisation_slot *organisations; /* LIMIT_ORGANISATIONS */
    struct topic_slot *topics;               /* LIMIT_TOPICS */
    struct weights weights;
    struct agent_slot *agents;
    struct call_slot *calls;
    struct chat_slot *chats;                /* per call */
    struct activation_slot *activations;    /* LIMIT_ACTIVATIONS */
    struct revision_slot *revisions;        /* LIMIT_REVISIONS of each */
    struct step_slot *steps;                /* LIMIT_STEPS of each */
    struct flag_slot *flags;                /* LIMIT_FLAGS */
    struct flag_reply_slot *flag_replies;   /* LIMIT_FLAG_REPLIES */
    uint32_t flags_ever, flag_replies_ever; /* slots below these may be taken */
    struct agreement_slot *agreements;      /* LIMIT_AGREEMENTS */
    struct sharing *sharing;                /* what the agreements come to (sharing.c) */
    struct overflow *overflow;              /* waits that agreements watch (overflow.c) */
    struct contacts *contacts;              /* directory, tickets, measures (contacts.h) */
    struct offers *offers;                  /* seats at partners' addresses (offers.c) */
    struct credit_slot *credits;            /* LIMIT_CREDITS */
    uint32_t credits_ever;                  /* slots below this may be taken */
    time_ms data_due;      /* when a data-processing agreement begins, warns or ends */
    struct places *places; /* alerts, and what single municipalities say (places.h) */
    organisation_no data_due_of;
    struct demand_slot *demand; /* LIMIT_ORGANISATIONS */
    struct pair_slot *pairs;    /* LIMIT_BASELINES */
    uint32_t pairs_ever;        /* slots below this may be taken */
    struct calendar_slot calendar[LIMIT_CALENDAR_DAYS];
    uint32_t calendar_ever;          /* slots below this may be taken */
    time_ms hours_next;              /* when the first organisation opens or closes */
    struct playbook_slot *playbooks; /* LIMIT_PLAYBOOKS, in the order they came */
    struct acknowledgement_slot *acknowledgements;
    struct pools *pools;                       /* core/pools.h */
    struct peer_slot *peers;                   /* LIMIT_PEERS */
    struct switchboards *switchboards;         /* foreign ones (switchboards.h) */
    struct receiver_slot *receivers;           /* LIMIT_RECEIVERS */
    struct delivery_slot *deliveries;          /* LIMIT_DELIVERIES */
    struct called_number_slot *called_numbers; /* LIMIT_CALLED_NUMBERS */
    struct gateway_slot *gateways;             /* LIMIT_GATEWAYS */
    struct tombstone_slot *tombstones;         /* LIMIT_TOMBSTONES */
    uint32_t called_numbers_ever;              /* slots below these may be taken */
    gateway_no gateways_ever;
    struct token_slot *tokens;
    struct replayed_slot *replayed;
    uint32_t playbook_count;
    uint32_t activations_ever, agreements_ever; /* slots below these may be taken */

    struct call_index call_ids;
    struct index organisation_ids, agent_ids, call_references, acknowledgement_keys, token_hashes,
        token_ids, replayed_keys, delivery_keys, tombstone_keys, credit_keys;

    struct list deadlines[DEADLINE_LISTS];
    time_ms due_at;                              /* what core_next_deadline answers */
    time_ms deadline_keys[DEADLINE_LISTS];       /* of the first of each; TIME_NEVER: it is empty */
    struct list_node *demand_nodes;              /* per organisation */
    struct list_node *lease_nodes, *agent_nodes; /* per agent: its lease; wrapping or unknown */
    struct list_node *call_nodes;                /* per call: reserved, answered or ended */
    struct list_node *queue_nodes, *elsewhere_nodes, *waiting_nodes; /* per call */
    struct list_node *idle_nodes[CHANNEL_COUNT];                     /* per agent and topic */
    struct list all_calls;                                           /* by id */
    struct list_node *all_call_nodes;
    struct list free_calls, free_acknowledgements, free_tokens, free_replayed, free_deliveries,
        free_credits;
    struct list_node *credit_nodes; /* free */
    struct list_node *acknowledgement_nodes, *token_nodes, *replayed_nodes,
        *delivery_nodes;                          /* the last: free or, by receiver, in no order */
    struct list replayed_order;                   /* by time */
    struct list free_tombstones, tombstone_order; /* by time */
    struct list_node *tombstone_nodes;
    struct list resumes; /* calls that a switch is to be told of, oldest first */
    struct list_node *resume_nodes, *kept_nodes, *gateway_nodes; /* per call */
    uint32_t agents_ever; /* numbers below this may be live */
    uint16_t organisations_ever;

    struct record_ref *going; /* removed by the last command */
    uint32_t going_count;
    time_ms quarter; /* of an hour, in which `today` was looked up: kpi.c */
    int32_t today;
    uint16_t scope_offset[COMMAND_TYPE_COUNT]; /* where the payload has what its scope names */
    struct event_list *events;                 /* of the command being applied */
};

/* --- events and the digest (core.c) --------------------------------------------------------------------------------- */

struct event *emit(struct core *c, enum event_type type);
void event_record(struct event *event, enum record_kind kind, uint64_t key);
/* A removed record is named by its slot (for numbered things that is the number): its id finds nothing any more, but the
 * record can be looked at until the next command. */
void event_removed(struct event *event, enum record_kind kind, uint64_t slot);
/* Shorthands: the record, and whose affair the event is. */
void event_agent(struct core *c, struct event *event, agent_no agent); /* its availability */
void event_call(struct core *c, struct event *event, uint32_t call);
/* Whether a tick may go on: there is room for the events of one more deadline. */
bool room_for_events(const struct core *c);
/* The record's bytes and where its hash is kept; NULL when there is no such record. */
void *record_place(const struct core *c, struct record_ref ref, uint64_t **hash);
uint64_t record_hash(enum record_kind kind, const void *record);

/* --- deadline lists (lists.c) ----------------------------------------------------------------------------------------- */

void deadline_add(struct core *c, enum deadline_list list, uint32_t number);
void deadline_remove(struct core *c, enum deadline_list list, uint32_t number);
/* When the first of the list is due. */
time_ms deadline_first(const struct core *c, enum deadline_list list);

void idle_add(struct core *c, agent_no agent, enum channel channel);
void idle_remove(struct core *c, agent_no agent, enum channel channel);
void queue_add(struct core *c, uint32_t call);
void queue_remove(struct core *c, uint32_t call);
struct organisation_lists *organisation_lists(struct core *c, organisation_no organisation);
/* Makes the lists beforehand, so that adding cannot fail; false: no memory. */
bool organisation_lists_ready(struct core *c, organisation_no organisation);

/* --- time (time.c) ---------------------------------------------------------------------------------------------------------- */

void forget_replayed(struct core *c, uint32_t slot, struct event *event);
/* Once after every command: the engine asks several times before the next. */
void deadline_look(struct core *c);

/* --- moves (agents.c, calls.c) ------------------------------------------------------------------------------------------- */

/* Moves between lists and counts; what the new state needs (wrap_up_until, call) is set before. */
void agent_move(struct core *c, agent_no agent, enum agent_state to);
/* Into the idle lists where it belongs, by its state, status and chats; and out of all, before any of that changes. */
void agent_list(struct core *c, agent_no agent);
void agent_unlist(struct core *c, agent_no agent);
/* What stands in the record, in the form that routing reads. */
void agent_index(struct agent_slot *slot);
void count_signed_in(struct core *c, agent_no agent, uint32_t by);
/* To where the person's status says, when no call holds the agent any more; emits the event. The caller then lets it look
 * for work: route_agent(). */
void agent_settle(struct core *c, agent_no agent);
/* Takes the offer away from a reserved agent: the call stands in its queue again, `reason` on it. Returns the call's slot,
 * LIST_NONE when the agent has no offer. The agent's state is the caller's to set, before anything is routed. */
uint32_t agent_drop_offer(struct core *c, agent_no agent, enum routing_reason reason);
/* Somebody talks with the agent: nothing was missed, and one more crisis call or none in a row. */
void agent_answered(struct core *c, agent_no agent, const struct call_record *r);
/* How many chats they hold at most. */
void agent_set_chats(struct core *c, agent_no agent, uint8_t chats);
/* The offer was rejected or ran out: another agent is asked, and this one, if still available, looks for other work. */
void agent_refused(struct core *c, agent_no agent, enum routing_reason reason);
void call_move(struct core *c, uint32_t call, enum call_state to);
void call_set_agent(struct core *c, uint32_t call, agent_no agent);
void call_set_refused_by(struct core *c, uint32_t call, agent_no agent);
/* Somebody took the call that was offered: figures and state. What stands in the event besides is the caller's. */
struct event *call_begin_talk(struct core *c, uint32_t call);
/* The call that the agent wraps up ends; its record joins the event. */
void call_finish_wrap_up(struct core *c, agent_no agent, struct event *event);
/* Talk is over: wrap-up begins, where there is somebody to wrap up. */
void call_talk_over(struct core *c, uint32_t call, enum routing_reason reason);
/* The same, of a call whose minutes another counts. */
void call_talk_over_after(struct core *c, uint32_t call, enum routing_reason reason, time_ms talk);

/* --- sharing (sharing.c) -------------------------------------------------------------------------- */

/* What agreements, incidents and presence come to: looked up for every call, changed seldom. */
struct sharing {
    topic_set may_help[LIMIT_ORGANISATIONS]
                      [LIMIT_ORGANISATIONS]; /* [helper][helped], by any agreement */
    topic_set agreed[LIMIT_ORGANISATIONS]
                    [LIMIT_ORGANISATIONS]; /* by any agreement, in force or not */
    topic_set
        at_once[LIMIT_ORGANISATIONS]
               [LIMIT_ORGANISATIONS]; /* of those that may help, without a further condition */
    uint64_t conditional[LIMIT_ORGANISATIONS]
                        [LIMIT_AGREEMENTS / 64];    /* [helped]: with one, by slot */
    topic_set incident_topics[LIMIT_ORGANISATIONS]; /* that an activation covers there */
    topic_set shared_topics[LIMIT_ORGANISATIONS];   /* of those, that it shares with helpers */
    uint64_t capped[LIMIT_AGREEMENTS / 64];         /* agreements with calls_max, in force */
    uint16_t taken_over[LIMIT_AGREEMENTS]
                       [LIMIT_ORGANISATIONS]; /* by a capped agreement, [][helper] */
    uint8_t one_way[LIMIT_ORGANISATIONS][LIMIT_ORGANISATIONS]; /* never both at once */
    uint16_t helping[LIMIT_ORGANISATIONS]
                    [LIMIT_ORGANISATIONS]; /* reserved or talking, [helper][helped] */
    struct list waiting[CHANNEL_COUNT][LIMIT_TOPICS]
                       [LIMIT_LANGUAGES]; /* all queued calls, wherever */
    topic_set waiting_topics[CHANNEL_COUNT][LIMIT_LANGUAGES];
    uint32_t waiting_by_topic[LIMIT_TOPICS], waiting_by_language[LIMIT_LANGUAGES];
    uint32_t able_by_topic[LIMIT_TOPICS], able_by_language[LIMIT_LANGUAGES]; /* agents present */
    struct organisation_set idle[CHANNEL_COUNT]
                                [LIMIT_TOPICS];  /* organisations with an available agent */
    uint64_t activations_by_topic[LIMIT_TOPICS]; /* bit per activation slot that qualifies */
    uint64_t read_first[LIMIT_TOPICS];           /* of those, that are to be read before a call */
    uint64_t wrap_up[LIMIT_TOPICS];              /* and that change after-call work */
    uint32_t handed_back;                        /* queued calls that some helper has handed back */
    bool nobody_left; /* an organisation lost its last agent in a topic: those calls get a try */
    bool any;         /* some agreement is in force */
    struct organisation_set look_again; /* what held their available agents back is gone */
    uint32_t
        refused; /* the call just given back, LIST_NONE: none; it has been tried, and they pass it over */
    time_ms due; /* when an agreement begins or ends by its dates */
    uint32_t due_slot;
};

/* After a change of agreements, activations, standings or declines: who may help whom, anew. */
void sharing_rebuild(struct core *c);
/* Waiting calls get a try, as far as events have room: something that held them back is gone. */
void sharing_try_waiting(struct core *c);
/* Also where nobody helps anybody: what held them back was at home too. */
void route_all_waiting(struct core *c);
/* Counts the agent as present and helping, or not, by its availability and call. */
void presence_update(struct core *c, agent_no agent);
void presence_forget(struct core *c, agent_no agent);
/* Whether the call, taken by an agent of `home`, is help to another organisation. */
bool call_is_help(organisation_no home, const struct call_record *r);
/* Whether `helper` may begin one more call of the organisation in whose queue `r` stands: agreement, own word, direction. */
bool sharing_allows(const struct core *c, organisation_no helper, const struct call_record *r);
/* Whether an activation covers the caller's municipality and topic. */
bool call_in_crisis(const struct core *c, const struct call_record *r);
/* How many more of the helper's agents may leave its own citizens; UINT32_MAX: all. And whether one may. */
uint32_t reserve_room(const struct core *c, organisation_no helper);
bool reserve_allows(const struct core *c, organisation_no helper);
/* The first rule that keeps `helper` from one more such call; none exactly where both of the above allow it. */
enum sharing_rule sharing_rule_of(const struct core *c, organisation_no helper,
                                  const struct call_record *r);
/* Trained in the topic, or qualified for it and the caller's municipality. */
bool agent_knows(const struct core *c, agent_no agent, const struct call_record *r);
/* And has read what must be read first. */
bool agent_is_able(const struct core *c, agent_no agent, const struct call_record *r);
topic_set qualified_topics(const struct core *c, uint64_t acknowledged);
/* The acknowledgement counts, or no longer does. */
void qualification_set(struct core *c, agent_no agent, uint32_t activation_slot, bool on);
/* Whether this is an installation for exercises has changed. */
void qualifications_rebuild(struct core *c);
/* Whether the agreement names the organisation, itself or its area, as one that is helped or that helps. Where it names none,
 * it means every member and partner, and outsiders' callers are helped too. */
bool agreement_helps(const struct core *c, const struct agreement_record *a, organisation_no n);
bool agreement_asks(const struct core *c, const struct agreement_record *a, organisation_no n);
time_ms agreement_first(const struct core *c, uint32_t *slot);
void agreement_due(struct core *c, uint32_t slot);

/* --- weights (weights.c) -------------------------------------------------------------------------------------------------- */

/* Anew after a change of settings or topics, and at recovery. */
void weights_prepare(struct core *c);
/* log2 in 1/65536; `value` is at least 1. Never falls as `value` grows. */
int32_t weight_log2(const struct core *c, uint64_t value);
/* What each factor of the index brings, as a logarithm in 1/65536. */
int32_t weight_speed(const struct core *c, agent_no agent, topic_no topic, bool help);
int32_t weight_topic(const struct core *c, topic_no topic);
int32_t weight_language(const struct core *c, language_no language);
int32_t weight_wait(const struct core *c, const struct call_record *r);
int32_t weight_home(const struct core *c, const struct call_record *r);

/* --- help in progress (help.c) ---------------------------------------------------------------------- */

/* The call, whose agent is set, begins (1) or ends (-1) to ring or talk. */
void help_count(struct core *c, const struct call_record *r, int by);
/* Whether the helper may take one more call by this agreement's cap. */
bool help_fits(const struct core *c, uint32_t agreement, organisation_no helper);
/* What help in progress comes to for each capped agreement, anew. */
void help_count_agreements(struct core *c);
/* The organisation rejected or missed the call: it has handed it back, when that was help. */
void help_hand_back(struct core *c, uint32_t call, organisation_no home);
void help_count_handed_back(struct core *c, const struct call_record *r, uint32_t by);
/* Whether nobody but helpers who have handed the call back is there to take it. */
bool help_nobody_else(const struct core *c, const struct call_record *r);
/* The organisations that a kept call names stay: one more (1) or one less (UINT32_MAX) of such calls. */
void help_count_names(struct core *c, const struct call_record *r, uint32_t by);
/* Tells that the organisation, which declines, has no more calls of others. */
void help_drained(struct core *c, organisation_no organisation);
enum err help_check(const struct core *c, struct problem *problem);
/* Something that held the organisation's available agents back is gone; they look at the end of the command or deadline. */
void look_again(struct core *c, organisation_no organisation);
void help_settle(struct core *c);

/* --- agreements above a wait (overflow.c) ---------------------------------------------------------- */

#define OVERFLOW_SLOTS \
    (2 * LIMIT_OVERFLOWS) /* those that end keep their place for one command more */

struct overflow {
    struct overflow_slot slots[OVERFLOW_SLOTS];
    uint32_t slots_ever;
    struct organisation_set watched;     /* organisations that some agreement above a wait helps */
    struct organisation_set changed;     /* of those, whose queue changed in this command */
    uint32_t first[LIMIT_ORGANISATIONS]; /* its slots, in the order of the agreements' ids */
    struct list waits[LIMIT_ORGANISATIONS][LIMIT_TOPICS]; /* queued calls of the watched, by age */
    struct list_node *wait_nodes;                         /* per call */
    topic_set wait_topics[LIMIT_ORGANISATIONS];
    time_ms
        due[2 * LIMIT_ORGANISATIONS]; /* a tree of least times; leaves from LIMIT_ORGANISATIONS */
};

bool overflow_open(struct core *c);
void overflow_close(struct core *c);
/* The call joins or leaves a queue. */
void overflow_queue_add(struct core *c, uint32_t call);
void overflow_queue_remove(struct core *c, uint32_t call);
/* After a change of agreements or organisations: what is watched, anew. */
void overflow_rebuild(struct core *c);
/* How many queues agreements above a wait watch at most, but for the agreement in this slot (or LIST_NONE). */
uint32_t overflow_count(const struct core *c, uint32_t but_agreement);
uint32_t overflow_count_of(const struct core *c, const struct agreement_record *a);
uint32_t overflow_count_joining(const struct core *c); /* those that one more organisation brings */
/* Switches on and off what this command's changes of queues did; every command and every deadline ends with it. */
void overflow_settle(struct core *c);
time_ms overflow_first(const struct core *c);
void overflow_due(struct core *c);
/* Whether a record of the organisation that is due was removed by this command: it begins anew in the next at the earliest. */
bool overflow_is_going(const struct core *c);
/* Whether the agreement, one above a wait, is in force for this call. */
bool overflow_shares(const struct core *c, uint32_t agreement, const struct call_record *r);
/* Since when it is in force for the organisation; 0: it is not. */
time_ms overflow_since(const struct core *c, uint32_t agreement, organisation_no helped);
/* The record's slot at recovery; LIST_NONE: there are too many, or it is there twice. */
uint32_t overflow_restore(struct core *c, const struct overflow_record *r);
/* Nothing is switched at recovery itself: what has become due is due at the first tick. */
void overflow_restore_end(struct core *c);
enum err overflow_check(const struct core *c, struct problem *problem);

/* --- opening hours (hours.c) ----------------------------------------------------------------------- */

/* Whether the organisation's phones are open for the topic: by its hours, or kept open by an activation. */
static inline bool hours_open(const struct core *c, organisation_no n, topic_no topic) {
    const struct organisation_slot *slot = &c->organisations[n];
    return !slot->closed || ((slot->extended >> topic) & 1) != 0;
}
/* Whether a call that nobody could take at once is told when it opens, instead of waiting. */
bool hours_turn_away(const struct core *c, const struct call_record *r);
/* After a change of hours, activations or the cooperation: what is closed and kept open, anew. */
void hours_index(struct core *c);
/* The calendar has changed: every organisation opens and closes by it. */
void hours_follow_calendar(struct core *c);
void hours_due(struct core *c);
/* Of a week that stands elsewhere: whether it is open at a time, and when that changes (0: never). */
bool hours_week_open(const struct core *c, const struct hours_record *week, time_ms at);
time_ms hours_week_changes(const struct core *c, const struct hours_record *week, time_ms at);
/* With an organisation that is removed. */
void hours_forget(struct core *c, organisation_no n, struct event *event);

/* Whether all of [from, until) lies within the hours of the days: Monday to Sunday and the holidays, as a record has them. */
bool hours_hold(const struct core *c, const struct day_hours *week, time_ms from, time_ms until);

/* --- routing (routing.c) ------------------------------------------------------------------------------------------------ */

/* Offers the queued call to the best free agent; false: nobody is. What stopped others is kept in its record, so an event of
 * the same command must carry it. */
bool route_call(struct core *c, uint32_t call);
/* One that waits gets another try; when it is in vain nothing changes. */
void route_waiting(struct core *c, uint32_t call);
/* Offers an available agent the call that should come first; `skip` (a call's slot or LIST_NONE) is passed over. Nothing
 * happens when the agent is not available. */
bool route_agent(struct core *c, agent_no agent, uint32_t skip);
/* Available agents of the organisation look for calls they may take: something that held them back is gone. */
void route_organisation(struct core *c, organisation_no organisation);
/* Offers the queued call to its backup; false: who it was may not take it any more. */
bool route_backup(struct core *c, uint32_t call);
/* In whose queue a caller from this municipality stands. */
organisation_no routing_queue(const struct core *c, organisation_no municipality, topic_no topic);

/* --- arrivals against what is usual (demand.c) ----------------------------------------------------------------------------- */

/* Counts the call; the first of an organisation adds its record to the event. */
void demand_arrived(struct core *c, organisation_no municipality, topic_no topic,
                    struct event *event);
/* The organisation's minute or hour is over. */
void demand_due(struct core *c, organisation_no organisation);
/* The hour of the local week; a holiday's is a Sunday's. */
unsigned demand_hour_of_week(const struct core *c, time_ms at, bool *holiday);
/* Removes all that is known of the organisation's calls. */
void demand_forget(struct core *c, organisation_no organisation);
/* At recovery: a call that no step has counted yet; then, when all are there, what is due when. */
void demand_index_call(struct core *c, const struct call_record *r);
void demand_index(struct core *c, organisation_no organisation);
uint32_t find_pair(const struct core *c, organisation_no organisation, topic_no topic);
/* The pair's slot, taken if need be; LIST_NONE: LIMIT_BASELINES are taken. */
uint32_t take_pair(struct core *c, organisation_no organisation, topic_no topic);

/* --- queues of foreign switchboards (switchboards.c) ------------------------------------------------------------------- */

/* Whether there is a place for one more report. */
enum err foreign_queue_fits(const struct core *c, organisation_no n, topic_no topic,
                            struct problem *problem);
/* Takes a report in: the record, what is usual, a surge there, the organisation's agreements above a wait. */
void foreign_queue_report(struct core *c, organisation_no n, topic_no topic,
                          const struct command *command, struct event *event,
                          struct core_result *result);
/* Whether the topic's queue there lets calls be sent; of a queue that has never been reported nothing is known against it. */
bool foreign_queue_takes(const struct core *c, organisation_no n, topic_no topic);
/* Since when the longest-waiting caller there waits, of these topics; TIME_NEVER: nobody does, or it is not known. */
time_ms foreign_queue_waits_since(const struct core *c, organisation_no n, topic_set topics);
/* When the first is not reported for too long, and what happens then; anew after a change of the settings and at recovery. */
time_ms foreign_queue_first(const struct core *c, uint32_t *slot);
void foreign_queue_due(struct core *c, uint32_t slot);
void foreign_queues_find_due(struct core *c);
bool foreign_queue_waits(const struct core *c, organisation_no n);
uint32_t foreign_queue_with_surge(const struct core *c, organisation_no n, topic_no topic);
bool foreign_queue_dismiss(struct core *c, uint32_t slot, const struct command *command);
void foreign_queues_forget(struct core *c, organisation_no n);
const struct queue_source_record *queue_source_of(const struct core *c, organisation_no n);

/* --- figures (kpi.c) -------------------------------------------------------------------------------------------------------- */

/* The local day. */
int32_t local_day(struct core *c);
/* Today's row of the municipality, begun anew on a new day; adds the record to the event. */
struct kpi_record *kpi_today(struct core *c, organisation_no municipality, struct event *event);

/* --- the rest ---------------------------------------------------------------------------------------------------------------- */

uint32_t find_call(const struct core *c, call_id id);
uint32_t find_call_reference(const struct core *c, const char *reference);
uint32_t find_acknowledgement(const struct core *c, activation_id activation, agent_no agent);
uint32_t find_token_id(const struct core *c, const char *id);
uint32_t find_activation(const struct core *c, activation_id id);
uint32_t find_playbook_version(const struct core *c, const char *id,
                               const uint8_t version[SHA256_BYTES]);
uint32_t find_agreement(const struct core *c, const char *id);
uint32_t find_calendar_day(const struct core *c, int32_t day);
uint32_t find_replayed(const struct core *c, uint64_t key);
uint64_t acknowledgement_hash(activation_id activation, agent_no agent);
uint64_t token_hash(const uint8_t hash[SHA256_BYTES]);
void forget_token(struct core *c, uint32_t slot, struct event *event);
bool same_id(const char *a, const char *b);
/* Resolves a list of ids into a set; false: `problem` names the one that is unknown. */
/* At least one of each. */
enum err resolve_topics(const struct core *c, const struct id_list *ids, topic_set *out,
                        struct problem *problem);
enum err resolve_languages(const struct core *c, const struct language_list *languages,
                           language_set *out, struct problem *problem);
bool resolve_organisations(struct core *c, const struct id_list *ids, const char *field,
                           struct organisation_set *out, struct problem *problem);

/* Command handlers: check everything, then change. */
#define HANDLER(name)                                                    \
    enum err apply_##name(struct core *c, const struct command *command, \
                          struct core_result *result, struct problem *problem)
#define COMMAND_BEGIN(name, roles, scope) HANDLER(name);
#include "core/commands.def"

static inline struct record_ref ref_of(enum record_kind kind, uint64_t key) {
    return (struct record_ref){.kind = kind, .key = key};
}

#include "core/activations.h"
#include "core/chats.h"
#include "core/partners.h"

#endif
