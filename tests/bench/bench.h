/* What the files of bench_http share. One process is the client; the bare server is a child of it,
 * so that it is measured as the coordinator is: from another process. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

#include "base/text.h"

/* --- sample.c: latencies in microseconds ------------------------------------------------------ */

struct sample {
    uint32_t *values;
    size_t count, capacity;
};

void sample_add(struct sample *sample, uint64_t nanoseconds);
void sample_close(struct sample *sample);
/* Sorts; 0 when there is nothing. `permille` 500 is the median. */
uint32_t sample_quantile(struct sample *sample, uint32_t permille);

/* --- wire.c: addresses, requests, responses --------------------------------------------------- */

struct target {
    struct sockaddr_storage address;
    char host[64]; /* as in the URL, for the Host header */
};

/* "http://127.0.0.1:8080"; numeric addresses only. Ends the program when it is not that. */
struct target target_from_url(const char *url);
struct target target_from_port(uint16_t port);

/* Bearer tokens, used in turn: a server may limit the streams of one. */
struct tokens {
    char **texts;
    size_t count;
};

void tokens_add(struct tokens *tokens, const char *text);
void tokens_read(struct tokens *tokens, const char *path); /* one a line */
void tokens_close(struct tokens *tokens);

/* Text with %n (a number used once), %r (the same in every request of this run, other in the next)
 * and %id (from the answer to the request before). */
struct request_form {
    const char *method, *path, *body; /* body "": none */
};
void request_write(const struct request_form *form, const struct target *target, const char *token,
                   uint64_t number, const char *id, struct text_buf *out);

/* A response being received. */
struct response_reader {
    size_t head; /* bytes, 0: not all there yet */
    size_t body;
    int status;
};
/* True when the response at the start of `in` is whole. */
bool response_ready(struct response_reader *reader, const struct text_buf *in);
/* The value of the first "id" in the body; "" when there is none. */
void response_id(const struct response_reader *reader, const struct text_buf *in, char *out,
                 size_t size);

_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* --- bare.c ----------------------------------------------------------------------------------- */

struct bare {
    pid_t pid;
    uint16_t port;
};

/* POST anything: parses the JSON and answers it. GET /stream: an event stream. POST /broadcast:
 * one event to all streams. `room`: the same behind coordinator/http instead of bare h2o. */
struct bare bare_start(bool room);
void bare_stop(const struct bare *bare);

/* --- room.c: serves and never returns; writes its port to `report` */
_Noreturn void room_serve(int report);

/* --- load.c ----------------------------------------------------------------------------------- */

struct load_plan {
    struct target target;
    const struct tokens *tokens;     /* NULL: none */
    struct request_form first, then; /* then.path NULL: only the first */
    uint32_t connections;
    uint64_t warmup_ns, measure_ns;
};

struct load_result {
    struct sample latencies;
    uint64_t measured_ns, errors;
    int first_error_status;
    char first_error[256];
};

/* Adds to `result`. Closed loop: each connection sends its next request when it has the answer to
 * the last. */
void load_run(const struct load_plan *plan, struct load_result *result);
void load_result_close(struct load_result *result);

/* --- streams.c -------------------------------------------------------------------------------- */

struct streams_plan {
    struct target target;
    const struct tokens *tokens;
    struct request_form stream, trigger, probe; /* probe.path NULL: none */
    const char *trigger_token, *probe_token;    /* NULL: the first of `tokens` */
    const char *marker;                         /* what the awaited event contains */
    uint32_t streams, rounds;
    bool each_round; /* every round is printed as it ends */
    pid_t server;    /* 0: its memory is not read */
};

struct streams_result {
    struct sample last, median; /* per round: until the last stream, until half of them had it */
    struct sample probes;
    uint64_t lost;         /* streams that ended */
    long bytes_per_stream; /* resident memory; -1: not read */
    uint64_t open_ns;
};

void streams_run(const struct streams_plan *plan, struct streams_result *result);
void streams_result_close(struct streams_result *result);

#endif
