#include "drill/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"

static size_t gather_calls(const struct exercise *exercise, struct score_call *calls) {
    size_t count = 0;
    for (uint32_t i = 0; i < exercise->plan.count; i++)
        for (int k = 0; k < PLAN_ATTEMPTS; k++) {
            const struct caller *caller = &exercise->callers[i];
            const struct attempt_result *result = &caller->results[k];
            if (!result->offered) continue;
            calls[count++] = (struct score_call){
                .group = exercise_group(exercise, caller->plan->place),
                .outcome = result->outcome,
                .wait_ms = result->wait_ms,
                .helper = result->helped ? result->helper : caller->plan->place,
                .helped = caller->plan->place,
                .talk_ms = result->talk_ms,
            };
        }
    return count;
}

static bool has_acknowledged(const struct exercise *exercise, const struct player *player) {
    for (uint32_t i = 0; i < player->activation_count; i++)
        if (player->activations[i].acknowledged &&
            strcmp(player->activations[i].id, exercise->activation) == 0)
            return true;
    return false;
}

static size_t gather_agents(const struct exercise *exercise, struct score_agent *agents) {
    size_t count = 0;
    for (uint32_t i = 0; i < exercise->data->person_count; i++) {
        const struct player *player = &exercise->players[i];
        if (player->stream == NULL) continue;
        agents[count++] = (struct score_agent){
            .group = exercise_group(exercise, player->person->place),
            .acknowledged = has_acknowledged(exercise, player),
            .expected = player->expected,
            .seen = player->seen,
            .seen_after_ms = player->seen_after_ms,
        };
    }
    return count;
}

static json_t *problems_json(const struct exercise *exercise) {
    json_t *problems = json_array();
    uint32_t kept =
        exercise->problem_count < EXERCISE_PROBLEMS ? exercise->problem_count : EXERCISE_PROBLEMS;
    for (uint32_t i = 0; i < kept; i++)
        json_array_append_new(problems, json_string(exercise->problems[i]));
    return problems;
}

static json_t *report_json(const struct exercise *exercise, const struct score *score,
                           const struct score_name *names) {
    struct service_totals totals = service_totals(exercise->service);
    json_t *activation = exercise->activation[0] == '\0'
                             ? json_null()
                             : json_pack("{s:s, s:I}", "id", exercise->activation, "at",
                                         (json_int_t)exercise->activation_at);
    json_t *report = json_pack(
        "{s:{s:s, s:I, s:I, s:I, s:I, s:b, s:s}, s:o, s:o, s:o, s:{s:I, s:I, s:I, s:I, s:I, s:I}, "
        "s:I, s:o}",
        "exercise", "crisis", exercise->data->places[exercise->scenario->crisis.place].id, "seed",
        (json_int_t)exercise->options->seed, "began_at", (json_int_t)exercise->began_at, "ends_at",
        (json_int_t)exercise->ends_at, "callers", (json_int_t)exercise->plan.count, "interrupted",
        exercise->interrupted, "after", exercise->first_event, "groups", score_json(score), "help",
        score_help_json(score, names), "activation", activation, "requests", "asked",
        (json_int_t)totals.asked, "tried_again", (json_int_t)totals.tried_again, "given_up",
        (json_int_t)totals.given_up, "races", (json_int_t)exercise->races, "returned_offers",
        (json_int_t)exercise->missed_offers, "signed_in_again", (json_int_t)exercise->resigned,
        "problem_count", (json_int_t)exercise->problem_count, "problems", problems_json(exercise));
    ASSERT(report != NULL);
    return report;
}

/* Through a new file and a rename: a reader never finds half a report. */
static void write_report(struct exercise *exercise, const struct score *score,
                         const struct score_name *names) {
    const char *path = exercise->options->report_path;
    char temporary[4096];
    json_t *report = report_json(exercise, score, names);
    bool written =
        (size_t)snprintf(temporary, sizeof temporary, "%s.new", path) < sizeof temporary &&
        json_dump_file(report, temporary, JSON_INDENT(1)) == 0 && rename(temporary, path) == 0;
    json_decref(report);
    if (!written) exercise_wrong(exercise, "cannot write %s: %s", path, strerror(errno));
}

static void judge(struct exercise *exercise, const struct score *score) {
    const struct score_figures *all = &score->groups[SCORE_EVERYONE];
    if (exercise->interrupted) return;
    if (all->offered == 0 || all->answered == 0) exercise_wrong(exercise, "nothing happened");
    if (all->waiting > 0) exercise_wrong(exercise, "%u calls are still waiting", all->waiting);
    if (exercise->activation[0] == '\0') {
        exercise_wrong(exercise, "the playbook was not activated");
        return;
    }
    if (all->screens < all->screens_expected || all->screens_expected == 0)
        exercise_wrong(exercise, "the answer came to %u of %u screens", all->screens,
                       all->screens_expected);
    if (all->acknowledged == 0) exercise_wrong(exercise, "nobody acknowledged the answer");
}

static struct score_name *name_places(const struct data *data) {
    struct score_name *names = calloc(data->place_count + 1, sizeof *names);
    ASSERT(names != NULL);
    for (uint32_t i = 0; i < data->place_count; i++)
        names[i] = (struct score_name){data->places[i].id, data->places[i].name};
    return names;
}

void report_make(struct exercise *exercise) {
    size_t most_calls = (size_t)exercise->plan.count * PLAN_ATTEMPTS + 1;
    struct score_call *calls = calloc(most_calls, sizeof *calls);
    struct score_agent *agents = calloc(exercise->data->person_count + 1, sizeof *agents);
    ASSERT(calls != NULL && agents != NULL);
    size_t call_count = gather_calls(exercise, calls);
    size_t agent_count = gather_agents(exercise, agents);
    struct score score;
    bool made = score_make(&score, calls, call_count, agents, agent_count);
    ASSERT(made);
    free(calls);
    free(agents);
    judge(exercise, &score);
    struct text_buf text;
    text_buf_init(&text, 1 << 16);
    text_add_char(&text, '\n');
    score_print(&score, exercise->data->places[exercise->scenario->crisis.place].name, &text);
    text_add_char(&text, '\n');
    struct score_name *names = name_places(exercise->data);
    score_print_help(&score, names, &text);
    fputs(text.data, stdout);
    fflush(stdout);
    text_buf_close(&text);
    if (exercise->options->report_path != NULL) write_report(exercise, &score, names);
    free(names);
    score_close(&score);
}
