/* What receivers are told, and when they are tried again: commands of the engine's own, which no story's words reach. Straight
 * through core_apply, and once more after a recovery. */
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

struct world {
    struct core *core;
    struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct event_list list;
    struct command command;
    struct core_result result;
    struct problem problem;
};

static struct command *begin_as(struct world *w, enum command_type type, enum role role,
                                const char *who) {
    memset(&w->command, 0, sizeof w->command);
    w->command.type = type;
    w->command.actor =
        (struct actor){.role = (uint8_t)role, .all_organisations = true, .agent = AGENT_NONE};
    snprintf(w->command.actor.token, sizeof w->command.actor.token, "%s", who);
    return &w->command;
}

static struct command *begin(struct world *w, enum command_type type) {
    return begin_as(w, type, ROLE_ADMIN, "admin");
}

static enum err apply_at(struct world *w, time_ms now) {
    w->list = (struct event_list){.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    enum err err = core_apply(w->core, &w->command, now, &w->list, &w->result, &w->problem);
    struct problem broken;
    if (core_check(w->core, &broken) != ERR_OK) fail_msg("%s: %s", broken.field, broken.detail);
    return err;
}

static enum err apply(struct world *w) { return apply_at(w, core_now(w->core)); }

static void must(struct world *w) {
    enum err err = apply(w);
    if (err != ERR_OK) fail_msg("%s: %s %s", err_name(err), w->problem.field, w->problem.detail);
}

/* The same records in a fresh core. */
static void recover(struct world *w) {
    struct core *fresh = core_create(&sizes);
    assert_non_null(fresh);
    struct problem problem;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(w->core, (enum record_kind)kind, &cursor)) != NULL)
            assert_int_equal(core_restore(fresh, (enum record_kind)kind, record, &problem), ERR_OK);
    }
    assert_int_equal(core_restore_end(fresh, core_now(w->core), &problem), ERR_OK);
    assert_true(core_digest(fresh) == core_digest(w->core));
    core_destroy(w->core);
    w->core = fresh;
    begin_as(w, COMMAND_recovered, ROLE_SYSTEM, "");
    must(w);
}

static void tick_at(struct world *w, time_ms now) {
    for (time_ms due; (due = core_next_deadline(w->core)) <= now;) {
        begin_as(w, COMMAND_tick, ROLE_SYSTEM, "");
        assert_int_equal(apply_at(w, due), ERR_OK);
    }
    begin_as(w, COMMAND_tick, ROLE_SYSTEM, "");
    assert_int_equal(apply_at(w, now), ERR_OK);
}

static void organisation(struct world *w, const char *id) {
    struct organisation_put_command *o = &begin(w, COMMAND_organisation_put)->as.organisation_put;
    snprintf(o->organisation, sizeof o->organisation, "%s", id);
    snprintf(o->name, sizeof o->name, "%s", id);
    snprintf(o->area, sizeof o->area, "oestjylland");
    must(w);
}

static void receiver(struct world *w, const char *id, const char *municipality) {
    struct receiver_put_command *r = &begin(w, COMMAND_receiver_put)->as.receiver_put;
    snprintf(r->receiver, sizeof r->receiver, "%s", id);
    snprintf(r->url, sizeof r->url, "https://example.dk/%s", id);
    r->municipalities.count = 1;
    snprintf(r->municipalities.ids[0], LIMIT_ID, "%s", municipality);
    memset(r->secret, 7, sizeof r->secret);
    must(w);
}

static activation_id activate(struct world *w, const char *municipality, bool exercise) {
    struct activation_start_command *a =
        &begin_as(w, COMMAND_activation_start, ROLE_DUTY_LEADER, "leader")->as.activation_start;
    snprintf(a->playbook, sizeof a->playbook, "vand");
    memset(a->version, 1, sizeof a->version);
    memset(a->parameters, 2, sizeof a->parameters);
    a->expires_at = core_now(w->core) + HOUR_MS;
    a->exercise = exercise;
    snprintf(a->reason, sizeof a->reason, "test");
    if (municipality != NULL) {
        a->municipalities.count = 1;
        snprintf(a->municipalities.ids[0], LIMIT_ID, "%s", municipality);
    }
    must(w);
    return w->result.subject.key;
}

static void lift(struct world *w, activation_id id) {
    struct activation_lift_command *l =
        &begin_as(w, COMMAND_activation_lift, ROLE_DUTY_LEADER, "leader")->as.activation_lift;
    l->activation = id;
    snprintf(l->reason, sizeof l->reason, "test");
    must(w);
}

static int open_world(void **state) {
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->core = core_create(&sizes);
    assert_non_null(w->core);
    begin_as(w, COMMAND_tick, ROLE_SYSTEM, "");
    assert_int_equal(apply_at(w, 1000 * DAY_MS), ERR_OK);
    organisation(w, "0615");
    organisation(w, "0751");
    struct topic_put_command *t = &begin(w, COMMAND_topic_put)->as.topic_put;
    snprintf(t->topic, sizeof t->topic, "vand");
    snprintf(t->name, sizeof t->name, "Vand");
    t->handling = HANDLING_MUNICIPALITY;
    must(w);
    struct playbook_publish_command *p =
        &begin_as(w, COMMAND_playbook_publish, ROLE_MUNICIPAL_EDITOR, "editor")
             ->as.playbook_publish;
    snprintf(p->playbook, sizeof p->playbook, "vand");
    memset(p->version, 1, sizeof p->version);
    p->topics.count = 1;
    snprintf(p->topics.ids[0], LIMIT_ID, "vand");
    must(w);
    struct playbook_approve_command *v =
        &begin_as(w, COMMAND_playbook_approve, ROLE_APPROVER, "approver")->as.playbook_approve;
    snprintf(v->playbook, sizeof v->playbook, "vand");
    memset(v->version, 1, sizeof v->version);
    must(w);
    *state = w;
    return 0;
}

static int close_world(void **state) {
    struct world *w = *state;
    core_destroy(w->core);
    free(w);
    return 0;
}

/* --- the outbox's part ------------------------------------------------------------------------------------------------ */

static struct delivery_due due_of(struct world *w, const char *id) {
    struct delivery_due due;
    const struct receiver_record *r = core_find_receiver(w->core, id);
    assert_non_null(r);
    core_next_delivery(w->core, r, core_now(w->core), &due);
    return due;
}

static bool outbox_begins(struct world *w, const char *id) {
    struct delivery_begin_command *b =
        &begin_as(w, COMMAND_delivery_begin, ROLE_SYSTEM, "")->as.delivery_begin;
    snprintf(b->receiver, sizeof b->receiver, "%s", id);
    must(w);
    return !w->result.repeated;
}

static enum err outbox_tried(struct world *w, const char *id, const struct delivery_record *r,
                             enum delivery_outcome outcome, int status, time_ms retry_after_ms) {
    struct delivery_tried_command *t =
        &begin_as(w, COMMAND_delivery_tried, ROLE_SYSTEM, "")->as.delivery_tried;
    snprintf(t->receiver, sizeof t->receiver, "%s", id);
    t->activation = r->activation;
    t->number = r->number;
    t->outcome = (uint8_t)outcome;
    t->status = (uint16_t)status;
    t->retry_after_ms = retry_after_ms;
    if (status != 0) COMMAND_GIVE(&w->command, delivery_tried, status);
    return apply(w);
}

/* The next message is taken; its number. */
static uint64_t outbox_delivers(struct world *w, const char *id) {
    struct delivery_due due = due_of(w, id);
    assert_non_null(due.next);
    assert_true(due.due_at <= core_now(w->core));
    uint64_t number = due.next->number;
    assert_int_equal(outbox_tried(w, id, due.next, DELIVERY_OUTCOME_DELIVERED, 200, 0), ERR_OK);
    return number;
}

static void outbox_fails(struct world *w, const char *id, enum delivery_outcome outcome, int status,
                         time_ms retry_after_ms) {
    struct delivery_due due = due_of(w, id);
    assert_non_null(due.next);
    assert_int_equal(outbox_tried(w, id, due.next, outcome, status, retry_after_ms), ERR_OK);
}

static bool nothing_due(struct world *w, const char *id) {
    struct delivery_due due = due_of(w, id);
    return !due.fresh && due.next == NULL;
}

/* --- tests ---------------------------------------------------------------------------------------------------------------- */

static void each_is_told_what_concerns_it(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    receiver(w, "other", "0751");
    assert_true(nothing_due(w, "bot"));
    activate(w, "0615", false);
    assert_true(due_of(w, "bot").fresh);
    assert_true(nothing_due(w, "other")); /* N99: it has not opted in for Horsens */
    assert_true(outbox_begins(w, "bot"));
    assert_false(outbox_begins(w, "bot")); /* once is enough */
    outbox_delivers(w, "bot");
    assert_true(nothing_due(w, "bot"));
    activate(w, NULL, false); /* everywhere */
    assert_true(due_of(w, "bot").fresh && due_of(w, "other").fresh);
}

static void an_exercise_is_told_to_nobody(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id id = activate(w, "0615", true);
    struct delivery_view view;
    assert_true(nothing_due(w, "bot"));
    assert_false(core_view_delivery(w->core, core_find_receiver(w->core, "bot"), id, &view));
    assert_false(outbox_begins(w, "bot"));
    lift(w, id);
    assert_true(nothing_due(w, "bot"));
}

/* Every change that a citizen could notice: the start, the mark of expiry, the lift, the end. */
static void a_life_is_told_step_by_step(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id id = activate(w, "0615", false);
    uint64_t last = 0;
    for (int step = 0; step < 4; step++) {
        assert_true(due_of(w, "bot").fresh);
        assert_true(outbox_begins(w, "bot"));
        recover(w);
        uint64_t number = outbox_delivers(w, "bot");
        assert_true(number > last);
        last = number;
        assert_true(nothing_due(w, "bot"));
        if (step == 0) tick_at(w, core_now(w->core) + HOUR_MS);
        if (step == 1) lift(w, id);
        if (step == 2) tick_at(w, core_now(w->core) + 48 * HOUR_MS);
    }
    uint64_t cursor = 0; /* closed, and taken: nothing is left of it */
    assert_null(core_next_record(w->core, RECORD_delivery, &cursor));
}

static void a_newer_version_replaces_what_nobody_took(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id id = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot"));
    uint64_t started = due_of(w, "bot").next->number;
    lift(w, id);
    assert_null(due_of(w, "bot").next); /* what the message says is no longer so */
    assert_true(outbox_begins(w, "bot"));
    assert_true(outbox_delivers(w, "bot") > started);
    assert_true(nothing_due(w, "bot"));
}

static void messages_go_in_the_order_of_their_numbers(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id first = activate(w, "0615", false), second = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot"));
    assert_int_equal(due_of(w, "bot").next->activation, first);
    outbox_fails(w, "bot", DELIVERY_OUTCOME_FAILED, 500, 0);
    struct delivery_due due = due_of(w, "bot");
    assert_int_equal(due.next->activation, first); /* all wait behind it */
    assert_true(due.due_at > core_now(w->core));
    activation_id third = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot")); /* something new: it is tried again at once */
    assert_int_equal(outbox_delivers(w, "bot"), 1);
    assert_int_equal(due_of(w, "bot").next->activation, second);
    outbox_delivers(w, "bot");
    assert_int_equal(due_of(w, "bot").next->activation, third);
}

static void a_message_that_is_refused_steps_aside(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id first = activate(w, "0615", false), second = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot"));
    outbox_fails(w, "bot", DELIVERY_OUTCOME_REFUSED, 400, 0);
    assert_int_equal(due_of(w, "bot").next->activation, second);
    outbox_delivers(w, "bot");
    struct delivery_due due = due_of(w, "bot");
    assert_int_equal(due.next->activation, first);
    assert_true(due.due_at > core_now(w->core) && due.due_at <= core_now(w->core) + 1100);
}

/* 1, 2, 5, 10 s, then the schedule of Standard Webhooks; each within a tenth; the last goes on. */
static void failures_are_retried_by_the_schedule(void **state) {
    struct world *w = *state;
    static const time_ms delays[] = {1 * SECOND_MS, 2 * SECOND_MS,  5 * SECOND_MS, 10 * SECOND_MS,
                                     5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS,   5 * HOUR_MS,
                                     10 * HOUR_MS,  14 * HOUR_MS,   20 * HOUR_MS,  24 * HOUR_MS,
                                     24 * HOUR_MS};
    receiver(w, "bot", "0615");
    activate(w, "0615", false);
    bool exact = true;
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
        if (due_of(w, "bot").fresh) assert_true(outbox_begins(w, "bot")); /* it expired meanwhile */
        if (i == 5) tick_at(w, core_now(w->core));                        /* no change by itself */
        outbox_fails(w, "bot", DELIVERY_OUTCOME_FAILED, 0, 0);
        const struct receiver_record *r = core_find_receiver(w->core, "bot");
        time_ms wait = r->next_try_at - core_now(w->core);
        assert_true(wait >= delays[i] - delays[i] / 10 && wait <= delays[i] + delays[i] / 10);
        exact = exact && wait == delays[i];
        assert_int_equal(r->failures, i + 1);
        tick_at(w, r->next_try_at);
        recover(w);
    }
    assert_false(exact); /* not all at once */
    if (due_of(w, "bot").fresh) assert_true(outbox_begins(w, "bot"));
    outbox_delivers(w, "bot");
    assert_int_equal(core_find_receiver(w->core, "bot")->failures, 0);
}

static void who_asks_to_wait_is_waited_for(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id id = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot"));
    outbox_fails(w, "bot", DELIVERY_OUTCOME_THROTTLED, 429, 90 * SECOND_MS);
    time_ms until = core_now(w->core) + 90 * SECOND_MS;
    assert_int_equal(due_of(w, "bot").due_at, until);
    lift(w, id);
    assert_true(outbox_begins(w, "bot")); /* something new waits as well */
    assert_int_equal(due_of(w, "bot").due_at, until);
    tick_at(w, until);
    outbox_delivers(w, "bot");
}

static void gone_disables_until_it_is_put_again(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id id = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot"));
    outbox_fails(w, "bot", DELIVERY_OUTCOME_GONE, 410, 0);
    assert_true(core_find_receiver(w->core, "bot")->disabled);
    lift(w, id);
    assert_true(nothing_due(w, "bot"));
    assert_false(outbox_begins(w, "bot"));
    recover(w);
    receiver(w, "bot", "0615");
    assert_true(due_of(w, "bot").fresh);
    assert_true(outbox_begins(w, "bot"));
    assert_true(outbox_delivers(w, "bot") > 1);
}

static void an_end_that_is_never_taken_is_given_up(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id id = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot"));
    outbox_delivers(w, "bot");
    lift(w, id);
    tick_at(w, core_now(w->core) + 48 * HOUR_MS);
    assert_true(outbox_begins(w, "bot"));
    int tries = 0;
    for (; !nothing_due(w, "bot"); tries++) {
        tick_at(w, core_find_receiver(w->core, "bot")->next_try_at > core_now(w->core)
                       ? core_find_receiver(w->core, "bot")->next_try_at
                       : core_now(w->core));
        outbox_fails(w, "bot", DELIVERY_OUTCOME_FAILED, 500, 0);
    }
    assert_int_equal(tries, 13);
}

static void a_number_never_names_two_messages(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    activation_id id = activate(w, "0615", false);
    assert_true(outbox_begins(w, "bot"));
    uint64_t number = outbox_delivers(w, "bot");
    begin(w, COMMAND_receiver_remove);
    snprintf(w->command.as.receiver_remove.receiver, LIMIT_ID, "bot");
    must(w);
    recover(w);
    receiver(w, "bot", "0615"); /* another of that name: it knows nothing yet */
    assert_true(outbox_begins(w, "bot"));
    assert_true(due_of(w, "bot").next->number > number);
    struct delivery_record stale = *due_of(w, "bot").next;
    stale.number = number;
    assert_int_equal(outbox_tried(w, "bot", &stale, DELIVERY_OUTCOME_DELIVERED, 200, 0),
                     ERR_UNKNOWN_DELIVERY);
    stale.activation = id + 1;
    assert_int_equal(outbox_tried(w, "bot", &stale, DELIVERY_OUTCOME_DELIVERED, 200, 0),
                     ERR_UNKNOWN_DELIVERY);
    assert_int_equal(outbox_tried(w, "nobody", &stale, DELIVERY_OUTCOME_DELIVERED, 200, 0),
                     ERR_UNKNOWN_RECEIVER);
}

static void both_secrets_stand_while_one_is_changed(void **state) {
    struct world *w = *state;
    receiver(w, "bot", "0615");
    struct receiver_rotate_command *r = &begin(w, COMMAND_receiver_rotate)->as.receiver_rotate;
    snprintf(r->receiver, sizeof r->receiver, "bot");
    memset(r->secret, 8, sizeof r->secret);
    must(w);
    const struct receiver_record *bot = core_find_receiver(w->core, "bot");
    assert_int_equal(bot->secret[0], 8);
    assert_int_equal(bot->old_secret[0], 7);
    assert_int_equal(bot->old_secret_until, core_now(w->core) + DAY_MS);
    receiver(w, "bot", "0751"); /* put again, it keeps its secrets */
    assert_int_equal(core_find_receiver(w->core, "bot")->secret[0], 8);
}

static void nobody_is_served_by_nobody(void **state) {
    struct world *w = *state;
    struct receiver_put_command *r = &begin(w, COMMAND_receiver_put)->as.receiver_put;
    snprintf(r->receiver, sizeof r->receiver, "bot");
    snprintf(r->url, sizeof r->url, "https://example.dk/");
    r->secret[0] = 1;
    assert_int_equal(apply(w), ERR_OUT_OF_RANGE);
    assert_string_equal(w->problem.field, "municipalities");
    r->municipalities.count = 1;
    snprintf(r->municipalities.ids[0], LIMIT_ID, "0615");
    r->secret[0] = 0;
    assert_int_equal(apply(w), ERR_MISSING_FIELD);
    assert_string_equal(w->problem.field, "secret");
}

static void there_is_a_limit(void **state) {
    struct world *w = *state;
    for (int i = 0; i < LIMIT_RECEIVERS; i++) {
        char id[LIMIT_ID];
        snprintf(id, sizeof id, "r%d", i);
        receiver(w, id, "0615");
    }
    struct receiver_put_command *r = &begin(w, COMMAND_receiver_put)->as.receiver_put;
    snprintf(r->receiver, sizeof r->receiver, "one-more");
    snprintf(r->url, sizeof r->url, "https://example.dk/");
    r->municipalities.count = 1;
    snprintf(r->municipalities.ids[0], LIMIT_ID, "0615");
    r->secret[0] = 1;
    assert_int_equal(apply(w), ERR_LIMIT_REACHED);
    for (int i = 0; i < LIMIT_ACTIVATIONS; i++)
        activate(w, NULL, false);
    for (int i = 0; i < LIMIT_RECEIVERS; i++) {
        char id[LIMIT_ID];
        snprintf(id, sizeof id, "r%d", i);
        assert_true(outbox_begins(w, id));
    }
    recover(w);
    assert_false(outbox_begins(w, "r7"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
        TEST(each_is_told_what_concerns_it),
        TEST(an_exercise_is_told_to_nobody),
        TEST(a_life_is_told_step_by_step),
        TEST(a_newer_version_replaces_what_nobody_took),
        TEST(messages_go_in_the_order_of_their_numbers),
        TEST(a_message_that_is_refused_steps_aside),
        TEST(failures_are_retried_by_the_schedule),
        TEST(who_asks_to_wait_is_waited_for),
        TEST(gone_disables_until_it_is_put_again),
        TEST(an_end_that_is_never_taken_is_given_up),
        TEST(a_number_never_names_two_messages),
        TEST(both_secrets_stand_while_one_is_changed),
        TEST(nobody_is_served_by_nobody),
        TEST(there_is_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
