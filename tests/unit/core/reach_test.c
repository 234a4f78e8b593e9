/* Routing finds the one who fits behind many who do not: an agent who speaks a rare language among a hundred idle ones, a
 * caller this agent may help behind a hundred it may not. Too many for a story. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/core.h"

#define MANY 100

static const struct core_sizes sizes = {.agents = 2 * MANY,
                                        .calls = 2 * MANY + 8,
                                        .acknowledgements = 4,
                                        .tokens = 4,
                                        .replayed_answers = 4};

struct world {
    struct core *core;
    struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct command command;
    struct core_result result;
};

static struct command *begin(struct world *w, enum command_type type) {
    memset(&w->command, 0, sizeof w->command);
    w->command.type = type;
    w->command.actor = (struct actor){
        .role = ROLE_ADMIN, .all_organisations = true, .agent = AGENT_NONE, .token = "admin"};
    return &w->command;
}

static void apply(struct world *w) {
    struct event_list events = {.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct problem problem;
    if (core_apply(w->core, &w->command, core_now(w->core) + 1, &events, &w->result, &problem) !=
        ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
}

static void organisation(struct world *w, const char *id) {
    struct organisation_put_command *o = &begin(w, COMMAND_organisation_put)->as.organisation_put;
    snprintf(o->organisation, sizeof o->organisation, "%s", id);
    snprintf(o->name, sizeof o->name, "%s", id);
    snprintf(o->area, sizeof o->area, "fyn");
    apply(w);
}

static void agent(struct world *w, const char *id, const char *home, const char *language) {
    struct agent_put_command *a = &begin(w, COMMAND_agent_put)->as.agent_put;
    snprintf(a->agent, sizeof a->agent, "%s", id);
    snprintf(a->name, sizeof a->name, "%s", id);
    snprintf(a->organisation, sizeof a->organisation, "%s", home);
    a->skills.count = 1;
    snprintf(a->skills.skills[0].topic, sizeof a->skills.skills[0].topic, "vand");
    a->skills.skills[0].level = 1;
    a->languages.count = 1;
    snprintf(a->languages.codes[0], sizeof a->languages.codes[0], "%s", language);
    a->elearning_at = 1;
    COMMAND_GIVE(&w->command, agent_put, elearning_at);
    apply(w);
}

static void arrives(struct world *w, const char *id) {
    struct agent_status_command *s = &begin(w, COMMAND_agent_status)->as.agent_status;
    snprintf(s->agent, sizeof s->agent, "%s", id);
    s->status = AGENT_STATUS_AVAILABLE;
    apply(w);
}

static call_id call(struct world *w, unsigned number, const char *from, const char *language) {
    struct call_arrive_command *p = &begin(w, COMMAND_call_arrive)->as.call_arrive;
    snprintf(p->reference, sizeof p->reference, "c%u", number);
    snprintf(p->municipality, sizeof p->municipality, "%s", from);
    snprintf(p->topic, sizeof p->topic, "vand");
    snprintf(p->language, sizeof p->language, "%s", language);
    apply(w);
    return w->result.subject.key;
}

static void agreement(struct world *w, const char *id, const char *helped) {
    struct agreement_put_command *p = &begin(w, COMMAND_agreement_put)->as.agreement_put;
    snprintf(p->agreement, sizeof p->agreement, "%s", id);
    p->mode = AGREEMENT_MODE_ALWAYS;
    snprintf(p->helpers.ids[p->helpers.count++], LIMIT_ID, "0630");
    snprintf(p->helped.ids[p->helped.count++], LIMIT_ID, "%s", helped);
    COMMAND_GIVE(&w->command, agreement_put, helpers);
    COMMAND_GIVE(&w->command, agreement_put, helped);
    apply(w);
}

static const char *taker(const struct world *w, call_id id) {
    const struct call_record *r = core_call(w->core, id);
    assert_non_null(r);
    if (r->state != CALL_STATE_RESERVED) return "nobody";
    return core_agent(w->core, r->agent)->id;
}

static int open_world(void **state) {
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->core = core_create(&sizes);
    assert_non_null(w->core);
    begin(w, COMMAND_settings_put)->as.settings_put.lease_ms = DAY_MS;
    COMMAND_GIVE(&w->command, settings_put, lease_ms);
    apply(w);
    struct topic_put_command *t = &begin(w, COMMAND_topic_put)->as.topic_put;
    snprintf(t->topic, sizeof t->topic, "vand");
    snprintf(t->name, sizeof t->name, "vand");
    t->handling = HANDLING_MUNICIPALITY;
    apply(w);
    organisation(w, "0615");
    organisation(w, "0630");
    organisation(w, "0766");
    *state = w;
    return 0;
}

static int close_world(void **state) {
    struct world *w = *state;
    struct problem broken;
    if (core_check(w->core, &broken) != ERR_OK) fail_msg("%s: %s", broken.field, broken.detail);
    core_destroy(w->core);
    free(w);
    return 0;
}

static void crowd(struct world *w) {
    for (unsigned i = 0; i < MANY; i++) {
        char id[LIMIT_ID];
        snprintf(id, sizeof id, "a%u", i);
        agent(w, id, "0630", "da");
        arrives(w, id);
    }
}

static void a_rare_language_is_found_among_many_helpers(void **state) {
    struct world *w = *state;
    agreement(w, "help", "0615");
    crowd(w);
    agent(w, "elke", "0630", "en");
    arrives(w, "elke");
    assert_string_equal(taker(w, call(w, 1, "0615", "en")), "elke");
}

static void a_caller_is_found_behind_many_of_others(void **state) {
    struct world *w = *state;
    agreement(w, "help", "0615");
    for (unsigned i = 0; i < MANY; i++)
        call(w, i, "0766", "da"); /* whom 0630 does not help */
    call_id helped = call(w, MANY, "0615", "da");
    agent(w, "vib", "0630", "da");
    arrives(w, "vib");
    assert_string_equal(taker(w, helped), "vib");
}

static void nobody_is_helped_without_an_agreement_however_many_wait(void **state) {
    struct world *w = *state;
    agreement(w, "help", "0615");
    for (unsigned i = 0; i < MANY; i++)
        call(w, i, "0766", "da");
    agent(w, "vib", "0630", "da");
    arrives(w, "vib");
    uint64_t cursor = 0;
    const struct call_record *r;
    while ((r = core_next_record(w->core, RECORD_call, &cursor)) != NULL)
        assert_int_equal(r->state, CALL_STATE_QUEUED);
}

static void accepts(struct world *w, call_id id, const char *agent_id) {
    struct call_accept_command *p = &begin(w, COMMAND_call_accept)->as.call_accept;
    p->call = id;
    snprintf(p->agent, sizeof p->agent, "%s", agent_id);
    apply(w);
}

/* The reserve of two holds back the third helper; when one comes back there is room again, and neither she nor the first of
 * her colleagues speaks what the caller speaks. */
static void a_colleague_who_speaks_it_looks_again(void **state) {
    struct world *w = *state;
    struct organisation_put_command *o = &begin(w, COMMAND_organisation_put)->as.organisation_put;
    snprintf(o->organisation, sizeof o->organisation, "0630");
    snprintf(o->name, sizeof o->name, "0630");
    snprintf(o->area, sizeof o->area, "fyn");
    o->reserve = 2;
    COMMAND_GIVE(&w->command, organisation_put, reserve);
    apply(w);
    begin(w, COMMAND_settings_put);
    COMMAND_GIVE(&w->command, settings_put, wrap_up_ms); /* none */
    apply(w);
    agreement(w, "help", "0615");
    static const char *const ids[] = {"xan", "yan", "vib", "eve"};
    for (int i = 0; i < 4; i++)
        agent(w, ids[i], "0630", i == 3 ? "en" : "da");
    for (int i = 0; i < 2; i++)
        arrives(w, ids[i]);
    call_id first = call(w, 1, "0615", "da");
    assert_string_equal(taker(w, first), "nobody"); /* the reserve */
    for (int i = 2; i < 4; i++)
        arrives(w, ids[i]);
    call_id second = call(w, 2, "0615", "da");
    accepts(w, first, taker(w, first));
    accepts(w, second, taker(w, second));
    call_id waiting = call(w, 3, "0615", "en");
    assert_string_equal(taker(w, waiting), "nobody");
    begin(w, COMMAND_call_end)->as.call_end.call = second;
    apply(w);
    assert_string_equal(taker(w, waiting), "eve");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_rare_language_is_found_among_many_helpers, open_world,
                                        close_world),
        cmocka_unit_test_setup_teardown(a_caller_is_found_behind_many_of_others, open_world,
                                        close_world),
        cmocka_unit_test_setup_teardown(nobody_is_helped_without_an_agreement_however_many_wait,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(a_colleague_who_speaks_it_looks_again, open_world,
                                        close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
