/* Which part of a municipality an activation is about: some of its postcodes, given one by one or as zones. Routing and
 * qualification go by municipality; only what is answered goes by this. */
#include <string.h>

#include "base/assert.h"
#include "core/places.h"

/* --- sets of pairs, in order ------------------------------------------------------------------------------------------------- */

static bool pair_has(const struct narrowing *set, organisation_no n, uint16_t postcode) {
    for (uint16_t i = 0; i < set->count; i++)
        if (set->pairs[i].organisation == n && set->pairs[i].postcode == postcode) return true;
    return false;
}

static bool pair_names(const struct narrowing *set, organisation_no n) {
    for (uint16_t i = 0; i < set->count; i++)
        if (set->pairs[i].organisation == n) return true;
    return false;
}

/* False: there is no room. */
static bool pair_add(struct narrowing *set, organisation_no n, uint16_t postcode) {
    uint16_t at = set->count;
    if (pair_has(set, n, postcode)) return true;
    if (set->count == LIMIT_NARROWED_POSTCODES) return false;
    for (; at > 0 &&
           (set->pairs[at - 1].organisation > n ||
            (set->pairs[at - 1].organisation == n && set->pairs[at - 1].postcode > postcode));
         at--)
        set->pairs[at] = set->pairs[at - 1];
    set->pairs[at].organisation = n;
    set->pairs[at].postcode = postcode;
    set->count++;
    return true;
}

/* Without those of the municipality that are in `out` too, or, where that is NULL, all of them. What is free is zero. */
static void pair_drop(struct narrowing *set, organisation_no n, const struct narrowing *out) {
    uint16_t kept = 0, count = set->count;
    for (uint16_t i = 0; i < count; i++) {
        uint16_t postcode = set->pairs[i].postcode;
        bool goes = set->pairs[i].organisation == n && (out == NULL || pair_has(out, n, postcode));
        if (!goes) set->pairs[kept++] = set->pairs[i];
    }
    memset(&set->pairs[kept], 0, (size_t)(count - kept) * sizeof set->pairs[0]);
    set->count = kept;
}

static bool zone_add(struct zone_list *list, organisation_no n, const char *id) {
    uint16_t at = list->count;
    for (uint16_t i = 0; i < list->count; i++)
        if (list->zones[i].organisation == n && same_id(list->zones[i].id, id)) return true;
    if (list->count == LIMIT_NARROWED_ZONES) return false;
    for (; at > 0 &&
           (list->zones[at - 1].organisation > n ||
            (list->zones[at - 1].organisation == n && strcmp(list->zones[at - 1].id, id) > 0));
         at--)
        list->zones[at] = list->zones[at - 1];
    memset(&list->zones[at], 0, sizeof list->zones[at]);
    list->zones[at].organisation = n;
    memcpy(list->zones[at].id, id, strlen(id));
    list->count++;
    return true;
}

void narrowing_drop(struct activation_record *r, bool all) {
    struct narrowing codes = {0};
    struct zone_list zones = {0};
    for (uint16_t i = 0; i < r->postcodes[0].count; i++) {
        organisation_no n = r->postcodes[0].pairs[i].organisation;
        if (!all && organisation_set_has(&r->municipalities[0], n))
            codes.pairs[codes.count++] = r->postcodes[0].pairs[i];
    }
    for (uint16_t i = 0; i < r->zones[0].count; i++)
        if (!all && organisation_set_has(&r->municipalities[0], r->zones[0].zones[i].organisation))
            zones.zones[zones.count++] = r->zones[0].zones[i];
    r->postcodes[0] = codes;
    r->zones[0] = zones;
}

/* --- from a command ----------------------------------------------------------------------------------------------------------- */

static enum err too_much(struct problem *problem) {
    return problem_set(problem, ERR_LIMIT_REACHED, "narrowed",
                       "it comes to more than %d postcodes or %d zones: give municipalities whole",
                       LIMIT_NARROWED_POSTCODES, LIMIT_NARROWED_ZONES);
}

static enum err read_zone(const struct core *c, organisation_no n, const char *id,
                          struct activation_record *r, struct problem *problem) {
    uint32_t slot = find_zone(c, n, id);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_ZONE, "narrowed", "%s has no zone %s",
                           c->organisations[n].record.id, id);
    const struct postcode_list *codes = &c->places->zones[slot].record.postcodes[0];
    if (!zone_add(&r->zones[0], n, id)) return too_much(problem);
    for (uint16_t i = 0; i < codes->count; i++)
        if (!pair_add(&r->postcodes[0], n, codes->codes[i])) return too_much(problem);
    return ERR_OK;
}

enum err narrowing_read(const struct core *c, const struct narrowing_list *list,
                        struct activation_record *r, struct problem *problem) {
    for (uint16_t i = 0; i < list->count; i++) {
        const char *id = list->parts[i].municipality;
        const struct postcode_list *codes = &list->parts[i].postcodes;
        organisation_no n;
        if (!core_find_organisation(c, id, &n))
            return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "narrowed",
                               "there is no organisation %s", id);
        if (pair_names(&r->postcodes[0], n))
            return problem_set(problem, ERR_INVALID, "narrowed", "%s stands twice", id);
        if (codes->count + list->parts[i].zones.count == 0)
            return problem_set(problem, ERR_OUT_OF_RANGE, "narrowed",
                               "it names no part of %s: the whole of it stands in municipalities",
                               id);
        for (uint16_t k = 0; k < codes->count; k++)
            if (!pair_add(&r->postcodes[0], n, codes->codes[k])) return too_much(problem);
        for (uint8_t k = 0; k < list->parts[i].zones.count; k++) {
            enum err err = read_zone(c, n, list->parts[i].zones.ids[k], r, problem);
            if (err != ERR_OK) return err;
        }
        organisation_set_add(&r->municipalities[0], n);
    }
    return ERR_OK;
}

/* --- where it holds ----------------------------------------------------------------------------------------------------------- */

enum extent { NOWHERE, PARTLY, EVERYWHERE };

static enum extent extent_in(const struct activation_record *r, organisation_no n) {
    if (organisation_set_is_empty(&r->municipalities[0])) return EVERYWHERE;
    if (!organisation_set_has(&r->municipalities[0], n)) return NOWHERE;
    return pair_names(&r->postcodes[0], n) ? PARTLY : EVERYWHERE;
}

struct core_place core_activation_place(const struct activation_record *r, organisation_no n,
                                        uint16_t postcode) {
    struct core_place inside = {.place = CORE_PLACE_INSIDE},
                      outside = {.place = CORE_PLACE_OUTSIDE};
    struct core_place left = {.place = CORE_PLACE_INSIDE, .left = true};
    enum extent extent = extent_in(r, n);
    if (extent == EVERYWHERE) return inside;
    if (organisation_set_has(&r->left[0], n)) return left;
    if (postcode == 0) {
        if (extent == PARTLY) return (struct core_place){.place = CORE_PLACE_UNKNOWN};
        if (!pair_names(&r->left_postcodes[0], n)) return outside;
        return (struct core_place){.place = CORE_PLACE_UNKNOWN, .left = true};
    }
    if (extent == PARTLY && pair_has(&r->postcodes[0], n, postcode)) return inside;
    if (organisation_set_has(&r->rest_left[0], n)) return left;
    return pair_has(&r->left_postcodes[0], n, postcode) ? left : outside;
}

bool core_activation_is_narrowed(const struct activation_record *r, organisation_no n) {
    return extent_in(r, n) == PARTLY;
}

bool narrowing_touches(const struct activation_record *r, organisation_no n) {
    return extent_in(r, n) != NOWHERE || organisation_set_has(&r->left[0], n) ||
           pair_names(&r->left_postcodes[0], n);
}

bool core_activation_leaves_part(const struct activation_record *r, organisation_no n) {
    return extent_in(r, n) == PARTLY &&
           (organisation_set_has(&r->rest_left[0], n) || pair_names(&r->left_postcodes[0], n));
}

static bool within(const struct narrowing *one, const struct narrowing *other, organisation_no n) {
    for (uint16_t i = 0; i < one->count; i++)
        if (one->pairs[i].organisation == n && !pair_has(other, n, one->pairs[i].postcode))
            return false;
    return true;
}

bool narrowing_covers(const struct activation_record *other, const struct activation_record *lifted,
                      organisation_no n, uint16_t postcode) {
    if (postcode != 0) return pair_has(&other->postcodes[0], n, postcode);
    if (extent_in(lifted, n) == EVERYWHERE || organisation_set_has(&lifted->left[0], n) ||
        organisation_set_has(&lifted->rest_left[0], n))
        return false;
    return within(&lifted->postcodes[0], &other->postcodes[0], n) &&
           within(&lifted->left_postcodes[0], &other->postcodes[0], n);
}

/* --- what leaves --------------------------------------------------------------------------------------------------------------- */

/* Of a municipality that stays in the area in part. Where there is no room to tell postcodes apart, all but those that stay are
 * told that it is over, which is true of them. */
static bool leave_partly(struct activation_record *r, const struct activation_record *before,
                         organisation_no n) {
    bool whole = extent_in(before, n) == EVERYWHERE, leaves = whole;
    bool rest =
        whole || organisation_set_has(&r->rest_left[0], n) || organisation_set_has(&r->left[0], n);
    organisation_set_drop(&r->left[0], n);
    pair_drop(&r->left_postcodes[0], n, &r->postcodes[0]);
    for (uint16_t i = 0; i < before->postcodes[0].count; i++) {
        uint16_t postcode = before->postcodes[0].pairs[i].postcode;
        if (before->postcodes[0].pairs[i].organisation != n ||
            pair_has(&r->postcodes[0], n, postcode))
            continue;
        leaves = true;
        if (!pair_add(&r->left_postcodes[0], n, postcode)) rest = true;
    }
    if (rest) {
        organisation_set_add(&r->rest_left[0], n);
        pair_drop(&r->left_postcodes[0], n, NULL);
    }
    return leaves;
}

/* Of one that is in the area no more. */
static bool leave_wholly(struct activation_record *r, const struct activation_record *before,
                         organisation_no n) {
    enum extent extent = extent_in(before, n);
    bool all = extent == EVERYWHERE || organisation_set_has(&r->rest_left[0], n);
    if (extent == NOWHERE) return false;
    for (uint16_t i = 0; !all && i < before->postcodes[0].count; i++)
        if (before->postcodes[0].pairs[i].organisation == n)
            all = !pair_add(&r->left_postcodes[0], n, before->postcodes[0].pairs[i].postcode);
    if (all) {
        organisation_set_add(&r->left[0], n);
        organisation_set_drop(&r->rest_left[0], n);
        pair_drop(&r->left_postcodes[0], n, NULL);
    }
    return true;
}

void narrowing_move(const struct core *c, struct activation_record *r,
                    const struct activation_record *before) {
    bool leaves = false;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (!c->organisations[n].live) continue;
        enum extent extent = extent_in(r, n);
        if (extent == PARTLY) leaves |= leave_partly(r, before, n);
        if (extent == NOWHERE) leaves |= leave_wholly(r, before, n);
        if (extent != EVERYWHERE) continue;
        organisation_set_drop(&r->left[0], n);
        organisation_set_drop(&r->rest_left[0], n);
        pair_drop(&r->left_postcodes[0], n, NULL);
    }
    if (leaves) {
        r->left_at = c->now;
        r->left_until = lifted_answer_until(c, r);
    }
    if (!narrowing_has_left(r)) r->left_at = r->left_until = 0;
}

bool narrowing_has_left(const struct activation_record *r) {
    return !organisation_set_is_empty(&r->left[0]) ||
           !organisation_set_is_empty(&r->rest_left[0]) || r->left_postcodes[0].count > 0;
}

void narrowing_settle(struct activation_record *r) {
    r->left[0] = r->rest_left[0] = (struct organisation_set){{0}};
    memset(&r->left_postcodes[0], 0, sizeof r->left_postcodes[0]);
    r->left_at = r->left_until = 0;
}

/* --- invariants --------------------------------------------------------------------------------------------------------------- */

static enum err broken(const struct activation_record *r, const char *rule,
                       struct problem *problem) {
    return problem_set(problem, ERR_INTERNAL, rule, "%s does not hold: activation-%llu", rule,
                       (unsigned long long)r->id);
}

enum err narrowing_check(const struct activation_record *r, struct problem *problem) {
    const struct narrowing *codes = &r->postcodes[0], *left = &r->left_postcodes[0];
    if (narrowing_has_left(r) != (r->left_at != 0)) return broken(r, "left_has_a_time", problem);
    for (uint16_t i = 0; i < codes->count; i++)
        if (!organisation_set_has(&r->municipalities[0], codes->pairs[i].organisation))
            return broken(r, "narrowed_is_in_the_area", problem);
    for (uint16_t i = 0; i < r->zones[0].count; i++)
        if (!pair_names(codes, r->zones[0].zones[i].organisation))
            return broken(r, "zone_narrows", problem);
    for (uint16_t i = 0; i < left->count; i++) {
        organisation_no n = left->pairs[i].organisation;
        if (pair_has(codes, n, left->pairs[i].postcode) || extent_in(r, n) == EVERYWHERE ||
            organisation_set_has(&r->left[0], n) || organisation_set_has(&r->rest_left[0], n))
            return broken(r, "left_postcode_is_outside", problem);
    }
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(&r->rest_left[0], n) && extent_in(r, n) != PARTLY)
            return broken(r, "rest_left_of_a_part", problem);
    return ERR_OK;
}
