/* Every text a person reads, Danish and English side by side in texts.def. {0} to {9} stand for
 * what is filled in: always texts, so that a translation may put them in another order. Pure. */
#ifndef AGENTS_CLI_TEXTS_H
#define AGENTS_CLI_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum language { LANGUAGE_DA, LANGUAGE_EN, LANGUAGE_COUNT };

enum text_id {
#define TEXT(id, da, en) T_##id,
#include "agents-cli/texts.def"
    TEXT_COUNT
};

const char *texts_get(enum language language, enum text_id id);
/* Appends the text with its places filled; the arguments are `const char *` and end with NULL. */
void texts_fill(struct text_buf *out, enum language language, enum text_id id, ...)
    __attribute__((sentinel));

/* A word of the coordinator's in the person's language: texts_word(language, "state",
 * "in_call"). One that is not in the table is given back as it is: a newer coordinator is
 * understood as far as possible. */
const char *texts_word(enum language language, const char *kind, const char *word);
/* The sentence for a refusal, by the end of its problem type; NULL when there is none. */
const char *texts_problem(enum language language, const char *slug);

/* From LC_ALL, LC_MESSAGES and LANG, the first that is set; Danish for da*, else English. Any
 * may be NULL. */
enum language texts_choose(const char *lc_all, const char *lc_messages, const char *lang);
bool texts_language_from_text(const char *text, enum language *out); /* "da", "en" */

#endif
