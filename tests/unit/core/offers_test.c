/* A thousand lives of partners by chance: offers made, amended, renewed, paused, drained, withdrawn and left to expire, gates that
 * shut, states and reports, while calls come and go. After every command: no seat is leased beyond its offer, no talk is dropped,
 * no call vanishes, and nothing rings at a partner behind a shut gate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/state.h"

#define SEQUENCES 1000
#define STEPS 60
#define PARTNERS 3
#define OFFERS 5
#define CALLS 64

static const struct core_sizes sizes = {
    .agents = 8, .calls = 256, .acknowledgements = 4, .tokens = 4, .replayed_answers = 4};

/* What a call was before the command, by its number. */
struct known {
    uint8_t state;
    uint16_t offer;
    bool let_go; /* we ended or cancelled it */
};

struct world {
    struct core *core;
    time_ms now;
    uint64_t seed;
    struct command command;
    struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct event_list list;
    struct known calls[CALLS + 1];
    uint32_t in_use[LIMIT_OFFERS];
    uint64_t arrived, given;
};

/* What has happened in all lives together. */
static struct {
    uint64_t rang, answered, given_back, lapsed, drained, closed, gated, refused, full, amended;
} seen;

static uint64_t draw(struct world *w, uint64_t below) {
    w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (w->seed >> 33) % below;
}

static struct command *begin(struct world *w, enum command_type type) {
    memset(&w->command, 0, sizeof w->command);
    w->command.type = type;
    w->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    return &w->command;
}

static void name(char *out, const char *prefix, uint64_t number) {
    snprintf(out, LIMIT_ID, "%s%llu", prefix, (unsigned long long)number);
}

/* --- what must hold ------------------------------------------------------------------------------------------- */

static void look_at_call(struct world *w, const struct call_record *r) {
    struct known *before = &w->calls[r->id];
    bool rings = r->state == CALL_STATE_RESERVED;
    organisation_no server = core_call_server(w->core, r);
    if (rings && server != ORGANISATION_NONE && server != r->organisation)
        assert_true(core_data_gate_open(w->core, server));
    /* who talks is never interrupted, and nobody vanishes */
    if (before->state == CALL_STATE_ANSWERED && !before->let_go)
        assert_int_equal(r->state, CALL_STATE_ANSWERED);
    if (r->state == CALL_STATE_ENDED) assert_true(before->let_go);
    assert_int_not_equal(r->outcome, CALL_OUTCOME_DIVERTED);
    seen.rang += rings && r->offer != OFFER_NONE && before->state != CALL_STATE_RESERVED;
    seen.given_back += before->state == CALL_STATE_RESERVED && r->state == CALL_STATE_QUEUED;
    before->state = r->state;
    before->offer = r->offer;
}

static void look(struct world *w) {
    struct problem problem;
    if (w->given++ % 4 == 0 && core_check(w->core, &problem) != ERR_OK) /* it is costly */
        fail_msg("%s: %s", problem.field, problem.detail);
    uint64_t cursor = 0, found = 0;
    const struct call_record *call;
    while ((call = core_next_record(w->core, RECORD_call, &cursor)) != NULL) {
        look_at_call(w, call);
        found++;
    }
    assert_int_equal(found, w->arrived);
    cursor = 0;
    const struct offer_record *offer;
    while ((offer = core_next_record(w->core, RECORD_offer, &cursor)) != NULL) {
        struct offer_view view;
        core_view_offer(w->core, offer->number, &view);
        /* one more is leased only while that is within the offer */
        if (view.in_use > w->in_use[offer->number]) assert_true(view.in_use <= offer->seats);
        if (view.free > 0) assert_true(view.in_use + view.free <= offer->seats);
        w->in_use[offer->number] = view.in_use;
        seen.full += view.full;
    }
}

static void count_events(const struct world *w) {
    for (uint32_t i = 0; i < w->list.count; i++) {
        const struct event *event = &w->list.events[i];
        seen.answered += event->type == EVENT_seat_answered;
        seen.closed += event->type == EVENT_offer_closed;
        if (event->type != EVENT_offer_changed) continue;
        const struct offer_record *offer = core_record(w->core, event->records[0]);
        seen.lapsed += offer->state == OFFER_STATE_LAPSED;
        seen.drained += offer->state == OFFER_STATE_DRAINING;
    }
}

static enum err give(struct world *w) {
    struct core_result result;
    struct problem problem;
    w->list = (struct event_list){.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    enum err err = core_apply(w->core, &w->command, w->now, &w->list, &result, &problem);
    seen.refused += err != ERR_OK;
    count_events(w);
    look(w);
    return err;
}

static void pass(struct world *w, time_ms time) {
    time_ms until = w->now + time;
    for (time_ms due; (due = core_next_deadline(w->core)) <= until;) {
        w->now = due > w->now ? due : w->now;
        begin(w, COMMAND_tick);
        assert_int_equal(give(w), ERR_OK);
    }
    w->now = until;
}

/* --- commands by chance ------------------------------------------------------------------------------------------ */

static void draw_topics(struct world *w, struct id_list *topics) {
    for (uint64_t t = 0; t < 2; t++)
        if (draw(w, 2) == 0) name(topics->ids[topics->count++], "t", t);
    if (topics->count == 0) name(topics->ids[topics->count++], "t", 0);
}

static void draw_put(struct world *w) {
    struct offer_put_command *o = &begin(w, COMMAND_offer_put)->as.offer_put;
    uint64_t n = draw(w, OFFERS);
    name(o->offer, "f", n);
    name(o->organisation, "p", n % PARTNERS);
    snprintf(o->address, LIMIT_ADDRESS, "sip:seats@example.org");
    o->seats = (uint16_t)(1 + draw(w, 4));
    o->languages.count = 1;
    snprintf(o->languages.codes[0], 8, "da");
    draw_topics(w, &o->topics);
    o->preference = (uint8_t)(1 + draw(w, 5));
    COMMAND_GIVE(&w->command, offer_put, preference);
    if (draw(w, 4) == 0) o->starts_at = w->now + (time_ms)draw(w, 60) * SECOND_MS;
    if (draw(w, 3) == 0) o->ends_at = w->now + (time_ms)(61 + draw(w, 120)) * SECOND_MS;
}

static void draw_amend(struct world *w) {
    struct offer_amend_command *o = &begin(w, COMMAND_offer_amend)->as.offer_amend;
    name(o->offer, "f", draw(w, OFFERS));
    o->seats = (uint16_t)(1 + draw(w, 4));
    COMMAND_GIVE(&w->command, offer_amend, seats);
    if (draw(w, 3) == 0) {
        draw_topics(w, &o->topics);
        COMMAND_GIVE(&w->command, offer_amend, topics);
    }
    seen.amended++;
}

static void draw_word(struct world *w) {
    static const enum command_type words[] = {
        COMMAND_offer_renew,  COMMAND_offer_renew, COMMAND_offer_pause,   COMMAND_offer_resume,
        COMMAND_offer_resume, COMMAND_offer_drain, COMMAND_offer_withdraw};
    begin(w, words[draw(w, sizeof words / sizeof *words)]);
    /* the first member of each is the offer's id */
    name(w->command.as.offer_renew.offer, "f", draw(w, OFFERS));
}

static void draw_gate(struct world *w) {
    uint64_t partner = draw(w, PARTNERS);
    seen.gated++;
    if (draw(w, 3) == 0) {
        begin(w, COMMAND_data_agreement_remove);
        name(w->command.as.data_agreement_remove.organisation, "p", partner);
        return;
    }
    struct data_agreement_put_command *d =
        &begin(w, COMMAND_data_agreement_put)->as.data_agreement_put;
    name(d->organisation, "p", partner);
    if (draw(w, 2) == 0) d->valid_until = w->now + (time_ms)(1 + draw(w, 60)) * SECOND_MS;
}

static void draw_state(struct world *w) {
    if (draw(w, 2) == 0) {
        struct service_set_command *s = &begin(w, COMMAND_service_set)->as.service_set;
        name(s->organisation, "p", draw(w, PARTNERS));
        if (draw(w, 3) == 0) s->state = (uint8_t)draw(w, SERVICE_STATE_UNREACHABLE);
        return;
    }
    struct queue_report_command *q = &begin(w, COMMAND_queue_report)->as.queue_report;
    name(q->organisation, "p", draw(w, PARTNERS));
    q->seats_free = (uint32_t)draw(w, 6);
    q->agents_available = (uint32_t)draw(w, 6);
    COMMAND_GIVE(&w->command, queue_report, seats_free);
    COMMAND_GIVE(&w->command, queue_report, agents_available);
}

static void draw_arrival(struct world *w) {
    struct call_arrive_command *a = &begin(w, COMMAND_call_arrive)->as.call_arrive;
    name(a->reference, "r", w->arrived);
    name(a->municipality, draw(w, 6) == 0 ? "p" : "m", 0);
    name(a->topic, "t", draw(w, 2));
    snprintf(a->language, sizeof a->language, "da");
    w->arrived++;
}

/* Something happens to a call: taken, refused, ended, hung up. */
static void draw_call(struct world *w) {
    call_id id = 1 + draw(w, w->arrived);
    for (int i = 0; i < 8 && core_call(w->core, id)->state != CALL_STATE_RESERVED; i++)
        id = 1 + draw(w, w->arrived);
    const struct call_record *r = core_call(w->core, id);
    if (r->state == CALL_STATE_RESERVED && draw(w, 5) > 0) {
        bool takes = draw(w, 4) > 0;
        begin(w, takes ? COMMAND_seat_accept : COMMAND_seat_reject);
        struct seat_accept_command *s = &w->command.as.seat_accept; /* the reject has the same */
        memcpy(s->offer, core_offer(w->core, r->offer)->id, LIMIT_ID);
        s->call = id;
    } else if (r->state == CALL_STATE_ANSWERED) {
        begin(w, COMMAND_call_end)->as.call_end.call = id;
        w->calls[id].let_go = true;
    } else if (r->state == CALL_STATE_ENDED) {
        draw_state(w);
    } else {
        begin(w, COMMAND_call_cancel)->as.call_cancel.call = id;
        w->calls[id].let_go = true;
    }
}

static void step(struct world *w) {
    uint64_t kind = draw(w, 16);
    if (kind < 3)
        draw_put(w);
    else if (kind < 4)
        draw_amend(w);
    else if (kind < 6)
        draw_word(w);
    else if (kind < 7)
        draw_gate(w);
    else if (kind < 8)
        draw_state(w);
    else if (kind < 11 && w->arrived < CALLS)
        draw_arrival(w);
    else if (w->arrived > 0)
        draw_call(w);
    else
        draw_arrival(w);
    give(w);
}

/* --- a life -------------------------------------------------------------------------------------------------------- */

static void must(struct world *w) { assert_int_equal(give(w), ERR_OK); }

static void furnish(struct world *w) {
    struct settings_put_command *s = &begin(w, COMMAND_settings_put)->as.settings_put;
    s->call_retention_ms = DAY_MS;
    s->talk_max_ms = DAY_MS;
    COMMAND_GIVE(&w->command, settings_put, call_retention_ms);
    COMMAND_GIVE(&w->command, settings_put, talk_max_ms);
    must(w);
    for (uint64_t t = 0; t < 2; t++) {
        struct topic_put_command *p = &begin(w, COMMAND_topic_put)->as.topic_put;
        name(p->topic, "t", t);
        name(p->name, "t", t);
        p->handling = HANDLING_MUNICIPALITY;
        must(w);
    }
    for (uint64_t i = 0; i <= PARTNERS; i++) {
        struct organisation_put_command *o =
            &begin(w, COMMAND_organisation_put)->as.organisation_put;
        name(o->organisation, i == PARTNERS ? "m" : "p", i == PARTNERS ? 0 : i);
        name(o->name, "o", i);
        snprintf(o->area, LIMIT_ID, "area");
        o->standing = i == PARTNERS ? STANDING_MEMBER : STANDING_PARTNER;
        must(w);
        if (i == PARTNERS) continue;
        begin(w, COMMAND_data_agreement_put);
        name(w->command.as.data_agreement_put.organisation, "p", i);
        must(w);
    }
    struct agreement_put_command *a = &begin(w, COMMAND_agreement_put)->as.agreement_put;
    snprintf(a->agreement, LIMIT_ID, "all");
    a->mode = AGREEMENT_MODE_ALWAYS;
    must(w);
}

/* The records alone give the same. */
static void recover(struct world *w) {
    struct core *fresh = core_create(&sizes);
    struct problem problem;
    assert_non_null(fresh);
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(w->core, (enum record_kind)kind, &cursor)) != NULL)
            assert_int_equal(core_restore(fresh, (enum record_kind)kind, record, &problem), ERR_OK);
    }
    if (core_restore_end(fresh, w->now, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    assert_int_equal(core_digest(fresh), core_digest(w->core));
    core_destroy(w->core);
    w->core = fresh;
}

/* Whatever is left is finished: every call has ended in one way. */
static void finish(struct world *w) {
    if (w->seed % 8 == 0) recover(w);
    begin(w, COMMAND_recovered);
    must(w);
    for (uint64_t n = 0; n < OFFERS; n++) {
        begin(w, COMMAND_offer_withdraw);
        name(w->command.as.offer_withdraw.offer, "f", n);
        give(w);
    }
    for (call_id id = 1; id <= w->arrived; id++) {
        uint8_t state = core_call(w->core, id)->state;
        if (state == CALL_STATE_ENDED) continue;
        w->calls[id].let_go = true;
        if (state == CALL_STATE_ANSWERED)
            begin(w, COMMAND_call_end)->as.call_end.call = id;
        else
            begin(w, COMMAND_call_cancel)->as.call_cancel.call = id;
        must(w);
    }
    uint64_t cursor = 0;
    const struct offer_record *offer;
    while ((offer = core_next_record(w->core, RECORD_offer, &cursor)) != NULL)
        assert_int_equal(offer->state, OFFER_STATE_CLOSED);
}

static void a_thousand_lives_of_partners(void **state) {
    (void)state;
    static struct world w;
    for (uint64_t seed = 1; seed <= SEQUENCES; seed++) {
        memset(&w, 0, sizeof w);
        w.seed = seed;
        w.now = 1000 * DAY_MS;
        w.core = core_create(&sizes);
        assert_non_null(w.core);
        furnish(&w);
        for (int i = 0; i < STEPS; i++) {
            pass(&w, (time_ms)draw(&w, 12) * SECOND_MS);
            step(&w);
        }
        finish(&w);
        core_destroy(w.core);
    }
    print_message(
        "%llu rang, %llu answered, %llu given back, %llu lapsed, %llu drained, %llu closed, %llu gates, %llu full, "
        "%llu amended, %llu refused\n",
        (unsigned long long)seen.rang, (unsigned long long)seen.answered,
        (unsigned long long)seen.given_back, (unsigned long long)seen.lapsed,
        (unsigned long long)seen.drained, (unsigned long long)seen.closed,
        (unsigned long long)seen.gated, (unsigned long long)seen.full,
        (unsigned long long)seen.amended, (unsigned long long)seen.refused);
    /* enough has happened for this to mean something */
    assert_true(seen.rang > SEQUENCES && seen.answered > SEQUENCES);
    assert_true(seen.given_back > SEQUENCES / 4 && seen.closed > SEQUENCES);
    assert_true(seen.lapsed > 100 && seen.drained > 100 && seen.gated > SEQUENCES);
    assert_true(seen.full > 100 && seen.amended > SEQUENCES);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_thousand_lives_of_partners)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
