#include "playbook/rules.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }
static bool is_word_byte(char c) {
    return is_lower(lower(c)) || is_digit(c) || (unsigned char)c >= 0x80;
}

const char *rule_line(const char *text) {
    size_t length = strlen(text);
    if (!text_is_line(text, length)) return "must be one line without control characters";
    if (length > 0 && (text[0] == ' ' || text[length - 1] == ' '))
        return "must not begin or end with a space";
    if (text_has_cpr(text, length)) return "must not hold a number like a CPR number (N103)";
    return NULL;
}

/* Does `phrase` (lower case, words parted by one space) stand at `text`? Any run of spaces in the
 * text counts as one. Returns the bytes matched, 0 when it does not. */
static size_t phrase_at(const char *text, const char *phrase) {
    size_t at = 0;
    for (; *phrase != '\0'; phrase++) {
        if (*phrase == ' ') {
            if (text[at] != ' ') return 0;
            while (text[at] == ' ')
                at++;
        } else if (lower(text[at++]) != *phrase) {
            return 0;
        }
    }
    return is_word_byte(text[at]) ? 0 : at;
}

/* Every way of saying "do not phone" that has been thought of; the danger is a text that leaves
 * those who cannot use digital services with nothing (N109). "Ring ikke 112 for at spørge" is
 * allowed: the number after it is an emergency's. */
static const char *const closing_phrases[] = {
    "ring ikke",
    "ringe ikke",
    "undlad at ringe",
    "lad være med at ringe",
    "kan ikke ringe",
    "telefonen er lukket",
    "telefonen lukker",
    "telefonerne er lukket",
    "telefonlinjen er lukket",
    "linjen er lukket",
    "kun på nettet",
    "kun via nettet",
    "kun på hjemmesiden",
    "do not call",
    "don't call",
    "cannot call",
    "do not phone",
    "phone line is closed",
    "phone lines are closed",
    "only online",
    "online only",
};

static bool is_emergency_number(const char *text) {
    while (*text == ' ')
        text++;
    size_t skip = phrase_at(text, "til");
    if (skip == 0) skip = phrase_at(text, "på");
    text += skip;
    while (*text == ' ')
        text++;
    return phrase_at(text, "112") > 0 || phrase_at(text, "114") > 0 || phrase_at(text, "1813") > 0;
}

static bool closes_phone(const char *text) {
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (i > 0 && is_word_byte(text[i - 1])) continue;
        for (size_t k = 0; k < sizeof closing_phrases / sizeof closing_phrases[0]; k++) {
            size_t length = phrase_at(text + i, closing_phrases[k]);
            if (length > 0 && !is_emergency_number(text + i + length)) return true;
        }
    }
    return false;
}

static const char *link_fault(const char *text) {
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (i > 0 && is_word_byte(text[i - 1])) continue;
        bool plain = strncmp(text + i, "http://", 7) == 0;
        if (plain || strncmp(text + i, "www.", 4) == 0) return "links must begin with https://";
        if (strncmp(text + i, "https:", 6) != 0) continue;
        size_t length = strcspn(text + i, " ");
        while (length > 0 && strchr(".,;:!?)", text[i + length - 1]) != NULL)
            length--;
        if (!rule_is_url(text + i, length)) return "holds a link that is not well formed";
        i += length - 1;
    }
    return NULL;
}

const char *rule_citizen(const char *text) {
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (phrase_at(text + i, "digitale hotline") > 0 ||
            phrase_at(text + i, "digital hotline") > 0)
            return "citizens must not meet the words \"Den Digitale Hotline\" (N67)";
    }
    if (closes_phone(text)) return "must not close the phone way (N109)";
    return link_fault(text);
}

/* One label of a host name: letters and digits, hyphens inside. Returns its length, 0 when it is
 * none. */
static size_t host_label(const char *text, size_t left) {
    size_t length = 0;
    while (length < left &&
           (is_lower(text[length]) || is_digit(text[length]) || text[length] == '-'))
        length++;
    if (length == 0 || length > 63 || text[0] == '-' || text[length - 1] == '-') return 0;
    return length;
}

bool rule_is_url(const char *text, size_t length) {
    if (length < 9 || length > 200 || strncmp(text, "https://", 8) != 0) return false;
    size_t at = 8, labels = 0, last = at;
    while (true) {
        size_t label = host_label(text + at, length - at);
        if (label == 0) return false;
        last = at;
        at += label;
        labels++;
        if (at == length || text[at] != '.') break;
        at++;
    }
    if (labels < 2 || at - last < 2) return false;
    for (size_t i = last; i < at; i++)
        if (!is_lower(text[i])) return false; /* no address in numbers */
    if (at < length && text[at] != '/') return false;
    for (; at < length; at++) {
        char c = text[at];
        if (!is_lower(lower(c)) && !is_digit(c) && strchr("._~!$&'()*+,;=:@%/?#-", c) == NULL)
            return false;
    }
    return true;
}

bool rule_is_phone(const char *text) {
    if (strncmp(text, "+45", 3) == 0) text += text[3] == ' ' ? 4 : 3;
    size_t digits = 0;
    char first = '\0';
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (is_digit(text[i])) {
            if (digits++ == 0) first = text[i];
        } else if (text[i] != ' ' || i == 0 || text[i - 1] == ' ' || text[i + 1] == '\0') {
            return false;
        }
    }
    return (digits == 8 && first >= '2') || (digits >= 3 && digits <= 6 && first == '1');
}

bool rule_names_phone(const char *text) {
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (!is_digit(text[i]) || (i > 0 && is_word_byte(text[i - 1]))) continue;
        size_t end = i, digits = 0;
        while (is_digit(text[end]) || (text[end] == ' ' && is_digit(text[end + 1]))) {
            if (is_digit(text[end])) digits++;
            end++;
        }
        bool whole = !is_word_byte(text[end]);
        bool number = (digits == 8 && text[i] >= '2') || (digits == 3 && text[i + 1] == '1') ||
                      (digits == 4 && text[i + 1] == '8'); /* 112, 114, 116 ...; 1813 */
        if (digits < 8 && text[i] != '1') number = false;
        if (whole && number) return true;
        i = end - 1;
    }
    return false;
}

bool rule_is_date(const char *text) {
    if (strlen(text) != 10) return false;
    char full[TIME_TEXT_MAX];
    snprintf(full, sizeof full, "%sT00:00:00Z", text);
    time_ms at;
    return time_parse_rfc3339(full, strlen(full), &at);
}

size_t rule_characters(const char *text) {
    size_t characters = 0;
    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xc0) != 0x80) characters++;
    return characters;
}

size_t rule_words(const char *text) {
    size_t words = 0;
    for (size_t i = 0; text[i] != '\0'; i++)
        if (text[i] != ' ' && (i == 0 || text[i - 1] == ' ')) words++;
    return words;
}

void rule_whole_characters(char *text) {
    size_t length = strlen(text);
    while (length > 0 && !text_is_utf8(text, length))
        text[--length] = '\0';
}
