/* Api: what is offered over HTTP, without a socket. A request comes in as slices; an answer goes
 * out through a port, now or later. Routes, roles and streams are decided here; bytes on the wire
 * are http/'s affair.
 *
 * A mutating request, step by step:
 *   - the route is looked up in routes.def (method, path, roles, handler or command); 404, 405;
 *   - the token is looked up by its hash in the core; 401; the role is a column of the route; 403;
 *   - wire reads the command, path parameters included; 400;
 *   - the engine takes it; `applied` forms the answer from the core as it stands; `released` sends
 *     it.
 * Reads go through the engine too, so that nothing is shown that is not stored. */
#ifndef API_API_H
#define API_API_H

#include "base/text.h"
#include "engine/engine.h"

struct api;
struct api_stream;
struct api_frame; /* counted */

enum api_method { API_GET, API_HEAD, API_POST, API_PUT, API_DELETE, API_METHOD_OTHER };

struct api_request {
    enum api_method method;
    struct slice target; /* path and query as sent, "/v1/agents?organisation=0615" */
    struct slice authorization, content_type, idempotency_key, last_event_id, if_none_match, accept;
    struct slice webhook_id, webhook_timestamp, webhook_signature; /* of a peer */
    struct slice body;
    bool local;           /* came over the admin socket: role admin without a token */
    struct slice address; /* of the peer, for the log */
};

struct api_header {
    const char *name;
    struct slice value;
};

struct api_answer {
    int status;
    const char *content_type; /* NULL: no body */
    struct slice body;
    struct api_header headers[6]; /* Retry-After, ETag, Location, Cache-Control ... */
    size_t header_count;
};

/* One request that waits for its answer. Made by http/, handed to api_handle(), given back in
 * exactly one of the calls below or, when the client went away first, by api_cancel(). */
struct api_exchange {
    void *api_state; /* the api's: the pending request or the stream */
};

struct api_port_ops {
    /* Sends the answer; its memory is lent for the call. The exchange is over. */
    void (*answer)(void *ctx, struct api_exchange *exchange, const struct api_answer *answer);
    /* The exchange becomes an event stream: 200, text/event-stream. From now on api_stream_*
     * below. `stream` is the api's handle, to be given back in them. There is something to write
     * from the start. */
    void (*stream_open)(void *ctx, struct api_exchange *exchange, struct api_stream *stream);
    /* There is more to write on this stream: call api_stream_next() when its socket has room.
     * Asked only after api_stream_next() gave NULL, and at most once until it is called again.
     * api_stream_next() and api_cancel() of this exchange may be called inside this call and the
     * one above. */
    void (*stream_ready)(void *ctx, struct api_exchange *exchange);
    /* The api ends the stream (too slow, token revoked, shutdown); the exchange is over. */
    void (*stream_end)(void *ctx, struct api_exchange *exchange);
    /* Call api_turn() soon. */
    void (*soon)(void *ctx);
};

struct api_clock_ops {
    time_ms (*now)(void *ctx);
    time_ms (*monotonic)(void *ctx);       /* real */
    const char *(*mode)(void *ctx);        /* "real", "driven", "scaled" */
    uint32_t (*speed_permille)(void *ctx); /* 1000: real speed */
    /* For POST /v1/clock; ERR_NOT_AN_EXERCISE when this clock cannot. */
    enum err (*set)(void *ctx, time_ms now);
    enum err (*set_speed)(void *ctx, uint32_t permille);
};

struct api_ports {
    struct engine *engine; /* NULL: api_attach() comes later; until then 503 `starting` */
    const struct api_port_ops *http;
    void *http_ctx;
    const struct api_clock_ops *clock;
    void *clock_ctx;
    bool (*random)(void *out, size_t length); /* crypto_random, or a seeded one in tests */
    bool private_receivers;                   /* of webhooks: http is allowed */
};

/* Life, for main: api_create, engine_create (with the sink and the documents below, their ctx the
 * api), api_load_document and api_load_event for what the store has, api_attach; at the end api_drain,
 * engine_destroy, api_destroy. NULL: no memory. `ports` is copied; what it points to stays the
 * caller's. */
struct api *api_create(const struct api_ports *ports);
/* Every exchange must be over, and the engine destroyed: it may hold requests whose clients went
 * away. */
void api_destroy(struct api *api);
/* From now on requests are served. At most once, and not when `ports` named the engine. */
void api_attach(struct api *api, struct engine *engine);

/* A document found in the store at start, before the first request. Copied. INVALID when it is not
 * what its hash says. */
enum err api_load_document(struct api *api, const uint8_t hash[SHA256_BYTES], struct slice bytes,
                           struct problem *problem) MUST_CHECK;
/* An event found in the store at start, after the documents and before api_attach: the newest first.
 * `core` is the recovered one, which knows who `organisation_id` and `agent_id` of the event are
 * (its numbers are not looked at). Streams resume behind these as if the process had never ended;
 * the answers that an activation brings are rendered now. Both are lent. False: it was not kept,
 * and none before it would be. */
bool api_load_event(struct api *api, const struct core *core, uint64_t epoch,
                    const struct commit_event *event) MUST_CHECK;
/* What GET /v1/openapi.yaml answers; copied. False: no memory. */
bool api_set_openapi(struct api *api, struct slice document) MUST_CHECK;

/* For telephony/: appends what fetches a caller out of the wait at its switch, as JSON. Of a call that is due (core_resume_is_due). */
void api_resume_message(const struct core *core, const struct call_record *call,
                        struct text_buf *out);
/* For publish/: appends the message that a delivery is, as JSON. False: it cannot be rendered (said in the log). `core` is
 * the engine's. */
bool api_delivery_message(struct api *api, const struct core *core,
                          const struct receiver_record *receiver,
                          const struct delivery_record *delivery, struct text_buf *out) MUST_CHECK;
/* The same for a ticket. */
void api_ticket_message(const struct core *core, const struct receiver_record *receiver,
                        const struct ticket_record *ticket, struct text_buf *out);
/* A document by its hash; length 0: unknown. Lent until the next call of the api or the engine. */
struct slice api_document(const struct api *api, const uint8_t hash[SHA256_BYTES]);

/* For partners/: what a peer tells comes in through these. */
struct peer_view;
struct api_peer_state {
    time_ms heard_at,
        told_at;    /* its last view came, our last was taken; 0: never since the start */
    bool reachable; /* what was told last was taken */
};
struct api_peer_ops {
    /* A view whose signature is right. Lent for the call. */
    void (*heard)(void *ctx, const char *organisation, const struct peer_view *view);
    void (*state)(void *ctx, const char *organisation, struct api_peer_state *out);
    time_ms (*wall)(void *ctx); /* real time, for signatures */
};
void api_set_peers(struct api *api, const struct api_peer_ops *ops, void *ctx);
/* Appends what the peer is to know: our calls at its seats, its calls at our agents, what we lend it. `listed`: whether its
 * last view still names the call. False: it does not fit. */
bool api_peer_view(struct api *api, const struct core *core, const struct peer_record *peer,
                   bool (*listed)(void *ctx, call_id call), void *ctx,
                   struct text_buf *out) MUST_CHECK;
/* Appends the approved answers for our calls at its seats. */
bool api_peer_answers(struct api *api, const struct core *core, const struct peer_record *peer,
                      struct text_buf *out) MUST_CHECK;

/* For the polls of foreign switchboards: what became of the last one. */
struct api_queue_source_state {
    time_ms asked_at, reported_at, failing_since; /* 0: never since the start; not */
    uint32_t failures;
    int status;
    char error[272];
};
struct api_queue_source_ops {
    void (*state)(void *ctx, const char *source, struct api_queue_source_state *out);
};
void api_set_queue_sources(struct api *api, const struct api_queue_source_ops *ops, void *ctx);

/* To give to the engine, with the api as their ctx: the sink feeds the streams; the documents are
 * those of playbooks and activations, for a snapshot. */
extern const struct engine_sink_ops api_sink_ops;
extern const struct engine_document_ops api_document_ops;

/* Takes the exchange; the request is lent for the call. The answer may come inside it. */
void api_handle(struct api *api, struct api_exchange *exchange, const struct api_request *request);
/* The client went away before the answer, or left its stream. The exchange is over. */
void api_cancel(struct api *api, struct api_exchange *exchange);
/* Work that was put off: fan-out in slices, pings, waits for an id. */
void api_turn(struct api *api);
time_ms api_next_deadline(const struct api *api); /* real monotonic time */

/* --- event streams
 * ------------------------------------------------------------------------------------------------
 * A frame is made once and shared by all the streams it goes to. */

/* The next frame to write; NULL: nothing more, stream_ready() or stream_end() comes. The frame is
 * held for the caller until api_frame_release(), which may come after the stream's end. Calls
 * nothing of the port but soon(). A stream that does not ask for LIMIT_STREAM_STALL_MS, or falls
 * out of LIMIT_STREAM_HISTORY, is ended. */
struct api_frame *api_stream_next(struct api *api, struct api_stream *stream, struct slice *bytes);
void api_frame_release(struct api *api, struct api_frame *frame);

/* Tells every stream good-bye and answers 503 from now on. */
void api_drain(struct api *api);
/* Exchanges not over, streams too. */
uint32_t api_open(const struct api *api);

/* For /metrics: what http and store know is appended by main through this hook. */
void api_set_metrics_hook(struct api *api, void (*append)(void *ctx, struct text_buf *out),
                          void *ctx);

#endif
