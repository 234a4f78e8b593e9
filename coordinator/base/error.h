/* Operating errors are values. `enum err` says what went wrong; `struct problem` adds which field and why,
 * in a fixed buffer, so that reporting an error never allocates. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

enum err {
#define ERROR(name, http, slug, text) ERR_##name,
#include "base/error.def"
#undef ERROR
    ERR_COUNT
};

#define MUST_CHECK __attribute__((warn_unused_result))

struct problem {
    enum err err;
    char
        field[64]; /* the field at fault as a path, "skills[2].level"; empty when no one field is */
    char detail[192]; /* what is wrong with it, one sentence without a full stop; may be empty */
};

int err_http(enum err err);          /* the HTTP status */
const char *err_slug(enum err err);  /* the stable end of the problem type */
const char *err_title(enum err err); /* the fixed English title */
const char *err_name(enum err err);  /* "CALL_ENDED", for stories and logs */
bool err_from_slug(const char *slug, enum err *out);

static inline void problem_clear(struct problem *problem) {
    problem->err = ERR_OK;
    problem->field[0] = problem->detail[0] = '\0';
}

/* Fills `problem` and returns `err`, so that a refusal is one line. */
enum err problem_set(struct problem *problem, enum err err, const char *field, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

#endif
