/* Why: what stops whom, for one call and for all that wait. */
#include "api/internal.h"
#include "core/explain.h"

static const char *organisation_id(const struct core *core, organisation_no number) {
    const struct organisation_record *organisation = core_organisation(core, number);
    return organisation == NULL ? NULL : organisation->id;
}

void view_topic_ids(struct text_buf *out, const char *name, const struct core *core,
                    uint64_t topics) {
    put_open(out, name, '[');
    for (topic_no topic = 0; topic < LIMIT_TOPICS; topic++) {
        const struct topic_record *record = core_topic(core, topic);
        if (record != NULL && ((topics >> topic) & 1) != 0) put_text(out, NULL, record->id);
    }
    put_close(out, ']');
}

/* --- one call --------------------------------------------------------------------------------- */

static void add_stopped(struct text_buf *out, const uint8_t *stopped) {
    put_open(out, "stopped", '{');
    for (unsigned rule = 0; rule < SHARING_RULE_COUNT; rule++)
        if (stopped[rule] > 0) put_uint(out, word_text(&sharing_rule_words, rule), stopped[rule]);
    put_close(out, '}');
}

/* Organisations with an able agent, and those whose caller it is. */
static void add_helpers(struct text_buf *out, const struct actor *actor, const struct core *core,
                        const struct call_record *call) {
    struct helper_view helpers[LIMIT_ORGANISATIONS];
    core_view_helpers(core, call, helpers);
    put_open(out, "helpers", '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        bool own = n == call->organisation || n == call->municipality;
        if ((helpers[n].able + helpers[n].unread == 0 && !own) || !auth_sees(actor, n)) continue;
        put_open(out, NULL, '{');
        put_text(out, "organisation", organisation_id(core, n));
        put_text(out, "rule", word_text(&sharing_rule_words, helpers[n].rule));
        put_uint(out, "able", helpers[n].able);
        put_uint(out, "idle", helpers[n].idle);
        put_uint(out, "unread", helpers[n].unread);
        put_int(out, "slack", helpers[n].slack);
        put_close(out, '}');
    }
    put_close(out, ']');
}

void view_index(struct text_buf *out, const struct call_record *call) {
    put_open(out, "index", '{');
    for (unsigned i = 0; i < INDEX_FACTOR_COUNT; i++)
        if (call->index[i] != 0) put_int(out, word_text(&index_factor_words, i), call->index[i]);
    put_close(out, '}');
    put_uint(out, "helper_available", call->helper_available);
    put_uint(out, "helper_present", call->helper_present);
}

void view_why(struct text_buf *out, const struct actor *actor, const struct core *core,
              const struct call_record *call) {
    const struct agent_record *agent =
        call->agent == AGENT_NONE ? NULL : core_agent(core, call->agent);
    put_open(out, "why", '{');
    put_text(out, "reason", word_text(&routing_reason_words, call->reason));
    view_index(out, call);
    put_text(out, "agent", agent == NULL ? NULL : agent->id);
    put_text(out, "offer", call->offer == OFFER_NONE ? NULL : core_offer(core, call->offer)->id);
    organisation_no server = core_call_server(core, call);
    put_text(out, "organisation",
             server == ORGANISATION_NONE ? NULL : organisation_id(core, server));
    add_stopped(out, call->stopped);
    if (call->state == CALL_STATE_QUEUED) add_helpers(out, actor, core, call);
    put_close(out, '}');
}

/* --- all -------------------------------------------------------------------------------------- */

static void add_route(struct text_buf *out, const struct core *core,
                      const struct route_view *route) {
    put_open(out, NULL, '{');
    put_text(out, "helper", organisation_id(core, route->helper));
    put_text(out, "helped", organisation_id(core, route->helped));
    view_topic_ids(out, "agreed", core, route->agreed);
    view_topic_ids(out, "topics", core, route->topics);
    put_text(out, "agreement", route->agreement == NULL ? NULL : route->agreement->id);
    if (route->agreement == NULL)
        put_null(out, "mode");
    else
        put_text(out, "mode", word_text(&agreement_mode_words, route->agreement->mode));
    put_time(out, "since", route->since);
    put_uint(out, "at_work", route->at_work);
    put_text(out, "rule", word_text(&sharing_rule_words, route->rule));
    put_close(out, '}');
}

static void add_wait(struct text_buf *out, const struct core *core, const struct wait_view *wait,
                     time_ms now) {
    put_open(out, NULL, '{');
    put_text(out, "organisation", organisation_id(core, wait->organisation));
    put_text(out, "topic", core_topic(core, wait->topic)->id);
    put_text(out, "language", core_settings(core)->languages[0].codes[wait->language]);
    put_uint(out, "waiting", wait->waiting);
    put_int(out, "first_wait_ms", view_waited(now, wait->first->enqueued_at));
    put_uint(out, "helpers", wait->helpers);
    put_open(out, "stopped", '{');
    for (unsigned rule = 0; rule < SHARING_RULE_COUNT; rule++)
        if (wait->stopped[rule] > 0)
            put_uint(out, word_text(&sharing_rule_words, rule), wait->stopped[rule]);
    put_close(out, '}');
    put_close(out, '}');
}

static void add_declining(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    put_open(&ask->body, "declining", '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL)
        if (organisation->declines && auth_sees(&ask->actor, organisation->number))
            put_text(&ask->body, NULL, organisation->id);
    put_close(&ask->body, ']');
}

enum err view_routes(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    uint32_t rows = 0;
    struct route_view route;
    struct wait_view wait;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "routes", '[');
    while (rows < LIMIT_LIST_ROWS && core_next_route(core, &cursor, &route)) {
        if (!auth_sees(&ask->actor, route.helper) && !auth_sees(&ask->actor, route.helped))
            continue;
        add_route(&ask->body, core, &route);
        rows++;
    }
    put_close(&ask->body, ']');
    put_bool(&ask->body, "more", rows == LIMIT_LIST_ROWS);
    put_open(&ask->body, "queues", '[');
    cursor = 0;
    while (core_next_wait(core, &cursor, &wait))
        if (auth_sees(&ask->actor, wait.organisation))
            add_wait(&ask->body, core, &wait, api_now(ask->api));
    put_close(&ask->body, ']');
    add_declining(ask, core);
    return ERR_OK;
}
