/* How long an activation holds, by its version: until when at most, when it warns, how often a person looks at it, how long its
 * lifted answer stands. Where the settings say otherwise, that counts for all. What is due then is expiry.c's. */
#include <string.h>

#include "base/assert.h"
#include "core/activations.h"

static const struct playbook_record *version_of(const struct core *c,
                                                const struct activation_record *r) {
    const struct playbook_record *playbook = core_find_playbook_version(c, r->playbook, r->version);
    ASSERT(playbook != NULL); /* a version is never forgotten */
    return playbook;
}

static time_ms unless_set(time_ms settings, time_ms version) {
    return settings != 0 ? settings : version;
}

/* --- until when ----------------------------------------------------------------------------------------------------------------- */

time_ms usual_expiry(const struct playbook_record *playbook, time_ms from) {
    return playbook->default_duration_ms == 0 ? 0 : from + playbook->default_duration_ms;
}

enum err check_duration(const struct playbook_record *playbook, time_ms from, time_ms expires_at,
                        struct problem *problem) {
    if (playbook->max_duration_ms == 0 || expires_at <= from + playbook->max_duration_ms)
        return ERR_OK;
    return problem_set(problem, ERR_OUT_OF_RANGE, "expires_at",
                       "it is more than %lld hours ahead: %s allows no more "
                       "(max_duration_hours)",
                       (long long)(playbook->max_duration_ms / HOUR_MS), playbook->id);
}

/* No warning when it would come at once: who sets the time knows it. */
void plan_warning(const struct core *c, struct activation_record *r) {
    time_ms before = unless_set(c->settings.expiry_warn_ms, version_of(c, r)->warn_before_ms);
    time_ms warn_at = r->expires_at - before;
    bool warns = before > 0 && warn_at > c->now && warn_at > r->starts_at;
    r->warn_at = warns ? warn_at : 0;
    r->alarm_at = 0;
    r->alarms = 0;
    r->expired = 0;
}

enum err read_renewal(const struct core *c, const struct activation_renew_command *p,
                      const struct activation_record *r, time_ms *expires_at,
                      struct problem *problem) {
    const struct playbook_record *playbook = version_of(c, r);
    *expires_at = p->expires_at != 0 ? p->expires_at : r->expires_at;
    if (p->expires_at == 0 && p->review_by == 0) {
        time_ms usual = usual_expiry(playbook, c->now);
        if (usual == 0)
            return problem_set(problem, ERR_MISSING_FIELD, "expires_at",
                               "a new time must be given: expires_at, review_by or both");
        if (usual > *expires_at) *expires_at = usual;
    }
    if (*expires_at <= c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "expires_at",
                           p->expires_at != 0 ? "it lies in the past"
                                              : "it has expired: a new time must be given");
    return p->expires_at == 0 ? ERR_OK : check_duration(playbook, c->now, *expires_at, problem);
}

/* --- looking at it anew ----------------------------------------------------------------------------------------------------------- */

/* In the past, or behind the end. */
enum err check_review(const struct core *c, time_ms review_by, time_ms expires_at,
                      struct problem *problem) {
    if (review_by != 0 && review_by <= c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "review_by", "it lies in the past");
    if (review_by > expires_at)
        return problem_set(problem, ERR_OUT_OF_RANGE, "review_by", "it lies after expires_at");
    return ERR_OK;
}

/* Whoever changes an activation has looked at it: the next review counts from now. */
void plan_review(const struct core *c, struct activation_record *r, time_ms wanted) {
    time_ms every = unless_set(c->settings.review_ms, version_of(c, r)->review_every_ms);
    time_ms from = r->starts_at > c->now ? r->starts_at : c->now;
    time_ms usual = every == 0 ? 0 : from + every;
    r->review_by = wanted != 0 ? wanted : usual < r->expires_at ? usual : 0;
    r->review_overdue = 0;
    r->review_alarm_at = 0;
    r->review_alarms = 0;
}

HANDLER(activation_review) {
    const struct activation_review_command *p = &command->as.activation_review;
    uint32_t at;
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    struct activation_record *r = &c->activations[at].record;
    if (r->state != ACTIVATION_STATE_ACTIVE || r->expired)
        return problem_set(problem, ERR_NOT_ACTIVE, "activation", "activation-%llu %s%s",
                           (unsigned long long)r->id,
                           r->expired ? "has expired: renew it, or lift it" : "is ",
                           r->expired ? "" : word_text(&activation_state_words, r->state));
    result->subject = ref_of(RECORD_activation, r->id);
    if (p->due > r->review_by && r->review_by != 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "due", "no review of it is due then");
    if (p->due != 0 && p->due != r->review_by) {
        result->repeated = true; /* somebody was first */
        return ERR_OK;
    }
    r->reviewed_at = c->now;
    memcpy(r->reviewed_by, command->actor.token, sizeof r->reviewed_by);
    plan_review(c, r, 0);
    event_record(emit(c, EVENT_activation_reviewed), RECORD_activation, r->id);
    return ERR_OK;
}

/* --- afterwards ------------------------------------------------------------------------------------------------------------------- */

time_ms lifted_answer_until(const struct core *c, const struct activation_record *r) {
    return c->now + unless_set(c->settings.lifted_ms, version_of(c, r)->lifted_ms);
}
