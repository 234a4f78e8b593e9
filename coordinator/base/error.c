#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"

static const struct {
    int http;
    const char *name, *slug, *title;
} errors[ERR_COUNT] = {
#define ERROR(name, http, slug, text) {http, #name, slug, text},
#include "base/error.def"
#undef ERROR
};

int err_http(enum err err) {
    ASSERT(err < ERR_COUNT);
    return errors[err].http;
}

const char *err_slug(enum err err) {
    ASSERT(err < ERR_COUNT);
    return errors[err].slug;
}

const char *err_title(enum err err) {
    ASSERT(err < ERR_COUNT);
    return errors[err].title;
}

const char *err_name(enum err err) {
    ASSERT(err < ERR_COUNT);
    return errors[err].name;
}

bool err_from_slug(const char *slug, enum err *out) {
    for (int i = 0; i < ERR_COUNT; i++) {
        if (strcmp(errors[i].slug, slug) == 0) {
            *out = (enum err)i;
            return true;
        }
    }
    return false;
}

enum err problem_set(struct problem *problem, enum err err, const char *field, const char *format,
                     ...) {
    if (problem == NULL) return err;
    problem->err = err;
    snprintf(problem->field, sizeof problem->field, "%s", field == NULL ? "" : field);
    va_list args;
    va_start(args, format);
    vsnprintf(problem->detail, sizeof problem->detail, format, args);
    va_end(args);
    return err;
}
