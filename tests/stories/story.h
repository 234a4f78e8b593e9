/* Stories: plain text, a line a command or an expectation, in the field's words, with a driven clock. The same file runs
 * against the core alone, against the core with a recovery after every command, and against the live service. */
#ifndef STORIES_STORY_H
#define STORIES_STORY_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/time.h"

/* Where a story happens. */
struct world {
    const struct world_ops *ops;
    void *ctx;
};

struct world_ops {
    /* Gives a command by name with its payload as JSON, as `role`; `who` is the agent for role agent, else a name. The
     * answer's record comes back in *subject (may be NULL; the caller's). */
    enum err (*command)(void *ctx, const char *name, const json_t *payload, const char *role,
                        const char *who, json_t **subject, struct problem *problem);
    /* A record as the documented hashes have it; NULL: there is none. The caller's. */
    json_t *(*record)(void *ctx, const char *kind, const char *id);
    /* The clock goes to `now`, with every deadline on the way. */
    bool (*advance)(void *ctx, time_ms now);
    /* Publishes a playbook by an editor, and approves it if so wanted; the version, 64 digits, in `out` (72 bytes). */
    enum err (*playbook)(void *ctx, const json_t *document, bool approve, char *out,
                         struct problem *problem);
    /* Starts an activation with these parameters, as `role`; the new id, "activation-1", in `out` (32 bytes). */
    enum err (*activate)(void *ctx, const json_t *request, const char *role, const char *who,
                         char *out, struct problem *problem);
    /* Makes a token of this role for all organisations. */
    bool (*token)(void *ctx, const char *role, const char *who);
    /* What would happen if the command were given now: {"offers":{"call-1":"ida"},"gained":1,"lost":0}, where gained and lost
     * count pairs that may help. The caller's; nothing has changed. */
    enum err (*dry_run)(void *ctx, const char *name, const json_t *payload, const char *role,
                        const char *who, json_t **answer, struct problem *problem);
    /* False: an invariant or the recovery does not hold. */
    bool (*check)(void *ctx, struct problem *problem);
};

/* Runs one file; prints what fails with its line. Returns whether all held. */
bool story_run(const char *path, struct world world, time_ms start, bool verbose);

#endif
