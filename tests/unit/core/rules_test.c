/* Rules that no story tells, because a story's words do not reach them: tokens, who approves, exercises, idempotency keys and
 * recovery's full terms. Straight through core_apply. */
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
    struct command command;
    struct core_result result;
    struct problem problem;
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
    return err;
}

static enum err apply(struct world *w) { return apply_at(w, core_now(w->core)); }

static void agent(struct world *w, const char *id) {
    struct agent_put_command *a = &begin(w, COMMAND_agent_put)->as.agent_put;
    snprintf(a->agent, sizeof a->agent, "%s", id);
    snprintf(a->name, sizeof a->name, "%s", id);
    snprintf(a->organisation, sizeof a->organisation, "0615");
    a->skills.count = 1;
    snprintf(a->skills.skills[0].topic, sizeof a->skills.skills[0].topic, "vand");
    a->skills.skills[0].level = 1;
    a->languages.count = 1;
    snprintf(a->languages.codes[0], sizeof a->languages.codes[0], "da");
    a->elearning_at = 1;
    COMMAND_GIVE(&w->command, agent_put, elearning_at);
    assert_int_equal(apply(w), ERR_OK);
}

static void organisation(struct world *w, const char *id) {
    struct organisation_put_command *o = &begin(w, COMMAND_organisation_put)->as.organisation_put;
    snprintf(o->organisation, sizeof o->organisation, "%s", id);
    snprintf(o->name, sizeof o->name, "%s", id);
    snprintf(o->area, sizeof o->area, "oestjylland");
    assert_int_equal(apply(w), ERR_OK);
}

static int open_world(void **state) {
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->core = core_create(&sizes);
    assert_non_null(w->core);
    begin(w, COMMAND_tick)->actor.role = ROLE_SYSTEM;
    assert_int_equal(apply_at(w, 1000 * DAY_MS), ERR_OK);
    organisation(w, "0615");
    struct topic_put_command *t = &begin(w, COMMAND_topic_put)->as.topic_put;
    snprintf(t->topic, sizeof t->topic, "vand");
    snprintf(t->name, sizeof t->name, "Vand");
    t->handling = HANDLING_MUNICIPALITY;
    assert_int_equal(apply(w), ERR_OK);
    agent(w, "ida");
    *state = w;
    return 0;
}

static int close_world(void **state) {
    struct world *w = *state;
    core_destroy(w->core);
    free(w);
    return 0;
}

/* --- tokens -------------------------------------------------------------------------------------------------------- */

static struct token_create_command *token(struct world *w, const char *id, uint8_t secret,
                                          enum role role) {
    struct token_create_command *t = &begin(w, COMMAND_token_create)->as.token_create;
    snprintf(t->token, sizeof t->token, "%s", id);
    memset(t->hash, secret, sizeof t->hash);
    t->role = (uint8_t)role;
    return t;
}

static void tokens_are_checked(void **state) {
    struct world *w = *state;
    token(w, "switch", 1, ROLE_TELEPHONY);
    assert_int_equal(apply(w), ERR_OK);
    token(w, "switch", 2, ROLE_TELEPHONY);
    assert_int_equal(apply(w), ERR_IN_USE);
    token(w, "other", 1, ROLE_TELEPHONY);
    assert_int_equal(apply(w), ERR_IN_USE);
    token(w, "other", 2, ROLE_SYSTEM);
    assert_int_equal(apply(w), ERR_UNKNOWN_VALUE);
    token(w, "other", 2, ROLE_AGENT);
    assert_int_equal(apply(w), ERR_MISSING_FIELD);
    snprintf(token(w, "other", 2, ROLE_AUDITOR)->agent, LIMIT_ID, "nobody");
    assert_int_equal(apply(w), ERR_UNKNOWN_AGENT);
    token(w, "other", 2, ROLE_AUDITOR)->expires_at = core_now(w->core);
    assert_int_equal(apply(w), ERR_OUT_OF_RANGE);
    struct token_create_command *t = token(w, "other", 2, ROLE_PARTNER);
    t->organisations.count = 1;
    snprintf(t->organisations.ids[0], LIMIT_ID, "9999");
    assert_int_equal(apply(w), ERR_UNKNOWN_ORGANISATION);
    snprintf(t->organisations.ids[0], LIMIT_ID, "0615");
    assert_int_equal(apply(w), ERR_OK);
    uint8_t hash[SHA256_BYTES];
    memset(hash, 2, sizeof hash);
    const struct token_record *stored = core_find_token(w->core, hash);
    assert_non_null(stored);
    assert_true(organisation_set_has(&stored->organisations[0], 0));
}

static void revoke(struct world *w, const char *id) {
    snprintf(begin(w, COMMAND_token_revoke)->as.token_revoke.token, LIMIT_ID, "%s", id);
}

static void revoked_tokens_are_gone(void **state) {
    struct world *w = *state;
    uint8_t hash[SHA256_BYTES];
    memset(hash, 7, sizeof hash);
    snprintf(token(w, "ida", 7, ROLE_AGENT)->agent, LIMIT_ID, "ida");
    assert_int_equal(apply(w), ERR_OK);
    assert_non_null(core_find_token(w->core, hash));
    snprintf(begin(w, COMMAND_agent_remove)->as.agent_remove.agent, LIMIT_ID, "ida");
    assert_int_equal(apply(w), ERR_IN_USE);
    revoke(w, "ida");
    assert_int_equal(apply(w), ERR_OK);
    assert_null(core_find_token(w->core, hash));
    revoke(w, "ida");
    assert_int_equal(apply(w), ERR_UNKNOWN_TOKEN);
    struct token_create_command *t = token(w, "north", 8, ROLE_PARTNER);
    t->organisations.count = 1;
    snprintf(t->organisations.ids[0], LIMIT_ID, "0615");
    assert_int_equal(apply(w), ERR_OK);
    snprintf(begin(w, COMMAND_agent_remove)->as.agent_remove.agent, LIMIT_ID, "ida");
    assert_int_equal(apply(w), ERR_OK);
    snprintf(begin(w, COMMAND_organisation_remove)->as.organisation_remove.organisation, LIMIT_ID,
             "0615");
    assert_int_equal(apply(w), ERR_IN_USE);
    revoke(w, "north");
    assert_int_equal(apply(w), ERR_OK);
    snprintf(begin(w, COMMAND_organisation_remove)->as.organisation_remove.organisation, LIMIT_ID,
             "0615");
    assert_int_equal(apply(w), ERR_OK);
}

/* --- playbooks ----------------------------------------------------------------------------------------------------- */

static enum err publish(struct world *w, uint8_t version, const char *topic) {
    struct playbook_publish_command *p = &begin(w, COMMAND_playbook_publish)->as.playbook_publish;
    snprintf(p->playbook, LIMIT_ID, "water");
    memset(p->version, version, sizeof p->version);
    p->topics.count = 1;
    snprintf(p->topics.ids[0], LIMIT_ID, "%s", topic);
    snprintf(w->command.actor.token, LIMIT_ID, "author");
    return apply(w);
}

static enum err approve(struct world *w, uint8_t version, const char *who) {
    struct playbook_approve_command *p = &begin(w, COMMAND_playbook_approve)->as.playbook_approve;
    snprintf(p->playbook, LIMIT_ID, "water");
    memset(p->version, version, sizeof p->version);
    memset(w->command.actor.token, 0, LIMIT_ID);
    snprintf(w->command.actor.token, LIMIT_ID, "%s", who);
    return apply(w);
}

static enum err activate(struct world *w, uint8_t version, bool exercise) {
    struct activation_start_command *p = &begin(w, COMMAND_activation_start)->as.activation_start;
    snprintf(p->playbook, LIMIT_ID, "water");
    memset(p->version, version, sizeof p->version);
    p->expires_at = core_now(w->core) + DAY_MS;
    p->exercise = exercise;
    return apply(w);
}

static void two_people_approve(void **state) {
    struct world *w = *state;
    assert_int_equal(publish(w, 1, "ufo"), ERR_UNKNOWN_TOPIC);
    assert_int_equal(publish(w, 1, "vand"), ERR_OK);
    assert_true(w->result.created);
    assert_int_equal(publish(w, 1, "vand"), ERR_OK);
    assert_true(w->result.repeated);
    assert_int_equal(activate(w, 1, false), ERR_NOT_APPROVED);
    assert_int_equal(approve(w, 1, "author"), ERR_SAME_PERSON);
    assert_int_equal(approve(w, 2, "approver"), ERR_UNKNOWN_PLAYBOOK);
    assert_int_equal(approve(w, 1, "approver"), ERR_OK);
    assert_int_equal(approve(w, 1, "another"), ERR_OK);
    assert_true(w->result.repeated);
    const struct playbook_record *r = core_find_playbook(w->core, "water", true);
    assert_non_null(r);
    assert_string_equal(r->approver, "approver");
    assert_int_equal(activate(w, 2, false), ERR_UNKNOWN_PLAYBOOK);
    assert_int_equal(activate(w, 1, false), ERR_OK);
}

static void exercises_are_exercises(void **state) {
    struct world *w = *state;
    assert_int_equal(publish(w, 1, "vand"), ERR_OK);
    assert_int_equal(approve(w, 1, "approver"), ERR_OK);
    begin(w, COMMAND_settings_put)->as.settings_put.exercise = 1;
    COMMAND_GIVE(&w->command, settings_put, exercise);
    assert_int_equal(apply(w), ERR_OK);
    assert_int_equal(activate(w, 1, false), ERR_OUT_OF_RANGE);
    assert_int_equal(activate(w, 1, true), ERR_OK);
}

/* A municipality that left the area is told so for days; more revisions than are kept take hours. */
static void what_has_left_is_not_removed(void **state) {
    struct world *w = *state;
    organisation(w, "0630");
    assert_int_equal(publish(w, 1, "vand"), ERR_OK);
    assert_int_equal(approve(w, 1, "approver"), ERR_OK);
    assert_int_equal(activate(w, 1, false), ERR_OK);
    activation_id id = w->result.subject.key;
    for (int i = 0; i <= LIMIT_REVISIONS; i++) {
        struct activation_update_command *p =
            &begin(w, COMMAND_activation_update)->as.activation_update;
        p->activation = id;
        memset(p->version, 1, sizeof p->version);
        p->parameters[0] = (uint8_t)(i + 1);
        COMMAND_GIVE(&w->command, activation_update, municipalities);
        p->municipalities.count = 1;
        snprintf(p->municipalities.ids[0], LIMIT_ID, "%s", i == 0 ? "0630" : "0615");
        assert_int_equal(apply(w), ERR_OK);
    }
    snprintf(begin(w, COMMAND_organisation_remove)->as.organisation_remove.organisation, LIMIT_ID,
             "0630");
    assert_int_equal(apply(w), ERR_IN_USE);
}

static void the_cooperation_can_end(void **state) {
    struct world *w = *state;
    struct settings_put_command *s = &begin(w, COMMAND_settings_put)->as.settings_put;
    snprintf(s->cooperation, LIMIT_ID, "0615");
    COMMAND_GIVE(&w->command, settings_put, cooperation);
    assert_int_equal(apply(w), ERR_OK);
    assert_int_equal(core_settings(w->core)->cooperation, 0);
    begin(w, COMMAND_settings_put);
    COMMAND_GIVE(&w->command, settings_put, cooperation);
    assert_int_equal(apply(w), ERR_OK);
    assert_int_equal(core_settings(w->core)->cooperation, ORGANISATION_NONE);
}

/* --- idempotency ----------------------------------------------------------------------------------------------------- */

static enum err arrive(struct world *w, const char *reference, uint64_t key, uint64_t print) {
    struct call_arrive_command *p = &begin(w, COMMAND_call_arrive)->as.call_arrive;
    snprintf(p->reference, sizeof p->reference, "%s", reference);
    snprintf(p->municipality, LIMIT_ID, "0615");
    snprintf(p->topic, LIMIT_ID, "vand");
    snprintf(p->language, sizeof p->language, "da");
    w->command.idempotency_key = key;
    w->command.fingerprint = print;
    return apply_at(w, core_now(w->core) + 1);
}

static void a_key_is_answered_once(void **state) {
    struct world *w = *state;
    assert_int_equal(arrive(w, "c1", 11, 1), ERR_OK);
    uint64_t first = w->result.subject.key, digest = core_digest(w->core);
    assert_int_equal(arrive(w, "another", 11, 1), ERR_OK);
    assert_true(w->result.repeated);
    assert_int_equal(w->result.subject.key, first);
    assert_int_equal(arrive(w, "c1", 11, 2), ERR_CHANGED_MEANWHILE);
    assert_true(core_digest(w->core) == digest);
    /* A refusal is not remembered: the same key may come again with what was put right. */
    begin(w, COMMAND_agent_renew)->as.agent_renew.agent[0] = 'x';
    w->command.idempotency_key = 12;
    assert_int_equal(apply(w), ERR_UNKNOWN_AGENT);
    assert_int_equal(arrive(w, "c2", 12, 3), ERR_OK);
    assert_false(w->result.repeated);
    /* Three are kept here; the oldest goes first. */
    assert_int_equal(arrive(w, "c3", 13, 4), ERR_OK);
    assert_int_equal(arrive(w, "c4", 14, 5), ERR_OK);
    assert_int_equal(arrive(w, "c5", 11, 6), ERR_OK);
    assert_false(w->result.repeated);
    assert_int_equal(arrive(w, "c6", 13, 4), ERR_OK);
    assert_true(w->result.repeated);
}

/* --- recovery ---------------------------------------------------------------------------------------------------------- */

static void recovery_gives_full_terms(void **state) {
    struct world *w = *state;
    struct agent_status_command *s = &begin(w, COMMAND_agent_status)->as.agent_status;
    snprintf(s->agent, LIMIT_ID, "ida");
    s->status = AGENT_STATUS_AVAILABLE;
    assert_int_equal(apply(w), ERR_OK);
    time_ms start = core_now(w->core);
    assert_int_equal(arrive(w, "c1", 0, 0), ERR_OK);
    assert_int_equal(core_next_deadline(w->core), start + 1 + 20 * SECOND_MS);
    begin(w, COMMAND_recovered)->actor.role = ROLE_SYSTEM;
    assert_int_equal(apply_at(w, start + 15 * SECOND_MS), ERR_OK);
    assert_int_equal(core_next_deadline(w->core), start + 35 * SECOND_MS);
    assert_int_equal(core_lease_until(w->core, 0), start + 45 * SECOND_MS);
}

static void restored_tokens_still_count(void **state) {
    struct world *w = *state;
    token(w, "switch", 1, ROLE_TELEPHONY);
    assert_int_equal(apply(w), ERR_OK);
    struct core *fresh = core_create(&sizes);
    assert_non_null(fresh);
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(w->core, (enum record_kind)kind, &cursor)) != NULL)
            assert_int_equal(core_restore(fresh, (enum record_kind)kind, record, &w->problem),
                             ERR_OK);
    }
    assert_int_equal(core_restore_end(fresh, core_now(w->core), &w->problem), ERR_OK);
    assert_true(core_digest(fresh) == core_digest(w->core));
    core_destroy(w->core);
    w->core = fresh;
    uint8_t hash[SHA256_BYTES];
    memset(hash, 1, sizeof hash);
    assert_non_null(core_find_token(w->core, hash));
    revoke(w, "switch");
    assert_int_equal(apply(w), ERR_OK);
    assert_null(core_find_token(w->core, hash));
}

int main(void) {
#define RULE(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
    const struct CMUnitTest tests[] = {
        RULE(tokens_are_checked),           RULE(revoked_tokens_are_gone),
        RULE(two_people_approve),           RULE(exercises_are_exercises),
        RULE(the_cooperation_can_end),      RULE(a_key_is_answered_once),
        RULE(recovery_gives_full_terms),    RULE(restored_tokens_still_count),
        RULE(what_has_left_is_not_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
