/* Invented days: the same from the same seed, on every machine; as many calls as asked for; what
 * cannot be made is refused. */
#include <zlib.h>

#include "simulate/people.h"
#include "simulate/random.h"
#include "tests/unit/simulate/day.h"

static const struct generate_options small = {.kind = GENERATE_WATER,
                                              .seed = 7,
                                              .municipalities = 8,
                                              .agents = 40,
                                              .calls = 1500,
                                              .bot_percent = 26,
                                              .playbook = true};

struct made {
    struct scenario scenario;
    struct trace trace;
    struct generate_counts counts;
    struct text_buf json;
};

static void make(const struct generate_options *o, struct made *m) {
    struct problem problem = {.err = ERR_OK};
    if (generate_day(o, &m->scenario, &m->trace, &m->counts, &problem) != ERR_OK)
        fail_msg("%s: %s", problem.field, problem.detail);
    text_buf_init(&m->json, 16 << 20);
    wire_encode_scenario(&m->scenario, &m->json);
}

static void drop(struct made *m) {
    text_buf_close(&m->json);
    trace_close(&m->trace);
    scenario_close(&m->scenario);
}

static char *read_back(const char *path) {
    char *text = calloc(1, 1 << 20);
    gzFile file = gzopen(path, "rb");
    assert_non_null(text);
    assert_non_null(file);
    int got = gzread(file, text, (1 << 20) - 1);
    assert_true(got > 0 && got < (1 << 20) - 1);
    gzclose(file);
    return text;
}

static char *trace_text(const struct made *m, const char *ending) {
    char path[40], named[48];
    struct problem problem = {.err = ERR_OK};
    write_file(path, "");
    snprintf(named, sizeof named, "%s%s", path, ending);
    assert_int_equal(trace_write(&m->trace, &m->scenario, named, &problem), ERR_OK);
    char *text = read_back(named);
    unlink(path);
    unlink(named);
    return text;
}

static uint64_t fnv(const char *text) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
    return hash;
}

/* The first numbers of splitmix64 from 1234567, as published. */
static void chance_is_splitmix(void **state) {
    (void)state;
    struct random r = {1234567};
    assert_true(random_next(&r) == UINT64_C(6457827717110365317));
    assert_true(random_next(&r) == UINT64_C(3203168211198807973));
    assert_true(random_next(&r) == UINT64_C(9817491932198370423));
}

/* Mean, median and standard deviation of an exponential distribution. */
static void exponential_has_its_shape(void **state) {
    (void)state;
    struct random r = random_stream(1, "shape");
    enum { N = 200000, MEAN = 100000 };
    double sum = 0, squares = 0;
    int below_median = 0;
    for (int i = 0; i < N; i++) {
        double x = (double)random_exponential(&r, MEAN);
        assert_true(x >= 0 && x <= 22.2 * MEAN);
        sum += x;
        squares += x * x;
        if (x < 69314.7) below_median++;
    }
    double mean = sum / N, variance = squares / N - mean * mean;
    assert_true(mean > 0.99 * MEAN && mean < 1.01 * MEAN);
    assert_true(variance > 0.97 * MEAN * MEAN && variance < 1.03 * MEAN * MEAN);
    assert_true(below_median > 0.49 * N && below_median < 0.51 * N);
}

static void choices_follow_weights(void **state) {
    (void)state;
    struct random r = random_stream(1, "weights");
    static const uint32_t weights[] = {0, 3, 0, 1, 0};
    int got[5] = {0};
    for (int i = 0; i < 40000; i++)
        got[random_choice(&r, weights, 5)]++;
    assert_int_equal(got[0] + got[2] + got[4], 0);
    assert_true(got[1] > 29500 && got[1] < 30500);
}

/* The numbers below are those of the machine this was written on. Another machine that has others
 * makes other days from the same seed. */
static void same_seed_same_bytes_everywhere(void **state) {
    (void)state;
    struct made a, b;
    make(&small, &a);
    make(&small, &b);
    char *first = trace_text(&a, ""), *second = trace_text(&b, ".gz");
    assert_string_equal(a.json.data, b.json.data);
    assert_string_equal(first, second);
    assert_true(fnv(a.json.data) == UINT64_C(0x3dd6288a40a755db));
    assert_true(fnv(first) == UINT64_C(0x806ed97fe6e2da1c));
    free(second);
    drop(&b);
    struct generate_options other = small;
    other.seed = 8;
    make(&other, &b);
    second = trace_text(&b, "");
    assert_string_not_equal(a.json.data, b.json.data);
    assert_string_not_equal(first, second);
    free(first);
    free(second);
    drop(&a);
    drop(&b);
}

static void expect_same_call(const struct simulate_call *a, const struct simulate_call *b) {
    assert_int_equal(a->number, b->number);
    assert_int_equal(a->arrived_ms, b->arrived_ms);
    assert_int_equal(a->handle_ms, b->handle_ms);
    assert_int_equal(a->patience_ms, b->patience_ms);
    assert_int_equal(a->municipality, b->municipality);
    assert_int_equal(a->topic, b->topic);
    assert_int_equal(a->language, b->language);
}

/* What is written is read back as it was. */
static void written_days_are_read_back(void **state) {
    (void)state;
    for (int kind = 0; kind < GENERATE_KINDS; kind++) {
        struct generate_options o = small;
        struct made m;
        struct scenario read;
        struct trace trace;
        struct problem problem = {.err = ERR_OK};
        o.kind = (enum generate_kind)kind;
        o.playbook = kind == GENERATE_WATER || kind == GENERATE_PASSPORT ||
                     kind == GENERATE_STORM || kind == GENERATE_TWO_CRISES;
        o.reserve_when_queue = kind % 2 == 0;
        make(&o, &m);
        if (wire_decode_scenario(text_slice(&m.json), &read, &problem) != ERR_OK)
            fail_msg("%s: %s", problem.field, problem.detail);
        struct text_buf again;
        text_buf_init(&again, 16 << 20);
        wire_encode_scenario(&read, &again);
        assert_string_equal(again.data, m.json.data);
        char path[40];
        write_file(path, "");
        assert_int_equal(trace_write(&m.trace, &m.scenario, path, &problem), ERR_OK);
        if (trace_read(path, &read, &trace, &problem) != ERR_OK)
            fail_msg("%s: %s", problem.field, problem.detail);
        unlink(path);
        assert_int_equal(trace.count, m.trace.count);
        for (uint32_t i = 0; i < trace.count; i++)
            expect_same_call(&trace.calls[i], &m.trace.calls[i]);
        text_buf_close(&again);
        trace_close(&trace);
        scenario_close(&read);
        drop(&m);
    }
}

/* The chatbot settles the share that it is said to, and calls are as many as asked for. */
static void the_channel_mix_is_kept(void **state) {
    (void)state;
    uint32_t shares = 0, settled = 0;
    for (int k = 0; k < PEOPLE_TOPICS; k++) {
        shares += people_topics[k].share;
        settled += people_topics[k].share * people_topics[k].bot_percent;
    }
    assert_int_equal(shares, 100);
    assert_int_equal(settled, 2600);
    static const uint32_t percents[] = {0, 26, 30};
    for (int i = 0; i < 3; i++) {
        struct generate_options o = {.kind = GENERATE_CALM,
                                     .seed = 3,
                                     .municipalities = 20,
                                     .agents = 100,
                                     .calls = 40000,
                                     .bot_percent = percents[i]};
        struct made m;
        make(&o, &m);
        assert_int_equal(m.counts.calls, m.trace.count);
        assert_int_equal(m.counts.contacts, m.counts.bot + m.counts.calls);
        assert_true(m.counts.calls > 39200 && m.counts.calls < 40800);
        uint64_t permille = m.counts.bot * 1000 / m.counts.contacts;
        assert_true(permille + 10 > percents[i] * 10 && permille < percents[i] * 10 + 10);
        drop(&m);
    }
}

/* So that the same day can be played with and without one. */
static void a_playbook_changes_no_call(void **state) {
    (void)state;
    struct generate_options without = small;
    struct made a, b;
    without.playbook = false;
    make(&small, &a);
    make(&without, &b);
    assert_int_equal(a.trace.count, b.trace.count);
    for (uint32_t i = 0; i < a.trace.count; i++)
        expect_same_call(&a.trace.calls[i], &b.trace.calls[i]);
    assert_int_equal(a.scenario.activation_count, 1);
    assert_true(a.scenario.activations[0].acknowledgement_count > 5);
    assert_int_equal(b.scenario.activation_count, 0);
    assert_true(b.scenario.incidents[0].activation == a.scenario.activations[0].at);
    drop(&a);
    drop(&b);
}

static void expect_refused(struct generate_options o, const char *field) {
    struct made m;
    struct problem problem = {.err = ERR_OK};
    assert_int_not_equal(generate_day(&o, &m.scenario, &m.trace, &m.counts, &problem), ERR_OK);
    assert_string_equal(problem.field, field);
}

static void bad_options_are_refused(void **state) {
    (void)state;
    struct generate_options o = small;
    o.municipalities = 1;
    expect_refused(o, "--municipalities");
    o.municipalities = 99;
    expect_refused(o, "--municipalities");
    o = small;
    o.agents = 7;
    expect_refused(o, "--agents");
    o = small;
    o.agents = LIMIT_AGENTS + 1;
    expect_refused(o, "--agents");
    o = small;
    o.calls = 0;
    expect_refused(o, "--calls");
    o = small;
    o.bot_percent = 91;
    expect_refused(o, "--bot");
    o = small;
    o.seed = UINT64_MAX;
    expect_refused(o, "--seed");
    o = small;
    o.kind = GENERATE_FLAPPING;
    expect_refused(o, "--playbook");
}

/* The smallest and the widest that may be asked for. */
static void extremes_are_made(void **state) {
    (void)state;
    struct made m;
    struct generate_options o = {.kind = GENERATE_TWO_CRISES,
                                 .seed = INT64_MAX,
                                 .municipalities = 2,
                                 .agents = 2,
                                 .calls = 1,
                                 .bot_percent = 90};
    make(&o, &m);
    drop(&m);
    o = (struct generate_options){.kind = GENERATE_PASSPORT,
                                  .municipalities = 98,
                                  .agents = 500,
                                  .calls = 5000,
                                  .bot_percent = 26};
    make(&o, &m);
    assert_int_equal(m.scenario.municipality_count, 99);
    assert_string_equal(m.scenario.municipalities[98].id, "outside");
    drop(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance_is_splitmix),
        cmocka_unit_test(exponential_has_its_shape),
        cmocka_unit_test(choices_follow_weights),
        cmocka_unit_test(same_seed_same_bytes_everywhere),
        cmocka_unit_test(written_days_are_read_back),
        cmocka_unit_test(the_channel_mix_is_kept),
        cmocka_unit_test(a_playbook_changes_no_call),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(extremes_are_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
