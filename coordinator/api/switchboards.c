/* Foreign switchboards: adapters, sources, how their queues stand, and the advice for switches that route by percentage. What
 * authorises the requests to a source is never shown. */
#include <string.h>

#include "api/internal.h"
#include "api/split.h"
#include "base/assert.h"
#include "wire/peer_view.h" /* wire_take_text() */
#include "wire/queue_adapter.h"

static bool hash_given(const uint8_t hash[SHA256_BYTES]) {
    static const uint8_t none[SHA256_BYTES];
    return memcmp(hash, none, sizeof none) != 0;
}

static void hex_of(const uint8_t hash[SHA256_BYTES], char out[2 * SHA256_BYTES + 1]) {
    struct text_buf hex;
    text_buf_init(&hex, 2 * SHA256_BYTES);
    text_add_hex(&hex, hash, SHA256_BYTES);
    memcpy(out, hex.data, 2 * SHA256_BYTES + 1);
    text_buf_close(&hex);
}

/* --- adapters ----------------------------------------------------------------------------------- */

/* The body is the table. */
enum err prepare_queue_adapter(struct ask *ask, const struct api_request *request) {
    struct queue_adapter adapter;
    uint8_t hash[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    enum err err = wire_decode_queue_adapter(request->body, &adapter, &ask->problem);
    if (err != ERR_OK) return err;
    text_add_bytes(&ask->bytes, request->body.data, request->body.length);
    err = mutate_carry_document(ask, hash);
    if (err != ERR_OK) return err;
    hex_of(hash, hex);
    const struct wire_parameter parameters[] = {
        {ask->address.parameter_name, ask->address.parameter}, {"table", hex}};
    return wire_decode_command(ask->route->command, (struct slice){NULL, 0}, parameters, 2,
                               &ask->command, &ask->problem);
}

enum err view_queue_adapters(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct queue_adapter_record *adapter;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "queue_adapters", '[');
    while ((adapter = core_next_record(core, RECORD_queue_adapter, &cursor)) != NULL) {
        struct slice table = answers_document(ask->api->answers, adapter->table);
        view_record_open(&ask->body, NULL, core, RECORD_queue_adapter, adapter);
        put_name(&ask->body, "adapter");
        text_add_bytes(&ask->body, table.length > 0 ? table.data : "null",
                       table.length > 0 ? table.length : 4);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- sources ------------------------------------------------------------------------------------ */

static enum err check_authorization(struct ask *ask, const char *text) {
    for (const char *at = text; *at != '\0'; at++)
        if (*at < ' ' || *at > '~')
            return view_refuse(ask, ERR_INVALID, "authorization",
                               "it is the value of a header: visible ASCII and blanks");
    return ERR_OK;
}

static enum err check_names(struct ask *ask, struct slice json) {
    struct queue_names names;
    topic_no topic;
    enum err err = wire_decode_queue_names(json, &names, &ask->problem);
    for (uint32_t i = 0; err == ERR_OK && i < names.count; i++)
        if (names.rows[i].topic[0] != '\0' &&
            !core_find_topic(api_core(ask->api), names.rows[i].topic, &topic))
            err = problem_set(&ask->problem, ERR_UNKNOWN_TOPIC, "queues", "there is no topic %s",
                              names.rows[i].topic);
    return err;
}

/* One that is given goes to the store as a document, named by `hex`; of one that is not, nothing does, and `hex` is zeros. */
static void carry(struct ask *ask, size_t from, size_t length, char hex[2 * SHA256_BYTES + 1]) {
    memcpy(hex, receiver_no_secret, 2 * SHA256_BYTES + 1);
    if (length == 0) return;
    struct commit_document *document = &ask->documents[ask->request.document_count++];
    document->bytes = (struct slice){ask->bytes.data + from, length};
    crypto_sha256(document->bytes.data, length, document->hash);
    hex_of(document->hash, hex);
    ask->request.documents = ask->documents;
}

static enum err decode_source(struct ask *ask, const char *authorization, struct slice names,
                              struct slice rest) {
    char secret_hex[2 * SHA256_BYTES + 1], names_hex[2 * SHA256_BYTES + 1];
    size_t length = strlen(authorization);
    text_add(&ask->bytes, authorization);
    text_add_bytes(&ask->bytes, names.data, names.length);
    if (ask->bytes.overflowed)
        return view_refuse(ask, ERR_TOO_LARGE, "", "a document is too large");
    carry(ask, 0, length, secret_hex);
    carry(ask, length, names.length, names_hex);
    const struct wire_parameter parameters[] = {
        {ask->address.parameter_name, ask->address.parameter},
        {"authorization", secret_hex},
        {"names", names_hex}};
    enum err err =
        wire_decode_command(ask->route->command, rest, parameters, 3, &ask->command, &ask->problem);
    if (err != ERR_OK) return err;
    if (strncmp(ask->command.as.queue_source_put.url, "http://", 7) == 0 &&
        !ask->api->ports.private_receivers)
        return view_refuse(ask, ERR_INVALID, "url", "only https is allowed in this installation");
    if (length > 0 && ask->command.as.queue_source_put.open)
        return view_refuse(ask, ERR_INVALID, "open", "it has an authorization beside it");
    return ERR_OK;
}

enum err prepare_queue_source(struct ask *ask, const struct api_request *request) {
    char authorization[LIMIT_QUEUE_AUTHORIZATION];
    struct text_buf half, rest, names;
    text_buf_init(&half, LIMIT_BODY_BYTES);
    text_buf_init(&rest, LIMIT_BODY_BYTES);
    text_buf_init(&names, LIMIT_BODY_BYTES);
    enum err err = wire_take_text(request->body, "authorization", authorization,
                                  sizeof authorization, &half, &ask->problem);
    if (err == ERR_OK)
        err = wire_take_object(text_slice(&half), "queues", &names, &rest, &ask->problem);
    if (err == ERR_OK) err = check_authorization(ask, authorization);
    if (err == ERR_OK && names.length > 0) err = check_names(ask, text_slice(&names));
    if (err == ERR_OK)
        err = decode_source(ask, authorization,
                            names.length > 0 ? text_slice(&names) : (struct slice){"", 0},
                            text_slice(&rest));
    text_buf_close(&half);
    text_buf_close(&rest);
    text_buf_close(&names);
    return err;
}

/* That there is an authorization is said, and no more. */
void view_record_queue_source(const struct ask *ask, struct text_buf *out, const char *name,
                              const struct core *core, const struct queue_source_record *source) {
    view_record_in_part(out, name, core, RECORD_queue_source, source, view_administers(ask));
    out->length--; /* its closing brace */
    put_bool(out, "authorized", hash_given(source->authorization));
    put_close(out, '}');
}

static const char *source_state(const struct api_queue_source_state *state) {
    if (state->failures > 0) return "failing";
    return state->reported_at == 0 ? "not_asked" : "reporting";
}

static void add_source(struct ask *ask, const struct core *core,
                       const struct queue_source_record *source) {
    struct api_queue_source_state state = {0};
    struct slice names = answers_document(ask->api->answers, source->names);
    if (ask->api->sources != NULL)
        ask->api->sources->state(ask->api->sources_ctx, source->id, &state);
    view_record_queue_source(ask, &ask->body, NULL, core, source);
    ask->body.length--;
    put_name(&ask->body, "queues");
    text_add_bytes(&ask->body, names.length > 0 ? names.data : "null",
                   names.length > 0 ? names.length : 4);
    put_text(&ask->body, "state", source_state(&state));
    put_time(&ask->body, "asked_at", state.asked_at);
    put_time(&ask->body, "reported_at", state.reported_at);
    put_time(&ask->body, "failing_since", state.failing_since);
    put_uint(&ask->body, "failures", state.failures);
    put_int(&ask->body, "status", state.status);
    put_text(&ask->body, "error", state.failures > 0 ? state.error : NULL);
    put_close(&ask->body, '}');
}

enum err view_queue_sources(struct ask *ask, const struct core *core) {
    organisation_no only;
    enum err err = view_organisation_filter(ask, core, "organisation", &only);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    const struct queue_source_record *source;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "queue_sources", '[');
    while ((source = core_next_record(core, RECORD_queue_source, &cursor)) != NULL)
        if (auth_sees(&ask->actor, source->organisation) &&
            (only == ORGANISATION_NONE || source->organisation == only))
            add_source(ask, core, source);
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- queues ------------------------------------------------------------------------------------- */

/* Of a queue that is not known no figure is shown: an old one is none. */
void view_foreign_queue(struct text_buf *out, const char *name, const struct core *core,
                        organisation_no organisation, topic_no topic) {
    struct foreign_queue_view view;
    bool found = core_view_foreign_queue(core, organisation, topic, &view);
    ASSERT(found);
    const struct foreign_queue_record *r = view.record;
    put_open(out, name, '{');
    put_text(out, "organisation", core_organisation(core, organisation)->id);
    put_text(out, "topic", topic == TOPIC_NONE ? NULL : core_topic(core, topic)->id);
    put_text(out, "state", view.known ? word_text(&service_state_words, r->state) : "unknown");
    put_time(out, "reported_at", r->reported_at);
    put_known(out, "waiting", view.known && r->knows_waiting, r->waiting);
    put_known(out, "longest_wait_ms", view.known && r->knows_longest_wait,
              (uint64_t)r->longest_wait_ms);
    put_known(out, "agents_available", view.known && r->knows_available, r->agents_available);
    put_known(out, "agents_busy", view.known && r->knows_busy, r->agents_busy);
    put_known(out, "agents_paused", view.known && r->knows_paused, r->agents_paused);
    put_known(out, "usual_waiting_permille", view.usual_known, view.usual);
    put_bool(out, "silent", r->silent);
    put_time(out, "surge_since", r->surge_since);
    put_time(out, "dismissed_at", r->dismissed_at);
    put_close(out, '}');
}

void view_add_foreign_queues(struct text_buf *out, const struct core *core,
                             organisation_no organisation) {
    struct foreign_queue_view view;
    put_open(out, "queues", '[');
    if (core_view_foreign_queue(core, organisation, TOPIC_NONE, &view))
        view_foreign_queue(out, NULL, core, organisation, TOPIC_NONE);
    for (topic_no topic = 0; topic < LIMIT_TOPICS; topic++)
        if (core_view_foreign_queue(core, organisation, topic, &view))
            view_foreign_queue(out, NULL, core, organisation, topic);
    put_close(out, ']');
}

void view_add_queue_surges(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct foreign_queue_record *r;
    put_open(&ask->body, "queue_surges", '[');
    while ((r = core_next_record(core, RECORD_foreign_queue, &cursor)) != NULL) {
        if (r->surge_since == 0 || !auth_sees(&ask->actor, r->organisation)) continue;
        view_foreign_queue(&ask->body, NULL, core, r->organisation, r->topic);
        ask->body.length--; /* its closing brace */
        put_text(&ask->body, "dismissed_by", r->dismissed_by);
        put_text(&ask->body, "reason", r->reason);
        view_add_matching_playbooks(ask, core, r->organisation, r->topic);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
}

/* --- advice ------------------------------------------------------------------------------------- */

/* Where the target's calls are to be sent: to its seats about the topic, the ones that are preferred first; else to where its
 * own callers go. */
static const char *address_of(const struct core *core, organisation_no organisation,
                              topic_no topic) {
    uint64_t cursor = 0;
    const struct offer_record *offer, *best = NULL;
    while ((offer = core_next_record(core, RECORD_offer, &cursor)) != NULL) {
        if (offer->organisation != organisation || offer->state != OFFER_STATE_OPEN ||
            ((offer->topics >> topic) & 1) == 0)
            continue;
        if (best == NULL || offer->preference > best->preference ||
            (offer->preference == best->preference && strcmp(offer->id, best->id) < 0))
            best = offer;
    }
    if (best != NULL) return best->address;
    const struct home_record *home = core_home(core, organisation);
    return home == NULL || home->addresses[0].count == 0 ? NULL : home->addresses[0].addresses[0];
}

static void add_advice(struct ask *ask, const struct core *core, organisation_no home,
                       topic_no topic) {
    struct text_buf *out = &ask->body;
    struct advice advice;
    core_advise(core, home, topic, &advice);
    put_open(out, NULL, '{');
    put_text(out, "topic", core_topic(core, topic)->id);
    put_text(out, "reason", word_text(&advice_reason_words, advice.reason));
    put_open(out, "shares", '[');
    for (uint32_t i = 0; i < advice.count; i++) {
        const struct advice_share *share = &advice.shares[i];
        bool helper = share->organisation != home;
        put_open(out, NULL, '{');
        put_text(out, "organisation", core_organisation(core, share->organisation)->id);
        put_bool(out, "home", !helper);
        put_uint(out, "permille", share->permille);
        put_text(out, "address", helper ? address_of(core, share->organisation, topic) : NULL);
        put_close(out, '}');
    }
    put_close(out, ']');
    put_close(out, '}');
}

/* No time stands in it: while nothing changes it is the same bytes, and its tag says so. */
enum err view_advice(struct ask *ask, const struct core *core) {
    organisation_no home;
    topic_no only = TOPIC_NONE;
    uint64_t cursor = 0;
    const struct topic_record *topic;
    const char *wanted = ask_query(ask, "topic");
    enum err err = view_organisation_filter(ask, core, "organisation", &home);
    if (err != ERR_OK) return err;
    if (home == ORGANISATION_NONE)
        return view_refuse(ask, ERR_MISSING_FIELD, "organisation",
                           "say whose calls are to be shared out");
    if (!auth_sees(&ask->actor, home))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "organisation", "");
    if (wanted != NULL && !core_find_topic(core, wanted, &only))
        return view_refuse(ask, ERR_UNKNOWN_TOPIC, "topic", "");
    time_ms stale = core_settings(core)->queue_stale_ms;
    put_open(&ask->body, NULL, '{');
    put_text(&ask->body, "organisation", core_organisation(core, home)->id);
    put_int(&ask->body, "valid_ms", stale < LIMIT_ADVICE_MS ? stale : LIMIT_ADVICE_MS);
    put_open(&ask->body, "advice", '[');
    while ((topic = core_next_record(core, RECORD_topic, &cursor)) != NULL)
        if (only == TOPIC_NONE || topic->number == only) add_advice(ask, core, home, topic->number);
    put_close(&ask->body, ']');
    put_close(&ask->body, '}');
    return ERR_OK;
}
