/* Offers: seats at a partner's address, by lease, in a window, amended, paused, drained and withdrawn by one command each. What
 * rings and what talks there goes on, but for a withdrawal, which takes back what rings.
 *
 * To routing the free seats of an offer are one more agent of its organisation, who is never busy while a seat is free: in the
 * idle lists, in presence and reserve, weighed by the same index. So there is no second way to choose. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/pools.h"
#include "core/state.h"

#define SEAT_LEVEL 1 /* trained, by the partner's own word: behind its agents of a higher level */
#define PREFERENCE_USUAL 3

bool offers_open(struct core *c) {
    c->offers = calloc(1, sizeof *c->offers);
    if (c->offers == NULL) return false;
    c->offers->due = TIME_NEVER;
    return true;
}

const struct offer_record *core_offer(const struct core *c, offer_no n) {
    return core_record(c, ref_of(RECORD_offer, n));
}

bool core_find_offer(const struct core *c, const char *id, offer_no *out) {
    for (uint32_t i = 0; i < c->offers->ever; i++) {
        const struct offer_slot *slot = &c->offers->slots[i];
        if (slot->record.id[0] == '\0' || slot->going || !same_id(slot->record.id, id)) continue;
        *out = (offer_no)i;
        return true;
    }
    return false;
}

/* --- as routing sees it ------------------------------------------------------------------------------------------------------ */

static void count_able(struct core *c, const struct offer_slot *slot, uint32_t by) {
    struct organisation_lists *lists = organisation_lists(c, slot->record.organisation);
    for (topic_set left = slot->record.topics; left != 0; left &= left - 1) {
        unsigned topic = (unsigned)__builtin_ctzll(left);
        c->sharing->able_by_topic[topic] += by;
        lists->able[topic] += by;
        uint32_t *signed_in = &lists_of(lists, CHANNEL_PHONE)->signed_in[topic];
        *signed_in += by;
        if (*signed_in == 0 && c->sharing->handed_back > 0) c->sharing->nobody_left = true;
    }
    for (language_set left = slot->record.languages; left != 0; left &= (language_set)(left - 1))
        c->sharing->able_by_language[__builtin_ctz(left)] += by;
}

static void set_idle(struct core *c, offer_no o, bool idle) {
    agent_no seat = seat_agent(c, o);
    struct agent_slot *agent = &c->agents[seat];
    if (idle == (agent->availability.state == AGENT_STATE_AVAILABLE)) return;
    if (!idle) idle_remove(c, seat, CHANNEL_PHONE);
    agent->availability.state = idle ? AGENT_STATE_AVAILABLE : AGENT_STATE_RESERVED;
    if (idle) idle_add(c, seat, CHANNEL_PHONE);
}

static void count(struct core *c, offer_no o, uint32_t present, uint32_t helping, uint32_t free) {
    struct offer_slot *slot = &c->offers->slots[o];
    struct organisation_slot *organisation = &c->organisations[slot->record.organisation];
    int32_t slack =
        (int32_t)(present - slot->counted_present) - (int32_t)(helping - slot->counted_helping);
    if (slack > 0) look_again(c, slot->record.organisation); /* more for the reserve */
    if (present != slot->counted_present) count_able(c, slot, present - slot->counted_present);
    organisation->present += present - slot->counted_present;
    organisation->helping += helping - slot->counted_helping;
    organisation->seats_free += free - slot->counted_free;
    if (free > slot->counted_free) slot->look = c->offers->look = true;
    slot->counted_present = present;
    slot->counted_helping = helping;
    slot->counted_free = free;
    set_idle(c, o, free > 0);
}

static time_ms later(time_ms a, time_ms b) { return a > b ? a : b; }

/* From when on its organisation's queue counts as full: nothing was reported for too long. */
static time_ms stale_at(const struct core *c, const struct offer_record *r) {
    const struct organisation_slot *organisation = &c->organisations[r->organisation];
    time_ms known = later(r->opened_at, c->counters.recovered_at);
    if (organisation->has_service) known = later(known, organisation->service_record.reported_at);
    return known + c->settings.queue_stale_ms;
}

static bool is_usable(const struct core *c, const struct offer_slot *slot) {
    organisation_no n = slot->record.organisation;
    return slot->record.state == OFFER_STATE_OPEN && data_gate_open(c, n) && !slot->stale &&
           c->organisations[n].service <= SERVICE_STATE_OVERLOADED;
}

void offer_refresh(struct core *c, offer_no o) {
    struct offer_slot *slot = &c->offers->slots[o];
    if (slot->record.id[0] == '\0' || slot->going) return;
    slot->stale = c->now >= stale_at(c, &slot->record);
    uint32_t seats = slot->record.seats, free = 0, present = slot->in_use;
    if (is_usable(c, slot)) {
        uint32_t room = service_room(c, slot->record.organisation);
        if (seats > slot->in_use) free = seats - slot->in_use;
        if (room < free) free = room;
        present = slot->in_use + free;
    }
    count(c, o, present, slot->helping, free);
    c->offers->changed = true;
}

void offers_refresh_of(struct core *c, organisation_no n) {
    for (uint32_t o = 0; o < c->offers->ever; o++)
        if (c->offers->slots[o].record.organisation == n) offer_refresh(c, (offer_no)o);
}

void offers_refresh(struct core *c) {
    for (uint32_t o = 0; o < c->offers->ever; o++)
        offer_refresh(c, (offer_no)o);
    c->offers->changed = true; /* another setting: another time */
}

/* The seats stand in the agents' table under what the record says; nothing is counted of them while it is changed. */
static void set_seats(struct core *c, offer_no o) {
    const struct offer_record *r = &c->offers->slots[o].record;
    struct agent_slot *seat = &c->agents[seat_agent(c, o)];
    *seat = (struct agent_slot){.record = {.line = 1, .organisation = r->organisation}};
    memcpy(seat->record.id, r->id, sizeof seat->record.id);
    for (topic_set left = r->topics; left != 0; left &= left - 1)
        seat->record.levels[__builtin_ctzll(left)] = SEAT_LEVEL;
    seat->record.languages = r->languages;
    if (strncmp(r->address, "sip", 3) == 0) /* a switch rings no other */
        memcpy(seat->record.phone, r->address, sizeof seat->record.phone);
    seat->record.number = seat_agent(c, o);
    agent_index(seat);
    seat->availability.state = AGENT_STATE_RESERVED;
    seat->availability.idle_since = r->opened_at;
}

void offers_look(struct core *c) {
    for (uint32_t o = 0; c->offers->look && o < c->offers->ever; o++) {
        struct offer_slot *slot = &c->offers->slots[o];
        if (!slot->look) continue;
        while (slot->counted_free > 0) {
            if (!room_for_events(c)) return; /* the next command goes on */
            if (!route_agent(c, seat_agent(c, (offer_no)o), c->sharing->refused)) break;
        }
        slot->look = false;
    }
    c->offers->look = false;
}

/* --- its life ------------------------------------------------------------------------------------------------------------------- */

static struct event *tell(struct core *c, offer_no o, enum event_type type) {
    struct event *event = emit(c, type);
    event_record(event, RECORD_offer, o);
    event->organisation = c->offers->slots[o].record.organisation;
    return event;
}

/* Its seats count in the credit while it is open. */
static struct event *move(struct core *c, offer_no o, enum offer_state to) {
    struct offer_record *r = &c->offers->slots[o].record;
    struct event *event =
        tell(c, o, to == OFFER_STATE_CLOSED ? EVENT_offer_closed : EVENT_offer_changed);
    credit_seats(c, r, event);
    r->state = (uint8_t)to;
    r->counted_at = to == OFFER_STATE_OPEN ? c->now : 0;
    if (to == OFFER_STATE_CLOSED) r->closed_at = c->now;
    return event;
}

static void open_offer(struct core *c, offer_no o) {
    struct offer_record *r = &c->offers->slots[o].record;
    move(c, o, OFFER_STATE_OPEN);
    r->opened_at = r->renewed_at = c->now;
    c->agents[seat_agent(c, o)].availability.idle_since = c->now;
    offer_refresh(c, o);
}

static void drain(struct core *c, offer_no o) {
    move(c, o, c->offers->slots[o].in_use > 0 ? OFFER_STATE_DRAINING : OFFER_STATE_CLOSED);
    offer_refresh(c, o);
}

void offer_seat_freed(struct core *c, offer_no o) {
    const struct offer_slot *slot = &c->offers->slots[o];
    if (slot->record.state == OFFER_STATE_DRAINING && slot->in_use == 0)
        move(c, o, OFFER_STATE_CLOSED);
    offers_refresh_of(c, slot->record.organisation);
}

void offer_take_back(struct core *c, offer_no o, enum routing_reason reason) {
    uint32_t call = c->deadlines[LIST_RESERVED].first;
    while (call != LIST_NONE && room_for_events(c)) {
        if (c->calls[call].record.offer != o) {
            call = c->call_nodes[call].next;
            continue;
        }
        seat_drop(c, call, reason);
        route_call(c, call);
        call = c->deadlines[LIST_RESERVED].first; /* others may have been offered in the meantime */
    }
}

/* --- deadlines ------------------------------------------------------------------------------------------------------------------ */

static time_ms lease_until(const struct core *c, const struct offer_record *r) {
    return later(r->renewed_at, c->counters.recovered_at) + c->settings.offer_lease_ms;
}

static time_ms earlier(time_ms a, time_ms b) { return a < b ? a : b; }

static time_ms due_at(const struct core *c, const struct offer_slot *slot) {
    const struct offer_record *r = &slot->record;
    time_ms ends = r->ends_at == 0 ? TIME_NEVER : r->ends_at;
    switch ((enum offer_state)r->state) {
    case OFFER_STATE_PLANNED: return earlier(r->starts_at, ends);
    case OFFER_STATE_OPEN:
        ends = earlier(ends, lease_until(c, r));
        return slot->stale ? ends : earlier(ends, stale_at(c, r));
    case OFFER_STATE_PAUSED: return earlier(ends, lease_until(c, r));
    case OFFER_STATE_LAPSED: return earlier(ends, lease_until(c, r) + c->settings.unknown_ms);
    case OFFER_STATE_DRAINING: return TIME_NEVER; /* its calls end in their own time */
    case OFFER_STATE_CLOSED:
        return slot->calls == 0 ? r->closed_at + c->settings.call_retention_ms : TIME_NEVER;
    case OFFER_STATE_COUNT: break;
    }
    UNREACHABLE("no such state");
}

void offers_settle(struct core *c) {
    struct offers *offers = c->offers;
    if (!offers->changed) return;
    offers->changed = false;
    offers->due = TIME_NEVER;
    for (uint32_t o = 0; o < offers->ever; o++) {
        const struct offer_slot *slot = &offers->slots[o];
        if (slot->record.id[0] == '\0' || slot->going) continue;
        time_ms at = due_at(c, slot);
        if (at >= offers->due) continue;
        offers->due = at;
        offers->due_slot = o;
    }
}

time_ms offer_first(const struct core *c, uint32_t *slot) {
    *slot = c->offers->due_slot;
    return c->offers->due;
}

bool offer_is_over(const struct core *c, uint32_t slot) {
    return c->offers->slots[slot].record.state == OFFER_STATE_CLOSED;
}

static void forget(struct core *c, offer_no o) {
    struct event *event = emit(c, EVENT_offer_removed);
    event->organisation = c->offers->slots[o].record.organisation;
    event_removed(event, RECORD_offer, o);
    c->offers->slots[o].going = true;
}

void offer_due(struct core *c, uint32_t o) {
    struct offer_slot *slot = &c->offers->slots[o];
    struct offer_record *r = &slot->record;
    c->offers->changed = true;
    if (r->state == OFFER_STATE_CLOSED)
        forget(c, (offer_no)o);
    else if (r->ends_at != 0 && c->now >= r->ends_at)
        drain(c, (offer_no)o);
    else if (r->state == OFFER_STATE_PLANNED)
        open_offer(c, (offer_no)o);
    else if (r->state == OFFER_STATE_LAPSED)
        drain(c, (offer_no)o);
    else if (c->now >= lease_until(c, r)) {
        move(c, (offer_no)o, OFFER_STATE_LAPSED);
        offer_refresh(c, (offer_no)o);
    } else
        offers_refresh_of(c, r->organisation); /* nothing was reported for too long */
}

/* --- reading ---------------------------------------------------------------------------------------------------------------------- */

/* It ends up in what a switch sends: a header, a dial string. */
enum err check_address(const char *address, struct problem *problem) {
    bool scheme = strncmp(address, "sip:", 4) == 0 || strncmp(address, "sips:", 5) == 0 ||
                  strncmp(address, "http:", 5) == 0 || strncmp(address, "https:", 6) == 0;
    for (const char *at = address; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~' || strchr("\"'<>,\\`", *at) != NULL)
            return problem_set(problem, ERR_INVALID, "address",
                               "it has no blanks, quotes, commas, backslashes, angle brackets or "
                               "letters beyond a to z");
    if (scheme && strlen(address) > 8) return ERR_OK;
    return problem_set(problem, ERR_INVALID, "address",
                       "it begins with sip:, sips:, http: or https: and names where");
}

static enum err read_organisation(const struct core *c, const char *id, organisation_no *out,
                                  struct problem *problem) {
    if (!core_find_organisation(c, id, out))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", id);
    uint8_t standing = c->organisations[*out].record.standing;
    if (standing != STANDING_MEMBER && standing != STANDING_PARTNER)
        return problem_set(problem, ERR_NOT_A_PARTNER, "organisation",
                           "only a member or a partner offers seats; %s is %s", id,
                           word_text(&standing_words, standing));
    if (!data_gate_open(c, *out))
        return problem_set(problem, ERR_DATA_AGREEMENT_MISSING, "organisation",
                           "%s has no data-processing agreement in force", id);
    return ERR_OK;
}

/* The seats of an offer are real ones. Those for an exercise among real calls would take real calls because of it. */
static enum err check_crisis(const struct core *c, activation_id id, struct problem *problem) {
    uint32_t slot = id == 0 ? LIST_NONE : find_activation(c, id);
    if (id != 0 && slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_ACTIVATION, "activation",
                           "there is no activation-%llu", (unsigned long long)id);
    if (id != 0 && !core_activation_concerns_calls(c, &c->activations[slot].record))
        return problem_set(problem, ERR_OUT_OF_RANGE, "activation",
                           "activation-%llu is an exercise, and calls here are real: offer "
                           "without it, or practise in an installation for exercises",
                           (unsigned long long)id);
    return ERR_OK;
}

static enum err read_offer(const struct core *c, const struct command *command,
                           struct offer_record *r, struct problem *problem) {
    const struct offer_put_command *p = &command->as.offer_put;
    memcpy(r->id, p->offer, sizeof r->id);
    memcpy(r->address, p->address, sizeof r->address);
    enum err err = read_organisation(c, p->organisation, &r->organisation, problem);
    if (err == ERR_OK) err = check_address(p->address, problem);
    if (err == ERR_OK) err = resolve_topics(c, &p->topics, &r->topics, problem);
    if (err == ERR_OK) err = resolve_languages(c, &p->languages, &r->languages, problem);
    if (err != ERR_OK) return err;
    r->seats = p->seats;
    r->starts_at = p->starts_at > c->now ? p->starts_at : 0;
    r->ends_at = p->ends_at;
    r->preference = COMMAND_HAS(command, offer_put, preference) ? p->preference : PREFERENCE_USUAL;
    r->activation = p->activation;
    if (r->ends_at != 0 && r->ends_at <= later(c->now, r->starts_at))
        return problem_set(problem, ERR_OUT_OF_RANGE, "ends_at", "it ends before it begins");
    return check_crisis(c, r->activation, problem);
}

static bool same_offer(const struct offer_record *a, const struct offer_record *b) {
    return same_id(a->address, b->address) && a->organisation == b->organisation &&
           a->topics == b->topics && a->languages == b->languages && a->seats == b->seats &&
           a->ends_at == b->ends_at && a->preference == b->preference &&
           a->activation == b->activation;
}

static enum err find_place(const struct core *c, const struct offer_record *r, offer_no *out,
                           bool *known, struct problem *problem) {
    *known = core_find_offer(c, r->id, out);
    for (uint32_t o = 0; !*known && o < LIMIT_OFFERS; o++) {
        if (c->offers->slots[o].record.id[0] != '\0') continue;
        *out = (offer_no)o;
        return ERR_OK;
    }
    if (!*known)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d offers already",
                           LIMIT_OFFERS);
    if (c->offers->slots[*out].record.organisation == r->organisation) return ERR_OK;
    return problem_set(problem, ERR_OTHER_ORGANISATION, "offer",
                       "%s is an offer of another organisation", r->id);
}

/* --- commands ---------------------------------------------------------------------------------------------------------------------- */

HANDLER(offer_put) {
    struct offer_record r = {0};
    offer_no o = OFFER_NONE;
    bool known;
    enum err err = read_offer(c, command, &r, problem);
    if (err == ERR_OK) err = leaving_refuse(c, r.organisation, "organisation", problem);
    if (err == ERR_OK) err = find_place(c, &r, &o, &known, problem);
    if (err != ERR_OK) return err;
    struct offer_slot *slot = &c->offers->slots[o];
    result->subject = ref_of(RECORD_offer, o);
    bool over = known && (slot->record.state == OFFER_STATE_CLOSED ||
                          slot->record.state == OFFER_STATE_PLANNED);
    if (known && !over) {
        result->repeated = same_offer(&r, &slot->record);
        if (result->repeated) return ERR_OK;
        return problem_set(problem, ERR_IN_USE, "offer", "%s is %s: amend or withdraw it", r.id,
                           word_text(&offer_state_words, slot->record.state));
    }
    if (!organisation_lists_ready(c, r.organisation))
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    r.number = o;
    r.state = OFFER_STATE_PLANNED;
    r.renewed_at = c->now;
    slot->record = r;
    if (o >= c->offers->ever) c->offers->ever = o + 1u;
    result->created = !known;
    if (r.starts_at == 0) slot->record.opened_at = c->now;
    set_seats(c, o);
    if (r.starts_at == 0)
        open_offer(c, o);
    else
        tell(c, o, EVENT_offer_changed);
    c->offers->changed = true;
    return ERR_OK;
}

/* The offer that a command names; one that is over is refused but where that is what was asked for. */
static enum err find_offer(const struct core *c, const char *id, offer_no *out,
                           struct core_result *result, struct problem *problem) {
    if (!core_find_offer(c, id, out))
        return problem_set(problem, ERR_UNKNOWN_OFFER, "offer", "there is no offer %s", id);
    result->subject = ref_of(RECORD_offer, *out);
    return ERR_OK;
}

static enum err refuse_over(const struct core *c, offer_no o, struct problem *problem) {
    const struct offer_record *r = &c->offers->slots[o].record;
    if (r->state != OFFER_STATE_CLOSED && r->state != OFFER_STATE_DRAINING) return ERR_OK;
    return problem_set(problem, ERR_OFFER_CLOSED, "offer", "%s is %s", r->id,
                       word_text(&offer_state_words, r->state));
}

HANDLER(offer_amend) {
    const struct offer_amend_command *p = &command->as.offer_amend;
    offer_no o = OFFER_NONE;
    enum err err = find_offer(c, p->offer, &o, result, problem);
    if (err == ERR_OK) err = refuse_over(c, o, problem);
    if (err != ERR_OK) return err;
    struct offer_slot *slot = &c->offers->slots[o];
    struct offer_record r = slot->record;
    if (COMMAND_HAS(command, offer_amend, topics))
        err = resolve_topics(c, &p->topics, &r.topics, problem);
    if (err == ERR_OK && COMMAND_HAS(command, offer_amend, languages))
        err = resolve_languages(c, &p->languages, &r.languages, problem);
    if (err != ERR_OK) return err;
    if (COMMAND_HAS(command, offer_amend, seats)) r.seats = p->seats;
    if (COMMAND_HAS(command, offer_amend, ends_at)) r.ends_at = p->ends_at;
    if (COMMAND_HAS(command, offer_amend, preference)) r.preference = p->preference;
    if (r.ends_at != 0 && r.ends_at <= later(c->now, r.starts_at))
        return problem_set(problem, ERR_OUT_OF_RANGE, "ends_at", "it ends before it begins");
    result->repeated = same_offer(&r, &slot->record);
    if (result->repeated) return ERR_OK;
    count(c, o, 0, 0, 0);
    struct event *event = tell(c, o, EVENT_offer_changed);
    credit_seats(c, &slot->record, event);
    r.counted_at = slot->record.counted_at;
    slot->record = r;
    set_seats(c, o);
    offer_refresh(c, o);
    return ERR_OK;
}

HANDLER(offer_renew) {
    offer_no o = OFFER_NONE;
    enum err err = find_offer(c, command->as.offer_renew.offer, &o, result, problem);
    if (err != ERR_OK) return err;
    struct offer_record *r = &c->offers->slots[o].record;
    if (r->state == OFFER_STATE_CLOSED) return refuse_over(c, o, problem);
    r->renewed_at = c->now;
    if (r->state == OFFER_STATE_LAPSED)
        move(c, o, OFFER_STATE_OPEN);
    else
        credit_seats(c, r, tell(c, o, EVENT_offer_renewed));
    offer_refresh(c, o);
    return ERR_OK;
}

HANDLER(offer_pause) {
    offer_no o = OFFER_NONE;
    enum err err = find_offer(c, command->as.offer_pause.offer, &o, result, problem);
    if (err == ERR_OK) err = refuse_over(c, o, problem);
    if (err != ERR_OK) return err;
    result->repeated = c->offers->slots[o].record.state == OFFER_STATE_PAUSED;
    if (result->repeated) return ERR_OK;
    c->offers->slots[o].record.starts_at = 0; /* one that is planned begins when it is resumed */
    move(c, o, OFFER_STATE_PAUSED);
    c->offers->slots[o].record.renewed_at = c->now;
    offer_refresh(c, o);
    return ERR_OK;
}

HANDLER(offer_resume) {
    offer_no o = OFFER_NONE;
    enum err err = find_offer(c, command->as.offer_resume.offer, &o, result, problem);
    if (err == ERR_OK) err = refuse_over(c, o, problem);
    if (err != ERR_OK) return err;
    result->repeated = c->offers->slots[o].record.state == OFFER_STATE_OPEN;
    if (result->repeated) return ERR_OK;
    c->offers->slots[o].record.starts_at = 0;
    open_offer(c, o);
    return ERR_OK;
}

HANDLER(offer_drain) {
    offer_no o = OFFER_NONE;
    enum err err = find_offer(c, command->as.offer_drain.offer, &o, result, problem);
    if (err != ERR_OK) return err;
    result->repeated = refuse_over(c, o, problem) != ERR_OK;
    problem_clear(problem);
    if (!result->repeated) drain(c, o);
    return ERR_OK;
}

HANDLER(offer_withdraw) {
    offer_no o = OFFER_NONE;
    enum err err = find_offer(c, command->as.offer_withdraw.offer, &o, result, problem);
    if (err != ERR_OK) return err;
    const struct offer_slot *slot = &c->offers->slots[o];
    result->repeated = slot->record.state == OFFER_STATE_CLOSED;
    if (result->repeated) return ERR_OK;
    if (slot->record.state != OFFER_STATE_DRAINING) drain(c, o);
    offer_take_back(c, o, ROUTING_REASON_OFFER_WITHDRAWN);
    return ERR_OK;
}

/* --- recovery, views, checking -------------------------------------------------------------------------------------------------- */

bool offer_restore(struct core *c, const struct offer_record *r) {
    if (r->number >= LIMIT_OFFERS || c->offers->slots[r->number].record.id[0] != '\0' ||
        r->id[0] == '\0' || r->topics == 0 || r->languages == 0 || r->seats == 0 ||
        core_organisation(c, r->organisation) == NULL ||
        !organisation_lists_ready(c, r->organisation))
        return false;
    c->offers->slots[r->number] = (struct offer_slot){.record = *r};
    if (r->number >= c->offers->ever) c->offers->ever = r->number + 1u;
    set_seats(c, r->number);
    return true;
}

/* Nobody could renew or report in the meantime: every lease and every report counts anew. */
void offers_recovered(struct core *c) { offers_refresh(c); }

void core_view_offer(const struct core *c, offer_no n, struct offer_view *out) {
    const struct offer_slot *slot = &c->offers->slots[n];
    const struct offer_record *r = &slot->record;
    *out = (struct offer_view){.in_use = slot->in_use, .free = slot->counted_free};
    for (uint32_t call = c->deadlines[LIST_RESERVED].first; call != LIST_NONE;
         call = c->call_nodes[call].next)
        out->ringing += c->calls[call].record.offer == n;
    if (r->state == OFFER_STATE_OPEN || r->state == OFFER_STATE_PAUSED)
        out->lease_until = lease_until(c, r);
    out->full = r->state == OFFER_STATE_OPEN && slot->counted_free == 0 && slot->in_use < r->seats;
}

static enum err differs(struct problem *problem, const char *name, const struct offer_slot *slot) {
    return problem_set(problem, ERR_INTERNAL, name, "%s", slot->record.id);
}

static enum err check_offer(const struct core *c, offer_no o, const uint32_t counts[3],
                            struct problem *problem) {
    const struct offer_slot *slot = &c->offers->slots[o];
    const struct offer_record *r = &slot->record;
    if (slot->calls != counts[0]) return differs(problem, "offer_calls", slot);
    if (slot->in_use != counts[1]) return differs(problem, "offer_in_use", slot);
    if (slot->helping != counts[2]) return differs(problem, "offer_helping", slot);
    if (slot->counted_free > 0 && slot->in_use + slot->counted_free > r->seats)
        return differs(problem, "lease_within_offer", slot);
    if (slot->counted_free > 0 &&
        (r->state != OFFER_STATE_OPEN || !data_gate_open(c, r->organisation)))
        return differs(problem, "free_seats_are_offered", slot);
    if ((r->state == OFFER_STATE_CLOSED) != (r->closed_at != 0) ||
        (r->state == OFFER_STATE_CLOSED && slot->in_use > 0))
        return differs(problem, "closed_offer_has_no_calls", slot);
    if ((r->state == OFFER_STATE_OPEN) != (r->counted_at != 0))
        return differs(problem, "open_offer_counts", slot);
    bool idle = c->agents[seat_agent(c, o)].availability.state == AGENT_STATE_AVAILABLE;
    if (idle != (slot->counted_free > 0)) return differs(problem, "idle_seat_is_free", slot);
    return ERR_OK;
}

enum err offers_check(const struct core *c, struct problem *problem) {
    uint32_t counts[LIMIT_OFFERS][3] = {{0}};
    for (uint32_t n = c->all_calls.first; n != LIST_NONE; n = c->all_call_nodes[n].next) {
        const struct call_record *r = &c->calls[n].record;
        if (r->refused_at != OFFER_NONE) counts[r->refused_at][0]++;
        if (r->offer == OFFER_NONE) continue;
        counts[r->offer][0]++;
        if (r->state != CALL_STATE_RESERVED && r->state != CALL_STATE_ANSWERED) continue;
        counts[r->offer][1]++;
        counts[r->offer][2] += call_is_help(c->offers->slots[r->offer].record.organisation, r);
    }
    for (uint32_t o = 0; o < c->offers->ever; o++) {
        if (c->offers->slots[o].record.id[0] == '\0' || c->offers->slots[o].going) continue;
        enum err err = check_offer(c, (offer_no)o, counts[o], problem);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}
