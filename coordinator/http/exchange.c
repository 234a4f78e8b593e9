/* One request and its answer:
 *  - h2o has the whole request: exchange_handle() makes an exchange in the request's pool and
 *    hands it to the api;
 *  - the api answers, inside that call or later: the answer is copied into the pool and sent;
 *  - h2o disposes of the request when the last byte is out, or when the client is gone:
 *    exchange_dispose() runs once in either case and, if the api still holds the exchange, cancels
 *    it.
 * While the api holds it the client is watched (connection_watch), since h2o 2.2 does not read
 * while a request is in hand and would learn of a departure only when it writes. */
#include "http/internal.h"

#include <string.h>

const char *http_reason(int status) {
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {{200, "OK"},
                   {201, "Created"},
                   {202, "Accepted"},
                   {204, "No Content"},
                   {304, "Not Modified"},
                   {400, "Bad Request"},
                   {401, "Unauthorized"},
                   {403, "Forbidden"},
                   {404, "Not Found"},
                   {405, "Method Not Allowed"},
                   {408, "Request Timeout"},
                   {409, "Conflict"},
                   {410, "Gone"},
                   {413, "Content Too Large"},
                   {415, "Unsupported Media Type"},
                   {422, "Unprocessable Content"},
                   {429, "Too Many Requests"},
                   {431, "Request Header Fields Too Large"},
                   {500, "Internal Server Error"},
                   {503, "Service Unavailable"}};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status) return reasons[i].reason;
    return status < 400 ? "OK" : "Error";
}

struct exchange *exchange_of(struct api_exchange *api) {
    struct exchange *x = (struct exchange *)(void *)((char *)api - offsetof(struct exchange, api));
    ASSERT(x->magic == EXCHANGE_MAGIC);
    return x;
}

/* --- the response ----------------------------------------------------------------------------- */

void exchange_add_header(h2o_req_t *request, struct slice name, struct slice value) {
    /* The lower-case name is what h2o compares, the original what it sends. */
    h2o_iovec_t lower = h2o_strdup(&request->pool, name.data, name.length);
    h2o_strtolower(lower.base, lower.len);
    h2o_iovec_t copy = h2o_strdup(&request->pool, value.data, value.length);
    h2o_iovec_t original = h2o_strdup(&request->pool, name.data, name.length);
    h2o_add_header_by_str(&request->pool, &request->res.headers, lower.base, lower.len, 0,
                          original.base, copy.base, copy.len);
}

/* The api serves data to programs: nothing of it is to be stored, sniffed, framed or run by a
 * browser. */
void exchange_security_headers(h2o_req_t *request, bool cacheable) {
    if (!cacheable) exchange_add_header(request, SLICE("Cache-Control"), SLICE("no-store"));
    exchange_add_header(request, SLICE("X-Content-Type-Options"), SLICE("nosniff"));
    exchange_add_header(request, SLICE("Content-Security-Policy"),
                        SLICE("default-src 'none'; frame-ancestors 'none'"));
    exchange_add_header(request, SLICE("Referrer-Policy"), SLICE("no-referrer"));
}

static void add_answer_headers(h2o_req_t *request, const struct api_answer *answer) {
    bool cacheable = false;
    if (answer->content_type != NULL)
        exchange_add_header(request, SLICE("Content-Type"), slice_of(answer->content_type));
    for (size_t i = 0; i < answer->header_count; i++) {
        const struct api_header *header = &answer->headers[i];
        /* A line break in a value would begin a header of somebody else's choosing. */
        if (!text_is_line(header->value.data, header->value.length)) {
            LOG_WARNING("http", "dropped header %s: its value is not one line", header->name);
            continue;
        }
        if (strcasecmp(header->name, "Cache-Control") == 0) cacheable = true;
        exchange_add_header(request, slice_of(header->name), header->value);
    }
    exchange_security_headers(request, cacheable);
}

static void answer(void *ctx, struct api_exchange *api, const struct api_answer *answer) {
    struct exchange *x = exchange_of(api);
    ASSERT(x->connection->http == ctx);
    ASSERT(x->state == EXCHANGE_WAITING);
    ASSERT(answer->status >= 200 && answer->status <= 599);
    x->state = EXCHANGE_OVER;
    x->connection->http->view.waiting--;
    if (x->credential && answer->status < 300) connection_trust(x->connection);

    h2o_req_t *request = x->request;
    request->res.status = answer->status;
    request->res.reason = http_reason(answer->status);
    add_answer_headers(request, answer);
    /* Keeping the connection would let the next request of a busy client slip in for ever. */
    if (x->connection->http->draining) request->http1_is_persistent = 0;

    bool bodiless = answer->status == 204 || answer->status == 304;
    size_t length = answer->content_type != NULL ? answer->body.length : 0;
    request->res.content_length = bodiless ? SIZE_MAX : length;
    h2o_start_response(request, &x->generator);
    if (bodiless || x->head || length == 0) {
        h2o_send(request, NULL, 0, H2O_SEND_STATE_FINAL);
        return;
    }
    h2o_iovec_t body = {h2o_mem_alloc_pool(&request->pool, length), length};
    memcpy(body.base, answer->body.data, length);
    h2o_send(request, &body, 1, H2O_SEND_STATE_FINAL);
}

static void soon(void *ctx) {
    struct http *http = ctx;
    ASSERT(http->magic == HTTP_MAGIC);
    http_soon(http);
}

const struct api_port_ops http_port_ops = {answer, stream_open, stream_ready, stream_end, soon};

/* --- the request ------------------------------------------------------------------------------ */

/* Runs when h2o clears the request's pool: after the last byte, or because the client is gone. */
static void exchange_dispose(void *memory) {
    struct exchange *x = memory;
    ASSERT(x->magic == EXCHANGE_MAGIC);
    struct connection *c = x->connection;
    stream_release(x);
    if (x->stream != NULL) c->http->view.streams--;
    if (x->state != EXCHANGE_OVER) {
        if (x->state == EXCHANGE_WAITING) c->http->view.waiting--;
        c->http->view.departed++;
        x->state = EXCHANGE_OVER;
        api_cancel(c->http->api, &x->api);
    }
    x->magic = 0;
    c->exchange = NULL;
    connection_next_request(c);
}

static struct exchange *make_exchange(struct connection *c, h2o_req_t *request) {
    struct exchange *x = h2o_mem_alloc_shared(&request->pool, sizeof *x, exchange_dispose);
    *x = (struct exchange){
        .magic = EXCHANGE_MAGIC, .connection = c, .request = request, .state = EXCHANGE_WAITING};
    c->exchange = x;
    c->http->view.requests++;
    c->http->view.waiting++;
    return x;
}

/* The request was refused here after all: the answer goes the ordinary way, and the connection
 * ends with it. */
static void refuse(struct exchange *x, enum err err, const char *detail) {
    struct text_buf body;
    text_buf_init(&body, LIMIT_HEADER_BYTES);
    refusal_body(err, detail, &body);
    x->request->http1_is_persistent = 0;
    x->connection->http->view.refused_requests++;
    answer(x->connection->http, &x->api,
           &(struct api_answer){.status = err_http(err),
                                .content_type = "application/problem+json",
                                .body = text_slice(&body)});
    text_buf_close(&body);
}

static struct slice slice_from(h2o_iovec_t from) { return (struct slice){from.base, from.len}; }

static void read_headers(const h2o_req_t *request, struct api_request *out) {
    const struct {
        const char *name;
        struct slice *value;
    } wanted[] = {{"authorization", &out->authorization},
                  {"content-type", &out->content_type},
                  {"idempotency-key", &out->idempotency_key},
                  {"last-event-id", &out->last_event_id},
                  {"if-none-match", &out->if_none_match},
                  {"accept", &out->accept},
                  {"webhook-id", &out->webhook_id},
                  {"webhook-timestamp", &out->webhook_timestamp},
                  {"webhook-signature", &out->webhook_signature}};
    for (size_t i = 0; i < request->headers.size; i++) {
        const h2o_header_t *header = &request->headers.entries[i];
        for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
            if (slice_equals(slice_from(*header->name), wanted[w].name)) {
                struct slice value = slice_from(header->value);
                /* h2o cuts the blanks before a value but not those behind it. */
                while (value.length > 0 && strchr(" \t", value.data[value.length - 1]) != NULL)
                    value.length--;
                *wanted[w].value = value;
            }
    }
}

/* Whether a good answer to this request proves a token: it carried one, to an address that asks
 * for one. */
static bool shows_credential(const struct api_request *asked) {
    static const char all[] = "/v1/", open[] = "/v1/openapi.yaml";
    struct slice target = asked->target;
    if (asked->authorization.length == 0 || target.length < sizeof all - 1) return false;
    if (target.length >= sizeof open - 1 && memcmp(target.data, open, sizeof open - 1) == 0)
        return false;
    return memcmp(target.data, all, sizeof all - 1) == 0;
}

/* The buffer under these grows while the client is watched, or is given back: h2o must not look at
 * them again. Of the request it needs the method only, to know a HEAD. */
static void forget_request(struct exchange *x) {
    h2o_req_t *request = x->request;
    request->input.method = x->head ? h2o_iovec_init("HEAD", 4) : h2o_iovec_init("GET", 3);
    request->input.path = h2o_iovec_init("/", 1);
    request->input.authority = h2o_iovec_init("", 0);
    request->method = request->input.method;
    request->path = request->path_normalized = request->input.path;
    request->authority = request->input.authority;
    request->query_at = request->input.query_at = SIZE_MAX;
    request->headers = (h2o_headers_t){0};
    request->entity = h2o_iovec_init(NULL, 0);
    request->upgrade = h2o_iovec_init(NULL, 0);
}

static void hand_over(struct exchange *x, const struct guard_head *head) {
    struct connection *c = x->connection;
    h2o_req_t *request = x->request;
    struct api_request asked = {.method = head->method,
                                .target = slice_from(request->input.path),
                                .body = slice_from(request->entity),
                                .local = c->local,
                                .address = slice_of(c->address_text)};
    read_headers(request, &asked);
    x->head = head->method == API_HEAD;
    x->credential = shows_credential(&asked);
    api_handle(c->http->api, &x->api, &asked);
    forget_request(x);
    if (x->state == EXCHANGE_WAITING) connection_watch(c);
}

int exchange_handle(h2o_handler_t *handler, h2o_req_t *request) {
    (void)handler;
    struct connection *c = connection_of(request);
    ASSERT(c->exchange == NULL);
    connection_move(c, CONNECTION_BUSY);
    struct exchange *x = make_exchange(c, request);

    /* h2o reads a pipelined request straight from its buffer, past the guard: so it is looked at
     * here, and once more for those that have passed, since only now is the length of a chunked
     * body known. */
    struct guard_head head;
    size_t scanned = 0;
    struct slice input = {c->socket->input->bytes, c->socket->input->size};
    if (guard_check(input, &scanned, &head) != GUARD_PASS)
        refuse(x, head.err != ERR_OK ? head.err : ERR_INVALID, head.detail);
    else if (request->entity.len > head.body_limit)
        refuse(x, ERR_TOO_LARGE, "the body is above what this address takes");
    else
        hand_over(x, &head);
    return 0;
}
