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

const struct history_entry *history_at(const struct history *history, uint64_t number) {
    ASSERT(number >= history->first && number < history->next);
    return place(history, number);
}

/* The id must be one that was given here: that of an event held, or of the one just before. Where
 * none is held any more the epoch decides: an id of another epoch may be of a fork. */
enum history_place history_place(const struct history *history, uint64_t epoch, uint64_t number) {
    if (epoch > history->epoch || number >= UINT64_MAX - LIMIT_STREAM_HISTORY) return HISTORY_GONE;
    if (number >= history->next) return epoch == history->epoch ? HISTORY_AHEAD : HISTORY_GONE;
    if (number + 1 < history->first) return HISTORY_GONE;
    if (number < history->first) return epoch == history->epoch ? HISTORY_HERE : HISTORY_GONE;
    /* A snapshot taken after an epoch began carries the new epoch with the last number of the old
     * one. */
    uint64_t held = place(history, number)->epoch;
    bool known = held == epoch || (epoch == history->epoch && held < epoch);
    return known ? HISTORY_HERE : HISTORY_GONE;
}
