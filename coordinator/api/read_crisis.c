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
    uint64_t cursor = 0;
    uint32_t agents = view_signed_in_everywhere(core);
    const struct activation_record *activation;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "activations", '[');
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        view_record_activation_open(&ask->body, NULL, ask->api, core, activation, agents);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* Of each organisation that has agents: how many are signed in, how many have acknowledged. */
static void add_acknowledgements(struct text_buf *out, const struct core *core, activation_id id) {
    uint32_t acknowledged[LIMIT_ORGANISATIONS] = {0}, agents[LIMIT_ORGANISATIONS] = {0};
    uint64_t cursor = 0;
    const struct agent_record *agent;
    while ((agent = core_next_record(core, RECORD_agent, &cursor)) != NULL) {
        ASSERT(agent->organisation < LIMIT_ORGANISATIONS);
        agents[agent->organisation]++;
        acknowledged[agent->organisation] += core_has_acknowledged(core, id, agent->number);
    }
    const struct organisation_record *organisation;
    cursor = 0;
    put_open(out, "acknowledgements", '[');
    while ((organisation = core_next_record(core, RECORD_organisation, &cursor)) != NULL) {
        if (agents[organisation->number] == 0) continue;
        struct organisation_view view;
        core_view_organisation(core, organisation->number, &view);
        put_open(out, NULL, '{');
        put_text(out, "organisation", organisation->id);
        put_uint(out, "signed_in", view_signed_in(view.agents));
        put_uint(out, "acknowledged", acknowledged[organisation->number]);
        put_close(out, '}');
    }
    put_close(out, ']');
}

enum err view_activation(struct ask *ask, const struct core *core) {
    activation_id id;
    const struct activation_record *activation = NULL;
    if (view_id_number("activation-", ask->address.parameter, &id))
        activation = core_activation(core, id);
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    struct slice values = answers_document(ask->api->answers, activation->parameters);
    put_open(&ask->body, NULL, '{');
    view_record_activation_open(&ask->body, "activation", ask->api, core, activation,
                                view_signed_in_everywhere(core));
    put_close(&ask->body, '}');
    view_phones(&ask->body, core, activation);
    if (values.data == NULL) {
        put_null(&ask->body, "parameters");
    } else {
        put_name(&ask->body, "parameters");
        text_add_bytes(&ask->body, values.data, values.length);
    }
    add_acknowledgements(&ask->body, core, id);
    return ERR_OK;
}

/* --- answers ---------------------------------------------------------------------------------- */

struct answer_query {
    enum playbook_audience audience;
    enum playbook_place place;
    bool place_given;
    const char *language;
    organisation_no municipality;
    topic_no topic;
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
    const char *municipality = ask_query(ask, "municipality"), *topic = ask_query(ask, "topic");
    const char *language = ask_query(ask, "language");
    *out = (struct answer_query){.audience = PLAYBOOK_AGENT,
                                 .place = PLAYBOOK_UNKNOWN,
                                 .place_given = place != NULL,
                                 .language = language == NULL ? "da" : language,
                                 .municipality = ORGANISATION_NONE,
                                 .topic = TOPIC_NONE};
    if (audience != NULL && !playbook_audience_from_text(audience, &out->audience))
        return view_refuse(ask, ERR_UNKNOWN_VALUE, "audience",
                           "it is agent, chatbot, phone_menu or public");
    if (place != NULL && !playbook_place_from_text(place, &out->place))
        return view_refuse(ask, ERR_UNKNOWN_VALUE, "place", "it is inside, outside or unknown");
    if (!is_language(out->language))
        return view_refuse(ask, ERR_UNKNOWN_LANGUAGE, "language", "it is a code such as da or en");
    if (municipality != NULL && !core_find_organisation(core, municipality, &out->municipality))
        return problem_set(&ask->problem, ERR_UNKNOWN_ORGANISATION, "municipality",
                           "%.60s is unknown", municipality);
    if (topic != NULL && !core_find_topic(core, topic, &out->topic))
        return problem_set(&ask->problem, ERR_UNKNOWN_TOPIC, "topic", "%.60s is unknown", topic);
    return ERR_OK;
}

/* Without a place it is told from the municipality. */
static enum playbook_place place_of(const struct answer_query *query,
                                    const struct activation_record *activation) {
    static const struct organisation_set all;
    const struct organisation_set *set = &activation->municipalities[0];
    if (query->place_given || query->municipality == ORGANISATION_NONE) return query->place;
    bool inside =
        memcmp(set, &all, sizeof all) == 0 || organisation_set_has(set, query->municipality);
    return inside ? PLAYBOOK_INSIDE : PLAYBOOK_OUTSIDE;
}

enum err view_answers(struct ask *ask, const struct core *core) {
    struct answer_query query;
    enum err err = read_query(ask, core, &query);
    if (err != ERR_OK) return err;
    uint64_t cursor = 0;
    const struct activation_record *activation;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "answers", '[');
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        if (query.topic != TOPIC_NONE && (activation->topics >> query.topic & 1) == 0) continue;
        struct answer_ask answer = {.activation = activation,
                                    .audience = query.audience,
                                    .place = place_of(&query, activation),
                                    .moment = answers_moment(activation),
                                    .language = query.language,
                                    .municipality = query.municipality};
        if (!answers_add(ask->api->answers, core, &answer, &ask->body)) continue;
        bool acknowledged = ask->actor.agent != AGENT_NONE &&
                            core_has_acknowledged(core, activation->id, ask->actor.agent);
        put_bool(&ask->body, "acknowledged", acknowledged);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}
