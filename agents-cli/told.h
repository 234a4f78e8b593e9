/* What a person is told in words when an event comes, as notices of the model. Pure. */
#ifndef AGENTS_CLI_TOLD_H
#define AGENTS_CLI_TOLD_H

#include "agents-cli/model.h"

/* After the event is folded in; `before` is the call there was, empty when there was none. */
void told_event(struct model *model, const char *type, const json_t *records,
                const struct call *before);

/* What came of a review of the activation, in one sentence. */
void told_review(struct text_buf *out, enum language language, const char *id,
                 const json_t *answer);

#endif
