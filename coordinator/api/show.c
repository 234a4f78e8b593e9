/* /v1/show/...: small tables for operators, in plain text, with Danish local times. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "core/explain.h"

#define COLUMNS_MAX 12

struct column {
    const char *title;
    uint8_t width; /* of what usually stands there; a longer text pushes the rest to the right */
    bool right;
};

struct table {
    struct text_buf *out;
    const struct column *columns;
    size_t count, at;
    size_t owed; /* blanks, written only before a next cell */
};

/* Characters, not bytes: names have æ, ø and å. */
static size_t shown_length(const char *text) {
    size_t length = 0;
    for (; *text != '\0'; text++)
        length += ((unsigned char)*text & 0xc0) != 0x80;
    return length;
}

static void blanks(struct text_buf *out, size_t count) {
    for (; count > 0; count--)
        text_add_char(out, ' ');
}

static void cell(struct table *table, const char *text) {
    ASSERT(table->at < table->count);
    const struct column *column = &table->columns[table->at];
    size_t length = shown_length(text);
    size_t rest = length < column->width ? column->width - length : 0;
    blanks(table->out, table->owed + (table->at > 0 ? 2 : 0) + (column->right ? rest : 0));
    text_add(table->out, text);
    table->owed = column->right ? 0 : rest;
    if (++table->at < table->count) return;
    text_add_char(table->out, '\n');
    table->at = table->owed = 0;
}

static void cell_count(struct table *table, uint64_t value) {
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    cell(table, text);
}

/* "-" for no time. */
static void cell_clock(struct table *table, time_ms at) {
    char text[TIME_TEXT_MAX];
    cell(table, at == 0 ? "-" : time_local_clock(at, text));
}

static void cell_date(struct table *table, time_ms at) {
    char text[TIME_TEXT_MAX];
    cell(table, at == 0 ? "-" : time_local_danish(at, text));
}

/* "1:05", minutes and seconds. */
static void cell_duration(struct table *table, time_ms length) {
    char text[32];
    snprintf(text, sizeof text, "%lld:%02lld", (long long)(length / MINUTE_MS),
             (long long)(length % MINUTE_MS / SECOND_MS));
    cell(table, length == 0 ? "-" : text);
}

static const char *text_or_dash(const char *text) { return text[0] == '\0' ? "-" : text; }

static struct table table_begin(struct text_buf *out, const struct column *columns, size_t count) {
    ASSERT(count <= COLUMNS_MAX);
    struct table table = {.out = out, .columns = columns, .count = count};
    for (size_t i = 0; i < count; i++)
        cell(&table, columns[i].title);
    return table;
}

#define TABLE(out, columns) table_begin(out, columns, sizeof(columns) / sizeof *(columns))

/* --- the tables ------------------------------------------------------------------------------- */

static void show_organisations(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"id", 8, false},       {"name", 22, false},
                                            {"standing", 8, false}, {"waiting", 7, true},
                                            {"longest", 7, true},   {"available", 9, true},
                                            {"in call", 7, true},   {"wrapping", 8, true},
                                            {"away", 4, true},      {"signed out", 10, true}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        if (!auth_sees(&ask->actor, organisation->number)) continue;
        struct organisation_view view;
        core_view_organisation(core, organisation->number, &view);
        cell(&table, organisation->id);
        cell(&table, organisation->name);
        cell(&table, word_text(&standing_words, organisation->standing));
        cell_count(&table, view.waiting);
        cell_duration(&table, view_waited(api_now(ask->api), view.longest_enqueued_at));
        cell_count(&table, view.agents[AGENT_STATE_AVAILABLE]);
        cell_count(&table, view.agents[AGENT_STATE_RESERVED] + view.agents[AGENT_STATE_IN_CALL]);
        cell_count(&table, view.agents[AGENT_STATE_WRAPPING]);
        cell_count(&table, view.agents[AGENT_STATE_AWAY] + view.agents[AGENT_STATE_UNKNOWN]);
        cell_count(&table, view.agents[AGENT_STATE_SIGNED_OUT]);
    }
}

static void show_agents(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"id", 16, false},    {"organisation", 12, false},
                                            {"status", 9, false}, {"state", 10, false},
                                            {"since", 8, false},  {"lease until", 11, false},
                                            {"call", 12, false},  {"gate", 17, false}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    const struct agent_record *agent;
    while ((agent = core_next_record(core, RECORD_agent, &cursor)) != NULL) {
        const struct availability_record *live = core_availability(core, agent->number);
        const struct organisation_record *home = core_organisation(core, agent->organisation);
        if (live == NULL || !auth_sees(&ask->actor, agent->organisation)) continue;
        char call[32] = "-";
        if (live->call != 0)
            snprintf(call, sizeof call, "call-%llu", (unsigned long long)live->call);
        cell(&table, agent->id);
        cell(&table, home == NULL ? "-" : home->id);
        cell(&table, word_text(&agent_status_words, live->status));
        cell(&table, word_text(&agent_state_words, live->state));
        cell_clock(&table, live->since);
        cell_clock(&table, core_lease_until(core, agent->number));
        cell(&table, call);
        cell(&table, err_slug(core_agent_gate(core, agent->number, api_now(ask->api), NULL)));
    }
}

static void show_call(struct table *table, const struct core *core, const struct call_record *call,
                      time_ms now) {
    char id[32];
    const struct organisation_record *citizen = core_organisation(core, call->municipality);
    const struct topic_record *topic = core_topic(core, call->topic);
    const struct agent_record *agent =
        call->agent == AGENT_NONE ? NULL : core_agent(core, call->agent);
    time_ms until = call->answered_at != 0 ? call->answered_at : call->ended_at;
    snprintf(id, sizeof id, "call-%llu", (unsigned long long)call->id);
    cell(table, id);
    cell(table, citizen == NULL ? "-" : citizen->id);
    cell(table, topic == NULL ? "-" : topic->id);
    cell(table, word_text(&call_state_words, call->state));
    cell(table, agent != NULL               ? agent->id
                : call->offer != OFFER_NONE ? core_offer(core, call->offer)->id
                                            : "-");
    cell_clock(table, call->enqueued_at);
    cell_duration(table, view_waited(until != 0 ? until : now, call->enqueued_at));
    cell(table, word_text(&routing_reason_words, call->reason));
}

static void show_calls(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"id", 12, false},    {"citizen of", 10, false},
                                            {"topic", 12, false}, {"state", 8, false},
                                            {"agent", 16, false}, {"since", 8, false},
                                            {"waited", 6, true},  {"reason", 16, false}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    const struct call_record *call;
    while ((call = core_next_record(core, RECORD_call, &cursor)) != NULL)
        if (call->state != CALL_STATE_ENDED && (auth_sees(&ask->actor, call->organisation) ||
                                                auth_sees(&ask->actor, call->municipality)))
            show_call(&table, core, call, api_now(ask->api));
}

static void show_queues(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"organisation", 12, false}, {"topic", 16, false},
                                            {"waiting", 7, true},        {"longest", 7, true},
                                            {"agents", 6, true},         {"available", 9, true}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        uint64_t topics = 0;
        const struct topic_record *topic;
        if (!auth_sees(&ask->actor, organisation->number)) continue;
        while ((topic = core_next_record(core, RECORD_topic, &topics)) != NULL) {
            struct queue_view view;
            core_view_queue(core, organisation->number, topic->number, &view);
            if (view.waiting == 0 && view.agents == 0) continue;
            cell(&table, organisation->id);
            cell(&table, topic->id);
            cell_count(&table, view.waiting);
            cell_duration(&table, view_waited(api_now(ask->api), view.longest_enqueued_at));
            cell_count(&table, view.agents);
            cell_count(&table, view.available);
        }
    }
}

static const char *activation_stands(const struct activation_record *activation) {
    bool active = activation->state == ACTIVATION_STATE_ACTIVE;
    if (active && answers_unapproved(activation)) return "UNAPPROVED";
    if (active && activation->expired) return "EXPIRED";
    if (active && activation->review_overdue) return "REVIEW";
    return word_text(&activation_state_words, activation->state);
}

/* "reserve 3, one_way 1"; "-" for none. */
static void cell_rules(struct table *table, const uint32_t *stopped) {
    struct text_buf text;
    text_buf_init(&text, 1024);
    for (unsigned rule = 0; rule < SHARING_RULE_COUNT; rule++)
        if (stopped[rule] > 0)
            text_addf(&text, "%s%s %u", text.length > 0 ? ", " : "",
                      word_text(&sharing_rule_words, rule), stopped[rule]);
    cell(table, text.length == 0 ? "-" : text.data);
    text_buf_close(&text);
}

static void cell_topics(struct table *table, const struct core *core, uint64_t topics) {
    struct text_buf text;
    text_buf_init(&text, 4096);
    for (topic_no topic = 0; topic < LIMIT_TOPICS; topic++)
        if (((topics >> topic) & 1) != 0 && core_topic(core, topic) != NULL)
            text_addf(&text, "%s%s", text.length > 0 ? "," : "", core_topic(core, topic)->id);
    cell(table, text.length == 0 ? "-" : text.data);
    text_buf_close(&text);
}

static void show_pairs(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"helper", 12, false},     {"helped", 12, false},
                                            {"agreement", 16, false},  {"mode", 8, false},
                                            {"since", 20, false},      {"at work", 7, true},
                                            {"stopped by", 16, false}, {"topics", 16, false}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    struct route_view route;
    while (core_next_route(core, &cursor, &route)) {
        if (!auth_sees(&ask->actor, route.helper) && !auth_sees(&ask->actor, route.helped))
            continue;
        const struct agreement_record *agreement = route.agreement;
        cell(&table, core_organisation(core, route.helper)->id);
        cell(&table, core_organisation(core, route.helped)->id);
        cell(&table, agreement == NULL ? "-" : agreement->id);
        cell(&table, agreement == NULL ? "-" : word_text(&agreement_mode_words, agreement->mode));
        cell_date(&table, route.since);
        cell_count(&table, route.at_work);
        cell(&table,
             route.rule == SHARING_RULE_NONE ? "-" : word_text(&sharing_rule_words, route.rule));
        cell_topics(&table, core, route.topics);
    }
}

static void show_routes(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"waiting at", 12, false}, {"topic", 16, false},
                                            {"language", 8, false},    {"calls", 5, true},
                                            {"first", 7, true},        {"could help", 10, true},
                                            {"stopped", 30, false}};
    show_pairs(ask, core);
    text_add_char(&ask->body, '\n');
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    struct wait_view wait;
    while (core_next_wait(core, &cursor, &wait)) {
        if (!auth_sees(&ask->actor, wait.organisation)) continue;
        cell(&table, core_organisation(core, wait.organisation)->id);
        cell(&table, core_topic(core, wait.topic)->id);
        cell(&table, core_settings(core)->languages[0].codes[wait.language]);
        cell_count(&table, wait.waiting);
        cell_duration(&table, view_waited(api_now(ask->api), wait.first->enqueued_at));
        cell_count(&table, wait.helpers);
        cell_rules(&table, wait.stopped);
    }
}

static void show_activations(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {
        {"id", 13, false},      {"playbook", 22, false},  {"state", 10, false},
        {"rev", 3, true},       {"priority", 8, true},    {"started", 20, false},
        {"expires", 20, false}, {"review by", 20, false}, {"lifted", 20, false},
        {"holder", 16, false},  {"read", 6, true},        {"newest", 6, true},
        {"reason", 30, false}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    const struct activation_record *activation;
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        char id[32];
        snprintf(id, sizeof id, "activation-%llu", (unsigned long long)activation->id);
        cell(&table, id);
        cell(&table, activation->playbook);
        cell(&table, activation_stands(activation));
        cell_count(&table, activation->revision);
        cell_count(&table, activation->priority);
        cell_date(&table,
                  activation->started_at == 0 ? activation->starts_at : activation->started_at);
        cell_date(&table, activation->expires_at);
        cell_date(&table, activation->review_by);
        cell_date(&table, activation->lifted_at);
        cell(&table, activation->holder);
        cell_count(&table, activation->acknowledged);
        cell_count(&table, activation->read_newest);
        cell(&table, text_or_dash(activation->reason));
    }
}

static void show_delivery(void *ctx, const struct board_row *row) {
    struct table *table = ctx;
    const struct delivery_record *r = row->view.record;
    char id[32], status[8] = "-";
    snprintf(id, sizeof id, "activation-%llu", (unsigned long long)row->activation);
    if (r != NULL && r->status != 0) snprintf(status, sizeof status, "%u", r->status);
    cell(table, row->receiver->id);
    cell(table, word_text(&receiver_kind_words, row->receiver->kind));
    cell(table, id);
    cell(table, board_state(row));
    cell_count(table, r == NULL ? 0 : r->number);
    cell_count(table, r == NULL ? 0 : r->delivered);
    cell_date(table, r == NULL ? 0 : r->delivered_at);
    cell_count(table, r == NULL ? 0 : r->attempts);
    cell_clock(table, row->view.pending ? row->receiver->next_try_at : 0);
    cell(table, status);
    cell(table, text_or_dash(r == NULL ? "" : r->error));
}

static void show_deliveries(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {
        {"receiver", 20, false}, {"kind", 7, false},  {"activation", 13, false},
        {"state", 9, false},     {"number", 6, true}, {"has", 6, true},
        {"taken", 20, false},    {"tries", 5, true},  {"next", 8, false},
        {"status", 6, false},    {"error", 30, false}};
    struct table table = TABLE(&ask->body, columns);
    board_walk(core, show_delivery, &table);
}

static void show_surges(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"organisation", 12, false}, {"topic", 16, false},
                                            {"state", 9, false},         {"since", 20, false},
                                            {"usual/hour", 10, true},    {"now/hour", 8, true},
                                            {"dismissed by", 16, false}, {"reason", 30, false}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    const struct surge_record *surge;
    while ((surge = core_next_record(core, RECORD_surge, &cursor)) != NULL) {
        uint32_t rate = 0;
        if (surge->over_at != 0 || !auth_sees(&ask->actor, surge->organisation)) continue;
        (void)core_demand_rate(core, surge->organisation, surge->topic, &rate);
        cell(&table, core_organisation(core, surge->organisation)->id);
        cell(&table, core_topic(core, surge->topic)->id);
        cell(&table, word_text(&surge_state_words, surge->state));
        cell_date(&table, surge->started_at);
        cell_count(&table, (surge->expected + 500) / 1000);
        cell_count(&table, (rate + 500) / 1000);
        cell(&table, text_or_dash(surge->dismissed_by));
        cell(&table, text_or_dash(surge->reason));
    }
}

static void show_staffing_row(struct table *table, const char *name,
                              const struct staffing_view *row) {
    const char *why = view_staffing_why(row);
    bool none = why == NULL && row->needed == UINT32_MAX;
    cell(table, name);
    cell_count(table, row->waiting);
    cell_count(table, (row->hourly + 500) / 1000);
    cell_duration(table, row->handle_ms);
    cell_count(table, row->present);
    if (why != NULL || none) {
        cell(table, "?");
        cell(table, "?");
        cell(table, none ? "more than there can be" : why);
        return;
    }
    cell_count(table, row->needed);
    cell_count(table, row->needed > row->present ? row->needed - row->present : 0);
    cell(table, "-");
}

static void show_staffing(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {
        {"organisation", 12, false}, {"waiting", 7, true},          {"calls/hour", 10, true},
        {"handling", 8, true},       {"present", 7, true},          {"needed", 6, true},
        {"more", 4, true},           {"unknown because", 20, false}};
    struct table table = TABLE(&ask->body, columns);
    struct staffing_view rows[STAFFING_ROWS];
    uint64_t cursor = 0;
    const struct organisation_record *organisation;
    core_view_staffing(core, rows);
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL)
        if (auth_sees(&ask->actor, organisation->number) &&
            view_staffing_has(&rows[organisation->number]))
            show_staffing_row(&table, organisation->id, &rows[organisation->number]);
    if (ask->actor.all_organisations) show_staffing_row(&table, "all", &rows[LIMIT_ORGANISATIONS]);
}

static void show_tokens(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"id", 20, false},
                                            {"role", 16, false},
                                            {"agent", 16, false},
                                            {"created", 20, false},
                                            {"expires", 20, false}};
    struct table table = TABLE(&ask->body, columns);
    uint64_t cursor = 0;
    const struct token_record *token;
    while ((token = core_next_record(core, RECORD_token, &cursor)) != NULL) {
        const struct agent_record *agent =
            token->agent == AGENT_NONE ? NULL : core_agent(core, token->agent);
        cell(&table, token->id);
        cell(&table, word_text(&role_words, token->role));
        cell(&table, agent == NULL ? "-" : agent->id);
        cell_date(&table, token->created_at);
        cell_date(&table, token->expires_at);
    }
}

static void show_engine(struct ask *ask, const struct core *core) {
    static const struct column columns[] = {{"what", 24, false}, {"value", 20, true}};
    struct table table = TABLE(&ask->body, columns);
    struct engine_view engine;
    struct hub_view streams;
    engine_view(ask->api->ports.engine, &engine);
    hub_view(ask->api->hub, &streams);
    char now[TIME_TEXT_MAX];
    const struct {
        const char *what;
        uint64_t value;
    } rows[] = {
        {"epoch", engine.epoch},
        {"last number", engine.last_number},
        {"stored number", engine.stored_number},
        {"unstored events", engine.unstored_events},
        {"inbox", engine.inbox},
        {"commits in flight", engine.in_flight},
        {"last commit, ms", (uint64_t)engine.commit_ms},
        {"commands", engine.commands},
        {"refusals", engine.refusals},
        {"commits", engine.commits},
        {"resends", engine.resends},
        {"streams", streams.streams},
        {"stream frames", streams.frames},
        {"history, events", streams.history_events},
        {"history, bytes", streams.history_bytes},
    };
    cell(&table, "now");
    cell(&table, time_local_danish(core_now(core), now));
    cell(&table, "mode");
    cell(&table, engine.stored ? "stored" : "UNSTORED");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cell(&table, rows[i].what);
        cell_count(&table, rows[i].value);
    }
}

enum err view_show(struct ask *ask, const struct core *core) {
    static const struct {
        const char *name;
        void (*show)(struct ask *ask, const struct core *core);
    } tables[] = {{"organisations", show_organisations},
                  {"agents", show_agents},
                  {"calls", show_calls},
                  {"queues", show_queues},
                  {"routes", show_routes},
                  {"activations", show_activations},
                  {"deliveries", show_deliveries},
                  {"surges", show_surges},
                  {"staffing", show_staffing},
                  {"tokens", show_tokens},
                  {"dispatcher", show_dispatcher},
                  {"engine", show_engine}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(tables[i].name, ask->address.parameter) != 0) continue;
        tables[i].show(ask, core);
        return ERR_OK;
    }
    return view_refuse(
        ask, ERR_NOT_FOUND, "table",
        "there are organisations, agents, calls, queues, routes, activations, deliveries, surges, "
        "staffing, tokens, dispatcher, engine");
}
