#include "api/json.h"

#include <string.h>

#include "base/assert.h"

/* --- writing ------------------------------------------------------------------------------------------------------- */

static void comma(struct text_buf *out) {
    if (out->length == 0 || out->overflowed) return;
    char last = out->data[out->length - 1];
    if (last != '{' && last != '[' && last != ':') text_add_char(out, ',');
}

void json_name(struct text_buf *out, const char *name) {
    comma(out);
    if (name == NULL) return;
    text_add_char(out, '"');
    text_add(out, name);
    text_add_bytes(out, "\":", 2);
}

void json_open(struct text_buf *out, const char *name, char bracket) {
    ASSERT(bracket == '{' || bracket == '[');
    json_name(out, name);
    text_add_char(out, bracket);
}

void json_close(struct text_buf *out, char bracket) {
    ASSERT(bracket == '}' || bracket == ']');
    text_add_char(out, bracket);
}

void json_int(struct text_buf *out, const char *name, int64_t value) {
    json_name(out, name);
    text_add_int(out, value);
}

void json_uint(struct text_buf *out, const char *name, uint64_t value) {
    json_name(out, name);
    text_add_uint(out, value);
}

void json_bool(struct text_buf *out, const char *name, bool value) {
    json_name(out, name);
    text_add(out, value ? "true" : "false");
}

void json_null(struct text_buf *out, const char *name) {
    json_name(out, name);
    text_add(out, "null");
}

void json_text(struct text_buf *out, const char *name, const char *value) {
    if (value == NULL || value[0] == '\0') {
        json_null(out, name);
        return;
    }
    json_name(out, name);
    text_add_json_string(out, value, strlen(value));
}

void json_time(struct text_buf *out, const char *name, time_ms value) {
    if (value == 0)
        json_null(out, name);
    else
        json_int(out, name, value);
}

void json_permille(struct text_buf *out, const char *name, uint32_t value) {
    json_name(out, name);
    text_add_uint(out, value / 1000);
    uint32_t rest = value % 1000;
    if (rest == 0) return;
    char digits[4] = {'.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10),
                      (char)('0' + rest % 10)};
    size_t length = rest % 100 == 0 ? 2 : rest % 10 == 0 ? 3 : 4;
    text_add_bytes(out, digits, length);
}

void json_event_id(struct text_buf *out, const char *name, uint64_t epoch, uint64_t number) {
    json_name(out, name);
    text_add_char(out, '"');
    text_add_uint(out, epoch);
    text_add_char(out, '-');
    text_add_uint(out, number);
    text_add_char(out, '"');
}

/* --- splitting ----------------------------------------------------------------------------------------------------- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t skip_blanks(struct slice text, size_t at) {
    while (at < text.length && is_blank(text.data[at]))
        at++;
    return at;
}

/* From a quote to behind its partner; 0: there is none. */
static size_t skip_string(struct slice text, size_t at) {
    ASSERT(at < text.length && text.data[at] == '"');
    for (at++; at < text.length; at++) {
        if (text.data[at] == '\\')
            at++;
        else if (text.data[at] == '"')
            return at + 1;
    }
    return 0;
}

/* From the first byte of a value to behind it; 0: malformed. Brackets are counted, not matched: whether they fit is
 * found when the value is read. */
static size_t skip_value(struct slice text, size_t at) {
    size_t from = at, depth = 0;
    while (at < text.length) {
        char c = text.data[at];
        if (c == '"') {
            at = skip_string(text, at);
            if (at == 0) return 0;
            if (depth == 0) return at;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']' || is_blank(c))) break;
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
        at++;
        if (depth == 0 && (c == '}' || c == ']')) return at;
    }
    return depth == 0 ? (at > from ? at : 0) : 0;
}

/* Behind the opening brace or the comma before the next member; sets `end` when the object ends here. */
static enum json_step enter(struct slice object, size_t *at) {
    bool first = *at == 0;
    size_t i = skip_blanks(object, *at);
    if (i >= object.length) return JSON_MALFORMED;
    if (!first && object.data[i] == '}')
        return skip_blanks(object, i + 1) == object.length ? JSON_END : JSON_MALFORMED;
    if (object.data[i] != (first ? '{' : ',')) return JSON_MALFORMED;
    i = skip_blanks(object, i + 1);
    if (first && i < object.length && object.data[i] == '}')
        return skip_blanks(object, i + 1) == object.length ? JSON_END : JSON_MALFORMED;
    if (i >= object.length || object.data[i] != '"') return JSON_MALFORMED;
    *at = i;
    return JSON_MEMBER;
}

enum json_step json_next_member(struct slice object, size_t *at, struct json_member *member) {
    enum json_step step = enter(object, at);
    if (step != JSON_MEMBER) return step;
    size_t name = *at, name_end = skip_string(object, name);
    if (name_end == 0) return JSON_MALFORMED;
    size_t i = skip_blanks(object, name_end);
    if (i >= object.length || object.data[i] != ':') return JSON_MALFORMED;
    i = skip_blanks(object, i + 1);
    if (i >= object.length) return JSON_MALFORMED;
    size_t value_end = skip_value(object, i);
    if (value_end == 0) return JSON_MALFORMED;
    member->name = (struct slice){object.data + name + 1, name_end - name - 2};
    member->value = (struct slice){object.data + i, value_end - i};
    *at = value_end;
    return JSON_MEMBER;
}

void json_without(struct slice object, const char *name, struct text_buf *out) {
    struct json_member member;
    size_t at = 0, start = out->length;
    enum json_step step;
    text_add_char(out, '{');
    bool first = true, found = false;
    while ((step = json_next_member(object, &at, &member)) == JSON_MEMBER) {
        if (slice_equals(member.name, name)) {
            found = true;
            continue;
        }
        if (!first) text_add_char(out, ',');
        first = false;
        text_add_bytes(out, member.name.data - 1, member.name.length + 2);
        text_add_char(out, ':');
        text_add_bytes(out, member.value.data, member.value.length);
    }
    if (step == JSON_END && found) {
        text_add_char(out, '}');
        return;
    }
    out->length = out->overflowed ? out->length : start;
    text_add_bytes(out, object.data, object.length);
}
