/* JSON for answers: writing members without minding commas, and splitting an object into its members without
 * understanding their values. Reading values is wire's and playbook's affair. */
#ifndef API_JSON_H
#define API_JSON_H

#include "base/text.h"
#include "base/time.h"

/* Each puts a comma in front when something stands there already. `name` NULL: an element of an array. */
void json_open(struct text_buf *out, const char *name, char bracket); /* '{' or '[' */
void json_close(struct text_buf *out, char bracket);                  /* '}' or ']' */
void json_int(struct text_buf *out, const char *name, int64_t value);
void json_uint(struct text_buf *out, const char *name, uint64_t value);
void json_bool(struct text_buf *out, const char *name, bool value);
void json_text(struct text_buf *out, const char *name, const char *value); /* NULL or "": null */
void json_time(struct text_buf *out, const char *name, time_ms value);     /* 0: null */
void json_null(struct text_buf *out, const char *name);
/* The name alone; a value must follow. */
void json_name(struct text_buf *out, const char *name);
/* Per mille of 1000 as a number with up to three decimals: 1500 is 1.5. */
void json_permille(struct text_buf *out, const char *name, uint32_t value);
/* "3-1043" */
void json_event_id(struct text_buf *out, const char *name, uint64_t epoch, uint64_t number);

/* One member of an object: the name between its quotes as written, escapes and all, and the value without blanks. */
struct json_member {
    struct slice name, value;
};

/* Walks the members of an object. It sees only nesting and texts: what it accepts may still be no JSON, but what is JSON
 * it splits rightly. Start with *at = 0. */
enum json_step { JSON_MEMBER, JSON_END, JSON_MALFORMED };
enum json_step json_next_member(struct slice object, size_t *at, struct json_member *member);

/* Appends `object` without its member `name`; unchanged when it is malformed or has none. */
void json_without(struct slice object, const char *name, struct text_buf *out);

#endif
