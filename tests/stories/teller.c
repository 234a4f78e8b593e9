#include "teller.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void teller_fail(struct teller *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", t->path, t->line);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    t->failed = true;
}

const char *teller_resolve(struct teller *t, const char *name) {
    for (size_t i = 0; i < t->alias_count; i++)
        if (strcmp(t->aliases[i].name, name) == 0) return t->aliases[i].id;
    return name;
}

void teller_remember(struct teller *t, const char *name, const char *id) {
    for (size_t i = 0; i < t->alias_count; i++)
        if (strcmp(t->aliases[i].name, name) == 0) return;
    if (t->alias_count == TELLER_NAMES) {
        teller_fail(t, "too many names in one story");
        return;
    }
    struct alias *alias = &t->aliases[t->alias_count++];
    snprintf(alias->name, sizeof alias->name, "%s", name);
    snprintf(alias->id, sizeof alias->id, "%s", id);
}

void teller_done(struct teller *t, enum err err, const struct problem *problem) {
    t->last_err = err;
    t->last_problem = *problem;
    t->pending = err != ERR_OK;
}

const char *teller_subject_id(const json_t *subject) {
    if (json_is_string(subject)) return json_string_value(subject); /* of a decision */
    const char *id = json_string_value(json_object_get(subject, "id"));
    return id == NULL ? "" : id;
}

const char *teller_role(const struct teller *t, const char *usual) {
    return t->role[0] != '\0' ? t->role : usual;
}

const char *teller_who(const struct teller *t, const char *usual) {
    return t->who[0] != '\0' ? t->who : usual;
}

enum err teller_try(struct teller *t, const char *command, const json_t *payload, const char *role,
                    const char *who) {
    struct problem problem = {.err = ERR_OK};
    json_decref(t->foretold);
    t->foretold = NULL;
    enum err err =
        t->world.ops->dry_run(t->world.ctx, command, payload, role, who, &t->foretold, &problem);
    teller_done(t, err, &problem);
    return err;
}

enum err teller_give(struct teller *t, const char *command, const json_t *payload,
                     const char *usual_role, const char *by, json_t **subject) {
    const char *role = teller_role(t, usual_role);
    bool owned = by != NULL && (strcmp(role, "agent") == 0 || strcmp(role, "partner") == 0);
    const char *who = teller_who(t, owned ? by : role);
    struct problem problem = {.err = ERR_OK};
    if (t->what_if) return teller_try(t, command, payload, role, who);
    enum err err =
        t->world.ops->command(t->world.ctx, command, payload, role, who, subject, &problem);
    teller_done(t, err, &problem);
    return err;
}

void teller_advance(struct teller *t, time_ms to) {
    if (to < t->now)
        teller_fail(t, "the clock does not go back");
    else if (!t->world.ops->advance(t->world.ctx, to))
        teller_fail(t, "the clock could not be set");
    else
        t->now = to;
}
