/* The engine's life and its turn: from the inbox through the core into a commit. What becomes of
 * the commit is in release.c; how it is formed in batch.c and availability.c. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "engine/state.h"

/* --- life ------------------------------------------------------------------------------------- */

struct engine *engine_create(const struct engine_start *start, const struct engine_ports *ports) {
    ASSERT(start->core != NULL);
    ASSERT(start->epoch > 0 && start->next_number > 0);
    struct engine *e = calloc(1, sizeof *e);
    if (e == NULL) return NULL;
    *e = (struct engine){
        .ports = *ports,
        .core = start->core,
        .standby_expected = start->standby_expected,
        .connected = true,
        .recovered_due = start->recovered,
        .epoch = start->epoch,
        .next_number = start->next_number,
        .stored_number = start->next_number - 1,
        .event_number = start->next_number - 1,
        .unstored_events_max = LIMIT_UNSTORED_EVENTS,
        .leads_until = start->leads_until,
        .late_at = TIME_NEVER,
    };
    if (start->unstored_events_max > 0 && start->unstored_events_max < LIMIT_UNSTORED_EVENTS)
        e->unstored_events_max = start->unstored_events_max;
    e->events.capacity = LIMIT_EVENTS_PER_COMMAND;
    e->events.events = calloc(e->events.capacity, sizeof *e->events.events);
    text_buf_init(&e->scratch, LIMIT_RECORD_BYTES);
    if (e->events.events == NULL || !availability_open(e)) {
        e->core = NULL; /* taken only on success */
        engine_destroy(e);
        return NULL;
    }
    if (e->recovered_due) engine_wake(e);
    return e;
}

void engine_destroy(struct engine *e) {
    ASSERT(!e->inside_turn && !e->inside_applied);
    if (!e->stopped) engine_stop(e, RELEASE_OUTCOME_UNKNOWN);
    ASSERT(e->head == NULL && e->inbox.first == NULL);
    for (struct batch *b = e->spare, *next; b != NULL; b = next) {
        next = b->next;
        batch_free(b);
    }
    availability_close(e);
    text_buf_close(&e->scratch);
    free(e->late.items);
    free(e->events.events);
    if (e->core != NULL) core_destroy(e->core);
    free(e);
}

/* --- the inbox -------------------------------------------------------------------------------- */

bool engine_submit(struct engine *e, struct engine_request *request) {
    ASSERT(!e->inside_applied);
    ASSERT(request->released != NULL && request->applied != NULL);
    if (e->stopped || e->draining || e->inbox_count == LIMIT_INBOX) return false;
    request->fate = FATE_NOTHING;
    requests_add(&e->inbox, request);
    e->inbox_count++;
    engine_wake(e);
    return true;
}

static struct engine_request *inbox_take(struct engine *e) {
    struct engine_request *request = e->inbox.first;
    if (request == NULL) return NULL;
    e->inbox.first = request->next;
    if (e->inbox.first == NULL) e->inbox.last = NULL;
    e->inbox_count--;
    return request;
}

/* --- the turn --------------------------------------------------------------------------------- */

struct turn {
    struct batch *batch;
    struct request_list requests;
    time_ms now;
    uint32_t done; /* ticks and requests */
};

/* The engine's own commands cannot be refused. `call`: whose decision came too late, for call_lapse. */
static void apply_own(struct engine *e, struct turn *turn, enum command_type type, time_ms at,
                      const struct late_call *call) {
    struct command
        command; /* its payload is empty or small: some kilobytes that need no zeroing at every tick */
    command.type = type;
    if (call != NULL)
        memcpy(command.as.call_lapse.reference, call->reference, sizeof call->reference);
    command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    command.given = command.idempotency_key = command.fingerprint = 0;
    struct core_result result;
    struct problem problem;
    enum err err = core_apply(e->core, &command, at, &e->events, &result, &problem);
    ASSERT(err == ERR_OK);
    batch_add_events(e, turn->batch, "");
    turn->batch->commands++;
    turn->done++;
}

static bool turn_is_full(const struct turn *turn) {
    return turn->done >= LIMIT_COMMANDS_PER_COMMIT || batch_is_full(turn->batch);
}

/* Everything due up to now, each at its own time; after a recovery that is not before the last
 * command's. */
static void tick(struct engine *e, struct turn *turn) {
    time_ms deadline;
    while ((deadline = core_next_deadline(e->core)) <= turn->now && !turn_is_full(turn)) {
        time_ms last = core_now(e->core);
        apply_own(e, turn, COMMAND_tick, deadline > last ? deadline : last, NULL);
        /* A tick that neither did anything nor moved the deadline would come again for ever. */
        ASSERT(e->events.count > 0 || core_next_deadline(e->core) > deadline);
    }
}

static void tell_applied(struct engine *e, struct engine_request *request,
                         struct engine_outcome *outcome) {
    outcome->epoch = e->epoch;
    outcome->event_number = e->event_number;
    outcome->stored = e->unstored_since == 0;
    e->inside_applied = true;
    request->applied(request, e->core, outcome);
    e->inside_applied = false;
}

static void apply(struct engine *e, struct turn *turn, struct engine_request *request) {
    const struct command *command = request->command;
    struct engine_outcome outcome; /* a few hundred bytes, most of them for a refusal's words */
    outcome.err =
        core_apply(e->core, command, turn->now, &e->events, &outcome.result, &outcome.problem);
    e->counts.commands++;
    turn->batch->commands++;
    if (outcome.err == ERR_OK) {
        request->fate = FATE_DONE;
        batch_add_events(e, turn->batch, command->actor.token);
        for (uint32_t i = 0; i < request->document_count && e->events.count > 0; i++)
            batch_add_document(turn->batch, &request->documents[i]);
        const struct record_ref *subject = &outcome.result.subject;
        if (subject->kind == RECORD_availability && !subject->removed)
            availability_renewed(e, (agent_no)subject->key);
    } else {
        e->counts.refusals++;
    }
    tell_applied(e, request, &outcome);
}

static bool must_wait_for_store(const struct engine *e, const struct engine_request *request) {
    if (e->standby_expected || (e->connected && e->unstored_since == 0)) return false;
    if (request->access_what.length > 0 && e->access_count >= LIMIT_UNSTORED_ACCESSES) return true;
    return request->command != NULL && command_needs_store(request->command->type);
}

static void handle(struct engine *e, struct turn *turn, struct engine_request *request) {
    turn->done++;
    if (engine_is_late(e, request)) {
        request->next = NULL;
        e->counts.late++;
        request->released(request, RELEASE_LATE);
        return;
    }
    requests_add(&turn->requests, request);
    if (must_wait_for_store(e, request)) {
        request->fate = FATE_AWAY;
        return;
    }
    if (request->command != NULL)
        apply(e, turn, request);
    else
        tell_applied(e, request,
                     &(struct engine_outcome){.result.subject.kind = RECORD_KIND_COUNT});
    if (request->access_what.length > 0)
        batch_add_access(e, turn->batch,
                         &(struct commit_access){.at = turn->now,
                                                 .actor = request->access_actor,
                                                 .what = request->access_what});
}

static void take_requests(struct engine *e, struct turn *turn) {
    if (e->recovered_due) {
        e->recovered_due = false;
        apply_own(e, turn, COMMAND_recovered, turn->now, NULL);
        availability_all(e, turn->batch, false);
    }
    for (uint32_t i = 0; i < e->late.count; i++)
        apply_own(e, turn, COMMAND_call_lapse, turn->now, PILE_AT(&e->late, struct late_call, i));
    e->late.count = 0;
    for (;;) {
        if (!e->draining || e->inbox.first != NULL) tick(e, turn);
        if (turn_is_full(turn)) break;
        struct engine_request *request = inbox_take(e);
        if (request == NULL) return;
        handle(e, turn, request);
    }
    engine_wake(e); /* cut here: the rest is the next turn's */
}

/* A commit without events takes a number that no event has. */
static void give_numbers(struct engine *e, struct batch *b) {
    if (e->next_number == b->commit.first_number) e->next_number++;
    b->commit.last_number = e->next_number - 1;
    b->commit.now = core_now(e->core);
    b->commit.digest = core_digest(e->core);
}

static void form(struct engine *e) {
    struct batch *open = engine_open_batch(e);
    struct turn turn = {.batch = open != NULL ? open : batch_take(e),
                        .now = e->ports.clock->now(e->ports.clock_ctx)};
    if (turn.now < core_now(e->core)) turn.now = core_now(e->core);
    take_requests(e, &turn);
    if (batch_is_empty(turn.batch)) {
        turn.batch->commands = 0;
        batch_recycle(e, turn.batch);
        turn.batch = NULL;
    } else {
        give_numbers(e, turn.batch);
        if (open == NULL) engine_enqueue(e, turn.batch);
    }
    engine_attach(e, turn.batch, &turn.requests);
}

void engine_turn(struct engine *e) {
    ASSERT(!e->inside_turn && !e->inside_store && !e->inside_applied);
    e->woken = false;
    if (e->stopped || !engine_check_lease(e)) return;
    e->inside_turn = true;
    engine_check_patience(e);
    engine_check_late(e);
    if (engine_may_form(e)) {
        form(e);
        if (e->unstored_since != 0) engine_bound_tail(e);
    }
    engine_pump(e);
    e->inside_turn = false;
}

time_ms engine_next_deadline(const struct engine *e) {
    if (e->stopped || !engine_may_form(e)) return TIME_NEVER;
    if (e->recovered_due || e->late.count > 0) return core_now(e->core);
    if (e->draining && e->inbox.first == NULL) return TIME_NEVER;
    return core_next_deadline(e->core);
}

/* --- the end, and views ----------------------------------------------------------------------- */

void engine_drain(struct engine *e) { e->draining = true; }

bool engine_idle(const struct engine *e) {
    return e->stopped || (e->inbox.first == NULL && e->head == NULL);
}

void engine_view(const struct engine *e, struct engine_view *out) {
    *out = e->counts;
    out->stored = e->unstored_since == 0;
    out->fenced = e->stopped;
    out->draining = e->draining;
    out->connected = e->connected;
    out->unstored_since = e->unstored_since;
    out->epoch = e->epoch;
    out->last_number = e->next_number - 1;
    out->stored_number = e->stored_number;
    out->event_number = e->event_number;
    out->inbox = e->inbox_count;
    out->in_flight = e->in_flight;
    out->unstored_events = e->next_number - 1 - e->stored_number;
}

const struct core *engine_core(const struct engine *e) { return e->core; }
