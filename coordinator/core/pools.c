/* Reserve pools and what can be delivered: who may be called up, within which limits (N45, N46, N57). Who comes is their own
 * choice; what is kept of it is in docs/decisions/0018-call-ups.md. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/pools.h"
#include "core/state.h"

/* --- finding ---------------------------------------------------------------------------------------------------------------- */

uint32_t find_pool_member(const struct core *c, agent_no agent) {
    for (uint32_t i = 0; i < c->pools->members_ever; i++) {
        const struct pool_member_slot *slot = &c->pools->members[i];
        if (slot->taken && !slot->going && slot->record.agent == agent) return i;
    }
    return LIST_NONE;
}

static uint32_t find_capacity(const struct core *c, organisation_no n, time_ms starts_at) {
    for (uint32_t i = 0; i < c->pools->capacities_ever; i++) {
        const struct capacity_slot *slot = &c->pools->capacities[i];
        if (slot->record.ends_at != 0 && !slot->going && slot->record.organisation == n &&
            slot->record.starts_at == starts_at)
            return i;
    }
    return LIST_NONE;
}

static enum err need_organisation(const struct core *c, const char *id, organisation_no *out,
                                  struct problem *problem) {
    if (core_find_organisation(c, id, out)) return ERR_OK;
    return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                       "there is no organisation %s", id);
}

/* --- the pool ----------------------------------------------------------------------------------------------------------------- */

HANDLER(pool_put) {
    const struct pool_put_command *p = &command->as.pool_put;
    organisation_no n;
    enum err err = need_organisation(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    struct pool_record r = {.week_ms = p->week_ms,
                            .rest_ms = p->rest_ms,
                            .monday = p->monday,
                            .tuesday = p->tuesday,
                            .wednesday = p->wednesday,
                            .thursday = p->thursday,
                            .friday = p->friday,
                            .saturday = p->saturday,
                            .sunday = p->sunday,
                            .holidays = p->holidays,
                            .organisation = n,
                            .any_hours = 1};
    for (int member = pool_put_HAS_monday; member <= pool_put_HAS_holidays; member++)
        if ((command->given >> member) & 1) r.any_hours = 0;
    struct pool_slot *slot = &c->pools->of[n];
    result->created = !slot->live;
    result->subject = ref_of(RECORD_pool, n);
    if (slot->live && memcmp(&slot->record, &r, sizeof r) == 0) {
        result->repeated = true;
        return ERR_OK;
    }
    slot->record = r;
    slot->live = true;
    struct event *event = emit(c, EVENT_pool_changed);
    event_record(event, RECORD_pool, n);
    event->organisation = n;
    return ERR_OK;
}

static uint32_t members_of(const struct core *c, organisation_no n) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->pools->members_ever; i++) {
        const struct pool_member_slot *slot = &c->pools->members[i];
        count +=
            slot->taken && !slot->going && c->agents[slot->record.agent].record.organisation == n;
    }
    return count;
}

static void drop_pool(struct core *c, organisation_no n) {
    struct event *event = emit(c, EVENT_pool_removed);
    event_removed(event, RECORD_pool, n);
    event->organisation = n;
    c->pools->of[n].live = false;
}

HANDLER(pool_remove) {
    const struct pool_remove_command *p = &command->as.pool_remove;
    organisation_no n;
    enum err err = need_organisation(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    if (!c->pools->of[n].live)
        return problem_set(problem, ERR_NOT_FOUND, "organisation", "%s has no reserve pool",
                           p->organisation);
    if (members_of(c, n) > 0)
        return problem_set(problem, ERR_IN_USE, "organisation", "it has %u members",
                           members_of(c, n));
    drop_pool(c, n);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

/* --- its members ---------------------------------------------------------------------------------------------------------------- */

static enum err new_member(struct core *c, organisation_no n, uint32_t *out,
                           struct problem *problem) {
    uint32_t slot = 0;
    while (slot < LIMIT_POOL_MEMBERS && c->pools->members[slot].taken)
        slot++;
    if (slot == LIMIT_POOL_MEMBERS || members_of(c, n) == LIMIT_POOL)
        return problem_set(problem, ERR_LIMIT_REACHED, "agent",
                           "a pool has at most %d members, and all pools %d", LIMIT_POOL,
                           LIMIT_POOL_MEMBERS);
    if (slot >= c->pools->members_ever) c->pools->members_ever = slot + 1;
    *out = slot;
    return ERR_OK;
}

HANDLER(pool_member_put) {
    const struct pool_member_put_command *p = &command->as.pool_member_put;
    struct pool_member_record r = {.joined_at = c->now, .week_ms = p->week_ms};
    if (!core_find_agent(c, p->agent, &r.agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    organisation_no n = c->agents[r.agent].record.organisation;
    if (!c->pools->of[n].live)
        return problem_set(problem, ERR_NOT_FOUND, "agent", "%s has no reserve pool yet",
                           c->organisations[n].record.id);
    uint32_t slot = find_pool_member(c, r.agent);
    result->created = slot == LIST_NONE;
    enum err err = slot == LIST_NONE ? new_member(c, n, &slot, problem) : ERR_OK;
    if (err != ERR_OK) return err;
    struct pool_member_slot *member = &c->pools->members[slot];
    result->subject = ref_of(RECORD_pool_member, slot);
    if (member->taken) r.joined_at = member->record.joined_at;
    if (member->taken && member->record.week_ms == r.week_ms) {
        result->repeated = true;
        return ERR_OK;
    }
    member->record = r;
    member->taken = true;
    struct event *event = emit(c, EVENT_pool_member_changed);
    event_record(event, RECORD_pool_member, slot);
    event->agent = r.agent;
    event->organisation = n;
    return ERR_OK;
}

static void drop_member(struct core *c, uint32_t slot) {
    agent_no agent = c->pools->members[slot].record.agent;
    struct event *event = emit(c, EVENT_pool_member_removed);
    event_removed(event, RECORD_pool_member, slot);
    event->agent = agent;
    event->organisation = c->agents[agent].record.organisation;
    c->pools->members[slot].going = true;
}

HANDLER(pool_member_remove) {
    const struct pool_member_remove_command *p = &command->as.pool_member_remove;
    agent_no agent;
    if (!core_find_agent(c, p->agent, &agent))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", p->agent);
    uint32_t slot = find_pool_member(c, agent);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "agent", "%s is in no reserve pool", p->agent);
    drop_member(c, slot);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

/* --- capacity -------------------------------------------------------------------------------------------------------------------- */

static void drop_capacity(struct core *c, uint32_t slot) {
    struct event *event = emit(c, EVENT_capacity_over);
    event_removed(event, RECORD_capacity, slot);
    event->organisation = c->pools->capacities[slot].record.organisation;
    c->pools->capacities[slot].going = true;
}

static enum err check_capacity(const struct core *c, const struct capacity_put_command *p,
                               organisation_no n, uint32_t known, struct problem *problem) {
    uint32_t count = 0;
    if (p->ends_at <= p->starts_at || p->ends_at <= c->now ||
        p->ends_at > c->now + LIMIT_CAPACITY_AHEAD_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "ends_at",
                           "it lies after starts_at and now, and within 400 days");
    for (uint32_t i = 0; i < c->pools->capacities_ever; i++) {
        const struct capacity_slot *slot = &c->pools->capacities[i];
        if (i == known || slot->going || slot->record.ends_at == 0 ||
            slot->record.organisation != n)
            continue;
        count++;
        if (slot->record.starts_at < p->ends_at && p->starts_at < slot->record.ends_at)
            return problem_set(problem, ERR_IN_USE, "starts_at",
                               "another report of %s is about a part of that time",
                               p->organisation);
    }
    if (count >= LIMIT_CAPACITIES_PER_ORGANISATION)
        return problem_set(problem, ERR_LIMIT_REACHED, "organisation",
                           "there are %d reports of it already", LIMIT_CAPACITIES_PER_ORGANISATION);
    return ERR_OK;
}

static enum err new_capacity(struct core *c, uint32_t *out, struct problem *problem) {
    uint32_t slot = 0;
    while (slot < LIMIT_CAPACITIES && c->pools->capacities[slot].record.ends_at != 0)
        slot++;
    if (slot == LIMIT_CAPACITIES)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d reports already",
                           LIMIT_CAPACITIES);
    if (slot >= c->pools->capacities_ever) c->pools->capacities_ever = slot + 1;
    *out = slot;
    return ERR_OK;
}

HANDLER(capacity_put) {
    const struct capacity_put_command *p = &command->as.capacity_put;
    organisation_no n;
    enum err err = need_organisation(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = find_capacity(c, n, p->starts_at);
    if (p->agents == 0) {
        if (slot == LIST_NONE)
            return problem_set(problem, ERR_NOT_FOUND, "starts_at", "no report begins then");
        drop_capacity(c, slot);
        pools_look(c);
        result->subject = ref_of(RECORD_KIND_COUNT, 0);
        return ERR_OK;
    }
    err = check_capacity(c, p, n, slot, problem);
    result->created = slot == LIST_NONE;
    if (err == ERR_OK && slot == LIST_NONE) err = new_capacity(c, &slot, problem);
    if (err != ERR_OK) return err;
    struct capacity_record *r = &c->pools->capacities[slot].record;
    result->subject = ref_of(RECORD_capacity, slot);
    if (!result->created && r->ends_at == p->ends_at && r->agents == p->agents) {
        result->repeated = true;
        return ERR_OK;
    }
    *r = (struct capacity_record){.starts_at = p->starts_at,
                                  .ends_at = p->ends_at,
                                  .reported_at = c->now,
                                  .organisation = n,
                                  .agents = p->agents};
    struct event *event = emit(c, EVENT_capacity_changed);
    event_record(event, RECORD_capacity, slot);
    event->organisation = n;
    pools_look(c);
    return ERR_OK;
}

/* --- what is due --------------------------------------------------------------------------------------------------------------- */

static void consider(struct pools *p, time_ms at, int what, uint32_t slot) {
    if (at >= p->due.at) return;
    p->due.at = at;
    p->due.what = what;
    p->due.slot = slot;
}

void pools_look(struct core *c) {
    struct pools *p = c->pools;
    p->due.at = TIME_NEVER;
    for (uint32_t i = 0; i < p->callups_ever; i++) {
        const struct callup_record *r = &p->callups[i].record;
        if (r->id[0] == '\0' || p->callups[i].going) continue;
        if (r->state == CALLUP_STATE_OPEN) consider(p, r->answer_by, POOLS_CLOSE, i);
        consider(p, r->ends_at + LIMIT_CALLUP_KEPT_MS, POOLS_FORGET, i);
    }
    for (uint32_t i = 0; i < p->shifts_ever; i++)
        if (p->shifts[i].record.ends_at != 0 && !p->shifts[i].going)
            consider(p, p->shifts[i].record.ends_at, POOLS_SHIFT, i);
    for (uint32_t i = 0; i < p->capacities_ever; i++)
        if (p->capacities[i].record.ends_at != 0 && !p->capacities[i].going)
            consider(p, p->capacities[i].record.ends_at, POOLS_CAPACITY, i);
}

bool pools_due_removes(const struct core *c) { return c->pools->due.what != POOLS_CLOSE; }

void pools_due(struct core *c) {
    uint32_t slot = c->pools->due.slot;
    switch (c->pools->due.what) {
    case POOLS_CLOSE: callup_close(c, slot, CALLUP_STATE_SHORT); break;
    case POOLS_FORGET: callup_forget(c, slot); break;
    case POOLS_SHIFT: shifts_over(c); break;
    case POOLS_CAPACITY: drop_capacity(c, slot); break;
    }
    pools_look(c);
}

/* --- forgetting ------------------------------------------------------------------------------------------------------------------ */

bool pools_hold(const struct core *c, agent_no agent) {
    if (find_pool_member(c, agent) != LIST_NONE || shift_meets(c, agent, 0, TIME_NEVER))
        return true;
    for (uint32_t i = 0; i < c->pools->asks_ever; i++)
        if (c->pools->asks[i].record.callup[0] != '\0' && !c->pools->asks[i].going &&
            c->pools->asks[i].record.agent == agent)
            return true;
    return false;
}

void pools_forget_agent(struct core *c, agent_no agent) {
    uint32_t slot = find_pool_member(c, agent);
    if (slot != LIST_NONE) drop_member(c, slot);
    shifts_forget(c, agent);
    callups_forget_agent(c, agent);
    pools_look(c);
}

void pools_forget_organisation(struct core *c, organisation_no n) {
    callups_forget_organisation(c, n);
    for (uint32_t i = 0; i < c->pools->capacities_ever; i++)
        if (c->pools->capacities[i].record.ends_at != 0 && !c->pools->capacities[i].going &&
            c->pools->capacities[i].record.organisation == n)
            drop_capacity(c, i);
    if (c->pools->of[n].live) drop_pool(c, n);
    leaving_forget(c, n);
    pools_look(c);
}

/* --- records ----------------------------------------------------------------------------------------------------------------------- */

#define PLACE(slot_) (*hash = &(slot_)->record_hash, (void *)&(slot_)->record)

void *pools_place(const struct core *c, struct record_ref ref, uint64_t **hash) {
    struct pools *p = c->pools;
    uint64_t n = ref.key;
    switch ((int)ref.kind) {
    case RECORD_pool:
        return n < LIMIT_ORGANISATIONS && (p->of[n].live || ref.removed) ? PLACE(&p->of[n]) : NULL;
    case RECORD_leaving:
        return n < LIMIT_ORGANISATIONS && (p->leaving[n].live || ref.removed)
                   ? PLACE(&p->leaving[n])
                   : NULL;
    case RECORD_pool_member:
        return n < p->members_ever && p->members[n].taken ? PLACE(&p->members[n]) : NULL;
    case RECORD_callup:
        return n < p->callups_ever && p->callups[n].record.id[0] != '\0' ? PLACE(&p->callups[n])
                                                                         : NULL;
    case RECORD_callup_ask:
        return n < p->asks_ever && p->asks[n].record.callup[0] != '\0' ? PLACE(&p->asks[n]) : NULL;
    case RECORD_shift:
        return n < p->shifts_ever && p->shifts[n].record.ends_at != 0 ? PLACE(&p->shifts[n]) : NULL;
    case RECORD_capacity:
        return n < p->capacities_ever && p->capacities[n].record.ends_at != 0
                   ? PLACE(&p->capacities[n])
                   : NULL;
    default: UNREACHABLE("not a kind of the pools");
    }
}

uint64_t pools_size(const struct core *c, enum record_kind kind) {
    switch ((int)kind) {
    case RECORD_pool:
    case RECORD_leaving: return c->organisations_ever;
    case RECORD_pool_member: return c->pools->members_ever;
    case RECORD_callup: return c->pools->callups_ever;
    case RECORD_callup_ask: return c->pools->asks_ever;
    case RECORD_shift: return c->pools->shifts_ever;
    case RECORD_capacity: return c->pools->capacities_ever;
    default: UNREACHABLE("not a kind of the pools");
    }
}

void pools_record_id(const struct core *c, enum record_kind kind, const void *record,
                     char out[LIMIT_RECORD_ID]) {
    switch ((int)kind) {
    case RECORD_pool: {
        const struct pool_record *r = record;
        text_copy(out, LIMIT_RECORD_ID, c->organisations[r->organisation].record.id);
        return;
    }
    case RECORD_leaving: {
        const struct leaving_record *r = record;
        text_copy(out, LIMIT_RECORD_ID, c->organisations[r->organisation].record.id);
        return;
    }
    case RECORD_pool_member: {
        const struct pool_member_record *r = record;
        text_copy(out, LIMIT_RECORD_ID, c->agents[r->agent].record.id);
        return;
    }
    case RECORD_callup:
        text_copy(out, LIMIT_RECORD_ID, ((const struct callup_record *)record)->id);
        return;
    case RECORD_callup_ask: {
        const struct callup_ask_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "%s/%s", r->callup, c->agents[r->agent].record.id);
        return;
    }
    case RECORD_shift: {
        const struct shift_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "%s/%lld", c->agents[r->agent].record.id,
                 (long long)r->starts_at);
        return;
    }
    case RECORD_capacity: {
        const struct capacity_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "%s/%lld", c->organisations[r->organisation].record.id,
                 (long long)r->starts_at);
        return;
    }
    default: UNREACHABLE("not a kind of the pools");
    }
}

void pools_release(struct core *c, enum record_kind kind, uint32_t slot) {
    struct pools *p = c->pools;
    switch ((int)kind) {
    case RECORD_pool_member: memset(&p->members[slot], 0, sizeof p->members[slot]); return;
    case RECORD_callup: memset(&p->callups[slot], 0, sizeof p->callups[slot]); return;
    case RECORD_callup_ask: memset(&p->asks[slot], 0, sizeof p->asks[slot]); return;
    case RECORD_shift: memset(&p->shifts[slot], 0, sizeof p->shifts[slot]); return;
    case RECORD_capacity: memset(&p->capacities[slot], 0, sizeof p->capacities[slot]); return;
    default: UNREACHABLE("not a kind of the pools that has slots");
    }
}
