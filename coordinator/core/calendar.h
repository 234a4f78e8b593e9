/* The calendar: which days the cooperation keeps as holidays. The Danish public holidays are a function of the date alone;
 * days may be added and taken away by command. A day is a local day, as days since 1970-01-01 (base/time.h). */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct core;

/* Easter Sunday of a year of the Gregorian calendar. */
int32_t calendar_easter(int year);
/* The Danish name of the public holiday that the day is; NULL: it is none. */
const char *calendar_public_holiday(int32_t day);

/* Whether the day is kept as a holiday: a public holiday or a day set by command. */
bool calendar_is_holiday(const struct core *core, int32_t day);
/* Its name, as set or as the public holiday's; NULL: it is an ordinary day. */
const char *calendar_holiday_name(const struct core *core, int32_t day);

#endif
