#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drill/plan.h"

#define FOLDER DDH_SOURCE_DIR "/agents-cli/drill/data"

static struct data data;
static struct scenario scenario;

static int open_files(void **state) {
    (void)state;
    char why[512];
    if (!data_read(&data, FOLDER, why, sizeof why)) fail_msg("%s", why);
    if (!scenario_read(&scenario, &data, FOLDER "/water.json", why, sizeof why))
        fail_msg("%s", why);
    return 0;
}

static int close_files(void **state) {
    (void)state;
    scenario_close(&scenario);
    data_close(&data);
    return 0;
}

static void the_data_are_the_cooperation_that_is_told(void **state) {
    (void)state;
    uint32_t members = 0, on_shared_shift = 0, on = 0, at_partners = 0, population = 0;
    assert_int_equal(data.place_count, 100);
    assert_int_equal(data.person_count, 250);
    for (uint32_t i = 0; i < data.place_count; i++) {
        bool partner = !data.places[i].member && !data.places[i].outsider;
        if (data.places[i].cooperation || partner) continue;
        members += data.places[i].member;
        population += data.places[i].population;
        assert_true(data.places[i].population > 1000);
    }
    assert_int_equal(members, 40);
    assert_int_equal(population, 5932654); /* Danmarks Statistik, 1 January 2023 */
    for (uint32_t i = 0; i < data.person_count; i++) {
        bool shared = data.places[data.persons[i].place].cooperation;
        on += data.persons[i].shift == SHIFT_ON;
        on_shared_shift += shared && data.persons[i].shift == SHIFT_ON;
        at_partners += !data.places[data.persons[i].place].member;
        assert_false(data.places[data.persons[i].place].outsider);
    }
    assert_int_equal(at_partners, 5);
    assert_string_equal(data.places[scenario.crisis.declines].name, "Region Midtjylland");
    assert_int_equal(on_shared_shift, 7);
    assert_in_range(on, 60, 120);
    assert_string_equal(data.places[scenario.crisis.place].name, "Skanderborg");
}

static bool is_same(const struct plan *a, const struct plan *b) {
    return a->count == b->count &&
           memcmp(a->callers, b->callers, a->count * sizeof *a->callers) == 0;
}

static void one_seed_gives_one_plan(void **state) {
    (void)state;
    struct plan first, again, other;
    assert_true(plan_make(&first, &scenario, &data, 7));
    assert_true(plan_make(&again, &scenario, &data, 7));
    assert_true(plan_make(&other, &scenario, &data, 8));
    assert_true(is_same(&first, &again));
    assert_false(is_same(&first, &other));
    plan_close(&first);
    plan_close(&again);
    plan_close(&other);
}

/* How many call in the hour before the crisis and in the hour after: the profile the scenario
 * promises. */
static void a_calm_hour_and_then_a_surge(void **state) {
    (void)state;
    uint32_t calm = 0, calm_crisis = 0, surge_crisis = 0, last = 0;
    struct plan plan;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        assert_true(plan_make(&plan, &scenario, &data, seed));
        time_ms before = 0;
        for (uint32_t i = 0; i < plan.count; i++) {
            const struct planned_caller *caller = &plan.callers[i];
            assert_false(caller->chat); /* the players take no chats: nobody would answer */
            assert_true(caller->at_ms >= before);
            before = caller->at_ms;
            bool in_calm = caller->at_ms < scenario.crisis.at_ms;
            bool from_crisis = caller->place == scenario.crisis.place;
            assert_false(in_calm && caller->crisis);
            assert_false(data.places[caller->place].cooperation);
            calm += in_calm;
            calm_crisis += in_calm && from_crisis;
            surge_crisis += !in_calm && from_crisis;
            last += caller->at_ms >= scenario.length_ms - scenario.last_calls_ms;
        }
        plan_close(&plan);
    }
    assert_in_range(calm, 8 * 200, 8 * 290);         /* 46 shared and 195 on the own lines */
    assert_in_range(calm_crisis, 8 * 4, 8 * 10);     /* about 6.5 */
    assert_in_range(surge_crisis, 8 * 110, 8 * 190); /* more than 20 times as many */
    assert_int_equal(last, 0);
}

static void patience_talk_and_redialling_are_what_is_configured(void **state) {
    (void)state;
    struct plan plan;
    assert_true(plan_make(&plan, &scenario, &data, 3));
    int64_t patience = 0, talk = 0, again = 0;
    for (uint32_t i = 0; i < plan.count; i++) {
        const struct planned_caller *caller = &plan.callers[i];
        for (int k = 0; k < PLAN_ATTEMPTS; k++) {
            const struct attempt *attempt = &caller->attempts[k];
            assert_true(attempt->patience_ms >= scenario.callers.patience_least_ms);
            assert_true(attempt->talk_ms >= scenario.agents.talk_least_ms);
            patience += attempt->patience_ms;
            talk += attempt->talk_ms;
            again += attempt->redial_ms > 0;
            if (attempt->redial_ms == 0) continue;
            assert_true(attempt->redial_ms >= scenario.callers.redial_least_ms);
            assert_true(attempt->redial_ms <= scenario.callers.redial_most_ms);
        }
        assert_int_equal(caller->attempts[PLAN_ATTEMPTS - 1].redial_ms, 0);
    }
    int64_t attempts = (int64_t)plan.count * PLAN_ATTEMPTS;
    int64_t mean_patience = patience / attempts, mean_talk = talk / attempts;
    assert_in_range(mean_patience, scenario.callers.patience_mean_ms * 9 / 10,
                    scenario.callers.patience_mean_ms * 11 / 10);
    assert_in_range(mean_talk, scenario.agents.talk_mean_ms * 9 / 10,
                    scenario.agents.talk_mean_ms * 11 / 10);
    assert_in_range(again, plan.count * 2 * 40 / 100, plan.count * 2 * 50 / 100);
    plan_close(&plan);
}

static void a_shorter_exercise_has_the_same_shape(void **state) {
    (void)state;
    struct scenario shorter = scenario;
    scenario_set_length(&shorter, scenario.length_ms / 4);
    assert_int_equal(shorter.length_ms, 30 * MINUTE_MS);
    assert_int_equal(shorter.crisis.at_ms, 15 * MINUTE_MS);
    assert_int_equal(shorter.agents.talk_mean_ms, scenario.agents.talk_mean_ms);
    struct plan plan;
    assert_true(plan_make(&plan, &shorter, &data, 1));
    assert_in_range(plan.count, 100, 500);
    plan_close(&plan);
}

/* The shipped scenario with one text replaced by another must be refused, with a reason that
 * names it. */
static void expect_refused(const char *from, const char *to, const char *reason) {
    char why[512] = "", path[] = "/tmp/ddh-scenario-XXXXXX", text[16384];
    FILE *file = fopen(FOLDER "/water.json", "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    char *at = strstr(text, from);
    assert_non_null(at);
    int fd = mkstemp(path);
    file = fdopen(fd, "w");
    fprintf(file, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    fclose(file);
    struct scenario bad;
    assert_false(scenario_read(&bad, &data, path, why, sizeof why));
    scenario_close(&bad);
    unlink(path);
    if (strstr(why, reason) == NULL) fail_msg("%s does not name %s", why, reason);
}

static void a_wrong_scenario_is_refused_by_name(void **state) {
    (void)state;
    expect_refused("\"households\": 20000", "\"households\": -1", "households");
    expect_refused("\"households\": 20000", "\"households\": \"many\"", "households");
    expect_refused("\"household", "\"hausehold", "households");
    expect_refused("\"ramp_ms\": 180000", "\"ramp_ms\": 180000, \"extra\": 1", "extra");
    expect_refused("\"municipality\": \"0746\"", "\"municipality\": \"9999\"", "municipality");
    expect_refused("\"region-midtjylland\"", "\"nobody\"", "declines");
    expect_refused("\"region-midtjylland\"", "\"0746\"", "declines");
    expect_refused("\"0615\"", "\"9999\"", "elsewhere[0]");
    expect_refused("\"at_ms\": 3600000", "\"at_ms\": 7200000", "times");
    expect_refused("\"da\": 920", "\"da\": 0", "languages");
    expect_refused("\"calm\": {", "\"calm\": [", "line");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_data_are_the_cooperation_that_is_told),
        cmocka_unit_test(one_seed_gives_one_plan),
        cmocka_unit_test(a_calm_hour_and_then_a_surge),
        cmocka_unit_test(patience_talk_and_redialling_are_what_is_configured),
        cmocka_unit_test(a_shorter_exercise_has_the_same_shape),
        cmocka_unit_test(a_wrong_scenario_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, open_files, close_files);
}
