/* Mutations: the request becomes a command, the applied command becomes an answer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "base/log.h"

/* --- idempotency ------------------------------------------------------------------------------ */

/* The first eight bytes of a SHA-256; never 0, which means "none". */
static uint64_t hash64(const struct text_buf *text) {
    uint8_t hash[SHA256_BYTES];
    uint64_t value = 0;
    crypto_sha256(text->data, text->length, hash);
    for (int i = 0; i < 8; i++)
        value = value << 8 | hash[i];
    return value == 0 ? 1 : value;
}

enum err mutate_key(struct ask *ask, const struct api_request *request) {
    struct slice key = request->idempotency_key;
    ask->command.idempotency_key = ask->command.fingerprint = 0;
    if (key.data == NULL) return ERR_OK;
    if (key.length == 0 || key.length >= LIMIT_IDEMPOTENCY_KEY)
        return problem_set(&ask->problem, key.length == 0 ? ERR_INVALID : ERR_TOO_LONG,
                           "Idempotency-Key", "it has 1 to %d characters",
                           LIMIT_IDEMPOTENCY_KEY - 1);
    for (size_t i = 0; i < key.length; i++)
        if (key.data[i] <= ' ' || key.data[i] > '~')
            return view_refuse(ask, ERR_INVALID, "Idempotency-Key",
                               "it is made of visible ASCII characters");
    struct text_buf text;
    text_buf_init(&text, LIMIT_BODY_BYTES + API_TARGET_BYTES + 64);
    text_add(&text, ask->actor.token);
    text_add_char(&text, '\n');
    text_add_bytes(&text, key.data, key.length);
    ask->command.idempotency_key = hash64(&text);
    text_buf_clear(&text);
    text_add(&text, route_method_text(request->method));
    text_add_char(&text, ' ');
    text_add_bytes(&text, request->target.data, request->target.length);
    text_add_char(&text, '\n');
    text_add_bytes(&text, request->body.data, request->body.length);
    ask->command.fingerprint = hash64(&text);
    bool ok = !text.overflowed;
    text_buf_close(&text);
    return ok ? ERR_OK : view_refuse(ask, ERR_LIMIT_REACHED, "", "there is no memory");
}

/* --- commands that are as their body says ----------------------------------------------------- */

enum err prepare_command(struct ask *ask, const struct api_request *request) {
    struct wire_parameter parameter = {ask->address.parameter_name, ask->address.parameter};
    return wire_decode_command(ask->route->command, request->body, &parameter,
                               parameter.name == NULL ? 0 : 1, &ask->command, &ask->problem);
}

/* --- tokens ----------------------------------------------------------------------------------- */

/* "ddh_" and 43 characters of base64url: 256 random bits. */
bool mutate_draw_secret(const struct api *api, char out[48]) {
    uint8_t bytes[32];
    char text[4 * ((sizeof bytes + 2) / 3) + 1];
    if (!api->ports.random(bytes, sizeof bytes)) return false;
    crypto_base64(bytes, sizeof bytes, text);
    memcpy(out, "ddh_", 4);
    for (int i = 0; i < 43; i++)
        out[4 + i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    out[47] = '\0';
    return true;
}

enum err prepare_token(struct ask *ask, const struct api_request *request) {
    if (!mutate_draw_secret(ask->api, ask->secret))
        return view_refuse(ask, ERR_INTERNAL, "", "the system gives no random numbers");
    uint8_t hash[SHA256_BYTES];
    struct text_buf hex;
    text_buf_init(&hex, 2 * SHA256_BYTES);
    crypto_sha256(ask->secret, strlen(ask->secret), hash);
    text_add_hex(&hex, hash, sizeof hash);
    struct wire_parameter parameter = {"hash", hex.data};
    enum err err = wire_decode_command(ask->route->command, request->body, &parameter, 1,
                                       &ask->command, &ask->problem);
    text_buf_close(&hex);
    return err;
}

/* --- playbooks -------------------------------------------------------------------------------- */

/* The document that goes with the command is what stands in ask->bytes. */
enum err mutate_carry_document(struct ask *ask, uint8_t hash[SHA256_BYTES]) {
    if (ask->bytes.overflowed)
        return problem_set(&ask->problem, ERR_TOO_LARGE, "", "a document has at most %d bytes",
                           LIMIT_DOCUMENT_BYTES);
    crypto_sha256(ask->bytes.data, ask->bytes.length, ask->documents[0].hash);
    memcpy(hash, ask->documents[0].hash, SHA256_BYTES);
    ask->documents[0].bytes = text_slice(&ask->bytes);
    ask->request.documents = ask->documents;
    ask->request.document_count = 1;
    return ERR_OK;
}

static void add_findings(struct text_buf *out, const char *name, bool errors,
                         const struct playbook_report *report) {
    put_open(out, name, '[');
    for (uint32_t i = 0; i < report->count; i++) {
        const struct playbook_finding *finding = &report->findings[i];
        if (finding->error != errors) continue;
        put_open(out, NULL, '{');
        put_uint(out, "line", finding->line);
        put_text(out, "key", finding->key);
        put_text(out, "reason", finding->reason);
        put_close(out, '}');
    }
    put_close(out, ']');
}

static enum err playbook_refused(struct ask *ask, const struct playbook_report *report) {
    const struct playbook_finding *first = NULL;
    for (uint32_t i = 0; i < report->count && first == NULL; i++)
        if (report->findings[i].error) first = &report->findings[i];
    text_buf_clear(&ask->bytes);
    text_add_char(&ask->bytes, '{'); /* so that no comma comes; reply_problem() puts one */
    add_findings(&ask->bytes, "problems", true, report);
    if (first == NULL) return view_refuse(ask, ERR_PLAYBOOK_REFUSED, "", "");
    return problem_set(&ask->problem, ERR_PLAYBOOK_REFUSED, first->key, "line %u: %s%s",
                       first->line, first->reason,
                       report->errors > 1 ? "; and more, see problems" : "");
}

static enum err other_id(struct ask *ask) {
    struct playbook_report report = {.count = 1, .errors = 1};
    struct playbook_finding *finding = &report.findings[0];
    finding->error = true;
    text_copy(finding->key, sizeof finding->key, "id");
    text_copy(finding->reason, sizeof finding->reason,
              "the address names another playbook than the document");
    return playbook_refused(ask, &report);
}

/* A topic may have several rules of one kind. */
static void add_topic(struct id_list *list, const char *topic) {
    for (uint16_t i = 0; i < list->count; i++)
        if (strcmp(list->ids[i], topic) == 0) return;
    bool fits =
        list->count < LIMIT_COMMAND_IDS && text_copy(list->ids[list->count], LIMIT_ID, topic);
    ASSERT(fits);
    list->count++;
}

static void fill_transfers(struct playbook_publish_command *publish,
                           const struct playbook *playbook) {
    for (size_t i = 0; i < playbook_transfer_count(playbook); i++) {
        const char *topic = playbook_transfer_topic(playbook, i),
                   *kind = playbook_transfer_kind(playbook, i);
        add_topic(&publish->transfer_ruled, topic);
        if (strcmp(kind, "warm") == 0) add_topic(&publish->transfer_warm, topic);
        if (strcmp(kind, "cold") == 0) add_topic(&publish->transfer_cold, topic);
        if (strcmp(kind, "ticket") == 0) add_topic(&publish->transfer_ticket, topic);
    }
}

/* What the text says that the core is to do while it is active. */
static void fill_while_active(struct command *command, const struct playbook *playbook) {
    struct playbook_publish_command *publish = &command->as.playbook_publish;
    struct playbook_while_active wishes;
    playbook_while_active(playbook, "da", &wishes);
    for (size_t i = 0; i < wishes.shared_topic_count; i++) {
        bool fits = text_copy(publish->shared_topics.ids[i], LIMIT_ID, wishes.shared_topics[i]);
        ASSERT(fits);
        publish->shared_topics.count++;
        COMMAND_GIVE(command, playbook_publish, shared_topics);
    }
    publish->wrap_up_ms = wishes.wrap_up_ms;
    if (wishes.wrap_up_ms != 0) COMMAND_GIVE(command, playbook_publish, wrap_up_ms);
    publish->acknowledge_first = wishes.acknowledge_first;
    COMMAND_GIVE(command, playbook_publish, acknowledge_first);
}

/* And how long it holds. */
static void fill_terms(struct command *command, const struct playbook *playbook) {
    struct playbook_publish_command *publish = &command->as.playbook_publish;
    struct playbook_terms terms;
    playbook_terms(playbook, &terms);
    publish->default_duration_ms = terms.default_duration_ms;
    publish->max_duration_ms = terms.max_duration_ms;
    publish->warn_before_ms = terms.warn_before_ms;
    publish->review_every_ms = terms.review_every_ms;
    publish->lifted_ms = terms.lifted_ms;
    COMMAND_GIVE(command, playbook_publish, default_duration_ms);
    COMMAND_GIVE(command, playbook_publish, max_duration_ms);
    COMMAND_GIVE(command, playbook_publish, warn_before_ms);
    COMMAND_GIVE(command, playbook_publish, review_every_ms);
    COMMAND_GIVE(command, playbook_publish, lifted_ms);
}

static enum err fill_publish(struct ask *ask, const struct playbook *playbook) {
    struct command *command = &ask->command;
    struct playbook_publish_command *publish = &command->as.playbook_publish;
    *command = (struct command){.type = COMMAND_playbook_publish};
    if (strcmp(playbook_id(playbook), ask->address.parameter) != 0 ||
        !text_copy(publish->playbook, sizeof publish->playbook, ask->address.parameter))
        return other_id(ask);
    size_t count = playbook_topic_count(playbook);
    ASSERT(count <= LIMIT_COMMAND_IDS);
    for (size_t i = 0; i < count; i++) {
        bool fits = text_copy(publish->topics.ids[i], LIMIT_ID, playbook_topic(playbook, i));
        ASSERT(fits);
        publish->topics.count++;
    }
    fill_transfers(publish, playbook);
    fill_while_active(command, playbook);
    fill_terms(command, playbook);
    COMMAND_GIVE(command, playbook_publish, playbook);
    COMMAND_GIVE(command, playbook_publish, version);
    COMMAND_GIVE(command, playbook_publish, topics);
    return mutate_carry_document(ask, publish->version);
}

enum err prepare_playbook(struct ask *ask, const struct api_request *request) {
    struct playbook_report report = {0};
    struct playbook *playbook = playbook_read(request->body, &report);
    if (playbook == NULL) return playbook_refused(ask, &report);
    text_add_bytes(&ask->bytes, request->body.data, request->body.length);
    enum err err = fill_publish(ask, playbook);
    if (err == ERR_OK) {
        ASSERT(memcmp(playbook_version(playbook), ask->documents[0].hash, SHA256_BYTES) == 0);
        put_open(&ask->body, NULL, '{');
        add_findings(&ask->body, "warnings", false, &report);
    }
    playbook_destroy(playbook);
    return err;
}

/* --- answers ---------------------------------------------------------------------------------- */

static void add_subject(struct ask *ask, const struct core *core, struct record_ref subject,
                        const void *record) {
    struct text_buf *out = &ask->body;
    const char *name = record_types[subject.kind].name;
    if (subject.kind == RECORD_queue_source) {
        view_record_queue_source(ask, out, name, core, record);
    } else if (subject.kind == RECORD_foreign_queue) {
        const struct foreign_queue_record *queue = record;
        view_foreign_queue(out, name, core, queue->organisation, queue->topic);
    } else if (subject.kind == RECORD_availability) {
        view_record_availability(out, name, core, record);
    } else if (subject.kind == RECORD_gateway) {
        view_record_gateway(ask, out, name, core, record);
    } else if (subject.kind == RECORD_offer) {
        view_record_offer(out, name, core, record);
    } else if (subject.kind == RECORD_service) {
        view_service(out, name, core, ((const struct service_record *)record)->organisation);
    } else if (shown_in_part(subject.kind)) {
        view_record_in_part(out, name, core, subject.kind, record, view_administers(ask));
    } else if (subject.kind == RECORD_call) {
        view_record_call_open(out, name, core, record);
        put_close(out, '}');
    } else {
        view_record_open(out, name, core, subject.kind, record);
        put_close(out, '}');
    }
}

/* NULL: of a call that nobody has asked for. */
static void put_call_id(struct text_buf *out, const struct call_record *call) {
    char id[32];
    if (call == NULL) {
        put_null(out, "call");
        return;
    }
    snprintf(id, sizeof id, "call-%" PRIu64, call->id);
    put_text(out, "call", id);
}

void mutate_applied(struct ask *ask, const struct core *core, const struct core_result *result) {
    for (size_t i = 0; i < ask->request.document_count; i++) {
        enum err err = answers_keep(ask->api->answers, core, ask->documents[i].hash,
                                    ask->documents[i].bytes, &ask->problem);
        if (err != ERR_OK) LOG_ERROR("api", "a document is not kept: %s", ask->problem.detail);
    }
    ask->repeated = result->repeated;
    struct text_buf *out = &ask->body;
    if (out->length == 0) put_open(out, NULL, '{');
    /* What is gone is null, as on the stream; the path names its kind. */
    const void *record = result->subject.kind == RECORD_KIND_COUNT || result->subject.removed
                             ? NULL
                             : core_record(core, result->subject);
    if (ask->command.type == COMMAND_call_event) {
        put_call_id(out, record);
        return;
    }
    if (ask->command.type == COMMAND_call_arrive && record != NULL &&
        ((const struct call_record *)record)->leg != CALL_LEG_NONE) {
        view_decision(out, core, record, false); /* 200, also when it is new */
        return;
    }
    if (ask->route->method == API_DELETE && record == NULL)
        put_null(out, ask->command.type == COMMAND_directory_remove
                          ? record_types[RECORD_directory].name
                          : ask->address.parameter_name);
    if (record == NULL) {
        if (ask->command.type == COMMAND_activation_lift)
            put_null(out, "activation"); /* cancelled */
        return;
    }
    add_subject(ask, core, result->subject, record);
    bool drawn = ask->command.type == COMMAND_token_create ||
                 ask->command.type == COMMAND_callup_link ||
                 ask->command.type == COMMAND_receiver_rotate ||
                 (ask->command.type == COMMAND_receiver_put && result->created) ||
                 (ask->command.type == COMMAND_peer_put && ask->secret[0] != '\0');
    if (drawn) put_text(out, "secret", result->repeated ? NULL : ask->secret);
    if (ask->command.type == COMMAND_activation_start) view_phones(out, core, record);
    if ((ask->route->flags & ROUTE_CREATES) != 0 && result->created) ask->status = 201;
}
