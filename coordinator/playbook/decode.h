/* A document that keeps its shape becomes a program. Internal to the room. */
#ifndef PLAYBOOK_DECODE_H
#define PLAYBOOK_DECODE_H

#include <jansson.h>

#include "playbook/findings.h"
#include "playbook/program.h"

/* `playbook->arena` is initialised; everything else is filled in. Only what a value says can
 * still be refused: an example or a default outside its own parameter's rules. Those are added to
 * `findings`. */
void decode_playbook(json_t *root, const struct findings *findings, struct playbook *playbook);

#endif
