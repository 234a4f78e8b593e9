/* Agents and calls: personal data, so who reads them stands in the access log. */
#include <string.h>

#include "api/internal.h"

static enum err word_filter(struct ask *ask, const char *name, const struct words *words,
                            uint8_t *out) {
    const char *text = ask_query(ask, name);
    *out = words->count;
    if (text == NULL || word_from_text(words, text, strlen(text), out)) return ERR_OK;
    return problem_set(&ask->problem, ERR_UNKNOWN_VALUE, name, "%.60s is no %s", text, words->name);
}

static void list_end(struct ask *ask, uint32_t rows) {
    put_close(&ask->body, ']');
    if (rows > LIMIT_LIST_ROWS) put_bool(&ask->body, "more", true);
}

/* --- agents ----------------------------------------------------------------------------------- */

enum err view_agents(struct ask *ask, const struct core *core) {
    organisation_no organisation;
    uint8_t state;
    enum err err = view_organisation_filter(ask, core, "organisation", &organisation);
    if (err == ERR_OK) err = word_filter(ask, "state", &agent_state_words, &state);
    if (err != ERR_OK) return err;
    if (organisation != ORGANISATION_NONE && !auth_sees_at_home(&ask->actor, core, organisation))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "organisation", "");
    time_ms now = api_now(ask->api);
    uint64_t cursor = 0;
    uint32_t rows = 0;
    const struct agent_record *agent;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "agents", '[');
    while (rows <= LIMIT_LIST_ROWS &&
           (agent = core_next_record(core, RECORD_agent, &cursor)) != NULL) {
        const struct availability_record *availability = core_availability(core, agent->number);
        if (organisation != ORGANISATION_NONE && agent->organisation != organisation) continue;
        if (!auth_sees_at_home(&ask->actor, core, agent->organisation)) continue;
        if (state != AGENT_STATE_COUNT && (availability == NULL || availability->state != state))
            continue;
        if (++rows <= LIMIT_LIST_ROWS)
            view_record_agent(&ask->body, NULL, core, agent->number, now);
    }
    list_end(ask, rows);
    return ERR_OK;
}

enum err view_agent(struct ask *ask, const struct core *core) {
    agent_no number;
    if (!core_find_agent(core, ask->address.parameter, &number))
        return view_not_found(ask, ERR_UNKNOWN_AGENT);
    if (!auth_sees_at_home(&ask->actor, core, core_agent(core, number)->organisation))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "agent", "");
    put_open(&ask->body, NULL, '{');
    view_record_agent(&ask->body, "agent", core, number, api_now(ask->api));
    return ERR_OK;
}

/* --- calls ------------------------------------------------------------------------------------ */

/* An agent sees the calls they have or had; others those that touch one of their organisations. */
bool view_sees_call(const struct actor *actor, const struct core *core,
                    const struct call_record *call) {
    if (actor->role == ROLE_AGENT) return call->agent != AGENT_NONE && call->agent == actor->agent;
    if (actor->all_organisations || auth_sees(actor, call->organisation) ||
        auth_sees(actor, call->municipality))
        return true;
    organisation_no server = core_call_server(core, call);
    return server != ORGANISATION_NONE && auth_sees(actor, server) &&
           core_data_gate_open(core, server);
}

struct call_filter {
    organisation_no organisation, municipality;
    agent_no agent;
    uint8_t state;
};

static enum err call_filter(struct ask *ask, const struct core *core, struct call_filter *out) {
    out->agent = AGENT_NONE;
    enum err err = view_organisation_filter(ask, core, "organisation", &out->organisation);
    if (err == ERR_OK)
        err = view_organisation_filter(ask, core, "municipality", &out->municipality);
    if (err == ERR_OK) err = word_filter(ask, "state", &call_state_words, &out->state);
    if (err != ERR_OK) return err;
    const char *agent = ask_query(ask, "agent");
    if (agent != NULL && !core_find_agent(core, agent, &out->agent))
        return problem_set(&ask->problem, ERR_UNKNOWN_AGENT, "agent", "%.60s is unknown", agent);
    if (agent != NULL && ask->actor.role == ROLE_AGENT && out->agent != ask->actor.agent)
        return view_refuse(ask, ERR_NOT_AUTHORISED, "agent", "an agent sees their own calls only");
    return ERR_OK;
}

/* Without a state: the calls that have not ended. */
static bool passes(const struct call_filter *filter, const struct call_record *call) {
    if (filter->state == CALL_STATE_COUNT ? call->state == CALL_STATE_ENDED
                                          : call->state != filter->state)
        return false;
    if (filter->organisation != ORGANISATION_NONE && call->organisation != filter->organisation)
        return false;
    if (filter->municipality != ORGANISATION_NONE && call->municipality != filter->municipality)
        return false;
    return filter->agent == AGENT_NONE || call->agent == filter->agent;
}

enum err view_calls(struct ask *ask, const struct core *core) {
    struct call_filter filter;
    enum err err = call_filter(ask, core, &filter);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    uint32_t rows = 0;
    const struct call_record *call;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "calls", '[');
    while (rows <= LIMIT_LIST_ROWS &&
           (call = core_next_record(core, RECORD_call, &cursor)) != NULL) {
        if (!passes(&filter, call) || !view_sees_call(&ask->actor, core, call)) continue;
        if (++rows > LIMIT_LIST_ROWS) break;
        view_record_call_open(&ask->body, NULL, core, call);
        view_transcript(&ask->body, &ask->actor, core, call);
        put_close(&ask->body, '}');
    }
    list_end(ask, rows);
    return ERR_OK;
}

enum err view_call(struct ask *ask, const struct core *core) {
    call_id id;
    const struct call_record *call = NULL;
    if (view_id_number("call-", ask->address.parameter, &id)) call = core_call(core, id);
    if (call == NULL) return view_not_found(ask, ERR_UNKNOWN_CALL);
    if (!view_sees_call(&ask->actor, core, call))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "call", "");
    put_open(&ask->body, NULL, '{');
    view_record_call_open(&ask->body, "call", core, call);
    view_transcript(&ask->body, &ask->actor, core, call);
    put_close(&ask->body, '}');
    view_why(&ask->body, &ask->actor, core, call);
    return ERR_OK;
}
