#include "polling.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/fetch.h"
#include "partners/queue_polls.h"

struct asking {
    struct polling *polling;
    uint32_t lane;
};

struct polling {
    struct outgoing_config config;
    struct fetch *fetch; /* of its own: a switchboard that hangs holds up no receiver and no peer */
    struct queue_polls *polls;
    struct asking askings[LIMIT_QUEUE_SOURCES];
};

/* --- ports ---------------------------------------------------------------------------------------------------------- */

static void on_done(void *ctx, const struct fetch_answer *answer) {
    const struct asking *asking = ctx;
    bool answered = answer->outcome == FETCH_ANSWERED;
    queue_polls_answered(asking->polling->polls, asking->lane, answered ? answer->status : 0,
                         answered ? fetch_answer_header(answer, "ETag") : NULL,
                         answered ? answer->body : slice_of(fetch_outcome_text(answer->outcome)));
}

static bool get(void *ctx, const struct queue_polls_get *get) {
    struct polling *polling = ctx;
    struct asking *asking = &polling->askings[get->lane];
    struct fetch_header headers[3] = {{"Accept", "application/json"}};
    size_t count = 1;
    char authorization[LIMIT_QUEUE_AUTHORIZATION];
    struct slice secret = api_document(polling->config.api, get->source->authorization);
    if (secret.length > 0 && secret.length < sizeof authorization) {
        memcpy(authorization, secret.data, secret.length);
        authorization[secret.length] = '\0';
        headers[count++] = (struct fetch_header){"Authorization", authorization};
    }
    if (get->tag[0] != '\0') headers[count++] = (struct fetch_header){"If-None-Match", get->tag};
    *asking = (struct asking){polling, get->lane};
    struct fetch_request request = {
        .method = "GET",
        .url = get->source->url,
        .headers = headers,
        .header_count = count,
        .connect_ms = LIMIT_QUEUE_CONNECT_MS,
        .deadline_ms = LIMIT_QUEUE_MS,
        .response_max = LIMIT_QUEUE_BYTES,
        .on_done = on_done,
        .ctx = asking,
    };
    bool begun = fetch_start(polling->fetch, &request, NULL) == ERR_OK;
    explicit_bzero(authorization, sizeof authorization);
    return begun;
}

static enum err read_answer(void *ctx, const struct core *core,
                            const struct queue_source_record *source, struct slice answer,
                            struct queue_reports *out, struct problem *problem) {
    const struct polling *polling = ctx;
    const struct queue_adapter_record *record = core_find_queue_adapter(core, source->adapter);
    struct slice table = {NULL, 0}, named = api_document(polling->config.api, source->names);
    struct queue_adapter adapter;
    struct queue_names names = {.count = 0};
    if (record != NULL) table = api_document(polling->config.api, record->table);
    if (table.length == 0)
        return problem_set(problem, ERR_NOT_FOUND, "adapter", "its table is not there");
    enum err err = wire_decode_queue_adapter(table, &adapter, problem);
    if (err == ERR_OK && named.length > 0) err = wire_decode_queue_names(named, &names, problem);
    return err != ERR_OK ? err : wire_read_queues(&adapter, &names, answer, out, problem);
}

static time_ms monotonic(void *ctx) {
    (void)ctx;
    return monotonic_now(NULL);
}

static time_ms now(void *ctx) {
    const struct polling *polling = ctx;
    return clock_now(polling->config.clock);
}

static void soon(void *ctx) {
    const struct polling *polling = ctx;
    polling->config.soon(polling->config.soon_ctx);
}

static const struct queue_polls_ops ops = {
    .get = get, .read = read_answer, .monotonic = monotonic, .now = now, .soon = soon};

/* --- for the api ---------------------------------------------------------------------------------------------------- */

static void state(void *ctx, const char *source, struct api_queue_source_state *out) {
    const struct polling *polling = ctx;
    struct queue_poll_state poll;
    queue_polls_state(polling->polls, source, &poll);
    *out = (struct api_queue_source_state){.asked_at = poll.asked_at,
                                           .reported_at = poll.reported_at,
                                           .failing_since = poll.failing_since,
                                           .failures = poll.failures,
                                           .status = poll.status};
    (void)text_copy(out->error, sizeof out->error, poll.error);
}

static const struct api_queue_source_ops source_ops = {.state = state};

/* --- life ----------------------------------------------------------------------------------------------------------- */

struct polling *polling_create(const struct outgoing_config *config) {
    struct polling *polling = calloc(1, sizeof *polling);
    if (polling == NULL) return NULL;
    polling->config = *config;
    struct fetch_config fetch = {
        .concurrent_max = LIMIT_QUEUE_SOURCES,
        .waiting_max = LIMIT_QUEUE_SOURCES,
        .public_addresses_only = !config->private_receivers,
        .user_agent = "ddh-coordinator/" DDH_VERSION,
    };
    struct queue_polls_config polls = {.engine = config->engine, .ops = &ops, .ctx = polling};
    polling->polls = queue_polls_create(&polls);
    if (polling->polls == NULL || fetch_create(config->loop, &fetch, &polling->fetch) != ERR_OK) {
        queue_polls_destroy(polling->polls);
        free(polling);
        return NULL;
    }
    api_set_queue_sources(config->api, &source_ops, polling);
    return polling;
}

void polling_stop(struct polling *polling) { queue_polls_stop(polling->polls); }

void polling_close(struct polling *polling, void (*done)(void *ctx), void *ctx) {
    queue_polls_stop(polling->polls);
    api_set_queue_sources(polling->config.api, NULL, NULL);
    fetch_close(polling->fetch, done, ctx);
}

void polling_destroy(struct polling *polling) {
    queue_polls_destroy(polling->polls);
    free(polling);
}

/* --- work ----------------------------------------------------------------------------------------------------------- */

void polling_released(struct polling *polling, const struct commit *commit) {
    queue_polls_released(polling->polls, commit);
}

void polling_turn(struct polling *polling) { queue_polls_turn(polling->polls); }

time_ms polling_next_deadline(const struct polling *polling) {
    return queue_polls_next_deadline(polling->polls);
}

void polling_metrics(const struct polling *polling, struct text_buf *out) {
    struct queue_polls_view view;
    queue_polls_view(polling->polls, &view);
    text_addf(out,
              "# HELP ddh_queue_sources Foreign switchboards that are asked\n"
              "# TYPE ddh_queue_sources gauge\nddh_queue_sources %u\n"
              "# HELP ddh_queue_sources_failing Of those that do not say how their queues stand\n"
              "# TYPE ddh_queue_sources_failing gauge\nddh_queue_sources_failing %u\n"
              "# HELP ddh_queue_polls_total How often foreign switchboards were asked\n"
              "# TYPE ddh_queue_polls_total counter\n"
              "ddh_queue_polls_total{outcome=\"asked\"} %llu\n"
              "ddh_queue_polls_total{outcome=\"reported\"} %llu\n"
              "ddh_queue_polls_total{outcome=\"unchanged\"} %llu\n"
              "ddh_queue_polls_total{outcome=\"failed\"} %llu\n",
              view.sources, view.failing, (unsigned long long)view.asked,
              (unsigned long long)view.reported, (unsigned long long)view.unchanged,
              (unsigned long long)view.failed);
}
