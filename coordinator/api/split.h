/* Splitting a JSON object into its members without understanding their values: reading those is
 * wire's and playbook's affair. */
#ifndef API_SPLIT_H
#define API_SPLIT_H

#include "base/text.h"

/* One member of an object: the name between its quotes as written, escapes and all, and the value
 * without blanks. */
struct split_member {
    struct slice name, value;
};

/* Walks the members of an object. It sees only nesting and texts: what it accepts may still be no
 * JSON, but what is JSON it splits rightly. Start with *at = 0. */
enum split_step { SPLIT_MEMBER, SPLIT_END, SPLIT_MALFORMED };
enum split_step split_next(struct slice object, size_t *at, struct split_member *member);

/* Appends `object` without its member `name`; unchanged when it is malformed or has none. */
void split_without(struct slice object, const char *name, struct text_buf *out);

#endif
