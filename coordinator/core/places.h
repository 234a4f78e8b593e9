/* What authorities and municipalities add to activations: alerts that came in (alerts.c), and values, menu routes and
 * confirmed links of single municipalities (places.c). Internal to the core. */
#ifndef CORE_PLACES_H
#define CORE_PLACES_H

#include "core/state.h"

/* One place more than may be taken: what makes room keeps its own for one command more. */
#define ALERT_SLOTS (LIMIT_ALERTS + 1)

struct alert_slot {
    struct alert_record record; /* id "": free */
    uint64_t record_hash;
    bool going; /* removed by this command */
};

struct local_value_slot {
    struct local_value_record record; /* activation 0: free */
    uint64_t record_hash;
    bool going;
};

struct menu_route_slot {
    struct menu_route_record record; /* activation 0: free */
    uint64_t record_hash;
    bool going;
};

struct link_slot {
    struct link_record record; /* url "": free */
    uint64_t record_hash;
    bool going;
};

struct zone_slot {
    struct zone_record record; /* id "": free */
    uint64_t record_hash;
    bool going;
};

struct places {
    struct alert_slot alerts[ALERT_SLOTS];
    struct local_value_slot local_values[LIMIT_LOCAL_VALUES];
    struct menu_route_slot menu_routes[LIMIT_MENU_ROUTES];
    struct link_slot links[LIMIT_LINKS];
    struct zone_slot zones[LIMIT_ZONES];
};

/* --- the tables, for views.c, restore.c, core.c and invariants.c ------------------------------------------------------ */

void *places_record(const struct core *c, struct record_ref ref, uint64_t **hash);
uint64_t places_table_size(enum record_kind kind);
void places_record_id(const struct core *c, enum record_kind kind, const void *record, char *out,
                      size_t size);
enum err places_restore(struct core *c, enum record_kind kind, const void *record,
                        struct problem *problem);
/* The slot of what a command removed is free from here on. */
void places_release(struct core *c, enum record_kind kind, uint32_t slot);
enum err places_check(const struct core *c, struct problem *problem);

/* --- alerts ----------------------------------------------------------------------------------------------------------- */

/* Whether an activation may be started from the alert; "": from none. */
enum err alert_answerable(const struct core *c, const char *id, bool exercise,
                          struct problem *problem);
void alert_answered(struct core *c, const char *id, const struct activation_record *activation);

/* --- municipalities --------------------------------------------------------------------------------------------------- */

/* An update says these values otherwise, or has them no more: what municipalities say instead is dropped. So is all of those
 * who left the area. */
void places_updated(struct core *c, uint32_t activation_slot, const struct id_list *changed);
/* With the activation. False: the next tick goes on. */
bool places_forget(struct core *c, activation_id activation);
/* Why the organisation cannot be removed; ERR_OK: nothing here names it. */
enum err places_in_use(const struct core *c, organisation_no n, struct problem *problem);

/* --- parts of municipalities (zones.c, narrowing.c) ------------------------------------------------------------------- */

/* LIST_NONE: the municipality has no such zone. */
uint32_t find_zone(const struct core *c, organisation_no n, const char *id);
/* The first zone of the organisation; LIST_NONE: it has none. */
uint32_t zone_of(const struct core *c, organisation_no n);
/* Forgets the parts of all municipalities, or of those that are in the area no more. */
void narrowing_drop(struct activation_record *r, bool all);
/* What a command names; the municipalities join the area. */
enum err narrowing_read(const struct core *c, const struct narrowing_list *list,
                        struct activation_record *r, struct problem *problem);
/* Who leaves the area hears that it is over there; who comes back hears what holds. */
void narrowing_move(const struct core *c, struct activation_record *r,
                    const struct activation_record *before);
void narrowing_settle(struct activation_record *r);
/* Whether what left the area is told so. */
bool narrowing_has_left(const struct activation_record *r);
/* Whether `other`, which holds in a part of the municipality, goes on wherever `lifted` held there; with a postcode: in that. */
bool narrowing_covers(const struct activation_record *other, const struct activation_record *lifted,
                      organisation_no n, uint16_t postcode);
/* Whether its area or what left it names the municipality. */
bool narrowing_touches(const struct activation_record *r, organisation_no n);
enum err narrowing_check(const struct activation_record *r, struct problem *problem);

#endif
