/* What must hold over the whole state, always. Everything is counted anew from the records and held against the indexes. The
 * names below are what a failing run prints; tests/unit/core/invariants_test.c breaks each one on purpose. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/contacts.h"
#include "core/places.h"
#include "core/pools.h"
#include "core/state.h"
#include "core/switchboards.h"

#define CHECK(condition, name, ...)                                                     \
    do {                                                                                \
        if (!(condition)) return problem_set(problem, ERR_INTERNAL, name, __VA_ARGS__); \
    } while (0)

struct counts {
    uint32_t agents[AGENT_STATE_COUNT];
    uint32_t calls, waiting, waiting_citizens, queued, elsewhere;
    uint32_t able[LIMIT_TOPICS];
    uint32_t seats_free, seats_in_use;
};

static enum err check_agent(const struct core *c, agent_no n, struct problem *problem) {
    const struct agent_slot *slot = &c->agents[n];
    const struct availability_record *a = &slot->availability;
    const char *id = slot->record.id;
    uint32_t call = a->call == 0 ? LIST_NONE : find_call(c, a->call);
    enum call_state call_state =
        call == LIST_NONE ? CALL_STATE_COUNT : (enum call_state)c->calls[call].record.state;
    CHECK(a->agent == n && slot->record.number == n, "agent_number", "%s", id);
    CHECK((a->call == 0) == (call == LIST_NONE), "agent_call_exists", "%s", id);
    CHECK(call == LIST_NONE || c->calls[call].record.agent == n, "agent_call_is_theirs", "%s", id);
    bool fits = false;
    switch ((enum agent_state)a->state) {
    case AGENT_STATE_AVAILABLE: fits = call == LIST_NONE && a->idle_since > 0; break;
    case AGENT_STATE_AWAY:
    case AGENT_STATE_SIGNED_OUT: fits = call == LIST_NONE; break;
    case AGENT_STATE_RESERVED: fits = call_state == CALL_STATE_RESERVED; break;
    case AGENT_STATE_IN_CALL: fits = call_state == CALL_STATE_ANSWERED; break;
    case AGENT_STATE_WRAPPING:
        fits = call_state == CALL_STATE_WRAPPING && a->wrap_up_until > 0;
        break;
    case AGENT_STATE_UNKNOWN: fits = call == LIST_NONE || call_state == CALL_STATE_ANSWERED; break;
    case AGENT_STATE_COUNT: break;
    }
    CHECK(fits, "agent_state_fits_call", "%s is %s", id, word_text(&agent_state_words, a->state));
    bool leased = a->state != AGENT_STATE_SIGNED_OUT && a->state != AGENT_STATE_UNKNOWN;
    CHECK(leased == (slot->lease_until != 0), "lease_fits_state", "%s", id);
    return ERR_OK;
}

static enum err check_call(const struct core *c, uint32_t slot, struct problem *problem) {
    const struct call_record *r = &c->calls[slot].record;
    unsigned long long id = r->id;
    bool held = r->state == CALL_STATE_RESERVED || r->state == CALL_STATE_ANSWERED ||
                r->state == CALL_STATE_WRAPPING;
    if (held) {
        CHECK((r->agent != AGENT_NONE) != (r->offer != OFFER_NONE), "held_call_has_agent",
              "call-%llu", id);
        CHECK(r->offer != OFFER_NONE || c->agents[r->agent].availability.call == r->id,
              "one_agent_one_call", "call-%llu", id);
    }
    CHECK(r->state != CALL_STATE_QUEUED || (r->agent == AGENT_NONE && r->offer == OFFER_NONE),
          "queued_call_has_no_agent", "call-%llu", id);
    CHECK(r->state != CALL_STATE_WRAPPING || r->offer == OFFER_NONE, "no_wrap_up_at_a_seat",
          "call-%llu", id);
    CHECK((r->outcome == CALL_OUTCOME_NONE) ==
              (r->state == CALL_STATE_QUEUED || r->state == CALL_STATE_RESERVED),
          "outcome_fits_state", "call-%llu", id);
    CHECK(r->enqueued_at <= r->arrived_at, "enqueued_before_arrival", "call-%llu", id);
    CHECK(r->id < c->counters.call_block_end, "call_id_is_stored_ahead", "call-%llu", id);
    return ERR_OK;
}

static void count_agent(const struct core *c, agent_no n, struct counts *by_organisation) {
    const struct agent_slot *slot = &c->agents[n];
    struct counts *counts = &by_organisation[slot->record.organisation];
    counts->agents[slot->availability.state]++;
    for (topic_set left = slot->counted_present ? slot->topics | slot->qualified : 0; left != 0;
         left &= left - 1)
        counts->able[__builtin_ctzll(left)]++;
}

static void count_offer(const struct offer_slot *slot, struct counts *by_organisation) {
    struct counts *counts = &by_organisation[slot->record.organisation];
    for (topic_set left = slot->record.topics; left != 0; left &= left - 1)
        counts->able[__builtin_ctzll(left)] += slot->counted_present;
    counts->seats_free += slot->counted_free;
    counts->seats_in_use += slot->in_use;
}

static void count_call(const struct core *c, uint32_t slot, struct counts *counts,
                       uint32_t *agent_calls) {
    const struct call_record *r = &c->calls[slot].record;
    counts[r->municipality].calls++;
    counts[r->organisation].calls++;
    for (int word = 0; word < LIMIT_ORGANISATIONS / 64; word++)
        for (uint64_t left = r->handed_back[0].words[word]; left != 0; left &= left - 1)
            counts[word * 64 + __builtin_ctzll(left)].calls++;
    if (r->agent != AGENT_NONE) agent_calls[r->agent]++;
    if (r->refused_by != AGENT_NONE) agent_calls[r->refused_by]++;
    if (r->backup != AGENT_NONE) agent_calls[r->backup]++;
    if (r->state == CALL_STATE_QUEUED || r->state == CALL_STATE_RESERVED) {
        counts[r->organisation].waiting++;
        counts[r->municipality].waiting_citizens++;
    }
    if (r->state != CALL_STATE_QUEUED) return;
    counts[r->organisation].queued++;
    if (r->municipality != r->organisation) counts[r->municipality].elsewhere++;
}

static enum err check_queue(const struct core *c, const struct list *list,
                            const struct list_node *nodes, uint32_t *total,
                            struct problem *problem) {
    uint32_t seen = 0;
    for (uint32_t n = list->first, before = LIST_NONE; n != LIST_NONE;
         before = n, n = nodes[n].next, seen++) {
        const struct call_record *r = &c->calls[n].record;
        CHECK(r->state == CALL_STATE_QUEUED, "queue_holds_queued", "call-%llu",
              (unsigned long long)r->id);
        if (before == LIST_NONE) continue;
        const struct call_record *b = &c->calls[before].record;
        CHECK(b->priority > r->priority ||
                  (b->priority == r->priority && b->enqueued_at <= r->enqueued_at),
              "queue_in_order", "call-%llu", (unsigned long long)r->id);
    }
    CHECK(seen == list->count, "queue_count", "%u, not %u", seen, list->count);
    *total += seen;
    return ERR_OK;
}

static enum err check_lists(const struct core *c, organisation_no n, const struct counts *counts,
                            struct problem *problem) {
    const struct organisation_lists *lists = c->organisations[n].lists;
    if (lists == NULL) return ERR_OK;
    uint32_t queued = 0, elsewhere = 0;
    for (int t = 0; t < LIMIT_TOPICS; t++) {
        for (int l = 0; l < LIMIT_LANGUAGES; l++) {
            enum err err = check_queue(c, &lists->queued[t][l], c->queue_nodes, &queued, problem);
            if (err == ERR_OK)
                err = check_queue(c, &lists->elsewhere[t][l], c->elsewhere_nodes, &elsewhere,
                                  problem);
            if (err != ERR_OK) return err;
            CHECK(((lists->queued_topics[l] >> t) & 1) == (lists->queued[t][l].count > 0),
                  "queued_topics", "%d", t);
        }
        for (int tier = 0; tier < TIERS; tier++) {
            CHECK(((lists->idle_tiers[t] >> tier) & 1) == (lists->idle[t][tier].count > 0),
                  "idle_tiers", "%d", t);
            for (uint32_t node = lists->idle[t][tier].first; node != LIST_NONE;
                 node = c->idle_nodes[node].next)
                CHECK(c->agents[node / LIMIT_TOPICS].availability.state == AGENT_STATE_AVAILABLE,
                      "idle_holds_available", "%s", c->agents[node / LIMIT_TOPICS].record.id);
        }
    }
    CHECK(memcmp(lists->able, counts->able, sizeof lists->able) == 0, "able", "%s",
          c->organisations[n].record.id);
    CHECK(queued == counts->queued, "call_in_one_place", "%u queued, not %u", queued,
          counts->queued);
    CHECK(elsewhere == counts->elsewhere, "call_in_one_place", "%u elsewhere, not %u", elsewhere,
          counts->elsewhere);
    return ERR_OK;
}

static enum err check_organisation(const struct core *c, organisation_no n,
                                   const struct counts *counts, struct problem *problem) {
    const struct organisation_slot *slot = &c->organisations[n];
    const char *id = slot->record.id;
    CHECK(memcmp(slot->agents, counts->agents, sizeof slot->agents) == 0, "agent_counts", "%s", id);
    CHECK(slot->calls == counts->calls, "organisation_calls", "%s", id);
    CHECK(slot->seats_free == counts->seats_free && slot->seats_in_use == counts->seats_in_use,
          "seats_of_an_organisation", "%s", id);
    CHECK(slot->waiting == counts->waiting, "waiting", "%s: %u, not %u", id, slot->waiting,
          counts->waiting);
    CHECK(slot->waiting_citizens == counts->waiting_citizens, "waiting_citizens", "%s", id);
    const struct kpi_record *k = &slot->kpi;
    uint64_t in = (uint64_t)k->offered + k->waiting_at_midnight;
    uint64_t out = (uint64_t)k->answered + k->abandoned + k->diverted + slot->waiting_citizens;
    CHECK(k->day == INT32_MIN ? slot->waiting_citizens == 0 : in == out, "no_call_vanishes",
          "%s: %llu came, %llu are accounted for", id, (unsigned long long)in,
          (unsigned long long)out);
    return check_lists(c, n, counts, problem);
}

static enum err check_deadlines(const struct core *c, const uint32_t *by_state, uint32_t leased,
                                const uint32_t *calls_by_state, struct problem *problem) {
    CHECK(c->deadlines[LIST_LEASED].count == leased, "leased_list", "%u, not %u",
          c->deadlines[LIST_LEASED].count, leased);
    CHECK(c->deadlines[LIST_WRAPPING].count == by_state[AGENT_STATE_WRAPPING],
          "every_state_has_a_deadline", "wrapping");
    CHECK(c->deadlines[LIST_UNKNOWN].count == by_state[AGENT_STATE_UNKNOWN],
          "every_state_has_a_deadline", "unknown");
    CHECK(c->deadlines[LIST_RESERVED].count == calls_by_state[CALL_STATE_RESERVED],
          "every_state_has_a_deadline", "reserved");
    CHECK(c->deadlines[LIST_ANSWERED].count == calls_by_state[CALL_STATE_ANSWERED],
          "every_state_has_a_deadline", "answered");
    CHECK(c->deadlines[LIST_ENDED].count == calls_by_state[CALL_STATE_ENDED],
          "every_state_has_a_deadline", "ended");
    time_ms before = INT64_MIN;
    for (uint32_t n = c->deadlines[LIST_LEASED].first; n != LIST_NONE; n = c->lease_nodes[n].next) {
        CHECK(c->agents[n].lease_until >= before, "deadlines_in_order", "lease of %s",
              c->agents[n].record.id);
        before = c->agents[n].lease_until;
    }
    return ERR_OK;
}

static enum err check_digest(const struct core *c, struct problem *problem) {
    uint64_t digest = 0;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(c, (enum record_kind)kind, &cursor)) != NULL)
            digest += record_hash((enum record_kind)kind, record);
    }
    CHECK(digest == c->digest, "digest", "%016llx, not %016llx", (unsigned long long)digest,
          (unsigned long long)c->digest);
    return ERR_OK;
}

/* Whatever hours.c looks up comes from the records of hours and activations. */
static enum err check_hours(const struct core *c, struct problem *problem) {
    time_ms next = TIME_NEVER;
    for (organisation_no n = 0; n < c->organisations_ever; n++) {
        const struct organisation_slot *slot = &c->organisations[n];
        if (!slot->live) continue;
        topic_set extended = 0;
        for (uint32_t i = 0; i < c->activations_ever; i++) {
            const struct activation_record *a = &c->activations[i].record;
            if (a->id != 0 && !c->activations[i].closed && a->keeps_open &&
                (organisation_set_is_empty(&a->municipalities[0]) ||
                 organisation_set_has(&a->municipalities[0], n) || n == c->settings.cooperation))
                extended |= a->topics;
        }
        CHECK(slot->extended == extended, "kept_open", "%s", slot->record.id);
        CHECK(slot->closed == (slot->has_hours && !slot->hours.open), "closed_by_hours", "%s",
              slot->record.id);
        if (slot->has_hours && slot->hours.changes_at != 0 && slot->hours.changes_at < next)
            next = slot->hours.changes_at;
    }
    CHECK(next == c->hours_next, "hours_next", "%lld, not %lld", (long long)next,
          (long long)c->hours_next);
    return ERR_OK;
}

/* Reading qualifies, and only reading what must be read. */
static enum err check_readers(const struct core *c, uint32_t at, struct problem *problem) {
    const struct activation_slot *slot = &c->activations[at];
    uint32_t newest = 0, qualified = 0;
    uint32_t n = slot->acknowledgements.first;
    for (; n != LIST_NONE; n = c->acknowledgement_nodes[n].next) {
        const struct acknowledgement_record *r = &c->acknowledgements[n].record;
        newest += r->revision == slot->record.revision;
        bool counts = r->revision >= slot->record.must_read;
        qualified += counts;
        CHECK(((c->agents[r->agent].acknowledged >> at) & 1) == counts, "reading_qualifies", "%s",
              c->agents[r->agent].record.id);
    }
    uint32_t marked = 0;
    for (agent_no agent = 0; agent < c->agents_ever; agent++)
        marked += c->agents[agent].live && ((c->agents[agent].acknowledged >> at) & 1);
    CHECK(marked == qualified, "reading_qualifies", "%u agents, not %u", marked, qualified);
    if (slot->record.state == ACTIVATION_STATE_ACTIVE)
        CHECK(newest == slot->record.read_newest, "read_newest", "%u, not %u", newest,
              slot->record.read_newest);
    return ERR_OK;
}

/* What the record says of itself fits together, and its newest revision is what it says. */
static enum err check_life(const struct core *c, uint32_t at, struct problem *problem) {
    const struct activation_record *a = &c->activations[at].record;
    unsigned long long id = a->id;
    bool planned = a->state == ACTIVATION_STATE_PLANNED;
    CHECK(planned == (a->starts_at != 0) && planned == (a->started_at == 0), "planned_or_begun",
          "activation-%llu", id);
    CHECK(a->must_read <= a->revision && a->revision > 0, "must_read_exists", "activation-%llu",
          id);
    for (int i = 0; i < LIMIT_ORGANISATIONS / 64; i++)
        CHECK((a->left[0].words[i] & a->municipalities[0].words[i]) == 0, "left_is_outside",
              "activation-%llu", id);
    if (narrowing_check(a, problem) != ERR_OK) return problem->err;
    if (a->state == ACTIVATION_STATE_ACTIVE)
        CHECK(a->expired == (a->alarm_at != 0), "expired_raises_the_alarm", "activation-%llu", id);
    CHECK((a->state == ACTIVATION_STATE_ACTIVE && a->review_overdue && !a->expired) ==
              (a->review_alarm_at != 0),
          "overdue_raises_the_alarm", "activation-%llu", id);
    CHECK((a->state == ACTIVATION_STATE_LIFTED) == (a->lifted_until != 0) &&
              (a->left_at != 0) == (a->left_until != 0),
          "lifted_for_a_time", "activation-%llu", id);
    const struct revision_record *r =
        &c->revisions[at * LIMIT_REVISIONS + a->revision % LIMIT_REVISIONS].record;
    CHECK(r->activation == a->id && r->revision == a->revision &&
              memcmp(r->version, a->version, SHA256_BYTES) == 0 &&
              memcmp(r->parameters, a->parameters, SHA256_BYTES) == 0 &&
              memcmp(&r->municipalities[0], &a->municipalities[0], sizeof r->municipalities[0]) ==
                  0 &&
              memcmp(&r->postcodes[0], &a->postcodes[0], sizeof r->postcodes[0]) == 0 &&
              memcmp(&r->zones[0], &a->zones[0], sizeof r->zones[0]) == 0 &&
              r->priority == a->priority,
          "newest_revision", "activation-%llu", id);
    return ERR_OK;
}

static enum err check_flags(const struct core *c, struct problem *problem) {
    for (uint32_t i = 0; i < c->flags_ever; i++) {
        const struct flag_record *r = &c->flags[i].record;
        if (r->activation == 0 || c->flags[i].going) continue;
        CHECK(find_activation(c, r->activation) != LIST_NONE && core_agent(c, r->agent) != NULL,
              "flag_has_activation", "activation-%llu", (unsigned long long)r->activation);
    }
    for (uint32_t i = 0; i < LIMIT_ACTIVATIONS * LIMIT_STEPS; i++)
        CHECK(c->steps[i].record.activation == 0 || c->steps[i].going ||
                  c->steps[i].record.activation == c->activations[i / LIMIT_STEPS].record.id,
              "step_has_activation", "%s", c->steps[i].record.step);
    for (uint32_t i = 0; i < c->flag_replies_ever; i++)
        CHECK(c->flag_replies[i].record.activation == 0 || c->flag_replies[i].going ||
                  find_activation(c, c->flag_replies[i].record.activation) != LIST_NONE,
              "reply_has_activation", "%s", c->flag_replies[i].record.question);
    return ERR_OK;
}

static enum err check_activations(const struct core *c, struct problem *problem) {
    for (uint32_t i = 0; i < LIMIT_ACTIVATIONS; i++) {
        const struct activation_slot *slot = &c->activations[i];
        if (slot->record.id == 0 || slot->closed) continue;
        if (slot->record.state == ACTIVATION_STATE_ACTIVE)
            CHECK(slot->acknowledgements.count == slot->record.acknowledged, "acknowledged",
                  "activation-%llu", (unsigned long long)slot->record.id);
        CHECK(slot->record.id < c->counters.activation_block_end, "activation_id_is_stored_ahead",
              "activation-%llu", (unsigned long long)slot->record.id);
        enum err err = check_life(c, i, problem);
        if (err == ERR_OK) err = check_readers(c, i, problem);
        if (err != ERR_OK) return err;
    }
    enum err err = while_active_check(c, problem);
    return err != ERR_OK ? err : check_flags(c, problem);
}

/* `arrived`: calls that no step has counted, by organisation and topic. */
static enum err check_demand(const struct core *c, organisation_no n,
                             const uint32_t arrived[LIMIT_TOPICS], struct problem *problem) {
    const struct demand_slot *slot = &c->demand[n];
    const struct demand_record *r = &slot->record;
    const char *id = c->organisations[n].record.id;
    CHECK(slot->live == (slot->due != 0), "demand_has_a_deadline", "%s", id);
    for (topic_no t = 0; t < LIMIT_TOPICS; t++) {
        const struct topic_demand *d = &r->topics[t];
        uint32_t pair = find_pair(c, n, t);
        bool open = pair != LIST_NONE && c->pairs[pair].surged && c->pairs[pair].surge.over_at == 0;
        bool busy = slot->live && (d->statistic | d->rate | d->hour_calls) != 0;
        CHECK(slot->arrived[t] == arrived[t], "arrivals_are_counted", "%s: %u of %u calls", id,
              slot->arrived[t], arrived[t]);
        CHECK(((slot->surging >> t) & 1) == open, "surging", "%s, topic %u", id, t);
        CHECK(!(busy || open || arrived[t] > 0) || ((slot->active >> t) & 1), "active_topics",
              "%s, topic %u", id, t);
        CHECK(!open || d->statistic == 0, "no_evidence_in_a_surge", "%s, topic %u", id, t);
    }
    CHECK(!slot->live || slot->due < r->hour_at + HOUR_MS + MINUTE_MS,
          "demand_is_looked_at_every_hour", "%s", id);
    CHECK(slot->surging == 0 || slot->due <= r->stepped_at + 2 * MINUTE_MS,
          "surges_are_looked_at_every_minute", "%s", id);
    return ERR_OK;
}

static enum err check_pairs(const struct core *c, struct problem *problem) {
    for (uint32_t i = 0; i < c->pairs_ever; i++) {
        const struct pair_slot *p = &c->pairs[i];
        if (!p->known && !p->surged) continue;
        CHECK(find_pair(c, p->organisation, p->topic) == i, "pair_is_found", "%u", i);
        CHECK(p->baseline.organisation == p->organisation && p->baseline.topic == p->topic &&
                  p->surge.organisation == p->organisation && p->surge.topic == p->topic,
              "pair_fits_its_records", "%u", i);
        if (!p->surged) continue;
        CHECK(p->topic != TOPIC_NONE, "surge_has_a_topic", "%u", i);
        bool open =
            p->surge.state == SURGE_STATE_SUGGESTED || p->surge.state == SURGE_STATE_DISMISSED;
        CHECK(open == (p->surge.over_at == 0), "surge_state_fits_its_times", "%u", i);
        CHECK(p->surge.state != SURGE_STATE_DISMISSED || p->surge.dismissed_at != 0,
              "surge_state_fits_its_times", "%u", i);
    }
    return ERR_OK;
}

static enum err check_arrivals(const struct core *c, struct problem *problem) {
    uint32_t(*arrived)[LIMIT_TOPICS] = calloc(LIMIT_ORGANISATIONS, sizeof *arrived);
    uint32_t live = 0;
    enum err err = ERR_OK;
    ASSERT(arrived != NULL);
    for (uint32_t n = c->all_calls.first; n != LIST_NONE; n = c->all_call_nodes[n].next) {
        const struct call_record *r = &c->calls[n].record;
        const struct demand_slot *slot = &c->demand[r->municipality];
        if (slot->live && r->arrived_at >= slot->record.stepped_at)
            arrived[r->municipality][r->topic]++;
    }
    for (organisation_no n = 0; err == ERR_OK && n < LIMIT_ORGANISATIONS; n++) {
        live += c->demand[n].live;
        err = check_demand(c, n, arrived[n], problem);
    }
    free(arrived);
    if (err != ERR_OK) return err;
    CHECK(c->deadlines[LIST_DEMAND].count == live, "demand_has_a_deadline", "%u, not %u",
          c->deadlines[LIST_DEMAND].count, live);
    return check_pairs(c, problem);
}

static enum err check_all(const struct core *c, struct counts *counts, uint32_t *agent_calls,
                          struct problem *problem) {
    uint32_t by_state[AGENT_STATE_COUNT] = {0}, calls_by_state[CALL_STATE_COUNT] = {0}, leased = 0,
             calls = 0;
    enum err err = ERR_OK;
    for (agent_no n = 0; n < c->agents_ever; n++) {
        if (!c->agents[n].live) continue;
        if ((err = check_agent(c, n, problem)) != ERR_OK) return err;
        count_agent(c, n, counts);
        by_state[c->agents[n].availability.state]++;
        leased += c->agents[n].lease_until != 0;
    }
    for (uint32_t o = 0; o < c->offers->ever; o++)
        count_offer(&c->offers->slots[o], counts);
    for (uint32_t n = c->all_calls.first; n != LIST_NONE; n = c->all_call_nodes[n].next, calls++) {
        if ((err = check_call(c, n, problem)) != ERR_OK) return err;
        count_call(c, n, counts, agent_calls);
        calls_by_state[c->calls[n].record.state]++;
    }
    CHECK(calls == c->call_ids.count && calls == c->call_references.count, "call_index", "%u calls",
          calls);
    for (agent_no n = 0; n < c->agents_ever; n++)
        CHECK(!c->agents[n].live || c->agents[n].calls == agent_calls[n], "agent_calls", "%s",
              c->agents[n].record.id);
    for (organisation_no n = 0; n < c->organisations_ever; n++)
        if (c->organisations[n].live &&
            (err = check_organisation(c, n, &counts[n], problem)) != ERR_OK)
            return err;
    if ((err = check_deadlines(c, by_state, leased, calls_by_state, problem)) != ERR_OK) return err;
    if ((err = check_activations(c, problem)) != ERR_OK) return err;
    if ((err = overflow_check(c, problem)) != ERR_OK) return err;
    if ((err = peers_check(c, problem)) != ERR_OK) return err;
    if ((err = switchboards_check(c, problem)) != ERR_OK) return err;
    if ((err = offers_check(c, problem)) != ERR_OK) return err;
    if ((err = receivers_check(c, problem)) != ERR_OK) return err;
    if ((err = contacts_check(c, problem)) != ERR_OK) return err;
    if ((err = places_check(c, problem)) != ERR_OK) return err;
    if ((err = pools_check(c, problem)) != ERR_OK) return err;
    if ((err = check_hours(c, problem)) != ERR_OK) return err;
    if ((err = help_check(c, problem)) != ERR_OK) return err;
    if ((err = gateways_check(c, problem)) != ERR_OK) return err;
    if ((err = check_arrivals(c, problem)) != ERR_OK) return err;
    return check_digest(c, problem);
}

enum err core_check(const struct core *c, struct problem *problem) {
    struct counts *counts = calloc(LIMIT_ORGANISATIONS, sizeof *counts);
    uint32_t *agent_calls = calloc(c->agents_ever + 1u, sizeof *agent_calls);
    ASSERT(counts != NULL && agent_calls != NULL);
    enum err err = check_all(c, counts, agent_calls, problem);
    free(agent_calls);
    free(counts);
    return err;
}
