/* What stands in a line as JSON: "skills=vand:3,pas", "until=+2h", "narrowed=0746:8660+vestervang". */
#ifndef STORIES_VALUES_H
#define STORIES_VALUES_H

#include "teller.h"

/* "40s", "2m", "1h", "250ms", "3d" as milliseconds. */
bool value_duration(const char *text, long long *out);
/* A number, a time where the key is one's, a truth value or a text. NULL: it is none. The caller's. */
json_t *value_of(struct teller *t, const char *key, const char *value);
void value_set(struct teller *t, json_t *payload, const char *key, const char *value);
/* All of "key=value key=value" from the word `from` on. */
void value_set_rest(struct teller *t, json_t *payload, const struct words_of_line *line,
                    size_t from);

#endif
