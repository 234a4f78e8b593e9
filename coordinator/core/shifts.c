/* The plan of shifts, made elsewhere and taken over whole (N47): who should be there now. Nothing is kept of a shift that is
 * over. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "core/pools.h"
#include "core/state.h"

static bool is_live(const struct shift_slot *slot) {
    return slot->record.ends_at != 0 && !slot->going;
}

bool shift_meets(const struct core *c, agent_no agent, time_ms from, time_ms until) {
    for (uint32_t i = 0; i < c->pools->shifts_ever; i++) {
        const struct shift_slot *slot = &c->pools->shifts[i];
        if (is_live(slot) && slot->record.agent == agent && slot->record.starts_at < until &&
            from < slot->record.ends_at)
            return true;
    }
    return false;
}

bool core_on_shift(const struct core *c, agent_no agent, time_ms at) {
    return shift_meets(c, agent, at, at + 1);
}

/* --- a whole plan -------------------------------------------------------------------------------------------------------------- */

/* Where in the request: in a file by its line and column. */
static enum err refuse(struct problem *problem, enum err err, const struct shift_list *list,
                       uint32_t row, const char *column, const char *why) {
    char field[64];
    if (list->shifts[row].line > 0)
        snprintf(field, sizeof field, "line %u, column %s", list->shifts[row].line, column);
    else
        snprintf(field, sizeof field, "shifts[%u].%s", row, column);
    return problem_set(problem, err, field, "%s", why);
}

static enum err read_row(const struct core *c, const struct shift_list *list, uint32_t row,
                         organisation_no n, struct shift_record *out, struct problem *problem) {
    time_ms from = list->shifts[row].from, until = list->shifts[row].until;
    if (!core_find_agent(c, list->shifts[row].agent, &out->agent))
        return refuse(problem, ERR_UNKNOWN_AGENT, list, row, "agent", "there is no such agent");
    if (c->agents[out->agent].record.organisation != n)
        return refuse(problem, ERR_OTHER_ORGANISATION, list, row, "agent",
                      "the agent belongs to another organisation");
    if (until <= from || until - from > LIMIT_CALLUP_MS)
        return refuse(problem, ERR_OUT_OF_RANGE, list, row, "until",
                      "it lies after from, and at most a day after");
    if (until > c->now + LIMIT_CAPACITY_AHEAD_MS)
        return refuse(problem, ERR_OUT_OF_RANGE, list, row, "until", "it lies within 400 days");
    out->starts_at = from;
    out->ends_at = until;
    return ERR_OK;
}

static enum err read_plan(const struct core *c, const struct shift_list *list, organisation_no n,
                          struct shift_record *plan, uint32_t *count, struct problem *problem) {
    *count = 0;
    for (uint32_t row = 0; row < list->count; row++) {
        struct shift_record r = {0};
        enum err err = read_row(c, list, row, n, &r, problem);
        if (err != ERR_OK) return err;
        for (uint32_t i = 0; i < *count; i++)
            if (plan[i].agent == r.agent && plan[i].starts_at < r.ends_at &&
                r.starts_at < plan[i].ends_at)
                return refuse(problem, ERR_INVALID, list, row, "from",
                              "the agent has another shift at that time");
        if (r.ends_at > c->now) plan[(*count)++] = r; /* what is over is passed over */
    }
    return ERR_OK;
}

/* As many records as fit into one event. */
static struct event *shift_event(struct core *c, struct event *event, enum event_type type,
                                 organisation_no n) {
    if (event != NULL && event->record_count < LIMIT_RECORDS_PER_EVENT && event->organisation == n)
        return event;
    event = emit(c, type);
    event->organisation = n;
    return event;
}

/* Takes out of the plan what stands already, and removes what is not in it. */
static struct event *keep_or_drop(struct core *c, organisation_no n, struct shift_record *plan,
                                  uint32_t count) {
    struct event *event = NULL;
    for (uint32_t i = 0; i < c->pools->shifts_ever; i++) {
        struct shift_slot *slot = &c->pools->shifts[i];
        if (!is_live(slot) || c->agents[slot->record.agent].record.organisation != n) continue;
        bool stays = false;
        for (uint32_t k = 0; k < count; k++) {
            if (memcmp(&plan[k], &slot->record, sizeof *plan) != 0) continue;
            plan[k].ends_at = 0;
            stays = true;
        }
        if (stays) continue;
        event = shift_event(c, event, EVENT_shifts_changed, n);
        event_removed(event, RECORD_shift, i);
        slot->going = true;
    }
    return event;
}

static void add_new(struct core *c, organisation_no n, const struct shift_record *plan,
                    uint32_t count, struct event *event) {
    uint32_t slot = 0;
    for (uint32_t k = 0; k < count; k++) {
        if (plan[k].ends_at == 0) continue;
        while (c->pools->shifts[slot].record.ends_at != 0)
            slot++;
        ASSERT(slot < LIMIT_SHIFTS);
        if (slot >= c->pools->shifts_ever) c->pools->shifts_ever = slot + 1;
        c->pools->shifts[slot].record = plan[k];
        event = shift_event(c, event, EVENT_shifts_changed, n);
        event_record(event, RECORD_shift, slot);
    }
}

HANDLER(shifts_put) {
    const struct shifts_put_command *p = &command->as.shifts_put;
    struct shift_record plan[LIMIT_COMMAND_SHIFTS];
    uint32_t count, taken = 0;
    organisation_no n;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    enum err err = read_plan(c, &p->shifts, n, plan, &count, problem);
    if (err != ERR_OK) return err;
    for (uint32_t i = 0; i < c->pools->shifts_ever; i++)
        taken += c->pools->shifts[i].record.ends_at != 0;
    /* what goes is free only with the next command */
    if (taken + count > LIMIT_SHIFTS)
        return problem_set(problem, ERR_LIMIT_REACHED, "shifts", "there are %u shifts of %d", taken,
                           LIMIT_SHIFTS);
    struct event *event = keep_or_drop(c, n, plan, count);
    add_new(c, n, plan, count, event);
    result->subject = ref_of(RECORD_organisation, n);
    result->repeated = c->events->count == 0;
    pools_look(c);
    return ERR_OK;
}

/* --- over -------------------------------------------------------------------------------------------------------------------------- */

void shifts_over(struct core *c) {
    struct event *event = NULL;
    for (uint32_t i = 0, left = LIMIT_RECORDS_PER_EVENT; i < c->pools->shifts_ever && left > 0;
         i++) {
        struct shift_slot *slot = &c->pools->shifts[i];
        if (!is_live(slot) || slot->record.ends_at > c->now) continue;
        event = shift_event(c, event, EVENT_shifts_over,
                            c->agents[slot->record.agent].record.organisation);
        event_removed(event, RECORD_shift, i);
        slot->going = true;
        left--;
    }
}

void shifts_forget(struct core *c, agent_no agent) {
    struct event *event = NULL;
    for (uint32_t i = 0; i < c->pools->shifts_ever; i++) {
        struct shift_slot *slot = &c->pools->shifts[i];
        if (!is_live(slot) || slot->record.agent != agent) continue;
        event = shift_event(c, event, EVENT_shifts_changed, c->agents[agent].record.organisation);
        event_removed(event, RECORD_shift, i);
        slot->going = true;
    }
}
