/* Holding a document against the tables, in steps:
 *  - read which languages are declared and which parameters exist, leniently: what is wrong with
 *    those is found on the way;
 *  - walk document and table together, the path of the place at hand in one buffer;
 *  - at each text, the rules that one text alone can break;
 *  - at the end, the parameters that no text used. */
#include "playbook/shape.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "playbook/position.h"
#include "playbook/rules.h"
#include "playbook/template.h"

struct walk {
    const struct findings *findings;
    char path[POSITION_PATH_MAX];
    const char *languages[LIMIT_PLAYBOOK_LANGUAGES];
    size_t language_count;
    json_t *parameters; /* an object, or NULL */
    bool used[LIMIT_PLAYBOOK_PARAMETERS];
};

static void check(struct walk *w, const struct shape *shape, json_t *json);

/* --- walking ---------------------------------------------------------------------------------- */

static size_t push(struct walk *w, const char *key) {
    size_t mark = strlen(w->path);
    (void)position_push_key(w->path, key, strlen(key)); /* too long: the parent's path stands */
    return mark;
}

static size_t push_index(struct walk *w, size_t index) {
    size_t mark = strlen(w->path);
    (void)position_push_index(w->path, index);
    return mark;
}

static void pop(struct walk *w, size_t mark) { w->path[mark] = '\0'; }

static bool is_type(struct walk *w, bool fits, const char *what) {
    if (!fits) finding_error(w->findings, w->path, "must be %s", what);
    return fits;
}

static const struct member *member_of(const struct shape *shape, const char *key) {
    for (const struct member *m = shape->members; m->name != NULL; m++)
        if (strcmp(m->name, key) == 0) return m;
    return NULL;
}

static void check_object(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_object(json), "an object")) return;
    for (const struct member *m = shape->members; m->name != NULL; m++) {
        if (!m->required || json_object_get(json, m->name) != NULL) continue;
        size_t mark = push(w, m->name);
        finding_error(w->findings, w->path, "is required and missing");
        pop(w, mark);
    }
    const char *key;
    json_t *value;
    json_object_foreach(json, key, value) {
        const struct member *m = member_of(shape, key);
        size_t mark = push(w, key);
        if (m != NULL)
            check(w, m->shape, value);
        else
            finding_error(w->findings, w->path, "there is no such key");
        pop(w, mark);
    }
}

static void check_list(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_array(json), "a list")) return;
    size_t count = json_array_size(json);
    if (count < (size_t)shape->min || count > (size_t)shape->max)
        finding_error(w->findings, w->path, "has %zu items; between %" PRId64 " and %" PRId64,
                      count, shape->min, shape->max);
    if (count > (size_t)shape->max) return;
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_array_get(json, i);
        size_t mark = push_index(w, i);
        check(w, shape->item, item);
        for (size_t k = 0; k < i && (shape->flags & FLAG_UNIQUE) != 0; k++)
            if (json_equal(item, json_array_get(json, k)))
                finding_error(w->findings, w->path, "stands in the list twice");
        pop(w, mark);
    }
}

static bool is_declared(const struct walk *w, const char *language) {
    for (size_t i = 0; i < w->language_count; i++)
        if (strcmp(w->languages[i], language) == 0) return true;
    return false;
}

/* {"fallback": "da"} says on purpose: in this language the Danish answer is shown, and marked as
 * Danish. */
static void check_language(struct walk *w, const struct shape *shape, const char *language,
                           json_t *json) {
    const json_t *fallback = json_object_get(json, "fallback");
    if (!is_declared(w, language)) {
        finding_error(w->findings, w->path, "the language is not one of the playbook's");
    } else if (fallback == NULL || (shape->flags & FLAG_FALLS_BACK) == 0) {
        check(w, shape->item, json);
    } else if (strcmp(language, "da") == 0) {
        finding_error(w->findings, w->path, "Danish is what others fall back to");
    } else if (json_object_size(json) != 1 || !json_is_string(fallback) ||
               strcmp(json_string_value(fallback), "da") != 0) {
        finding_error(w->findings, w->path, "must be {\"fallback\": \"da\"} and nothing else");
    }
}

static void check_by_language(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_object(json), "an object with a text by language")) return;
    for (size_t i = 0; i < w->language_count; i++) {
        if (json_object_get(json, w->languages[i]) != NULL) continue;
        size_t mark = push(w, w->languages[i]);
        bool may_fall_back = (shape->flags & FLAG_FALLS_BACK) != 0 && i > 0;
        finding_error(w->findings, w->path, "is required and missing%s",
                      may_fall_back ? ": write it or mark it {\"fallback\": \"da\"}" : "");
        pop(w, mark);
    }
    const char *language;
    json_t *value;
    json_object_foreach(json, language, value) {
        size_t mark = push(w, language);
        check_language(w, shape, language, value);
        pop(w, mark);
    }
}

static bool is_name(const char *key) {
    size_t length = strlen(key);
    if (length == 0 || length >= LIMIT_ID || key[0] < 'a' || key[0] > 'z') return false;
    return strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

static void check_by_name(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_object(json), "an object")) return;
    if (json_object_size(json) > (size_t)shape->max)
        finding_error(w->findings, w->path, "has %zu items; at most %" PRId64,
                      json_object_size(json), shape->max);
    const char *key;
    json_t *value;
    json_object_foreach(json, key, value) {
        enum builtin builtin;
        size_t mark = push(w, key);
        if (!is_name(key))
            finding_error(w->findings, w->path, "a name is a-z, then a-z 0-9 _, at most 31");
        else if (builtin_from_name(slice_of(key), &builtin))
            finding_error(w->findings, w->path, "the name is taken by the product itself");
        check(w, shape->item, value);
        pop(w, mark);
    }
}

static int word_index(const struct shape *shape, json_t *json) {
    const char *text = json_string_value(json);
    for (int i = 0; text != NULL && shape->words[i] != NULL; i++)
        if (strcmp(shape->words[i], text) == 0) return i;
    return -1;
}

static void check_word(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_string(json), "a text") || word_index(shape, json) >= 0) return;
    char allowed[160] = "";
    for (int i = 0; shape->words[i] != NULL; i++) {
        size_t used = strlen(allowed);
        snprintf(allowed + used, sizeof allowed - used, "%s%s", i == 0 ? "" : ", ",
                 shape->words[i]);
    }
    finding_error(w->findings, w->path, "must be one of %s%s", allowed,
                  shape->why == NULL ? "" : shape->why);
}

static void check_by_type(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_object(json), "an object")) return;
    int variant = word_index(shape, json_object_get(json, "type"));
    if (variant >= 0) {
        check_object(w, shape->variants[variant], json);
        return;
    }
    size_t mark = push(w, "type");
    if (json_object_get(json, "type") == NULL)
        finding_error(w->findings, w->path, "is required and missing");
    else
        check_word(w, shape, json_object_get(json, "type"));
    pop(w, mark);
}

static void check_integer(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_integer(json), "a whole number")) return;
    json_int_t value = json_integer_value(json);
    if (value < shape->min || value > shape->max)
        finding_error(w->findings, w->path, "must be between %" PRId64 " and %" PRId64, shape->min,
                      shape->max);
}

/* --- one text --------------------------------------------------------------------------------- */

static bool starts_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Where in the document we are says which placeholders may stand there. */
static unsigned scope_of(const char *path) {
    unsigned spoken = strstr(path, ".phone_menu.") != NULL ? SCOPE_SPOKEN : 0;
    if (starts_with(path, "greeting.")) return SCOPE_GREETING | SCOPE_SPOKEN;
    if (starts_with(path, "answers.")) return SCOPE_ACTIVE | spoken;
    if (starts_with(path, "lifted.")) return SCOPE_LIFTED | spoken;
    return SCOPE_ANY;
}

/* The type of a parameter as its author wrote it, NULL when there is no such parameter; notes
 * that it is used. What may be left out takes the whole of its text with it, and only a question
 * can be left out. */
static const char *use_parameter(struct walk *w, struct slice name) {
    const char *key;
    json_t *value;
    size_t index = 0;
    json_object_foreach(w->parameters, key, value) {
        if (slice_equals(name, key)) {
            if (index < LIMIT_PLAYBOOK_PARAMETERS) w->used[index] = true;
            if (json_is_true(json_object_get(value, "optional")) &&
                !starts_with(w->path, "questions["))
                finding_error(w->findings, w->path,
                              "{%s} may be left out, so it may stand in questions only", key);
            const char *type = json_string_value(json_object_get(value, "type"));
            return type == NULL ? "" : type;
        }
        index++;
    }
    return NULL;
}

static void check_placeholder(struct walk *w, struct slice name, unsigned scope) {
    int length = (int)name.length;
    enum builtin builtin;
    if (builtin_from_name(name, &builtin)) {
        const char *fault = builtin_fault(builtin, scope);
        if (fault != NULL)
            finding_error(w->findings, w->path, "{%.*s} %s", length, name.data, fault);
        return;
    }
    const char *type = use_parameter(w, name);
    if (type == NULL)
        finding_error(w->findings, w->path, "{%.*s} is not a parameter of this playbook", length,
                      name.data);
    else if ((scope & SCOPE_SPOKEN) != 0 && strcmp(type, "url") == 0)
        finding_error(w->findings, w->path, "{%.*s} is a web address, which cannot be read aloud",
                      length, name.data);
}

static void check_template(struct walk *w, const char *text) {
    unsigned scope = scope_of(w->path);
    const char *at = text;
    bool municipality = false;
    while (*at != '\0') {
        struct slice literal, name;
        if (!template_next(&at, &literal, &name)) {
            finding_error(w->findings, w->path, "holds a brace that is not part of a {name}");
            return;
        }
        if (name.data == NULL) break;
        check_placeholder(w, name, scope);
        if (slice_equals(name, "municipality")) municipality = true;
    }
    if ((scope & SCOPE_GREETING) != 0 && !municipality)
        finding_error(w->findings, w->path, "must name the citizen's own {municipality} (N67)");
}

/* "{name}" alone, of a parameter of that type; otherwise the text itself must fit. */
static void check_parameter_or(struct walk *w, const char *text, const char *type, bool fits,
                               const char *what) {
    const char *at = text;
    struct slice literal, name;
    bool alone = template_next(&at, &literal, &name) && literal.length == 0 && name.data != NULL &&
                 *at == '\0';
    const char *found = alone ? use_parameter(w, name) : NULL;
    if (found != NULL ? strcmp(found, type) != 0 : !fits)
        finding_error(w->findings, w->path, "must be %s, or {name} of a parameter of type %s", what,
                      type);
}

static void check_text_rule(struct walk *w, const struct shape *shape, const char *text) {
    size_t length = strlen(text);
    const char *must = NULL;
    switch (shape->rule) {
    case TEXT_PLAIN:
        if (strpbrk(text, "{}") != NULL && strcmp(w->path, "$schema") != 0)
            must = "without placeholders here";
        break;
    case TEXT_TEMPLATE: check_template(w, text); break;
    case TEXT_ID:
        if (!text_is_id(text)) must = "an id: a-z 0-9 . _ -";
        break;
    case TEXT_DATE:
        if (!rule_is_date(text)) must = "a date, as 2026-11-22";
        break;
    case TEXT_LANGUAGE:
        if (length != 2 || strspn(text, "abcdefghijklmnopqrstuvwxyz") != 2)
            must = "a language of two letters, as da";
        break;
    case TEXT_URL:
        if (!rule_is_url(text, length)) must = "a well formed https:// address";
        break;
    case TEXT_URL_OR_PARAMETER:
        check_parameter_or(w, text, "url", rule_is_url(text, length),
                           "a well formed https:// address");
        break;
    case TEXT_PHONE_OR_PARAMETER:
        check_parameter_or(w, text, "phone", rule_is_phone(text), "a Danish phone number");
        break;
    default: UNREACHABLE("a text without a rule");
    }
    if (must != NULL) finding_error(w->findings, w->path, "must be %s", must);
}

static void check_text(struct walk *w, const struct shape *shape, json_t *json) {
    if (!is_type(w, json_is_string(json), "a text")) return;
    const char *text = json_string_value(json);
    size_t characters = rule_characters(text);
    if (characters < (size_t)shape->min || characters > (size_t)shape->max) {
        finding_error(w->findings, w->path,
                      "is %zu characters long; between %" PRId64 " and %" PRId64, characters,
                      shape->min, shape->max);
        return;
    }
    const char *fault = rule_line(text);
    if (fault == NULL && (shape->flags & FLAG_CITIZEN) != 0) fault = rule_citizen(text);
    if (fault != NULL) finding_error(w->findings, w->path, "%s", fault);
    check_text_rule(w, shape, text);
}

static void check(struct walk *w, const struct shape *shape, json_t *json) {
    switch (shape->kind) {
    case SHAPE_TEXT: check_text(w, shape, json); break;
    case SHAPE_INTEGER: check_integer(w, shape, json); break;
    case SHAPE_BOOL: is_type(w, json_is_boolean(json), "true or false"); break;
    case SHAPE_WORD: check_word(w, shape, json); break;
    case SHAPE_SCALAR:
        is_type(w, json_is_string(json) || json_is_integer(json), "a text or a whole number");
        break;
    case SHAPE_OBJECT: check_object(w, shape, json); break;
    case SHAPE_LIST: check_list(w, shape, json); break;
    case SHAPE_BY_LANGUAGE: check_by_language(w, shape, json); break;
    case SHAPE_BY_NAME: check_by_name(w, shape, json); break;
    case SHAPE_BY_TYPE: check_by_type(w, shape, json); break;
    default: UNREACHABLE("a shape without a kind");
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void read_languages(struct walk *w, const json_t *root) {
    const json_t *list = json_object_get(root, "languages");
    w->languages[w->language_count++] = "da";
    for (size_t i = 0; i < json_array_size(list) && w->language_count < LIMIT_PLAYBOOK_LANGUAGES;
         i++) {
        const char *language = json_string_value(json_array_get(list, i));
        if (language != NULL && !is_declared(w, language))
            w->languages[w->language_count++] = language;
    }
}

static void check_unused(struct walk *w) {
    const char *key;
    json_t *value;
    size_t index = 0;
    json_object_foreach(w->parameters, key, value) {
        enum builtin builtin; /* a name that no text can use has been reported already */
        bool usable = is_name(key) && !builtin_from_name(slice_of(key), &builtin);
        if (index < LIMIT_PLAYBOOK_PARAMETERS && !w->used[index] && usable) {
            char path[POSITION_PATH_MAX] = "parameters";
            (void)position_push_key(path, key, strlen(key));
            finding_error(w->findings, path, "no text uses it");
        }
        index++;
    }
}

void shape_check(json_t *root, const struct findings *findings) {
    ASSERT(root != NULL);
    struct walk w = {.findings = findings};
    json_t *parameters = json_object_get(root, "parameters");
    if (json_is_object(parameters)) w.parameters = parameters;
    read_languages(&w, root);
    check(&w, &playbook_shape, root);
    if (!json_is_object(root)) return;
    const char *first = json_string_value(json_array_get(json_object_get(root, "languages"), 0));
    if (first != NULL && strcmp(first, "da") != 0)
        finding_error(findings, "languages[0]", "must be da: Danish is what others fall back to");
    check_unused(&w);
}
