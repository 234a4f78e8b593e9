#include "outgoing.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/assert.h"
#include "fetch/fetch.h"
#include "polling.h"
#include "publish/publish.h"
#include "resuming.h"

struct sending {
    struct outgoing *outgoing;
    uint32_t lane;
};

struct outgoing {
    struct outgoing_config config;
    struct fetch *fetch;
    struct publish *publish;
    struct resuming *resuming; /* calls at switches */
    struct polling *polling;   /* queues of foreign switchboards */
    void (*closed)(void *ctx); /* what outgoing_close() was given */
    void *closed_ctx;
    struct sending sendings[LIMIT_RECEIVERS];
};

/* --- ports ---------------------------------------------------------------------------------------------------------- */

static bool message(void *ctx, const struct core *core, const struct receiver_record *receiver,
                    const struct delivery_record *delivery, struct text_buf *out) {
    struct outgoing *outgoing = ctx;
    return api_delivery_message(outgoing->config.api, core, receiver, delivery, out);
}

static void ticket_message(void *ctx, const struct core *core,
                           const struct receiver_record *receiver,
                           const struct ticket_record *ticket, struct text_buf *out) {
    (void)ctx;
    api_ticket_message(core, receiver, ticket, out);
}

static struct slice document(void *ctx, const uint8_t hash[SHA256_BYTES]) {
    const struct outgoing *outgoing = ctx;
    return api_document(outgoing->config.api, hash);
}

/* Whole seconds; the other form of the header, a date, is not looked at: the schedule stands. */
static time_ms retry_after(const struct fetch_answer *answer) {
    const char *text = fetch_answer_header(answer, "Retry-After");
    if (text == NULL) return 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 6 || text[digits] != '\0') return 0;
    return strtol(text, NULL, 10) * SECOND_MS;
}

static void on_done(void *ctx, const struct fetch_answer *answer) {
    struct sending *sending = ctx;
    int status = fetch_answer_status(answer);
    struct publish_answer out = {
        .status = status,
        .detail = status != 0 ? "" : fetch_outcome_text(answer->outcome),
        .retry_after_ms = status != 0 ? retry_after(answer) : 0,
    };
    publish_answered(sending->outgoing->publish, sending->lane, &out);
}

static bool post(void *ctx, const struct publish_post *post) {
    struct outgoing *outgoing = ctx;
    struct sending *sending = &outgoing->sendings[post->lane];
    *sending = (struct sending){outgoing, post->lane};
    const struct fetch_header headers[] = {
        {"Content-Type", "application/json"},
        {"webhook-id", post->id},
        {"webhook-timestamp", post->timestamp},
        {"webhook-signature", post->signature},
    };
    struct fetch_request request = {
        .method = "POST",
        .url = post->url,
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = post->body,
        .connect_ms = LIMIT_DELIVERY_CONNECT_MS,
        .deadline_ms = LIMIT_DELIVERY_MS,
        .response_max = LIMIT_DELIVERY_ANSWER_BYTES,
        .on_done = on_done,
        .ctx = sending,
    };
    return fetch_start(outgoing->fetch, &request, NULL) == ERR_OK;
}

static time_ms now(void *ctx) {
    const struct outgoing *outgoing = ctx;
    return clock_now(outgoing->config.clock);
}

static void soon(void *ctx) {
    const struct outgoing *outgoing = ctx;
    outgoing->config.soon(outgoing->config.soon_ctx);
}

static const struct publish_ops ops = {
    .message = message,
    .ticket = ticket_message,
    .document = document,
    .post = post,
    .now = now,
    .wall = real_wall,
    .soon = soon,
};

/* --- life ----------------------------------------------------------------------------------------------------------- */

struct outgoing *outgoing_create(const struct outgoing_config *config) {
    struct outgoing *outgoing = calloc(1, sizeof *outgoing);
    if (outgoing == NULL) return NULL;
    outgoing->config = *config;
    struct fetch_config fetch = {
        .concurrent_max = LIMIT_DELIVERIES_IN_HAND,
        .waiting_max = LIMIT_RECEIVERS,
        .public_addresses_only = !config->private_receivers,
        .user_agent = "ddh-coordinator/" DDH_VERSION,
    };
    struct publish_config publish = {
        .engine = config->engine,
        .ops = &ops,
        .ctx = outgoing,
        .https_only = !config->private_receivers,
    };
    outgoing->publish = publish_create(&publish);
    if (outgoing->publish == NULL ||
        fetch_create(config->loop, &fetch, &outgoing->fetch) != ERR_OK) {
        publish_destroy(outgoing->publish);
        free(outgoing);
        return NULL;
    }
    outgoing->resuming = resuming_create(config);
    outgoing->polling = polling_create(config);
    /* At a start: the process ends, and what is open with it. */
    ASSERT(outgoing->resuming != NULL && outgoing->polling != NULL);
    return outgoing;
}

void outgoing_stop(struct outgoing *outgoing) {
    publish_stop(outgoing->publish);
    resuming_stop(outgoing->resuming);
    polling_stop(outgoing->polling);
}

static void close_publish(void *ctx) {
    struct outgoing *outgoing = ctx;
    fetch_close(outgoing->fetch, outgoing->closed, outgoing->closed_ctx);
}

static void close_polling(void *ctx) {
    struct outgoing *outgoing = ctx;
    polling_close(outgoing->polling, close_publish, outgoing);
}

void outgoing_close(struct outgoing *outgoing, void (*done)(void *ctx), void *ctx) {
    publish_stop(outgoing->publish);
    outgoing->closed = done;
    outgoing->closed_ctx = ctx;
    resuming_close(outgoing->resuming, close_polling, outgoing);
}

void outgoing_destroy(struct outgoing *outgoing) {
    polling_destroy(outgoing->polling);
    resuming_destroy(outgoing->resuming);
    publish_destroy(outgoing->publish);
    free(outgoing);
}

/* --- work ----------------------------------------------------------------------------------------------------------- */

void outgoing_released(struct outgoing *outgoing, const struct commit *commit) {
    publish_released(outgoing->publish, commit);
    resuming_released(outgoing->resuming, commit);
    polling_released(outgoing->polling, commit);
}

void outgoing_turn(struct outgoing *outgoing) {
    publish_turn(outgoing->publish);
    resuming_turn(outgoing->resuming);
    polling_turn(outgoing->polling);
}

time_ms outgoing_next_patience(const struct outgoing *outgoing) {
    time_ms resume = resuming_next_deadline(outgoing->resuming);
    time_ms poll = polling_next_deadline(outgoing->polling);
    return poll < resume ? poll : resume;
}

time_ms outgoing_next_deadline(const struct outgoing *outgoing) {
    return publish_next_deadline(outgoing->publish);
}

void outgoing_metrics(const struct outgoing *outgoing, struct text_buf *out) {
    resuming_metrics(outgoing->resuming, out);
    polling_metrics(outgoing->polling, out);
    struct publish_view view;
    publish_view(outgoing->publish, &view);
    text_addf(out,
              "# HELP ddh_webhook_receivers_busy Receivers that a message is on its way to\n"
              "# TYPE ddh_webhook_receivers_busy gauge\nddh_webhook_receivers_busy %u\n"
              "# HELP ddh_webhook_tries_total Tries to deliver a message, by what became of them\n"
              "# TYPE ddh_webhook_tries_total counter\n",
              view.busy);
    for (unsigned i = DELIVERY_OUTCOME_NONE + 1; i < DELIVERY_OUTCOME_COUNT; i++)
        text_addf(out, "ddh_webhook_tries_total{outcome=\"%s\"} %llu\n",
                  word_text(&delivery_outcome_words, i), (unsigned long long)view.by_outcome[i]);
}
