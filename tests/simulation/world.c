#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "line.h"
#include "wire/wire.h"

#define ASKED_MAX 4096
#define LEASE_RENEW_MS 500
#define STEPS_MAX 100000 /* at one moment of time: more is a loop without end */

static const struct core_sizes sizes = {
    .agents = 64, .calls = 2048, .acknowledgements = 2048, .tokens = 512, .replayed_answers = 1024};

struct world;

struct asked {
    struct engine_request request;
    struct load_ask ask;
    struct commit_document document;
    struct world *world;
    bool out, applied;
    struct engine_outcome outcome;
    call_id call;
};

struct world {
    struct chance chance;
    struct faults faults;
    struct run_counts counts;
    struct load load;
    struct checker checker;
    struct memory_store store, older;
    bool has_older;
    bool falls_back;      /* when the connection is back */
    bool fell_back;       /* since the last life */
    struct map documents; /* what the edge holds: every document it ever took */
    struct line line;
    struct engine *engine;
    time_ms monotonic, offset; /* the domain's time is the sum */
    time_ms lease_renew_at;
    bool woken, dying;
    uint64_t identities;     /* of processes that led */
    uint64_t checked_digest; /* of the core when it was checked last */
    struct asked *asked;
    uint32_t asked_out, asked_next;
    struct engine_view before; /* counters of the engines of earlier lives */
};

static const char document_text[] = "{\"title\":\"Vandforurening\"}";

/* --- ports ------------------------------------------------------------------------------------ */

static void port_commit(void *ctx, const struct commit *commit) {
    struct world *w = ctx;
    line_send(&w->line, commit, w->monotonic);
}

static void port_renew(void *ctx, uint64_t epoch, const struct commit_availability *leases,
                       uint32_t count) {
    struct world *w = ctx;
    if (w->line.up && w->line.silent_until == 0)
        memory_store_renew(&w->store, epoch, leases, count);
}

static bool port_document(void *ctx, uint64_t *cursor, struct commit_document *out) {
    struct world *w = ctx;
    const struct map_entry *e = map_next(&w->documents, NULL);
    for (uint64_t i = 0; e != NULL && i < *cursor; i++)
        e = map_next(&w->documents, e);
    if (e == NULL) return false;
    memcpy(out->hash, e->key, SHA256_BYTES);
    out->bytes = (struct slice){e->value, e->value_length};
    (*cursor)++;
    return true;
}

static void port_record(void *ctx, const struct core *core, enum record_kind kind,
                        const void *record, struct text_buf *out) {
    (void)ctx;
    wire_encode_record(core, kind, record, out);
}

static time_ms port_now(void *ctx) {
    const struct world *w = ctx;
    return w->monotonic + w->offset;
}

static time_ms port_monotonic(void *ctx) { return ((const struct world *)ctx)->monotonic; }

static void count_event(struct run_counts *n, const struct commit_event *event) {
    uint64_t *const counters[EVENT_TYPE_COUNT] = {
        [EVENT_call_arrived] = &n->arrivals,
        [EVENT_call_offered] = &n->offers,
        [EVENT_overflow_began] = &n->overflows,
        [EVENT_overflow_ended] = &n->overflows_ended,
        [EVENT_organisation_drained] = &n->drained,
        [EVENT_call_answered] = &n->answered,
        [EVENT_call_ended] = &n->ended,
        [EVENT_call_abandoned] = &n->abandoned,
        [EVENT_call_disposed] = &n->dispositions,
        [EVENT_activation_started] = &n->activations,
        [EVENT_answer_acknowledged] = &n->acknowledgements,
        [EVENT_agent_away] = &n->away,
        [EVENT_agent_unknown] = &n->unknown,
    };
    if (counters[event->type] != NULL) ++*counters[event->type];
    if (event->actor.length == 0) n->ticks++;
}

static void port_released(void *ctx, const struct commit *commit, bool stored) {
    struct world *w = ctx;
    checker_left(&w->checker, &w->store, commit, stored);
    for (uint32_t i = 0; i < commit->event_count; i++)
        count_event(&w->counts, &commit->events[i]);
}

static void port_gap(void *ctx, uint64_t epoch, uint64_t number) {
    struct world *w = ctx;
    (void)epoch;
    if (number <= w->checker.last_left)
        checker_fail(&w->checker, "events_leave_once_and_in_order", "a gap before %llu after %llu",
                     (unsigned long long)number, (unsigned long long)w->checker.last_left);
}

static void port_soon(void *ctx) { ((struct world *)ctx)->woken = true; }

static const struct engine_store_ops store_ops = {port_commit, port_renew};
static const struct engine_document_ops document_ops = {port_document};
static const struct engine_codec_ops codec_ops = {port_record};
static const struct engine_clock_ops clock_ops = {port_now, port_monotonic};
static const struct engine_sink_ops sink_ops = {port_released, port_gap};
static const struct engine_wake_ops wake_ops = {port_soon};

static void start_engine(struct world *w, struct core *core, bool recovered) {
    struct engine_ports ports = {&store_ops, w, &document_ops, w, &codec_ops, w,
                                 &clock_ops, w, &sink_ops,     w, &wake_ops,  w};
    w->store.epoch++;
    w->store.leader = ++w->identities;
    w->line.leader = w->store.epoch;
    w->line.identity = w->store.leader;
    w->engine =
        engine_create(&(struct engine_start){.core = core,
                                             .epoch = w->store.epoch,
                                             .next_number = w->store.number + 1,
                                             .recovered = recovered,
                                             .standby_expected = w->faults.standby,
                                             .leads_until = w->monotonic + LIMIT_LEADER_LEASE_MS,
                                             .unstored_events_max = w->faults.unstored_events},
                      &ports);
    ASSERT(w->engine != NULL);
    w->line.engine = w->engine;
    w->line.up = true;
    w->lease_renew_at = w->monotonic + LEASE_RENEW_MS;
}

/* --- requests --------------------------------------------------------------------------------- */

static void check_core(struct world *w, const struct core *core) {
    struct problem problem = {.err = ERR_OK};
    if (core_check(core, &problem) != ERR_OK)
        checker_fail(&w->checker, problem.field, "%s (core_check)", problem.detail);
    w->checked_digest = core_digest(core);
}

static void on_applied(struct engine_request *request, const struct core *core,
                       const struct engine_outcome *outcome) {
    struct asked *a = request->ctx;
    struct world *w = a->world;
    if (a->applied) checker_fail(&w->checker, "a_request_is_applied_once", "it was twice");
    a->applied = true;
    a->outcome = *outcome;
    if (a->ask.is_read) {
        w->counts.reads++;
        return;
    }
    w->counts.commands++;
    if (outcome->err != ERR_OK) w->counts.refusals++;
    check_core(w, core);
    if (outcome->err != ERR_OK || a->ask.command.type != COMMAND_call_arrive) return;
    if (outcome->result.subject.kind != RECORD_call) return;
    /* An idempotency key used for something else shows that, not this reference. */
    const struct call_record *call = core_record(core, outcome->result.subject);
    if (strcmp(call->reference, a->ask.command.as.call_arrive.reference) == 0) a->call = call->id;
}

static void on_released(struct engine_request *request, enum release release) {
    struct asked *a = request->ctx;
    struct world *w = a->world;
    if (!a->out) {
        checker_fail(&w->checker, "a_request_is_released_once", "it was twice");
        return;
    }
    a->out = false;
    w->asked_out--;
    if (w->dying) return; /* nobody hears the answers of a dead process */
    bool answered = release == RELEASE_STORED || release == RELEASE_UNSTORED;
    if (answered && !a->applied) checker_fail(&w->checker, "an_answer_was_applied", "it was not");
    if (release == RELEASE_STORE_AWAY && a->applied)
        checker_fail(&w->checker, "away_is_not_done", "it was applied");
    if (release == RELEASE_OUTCOME_UNKNOWN) w->counts.outcome_unknown++;
    if (release == RELEASE_STORE_AWAY) w->counts.store_away++;
    if (release == RELEASE_STORED) w->counts.stored_answers++;
    bool done = !a->ask.is_read && a->outcome.err == ERR_OK;
    checker_released(&w->checker, &w->store, release, a->applied ? a->outcome.event_number : 0,
                     done, a->ask.personal);
    if (answered && a->call != 0)
        checker_promise(&w->checker, a->call, a->ask.command.as.call_arrive.reference,
                        a->outcome.event_number, release == RELEASE_STORED);
}

static struct asked *free_asked(struct world *w) {
    for (uint32_t i = 0; i < ASKED_MAX; i++) {
        struct asked *a = &w->asked[(w->asked_next + i) % ASKED_MAX];
        if (a->out) continue;
        w->asked_next = (w->asked_next + i + 1) % ASKED_MAX;
        return a;
    }
    return NULL;
}

static void submit(struct world *w, const struct load_ask *ask) {
    struct asked *a = free_asked(w);
    if (a == NULL) return; /* everybody waits */
    *a = (struct asked){.ask = *ask, .world = w};
    a->request = (struct engine_request){.command = ask->is_read ? NULL : &a->ask.command,
                                         .telephony = ask->command.actor.role == ROLE_TELEPHONY &&
                                                      !ask->is_read,
                                         .applied = on_applied,
                                         .released = on_released,
                                         .ctx = a};
    if (ask->personal) {
        a->request.access_actor = SLICE("leader");
        a->request.access_what = SLICE("call-1");
    }
    if (ask->has_document) {
        memcpy(a->document.hash, ask->document, SHA256_BYTES);
        a->document.bytes = SLICE(document_text);
        a->request.documents = &a->document;
        a->request.document_count = 1;
        map_put(&w->documents, (struct slice){(const char *)ask->document, SHA256_BYTES},
                a->document.bytes);
    }
    a->out = true;
    w->asked_out++;
    if (!engine_submit(w->engine, &a->request)) {
        a->out = false;
        w->asked_out--;
    }
}

/* --- lives of the engine ---------------------------------------------------------------------- */

static void add_counts(struct world *w) {
    struct engine_view view;
    engine_view(w->engine, &view);
    w->counts.resends += view.resends;
    w->counts.gaps += view.gaps;
    w->counts.snapshots += view.snapshots;
    w->counts.unstored_periods += view.unstored_periods;
    w->counts.renewals += view.renewals;
}

static void end_engine(struct world *w) {
    add_counts(w);
    w->dying = true;
    engine_destroy(w->engine);
    w->dying = false;
    w->engine = w->line.engine = NULL;
    if (w->asked_out != 0)
        checker_fail(&w->checker, "a_request_is_released_once", "%u were never", w->asked_out);
}

static void check_recovered(struct world *w, const struct core *core, bool excused) {
    checker_store(&w->checker, &w->store, core);
    check_core(w, core);
    checker_calls(&w->checker, core);
    checker_new_life(&w->checker, &w->store, core, excused);
}

static void new_life(struct world *w) {
    struct problem problem = {.err = ERR_OK};
    if (w->store.breaks == BREAK_LOSES_TAIL && w->has_older) {
        memory_store_copy(&w->store, &w->older);
        w->store.broken++;
    }
    struct core *core = memory_store_recover(&w->store, &sizes, &problem);
    if (core == NULL) {
        checker_fail(&w->checker, "the_store_can_be_recovered", "%s: %s", problem.field,
                     problem.detail);
        core = core_create(&sizes);
        ASSERT(core != NULL);
    } else {
        check_recovered(w, core, w->fell_back);
    }
    w->fell_back = w->falls_back = false;
    start_engine(w, core, true);
}

static void kill_engine(struct world *w) {
    w->counts.kills++;
    line_die(&w->line, w->monotonic);
    end_engine(w);
    w->monotonic += chance_between(&w->chance, 1, 2000);
    new_life(w);
}

/* --- time ------------------------------------------------------------------------------------- */

static void after_turn(struct world *w) {
    struct engine_view view;
    engine_view(w->engine, &view);
    if (w->checked_digest != core_digest(engine_core(w->engine)))
        check_core(w, engine_core(w->engine));
    checker_calls(&w->checker, engine_core(w->engine));
    if (view.in_flight > LIMIT_COMMITS_IN_FLIGHT)
        checker_fail(&w->checker, "in_flight_is_bounded", "%u", view.in_flight);
    if (view.snapshots > 0 && view.stored_number >= view.last_number) w->fell_back = false;
}

static time_ms next_time(const struct world *w) {
    time_ms next = line_next(&w->line);
    if (w->woken) return w->monotonic;
    time_ms deadline = engine_next_deadline(w->engine), patience = engine_next_patience(w->engine);
    if (deadline != TIME_NEVER && deadline - w->offset < next) next = deadline - w->offset;
    if (patience < next) next = patience;
    if (w->faults.standby && w->lease_renew_at < next) next = w->lease_renew_at;
    return next < w->monotonic ? w->monotonic : next;
}

/* The store that comes back is another than the one that went. */
static void fall_back(struct world *w) {
    if (!w->falls_back || w->line.up || w->monotonic < w->line.up_at) return;
    w->falls_back = false;
    memory_store_copy(&w->store, &w->older);
    w->fell_back = true;
    w->counts.fall_backs++;
}

static void one_step(struct world *w) {
    fall_back(w);
    line_step(&w->line, w->monotonic);
    if (w->faults.standby && w->monotonic >= w->lease_renew_at) {
        w->lease_renew_at = w->monotonic + LEASE_RENEW_MS;
        if (w->line.up && w->line.silent_until == 0)
            engine_leads_until(w->engine, w->monotonic + LIMIT_LEADER_LEASE_MS);
    }
    if (w->woken || engine_next_deadline(w->engine) <= w->monotonic + w->offset ||
        engine_next_patience(w->engine) <= w->monotonic) {
        w->woken = false;
        engine_turn(w->engine);
        after_turn(w);
    }
    struct engine_view view;
    engine_view(w->engine, &view);
    if (!view.fenced) return;
    if (w->line.leader == view.epoch) w->counts.leases_ended++;
    line_die(&w->line, w->monotonic);
    end_engine(w);
    new_life(w);
}

/* Lets everything happen up to `until`. */
static void pass_time(struct world *w, time_ms until) {
    uint32_t steps = 0;
    for (time_ms next; !w->checker.failed && (next = next_time(w)) <= until;) {
        if (next > w->monotonic) steps = 0;
        if (++steps > STEPS_MAX)
            checker_fail(&w->checker, "time_goes_on", "%u steps at one moment", steps);
        w->monotonic = next;
        one_step(w);
    }
    if (w->monotonic < until) w->monotonic = until;
}

/* --- faults ----------------------------------------------------------------------------------- */

static void lose_connection(struct world *w) {
    if (!w->line.up) return;
    bool is_long = chance_permille(&w->chance, w->faults.long_away);
    time_ms away = is_long ? chance_between(&w->chance, 5 * SECOND_MS, 60 * SECOND_MS)
                           : chance_between(&w->chance, 1, 600);
    line_die(&w->line, w->monotonic + away);
    w->falls_back = w->has_older && chance_permille(&w->chance, w->faults.fall_back);
}

static void something_goes_wrong(struct world *w) {
    const struct faults *f = &w->faults;
    if (chance_permille(&w->chance, f->jump)) {
        w->counts.jumps++;
        bool far = chance_permille(&w->chance, 100);
        w->offset += chance_between(&w->chance, SECOND_MS, far ? 2 * HOUR_MS : 2 * MINUTE_MS);
    }
    if (chance_permille(&w->chance, 5) && !w->fell_back) {
        memory_store_copy(&w->older, &w->store);
        w->has_older = true;
    }
    if (chance_permille(&w->chance, f->drop)) lose_connection(w);
    if (chance_permille(&w->chance, f->silent) && w->line.up && w->line.silent_until == 0)
        w->line.silent_until = w->monotonic + chance_between(&w->chance, 50, 2500);
    if (chance_permille(&w->chance, f->takeover) && w->line.identity == w->store.leader) {
        w->counts.takeovers++;
        w->line.leader = ++w->store.epoch;
        w->store.leader = ++w->identities;
    }
    if (chance_permille(&w->chance, f->kill)) kill_engine(w);
}

static void draw_faults(struct world *w) {
    bool storm = chance_permille(&w->chance, 300);
    w->faults = (struct faults){
        .kill = chance_below(&w->chance, 6),
        .takeover = chance_below(&w->chance, 3),
        .drop = chance_below(&w->chance, storm ? 40 : 10),
        .silent = chance_below(&w->chance, storm ? 20 : 5),
        .fall_back = chance_permille(&w->chance, 500) ? 200 : 0,
        .hole = chance_below(&w->chance, 4),
        .slow_answer = chance_below(&w->chance, storm ? 50 : 10),
        .double_answer = chance_below(&w->chance, 100),
        .jump = chance_below(&w->chance, 8),
        .long_away = chance_permille(&w->chance, 500) ? 300 : 30,
        .unstored_events = (uint32_t)chance_between(&w->chance, 20, 400),
        .standby = chance_permille(&w->chance, 250),
    };
}

/* --- a run ------------------------------------------------------------------------------------ */

/* Nothing goes wrong until the installation stands and its first block of ids is stored. */
static void set_up(struct world *w) {
    struct faults faults = w->faults;
    w->faults = (struct faults){.standby = faults.standby};
    struct load_ask ask;
    for (uint32_t i = 0; load_setup(&w->load, i, w->monotonic + w->offset, &ask); i++) {
        submit(w, &ask);
        pass_time(w, w->monotonic + 20);
    }
    w->faults = faults;
}

static void draw_pause(struct world *w) {
    uint32_t what = chance_below(&w->chance, 100);
    time_ms pause = what < 40   ? 0
                    : what < 95 ? chance_below(&w->chance, 120)
                                : chance_below(&w->chance, 5000);
    pass_time(w, w->monotonic + pause);
}

/* All faults end; everything that is open must come to an end. */
static void finish(struct world *w) {
    w->faults =
        (struct faults){.standby = w->faults.standby, .unstored_events = w->faults.unstored_events};
    pass_time(w, w->monotonic + 2 * MINUTE_MS);
    if (w->checker.failed) return;
    engine_drain(w->engine);
    pass_time(w, w->monotonic + 10 * SECOND_MS);
    if (w->checker.failed) return;
    struct engine_view view;
    engine_view(w->engine, &view);
    if (!engine_idle(w->engine) || !view.stored || w->asked_out != 0)
        checker_fail(&w->checker, "all_comes_to_an_end", "%u requests wait, %u commits, stored %d",
                     w->asked_out, view.in_flight, view.stored);
    if (view.last_number != w->store.number ||
        core_digest(engine_core(w->engine)) != w->store.digest)
        checker_fail(&w->checker, "all_is_stored_in_the_end", "given %llu, stored %llu",
                     (unsigned long long)view.last_number, (unsigned long long)w->store.number);
    if (w->counts.fall_backs == 0 && w->store.accesses < w->checker.personal_stored)
        checker_fail(&w->checker, "personal_reads_are_logged", "%llu of %llu",
                     (unsigned long long)w->store.accesses,
                     (unsigned long long)w->checker.personal_stored);
    struct problem problem;
    struct core *core = memory_store_recover(&w->store, &sizes, &problem);
    if (core == NULL) {
        checker_fail(&w->checker, "the_store_can_be_recovered", "%s: %s", problem.field,
                     problem.detail);
        return;
    }
    check_recovered(w, core, w->fell_back);
    core_destroy(core);
}

static void close_world(struct world *w) {
    end_engine(w);
    memory_store_close(&w->store);
    memory_store_close(&w->older);
    map_clear(&w->documents);
    checker_close(&w->checker);
    free(w->asked);
    free(w);
}

void run_world(const struct run_options *options, struct run_result *result) {
    struct world *w = calloc(1, sizeof *w);
    ASSERT(w != NULL);
    w->asked = calloc(ASKED_MAX, sizeof *w->asked);
    ASSERT(w->asked != NULL);
    w->chance.state = options->seed * UINT64_C(0x2545f4914f6cdd1d) + 1;
    w->load.chance = &w->chance;
    w->monotonic = 1000000;
    w->offset = INT64_C(1763794245000);
    w->store.breaks = options->breaks;
    w->line = (struct line){.store = &w->store,
                            .checker = &w->checker,
                            .chance = &w->chance,
                            .faults = &w->faults,
                            .counts = &w->counts};
    draw_faults(w);
    checker_open(&w->checker, w->faults.standby);
    struct core *core = core_create(&sizes);
    ASSERT(core != NULL);
    *result = (struct run_result){.faults = w->faults};
    start_engine(w, core, false);
    set_up(w);
    uint32_t i = 0;
    for (; i < options->commands && !w->checker.failed; i++) {
        struct load_ask ask;
        load_draw(&w->load, engine_core(w->engine), w->monotonic + w->offset, &ask);
        submit(w, &ask);
        something_goes_wrong(w);
        draw_pause(w);
    }
    if (!w->checker.failed) finish(w);
    result->failed = w->checker.failed;
    memcpy(result->failure, w->checker.failure, sizeof result->failure);
    result->at_command = i;
    result->broken = w->store.broken;
    add_counts(w);
    w->counts.unstored_left = w->checker.unstored_left;
    w->counts.unstored_lost = w->checker.unstored_lost;
    result->counts = w->counts;
    result->hash = hash_number(w->checker.run_hash, w->store.digest);
    result->hash = hash_more(result->hash, &w->counts, sizeof w->counts);
    close_world(w);
}
