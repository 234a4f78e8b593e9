#include "drill/plan.h"

#include <stdlib.h>

#include "base/assert.h"
#include "drill/random.h"

enum sequence_kind { SEQUENCE_SHARED = 1, SEQUENCE_OWN, SEQUENCE_CRISIS };

static const char *choose(const struct weighted *weighted, struct random_sequence *random) {
    uint32_t at = (uint32_t)(random_next(random) % weighted->sum);
    for (uint32_t i = 0; i < weighted->count; i++) {
        if (at < weighted->choices[i].weight) return weighted->choices[i].text;
        at -= weighted->choices[i].weight;
    }
    UNREACHABLE("the weights add up to their sum");
}

static void draw_attempts(struct planned_caller *caller, const struct scenario *s,
                          struct random_sequence *random) {
    for (int i = 0; i < PLAN_ATTEMPTS; i++) {
        struct attempt *attempt = &caller->attempts[i];
        attempt->patience_ms =
            s->callers.patience_least_ms +
            random_exponential(random, s->callers.patience_mean_ms - s->callers.patience_least_ms);
        /* two stages of half the mean: few very short talks, a moderate tail */
        time_ms stage = (s->agents.talk_mean_ms - s->agents.talk_least_ms) / 2;
        attempt->talk_ms = s->agents.talk_least_ms + random_exponential(random, stage) +
                           random_exponential(random, stage);
        bool again = random_permille(random, s->callers.redial_permille);
        time_ms pause =
            random_between(random, s->callers.redial_least_ms, s->callers.redial_most_ms);
        attempt->redial_ms = again && i + 1 < PLAN_ATTEMPTS ? pause : 0;
    }
}

static bool add(struct plan *plan, const struct planned_caller *caller, const struct scenario *s,
                struct random_sequence *random) {
    if (plan->count == LIMIT_PLAN) return false;
    struct planned_caller *added = &plan->callers[plan->count++];
    *added = *caller;
    added->language = choose(&s->callers.languages, random);
    draw_attempts(added, s, random);
    return true;
}

/* The calm: independent callers, so the pauses between them are exponential. `rate`: calls in a
 * million hours. */
static bool add_calm(struct plan *plan, const struct scenario *s, uint16_t place, uint64_t rate,
                     const struct weighted *topics, struct random_sequence random) {
    if (rate == 0) return true;
    double per_ms = (double)rate / 1000000.0 / (double)HOUR_MS;
    time_ms mean = (time_ms)(1.0 / per_ms);
    time_ms end = s->length_ms - s->last_calls_ms;
    for (time_ms at = random_exponential(&random, mean); at < end;
         at += 1 + random_exponential(&random, mean)) {
        struct planned_caller caller = {.at_ms = at, .place = place};
        caller.topic = choose(topics, &random);
        caller.chat = random_permille(&random, s->calm.chat_permille);
        if (!add(plan, &caller, s, &random)) return false;
    }
    return true;
}

/* The surge: everybody got the message at once. Some call at once, most hear of it a little
 * later: a short ramp, then an exponential decay. */
static bool add_crisis(struct plan *plan, const struct scenario *s, uint64_t seed) {
    uint64_t callers = (uint64_t)s->crisis.households * s->crisis.calling_permille / 1000;
    time_ms end = s->length_ms - s->last_calls_ms;
    for (uint64_t i = 0; i < callers; i++) {
        struct random_sequence random = random_sequence(seed, SEQUENCE_CRISIS, i);
        struct planned_caller caller = {
            .crisis = true, .place = s->crisis.place, .topic = s->crisis.topic};
        caller.at_ms = s->crisis.at_ms + random_exponential(&random, s->crisis.ramp_ms) +
                       random_exponential(&random, s->crisis.decay_ms);
        bool elsewhere = random_permille(&random, s->crisis.elsewhere_permille);
        if (elsewhere && s->crisis.elsewhere_count > 0)
            caller.place = s->crisis.elsewhere[random_next(&random) % s->crisis.elsewhere_count];
        if (caller.at_ms >= end) continue;
        if (!add(plan, &caller, s, &random)) return false;
    }
    return true;
}

static int by_time(const void *a, const void *b) {
    const struct planned_caller *x = a, *y = b;
    if (x->at_ms != y->at_ms) return x->at_ms < y->at_ms ? -1 : 1;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    if (x->attempts[0].talk_ms != y->attempts[0].talk_ms)
        return x->attempts[0].talk_ms < y->attempts[0].talk_ms ? -1 : 1;
    return 0;
}

bool plan_make(struct plan *plan, const struct scenario *scenario, const struct data *data,
               uint64_t seed) {
    *plan = (struct plan){.callers = calloc(LIMIT_PLAN, sizeof *plan->callers)};
    if (plan->callers == NULL) return false;
    bool fits = true;
    for (uint16_t i = 0; i < data->place_count && fits; i++) {
        const struct place *place = &data->places[i];
        if (place->cooperation) continue;
        uint64_t shared =
            place->member ? scenario->calm.shared_rate : scenario->calm.outsiders_rate;
        uint64_t own = place->member ? scenario->calm.own_rate : 0;
        fits = add_calm(plan, scenario, i, shared * place->population,
                        &scenario->calm.shared_topics, random_sequence(seed, SEQUENCE_SHARED, i)) &&
               add_calm(plan, scenario, i, own * place->population, &scenario->calm.own_topics,
                        random_sequence(seed, SEQUENCE_OWN, i));
    }
    fits = fits && add_crisis(plan, scenario, seed);
    if (fits) qsort(plan->callers, plan->count, sizeof *plan->callers, by_time);
    return fits;
}

void plan_close(struct plan *plan) {
    free(plan->callers);
    *plan = (struct plan){0};
}
