/* How long an activation holds, in the events that tell of it: the warning, the alarms after expiry and about a review that nobody
 * makes, to whom they go, and what ends them. The record alone does not say which event it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/core.h"

static const struct core_sizes sizes = {
    .agents = 8, .calls = 8, .acknowledgements = 8, .tokens = 8, .replayed_answers = 4};

#define START (1000 * DAY_MS)
#define TOLD_MAX 32

struct world {
    struct core *core;
    struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct command command;
    struct core_result result;
    struct problem problem;
    enum event_type told[TOLD_MAX]; /* of activations, in order */
    size_t told_count;
};

static struct command *begin(struct world *w, enum command_type type) {
    memset(&w->command, 0, sizeof w->command);
    w->command.type = type;
    w->command.actor = (struct actor){
        .role = ROLE_ADMIN, .all_organisations = true, .agent = AGENT_NONE, .token = "admin"};
    return &w->command;
}

static enum err apply_at(struct world *w, time_ms now) {
    struct event_list events = {.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    enum err err = core_apply(w->core, &w->command, now, &events, &w->result, &w->problem);
    struct problem broken;
    if (core_check(w->core, &broken) != ERR_OK) fail_msg("%s: %s", broken.field, broken.detail);
    for (uint32_t i = 0; err == ERR_OK && i < events.count; i++) {
        if (strncmp(event_types[events.events[i].type].name, "activation_", 11) != 0) continue;
        assert_true(w->told_count < TOLD_MAX);
        w->told[w->told_count++] = events.events[i].type;
    }
    return err;
}

static enum err apply(struct world *w) { return apply_at(w, core_now(w->core)); }

static void until(struct world *w, time_ms at) {
    while (core_next_deadline(w->core) <= at) {
        time_ms due = core_next_deadline(w->core);
        begin(w, COMMAND_tick)->actor.role = ROLE_SYSTEM;
        assert_int_equal(apply_at(w, due), ERR_OK);
    }
    begin(w, COMMAND_tick)->actor.role = ROLE_SYSTEM;
    assert_int_equal(apply_at(w, at), ERR_OK);
}

static void tells(struct world *w, size_t count, const enum event_type *types) {
    for (size_t i = 0; i < count && i < w->told_count; i++)
        assert_string_equal(event_types[w->told[i]].name, event_types[types[i]].name);
    assert_int_equal(w->told_count, count);
    w->told_count = 0;
}

#define TELLS(w, ...)                                      \
    do {                                                   \
        const enum event_type types[] = {__VA_ARGS__};     \
        tells((w), sizeof types / sizeof types[0], types); \
    } while (0)

static void publish(struct world *w) {
    struct playbook_publish_command *p = &begin(w, COMMAND_playbook_publish)->as.playbook_publish;
    snprintf(p->playbook, LIMIT_ID, "water");
    memset(p->version, 1, sizeof p->version);
    p->topics.count = 1;
    snprintf(p->topics.ids[0], LIMIT_ID, "vand");
    p->default_duration_ms = 4 * HOUR_MS;
    p->max_duration_ms = 8 * HOUR_MS;
    p->warn_before_ms = 30 * MINUTE_MS;
    p->review_every_ms = 2 * HOUR_MS;
    p->lifted_ms = HOUR_MS;
    snprintf(w->command.actor.token, LIMIT_ID, "author");
}

static int open_world(void **state) {
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->core = core_create(&sizes);
    assert_non_null(w->core);
    begin(w, COMMAND_tick)->actor.role = ROLE_SYSTEM;
    assert_int_equal(apply_at(w, START), ERR_OK);
    struct topic_put_command *t = &begin(w, COMMAND_topic_put)->as.topic_put;
    snprintf(t->topic, sizeof t->topic, "vand");
    snprintf(t->name, sizeof t->name, "Vand");
    t->handling = HANDLING_MUNICIPALITY;
    assert_int_equal(apply(w), ERR_OK);
    publish(w);
    assert_int_equal(apply(w), ERR_OK);
    struct playbook_approve_command *a = &begin(w, COMMAND_playbook_approve)->as.playbook_approve;
    snprintf(a->playbook, LIMIT_ID, "water");
    memset(a->version, 1, sizeof a->version);
    assert_int_equal(apply(w), ERR_OK);
    *state = w;
    return 0;
}

static int close_world(void **state) {
    struct world *w = *state;
    core_destroy(w->core);
    free(w);
    return 0;
}

static activation_id start(struct world *w) {
    struct activation_start_command *p = &begin(w, COMMAND_activation_start)->as.activation_start;
    snprintf(p->playbook, LIMIT_ID, "water");
    memset(p->version, 1, sizeof p->version);
    assert_int_equal(apply(w), ERR_OK);
    assert_int_equal(core_activation(w->core, w->result.subject.key)->expires_at,
                     core_now(w->core) + 4 * HOUR_MS);
    return w->result.subject.key;
}

static void review(struct world *w, activation_id id) {
    begin(w, COMMAND_activation_review)->as.activation_review.activation = id;
    assert_int_equal(apply(w), ERR_OK);
}

/* Three alarms to duty leaders, then to everybody. */
static void expiry_warns_alarms_and_escalates(void **state) {
    struct world *w = *state;
    activation_id id = start(w);
    until(w, START + 1 * HOUR_MS);
    review(w, id);
    until(w, START + 4 * HOUR_MS + 40 * MINUTE_MS);
    TELLS(w, EVENT_activation_started, EVENT_activation_reviewed, EVENT_activation_review_overdue,
          EVENT_activation_review_alarm, EVENT_activation_review_alarm, EVENT_activation_expiring,
          EVENT_activation_review_alarm, EVENT_activation_review_alarm_escalated,
          EVENT_activation_review_alarm_escalated, EVENT_activation_expired, EVENT_activation_alarm,
          EVENT_activation_alarm, EVENT_activation_alarm, EVENT_activation_alarm_escalated);
}

/* Whoever looks in time is not asked, and whoever looks late ends the alarm. */
static void a_review_ends_its_alarm(void **state) {
    struct world *w = *state;
    activation_id id = start(w);
    until(w, START + 2 * HOUR_MS + 10 * MINUTE_MS);
    review(w, id);
    until(w, START + 4 * HOUR_MS - 1);
    TELLS(w, EVENT_activation_started, EVENT_activation_review_overdue,
          EVENT_activation_review_alarm, EVENT_activation_reviewed, EVENT_activation_expiring);
    const struct activation_record *a = core_activation(w->core, id);
    assert_string_equal(a->reviewed_by, "admin");
    assert_int_equal(a->reviewed_at, START + 2 * HOUR_MS + 10 * MINUTE_MS);
}

/* The warning comes again after a renewal, and the lifted answer ends by itself. */
static void a_renewal_arms_the_warning(void **state) {
    struct world *w = *state;
    activation_id id = start(w);
    until(w, START + 3 * HOUR_MS + 30 * MINUTE_MS);
    begin(w, COMMAND_activation_renew)->as.activation_renew.activation = id;
    assert_int_equal(apply(w), ERR_OK);
    assert_int_equal(core_activation(w->core, id)->expires_at,
                     START + 7 * HOUR_MS + 30 * MINUTE_MS);
    w->told_count = 0;
    until(w, START + 5 * HOUR_MS);
    review(w, id);
    until(w, START + 6 * HOUR_MS);
    review(w, id);
    until(w, START + 7 * HOUR_MS);
    begin(w, COMMAND_activation_lift)->as.activation_lift.activation = id;
    assert_int_equal(apply(w), ERR_OK);
    until(w, START + 8 * HOUR_MS);
    TELLS(w, EVENT_activation_reviewed, EVENT_activation_reviewed, EVENT_activation_expiring,
          EVENT_activation_lifted, EVENT_activation_history_forgotten, EVENT_activation_closed);
}

/* A version's own terms fit together, and without a usual time one must be given. */
static void terms_are_checked(void **state) {
    struct world *w = *state;
    publish(w);
    struct playbook_publish_command *p = &w->command.as.playbook_publish;
    memset(p->version, 2, sizeof p->version);
    p->default_duration_ms = 9 * HOUR_MS;
    assert_int_equal(apply(w), ERR_OUT_OF_RANGE);
    assert_string_equal(w->problem.field, "default_duration_ms");
    p->default_duration_ms = p->lifted_ms = 0;
    assert_int_equal(apply(w), ERR_OK);
    assert_int_equal(core_find_playbook_version(w->core, "water", p->version)->lifted_ms,
                     48 * HOUR_MS);
    struct activation_start_command *a = &begin(w, COMMAND_activation_start)->as.activation_start;
    snprintf(a->playbook, LIMIT_ID, "water");
    memset(a->version, 2, sizeof a->version);
    a->break_glass = 1;
    assert_int_equal(apply(w), ERR_MISSING_FIELD);
    assert_string_equal(w->problem.field, "expires_at");
    a->expires_at = core_now(w->core) + HOUR_MS;
    assert_int_equal(apply(w), ERR_OK);
    activation_id id = w->result.subject.key;
    begin(w, COMMAND_activation_renew)->as.activation_renew.activation = id;
    assert_int_equal(apply(w), ERR_MISSING_FIELD);
    assert_string_equal(w->problem.field, "expires_at");
}

int main(void) {
#define RULE(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
    const struct CMUnitTest tests[] = {
        RULE(expiry_warns_alarms_and_escalates),
        RULE(a_review_ends_its_alarm),
        RULE(a_renewal_arms_the_warning),
        RULE(terms_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
