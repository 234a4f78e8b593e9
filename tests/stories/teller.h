/* Who tells a story: where it stands, what its names mean, and what became of the last command. */
#ifndef STORIES_TELLER_H
#define STORIES_TELLER_H

#include "pattern.h"
#include "story.h"

#define TELLER_NAMES 64

struct alias {
    char name[32], id[72];
};

struct teller {
    struct world world;
    const char *path;
    int line;
    bool failed;
    time_ms now, day;
    struct alias
        aliases[TELLER_NAMES]; /* "c1" -> "call-17", "a1" -> "activation-1", "v2" -> a version */
    size_t alias_count;
    char role[32], who[64];
    bool pending; /* the last command was refused and no line has expected it yet */
    enum err last_err;
    struct problem last_problem;
    bool what_if;     /* the line is a dry run */
    json_t *foretold; /* what the last one said; NULL: it was refused */
};

/* Prints where and why; the story ends. */
void teller_fail(struct teller *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The id that the story's name stands for; the name itself when it stands for nothing. */
const char *teller_resolve(struct teller *t, const char *name);
void teller_remember(struct teller *t, const char *name, const char *id);
/* The role of "as ROLE WHO: ..." in front of the line, and who; the usual where none stands there. */
const char *teller_role(const struct teller *t, const char *usual);
const char *teller_who(const struct teller *t, const char *usual);
/* Gives a command, or tries it where the line is a dry run, as the usual role unless the line names
 * another. `by`: the agent or organisation whose it is; NULL: nobody's. What it came to is noted. The
 * subject is the caller's; NULL for a dry run. */
enum err teller_give(struct teller *t, const char *command, const json_t *payload,
                     const char *usual_role, const char *by, json_t **subject);
enum err teller_try(struct teller *t, const char *command, const json_t *payload, const char *role,
                    const char *who);
/* Notes what became of a command. */
void teller_done(struct teller *t, enum err err, const struct problem *problem);
/* The id in what a command answers; "": there is none. */
const char *teller_subject_id(const json_t *subject);
void teller_advance(struct teller *t, time_ms to);

#endif
