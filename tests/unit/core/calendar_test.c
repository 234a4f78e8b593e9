/* Easter and the public holidays, held against dates that others have published and against other algorithms. */
#include "core/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"

static int32_t day(int year, int month, int date) {
    return (int32_t)(civil_to_utc(&(struct civil){.year = year, .month = month, .day = date}) /
                     DAY_MS);
}

/* Easter Sundays as almanacs have them, the earliest and the latest that there can be among them. */
static void easter_as_in_the_almanac(void **state) {
    (void)state;
    static const int known[][3] = {
        {1818, 3, 22}, {1886, 4, 25}, {1943, 4, 25}, {1954, 4, 18}, {1961, 4, 2},  {1981, 4, 19},
        {1999, 4, 4},  {2000, 4, 23}, {2001, 4, 15}, {2008, 3, 23}, {2011, 4, 24}, {2016, 3, 27},
        {2017, 4, 16}, {2018, 4, 1},  {2019, 4, 21}, {2020, 4, 12}, {2021, 4, 4},  {2022, 4, 17},
        {2023, 4, 9},  {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},  {2027, 3, 28}, {2028, 4, 16},
        {2029, 4, 1},  {2030, 4, 21}, {2035, 3, 25}, {2038, 4, 25}, {2049, 4, 18}, {2285, 3, 22}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (calendar_easter(known[i][0]) != day(known[i][0], known[i][1], known[i][2]))
            fail_msg("Easter of %d", known[i][0]);
}

/* C. F. Gauss's rule with his corrections, in the form that keeps M and N as functions of the century: another way to the same
 * Sunday. */
static int32_t easter_by_gauss(int year) {
    int a = year % 19, b = year % 4, c = year % 7;
    int k = year / 100, p = (13 + 8 * k) / 25, q = k / 4;
    int m = (15 - p + k - q) % 30, n = (4 + k - q) % 7;
    int d = (19 * a + m) % 30, e = (2 * b + 4 * c + 6 * d + n) % 7;
    if (d == 29 && e == 6) return day(year, 4, 19);
    if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19) return day(year, 4, 18);
    return day(year, 3, 22) + d + e;
}

static void easter_by_another_algorithm(void **state) {
    (void)state;
    for (int year = 1583; year <= 4099; year++) {
        int32_t easter = calendar_easter(year);
        struct civil civil;
        if (easter != easter_by_gauss(year)) fail_msg("Easter of %d", year);
        civil_from_utc(easter * DAY_MS, &civil);
        assert_int_equal(civil.weekday, 6);
        assert_true(easter >= day(year, 3, 22) && easter <= day(year, 4, 25));
    }
}

/* Every public holiday of a year with store bededag, of the first one without, and of the year after. */
static const struct {
    int year, month, date;
    const char *name;
} holidays[] = {
    {2023, 1, 1, "Nytårsdag"},    {2023, 4, 6, "Skærtorsdag"},
    {2023, 4, 7, "Langfredag"},   {2023, 4, 9, "Påskedag"},
    {2023, 4, 10, "2. påskedag"}, {2023, 5, 5, "Store bededag"},
    {2023, 5, 28, "Pinsedag"},    {2023, 5, 18, "Kristi himmelfartsdag"},
    {2023, 5, 29, "2. pinsedag"}, {2023, 12, 25, "Juledag"},
    {2023, 12, 26, "2. juledag"}, {2024, 1, 1, "Nytårsdag"},
    {2024, 3, 28, "Skærtorsdag"}, {2024, 3, 29, "Langfredag"},
    {2024, 3, 31, "Påskedag"},    {2024, 4, 1, "2. påskedag"},
    {2024, 5, 19, "Pinsedag"},    {2024, 5, 9, "Kristi himmelfartsdag"},
    {2024, 5, 20, "2. pinsedag"}, {2024, 12, 25, "Juledag"},
    {2024, 12, 26, "2. juledag"}, {2025, 1, 1, "Nytårsdag"},
    {2025, 4, 17, "Skærtorsdag"}, {2025, 4, 18, "Langfredag"},
    {2025, 4, 20, "Påskedag"},    {2025, 4, 21, "2. påskedag"},
    {2025, 6, 8, "Pinsedag"},     {2025, 5, 29, "Kristi himmelfartsdag"},
    {2025, 6, 9, "2. pinsedag"},  {2025, 12, 25, "Juledag"},
    {2025, 12, 26, "2. juledag"},
};

static const char *listed(int32_t wanted) {
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        if (day(holidays[i].year, holidays[i].month, holidays[i].date) == wanted)
            return holidays[i].name;
    return NULL;
}

static void the_holidays_and_no_others(void **state) {
    (void)state;
    for (int32_t at = day(2023, 1, 1); at < day(2026, 1, 1); at++) {
        const char *name = calendar_public_holiday(at), *want = listed(at);
        if ((name == NULL) != (want == NULL) || (name != NULL && strcmp(name, want) != 0))
            fail_msg("day %d: %s, not %s", (int)at, name ? name : "none", want ? want : "none");
    }
}

static void as_many_every_year(void **state) {
    (void)state;
    for (int year = 1950; year < 2200; year++) {
        int count = 0;
        for (int32_t at = day(year, 1, 1); at < day(year + 1, 1, 1); at++)
            count += calendar_public_holiday(at) != NULL;
        int want = year < 2024 ? 11 : 10;
        if (count != want) fail_msg("%d: %d", year, count);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(easter_as_in_the_almanac),
        cmocka_unit_test(easter_by_another_algorithm),
        cmocka_unit_test(the_holidays_and_no_others),
        cmocka_unit_test(as_many_every_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
