/* What a person is asked before something is done: activate, update, narrow, renew, review, hand over, lift,
 * dismiss, set a cap, write to a municipality, say where the citizen lives. One question at a time, what will be said on every channel, a dry run, a word to be typed. Nothing is
 * sent before. Pure: (form, key or answer) -> form; what it needs is asked by the session. */
#ifndef AGENTS_CLI_FORM_H
#define AGENTS_CLI_FORM_H

#include <jansson.h>
#include <stdbool.h>

#include "agents-cli/texts.h"
#include "base/limits.h"
#include "base/time.h"

enum form_kind {
    FORM_NONE,
    FORM_ACTIVATE,
    FORM_UPDATE,
    FORM_LIFT,
    FORM_DISMISS, /* a surge */
    FORM_ALERT,   /* dismisses an authority's */
    FORM_LIMIT,
    FORM_RENEW,
    FORM_NARROW,
    FORM_REVIEW, /* looked at, and right as it stands */
    FORM_OFFER,  /* to another duty leader */
    FORM_ACCEPT, /* what was offered */
    FORM_TAKE,   /* without having been asked */
    FORM_TICKET,
    FORM_PLACE /* the citizen's postcode */
};
/* In their order; a kind goes through those it needs. */
enum form_step { STEP_PLAYBOOK, STEP_WHERE, STEP_VALUES, STEP_WHY, STEP_CONFIRM, STEP_SENDING };
/* What has to be fetched before it goes on. */
enum form_need {
    NEED_NOTHING,
    NEED_PLAYBOOKS,
    NEED_STANDING,
    NEED_ALERT,   /* what it suggests */
    NEED_OFFERED, /* whether the call may have a ticket */
    NEED_KINDS,   /* of tickets */
    NEED_DOCUMENT,
    NEED_TRIAL,
    NEED_ZONES,
    NEED_LEADERS, /* whom it can be handed to */
    NEED_SEND
};

#define FORM_TEXT 1024
#define FORM_FIELDS 32
#define FORM_AREA 8192

struct form {
    enum form_kind kind;
    enum form_step step;
    enum language language;
    bool exercise, everywhere;
    bool failed; /* a fetch failed; Enter tries again */
    bool ahead;  /* Enter was pressed before what it needs was there */
    int selected, scroll;
    char playbook[LIMIT_ID], title[160];
    /* The activation, organisation, alert or call; a surge's topic, or another leader. */
    char subject[LIMIT_ID], topic[LIMIT_ID], own[LIMIT_ID];
    char alert[LIMIT_ID]; /* that it answers */
    char word[FORM_TEXT], where[FORM_TEXT], why[FORM_TEXT];
    char fields[FORM_FIELDS][FORM_TEXT];
    char before[FORM_FIELDS][FORM_TEXT]; /* as it was shown first */
    const char *names[FORM_FIELDS];      /* lent by the document */
    int field_count;
    json_t *playbooks, *document, *standing, *organisations; /* as the coordinator has them */
    json_t *values, *municipalities, *trial;
    json_t *narrowed;     /* parts of municipalities, beside those that are whole */
    json_t *zones;        /* as the coordinator has them; null: not to be had */
    json_t *leaders;      /* names of the others; null: not to be had */
    char area[FORM_AREA]; /* by name */
    struct text_buf problem;
};

void form_close(struct form *form);
/* `organisations`: {"organisations":[{"id":...,"name":...}]}, taken. With a playbook and a
 * municipality, those are answered already. */
void form_activate(struct form *form, enum language language, json_t *organisations, bool exercise,
                   const char *playbook, const char *municipality);
/* From what an authority's alert suggests: playbook, place and values are filled in, to be read. */
void form_from_alert(struct form *form, enum language language, json_t *organisations,
                     const char *alert);
/* FORM_OFFER, FORM_ACCEPT, FORM_TAKE: `own` is one's own token, `other` who has it, or who is asked
 * now. */
void form_hand_over(struct form *form, enum language language, enum form_kind kind, const char *id,
                    const char *title, const char *own, const char *other);
/* FORM_TICKET: to the municipality called `name`. */
void form_ticket(struct form *form, enum language language, const char *call, const char *name);
/* FORM_PLACE: of the citizen in that call, in the municipality called `name`. */
void form_place(struct form *form, enum language language, const char *call, const char *name,
                const char *postcode);
/* FORM_UPDATE, FORM_LIFT, FORM_RENEW, FORM_NARROW, FORM_REVIEW: `id` is the activation. */
void form_standing(struct form *form, enum language language, json_t *organisations,
                   enum form_kind kind, const char *id, const char *title);
/* FORM_DISMISS, with a topic; FORM_LIMIT: `id` is the organisation. FORM_ALERT: the alert. */
void form_organisation(struct form *form, enum language language, enum form_kind kind,
                       const char *id, const char *name, const char *topic);

/* The kinds whose activation is fetched first. */
bool form_stands(const struct form *form);
const json_t *form_record(const struct form *form);
/* A character or PRESS_BACKSPACE, at the end of a text of `size` bytes. */
void form_type(char *text, size_t size, int key);
/* A character or an enum press. False: the form is closed now. */
bool form_key(struct form *form, int key, time_ms now);
/* A whole line, instead of what was typed, and Enter; an empty one leaves what there is. */
bool form_line(struct form *form, const char *line, time_ms now);
enum form_need form_need(const struct form *form);
/* What to send for a need: the method, the path, the body (to be given back; NULL: none). False:
 * it does not fit into `path`. */
bool form_request(const struct form *form, enum form_need need, const char **method, char *path,
                  size_t size, json_t **body);
/* An answer; `answer` NULL: refused, and `sentence` says why. */
void form_answer(struct form *form, enum form_need need, const json_t *answer,
                 const char *sentence);
/* What takes back what was just done, as a request; false: nothing can. */
bool form_undo(const struct form *form, const json_t *answer, char *path, size_t size,
               json_t **body);

/* For its parts (form_where.c): the answer to "where?" or "to whom?"; the duty leaders there are. */
void form_say(struct form *form, enum text_id id, const char *value);
bool form_take_where(struct form *form);
void form_take_leaders(struct form *form, const json_t *answer);
/* The leader that Enter would take, -1: none of them. */
int form_leader_row(const struct form *form);
/* The arrows take over from what is typed. */
void form_leave_typed(struct form *form);

/* Questions laid out as a playbook's parameters; a document to be given back. */
json_t *form_times(void);
json_t *form_members(const json_t *kind);
/* A time of what stands, as text; lent. NULL: there is none. */
const json_t *form_time_of(struct form *form, const char *name);

/* --- how it looks ----------------------------------------------------------------------------- */

/* The part that scrolls; `*focus` is the line that must be seen, -1: none. */
void form_body(struct text_buf *out, const struct form *form, size_t columns, int *focus);
/* The question and what is typed, to stand below it. */
void form_foot(struct text_buf *out, const struct form *form, size_t columns);
const char *form_title(const struct form *form);
/* What has to be typed. */
const char *form_word(const struct form *form); /* NULL: Enter is enough */

#endif
