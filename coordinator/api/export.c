/* Everything of an organisation as one document, for when it leaves (docs/operations.md): its own settings, its people, what
 * names it. No secret, and nothing of other organisations' people. */
#include <string.h>

#include "api/internal.h"

struct export {
    struct ask *ask;
    const struct core *core;
    organisation_no n;
};

static bool is_its_agent(const struct export *e, agent_no agent) {
    const struct agent_record *r = agent == AGENT_NONE ? NULL : core_agent(e->core, agent);
    return r != NULL && r->organisation == e->n;
}

/* Whether a record of the kind is this organisation's, or of one of its people. */
static bool belongs(const struct export *e, enum record_kind kind, const void *record) {
    switch ((int)kind) {
    case RECORD_offer: return ((const struct offer_record *)record)->organisation == e->n;
    case RECORD_service: return ((const struct service_record *)record)->organisation == e->n;
    case RECORD_credit: return ((const struct credit_record *)record)->organisation == e->n;
    case RECORD_hours: return ((const struct hours_record *)record)->organisation == e->n;
    case RECORD_leaving: return ((const struct leaving_record *)record)->organisation == e->n;
    case RECORD_kpi: return ((const struct kpi_record *)record)->organisation == e->n;
    case RECORD_demand: return ((const struct demand_record *)record)->organisation == e->n;
    case RECORD_baseline: return ((const struct baseline_record *)record)->organisation == e->n;
    case RECORD_surge: return ((const struct surge_record *)record)->organisation == e->n;
    case RECORD_pool: return ((const struct pool_record *)record)->organisation == e->n;
    case RECORD_capacity: return ((const struct capacity_record *)record)->organisation == e->n;
    case RECORD_callup: return ((const struct callup_record *)record)->organisation == e->n;
    case RECORD_agent: return ((const struct agent_record *)record)->organisation == e->n;
    case RECORD_availability:
        return is_its_agent(e, ((const struct availability_record *)record)->agent);
    case RECORD_pool_member:
        return is_its_agent(e, ((const struct pool_member_record *)record)->agent);
    case RECORD_callup_ask:
        return is_its_agent(e, ((const struct callup_ask_record *)record)->agent);
    case RECORD_shift: return is_its_agent(e, ((const struct shift_record *)record)->agent);
    case RECORD_acknowledgement:
        return is_its_agent(e, ((const struct acknowledgement_record *)record)->agent);
    case RECORD_flag: return is_its_agent(e, ((const struct flag_record *)record)->agent);
    case RECORD_call: {
        const struct call_record *r = record;
        return r->municipality == e->n || r->organisation == e->n || is_its_agent(e, r->agent);
    }
    case RECORD_agreement: {
        const struct agreement_record *r = record;
        return organisation_set_has(&r->helped[0], e->n) ||
               organisation_set_has(&r->helpers[0], e->n);
    }
    case RECORD_token: {
        const struct token_record *r = record;
        return organisation_set_has(&r->organisations[0], e->n) || is_its_agent(e, r->agent);
    }
    default: return false;
    }
}

static void add_record(struct export *e, enum record_kind kind, const void *record) {
    struct text_buf *out = &e->ask->body;
    if (shown_in_part(kind)) {
        view_record_in_part(out, NULL, e->core, kind, record, view_administers(e->ask));
    } else {
        view_record_open(out, NULL, e->core, kind, record);
        put_close(out, '}');
    }
}

enum err view_export(struct ask *ask, const struct core *core) {
    static const enum record_kind kinds[] = {
        RECORD_hours,   RECORD_agent,           RECORD_availability, RECORD_token,
        RECORD_pool,    RECORD_pool_member,     RECORD_callup,       RECORD_callup_ask,
        RECORD_shift,   RECORD_capacity,        RECORD_agreement,    RECORD_call,
        RECORD_kpi,     RECORD_demand,          RECORD_baseline,     RECORD_surge,
        RECORD_flag,    RECORD_acknowledgement, RECORD_leaving,      RECORD_offer,
        RECORD_service, RECORD_credit};
    struct export e = {.ask = ask, .core = core};
    if (!core_find_organisation(core, ask->address.parameter, &e.n))
        return view_not_found(ask, ERR_UNKNOWN_ORGANISATION);
    if (!auth_sees(&ask->actor, e.n))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "organisation", "");
    put_open(&ask->body, NULL, '{');
    put_time(&ask->body, "exported_at", api_now(ask->api));
    view_record_open(&ask->body, "organisation", core, RECORD_organisation,
                     core_organisation(core, e.n));
    put_close(&ask->body, '}');
    put_open(&ask->body, "records", '{');
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint64_t cursor = 0;
        const void *record;
        put_open(&ask->body, record_types[kinds[i]].name, '[');
        while ((record = core_next_record(core, kinds[i], &cursor)) != NULL)
            if (belongs(&e, kinds[i], record)) add_record(&e, kinds[i], record);
        put_close(&ask->body, ']');
    }
    put_close(&ask->body, '}');
    return ERR_OK;
}
