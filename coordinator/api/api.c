/* The api's life, and the first steps of every request: route, token, role, body. */
#include "api/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/internal.h"
#include "base/assert.h"

struct api *api_create(const struct api_ports *ports) {
    struct api *api = calloc(1, sizeof *api);
    if (api == NULL) return NULL;
    api->ports = *ports;
    api->hub = hub_create(api);
    api->answers = answers_create();
    api->public_documents = public_create();
    if (api->hub == NULL || api->answers == NULL || api->public_documents == NULL) {
        api_destroy(api);
        return NULL;
    }
    if (ports->engine != NULL) api_attach(api, ports->engine);
    return api;
}

void api_destroy(struct api *api) {
    if (api == NULL) return;
    ASSERT(api->open == 0);
    hub_destroy(api->hub);
    answers_destroy(api->answers);
    public_destroy(api->public_documents);
    while (api->free_asks != NULL) {
        struct ask *ask = api->free_asks;
        api->free_asks = ask->free_next;
        text_buf_close(&ask->body);
        text_buf_close(&ask->bytes);
        free(ask);
    }
    free(api->openapi);
    free(api);
}

void api_attach(struct api *api, struct engine *engine) {
    ASSERT(engine != NULL);
    struct engine_view view;
    engine_view(engine, &view);
    api->ports.engine = engine;
    hub_attach(api->hub, view.epoch, view.event_number + 1);
}

enum err api_load_document(struct api *api, const uint8_t hash[SHA256_BYTES], struct slice bytes,
                           struct problem *problem) {
    uint8_t found[SHA256_BYTES];
    crypto_sha256(bytes.data, bytes.length, found);
    if (memcmp(found, hash, sizeof found) != 0)
        return problem_set(problem, ERR_INVALID, "", "a document is not what its name says");
    const struct core *core = api->ports.engine == NULL ? NULL : api_core(api);
    return answers_keep(api->answers, core, hash, bytes, problem);
}

bool api_load_event(struct api *api, const struct core *core, uint64_t epoch,
                    const struct commit_event *event) {
    ASSERT(api->ports.engine == NULL);
    return hub_load(api->hub, core, epoch, event);
}

bool api_set_openapi(struct api *api, struct slice document) {
    char *copy = malloc(document.length + 1);
    if (copy == NULL) return false;
    memcpy(copy, document.data, document.length);
    copy[document.length] = '\0';
    free(api->openapi);
    api->openapi = copy;
    api->openapi_length = document.length;
    return true;
}

void api_set_metrics_hook(struct api *api, void (*append)(void *ctx, struct text_buf *out),
                          void *ctx) {
    api->metrics_append = append;
    api->metrics_ctx = ctx;
}

void api_set_queue_sources(struct api *api, const struct api_queue_source_ops *ops, void *ctx) {
    api->sources = ops;
    api->sources_ctx = ctx;
}

void api_set_peers(struct api *api, const struct api_peer_ops *ops, void *ctx) {
    api->peers = ops;
    api->peers_ctx = ctx;
}

/* --- the engine's sink ------------------------------------------------------------------------ */

static void sink_released(void *ctx, const struct commit *commit, bool stored) {
    struct api *api = ctx;
    (void)stored; /* the answers say it; an event is true either way */
    public_released(api->public_documents, commit);
    hub_released(api->hub, commit);
}

/* The store lost events; the readers here did not: they go on under the new epoch. */
static void sink_gap(void *ctx, uint64_t epoch, uint64_t number) {
    struct api *api = ctx;
    (void)number;
    hub_new_epoch(api->hub, epoch);
}

const struct engine_sink_ops api_sink_ops = {.released = sink_released, .gap = sink_gap};

static bool next_document(void *ctx, uint64_t *cursor, struct commit_document *out) {
    struct api *api = ctx;
    return answers_next_document(api->answers, api_core(api), cursor, out);
}

const struct engine_document_ops api_document_ops = {.next = next_document};

/* --- requests --------------------------------------------------------------------------------- */

void api_reply(struct api *api, struct api_exchange *exchange, const struct api_answer *answer) {
    ASSERT(answer->status >= 100 && answer->status < 600);
    ASSERT(answer->header_count <= sizeof answer->headers / sizeof *answer->headers);
    ASSERT(api->open > 0);
    api->answered[answer->status / 100]++;
    api->open--;
    exchange->api_state = NULL;
    api->ports.http->answer(api->ports.http_ctx, exchange, answer);
}

static bool is_type(struct slice content_type, struct slice wanted) {
    if (content_type.length < wanted.length ||
        strncasecmp(content_type.data, wanted.data, wanted.length) != 0)
        return false;
    if (content_type.length == wanted.length) return true;
    char next = content_type.data[wanted.length];
    return next == ';' || next == ' ';
}

static bool is_xml(struct slice content_type) {
    return is_type(content_type, SLICE("application/cap+xml")) ||
           is_type(content_type, SLICE("application/xml")) ||
           is_type(content_type, SLICE("text/xml"));
}

/* The name under which a personal read stands in the access log. */
static void name_access(struct ask *ask) {
    const struct route *route = ask->route;
    if ((route->flags & ROUTE_PERSONAL) != 0 && ask->address.parameter[0] != '\0') {
        snprintf(ask->access_what, sizeof ask->access_what, "%s %s", ask->address.parameter_name,
                 ask->address.parameter);
    } else if ((route->flags & ROUTE_PERSONAL) != 0) {
        const char *organisation = ask_query(ask, "organisation"), *agent = ask_query(ask, "agent");
        snprintf(ask->access_what, sizeof ask->access_what, "%s%s%.40s%s%.40s",
                 route->path + strlen("/v1/"), organisation == NULL ? "" : " of ",
                 organisation == NULL ? "" : organisation, agent == NULL ? "" : " with ",
                 agent == NULL ? "" : agent);
    } else if (route->view == view_show) {
        const char *table = ask->address.parameter;
        if (strcmp(table, "agents") == 0 || strcmp(table, "calls") == 0)
            snprintf(ask->access_what, sizeof ask->access_what, "%s", table);
    }
}

static enum err check_body(struct ask *ask, const struct api_request *request) {
    if (request->body.length > LIMIT_BODY_BYTES)
        return problem_set(&ask->problem, ERR_TOO_LARGE, "", "a body has at most %d bytes",
                           LIMIT_BODY_BYTES);
    bool csv =
        (ask->route->flags & ROUTE_CSV) != 0 && is_type(request->content_type, SLICE("text/csv"));
    if (request->body.length > 0 && (ask->route->flags & ROUTE_XML) != 0)
        return is_xml(request->content_type) ? ERR_OK
                                             : view_refuse(ask, ERR_UNSUPPORTED_MEDIA, "",
                                                           "Content-Type: application/cap+xml");
    if (request->body.length > 0 && !csv &&
        !is_type(request->content_type, SLICE("application/json")))
        return view_refuse(ask, ERR_UNSUPPORTED_MEDIA, "", "Content-Type: application/json");
    return ERR_OK;
}

static enum err check_actor(struct ask *ask, const struct api_request *request) {
    struct api *api = ask->api;
    bool open = (ask->route->flags & ROUTE_OPEN) != 0;
    if (open && ask->route->direct != NULL) return ERR_OK;
    if (api->draining) return view_refuse(ask, ERR_DRAINING, "", "");
    if (api->ports.engine == NULL) return view_refuse(ask, ERR_STARTING, "", "");
    if (open) return ERR_OK;
    enum err err = auth_ask(api, request, ask);
    if (err != ERR_OK) return err;
    if ((route_roles(ask->route) >> ask->actor.role & 1) == 0)
        return problem_set(&ask->problem, ERR_NOT_AUTHORISED, "", "the token's role is %s",
                           word_text(&role_words, ask->actor.role));
    return ERR_OK;
}

/* A command or a read is made ready, and goes to the engine. */
static enum err prepare(struct ask *ask, const struct api_request *request) {
    if (ask->route->command == COMMAND_TYPE_COUNT) {
        ask->view = ask->route->view;
        name_access(ask);
        struct slice tags = request->if_none_match;
        if (tags.length > 0 && tags.length < sizeof ask->none_match)
            memcpy(ask->none_match, tags.data, tags.length); /* zeroed before */
        return ERR_OK;
    }
    enum err err = ask->route->prepare(ask, request);
    if (err == ERR_OK) err = mutate_key(ask, request);
    ask->command.actor = ask->actor;
    ask->request.command = &ask->command;
    return err;
}

void api_handle(struct api *api, struct api_exchange *exchange, const struct api_request *request) {
    char allowed[64];
    api->open++;
    struct ask *ask = ask_take(api, exchange);
    if (ask == NULL) {
        struct problem problem;
        problem_set(&problem, ERR_LIMIT_REACHED, "", "there is no memory for the request");
        reply_problem(api, exchange, &problem, (struct slice){NULL, 0}, api->requests, "");
        return;
    }
    enum err err = route_find(request->method, request->target, &ask->route, &ask->address, allowed,
                              sizeof allowed, &ask->problem);
    if (err == ERR_NOT_FOUND || err == ERR_METHOD_NOT_ALLOWED) {
        reply_problem(api, exchange, &ask->problem, (struct slice){NULL, 0}, ask->number, allowed);
        ask_drop(ask);
        return;
    }
    /* Whoever has no token is not told what is wrong with the rest. */
    struct problem address_problem = ask->problem;
    enum err actor_err = ask->route == NULL ? ERR_OK : check_actor(ask, request);
    if (err != ERR_OK && actor_err == ERR_OK) ask->problem = address_problem;
    if (actor_err != ERR_OK) err = actor_err;
    if (err == ERR_OK) err = check_body(ask, request);
    if (err == ERR_OK && ask->route->direct != NULL) {
        ask->route->direct(api, ask, request);
        return;
    }
    if (err == ERR_OK) err = prepare(ask, request);
    if (err == ERR_OK)
        ask_submit(ask);
    else
        ask_refuse(ask, &ask->problem);
}

void api_cancel(struct api *api, struct api_exchange *exchange) {
    ASSERT(api->open > 0 && exchange->api_state != NULL);
    uint32_t magic = *(const uint32_t *)exchange->api_state;
    ASSERT(magic == ASK_MAGIC || magic == STREAM_MAGIC);
    api->open--;
    if (magic == STREAM_MAGIC) {
        hub_cancel(api->hub, exchange->api_state);
    } else {
        struct ask *ask = exchange->api_state;
        ask->exchange = NULL;
    }
    exchange->api_state = NULL;
}

/* --- streams and work put off ----------------------------------------------------------------- */

void api_turn(struct api *api) {
    if (hub_turn(api->hub)) api->ports.http->soon(api->ports.http_ctx);
}

time_ms api_next_deadline(const struct api *api) { return hub_next_deadline(api->hub); }

struct api_frame *api_stream_next(struct api *api, struct api_stream *stream, struct slice *bytes) {
    return hub_stream_next(api->hub, stream, bytes);
}

void api_frame_release(struct api *api, struct api_frame *frame) {
    (void)api;
    history_frame_release(frame);
}

void api_drain(struct api *api) {
    api->draining = true;
    hub_end_all(api->hub);
}

uint32_t api_open(const struct api *api) { return api->open; }
