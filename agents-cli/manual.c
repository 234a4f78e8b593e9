#include "agents-cli/manual.h"

#include <string.h>

#include "agents-cli/arguments.h"
#include "agents-cli/errors.h"

#define LINE_COLUMNS 76

static void add_word(struct text_buf *out, const char *word, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (word[i] == '\\')
            text_add(out, "\\e");
        else
            text_add_char(out, word[i]);
    }
}

/* Prose in mdoc: each sentence begins a line, lines are short, and nothing at a line's start is a
 * request. */
static void add_prose(struct text_buf *out, const char *text) {
    size_t column = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " \n");
        if (column > 0 && column + length >= LINE_COLUMNS) {
            text_add_char(out, '\n');
            column = 0;
        }
        if (column > 0) text_add_char(out, ' ');
        if (column == 0 && (*text == '.' || *text == '\'')) text_add(out, "\\&");
        add_word(out, text, length);
        column += length + 1;
        bool end = length > 0 && strchr(".?!", text[length - 1]) != NULL;
        text += length;
        while (*text == ' ' || *text == '\n')
            text++;
        if (end && *text != '\0') {
            text_add_char(out, '\n');
            column = 0;
        }
    }
    text_add_char(out, '\n');
}

/* One argument of a macro: what a person fills in is underlined, a literal word is bold. */
static void add_argument(struct text_buf *out, const char *text) {
    bool open = text[0] == '[';
    if (open) text++;
    size_t length = strcspn(text, "]");
    bool literal = text[0] >= 'a' && text[0] <= 'z';
    text_addf(out, "%s%s ", open ? "Op " : "", literal ? "Cm" : "Ar");
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '|')
            text_add(out, " | ");
        else
            text_add_char(out, text[i]);
    }
}

static void add_positionals(struct text_buf *out, const char *text) {
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        struct text_buf word;
        text_buf_init(&word, 256);
        text_add_bytes(&word, text, length);
        text_add_char(out, '.');
        add_argument(out, word.data);
        text_add_char(out, '\n');
        text_buf_close(&word);
        text += length + (text[length] == ' ');
    }
}

static void add_flag(struct text_buf *out, const struct option_spec *option) {
    text_addf(out, "Fl -%s", option->name);
    if (option->value == NULL) return;
    text_add_char(out, ' ');
    add_argument(out, option->value);
}

static void add_options(struct text_buf *out, enum verb verb, const char *list) {
    size_t count, shown = 0;
    const struct option_spec *options = option_specs(&count);
    for (size_t i = 0; i < count; i++) {
        if (options[i].verb != verb) continue;
        if (shown++ == 0) text_addf(out, "%s\n", list);
        text_add(out, ".It ");
        add_flag(out, &options[i]);
        text_add_char(out, '\n');
        add_prose(out, options[i].purpose[LANGUAGE_EN]);
    }
    if (shown > 0) text_add(out, ".El\n");
}

static void add_verb(struct text_buf *out, enum verb verb) {
    const struct verb_spec *spec = verb_spec(verb);
    size_t count;
    const struct option_spec *options = option_specs(&count);
    text_addf(out, ".It Xo\n.Cm %s\n", spec->name);
    add_positionals(out, spec->positionals);
    for (size_t i = 0; i < count; i++) {
        if (options[i].verb != verb) continue;
        text_add(out, ".Op ");
        add_flag(out, &options[i]);
        text_add(out, options[i].many ? " ...\n" : "\n");
    }
    text_add(out, ".Xc\n");
    add_prose(out, spec->purpose[LANGUAGE_EN]);
    add_options(out, verb, ".Bl -tag -width Ds -compact");
}

static void add_error(void *ctx, const char *name, const char *sentence) {
    struct text_buf clean;
    text_buf_init(&clean, 4096);
    for (; *sentence != '\0'; sentence++)
        if (*sentence != '\017') text_add_char(&clean, *sentence);
    text_add(ctx, ".It ");
    text_add(ctx, name != NULL ? name : "agents-cli");
    text_add_char(ctx, '\n');
    add_prose(ctx, clean.data);
    text_buf_close(&clean);
}

static bool copy_until(struct text_buf *out, const char **page, const char *mark) {
    const char *at = strstr(*page, mark);
    if (at == NULL) return false;
    text_add_bytes(out, *page, (size_t)(at - *page));
    *page = at + strlen(mark);
    return true;
}

bool manual_write(struct text_buf *out, const char *page) {
    if (!copy_until(out, &page, ".\\\" COMMANDS\n")) return false;
    text_add(out, ".Bl -tag -width Ds\n");
    for (int verb = 0; verb < VERB_COUNT; verb++)
        add_verb(out, verb);
    text_add(out, ".El\n");
    if (!copy_until(out, &page, ".\\\" OPTIONS\n")) return false;
    add_options(out, VERB_ANY, ".Bl -tag -width Ds");
    if (!copy_until(out, &page, ".\\\" DIAGNOSTICS\n")) return false;
    text_add(out, ".Bl -diag\n");
    errors_list(LANGUAGE_EN, add_error, out);
    text_add(out, ".El\n");
    text_add(out, page);
    return true;
}
