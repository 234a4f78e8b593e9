#include "wire/peer_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/value.h"

struct reader {
    struct problem *problem;
    char path[48]; /* "calls[12]" */
};

static enum err refuse(struct reader *r, enum err err, const char *member, const char *why) {
    char path[80];
    snprintf(path, sizeof path, "%.40s%s%.30s", r->path, r->path[0] == '\0' ? "" : ".", member);
    return problem_set(r->problem, err, path, "%s", why);
}

static enum err read_text(struct reader *r, const json_t *object, const char *member, char *out,
                          size_t size) {
    const json_t *value = json_object_get(object, member);
    if (value == NULL) return refuse(r, ERR_MISSING_FIELD, member, "it must be given");
    if (!json_is_string(value)) return refuse(r, ERR_WRONG_TYPE, member, "it must be a text");
    const char *text = json_string_value(value);
    if (!text_is_line(text, strlen(text)) || !text_copy(out, size, text))
        return refuse(r, ERR_INVALID, member, "it is too long, or no line");
    return ERR_OK;
}

static enum err read_id(struct reader *r, const json_t *object, const char *member,
                        char out[LIMIT_ID]) {
    enum err err = read_text(r, object, member, out, LIMIT_ID);
    if (err == ERR_OK && !text_is_id(out)) err = refuse(r, ERR_INVALID, member, "it is no id");
    return err;
}

static enum err read_word(struct reader *r, const json_t *object, const char *member,
                          const struct words *words, uint8_t *out) {
    char text[32];
    enum err err = read_text(r, object, member, text, sizeof text);
    if (err != ERR_OK) return err;
    if (!word_from_text(words, text, strlen(text), out))
        return refuse(r, ERR_INVALID, member, "no such word is known");
    return ERR_OK;
}

static enum err read_integer(struct reader *r, const json_t *object, const char *member,
                             int64_t low, int64_t high, int64_t *out) {
    const json_t *value = json_object_get(object, member);
    if (value == NULL) return refuse(r, ERR_MISSING_FIELD, member, "it must be given");
    if (!json_is_integer(value))
        return refuse(r, ERR_WRONG_TYPE, member, "it must be a whole number");
    if (json_integer_value(value) < low || json_integer_value(value) > high)
        return refuse(r, ERR_OUT_OF_RANGE, member, "it is too small or too large");
    *out = json_integer_value(value);
    return ERR_OK;
}

/* "call-17" to 17. */
static enum err read_call_id(struct reader *r, const json_t *object, call_id *out) {
    char text[32], again[32];
    enum err err = read_text(r, object, "call", text, sizeof text);
    if (err != ERR_OK) return err;
    *out = strncmp(text, "call-", 5) == 0 ? strtoull(text + 5, NULL, 10) : 0;
    snprintf(again, sizeof again, "call-%llu", (unsigned long long)*out);
    if (*out == 0 || strcmp(text, again) != 0)
        return refuse(r, ERR_INVALID, "call", "it is no call's id");
    return ERR_OK;
}

/* "3-1043" */
static enum err read_at(struct reader *r, const json_t *object, struct peer_view *out) {
    char text[48], again[48];
    enum err err = read_text(r, object, "at", text, sizeof text);
    if (err != ERR_OK) return err;
    char *end = NULL;
    out->epoch = strtoull(text, &end, 10);
    out->number = *end == '-' ? strtoull(end + 1, NULL, 10) : 0;
    snprintf(again, sizeof again, "%llu-%llu", (unsigned long long)out->epoch,
             (unsigned long long)out->number);
    return strcmp(text, again) == 0 ? ERR_OK : refuse(r, ERR_INVALID, "at", "it is no event's id");
}

static enum err read_hash(struct reader *r, const json_t *object, const char *member,
                          uint8_t out[SHA256_BYTES]) {
    const json_t *value = json_object_get(object, member);
    memset(out, 0, SHA256_BYTES);
    if (value == NULL || json_is_null(value)) return ERR_OK;
    char text[2 * SHA256_BYTES + 1];
    enum err err = read_text(r, object, member, text, sizeof text);
    if (err == ERR_OK && !text_from_hex(text, strlen(text), out, SHA256_BYTES))
        err = refuse(r, ERR_INVALID, member, "it is no SHA-256 in hex");
    return err;
}

/* --- its parts ------------------------------------------------------------------------------------------------------ */

static enum err read_call(struct reader *r, const json_t *object, struct peer_call *out) {
    int64_t waited = 0, priority = 0, hops = 0, attempt = 0;
    enum err err = read_call_id(r, object, &out->call);
    if (err == ERR_OK) err = read_integer(r, object, "attempt", 1, UINT32_MAX, &attempt);
    if (err == ERR_OK) err = read_word(r, object, "state", &call_state_words, &out->state);
    if (err == ERR_OK) err = read_id(r, object, "topic", out->topic);
    if (err == ERR_OK) err = read_text(r, object, "language", out->language, sizeof out->language);
    if (err == ERR_OK) err = read_word(r, object, "channel", &channel_words, &out->channel);
    if (err == ERR_OK) err = read_integer(r, object, "priority", 0, 9, &priority);
    if (err == ERR_OK) err = read_integer(r, object, "waited_ms", 0, DAY_MS, &waited);
    if (err == ERR_OK) err = read_integer(r, object, "hops", 1, UINT8_MAX, &hops);
    if (err == ERR_OK && out->state != CALL_STATE_RESERVED && out->state != CALL_STATE_ANSWERED)
        err = refuse(r, ERR_OUT_OF_RANGE, "state", "only a call at a seat concerns a peer");
    out->attempt = (uint32_t)attempt;
    out->priority = (uint8_t)priority;
    out->waited_ms = waited;
    out->hops = (uint8_t)hops;
    return err;
}

static enum err read_served(struct reader *r, const json_t *object, struct peer_served *out) {
    int64_t talk = 0, attempt = 0;
    enum err err = read_call_id(r, object, &out->call);
    if (err == ERR_OK) err = read_integer(r, object, "attempt", 1, UINT32_MAX, &attempt);
    out->attempt = (uint32_t)attempt;
    if (err == ERR_OK) err = read_word(r, object, "state", &call_state_words, &out->state);
    const json_t *value = json_object_get(object, "talk_ms");
    out->answered = value != NULL && !json_is_null(value);
    if (err == ERR_OK && out->answered) err = read_integer(r, object, "talk_ms", 0, DAY_MS, &talk);
    out->talk_ms = talk;
    return err;
}

static enum err read_names(struct reader *r, const json_t *object, const char *member,
                           struct id_list *out) {
    const json_t *list = json_object_get(object, member), *value;
    size_t i;
    if (!json_is_array(list) || json_array_size(list) > LIMIT_COMMAND_IDS)
        return refuse(r, ERR_WRONG_TYPE, member, "it must be a list, and no endless one");
    json_array_foreach(list, i, value) {
        const char *text = json_string_value(value);
        if (text == NULL || !text_is_id(text))
            return refuse(r, ERR_INVALID, member, "it must hold ids");
        text_copy(out->ids[out->count++], LIMIT_ID, text);
    }
    return ERR_OK;
}

/* Nothing, or null: it lends nothing. */
static enum err read_lend(struct reader *r, const json_t *object, struct peer_view *out) {
    static const struct field languages = {.name = "languages", .type = FIELD_LANGUAGE_CODES};
    struct peer_lend_command *lend = &out->lend;
    int64_t seats = 0, preference = 0, free_agents = 0;
    out->lending = LENDING_CLOSED;
    if (object == NULL || json_is_null(object)) return ERR_OK;
    if (!json_is_object(object)) return refuse(r, ERR_WRONG_TYPE, "lend", "it must be an object");
    snprintf(r->path, sizeof r->path, "lend");
    enum err err = read_word(r, object, "state", &lending_words, &out->lending);
    if (err == ERR_OK) err = read_integer(r, object, "seats", 1, LIMIT_PEER_CALLS, &seats);
    if (err == ERR_OK) err = read_integer(r, object, "preference", 1, 5, &preference);
    if (err == ERR_OK) err = read_integer(r, object, "free", 0, UINT32_MAX, &free_agents);
    if (err == ERR_OK) err = read_text(r, object, "address", lend->address, sizeof lend->address);
    if (err == ERR_OK) err = read_names(r, object, "topics", &lend->topics);
    const json_t *codes = json_object_get(object, "languages");
    if (err == ERR_OK && codes == NULL)
        err = refuse(r, ERR_MISSING_FIELD, "languages", "it must be given");
    if (err == ERR_OK) err = value_decode(&languages, codes, &lend->languages, r->problem);
    lend->seats = (uint16_t)seats;
    lend->preference = (uint8_t)preference;
    out->free = free_agents > 100000 ? 100000 : (uint32_t)free_agents;
    r->path[0] = '\0';
    return err;
}

static enum err read_rows(struct reader *r, const json_t *object, const char *member,
                          struct peer_view *out) {
    const json_t *list = json_object_get(object, member), *row;
    bool calls = strcmp(member, "calls") == 0;
    uint32_t *count = calls ? &out->call_count : &out->served_count;
    size_t i;
    enum err err = ERR_OK;
    if (!json_is_array(list) || json_array_size(list) > LIMIT_PEER_CALLS)
        return refuse(r, ERR_WRONG_TYPE, member, "it must be a list, and no endless one");
    json_array_foreach(list, i, row) {
        snprintf(r->path, sizeof r->path, "%s[%zu]", member, i);
        err = calls ? read_call(r, row, &out->calls[i]) : read_served(r, row, &out->served[i]);
        if (err != ERR_OK) return err;
        ++*count;
    }
    r->path[0] = '\0';
    return err;
}

/* --- the whole ------------------------------------------------------------------------------------------------------- */

static enum err read_version(struct reader *r, const json_t *object) {
    char version[16];
    enum err err = read_text(r, object, "version", version, sizeof version);
    if (err == ERR_OK && strncmp(version, "1.", 2) != 0)
        err = refuse(r, ERR_INVALID, "version", "this coordinator speaks " PEER_VIEW_VERSION);
    return err;
}

enum err wire_decode_peer_view(struct slice body, struct peer_view *out, struct problem *problem) {
    struct reader r = {.problem = problem};
    json_t *object = NULL;
    memset(out, 0, sizeof *out);
    enum err err = value_load(body, &object, problem);
    if (err == ERR_OK) err = read_version(&r, object);
    if (err == ERR_OK) err = read_at(&r, object, out);
    if (err == ERR_OK) err = read_hash(&r, object, "answers", out->answers);
    if (err == ERR_OK) err = read_rows(&r, object, "calls", out);
    if (err == ERR_OK) err = read_rows(&r, object, "served", out);
    if (err == ERR_OK) err = read_lend(&r, json_object_get(object, "lend"), out);
    out->again = json_is_true(json_object_get(object, "again"));
    json_decref(object);
    return err;
}

static bool may_be_shown(const json_t *value) {
    const char *name;
    size_t i;
    json_t *inner;
    if (json_is_string(value))
        return text_is_line(json_string_value(value), json_string_length(value));
    if (json_is_array(value))
        json_array_foreach(value, i, inner) if (!may_be_shown(inner)) return false;
    if (json_is_object(value))
        json_object_foreach((json_t *)value, name, inner) if (!may_be_shown(inner)) return false;
    return true;
}

enum err wire_check_peer_answers(struct slice body, struct problem *problem) {
    struct reader r = {.problem = problem};
    json_t *object = NULL;
    const json_t *answer;
    size_t i;
    enum err err = value_load(body, &object, problem);
    const json_t *list = json_object_get(object, "answers");
    if (err == ERR_OK && !json_is_array(list))
        err = refuse(&r, ERR_WRONG_TYPE, "answers", "it must be a list");
    if (err == ERR_OK) json_array_foreach(list, i, answer) {
            snprintf(r.path, sizeof r.path, "answers[%zu]", i);
            if (!json_is_object(answer))
                err = refuse(&r, ERR_WRONG_TYPE, "", "it must be an object");
            else if (!may_be_shown(answer))
                err = refuse(&r, ERR_INVALID, "", "a text in it is no line that can be shown");
            if (err != ERR_OK) break;
        }
    json_decref(object);
    return err;
}

enum err wire_take_text(struct slice body, const char *name, char *out, size_t size,
                        struct text_buf *rest, struct problem *problem) {
    struct reader r = {.problem = problem};
    json_t *object = NULL;
    out[0] = '\0';
    enum err err = value_load(body, &object, problem);
    if (err == ERR_OK && json_object_get(object, name) != NULL)
        err = read_text(&r, object, name, out, size);
    if (err == ERR_OK) {
        json_object_del(object, name);
        char *text = json_dumps(object, JSON_COMPACT);
        if (text == NULL) err = refuse(&r, ERR_INTERNAL, name, "no memory");
        if (text != NULL) text_add(rest, text);
        free(text);
    }
    json_decref(object);
    return err;
}
