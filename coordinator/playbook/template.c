#include "playbook/template.h"

#include <string.h>

#include "base/assert.h"
#include "playbook/values.h"

static const struct {
    const char *name;
    unsigned scopes; /* one of these must be given */
    bool spoken;     /* may be read aloud */
    const char *why;
} builtins[BUILTIN_COUNT] = {
    [BUILTIN_MUNICIPALITY] = {"municipality", SCOPE_GREETING, true,
                              "may stand in the greeting only"},
    [BUILTIN_AREA] = {"area", SCOPE_ACTIVE | SCOPE_LIFTED | SCOPE_ANY, false,
                      "may be too long to read aloud"},
    [BUILTIN_VALID_FROM] = {"valid_from", SCOPE_ACTIVE | SCOPE_LIFTED | SCOPE_ANY, true,
                            "may not stand in the greeting"},
    [BUILTIN_EXPIRES_AT] = {"expires_at", SCOPE_ACTIVE, true, "may stand in active answers only"},
    [BUILTIN_LIFTED_AT] = {"lifted_at", SCOPE_LIFTED, true, "may stand in lifted answers only"},
};

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool template_next(const char **at, struct slice *literal, struct slice *name) {
    const char *s = *at;
    *name = (struct slice){0};
    size_t length = strcspn(s, "{}");
    *literal = (struct slice){s, length};
    *at = s + length;
    if (s[length] == '\0') return true;
    if (s[length] == '}') return false;
    const char *from = s + length + 1;
    size_t name_length = 0;
    while (is_name_byte(from[name_length]))
        name_length++;
    if (name_length == 0 || from[name_length] != '}') return false;
    *name = (struct slice){from, name_length};
    *at = from + name_length + 1;
    return true;
}

bool builtin_from_name(struct slice name, enum builtin *out) {
    for (int i = 0; i < BUILTIN_COUNT; i++) {
        if (slice_equals(name, builtins[i].name)) {
            *out = (enum builtin)i;
            return true;
        }
    }
    return false;
}

const char *builtin_name(enum builtin builtin) {
    ASSERT(builtin < BUILTIN_COUNT);
    return builtins[builtin].name;
}

const char *builtin_fault(enum builtin builtin, unsigned scope) {
    ASSERT(builtin < BUILTIN_COUNT);
    bool fits = (builtins[builtin].scopes & scope) != 0;
    if ((scope & SCOPE_SPOKEN) != 0 && !builtins[builtin].spoken) fits = false;
    return fits ? NULL : builtins[builtin].why;
}

static void fill_builtin(const struct fill *fill, enum builtin builtin, struct text_buf *out) {
    const struct phrases *phrases = phrases_for(fill->playbook->languages[fill->language]);
    const struct playbook_ask *ask = fill->ask;
    switch (builtin) {
    case BUILTIN_MUNICIPALITY:
        ASSERT(ask->municipality != NULL);
        phrases_add_municipality(ask->municipality, out);
        break;
    case BUILTIN_AREA: text_add(out, ask->area == NULL ? phrases->everywhere : ask->area); break;
    case BUILTIN_VALID_FROM: phrases_add_time(phrases, ask->valid_from, fill->spoken, out); break;
    case BUILTIN_EXPIRES_AT: phrases_add_time(phrases, ask->expires_at, fill->spoken, out); break;
    case BUILTIN_LIFTED_AT: phrases_add_time(phrases, ask->lifted_at, fill->spoken, out); break;
    case BUILTIN_COUNT:
    default: UNREACHABLE("a placeholder that is not in the table");
    }
}

void template_fill(const struct fill *fill, const char *text, struct text_buf *out) {
    const char *at = text;
    while (*at != '\0') {
        struct slice literal, name;
        bool well_formed = template_next(&at, &literal, &name);
        ASSERT(well_formed);
        text_add_bytes(out, literal.data, literal.length);
        if (name.data == NULL) continue;
        enum builtin builtin;
        if (builtin_from_name(name, &builtin)) {
            fill_builtin(fill, builtin, out);
            continue;
        }
        const struct parameter *parameter =
            program_parameter(fill->playbook, name.data, name.length);
        ASSERT(parameter != NULL);
        value_add(fill->playbook, parameter, &fill->values[parameter - fill->playbook->parameters],
                  fill->language, fill->spoken, out);
    }
}
