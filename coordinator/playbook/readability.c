#include "playbook/readability.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/assert.h"

#define LONG_WORD_LETTERS 6

static bool is_space(unsigned char c) { return c == ' ' || c == '\t' || c == '\n'; }
static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }

/* The bytes of the character at `s`, and whether it is a letter. Signs beyond ASCII that occur in
 * these texts are U+0080-U+00BF (degree, section ...) and U+2000-U+20FF (dashes, quotes, euro);
 * all else beyond ASCII is a letter. */
static size_t character(const unsigned char *s, bool *letter) {
    if (s[0] < 0x80) {
        *letter = (s[0] >= 'a' && s[0] <= 'z') || (s[0] >= 'A' && s[0] <= 'Z');
        return 1;
    }
    *letter = s[0] != 0xc2 && !(s[0] == 0xe2 && (s[1] & 0xfe) == 0x80);
    size_t length = 1;
    while ((s[length] & 0xc0) == 0x80)
        length++;
    return length;
}

static bool is_capital(const unsigned char *s) {
    if (s[0] >= 'A' && s[0] <= 'Z') return true;
    return s[0] == 0xc3 && s[1] >= 0x80 && s[1] <= 0x9e; /* À to Þ: Æ, Ø, Å, É ... */
}

/* `s` stands behind a . ! ? or : that ends a token. */
static bool sentence_ends(const unsigned char *s) {
    while (is_space(*s) || *s == '"' || *s == ')')
        s++;
    return *s == '\0' || is_capital(s);
}

struct token {
    size_t letters, digits;
    bool stop; /* it ends with . ! ? or : */
};

static const unsigned char *read_token(const unsigned char *s, struct token *out) {
    *out = (struct token){0};
    while (*s != '\0' && !is_space(*s)) {
        bool letter;
        size_t length = character(s, &letter);
        if (letter) out->letters++;
        if (is_digit(*s)) out->digits++;
        if (length > 1 || (*s != '"' && *s != ')'))
            out->stop = *s == '.' || *s == '!' || *s == '?' || *s == ':';
        s += length;
    }
    return s;
}

void readability_measure(const char *text, struct readability *out) {
    *out = (struct readability){0};
    bool number_before = false, open = false;
    const unsigned char *s = (const unsigned char *)text;
    while (*s != '\0') {
        if (is_space(*s)) {
            s++;
            continue;
        }
        struct token token;
        s = read_token(s, &token);
        bool number = token.letters == 0 && token.digits > 0;
        bool word = token.letters > 0 || (number && !number_before);
        if (word) out->words++;
        if (token.letters > LONG_WORD_LETTERS) out->long_words++;
        if (word) open = true;
        number_before = number && !token.stop;
        if (open && token.stop && sentence_ends(s)) {
            out->sentences++;
            open = false;
        }
    }
    if (open) out->sentences++; /* a last sentence without its stop */
    ASSERT(out->long_words <= out->words);
    ASSERT(out->words == 0 || out->sentences > 0);
}

uint32_t readability_lix(const struct readability *measured) {
    if (measured->words == 0) return 0;
    ASSERT(measured->sentences > 0);
    uint64_t words = measured->words, sentences = measured->sentences;
    uint64_t above = words * words + UINT64_C(100) * measured->long_words * sentences;
    uint64_t below = words * sentences;
    return (uint32_t)((above + below - 1) / below);
}

uint32_t readability_spoken_words(const char *text) {
    uint32_t words = 0;
    const unsigned char *s = (const unsigned char *)text;
    while (*s != '\0') {
        if (is_space(*s)) {
            s++;
            continue;
        }
        struct token token;
        s = read_token(s, &token);
        if (token.letters > 0) words++;
        words += (uint32_t)((token.digits + 1) / 2);
    }
    return words;
}
