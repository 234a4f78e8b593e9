/* The shape of a playbook document as tables, and the walk that holds a document against them:
 * unknown and missing keys, types, lengths, and every rule that one text alone can break.
 * playbooks/schema.json says the same for other people's tools; tests/unit/playbook/broken keeps
 * the two together. Internal to the room. */
#ifndef PLAYBOOK_SHAPE_H
#define PLAYBOOK_SHAPE_H

#include <jansson.h>

#include "playbook/findings.h"

enum shape_kind {
    SHAPE_TEXT,    /* min and max are characters */
    SHAPE_INTEGER, /* min and max are values */
    SHAPE_BOOL,
    SHAPE_WORD,   /* one of `words` */
    SHAPE_SCALAR, /* a text or a whole number; read later, when its parameter's type is known */
    SHAPE_OBJECT, /* `members` */
    SHAPE_LIST,   /* min and max are items, each an `item` */
    SHAPE_BY_LANGUAGE, /* an object with one `item` for each language of the playbook */
    SHAPE_BY_NAME,     /* an object with any names as keys, at most `max`, each an `item` */
    SHAPE_BY_TYPE      /* an object whose `type` (one of `words`) chooses among `variants` */
};

enum text_rule {
    TEXT_PLAIN,              /* no placeholders */
    TEXT_TEMPLATE,           /* placeholders that exist and may stand there */
    TEXT_ID,                 /* a-z 0-9 . _ - */
    TEXT_DATE,               /* 2026-11-22 */
    TEXT_LANGUAGE,           /* two letters */
    TEXT_URL,                /* https://... */
    TEXT_URL_OR_PARAMETER,   /* or "{name}" of a parameter of type url */
    TEXT_PHONE_OR_PARAMETER, /* a number, or "{name}" of a parameter of type phone */
};

enum shape_flag {
    FLAG_CITIZEN = 1,    /* citizens read or hear it: rule_citizen */
    FLAG_FALLS_BACK = 2, /* by language: may be {"fallback": "da"} instead */
    FLAG_UNIQUE = 4      /* a list without repetitions */
};

struct member;

struct shape {
    enum shape_kind kind;
    int64_t min, max;
    enum text_rule rule;
    unsigned flags;
    const char *const *words; /* NULL at the end */
    const char *why;          /* added to the refusal of a word */
    const struct member *members;
    const struct shape *item;
    const struct shape *const *variants; /* in the order of `words` */
};

struct member {
    const char *name; /* NULL at the end */
    const struct shape *shape;
    bool required;
};

extern const struct shape playbook_shape;

extern const char *const audience_texts[];
extern const char *const place_texts[];

/* Adds a finding for everything in the document that does not keep the shape. */
void shape_check(json_t *root, const struct findings *findings);

#endif
