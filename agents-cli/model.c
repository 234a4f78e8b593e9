#include "agents-cli/model.h"

#include <stdlib.h>
#include <string.h>

#include "agents-cli/show.h"
#include "agents-cli/told.h"
#include "base/assert.h"

void model_init(struct model *model, enum language language, int64_t mono) {
    *model = (struct model){.language = language, .mono = mono, .speed_permille = 1000};
    model->link.since_mono = mono;
    model->activations = calloc(LIMIT_ACTIVATIONS, sizeof *model->activations);
    model->answers = calloc(LIMIT_MODEL_ANSWERS, sizeof *model->answers);
    model->peer_answers = calloc(LIMIT_PEER_ANSWERS, sizeof *model->peer_answers);
    model->organisations = calloc(LIMIT_ORGANISATIONS, sizeof *model->organisations);
    model->topics = calloc(LIMIT_TOPICS, sizeof *model->topics);
    model->overview.rows = calloc(LIMIT_ORGANISATIONS, sizeof *model->overview.rows);
    model->overview.trends = calloc(LIMIT_ORGANISATIONS + 1, sizeof *model->overview.trends);
    ASSERT(model->activations != NULL && model->answers != NULL && model->peer_answers != NULL &&
           model->organisations != NULL && model->topics != NULL && model->overview.rows != NULL &&
           model->overview.trends != NULL);
}

static void drop_answers(struct model *model, const char *activation) {
    size_t kept = 0;
    for (size_t i = 0; i < model->answer_count; i++) {
        struct answer *answer = model->answers[i];
        if (activation != NULL && strcmp(answer->activation, activation) != 0) {
            model->answers[kept++] = answer;
            continue;
        }
        decode_answer_close(answer);
        free(answer);
    }
    model->answer_count = kept;
}

static void drop_peer_answers(struct model *model) {
    for (size_t i = 0; i < model->peer_answer_count; i++) {
        decode_answer_close(model->peer_answers[i]);
        free(model->peer_answers[i]);
    }
    model->peer_answer_count = 0;
    model->peer_call[0] = '\0';
}

void model_close(struct model *model) {
    drop_answers(model, NULL);
    drop_peer_answers(model);
    free(model->peer_answers);
    free(model->activations);
    free(model->answers);
    free(model->organisations);
    free(model->topics);
    free(model->overview.rows);
    free(model->overview.trends);
    for (int i = 0; i < PAGE_COUNT; i++)
        json_decref(model->pages[i]);
    *model = (struct model){0};
}

/* --- time, link, notices ---------------------------------------------------------------------- */

time_ms model_now(const struct model *model) {
    if (model->server_at == 0) return 0;
    return model->server_at + (model->mono - model->server_mono) * model->speed_permille / 1000;
}

static void set_clock(struct model *model, time_ms server_at) {
    if (server_at == 0) return;
    model->server_at = server_at;
    model->server_mono = model->mono;
}

void model_tick(struct model *model, int64_t mono) {
    if (mono > model->mono) model->mono = mono;
}

void model_heard(struct model *model) { model->link.heard_mono = model->mono; }

void model_link(struct model *model, enum link_state state, const char *server, const char *why) {
    struct link *link = &model->link;
    if (link->state != state) link->since_mono = model->mono;
    link->state = state;
    if (server != NULL && !text_copy(link->server, sizeof link->server, server))
        link->server[0] = '\0';
    if (why == NULL || !text_copy(link->why, sizeof link->why, why)) link->why[0] = '\0';
    if (state == LINK_UP) model_heard(model);
}

bool model_is_old(const struct model *model, int64_t *age_ms) {
    *age_ms = model->link.heard_mono == 0 ? 0 : model->mono - model->link.heard_mono;
    return model->link.state != LINK_UP || *age_ms > LINK_SILENT_MS;
}

void model_notice(struct model *model, enum notice_level level, const char *text) {
    struct notice *notice = &model->notices[++model->notice_number % LIMIT_NOTICES];
    *notice =
        (struct notice){.number = model->notice_number, .at = model_now(model), .level = level};
    if (!text_copy(notice->text, sizeof notice->text, text)) {
        struct text_buf cut;
        text_buf_init(&cut, sizeof notice->text);
        show_cut(&cut, text, sizeof notice->text / 4);
        if (!text_copy(notice->text, sizeof notice->text, cut.data)) notice->text[0] = '\0';
        text_buf_close(&cut);
    }
}

const struct notice *model_notice_at(const struct model *model, uint64_t number) {
    const struct notice *notice = &model->notices[number % LIMIT_NOTICES];
    return number > 0 && notice->number == number ? notice : NULL;
}

/* --- names ------------------------------------------------------------------------------------ */

static const char *name_in(const struct name_row *rows, size_t count, const char *id) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].id, id) == 0 && rows[i].name[0] != '\0') return rows[i].name;
    return id;
}

const char *model_organisation_name(const struct model *model, const char *id) {
    return name_in(model->organisations, model->organisation_count, id);
}

bool model_is_overflow(const struct model *model) {
    return model->has_call && model->organisation[0] != '\0' &&
           strcmp(model->organisation, model->call.organisation) != 0 &&
           strcmp(model->organisation, model->call.municipality) != 0;
}

bool model_is_peers(const struct model *model) {
    const struct call *call = &model->call;
    size_t length = strlen(call->municipality);
    return model->has_call && length > 0 &&
           strncmp(call->reference, call->municipality, length) == 0 &&
           strncmp(call->reference + length, "/call-", 6) == 0;
}

bool model_has_peers_answers(const struct model *model) {
    return model_is_peers(model) && strcmp(model->peer_call, model->call.id) == 0;
}

void model_add_origin(const struct model *model, struct text_buf *out) {
    const char *name = model_organisation_name(model, model->call.municipality);
    if (model_is_overflow(model))
        texts_fill(out, model->language, T_SCREEN_OVERFLOW, name, NULL);
    else
        text_add(out, name);
}

const char *model_topic_name(const struct model *model, const char *id) {
    return name_in(model->topics, model->topic_count, id);
}

static void put_name(struct name_row *rows, size_t *count, size_t most, const json_t *record) {
    struct name_row row;
    decode_text(record, "id", row.id, sizeof row.id);
    decode_text(record, "name", row.name, sizeof row.name);
    if (row.id[0] == '\0' || row.name[0] == '\0') return;
    size_t i = 0;
    while (i < *count && strcmp(rows[i].id, row.id) != 0)
        i++;
    if (i == most) return;
    rows[i] = row;
    if (i == *count) *count += 1;
}

void model_names(struct model *model, const json_t *answer) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "organisations"), i, row)
        put_name(model->organisations, &model->organisation_count, LIMIT_ORGANISATIONS, row);
    json_array_foreach(json_object_get(answer, "topics"), i, row)
        put_name(model->topics, &model->topic_count, LIMIT_TOPICS, row);
}

/* --- activations and answers ------------------------------------------------------------------ */

static struct activation *find_activation(const struct model *model, const char *id) {
    for (size_t i = 0; i < model->activation_count; i++)
        if (strcmp(model->activations[i].id, id) == 0) return &model->activations[i];
    return NULL;
}

const struct activation *model_activation(const struct model *model, const char *id) {
    return find_activation(model, id);
}

/* As the coordinator has them: lifted ones behind, the higher priority first, then the newer. */
static bool stands_before(const struct activation *a, const struct activation *b) {
    bool a_lifted = strcmp(a->state, "lifted") == 0, b_lifted = strcmp(b->state, "lifted") == 0;
    if (a_lifted != b_lifted) return b_lifted;
    if (a->priority != b->priority) return a->priority > b->priority;
    return a->started_at > b->started_at;
}

static void put_activation(struct model *model, const json_t *record, const char *id) {
    struct activation taken;
    decode_activation(record, &taken);
    if (taken.id[0] == '\0' && !text_copy(taken.id, sizeof taken.id, id)) return;
    struct activation *known = find_activation(model, taken.id);
    if (known != NULL) {
        taken.mine = known->mine && known->revision == taken.revision;
        if (taken.title[0] == '\0') text_copy(taken.title, sizeof taken.title, known->title);
        if (taken.signed_in < 0) taken.signed_in = known->signed_in;
        bool moves = taken.priority != known->priority || strcmp(taken.state, known->state) != 0;
        *known = taken;
        if (!moves) return;
        size_t at = (size_t)(known - model->activations);
        memmove(known, known + 1, (model->activation_count - at - 1) * sizeof *known);
        model->activation_count--;
    }
    size_t place = 0;
    while (place < model->activation_count && !stands_before(&taken, &model->activations[place]))
        place++;
    if (model->activation_count == LIMIT_ACTIVATIONS) model->activation_count--;
    if (place > model->activation_count) return;
    memmove(&model->activations[place + 1], &model->activations[place],
            (model->activation_count - place) * sizeof *model->activations);
    model->activations[place] = taken;
    model->activation_count++;
}

static void remove_activation(struct model *model, const char *id) {
    struct activation *known = find_activation(model, id);
    drop_answers(model, id);
    if (known == NULL) return;
    size_t place = (size_t)(known - model->activations);
    memmove(known, known + 1, (model->activation_count - place - 1) * sizeof *known);
    model->activation_count--;
}

static void put_answer(struct model *model, const json_t *json) {
    if (model->answer_count == LIMIT_MODEL_ANSWERS) return;
    struct answer *answer = malloc(sizeof *answer);
    if (answer == NULL) return;
    if (!decode_answer(json, answer)) {
        free(answer);
        return;
    }
    model->answers[model->answer_count++] = answer;
    model->answers_seen++;
    struct activation *activation = find_activation(model, answer->activation);
    if (activation == NULL) return;
    if (answer->acknowledged) activation->mine = true;
    bool own_language = strcmp(answer->language, model->language == LANGUAGE_DA ? "da" : "en") == 0;
    /* A lifted answer's title says "lifted"; the activation keeps its own. */
    bool better = own_language && strcmp(answer->state, "lifted") != 0;
    if (answer->title != NULL && (better || activation->title[0] == '\0')) {
        struct text_buf title;
        text_buf_init(&title, sizeof activation->title);
        show_cut(&title, answer->title, sizeof activation->title / 4);
        if (!title.overflowed) text_copy(activation->title, sizeof activation->title, title.data);
        text_buf_close(&title);
    }
}

/* New answers replace all that were known of the same activations. */
static void put_answers(struct model *model, const json_t *list, const char *activation) {
    size_t i;
    json_t *json;
    if (!json_is_array(list)) return;
    json_array_foreach(list, i, json) {
        char id[LIMIT_ID];
        decode_text(json, "activation", id, sizeof id);
        drop_answers(model, id[0] == '\0' ? activation : id);
    }
    json_array_foreach(list, i, json) {
        if (json_object_get(json, "activation") == NULL && activation != NULL)
            json_object_set_new(json, "activation", json_string(activation));
        put_answer(model, json);
    }
}

const struct activation *model_unread(const struct model *model) {
    for (size_t i = model->activation_count; i-- > 0;) {
        const struct activation *a = &model->activations[i];
        if (!a->mine && strcmp(a->state, "active") == 0) return a;
    }
    return NULL;
}

static bool has_id(const char (*ids)[LIMIT_ID], int count, const char *id) {
    for (int i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0) return true;
    return false;
}

static bool has_pair(const struct postcode_pairs *pairs, const char *municipality,
                     const char *postcode) {
    for (int i = 0; i < pairs->count; i++)
        if (strcmp(pairs->pairs[i].municipality, municipality) == 0 &&
            (postcode[0] == '\0' || strcmp(pairs->pairs[i].postcode, postcode) == 0))
            return true;
    return false;
}

/* Where the citizen is, seen from the activation, as the coordinator tells it too; *left: they are told that it is over. */
static const char *place_of(const struct activation *a, const struct call *call, bool *left) {
    *left = false;
    if (call == NULL || a->municipality_count == 0) return "inside";
    const char *where = call->municipality, *postcode = call->postcode;
    bool in = has_id(a->municipalities, a->municipality_count, where);
    bool part = in && has_pair(&a->parts, where, "");
    if (in && !part) return "inside";
    *left = has_id(a->left, a->left_count, where);
    if (*left) return "inside";
    if (postcode[0] == '\0') {
        *left = !part && has_pair(&a->left_parts, where, "");
        return part || *left ? "unknown" : "outside";
    }
    if (part && has_pair(&a->parts, where, postcode)) return "inside";
    *left = has_id(a->rest_left, a->rest_left_count, where) ||
            has_pair(&a->left_parts, where, postcode);
    return *left ? "inside" : "outside";
}

bool model_asks_postcode(const struct model *model) {
    const struct call *call = &model->call;
    for (size_t i = 0; model->has_call && !model_is_peers(model) && i < model->activation_count;
         i++) {
        const struct activation *a = &model->activations[i];
        if (has_id(a->topics, a->topic_count, call->topic) &&
            (has_pair(&a->parts, call->municipality, "") ||
             has_pair(&a->left_parts, call->municipality, "")))
            return true;
    }
    return false;
}

/* It is not said that it is over while another one goes on with it. */
static bool is_covered(const struct model *model, const struct activation *lifted,
                       const struct call *call) {
    bool left;
    for (size_t i = 0; call != NULL && i < model->activation_count; i++) {
        const struct activation *a = &model->activations[i];
        if (a != lifted && strcmp(a->state, "active") == 0 && (lifted->exercise || !a->exercise) &&
            has_id(a->topics, a->topic_count, call->topic) &&
            strcmp(place_of(a, call, &left), "inside") == 0 && !left)
            return true;
    }
    return false;
}

/* What a municipality says otherwise is for its own citizens. */
static bool is_for(const struct answer *answer, const struct call *call) {
    return answer->municipality[0] == '\0' ||
           (call != NULL && strcmp(answer->municipality, call->municipality) == 0);
}

/* How well an answer's language and place fit; the best of an activation is shown. */
static int fit(const struct answer *answer, const char *language, const char *place) {
    int score = 1;
    if (answer->municipality[0] != '\0') score += 16;
    if (strcmp(answer->place, place) == 0) score += 8;
    if (strcmp(answer->place, "unknown") == 0) score += 4;
    if (strcmp(answer->language, language) == 0) score += 2;
    if (strcmp(answer->language, "da") == 0) score += 1;
    return score;
}

void model_call_answers(struct model *model, const char *call, const json_t *answer) {
    size_t i;
    json_t *json;
    drop_peer_answers(model);
    json_array_foreach(json_object_get(answer, "answers"), i, json) {
        struct answer *taken =
            model->peer_answer_count < LIMIT_PEER_ANSWERS ? malloc(sizeof *taken) : NULL;
        if (taken == NULL) break;
        if (decode_answer(json, taken)) {
            taken->peers = true;
            model->peer_answers[model->peer_answer_count++] = taken;
        } else {
            free(taken);
        }
    }
    text_copy(model->peer_call, sizeof model->peer_call, call);
    model->answers_seen++;
}

/* One an activation of theirs. Where the citizen lives they have not said: what is for everybody
 * goes before what is for some. */
static size_t peers_answers(const struct model *model, const struct answer **out, size_t most) {
    size_t count = 0;
    for (size_t i = 0; model_has_peers_answers(model) && i < model->peer_answer_count; i++) {
        const struct answer *answer = model->peer_answers[i];
        size_t at = 0;
        while (at < count && strcmp(out[at]->activation, answer->activation) != 0)
            at++;
        if (at == most || answer->municipality[0] != '\0' || answer->left) continue;
        if (at == count ||
            fit(answer, model->call.language, "") > fit(out[at], model->call.language, ""))
            out[at] = answer;
        if (at == count) count++;
    }
    return count;
}

size_t model_fitting_answers(const struct model *model, const struct answer **out, size_t most) {
    const struct call *call = model->has_call ? &model->call : NULL;
    if (model_is_peers(model)) return peers_answers(model, out, most);
    const char *language = call != NULL                     ? call->language
                           : model->language == LANGUAGE_DA ? "da"
                                                            : "en";
    size_t count = 0;
    for (size_t i = 0; i < model->activation_count && count < most; i++) {
        const struct activation *a = &model->activations[i];
        if (call != NULL && !has_id(a->topics, a->topic_count, call->topic)) continue;
        if (call != NULL && a->exercise && !model->exercise) continue; /* the call is real */
        bool left;
        const char *place = place_of(a, call, &left);
        if ((left || strcmp(a->state, "lifted") == 0) && is_covered(model, a, call)) continue;
        const struct answer *best = NULL;
        int best_score = 0;
        for (size_t k = 0; k < model->answer_count; k++) {
            if (strcmp(model->answers[k]->activation, a->id) != 0) continue;
            if (model->answers[k]->left != (left && strcmp(a->state, "lifted") != 0)) continue;
            if (!is_for(model->answers[k], call)) continue;
            int score = fit(model->answers[k], language, place);
            if (score > best_score) best = model->answers[k];
            if (score > best_score) best_score = score;
        }
        if (best != NULL) out[count++] = best;
    }
    return count;
}

/* --- records ---------------------------------------------------------------------------------- */

static void take_availability(struct model *model, const json_t *record) {
    struct availability taken;
    decode_availability(record, &taken);
    if (strcmp(taken.agent, model->agent) != 0 || model->agent[0] == '\0') return;
    if (taken.lease_until == 0) taken.lease_until = model->me.lease_until;
    model->me = taken;
    bool holds_chats = strcmp(taken.state, "chatting") == 0 || strcmp(taken.state, "unknown") == 0;
    if (taken.call[0] == '\0' && strcmp(model->call.channel, "chat") != 0) model->has_call = false;
    if (!holds_chats && model->chat_count > 0) model_forget_chats(model);
}

static void take_call(struct model *model, const json_t *record, const char *id) {
    struct call taken = {0};
    if (json_is_object(record)) decode_call(record, &taken);
    bool known = model->has_call && strcmp(model->call.id, id) == 0;
    bool held = strcmp(taken.state, "reserved") == 0 || strcmp(taken.state, "answered") == 0 ||
                strcmp(taken.state, "wrapping") == 0;
    if (strcmp(id, model->last_call) == 0)
        text_copy(model->last_disposition, sizeof model->last_disposition, taken.disposition);
    bool mine = held && model->agent[0] != '\0' && strcmp(taken.agent, model->agent) == 0;
    if (model_take_chat(model, &taken, id, mine)) return;
    if (mine) {
        bool offered = strcmp(taken.state, "reserved") == 0;
        if (offered && (!known || model->call.offered_at != taken.offered_at)) model->offers_seen++;
        model->call = taken;
        model->has_call = true;
        if (!offered) {
            text_copy(model->last_call, sizeof model->last_call, taken.id);
            text_copy(model->last_disposition, sizeof model->last_disposition, taken.disposition);
        }
    } else if (known) {
        model->has_call = false;
    }
}

static void take_acknowledgement(struct model *model, const json_t *record) {
    char agent[LIMIT_ID], id[LIMIT_ID];
    decode_text(record, "agent", agent, sizeof agent);
    decode_text(record, "activation", id, sizeof id);
    struct activation *activation = find_activation(model, id);
    if (activation != NULL && model->agent[0] != '\0' && strcmp(agent, model->agent) == 0)
        activation->mine =
            decode_integer(record, "revision", activation->revision) >= activation->revision;
}

static void take_ticket(struct model *model, const json_t *record) {
    struct ticket taken;
    decode_ticket(record, &taken);
    if (model->agent[0] == '\0' || strcmp(taken.by, model->token) != 0) return;
    size_t at = 0;
    while (at < model->ticket_count && strcmp(model->tickets[at].id, taken.id) != 0)
        at++;
    if (at == LIMIT_OWN_TICKETS) {
        memmove(&model->tickets[0], &model->tickets[1], (at - 1) * sizeof model->tickets[0]);
        model->ticket_count = --at;
    }
    model->tickets[at] = taken;
    if (at == model->ticket_count) model->ticket_count++;
}

void model_tickets(struct model *model, const json_t *answer) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "tickets"), i, row) take_ticket(model, row);
}

static void take_settings(struct model *model, const json_t *record) {
    model->lease_ms = decode_integer(record, "lease_ms", model->lease_ms);
    model->offer_ms = decode_integer(record, "offer_ms", model->offer_ms);
}

static void take_record(struct model *model, const char *kind, const char *id,
                        const json_t *record) {
    bool removed = !json_is_object(record);
    if (strcmp(kind, "call") == 0) {
        take_call(model, record, id);
    } else if (strcmp(kind, "activation") == 0) {
        if (removed)
            remove_activation(model, id);
        else
            put_activation(model, record, id);
    } else if (removed) {
        return;
    } else if (strcmp(kind, "availability") == 0) {
        take_availability(model, record);
    } else if (strcmp(kind, "acknowledgement") == 0) {
        take_acknowledgement(model, record);
    } else if (strcmp(kind, "ticket") == 0) {
        take_ticket(model, record);
    } else if (strcmp(kind, "settings") == 0) {
        take_settings(model, record);
    } else if (strcmp(kind, "organisation") == 0) {
        put_name(model->organisations, &model->organisation_count, LIMIT_ORGANISATIONS, record);
    } else if (strcmp(kind, "topic") == 0) {
        put_name(model->topics, &model->topic_count, LIMIT_TOPICS, record);
    } else if (strcmp(kind, "agent") == 0 && strcmp(id, model->agent) == 0) {
        decode_text(record, "name", model->agent_name, sizeof model->agent_name);
        decode_text(record, "organisation", model->organisation, sizeof model->organisation);
    }
}

static bool take_id(const char *id, uint64_t *epoch, uint64_t *number);

void model_records(struct model *model, const json_t *answer) {
    const char *kind, *event = json_string_value(json_object_get(answer, "event"));
    json_t *record;
    uint64_t epoch, number;
    /* The stream may have brought this and what came after it already: then only the lease is
     * news. */
    bool behind = event != NULL && take_id(event, &epoch, &number) && epoch == model->epoch &&
                  number <= model->number;
    json_object_foreach((json_t *)answer, kind, record) {
        char id[LIMIT_ID];
        if (!json_is_object(record)) continue;
        decode_text(record, "id", id, sizeof id);
        if (!behind) take_record(model, kind, id, record);
        if (behind && strcmp(kind, "availability") == 0)
            model->me.lease_until = decode_integer(record, "lease_until", model->me.lease_until);
    }
}

/* --- reads ------------------------------------------------------------------------------------ */

void model_settings(struct model *model, const json_t *answer) {
    const json_t *inner = json_object_get(answer, "settings");
    take_settings(model, inner != NULL ? inner : answer);
}

void model_whoami(struct model *model, const json_t *answer) {
    const json_t *token = json_object_get(answer, "token");
    const json_t *clock = json_object_get(answer, "clock");
    decode_text(token, "id", model->token, sizeof model->token);
    decode_text(token, "role", model->role, sizeof model->role);
    decode_text(token, "agent", model->agent, sizeof model->agent);
    decode_text(clock, "mode", model->clock_mode, sizeof model->clock_mode);
    const json_t *speed = json_object_get(clock, "speed");
    if (strcmp(model->clock_mode, "driven") == 0)
        model->speed_permille = 0;
    else if (json_is_number(speed))
        model->speed_permille = (int64_t)(json_number_value(speed) * 1000);
    model->exercise = decode_bool(answer, "exercise");
    model->unstored = json_is_false(json_object_get(answer, "stored"));
    set_clock(model, decode_integer(answer, "now", 0));
}

void model_page(struct model *model, enum page_kind page, const json_t *answer) {
    model->page_refused[page] = answer == NULL;
    json_decref(model->pages[page]);
    model->pages[page] = json_incref((json_t *)answer);
}

static struct trend *find_trend(const struct overview *overview, const char *id) {
    for (size_t i = 0; i < overview->trend_count; i++)
        if (strcmp(overview->trends[i].id, id) == 0) return &overview->trends[i];
    return NULL;
}

const struct trend *model_trend(const struct model *model, const char *id) {
    return model->overview.trend_points == 0 ? NULL : find_trend(&model->overview, id);
}

static void put_trend(struct overview *overview, const char *id, int64_t waiting, bool next) {
    struct trend *trend = find_trend(overview, id);
    if (trend == NULL && overview->trend_count <= LIMIT_ORGANISATIONS) {
        trend = &overview->trends[overview->trend_count++];
        *trend = (struct trend){0};
        text_copy(trend->id, sizeof trend->id, id);
    }
    if (trend == NULL) return;
    if (next) memmove(trend->waiting, trend->waiting + 1, sizeof trend->waiting - sizeof waiting);
    trend->waiting[TREND_POINTS - 1] = waiting;
}

/* The newest point follows every answer; the others stay as they were when the next began. */
static void put_trends(struct overview *overview) {
    bool next = overview->now - overview->trend_at >= TREND_EVERY_MS;
    if (next) overview->trend_at = overview->now;
    if (next && overview->trend_points < TREND_POINTS) overview->trend_points++;
    put_trend(overview, "", overview->totals.waiting, next);
    for (size_t i = 0; i < overview->row_count; i++)
        put_trend(overview, overview->rows[i].id, overview->rows[i].waiting, next);
}

void model_overview(struct model *model, const json_t *answer) {
    struct overview *overview = &model->overview;
    const json_t *totals = json_object_get(answer, "totals");
    overview->known = true;
    overview->now = decode_integer(answer, "now", 0);
    overview->mean_wait_ms = decode_integer(totals, "mean_wait_ms", 0);
    overview->service_level_permille = decode_integer(totals, "service_level_permille", -1);
    overview->tickets_escalated =
        decode_integer(json_object_get(answer, "tickets"), "escalated", 0);
    decode_organisation(totals, &overview->totals);
    overview->row_count = 0;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(answer, "organisations"), i, row) {
        if (overview->row_count == LIMIT_ORGANISATIONS) break;
        decode_organisation(row, &overview->rows[overview->row_count++]);
    }
    put_trends(overview);
    model_names(model, answer);
    advice_take(&overview->advice, answer);
    model->activation_count = 0;
    json_array_foreach(json_object_get(answer, "activations"), i, row)
        put_activation(model, row, "");
    model->exercise = decode_bool(answer, "exercise");
    model->unstored = json_is_false(json_object_get(answer, "stored"));
    set_clock(model, overview->now);
}

/* --- the stream ------------------------------------------------------------------------------- */

static void take_own_call(struct model *model, const json_t *call) {
    char id[LIMIT_ID];
    if (!json_is_object(call)) return;
    decode_text(call, "id", id, sizeof id);
    take_call(model, call, id);
}

static void take_snapshot(struct model *model, const json_t *root) {
    const json_t *you = json_object_get(root, "you"), *agent = json_object_get(root, "agent");
    size_t i;
    json_t *row;
    decode_text(you, "token", model->token, sizeof model->token);
    decode_text(you, "role", model->role, sizeof model->role);
    decode_text(you, "agent", model->agent, sizeof model->agent);
    set_clock(model, decode_integer(root, "now", 0));
    drop_answers(model, NULL);
    model->activation_count = 0;
    json_array_foreach(json_object_get(root, "activations"), i, row) put_activation(model, row, "");
    json_array_foreach(json_object_get(root, "answers"), i, row) put_answer(model, row);
    model_names(model, root);
    if (json_is_object(agent)) {
        take_record(model, "agent", model->agent, agent);
        const json_t *inner = json_object_get(agent, "availability");
        if (json_is_object(inner)) take_availability(model, inner);
    }
    model->has_call = false;
    model->chat_count = 0;
    take_own_call(model, json_object_get(root, "call"));
    json_array_foreach(json_object_get(root, "chats"), i, row) take_own_call(model, row);
    model->snapshot = true;
}

static void take_event(struct model *model, const char *type, json_t *root) {
    struct call before = {0};
    const json_t *records = json_object_get(root, "records");
    const json_t *activations = json_object_get(records, "activation");
    void *first = json_object_iter((json_t *)activations);
    const char *activation = first == NULL ? NULL : json_object_iter_key(first);
    const char *kind, *id;
    json_t *of_kind, *record;
    time_ms at = decode_integer(root, "at", 0);
    if (model->has_call) before = model->call;
    if (at > model_now(model) || model->speed_permille == 0) set_clock(model, at);
    json_object_foreach((json_t *)records, kind, of_kind) {
        json_object_foreach(of_kind, id, record) take_record(model, kind, id, record);
    }
    put_answers(model, json_object_get(root, "answers"), activation);
    told_event(model, type, records, &before);
}

/* "3-1043". */
static bool take_id(const char *id, uint64_t *epoch, uint64_t *number) {
    char *end;
    if (*id < '0' || *id > '9') return false;
    *epoch = strtoull(id, &end, 10);
    if (*end != '-' || end[1] < '0' || end[1] > '9') return false;
    *number = strtoull(end + 1, &end, 10);
    return *end == '\0';
}

enum model_result model_event(struct model *model, const char *type, const char *id,
                              const char *data, size_t length) {
    uint64_t epoch = 0, number = 0;
    model_heard(model);
    if (strcmp(type, "gap") == 0) return MODEL_NEEDS_SNAPSHOT;
    bool snapshot = strcmp(type, "snapshot") == 0;
    if (!take_id(id, &epoch, &number)) return MODEL_BAD;
    if (!snapshot && !model->snapshot) return MODEL_NEEDS_SNAPSHOT;
    if (!snapshot && epoch == model->epoch && number <= model->number) return MODEL_REPEATED;
    json_t *root = json_loadb(data, length, 0, NULL);
    if (!json_is_object(root)) {
        json_decref(root);
        return MODEL_BAD;
    }
    model->epoch = epoch;
    model->number = number;
    if (snapshot)
        take_snapshot(model, root);
    else
        take_event(model, type, root);
    json_decref(root);
    return MODEL_TAKEN;
}
