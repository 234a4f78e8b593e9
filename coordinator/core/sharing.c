/* Sharing: whether one organisation may help another. Slow and political: agreements with their dates, an organisation's own
 * word, its own incident. What they come to stands in `struct sharing`, so that routing looks it up in one step. Who takes
 * which call is routing.c's affair. */
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

/* --- who may help whom ---------------------------------------------------------------------------------------------------- */

static bool in_cooperation(const struct core *c, organisation_no n) {
    return c->organisations[n].live && c->organisations[n].record.standing != STANDING_OUTSIDER;
}

/* An empty set means every member and partner; callers of outsiders are helped where they are named or where all are. */
static bool names(const struct core *c, const struct organisation_set *set, organisation_no n,
                  bool outsiders) {
    if (!organisation_set_is_empty(set)) return organisation_set_has(set, n);
    return outsiders || in_cooperation(c, n);
}

/* The topics that an active activation covers for this municipality. */
static topic_set topics_in_incident(const struct core *c, organisation_no n) {
    topic_set topics = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (a->id == 0 || c->activations[i].closed || a->state != ACTIVATION_STATE_ACTIVE) continue;
        if (organisation_set_is_empty(&a->municipalities[0]) ||
            organisation_set_has(&a->municipalities[0], n))
            topics |= a->topics;
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
        if (!in_cooperation(c, helper) || !names(c, &a->helpers[0], helper, false)) continue;
        for (organisation_no helped = 0; helped < c->organisations_ever; helped++)
            if (helped != helper && c->organisations[helped].live &&
                names(c, &a->helped[0], helped, true))
                c->sharing->agreed[helper][helped] |= topics;
    }
}

static void add_agreement(struct core *c, const struct agreement_record *a) {
    for (organisation_no helped = 0; helped < c->organisations_ever; helped++) {
        if (!c->organisations[helped].live || !names(c, &a->helped[0], helped, true)) continue;
        topic_set topics = a->topics == 0 ? ~UINT64_C(0) : a->topics;
        if (a->mode == AGREEMENT_MODE_INCIDENT) topics &= topics_in_incident(c, helped);
        if (topics == 0) continue;
        for (organisation_no helper = 0; helper < c->organisations_ever; helper++) {
            if (helper == helped || !in_cooperation(c, helper) ||
                c->organisations[helper].record.declines ||
                !names(c, &a->helpers[0], helper, false))
                continue;
            c->sharing->may_help[helper][helped] |= topics;
            if (a->one_way)
                c->sharing->one_way[helper][helped] = c->sharing->one_way[helped][helper] = 1;
        }
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

void sharing_rebuild(struct core *c) {
    struct sharing *s = c->sharing;
    s->any = false;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        memset(s->may_help[n], 0, sizeof s->may_help[n]);
        memset(s->agreed[n], 0, sizeof s->agreed[n]);
        memset(s->one_way[n], 0, sizeof s->one_way[n]);
        c->organisations[n].in_incident = c->organisations[n].live && named_in_incident(c, n);
    }
    index_activations(c);
    for (uint32_t i = 0; i < LIMIT_AGREEMENTS; i++) {
        if (c->agreements[i].record.id[0] == '\0' || c->agreements[i].going) continue;
        note_agreed(c, &c->agreements[i].record);
        if (c->agreements[i].record.in_force) add_agreement(c, &c->agreements[i].record);
    }
}

bool call_is_help(organisation_no home, const struct call_record *r) {
    return home != r->organisation && home != r->municipality;
}

bool sharing_allows(const struct core *c, organisation_no helper, const struct call_record *r) {
    const struct sharing *s = c->sharing;
    if (((s->may_help[helper][r->organisation] >> r->topic) & 1) == 0) return false;
    return !s->one_way[helper][r->organisation] || s->helping[r->organisation][helper] == 0;
}

bool reserve_allows(const struct core *c, organisation_no helper) {
    const struct organisation_slot *slot = &c->organisations[helper];
    if (c->settings.reserve_rule == RESERVE_RULE_WHEN_QUEUE && slot->waiting_citizens == 0)
        return true;
    return slot->present >= slot->helping + 1u + slot->record.reserve;
}

/* Of a pair whose topic is closed: why. What is not asked here and closes it too is "not in force". */
static enum sharing_rule closed_by(const struct core *c, organisation_no helper,
                                   const struct call_record *r) {
    topic_set agreed = c->sharing->agreed[helper][r->organisation];
    if (agreed == 0) return SHARING_RULE_NO_AGREEMENT;
    if (((agreed >> r->topic) & 1) == 0) return SHARING_RULE_TOPIC_NOT_AGREED;
    return c->organisations[helper].record.declines ? SHARING_RULE_DECLINES
                                                    : SHARING_RULE_NOT_IN_FORCE;
}

enum sharing_rule sharing_rule_of(const struct core *c, organisation_no helper,
                                  const struct call_record *r) {
    const struct sharing *s = c->sharing;
    if (((s->may_help[helper][r->organisation] >> r->topic) & 1) == 0)
        return closed_by(c, helper, r);
    if (s->one_way[helper][r->organisation] && s->helping[r->organisation][helper] > 0)
        return SHARING_RULE_ONE_WAY;
    return reserve_allows(c, helper) ? SHARING_RULE_NONE : SHARING_RULE_RESERVE;
}

/* --- presence ------------------------------------------------------------------------------------------------------------------ */

static void count_able(struct core *c, const struct agent_slot *slot, uint32_t by) {
    for (topic_set left = slot->topics | slot->qualified; left != 0; left &= left - 1)
        c->sharing->able_by_topic[__builtin_ctzll(left)] += by;
    for (language_set left = slot->languages; left != 0; left &= (language_set)(left - 1))
        c->sharing->able_by_language[__builtin_ctz(left)] += by;
}

static void count_presence(struct core *c, agent_no agent, bool present, bool helping) {
    struct agent_slot *slot = &c->agents[agent];
    struct organisation_slot *organisation = &c->organisations[slot->record.organisation];
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

bool agent_is_able(const struct core *c, agent_no agent, const struct call_record *r) {
    const struct agent_slot *slot = &c->agents[agent];
    if (((slot->languages >> r->language) & 1) == 0) return false;
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

/* --- agreements ------------------------------------------------------------------------------------------------------------------------ */

static bool in_force_at(const struct agreement_record *a, time_ms now) {
    return now >= a->valid_from && (a->valid_until == 0 || now < a->valid_until);
}

time_ms agreement_first(const struct core *c, uint32_t *slot) {
    time_ms first = TIME_NEVER;
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        const struct agreement_record *a = &c->agreements[i].record;
        if (a->id[0] == '\0') continue;
        bool over = a->valid_until != 0 && a->valid_until <= c->now;
        time_ms due = a->in_force ? a->valid_until : over ? 0 : a->valid_from;
        if (due == 0) continue; /* without end, or over */
        if (due >= first) continue;
        first = due;
        *slot = i;
    }
    return first;
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

static enum err read_agreement(struct core *c, const struct command *command,
                               struct agreement_record *r, struct problem *problem) {
    const struct agreement_put_command *p = &command->as.agreement_put;
    *r = (struct agreement_record){
        .mode = p->mode, .valid_from = p->valid_from, .valid_until = p->valid_until};
    memcpy(r->id, p->agreement, sizeof r->id);
    r->one_way = COMMAND_HAS(command, agreement_put, one_way) ? p->one_way : 1;
    if (p->valid_until != 0 && p->valid_until <= p->valid_from)
        return problem_set(problem, ERR_OUT_OF_RANGE, "valid_until", "it lies before valid_from");
    if (!resolve_organisations(c, &p->helped, "helped", &r->helped[0], problem) ||
        !resolve_organisations(c, &p->helpers, "helpers", &r->helpers[0], problem))
        return problem->err;
    for (int i = 0; i < p->topics.count; i++) {
        topic_no topic;
        if (!core_find_topic(c, p->topics.ids[i], &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, "topics", "there is no topic %s",
                               p->topics.ids[i]);
        r->topics |= UINT64_C(1) << topic;
    }
    r->in_force = in_force_at(r, c->now);
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
    c->agreements[slot].record.in_force = 0; /* its place is free with the next command */
    c->agreements[slot].going = true;
    sharing_rebuild(c);
    return ERR_OK;
}

HANDLER(organisation_help) {
    const struct organisation_help_command *p = &command->as.organisation_help;
    organisation_no n;
    if (!core_find_organisation(c, p->organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    result->subject = ref_of(RECORD_organisation, n);
    if (c->organisations[n].record.declines == p->declines) {
        result->repeated = true;
        return ERR_OK;
    }
    c->organisations[n].record.declines = p->declines;
    struct event *event = emit(c, EVENT_organisation_changed);
    event_record(event, RECORD_organisation, n);
    event->organisation = n;
    sharing_rebuild(c);
    sharing_try_waiting(c);
    return ERR_OK;
}
