/* An organisation that takes over others' calls by agreement and, in the middle of the crisis,
 * says no for a while: with a token of its own, as a partner would. What it has it finishes. */
#include <stdio.h>

#include "base/assert.h"
#include "drill/exercise.h"

static const struct place *place_of(const struct exercise *exercise) {
    return &exercise->data->places[exercise->scenario->crisis.declines];
}

static uint32_t helping_now(const struct exercise *exercise) {
    uint32_t calls = 0;
    for (uint32_t i = 0; i < exercise->plan.count; i++) {
        const struct caller *caller = &exercise->callers[i];
        const struct attempt_result *result = &caller->results[caller->attempt];
        calls += caller->state == CALLER_TALKING && result->helped &&
                 result->helper == exercise->scenario->crisis.declines;
    }
    return calls;
}

static void on_declined(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (!exercise_expect(exercise, answer, "declining to help", NULL)) return;
    uint32_t calls = helping_now(exercise);
    exercise_say(exercise, "%s takes over nothing new for now; it finishes %u call%s at work",
                 place_of(exercise)->name, calls, calls == 1 ? "" : "s");
}

static void on_back(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (exercise_expect(exercise, answer, "helping again", NULL))
        exercise_say(exercise, "%s helps again", place_of(exercise)->name);
}

static void say_word(struct exercise *exercise, bool declines,
                     void (*on_answer)(void *ctx, const struct service_answer *answer)) {
    char path[128];
    int length = snprintf(path, sizeof path, "/v1/organisations/%s/help", place_of(exercise)->id);
    ASSERT(length > 0 && (size_t)length < sizeof path);
    service_ask(exercise->service,
                &(struct service_ask){.token = exercise->partner_secret,
                                      .method = "POST",
                                      .path = path,
                                      .body = json_pack("{s:b}", "declines", (int)declines),
                                      .on_answer = on_answer,
                                      .ctx = exercise});
}

void partner_decline(struct exercise *exercise) {
    exercise->declining = true;
    say_word(exercise, true, on_declined);
}

void partner_help(struct exercise *exercise) {
    if (!exercise->declining) return;
    exercise->declining = false;
    say_word(exercise, false, on_back);
}
