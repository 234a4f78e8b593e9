#include "agents-cli/keys.h"

#include <string.h>

#include "agents-cli/show.h"
#include "base/assert.h"

static const struct act_spec specs[ACT_COUNT] = {
#define ACT(id, key, name, text) {key, name, text},
#include "agents-cli/keys.def"
#undef ACT
};

const struct act_spec *act_spec(enum act act) {
    ASSERT(act < ACT_COUNT);
    return &specs[act];
}

void keys_init(struct keys *keys) {
    for (int i = 0; i < ACT_COUNT; i++)
        keys->typed[i] = specs[i].key;
}

enum keys_result keys_set(struct keys *keys, const char *name, const char *key) {
    int act = 0;
    while (act < ACT_COUNT && strcmp(specs[act].name, name) != 0)
        act++;
    if (act == ACT_COUNT) return KEYS_NO_ACT;
    bool visible = key[0] > ' ' && key[0] <= '~' && key[1] == '\0';
    if (!visible || (key[0] >= '0' && key[0] <= '9')) return KEYS_NO_KEY;
    keys->typed[act] = key[0];
    return KEYS_OK;
}

enum keys_result keys_check(const struct keys *keys) {
    for (int i = 0; i < ACT_COUNT; i++)
        if (memchr(keys->typed, keys->typed[i], (size_t)i) != NULL) return KEYS_TAKEN;
    return KEYS_OK;
}

int keys_meaning(const struct keys *keys, int pressed) {
    if (pressed <= 0 || pressed > '~') return pressed;
    const char *at = memchr(keys->typed, pressed, sizeof keys->typed);
    if (at != NULL) return specs[at - keys->typed].key;
    for (int i = 0; i < ACT_COUNT; i++)
        if (specs[i].key == pressed) return 0;
    return pressed;
}

char keys_shown(const struct keys *keys, char standard) {
    for (int i = 0; i < ACT_COUNT; i++)
        if (specs[i].key == standard) return keys->typed[i];
    return standard;
}

void keys_fill(const struct keys *keys, struct text_buf *out, const char *lines) {
    while (*lines != '\0') {
        size_t plain = strcspn(lines, MARK_KEY);
        text_add_bytes(out, lines, plain);
        lines += plain;
        if (*lines == '\0') return;
        lines++;
        /* A text that was cut behind the mark has no key. */
        if (*lines <= ' ' || *lines > '~') continue;
        text_add_char(out, keys_shown(keys, *lines));
        lines++;
    }
}
