/* The inside of the api, for its own files only. */
#ifndef API_INTERNAL_H
#define API_INTERNAL_H

#include "api/api.h"
#include "api/put.h"
#include "api/split.h"
#include "base/arena.h"
#include "playbook/playbook.h"
#include "wire/wire.h"

#define API_ROLE(role) (UINT32_C(1) << ROLE_##role)
/* Who sees the whole. */
#define API_WATCHERS (API_ROLE(ADMIN) | API_ROLE(DUTY_LEADER) | API_ROLE(AUDITOR))
#define API_QUERY_MAX 8           /* name=value pairs in one address */
#define API_QUERY_BYTES 768       /* of them, decoded */
#define API_PARAMETER_BYTES 80    /* the value of a path parameter */
#define API_TARGET_BYTES 2048     /* an address longer than this is refused */
#define API_NONE_MATCH_BYTES 160  /* a few tags; of a longer list nothing is looked at */
#define PUBLIC_TAG_SIZE 40        /* 32 hexadecimal digits in quotes */
#define API_LIST_BYTES (16 << 20) /* an answer's ceiling: LIMIT_LIST_ROWS rows of agents */

#define API_CHAIN_BYTES 8192 /* how those who go on are named in an alert's identifier */

struct ask;
struct hub;
struct answers;
struct public_documents;

/* --- routes (route.c, routes.def) ------------------------------------------------------------- */

/* How the answer of a read is written: appended to ask->body, an object left open or, with
 * ROUTE_PLAIN, a text. */
typedef enum err view_fn(struct ask *ask, const struct core *core);
/* Makes ask->command from the request; runs before the engine takes it. */
typedef enum err prepare_fn(struct ask *ask, const struct api_request *request);
/* Answers without the engine. */
typedef void direct_fn(struct api *api, struct ask *ask, const struct api_request *request);

enum route_flag {
    ROUTE_CREATES = 1,   /* 201 when there was none before */
    ROUTE_PERSONAL = 2,  /* who reads it stands in the access log (N103) */
    ROUTE_PLAIN = 4,     /* text/plain */
    ROUTE_OPEN = 8,      /* no token */
    ROUTE_PUBLIC = 32,   /* kept rendered, with a tag; the bytes of the view are the answer */
    ROUTE_TABLE = 64,    /* text/csv: the bytes of the view are the answer */
    ROUTE_XML = 256,     /* the body is XML */
    ROUTE_CSV = 128,     /* its body may be text/csv too */
    ROUTE_TAGGED = 512,  /* with a tag, and not kept; the bytes of the view are the answer */
    ROUTE_TELEPHONY = 16 /* a switch waits: it gets its answer after LIMIT_COMMIT_TELEPHONY_MS */
};

struct route {
    enum api_method method;
    const char *path;
    uint32_t roles;            /* for commands: those of the command */
    enum command_type command; /* COMMAND_TYPE_COUNT: none */
    prepare_fn *prepare;
    view_fn *view;
    direct_fn *direct;
    const char *query; /* the names it takes, with blanks between */
    uint32_t flags;
};

extern const struct route routes[];
extern const size_t route_count;

/* What an address says besides its route. */
struct address {
    char parameter
        [API_PARAMETER_BYTES];  /* of the one {parameter} a path may have; "" when it has none */
    const char *parameter_name; /* points into `name` */
    char name[LIMIT_ID];
    struct {
        const char *name, *value;
    } query[API_QUERY_MAX];
    uint32_t query_count;
    char text[API_QUERY_BYTES]; /* that `query` points into */
};

/* NOT_FOUND, METHOD_NOT_ALLOWED (`allowed` gets the methods there are), or what is wrong with the
 * query. */
enum err route_find(enum api_method method, struct slice target, const struct route **route,
                    struct address *address, char *allowed, size_t allowed_size,
                    struct problem *problem) MUST_CHECK;
uint32_t route_roles(const struct route *route);
const char *route_method_text(enum api_method method);

/* --- an ask: one request on its way (ask.c) --------------------------------------------------- */

#define ASK_MAGIC 0x61736b21U
#define STREAM_MAGIC 0x73747265U

struct ask {
    uint32_t magic;
    struct api *api;
    struct api_exchange *exchange; /* NULL: the client went away */
    const struct route *route;
    view_fn *view; /* NULL: nothing is rendered */
    struct address address;
    struct actor actor;
    time_ms token_expires_at; /* 0: never */
    uint8_t token_hash[SHA256_BYTES];
    bool has_token;  /* false: over the admin socket, or an address without one */
    uint64_t number; /* of the request, for problems and the log */
    struct engine_request request;
    struct command command;
    struct commit_document documents[2]; /* most commands carry none or one */
    char access_actor[LIMIT_ID], access_what[128];
    char secret[64];                       /* of a token or receiver just made */
    char none_match[API_NONE_MATCH_BYTES]; /* public reads: what the reader has */
    char tag[PUBLIC_TAG_SIZE];
    bool has_it;
    bool opens_stream, has_after;
    uint64_t after_epoch, after_number; /* streams: where to go on */
    bool filtered;
    struct organisation_set filter; /* streams: ?organisation= */
    int status;
    enum err err;
    struct problem problem;
    uint64_t epoch, event_number;
    bool repeated;
    struct text_buf body, bytes; /* the answer; what the command carries beside it */
    struct ask *free_next;
};

struct ask *ask_take(struct api *api, struct api_exchange *exchange);
void ask_drop(struct ask *ask);
/* Gives the request to the engine, or answers that it cannot be taken. */
void ask_submit(struct ask *ask);
/* Ends the ask with an answer. */
void ask_answer(struct ask *ask, int status, const char *content_type, struct slice body);
void ask_refuse(struct ask *ask, const struct problem *problem);
const char *ask_query(const struct ask *ask, const char *name); /* NULL: not given */

/* A filter of the query that names an organisation; ORGANISATION_NONE when it is not given. */
enum err view_organisation_filter(struct ask *ask, const struct core *core, const char *name,
                                  organisation_no *out);
/* A refusal from a view: fills ask->problem. */
enum err view_refuse(struct ask *ask, enum err err, const char *field, const char *detail);
enum err view_not_found(struct ask *ask, enum err err);

/* Sends a problem; `allowed` (may be "") becomes an Allow header. The exchange is over. */
void reply_problem(struct api *api, struct api_exchange *exchange, const struct problem *problem,
                   struct slice extra, uint64_t number, const char *allowed);

/* --- who asks (auth.c) ------------------------------------------------------------------------ */

enum err auth_ask(struct api *api, const struct api_request *request, struct ask *ask) MUST_CHECK;
/* Whether the token is still there; if not, fills ask->problem. */
bool auth_still_good(struct ask *ask);
/* Whether the actor may see things of this organisation. */
bool auth_sees(const struct actor *actor, organisation_no organisation);
/* As above, where an agent sees their own organisation only. */
bool auth_sees_at_home(const struct actor *actor, const struct core *core,
                       organisation_no organisation);
#define LOCAL_TOKEN "local" /* the id that requests over the admin socket stand under */

/* --- mutations (mutate.c, prepare.c) ---------------------------------------------------------- */

prepare_fn prepare_command, prepare_agent_override, prepare_token, prepare_playbook, prepare_call,
    prepare_switch_event, prepare_activation, prepare_update, prepare_flag, prepare_step,
    prepare_receiver, prepare_rotation, prepare_callup_link, prepare_link_answer, prepare_shifts,
    prepare_alert, prepare_local_value, prepare_peer, prepare_queue_adapter, prepare_queue_source;
/* A secret as Standard Webhooks shows it; its 32 bytes go to the store as a document, `hex` is that document's name. */
enum err receiver_draw_secret(struct ask *ask, char hex[2 * SHA256_BYTES + 1]);
enum err receiver_keep_secret(struct ask *ask, const uint8_t bytes[32],
                              char hex[2 * SHA256_BYTES + 1]);
/* In place of a secret that is not given. */
extern const char receiver_no_secret[2 * SHA256_BYTES + 1];
/* "ddh_" and 256 random bits; false: there are none. */
bool mutate_draw_secret(const struct api *api, char out[48]);
/* What stands in ask->bytes goes with the command as a document; `hash` gets its name. */
enum err mutate_carry_document(struct ask *ask, uint8_t hash[SHA256_BYTES]) MUST_CHECK;
/* The idempotency key and fingerprint of the request. */
enum err mutate_key(struct ask *ask, const struct api_request *request) MUST_CHECK;
/* The answer of a command that was applied. */
void mutate_applied(struct ask *ask, const struct core *core, const struct core_result *result);

/* --- reads ------------------------------------------------------------------------------------ */

view_fn view_whoami, view_settings, view_tokens, view_duty_leaders, view_clock;
view_fn view_organisations, view_organisation, view_agreements, view_topics, view_queues,
    view_overview, view_kpi, view_calendar;
view_fn view_routes;
view_fn view_offers, view_offer, view_services, view_credit;
view_fn view_agents, view_agent, view_calls, view_call;
view_fn view_playbooks, view_playbook, view_activations, view_activation, view_answers,
    view_revisions, view_readers, view_flags, view_checklist;
view_fn view_receivers, view_deliveries, view_alerts, view_alert, view_local_values,
    view_menu_routes, view_links, view_activation_links;
view_fn view_directory, view_gaps, view_gaps_csv, view_reminders, view_reminders_csv, view_transfer;
view_fn view_tickets, view_ticket, view_ticket_kinds, view_measures, view_measures_csv;
/* Whether the actor may see the call. */
bool view_sees_call(const struct actor *actor, const struct core *core,
                    const struct call_record *call);
/* How many tickets stand where, as a member of an overview; only what the actor may see. */
void view_add_tickets(struct ask *ask, const struct core *core);
view_fn view_receivers, view_deliveries;
view_fn view_peers, view_call_answers;
view_fn view_queue_adapters, view_queue_sources, view_advice;
void view_record_queue_source(const struct ask *ask, struct text_buf *out, const char *name,
                              const struct core *core, const struct queue_source_record *source);
/* A queue of a foreign switchboard, and those of an organisation as the member `queues`. */
void view_foreign_queue(struct text_buf *out, const char *name, const struct core *core,
                        organisation_no organisation, topic_no topic);
void view_add_foreign_queues(struct text_buf *out, const struct core *core,
                             organisation_no organisation);
/* Those with a surge, as the member `queue_surges`; only what the actor may see. */
void view_add_queue_surges(struct ask *ask, const struct core *core);
/* Appends `answers`, as the peer told them; an empty list when it told none. */
void view_peer_answers(struct ask *ask, const struct peer_record *peer);
view_fn view_export, view_pools, view_callups, view_callup, view_link, view_shifts, view_capacity;
view_fn view_public_announcements, view_public_json_ld, view_public_atom, view_public_cap,
    view_public_menu, view_activation_cap;
view_fn view_numbers, view_gateways, view_zones;
view_fn view_show, view_snapshot, view_surges, view_baselines;
direct_fn direct_health, direct_ready, direct_switch_health, direct_metrics, direct_openapi,
    direct_clock, direct_stream, direct_dry_run;
direct_fn direct_health, direct_ready, direct_metrics, direct_openapi, direct_clock, direct_stream,
    direct_dry_run, direct_peer_view, direct_peer_answers;

/* "call-17" to 17; false: not of that form. */
bool view_id_number(const char *prefix, const char *text, uint64_t *out);
/* Which text is meant: its activation, playbook and version, as members. */
void view_activation_named(struct text_buf *out, const char *name,
                           const struct activation_record *activation);
/* Writes a record as an element or member: what wire writes, left open. */
void view_record_open(struct text_buf *out, const char *name, const struct core *core,
                      enum record_kind kind, const void *record);
/* One that is shown in part (shown.c); `whole`: its address is not cut. */
void view_record_in_part(struct text_buf *out, const char *name, const struct core *core,
                         enum record_kind kind, const void *record, bool whole);
bool shown_in_part(enum record_kind kind);
void shown_record(enum record_kind kind, struct slice json, bool whole, struct text_buf *out);
void view_record_gateway(const struct ask *ask, struct text_buf *out, const char *name,
                         const struct core *core, const struct gateway_record *gateway);
/* Whether the actor administers switches, receivers, peers and sources, and so sees their addresses whole. */
bool view_administers(const struct ask *ask);
void view_record_availability(struct text_buf *out, const char *name, const struct core *core,
                              const struct availability_record *availability);
void view_record_agent(struct text_buf *out, const char *name, const struct core *core,
                       agent_no agent, time_ms now);
void view_record_activation_open(struct text_buf *out, const char *name, const struct api *api,
                                 const struct core *core,
                                 const struct activation_record *activation, uint32_t signed_in);
/* Whether this one may see it: what is only planned is not for agents and channels. */
bool view_shows_activation(const struct ask *ask, const struct activation_record *activation);
/* Why the call is where it is; what stops others, as far as the actor sees them, while it waits. */
void view_why(struct text_buf *out, const struct actor *actor, const struct core *core,
              const struct call_record *call);
/* By what the agent of the last offer was found. */
void view_index(struct text_buf *out, const struct call_record *call);
void view_topic_ids(struct text_buf *out, const char *name, const struct core *core,
                    uint64_t topics);
/* A call; one that was turned away while closed says when it opens. Left open. */
void view_record_call_open(struct text_buf *out, const char *name, const struct core *core,
                           const struct call_record *call);
/* What a switch is told of a call, as members; `resume`: instead of what it was answered. */
void view_decision(struct text_buf *out, const struct core *core, const struct call_record *call,
                   bool resume);
/* Kamailio's dispatcher.list of all home sets. */
void show_dispatcher(struct ask *ask, const struct core *core);
/* An offer and its seats. */
void view_record_offer(struct text_buf *out, const char *name, const struct core *core,
                       const struct offer_record *offer);
/* How an organisation's service stands; and all that the actor may see, as a member of an overview. */
void view_service(struct text_buf *out, const char *name, const struct core *core,
                  organisation_no number);
void view_add_services(struct ask *ask, const struct core *core);
/* Whether an organisation is open, until when, and what activations keep open. */
void view_open(struct text_buf *out, const struct core *core, organisation_no number);
/* The phones of those whom the activation is about. */
void view_phones(struct text_buf *out, const struct core *core,
                 const struct activation_record *activation);
/* The activation of the address, when there is one that the actor may see. */
const struct activation_record *view_asked_activation(const struct ask *ask,
                                                      const struct core *core);
/* What the playbook says of the time while it is active, and what of that a person decides (read_while_active.c). */
void view_while_active(struct text_buf *out, const struct playbook *playbook);
/* What a start would mean for the agents at work: of `would`, the core as it would be, the activation. */
void view_foreseen(struct ask *ask, const struct core *core, const struct core *would,
                   const struct activation_record *activation);
/* The chats that an agent holds, and whether one more could come; for their own stream with all that is theirs to see. */
void view_chats_held(struct text_buf *out, const struct core *core, agent_no agent);
void view_own_chats(struct ask *ask, const struct core *core);
/* Of a chat, to the agent whose it is; else nothing. */
void view_transcript(struct text_buf *out, const struct actor *actor, const struct core *core,
                     const struct call_record *call);
void view_agent_states(struct text_buf *out, const uint32_t agents[AGENT_STATE_COUNT]);
uint32_t view_signed_in(const uint32_t agents[AGENT_STATE_COUNT]);
uint32_t view_signed_in_everywhere(const struct core *core);
/* The organisations of an overview that `wanted` says yes to. */
typedef bool wanted_fn(const void *ctx, const struct core *core, organisation_no organisation);
void view_overview_organisations(struct text_buf *out, const struct core *core, time_ms now,
                                 wanted_fn *wanted, const void *ctx);
/* Today's figures by organisation number; NULL where there are none. */
struct kpi_table {
    const struct kpi_record *of[LIMIT_ORGANISATIONS];
};
void view_kpi_today(const struct core *core, time_ms now, struct kpi_table *out);
time_ms view_waited(time_ms now, time_ms enqueued_at);
/* Open surges with the playbooks that match, and the staffing advice, as members of an overview (read_surges.c). Only what
 * the actor may see. */
void view_add_surges(struct ask *ask, const struct core *core);
/* The playbooks that may be activated for the topic there: of each its newest approved version. */
void view_add_matching_playbooks(struct ask *ask, const struct core *core, organisation_no number,
                                 topic_no topic);
void view_add_staffing(struct ask *ask, const struct core *core);
static inline bool view_staffing_has(const struct staffing_view *row) {
    return row->hourly > 0 || row->waiting > 0 || row->present > 0;
}
/* Why there is no advice; NULL: there is one. */
const char *view_staffing_why(const struct staffing_view *row);

/* --- reserve pools and shifts (read_pools.c) --------------------------------------------------- */

/* Those that the actor sees, as a member; of one organisation, or ORGANISATION_NONE. */
void view_add_callups(struct ask *ask, const struct core *core, organisation_no only);
/* By organisation number: agents on shift who are not signed in. */
struct absent_table {
    uint32_t of[LIMIT_ORGANISATIONS];
};
void view_count_absent(const struct core *core, time_ms now, struct absent_table *out);
/* How many agents the organisation says that it can deliver now; false: it says nothing. */
bool view_capacity_now(const struct core *core, organisation_no organisation, time_ms now,
                       uint32_t *out);

/* --- documents and rendered answers (answers.c) ----------------------------------------------- */

struct answers *answers_create(void);
void answers_destroy(struct answers *answers);
/* Copies; what is there already is left. LIMIT_REACHED when there are too many that `core` still
 * names. */
enum err answers_keep(struct answers *answers, const struct core *core,
                      const uint8_t hash[SHA256_BYTES], struct slice bytes,
                      struct problem *problem) MUST_CHECK;
/* Length 0: unknown. */
struct slice answers_document(const struct answers *answers, const uint8_t hash[SHA256_BYTES]);
/* Goes through those that the records name; start with *cursor = 0; false at the end. */
bool answers_next_document(const struct answers *answers, const struct core *core, uint64_t *cursor,
                           struct commit_document *out);
/* The checked program of a playbook version; NULL: unknown, or it no longer passes. */
const struct playbook *answers_playbook(struct answers *answers,
                                        const uint8_t version[SHA256_BYTES]);

struct answer_ask {
    const struct activation_record *activation;
    enum playbook_audience audience;
    enum playbook_place place;
    enum playbook_moment moment;
    const char *language;
    organisation_no municipality; /* for the greeting; ORGANISATION_NONE */
};
/* Appends one answer as an object, left open; nothing when it cannot be rendered (said in the
 * log). */
bool answers_add(struct answers *answers, const struct core *core, const struct answer_ask *ask,
                 struct text_buf *out);
/* Appends the agents' answers in every language and place, as elements. `agent` AGENT_NONE:
 * without `acknowledged`. */
void answers_add_for_agents(struct answers *answers, const struct core *core,
                            const struct activation_record *activation, agent_no agent,
                            struct text_buf *out);
/* How it stands, for this municipality and postcode (0: not looked up) or (ORGANISATION_NONE) in its area. */
enum playbook_moment answers_moment(const struct activation_record *activation,
                                    organisation_no municipality, uint16_t postcode);
/* Where its citizens are, seen from the activation. */
enum playbook_place answers_place(const struct activation_record *activation,
                                  organisation_no municipality, uint16_t postcode);
/* Activated without approval, and not confirmed since. */
bool answers_unapproved(const struct activation_record *activation);
void answers_forget_rendered(struct answers *answers);
/* The values given, and of those that stand the ones that are not given and that the version still knows. */
void answers_merge_values(const struct playbook *playbook, struct slice standing,
                          struct slice given, struct text_buf *out);
/* What an update changes of the values, and what municipalities say otherwise that does not fit it (places.c). */
void places_changed(const struct answers *answers, const struct core *core,
                    const struct activation_record *activation, const struct playbook *playbook,
                    struct slice values, struct id_list *changed);
/* Links that a municipality of the area has not confirmed (N75). */
uint32_t places_unconfirmed_links(struct answers *answers, const struct core *core,
                                  const struct activation_record *activation);
/* Where the menu of a municipality sends people, as the member `route` (N82). */
void view_menu_route(struct text_buf *out, const struct core *core,
                     const struct activation_record *activation, organisation_no municipality);
/* What a municipality says otherwise (N76): whether it does, who does, and the values as they hold there. */
bool answers_is_local(const struct core *core, const struct activation_record *activation,
                      organisation_no municipality);
void answers_local_municipalities(const struct core *core,
                                  const struct activation_record *activation,
                                  struct organisation_set *out);
void answers_values(const struct answers *answers, const struct core *core,
                    const struct activation_record *activation, organisation_no municipality,
                    const struct playbook *playbook, struct text_buf *out);

/* --- parts of municipalities (narrowed.c) -------------------------------------------------------- */

/* What the text says of an area that holds municipalities in part: of the citizen's own (none where it is whole), or with
 * ORGANISATION_NONE of all. `activation` NULL: nothing. */
struct answer_parts {
    struct playbook_part *parts;
    size_t count;
    struct arena arena;
};
void answers_parts(const struct core *core, const struct activation_record *activation,
                   organisation_no municipality, struct answer_parts *out);
void answers_parts_close(struct answer_parts *parts);
/* Municipalities that left the area, wholly or in part. */
void answers_left(const struct activation_record *activation, struct organisation_set *out);
/* The members `postcodes`, `zones`, `left_postcodes` and `rest_left`, for channels. */
void view_narrowed(struct text_buf *out, const struct core *core,
                   const struct activation_record *activation);
/* The query `postcode`; 0: it is not given. */
enum err view_postcode(struct ask *ask, uint16_t *out);

/* --- the delivery board (read_receivers.c) ---------------------------------------------------- */

struct board_row {
    const struct receiver_record *receiver;
    activation_id activation;
    const struct activation_record *record; /* NULL: it is over */
    struct delivery_view view;
};
typedef void board_fn(void *ctx, const struct board_row *row);
/* Every receiver with every activation it is to know of. */
void board_walk(const struct core *core, board_fn *each, void *ctx);
/* "delivered", "pending", "refused", "failed", "throttled", "disabled" */
const char *board_state(const struct board_row *row);

/* --- what everybody may read (public.c) -------------------------------------------------------- */

struct public_documents *public_create(void);
void public_destroy(struct public_documents *documents);
/* Events are true: what they change is rendered anew. */
void public_released(struct public_documents *documents, const struct commit *commit);
/* Fills ask->body and ask->tag, from what is kept where that is still true. */
enum err public_render(struct ask *ask, const struct core *core);
/* Ends the ask: 200, or 304 when ask->has_it. */
void public_answer(struct ask *ask);
/* Of an answer that is not kept. */
void public_tag(struct ask *ask);
/* Whether If-None-Match names the tag. */
bool public_names_tag(const char *header, const char *tag);

/* --- streams (history.c, hub.c, stream.c) ----------------------------------------------------- */

struct api_frame {
    uint32_t references;
    uint32_t length;
    char data[];
};

struct api_frame *history_frame_create(struct slice bytes); /* NULL: no memory */
void history_frame_release(struct api_frame *frame);

/* Of an event from before the start: the organisation it was about is gone by now. */
#define HISTORY_ORGANISATION_GONE (ORGANISATION_NONE - 1)
_Static_assert(LIMIT_ORGANISATIONS < HISTORY_ORGANISATION_GONE, "it names no organisation");

struct history_entry {
    struct api_frame *frame; /* NULL: shown to nobody */
    uint64_t epoch;
    agent_no agent;
    organisation_no organisation; /* ORGANISATION_NONE: everybody's affair */
    uint8_t audience;
};

/* The last events, shared by all streams. Numbers [first, next) are held. */
struct history {
    struct history_entry *entries;
    uint64_t first, next, epoch;
    size_t bytes;
};

bool history_open(struct history *history);
void history_close(struct history *history);
/* Forgets everything; the next event is `number`. */
void history_reset(struct history *history, uint64_t epoch, uint64_t number);
/* Takes the entry with its frame; the oldest go when there is no room. Numbers only grow; those
 * left out are events that nobody is shown. */
void history_add(struct history *history, uint64_t number, struct history_entry entry);
/* Before attaching: puts the entry before all others; a number not before them begins anew. True:
 * its frame was taken; false: there is no room. */
bool history_add_before(struct history *history, uint64_t number,
                        struct history_entry entry) MUST_CHECK;
/* What was added before belongs to older epochs; the next event is `number`, under `epoch`. */
void history_go_on(struct history *history, uint64_t epoch, uint64_t number);
const struct history_entry *history_at(const struct history *history, uint64_t number);
/* Whether a reader that has seen `epoch`-`number` can go on from here. */
enum history_place { HISTORY_HERE, HISTORY_AHEAD, HISTORY_GONE };
enum history_place history_place(const struct history *history, uint64_t epoch, uint64_t number);

struct hub *hub_create(struct api *api);
void hub_destroy(struct hub *hub);
bool hub_load(struct hub *hub, const struct core *core, uint64_t epoch,
              const struct commit_event *event) MUST_CHECK;
void hub_attach(struct hub *hub, uint64_t epoch, uint64_t next_number);
void hub_released(struct hub *hub, const struct commit *commit);
void hub_new_epoch(struct hub *hub, uint64_t epoch);
/* True when there is more to do at once. */
bool hub_turn(struct hub *hub);
time_ms hub_next_deadline(const struct hub *hub);
/* Whether the token may have one more stream. */
bool hub_has_room(const struct hub *hub, const char *token);
/* Opens a stream: with the snapshot in ask->body, left open; or behind ask->after_..., for which
 * it may wait, or answers 410. The ask ends. */
void hub_open(struct hub *hub, struct ask *ask);
void hub_cancel(struct hub *hub, struct api_stream *stream);
void hub_end_all(struct hub *hub);
struct api_frame *hub_stream_next(struct hub *hub, struct api_stream *stream, struct slice *bytes);

struct hub_view {
    uint32_t streams, waiting;
    uint64_t frames, history_events, history_bytes;
    uint64_t ended_slow, ended_token, ended_gap;
};
void hub_view(const struct hub *hub, struct hub_view *out);

/* Appends one frame of the stream. */
void snapshot_frame_text(struct text_buf *out, uint64_t epoch, const struct commit_event *event,
                         struct answers *answers, const struct core *core);
/* Whether anybody may see events of this type on the stream. */
bool snapshot_event_is_shown(const struct commit_event *event);

/* --- the whole -------------------------------------------------------------------------------- */

#define API_FREE_ASKS 256 /* kept for the next requests */
#define API_CLASSES 6     /* of HTTP status: 1xx to 5xx */

struct api {
    struct api_ports ports;
    struct hub *hub;
    struct answers *answers;
    struct public_documents *public_documents;
    struct ask *free_asks;
    uint32_t free_count, open;
    uint64_t requests, answered[API_CLASSES];
    bool draining;
    char *openapi;
    size_t openapi_length;
    const struct api_peer_ops *peers; /* NULL: not yet */
    void *peers_ctx;
    const struct api_queue_source_ops *sources; /* NULL: not yet */
    void *sources_ctx;
    void (*metrics_append)(void *ctx, struct text_buf *out);
    void *metrics_ctx;
};

static inline time_ms api_now(const struct api *api) {
    return api->ports.clock->now(api->ports.clock_ctx);
}
static inline time_ms api_monotonic(const struct api *api) {
    return api->ports.clock->monotonic(api->ports.clock_ctx);
}
static inline const struct core *api_core(const struct api *api) {
    return engine_core(api->ports.engine);
}
/* The answer leaves, and is counted. */
void api_reply(struct api *api, struct api_exchange *exchange, const struct api_answer *answer);

/* --- the messages of an alert (chain.c) ----------------------------------------------------------- */

struct announcement;
/* What it has said so far, as its record tells. */
void chain_messages(const struct activation_record *activation, struct announcement *out);
/* Whether the other one may go on about what a lifted one was about. */
bool chain_may_go_on(const struct activation_record *lifted, const struct activation_record *a);
void chain_note(struct text_buf *out, const struct announcement *by, activation_id id);
/* The references of all its messages before the one that stands, the oldest first, with blanks between. */
void chain_references(const struct core *core, const struct activation_record *activation,
                      const struct announcement *head, struct text_buf *out);

#endif
