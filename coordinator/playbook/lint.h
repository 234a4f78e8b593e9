/* The rules that need the whole program: what belongs together, what is read, what is heard.
 * Internal to the room. */
#ifndef PLAYBOOK_LINT_H
#define PLAYBOOK_LINT_H

#include "playbook/findings.h"
#include "playbook/program.h"

/* Also sets `playbook->decides`. */
void lint_playbook(struct playbook *playbook, const struct findings *findings);

/* Values typed at activation, in the texts where they stand: Danish prose (type sentences) must be
 * as easy to read as a playbook's own, and the phone menu as short. Names are not measured: nobody
 * can choose an authority's or a town's. */
enum err lint_values(const struct playbook *playbook, const struct value *values,
                     struct problem *problem) MUST_CHECK;

#endif
