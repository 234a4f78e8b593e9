/* What the terminal knows of the world: a fold of stream events, answers and ticks. It asks
 * nobody and reads no clock; (model, event) -> model. The session (keys and wishes) and the
 * screen (lines) stand on it. */
#ifndef AGENTS_CLI_MODEL_H
#define AGENTS_CLI_MODEL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "agents-cli/advice.h"
#include "agents-cli/decode.h"
#include "agents-cli/texts.h"

#define LIMIT_MODEL_ANSWERS 2048 /* 64 activations, about 10 languages, three places */
#define LIMIT_NOTICES 16
#define LIMIT_PEER_ANSWERS 512 /* of one call: a peer's activations, languages and places */
#define LIMIT_OWN_TICKETS 16   /* the newest; an agent promises a few in a shift */

enum link_state { LINK_CONNECTING, LINK_UP, LINK_LOST };

/* No sign of life for so long (the coordinator pings every 15 s): what is shown may be old. */
#define LINK_SILENT_MS 20000

struct link {
    enum link_state state;
    int64_t heard_mono; /* the last byte from the stream, monotonic ms; 0: never */
    int64_t since_mono; /* in this state since */
    char server[256];
    char why[160]; /* LINK_LOST: in the person's language */
};

enum notice_level { NOTICE_INFO, NOTICE_GOOD, NOTICE_WARN, NOTICE_BAD };

struct notice {
    uint64_t number; /* from 1, never reused: line mode prints what is above the last it printed */
    time_ms at;
    enum notice_level level;
    char text[320];
};

/* How many waited, a point every ten seconds: the newest last. */
#define TREND_POINTS 16
#define TREND_EVERY_MS (10 * SECOND_MS)

struct trend {
    char id[LIMIT_ID]; /* "": all */
    int64_t waiting[TREND_POINTS];
};

/* What is read for one page of the screen, as the coordinator gave it. */
enum page_kind {
    PAGE_ROUTES,
    PAGE_DELIVERIES,
    PAGE_READERS,
    PAGE_AGREEMENTS,
    PAGE_OFFERS,
    PAGE_SERVICES,
    PAGE_ALERTS,
    PAGE_PEERS,
    PAGE_TRANSFER, /* of the call: what is offered */
    PAGE_OWN,
    PAGE_COUNT
};

struct name_row {
    char id[LIMIT_ID], name[LIMIT_NAME];
};

struct overview {
    bool known;
    time_ms now;
    struct organisation_row totals;
    int64_t mean_wait_ms, service_level_permille, tickets_escalated;
    struct organisation_row *rows; /* owned */
    size_t row_count;
    struct advice advice;
    struct trend *trends; /* owned; one a row that was ever seen, the first is all */
    size_t trend_count, trend_points;
    time_ms trend_at;
};

struct model {
    enum language language;
    struct link link;
    bool snapshot;          /* there has been one */
    uint64_t epoch, number; /* the last event */

    /* who is looking */
    char token[LIMIT_ID], role[LIMIT_WORD], agent[LIMIT_ID];
    char agent_name[LIMIT_NAME], organisation[LIMIT_ID];

    /* the coordinator's clock: `server_at` when our monotonic clock said `server_mono` */
    int64_t mono;
    time_ms server_at;
    int64_t server_mono, speed_permille;
    char clock_mode[LIMIT_WORD];
    bool exercise, unstored;

    struct availability me;
    bool has_call;
    struct call call; /* offered, talking or wrapping; of several chats the one in front */
    struct call chats[LIMIT_CHATS];
    size_t chat_count;
    char last_call[LIMIT_ID]; /* whose disposition may still be set */
    char last_disposition[LIMIT_WORD];
    int64_t lease_ms, offer_ms; /* 0: not known yet */

    struct activation *activations; /* LIMIT_ACTIVATIONS of them, newest first; owned */
    size_t activation_count;
    struct answer **answers; /* owned */
    size_t answer_count;
    struct answer **peer_answers; /* owned; what the call's own coordinator has approved */
    size_t peer_answer_count;
    char peer_call[LIMIT_ID];                 /* the call that they were read for */
    struct ticket tickets[LIMIT_OWN_TICKETS]; /* the oldest first */
    size_t ticket_count;
    struct name_row *organisations, *topics; /* owned; LIMIT_ORGANISATIONS and LIMIT_TOPICS */
    size_t organisation_count, topic_count;
    struct overview overview;
    json_t *pages[PAGE_COUNT]; /* owned; NULL: not read yet */
    bool page_refused[PAGE_COUNT];

    struct notice notices[LIMIT_NOTICES]; /* a ring: number modulo LIMIT_NOTICES */
    uint64_t notice_number;
    uint64_t offers_seen;  /* grows with every new offer: the bell */
    uint64_t answers_seen; /* grows with every answer that comes */
};

void model_init(struct model *model, enum language language, int64_t mono);
void model_close(struct model *model);
/* Takes what a record says of a chat, theirs or no longer; false: it is about no chat (chats.c). */
bool model_take_chat(struct model *model, const struct call *taken, const char *id, bool mine);
void model_forget_chats(struct model *model);
/* The oldest of those whose after-call work runs; NULL: none. */
const struct call *model_wrapping_chat(const struct model *model);

/* --- what happens to it ----------------------------------------------------------------------- */

void model_tick(struct model *model, int64_t mono);
void model_link(struct model *model, enum link_state state, const char *server, const char *why);
/* Bytes came, if only a ping. */
void model_heard(struct model *model);

enum model_result { MODEL_TAKEN, MODEL_REPEATED, MODEL_NEEDS_SNAPSHOT, MODEL_BAD };
/* An event of the stream. `id` is "<epoch>-<number>". MODEL_NEEDS_SNAPSHOT: connect again
 * without an id. */
enum model_result model_event(struct model *model, const char *type, const char *id,
                              const char *data, size_t length);

/* Answers to reads and to own requests: the JSON as it came. Each takes what it knows and passes
 * over the rest. */
void model_whoami(struct model *model, const json_t *answer);
void model_settings(struct model *model, const json_t *answer);
void model_names(struct model *model, const json_t *answer); /* "organisations" or "topics" */
void model_overview(struct model *model, const json_t *answer);
/* NULL: it may not be read. */
void model_page(struct model *model, enum page_kind page, const json_t *answer);
/* To /v1/calls/{call}/answers, of a peer's call. */
void model_call_answers(struct model *model, const char *call, const json_t *answer);
/* To /v1/tickets, or to the making of one. */
void model_tickets(struct model *model, const json_t *answer);
void model_records(struct model *model, const json_t *answer); /* {"availability":{...}}, ... */

/* One line in the list of notices; `text` is in the person's language. */
void model_notice(struct model *model, enum notice_level level, const char *text);

/* --- what may be asked of it ------------------------------------------------------------------ */

/* The coordinator's time, carried on by our own clock. */
time_ms model_now(const struct model *model);
/* True when what is shown may no longer hold; `age_ms`: since the last sign of life. */
bool model_is_old(const struct model *model, int64_t *age_ms);
const char *model_organisation_name(const struct model *model, const char *id);
const char *model_topic_name(const struct model *model, const char *id);
/* The call on the screen is help to another organisation: neither the queue nor the citizen is the
 * agent's own. */
bool model_is_overflow(const struct model *model);
/* The call is another coordinator's: its answers are theirs. */
bool model_is_peers(const struct model *model);
/* They are there. */
bool model_has_peers_answers(const struct model *model);
/* "Horsens", or "Overflow from Horsens". */
void model_add_origin(const struct model *model, struct text_buf *out);
/* NULL: no point yet. */
const struct trend *model_trend(const struct model *model, const char *id);
const struct activation *model_activation(const struct model *model, const char *id);
/* The oldest active activation that this agent has not acknowledged; NULL: none. */
const struct activation *model_unread(const struct model *model);

/* What is said in the call depends on the citizen's postcode. */
bool model_asks_postcode(const struct model *model);
/* The answers that fit the call's topic (with no call: those of all standing activations, newest
 * first), one an activation: the call's place and language, else Danish. Returns how many were
 * written to `out`. */
size_t model_fitting_answers(const struct model *model, const struct answer **out, size_t most);
/* The notice with that number, or NULL when it is gone. */
const struct notice *model_notice_at(const struct model *model, uint64_t number);

#endif
