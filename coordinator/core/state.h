/* The inside of the core, for its own files only: the tables, their indexes, and the verbs the files lend each other.
 *
 * Whatever stands in a `_record` is remembered; the rest (lists, counts, hashes) is an index over the records, and
 * restore.c builds it again. A thing is addressed by its number; nothing keeps a pointer into a table. */
#ifndef CORE_STATE_H
#define CORE_STATE_H

#include "base/list.h"
#include "core/core.h"

/* How an organisation's available agents for a topic are asked: first line before second, the higher level first; last those
 * whom a playbook qualifies but who are not trained. */
#define TIER_QUALIFIED (LIMIT_LINES * LIMIT_LEVEL)
#define TIERS (TIER_QUALIFIED + 1)
/* Ids are stored ahead in blocks, and the next block is asked for when half of one is left: so many calls may arrive while the
 * store is away before a crash could give an id twice (DESIGN.md 4a). */
#define ID_BLOCK 10000
#define ACTIVATION_ID_BLOCK 16

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
/* Ids of calls are consecutive: as their own hashes those that live fill neighbouring places, and a probe finds them at once. */
static inline uint64_t call_hash(call_id id) { return id; }

/* --- tables ---------------------------------------------------------------------------------------------------------- */

/* A list kept in the order of (key, number); key is a time. Which time, is each list's affair (lists.c). */
enum deadline_list {
    LIST_LEASED,   /* agents by the end of their lease: every state but signed out and unknown */
    LIST_WRAPPING, /* agents by the end of wrap-up */
    LIST_UNKNOWN,  /* agents by how long they have been unknown */
    LIST_RESERVED, /* calls by when they were offered */
    LIST_ANSWERED, /* calls by when they were answered */
    LIST_ENDED,    /* calls by when they ended */
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
    uint32_t helping;                 /* of those, at work for other organisations' citizens */
    bool in_incident;                 /* an activation names it: asked last */
    struct organisation_lists *lists; /* made when it first has an agent or a queued call */
};

/* A queue is organisation x topic x language; an idle list organisation x topic x tier. */
struct organisation_lists {
    struct list queued[LIMIT_TOPICS][LIMIT_LANGUAGES]; /* calls standing in its queue */
    struct list elsewhere[LIMIT_TOPICS]
                         [LIMIT_LANGUAGES]; /* its citizens' calls standing in another's queue */
    struct list idle[LIMIT_TOPICS][TIERS];  /* its available agents with the topic */
    topic_set queued_topics[LIMIT_LANGUAGES], elsewhere_topics[LIMIT_LANGUAGES];
    uint16_t idle_tiers[LIMIT_TOPICS];       /* bit per tier: the list is not empty */
    uint32_t idle_speakers[LIMIT_LANGUAGES]; /* available agents who speak it */
    uint32_t signed_in[LIMIT_TOPICS]; /* its agents with the topic, in any state but signed out */
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
    bool live, counted_present, counted_helping;
    uint32_t calls;      /* kept calls that name it */
    time_ms lease_until; /* 0: none */
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

struct agreement_slot {
    struct agreement_record record; /* id "": free */
    uint64_t record_hash;
    bool going; /* removed by the last command */
};

struct playbook_slot {
    struct playbook_record record; /* id "": free */
    uint64_t record_hash;
};

struct acknowledgement_slot {
    struct acknowledgement_record record; /* activation 0: free */
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

/* Of a table added here, dry_run.c must know whether a dry run needs its own copy. */
struct core {
    struct core_sizes sizes;
    time_ms now;
    uint64_t digest;
    struct settings_record settings;
    struct counters_record counters;
    uint64_t settings_hash, counters_hash;
    uint64_t call_next, activation_next; /* below the block ends in counters */

    struct organisation_slot *organisations; /* LIMIT_ORGANISATIONS */
    struct topic_slot *topics;               /* LIMIT_TOPICS */
    struct agent_slot *agents;
    struct call_slot *calls;
    struct activation_slot *activations; /* LIMIT_ACTIVATIONS */
    struct agreement_slot *agreements;   /* LIMIT_AGREEMENTS */
    struct sharing *sharing;             /* what the agreements come to (sharing.c) */
    struct playbook_slot *playbooks;     /* LIMIT_PLAYBOOKS, in the order they came */
    struct acknowledgement_slot *acknowledgements;
    struct token_slot *tokens;
    struct replayed_slot *replayed;
    uint32_t playbook_count;
    uint32_t activations_ever, agreements_ever; /* slots below these may be taken */

    struct index organisation_ids, agent_ids, call_ids, call_references, acknowledgement_keys,
        token_hashes, token_ids, replayed_keys;

    struct list deadlines[DEADLINE_LISTS];
    time_ms due_at;                              /* what core_next_deadline answers */
    time_ms deadline_keys[DEADLINE_LISTS];       /* of the first of each; TIME_NEVER: it is empty */
    struct list_node *lease_nodes, *agent_nodes; /* per agent: its lease; wrapping or unknown */
    struct list_node *call_nodes;                /* per call: reserved, answered or ended */
    struct list_node *queue_nodes, *elsewhere_nodes, *waiting_nodes; /* per call */
    struct list_node *idle_nodes;                                    /* per agent and topic */
    struct list all_calls;                                           /* by id */
    struct list_node *all_call_nodes;
    struct list free_calls, free_acknowledgements, free_tokens, free_replayed;
    struct list_node *acknowledgement_nodes, *token_nodes, *replayed_nodes;
    struct list replayed_order; /* by time */
    uint32_t agents_ever;       /* numbers below this may be live */
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

void idle_add(struct core *c, agent_no agent);
void idle_remove(struct core *c, agent_no agent);
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
/* What stands in the record, in the form that routing reads. */
void agent_index(struct agent_slot *slot);
void count_signed_in(struct core *c, agent_no agent, uint32_t by);
/* To where the person's status says, when no call holds the agent any more; emits the event. The caller then lets it look
 * for work: route_agent(). */
void agent_settle(struct core *c, agent_no agent);
/* Takes the offer away from a reserved agent: the call stands in its queue again, `reason` on it. Returns the call's slot,
 * LIST_NONE when the agent has no offer. The agent's state is the caller's to set, before anything is routed. */
uint32_t agent_drop_offer(struct core *c, agent_no agent, enum routing_reason reason);
/* The offer was rejected or ran out: another agent is asked, and this one, if still available, looks for other work. */
void agent_refused(struct core *c, agent_no agent, enum routing_reason reason);
void call_move(struct core *c, uint32_t call, enum call_state to);
void call_set_agent(struct core *c, uint32_t call, agent_no agent);
void call_set_refused_by(struct core *c, uint32_t call, agent_no agent);
/* The call that the agent wraps up ends; its record joins the event. */
void call_finish_wrap_up(struct core *c, agent_no agent, struct event *event);
/* Talk is over: wrap-up begins, where there is somebody to wrap up. */
void call_talk_over(struct core *c, uint32_t call, enum routing_reason reason);

/* --- sharing (sharing.c) -------------------------------------------------------------------------- */

/* What agreements, incidents and presence come to: looked up for every call, changed seldom. */
struct sharing {
    topic_set may_help[LIMIT_ORGANISATIONS][LIMIT_ORGANISATIONS]; /* [helper][helped] */
    topic_set agreed[LIMIT_ORGANISATIONS]
                    [LIMIT_ORGANISATIONS]; /* by any agreement, in force or not */
    uint8_t one_way[LIMIT_ORGANISATIONS][LIMIT_ORGANISATIONS]; /* never both at once */
    uint16_t helping[LIMIT_ORGANISATIONS]
                    [LIMIT_ORGANISATIONS];              /* reserved or talking, [helper][helped] */
    struct list waiting[LIMIT_TOPICS][LIMIT_LANGUAGES]; /* all queued calls, wherever */
    topic_set waiting_topics[LIMIT_LANGUAGES];
    uint32_t waiting_by_topic[LIMIT_TOPICS], waiting_by_language[LIMIT_LANGUAGES];
    uint32_t able_by_topic[LIMIT_TOPICS], able_by_language[LIMIT_LANGUAGES]; /* agents present */
    struct organisation_set idle[LIMIT_TOPICS];  /* organisations with an available agent */
    uint64_t activations_by_topic[LIMIT_TOPICS]; /* bit per activation slot that qualifies */
    bool any;                                    /* some agreement is in force */
};

/* After a change of agreements, activations, standings or declines: who may help whom, anew. */
void sharing_rebuild(struct core *c);
/* Waiting calls get a try, as far as events have room: something that held them back is gone. */
void sharing_try_waiting(struct core *c);
/* Counts the agent as present and helping, or not, by its availability and call. */
void presence_update(struct core *c, agent_no agent);
void presence_forget(struct core *c, agent_no agent);
/* Whether the call, taken by an agent of `home`, is help to another organisation. */
bool call_is_help(organisation_no home, const struct call_record *r);
/* Whether `helper` may begin one more call of the organisation in whose queue `r` stands: agreement, own word, direction. */
bool sharing_allows(const struct core *c, organisation_no helper, const struct call_record *r);
/* Whether one more of the helper's agents may leave its own citizens. */
bool reserve_allows(const struct core *c, organisation_no helper);
/* The first rule that keeps `helper` from one more such call; none exactly where both of the above allow it. */
enum sharing_rule sharing_rule_of(const struct core *c, organisation_no helper,
                                  const struct call_record *r);
/* Trained in the topic, or qualified for it and the caller's municipality. */
bool agent_is_able(const struct core *c, agent_no agent, const struct call_record *r);
topic_set qualified_topics(const struct core *c, uint64_t acknowledged);
/* The acknowledgement counts, or no longer does. */
void qualification_set(struct core *c, agent_no agent, uint32_t activation_slot, bool on);
time_ms agreement_first(const struct core *c, uint32_t *slot);
void agreement_due(struct core *c, uint32_t slot);

/* --- routing (routing.c) ------------------------------------------------------------------------------------------------ */

/* Offers the queued call to the best free agent; false: nobody is. What stopped others is kept in its record, so an event of
 * the same command must carry it. */
bool route_call(struct core *c, uint32_t call);
/* Offers an available agent the call that should come first; `skip` (a call's slot or LIST_NONE) is passed over. Nothing
 * happens when the agent is not available. */
bool route_agent(struct core *c, agent_no agent, uint32_t skip);
/* Available agents of the organisation look for calls they may take: something that held them back is gone. */
void route_organisation(struct core *c, organisation_no organisation);
/* In whose queue a caller from this municipality stands. */
organisation_no routing_queue(const struct core *c, organisation_no municipality, topic_no topic);

/* --- figures (kpi.c) -------------------------------------------------------------------------------------------------------- */

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
uint32_t find_replayed(const struct core *c, uint64_t key);
uint64_t acknowledgement_hash(activation_id activation, agent_no agent);
uint64_t token_hash(const uint8_t hash[SHA256_BYTES]);
void forget_acknowledgement(struct core *c, uint32_t slot, struct event *event);
void forget_token(struct core *c, uint32_t slot, struct event *event);
bool same_id(const char *a, const char *b);
/* Resolves a list of ids into a set; false: `problem` names the one that is unknown. */
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

#endif
