/* Playbooks, activations and the answers they give. */
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

/* --- playbooks -------------------------------------------------------------------------------- */

static void add_playbook_open(struct ask *ask, const char *name, const struct core *core,
                              const struct playbook_record *record) {
    const struct playbook *playbook = answers_playbook(ask->api->answers, record->version);
    view_record_open(&ask->body, name, core, RECORD_playbook, record);
    put_open(&ask->body, "title", '{');
    for (size_t i = 0; playbook != NULL && i < playbook_language_count(playbook); i++) {
        const char *language = playbook_language(playbook, i);
        put_text(&ask->body, language, playbook_title(playbook, language));
    }
    put_close(&ask->body, '}');
    put_bool(&ask->body, "approved", record->approved_at != 0);
}

enum err view_playbooks(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct playbook_record *record;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "playbooks", '[');
    while ((record = core_next_record(core, RECORD_playbook, &cursor)) != NULL) {
        add_playbook_open(ask, NULL, core, record);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_playbook(struct ask *ask, const struct core *core) {
    const char *version = ask_query(ask, "version");
    const struct playbook_record *record;
    uint8_t hash[SHA256_BYTES];
    if (version == NULL)
        record = core_find_playbook(core, ask->address.parameter, false);
    else if (text_from_hex(version, strlen(version), hash, sizeof hash))
        record = core_find_playbook_version(core, ask->address.parameter, hash);
    else
        return view_refuse(ask, ERR_INVALID, "version", "it must be 64 hexadecimal digits");
    if (record == NULL) return view_not_found(ask, ERR_UNKNOWN_PLAYBOOK);
    struct slice text = answers_document(ask->api->answers, record->version);
    if (text.data == NULL)
        return view_refuse(ask, ERR_INTERNAL, "playbook", "its text is not to be had");
    put_open(&ask->body, NULL, '{');
    add_playbook_open(ask, "playbook", core, record);
    put_close(&ask->body, '}');
    put_name(&ask->body, "text");
    text_add_bytes(&ask->body, text.data, text.length);
    return ERR_OK;
}

/* --- activations ------------------------------------------------------------------------------ */

enum err view_activations(struct ask *ask, const struct core *core) {
    const struct activation_record *activations[LIMIT_ACTIVATIONS];
    uint32_t agents = view_signed_in_everywhere(core);
    uint32_t count = core_activations_in_order(core, activations);
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "activations", '[');
    for (uint32_t i = 0; i < count; i++) {
        if (!view_shows_activation(ask, activations[i])) continue;
        view_record_activation_open(&ask->body, NULL, ask->api, core, activations[i], agents);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

const struct activation_record *view_asked_activation(const struct ask *ask,
                                                      const struct core *core) {
    activation_id id;
    if (!view_id_number("activation-", ask->address.parameter, &id)) return NULL;
    const struct activation_record *activation = core_activation(core, id);
    return activation != NULL && view_shows_activation(ask, activation) ? activation : NULL;
}

static void add_values(struct ask *ask, const char *name, const uint8_t hash[SHA256_BYTES]) {
    struct slice values = answers_document(ask->api->answers, hash);
    if (values.data == NULL) {
        put_null(&ask->body, name);
        return;
    }
    put_name(&ask->body, name);
    text_add_bytes(&ask->body, values.data, values.length);
}

/* Of each organisation that has agents: how many are signed in, who has read what. */
static void add_readers(struct text_buf *out, const char *name, const struct core *core,
                        const struct readers_view *readers) {
    const struct organisation_record *organisation;
    uint64_t cursor = 0;
    put_open(out, name, '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        const struct readers_row *row = &readers->of[organisation->number];
        if (row->agents == 0) continue;
        put_open(out, NULL, '{');
        put_text(out, "organisation", organisation->id);
        put_uint(out, "signed_in", row->signed_in);
        put_uint(out, "acknowledged", row->acknowledged);
        put_uint(out, "read_newest", row->read_newest);
        put_uint(out, "signed_in_behind", row->signed_in_behind);
        put_uint(out, "suspended", row->suspended);
        put_close(out, '}');
    }
    put_close(out, ']');
}

enum err view_activation(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = view_asked_activation(ask, core);
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    struct readers_view readers;
    core_view_readers(core, activation->id, &readers);
    put_open(&ask->body, NULL, '{');
    view_record_activation_open(&ask->body, "activation", ask->api, core, activation,
                                view_signed_in_everywhere(core));
    put_close(&ask->body, '}');
    view_phones(&ask->body, core, activation);
    view_while_active(&ask->body, answers_playbook(ask->api->answers, activation->version));
    add_values(ask, "parameters", activation->parameters);
    add_readers(&ask->body, "acknowledgements", core, &readers);
    return ERR_OK;
}

enum err view_readers(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = view_asked_activation(ask, core);
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    struct readers_view readers;
    core_view_readers(core, activation->id, &readers);
    put_open(&ask->body, NULL, '{');
    put_text(&ask->body, "activation", ask->address.parameter);
    put_uint(&ask->body, "revision", activation->revision);
    put_uint(&ask->body, "must_read", activation->must_read);
    put_uint(&ask->body, "would_suspend", readers.would_suspend);
    put_bool(&ask->body, "acknowledge_first", activation->acknowledge_first);
    put_uint(&ask->body, "unread", readers.unread);
    add_readers(&ask->body, "organisations", core, &readers);
    return ERR_OK;
}

/* What is another than in the revision before; of the oldest that is kept nothing is known. */
static void add_changed(struct text_buf *out, const struct revision_record *r,
                        const struct revision_record *before) {
    put_open(out, "changed", '[');
    if (before != NULL && memcmp(r->version, before->version, SHA256_BYTES) != 0)
        put_text(out, NULL, "version");
    if (before != NULL && memcmp(r->parameters, before->parameters, SHA256_BYTES) != 0)
        put_text(out, NULL, "parameters");
    if (before != NULL &&
        memcmp(&r->municipalities[0], &before->municipalities[0], sizeof r->municipalities[0]) != 0)
        put_text(out, NULL, "municipalities");
    if (before != NULL &&
        (memcmp(&r->postcodes[0], &before->postcodes[0], sizeof r->postcodes[0]) != 0 ||
         memcmp(&r->zones[0], &before->zones[0], sizeof r->zones[0]) != 0))
        put_text(out, NULL, "postcodes");
    if (before != NULL && r->priority != before->priority) put_text(out, NULL, "priority");
    put_close(out, ']');
}

static uint32_t revisions_of(const struct core *core, activation_id id,
                             const struct revision_record *out[LIMIT_REVISIONS]) {
    const struct revision_record *r;
    uint64_t cursor = 0;
    uint32_t count = 0;
    while ((r = core_next_record(core, RECORD_revision, &cursor)) != NULL) {
        if (r->activation != id) continue;
        ASSERT(count < LIMIT_REVISIONS);
        uint32_t place = count++;
        for (; place > 0 && out[place - 1]->revision > r->revision; place--)
            out[place] = out[place - 1];
        out[place] = r;
    }
    return count;
}

enum err view_revisions(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = view_asked_activation(ask, core);
    const struct revision_record *revisions[LIMIT_REVISIONS];
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    uint32_t count = revisions_of(core, activation->id, revisions);
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "revisions", '[');
    for (uint32_t i = count; i-- > 0;) { /* the newest first */
        view_record_open(&ask->body, NULL, core, RECORD_revision, revisions[i]);
        add_changed(&ask->body, revisions[i], i == 0 ? NULL : revisions[i - 1]);
        add_values(ask, "values", revisions[i]->parameters);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_flags(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = view_asked_activation(ask, core);
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    const struct flag_record *flag;
    const struct flag_reply_record *reply;
    uint64_t cursor = 0;
    put_open(&ask->body, NULL, '{');
    put_uint(&ask->body, "revision", activation->revision);
    put_open(&ask->body, "flags", '[');
    while ((flag = core_next_record(core, RECORD_flag, &cursor)) != NULL) {
        if (flag->activation != activation->id) continue;
        view_record_open(&ask->body, NULL, core, RECORD_flag, flag);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    put_open(&ask->body, "replies", '[');
    cursor = 0;
    while ((reply = core_next_record(core, RECORD_flag_reply, &cursor)) != NULL) {
        if (reply->activation != activation->id) continue;
        view_record_open(&ask->body, NULL, core, RECORD_flag_reply, reply);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* --- answers ---------------------------------------------------------------------------------- */

struct answer_query {
    enum playbook_audience audience;
    enum playbook_place place;
    bool place_given;
    const char *language;
    organisation_no municipality;
    uint16_t postcode; /* 0: not looked up */
    topic_no topic;
    bool of_call; /* what is said in this call: no exercise, unless the call is one */
};

/* A language that no playbook speaks gets the Danish text, marked as such: nobody gets silence. */
static bool is_language(const char *text) {
    size_t length = strlen(text);
    if (length < 2 || length > 7) return false;
    for (size_t i = 0; i < length; i++)
        if (!((text[i] >= 'a' && text[i] <= 'z') || text[i] == '-')) return false;
    return true;
}

static enum err read_query(struct ask *ask, const struct core *core, struct answer_query *out) {
    const char *audience = ask_query(ask, "audience"), *place = ask_query(ask, "place");
    const char *topic = ask_query(ask, "topic");
    const char *language = ask_query(ask, "language");
    bool helper = ask->actor.role == ROLE_HELPER;
    *out = (struct answer_query){.audience = helper ? PLAYBOOK_PUBLIC : PLAYBOOK_AGENT,
                                 .place = PLAYBOOK_UNKNOWN,
                                 .place_given = place != NULL,
                                 .language = language == NULL ? "da" : language,
                                 .municipality = ORGANISATION_NONE,
                                 .topic = TOPIC_NONE};
    if (audience != NULL && !playbook_audience_from_text(audience, &out->audience))
        return view_refuse(ask, ERR_UNKNOWN_VALUE, "audience",
                           "it is agent, chatbot, phone_menu or public");
    /* What agents are told besides is not for those outside (N87): what not to say, whom to transfer to, exercises. */
    if (helper && out->audience == PLAYBOOK_AGENT)
        return view_refuse(ask, ERR_NOT_AUTHORISED, "audience",
                           "a helper reads what citizens are told: public, chatbot or phone_menu");
    if (place != NULL && !playbook_place_from_text(place, &out->place))
        return view_refuse(ask, ERR_UNKNOWN_VALUE, "place", "it is inside, outside or unknown");
    if (!is_language(out->language))
        return view_refuse(ask, ERR_UNKNOWN_LANGUAGE, "language", "it is a code such as da or en");
    enum err err = view_organisation_filter(ask, core, "municipality", &out->municipality);
    if (err == ERR_OK) err = view_postcode(ask, &out->postcode);
    if (err != ERR_OK) return err;
    if (out->postcode != 0 && out->municipality == ORGANISATION_NONE)
        return view_refuse(ask, ERR_MISSING_FIELD, "municipality",
                           "a postcode may lie in several: the municipality must be given too");
    if (topic != NULL && !core_find_topic(core, topic, &out->topic))
        return problem_set(&ask->problem, ERR_UNKNOWN_TOPIC, "topic", "%.60s is unknown", topic);
    return ERR_OK;
}

/* Without a place it is told from the municipality and the postcode. */
static enum playbook_place place_of(const struct answer_query *query,
                                    const struct activation_record *activation) {
    if (query->place_given || query->municipality == ORGANISATION_NONE) return query->place;
    return answers_place(activation, query->municipality, query->postcode);
}

static enum playbook_moment moment_of(const struct answer_query *query,
                                      const struct activation_record *activation) {
    return answers_moment(activation, query->municipality, query->postcode);
}

/* An exercise and a plan never reach a channel for citizens; and nobody is told that it is over
 * while it goes on by another activation. */
static bool is_said(const struct core *core, const struct answer_query *query,
                    const struct activation_record *activation) {
    topic_set topics = query->topic == TOPIC_NONE ? ~UINT64_C(0) : UINT64_C(1) << query->topic;
    if (activation->state == ACTIVATION_STATE_PLANNED || (activation->topics & topics) == 0)
        return false;
    if (query->audience != PLAYBOOK_AGENT && !core_activation_reaches_citizens(activation))
        return false;
    if (query->of_call && !core_activation_concerns_calls(core, activation)) return false;
    return moment_of(query, activation) != PLAYBOOK_LIFTED ||
           !core_activation_is_covered(core, activation, query->municipality, query->postcode,
                                       topics);
}

static void add_answer(struct ask *ask, const struct core *core, const struct answer_query *query,
                       const struct activation_record *activation) {
    struct answer_ask answer = {.activation = activation,
                                .audience = query->audience,
                                .place = place_of(query, activation),
                                .moment = moment_of(query, activation),
                                .language = query->language,
                                .municipality = query->municipality};
    if (!answers_add(ask->api->answers, core, &answer, &ask->body)) return;
    agent_no agent = ask->actor.agent;
    uint32_t read = agent == AGENT_NONE ? 0 : core_revision_read(core, activation->id, agent);
    put_bool(&ask->body, "acknowledged", read >= activation->revision);
    put_uint(&ask->body, "revision_read", read);
    put_close(&ask->body, '}');
}

/* What holds where the citizen lives, or may, stands before what holds elsewhere, and that before what is over. */
static int rank_of(const struct answer_query *query, const struct activation_record *activation) {
    if (moment_of(query, activation) == PLAYBOOK_LIFTED) return 2;
    return place_of(query, activation) == PLAYBOOK_OUTSIDE ? 1 : 0;
}

static void add_answers(struct ask *ask, const struct core *core,
                        const struct answer_query *query) {
    const struct activation_record *activations[LIMIT_ACTIVATIONS];
    uint32_t count = core_activations_in_order(core, activations);
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "answers", '[');
    for (int rank = 0; rank < 3; rank++)
        for (uint32_t i = 0; i < count; i++)
            if (is_said(core, query, activations[i]) && rank_of(query, activations[i]) == rank)
                add_answer(ask, core, query, activations[i]);
    put_close(&ask->body, ']');
}

enum err view_answers(struct ask *ask, const struct core *core) {
    struct answer_query query;
    enum err err = read_query(ask, core, &query);
    if (err == ERR_OK) add_answers(ask, core, &query);
    return err;
}

enum err view_call_answers(struct ask *ask, const struct core *core) {
    call_id id;
    const struct call_record *call = NULL;
    if (view_id_number("call-", ask->address.parameter, &id)) call = core_call(core, id);
    if (call == NULL) return view_not_found(ask, ERR_UNKNOWN_CALL);
    if (!view_sees_call(&ask->actor, core, call))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "call", "");
    const struct peer_record *peer = core_peer_of_call(core, call);
    if (peer != NULL) {
        put_open(&ask->body, NULL, '{');
        view_peer_answers(ask, peer);
        return ERR_OK;
    }
    struct answer_query query = {.audience = PLAYBOOK_AGENT,
                                 .place = PLAYBOOK_UNKNOWN,
                                 .language =
                                     core_settings(core)->languages[0].codes[call->language],
                                 .municipality = call->municipality,
                                 .postcode = call->postcode,
                                 .topic = call->topic,
                                 .of_call = true};
    add_answers(ask, core, &query);
    return ERR_OK;
}
