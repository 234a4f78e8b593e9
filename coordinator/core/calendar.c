/* Holidays. Easter by the algorithm of J. Meeus, "Astronomical Algorithms" (1991), chapter 8, which is that of H. Spencer Jones,
 * "General Astronomy" (1922), and S. Butcher, "The Ecclesiastical Calendar" (1877): it needs integers only, has no exceptions, and
 * holds for every year of the Gregorian calendar. Store bededag, the fourth Friday after Easter, is a public holiday up to 2023:
 * the act that abolished it took effect on 1 January 2024. */
#include "core/calendar.h"

#include <stddef.h>
#include <string.h>

#include "core/state.h"

static int32_t day_of(int year, int month, int day) {
    return (int32_t)(civil_to_utc(&(struct civil){.year = year, .month = month, .day = day}) /
                     DAY_MS);
}

int32_t calendar_easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int from_march = h + l - 7 * m + 114;
    return day_of(year, from_march / 31, from_march % 31 + 1);
}

#define STORE_BEDEDAG_ENDS 2024

static const struct {
    int from_easter; /* days */
    int before;      /* a holiday only in years before this; 0: in every year */
    const char *name;
} movable[] = {
    {-3, 0, "Skærtorsdag"},
    {-2, 0, "Langfredag"},
    {0, 0, "Påskedag"},
    {1, 0, "2. påskedag"},
    {26, STORE_BEDEDAG_ENDS, "Store bededag"},
    {39, 0, "Kristi himmelfartsdag"},
    {49, 0, "Pinsedag"},
    {50, 0, "2. pinsedag"},
};

static const struct {
    int month, day;
    const char *name;
} fixed[] = {{1, 1, "Nytårsdag"}, {12, 25, "Juledag"}, {12, 26, "2. juledag"}};

const char *calendar_public_holiday(int32_t day) {
    struct civil civil;
    civil_from_utc(day * DAY_MS, &civil);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (civil.month == fixed[i].month && civil.day == fixed[i].day) return fixed[i].name;
    if (civil.month < 3 || civil.month > 6) return NULL; /* the rest lies about Easter */
    int from_easter = day - calendar_easter(civil.year);
    for (size_t i = 0; i < sizeof movable / sizeof *movable; i++)
        if (from_easter == movable[i].from_easter &&
            (movable[i].before == 0 || civil.year < movable[i].before))
            return movable[i].name;
    return NULL;
}

uint32_t find_calendar_day(const struct core *c, int32_t day) {
    for (uint32_t i = 0; i < c->calendar_ever; i++)
        if (c->calendar[i].taken && c->calendar[i].record.day == day) return i;
    return LIST_NONE;
}

const char *calendar_holiday_name(const struct core *c, int32_t day) {
    uint32_t set = find_calendar_day(c, day);
    if (set == LIST_NONE) return calendar_public_holiday(day);
    return c->calendar[set].record.holiday ? c->calendar[set].record.name : NULL;
}

bool calendar_is_holiday(const struct core *c, int32_t day) {
    return calendar_holiday_name(c, day) != NULL;
}

/* --- days set by command ------------------------------------------------------------------------------------------------ */

HANDLER(calendar_day_put) {
    const struct calendar_day_put_command *p = &command->as.calendar_day_put;
    uint32_t slot = find_calendar_day(c, p->day);
    result->created = slot == LIST_NONE;
    for (uint32_t i = 0; slot == LIST_NONE && i < LIMIT_CALENDAR_DAYS; i++)
        if (!c->calendar[i].taken) slot = i;
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "%d days are set already",
                           LIMIT_CALENDAR_DAYS);
    struct calendar_day_record r = {.day = p->day};
    memcpy(r.name, p->name, sizeof r.name);
    r.holiday = COMMAND_HAS(command, calendar_day_put, holiday) ? p->holiday : 1;
    c->calendar[slot].record = r;
    c->calendar[slot].taken = true;
    if (slot >= c->calendar_ever) c->calendar_ever = slot + 1;
    event_record(emit(c, EVENT_calendar_changed), RECORD_calendar_day, slot);
    result->subject = ref_of(RECORD_calendar_day, slot);
    hours_follow_calendar(c);
    return ERR_OK;
}

HANDLER(calendar_day_remove) {
    uint32_t slot = find_calendar_day(c, command->as.calendar_day_remove.day);
    (void)result; /* what is gone is not shown */
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "day", "nothing is set for this day");
    event_removed(emit(c, EVENT_calendar_changed), RECORD_calendar_day, slot);
    c->calendar[slot].taken = false;
    hours_follow_calendar(c);
    return ERR_OK;
}
