/* Help in progress: how many calls each organisation has taken over, and who looks again when something that held them back
 * is gone. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/state.h"

void look_again(struct core *c, organisation_no organisation) {
    organisation_set_add(&c->sharing->look_again, organisation);
}

/* --- counting ---------------------------------------------------------------------------------------------------------------- */

bool help_fits(const struct core *c, uint32_t agreement, organisation_no helper) {
    uint16_t max = c->agreements[agreement].record.calls_max;
    return max == 0 || c->sharing->taken_over[agreement][helper] < max;
}

static void count_by_agreement(struct core *c, organisation_no helper, organisation_no helped,
                               uint16_t by) {
    struct sharing *s = c->sharing;
    for (int word = 0; word < LIMIT_AGREEMENTS / 64; word++)
        for (uint64_t left = s->capped[word] & s->conditional[helped][word]; left != 0;
             left &= left - 1)
            s->taken_over[word * 64 + __builtin_ctzll(left)][helper] += by;
}

void help_count_agreements(struct core *c) {
    struct sharing *s = c->sharing;
    for (uint32_t i = 0; i < c->agreements_ever; i++)
        if ((s->capped[i / 64] >> (i % 64)) & 1)
            memset(s->taken_over[i], 0, sizeof s->taken_over[i]);
    for (organisation_no helper = 0; helper < c->organisations_ever; helper++)
        for (organisation_no helped = 0;
             c->organisations[helper].taken_over > 0 && helped < c->organisations_ever; helped++)
            count_by_agreement(c, helper, helped, s->helping[helper][helped]);
}

void help_drained(struct core *c, organisation_no organisation) {
    struct event *event = emit(c, EVENT_organisation_drained);
    event_record(event, RECORD_organisation, organisation);
    event->organisation = organisation;
}

static bool is_capped(const struct core *c, organisation_no helper, organisation_no helped) {
    uint64_t any = c->organisations[helper].record.help_max;
    for (int word = 0; word < LIMIT_AGREEMENTS / 64; word++)
        any |= c->sharing->capped[word] & c->sharing->conditional[helped][word];
    return any != 0;
}

void help_count(struct core *c, const struct call_record *r, int by) {
    organisation_no home = call_server(c, r);
    if (by == 0 || home == ORGANISATION_NONE || !call_is_help(home, r)) return;
    struct sharing *s = c->sharing;
    struct organisation_slot *slot = &c->organisations[home];
    s->helping[home][r->organisation] += (uint16_t)by;
    slot->taken_over += (uint32_t)by;
    count_by_agreement(c, home, r->organisation, (uint16_t)by);
    if (by > 0) return;
    if (is_capped(c, home, r->organisation)) look_again(c, home);
    /* The last of one direction is over: the other may begin. */
    if (s->helping[home][r->organisation] == 0 && s->one_way[home][r->organisation])
        look_again(c, r->organisation);
    if (!service_helps(c, home) && slot->taken_over == 0) help_drained(c, home);
}

/* --- calls that are handed back ------------------------------------------------------------------------------------------------ */

void help_count_names(struct core *c, const struct call_record *r, uint32_t by) {
    for (int word = 0; word < LIMIT_ORGANISATIONS / 64; word++)
        for (uint64_t left = r->handed_back[0].words[word]; left != 0; left &= left - 1)
            c->organisations[word * 64 + __builtin_ctzll(left)].calls += by;
}

void help_count_handed_back(struct core *c, const struct call_record *r, uint32_t by) {
    if (!organisation_set_is_empty(&r->handed_back[0])) c->sharing->handed_back += by;
}

void help_hand_back(struct core *c, uint32_t call, organisation_no home) {
    struct call_record *r = &c->calls[call].record;
    if (!call_is_help(home, r) || organisation_set_has(&r->handed_back[0], home)) return;
    help_count_handed_back(c, r, UINT32_MAX);
    organisation_set_add(&r->handed_back[0], home);
    help_count_handed_back(c, r, 1);
    c->organisations[home].calls++;
}

static bool has_somebody(const struct core *c, organisation_no n, const struct call_record *r) {
    struct organisation_lists *lists = c->organisations[n].lists;
    return lists != NULL && lists_of(lists, r->channel)->signed_in[r->topic] > 0;
}

bool help_nobody_else(const struct core *c, const struct call_record *r) {
    if (has_somebody(c, r->organisation, r) || has_somebody(c, r->municipality, r)) return false;
    for (organisation_no n = 0; n < c->organisations_ever; n++)
        if (((c->sharing->may_help[n][r->organisation] >> r->topic) & 1) != 0 &&
            !organisation_set_has(&r->handed_back[0], n) && has_somebody(c, n, r))
            return false;
    return true;
}

/* --- looking again --------------------------------------------------------------------------------------------------------------- */

void help_settle(struct core *c) {
    if (c->sharing->nobody_left) sharing_try_waiting(c);
    c->sharing->nobody_left = false;
    struct organisation_set *again = &c->sharing->look_again;
    for (int word = 0; word < LIMIT_ORGANISATIONS / 64; word++) {
        while (again->words[word] != 0 && room_for_events(c)) {
            organisation_no n = (organisation_no)(word * 64 + __builtin_ctzll(again->words[word]));
            organisation_set_drop(again, n);
            if (c->sharing->any) route_organisation(c, n);
        }
    }
    offers_look(c);
    c->sharing->refused = LIST_NONE;
}

/* --- checking ---------------------------------------------------------------------------------------------------------------------- */

static enum err differs(struct problem *problem, const char *name, const struct core *c,
                        organisation_no organisation) {
    return problem_set(problem, ERR_INTERNAL, name, "%s", c->organisations[organisation].record.id);
}

/* `helping`: the calls that the organisation has taken over, by whose they are. */
static enum err check_helper(const struct core *c, organisation_no n, const uint16_t *helping,
                             struct problem *problem) {
    const struct sharing *s = c->sharing;
    uint32_t all = 0;
    for (organisation_no k = 0; k < c->organisations_ever; k++) {
        all += helping[k];
        if (s->helping[n][k] != helping[k]) return differs(problem, "helping", c, n);
    }
    if (c->organisations[n].live && c->organisations[n].taken_over != all)
        return differs(problem, "taken_over", c, n);
    for (uint32_t i = 0; i < c->agreements_ever; i++) {
        uint32_t by_agreement = 0;
        if (((s->capped[i / 64] >> (i % 64)) & 1) == 0) continue;
        for (organisation_no k = 0; k < c->organisations_ever; k++)
            if ((s->conditional[k][i / 64] >> (i % 64)) & 1) by_agreement += helping[k];
        if (s->taken_over[i][n] != by_agreement)
            return differs(problem, "taken_over_by_agreement", c, n);
    }
    return ERR_OK;
}

enum err help_check(const struct core *c, struct problem *problem) {
    size_t ever = c->organisations_ever;
    uint16_t *helping = calloc(ever * ever + 1, sizeof *helping);
    ASSERT(helping != NULL);
    uint32_t handed_back = 0;
    for (uint32_t n = c->all_calls.first; n != LIST_NONE; n = c->all_call_nodes[n].next) {
        const struct call_record *r = &c->calls[n].record;
        handed_back +=
            r->state == CALL_STATE_QUEUED && !organisation_set_is_empty(&r->handed_back[0]);
        if (r->state != CALL_STATE_RESERVED && r->state != CALL_STATE_ANSWERED) continue;
        organisation_no home = call_server(c, r);
        if (call_is_help(home, r)) helping[home * ever + r->organisation]++;
    }
    enum err err = ERR_OK;
    for (organisation_no n = 0; err == ERR_OK && n < ever; n++)
        err = check_helper(c, n, helping + n * ever, problem);
    free(helping);
    if (err == ERR_OK && c->sharing->handed_back != handed_back)
        err = problem_set(problem, ERR_INTERNAL, "handed_back", "%u, not %u",
                          c->sharing->handed_back, handed_back);
    return err;
}
