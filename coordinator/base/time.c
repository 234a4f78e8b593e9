#include "base/time.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar, and back: H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", days_from_civil and civil_from_days. */
static int64_t days_from_civil(int year, int month, int day) {
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, struct civil *out) {
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    out->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    out->month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    out->year = (int)(year_of_era + era * 400 + (out->month <= 2));
    out->weekday = (int)(((days % 7) + 7 + 3) % 7);
}

static int64_t floor_div(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

void civil_from_utc(time_ms at, struct civil *out) {
    int64_t days = floor_div(at, DAY_MS);
    int64_t rest = at - days * DAY_MS;
    civil_from_days(days, out);
    out->hour = (int)(rest / HOUR_MS);
    out->minute = (int)(rest / MINUTE_MS % 60);
    out->second = (int)(rest / SECOND_MS % 60);
    out->millisecond = (int)(rest % SECOND_MS);
}

time_ms civil_to_utc(const struct civil *civil) {
    return days_from_civil(civil->year, civil->month, civil->day) * DAY_MS + civil->hour * HOUR_MS +
           civil->minute * MINUTE_MS + civil->second * SECOND_MS + civil->millisecond;
}

static time_ms last_sunday(int year, int month) {
    struct civil civil;
    int64_t days = days_from_civil(year, month, 31);
    civil_from_days(days, &civil);
    return (days - (civil.weekday + 1) % 7) * DAY_MS + HOUR_MS;
}

int copenhagen_offset_minutes(time_ms at) {
    struct civil civil;
    civil_from_utc(at, &civil);
    return at >= last_sunday(civil.year, 3) && at < last_sunday(civil.year, 10) ? 120 : 60;
}

void civil_copenhagen(time_ms at, struct civil *out) {
    civil_from_utc(at + copenhagen_offset_minutes(at) * MINUTE_MS, out);
}

int32_t copenhagen_day(time_ms at) {
    return (int32_t)floor_div(at + copenhagen_offset_minutes(at) * MINUTE_MS, DAY_MS);
}

time_ms copenhagen_time(int32_t day, int minutes) {
    time_ms local = day * DAY_MS + minutes * MINUTE_MS;
    time_ms summer = local - 120 * MINUTE_MS, winter = local - 60 * MINUTE_MS;
    if (copenhagen_offset_minutes(summer) == 120) return summer;
    if (copenhagen_offset_minutes(winter) == 60) return winter;
    struct civil civil;
    civil_from_utc(local, &civil);
    return last_sunday(civil.year, 3);
}

char *time_rfc3339(time_ms at, char out[TIME_TEXT_MAX]) {
    struct civil c;
    civil_from_utc(at, &c);
    snprintf(out, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year % 10000, c.month,
             c.day, c.hour, c.minute, c.second, c.millisecond);
    return out;
}

char *time_local_clock(time_ms at, char out[TIME_TEXT_MAX]) {
    struct civil c;
    civil_copenhagen(at, &c);
    snprintf(out, TIME_TEXT_MAX, "%02d:%02d:%02d", c.hour, c.minute, c.second);
    return out;
}

char *time_local_danish(time_ms at, char out[TIME_TEXT_MAX]) {
    struct civil c;
    civil_copenhagen(at, &c);
    snprintf(out, TIME_TEXT_MAX, "%02d.%02d.%04d kl. %02d.%02d", c.day, c.month, c.year % 10000,
             c.hour, c.minute);
    return out;
}

static bool digits(const char *text, int count, int *out) {
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

static bool parse_date_time(const char *t, struct civil *c) {
    if (!digits(t, 4, &c->year) || t[4] != '-' || !digits(t + 5, 2, &c->month) || t[7] != '-' ||
        !digits(t + 8, 2, &c->day) || (t[10] != 'T' && t[10] != 't') ||
        !digits(t + 11, 2, &c->hour) || t[13] != ':' || !digits(t + 14, 2, &c->minute) ||
        t[16] != ':' || !digits(t + 17, 2, &c->second))
        return false;
    if (c->month < 1 || c->month > 12 || c->day < 1 || c->hour > 23 || c->minute > 59 ||
        c->second > 59)
        return false;
    struct civil back;
    civil_from_days(days_from_civil(c->year, c->month, c->day), &back);
    return back.month == c->month && back.day == c->day; /* refuses 31 February */
}

bool time_parse_rfc3339(const char *text, size_t length, time_ms *out) {
    if (length < 20 || length > 29) return false;
    char t[30];
    memcpy(t, text, length);
    t[length] = '\0';
    struct civil c = {0};
    if (!parse_date_time(t, &c)) return false;
    size_t at = 19;
    if (t[at] == '.') {
        int scale = 100;
        for (at++; t[at] >= '0' && t[at] <= '9'; at++, scale /= 10)
            c.millisecond += (t[at] - '0') * scale;
        if (at == 20 || at > 23) return false;
    }
    int64_t offset = 0;
    if (t[at] == 'Z' || t[at] == 'z') {
        at++;
    } else if (t[at] == '+' || t[at] == '-') {
        int hours, minutes;
        if (length != at + 6 || !digits(t + at + 1, 2, &hours) || t[at + 3] != ':' ||
            !digits(t + at + 4, 2, &minutes) || hours > 23 || minutes > 59)
            return false;
        offset = (hours * HOUR_MS + minutes * MINUTE_MS) * (t[at] == '-' ? -1 : 1);
        at += 6;
    } else {
        return false;
    }
    if (at != length) return false;
    *out = civil_to_utc(&c) - offset;
    return true;
}
