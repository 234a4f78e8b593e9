/* bench_http: how much the coordinator costs over bare h2o, in one run on one machine. Between the
 * two it measures `room`, the listener of coordinator/http around an api that decides nothing.
 *
 *   bench_http decisions --url http://127.0.0.1:8080 --token T --body-template
 *   '{"reference":"%n",...}' bench_http streams   --url http://127.0.0.1:8080 --tokens FILE
 *   --server-pid N --trigger-path ... --trigger-body ...
 *
 * Without --url only bare and room are measured. Prints one JSON object a line; the ratios come
 * last. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench.h"

struct options {
    const char *url;
    struct tokens tokens;
    struct request_form first, then, stream, trigger, probe;
    const char *marker, *trigger_token, *probe_token;
    bool each_round;
    uint32_t connections, rounds, streams;
    double seconds, warmup;
    pid_t server;
};

static const char usage[] =
    "usage: bench_http decisions|streams [options]\n"
    "  --url URL            the coordinator, http://address:port; without it bare and room\n"
    "  --token TEXT         bearer token, may be given several times; used in turn\n"
    "  --tokens FILE        the same, one a line\n"
    "  --rounds N           default 3: bare and coordinator alternate\n"
    "decisions:\n"
    "  --connections N      default 64, each with one request under way\n"
    "  --seconds S          measured, in all rounds together; default 5\n"
    "  --warmup S           before each round, not measured; default 0.5\n"
    "  --method M --path P  default POST /v1/calls\n"
    "  --body-template T    %n is a number used once, %r one of this run\n"
    "  --then-path P        a second POST after each good answer, with --then-body; %id is the\n"
    "                       first \"id\" of that answer\n"
    "streams:\n"
    "  --streams N          default 10000\n"
    "  --stream-path P      default /v1/stream\n"
    "  --trigger-method M --trigger-path P --trigger-body T\n"
    "                       the request that makes the event; default POST /v1/calls\n"
    "  --marker TEXT        what the awaited event holds; default \"id: \"\n"
    "  --probe-path P       a request every 5 ms meanwhile, --probe-method (GET), --probe-body\n"
    "  --trigger-token T --probe-token T\n"
    "                       the tokens of those two; default the first of all\n"
    "  --each-round         print every round as it ends, and the rounds of the coordinator only\n"
    "  --server-pid N       whose memory is read for bytes per stream\n";

enum option_code {
    OPTION_URL = 256,
    OPTION_TOKEN,
    OPTION_TOKENS,
    OPTION_ROUNDS,
    OPTION_CONNECTIONS,
    OPTION_SECONDS,
    OPTION_WARMUP,
    OPTION_METHOD,
    OPTION_PATH,
    OPTION_BODY,
    OPTION_THEN_PATH,
    OPTION_THEN_BODY,
    OPTION_STREAMS,
    OPTION_STREAM_PATH,
    OPTION_TRIGGER_METHOD,
    OPTION_TRIGGER_PATH,
    OPTION_TRIGGER_BODY,
    OPTION_MARKER,
    OPTION_PROBE_METHOD,
    OPTION_PROBE_PATH,
    OPTION_PROBE_BODY,
    OPTION_TRIGGER_TOKEN,
    OPTION_PROBE_TOKEN,
    OPTION_EACH_ROUND,
    OPTION_SERVER_PID,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"url", required_argument, NULL, OPTION_URL},
    {"token", required_argument, NULL, OPTION_TOKEN},
    {"tokens", required_argument, NULL, OPTION_TOKENS},
    {"rounds", required_argument, NULL, OPTION_ROUNDS},
    {"connections", required_argument, NULL, OPTION_CONNECTIONS},
    {"seconds", required_argument, NULL, OPTION_SECONDS},
    {"warmup", required_argument, NULL, OPTION_WARMUP},
    {"method", required_argument, NULL, OPTION_METHOD},
    {"path", required_argument, NULL, OPTION_PATH},
    {"body-template", required_argument, NULL, OPTION_BODY},
    {"then-path", required_argument, NULL, OPTION_THEN_PATH},
    {"then-body", required_argument, NULL, OPTION_THEN_BODY},
    {"streams", required_argument, NULL, OPTION_STREAMS},
    {"stream-path", required_argument, NULL, OPTION_STREAM_PATH},
    {"trigger-method", required_argument, NULL, OPTION_TRIGGER_METHOD},
    {"trigger-path", required_argument, NULL, OPTION_TRIGGER_PATH},
    {"trigger-body", required_argument, NULL, OPTION_TRIGGER_BODY},
    {"marker", required_argument, NULL, OPTION_MARKER},
    {"probe-method", required_argument, NULL, OPTION_PROBE_METHOD},
    {"probe-path", required_argument, NULL, OPTION_PROBE_PATH},
    {"probe-body", required_argument, NULL, OPTION_PROBE_BODY},
    {"trigger-token", required_argument, NULL, OPTION_TRIGGER_TOKEN},
    {"probe-token", required_argument, NULL, OPTION_PROBE_TOKEN},
    {"each-round", no_argument, NULL, OPTION_EACH_ROUND},
    {"server-pid", required_argument, NULL, OPTION_SERVER_PID},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static uint32_t number(const char *name, const char *text, uint32_t most) {
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno != 0 || *end != '\0' || text[0] == '-' || value == 0 || value > most)
        die("--%s %s: a number from 1 to %u", name, text, most);
    return (uint32_t)value;
}

static double seconds(const char *name, const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (*end != '\0' || !(value >= 0 && value <= 3600)) die("--%s %s: seconds", name, text);
    return value;
}

static void take_option(struct options *o, int option, const char *value) {
    switch (option) {
    case OPTION_URL: o->url = value; return;
    case OPTION_TOKEN: tokens_add(&o->tokens, value); return;
    case OPTION_TOKENS: tokens_read(&o->tokens, value); return;
    case OPTION_ROUNDS: o->rounds = number("rounds", value, 1000); return;
    case OPTION_CONNECTIONS: o->connections = number("connections", value, 20000); return;
    case OPTION_SECONDS: o->seconds = seconds("seconds", value); return;
    case OPTION_WARMUP: o->warmup = seconds("warmup", value); return;
    case OPTION_METHOD: o->first.method = value; return;
    case OPTION_PATH: o->first.path = value; return;
    case OPTION_BODY: o->first.body = value; return;
    case OPTION_THEN_PATH: o->then.path = value; return;
    case OPTION_THEN_BODY: o->then.body = value; return;
    case OPTION_STREAMS: o->streams = number("streams", value, 60000); return;
    case OPTION_STREAM_PATH: o->stream.path = value; return;
    case OPTION_TRIGGER_METHOD: o->trigger.method = value; return;
    case OPTION_TRIGGER_PATH: o->trigger.path = value; return;
    case OPTION_TRIGGER_BODY: o->trigger.body = value; return;
    case OPTION_MARKER: o->marker = value; return;
    case OPTION_PROBE_METHOD: o->probe.method = value; return;
    case OPTION_PROBE_PATH: o->probe.path = value; return;
    case OPTION_PROBE_BODY: o->probe.body = value; return;
    case OPTION_TRIGGER_TOKEN: o->trigger_token = value; return;
    case OPTION_PROBE_TOKEN: o->probe_token = value; return;
    case OPTION_EACH_ROUND: o->each_round = true; return;
    case OPTION_SERVER_PID: o->server = (pid_t)number("server-pid", value, INT32_MAX); return;
    case OPTION_HELP: (void)fputs(usage, stdout); exit(0);
    default: (void)fputs(usage, stderr); exit(2);
    }
}

enum server { BARE, ROOM, COORDINATOR, SERVERS };
static const char *const server_names[SERVERS] = {"bare", "room", "coordinator"};

static double ratio(double ours, double reference) { return reference > 0 ? ours / reference : 0; }

/* --- decisions -------------------------------------------------------------------------------- */

static double per_second(const struct load_result *result) {
    return result->measured_ns == 0
               ? 0
               : (double)result->latencies.count * 1e9 / (double)result->measured_ns;
}

static void print_load(const char *server, const struct options *o, struct load_result *r) {
    (void)printf("{\"bench\":\"decisions\",\"server\":\"%s\",\"connections\":%u,\"seconds\":%.2f,"
                 "\"requests\":%zu,\"per_second\":%.0f,\"p50_us\":%u,\"p99_us\":%u,"
                 "\"errors\":%llu}\n",
                 server, o->connections, (double)r->measured_ns / 1e9, r->latencies.count,
                 per_second(r), sample_quantile(&r->latencies, 500),
                 sample_quantile(&r->latencies, 990), (unsigned long long)r->errors);
    if (r->errors > 0)
        (void)fprintf(stderr, "bench_http: %s: the first error was %d: %s\n", server,
                      r->first_error_status, r->first_error);
}

static void print_load_ratio(const char *server, struct load_result *ours,
                             struct load_result *reference) {
    (void)printf(
        "{\"bench\":\"decisions\",\"ratio\":\"%s / bare\",\"per_second\":%.3f,"
        "\"p50\":%.3f,\"p99\":%.3f}\n",
        server, ratio(per_second(ours), per_second(reference)),
        ratio(sample_quantile(&ours->latencies, 500), sample_quantile(&reference->latencies, 500)),
        ratio(sample_quantile(&ours->latencies, 990), sample_quantile(&reference->latencies, 990)));
}

static int decisions(const struct options *o) {
    struct bare bare = bare_start(false), room = bare_start(true);
    struct load_result results[SERVERS];
    memset(results, 0, sizeof results);
    struct target targets[SERVERS] = {target_from_port(bare.port), target_from_port(room.port)};
    if (o->url != NULL) targets[COORDINATOR] = target_from_url(o->url);
    int servers = o->url != NULL ? SERVERS : COORDINATOR;
    struct load_plan plan = {.tokens = &o->tokens,
                             .first = o->first,
                             .then = o->then,
                             .connections = o->connections,
                             .warmup_ns = (uint64_t)(o->warmup * 1e9),
                             .measure_ns = (uint64_t)(o->seconds * 1e9 / o->rounds)};
    for (uint32_t round = 0; round < o->rounds; round++)
        for (int i = 0; i < servers; i++) {
            plan.target = targets[i];
            load_run(&plan, &results[i]);
        }
    bare_stop(&bare);
    bare_stop(&room);
    int failed = 0;
    for (int i = 0; i < servers; i++) {
        print_load(server_names[i], o, &results[i]);
        failed |= results[i].errors > 0 || results[i].latencies.count == 0;
    }
    for (int i = ROOM; i < servers; i++)
        print_load_ratio(server_names[i], &results[i], &results[BARE]);
    for (int i = 0; i < servers; i++)
        load_result_close(&results[i]);
    return failed;
}

/* --- streams ---------------------------------------------------------------------------------- */

static void print_streams(const char *server, const struct options *o, struct streams_result *r) {
    (void)printf("{\"bench\":\"streams\",\"server\":\"%s\",\"streams\":%u,\"rounds\":%zu,"
                 "\"open_ms\":%.0f,\"last_ms\":%.2f,\"half_ms\":%.2f,\"lost\":%llu,"
                 "\"bytes_per_stream\":%ld",
                 server, o->streams, r->last.count, (double)r->open_ns / 1e6,
                 sample_quantile(&r->last, 500) / 1e3, sample_quantile(&r->median, 500) / 1e3,
                 (unsigned long long)r->lost, r->bytes_per_stream);
    if (r->probes.count > 0)
        (void)printf(",\"probes\":%zu,\"probe_p50_us\":%u,\"probe_p99_us\":%u", r->probes.count,
                     sample_quantile(&r->probes, 500), sample_quantile(&r->probes, 990));
    (void)printf("}\n");
}

static void raise_file_limit(uint32_t wanted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) die("getrlimit: %s", strerror(errno));
    if (limit.rlim_cur >= wanted) return;
    if (limit.rlim_max < wanted) limit.rlim_max = wanted; /* only root may */
    limit.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        die("%u open files are needed: raise the limit (ulimit -n)", wanted);
}

static void print_streams_ratio(const char *server, struct streams_result *ours,
                                struct streams_result *reference) {
    (void)printf(
        "{\"bench\":\"streams\",\"ratio\":\"%s / bare\",\"last\":%.3f,"
        "\"half\":%.3f}\n",
        server, ratio(sample_quantile(&ours->last, 500), sample_quantile(&reference->last, 500)),
        ratio(sample_quantile(&ours->median, 500), sample_quantile(&reference->median, 500)));
}

/* One server at a time: ten thousand streams of another would be in the way. */
static void run_own_streams(const struct options *o, bool room, struct streams_result *result) {
    struct bare server = bare_start(room);
    struct streams_plan plan = {.target = target_from_port(server.port),
                                .stream = {"GET", "/stream", ""},
                                .trigger = {"POST", "/broadcast", "{}"},
                                .probe = {"POST", o->probe.path != NULL ? "/probe" : NULL, "{}"},
                                .marker = "event: bench",
                                .streams = o->streams,
                                .rounds = o->rounds,
                                .server = server.pid};
    streams_run(&plan, result);
    bare_stop(&server);
}

static int streams(const struct options *o) {
    raise_file_limit(o->streams + 100);
    struct streams_result results[SERVERS];
    memset(results, 0, sizeof results);
    int servers = o->url != NULL ? SERVERS : COORDINATOR;
    int first = o->url != NULL && o->each_round ? COORDINATOR : BARE;
    if (first == BARE) {
        run_own_streams(o, false, &results[BARE]);
        run_own_streams(o, true, &results[ROOM]);
    }
    if (o->url != NULL) {
        struct streams_plan plan = {.target = target_from_url(o->url),
                                    .tokens = &o->tokens,
                                    .stream = o->stream,
                                    .trigger = o->trigger,
                                    .probe = o->probe,
                                    .trigger_token = o->trigger_token,
                                    .probe_token = o->probe_token,
                                    .each_round = o->each_round,
                                    .marker = o->marker,
                                    .streams = o->streams,
                                    .rounds = o->rounds,
                                    .server = o->server};
        streams_run(&plan, &results[COORDINATOR]);
    }
    int failed = 0;
    for (int i = first; i < servers; i++) {
        print_streams(server_names[i], o, &results[i]);
        failed |= results[i].lost > 0;
    }
    for (int i = ROOM; first == BARE && i < servers; i++)
        print_streams_ratio(server_names[i], &results[i], &results[BARE]);
    for (int i = first; i < servers; i++)
        streams_result_close(&results[i]);
    return failed;
}

int main(int argc, char **argv) {
    struct options o = {
        .first = {"POST", "/v1/calls",
                  "{\"reference\":\"bench-%n\",\"municipality\":\"0615\",\"topic\":\"vand\","
                  "\"language\":\"da\"}"},
        .then = {"POST", NULL, "{}"},
        .stream = {"GET", "/v1/stream", ""},
        .trigger = {"POST", "/v1/calls",
                    "{\"reference\":\"bench-%n\",\"municipality\":\"0615\",\"topic\":\"vand\","
                    "\"language\":\"da\"}"},
        .probe = {"GET", NULL, ""},
        .marker = "id: ",
        .connections = 64,
        .rounds = 3,
        .streams = 10000,
        .seconds = 5,
        .warmup = 0.5,
    };
    for (int option; (option = getopt_long(argc, argv, "", long_options, NULL)) != -1;)
        take_option(&o, option, optarg);
    if (optind + 1 != argc) {
        (void)fputs(usage, stderr);
        return 2;
    }
    int result = 2;
    if (strcmp(argv[optind], "decisions") == 0)
        result = decisions(&o);
    else if (strcmp(argv[optind], "streams") == 0)
        result = streams(&o);
    else
        (void)fputs(usage, stderr);
    tokens_close(&o.tokens);
    return result;
}
