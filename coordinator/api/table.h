/* Tables for spreadsheets: comma-separated values (RFC 4180), a header line first. */
#ifndef API_TABLE_H
#define API_TABLE_H

#include "base/text.h"
#include "base/time.h"

/* A value of a line, behind a comma when it is not the first. What a spreadsheet would take for a formula gets an apostrophe in
 * front. NULL: nothing. */
void table_text(struct text_buf *out, const char *value);
void table_uint(struct text_buf *out, uint64_t value);
void table_day(struct text_buf *out, int32_t day); /* INT32_MIN: nothing */
void table_end(struct text_buf *out);              /* the line */

#endif
