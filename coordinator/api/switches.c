/* The api of switches (docs/telephony.md): what they ask and tell, and the decision in the form that Kamailio's rtjson takes
 * as it is. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "wire/switch.h"

/* --- what they ask ----------------------------------------------------------------------------- */

/* The switch has its own clock: what it says counts when it can be true. */
static void take_received_at(struct ask *ask, const struct wire_switch_call *asked) {
    time_ms ago = api_now(ask->api) - asked->received_at;
    if (asked->received_at == 0 || ago <= 0 || ago > LIMIT_RECEIVED_MS) return;
    ask->command.as.call_arrive.enqueued_at = asked->received_at;
    COMMAND_GIVE(&ask->command, call_arrive, enqueued_at);
}

enum err prepare_call(struct ask *ask, const struct api_request *request) {
    struct wire_switch_call asked;
    enum err err = wire_decode_call(request->body, &ask->command, &asked, &ask->problem);
    if (err != ERR_OK || !asked.from_switch) return err;
    struct engine_view view;
    engine_view(ask->api->ports.engine, &view);
    if (view.inbox > LIMIT_DECISIONS_WAITING) /* an answer after the deadline would be worse */
        return view_refuse(ask, ERR_TOO_MANY_REQUESTS, "", "too many decisions wait");
    take_received_at(ask, &asked);
    if (asked.deadline_ms > 0)
        ask->request.deadline =
            api_monotonic(ask->api) + asked.deadline_ms - LIMIT_DECISION_MARGIN_MS;
    return ERR_OK;
}

enum err prepare_switch_event(struct ask *ask, const struct api_request *request) {
    return wire_decode_switch_event(ask->address.parameter, request->body, &ask->command,
                                    &ask->problem);
}

/* --- what they are told ------------------------------------------------------------------------ */

#define RING_MARGIN_MS 4000 /* the event of a phone that rang out comes before the lease ends */
#define CONNECT_MS 5000     /* until the first sign of life of a route */
#define HOME_RING_MS 60000

static const struct {
    const char *name;
    unsigned code;
} actions[] = {
    [CALL_ACTION_ROUTE] = {"route", 200},
    [CALL_ACTION_WAIT] = {"wait", 200},
    [CALL_ACTION_REJECT] = {"reject", 480}, /* a 503 would have the trunk send nothing at all */
    [CALL_ACTION_REDIRECT] = {"redirect", 302},
};

static time_ms ring_ms(time_ms lease_ms) {
    return lease_ms >= 2 * RING_MARGIN_MS ? lease_ms - RING_MARGIN_MS : lease_ms / 2;
}

/* Nothing here can break out of a header: addresses were checked when they were put (check_sip_address). */
static void add_route(struct text_buf *out, const struct call_plan *plan, uint32_t i,
                      uint64_t call) {
    bool home = i >= plan->home_from;
    char extra[96], index[12];
    snprintf(index, sizeof index, "%u", i);
    snprintf(extra, sizeof extra, "X-DDH-Call: call-%" PRIu64 "\r\nX-DDH-Route: %s\r\n", call,
             home ? "home" : index);
    put_open(out, NULL, '{');
    put_text(out, "uri", plan->routes[i]);
    put_uint(out, "fr_timer", CONNECT_MS);
    put_int(out, "fr_inv_timer", home ? HOME_RING_MS : ring_ms(plan->lease_ms));
    put_open(out, "headers", '{');
    put_text(out, "extra", extra);
    put_close(out, '}');
    put_close(out, '}');
}

void view_decision(struct text_buf *out, const struct core *core, const struct call_record *call,
                   bool resume) {
    struct call_plan plan;
    char id[32], decision[48];
    core_call_plan(core, call, resume, &plan);
    snprintf(id, sizeof id, "call-%" PRIu64, call->id);
    snprintf(decision, sizeof decision, "%s.%u", id, call->decision);
    put_text(out, "action", actions[plan.action].name);
    put_uint(out, "code", actions[plan.action].code);
    put_text(out, "version", "1.0");
    put_text(out, "routing", "serial");
    put_text(out, "call_id", call->reference);
    put_text(out, "decision_id", decision);
    put_int(out, "lease_ms", plan.lease_ms);
    put_int(out, "wait_ms", plan.wait_ms);
    put_uint(out, "retry_after_ms", plan.action == CALL_ACTION_REJECT ? LIMIT_REJECT_RETRY_MS : 0);
    put_open(out, "routes", '[');
    for (uint32_t i = 0; i < plan.count; i++)
        add_route(out, &plan, i, call->id);
    put_close(out, ']');
    put_uint(out, "home_from", plan.home_from);
    put_text(out, "call", id);
}

void api_resume_message(const struct core *core, const struct call_record *call,
                        struct text_buf *out) {
    ASSERT(core_resume_is_due(call) && call->gateway != GATEWAY_NONE);
    const struct gateway_record *gateway = core_gateway(core, call->gateway);
    put_open(out, NULL, '{');
    view_decision(out, core, call, true);
    put_text(out, "gateway", gateway->id);
    put_text(out, "boot", gateway->boot);
    put_close(out, '}');
}

/* --- whether to ask at all --------------------------------------------------------------------- */

/* 200 whenever calls are decided, stored or not; switches ask it each second. */
void direct_switch_health(struct api *api, struct ask *ask, const struct api_request *request) {
    (void)request;
    struct engine_view view = {0};
    struct text_buf *out = &ask->body;
    const char *state = "ready";
    if (api->ports.engine == NULL)
        state = "starting";
    else
        engine_view(api->ports.engine, &view);
    if (view.fenced) state = "fenced";
    if (api->draining || view.draining) state = "draining";
    bool ready = strcmp(state, "ready") == 0;
    put_open(out, NULL, '{');
    put_bool(out, "ready", ready);
    put_bool(out, "stored", view.stored);
    put_text(out, "state", state);
    put_close(out, '}');
    ask_answer(ask, ready ? 200 : 503, "application/json", text_slice(out));
}

/* --- configuration ----------------------------------------------------------------------------- */

enum err view_numbers(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct called_number_record *number;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "numbers", '[');
    while ((number = core_next_record(core, RECORD_called_number, &cursor)) != NULL) {
        view_record_open(&ask->body, NULL, core, RECORD_called_number, number);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

void view_record_gateway(const struct ask *ask, struct text_buf *out, const char *name,
                         const struct core *core, const struct gateway_record *gateway) {
    view_record_in_part(out, name, core, RECORD_gateway, gateway, view_administers(ask));
    out->length--; /* its closing brace */
    put_uint(out, "waiting", core_gateway_waiting(core, gateway->number));
    put_close(out, '}');
}

enum err view_gateways(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct gateway_record *gateway;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "gateways", '[');
    while ((gateway = core_next_record(core, RECORD_gateway, &cursor)) != NULL)
        view_record_gateway(ask, &ask->body, NULL, core, gateway);
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* Kamailio names a set by a number: a municipality's code, else one that no code reaches. */
static uint32_t set_number(const struct organisation_record *organisation) {
    const char *id = organisation->id;
    size_t digits = strspn(id, "0123456789");
    uint32_t number = 0;
    if (digits == 0 || digits > 4 || id[digits] != '\0') return 10001u + organisation->number;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (uint32_t)(id[i] - '0');
    return number;
}

/* The organisation with a home set whose set follows `after`; NULL: there is none. Of two with one number, the lower id's. */
static const struct home_record *next_set(const struct core *core, uint64_t after, uint64_t *key) {
    uint64_t cursor = 0;
    const struct home_record *home, *best = NULL;
    while ((home = core_next_record(core, RECORD_home, &cursor)) != NULL) {
        const struct organisation_record *o = core_organisation(core, home->organisation);
        uint64_t at = ((uint64_t)set_number(o) << 16 | o->number) + 1;
        if (at <= after || (best != NULL && at >= *key)) continue;
        best = home;
        *key = at;
    }
    return best;
}

static const struct called_number_record *next_number(const struct core *core, const char *after) {
    uint64_t cursor = 0;
    const struct called_number_record *number, *best = NULL;
    while ((number = core_next_record(core, RECORD_called_number, &cursor)) != NULL)
        if (strcmp(number->number, after) > 0 &&
            (best == NULL || strcmp(number->number, best->number) < 0))
            best = number;
    return best;
}

/* The numbers that lead there, for a switch that must know without asking. A line of Kamailio's list may have 1,023
 * bytes, hence the cap: calls to numbers beyond it find home by asking only. */
static void add_numbers(struct text_buf *out, const struct core *core, organisation_no number) {
    const struct called_number_record *called;
    unsigned count = 0;
    for (const char *after = ""; count < 40 && (called = next_number(core, after)) != NULL;
         after = called->number)
        if (called->organisation == number)
            text_addf(out, "%s%s", count++ == 0 ? ";numbers=" : ":", called->number);
}

void show_dispatcher(struct ask *ask, const struct core *core) {
    struct text_buf *out = &ask->body;
    uint64_t key = 0;
    const struct home_record *home;
    text_add(out, "# coordinator telephony dispatcher\n");
    while ((home = next_set(core, key, &key)) != NULL) {
        const struct organisation_record *o = core_organisation(core, home->organisation);
        text_addf(out, "# %u %s %s\n", set_number(o), o->id, o->name);
        const struct address_list *list = &home->addresses[0];
        for (unsigned i = 0; i < list->count; i++) {
            text_addf(out, "%u %s 0 %u duid=%s-%u;organisation=%s", set_number(o),
                      list->addresses[i], 2u * LIMIT_HOME_ADDRESSES - i, o->id, i + 1, o->id);
            if (i == 0) add_numbers(out, core, o->number);
            text_add_char(out, '\n');
        }
    }
    const struct called_number_record *number;
    for (const char *after = ""; (number = next_number(core, after)) != NULL;
         after = number->number)
        text_addf(out, "#number %s %s %s %s\n", number->number,
                  core_organisation(core, number->organisation)->id,
                  core_topic(core, number->topic)->id,
                  core_settings(core)
                      ->languages[0]
                      .codes[number->language == LANGUAGE_NONE ? 0 : number->language]);
}
