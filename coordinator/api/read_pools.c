/* Reserve pools, call-ups, shifts and capacity: who may be called up, who has been and why not, who should be there. An agent
 * sees what is about them and nobody else. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

/* --- making them ----------------------------------------------------------------------------------------------------------- */

static void put_hex(const uint8_t hash[SHA256_BYTES], char out[2 * SHA256_BYTES + 1]) {
    for (int i = 0; i < SHA256_BYTES; i++)
        snprintf(out + (size_t)i * 2, 3, "%02x", hash[i]);
}

/* The secret is shown once, in the answer; its hash goes into the command. */
enum err prepare_callup_link(struct ask *ask, const struct api_request *request) {
    char hex[2 * SHA256_BYTES + 1];
    uint8_t hash[SHA256_BYTES];
    if (!mutate_draw_secret(ask->api, ask->secret))
        return view_refuse(ask, ERR_INTERNAL, "", "the system gives no random numbers");
    crypto_sha256(ask->secret, strlen(ask->secret), hash);
    put_hex(hash, hex);
    const struct wire_parameter parameters[] = {
        {ask->address.parameter_name, ask->address.parameter}, {"link", hex}};
    return wire_decode_command(ask->route->command, request->body, parameters, 2, &ask->command,
                               &ask->problem);
}

/* Whoever has the link speaks for the one it was made for, about that call-up and nothing else. */
enum err prepare_link_answer(struct ask *ask, const struct api_request *request) {
    char hex[2 * SHA256_BYTES + 1];
    uint8_t hash[SHA256_BYTES];
    crypto_sha256(ask->address.parameter, strlen(ask->address.parameter), hash);
    put_hex(hash, hex);
    const struct wire_parameter parameter = {"link", hex};
    ask->actor = (struct actor){.role = ROLE_SYSTEM, .agent = AGENT_NONE};
    text_copy(ask->actor.token, sizeof ask->actor.token, "link");
    return wire_decode_command(ask->route->command, request->body, &parameter, 1, &ask->command,
                               &ask->problem);
}

enum err prepare_shifts(struct ask *ask, const struct api_request *request) {
    struct slice type = request->content_type;
    if (type.length >= 8 && strncmp(type.data, "text/csv", 8) == 0)
        return wire_decode_shifts(request->body, ask->address.parameter, &ask->command,
                                  &ask->problem);
    return prepare_command(ask, request);
}

/* --- call-ups --------------------------------------------------------------------------------------------------------------- */

static const struct callup_ask_record *ask_of(const struct core *core, const char *callup,
                                              agent_no agent) {
    const struct callup_ask_record *r;
    uint64_t cursor = 0;
    while ((r = core_next_record(core, RECORD_callup_ask, &cursor)) != NULL)
        if (r->agent == agent && strcmp(r->callup, callup) == 0) return r;
    return NULL;
}

/* An agent sees a call-up that looked at them; others those of their organisations. */
static bool sees_callup(const struct actor *actor, const struct core *core,
                        const struct callup_record *callup) {
    if (actor->role == ROLE_AGENT) return ask_of(core, callup->id, actor->agent) != NULL;
    return auth_sees(actor, callup->organisation);
}

static void add_people(struct ask *ask, const struct core *core,
                       const struct callup_record *callup) {
    const struct callup_ask_record *r;
    uint64_t cursor = 0;
    put_open(&ask->body, "people", '[');
    while ((r = core_next_record(core, RECORD_callup_ask, &cursor)) != NULL)
        if (strcmp(r->callup, callup->id) == 0 &&
            (ask->actor.role != ROLE_AGENT || r->agent == ask->actor.agent))
            view_record_in_part(&ask->body, NULL, core, RECORD_callup_ask, r, true);
    put_close(&ask->body, ']');
}

static void add_callup(struct ask *ask, const char *name, const struct core *core,
                       const struct callup_record *callup) {
    view_record_open(&ask->body, name, core, RECORD_callup, callup);
    add_people(ask, core, callup);
    put_close(&ask->body, '}');
}

void view_add_callups(struct ask *ask, const struct core *core, organisation_no only) {
    const struct callup_record *callup;
    uint64_t cursor = 0;
    put_open(&ask->body, "callups", '[');
    while ((callup = core_next_record(core, RECORD_callup, &cursor)) != NULL)
        if (sees_callup(&ask->actor, core, callup) &&
            (only == ORGANISATION_NONE || callup->organisation == only))
            add_callup(ask, NULL, core, callup);
    put_close(&ask->body, ']');
}

enum err view_callups(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = view_organisation_filter(ask, core, "organisation", &only);
    if (err != ERR_OK) return err;
    put_open(&ask->body, NULL, '{');
    view_add_callups(ask, core, only);
    return ERR_OK;
}

enum err view_callup(struct ask *ask, const struct core *core) {
    const struct callup_record *callup = core_find_callup(core, ask->address.parameter);
    if (callup == NULL) return view_not_found(ask, ERR_UNKNOWN_CALLUP);
    if (!sees_callup(&ask->actor, core, callup))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "callup", "");
    put_open(&ask->body, NULL, '{');
    add_callup(ask, "callup", core, callup);
    return ERR_OK;
}

/* What somebody who is signed out sees: what is asked for, and how it stands. No name, and no id of a person. */
enum err view_link(struct ask *ask, const struct core *core) {
    uint8_t hash[SHA256_BYTES];
    crypto_sha256(ask->address.parameter, strlen(ask->address.parameter), hash);
    const struct callup_ask_record *r = core_find_callup_link(core, hash);
    const struct callup_record *callup = r == NULL ? NULL : core_find_callup(core, r->callup);
    if (callup == NULL || callup->ends_at <= api_now(ask->api))
        return view_refuse(ask, ERR_UNKNOWN_CALLUP, "link", "the link is not good any more");
    struct text_buf *out = &ask->body;
    put_open(out, NULL, '{');
    put_text(out, "callup", callup->id);
    put_text(out, "organisation", core_organisation(core, callup->organisation)->name);
    put_text(out, "topic", core_topic(core, callup->topic)->name);
    put_text(out, "language", core_settings(core)->languages[0].codes[callup->language]);
    put_text(out, "reason", callup->reason);
    put_time(out, "starts_at", callup->starts_at);
    put_time(out, "ends_at", callup->ends_at);
    put_time(out, "answer_by", callup->answer_by);
    put_uint(out, "needed", callup->needed);
    put_uint(out, "accepted", callup->accepted);
    put_text(out, "state", word_text(&callup_state_words, callup->state));
    put_text(out, "answer", word_text(&ask_state_words, r->state));
    return ERR_OK;
}

/* --- the pool, shifts, capacity ------------------------------------------------------------------------------------------------ */

static enum err filter(struct ask *ask, const struct core *core, organisation_no *only) {
    enum err err = view_organisation_filter(ask, core, "organisation", only);
    if (err == ERR_OK && *only != ORGANISATION_NONE && !auth_sees(&ask->actor, *only))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "organisation", "");
    return err;
}

static bool shows(const struct ask *ask, organisation_no n, organisation_no only) {
    return auth_sees(&ask->actor, n) && (only == ORGANISATION_NONE || only == n);
}

static void add_presence(struct ask *ask, const struct core *core, agent_no agent) {
    put_text(&ask->body, "state",
             word_text(&agent_state_words, core_availability(core, agent)->state));
    put_bool(&ask->body, "on_shift", core_on_shift(core, agent, api_now(ask->api)));
}

enum err view_pools(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = filter(ask, core, &only);
    const struct pool_record *pool;
    uint64_t pools = 0;
    if (err != ERR_OK) return err;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "pools", '[');
    while ((pool = core_next_record(core, RECORD_pool, &pools)) != NULL) {
        const struct pool_member_record *member;
        uint64_t members = 0;
        if (!shows(ask, pool->organisation, only)) continue;
        view_record_open(&ask->body, NULL, core, RECORD_pool, pool);
        put_open(&ask->body, "members", '[');
        while ((member = core_next_record(core, RECORD_pool_member, &members)) != NULL) {
            if (core_agent(core, member->agent)->organisation != pool->organisation) continue;
            view_record_open(&ask->body, NULL, core, RECORD_pool_member, member);
            add_presence(ask, core, member->agent);
            put_close(&ask->body, '}');
        }
        put_close(&ask->body, ']');
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_shifts(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = filter(ask, core, &only);
    const struct shift_record *shift;
    uint64_t cursor = 0;
    uint32_t rows = 0;
    if (err != ERR_OK) return err;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "shifts", '[');
    while ((shift = core_next_record(core, RECORD_shift, &cursor)) != NULL) {
        if (!shows(ask, core_agent(core, shift->agent)->organisation, only)) continue;
        if (++rows > LIMIT_LIST_ROWS) break;
        view_record_open(&ask->body, NULL, core, RECORD_shift, shift);
        add_presence(ask, core, shift->agent);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    if (rows > LIMIT_LIST_ROWS) put_bool(&ask->body, "more", true);
    return ERR_OK;
}

void view_count_absent(const struct core *core, time_ms now, struct absent_table *out) {
    const struct shift_record *shift;
    uint64_t cursor = 0;
    *out = (struct absent_table){{0}};
    while ((shift = core_next_record(core, RECORD_shift, &cursor)) != NULL)
        if (shift->starts_at <= now && now < shift->ends_at &&
            core_availability(core, shift->agent)->state == AGENT_STATE_SIGNED_OUT)
            out->of[core_agent(core, shift->agent)->organisation]++;
}

bool view_capacity_now(const struct core *core, organisation_no n, time_ms now, uint32_t *out) {
    const struct capacity_record *r;
    uint64_t cursor = 0;
    while ((r = core_next_record(core, RECORD_capacity, &cursor)) != NULL) {
        if (r->organisation != n || r->starts_at > now || r->ends_at <= now) continue;
        *out = r->agents;
        return true;
    }
    return false;
}

/* What can be delivered; for now beside what the staffing advice needs. */
enum err view_capacity(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = filter(ask, core, &only);
    const struct capacity_record *r;
    struct staffing_view rows[STAFFING_ROWS];
    uint64_t cursor = 0;
    if (err != ERR_OK) return err;
    core_view_staffing(core, rows);
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "capacity", '[');
    while ((r = core_next_record(core, RECORD_capacity, &cursor)) != NULL) {
        const struct staffing_view *staffing = &rows[r->organisation];
        time_ms now = api_now(ask->api);
        if (!shows(ask, r->organisation, only)) continue;
        view_record_open(&ask->body, NULL, core, RECORD_capacity, r);
        bool current = r->starts_at <= now && now < r->ends_at;
        put_bool(&ask->body, "current", current);
        put_uint(&ask->body, "present", staffing->present);
        if (current && staffing->known && staffing->needed != UINT32_MAX)
            put_uint(&ask->body, "needed", staffing->needed);
        else
            put_null(&ask->body, "needed");
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}
