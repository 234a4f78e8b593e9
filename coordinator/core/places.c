/* What municipalities say for their own citizens: values that are otherwise there, where their phone menu sends people, and
 * which links they confirm. And the tables of these and of alerts. */
#include "core/places.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"

/* --- finding -------------------------------------------------------------------------------------------------------- */

static uint32_t find_local(const struct core *c, activation_id activation, organisation_no n,
                           const char *parameter) {
    for (uint32_t i = 0; i < LIMIT_LOCAL_VALUES; i++) {
        const struct local_value_record *r = &c->places->local_values[i].record;
        if (r->activation == activation && r->organisation == n &&
            !c->places->local_values[i].going && same_id(r->parameter, parameter))
            return i;
    }
    return LIST_NONE;
}

static uint32_t find_route(const struct core *c, activation_id activation, organisation_no n) {
    for (uint32_t i = 0; i < LIMIT_MENU_ROUTES; i++) {
        const struct menu_route_record *r = &c->places->menu_routes[i].record;
        if (r->activation == activation && r->organisation == n && !c->places->menu_routes[i].going)
            return i;
    }
    return LIST_NONE;
}

static uint32_t find_link(const struct core *c, organisation_no n, const char *url) {
    for (uint32_t i = 0; i < LIMIT_LINKS; i++) {
        const struct link_record *r = &c->places->links[i].record;
        if (r->url[0] != '\0' && r->organisation == n && !c->places->links[i].going &&
            strcmp(r->url, url) == 0)
            return i;
    }
    return LIST_NONE;
}

const struct local_value_record *core_local_value(const struct core *c, activation_id activation,
                                                  organisation_no n, const char *parameter) {
    uint32_t slot = find_local(c, activation, n, parameter);
    return slot == LIST_NONE ? NULL : &c->places->local_values[slot].record;
}

const struct menu_route_record *core_menu_route(const struct core *c, activation_id activation,
                                                organisation_no n) {
    uint32_t slot = find_route(c, activation, n);
    return slot == LIST_NONE ? NULL : &c->places->menu_routes[slot].record;
}

const struct link_record *core_link(const struct core *c, organisation_no n, const char *url) {
    uint32_t slot = find_link(c, n, url);
    return slot == LIST_NONE ? NULL : &c->places->links[slot].record;
}

/* --- who may ---------------------------------------------------------------------------------------------------------- */

/* The municipality's own approval: neither the cooperation's people nor an administrator stand in for it. */
static enum err need_own_people(const struct actor *actor, struct problem *problem) {
    if (!actor->all_organisations) return ERR_OK;
    return problem_set(problem, ERR_NOT_AUTHORISED, "organisation",
                       "it is the municipality's own: the token must be limited to it");
}

/* The activation, and the municipality, which it must be about. */
static enum err need_place(const struct core *c, activation_id id, const char *organisation,
                           uint32_t *at, organisation_no *n, struct problem *problem) {
    enum err err = need_activation(c, id, at, problem);
    if (err != ERR_OK) return err;
    const struct activation_record *a = &c->activations[*at].record;
    if (a->state == ACTIVATION_STATE_LIFTED)
        return problem_set(problem, ERR_NOT_ACTIVE, "activation", "activation-%llu is lifted",
                           (unsigned long long)id);
    if (!core_find_organisation(c, organisation, n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", organisation);
    if (!organisation_set_is_empty(&a->municipalities[0]) &&
        !organisation_set_has(&a->municipalities[0], *n))
        return problem_set(problem, ERR_OUT_OF_RANGE, "organisation",
                           "activation-%llu is not about %s", (unsigned long long)id, organisation);
    return ERR_OK;
}

/* Channels are told something else from now on. */
static void tell_channels(struct core *c, uint32_t at, struct event *event) {
    c->activations[at].record.local_changes++;
    event_record(event, RECORD_activation, c->activations[at].record.id);
}

/* And citizens hear something else. */
static void say_otherwise(struct core *c, uint32_t at, struct event *event) {
    c->activations[at].record.local_changed_at = c->now;
    tell_channels(c, at, event);
}

/* --- local values -------------------------------------------------------------------------------------------------------- */

static enum err take_local_slot(const struct core *c, uint32_t *out, struct problem *problem) {
    uint32_t slot = 0;
    while (slot < LIMIT_LOCAL_VALUES && c->places->local_values[slot].record.activation != 0)
        slot++;
    *out = slot;
    if (slot < LIMIT_LOCAL_VALUES) return ERR_OK;
    return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d local values already",
                       LIMIT_LOCAL_VALUES);
}

HANDLER(local_value_propose) {
    const struct local_value_propose_command *p = &command->as.local_value_propose;
    uint32_t at, slot;
    organisation_no n;
    enum err err = need_own_people(&command->actor, problem);
    if (err == ERR_OK) err = need_place(c, p->activation, p->organisation, &at, &n, problem);
    if (err != ERR_OK) return err;
    slot = find_local(c, p->activation, n, p->parameter);
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE) err = take_local_slot(c, &slot, problem);
    if (err != ERR_OK) return err;
    struct local_value_record *r = &c->places->local_values[slot].record;
    result->subject = ref_of(RECORD_local_value, slot);
    if (!result->created && r->proposed_at != 0 &&
        memcmp(r->proposed, p->value, SHA256_BYTES) == 0) {
        result->repeated = true;
        return ERR_OK;
    }
    r->activation = p->activation;
    r->organisation = n;
    r->proposed_at = c->now;
    memcpy(r->proposed, p->value, sizeof r->proposed);
    memcpy(r->parameter, p->parameter, sizeof r->parameter);
    memcpy(r->proposed_by, command->actor.token, sizeof r->proposed_by);
    memcpy(r->reason, p->reason, sizeof r->reason);
    event_record(emit(c, EVENT_local_value_proposed), RECORD_local_value, slot);
    return ERR_OK;
}

static enum err check_proposal(const struct local_value_record *r, const struct command *command,
                               struct problem *problem) {
    const struct local_value_approve_command *p = &command->as.local_value_approve;
    if (r->proposed_at == 0)
        return problem_set(problem, ERR_NOT_FOUND, "parameter", "nothing is proposed for %s",
                           p->parameter);
    if (memcmp(r->proposed, p->value, SHA256_BYTES) != 0)
        return problem_set(problem, ERR_OTHER_REVISION, "value",
                           "another value is proposed by now, by %s", r->proposed_by);
    if (same_id(r->proposed_by, command->actor.token))
        return problem_set(problem, ERR_SAME_PERSON, NULL,
                           "%s proposed it and cannot approve it too", r->proposed_by);
    return ERR_OK;
}

HANDLER(local_value_approve) {
    const struct local_value_approve_command *p = &command->as.local_value_approve;
    uint32_t at, slot;
    organisation_no n;
    enum err err = need_own_people(&command->actor, problem);
    if (err == ERR_OK) err = need_place(c, p->activation, p->organisation, &at, &n, problem);
    if (err != ERR_OK) return err;
    slot = find_local(c, p->activation, n, p->parameter);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "parameter", "nothing is proposed for %s",
                           p->parameter);
    struct local_value_record *r = &c->places->local_values[slot].record;
    result->subject = ref_of(RECORD_local_value, slot);
    if (r->proposed_at == 0 && r->approved_at != 0 &&
        memcmp(r->value, p->value, SHA256_BYTES) == 0) {
        result->repeated = true;
        return ERR_OK;
    }
    err = check_proposal(r, command, problem);
    if (err != ERR_OK) return err;
    memcpy(r->value, r->proposed, sizeof r->value);
    memcpy(r->written_by, r->proposed_by, sizeof r->written_by);
    memcpy(r->approved_by, command->actor.token, sizeof r->approved_by);
    r->approved_at = c->now;
    r->proposed_at = 0;
    memset(r->proposed, 0, sizeof r->proposed);
    memset(r->proposed_by, 0, sizeof r->proposed_by);
    struct event *event = emit(c, EVENT_local_value_approved);
    event_record(event, RECORD_local_value, slot);
    say_otherwise(c, at, event);
    return ERR_OK;
}

static void remove_local(struct core *c, uint32_t slot, struct event *event) {
    event_removed(event, RECORD_local_value, slot);
    c->places->local_values[slot].going = true;
}

HANDLER(local_value_withdraw) {
    const struct local_value_withdraw_command *p = &command->as.local_value_withdraw;
    uint32_t at, slot;
    organisation_no n;
    enum err err = need_own_people(&command->actor, problem);
    if (err == ERR_OK) err = need_place(c, p->activation, p->organisation, &at, &n, problem);
    if (err != ERR_OK) return err;
    slot = find_local(c, p->activation, n, p->parameter);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "parameter", "%s says nothing else about %s",
                           p->organisation, p->parameter);
    struct event *event = emit(c, EVENT_local_value_withdrawn);
    if (c->places->local_values[slot].record.approved_at != 0) say_otherwise(c, at, event);
    remove_local(c, slot, event);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

/* --- with the activation ---------------------------------------------------------------------------------------------------- */

static bool names(const struct id_list *ids, const char *id) {
    for (int i = 0; i < ids->count; i++)
        if (same_id(ids->ids[i], id)) return true;
    return false;
}

static struct event *room_in(struct core *c, struct event *event, enum event_type type) {
    bool full = event == NULL || event->record_count + 2 > LIMIT_RECORDS_PER_EVENT;
    return full ? emit(c, type) : event;
}

void places_updated(struct core *c, uint32_t at, const struct id_list *changed) {
    const struct activation_record *a = &c->activations[at].record;
    const struct organisation_set *area = &a->municipalities[0];
    struct event *event = NULL;
    for (uint32_t i = 0; i < LIMIT_LOCAL_VALUES; i++) {
        const struct local_value_record *r = &c->places->local_values[i].record;
        if (r->activation != a->id || c->places->local_values[i].going) continue;
        bool left =
            !organisation_set_is_empty(area) && !organisation_set_has(area, r->organisation);
        if (!left && !names(changed, r->parameter)) continue;
        event = room_in(c, event, EVENT_local_value_dropped);
        if (r->approved_at != 0) say_otherwise(c, at, event);
        remove_local(c, i, event);
    }
    event = NULL;
    for (uint32_t i = 0; i < LIMIT_MENU_ROUTES; i++) {
        const struct menu_route_record *r = &c->places->menu_routes[i].record;
        if (r->activation != a->id || c->places->menu_routes[i].going) continue;
        if (organisation_set_is_empty(area) || organisation_set_has(area, r->organisation))
            continue;
        event = room_in(c, event, EVENT_menu_route_removed);
        event_removed(event, RECORD_menu_route, i);
        c->places->menu_routes[i].going = true;
    }
}

bool places_forget(struct core *c, activation_id activation) {
    struct event *event = NULL;
    for (uint32_t i = 0; i < LIMIT_LOCAL_VALUES; i++) {
        struct local_value_slot *slot = &c->places->local_values[i];
        if (slot->record.activation != activation || slot->going) continue;
        if (!room_for_events(c)) return false;
        event = room_in(c, event, EVENT_activation_history_forgotten);
        remove_local(c, i, event);
    }
    for (uint32_t i = 0; i < LIMIT_MENU_ROUTES; i++) {
        struct menu_route_slot *slot = &c->places->menu_routes[i];
        if (slot->record.activation != activation || slot->going) continue;
        if (!room_for_events(c)) return false;
        event = room_in(c, event, EVENT_activation_history_forgotten);
        event_removed(event, RECORD_menu_route, i);
        slot->going = true;
    }
    return true;
}

enum err places_in_use(const struct core *c, organisation_no n, struct problem *problem) {
    for (uint32_t i = 0; i < LIMIT_LOCAL_VALUES; i++)
        if (c->places->local_values[i].record.activation != 0 &&
            c->places->local_values[i].record.organisation == n)
            return problem_set(problem, ERR_IN_USE, "organisation",
                               "it says something else in activation-%llu",
                               (unsigned long long)c->places->local_values[i].record.activation);
    for (uint32_t i = 0; i < LIMIT_MENU_ROUTES; i++)
        if (c->places->menu_routes[i].record.activation != 0 &&
            c->places->menu_routes[i].record.organisation == n)
            return problem_set(problem, ERR_IN_USE, "organisation",
                               "its phone menu has a route in activation-%llu",
                               (unsigned long long)c->places->menu_routes[i].record.activation);
    for (uint32_t i = 0; i < LIMIT_LINKS; i++)
        if (c->places->links[i].record.url[0] != '\0' &&
            c->places->links[i].record.organisation == n)
            return problem_set(problem, ERR_IN_USE, "organisation", "it has confirmed the link %s",
                               c->places->links[i].record.url);
    uint32_t zone = zone_of(c, n);
    if (zone != LIST_NONE)
        return problem_set(problem, ERR_IN_USE, "organisation", "it has the zone %s",
                           c->places->zones[zone].record.id);
    return ERR_OK;
}

/* --- menu routes ------------------------------------------------------------------------------------------------------------ */

static enum err check_target(const struct menu_route_put_command *p, struct problem *problem) {
    size_t length = strlen(p->target);
    switch ((enum menu_route_kind)p->kind) {
    case MENU_ROUTE_KIND_QUEUE:
        if (length == 0) return ERR_OK;
        return problem_set(problem, ERR_INVALID, "target", "the queue takes no target");
    case MENU_ROUTE_KIND_NUMBER:
        if (length >= 3 && length <= 15 && strspn(p->target, "0123456789") == length) return ERR_OK;
        return problem_set(problem, ERR_INVALID, "target",
                           "a number is 3 to 15 digits and nothing else");
    case MENU_ROUTE_KIND_OPTION:
        if (length >= 1 && length <= 16) return ERR_OK;
        return problem_set(problem, ERR_INVALID, "target",
                           "an option is the name of a branch of the menu, 1 to 16 characters");
    case MENU_ROUTE_KIND_COUNT: break;
    }
    UNREACHABLE("a kind of route");
}

HANDLER(menu_route_put) {
    const struct menu_route_put_command *p = &command->as.menu_route_put;
    uint32_t at, slot;
    organisation_no n;
    enum err err = check_target(p, problem);
    if (err == ERR_OK) err = need_place(c, p->activation, p->organisation, &at, &n, problem);
    if (err != ERR_OK) return err;
    slot = find_route(c, p->activation, n);
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE)
        for (slot = 0;
             slot < LIMIT_MENU_ROUTES && c->places->menu_routes[slot].record.activation != 0;)
            slot++;
    if (slot == LIMIT_MENU_ROUTES)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d menu routes already",
                           LIMIT_MENU_ROUTES);
    struct menu_route_record *r = &c->places->menu_routes[slot].record;
    result->subject = ref_of(RECORD_menu_route, slot);
    if (!result->created && r->kind == p->kind && same_id(r->target, p->target)) {
        result->repeated = true;
        return ERR_OK;
    }
    *r = (struct menu_route_record){
        .activation = p->activation, .at = c->now, .organisation = n, .kind = p->kind};
    memcpy(r->target, p->target, sizeof r->target);
    memcpy(r->by, command->actor.token, sizeof r->by);
    struct event *event = emit(c, EVENT_menu_route_changed);
    event_record(event, RECORD_menu_route, slot);
    tell_channels(c, at, event);
    return ERR_OK;
}

HANDLER(menu_route_remove) {
    const struct menu_route_remove_command *p = &command->as.menu_route_remove;
    uint32_t at, slot;
    organisation_no n;
    enum err err = need_place(c, p->activation, p->organisation, &at, &n, problem);
    if (err != ERR_OK) return err;
    slot = find_route(c, p->activation, n);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "organisation", "%s has no route of its own",
                           p->organisation);
    struct event *event = emit(c, EVENT_menu_route_removed);
    event_removed(event, RECORD_menu_route, slot);
    c->places->menu_routes[slot].going = true;
    tell_channels(c, at, event);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

/* --- links -------------------------------------------------------------------------------------------------------------------- */

HANDLER(link_confirm) {
    const struct link_confirm_command *p = &command->as.link_confirm;
    organisation_no n;
    enum err err = need_own_people(&command->actor, problem);
    if (err != ERR_OK) return err;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (strncmp(p->url, "https://", 8) != 0 || strlen(p->url) < 12 || strchr(p->url, ' ') != NULL)
        return problem_set(problem, ERR_INVALID, "url",
                           "a link begins with https:// and has no blank");
    uint32_t slot = find_link(c, n, p->url);
    if (slot != LIST_NONE) {
        result->repeated = true;
        result->subject = ref_of(RECORD_link, slot);
        return ERR_OK;
    }
    for (slot = 0; slot < LIMIT_LINKS && c->places->links[slot].record.url[0] != '\0';)
        slot++;
    if (slot == LIMIT_LINKS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL,
                           "there are %d confirmed links already: withdraw old ones", LIMIT_LINKS);
    struct link_record *r = &c->places->links[slot].record;
    *r = (struct link_record){.confirmed_at = c->now, .organisation = n};
    memcpy(r->url, p->url, sizeof r->url);
    memcpy(r->confirmed_by, command->actor.token, sizeof r->confirmed_by);
    event_record(emit(c, EVENT_link_confirmed), RECORD_link, slot);
    result->subject = ref_of(RECORD_link, slot);
    result->created = true;
    return ERR_OK;
}

HANDLER(link_withdraw) {
    const struct link_withdraw_command *p = &command->as.link_withdraw;
    organisation_no n;
    enum err err = need_own_people(&command->actor, problem);
    if (err != ERR_OK) return err;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    uint32_t slot = find_link(c, n, p->url);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "url", "%s has not confirmed it",
                           p->organisation);
    event_removed(emit(c, EVENT_link_withdrawn), RECORD_link, slot);
    c->places->links[slot].going = true;
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}
