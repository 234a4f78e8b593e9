/* The checklist at run time (N9): which steps are done, who said so and when. A step is its id: what it asks stands in the text
 * of the version, so a step that a later version still has stays ticked off, and one that it no longer has is kept, as done
 * then. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

/* The step's place of this activation, or with `free` one that is free; LIST_NONE. */
static uint32_t find_step(const struct core *c, uint32_t at, const char *step, bool free) {
    for (uint32_t i = at * LIMIT_STEPS; i < (at + 1) * LIMIT_STEPS; i++) {
        const struct step_record *r = &c->steps[i].record;
        if (free ? r->activation == 0 : r->activation != 0 && same_id(r->step, step)) return i;
    }
    return LIST_NONE;
}

uint32_t step_restore(struct core *c, uint32_t at, const struct step_record *r) {
    if (find_step(c, at, r->step, false) != LIST_NONE) return LIST_NONE;
    uint32_t slot = find_step(c, at, r->step, true);
    if (slot != LIST_NONE) c->steps[slot].record = *r;
    return slot;
}

/* Whoever is limited to organisations ticks off what is done for one of theirs. */
static enum err check_area(const struct activation_record *a, const struct actor *actor,
                           struct problem *problem) {
    const struct organisation_set *area = &a->municipalities[0];
    if (actor->role == ROLE_SYSTEM || actor->all_organisations || organisation_set_is_empty(area))
        return ERR_OK;
    for (int i = 0; i < LIMIT_ORGANISATIONS / 64; i++)
        if ((area->words[i] & actor->organisations.words[i]) != 0) return ERR_OK;
    return problem_set(problem, ERR_OTHER_ORGANISATION, "activation",
                       "activation-%llu is about other municipalities", (unsigned long long)a->id);
}

static enum err set_step(struct core *c, const struct command *command, activation_id id,
                         const char step[LIMIT_ID], const char reason[LIMIT_REASON],
                         struct core_result *result, struct problem *problem) {
    uint32_t at;
    enum err err = need_activation(c, id, &at, problem);
    if (err != ERR_OK) return err;
    const struct activation_record *a = &c->activations[at].record;
    err = check_area(a, &command->actor, problem);
    if (err != ERR_OK) return err;
    bool done = reason == NULL;
    uint32_t slot = find_step(c, at, step, false);
    if (slot == LIST_NONE && !done)
        return problem_set(problem, ERR_NOT_FOUND, "step", "%s has not been ticked off", step);
    result->created = slot == LIST_NONE;
    if (slot == LIST_NONE) slot = find_step(c, at, step, true);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "%d steps are ticked off already",
                           LIMIT_STEPS);
    struct step_record *r = &c->steps[slot].record;
    result->subject = ref_of(RECORD_step, slot);
    result->repeated = !result->created && r->done == done; /* who was first stands */
    if (result->repeated) return ERR_OK;
    *r = (struct step_record){
        .activation = a->id, .at = c->now, .revision = a->revision, .done = done};
    memcpy(r->step, step, sizeof r->step);
    memcpy(r->by, command->actor.token, sizeof r->by);
    if (!done) memcpy(r->reason, reason, sizeof r->reason);
    event_record(emit(c, done ? EVENT_step_ticked : EVENT_step_unticked), RECORD_step, slot);
    return ERR_OK;
}

HANDLER(step_tick) {
    const struct step_tick_command *p = &command->as.step_tick;
    return set_step(c, command, p->activation, p->step, NULL, result, problem);
}

HANDLER(step_untick) {
    const struct step_untick_command *p = &command->as.step_untick;
    return set_step(c, command, p->activation, p->step, p->reason, result, problem);
}
