/* libcurl asks, through two callbacks, for sockets to be watched and for a timer; when one of
 * them says so it is told with curl_multi_socket_action. Transfers may finish in either, so both
 * end with acted(). A watcher's memory goes in its close callback; the link closes when all
 * watchers, the timer and the multi handle are gone. */
#include "fetch/link.h"

#include <curl/curl.h>
#include <stdint.h>
#include <stdlib.h>
#include <uv.h>

#include "base/assert.h"

#define LINK_MAGIC 0xfe7c4003u
#define WATCH_MAGIC 0xfe7c4004u

struct link {
    uint32_t magic;
    uint32_t open_handles;
    uv_loop_t *loop;
    uv_timer_t timer;
    CURLM *multi;
    void (*acted)(void *ctx);
    void *acted_ctx;
    void (*closed)(void *ctx);
    void *closed_ctx;
};

struct watch {
    uint32_t magic;
    uv_poll_t poll;
    curl_socket_t socket;
    struct link *link;
};

static struct link *link_of(void *pointer) {
    struct link *link = pointer;
    ASSERT(link != NULL && link->magic == LINK_MAGIC);
    return link;
}

static struct watch *watch_of(void *pointer) {
    struct watch *watch = pointer;
    ASSERT(watch != NULL && watch->magic == WATCH_MAGIC);
    return watch;
}

static void act(struct link *link, curl_socket_t socket, int events) {
    int running;
    CURLMcode rc = curl_multi_socket_action(link->multi, socket, events, &running);
    ASSERT(rc == CURLM_OK);
    link->acted(link->acted_ctx);
}

static void on_readable(uv_poll_t *poll, int status, int events) {
    struct watch *watch = watch_of(poll->data);
    int flags = 0;
    if (status < 0) flags = CURL_CSELECT_ERR;
    if (events & UV_READABLE) flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE) flags |= CURL_CSELECT_OUT;
    act(watch->link, watch->socket, flags);
}

static void on_timer(uv_timer_t *timer) { act(link_of(timer->data), CURL_SOCKET_TIMEOUT, 0); }

static int on_want_timer(CURLM *multi, long timeout_ms, void *ctx) {
    (void)multi;
    struct link *link = link_of(ctx);
    if (uv_is_closing((uv_handle_t *)&link->timer)) return 0;
    if (timeout_ms < 0) return uv_timer_stop(&link->timer) == 0 ? 0 : -1;
    return uv_timer_start(&link->timer, on_timer, (uint64_t)timeout_ms, 0) == 0 ? 0 : -1;
}

static void maybe_closed(struct link *link) {
    if (link->open_handles > 0 || link->closed == NULL) return;
    void (*closed)(void *) = link->closed;
    void *ctx = link->closed_ctx;
    link->magic = 0;
    free(link);
    closed(ctx);
}

static void on_watch_closed(uv_handle_t *handle) {
    struct watch *watch = watch_of(handle->data);
    struct link *link = watch->link;
    watch->magic = 0;
    free(watch);
    link->open_handles--;
    maybe_closed(link);
}

static struct watch *watch_open(struct link *link, curl_socket_t socket) {
    struct watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) return NULL;
    *watch = (struct watch){.magic = WATCH_MAGIC, .socket = socket, .link = link};
    if (uv_poll_init_socket(link->loop, &watch->poll, socket) != 0) {
        free(watch);
        return NULL;
    }
    watch->poll.data = watch;
    link->open_handles++;
    curl_multi_assign(link->multi, socket, watch);
    return watch;
}

static int on_want_socket(CURL *easy, curl_socket_t socket, int what, void *ctx, void *socket_ctx) {
    (void)easy;
    struct link *link = link_of(ctx);
    struct watch *watch = socket_ctx == NULL ? NULL : watch_of(socket_ctx);
    if (what == CURL_POLL_REMOVE) {
        if (watch == NULL) return 0;
        curl_multi_assign(link->multi, socket, NULL);
        uv_poll_stop(&watch->poll);
        uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
        return 0;
    }
    if (watch == NULL) watch = watch_open(link, socket);
    if (watch == NULL) return -1; /* libcurl then fails what it was doing */
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return uv_poll_start(&watch->poll, events, on_readable) == 0 ? 0 : -1;
}

struct link *fetch_link_create(struct uv_loop_s *loop, void (*acted)(void *ctx), void *ctx) {
    struct link *link = calloc(1, sizeof *link);
    CURLM *multi = curl_multi_init();
    if (link == NULL || multi == NULL) {
        curl_multi_cleanup(multi);
        free(link);
        return NULL;
    }
    *link = (struct link){
        .magic = LINK_MAGIC, .loop = loop, .multi = multi, .acted = acted, .acted_ctx = ctx};
    uv_timer_init(loop, &link->timer);
    link->timer.data = link;
    link->open_handles = 1;
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_want_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, link);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_want_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, link);
    return link;
}

void *fetch_link_multi(struct link *link) { return link->multi; }

static void on_timer_closed(uv_handle_t *handle) {
    struct link *link = link_of(handle->data);
    link->open_handles--;
    maybe_closed(link);
}

void fetch_link_close(struct link *link, void (*done)(void *ctx), void *ctx) {
    ASSERT(link_of(link) && link->closed == NULL);
    link->closed = done;
    link->closed_ctx = ctx;
    uv_close((uv_handle_t *)&link->timer, on_timer_closed);
    /* closes the kept connections; their watchers go through on_want_socket */
    CURLMcode rc = curl_multi_cleanup(link->multi);
    ASSERT(rc == CURLM_OK);
    link->multi = NULL;
}
