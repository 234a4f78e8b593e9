/* Whoami, tokens, the clock, health, the document of the interface. */
#include <string.h>

#include "api/internal.h"

/* --- whoami and tokens ------------------------------------------------------------------------ */

static void add_clock(struct text_buf *out, const struct api *api, const char *name) {
    const struct api_ports *ports = &api->ports;
    put_open(out, name, '{');
    put_text(out, "mode", ports->clock->mode(ports->clock_ctx));
    put_int(out, "now", api_now(api));
    put_permille(out, "speed", ports->clock->speed_permille(ports->clock_ctx));
    put_close(out, '}');
}

static void add_organisation_ids(struct text_buf *out, const struct core *core,
                                 const struct actor *actor) {
    if (actor->all_organisations) {
        put_null(out, "organisations");
        return;
    }
    put_open(out, "organisations", '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        const struct organisation_record *organisation =
            organisation_set_has(&actor->organisations, n) ? core_organisation(core, n) : NULL;
        if (organisation != NULL) put_text(out, NULL, organisation->id);
    }
    put_close(out, ']');
}

enum err view_whoami(struct ask *ask, const struct core *core) {
    struct text_buf *out = &ask->body;
    const struct agent_record *agent =
        ask->actor.agent == AGENT_NONE ? NULL : core_agent(core, ask->actor.agent);
    put_open(out, NULL, '{');
    put_open(out, "token", '{');
    put_text(out, "id", ask->actor.token);
    put_text(out, "role", word_text(&role_words, ask->actor.role));
    add_organisation_ids(out, core, &ask->actor);
    put_text(out, "agent", agent == NULL ? NULL : agent->id);
    put_time(out, "expires_at", ask->token_expires_at);
    put_close(out, '}');
    put_int(out, "now", api_now(ask->api));
    add_clock(out, ask->api, "clock");
    put_bool(out, "exercise", core_settings(core)->exercise);
    put_text(out, "version", DDH_VERSION);
    struct engine_view view;
    engine_view(ask->api->ports.engine, &view);
    put_bool(out, "leader", !view.fenced);
    return ERR_OK;
}

enum err view_tokens(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    uint32_t rows = 0;
    const struct token_record *token;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "tokens", '[');
    while (rows <= LIMIT_LIST_ROWS &&
           (token = core_next_record(core, RECORD_token, &cursor)) != NULL)
        if (++rows <= LIMIT_LIST_ROWS)
            view_record_in_part(&ask->body, NULL, core, RECORD_token, token, true);
    put_close(&ask->body, ']');
    if (rows > LIMIT_LIST_ROWS) put_bool(&ask->body, "more", true);
    return ERR_OK;
}

/* Who can be handed an activation: their names, and nothing else of their tokens. */
enum err view_duty_leaders(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    uint32_t rows = 0;
    const struct token_record *token;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "duty_leaders", '[');
    while (rows <= LIMIT_LIST_ROWS &&
           (token = core_next_record(core, RECORD_token, &cursor)) != NULL) {
        bool expired = token->expires_at != 0 && api_now(ask->api) >= token->expires_at;
        if (token->role != ROLE_DUTY_LEADER || expired) continue;
        if (++rows <= LIMIT_LIST_ROWS) put_text(&ask->body, NULL, token->id);
    }
    put_close(&ask->body, ']');
    if (rows > LIMIT_LIST_ROWS) put_bool(&ask->body, "more", true);
    return ERR_OK;
}

/* --- the clock -------------------------------------------------------------------------------- */

enum err view_clock(struct ask *ask, const struct core *core) {
    if (!core_settings(core)->exercise) return view_refuse(ask, ERR_NOT_AN_EXERCISE, "", "");
    const struct api_ports *ports = &ask->api->ports;
    put_open(&ask->body, NULL, '{');
    put_int(&ask->body, "now", api_now(ask->api));
    put_text(&ask->body, "mode", ports->clock->mode(ports->clock_ctx));
    put_permille(&ask->body, "speed", ports->clock->speed_permille(ports->clock_ctx));
    time_ms next = core_next_deadline(core);
    put_time(&ask->body, "next", next == TIME_NEVER ? 0 : next);
    return ERR_OK;
}

/* Digits with up to three decimals, as thousandths; false: not so, or too many digits. */
static bool read_thousandths(struct slice text, int64_t *out) {
    int64_t value = 0;
    size_t i = 0;
    for (; i < text.length && text.data[i] >= '0' && text.data[i] <= '9' && i < 15; i++)
        value = value * 10 + (text.data[i] - '0');
    if (i == 0) return false;
    value *= 1000;
    if (i < text.length && text.data[i] == '.') {
        int64_t unit = 100;
        size_t decimals = ++i;
        for (; i < text.length && text.data[i] >= '0' && text.data[i] <= '9' && unit > 0; i++) {
            value += unit * (text.data[i] - '0');
            unit /= 10;
        }
        if (i == decimals) return false;
    }
    *out = value;
    return i == text.length;
}

struct clock_body {
    const char *name; /* "advance_ms", "now", "speed" */
    int64_t thousandths;
};

static enum err read_clock_body(struct ask *ask, struct slice body, struct clock_body *out) {
    static const char *const names[] = {"advance_ms", "now", "speed"};
    struct split_member member;
    size_t at = 0;
    enum split_step step;
    *out = (struct clock_body){NULL, 0};
    while ((step = split_next(body, &at, &member)) == SPLIT_MEMBER) {
        const char *name = NULL;
        for (size_t i = 0; i < 3; i++)
            if (slice_equals(member.name, names[i])) name = names[i];
        if (name == NULL)
            return view_refuse(ask, ERR_UNKNOWN_FIELD, "", "known here are advance_ms, now, speed");
        if (out->name != NULL) return view_refuse(ask, ERR_INVALID, name, "one at a time");
        if (!read_thousandths(member.value, &out->thousandths))
            return view_refuse(ask, ERR_WRONG_TYPE, name, "it must be a number, 0 or above");
        out->name = name;
    }
    if (step == SPLIT_MALFORMED) return view_refuse(ask, ERR_INVALID, "", "that is not JSON");
    if (out->name == NULL)
        return view_refuse(ask, ERR_MISSING_FIELD, "", "give advance_ms, now or speed");
    if (strcmp(out->name, "speed") != 0 && out->thousandths % 1000 != 0)
        return view_refuse(ask, ERR_WRONG_TYPE, out->name, "it must be whole milliseconds");
    return ERR_OK;
}

static enum err set_clock(struct ask *ask, const struct clock_body *body) {
    const struct api_ports *ports = &ask->api->ports;
    time_ms now = api_now(ask->api), at = body->thousandths / 1000;
    enum err err;
    if (strcmp(body->name, "speed") == 0) {
        if (body->thousandths < 1 || body->thousandths > 1000000)
            return view_refuse(ask, ERR_OUT_OF_RANGE, "speed", "it is above 0 and at most 1000");
        err = ports->clock->set_speed(ports->clock_ctx, (uint32_t)body->thousandths);
    } else {
        if (strcmp(body->name, "advance_ms") == 0) at += now;
        if (at < now) return view_refuse(ask, ERR_OUT_OF_RANGE, body->name, "time never goes back");
        if (at > now + 366 * DAY_MS)
            return view_refuse(ask, ERR_OUT_OF_RANGE, body->name, "a year at most at a time");
        err = ports->clock->set(ports->clock_ctx, at);
    }
    if (err == ERR_OK) return ERR_OK;
    return view_refuse(ask, err, body->name, "this clock does not do that");
}

/* Sets the clock, then asks the engine for the time: it runs every deadline in between first, and
 * its answer comes when all of that is stored. */
void direct_clock(struct api *api, struct ask *ask, const struct api_request *request) {
    struct clock_body body;
    enum err err = ERR_OK;
    if (!core_settings(api_core(api))->exercise)
        err = view_refuse(ask, ERR_NOT_AN_EXERCISE, "", "");
    if (err == ERR_OK) err = read_clock_body(ask, request->body, &body);
    if (err == ERR_OK) err = set_clock(ask, &body);
    if (err != ERR_OK) {
        ask_refuse(ask, &ask->problem);
        return;
    }
    ask->view = view_clock;
    ask_submit(ask);
}

/* --- without a token -------------------------------------------------------------------------- */

static const char *health(const struct api *api, const struct engine_view *view) {
    if (api->ports.engine == NULL) return "starting";
    if (view->fenced) return "fenced";
    if (api->draining || view->draining) return "stopping";
    return view->stored ? "ok" : "unstored";
}

/* Alive: 200 as long as it can say so. */
void direct_health(struct api *api, struct ask *ask, const struct api_request *request) {
    (void)request;
    struct engine_view view = {0};
    struct text_buf *out = &ask->body;
    if (api->ports.engine != NULL) engine_view(api->ports.engine, &view);
    put_open(out, NULL, '{');
    put_text(out, "status", health(api, &view));
    add_clock(out, api, "clock");
    put_bool(out, "exercise", api->ports.engine != NULL && core_settings(api_core(api))->exercise);
    put_bool(out, "stored", view.stored);
    put_text(out, "version", DDH_VERSION);
    put_uint(out, "epoch", view.epoch);
    put_close(out, '}');
    ask_answer(ask, 200, "application/json", text_slice(out));
}

/* Ready: whether a switch or a load balancer should send requests here. */
void direct_ready(struct api *api, struct ask *ask, const struct api_request *request) {
    (void)request;
    struct engine_view view = {0};
    enum err err = ERR_OK;
    if (api->ports.engine == NULL)
        err = ERR_STARTING;
    else
        engine_view(api->ports.engine, &view);
    if (view.fenced) err = ERR_FENCED;
    if (api->draining || view.draining) err = ERR_DRAINING;
    if (err != ERR_OK) {
        view_refuse(ask, err, "", "");
        ask_refuse(ask, &ask->problem);
        return;
    }
    put_open(&ask->body, NULL, '{');
    put_bool(&ask->body, "ready", true);
    put_bool(&ask->body, "stored", view.stored);
    put_close(&ask->body, '}');
    ask_answer(ask, 200, "application/json", text_slice(&ask->body));
}

void direct_openapi(struct api *api, struct ask *ask, const struct api_request *request) {
    (void)request;
    if (api->openapi == NULL) {
        view_refuse(ask, ERR_NOT_FOUND, "", "the document was not installed");
        ask_refuse(ask, &ask->problem);
        return;
    }
    ask_answer(ask, 200, "application/yaml; charset=utf-8",
               (struct slice){api->openapi, api->openapi_length});
}
