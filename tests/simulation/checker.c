#include "checker.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "random.h"

void checker_open(struct checker *c, bool standby) {
    *c = (struct checker){.standby = standby, .run_hash = HASH_START};
    c->held_size = 65536;
    c->held = calloc(c->held_size, sizeof *c->held);
    ASSERT(c->held != NULL);
}

void checker_close(struct checker *c) {
    free(c->ledger);
    free(c->promises);
    free(c->held);
}

void checker_fail(struct checker *c, const char *rule, const char *format, ...) {
    if (c->failed) return; /* the first is the cause */
    c->failed = true;
    int length = snprintf(c->failure, sizeof c->failure, "%s: ", rule);
    va_list args;
    va_start(args, format);
    vsnprintf(c->failure + length, sizeof c->failure - (size_t)length, format, args);
    va_end(args);
}

static struct ledger_line *line_of(struct checker *c, uint64_t number) {
    if (number >= c->ledger_size) {
        uint64_t size = c->ledger_size == 0 ? 4096 : c->ledger_size;
        while (size <= number)
            size *= 2;
        struct ledger_line *larger = realloc(c->ledger, size * sizeof *larger);
        ASSERT(larger != NULL);
        memset(larger + c->ledger_size, 0, (size - c->ledger_size) * sizeof *larger);
        c->ledger = larger;
        c->ledger_size = size;
    }
    return &c->ledger[number];
}

static void one_event(struct checker *c, const struct commit_event *event) {
    struct ledger_line *line = line_of(c, event->number);
    uint64_t hash = event_hash(event);
    if (line->hash != 0 && line->hash != hash)
        checker_fail(c, "a_number_names_one_event", "number %llu names two events",
                     (unsigned long long)event->number);
    line->hash = hash;
}

/* A slice has no end of its own. */
static uint64_t call_number(struct slice id) {
    char text[32] = "";
    memcpy(text, id.data, id.length < sizeof text ? id.length : sizeof text - 1);
    return strtoull(text + strlen("call-"), NULL, 10);
}

static void note_forgotten(struct checker *c, const struct commit_event *event) {
    if (event->type != EVENT_call_forgotten) return;
    for (uint32_t i = 0; i < event->record_count; i++) {
        if (strcmp(event->records[i].kind, "call") != 0) continue;
        uint64_t call = call_number(event->records[i].id);
        for (uint32_t k = 0; k < c->promise_count; k++)
            if (c->promises[k].call == call) c->promises[k].forgotten = true;
    }
}

void checker_left(struct checker *c, const struct memory_store *store, const struct commit *commit,
                  bool stored) {
    if (!stored && c->standby) checker_fail(c, "a_standby_hears_first", "an event left unstored");
    for (uint32_t i = 0; i < commit->event_count; i++) {
        const struct commit_event *event = &commit->events[i];
        if (event->number <= c->last_left)
            checker_fail(c, "events_leave_once_and_in_order", "%llu after %llu",
                         (unsigned long long)event->number, (unsigned long long)c->last_left);
        c->last_left = event->number;
        one_event(c, event);
        note_forgotten(c, event);
        struct ledger_line *line = line_of(c, event->number);
        line->left = true;
        line->left_stored |= stored;
        c->events_left++;
        if (!stored) c->unstored_left++;
        c->run_hash = hash_number(hash_number(c->run_hash, line->hash), stored);
        if (!stored) continue;
        const struct stream_entry *entry = memory_store_find(store, event->number);
        if (store->number < event->number)
            checker_fail(c, "what_left_was_stored", "number %llu left, the store is at %llu",
                         (unsigned long long)event->number, (unsigned long long)store->number);
        if (entry != NULL && !entry->gap && entry->hash != line->hash)
            checker_fail(c, "what_left_is_what_was_stored", "number %llu differs",
                         (unsigned long long)event->number);
    }
}

void checker_applied(struct checker *c, const struct commit *commit, uint64_t leader) {
    if (commit->epoch < leader)
        checker_fail(c, "an_old_leader_writes_nothing", "epoch %llu wrote, %llu leads",
                     (unsigned long long)commit->epoch, (unsigned long long)leader);
    for (uint32_t i = 0; i < commit->event_count; i++) {
        one_event(c, &commit->events[i]);
        note_forgotten(c, &commit->events[i]);
    }
}

/* --- promises --------------------------------------------------------------------------------- */

void checker_released(struct checker *c, const struct memory_store *store, enum release release,
                      uint64_t event_number, bool done, bool personal) {
    c->run_hash = hash_number(hash_number(c->run_hash, (uint64_t)release), event_number);
    if (release == RELEASE_UNSTORED && c->standby)
        checker_fail(c, "a_standby_hears_first", "an answer left unstored");
    if (release != RELEASE_STORED) return;
    if (store->number < event_number)
        checker_fail(c, "stored_means_stored", "told %llu, the store is at %llu",
                     (unsigned long long)event_number, (unsigned long long)store->number);
    if (done && event_number > c->stored_up_to) c->stored_up_to = event_number;
    if (personal) c->personal_stored++;
}

void checker_promise(struct checker *c, call_id call, const char *reference, uint64_t event_number,
                     bool stored) {
    for (uint32_t i = 0; i < c->promise_count; i++) {
        struct promise *p = &c->promises[i];
        bool same = strcmp(p->reference, reference) == 0;
        if (p->excused) continue;
        if (p->call == call && !same)
            checker_fail(c, "an_id_names_one_call", "call-%llu is %s and %s",
                         (unsigned long long)call, p->reference, reference);
        if (!same || p->forgotten || p->lost) continue;
        if (p->call != call)
            checker_fail(c, "a_reference_keeps_its_call", "%s was call-%llu, is call-%llu",
                         reference, (unsigned long long)p->call, (unsigned long long)call);
        if (stored && !p->stored) {
            p->stored = true;
            p->event_number = event_number;
        }
        return;
    }
    if (c->promise_count == c->promise_capacity) {
        c->promise_capacity = c->promise_capacity == 0 ? 256 : c->promise_capacity * 2;
        struct promise *larger = realloc(c->promises, c->promise_capacity * sizeof *larger);
        ASSERT(larger != NULL);
        c->promises = larger;
    }
    struct promise *p = &c->promises[c->promise_count++];
    *p = (struct promise){.call = call, .event_number = event_number, .stored = stored};
    text_copy(p->reference, sizeof p->reference, reference);
}

static void promise_in_new_life(struct checker *c, struct promise *p,
                                const struct memory_store *store, const struct core *core,
                                bool excused) {
    if (p->forgotten || p->lost) return;
    if (p->event_number > store->number) {
        p->lost = true;
        p->excused = excused;
        if (p->stored && !excused)
            checker_fail(c, "what_was_acknowledged_is_kept", "call-%llu is gone",
                         (unsigned long long)p->call);
        return;
    }
    const struct call_record *call = core_call(core, p->call);
    if (call == NULL || strcmp(call->reference, p->reference) != 0)
        checker_fail(c, "what_was_acknowledged_is_kept", "call-%llu is not %s any more",
                     (unsigned long long)p->call, p->reference);
}

void checker_new_life(struct checker *c, const struct memory_store *store, const struct core *core,
                      bool excused) {
    if (c->stored_up_to > store->number && !excused)
        checker_fail(c, "what_was_acknowledged_is_kept", "told %llu, recovered %llu",
                     (unsigned long long)c->stored_up_to, (unsigned long long)store->number);
    c->stored_up_to = store->number < c->stored_up_to ? store->number : c->stored_up_to;
    for (uint64_t n = store->number + 1; n < c->ledger_size; n++) {
        struct ledger_line *line = &c->ledger[n];
        if (line->left_stored && !excused)
            checker_fail(c, "what_was_acknowledged_is_kept", "event %llu is gone",
                         (unsigned long long)n);
        if (line->left) c->unstored_lost++;
        *line = (struct ledger_line){0}; /* its number, of another epoch, may come again */
    }
    for (uint32_t i = 0; i < c->promise_count; i++)
        promise_in_new_life(c, &c->promises[i], store, core, excused);
    c->last_left = store->number;
}

/* --- states ----------------------------------------------------------------------------------- */

void checker_begin_holding(struct checker *c) {
    memset(c->held, 0, c->held_size * sizeof *c->held);
}

void checker_holds(struct checker *c, agent_no agent, call_id call) {
    if (agent >= c->held_size) {
        checker_fail(c, "a_held_call_has_its_agent", "call-%llu has none",
                     (unsigned long long)call);
        return;
    }
    if (c->held[agent] != 0)
        checker_fail(c, "an_agent_has_one_call", "call-%u and call-%llu", c->held[agent],
                     (unsigned long long)call);
    c->held[agent] = (uint32_t)call;
}

/* Who holds a chat has no phone call, no more than LIMIT_CHATS, and every chat that is held is held by one. */
static void check_chats(struct checker *c, const struct core *core, uint32_t chats) {
    uint64_t cursor = 0;
    uint32_t held = 0;
    const struct agent_record *agent;
    while ((agent = core_next_record(core, RECORD_agent, &cursor)) != NULL) {
        call_id ids[LIMIT_CHATS];
        uint32_t count = core_agent_chats(core, agent->number, ids);
        held += count;
        if (count > 0 && c->held[agent->number] != 0)
            checker_fail(c, "channels_exclude_each_other", "%s", agent->id);
    }
    if (held != chats) checker_fail(c, "every_chat_is_held", "%u of %u", held, chats);
}

void checker_calls(struct checker *c, const struct core *core) {
    checker_begin_holding(c);
    uint64_t cursor = 0;
    const struct call_record *call;
    uint32_t chats = 0;
    while ((call = core_next_record(core, RECORD_call, &cursor)) != NULL)
        if (call->state == CALL_STATE_RESERVED || call->state == CALL_STATE_ANSWERED ||
            call->state == CALL_STATE_WRAPPING) {
            if (call->channel == CHANNEL_PHONE) checker_holds(c, call->agent, call->id);
            chats += call->channel == CHANNEL_CHAT;
        }
    check_chats(c, core, chats);
}

static void expected_sets(const struct core *core, const struct agent_record *agent,
                          struct text_buf *out) {
    const struct organisation_record *organisation = core_organisation(core, agent->organisation);
    text_buf_clear(out);
    text_addf(out, "organisation:%s area:%s ", organisation->id, organisation->area);
    for (topic_no t = 0; t < LIMIT_TOPICS; t++)
        if (agent->levels[t] > 0) text_addf(out, "topic:%s ", core_topic(core, t)->id);
    const struct settings_record *settings = core_settings(core);
    for (language_no l = 0; l < settings->languages[0].count; l++)
        if ((agent->languages >> l) & 1)
            text_addf(out, "language:%s ", settings->languages[0].codes[l]);
}

static void check_sets(struct checker *c, const struct memory_store *store,
                       const struct core *core) {
    struct text_buf sets;
    text_buf_init(&sets, 1 << 16);
    uint32_t agents = 0, available = 0, chats = 0;
    uint64_t cursor = 0;
    const struct agent_record *agent;
    while ((agent = core_next_record(core, RECORD_agent, &cursor)) != NULL) {
        agents++;
        expected_sets(core, agent, &sets);
        struct slice is = map_get(&store->memberships, slice_of(agent->id));
        if (is.data == NULL || !slice_equals(is, sets.data))
            checker_fail(c, "memberships_follow_agents", "%s is in %s, not in %s", agent->id,
                         is.data == NULL ? "none" : is.data, sets.data);
        bool free = core_availability(core, agent->number)->state == AGENT_STATE_AVAILABLE;
        available += free;
        if (free != (map_get(&store->available, slice_of(agent->id)).data != NULL))
            checker_fail(c, "the_set_holds_who_is_available", "%s", agent->id);
        bool takes = core_takes_chats(core, agent->number);
        chats += takes;
        if (takes != (map_get(&store->chat_available, slice_of(agent->id)).data != NULL))
            checker_fail(c, "the_set_holds_who_takes_chats", "%s", agent->id);
    }
    if (store->chat_available.count != chats)
        checker_fail(c, "the_set_holds_who_takes_chats", "%u in it, %u do",
                     store->chat_available.count, chats);
    if (store->available.count != available || store->memberships.count != agents)
        checker_fail(c, "the_set_holds_who_is_available", "%u in it, %u are; %u of %u agents",
                     store->available.count, available, store->memberships.count, agents);
    text_buf_close(&sets);
}

static void check_documents(struct checker *c, const struct memory_store *store,
                            const struct core *core) {
    uint64_t cursor = 0;
    const struct playbook_record *playbook;
    while ((playbook = core_next_record(core, RECORD_playbook, &cursor)) != NULL)
        if (map_get(&store->documents,
                    (struct slice){(const char *)playbook->version, SHA256_BYTES})
                .data == NULL)
            checker_fail(c, "documents_are_stored", "a version of %s has no text", playbook->id);
    cursor = 0;
    const struct activation_record *a;
    while ((a = core_next_record(core, RECORD_activation, &cursor)) != NULL)
        if (map_get(&store->documents, (struct slice){(const char *)a->parameters, SHA256_BYTES})
                .data == NULL)
            checker_fail(c, "documents_are_stored", "activation-%llu has no parameters",
                         (unsigned long long)a->id);
}

void checker_store(struct checker *c, const struct memory_store *store, const struct core *core) {
    if (core_digest(core) != store->digest)
        checker_fail(c, "the_digest_is_that_of_the_records", "at number %llu",
                     (unsigned long long)store->number);
    for (uint32_t i = 1; i < store->stream_count; i++) {
        const struct stream_entry *before = &store->stream[i - 1], *after = &store->stream[i];
        if (after->number <= before->number || after->epoch < before->epoch)
            checker_fail(c, "the_stream_grows", "%llu-%llu after %llu-%llu",
                         (unsigned long long)after->epoch, (unsigned long long)after->number,
                         (unsigned long long)before->epoch, (unsigned long long)before->number);
    }
    check_sets(c, store, core);
    check_documents(c, store, core);
}
