/* Zones: named parts of municipalities, written down in calm. And where a call's citizen lives. */
#include <string.h>

#include "base/assert.h"
#include "core/places.h"

uint32_t find_zone(const struct core *c, organisation_no n, const char *id) {
    for (uint32_t i = 0; i < LIMIT_ZONES; i++) {
        const struct zone_record *r = &c->places->zones[i].record;
        if (r->id[0] != '\0' && r->organisation == n && !c->places->zones[i].going &&
            same_id(r->id, id))
            return i;
    }
    return LIST_NONE;
}

uint32_t zone_of(const struct core *c, organisation_no n) {
    for (uint32_t i = 0; i < LIMIT_ZONES; i++)
        if (c->places->zones[i].record.id[0] != '\0' && !c->places->zones[i].going &&
            c->places->zones[i].record.organisation == n)
            return i;
    return LIST_NONE;
}

const struct zone_record *core_zone(const struct core *c, organisation_no n, const char *id) {
    uint32_t slot = find_zone(c, n, id);
    return slot == LIST_NONE ? NULL : &c->places->zones[slot].record;
}

static bool lists(const struct zone_list *list, organisation_no n, const char *id) {
    for (uint16_t i = 0; i < list->count; i++)
        if (list->zones[i].organisation == n && same_id(list->zones[i].id, id)) return true;
    return false;
}

/* The activation in whose texts the zone's name stands, now or in a revision; 0: none. */
static activation_id named_by(const struct core *c, organisation_no n, const char *id) {
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (a->id == 0 || c->activations[i].closed) continue;
        if (lists(&a->zones[0], n, id)) return a->id;
        for (uint32_t k = i * LIMIT_REVISIONS; k < (i + 1) * LIMIT_REVISIONS; k++)
            if (c->revisions[k].record.activation == a->id &&
                lists(&c->revisions[k].record.zones[0], n, id))
                return a->id;
    }
    return 0;
}

static enum err still_named(const struct core *c, organisation_no n, const char *id,
                            const char *field, struct problem *problem) {
    activation_id activation = named_by(c, n, id);
    if (activation == 0) return ERR_OK;
    return problem_set(problem, ERR_IN_USE, field, "activation-%llu names it",
                       (unsigned long long)activation);
}

static enum err need_municipality(const struct core *c, const char *id, organisation_no *n,
                                  struct problem *problem) {
    if (!core_find_organisation(c, id, n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", id);
    if (c->organisations[*n].record.kind != ORGANISATION_KIND_MUNICIPALITY)
        return problem_set(problem, ERR_OUT_OF_RANGE, "organisation",
                           "%s is no municipality: a zone is a part of one", id);
    return ERR_OK;
}

static enum err take_slot(const struct core *c, uint32_t *slot, struct problem *problem) {
    for (*slot = 0; *slot < LIMIT_ZONES; (*slot)++)
        if (c->places->zones[*slot].record.id[0] == '\0') return ERR_OK;
    return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d zones already", LIMIT_ZONES);
}

HANDLER(zone_put) {
    const struct zone_put_command *p = &command->as.zone_put;
    struct zone_record r = {.postcodes = {p->postcodes}};
    enum err err = need_municipality(c, p->organisation, &r.organisation, problem);
    if (err != ERR_OK) return err;
    if (p->postcodes.count == 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "postcodes", "it names none");
    memcpy(r.id, p->zone, sizeof r.id);
    memcpy(r.name, p->name, sizeof r.name);
    uint32_t slot = find_zone(c, r.organisation, p->zone);
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE)
        err = take_slot(c, &slot, problem);
    else if (strcmp(c->places->zones[slot].record.name, p->name) != 0)
        err = still_named(c, r.organisation, p->zone, "name", problem);
    if (err != ERR_OK) return err;
    result->subject = ref_of(RECORD_zone, slot);
    result->repeated =
        !result->created && memcmp(&c->places->zones[slot].record, &r, sizeof r) == 0;
    if (result->repeated) return ERR_OK;
    c->places->zones[slot].record = r;
    event_record(emit(c, EVENT_zone_changed), RECORD_zone, slot);
    return ERR_OK;
}

HANDLER(zone_remove) {
    const struct zone_remove_command *p = &command->as.zone_remove;
    organisation_no n;
    enum err err = need_municipality(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = find_zone(c, n, p->zone);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_ZONE, "zone", "%s has no zone %s", p->organisation,
                           p->zone);
    err = still_named(c, n, p->zone, "zone", problem);
    if (err != ERR_OK) return err;
    event_removed(emit(c, EVENT_zone_removed), RECORD_zone, slot);
    c->places->zones[slot].going = true;
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

/* --- where the citizen lives --------------------------------------------------------------------------------------------------- */

HANDLER(call_place) {
    const struct call_place_command *p = &command->as.call_place;
    uint32_t call = find_call(c, p->call);
    if (call == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no call-%llu",
                           (unsigned long long)p->call);
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    result->repeated = r->postcode == p->postcode;
    if (result->repeated) return ERR_OK;
    if (r->state == CALL_STATE_ENDED)
        return problem_set(problem, ERR_CALL_ENDED, "call", "the call is over");
    r->postcode = p->postcode;
    struct event *event = emit(c, EVENT_call_placed);
    event_call(c, event, call);
    event->agent = r->agent;
    return ERR_OK;
}
