/* Applying a command: authorise, look for a repetition, let the handler check and change, remember the answer, and bring
 * the digest up to date. */
#include "core/core.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/memory.h"
#include "core/contacts.h"
#include "core/places.h"
#include "core/pools.h"
#include "core/state.h"
#include "core/switchboards.h"

const struct core_sizes core_sizes_full = {
    .agents = LIMIT_AGENTS,
    .calls = LIMIT_CALLS,
    .acknowledgements = LIMIT_ACKNOWLEDGEMENTS,
    .tokens = LIMIT_TOKENS,
    .replayed_answers = LIMIT_REPLAYED_ANSWERS,
};

/* The events that one deadline can give at most: a lease that lapses in an offer returns the call, which goes to
 * somebody else, and so does what that agent leaves. */
#define EVENTS_PER_DEADLINE 16

typedef enum err handler(struct core *, const struct command *, struct core_result *,
                         struct problem *);

#define COMMAND_BEGIN(name, roles, scope) apply_##name,
static handler *const handlers[COMMAND_TYPE_COUNT] = {
#include "core/commands.def"
};

/* --- life ------------------------------------------------------------------------------------------------------------------ */

static void default_settings(struct settings_record *s) {
    *s = (struct settings_record){
        .wrap_up_ms = 40 * SECOND_MS,
        .wrap_up_max_ms = 10 * MINUTE_MS,
        .offer_ms = 20 * SECOND_MS,
        .lease_ms = 30 * SECOND_MS,
        .unknown_ms = 30 * MINUTE_MS,
        .wait_max_ms = 10 * MINUTE_MS,
        .talk_max_ms = 4 * HOUR_MS,
        .call_retention_ms = HOUR_MS,
        .idempotency_ms = DAY_MS,
        .course_ms = 365 * DAY_MS,
        .course_warn_ms = 60 * DAY_MS,
        .service_level_ms = 30 * SECOND_MS,
        .expiry_alarm_ms = 10 * MINUTE_MS,
        .directory_check_ms = 180 * DAY_MS,
        .alarms_max = 3,
        .surge_calm_ms = 15 * MINUTE_MS,
        .surge_threshold = 13000,
        .surge_floor = 8000,
        .surge_ratio_permille = 3000,
        .surge_calm_permille = 1500,
        .staffing_answer_ms = 20 * SECOND_MS,
        .staffing_horizon_ms = 30 * MINUTE_MS,
        .staffing_target_permille = 800,
        .data_agreement_warn_ms = 30 * DAY_MS,
        .offer_lease_ms = 90 * SECOND_MS,
        .queue_stale_ms = 60 * SECOND_MS,
        .service_dwell_ms = 30 * SECOND_MS,
        .overloaded_wait_ms = 2 * MINUTE_MS,
        .baseline_weeks = 2,
        .cooperation = ORGANISATION_NONE,
        .overflow_handle_permille = 1100,
        .qualified_handle_permille = 1150,
        .own_weight = 7,
        .wait_permille = 250,
        .speed_permille = 3000,
        .topic_scarcity_permille = 4000,
        .language_scarcity_permille = 1000,
        .home_load_permille = 4000,
        .missed_offers_max = 2,
        .course_consequence = COURSE_CONSEQUENCE_WARN,
        .outsider_rule = OUTSIDER_RULE_SERVE,
    };
    s->languages[0] = (struct language_list){.count = 2, .codes = {"da", "en"}};
}

static bool open_tables(struct core *c) {
    const struct core_sizes *s = &c->sizes;
    c->organisations = calloc(LIMIT_ORGANISATIONS, sizeof *c->organisations);
    c->topics = calloc(LIMIT_TOPICS, sizeof *c->topics);
    c->agents = calloc(s->agents + LIMIT_OFFERS, sizeof *c->agents); /* and their seats */
    c->calls = calloc(s->calls, sizeof *c->calls);
    c->activations = calloc(LIMIT_ACTIVATIONS, sizeof *c->activations);
    c->revisions = calloc((size_t)LIMIT_ACTIVATIONS * LIMIT_REVISIONS, sizeof *c->revisions);
    c->steps = calloc((size_t)LIMIT_ACTIVATIONS * LIMIT_STEPS, sizeof *c->steps);
    c->flags = calloc(LIMIT_FLAGS, sizeof *c->flags);
    c->flag_replies = calloc(LIMIT_FLAG_REPLIES, sizeof *c->flag_replies);
    c->agreements = calloc(LIMIT_AGREEMENTS, sizeof *c->agreements);
    c->sharing = calloc(1, sizeof *c->sharing);
    c->contacts = calloc(1, sizeof *c->contacts);
    c->demand = calloc(LIMIT_ORGANISATIONS, sizeof *c->demand);
    c->pairs = calloc(LIMIT_BASELINES, sizeof *c->pairs);
    c->called_numbers = calloc(LIMIT_CALLED_NUMBERS, sizeof *c->called_numbers);
    c->gateways = calloc(LIMIT_GATEWAYS, sizeof *c->gateways);
    c->tombstones = calloc(LIMIT_TOMBSTONES, sizeof *c->tombstones);
    c->tombstone_nodes = calloc(LIMIT_TOMBSTONES, sizeof *c->tombstone_nodes);
    c->resume_nodes = calloc(s->calls, sizeof *c->resume_nodes);
    c->kept_nodes = calloc(s->calls, sizeof *c->kept_nodes);
    c->gateway_nodes = calloc(s->calls, sizeof *c->gateway_nodes);
    c->places = calloc(1, sizeof *c->places);
    c->demand_nodes = calloc(LIMIT_ORGANISATIONS, sizeof *c->demand_nodes);
    c->waiting_nodes = calloc(s->calls, sizeof *c->waiting_nodes);
    c->playbooks = calloc(LIMIT_PLAYBOOKS, sizeof *c->playbooks);
    c->acknowledgements = calloc(s->acknowledgements, sizeof *c->acknowledgements);
    c->peers = calloc(LIMIT_PEERS, sizeof *c->peers);
    c->switchboards = calloc(1, sizeof *c->switchboards);
    c->receivers = calloc(LIMIT_RECEIVERS, sizeof *c->receivers);
    c->deliveries = calloc(LIMIT_DELIVERIES, sizeof *c->deliveries);
    c->delivery_nodes = calloc(LIMIT_DELIVERIES, sizeof *c->delivery_nodes);
    c->pools = calloc(1, sizeof *c->pools);
    c->tokens = calloc(s->tokens, sizeof *c->tokens);
    c->replayed = calloc(s->replayed_answers, sizeof *c->replayed);
    c->lease_nodes = calloc(s->agents, sizeof *c->lease_nodes);
    c->agent_nodes = calloc(s->agents, sizeof *c->agent_nodes);
    c->idle_nodes =
        calloc((size_t)(s->agents + LIMIT_OFFERS) * LIMIT_TOPICS, sizeof *c->idle_nodes);
    c->credits = calloc(LIMIT_CREDITS, sizeof *c->credits);
    c->credit_nodes = calloc(LIMIT_CREDITS, sizeof *c->credit_nodes);
    c->call_nodes = calloc(s->calls, sizeof *c->call_nodes);
    c->queue_nodes = calloc(s->calls, sizeof *c->queue_nodes);
    c->elsewhere_nodes = calloc(s->calls, sizeof *c->elsewhere_nodes);
    c->all_call_nodes = calloc(s->calls, sizeof *c->all_call_nodes);
    c->acknowledgement_nodes = calloc(s->acknowledgements, sizeof *c->acknowledgement_nodes);
    c->token_nodes = calloc(s->tokens, sizeof *c->token_nodes);
    c->replayed_nodes = calloc(s->replayed_answers, sizeof *c->replayed_nodes);
    /* Looked up at random for every call. */
    memory_huge(c->agents, s->agents * sizeof *c->agents);
    memory_huge(c->idle_nodes, (size_t)s->agents * LIMIT_TOPICS * sizeof *c->idle_nodes);
    memory_huge(c->calls, s->calls * sizeof *c->calls);
    c->going = calloc((size_t)LIMIT_EVENTS_PER_COMMAND * LIMIT_RECORDS_PER_EVENT, sizeof *c->going);
    return overflow_open(c) && offers_open(c) && c->contacts && c->pools && c->places &&
           c->credits && c->credit_nodes && c->called_numbers && c->gateways && c->tombstones &&
           c->tombstone_nodes && c->resume_nodes && c->kept_nodes && c->gateway_nodes &&
           c->demand && c->pairs && c->demand_nodes && c->agreements && c->sharing &&
           c->waiting_nodes && c->going && c->peers && c->receivers && c->deliveries &&
           c->delivery_nodes && c->organisations && c->topics && c->agents && c->calls &&
           c->activations && c->revisions && c->steps && c->flags && c->flag_replies &&
           c->playbooks && c->acknowledgements && c->tokens && c->replayed && c->lease_nodes &&
           c->agent_nodes && c->idle_nodes && c->call_nodes && c->queue_nodes &&
           c->elsewhere_nodes && c->all_call_nodes && c->acknowledgement_nodes && c->token_nodes &&
           c->replayed_nodes && c->switchboards;
}

static bool open_indexes(struct core *c) {
    const struct core_sizes *s = &c->sizes;
    return index_open(&c->organisation_ids, LIMIT_ORGANISATIONS) &&
           index_open(&c->agent_ids, s->agents) && call_index_open(&c->call_ids, s->calls) &&
           index_open(&c->call_references, s->calls) &&
           index_open(&c->acknowledgement_keys, s->acknowledgements) &&
           index_open(&c->token_hashes, s->tokens) && index_open(&c->token_ids, s->tokens) &&
           index_open(&c->replayed_keys, s->replayed_answers) &&
           index_open(&c->delivery_keys, LIMIT_DELIVERIES) &&
           index_open(&c->tombstone_keys, LIMIT_TOMBSTONES) &&
           index_open(&c->credit_keys, LIMIT_CREDITS);
}

/* Lowest first, so that a small installation touches little memory. */
static void fill_free(struct list *list, struct list_node *nodes, uint32_t count) {
    list_init(list);
    for (uint32_t i = 0; i < count; i++)
        list_insert_after(list, nodes, list->last, i);
}

static void open_lists(struct core *c) {
    for (int i = 0; i < DEADLINE_LISTS; i++) {
        list_init(&c->deadlines[i]);
        c->deadline_keys[i] = TIME_NEVER;
    }
    c->due_at = TIME_NEVER;
    list_init(&c->all_calls);
    list_init(&c->replayed_order);
    list_init(&c->tombstone_order);
    list_init(&c->resumes);
    fill_free(&c->free_tombstones, c->tombstone_nodes, LIMIT_TOMBSTONES);
    for (int i = 0; i < LIMIT_GATEWAYS; i++)
        list_init(&c->gateways[i].calls);
    fill_free(&c->free_calls, c->call_nodes, c->sizes.calls);
    fill_free(&c->free_acknowledgements, c->acknowledgement_nodes, c->sizes.acknowledgements);
    fill_free(&c->free_tokens, c->token_nodes, c->sizes.tokens);
    fill_free(&c->free_deliveries, c->delivery_nodes, LIMIT_DELIVERIES);
    fill_free(&c->free_credits, c->credit_nodes, LIMIT_CREDITS);
    fill_free(&c->free_replayed, c->replayed_nodes, c->sizes.replayed_answers);
    for (int t = 0; t < LIMIT_TOPICS; t++)
        for (int l = 0; l < LIMIT_LANGUAGES; l++)
            list_init(&c->sharing->waiting[t][l]);
    c->sharing->due = c->contacts->tickets_due = TIME_NEVER;
    c->pools->due.at = TIME_NEVER;
    c->sharing->refused = LIST_NONE;
    for (int i = 0; i < LIMIT_ACTIVATIONS; i++)
        list_init(&c->activations[i].acknowledgements);
    for (int i = 0; i < LIMIT_ORGANISATIONS; i++)
        c->organisations[i].kpi.day = INT32_MIN;
    for (int i = 0; i < LIMIT_CREDITS; i++)
        c->credits[i].record.organisation = ORGANISATION_NONE;
    c->data_due = TIME_NEVER;
}

static const char *const scope_members[] = {
    [SCOPE_ANY] = NULL,      [SCOPE_ORGANISATION] = "organisation",
    [SCOPE_AGENT] = "agent", [SCOPE_CALL] = "call",
    [SCOPE_OFFER] = "offer",
};

static void find_scopes(struct core *c) {
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        const struct command_type_info *type = &command_types[t];
        const char *member = scope_members[type->scope];
        bool found = member == NULL;
        for (int f = 0; !found && f < type->field_count; f++) {
            if (strcmp(type->fields[f].name, member) != 0) continue;
            c->scope_offset[t] = type->fields[f].offset;
            found = true;
        }
        ASSERT(found); /* commands.def names a scope whose member it lacks */
    }
}

struct core *core_create(const struct core_sizes *sizes) {
    ASSERT(sizes->agents <= LIMIT_AGENTS && sizes->calls <= LIMIT_CALLS);
    struct core *c = calloc(1, sizeof *c);
    if (c == NULL) return NULL;
    c->sizes = *sizes;
    if (!open_tables(c) || !open_indexes(c)) {
        core_destroy(c);
        return NULL;
    }
    open_lists(c);
    find_scopes(c);
    default_settings(&c->settings);
    weights_prepare(c);
    c->counters = (struct counters_record){
        .call_block_end = 1, .activation_block_end = 1, .delivery_block_end = 1};
    c->call_next = c->activation_next = c->delivery_next = 1;
    c->hours_next = TIME_NEVER;
    c->switchboards->due = TIME_NEVER;
    c->settings_hash = record_hash(RECORD_settings, &c->settings);
    c->counters_hash = record_hash(RECORD_counters, &c->counters);
    c->digest = c->settings_hash + c->counters_hash;
    return c;
}

void core_destroy(struct core *c) {
    if (c == NULL) return;
    overflow_close(c);
    for (int i = 0; c->organisations != NULL && i < LIMIT_ORGANISATIONS; i++)
        free(c->organisations[i].lists);
    void *tables[] = {
        c->organisations,  c->topics,           c->agents,         c->calls,
        c->activations,    c->revisions,        c->flags,          c->flag_replies,
        c->playbooks,      c->acknowledgements, c->tokens,         c->replayed,
        c->lease_nodes,    c->agent_nodes,      c->idle_nodes,     c->call_nodes,
        c->queue_nodes,    c->elsewhere_nodes,  c->all_call_nodes, c->acknowledgement_nodes,
        c->token_nodes,    c->replayed_nodes,   c->going,          c->agreements,
        c->sharing,        c->demand,           c->pairs,          c->demand_nodes,
        c->waiting_nodes,  c->receivers,        c->deliveries,     c->delivery_nodes,
        c->called_numbers, c->gateways,         c->tombstones,     c->tombstone_nodes,
        c->resume_nodes,   c->kept_nodes,       c->gateway_nodes,  c->offers,
        c->credits,        c->credit_nodes,     c->steps,          c->pools,
        c->contacts,       c->places,           c->peers,          c->switchboards};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        free(tables[i]);
    struct index *indexes[] = {&c->organisation_ids,     &c->agent_ids,     &c->call_references,
                               &c->acknowledgement_keys, &c->token_hashes,  &c->token_ids,
                               &c->replayed_keys,        &c->delivery_keys, &c->tombstone_keys,
                               &c->credit_keys};
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++)
        index_close(indexes[i]);
    call_index_close(&c->call_ids);
    free(c);
}

/* --- events and the digest --------------------------------------------------------------------------------------------------- */

struct event *emit(struct core *c, enum event_type type) {
    ASSERT(c->events->count < c->events->capacity);
    struct event *event = &c->events->events[c->events->count++];
    event->type = type;
    event->record_count = 0;
    event->organisation = ORGANISATION_NONE;
    event->agent = AGENT_NONE;
    return event;
}

static void event_add(struct event *event, struct record_ref ref) {
    for (int i = 0; i < event->record_count; i++)
        if (event->records[i].kind == ref.kind && event->records[i].key == ref.key) return;
    ASSERT(event->record_count < LIMIT_RECORDS_PER_EVENT);
    event->records[event->record_count++] = ref;
}

void event_record(struct event *event, enum record_kind kind, uint64_t key) {
    event_add(event, ref_of(kind, key));
}

void event_removed(struct event *event, enum record_kind kind, uint64_t slot) {
    event_add(event, (struct record_ref){.kind = kind, .removed = true, .key = slot});
}

void event_agent(struct core *c, struct event *event, agent_no agent) {
    event_record(event, RECORD_availability, agent);
    event->agent = agent;
    event->organisation = c->agents[agent].record.organisation;
}

void event_call(struct core *c, struct event *event, uint32_t call) {
    event_record(event, RECORD_call, c->calls[call].record.id);
    event->organisation = c->calls[call].record.municipality;
}

bool room_for_events(const struct core *c) {
    return c->events->capacity - c->events->count >= EVENTS_PER_DEADLINE;
}

uint64_t record_hash(enum record_kind kind, const void *record) {
    return hash_bytes(record, record_types[kind].size, (uint64_t)kind + 1);
}

static void update_digest(struct core *c) {
    for (uint32_t i = 0; i < c->events->count; i++) {
        const struct event *event = &c->events->events[i];
        for (int k = 0; k < event->record_count; k++) {
            uint64_t *stored;
            const struct record_ref *ref = &event->records[k];
            const void *record = record_place(c, *ref, &stored);
            ASSERT(record != NULL);
            uint64_t hash = ref->removed ? 0 : record_hash(ref->kind, record);
            c->digest += hash - *stored;
            *stored = hash;
            if (ref->removed) c->going[c->going_count++] = *ref;
        }
    }
}

/* What the last command removed could still be looked at until now; its slot is free from here on, and the first to be taken
 * again: a table's memory is touched no further than it was ever full. */
/* Of a kind whose free places stand in a list. */
static bool release_listed(struct core *c, enum record_kind kind, uint32_t slot) {
    switch ((int)kind) {
#define RELEASE(kind, table, free_list, nodes, ...)                  \
    case RECORD_##kind:                                              \
        c->table[slot].record = (struct kind##_record)__VA_ARGS__;   \
        list_insert_after(&c->free_list, c->nodes, LIST_NONE, slot); \
        return true;
        RELEASE(call, calls, free_calls, call_nodes, {0})
        RELEASE(acknowledgement, acknowledgements, free_acknowledgements, acknowledgement_nodes,
                {0})
        RELEASE(token, tokens, free_tokens, token_nodes, {0})
        RELEASE(replayed_answer, replayed, free_replayed, replayed_nodes, {0})
        RELEASE(tombstone, tombstones, free_tombstones, tombstone_nodes, {0})
        RELEASE(delivery, deliveries, free_deliveries, delivery_nodes, {0})
        RELEASE(credit, credits, free_credits, credit_nodes, {.organisation = ORGANISATION_NONE})
#undef RELEASE
    default: return false;
    }
}

static void release_slot(struct core *c, enum record_kind kind, uint32_t slot) {
    switch ((int)kind) {
#define CLEAR(kind, place) \
    case RECORD_##kind: memset(&c->place, 0, sizeof c->place); break;
        CLEAR(called_number, called_numbers[slot])
        CLEAR(peer, peers[slot])
        CLEAR(receiver, receivers[slot])
        CLEAR(directory, contacts->directory[slot])
        CLEAR(ticket, contacts->tickets[slot])
        CLEAR(period, contacts->periods[slot])
        CLEAR(measure, contacts->measures[slot])
        CLEAR(offer, offers->slots[slot])
        CLEAR(revision, revisions[slot])
        CLEAR(step, steps[slot])
        CLEAR(flag, flags[slot])
        CLEAR(flag_reply, flag_replies[slot])
#undef CLEAR
    case RECORD_gateway:
        memset(&c->gateways[slot].record, 0, sizeof c->gateways[slot].record);
        c->gateways[slot].going = false;
        break;
    case RECORD_agreement:
        memset(&c->agreements[slot].record, 0, sizeof c->agreements[slot].record);
        c->agreements[slot].going = false;
        break;
    case RECORD_overflow:
        memset(&c->overflow->slots[slot].record, 0, sizeof c->overflow->slots[slot].record);
        c->overflow->slots[slot].going = false;
        break;
    case RECORD_activation:
        memset(&c->activations[slot].record, 0, sizeof c->activations[slot].record);
        c->activations[slot].closed = false;
        break;
    case RECORD_alert:
    case RECORD_local_value:
    case RECORD_menu_route:
    case RECORD_zone:
    case RECORD_link: places_release(c, kind, slot); break;
    case RECORD_queue_adapter:
    case RECORD_queue_source:
    case RECORD_foreign_queue:
    case RECORD_queue_usual: switchboards_release(c, kind, slot); break;
    case RECORD_pool_member:
    case RECORD_callup:
    case RECORD_callup_ask:
    case RECORD_shift:
    case RECORD_capacity: pools_release(c, kind, slot); break;
    default: break; /* organisations and agents keep their place until the number is given again */
    }
}

static void release_removed(struct core *c) {
    for (uint32_t i = 0; i < c->going_count; i++) {
        uint32_t slot = (uint32_t)c->going[i].key;
        if (!release_listed(c, c->going[i].kind, slot)) release_slot(c, c->going[i].kind, slot);
    }
    c->going_count = 0;
}

/* --- who may ---------------------------------------------------------------------------------------------------------------------- */

static enum err refuse_organisation(struct problem *problem, const char *field) {
    return problem_set(problem, ERR_OTHER_ORGANISATION, field,
                       "the token is limited to other organisations");
}

static enum err authorise_organisation(const struct actor *actor, organisation_no organisation,
                                       const char *field, struct problem *problem) {
    if (actor->role == ROLE_AGENT)
        return problem_set(problem, ERR_NOT_AUTHORISED, field,
                           "an agent may only act for themselves");
    if (actor->all_organisations || organisation_set_has(&actor->organisations, organisation))
        return ERR_OK;
    return refuse_organisation(problem, field);
}

/* The partner whose seat it is, or the switch of whoever's caller it is. */
static enum err authorise_at_seat(const struct core *c, const struct actor *actor,
                                  const struct call_record *r, struct problem *problem) {
    if (actor->role == ROLE_TELEPHONY &&
        (organisation_set_has(&actor->organisations, r->municipality) ||
         organisation_set_has(&actor->organisations, r->organisation)))
        return ERR_OK;
    return authorise_organisation(actor, call_server(c, r), "call", problem);
}

static enum err authorise_agent(const struct core *c, const struct actor *actor, agent_no agent,
                                const char *field, struct problem *problem) {
    if (actor->role == ROLE_AGENT && actor->agent != agent)
        return problem_set(problem, ERR_NOT_AUTHORISED, field,
                           "an agent may only act for themselves");
    if (actor->all_organisations || agent == AGENT_NONE) return ERR_OK;
    if (!organisation_set_has(&actor->organisations, c->agents[agent].record.organisation))
        return refuse_organisation(problem, field);
    return ERR_OK;
}

static enum err authorise(const struct core *c, const struct command *command,
                          struct problem *problem) {
    const struct command_type_info *type = &command_types[command->type];
    const struct actor *actor = &command->actor;
    if (actor->role == ROLE_SYSTEM) return ERR_OK;
    if (((type->roles >> actor->role) & 1) == 0)
        return problem_set(problem, ERR_NOT_AUTHORISED, NULL, "role %s may not give the command %s",
                           word_text(&role_words, actor->role), type->name);
    const char *member = (const char *)&command->as + c->scope_offset[command->type];
    switch (type->scope) {
    case SCOPE_ANY: return ERR_OK;
    case SCOPE_ORGANISATION: {
        organisation_no organisation;
        if (actor->all_organisations) return ERR_OK;
        if (!core_find_organisation(c, member, &organisation) ||
            !organisation_set_has(&actor->organisations, organisation))
            return refuse_organisation(problem, "organisation");
        return ERR_OK;
    }
    case SCOPE_AGENT: {
        agent_no agent = AGENT_NONE;
        if (!core_find_agent(c, member, &agent))
            return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", member);
        return authorise_agent(c, actor, agent, "agent", problem);
    }
    case SCOPE_CALL: {
        call_id id;
        memcpy(&id, member, sizeof id);
        uint32_t call = find_call(c, id);
        if (call == LIST_NONE)
            return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no call-%llu",
                               (unsigned long long)id);
        const struct call_record *r = &c->calls[call].record;
        if (r->offer != OFFER_NONE) return authorise_at_seat(c, actor, r, problem);
        if (actor->role == ROLE_TELEPHONY) return ERR_OK;
        return authorise_agent(c, actor, r->agent, "call", problem);
    }
    case SCOPE_OFFER: {
        offer_no offer;
        if (!core_find_offer(c, member, &offer))
            return problem_set(problem, ERR_UNKNOWN_OFFER, "offer", "there is no offer %s", member);
        return authorise_organisation(actor, c->offers->slots[offer].record.organisation, "offer",
                                      problem);
    }
    }
    UNREACHABLE("a scope without a rule");
}

/* --- idempotency -------------------------------------------------------------------------------------------------------------- */

/* Kinds whose key is a slot are remembered by a hash of their id: a slot may be another one after recovery. */
static bool keyed_by_slot(enum record_kind kind) {
    return kind == RECORD_playbook || kind == RECORD_agreement || kind == RECORD_baseline ||
           kind == RECORD_surge || kind == RECORD_acknowledgement || kind == RECORD_revision ||
           kind == RECORD_flag || kind == RECORD_flag_reply || kind == RECORD_credit ||
           kind == RECORD_step || kind == RECORD_token || kind == RECORD_receiver ||
           kind == RECORD_delivery || kind == RECORD_pool_member || kind == RECORD_callup ||
           kind == RECORD_callup_ask || kind == RECORD_shift || kind == RECORD_capacity ||
           kind == RECORD_directory || kind == RECORD_period || kind == RECORD_measure ||
           kind == RECORD_called_number || kind == RECORD_gateway || kind == RECORD_tombstone ||
           kind == RECORD_peer || kind == RECORD_queue_adapter || kind == RECORD_queue_source ||
           kind == RECORD_foreign_queue || kind == RECORD_queue_usual;
}

static uint64_t lasting_key(const struct core *c, struct record_ref ref) {
    if (!keyed_by_slot(ref.kind)) return ref.key;
    char id[LIMIT_RECORD_ID];
    core_record_id(c, ref.kind, core_record(c, ref), id);
    return hash_text(id);
}

static struct record_ref find_lasting(const struct core *c, enum record_kind kind, uint64_t key) {
    struct record_ref none = ref_of(RECORD_KIND_COUNT, 0);
    if (kind >= RECORD_KIND_COUNT) return none;
    if (!keyed_by_slot(kind)) {
        return core_record(c, ref_of(kind, key)) == NULL ? none : ref_of(kind, key);
    }
    uint64_t cursor = 0;
    const void *record;
    while ((record = core_next_record(c, kind, &cursor)) != NULL) {
        char id[LIMIT_RECORD_ID];
        core_record_id(c, kind, record, id);
        if (hash_text(id) == key) return ref_of(kind, cursor - 1);
    }
    return none;
}

void forget_replayed(struct core *c, uint32_t slot, struct event *event) {
    event_removed(event, RECORD_replayed_answer, slot);
    index_drop(&c->replayed_keys, c->replayed[slot].record.key, slot);
    list_remove(&c->replayed_order, c->replayed_nodes, slot);
}

static void remember_answer(struct core *c, const struct command *command,
                            const struct core_result *result) {
    struct event *event = c->events->count > 0 ? &c->events->events[c->events->count - 1] : NULL;
    if (event == NULL || event->record_count + 2 > LIMIT_RECORDS_PER_EVENT)
        event = emit(c, EVENT_idempotency_remembered);
    /* At the cap the oldest goes. Its slot is free only with the next command, so one is always kept in hand. */
    if (c->free_replayed.count == 1) forget_replayed(c, c->replayed_order.first, event);
    uint32_t slot = c->free_replayed.first;
    list_remove(&c->free_replayed, c->replayed_nodes, slot);
    bool shows = result->subject.kind != RECORD_KIND_COUNT;
    c->replayed[slot].record = (struct replayed_answer_record){
        .key = command->idempotency_key,
        .fingerprint = command->fingerprint,
        .subject = shows ? lasting_key(c, result->subject) : 0,
        .at = c->now,
        .subject_kind = (uint8_t)result->subject.kind,
    };
    index_add(&c->replayed_keys, command->idempotency_key, slot);
    list_insert_after(&c->replayed_order, c->replayed_nodes, c->replayed_order.last, slot);
    event_record(event, RECORD_replayed_answer, slot);
}

/* True: the key is known, and `err` is what to answer. */
static bool repeated(struct core *c, const struct command *command, struct core_result *result,
                     struct problem *problem, enum err *err) {
    if (command->idempotency_key == 0) return false;
    uint32_t slot = find_replayed(c, command->idempotency_key);
    if (slot == LIST_NONE) return false;
    const struct replayed_answer_record *answer = &c->replayed[slot].record;
    if (answer->fingerprint != command->fingerprint) {
        *err = problem_set(problem, ERR_CHANGED_MEANWHILE, NULL,
                           "the idempotency key was used for another request");
        return true;
    }
    result->repeated = true;
    result->subject = find_lasting(c, (enum record_kind)answer->subject_kind, answer->subject);
    *err = ERR_OK;
    return true;
}

/* --- apply ---------------------------------------------------------------------------------------------------------------------- */

enum err core_apply(struct core *c, const struct command *command, time_ms now,
                    struct event_list *events, struct core_result *result,
                    struct problem *problem) {
    ASSERT(command->type < COMMAND_TYPE_COUNT);
    ASSERT(now >= c->now);
    ASSERT(events->capacity >= 2 * EVENTS_PER_DEADLINE);
    release_removed(c);
    c->now = now;
    c->events = events;
    events->count = 0;
    *result = (struct core_result){.subject = ref_of(RECORD_KIND_COUNT, 0)};
    problem_clear(problem);
    enum err err = authorise(c, command, problem);
    if (err != ERR_OK) return err;
    if (repeated(c, command, result, problem, &err)) return err;
    err = handlers[command->type](c, command, result, problem);
    if (err != ERR_OK) {
        ASSERT(events->count == 0); /* a refusal changes nothing */
        return err;
    }
    help_settle(c);
    overflow_settle(c);
    offers_settle(c);
    if (command->idempotency_key != 0 && !result->repeated) remember_answer(c, command, result);
    update_digest(c);
    deadline_look(c);
    return ERR_OK;
}

time_ms core_now(const struct core *core) { return core->now; }

uint64_t core_digest(const struct core *core) { return core->digest; }
