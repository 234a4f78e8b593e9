/* Who there is on an invented day: topics, municipalities, agents. */
#ifndef SIMULATE_PEOPLE_H
#define SIMULATE_PEOPLE_H

#include "simulate/generate.h"

#define PEOPLE_TOPICS 12
#define PEOPLE_DAY_MS (10 * HOUR_MS) /* open from 08:00 to 18:00 */

struct people_topic {
    const char *id;
    uint16_t mean_handle_s, share; /* of contacts, per cent */
    uint16_t bot_percent;          /* of its contacts that the chatbot settles; 26 on average */
    uint16_t trained_percent;      /* of agents */
};

extern const struct people_topic people_topics[PEOPLE_TOPICS];
/* The place of a topic that there is. */
uint32_t people_topic_place(const char *id);

/* Fills in topics, languages, municipalities and agents. `outside`: one municipality more, without
 * agents, for all the country that is not in. */
enum err people_settle(const struct generate_options *options, bool outside,
                       struct scenario *scenario, struct problem *problem) MUST_CHECK;

#endif
