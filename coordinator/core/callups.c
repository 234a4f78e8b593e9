/* Call-ups: so many people of a reserve pool for a time, asked all at once; the first who accept come.
 *
 *   - callup_put looks at every member: who can come and may is asked, and of the others the first reason against it is kept;
 *   - each accepts or declines, signed in or by a link; limits are looked at again, since another call-up may have come between;
 *   - enough acceptances fill it, and whoever comes later is told so; one that declines after all opens it again;
 *   - when the time to answer is over it is short, and stays so: it is not asked a second time by itself.
 *
 * A week after its end everything of it is forgotten: until then the limits need its hours, and nothing else does. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "core/pools.h"
#include "core/state.h"

#define FORGOTTEN_AT_ONCE 60 /* people: ten events, of the sixteen that a deadline may give */

/* --- finding ---------------------------------------------------------------------------------------------------------------- */

uint32_t find_callup(const struct core *c, const char *id) {
    for (uint32_t i = 0; i < c->pools->callups_ever; i++)
        if (!c->pools->callups[i].going && c->pools->callups[i].record.id[0] != '\0' &&
            same_id(c->pools->callups[i].record.id, id))
            return i;
    return LIST_NONE;
}

static bool is_live(const struct callup_ask_slot *slot) {
    return slot->record.callup[0] != '\0' && !slot->going;
}

static uint32_t find_ask(const struct core *c, const char *callup, agent_no agent) {
    for (uint32_t i = 0; i < c->pools->asks_ever; i++)
        if (is_live(&c->pools->asks[i]) && c->pools->asks[i].record.agent == agent &&
            same_id(c->pools->asks[i].record.callup, callup))
            return i;
    return LIST_NONE;
}

/* Every one is compared, whatever the bytes: how long it takes tells nothing of another's link. */
static uint32_t find_link(const struct core *c, const uint8_t link[SHA256_BYTES]) {
    static const uint8_t none[SHA256_BYTES];
    uint32_t found = LIST_NONE;
    for (uint32_t i = 0; i < c->pools->asks_ever; i++)
        if (is_live(&c->pools->asks[i]) &&
            crypto_equal(c->pools->asks[i].record.link, link, SHA256_BYTES))
            found = i;
    return memcmp(link, none, sizeof none) == 0 ? LIST_NONE : found;
}

const struct callup_ask_record *core_find_callup_link(const struct core *c,
                                                      const uint8_t link[SHA256_BYTES]) {
    uint32_t slot = find_link(c, link);
    return slot == LIST_NONE ? NULL : &c->pools->asks[slot].record;
}

const struct callup_record *core_find_callup(const struct core *c, const char *id) {
    uint32_t slot = find_callup(c, id);
    return slot == LIST_NONE ? NULL : &c->pools->callups[slot].record;
}

static enum err need_callup(const struct core *c, const char *id, uint32_t *slot,
                            struct problem *problem) {
    *slot = find_callup(c, id);
    if (*slot != LIST_NONE) return ERR_OK;
    return problem_set(problem, ERR_UNKNOWN_CALLUP, "callup", "there is no call-up %s", id);
}

static enum err need_ask(const struct core *c, const char *callup, const char *agent,
                         uint32_t *slot, struct problem *problem) {
    agent_no n;
    uint32_t at;
    enum err err = need_callup(c, callup, &at, problem);
    if (err != ERR_OK) return err;
    if (!core_find_agent(c, agent, &n))
        return problem_set(problem, ERR_UNKNOWN_AGENT, "agent", "there is no agent %s", agent);
    *slot = find_ask(c, callup, n);
    if (*slot == LIST_NONE || c->pools->asks[*slot].record.state == ASK_STATE_NOT_ASKED)
        return problem_set(problem, ERR_UNKNOWN_CALLUP, "agent", "%s is not asked by %s", agent,
                           callup);
    return ERR_OK;
}

/* --- limits -------------------------------------------------------------------------------------------------------------------- */

static time_ms overlap(time_ms from, time_ms until, time_ms other_from, time_ms other_until) {
    time_ms begin = from > other_from ? from : other_from;
    time_ms end = until < other_until ? until : other_until;
    return end > begin ? end - begin : 0;
}

/* Begins with Monday 00:00 local time of the week in which `at` lies. */
static time_ms week_of(time_ms at, int weeks_on) {
    int32_t day = copenhagen_day(at);
    return copenhagen_time(day - (day % 7 + 7 + 3) % 7 + 7 * weeks_on, 0);
}

/* The record of the call-up that the agent has accepted, from *at on; NULL: no further one. */
static const struct callup_record *next_accepted(const struct core *c, agent_no agent,
                                                 const struct callup_record *but, uint32_t *at) {
    while (*at < c->pools->asks_ever) {
        const struct callup_ask_slot *slot = &c->pools->asks[(*at)++];
        if (!is_live(slot) || slot->record.agent != agent ||
            slot->record.state != ASK_STATE_ACCEPTED || same_id(slot->record.callup, but->id))
            continue;
        const struct callup_record *r =
            &c->pools->callups[find_callup(c, slot->record.callup)].record;
        if (r->state != CALLUP_STATE_WITHDRAWN) return r;
    }
    return NULL;
}

static bool week_is_full(const struct core *c, agent_no agent, const struct callup_record *r,
                         time_ms limit) {
    for (int week = 0; week < 2; week++) {
        time_ms from = week_of(r->starts_at, week), until = week_of(r->starts_at, week + 1);
        time_ms sum = overlap(r->starts_at, r->ends_at, from, until);
        const struct callup_record *other;
        uint32_t at = 0;
        if (sum == 0) continue;
        while ((other = next_accepted(c, agent, r, &at)) != NULL)
            sum += overlap(other->starts_at, other->ends_at, from, until);
        if (sum > limit) return true;
    }
    return false;
}

/* What has been agreed, for a member of the pool; somebody on shift has agreed to those hours already. */
static enum not_asked limit_of(const struct core *c, agent_no agent,
                               const struct callup_record *r) {
    const struct pool_record *pool = &c->pools->of[r->organisation].record;
    const struct callup_record *other;
    uint32_t member = find_pool_member(c, agent), at = 0;
    bool rested = true;
    while ((other = next_accepted(c, agent, r, &at)) != NULL) {
        if (overlap(r->starts_at, r->ends_at, other->starts_at, other->ends_at) > 0)
            return NOT_ASKED_CALLED_UP;
        rested = rested && (r->starts_at >= other->ends_at + pool->rest_ms ||
                            other->starts_at >= r->ends_at + pool->rest_ms);
    }
    if (r->who == CALLUP_WHO_ABSENT) return NOT_ASKED_NONE;
    /* who has left the pool since may still come, within what was agreed */
    time_ms limit = member == LIST_NONE ? 0 : c->pools->members[member].record.week_ms;
    if (limit == 0 || limit > pool->week_ms) limit = pool->week_ms;
    if (!rested) return NOT_ASKED_REST;
    if (week_is_full(c, agent, r, limit)) return NOT_ASKED_WEEK;
    if (!pool->any_hours && !hours_hold(c, &pool->monday, r->starts_at, r->ends_at))
        return NOT_ASKED_AGREED_HOURS;
    return NOT_ASKED_NONE;
}

static enum not_asked why_not(const struct core *c, agent_no agent, const struct callup_record *r) {
    const struct agent_slot *slot = &c->agents[agent];
    if (((slot->topics >> r->topic) & 1) == 0) return NOT_ASKED_TOPIC;
    if (((slot->languages >> r->language) & 1) == 0) return NOT_ASKED_LANGUAGE;
    if (core_agent_gate(c, agent, r->starts_at > c->now ? r->starts_at : c->now, NULL) != ERR_OK)
        return NOT_ASKED_TRAINING;
    if (slot->availability.state != AGENT_STATE_SIGNED_OUT && r->starts_at <= c->now)
        return NOT_ASKED_AT_WORK;
    if (r->who == CALLUP_WHO_POOL && shift_meets(c, agent, r->starts_at, r->ends_at))
        return NOT_ASKED_ON_SHIFT;
    return limit_of(c, agent, r);
}

/* --- asking -------------------------------------------------------------------------------------------------------------------- */

/* Whether the call-up looks at this agent at all. */
static bool is_meant(const struct core *c, agent_no agent, const struct callup_record *r) {
    const struct agent_slot *slot = &c->agents[agent];
    if (!slot->live || slot->record.organisation != r->organisation) return false;
    if (r->who == CALLUP_WHO_POOL) return find_pool_member(c, agent) != LIST_NONE;
    return slot->availability.state == AGENT_STATE_SIGNED_OUT &&
           shift_meets(c, agent, c->now, c->now + 1);
}

static enum err read_times(const struct core *c, const struct callup_put_command *p, bool given,
                           struct callup_record *r, struct problem *problem) {
    r->starts_at = p->starts_at;
    r->ends_at = p->ends_at;
    if (r->ends_at <= c->now || r->ends_at <= r->starts_at ||
        r->ends_at - r->starts_at > LIMIT_CALLUP_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "ends_at",
                           "it lies after now and starts_at, and at most a day after that");
    if (r->starts_at > c->now + LIMIT_CALLUP_AHEAD_MS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "starts_at", "it begins within 30 days");
    time_ms begun = r->starts_at > c->now ? r->starts_at : c->now + (r->ends_at - c->now) / 2;
    r->answer_by = given && p->answer_by != 0 ? p->answer_by : begun;
    if (r->answer_by <= c->now || r->answer_by > r->ends_at)
        return problem_set(problem, ERR_OUT_OF_RANGE, "answer_by",
                           "it lies after now, and not after ends_at");
    return ERR_OK;
}

static enum err read_callup(const struct core *c, const struct command *command,
                            struct callup_record *r, struct problem *problem) {
    const struct callup_put_command *p = &command->as.callup_put;
    *r = (struct callup_record){
        .asked_at = c->now, .needed = p->needed, .who = p->who, .state = CALLUP_STATE_OPEN};
    if (!core_find_organisation(c, p->organisation, &r->organisation))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    enum err err = leaving_refuse(c, r->organisation, "organisation", problem);
    if (err != ERR_OK) return err;
    if (r->who == CALLUP_WHO_POOL && !c->pools->of[r->organisation].live)
        return problem_set(problem, ERR_NOT_FOUND, "organisation", "%s has no reserve pool",
                           p->organisation);
    if (!core_find_topic(c, p->topic, &r->topic))
        return problem_set(problem, ERR_UNKNOWN_TOPIC, "topic", "there is no topic %s", p->topic);
    if (!core_find_language(c, p->language, &r->language))
        return problem_set(problem, ERR_UNKNOWN_LANGUAGE, "language", "there is no language %s",
                           p->language);
    memcpy(r->id, p->callup, sizeof r->id);
    memcpy(r->by, command->actor.token, sizeof r->by);
    memcpy(r->reason, p->reason, sizeof r->reason);
    return read_times(c, p, COMMAND_HAS(command, callup_put, answer_by), r, problem);
}

/* Whether it asks for the same as the one that is there. */
static bool is_same(const struct callup_record *r, const struct callup_put_command *p,
                    const struct core *c) {
    return same_id(c->organisations[r->organisation].record.id, p->organisation) &&
           same_id(c->topics[r->topic].record.id, p->topic) &&
           same_id(c->settings.languages[0].codes[r->language], p->language) &&
           r->needed == p->needed && r->starts_at == p->starts_at && r->ends_at == p->ends_at &&
           r->who == p->who && (p->answer_by == 0 || p->answer_by == r->answer_by);
}

static enum err room_for(const struct core *c, const struct callup_record *r, uint32_t *slot,
                         struct problem *problem) {
    uint32_t people = 0, free_asks = LIMIT_CALLUP_ASKS - c->pools->asks_ever;
    for (agent_no n = 0; n < c->agents_ever; n++)
        people += is_meant(c, n, r);
    for (uint32_t i = 0; i < c->pools->asks_ever; i++)
        free_asks += c->pools->asks[i].record.callup[0] == '\0';
    for (*slot = 0; *slot < LIMIT_CALLUPS && c->pools->callups[*slot].record.id[0] != '\0';)
        ++*slot;
    if (people == 0)
        return problem_set(problem, ERR_NOT_FOUND, "organisation",
                           r->who == CALLUP_WHO_POOL ? "its reserve pool has no members"
                                                     : "nobody is on shift and signed out");
    if (*slot == LIMIT_CALLUPS || people > free_asks || people > LIMIT_POOL)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL,
                           "%d call-ups are kept, of %d people; one asks %d at most", LIMIT_CALLUPS,
                           LIMIT_CALLUP_ASKS, LIMIT_POOL);
    return ERR_OK;
}

static struct event *callup_event(struct core *c, enum event_type type, uint32_t at) {
    struct event *event = emit(c, type);
    event_record(event, RECORD_callup, at);
    event->organisation = c->pools->callups[at].record.organisation;
    return event;
}

static uint32_t new_ask(struct core *c, const struct callup_record *r, agent_no agent) {
    uint32_t slot = 0;
    while (slot < LIMIT_CALLUP_ASKS && c->pools->asks[slot].record.callup[0] != '\0')
        slot++;
    ASSERT(slot < LIMIT_CALLUP_ASKS); /* room_for() has seen it */
    if (slot >= c->pools->asks_ever) c->pools->asks_ever = slot + 1;
    struct callup_ask_record *ask = &c->pools->asks[slot].record;
    *ask = (struct callup_ask_record){.agent = agent, .reason = (uint8_t)why_not(c, agent, r)};
    ask->state = ask->reason == NOT_ASKED_NONE ? ASK_STATE_ASKED : ASK_STATE_NOT_ASKED;
    memcpy(ask->callup, r->id, sizeof ask->callup);
    return slot;
}

static void ask_everybody(struct core *c, uint32_t at) {
    struct callup_record *r = &c->pools->callups[at].record;
    struct event *passed_over = NULL;
    for (agent_no n = 0; n < c->agents_ever; n++) {
        if (!is_meant(c, n, r)) continue;
        uint32_t slot = new_ask(c, r, n);
        if (c->pools->asks[slot].record.state == ASK_STATE_ASKED) {
            struct event *event = callup_event(c, EVENT_callup_asked, at);
            event_record(event, RECORD_callup_ask, slot);
            event->agent = n;
            r->asked++;
            continue;
        }
        if (passed_over == NULL || passed_over->record_count == LIMIT_RECORDS_PER_EVENT) {
            passed_over = emit(c, EVENT_callup_passed_over);
            passed_over->organisation = r->organisation;
        }
        event_record(passed_over, RECORD_callup_ask, slot);
    }
}

HANDLER(callup_put) {
    const struct callup_put_command *p = &command->as.callup_put;
    uint32_t at = find_callup(c, p->callup);
    struct callup_record r;
    if (at != LIST_NONE) {
        if (!is_same(&c->pools->callups[at].record, p, c))
            return problem_set(problem, ERR_IN_USE, "callup",
                               "there is another call-up %s: choose another id", p->callup);
        result->repeated = true;
        result->subject = ref_of(RECORD_callup, at);
        return ERR_OK;
    }
    enum err err = read_callup(c, command, &r, problem);
    if (err == ERR_OK) err = room_for(c, &r, &at, problem);
    if (err != ERR_OK) return err;
    if (at >= c->pools->callups_ever) c->pools->callups_ever = at + 1;
    c->pools->callups[at].record = r;
    callup_event(c, EVENT_callup_started, at);
    ask_everybody(c, at);
    pools_look(c);
    result->subject = ref_of(RECORD_callup, at);
    result->created = true;
    return ERR_OK;
}

/* --- closing ------------------------------------------------------------------------------------------------------------------- */

void callup_close(struct core *c, uint32_t at, enum callup_state state) {
    struct callup_record *r = &c->pools->callups[at].record;
    r->state = (uint8_t)state;
    r->closed_at = c->now;
    callup_event(c, EVENT_callup_closed, at);
}

HANDLER(callup_withdraw) {
    const struct callup_withdraw_command *p = &command->as.callup_withdraw;
    const struct actor *actor = &command->actor;
    uint32_t at;
    enum err err = need_callup(c, p->callup, &at, problem);
    if (err != ERR_OK) return err;
    const struct callup_record *r = &c->pools->callups[at].record;
    if (actor->role != ROLE_SYSTEM && !actor->all_organisations &&
        !organisation_set_has(&actor->organisations, r->organisation))
        return problem_set(problem, ERR_OTHER_ORGANISATION, "callup",
                           "the token is limited to other organisations");
    result->subject = ref_of(RECORD_callup, at);
    if (r->state == CALLUP_STATE_WITHDRAWN) {
        result->repeated = true;
        return ERR_OK;
    }
    if (r->ends_at <= c->now)
        return problem_set(problem, ERR_CALLUP_CLOSED, "callup", "its time is over");
    callup_close(c, at, CALLUP_STATE_WITHDRAWN);
    pools_look(c);
    return ERR_OK;
}

/* --- answering ------------------------------------------------------------------------------------------------------------------ */

static enum err may_accept(const struct core *c, const struct callup_record *r, agent_no agent,
                           struct problem *problem) {
    if (r->state == CALLUP_STATE_FILLED)
        return problem_set(problem, ERR_CALLUP_CLOSED, "answer",
                           "enough have accepted; thank you all the same");
    if (r->state == CALLUP_STATE_WITHDRAWN)
        return problem_set(problem, ERR_CALLUP_CLOSED, "answer", "nobody is needed after all");
    if (r->state == CALLUP_STATE_SHORT)
        return problem_set(problem, ERR_CALLUP_CLOSED, "answer", "the time to answer is over");
    enum not_asked limit = limit_of(c, agent, r);
    if (limit != NOT_ASKED_NONE)
        return problem_set(problem, ERR_CALLUP_LIMIT, "answer", "%s",
                           word_text(&not_asked_words, limit));
    return ERR_OK;
}

/* One who had accepted does not come after all: another may. */
static void open_again(struct core *c, uint32_t at) {
    struct callup_record *r = &c->pools->callups[at].record;
    r->accepted--;
    if (r->state != CALLUP_STATE_FILLED) return;
    r->state = r->answer_by > c->now ? CALLUP_STATE_OPEN : CALLUP_STATE_SHORT;
    r->closed_at = r->state == CALLUP_STATE_OPEN ? 0 : c->now;
}

static enum err answer(struct core *c, uint32_t slot, enum callup_word word,
                       struct core_result *result, struct problem *problem) {
    struct callup_ask_record *ask = &c->pools->asks[slot].record;
    uint32_t at = find_callup(c, ask->callup);
    struct callup_record *r = &c->pools->callups[at].record;
    uint8_t wanted = word == CALLUP_WORD_ACCEPT ? ASK_STATE_ACCEPTED : ASK_STATE_DECLINED;
    result->subject = ref_of(RECORD_callup_ask, slot);
    if (ask->state == wanted) {
        result->repeated = true;
        return ERR_OK;
    }
    if (r->ends_at <= c->now)
        return problem_set(problem, ERR_CALLUP_CLOSED, "answer", "its time is over");
    enum err err = word == CALLUP_WORD_ACCEPT ? may_accept(c, r, ask->agent, problem) : ERR_OK;
    if (err != ERR_OK) return err;
    if (ask->state == ASK_STATE_ACCEPTED) open_again(c, at);
    ask->state = wanted;
    ask->answered_at = c->now;
    r->accepted += wanted == ASK_STATE_ACCEPTED;
    struct event *event = callup_event(c, EVENT_callup_answered, at);
    event_record(event, RECORD_callup_ask, slot);
    event->agent = ask->agent;
    if (r->state == CALLUP_STATE_OPEN && r->accepted >= r->needed)
        callup_close(c, at, CALLUP_STATE_FILLED);
    pools_look(c);
    return ERR_OK;
}

HANDLER(callup_answer) {
    const struct callup_answer_command *p = &command->as.callup_answer;
    uint32_t slot;
    enum err err = need_ask(c, p->callup, p->agent, &slot, problem);
    return err != ERR_OK ? err : answer(c, slot, (enum callup_word)p->answer, result, problem);
}

HANDLER(callup_link) {
    const struct callup_link_command *p = &command->as.callup_link;
    uint32_t slot;
    enum err err = need_ask(c, p->callup, p->agent, &slot, problem);
    if (err != ERR_OK) return err;
    struct callup_ask_record *ask = &c->pools->asks[slot].record;
    uint32_t at = find_callup(c, ask->callup);
    if (c->pools->callups[at].record.ends_at <= c->now)
        return problem_set(problem, ERR_CALLUP_CLOSED, "callup", "its time is over");
    if (find_link(c, p->link) != LIST_NONE)
        return problem_set(problem, ERR_IN_USE, "link", "another link has this secret");
    memcpy(ask->link, p->link, sizeof ask->link);
    struct event *event = emit(c, EVENT_callup_linked);
    event_record(event, RECORD_callup_ask, slot);
    event->organisation = c->pools->callups[at].record.organisation;
    result->subject = ref_of(RECORD_callup_ask, slot);
    return ERR_OK;
}

HANDLER(callup_answer_link) {
    const struct callup_answer_link_command *p = &command->as.callup_answer_link;
    uint32_t slot = find_link(c, p->link);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_UNKNOWN_CALLUP, "link", "the link is not good any more");
    return answer(c, slot, (enum callup_word)p->answer, result, problem);
}

/* --- forgetting ------------------------------------------------------------------------------------------------------------------ */

/* At most so many people of a call-up, or (callup NULL) of all of this agent; whether any are left. */
static bool drop_asks(struct core *c, const char *callup, agent_no agent, uint32_t most) {
    struct event *event = NULL;
    for (uint32_t i = 0; i < c->pools->asks_ever; i++) {
        struct callup_ask_slot *slot = &c->pools->asks[i];
        if (!is_live(slot) ||
            (callup != NULL ? !same_id(slot->record.callup, callup) : slot->record.agent != agent))
            continue;
        if (most-- == 0) return true;
        if (event == NULL || event->record_count == LIMIT_RECORDS_PER_EVENT) {
            event = emit(c, EVENT_callup_forgotten);
            event->organisation =
                c->pools->callups[find_callup(c, slot->record.callup)].record.organisation;
        }
        event_removed(event, RECORD_callup_ask, i);
        slot->going = true;
    }
    return false;
}

static void drop_callup(struct core *c, uint32_t at) {
    struct event *event = emit(c, EVENT_callup_forgotten);
    event_removed(event, RECORD_callup, at);
    event->organisation = c->pools->callups[at].record.organisation;
    c->pools->callups[at].going = true;
}

void callup_forget(struct core *c, uint32_t at) {
    if (!drop_asks(c, c->pools->callups[at].record.id, AGENT_NONE, FORGOTTEN_AT_ONCE))
        drop_callup(c, at);
}

/* Whoever is gone does not come: the count follows, so that another may. */
void callups_forget_agent(struct core *c, agent_no agent) {
    for (uint32_t i = 0; i < c->pools->asks_ever; i++) {
        const struct callup_ask_slot *slot = &c->pools->asks[i];
        if (!is_live(slot) || slot->record.agent != agent) continue;
        uint32_t at = find_callup(c, slot->record.callup);
        c->pools->callups[at].record.asked -= slot->record.state != ASK_STATE_NOT_ASKED;
        if (slot->record.state == ASK_STATE_ACCEPTED) open_again(c, at);
        callup_event(c, EVENT_callup_answered, at);
    }
    drop_asks(c, NULL, agent, LIMIT_CALLUP_ASKS);
}

void callups_forget_organisation(struct core *c, organisation_no n) {
    for (uint32_t i = 0; i < c->pools->callups_ever; i++) {
        const struct callup_slot *slot = &c->pools->callups[i];
        if (slot->record.id[0] == '\0' || slot->going || slot->record.organisation != n) continue;
        drop_asks(c, slot->record.id, AGENT_NONE, LIMIT_CALLUP_ASKS);
        drop_callup(c, i);
    }
}
