/* Refusals as application/problem+json (RFC 9457). */
#include <string.h>

#include "base/assert.h"
#include "wire/wire.h"

/* A detail that was cut to its buffer may end inside a character; nothing but valid UTF-8
 * leaves. */
static size_t whole_characters(const char *text, size_t length) {
    for (size_t cut = 0; cut < 4 && cut <= length; cut++)
        if (text_is_utf8(text, length - cut)) return length - cut;
    size_t ascii = 0;
    while (ascii < length && (unsigned char)text[ascii] < 0x80)
        ascii++;
    return ascii;
}

static void add_member(const char *name, const char *text, size_t length, struct text_buf *out) {
    length = whole_characters(text, length);
    if (length == 0) return;
    text_add_bytes(out, ",\"", 2);
    text_add(out, name);
    text_add_bytes(out, "\":", 2);
    text_add_json_string(out, text, length);
}

void wire_encode_problem(const struct problem *problem, struct slice instance,
                         struct text_buf *out) {
    ASSERT(problem->err != ERR_OK);
    text_add(out, "{\"type\":\"urn:ddh:problem:");
    text_add(out, err_slug(problem->err));
    text_add(out, "\",\"title\":");
    text_add_json_string(out, err_title(problem->err), strlen(err_title(problem->err)));
    text_add(out, ",\"status\":");
    text_add_int(out, err_http(problem->err));
    add_member("detail", problem->detail, strnlen(problem->detail, sizeof problem->detail), out);
    add_member("field", problem->field, strnlen(problem->field, sizeof problem->field), out);
    add_member("instance", instance.data, instance.length, out);
    text_add_char(out, '}');
}
