/* Settings, organisations and topics: what is configured, by commands. */
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "core/contacts.h"
#include "core/places.h"
#include "core/pools.h"
#include "core/state.h"

bool same_id(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* --- settings -------------------------------------------------------------------------------------------------------------- */

static bool is_language_code(const char *code) {
    size_t length = strlen(code);
    if (length < 2 || length > 3) return false;
    for (size_t i = 0; i < length; i++)
        if (code[i] < 'a' || code[i] > 'z') return false;
    return true;
}

static enum err read_language_codes(const struct language_list *old,
                                    const struct language_list *wanted, struct problem *problem) {
    for (int i = 0; i < wanted->count; i++) {
        if (!is_language_code(wanted->codes[i]))
            return problem_set(problem, ERR_UNKNOWN_VALUE, "languages", "%s is not an ISO 639 code",
                               wanted->codes[i]);
        for (int k = 0; k < i; k++)
            if (same_id(wanted->codes[i], wanted->codes[k]))
                return problem_set(problem, ERR_OUT_OF_RANGE, "languages", "%s stands twice",
                                   wanted->codes[i]);
    }
    for (int i = 0; i < old->count; i++)
        if (i >= wanted->count || !same_id(old->codes[i], wanted->codes[i]))
            return problem_set(problem, ERR_IN_USE, "languages",
                               "the list may only grow: %s must stay in its place", old->codes[i]);
    return ERR_OK;
}

static void copy_durations(const struct command *command, struct settings_record *s) {
    const struct settings_put_command *p = &command->as.settings_put;
#define TAKE(member) \
    if (COMMAND_HAS(command, settings_put, member)) s->member = p->member
    TAKE(wrap_up_ms);
    TAKE(wrap_up_max_ms);
    TAKE(offer_ms);
    TAKE(lease_ms);
    TAKE(unknown_ms);
    TAKE(wait_max_ms);
    TAKE(talk_max_ms);
    TAKE(call_retention_ms);
    TAKE(idempotency_ms);
    TAKE(course_ms);
    TAKE(course_warn_ms);
    TAKE(lifted_ms);
    TAKE(service_level_ms);
    TAKE(expiry_warn_ms);
    TAKE(expiry_alarm_ms);
    TAKE(review_ms);
    TAKE(directory_check_ms);
    TAKE(alarms_max);
    TAKE(surge_calm_ms);
    TAKE(surge_threshold);
    TAKE(surge_floor);
    TAKE(surge_ratio_permille);
    TAKE(surge_calm_permille);
    TAKE(baseline_weeks);
    TAKE(staffing_answer_ms);
    TAKE(staffing_horizon_ms);
    TAKE(staffing_target_permille);
    TAKE(missed_offers_max);
    TAKE(crisis_in_row_max);
    TAKE(course_consequence);
    TAKE(outsider_rule);
    TAKE(reserve_rule);
    TAKE(overflow_handle_permille);
    TAKE(qualified_handle_permille);
    TAKE(own_weight);
    TAKE(wait_permille);
    TAKE(speed_permille);
    TAKE(topic_scarcity_permille);
    TAKE(language_scarcity_permille);
    TAKE(home_load_permille);
    TAKE(data_agreement_warn_ms);
    TAKE(offer_lease_ms);
    TAKE(queue_stale_ms);
    TAKE(service_dwell_ms);
    TAKE(overloaded_wait_ms);
    TAKE(exercise);
#undef TAKE
}

HANDLER(settings_put) {
    const struct settings_put_command *p = &command->as.settings_put;
    struct settings_record s = c->settings;
    copy_durations(command, &s);
    if (s.wrap_up_ms > s.wrap_up_max_ms)
        return problem_set(problem, ERR_OUT_OF_RANGE, "wrap_up_ms",
                           "it is longer than wrap_up_max_ms");
    if (s.surge_calm_permille > s.surge_ratio_permille)
        return problem_set(problem, ERR_OUT_OF_RANGE, "surge_calm_permille",
                           "calm lies at most at surge_ratio_permille");
    if (COMMAND_HAS(command, settings_put, languages)) {
        enum err err = read_language_codes(&s.languages[0], &p->languages, problem);
        if (err != ERR_OK) return err;
        s.languages[0] = p->languages;
    }
    if (COMMAND_HAS(command, settings_put, cooperation) && p->cooperation[0] == '\0') {
        s.cooperation = ORGANISATION_NONE;
    } else if (COMMAND_HAS(command, settings_put, cooperation) &&
               !core_find_organisation(c, p->cooperation, &s.cooperation)) {
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "cooperation",
                           "there is no organisation %s", p->cooperation);
    }
    c->settings = s;
    weights_prepare(c);
    sharing_rebuild(c); /* another cooperation is in the incidents of its members */
    foreign_queues_find_due(c);
    event_record(emit(c, EVENT_settings_changed), RECORD_settings, 0);
    sharing_try_waiting(c); /* another rule of the reserve */
    result->subject = ref_of(RECORD_settings, 0);
    return ERR_OK;
}

/* --- organisations ------------------------------------------------------------------------------------------------------------ */

static uint32_t agents_of(const struct organisation_slot *slot) {
    uint32_t agents = 0;
    for (int i = 0; i < AGENT_STATE_COUNT; i++)
        agents += slot->agents[i];
    return agents;
}

static organisation_no lowest_free_organisation(const struct core *c) {
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (!c->organisations[n].live) return n;
    return ORGANISATION_NONE;
}

static bool has_offers(const struct core *c, organisation_no n) {
    for (uint32_t o = 0; o < c->offers->ever; o++)
        if (c->offers->slots[o].record.id[0] != '\0' &&
            c->offers->slots[o].record.organisation == n)
            return true;
    return false;
}

static bool is_at_work(const struct core *c, organisation_no n) {
    return agents_of(&c->organisations[n]) > 0 || c->organisations[n].calls > 0 || has_offers(c, n);
}

HANDLER(organisation_put) {
    const struct organisation_put_command *p = &command->as.organisation_put;
    organisation_no n;
    bool known = core_find_organisation(c, p->organisation, &n);
    struct organisation_record r = {0};
    if (known) {
        r = c->organisations[n].record;
        if (!same_id(r.area, p->area) && agents_of(&c->organisations[n]) > 0)
            return problem_set(problem, ERR_IN_USE, "area",
                               "an organisation with agents keeps its area");
    } else if ((n = lowest_free_organisation(c)) == ORGANISATION_NONE) {
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d organisations already",
                           LIMIT_ORGANISATIONS);
    }
    if (known && p->standing == STANDING_REFERRAL && is_at_work(c, n))
        return problem_set(problem, ERR_IN_USE, "standing",
                           "one that is only referred to has no agents, offers or calls");
    if (!known && overflow_count(c, LIST_NONE) + overflow_count_joining(c) > LIMIT_OVERFLOWS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL,
                           "agreements above a wait would watch more than %d queues",
                           LIMIT_OVERFLOWS);
    memcpy(r.id, p->organisation, sizeof r.id);
    memcpy(r.name, p->name, sizeof r.name);
    memcpy(r.area, p->area, sizeof r.area);
    if (COMMAND_HAS(command, organisation_put, population)) r.population = p->population;
    if (COMMAND_HAS(command, organisation_put, reserve)) r.reserve = p->reserve;
    r.number = n;
    r.kind = p->kind;
    r.standing = p->standing;
    struct organisation_slot *slot = &c->organisations[n];
    if (!known) {
        *slot =
            (struct organisation_slot){.live = true, .lists = slot->lists, .kpi.day = INT32_MIN};
        if (n >= c->organisations_ever) c->organisations_ever = (uint16_t)(n + 1);
        index_add(&c->organisation_ids, hash_text(r.id), n);
    }
    slot->record = r;
    if (r.standing != STANDING_OUTSIDER) leaving_forget_gone(c, n); /* it has come back */
    struct event *event = emit(c, EVENT_organisation_changed);
    event_record(event, RECORD_organisation, n);
    event->organisation = n;
    result->subject = ref_of(RECORD_organisation, n);
    result->created = !known;
    sharing_rebuild(c);
    if (known) sharing_try_waiting(c); /* a smaller reserve, another standing */
    return ERR_OK;
}

static enum err organisation_in_use(const struct core *c, organisation_no n,
                                    struct problem *problem) {
    const struct organisation_slot *slot = &c->organisations[n];
    if (agents_of(slot) > 0)
        return problem_set(problem, ERR_IN_USE, "organisation", "it has %u agents",
                           agents_of(slot));
    if (slot->calls > 0)
        return problem_set(problem, ERR_IN_USE, "organisation",
                           "%u calls that are still kept name it", slot->calls);
    if (has_offers(c, n))
        return problem_set(problem, ERR_IN_USE, "organisation",
                           "it has offers, or has had some within the time that calls are kept");
    if (c->settings.cooperation == n)
        return problem_set(problem, ERR_IN_USE, "organisation",
                           "it is the cooperation of the settings");
    for (uint32_t i = 0; i < c->sizes.tokens; i++)
        if (c->tokens[i].record.id[0] != '\0' &&
            organisation_set_has(&c->tokens[i].record.organisations[0], n))
            return problem_set(problem, ERR_IN_USE, "organisation", "revoke the token %s first",
                               c->tokens[i].record.id);
    for (uint32_t i = 0; i < LIMIT_RECEIVERS; i++)
        if (c->receivers[i].record.id[0] != '\0' &&
            organisation_set_has(&c->receivers[i].record.municipalities[0], n))
            return problem_set(problem, ERR_IN_USE, "organisation", "the receiver %s serves it",
                               c->receivers[i].record.id);
    if (find_peer(c, n) != LIST_NONE)
        return problem_set(problem, ERR_IN_USE, "organisation", "it stands for a peer");
    const struct queue_source_record *source = queue_source_of(c, n);
    if (source != NULL)
        return problem_set(problem, ERR_IN_USE, "organisation", "the queue source %s is its own",
                           source->id);
    for (uint32_t i = 0; i < c->agreements_ever; i++)
        if (c->agreements[i].record.id[0] != '\0' &&
            (organisation_set_has(&c->agreements[i].record.helped[0], n) ||
             organisation_set_has(&c->agreements[i].record.helpers[0], n)))
            return problem_set(problem, ERR_IN_USE, "organisation", "the agreement %s names it",
                               c->agreements[i].record.id);
    const struct ticket_record *ticket = ticket_open_of(c, n);
    if (ticket != NULL)
        return problem_set(problem, ERR_IN_USE, "organisation",
                           "ticket-%llu is open: receive or withdraw it first",
                           (unsigned long long)ticket->id);
    for (uint32_t i = 0; i < LIMIT_PERIODS; i++)
        if (c->contacts->periods[i].record.id[0] != '\0' &&
            organisation_set_has(&c->contacts->periods[i].record.organisations[0], n))
            return problem_set(problem, ERR_IN_USE, "organisation", "the period %s names it",
                               c->contacts->periods[i].record.id);
    for (uint32_t i = 0; i < c->called_numbers_ever; i++)
        if (c->called_numbers[i].record.number[0] != '\0' &&
            c->called_numbers[i].record.organisation == n)
            return problem_set(problem, ERR_IN_USE, "organisation", "the number %s is its own",
                               c->called_numbers[i].record.number);
    for (uint32_t i = 0; i < LIMIT_ACTIVATIONS; i++)
        if (c->activations[i].record.id != 0 && activation_names(c, i, n))
            return problem_set(problem, ERR_IN_USE, "organisation", "activation-%llu names it",
                               (unsigned long long)c->activations[i].record.id);
    return places_in_use(c, n, problem);
}

HANDLER(organisation_remove) {
    const struct organisation_remove_command *p = &command->as.organisation_remove;
    organisation_no n;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    enum err err = organisation_in_use(c, n, problem);
    if (err != ERR_OK) return err;
    struct organisation_slot *slot = &c->organisations[n];
    directory_forget(c, n);
    tickets_forget(c, n);
    measures_forget(c, n);
    struct event *event = emit(c, EVENT_organisation_removed);
    event_removed(event, RECORD_organisation, n);
    if (slot->kpi.day != INT32_MIN) event_removed(event, RECORD_kpi, n);
    hours_forget(c, n, event);
    home_forget(c, n, event);
    service_forget(c, n, event);
    event->organisation = n;
    demand_forget(c, n);
    foreign_queues_forget(c, n);
    credit_forget_organisation(c, n);
    pools_forget_organisation(c, n);
    index_drop(&c->organisation_ids, hash_text(slot->record.id), n);
    slot->live = false;
    sharing_rebuild(c);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

bool resolve_organisations(struct core *c, const struct id_list *ids, const char *field,
                           struct organisation_set *out, struct problem *problem) {
    for (int i = 0; i < ids->count; i++) {
        organisation_no n;
        if (!core_find_organisation(c, ids->ids[i], &n)) {
            problem_set(problem, ERR_UNKNOWN_ORGANISATION, field, "there is no organisation %s",
                        ids->ids[i]);
            return false;
        }
        organisation_set_add(out, n);
    }
    return true;
}

enum err resolve_topics(const struct core *c, const struct id_list *ids, topic_set *out,
                        struct problem *problem) {
    *out = 0;
    for (int i = 0; i < ids->count; i++) {
        topic_no topic;
        if (!core_find_topic(c, ids->ids[i], &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, "topics", "there is no topic %s",
                               ids->ids[i]);
        *out |= UINT64_C(1) << topic;
    }
    if (*out != 0) return ERR_OK;
    return problem_set(problem, ERR_MISSING_FIELD, "topics", "at least one must be named");
}

enum err resolve_languages(const struct core *c, const struct language_list *languages,
                           language_set *out, struct problem *problem) {
    *out = 0;
    for (int i = 0; i < languages->count; i++) {
        language_no language;
        if (!core_find_language(c, languages->codes[i], &language))
            return problem_set(problem, ERR_UNKNOWN_LANGUAGE, "languages",
                               "there is no language %s", languages->codes[i]);
        *out |= (language_set)(1u << language);
    }
    if (*out != 0) return ERR_OK;
    return problem_set(problem, ERR_MISSING_FIELD, "languages", "at least one must be named");
}

/* --- topics ------------------------------------------------------------------------------------------------------------------------ */

HANDLER(topic_put) {
    const struct topic_put_command *p = &command->as.topic_put;
    topic_no n;
    bool known = core_find_topic(c, p->topic, &n);
    if (!known) {
        for (n = 0; n < LIMIT_TOPICS && c->topics[n].live; n++) {
        }
        if (n == LIMIT_TOPICS)
            return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d topics already",
                               LIMIT_TOPICS);
    }
    struct topic_slot *slot = &c->topics[n];
    slot->live = true;
    memcpy(slot->record.id, p->topic, sizeof slot->record.id);
    memcpy(slot->record.name, p->name, sizeof slot->record.name);
    slot->record.number = n;
    slot->record.handling = p->handling;
    if (COMMAND_HAS(command, topic_put, handle_ms)) slot->record.handle_ms = p->handle_ms;
    weights_prepare(c);
    event_record(emit(c, EVENT_topic_changed), RECORD_topic, n);
    result->subject = ref_of(RECORD_topic, n);
    result->created = !known;
    return ERR_OK;
}
