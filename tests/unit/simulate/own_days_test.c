/* The project's own cases: small invented days, replayed with every kind of sharing. Whatever the
 * policy, the outcome is possible; help helps; nothing is decided by what is not known yet. */
#include "simulate/generate.h"
#include "simulate/outcome.h"
#include "simulate/summary.h"
#include "tests/unit/simulate/day.h"
#include "tests/unit/simulate/feasible.h"

#define OUTCOME_BYTES (1 << 20)

static const struct generate_options cases[] = {
    {GENERATE_CALM, 11, 8, 40, 1900, 26, false, false},
    {GENERATE_WATER, 12, 8, 40, 1900, 26, true, false},
    {GENERATE_PASSPORT, 13, 10, 50, 2200, 26, true, false},
    {GENERATE_STORM, 14, 12, 48, 2000, 26, false, true},
    {GENERATE_TWO_CRISES, 15, 12, 60, 2600, 26, true, true},
    {GENERATE_FLAPPING, 16, 8, 40, 1700, 26, false, false},
    {GENERATE_AGENT_LOSS, 17, 6, 40, 1800, 26, false, false},
};
#define CASES (sizeof cases / sizeof *cases)

static const enum simulate_sharing sharings[] = {SIMULATE_SHARING_NONE, SIMULATE_SHARING_INDEX,
                                                 SIMULATE_SHARING_TIMED};
#define SHARINGS (sizeof sharings / sizeof *sharings)

/* A folder with the files of a day, as `coordinator generate` writes them. */
struct folder {
    char path[40], scenario[64], trace[64], outcome[64];
};

static void open_folder(struct folder *f) {
    snprintf(f->path, sizeof f->path, "/tmp/own-days-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    snprintf(f->scenario, sizeof f->scenario, "%s/scenario.json", f->path);
    snprintf(f->trace, sizeof f->trace, "%s/trace.csv.gz", f->path);
    snprintf(f->outcome, sizeof f->outcome, "%s/outcome.csv", f->path);
}

static void close_folder(struct folder *f) {
    unlink(f->scenario);
    unlink(f->trace);
    unlink(f->outcome);
    assert_int_equal(rmdir(f->path), 0);
}

static void must(enum err err, const struct problem *problem) {
    if (err != ERR_OK) fail_msg("%s: %s", problem->field, problem->detail);
}

static void generate(const struct generate_options *o, const struct folder *f) {
    struct scenario s;
    struct trace t;
    struct generate_counts counts;
    struct text_buf json;
    struct problem problem = {.err = ERR_OK};
    must(generate_day(o, &s, &t, &counts, &problem), &problem);
    must(trace_write(&t, &s, f->trace, &problem), &problem);
    text_buf_init(&json, 16 << 20);
    wire_encode_scenario(&s, &json);
    FILE *file = fopen(f->scenario, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(json.data, 1, json.length, file), json.length);
    assert_int_equal(fclose(file), 0);
    text_buf_close(&json);
    trace_close(&t);
    scenario_close(&s);
}

static char *read_text(const char *path) {
    char *text = calloc(1, OUTCOME_BYTES);
    FILE *file = fopen(path, "r");
    assert_non_null(text);
    assert_non_null(file);
    size_t got = fread(text, 1, OUTCOME_BYTES - 1, file);
    assert_true(got > 0 && got < OUTCOME_BYTES - 1);
    fclose(file);
    return text;
}

static void open_day(const struct folder *f, struct day *d) {
    struct problem problem = {.err = ERR_OK};
    char *json = read_text(f->scenario);
    must(wire_decode_scenario(slice_of(json), &d->scenario, &problem), &problem);
    must(trace_read(f->trace, &d->scenario, &d->trace, &problem), &problem);
    free(json);
}

/* Returns the outcome file's text, to be freed. */
static char *replay(const struct folder *f, struct day *d, enum simulate_sharing sharing) {
    struct problem problem = {.err = ERR_OK};
    struct simulate_result result;
    struct simulate_options options = {.sharing = sharing, .check = true};
    must(simulate_run(&d->scenario, &d->trace, &options, &result, &problem), &problem);
    must(outcome_write(&d->trace, &d->scenario, f->outcome, &problem), &problem);
    return read_text(f->outcome);
}

static void expect_feasible(const struct day *d, const char *outcome, const char *what) {
    struct breaches b = feasible(&d->scenario, &d->trace, outcome);
    for (int i = 0; i < BREACHES; i++)
        if (b.of[i] > 0) fail_msg("%s: breach %d, %u times", what, i, b.of[i]);
}

static struct summary summarise(const struct day *d) {
    struct summary summary;
    struct problem problem = {.err = ERR_OK};
    must(summary_make(&d->scenario, &d->trace, NULL, &summary, &problem), &problem);
    return summary;
}

static void every_outcome_is_possible_and_help_helps(void **state) {
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct folder f;
        struct day d;
        int64_t alone = 0;
        open_folder(&f);
        generate(&cases[i], &f);
        open_day(&f, &d);
        for (size_t k = 0; k < SHARINGS; k++) {
            char *outcome = replay(&f, &d, sharings[k]);
            expect_feasible(&d, outcome, d.scenario.name);
            struct summary summary = summarise(&d);
            int64_t queue = summary.groups[SUMMARY_EVERYONE].queue_sum_ms;
            assert_int_equal(summary.mutual_handoffs, 0);
            if (sharings[k] == SIMULATE_SHARING_NONE) {
                alone = queue;
                assert_int_equal(summary.handoffs, 0);
            } else {
                assert_true(summary.handoffs > d.trace.count / 20);
                if (queue >= alone) fail_msg("%s: help does not help", d.scenario.name);
            }
            summary_close(&summary);
            free(outcome);
        }
        day_close(&d);
        close_folder(&f);
    }
}

static void same_day_same_bytes_and_incidents_play_no_part(void **state) {
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct folder f;
        struct day d;
        open_folder(&f);
        generate(&cases[i], &f);
        open_day(&f, &d);
        for (size_t k = 0; k < SHARINGS; k++) {
            char *first = replay(&f, &d, sharings[k]), *second = replay(&f, &d, sharings[k]);
            uint32_t incidents = d.scenario.incident_count;
            d.scenario.incident_count = 0;
            char *without = replay(&f, &d, sharings[k]);
            d.scenario.incident_count = incidents;
            assert_string_equal(first, second);
            assert_string_equal(first, without);
            free(first);
            free(second);
            free(without);
        }
        day_close(&d);
        close_folder(&f);
    }
}

/* From then on others call, for other things, and with other patience; nobody acknowledges. */
static void change_the_future(struct day *d, int32_t from) {
    struct scenario *s = &d->scenario;
    for (uint32_t i = 0; i < d->trace.count; i++) {
        struct simulate_call *call = &d->trace.calls[i];
        if (call->arrived_ms < from) continue;
        call->municipality = (uint16_t)((call->municipality + 1) % s->municipality_count);
        call->topic = (uint8_t)((call->topic + i) % s->topic_count);
        call->patience_ms = call->patience_ms / 2 + 1;
        call->handle_ms = call->handle_ms * 2;
    }
    for (uint32_t i = 0; i < s->activation_count; i++) {
        struct scenario_activation *a = &s->activations[i];
        uint32_t kept = 0;
        while (kept < a->acknowledgement_count && a->acknowledgements[kept].at < from)
            kept++;
        a->acknowledgement_count = kept;
    }
}

static void the_future_decides_nothing(void **state) {
    (void)state;
    static const int32_t times[] = {9000000, 16000000};
    for (size_t i = 0; i < CASES * 2; i++) {
        int32_t from = times[i % 2];
        struct folder f;
        struct day a, b;
        uint32_t later = 0, earlier = 0;
        open_folder(&f);
        generate(&cases[i / 2], &f);
        open_day(&f, &a);
        open_day(&f, &b);
        change_the_future(&b, from);
        free(replay(&f, &a, SIMULATE_SHARING_INDEX));
        free(replay(&f, &b, SIMULATE_SHARING_INDEX));
        for (uint32_t k = 0; k < a.trace.count; k++) {
            const struct simulate_call *x = &a.trace.calls[k], *y = &b.trace.calls[k];
            bool before = x->outcome == SIMULATE_ANSWERED && x->answered_ms < from;
            bool also = y->outcome == SIMULATE_ANSWERED && y->answered_ms < from;
            if (x->outcome != y->outcome || x->answered_ms != y->answered_ms) later++;
            assert_int_equal(before, also);
            if (!before) continue;
            earlier++;
            assert_int_equal(x->agent, y->agent);
            assert_int_equal(x->answered_ms, y->answered_ms);
            assert_int_equal(x->ended_ms, y->ended_ms);
        }
        assert_true(earlier > 100); /* and the change was felt */
        assert_true(later > 100);
        day_close(&a);
        day_close(&b);
        close_folder(&f);
    }
}

/* A tenth of a second sooner, and each by the next agent of the list: not possible. */
static void a_shifted_outcome_is_not_possible(void **state) {
    (void)state;
    struct folder f;
    struct day d;
    open_folder(&f);
    generate(&cases[1], &f);
    open_day(&f, &d);
    free(replay(&f, &d, SIMULATE_SHARING_INDEX));
    struct problem problem = {.err = ERR_OK};
    uint32_t answered = 0;
    for (uint32_t i = 0; i < d.trace.count; i++) {
        struct simulate_call *call = &d.trace.calls[i];
        if (call->outcome != SIMULATE_ANSWERED) continue;
        answered++;
        call->answered_ms -= 100;
        call->ended_ms -= 100;
        call->agent = (call->agent + 1) % d.scenario.agent_count;
    }
    must(outcome_write(&d.trace, &d.scenario, f.outcome, &problem), &problem);
    char *outcome = read_text(f.outcome);
    struct breaches b = feasible(&d.scenario, &d.trace, outcome);
    assert_true(b.of[BREACH_PATIENCE] > answered / 2);
    assert_true(b.of[BREACH_TOPIC] > answered / 10);
    assert_true(b.of[BREACH_LANGUAGE] > 0);
    assert_true(b.of[BREACH_DUTY] > answered / 20);
    assert_true(b.of[BREACH_TALK] > answered / 20);
    free(outcome);
    day_close(&d);
    close_folder(&f);
}

/* Nor is help that was fine, had its helpers to keep one agent more. */
static void a_higher_reserve_is_not_kept(void **state) {
    (void)state;
    struct folder f;
    struct day d;
    open_folder(&f);
    generate(&cases[1], &f);
    open_day(&f, &d);
    char *outcome = replay(&f, &d, SIMULATE_SHARING_INDEX);
    for (uint32_t i = 0; i < d.scenario.municipality_count; i++)
        d.scenario.municipalities[i].reserve++;
    struct breaches b = feasible(&d.scenario, &d.trace, outcome);
    assert_true(b.of[BREACH_RESERVE] > 20);
    free(outcome);
    day_close(&d);
    close_folder(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outcome_is_possible_and_help_helps),
        cmocka_unit_test(same_day_same_bytes_and_incidents_play_no_part),
        cmocka_unit_test(the_future_decides_nothing),
        cmocka_unit_test(a_shifted_outcome_is_not_possible),
        cmocka_unit_test(a_higher_reserve_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
