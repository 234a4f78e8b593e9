/* The messages of an activation's alert that came before the one that stands: whoever took one in learns that it stands no more.
 * An alert is made from the records at every read and nothing of it is kept, so what it was called then is worked out once
 * more, from the records as they stood at each time that changed it: revisions, expiry, lifts, its own and those of whoever goes on
 * about the same. What the records do not tell any more (a renewal, a local value before the last) is not named. */
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "playbook/announcement.h"

void chain_messages(const struct activation_record *activation, struct announcement *out) {
    struct announcement_message *messages = out->messages;
    bool lifted = activation->state == ACTIVATION_STATE_LIFTED;
    messages[out->message_count++] =
        (struct announcement_message){PLAYBOOK_ACTIVE, activation->started_at};
    time_ms changed_at = activation->changed_at > activation->local_changed_at
                             ? activation->changed_at
                             : activation->local_changed_at;
    bool changed = changed_at > activation->started_at;
    bool late = activation->expired && changed_at > activation->expires_at;
    if (changed && !late)
        messages[out->message_count++] = (struct announcement_message){PLAYBOOK_ACTIVE, changed_at};
    if (activation->expired)
        messages[out->message_count++] =
            (struct announcement_message){PLAYBOOK_EXPIRED, activation->expires_at};
    if (changed && late)
        messages[out->message_count++] =
            (struct announcement_message){PLAYBOOK_EXPIRED, changed_at};
    if (lifted)
        messages[out->message_count++] =
            (struct announcement_message){PLAYBOOK_LIFTED, activation->lifted_at};
}

static bool is_about_the_same(const struct activation_record *a,
                              const struct activation_record *b) {
    const struct organisation_set *here = &a->municipalities[0], *there = &b->municipalities[0];
    if ((a->topics & b->topics) == 0) return false;
    if (organisation_set_is_empty(here) || organisation_set_is_empty(there)) return true;
    for (int i = 0; i < LIMIT_ORGANISATIONS / 64; i++)
        if ((here->words[i] & there->words[i]) != 0) return true;
    return false;
}

bool chain_may_go_on(const struct activation_record *lifted, const struct activation_record *a) {
    return a != lifted && a->state != ACTIVATION_STATE_PLANNED &&
           (!a->exercise || lifted->exercise) && is_about_the_same(lifted, a);
}

/* --- as it was -------------------------------------------------------------------------------------- */

struct change {
    activation_id activation;
    time_ms at;
};

/* What is looked at again and again for one alert, gathered once. */
struct past {
    const struct core *core;
    struct change *changes; /* every revision but the first */
    size_t change_count;
    struct activation_record *room; /* for those that went on, as they were */
};

static void gather_changes(struct past *past) {
    const struct revision_record *r;
    uint64_t cursor = 0;
    while ((r = core_next_record(past->core, RECORD_revision, &cursor)) != NULL)
        if (r->revision > 1)
            past->changes[past->change_count++] = (struct change){r->activation, r->at};
}

static time_ms change_before(const struct past *past, activation_id id, time_ms at) {
    time_ms last = 0;
    for (size_t i = 0; i < past->change_count; i++) {
        const struct change *change = &past->changes[i];
        if (change->activation == id && change->at <= at && change->at > last) last = change->at;
    }
    return last;
}

/* False: it had not begun. */
static bool as_it_was(const struct past *past, const struct activation_record *a, time_ms at,
                      struct activation_record *out) {
    if (a->state == ACTIVATION_STATE_PLANNED || a->started_at > at) return false;
    *out = *a;
    if (a->state == ACTIVATION_STATE_LIFTED && a->lifted_at > at)
        out->state = ACTIVATION_STATE_ACTIVE;
    out->expired = a->expired && a->expires_at <= at;
    if (a->local_changed_at > at) out->local_changed_at = 0;
    if (a->changed_at > at) out->changed_at = change_before(past, a->id, at);
    return true;
}

/* The municipalities for which those said something then about every topic of the lifted one; of who holds in part only, nothing
 * is said here. */
static bool went_on_anywhere(const struct activation_record *lifted,
                             const struct activation_record *were, uint32_t count) {
    struct organisation_set all;
    memset(&all, 0xff, sizeof all);
    if (!organisation_set_is_empty(&lifted->municipalities[0])) all = lifted->municipalities[0];
    for (topic_set left = lifted->topics; left != 0; left &= left - 1) {
        struct organisation_set by = {{0}};
        for (uint32_t i = 0; i < count; i++) {
            if (((were[i].topics >> __builtin_ctzll(left)) & 1) == 0) continue;
            struct organisation_set area = were[i].municipalities[0];
            if (organisation_set_is_empty(&area)) memset(&area, 0xff, sizeof area);
            for (uint16_t p = 0; p < were[i].postcodes[0].count; p++)
                organisation_set_drop(&area, were[i].postcodes[0].pairs[p].organisation);
            for (int w = 0; w < LIMIT_ORGANISATIONS / 64; w++)
                by.words[w] |= area.words[w];
        }
        for (int w = 0; w < LIMIT_ORGANISATIONS / 64; w++)
            all.words[w] &= by.words[w];
    }
    return !organisation_set_is_empty(&all);
}

/* --- what it was called ----------------------------------------------------------------------------- */

void chain_note(struct text_buf *out, const struct announcement *by, activation_id id) {
    text_addf(out, "+activation-%llu.%zu.%lld", (unsigned long long)id, by->message_count,
              (long long)by->messages[by->message_count - 1].at);
}

static int by_id(const void *a, const void *b) {
    const struct activation_record *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Those that went on, and what is said of them behind the identifier. `sent` grows to the newest of what it is made of. */
static void add_continued(const struct past *past, const struct activation_record *lifted,
                          time_ms at, time_ms *sent, struct text_buf *out) {
    struct activation_record *room = past->room;
    const struct activation_record *list[LIMIT_ACTIVATIONS];
    uint32_t count = core_activations_in_order(past->core, list), active = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct activation_record *was = &room[active];
        if (list[i]->id == lifted->id || !chain_may_go_on(lifted, list[i]) ||
            !as_it_was(past, list[i], at, was))
            continue;
        if (was->state != ACTIVATION_STATE_LIFTED)
            active++;
        else if (was->lifted_at > *sent)
            *sent = was->lifted_at;
    }
    if (!went_on_anywhere(lifted, room, active)) return;
    qsort(room, active, sizeof *room, by_id);
    for (uint32_t i = 0; i < active; i++) {
        struct announcement by = {0};
        chain_messages(&room[i], &by);
        if (announcement_changed_at(&by) > *sent) *sent = announcement_changed_at(&by);
        chain_note(out, &by, room[i].id);
    }
}

/* " ddh,activation-7.2.17...,2026-11-22T07:50:45+01:00", unless it is there already or the one that stands. */
static void add_reference(const struct past *past, const struct activation_record *activation,
                          time_ms at, const struct announcement *head, struct text_buf *out) {
    struct activation_record was;
    struct announcement then = {.id = head->id, .sender = head->sender};
    struct text_buf continued, reference, standing;
    if (!as_it_was(past, activation, at, &was)) return;
    text_buf_init(&continued, API_CHAIN_BYTES);
    text_buf_init(&reference, API_CHAIN_BYTES);
    text_buf_init(&standing, API_CHAIN_BYTES);
    chain_messages(&was, &then);
    time_ms *sent = &then.messages[then.message_count - 1].at;
    if (was.state == ACTIVATION_STATE_LIFTED) add_continued(past, &was, at, sent, &continued);
    if (continued.length > 0) then.continued = continued.data;
    announcement_reference(&then, &reference);
    announcement_reference(head, &standing);
    bool whole = !continued.overflowed && !reference.overflowed && !standing.overflowed;
    if (whole && strcmp(reference.data, standing.data) != 0 &&
        (out->length == 0 || strstr(out->data, reference.data) == NULL)) {
        if (out->length > 0) text_add_char(out, ' ');
        text_add_bytes(out, reference.data, reference.length);
    }
    text_buf_close(&standing);
    text_buf_close(&reference);
    text_buf_close(&continued);
}

/* --- when -------------------------------------------------------------------------------------------- */

#define TIMES_MAX (LIMIT_ACTIVATIONS * (LIMIT_REVISIONS + 4))

static int by_time(const void *a, const void *b) {
    time_ms x = *(const time_ms *)a, y = *(const time_ms *)b;
    return x < y ? -1 : x > y;
}

static size_t add_times(const struct past *past, const struct activation_record *a, time_ms *times,
                        size_t count) {
    struct announcement messages = {0};
    chain_messages(a, &messages);
    for (size_t i = 0; i < messages.message_count && count < TIMES_MAX; i++)
        times[count++] = messages.messages[i].at;
    for (size_t i = 0; i < past->change_count && count < TIMES_MAX; i++)
        if (past->changes[i].activation == a->id) times[count++] = past->changes[i].at;
    return count;
}

void chain_references(const struct core *core, const struct activation_record *activation,
                      const struct announcement *head, struct text_buf *out) {
    const struct activation_record *list[LIMIT_ACTIVATIONS];
    uint32_t others = core_activations_in_order(core, list);
    time_ms *times = calloc(TIMES_MAX, sizeof *times);
    struct past past = {
        .core = core,
        .changes = calloc((size_t)LIMIT_ACTIVATIONS * LIMIT_REVISIONS, sizeof *past.changes),
        .room = calloc(LIMIT_ACTIVATIONS, sizeof *past.room)};
    if (times != NULL && past.changes != NULL && past.room != NULL) {
        gather_changes(&past);
        size_t count = add_times(&past, activation, times, 0);
        for (uint32_t i = 0; i < others; i++)
            if (activation->state == ACTIVATION_STATE_LIFTED &&
                chain_may_go_on(activation, list[i]))
                count = add_times(&past, list[i], times, count);
        qsort(times, count, sizeof *times, by_time);
        size_t from = count > LIMIT_CAP_REFERENCES ? count - LIMIT_CAP_REFERENCES : 0;
        if (from > 0) add_reference(&past, activation, activation->started_at, head, out);
        for (size_t i = from; i < count; i++)
            if (times[i] >= activation->started_at && (i == 0 || times[i] != times[i - 1]))
                add_reference(&past, activation, times[i], head, out);
    }
    free(past.room);
    free(past.changes);
    free(times);
}
