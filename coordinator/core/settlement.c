/* The settlement: shares, minimums, rounding, balance.
 *
 * A share is kept as a numerator over a denominator that is the same for all, so nothing is rounded before the hours are. With
 * V calls and P people in all, an organisation's share of the calls is a weight c over their sum C: without a clamp its calls
 * over V; with one, c = its calls x 100 x P held between low x its people x V and high x its people x V. By the weights its
 * numerator is then volume weight x c x P + population weight x people x C. The caps keep C below 10^3 x 10^9 x 10^9 = 10^21, so
 * the numerators stay below 2 x 10^2 x 10^21 x 10^9 = 2 x 10^32 in sum, which 108 bits hold; see scale() for the hours. */
#include "core/settlement.h"

#include <string.h>

#include "base/assert.h"

typedef unsigned __int128 wide;

#define NUMERATOR_BITS 96 /* with 24 bits of hours, well within 128 */

struct reckoning {
    const struct settlement_rules *rules;
    struct settlement_row *rows;
    uint32_t count;
    uint64_t calls, people;
    wide weights; /* of the volume shares: their sum, C */
    wide volume[LIMIT_ORGANISATIONS], share[LIMIT_ORGANISATIONS];
    wide shares; /* the sum of share[] */
};

/* --- what is asked ----------------------------------------------------------------------------------------------------- */

static enum err check_rules(const struct settlement_rules *r, struct problem *problem) {
    if (r->total_hours > SETTLEMENT_HOURS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "total_hours", "there are at most %d",
                           SETTLEMENT_HOURS);
    if (r->volume_weight > SETTLEMENT_WEIGHT || r->population_weight > SETTLEMENT_WEIGHT)
        return problem_set(problem, ERR_OUT_OF_RANGE, "volume_weight", "a weight is at most %d",
                           SETTLEMENT_WEIGHT);
    if (r->volume_weight + r->population_weight == 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "volume_weight",
                           "one of the two weights must be above 0");
    if (r->clamped &&
        (r->low_percent > 100 || r->high_percent < 100 || r->high_percent > SETTLEMENT_PERCENT))
        return problem_set(
            problem, ERR_OUT_OF_RANGE, "clamp",
            "it holds a share between at most 100 %% and at least 100 %% of another, "
            "and at most %d %%",
            SETTLEMENT_PERCENT);
    return ERR_OK;
}

static enum err add_up(struct reckoning *r, struct settlement_sums *sums, struct problem *problem) {
    uint64_t minimum = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        const struct settlement_row *row = &r->rows[i];
        if (row->outsider) {
            sums->outsider_calls += (uint64_t)row->calls + row->crisis_calls;
            continue;
        }
        if (row->population > SETTLEMENT_POPULATION)
            return problem_set(problem, ERR_OUT_OF_RANGE, "population",
                               "%s has more than %d people", row->id, SETTLEMENT_POPULATION);
        sums->population += row->population;
        sums->calls += row->calls;
        sums->crisis_calls += row->crisis_calls;
        minimum += row->minimum_hours;
    }
    r->calls = sums->calls;
    r->people = sums->population;
    if (r->calls > SETTLEMENT_SUM || r->people > SETTLEMENT_SUM)
        return problem_set(problem, ERR_OUT_OF_RANGE, "organisations",
                           "they have more than %d calls or people", SETTLEMENT_SUM);
    if (minimum > r->rules->total_hours)
        return problem_set(problem, ERR_OUT_OF_RANGE, "minimum_shifts",
                           "the minimums are %llu hours, and there are %u in all",
                           (unsigned long long)minimum, r->rules->total_hours);
    if ((r->rules->volume_weight > 0 && r->calls == 0) ||
        ((r->rules->population_weight > 0 || r->rules->clamped) && r->people == 0))
        return problem_set(problem, ERR_OUT_OF_RANGE, "organisations",
                           "without calls or people of the members there is nothing to share by");
    return ERR_OK;
}

/* --- shares -------------------------------------------------------------------------------------------------------------- */

/* The volume share of one, as a weight among the others. */
static wide volume_weight(const struct reckoning *r, struct settlement_row *row) {
    if (!r->rules->clamped) return row->calls;
    wide volume = (wide)row->calls * r->people * 100;
    wide low = (wide)r->rules->low_percent * row->population * r->calls;
    wide high = (wide)r->rules->high_percent * row->population * r->calls;
    row->raised = volume < low;
    row->lowered = volume > high;
    return row->raised ? low : row->lowered ? high : volume;
}

static int bits(wide value) {
    int count = 0;
    for (; value != 0; value >>= 1)
        count++;
    return count;
}

/* Numerators too long to be multiplied with hours lose the same last bits each: a share changes by less than 2^-60 of itself,
 * which no hour notices. It happens only far above the size of the country. */
static void scale(struct reckoning *r) {
    int over = bits(r->shares) - NUMERATOR_BITS;
    if (over <= 0) return;
    r->shares = 0;
    for (uint32_t i = 0; i < r->count; i++)
        r->shares += r->share[i] >>= over;
}

static uint32_t ratio(wide part, wide whole, uint32_t of) {
    return whole == 0 ? 0 : (uint32_t)((part * of + whole / 2) / whole);
}

static void weigh(struct reckoning *r) {
    for (uint32_t i = 0; i < r->count; i++) {
        r->volume[i] = r->rows[i].outsider ? 0 : volume_weight(r, &r->rows[i]);
        r->weights += r->volume[i];
    }
    for (uint32_t i = 0; i < r->count; i++) {
        const struct settlement_row *row = &r->rows[i];
        if (row->outsider) continue;
        r->share[i] = (r->rules->volume_weight * r->volume[i]) * (r->people == 0 ? 1 : r->people) +
                      (wide)r->rules->population_weight * row->population *
                          (r->weights == 0 ? 1 : r->weights);
        r->shares += r->share[i];
    }
    scale(r);
}

/* --- hours --------------------------------------------------------------------------------------------------------------- */

/* Whoever would get less than its minimum gets that, and the others share what is left; again, until nobody else falls below
 * theirs. */
static void raise_to_minimum(struct reckoning *r, uint64_t *hours, wide *shares) {
    bool again = true;
    while (again) {
        again = false;
        for (uint32_t i = 0; i < r->count; i++) {
            struct settlement_row *row = &r->rows[i];
            if (row->outsider || row->at_minimum ||
                r->share[i] * *hours >= row->minimum_hours * *shares)
                continue;
            row->at_minimum = again = true;
            row->due_hours = row->minimum_hours;
        }
        *hours = r->rules->total_hours;
        *shares = r->shares;
        for (uint32_t i = 0; i < r->count; i++) {
            if (!r->rows[i].at_minimum) continue;
            *hours -= r->rows[i].minimum_hours;
            *shares -= r->share[i];
        }
    }
}

/* The largest remainders get the hours that whole numbers leave over; of two that are equal the lesser id. */
static void share_out(struct reckoning *r) {
    wide shares = r->shares, remainder[LIMIT_ORGANISATIONS];
    uint64_t hours = r->rules->total_hours, left;
    raise_to_minimum(r, &hours, &shares);
    left = hours;
    for (uint32_t i = 0; i < r->count; i++) {
        struct settlement_row *row = &r->rows[i];
        remainder[i] = 0;
        if (row->outsider || row->at_minimum || shares == 0) continue;
        row->due_hours = (uint32_t)(r->share[i] * hours / shares);
        remainder[i] = r->share[i] * hours % shares;
        left -= row->due_hours;
    }
    for (; left > 0; left--) {
        uint32_t best = r->count;
        for (uint32_t i = 0; i < r->count; i++)
            if (remainder[i] > 0 &&
                (best == r->count || remainder[i] > remainder[best] ||
                 (remainder[i] == remainder[best] && strcmp(r->rows[i].id, r->rows[best].id) < 0)))
                best = i;
        ASSERT(best < r->count); /* the remainders add up to what is left */
        r->rows[best].due_hours++;
        remainder[best] = 0;
    }
}

/* --- the balance ----------------------------------------------------------------------------------------------------------- */

/* Help in a crisis excuses hours not served, and never more than that: it can lower what is owed, and change nothing else. */
static void balance(struct settlement_row *row) {
    uint32_t missing = row->due_hours > row->served_hours ? row->due_hours - row->served_hours : 0;
    uint32_t above = row->served_hours > row->due_hours ? row->served_hours - row->due_hours : 0;
    row->excused_hours = row->crisis_hours < missing ? row->crisis_hours : missing;
    row->owed_hours = missing - row->excused_hours;
    if (row->exempt)
        row->credit_hours = above;
    else
        row->community_hours = above;
}

static void describe(const struct reckoning *r, uint32_t i) {
    struct settlement_row *row = &r->rows[i];
    row->volume_ppm = ratio(row->calls, r->calls, 1000000);
    row->population_ppm = ratio(row->population, r->people, 1000000);
    row->share_ppm = ratio(r->share[i], r->shares, 1000000);
    wide by_people = (wide)row->population * r->calls;
    wide times = by_people == 0 ? UINT32_MAX
                                : ((wide)row->calls * r->people * 1000 + by_people / 2) / by_people;
    row->balance_permille = times > UINT32_MAX ? UINT32_MAX : (uint32_t)times;
}

static void forget_last(struct settlement_row *row) {
    row->due_hours = row->volume_ppm = row->population_ppm = row->share_ppm = 0;
    row->owed_hours = row->excused_hours = row->community_hours = row->credit_hours = 0;
    row->balance_permille = UINT32_MAX;
    row->raised = row->lowered = row->at_minimum = false;
}

enum err settlement_reckon(const struct settlement_rules *rules, struct settlement_row *rows,
                           uint32_t count, struct settlement_sums *sums, struct problem *problem) {
    ASSERT(count <= LIMIT_ORGANISATIONS);
    struct reckoning r = {.rules = rules, .rows = rows, .count = count};
    *sums = (struct settlement_sums){.scaled_permille = 1000};
    for (uint32_t i = 0; i < count; i++)
        forget_last(&rows[i]);
    enum err err = check_rules(rules, problem);
    if (err == ERR_OK) err = add_up(&r, sums, problem);
    if (err != ERR_OK) return err;
    weigh(&r);
    share_out(&r);
    if (rules->clamped && r.weights > 0)
        sums->scaled_permille = ratio((wide)r.calls * r.people * 100, r.weights, 1000);
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].outsider) continue;
        describe(&r, i);
        balance(&rows[i]);
        sums->due_hours += rows[i].due_hours;
        sums->owed_hours += rows[i].owed_hours;
        sums->excused_hours += rows[i].excused_hours;
        sums->community_hours += rows[i].community_hours;
        sums->credit_hours += rows[i].credit_hours;
        sums->crisis_hours += rows[i].crisis_hours;
    }
    ASSERT(sums->due_hours == rules->total_hours);
    return ERR_OK;
}
