#include "simulate/arrivals.h"

#include <stdlib.h>

#include "simulate/random.h"

#define PATIENCE_MS (270 * SECOND_MS)
#define PATIENCE_LEAST_MS SECOND_MS
#define TALK_LEAST_MS (15 * SECOND_MS)
#define GAP_UNIT 65536 /* the mean distance of two contacts in a process of constant rate */

static const uint32_t language_weights[] = {925, 50, 12, 13}; /* da en de ar */

static enum err add_call(struct arrivals *a, const struct simulate_call *call,
                         struct problem *problem) {
    struct trace *t = a->trace;
    if (t->count == a->capacity) {
        uint32_t capacity = a->capacity == 0 ? 16384 : a->capacity * 2;
        void *calls = realloc(t->calls, capacity * sizeof *t->calls);
        if (calls == NULL) return problem_set(problem, ERR_LIMIT_REACHED, NULL, "out of memory");
        t->calls = calls;
        a->capacity = capacity;
    }
    t->calls[t->count] = *call;
    t->calls[t->count].number = t->count; /* until all are in order */
    t->count++;
    return ERR_OK;
}

/* Everything is drawn for every contact, so that who is settled by the chatbot changes nobody
 * else. */
static enum err contact(struct arrivals *a, const struct arrivals_stream *stream, struct random *r,
                        time_ms at, struct problem *problem) {
    const struct scenario *s = a->scenario;
    struct simulate_call call = {.arrived_ms = (int32_t)at, .agent = UINT32_MAX};
    call.municipality = (uint16_t)random_choice(r, stream->municipalities, s->municipality_count);
    call.topic = (uint8_t)random_choice(r, stream->topics, s->topic_count);
    call.language =
        (uint8_t)random_choice(r, language_weights, sizeof language_weights / sizeof(uint32_t));
    int64_t half = s->topics[call.topic].mean_handle_ms / 2;
    int64_t talk = random_exponential(r, half) + random_exponential(r, half);
    int64_t patience = random_exponential(r, PATIENCE_MS);
    call.handle_ms = (int32_t)(talk > TALK_LEAST_MS ? talk : TALK_LEAST_MS);
    call.patience_ms = (int32_t)(patience > PATIENCE_LEAST_MS ? patience : PATIENCE_LEAST_MS);
    bool bot = random_permille(r, stream->bot_permille[call.topic]);
    a->counts->contacts++;
    if (bot && at >= stream->bot_from) {
        a->counts->bot++;
        return ERR_OK;
    }
    a->counts->calls++;
    return add_call(a, &call, problem);
}

/* Contacts lie at a constant rate on a line that holds each slot with its share; from there they
 * are carried over to the clock. */
enum err arrivals_add(struct arrivals *a, const struct arrivals_stream *stream,
                      struct problem *problem) {
    struct random gaps = random_stream(a->seed, stream->name), contacts = gaps;
    contacts.state = random_next(&gaps);
    int64_t weight = 0, length = (int64_t)stream->contacts * GAP_UNIT, begin = 0, before = 0;
    for (uint32_t i = 0; i < stream->slot_count; i++)
        weight += stream->slots[i];
    int64_t at = random_exponential(&gaps, GAP_UNIT);
    for (uint32_t i = 0; i < stream->slot_count; i++) {
        before += stream->slots[i];
        int64_t end = length / weight * before;
        for (; at < end; at += random_exponential(&gaps, GAP_UNIT)) {
            time_ms within = (at - begin) * stream->slot_ms / (end - begin);
            enum err err = contact(a, stream, &contacts,
                                   stream->start + i * stream->slot_ms + within, problem);
            if (err != ERR_OK) return err;
        }
        begin = end;
    }
    return ERR_OK;
}

static int order_of_arrival(const void *a, const void *b) {
    const struct simulate_call *x = a, *y = b;
    if (x->arrived_ms != y->arrived_ms) return x->arrived_ms < y->arrived_ms ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

void arrivals_finish(struct arrivals *a) {
    struct trace *t = a->trace;
    if (t->count > 0) qsort(t->calls, t->count, sizeof *t->calls, order_of_arrival);
    for (uint32_t i = 0; i < t->count; i++)
        t->calls[i].number = i + 1;
}
