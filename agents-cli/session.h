/* A session at the terminal: keys and ticks become wishes, wishes become requests that somebody
 * else sends, replies come back. Pure: (session, key or event) -> session, requests. */
#ifndef AGENTS_CLI_SESSION_H
#define AGENTS_CLI_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "agents-cli/model.h"

/* What is asked of the coordinator. One of a kind is under way at a time: a key pressed twice
 * asks once. */
enum wish {
    WISH_WHOAMI,
    WISH_SETTINGS,
    WISH_ORGANISATIONS,
    WISH_TOPICS,
    WISH_OVERVIEW,
    WISH_RENEW,
    WISH_STATUS,
    WISH_WRAP_UP,
    WISH_ACCEPT,
    WISH_REJECT,
    WISH_END,
    WISH_DISPOSE,
    WISH_ACKNOWLEDGE,
    WISH_COUNT
};

struct request {
    enum wish wish;
    const char *method;
    char path[192];
    char body[192]; /* empty: none */
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

enum view { VIEW_AGENT, VIEW_OVERVIEW };
enum overlay { OVERLAY_NONE, OVERLAY_HELP, OVERLAY_DISPOSITION, OVERLAY_QUIT };

#define LIMIT_REQUESTS 16

/* An answer has more than a small screen holds: what to say; what to ask; what citizens ask;
 * what not to say; whom to turn to. The digits 1 to 5 turn the pages. */
#define SESSION_PAGES 5

struct session {
    struct model model;
    enum view view;
    bool view_chosen; /* by the command line; else by the role, when it is known */
    enum overlay overlay;
    int scroll, selected, page; /* lines into the page; which answer; which of its pages */
    bool under_way[WISH_COUNT];
    struct request requests[LIMIT_REQUESTS];
    size_t request_count;
    int64_t renew_mono, whoami_mono, overview_mono; /* when it was asked last; 0: never */
    bool overview_stale;                            /* an event came since */
    bool leaving, quit;        /* leaving: goes when the sign-out is answered */
    char shown_call[LIMIT_ID]; /* whose answer the scroll belongs to */
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

/* The disposition behind a digit of the menu, or NULL. */
const char *session_disposition(int key);

#endif
