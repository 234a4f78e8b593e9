#include "simulate/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "simulate/random.h"

#define AGENTS_PER_RESERVE 8
#define AGENTS_FOR_RESERVE 3 /* whoever has fewer keeps none back */

/* Assumptions all, in the range of what cooperations of this kind report. */
const struct people_topic people_topics[PEOPLE_TOPICS] = {
    {"pas", 270, 16, 20, 80},
    {"koerekort", 260, 11, 20, 80},
    {"legitimationskort", 200, 4, 24, 75},
    {"mitid", 330, 15, 30, 85},
    {"digital-post", 300, 10, 32, 85},
    {"flytning", 240, 13, 34, 80},
    {"sundhedskort", 220, 9, 38, 80},
    {"folkepension", 340, 7, 14, 65},
    {"boligstoette", 320, 7, 16, 65},
    {"valg", 180, 2, 40, 75},
    {"vand", 200, 3, 20, 35},
    {"vejr", 210, 3, 20, 45},
};

static const struct {
    const char *code;
    uint32_t permille; /* of agents who speak it */
} languages[] = {{"da", 1000}, {"en", 780}, {"de", 160}, {"ar", 90}};

static const struct {
    time_ms start, end;
} shifts[] = {{0, 27000 * SECOND_MS},
              {9000 * SECOND_MS, PEOPLE_DAY_MS},
              {3600 * SECOND_MS, 30600 * SECOND_MS},
              {3600 * SECOND_MS, 21600 * SECOND_MS}};
static const uint32_t shift_weights[] = {50, 36, 11, 3};

static const struct {
    const char *id, *area;
    uint32_t population;
} places[GENERATE_MUNICIPALITIES] = {
#define PLACE(code, area, population) {code, area, population},
#include "simulate/places.def"
#undef PLACE
};
#define MEMBERS 40 /* come first in the table */

uint32_t people_topic_place(const char *id) {
    uint32_t k = 0;
    while (strcmp(people_topics[k].id, id) != 0) {
        k++;
        ASSERT(k < PEOPLE_TOPICS);
    }
    return k;
}

static void put_topics(struct scenario *s) {
    for (uint32_t k = 0; k < PEOPLE_TOPICS; k++) {
        text_copy(s->topics[k].id, sizeof s->topics[k].id, people_topics[k].id);
        text_copy(s->topics[k].name, sizeof s->topics[k].name, people_topics[k].id);
        s->topics[k].mean_handle_ms = people_topics[k].mean_handle_s * SECOND_MS;
    }
    for (size_t k = 0; k < sizeof languages / sizeof *languages; k++) {
        text_copy(s->language_names[k], sizeof s->language_names[k], languages[k].code);
        text_copy(s->languages.codes[s->languages.count++], sizeof s->languages.codes[0],
                  languages[k].code);
    }
}

static void name_municipality(struct scenario_municipality *m, const char *id, const char *region) {
    text_copy(m->id, sizeof m->id, id);
    text_copy(m->name, sizeof m->name, id);
    text_copy(m->region, sizeof m->region, region);
    text_copy(m->region_name, sizeof m->region_name, region);
}

/* Few: some of every size among the members. Many: all members and the largest of the others. */
static void put_municipalities(struct scenario *s, uint32_t count, bool outside) {
    uint32_t rest = 0;
    for (uint32_t i = 0; i < GENERATE_MUNICIPALITIES; i++)
        rest += places[i].population;
    for (uint32_t i = 0; i < count; i++) {
        struct scenario_municipality *m = &s->municipalities[i];
        uint32_t place = count < MEMBERS ? i * MEMBERS / count : i;
        name_municipality(m, places[place].id, places[place].area);
        m->population = places[place].population;
        rest -= m->population;
    }
    if (!outside) return;
    struct scenario_municipality *m = &s->municipalities[count];
    name_municipality(m, "outside", "outside");
    m->population = rest;
}

/* One each, and the others by inhabitants: the largest remainders get what is left over. */
static void share_out_agents(struct scenario *s, uint32_t municipalities, uint32_t agents) {
    uint64_t inhabitants = 0, remainder[GENERATE_MUNICIPALITIES];
    uint32_t left = agents - municipalities, given = 0;
    for (uint32_t i = 0; i < municipalities; i++)
        inhabitants += s->municipalities[i].population;
    for (uint32_t i = 0; i < municipalities; i++) {
        uint64_t part = (uint64_t)left * s->municipalities[i].population;
        s->municipalities[i].agents = 1 + (uint32_t)(part / inhabitants);
        remainder[i] = part % inhabitants;
        given += s->municipalities[i].agents - 1;
    }
    for (; given < left; given++) {
        uint32_t most = 0;
        for (uint32_t i = 1; i < municipalities; i++)
            if (remainder[i] > remainder[most]) most = i;
        remainder[most] = 0;
        s->municipalities[most].agents++;
    }
    for (uint32_t i = 0; i < municipalities; i++) {
        uint32_t count = s->municipalities[i].agents;
        if (count >= AGENTS_FOR_RESERVE)
            s->municipalities[i].reserve =
                (uint16_t)((count + AGENTS_PER_RESERVE - 1) / AGENTS_PER_RESERVE);
    }
}

static void put_agent(struct scenario_agent *a, struct random *r) {
    for (uint32_t k = 0; k < PEOPLE_TOPICS; k++)
        if (random_permille(r, people_topics[k].trained_percent * 10u))
            a->topics |= UINT64_C(1) << k;
    if (a->topics == 0) a->topics = UINT64_C(1) << random_below(r, PEOPLE_TOPICS);
    for (size_t k = 0; k < sizeof languages / sizeof *languages; k++)
        if (random_permille(r, languages[k].permille)) a->languages |= (language_set)(1u << k);
    uint32_t shift = random_choice(r, shift_weights, sizeof shifts / sizeof *shifts);
    a->shift_start = shifts[shift].start;
    a->shift_end = shifts[shift].end;
}

enum err people_settle(const struct generate_options *o, bool outside, struct scenario *s,
                       struct problem *problem) {
    s->topic_count = PEOPLE_TOPICS;
    s->municipality_count = o->municipalities + (outside ? 1 : 0);
    s->agent_count = o->agents;
    s->topics = arena_take(&s->arena, s->topic_count * sizeof *s->topics);
    s->municipalities = arena_take(&s->arena, s->municipality_count * sizeof *s->municipalities);
    s->agents = arena_take(&s->arena, s->agent_count * sizeof *s->agents);
    if (s->topics == NULL || s->municipalities == NULL || s->agents == NULL)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    put_topics(s);
    put_municipalities(s, o->municipalities, outside);
    share_out_agents(s, o->municipalities, o->agents);
    struct random r = random_stream(o->seed, "agents");
    uint32_t next = 0;
    for (uint32_t m = 0; m < o->municipalities; m++)
        for (uint32_t k = 0; k < s->municipalities[m].agents; k++) {
            struct scenario_agent *a = &s->agents[next++];
            *a = (struct scenario_agent){.id = next, .municipality = (organisation_no)m};
            put_agent(a, &r);
        }
    ASSERT(next == o->agents);
    return ERR_OK;
}
