/* Times are milliseconds since 1970 UTC; durations are milliseconds. Europe/Copenhagen is for showing, and for
 * what belongs to a local day. The rule is Directive 2000/84/EC: summer time from the last Sunday of March
 * 01:00 UTC to the last Sunday of October 01:00 UTC. Nothing here reads a clock. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t time_ms;

#define TIME_NEVER INT64_MAX
#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

struct civil {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second, millisecond;
    int weekday; /* 0 is Monday */
};

void civil_from_utc(time_ms at, struct civil *out);
time_ms civil_to_utc(const struct civil *civil);
/* Minutes to add to UTC to get Danish local time: 60 or 120. */
int copenhagen_offset_minutes(time_ms at);
void civil_copenhagen(time_ms at, struct civil *out);
/* The local day as days since 1970-01-01. */
int32_t copenhagen_day(time_ms at);
/* When the clock of that local day shows so many minutes past midnight; 1440 is the midnight after. Of a minute that comes
 * twice, the first time; for one that the change to summer time leaves out, the change itself. */
time_ms copenhagen_time(int32_t day, int minutes);

#define TIME_TEXT_MAX 32
/* "2026-11-22T06:50:45.123Z". `out` holds TIME_TEXT_MAX bytes; returns `out`. */
char *time_rfc3339(time_ms at, char out[TIME_TEXT_MAX]);
/* Danish local clock time "07:50:45"; `out` holds TIME_TEXT_MAX bytes; returns `out`. */
char *time_local_clock(time_ms at, char out[TIME_TEXT_MAX]);
/* Danish local date and time "22.11.2026 kl. 07.50"; returns `out`. */
char *time_local_danish(time_ms at, char out[TIME_TEXT_MAX]);
/* Reads RFC 3339 with Z or a numeric offset, up to milliseconds. False: not such a text; `out` is untouched. */
bool time_parse_rfc3339(const char *text, size_t length, time_ms *out);

#endif
