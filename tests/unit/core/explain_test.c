/* Explanations and dry runs over random states: the rule that is named and the quick answers of routing always agree; a dry run
 * changes nothing, now or later; and what it foretells is what happens when the command is given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/explain.h"
#include "core/state.h"

#define ORGANISATIONS 6
#define TOPIC_COUNT 3
#define AGENTS 18
#define STEPS 15000

static const struct core_sizes sizes = {
    .agents = 32, .calls = 256, .acknowledgements = 256, .tokens = 4, .replayed_answers = 4};

/* Two cores get the same commands; only the first is asked what would be. */
struct world {
    bool reads_first; /* some activations are to be read first */
    struct core *core, *twin;
    struct event events[2][LIMIT_EVENTS_PER_COMMAND];
    struct event_list list, twin_list;
    struct command command;
    uint64_t seed;
    uint32_t reference;
    time_ms now;
};

static uint64_t draw(struct world *w, uint64_t bound) {
    w->seed ^= w->seed >> 12;
    w->seed ^= w->seed << 25;
    w->seed ^= w->seed >> 27;
    return (w->seed * UINT64_C(2685821657736338717) >> 16) % bound;
}

static struct command *begin(struct world *w, enum command_type type) {
    memset(&w->command, 0, sizeof w->command);
    w->command.type = type;
    w->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    return &w->command;
}

static void whole(const struct core *c) {
    struct problem problem;
    if (core_check(c, &problem) != ERR_OK) fail_msg("%s: %s", problem.field, problem.detail);
}

static enum err give(struct world *w) {
    struct core_result result;
    struct problem problem, twin_problem;
    w->list = (struct event_list){.events = w->events[0], .capacity = LIMIT_EVENTS_PER_COMMAND};
    w->twin_list =
        (struct event_list){.events = w->events[1], .capacity = LIMIT_EVENTS_PER_COMMAND};
    enum err err = core_apply(w->core, &w->command, w->now, &w->list, &result, &problem);
    assert_int_equal(
        core_apply(w->twin, &w->command, w->now, &w->twin_list, &result, &twin_problem), err);
    assert_int_equal(core_digest(w->core), core_digest(w->twin));
    return err;
}

static void must(struct world *w) { assert_int_equal(give(w), ERR_OK); }

static void name(char *out, const char *prefix, uint64_t number) {
    snprintf(out, LIMIT_ID, "%s%llu", prefix, (unsigned long long)number);
}

static void draw_ids(struct world *w, struct id_list *list, const char *prefix, uint64_t count) {
    for (uint64_t i = 0; i < count; i++)
        if (draw(w, 2) == 0) name(list->ids[list->count++], prefix, i);
}

static void furnish(struct world *w) {
    struct settings_put_command *s = &begin(w, COMMAND_settings_put)->as.settings_put;
    s->lease_ms = DAY_MS; /* nobody renews here */
    s->missed_offers_max = 100;
    s->call_retention_ms = MINUTE_MS;
    s->lifted_ms = MINUTE_MS;
    s->wrap_up_ms = 5 * SECOND_MS;
    COMMAND_GIVE(&w->command, settings_put, lease_ms);
    COMMAND_GIVE(&w->command, settings_put, call_retention_ms);
    COMMAND_GIVE(&w->command, settings_put, lifted_ms);
    COMMAND_GIVE(&w->command, settings_put, wrap_up_ms);
    COMMAND_GIVE(&w->command, settings_put, missed_offers_max);
    must(w);
    for (int i = 0; i < TOPIC_COUNT; i++) {
        struct topic_put_command *t = &begin(w, COMMAND_topic_put)->as.topic_put;
        name(t->topic, "t", (uint64_t)i);
        name(t->name, "t", (uint64_t)i);
        t->handling = HANDLING_MUNICIPALITY;
        must(w);
    }
    for (int i = 0; i < ORGANISATIONS; i++) {
        struct organisation_put_command *o =
            &begin(w, COMMAND_organisation_put)->as.organisation_put;
        name(o->organisation, "o", (uint64_t)i);
        name(o->name, "o", (uint64_t)i);
        snprintf(o->area, LIMIT_ID, "area");
        o->standing = i == ORGANISATIONS - 1 ? STANDING_OUTSIDER : STANDING_MEMBER;
        o->reserve = (uint16_t)draw(w, 2);
        COMMAND_GIVE(&w->command, organisation_put, reserve);
        must(w);
    }
    for (int i = 0; i < AGENTS; i++) {
        struct agent_put_command *a = &begin(w, COMMAND_agent_put)->as.agent_put;
        name(a->agent, "a", (uint64_t)i);
        name(a->name, "a", (uint64_t)i);
        name(a->organisation, "o", draw(w, ORGANISATIONS));
        for (uint64_t t = 0; t < TOPIC_COUNT; t++) {
            if (t == 0 ? draw(w, 6) != 0 : draw(w, 2) == 0) continue; /* one is scarce */
            name(a->skills.skills[a->skills.count].topic, "t", t);
            a->skills.skills[a->skills.count++].level = (uint8_t)(1 + draw(w, LIMIT_LEVEL));
        }
        a->languages.count = (uint8_t)(1 + draw(w, 2));
        snprintf(a->languages.codes[0], 8, "da");
        snprintf(a->languages.codes[1], 8, "en");
        a->elearning_at = 1;
        COMMAND_GIVE(&w->command, agent_put, elearning_at);
        must(w);
    }
    struct playbook_publish_command *p = &begin(w, COMMAND_playbook_publish)->as.playbook_publish;
    snprintf(p->playbook, LIMIT_ID, "p");
    p->version[0] = 1;
    name(p->topics.ids[p->topics.count++], "t", 0);
    must(w);
    struct playbook_approve_command *v = &begin(w, COMMAND_playbook_approve)->as.playbook_approve;
    snprintf(v->playbook, LIMIT_ID, "p");
    v->version[0] = 1;
    snprintf(w->command.actor.token, LIMIT_ID, "another");
    must(w);
}

static int open_world(void **state) {
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->core = core_create(&sizes);
    w->twin = core_create(&sizes);
    w->now = 1000 * DAY_MS;
    w->seed = 7;
    assert_true(w->core != NULL && w->twin != NULL);
    furnish(w);
    *state = w;
    return 0;
}

static int close_world(void **state) {
    struct world *w = *state;
    core_destroy(w->core);
    core_destroy(w->twin);
    free(w);
    return 0;
}

/* --- commands by chance ------------------------------------------------------------------------------ */

static void draw_sharing(struct world *w) {
    uint64_t kind = draw(w, 4);
    if (kind == 0) {
        struct organisation_help_command *h =
            &begin(w, COMMAND_organisation_help)->as.organisation_help;
        name(h->organisation, "o", draw(w, ORGANISATIONS));
        h->declines = draw(w, 3) == 0;
        if (draw(w, 2) == 0) return;
        h->help_max = (uint16_t)draw(w, 3);
        COMMAND_GIVE(&w->command, organisation_help, help_max);
    } else if (kind == 1) {
        struct activation_start_command *a =
            &begin(w, COMMAND_activation_start)->as.activation_start;
        snprintf(a->playbook, LIMIT_ID, "p");
        a->version[0] = 1;
        draw_ids(w, &a->municipalities, "o", ORGANISATIONS);
        a->expires_at = w->now + HOUR_MS;
        snprintf(a->reason, LIMIT_REASON, "test");
        a->acknowledge_first = w->reads_first && draw(w, 2) == 0;
        COMMAND_GIVE(&w->command, activation_start, acknowledge_first);
        if (draw(w, 2) == 0) {
            a->open_until = w->now + (time_ms)(1 + draw(w, 60)) * MINUTE_MS;
            COMMAND_GIVE(&w->command, activation_start, open_until);
        }
    } else {
        struct agreement_put_command *a = &begin(w, COMMAND_agreement_put)->as.agreement_put;
        name(a->agreement, "g", draw(w, 4));
        a->mode = (uint8_t)draw(w, AGREEMENT_MODE_COUNT);
        a->one_way = (uint8_t)draw(w, 2);
        COMMAND_GIVE(&w->command, agreement_put, one_way);
        draw_ids(w, &a->helped, "o", ORGANISATIONS);
        draw_ids(w, &a->helpers, "o", ORGANISATIONS);
        draw_ids(w, &a->topics, "t", TOPIC_COUNT);
        if (draw(w, 3) == 0) a->valid_from = w->now + (time_ms)draw(w, 10) * MINUTE_MS;
        if (draw(w, 3) == 0) a->valid_until = w->now + (time_ms)(1 + draw(w, 60)) * MINUTE_MS;
        if (a->valid_until != 0 && a->valid_until <= a->valid_from) a->valid_until = 0;
        if (draw(w, 3) == 0) {
            a->calls_max = (uint16_t)(1 + draw(w, 2));
            COMMAND_GIVE(&w->command, agreement_put, calls_max);
        }
        if (a->mode != AGREEMENT_MODE_ABOVE_WAIT) return;
        a->enter_ms = (time_ms)(1 + draw(w, 60)) * SECOND_MS;
        a->leave_ms = (time_ms)draw(w, (uint64_t)a->enter_ms + 1);
        a->dwell_ms = (time_ms)draw(w, 20) * SECOND_MS;
        COMMAND_GIVE(&w->command, agreement_put, enter_ms);
        COMMAND_GIVE(&w->command, agreement_put, leave_ms);
        COMMAND_GIVE(&w->command, agreement_put, dwell_ms);
    }
}

/* Opening hours: of every day the same, so that whatever the day it is now open, now closed; or none. */
static void draw_hours(struct world *w) {
    struct hours_put_command *h = &begin(w, COMMAND_hours_put)->as.hours_put;
    name(h->organisation, "o", draw(w, ORGANISATIONS));
    if (draw(w, 3) == 0) return;
    struct day_hours day = {.intervals = {{.from = (uint16_t)draw(w, 12 * 60)}}};
    day.intervals[0].until = (uint16_t)(day.intervals[0].from + 1 + draw(w, 12 * 60));
    h->monday = h->tuesday = h->wednesday = h->thursday = h->friday = day;
    h->saturday = h->sunday = h->holidays = day;
    for (int member = hours_put_HAS_monday; member <= hours_put_HAS_holidays; member++)
        w->command.given |= UINT64_C(1) << member;
}

static void draw_calendar(struct world *w) {
    struct calendar_day_put_command *d = &begin(w, COMMAND_calendar_day_put)->as.calendar_day_put;
    d->day = copenhagen_day(w->now) + (int32_t)draw(w, 3);
    d->holiday = (uint8_t)draw(w, 2);
    COMMAND_GIVE(&w->command, calendar_day_put, holiday);
    snprintf(d->name, LIMIT_NAME, "a day");
}

static void draw_opening(struct world *w) {
    if (draw(w, 6) == 0)
        draw_calendar(w);
    else
        draw_hours(w);
}

static void draw_offer(struct world *w) {
    struct offer_put_command *o = &begin(w, COMMAND_offer_put)->as.offer_put;
    uint64_t n = draw(w, ORGANISATIONS - 1);
    name(o->offer, "seats", n);
    name(o->organisation, "o", n);
    snprintf(o->address, LIMIT_ADDRESS, "sip:seats@example.org");
    o->seats = (uint16_t)(1 + draw(w, 3));
    o->languages.count = 1;
    snprintf(o->languages.codes[0], 8, "da");
    name(o->topics.ids[o->topics.count++], "t", draw(w, TOPIC_COUNT));
}

/* Gates, kept topics, states, reports and offers. */
static void draw_partner(struct world *w) {
    char organisation[LIMIT_ID];
    name(organisation, "o", draw(w, ORGANISATIONS));
    switch (draw(w, 8)) {
    case 7: {
        struct data_agreement_put_command *d =
            &begin(w, COMMAND_data_agreement_put)->as.data_agreement_put;
        memcpy(d->organisation, organisation, LIMIT_ID);
        d->valid_until = w->now + (time_ms)(1 + draw(w, 20)) * MINUTE_MS;
        return;
    }
    case 0:
    case 1:
        begin(w, COMMAND_data_agreement_remove);
        memcpy(w->command.as.data_agreement_remove.organisation, organisation, LIMIT_ID);
        return;
    case 2: {
        struct organisation_topics_command *t =
            &begin(w, COMMAND_organisation_topics)->as.organisation_topics;
        memcpy(t->organisation, organisation, LIMIT_ID);
        if (draw(w, 4) == 0) name(t->keeps.ids[t->keeps.count++], "t", draw(w, TOPIC_COUNT));
        COMMAND_GIVE(&w->command, organisation_topics, keeps);
        return;
    }
    case 3: {
        struct service_set_command *s = &begin(w, COMMAND_service_set)->as.service_set;
        memcpy(s->organisation, organisation, LIMIT_ID);
        if (draw(w, 3) == 0) s->state = (uint8_t)draw(w, SERVICE_STATE_UNREACHABLE);
        return;
    }
    case 4: {
        struct queue_report_command *q = &begin(w, COMMAND_queue_report)->as.queue_report;
        memcpy(q->organisation, organisation, LIMIT_ID);
        q->seats_free = (uint32_t)draw(w, 4);
        COMMAND_GIVE(&w->command, queue_report, seats_free);
        return;
    }
    default: draw_offer(w); return;
    }
}

static call_id some_call(struct world *w) {
    uint64_t cursor = 0, at = draw(w, 12);
    const struct call_record *call, *last = NULL;
    while ((call = core_next_record(w->core, RECORD_call, &cursor)) != NULL) {
        if (call->state != CALL_STATE_ENDED) last = call;
        if (last != NULL && at-- == 0) break;
    }
    return last == NULL ? 1 : last->id;
}

static activation_id some_activation(struct world *w) {
    uint64_t cursor = 0, at = draw(w, 12);
    const struct activation_record *activation, *last = NULL;
    while ((activation = core_next_record(w->core, RECORD_activation, &cursor)) != NULL) {
        if (activation->state == ACTIVATION_STATE_ACTIVE) last = activation;
        if (last != NULL && at-- == 0) break;
    }
    return last == NULL ? 1 : last->id;
}

static void draw_agents_name(struct world *w, call_id id, char *out) {
    const struct call_record *call = core_call(w->core, id);
    if (call != NULL && call->agent != AGENT_NONE)
        snprintf(out, LIMIT_ID, "%s", core_agent(w->core, call->agent)->id);
    else
        name(out, "a", draw(w, AGENTS));
}

static uint32_t waiting(const struct core *c) {
    uint32_t calls = 0;
    for (int t = 0; t < TOPIC_COUNT; t++)
        calls += c->sharing->waiting_by_topic[t];
    return calls;
}

static void draw_everyday(struct world *w) {
    call_id id = some_call(w);
    if (waiting(w->core) > 6 && draw(w, 2) == 0) {
        begin(w, COMMAND_call_cancel)->as.call_cancel.call = id;
        return;
    }
    switch (draw(w, 10)) {
    case 0:
    case 1: {
        struct call_arrive_command *a = &begin(w, COMMAND_call_arrive)->as.call_arrive;
        snprintf(a->reference, LIMIT_REFERENCE, "r%u", ++w->reference);
        name(a->municipality, "o", draw(w, ORGANISATIONS));
        name(a->topic, "t", draw(w, TOPIC_COUNT));
        snprintf(a->language, 8, draw(w, 3) == 0 ? "en" : "da");
        return;
    }
    case 2:
    case 3: {
        struct agent_status_command *a = &begin(w, COMMAND_agent_status)->as.agent_status;
        name(a->agent, "a", draw(w, AGENTS));
        a->status = draw(w, 4) != 0   ? AGENT_STATUS_AVAILABLE
                    : draw(w, 2) == 0 ? AGENT_STATUS_BREAK
                                      : AGENT_STATUS_OFFLINE;
        return;
    }
    case 4:
    case 5:
        begin(w, COMMAND_call_accept)->as.call_accept.call = id;
        draw_agents_name(w, id, w->command.as.call_accept.agent);
        return;
    case 6:
        begin(w, COMMAND_call_reject)->as.call_reject.call = id;
        draw_agents_name(w, id, w->command.as.call_reject.agent);
        return;
    case 7:
    case 8: begin(w, COMMAND_call_end)->as.call_end.call = id; return;
    default: {
        struct answer_acknowledge_command *a =
            &begin(w, COMMAND_answer_acknowledge)->as.answer_acknowledge;
        a->activation = some_activation(w);
        name(a->agent, "a", draw(w, AGENTS));
    }
    }
}

static void draw_removal(struct world *w) {
    if (draw(w, 2) == 0) {
        struct agreement_remove_command *r =
            &begin(w, COMMAND_agreement_remove)->as.agreement_remove;
        name(r->agreement, "g", draw(w, 4));
    } else {
        struct activation_lift_command *l = &begin(w, COMMAND_activation_lift)->as.activation_lift;
        l->activation = some_activation(w);
        snprintf(l->reason, LIMIT_REASON, "test");
    }
}

static void pass(struct world *w, time_ms length) {
    time_ms until = w->now + length;
    for (time_ms due; (due = core_next_deadline(w->core)) <= until;) {
        if (due > w->now) w->now = due;
        begin(w, COMMAND_tick);
        must(w);
    }
    w->now = until;
}

/* --- what must hold --------------------------------------------------------------------------------------- */

static uint32_t rules_agree(const struct core *c, uint32_t seen[SHARING_RULE_COUNT]) {
    static struct helper_view views[LIMIT_ORGANISATIONS];
    uint32_t asked = 0;
    for (uint32_t n = c->all_calls.first; n != LIST_NONE; n = c->all_call_nodes[n].next) {
        const struct call_record *r = &c->calls[n].record;
        if (r->state != CALL_STATE_QUEUED) continue;
        core_view_helpers(c, r, views);
        for (organisation_no h = 0; h < c->organisations_ever; h++) {
            enum sharing_rule rule = sharing_rule_of(c, h, r);
            bool may = sharing_allows(c, h, r) && reserve_allows(c, h);
            assert_int_equal(rule == SHARING_RULE_NONE, may);
            if (!call_is_help(h, r)) continue;
            asked++;
            seen[views[h].rule]++;
            assert_int_equal(may, views[h].rule == SHARING_RULE_NONE ||
                                      views[h].rule >= SHARING_RULE_NOBODY_ABLE);
        }
    }
    return asked;
}

/* What dry runs foretold that then happened. */
struct foretold {
    uint32_t offers, overflows, drained;
};

static void same_events(const struct core *a, const struct dry_run *run, const struct event_list *b,
                        struct foretold *seen) {
    assert_int_equal(run->event_count, b->count);
    for (uint32_t i = 0; i < b->count; i++) {
        const struct event *x = &run->events[i], *y = &b->events[i];
        assert_int_equal(x->type, y->type);
        assert_int_equal(x->agent, y->agent);
        assert_int_equal(x->record_count, y->record_count);
        for (int k = 0; k < y->record_count; k++) {
            assert_int_equal(x->records[k].kind, y->records[k].kind);
            assert_int_equal(x->records[k].key, y->records[k].key);
            const void *r = core_record(run->core, x->records[k]);
            const void *s = core_record(a, y->records[k]);
            assert_memory_equal(r, s, record_types[x->records[k].kind].size);
        }
        seen->offers += y->type == EVENT_call_offered;
        seen->overflows += y->type == EVENT_overflow_began || y->type == EVENT_overflow_changed ||
                           y->type == EVENT_overflow_ended;
        seen->drained += y->type == EVENT_organisation_drained;
    }
}

/* The copy shares the acknowledgements; those that the last command removed are to be seen there still. */
static bool shows_removed(const struct core *c) {
    for (uint32_t i = 0; i < c->going_count; i++)
        if (c->going[i].kind == RECORD_acknowledgement) return true;
    return false;
}

static void a_dry_run_foretells_and_changes_nothing(void **state) {
    struct world *w = *state;
    uint32_t runs = 0, given = 0, refused = 0;
    struct foretold seen = {.offers = 0};
    for (int step = 0; step < STEPS; step++) {
        pass(w, (time_ms)draw(w, 4000));
        uint64_t kind = draw(w, 12);
        if (kind == 0) {
            uint64_t what = draw(w, 20); /* seats leave few callers for others */
            if (what < 10)
                draw_removal(w);
            else if (what < 19)
                draw_opening(w);
            else
                draw_partner(w);
            give(w);
        } else if (kind > 2) {
            draw_everyday(w);
            give(w);
        } else {
            struct dry_run run;
            struct problem problem;
            draw_sharing(w);
            uint64_t digest = core_digest(w->core);
            enum err err = core_dry_run(w->core, &w->command, w->now, &run, &problem);
            assert_int_equal(core_digest(w->core), digest);
            whole(w->core);
            runs++;
            if (err == ERR_OK) {
                if (!shows_removed(w->core)) whole(run.core);
                assert_int_equal(run.looked_at, run.waiting);
            }
            if (kind == 1 || err != ERR_OK) {
                assert_int_equal(give(w), err);
                given++;
                refused += err != ERR_OK;
                if (err == ERR_OK) {
                    same_events(w->core, &run, &w->list, &seen);
                    assert_int_equal(core_digest(run.core), core_digest(w->core));
                }
            }
            if (err == ERR_OK) core_dry_run_end(&run);
        }
        whole(w->core);
    }
    /* enough has happened for this to mean something */
    print_message("%u dry runs, %u of them then given: %u refused, %u offers, %u changes of "
                  "overflow, %u drained\n",
                  runs, given, refused, seen.offers, seen.overflows, seen.drained);
    assert_true(runs > 300 && given > 150 && refused < given / 4 && seen.offers > 25);
    assert_true(seen.overflows > 50 && seen.drained > 5);
}

static void the_rule_named_is_the_rule_that_stops(void **state) {
    struct world *w = *state;
    uint32_t seen[SHARING_RULE_COUNT] = {0}, asked = 0;
    w->seed = 99;
    w->reads_first = true; /* seldom is somebody offered something then */
    for (int step = 0; step < STEPS; step++) {
        pass(w, (time_ms)draw(w, 4000));
        uint64_t kind = draw(w, 16);
        if (kind == 0)
            draw_sharing(w);
        else if (kind == 1)
            draw_opening(w);
        else if (kind == 2)
            draw_partner(w);
        else
            draw_everyday(w);
        give(w);
        asked += rules_agree(w->core, seen);
    }
    assert_true(asked > 10000);
    for (int rule = SHARING_RULE_NO_AGREEMENT; rule < SHARING_RULE_COUNT; rule++)
        if (seen[rule] == 0) fail_msg("%s never", word_text(&sharing_rule_words, (unsigned)rule));
}

static void only_the_first_calls_are_tried(void **state) {
    (void)state;
    static struct world other;
    struct world *w = &other;
    const struct core_sizes many = {
        .agents = 32, .calls = 4096, .acknowledgements = 4, .tokens = 4, .replayed_answers = 4};
    *w = (struct world){.core = core_create(&many), .twin = core_create(&many), .seed = 3};
    w->now = 1000 * DAY_MS;
    furnish(w);
    for (int i = 0; i < LIMIT_DRY_RUN_CALLS + 100; i++) {
        struct call_arrive_command *a = &begin(w, COMMAND_call_arrive)->as.call_arrive;
        snprintf(a->reference, LIMIT_REFERENCE, "r%u", ++w->reference);
        name(a->municipality, "o", 0);
        name(a->topic, "t", (uint64_t)i % TOPIC_COUNT);
        snprintf(a->language, 8, "da");
        must(w);
    }
    struct agreement_put_command *a = &begin(w, COMMAND_agreement_put)->as.agreement_put;
    name(a->agreement, "g", 0);
    struct dry_run run;
    struct problem problem;
    assert_int_equal(core_dry_run(w->core, &w->command, w->now, &run, &problem), ERR_OK);
    assert_int_equal(run.waiting, LIMIT_DRY_RUN_CALLS + 100);
    assert_int_equal(run.looked_at, LIMIT_DRY_RUN_CALLS);
    core_dry_run_end(&run);
    whole(w->core);
    core_destroy(w->core);
    core_destroy(w->twin);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
    const struct CMUnitTest tests[] = {
        TEST(a_dry_run_foretells_and_changes_nothing),
        TEST(the_rule_named_is_the_rule_that_stops),
        cmocka_unit_test(only_the_first_calls_are_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
