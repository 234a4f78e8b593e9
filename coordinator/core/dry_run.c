/* What would happen if: a command applied to a copy of the core. The copy shares what such a command only reads and has its
 * own of what it changes (of each table, the part that was ever used), so that the very handler and the very routing run, and
 * the core itself is only read. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/explain.h"
#include "core/places.h"

#define TABLES 25

struct copy {
    struct core core; /* first: what the caller holds is this */
    void *tables[TABLES];
    uint32_t count;
    bool failed;
    struct event_list events;
};

/* A copy of `size` bytes, the copy's own; of nothing, only the room. NULL: there is no memory, and the whole has failed. */
static void *take(struct copy *copy, const void *from, size_t size) {
    ASSERT(copy->count < TABLES);
    void *to = malloc(size == 0 ? 1 : size);
    copy->tables[copy->count++] = to;
    if (to == NULL)
        copy->failed = true;
    else if (size > 0 && from != NULL)
        memcpy(to, from, size);
    return to;
}

#define OWN(member, rows) c->member = take(copy, c->member, (size_t)(rows) * sizeof *c->member)

/* Slots below this hold all the calls there are. */
static uint32_t calls_ever(const struct core *c) {
    uint32_t ever = 0;
    for (uint32_t n = c->all_calls.first; n != LIST_NONE; n = c->all_call_nodes[n].next)
        if (n >= ever) ever = n + 1;
    return ever;
}

static void own_lists(struct copy *copy) {
    struct core *c = &copy->core;
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        const struct organisation_lists *from = c->organisations[n].lists;
        if (from == NULL) continue;
        struct organisation_lists *to = malloc(sizeof *to);
        if (to == NULL)
            copy->failed = true;
        else
            memcpy(to, from, sizeof *to);
        c->organisations[n].lists = to;
    }
}

/* What the last command removed is the real core's to give back; of its own tables the copy takes it out, as the next command
 * would. */
static void take_out_removed(struct core *c, uint32_t calls) {
    for (uint32_t i = 0; i < c->going_count; i++) {
        uint64_t slot = c->going[i].key;
        if (c->going[i].kind == RECORD_agreement)
            memset(&c->agreements[slot], 0, sizeof c->agreements[slot]);
        if (c->going[i].kind ==
            RECORD_activation) { /* its list of readers is empty, and stays one */
            memset(&c->activations[slot].record, 0, sizeof c->activations[slot].record);
            c->activations[slot].closed = false;
        }
        if (c->going[i].kind == RECORD_alert || c->going[i].kind == RECORD_local_value ||
            c->going[i].kind == RECORD_menu_route || c->going[i].kind == RECORD_link ||
            c->going[i].kind == RECORD_zone)
            places_release(c, c->going[i].kind, (uint32_t)slot);
        if (c->going[i].kind == RECORD_revision)
            memset(&c->revisions[slot], 0, sizeof c->revisions[slot]);
        if (c->going[i].kind == RECORD_overflow) {
            memset(&c->overflow->slots[slot].record, 0, sizeof c->overflow->slots[slot].record);
            c->overflow->slots[slot].going = false;
        }
        if (c->going[i].kind == RECORD_offer)
            memset(&c->offers->slots[slot], 0, sizeof c->offers->slots[slot]);
        if (c->going[i].kind == RECORD_call && slot < calls)
            memset(&c->calls[slot], 0, sizeof c->calls[slot]);
    }
    c->going_count = 0;
}

/* Agents and behind them the seats of offers: what lies between was never used, and is not touched. */
static void own_agents(struct copy *copy) {
    struct core *c = &copy->core;
    size_t rows = c->sizes.agents + LIMIT_OFFERS, first = c->sizes.agents;
    struct agent_slot *agents = take(copy, NULL, rows * sizeof *agents);
    if (agents != NULL) {
        memcpy(agents, c->agents, c->agents_ever * sizeof *agents);
        memcpy(agents + first, c->agents + first, c->offers->ever * sizeof *agents);
    }
    c->agents = agents;
    for (int i = 0; i < CHANNEL_COUNT; i++) {
        struct list_node *nodes = take(copy, NULL, rows * LIMIT_TOPICS * sizeof *nodes);
        if (nodes != NULL) {
            memcpy(nodes, c->idle_nodes[i], (size_t)c->agents_ever * LIMIT_TOPICS * sizeof *nodes);
            memcpy(nodes + first * LIMIT_TOPICS, c->idle_nodes[i] + first * LIMIT_TOPICS,
                   (size_t)c->offers->ever * LIMIT_TOPICS * sizeof *nodes);
        }
        c->idle_nodes[i] = nodes;
    }
}

static void own_tables(struct copy *copy) {
    struct core *c = &copy->core;
    uint32_t calls = calls_ever(c);
    /* One that begins takes at most the first place that was never taken. */
    size_t activations = c->activations_ever + (c->activations_ever < LIMIT_ACTIVATIONS);
    OWN(organisations, LIMIT_ORGANISATIONS);
    if (c->organisations != NULL) own_lists(copy);
    OWN(sharing, 1);
    OWN(agreements, LIMIT_AGREEMENTS);
    OWN(activations, LIMIT_ACTIVATIONS);
    OWN(revisions, activations * LIMIT_REVISIONS);
    own_agents(copy);
    OWN(lease_nodes, c->agents_ever);
    OWN(agent_nodes, c->agents_ever);
    OWN(offers, 1);
    OWN(calls, calls);
    OWN(call_nodes, calls);
    OWN(queue_nodes, calls);
    OWN(elsewhere_nodes, calls);
    OWN(waiting_nodes, calls);
    OWN(gateways, LIMIT_GATEWAYS);
    OWN(gateway_nodes, calls);
    OWN(kept_nodes, calls);
    OWN(resume_nodes, calls);
    OWN(overflow, 1);
    OWN(places, 1); /* an update drops what municipalities said otherwise */
    if (c->overflow != NULL) OWN(overflow->wait_nodes, calls);
    if (!copy->failed) take_out_removed(c, calls);
    c->going =
        take(copy, NULL, sizeof *c->going * LIMIT_EVENTS_PER_COMMAND * LIMIT_RECORDS_PER_EVENT);
}

static void drop(struct copy *copy) {
    for (int n = 0; copy->core.organisations != NULL && n < LIMIT_ORGANISATIONS; n++)
        free(copy->core.organisations[n].lists);
    for (uint32_t i = 0; i < copy->count; i++)
        free(copy->tables[i]);
    free(copy->events.events);
    free(copy);
}

/* Only the first calls are tried, in the order in which routing tries them: as if the others did not wait. */
static void keep_first(struct core *c, struct dry_run *out) {
    out->waiting = out->looked_at = 0;
    for (int t = 0; t < LIMIT_TOPICS; t++) {
        for (int l = 0; l < LIMIT_LANGUAGES * CHANNEL_COUNT; l++) {
            struct list *list = &c->sharing->waiting[l % CHANNEL_COUNT][t][l / CHANNEL_COUNT];
            uint32_t keep = LIMIT_DRY_RUN_CALLS - out->looked_at;
            out->waiting += list->count;
            if (keep > list->count) keep = list->count;
            while (list->count > keep)
                queue_remove(c, list->last);
            out->looked_at += keep;
        }
    }
}

static bool can_be_tried(enum command_type type) {
    return type == COMMAND_agreement_put || type == COMMAND_activation_start ||
           type == COMMAND_organisation_help;
}

enum err core_dry_run(const struct core *core, const struct command *command, time_ms now,
                      struct dry_run *out, struct problem *problem) {
    ASSERT(can_be_tried(command->type));
    struct copy *copy = calloc(1, sizeof *copy);
    if (copy == NULL) return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    copy->core = *core;
    own_tables(copy);
    copy->events = (struct event_list){.capacity = LIMIT_EVENTS_PER_COMMAND};
    copy->events.events = calloc(LIMIT_EVENTS_PER_COMMAND, sizeof *copy->events.events);
    if (copy->failed || copy->events.events == NULL) {
        drop(copy);
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
    }
    keep_first(&copy->core, out);
    struct command asked = *command;
    asked.actor.role = ROLE_SYSTEM; /* who may ask was seen by the caller */
    asked.idempotency_key = asked.fingerprint = 0;
    struct core_result result;
    enum err err = core_apply(&copy->core, &asked, now < core->now ? core->now : now, &copy->events,
                              &result, problem);
    if (err != ERR_OK) {
        drop(copy);
        return err;
    }
    out->core = &copy->core;
    out->events = copy->events.events;
    out->event_count = copy->events.count;
    return ERR_OK;
}

void core_dry_run_end(struct dry_run *run) {
    if (run->core != NULL) drop((struct copy *)run->core);
    *run = (struct dry_run){.core = NULL};
}
