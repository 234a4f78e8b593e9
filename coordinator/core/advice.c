/* Advice for switches that route by percentage: which share of an organisation's calls about a topic goes where.
 *
 * Home keeps everything while it has free agents for those who wait, while its phones are closed, while how it stands is not
 * known, and where nobody may help. Else the shares are as the agents that each brings: home with all who are at work there,
 * each helper with those that are free and that nothing holds back: agreement, wait, direction, caps, its reserve, its own word,
 * the state of its own switchboard. The rules are those by which a call that waits there now would be shared (sharing.c).
 * As helpers fill up their shares become smaller, so nobody is sent more than home's own part by it.
 *
 * Shares are whole permille by the largest remainder: the parts rounded down, and what is left one by one to those who lost
 * most by it, then in the order of their ids. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/state.h"
#include "core/switchboards.h"

#define WHOLE 1000

/* --- home ---------------------------------------------------------------------------------------------------------------- */

struct standing_now {
    bool known;       /* how many wait, and how many agents there are */
    bool waits_known; /* the first of them */
    uint32_t free, at_work, waiting;
    time_ms since; /* when the longest-waiting caller began to wait; now when nobody does */
};

static uint32_t idle_here(const struct core *c, organisation_no n, topic_no topic) {
    const struct organisation_lists *lists = c->organisations[n].lists;
    uint32_t count = 0;
    if (lists == NULL) return 0;
    for (int tier = 0; tier < TIERS; tier++)
        count += lists->idle[topic][tier].count;
    /* The free seats of an offer stand there as one agent. */
    for (uint32_t o = 0; o < c->offers->ever; o++) {
        const struct offer_slot *slot = &c->offers->slots[o];
        bool stands = slot->record.organisation == n && slot->counted_free > 0 &&
                      ((slot->record.topics >> topic) & 1) != 0;
        if (stands && slot->record.id[0] != '\0') count += slot->counted_free - 1;
    }
    return count;
}

static void look_at_list(const struct core *c, const struct list *list,
                         const struct list_node *nodes, struct standing_now *out) {
    for (uint32_t call = list->first; call != LIST_NONE; call = nodes[call].next)
        if (c->calls[call].record.enqueued_at < out->since)
            out->since = c->calls[call].record.enqueued_at;
    out->waiting += list->count;
}

/* By what its agents and calls here say. */
static void stand_here(const struct core *c, organisation_no n, topic_no topic,
                       struct standing_now *out) {
    const struct organisation_lists *lists = c->organisations[n].lists;
    *out = (struct standing_now){.since = c->now};
    if (lists == NULL) return;
    for (int language = 0; language < LIMIT_LANGUAGES; language++) {
        look_at_list(c, &lists->queued[topic][language], c->queue_nodes, out);
        look_at_list(c, &lists->elsewhere[topic][language], c->elsewhere_nodes, out);
    }
    out->free = idle_here(c, n, topic);
    out->at_work = lists->able[topic];
    out->known = out->waits_known = c->organisations[n].present > 0;
}

/* By what its own switchboard says; that of the topic before that of all together. False: it says nothing. */
static bool stand_there(const struct core *c, organisation_no n, topic_no topic,
                        struct standing_now *out) {
    struct foreign_queue_view view;
    if (!core_view_foreign_queue(c, n, topic, &view) &&
        !core_view_foreign_queue(c, n, TOPIC_NONE, &view))
        return false;
    const struct foreign_queue_record *r = view.record;
    *out = (struct standing_now){.since = c->now, .waiting = r->waiting};
    out->waits_known = view.known && r->knows_waiting;
    out->known = out->waits_known && r->knows_available && r->knows_busy;
    out->free = r->agents_available;
    out->at_work = r->agents_available + r->agents_busy;
    if (out->waits_known && r->waiting > 0 && r->knows_longest_wait)
        out->since = r->reported_at - r->longest_wait_ms;
    return true;
}

/* What its own word says of it comes before what is counted: nobody works where the service is down. */
static bool is_down(const struct core *c, organisation_no n) {
    return c->organisations[n].service >= SERVICE_STATE_UNSTAFFED;
}

/* --- helpers --------------------------------------------------------------------------------------------------------------- */

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Agents that the helper can spare now for calls like this one. */
static uint32_t spare(const struct core *c, organisation_no helper, const struct call_record *r) {
    const struct organisation_slot *slot = &c->organisations[helper];
    uint32_t free = idle_here(c, helper, r->topic);
    if (free == 0 || helper == r->organisation) return free; /* whose queue it is keeps nothing */
    if (!sharing_allows(c, helper, r)) return 0;
    free = least(free, reserve_room(c, helper));
    if (slot->record.help_max > 0) free = least(free, slot->record.help_max - slot->taken_over);
    return free;
}

/* Keeps the most capable few, in that order; of equals those whose id comes first. */
static void add_helper(const struct core *c, struct advice *out, organisation_no helper,
                       uint32_t weight) {
    uint32_t at = out->count;
    const char *id = c->organisations[helper].record.id;
    while (at > 1 &&
           (out->shares[at - 1].weight < weight ||
            (out->shares[at - 1].weight == weight &&
             strcmp(c->organisations[out->shares[at - 1].organisation].record.id, id) > 0)))
        at--;
    if (at == LIMIT_ADVICE_SHARES) return;
    uint32_t last = out->count < LIMIT_ADVICE_SHARES ? out->count++ : out->count - 1;
    memmove(&out->shares[at + 1], &out->shares[at], (last - at) * sizeof *out->shares);
    out->shares[at] = (struct advice_share){.organisation = helper, .weight = weight};
}

/* --- shares ------------------------------------------------------------------------------------------------------------------ */

static void apportion(struct advice *out) {
    uint64_t sum = 0, remainders[LIMIT_ADVICE_SHARES];
    uint32_t given = 0;
    for (uint32_t i = 0; i < out->count; i++)
        sum += out->shares[i].weight;
    ASSERT(sum > 0);
    for (uint32_t i = 0; i < out->count; i++) {
        uint64_t part = (uint64_t)out->shares[i].weight * WHOLE;
        out->shares[i].permille = (uint16_t)(part / sum);
        remainders[i] = part % sum;
        given += out->shares[i].permille;
    }
    for (; given < WHOLE; given++) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < out->count; i++)
            if (remainders[i] > remainders[best]) best = i; /* of equals the first */
        ASSERT(remainders[best] > 0);
        out->shares[best].permille++;
        remainders[best] = 0;
    }
}

static void keep_all(struct advice *out, enum advice_reason reason) {
    out->reason = reason;
    out->count = 1;
    out->shares[0].permille = WHOLE;
}

void core_advise(const struct core *c, organisation_no home, topic_no topic, struct advice *out) {
    struct standing_now now;
    *out = (struct advice){.count = 1, .shares = {{.organisation = home}}};
    if (!stand_there(c, home, topic, &now)) stand_here(c, home, topic, &now);
    bool down = is_down(c, home);
    out->shares[0].weight = down || !now.known ? 0 : now.at_work;
    if (!hours_open(c, home, topic)) {
        keep_all(out, ADVICE_REASON_CLOSED);
        return;
    }
    if (!down && now.waits_known && (now.known ? now.free > now.waiting : now.waiting == 0)) {
        keep_all(out, ADVICE_REASON_FREE);
        return;
    }
    if (!down && !now.known) {
        keep_all(out, ADVICE_REASON_UNKNOWN);
        return;
    }
    struct call_record r = {.enqueued_at = now.since,
                            .municipality = home,
                            .organisation = routing_queue(c, home, topic),
                            .topic = topic,
                            .agent = AGENT_NONE};
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        if (n == home || !c->organisations[n].live) continue;
        uint32_t weight = spare(c, n, &r);
        if (weight > 0) add_helper(c, out, n, weight);
    }
    if (out->count == 1) {
        keep_all(out, ADVICE_REASON_NOBODY);
        return;
    }
    out->reason = ADVICE_REASON_SHARED;
    apportion(out);
}
