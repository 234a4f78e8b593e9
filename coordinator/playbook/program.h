/* What a playbook is once it has been read: plain structs in one arena. Internal to the room. */
#ifndef PLAYBOOK_PROGRAM_H
#define PLAYBOOK_PROGRAM_H

#include "base/arena.h"
#include "base/limits.h"
#include "playbook/playbook.h"

/* A text by language; index 0 is Danish and never NULL, NULL elsewhere means "falls back to
 * Danish". */
struct localized {
    const char *in[LIMIT_PLAYBOOK_LANGUAGES];
};

enum parameter_type {
    PARAMETER_MINUTES,
    PARAMETER_HOURS,
    PARAMETER_COUNT,
    PARAMETER_TEXT,
    PARAMETER_AREA,
    PARAMETER_CHOICE,
    PARAMETER_PHONE,
    PARAMETER_DATETIME,
    PARAMETER_URL,
    PARAMETER_SENTENCES, /* prose typed at activation: its readability is measured */
    PARAMETER_TYPE_COUNT
};

/* `number` holds a count, an option's index or a time_ms; `text` holds what is written as it
 * stands, NULL when an optional value was not given. */
struct value {
    int64_t number;
    const char *text;
};

struct option {
    const char *value;
    struct localized text;
};

struct parameter {
    const char *name;
    enum parameter_type type;
    bool local, has_preset;
    bool optional; /* may be left out: stands in questions only, which are left out with it */
    struct localized title, help; /* help.in[0] is NULL when there is none */
    int64_t min, max;             /* numbers: the range of the value */
    uint32_t max_length;          /* texts: characters */
    uint32_t max_words;           /* texts: so that reading aloud has a known length */
    struct option options[LIMIT_PLAYBOOK_OPTIONS];
    size_t option_count;
    struct value example, preset;
};

struct answer {
    const char *text, *where_to_go; /* NULL: falls back to Danish */
    const char *guide;              /* NULL: the playbook's */
    const char *after;              /* the phone menu: "queue" or "offer_agent" */
};

enum answer_set { ANSWERS_ACTIVE, ANSWERS_LIFTED, ANSWERS_COUNT };

struct question_text {
    const char *asked, *act, *where_to_go, *not_known; /* NULL all: falls back to Danish */
};

struct question {
    const char *id, *guide;
    unsigned places, sets; /* bits: 1u << enum playbook_place, 1u << enum answer_set */
    uint32_t optional;     /* bits: the optional parameters that its texts name */
    struct question_text in[LIMIT_PLAYBOOK_LANGUAGES];
};

struct authority {
    const char *role; /* "decides", once */
    struct localized name;
    const char *contact, *url;
};

struct escalation {
    struct localized when, to;
    bool citizens; /* shown to citizens too, not only to agents */
};

struct transfer {
    const char *topic, *kind;
    struct localized when, to;
};

struct clarify_choice {
    struct localized answer, then;
};

struct clarify {
    const char *id;
    struct localized ask;
    struct clarify_choice choices[LIMIT_PLAYBOOK_OPTIONS];
    size_t choice_count;
};

struct step {
    const char *id, *owner;
    struct localized text;
};

struct calendar_day {
    const char *on, *kind;
    struct localized title;
};

/* What is wished while it is active; see struct playbook_while_active. */
struct while_active {
    int64_t wrap_up_ms, keep_open_hours;       /* 0: no wish */
    struct localized wrap_up_reason, staffing; /* in[0] is NULL when there is none */
    const char *shared_topics[LIMIT_PLAYBOOK_TOPICS];
    size_t shared_topic_count;
    bool acknowledge_first, call_up;
};

/* Which alerts of authorities it answers, and what it takes from them (alert.h). */
struct cap {
    const char *categories[LIMIT_PLAYBOOK_LIST], *codes[LIMIT_PLAYBOOK_LIST],
        *keywords[LIMIT_PLAYBOOK_LIST];
    size_t category_count, code_count, keyword_count;
    uint8_t fills[LIMIT_PLAYBOOK_PARAMETERS]; /* by parameter: what it gets, plus one; 0: nothing */
};

struct source {
    const char *mark, *title, *url; /* url may be NULL */
};

#define LIST(type, name, limit) \
    struct type name[limit];    \
    size_t name##_count

struct playbook {
    struct arena arena;
    uint8_t version[SHA256_BYTES];
    const char *id, *crisis_type, *guide, *owner, *approver, *reviewed_on, *review_by;
    struct localized title, greeting;
    const char *topics[LIMIT_PLAYBOOK_TOPICS];
    size_t topic_count;
    const char *languages[LIMIT_PLAYBOOK_LANGUAGES];
    size_t language_count;
    int64_t default_duration_hours, max_duration_hours, warn_before_minutes, review_every_hours,
        lifted_hours;
    LIST(parameter, parameters, LIMIT_PLAYBOOK_PARAMETERS);
    LIST(authority, authorities, LIMIT_PLAYBOOK_LIST);
    size_t decides; /* index of the authority that decides */
    struct answer answers[ANSWERS_COUNT][PLAYBOOK_AUDIENCE_COUNT][LIMIT_PLAYBOOK_LANGUAGES]
                         [PLAYBOOK_PLACE_COUNT];
    LIST(question, questions, LIMIT_PLAYBOOK_QUESTIONS);
    LIST(clarify, clarifying, LIMIT_PLAYBOOK_LIST);
    LIST(localized, do_not_say, LIMIT_PLAYBOOK_LIST);
    LIST(escalation, escalations, LIMIT_PLAYBOOK_LIST);
    LIST(transfer, transfers, LIMIT_PLAYBOOK_LIST);
    LIST(step, checklist, LIMIT_PLAYBOOK_LIST);
    LIST(calendar_day, calendar, LIMIT_PLAYBOOK_LIST);
    struct while_active while_active;
    struct cap cap;
    const char *consulted[LIMIT_PLAYBOOK_ROLES], *informed[LIMIT_PLAYBOOK_ROLES];
    size_t consulted_count, informed_count;
    LIST(source, sources, LIMIT_PLAYBOOK_LIST);
};

#undef LIST

/* The index of a declared language; Danish (0) when it is not one. `found` may be NULL. */
size_t program_language(const struct playbook *playbook, const char *language, bool *found);
/* The text in that language, or the Danish one. */
const char *program_text(const struct localized *text, size_t language);
/* The parameter of that name, or NULL. */
const struct parameter *program_parameter(const struct playbook *playbook, const char *name,
                                          size_t length);
const char *answer_set_key(enum answer_set set); /* "answers", "lifted" */

#endif
