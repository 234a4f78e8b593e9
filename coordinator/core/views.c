/* Looking at the core: records by reference and in order, things by id, figures kept incrementally. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/contacts.h"
#include "core/places.h"
#include "core/pools.h"
#include "core/state.h"
#include "core/switchboards.h"

/* --- finding by id ------------------------------------------------------------------------------------------------------------ */

bool core_find_organisation(const struct core *c, const char *id, organisation_no *out) {
    uint32_t at = INDEX_START, n;
    uint64_t hash = hash_text(id);
    while ((n = index_next(&c->organisation_ids, hash, &at)) != LIST_NONE) {
        if (!same_id(c->organisations[n].record.id, id)) continue;
        *out = (organisation_no)n;
        return true;
    }
    return false;
}

const struct call_record *core_call_by_reference(const struct core *c, const char *reference) {
    uint32_t call = find_call_reference(c, reference);
    return call == LIST_NONE ? NULL : &c->calls[call].record;
}

bool core_find_topic(const struct core *c, const char *id, topic_no *out) {
    for (topic_no n = 0; n < LIMIT_TOPICS; n++) {
        if (!c->topics[n].live || !same_id(c->topics[n].record.id, id)) continue;
        *out = n;
        return true;
    }
    return false;
}

bool core_find_language(const struct core *c, const char *code, language_no *out) {
    const struct language_list *languages = &c->settings.languages[0];
    for (language_no n = 0; n < languages->count; n++) {
        if (!same_id(languages->codes[n], code)) continue;
        *out = n;
        return true;
    }
    return false;
}

bool core_find_agent(const struct core *c, const char *id, agent_no *out) {
    uint32_t at = INDEX_START, n;
    uint64_t hash = hash_text(id);
    while ((n = index_next(&c->agent_ids, hash, &at)) != LIST_NONE) {
        if (!same_id(c->agents[n].record.id, id)) continue;
        *out = n;
        return true;
    }
    return false;
}

uint32_t find_call(const struct core *c, call_id id) {
    uint32_t slot = c->call_ids.places[id & c->call_ids.mask];
    if (slot != LIST_NONE && c->calls[slot].record.id == id) return slot;
    if (c->call_ids.others.count == 0) return LIST_NONE;
    uint32_t at = INDEX_START;
    while ((slot = index_next(&c->call_ids.others, id, &at)) != LIST_NONE)
        if (c->calls[slot].record.id == id) break;
    return slot;
}

uint32_t find_call_reference(const struct core *c, const char *reference) {
    uint32_t at = INDEX_START, slot;
    uint64_t hash = hash_text(reference);
    while ((slot = index_next(&c->call_references, hash, &at)) != LIST_NONE)
        if (same_id(c->calls[slot].record.reference, reference)) break;
    return slot;
}

uint64_t acknowledgement_hash(activation_id activation, agent_no agent) {
    uint64_t key[2] = {activation, agent};
    return hash_bytes(key, sizeof key, 0);
}

uint32_t find_acknowledgement(const struct core *c, activation_id activation, agent_no agent) {
    uint32_t at = INDEX_START, slot;
    uint64_t hash = acknowledgement_hash(activation, agent);
    while ((slot = index_next(&c->acknowledgement_keys, hash, &at)) != LIST_NONE) {
        const struct acknowledgement_record *r = &c->acknowledgements[slot].record;
        if (r->activation == activation && r->agent == agent) break;
    }
    return slot;
}

uint64_t token_hash(const uint8_t hash[SHA256_BYTES]) { return hash_bytes(hash, SHA256_BYTES, 0); }

const struct token_record *core_find_token(const struct core *c, const uint8_t hash[SHA256_BYTES]) {
    uint32_t at = INDEX_START, slot;
    while ((slot = index_next(&c->token_hashes, token_hash(hash), &at)) != LIST_NONE)
        if (crypto_equal(c->tokens[slot].record.hash, hash, SHA256_BYTES))
            return &c->tokens[slot].record;
    return NULL;
}

uint32_t find_token_id(const struct core *c, const char *id) {
    uint32_t at = INDEX_START, slot;
    uint64_t hash = hash_text(id);
    while ((slot = index_next(&c->token_ids, hash, &at)) != LIST_NONE)
        if (same_id(c->tokens[slot].record.id, id)) break;
    return slot;
}

uint32_t find_activation(const struct core *c, activation_id id) {
    for (uint32_t i = 0; id != 0 && i < c->activations_ever; i++)
        if (c->activations[i].record.id == id && !c->activations[i].closed) return i;
    return LIST_NONE;
}

uint32_t find_agreement(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < LIMIT_AGREEMENTS; i++)
        if (c->agreements[i].record.id[0] != '\0' && same_id(c->agreements[i].record.id, id))
            return i;
    return LIST_NONE;
}

uint32_t find_playbook_version(const struct core *c, const char *id,
                               const uint8_t version[SHA256_BYTES]) {
    for (uint32_t i = 0; i < c->playbook_count; i++)
        if (same_id(c->playbooks[i].record.id, id) &&
            memcmp(c->playbooks[i].record.version, version, SHA256_BYTES) == 0)
            return i;
    return LIST_NONE;
}

uint32_t find_replayed(const struct core *c, uint64_t key) {
    uint32_t at = INDEX_START, slot;
    while ((slot = index_next(&c->replayed_keys, key, &at)) != LIST_NONE)
        if (c->replayed[slot].record.key == key) break;
    return slot;
}

const struct playbook_record *core_find_playbook(const struct core *c, const char *id,
                                                 bool approved) {
    const struct playbook_record *newest = NULL;
    for (uint32_t i = 0; i < c->playbook_count; i++) {
        const struct playbook_record *r = &c->playbooks[i].record;
        if (!same_id(r->id, id) || (approved && r->approved_at == 0)) continue;
        /* of two at the same millisecond the greater version, so that recovery agrees */
        if (newest == NULL || r->published_at > newest->published_at ||
            (r->published_at == newest->published_at &&
             memcmp(r->version, newest->version, SHA256_BYTES) > 0))
            newest = r;
    }
    return newest;
}

const struct playbook_record *core_find_playbook_version(const struct core *c, const char *id,
                                                         const uint8_t version[SHA256_BYTES]) {
    uint32_t slot = find_playbook_version(c, id, version);
    return slot == LIST_NONE ? NULL : &c->playbooks[slot].record;
}

/* --- records ----------------------------------------------------------------------------------------------------------------------- */

#define PLACE(slot, member, member_hash) (*hash = &(slot)->member_hash, (void *)&(slot)->member)

static void *numbered_place(const struct core *c, struct record_ref ref, uint64_t **hash) {
    uint64_t n = ref.key;
    switch ((int)ref.kind) {
    case RECORD_organisation:
    case RECORD_hours:
    case RECORD_home:
    case RECORD_service:
    case RECORD_kpi: {
        if (n >= LIMIT_ORGANISATIONS) return NULL;
        struct organisation_slot *slot = &c->organisations[n];
        if (!slot->live && !ref.removed) return NULL;
        if (ref.kind == RECORD_organisation) return PLACE(slot, record, record_hash);
        if (ref.kind == RECORD_hours)
            return slot->has_hours || ref.removed ? PLACE(slot, hours, hours_hash) : NULL;
        if (ref.kind == RECORD_home)
            return slot->has_home || ref.removed ? PLACE(slot, home, home_hash) : NULL;
        if (ref.kind == RECORD_service)
            return slot->has_service || ref.removed ? PLACE(slot, service_record, service_hash)
                                                    : NULL;
        return slot->kpi.day == INT32_MIN ? NULL : PLACE(slot, kpi, kpi_hash);
    }
    case RECORD_topic:
        if (n >= LIMIT_TOPICS || !c->topics[n].live) return NULL;
        return PLACE(&c->topics[n], record, record_hash);
    case RECORD_agent:
    case RECORD_availability: {
        if (n >= c->sizes.agents) return NULL;
        struct agent_slot *slot = &c->agents[n];
        if (!slot->live && !ref.removed) return NULL;
        if (ref.kind == RECORD_agent) return PLACE(slot, record, record_hash);
        return PLACE(slot, availability, availability_hash);
    }
    default: UNREACHABLE("not a numbered kind");
    }
}

static void *demand_place(const struct core *c, struct record_ref ref, uint64_t **hash) {
    if (ref.kind == RECORD_demand) {
        if (ref.key >= LIMIT_ORGANISATIONS) return NULL;
        struct demand_slot *demand = &c->demand[ref.key];
        return demand->live || ref.removed ? PLACE(demand, record, record_hash) : NULL;
    }
    if (ref.key >= c->pairs_ever) return NULL;
    struct pair_slot *pair = &c->pairs[ref.key];
    if (ref.kind == RECORD_baseline)
        return pair->known || ref.removed ? PLACE(pair, baseline, baseline_hash) : NULL;
    return pair->surged || ref.removed ? PLACE(pair, surge, surge_hash) : NULL;
}

static void *slotted_place(const struct core *c, struct record_ref ref, uint64_t **hash) {
    uint32_t slot = (uint32_t)ref.key;
    switch ((int)ref.kind) {
    case RECORD_call:
        if (!ref.removed) slot = find_call(c, ref.key);
        return slot >= c->sizes.calls ? NULL : PLACE(&c->calls[slot], record, record_hash);
    case RECORD_activation:
        if (!ref.removed) slot = find_activation(c, ref.key);
        return slot >= LIMIT_ACTIVATIONS ? NULL : PLACE(&c->activations[slot], record, record_hash);
    case RECORD_revision:
        if (slot >= LIMIT_ACTIVATIONS * LIMIT_REVISIONS ||
            c->revisions[slot].record.activation == 0)
            return NULL;
        return PLACE(&c->revisions[slot], record, record_hash);
    case RECORD_step:
        if (slot >= LIMIT_ACTIVATIONS * LIMIT_STEPS || c->steps[slot].record.activation == 0)
            return NULL;
        return PLACE(&c->steps[slot], record, record_hash);
    case RECORD_flag:
        if (slot >= LIMIT_FLAGS || c->flags[slot].record.activation == 0) return NULL;
        return PLACE(&c->flags[slot], record, record_hash);
    case RECORD_flag_reply:
        if (slot >= LIMIT_FLAG_REPLIES || c->flag_replies[slot].record.activation == 0) return NULL;
        return PLACE(&c->flag_replies[slot], record, record_hash);
    case RECORD_agreement:
        if (slot >= LIMIT_AGREEMENTS || c->agreements[slot].record.id[0] == '\0') return NULL;
        return PLACE(&c->agreements[slot], record, record_hash);
    case RECORD_overflow:
        if (slot >= OVERFLOW_SLOTS || c->overflow->slots[slot].record.agreement[0] == '\0')
            return NULL;
        return PLACE(&c->overflow->slots[slot], record, record_hash);
    case RECORD_offer:
        if (slot >= LIMIT_OFFERS || c->offers->slots[slot].record.id[0] == '\0') return NULL;
        return PLACE(&c->offers->slots[slot], record, record_hash);
    case RECORD_credit:
        if (slot >= LIMIT_CREDITS || c->credits[slot].record.organisation == ORGANISATION_NONE)
            return NULL;
        return PLACE(&c->credits[slot], record, record_hash);
    case RECORD_calendar_day:
        if (slot >= LIMIT_CALENDAR_DAYS || !(c->calendar[slot].taken || ref.removed)) return NULL;
        return PLACE((struct calendar_slot *)&c->calendar[slot], record, record_hash);
    case RECORD_playbook:
        return slot >= c->playbook_count ? NULL : PLACE(&c->playbooks[slot], record, record_hash);
    case RECORD_acknowledgement:
        if (slot >= c->sizes.acknowledgements || c->acknowledgements[slot].record.activation == 0)
            return NULL;
        return PLACE(&c->acknowledgements[slot], record, record_hash);
    case RECORD_token:
        if (slot >= c->sizes.tokens || c->tokens[slot].record.id[0] == '\0') return NULL;
        return PLACE(&c->tokens[slot], record, record_hash);
    case RECORD_peer:
        return slot >= LIMIT_PEERS || !c->peers[slot].taken
                   ? NULL
                   : PLACE(&c->peers[slot], record, record_hash);
    case RECORD_receiver:
        if (slot >= LIMIT_RECEIVERS || c->receivers[slot].record.id[0] == '\0') return NULL;
        return PLACE(&c->receivers[slot], record, record_hash);
    case RECORD_delivery:
        if (slot >= LIMIT_DELIVERIES || c->deliveries[slot].record.number == 0) return NULL;
        return PLACE(&c->deliveries[slot], record, record_hash);
    case RECORD_replayed_answer:
        if (slot >= c->sizes.replayed_answers || c->replayed[slot].record.key == 0) return NULL;
        return PLACE(&c->replayed[slot], record, record_hash);
    default: UNREACHABLE("not a slotted kind");
    }
}

static void *contact_place(const struct core *c, struct record_ref ref, uint64_t **hash) {
    struct contacts *t = c->contacts;
    uint32_t slot = (uint32_t)ref.key;
    switch ((int)ref.kind) {
    case RECORD_directory:
        if (slot >= LIMIT_DIRECTORY || !t->directory[slot].taken) return NULL;
        return PLACE(&t->directory[slot], record, record_hash);
    case RECORD_ticket:
        if (!ref.removed) slot = find_ticket(c, ref.key);
        return slot >= LIMIT_TICKETS ? NULL : PLACE(&t->tickets[slot], record, record_hash);
    case RECORD_period:
        if (slot >= LIMIT_PERIODS || t->periods[slot].record.id[0] == '\0') return NULL;
        return PLACE(&t->periods[slot], record, record_hash);
    case RECORD_measure:
        if (slot >= LIMIT_MEASURES || t->measures[slot].record.period[0] == '\0') return NULL;
        return PLACE(&t->measures[slot], record, record_hash);
    default: UNREACHABLE("not a kind of contacts");
    }
}

static void *telephony_place(const struct core *c, struct record_ref ref, uint64_t **hash) {
    uint32_t slot = (uint32_t)ref.key;
    switch ((int)ref.kind) {
    case RECORD_called_number:
        if (slot >= LIMIT_CALLED_NUMBERS || c->called_numbers[slot].record.number[0] == '\0')
            return NULL;
        return PLACE(&c->called_numbers[slot], record, record_hash);
    case RECORD_gateway:
        if (slot >= LIMIT_GATEWAYS || c->gateways[slot].record.id[0] == '\0') return NULL;
        return PLACE(&c->gateways[slot], record, record_hash);
    case RECORD_tombstone:
        if (slot >= LIMIT_TOMBSTONES || c->tombstones[slot].record.reference[0] == '\0')
            return NULL;
        return PLACE(&c->tombstones[slot], record, record_hash);
    default: UNREACHABLE("not a kind of telephony");
    }
}

void *record_place(const struct core *const_core, struct record_ref ref, uint64_t **hash) {
    struct core *c = (struct core *)const_core; /* the callers that change it own the core */
    switch (ref.kind) {
    case RECORD_settings: return PLACE(c, settings, settings_hash);
    case RECORD_counters: return PLACE(c, counters, counters_hash);
    case RECORD_organisation:
    case RECORD_hours:
    case RECORD_home:
    case RECORD_topic:
    case RECORD_agent:
    case RECORD_availability:
    case RECORD_service:
    case RECORD_kpi: return numbered_place(c, ref, hash);
    case RECORD_demand:
    case RECORD_baseline:
    case RECORD_surge: return demand_place(c, ref, hash);
    case RECORD_directory:
    case RECORD_ticket:
    case RECORD_period:
    case RECORD_measure: return contact_place(c, ref, hash);
    case RECORD_alert:
    case RECORD_local_value:
    case RECORD_menu_route:
    case RECORD_zone:
    case RECORD_link: return places_record(c, ref, hash);
    case RECORD_queue_adapter:
    case RECORD_queue_source:
    case RECORD_foreign_queue:
    case RECORD_queue_usual: return switchboards_record(c, ref, hash);
    case RECORD_pool:
    case RECORD_leaving:
    case RECORD_pool_member:
    case RECORD_callup:
    case RECORD_callup_ask:
    case RECORD_shift:
    case RECORD_capacity: return pools_place(c, ref, hash);
    case RECORD_calendar_day:
    case RECORD_agreement:
    case RECORD_overflow:
    case RECORD_offer:
    case RECORD_credit:
    case RECORD_call:
    case RECORD_playbook:
    case RECORD_activation:
    case RECORD_revision:
    case RECORD_acknowledgement:
    case RECORD_flag:
    case RECORD_flag_reply:
    case RECORD_peer:
    case RECORD_step:
    case RECORD_receiver:
    case RECORD_delivery:
    case RECORD_token:
    case RECORD_replayed_answer: return slotted_place(c, ref, hash);
    case RECORD_called_number:
    case RECORD_gateway:
    case RECORD_tombstone: return telephony_place(c, ref, hash);
    case RECORD_KIND_COUNT: return NULL;
    }
    UNREACHABLE("no such kind");
}

const void *core_record(const struct core *c, struct record_ref ref) {
    uint64_t *hash;
    return record_place(c, ref, &hash);
}

static uint64_t table_size(const struct core *c, enum record_kind kind) {
    switch (kind) {
    case RECORD_settings:
    case RECORD_counters: return 1;
    case RECORD_organisation:
    case RECORD_hours:
    case RECORD_home:
    case RECORD_demand:
    case RECORD_service:
    case RECORD_kpi: return c->organisations_ever;
    case RECORD_offer: return c->offers->ever;
    case RECORD_credit: return c->credits_ever;
    case RECORD_baseline:
    case RECORD_surge: return c->pairs_ever;
    case RECORD_topic: return LIMIT_TOPICS;
    case RECORD_agent:
    case RECORD_availability: return c->agents_ever;
    case RECORD_pool:
    case RECORD_leaving:
    case RECORD_pool_member:
    case RECORD_callup:
    case RECORD_callup_ask:
    case RECORD_shift:
    case RECORD_capacity: return pools_size(c, kind);
    case RECORD_calendar_day: return LIMIT_CALENDAR_DAYS;
    case RECORD_agreement: return LIMIT_AGREEMENTS;
    case RECORD_overflow: return c->overflow->slots_ever;
    case RECORD_playbook: return c->playbook_count;
    case RECORD_acknowledgement: return c->sizes.acknowledgements;
    case RECORD_peer: return LIMIT_PEERS;
    case RECORD_receiver: return LIMIT_RECEIVERS;
    case RECORD_delivery: return LIMIT_DELIVERIES;
    case RECORD_called_number: return c->called_numbers_ever;
    case RECORD_gateway: return c->gateways_ever;
    case RECORD_tombstone: return LIMIT_TOMBSTONES;
    case RECORD_token: return c->sizes.tokens;
    case RECORD_replayed_answer: return c->sizes.replayed_answers;
    case RECORD_activation: return LIMIT_ACTIVATIONS;
    case RECORD_revision: return (uint64_t)c->activations_ever * LIMIT_REVISIONS;
    case RECORD_step: return (uint64_t)c->activations_ever * LIMIT_STEPS;
    case RECORD_flag: return c->flags_ever;
    case RECORD_flag_reply: return c->flag_replies_ever;
    case RECORD_directory: return c->contacts->directory_ever;
    case RECORD_ticket: return c->contacts->tickets_ever;
    case RECORD_period: return LIMIT_PERIODS;
    case RECORD_measure: return c->contacts->measures_ever;
    case RECORD_alert:
    case RECORD_local_value:
    case RECORD_menu_route:
    case RECORD_zone:
    case RECORD_link: return places_table_size(kind);
    case RECORD_queue_adapter:
    case RECORD_queue_source:
    case RECORD_foreign_queue:
    case RECORD_queue_usual: return switchboards_table_size(c, kind);
    case RECORD_call:
    case RECORD_KIND_COUNT: break;
    }
    UNREACHABLE("not a table that is walked by number");
}

static bool going(const struct core *c, enum record_kind kind, uint64_t slot) {
    for (uint32_t i = 0; i < c->going_count; i++)
        if (c->going[i].kind == kind && c->going[i].key == slot) return true;
    return false;
}

/* For calls the cursor is the slot before, plus one; for the others the next number. */
const void *core_next_record(const struct core *c, enum record_kind kind, uint64_t *cursor) {
    if (kind == RECORD_call) {
        uint32_t slot = *cursor == 0 ? c->all_calls.first : c->all_call_nodes[*cursor - 1].next;
        if (slot == LIST_NONE) return NULL;
        *cursor = (uint64_t)slot + 1;
        return &c->calls[slot].record;
    }
    uint64_t size = table_size(c, kind);
    while (*cursor < size) {
        uint64_t n = (*cursor)++;
        const void *record =
            kind == RECORD_activation
                ? (c->activations[n].record.id == 0 ? NULL : &c->activations[n].record)
            : kind == RECORD_ticket
                ? (c->contacts->tickets[n].record.id == 0 ? NULL : &c->contacts->tickets[n].record)
                : core_record(c, ref_of(kind, n));
        if (record != NULL && !going(c, kind, n)) return record;
    }
    return NULL;
}

/* --- things and figures -------------------------------------------------------------------------------------------------------------- */

const struct settings_record *core_settings(const struct core *c) { return &c->settings; }

const struct organisation_record *core_organisation(const struct core *c, organisation_no n) {
    return core_record(c, ref_of(RECORD_organisation, n));
}

const struct topic_record *core_topic(const struct core *c, topic_no n) {
    return core_record(c, ref_of(RECORD_topic, n));
}

const struct agent_record *core_agent(const struct core *c, agent_no n) {
    return core_record(c, ref_of(RECORD_agent, n));
}

const struct availability_record *core_availability(const struct core *c, agent_no n) {
    return core_record(c, ref_of(RECORD_availability, n));
}

const struct home_record *core_home(const struct core *c, organisation_no n) {
    return core_record(c, ref_of(RECORD_home, n));
}

const struct call_record *core_call(const struct core *c, call_id id) {
    return core_record(c, ref_of(RECORD_call, id));
}

const struct activation_record *core_activation(const struct core *c, activation_id id) {
    return core_record(c, ref_of(RECORD_activation, id));
}

time_ms core_lease_until(const struct core *c, agent_no n) {
    ASSERT(n < c->sizes.agents);
    return c->agents[n].lease_until;
}

static void longest_of(const struct core *c, const struct organisation_lists *lists, topic_no topic,
                       time_ms *longest) {
    for (language_no l = 0; l < LIMIT_LANGUAGES; l++) {
        uint32_t first = lists->queued[topic][l].first;
        /* the first is the longest waiting among those of its priority; others of lower priority may wait longer */
        for (uint32_t n = first; n != LIST_NONE; n = c->queue_nodes[n].next) {
            time_ms at = c->calls[n].record.enqueued_at;
            if (*longest == 0 || at < *longest) *longest = at;
            if (c->calls[n].record.priority ==
                c->calls[lists->queued[topic][l].last].record.priority)
                break;
        }
    }
}

void core_view_organisation(const struct core *c, organisation_no n,
                            struct organisation_view *out) {
    const struct organisation_slot *slot = &c->organisations[n];
    *out = (struct organisation_view){.waiting = slot->waiting,
                                      .talking = slot->agents[AGENT_STATE_IN_CALL],
                                      .helping = slot->helping,
                                      .taken_over = slot->taken_over};
    memcpy(out->agents, slot->agents, sizeof out->agents);
    for (topic_no t = 0; slot->lists != NULL && slot->waiting > 0 && t < LIMIT_TOPICS; t++)
        longest_of(c, slot->lists, t, &out->longest_enqueued_at);
}

void core_view_queue(const struct core *c, organisation_no organisation, topic_no topic,
                     struct queue_view *out) {
    const struct organisation_slot *slot = &c->organisations[organisation];
    *out = (struct queue_view){0};
    if (slot->lists == NULL) return;
    for (language_no l = 0; l < LIMIT_LANGUAGES; l++)
        out->waiting += slot->lists->queued[topic][l].count;
    for (int tier = 0; tier < TIERS; tier++)
        out->available += slot->lists->idle[topic][tier].count;
    for (uint32_t o = 0; slot->seats_free > 0 && o < c->offers->ever; o++) {
        const struct offer_slot *offer = &c->offers->slots[o];
        if (offer->record.organisation == organisation && offer->counted_free > 0 &&
            ((offer->record.topics >> topic) & 1) != 0)
            out->available += offer->counted_free - 1; /* the list has one for all of them */
    }
    longest_of(c, slot->lists, topic, &out->longest_enqueued_at);
    out->agents = slot->lists->signed_in[topic];
}
