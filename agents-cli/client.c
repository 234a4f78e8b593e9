#include "agents-cli/client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agents-cli/refuse.h"
#include "base/assert.h"
#include "base/crypto.h"

#define LIMIT_REPLY_BYTES (64 * 1024 * 1024)
#define CONNECT_MS 800        /* another address waits: failing over takes under a second */
#define CONNECT_ALONE_MS 5000 /* there is no other */
#define ATTEMPT_MS 10000
#define ATTEMPT_OF_SEVERAL_MS 2000 /* then the next address, with the same key */
#define PAUSE_MS 100               /* doubled up to: */
#define PAUSE_MOST_MS 1000
/* The coordinator pings every 15 s: a stream that is silent for 40 s is dead, whatever TCP
 * believes. */
#define STREAM_SILENT_S 40

struct exchange {
    struct exchange *next;
    CURL *easy;
    struct curl_slist *headers;
    char *path, *method, *request_body;
    struct text_buf body;
    char error[CURL_ERROR_SIZE];
    client_done *done;
    void *ctx;
    unsigned tag;
    int64_t started_mono, until_mono, again_mono; /* again_mono > 0: pausing */
    int64_t pause_ms;
    size_t server, tries;
    bool pinned, anonymous, busy;
    bool unanswered[LIMIT_SERVERS]; /* tried in vain */
    const char *content_type; /* of the body; a literal */
    char key[CLIENT_KEY];
};

struct stream {
    const struct client_stream_ops *ops;
    void *ctx;
    CURL *easy;
    struct curl_slist *headers;
    struct sse sse;
    struct text_buf body; /* of a refusal */
    char error[CURL_ERROR_SIZE];
    bool open, busy, up, without_id, restart, broken;
    int64_t again_mono, pause_ms;
    size_t server, tries;
};

struct client {
    struct config config;
    char token[CONFIG_TOKEN];
    CURLM *multi;
    struct exchange *exchanges;
    struct stream stream;
    size_t server; /* who answered last */
};

int64_t client_mono(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct client *client_create(const struct config *config, const char *token) {
    ASSERT(config->server_count > 0);
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(client);
        return NULL;
    }
    client->config = *config;
    if (token != NULL) ASSERT(text_copy(client->token, sizeof client->token, token));
    client->multi = curl_multi_init();
    if (client->multi == NULL) {
        free(client);
        return NULL;
    }
    sse_init(&client->stream.sse);
    text_buf_init(&client->stream.body, LIMIT_REPLY_BYTES);
    return client;
}

static void exchange_free(struct client *client, struct exchange *x) {
    if (x->busy) curl_multi_remove_handle(client->multi, x->easy);
    curl_easy_cleanup(x->easy);
    curl_slist_free_all(x->headers);
    text_buf_close(&x->body);
    free(x->path);
    free(x->method);
    free(x->request_body);
    free(x);
}

static void stream_stop(struct client *client) {
    struct stream *stream = &client->stream;
    if (stream->busy) curl_multi_remove_handle(client->multi, stream->easy);
    curl_easy_cleanup(stream->easy);
    curl_slist_free_all(stream->headers);
    stream->easy = NULL;
    stream->headers = NULL;
    stream->busy = stream->up = false;
}

void client_destroy(struct client *client) {
    if (client == NULL) return;
    while (client->exchanges != NULL) {
        struct exchange *x = client->exchanges;
        client->exchanges = x->next;
        exchange_free(client, x);
    }
    stream_stop(client);
    sse_close(&client->stream.sse);
    text_buf_close(&client->stream.body);
    curl_multi_cleanup(client->multi);
    curl_global_cleanup();
    explicit_bzero(client->token, sizeof client->token);
    free(client);
}

/* --- what every request has ------------------------------------------------------------------- */

static struct curl_slist *header(struct curl_slist *list, const char *name, const char *value) {
    char line[512];
    int length = snprintf(line, sizeof line, "%s: %s", name, value);
    ASSERT(length > 0 && length < (int)sizeof line);
    struct curl_slist *longer = curl_slist_append(list, line);
    explicit_bzero(line, sizeof line);
    return longer != NULL ? longer : list;
}

/* libcurl's options are variadic: each value has the type its manual names. */
static void set_common(struct client *client, CURL *easy, char *error, struct curl_slist *headers,
                       const char *url) {
    long connect_ms = client->config.server_count > 1 ? CONNECT_MS : CONNECT_ALONE_MS;
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "agents-cli/" DDH_VERSION);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (client->config.ca_file[0] != '\0')
        curl_easy_setopt(easy, CURLOPT_CAINFO, client->config.ca_file);
}

static struct curl_slist *authorise(struct client *client, struct curl_slist *headers) {
    char value[CONFIG_TOKEN + 8];
    if (client->token[0] == '\0') return headers;
    snprintf(value, sizeof value, "Bearer %s", client->token);
    headers = header(headers, "Authorization", value);
    explicit_bzero(value, sizeof value);
    return headers;
}

void client_key(char out[CLIENT_KEY]) {
    uint8_t b[16];
    ASSERT(crypto_random(b, sizeof b));
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    snprintf(out, CLIENT_KEY,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
             b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
             b[15]);
}

/* OpenSSL's words say why a certificate was not taken; libcurl has one code for them all. */
static enum client_trouble certificate_trouble(const char *words) {
    if (strstr(words, "expired") != NULL || strstr(words, "not yet valid") != NULL)
        return TROUBLE_TLS_TIME;
    if (strstr(words, "host name") != NULL || strstr(words, "hostname") != NULL ||
        strstr(words, "match") != NULL)
        return TROUBLE_TLS_HOST;
    return TROUBLE_TLS;
}

static enum client_trouble trouble_of(CURLcode code, const char *words) {
    /* libcurl has a hundred codes; these are what a person can act on. */
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
        return TROUBLE_NAME;
    if (code == CURLE_COULDNT_CONNECT) return TROUBLE_CONNECT;
    if (code == CURLE_OPERATION_TIMEDOUT) return TROUBLE_TIME;
    if (code == CURLE_PEER_FAILED_VERIFICATION) return certificate_trouble(words);
    if (code == CURLE_SSL_CACERT_BADFILE) return TROUBLE_TLS_FILE;
    if (code == CURLE_SSL_CONNECT_ERROR) return TROUBLE_TLS_NONE;
    if (code == CURLE_OK || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
        code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE)
        return TROUBLE_ENDED;
    return TROUBLE_OTHER;
}

/* --- requests --------------------------------------------------------------------------------- */

static size_t exchange_bytes(char *bytes, size_t size, size_t count, void *ctx) {
    struct exchange *x = ctx;
    text_add_bytes(&x->body, bytes, size * count);
    return x->body.overflowed ? 0 : size * count;
}

static void exchange_start(struct client *client, struct exchange *x) {
    struct text_buf url;
    text_buf_init(&url, 8192);
    text_addf(&url, "%s%s", client->config.servers[x->server], x->path);
    x->again_mono = 0;
    x->tries++;
    text_buf_clear(&x->body);
    x->error[0] = '\0';
    curl_slist_free_all(x->headers);
    x->headers = header(NULL, "Accept", "application/json, application/problem+json");
    if (x->request_body != NULL) x->headers = header(x->headers, "Content-Type", x->content_type);
    if (x->key[0] != '\0') x->headers = header(x->headers, "Idempotency-Key", x->key);
    if (!x->anonymous) x->headers = authorise(client, x->headers);
    curl_easy_reset(x->easy);
    set_common(client, x->easy, x->error, x->headers, url.data);
    curl_easy_setopt(x->easy, CURLOPT_CUSTOMREQUEST, x->method);
    bool several = client->config.server_count > 1 && !x->pinned;
    curl_easy_setopt(x->easy, CURLOPT_TIMEOUT_MS,
                     several ? (long)ATTEMPT_OF_SEVERAL_MS : (long)ATTEMPT_MS);
    curl_easy_setopt(x->easy, CURLOPT_WRITEFUNCTION, exchange_bytes);
    curl_easy_setopt(x->easy, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(x->easy, CURLOPT_PRIVATE, x);
    if (x->request_body != NULL) curl_easy_setopt(x->easy, CURLOPT_POSTFIELDS, x->request_body);
    text_buf_close(&url);
    ASSERT(curl_multi_add_handle(client->multi, x->easy) == CURLM_OK);
    x->busy = true;
}

static size_t server_index(const struct client *client, const char *server) {
    for (size_t i = 0; i < client->config.server_count; i++)
        if (strcmp(client->config.servers[i], server) == 0) return i;
    UNREACHABLE("a request to an address that is not configured");
}

void client_send(struct client *client, const struct client_request *request, client_done *done,
                 void *ctx) {
    struct exchange *x = calloc(1, sizeof *x);
    ASSERT(x != NULL);
    text_buf_init(&x->body, LIMIT_REPLY_BYTES);
    x->easy = curl_easy_init();
    x->path = strdup(request->path);
    x->method = strdup(request->method);
    x->request_body = request->body == NULL ? NULL : strdup(request->body);
    ASSERT(x->easy != NULL && x->path != NULL && x->method != NULL);
    x->done = done;
    x->ctx = ctx;
    x->tag = request->tag;
    x->started_mono = client_mono();
    x->until_mono = x->started_mono + request->within_ms;
    x->pause_ms = PAUSE_MS;
    x->pinned = request->server != NULL;
    x->anonymous = request->anonymous;
    x->content_type = request->content_type == NULL ? "application/json" : request->content_type;
    x->server = x->pinned ? server_index(client, request->server) : client->server;
    if (strcmp(request->method, "GET") != 0 &&
        (request->key == NULL || !text_copy(x->key, sizeof x->key, request->key)))
        client_key(x->key);
    x->next = client->exchanges;
    client->exchanges = x;
    exchange_start(client, x);
}

/* Somebody answers: the stream need not wait out its pause; and when it hangs on an address that a
 * request got no answer from, it goes on at the one that does. */
static void follow(struct client *client, const struct exchange *x) {
    struct stream *stream = &client->stream;
    if (!stream->open || x->pinned) return;
    bool elsewhere = stream->busy && x->server != stream->server && x->unanswered[stream->server];
    if (elsewhere) stream_stop(client);
    if (stream->busy) return;
    stream->server = x->server;
    stream->again_mono = 0;
}

static void exchange_finish(struct client *client, struct exchange *x, CURLcode code) {
    struct exchange **at = &client->exchanges;
    while (*at != x)
        at = &(*at)->next;
    *at = x->next;
    long status = 0;
    if (code == CURLE_OK) curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
    struct client_reply reply = {
        .status = (int)status,
        .trouble = status != 0 ? TROUBLE_NONE : trouble_of(code, x->error),
        .body = text_slice(&x->body).data,
        .length = x->body.length,
        .failure = status != 0           ? NULL
                   : x->error[0] != '\0' ? x->error
                                         : curl_easy_strerror(code),
        .server = client->config.servers[x->server],
        .ca_file = client->config.ca_file,
        .took_ms = client_mono() - x->started_mono,
    };
    if (status != 0) follow(client, x);
    x->done(x->ctx, x->tag, &reply);
    exchange_free(client, x);
}

/* The attempt is over: done, or once more elsewhere? */
static void exchange_over(struct client *client, struct exchange *x, CURLcode code) {
    long status = 0;
    curl_multi_remove_handle(client->multi, x->easy);
    x->busy = false;
    if (code == CURLE_OK) curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
    bool repeat = status == 0
                      ? code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CACERT_BADFILE
                      : refuse_may_repeat((int)status, text_slice(&x->body).data, x->body.length);
    bool tried_all = x->pinned || x->tries >= client->config.server_count;
    int64_t now = client_mono(), pause = tried_all ? x->pause_ms : 0;
    if (!repeat || (tried_all && now + pause >= x->until_mono)) {
        if (status != 0) client->server = x->server;
        exchange_finish(client, x, code);
        return;
    }
    if (status == 0) x->unanswered[x->server] = true;
    if (!x->pinned) x->server = (x->server + 1) % client->config.server_count;
    if (tried_all) x->pause_ms = pause * 2 > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause * 2;
    x->again_mono = now + pause;
}

struct waiting_call {
    client_done *done;
    void *ctx;
    bool over;
};

static void waiting_call_done(void *ctx, unsigned tag, const struct client_reply *reply) {
    struct waiting_call *call = ctx;
    call->over = true;
    call->done(call->ctx, tag, reply);
}

void client_call(struct client *client, const struct client_request *request, client_done *done,
                 void *ctx) {
    struct waiting_call call = {done, ctx, false};
    client_send(client, request, waiting_call_done, &call);
    while (!call.over)
        client_turn(client, NULL, 0, 1000);
}

/* --- the stream ------------------------------------------------------------------------------- */

static void stream_take(void *ctx, const struct sse_message *message) {
    struct client *client = ctx;
    if (!client->stream.restart) client->stream.ops->event(client->stream.ctx, message);
}

static size_t stream_bytes(char *bytes, size_t size, size_t count, void *ctx) {
    struct client *client = ctx;
    struct stream *stream = &client->stream;
    long status = 0;
    curl_easy_getinfo(stream->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) {
        text_add_bytes(&stream->body, bytes, size * count);
        return size * count;
    }
    if (!stream->up) {
        stream->up = true;
        stream->pause_ms = PAUSE_MS;
        stream->tries = 0;
        client->server = stream->server;
        stream->ops->up(stream->ctx, client->config.servers[stream->server]);
    }
    stream->ops->heard(stream->ctx);
    stream->broken = !sse_feed(&stream->sse, bytes, size * count, stream_take, client);
    /* Another count than was given ends the transfer. */
    return stream->broken || stream->restart ? 0 : size * count;
}

static void stream_start(struct client *client) {
    struct stream *stream = &client->stream;
    struct text_buf url;
    text_buf_init(&url, 1024);
    text_addf(&url, "%s/v1/stream", client->config.servers[stream->server]);
    stream_stop(client);
    sse_restart(&stream->sse);
    text_buf_clear(&stream->body);
    if (stream->without_id) stream->sse.id[0] = '\0';
    stream->without_id = stream->restart = stream->broken = false;
    stream->again_mono = 0;
    stream->error[0] = '\0';
    stream->headers = authorise(client, header(NULL, "Accept", "text/event-stream"));
    if (stream->sse.id[0] != '\0')
        stream->headers = header(stream->headers, "Last-Event-ID", stream->sse.id);
    stream->easy = curl_easy_init();
    ASSERT(stream->easy != NULL);
    set_common(client, stream->easy, stream->error, stream->headers, url.data);
    curl_easy_setopt(stream->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(stream->easy, CURLOPT_LOW_SPEED_TIME, (long)STREAM_SILENT_S);
    curl_easy_setopt(stream->easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(stream->easy, CURLOPT_WRITEFUNCTION, stream_bytes);
    curl_easy_setopt(stream->easy, CURLOPT_WRITEDATA, client);
    curl_easy_setopt(stream->easy, CURLOPT_PRIVATE, NULL);
    ASSERT(curl_multi_add_handle(client->multi, stream->easy) == CURLM_OK);
    stream->busy = true;
    text_buf_close(&url);
}

void client_stream_open(struct client *client, const struct client_stream_ops *ops, void *ctx) {
    struct stream *stream = &client->stream;
    ASSERT(!stream->open);
    stream->open = true;
    stream->ops = ops;
    stream->ctx = ctx;
    stream->pause_ms = PAUSE_MS;
    stream->server = client->server;
    stream_start(client);
}

void client_stream_restart(struct client *client) {
    client->stream.restart = client->stream.without_id = true;
}

static void stream_over(struct client *client, CURLcode code) {
    struct stream *stream = &client->stream;
    long status = 0;
    curl_easy_getinfo(stream->easy, CURLINFO_RESPONSE_CODE, &status);
    bool was_up = stream->up, wanted = stream->restart;
    struct client_reply reply = {
        .status = status == 200 ? 0 : (int)status,
        .trouble = status != 0 && status != 200 ? TROUBLE_NONE : trouble_of(code, stream->error),
        .body = text_slice(&stream->body).data,
        .length = stream->body.length,
        .failure = stream->error[0] != '\0' ? stream->error
                   : code == CURLE_OK       ? "the stream ended"
                                            : curl_easy_strerror(code),
        .server = client->config.servers[stream->server],
        .ca_file = client->config.ca_file,
    };
    bool refused = status == 401 || status == 403;
    if (status == 410) stream->without_id = wanted = true;
    if (stream->broken) stream->without_id = true;
    if (refused) stream->open = false;
    if (refused || !wanted)
        stream->ops->down(stream->ctx, refused ? STREAM_REFUSED : STREAM_LOST, &reply);
    stream_stop(client);
    if (refused) return;
    int64_t now = client_mono();
    if (wanted) {
        stream->again_mono = now;
    } else if (was_up) { /* first the same, soon: most often it is only restarting */
        stream->again_mono = now + PAUSE_MS;
    } else { /* then each in turn, with a pause after a round in vain */
        stream->server = (stream->server + 1) % client->config.server_count;
        bool round = ++stream->tries >= client->config.server_count;
        stream->again_mono = now + (round ? stream->pause_ms : 0);
        if (round) stream->tries = 0;
        if (round && stream->pause_ms < PAUSE_MOST_MS) stream->pause_ms *= 2;
    }
}

/* --- turning ---------------------------------------------------------------------------------- */

static void do_due(struct client *client) {
    int64_t now = client_mono();
    for (struct exchange *x = client->exchanges; x != NULL; x = x->next)
        if (!x->busy && x->again_mono > 0 && now >= x->again_mono) exchange_start(client, x);
    struct stream *stream = &client->stream;
    if (stream->open && !stream->busy && now >= stream->again_mono) stream_start(client);
}

static int64_t until_due(const struct client *client, int64_t timeout_ms) {
    int64_t now = client_mono();
    for (const struct exchange *x = client->exchanges; x != NULL; x = x->next)
        if (!x->busy && x->again_mono - now < timeout_ms) timeout_ms = x->again_mono - now;
    const struct stream *stream = &client->stream;
    if (stream->open && !stream->busy && stream->again_mono - now < timeout_ms)
        timeout_ms = stream->again_mono - now;
    return timeout_ms < 0 ? 0 : timeout_ms;
}

/* Ends what curl has finished; true when there was something. */
static bool take_finished(struct client *client) {
    bool some = false;
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(client->multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        some = true;
        CURLcode code = message->data.result;
        if (client->stream.busy && message->easy_handle == client->stream.easy) {
            stream_over(client, code);
            continue;
        }
        char *private = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
        ASSERT(private != NULL);
        exchange_over(client, (struct exchange *)(void *)private, code);
    }
    return some;
}

void client_turn(struct client *client, const int *fds, size_t fd_count, int64_t timeout_ms) {
    struct curl_waitfd waits[8];
    int running;
    ASSERT(fd_count <= sizeof waits / sizeof waits[0]);
    for (size_t i = 0; i < fd_count; i++)
        waits[i] = (struct curl_waitfd){.fd = fds[i], .events = CURL_WAIT_POLLIN};
    do_due(client);
    curl_multi_perform(client->multi, &running);
    /* What ended just now has no socket left that could end the waiting. */
    if (take_finished(client)) timeout_ms = 0;
    curl_multi_poll(client->multi, waits, (unsigned)fd_count, (int)until_due(client, timeout_ms),
                    NULL);
    curl_multi_perform(client->multi, &running);
    take_finished(client);
    do_due(client);
}
