/* Arrivals where stories do not reach: after an absence, and with every topic at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/state.h"

static const struct core_sizes sizes = {
    .agents = 4, .calls = 2048, .acknowledgements = 4, .tokens = 4, .replayed_answers = 4};

static struct event events[LIMIT_EVENTS_PER_COMMAND];
static struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
static time_ms now;
static unsigned ever;

static void apply(struct core *c, struct command *command) {
    struct core_result result;
    struct problem problem;
    command->actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    enum err err = core_apply(c, command, now, &list, &result, &problem);
    if (err != ERR_OK) fail_msg("%s %s", problem.field, problem.detail);
    if (core_check(c, &problem) != ERR_OK) fail_msg("%s %s", problem.field, problem.detail);
}

static void tick(struct core *c) {
    static struct command command;
    command = (struct command){.type = COMMAND_tick};
    apply(c, &command);
}

/* As the engine does: every deadline at its own time. */
static void advance(struct core *c, time_ms to) {
    while (core_next_deadline(c) <= to) {
        if (core_next_deadline(c) > now) now = core_next_deadline(c);
        tick(c);
    }
    now = to;
}

static void call(struct core *c, unsigned topic) {
    static struct command m;
    m = (struct command){.type = COMMAND_call_arrive};
    snprintf(m.as.call_arrive.reference, LIMIT_REFERENCE, "c%u", ++ever);
    snprintf(m.as.call_arrive.municipality, LIMIT_ID, "0615");
    snprintf(m.as.call_arrive.topic, LIMIT_ID, "topic%u", topic);
    snprintf(m.as.call_arrive.language, 8, "da");
    apply(c, &m);
}

static struct core *open_with(unsigned topics) {
    static struct command m;
    struct core *c = core_create(&sizes);
    assert_non_null(c);
    now = INT64_C(1772434800000); /* Monday 2026-03-02, 08:00 in Copenhagen */
    for (unsigned i = 0; i < topics; i++) {
        m = (struct command){.type = COMMAND_topic_put};
        snprintf(m.as.topic_put.topic, LIMIT_ID, "topic%u", i);
        snprintf(m.as.topic_put.name, LIMIT_NAME, "Topic %u", i);
        apply(c, &m);
    }
    m = (struct command){.type = COMMAND_organisation_put};
    snprintf(m.as.organisation_put.organisation, LIMIT_ID, "0615");
    snprintf(m.as.organisation_put.name, LIMIT_NAME, "Horsens");
    snprintf(m.as.organisation_put.area, LIMIT_ID, "area");
    apply(c, &m);
    for (unsigned i = 0; i < topics; i++) {
        m = (struct command){.type = COMMAND_baseline_put};
        snprintf(m.as.baseline_put.organisation, LIMIT_ID, "0615");
        snprintf(m.as.baseline_put.topic, LIMIT_ID, "topic%u", i);
        apply(c, &m);
    }
    return c;
}

static void an_absence_teaches_nothing_and_proves_nothing(void **state) {
    (void)state;
    struct core *c = open_with(1);
    const struct demand_record *r = &c->demand[0].record;
    advance(c,
            now + HOUR_MS); /* the hour in which it begins is not watched wholly: take the next */
    call(c, 0);
    advance(c, now + HOUR_MS);
    for (int i = 0; i < 8; i++)
        call(c, 0);
    advance(c, now + 5 * MINUTE_MS);
    assert_true(r->topics[0].statistic > 0);
    assert_int_equal(r->topics[0].hour_calls, 8);
    uint32_t before = c->pairs[0].baseline.expected[11];
    now += 90 * MINUTE_MS; /* nobody ticked: the coordinator was away from 10:05 to 11:35 */
    tick(c);
    assert_int_equal(r->topics[0].statistic, 0);
    assert_int_equal(r->topics[0].rate, 0);
    assert_int_equal(r->minutes, 0);
    assert_int_equal(r->unusual, 1);
    for (int i = 0; i < 8; i++)
        call(c, 0);
    advance(c, now + 30 * MINUTE_MS); /* 12:05: neither 10 nor 11 o'clock was learned */
    assert_int_equal(c->pairs[0].baseline.expected[10], 0);
    assert_int_equal(c->pairs[0].baseline.expected[11], before);
    for (int i = 0; i < 8; i++)
        call(c, 0);
    advance(c, now + HOUR_MS); /* and 12 o'clock was: 8 calls, the eighth week's worth */
    assert_int_equal(c->pairs[0].baseline.expected[12], 1000);
    core_destroy(c);
}

/* Every topic surges in the same minute: a step changes some of them and has room for its events; the next go on. */
static void every_topic_at_once(void **state) {
    (void)state;
    struct core *c = open_with(LIMIT_TOPICS);
    unsigned most = 0, open = 0;
    for (unsigned t = 0; t < LIMIT_TOPICS; t++)
        for (int i = 0; i < 20; i++)
            call(c, t);
    for (int i = 0; i < 200; i++) {
        time_ms due = core_next_deadline(c);
        if (due == TIME_NEVER) break;
        if (due > now) now = due;
        tick(c);
        if (list.count > most) most = list.count;
    }
    for (uint32_t i = 0; i < c->pairs_ever; i++)
        open += c->pairs[i].surged;
    assert_true(most <= 16);
    assert_true(most >= 11); /* the hour's baselines: 65 of them */
    assert_int_equal(open, LIMIT_TOPICS);
    core_destroy(c);
}

/* With all the evidence of a call spread over the tables, a recovered core goes on as this one does. */
static void counts_are_found_again(void **state) {
    (void)state;
    struct core *c = open_with(3), *fresh = core_create(&sizes);
    struct problem problem;
    assert_non_null(fresh);
    for (int i = 0; i < 30; i++) {
        call(c, (unsigned)i % 3);
        advance(c, now + 7 * SECOND_MS);
    }
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(c, (enum record_kind)kind, &cursor)) != NULL)
            assert_int_equal(core_restore(fresh, (enum record_kind)kind, record, &problem), ERR_OK);
    }
    assert_int_equal(core_restore_end(fresh, now, &problem), ERR_OK);
    assert_true(core_digest(fresh) == core_digest(c));
    assert_memory_equal(fresh->demand[0].arrived, c->demand[0].arrived,
                        sizeof c->demand[0].arrived);
    assert_true(c->demand[0].arrived[0] > 0);
    assert_int_equal(fresh->demand[0].due, c->demand[0].due);
    core_destroy(fresh);
    core_destroy(c);
}

static bool surges(bool exercises) {
    static struct command m;
    struct core *c = open_with(1);
    m = (struct command){.type = COMMAND_settings_put};
    m.as.settings_put.exercise = exercises;
    COMMAND_GIVE(&m, settings_put, exercise);
    apply(c, &m);
    m = (struct command){.type = COMMAND_playbook_publish};
    snprintf(m.as.playbook_publish.playbook, LIMIT_ID, "water");
    m.as.playbook_publish.version[0] = 1;
    m.as.playbook_publish.topics.count = 1;
    snprintf(m.as.playbook_publish.topics.ids[0], LIMIT_ID, "topic0");
    apply(c, &m);
    m = (struct command){.type = COMMAND_activation_start};
    snprintf(m.as.activation_start.playbook, LIMIT_ID, "water");
    m.as.activation_start.version[0] = 1;
    m.as.activation_start.break_glass = m.as.activation_start.exercise = 1;
    m.as.activation_start.expires_at = now + DAY_MS;
    apply(c, &m);
    for (int i = 0; i < 60; i++) {
        call(c, 0);
        advance(c, now + 10 * SECOND_MS);
    }
    uint64_t cursor = 0;
    bool any = core_next_record(c, RECORD_surge, &cursor) != NULL;
    core_destroy(c);
    return any;
}

/* The clock of a service that is no exercise cannot be set, so no story tells it. */
static void an_exercise_hides_no_surge_of_real_calls(void **state) {
    (void)state;
    assert_false(surges(true));
    assert_true(surges(false));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_absence_teaches_nothing_and_proves_nothing),
        cmocka_unit_test(every_topic_at_once),
        cmocka_unit_test(counts_are_found_again),
        cmocka_unit_test(an_exercise_hides_no_surge_of_real_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
