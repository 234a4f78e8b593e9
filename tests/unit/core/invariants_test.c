/* Each invariant of core_check has been seen to fail: a state full of life is broken in one place at a time, on purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/places.h"

static const struct core_sizes sizes = {
    .agents = 16, .calls = 32, .acknowledgements = 16, .tokens = 8, .replayed_answers = 8};

static struct event events[LIMIT_EVENTS_PER_COMMAND];
static time_ms now = 1772434800000;

static void apply(struct core *c, const struct command *command) {
    struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct problem problem;
    enum err err = core_apply(c, command, now, &list, &result, &problem);
    if (err != ERR_OK)
        fail_msg("%s: %s %s", command_types[command->type].name, problem.field, problem.detail);
}

static struct command *command(enum command_type type) {
    static struct command made;
    memset(&made, 0, sizeof made);
    made.type = type;
    made.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    return &made;
}

static void organisation(struct core *c, const char *id) {
    struct command *m = command(COMMAND_organisation_put);
    snprintf(m->as.organisation_put.organisation, LIMIT_ID, "%s", id);
    snprintf(m->as.organisation_put.name, LIMIT_NAME, "%s", id);
    snprintf(m->as.organisation_put.area, LIMIT_ID, "area");
    apply(c, m);
}

static void agent(struct core *c, const char *id, const char *home, enum agent_status status) {
    struct command *m = command(COMMAND_agent_put);
    snprintf(m->as.agent_put.agent, LIMIT_ID, "%s", id);
    snprintf(m->as.agent_put.name, LIMIT_NAME, "%s", id);
    snprintf(m->as.agent_put.organisation, LIMIT_ID, "%s", home);
    m->as.agent_put.skills.count = 1;
    snprintf(m->as.agent_put.skills.skills[0].topic, LIMIT_ID, "vand");
    m->as.agent_put.skills.skills[0].level = 3;
    m->as.agent_put.languages.count = 1;
    snprintf(m->as.agent_put.languages.codes[0], 8, "da");
    m->as.agent_put.elearning_at = 1;
    COMMAND_GIVE(m, agent_put, elearning_at);
    apply(c, m);
    m = command(COMMAND_agent_status);
    snprintf(m->as.agent_status.agent, LIMIT_ID, "%s", id);
    m->as.agent_status.status = (uint8_t)status;
    apply(c, m);
}

static void call(struct core *c, const char *reference, const char *from) {
    struct command *m = command(COMMAND_call_arrive);
    snprintf(m->as.call_arrive.reference, LIMIT_REFERENCE, "%s", reference);
    snprintf(m->as.call_arrive.municipality, LIMIT_ID, "%s", from);
    snprintf(m->as.call_arrive.topic, LIMIT_ID, "vand");
    snprintf(m->as.call_arrive.language, 8, "da");
    apply(c, m);
    now += 1000;
}

static void accept(struct core *c, call_id id, const char *by) {
    struct command *m = command(COMMAND_call_accept);
    m->as.call_accept.call = id;
    snprintf(m->as.call_accept.agent, LIMIT_ID, "%s", by);
    apply(c, m);
}

/* What is usual is known of topic 0 at 0615 (pair 0) and of 0615 altogether (pair 1). */
static void baselines(struct core *c) {
    struct command *m = command(COMMAND_baseline_put);
    snprintf(m->as.baseline_put.organisation, LIMIT_ID, "0615");
    snprintf(m->as.baseline_put.topic, LIMIT_ID, "vand");
    apply(c, m);
    m->as.baseline_put.topic[0] = '\0';
    apply(c, m);
}

/* call-1 talking with ida, call-2 wrapping with bo, call-3 ringing at eva, call-4 and call-5 queued, call-6 queued at the
 * cooperation; uno available (in another place), gry on a break, per unknown. */
static struct core *lively(void) {
    struct core *c = core_create(&sizes);
    assert_non_null(c);
    struct command *m = command(COMMAND_topic_put);
    snprintf(m->as.topic_put.topic, LIMIT_ID, "vand");
    snprintf(m->as.topic_put.name, LIMIT_NAME, "Vand");
    m->as.topic_put.handling = HANDLING_MUNICIPALITY;
    apply(c, m);
    organisation(c, "0615");
    organisation(c, "0766");
    organisation(c, "ddh");
    agent(c, "per", "0766", AGENT_STATUS_AVAILABLE);
    now += 30 * SECOND_MS;
    apply(c, command(COMMAND_tick));
    agent(c, "ida", "0615", AGENT_STATUS_AVAILABLE);
    agent(c, "bo", "0615", AGENT_STATUS_AVAILABLE);
    agent(c, "eva", "0615", AGENT_STATUS_AVAILABLE);
    for (int i = 1; i <= 5; i++) {
        char reference[8];
        snprintf(reference, sizeof reference, "c%d", i);
        call(c, reference, "0615");
    }
    accept(c, 1, "ida");
    accept(c, 2, "bo");
    m = command(COMMAND_call_end);
    m->as.call_end.call = 2;
    apply(c, m);
    m = command(COMMAND_settings_put);
    snprintf(m->as.settings_put.cooperation, LIMIT_ID, "ddh");
    COMMAND_GIVE(m, settings_put, cooperation);
    apply(c, m);
    m = command(COMMAND_topic_put);
    snprintf(m->as.topic_put.topic, LIMIT_ID, "vand");
    snprintf(m->as.topic_put.name, LIMIT_NAME, "Vand");
    m->as.topic_put.handling = HANDLING_COOPERATION;
    apply(c, m);
    call(c, "c6", "0615");
    baselines(c);
    organisation(c, "0630");
    agent(c, "uno", "0630", AGENT_STATUS_AVAILABLE);
    agent(c, "gry", "0615", AGENT_STATUS_BREAK);
    m = command(COMMAND_hours_put);
    snprintf(m->as.hours_put.organisation, LIMIT_ID, "0630");
    m->as.hours_put.sunday.intervals[0].until = 1440;
    COMMAND_GIVE(m, hours_put, sunday);
    apply(c, m);
    m = command(COMMAND_offer_put);
    snprintf(m->as.offer_put.offer, LIMIT_ID, "seats");
    snprintf(m->as.offer_put.organisation, LIMIT_ID, "0630");
    snprintf(m->as.offer_put.address, LIMIT_ADDRESS, "sip:seats@example.org");
    m->as.offer_put.seats = 2;
    m->as.offer_put.languages.count = 1;
    snprintf(m->as.offer_put.languages.codes[0], 8, "da");
    m->as.offer_put.topics.count = 1;
    snprintf(m->as.offer_put.topics.ids[0], LIMIT_ID, "vand");
    apply(c, m);
    struct problem problem;
    if (core_check(c, &problem) != ERR_OK) fail_msg("%s: %s", problem.field, problem.detail);
    return c;
}

static agent_no number(struct core *c, const char *id) {
    agent_no n = 0;
    assert_true(core_find_agent(c, id, &n));
    return n;
}

static struct call_record *call_of(struct core *c, call_id id) {
    return &c->calls[find_call(c, id)].record;
}
static struct organisation_slot *home(struct core *c) { return &c->organisations[0]; }

/* --- one break each ------------------------------------------------------------------------------------ */

static void b_agent_number(struct core *c) { c->agents[number(c, "ida")].record.number++; }
static void b_call_exists(struct core *c) { c->agents[number(c, "gry")].availability.call = 4711; }
static void b_call_theirs(struct core *c) { call_of(c, 1)->agent = number(c, "gry"); }
static void b_state_fits(struct core *c) {
    c->agents[number(c, "gry")].availability.state = AGENT_STATE_IN_CALL;
}
static void b_lease(struct core *c) { c->agents[number(c, "ida")].lease_until = 0; }
static void b_one_call(struct core *c) {
    struct availability_record *a = &c->agents[number(c, "ida")].availability;
    a->call = 0; /* the call says ida, ida knows of none */
    a->state = AGENT_STATE_AWAY;
}
static void b_held(struct core *c) {
    call_of(c, 3)->agent = AGENT_NONE;
    struct availability_record *a = &c->agents[number(c, "eva")].availability;
    a->call = 0;
    a->state = AGENT_STATE_AWAY;
}
static void b_queued_agent(struct core *c) { call_of(c, 4)->agent = number(c, "gry"); }
static void b_outcome(struct core *c) { call_of(c, 4)->outcome = CALL_OUTCOME_ANSWERED; }
static void b_enqueued(struct core *c) {
    call_of(c, 1)->enqueued_at = call_of(c, 1)->arrived_at + 1;
}
static void b_stored_ahead(struct core *c) { c->counters.call_block_end = 3; }
static void b_call_index(struct core *c) { c->call_references.count--; }
static void b_agent_calls(struct core *c) { c->agents[number(c, "ida")].calls++; }
static void b_agent_counts(struct core *c) { home(c)->agents[AGENT_STATE_AWAY]++; }
static void b_organisation_calls(struct core *c) { home(c)->calls++; }
static void b_waiting(struct core *c) { home(c)->waiting++; }
static void b_waiting_citizens(struct core *c) { home(c)->waiting_citizens--; }
static void b_vanishes(struct core *c) { home(c)->kpi.offered++; }
static void b_queue_holds(struct core *c) {
    /* a call that is being talked about still stands in the queue */
    struct list *list = &lists_of(home(c)->lists, CHANNEL_PHONE)->queued[0][0];
    list_insert_after(list, c->queue_nodes, list->last, find_call(c, 1));
}
static void b_queue_order(struct core *c) {
    call_of(c, 4)->enqueued_at = call_of(c, 4)->arrived_at, call_of(c, 5)->enqueued_at = 1;
}
static void b_queue_count(struct core *c) {
    lists_of(home(c)->lists, CHANNEL_PHONE)->queued[0][0].count++;
}
static void b_one_place(struct core *c) { queue_remove(c, find_call(c, 5)); }
static void b_queued_topics(struct core *c) {
    lists_of(home(c)->lists, CHANNEL_PHONE)->queued_topics[0] = 0;
}
static void b_idle_tiers(struct core *c) {
    lists_of(c->organisations[3].lists, CHANNEL_PHONE)->idle_tiers[0] = 0;
}
static void b_idle_holds(struct core *c) {
    struct channel_lists *lists = lists_of(c->organisations[3].lists, CHANNEL_PHONE);
    for (int tier = 0; tier < TIERS; tier++)
        if (lists->idle[0][tier].count > 0)
            list_insert_after(&lists->idle[0][tier], c->idle_nodes[CHANNEL_PHONE],
                              lists->idle[0][tier].last, number(c, "gry") * LIMIT_TOPICS);
}
static void b_leased_list(struct core *c) { c->deadlines[LIST_LEASED].count++; }
static void b_wrapping_list(struct core *c) { c->deadlines[LIST_WRAPPING].count--; }
static void b_unknown_list(struct core *c) { c->deadlines[LIST_UNKNOWN].count--; }
static void b_reserved_list(struct core *c) { c->deadlines[LIST_RESERVED].count--; }
static void b_answered_list(struct core *c) { c->deadlines[LIST_ANSWERED].count--; }
static void b_ended_list(struct core *c) { c->deadlines[LIST_ENDED].count++; }
static void b_deadline_order(struct core *c) {
    c->agents[c->deadlines[LIST_LEASED].first].lease_until += HOUR_MS;
}
static void b_able(struct core *c) { c->organisations[3].lists->able[0]--; }
static void b_closed(struct core *c) { c->organisations[3].closed = false; }
static void b_kept_open(struct core *c) { home(c)->extended = 1; }
static void b_hours_next(struct core *c) { c->hours_next = TIME_NEVER; }
static void b_arrivals(struct core *c) { c->demand[0].arrived[0]++; }
static void b_active(struct core *c) { c->demand[0].active = 0; }
static void b_demand_due(struct core *c) { c->demand[0].due = 0; }
static void b_demand_list(struct core *c) { c->deadlines[LIST_DEMAND].count++; }
static void b_demand_hour(struct core *c) { c->demand[0].due += 2 * HOUR_MS; }
static void open_surge(struct core *c) {
    c->pairs[0].surged = true;
    c->pairs[0].surge.state = SURGE_STATE_SUGGESTED;
    c->demand[0].surging = 1;
}
static void b_surging(struct core *c) {
    open_surge(c);
    c->demand[0].surging = 0;
}
static void b_evidence(struct core *c) {
    open_surge(c);
    c->demand[0].record.topics[0].statistic = 1;
}
static void b_surge_minute(struct core *c) {
    open_surge(c);
    c->demand[0].due = c->demand[0].record.stepped_at + 3 * MINUTE_MS;
}
static void b_pair_found(struct core *c) { c->demand[0].pairs[LIMIT_TOPICS] = 1; }
static void b_pair_fits(struct core *c) { c->pairs[0].baseline.topic = 5; }
static void b_surge_topic(struct core *c) {
    c->pairs[1].surged = true;
    c->pairs[1].surge.state = SURGE_STATE_OVER;
    c->pairs[1].surge.over_at = 1;
}
static void b_surge_state(struct core *c) {
    c->pairs[0].surged = true;
    c->pairs[0].surge.over_at = 1; /* and still suggested */
}
static void b_surge_dismissed(struct core *c) {
    open_surge(c);
    c->pairs[0].surge.state = SURGE_STATE_DISMISSED; /* and nobody did it */
}
static void b_seats(struct core *c) { c->organisations[3].seats_free++; }
static void b_offer_calls(struct core *c) { c->offers->slots[0].calls++; }
static void b_offer_in_use(struct core *c) {
    c->offers->slots[0].in_use++;
    c->organisations[3].seats_in_use++;
}
static void b_offer_helping(struct core *c) { c->offers->slots[0].helping++; }
static void b_lease_within(struct core *c) { c->offers->slots[0].record.seats = 1; }
static void b_free_seats(struct core *c) { c->offers->slots[0].record.state = OFFER_STATE_PAUSED; }
static void b_closed_offer(struct core *c) { c->offers->slots[0].record.closed_at = 1; }
static void b_open_counts(struct core *c) { c->offers->slots[0].record.counted_at = 0; }
static void b_idle_seat(struct core *c) {
    c->offers->slots[0].counted_free = 0;
    c->organisations[3].seats_free = 0;
}
static void b_seat_wraps_up(struct core *c) {
    struct availability_record *a = &c->agents[number(c, "bo")].availability;
    a->call = 0;
    a->state = AGENT_STATE_AWAY;
    call_of(c, 2)->agent = AGENT_NONE;
    call_of(c, 2)->offer = 0;
}
static void b_digest(struct core *c) { c->settings.lifted_ms++; }

static const struct canary {
    const char *invariant;
    void (*breaks)(struct core *c);
} canaries[] = {
    {"agent_number", b_agent_number},
    {"agent_call_exists", b_call_exists},
    {"agent_call_is_theirs", b_call_theirs},
    {"agent_state_fits_call", b_state_fits},
    {"lease_fits_state", b_lease},
    {"one_agent_one_call", b_one_call},
    {"held_call_has_agent", b_held},
    {"queued_call_has_no_agent", b_queued_agent},
    {"outcome_fits_state", b_outcome},
    {"enqueued_before_arrival", b_enqueued},
    {"call_id_is_stored_ahead", b_stored_ahead},
    {"call_index", b_call_index},
    {"agent_calls", b_agent_calls},
    {"agent_counts", b_agent_counts},
    {"organisation_calls", b_organisation_calls},
    {"waiting", b_waiting},
    {"waiting_citizens", b_waiting_citizens},
    {"no_call_vanishes", b_vanishes},
    {"queue_holds_queued", b_queue_holds},
    {"queue_in_order", b_queue_order},
    {"queue_count", b_queue_count},
    {"call_in_one_place", b_one_place},
    {"queued_topics", b_queued_topics},
    {"idle_tiers", b_idle_tiers},
    {"idle_holds_available", b_idle_holds},
    {"leased_list", b_leased_list},
    {"every_state_has_a_deadline", b_wrapping_list},
    {"every_state_has_a_deadline", b_unknown_list},
    {"every_state_has_a_deadline", b_reserved_list},
    {"every_state_has_a_deadline", b_answered_list},
    {"every_state_has_a_deadline", b_ended_list},
    {"deadlines_in_order", b_deadline_order},
    {"able", b_able},
    {"closed_by_hours", b_closed},
    {"kept_open", b_kept_open},
    {"hours_next", b_hours_next},
    {"arrivals_are_counted", b_arrivals},
    {"active_topics", b_active},
    {"demand_has_a_deadline", b_demand_due},
    {"demand_has_a_deadline", b_demand_list},
    {"demand_is_looked_at_every_hour", b_demand_hour},
    {"surging", b_surging},
    {"no_evidence_in_a_surge", b_evidence},
    {"surges_are_looked_at_every_minute", b_surge_minute},
    {"pair_is_found", b_pair_found},
    {"pair_fits_its_records", b_pair_fits},
    {"surge_has_a_topic", b_surge_topic},
    {"surge_state_fits_its_times", b_surge_state},
    {"surge_state_fits_its_times", b_surge_dismissed},
    {"seats_of_an_organisation", b_seats},
    {"offer_calls", b_offer_calls},
    {"offer_in_use", b_offer_in_use},
    {"offer_helping", b_offer_helping},
    {"lease_within_offer", b_lease_within},
    {"free_seats_are_offered", b_free_seats},
    {"closed_offer_has_no_calls", b_closed_offer},
    {"open_offer_counts", b_open_counts},
    {"idle_seat_is_free", b_idle_seat},
    {"no_wrap_up_at_a_seat", b_seat_wraps_up},
    {"digest", b_digest},
};

static void every_invariant_has_been_seen_to_fail(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof canaries / sizeof *canaries; i++) {
        struct problem problem = {.err = ERR_OK};
        struct core *c = lively();
        canaries[i].breaks(c);
        if (core_check(c, &problem) == ERR_OK)
            fail_msg("%s was broken and not noticed", canaries[i].invariant);
        if (strcmp(problem.field, canaries[i].invariant) != 0)
            fail_msg("%s was broken, %s (%s) was noticed", canaries[i].invariant, problem.field,
                     problem.detail);
        core_destroy(c);
    }
}

/* --- organisations that help each other --------------------------------------------------------------------- */

static void agreement(struct core *c, const char *id, enum agreement_mode mode, time_ms enter_ms,
                      uint16_t calls_max) {
    struct command *m = command(COMMAND_agreement_put);
    snprintf(m->as.agreement_put.agreement, LIMIT_ID, "%s", id);
    m->as.agreement_put.mode = (uint8_t)mode;
    m->as.agreement_put.enter_ms = enter_ms;
    if (enter_ms > 0) COMMAND_GIVE(m, agreement_put, enter_ms);
    m->as.agreement_put.calls_max = calls_max;
    COMMAND_GIVE(m, agreement_put, calls_max);
    apply(c, m);
}

/* 0615's call-4 rings at uno of 0630 by the capped agreement; call-5 and call-6 wait longer than agreement `long` allows, and
 * so it is in force for 0615 and for the cooperation. */
static struct core *helping(void) {
    struct core *c = lively();
    struct command *m = command(COMMAND_hours_put); /* open again: who is closed does not help */
    snprintf(m->as.hours_put.organisation, LIMIT_ID, "0630");
    apply(c, m);
    agreement(c, "capped", AGREEMENT_MODE_ALWAYS, 0, 1);
    agreement(c, "long", AGREEMENT_MODE_ABOVE_WAIT, 3600000, 1);
    agreement(c, "long", AGREEMENT_MODE_ABOVE_WAIT, 1000, 1);
    struct problem problem;
    if (core_check(c, &problem) != ERR_OK) fail_msg("%s: %s", problem.field, problem.detail);
    assert_int_equal(c->overflow->slots_ever, 4);
    assert_int_not_equal(c->overflow->slots[0].record.on_since, 0);
    return c;
}

static void h_helping(struct core *c) { c->sharing->helping[3][0]++; }
static void h_taken_over(struct core *c) { c->organisations[3].taken_over++; }
static void h_by_agreement(struct core *c) { c->sharing->taken_over[0][3]++; }
static void h_handed_back(struct core *c) { c->sharing->handed_back++; }
static void h_watched(struct core *c) { organisation_set_drop(&c->overflow->watched, 1); }
static void h_wait_topics(struct core *c) { c->overflow->wait_topics[0] = 0; }
static void h_by_age(struct core *c) { c->overflow->waits[0][0].first = find_call(c, 1); }
static void h_all(struct core *c) {
    list_remove(&c->overflow->waits[0][0], c->overflow->wait_nodes, find_call(c, 5));
    c->overflow->wait_topics[0] = 0;
}
static void h_says(struct core *c) { c->overflow->slots[0].record.on_since = 0; }
static void h_agreement(struct core *c) { c->overflow->slots[0].record.agreement[0] = 'x'; }
static void h_deadline(struct core *c) {
    c->overflow->slots[0].record = (struct overflow_record){0}; /* who waits long is not noticed */
}
static void h_least(struct core *c) { c->overflow->due[LIMIT_ORGANISATIONS] = 0; }

static const struct canary helping_canaries[] = {
    {"helping", h_helping},
    {"taken_over", h_taken_over},
    {"taken_over_by_agreement", h_by_agreement},
    {"handed_back", h_handed_back},
    {"overflow_watched", h_watched},
    {"overflow_wait_topics", h_wait_topics},
    {"overflow_waits_by_age", h_by_age},
    {"overflow_watches_all", h_all},
    {"overflow_record_says_something", h_says},
    {"overflow_has_an_agreement", h_agreement},
    {"overflow_has_a_deadline", h_deadline},
    {"overflow_due_is_least", h_least},
};

static void every_invariant_of_help_has_been_seen_to_fail(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof helping_canaries / sizeof *helping_canaries; i++) {
        struct problem problem = {.err = ERR_OK};
        struct core *c = helping();
        helping_canaries[i].breaks(c);
        if (core_check(c, &problem) == ERR_OK)
            fail_msg("%s was broken and not noticed", helping_canaries[i].invariant);
        if (strcmp(problem.field, helping_canaries[i].invariant) != 0)
            fail_msg("%s was broken, %s (%s) was noticed", helping_canaries[i].invariant,
                     problem.field, problem.detail);
        core_destroy(c);
    }
}

static unsigned told(const struct event_list *list, enum event_type type) {
    unsigned count = 0;
    for (uint32_t i = 0; i < list->count; i++)
        count += list->events[i].type == type;
    return count;
}

static void declining_is_told_when_it_is_drained(void **state) {
    (void)state;
    struct core *c = helping();
    assert_int_equal(c->organisations[3].taken_over, 1);
    struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct problem problem;
    struct command *m = command(COMMAND_organisation_help);
    snprintf(m->as.organisation_help.organisation, LIMIT_ID, "0630");
    m->as.organisation_help.declines = 1;
    assert_int_equal(core_apply(c, m, now, &list, &result, &problem), ERR_OK);
    assert_int_equal(told(&list, EVENT_organisation_drained), 0);
    m = command(COMMAND_call_cancel);
    m->as.call_cancel.call = c->agents[number(c, "uno")].availability.call;
    assert_int_equal(core_apply(c, m, now, &list, &result, &problem), ERR_OK);
    assert_int_equal(told(&list, EVENT_organisation_drained), 1);
    m = command(COMMAND_organisation_help);
    snprintf(m->as.organisation_help.organisation, LIMIT_ID, "0766");
    m->as.organisation_help.declines = 1;
    assert_int_equal(core_apply(c, m, now, &list, &result, &problem), ERR_OK);
    assert_int_equal(told(&list, EVENT_organisation_drained), 1); /* it had nothing */
    core_destroy(c);
}

/* What an agreement above a wait began ends with it. */
static void overflow_begins_and_ends_are_told(void **state) {
    (void)state;
    struct core *c = helping();
    struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct problem problem;
    struct command *m = command(COMMAND_agreement_remove);
    snprintf(m->as.agreement_remove.agreement, LIMIT_ID, "long");
    assert_int_equal(core_apply(c, m, now, &list, &result, &problem), ERR_OK);
    assert_true(told(&list, EVENT_overflow_ended) >= 1);
    uint64_t cursor = 0;
    assert_null(core_next_record(c, RECORD_overflow, &cursor));
    if (core_check(c, &problem) != ERR_OK) fail_msg("%s: %s", problem.field, problem.detail);
    assert_true(core_next_deadline(c) > now);
    core_destroy(c);
}

static void acknowledgements_are_counted(void **state) {
    (void)state;
    struct problem problem;
    struct core *c = lively();
    struct command *m = command(COMMAND_playbook_publish);
    snprintf(m->as.playbook_publish.playbook, LIMIT_ID, "vand");
    m->as.playbook_publish.version[0] = 7;
    apply(c, m);
    m = command(COMMAND_playbook_approve);
    snprintf(m->as.playbook_approve.playbook, LIMIT_ID, "vand");
    m->as.playbook_approve.version[0] = 7;
    snprintf(m->actor.token, LIMIT_ID, "another");
    apply(c, m);
    m = command(COMMAND_activation_start);
    snprintf(m->as.activation_start.playbook, LIMIT_ID, "vand");
    m->as.activation_start.version[0] = 7;
    m->as.activation_start.expires_at = now + HOUR_MS;
    apply(c, m);
    assert_int_equal(core_check(c, &problem), ERR_OK);
    c->activations[0].record.acknowledged++;
    assert_int_not_equal(core_check(c, &problem), ERR_OK);
    assert_string_equal(problem.field, "acknowledged");
    c->activations[0].record.acknowledged--;
    c->counters.activation_block_end = 1;
    assert_int_not_equal(core_check(c, &problem), ERR_OK);
    assert_string_equal(problem.field, "activation_id_is_stored_ahead");
    core_destroy(c);
}

/* --- the life of an activation ------------------------------------------------------------------------------ */

/* lively, and an activation in its second revision that bo and uno have read, uno the first only, with a flag and a reply. */
static struct core *active(void) {
    struct core *c = lively();
    struct command *m = command(COMMAND_playbook_publish);
    snprintf(m->as.playbook_publish.playbook, LIMIT_ID, "vand");
    m->as.playbook_publish.version[0] = 7;
    apply(c, m);
    m = command(COMMAND_activation_start);
    snprintf(m->as.activation_start.playbook, LIMIT_ID, "vand");
    m->as.activation_start.version[0] = 7;
    m->as.activation_start.expires_at = now + HOUR_MS;
    m->as.activation_start.break_glass = 1;
    apply(c, m);
    static const char *const readers[] = {"uno", "bo"};
    for (int i = 0; i < 2; i++) {
        m = command(COMMAND_answer_acknowledge);
        m->as.answer_acknowledge.activation = 1;
        snprintf(m->as.answer_acknowledge.agent, LIMIT_ID, "%s", readers[i]);
        apply(c, m);
        if (i == 1) break;
        m = command(COMMAND_activation_update);
        m->as.activation_update.activation = 1;
        m->as.activation_update.version[0] = 7;
        m->as.activation_update.parameters[0] = 1;
        m->as.activation_update.must_read = 1;
        apply(c, m);
    }
    m = command(COMMAND_answer_flag);
    m->as.answer_flag.activation = 1;
    snprintf(m->as.answer_flag.agent, LIMIT_ID, "bo");
    apply(c, m);
    m = command(COMMAND_flag_answer);
    m->as.flag_answer.activation = 1;
    apply(c, m);
    struct problem problem;
    if (core_check(c, &problem) != ERR_OK) fail_msg("%s: %s", problem.field, problem.detail);
    return c;
}

static struct activation_record *first(struct core *c) { return &c->activations[0].record; }
static void l_marked(struct core *c) { c->agents[number(c, "ida")].acknowledged |= 1; }
static void l_unmarked(struct core *c) { c->agents[number(c, "bo")].acknowledged = 0; }
static void l_suspended(struct core *c) { c->agents[number(c, "uno")].acknowledged |= 1; }
static void l_newest(struct core *c) { first(c)->read_newest++; }
static void l_planned(struct core *c) { first(c)->starts_at = now; }
static void l_must_read(struct core *c) { first(c)->must_read = 3; }
static void l_left_when(struct core *c) { first(c)->left_at = now; }
static void l_left_inside(struct core *c) {
    organisation_set_add(&first(c)->municipalities[0], 0);
    organisation_set_add(&first(c)->left[0], 0);
    first(c)->left_at = now;
}
static void l_alarm(struct core *c) { first(c)->expired = 1; }
static void l_revision(struct core *c) { first(c)->parameters[0]++; }
static void l_flag(struct core *c) { c->flags[0].record.activation = 2; }
static void l_reply(struct core *c) { c->flag_replies[0].record.activation = 2; }

static const struct canary life_canaries[] = {
    {"reading_qualifies", l_marked},       {"reading_qualifies", l_unmarked},
    {"reading_qualifies", l_suspended},    {"read_newest", l_newest},
    {"planned_or_begun", l_planned},       {"must_read_exists", l_must_read},
    {"left_has_a_time", l_left_when},      {"left_is_outside", l_left_inside},
    {"expired_raises_the_alarm", l_alarm}, {"newest_revision", l_revision},
    {"flag_has_activation", l_flag},       {"reply_has_activation", l_reply},
};

static void an_activations_life_is_checked(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof life_canaries / sizeof *life_canaries; i++) {
        struct problem problem = {.err = ERR_OK};
        struct core *c = active();
        life_canaries[i].breaks(c);
        if (core_check(c, &problem) == ERR_OK)
            fail_msg("%s was broken and not noticed", life_canaries[i].invariant);
        if (strcmp(problem.field, life_canaries[i].invariant) != 0)
            fail_msg("%s was broken, %s (%s) was noticed", life_canaries[i].invariant,
                     problem.field, problem.detail);
        core_destroy(c);
    }
}

/* --- what municipalities say, and alerts ---------------------------------------------------------------------- */

static void own_token(struct command *m, const char *id) {
    m->actor.role = ROLE_MUNICIPAL_EDITOR;
    m->actor.all_organisations = false;
    organisation_set_add(&m->actor.organisations, 0);
    snprintf(m->actor.token, LIMIT_ID, "%s", id);
}

/* active, where the first organisation says a value otherwise, has a menu route and a link, and an alert has come. */
static struct core *placed(void) {
    struct core *c = active();
    const char *id = c->organisations[0].record.id;
    struct command *m = command(COMMAND_local_value_propose);
    m->as.local_value_propose.activation = 1;
    snprintf(m->as.local_value_propose.organisation, LIMIT_ID, "%s", id);
    snprintf(m->as.local_value_propose.parameter, LIMIT_ID, "minutes");
    own_token(m, "lone");
    apply(c, m);
    m = command(COMMAND_local_value_approve);
    m->as.local_value_approve.activation = 1;
    snprintf(m->as.local_value_approve.organisation, LIMIT_ID, "%s", id);
    snprintf(m->as.local_value_approve.parameter, LIMIT_ID, "minutes");
    own_token(m, "per");
    apply(c, m);
    m = command(COMMAND_menu_route_put);
    m->as.menu_route_put.activation = 1;
    snprintf(m->as.menu_route_put.organisation, LIMIT_ID, "%s", id);
    apply(c, m);
    m = command(COMMAND_link_confirm);
    snprintf(m->as.link_confirm.organisation, LIMIT_ID, "%s", id);
    snprintf(m->as.link_confirm.url, LIMIT_URL, "https://horsens.dk/");
    own_token(m, "lone");
    apply(c, m);
    m = command(COMMAND_alert_receive);
    snprintf(m->as.alert_receive.alert, LIMIT_ID, "x1");
    snprintf(m->as.alert_receive.sender, LIMIT_ID, "b@h.dk");
    apply(c, m);
    struct problem problem;
    if (core_check(c, &problem) != ERR_OK) fail_msg("%s: %s", problem.field, problem.detail);
    return c;
}

static struct local_value_record *said(struct core *c) {
    return &c->places->local_values[0].record;
}
static void p_activation(struct core *c) { said(c)->activation = 9; }
static void p_area(struct core *c) {
    organisation_set_add(&first(c)->municipalities[0], 1);
    c->revisions[0 * LIMIT_REVISIONS + first(c)->revision % LIMIT_REVISIONS]
        .record.municipalities[0] = first(c)->municipalities[0];
}
static void p_nothing(struct core *c) { said(c)->approved_at = 0; }
static void p_one_person(struct core *c) { memcpy(said(c)->written_by, "per", 4); }
static void p_route(struct core *c) { c->places->menu_routes[0].record.activation = 9; }
static void p_link(struct core *c) { c->places->links[0].record.organisation = 500; }
static void p_alert(struct core *c) { c->places->alerts[0].record.state = ALERT_STATE_ANSWERED; }

static const struct canary place_canaries[] = {
    {"local_value_names_what_is_there", p_activation},
    {"local_value_is_in_the_area", p_area},
    {"local_value_says_something", p_nothing},
    {"local_value_has_two_people", p_one_person},
    {"menu_route_is_in_the_area", p_route},
    {"link_has_an_organisation", p_link},
    {"alert_state_fits_its_activation", p_alert},
};

static void what_municipalities_say_is_checked(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof place_canaries / sizeof *place_canaries; i++) {
        struct problem problem = {.err = ERR_OK};
        struct core *c = placed();
        place_canaries[i].breaks(c);
        if (core_check(c, &problem) == ERR_OK)
            fail_msg("%s was broken and not noticed", place_canaries[i].invariant);
        if (strcmp(problem.field, place_canaries[i].invariant) != 0)
            fail_msg("%s was broken, %s (%s) was noticed", place_canaries[i].invariant,
                     problem.field, problem.detail);
        core_destroy(c);
    }
}

/* With its activation goes what was said and set for it; what was confirmed stays. */
static void what_is_local_goes_with_its_activation(void **state) {
    (void)state;
    struct core *c = placed();
    struct command *m = command(COMMAND_activation_lift);
    struct problem problem;
    uint64_t cursor = 0;
    m->as.activation_lift.activation = 1;
    apply(c, m);
    now += 2 * DAY_MS;
    while (core_next_deadline(c) <= now)
        apply(c, command(COMMAND_tick));
    assert_null(core_next_record(c, RECORD_local_value, &cursor));
    cursor = 0;
    assert_null(core_next_record(c, RECORD_menu_route, &cursor));
    cursor = 0;
    assert_non_null(core_next_record(c, RECORD_link, &cursor));
    assert_int_equal(core_check(c, &problem), ERR_OK);
    core_destroy(c);
}

static enum err receive(struct core *c, int number_of, struct problem *problem) {
    struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct command *m = command(COMMAND_alert_receive);
    snprintf(m->as.alert_receive.alert, LIMIT_ID, "n%d", number_of);
    snprintf(m->as.alert_receive.sender, LIMIT_ID, "b@h.dk");
    return core_apply(c, m, now, &list, &result, problem);
}

/* What nobody has looked at is not pushed out; what was dismissed, or is over, is. */
static void alerts_have_a_cap(void **state) {
    (void)state;
    struct core *c = placed();
    struct problem problem;
    enum err err = ERR_OK;
    int taken = 0;
    for (; err == ERR_OK && taken < 2 * LIMIT_ALERTS; taken++)
        err = receive(c, taken, &problem);
    assert_int_equal(err, ERR_LIMIT_REACHED);
    assert_int_equal(taken, LIMIT_ALERTS); /* x1 was there */
    struct command *m = command(COMMAND_alert_dismiss);
    snprintf(m->as.alert_dismiss.alert, LIMIT_ID, "n5");
    apply(c, m);
    assert_int_equal(receive(c, 1000, &problem), ERR_OK);
    assert_null(core_find_alert(c, "n5"));
    assert_int_equal(receive(c, 1001, &problem), ERR_LIMIT_REACHED);
    now += DAY_MS;
    assert_int_equal(receive(c, 1002, &problem), ERR_OK);
    assert_null(core_find_alert(c, "n0"));
    assert_int_equal(core_check(c, &problem), ERR_OK);
    core_destroy(c);
}

/* The last word of each agent for each question stands, and a thousand for an activation are enough. */
static void flags_have_a_cap(void **state) {
    (void)state;
    struct core *c = active();
    struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct core_result result;
    struct problem problem;
    enum err err = ERR_OK;
    int taken = 1;
    for (; err == ERR_OK; taken++) {
        struct command *m = command(COMMAND_answer_flag);
        m->as.answer_flag.activation = 1;
        snprintf(m->as.answer_flag.agent, LIMIT_ID, "bo");
        snprintf(m->as.answer_flag.question, LIMIT_ID, "q%d", taken);
        err = core_apply(c, m, now, &list, &result, &problem);
    }
    assert_int_equal(err, ERR_LIMIT_REACHED);
    assert_int_equal(taken, LIMIT_FLAGS_PER_ACTIVATION + 1);
    struct command *m = command(COMMAND_answer_flag); /* one that is there may still change */
    m->as.answer_flag.activation = 1;
    snprintf(m->as.answer_flag.agent, LIMIT_ID, "bo");
    m->as.answer_flag.reason = FLAG_REASON_MISSING;
    assert_int_equal(core_apply(c, m, now, &list, &result, &problem), ERR_OK);
    assert_int_equal(core_check(c, &problem), ERR_OK);
    m = command(COMMAND_activation_lift);
    m->as.activation_lift.activation = 1;
    apply(c, m);
    now += 2 * DAY_MS;
    while (core_next_deadline(c) <= now)
        apply(c, command(COMMAND_tick));
    assert_null(core_activation(c, 1));
    uint64_t cursor = 0;
    assert_null(core_next_record(c, RECORD_flag, &cursor));
    assert_int_equal(core_check(c, &problem), ERR_OK);
    core_destroy(c);
}

/* --- idempotency keys and caps, which stories cannot say ---------------------------------------------------- */

static enum err arrive(struct core *c, const char *reference, uint64_t key, uint64_t fingerprint,
                       struct core_result *result) {
    struct command *m = command(COMMAND_call_arrive);
    struct event_list list = {.events = events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    struct problem problem;
    snprintf(m->as.call_arrive.reference, LIMIT_REFERENCE, "%s", reference);
    snprintf(m->as.call_arrive.municipality, LIMIT_ID, "0615");
    snprintf(m->as.call_arrive.topic, LIMIT_ID, "vand");
    snprintf(m->as.call_arrive.language, 8, "da");
    m->idempotency_key = key;
    m->fingerprint = fingerprint;
    return core_apply(c, m, now, &list, result, &problem);
}

static void a_key_gives_the_same_answer(void **state) {
    (void)state;
    struct core *c = lively();
    struct core_result first, second;
    assert_int_equal(arrive(c, "k1", 11, 1, &first), ERR_OK);
    uint64_t digest = core_digest(c);
    assert_int_equal(arrive(c, "another-reference", 11, 1, &second), ERR_OK);
    assert_true(second.repeated);
    assert_int_equal(first.subject.key, second.subject.key);
    assert_true(digest == core_digest(c));
    assert_int_equal(arrive(c, "k1", 11, 2, &second), ERR_CHANGED_MEANWHILE);
    now += DAY_MS;
    while (core_next_deadline(c) <= now)
        apply(c, command(COMMAND_tick));
    assert_int_equal(arrive(c, "k2", 11, 3, &second),
                     ERR_OK); /* the key is forgotten after a day */
    assert_false(second.repeated);
    core_destroy(c);
}

static void caps_are_errors(void **state) {
    (void)state;
    struct core *c = lively();
    struct core_result result;
    struct problem problem;
    char reference[16];
    enum err err = ERR_OK;
    int taken = 0;
    for (; err == ERR_OK && taken < 64; taken++) {
        snprintf(reference, sizeof reference, "cap%d", taken);
        err = arrive(c, reference, (uint64_t)taken + 100, 1,
                     &result); /* more keys than are kept, too */
    }
    assert_int_equal(err, ERR_LIMIT_REACHED);
    assert_int_equal(c->all_calls.count, sizes.calls);
    assert_int_equal(core_check(c, &problem), ERR_OK);
    core_destroy(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_invariant_has_been_seen_to_fail),
        cmocka_unit_test(every_invariant_of_help_has_been_seen_to_fail),
        cmocka_unit_test(declining_is_told_when_it_is_drained),
        cmocka_unit_test(overflow_begins_and_ends_are_told),
        cmocka_unit_test(acknowledgements_are_counted),
        cmocka_unit_test(an_activations_life_is_checked),
        cmocka_unit_test(what_municipalities_say_is_checked),
        cmocka_unit_test(what_is_local_goes_with_its_activation),
        cmocka_unit_test(alerts_have_a_cap),
        cmocka_unit_test(flags_have_a_cap),
        cmocka_unit_test(a_key_gives_the_same_answer),
        cmocka_unit_test(caps_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
