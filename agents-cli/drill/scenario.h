/* A scenario: when what happens in an exercise, and how callers and agents behave. All times are
 * exercise time. */
#ifndef DRILL_SCENARIO_H
#define DRILL_SCENARIO_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/time.h"
#include "drill/data.h"

#define SCENARIO_CHOICES 24
#define SCENARIO_ELSEWHERE 16

/* Texts with weights, in the file's order. */
struct weighted {
    uint32_t count, sum;
    struct {
        char text[LIMIT_ID];
        uint32_t weight;
    } choices[SCENARIO_CHOICES];
};

struct scenario {
    time_ms length_ms, last_calls_ms; /* nobody new calls in the last last_calls_ms */
    struct {
        uint32_t shared_rate, own_rate, outsiders_rate; /* calls an hour per million inhabitants */
        uint32_t chat_permille;
        struct weighted shared_topics, own_topics;
    } calm;
    struct {
        uint16_t place;
        char topic[LIMIT_ID], playbook[LIMIT_ID], reason[LIMIT_REASON];
        time_ms at_ms, ramp_ms, decay_ms, activate_after_ms, call_in_after_ms;
        uint16_t declines; /* this place takes over nothing new for a while */
        time_ms declines_after_ms, declines_for_ms;
        uint32_t households, calling_permille, elsewhere_permille, call_in;
        uint16_t elsewhere[SCENARIO_ELSEWHERE];
        uint32_t elsewhere_count;
        json_t *parameters;
    } crisis;
    struct {
        struct weighted languages;
        time_ms patience_mean_ms, patience_least_ms, redial_least_ms, redial_most_ms;
        uint32_t redial_permille;
    } callers;
    struct {
        time_ms accept_least_ms, accept_most_ms, talk_mean_ms, talk_least_ms;
        time_ms read_least_ms, read_most_ms;
        uint32_t talk_with_answer_permille, wrap_up_early_permille, wrap_up_longer_permille;
        struct weighted dispositions;
    } agents;
};

/* False with a sentence in `why`. An unknown member is refused. */
bool scenario_read(struct scenario *scenario, const struct data *data, const char *path, char *why,
                   size_t why_size);
/* Shrinks or stretches the exercise to another length: its moments move with it, rates and
 * durations of single calls stay true. */
void scenario_set_length(struct scenario *scenario, time_ms length_ms);
void scenario_close(struct scenario *scenario);

#endif
