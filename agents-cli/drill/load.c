/* Step after step, each when the one before is answered whole: languages before the agents who
 * speak them, topics before skills, organisations before their agents and agreements, the
 * cooperation before the setting that names it. */
#include "drill/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/assert.h"
#include "base/text.h"
#include "base/time.h"
#include "drill/service.h"

enum step {
    STEP_CLOCK,
    STEP_SETTINGS,
    STEP_TOPICS,
    STEP_ORGANISATIONS,
    STEP_COOPERATION,
    STEP_AGREEMENTS,
    STEP_AGENTS,
    STEP_TOKENS,
    STEP_PUBLISH,
    STEP_APPROVE,
    STEP_REVOKE,
    STEP_OVER
};

#define PLAYBOOK_MAX (64u * 1024)

struct playbook_text {
    char id[LIMIT_ID], version[2 * 32 + 1];
    char *bytes;
    size_t length;
    bool approved;
};

struct load {
    const struct load_options *options;
    const struct data *data;
    struct service *service;
    enum step step;
    uint32_t open, failed, sent;
    time_ms now;
    char editor[SERVICE_SECRET], approver[SERVICE_SECRET];
    char editor_token[LIMIT_ID], approver_token[LIMIT_ID];
    struct playbook_text playbooks[16];
};

static void next_step(struct load *load);

static void fail(struct load *load, const char *what, const char *detail) {
    load->failed++;
    if (load->failed <= 20) fprintf(stderr, "ddh-drill: %s: %s\n", what, detail);
}

static void settle(struct load *load) {
    ASSERT(load->open > 0);
    if (--load->open > 0) return;
    if (load->failed > 0 && load->step < STEP_REVOKE) load->step = STEP_REVOKE - 1;
    load->step++;
    next_step(load);
}

static void on_put(void *ctx, const struct service_answer *answer) {
    struct load *load = ctx;
    if (answer->status < 200 || answer->status > 299) fail(load, "loading", answer->detail);
    settle(load);
}

static void ask(struct load *load, const char *token, const char *method, const char *path,
                json_t *body, void (*on_answer)(void *, const struct service_answer *)) {
    load->open++;
    load->sent++;
    service_ask(load->service, &(struct service_ask){.token = token,
                                                     .method = method,
                                                     .path = path,
                                                     .body = body,
                                                     .on_answer = on_answer,
                                                     .ctx = load});
}

/* PUT /v1/<collection>/<id> with the row as it stands in the file, less what the file has for
 * itself. */
static void put_row(struct load *load, const char *collection, const char *id_name, json_t *row,
                    const char *const *dropped) {
    char path[128];
    snprintf(path, sizeof path, "/v1/%s/%s", collection,
             json_string_value(json_object_get(row, id_name)));
    json_t *body = json_copy(row);
    json_object_del(body, id_name);
    for (size_t i = 0; dropped != NULL && dropped[i] != NULL; i++)
        json_object_del(body, dropped[i]);
    ask(load, load->options->token, "PUT", path, body, on_put);
}

static void on_clock(void *ctx, const struct service_answer *answer) {
    struct load *load = ctx;
    const json_t *clock = json_object_get(answer->body, "clock");
    load->now = json_integer_value(json_object_get(clock, "now"));
    if (answer->status != 200 || load->now <= 0) fail(load, "reading the clock", answer->detail);
    settle(load);
}

static void put_topics(struct load *load) {
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(load->data->cooperation, "topics"), index, row)
        put_row(load, "topics", "topic", row, NULL);
}

/* How many agents it keeps for its own citizens: its own figure, or the members' usual one. */
static json_t *reserve_of(const struct load *load, const json_t *organisation) {
    const json_t *reserve = json_object_get(load->data->cooperation, "reserve");
    const char *id = json_string_value(json_object_get(organisation, "organisation"));
    const char *standing = json_string_value(json_object_get(organisation, "standing"));
    json_t *own = json_object_get(reserve, id);
    if (own == NULL && strcmp(standing, "member") == 0) own = json_object_get(reserve, "usual");
    return own;
}

static void put_organisation(struct load *load, const json_t *row, const char *kind) {
    static const char *const dropped[] = {"region", "population_basis", "membership_basis", NULL};
    json_t *whole = json_copy((json_t *)(uintptr_t)row);
    json_t *reserve = reserve_of(load, row);
    if (kind != NULL) json_object_set_new(whole, "kind", json_string(kind));
    if (reserve != NULL) json_object_set(whole, "reserve", reserve);
    put_row(load, "organisations", "organisation", whole, dropped);
    json_decref(whole);
}

static void put_organisations(struct load *load) {
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(load->data->municipalities, "municipalities"), index, row)
        put_organisation(load, row, "municipality");
    put_organisation(load, json_object_get(load->data->cooperation, "cooperation"), NULL);
    json_array_foreach(json_object_get(load->data->cooperation, "partners"), index, row)
        put_organisation(load, row, NULL);
}

static void put_agreements(struct load *load) {
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(load->data->cooperation, "agreements"), index, row)
        put_row(load, "agreements", "agreement", row, NULL);
    /* Members are under the cooperation's; a partner without one of its own is given no calls. */
    json_array_foreach(json_object_get(load->data->cooperation, "partners"), index, row) {
        char path[128];
        snprintf(path, sizeof path, "/v1/organisations/%s/data-agreement",
                 json_string_value(json_object_get(row, "organisation")));
        ask(load, load->options->token, "PUT", path, json_object(), on_put);
    }
}

/* The file says how many days ago, seen from the exercise's beginning. */
static void set_day(json_t *body, const json_t *row, const char *from, const char *to,
                    time_ms now) {
    json_t *days = json_object_get(row, from);
    if (json_is_integer(days))
        json_object_set_new(body, to, json_integer(now - json_integer_value(days) * DAY_MS));
    json_object_del(body, from);
}

static void put_agents(struct load *load) {
    static const char *const dropped[] = {"shift", NULL};
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(load->data->agents, "agents"), index, row) {
        json_t *body = json_copy(row);
        set_day(body, row, "registered_days_ago", "registered_at", load->now);
        set_day(body, row, "elearning_days_ago", "elearning_at", load->now);
        set_day(body, row, "course_days_ago", "course_at", load->now);
        put_row(load, "agents", "agent", body, dropped);
        json_decref(body);
    }
}

static void take_secret(struct load *load, const struct service_answer *answer, char *secret) {
    const char *text = json_string_value(json_object_get(answer->body, "secret"));
    if (text == NULL || !text_copy(secret, SERVICE_SECRET, text))
        fail(load, "making a token", answer->detail);
    settle(load);
}

static void on_editor(void *ctx, const struct service_answer *answer) {
    take_secret(ctx, answer, ((struct load *)ctx)->editor);
}

static void on_approver(void *ctx, const struct service_answer *answer) {
    take_secret(ctx, answer, ((struct load *)ctx)->approver);
}

static void make_token(struct load *load, const char *token, const char *role,
                       void (*on_answer)(void *, const struct service_answer *)) {
    ask(load, load->options->token, "POST", "/v1/tokens",
        json_pack("{s:s, s:s, s:I}", "token", token, "role", role, "expires_at",
                  (json_int_t)(load->now + DAY_MS)),
        on_answer);
}

static void on_published(void *ctx, const struct service_answer *answer) {
    struct load *load = ctx;
    const json_t *playbook = json_object_get(answer->body, "playbook");
    const char *id = json_string_value(json_object_get(playbook, "id"));
    const char *version = json_string_value(json_object_get(playbook, "version"));
    bool taken = false;
    for (uint32_t i = 0; i < load->options->playbook_count && id != NULL && version != NULL; i++) {
        struct playbook_text *text = &load->playbooks[i];
        if (strcmp(text->id, id) != 0) continue;
        taken = text_copy(text->version, sizeof text->version, version);
        text->approved = json_is_integer(json_object_get(playbook, "approved_at"));
    }
    if (!taken) {
        fail(load, "publishing a playbook", answer->detail);
        size_t index;
        json_t *problem;
        json_array_foreach(json_object_get(answer->body, "problems"), index, problem) {
            char *text = json_dumps(problem, JSON_COMPACT);
            fprintf(stderr, "  %s\n", text);
            free(text);
        }
    }
    settle(load);
}

static void publish(struct load *load) {
    for (uint32_t i = 0; i < load->options->playbook_count; i++) {
        struct playbook_text *text = &load->playbooks[i];
        char path[128];
        snprintf(path, sizeof path, "/v1/playbooks/%s", text->id);
        load->open++;
        load->sent++;
        service_ask(load->service, &(struct service_ask){.token = load->editor,
                                                         .method = "PUT",
                                                         .path = path,
                                                         .text = {text->bytes, text->length},
                                                         .on_answer = on_published,
                                                         .ctx = load});
    }
}

static void approve(struct load *load) {
    for (uint32_t i = 0; i < load->options->playbook_count; i++) {
        const struct playbook_text *text = &load->playbooks[i];
        if (text->approved) continue;
        char path[128];
        snprintf(path, sizeof path, "/v1/playbooks/%s/approve", text->id);
        ask(load, load->approver, "POST", path, json_pack("{s:s}", "version", text->version),
            on_put);
    }
}

static void revoke_token(struct load *load, const char *token, const char *secret) {
    if (secret[0] == '\0') return;
    char path[128];
    snprintf(path, sizeof path, "/v1/tokens/%s", token);
    ask(load, load->options->token, "DELETE", path, NULL, on_put);
}

static void on_closed(void *ctx) { (void)ctx; }

static void take_step(struct load *load) {
    const json_t *cooperation = json_object_get(load->data->cooperation, "cooperation");
    bool playbooks = load->options->playbook_count > 0;
    switch (load->step) {
    case STEP_CLOCK: ask(load, NULL, "GET", "/healthz", NULL, on_clock); return;
    case STEP_SETTINGS:
        ask(load, load->options->token, "PUT", "/v1/settings",
            json_deep_copy(json_object_get(load->data->cooperation, "settings")), on_put);
        return;
    case STEP_TOPICS: put_topics(load); return;
    case STEP_ORGANISATIONS: put_organisations(load); return;
    case STEP_COOPERATION:
        ask(load, load->options->token, "PUT", "/v1/settings",
            json_pack("{s:O}", "cooperation", json_object_get(cooperation, "organisation")),
            on_put);
        return;
    case STEP_AGREEMENTS: put_agreements(load); return;
    case STEP_AGENTS: put_agents(load); return;
    case STEP_TOKENS:
        if (!playbooks) return;
        make_token(load, load->editor_token, "municipal_editor", on_editor);
        make_token(load, load->approver_token, "approver", on_approver);
        return;
    case STEP_PUBLISH: publish(load); return;
    case STEP_APPROVE: approve(load); return;
    case STEP_REVOKE:
        revoke_token(load, load->editor_token, load->editor);
        revoke_token(load, load->approver_token, load->approver);
        return;
    case STEP_OVER: service_close(load->service, on_closed, NULL); return;
    }
    UNREACHABLE("every step is taken");
}

/* Steps that ask nothing are passed over. */
static void next_step(struct load *load) {
    for (;;) {
        take_step(load);
        if (load->open > 0 || load->step == STEP_OVER) return;
        load->step++;
    }
}

static bool read_playbook(struct playbook_text *text, const char *path) {
    json_error_t error;
    FILE *file = fopen(path, "rb");
    text->bytes = malloc(PLAYBOOK_MAX + 1);
    if (file == NULL || text->bytes == NULL) {
        fprintf(stderr, "ddh-drill: %s cannot be read\n", path);
        if (file != NULL) fclose(file);
        return false;
    }
    text->length = fread(text->bytes, 1, PLAYBOOK_MAX + 1, file);
    fclose(file);
    json_t *json = json_loadb(text->bytes, text->length, 0, &error);
    const char *id = json_string_value(json_object_get(json, "id"));
    bool read = text->length <= PLAYBOOK_MAX && id != NULL && text_is_id(id) &&
                text_copy(text->id, sizeof text->id, id);
    if (!read)
        fprintf(stderr, "ddh-drill: %s is no playbook: %s\n", path,
                json == NULL ? error.text : "it has no id or is longer than 64 KiB");
    json_decref(json);
    return read;
}

int load_run(struct uv_loop_s *loop, const struct load_options *options, const struct data *data) {
    struct load load = {.options = options, .data = data};
    bool ready = true;
    for (uint32_t i = 0; i < options->playbook_count && ready; i++)
        ready = read_playbook(&load.playbooks[i], options->playbooks[i]);
    struct service_config config = {.url = options->url, .patience_ms = 30000, .streams = 1};
    if (ready) load.service = service_create(loop, &config);
    if (load.service != NULL) {
        const char *run = service_run(load.service);
        snprintf(load.editor_token, sizeof load.editor_token, "editor.%s", run);
        snprintf(load.approver_token, sizeof load.approver_token, "approver.%s", run);
        next_step(&load);
        uv_run(loop, UV_RUN_DEFAULT);
    }
    for (uint32_t i = 0; i < options->playbook_count; i++)
        free(load.playbooks[i].bytes);
    if (load.service == NULL || load.failed > 0) return 1;
    printf(
        "loaded %u organisations, %zu agreements on help, %zu topics, %u agents and %u playbook%s "
        "with %u requests\n",
        data->place_count, json_array_size(json_object_get(data->cooperation, "agreements")),
        json_array_size(json_object_get(data->cooperation, "topics")), data->person_count,
        options->playbook_count, options->playbook_count == 1 ? "" : "s", load.sent);
    return 0;
}
