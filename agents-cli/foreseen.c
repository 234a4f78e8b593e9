#include "agents-cli/foreseen.h"

#include "agents-cli/decode.h"
#include "agents-cli/show.h"

#define LIMIT_LINE 512

static void localized(const json_t *texts, enum language language, char *out, size_t size) {
    decode_text(texts, language == LANGUAGE_DA ? "da" : "en", out, size);
    if (out[0] == '\0') decode_text(texts, "da", out, size);
}

static const char *number(enum language language, int64_t value, char out[SHOW_MAX]) {
    return show_number(language, value, out);
}

/* Who can take its calls, and how many more are wanted. The shares are replays' (operations.md): a first quarter of the
 * others brings most of what there is to gain, half nearly all. */
static void staff(struct text_buf *out, enum language language, const json_t *a) {
    int64_t more = decode_integer(a, "would_qualify", 0);
    char able[SHOW_MAX], at_work[SHOW_MAX], idle[SHOW_MAX], others[SHOW_MAX];
    texts_fill(out, language, T_TRY_ABLE, number(language, decode_integer(a, "able", 0), able),
               number(language, decode_integer(a, "at_work", 0), at_work),
               number(language, decode_integer(a, "able_idle", 0), idle),
               number(language, more, others), NULL);
    text_add_char(out, '\n');
    if (more >= 4) {
        texts_fill(out, language, T_TRY_HOW_MANY, number(language, (more + 3) / 4, able),
                   number(language, (more + 1) / 2, idle), NULL);
        text_add_char(out, '\n');
    }
    if (decode_integer(a, "taken_away", 0) == 0) return;
    texts_fill(out, language, T_TRY_TAKEN_AWAY,
               number(language, decode_integer(a, "taken_away", 0), able),
               number(language, decode_integer(a, "taken_away_idle", 0), idle), NULL);
    text_add_char(out, '\n');
}

static void phones(struct text_buf *out, enum language language, const json_t *a) {
    const json_t *phones = json_object_get(a, "phones");
    time_ms until = decode_integer(a, "keep_open_until", 0);
    char shown[SHOW_MAX];
    if (until != 0) {
        texts_fill(out, language, T_TRY_KEEP_OPEN, show_time(language, until, shown), NULL);
        text_add_char(out, '\n');
    }
    if (!json_is_false(json_object_get(phones, "open")) ||
        !decode_bool(json_object_get(a, "while_active"), "call_up"))
        return;
    texts_fill(out, language, T_TRY_CALL_UP,
               number(language, decode_integer(phones, "agents_off_duty", 0), shown), NULL);
    text_add_char(out, '\n');
}

void foreseen_lines(struct text_buf *out, enum language language, const json_t *activation) {
    const json_t *wishes = json_object_get(activation, "while_active");
    time_ms wrap_up = decode_integer(activation, "wrap_up_ms", 0);
    char line[LIMIT_LINE], shown[SHOW_MAX];
    if (!json_is_object(activation)) return;
    staff(out, language, activation);
    if (wrap_up != 0) {
        localized(json_object_get(wishes, "wrap_up_reason"), language, line, sizeof line);
        texts_fill(out, language, T_TRY_WRAP_UP, show_duration(wrap_up, shown), line, NULL);
        text_add_char(out, '\n');
    }
    localized(json_object_get(wishes, "staffing"), language, line, sizeof line);
    if (line[0] != '\0') {
        texts_fill(out, language, T_TRY_STAFFING, line, NULL);
        text_add_char(out, '\n');
    }
    phones(out, language, activation);
}
