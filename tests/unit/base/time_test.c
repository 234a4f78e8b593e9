#include "base/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static time_ms utc(int year, int month, int day, int hour, int minute, int second) {
    return civil_to_utc(&(struct civil){.year = year,
                                        .month = month,
                                        .day = day,
                                        .hour = hour,
                                        .minute = minute,
                                        .second = second});
}

static void known_moments(void **state) {
    (void)state;
    assert_int_equal(utc(1970, 1, 1, 0, 0, 0), 0);
    assert_int_equal(utc(2000, 2, 29, 0, 0, 0), INT64_C(951782400000));
    assert_int_equal(utc(2026, 11, 22, 6, 50, 45), INT64_C(1795330245000));
    assert_int_equal(utc(1969, 12, 31, 23, 59, 59), -1000);
    struct civil c;
    civil_from_utc(INT64_C(1795330245123), &c);
    assert_int_equal(c.year, 2026);
    assert_int_equal(c.month, 11);
    assert_int_equal(c.day, 22);
    assert_int_equal(c.hour, 6);
    assert_int_equal(c.minute, 50);
    assert_int_equal(c.second, 45);
    assert_int_equal(c.millisecond, 123);
    assert_int_equal(c.weekday, 6); /* a Sunday */
    civil_from_utc(0, &c);
    assert_int_equal(c.weekday, 3); /* a Thursday */
    civil_from_utc(-1, &c);
    assert_int_equal(c.year, 1969);
    assert_int_equal(c.millisecond, 999);
    assert_int_equal(c.weekday, 2);
}

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int days_in(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Counts every day of 500 years with a plain calendar and holds the arithmetic against it. */
static void every_day_there_and_back(void **state) {
    (void)state;
    int year = 1900, month = 1, day = 1, weekday = 0; /* 1900-01-01 was a Monday */
    for (time_ms at = utc(1900, 1, 1, 0, 0, 0); year < 2400; at += DAY_MS) {
        struct civil c;
        civil_from_utc(at + 12 * HOUR_MS, &c);
        assert_int_equal(c.year, year);
        assert_int_equal(c.month, month);
        assert_int_equal(c.day, day);
        assert_int_equal(c.weekday, weekday);
        assert_int_equal(civil_to_utc(&c), at + 12 * HOUR_MS);
        weekday = (weekday + 1) % 7;
        if (++day > days_in(year, month)) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
    }
}

static void summer_time_turns_at_one_utc(void **state) {
    (void)state;
    static const struct {
        int year, march, october; /* the last Sundays */
    } years[] = {
        {2015, 29, 25}, {2019, 31, 27}, {2020, 29, 25}, {2024, 31, 27}, {2025, 30, 26},
        {2026, 29, 25}, {2027, 28, 31}, {2030, 31, 27}, {2032, 28, 31},
    };
    for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
        time_ms begins = utc(years[i].year, 3, years[i].march, 1, 0, 0);
        time_ms ends = utc(years[i].year, 10, years[i].october, 1, 0, 0);
        assert_int_equal(copenhagen_offset_minutes(begins - 1), 60);
        assert_int_equal(copenhagen_offset_minutes(begins), 120);
        assert_int_equal(copenhagen_offset_minutes(ends - 1), 120);
        assert_int_equal(copenhagen_offset_minutes(ends), 60);
    }
    assert_int_equal(copenhagen_offset_minutes(utc(2026, 1, 1, 0, 0, 0)), 60);
    assert_int_equal(copenhagen_offset_minutes(utc(2026, 7, 1, 0, 0, 0)), 120);
    assert_int_equal(copenhagen_offset_minutes(utc(2026, 12, 31, 23, 59, 59)), 60);
}

static void local_clocks(void **state) {
    (void)state;
    char text[TIME_TEXT_MAX];
    time_ms spring = utc(2026, 3, 29, 1, 0, 0), autumn = utc(2026, 10, 25, 1, 0, 0);
    assert_string_equal(time_local_clock(spring - SECOND_MS, text), "01:59:59");
    assert_string_equal(time_local_clock(spring, text), "03:00:00");
    assert_string_equal(time_local_clock(autumn - SECOND_MS, text), "02:59:59");
    assert_string_equal(time_local_clock(autumn, text), "02:00:00"); /* the hour that comes twice */
    assert_string_equal(time_local_danish(utc(2026, 11, 22, 6, 50, 45), text),
                        "22.11.2026 kl. 07.50");
    assert_string_equal(time_local_danish(utc(2026, 12, 31, 23, 30, 0), text),
                        "01.01.2027 kl. 00.30");
    struct civil c;
    civil_copenhagen(utc(2026, 6, 30, 22, 15, 0), &c);
    assert_int_equal(c.month, 7);
    assert_int_equal(c.day, 1);
    assert_int_equal(c.hour, 0);
}

static void local_days(void **state) {
    (void)state;
    int32_t day = (int32_t)(utc(2026, 7, 1, 0, 0, 0) / DAY_MS);
    assert_int_equal(copenhagen_day(utc(2026, 6, 30, 21, 59, 59)), day - 1);
    assert_int_equal(copenhagen_day(utc(2026, 6, 30, 22, 0, 0)), day);
    assert_int_equal(copenhagen_day(utc(2026, 7, 1, 21, 59, 59)), day);
    day = (int32_t)(utc(2026, 1, 1, 0, 0, 0) / DAY_MS);
    assert_int_equal(copenhagen_day(utc(2025, 12, 31, 22, 59, 59)), day - 1);
    assert_int_equal(copenhagen_day(utc(2025, 12, 31, 23, 0, 0)), day);
    assert_int_equal(copenhagen_day(-2 * HOUR_MS), -1);
    assert_int_equal(copenhagen_day(-HOUR_MS), 0);
    /* The long day of autumn and the short one of spring have 25 and 23 hours. */
    int hours[2] = {0, 0};
    for (int i = 0; i < 48; i++) {
        hours[0] += copenhagen_day(utc(2026, 10, 24, 12, 0, 0) + i * HOUR_MS) ==
                    copenhagen_day(utc(2026, 10, 25, 12, 0, 0));
        hours[1] += copenhagen_day(utc(2026, 3, 28, 12, 0, 0) + i * HOUR_MS) ==
                    copenhagen_day(utc(2026, 3, 29, 12, 0, 0));
    }
    assert_int_equal(hours[0], 25);
    assert_int_equal(hours[1], 23);
}

static void written_and_read(void **state) {
    (void)state;
    char text[TIME_TEXT_MAX];
    assert_string_equal(time_rfc3339(0, text), "1970-01-01T00:00:00.000Z");
    assert_string_equal(time_rfc3339(INT64_C(1795330245123), text), "2026-11-22T06:50:45.123Z");
    assert_string_equal(time_rfc3339(-1, text), "1969-12-31T23:59:59.999Z");
    time_ms step = 37 * DAY_MS + 7 * HOUR_MS + 13 * MINUTE_MS + 11 * SECOND_MS + 7;
    for (time_ms at = utc(1900, 1, 1, 0, 0, 0); at < utc(9990, 1, 1, 0, 0, 0); at += step) {
        time_ms back = 0;
        time_rfc3339(at, text);
        assert_true(time_parse_rfc3339(text, strlen(text), &back));
        assert_int_equal(back, at);
    }
}

static void read_forms(void **state) {
    (void)state;
    static const char *const same[] = {
        "2026-11-22T06:50:45Z",      "2026-11-22T06:50:45.0Z",        "2026-11-22t06:50:45z",
        "2026-11-22T06:50:45.000Z",  "2026-11-22T07:50:45+01:00",     "2026-11-22T00:20:45-06:30",
        "2026-11-22T06:50:45+00:00", "2026-11-23T00:50:45.000+18:00",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        time_ms at = 0;
        assert_true(time_parse_rfc3339(same[i], strlen(same[i]), &at));
        assert_int_equal(at, INT64_C(1795330245000));
    }
    time_ms at = 0;
    assert_true(time_parse_rfc3339("2026-11-22T06:50:45.1Z", 22, &at));
    assert_int_equal(at, INT64_C(1795330245100));
    assert_true(time_parse_rfc3339("2026-11-22T06:50:45.12Z", 23, &at));
    assert_int_equal(at, INT64_C(1795330245120));
    assert_true(time_parse_rfc3339("2024-02-29T00:00:00Z", 20, &at));
}

static void bad_times(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "2026-11-22",
        "2026-11-22T06:50Z",
        "2026-11-22T06:50:45",
        "2026-11-22T06:50:45.Z",
        "2026-11-22T06:50:45.1234Z",
        "2026-11-22T06:50:45,1Z",
        "2026-11-22 06:50:45Z",
        "2026-13-22T06:50:45Z",
        "2026-00-22T06:50:45Z",
        "2026-11-00T06:50:45Z",
        "2026-11-31T06:50:45Z",
        "2026-02-29T06:50:45Z",
        "2100-02-29T06:50:45Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T06:60:45Z",
        "2026-11-22T06:50:60Z",
        "2026-11-22T06:50:45+0100",
        "2026-11-22T06:50:45+24:00",
        "2026-11-22T06:50:45+01:60",
        "2026-11-22T06:50:45ZZ",
        "2026-11-22T06:50:45Z ",
        " 2026-11-22T06:50:45Z",
        "+026-11-22T06:50:45Z",
        "2026-11-22T06:50:45.123456789Z",
        "20x6-11-22T06:50:45Z",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        time_ms at = 42;
        assert_false(time_parse_rfc3339(bad[i], strlen(bad[i]), &at));
        assert_int_equal(at, 42);
    }
    time_ms at = 42;
    assert_false(time_parse_rfc3339("2026-11-22T06:50:45\0Z", 21, &at));
    assert_false(time_parse_rfc3339("2026-11-22T06:50:45Z", 19, &at));
    assert_int_equal(at, 42);
}

/* The first moment of a local minute, found by walking every minute of UTC. */
static void local_minutes(void **state) {
    (void)state;
    static const int days[][3] = {{2026, 3, 28},  {2026, 3, 29},  {2026, 3, 30}, {2026, 10, 24},
                                  {2026, 10, 25}, {2026, 10, 26}, {2026, 1, 1},  {2026, 7, 1},
                                  {2024, 2, 29},  {2024, 12, 31}};
    for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
        time_ms midnight = utc(days[d][0], days[d][1], days[d][2], 0, 0, 0);
        int32_t day = (int32_t)(midnight / DAY_MS);
        for (int minutes = 0; minutes <= 1440; minutes++) {
            time_ms at = midnight - 3 * HOUR_MS, wanted = day * DAY_MS + minutes * MINUTE_MS;
            while (at + copenhagen_offset_minutes(at) * MINUTE_MS < wanted)
                at += MINUTE_MS;
            assert_int_equal(copenhagen_time(day, minutes), at);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_minutes),
        cmocka_unit_test(known_moments),
        cmocka_unit_test(every_day_there_and_back),
        cmocka_unit_test(summer_time_turns_at_one_utc),
        cmocka_unit_test(local_clocks),
        cmocka_unit_test(local_days),
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(read_forms),
        cmocka_unit_test(bad_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
