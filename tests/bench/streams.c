/* Many open event streams, and how long one event takes to reach all of them:
 *  - open them, a few at a time, until every one has its head and nothing more has come for a
 *    moment (snapshots);
 *  - a round: send the trigger, note for each stream when the marker has come, wait until the last
 *    has it, then until it is quiet again;
 *  - a probe, if asked for, is a request every 5 ms beside it: what a decision waits while the
 *    event goes out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define CONNECTS_AT_ONCE 128
#define QUIET_MS 300
#define ROUND_PATIENCE_MS 30000
#define PROBE_MS 5
#define REQUEST_BYTES (128 * 1024)
#define RESPONSE_BYTES (4 * 1024 * 1024)

enum phase { PHASE_OPENING, PHASE_SETTLING, PHASE_ROUND, PHASE_DONE };

struct stream {
    uv_tcp_t tcp;
    uv_connect_t connecting;
    struct streams *all;
    uint32_t index;
    uint16_t matched; /* bytes of what is awaited: the end of the head, then the marker */
    bool opened, has_it, lost;
};

/* One connection for the trigger and one for the probe. */
struct caller {
    uv_tcp_t tcp;
    uv_connect_t connecting;
    struct streams *all;
    const struct request_form *form;
    const char *token;
    struct text_buf in, out;
    struct response_reader reader;
    struct sample *latencies; /* NULL: not measured */
    uint64_t sent_at, number;
    bool connected, under_way, in_round; /* in_round: sent while an event was going out */
};

struct streams {
    uv_loop_t loop;
    const struct streams_plan *plan;
    struct streams_result *result;
    struct stream *streams;
    struct caller trigger, probe;
    uv_timer_t quiet, probing;
    enum phase phase;
    uint32_t next, opening, opened, with_event, alive, round;
    uint64_t started_at, last_bytes_at;
    long resident_before;
    struct sample arrivals;
};

/* VmRSS in bytes; -1 when there is none to be read. */
static long resident(pid_t pid) {
    char path[64], line[256];
    long kibibytes = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = pid > 0 ? fopen(path, "r") : NULL;
    if (file == NULL) return -1;
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0) kibibytes = strtol(line + 6, NULL, 10);
    (void)fclose(file);
    return kibibytes < 0 ? -1 : kibibytes * 1024;
}

static void open_more(struct streams *s);
static void finish(struct streams *s);

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
    static char bytes[65536]; /* one loop, and used up before the next read */
    (void)handle;
    (void)suggested;
    *buf = uv_buf_init(bytes, sizeof bytes);
}

static void write_all(uv_tcp_t *tcp, const struct text_buf *out) {
    uv_buf_t buf = uv_buf_init(out->data, (unsigned)out->length);
    if (uv_try_write((uv_stream_t *)tcp, &buf, 1) != (int)out->length)
        die("a request did not fit the socket");
}

/* --- the trigger and the probe ---------------------------------------------------------------- */

static void caller_send(struct caller *caller) {
    if (!caller->connected || caller->under_way) return;
    text_buf_clear(&caller->out);
    request_write(caller->form, &caller->all->plan->target, caller->token, caller->number++, "",
                  &caller->out);
    caller->under_way = true;
    caller->in_round = caller->all->phase == PHASE_ROUND;
    caller->sent_at = uv_hrtime();
    write_all(&caller->tcp, &caller->out);
}

static void on_caller_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf) {
    struct caller *caller = stream->data;
    if (got < 0) die("%s: %s", caller->form->path, uv_strerror((int)got));
    text_add_bytes(&caller->in, buf->base, (size_t)got);
    if (!response_ready(&caller->reader, &caller->in)) return;
    if (caller->reader.status < 200 || caller->reader.status > 299)
        die("%s: %s", caller->form->path, caller->in.data);
    if (caller->latencies != NULL && caller->in_round)
        sample_add(caller->latencies, uv_hrtime() - caller->sent_at);
    caller->reader = (struct response_reader){0};
    text_buf_clear(&caller->in);
    caller->under_way = false;
}

static void on_caller_connected(uv_connect_t *connecting, int status) {
    struct caller *caller = connecting->data;
    if (status != 0) die("connecting: %s", uv_strerror(status));
    caller->connected = true;
    uv_tcp_nodelay(&caller->tcp, 1);
    uv_read_start((uv_stream_t *)&caller->tcp, on_alloc, on_caller_read);
}

static void caller_open(struct caller *caller, struct streams *s, const struct request_form *form,
                        const char *token) {
    caller->all = s;
    caller->form = form;
    caller->token = token;
    if (token == NULL && s->plan->tokens != NULL && s->plan->tokens->count > 0)
        caller->token = s->plan->tokens->texts[0];
    text_buf_init(&caller->in, RESPONSE_BYTES);
    text_buf_init(&caller->out, REQUEST_BYTES);
    uv_tcp_init(&s->loop, &caller->tcp);
    caller->tcp.data = caller->connecting.data = caller;
    if (uv_tcp_connect(&caller->connecting, &caller->tcp,
                       (const struct sockaddr *)&s->plan->target.address, on_caller_connected) != 0)
        die("the server at %s is not to be reached", s->plan->target.host);
}

static void on_probe_time(uv_timer_t *timer) {
    struct streams *s = timer->data;
    if (s->phase == PHASE_ROUND) caller_send(&s->probe);
}

/* --- rounds ----------------------------------------------------------------------------------- */

static void start_round(struct streams *s) {
    s->phase = PHASE_ROUND;
    s->with_event = 0;
    sample_close(&s->arrivals);
    for (uint32_t i = 0; i < s->plan->streams; i++) {
        s->streams[i].has_it = false;
        s->streams[i].matched = 0;
    }
    s->started_at = uv_hrtime();
    caller_send(&s->trigger);
}

static void end_round(struct streams *s) {
    sample_add(&s->result->last, uv_hrtime() - s->started_at);
    sample_add(&s->result->median, 1000 * (uint64_t)sample_quantile(&s->arrivals, 500));
    s->phase = PHASE_SETTLING;
    s->last_bytes_at = uv_hrtime();
    s->round++;
    if (!s->plan->each_round) return;
    /* The clock is the machine's: others may note their arrivals by it. */
    (void)printf("{\"bench\":\"streams\",\"round\":%u,\"begun_ns\":%llu,\"last_ms\":%.2f}\n",
                 s->round, (unsigned long long)s->started_at,
                 (double)(s->last_bytes_at - s->started_at) / 1e6);
    (void)fflush(stdout);
}

static void on_quiet_time(uv_timer_t *timer) {
    struct streams *s = timer->data;
    uint64_t now = uv_hrtime();
    if (s->phase == PHASE_ROUND && now - s->started_at > ROUND_PATIENCE_MS * UINT64_C(1000000))
        die("after %d s only %u of %u streams have \"%s\"", ROUND_PATIENCE_MS / 1000, s->with_event,
            s->alive, s->plan->marker);
    if (s->phase != PHASE_SETTLING || now - s->last_bytes_at < QUIET_MS * UINT64_C(1000000)) return;
    if (s->round == 0 && s->resident_before >= 0) {
        long after = resident(s->plan->server);
        s->result->bytes_per_stream = (after - s->resident_before) / (long)s->plan->streams;
    }
    if (s->round == s->plan->rounds)
        finish(s);
    else if (s->trigger.connected && !s->trigger.under_way)
        start_round(s);
}

/* --- streams ---------------------------------------------------------------------------------- */

/* True when the last byte of `wanted` has come; `matched` is kept over reads. The texts looked for
 * begin with a byte that does not come again where it would matter. */
static bool match(struct stream *stream, const char *wanted, const char **at, const char *end) {
    while (*at < end) {
        char c = *(*at)++;
        if (c == wanted[stream->matched])
            stream->matched++;
        else
            stream->matched = c == wanted[0];
        if (wanted[stream->matched] == '\0') {
            stream->matched = 0;
            return true;
        }
    }
    return false;
}

static void note_opened(struct stream *stream) {
    struct streams *s = stream->all;
    stream->opened = true;
    s->opened++;
    s->opening--;
    if (s->opened < s->plan->streams) {
        open_more(s);
        return;
    }
    s->result->open_ns = uv_hrtime() - s->started_at;
    s->phase = PHASE_SETTLING;
}

static void note_event(struct stream *stream) {
    struct streams *s = stream->all;
    stream->has_it = true;
    s->with_event++;
    sample_add(&s->arrivals, uv_hrtime() - s->started_at);
    if (s->with_event >= s->alive) end_round(s);
}

static void on_stream_read(uv_stream_t *tcp, ssize_t got, const uv_buf_t *buf) {
    struct stream *stream = tcp->data;
    struct streams *s = stream->all;
    s->last_bytes_at = uv_hrtime();
    if (got < 0) {
        if (!stream->opened) die("a stream was ended before it began: %s", uv_strerror((int)got));
        uv_read_stop(tcp);
        stream->lost = true;
        s->alive--;
        s->result->lost++;
        return;
    }
    const char *at = buf->base, *end = buf->base + got;
    if (!stream->opened) {
        if (stream->matched == 0 && got > 12 && memcmp(at, "HTTP/1.1 200", 12) != 0)
            die("a stream was refused: %.*s", (int)got, buf->base);
        if (match(stream, "\r\n\r\n", &at, end)) note_opened(stream);
    }
    if (s->phase == PHASE_ROUND && !stream->has_it && match(stream, s->plan->marker, &at, end))
        note_event(stream);
}

static void on_stream_connected(uv_connect_t *connecting, int status) {
    struct stream *stream = connecting->data;
    struct streams *s = stream->all;
    const struct tokens *tokens = s->plan->tokens;
    if (status != 0) die("stream %u: %s", stream->index, uv_strerror(status));
    struct text_buf out;
    text_buf_init(&out, REQUEST_BYTES);
    request_write(&s->plan->stream, &s->plan->target,
                  tokens != NULL && tokens->count > 0 ? tokens->texts[stream->index % tokens->count]
                                                      : NULL,
                  stream->index, "", &out);
    uv_read_start((uv_stream_t *)&stream->tcp, on_alloc, on_stream_read);
    write_all(&stream->tcp, &out);
    text_buf_close(&out);
}

static void open_more(struct streams *s) {
    while (s->opening < CONNECTS_AT_ONCE && s->next < s->plan->streams) {
        struct stream *stream = &s->streams[s->next];
        *stream = (struct stream){.all = s, .index = s->next++};
        s->opening++;
        uv_tcp_init(&s->loop, &stream->tcp);
        stream->tcp.data = stream->connecting.data = stream;
        int result =
            uv_tcp_connect(&stream->connecting, &stream->tcp,
                           (const struct sockaddr *)&s->plan->target.address, on_stream_connected);
        if (result != 0) die("stream %u: %s", stream->index, uv_strerror(result));
    }
}

/* --- all of it -------------------------------------------------------------------------------- */

static void finish(struct streams *s) {
    s->phase = PHASE_DONE;
    for (uint32_t i = 0; i < s->plan->streams; i++)
        uv_close((uv_handle_t *)&s->streams[i].tcp, NULL);
    uv_close((uv_handle_t *)&s->trigger.tcp, NULL);
    if (s->plan->probe.path != NULL) uv_close((uv_handle_t *)&s->probe.tcp, NULL);
    uv_close((uv_handle_t *)&s->quiet, NULL);
    uv_close((uv_handle_t *)&s->probing, NULL);
}

void streams_run(const struct streams_plan *plan, struct streams_result *result) {
    struct streams s = {.plan = plan, .result = result, .alive = plan->streams};
    result->bytes_per_stream = -1;
    uv_loop_init(&s.loop);
    s.streams = calloc(plan->streams, sizeof *s.streams);
    if (s.streams == NULL) die("no memory for %u streams", plan->streams);
    uv_timer_init(&s.loop, &s.quiet);
    uv_timer_init(&s.loop, &s.probing);
    s.quiet.data = s.probing.data = &s;
    uv_timer_start(&s.quiet, on_quiet_time, 20, 20);
    caller_open(&s.trigger, &s, &plan->trigger, plan->trigger_token);
    if (plan->probe.path != NULL) {
        caller_open(&s.probe, &s, &plan->probe, plan->probe_token);
        s.probe.latencies = &result->probes;
        s.probe.number = UINT64_C(1) << 40; /* apart from the trigger's */
        uv_timer_start(&s.probing, on_probe_time, PROBE_MS, PROBE_MS);
    }
    s.resident_before = resident(plan->server);
    s.started_at = s.last_bytes_at = uv_hrtime();
    open_more(&s);
    uv_run(&s.loop, UV_RUN_DEFAULT);

    free(s.streams);
    sample_close(&s.arrivals);
    text_buf_close(&s.trigger.in);
    text_buf_close(&s.trigger.out);
    text_buf_close(&s.probe.in);
    text_buf_close(&s.probe.out);
    if (uv_loop_close(&s.loop) != 0) die("the streams left something open");
}

void streams_result_close(struct streams_result *result) {
    sample_close(&result->last);
    sample_close(&result->median);
    sample_close(&result->probes);
}
