/* The documents (texts of playbooks, parameters of activations), the programs made of them, and
 * the rendered answers: an answer is the same bytes for everybody who asks the same, so it is
 * rendered once and kept. */
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "base/log.h"

_Static_assert(LIMIT_DOCUMENTS > LIMIT_PLAYBOOKS + LIMIT_ACTIVATIONS * (1 + LIMIT_REVISIONS) +
                                     2 * LIMIT_RECEIVERS + LIMIT_ALERTS + 2 * LIMIT_LOCAL_VALUES +
                                     LIMIT_QUEUE_ADAPTERS + 2 * LIMIT_QUEUE_SOURCES,
               "there is always a document that nothing names");

struct document {
    uint8_t hash[SHA256_BYTES];
    char *bytes; /* NULL: a free slot */
    size_t length;
    struct playbook *playbook; /* made when first asked for */
    bool refused;              /* it is no playbook, or no longer passes */
};

struct rendered_key {
    activation_id activation;
    time_ms expires_at; /* a renewal is no revision, but the answer says until when it holds */
    uint32_t revision;
    uint32_t local_changes; /* what municipalities say otherwise is no revision either */
    uint8_t audience, place, moment, unapproved;
    char language[8];
    organisation_no municipality;
};

struct rendered {
    struct rendered_key key;
    char *text; /* NULL: free */
    size_t length;
};

struct answers {
    struct document documents[LIMIT_DOCUMENTS];
    uint32_t documents_ever; /* those below may be taken */
    struct rendered rendered[LIMIT_RENDERED_ANSWERS];
};

struct answers *answers_create(void) {
    return calloc(1, sizeof(struct answers));
}

static void document_close(struct document *document) {
    if (document->playbook != NULL) playbook_destroy(document->playbook);
    free(document->bytes);
    *document = (struct document){0};
}

void answers_destroy(struct answers *answers) {
    if (answers == NULL) return;
    answers_forget_rendered(answers);
    for (uint32_t i = 0; i < LIMIT_DOCUMENTS; i++)
        document_close(&answers->documents[i]);
    free(answers);
}

/* --- documents -------------------------------------------------------------------------------- */

static struct document *find(const struct answers *answers, const uint8_t hash[SHA256_BYTES]) {
    for (uint32_t i = 0; i < answers->documents_ever; i++) {
        const struct document *document = &answers->documents[i];
        if (document->bytes != NULL && memcmp(document->hash, hash, SHA256_BYTES) == 0)
            return (struct document *)document;
    }
    return NULL;
}

/* Texts of alerts, and what municipalities say otherwise or propose. */
static bool is_named_by_places(const struct core *core, const uint8_t hash[SHA256_BYTES]) {
    uint64_t cursor = 0;
    const struct alert_record *alert;
    const struct local_value_record *value;
    while ((alert = core_next_record(core, RECORD_alert, &cursor)) != NULL)
        if (memcmp(alert->text, hash, SHA256_BYTES) == 0) return true;
    cursor = 0;
    while ((value = core_next_record(core, RECORD_local_value, &cursor)) != NULL)
        if (memcmp(value->value, hash, SHA256_BYTES) == 0 ||
            memcmp(value->proposed, hash, SHA256_BYTES) == 0)
            return true;
    return false;
}

/* Tables of adapters; what authorises requests to sources, and what their queues are called. */
static bool is_named_by_switchboards(const struct core *core, const uint8_t hash[SHA256_BYTES]) {
    uint64_t cursor = 0;
    const struct queue_adapter_record *adapter;
    const struct queue_source_record *source;
    while ((adapter = core_next_record(core, RECORD_queue_adapter, &cursor)) != NULL)
        if (memcmp(adapter->table, hash, SHA256_BYTES) == 0) return true;
    cursor = 0;
    while ((source = core_next_record(core, RECORD_queue_source, &cursor)) != NULL)
        if (memcmp(source->authorization, hash, SHA256_BYTES) == 0 ||
            memcmp(source->names, hash, SHA256_BYTES) == 0)
            return true;
    return false;
}

static bool is_named(const struct core *core, const uint8_t hash[SHA256_BYTES]) {
    uint64_t cursor = 0;
    const struct playbook_record *playbook;
    const struct activation_record *activation;
    const struct revision_record *revision;
    while ((playbook = core_next_record(core, RECORD_playbook, &cursor)) != NULL)
        if (memcmp(playbook->version, hash, SHA256_BYTES) == 0) return true;
    cursor = 0;
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL)
        if (memcmp(activation->parameters, hash, SHA256_BYTES) == 0 ||
            memcmp(activation->version, hash, SHA256_BYTES) == 0)
            return true;
    cursor = 0;
    while ((revision = core_next_record(core, RECORD_revision, &cursor)) != NULL)
        if (memcmp(revision->parameters, hash, SHA256_BYTES) == 0) return true;
    cursor = 0;
    const struct peer_record *peer;
    while ((peer = core_next_record(core, RECORD_peer, &cursor)) != NULL)
        if (memcmp(peer->secret, hash, SHA256_BYTES) == 0 ||
            memcmp(peer->answers, hash, SHA256_BYTES) == 0)
            return true;
    cursor = 0;
    const struct receiver_record *receiver;
    while ((receiver = core_next_record(core, RECORD_receiver, &cursor)) != NULL)
        if (memcmp(receiver->secret, hash, SHA256_BYTES) == 0 ||
            memcmp(receiver->old_secret, hash, SHA256_BYTES) == 0)
            return true;
    return is_named_by_places(core, hash) || is_named_by_switchboards(core, hash);
}

static struct document *free_slot(struct answers *answers, const struct core *core) {
    if (answers->documents_ever < LIMIT_DOCUMENTS)
        return &answers->documents[answers->documents_ever++];
    for (uint32_t i = 0; i < LIMIT_DOCUMENTS; i++)
        if (answers->documents[i].bytes == NULL) return &answers->documents[i];
    for (uint32_t i = 0; core != NULL && i < LIMIT_DOCUMENTS; i++) {
        if (is_named(core, answers->documents[i].hash)) continue;
        document_close(&answers->documents[i]);
        return &answers->documents[i];
    }
    return NULL;
}

enum err answers_keep(struct answers *answers, const struct core *core,
                      const uint8_t hash[SHA256_BYTES], struct slice bytes,
                      struct problem *problem) {
    if (find(answers, hash) != NULL) return ERR_OK;
    struct document *document = free_slot(answers, core);
    char *copy = document == NULL ? NULL : malloc(bytes.length + 1);
    if (copy == NULL)
        return problem_set(problem, ERR_LIMIT_REACHED, "", "there are too many documents");
    memcpy(copy, bytes.data, bytes.length);
    copy[bytes.length] = '\0';
    *document = (struct document){.bytes = copy, .length = bytes.length};
    memcpy(document->hash, hash, SHA256_BYTES);
    return ERR_OK;
}

struct slice answers_document(const struct answers *answers, const uint8_t hash[SHA256_BYTES]) {
    const struct document *document = find(answers, hash);
    if (document == NULL) return (struct slice){NULL, 0};
    return (struct slice){document->bytes, document->length};
}

bool answers_next_document(const struct answers *answers, const struct core *core, uint64_t *cursor,
                           struct commit_document *out) {
    while (*cursor < answers->documents_ever) {
        const struct document *document = &answers->documents[(*cursor)++];
        if (document->bytes == NULL || !is_named(core, document->hash)) continue;
        memcpy(out->hash, document->hash, SHA256_BYTES);
        out->bytes = (struct slice){document->bytes, document->length};
        return true;
    }
    return false;
}

const struct playbook *answers_playbook(struct answers *answers,
                                        const uint8_t version[SHA256_BYTES]) {
    struct document *document = find(answers, version);
    if (document == NULL || document->refused) return NULL;
    if (document->playbook == NULL) {
        struct playbook_report report = {0};
        document->playbook =
            playbook_read((struct slice){document->bytes, document->length}, &report);
        document->refused = document->playbook == NULL;
    }
    return document->playbook;
}

/* --- rendered answers ------------------------------------------------------------------------- */

void answers_forget_rendered(struct answers *answers) {
    for (uint32_t i = 0; i < LIMIT_RENDERED_ANSWERS; i++) {
        free(answers->rendered[i].text);
        answers->rendered[i] = (struct rendered){0};
    }
}

bool answers_unapproved(const struct activation_record *activation) {
    return activation->broken_by[0] != '\0' && activation->confirmed_at == 0;
}

enum playbook_place answers_place(const struct activation_record *activation,
                                  organisation_no municipality, uint16_t postcode) {
    if (municipality == ORGANISATION_NONE) return PLAYBOOK_UNKNOWN;
    switch (core_activation_place(activation, municipality, postcode).place) {
    case CORE_PLACE_INSIDE: return PLAYBOOK_INSIDE;
    case CORE_PLACE_OUTSIDE: return PLAYBOOK_OUTSIDE;
    case CORE_PLACE_UNKNOWN: return PLAYBOOK_UNKNOWN;
    }
    UNREACHABLE("a place");
}

enum playbook_moment answers_moment(const struct activation_record *activation,
                                    organisation_no municipality, uint16_t postcode) {
    ASSERT(activation->state != ACTIVATION_STATE_PLANNED); /* it says nothing yet */
    if (activation->state == ACTIVATION_STATE_LIFTED) return PLAYBOOK_LIFTED;
    if (municipality != ORGANISATION_NONE &&
        core_activation_place(activation, municipality, postcode).left)
        return PLAYBOOK_LIFTED;
    return activation->expired ? PLAYBOOK_EXPIRED : PLAYBOOK_ACTIVE;
}

static const char *moment_text(enum playbook_moment moment) {
    switch (moment) {
    case PLAYBOOK_ACTIVE: return "active";
    case PLAYBOOK_EXPIRED: return "expired";
    case PLAYBOOK_LIFTED: return "lifted";
    }
    UNREACHABLE("a moment");
}

/* FNV-1a over the key, which has no padding that is not zero. */
static struct rendered *slot(struct answers *answers, const struct rendered_key *key) {
    const unsigned char *bytes = (const unsigned char *)key;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < sizeof *key; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return &answers->rendered[hash % LIMIT_RENDERED_ANSWERS];
}

/* It goes on elsewhere, and is over for those who left the area. */
static bool is_over_in_part(const struct answer_ask *ask) {
    return ask->moment == PLAYBOOK_LIFTED && ask->activation->state != ACTIVATION_STATE_LIFTED;
}

/* The municipalities by name, "Horsens, Hedensted". False: all of them. */
static bool area_text(const struct core *core, const struct organisation_set *set,
                      struct text_buf *out) {
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        const struct organisation_record *organisation =
            organisation_set_has(set, n) ? core_organisation(core, n) : NULL;
        if (organisation == NULL) continue;
        if (out->length > 0) text_add(out, ", ");
        text_add(out, organisation->name);
    }
    return out->length > 0;
}

/* --- what municipalities say otherwise ------------------------------------------------------------ */

bool answers_is_local(const struct core *core, const struct activation_record *activation,
                      organisation_no municipality) {
    uint64_t cursor = 0;
    const struct local_value_record *r;
    if (activation->local_changes == 0) return false;
    while ((r = core_next_record(core, RECORD_local_value, &cursor)) != NULL)
        if (r->activation == activation->id && r->approved_at != 0 &&
            r->organisation == municipality)
            return true;
    return false;
}

void answers_local_municipalities(const struct core *core,
                                  const struct activation_record *activation,
                                  struct organisation_set *out) {
    uint64_t cursor = 0;
    const struct local_value_record *r;
    *out = (struct organisation_set){{0}};
    if (activation->local_changes == 0 || activation->state == ACTIVATION_STATE_LIFTED) return;
    while ((r = core_next_record(core, RECORD_local_value, &cursor)) != NULL)
        if (r->activation == activation->id && r->approved_at != 0)
            organisation_set_add(out, r->organisation);
}

void answers_values(const struct answers *answers, const struct core *core,
                    const struct activation_record *activation, organisation_no municipality,
                    const struct playbook *playbook, struct text_buf *out) {
    uint64_t cursor = 0;
    const struct local_value_record *r;
    struct slice standing = answers_document(answers, activation->parameters);
    struct text_buf before;
    text_add_bytes(out, standing.data, standing.length);
    if (municipality == ORGANISATION_NONE || activation->local_changes == 0) return;
    text_buf_init(&before, LIMIT_BODY_BYTES);
    while ((r = core_next_record(core, RECORD_local_value, &cursor)) != NULL) {
        struct slice value = answers_document(answers, r->value);
        if (r->activation != activation->id || r->organisation != municipality ||
            r->approved_at == 0 || value.data == NULL)
            continue;
        text_buf_clear(&before);
        text_add_bytes(&before, out->data, out->length);
        text_buf_clear(out);
        answers_merge_values(playbook, text_slice(&before), value, out);
    }
    text_buf_close(&before);
}

/* Citizens hear that it is their municipality's word, and since when; who it was is for those inside. */
static void add_local(const struct core *core, const struct answer_ask *ask, struct text_buf *out) {
    uint64_t cursor = 0;
    const struct local_value_record *r;
    put_open(out, "local", '[');
    while (ask->moment != PLAYBOOK_LIFTED &&
           (r = core_next_record(core, RECORD_local_value, &cursor)) != NULL) {
        if (r->activation != ask->activation->id || r->organisation != ask->municipality ||
            r->approved_at == 0)
            continue;
        put_open(out, NULL, '{');
        put_text(out, "municipality", core_organisation(core, r->organisation)->id);
        put_text(out, "parameter", r->parameter);
        put_time(out, "approved_at", r->approved_at);
        if (ask->audience == PLAYBOOK_AGENT) {
            put_text(out, "written_by", r->written_by);
            put_text(out, "approved_by", r->approved_by);
        }
        put_close(out, '}');
    }
    put_close(out, ']');
}

/* What is asked of the playbook; the answer goes to `out` as one line. */
static enum err render_values(const struct core *core, const struct answer_ask *ask,
                              const struct playbook *playbook, struct slice parameters,
                              struct text_buf *out, struct problem *problem) {
    const struct activation_record *activation = ask->activation;
    struct text_buf area;
    text_buf_init(&area, LIMIT_ORGANISATIONS * (LIMIT_NAME + 2));
    bool part = is_over_in_part(ask);
    struct organisation_set left;
    struct answer_parts parts;
    answers_left(activation, &left);
    bool somewhere = area_text(core, part ? &left : &activation->municipalities[0], &area);
    answers_parts(core, part ? NULL : activation, ask->municipality, &parts);
    const struct organisation_record *municipality = core_organisation(core, ask->municipality);
    enum err err = playbook_render(
        playbook,
        &(struct playbook_ask){.parameters = parameters,
                               .audience = ask->audience,
                               .place = ask->place,
                               .moment = ask->moment,
                               .language = ask->language,
                               .municipality = municipality == NULL ? NULL : municipality->name,
                               .area = somewhere ? area.data : NULL,
                               .parts = parts.parts,
                               .part_count = parts.count,
                               .valid_from = activation->started_at,
                               .expires_at = activation->expires_at,
                               .lifted_at = part ? activation->left_at : activation->lifted_at,
                               .exercise = activation->exercise,
                               .unapproved = answers_unapproved(activation)},
        out, problem);
    text_buf_close(&area);
    answers_parts_close(&parts);
    return err;
}

/* With what the citizen's municipality says otherwise. Should that not fit any more (another version came between), what the
 * activation says is said: nobody gets silence. */
static enum err render(struct answers *answers, const struct core *core,
                       const struct answer_ask *ask, struct text_buf *out,
                       struct problem *problem) {
    const struct activation_record *activation = ask->activation;
    const struct playbook *playbook = answers_playbook(answers, activation->version);
    struct slice parameters = answers_document(answers, activation->parameters);
    struct text_buf values;
    if (playbook == NULL || parameters.data == NULL)
        return problem_set(problem, ERR_INTERNAL, "", "its document is not to be had");
    if (!answers_is_local(core, activation, ask->municipality))
        return render_values(core, ask, playbook, parameters, out, problem);
    text_buf_init(&values, LIMIT_BODY_BYTES);
    answers_values(answers, core, activation, ask->municipality, playbook, &values);
    enum err err = render_values(core, ask, playbook, text_slice(&values), out, problem);
    text_buf_close(&values);
    if (err == ERR_OK) return err;
    LOG_ERROR("api", "activation-%llu: what a municipality says otherwise does not fit: %s",
              (unsigned long long)activation->id, problem->detail);
    text_buf_clear(out);
    return render_values(core, ask, playbook, parameters, out, problem);
}

/* The whole element, open at its end: who it belongs to, then what the playbook says. */
static enum err compose(struct answers *answers, const struct core *core,
                        const struct answer_ask *ask, struct text_buf *out,
                        struct problem *problem) {
    struct text_buf said;
    text_buf_init(&said, LIMIT_DOCUMENT_BYTES);
    enum err err = render(answers, core, ask, &said, problem);
    if (err == ERR_OK && (said.overflowed || said.length < 2 || said.data[0] != '{'))
        err = problem_set(problem, ERR_INTERNAL, "", "its answer is too long");
    if (err == ERR_OK) {
        const struct activation_record *activation = ask->activation;
        put_open(out, NULL, '{');
        view_activation_named(out, "activation", activation);
        put_uint(out, "revision", activation->revision);
        put_uint(out, "priority", activation->priority);
        put_bool(out, "unapproved", answers_unapproved(activation));
        put_bool(out, "left", is_over_in_part(ask)); /* the area has become smaller without them */
        put_text(out, "state", moment_text(ask->moment));
        if (ask->municipality != ORGANISATION_NONE) add_local(core, ask, out);
        text_add_char(out, ',');
        ASSERT(memchr(said.data, '\n', said.length) == NULL); /* on a stream a line is a field */
        text_add_bytes(out, said.data + 1, said.length - 2);
    }
    text_buf_close(&said);
    return err;
}

bool answers_add(struct answers *answers, const struct core *core, const struct answer_ask *ask,
                 struct text_buf *out) {
    struct rendered_key key;
    memset(&key, 0, sizeof key);
    key.activation = ask->activation->id;
    key.expires_at = ask->activation->expires_at;
    key.revision = ask->activation->revision;
    key.local_changes = ask->activation->local_changes;
    key.unapproved = answers_unapproved(ask->activation);
    key.audience = (uint8_t)ask->audience;
    key.place = (uint8_t)ask->place;
    key.moment = (uint8_t)ask->moment;
    key.municipality = ask->municipality;
    if (!text_copy(key.language, sizeof key.language, ask->language)) return false;
    struct rendered *kept = slot(answers, &key);
    if (kept->text == NULL || memcmp(&kept->key, &key, sizeof key) != 0) {
        struct problem problem;
        struct text_buf text;
        text_buf_init(&text, LIMIT_DOCUMENT_BYTES);
        if (compose(answers, core, ask, &text, &problem) != ERR_OK || text.overflowed) {
            LOG_ERROR("api", "activation-%llu is not rendered: %s",
                      (unsigned long long)key.activation,
                      text.overflowed ? "too long" : problem.detail);
            text_buf_close(&text);
            return false;
        }
        free(kept->text);
        memcpy(&kept->key, &key, sizeof key); /* its padding too: it is hashed and compared */
        kept->text = text.data;
        kept->length = text.length;
    }
    put_name(out, NULL);
    text_add_bytes(out, kept->text, kept->length);
    return true;
}

static void add_for_agent(struct answers *answers, const struct core *core,
                          const struct answer_ask *ask, agent_no agent, struct text_buf *out) {
    if (!answers_add(answers, core, ask, out)) return;
    put_text(out, "municipality",
             ask->municipality == ORGANISATION_NONE
                 ? NULL
                 : core_organisation(core, ask->municipality)->id);
    if (agent != AGENT_NONE) {
        uint32_t read = core_revision_read(core, ask->activation->id, agent);
        put_bool(out, "acknowledged", read >= ask->activation->revision);
        put_uint(out, "revision_read", read);
    }
    put_close(out, '}');
}

/* What a municipality says otherwise: the same answers once more, for its citizens. */
static void add_local_for_agents(struct answers *answers, const struct core *core,
                                 struct answer_ask *ask, agent_no agent, struct text_buf *out) {
    struct organisation_set set;
    answers_local_municipalities(core, ask->activation, &set);
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        if (!organisation_set_has(&set, n)) continue;
        ask->municipality = n;
        for (int place = 0; place < PLAYBOOK_PLACE_COUNT; place++) {
            ask->place = (enum playbook_place)place;
            add_for_agent(answers, core, ask, agent, out);
        }
    }
    ask->municipality = ORGANISATION_NONE;
}

void answers_add_for_agents(struct answers *answers, const struct core *core,
                            const struct activation_record *activation, agent_no agent,
                            struct text_buf *out) {
    if (activation->state == ACTIVATION_STATE_PLANNED) return;
    const struct playbook *playbook = answers_playbook(answers, activation->version);
    size_t languages = playbook == NULL ? 0 : playbook_language_count(playbook);
    if (playbook == NULL)
        LOG_ERROR("api", "activation-%llu has no text", (unsigned long long)activation->id);
    for (size_t i = 0; i < languages; i++) {
        struct answer_ask ask = {.activation = activation,
                                 .audience = PLAYBOOK_AGENT,
                                 .moment = answers_moment(activation, ORGANISATION_NONE, 0),
                                 .language = playbook_language(playbook, i),
                                 .municipality = ORGANISATION_NONE};
        for (int place = 0; place < PLAYBOOK_PLACE_COUNT; place++) {
            ask.place = (enum playbook_place)place;
            add_for_agent(answers, core, &ask, agent, out);
        }
        add_local_for_agents(answers, core, &ask, agent, out);
        if (activation->left_at == 0 || ask.moment == PLAYBOOK_LIFTED) continue;
        ask.place = PLAYBOOK_INSIDE;
        ask.moment = PLAYBOOK_LIFTED;
        add_for_agent(answers, core, &ask, agent, out);
    }
}
