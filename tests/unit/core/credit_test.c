/* Credit is kept for long, and never for want of room lost for today: the oldest days go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/core.h"

#define DAYS (LIMIT_CREDITS / LIMIT_OFFERS + 8)

static const struct core_sizes sizes = {
    .agents = 2, .calls = 2, .acknowledgements = 2, .tokens = 2, .replayed_answers = 2};

struct world {
    struct core *core;
    time_ms now;
    struct command command;
    struct event events[LIMIT_EVENTS_PER_COMMAND];
};

static struct command *begin(struct world *w, enum command_type type) {
    memset(&w->command, 0, sizeof w->command);
    w->command.type = type;
    w->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    return &w->command;
}

static void must(struct world *w) {
    struct event_list list = {.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct problem problem;
    assert_int_equal(core_apply(w->core, &w->command, w->now, &list, &result, &problem), ERR_OK);
}

static void name(char *out, const char *prefix, unsigned number) {
    snprintf(out, LIMIT_ID, "%s%u", prefix, number);
}

static void furnish(struct world *w) {
    struct settings_put_command *s = &begin(w, COMMAND_settings_put)->as.settings_put;
    s->offer_lease_ms = s->queue_stale_ms = DAY_MS;
    COMMAND_GIVE(&w->command, settings_put, offer_lease_ms);
    COMMAND_GIVE(&w->command, settings_put, queue_stale_ms);
    must(w);
    struct topic_put_command *t = &begin(w, COMMAND_topic_put)->as.topic_put;
    name(t->topic, "t", 0);
    name(t->name, "t", 0);
    must(w);
    for (unsigned n = 0; n < LIMIT_OFFERS; n++) {
        struct organisation_put_command *o =
            &begin(w, COMMAND_organisation_put)->as.organisation_put;
        name(o->organisation, "o", n);
        name(o->name, "o", n);
        name(o->area, "a", 0);
        must(w);
        struct offer_put_command *f = &begin(w, COMMAND_offer_put)->as.offer_put;
        name(f->offer, "f", n);
        name(f->organisation, "o", n);
        snprintf(f->address, LIMIT_ADDRESS, "sip:seats@example.org");
        f->seats = 2;
        name(f->topics.ids[f->topics.count++], "t", 0);
        f->languages.count = 1;
        snprintf(f->languages.codes[0], 8, "da");
        must(w);
    }
}

/* How many rows there are, of which days, and of how much seat time each. */
static uint32_t rows(const struct core *core, int32_t *oldest, int32_t *newest, uint64_t *seat_ms) {
    uint64_t cursor = 0;
    uint32_t count = 0;
    const struct credit_record *r;
    *oldest = INT32_MAX;
    *newest = INT32_MIN;
    *seat_ms = 0;
    while ((r = core_next_record(core, RECORD_credit, &cursor)) != NULL) {
        if (r->day < *oldest) *oldest = r->day;
        if (r->day > *newest) {
            *newest = r->day;
            *seat_ms = 0;
        }
        if (r->day == *newest) *seat_ms += r->seat_ms;
        count++;
    }
    return count;
}

static void the_oldest_days_go(void **state) {
    static struct world w;
    struct problem problem;
    int32_t first = 0, oldest = 0, newest = 0;
    uint64_t seat_ms;
    (void)state;
    w.core = core_create(&sizes);
    w.now = 20000 * DAY_MS + 12 * HOUR_MS;
    assert_non_null(w.core);
    furnish(&w);
    for (int day = 0; day < DAYS; day++) {
        for (int half = 0; half < 2; half++) {
            w.now += 12 * HOUR_MS;
            for (unsigned n = 0; n < LIMIT_OFFERS; n++) {
                begin(&w, COMMAND_offer_renew);
                name(w.command.as.offer_renew.offer, "f", n);
                must(&w);
            }
        }
        uint32_t count = rows(w.core, &oldest, &newest, &seat_ms);
        assert_true(count < LIMIT_CREDITS);
        if (day == 0) first = oldest;
        /* the row of the day is there whole: two seats since the day before */
        assert_int_equal(seat_ms, (uint64_t)LIMIT_OFFERS * 2 * DAY_MS);
    }
    assert_true(oldest > first);
    assert_int_equal(newest - first, DAYS - 1);
    if (core_check(w.core, &problem) != ERR_OK) fail_msg("%s: %s", problem.field, problem.detail);
    core_destroy(w.core);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_oldest_days_go)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
