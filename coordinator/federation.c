#include "federation.h"

#include <stdlib.h>

#include "base/assert.h"
#include "fetch/fetch.h"
#include "partners/partners.h"

struct telling {
    struct federation *federation;
    uint32_t lane;
};

struct federation {
    struct federation_config config;
    struct fetch *fetch; /* of its own: a receiver that hangs holds up no peer */
    struct partners *partners;
    struct telling tellings[LIMIT_PEERS];
};

/* --- ports ---------------------------------------------------------------------------------------------------------- */

static bool view(void *ctx, const struct core *core, const struct peer_record *peer,
                 bool (*listed)(void *listed_ctx, call_id call), void *listed_ctx,
                 struct text_buf *out) {
    struct federation *federation = ctx;
    return api_peer_view(federation->config.api, core, peer, listed, listed_ctx, out);
}

static bool answers(void *ctx, const struct core *core, const struct peer_record *peer,
                    struct text_buf *out) {
    struct federation *federation = ctx;
    return api_peer_answers(federation->config.api, core, peer, out);
}

static struct slice document(void *ctx, const uint8_t hash[SHA256_BYTES]) {
    const struct federation *federation = ctx;
    return api_document(federation->config.api, hash);
}

static void on_done(void *ctx, const struct fetch_answer *answer) {
    struct telling *telling = ctx;
    int status = fetch_answer_status(answer);
    partners_answered(telling->federation->partners, telling->lane, status,
                      status != 0 ? answer->body : slice_of(fetch_outcome_text(answer->outcome)));
}

static bool post(void *ctx, const struct partners_post *post) {
    struct federation *federation = ctx;
    struct telling *telling = &federation->tellings[post->lane];
    *telling = (struct telling){federation, post->lane};
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
        .connect_ms = LIMIT_PEER_CONNECT_MS,
        .deadline_ms = LIMIT_PEER_MS,
        .response_max = LIMIT_DELIVERY_ANSWER_BYTES,
        .on_done = on_done,
        .ctx = telling,
    };
    return fetch_start(federation->fetch, &request, NULL) == ERR_OK;
}

static time_ms now(void *ctx) {
    const struct federation *federation = ctx;
    return clock_now(federation->config.clock);
}

static void soon(void *ctx) {
    const struct federation *federation = ctx;
    federation->config.soon(federation->config.soon_ctx);
}

static const struct partners_ops ops = {
    .view = view,
    .answers = answers,
    .document = document,
    .post = post,
    .now = now,
    .wall = real_wall,
    .soon = soon,
};

/* --- for the api ------------------------------------------------------------------------------------------------------ */

static void heard(void *ctx, const char *organisation, const struct peer_view *view) {
    struct federation *federation = ctx;
    partners_heard(federation->partners, organisation, view);
}

static void state(void *ctx, const char *organisation, struct api_peer_state *out) {
    const struct federation *federation = ctx;
    struct partners_state state;
    partners_state(federation->partners, organisation, &state);
    *out = (struct api_peer_state){
        .heard_at = state.heard_at, .told_at = state.told_at, .reachable = state.reachable};
}

static const struct api_peer_ops peer_ops = {.heard = heard, .state = state, .wall = real_wall};

/* --- life ------------------------------------------------------------------------------------------------------------- */

struct federation *federation_create(const struct federation_config *config) {
    struct federation *federation = calloc(1, sizeof *federation);
    if (federation == NULL) return NULL;
    federation->config = *config;
    struct fetch_config fetch = {
        .concurrent_max = LIMIT_PEERS,
        .waiting_max = LIMIT_PEERS,
        .public_addresses_only = !config->private_addresses,
        .user_agent = "ddh-coordinator/" DDH_VERSION,
    };
    struct partners_config partners = {.engine = config->engine, .ops = &ops, .ctx = federation};
    federation->partners = partners_create(&partners);
    if (federation->partners == NULL ||
        fetch_create(config->loop, &fetch, &federation->fetch) != ERR_OK) {
        partners_destroy(federation->partners);
        free(federation);
        return NULL;
    }
    api_set_peers(config->api, &peer_ops, federation);
    return federation;
}

void federation_stop(struct federation *federation) { partners_stop(federation->partners); }

void federation_close(struct federation *federation, void (*done)(void *ctx), void *ctx) {
    partners_stop(federation->partners);
    api_set_peers(federation->config.api, NULL, NULL);
    fetch_close(federation->fetch, done, ctx);
}

void federation_destroy(struct federation *federation) {
    partners_destroy(federation->partners);
    free(federation);
}

/* --- work --------------------------------------------------------------------------------------------------------------- */

void federation_released(struct federation *federation, const struct commit *commit) {
    partners_released(federation->partners, commit);
}

void federation_turn(struct federation *federation) { partners_turn(federation->partners); }

time_ms federation_next_deadline(const struct federation *federation) {
    return partners_next_deadline(federation->partners);
}

void federation_metrics(const struct federation *federation, struct text_buf *out) {
    struct partners_view view;
    partners_view(federation->partners, &view);
    text_addf(
        out,
        "# HELP ddh_peer_views_total Views of calls and seats exchanged with other coordinators\n"
        "# TYPE ddh_peer_views_total counter\n"
        "ddh_peer_views_total{what=\"told\"} %llu\nddh_peer_views_total{what=\"heard\"} %llu\n"
        "ddh_peer_views_total{what=\"not_taken\"} %llu\n"
        "# HELP ddh_peer_commands_total Commands given so as to agree with what was heard\n"
        "# TYPE ddh_peer_commands_total counter\nddh_peer_commands_total %llu\n",
        (unsigned long long)view.told, (unsigned long long)view.heard,
        (unsigned long long)view.failed, (unsigned long long)view.commands);
}
