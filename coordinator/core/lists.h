/* The inside of the core, an organisation's queues and available agents: for state.h, which every file of the core has. */
#ifndef CORE_LISTS_H
#define CORE_LISTS_H

#include "base/list.h"
#include "core/core.h"

/* How an organisation's available agents for a topic are asked: first line before second, the higher level first; last those
 * whom a playbook qualifies but who are not trained. */
#define TIER_QUALIFIED (LIMIT_LINES * LIMIT_LEVEL)
#define TIERS (TIER_QUALIFIED + 1)

/* Of one channel, so that a decision looks at nobody who could not take it. A queue is organisation x topic x language; an
 * idle list organisation x topic x tier. */
struct channel_lists {
    struct list queued[LIMIT_TOPICS][LIMIT_LANGUAGES]; /* calls standing in its queue */
    struct list elsewhere[LIMIT_TOPICS]
                         [LIMIT_LANGUAGES]; /* its citizens' calls standing in another's queue */
    struct list idle[LIMIT_TOPICS][TIERS];  /* its agents with the topic who can take one now */
    topic_set queued_topics[LIMIT_LANGUAGES], elsewhere_topics[LIMIT_LANGUAGES];
    uint16_t idle_tiers[LIMIT_TOPICS];       /* bit per tier: the list is not empty */
    uint32_t idle_speakers[LIMIT_LANGUAGES]; /* of those who can take one, who speak it */
    uint32_t signed_in[LIMIT_TOPICS]; /* its agents with the topic who take such calls, in any
                                         state but signed out */
    uint32_t idle_agents;             /* who can take one */
};

struct organisation_lists {
    struct channel_lists by_channel[CHANNEL_COUNT];
    uint32_t able[LIMIT_TOPICS]; /* its agents present who know it or are qualified for it */
};

static inline struct channel_lists *lists_of(struct organisation_lists *lists, uint8_t channel) {
    return &lists->by_channel[channel];
}

#endif
