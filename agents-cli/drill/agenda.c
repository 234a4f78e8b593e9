#include "drill/agenda.h"

#include <stdlib.h>
#include <uv.h>

#include "base/assert.h"

#define AGENDA_MAGIC 0xd7111001u
#define ALMOST_STILL 0.0001 /* a clock slower than this stands */

struct entry {
    time_ms at;
    uint64_t order; /* of adding: entries of one moment are done in it */
    void (*act)(void *ctx, uint32_t turn);
    void *ctx;
    uint32_t turn;
};

struct agenda {
    uint32_t magic;
    uv_loop_t *loop;
    uv_timer_t timer;
    struct entry *heap;
    size_t count, capacity;
    uint64_t added;
    time_ms clock_now;
    uint64_t clock_at;
    double speed;
};

static struct agenda *agenda_of(void *pointer) {
    struct agenda *agenda = pointer;
    ASSERT(agenda != NULL && agenda->magic == AGENDA_MAGIC);
    return agenda;
}

static bool is_before(const struct entry *a, const struct entry *b) {
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void sift_up(struct agenda *agenda, size_t at) {
    struct entry moving = agenda->heap[at];
    while (at > 0 && is_before(&moving, &agenda->heap[(at - 1) / 2])) {
        agenda->heap[at] = agenda->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    agenda->heap[at] = moving;
}

static void sift_down(struct agenda *agenda) {
    struct entry moving = agenda->heap[0];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= agenda->count) break;
        if (child + 1 < agenda->count && is_before(&agenda->heap[child + 1], &agenda->heap[child]))
            child++;
        if (!is_before(&agenda->heap[child], &moving)) break;
        agenda->heap[at] = agenda->heap[child];
        at = child;
    }
    agenda->heap[at] = moving;
}

time_ms agenda_now(const struct agenda *agenda) {
    uint64_t real = uv_now(agenda->loop);
    double passed = real > agenda->clock_at ? (double)(real - agenda->clock_at) : 0;
    return agenda->clock_now + (time_ms)(passed * agenda->speed);
}

double agenda_speed(const struct agenda *agenda) { return agenda->speed; }

static void arm(struct agenda *agenda);

static void on_timer(uv_timer_t *timer) {
    struct agenda *agenda = agenda_of(timer->data);
    while (agenda->count > 0 && agenda->heap[0].at <= agenda_now(agenda)) {
        struct entry due = agenda->heap[0];
        agenda->heap[0] = agenda->heap[--agenda->count];
        if (agenda->count > 0) sift_down(agenda);
        due.act(due.ctx, due.turn);
        if (uv_is_closing((uv_handle_t *)timer)) return;
    }
    arm(agenda);
}

static void arm(struct agenda *agenda) {
    if (uv_is_closing((uv_handle_t *)&agenda->timer)) return;
    if (agenda->count == 0 || agenda->speed < ALMOST_STILL) {
        uv_timer_stop(&agenda->timer);
        return;
    }
    double wait = (double)(agenda->heap[0].at - agenda_now(agenda)) / agenda->speed;
    uint64_t real_ms = wait <= 0 ? 0 : (uint64_t)wait + 1;
    int rc = uv_timer_start(&agenda->timer, on_timer, real_ms, 0);
    ASSERT(rc == 0);
}

struct agenda *agenda_create(struct uv_loop_s *loop) {
    struct agenda *agenda = calloc(1, sizeof *agenda);
    if (agenda == NULL) return NULL;
    agenda->magic = AGENDA_MAGIC;
    agenda->loop = loop;
    uv_timer_init(loop, &agenda->timer);
    agenda->timer.data = agenda;
    return agenda;
}

static void on_closed(uv_handle_t *handle) {
    struct agenda *agenda = agenda_of(handle->data);
    free(agenda->heap);
    agenda->magic = 0;
    free(agenda);
}

void agenda_close(struct agenda *agenda) {
    uv_close((uv_handle_t *)&agenda_of(agenda)->timer, on_closed);
}

void agenda_set_clock(struct agenda *agenda, time_ms now, uint64_t at_real_ms, double speed) {
    agenda->clock_now = now;
    agenda->clock_at = at_real_ms;
    agenda->speed = speed;
    arm(agenda);
}

void agenda_add(struct agenda *agenda, time_ms at, void (*act)(void *ctx, uint32_t turn), void *ctx,
                uint32_t turn) {
    if (agenda->count == agenda->capacity) {
        size_t capacity = agenda->capacity == 0 ? 1024 : 2 * agenda->capacity;
        struct entry *heap = realloc(agenda->heap, capacity * sizeof *heap);
        ASSERT(heap != NULL);
        agenda->heap = heap;
        agenda->capacity = capacity;
    }
    agenda->heap[agenda->count++] = (struct entry){at, agenda->added++, act, ctx, turn};
    sift_up(agenda, agenda->count - 1);
    arm(agenda);
}
