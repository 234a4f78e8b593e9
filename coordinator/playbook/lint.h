/* The rules that need the whole program: what belongs together, what is read, what is heard.
 * Internal to the room. */
#ifndef PLAYBOOK_LINT_H
#define PLAYBOOK_LINT_H

#include "playbook/findings.h"
#include "playbook/program.h"

/* Also sets `playbook->decides`. */
void lint_playbook(struct playbook *playbook, const struct findings *findings);

#endif
