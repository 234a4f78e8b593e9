#include "agents-cli/errors.h"

#include <string.h>

#include "agents-cli/show.h"

struct named {
    const char *name;
    const char *sentence[LANGUAGE_COUNT];
};

static const struct named problems[] = {
#define PROBLEM(slug, da, en) {slug, {da, en}},
#include "agents-cli/texts.def"
};

static const struct named texts[] = {
#define TEXT(id, da, en) {#id, {da, en}},
#include "agents-cli/texts.def"
};

/* The client's own refusals, by how their names begin. */
static bool is_error(const char *name) {
    static const char *const beginnings[] = {"USAGE_",
                                             "CONFIG_",
                                             "TROUBLE_",
                                             "NOT_LOGGED_IN",
                                             "NOT_AN_AGENT",
                                             "NOT_OURS",
                                             "EXPOSED",
                                             "CANCELLED",
                                             "LOGIN_BAD",
                                             "PLAYBOOK_UNKNOWN",
                                             "REFUSED_TITLE",
                                             "REFUSED_STATUS",
                                             "GUIDE_NUMBER",
                                             "GUIDE_OPTION",
                                             "GUIDE_TEXT",
                                             "GUIDE_TIME",
                                             "GUIDE_PARAMETER",
                                             "GUIDE_VALUE",
                                             "GUIDE_MUNICIPALITY",
                                             "FORM_WORD",
                                             "FORM_NOTHING",
                                             "FORM_TOO_LONG",
                                             "FORM_WHERE_",
                                             "FORM_REASON_NONE",
                                             "FORM_NUMBER",
                                             "TERMINAL_UNKNOWN",
                                             "PANEL_REFUSED",
                                             "SCREEN_SMALL"};
    if (strcmp(name, "GUIDE_TIMES") == 0) return false;
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0) return true;
    return false;
}

void errors_list(enum language language, errors_take *each, void *ctx) {
    for (size_t i = 1; i < sizeof problems / sizeof problems[0]; i++) /* the first is none */
        each(ctx, problems[i].name, problems[i].sentence[language]);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (is_error(texts[i].name)) each(ctx, NULL, texts[i].sentence[language]);
}

static void add_line(void *ctx, const char *name, const char *sentence) {
    struct text_buf label;
    text_buf_init(&label, 256);
    text_addf(&label, "  %s%s", name != NULL ? name : "", name != NULL ? ": " : "");
    show_wrapped(ctx, label.data, sentence, 4096);
    text_buf_close(&label);
}

void errors_lines(struct text_buf *out, enum language language) {
    text_add(out, texts_get(language, T_ERRORS_INTRODUCTION));
    errors_list(language, add_line, out);
}
