/* Where in a JSON text a key stands: jansson keeps no lines, so this small scanner finds them
 * again. Internal to the room. */
#ifndef PLAYBOOK_POSITION_H
#define PLAYBOOK_POSITION_H

#include <stdint.h>

#include "base/text.h"

#define POSITION_PATH_MAX 512

/* The line (from 1) of a path such as "questions[2].da.do" in VALID JSON: of a member its key's
 * line, of an element the line of its first byte. A path that is not there gives the line of the
 * nearest parent that is, in the end line 1. */
uint32_t position_line(struct slice json, const char *path);

/* Paths are built one way by everyone. False when it does not fit; `path` is then unchanged. */
bool position_push_key(char path[POSITION_PATH_MAX], const char *key, size_t length);
bool position_push_index(char path[POSITION_PATH_MAX], size_t index);

#endif
