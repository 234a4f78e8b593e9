/* Refusals as sentences and as exit codes: a person never reads a number or JSON. Pure. */
#ifndef AGENTS_CLI_REFUSE_H
#define AGENTS_CLI_REFUSE_H

#include "agents-cli/texts.h"

/* The exit codes, documented in every --help and in the manual. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1,       /* by the coordinator, or not confirmed by the person */
    EXIT_USAGE = 2,         /* the command line, or a local file, is wrong */
    EXIT_NO_CONNECTION = 3, /* no coordinator answered, or none can just now: try again */
    EXIT_NOT_LOGGED_IN = 4, /* no token, or it is not accepted */
    EXIT_NOT_FOUND = 5,
};

/* Appends one or two sentences for an answer of `status` (400 and above) with its body. */
void refuse_sentence(struct text_buf *out, enum language language, int status, const char *body,
                     size_t length);
enum exit_code refuse_exit(int status);
/* True when the same request may be sent again with the same idempotency key. */
bool refuse_may_repeat(int status, const char *body, size_t length);

#endif
