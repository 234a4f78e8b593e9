/* Playbook: a playbook's JSON text becomes a checked program; lint; parameters; rendering; a
 * print for people. Pure: bytes in, bytes out, no files, no clock. The text's name is the SHA-256
 * of its bytes. */
#ifndef PLAYBOOK_PLAYBOOK_H
#define PLAYBOOK_PLAYBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

struct playbook;

/* One finding of lint. A finding that is an error refuses the whole playbook. */
struct playbook_finding {
    bool error;    /* else a warning */
    uint32_t line; /* from 1; 0: the file as a whole */
    char key[96]; /* "answers.agent.da.inside.text", "questions[2].text.en.do"; empty: no one key */
    char reason[192];
};

#define LIMIT_PLAYBOOK_FINDINGS 64

struct playbook_report {
    struct playbook_finding findings[LIMIT_PLAYBOOK_FINDINGS];
    uint32_t count;
    uint32_t errors;
    bool more; /* there were more than fit */
};

/* Reads and lints. NULL when there is any error; `report` (never NULL) holds every finding in the
 * order of lines. */
struct playbook *playbook_read(struct slice json, struct playbook_report *report);
void playbook_destroy(struct playbook *playbook);

const uint8_t *playbook_version(const struct playbook *playbook); /* SHA256_BYTES */
const char *playbook_id(const struct playbook *playbook);
const char *playbook_title(const struct playbook *playbook,
                           const char *language);                  /* falls back to Danish */
const char *playbook_crisis_type(const struct playbook *playbook); /* "water_contamination" */
size_t playbook_topic_count(const struct playbook *playbook);
const char *playbook_topic(const struct playbook *playbook, size_t index);
/* Its rules of transfer: a topic and "warm", "cold", "ticket" or "none"; a topic may have several. */
size_t playbook_transfer_count(const struct playbook *playbook);
const char *playbook_transfer_topic(const struct playbook *playbook, size_t index);
const char *playbook_transfer_kind(const struct playbook *playbook, size_t index);
bool playbook_has_question(const struct playbook *playbook, const char *id);
bool playbook_has_parameter(const struct playbook *playbook, struct slice name);
/* A parameter that is said anew for each event, and may differ between municipalities; one that is a link. */
bool playbook_is_local(const struct playbook *playbook, struct slice name);
bool playbook_is_link(const struct playbook *playbook, struct slice name);
size_t playbook_language_count(const struct playbook *playbook);
const char *playbook_language(const struct playbook *playbook, size_t index);

/* How long an activation of it holds: the `expiry` of its document. */
struct playbook_terms {
    time_ms default_duration_ms; /* until expiry, when none is given */
    time_ms max_duration_ms;
    time_ms warn_before_ms;
    time_ms review_every_ms;
    time_ms lifted_ms; /* so long the lifted answers stand */
};
void playbook_terms(const struct playbook *playbook, struct playbook_terms *out);

/* What the playbook wishes while an activation of it lasts: the `while_active` of its document.
 * Wishes, not orders: they are shown, and the duty leader decides. */
struct playbook_while_active {
    int64_t wrap_up_ms;                               /* 0: as it is */
    const char *wrap_up_reason;                       /* for the log; NULL when wrap_up_ms is 0 */
    const char *shared_topics[LIMIT_PLAYBOOK_TOPICS]; /* to be shared by those who are helped */
    size_t shared_topic_count;
    const char *staffing;    /* one line for the duty leader; NULL: none */
    bool acknowledge_first;  /* nobody is offered these topics before having acknowledged */
    int64_t keep_open_hours; /* phones stay open so long after closing time; 0: no wish */
    bool call_up;            /* activated while closed: offer to call agents up */
};
void playbook_while_active(const struct playbook *playbook, const char *language,
                           struct playbook_while_active *out);

/* A step of its checklist, in order. */
struct playbook_step {
    const char *id, *owner; /* owner: a role */
    const char *text;
};
size_t playbook_step_count(const struct playbook *playbook);
void playbook_step(const struct playbook *playbook, size_t index, const char *language,
                   struct playbook_step *out);

/* A day in the playbook's calendar (N95): when it is to be reviewed, exercised or tried out. */
struct playbook_calendar_day {
    const char *on;   /* "2027-03-10" */
    const char *kind; /* "review", "exercise" */
    const char *title;
};
size_t playbook_calendar_count(const struct playbook *playbook);
void playbook_calendar(const struct playbook *playbook, size_t index, const char *language,
                       struct playbook_calendar_day *out);

/* Parameters: a JSON object of the values a duty leader gave. Unknown, missing, ill-typed or
 * out-of-range values are refused with ERR_PARAMETERS_REFUSED naming the parameter; so is what
 * makes a Danish text too hard to read or the phone menu too long to read aloud, and an optional
 * value without those that stand in the same question. On success `canonical` gets the checked
 * values with defaults filled in, keys in the playbook's order, optional ones that were not given
 * left out: the document that an activation pins. */
enum err playbook_check_parameters(const struct playbook *playbook, struct slice json,
                                   struct text_buf *canonical, struct problem *problem) MUST_CHECK;

enum playbook_audience {
    PLAYBOOK_AGENT,
    PLAYBOOK_CHATBOT,
    PLAYBOOK_PHONE_MENU, /* speakable text */
    PLAYBOOK_PUBLIC,
    PLAYBOOK_AUDIENCE_COUNT
};
enum playbook_place { PLAYBOOK_INSIDE, PLAYBOOK_OUTSIDE, PLAYBOOK_UNKNOWN, PLAYBOOK_PLACE_COUNT };
enum playbook_moment { PLAYBOOK_ACTIVE, PLAYBOOK_EXPIRED, PLAYBOOK_LIFTED };

bool playbook_audience_from_text(const char *text, enum playbook_audience *out); /* "agent" ... */
const char *playbook_audience_text(enum playbook_audience audience);
bool playbook_place_from_text(const char *text, enum playbook_place *out); /* "inside" ... */
const char *playbook_place_text(enum playbook_place place);

/* A municipality, or the part of one, that an activation is about. */
struct playbook_part {
    const char *municipality; /* "Skanderborg" */
    const char *zones;        /* by name, "Vestervang, Mosevang"; "": none */
    const char *postcodes;    /* "8660, 8680"; "": the whole of it */
    uint32_t postcode_count;
};

struct playbook_ask {
    struct slice parameters; /* canonical */
    enum playbook_audience audience;
    enum playbook_place place;
    enum playbook_moment moment;
    const char *language; /* wanted; Danish when there is none, and then marked */
    /* The citizen's, by its short name: "Horsens" greets as "Horsens Kommune", a name that says
     * what it is ("Region Midtjylland") as it stands. NULL: no greeting. */
    const char *municipality;
    const char *area; /* the municipalities by name, "Horsens, Hedensted"; NULL: all */
    /* Where no municipality, or not the citizen's, is in the area in part only: none. Else the text ends in saying them. */
    const struct playbook_part *parts;
    size_t part_count;
    time_ms valid_from;
    time_ms expires_at; /* never 0 when expired: the answer says "not confirmed since" it */
    time_ms lifted_at;  /* never 0 when lifted */
    bool exercise;
    bool unapproved; /* nobody has approved the text: agents are told so */
};

/* The answer as a JSON object, appended to `out`: the same bytes for the same ask, everywhere.
 * Members, in this order:
 *   language, fallback (wanted in another language, shown in Danish), audience, place, moment
 *   ("active", "expired", "lifted"), exercise, marks ["ØVELSE.", "Ikke bekræftet siden ...;
 *   spørg ..."], title, greeting, text (marks in front, parts behind), part (where there are parts: that sentence
 *   alone), questions [{id, fallback, question,
 *   answer, guide?}] (none for the phone menu, none whose optional values were not given); for agents: clarify [{id, ask, choices
 *   [{answer, then}]}], do_not_say [], transfer [{topic, kind, when, to}]; for others an empty
 *   do_not_say; escalate [{when, to}] (for citizens only those marked so), where_to_go, guide,
 *   authority {name, contact, url}, valid_from, expires_at, lifted_at (ms, or null); for the
 *   phone menu: speech (greeting, marks, text and where_to_go in one), after ("queue" or
 *   "offer_agent").
 * Times inside texts are Danish local time. ERR_PARAMETERS_REFUSED when the parameters are not
 * the playbook's, ERR_LIMIT_REACHED when the answer does not fit `out`. */
enum err playbook_render(const struct playbook *playbook, const struct playbook_ask *ask,
                         struct text_buf *out, struct problem *problem) MUST_CHECK;

/* The whole playbook for people, one page of plain text. */
void playbook_print(const struct playbook *playbook, const char *language, struct text_buf *out);

#endif
