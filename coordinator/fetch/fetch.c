/* One request:
 *  - fetch_start makes the easy handle whole, takes a slot, lists it as waiting and wakes the
 *    loop;
 *  - settle() gives it to the multi handle when there is room; link.c lets libcurl do its work
 *    when sockets and its timer say so, and calls settle() after every such action;
 *  - settle() drains what libcurl finished, tells on_done, frees the slot, and starts the next.
 * What goes wrong: a deadline on the wire is libcurl's, in the waiting line ours (the same
 * wake-up timer); a cancelled request is listed as cancelled and taken out in settle(), because
 * neither libcurl nor on_done may be called from inside a callback of libcurl's; a stream gone
 * quiet is ours too. Closing is cancelling everything, then waiting for the link's handles. */
#include "fetch/fetch.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/list.h"
#include "fetch/address.h"
#include "fetch/link.h"

#define FETCH_MAGIC 0xfe7c4001u
#define TRANSFER_MAGIC 0xfe7c4002u

enum transfer_state {
    TRANSFER_FREE,
    TRANSFER_WAITING,
    TRANSFER_ACTIVE,
    TRANSFER_CANCELLED,
    TRANSFER_STATE_COUNT
};

struct transfer {
    uint32_t magic;
    enum transfer_state state;
    uint32_t generation;
    bool on_wire; /* the multi handle has it */
    bool blocked, too_large;
    struct fetch *fetch;
    CURL *easy;
    struct curl_slist *headers;
    struct text_buf body;
    size_t header_bytes;
    uint64_t deadline_at; /* loop time; 0: none */
    uint64_t quiet_ms, last_byte_at;
    char detail[CURL_ERROR_SIZE];
    void (*on_bytes)(void *ctx, const char *data, size_t length);
    void (*on_done)(void *ctx, const struct fetch_answer *answer);
    void *ctx;
};

struct fetch {
    uint32_t magic;
    uint32_t concurrent_max, waiting_max, slots;
    bool public_only, closing, settling;
    uv_loop_t *loop;
    struct link *link;
    CURLM *multi;
    uv_timer_t wake;
    uint64_t next_expiry; /* loop time; no waiting deadline and no quiet stream ends before it */
    char *user_agent;
    struct transfer *transfers;
    struct list_node *nodes;
    struct list lists[TRANSFER_STATE_COUNT];
    void (*closed)(void *ctx);
    void *closed_ctx;
};

static struct fetch *fetch_of(void *pointer) {
    struct fetch *fetch = pointer;
    ASSERT(fetch != NULL && fetch->magic == FETCH_MAGIC);
    return fetch;
}

static struct transfer *transfer_of(void *pointer) {
    struct transfer *transfer = pointer;
    ASSERT(transfer != NULL && transfer->magic == TRANSFER_MAGIC);
    return transfer;
}

static void settle(void *ctx);

static void on_wake(uv_timer_t *timer) { settle(timer->data); }

static void wake_now(struct fetch *fetch) {
    int rc = uv_timer_start(&fetch->wake, on_wake, 0, 0);
    ASSERT(rc == 0);
}

static uint32_t slot_of(const struct transfer *transfer) {
    return (uint32_t)(transfer - transfer->fetch->transfers);
}

static void transfer_move(struct transfer *transfer, enum transfer_state to) {
    struct fetch *fetch = transfer->fetch;
    enum transfer_state from = transfer->state;
    bool allowed = (from == TRANSFER_FREE && to == TRANSFER_WAITING) ||
                   (from == TRANSFER_WAITING && to != TRANSFER_WAITING) ||
                   (from == TRANSFER_ACTIVE && to != TRANSFER_WAITING) ||
                   (from == TRANSFER_CANCELLED && to == TRANSFER_FREE);
    ASSERT(allowed);
    uint32_t slot = slot_of(transfer);
    list_remove(&fetch->lists[from], fetch->nodes, slot);
    list_insert_after(&fetch->lists[to], fetch->nodes, fetch->lists[to].last, slot);
    transfer->state = to;
}

/* ---- libcurl's callbacks of one request ---- */

static bool is_success(CURL *easy) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status <= 299;
}

static size_t on_body(char *data, size_t size, size_t count, void *ctx) {
    struct transfer *transfer = transfer_of(ctx);
    size_t length = size * count;
    if (transfer->state != TRANSFER_ACTIVE) return CURL_WRITEFUNC_ERROR; /* cancelled meanwhile */
    transfer->last_byte_at = uv_now(transfer->fetch->loop);
    if (transfer->on_bytes != NULL && is_success(transfer->easy)) {
        transfer->on_bytes(transfer->ctx, data, length);
        return length;
    }
    if (length > transfer->body.ceiling - transfer->body.length) {
        transfer->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    text_add_bytes(&transfer->body, data, length);
    return transfer->body.overflowed ? CURL_WRITEFUNC_ERROR : length;
}

static size_t on_header(char *data, size_t size, size_t count, void *ctx) {
    (void)data;
    struct transfer *transfer = transfer_of(ctx);
    size_t length = size * count;
    transfer->header_bytes += length;
    if (transfer->header_bytes <= LIMIT_HEADER_BYTES) return length;
    transfer->too_large = true;
    return 0;
}

/* Judged here and not by name, because only here it is known where the name leads. */
static curl_socket_t on_open_socket(void *ctx, curlsocktype purpose,
                                    struct curl_sockaddr *address) {
    (void)purpose;
    struct transfer *transfer = transfer_of(ctx);
    if (transfer->fetch->public_only && !address_is_public(&address->addr)) {
        transfer->blocked = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- what became of it ---- */

static enum fetch_outcome outcome_of(const struct transfer *transfer, CURLcode code) {
    if (transfer->state == TRANSFER_CANCELLED) return FETCH_CANCELLED;
    if (transfer->too_large) return FETCH_TOO_LARGE;
    if (code == CURLE_OK) return FETCH_ANSWERED;
    if (transfer->blocked) return FETCH_BLOCKED;
    if (code == CURLE_OPERATION_TIMEDOUT) {
        /* libcurl says the same of a connection that never came about: then nothing was sent. */
        curl_off_t connected = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
        return connected == 0 ? FETCH_NO_CONNECTION : FETCH_DEADLINE;
    }
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
        code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION)
        return FETCH_NO_CONNECTION;
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
        code == CURLE_LOGIN_DENIED)
        return FETCH_INVALID;
    return FETCH_BROKEN;
}

static void release(struct transfer *transfer) {
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    text_buf_close(&transfer->body);
    transfer->easy = NULL;
    transfer->headers = NULL;
    transfer->generation++;
    transfer_move(transfer, TRANSFER_FREE);
}

/* The request leaves libcurl, its owner hears of it, and the slot is free again. */
static void finish(struct transfer *transfer, enum fetch_outcome outcome) {
    if (transfer->on_wire) {
        CURLMcode rc = curl_multi_remove_handle(transfer->fetch->multi, transfer->easy);
        ASSERT(rc == CURLM_OK);
        transfer->on_wire = false;
    }
    long status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    struct fetch_answer answer = {
        .outcome = outcome,
        .status = (int)status,
        .body = transfer->body.data == NULL ? SLICE("") : text_slice(&transfer->body),
        .detail = outcome == FETCH_ANSWERED ? "" : transfer->detail,
        .handle = transfer->easy,
    };
    transfer->on_done(transfer->ctx, &answer);
    release(transfer);
}

static void drain(struct fetch *fetch) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(fetch->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        char *private = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
        struct transfer *transfer = transfer_of(private);
        CURLcode code = message->data.result;
        if (code != CURLE_OK && transfer->detail[0] == '\0')
            (void)text_copy(transfer->detail, sizeof transfer->detail, curl_easy_strerror(code));
        finish(transfer, outcome_of(transfer, code));
    }
}

static void take_out_cancelled(struct fetch *fetch) {
    while (fetch->lists[TRANSFER_CANCELLED].first != LIST_NONE)
        finish(&fetch->transfers[fetch->lists[TRANSFER_CANCELLED].first], FETCH_CANCELLED);
}

/* When this request is over if nothing happens; 0: never. On the wire the deadline is libcurl's. */
static uint64_t expires_at(const struct transfer *transfer) {
    if (transfer->state == TRANSFER_WAITING) return transfer->deadline_at;
    return transfer->quiet_ms == 0 ? 0 : transfer->last_byte_at + transfer->quiet_ms;
}

static void expect_expiry(struct fetch *fetch, uint64_t at) {
    if (at == 0 || at >= fetch->next_expiry) return;
    fetch->next_expiry = at;
    if (!uv_is_active((uv_handle_t *)&fetch->wake) || uv_timer_get_due_in(&fetch->wake) > 0) {
        uint64_t now = uv_now(fetch->loop);
        int rc = uv_timer_start(&fetch->wake, on_wake, at > now ? at - now : 0, 0);
        ASSERT(rc == 0);
    }
}

/* Walks a list only once something in it may be due: next_expiry is never later than the earliest
 * of them. */
static void expire_list(struct fetch *fetch, enum transfer_state state, const char *why) {
    uint32_t slot = fetch->lists[state].first;
    while (slot != LIST_NONE) {
        struct transfer *transfer = &fetch->transfers[slot];
        slot = fetch->nodes[slot].next;
        uint64_t at = expires_at(transfer);
        if (at == 0 || at > uv_now(fetch->loop)) {
            expect_expiry(fetch, at);
            continue;
        }
        (void)text_copy(transfer->detail, sizeof transfer->detail, why);
        finish(transfer, FETCH_DEADLINE);
        slot = fetch->lists[state].first; /* on_done may have changed the list */
    }
}

static void expire(struct fetch *fetch) {
    if (fetch->next_expiry > uv_now(fetch->loop)) {
        uint64_t at = fetch->next_expiry;
        fetch->next_expiry = UINT64_MAX;
        if (at != UINT64_MAX)
            expect_expiry(fetch, at); /* the wake-up may have been for something else */
        return;
    }
    fetch->next_expiry = UINT64_MAX;
    expire_list(fetch, TRANSFER_WAITING, "still waiting for its turn");
    expire_list(fetch, TRANSFER_ACTIVE, "quiet for too long");
}

static void start_waiting(struct fetch *fetch) {
    while (fetch->lists[TRANSFER_WAITING].first != LIST_NONE &&
           fetch->lists[TRANSFER_ACTIVE].count < fetch->concurrent_max) {
        struct transfer *transfer = &fetch->transfers[fetch->lists[TRANSFER_WAITING].first];
        if (transfer->deadline_at != 0) {
            uint64_t now = uv_now(fetch->loop);
            if (transfer->deadline_at <= now) return; /* expire() is next */
            curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS,
                             (long)(transfer->deadline_at - now));
        }
        transfer_move(transfer, TRANSFER_ACTIVE);
        transfer->last_byte_at = uv_now(fetch->loop);
        expect_expiry(fetch, expires_at(transfer));
        if (curl_multi_add_handle(fetch->multi, transfer->easy) == CURLM_OK)
            transfer->on_wire = true;
        else
            finish(transfer, FETCH_BROKEN);
    }
}

static void on_link_closed(void *ctx) {
    struct fetch *fetch = fetch_of(ctx);
    void (*closed)(void *) = fetch->closed;
    void *closed_ctx = fetch->closed_ctx;
    curl_global_cleanup();
    free(fetch->user_agent);
    free(fetch->transfers);
    free(fetch->nodes);
    fetch->magic = 0;
    free(fetch);
    closed(closed_ctx);
}

static void on_wake_closed(uv_handle_t *handle) {
    struct fetch *fetch = fetch_of(handle->data);
    fetch_link_close(fetch->link, on_link_closed, fetch);
}

static bool is_idle(const struct fetch *fetch) {
    return fetch->lists[TRANSFER_FREE].count == fetch->slots;
}

/* Everything that follows an action of libcurl's or of the owner's, in one place. */
static void settle(void *ctx) {
    struct fetch *fetch = fetch_of(ctx);
    ASSERT(!fetch->settling);
    if (uv_is_closing((uv_handle_t *)&fetch->wake)) return;
    fetch->settling = true;
    drain(fetch);
    take_out_cancelled(fetch);
    if (!fetch->closing) start_waiting(fetch);
    expire(fetch);
    take_out_cancelled(fetch);
    fetch->settling = false;
    if (fetch->closing && is_idle(fetch)) uv_close((uv_handle_t *)&fetch->wake, on_wake_closed);
}

/* ---- the life of the room ---- */

const char *fetch_outcome_text(enum fetch_outcome outcome) {
    switch (outcome) {
    case FETCH_ANSWERED: return "answered";
    case FETCH_NO_CONNECTION: return "no connection";
    case FETCH_BROKEN: return "connection broken";
    case FETCH_DEADLINE: return "no answer in time";
    case FETCH_TOO_LARGE: return "answer too large";
    case FETCH_BLOCKED: return "address not public";
    case FETCH_CANCELLED: return "cancelled";
    case FETCH_INVALID: return "not a valid address";
    }
    UNREACHABLE("every outcome has a text");
}

static void free_early(struct fetch *fetch) {
    free(fetch->user_agent);
    free(fetch->transfers);
    free(fetch->nodes);
    free(fetch);
}

enum err fetch_create(struct uv_loop_s *loop, const struct fetch_config *config,
                      struct fetch **out) {
    ASSERT(config->concurrent_max > 0 && config->concurrent_max <= LIMIT_FETCH_CONCURRENT);
    ASSERT(config->waiting_max <= LIMIT_FETCH_WAITING);
    struct fetch *fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL) return ERR_INTERNAL;
    fetch->slots = config->concurrent_max + config->waiting_max;
    fetch->transfers = calloc(fetch->slots, sizeof *fetch->transfers);
    fetch->nodes = calloc(fetch->slots, sizeof *fetch->nodes);
    fetch->user_agent = strdup(config->user_agent);
    if (fetch->transfers == NULL || fetch->nodes == NULL || fetch->user_agent == NULL ||
        curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free_early(fetch);
        return ERR_INTERNAL;
    }
    fetch->magic = FETCH_MAGIC;
    fetch->loop = loop;
    fetch->concurrent_max = config->concurrent_max;
    fetch->waiting_max = config->waiting_max;
    fetch->next_expiry = UINT64_MAX;
    fetch->public_only = config->public_addresses_only;
    fetch->link = fetch_link_create(loop, settle, fetch);
    if (fetch->link == NULL) {
        curl_global_cleanup();
        free_early(fetch);
        return ERR_INTERNAL;
    }
    fetch->multi = fetch_link_multi(fetch->link);
    for (int state = 0; state < TRANSFER_STATE_COUNT; state++)
        list_init(&fetch->lists[state]);
    for (uint32_t slot = 0; slot < fetch->slots; slot++) {
        fetch->transfers[slot] = (struct transfer){.magic = TRANSFER_MAGIC, .fetch = fetch};
        list_insert_after(&fetch->lists[TRANSFER_FREE], fetch->nodes,
                          fetch->lists[TRANSFER_FREE].last, slot);
    }
    uv_timer_init(loop, &fetch->wake);
    fetch->wake.data = fetch;
    *out = fetch;
    return ERR_OK;
}

void fetch_close(struct fetch *fetch, void (*done)(void *ctx), void *ctx) {
    ASSERT(fetch_of(fetch) && !fetch->closing);
    fetch->closing = true;
    fetch->closed = done;
    fetch->closed_ctx = ctx;
    for (uint32_t slot = 0; slot < fetch->slots; slot++) {
        enum transfer_state state = fetch->transfers[slot].state;
        if (state == TRANSFER_WAITING || state == TRANSFER_ACTIVE)
            transfer_move(&fetch->transfers[slot], TRANSFER_CANCELLED);
    }
    wake_now(fetch);
}

/* ---- starting ---- */

static bool add_header(struct transfer *transfer, const char *name, const char *value) {
    if (!text_is_line(name, strlen(name)) || !text_is_line(value, strlen(value))) return false;
    struct text_buf line;
    text_buf_init(&line, LIMIT_HEADER_BYTES);
    text_addf(&line, value[0] == '\0' ? "%s;%s" : "%s: %s", name, value);
    struct curl_slist *longer =
        line.overflowed ? NULL : curl_slist_append(transfer->headers, line.data);
    text_buf_close(&line);
    if (longer == NULL) return false;
    transfer->headers = longer;
    return true;
}

static bool add_headers(struct transfer *transfer, const struct fetch_request *request) {
    for (size_t i = 0; i < request->header_count; i++)
        if (!add_header(transfer, request->headers[i].name, request->headers[i].value))
            return false;
    /* A name and a colon alone: libcurl leaves its own out. Nobody waits for "100 Continue". */
    struct curl_slist *longer = curl_slist_append(transfer->headers, "Expect:");
    if (longer == NULL) return false;
    transfer->headers = longer;
    return curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

static bool set_body(CURL *easy, struct slice body) {
    if (body.data == NULL) return true;
    return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.length) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body.data) == CURLE_OK;
}

/* What stays the same for every request. */
static void set_guards(struct transfer *transfer) {
    CURL *easy = transfer->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, transfer->fetch->user_agent);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
}

static bool set_up(struct transfer *transfer, const struct fetch_request *request) {
    CURL *easy = transfer->easy;
    set_guards(transfer);
    if (request->connect_ms > 0)
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_ms);
    return curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
           set_body(easy, request->body) &&
           curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK &&
           add_headers(transfer, request);
}

enum err fetch_start(struct fetch *fetch, const struct fetch_request *request, fetch_id *id) {
    ASSERT(fetch_of(fetch) && request->on_done != NULL);
    ASSERT(request->method != NULL && request->url != NULL && request->response_max > 0);
    uint32_t slot = fetch->lists[TRANSFER_FREE].first;
    if (fetch->closing || slot == LIST_NONE) return ERR_LIMIT_REACHED;
    CURL *easy = curl_easy_init();
    if (easy == NULL) return ERR_LIMIT_REACHED;
    struct transfer *transfer = &fetch->transfers[slot];
    *transfer = (struct transfer){
        .magic = TRANSFER_MAGIC,
        .fetch = fetch,
        .generation = transfer->generation,
        .easy = easy,
        .quiet_ms = request->quiet_ms,
        .on_bytes = request->on_bytes,
        .on_done = request->on_done,
        .ctx = request->ctx,
    };
    text_buf_init(&transfer->body, request->response_max);
    if (request->deadline_ms > 0)
        transfer->deadline_at = uv_now(fetch->loop) + request->deadline_ms;
    /* A header with a line break in it must not become two: the address is spoilt, and libcurl
     * says so in its turn. */
    if (!set_up(transfer, request)) curl_easy_setopt(easy, CURLOPT_URL, "invalid://");
    transfer_move(transfer, TRANSFER_WAITING);
    expect_expiry(fetch, transfer->deadline_at);
    wake_now(fetch);
    if (id != NULL) *id = ((uint64_t)transfer->generation + 1) << 32 | slot;
    return ERR_OK;
}

void fetch_cancel(struct fetch *fetch, fetch_id id) {
    ASSERT(fetch_of(fetch));
    uint32_t slot = (uint32_t)id;
    if (id == 0 || slot >= fetch->slots) return;
    struct transfer *transfer = &fetch->transfers[slot];
    if ((uint64_t)transfer->generation + 1 != id >> 32) return;
    if (transfer->state != TRANSFER_WAITING && transfer->state != TRANSFER_ACTIVE) return;
    transfer_move(transfer, TRANSFER_CANCELLED);
    wake_now(fetch);
}

int fetch_answer_status(const struct fetch_answer *answer) {
    bool came = answer->outcome == FETCH_ANSWERED || answer->outcome == FETCH_TOO_LARGE;
    return came ? answer->status : 0;
}

const char *fetch_answer_header(const struct fetch_answer *answer, const char *name) {
    struct curl_header *header = NULL;
    CURL *easy = (CURL *)(uintptr_t)answer->handle;
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return NULL;
    return header->value;
}

uint32_t fetch_active(const struct fetch *fetch) { return fetch->lists[TRANSFER_ACTIVE].count; }
uint32_t fetch_waiting(const struct fetch *fetch) { return fetch->lists[TRANSFER_WAITING].count; }
