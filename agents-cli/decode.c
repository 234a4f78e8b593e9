#include "agents-cli/decode.h"

#include <string.h>

#include "agents-cli/show.h"

static void clean_into(const char *text, size_t length, char *out, size_t size) {
    struct text_buf b;
    text_buf_init(&b, length + 1);
    show_clean(&b, text, length, false);
    size_t keep = b.length < size ? b.length : size - 1;
    while (keep > 0 && keep < b.length && ((unsigned char)b.data[keep] & 0xc0) == 0x80)
        keep--; /* never half a character */
    if (keep > 0) memcpy(out, b.data, keep);
    out[keep] = '\0';
    text_buf_close(&b);
}

void decode_text(const json_t *object, const char *key, char *out, size_t size) {
    const json_t *value = json_object_get(object, key);
    out[0] = '\0';
    if (json_is_string(value))
        clean_into(json_string_value(value), json_string_length(value), out, size);
}

int64_t decode_integer(const json_t *object, const char *key, int64_t absent) {
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : absent;
}

bool decode_bool(const json_t *object, const char *key) {
    return json_is_true(json_object_get(object, key));
}

#define TAKE(object, out, member) decode_text(object, #member, (out)->member, sizeof(out)->member)

void decode_availability(const json_t *record, struct availability *out) {
    *out = (struct availability){
        .since = decode_integer(record, "since", 0),
        .wrap_up_until = decode_integer(record, "wrap_up_until", 0),
        .lease_until = decode_integer(record, "lease_until", 0),
        .missed_offers = (int)decode_integer(record, "missed_offers", 0),
    };
    TAKE(record, out, agent);
    TAKE(record, out, status);
    TAKE(record, out, state);
    TAKE(record, out, call);
}

void decode_call(const json_t *record, struct call *out) {
    *out = (struct call){
        .enqueued_at = decode_integer(record, "enqueued_at", 0),
        .offered_at = decode_integer(record, "offered_at", 0),
        .answered_at = decode_integer(record, "answered_at", 0),
        .ended_at = decode_integer(record, "ended_at", 0),
        .level = (int)decode_integer(record, "level", 0),
        .priority = (int)decode_integer(record, "priority", 0),
        .offers = (int)decode_integer(record, "offers", 0),
        .transfers = (int)decode_integer(record, "transfers", 0),
    };
    TAKE(record, out, id);
    TAKE(record, out, municipality);
    TAKE(record, out, postcode);
    TAKE(record, out, organisation);
    TAKE(record, out, topic);
    TAKE(record, out, agent);
    TAKE(record, out, language);
    TAKE(record, out, channel);
    TAKE(record, out, leg);
    TAKE(record, out, state);
    TAKE(record, out, outcome);
    TAKE(record, out, disposition);
    TAKE(record, out, reason);
    TAKE(record, out, reference);
    TAKE(record, out, transfer_kind);
    TAKE(record, out, transfer_outcome);
}

static int take_ids(const json_t *record, const char *key, char (*out)[LIMIT_ID], int most) {
    const json_t *list = json_object_get(record, key);
    int count = 0;
    size_t i;
    json_t *value;
    json_array_foreach(list, i, value) {
        if (count == most || !json_is_string(value)) break;
        clean_into(json_string_value(value), json_string_length(value), out[count++], LIMIT_ID);
    }
    return count;
}

/* {"0746":["8660","8680"]} */
static void take_pairs(const json_t *record, const char *key, struct postcode_pairs *out) {
    const char *municipality;
    json_t *codes, *code;
    size_t i;
    json_object_foreach(json_object_get(record, key), municipality, codes) {
        json_array_foreach(codes, i, code) {
            struct postcode_pair *pair = &out->pairs[out->count];
            const char *text = json_string_value(code);
            if (out->count == LIMIT_NARROWED_POSTCODES || text == NULL ||
                !text_copy(pair->municipality, sizeof pair->municipality, municipality) ||
                !text_copy(pair->postcode, sizeof pair->postcode, text))
                continue;
            out->count++;
        }
    }
}

void decode_activation(const json_t *record, struct activation *out) {
    *out = (struct activation){
        .revision = decode_integer(record, "revision", 0),
        .priority = decode_integer(record, "priority", 0),
        .starts_at = decode_integer(record, "starts_at", 0),
        .started_at = decode_integer(record, "started_at", 0),
        .expires_at = decode_integer(record, "expires_at", 0),
        .lifted_at = decode_integer(record, "lifted_at", 0),
        .review_by = decode_integer(record, "review_by", 0),
        .reviewed_at = decode_integer(record, "reviewed_at", 0),
        .acknowledged = decode_integer(record, "acknowledged", 0),
        .signed_in = decode_integer(record, "signed_in", -1),
        .exercise = decode_bool(record, "exercise"),
        .expired = decode_bool(record, "expired"),
        .review_overdue = decode_bool(record, "review_overdue"),
        .unapproved = json_is_string(json_object_get(record, "broken_by")) &&
                      !json_is_string(json_object_get(record, "confirmed_by")),
    };
    TAKE(record, out, id);
    TAKE(record, out, playbook);
    TAKE(record, out, state);
    TAKE(record, out, title);
    TAKE(record, out, reason);
    TAKE(record, out, holder);
    TAKE(record, out, offered_to);
    TAKE(record, out, reviewed_by);
    out->topic_count = take_ids(record, "topics", out->topics, 16);
    take_pairs(record, "postcodes", &out->parts);
    take_pairs(record, "left_postcodes", &out->left_parts);
    out->rest_left_count =
        take_ids(record, "rest_left", out->rest_left, LIMIT_NARROWED_MUNICIPALITIES);
    out->left_count = take_ids(record, "left", out->left, LIMIT_MODEL_MUNICIPALITIES);
    out->municipality_count =
        take_ids(record, "municipalities", out->municipalities, LIMIT_MODEL_MUNICIPALITIES);
}

void decode_ticket(const json_t *record, struct ticket *out) {
    *out = (struct ticket){
        .created_at = decode_integer(record, "created_at", 0),
        .deadline_at = decode_integer(record, "deadline_at", 0),
        .escalated_at = decode_integer(record, "escalated_at", 0),
        .closed_at = decode_integer(record, "closed_at", 0),
    };
    TAKE(record, out, id);
    TAKE(record, out, organisation);
    TAKE(record, out, kind);
    TAKE(record, out, state);
    TAKE(record, out, refusal);
    TAKE(record, out, receipt);
    TAKE(record, out, by);
}

void decode_organisation(const json_t *row, struct organisation_row *out) {
    const json_t *agents = json_object_get(row, "agents");
    *out = (struct organisation_row){
        .waiting = decode_integer(row, "waiting", 0),
        .longest_wait_ms = decode_integer(row, "longest_wait_ms", 0),
        .helping = decode_integer(row, "helping", 0),
        .offered = decode_integer(row, "offered", 0),
        .answered = decode_integer(row, "answered", 0),
        .abandoned = decode_integer(row, "abandoned", 0),
        .answer_rate_permille = decode_integer(row, "answer_rate_permille", 0),
        .rated = json_is_integer(json_object_get(row, "answer_rate_permille")),
        .closed = json_is_false(json_object_get(row, "open")),
        .changes_at = decode_integer(row, "changes_at", 0),
        .kept_open_until = decode_integer(json_object_get(row, "kept_open"), "until", 0),
        .agents =
            {
                .available = decode_integer(agents, "available", 0),
                .reserved = decode_integer(agents, "reserved", 0),
                .in_call = decode_integer(agents, "in_call", 0),
                .wrapping = decode_integer(agents, "wrapping", 0),
                .away = decode_integer(agents, "away", 0),
                .unknown = decode_integer(agents, "unknown", 0),
            },
    };
    struct agent_counts *a = &out->agents;
    a->signed_in = a->available + a->reserved + a->in_call + a->wrapping + a->away + a->unknown;
    TAKE(row, out, id);
    TAKE(row, out, name);
    TAKE(row, out, standing);
}

/* --- answers ---------------------------------------------------------------------------------- */

/* The answer's own copy of a text, cleaned; NULL when it is no text or empty. Line feeds are
 * kept. */
static const char *own(struct answer *answer, const json_t *value, bool *whole) {
    if (!json_is_string(value) || json_string_length(value) == 0) return NULL;
    struct text_buf b;
    text_buf_init(&b, LIMIT_ANSWER_BYTES);
    show_clean(&b, json_string_value(value), json_string_length(value), true);
    const char *copy = b.overflowed ? NULL : arena_text(&answer->memory, b.data, b.length);
    text_buf_close(&b);
    if (copy == NULL) *whole = false;
    return copy;
}

static const char *own_member(struct answer *answer, const json_t *object, const char *key,
                              bool *whole) {
    return own(answer, json_object_get(object, key), whole);
}

static int own_pairs(struct answer *answer, const json_t *object, const char *list,
                     const char *const keys[2], struct answer_pair *out, int most, bool *whole) {
    int count = 0;
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(object, list), i, value) {
        if (count == most) break;
        struct answer_pair pair = {own_member(answer, value, keys[0], whole),
                                   own_member(answer, value, keys[1], whole)};
        if (json_is_string(value)) pair.first = own(answer, value, whole);
        if (pair.first != NULL || pair.second != NULL) out[count++] = pair;
    }
    return count;
}

static void add_clean(struct text_buf *out, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        show_clean(out, json_string_value(value), json_string_length(value), false);
}

/* The questions and their ids: a flag names one. */
static void own_questions(struct answer *answer, const json_t *list, bool *whole) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        if (answer->question_count == LIMIT_ANSWER_QUESTIONS) break;
        struct answer_pair pair = {own_member(answer, item, "question", whole),
                                   own_member(answer, item, "answer", whole)};
        if (pair.first == NULL && pair.second == NULL) continue;
        answer->question_ids[answer->question_count] = own_member(answer, item, "id", whole);
        answer->questions[answer->question_count++] = pair;
    }
}

/* "Drikker du af hanen?" with "ja: kog det · nej: intet at gøre". */
static int own_clarify(struct answer *answer, const json_t *list, bool *whole) {
    int count = 0;
    size_t i, k;
    json_t *item, *choice;
    json_array_foreach(list, i, item) {
        if (count == LIMIT_ANSWER_LINES) break;
        struct text_buf choices;
        text_buf_init(&choices, LIMIT_ANSWER_BYTES);
        json_array_foreach(json_object_get(item, "choices"), k, choice) {
            if (k > 0) text_add(&choices, " · ");
            add_clean(&choices, choice, "answer");
            text_add(&choices, ": ");
            add_clean(&choices, choice, "then");
        }
        struct answer_pair *pair = &answer->clarify[count++];
        pair->first = own_member(answer, item, "ask", whole);
        pair->second =
            choices.length == 0 ? NULL : arena_text(&answer->memory, choices.data, choices.length);
        if (choices.overflowed || (choices.length > 0 && pair->second == NULL)) *whole = false;
        text_buf_close(&choices);
    }
    return count;
}

/* "Horsens Vand, 12 34 56 78, https://…" from {name, contact, url}, or the text itself. */
static const char *own_authority(struct answer *answer, const json_t *value, bool *whole) {
    static const char *const keys[] = {"name", "contact", "url"};
    if (json_is_string(value)) return own(answer, value, whole);
    struct text_buf b;
    text_buf_init(&b, LIMIT_ANSWER_BYTES);
    for (size_t i = 0; i < 3; i++) {
        const json_t *part = json_object_get(value, keys[i]);
        if (!json_is_string(part) || json_string_length(part) == 0) continue;
        if (b.length > 0) text_add(&b, ", ");
        show_clean(&b, json_string_value(part), json_string_length(part), false);
    }
    const char *copy = NULL;
    if (b.length > 0 && !b.overflowed) copy = arena_text(&answer->memory, b.data, b.length);
    if (b.length > 0 && copy == NULL) *whole = false;
    text_buf_close(&b);
    return copy;
}

bool decode_answer(const json_t *json, struct answer *out) {
    static const char *const when_keys[] = {"when", "to"};
    bool whole = true;
    *out = (struct answer){
        .fallback = decode_bool(json, "fallback"),
        .acknowledged = decode_bool(json, "acknowledged"),
        .left = decode_bool(json, "left"),
        .unapproved = decode_bool(json, "unapproved"),
        .exercise = decode_bool(json, "exercise"),
        .valid_from = decode_integer(json, "valid_from", 0),
        .expires_at = decode_integer(json, "expires_at", 0),
    };
    arena_init(&out->memory, LIMIT_ANSWER_BYTES);
    TAKE(json, out, activation);
    TAKE(json, out, language);
    TAKE(json, out, place);
    TAKE(json, out, municipality);
    TAKE(json, out, state);
    if (out->state[0] == '\0') decode_text(json, "moment", out->state, sizeof out->state);
    out->title = own_member(out, json, "title", &whole);
    out->greeting = own_member(out, json, "greeting", &whole);
    out->question = own_member(out, json, "question", &whole);
    out->text = own_member(out, json, "text", &whole);
    out->where_to_go = own_member(out, json, "where_to_go", &whole);
    out->guide = own_member(out, json, "guide", &whole);
    out->authority = own_authority(out, json_object_get(json, "authority"), &whole);
    own_questions(out, json_object_get(json, "questions"), &whole);
    out->escalate_count =
        own_pairs(out, json, "escalate", when_keys, out->escalate, LIMIT_ANSWER_LINES, &whole);
    out->transfer_count =
        own_pairs(out, json, "transfer", when_keys, out->transfer, LIMIT_ANSWER_LINES, &whole);
    out->clarify_count = own_clarify(out, json_object_get(json, "clarify"), &whole);
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(json, "do_not_say"), i, value) {
        const char *line = own(out, value, &whole);
        if (line != NULL && out->do_not_say_count < LIMIT_ANSWER_LINES)
            out->do_not_say[out->do_not_say_count++] = line;
    }
    if (!whole) decode_answer_close(out);
    return whole;
}

void decode_answer_close(struct answer *answer) { arena_close(&answer->memory); }

/* --- refusals --------------------------------------------------------------------------------- */

void decode_refusal(const char *body, size_t length, struct refusal *out) {
    *out = (struct refusal){0};
    json_t *root = length > 0 ? json_loadb(body, length, 0, NULL) : NULL;
    static const char prefix[] = "urn:ddh:problem:";
    const char *type = json_string_value(json_object_get(root, "type"));
    if (type != NULL && strncmp(type, prefix, sizeof prefix - 1) == 0)
        clean_into(type + sizeof prefix - 1, strlen(type) - (sizeof prefix - 1), out->slug,
                   sizeof out->slug);
    TAKE(root, out, title);
    TAKE(root, out, detail);
    TAKE(root, out, field);
    json_decref(root);
}
