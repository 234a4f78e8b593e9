/* The life of an activation: planned, active in one revision after another, renewed, handed over, lifted. What it says stands
 * in documents that its revision names by their hash; here are ids, areas, topics and times. Its deadlines are expiry.c's. */
#include <string.h>

#include "base/assert.h"
#include "core/places.h"

#define PRIORITY_USUAL 5

/* --- what several commands need ------------------------------------------------------------------------------------------------- */

static activation_id next_activation_id(struct core *c, struct event *event) {
    if (c->activation_next + ACTIVATION_ID_BLOCK / 2 >= c->counters.activation_block_end) {
        c->counters.activation_block_end = c->activation_next + ACTIVATION_ID_BLOCK;
        event_record(event, RECORD_counters, 0);
    }
    return c->activation_next++;
}

enum err need_activation(const struct core *c, activation_id id, uint32_t *slot,
                         struct problem *problem) {
    *slot = find_activation(c, id);
    if (*slot != LIST_NONE) return ERR_OK;
    return problem_set(problem, ERR_UNKNOWN_ACTIVATION, "activation", "there is no activation-%llu",
                       (unsigned long long)id);
}

static enum err not_active(const struct activation_record *r, struct problem *problem) {
    return problem_set(problem, ERR_NOT_ACTIVE, "activation", "activation-%llu is %s",
                       (unsigned long long)r->id, word_text(&activation_state_words, r->state));
}

static void note_change(const struct core *c, struct activation_record *r,
                        const struct actor *actor, const char *reason) {
    r->changed_at = c->now;
    memcpy(r->changed_by, actor->token, sizeof r->changed_by);
    memcpy(r->reason, reason, sizeof r->reason);
}

/* Of each activation a ring of places; the one behind the newest is always free, as what is removed keeps its place for one
 * command more. */
static void add_revision(struct core *c, uint32_t at, bool must_read, struct event *event) {
    const struct activation_record *a = &c->activations[at].record;
    uint32_t ring = at * LIMIT_REVISIONS;
    uint32_t slot = ring + a->revision % LIMIT_REVISIONS;
    uint32_t oldest = ring + (a->revision + 1) % LIMIT_REVISIONS;
    if (c->revisions[oldest].record.activation != 0) event_removed(event, RECORD_revision, oldest);
    struct revision_record *r = &c->revisions[slot].record;
    *r = (struct revision_record){.activation = a->id,
                                  .at = c->now,
                                  .revision = a->revision,
                                  .priority = a->priority,
                                  .must_read = must_read,
                                  .unapproved = a->broken_by[0] != '\0' && a->confirmed_at == 0};
    memcpy(r->version, a->version, sizeof r->version);
    memcpy(r->parameters, a->parameters, sizeof r->parameters);
    r->municipalities[0] = a->municipalities[0];
    r->postcodes[0] = a->postcodes[0];
    r->zones[0] = a->zones[0];
    memcpy(r->by, a->changed_by, sizeof r->by);
    memcpy(r->reason, a->reason, sizeof r->reason);
    event_record(event, RECORD_revision, slot);
}

bool activation_names(const struct core *c, uint32_t at, organisation_no n) {
    const struct activation_record *a = &c->activations[at].record;
    if (!organisation_set_is_empty(&a->municipalities[0]) && narrowing_touches(a, n)) return true;
    for (uint32_t i = at * LIMIT_REVISIONS; i < (at + 1) * LIMIT_REVISIONS; i++)
        if (c->revisions[i].record.activation != 0 &&
            organisation_set_has(&c->revisions[i].record.municipalities[0], n))
            return true;
    return false;
}

/* --- text that nobody has approved ------------------------------------------------------------------------------------------------ */

/* Approved text needs one duty leader; with broken glass a duty leader or an approver alone activates what is not. */
static enum err check_approval(const struct playbook_record *playbook, bool break_glass,
                               struct problem *problem) {
    if (playbook->approved_at != 0 || break_glass) return ERR_OK;
    return problem_set(problem, ERR_NOT_APPROVED, "version",
                       "nobody has approved this version of %s", playbook->id);
}

static void take_version(struct activation_record *r, const struct playbook_record *playbook,
                         const struct actor *actor) {
    memcpy(r->version, playbook->version, sizeof r->version);
    r->topics = playbook->topics;
    r->shared_topics = playbook->shared_topics != 0 ? playbook->shared_topics : playbook->topics;
    r->wrap_up_ms = playbook->wrap_up_ms;
    r->acknowledge_first = playbook->acknowledge_first;
    r->confirmed_at = 0;
    memset(r->confirmed_by, 0, sizeof r->confirmed_by);
    memset(r->broken_by, 0, sizeof r->broken_by);
    if (playbook->approved_at == 0) memcpy(r->broken_by, actor->token, sizeof r->broken_by);
}

static bool awaits(const struct core *c, uint32_t slot, const struct playbook_record *playbook) {
    const struct activation_record *a = &c->activations[slot].record;
    return a->id != 0 && !c->activations[slot].closed && a->broken_by[0] != '\0' &&
           a->confirmed_at == 0 && same_id(a->playbook, playbook->id) &&
           memcmp(a->version, playbook->version, SHA256_BYTES) == 0;
}

enum err activations_confirmable(const struct core *c, const struct playbook_record *playbook,
                                 const struct actor *actor, struct problem *problem) {
    for (uint32_t i = 0; i < c->activations_ever; i++)
        if (awaits(c, i, playbook) && same_id(c->activations[i].record.broken_by, actor->token))
            return problem_set(problem, ERR_SAME_PERSON, NULL,
                               "%s activated it unapproved and cannot confirm it too",
                               actor->token);
    return ERR_OK;
}

void activations_confirm(struct core *c, const struct playbook_record *playbook) {
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        if (!awaits(c, i, playbook)) continue;
        struct activation_record *a = &c->activations[i].record;
        a->confirmed_at = c->now;
        memcpy(a->confirmed_by, playbook->approver, sizeof a->confirmed_by);
        event_record(emit(c, EVENT_activation_confirmed), RECORD_activation, a->id);
    }
}

/* --- start ------------------------------------------------------------------------------------------------------------------------- */

static enum err check_open_until(const struct core *c, const struct activation_start_command *p,
                                 time_ms expires_at, struct problem *problem) {
    time_ms from = p->starts_at != 0 ? p->starts_at : c->now;
    if (p->open_until != 0 && p->open_until <= from)
        return problem_set(problem, ERR_OUT_OF_RANGE, "open_until",
                           p->starts_at != 0 ? "it does not lie after starts_at"
                                             : "it lies in the past");
    if (p->open_until > expires_at)
        return problem_set(problem, ERR_OUT_OF_RANGE, "open_until", "it lies after expires_at");
    if (p->open_until > from + LIMIT_OPEN_UNTIL_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "open_until", "it is more than a week ahead");
    return ERR_OK;
}

static enum err check_start_times(const struct core *c, const struct activation_start_command *p,
                                  const struct playbook_record *playbook, time_ms *expires_at,
                                  struct problem *problem) {
    time_ms from = p->starts_at > c->now ? p->starts_at : c->now;
    *expires_at = p->expires_at != 0 ? p->expires_at : usual_expiry(playbook, from);
    if (*expires_at == 0)
        return problem_set(problem, ERR_MISSING_FIELD, "expires_at",
                           "the playbook has no usual time");
    if (*expires_at <= c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "expires_at", "it lies in the past");
    if (p->starts_at != 0 && p->starts_at <= c->now)
        return problem_set(problem, ERR_OUT_OF_RANGE, "starts_at", "it lies in the past");
    if (p->starts_at >= *expires_at)
        return problem_set(problem, ERR_OUT_OF_RANGE, "starts_at", "it lies after expires_at");
    if (p->review_by != 0 && p->review_by <= p->starts_at)
        return problem_set(problem, ERR_OUT_OF_RANGE, "review_by",
                           "it does not lie after starts_at");
    enum err err = check_duration(playbook, from, *expires_at, problem);
    if (err == ERR_OK) err = check_open_until(c, p, *expires_at, problem);
    return err != ERR_OK ? err : check_review(c, p->review_by, *expires_at, problem);
}

static enum err read_start(struct core *c, const struct command *command,
                           struct activation_record *r, struct problem *problem) {
    const struct activation_start_command *p = &command->as.activation_start;
    uint32_t slot;
    enum err err = need_version(c, p->playbook, p->version, &slot, problem);
    if (err != ERR_OK) return err;
    const struct playbook_record *playbook = &c->playbooks[slot].record;
    err = check_approval(playbook, p->break_glass, problem);
    if (err == ERR_OK && command->actor.role == ROLE_APPROVER && playbook->approved_at != 0)
        err = problem_set(problem, ERR_NOT_AUTHORISED, NULL,
                          "approved text is activated by a duty leader");
    if (err == ERR_OK) err = check_start_times(c, p, playbook, &r->expires_at, problem);
    if (err != ERR_OK) return err;
    if (!resolve_organisations(c, &p->municipalities, "municipalities", &r->municipalities[0],
                               problem))
        return problem->err;
    err = narrowing_read(c, &p->narrowed, r, problem);
    if (err != ERR_OK) return err;
    if (c->settings.exercise && !p->exercise)
        return problem_set(problem, ERR_OUT_OF_RANGE, "exercise",
                           "this installation is made for exercises: an activation must be one");
    take_version(r, playbook, &command->actor);
    if (COMMAND_HAS(command, activation_start, acknowledge_first))
        r->acknowledge_first = p->acknowledge_first;
    r->starts_at = p->starts_at;
    r->open_until = p->open_until;
    r->exercise = p->exercise;
    r->priority = COMMAND_HAS(command, activation_start, priority) ? p->priority : PRIORITY_USUAL;
    memcpy(r->parameters, p->parameters, sizeof r->parameters);
    memcpy(r->playbook, p->playbook, sizeof r->playbook);
    memcpy(r->started_by, command->actor.token, sizeof r->started_by);
    memcpy(r->holder, command->actor.token, sizeof r->holder);
    note_change(c, r, &command->actor, p->reason);
    plan_warning(c, r);
    plan_review(c, r, p->review_by);
    return ERR_OK;
}

static void begin(const struct core *c, struct activation_record *r) {
    r->state = ACTIVATION_STATE_ACTIVE;
    r->started_at = c->now;
    r->starts_at = 0;
    r->keeps_open = r->open_until != 0;
}

void activation_begin_planned(struct core *c, uint32_t at) {
    struct activation_record *r = &c->activations[at].record;
    begin(c, r);
    event_record(emit(c, EVENT_activation_started), RECORD_activation, r->id);
    sharing_rebuild(c);
    sharing_try_waiting(c);
}

HANDLER(activation_start) {
    struct activation_record r = {.state = ACTIVATION_STATE_PLANNED, .revision = 1};
    const char *alert = command->as.activation_start.alert;
    enum err err = read_start(c, command, &r, problem);
    if (err == ERR_OK) err = alert_answerable(c, alert, r.exercise, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = 0;
    while (slot < LIMIT_ACTIVATIONS && c->activations[slot].record.id != 0)
        slot++;
    if (slot == LIMIT_ACTIVATIONS)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d activations already",
                           LIMIT_ACTIVATIONS);
    bool planned = r.starts_at != 0;
    struct event *event = emit(c, planned ? EVENT_activation_planned : EVENT_activation_started);
    r.id = next_activation_id(c, event);
    if (!planned) begin(c, &r);
    c->activations[slot].record = r;
    if (slot >= c->activations_ever) c->activations_ever = slot + 1;
    event_record(event, RECORD_activation, r.id);
    add_revision(c, slot, false, event);
    result->subject = ref_of(RECORD_activation, r.id);
    alert_answered(c, alert, &r);
    result->created = true;
    if (planned) return ERR_OK;
    sharing_rebuild(c);
    sharing_try_waiting(c);
    return ERR_OK;
}

/* --- update ------------------------------------------------------------------------------------------------------------------------- */

static enum err read_area(struct core *c, const struct command *command,
                          struct activation_record *r, struct problem *problem) {
    const struct activation_update_command *p = &command->as.activation_update;
    bool listed = COMMAND_HAS(command, activation_update, municipalities);
    bool narrowed = COMMAND_HAS(command, activation_update, narrowed);
    if ((listed || p->narrowed.count > 0) && p->everywhere)
        return problem_set(problem, ERR_INVALID, "everywhere",
                           "it is either everywhere or the municipalities given");
    if (listed && p->municipalities.count + p->narrowed.count == 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "municipalities",
                           "it names nobody: lift the activation, or give everywhere");
    if (!listed && !narrowed && !p->everywhere) return ERR_OK;
    struct organisation_set area = {{0}};
    if (listed && !resolve_organisations(c, &p->municipalities, "municipalities", &area, problem))
        return problem->err;
    if (listed || p->everywhere) r->municipalities[0] = area;
    narrowing_drop(r, narrowed || p->everywhere);
    return narrowing_read(c, &p->narrowed, r, problem);
}

static enum err read_update(struct core *c, const struct command *command,
                            struct activation_record *r, struct problem *problem) {
    const struct activation_update_command *p = &command->as.activation_update;
    uint32_t slot;
    enum err err = need_version(c, r->playbook, p->version, &slot, problem);
    if (err != ERR_OK) return err;
    const struct playbook_record *playbook = &c->playbooks[slot].record;
    bool other = memcmp(r->version, p->version, SHA256_BYTES) != 0;
    if (other) err = check_approval(playbook, p->break_glass, problem);
    if (err == ERR_OK && !other && command->actor.role == ROLE_APPROVER)
        err = problem_set(problem, ERR_NOT_AUTHORISED, "version",
                          "an approver may bring another version; the rest is the duty leader's");
    if (err == ERR_OK) err = check_review(c, p->review_by, r->expires_at, problem);
    if (err == ERR_OK) err = read_area(c, command, r, problem);
    if (err != ERR_OK) return err;
    if (other) take_version(r, playbook, &command->actor);
    if (COMMAND_HAS(command, activation_update, acknowledge_first))
        r->acknowledge_first = p->acknowledge_first;
    memcpy(r->parameters, p->parameters, sizeof r->parameters);
    if (COMMAND_HAS(command, activation_update, priority)) r->priority = p->priority;
    return ERR_OK;
}

static bool says_the_same(const struct activation_record *a, const struct activation_record *b) {
    return memcmp(a->version, b->version, SHA256_BYTES) == 0 &&
           memcmp(a->parameters, b->parameters, SHA256_BYTES) == 0 &&
           memcmp(&a->municipalities[0], &b->municipalities[0], sizeof a->municipalities[0]) == 0 &&
           memcmp(&a->postcodes[0], &b->postcodes[0], sizeof a->postcodes[0]) == 0 &&
           memcmp(&a->zones[0], &b->zones[0], sizeof a->zones[0]) == 0 &&
           a->priority == b->priority;
}

/* After a change of topics or of what must have been read. */
static void requalify(struct core *c, uint32_t at, bool topics_changed) {
    const struct activation_slot *slot = &c->activations[at];
    uint32_t n = slot->acknowledgements.first;
    for (; n != LIST_NONE; n = c->acknowledgement_nodes[n].next) {
        const struct acknowledgement_record *r = &c->acknowledgements[n].record;
        bool counts = r->revision >= slot->record.must_read;
        bool counted = (c->agents[r->agent].acknowledged >> at) & 1;
        if (topics_changed || counts != counted) qualification_set(c, r->agent, at, counts);
    }
}

/* Who must read first changes nothing that is said: no revision, and nobody has to read anew. */
static void change_who_reads_first(struct core *c, struct activation_record *r,
                                   const struct command *command) {
    r->acknowledge_first = !r->acknowledge_first;
    note_change(c, r, &command->actor, command->as.activation_update.reason);
    plan_review(c, r, command->as.activation_update.review_by);
    bool planned = r->state == ACTIVATION_STATE_PLANNED;
    event_record(emit(c, planned ? EVENT_activation_planned : EVENT_activation_read_first_changed),
                 RECORD_activation, r->id);
    sharing_rebuild(c);
    route_all_waiting(c);
}

HANDLER(activation_update) {
    const struct activation_update_command *p = &command->as.activation_update;
    uint32_t at;
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    struct activation_record *r = &c->activations[at].record, changed = *r;
    if (r->state == ACTIVATION_STATE_LIFTED) return not_active(r, problem);
    err = read_update(c, command, &changed, problem);
    if (err != ERR_OK) return err;
    result->subject = ref_of(RECORD_activation, r->id);
    bool same = says_the_same(r, &changed) && (!p->must_read || r->must_read == r->revision);
    if (same && changed.acknowledge_first == r->acknowledge_first) {
        result->repeated = true;
        return ERR_OK;
    }
    if (p->revision != 0 && p->revision != r->revision)
        return problem_set(problem, ERR_OTHER_REVISION, "revision",
                           "its newest revision is %u, by %s", r->revision, r->changed_by);
    if (same) {
        change_who_reads_first(c, r, command);
        return ERR_OK;
    }
    bool topics_changed = changed.topics != r->topics;
    if (r->state == ACTIVATION_STATE_ACTIVE) narrowing_move(c, &changed, r);
    changed.revision++;
    changed.read_newest = 0;
    if (p->must_read) changed.must_read = changed.revision;
    note_change(c, &changed, &command->actor, p->reason);
    plan_review(c, &changed, p->review_by);
    *r = changed;
    struct event *event = emit(c, r->state == ACTIVATION_STATE_PLANNED ? EVENT_activation_planned
                                                                       : EVENT_activation_updated);
    event_record(event, RECORD_activation, r->id);
    add_revision(c, at, p->must_read, event);
    places_updated(c, at, &p->changed);
    requalify(c, at, topics_changed);
    sharing_rebuild(c);
    route_all_waiting(c);
    return ERR_OK;
}

/* --- renew and lift ------------------------------------------------------------------------------------------------------------------ */

static enum err check_renewal(const struct core *c, const struct activation_renew_command *p,
                              const struct activation_record *r, time_ms *expires_at,
                              struct problem *problem) {
    enum err err = read_renewal(c, p, r, expires_at, problem);
    if (err != ERR_OK) return err;
    if (r->keeps_open && r->open_until > *expires_at)
        return problem_set(problem, ERR_OUT_OF_RANGE, "expires_at",
                           "phones are kept open until after it");
    return check_review(c, p->review_by, *expires_at, problem);
}

HANDLER(activation_renew) {
    const struct activation_renew_command *p = &command->as.activation_renew;
    uint32_t at;
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    struct activation_record *r = &c->activations[at].record;
    if (r->state != ACTIVATION_STATE_ACTIVE) return not_active(r, problem);
    time_ms expires_at;
    err = check_renewal(c, p, r, &expires_at, problem);
    if (err != ERR_OK) return err;
    result->subject = ref_of(RECORD_activation, r->id);
    if (expires_at == r->expires_at && !r->review_overdue &&
        (p->review_by == 0 || p->review_by == r->review_by)) {
        result->repeated = true;
        return ERR_OK;
    }
    r->expires_at = expires_at;
    note_change(c, r, &command->actor, p->reason);
    plan_warning(c, r);
    plan_review(c, r, p->review_by);
    event_record(emit(c, EVENT_activation_renewed), RECORD_activation, r->id);
    return ERR_OK;
}

/* Nothing was ever said: it goes at once. */
static void cancel(struct core *c, uint32_t at) {
    bool forgotten = forget_history(c, at);
    ASSERT(forgotten); /* a few dozen records: a command has room for them */
    event_removed(emit(c, EVENT_activation_cancelled), RECORD_activation, at);
    c->activations[at].closed = true;
}

HANDLER(activation_lift) {
    const struct activation_lift_command *p = &command->as.activation_lift;
    uint32_t at;
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    struct activation_record *r = &c->activations[at].record;
    if (r->state == ACTIVATION_STATE_PLANNED) {
        cancel(c, at);
        return ERR_OK; /* what is gone is not shown */
    }
    result->subject = ref_of(RECORD_activation, r->id);
    if (r->state == ACTIVATION_STATE_LIFTED) {
        result->repeated = true;
        return ERR_OK;
    }
    r->state = ACTIVATION_STATE_LIFTED;
    r->keeps_open = 0;
    r->review_overdue = 0;
    r->review_by = r->review_alarm_at = r->warn_at = r->alarm_at = 0;
    r->lifted_at = c->now;
    r->lifted_until = lifted_answer_until(c, r);
    memset(r->offered_to, 0, sizeof r->offered_to);
    memcpy(r->lifted_by, command->actor.token, sizeof r->lifted_by);
    memcpy(r->reason, p->reason, sizeof r->reason);
    event_record(emit(c, EVENT_activation_lifted), RECORD_activation, r->id);
    sharing_rebuild(c);
    route_all_waiting(c); /* one who had to read first need not any more; and an agreement that
                             ends may have held others to one direction */
    return ERR_OK;
}

/* --- whose it is -------------------------------------------------------------------------------------------------------------------- */

static enum err check_receiver(const struct core *c, const char *id, const struct actor *actor,
                               struct problem *problem) {
    uint32_t token = find_token_id(c, id);
    if (token == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_TOKEN, "to", "there is no token %s", id);
    uint8_t role = c->tokens[token].record.role;
    if (role != ROLE_DUTY_LEADER && role != ROLE_ADMIN)
        return problem_set(problem, ERR_OUT_OF_RANGE, "to", "%s is no duty leader", id);
    if (same_id(id, actor->token))
        return problem_set(problem, ERR_OUT_OF_RANGE, "to", "%s holds it already", id);
    return ERR_OK;
}

HANDLER(activation_offer) {
    const struct activation_offer_command *p = &command->as.activation_offer;
    uint32_t at;
    enum err err = need_activation(c, p->activation, &at, problem);
    if (err != ERR_OK) return err;
    struct activation_record *r = &c->activations[at].record;
    if (r->state == ACTIVATION_STATE_LIFTED) return not_active(r, problem);
    if (!same_id(r->holder, command->actor.token))
        return problem_set(problem, ERR_NOT_AUTHORISED, NULL, "%s holds it: take it over first",
                           r->holder);
    if (p->to[0] != '\0') err = check_receiver(c, p->to, &command->actor, problem);
    if (err != ERR_OK) return err;
    result->subject = ref_of(RECORD_activation, r->id);
    if (same_id(r->offered_to, p->to)) {
        result->repeated = true;
        return ERR_OK;
    }
    memcpy(r->offered_to, p->to, sizeof r->offered_to);
    event_record(emit(c, EVENT_activation_offered), RECORD_activation, r->id);
    return ERR_OK;
}

/* Whoever asks becomes the holder: who was offered it, or who takes it with a reason. */
static enum err hand_over(struct core *c, activation_id id, const struct actor *actor,
                          const char reason[LIMIT_REASON], struct core_result *result,
                          struct problem *problem) {
    uint32_t at;
    enum err err = need_activation(c, id, &at, problem);
    if (err != ERR_OK) return err;
    struct activation_record *r = &c->activations[at].record;
    result->subject = ref_of(RECORD_activation, r->id);
    result->repeated = same_id(r->holder, actor->token);
    if (result->repeated) return ERR_OK;
    if (r->state == ACTIVATION_STATE_LIFTED) return not_active(r, problem);
    if (reason == NULL && !same_id(r->offered_to, actor->token))
        return problem_set(problem, ERR_NOT_AUTHORISED, NULL,
                           "it is not offered to you; %s holds it", r->holder);
    if (reason != NULL) memcpy(r->reason, reason, sizeof r->reason);
    memcpy(r->holder, actor->token, sizeof r->holder);
    memset(r->offered_to, 0, sizeof r->offered_to);
    event_record(emit(c, EVENT_activation_handed_over), RECORD_activation, r->id);
    return ERR_OK;
}

HANDLER(activation_accept) {
    return hand_over(c, command->as.activation_accept.activation, &command->actor, NULL, result,
                     problem);
}

HANDLER(activation_take) {
    const struct activation_take_command *p = &command->as.activation_take;
    return hand_over(c, p->activation, &command->actor, p->reason, result, problem);
}

/* --- views --------------------------------------------------------------------------------------------------------------------------- */

bool core_activation_reaches_citizens(const struct activation_record *a) {
    return !a->exercise && a->state != ACTIVATION_STATE_PLANNED;
}

/* Active before lifted, the higher priority first, then the newer. */
bool activation_stands_before(const struct activation_record *a,
                              const struct activation_record *b) {
    bool a_lifted = a->state == ACTIVATION_STATE_LIFTED;
    bool b_lifted = b->state == ACTIVATION_STATE_LIFTED;
    if (a_lifted != b_lifted) return b_lifted;
    if (a->priority != b->priority) return a->priority > b->priority;
    if (a->started_at != b->started_at) return a->started_at > b->started_at;
    return a->id > b->id;
}

uint32_t core_activations_in_order(const struct core *c,
                                   const struct activation_record *out[LIMIT_ACTIVATIONS]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->activations_ever; i++) {
        const struct activation_record *a = &c->activations[i].record;
        if (a->id == 0 || c->activations[i].closed) continue;
        uint32_t place = count++;
        for (; place > 0 && activation_stands_before(a, out[place - 1]); place--)
            out[place] = out[place - 1];
        out[place] = a;
    }
    return count;
}

/* Where it holds of itself; but for municipalities of which the other one held in more. */
static void area_against(const struct activation_record *a, const struct activation_record *lifted,
                         organisation_no municipality, uint16_t postcode,
                         struct organisation_set *out) {
    *out = a->municipalities[0];
    if (organisation_set_is_empty(out)) memset(out, 0xff, sizeof *out);
    for (uint16_t i = 0; i < a->postcodes[0].count; i++) {
        organisation_no n = a->postcodes[0].pairs[i].organisation;
        if (!narrowing_covers(a, lifted, n, n == municipality ? postcode : 0))
            organisation_set_drop(out, n);
    }
}

/* The municipalities for which active ones say something about all of these topics that the lifted one is about. */
static void covered_by_others(const struct core *c, const struct activation_record *lifted,
                              organisation_no municipality, uint16_t postcode, topic_set topics,
                              struct organisation_set *out) {
    memset(out, 0xff, sizeof *out);
    for (topic_set left = topics & lifted->topics; left != 0; left &= left - 1) {
        struct organisation_set by = {{0}}, one;
        for (uint32_t i = 0; i < c->activations_ever; i++) {
            const struct activation_record *a = &c->activations[i].record;
            if (a->id == 0 || a == lifted || a->state != ACTIVATION_STATE_ACTIVE ||
                (a->exercise && !lifted->exercise) ||
                ((a->topics >> __builtin_ctzll(left)) & 1) == 0)
                continue;
            area_against(a, lifted, municipality, postcode, &one);
            for (int w = 0; w < LIMIT_ORGANISATIONS / 64; w++)
                by.words[w] |= one.words[w];
        }
        for (int w = 0; w < LIMIT_ORGANISATIONS / 64; w++)
            out->words[w] &= by.words[w];
    }
}

/* Who is outside its area hears that it is over there when it is: when not all of the area is covered. */
bool core_activation_is_covered(const struct core *c, const struct activation_record *lifted,
                                organisation_no municipality, uint16_t postcode, topic_set topics) {
    const struct organisation_set *area = &lifted->municipalities[0];
    struct organisation_set by;
    covered_by_others(c, lifted, municipality, postcode, topics, &by);
    if (municipality != ORGANISATION_NONE && narrowing_touches(lifted, municipality))
        return organisation_set_has(&by, municipality);
    bool all = organisation_set_is_empty(area);
    for (int w = 0; w < LIMIT_ORGANISATIONS / 64; w++)
        if ((all ? ~by.words[w] : area->words[w] & ~by.words[w]) != 0) return false;
    return true;
}
