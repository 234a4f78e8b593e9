#include "simulate/setup.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"

#define TIMED_NEIGHBOURS 10
#define TIMED_WAIT_MS MINUTE_MS
#define SKILL_LEVEL 3 /* a scenario knows trained and untrained, no levels */

void setup_agent_id(const struct scenario *s, uint32_t agent, char out[LIMIT_ID]) {
    memset(out, 0, LIMIT_ID);
    snprintf(out, LIMIT_ID, "%llu", (unsigned long long)s->agents[agent].id);
}

/* Does the command, and holds the number it gave against the place in the scenario. */
static enum err put(struct world *w, uint64_t place, struct problem *problem) {
    struct core_result result;
    enum err err = world_do(w, &result, problem);
    if (err != ERR_OK) return err;
    ASSERT(result.created && result.subject.key == place); /* a fresh core counts from 0 */
    return ERR_OK;
}

/* --- settings --------------------------------------------------------------------------------- */

/* The core's own languages stay in front. */
static void add_languages(const struct scenario *s, struct language_list *out) {
    for (int i = 0; i < s->languages.count; i++) {
        int k = 0;
        while (k < out->count && strcmp(out->codes[k], s->languages.codes[i]) != 0)
            k++;
        ASSERT(k < LIMIT_LANGUAGES); /* the reader of scenarios leaves room for the core's own */
        if (k == out->count)
            memcpy(out->codes[out->count++], s->languages.codes[i], sizeof out->codes[0]);
    }
}

/* Permille, as the service is configured. */
static uint16_t permille(uint32_t ppm) { return (uint16_t)((ppm + 500) / 1000); }

static enum err put_settings(struct world *w, const struct scenario *s, struct problem *problem) {
    struct language_list languages;
    enum err err = world_languages(w, &languages, problem);
    if (err != ERR_OK) return err;
    add_languages(s, &languages);
    struct command *command = world_command(w, COMMAND_settings_put);
    struct settings_put_command *p = &command->as.settings_put;
#define GIVE(member, value) (p->member = (value), COMMAND_GIVE(command, settings_put, member))
    GIVE(wrap_up_ms, s->wrap_up_ms);
    GIVE(wrap_up_max_ms, HOUR_MS);
    GIVE(lease_ms, DAY_MS);
    GIVE(talk_max_ms, DAY_MS);
    GIVE(call_retention_ms, SETUP_RETENTION_MS);
    GIVE(reserve_rule, s->reserve_when_queue ? RESERVE_RULE_WHEN_QUEUE : RESERVE_RULE_ALWAYS);
    GIVE(overflow_handle_permille, permille(s->overflow_handle_ppm));
    GIVE(qualified_handle_permille, permille(s->qualified_handle_ppm));
#undef GIVE
    p->languages = languages;
    COMMAND_GIVE(command, settings_put, languages);
    return world_do(w, NULL, problem);
}

/* What of a configuration the day says itself, or the replay could not do without. */
static uint64_t settings_of_the_day(void) {
    struct command day = {.given = 0};
    COMMAND_GIVE(&day, settings_put, wrap_up_ms);
    COMMAND_GIVE(&day, settings_put, wrap_up_max_ms);
    COMMAND_GIVE(&day, settings_put, lease_ms);
    COMMAND_GIVE(&day, settings_put, talk_max_ms);
    COMMAND_GIVE(&day, settings_put, call_retention_ms);
    COMMAND_GIVE(&day, settings_put, languages);
    return day.given;
}

static enum err put_config(struct world *w, const struct command *config, struct problem *problem) {
    if (config == NULL) return ERR_OK;
    struct command *command = world_command(w, COMMAND_settings_put);
    command->as.settings_put = config->as.settings_put;
    command->given = config->given & ~settings_of_the_day();
    return world_do(w, NULL, problem);
}

/* --- organisations, topics, agents ------------------------------------------------------------ */

static enum err put_municipality(struct world *w, const struct scenario *s, uint32_t i,
                                 struct problem *problem) {
    const struct scenario_municipality *m = &s->municipalities[i];
    struct command *command = world_command(w, COMMAND_organisation_put);
    struct organisation_put_command *p = &command->as.organisation_put;
    memcpy(p->organisation, m->id, sizeof p->organisation);
    memcpy(p->name, m->id, sizeof m->id);
    memcpy(p->area, m->region, sizeof p->area);
    p->kind = ORGANISATION_KIND_MUNICIPALITY;
    p->standing = m->agents > 0 ? STANDING_MEMBER : STANDING_OUTSIDER;
    p->population = m->population;
    p->reserve = m->reserve;
    COMMAND_GIVE(command, organisation_put, population);
    COMMAND_GIVE(command, organisation_put, reserve);
    return put(w, i, problem);
}

static enum err put_topic(struct world *w, const struct scenario *s, uint32_t i,
                          struct problem *problem) {
    const struct scenario_topic *t = &s->topics[i];
    struct command *command = world_command(w, COMMAND_topic_put);
    struct topic_put_command *p = &command->as.topic_put;
    memcpy(p->topic, t->id, sizeof p->topic);
    memcpy(p->name, t->id, sizeof t->id);
    p->handling = HANDLING_MUNICIPALITY;
    p->handle_ms = t->mean_handle_ms < SECOND_MS ? SECOND_MS
                   : t->mean_handle_ms > HOUR_MS ? HOUR_MS
                                                 : t->mean_handle_ms;
    COMMAND_GIVE(command, topic_put, handle_ms);
    return put(w, i, problem);
}

/* Who speaks nothing can answer nobody, and is but present: the core wants a language of
 * everybody, so such an agent gets one, and no skills. */
static void put_agent_languages(const struct scenario *s, const struct scenario_agent *a,
                                struct agent_put_command *p) {
    for (int k = 0; k < s->languages.count; k++)
        if ((a->languages >> k) & 1)
            memcpy(p->languages.codes[p->languages.count++], s->languages.codes[k],
                   sizeof p->languages.codes[0]);
    if (a->languages != 0) return;
    p->skills.count = 0;
    text_copy(p->languages.codes[p->languages.count++], sizeof p->languages.codes[0], "da");
}

static enum err put_agent(struct world *w, const struct scenario *s, uint32_t i,
                          struct problem *problem) {
    const struct scenario_agent *a = &s->agents[i];
    struct command *command = world_command(w, COMMAND_agent_put);
    struct agent_put_command *p = &command->as.agent_put;
    setup_agent_id(s, i, p->agent);
    memcpy(p->name, p->agent, sizeof p->agent);
    memcpy(p->organisation, s->municipalities[a->municipality].id, sizeof p->organisation);
    for (topic_set left = a->topics; left != 0; left &= left - 1) {
        const struct scenario_topic *t = &s->topics[__builtin_ctzll(left)];
        memcpy(p->skills.skills[p->skills.count].topic, t->id, sizeof t->id);
        p->skills.skills[p->skills.count++].level = SKILL_LEVEL;
    }
    put_agent_languages(s, a, p);
    /* Everybody is an old hand with the e-learning and the course behind them. */
    p->registered_at = p->elearning_at = p->course_at = world_domain_time(w, 0) - DAY_MS;
    COMMAND_GIVE(command, agent_put, registered_at);
    COMMAND_GIVE(command, agent_put, elearning_at);
    COMMAND_GIVE(command, agent_put, course_at);
    return put(w, i, problem);
}

static enum err put_agreement_of_all(struct world *w, struct problem *problem) {
    struct command *command = world_command(w, COMMAND_agreement_put);
    struct agreement_put_command *p = &command->as.agreement_put;
    snprintf(p->agreement, sizeof p->agreement, "all");
    p->mode = AGREEMENT_MODE_ALWAYS;
    p->one_way = 1;
    COMMAND_GIVE(command, agreement_put, one_way);
    return world_do(w, NULL, problem);
}

/* How far `helper` is from `home`: those of the same region first, then by places in the list; of
 * two as far the earlier. UINT32_MAX: it has nobody who could help. */
static uint32_t distance(const struct scenario *s, uint32_t home, uint32_t helper) {
    const struct scenario_municipality *a = &s->municipalities[home],
                                       *b = &s->municipalities[helper];
    if (home == helper || b->agents == 0) return UINT32_MAX;
    uint32_t places = helper < home ? 2 * (home - helper) : 2 * (helper - home) + 1;
    return strcmp(a->region, b->region) == 0 ? places : places + 4 * LIMIT_ORGANISATIONS;
}

static void name_neighbours(const struct scenario *s, uint32_t home, struct id_list *out) {
    uint32_t last = 0;
    while (out->count < TIMED_NEIGHBOURS) {
        uint32_t nearest = home, least = UINT32_MAX;
        for (uint32_t i = 0; i < s->municipality_count; i++) {
            uint32_t far = distance(s, home, i);
            if (far <= last || far >= least) continue;
            nearest = i;
            least = far;
        }
        if (least == UINT32_MAX) return;
        memcpy(out->ids[out->count++], s->municipalities[nearest].id, LIMIT_ID);
        last = least;
    }
}

static enum err put_agreement_after_a_wait(struct world *w, const struct scenario *s, uint32_t home,
                                           struct problem *problem) {
    struct command *command = world_command(w, COMMAND_agreement_put);
    struct agreement_put_command *p = &command->as.agreement_put;
    name_neighbours(s, home, &p->helpers);
    if (p->helpers.count == 0) return ERR_OK;
    memcpy(p->agreement, s->municipalities[home].id, sizeof p->agreement);
    p->mode = AGREEMENT_MODE_ABOVE_WAIT;
    p->enter_ms = p->leave_ms = TIMED_WAIT_MS;
    memcpy(p->helped.ids[p->helped.count++], s->municipalities[home].id, LIMIT_ID);
    COMMAND_GIVE(command, agreement_put, helped);
    COMMAND_GIVE(command, agreement_put, helpers);
    COMMAND_GIVE(command, agreement_put, enter_ms);
    COMMAND_GIVE(command, agreement_put, leave_ms);
    return world_do(w, NULL, problem);
}

static enum err put_agreements(struct world *w, const struct scenario *s,
                               enum simulate_sharing sharing, struct problem *problem) {
    enum err err = ERR_OK;
    switch (sharing) {
    case SIMULATE_SHARING_NONE: return ERR_OK;
    case SIMULATE_SHARING_INDEX: return put_agreement_of_all(w, problem);
    case SIMULATE_SHARING_TIMED: break;
    }
    if (s->municipality_count > LIMIT_AGREEMENTS)
        return problem_set(problem, ERR_LIMIT_REACHED, "--sharing timed",
                           "it takes an agreement for each municipality, and there are %d at most",
                           LIMIT_AGREEMENTS);
    for (uint32_t i = 0; err == ERR_OK && i < s->municipality_count; i++)
        err = put_agreement_after_a_wait(w, s, i, problem);
    return err;
}

enum err setup_world(struct world *w, const struct scenario *s,
                     const struct simulate_options *options, struct problem *problem) {
    enum err err = put_settings(w, s, problem);
    if (err == ERR_OK) err = put_config(w, options->config, problem);
    for (uint32_t i = 0; err == ERR_OK && i < s->municipality_count; i++)
        err = put_municipality(w, s, i, problem);
    for (uint32_t i = 0; err == ERR_OK && i < s->topic_count; i++)
        err = put_topic(w, s, i, problem);
    for (uint32_t i = 0; err == ERR_OK && i < s->agent_count; i++)
        err = put_agent(w, s, i, problem);
    if (err == ERR_OK) err = put_agreements(w, s, options->sharing, problem);
    return err;
}

/* --- playbooks -------------------------------------------------------------------------------- */

/* The text of the playbook plays no part: its version is the number of the activation. */
static void name_version(char playbook[LIMIT_ID], uint8_t version[SHA256_BYTES], uint32_t number) {
    snprintf(playbook, LIMIT_ID, "playbook-%u", number + 1);
    version[0] = (uint8_t)(number + 1);
}

static void become(struct command *command, const char *token) {
    memset(command->actor.token, 0, sizeof command->actor.token);
    memcpy(command->actor.token, token, strlen(token));
}

static enum err publish(struct world *w, const struct scenario *s, uint32_t number,
                        struct problem *problem) {
    struct command *command = world_command(w, COMMAND_playbook_publish);
    struct playbook_publish_command *p = &command->as.playbook_publish;
    name_version(p->playbook, p->version, number);
    for (topic_set left = s->activations[number].topics; left != 0; left &= left - 1)
        memcpy(p->topics.ids[p->topics.count++], s->topics[__builtin_ctzll(left)].id, LIMIT_ID);
    COMMAND_GIVE(command, playbook_publish, topics);
    p->acknowledge_first = s->activations[number].acknowledge_first;
    COMMAND_GIVE(command, playbook_publish, acknowledge_first);
    become(command, "editor");
    return world_do(w, NULL, problem);
}

static enum err approve(struct world *w, uint32_t number, struct problem *problem) {
    struct command *command = world_command(w, COMMAND_playbook_approve);
    struct playbook_approve_command *p = &command->as.playbook_approve;
    name_version(p->playbook, p->version, number);
    become(command, "approver");
    return world_do(w, NULL, problem);
}

static uint32_t places_named(const struct scenario_activation *a) {
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof a->municipalities.words / sizeof *a->municipalities.words; i++)
        count += (uint32_t)__builtin_popcountll(a->municipalities.words[i]);
    return count;
}

uint32_t setup_parts(const struct scenario *s, uint32_t number) {
    const struct scenario_activation *a = &s->activations[number];
    if (a->topics == 0) return 0;
    if (a->everywhere) return 1;
    return (places_named(a) + LIMIT_COMMAND_IDS - 1) / LIMIT_COMMAND_IDS;
}

/* From `*next` on as many as one command names. */
static void name_places(const struct scenario *s, const struct scenario_activation *a,
                        uint32_t *next, struct id_list *out) {
    for (; *next < s->municipality_count && out->count < LIMIT_COMMAND_IDS; ++*next)
        if (organisation_set_has(&a->municipalities, (organisation_no)*next))
            memcpy(out->ids[out->count++], s->municipalities[*next].id, LIMIT_ID);
}

enum err setup_activate(struct world *w, const struct scenario *s, uint32_t number,
                        activation_id out[SETUP_PARTS], struct problem *problem) {
    const struct scenario_activation *a = &s->activations[number];
    uint32_t parts = setup_parts(s, number), next = 0;
    struct core_result result;
    if (parts == 0) return ERR_OK;
    enum err err = publish(w, s, number, problem);
    if (err == ERR_OK) err = approve(w, number, problem);
    for (uint32_t i = 0; err == ERR_OK && i < parts; i++) {
        struct command *command = world_command(w, COMMAND_activation_start);
        struct activation_start_command *p = &command->as.activation_start;
        become(command, "simulate");
        name_version(p->playbook, p->version, number);
        name_places(s, a, &next, &p->municipalities);
        if (!a->everywhere) COMMAND_GIVE(command, activation_start, municipalities);
        p->expires_at = world_domain_time(w, a->at) + 30 * DAY_MS;
        snprintf(p->reason, sizeof p->reason, "scenario");
        err = world_do(w, &result, problem);
        if (err == ERR_OK) out[i] = result.subject.key;
    }
    return err;
}
