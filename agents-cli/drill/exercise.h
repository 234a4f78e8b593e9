/* A running exercise: what its parts share. players.c plays the agents, switchboard.c the callers
 * and their switch, leader.c the duty leader, partner.c the partner that declines for a while,
 * exercise.c the course of it all. */
#ifndef DRILL_EXERCISE_H
#define DRILL_EXERCISE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "drill/agenda.h"
#include "drill/data.h"
#include "drill/plan.h"
#include "drill/random.h"
#include "drill/scenario.h"
#include "drill/score.h"
#include "drill/screen.h"
#include "drill/service.h"

struct uv_loop_s;
struct exercise;

/* ---- agents ---- */

enum player_state {
    PLAYER_OFF,         /* not played */
    PLAYER_COMING,      /* token and stream are on their way */
    PLAYER_ON,          /* signed in, or signing in again */
    PLAYER_LEAVING,     /* finishing and signing out */
    PLAYER_GONE,        /* signed out */
    PLAYER_HANDED_OVER, /* a person has taken over */
};

#define PLAYER_ACTIVATIONS 16

struct seen_activation {
    char id[LIMIT_ID];
    bool acknowledged;
};

struct player {
    struct exercise *exercise;
    const struct person *person;
    enum player_state state;
    char token[LIMIT_ID], secret[SERVICE_SECRET];
    struct service_stream *stream;
    struct random_sequence random;
    uint32_t turn; /* what was planned in another turn is out of date */
    char agent_state[24], call[LIMIT_ID];
    bool asked_in; /* a status request is on its way */
    struct seen_activation activations[PLAYER_ACTIVATIONS];
    uint32_t activation_count;
    bool expected, seen; /* the exercise's activation, on this screen */
    uint32_t seen_after_ms;
};

void players_init(struct exercise *exercise);
/* Token, stream, sign-in. */
void player_begin(struct player *player);
bool players_ready(const struct exercise *exercise); /* everybody asked so far is signed in */
void players_leave(struct exercise *exercise);
bool players_gone(const struct exercise *exercise);
uint32_t players_count(const struct exercise *exercise, enum player_state state);
/* Calls in so many more, callable ones first in the data's order. Returns how many it found. */
uint32_t players_call_in(struct exercise *exercise, uint32_t count);

/* ---- callers ---- */

enum caller_state { CALLER_PLANNED, CALLER_DIALLING, CALLER_WAITING, CALLER_TALKING, CALLER_DONE };

struct attempt_result {
    bool offered;
    enum score_outcome outcome;
    time_ms wait_ms, talk_ms;
    bool helped;     /* answered by an organisation that is neither the citizen's nor the queue's */
    uint16_t helper; /* then: that place */
    char call[LIMIT_ID], agent[LIMIT_ID];
};

struct caller {
    struct exercise *exercise;
    const struct planned_caller *plan;
    enum caller_state state;
    uint8_t attempt;
    uint32_t turn;
    struct attempt_result results[PLAN_ATTEMPTS];
};

void switchboard_init(struct exercise *exercise);
void switchboard_begin(struct exercise *exercise);
/* Everybody who still waits hangs up, nobody calls again. */
void switchboard_hang_up(struct exercise *exercise);
bool switchboard_quiet(const struct exercise *exercise);
/* The caller with that call, or NULL: the switch knows its own references only. */
struct caller *switchboard_caller(struct exercise *exercise, const json_t *call, uint8_t *attempt);
/* Compares every call the service lists with what was seen; reports each difference. */
void switchboard_verify(struct exercise *exercise, const json_t *calls);
uint32_t switchboard_count(const struct exercise *exercise, enum caller_state state);

/* ---- the duty leader ---- */

void leader_activate(struct exercise *exercise);
void leader_look(struct exercise *exercise); /* the overview, for the screen */

/* ---- the partner ---- */

void partner_decline(struct exercise *exercise);
void partner_help(struct exercise *exercise); /* again, if it declines */

/* ---- the course ---- */

enum phase {
    PHASE_PREPARING,
    PHASE_GATHERING,
    PHASE_PLAYING,
    PHASE_CLOSING,
    PHASE_CHECKING,
    PHASE_TIDYING,
    PHASE_OVER
};

struct exercise_options {
    const char *url, *token, *report_path, *events_path;
    double speed;      /* 0: as it is */
    time_ms length_ms; /* 0: the scenario's */
    uint64_t seed;
    const char *left_out[16];
    uint32_t left_out_count;
    bool plain; /* no live picture, also on a terminal */
};

#define EXERCISE_PROBLEMS 20

struct exercise {
    struct uv_loop_s *loop;
    const struct exercise_options *options;
    const struct data *data;
    struct scenario *scenario;
    struct plan plan;
    struct service *service;
    struct agenda *agenda;
    struct screen *screen;
    enum phase phase;
    bool interrupted;

    char leader_token[LIMIT_ID], leader_secret[SERVICE_SECRET];
    char switch_token[LIMIT_ID], switch_secret[SERVICE_SECRET];
    char partner_token[LIMIT_ID], partner_secret[SERVICE_SECRET];
    struct service_stream *switch_stream, *record_stream;
    FILE *record;
    uint64_t last_event, recorded_event; /* numbers: highest answered, highest written down */
    time_ms lease_ms;

    struct player *players; /* one for every person of the data */
    struct caller *callers; /* one for every planned caller */

    time_ms began_at, ends_at;
    bool activated, looking, declining;
    char activation[LIMIT_ID];
    char first_event[LIMIT_ID]; /* where the stream stood when the switch came */
    uint64_t activated_at;      /* uv_hrtime() just before the request left; 0: not yet */
    time_ms activation_at;      /* exercise time */

    uint64_t phase_since;                    /* real */
    uint32_t missed_offers, races, resigned; /* counted, normal under load */
    uint32_t checks_open, tokens_open;
    bool closing_service;
    uint32_t problem_count;
    char problems[EXERCISE_PROBLEMS][256];
};

/* Something that must not happen: shown, kept, and the exercise ends with a failure. */
void exercise_wrong(struct exercise *exercise, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A line for people, above the live picture. */
void exercise_say(struct exercise *exercise, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* True when the answer has one of the expected statuses: 2xx, or a problem whose slug is in
 * `races` (NULL-terminated, may be NULL), which is counted. Otherwise exercise_wrong() has been
 * told. Also keeps the answer's event id. */
bool exercise_expect(struct exercise *exercise, const struct service_answer *answer,
                     const char *what, const char *const *races);
/* The token ids of this run end in its letters. */
bool exercise_is_own_actor(const struct exercise *exercise, const char *actor);
enum score_group exercise_group(const struct exercise *exercise, uint16_t place);
/* POST /v1/tokens, for a person, or for somebody of that place, or for everywhere; the caller of
 * it gets the answer. */
void exercise_ask_token(struct exercise *exercise, const char *token, const char *role,
                        const struct person *person, const struct place *place,
                        void (*on_answer)(void *ctx, const struct service_answer *answer),
                        void *ctx);

/* Runs to its end. Returns 0 when all went well, 1 when something was wrong, 130 when
 * interrupted. */
int exercise_run(struct uv_loop_s *loop, const struct exercise_options *options,
                 const struct data *data, struct scenario *scenario);

#endif
