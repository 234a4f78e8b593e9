/* What happens to a commit after it was formed:
 *  - it waits at the tail; engine_pump lends it to the store as soon as fewer than
 *    LIMIT_COMMITS_IN_FLIGHT are;
 *  - engine_stored takes it from the head: its events are shown, its requests released, its
 *    memory recycled.
 *
 * When that fails:
 *  - nothing for LIMIT_COMMIT_MS: unstored mode; all that waits is shown and released, and the
 *    commits stay as the tail;
 *  - connection lost: what was sent counts as not sent; with the number that the store has, it
 *    is settled what it got, and the rest goes out again in order;
 *  - fenced, or the lease has ended: nothing of it was or will be shown. */
#include "base/assert.h"
#include "base/log.h"
#include "engine/state.h"

time_ms engine_monotonic(const struct engine *e) {
    return e->ports.clock->monotonic(e->ports.clock_ctx);
}

void engine_wake(struct engine *e) {
    if (e->woken || e->stopped) return;
    e->woken = true;
    e->ports.wake->soon(e->ports.wake_ctx);
}

void requests_add(struct request_list *list, struct engine_request *request) {
    request->next = NULL;
    if (list->last == NULL)
        list->first = request;
    else
        list->last->next = request;
    list->last = request;
}

/* --- releasing -------------------------------------------------------------------------------- */

static void release_one(struct engine_request *request, enum release release) {
    bool done = request->fate == FATE_DONE;
    if (request->fate == FATE_AWAY)
        release = RELEASE_STORE_AWAY;
    else if (release == RELEASE_UNSTORED && done && command_needs_store(request->command->type))
        release = RELEASE_OUTCOME_UNKNOWN; /* rights do not change unstored: it may yet be lost */
    else if (release == RELEASE_FENCED && done)
        release = RELEASE_OUTCOME_UNKNOWN;
    request->next = NULL;
    request->released(request, release);
}

static void release_all(struct engine_request *first, enum release release) {
    while (first != NULL) {
        struct engine_request *next = first->next;
        release_one(first, release);
        first = next;
    }
}

static void release_of_batch(struct batch *b, enum release release) {
    struct engine_request *first = b->first;
    b->first = b->last = NULL;
    release_all(first, release);
}

void engine_show(struct engine *e, struct batch *b, bool stored) {
    if (b->commit.snapshot && !b->announced) {
        b->announced = true;
        e->ports.sink->gap(e->ports.sink_ctx, b->commit.epoch, b->commit.last_number + 1);
    }
    if (b->shown == b->events.count) return;
    struct commit view = *batch_resolve(b);
    if (b->shown > 0) {
        view.events += b->shown;
        view.event_count -= b->shown;
        view.first_number = view.events[0].number;
    }
    b->shown = b->events.count;
    e->ports.sink->released(e->ports.sink_ctx, &view, stored);
}

bool engine_check_lease(struct engine *e) {
    if (e->stopped) return false;
    if (!e->standby_expected || engine_monotonic(e) < e->leads_until) return true;
    LOG_ERROR("engine", "the leader's lease has ended: stopping, the standby leads");
    engine_stop(e, RELEASE_OUTCOME_UNKNOWN);
    return false;
}

void engine_stop(struct engine *e, enum release undone) {
    e->stopped = true;
    struct batch *b = e->head;
    e->head = e->tail = NULL;
    e->waiting = e->in_flight = 0;
    while (b != NULL) {
        struct batch *next = b->next;
        release_of_batch(b, undone);
        b->sent = false;
        batch_recycle(e, b);
        b = next;
    }
    struct engine_request *first = e->inbox.first;
    e->inbox = (struct request_list){NULL, NULL};
    e->inbox_count = 0;
    release_all(first, undone == RELEASE_OUTCOME_UNKNOWN ? undone : RELEASE_FENCED);
}

/* --- waiting ---------------------------------------------------------------------------------- */

bool engine_may_form(const struct engine *e) {
    return e->unstored_since != 0 || e->waiting < LIMIT_COMMITS_IN_FLIGHT ||
           engine_open_batch(e) != NULL;
}

struct batch *engine_open_batch(const struct engine *e) {
    struct batch *b = e->tail;
    if (b == NULL || b->sent || b->was_sent || b->absorbed) return NULL;
    if (b->commit.gap || b->commit.snapshot) return NULL;
    return batch_is_full(b) ? NULL : b;
}

void engine_enqueue(struct engine *e, struct batch *b) {
    ASSERT(b->next == NULL);
    ASSERT(b->commit.first_number <= b->commit.last_number);
    if (e->tail == NULL)
        e->head = b;
    else
        e->tail->next = b;
    e->tail = b;
    e->waiting++;
    b->impatient_at = engine_monotonic(e) + LIMIT_COMMIT_TELEPHONY_MS;
    e->counts.commits++;
}

static void be_patient_until(struct batch *b, time_ms until) {
    if (until < b->impatient_at) b->impatient_at = until;
}

void engine_attach(struct engine *e, struct batch *b, struct request_list *requests) {
    struct engine_request *first = requests->first;
    *requests = (struct request_list){NULL, NULL};
    time_ms now = engine_monotonic(e);
    bool unstored = e->unstored_since != 0;
    if (b == NULL && !unstored) b = e->tail;
    if (b != NULL && !unstored) {
        if (first == NULL) be_patient_until(b, now + LIMIT_COMMIT_MS);
        for (struct engine_request *r = first, *next; r != NULL; r = next) {
            next = r->next;
            be_patient_until(b, now + (r->telephony ? LIMIT_COMMIT_TELEPHONY_MS : LIMIT_COMMIT_MS));
            if (r->deadline != 0) { /* going on unstored in time is better than being late */
                be_patient_until(b, now + (r->deadline - now) / 2);
                if (r->deadline < e->late_at) e->late_at = r->deadline;
            }
            struct request_list list = {b->first, b->last};
            requests_add(&list, r);
            b->first = list.first;
            b->last = list.last;
        }
        return;
    }
    if (b != NULL) engine_show(e, b, false);
    if (first == NULL) return;
    if (!engine_check_lease(e)) {
        release_all(first, RELEASE_OUTCOME_UNKNOWN);
        return;
    }
    release_all(first, unstored ? RELEASE_UNSTORED : RELEASE_STORED);
}

/* --- sending ---------------------------------------------------------------------------------- */

static void send(struct engine *e, struct batch *b) {
    b->sent = true;
    e->in_flight++;
    b->sent_at = engine_monotonic(e);
    if (b->was_sent) e->counts.resends++;
    b->was_sent = true;
    e->inside_store = true;
    e->ports.store->commit(e->ports.store_ctx, batch_resolve(b));
    e->inside_store = false;
}

void engine_pump(struct engine *e) {
    if (e->stopped || !e->connected) return;
    bool all_sent = true;
    for (struct batch *b = e->head; b != NULL; b = b->next) {
        if (b->sent || b->absorbed) continue;
        if (e->in_flight == LIMIT_COMMITS_IN_FLIGHT) {
            all_sent = false;
            break;
        }
        send(e, b);
    }
    if (!all_sent) return;
    e->inside_store = true;
    availability_send_renewals(e);
    e->inside_store = false;
}

/* --- unstored mode ---------------------------------------------------------------------------- */

static time_ms patience_ends(const struct engine *e) {
    time_ms first = TIME_NEVER;
    for (const struct batch *b = e->head; b != NULL; b = b->next)
        if (b->impatient_at < first) first = b->impatient_at;
    return first;
}

static void begin_unstored(struct engine *e) {
    e->unstored_since = engine_monotonic(e);
    if (e->unstored_since == 0) e->unstored_since = 1;
    e->counts.unstored_periods++;
    LOG_WARNING("engine", "the store does not answer: going on UNSTORED from number %llu",
                (unsigned long long)e->stored_number + 1);
    for (struct batch *b = e->head; b != NULL; b = b->next) {
        engine_show(e, b, false);
        release_of_batch(b, RELEASE_UNSTORED);
    }
}

/* A loop that was held up finds its timer before its socket: one more turn lets an answer that
 * lies there be read. */
void engine_check_patience(struct engine *e) {
    if (e->standby_expected || e->unstored_since != 0) return;
    if (patience_ends(e) > engine_monotonic(e)) {
        e->impatient = false;
    } else if (!e->impatient) {
        e->impatient = true;
        engine_wake(e);
    } else {
        e->impatient = false;
        begin_unstored(e);
    }
}

static void end_unstored_when_prompt(struct engine *e) {
    if (e->unstored_since == 0 || !e->connected) return;
    time_ms now = engine_monotonic(e);
    if (e->head != NULL) {
        if (!e->tail->sent || now - e->head->sent_at > LIMIT_COMMIT_PROMPT_MS) return;
    }
    for (struct batch *b = e->head; b != NULL; b = b->next)
        b->impatient_at = now + LIMIT_COMMIT_MS;
    LOG_WARNING("engine", "the store has caught up: stored mode again after %lld ms",
                (long long)(now - e->unstored_since));
    e->unstored_since = 0;
}

/* --- from the store --------------------------------------------------------------------------- */

static void pop_stored(struct engine *e) {
    struct batch *b = e->head;
    e->head = b->next;
    if (e->head == NULL) e->tail = NULL;
    e->waiting--;
    if (b->sent) {
        e->in_flight--;
        e->counts.commit_ms = engine_monotonic(e) - b->sent_at;
    }
    b->sent = false;
    b->next = NULL;
    engine_show(e, b, true);
    release_of_batch(b, RELEASE_STORED);
    batch_recycle(e, b);
}

/* False when the engine has stopped. */
static bool take_acknowledged(struct engine *e, uint64_t last_number) {
    if (last_number > e->stored_number) e->stored_number = last_number;
    while (e->head != NULL && e->head->commit.last_number <= last_number) {
        if (!engine_check_lease(e)) return false;
        pop_stored(e);
    }
    return true;
}

/* The store holds what this engine never gave: somebody else wrote. */
static bool is_foreign(struct engine *e, uint64_t last_number) {
    if (last_number < e->next_number) return false;
    LOG_ERROR("engine",
              "the store has number %llu, the last given here is %llu: another has written",
              (unsigned long long)last_number, (unsigned long long)e->next_number - 1);
    engine_fenced(e, e->epoch);
    return true;
}

static void go_on(struct engine *e) {
    end_unstored_when_prompt(e);
    engine_pump(e);
    /* A turn that had to wait for room can have it now. */
    time_ms now = e->ports.clock->now(e->ports.clock_ctx);
    if (e->inbox.first != NULL || engine_next_deadline(e) <= now) engine_wake(e);
}

void engine_stored(struct engine *e, uint64_t last_number) {
    ASSERT(!e->inside_store && !e->inside_applied);
    if (e->stopped || last_number <= e->stored_number) return;
    if (is_foreign(e, last_number)) return;
    if (!take_acknowledged(e, last_number)) return;
    go_on(e);
}

static void forget_sent(struct engine *e) {
    for (struct batch *b = e->head; b != NULL; b = b->next)
        b->sent = false;
    e->in_flight = 0;
}

void engine_store_lost(struct engine *e) {
    ASSERT(!e->inside_store && !e->inside_applied);
    if (e->connected && !e->stopped)
        LOG_WARNING("engine", "the store is away; stored up to %llu of %llu",
                    (unsigned long long)e->stored_number, (unsigned long long)e->next_number - 1);
    e->connected = false;
    forget_sent(e);
}

static bool snapshot_waits(const struct engine *e) {
    for (const struct batch *b = e->head; b != NULL; b = b->next)
        if (b->commit.snapshot) return true;
    return false;
}

void engine_store_ready(struct engine *e, uint64_t last_number) {
    ASSERT(!e->inside_store && !e->inside_applied);
    if (e->stopped || is_foreign(e, last_number)) return;
    e->connected = true;
    forget_sent(e);
    bool behind = last_number < e->stored_number;
    if (!behind && !take_acknowledged(e, last_number)) return;
    struct batch *b = e->head;
    if (b != NULL && !behind && b->commit.first_number <= last_number && !b->absorbed) {
        /* It has the beginning of what was later folded into one; of a plain commit it can only
         * have all or nothing. */
        if (b->commit.gap)
            b->commit.first_number = last_number + 1;
        else if (!b->commit.snapshot)
            behind = true;
    }
    if (behind && !snapshot_waits(e)) {
        LOG_WARNING("engine",
                    "the store is at %llu, it had acknowledged %llu: snapshot under epoch %llu",
                    (unsigned long long)last_number, (unsigned long long)e->stored_number,
                    (unsigned long long)e->epoch + 1);
        engine_snapshot(e);
    }
    LOG_INFO("engine", "the store is there, at %llu; %u commits to send again",
             (unsigned long long)last_number, e->waiting);
    go_on(e);
}

void engine_fenced(struct engine *e, uint64_t newer_epoch) {
    ASSERT(!e->inside_store && !e->inside_applied);
    if (e->stopped) return;
    LOG_ERROR("engine",
              "fenced by epoch %llu (mine is %llu): stopping; %llu numbers unstored are discarded",
              (unsigned long long)newer_epoch, (unsigned long long)e->epoch,
              (unsigned long long)(e->next_number - 1 - e->stored_number));
    engine_stop(e, RELEASE_FENCED);
}

void engine_leads_until(struct engine *e, time_ms monotonic) {
    if (monotonic > e->leads_until) e->leads_until = monotonic;
}

time_ms engine_next_patience(const struct engine *e) {
    if (e->stopped) return TIME_NEVER;
    time_ms first = e->late_at;
    if (e->standby_expected)
        return e->waiting > 0 && e->leads_until < first ? e->leads_until : first;
    time_ms patience = e->unstored_since != 0 ? TIME_NEVER : patience_ends(e);
    return patience < first ? patience : first;
}
