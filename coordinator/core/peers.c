/* Peers: other coordinators, each master of its own agents and calls. Here stand only who they are, what we lend them and
 * which answers they have told us. What they lend us is an offer like any other (offers.c); their calls at our agents are
 * calls like any other, of the organisation that stands for the peer, and their reference begins with its id
 * (peer_of_reference). What is exchanged is partners/'s affair. */
#include <stdio.h>
#include <string.h>

#include "core/state.h"

uint32_t find_peer(const struct core *c, organisation_no organisation) {
    for (uint32_t i = 0; i < LIMIT_PEERS; i++)
        if (c->peers[i].taken && !c->peers[i].going &&
            c->peers[i].record.organisation == organisation)
            return i;
    return LIST_NONE;
}

const struct peer_record *core_find_peer(const struct core *c, const char *organisation) {
    organisation_no n;
    uint32_t slot = core_find_organisation(c, organisation, &n) ? find_peer(c, n) : LIST_NONE;
    return slot == LIST_NONE ? NULL : &c->peers[slot].record;
}

const struct peer_record *core_peer_of_call(const struct core *c, const struct call_record *r) {
    uint32_t slot = find_peer(c, r->municipality);
    if (slot == LIST_NONE) return NULL;
    const char *id = c->organisations[r->municipality].record.id;
    size_t length = strlen(id);
    bool named = strncmp(r->reference, id, length) == 0 &&
                 strncmp(r->reference + length, "/call-", 6) == 0 &&
                 strchr(r->reference + length, '.') != NULL;
    return named ? &c->peers[slot].record : NULL;
}

void core_peer_offer_id(const struct core *c, const struct peer_record *r, char out[LIMIT_ID]) {
    const char *id = c->organisations[r->organisation].record.id;
    memset(out, 0,
           LIMIT_ID); /* it becomes a record's: what follows the text counts in the digest */
    snprintf(out, LIMIT_ID, "peer-%.*s", LIMIT_ID - 6, id);
}

const struct offer_record *core_peer_offer(const struct core *c, const struct peer_record *r) {
    char id[LIMIT_ID];
    offer_no offer;
    core_peer_offer_id(c, r, id);
    return core_find_offer(c, id, &offer) ? core_offer(c, offer) : NULL;
}

const struct peer_record *core_call_at_peer(const struct core *c, const struct call_record *r) {
    if (r->offer == OFFER_NONE) return NULL;
    const struct offer_record *offer = core_offer(c, r->offer);
    uint32_t slot = find_peer(c, offer->organisation);
    if (slot == LIST_NONE) return NULL;
    return core_peer_offer(c, &c->peers[slot].record) == offer ? &c->peers[slot].record : NULL;
}

static enum err find(struct core *c, const char *organisation, uint32_t *slot,
                     struct problem *problem) {
    organisation_no n;
    *slot = LIST_NONE;
    if (!core_find_organisation(c, organisation, &n))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", organisation);
    *slot = find_peer(c, n);
    if (*slot == LIST_NONE)
        return problem_set(problem, ERR_NOT_FOUND, "organisation", "%s is no peer", organisation);
    return ERR_OK;
}

static void changed(struct core *c, uint32_t slot, struct core_result *result) {
    event_record(emit(c, EVENT_peer_changed), RECORD_peer, slot);
    result->subject = ref_of(RECORD_peer, slot);
}

static uint32_t free_peer(const struct core *c) {
    for (uint32_t i = 0; i < LIMIT_PEERS; i++)
        if (!c->peers[i].taken) return i;
    return LIST_NONE;
}

static enum err check_peer(const struct core *c, const struct peer_put_command *p,
                           organisation_no *organisation, struct problem *problem) {
    enum err err = check_url(p->url, problem);
    if (err != ERR_OK) return err;
    if (!core_find_organisation(c, p->organisation, organisation))
        return problem_set(problem, ERR_UNKNOWN_ORGANISATION, "organisation",
                           "there is no organisation %s", p->organisation);
    if (*organisation == c->settings.cooperation)
        return problem_set(problem, ERR_OUT_OF_RANGE, "organisation",
                           "it is the cooperation that this coordinator serves");
    return ERR_OK;
}

HANDLER(peer_put) {
    const struct peer_put_command *p = &command->as.peer_put;
    organisation_no organisation;
    enum err err = check_peer(c, p, &organisation, problem);
    if (err != ERR_OK) return err;
    uint32_t slot = find_peer(c, organisation);
    bool known = slot != LIST_NONE;
    if (!known) slot = free_peer(c);
    if (slot == LIST_NONE)
        return problem_set(problem, ERR_LIMIT_REACHED, NULL, "there are %d peers already",
                           LIMIT_PEERS);
    if (!known && hash_is_zero(p->secret))
        return problem_set(problem, ERR_MISSING_FIELD, "secret", "a new peer needs one");
    struct peer_record *r = &c->peers[slot].record;
    if (!known)
        *r = (struct peer_record){
            .created_at = c->now, .organisation = organisation, .preference = 3};
    c->peers[slot].taken = true;
    memcpy(r->url, p->url, sizeof r->url);
    if (!hash_is_zero(p->secret)) memcpy(r->secret, p->secret, sizeof r->secret);
    changed(c, slot, result);
    result->created = !known;
    return ERR_OK;
}

HANDLER(peer_remove) {
    uint32_t slot;
    enum err err = find(c, command->as.peer_remove.organisation, &slot, problem);
    if (err != ERR_OK) return err;
    if (c->peers[slot].record.lending != LENDING_CLOSED)
        return problem_set(problem, ERR_IN_USE, "organisation",
                           "it is lent seats; drain and close them first");
    c->peers[slot].going = true;
    event_removed(emit(c, EVENT_peer_removed), RECORD_peer, slot);
    result->subject = ref_of(RECORD_KIND_COUNT, 0);
    return ERR_OK;
}

HANDLER(peer_lend) {
    const struct peer_lend_command *p = &command->as.peer_lend;
    uint32_t slot;
    topic_set topics;
    uint16_t languages = 0;
    enum err err = find(c, p->organisation, &slot, problem);
    if (err == ERR_OK) err = check_address(p->address, problem);
    if (err == ERR_OK) err = resolve_topics(c, &p->topics, &topics, problem);
    if (err == ERR_OK) err = resolve_languages(c, &p->languages, &languages, problem);
    if (err != ERR_OK) return err;
    struct peer_record *r = &c->peers[slot].record;
    r->topics = topics;
    r->languages = languages;
    r->seats = p->seats;
    memcpy(r->address, p->address, sizeof r->address);
    r->preference = COMMAND_HAS(command, peer_lend, preference) ? p->preference : 3;
    r->lending = LENDING_OPEN;
    changed(c, slot, result);
    return ERR_OK;
}

HANDLER(peer_lending) {
    const struct peer_lending_command *p = &command->as.peer_lending;
    uint32_t slot;
    enum err err = find(c, p->organisation, &slot, problem);
    if (err != ERR_OK) return err;
    struct peer_record *r = &c->peers[slot].record;
    if (p->lending == LENDING_OPEN && r->seats == 0)
        return problem_set(problem, ERR_OUT_OF_RANGE, "lending",
                           "nothing has been lent yet: say which seats first");
    if (r->lending == p->lending) {
        result->repeated = true;
        result->subject = ref_of(RECORD_peer, slot);
        return ERR_OK;
    }
    r->lending = p->lending;
    changed(c, slot, result);
    return ERR_OK;
}

HANDLER(peer_told) {
    const struct peer_told_command *p = &command->as.peer_told;
    uint32_t slot;
    enum err err = find(c, p->organisation, &slot, problem);
    if (err != ERR_OK) return err;
    struct peer_record *r = &c->peers[slot].record;
    result->subject = ref_of(RECORD_peer, slot);
    result->repeated = memcmp(r->answers, p->answers, sizeof r->answers) == 0;
    if (result->repeated) return ERR_OK;
    memcpy(r->answers, p->answers, sizeof r->answers);
    event_record(emit(c, EVENT_peer_told), RECORD_peer, slot);
    return ERR_OK;
}

bool peer_restore(struct core *c, const struct peer_record *r, uint32_t *slot) {
    *slot = free_peer(c);
    if (*slot == LIST_NONE || find_peer(c, r->organisation) != LIST_NONE) return false;
    c->peers[*slot] = (struct peer_slot){.record = *r, .taken = true};
    return true;
}

enum err peers_check(const struct core *c, struct problem *problem) {
    for (uint32_t i = 0; i < LIMIT_PEERS; i++) {
        const struct peer_record *r = &c->peers[i].record;
        if (!c->peers[i].taken) continue;
        const char *name = c->organisations[r->organisation].record.id;
        if (!c->organisations[r->organisation].live || hash_is_zero(r->secret))
            return problem_set(problem, ERR_INTERNAL, "peer_stands_for_one", "%s", name);
        if (r->lending != LENDING_CLOSED && (r->seats == 0 || r->topics == 0 || r->languages == 0))
            return problem_set(problem, ERR_INTERNAL, "peer_is_lent_something", "%s", name);
        if (!c->peers[i].going && find_peer(c, r->organisation) != i)
            return problem_set(problem, ERR_INTERNAL, "peer_is_there_once", "%s", name);
    }
    return ERR_OK;
}
