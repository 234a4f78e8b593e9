/* An organisation leaves (N97), in three steps, each refused with a reason while it cannot be done:
 *   drain   it takes nothing new: declines others' calls, and gets no new agents and call-ups
 *   export  what it had of others has ended; it has taken its own away with it
 *   erase   its agents are forgotten with all that names them, then its tokens; the organisation stays as an outsider, whose
 *           citizens are served by rule as others' are
 * Erasing goes on where it stopped: a command forgets so many agents at most. */
#include <string.h>

#include "base/assert.h"
#include "core/partners.h"
#include "core/pools.h"
#include "core/state.h"

#define ERASED_AT_ONCE \
    50 /* agents: each may have acknowledged every activation, in eleven events */

bool leaving_bars(const struct core *c, organisation_no n) { return c->pools->leaving[n].live; }

enum err leaving_refuse(const struct core *c, organisation_no n, const char *field,
                        struct problem *problem) {
    if (!leaving_bars(c, n)) return ERR_OK;
    return problem_set(problem, ERR_LEAVING, field, "%s is leaving: nothing new begins there",
                       c->organisations[n].record.id);
}

const struct leaving_record *core_leaving(const struct core *c, organisation_no n) {
    return c->pools->leaving[n].live ? &c->pools->leaving[n].record : NULL;
}

void leaving_forget(struct core *c, organisation_no n) {
    struct leaving_slot *slot = &c->pools->leaving[n];
    if (!slot->live) return;
    struct event *event = emit(c, EVENT_organisation_leaving);
    event_removed(event, RECORD_leaving, n);
    event->organisation = n;
    slot->live = false;
}

void leaving_forget_gone(struct core *c, organisation_no n) {
    if (c->pools->leaving[n].live && c->pools->leaving[n].record.erased_at != 0)
        leaving_forget(c, n);
}

static void tell(struct core *c, organisation_no n, struct leaving_record *r,
                 const struct command *command, enum leave_step step) {
    r->step = (uint8_t)step;
    memcpy(r->by, command->actor.token, sizeof r->by);
    struct event *event = emit(c, EVENT_organisation_leaving);
    event_record(event, RECORD_leaving, n);
    event_record(event, RECORD_organisation, n);
    event->organisation = n;
}

/* --- what keeps a step back ----------------------------------------------------------------------------------------------- */

static enum err check_agents(const struct core *c, organisation_no n, struct problem *problem) {
    for (agent_no a = 0; a < c->agents_ever; a++) {
        const struct agent_slot *slot = &c->agents[a];
        if (!slot->live || slot->record.organisation != n) continue;
        if (slot->availability.state != AGENT_STATE_SIGNED_OUT)
            return problem_set(problem, ERR_LEAVE_ORDER, "step", "%s is signed in",
                               slot->record.id);
        if (slot->calls > 0)
            return problem_set(problem, ERR_LEAVE_ORDER, "step",
                               "%u calls that are still kept name %s: their retention ends first",
                               slot->calls, slot->record.id);
    }
    return ERR_OK;
}

static enum err check_names(const struct core *c, organisation_no n, struct problem *problem) {
    if (c->settings.cooperation == n)
        return problem_set(problem, ERR_LEAVE_ORDER, "step",
                           "it is the cooperation of the settings");
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        const struct agreement_record *a = &c->agreements[i].record;
        if (a->id[0] != '\0' && !c->agreements[i].going &&
            (organisation_set_has(&a->helped[0], n) || organisation_set_has(&a->helpers[0], n)))
            return problem_set(problem, ERR_LEAVE_ORDER, "step", "the agreement %s names it",
                               a->id);
    }
    for (uint32_t i = 0; i < c->offers->ever; i++) {
        const struct offer_record *o = &c->offers->slots[i].record;
        if (o->id[0] != '\0' && o->organisation == n && o->state != OFFER_STATE_CLOSED)
            return problem_set(problem, ERR_LEAVE_ORDER, "step", "the offer %s is not closed yet",
                               o->id);
    }
    for (uint32_t i = 0; i < LIMIT_RECEIVERS; i++)
        if (c->receivers[i].record.id[0] != '\0' && !c->receivers[i].going &&
            organisation_set_has(&c->receivers[i].record.municipalities[0], n))
            return problem_set(problem, ERR_LEAVE_ORDER, "step", "the receiver %s serves it",
                               c->receivers[i].record.id);
    return ERR_OK;
}

/* --- the steps -------------------------------------------------------------------------------------------------------------- */

static enum err stay(struct core *c, organisation_no n, struct core_result *result,
                     struct problem *problem) {
    struct leaving_slot *slot = &c->pools->leaving[n];
    result->subject = ref_of(RECORD_organisation, n);
    if (!slot->live) {
        result->repeated = true;
        return ERR_OK;
    }
    if (slot->record.step == LEAVE_STEP_ERASE)
        return problem_set(problem, ERR_LEAVE_ORDER, "step", "its people are being forgotten");
    leaving_forget(c, n);
    return ERR_OK;
}

static enum err drain(struct core *c, organisation_no n, const struct command *command,
                      struct core_result *result) {
    struct leaving_slot *slot = &c->pools->leaving[n];
    if (slot->live) {
        result->repeated = true;
        return ERR_OK;
    }
    *slot = (struct leaving_slot){.live = true,
                                  .record_hash = slot->record_hash,
                                  .record = {.began_at = c->now, .organisation = n}};
    c->organisations[n].record.declines = 1;
    tell(c, n, &slot->record, command, LEAVE_STEP_DRAIN);
    sharing_rebuild(c);
    return ERR_OK;
}

static enum err export(struct core *c, organisation_no n, const struct command *command,
                       struct core_result *result, struct problem *problem) {
    struct leaving_slot *slot = &c->pools->leaving[n];
    if (!slot->live) return problem_set(problem, ERR_LEAVE_ORDER, "step", "it is to drain first");
    if (c->organisations[n].taken_over >
        0) return problem_set(problem, ERR_LEAVE_ORDER, "step",
                              "%u calls of others ring or talk at its agents",
                              c->organisations[n].taken_over);
    if (slot->record.exported_at != 0){result->repeated = true; return ERR_OK;}
slot->record.exported_at = c->now;
tell(c, n, &slot->record, command, LEAVE_STEP_EXPORT);
return ERR_OK;
}

static void revoke_tokens_of(struct core *c, agent_no agent) {
    for (uint32_t i = 0; i < c->sizes.tokens; i++)
        if (c->tokens[i].record.id[0] != '\0' && c->tokens[i].record.agent == agent)
            forget_token(c, i, emit(c, EVENT_token_revoked));
}

/* So many at most; erasing goes on with the next command. */
static void erase_agents(struct core *c, organisation_no n) {
    uint32_t left = ERASED_AT_ONCE;
    for (agent_no a = 0; a < c->agents_ever; a++) {
        if (!c->agents[a].live || c->agents[a].record.organisation != n) continue;
        if (left-- == 0) return;
        revoke_tokens_of(c, a);
        agent_drop(c, a);
    }
}

/* A token for this organisation alone goes; without its last organisation it would be one for all. */
static void narrow_tokens(struct core *c, organisation_no n) {
    for (uint32_t i = 0; i < c->sizes.tokens; i++) {
        struct organisation_set *set = &c->tokens[i].record.organisations[0];
        if (c->tokens[i].record.id[0] == '\0' || !organisation_set_has(set, n)) continue;
        struct organisation_set others = *set;
        organisation_set_drop(&others, n);
        if (organisation_set_is_empty(&others)) {
            forget_token(c, i, emit(c, EVENT_token_revoked));
        } else {
            *set = others;
            event_record(emit(c, EVENT_token_changed), RECORD_token, i);
        }
    }
}

static enum err erase(struct core *c, organisation_no n, const struct command *command,
                      struct core_result *result, struct problem *problem) {
    struct leaving_slot *slot = &c->pools->leaving[n];
    struct organisation_record *r = &c->organisations[n].record;
    if (!slot->live || slot->record.exported_at == 0)
        return problem_set(problem, ERR_LEAVE_ORDER, "step",
                           slot->live ? "it is to export first" : "it is to drain first");
    if (slot->record.erased_at != 0) {
        result->repeated = true;
        return ERR_OK;
    }
    enum err err = check_agents(c, n, problem);
    if (err == ERR_OK) err = check_names(c, n, problem);
    if (err != ERR_OK) return err;
    uint32_t had = c->organisations[n].agents[AGENT_STATE_SIGNED_OUT];
    if (had > 0) {
        erase_agents(c, n);
    } else {
        narrow_tokens(c, n);
        struct leaving_record kept = slot->record;
        slot->live = false; /* what it had is forgotten, and not that it left */
        pools_forget_organisation(c, n);
        slot->record = kept;
        slot->live = true;
        r->standing = STANDING_OUTSIDER;
        r->declines = 0;
        r->reserve = r->help_max = 0;
        slot->record.erased_at = c->now;
        sharing_rebuild(c);
    }
    tell(c, n, &slot->record, command, LEAVE_STEP_ERASE);
    return ERR_OK;
}

HANDLER(organisation_leave) {
    const struct organisation_leave_command *p = &command->as.organisation_leave;
    organisation_no n;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    result->subject = ref_of(RECORD_leaving, n);
    switch ((enum leave_step)p->step) {
    case LEAVE_STEP_STAY: return stay(c, n, result, problem);
    case LEAVE_STEP_DRAIN: return drain(c, n, command, result);
    case LEAVE_STEP_EXPORT: return export(c, n, command, result, problem);
    case LEAVE_STEP_ERASE: return erase(c, n, command, result, problem);
    case LEAVE_STEP_COUNT: break;
    }
    UNREACHABLE("no such step");
}
