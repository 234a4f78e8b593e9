/* Decisions that are waited for only so long. A switch that has no answer by its deadline sends the call home by itself:
 *  - a request that is too late before its turn is not applied at all;
 *  - one that was applied, and whose commit is still on its way by then, is given back as late; what it reserved is released
 *    by a command of the engine's own in the same turn, or in the next that may form one. */
#include <string.h>

#include "base/assert.h"
#include "engine/state.h"

bool engine_is_late(const struct engine *e, const struct engine_request *request) {
    return request->deadline != 0 && engine_monotonic(e) >= request->deadline;
}

/* What a late request brought into being is to be undone. */
static void note(struct engine *e, const struct engine_request *request) {
    if (request->fate != FATE_DONE || request->command->type != COMMAND_call_arrive) return;
    struct late_call *late = PILE_ADD(&e->late, struct late_call);
    memcpy(late->reference, request->command->as.call_arrive.reference, sizeof late->reference);
}

static void take_late(struct engine *e, struct batch *b, time_ms now) {
    struct request_list rest = {NULL, NULL};
    struct engine_request *request = b->first;
    b->first = b->last = NULL;
    while (request != NULL) {
        struct engine_request *next = request->next;
        if (request->deadline != 0 && request->deadline <= now) {
            note(e, request);
            request->next = NULL;
            e->counts.late++;
            request->released(request, RELEASE_LATE);
        } else {
            if (request->deadline != 0 && request->deadline < e->late_at)
                e->late_at = request->deadline;
            requests_add(&rest, request);
        }
        request = next;
    }
    ASSERT(b->first == NULL);
    b->first = rest.first;
    b->last = rest.last;
}

void engine_check_late(struct engine *e) {
    time_ms now = engine_monotonic(e);
    if (e->late_at > now) return;
    e->late_at = TIME_NEVER;
    for (struct batch *b = e->head; b != NULL; b = b->next)
        take_late(e, b, now);
}
