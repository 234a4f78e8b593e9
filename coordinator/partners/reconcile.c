#include "partners/reconcile.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"

static struct command *begin(struct command *out, enum command_type type) {
    memset(out, 0, sizeof *out);
    out->type = type;
    out->actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    return out;
}

static const char *organisation_id(const struct core *core, const struct peer_record *peer) {
    return core_organisation(core, peer->organisation)->id;
}

/* --- what it lends us -------------------------------------------------------------------------------------------------- */

/* What is not known here cannot be offered here. */
static void keep_known(const struct core *core, const struct peer_lend_command *lend,
                       struct id_list *topics, struct language_list *languages) {
    topic_no topic;
    language_no language;
    for (int i = 0; i < lend->topics.count; i++)
        if (core_find_topic(core, lend->topics.ids[i], &topic))
            memcpy(topics->ids[topics->count++], lend->topics.ids[i], LIMIT_ID);
    for (int i = 0; i < lend->languages.count; i++)
        if (core_find_language(core, lend->languages.codes[i], &language))
            memcpy(languages->codes[languages->count++], lend->languages.codes[i],
                   sizeof languages->codes[0]);
}

static topic_set set_of(const struct core *core, const struct id_list *topics) {
    topic_set set = 0;
    topic_no topic;
    for (int i = 0; i < topics->count; i++)
        if (core_find_topic(core, topics->ids[i], &topic)) set |= UINT64_C(1) << topic;
    return set;
}

static language_set languages_of(const struct core *core, const struct language_list *languages) {
    language_set set = 0;
    language_no language;
    for (int i = 0; i < languages->count; i++)
        if (core_find_language(core, languages->codes[i], &language))
            set |= (language_set)(1u << language);
    return set;
}

static bool put_offer(const struct core *core, const struct peer_record *peer, const char *id,
                      const struct peer_lend_command *lend, struct command *out) {
    struct offer_put_command *put = &begin(out, COMMAND_offer_put)->as.offer_put;
    keep_known(core, lend, &put->topics, &put->languages);
    if (put->topics.count == 0 || put->languages.count == 0) return false;
    memcpy(put->offer, id, LIMIT_ID);
    memcpy(put->organisation, organisation_id(core, peer), LIMIT_ID);
    memcpy(put->address, lend->address, sizeof put->address);
    put->seats = lend->seats;
    put->preference = lend->preference;
    COMMAND_GIVE(out, offer_put, offer);
    COMMAND_GIVE(out, offer_put, organisation);
    COMMAND_GIVE(out, offer_put, address);
    COMMAND_GIVE(out, offer_put, seats);
    COMMAND_GIVE(out, offer_put, topics);
    COMMAND_GIVE(out, offer_put, languages);
    COMMAND_GIVE(out, offer_put, preference);
    return true;
}

static bool amend_offer(const struct core *core, const struct offer_record *offer,
                        const struct peer_lend_command *lend, struct command *out) {
    struct offer_amend_command *amend = &begin(out, COMMAND_offer_amend)->as.offer_amend;
    keep_known(core, lend, &amend->topics, &amend->languages);
    if (amend->topics.count == 0 || amend->languages.count == 0) return false;
    if (offer->seats == lend->seats && offer->preference == lend->preference &&
        offer->topics == set_of(core, &amend->topics) &&
        offer->languages == languages_of(core, &amend->languages))
        return false;
    memcpy(amend->offer, offer->id, LIMIT_ID);
    amend->seats = lend->seats;
    amend->preference = lend->preference;
    COMMAND_GIVE(out, offer_amend, offer);
    COMMAND_GIVE(out, offer_amend, seats);
    COMMAND_GIVE(out, offer_amend, topics);
    COMMAND_GIVE(out, offer_amend, languages);
    COMMAND_GIVE(out, offer_amend, preference);
    return true;
}

/* Commands that name an offer and nothing more. */
static bool say(const struct offer_record *offer, enum command_type type, struct command *out) {
    begin(out, type);
    switch ((int)type) {
#define SAY(command)                                        \
    case COMMAND_##command:                                 \
        memcpy(out->as.command.offer, offer->id, LIMIT_ID); \
        COMMAND_GIVE(out, command, offer);                  \
        return true;
        SAY(offer_renew)
        SAY(offer_pause)
        SAY(offer_resume)
        SAY(offer_drain)
        SAY(offer_withdraw)
#undef SAY
    default: UNREACHABLE("not about an offer alone");
    }
}

static bool is_over(const struct offer_record *offer) {
    return offer == NULL || offer->state == OFFER_STATE_CLOSED ||
           offer->state == OFFER_STATE_LAPSED;
}

/* The first thing in which the offer differs from what is lent; that we heard of it renews its lease, once. */
static bool lend_next(const struct core *core, const struct peer_record *peer,
                      const struct peer_view *view, bool renew, struct command *out) {
    char id[LIMIT_ID];
    core_peer_offer_id(core, peer, id);
    const struct offer_record *offer = core_peer_offer(core, peer);
    bool over = is_over(offer);
    switch (view->lending) {
    case LENDING_CLOSED: return !over && say(offer, COMMAND_offer_withdraw, out);
    case LENDING_DRAINING:
        return !over && offer->state != OFFER_STATE_DRAINING &&
               say(offer, COMMAND_offer_drain, out);
    default: break;
    }
    if (over || offer->state == OFFER_STATE_DRAINING)
        return put_offer(core, peer, id, &view->lend, out);
    if (amend_offer(core, offer, &view->lend, out)) return true;
    bool paused = offer->state == OFFER_STATE_PAUSED;
    if (paused != (view->lending == LENDING_PAUSED))
        return say(offer, paused ? COMMAND_offer_resume : COMMAND_offer_pause, out);
    return renew && say(offer, COMMAND_offer_renew, out);
}

/* Its queue, as any switchboard reports it. Who could not tell us for a while missed our calls through no fault of its own: what
 * was inferred from that is over. */
static bool report_next(struct reconcile *reconcile, const struct core *core,
                        const struct peer_record *peer, time_ms now, struct command *out) {
    const struct peer_view *view = reconcile->view;
    struct service_view service;
    bool any = core_view_service(core, peer->organisation, &service) && service.record != NULL;
    if (view->lending != LENDING_OPEN) return false;
    if (!reconcile->reported) {
        struct queue_report_command *report = &begin(out, COMMAND_queue_report)->as.queue_report;
        reconcile->reported = true;
        bool same = any && service.record->knows_seats &&
                    service.record->seats_free == view->free &&
                    now - service.record->reported_at < LIMIT_PEER_REPORT_MS;
        memcpy(report->organisation, organisation_id(core, peer), LIMIT_ID);
        report->seats_free = view->free;
        COMMAND_GIVE(out, queue_report, organisation);
        COMMAND_GIVE(out, queue_report, seats_free);
        if (!same) return true;
    }
    if (!reconcile->again || !any || service.record->inferred == SERVICE_STATE_NORMAL) return false;
    struct service_set_command *set = &begin(out, COMMAND_service_set)->as.service_set;
    reconcile->again = false;
    memcpy(set->organisation, organisation_id(core, peer), LIMIT_ID);
    set->state = SERVICE_STATE_NORMAL;
    COMMAND_GIVE(out, service_set, organisation);
    COMMAND_GIVE(out, service_set, state);
    return true;
}

/* --- our calls at its seats ------------------------------------------------------------------------------------------------ */

static bool seat(const struct core *core, const struct peer_record *peer, enum command_type type,
                 call_id call, struct command *out) {
    char id[LIMIT_ID];
    core_peer_offer_id(core, peer, id);
    begin(out, type);
    if (type == COMMAND_seat_accept) {
        memcpy(out->as.seat_accept.offer, id, LIMIT_ID);
        out->as.seat_accept.call = call;
        COMMAND_GIVE(out, seat_accept, offer);
        COMMAND_GIVE(out, seat_accept, call);
    } else {
        memcpy(out->as.seat_reject.offer, id, LIMIT_ID);
        out->as.seat_reject.call = call;
        COMMAND_GIVE(out, seat_reject, offer);
        COMMAND_GIVE(out, seat_reject, call);
    }
    return true;
}

/* The minutes are the serving side's to count. */
static bool end(call_id call, time_ms talk_ms, struct command *out) {
    struct call_end_command *command = &begin(out, COMMAND_call_end)->as.call_end;
    command->call = call;
    command->talk_ms = talk_ms;
    COMMAND_GIVE(out, call_end, call);
    COMMAND_GIVE(out, call_end, talk_ms);
    return true;
}

static bool served_next(const struct core *core, const struct peer_record *peer,
                        const struct peer_served *row, struct command *out) {
    const struct call_record *r = core_call(core, row->call);
    if (r == NULL || r->offers != row->attempt || core_call_at_peer(core, r) != peer) return false;
    bool over = row->state == CALL_STATE_ENDED;
    if (r->state == CALL_STATE_ANSWERED) return over && end(row->call, row->talk_ms, out);
    if (r->state != CALL_STATE_RESERVED) return false;
    if (over && !row->answered) return seat(core, peer, COMMAND_seat_reject, row->call, out);
    return row->answered && seat(core, peer, COMMAND_seat_accept, row->call, out);
}

/* --- its calls at our agents ------------------------------------------------------------------------------------------------- */

static void reference(const struct core *core, const struct peer_record *peer,
                      const struct peer_call *row, char out[LIMIT_REFERENCE]) {
    snprintf(out, LIMIT_REFERENCE, "%s/call-%llu.%u", organisation_id(core, peer),
             (unsigned long long)row->call, row->attempt);
}

static bool arrive_next(const struct core *core, const struct peer_record *peer,
                        const struct peer_call *row, time_ms now, struct command *out) {
    struct call_arrive_command *arrive = &begin(out, COMMAND_call_arrive)->as.call_arrive;
    topic_no topic;
    /* What has come through another coordinator already is not ours to pass around. */
    if (row->hops > 1 || !core_find_topic(core, row->topic, &topic)) return false;
    reference(core, peer, row, arrive->reference);
    if (core_call_by_reference(core, arrive->reference) != NULL) return false;
    memcpy(arrive->municipality, organisation_id(core, peer), LIMIT_ID);
    memcpy(arrive->topic, row->topic, sizeof arrive->topic);
    memcpy(arrive->language, row->language, sizeof arrive->language);
    arrive->channel = row->channel;
    arrive->priority = row->priority;
    arrive->enqueued_at = now - row->waited_ms;
    COMMAND_GIVE(out, call_arrive, reference);
    COMMAND_GIVE(out, call_arrive, municipality);
    COMMAND_GIVE(out, call_arrive, topic);
    COMMAND_GIVE(out, call_arrive, language);
    COMMAND_GIVE(out, call_arrive, channel);
    COMMAND_GIVE(out, call_arrive, priority);
    COMMAND_GIVE(out, call_arrive, enqueued_at);
    return true;
}

static bool is_named(const struct core *core, const struct peer_record *peer,
                     const struct peer_view *view, const struct call_record *r) {
    char name[LIMIT_REFERENCE];
    for (uint32_t i = 0; view != NULL && i < view->call_count; i++) {
        reference(core, peer, &view->calls[i], name);
        if (strcmp(name, r->reference) == 0) return true;
    }
    return false;
}

/* A call that the peer names no longer: it has placed it elsewhere, or the caller has hung up. Of a silent peer nothing is
 * known: what talks, talks on. */
static bool gone_next(struct reconcile *reconcile, const struct core *core,
                      const struct peer_record *peer, struct command *out) {
    const struct call_record *r;
    while ((r = core_next_record(core, RECORD_call, &reconcile->cursor)) != NULL) {
        bool waits = r->state == CALL_STATE_QUEUED || r->state == CALL_STATE_RESERVED;
        if (!waits && (r->state != CALL_STATE_ANSWERED || reconcile->view == NULL)) continue;
        if (core_peer_of_call(core, r) != peer || is_named(core, peer, reconcile->view, r))
            continue;
        if (waits) {
            begin(out, COMMAND_call_cancel)->as.call_cancel.call = r->id;
            COMMAND_GIVE(out, call_cancel, call);
        } else {
            begin(out, COMMAND_call_cross)->as.call_cross.call = r->id;
            COMMAND_GIVE(out, call_cross, call);
        }
        return true;
    }
    return false;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------ */

/* Each row is looked at until it asks for nothing: a call that was short is accepted and ended, an offer amended and paused. */
bool reconcile_next(struct reconcile *reconcile, const struct core *core,
                    const struct peer_record *peer, time_ms now, struct command *out) {
    const struct peer_view *view = reconcile->view;
    if (view == NULL) return gone_next(reconcile, core, peer, out);
    const uint32_t served = 2, calls = served + view->served_count;
    for (; reconcile->step < calls + view->call_count; reconcile->step++) {
        uint32_t step = reconcile->step;
        bool more = step == 0      ? lend_next(core, peer, view, !reconcile->renewed, out)
                    : step == 1    ? report_next(reconcile, core, peer, now, out)
                    : step < calls ? served_next(core, peer, &view->served[step - served], out)
                                   : arrive_next(core, peer, &view->calls[step - calls], now, out);
        if (more && out->type == COMMAND_offer_renew) reconcile->renewed = true;
        if (more) return true;
    }
    return gone_next(reconcile, core, peer, out);
}

void reconcile_refused(struct reconcile *reconcile) { reconcile->step++; }
