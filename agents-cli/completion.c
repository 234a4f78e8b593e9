#include "agents-cli/completion.h"

#include <string.h>

#include "agents-cli/arguments.h"

/* The words a value may be: "always|incident" gives two, "CODE|NAME" none, for what is in capitals
 * stands for something else. Returns false when there is none. */
static bool add_choices(struct text_buf *out, const char *spec, const char *between) {
    bool some = false;
    while (spec != NULL && *spec != '\0') {
        size_t length = strcspn(spec, "| ");
        bool word = length > 0 && *spec >= 'a' && *spec <= 'z';
        if (word) text_add(out, some ? between : "");
        if (word) text_add_bytes(out, spec, length);
        some = some || word;
        spec += length + (spec[length] != '\0');
    }
    return some;
}

static bool is_file(const struct option_spec *option) {
    return option->value != NULL && strcmp(option->value, "FILE") == 0;
}

/* Up to the first full stop: one line of a menu. */
static void add_first_sentence(struct text_buf *out, const char *text, const char *forbidden) {
    for (; *text != '\0' && *text != '.'; text++)
        text_add_char(out, strchr(forbidden, *text) != NULL ? ' ' : *text);
}

/* --- bash ------------------------------------------------------------------------------------- */

static void bash_options(struct text_buf *out, enum verb verb) {
    size_t count;
    const struct option_spec *options = option_specs(&count);
    for (size_t i = 0; i < count; i++)
        if (options[i].verb == verb) text_addf(out, " --%s", options[i].name);
}

/* "verb--option) words;;" for what comes behind an option. */
static void bash_values(struct text_buf *out) {
    size_t count;
    const struct option_spec *options = option_specs(&count);
    for (size_t i = 0; i < count; i++) {
        const struct option_spec *option = &options[i];
        struct text_buf words;
        if (option->value == NULL) continue;
        text_buf_init(&words, 4096);
        text_addf(out, "    %s--%s) ",
                  option->verb == VERB_ANY ? "*" : verb_spec(option->verb)->name, option->name);
        if (is_file(option))
            text_add(out, "COMPREPLY=($(compgen -f -- \"$word\"))");
        else if (add_choices(&words, option->value, " "))
            text_addf(out, "COMPREPLY=($(compgen -W '%s' -- \"$word\"))", words.data);
        else
            text_add(out, "COMPREPLY=()");
        text_add(out, "; return ;;\n");
        text_buf_close(&words);
    }
}

static void write_bash(struct text_buf *out) {
    text_add(out,
             "_agents_cli() {\n"
             "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= i\n"
             "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
             "    case ${COMP_WORDS[i]} in -*) ;; *) verb=${COMP_WORDS[i]}; break ;; esac\n"
             "  done\n"
             "  case $verb$before in\n");
    bash_values(out);
    text_add(out, "  esac\n  local words= options=\n  case $verb in\n    '') words='");
    for (int verb = 0; verb < VERB_COUNT; verb++)
        text_addf(out, "%s ", verb_spec(verb)->name);
    text_add(out, "' ;;\n");
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        text_addf(out, "    %s) words='", verb_spec(verb)->name);
        add_choices(out, verb_spec(verb)->positionals, " ");
        text_add(out, "' options='");
        bash_options(out, verb);
        text_add(out, "' ;;\n");
    }
    text_add(out, "  esac\n  if [[ $word == -* || -z $words ]]; then words=\"$options");
    bash_options(out, VERB_ANY);
    text_add(out, "\"; fi\n  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
                  "complete -F _agents_cli agents-cli\n");
}

/* --- zsh -------------------------------------------------------------------------------------- */

/* '--name=[purpose]:value:(words)', as _arguments wants it. */
static void zsh_option(struct text_buf *out, const struct option_spec *option,
                       enum language language) {
    struct text_buf words;
    text_buf_init(&words, 4096);
    text_addf(out, " \\\n        '%s--%s%s[", option->many ? "*" : "", option->name,
              option->value == NULL ? "" : "=");
    add_first_sentence(out, option->purpose[language], "'[]:\\");
    text_add_char(out, ']');
    if (is_file(option))
        text_add(out, ":file:_files");
    else if (option->value != NULL && add_choices(&words, option->value, " "))
        text_addf(out, ":value:(%s)", words.data);
    else if (option->value != NULL)
        text_addf(out, ":%s: ", option->value);
    text_add_char(out, '\'');
    text_buf_close(&words);
}

static void zsh_options(struct text_buf *out, enum verb verb, enum language language) {
    size_t count;
    const struct option_spec *options = option_specs(&count);
    for (size_t i = 0; i < count; i++)
        if (options[i].verb == verb) zsh_option(out, &options[i], language);
}

static void write_zsh(struct text_buf *out, enum language language) {
    text_add(out, "#compdef agents-cli\n_agents_cli() {\n  local context state line\n"
                  "  local -a verbs\n  verbs=(\n");
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        text_addf(out, "    '%s:", verb_spec(verb)->name);
        add_first_sentence(out, verb_spec(verb)->purpose[language], "':\\");
        text_add(out, "'\n");
    }
    text_add(out, "  )\n  _arguments -C");
    zsh_options(out, VERB_ANY, language);
    text_add(out, " \\\n        '1: :->verb' '*:: :->rest'\n"
                  "  case $state in\n    verb) _describe command verbs ;;\n"
                  "    rest) case $line[1] in\n");
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        struct text_buf words;
        text_buf_init(&words, 4096);
        text_addf(out, "      %s) _arguments", verb_spec(verb)->name);
        zsh_options(out, verb, language);
        zsh_options(out, VERB_ANY, language);
        if (add_choices(&words, verb_spec(verb)->positionals, " "))
            text_addf(out, " \\\n        '*: :(%s)'", words.data);
        text_add(out, " ;;\n");
        text_buf_close(&words);
    }
    text_add(out, "      esac ;;\n  esac\n}\n"
                  "if [ \"$funcstack[1]\" = _agents_cli ]; then _agents_cli \"$@\"\n"
                  "else compdef _agents_cli agents-cli; fi\n");
}

/* --- fish ------------------------------------------------------------------------------------- */

static void fish_line(struct text_buf *out, const char *condition, const char *name,
                      const char *purpose) {
    text_addf(out, "complete -c agents-cli -f -n '%s' -a '%s' -d '", condition, name);
    add_first_sentence(out, purpose, "'\\");
    text_add(out, "'\n");
}

static void write_fish(struct text_buf *out, enum language language) {
    size_t count;
    const struct option_spec *options = option_specs(&count);
    text_add(out, "complete -c agents-cli -f\n");
    for (int verb = 0; verb < VERB_COUNT; verb++)
        fish_line(out, "__fish_use_subcommand", verb_spec(verb)->name,
                  verb_spec(verb)->purpose[language]);
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        struct text_buf words, condition;
        text_buf_init(&words, 4096);
        text_buf_init(&condition, 256);
        text_addf(&condition, "__fish_seen_subcommand_from %s", verb_spec(verb)->name);
        if (add_choices(&words, verb_spec(verb)->positionals, " "))
            text_addf(out, "complete -c agents-cli -f -n '%s' -a '%s'\n", condition.data,
                      words.data);
        text_buf_close(&words);
        text_buf_close(&condition);
    }
    for (size_t i = 0; i < count; i++) {
        struct text_buf words;
        text_buf_init(&words, 4096);
        text_add(out, "complete -c agents-cli");
        if (options[i].verb != VERB_ANY)
            text_addf(out, " -n '__fish_seen_subcommand_from %s'",
                      verb_spec(options[i].verb)->name);
        text_addf(out, " -l %s%s", options[i].name,
                  options[i].value == NULL ? ""
                  : is_file(&options[i])   ? " -r -F"
                                           : " -x");
        if (add_choices(&words, options[i].value, " ")) text_addf(out, " -a '%s'", words.data);
        text_add(out, " -d '");
        add_first_sentence(out, options[i].purpose[language], "'\\");
        text_add(out, "'\n");
        text_buf_close(&words);
    }
}

bool completion_write(struct text_buf *out, const char *shell, enum language language) {
    if (strcmp(shell, "bash") == 0)
        write_bash(out);
    else if (strcmp(shell, "zsh") == 0)
        write_zsh(out, language);
    else if (strcmp(shell, "fish") == 0)
        write_fish(out, language);
    else
        return false;
    return true;
}
