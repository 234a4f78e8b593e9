/* The duty leader: activates the playbook, and looks at the overview, which is what the live
 * picture shows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/assert.h"
#include "base/text.h"
#include "drill/exercise.h"

/* Parameters as the scenario has them; {"after_ms": n} becomes the moment n after the crisis
 * began. */
static json_t *fill_parameters(const struct exercise *exercise) {
    json_t *filled = json_deep_copy(exercise->scenario->crisis.parameters);
    const char *name;
    json_t *value;
    time_ms crisis = exercise->began_at + exercise->scenario->crisis.at_ms;
    json_object_foreach(exercise->scenario->crisis.parameters, name, value) {
        json_t *after = json_object_get(value, "after_ms");
        if (!json_is_integer(after)) continue;
        char at[TIME_TEXT_MAX];
        /* whole minutes, as people announce */
        time_ms moment = (crisis + json_integer_value(after)) / MINUTE_MS * MINUTE_MS;
        json_object_set_new(filled, name, json_string(time_rfc3339(moment, at)));
    }
    return filled;
}

static void on_activated(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    if (!exercise_expect(exercise, answer, "activating the playbook", NULL)) return;
    const json_t *activation = json_object_get(answer->body, "activation");
    const char *id = json_string_value(json_object_get(activation, "id"));
    if (id == NULL || !text_copy(exercise->activation, sizeof exercise->activation, id)) {
        exercise_wrong(exercise, "an activation without an id");
        return;
    }
    exercise_say(exercise, "the duty leader has activated %s (%s), answered after %llu ms",
                 exercise->scenario->crisis.playbook, id,
                 (unsigned long long)((uv_hrtime() - exercise->activated_at) / 1000000));
}

void leader_activate(struct exercise *exercise) {
    const struct scenario *scenario = exercise->scenario;
    json_t *body = json_pack("{s:s, s:o, s:[s], s:s, s:b}", "playbook", scenario->crisis.playbook,
                             "parameters", fill_parameters(exercise), "municipalities",
                             exercise->data->places[scenario->crisis.place].id, "reason",
                             scenario->crisis.reason, "exercise", 1);
    ASSERT(body != NULL);
    for (uint32_t i = 0; i < exercise->data->person_count; i++)
        exercise->players[i].expected = exercise->players[i].state == PLAYER_ON;
    exercise->activated = true;
    exercise->activation_at = agenda_now(exercise->agenda);
    exercise->activated_at = uv_hrtime(); /* the stop-watch starts here */
    service_ask(exercise->service, &(struct service_ask){.token = exercise->leader_secret,
                                                         .method = "POST",
                                                         .path = "/v1/activations",
                                                         .body = body,
                                                         .on_answer = on_activated,
                                                         .ctx = exercise});
}

/* ---- the live picture ---- */

static uint32_t number(const json_t *object, const char *name) {
    return (uint32_t)json_integer_value(json_object_get(object, name));
}

/* Talks that are overflow, now: whose agents, whose citizens. */
struct exchange {
    uint32_t helps[LIMIT_ORGANISATIONS], helped[LIMIT_ORGANISATIONS];
};

static void fill_row(struct screen_row *row, const json_t *organisation, int place,
                     const struct exchange *exchange) {
    const json_t *agents = json_object_get(organisation, "agents");
    const char *name = json_string_value(json_object_get(organisation, "name"));
    *row = (struct screen_row){0};
    if (name == NULL || !text_copy(row->name, sizeof row->name, name)) row->name[0] = '?';
    row->waiting = number(organisation, "waiting");
    row->longest_wait_ms = json_integer_value(json_object_get(organisation, "longest_wait_ms"));
    row->available = number(agents, "available");
    row->engaged =
        number(agents, "reserved") + number(agents, "in_call") + number(agents, "wrapping");
    row->away = number(agents, "away") + number(agents, "unknown");
    row->offered = number(organisation, "offered");
    row->answered = number(organisation, "answered");
    row->helps = exchange->helps[place];
    row->helped = exchange->helped[place];
}

static void count_exchange(const struct exercise *exercise, struct exchange *exchange,
                           struct screen_view *view) {
    bool has_helped[LIMIT_ORGANISATIONS] = {false};
    *exchange = (struct exchange){0};
    for (uint32_t i = 0; i < exercise->plan.count; i++) {
        const struct caller *caller = &exercise->callers[i];
        for (int k = 0; k <= caller->attempt; k++) {
            const struct attempt_result *result = &caller->results[k];
            if (!result->helped) continue;
            view->helps_so_far++;
            view->helpers += !has_helped[result->helper];
            has_helped[result->helper] = true;
            if (caller->state != CALLER_TALKING || k < caller->attempt) continue;
            view->helps++;
            exchange->helps[result->helper]++;
            exchange->helped[caller->plan->place]++;
        }
    }
    view->declining = exercise->declining;
    view->decliner = exercise->data->places[exercise->scenario->crisis.declines].name;
}

static bool is_idle(const struct screen_row *row) {
    return row->offered + row->available + row->engaged + row->away == 0;
}

static int by_interest(const void *a, const void *b) {
    const struct screen_row *x = a, *y = b;
    if (x->helps + x->helped != y->helps + y->helped)
        return x->helps + x->helped > y->helps + y->helped ? -1 : 1;
    if (x->waiting != y->waiting) return x->waiting > y->waiting ? -1 : 1;
    if (x->offered != y->offered) return x->offered > y->offered ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* First the municipality in crisis and the shared shift, then those that help or are helped most,
 * then those under most pressure. */
static uint32_t choose_rows(const struct exercise *exercise, const json_t *organisations,
                            const struct exchange *exchange, struct screen_row *rows) {
    static const uint32_t fixed = 2;
    struct screen_row all[LIMIT_ORGANISATIONS];
    uint32_t count = 0;
    size_t index;
    json_t *organisation;
    const struct data *data = exercise->data;
    memset(rows, 0, fixed * sizeof *rows);
    json_array_foreach(organisations, index, organisation) {
        const char *id = json_string_value(json_object_get(organisation, "id"));
        int place = id == NULL ? -1 : data_place(data, id);
        if (place < 0 || count == LIMIT_ORGANISATIONS) continue;
        if (place == exercise->scenario->crisis.place) {
            fill_row(&rows[0], organisation, place, exchange);
        } else if (data->places[place].cooperation) {
            fill_row(&rows[1], organisation, place, exchange);
        } else {
            fill_row(&all[count], organisation, place, exchange);
            count += !is_idle(&all[count]);
        }
    }
    qsort(all, count, sizeof *all, by_interest);
    if (count > SCREEN_ROWS - fixed) count = SCREEN_ROWS - fixed;
    memcpy(rows + fixed, all, count * sizeof *all);
    return count + fixed;
}

static const char *phase_text(const struct exercise *exercise) {
    time_ms passed = agenda_now(exercise->agenda) - exercise->began_at;
    const struct scenario *s = exercise->scenario;
    switch (exercise->phase) {
    case PHASE_PREPARING: return "preparing";
    case PHASE_GATHERING: return "agents sign in";
    case PHASE_PLAYING:
        if (passed < s->crisis.at_ms) return "a calm hour";
        return exercise->activated ? "water contaminated, playbook active"
                                   : "water contaminated, calls surge";
    case PHASE_CLOSING: return "calls are finished, agents sign out";
    case PHASE_CHECKING:
    case PHASE_TIDYING:
    case PHASE_OVER: return "over";
    }
    UNREACHABLE("every phase has a text");
}

static void count_results(const struct exercise *exercise, struct screen_view *view) {
    for (uint32_t i = 0; i < exercise->plan.count; i++) {
        const struct caller *caller = &exercise->callers[i];
        for (int k = 0; k <= caller->attempt; k++) {
            view->offered += caller->results[k].offered;
            view->answered += caller->results[k].outcome == SCORE_ANSWERED;
            view->abandoned += caller->results[k].outcome == SCORE_ABANDONED;
        }
        view->waiting += caller->state == CALLER_WAITING;
        view->talking += caller->state == CALLER_TALKING;
    }
    for (uint32_t i = 0; i < exercise->data->person_count; i++) {
        const struct player *player = &exercise->players[i];
        view->agents += player->state == PLAYER_ON;
        for (uint32_t k = 0; k < player->activation_count; k++)
            view->acknowledged += player->activations[k].acknowledged &&
                                  strcmp(player->activations[k].id, exercise->activation) == 0;
        view->screens_expected += player->expected;
        view->screens += player->expected && player->seen;
        if (player->expected && player->seen && player->seen_after_ms > view->last_screen_ms)
            view->last_screen_ms = player->seen_after_ms;
    }
}

static void on_overview(void *ctx, const struct service_answer *answer) {
    struct exercise *exercise = ctx;
    struct screen_row rows[SCREEN_ROWS];
    exercise->looking = false;
    if (exercise->phase > PHASE_CLOSING) return;
    time_ms now = agenda_now(exercise->agenda), passed = now - exercise->began_at;
    if (exercise->phase < PHASE_PLAYING || passed < 0) passed = 0;
    if (passed > exercise->scenario->length_ms) passed = exercise->scenario->length_ms;
    struct screen_view view = {
        .phase = phase_text(exercise),
        .now = now,
        .speed = agenda_speed(exercise->agenda),
        .done_permille = (uint32_t)(passed * 1000 / exercise->scenario->length_ms),
        .problems = exercise->problem_count,
        .activated = exercise->activated,
        .rows = rows,
    };
    struct exchange exchange;
    count_exchange(exercise, &exchange, &view);
    if (answer->status == 200)
        view.row_count =
            choose_rows(exercise, json_object_get(answer->body, "organisations"), &exchange, rows);
    count_results(exercise, &view);
    screen_show(exercise->screen, &view);
}

void leader_look(struct exercise *exercise) {
    if (exercise->looking || exercise->leader_secret[0] == '\0') return;
    exercise->looking = true;
    service_ask(exercise->service, &(struct service_ask){.token = exercise->leader_secret,
                                                         .method = "GET",
                                                         .path = "/v1/overview",
                                                         .once = true,
                                                         .on_answer = on_overview,
                                                         .ctx = exercise});
}
