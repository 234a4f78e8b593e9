#include "wire/pointer.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

bool pointer_is_well_formed(const char *pointer) {
    if (pointer[0] != '\0' && pointer[0] != '/') return false;
    for (const char *at = strchr(pointer, '~'); at != NULL; at = strchr(at + 1, '~'))
        if (at[1] != '0' && at[1] != '1') return false;
    return true;
}

/* Whether the token, in which ~1 stands for a slash and ~0 for a tilde, is this name. */
static bool is_name(const char *token, size_t length, const char *name) {
    for (size_t i = 0; i < length; i++, name++) {
        char c = token[i];
        if (c == '~') c = token[++i] == '1' ? '/' : '~';
        if (*name != c) return false; /* also where the name ends: a token has no NUL */
    }
    return *name == '\0';
}

static const json_t *member(const json_t *object, const char *token, size_t length) {
    json_t *whole = (json_t *)object; /* jansson's iterators take no const */
    for (void *it = json_object_iter(whole); it != NULL; it = json_object_iter_next(whole, it))
        if (is_name(token, length, json_object_iter_key(it))) return json_object_iter_value(it);
    return NULL;
}

/* An index has no leading zeros. */
static const json_t *element(const json_t *array, const char *token, size_t length) {
    size_t index = 0;
    if (length == 0 || length > 9 || (token[0] == '0' && length > 1)) return NULL;
    for (size_t i = 0; i < length; i++) {
        if (token[i] < '0' || token[i] > '9') return NULL;
        index = index * 10 + (size_t)(token[i] - '0');
    }
    return json_array_get(array, index);
}

const json_t *pointer_find(const json_t *document, const char *pointer) {
    ASSERT(pointer_is_well_formed(pointer));
    const json_t *value = document;
    while (value != NULL && *pointer == '/') {
        const char *token = pointer + 1;
        size_t length = strcspn(token, "/");
        value = json_is_object(value)  ? member(value, token, length)
                : json_is_array(value) ? element(value, token, length)
                                       : NULL;
        pointer = token + length;
    }
    return value;
}
