/* Opening hours and the calendar: no personal data. */
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "core/calendar.h"

static int32_t first_day(int year) {
    return (int32_t)(civil_to_utc(&(struct civil){.year = year, .month = 1, .day = 1}) / DAY_MS);
}

static void add_holidays(struct text_buf *out, const struct core *core, int year) {
    put_open(out, "holidays", '[');
    for (int32_t day = first_day(year); day < first_day(year + 1); day++) {
        const char *name = calendar_holiday_name(core, day);
        struct civil civil;
        if (name == NULL) continue;
        civil_from_utc(day * DAY_MS, &civil);
        put_open(out, NULL, '{');
        put_name(out, "day");
        text_addf(out, "\"%04d-%02d-%02d\"", civil.year, civil.month, civil.day);
        put_text(out, "name", name);
        put_close(out, '}');
    }
    put_close(out, ']');
}

/* The year asked for, or the one that it is. False: it is no year. */
static bool year_of(struct ask *ask, int *out) {
    const char *wanted = ask_query(ask, "year");
    struct civil civil;
    civil_copenhagen(api_now(ask->api), &civil);
    *out = wanted == NULL ? civil.year : (int)strtol(wanted, NULL, 10);
    return wanted == NULL ||
           (strlen(wanted) == 4 && strspn(wanted, "0123456789") == 4 && *out >= 1970);
}

enum err view_calendar(struct ask *ask, const struct core *core) {
    int year;
    if (!year_of(ask, &year))
        return problem_set(&ask->problem, ERR_OUT_OF_RANGE, "year",
                           "a year has four digits and is 1970 or later");
    uint64_t cursor = 0;
    const void *record;
    put_open(&ask->body, NULL, '{');
    put_int(&ask->body, "year", year);
    add_holidays(&ask->body, core, year);
    put_open(&ask->body, "days", '[');
    while ((record = core_next_record(core, RECORD_calendar_day, &cursor)) != NULL) {
        view_record_open(&ask->body, NULL, core, RECORD_calendar_day, record);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- open and closed -------------------------------------------------------------------------- */

void view_record_call_open(struct text_buf *out, const char *name, const struct core *core,
                           const struct call_record *call) {
    view_record_open(out, name, core, RECORD_call, call);
    if (call->reason == ROUTING_REASON_CLOSED)
        put_time(out, "opens_at", core_opens_at(core, call->organisation, call->ended_at));
}

static void add_topics(struct text_buf *out, const struct core *core, topic_set topics) {
    put_open(out, "topics", '[');
    for (; topics != 0; topics &= topics - 1)
        put_text(out, NULL, core_topic(core, (topic_no)__builtin_ctzll(topics))->id);
    put_close(out, ']');
}

void view_open(struct text_buf *out, const struct core *core, organisation_no number) {
    struct hours_view view;
    core_view_hours(core, number, &view);
    put_bool(out, "open", view.open);
    put_time(out, "changes_at", view.changes_at);
    if (view.extended == 0) {
        put_null(out, "kept_open");
        return;
    }
    put_open(out, "kept_open", '{');
    add_topics(out, core, view.extended);
    put_time(out, "until", view.extended_until);
    put_close(out, '}');
}

void view_phones(struct text_buf *out, const struct core *core,
                 const struct activation_record *activation) {
    struct phones_view view;
    core_view_phones(core, activation, &view);
    put_open(out, "phones", '{');
    put_bool(out, "open", !view.any_closed);
    put_time(out, "opens_at", view.opens_at);
    put_time(out, "closes_at", view.closes_at);
    put_open(out, "closed", '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(&view.closed, n))
            put_text(out, NULL, core_organisation(core, n)->id);
    put_close(out, ']');
    put_uint(out, "agents_off_duty", view.agents_off_duty);
    put_close(out, '}');
}
