/* Frames, and the ring of the last events that all streams share. */
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

struct api_frame *history_frame_create(struct slice bytes) {
    struct api_frame *frame = malloc(sizeof *frame + bytes.length);
    if (frame == NULL) return NULL;
    frame->references = 1;
    frame->length = (uint32_t)bytes.length;
    memcpy(frame->data, bytes.data, bytes.length);
    return frame;
}

void history_frame_release(struct api_frame *frame) {
    if (frame == NULL) return;
    ASSERT(frame->references > 0);
    if (--frame->references == 0) free(frame);
}

bool history_open(struct history *history) {
    *history = (struct history){0};
    history->entries = calloc(LIMIT_STREAM_HISTORY, sizeof *history->entries);
    return history->entries != NULL;
}

static struct history_entry *place(const struct history *history, uint64_t number) {
    return &history->entries[number % LIMIT_STREAM_HISTORY];
}

static void drop_first(struct history *history) {
    ASSERT(history->first < history->next);
    struct history_entry *entry = place(history, history->first++);
    if (entry->frame != NULL) history->bytes -= entry->frame->length;
    history_frame_release(entry->frame);
    *entry = (struct history_entry){0};
}

void history_close(struct history *history) {
    if (history->entries == NULL) return;
    while (history->first < history->next)
        drop_first(history);
    free(history->entries);
    *history = (struct history){0};
}

void history_reset(struct history *history, uint64_t epoch, uint64_t number) {
    while (history->first < history->next)
        drop_first(history);
    history->first = history->next = number;
    history->epoch = epoch;
}

static void append(struct history *history, struct history_entry entry) {
    if (history->next - history->first == LIMIT_STREAM_HISTORY) drop_first(history);
    if (entry.frame != NULL) history->bytes += entry.frame->length;
    *place(history, history->next++) = entry;
}

void history_add(struct history *history, uint64_t number, struct history_entry entry) {
    ASSERT(number >= history->next);
    if (number - history->next >= LIMIT_STREAM_HISTORY) history_reset(history, entry.epoch, number);
    while (history->next < number)
        append(history, (struct history_entry){.epoch = entry.epoch});
    append(history, entry);
    if (entry.epoch > history->epoch) history->epoch = entry.epoch;
    while (history->bytes > LIMIT_STREAM_HISTORY_BYTES && history->next - history->first > 1)
        drop_first(history);
}

/* Numbers left out count as of the epoch that came after them: an event that was shown under one of
 * them and never stored is of a fork. */
bool history_add_before(struct history *history, uint64_t number, struct history_entry entry) {
    size_t length = entry.frame == NULL ? 0 : entry.frame->length;
    if (history->first == history->next || number >= history->first)
        history_reset(history, entry.epoch, number + 1);
    if (history->next - number > LIMIT_STREAM_HISTORY) return false;
    if (history->bytes + length > LIMIT_STREAM_HISTORY_BYTES) return false;
    while (history->first > number + 1) {
        uint64_t epoch = place(history, history->first)->epoch;
        *place(history, --history->first) = (struct history_entry){.epoch = epoch};
    }
    *place(history, --history->first) = entry;
    history->bytes += length;
    return true;
}

void history_go_on(struct history *history, uint64_t epoch, uint64_t number) {
    bool empty = history->first == history->next;
    if (empty || history->next > number || number - history->next >= LIMIT_STREAM_HISTORY) {
        history_reset(history, epoch, number);
        return;
    }
    while (history->next < number)
        append(history, (struct history_entry){.epoch = epoch});
    history->epoch = epoch;
}

const struct history_entry *history_at(const struct history *history, uint64_t number) {
    ASSERT(number >= history->first && number < history->next);
    return place(history, number);
}

/* The id must be one that was given: that of an event held, or of the one just before, in its epoch.
 * The same number in another epoch may be of a fork. */
enum history_place history_place(const struct history *history, uint64_t epoch, uint64_t number) {
    if (epoch > history->epoch || number >= UINT64_MAX - LIMIT_STREAM_HISTORY) return HISTORY_GONE;
    if (number >= history->next) return epoch == history->epoch ? HISTORY_AHEAD : HISTORY_GONE;
    if (number + 1 < history->first) return HISTORY_GONE;
    bool last = number + 1 == history->next;
    uint64_t after = last ? history->epoch : place(history, number + 1)->epoch;
    if (number < history->first) return epoch == after ? HISTORY_HERE : HISTORY_GONE;
    /* A snapshot taken after an epoch began carries the new epoch with the last number of the old
     * one. */
    uint64_t held = place(history, number)->epoch;
    bool known = held == epoch || (held < epoch && after == epoch);
    return known ? HISTORY_HERE : HISTORY_GONE;
}
