/* Peers: other coordinators. What one is told of us, and what it tells us (docs/federation.md). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "api/split.h"
#include "base/assert.h"
#include "base/log.h"
#include "base/webhook.h"
#include "wire/peer_view.h"

#define SIGNED_WITHIN_S 300 /* Standard Webhooks: five minutes either way */

/* --- who they are ------------------------------------------------------------------------------- */

/* The secret is drawn here, or is the one that the other side has drawn. */
enum err prepare_peer(struct ask *ask, const struct api_request *request) {
    char shown[64], hex[2 * SHA256_BYTES + 1];
    uint8_t secret[WEBHOOK_SECRET_BYTES];
    struct text_buf rest;
    text_buf_init(&rest, LIMIT_BODY_BYTES);
    enum err err =
        wire_take_text(request->body, "secret", shown, sizeof shown, &rest, &ask->problem);
    memcpy(hex, receiver_no_secret, sizeof hex);
    if (err == ERR_OK && shown[0] != '\0' && !webhook_read_secret(shown, secret))
        err = view_refuse(ask, ERR_INVALID, "secret", "it is whsec_ and 32 bytes in base64");
    else if (err == ERR_OK && shown[0] != '\0')
        err = receiver_keep_secret(ask, secret, hex);
    else if (err == ERR_OK && core_find_peer(api_core(ask->api), ask->address.parameter) == NULL)
        err = receiver_draw_secret(ask, hex);
    const struct wire_parameter parameters[] = {
        {ask->address.parameter_name, ask->address.parameter}, {"secret", hex}};
    if (err == ERR_OK)
        err = wire_decode_command(ask->route->command, text_slice(&rest), parameters, 2,
                                  &ask->command, &ask->problem);
    text_buf_close(&rest);
    if (err != ERR_OK) return err;
    if (strncmp(ask->command.as.peer_put.url, "http://", 7) == 0 &&
        !ask->api->ports.private_receivers)
        return view_refuse(ask, ERR_INVALID, "url", "only https is allowed in this installation");
    return ERR_OK;
}

enum err view_peers(struct ask *ask, const struct core *core) {
    struct api *api = ask->api;
    uint64_t cursor = 0;
    const struct peer_record *peer;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "peers", '[');
    while ((peer = core_next_record(core, RECORD_peer, &cursor)) != NULL) {
        struct api_peer_state state = {0};
        if (!auth_sees(&ask->actor, peer->organisation)) continue;
        const char *id = core_organisation(core, peer->organisation)->id;
        if (api->peers != NULL) api->peers->state(api->peers_ctx, id, &state);
        view_record_in_part(&ask->body, NULL, core, RECORD_peer, peer, view_administers(ask));
        ask->body.length--; /* its closing brace */
        put_time(&ask->body, "heard_at", state.heard_at);
        put_time(&ask->body, "told_at", state.told_at);
        put_bool(&ask->body, "reachable", state.reachable);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- what a peer is told -------------------------------------------------------------------------- */

static void add_call(struct text_buf *out, const struct core *core, const struct call_record *r) {
    char id[LIMIT_RECORD_ID];
    core_record_id(core, RECORD_call, r, id);
    put_open(out, NULL, '{');
    put_text(out, "call", id);
    put_uint(out, "attempt", r->offers);
    put_text(out, "state", word_text(&call_state_words, r->state));
    put_text(out, "municipality", core_organisation(core, r->municipality)->id);
    put_text(out, "topic", core_topic(core, r->topic)->id);
    put_text(out, "language", core_settings(core)->languages[0].codes[r->language]);
    put_text(out, "channel", word_text(&channel_words, r->channel));
    put_uint(out, "priority", r->priority);
    put_int(out, "waited_ms", core_now(core) - r->enqueued_at);
    put_uint(out, "hops", 1); /* a peer's call never goes to a peer: it came from us */
    put_close(out, '}');
}

static void add_served(struct text_buf *out, const struct core *core, const struct call_record *r) {
    char id[LIMIT_REFERENCE];
    const char *named = strchr(r->reference, '/');
    ASSERT(named != NULL && text_copy(id, sizeof id, named + 1)); /* or it were no peer's */
    char *attempt = strchr(id, '.');
    ASSERT(attempt != NULL);
    *attempt++ = '\0';
    bool over = r->state == CALL_STATE_WRAPPING || r->state == CALL_STATE_ENDED;
    put_open(out, NULL, '{');
    put_text(out, "call", id);
    put_uint(out, "attempt", strtoul(attempt, NULL, 10));
    put_text(out, "state",
             word_text(&call_state_words, over ? CALL_STATE_ENDED : (unsigned)r->state));
    if (r->answered_at == 0)
        put_null(out, "talk_ms");
    else
        put_int(out, "talk_ms", (over ? r->ended_at : core_now(core)) - r->answered_at);
    put_close(out, '}');
}

/* Agents who could take one of the peer's calls now. */
static uint32_t free_agents(const struct core *core, const struct peer_record *peer) {
    const struct availability_record *a;
    uint64_t cursor = 0;
    uint32_t count = 0;
    while ((a = core_next_record(core, RECORD_availability, &cursor)) != NULL) {
        const struct agent_record *agent = core_agent(core, a->agent);
        bool able = false;
        if (a->state != AGENT_STATE_AVAILABLE || (agent->languages & peer->languages) == 0)
            continue;
        for (topic_set left = peer->topics; left != 0 && !able; left &= left - 1)
            able = agent->levels[__builtin_ctzll(left)] > 0;
        count += able;
    }
    return count;
}

static void add_lend(struct text_buf *out, const struct core *core,
                     const struct peer_record *peer) {
    put_open(out, "lend", '{');
    put_text(out, "state", word_text(&lending_words, peer->lending));
    put_uint(out, "seats", peer->seats);
    put_uint(out, "preference", peer->preference);
    put_uint(out, "free", free_agents(core, peer));
    put_text(out, "address", peer->address);
    view_topic_ids(out, "topics", core, peer->topics);
    put_open(out, "languages", '[');
    for (int i = 0; i < core_settings(core)->languages[0].count; i++)
        if ((peer->languages >> i) & 1)
            put_text(out, NULL, core_settings(core)->languages[0].codes[i]);
    put_close(out, ']');
    put_close(out, '}');
}

static bool hash_given(const uint8_t hash[SHA256_BYTES]) {
    static const uint8_t none[SHA256_BYTES];
    return memcmp(hash, none, sizeof none) != 0;
}

bool api_peer_view(struct api *api, const struct core *core, const struct peer_record *peer,
                   bool (*listed)(void *ctx, call_id call), void *ctx, struct text_buf *out) {
    const struct call_record *r;
    uint32_t calls = 0, served = 0;
    uint64_t cursor = 0;
    (void)api;
    put_open(out, "calls", '[');
    while ((r = core_next_record(core, RECORD_call, &cursor)) != NULL) {
        bool there = r->state == CALL_STATE_RESERVED || r->state == CALL_STATE_ANSWERED;
        if (there && core_call_at_peer(core, r) == peer && calls++ < LIMIT_PEER_CALLS)
            add_call(out, core, r);
    }
    put_close(out, ']');
    put_open(out, "served", '[');
    cursor = 0;
    while ((r = core_next_record(core, RECORD_call, &cursor)) != NULL) {
        if (core_peer_of_call(core, r) != peer) continue;
        bool over = r->state == CALL_STATE_WRAPPING || r->state == CALL_STATE_ENDED;
        if (over && !listed(ctx, r->id)) continue;
        if (served++ < LIMIT_PEER_CALLS) add_served(out, core, r);
    }
    put_close(out, ']');
    if (peer->lending == LENDING_CLOSED)
        put_null(out, "lend");
    else
        add_lend(out, core, peer);
    if (!hash_given(peer->answers)) {
        put_null(out, "answers");
    } else {
        put_name(out, "answers");
        text_add_char(out, '"');
        text_add_hex(out, peer->answers, SHA256_BYTES);
        text_add_char(out, '"');
    }
    return calls <= LIMIT_PEER_CALLS && served <= LIMIT_PEER_CALLS && !out->overflowed;
}

/* Those of the topics that it lends us seats for, and no exercise among real calls; the newest activations first, as many as fit. */
bool api_peer_answers(struct api *api, const struct core *core, const struct peer_record *peer,
                      struct text_buf *out) {
    const struct offer_record *offer = core_peer_offer(core, peer);
    topic_set topics = offer == NULL ? 0 : offer->topics;
    uint64_t cursor = 0;
    const struct activation_record *activation;
    put_open(out, NULL, '{');
    put_open(out, "answers", '[');
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        struct text_buf some;
        if ((activation->topics & topics) == 0) continue;
        if (!core_activation_concerns_calls(core, activation)) continue;
        text_buf_init(&some, LIMIT_BODY_BYTES);
        put_open(&some, NULL, '[');
        answers_add_for_agents(api->answers, core, activation, AGENT_NONE, &some);
        if (!some.overflowed && some.length > 1 && out->length + some.length < out->ceiling - 8) {
            if (out->data[out->length - 1] != '[') text_add_char(out, ',');
            text_add_bytes(out, some.data + 1, some.length - 1);
        } else if (some.length > 1) {
            LOG_WARNING("api", "the answers of activation-%llu do not fit what a peer is told",
                        (unsigned long long)activation->id);
        }
        text_buf_close(&some);
    }
    put_close(out, ']');
    put_close(out, '}');
    return !out->overflowed;
}

void view_peer_answers(struct ask *ask, const struct peer_record *peer) {
    struct slice told = answers_document(ask->api->answers, peer->answers);
    struct split_member member;
    size_t at = 0;
    while (split_next(told, &at, &member) == SPLIT_MEMBER)
        if (slice_equals(member.name, "answers")) {
            put_name(&ask->body, "answers");
            text_add_bytes(&ask->body, member.value.data, member.value.length);
            return;
        }
    put_open(&ask->body, "answers", '[');
    put_close(&ask->body, ']');
}

/* --- what a peer tells ------------------------------------------------------------------------------ */

static bool fresh(const struct api *api, struct slice timestamp) {
    char text[24];
    if (timestamp.length == 0 || timestamp.length >= sizeof text) return false;
    memcpy(text, timestamp.data, timestamp.length);
    text[timestamp.length] = '\0';
    if (strspn(text, "0123456789") != timestamp.length) return false;
    long long off = strtoll(text, NULL, 10) - api->peers->wall(api->peers_ctx) / SECOND_MS;
    return off >= -SIGNED_WITHIN_S && off <= SIGNED_WITHIN_S;
}

/* The peer that has signed the request. What is wrong is not told to strangers: there is no such peer, no right signature. */
static const struct peer_record *signer(struct ask *ask, const struct api_request *request) {
    struct api *api = ask->api;
    view_refuse(ask, ERR_NOT_AUTHENTICATED, "", "it is not signed by a peer, or not now");
    const struct peer_record *peer = core_find_peer(api_core(api), ask->address.parameter);
    struct slice secret =
        peer == NULL ? (struct slice){NULL, 0} : answers_document(api->answers, peer->secret);
    if (secret.length != WEBHOOK_SECRET_BYTES || request->webhook_id.length == 0 ||
        !fresh(api, request->webhook_timestamp))
        return NULL;
    struct text_buf content;
    text_buf_init(&content, LIMIT_BODY_BYTES + 256);
    text_add_bytes(&content, request->webhook_id.data, request->webhook_id.length);
    text_add_char(&content, '.');
    text_add_bytes(&content, request->webhook_timestamp.data, request->webhook_timestamp.length);
    text_add_char(&content, '.');
    text_add_bytes(&content, request->body.data, request->body.length);
    bool good =
        !content.overflowed && webhook_verify((const uint8_t *)secret.data, text_slice(&content),
                                              request->webhook_signature);
    text_buf_close(&content);
    return good ? peer : NULL;
}

static const struct peer_record *hear(struct ask *ask, const struct api_request *request) {
    struct api *api = ask->api;
    bool starting = api->ports.engine == NULL || api->peers == NULL;
    enum err err = api->draining ? ERR_DRAINING : starting ? ERR_STARTING : ERR_OK;
    if (err == ERR_OK) return signer(ask, request);
    view_refuse(ask, err, "", "");
    return NULL;
}

void direct_peer_view(struct api *api, struct ask *ask, const struct api_request *request) {
    const struct peer_record *peer = hear(ask, request);
    struct peer_view *view = peer == NULL ? NULL : malloc(sizeof *view);
    if (peer != NULL && view == NULL) view_refuse(ask, ERR_LIMIT_REACHED, "", "no memory");
    enum err err =
        view == NULL ? ask->problem.err : wire_decode_peer_view(request->body, view, &ask->problem);
    if (err != ERR_OK) {
        free(view);
        ask_refuse(ask, &ask->problem);
        return;
    }
    api->peers->heard(api->peers_ctx, ask->address.parameter, view);
    free(view);
    ask_answer(ask, 204, NULL, (struct slice){NULL, 0});
}

void direct_peer_answers(struct api *api, struct ask *ask, const struct api_request *request) {
    const struct peer_record *peer = hear(ask, request);
    enum err err =
        peer == NULL ? ask->problem.err : wire_check_peer_answers(request->body, &ask->problem);
    (void)api;
    ask->command = (struct command){.type = COMMAND_peer_told};
    struct peer_told_command *told = &ask->command.as.peer_told;
    if (err == ERR_OK) {
        text_add_bytes(&ask->bytes, request->body.data, request->body.length);
        err = mutate_carry_document(ask, told->answers);
    }
    if (err != ERR_OK) {
        ask_refuse(ask, &ask->problem);
        return;
    }
    text_copy(told->organisation, sizeof told->organisation, ask->address.parameter);
    COMMAND_GIVE(&ask->command, peer_told, organisation);
    COMMAND_GIVE(&ask->command, peer_told, answers);
    ask->command.actor =
        (struct actor){.role = ROLE_SYSTEM, .all_organisations = true, .agent = AGENT_NONE};
    ask->request.command = &ask->command;
    ask_submit(ask);
}
