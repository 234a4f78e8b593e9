/* Transfers: what an agent may put a caller through to, and what became of it (N16, N19, N28).
 *
 * The topic's rule is the one of the activation that stands first for the caller; where none rules, everything is open. Warm is
 * offered only where the directory has a VIP number that is open: an agent never queues. Cold is offered where that is not so, and
 * where the playbook says cold. A VIP number that did not answer opens the cold way for this call. */
#include <string.h>

#include "base/assert.h"
#include "core/contacts.h"

/* --- what is offered ------------------------------------------------------------------------------------------------ */

static bool covers(const struct core *c, const struct activation_record *a,
                   const struct call_record *r) {
    return a->state == ACTIVATION_STATE_ACTIVE && core_activation_concerns_calls(c, a) &&
           ((a->topics >> r->topic) & 1) != 0 &&
           (organisation_set_is_empty(&a->municipalities[0]) ||
            organisation_set_has(&a->municipalities[0], r->municipality));
}

/* The first that stands for the caller and whose playbook has a rule for the topic. */
static const struct playbook_record *ruling(const struct core *c, const struct call_record *r,
                                            const struct activation_record **activation) {
    const struct activation_record *in_order[LIMIT_ACTIVATIONS];
    uint32_t count = core_activations_in_order(c, in_order);
    for (uint32_t i = 0; i < count; i++) {
        if (!covers(c, in_order[i], r)) continue;
        const struct playbook_record *playbook =
            core_find_playbook_version(c, in_order[i]->playbook, in_order[i]->version);
        if (playbook == NULL || ((playbook->transfer_ruled >> r->topic) & 1) == 0) continue;
        *activation = in_order[i];
        return playbook;
    }
    *activation = NULL;
    return NULL;
}

static bool has(topic_set topics, topic_no topic) { return ((topics >> topic) & 1) != 0; }

/* The last warm one did not get through. */
static bool warm_failed(const struct call_record *r) {
    return r->transfer_kind == TRANSFER_KIND_WARM &&
           (r->transfer_outcome == TRANSFER_OUTCOME_NOT_ANSWERED ||
            r->transfer_outcome == TRANSFER_OUTCOME_RETURNED);
}

static void weigh(const struct core *c, const struct call_record *r,
                  const struct playbook_record *rule, struct transfer_view *out) {
    bool warm = rule == NULL || has(rule->transfer_warm, r->topic),
         cold = rule == NULL || has(rule->transfer_cold, r->topic) || warm,
         ticket = rule == NULL || has(rule->transfer_ticket, r->topic);
    enum transfer_reason reach = out->entry == NULL ? TRANSFER_REASON_NO_ENTRY
                                 : !out->open       ? TRANSFER_REASON_CLOSED
                                                    : TRANSFER_REASON_NONE;
    if (!warm)
        out->warm = TRANSFER_REASON_BY_PLAYBOOK;
    else if (out->entry != NULL && out->entry->vip != VIP_STATE_YES)
        out->warm = TRANSFER_REASON_NO_VIP_NUMBER;
    else
        out->warm = (uint8_t)reach;
    if (!cold)
        out->cold = TRANSFER_REASON_BY_PLAYBOOK;
    else if (out->warm == TRANSFER_REASON_NONE && !warm_failed(r))
        out->cold = TRANSFER_REASON_WARM_FIRST;
    else
        out->cold = (uint8_t)reach;
    if (!ticket)
        out->ticket = TRANSFER_REASON_BY_PLAYBOOK;
    else if (ticket_receiver(c, r->municipality) == LIST_NONE)
        out->ticket = TRANSFER_REASON_NO_RECEIVER;
}

void core_view_transfer(const struct core *c, const struct call_record *r,
                        struct transfer_view *out) {
    *out = (struct transfer_view){.entry = core_directory_for(c, r->municipality, r->topic)};
    const struct playbook_record *rule = ruling(c, r, &out->activation);
    if (out->entry != NULL) {
        struct entry_view view;
        core_view_entry(c, out->entry, &view);
        out->open = view.open;
        out->opens_at = view.open ? 0 : view.changes_at;
    }
    weigh(c, r, rule, out);
    bool talking = r->state == CALL_STATE_ANSWERED, dealing = r->state == CALL_STATE_WRAPPING;
    if (!talking) out->warm = out->cold = TRANSFER_REASON_NOT_TALKING;
    if (!talking && !dealing) out->ticket = TRANSFER_REASON_NOT_TALKING;
}

/* --- the commands ------------------------------------------------------------------------------------------------------ */

static enum err need_call(const struct core *c, call_id id, uint32_t *call,
                          struct problem *problem) {
    *call = find_call(c, id);
    if (*call != LIST_NONE) return ERR_OK;
    return problem_set(problem, ERR_UNKNOWN_CALL, "call", "there is no call-%llu",
                       (unsigned long long)id);
}

static enum err refuse_offer(unsigned kind, unsigned reason, struct problem *problem) {
    return problem_set(problem, ERR_TRANSFER_NOT_OFFERED, "kind", "%s is not offered: %s",
                       word_text(&transfer_kind_words, kind),
                       word_text(&transfer_reason_words, reason));
}

HANDLER(transfer_begin) {
    const struct transfer_begin_command *p = &command->as.transfer_begin;
    uint32_t call;
    enum err err = need_call(c, p->call, &call, problem);
    if (err != ERR_OK) return err;
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (p->kind == TRANSFER_KIND_NONE)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "kind", "none is not a transfer");
    bool under_way = r->transfers > 0 && r->transfer_outcome == TRANSFER_OUTCOME_NONE;
    if (under_way && r->transfer_kind == p->kind) {
        result->repeated = true;
        return ERR_OK;
    }
    if (under_way)
        return problem_set(problem, ERR_TRANSFER_UNDER_WAY, "kind",
                           "say first what became of the %s one",
                           word_text(&transfer_kind_words, r->transfer_kind));
    struct transfer_view view;
    core_view_transfer(c, r, &view);
    unsigned reason = p->kind == TRANSFER_KIND_WARM ? view.warm : view.cold;
    if (reason != TRANSFER_REASON_NONE) return refuse_offer(p->kind, reason, problem);
    ASSERT(view.entry != NULL);
    r->transfer_at = c->now;
    r->transfer_kind = p->kind;
    r->transfer_outcome = TRANSFER_OUTCOME_NONE;
    r->transfer_topic = view.entry->topic;
    if (r->transfers < UINT8_MAX) r->transfers++;
    struct event *event = emit(c, EVENT_transfer_begun);
    event_call(c, event, call);
    event->agent = r->agent;
    return ERR_OK;
}

static void connected(struct core *c, uint32_t call, struct event *event) {
    struct call_record *r = &c->calls[call].record;
    struct kpi_record *kpi = kpi_today(c, r->municipality, event);
    bool warm = r->transfer_kind == TRANSFER_KIND_WARM;
    r->transfer_outcome = TRANSFER_OUTCOME_CONNECTED;
    if (warm)
        kpi->warm_transfers++;
    else
        kpi->cold_transfers++;
    if (r->disposition == DISPOSITION_NONE)
        r->disposition = warm ? DISPOSITION_WARM_TRANSFER : DISPOSITION_COLD_TRANSFER;
}

void transfer_settle(struct core *c, uint32_t call, struct event *event) {
    const struct call_record *r = &c->calls[call].record;
    if (r->transfers > 0 && r->transfer_outcome == TRANSFER_OUTCOME_NONE) connected(c, call, event);
}

/* Of one under way anything may become, of one that was put through only that it comes back. */
static bool may_become(const struct call_record *r, unsigned outcome) {
    if (r->transfers == 0) return false;
    if (r->transfer_outcome == TRANSFER_OUTCOME_NONE) return true;
    return r->transfer_outcome == TRANSFER_OUTCOME_CONNECTED &&
           outcome == TRANSFER_OUTCOME_RETURNED;
}

HANDLER(transfer_end) {
    const struct transfer_end_command *p = &command->as.transfer_end;
    uint32_t call;
    enum err err = need_call(c, p->call, &call, problem);
    if (err != ERR_OK) return err;
    struct call_record *r = &c->calls[call].record;
    result->subject = ref_of(RECORD_call, r->id);
    if (p->outcome == TRANSFER_OUTCOME_NONE)
        return problem_set(problem, ERR_UNKNOWN_VALUE, "outcome", "none is not an outcome");
    if (r->transfers > 0 && r->transfer_outcome == p->outcome) {
        result->repeated = true;
        return ERR_OK;
    }
    if (!may_become(r, p->outcome))
        return problem_set(
            problem, ERR_NO_TRANSFER, "outcome", "the call's transfer is %s",
            r->transfers == 0 ? "none" : word_text(&transfer_outcome_words, r->transfer_outcome));
    struct event *event = emit(c, EVENT_transfer_ended);
    if (p->outcome == TRANSFER_OUTCOME_CONNECTED) {
        connected(c, call, event);
    } else {
        bool returned = p->outcome == TRANSFER_OUTCOME_RETURNED;
        struct kpi_record *kpi = kpi_today(c, r->municipality, event);
        if (returned)
            kpi->transfers_returned++;
        else
            kpi->transfers_not_answered++;
        r->transfer_outcome = p->outcome;
    }
    event_call(c, event, call);
    event->agent = r->agent;
    if (p->outcome != TRANSFER_OUTCOME_CONNECTED)
        measure_failed(c, r, p->outcome == TRANSFER_OUTCOME_RETURNED);
    return ERR_OK;
}
