/* The callers and the switch they come through. A caller dials at the planned moment, waits as
 * long as their patience lasts, talks, is done; who hangs up may call again. What became of a
 * call is told by the switch's own stream and by the answers to its requests, whichever comes
 * first; a call record never takes a caller back to an earlier state. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "drill/exercise.h"

static void act_dial(void *ctx, uint32_t turn);

static struct attempt_result *result_of(struct caller *caller) {
    return &caller->results[caller->attempt];
}

/* "dabcdef.c17.0": the run, the caller, the attempt. Letters stand between the numbers, so that
 * it never looks like a citizen's number. */
static void reference_of(const struct caller *caller, char out[LIMIT_REFERENCE]) {
    const struct exercise *exercise = caller->exercise;
    snprintf(out, LIMIT_REFERENCE, "d%s.c%u.%u", service_run(exercise->service),
             (unsigned)(caller - exercise->callers), caller->attempt);
}

struct caller *switchboard_caller(struct exercise *exercise, const json_t *call, uint8_t *attempt) {
    const char *reference = json_string_value(json_object_get(call, "reference"));
    const char *run = service_run(exercise->service);
    size_t length = strlen(run);
    if (reference == NULL || reference[0] != 'd') return NULL;
    if (strncmp(reference + 1, run, length) != 0) return NULL;
    if (strncmp(reference + 1 + length, ".c", 2) != 0) return NULL;
    char *end;
    unsigned long number = strtoul(reference + 3 + length, &end, 10);
    if (*end != '.' || number >= exercise->plan.count) return NULL;
    unsigned long tried = strtoul(end + 1, &end, 10);
    if (*end != '\0' || tried >= PLAN_ATTEMPTS) return NULL;
    *attempt = (uint8_t)tried;
    return &exercise->callers[number];
}

static void finish(struct caller *caller) {
    caller->state = CALLER_DONE;
    caller->turn++;
}

/* ---- what the service says about a call ---- */

static void note_wait(struct caller *caller, const json_t *call, const char *until,
                      enum score_outcome outcome) {
    struct attempt_result *result = result_of(caller);
    json_int_t from = json_integer_value(json_object_get(call, "enqueued_at"));
    json_int_t to = json_integer_value(json_object_get(call, until));
    result->outcome = outcome;
    result->wait_ms = to > from ? (time_ms)(to - from) : 0;
}

/* Overflow: the agent belongs neither to the queue's organisation nor to the citizen's. Of an agent
 * who is not in the data we do not know: that is no overflow. */
static void note_helper(struct caller *caller, const json_t *call) {
    const struct data *data = caller->exercise->data;
    struct attempt_result *result = result_of(caller);
    const char *queue = json_string_value(json_object_get(call, "organisation"));
    int person = data_person(data, result->agent);
    if (queue == NULL || person < 0) return;
    result->helper = data->persons[person].place;
    result->helped =
        result->helper != caller->plan->place && result->helper != data_place(data, queue);
}

static void note_talk(struct caller *caller, const json_t *call) {
    json_int_t from = json_integer_value(json_object_get(call, "answered_at"));
    json_int_t to = json_integer_value(json_object_get(call, "ended_at"));
    if (from > 0 && to > from) result_of(caller)->talk_ms = (time_ms)(to - from);
}

static void on_ended(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"call-ended", "unknown-call", NULL};
    struct caller *caller = ctx;
    (void)exercise_expect(caller->exercise, answer, "hanging up after a talk", races);
}

static void ask_about(struct caller *caller, const char *what,
                      void (*on_answer)(void *ctx, const struct service_answer *answer)) {
    struct exercise *exercise = caller->exercise;
    char path[128];
    int length = snprintf(path, sizeof path, "/v1/calls/%s/%s", result_of(caller)->call, what);
    ASSERT(length > 0 && (size_t)length < sizeof path);
    service_ask(exercise->service, &(struct service_ask){.token = exercise->switch_secret,
                                                         .method = "POST",
                                                         .path = path,
                                                         .body = json_object(),
                                                         .on_answer = on_answer,
                                                         .ctx = caller});
}

/* A person who plays an agent may forget the caller: after twice the time the caller hangs up. */
static void act_tire_of_talking(void *ctx, uint32_t turn) {
    struct caller *caller = ctx;
    if (caller->state == CALLER_TALKING && caller->turn == turn) ask_about(caller, "end", on_ended);
}

static void begin_talk(struct caller *caller, const json_t *call) {
    struct exercise *exercise = caller->exercise;
    struct attempt_result *result = result_of(caller);
    const char *agent = json_string_value(json_object_get(call, "agent"));
    caller->state = CALLER_TALKING;
    caller->turn++;
    note_wait(caller, call, "answered_at", SCORE_ANSWERED);
    if (agent == NULL || !text_copy(result->agent, sizeof result->agent, agent))
        exercise_wrong(exercise, "%s was answered by nobody", result->call);
    else
        note_helper(caller, call);
    time_ms tired = agenda_now(exercise->agenda) +
                    2 * caller->plan->attempts[caller->attempt].talk_ms + MINUTE_MS;
    agenda_add(exercise->agenda, tired, act_tire_of_talking, caller, caller->turn);
}

static void maybe_call_again(struct caller *caller) {
    struct exercise *exercise = caller->exercise;
    time_ms redial = caller->plan->attempts[caller->attempt].redial_ms;
    time_ms at = agenda_now(exercise->agenda) + redial;
    bool again = redial > 0 && exercise->phase == PHASE_PLAYING &&
                 at < exercise->ends_at - exercise->scenario->last_calls_ms;
    finish(caller);
    if (!again) return;
    caller->state = CALLER_PLANNED;
    caller->attempt++;
    agenda_add(exercise->agenda, at, act_dial, caller, caller->turn);
}

static void take_end(struct caller *caller, const json_t *call) {
    const char *outcome = json_string_value(json_object_get(call, "outcome"));
    if (outcome != NULL && strcmp(outcome, "abandoned") == 0) {
        note_wait(caller, call, "ended_at", SCORE_ABANDONED);
        maybe_call_again(caller);
        return;
    }
    if (outcome != NULL && strcmp(outcome, "diverted") == 0) {
        note_wait(caller, call, "ended_at", SCORE_DIVERTED);
    } else if (caller->state == CALLER_WAITING) {
        begin_talk(caller, call); /* answered and over before we heard of either */
    }
    note_talk(caller, call);
    finish(caller);
}

static void check_one_agent(struct caller *caller, const json_t *call) {
    const struct attempt_result *result = result_of(caller);
    const char *agent = json_string_value(json_object_get(call, "agent"));
    if (agent == NULL || strcmp(agent, result->agent) == 0) return;
    exercise_wrong(caller->exercise, "%s was answered by %s and by %s", result->call, result->agent,
                   agent);
}

static void take_call(struct caller *caller, const json_t *call) {
    const char *state = json_string_value(json_object_get(call, "state"));
    if (state == NULL || caller->state < CALLER_WAITING || caller->state == CALLER_DONE) return;
    bool talking = strcmp(state, "answered") == 0;
    bool over = strcmp(state, "wrapping") == 0 || strcmp(state, "ended") == 0;
    if (caller->state == CALLER_TALKING && (talking || over)) check_one_agent(caller, call);
    if (talking && caller->state == CALLER_WAITING)
        begin_talk(caller, call);
    else if (over)
        take_end(caller, call);
}

/* ---- dialling and hanging up ---- */

static void on_cancelled(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"call-already-answered", "call-ended", "unknown-call",
                                        NULL};
    struct caller *caller = ctx;
    if (!exercise_expect(caller->exercise, answer, "hanging up", races)) return;
    uint8_t attempt;
    const json_t *call = json_object_get(answer->body, "call");
    if (switchboard_caller(caller->exercise, call, &attempt) == caller &&
        attempt == caller->attempt)
        take_call(caller, call);
}

static void act_hang_up(void *ctx, uint32_t turn) {
    struct caller *caller = ctx;
    if (caller->state != CALLER_WAITING || caller->turn != turn) return;
    ask_about(caller, "cancel", on_cancelled);
}

/* ---- after a gap ---- */

static void on_looked(void *ctx, const struct service_answer *answer) {
    struct caller *caller = ctx;
    if (!exercise_expect(caller->exercise, answer, "looking at a call", NULL)) return;
    uint8_t attempt;
    const json_t *call = json_object_get(answer->body, "call");
    if (switchboard_caller(caller->exercise, call, &attempt) == caller &&
        attempt == caller->attempt)
        take_call(caller, call);
}

static void look_at(struct caller *caller) {
    struct exercise *exercise = caller->exercise;
    char path[128];
    snprintf(path, sizeof path, "/v1/calls/%s", result_of(caller)->call);
    service_ask(exercise->service, &(struct service_ask){.token = exercise->switch_secret,
                                                         .method = "GET",
                                                         .path = path,
                                                         .on_answer = on_looked,
                                                         .ctx = caller});
}

/* The stream began anew with a snapshot: what happened in between is asked for, call by call. */
static void look_at_all(struct exercise *exercise) {
    for (uint32_t i = 0; i < exercise->plan.count; i++) {
        struct caller *caller = &exercise->callers[i];
        if (caller->state == CALLER_WAITING || caller->state == CALLER_TALKING) look_at(caller);
    }
}

/* The first word of the service about this attempt, from the stream or from the answer. */
static void begin_wait(struct caller *caller, const json_t *call) {
    struct exercise *exercise = caller->exercise;
    struct attempt_result *result = result_of(caller);
    const char *id = json_string_value(json_object_get(call, "id"));
    if (id == NULL || !text_copy(result->call, sizeof result->call, id)) {
        exercise_wrong(exercise, "a call without an id");
        finish(caller);
        return;
    }
    result->offered = true;
    caller->state = CALLER_WAITING;
    caller->turn++;
    time_ms now = agenda_now(exercise->agenda);
    time_ms patience = caller->plan->attempts[caller->attempt].patience_ms;
    agenda_add(exercise->agenda, exercise->phase == PHASE_PLAYING ? now + patience : now,
               act_hang_up, caller, caller->turn);
}

static void on_dialled(void *ctx, const struct service_answer *answer) {
    struct caller *caller = ctx;
    if (!exercise_expect(caller->exercise, answer, "a call's arrival", NULL)) {
        if (caller->state == CALLER_DIALLING) finish(caller);
        return;
    }
    uint8_t attempt;
    const json_t *call = json_object_get(answer->body, "call");
    if (switchboard_caller(caller->exercise, call, &attempt) != caller) {
        exercise_wrong(caller->exercise, "a call's arrival was answered with another call");
        return;
    }
    if (attempt != caller->attempt) return; /* the stream was faster, by a whole call */
    if (caller->state == CALLER_DIALLING) begin_wait(caller, call);
    take_call(caller, call);
    /* a repeated answer is as old as the first one, which was lost on the way */
    if (json_is_true(json_object_get(answer->body, "repeated"))) look_at(caller);
}

static void act_dial(void *ctx, uint32_t turn) {
    struct caller *caller = ctx;
    struct exercise *exercise = caller->exercise;
    if (caller->state != CALLER_PLANNED || caller->turn != turn) return;
    if (exercise->phase != PHASE_PLAYING) {
        finish(caller);
        return;
    }
    char reference[LIMIT_REFERENCE];
    reference_of(caller, reference);
    caller->state = CALLER_DIALLING;
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "reference", reference, "municipality",
                             exercise->data->places[caller->plan->place].id, "topic",
                             caller->plan->topic, "language", caller->plan->language, "channel",
                             caller->plan->chat ? "chat" : "phone");
    service_ask(exercise->service, &(struct service_ask){.token = exercise->switch_secret,
                                                         .method = "POST",
                                                         .path = "/v1/calls",
                                                         .body = body,
                                                         .on_answer = on_dialled,
                                                         .ctx = caller});
}

/* ---- the switch's stream ---- */

static void on_event(void *ctx, const char *type, const char *id, const json_t *json,
                     struct slice text) {
    (void)text;
    struct exercise *exercise = ctx;
    if (strcmp(type, "snapshot") == 0) {
        if (exercise->first_event[0] == '\0')
            (void)text_copy(exercise->first_event, sizeof exercise->first_event, id);
        look_at_all(exercise);
        return;
    }
    const char *call_id;
    json_t *call;
    json_t *calls = json_object_get(json_object_get(json, "records"), "call");
    json_object_foreach(calls, call_id, call) {
        uint8_t attempt;
        struct caller *caller = switchboard_caller(exercise, call, &attempt);
        if (caller == NULL || attempt != caller->attempt) continue;
        if (caller->state == CALLER_DIALLING) begin_wait(caller, call);
        take_call(caller, call);
    }
}

static void on_refused(void *ctx, const char *why) {
    exercise_wrong(ctx, "the stream of the switch was refused: %s", why);
}

/* ---- life ---- */

void switchboard_init(struct exercise *exercise) {
    exercise->callers = calloc(exercise->plan.count + 1, sizeof *exercise->callers);
    ASSERT(exercise->callers != NULL);
    for (uint32_t i = 0; i < exercise->plan.count; i++)
        exercise->callers[i] =
            (struct caller){.exercise = exercise, .plan = &exercise->plan.callers[i]};
    struct service_events events = {on_event, on_refused, exercise};
    exercise->switch_stream =
        service_follow(exercise->service, exercise->switch_secret, NULL, &events);
    ASSERT(exercise->switch_stream != NULL);
}

void switchboard_begin(struct exercise *exercise) {
    for (uint32_t i = 0; i < exercise->plan.count; i++) {
        struct caller *caller = &exercise->callers[i];
        agenda_add(exercise->agenda, exercise->began_at + caller->plan->at_ms, act_dial, caller,
                   caller->turn);
    }
}

void switchboard_hang_up(struct exercise *exercise) {
    for (uint32_t i = 0; i < exercise->plan.count; i++) {
        struct caller *caller = &exercise->callers[i];
        if (caller->state == CALLER_PLANNED) finish(caller);
        if (caller->state == CALLER_WAITING) ask_about(caller, "cancel", on_cancelled);
        if (caller->state == CALLER_TALKING) ask_about(caller, "end", on_ended);
    }
}

uint32_t switchboard_count(const struct exercise *exercise, enum caller_state state) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < exercise->plan.count; i++)
        count += exercise->callers[i].state == state;
    return count;
}

bool switchboard_quiet(const struct exercise *exercise) {
    return switchboard_count(exercise, CALLER_DONE) == exercise->plan.count;
}

/* ---- the check at the end ---- */

static void verify_call(struct exercise *exercise, const json_t *call) {
    static const char *const outcomes[] = {[SCORE_WAITING] = "none",
                                           [SCORE_ANSWERED] = "answered",
                                           [SCORE_ABANDONED] = "abandoned",
                                           [SCORE_DIVERTED] = "diverted"};
    uint8_t attempt;
    struct caller *caller = switchboard_caller(exercise, call, &attempt);
    if (caller == NULL) return;
    struct attempt_result *result = &caller->results[attempt];
    const char *id = json_string_value(json_object_get(call, "id"));
    const char *outcome = json_string_value(json_object_get(call, "outcome"));
    const char *agent = json_string_value(json_object_get(call, "agent"));
    if (id == NULL || outcome == NULL || strcmp(id, result->call) != 0)
        exercise_wrong(exercise, "%s is listed as %s", result->call, id == NULL ? "?" : id);
    else if (strcmp(outcome, outcomes[result->outcome]) != 0)
        exercise_wrong(exercise, "%s is listed as %s, it was %s", id, outcome,
                       outcomes[result->outcome]);
    else if (result->outcome == SCORE_ANSWERED &&
             (agent == NULL || strcmp(agent, result->agent) != 0))
        exercise_wrong(exercise, "%s is listed with agent %s, it was %s", id,
                       agent == NULL ? "none" : agent, result->agent);
    result->call[0] = '\0'; /* found */
}

void switchboard_verify(struct exercise *exercise, const json_t *calls) {
    size_t index;
    json_t *call;
    uint32_t lost = 0;
    if (json_array_size(calls) >= LIMIT_LIST_ROWS) {
        exercise_say(exercise, "too many calls to compare with the service's list");
        return;
    }
    json_array_foreach(calls, index, call) verify_call(exercise, call);
    for (uint32_t i = 0; i < exercise->plan.count; i++)
        for (int k = 0; k < PLAN_ATTEMPTS; k++)
            lost += exercise->callers[i].results[k].call[0] != '\0';
    if (lost > 0) exercise_wrong(exercise, "%u calls are not in the service's list", lost);
}
