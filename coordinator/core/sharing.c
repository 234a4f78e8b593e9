/* Sharing: whether one organisation may help another. Slow and political: agreements with their dates, an organisation's own
 * word, its own incident. What they come to stands in `struct sharing`, so that routing looks it up in one step. Who takes
 * which call is routing.c's affair. */
#include <string.h>

#include "base/assert.h"
#include "core/pools.h"
#include "core/state.h"

/* --- who may help whom ---------------------------------------------------------------------------------------------------- */

static bool in_cooperation(const struct core *c, organisation_no n) {
    return c->organisations[n].live && (c->organisations[n].record.standing == STANDING_MEMBER ||
                                        c->organisations[n].record.standing == STANDING_PARTNER);
}

static bool in_areas(const struct core *c, const struct area_list *areas, organisation_no n) {
    for (unsigned i = 0; i < areas->count; i++)
        if (same_id(areas->ids[i], c->organisations[n].record.area)) return true;
    return false;
}

/* None named means every member and partner; callers of outsiders are helped where they are named or where all are. */
bool agreement_helps(const struct core *c, const struct agreement_record *a, organisation_no n) {
    if (organisation_set_is_empty(&a->helped[0]) && a->helped_areas[0].count == 0) return true;
    return organisation_set_has(&a->helped[0], n) || in_areas(c, &a->helped_areas[0], n);
}

bool agreement_asks(const struct core *c, const struct agreement_record *a, organisation_no n) {
    if (!in_cooperation(c, n)) return organisation_set_has(&a->helpers[0], n);
    if (organisation_set_is_empty(&a->helpers[0]) && a->helper_areas[0].count == 0) return true;
    return organisation_set_has(&a->helpers[0], n) || in_areas(c, &a->helper_areas[0], n);
}

/* The topics that an active activation covers for this municipality; for the cooperation those of every activation, as the
 * calls of all its members wait there. */
static topic_set topics_in_incident(const struct core *c, organisation_no n, topic_set *shared) {
    bool for_all = n == c->settings.cooperation;
    topic_set topics = 0;
    *shared = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (a->id == 0 || c->activations[i].closed || a->state != ACTIVATION_STATE_ACTIVE) continue;
        if (for_all || organisation_set_is_empty(&a->municipalities[0]) ||
            organisation_set_has(&a->municipalities[0], n)) {
            topics |= a->topics;
            *shared |= a->shared_topics;
        }
    }
    return topics;
}

static bool named_in_incident(const struct core *c, organisation_no n) {
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (a->id != 0 && !c->activations[i].closed && a->state == ACTIVATION_STATE_ACTIVE &&
            organisation_set_has(&a->municipalities[0], n))
            return true;
    }
    return false;
}

static void note_agreed(struct core *c, const struct agreement_record *a) {
    topic_set topics = a->topics == 0 ? ~UINT64_C(0) : a->topics;
    for (organisation_no helper = 0; helper < c->organisations_ever; helper++) {
        if (!in_cooperation(c, helper) || !agreement_asks(c, a, helper)) continue;
        for (organisation_no helped = 0; helped < c->organisations_ever; helped++)
            if (helped != helper && c->organisations[helped].live && agreement_helps(c, a, helped))
                c->sharing->agreed[helper][helped] |= topics;
    }
}

/* In force only for some calls, or only so much: looked at for each call (conditionally_allows). */
static bool is_conditional(const struct agreement_record *a) {
    return a->mode == AGREEMENT_MODE_ABOVE_WAIT || a->calls_max > 0;
}

/* The topics in which the agreement may help this organisation, as far as that does not change from call to call. */
static topic_set topics_of(const struct core *c, const struct agreement_record *a,
                           organisation_no helped) {
    topic_set topics = a->topics == 0 ? ~UINT64_C(0) : a->topics;
    if (a->mode == AGREEMENT_MODE_INCIDENT) topics &= c->sharing->shared_topics[helped];
    return topics;
}

static void add_helped(struct core *c, const struct agreement_record *a, organisation_no helped,
                       topic_set topics) {
    struct sharing *s = c->sharing;
    for (organisation_no helper = 0; helper < c->organisations_ever; helper++) {
        if (helper == helped || !in_cooperation(c, helper) || !data_gate_open(c, helper) ||
            !service_helps(c, helper) || !agreement_asks(c, a, helper))
            continue;
        topic_set shared = topics & ~topics_kept(c, helper, helped);
        s->may_help[helper][helped] |= shared;
        if (!is_conditional(a)) s->at_once[helper][helped] |= shared;
        if (a->one_way) s->one_way[helper][helped] = s->one_way[helped][helper] = 1;
    }
}

static void add_agreement(struct core *c, uint32_t slot) {
    const struct agreement_record *a = &c->agreements[slot].record;
    for (organisation_no helped = 0; helped < c->organisations_ever; helped++) {
        if (!c->organisations[helped].live || !agreement_helps(c, a, helped)) continue;
        topic_set topics = topics_of(c, a, helped);
        if (topics == 0) continue;
        if (is_conditional(a))
            c->sharing->conditional[helped][slot / 64] |= UINT64_C(1) << (slot % 64);
        if (a->calls_max > 0) c->sharing->capped[slot / 64] |= UINT64_C(1) << (slot % 64);
        add_helped(c, a, helped, topics);
    }
    c->sharing->any = true;
}

static void index_activations(struct core *c) {
    memset(c->sharing->activations_by_topic, 0, sizeof c->sharing->activations_by_topic);
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (a->id == 0 || c->activations[i].closed) continue;
        for (topic_set left = a->topics; left != 0; left &= left - 1)
            c->sharing->activations_by_topic[__builtin_ctzll(left)] |= UINT64_C(1) << i;
    }
}

static void clear_organisation(struct core *c, organisation_no n) {
    struct sharing *s = c->sharing;
    memset(s->may_help[n], 0, sizeof s->may_help[n]);
    memset(s->agreed[n], 0, sizeof s->agreed[n]);
    memset(s->at_once[n], 0, sizeof s->at_once[n]);
    memset(s->one_way[n], 0, sizeof s->one_way[n]);
    memset(s->conditional[n], 0, sizeof s->conditional[n]);
    s->incident_topics[n] = topics_in_incident(c, n, &s->shared_topics[n]);
    c->organisations[n].in_incident = c->organisations[n].live && named_in_incident(c, n);
    c->organisations[n].service = (uint8_t)service_of(c, n);
}

static void find_due(struct core *c);

void sharing_rebuild(struct core *c) {
    c->sharing->any = false;
    memset(c->sharing->capped, 0, sizeof c->sharing->capped);
    for (organisation_no n = 0; n < c->organisations_ever; n++)
        clear_organisation(c, n);
    index_activations(c);
    while_active_index(c);
    hours_index(c);
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        if (c->agreements[i].record.id[0] == '\0' || c->agreements[i].going) continue;
        note_agreed(c, &c->agreements[i].record);
        if (c->agreements[i].record.in_force) add_agreement(c, i);
    }
    find_due(c);
    data_find_due(c);
    help_count_agreements(c);
    overflow_rebuild(c);
    offers_refresh(c);
}

bool call_is_help(organisation_no home, const struct call_record *r) {
    return home != r->organisation && home != r->municipality;
}

/* Whether the agreement, whose conditions are met or not, is about help of this helper with this call. */
static bool concerns(const struct core *c, uint32_t slot, organisation_no helper,
                     const struct call_record *r) {
    const struct agreement_record *a = &c->agreements[slot].record;
    return ((topics_of(c, a, r->organisation) >> r->topic) & 1) != 0 &&
           agreement_asks(c, a, helper);
}

static bool reached(const struct core *c, uint32_t slot, const struct call_record *r) {
    return c->agreements[slot].record.mode != AGREEMENT_MODE_ABOVE_WAIT ||
           overflow_shares(c, slot, r);
}

/* Of several agreements the most generous applies. */
static bool conditionally_allows(const struct core *c, organisation_no helper,
                                 const struct call_record *r) {
    for (int word = 0; word < LIMIT_AGREEMENTS / 64; word++) {
        uint64_t left = c->sharing->conditional[r->organisation][word];
        for (; left != 0; left &= left - 1) {
            uint32_t slot = (uint32_t)(word * 64 + __builtin_ctzll(left));
            if (concerns(c, slot, helper, r) && help_fits(c, slot, helper) && reached(c, slot, r))
                return true;
        }
    }
    return false;
}

bool sharing_allows(const struct core *c, organisation_no helper, const struct call_record *r) {
    const struct sharing *s = c->sharing;
    if (((s->may_help[helper][r->organisation] >> r->topic) & 1) == 0) return false;
    if (!hours_open(c, helper, r->topic)) return false;
    if (!foreign_queue_takes(c, helper, r->topic)) return false;
    if (s->one_way[helper][r->organisation] && s->helping[r->organisation][helper] > 0)
        return false;
    const struct organisation_slot *slot = &c->organisations[helper];
    if (slot->record.help_max > 0 && slot->taken_over >= slot->record.help_max) return false;
    if (organisation_set_has(&r->handed_back[0], helper) && !help_nobody_else(c, r)) return false;
    return ((s->at_once[helper][r->organisation] >> r->topic) & 1) != 0 ||
           conditionally_allows(c, helper, r);
}

bool call_in_crisis(const struct core *c, const struct call_record *r) {
    return ((c->sharing->incident_topics[r->municipality] >> r->topic) & 1) != 0;
}

uint32_t reserve_room(const struct core *c, organisation_no helper) {
    const struct organisation_slot *slot = &c->organisations[helper];
    if (c->settings.reserve_rule == RESERVE_RULE_WHEN_QUEUE && slot->waiting_citizens == 0 &&
        !foreign_queue_waits(c, helper))
        return UINT32_MAX;
    uint32_t kept = slot->helping + slot->record.reserve;
    return slot->present > kept ? slot->present - kept : 0;
}

bool reserve_allows(const struct core *c, organisation_no helper) {
    return reserve_room(c, helper) > 0;
}

/* Of a pair that may not help in this topic: why. What is not asked here and keeps it from helping too is "not in force". */
static enum sharing_rule not_agreed_now(const struct core *c, organisation_no helper,
                                        const struct call_record *r) {
    topic_set agreed = c->sharing->agreed[helper][r->organisation];
    if (agreed == 0) return SHARING_RULE_NO_AGREEMENT;
    if (((agreed >> r->topic) & 1) == 0) return SHARING_RULE_TOPIC_NOT_AGREED;
    if ((topics_kept(c, helper, r->organisation) >> r->topic) & 1) return SHARING_RULE_TOPIC_KEPT;
    if (!data_gate_open(c, helper)) return SHARING_RULE_NO_DATA_AGREEMENT;
    if (c->organisations[helper].record.declines) return SHARING_RULE_DECLINES;
    return service_helps(c, helper) ? SHARING_RULE_NOT_IN_FORCE : SHARING_RULE_SERVICE_STATE;
}

/* Of agreements whose conditions are not met: the cap, where one of them has reached its wait. */
static enum sharing_rule condition_missing(const struct core *c, organisation_no helper,
                                           const struct call_record *r) {
    for (int word = 0; word < LIMIT_AGREEMENTS / 64; word++) {
        uint64_t left = c->sharing->conditional[r->organisation][word];
        for (; left != 0; left &= left - 1) {
            uint32_t slot = (uint32_t)(word * 64 + __builtin_ctzll(left));
            if (concerns(c, slot, helper, r) && reached(c, slot, r))
                return SHARING_RULE_AGREEMENT_CAP;
        }
    }
    return SHARING_RULE_WAIT_SHORT;
}

enum sharing_rule sharing_rule_of(const struct core *c, organisation_no helper,
                                  const struct call_record *r) {
    const struct sharing *s = c->sharing;
    const struct organisation_slot *slot = &c->organisations[helper];
    if (((s->may_help[helper][r->organisation] >> r->topic) & 1) == 0)
        return not_agreed_now(c, helper, r);
    if (!hours_open(c, helper, r->topic)) return SHARING_RULE_CLOSED;
    if (!foreign_queue_takes(c, helper, r->topic)) return SHARING_RULE_SERVICE_STATE;
    if (s->one_way[helper][r->organisation] && s->helping[r->organisation][helper] > 0)
        return SHARING_RULE_ONE_WAY;
    if (slot->record.help_max > 0 && slot->taken_over >= slot->record.help_max)
        return SHARING_RULE_OWN_CAP;
    if (organisation_set_has(&r->handed_back[0], helper) && !help_nobody_else(c, r))
        return SHARING_RULE_HANDED_BACK;
    if (((s->at_once[helper][r->organisation] >> r->topic) & 1) == 0 &&
        !conditionally_allows(c, helper, r))
        return condition_missing(c, helper, r);
    return reserve_allows(c, helper) ? SHARING_RULE_NONE : SHARING_RULE_RESERVE;
}

enum data_class core_data_class(const struct core *c, organisation_no helper,
                                const struct call_record *r) {
    enum data_class most = DATA_CLASS_CONTACT;
    if (!call_is_help(helper, r)) return DATA_CLASS_IDENTITY; /* its own citizen */
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        const struct agreement_record *a = &c->agreements[i].record;
        if (a->id[0] == '\0' || c->agreements[i].going || !a->in_force || a->data_class <= most ||
            !agreement_helps(c, a, r->organisation) || !concerns(c, i, helper, r))
            continue;
        most = (enum data_class)a->data_class;
    }
    return most;
}

/* --- presence ------------------------------------------------------------------------------------------------------------------ */

static void count_able(struct core *c, const struct agent_slot *slot, uint32_t by) {
    struct organisation_lists *lists = organisation_lists(c, slot->record.organisation);
    for (topic_set left = slot->topics | slot->qualified; left != 0; left &= left - 1) {
        c->sharing->able_by_topic[__builtin_ctzll(left)] += by;
        lists->able[__builtin_ctzll(left)] += by;
    }
    for (language_set left = slot->languages; left != 0; left &= (language_set)(left - 1))
        c->sharing->able_by_language[__builtin_ctz(left)] += by;
}

static void count_presence(struct core *c, agent_no agent, bool present, bool helping) {
    struct agent_slot *slot = &c->agents[agent];
    struct organisation_slot *organisation = &c->organisations[slot->record.organisation];
    if ((int)present - helping > slot->counted_present - slot->counted_helping)
        look_again(c, slot->record.organisation); /* one more for the reserve */
    organisation->present += (uint32_t)present - (uint32_t)slot->counted_present;
    organisation->helping += (uint32_t)helping - (uint32_t)slot->counted_helping;
    if (present != slot->counted_present) count_able(c, slot, present ? 1u : UINT32_MAX);
    slot->counted_present = present;
    slot->counted_helping = helping;
}

void presence_update(struct core *c, agent_no agent) {
    const struct agent_slot *slot = &c->agents[agent];
    const struct availability_record *a = &slot->availability;
    bool present = a->status == AGENT_STATUS_AVAILABLE &&
                   (a->state == AGENT_STATE_AVAILABLE || a->state == AGENT_STATE_RESERVED ||
                    a->state == AGENT_STATE_IN_CALL || a->state == AGENT_STATE_WRAPPING);
    uint32_t call = present && a->call != 0 ? find_call(c, a->call) : LIST_NONE;
    count_presence(c, agent, present,
                   call != LIST_NONE &&
                       call_is_help(slot->record.organisation, &c->calls[call].record));
}

void presence_forget(struct core *c, agent_no agent) { count_presence(c, agent, false, false); }

/* --- qualification ------------------------------------------------------------------------------------------------------------------ */

topic_set qualified_topics(const struct core *c, uint64_t acknowledged) {
    topic_set topics = 0;
    for (; acknowledged != 0; acknowledged &= acknowledged - 1)
        topics |= c->activations[__builtin_ctzll(acknowledged)].record.topics;
    return topics;
}

void qualification_set(struct core *c, agent_no agent, uint32_t activation_slot, bool on) {
    struct agent_slot *slot = &c->agents[agent];
    bool present = slot->counted_present, helping = slot->counted_helping;
    bool idle = slot->availability.state == AGENT_STATE_AVAILABLE;
    if (idle) idle_remove(c, agent);
    presence_forget(c, agent);
    if (on)
        slot->acknowledged |= UINT64_C(1) << activation_slot;
    else
        slot->acknowledged &= ~(UINT64_C(1) << activation_slot);
    slot->qualified = qualified_topics(c, slot->acknowledged) & ~slot->topics;
    count_presence(c, agent, present, helping);
    if (idle) idle_add(c, agent);
}

bool agent_knows(const struct core *c, agent_no agent, const struct call_record *r) {
    const struct agent_slot *slot = &c->agents[agent];
    if (((slot->languages >> r->language) & 1) == 0) return false;
    if (r->leg != CALL_LEG_NONE && !slot->has_phone) return false; /* nothing would ring */
    if ((slot->topics >> r->topic) & 1) return true;
    uint64_t read = slot->acknowledged & c->sharing->activations_by_topic[r->topic];
    for (; read != 0; read &= read - 1) {
        const struct organisation_set *area =
            &c->activations[__builtin_ctzll(read)].record.municipalities[0];
        if (organisation_set_is_empty(area) || organisation_set_has(area, r->municipality))
            return true;
    }
    return false;
}

bool agent_is_able(const struct core *c, agent_no agent, const struct call_record *r) {
    return agent_knows(c, agent, r) && !agent_must_read_first(c, agent, r);
}

/* --- agreements ------------------------------------------------------------------------------------------------------------------------ */

static bool in_force_at(const struct agreement_record *a, time_ms now) {
    return now >= a->valid_from && (a->valid_until == 0 || now < a->valid_until);
}

/* Kept, for it is asked after every command. */
static void find_due(struct core *c) {
    struct sharing *s = c->sharing;
    s->due = TIME_NEVER;
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        const struct agreement_record *a = &c->agreements[i].record;
        if (a->id[0] == '\0') continue;
        bool over = a->valid_until != 0 && a->valid_until <= c->now;
        time_ms due = a->in_force ? a->valid_until : over ? 0 : a->valid_from;
        if (due == 0 || due >= s->due) continue; /* without end, or over; or later */
        s->due = due;
        s->due_slot = i;
    }
}

time_ms agreement_first(const struct core *c, uint32_t *slot) {
    *slot = c->sharing->due_slot;
    return c->sharing->due;
}

static void tell(struct core *c, uint32_t slot) {
    event_record(emit(c, EVENT_agreement_changed), RECORD_agreement, slot);
    sharing_rebuild(c);
    sharing_try_waiting(c);
}

void agreement_due(struct core *c, uint32_t slot) {
    struct agreement_record *a = &c->agreements[slot].record;
    a->in_force = in_force_at(a, c->now);
    tell(c, slot);
}

static enum err read_waits(const struct command *command, struct agreement_record *r,
                           struct problem *problem) {
    const struct agreement_put_command *p = &command->as.agreement_put;
    bool enter = COMMAND_HAS(command, agreement_put, enter_ms);
    bool leave = COMMAND_HAS(command, agreement_put, leave_ms);
    bool dwell = COMMAND_HAS(command, agreement_put, dwell_ms);
    if (p->mode != AGREEMENT_MODE_ABOVE_WAIT) {
        if (!enter && !leave && !dwell) return ERR_OK;
        return problem_set(problem, ERR_OUT_OF_RANGE,
                           enter   ? "enter_ms"
                           : leave ? "leave_ms"
                                   : "dwell_ms",
                           "only an agreement of mode above_wait has it");
    }
    if (!enter)
        return problem_set(problem, ERR_MISSING_FIELD, "enter_ms",
                           "an agreement of mode above_wait begins at a wait");
    r->enter_ms = p->enter_ms;
    r->leave_ms = leave ? p->leave_ms : p->enter_ms;
    r->dwell_ms = p->dwell_ms;
    if (r->leave_ms > r->enter_ms)
        return problem_set(problem, ERR_OUT_OF_RANGE, "leave_ms", "it is longer than enter_ms");
    return ERR_OK;
}

static enum err read_areas(const struct core *c, const struct id_list *ids, const char *field,
                           struct area_list *out, struct problem *problem) {
    if (ids->count > LIMIT_AREAS)
        return problem_set(problem, ERR_LIMIT_REACHED, field, "an agreement names at most %d areas",
                           LIMIT_AREAS);
    for (int i = 0; i < ids->count; i++) {
        organisation_no n = 0;
        while (n < c->organisations_ever &&
               !(c->organisations[n].live && same_id(c->organisations[n].record.area, ids->ids[i])))
            n++;
        if (n == c->organisations_ever)
            return problem_set(problem, ERR_UNKNOWN_ORGANISATION, field,
                               "there is no organisation in the area %s", ids->ids[i]);
        memcpy(out->ids[out->count++], ids->ids[i], LIMIT_ID);
    }
    return ERR_OK;
}

static enum err read_agreement(struct core *c, const struct command *command,
                               struct agreement_record *r, struct problem *problem) {
    const struct agreement_put_command *p = &command->as.agreement_put;
    *r = (struct agreement_record){.calls_max = p->calls_max,
                                   .mode = p->mode,
                                   .valid_from = p->valid_from,
                                   .valid_until = p->valid_until};
    memcpy(r->id, p->agreement, sizeof r->id);
    r->one_way = COMMAND_HAS(command, agreement_put, one_way) ? p->one_way : 1;
    if (p->valid_until != 0 && p->valid_until <= p->valid_from)
        return problem_set(problem, ERR_OUT_OF_RANGE, "valid_until", "it lies before valid_from");
    if (read_waits(command, r, problem) != ERR_OK) return problem->err;
    if (!resolve_organisations(c, &p->helped, "helped", &r->helped[0], problem) ||
        !resolve_organisations(c, &p->helpers, "helpers", &r->helpers[0], problem))
        return problem->err;
    if (read_areas(c, &p->helped_areas, "helped_areas", &r->helped_areas[0], problem) != ERR_OK ||
        read_areas(c, &p->helper_areas, "helper_areas", &r->helper_areas[0], problem) != ERR_OK)
        return problem->err;
    for (int i = 0; i < p->topics.count; i++) {
        topic_no topic;
        if (!core_find_topic(c, p->topics.ids[i], &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, "topics", "there is no topic %s",
                               p->topics.ids[i]);
        r->topics |= UINT64_C(1) << topic;
    }
    r->in_force = in_force_at(r, c->now);
    r->data_class = p->data_class; /* not given: contact */
    return ERR_OK;
}

HANDLER(agreement_put) {
    struct agreement_record r;
    enum err err = read_agreement(c, command, &r, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = find_agreement(c, r.id);
    result->created = slot == LIST_NONE;
    for (uint32_t i = 0; slot == LIST_NONE && i < LIMIT_AGREEMENTS; i++)
        if (c->agreements[i].record.id[0] == '\0') slot = i;
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d agreements already",
                           LIMIT_AGREEMENTS);
    if (overflow_count(c, slot) + overflow_count_of(c, &r) > LIMIT_OVERFLOWS)
        return problem_set(problem, ERR_LIMIT_REACHED, "helped",
                           "agreements above a wait would watch more than %d queues",
                           LIMIT_OVERFLOWS);
    c->agreements[slot].record = r;
    if (slot >= c->agreements_ever) c->agreements_ever = slot + 1;
    result->subject = ref_of(RECORD_agreement, slot);
    tell(c, slot);
    return ERR_OK;
}

HANDLER(agreement_remove) {
    uint32_t slot = find_agreement(c, command->as.agreement_remove.agreement);
    (void)result; /* what is gone is not shown */
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "agreement", "there is no agreement %s",
                           command->as.agreement_remove.agreement);
    event_removed(emit(c, EVENT_agreement_removed), RECORD_agreement, slot);
    struct agreement_record *a = &c->agreements[slot].record; /* free with the next command */
    a->in_force = 0;
    a->valid_from = a->valid_until = 0; /* nothing is due any more */
    c->agreements[slot].going = true;
    sharing_rebuild(c);
    sharing_try_waiting(c); /* it may have held others to one direction */
    return ERR_OK;
}

HANDLER(organisation_help) {
    const struct organisation_help_command *p = &command->as.organisation_help;
    organisation_no n;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (!p->declines) {
        enum err err = leaving_refuse(c, n, "organisation", problem);
        if (err != ERR_OK) return err;
    }
    result->subject = ref_of(RECORD_organisation, n);
    struct organisation_slot *slot = &c->organisations[n];
    uint16_t help_max =
        COMMAND_HAS(command, organisation_help, help_max) ? p->help_max : slot->record.help_max;
    if (slot->record.declines == p->declines && slot->record.help_max == help_max) {
        result->repeated = true;
        return ERR_OK;
    }
    bool drained = p->declines && !slot->record.declines && slot->taken_over == 0;
    slot->record.declines = p->declines;
    slot->record.help_max = help_max;
    struct event *event = emit(c, EVENT_organisation_changed);
    event_record(event, RECORD_organisation, n);
    event->organisation = n;
    if (drained) help_drained(c, n);
    sharing_rebuild(c);
    sharing_try_waiting(c);
    return ERR_OK;
}
