#include "agents-cli/arguments.h"

#include <string.h>

#include "agents-cli/show.h"
#include "base/assert.h"

static const struct verb_spec verbs[VERB_COUNT] = {
#define VERB(id, name, low, high, positionals, da, en) {#name, positionals, low, high, {da, en}},
#include "agents-cli/texts.def"
};

static const struct option_spec options[] = {
#define OPTION(verb, name, value, many, da, en) {VERB_##verb, name, value, many, {da, en}},
#include "agents-cli/texts.def"
};
#define OPTIONS (sizeof options / sizeof options[0])

static const struct example_spec examples[] = {
#define EXAMPLE(verb, command, da, en) {VERB_##verb, command, {da, en}},
#include "agents-cli/texts.def"
};

const struct verb_spec *verb_spec(enum verb verb) {
    ASSERT(verb < VERB_COUNT);
    return &verbs[verb];
}

const struct option_spec *option_specs(size_t *count) {
    *count = OPTIONS;
    return options;
}

static enum verb find_verb(const char *name) {
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (strcmp(verbs[i].name, name) == 0) return (enum verb)i;
    return VERB_COUNT;
}

static const struct option_spec *find_option(enum verb verb, const char *name, size_t length) {
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option_spec *option = &options[i];
        if (option->verb != verb && option->verb != VERB_ANY) continue;
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
            return option;
    }
    return NULL;
}

/* Takes argv[*at], "--name", "--name=value" or "--name" "value". */
static bool take_option(int argc, char *const *argv, int *at, enum language language,
                        struct arguments *out, struct text_buf *problem) {
    const char *name = argv[*at] + 2;
    size_t length = strcspn(name, "=");
    const struct option_spec *spec = find_option(out->verb, name, length);
    if (strcmp(argv[*at], "-h") == 0) spec = find_option(VERB_ANY, "help", 4);
    if (spec == NULL) {
        bool token = length == 5 && strncmp(name, "token", 5) == 0;
        texts_fill(problem, language, token ? T_USAGE_TOKEN : T_USAGE_OPTION, argv[*at], NULL);
        return false;
    }
    const char *value = name[length] == '=' && argv[*at][1] == '-' ? name + length + 1 : NULL;
    if (spec->value == NULL && value != NULL) {
        texts_fill(problem, language, T_USAGE_NO_VALUE, spec->name, NULL);
        return false;
    }
    if (spec->value != NULL && value == NULL) {
        if (*at + 1 >= argc) {
            texts_fill(problem, language, T_USAGE_VALUE, spec->name, spec->value, NULL);
            return false;
        }
        value = argv[++*at];
    }
    if (!spec->many && arguments_has(out, spec->name)) {
        texts_fill(problem, language, T_USAGE_TWICE, spec->name, NULL);
        return false;
    }
    if (out->option_count == LIMIT_ARGUMENTS) {
        texts_fill(problem, language, T_USAGE_TOO_MANY, NULL);
        return false;
    }
    out->options[out->option_count++] = (struct argument_option){spec, value};
    return true;
}

static bool take_word(const char *word, enum language language, struct arguments *out,
                      struct text_buf *problem) {
    if (out->verb == VERB_COUNT) {
        out->verb = find_verb(word);
        if (out->verb == VERB_COUNT) texts_fill(problem, language, T_USAGE_VERB, word, NULL);
        return out->verb != VERB_COUNT;
    }
    if (out->positional_count == LIMIT_ARGUMENTS) {
        texts_fill(problem, language, T_USAGE_TOO_MANY, NULL);
        return false;
    }
    out->positionals[out->positional_count++] = word;
    return true;
}

bool arguments_parse(int argc, char *const *argv, enum language language, struct arguments *out,
                     struct text_buf *problem) {
    *out = (struct arguments){.verb = VERB_COUNT};
    bool only_words = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
        } else if (!only_words && word[0] == '-' && word[1] != '\0') {
            if (word[1] != '-' && strcmp(word, "-h") != 0) {
                texts_fill(problem, language, T_USAGE_OPTION, word, NULL);
                return false;
            }
            if (!take_option(argc, argv, &i, language, out, problem)) return false;
        } else if (!take_word(word, language, out, problem)) {
            return false;
        }
    }
    if (out->verb == VERB_COUNT || arguments_has(out, "help")) return true;
    const struct verb_spec *spec = &verbs[out->verb];
    if (out->positional_count < spec->low) {
        texts_fill(problem, language, T_USAGE_MISSING, spec->name, spec->positionals, NULL);
        return false;
    }
    if (out->positional_count > spec->high) {
        texts_fill(problem, language, T_USAGE_EXTRA, out->positionals[spec->high], NULL);
        return false;
    }
    return true;
}

const char *arguments_value(const struct arguments *arguments, const char *option) {
    const char *value = NULL;
    for (size_t i = 0; i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].spec->name, option) == 0)
            value = arguments->options[i].value;
    return value;
}

bool arguments_has(const struct arguments *arguments, const char *option) {
    for (size_t i = 0; i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].spec->name, option) == 0) return true;
    return false;
}

static void help_options(struct text_buf *out, enum language language, enum verb verb) {
    struct text_buf label;
    text_buf_init(&label, 256);
    for (size_t i = 0; i < OPTIONS; i++) {
        if (options[i].verb != verb) continue;
        text_buf_clear(&label);
        text_addf(&label, "  --%s%s%s", options[i].name, options[i].value == NULL ? "" : " ",
                  options[i].value == NULL ? "" : options[i].value);
        struct text_buf column;
        text_buf_init(&column, 256);
        show_left(&column, label.data, 27);
        text_add(&column, " ");
        show_wrapped(out, column.data, options[i].purpose[language], 79);
        text_buf_close(&column);
    }
    text_buf_close(&label);
}

static void help_verb(struct text_buf *out, enum language language, enum verb verb) {
    const struct verb_spec *spec = &verbs[verb];
    text_addf(out, "%s agents-cli %s%s%s [%s]\n\n", texts_get(language, T_HELP_USAGE), spec->name,
              spec->positionals[0] == '\0' ? "" : " ", spec->positionals,
              texts_get(language, T_HELP_OPTIONS_WORD));
    show_wrapped(out, "", spec->purpose[language], 79);
    bool any = false;
    for (size_t i = 0; i < OPTIONS; i++)
        any = any || options[i].verb == verb;
    if (any) {
        text_addf(out, "\n%s\n", texts_get(language, T_HELP_OPTIONS));
        help_options(out, language, verb);
    }
    text_addf(out, "\n%s\n", texts_get(language, T_HELP_COMMON));
    help_options(out, language, VERB_ANY);
    text_addf(out, "\n%s\n", texts_get(language, T_HELP_EXAMPLES));
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        if (examples[i].verb != verb) continue;
        text_addf(out, "  %s\n", examples[i].command);
        show_wrapped(out, "      ", examples[i].purpose[language], 79);
    }
}

static void help_all(struct text_buf *out, enum language language) {
    text_add(out, texts_get(language, T_HELP_INTRODUCTION));
    for (size_t i = 0; i < VERB_COUNT; i++) {
        struct text_buf column;
        text_buf_init(&column, 256);
        text_add(&column, "  ");
        show_left(&column, verbs[i].name, 13);
        /* The overview has the first sentence of each purpose. */
        const char *purpose = verbs[i].purpose[language];
        size_t sentence = strcspn(purpose, ".");
        struct text_buf first;
        text_buf_init(&first, 4096);
        text_add_bytes(&first, purpose, sentence);
        show_wrapped(out, column.data, first.data, 79);
        text_buf_close(&first);
        text_buf_close(&column);
    }
    text_addf(out, "\n%s\n", texts_get(language, T_HELP_COMMON));
    help_options(out, language, VERB_ANY);
}

void arguments_help(struct text_buf *out, enum language language, enum verb verb) {
    if (verb == VERB_ANY)
        help_all(out, language);
    else
        help_verb(out, language, verb);
    text_addf(out, "\n%s", texts_get(language, T_HELP_EXIT));
}
