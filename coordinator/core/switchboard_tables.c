/* The tables of switchboards.h as the rest of the core sees them: by kind and slot. */
#include <string.h>

#include "base/assert.h"
#include "core/switchboards.h"

#define FOUND(slot, member) (*hash = &(slot)->member##_hash, (void *)&(slot)->member)

void *switchboards_record(const struct core *c, struct record_ref ref, uint64_t **hash) {
    struct switchboards *s = c->switchboards;
    if (ref.key >= switchboards_table_size(c, ref.kind)) return NULL;
    struct foreign_queue_slot *queue = NULL;
    switch ((int)ref.kind) {
    case RECORD_queue_adapter:
        return s->adapters[ref.key].record.id[0] == '\0' ? NULL
                                                         : FOUND(&s->adapters[ref.key], record);
    case RECORD_queue_source:
        return s->sources[ref.key].record.id[0] == '\0' ? NULL
                                                        : FOUND(&s->sources[ref.key], record);
    case RECORD_foreign_queue:
        queue = &s->queues[ref.key];
        return queue->taken ? FOUND(queue, record) : NULL;
    case RECORD_queue_usual:
        queue = &s->queues[ref.key];
        return queue->taken && queue->known_usual ? FOUND(queue, usual) : NULL;
    default: UNREACHABLE("not a kind of switchboards");
    }
}

uint64_t switchboards_table_size(const struct core *c, enum record_kind kind) {
    switch ((int)kind) {
    case RECORD_queue_adapter: return LIMIT_QUEUE_ADAPTERS;
    case RECORD_queue_source: return LIMIT_QUEUE_SOURCES;
    case RECORD_foreign_queue:
    case RECORD_queue_usual: return c->switchboards->queues_ever;
    default: UNREACHABLE("not a kind of switchboards");
    }
}

/* A queue and what is usual there go together: the second finds its place free already. */
void switchboards_release(struct core *c, enum record_kind kind, uint32_t slot) {
    struct switchboards *s = c->switchboards;
    if (kind == RECORD_queue_adapter) memset(&s->adapters[slot], 0, sizeof s->adapters[slot]);
    if (kind == RECORD_queue_source) memset(&s->sources[slot], 0, sizeof s->sources[slot]);
    if (kind == RECORD_foreign_queue) memset(&s->queues[slot], 0, sizeof s->queues[slot]);
}

/* --- recovery ------------------------------------------------------------------------------------------------------- */

static enum err unfit(struct problem *problem, enum record_kind kind, const char *why) {
    const char *name = record_types[kind].name;
    return problem_set(problem, ERR_INTERNAL, name, "%s: %s", name, why);
}

static enum err restore_queue(struct core *c, const struct foreign_queue_record *r,
                              struct problem *problem) {
    struct switchboards *s = c->switchboards;
    if (core_organisation(c, r->organisation) == NULL ||
        (r->topic != TOPIC_NONE && core_topic(c, r->topic) == NULL))
        return unfit(problem, RECORD_foreign_queue, "whose it is is missing");
    if (r->silent && r->known)
        return unfit(problem, RECORD_foreign_queue, "it is silent and reported");
    if (find_foreign_queue(c, r->organisation, r->topic) != LIST_NONE ||
        s->queues_ever == LIMIT_FOREIGN_QUEUES)
        return unfit(problem, RECORD_foreign_queue, "it is there twice, or there are too many");
    uint32_t slot = s->queues_ever++;
    s->queues[slot] = (struct foreign_queue_slot){.taken = true, .record = *r};
    s->places[r->organisation][r->topic == TOPIC_NONE ? LIMIT_TOPICS : r->topic] =
        (uint16_t)(slot + 1);
    if (r->topic != TOPIC_NONE) s->reported[r->organisation] |= UINT64_C(1) << r->topic;
    s->queues[slot].record_hash = record_hash(RECORD_foreign_queue, r);
    c->digest += s->queues[slot].record_hash;
    return ERR_OK;
}

static enum err restore_usual(struct core *c, const struct queue_usual_record *r,
                              struct problem *problem) {
    uint32_t slot = core_organisation(c, r->organisation) == NULL
                        ? LIST_NONE
                        : find_foreign_queue(c, r->organisation, r->topic);
    if (slot == LIST_NONE) return unfit(problem, RECORD_queue_usual, "its queue is missing");
    struct foreign_queue_slot *queue = &c->switchboards->queues[slot];
    if (queue->known_usual) return unfit(problem, RECORD_queue_usual, "it is there twice");
    queue->known_usual = true;
    queue->usual = *r;
    queue->usual_hash = record_hash(RECORD_queue_usual, r);
    c->digest += queue->usual_hash;
    return ERR_OK;
}

static enum err restore_source(struct core *c, const struct queue_source_record *r,
                               struct problem *problem) {
    struct queue_source_slot *sources = c->switchboards->sources;
    uint32_t slot = 0;
    if (core_organisation(c, r->organisation) == NULL ||
        find_queue_adapter(c, r->adapter) == LIST_NONE)
        return unfit(problem, RECORD_queue_source, "its organisation or its adapter is missing");
    while (slot < LIMIT_QUEUE_SOURCES && sources[slot].record.id[0] != '\0')
        slot++;
    if (slot == LIMIT_QUEUE_SOURCES) return unfit(problem, RECORD_queue_source, "too many");
    sources[slot] = (struct queue_source_slot){.record = *r};
    sources[slot].record_hash = record_hash(RECORD_queue_source, r);
    c->digest += sources[slot].record_hash;
    return ERR_OK;
}

static enum err restore_adapter(struct core *c, const struct queue_adapter_record *r,
                                struct problem *problem) {
    struct queue_adapter_slot *adapters = c->switchboards->adapters;
    uint32_t slot = 0;
    while (slot < LIMIT_QUEUE_ADAPTERS && adapters[slot].record.id[0] != '\0')
        slot++;
    if (slot == LIMIT_QUEUE_ADAPTERS) return unfit(problem, RECORD_queue_adapter, "too many");
    adapters[slot] = (struct queue_adapter_slot){.record = *r};
    adapters[slot].record_hash = record_hash(RECORD_queue_adapter, r);
    c->digest += adapters[slot].record_hash;
    return ERR_OK;
}

enum err switchboards_restore(struct core *c, enum record_kind kind, const void *record,
                              struct problem *problem) {
    switch ((int)kind) {
    case RECORD_queue_adapter: return restore_adapter(c, record, problem);
    case RECORD_queue_source: return restore_source(c, record, problem);
    case RECORD_foreign_queue: return restore_queue(c, record, problem);
    case RECORD_queue_usual: return restore_usual(c, record, problem);
    default: UNREACHABLE("not a kind of switchboards");
    }
}

/* --- invariants ------------------------------------------------------------------------------------------------------ */

static enum err broken(struct problem *problem, const char *rule, unsigned slot) {
    return problem_set(problem, ERR_INTERNAL, rule, "%s does not hold: %u", rule, slot);
}

static enum err check_queue(const struct core *c, uint32_t i, struct problem *problem) {
    const struct foreign_queue_slot *slot = &c->switchboards->queues[i];
    const struct foreign_queue_record *r = &slot->record;
    if (core_organisation(c, r->organisation) == NULL)
        return broken(problem, "foreign_queue_has_an_organisation", i);
    if (find_foreign_queue(c, r->organisation, r->topic) != i)
        return broken(problem, "foreign_queue_is_found", i);
    if (r->topic != TOPIC_NONE &&
        ((c->switchboards->reported[r->organisation] >> r->topic) & 1) == 0)
        return broken(problem, "foreign_queue_is_reported", i);
    if (r->reported_at == 0 || r->reported_at > c->now)
        return broken(problem, "foreign_queue_was_reported", i);
    time_ms unknown_at = r->reported_at + c->settings.queue_stale_ms;
    time_ms due = r->known ? unknown_at : unknown_at + LIMIT_QUEUE_SILENT_MS;
    if (!r->silent && due < c->switchboards->due)
        return broken(problem, "foreign_queue_has_a_deadline", i);
    if (r->silent && (r->known || r->state != SERVICE_STATE_NORMAL))
        return broken(problem, "foreign_queue_that_is_silent_says_nothing", i);
    if (r->crossing_since != 0 && r->crossing == r->state)
        return broken(problem, "foreign_queue_crosses_to_another_state", i);
    if (r->dismissed_at != 0 && (r->surge_since == 0 || r->dismissed_by[0] == '\0'))
        return broken(problem, "foreign_queue_is_dismissed_in_a_surge", i);
    if (r->surge_since == 0 && r->calm_since != 0)
        return broken(problem, "foreign_queue_is_calm_in_a_surge", i);
    if (slot->known_usual &&
        (slot->usual.organisation != r->organisation || slot->usual.topic != r->topic))
        return broken(problem, "queue_usual_is_of_its_queue", i);
    return ERR_OK;
}

enum err switchboards_check(const struct core *c, struct problem *problem) {
    const struct switchboards *s = c->switchboards;
    for (uint32_t i = 0; i < LIMIT_QUEUE_SOURCES; i++) {
        const struct queue_source_record *r = &s->sources[i].record;
        if (r->id[0] == '\0' || s->sources[i].going) continue;
        if (core_organisation(c, r->organisation) == NULL ||
            find_queue_adapter(c, r->adapter) == LIST_NONE)
            return broken(problem, "queue_source_names_what_is_there", i);
    }
    for (uint32_t i = 0; i < s->queues_ever; i++) {
        if (!s->queues[i].taken || s->queues[i].going) continue;
        enum err err = check_queue(c, i, problem);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}
