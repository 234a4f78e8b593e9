/* A line lookup, in steps:
 *  - walk the JSON text once, byte by byte, counting lines, with a stack of the open containers;
 *  - at every key and every array element, build its path and compare;
 *  - keep the line of the longest path seen that is the wanted one or a parent of it.
 * The text is valid JSON, so no error can occur; nesting deeper than the stack is counted but not
 * matched. A lookup walks the whole text: findings are few (LIMIT_PLAYBOOK_FINDINGS), and an
 * index would have to be kept in step with jansson. */
#include "playbook/position.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"

#define DEPTH_MAX 32

struct level {
    bool array, awaiting_key;
    size_t index, path_length; /* the path of the container itself */
};

struct scanner {
    struct slice json;
    size_t at;
    uint32_t line;
    size_t depth; /* may pass DEPTH_MAX */
    struct level levels[DEPTH_MAX];
    char path[POSITION_PATH_MAX];
    const char *wanted;
    size_t best_length;
    uint32_t best_line;
};

bool position_push_key(char path[POSITION_PATH_MAX], const char *key, size_t length) {
    size_t used = strlen(path);
    if (used + length + 2 > POSITION_PATH_MAX) return false;
    if (used > 0) path[used++] = '.';
    memcpy(path + used, key, length);
    path[used + length] = '\0';
    return true;
}

bool position_push_index(char path[POSITION_PATH_MAX], size_t index) {
    size_t used = strlen(path);
    char text[32];
    int length = snprintf(text, sizeof text, "[%zu]", index);
    if (used + (size_t)length + 1 > POSITION_PATH_MAX) return false;
    memcpy(path + used, text, (size_t)length + 1);
    return true;
}

/* Is `path` the wanted one, or a parent of it? */
static void compare(struct scanner *s) {
    size_t length = strlen(s->path);
    if (length <= s->best_length || strncmp(s->path, s->wanted, length) != 0) return;
    char next = s->wanted[length];
    if (next != '\0' && next != '.' && next != '[') return;
    s->best_length = length;
    s->best_line = s->line;
}

static struct level *top(struct scanner *s) {
    return s->depth > 0 && s->depth <= DEPTH_MAX ? &s->levels[s->depth - 1] : NULL;
}

/* A value begins here: an element of an array has a path of its own. */
static void value_begins(struct scanner *s) {
    struct level *level = top(s);
    if (level == NULL || !level->array) return;
    s->path[level->path_length] = '\0';
    if (position_push_index(s->path, level->index)) compare(s);
}

static void open_container(struct scanner *s, bool array) {
    value_begins(s);
    s->depth++;
    struct level *level = top(s);
    if (level == NULL) return;
    *level = (struct level){.array = array, .awaiting_key = !array, .path_length = strlen(s->path)};
}

static void close_container(struct scanner *s) {
    ASSERT(s->depth > 0);
    s->depth--;
    struct level *level = top(s);
    if (level != NULL) s->path[level->path_length] = '\0';
}

/* The key's text as jansson sees it, escapes resolved. */
static void match_key(struct scanner *s, struct level *level, const char *token, size_t length) {
    s->path[level->path_length] = '\0';
    if (memchr(token, '\\', length) == NULL) {
        if (position_push_key(s->path, token + 1, length - 2)) compare(s);
        return;
    }
    json_t *decoded = json_loadb(token, length, JSON_DECODE_ANY, NULL);
    if (decoded != NULL &&
        position_push_key(s->path, json_string_value(decoded), json_string_length(decoded)))
        compare(s);
    json_decref(decoded);
}

static void scan_string(struct scanner *s) {
    const char *from = s->json.data + s->at;
    size_t end = s->at + 1;
    while (end < s->json.length && s->json.data[end] != '"')
        end += s->json.data[end] == '\\' ? 2 : 1;
    size_t length = end + 1 - s->at;
    s->at = end + 1;
    struct level *level = top(s);
    if (level != NULL && level->awaiting_key) {
        level->awaiting_key = false;
        match_key(s, level, from, length);
    }
}

static void scan_comma(struct scanner *s) {
    struct level *level = top(s);
    if (level == NULL) return;
    level->awaiting_key = !level->array;
    level->index++;
}

static void scan_scalar(struct scanner *s) {
    value_begins(s);
    do {
        s->at++;
    } while (s->at < s->json.length && strchr(" \t\r\n,]}", s->json.data[s->at]) == NULL);
}

uint32_t position_line(struct slice json, const char *path) {
    struct scanner s = {.json = json, .line = 1, .wanted = path, .best_line = 1};
    while (s.at < json.length) {
        char c = json.data[s.at];
        switch (c) {
        case '\n':
            s.line++;
            s.at++;
            break;
        case ' ':
        case '\t':
        case '\r':
        case ':': s.at++; break;
        case ',':
            scan_comma(&s);
            s.at++;
            break;
        case '{':
        case '[':
            open_container(&s, c == '[');
            s.at++;
            break;
        case '}':
        case ']':
            close_container(&s);
            s.at++;
            break;
        case '"':
            if (top(&s) == NULL || top(&s)->array) value_begins(&s);
            scan_string(&s);
            break;
        default: scan_scalar(&s); break;
        }
    }
    return s.best_line;
}
