/* What records are called: their ids as shown, and as the fields of their Redis hashes. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "base/time.h"
#include "core/contacts.h"
#include "core/places.h"
#include "core/pools.h"

/* By hand: every changed call is named so, and printf costs more than the rest of its commit. */
static void number_id(char out[LIMIT_RECORD_ID], const char *prefix, uint64_t number) {
    char digits[20];
    size_t count = 0, length = strlen(prefix);
    memcpy(out, prefix, length);
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0)
        out[length++] = digits[--count];
    out[length] = '\0';
}

/* "0615/vand"; with a star for the organisation altogether: no topic can be called that. */
static void pair_id(const struct core *c, organisation_no organisation, topic_no topic,
                    char out[LIMIT_RECORD_ID]) {
    snprintf(out, LIMIT_RECORD_ID, "%s/%s", c->organisations[organisation].record.id,
             topic == TOPIC_NONE ? "*" : c->topics[topic].record.id);
}

/* "0615/activation-7/2026-11-22"; with a star for no crisis. */
static void credit_id(const struct core *c, const struct credit_record *r,
                      char out[LIMIT_RECORD_ID]) {
    struct civil civil;
    civil_from_utc(r->day * DAY_MS, &civil);
    int used = snprintf(out, LIMIT_RECORD_ID, "%s/", c->organisations[r->organisation].record.id);
    if (r->activation != 0)
        used += snprintf(out + used, LIMIT_RECORD_ID - (size_t)used, "activation-%llu",
                         (unsigned long long)r->activation);
    snprintf(out + used, LIMIT_RECORD_ID - (size_t)used, "%s/%04d-%02d-%02d",
             r->activation == 0 ? "*" : "", civil.year, civil.month, civil.day);
}

void core_record_id(const struct core *c, enum record_kind kind, const void *record,
                    char out[LIMIT_RECORD_ID]) {
    const char *text = NULL;
    switch (kind) {
    case RECORD_settings: text = "settings"; break;
    case RECORD_counters: text = "counters"; break;
    case RECORD_organisation: text = ((const struct organisation_record *)record)->id; break;
    case RECORD_topic: text = ((const struct topic_record *)record)->id; break;
    case RECORD_agent: text = ((const struct agent_record *)record)->id; break;
    case RECORD_agreement: text = ((const struct agreement_record *)record)->id; break;
    case RECORD_receiver: text = ((const struct receiver_record *)record)->id; break;
    case RECORD_offer: text = ((const struct offer_record *)record)->id; break;
    case RECORD_token: text = ((const struct token_record *)record)->id; break;
    case RECORD_availability:
        text = c->agents[((const struct availability_record *)record)->agent].record.id;
        break;
    case RECORD_hours:
        text = c->organisations[((const struct hours_record *)record)->organisation].record.id;
        break;
    case RECORD_home:
        text = c->organisations[((const struct home_record *)record)->organisation].record.id;
        break;
    case RECORD_called_number: text = ((const struct called_number_record *)record)->number; break;
    case RECORD_gateway: text = ((const struct gateway_record *)record)->id; break;
    case RECORD_tombstone: text = ((const struct tombstone_record *)record)->reference; break;
    case RECORD_peer:
        text = c->organisations[((const struct peer_record *)record)->organisation].record.id;
        break;
    case RECORD_kpi:
        text = c->organisations[((const struct kpi_record *)record)->organisation].record.id;
        break;
    case RECORD_service:
        text = c->organisations[((const struct service_record *)record)->organisation].record.id;
        break;
    case RECORD_credit: credit_id(c, record, out); return;
    case RECORD_demand:
        text = c->organisations[((const struct demand_record *)record)->organisation].record.id;
        break;
    case RECORD_baseline: {
        const struct baseline_record *r = record;
        pair_id(c, r->organisation, r->topic, out);
        return;
    }
    case RECORD_surge: {
        const struct surge_record *r = record;
        pair_id(c, r->organisation, r->topic, out);
        return;
    }
    case RECORD_overflow: {
        const struct overflow_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "%s/%s", r->agreement,
                 c->organisations[r->organisation].record.id);
        return;
    }
    case RECORD_period: text = ((const struct period_record *)record)->id; break;
    case RECORD_directory: {
        const struct directory_record *r = record;
        pair_id(c, r->organisation, r->topic, out);
        return;
    }
    case RECORD_measure: {
        const struct measure_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "%s/%s", r->period,
                 c->organisations[r->organisation].record.id);
        return;
    }
    case RECORD_ticket:
        number_id(out, "ticket-", ((const struct ticket_record *)record)->id);
        return;
    case RECORD_call: number_id(out, "call-", ((const struct call_record *)record)->id); return;
    case RECORD_activation:
        number_id(out, "activation-", ((const struct activation_record *)record)->id);
        return;
    case RECORD_calendar_day: {
        struct civil civil;
        civil_from_utc(((const struct calendar_day_record *)record)->day * DAY_MS, &civil);
        snprintf(out, LIMIT_RECORD_ID, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
        return;
    }
    case RECORD_playbook: {
        const struct playbook_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "%s/%02x%02x%02x%02x%02x%02x%02x%02x", r->id, r->version[0],
                 r->version[1], r->version[2], r->version[3], r->version[4], r->version[5],
                 r->version[6], r->version[7]);
        return;
    }
    case RECORD_delivery: {
        const struct delivery_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "%s/activation-%llu", r->receiver,
                 (unsigned long long)r->activation);
        return;
    }
    case RECORD_acknowledgement: {
        const struct acknowledgement_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "activation-%llu/%s", (unsigned long long)r->activation,
                 c->agents[r->agent].record.id);
        return;
    }
    case RECORD_revision: {
        const struct revision_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "activation-%llu/%u", (unsigned long long)r->activation,
                 r->revision);
        return;
    }
    case RECORD_flag: {
        const struct flag_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "activation-%llu/%s/%s", (unsigned long long)r->activation,
                 r->question, c->agents[r->agent].record.id);
        return;
    }
    case RECORD_flag_reply: {
        const struct flag_reply_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "activation-%llu/%s", (unsigned long long)r->activation,
                 r->question);
        return;
    }
    case RECORD_alert:
    case RECORD_local_value:
    case RECORD_menu_route:
    case RECORD_zone:
    case RECORD_link: places_record_id(c, kind, record, out, LIMIT_RECORD_ID); return;
    case RECORD_queue_adapter: text = ((const struct queue_adapter_record *)record)->id; break;
    case RECORD_queue_source: text = ((const struct queue_source_record *)record)->id; break;
    case RECORD_foreign_queue: {
        const struct foreign_queue_record *r = record;
        pair_id(c, r->organisation, r->topic, out);
        return;
    }
    case RECORD_queue_usual: {
        const struct queue_usual_record *r = record;
        pair_id(c, r->organisation, r->topic, out);
        return;
    }
    case RECORD_step: {
        const struct step_record *r = record;
        snprintf(out, LIMIT_RECORD_ID, "activation-%llu/%s", (unsigned long long)r->activation,
                 r->step);
        return;
    }
    case RECORD_pool:
    case RECORD_leaving:
    case RECORD_pool_member:
    case RECORD_callup:
    case RECORD_callup_ask:
    case RECORD_shift:
    case RECORD_capacity: pools_record_id(c, kind, record, out); return;
    case RECORD_replayed_answer:
        snprintf(out, LIMIT_RECORD_ID, "%016llx",
                 (unsigned long long)((const struct replayed_answer_record *)record)->key);
        return;
    case RECORD_KIND_COUNT: UNREACHABLE("no such kind");
    }
    ASSERT(text != NULL && text_copy(out, LIMIT_RECORD_ID, text));
}
