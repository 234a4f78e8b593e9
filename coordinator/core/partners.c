/* What binds a partner besides agreements: its data-processing agreement, without which no call and no personal data go to it,
 * and topics that stay where they belong whatever agreements say. */
#include <string.h>

#include "core/state.h"

/* --- the gate -------------------------------------------------------------------------------------------------------------- */

/* A member without an agreement of its own is under that of the cooperation. */
bool data_gate_open(const struct core *c, organisation_no n) {
    const struct organisation_record *r = &c->organisations[n].record;
    if (r->standing == STANDING_REFERRAL) return false;
    if (r->data_agreement == DATA_AGREEMENT_NONE) return r->standing == STANDING_MEMBER;
    return r->data_agreement == DATA_AGREEMENT_IN_FORCE;
}

bool core_data_gate_open(const struct core *c, organisation_no n) { return data_gate_open(c, n); }

static uint8_t state_at(const struct organisation_record *r, time_ms now) {
    if (now < r->data_from) return DATA_AGREEMENT_COMING;
    if (r->data_until != 0 && now >= r->data_until) return DATA_AGREEMENT_EXPIRED;
    return DATA_AGREEMENT_IN_FORCE;
}

static time_ms warn_at(const struct core *c, const struct organisation_record *r) {
    return r->data_until - c->settings.data_agreement_warn_ms;
}

static time_ms next_at(const struct core *c, const struct organisation_record *r) {
    if (r->data_agreement == DATA_AGREEMENT_COMING) return r->data_from;
    if (r->data_agreement != DATA_AGREEMENT_IN_FORCE || r->data_until == 0) return TIME_NEVER;
    return r->data_warned ? r->data_until : warn_at(c, r);
}

void data_find_due(struct core *c) {
    c->data_due = TIME_NEVER;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (!c->organisations[n].live) continue;
        time_ms at = next_at(c, &c->organisations[n].record);
        if (at >= c->data_due) continue;
        c->data_due = at;
        c->data_due_of = n;
    }
}

static void tell(struct core *c, organisation_no n, enum event_type type) {
    struct event *event = emit(c, type);
    event_record(event, RECORD_organisation, n);
    event->organisation = n;
}

/* What rings at a helper that has lost its gate is taken from it: it is hard. What talks, talks on. */
static void take_back_ringing(struct core *c, organisation_no n) {
    for (uint32_t call = c->deadlines[LIST_RESERVED].first, next;
         call != LIST_NONE && room_for_events(c); call = next) {
        const struct call_record *r = &c->calls[call].record;
        next = c->call_nodes[call].next;
        if (call_server(c, r) != n || !call_is_help(n, r)) continue;
        agent_no agent = r->agent;
        if (agent == AGENT_NONE) {
            seat_drop(c, call, ROUTING_REASON_GATE_SHUT);
        } else {
            agent_drop_offer(c, agent, ROUTING_REASON_GATE_SHUT);
            agent_settle(c, agent);
        }
        route_call(c, call);
        if (agent != AGENT_NONE) route_agent(c, agent, call);
        next = c->deadlines[LIST_RESERVED].first; /* others may have been offered in the meantime */
    }
}

/* Opened or shut: who may help whom, who waits, and what rings behind a gate that is shut. */
static void follow_gate(struct core *c, organisation_no n) {
    sharing_rebuild(c);
    if (!data_gate_open(c, n)) take_back_ringing(c, n);
    sharing_try_waiting(c);
}

void data_due(struct core *c, organisation_no n) {
    struct organisation_record *r = &c->organisations[n].record;
    uint8_t state = state_at(r, c->now);
    if (state == r->data_agreement) {
        r->data_warned = 1;
        tell(c, n, EVENT_data_agreement_expiring);
        data_find_due(c);
        return;
    }
    r->data_agreement = state;
    tell(c, n, EVENT_data_agreement_changed);
    follow_gate(c, n);
}

/* --- commands ---------------------------------------------------------------------------------------------------------------- */

static enum err find(const struct core *c, const char *id, organisation_no *out,
                     struct problem *problem) {
    if (core_find_organisation(c, id, out)) return ERR_OK;
    return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                       "there is no organisation %s", id);
}

HANDLER(data_agreement_put) {
    const struct data_agreement_put_command *p = &command->as.data_agreement_put;
    organisation_no n;
    enum err err = find(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    struct organisation_record *r = &c->organisations[n].record;
    if (r->standing == STANDING_REFERRAL)
        return problem_set(problem, ERR_NOT_A_PARTNER, "organisation",
                           "%s is only referred to: no personal data go there", r->id);
    if (p->valid_until != 0 && p->valid_until <= p->valid_from)
        return problem_set(problem, ERR_OUT_OF_RANGE, "valid_until", "it ends before it begins");
    result->created = r->data_agreement == DATA_AGREEMENT_NONE;
    r->data_from = p->valid_from;
    r->data_until = p->valid_until;
    r->data_agreement = state_at(r, c->now);
    r->data_warned = 0;
    result->subject = ref_of(RECORD_organisation, n);
    tell(c, n, EVENT_data_agreement_changed);
    follow_gate(c, n);
    return ERR_OK;
}

HANDLER(data_agreement_remove) {
    const struct data_agreement_remove_command *p = &command->as.data_agreement_remove;
    organisation_no n;
    enum err err = find(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    struct organisation_record *r = &c->organisations[n].record;
    if (r->data_agreement == DATA_AGREEMENT_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "organisation",
                           "%s has no data-processing agreement of its own", r->id);
    r->data_from = r->data_until = 0;
    r->data_agreement = DATA_AGREEMENT_NONE;
    r->data_warned = 0;
    result->subject = ref_of(RECORD_organisation, n);
    tell(c, n, EVENT_data_agreement_changed);
    follow_gate(c, n);
    return ERR_OK;
}

static enum err read_topics(const struct core *c, const struct id_list *ids, const char *field,
                            topic_set *out, struct problem *problem) {
    *out = 0;
    for (int i = 0; i < ids->count; i++) {
        topic_no topic;
        if (!core_find_topic(c, ids->ids[i], &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, field, "there is no topic %s",
                               ids->ids[i]);
        *out |= UINT64_C(1) << topic;
    }
    return ERR_OK;
}

HANDLER(organisation_topics) {
    const struct organisation_topics_command *p = &command->as.organisation_topics;
    organisation_no n;
    enum err err = find(c, p->organisation, &n, problem);
    if (err != ERR_OK) return err;
    struct organisation_record *r = &c->organisations[n].record;
    topic_set keeps = r->keeps, never = r->never, buys = r->buys;
    if (COMMAND_HAS(command, organisation_topics, keeps))
        err = read_topics(c, &p->keeps, "keeps", &keeps, problem);
    if (err == ERR_OK && COMMAND_HAS(command, organisation_topics, never))
        err = read_topics(c, &p->never, "never", &never, problem);
    if (err == ERR_OK && COMMAND_HAS(command, organisation_topics, buys))
        err = read_topics(c, &p->buys, "buys", &buys, problem);
    if (err != ERR_OK) return err;
    if ((keeps & buys) != 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "buys",
                           "what it keeps it does not let the cooperation serve");
    r->keeps = keeps;
    r->never = never;
    r->buys = buys;
    result->subject = ref_of(RECORD_organisation, n);
    tell(c, n, EVENT_organisation_changed);
    sharing_rebuild(c);
    sharing_try_waiting(c);
    return ERR_OK;
}
