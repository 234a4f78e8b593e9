/* Recovery: records in, indexes built. The same order and the same bytes give the same digest. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/contacts.h"
#include "core/places.h"
#include "core/pools.h"
#include "core/state.h"
#include "core/surge.h"
#include "core/switchboards.h"

static enum err unfit(struct problem *problem, enum record_kind kind, const char *id,
                      const char *why) {
    return problem_set(problem, ERR_INTERNAL, record_types[kind].name, "%s: %s", id, why);
}

static void counted(struct core *c, enum record_kind kind, const void *record, uint64_t *hash) {
    *hash = record_hash(kind, record);
    c->digest += *hash;
}

static enum err restore_organisation(struct core *c, const struct organisation_record *r,
                                     struct problem *problem) {
    if (r->number >= LIMIT_ORGANISATIONS || c->organisations[r->number].live)
        return unfit(problem, RECORD_organisation, r->id, "its number is taken or too high");
    struct organisation_slot *slot = &c->organisations[r->number];
    slot->live = true;
    slot->record = *r;
    if (r->number >= c->organisations_ever) c->organisations_ever = (uint16_t)(r->number + 1);
    index_add(&c->organisation_ids, hash_text(r->id), r->number);
    counted(c, RECORD_organisation, r, &slot->record_hash);
    return ERR_OK;
}

static enum err restore_hours(struct core *c, const struct hours_record *r,
                              struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL)
        return unfit(problem, RECORD_hours, "?", "its organisation is missing");
    struct organisation_slot *slot = &c->organisations[r->organisation];
    if (slot->has_hours) return unfit(problem, RECORD_hours, slot->record.id, "it is there twice");
    slot->has_hours = true;
    slot->hours = *r;
    counted(c, RECORD_hours, r, &slot->hours_hash);
    return ERR_OK;
}

static enum err restore_topic(struct core *c, const struct topic_record *r,
                              struct problem *problem) {
    if (r->number >= LIMIT_TOPICS || c->topics[r->number].live)
        return unfit(problem, RECORD_topic, r->id, "its number is taken or too high");
    struct topic_slot *slot = &c->topics[r->number];
    slot->live = true;
    slot->record = *r;
    counted(c, RECORD_topic, r, &slot->record_hash);
    return ERR_OK;
}

static enum err restore_agent(struct core *c, const struct agent_record *r,
                              struct problem *problem) {
    if (r->number >= c->sizes.agents || c->agents[r->number].live)
        return unfit(problem, RECORD_agent, r->id, "its number is taken or too high");
    if (core_organisation(c, r->organisation) == NULL)
        return unfit(problem, RECORD_agent, r->id, "its organisation is missing");
    if (r->line < 1 || r->line > LIMIT_LINES)
        return unfit(problem, RECORD_agent, r->id, "there is no such line");
    if (!organisation_lists_ready(c, r->organisation))
        return unfit(problem, RECORD_agent, r->id, "out of memory");
    struct agent_slot *slot = &c->agents[r->number];
    slot->live = true;
    slot->record = *r;
    slot->availability.agent = r->number;
    for (int t = 0; t < LIMIT_TOPICS; t++)
        if (r->levels[t] > LIMIT_LEVEL)
            return unfit(problem, RECORD_agent, r->id, "there is no such level");
    agent_index(slot);
    if (r->number >= c->agents_ever) c->agents_ever = r->number + 1;
    index_add(&c->agent_ids, hash_text(r->id), r->number);
    counted(c, RECORD_agent, r, &slot->record_hash);
    return ERR_OK;
}

static enum err restore_availability(struct core *c, const struct availability_record *r,
                                     struct problem *problem) {
    if (core_agent(c, r->agent) == NULL)
        return unfit(problem, RECORD_availability, "?", "its agent is missing");
    struct agent_slot *slot = &c->agents[r->agent];
    if (slot->availability_hash != 0)
        return unfit(problem, RECORD_availability, slot->record.id, "it is there twice");
    slot->availability = *r;
    counted(c, RECORD_availability, r, &slot->availability_hash);
    return ERR_OK;
}

static enum err restore_call(struct core *c, const struct call_record *r, struct problem *problem) {
    if (r->id == 0 || find_call(c, r->id) != LIST_NONE || c->free_calls.count == 0)
        return unfit(problem, RECORD_call, r->reference,
                     "its id is wrong or taken, or there are too many");
    if (core_organisation(c, r->municipality) == NULL ||
        core_organisation(c, r->organisation) == NULL || core_topic(c, r->topic) == NULL ||
        r->language >= c->settings.languages[0].count)
        return unfit(problem, RECORD_call, r->reference,
                     "its organisation, topic or language is missing");
    if (!organisation_lists_ready(c, r->organisation) ||
        !organisation_lists_ready(c, r->municipality))
        return unfit(problem, RECORD_call, r->reference, "out of memory");
    uint32_t slot = c->free_calls.first;
    list_remove(&c->free_calls, c->call_nodes, slot);
    c->calls[slot].record = *r;
    call_index_add(c, r->id, slot);
    index_add(&c->call_references, hash_text(r->reference), slot);
    counted(c, RECORD_call, r, &c->calls[slot].record_hash);
    return ERR_OK;
}

static enum err restore_activation(struct core *c, const struct activation_record *r,
                                   struct problem *problem) {
    uint32_t slot = 0;
    while (slot < LIMIT_ACTIVATIONS && c->activations[slot].record.id != 0)
        slot++;
    if (slot == LIMIT_ACTIVATIONS || r->id == 0 || find_activation(c, r->id) != LIST_NONE)
        return unfit(problem, RECORD_activation, r->playbook,
                     "its id is wrong or taken, or there are too many");
    c->activations[slot].record = *r;
    if (slot >= c->activations_ever) c->activations_ever = slot + 1;
    counted(c, RECORD_activation, r, &c->activations[slot].record_hash);
    return ERR_OK;
}

static enum err restore_acknowledgement(struct core *c, const struct acknowledgement_record *r,
                                        struct problem *problem) {
    uint32_t activation = find_activation(c, r->activation);
    if (activation == LIST_NONE || core_agent(c, r->agent) == NULL ||
        c->free_acknowledgements.count == 0)
        return unfit(problem, RECORD_acknowledgement, "?", "its activation or agent is missing");
    uint32_t slot = c->free_acknowledgements.first;
    list_remove(&c->free_acknowledgements, c->acknowledgement_nodes, slot);
    c->acknowledgements[slot].record = *r;
    index_add(&c->acknowledgement_keys, acknowledgement_hash(r->activation, r->agent), slot);
    struct list *list = &c->activations[activation].acknowledgements;
    list_insert_after(list, c->acknowledgement_nodes, list->last, slot);
    counted(c, RECORD_acknowledgement, r, &c->acknowledgements[slot].record_hash);
    return ERR_OK;
}

static enum err restore_revision(struct core *c, const struct revision_record *r,
                                 struct problem *problem) {
    uint32_t activation = find_activation(c, r->activation);
    if (activation == LIST_NONE || r->revision == 0 ||
        r->revision > c->activations[activation].record.revision)
        return unfit(problem, RECORD_revision, r->by, "its activation is missing or older");
    uint32_t slot = activation * LIMIT_REVISIONS + r->revision % LIMIT_REVISIONS;
    if (c->revisions[slot].record.activation != 0)
        return unfit(problem, RECORD_revision, r->by, "there are too many of its activation");
    c->revisions[slot].record = *r;
    counted(c, RECORD_revision, r, &c->revisions[slot].record_hash);
    return ERR_OK;
}

static enum err restore_flag(struct core *c, const struct flag_record *r, struct problem *problem) {
    uint32_t slot = c->flags_ever;
    if (find_activation(c, r->activation) == LIST_NONE || core_agent(c, r->agent) == NULL ||
        slot == LIMIT_FLAGS)
        return unfit(problem, RECORD_flag, r->question,
                     "its activation or agent is missing, or there are too many");
    c->flags[slot].record = *r;
    c->flags_ever++;
    counted(c, RECORD_flag, r, &c->flags[slot].record_hash);
    return ERR_OK;
}

static enum err restore_flag_reply(struct core *c, const struct flag_reply_record *r,
                                   struct problem *problem) {
    uint32_t slot = c->flag_replies_ever;
    if (find_activation(c, r->activation) == LIST_NONE || slot == LIMIT_FLAG_REPLIES)
        return unfit(problem, RECORD_flag_reply, r->question,
                     "its activation is missing, or there are too many");
    c->flag_replies[slot].record = *r;
    c->flag_replies_ever++;
    counted(c, RECORD_flag_reply, r, &c->flag_replies[slot].record_hash);
    return ERR_OK;
}

static enum err restore_peer(struct core *c, const struct peer_record *r, struct problem *problem) {
    uint32_t slot;
    if (!c->organisations[r->organisation].live || !peer_restore(c, r, &slot))
        return unfit(problem, RECORD_peer, "?",
                     "its organisation is missing, or it is there twice, or there are too many");
    counted(c, RECORD_peer, r, &c->peers[slot].record_hash);
    return ERR_OK;
}

static enum err restore_step(struct core *c, const struct step_record *r, struct problem *problem) {
    uint32_t activation = find_activation(c, r->activation);
    uint32_t slot = activation == LIST_NONE ? LIST_NONE : step_restore(c, activation, r);
    if (slot == LIST_NONE)
        return unfit(problem, RECORD_step, r->step,
                     "its activation is missing, it is there twice, or there are too many");
    counted(c, RECORD_step, r, &c->steps[slot].record_hash);
    return ERR_OK;
}

static enum err restore_receiver(struct core *c, const struct receiver_record *r,
                                 struct problem *problem) {
    uint32_t slot = 0;
    while (slot < LIMIT_RECEIVERS && c->receivers[slot].record.id[0] != '\0')
        slot++;
    if (slot == LIMIT_RECEIVERS || find_receiver(c, r->id) != LIST_NONE)
        return unfit(problem, RECORD_receiver, r->id, "it is there twice, or there are too many");
    c->receivers[slot].record = *r;
    list_init(&c->receivers[slot].deliveries);
    counted(c, RECORD_receiver, r, &c->receivers[slot].record_hash);
    return ERR_OK;
}

static enum err restore_delivery(struct core *c, const struct delivery_record *r,
                                 struct problem *problem) {
    if (find_receiver(c, r->receiver) == LIST_NONE)
        return unfit(problem, RECORD_delivery, r->receiver, "its receiver is missing");
    uint32_t slot = delivery_restore(c, r);
    if (slot == LIST_NONE)
        return unfit(problem, RECORD_delivery, r->receiver,
                     "it is there twice, or there are too many");
    counted(c, RECORD_delivery, r, &c->deliveries[slot].record_hash);
    return ERR_OK;
}

static enum err restore_home(struct core *c, const struct home_record *r, struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || c->organisations[r->organisation].has_home)
        return unfit(problem, RECORD_home, "?",
                     "its organisation is missing, or it is there twice");
    struct organisation_slot *slot = &c->organisations[r->organisation];
    slot->has_home = true;
    slot->home = *r;
    counted(c, RECORD_home, r, &slot->home_hash);
    return ERR_OK;
}

static enum err restore_called_number(struct core *c, const struct called_number_record *r,
                                      struct problem *problem) {
    uint32_t slot = c->called_numbers_ever;
    if (core_organisation(c, r->organisation) == NULL || core_topic(c, r->topic) == NULL ||
        slot == LIMIT_CALLED_NUMBERS || find_called_number(c, r->number) != LIST_NONE)
        return unfit(problem, RECORD_called_number, r->number,
                     "its organisation or topic is missing, it is there twice, or there are too "
                     "many");
    c->called_numbers[slot].record = *r;
    c->called_numbers_ever++;
    counted(c, RECORD_called_number, r, &c->called_numbers[slot].record_hash);
    return ERR_OK;
}

static enum err restore_gateway(struct core *c, const struct gateway_record *r,
                                struct problem *problem) {
    if (r->number >= LIMIT_GATEWAYS || c->gateways[r->number].record.id[0] != '\0')
        return unfit(problem, RECORD_gateway, r->id, "its number is taken or too high");
    struct gateway_slot *slot = &c->gateways[r->number];
    slot->record = *r;
    if (r->number >= c->gateways_ever) c->gateways_ever = (gateway_no)(r->number + 1);
    counted(c, RECORD_gateway, r, &slot->record_hash);
    return ERR_OK;
}

static enum err restore_tombstone(struct core *c, const struct tombstone_record *r,
                                  struct problem *problem) {
    if (c->free_tombstones.count <= 1 || find_tombstone(c, r->reference) != LIST_NONE)
        return unfit(problem, RECORD_tombstone, r->reference,
                     "it is there twice, or there are too many");
    uint32_t slot = c->free_tombstones.first;
    tombstone_place(c, r, slot);
    counted(c, RECORD_tombstone, r, &c->tombstones[slot].record_hash);
    return ERR_OK;
}

static enum err restore_token(struct core *c, const struct token_record *r,
                              struct problem *problem) {
    if (c->free_tokens.count == 0 || find_token_id(c, r->id) != LIST_NONE)
        return unfit(problem, RECORD_token, r->id, "it is there twice, or there are too many");
    uint32_t slot = c->free_tokens.first;
    list_remove(&c->free_tokens, c->token_nodes, slot);
    c->tokens[slot].record = *r;
    index_add(&c->token_hashes, token_hash(r->hash), slot);
    index_add(&c->token_ids, hash_text(r->id), slot);
    counted(c, RECORD_token, r, &c->tokens[slot].record_hash);
    return ERR_OK;
}

static enum err restore_replayed(struct core *c, const struct replayed_answer_record *r,
                                 struct problem *problem) {
    if (r->key == 0 || c->free_replayed.count <= 1)
        return unfit(problem, RECORD_replayed_answer, "?",
                     "its key is wrong, or there are too many");
    uint32_t slot = c->free_replayed.first;
    list_remove(&c->free_replayed, c->replayed_nodes, slot);
    c->replayed[slot].record = *r;
    index_add(&c->replayed_keys, r->key, slot);
    uint32_t after = c->replayed_order.last;
    while (after != LIST_NONE &&
           (c->replayed[after].record.at > r->at ||
            (c->replayed[after].record.at == r->at && c->replayed[after].record.key > r->key)))
        after = c->replayed_nodes[after].previous;
    list_insert_after(&c->replayed_order, c->replayed_nodes, after, slot);
    counted(c, RECORD_replayed_answer, r, &c->replayed[slot].record_hash);
    return ERR_OK;
}

static enum err restore_agreement(struct core *c, const struct agreement_record *r,
                                  struct problem *problem) {
    uint32_t slot = 0;
    while (slot < LIMIT_AGREEMENTS && c->agreements[slot].record.id[0] != '\0')
        slot++;
    if (slot == LIMIT_AGREEMENTS || find_agreement(c, r->id) != LIST_NONE)
        return unfit(problem, RECORD_agreement, r->id, "it is there twice, or there are too many");
    c->agreements[slot].record = *r;
    if (slot >= c->agreements_ever) c->agreements_ever = slot + 1;
    counted(c, RECORD_agreement, r, &c->agreements[slot].record_hash);
    return ERR_OK;
}

static enum err restore_overflow(struct core *c, const struct overflow_record *r,
                                 struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL)
        return unfit(problem, RECORD_overflow, r->agreement, "its organisation is missing");
    uint32_t slot = overflow_restore(c, r);
    if (slot == LIST_NONE)
        return unfit(problem, RECORD_overflow, r->agreement,
                     "it says nothing, is there twice, or there are too many");
    counted(c, RECORD_overflow, r, &c->overflow->slots[slot].record_hash);
    return ERR_OK;
}

static enum err restore_service(struct core *c, const struct service_record *r,
                                struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL)
        return unfit(problem, RECORD_service, "?", "its organisation is missing");
    struct organisation_slot *slot = &c->organisations[r->organisation];
    if (slot->has_service)
        return unfit(problem, RECORD_service, slot->record.id, "it is there twice");
    slot->has_service = true;
    slot->service_record = *r;
    counted(c, RECORD_service, r, &slot->service_hash);
    return ERR_OK;
}

static enum err restore_offer(struct core *c, const struct offer_record *r,
                              struct problem *problem) {
    if (!offer_restore(c, r))
        return unfit(problem, RECORD_offer, r->id,
                     "its number is taken or too high, or it offers nothing");
    counted(c, RECORD_offer, r, &c->offers->slots[r->number].record_hash);
    return ERR_OK;
}

static enum err restore_calendar_day(struct core *c, const struct calendar_day_record *r,
                                     struct problem *problem) {
    uint32_t slot = c->calendar_ever;
    if (slot == LIMIT_CALENDAR_DAYS || find_calendar_day(c, r->day) != LIST_NONE)
        return unfit(problem, RECORD_calendar_day, r->name,
                     "it is there twice, or there are too many");
    c->calendar[slot] = (struct calendar_slot){.record = *r, .taken = true};
    c->calendar_ever++;
    counted(c, RECORD_calendar_day, r, &c->calendar[slot].record_hash);
    return ERR_OK;
}

static enum err restore_playbook(struct core *c, const struct playbook_record *r,
                                 struct problem *problem) {
    if (c->playbook_count == LIMIT_PLAYBOOKS ||
        find_playbook_version(c, r->id, r->version) != LIST_NONE)
        return unfit(problem, RECORD_playbook, r->id, "it is there twice, or there are too many");
    c->playbooks[c->playbook_count].record = *r;
    counted(c, RECORD_playbook, r, &c->playbooks[c->playbook_count].record_hash);
    c->playbook_count++;
    return ERR_OK;
}

static enum err restore_kpi(struct core *c, const struct kpi_record *r, struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL)
        return unfit(problem, RECORD_kpi, "?", "its organisation is missing");
    struct organisation_slot *slot = &c->organisations[r->organisation];
    slot->kpi = *r;
    counted(c, RECORD_kpi, r, &slot->kpi_hash);
    return ERR_OK;
}

static enum err restore_demand(struct core *c, const struct demand_record *r,
                               struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || c->demand[r->organisation].live)
        return unfit(problem, RECORD_demand, "?",
                     "its organisation is missing, or it is there twice");
    if (r->stepped_at < r->hour_at - MINUTE_MS || r->minutes > DEMAND_MINUTES)
        return unfit(problem, RECORD_demand, c->organisations[r->organisation].record.id,
                     "its times do not fit");
    struct demand_slot *slot = &c->demand[r->organisation];
    slot->live = true;
    slot->record = *r;
    counted(c, RECORD_demand, r, &slot->record_hash);
    return ERR_OK;
}

/* The slot of a baseline or a surge. */
static enum err restore_pair(struct core *c, enum record_kind kind, organisation_no organisation,
                             topic_no topic, struct pair_slot **out, struct problem *problem) {
    if (core_organisation(c, organisation) == NULL ||
        (topic == TOPIC_NONE ? kind == RECORD_surge : core_topic(c, topic) == NULL))
        return unfit(problem, kind, "?", "its organisation or topic is missing");
    uint32_t slot = take_pair(c, organisation, topic);
    if (slot == LIST_NONE) return unfit(problem, kind, "?", "there are too many");
    *out = &c->pairs[slot];
    if (kind == RECORD_baseline ? (*out)->known : (*out)->surged)
        return unfit(problem, kind, c->organisations[organisation].record.id, "it is there twice");
    return ERR_OK;
}

static enum err restore_baseline(struct core *c, const struct baseline_record *r,
                                 struct problem *problem) {
    struct pair_slot *pair;
    enum err err = restore_pair(c, RECORD_baseline, r->organisation, r->topic, &pair, problem);
    if (err != ERR_OK) return err;
    pair->known = true;
    pair->baseline = *r;
    counted(c, RECORD_baseline, r, &pair->baseline_hash);
    return ERR_OK;
}

static enum err restore_surge(struct core *c, const struct surge_record *r,
                              struct problem *problem) {
    struct pair_slot *pair;
    enum err err = restore_pair(c, RECORD_surge, r->organisation, r->topic, &pair, problem);
    if (err != ERR_OK) return err;
    pair->surged = true;
    pair->surge = *r;
    counted(c, RECORD_surge, r, &pair->surge_hash);
    return ERR_OK;
}

static enum err restore_directory(struct core *c, const struct directory_record *r,
                                  struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL ||
        (r->topic != TOPIC_NONE && core_topic(c, r->topic) == NULL))
        return unfit(problem, RECORD_directory, "?", "its organisation or topic is missing");
    uint32_t slot = directory_restore(c, r);
    if (slot == LIST_NONE)
        return unfit(problem, RECORD_directory, c->organisations[r->organisation].record.id,
                     "it is there twice, or there are too many");
    counted(c, RECORD_directory, r, &c->contacts->directory[slot].record_hash);
    return ERR_OK;
}

static enum err restore_ticket(struct core *c, const struct ticket_record *r,
                               struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL || core_topic(c, r->topic) == NULL)
        return unfit(problem, RECORD_ticket, "?", "its organisation or topic is missing");
    uint32_t slot = ticket_restore(c, r);
    if (slot == LIST_NONE)
        return unfit(problem, RECORD_ticket, "?",
                     "its id is wrong or taken, or there are too many");
    counted(c, RECORD_ticket, r, &c->contacts->tickets[slot].record_hash);
    return ERR_OK;
}

static enum err restore_period(struct core *c, const struct period_record *r,
                               struct problem *problem) {
    uint32_t slot = period_restore(c, r);
    if (slot == LIST_NONE)
        return unfit(problem, RECORD_period, r->id, "it is there twice, or there are too many");
    counted(c, RECORD_period, r, &c->contacts->periods[slot].record_hash);
    return ERR_OK;
}

static enum err restore_measure(struct core *c, const struct measure_record *r,
                                struct problem *problem) {
    if (core_organisation(c, r->organisation) == NULL)
        return unfit(problem, RECORD_measure, r->period, "its organisation is missing");
    uint32_t slot = measure_restore(c, r);
    if (slot == LIST_NONE)
        return unfit(problem, RECORD_measure, r->period,
                     "its period is missing, or it is there twice");
    counted(c, RECORD_measure, r, &c->contacts->measures[slot].record_hash);
    return ERR_OK;
}

enum err core_restore(struct core *c, enum record_kind kind, const void *record,
                      struct problem *problem) {
    switch (kind) {
    case RECORD_settings:
        c->digest -= c->settings_hash;
        c->settings = *(const struct settings_record *)record;
        counted(c, kind, record, &c->settings_hash);
        return ERR_OK;
    case RECORD_counters:
        c->digest -= c->counters_hash;
        c->counters = *(const struct counters_record *)record;
        c->call_next = c->counters.call_block_end;
        c->activation_next = c->counters.activation_block_end;
        c->delivery_next = c->counters.delivery_block_end;
        counted(c, kind, record, &c->counters_hash);
        return ERR_OK;
    case RECORD_organisation: return restore_organisation(c, record, problem);
    case RECORD_hours: return restore_hours(c, record, problem);
    case RECORD_home: return restore_home(c, record, problem);
    case RECORD_called_number: return restore_called_number(c, record, problem);
    case RECORD_gateway: return restore_gateway(c, record, problem);
    case RECORD_tombstone: return restore_tombstone(c, record, problem);
    case RECORD_topic: return restore_topic(c, record, problem);
    case RECORD_agent: return restore_agent(c, record, problem);
    case RECORD_availability: return restore_availability(c, record, problem);
    case RECORD_call: return restore_call(c, record, problem);
    case RECORD_agreement: return restore_agreement(c, record, problem);
    case RECORD_overflow: return restore_overflow(c, record, problem);
    case RECORD_service: return restore_service(c, record, problem);
    case RECORD_offer: return restore_offer(c, record, problem);
    case RECORD_credit: return credit_restore(c, record, problem);
    case RECORD_calendar_day: return restore_calendar_day(c, record, problem);
    case RECORD_kpi: return restore_kpi(c, record, problem);
    case RECORD_demand: return restore_demand(c, record, problem);
    case RECORD_baseline: return restore_baseline(c, record, problem);
    case RECORD_surge: return restore_surge(c, record, problem);
    case RECORD_playbook: return restore_playbook(c, record, problem);
    case RECORD_activation: return restore_activation(c, record, problem);
    case RECORD_acknowledgement: return restore_acknowledgement(c, record, problem);
    case RECORD_revision: return restore_revision(c, record, problem);
    case RECORD_flag: return restore_flag(c, record, problem);
    case RECORD_flag_reply: return restore_flag_reply(c, record, problem);
    case RECORD_alert:
    case RECORD_local_value:
    case RECORD_menu_route:
    case RECORD_zone:
    case RECORD_link: return places_restore(c, kind, record, problem);
    case RECORD_queue_adapter:
    case RECORD_queue_source:
    case RECORD_foreign_queue:
    case RECORD_queue_usual: return switchboards_restore(c, kind, record, problem);
    case RECORD_peer: return restore_peer(c, record, problem);
    case RECORD_step: return restore_step(c, record, problem);
    case RECORD_receiver: return restore_receiver(c, record, problem);
    case RECORD_delivery: return restore_delivery(c, record, problem);
    case RECORD_directory: return restore_directory(c, record, problem);
    case RECORD_ticket: return restore_ticket(c, record, problem);
    case RECORD_period: return restore_period(c, record, problem);
    case RECORD_measure: return restore_measure(c, record, problem);
    case RECORD_pool:
    case RECORD_leaving:
    case RECORD_pool_member:
    case RECORD_callup:
    case RECORD_callup_ask:
    case RECORD_shift:
    case RECORD_capacity: return pools_restore(c, kind, record, problem);
    case RECORD_token: return restore_token(c, record, problem);
    case RECORD_replayed_answer: return restore_replayed(c, record, problem);
    case RECORD_KIND_COUNT: break;
    }
    UNREACHABLE("no such kind");
}

/* --- indexes ---------------------------------------------------------------------------------------------------------------------- */

static bool leased(const struct availability_record *a) {
    return a->state != AGENT_STATE_SIGNED_OUT && a->state != AGENT_STATE_UNKNOWN;
}

static enum err index_agent(struct core *c, agent_no n, struct problem *problem) {
    struct agent_slot *slot = &c->agents[n];
    struct availability_record *a = &slot->availability;
    if (slot->availability_hash == 0)
        return unfit(problem, RECORD_availability, slot->record.id, "it is missing");
    uint32_t call = a->call == 0 ? LIST_NONE : find_call(c, a->call);
    if (a->call != 0 && (call == LIST_NONE || c->calls[call].record.agent != n))
        return unfit(problem, RECORD_availability, slot->record.id,
                     "its call is missing or another's");
    c->organisations[slot->record.organisation].agents[a->state]++;
    if (leased(a)) {
        slot->lease_until = c->now + c->settings.lease_ms;
        deadline_add(c, LIST_LEASED, n);
    }
    if (a->state == AGENT_STATE_WRAPPING) deadline_add(c, LIST_WRAPPING, n);
    if (a->state == AGENT_STATE_UNKNOWN) deadline_add(c, LIST_UNKNOWN, n);
    if (a->state == AGENT_STATE_AVAILABLE) idle_add(c, n);
    if (a->state != AGENT_STATE_SIGNED_OUT) count_signed_in(c, n, 1);
    presence_update(c, n);
    return ERR_OK;
}

static int by_id(const void *a, const void *b, void *core) {
    const struct core *c = core;
    uint64_t x = c->calls[*(const uint32_t *)a].record.id,
             y = c->calls[*(const uint32_t *)b].record.id;
    return (x > y) - (x < y);
}

static void index_call(struct core *c, uint32_t slot) {
    const struct call_record *r = &c->calls[slot].record;
    list_insert_after(&c->all_calls, c->all_call_nodes, c->all_calls.last, slot);
    c->organisations[r->municipality].calls++;
    c->organisations[r->organisation].calls++;
    if (r->agent != AGENT_NONE) c->agents[r->agent].calls++;
    if (r->refused_by != AGENT_NONE) c->agents[r->refused_by].calls++;
    if (r->backup != AGENT_NONE) c->agents[r->backup].calls++;
    if (r->gateway != GATEWAY_NONE) c->gateways[r->gateway].named++;
    leg_follow(c, slot, (struct leg_places){false});
    if (r->offer != OFFER_NONE) c->offers->slots[r->offer].calls++;
    if (r->refused_at != OFFER_NONE) c->offers->slots[r->refused_at].calls++;
    demand_index_call(c, r);
    if (r->state == CALL_STATE_QUEUED || r->state == CALL_STATE_RESERVED) {
        c->organisations[r->organisation].waiting++;
        c->organisations[r->municipality].waiting_citizens++;
    }
    help_count_names(c, r, 1);
    if (r->state == CALL_STATE_RESERVED || r->state == CALL_STATE_ANSWERED) {
        help_count(c, r, 1);
        seat_count(c, r, 1);
    }
    switch ((enum call_state)r->state) {
    case CALL_STATE_QUEUED:
        queue_add(c, slot);
        help_count_handed_back(c, r, 1);
        return;
    case CALL_STATE_RESERVED: deadline_add(c, LIST_RESERVED, slot); return;
    case CALL_STATE_ANSWERED: deadline_add(c, LIST_ANSWERED, slot); return;
    case CALL_STATE_WRAPPING: return;
    case CALL_STATE_ENDED: deadline_add(c, LIST_ENDED, slot); return;
    case CALL_STATE_COUNT: break;
    }
    UNREACHABLE("no such state");
}

enum err core_restore_end(struct core *c, time_ms now, struct problem *problem) {
    c->now = now;
    uint32_t *order = malloc((c->sizes.calls + 1) * sizeof *order), count = 0;
    if (order == NULL) return problem_set(problem, ERR_INTERNAL, NULL, "out of memory");
    for (uint32_t i = 0; i < c->sizes.calls; i++)
        if (c->calls[i].record.id != 0) order[count++] = i;
    qsort_r(order, count, sizeof *order, by_id, c);
    for (uint32_t i = 0; i < count; i++)
        index_call(c, order[i]);
    free(order);
    weights_prepare(c);
    for (organisation_no n = 0; n < c->organisations_ever; n++)
        demand_index(c, n);
    sharing_rebuild(c);
    foreign_queues_find_due(c);
    overflow_restore_end(c);
    tickets_index(c);
    pools_look(c);
    for (uint32_t i = 0; i < c->sizes.acknowledgements; i++) {
        const struct acknowledgement_record *a = &c->acknowledgements[i].record;
        if (a->activation == 0) continue;
        struct agent_slot *agent = &c->agents[a->agent];
        uint32_t at = find_activation(c, a->activation);
        if (a->revision < c->activations[at].record.must_read) continue;
        agent->acknowledged |= UINT64_C(1) << at;
        agent->qualified = qualified_topics(c, agent->acknowledged) & ~agent->topics;
    }
    for (agent_no n = 0; n < c->agents_ever; n++) {
        if (!c->agents[n].live) continue;
        enum err err = index_agent(c, n, problem);
        if (err != ERR_OK) return err;
    }
    offers_refresh(c);
    c->sharing->look_again = (struct organisation_set){0}; /* who was counted did not come */
    for (uint32_t o = 0; o < c->offers->ever; o++)
        c->offers->slots[o].look = false;
    c->offers->look = false;
    offers_settle(c);
    deadline_look(c);
    return core_check(c, problem);
}
