#include "simulate/generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "simulate/arrivals.h"
#include "simulate/people.h"
#include "simulate/random.h"

#define HORIZON_MS (11 * HOUR_MS)
#define WRAP_UP_MS (40 * SECOND_MS)
#define HELPER_PPM 1100000 /* who answers for others talks a tenth longer */
#define QUALIFIED_PPM 1150000
#define ARENA_BYTES (64u * 1024 * 1024)
#define BOT_MEAN_PERCENT 26 /* of people_topics */
#define ACTIVATION_AFTER_MS (8 * MINUTE_MS)
#define ACKNOWLEDGED_PERMILLE 850
#define ACKNOWLEDGED_AFTER_MS (170 * SECOND_MS) /* on average */
#define CRISES 12
#define ARRAY_LENGTH(array) (sizeof(array) / sizeof *(array))

/* Contacts of a weekday by half hours from 08:00. */
static const uint16_t day_slots[] = {38, 52, 63, 70, 74, 74, 70, 60, 56, 58,
                                     57, 56, 52, 46, 40, 34, 28, 24, 20, 12};
#define DAY_SLOT_MS (PEOPLE_DAY_MS / (time_ms)ARRAY_LENGTH(day_slots))

/* Crises by twelfths of their length: one message to all at once; news that spread; a storm that
 * builds up; a short burst. */
static const uint16_t sharp[12] = {12, 16, 14, 11, 9, 8, 7, 6, 5, 4, 4, 4};
static const uint16_t spreading[12] = {4, 7, 10, 12, 12, 11, 10, 9, 8, 7, 6, 4};
static const uint16_t slow[12] = {2, 4, 6, 8, 9, 11, 12, 12, 11, 10, 8, 7};
static const uint16_t level[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

struct crisis {
    time_ms start, end;
    const uint16_t *curve;
    uint32_t permille; /* contacts, of an ordinary day's calls */
    bool everywhere, activated;
    uint32_t topics[PEOPLE_TOPICS];
    uint32_t municipalities[LIMIT_ORGANISATIONS];
};

struct maker {
    const struct generate_options *options;
    struct scenario *s;
    struct crisis crises[CRISES];
    uint32_t crisis_count;
    struct problem *problem;
};

static const struct {
    const char *name, *title;
    bool playbook; /* one can be activated */
} kinds[GENERATE_KINDS] = {
    [GENERATE_CALM] = {"calm", "an ordinary day", false},
    [GENERATE_WATER] = {"water", "drinking water contaminated in a small municipality", true},
    [GENERATE_PASSPORT] = {"passport", "passports made wrong, half the callers from outside", true},
    [GENERATE_STORM] = {"storm", "a storm over one part of the country", true},
    [GENERATE_TWO_CRISES] = {"two-crises", "water in one place and a storm in another", true},
    [GENERATE_FLAPPING] = {"flapping", "bursts of ten minutes, in two municipalities in turn",
                           false},
    [GENERATE_AGENT_LOSS] = {"agent-loss", "a fifth of the agents lose their lines", false},
};

const char *generate_kind_name(enum generate_kind kind) { return kinds[kind].name; }
const char *generate_kind_title(enum generate_kind kind) { return kinds[kind].title; }

/* --- crises ----------------------------------------------------------------------------------- */

static struct crisis *add_crisis(struct maker *m, time_ms start, time_ms end, const uint16_t *curve,
                                 uint32_t permille) {
    ASSERT(m->crisis_count < CRISES);
    struct crisis *c = &m->crises[m->crisis_count++];
    *c = (struct crisis){.start = start, .end = end, .curve = curve, .permille = permille};
    c->activated = kinds[m->options->kind].playbook;
    return c;
}

static void strike(const struct maker *m, struct crisis *c, uint32_t place) {
    c->municipalities[place] = m->s->municipalities[place].population;
}

/* Which has next to four agents: too few for anything but help. */
static uint32_t small_one(const struct scenario *s) {
    uint32_t best = 0, best_off = UINT32_MAX;
    for (uint32_t i = 0; i < s->municipality_count; i++) {
        uint32_t agents = s->municipalities[i].agents, off = agents > 4 ? agents - 4 : 4 - agents;
        if (agents > 0 && off < best_off) {
            best = i;
            best_off = off;
        }
    }
    return best;
}

/* The part of the country with the most municipalities, but not the one of `except`. */
static const char *broad_region(const struct scenario *s, const char *except) {
    const char *best = NULL;
    uint32_t most = 0;
    for (uint32_t i = 0; i < s->municipality_count; i++) {
        const char *region = s->municipalities[i].region;
        uint32_t count = 0;
        for (uint32_t k = 0; k < s->municipality_count; k++)
            if (strcmp(s->municipalities[k].region, region) == 0) count++;
        if (count > most && strcmp(region, except) != 0) {
            best = region;
            most = count;
        }
    }
    return best == NULL ? except : best;
}

static void strike_region(const struct maker *m, struct crisis *c, const char *region) {
    for (uint32_t i = 0; i < m->s->municipality_count; i++)
        if (strcmp(m->s->municipalities[i].region, region) == 0) strike(m, c, i);
}

static void water(struct maker *m) {
    struct crisis *c = add_crisis(m, 2 * HOUR_MS, 4 * HOUR_MS, sharp, 160);
    c->topics[people_topic_place("vand")] = 1;
    strike(m, c, small_one(m->s));
}

static void storm(struct maker *m, const char *except, time_ms start, time_ms end,
                  uint32_t permille) {
    struct crisis *c = add_crisis(m, start, end, slow, permille);
    c->topics[people_topic_place("vejr")] = 60;
    c->topics[people_topic_place("vand")] = 25;
    c->topics[people_topic_place("boligstoette")] = 15;
    strike_region(m, c, broad_region(m->s, except));
}

/* The outside is as many callers as all the others together. */
static void passport(struct maker *m) {
    struct crisis *c = add_crisis(m, HOUR_MS, 4 * HOUR_MS, spreading, 220);
    uint32_t outside = m->s->municipality_count - 1, inside = 0;
    c->everywhere = true;
    c->topics[people_topic_place("pas")] = 1;
    for (uint32_t i = 0; i < outside; i++) {
        strike(m, c, i);
        inside += m->s->municipalities[i].population;
    }
    c->municipalities[outside] = inside;
}

static void flapping(struct maker *m) {
    uint32_t first = small_one(m->s), second = first == 0 ? 1 : 0;
    for (uint32_t i = 0; i < CRISES; i++) {
        time_ms start = HOUR_MS + i * 20 * MINUTE_MS;
        struct crisis *c = add_crisis(m, start, start + 10 * MINUTE_MS, level, 14);
        for (uint32_t k = 0; k < PEOPLE_TOPICS; k++)
            c->topics[k] = people_topics[k].share;
        strike(m, c, i % 2 == 0 ? first : second);
    }
}

static void plan_crises(struct maker *m) {
    switch (m->options->kind) {
    case GENERATE_WATER: water(m); break;
    case GENERATE_PASSPORT: passport(m); break;
    case GENERATE_STORM: storm(m, "", 3 * HOUR_MS, 6 * HOUR_MS, 300); break;
    case GENERATE_TWO_CRISES:
        water(m);
        storm(m, m->s->municipalities[small_one(m->s)].region, 150 * MINUTE_MS, 5 * HOUR_MS, 160);
        break;
    case GENERATE_FLAPPING: flapping(m); break;
    case GENERATE_CALM:
    case GENERATE_AGENT_LOSS: break;
    case GENERATE_KINDS: UNREACHABLE("no kind");
    }
}

/* --- what the scenario says of them ----------------------------------------------------------- */

static topic_set topics_of(const struct crisis *c) {
    topic_set set = 0;
    for (uint32_t k = 0; k < PEOPLE_TOPICS; k++)
        if (c->topics[k] > 0) set |= UINT64_C(1) << k;
    return set;
}

static void put_incidents(struct maker *m) {
    m->s->incident_count = m->crisis_count;
    for (uint32_t i = 0; i < m->crisis_count; i++) {
        const struct crisis *c = &m->crises[i];
        struct scenario_incident *n = &m->s->incidents[i];
        n->start = c->start;
        n->end = c->end;
        n->activation = c->activated ? c->start + ACTIVATION_AFTER_MS : TIME_NEVER;
        n->topics = topics_of(c);
        for (uint32_t k = 0; k < m->s->municipality_count; k++)
            if (c->municipalities[k] > 0)
                organisation_set_add(&n->municipalities, (organisation_no)k);
    }
}

static int order_of_acknowledgements(const void *a, const void *b) {
    const struct scenario_acknowledgement *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return (x->agent > y->agent) - (x->agent < y->agent);
}

/* Whoever is on duty, or comes later, acknowledges after a while; those trained in everything
 * need not. */
static enum err acknowledge(struct maker *m, struct scenario_activation *a, struct random *r) {
    struct scenario_acknowledgement *rows =
        arena_take(&m->s->arena, m->s->agent_count * sizeof *rows);
    if (rows == NULL) return problem_set(m->problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    for (uint32_t i = 0; i < m->s->agent_count; i++) {
        const struct scenario_agent *agent = &m->s->agents[i];
        time_ms begin = agent->shift_start > a->at ? agent->shift_start : a->at;
        time_ms at = begin + random_exponential(r, ACKNOWLEDGED_AFTER_MS);
        bool does = random_permille(r, ACKNOWLEDGED_PERMILLE);
        if (!does || (a->topics & ~agent->topics) == 0 || at >= agent->shift_end) continue;
        rows[a->acknowledgement_count++] = (struct scenario_acknowledgement){i, at};
    }
    qsort(rows, a->acknowledgement_count, sizeof *rows, order_of_acknowledgements);
    a->acknowledgements = rows;
    return ERR_OK;
}

static enum err put_activations(struct maker *m) {
    struct random r = random_stream(m->options->seed, "acknowledgements");
    enum err err = ERR_OK;
    m->s->activation_count = m->options->playbook ? m->crisis_count : 0;
    for (uint32_t i = 0; err == ERR_OK && i < m->s->activation_count; i++) {
        const struct scenario_incident *n = &m->s->incidents[i];
        struct scenario_activation *a = &m->s->activations[i];
        *a = (struct scenario_activation){.at = n->activation, .topics = n->topics};
        a->everywhere = m->crises[i].everywhere;
        if (!a->everywhere) a->municipalities = n->municipalities;
        err = acknowledge(m, a, &r);
    }
    return err;
}

/* A fifth of all, from 11:30 to 13:00. An incident says so, for the figures. */
static enum err put_outage(struct maker *m) {
    struct scenario *s = m->s;
    if (m->options->kind != GENERATE_AGENT_LOSS) return ERR_OK;
    struct random r = random_stream(m->options->seed, "outage");
    uint32_t *agents = arena_take(&s->arena, s->agent_count * sizeof *agents), count = 0;
    if (agents == NULL) return problem_set(m->problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    struct scenario_incident *n = &s->incidents[s->incident_count++];
    n->start = 210 * MINUTE_MS;
    n->end = 5 * HOUR_MS;
    n->activation = TIME_NEVER;
    n->topics = (UINT64_C(1) << PEOPLE_TOPICS) - 1;
    for (uint32_t i = 0; i < s->agent_count; i++) {
        if (!random_permille(&r, 200)) continue;
        agents[count++] = i;
        organisation_set_add(&n->municipalities, s->agents[i].municipality);
    }
    s->outage_count = 1;
    s->outages[0] = (struct scenario_outage){
        .start = n->start, .end = n->end, .agents = agents, .agent_count = count};
    return ERR_OK;
}

/* --- contacts --------------------------------------------------------------------------------- */

static void bot_shares(uint32_t percent, uint32_t out[PEOPLE_TOPICS]) {
    for (uint32_t k = 0; k < PEOPLE_TOPICS; k++) {
        out[k] = people_topics[k].bot_percent * 10u * percent / BOT_MEAN_PERCENT;
        if (out[k] > 1000) out[k] = 1000;
    }
}

/* So many contacts that the calls are as many as asked for. */
static uint32_t contacts_for(uint32_t calls, const uint32_t bot[PEOPLE_TOPICS]) {
    uint64_t kept = 0, all = 0; /* of a hundred thousand */
    for (uint32_t k = 0; k < PEOPLE_TOPICS; k++) {
        kept += people_topics[k].share * (1000 - bot[k]);
        all += people_topics[k].share * 1000u;
    }
    return (uint32_t)(calls * all / kept);
}

static enum err add_ordinary(const struct maker *m, struct arrivals *a,
                             const uint32_t bot[PEOPLE_TOPICS]) {
    uint32_t municipalities[LIMIT_ORGANISATIONS] = {0}, topics[PEOPLE_TOPICS];
    for (uint32_t i = 0; i < m->s->municipality_count; i++)
        if (m->s->municipalities[i].agents > 0)
            municipalities[i] = m->s->municipalities[i].population;
    for (uint32_t k = 0; k < PEOPLE_TOPICS; k++)
        topics[k] = people_topics[k].share;
    struct arrivals_stream stream = {.name = "day",
                                     .slot_ms = DAY_SLOT_MS,
                                     .slots = day_slots,
                                     .slot_count = ARRAY_LENGTH(day_slots),
                                     .contacts = contacts_for(m->options->calls, bot),
                                     .municipalities = municipalities,
                                     .topics = topics,
                                     .bot_permille = bot};
    return arrivals_add(a, &stream, m->problem);
}

static enum err add_surge(const struct maker *m, struct arrivals *a, uint32_t number,
                          const uint32_t bot[PEOPLE_TOPICS]) {
    const struct crisis *c = &m->crises[number];
    char name[32];
    snprintf(name, sizeof name, "crisis %u", number);
    struct arrivals_stream stream = {
        .name = name,
        .start = c->start,
        .slot_ms = (c->end - c->start) / 12,
        .slots = c->curve,
        .slot_count = 12,
        .contacts = (uint32_t)((uint64_t)m->options->calls * c->permille / 1000),
        .municipalities = c->municipalities,
        .topics = c->topics,
        .bot_permille = bot,
        .bot_from = c->activated ? c->start + ACTIVATION_AFTER_MS : 0};
    return arrivals_add(a, &stream, m->problem);
}

static enum err add_contacts(const struct maker *m, struct trace *trace,
                             struct generate_counts *counts) {
    struct arrivals a = {
        .scenario = m->s, .seed = m->options->seed, .trace = trace, .counts = counts};
    uint32_t bot[PEOPLE_TOPICS];
    bot_shares(m->options->bot_percent, bot);
    enum err err = add_ordinary(m, &a, bot);
    for (uint32_t i = 0; err == ERR_OK && i < m->crisis_count; i++)
        err = add_surge(m, &a, i, bot);
    if (err == ERR_OK) arrivals_finish(&a);
    return err;
}

/* --- the whole -------------------------------------------------------------------------------- */

static enum err between(const char *option, uint32_t value, uint32_t low, uint32_t high,
                        struct problem *problem) {
    if (value >= low && value <= high) return ERR_OK;
    return problem_set(problem, ERR_OUT_OF_RANGE, option, "it must lie between %u and %u", low,
                       high);
}

static enum err check_options(const struct generate_options *o, struct problem *problem) {
    enum err err =
        between("--municipalities", o->municipalities, 2, GENERATE_MUNICIPALITIES, problem);
    if (err == ERR_OK)
        err = between("--agents", o->agents, o->municipalities, LIMIT_AGENTS, problem);
    if (err == ERR_OK) err = between("--calls", o->calls, 1, GENERATE_CALLS, problem);
    if (err == ERR_OK) err = between("--bot", o->bot_percent, 0, GENERATE_BOT_PERCENT, problem);
    if (err == ERR_OK && o->seed > INT64_MAX)
        err = problem_set(problem, ERR_OUT_OF_RANGE, "--seed", "it has at most 63 bits");
    if (err == ERR_OK && o->playbook && !kinds[o->kind].playbook)
        err = problem_set(problem, ERR_INVALID, "--playbook", "there is none for the kind %s",
                          kinds[o->kind].name);
    return err;
}

static void put_head(struct maker *m) {
    struct scenario *s = m->s;
    const struct generate_options *o = m->options;
    snprintf(s->name, sizeof s->name, "%s-%llu", kinds[o->kind].name, (unsigned long long)o->seed);
    snprintf(s->title, sizeof s->title, "%s%s", kinds[o->kind].title,
             o->playbook ? ", with a playbook" : "");
    s->seed = o->seed;
    s->horizon_ms = HORIZON_MS;
    s->wrap_up_ms = WRAP_UP_MS;
    s->overflow_handle_ppm = HELPER_PPM;
    s->qualified_handle_ppm = QUALIFIED_PPM;
    s->reserve_when_queue = o->reserve_when_queue;
}

static enum err make(struct maker *m, struct trace *trace, struct generate_counts *counts) {
    struct scenario *s = m->s;
    put_head(m);
    s->incidents = arena_take(&s->arena, CRISES * sizeof *s->incidents);
    s->activations = arena_take(&s->arena, CRISES * sizeof *s->activations);
    s->outages = arena_take(&s->arena, sizeof *s->outages);
    if (s->incidents == NULL || s->activations == NULL || s->outages == NULL)
        return problem_set(m->problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    enum err err = people_settle(m->options, m->options->kind == GENERATE_PASSPORT, s, m->problem);
    if (err != ERR_OK) return err;
    plan_crises(m);
    put_incidents(m);
    err = put_activations(m);
    if (err == ERR_OK) err = put_outage(m);
    if (err == ERR_OK) err = add_contacts(m, trace, counts);
    return err;
}

enum err generate_day(const struct generate_options *options, struct scenario *scenario,
                      struct trace *trace, struct generate_counts *counts,
                      struct problem *problem) {
    enum err err = check_options(options, problem);
    if (err != ERR_OK) return err;
    struct maker *m = malloc(sizeof *m);
    if (m == NULL) return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    *m = (struct maker){.options = options, .s = scenario, .problem = problem};
    *scenario = (struct scenario){.seed = 0};
    *trace = (struct trace){.count = 0};
    *counts = (struct generate_counts){.contacts = 0};
    arena_init(&scenario->arena, ARENA_BYTES);
    err = make(m, trace, counts);
    free(m);
    if (err == ERR_OK) return ERR_OK;
    trace_close(trace);
    scenario_close(scenario);
    return err;
}
