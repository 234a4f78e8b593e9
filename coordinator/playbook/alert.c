#include "playbook/alert.h"

#include <jansson.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/values.h"

#define SCORE_CODE 100
#define SCORE_WORD 10      /* in the event or the headline */
#define SCORE_WORD_BELOW 3 /* in the description or the instruction */
#define SCORE_CATEGORY 1
#define VALUE_ARENA_BYTES (64 * 1024)

const char *const alert_part_texts[ALERT_PART_COUNT + 1] = {
    "headline", "sender_name", "web",  "contact",     "sent", "effective",
    "onset",    "expires",     "area", "instruction", NULL};

bool alert_part_fits(enum alert_part part, enum parameter_type type) {
    switch (part) {
    case ALERT_PART_HEADLINE:
    case ALERT_PART_SENDER_NAME: return type == PARAMETER_TEXT;
    case ALERT_PART_WEB: return type == PARAMETER_URL;
    case ALERT_PART_CONTACT: return type == PARAMETER_PHONE;
    case ALERT_PART_SENT:
    case ALERT_PART_EFFECTIVE:
    case ALERT_PART_ONSET:
    case ALERT_PART_EXPIRES: return type == PARAMETER_DATETIME;
    case ALERT_PART_AREA: return type == PARAMETER_AREA || type == PARAMETER_TEXT;
    case ALERT_PART_INSTRUCTION: return type == PARAMETER_SENTENCES;
    case ALERT_PART_COUNT: break;
    }
    UNREACHABLE("a part of an alert");
}

/* --- matching ------------------------------------------------------------------------------------ */

/* Lower case of ASCII and of the second bytes of Æ, Ø and Å. */
static unsigned char folded(const char *text, size_t at) {
    unsigned char c = (unsigned char)text[at];
    if (c >= 'A' && c <= 'Z') return (unsigned char)(c + 32);
    bool danish = at > 0 && (unsigned char)text[at - 1] == 0xc3;
    return danish && (c == 0x86 || c == 0x98 || c == 0x85) ? (unsigned char)(c + 32) : c;
}

static bool is_letter(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

/* Whether `word` begins a word of `text`: "drikkevand" stands in "Drikkevandet er forurenet", "pas" not in "kompas". */
static bool holds(const char *text, const char *word) {
    size_t length = strlen(word);
    if (text == NULL) return false;
    for (size_t at = 0; text[at] != '\0'; at++) {
        if (at > 0 && is_letter(folded(text, at - 1))) continue;
        size_t i = 0;
        while (i < length && text[at + i] != '\0' && folded(text, at + i) == folded(word, i))
            i++;
        if (i == length) return true;
    }
    return false;
}

static bool names(const char *const *list, size_t count, const char *word) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], word) == 0) return true;
    return false;
}

unsigned playbook_alert_score(const struct playbook *playbook, const struct playbook_alert *alert) {
    const struct cap *cap = &playbook->cap;
    unsigned score = 0;
    bool category = false;
    for (size_t i = 0; i < cap->category_count; i++)
        category = category || names(alert->categories, alert->category_count, cap->categories[i]);
    if (!category) return 0;
    for (size_t i = 0; i < cap->code_count; i++)
        if (names(alert->codes, alert->code_count, cap->codes[i])) score += SCORE_CODE;
    for (size_t i = 0; i < cap->keyword_count; i++) {
        const char *word = cap->keywords[i];
        if (holds(alert->event, word) || holds(alert->headline, word))
            score += SCORE_WORD;
        else if (holds(alert->description, word) || holds(alert->instruction, word))
            score += SCORE_WORD_BELOW;
    }
    if (score == 0 && cap->code_count + cap->keyword_count > 0) return 0;
    return score + SCORE_CATEGORY;
}

/* --- values -------------------------------------------------------------------------------------- */

/* The first phone number in a contact such as "Vagthavende, tlf. 70 20 00 00, vagt@example.dk". */
static bool phone_of(const char *contact, char out[24]) {
    for (const char *at = contact; *at != '\0';) {
        size_t length = 0, digits = 0;
        if (*at != '+' && (*at < '0' || *at > '9')) {
            at++;
            continue;
        }
        while (at[length] == ' ' || at[length] == '+' || (at[length] >= '0' && at[length] <= '9'))
            digits += at[length++] >= '0';
        size_t kept = length;
        while (kept > 0 && at[kept - 1] == ' ')
            kept--;
        if (digits >= 8 && kept < 24) {
            memcpy(out, at, kept);
            out[kept] = '\0';
            return true;
        }
        at += length;
    }
    return false;
}

static time_ms time_of(const struct playbook_alert *alert, enum alert_part part) {
    switch ((int)part) {
    case ALERT_PART_SENT: return alert->sent_at;
    case ALERT_PART_EFFECTIVE: return alert->effective_at;
    case ALERT_PART_ONSET: return alert->onset_at;
    case ALERT_PART_EXPIRES: return alert->expires_at;
    default: UNREACHABLE("no part that is a time");
    }
}

/* As a text, in `room` when it has to be made; NULL: the alert does not say it. */
static const char *text_of(const struct playbook_alert *alert, enum alert_part part,
                           char room[TIME_TEXT_MAX]) {
    time_ms at;
    switch (part) {
    case ALERT_PART_HEADLINE: return alert->headline != NULL ? alert->headline : alert->event;
    case ALERT_PART_SENDER_NAME: return alert->sender_name;
    case ALERT_PART_WEB: return alert->web;
    case ALERT_PART_AREA: return alert->area;
    case ALERT_PART_INSTRUCTION: return alert->instruction;
    case ALERT_PART_CONTACT:
        return alert->contact != NULL && phone_of(alert->contact, room) ? room : NULL;
    case ALERT_PART_SENT:
    case ALERT_PART_EFFECTIVE:
    case ALERT_PART_ONSET:
    case ALERT_PART_EXPIRES:
        at = time_of(alert, part);
        return at == 0 ? NULL : time_rfc3339(at, room);
    case ALERT_PART_COUNT: break;
    }
    UNREACHABLE("a part of an alert");
}

static void comma(struct text_buf *out) {
    if (out->length > 1) text_add_char(out, ',');
}

static void say_missing(const struct parameter *p, const char *reason, struct text_buf *out) {
    comma(out);
    text_add(out, "{\"parameter\":");
    text_add_json_string(out, p->name, strlen(p->name));
    text_add(out, ",\"reason\":");
    text_add_json_string(out, reason, strlen(reason));
    text_add_char(out, '}');
}

static void fill(const struct parameter *p, const char *text, struct text_buf *values,
                 struct text_buf *missing) {
    struct arena arena;
    struct value value;
    char reason[192];
    arena_init(&arena, VALUE_ARENA_BYTES);
    json_t *json = json_string(text);
    const char *fault =
        json == NULL ? "no memory" : value_read(p, json, &arena, &value, reason, sizeof reason);
    json_decref(json);
    arena_close(&arena);
    if (fault != NULL) {
        say_missing(p, fault, missing);
        return;
    }
    comma(values);
    text_add_json_string(values, p->name, strlen(p->name));
    text_add_char(values, ':');
    text_add_json_string(values, text, strlen(text));
}

void playbook_alert_values(const struct playbook *playbook, const struct playbook_alert *alert,
                           struct text_buf *values, struct text_buf *missing) {
    char room[TIME_TEXT_MAX];
    text_add_char(values, '{');
    text_add_char(missing, '[');
    size_t first_value = values->length, first_missing = missing->length;
    ASSERT(first_value == 1 && first_missing == 1); /* they begin here: comma() counts on it */
    for (size_t i = 0; i < playbook->parameters_count; i++) {
        const struct parameter *p = &playbook->parameters[i];
        unsigned part = playbook->cap.fills[i];
        const char *text = part == 0 ? NULL : text_of(alert, (enum alert_part)(part - 1), room);
        if (text != NULL)
            fill(p, text, values, missing);
        else if (!p->has_preset && !p->optional)
            say_missing(p, "the alert does not say it", missing);
    }
    text_add_char(values, '}');
    text_add_char(missing, ']');
}
