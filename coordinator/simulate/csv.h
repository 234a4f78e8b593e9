/* Lines of CSV, plain or compressed by gzip, and the cells in them: no quotes, for ids and numbers
 * need none. */
#ifndef SIMULATE_CSV_H
#define SIMULATE_CSV_H

#include "base/error.h"
#include "base/text.h"

/* Called for every line, without its end; the first has the number 1. Anything but ERR_OK ends
 * the reading. */
typedef enum err csv_line(void *ctx, uint64_t number, struct slice line, struct problem *problem);

/* `header` is what the first line must be; it is not handed on, nor are empty lines. */
enum err csv_read(const char *path, const char *header, csv_line *line, void *ctx,
                  struct problem *problem) MUST_CHECK;
/* A refusal that names the line. */
enum err csv_refuse(uint64_t number, const char *column, const char *why, struct problem *problem);

/* Takes the text up to the next comma or the end. */
struct slice csv_cell(struct slice *rest);
/* Decimal seconds, "12.5" or "1e-05", up to `high_ms`, rounded to milliseconds, half up. */
bool csv_seconds(struct slice cell, int64_t high_ms, int32_t *out);
/* The same; what is more counts as the most. */
bool csv_seconds_or_most(struct slice cell, int64_t most_ms, int32_t *out);
bool csv_number(struct slice cell, int64_t *out);

/* Write at `at`, return what follows. Seconds have three decimals. */
char *csv_put_number(char *at, uint64_t value);
char *csv_put_seconds(char *at, int32_t ms);
char *csv_put_text(char *at, struct slice text);

#endif
