/* A session at the terminal: keys and ticks become wishes, wishes become requests that somebody
 * else sends, replies come back. Pure: (session, key or event) -> session, requests. */
#ifndef AGENTS_CLI_SESSION_H
#define AGENTS_CLI_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "agents-cli/form.h"
#include "agents-cli/keys.h"
#include "agents-cli/model.h"

/* What is asked of the coordinator. One of a kind is under way at a time: a key pressed twice
 * asks once. */
enum wish {
    WISH_WHOAMI,
    WISH_SETTINGS,
    WISH_ORGANISATIONS,
    WISH_TOPICS,
    WISH_ROUTES, /* the pages, in the order of enum page_kind */
    WISH_DELIVERIES,
    WISH_READERS,
    WISH_AGREEMENTS,
    WISH_OFFERS,
    WISH_SERVICES,
    WISH_ALERTS,
    WISH_PEERS,
    WISH_TRANSFERS,
    WISH_CALL_ANSWERS, /* of a peer's call */
    WISH_TICKETS,
    WISH_OVERVIEW,
    WISH_FORM, /* what a form needs before it can be sent */
    WISH_RENEW,
    WISH_STATUS,
    WISH_WRAP_UP,
    WISH_ACCEPT,
    WISH_REJECT,
    WISH_END,
    WISH_DISPOSE,
    WISH_TRANSFER,
    WISH_ACKNOWLEDGE,
    WISH_FLAG,
    WISH_PAUSE,
    WISH_OFFER, /* pauses, resumes, drains or renews one */
    WISH_ACT,   /* what a form says */
    WISH_UNDO,
    WISH_COUNT
};

#define REQUEST_BYTES 16384 /* a playbook's values */

struct request {
    enum wish wish;
    const char *method;
    char path[192];
    char body[REQUEST_BYTES]; /* empty: none */
    uint64_t same;            /* not 0: requests of one number are one act, however often sent */
};

/* How a request went. `failure`: no coordinator answered; a sentence in the person's language. */
struct reply {
    int status;
    const char *body;
    size_t length;
    const char *failure;
};

enum press {
    PRESS_NONE,
    PRESS_UP = 0x110000, /* above every character */
    PRESS_DOWN,
    PRESS_PAGE_UP,
    PRESS_PAGE_DOWN,
    PRESS_HOME,
    PRESS_END,
    PRESS_TAB,
    PRESS_ENTER,
    PRESS_ESCAPE,
    PRESS_INTERRUPT, /* Ctrl-C */
    PRESS_REDRAW,    /* Ctrl-L */
    PRESS_BACKSPACE,
    PRESS_BACK_TAB,
};

enum view { VIEW_AGENT, VIEW_OVERVIEW, VIEW_PARTNER };
enum overlay {
    OVERLAY_NONE,
    OVERLAY_HELP,
    OVERLAY_DISPOSITION,
    OVERLAY_QUIT,
    OVERLAY_FLAG,
    OVERLAY_SEARCH,
    OVERLAY_TRANSFER,
    OVERLAY_TICKETS
};
/* The pages of who leads. */
enum panel {
    PANEL_TABLE,
    PANEL_ROUTES,
    PANEL_ACTIVATIONS,
    PANEL_DELIVERIES,
    PANEL_SURGES,
    PANEL_ALARMS,
    PANEL_COUNT
};

/* So long after an act it can be taken back with one key. */
#define UNDO_MS (60 * SECOND_MS)

struct undo {
    int64_t until_mono; /* 0: nothing to undo */
    char path[192], body[REQUEST_BYTES], what[160];
};

#define LIMIT_REQUESTS 16

/* An answer has more than a small screen holds: what to say; what to ask; what citizens ask;
 * what not to say; whom to turn to. The digits 1 to 5 turn the pages. */
#define SESSION_PAGES 5

struct session {
    struct model model;
    struct keys keys;
    struct form form;
    uint64_t form_number, form_asked; /* which form is open; for which something is under way */
    enum form_need form_need;         /* what is under way for it */
    uint64_t act_number;              /* of what was sent last */
    bool act_lost;                    /* nobody answered */
    char act_body[REQUEST_BYTES];
    struct undo undo;
    char search[128];
    int flag_at; /* what of the answer is flagged: 0 the whole, else a question from 1 */
    enum view view;
    bool view_chosen; /* by the command line; else by the role, when it is known */
    enum overlay overlay;
    int focus;                  /* the line of what was chosen when it was drawn last */
    int scroll, selected, page; /* lines into the page; which answer; which of its pages */
    bool under_way[WISH_COUNT];
    struct request requests[LIMIT_REQUESTS];
    size_t request_count;
    /* Asked last; 0: never. */
    int64_t renew_mono, whoami_mono, overview_mono, page_mono, alarms_mono;
    char readers_of[LIMIT_ID];       /* whose readers the page has */
    bool overview_stale, page_stale; /* an event came since */
    bool leaving, quit;              /* leaving: goes when the sign-out is answered */
    char shown_call[LIMIT_ID];       /* whose answer the scroll belongs to */
    char asked_call[LIMIT_ID];       /* whose answers were asked of a peer last */
    int64_t answers_mono;            /* when */
    bool tickets_asked;
};

void session_init(struct session *session, enum language language, int64_t mono);
void session_close(struct session *session);

/* A character, or an enum press. */
void session_key(struct session *session, int key);
void session_tick(struct session *session, int64_t mono);
enum model_result session_event(struct session *session, const char *type, const char *id,
                                const char *data, size_t length);
void session_link(struct session *session, enum link_state state, const char *server,
                  const char *why);
void session_reply(struct session *session, enum wish wish, const struct reply *reply);

/* Takes the oldest request; false: there is none. */
bool session_take_request(struct session *session, struct request *out);
/* Which keys mean something now, for the foot of the screen and for line mode. */
bool session_allows(const struct session *session, char key);
/* How long until session_tick() has something to do, real ms. */
int64_t session_wait_ms(const struct session *session);

/* What stands behind the choice on a page of activations, surges or organisations; NULL: nothing. */
const struct activation *session_activation(const struct session *session);
const struct surge_row *session_surge(const struct session *session);
const struct organisation_row *session_organisation(const struct session *session);
/* An offer of seats, as the coordinator gave it; they stand below the organisations. */
const json_t *session_offer(const struct session *session);
/* A member of an organisation's record, as the page of a partner has it; NULL: not known. */
const json_t *session_own(const struct session *session, const char *id, const char *member);
/* The answer on the agent's screen, and how many there are; NULL: none. */
const struct answer *session_answer(const struct session *session, size_t *at, size_t *count);
/* A line is being typed: keys are letters. */
bool session_types(const struct session *session);

/* For its parts: NULL when one of that kind is under way already. */
struct request *session_wish(struct session *session, enum wish wish, const char *method);
void session_read(struct session *session, enum wish wish, const char *path);

/* A whole line for the open form, as line mode has it. */
void session_form_line(struct session *session, const char *line);

/* What became of a transfer, behind a digit of its menu, or NULL. */
const char *session_transfer_outcome(int key);
/* A transfer has been begun, and nobody has said what became of it. */
bool session_transfer_runs(const struct session *session);
/* The reason of a flag behind a digit of the menu, or NULL. */
const char *session_flag(int key);
/* The disposition behind a digit of the menu, or NULL. */
const char *session_disposition(int key);

#endif
