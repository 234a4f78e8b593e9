/* The reference: h2o with as little around it as can be. Its figures are what this machine gives
 * for parsing a JSON body and answering it, and for writing one event to many streams, with
 * nothing decided and nothing stored. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#define H2O_USE_LIBUV 1
#include <h2o.h>
#include <h2o/http1.h>

#include "bench.h"

#define BARE_EVENT "id: 1-1\nevent: bench\ndata: {\"id\":\"1-1\",\"type\":\"bench\"}\n\n"

struct bare_stream {
    h2o_generator_t generator;
    h2o_linklist_t link;
    h2o_req_t *request;
};

struct bare_handler {
    h2o_handler_t handler; /* first: h2o hands it back */
    h2o_linklist_t streams;
};

struct bare_server {
    uv_loop_t loop;
    uv_tcp_t listener;
    h2o_globalconf_t global;
    h2o_context_t context;
    h2o_accept_ctx_t accept;
};

static void answer(h2o_req_t *request, int status, const char *body, size_t length) {
    static h2o_generator_t generator;
    request->res.status = status;
    request->res.reason = "Bare";
    request->res.content_length = length;
    h2o_add_header(&request->pool, &request->res.headers, H2O_TOKEN_CONTENT_TYPE, NULL,
                   H2O_STRLIT("application/json"));
    h2o_iovec_t copy = h2o_strdup(&request->pool, body, length);
    h2o_start_response(request, &generator);
    h2o_send(request, &copy, 1, H2O_SEND_STATE_FINAL);
}

static void answer_json(h2o_req_t *request) {
    json_t *value = json_loadb(request->entity.base, request->entity.len, 0, NULL);
    char *text = value != NULL ? json_dumps(value, JSON_COMPACT) : NULL;
    if (text == NULL)
        answer(request, 400, "{}", 2);
    else
        answer(request, 200, text, strlen(text));
    free(text);
    json_decref(value);
}

static void on_written(h2o_generator_t *generator, h2o_req_t *request) {
    (void)generator;
    (void)request;
}

static void on_left(h2o_generator_t *generator, h2o_req_t *request) {
    struct bare_stream *stream = (struct bare_stream *)(void *)generator;
    (void)request;
    h2o_linklist_unlink(&stream->link);
}

static void open_stream(struct bare_handler *self, h2o_req_t *request) {
    struct bare_stream *stream = h2o_mem_alloc_pool(&request->pool, sizeof *stream);
    *stream = (struct bare_stream){.generator = {on_written, on_left}, .request = request};
    h2o_linklist_insert(&self->streams, &stream->link);
    request->res.status = 200;
    request->res.reason = "OK";
    h2o_add_header(&request->pool, &request->res.headers, H2O_TOKEN_CONTENT_TYPE, NULL,
                   H2O_STRLIT("text/event-stream"));
    h2o_start_response(request, &stream->generator);
    h2o_iovec_t hello = {H2O_STRLIT(":\n\n")};
    h2o_send(request, &hello, 1, H2O_SEND_STATE_IN_PROGRESS);
}

static void broadcast(struct bare_handler *self) {
    h2o_iovec_t event = {H2O_STRLIT(BARE_EVENT)};
    for (h2o_linklist_t *at = self->streams.next; at != &self->streams; at = at->next) {
        struct bare_stream *stream =
            (struct bare_stream *)(void *)((char *)at - offsetof(struct bare_stream, link));
        h2o_send(stream->request, &event, 1, H2O_SEND_STATE_IN_PROGRESS);
    }
}

static int on_request(h2o_handler_t *handler, h2o_req_t *request) {
    struct bare_handler *self = (struct bare_handler *)(void *)handler;
    if (h2o_memis(request->path.base, request->path.len, H2O_STRLIT("/stream"))) {
        open_stream(self, request);
    } else if (h2o_memis(request->path.base, request->path.len, H2O_STRLIT("/broadcast"))) {
        broadcast(self);
        answer(request, 200, "{}", 2);
    } else {
        answer_json(request);
    }
    return 0;
}

static void free_handle(uv_handle_t *handle) { free(handle); }

static void on_connection(uv_stream_t *listener, int status) {
    struct bare_server *server = listener->data;
    uv_tcp_t *tcp = status == 0 ? malloc(sizeof *tcp) : NULL;
    if (tcp == NULL || uv_tcp_init(&server->loop, tcp) != 0) {
        free(tcp);
        return;
    }
    if (uv_accept(listener, (uv_stream_t *)tcp) != 0) {
        uv_close((uv_handle_t *)tcp, free_handle);
        return;
    }
    uv_tcp_nodelay(tcp, 1);
    h2o_accept(&server->accept, h2o_uv_socket_create((uv_stream_t *)tcp, free_handle));
}

/* Never returns: the parent ends this process. */
_Noreturn static void serve(int report) {
    static struct bare_server
        server; /* h2o keeps pointers into it for as long as the process lives */
    struct sockaddr_in address;
    int length = sizeof address;
    uv_loop_init(&server.loop);
    h2o_config_init(&server.global);
    server.global.http1.req_timeout = 600000; /* streams and pauses between rounds */
    server.global.http1.upgrade_to_http2 = 0;
    h2o_hostconf_t *host =
        h2o_config_register_host(&server.global, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    struct bare_handler *handler =
        (struct bare_handler *)(void *)h2o_create_handler(&host->fallback_path, sizeof *handler);
    handler->handler.on_req = on_request;
    h2o_linklist_init_anchor(&handler->streams);
    h2o_context_init(&server.context, &server.loop, &server.global);
    server.accept = (h2o_accept_ctx_t){.ctx = &server.context, .hosts = server.global.hosts};

    uv_ip4_addr("127.0.0.1", 0, &address);
    uv_tcp_init(&server.loop, &server.listener);
    server.listener.data = &server;
    if (uv_tcp_bind(&server.listener, (struct sockaddr *)&address, 0) != 0 ||
        uv_listen((uv_stream_t *)&server.listener, 1024, on_connection) != 0 ||
        uv_tcp_getsockname(&server.listener, (struct sockaddr *)&address, &length) != 0)
        die("the bare server cannot listen");
    uint16_t port = ntohs(address.sin_port);
    if (write(report, &port, sizeof port) != sizeof port) die("the bare server has no parent");
    close(report);
    uv_run(&server.loop, UV_RUN_DEFAULT);
    exit(0);
}

struct bare bare_start(bool room) {
    struct bare bare;
    int report[2];
    if (pipe(report) != 0) die("pipe: %s", strerror(errno));
    bare.pid = fork();
    if (bare.pid < 0) die("fork: %s", strerror(errno));
    if (bare.pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* never outlives a bench that was interrupted */
        close(report[0]);
        if (room) room_serve(report[1]);
        serve(report[1]);
    }
    close(report[1]);
    if (read(report[0], &bare.port, sizeof bare.port) != sizeof bare.port)
        die("the bare server did not start");
    close(report[0]);
    return bare;
}

void bare_stop(const struct bare *bare) {
    kill(bare->pid, SIGKILL);
    waitpid(bare->pid, NULL, 0);
}
