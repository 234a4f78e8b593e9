/* Closed-loop load: every connection has exactly one request under way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define RESPONSE_BYTES (4 * 1024 * 1024)
#define REQUEST_BYTES (128 * 1024)

struct load {
    uv_loop_t loop;
    const struct load_plan *plan;
    struct load_result *result;
    uint64_t measure_from, end;
    uint64_t next_number;
    uv_timer_t timer;
    struct link *links;
};

struct link {
    uv_tcp_t tcp;
    uv_connect_t connecting;
    uv_write_t writing;
    struct load *load;
    const char *token;
    struct text_buf out, in;
    struct response_reader reader;
    bool second; /* the one under way is plan->then */
    char id[64];
    uint64_t sent_at;
};

static void send_next(struct link *link);

static void note_error(struct link *link, int status, const char *what) {
    struct load_result *result = link->load->result;
    if (result->errors++ > 0) return;
    result->first_error_status = status;
    (void)snprintf(result->first_error, sizeof result->first_error, "%.200s", what);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
    static char bytes[65536]; /* one loop, and used up before the next read */
    (void)handle;
    (void)suggested;
    *buf = uv_buf_init(bytes, sizeof bytes);
}

static void take_response(struct link *link) {
    struct load *load = link->load;
    uint64_t now = uv_hrtime();
    bool good = link->reader.status >= 200 && link->reader.status < 300;
    if (!good)
        note_error(link, link->reader.status, link->in.data + link->reader.head);
    else if (now >= load->measure_from && now < load->end)
        sample_add(&load->result->latencies, now - link->sent_at);
    bool again = load->plan->then.path != NULL && !link->second && good;
    if (again) response_id(&link->reader, &link->in, link->id, sizeof link->id);
    link->second = again;
    link->reader = (struct response_reader){0};
    text_buf_clear(&link->in);
    if (now < load->end) send_next(link);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf) {
    struct link *link = stream->data;
    if (got < 0) {
        if (uv_hrtime() < link->load->end) note_error(link, 0, uv_strerror((int)got));
        uv_read_stop(stream);
        return;
    }
    text_add_bytes(&link->in, buf->base, (size_t)got);
    if (link->in.overflowed) die("an answer is above %d bytes", RESPONSE_BYTES);
    if (response_ready(&link->reader, &link->in)) take_response(link);
}

static void on_written(uv_write_t *writing, int status) {
    (void)writing;
    (void)status; /* the read will say it */
}

static void send_next(struct link *link) {
    const struct load_plan *plan = link->load->plan;
    text_buf_clear(&link->out);
    request_write(link->second ? &plan->then : &plan->first, &plan->target, link->token,
                  link->load->next_number++, link->id, &link->out);
    link->sent_at = uv_hrtime();
    uv_buf_t buf = uv_buf_init(link->out.data, (unsigned)link->out.length);
    int sent = uv_try_write((uv_stream_t *)&link->tcp, &buf, 1);
    if (sent < 0) sent = 0;
    if ((size_t)sent == link->out.length) return;
    buf = uv_buf_init(link->out.data + sent, (unsigned)link->out.length - (unsigned)sent);
    uv_write(&link->writing, (uv_stream_t *)&link->tcp, &buf, 1, on_written);
}

static void on_connected(uv_connect_t *connecting, int status) {
    struct link *link = connecting->data;
    if (status != 0)
        die("connecting to %s: %s", link->load->plan->target.host, uv_strerror(status));
    uv_tcp_nodelay(&link->tcp, 1);
    uv_read_start((uv_stream_t *)&link->tcp, on_alloc, on_read);
    send_next(link);
}

static void start_link(struct load *load, uint32_t index) {
    struct link *link = &load->links[index];
    const struct tokens *tokens = load->plan->tokens;
    link->load = load;
    link->token = tokens != NULL && tokens->count > 0 ? tokens->texts[index % tokens->count] : NULL;
    text_buf_init(&link->out, REQUEST_BYTES);
    text_buf_init(&link->in, RESPONSE_BYTES);
    uv_tcp_init(&load->loop, &link->tcp);
    link->tcp.data = link->connecting.data = link;
    int result = uv_tcp_connect(&link->connecting, &link->tcp,
                                (const struct sockaddr *)&load->plan->target.address, on_connected);
    if (result != 0) die("connecting to %s: %s", load->plan->target.host, uv_strerror(result));
}

static void on_time(uv_timer_t *timer) {
    struct load *load = timer->data;
    for (uint32_t i = 0; i < load->plan->connections; i++)
        uv_close((uv_handle_t *)&load->links[i].tcp, NULL);
    uv_close((uv_handle_t *)timer, NULL);
}

void load_run(const struct load_plan *plan, struct load_result *result) {
    static uint64_t number; /* goes on over the rounds: no reference is used twice */
    struct load load = {.plan = plan, .result = result, .next_number = number};
    uv_loop_init(&load.loop);
    load.links = calloc(plan->connections, sizeof *load.links);
    if (load.links == NULL) die("no memory for %u connections", plan->connections);
    load.measure_from = uv_hrtime() + plan->warmup_ns;
    load.end = load.measure_from + plan->measure_ns;
    uv_timer_init(&load.loop, &load.timer);
    load.timer.data = &load;
    uv_timer_start(&load.timer, on_time, (plan->warmup_ns + plan->measure_ns) / 1000000 + 1, 0);
    for (uint32_t i = 0; i < plan->connections; i++)
        start_link(&load, i);
    uv_run(&load.loop, UV_RUN_DEFAULT);

    result->measured_ns += plan->measure_ns;
    number = load.next_number;
    for (uint32_t i = 0; i < plan->connections; i++) {
        text_buf_close(&load.links[i].in);
        text_buf_close(&load.links[i].out);
    }
    free(load.links);
    if (uv_loop_close(&load.loop) != 0) die("the load left something open");
}

void load_result_close(struct load_result *result) { sample_close(&result->latencies); }
