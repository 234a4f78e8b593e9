/* The values of parameters: reading them by type, saying them in an answer, the canonical
 * document. Internal to the room. */
#ifndef PLAYBOOK_VALUES_H
#define PLAYBOOK_VALUES_H

#include <jansson.h>

#include "playbook/program.h"

/* Reads one value of that parameter. Texts are copied into `arena` (phone numbers in pairs of
 * digits). Returns NULL, or why the value is refused, in `reason`. */
const char *value_read(const struct parameter *parameter, const json_t *json, struct arena *arena,
                       struct value *out, char *reason, size_t reason_size);

/* Appends the value as an answer says it. */
void value_add(const struct playbook *playbook, const struct parameter *parameter,
               const struct value *value, size_t language, bool spoken, struct text_buf *out);

/* Reads a whole document of parameters: every one given, preset or optional, none
 * unknown. `values` has one
 * place per parameter. */
enum err values_read(const struct playbook *playbook, struct slice json, struct arena *arena,
                     struct value *values, struct problem *problem) MUST_CHECK;
/* Can the question be answered, that is, were all optional values that it names given? */
bool values_answer(const struct playbook *playbook, const struct value *values,
                   const struct question *question);
/* What the author gave as examples: for lint and for previews. */
void values_examples(const struct playbook *playbook, struct value *values);

extern const char *const parameter_type_texts[PARAMETER_TYPE_COUNT + 1]; /* NULL at the end */

#endif
