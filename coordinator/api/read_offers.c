/* What partners offer, how their service stands, and what they are credited. */
#include <string.h>

#include "api/internal.h"

/* --- offers ----------------------------------------------------------------------------------- */

void view_record_offer(struct text_buf *out, const char *name, const struct core *core,
                       const struct offer_record *offer) {
    struct offer_view view;
    core_view_offer(core, offer->number, &view);
    view_record_open(out, name, core, RECORD_offer, offer);
    put_uint(out, "in_use", view.in_use);
    put_uint(out, "ringing", view.ringing);
    put_uint(out, "free", view.free);
    put_bool(out, "full", view.full);
    put_time(out, "lease_until", view.lease_until);
    put_close(out, '}');
}

enum err view_offers(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = view_organisation_filter(ask, core, "organisation", &only);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    const struct offer_record *offer;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "offers", '[');
    while ((offer = core_next_record(core, RECORD_offer, &cursor)) != NULL)
        if ((only == ORGANISATION_NONE || offer->organisation == only) &&
            auth_sees(&ask->actor, offer->organisation))
            view_record_offer(&ask->body, NULL, core, offer);
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* Its calls too: what rings and talks at its seats now. */
enum err view_offer(struct ask *ask, const struct core *core) {
    offer_no number;
    if (!core_find_offer(core, ask->address.parameter, &number))
        return view_not_found(ask, ERR_UNKNOWN_OFFER);
    const struct offer_record *offer = core_offer(core, number);
    if (!auth_sees(&ask->actor, offer->organisation))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "offer", "");
    uint64_t cursor = 0;
    const struct call_record *call;
    put_open(&ask->body, NULL, '{');
    view_record_offer(&ask->body, "offer", core, offer);
    put_open(&ask->body, "calls", '[');
    while ((call = core_next_record(core, RECORD_call, &cursor)) != NULL) {
        if (call->offer != number || call->state == CALL_STATE_ENDED) continue;
        enum data_class most = core_data_class(core, offer->organisation, call);
        view_record_call_open(&ask->body, NULL, core, call);
        put_text(&ask->body, "data_class", word_text(&data_class_words, most));
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- services --------------------------------------------------------------------------------- */

static void add_report(struct text_buf *out, const struct service_record *r) {
    static const struct service_record nothing = {0};
    if (r == NULL) r = &nothing;
    put_text(out, "set", word_text(&service_state_words, r->set));
    put_time(out, "set_at", r->set_at);
    put_text(out, "inferred", word_text(&service_state_words, r->inferred));
    put_time(out, "inferred_at", r->inferred_at);
    put_time(out, "reported_at", r->reported_at);
    put_known(out, "waiting", r->knows_waiting, r->waiting);
    put_known(out, "longest_wait_ms", r->knows_longest_wait, (uint64_t)r->longest_wait_ms);
    put_known(out, "agents_available", r->knows_available, r->agents_available);
    put_known(out, "agents_busy", r->knows_busy, r->agents_busy);
    put_known(out, "seats_free", r->knows_seats, r->seats_free);
}

/* The state that counts, what it rests on, the last report and the seats; one that has shown nothing
 * is normal. */
void view_service(struct text_buf *out, const char *name, const struct core *core,
                  organisation_no number) {
    struct service_view view;
    core_view_service(core, number, &view);
    put_open(out, name, '{');
    put_text(out, "organisation", core_organisation(core, number)->id);
    put_text(out, "state", word_text(&service_state_words, view.state));
    put_bool(out, "known", view.known);
    put_bool(out, "gate_open", core_data_gate_open(core, number));
    add_report(out, view.record);
    put_uint(out, "seats", view.seats);
    put_uint(out, "seats_usable", view.seats_free);
    put_uint(out, "seats_in_use", view.seats_in_use);
    view_add_foreign_queues(out, core, number);
    put_close(out, '}');
}

void view_add_services(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    struct service_view view;
    put_open(&ask->body, "services", '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL)
        if (auth_sees(&ask->actor, organisation->number) &&
            (core_view_service(core, organisation->number, &view) ||
             core_has_foreign_queue(core, organisation->number)))
            view_service(&ask->body, NULL, core, organisation->number);
    put_close(&ask->body, ']');
}

enum err view_services(struct ask *ask, const struct core *core) {
    put_open(&ask->body, NULL, '{');
    view_add_services(ask, core);
    return ERR_OK;
}

/* --- credit ----------------------------------------------------------------------------------- */

struct credit_filter {
    organisation_no organisation;
    bool by_activation;
    activation_id activation; /* 0: everyday */
    int32_t from, until;      /* both included */
};

static enum err day_filter(struct ask *ask, const char *name, int32_t *out) {
    const char *text = ask_query(ask, name);
    char whole[] = "YYYY-MM-DDT00:00:00Z";
    time_ms at;
    if (text == NULL) return ERR_OK;
    if (strlen(text) == 10) memcpy(whole, text, 10);
    if (strlen(text) != 10 || !time_parse_rfc3339(whole, sizeof whole - 1, &at))
        return problem_set(&ask->problem, ERR_INVALID, name, "it must be a day such as 2026-11-22");
    *out = (int32_t)(at / DAY_MS);
    return ERR_OK;
}

static enum err credit_filter(struct ask *ask, const struct core *core, struct credit_filter *out) {
    *out = (struct credit_filter){.from = INT32_MIN, .until = INT32_MAX};
    const char *activation = ask_query(ask, "activation");
    enum err err = view_organisation_filter(ask, core, "organisation", &out->organisation);
    if (err == ERR_OK) err = day_filter(ask, "from", &out->from);
    if (err == ERR_OK) err = day_filter(ask, "until", &out->until);
    if (err != ERR_OK || activation == NULL) return err;
    out->by_activation = true;
    if (strcmp(activation, "none") == 0) return ERR_OK;
    if (view_id_number("activation-", activation, &out->activation)) return ERR_OK;
    return problem_set(&ask->problem, ERR_INVALID, "activation",
                       "it is an id such as activation-7, or none");
}

enum err view_credit(struct ask *ask, const struct core *core) {
    struct credit_filter filter;
    enum err err = credit_filter(ask, core, &filter);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    const struct credit_record *row;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "credit", '[');
    while ((row = core_next_record(core, RECORD_credit, &cursor)) != NULL) {
        if (!auth_sees(&ask->actor, row->organisation)) continue;
        if (filter.organisation != ORGANISATION_NONE && row->organisation != filter.organisation)
            continue;
        if (filter.by_activation && row->activation != filter.activation) continue;
        if (row->day < filter.from || row->day > filter.until) continue;
        view_record_open(&ask->body, NULL, core, RECORD_credit, row);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}
