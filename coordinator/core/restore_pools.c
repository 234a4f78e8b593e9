/* Reserve pools, call-ups, shifts and capacity: records in at recovery, and what must hold of them. */
#include <string.h>

#include "base/assert.h"
#include "core/pools.h"
#include "core/state.h"

static enum err unfit(struct problem *problem, enum record_kind kind, const char *id,
                      const char *why) {
    return problem_set(problem, ERR_INTERNAL, record_types[kind].name, "%s: %s", id, why);
}

static bool has_agent(const struct core *c, agent_no agent) { return core_agent(c, agent) != NULL; }

static enum err put_pool(struct core *c, const struct pool_record *r, struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || c->pools->of[r->organisation].live)
        return unfit(problem, RECORD_pool, "?",
                     "its organisation is missing, or it is there twice");
    c->pools->of[r->organisation].record = *r;
    c->pools->of[r->organisation].live = true;
    return ERR_OK;
}

static enum err put_leaving(struct core *c, const struct leaving_record *r,
                            struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || c->pools->leaving[r->organisation].live)
        return unfit(problem, RECORD_leaving, "?",
                     "its organisation is missing, or it is there twice");
    c->pools->leaving[r->organisation].record = *r;
    c->pools->leaving[r->organisation].live = true;
    return ERR_OK;
}

static enum err put_member(struct core *c, const struct pool_member_record *r, uint32_t slot,
                           struct problem *problem) {
    if (!has_agent(c, r->agent) || find_pool_member(c, r->agent) != LIST_NONE)
        return unfit(problem, RECORD_pool_member, "?",
                     "its agent is missing, or it is there twice");
    if (slot == LIMIT_POOL_MEMBERS)
        return unfit(problem, RECORD_pool_member, "?", "there are too many");
    c->pools->members[slot].record = *r;
    c->pools->members[slot].taken = true;
    return ERR_OK;
}

static enum err put_callup(struct core *c, const struct callup_record *r, uint32_t slot,
                           struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || core_topic(c, r->topic) == NULL ||
        r->language >= c->settings.languages[0].count)
        return unfit(problem, RECORD_callup, r->id,
                     "its organisation, topic or language is missing");
    if (slot == LIMIT_CALLUPS || find_callup(c, r->id) != LIST_NONE)
        return unfit(problem, RECORD_callup, r->id, "it is there twice, or there are too many");
    c->pools->callups[slot].record = *r;
    return ERR_OK;
}

static enum err put_ask(struct core *c, const struct callup_ask_record *r, uint32_t slot,
                        struct problem *problem) {
    if (!has_agent(c, r->agent) || find_callup(c, r->callup) == LIST_NONE)
        return unfit(problem, RECORD_callup_ask, r->callup, "its agent or its call-up is missing");
    if (slot == LIMIT_CALLUP_ASKS)
        return unfit(problem, RECORD_callup_ask, r->callup, "there are too many");
    c->pools->asks[slot].record = *r;
    return ERR_OK;
}

static enum err put_shift(struct core *c, const struct shift_record *r, uint32_t slot,
                          struct problem *problem) {
    if (!has_agent(c, r->agent) || r->ends_at <= r->starts_at || slot == LIMIT_SHIFTS)
        return unfit(problem, RECORD_shift, "?",
                     "its agent is missing, it has no length, or there are too many");
    c->pools->shifts[slot].record = *r;
    return ERR_OK;
}

static enum err put_capacity(struct core *c, const struct capacity_record *r, uint32_t slot,
                             struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || r->ends_at <= r->starts_at ||
        slot == LIMIT_CAPACITIES)
        return unfit(problem, RECORD_capacity, "?",
                     "its organisation is missing, it has no length, or there are too many");
    c->pools->capacities[slot].record = *r;
    return ERR_OK;
}

/* Records come one after another, and nothing is removed meanwhile: each takes the place behind the last. */
enum err pools_restore(struct core *c, enum record_kind kind, const void *record,
                       struct problem *problem) {
    struct pools *p = c->pools;
    struct record_ref ref = {.kind = kind};
    uint32_t *ever = NULL;
    enum err err = ERR_OK;
    switch ((int)kind) {
    case RECORD_pool:
        ref.key = ((const struct pool_record *)record)->organisation;
        err = put_pool(c, record, problem);
        break;
    case RECORD_leaving:
        ref.key = ((const struct leaving_record *)record)->organisation;
        err = put_leaving(c, record, problem);
        break;
    case RECORD_pool_member:
        err = put_member(c, record, *(ever = &p->members_ever), problem);
        break;
    case RECORD_callup: err = put_callup(c, record, *(ever = &p->callups_ever), problem); break;
    case RECORD_callup_ask: err = put_ask(c, record, *(ever = &p->asks_ever), problem); break;
    case RECORD_shift: err = put_shift(c, record, *(ever = &p->shifts_ever), problem); break;
    case RECORD_capacity:
        err = put_capacity(c, record, *(ever = &p->capacities_ever), problem);
        break;
    default: UNREACHABLE("not a kind of the pools");
    }
    if (err != ERR_OK) return err;
    if (ever != NULL) ref.key = (*ever)++;
    uint64_t *hash;
    void *place = pools_place(c, ref, &hash);
    ASSERT(place != NULL);
    *hash = record_hash(kind, record);
    c->digest += *hash;
    return ERR_OK;
}

/* --- invariants ------------------------------------------------------------------------------------------------------------------- */

#define CHECK(condition, name, ...) \
    if (!(condition)) return problem_set(problem, ERR_INTERNAL, name, __VA_ARGS__)

static enum err check_callup(const struct core *c, const struct callup_record *r,
                             struct problem *problem) {
    uint32_t asked = 0, accepted = 0;
    for (uint32_t i = 0; i < c->pools->asks_ever; i++) {
        const struct callup_ask_slot *slot = &c->pools->asks[i];
        if (slot->going || !same_id(slot->record.callup, r->id)) continue;
        asked += slot->record.state != ASK_STATE_NOT_ASKED;
        accepted += slot->record.state == ASK_STATE_ACCEPTED;
        CHECK((slot->record.reason == NOT_ASKED_NONE) ==
                  (slot->record.state != ASK_STATE_NOT_ASKED),
              "who_is_not_asked_has_a_reason", "%s", r->id);
    }
    CHECK((r->state == CALLUP_STATE_OPEN) == (r->closed_at == 0), "callup_state_fits_its_times",
          "%s", r->id);
    /* one that is being forgotten loses its people before itself */
    if (r->ends_at + LIMIT_CALLUP_KEPT_MS <= c->now) return ERR_OK;
    CHECK(asked == r->asked && accepted == r->accepted, "callup_counts_its_people",
          "%s: %u asked, %u accepted", r->id, asked, accepted);
    CHECK(r->state != CALLUP_STATE_FILLED || r->accepted >= r->needed, "a_filled_callup_is_full",
          "%s", r->id);
    CHECK(r->accepted <= r->needed, "nobody_too_many_is_called_up", "%s", r->id);
    return ERR_OK;
}

enum err pools_check(const struct core *c, struct problem *problem) {
    const struct pools *p = c->pools;
    for (uint32_t i = 0; i < p->members_ever; i++) {
        if (!p->members[i].taken || p->members[i].going) continue;
        agent_no agent = p->members[i].record.agent;
        CHECK(c->agents[agent].live && p->of[c->agents[agent].record.organisation].live,
              "a_member_has_a_pool", "%u", agent);
    }
    for (uint32_t i = 0; i < p->callups_ever; i++) {
        if (p->callups[i].record.id[0] == '\0' || p->callups[i].going) continue;
        enum err err = check_callup(c, &p->callups[i].record, problem);
        if (err != ERR_OK) return err;
    }
    for (uint32_t i = 0; i < p->asks_ever; i++)
        CHECK(p->asks[i].record.callup[0] == '\0' || p->asks[i].going ||
                  (c->agents[p->asks[i].record.agent].live &&
                   find_callup(c, p->asks[i].record.callup) != LIST_NONE),
              "who_is_asked_is_known", "%u", i);
    for (uint32_t i = 0; i < p->shifts_ever; i++)
        CHECK(p->shifts[i].record.ends_at == 0 || p->shifts[i].going ||
                  c->agents[p->shifts[i].record.agent].live,
              "a_shift_has_an_agent", "%u", i);
    return ERR_OK;
}
