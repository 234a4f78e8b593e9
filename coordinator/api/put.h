/* Writing JSON without minding commas. */
#ifndef API_PUT_H
#define API_PUT_H

#include "base/text.h"
#include "base/time.h"

/* Each puts a comma in front when something stands there already. `name` NULL: an element of an
 * array. */
void put_open(struct text_buf *out, const char *name, char bracket); /* '{' or '[' */
void put_close(struct text_buf *out, char bracket);                  /* '}' or ']' */
void put_int(struct text_buf *out, const char *name, int64_t value);
void put_uint(struct text_buf *out, const char *name, uint64_t value);
void put_bool(struct text_buf *out, const char *name, bool value);
void put_text(struct text_buf *out, const char *name, const char *value); /* NULL or "": null */
void put_time(struct text_buf *out, const char *name, time_ms value);     /* 0: null */
void put_null(struct text_buf *out, const char *name);
void put_known(struct text_buf *out, const char *name, bool known, uint64_t value); /* else null */
/* The name alone; a value must follow. */
void put_name(struct text_buf *out, const char *name);
/* Per mille of 1000 as a number with up to three decimals: 1500 is 1.5. */
void put_permille(struct text_buf *out, const char *name, uint32_t value);
/* "3-1043" */
void put_event_id(struct text_buf *out, const char *name, uint64_t epoch, uint64_t number);

#endif
