/* Templates: texts with {placeholders} for parameters and for what the activation itself knows.
 * Internal to the room. */
#ifndef PLAYBOOK_TEMPLATE_H
#define PLAYBOOK_TEMPLATE_H

#include "playbook/phrases.h"
#include "playbook/program.h"

/* What the activation knows, as placeholders; where each may stand is a column of the table in
 * template.c. */
enum builtin {
    BUILTIN_MUNICIPALITY, /* the citizen's; in the greeting only */
    BUILTIN_AREA,         /* the municipalities by name; never spoken, it may be long */
    BUILTIN_VALID_FROM,
    BUILTIN_EXPIRES_AT, /* in active answers only */
    BUILTIN_LIFTED_AT,  /* in lifted answers only */
    BUILTIN_COUNT
};

enum template_scope {
    SCOPE_GREETING = 1,
    SCOPE_ACTIVE = 2,
    SCOPE_LIFTED = 4,
    SCOPE_SPOKEN = 8, /* together with one of the two before */
    SCOPE_ANY = 16    /* texts that stand in both moments */
};

/* Cuts off the literal in front and the name of the next placeholder. `name.data` is NULL when
 * there is none left. False: a brace without its partner, or a name that is none. */
bool template_next(const char **at, struct slice *literal, struct slice *name) MUST_CHECK;
bool builtin_from_name(struct slice name, enum builtin *out);
const char *builtin_name(enum builtin builtin);
/* NULL when the placeholder may stand in that scope, otherwise why not. */
const char *builtin_fault(enum builtin builtin, unsigned scope);

struct fill {
    const struct playbook *playbook;
    const struct value *values; /* as many as the playbook has parameters */
    const struct playbook_ask *ask;
    size_t language;
    bool spoken;
};

/* Appends `text` with its placeholders filled in. The template has been checked, so nothing can
 * be missing. */
void template_fill(const struct fill *fill, const char *text, struct text_buf *out);

#endif
