/* The coordinator's JSON as plain structs: the part of a record that a person at a terminal
 * needs. Texts are cleaned of control characters here, once, and cut where a struct has no room;
 * unknown members are passed over, so that a newer coordinator is understood as far as possible.
 * A member that is missing or of another type is zero or empty. Pure. */
#ifndef AGENTS_CLI_DECODE_H
#define AGENTS_CLI_DECODE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/time.h"

#define LIMIT_WORD 24
#define LIMIT_MODEL_MUNICIPALITIES 128

/* Postcodes of municipalities that an activation's area holds in part, or held. */
struct postcode_pair {
    char municipality[LIMIT_ID], postcode[8];
};

struct postcode_pairs {
    struct postcode_pair pairs[LIMIT_NARROWED_POSTCODES];
    int count;
};

struct availability {
    char agent[LIMIT_ID], status[LIMIT_WORD], state[LIMIT_WORD], call[LIMIT_ID];
    time_ms since, wrap_up_until, lease_until;
    int missed_offers;
};

struct call {
    char postcode[8]; /* "": not looked up */
    char id[LIMIT_ID], municipality[LIMIT_ID], organisation[LIMIT_ID], topic[LIMIT_ID];
    char agent[LIMIT_ID], language[8], channel[LIMIT_WORD], state[LIMIT_WORD], outcome[LIMIT_WORD];
    char leg[LIMIT_WORD]; /* "none": no switch has the line */
    char disposition[LIMIT_WORD], reason[LIMIT_WORD];
    char reference[LIMIT_REFERENCE];
    char transfer_kind[LIMIT_WORD],
        transfer_outcome[LIMIT_WORD]; /* of the last, when transfers > 0 */
    time_ms enqueued_at, offered_at, answered_at, ended_at;
    int level, priority, offers, transfers;
};

struct activation {
    char id[LIMIT_ID], playbook[LIMIT_ID], state[LIMIT_WORD], title[160], reason[LIMIT_REASON];
    struct postcode_pairs parts, left_parts;
    char rest_left[LIMIT_NARROWED_MUNICIPALITIES][LIMIT_ID];
    int rest_left_count;
    char topics[16][LIMIT_ID];
    char municipalities[LIMIT_MODEL_MUNICIPALITIES][LIMIT_ID];
    int topic_count, municipality_count;             /* no municipality: all of them */
    char left[LIMIT_MODEL_MUNICIPALITIES][LIMIT_ID]; /* no longer in the area */
    char holder[LIMIT_ID], offered_to[LIMIT_ID], reviewed_by[LIMIT_ID];
    int left_count;
    int64_t revision, priority;
    time_ms starts_at, started_at, expires_at, lifted_at;
    time_ms review_by, reviewed_at;  /* 0: no review is due, none was made */
    int64_t acknowledged, signed_in; /* signed_in -1: not said */
    bool exercise, expired, review_overdue, unapproved;
    bool mine; /* its newest revision acknowledged by this agent */
};

/* One rendered answer. Its texts live in its own memory; NULL when absent. */
struct answer_pair {
    const char *first, *second;
};
#define LIMIT_ANSWER_LINES 16
#define LIMIT_ANSWER_QUESTIONS 64
#define LIMIT_ANSWER_BYTES (64 * 1024)

struct answer {
    struct arena memory;
    char activation[LIMIT_ID], language[8], place[LIMIT_WORD], state[LIMIT_WORD];
    char municipality[LIMIT_ID]; /* only for its citizens; "": for all others */
    bool fallback, acknowledged, exercise, left, unapproved;
    bool peers; /* another coordinator's: its activation is none of ours */
    time_ms valid_from, expires_at;
    const char *title, *greeting, *question, *text, *where_to_go, *guide, *authority;
    struct answer_pair clarify[LIMIT_ANSWER_LINES]; /* what to ask, what follows from which reply */
    struct answer_pair escalate[LIMIT_ANSWER_LINES];      /* when, to whom */
    struct answer_pair transfer[LIMIT_ANSWER_LINES];      /* when, to whom with the kind in front */
    struct answer_pair questions[LIMIT_ANSWER_QUESTIONS]; /* what citizens ask, the answer */
    const char *question_ids[LIMIT_ANSWER_QUESTIONS];
    const char *do_not_say[LIMIT_ANSWER_LINES];
    int question_count, clarify_count, escalate_count, transfer_count, do_not_say_count;
};

/* A message to a municipality that this agent made. */
struct ticket {
    char id[LIMIT_ID], organisation[LIMIT_ID], kind[LIMIT_WORD], state[LIMIT_WORD];
    char refusal[LIMIT_WORD], receipt[LIMIT_REFERENCE], by[LIMIT_ID];
    time_ms created_at, deadline_at, escalated_at, closed_at;
};

struct agent_counts {
    int64_t signed_in, available, reserved, in_call, wrapping, away, unknown;
};

struct organisation_row {
    char id[LIMIT_ID], name[LIMIT_NAME], standing[LIMIT_WORD];
    int64_t waiting, longest_wait_ms, helping, offered, answered, abandoned, answer_rate_permille;
    struct agent_counts agents;
    bool rated;                          /* answer_rate_permille was given */
    bool closed;                         /* by its hours */
    time_ms changes_at, kept_open_until; /* opens or closes; an activation keeps it open; 0: not */
};

/* Cleans and cuts; "" when `key` is not a text. */
void decode_text(const json_t *object, const char *key, char *out, size_t size);
int64_t decode_integer(const json_t *object, const char *key, int64_t absent);
bool decode_bool(const json_t *object, const char *key);

void decode_availability(const json_t *record, struct availability *out);
void decode_call(const json_t *record, struct call *out);
void decode_activation(const json_t *record, struct activation *out);
void decode_ticket(const json_t *record, struct ticket *out);
void decode_organisation(const json_t *row, struct organisation_row *out);
/* False: too large, or no memory. The answer owns its memory until decode_answer_close(). */
bool decode_answer(const json_t *answer, struct answer *out);
void decode_answer_close(struct answer *answer);

/* A problem+json body, or any other: what can be known of a refusal. */
struct refusal {
    char slug[48], title[160], detail[256], field[80];
};
void decode_refusal(const char *body, size_t length, struct refusal *out);

#endif
