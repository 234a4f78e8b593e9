#include "resuming.h"

#include <stdlib.h>

#include "fetch/fetch.h"
#include "telephony/telephony.h"

struct asking {
    struct resuming *resuming;
    uint32_t lane;
};

struct resuming {
    struct outgoing_config config;
    struct fetch *fetch;
    struct telephony *telephony;
    struct asking askings[LIMIT_RESUMES_IN_HAND];
};

/* --- ports ---------------------------------------------------------------------------------------------------------- */

static void message(void *ctx, const struct core *core, const struct call_record *call,
                    struct text_buf *out) {
    (void)ctx;
    api_resume_message(core, call, out);
}

static void on_done(void *ctx, const struct fetch_answer *answer) {
    const struct asking *asking = ctx;
    int status = fetch_answer_status(answer);
    telephony_answered(asking->resuming->telephony, asking->lane, status,
                       status != 0 ? "" : fetch_outcome_text(answer->outcome));
}

static bool post(void *ctx, const struct telephony_post *post) {
    struct resuming *resuming = ctx;
    struct asking *asking = &resuming->askings[post->lane];
    *asking = (struct asking){resuming, post->lane};
    static const struct fetch_header headers[] = {{"Content-Type", "application/json"}};
    struct fetch_request request = {
        .method = "POST",
        .url = post->url,
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = post->body,
        .connect_ms = LIMIT_RESUME_CONNECT_MS,
        .deadline_ms = LIMIT_RESUME_MS,
        .response_max = LIMIT_RESUME_BYTES,
        .on_done = on_done,
        .ctx = asking,
    };
    return fetch_start(resuming->fetch, &request, NULL) == ERR_OK;
}

static time_ms monotonic(void *ctx) {
    (void)ctx;
    return monotonic_now(NULL);
}

static void soon(void *ctx) {
    const struct resuming *resuming = ctx;
    resuming->config.soon(resuming->config.soon_ctx);
}

static const struct telephony_ops ops = {
    .message = message, .post = post, .monotonic = monotonic, .soon = soon};

/* --- life ----------------------------------------------------------------------------------------------------------- */

struct resuming *resuming_create(const struct outgoing_config *config) {
    struct resuming *resuming = calloc(1, sizeof *resuming);
    if (resuming == NULL) return NULL;
    resuming->config = *config;
    struct fetch_config fetch = {
        .concurrent_max = LIMIT_RESUMES_IN_HAND,
        .waiting_max = LIMIT_RESUMES_IN_HAND,
        .user_agent = "ddh-coordinator/" DDH_VERSION, /* switches stand on private addresses */
    };
    struct telephony_config telephony = {.engine = config->engine, .ops = &ops, .ctx = resuming};
    resuming->telephony = telephony_create(&telephony);
    if (resuming->telephony == NULL ||
        fetch_create(config->loop, &fetch, &resuming->fetch) != ERR_OK) {
        telephony_destroy(resuming->telephony);
        free(resuming);
        return NULL;
    }
    return resuming;
}

void resuming_stop(struct resuming *resuming) { telephony_stop(resuming->telephony); }

void resuming_close(struct resuming *resuming, void (*done)(void *ctx), void *ctx) {
    telephony_stop(resuming->telephony);
    fetch_close(resuming->fetch, done, ctx);
}

void resuming_destroy(struct resuming *resuming) {
    telephony_destroy(resuming->telephony);
    free(resuming);
}

/* --- work ----------------------------------------------------------------------------------------------------------- */

void resuming_released(struct resuming *resuming, const struct commit *commit) {
    telephony_released(resuming->telephony, commit);
}

void resuming_turn(struct resuming *resuming) { telephony_turn(resuming->telephony); }

time_ms resuming_next_deadline(const struct resuming *resuming) {
    return telephony_next_deadline(resuming->telephony);
}

void resuming_metrics(const struct resuming *resuming, struct text_buf *out) {
    struct telephony_view view;
    telephony_view(resuming->telephony, &view);
    text_addf(out,
              "# HELP ddh_resumes_busy Callers being fetched out of their wait\n"
              "# TYPE ddh_resumes_busy gauge\nddh_resumes_busy %u\n"
              "# HELP ddh_resumes_total What switches answered when they were to fetch a caller\n"
              "# TYPE ddh_resumes_total counter\nddh_resumes_total{outcome=\"unanswered\"} %llu\n",
              view.busy, (unsigned long long)view.unanswered);
    for (unsigned i = 0; i < RESUME_OUTCOME_COUNT; i++)
        text_addf(out, "ddh_resumes_total{outcome=\"%s\"} %llu\n",
                  word_text(&resume_outcome_words, i), (unsigned long long)view.by_outcome[i]);
}
