/* Help in progress: how many calls each organisation has taken over, and who looks again when something that held them back
 * is gone. */
#include "base/assert.h"
#include "core/state.h"

void look_again(struct core *c, organisation_no organisation) {
    organisation_set_add(&c->sharing->look_again, organisation);
}

void help_count(struct core *c, const struct call_record *r, int by) {
    if (by == 0 || r->agent == AGENT_NONE) return;
    struct sharing *s = c->sharing;
    organisation_no home = c->agents[r->agent].record.organisation;
    if (!call_is_help(home, r)) return;
    s->helping[home][r->organisation] += (uint16_t)by;
    /* The last of one direction is over: the other may begin. */
    if (s->helping[home][r->organisation] == 0 && s->one_way[home][r->organisation])
        look_again(c, r->organisation);
}

void help_settle(struct core *c) {
    struct organisation_set *again = &c->sharing->look_again;
    for (int word = 0; word < LIMIT_ORGANISATIONS / 64; word++) {
        while (again->words[word] != 0 && room_for_events(c)) {
            organisation_no n = (organisation_no)(word * 64 + __builtin_ctzll(again->words[word]));
            organisation_set_drop(again, n);
            if (c->sharing->any) route_organisation(c, n);
        }
    }
}
