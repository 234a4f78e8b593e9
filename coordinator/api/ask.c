/* One request on its way:
 *  - api_handle makes the ask; the route, the token and the role have been looked at;
 *  - ask_submit gives it to the engine; `applied` forms the answer from the core as it stands;
 *  - `released` sends it, with what is known then about the store.
 * A client that went away leaves the ask with the engine; its answer is dropped. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "base/log.h"

static void ask_applied(struct engine_request *request, const struct core *core,
                        const struct engine_outcome *outcome);
static void ask_released(struct engine_request *request, enum release release);

/* --- life ------------------------------------------------------------------------------------- */

struct ask *ask_take(struct api *api, struct api_exchange *exchange) {
    struct ask *ask = api->free_asks;
    if (ask != NULL) {
        api->free_asks = ask->free_next;
        api->free_count--;
    } else {
        ask = calloc(1, sizeof *ask);
        if (ask == NULL) return NULL;
        text_buf_init(&ask->body, API_LIST_BYTES);
        text_buf_init(&ask->bytes, LIMIT_DOCUMENT_BYTES);
    }
    ask->magic = ASK_MAGIC;
    ask->api = api;
    ask->exchange = exchange;
    ask->number = ++api->requests;
    ask->request =
        (struct engine_request){.applied = ask_applied, .released = ask_released, .ctx = ask};
    exchange->api_state = ask;
    return ask;
}

/* A buffer that one large answer made large is not kept. */
static void reuse(struct text_buf *buffer) {
    if (buffer->capacity > LIMIT_BODY_BYTES) {
        size_t ceiling = buffer->ceiling;
        text_buf_close(buffer);
        text_buf_init(buffer, ceiling);
    }
    text_buf_clear(buffer);
}

void ask_drop(struct ask *ask) {
    ASSERT(ask->magic == ASK_MAGIC);
    struct api *api = ask->api;
    if (api->free_count >= API_FREE_ASKS) {
        text_buf_close(&ask->body);
        text_buf_close(&ask->bytes);
        free(ask);
        return;
    }
    struct text_buf body = ask->body, bytes = ask->bytes;
    reuse(&body);
    reuse(&bytes);
    *ask = (struct ask){.body = body, .bytes = bytes, .free_next = api->free_asks};
    api->free_asks = ask;
    api->free_count++;
}

const char *ask_query(const struct ask *ask, const char *name) {
    for (uint32_t i = 0; i < ask->address.query_count; i++)
        if (strcmp(ask->address.query[i].name, name) == 0) return ask->address.query[i].value;
    return NULL;
}

/* --- answers ---------------------------------------------------------------------------------- */

void ask_answer(struct ask *ask, int status, const char *content_type, struct slice body) {
    struct api *api = ask->api;
    struct api_exchange *exchange = ask->exchange;
    ASSERT(exchange != NULL);
    struct api_answer answer = {.status = status, .content_type = content_type, .body = body};
    api_reply(api, exchange, &answer);
    ask_drop(ask);
}

/* How many seconds to wait before trying again; 0: waiting does not help. */
static unsigned retry_after(enum err err) {
    if (err == ERR_TOO_MANY_REQUESTS || err == ERR_DEADLINE_PASSED) return 1;
    if (err == ERR_DRAINING || err == ERR_FENCED || err == ERR_STARTING) return 2;
    if (err == ERR_STORE_AWAY || err == ERR_OUTCOME_UNKNOWN) return 1;
    return err_http(err) == 503 ? 5 : 0;
}

void reply_problem(struct api *api, struct api_exchange *exchange, const struct problem *problem,
                   struct slice extra, uint64_t number, const char *allowed) {
    char instance[40], seconds[16];
    struct text_buf body;
    text_buf_init(&body, API_LIST_BYTES);
    snprintf(instance, sizeof instance, "urn:ddh:request:%" PRIu64, number);
    wire_encode_problem(problem, slice_of(instance), &body);
    unsigned wait = retry_after(problem->err);
    if (err_http(problem->err) == 429 && body.length > 0) { /* switches see no headers */
        body.length--;
        text_addf(&body, ",\"retry_after_ms\":%u}", wait * 1000);
    }
    if (extra.length > 0 && body.length > 0) {
        body.length--; /* its closing brace */
        text_add_char(&body, ',');
        text_add_bytes(&body, extra.data + 1, extra.length - 1); /* without its opening brace */
        text_add_char(&body, '}');
    }
    struct api_answer answer = {
        .status = err_http(problem->err),
        .content_type = "application/problem+json",
        .body = text_slice(&body),
    };
    if (wait > 0) {
        snprintf(seconds, sizeof seconds, "%u", wait);
        answer.headers[answer.header_count++] =
            (struct api_header){"Retry-After", slice_of(seconds)};
    }
    if (problem->err == ERR_NOT_AUTHENTICATED)
        answer.headers[answer.header_count++] =
            (struct api_header){"WWW-Authenticate", SLICE("Bearer realm=\"ddh\"")};
    if (allowed[0] != '\0')
        answer.headers[answer.header_count++] = (struct api_header){"Allow", slice_of(allowed)};
    api_reply(api, exchange, &answer);
    text_buf_close(&body);
}

void ask_refuse(struct ask *ask, const struct problem *problem) {
    ASSERT(problem->err != ERR_OK);
    /* What lint found was written there by prepare_playbook(). */
    struct slice extra = {NULL, 0};
    if (problem->err == ERR_PLAYBOOK_REFUSED && ask->bytes.length > 1)
        extra = text_slice(&ask->bytes);
    reply_problem(ask->api, ask->exchange, problem, extra, ask->number, "");
    ask_drop(ask);
}

enum err view_organisation_filter(struct ask *ask, const struct core *core, const char *name,
                                  organisation_no *out) {
    const char *id = ask_query(ask, name);
    *out = ORGANISATION_NONE;
    if (id == NULL || core_find_organisation(core, id, out)) return ERR_OK;
    return problem_set(&ask->problem, ERR_UNKNOWN_ORGANISATION, name, "%.60s is unknown", id);
}

enum err view_refuse(struct ask *ask, enum err err, const char *field, const char *detail) {
    return problem_set(&ask->problem, err, field, "%s", detail);
}

enum err view_not_found(struct ask *ask, enum err err) {
    const char *name = ask->address.parameter_name;
    return problem_set(&ask->problem, err, name == NULL ? "" : name, "%s is unknown",
                       ask->address.parameter);
}

/* --- the engine's turn ------------------------------------------------------------------------ */

void ask_submit(struct ask *ask) {
    struct api *api = ask->api;
    ask->request.telephony = (ask->route->flags & ROUTE_TELEPHONY) != 0;
    if (ask->access_what[0] != '\0') {
        memcpy(ask->access_actor, ask->actor.token, sizeof ask->access_actor);
        ask->request.access_actor = slice_of(ask->access_actor);
        ask->request.access_what = slice_of(ask->access_what);
    }
    if (engine_submit(api->ports.engine, &ask->request)) return;
    struct engine_view view;
    engine_view(api->ports.engine, &view);
    enum err err = view.fenced ? ERR_FENCED : view.draining ? ERR_DRAINING : ERR_TOO_MANY_REQUESTS;
    const char *detail = err == ERR_TOO_MANY_REQUESTS ? "the inbox is full" : "";
    problem_set(&ask->problem, err, "", "%s", detail);
    ask_refuse(ask, &ask->problem);
}

static void ask_applied(struct engine_request *request, const struct core *core,
                        const struct engine_outcome *outcome) {
    struct ask *ask = request->ctx;
    ASSERT(ask->magic == ASK_MAGIC);
    ask->epoch = outcome->epoch;
    ask->event_number = outcome->event_number;
    ask->err = outcome->err;
    if (outcome->err != ERR_OK) {
        ask->problem = outcome->problem;
        return;
    }
    ask->status = 200;
    if (request->command != NULL)
        mutate_applied(ask, core, &outcome->result);
    else if (!auth_still_good(ask))
        ask->err = ask->problem.err;
    else if (ask->exchange != NULL && (ask->route->flags & ROUTE_PUBLIC) != 0)
        ask->err = public_render(ask, core);
    else if (ask->exchange != NULL && ask->view != NULL)
        ask->err = ask->view(ask, core);
    if (ask->err == ERR_OK && ask->body.overflowed)
        ask->err = view_refuse(ask, ERR_LIMIT_REACHED, "", "the answer would be too large");
}

static enum err not_released(struct ask *ask, enum release release) {
    switch (release) {
    case RELEASE_STORED:
    case RELEASE_UNSTORED: return ERR_OK;
    case RELEASE_STORE_AWAY: return view_refuse(ask, ERR_STORE_AWAY, "", "");
    case RELEASE_OUTCOME_UNKNOWN: return view_refuse(ask, ERR_OUTCOME_UNKNOWN, "", "");
    case RELEASE_FENCED: return view_refuse(ask, ERR_FENCED, "", "");
    case RELEASE_LATE: return view_refuse(ask, ERR_DEADLINE_PASSED, "deadline_ms", "");
    }
    UNREACHABLE("a release");
}

/* Ends the object that applied() left open. */
static void finish(struct ask *ask, bool stored) {
    put_event_id(&ask->body, "event", ask->epoch, ask->event_number);
    put_bool(&ask->body, "stored", stored);
    if (ask->repeated) put_bool(&ask->body, "repeated", true);
    put_close(&ask->body, '}');
}

static void ask_released(struct engine_request *request, enum release release) {
    struct ask *ask = request->ctx;
    ASSERT(ask->magic == ASK_MAGIC);
    if (ask->exchange == NULL) {
        ask_drop(ask);
        return;
    }
    enum err err = not_released(ask, release);
    if (err == ERR_OK) err = ask->err;
    if (err != ERR_OK) {
        ASSERT(ask->problem.err == err);
        ask_refuse(ask, &ask->problem);
        return;
    }
    if (ask->opens_stream) {
        hub_open(ask->api->hub, ask);
        return;
    }
    if ((ask->route->flags & ROUTE_TAGGED) != 0) public_tag(ask);
    if ((ask->route->flags & (ROUTE_PUBLIC | ROUTE_TAGGED)) != 0) {
        ask->has_it = public_names_tag(ask->none_match, ask->tag);
        public_answer(ask);
        return;
    }
    if ((ask->route->flags & ROUTE_TABLE) != 0) {
        ask_answer(ask, ask->status, "text/csv; charset=utf-8; header=present",
                   text_slice(&ask->body));
        return;
    }
    if ((ask->route->flags & ROUTE_PLAIN) != 0) {
        ask_answer(ask, ask->status, "text/plain; charset=utf-8", text_slice(&ask->body));
        return;
    }
    finish(ask, release == RELEASE_STORED);
    ask_answer(ask, ask->status, "application/json", text_slice(&ask->body));
}
