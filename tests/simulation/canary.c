#include "canary.h"

#include <stdio.h>
#include <string.h>

#include "checker.h"
#include "counts.h"
#include "world.h"

/* --- the store breaks its duty in a whole run ------------------------------------------------- */

static bool broken_store_is_seen(enum store_break breaks, const char *rules) {
    struct run_result result;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        run_world(&(struct run_options){.seed = seed, .commands = 1000, .breaks = breaks}, &result);
        if (!result.failed) continue;
        char rule[64];
        snprintf(rule, sizeof rule, "%.*s", (int)strcspn(result.failure, ":"), result.failure);
        bool right = strstr(rules, rule) != NULL;
        printf("%-4s a store that %s: seed %llu: %s\n", right ? "ok" : "NOT",
               store_break_names[breaks], (unsigned long long)seed, result.failure);
        return right;
    }
    printf("NOT  a store that %s was not seen (broken %u times in the last run)\n",
           store_break_names[breaks], result.broken);
    return false;
}

/* --- the engine breaks its duty: the checker's books, one entry at a time --------------------- */

struct canary {
    const char *rule;
    void (*break_it)(struct checker *checker, struct memory_store *store);
};

static struct commit_event event_of(uint64_t number, enum event_type type) {
    return (struct commit_event){.number = number, .type = type, .at = 1000, .actor = SLICE("")};
}

static void leave(struct checker *c, struct memory_store *store, uint64_t number,
                  enum event_type type, bool stored) {
    struct commit_event event = event_of(number, type);
    checker_left(
        c, store,
        &(struct commit){
            .first_number = number, .last_number = number, .events = &event, .event_count = 1},
        stored);
}

static void put(struct memory_store *store, uint64_t number, enum event_type type) {
    struct commit_event event = event_of(number, type);
    memory_store_commit(store, 0,
                        &(struct commit){.epoch = 1,
                                         .first_number = number,
                                         .last_number = number,
                                         .events = &event,
                                         .event_count = 1});
}

static void leaves_twice(struct checker *c, struct memory_store *store) {
    put(store, 1, EVENT_call_arrived);
    leave(c, store, 1, EVENT_call_arrived, true);
    leave(c, store, 1, EVENT_call_arrived, true);
}

static void leaves_out_of_order(struct checker *c, struct memory_store *store) {
    put(store, 1, EVENT_call_arrived);
    put(store, 2, EVENT_call_arrived);
    leave(c, store, 2, EVENT_call_arrived, true);
    leave(c, store, 1, EVENT_call_arrived, true);
}

static void leaves_before_it_is_stored(struct checker *c, struct memory_store *store) {
    leave(c, store, 1, EVENT_call_arrived, true);
}

static void leaves_something_else(struct checker *c, struct memory_store *store) {
    put(store, 1, EVENT_call_arrived);
    leave(c, store, 1, EVENT_call_offered, true);
}

static void names_two_events(struct checker *c, struct memory_store *store) {
    leave(c, store, 1, EVENT_call_offered, false);
    struct commit_event event = event_of(1, EVENT_call_arrived);
    checker_applied(c, &(struct commit){.epoch = 1, .events = &event, .event_count = 1}, 1);
}

static void event_leaves_unstored_with_a_standby(struct checker *c, struct memory_store *store) {
    c->standby = true;
    leave(c, store, 1, EVENT_call_offered, false);
}

static void answer_leaves_unstored_with_a_standby(struct checker *c, struct memory_store *store) {
    c->standby = true;
    checker_released(c, store, RELEASE_UNSTORED, 0, false, false);
}

static void old_leader_writes(struct checker *c, struct memory_store *store) {
    (void)store;
    checker_applied(c, &(struct commit){.epoch = 1}, 2);
}

static void told_too_early(struct checker *c, struct memory_store *store) {
    checker_released(c, store, RELEASE_STORED, 1, true, false);
}

static void id_is_given_again(struct checker *c, struct memory_store *store) {
    (void)store;
    checker_promise(c, 7, "a", 1, false);
    checker_promise(c, 7, "b", 2, true);
}

static void reference_gets_another_call(struct checker *c, struct memory_store *store) {
    (void)store;
    checker_promise(c, 7, "a", 1, true);
    checker_promise(c, 8, "a", 2, true);
}

static struct core *small_core(void) {
    return core_create(&(struct core_sizes){
        .agents = 1, .calls = 4, .acknowledgements = 1, .tokens = 1, .replayed_answers = 2});
}

static void acknowledged_call_is_gone(struct checker *c, struct memory_store *store) {
    struct core *core = small_core();
    put(store, 1, EVENT_call_arrived);
    checker_promise(c, 7, "a", 1, true);
    checker_new_life(c, store, core, false);
    core_destroy(core);
}

static void acknowledged_number_is_gone(struct checker *c, struct memory_store *store) {
    struct core *core = small_core();
    put(store, 1, EVENT_call_arrived);
    checker_released(c, store, RELEASE_STORED, 1, true, false);
    store->number = 0;
    checker_new_life(c, store, core, false);
    core_destroy(core);
}

static void agent_with_two_calls(struct checker *c, struct memory_store *store) {
    (void)store;
    checker_begin_holding(c);
    checker_holds(c, 3, 7);
    checker_holds(c, 3, 8);
}

static void held_by_nobody(struct checker *c, struct memory_store *store) {
    (void)store;
    checker_begin_holding(c);
    checker_holds(c, AGENT_NONE, 7);
}

static void digest_is_another(struct checker *c, struct memory_store *store) {
    struct core *core = small_core();
    store->digest = core_digest(core) + 1;
    checker_store(c, store, core);
    core_destroy(core);
}

static const struct canary canaries[] = {
    {"events_leave_once_and_in_order", leaves_twice},
    {"events_leave_once_and_in_order", leaves_out_of_order},
    {"what_left_was_stored", leaves_before_it_is_stored},
    {"what_left_is_what_was_stored", leaves_something_else},
    {"a_number_names_one_event", names_two_events},
    {"a_standby_hears_first", event_leaves_unstored_with_a_standby},
    {"a_standby_hears_first", answer_leaves_unstored_with_a_standby},
    {"an_old_leader_writes_nothing", old_leader_writes},
    {"stored_means_stored", told_too_early},
    {"an_id_names_one_call", id_is_given_again},
    {"a_reference_keeps_its_call", reference_gets_another_call},
    {"what_was_acknowledged_is_kept", acknowledged_call_is_gone},
    {"what_was_acknowledged_is_kept", acknowledged_number_is_gone},
    {"an_agent_has_one_call", agent_with_two_calls},
    {"a_held_call_has_its_agent", held_by_nobody},
    {"the_digest_is_that_of_the_records", digest_is_another},
};

static bool canary_is_seen(const struct canary *canary) {
    struct checker checker;
    struct memory_store store = {.epoch = 1};
    checker_open(&checker, false);
    canary->break_it(&checker, &store);
    bool seen = checker.failed &&
                strncmp(checker.failure, canary->rule, strlen(canary->rule)) == 0 &&
                checker.failure[strlen(canary->rule)] == ':';
    printf("%-4s %s: %s\n", seen ? "ok" : "NOT", canary->rule,
           checker.failed ? checker.failure : "was not seen");
    checker_close(&checker);
    memory_store_close(&store);
    return seen;
}

/* --- the judge of whole runs ------------------------------------------------------------------ */

/* Every number that the judge asks for, taken away one at a time; the ones it does not ask for
 * are named. */
static bool too_little_is_seen(void) {
    struct run_counts plenty, lacking;
    uint64_t *const numbers = (uint64_t *)&lacking;
    const size_t count = sizeof lacking / sizeof *numbers;
    memset(&lacking, 0, sizeof lacking);
    for (size_t i = 0; i < count; i++)
        numbers[i] = 1000000;
    plenty = lacking;
    bool right = counts_too_little(&plenty, 20000, 20) == NULL;
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        lacking = plenty;
        numbers[i] = 0;
        seen += counts_too_little(&lacking, 20000, 20) != NULL;
    }
    right = right && seen >= 20;
    printf("%-4s too_little_happened: seen for %zu of %zu counters\n", right ? "ok" : "NOT", seen,
           count);
    return right;
}

static bool another_run_is_seen(void) {
    struct run_result one, other;
    run_world(&(struct run_options){.seed = 1, .commands = 50}, &one);
    run_world(&(struct run_options){.seed = 1, .commands = 51}, &other);
    bool seen = !runs_agree(&one, &other) && runs_agree(&one, &one);
    printf("%-4s a_seed_repeats: one command more is %s\n", seen ? "ok" : "NOT",
           seen ? "seen" : "not seen");
    return seen;
}

bool run_canaries(void) {
    bool all = too_little_is_seen() && another_run_is_seen();
    for (size_t i = 0; i < sizeof canaries / sizeof *canaries; i++)
        all &= canary_is_seen(&canaries[i]);
    static const char *const rules[BREAK_COUNT] = {
        [BREAK_DROPS_COMMIT] = "what_left_was_stored stored_means_stored",
        [BREAK_CHANGES_RECORD] = "the_digest_is_that_of_the_records",
        [BREAK_LOSES_REMOVAL] = "the_digest_is_that_of_the_records the_store_can_be_recovered",
        [BREAK_NO_FENCING] = "an_old_leader_writes_nothing",
        [BREAK_APPLIES_TWICE] = "the_stream_grows",
        [BREAK_ANSWERS_EARLY] = "what_left_was_stored stored_means_stored",
        [BREAK_LOSES_TAIL] = "what_was_acknowledged_is_kept",
        [BREAK_FORGETS_AVAILABLE] = "the_set_holds_who_is_available the_set_holds_who_takes_chats",
        [BREAK_FORGETS_MEMBERS] = "memberships_follow_agents the_set_holds_who_is_available",
        [BREAK_DROPS_DOCUMENT] = "documents_are_stored",
    };
    for (int i = BREAK_NOTHING + 1; i < BREAK_COUNT; i++)
        all &= broken_store_is_seen((enum store_break)i, rules[i]);
    return all;
}
