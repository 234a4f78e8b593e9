/* Alerts of authorities: kept, shown, dismissed or answered. An alert never activates anything: a person does, from what it
 * suggests. Its text and what it suggests are read at the edge; here are who sent it, when, and how it stands. */
#include <string.h>

#include "base/assert.h"
#include "core/places.h"

static uint32_t find_alert(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < ALERT_SLOTS; i++)
        if (c->places->alerts[i].record.id[0] != '\0' && !c->places->alerts[i].going &&
            same_id(c->places->alerts[i].record.id, id))
            return i;
    return LIST_NONE;
}

const struct alert_record *core_find_alert(const struct core *c, const char *id) {
    uint32_t slot = find_alert(c, id);
    return slot == LIST_NONE ? NULL : &c->places->alerts[slot].record;
}

static enum err need_alert(const struct core *c, const char *id, uint32_t *slot,
                           struct problem *problem) {
    *slot = find_alert(c, id);
    if (*slot != LIST_NONE) return ERR_OK;
    return problem_set(problem, ERR_UNKNOWN_ALERT, "alert", "there is no alert %s", id);
}

/* --- receiving ---------------------------------------------------------------------------------------------------------- */

/* What we published ourselves comes back from whoever collects alerts: taken in, it would suggest itself for ever. */
static bool is_own(const struct core *c, const char *sender) {
    organisation_no cooperation = c->settings.cooperation;
    const char *own = cooperation == ORGANISATION_NONE ? OWN_ALERT_SENDER
                                                       : c->organisations[cooperation].record.id;
    return strcmp(sender, own) == 0;
}

/* Nobody need look at it any more. */
static bool may_go(const struct core *c, const struct alert_record *r) {
    return r->state != ALERT_STATE_SUGGESTED || r->expires_at <= c->now;
}

static bool is_older(const struct alert_record *a, const struct alert_record *b) {
    if (a->received_at != b->received_at) return a->received_at < b->received_at;
    return strcmp(a->id, b->id) < 0;
}

/* A free slot; `oldest` is what has to go for it, or LIST_NONE. */
static enum err find_room(const struct core *c, uint32_t *slot, uint32_t *oldest,
                          struct problem *problem) {
    uint32_t count = 0;
    *slot = *oldest = LIST_NONE;
    for (uint32_t i = 0; i < ALERT_SLOTS; i++) {
        const struct alert_record *r = &c->places->alerts[i].record;
        if (r->id[0] == '\0') {
            if (*slot == LIST_NONE) *slot = i;
            continue;
        }
        count++;
        if (may_go(c, r) &&
            (*oldest == LIST_NONE || is_older(r, &c->places->alerts[*oldest].record)))
            *oldest = i;
    }
    ASSERT(*slot != LIST_NONE);
    if (count < LIMIT_ALERTS) {
        *oldest = LIST_NONE;
        return ERR_OK;
    }
    if (*oldest != LIST_NONE) return ERR_OK;
    return problem_set(problem, ERR_LIMIT_REACHED, NULL,
                       "%d alerts wait for a duty leader: dismiss some first", LIMIT_ALERTS);
}

static void take_alert(const struct core *c, const struct command *command,
                       struct alert_record *r) {
    const struct alert_receive_command *p = &command->as.alert_receive;
    *r = (struct alert_record){.received_at = c->now,
                               .sent_at = p->sent_at,
                               .expires_at = p->expires_at != 0 ? p->expires_at : c->now + DAY_MS,
                               .status = p->status,
                               .message = p->message,
                               .state = ALERT_STATE_SUGGESTED};
    memcpy(r->text, p->text, sizeof r->text);
    memcpy(r->id, p->alert, sizeof r->id);
    memcpy(r->sender, p->sender, sizeof r->sender);
    memcpy(r->identifier, p->identifier, sizeof r->identifier);
    memcpy(r->event, p->event, sizeof r->event);
    memcpy(r->playbook, p->playbook, sizeof r->playbook);
    memcpy(r->follows, p->follows, sizeof r->follows);
    memcpy(r->received_by, command->actor.token, sizeof r->received_by);
}

HANDLER(alert_receive) {
    const struct alert_receive_command *p = &command->as.alert_receive;
    struct places *places = c->places;
    uint32_t slot, oldest, known = find_alert(c, p->alert);
    if (is_own(c, p->sender))
        return problem_set(problem, ERR_INVALID, "sender",
                           "%.40s is ourselves: an alert of our own is not taken in again",
                           p->sender);
    if (known != LIST_NONE) {
        if (memcmp(places->alerts[known].record.text, p->text, SHA256_BYTES) != 0)
            return problem_set(problem, ERR_IN_USE, "identifier",
                               "another text came under this sender, identifier and time");
        result->repeated = true;
        result->subject = ref_of(RECORD_alert, known);
        return ERR_OK;
    }
    enum err err = find_room(c, &slot, &oldest, problem);
    if (err != ERR_OK) return err;
    struct event *event = emit(c, EVENT_alert_received);
    if (oldest != LIST_NONE) {
        event_removed(event, RECORD_alert, oldest);
        places->alerts[oldest].going = true;
    }
    take_alert(c, command, &places->alerts[slot].record);
    event_record(event, RECORD_alert, slot);
    result->subject = ref_of(RECORD_alert, slot);
    result->created = true;
    return ERR_OK;
}

/* --- what becomes of it --------------------------------------------------------------------------------------------------- */

HANDLER(alert_dismiss) {
    const struct alert_dismiss_command *p = &command->as.alert_dismiss;
    uint32_t slot;
    enum err err = need_alert(c, p->alert, &slot, problem);
    if (err != ERR_OK) return err;
    struct alert_record *r = &c->places->alerts[slot].record;
    result->subject = ref_of(RECORD_alert, slot);
    result->repeated = r->state == ALERT_STATE_DISMISSED;
    if (result->repeated) return ERR_OK;
    if (r->state == ALERT_STATE_ANSWERED)
        return problem_set(problem, ERR_IN_USE, "alert",
                           "activation-%llu was started from it: nothing waits any more",
                           (unsigned long long)r->activation);
    r->state = ALERT_STATE_DISMISSED;
    r->dismissed_at = c->now;
    memcpy(r->dismissed_by, command->actor.token, sizeof r->dismissed_by);
    memcpy(r->reason, p->reason, sizeof r->reason);
    event_record(emit(c, EVENT_alert_dismissed), RECORD_alert, slot);
    return ERR_OK;
}

enum err alert_answerable(const struct core *c, const char *id, bool exercise,
                          struct problem *problem) {
    uint32_t slot;
    if (id[0] == '\0') return ERR_OK;
    enum err err = need_alert(c, id, &slot, problem);
    if (err != ERR_OK) return err;
    const struct alert_record *r = &c->places->alerts[slot].record;
    if (r->message == ALERT_MESSAGE_CANCEL)
        return problem_set(problem, ERR_OUT_OF_RANGE, "alert",
                           "%s takes an alert back: nothing is started from it", id);
    if (r->status != ALERT_STATUS_ACTUAL && !exercise)
        return problem_set(problem, ERR_OUT_OF_RANGE, "exercise",
                           "%s has the status %s: only an exercise is started from it", id,
                           word_text(&alert_status_words, r->status));
    return ERR_OK;
}

/* An exercise among real calls is none for an actual alert: citizens hear nothing of it, so a person is still to look. */
void alert_answered(struct core *c, const char *id, const struct activation_record *activation) {
    if (id[0] == '\0') return;
    uint32_t slot = find_alert(c, id);
    ASSERT(slot != LIST_NONE);
    struct alert_record *r = &c->places->alerts[slot].record;
    if (r->status == ALERT_STATUS_ACTUAL && !core_activation_concerns_calls(c, activation)) return;
    r->state = ALERT_STATE_ANSWERED;
    r->activation = activation->id;
    event_record(emit(c, EVENT_alert_answered), RECORD_alert, slot);
}
