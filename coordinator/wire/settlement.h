/* A settlement's input as a JSON document, and what comes of it as JSON. The members are described in docs/settlement.md. */
#ifndef WIRE_SETTLEMENT_H
#define WIRE_SETTLEMENT_H

#include "base/text.h"
#include "core/settlement.h"

struct settlement_input {
    struct settlement_rules rules;
    uint32_t count;
    struct settlement_row rows[LIMIT_ORGANISATIONS];
    char names[LIMIT_ORGANISATIONS][LIMIT_NAME]; /* "": none given */
};

/* Everything that is not known is refused, and the field is named as a path: "organisations[3].calls". */
enum err wire_decode_settlement(struct slice json, struct settlement_input *out,
                                struct problem *problem) MUST_CHECK;
/* Rules, rows and sums, each hour a number. */
void wire_encode_settlement(const struct settlement_input *input,
                            const struct settlement_sums *sums, struct text_buf *out);

#endif
