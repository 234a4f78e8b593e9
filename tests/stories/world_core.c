/* A story against the core alone: commands as JSON through wire, records as JSON through wire; with `recover`, a fresh core is
 * built from those records after every command, as from the documented hashes. */
#include "world_core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/core.h"
#include "core/explain.h"
#include "playbook/playbook.h"
#include "wire/switch.h"
#include "wire/wire.h"

static const struct core_sizes sizes = {
    .agents = 256, .calls = 512, .acknowledgements = 512, .tokens = 64, .replayed_answers = 64};

struct core_world {
    struct core *core;
    bool recover;
    const char *playbooks; /* folder */
    struct event events[LIMIT_EVENTS_PER_COMMAND];
    struct problem broken; /* what the last command broke */
};

/* --- recovery ---------------------------------------------------------------------------------------------------------------- */

static bool copy_kind(const struct core *from, struct core *to, enum record_kind kind,
                      struct problem *problem) {
    _Alignas(8) char record[4096];
    char id[LIMIT_RECORD_ID];
    struct text_buf json;
    uint64_t cursor = 0;
    const void *source;
    bool fine = true;
    ASSERT(record_types[kind].size <= sizeof record);
    text_buf_init(&json, 1 << 20);
    while (fine && (source = core_next_record(from, kind, &cursor)) != NULL) {
        text_buf_clear(&json);
        wire_encode_record(from, kind, source, &json);
        core_record_id(from, kind, source, id);
        fine = wire_decode_record(to, kind, text_slice(&json), record, problem) == ERR_OK &&
               core_restore(to, kind, record, problem) == ERR_OK;
    }
    text_buf_close(&json);
    return fine;
}

static bool recover(struct core_world *w, struct problem *problem) {
    struct core *fresh = core_create(&sizes);
    bool fine = fresh != NULL;
    for (int kind = 0; fine && kind < RECORD_KIND_COUNT; kind++)
        fine = copy_kind(w->core, fresh, (enum record_kind)kind, problem);
    fine = fine && core_restore_end(fresh, core_now(w->core), problem) == ERR_OK;
    if (fine && core_digest(fresh) != core_digest(w->core)) {
        problem_set(problem, ERR_INTERNAL, "digest",
                    "the recovered core differs from the one before");
        fine = false;
    }
    if (!fine) {
        core_destroy(fresh);
        return false;
    }
    core_destroy(w->core);
    w->core = fresh;
    return true;
}

/* --- commands -------------------------------------------------------------------------------------------------------------------- */

static void after(struct core_world *w) {
    if (w->broken.err == ERR_OK && core_check(w->core, &w->broken) == ERR_OK && w->recover)
        (void)recover(w, &w->broken);
}

static enum err apply(struct core_world *w, const struct command *command,
                      struct core_result *result, struct problem *problem) {
    struct event_list events = {.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    return core_apply(w->core, command, core_now(w->core), &events, result, problem);
}

static void act_as(struct core_world *w, const char *role, const char *who, struct actor *actor) {
    uint8_t number = 0;
    ASSERT(word_from_text(&role_words, role, strlen(role), &number));
    *actor = (struct actor){.role = number, .all_organisations = true, .agent = AGENT_NONE};
    const char *at = strchr(who, '@'); /* "lone@0615": Lone's token, limited to 0615 */
    snprintf(actor->token, sizeof actor->token, "%.*s", (int)strcspn(who, "@"), who);
    if (at != NULL) who = at + 1;
    organisation_no organisation;
    if (number == ROLE_AGENT)
        (void)core_find_agent(w->core, who, &actor->agent);
    else if (core_find_organisation(w->core, who,
                                    &organisation)) { /* a token limited to that organisation */
        actor->all_organisations = false;
        organisation_set_add(&actor->organisations, organisation);
    }
}

static json_t *as_json(const struct core *core, struct record_ref ref) {
    const void *record = ref.kind == RECORD_KIND_COUNT ? NULL : core_record(core, ref);
    if (record == NULL) return NULL;
    struct text_buf text;
    text_buf_init(&text, 1 << 20);
    wire_encode_record(core, ref.kind, record, &text);
    json_t *json = json_loadb(text.data, text.length, 0, NULL);
    text_buf_close(&text);
    return json;
}

static json_t *do_record(void *ctx, const char *kind_name, const char *id);
static void to_hex(const uint8_t hash[SHA256_BYTES], char *out);

/* What the edge would put in: the version that stands, and the hash of the values. */
static json_t *complete_update(struct core_world *w, const json_t *payload) {
    json_t *out = json_deep_copy(payload), *values = json_object_get(out, "parameters");
    const char *id = json_string_value(json_object_get(out, "activation"));
    json_t *record = do_record(w, "activation", id == NULL ? "" : id);
    json_t *no_hash =
        json_string("0000000000000000000000000000000000000000000000000000000000000000");
    static const char *const members[] = {"version", "parameters"};
    char hex[2 * SHA256_BYTES + 1];
    if (values != NULL) {
        uint8_t hash[SHA256_BYTES];
        char *text = json_dumps(values, JSON_COMPACT | JSON_SORT_KEYS);
        crypto_sha256(text, strlen(text), hash);
        to_hex(hash, hex);
        /* A story gives the values that change. */
        json_t *changed = json_array(), *value;
        const char *name;
        json_object_foreach(values, name, value) json_array_append_new(changed, json_string(name));
        json_object_set_new(out, "changed", changed);
        json_object_set_new(out, "parameters", json_string(hex));
        free(text);
    }
    for (size_t i = 0; i < 2; i++) {
        json_t *standing = json_object_get(record, members[i]);
        if (json_object_get(out, members[i]) == NULL)
            json_object_set(out, members[i], standing == NULL ? no_hash : standing);
    }
    json_decref(no_hash);
    json_decref(record);
    return out;
}

/* The call's id stands in the address. */
static enum err tell(const json_t *given, struct command *command, struct problem *problem) {
    json_t *event = json_deep_copy(given);
    const char *id = json_string_value(json_object_get(given, "call_id"));
    json_object_del(event, "call_id");
    char *body = json_dumps(event, JSON_COMPACT);
    ASSERT(body != NULL);
    enum err err = wire_decode_switch_event(id == NULL ? "" : id, slice_of(body), command, problem);
    free(body);
    json_decref(event);
    return err;
}

static void set_hash(json_t *out, const char *member, const char *text) {
    uint8_t hash[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    crypto_sha256(text, strlen(text), hash);
    to_hex(hash, hex);
    json_object_set_new(out, member, json_string(hex));
}

/* The same for the document of a municipality's value, and for an alert's text. */
static json_t *complete_document(enum command_type type, const json_t *payload) {
    json_t *out = json_deep_copy(payload), *value = json_object_get(out, "value");
    const char *parameter = json_string_value(json_object_get(out, "parameter"));
    if (value != NULL && parameter != NULL) {
        json_t *document = json_pack("{s:O}", parameter, value);
        char *text = json_dumps(document, JSON_COMPACT);
        set_hash(out, "value", text);
        free(text);
        json_decref(document);
    }
    if (type == COMMAND_alert_receive) {
        char *text = json_dumps(out, JSON_COMPACT | JSON_SORT_KEYS);
        set_hash(out, "text", text);
        free(text);
    }
    return out;
}

static json_t *complete(struct core_world *w, enum command_type type, const json_t *payload) {
    if (type == COMMAND_activation_update) return complete_update(w, payload);
    return complete_document(type, payload);
}

static enum err do_command(void *ctx, const char *name, const json_t *given, const char *role,
                           const char *who, json_t **subject, struct problem *problem) {
    struct core_world *w = ctx;
    enum command_type type;
    ASSERT(command_type_from_name(name, &type));
    struct command *command = calloc(1, sizeof *command);
    json_t *payload = complete(w, type, given);
    char *body = json_dumps(payload, JSON_COMPACT);
    json_decref(payload);
    ASSERT(command != NULL && body != NULL);
    struct core_result result;
    /* What the edge draws. */
    static const char hash[] = "1111111111111111111111111111111111111111111111111111111111111111";
    const struct wire_parameter secret = {"secret", hash};
    bool drawn =
        type == COMMAND_receiver_put || type == COMMAND_receiver_rotate || type == COMMAND_peer_put;
    static const char nothing[] =
        "0000000000000000000000000000000000000000000000000000000000000000";
    static const struct wire_parameter table = {"table", hash};
    static const struct wire_parameter documents[] = {{"authorization", nothing}, {"names", hash}};
    struct wire_switch_call asked;
    enum err err;
    if (type == COMMAND_call_arrive)
        err = wire_decode_call(slice_of(body), command, &asked, problem);
    else if (type == COMMAND_call_event)
        err = tell(given, command, problem);
    else if (type == COMMAND_queue_adapter_put)
        err = wire_decode_command(type, slice_of(body), &table, 1, command, problem);
    else if (type == COMMAND_queue_source_put)
        err = wire_decode_command(type, slice_of(body), documents, 2, command, problem);
    else
        err = wire_decode_command(type, slice_of(body), &secret, drawn ? 1 : 0, command, problem);
    if (err == ERR_OK) {
        act_as(w, role, who, &command->actor);
        err = apply(w, command, &result, problem);
    }
    if (err == ERR_OK && subject != NULL) *subject = as_json(w->core, result.subject);
    after(w);
    free(body);
    free(command);
    return err;
}

/* --- dry runs ---------------------------------------------------------------------------------------------------------------------- */

static json_t *foretold(const struct core *is, const struct dry_run *run) {
    json_t *offers = json_object();
    long long gained = 0, lost = 0;
    for (uint32_t i = 0; i < run->event_count; i++) {
        const struct event *event = &run->events[i];
        for (int k = 0; event->type == EVENT_call_offered && k < event->record_count; k++) {
            if (event->records[k].kind != RECORD_call) continue;
            char id[LIMIT_RECORD_ID];
            core_record_id(run->core, RECORD_call, core_record(run->core, event->records[k]), id);
            json_object_set_new(offers, id, json_string(core_agent(is, event->agent)->id));
        }
    }
    for (organisation_no a = 0; a < LIMIT_ORGANISATIONS; a++) {
        for (organisation_no b = 0; b < LIMIT_ORGANISATIONS; b++) {
            uint64_t now = core_may_help(is, a, b), then = core_may_help(run->core, a, b);
            gained += (then & ~now) != 0;
            lost += (now & ~then) != 0;
        }
    }
    return json_pack("{s:o,s:I,s:I}", "offers", offers, "gained", (json_int_t)gained, "lost",
                     (json_int_t)lost);
}

static enum err do_dry_run(void *ctx, const char *name, const json_t *payload, const char *role,
                           const char *who, json_t **answer, struct problem *problem) {
    struct core_world *w = ctx;
    enum command_type type;
    (void)role, (void)who; /* who may ask is seen by the api */
    ASSERT(command_type_from_name(name, &type));
    struct command *command = calloc(1, sizeof *command);
    json_t *whole = json_deep_copy(payload);
    if (type == COMMAND_activation_start) {
        const struct playbook_record *record = core_find_playbook(
            w->core, json_string_value(json_object_get(whole, "playbook")), true);
        struct text_buf hex;
        text_buf_init(&hex, 2 * SHA256_BYTES);
        text_add_hex(&hex, record == NULL ? (const uint8_t[SHA256_BYTES]){0} : record->version,
                     SHA256_BYTES);
        json_object_set_new(whole, "version", json_string(hex.data));
        json_object_set_new(whole, "parameters", json_string(hex.data));
        text_buf_close(&hex);
    }
    char *body = json_dumps(whole, JSON_COMPACT);
    ASSERT(command != NULL && body != NULL);
    struct dry_run run;
    uint64_t digest = core_digest(w->core);
    enum err err = wire_decode_command(type, slice_of(body), NULL, 0, command, problem);
    if (err == ERR_OK) err = core_dry_run(w->core, command, core_now(w->core), &run, problem);
    if (err == ERR_OK) {
        *answer = foretold(w->core, &run);
        core_dry_run_end(&run);
    }
    if (core_digest(w->core) != digest)
        problem_set(&w->broken, ERR_INTERNAL, "digest", "a dry run changed something");
    after(w);
    free(body);
    free(command);
    json_decref(whole);
    return err;
}

static bool do_advance(void *ctx, time_ms now) {
    struct core_world *w = ctx;
    struct command tick = {.type = COMMAND_tick, .actor.role = ROLE_SYSTEM};
    struct core_result result;
    struct problem problem;
    for (time_ms due; (due = core_next_deadline(w->core)) <= now;) {
        struct event_list events = {.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
        if (due < core_now(w->core)) due = core_now(w->core);
        if (core_apply(w->core, &tick, due, &events, &result, &problem) != ERR_OK) return false;
        after(w);
    }
    /* An empty tick moves the core's time on. */
    struct event_list events = {.events = w->events, .capacity = LIMIT_EVENTS_PER_COMMAND};
    return core_apply(w->core, &tick, now, &events, &result, &problem) == ERR_OK;
}

/* "activation-1/call-2": as GET /v1/calls/{call}/answers chooses it; NULL: it is not said. */
static json_t *told(const struct core *core, const char *id) {
    static const char *const places[] = {"inside", "outside", "unknown"};
    unsigned long long a = 0, b = 0;
    if (sscanf(id, "activation-%llu/call-%llu", &a, &b) != 2) return NULL;
    const struct activation_record *activation = core_activation(core, a);
    const struct call_record *call = core_call(core, b);
    if (activation == NULL || call == NULL || activation->state == ACTIVATION_STATE_PLANNED)
        return NULL;
    struct core_place at = core_activation_place(activation, call->municipality, call->postcode);
    bool lifted = at.left || activation->state == ACTIVATION_STATE_LIFTED;
    topic_set topic = UINT64_C(1) << call->topic;
    if (lifted &&
        core_activation_is_covered(core, activation, call->municipality, call->postcode, topic))
        return NULL;
    return json_pack("{s:s,s:s}", "place", places[at.place], "moment",
                     lifted                ? "lifted"
                     : activation->expired ? "expired"
                                           : "active");
}

/* Of "0615/vand": {"reason":"shared","shares":{"0615":750,"midt":250}}, as GET /v1/advice says it. */
static json_t *advice_of(const struct core_world *w, const char *id) {
    char organisation[LIMIT_ID];
    organisation_no home;
    topic_no topic;
    struct advice advice;
    const char *slash = strchr(id, '/');
    snprintf(organisation, sizeof organisation, "%.*s", slash == NULL ? 0 : (int)(slash - id), id);
    if (slash == NULL || !core_find_organisation(w->core, organisation, &home) ||
        !core_find_topic(w->core, slash + 1, &topic))
        return NULL;
    core_advise(w->core, home, topic, &advice);
    json_t *shares = json_object();
    for (uint32_t i = 0; i < advice.count; i++)
        json_object_set_new(shares, core_organisation(w->core, advice.shares[i].organisation)->id,
                            json_integer(advice.shares[i].permille));
    return json_pack("{s:s,s:o}", "reason", word_text(&advice_reason_words, advice.reason),
                     "shares", shares);
}

static json_t *do_record(void *ctx, const char *kind_name, const char *id) {
    struct core_world *w = ctx;
    if (strcmp(kind_name, "told") == 0) return told(w->core, id);
    enum record_kind kind;
    uint64_t cursor = 0;
    const void *record;
    if (strcmp(kind_name, "advice") == 0) return advice_of(w, id);
    if (!record_kind_from_name(kind_name, &kind)) return NULL;
    while ((record = core_next_record(w->core, kind, &cursor)) != NULL) {
        char its[LIMIT_RECORD_ID];
        core_record_id(w->core, kind, record, its);
        if (strcmp(its, id) != 0) continue;
        struct text_buf text;
        text_buf_init(&text, 1 << 20);
        wire_encode_record(w->core, kind, record, &text);
        json_t *json = json_loadb(text.data, text.length, 0, NULL);
        text_buf_close(&text);
        return json;
    }
    return NULL;
}

static bool do_check(void *ctx, struct problem *problem) {
    struct core_world *w = ctx;
    *problem = w->broken;
    return w->broken.err == ERR_OK;
}

/* --- playbooks --------------------------------------------------------------------------------------------------------------------- */

static struct playbook *playbook_of(const json_t *document) {
    char *text = json_dumps(document, JSON_COMPACT | JSON_PRESERVE_ORDER);
    struct playbook_report *report = calloc(1, sizeof *report);
    ASSERT(text != NULL && report != NULL);
    struct playbook *playbook = playbook_read(slice_of(text), report);
    free(report);
    free(text);
    return playbook;
}

static struct playbook *read_playbook(struct core_world *w, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s/playbook.json", w->playbooks, name);
    json_t *document = json_load_file(path, 0, NULL);
    struct playbook *playbook = document == NULL ? NULL : playbook_of(document);
    json_decref(document);
    return playbook;
}

static void to_hex(const uint8_t hash[SHA256_BYTES], char *out) {
    struct text_buf text;
    text_buf_init(&text, 2 * SHA256_BYTES + 1);
    text_add_hex(&text, hash, SHA256_BYTES);
    snprintf(out, 2 * SHA256_BYTES + 1, "%s", text.data);
    text_buf_close(&text);
}

static void add_topic(struct id_list *list, const char *topic) {
    snprintf(list->ids[list->count++], LIMIT_ID, "%s", topic);
}

static void fill_transfers(struct playbook_publish_command *p, const struct playbook *playbook) {
    for (size_t i = 0; i < playbook_transfer_count(playbook); i++) {
        const char *kind = playbook_transfer_kind(playbook, i),
                   *topic = playbook_transfer_topic(playbook, i);
        add_topic(&p->transfer_ruled, topic);
        if (strcmp(kind, "warm") == 0) add_topic(&p->transfer_warm, topic);
        if (strcmp(kind, "cold") == 0) add_topic(&p->transfer_cold, topic);
        if (strcmp(kind, "ticket") == 0) add_topic(&p->transfer_ticket, topic);
    }
}

static enum err publish(struct core_world *w, const struct playbook *playbook,
                        struct problem *problem) {
    struct command *publish = calloc(1, sizeof *publish);
    struct core_result result;
    ASSERT(publish != NULL);
    struct playbook_publish_command *p = &publish->as.playbook_publish;
    publish->type = COMMAND_playbook_publish;
    snprintf(p->playbook, LIMIT_ID, "%s", playbook_id(playbook));
    memcpy(p->version, playbook_version(playbook), SHA256_BYTES);
    for (size_t i = 0; i < playbook_topic_count(playbook); i++)
        snprintf(p->topics.ids[p->topics.count++], LIMIT_ID, "%s", playbook_topic(playbook, i));
    struct playbook_while_active wishes;
    playbook_while_active(playbook, "da", &wishes);
    for (size_t i = 0; i < wishes.shared_topic_count; i++)
        snprintf(p->shared_topics.ids[p->shared_topics.count++], LIMIT_ID, "%s",
                 wishes.shared_topics[i]);
    p->wrap_up_ms = wishes.wrap_up_ms;
    p->acknowledge_first = wishes.acknowledge_first;
    struct playbook_terms terms;
    playbook_terms(playbook, &terms);
    p->default_duration_ms = terms.default_duration_ms;
    p->max_duration_ms = terms.max_duration_ms;
    p->warn_before_ms = terms.warn_before_ms;
    p->review_every_ms = terms.review_every_ms;
    p->lifted_ms = terms.lifted_ms;
    fill_transfers(p, playbook);
    act_as(w, "municipal_editor", "editor", &publish->actor);
    enum err err = apply(w, publish, &result, problem);
    after(w);
    free(publish);
    return err;
}

static enum err do_playbook(void *ctx, const json_t *document, bool approve, char *out,
                            struct problem *problem) {
    struct core_world *w = ctx;
    struct playbook *playbook = playbook_of(document);
    if (playbook == NULL) return problem_set(problem, ERR_PLAYBOOK_REFUSED, "playbook", "refused");
    to_hex(playbook_version(playbook), out);
    enum err err = publish(w, playbook, problem);
    if (err == ERR_OK && approve) {
        json_t *payload = json_pack("{s:s,s:s}", "playbook", playbook_id(playbook), "version", out);
        err = do_command(w, "playbook_approve", payload, "approver", "approver", NULL, problem);
        json_decref(payload);
    }
    playbook_destroy(playbook);
    return err;
}

static bool do_token(void *ctx, const char *role, const char *who) {
    struct core_world *w = ctx;
    struct problem problem;
    char hex[2 * SHA256_BYTES + 1];
    uint8_t hash[SHA256_BYTES];
    crypto_sha256(who, strlen(who), hash);
    to_hex(hash, hex);
    json_t *payload = json_pack("{s:s,s:s,s:s}", "token", who, "role", role, "hash", hex);
    enum err err = do_command(w, "token_create", payload, "admin", "admin", NULL, &problem);
    json_decref(payload);
    return err == ERR_OK;
}

static enum err start_activation(struct core_world *w, const json_t *request,
                                 const struct playbook *playbook, const struct text_buf *canonical,
                                 const char *role, const char *who, char *out,
                                 struct problem *problem) {
    json_t *payload = json_deep_copy(request), *subject = NULL;
    char hex[2 * SHA256_BYTES + 1];
    uint8_t hash[SHA256_BYTES];
    to_hex(playbook_version(playbook), hex);
    if (json_object_get(payload, "version") == NULL)
        json_object_set_new(payload, "version", json_string(hex));
    crypto_sha256(canonical->data, canonical->length, hash);
    to_hex(hash, hex);
    json_object_set_new(payload, "parameters", json_string(hex));
    enum err err = do_command(w, "activation_start", payload, role, who, &subject, problem);
    if (err == ERR_OK) snprintf(out, 32, "%s", json_string_value(json_object_get(subject, "id")));
    json_decref(subject);
    json_decref(payload);
    return err;
}

static enum err do_activate(void *ctx, const json_t *request, const char *role, const char *who,
                            char *out, struct problem *problem) {
    struct core_world *w = ctx;
    struct playbook *playbook =
        read_playbook(w, json_string_value(json_object_get(request, "playbook")));
    if (playbook == NULL)
        return problem_set(problem, ERR_UNKNOWN_PLAYBOOK, "playbook", "there is no such playbook");
    char *parameters = json_dumps(json_object_get(request, "parameters"), JSON_COMPACT);
    struct text_buf canonical;
    text_buf_init(&canonical, LIMIT_DOCUMENT_BYTES);
    enum err err = playbook_check_parameters(playbook, slice_of(parameters), &canonical, problem);
    if (err == ERR_OK)
        err = start_activation(w, request, playbook, &canonical, role, who, out, problem);
    text_buf_close(&canonical);
    free(parameters);
    playbook_destroy(playbook);
    return err;
}

static const struct world_ops ops = {
    .command = do_command,
    .record = do_record,
    .advance = do_advance,
    .playbook = do_playbook,
    .activate = do_activate,
    .token = do_token,
    .dry_run = do_dry_run,
    .check = do_check,
};

struct world world_core_open(time_ms start, bool recover_always, const char *playbooks) {
    struct core_world *w = calloc(1, sizeof *w);
    ASSERT(w != NULL);
    *w = (struct core_world){
        .core = core_create(&sizes), .recover = recover_always, .playbooks = playbooks};
    ASSERT(w->core != NULL);
    ASSERT(do_advance(w, start));
    /* As the live service of stories: an installation made for exercises. */
    struct command *made = calloc(1, sizeof *made);
    struct core_result result;
    struct problem problem;
    ASSERT(made != NULL);
    made->type = COMMAND_settings_put;
    made->actor.role = ROLE_SYSTEM;
    made->as.settings_put.exercise = 1;
    COMMAND_GIVE(made, settings_put, exercise);
    ASSERT(apply(w, made, &result, &problem) == ERR_OK);
    free(made);
    return (struct world){&ops, w};
}

void world_core_close(struct world world) {
    struct core_world *w = world.ctx;
    core_destroy(w->core);
    free(w);
}
