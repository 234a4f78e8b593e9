/* One agent's life: a token, a stream, sign in; then whatever the stream says decides: an offer
 * is accepted after a moment, a talk ended when the caller has had enough, wrap-up used to note
 * how it went; a scripted answer is read and acknowledged; the lease is renewed all along. What
 * the stream says counts, not what was answered to a request: so a coordinator that went away and
 * came back finds its agents where it left them.
 *
 * When somebody else acts for the agent (another token's id on an event about their state), the
 * drill lets go of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/assert.h"
#include "base/text.h"
#include "drill/exercise.h"

#define SEQUENCE_PLAYER 16
#define NOTE_LEAST_MS (5 * SECOND_MS)
#define NOTE_MOST_MS (20 * SECOND_MS)
#define BACK_LEAST_MS (5 * SECOND_MS)
#define BACK_MOST_MS (20 * SECOND_MS)

static bool is_playing(const struct player *player) {
    return player->state == PLAYER_COMING || player->state == PLAYER_ON ||
           player->state == PLAYER_LEAVING;
}

static bool is_in(const struct player *player, const char *state) {
    return strcmp(player->agent_state, state) == 0;
}

/* The one request form of an agent: POST to an address of theirs, or about a call. */
static void ask(struct player *player, const char *method, json_t *body, const char *path,
                void (*on_answer)(void *ctx, const struct service_answer *answer)) {
    service_ask(player->exercise->service, &(struct service_ask){.token = player->secret,
                                                                 .method = method,
                                                                 .path = path,
                                                                 .body = body,
                                                                 .on_answer = on_answer,
                                                                 .ctx = player});
}

static void path_of(char *out, size_t size, const char *collection, const char *id,
                    const char *what) {
    int length = snprintf(out, size, "/v1/%s/%s/%s", collection, id, what);
    ASSERT(length > 0 && (size_t)length < size);
}

static time_ms in_a_while(struct player *player, time_ms least, time_ms most) {
    return agenda_now(player->exercise->agenda) + random_between(&player->random, least, most);
}

static void plan_next(struct player *player, time_ms at, void (*act)(void *ctx, uint32_t turn)) {
    agenda_add(player->exercise->agenda, at, act, player, player->turn);
}

static void let_go(struct player *player, const char *actor) {
    player->state = PLAYER_HANDED_OVER;
    player->turn++;
    service_stop(player->stream);
    exercise_say(player->exercise, "%s (%s) is now played by %s", player->person->name,
                 player->person->id, actor);
}

/* ---- signing in and out ---- */

static void on_status(void *ctx, const struct service_answer *answer) {
    struct player *player = ctx;
    player->asked_in = false;
    if (player->state == PLAYER_HANDED_OVER) return;
    if (!exercise_expect(player->exercise, answer, "setting a status", NULL)) return;
    if (player->state == PLAYER_COMING) player->state = PLAYER_ON;
}

static void set_status(struct player *player, const char *status) {
    char path[128];
    path_of(path, sizeof path, "agents", player->person->id, "status");
    player->asked_in = true;
    ask(player, "POST", json_pack("{s:s}", "status", status), path, on_status);
}

static void on_renewed(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"agent-signed-out", NULL};
    struct player *player = ctx;
    if (player->state != PLAYER_ON) return;
    (void)exercise_expect(player->exercise, answer, "renewing a lease", races);
    if (strcmp(answer->slug, "agent-signed-out") == 0 && !player->asked_in)
        set_status(player, "available");
}

static void act_renew(void *ctx, uint32_t turn) {
    struct player *player = ctx;
    struct exercise *exercise = player->exercise;
    if (!is_playing(player)) return;
    if (player->state == PLAYER_ON) {
        char path[128];
        path_of(path, sizeof path, "agents", player->person->id, "renew");
        ask(player, "POST", json_object(), path, on_renewed);
    }
    agenda_add(exercise->agenda, agenda_now(exercise->agenda) + exercise->lease_ms / 3, act_renew,
               player, turn);
}

static void act_come_back(void *ctx, uint32_t turn) {
    struct player *player = ctx;
    if (player->state != PLAYER_ON || turn != player->turn || player->asked_in) return;
    player->exercise->resigned++;
    set_status(player, "available");
}

/* ---- a call ---- */

static void on_accepted(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"call-not-offered", "call-ended",   "call-already-answered",
                                        "agent-signed-out", "unknown-call", NULL};
    struct player *player = ctx;
    (void)exercise_expect(player->exercise, answer, "accepting a call", races);
}

static void act_accept(void *ctx, uint32_t turn) {
    struct player *player = ctx;
    if (!is_playing(player) || turn != player->turn) return;
    char path[128];
    path_of(path, sizeof path, "calls", player->call, "accept");
    ask(player, "POST", json_pack("{s:s}", "agent", player->person->id), path, on_accepted);
}

static void on_talk_over(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"call-ended", NULL};
    struct player *player = ctx;
    (void)exercise_expect(player->exercise, answer, "ending a call", races);
}

static void act_end(void *ctx, uint32_t turn) {
    struct player *player = ctx;
    if (!is_playing(player) || turn != player->turn) return;
    char path[128];
    path_of(path, sizeof path, "calls", player->call, "end");
    ask(player, "POST", json_object(), path, on_talk_over);
}

static void on_noted(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"call-has-disposition", NULL};
    struct player *player = ctx;
    (void)exercise_expect(player->exercise, answer, "noting a disposition", races);
}

static void on_wrap_up(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"agent-not-wrapping", NULL};
    struct player *player = ctx;
    (void)exercise_expect(player->exercise, answer, "changing wrap-up", races);
}

static void set_wrap_up(struct player *player, json_t *body) {
    char path[128];
    path_of(path, sizeof path, "agents", player->person->id, "wrap-up");
    ask(player, "POST", body, path, on_wrap_up);
}

static const char *choose_disposition(struct player *player) {
    const struct weighted *weighted = &player->exercise->scenario->agents.dispositions;
    uint32_t at = (uint32_t)(random_next(&player->random) % weighted->sum);
    for (uint32_t i = 0; i < weighted->count; i++) {
        if (at < weighted->choices[i].weight) return weighted->choices[i].text;
        at -= weighted->choices[i].weight;
    }
    UNREACHABLE("the weights add up to their sum");
}

/* In the middle of wrap-up the disposition is noted; a few then end it early, fewer ask for more
 * time. */
static void act_note(void *ctx, uint32_t turn) {
    struct player *player = ctx;
    const struct scenario *scenario = player->exercise->scenario;
    if (!is_playing(player) || turn != player->turn) return;
    char path[128];
    path_of(path, sizeof path, "calls", player->call, "disposition");
    ask(player, "PUT", json_pack("{s:s}", "disposition", choose_disposition(player)), path,
        on_noted);
    if (player->state == PLAYER_LEAVING) {
        set_wrap_up(player, json_object());
        return;
    }
    uint32_t draw = (uint32_t)(random_next(&player->random) % 1000);
    if (draw < scenario->agents.wrap_up_early_permille)
        set_wrap_up(player, json_object());
    else if (draw <
             scenario->agents.wrap_up_early_permille + scenario->agents.wrap_up_longer_permille)
        set_wrap_up(player, json_pack("{s:I}", "length_ms", (json_int_t)(90 * SECOND_MS)));
}

static bool has_answer_at_hand(const struct player *player) {
    for (uint32_t i = 0; i < player->activation_count; i++)
        if (player->activations[i].acknowledged) return true;
    return false;
}

/* How long this talk takes: the caller's need, shorter when the approved answer has been read. */
static time_ms talk_ms(struct player *player, const json_t *call) {
    const struct scenario *scenario = player->exercise->scenario;
    uint8_t attempt;
    struct caller *caller = switchboard_caller(player->exercise, call, &attempt);
    if (caller == NULL) return scenario->agents.talk_mean_ms;
    time_ms talk = caller->plan->attempts[attempt].talk_ms;
    if (strcmp(caller->plan->topic, scenario->crisis.topic) == 0 && has_answer_at_hand(player))
        talk = talk * scenario->agents.talk_with_answer_permille / 1000;
    return talk < scenario->agents.talk_least_ms ? scenario->agents.talk_least_ms : talk;
}

/* ---- scripted answers ---- */

static void on_acknowledged(void *ctx, const struct service_answer *answer) {
    static const char *const races[] = {"unknown-activation", NULL};
    struct player *player = ctx;
    if (!exercise_expect(player->exercise, answer, "acknowledging an answer", races)) return;
    const json_t *made = json_object_get(answer->body, "acknowledgement");
    const char *id = json_string_value(json_object_get(made, "activation"));
    for (uint32_t i = 0; i < player->activation_count && id != NULL; i++)
        if (strcmp(player->activations[i].id, id) == 0) player->activations[i].acknowledged = true;
}

/* Nobody reads while talking: then it is put off. */
static void act_read(void *ctx, uint32_t which) {
    struct player *player = ctx;
    if (player->state != PLAYER_ON) return;
    if (!is_in(player, "available") && !is_in(player, "wrapping")) {
        agenda_add(player->exercise->agenda, in_a_while(player, NOTE_LEAST_MS, NOTE_MOST_MS),
                   act_read, player, which);
        return;
    }
    char path[128];
    path_of(path, sizeof path, "activations", player->activations[which].id, "acknowledge");
    ask(player, "POST", json_pack("{s:s}", "agent", player->person->id), path, on_acknowledged);
}

static void see_activation(struct player *player, const char *id) {
    struct exercise *exercise = player->exercise;
    for (uint32_t i = 0; i < player->activation_count; i++)
        if (strcmp(player->activations[i].id, id) == 0) return;
    if (player->activation_count == PLAYER_ACTIVATIONS) return;
    if (player->expected && !player->seen && exercise->activated_at != 0) {
        player->seen = true;
        player->seen_after_ms = (uint32_t)((uv_hrtime() - exercise->activated_at) / 1000000);
    }
    struct seen_activation *seen = &player->activations[player->activation_count];
    *seen = (struct seen_activation){0};
    if (!text_copy(seen->id, sizeof seen->id, id)) return;
    agenda_add(exercise->agenda,
               in_a_while(player, exercise->scenario->agents.read_least_ms,
                          exercise->scenario->agents.read_most_ms),
               act_read, player, player->activation_count++);
}

/* ---- the stream ---- */

static void enter_state(struct player *player, const json_t *call) {
    struct exercise *exercise = player->exercise;
    const struct scenario *scenario = exercise->scenario;
    time_ms now = agenda_now(exercise->agenda);
    if (is_in(player, "reserved")) {
        plan_next(
            player,
            in_a_while(player, scenario->agents.accept_least_ms, scenario->agents.accept_most_ms),
            act_accept);
    } else if (is_in(player, "in_call")) {
        plan_next(player, player->state == PLAYER_LEAVING ? now : now + talk_ms(player, call),
                  act_end);
    } else if (is_in(player, "wrapping")) {
        time_ms at = in_a_while(player, NOTE_LEAST_MS, NOTE_MOST_MS);
        plan_next(player, player->state == PLAYER_LEAVING ? now : at, act_note);
    } else if (is_in(player, "signed_out") && player->state == PLAYER_LEAVING) {
        player->state = PLAYER_GONE;
        service_stop(player->stream);
    } else if (!is_in(player, "available") && player->state == PLAYER_ON) {
        plan_next(player, in_a_while(player, BACK_LEAST_MS, BACK_MOST_MS), act_come_back);
    }
}

static void take_availability(struct player *player, const json_t *availability,
                              const json_t *call) {
    const char *state = json_string_value(json_object_get(availability, "state"));
    const char *call_id = json_string_value(json_object_get(availability, "call"));
    if (state == NULL) return;
    if (call_id == NULL) call_id = "";
    if (strcmp(player->agent_state, state) == 0 && strcmp(player->call, call_id) == 0) return;
    player->turn++;
    if (!text_copy(player->agent_state, sizeof player->agent_state, state) ||
        !text_copy(player->call, sizeof player->call, call_id)) {
        exercise_wrong(player->exercise, "%s: a state or call id too long", player->person->id);
        return;
    }
    if (is_playing(player)) enter_state(player, call);
}

/* Events that only the agent, or somebody in their place, brings about. The others may carry the
 * actor of whatever freed them: a switch, another agent, the engine. So may becoming available
 * out of an offer, when the caller hangs up. */
static bool is_by_the_agent(const struct player *player, const char *type) {
    static const char *const types[] = {
        "agent_signed_in", "agent_signed_out", "agent_status_changed", "agent_available",
        "agent_away",      "agent_wrapping",   "call_answered",        NULL};
    if (strcmp(type, "agent_available") == 0 && is_in(player, "reserved")) return false;
    for (size_t i = 0; types[i] != NULL; i++)
        if (strcmp(type, types[i]) == 0) return true;
    return false;
}

static void take_snapshot(struct player *player, const json_t *json) {
    const json_t *agent = json_object_get(json, "agent");
    take_availability(player, json_object_get(agent, "availability"),
                      json_object_get(json, "call"));
    size_t index;
    json_t *activation;
    json_array_foreach(json_object_get(json, "activations"), index, activation) {
        const char *id = json_string_value(json_object_get(activation, "id"));
        const char *state = json_string_value(json_object_get(activation, "state"));
        if (id != NULL && state != NULL && strcmp(state, "active") == 0) see_activation(player, id);
    }
    if (player->state == PLAYER_COMING && !player->asked_in) set_status(player, "available");
}

static void take_activations(struct player *player, const json_t *records) {
    const char *id;
    json_t *activation;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(records, "activation"), id, activation)
        see_activation(player, id);
}

static void on_event(void *ctx, const char *type, const char *id, const json_t *json,
                     struct slice text) {
    (void)id;
    (void)text;
    struct player *player = ctx;
    if (strcmp(type, "snapshot") == 0) {
        take_snapshot(player, json);
        return;
    }
    const json_t *records = json_object_get(json, "records");
    if (strcmp(type, "activation_started") == 0) take_activations(player, records);
    const json_t *availability =
        json_object_get(json_object_get(records, "availability"), player->person->id);
    if (!json_is_object(availability)) return;
    const char *actor = json_string_value(json_object_get(json, "actor"));
    if (is_by_the_agent(player, type) && !exercise_is_own_actor(player->exercise, actor)) {
        let_go(player, actor);
        return;
    }
    const char *call_id = json_string_value(json_object_get(availability, "call"));
    const json_t *call =
        call_id == NULL ? NULL : json_object_get(json_object_get(records, "call"), call_id);
    if (strcmp(type, "call_returned") == 0) player->exercise->missed_offers++;
    take_availability(player, availability, call);
}

static void on_refused(void *ctx, const char *why) {
    struct player *player = ctx;
    exercise_wrong(player->exercise, "the stream of %s was refused: %s", player->person->id, why);
}

/* ---- life ---- */

static void on_token(void *ctx, const struct service_answer *answer) {
    struct player *player = ctx;
    struct exercise *exercise = player->exercise;
    if (!exercise_expect(exercise, answer, "making an agent's token", NULL)) {
        player->state = PLAYER_OFF;
        return;
    }
    if (player->state != PLAYER_COMING) return; /* the exercise is over meanwhile */
    const char *secret = json_string_value(json_object_get(answer->body, "secret"));
    if (secret == NULL || !text_copy(player->secret, sizeof player->secret, secret)) {
        exercise_wrong(exercise, "a token without a secret");
        return;
    }
    struct service_events events = {on_event, on_refused, player};
    player->stream = service_follow(exercise->service, player->secret, NULL, &events);
    ASSERT(player->stream != NULL);
    /* everybody renews at moments of their own */
    time_ms first = exercise->lease_ms / 3;
    agenda_add(exercise->agenda, in_a_while(player, first / 2, first), act_renew, player, 0);
}

void player_begin(struct player *player) {
    ASSERT(player->state == PLAYER_OFF);
    int length = snprintf(player->token, sizeof player->token, "%.20s.%s", player->person->id,
                          service_run(player->exercise->service));
    ASSERT(length > 0 && (size_t)length < sizeof player->token);
    player->state = PLAYER_COMING;
    exercise_ask_token(player->exercise, player->token, "agent", player->person,
                       &player->exercise->data->places[player->person->place], on_token, player);
}

void players_init(struct exercise *exercise) {
    exercise->players = calloc(exercise->data->person_count + 1, sizeof *exercise->players);
    ASSERT(exercise->players != NULL);
    for (uint32_t i = 0; i < exercise->data->person_count; i++) {
        struct player *player = &exercise->players[i];
        player->exercise = exercise;
        player->person = &exercise->data->persons[i];
        player->random = random_sequence(exercise->options->seed, SEQUENCE_PLAYER, i);
    }
}

uint32_t players_count(const struct exercise *exercise, enum player_state state) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < exercise->data->person_count; i++)
        count += exercise->players[i].state == state;
    return count;
}

bool players_ready(const struct exercise *exercise) {
    return players_count(exercise, PLAYER_COMING) == 0;
}

static bool is_left_out(const struct exercise *exercise, const struct person *person) {
    for (uint32_t i = 0; i < exercise->options->left_out_count; i++)
        if (strcmp(exercise->options->left_out[i], person->id) == 0) return true;
    return false;
}

uint32_t players_call_in(struct exercise *exercise, uint32_t count) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < exercise->data->person_count && found < count; i++) {
        struct player *player = &exercise->players[i];
        if (player->person->shift != SHIFT_CALLABLE || player->state != PLAYER_OFF) continue;
        if (is_left_out(exercise, player->person)) continue;
        player_begin(player);
        found++;
    }
    return found;
}

void players_leave(struct exercise *exercise) {
    time_ms now = agenda_now(exercise->agenda);
    for (uint32_t i = 0; i < exercise->data->person_count; i++) {
        struct player *player = &exercise->players[i];
        if (player->state == PLAYER_COMING && player->stream == NULL) player->state = PLAYER_GONE;
        if (!is_playing(player)) continue;
        player->state = PLAYER_LEAVING;
        player->turn++;
        set_status(player, "offline");
        if (is_in(player, "in_call")) plan_next(player, now, act_end);
        if (is_in(player, "wrapping")) plan_next(player, now, act_note);
    }
}

bool players_gone(const struct exercise *exercise) {
    return players_count(exercise, PLAYER_COMING) + players_count(exercise, PLAYER_ON) +
               players_count(exercise, PLAYER_LEAVING) ==
           0;
}
