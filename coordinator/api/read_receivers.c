/* Receivers of webhooks: making them, what each has been told, and the messages themselves. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "base/log.h"

/* --- making them -------------------------------------------------------------------------------- */

const char receiver_no_secret[2 * SHA256_BYTES + 1] =
    "0000000000000000000000000000000000000000000000000000000000000000";

enum err receiver_keep_secret(struct ask *ask, const uint8_t bytes[32],
                              char hex[2 * SHA256_BYTES + 1]) {
    uint8_t hash[SHA256_BYTES];
    struct text_buf digits;
    text_add_bytes(&ask->bytes, bytes, 32);
    enum err err = mutate_carry_document(ask, hash);
    text_buf_init(&digits, 2 * SHA256_BYTES);
    text_add_hex(&digits, hash, sizeof hash);
    memcpy(hex, digits.data, 2 * SHA256_BYTES + 1);
    text_buf_close(&digits);
    return err;
}

enum err receiver_draw_secret(struct ask *ask, char hex[2 * SHA256_BYTES + 1]) {
    uint8_t bytes[32];
    if (!ask->api->ports.random(bytes, sizeof bytes))
        return view_refuse(ask, ERR_INTERNAL, "", "the system gives no random numbers");
    memcpy(ask->secret, "whsec_", 6);
    _Static_assert(sizeof ask->secret >= 6 + 4 * ((sizeof bytes + 2) / 3) + 1, "it fits");
    crypto_base64(bytes, sizeof bytes, ask->secret + 6);
    return receiver_keep_secret(ask, bytes, hex);
}

static enum err decode(struct ask *ask, const struct api_request *request, const char *secret) {
    const struct wire_parameter parameters[] = {
        {ask->address.parameter_name, ask->address.parameter}, {"secret", secret}};
    return wire_decode_command(ask->route->command, request->body, parameters, 2, &ask->command,
                               &ask->problem);
}

enum err prepare_receiver(struct ask *ask, const struct api_request *request) {
    char secret[2 * SHA256_BYTES + 1];
    memcpy(secret, receiver_no_secret, sizeof secret);
    bool known = core_find_receiver(api_core(ask->api), ask->address.parameter) != NULL;
    enum err err = known ? ERR_OK : receiver_draw_secret(ask, secret);
    if (err == ERR_OK) err = decode(ask, request, secret);
    if (err != ERR_OK) return err;
    const char *url = ask->command.as.receiver_put.url;
    if (strncmp(url, "http://", 7) == 0 && !ask->api->ports.private_receivers)
        return view_refuse(ask, ERR_INVALID, "url", "only https is allowed in this installation");
    return ERR_OK;
}

enum err prepare_rotation(struct ask *ask, const struct api_request *request) {
    char secret[2 * SHA256_BYTES + 1];
    enum err err = receiver_draw_secret(ask, secret);
    return err != ERR_OK ? err : decode(ask, request, secret);
}

/* --- reading them ------------------------------------------------------------------------------- */

enum err view_receivers(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct receiver_record *receiver;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "receivers", '[');
    while ((receiver = core_next_record(core, RECORD_receiver, &cursor)) != NULL)
        view_record_in_part(&ask->body, NULL, core, RECORD_receiver, receiver,
                            view_administers(ask));
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- the board ---------------------------------------------------------------------------------- */

const char *board_state(const struct board_row *row) {
    const struct delivery_record *r = row->view.record;
    if (row->receiver->disabled) return "disabled";
    if (!row->view.pending) return "delivered";
    if (r == NULL || row->view.fresh || r->outcome == DELIVERY_OUTCOME_NONE) return "pending";
    return r->outcome == DELIVERY_OUTCOME_DELIVERED
               ? "pending"
               : word_text(&delivery_outcome_words, r->outcome);
}

void board_walk(const struct core *core, board_fn *each, void *ctx) {
    const struct receiver_record *receiver;
    const struct activation_record *activation;
    const struct delivery_record *delivery;
    uint64_t receivers = 0, cursor;
    while ((receiver = core_next_record(core, RECORD_receiver, &receivers)) != NULL) {
        struct board_row row = {.receiver = receiver};
        for (cursor = 0;
             (activation = core_next_record(core, RECORD_activation, &cursor)) != NULL;) {
            row.activation = activation->id;
            row.record = activation;
            if (core_view_delivery(core, receiver, activation->id, &row.view)) each(ctx, &row);
        }
    }
    /* What is over, and not taken yet. */
    for (cursor = 0; (delivery = core_next_record(core, RECORD_delivery, &cursor)) != NULL;) {
        if (core_activation(core, delivery->activation) != NULL) continue;
        struct board_row row = {.receiver = core_find_receiver(core, delivery->receiver),
                                .activation = delivery->activation};
        if (row.receiver != NULL &&
            core_view_delivery(core, row.receiver, delivery->activation, &row.view))
            each(ctx, &row);
    }
}

static void add_row(void *ctx, const struct board_row *row) {
    struct text_buf *out = ctx;
    const struct delivery_record *r = row->view.record;
    put_open(out, NULL, '{');
    put_text(out, "receiver", row->receiver->id);
    put_text(out, "kind", word_text(&receiver_kind_words, row->receiver->kind));
    put_name(out, "activation");
    text_addf(out, "\"activation-%llu\"", (unsigned long long)row->activation);
    put_text(out, "playbook", row->record == NULL ? NULL : row->record->playbook);
    put_text(out, "state", board_state(row));
    put_bool(out, "current", !row->view.pending);
    put_uint(out, "number", r == NULL ? 0 : r->number);
    put_uint(out, "delivered", r == NULL ? 0 : r->delivered);
    put_time(out, "begun_at", r == NULL ? 0 : r->begun_at);
    put_time(out, "delivered_at", r == NULL ? 0 : r->delivered_at);
    put_uint(out, "attempts", r == NULL ? 0 : r->attempts);
    bool waits = r != NULL && row->view.pending && !row->view.fresh;
    time_ms next = !waits                                        ? 0
                   : r->next_try_at > row->receiver->next_try_at ? r->next_try_at
                                                                 : row->receiver->next_try_at;
    put_time(out, "next_try_at", next);
    put_uint(out, "status", r == NULL ? 0 : r->status);
    put_text(out, "error", r == NULL ? NULL : r->error);
    put_close(out, '}');
}

enum err view_deliveries(struct ask *ask, const struct core *core) {
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "deliveries", '[');
    board_walk(core, add_row, &ask->body);
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- messages ----------------------------------------------------------------------------------- */

static enum playbook_audience audience_of(uint8_t kind) {
    switch ((enum receiver_kind)kind) {
    case RECEIVER_KIND_CHATBOT: return PLAYBOOK_CHATBOT;
    case RECEIVER_KIND_VOICE: return PLAYBOOK_PHONE_MENU;
    case RECEIVER_KIND_NEWS:
    case RECEIVER_KIND_TICKET: return PLAYBOOK_PUBLIC;
    case RECEIVER_KIND_COUNT: break;
    }
    UNREACHABLE("a kind of receiver");
}

/* "covered": it is lifted, but to none of the receiver's municipalities is it said that it is over. */
static const char *message_state(const struct receiver_record *receiver,
                                 const struct activation_record *activation,
                                 const struct organisation_set *covered) {
    if (activation == NULL) return "closed";
    if (activation->state == ACTIVATION_STATE_LIFTED &&
        memcmp(covered, &receiver->municipalities[0], sizeof *covered) == 0)
        return "covered";
    switch (answers_moment(activation, ORGANISATION_NONE, 0)) {
    case PLAYBOOK_ACTIVE: return "active";
    case PLAYBOOK_EXPIRED: return "expired";
    case PLAYBOOK_LIFTED: return "lifted";
    }
    UNREACHABLE("a moment");
}

static bool add_channel_answer(struct answers *answers, const struct core *core,
                               const struct receiver_record *receiver, const struct answer_ask *ask,
                               struct text_buf *out) {
    if (!answers_add(answers, core, ask, out)) return false;
    put_text(out, "municipality", core_organisation(core, ask->municipality)->id);
    if (receiver->kind == RECEIVER_KIND_VOICE)
        view_menu_route(out, core, ask->activation, ask->municipality);
    put_close(out, '}');
    return true;
}

/* What the channel says to the citizens of one municipality, in every language; of one that the area does not touch only
 * what those outside are told. Where a part of one has left the area, its citizens' lifted answer stands last. */
static bool add_answers(struct answers *answers, const struct core *core,
                        const struct receiver_record *receiver,
                        const struct activation_record *activation, organisation_no municipality,
                        struct text_buf *out) {
    const struct playbook *playbook = answers_playbook(answers, activation->version);
    struct core_place at = core_activation_place(activation, municipality, 0);
    bool touched = at.place != CORE_PLACE_OUTSIDE;
    struct answer_ask ask = {.activation = activation,
                             .audience = audience_of(receiver->kind),
                             .municipality = municipality};
    for (size_t i = 0; playbook != NULL && i < playbook_language_count(playbook); i++) {
        ask.language = playbook_language(playbook, i);
        ask.moment = answers_moment(activation, municipality, 0);
        for (int place = 0; place < PLAYBOOK_PLACE_COUNT; place++) {
            ask.place = (enum playbook_place)place;
            if (!touched && place != PLAYBOOK_OUTSIDE) continue;
            if (!add_channel_answer(answers, core, receiver, &ask, out)) return false;
        }
        if (ask.moment == PLAYBOOK_LIFTED || !core_activation_leaves_part(activation, municipality))
            continue;
        ask.place = PLAYBOOK_INSIDE;
        ask.moment = PLAYBOOK_LIFTED;
        if (!add_channel_answer(answers, core, receiver, &ask, out)) return false;
    }
    return playbook != NULL;
}

static bool add_all_answers(struct answers *answers, const struct core *core,
                            const struct receiver_record *receiver,
                            const struct activation_record *activation,
                            const struct organisation_set *covered, struct text_buf *out) {
    bool whole = true;
    put_open(out, "answers", '[');
    for (organisation_no n = 0; activation != NULL && n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(&receiver->municipalities[0], n) &&
            !organisation_set_has(covered, n))
            whole = whole && add_answers(answers, core, receiver, activation, n, out);
    put_close(out, ']');
    return whole;
}

static void add_places(struct text_buf *out, const char *name, const struct core *core,
                       const struct organisation_set *set) {
    put_open(out, name, '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(set, n)) put_text(out, NULL, core_organisation(core, n)->id);
    put_close(out, ']');
}

static void add_area(struct text_buf *out, const struct core *core,
                     const struct activation_record *activation) {
    const struct organisation_set *area = &activation->municipalities[0];
    if (organisation_set_is_empty(area)) {
        put_null(out, "municipalities");
        return;
    }
    add_places(out, "municipalities", core, area);
}

bool api_delivery_message(struct api *api, const struct core *core,
                          const struct receiver_record *receiver,
                          const struct delivery_record *delivery, struct text_buf *out) {
    const struct activation_record *activation = core_activation(core, delivery->activation);
    struct organisation_set covered = {{0}};
    if (activation != NULL) core_covered_for(core, receiver, activation, &covered);
    const char *state = message_state(receiver, activation, &covered);
    char type[48], at[TIME_TEXT_MAX];
    bool again = delivery->delivered != 0 && activation != NULL && strcmp(state, "active") == 0;
    bool first = !again && strcmp(state, "active") == 0;
    snprintf(type, sizeof type, "activation.%s", first ? "started" : again ? "updated" : state);
    text_add_char(out, '{');
    put_text(out, "type", type);
    put_text(out, "timestamp", time_rfc3339(delivery->begun_at, at));
    put_open(out, "data", '{');
    put_uint(out, "number", delivery->number);
    put_text(out, "receiver", receiver->id);
    put_text(out, "channel", word_text(&receiver_kind_words, receiver->kind));
    put_name(out, "activation");
    text_addf(out, "\"activation-%llu\"", (unsigned long long)delivery->activation);
    put_text(out, "state", state);
    if (activation != NULL) {
        put_text(out, "playbook", activation->playbook);
        put_name(out, "version");
        text_add_char(out, '"');
        text_add_hex(out, activation->version, SHA256_BYTES);
        text_add_char(out, '"');
        add_area(out, core, activation);
        view_narrowed(out, core, activation);
        put_uint(out, "revision", activation->revision);
        put_uint(out, "priority", activation->priority);
        put_time(out, "started_at", activation->started_at);
        put_time(out, "expires_at", activation->expires_at);
        put_time(out, "lifted_at", activation->lifted_at);
    }
    add_places(out, "covered", core, &covered);
    bool whole = add_all_answers(api->answers, core, receiver, activation, &covered, out);
    put_close(out, '}');
    put_close(out, '}');
    if (!whole)
        LOG_ERROR("api", "activation-%llu cannot be told to receiver %s",
                  (unsigned long long)delivery->activation, receiver->id);
    return whole;
}

struct slice api_document(const struct api *api, const uint8_t hash[SHA256_BYTES]) {
    return answers_document(api->answers, hash);
}
