/* The loop of a replay: from one instant to the next. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "simulate/agenda.h"
#include "simulate/setup.h"
#include "simulate/simulate.h"

/* Monday 12 January 2026, 08:00 in Denmark: nothing special happened then. */
#define OPENING_MS INT64_C(1768201200000)
#define RENEWAL_MS (12 * HOUR_MS) /* of a lease of a day */
#define PROGRESS_CALLS 1024
#define CHECK_CALLS 100

/* Where an agent of the scenario is. */
struct presence {
    bool on_shift, signed_in;
    uint32_t outages; /* that hold them now */
    char id[LIMIT_ID];
};

struct replay {
    const struct scenario *scenario;
    struct trace *trace;
    const struct simulate_options *options;
    struct problem *problem;
    struct world *world;
    struct agenda agenda;
    struct presence *agents;
    activation_id (*activations)[SETUP_PARTS];
    uint32_t arrived; /* rows of the trace */
    time_ms now;
    uint32_t *turns_by_us; /* of the result */
};

/* --- before the day --------------------------------------------------------------------------- */

static enum err plan(struct replay *r, time_ms at, enum happening what, uint32_t number,
                     uint32_t second) {
    if (at > r->scenario->horizon_ms) return ERR_OK;
    enum err err = agenda_add(&r->agenda, &(struct agenda_item){at, what, number, second});
    if (err != ERR_OK) problem_set(r->problem, err, NULL, "out of memory");
    return err;
}

static enum err plan_activation(struct replay *r, uint32_t number) {
    const struct scenario_activation *a = &r->scenario->activations[number];
    if (setup_parts(r->scenario, number) == 0) return ERR_OK;
    enum err err = plan(r, a->at, HAPPENING_ACTIVATION, number, 0);
    for (uint32_t i = 0; err == ERR_OK && i < a->acknowledgement_count; i++) {
        time_ms at = a->acknowledgements[i].at;
        if (r->scenario->agents[a->acknowledgements[i].agent].languages == 0) continue;
        err = plan(r, at > a->at ? at : a->at, HAPPENING_ACKNOWLEDGEMENT, number, i);
    }
    return err;
}

static enum err plan_day(struct replay *r) {
    const struct scenario *s = r->scenario;
    enum err err = ERR_OK;
    for (uint32_t i = 0; err == ERR_OK && i < s->agent_count; i++) {
        const struct scenario_agent *a = &s->agents[i];
        if (a->shift_end <= a->shift_start) continue;
        err = plan(r, a->shift_start, HAPPENING_SHIFT_START, i, 0);
        if (err == ERR_OK) err = plan(r, a->shift_end, HAPPENING_SHIFT_END, i, 0);
        for (time_ms t = a->shift_start + RENEWAL_MS; err == ERR_OK && t < a->shift_end;
             t += RENEWAL_MS)
            err = plan(r, t, HAPPENING_RENEWAL, i, 0);
    }
    for (uint32_t i = 0; err == ERR_OK && i < s->outage_count; i++) {
        if (s->outages[i].end <= s->outages[i].start) continue;
        err = plan(r, s->outages[i].start, HAPPENING_OUTAGE_START, i, 0);
        if (err == ERR_OK) err = plan(r, s->outages[i].end, HAPPENING_OUTAGE_END, i, 0);
    }
    for (uint32_t i = 0; err == ERR_OK && i < s->activation_count; i++)
        err = plan_activation(r, i);
    return err;
}

/* --- turns ------------------------------------------------------------------------------------ */

static void note_turn(struct replay *r, uint64_t began) {
    uint64_t us = (r->options->processor_ns() - began + 999) / 1000;
    r->turns_by_us[us < SIMULATE_DECISION_US ? us : SIMULATE_DECISION_US]++;
}

static enum err measured_do(struct replay *r, struct core_result *result, struct problem *problem) {
    if (r->options->processor_ns == NULL) return world_do(r->world, result, problem);
    uint64_t began = r->options->processor_ns();
    enum err err = world_do(r->world, result, problem);
    note_turn(r, began);
    return err;
}

static void measured_tick(struct replay *r) {
    uint64_t began = r->options->processor_ns == NULL ? 0 : r->options->processor_ns();
    world_tick(r->world);
    if (r->options->processor_ns != NULL) note_turn(r, began);
}

/* --- agents ----------------------------------------------------------------------------------- */

static enum err give_status(struct replay *r, uint32_t agent, enum agent_status status) {
    struct command *command = world_command(r->world, COMMAND_agent_status);
    memcpy(command->as.agent_status.agent, r->agents[agent].id, LIMIT_ID);
    command->as.agent_status.status = (uint8_t)status;
    return measured_do(r, NULL, r->problem);
}

static enum err follow_presence(struct replay *r, uint32_t agent) {
    struct presence *p = &r->agents[agent];
    bool there = p->on_shift && p->outages == 0;
    if (there == p->signed_in) return ERR_OK;
    p->signed_in = there;
    return give_status(r, agent, there ? AGENT_STATUS_AVAILABLE : AGENT_STATUS_OFFLINE);
}

static enum err follow_outage(struct replay *r, uint32_t number, bool begins) {
    const struct scenario_outage *o = &r->scenario->outages[number];
    enum err err = ERR_OK;
    for (uint32_t i = 0; err == ERR_OK && i < o->agent_count; i++) {
        struct presence *p = &r->agents[o->agents[i]];
        if (begins)
            p->outages++;
        else
            p->outages--;
        err = follow_presence(r, o->agents[i]);
    }
    return err;
}

static enum err follow_shift(struct replay *r, uint32_t agent, bool begins) {
    r->agents[agent].on_shift = begins;
    return follow_presence(r, agent);
}

static enum err renew(struct replay *r, uint32_t agent) {
    if (!r->agents[agent].signed_in) return ERR_OK;
    return give_status(r, agent, AGENT_STATUS_AVAILABLE);
}

static enum err acknowledge(struct replay *r, uint32_t activation, uint32_t which) {
    uint32_t agent = r->scenario->activations[activation].acknowledgements[which].agent;
    uint32_t parts = setup_parts(r->scenario, activation);
    enum err err = ERR_OK;
    for (uint32_t i = 0; err == ERR_OK && i < parts; i++) {
        struct command *command = world_command(r->world, COMMAND_answer_acknowledge);
        struct answer_acknowledge_command *p = &command->as.answer_acknowledge;
        p->activation = r->activations[activation][i];
        memcpy(p->agent, r->agents[agent].id, LIMIT_ID);
        err = measured_do(r, NULL, r->problem);
    }
    return err;
}

/* --- calls ------------------------------------------------------------------------------------ */

/* The core gives ids from 1, in the order of arrival. */
static call_id id_of(uint32_t row) { return (call_id)row + 1; }

static int32_t talk_ms(const struct scenario *s, const struct simulate_call *call, uint32_t agent) {
    const struct scenario_agent *a = &s->agents[agent];
    uint64_t ppm = 1000000;
    if (a->municipality != call->municipality) ppm = s->overflow_handle_ppm;
    if (((a->topics >> call->topic) & 1) == 0) ppm = ppm * s->qualified_handle_ppm / 1000000;
    return (int32_t)(((uint64_t)call->handle_ms * ppm + 500000) / 1000000);
}

static enum err accept(struct replay *r, const struct world_offer *offer) {
    uint32_t row = (uint32_t)(offer->call - 1);
    ASSERT(row < r->arrived);
    struct simulate_call *call = &r->trace->calls[row];
    ASSERT(call->outcome == SIMULATE_WAITING);
    struct command *command = world_command(r->world, COMMAND_call_accept);
    command->as.call_accept.call = offer->call;
    memcpy(command->as.call_accept.agent, r->agents[offer->agent].id, LIMIT_ID);
    enum err err = measured_do(r, NULL, r->problem);
    if (err != ERR_OK) return err;
    call->outcome = SIMULATE_ANSWERED;
    call->agent = offer->agent;
    call->answered_ms = (int32_t)r->now;
    call->ended_ms = call->answered_ms + talk_ms(r->scenario, call, offer->agent);
    return plan(r, call->ended_ms, HAPPENING_TALK_OVER, row, 0);
}

static enum err accept_offers(struct replay *r) {
    struct world_offer offer;
    enum err err = ERR_OK;
    while (err == ERR_OK && world_take_offer(r->world, &offer))
        if (world_stands(r->world, &offer)) err = accept(r, &offer);
    return err;
}

static enum err talk_over(struct replay *r, uint32_t row) {
    struct command *command = world_command(r->world, COMMAND_call_end);
    command->as.call_end.call = id_of(row);
    return measured_do(r, NULL, r->problem);
}

static enum err hang_up(struct replay *r, uint32_t row) {
    struct simulate_call *call = &r->trace->calls[row];
    if (call->outcome != SIMULATE_WAITING) return ERR_OK;
    struct command *command = world_command(r->world, COMMAND_call_cancel);
    command->as.call_cancel.call = id_of(row);
    enum err err = measured_do(r, NULL, r->problem);
    call->outcome = SIMULATE_ABANDONED;
    call->ended_ms = (int32_t)r->now;
    return err;
}

static void put_reference(char reference[LIMIT_REFERENCE], int64_t number) {
    char digits[20];
    size_t count = 0;
    memset(reference, 0, LIMIT_REFERENCE);
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    for (size_t i = 0; i < count; i++)
        reference[i] = digits[count - 1 - i];
}

static enum err arrive(struct replay *r, uint32_t row) {
    const struct simulate_call *call = &r->trace->calls[row];
    const struct scenario *s = r->scenario;
    struct command *command = world_command(r->world, COMMAND_call_arrive);
    struct call_arrive_command *p = &command->as.call_arrive;
    struct core_result result;
    put_reference(p->reference, call->number);
    memcpy(p->municipality, s->municipalities[call->municipality].id, LIMIT_ID);
    memcpy(p->topic, s->topics[call->topic].id, LIMIT_ID);
    memcpy(p->language, s->languages.codes[call->language], sizeof p->language);
    p->channel = CHANNEL_PHONE;
    p->priority = 0;
    p->enqueued_at = 0;
    COMMAND_GIVE(command, call_arrive, reference);
    COMMAND_GIVE(command, call_arrive, municipality);
    COMMAND_GIVE(command, call_arrive, topic);
    COMMAND_GIVE(command, call_arrive, language);
    r->arrived = row + 1;
    enum err err = measured_do(r, &result, r->problem);
    if (err != ERR_OK) return err;
    ASSERT(result.created && result.subject.key == id_of(row));
    err = accept_offers(r);
    if (err != ERR_OK || call->outcome != SIMULATE_WAITING) return err;
    return plan(r, (time_ms)call->arrived_ms + call->patience_ms, HAPPENING_HANG_UP, row, 0);
}

/* --- the loop --------------------------------------------------------------------------------- */

static enum err happen(struct replay *r, const struct agenda_item *item) {
    switch (item->what) {
    case HAPPENING_SHIFT_END: return follow_shift(r, item->number, false);
    case HAPPENING_OUTAGE_START: return follow_outage(r, item->number, true);
    case HAPPENING_TALK_OVER: return talk_over(r, item->number);
    case HAPPENING_ACTIVATION:
        return setup_activate(r->world, r->scenario, item->number, r->activations[item->number],
                              r->problem);
    case HAPPENING_ACKNOWLEDGEMENT: return acknowledge(r, item->number, item->second);
    case HAPPENING_SHIFT_START: return follow_shift(r, item->number, true);
    case HAPPENING_OUTAGE_END: return follow_outage(r, item->number, false);
    case HAPPENING_RENEWAL: return renew(r, item->number);
    case HAPPENING_ARRIVAL: return arrive(r, item->number);
    case HAPPENING_HANG_UP: return hang_up(r, item->number);
    }
    UNREACHABLE("nothing such happens");
}

static bool someone_leaves(const struct replay *r) {
    return agenda_next(&r->agenda) <= r->now &&
           agenda_next_what(&r->agenda) <= HAPPENING_OUTAGE_START;
}

/* Arrivals lie in the trace, in order, not in the agenda. */
static time_ms next_arrival(const struct replay *r) {
    return r->arrived == r->trace->count ? TIME_NEVER : r->trace->calls[r->arrived].arrived_ms;
}

static bool next_happening(struct replay *r, struct agenda_item *out) {
    bool planned = agenda_next(&r->agenda) <= r->now;
    if (planned && agenda_next_what(&r->agenda) < HAPPENING_ARRIVAL) {
        *out = agenda_take(&r->agenda);
    } else if (next_arrival(r) <= r->now) {
        *out = (struct agenda_item){r->now, HAPPENING_ARRIVAL, r->arrived, 0};
    } else if (planned) {
        *out = agenda_take(&r->agenda);
    } else {
        return false;
    }
    return true;
}

/* Who is not there any more at this instant leaves a millisecond before it, after all that happens
 * then: else what is due now, the end of a wrap-up, would still count them as present. */
static enum err leave(struct replay *r) {
    enum err err = ERR_OK;
    if (r->now > 0 && someone_leaves(r)) world_at(r->world, r->now - 1);
    while (err == ERR_OK && someone_leaves(r)) {
        struct agenda_item item = agenda_take(&r->agenda);
        err = happen(r, &item);
    }
    return err;
}

static enum err instant(struct replay *r, bool due) {
    struct agenda_item item;
    enum err err = leave(r);
    if (err != ERR_OK) return err;
    world_at(r->world, r->now);
    if (due) measured_tick(r);
    err = accept_offers(r);
    while (err == ERR_OK && next_happening(r, &item)) {
        err = happen(r, &item);
        if (err == ERR_OK) err = accept_offers(r);
    }
    return err;
}

static time_ms earliest(time_ms a, time_ms b) { return a < b ? a : b; }

static enum err check(struct replay *r, uint32_t *checked) {
    if (!r->options->check || r->arrived / CHECK_CALLS == *checked) return ERR_OK;
    *checked = r->arrived / CHECK_CALLS;
    return world_check(r->world, r->problem);
}

static void tell(const struct replay *r, uint32_t *told) {
    if (r->options->progress == NULL || r->arrived / PROGRESS_CALLS == *told) return;
    *told = r->arrived / PROGRESS_CALLS;
    r->options->progress(r->options->progress_ctx, r->arrived, r->trace->count);
}

static enum err run(struct replay *r) {
    uint32_t told = 0, checked = 0;
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        time_ms due = world_next(r->world);
        time_ms next = earliest(earliest(agenda_next(&r->agenda), next_arrival(r)), due);
        if (next > r->scenario->horizon_ms) return ERR_OK;
        if (next > r->now) r->now = next;
        err = instant(r, due <= r->now);
        tell(r, &told);
        if (err == ERR_OK) err = check(r, &checked);
    }
    return err;
}

/* --- life ------------------------------------------------------------------------------------- */

static bool open_replay(struct replay *r) {
    const struct scenario *s = r->scenario;
    uint32_t calls = trace_overlap(r->trace, s, SETUP_RETENTION_MS) + 64;
    struct core_sizes sizes = {.agents = s->agent_count > 0 ? s->agent_count : 1,
                               .calls = calls < LIMIT_CALLS ? calls : LIMIT_CALLS,
                               .acknowledgements = 1,
                               .tokens = 1,
                               .replayed_answers = 2};
    for (uint32_t i = 0; i < s->activation_count; i++)
        sizes.acknowledgements += s->activations[i].acknowledgement_count * setup_parts(s, i);
    if (sizes.acknowledgements > LIMIT_ACKNOWLEDGEMENTS)
        sizes.acknowledgements = LIMIT_ACKNOWLEDGEMENTS;
    r->world = world_create(&sizes, OPENING_MS);
    r->agents = calloc(s->agent_count + 1, sizeof *r->agents);
    r->activations = calloc(s->activation_count + 1, sizeof *r->activations);
    for (uint32_t i = 0; r->agents != NULL && i < s->agent_count; i++)
        setup_agent_id(s, i, r->agents[i].id);
    return r->world != NULL && r->agents != NULL && r->activations != NULL;
}

enum err simulate_run(const struct scenario *scenario, struct trace *trace,
                      const struct simulate_options *options, struct simulate_result *result,
                      struct problem *problem) {
    struct replay r = {.scenario = scenario,
                       .trace = trace,
                       .options = options,
                       .problem = problem,
                       .turns_by_us = result->turns_by_us};
    *result = (struct simulate_result){.commands = 0};
    enum err err =
        open_replay(&r) ? ERR_OK : problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    for (uint32_t i = 0; i < trace->count; i++)
        trace->calls[i].outcome = SIMULATE_WAITING;
    if (err == ERR_OK) err = setup_world(r.world, scenario, options, problem);
    if (err == ERR_OK) err = plan_day(&r);
    if (err == ERR_OK) err = run(&r);
    if (err == ERR_OK) {
        result->commands = world_commands(r.world);
        result->digest = world_digest(r.world);
    }
    world_destroy(r.world);
    agenda_close(&r.agenda);
    free(r.agents);
    free(r.activations);
    return err;
}
