/* Which key means what. The program knows each act by its standard key; a person may put it on
 * another one in the configuration. A text names a key as "\017k": the mark says that the next
 * character is the standard key of an act, and it is shown as the person has it. Pure. */
#ifndef AGENTS_CLI_KEYS_H
#define AGENTS_CLI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "agents-cli/texts.h"

enum act {
#define ACT(id, key, name, text) ACT_##id,
#include "agents-cli/keys.def"
#undef ACT
    ACT_COUNT
};

struct keys {
    char typed[ACT_COUNT];
};

struct act_spec {
    char key;
    const char *name;
    enum text_id text;
};
const struct act_spec *act_spec(enum act act);

void keys_init(struct keys *keys);
enum keys_result { KEYS_OK, KEYS_NO_ACT, KEYS_NO_KEY, KEYS_TAKEN };
/* "accept", "t". A key is one visible ASCII character but a digit, and two acts never share one:
 * say keys_check() when all are set, so that two may change places. */
enum keys_result keys_set(struct keys *keys, const char *name, const char *key);
enum keys_result keys_check(const struct keys *keys);
/* The standard key of what was pressed; what is no key of any act is given back as it is; 0: its
 * act lies elsewhere now. */
int keys_meaning(const struct keys *keys, int pressed);
char keys_shown(const struct keys *keys, char standard);
/* Copies lines, each marked key as the person has it. */
void keys_fill(const struct keys *keys, struct text_buf *out, const char *lines);

#endif
