/* The tables of places.h as the rest of the core sees them: by kind and slot. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "core/places.h"

#define FOUND(slot) (*hash = &(slot)->record_hash, (void *)&(slot)->record)

void *places_record(const struct core *c, struct record_ref ref, uint64_t **hash) {
    struct places *p = c->places;
    uint64_t n = ref.key;
    if (n >= places_table_size(ref.kind)) return NULL;
    switch ((int)ref.kind) {
    case RECORD_alert: return p->alerts[n].record.id[0] == '\0' ? NULL : FOUND(&p->alerts[n]);
    case RECORD_local_value:
        return p->local_values[n].record.activation == 0 ? NULL : FOUND(&p->local_values[n]);
    case RECORD_menu_route:
        return p->menu_routes[n].record.activation == 0 ? NULL : FOUND(&p->menu_routes[n]);
    case RECORD_link: return p->links[n].record.url[0] == '\0' ? NULL : FOUND(&p->links[n]);
    case RECORD_zone: return p->zones[n].record.id[0] == '\0' ? NULL : FOUND(&p->zones[n]);
    default: UNREACHABLE("not a kind of places");
    }
}

uint64_t places_table_size(enum record_kind kind) {
    switch ((int)kind) {
    case RECORD_alert: return ALERT_SLOTS;
    case RECORD_local_value: return LIMIT_LOCAL_VALUES;
    case RECORD_menu_route: return LIMIT_MENU_ROUTES;
    case RECORD_link: return LIMIT_LINKS;
    case RECORD_zone: return LIMIT_ZONES;
    default: UNREACHABLE("not a kind of places");
    }
}

/* A link by its hash: an address is longer than an id, and has slashes. */
void places_record_id(const struct core *c, enum record_kind kind, const void *record, char *out,
                      size_t size) {
    const struct local_value_record *value = record;
    const struct menu_route_record *route = record;
    const struct link_record *link = record;
    const struct zone_record *zone = record;
    int length = 0;
    switch ((int)kind) {
    case RECORD_alert:
        length = snprintf(out, size, "%s", ((const struct alert_record *)record)->id);
        break;
    case RECORD_local_value:
        length = snprintf(out, size, "activation-%llu/%s/%s", (unsigned long long)value->activation,
                          c->organisations[value->organisation].record.id, value->parameter);
        break;
    case RECORD_menu_route:
        length = snprintf(out, size, "activation-%llu/%s", (unsigned long long)route->activation,
                          c->organisations[route->organisation].record.id);
        break;
    case RECORD_link:
        length = snprintf(out, size, "%s/%016llx", c->organisations[link->organisation].record.id,
                          (unsigned long long)hash_text(link->url));
        break;
    case RECORD_zone:
        length =
            snprintf(out, size, "%s/%s", c->organisations[zone->organisation].record.id, zone->id);
        break;
    default: UNREACHABLE("not a kind of places");
    }
    ASSERT(length > 0 && (size_t)length < size);
}

void places_release(struct core *c, enum record_kind kind, uint32_t slot) {
    struct places *p = c->places;
    switch ((int)kind) {
    case RECORD_alert: memset(&p->alerts[slot], 0, sizeof p->alerts[slot]); return;
    case RECORD_local_value:
        memset(&p->local_values[slot], 0, sizeof p->local_values[slot]);
        return;
    case RECORD_menu_route: memset(&p->menu_routes[slot], 0, sizeof p->menu_routes[slot]); return;
    case RECORD_link: memset(&p->links[slot], 0, sizeof p->links[slot]); return;
    case RECORD_zone: memset(&p->zones[slot], 0, sizeof p->zones[slot]); return;
    default: UNREACHABLE("not a kind of places");
    }
}

/* --- recovery ------------------------------------------------------------------------------------------------------- */

static bool names_live(const struct core *c, enum record_kind kind, const void *record) {
    activation_id activation = kind == RECORD_local_value
                                   ? ((const struct local_value_record *)record)->activation
                                   : ((const struct menu_route_record *)record)->activation;
    if (kind == RECORD_link)
        return core_organisation(c, ((const struct link_record *)record)->organisation) != NULL;
    if (kind == RECORD_zone)
        return core_organisation(c, ((const struct zone_record *)record)->organisation) != NULL;
    organisation_no n = kind == RECORD_local_value
                            ? ((const struct local_value_record *)record)->organisation
                            : ((const struct menu_route_record *)record)->organisation;
    return find_activation(c, activation) != LIST_NONE && core_organisation(c, n) != NULL;
}

enum err places_restore(struct core *c, enum record_kind kind, const void *record,
                        struct problem *problem) {
    uint64_t size = kind == RECORD_alert ? LIMIT_ALERTS : places_table_size(kind), slot = 0;
    uint64_t *hash;
    const char *name = record_types[kind].name;
    if (kind != RECORD_alert && !names_live(c, kind, record))
        return problem_set(problem, ERR_INTERNAL, name, "%s: what it is about is missing", name);
    while (slot < size && places_record(c, ref_of(kind, slot), &hash) != NULL)
        slot++;
    if (slot == size) return problem_set(problem, ERR_INTERNAL, name, "%s: too many", name);
    struct places *p = c->places;
    if (kind == RECORD_alert) p->alerts[slot].record = *(const struct alert_record *)record;
    if (kind == RECORD_local_value)
        p->local_values[slot].record = *(const struct local_value_record *)record;
    if (kind == RECORD_menu_route)
        p->menu_routes[slot].record = *(const struct menu_route_record *)record;
    if (kind == RECORD_link) p->links[slot].record = *(const struct link_record *)record;
    if (kind == RECORD_zone) p->zones[slot].record = *(const struct zone_record *)record;
    void *kept = places_record(c, ref_of(kind, slot), &hash);
    if (kept == NULL) return problem_set(problem, ERR_INTERNAL, name, "%s: it names nothing", name);
    *hash = record_hash(kind, record);
    c->digest += *hash;
    return ERR_OK;
}

/* --- invariants ------------------------------------------------------------------------------------------------------ */

static enum err broken(struct problem *problem, const char *rule, unsigned slot) {
    return problem_set(problem, ERR_INTERNAL, rule, "%s does not hold: %u", rule, slot);
}

static bool covers(const struct activation_record *a, organisation_no n) {
    return organisation_set_is_empty(&a->municipalities[0]) ||
           organisation_set_has(&a->municipalities[0], n);
}

/* Of somebody whom the activation is about; said only after two people; proposed or said, else it would not be there. */
static enum err check_local(const struct core *c, uint32_t i, struct problem *problem) {
    const struct local_value_record *r = &c->places->local_values[i].record;
    uint32_t at = find_activation(c, r->activation);
    if (at == LIST_NONE || core_organisation(c, r->organisation) == NULL)
        return broken(problem, "local_value_names_what_is_there", i);
    if (!covers(&c->activations[at].record, r->organisation))
        return broken(problem, "local_value_is_in_the_area", i);
    if (r->proposed_at == 0 && r->approved_at == 0)
        return broken(problem, "local_value_says_something", i);
    if (r->approved_at != 0 && same_id(r->written_by, r->approved_by))
        return broken(problem, "local_value_has_two_people", i);
    return ERR_OK;
}

enum err places_check(const struct core *c, struct problem *problem) {
    const struct places *p = c->places;
    enum err err = ERR_OK;
    uint32_t alerts = 0;
    for (uint32_t i = 0; err == ERR_OK && i < LIMIT_LOCAL_VALUES; i++)
        if (p->local_values[i].record.activation != 0 && !p->local_values[i].going)
            err = check_local(c, i, problem);
    for (uint32_t i = 0; err == ERR_OK && i < LIMIT_MENU_ROUTES; i++) {
        const struct menu_route_record *r = &p->menu_routes[i].record;
        if (r->activation == 0 || p->menu_routes[i].going) continue;
        uint32_t at = find_activation(c, r->activation);
        if (at == LIST_NONE || core_organisation(c, r->organisation) == NULL ||
            !covers(&c->activations[at].record, r->organisation))
            err = broken(problem, "menu_route_is_in_the_area", i);
    }
    for (uint32_t i = 0; err == ERR_OK && i < LIMIT_LINKS; i++)
        if (p->links[i].record.url[0] != '\0' && !p->links[i].going &&
            core_organisation(c, p->links[i].record.organisation) == NULL)
            err = broken(problem, "link_has_an_organisation", i);
    for (uint32_t i = 0; err == ERR_OK && i < LIMIT_ZONES; i++)
        if (p->zones[i].record.id[0] != '\0' && !p->zones[i].going &&
            core_organisation(c, p->zones[i].record.organisation) == NULL)
            err = broken(problem, "zone_has_an_organisation", i);
    for (uint32_t i = 0; err == ERR_OK && i < ALERT_SLOTS; i++) {
        const struct alert_record *r = &p->alerts[i].record;
        if (r->id[0] == '\0' || p->alerts[i].going) continue;
        alerts++;
        if ((r->state == ALERT_STATE_ANSWERED) != (r->activation != 0))
            err = broken(problem, "alert_state_fits_its_activation", i);
    }
    return err == ERR_OK && alerts > LIMIT_ALERTS ? broken(problem, "alerts_are_few", alerts) : err;
}
