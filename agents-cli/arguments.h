/* The command line as data: verbs, their options and examples stand in texts.def. Pure. */
#ifndef AGENTS_CLI_ARGUMENTS_H
#define AGENTS_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "agents-cli/texts.h"

/* One number a verb; VERB_COUNT stands for the options that every verb takes. */
enum verb {
#define VERB(id, name, low, high, positionals, da, en) VERB_##id,
#include "agents-cli/texts.def"
    VERB_COUNT
};
#define VERB_ANY VERB_COUNT

struct verb_spec {
    const char *name, *positionals; /* "ACTIVATION", shown in the usage line */
    size_t low, high;               /* how many positional arguments */
    const char *purpose[LANGUAGE_COUNT];
};

struct option_spec {
    enum verb verb;
    const char *name;  /* without the hyphens */
    const char *value; /* what its value is called; NULL: a flag */
    bool many;         /* may be given more than once */
    const char *purpose[LANGUAGE_COUNT];
};

struct example_spec {
    enum verb verb;
    const char *command;
    const char *purpose[LANGUAGE_COUNT];
};

const struct verb_spec *verb_spec(enum verb verb);
const struct option_spec *option_specs(size_t *count);

#define LIMIT_ARGUMENTS 128 /* 98 municipalities and what stands beside them */

struct argument_option {
    const struct option_spec *spec;
    const char *value; /* NULL for a flag */
};

struct arguments {
    enum verb verb; /* VERB_COUNT: none was named */
    const char *positionals[LIMIT_ARGUMENTS];
    size_t positional_count;
    struct argument_option options[LIMIT_ARGUMENTS];
    size_t option_count;
};

/* False: `problem` holds a sentence in `language` that says what is wrong. The texts are lent by
 * argv. A verb's number of positional arguments is not held against its spec when --help is
 * among the options. */
bool arguments_parse(int argc, char *const *argv, enum language language, struct arguments *out,
                     struct text_buf *problem);

bool arguments_has(const struct arguments *arguments, const char *option);
/* The value given last, or NULL. */
const char *arguments_value(const struct arguments *arguments, const char *option);

/* The help of one verb, or with VERB_ANY the overview of all. */
void arguments_help(struct text_buf *out, enum language language, enum verb verb);

#endif
