#include "api/split.h"

#include "base/assert.h"

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

/* From the first byte of a value to behind it; 0: malformed. Brackets are counted, not matched:
 * whether they fit is found when the value is read. */
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

/* Behind the opening brace or the comma before the next member; sets `end` when the object ends
 * here. */
static enum split_step enter(struct slice object, size_t *at) {
    bool first = *at == 0;
    size_t i = skip_blanks(object, *at);
    if (i >= object.length) return SPLIT_MALFORMED;
    if (!first && object.data[i] == '}')
        return skip_blanks(object, i + 1) == object.length ? SPLIT_END : SPLIT_MALFORMED;
    if (object.data[i] != (first ? '{' : ',')) return SPLIT_MALFORMED;
    i = skip_blanks(object, i + 1);
    if (first && i < object.length && object.data[i] == '}')
        return skip_blanks(object, i + 1) == object.length ? SPLIT_END : SPLIT_MALFORMED;
    if (i >= object.length || object.data[i] != '"') return SPLIT_MALFORMED;
    *at = i;
    return SPLIT_MEMBER;
}

enum split_step split_next(struct slice object, size_t *at, struct split_member *member) {
    enum split_step step = enter(object, at);
    if (step != SPLIT_MEMBER) return step;
    size_t name = *at, name_end = skip_string(object, name);
    if (name_end == 0) return SPLIT_MALFORMED;
    size_t i = skip_blanks(object, name_end);
    if (i >= object.length || object.data[i] != ':') return SPLIT_MALFORMED;
    i = skip_blanks(object, i + 1);
    if (i >= object.length) return SPLIT_MALFORMED;
    size_t value_end = skip_value(object, i);
    if (value_end == 0) return SPLIT_MALFORMED;
    member->name = (struct slice){object.data + name + 1, name_end - name - 2};
    member->value = (struct slice){object.data + i, value_end - i};
    *at = value_end;
    return SPLIT_MEMBER;
}

void split_without(struct slice object, const char *name, struct text_buf *out) {
    struct split_member member;
    size_t at = 0, start = out->length;
    enum split_step step;
    text_add_char(out, '{');
    bool first = true, found = false;
    while ((step = split_next(object, &at, &member)) == SPLIT_MEMBER) {
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
    if (step == SPLIT_END && found) {
        text_add_char(out, '}');
        return;
    }
    out->length = out->overflowed ? out->length : start;
    text_add_bytes(out, object.data, object.length);
}
