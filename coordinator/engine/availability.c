/* Who stands in which sets of the store: {ddh}:available and {ddh}:channel:chat with the lease as
 * score, and the sets of organisation, area, topics and languages. Followed from the records that change.
 *
 * `lease_given` is what the two will hold once everything formed so far is stored. An
 * entry is made only where that changes; a lease that goes on without an event is renewed on the
 * side, at most every third of its length. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "engine/state.h"

#define SETS_PER_AGENT (2 + LIMIT_TOPICS + LIMIT_LANGUAGES)

bool availability_open(struct engine *e) {
    for (int i = 0; i < CHANNEL_COUNT; i++) {
        e->lease_given[i] = calloc(LIMIT_AGENTS, sizeof *e->lease_given[i]);
        if (e->lease_given[i] == NULL) return false;
    }
    e->renewal_marked = calloc(LIMIT_AGENTS, sizeof *e->renewal_marked);
    e->areas = calloc(LIMIT_ORGANISATIONS, sizeof *e->areas);
    if (e->renewal_marked == NULL || e->areas == NULL) return false;
    uint64_t cursor = 0;
    const struct organisation_record *o;
    while ((o = core_next_record(e->core, RECORD_organisation, &cursor)) != NULL)
        memcpy(e->areas[o->number], o->area, LIMIT_ID);
    return true;
}

void availability_close(struct engine *e) {
    for (int i = 0; i < CHANNEL_COUNT; i++)
        free(e->lease_given[i]);
    free(e->renewal_marked);
    free(e->areas);
    free(e->renewals.items);
    free(e->leases.items);
}

/* --- {ddh}:available -------------------------------------------------------------------------- */

static void give_lease(struct engine *e, struct batch *b, agent_no agent, struct slice id,
                       enum channel channel, time_ms lease_until) {
    ASSERT(agent < LIMIT_AGENTS);
    if (e->lease_given[channel][agent] == lease_until) return;
    e->lease_given[channel][agent] = lease_until;
    *PILE_ADD(&b->availability, struct commit_availability) =
        (struct commit_availability){.agent = id, .lease_until = lease_until, .channel = channel};
}

static time_ms lease_of(const struct engine *e, const struct availability_record *availability,
                        enum channel channel) {
    bool can = channel == CHANNEL_CHAT ? core_takes_chats(e->core, availability->agent)
                                       : availability->state == AGENT_STATE_AVAILABLE;
    return can ? core_lease_until(e->core, availability->agent) : 0;
}

/* By the agent's availability; NULL, or an agent who is gone: in neither. */
static void give_leases(struct engine *e, struct batch *b, agent_no agent, struct slice id,
                        const struct availability_record *availability) {
    for (enum channel channel = 0; channel < CHANNEL_COUNT; channel++)
        give_lease(e, b, agent, id, channel,
                   availability == NULL ? 0 : lease_of(e, availability, channel));
}

/* --- memberships ------------------------------------------------------------------------------ */

struct set_list {
    struct slice sets[SETS_PER_AGENT];
    uint32_t count;
};

static void add_set(struct batch *b, struct set_list *list, const char *prefix, const char *id) {
    size_t prefix_length = strlen(prefix), id_length = strlen(id);
    ASSERT(list->count < SETS_PER_AGENT);
    ASSERT(id_length > 0);
    char *name = batch_memory(b, prefix_length + id_length);
    memcpy(name, prefix, prefix_length);
    memcpy(name + prefix_length, id, id_length);
    list->sets[list->count++] = (struct slice){name, prefix_length + id_length};
}

static void give_memberships(struct engine *e, struct batch *b, const struct agent_record *agent,
                             struct slice id) {
    struct set_list list = {.count = 0};
    const struct organisation_record *organisation =
        core_organisation(e->core, agent->organisation);
    ASSERT(organisation != NULL);
    const struct settings_record *settings = core_settings(e->core);
    add_set(b, &list, "organisation:", organisation->id);
    add_set(b, &list, "area:", organisation->area);
    for (topic_no topic = 0; topic < LIMIT_TOPICS; topic++) {
        if (agent->levels[topic] == 0) continue;
        const struct topic_record *record = core_topic(e->core, topic);
        ASSERT(record != NULL);
        add_set(b, &list, "topic:", record->id);
    }
    for (language_no language = 0; language < settings->languages[0].count; language++)
        if ((agent->languages >> language) & 1)
            add_set(b, &list, "language:", settings->languages[0].codes[language]);
    struct slice *sets = batch_memory(b, list.count * sizeof *sets);
    memcpy(sets, list.sets, list.count * sizeof *sets);
    *PILE_ADD(&b->memberships, struct commit_membership) =
        (struct commit_membership){.agent = id, .sets = sets, .set_count = list.count};
}

/* An organisation moved to another area: so do its agents. */
static void follow_area(struct engine *e, struct batch *b,
                        const struct organisation_record *organisation) {
    ASSERT(organisation->number < LIMIT_ORGANISATIONS);
    char *area = e->areas[organisation->number];
    if (strcmp(area, organisation->area) == 0) return;
    memcpy(area, organisation->area, LIMIT_ID);
    uint64_t cursor = 0;
    const struct agent_record *agent;
    while ((agent = core_next_record(e->core, RECORD_agent, &cursor)) != NULL)
        if (agent->organisation == organisation->number)
            give_memberships(e, b, agent, batch_copy(b, slice_of(agent->id)));
}

static void follow_agent(struct engine *e, struct batch *b, const struct agent_record *agent,
                         struct slice id, bool removed) {
    if (!removed) {
        give_memberships(e, b, agent, id);
        give_lease(e, b, agent->number, id, CHANNEL_CHAT,
                   lease_of(e, core_availability(e->core, agent->number), CHANNEL_CHAT));
        return;
    }
    give_leases(e, b, agent->number, id, NULL);
    *PILE_ADD(&b->memberships, struct commit_membership) = (struct commit_membership){.agent = id};
}

void availability_follow(struct engine *e, struct batch *b, struct record_ref ref,
                         const void *record, const struct commit_record *encoded) {
    if (ref.kind == RECORD_agent) {
        follow_agent(e, b, record, encoded->id, ref.removed);
    } else if (ref.kind == RECORD_availability) {
        const struct availability_record *availability = record;
        give_leases(e, b, availability->agent, encoded->id, ref.removed ? NULL : availability);
    } else if (ref.kind == RECORD_organisation) {
        const struct organisation_record *organisation = record;
        if (ref.removed)
            e->areas[organisation->number][0] = '\0';
        else
            follow_area(e, b, organisation);
    }
}

void availability_all(struct engine *e, struct batch *b, bool with_memberships) {
    uint64_t cursor = 0;
    const struct agent_record *agent;
    while ((agent = core_next_record(e->core, RECORD_agent, &cursor)) != NULL) {
        struct slice id = batch_copy(b, slice_of(agent->id));
        if (with_memberships) give_memberships(e, b, agent, id);
        const struct availability_record *availability = core_availability(e->core, agent->number);
        for (int i = 0; i < CHANNEL_COUNT; i++)
            e->lease_given[i][agent->number] = 0; /* so that who has a lease is always named */
        give_leases(e, b, agent->number, id, availability);
    }
}

/* --- renewals --------------------------------------------------------------------------------- */

static bool renewal_is_due(const struct engine *e, agent_no agent) {
    const struct availability_record *availability = core_availability(e->core, agent);
    bool due = false;
    for (enum channel channel = 0; availability != NULL && channel < CHANNEL_COUNT; channel++) {
        time_ms lease = lease_of(e, availability, channel);
        time_ms further = lease == 0 ? 0 : lease - e->lease_given[channel][agent];
        due = due || (further > 0 && further >= core_settings(e->core)->lease_ms / 3);
    }
    return due;
}

void availability_renewed(struct engine *e, agent_no agent) {
    ASSERT(agent < LIMIT_AGENTS);
    if (e->renewal_marked[agent] || !renewal_is_due(e, agent)) return;
    e->renewal_marked[agent] = 1;
    *PILE_ADD(&e->renewals, agent_no) = agent;
}

void availability_send_renewals(struct engine *e) {
    if (e->renewals.count == 0) return;
    e->leases.count = 0;
    for (uint32_t i = 0; i < e->renewals.count; i++) {
        agent_no agent = *PILE_AT(&e->renewals, agent_no, i);
        e->renewal_marked[agent] = 0;
        if (!renewal_is_due(e, agent)) continue; /* left, or in a commit, meanwhile */
        time_ms until = core_lease_until(e->core, agent);
        for (int channel = 0; channel < CHANNEL_COUNT; channel++)
            if (e->lease_given[channel][agent] != 0) e->lease_given[channel][agent] = until;
        *PILE_ADD(&e->leases, struct commit_availability) = (struct commit_availability){
            .agent = slice_of(core_agent(e->core, agent)->id), .lease_until = until};
    }
    e->renewals.count = 0;
    if (e->leases.count == 0) return;
    e->counts.renewals += e->leases.count;
    e->ports.store->renew(e->ports.store_ctx, e->epoch, e->leases.items, e->leases.count);
}
