#include "drill/scenario.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"

static bool read_weighted(struct weighted *weighted, json_t *json) {
    const char *text;
    json_t *weight;
    *weighted = (struct weighted){0};
    json_object_foreach(json, text, weight) {
        if (weighted->count == SCENARIO_CHOICES || !json_is_integer(weight)) return false;
        json_int_t value = json_integer_value(weight);
        if (value <= 0 || value > 1000000) return false;
        if (!text_copy(weighted->choices[weighted->count].text, LIMIT_ID, text)) return false;
        weighted->choices[weighted->count++].weight = (uint32_t)value;
        weighted->sum += (uint32_t)value;
    }
    return weighted->count > 0;
}

/* A number with the place it goes to: one of the two is set. */
struct number {
    const char *name;
    time_ms *time;
    uint32_t *count;
};

static bool read_numbers(json_t *json, const struct number *numbers, size_t count, char *why,
                         size_t why_size) {
    for (size_t i = 0; i < count; i++) {
        json_t *value = json_object_get(json, numbers[i].name);
        json_int_t n = json_integer_value(value);
        if (!json_is_integer(value) || n < 0 || n > 7 * DAY_MS) {
            snprintf(why, why_size, "%s must be a number from 0 on", numbers[i].name);
            return false;
        }
        if (numbers[i].time != NULL)
            *numbers[i].time = (time_ms)n;
        else
            *numbers[i].count = (uint32_t)n;
        json_object_del(json, numbers[i].name);
    }
    return true;
}

static bool take_weighted(json_t *json, const char *name, struct weighted *weighted, char *why,
                          size_t why_size) {
    if (!read_weighted(weighted, json_object_get(json, name))) {
        snprintf(why, why_size, "%s must be an object of texts and weights", name);
        return false;
    }
    json_object_del(json, name);
    return true;
}

static bool take_text(json_t *json, const char *name, char *out, size_t size, char *why,
                      size_t why_size) {
    const char *text = json_string_value(json_object_get(json, name));
    if (text == NULL || !text_copy(out, size, text)) {
        snprintf(why, why_size, "%s must be a text of less than %zu bytes", name, size);
        return false;
    }
    json_object_del(json, name);
    return true;
}

/* What was read has been taken out: anything left is unknown. */
static bool nothing_left(json_t *json, char *why, size_t why_size) {
    const char *name;
    json_t *value;
    json_object_foreach(json, name, value) {
        snprintf(why, why_size, "%s is not known here", name);
        return false;
    }
    return true;
}

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static bool read_calm(struct scenario *s, json_t *json, char *why, size_t why_size) {
    const struct number numbers[] = {
        {"shared_per_hour_per_million", NULL, &s->calm.shared_rate},
        {"own_per_hour_per_million", NULL, &s->calm.own_rate},
        {"outsiders_per_hour_per_million", NULL, &s->calm.outsiders_rate},
        {"chat_permille", NULL, &s->calm.chat_permille},
    };
    return read_numbers(json, numbers, COUNT_OF(numbers), why, why_size) &&
           take_weighted(json, "shared_topics", &s->calm.shared_topics, why, why_size) &&
           take_weighted(json, "own_topics", &s->calm.own_topics, why, why_size) &&
           nothing_left(json, why, why_size);
}

static bool read_elsewhere(struct scenario *s, const struct data *data, json_t *json, char *why,
                           size_t why_size) {
    json_t *rows = json_object_get(json, "elsewhere");
    if (!json_is_array(rows) || json_array_size(rows) > SCENARIO_ELSEWHERE) {
        snprintf(why, why_size, "elsewhere must be a list of municipalities");
        return false;
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const char *id = json_string_value(json_array_get(rows, i));
        int place = id == NULL ? -1 : data_place(data, id);
        if (place < 0) {
            snprintf(why, why_size, "elsewhere[%zu] is no municipality of the data", i);
            return false;
        }
        s->crisis.elsewhere[s->crisis.elsewhere_count++] = (uint16_t)place;
    }
    json_object_del(json, "elsewhere");
    return true;
}

static bool read_crisis(struct scenario *s, const struct data *data, json_t *json, char *why,
                        size_t why_size) {
    const struct number numbers[] = {
        {"at_ms", &s->crisis.at_ms, NULL},
        {"ramp_ms", &s->crisis.ramp_ms, NULL},
        {"decay_ms", &s->crisis.decay_ms, NULL},
        {"activate_after_ms", &s->crisis.activate_after_ms, NULL},
        {"call_in_after_ms", &s->crisis.call_in_after_ms, NULL},
        {"declines_after_ms", &s->crisis.declines_after_ms, NULL},
        {"declines_for_ms", &s->crisis.declines_for_ms, NULL},
        {"households", NULL, &s->crisis.households},
        {"calling_permille", NULL, &s->crisis.calling_permille},
        {"elsewhere_permille", NULL, &s->crisis.elsewhere_permille},
        {"call_in", NULL, &s->crisis.call_in},
    };
    char municipality[LIMIT_ID], declines[LIMIT_ID];
    if (!read_numbers(json, numbers, COUNT_OF(numbers), why, why_size) ||
        !read_elsewhere(s, data, json, why, why_size) ||
        !take_text(json, "municipality", municipality, sizeof municipality, why, why_size) ||
        !take_text(json, "declines", declines, sizeof declines, why, why_size) ||
        !take_text(json, "topic", s->crisis.topic, LIMIT_ID, why, why_size) ||
        !take_text(json, "playbook", s->crisis.playbook, LIMIT_ID, why, why_size) ||
        !take_text(json, "reason", s->crisis.reason, LIMIT_REASON, why, why_size))
        return false;
    int place = data_place(data, municipality), declining = data_place(data, declines);
    s->crisis.parameters = json_incref(json_object_get(json, "parameters"));
    json_object_del(json, "parameters");
    if (place < 0 || !json_is_object(s->crisis.parameters)) {
        snprintf(why, why_size, "municipality must be one of the data, parameters an object");
        return false;
    }
    if (declining < 0 || declining == place) {
        snprintf(why, why_size, "declines must be another organisation of the data");
        return false;
    }
    s->crisis.place = (uint16_t)place;
    s->crisis.declines = (uint16_t)declining;
    return nothing_left(json, why, why_size);
}

static bool read_callers(struct scenario *s, json_t *json, char *why, size_t why_size) {
    const struct number numbers[] = {
        {"patience_mean_ms", &s->callers.patience_mean_ms, NULL},
        {"patience_least_ms", &s->callers.patience_least_ms, NULL},
        {"redial_least_ms", &s->callers.redial_least_ms, NULL},
        {"redial_most_ms", &s->callers.redial_most_ms, NULL},
        {"redial_permille", NULL, &s->callers.redial_permille},
    };
    return read_numbers(json, numbers, COUNT_OF(numbers), why, why_size) &&
           take_weighted(json, "languages", &s->callers.languages, why, why_size) &&
           nothing_left(json, why, why_size);
}

static bool read_agents(struct scenario *s, json_t *json, char *why, size_t why_size) {
    const struct number numbers[] = {
        {"accept_least_ms", &s->agents.accept_least_ms, NULL},
        {"accept_most_ms", &s->agents.accept_most_ms, NULL},
        {"talk_mean_ms", &s->agents.talk_mean_ms, NULL},
        {"talk_least_ms", &s->agents.talk_least_ms, NULL},
        {"read_least_ms", &s->agents.read_least_ms, NULL},
        {"read_most_ms", &s->agents.read_most_ms, NULL},
        {"talk_with_answer_permille", NULL, &s->agents.talk_with_answer_permille},
        {"wrap_up_early_permille", NULL, &s->agents.wrap_up_early_permille},
        {"wrap_up_longer_permille", NULL, &s->agents.wrap_up_longer_permille},
    };
    return read_numbers(json, numbers, COUNT_OF(numbers), why, why_size) &&
           take_weighted(json, "dispositions", &s->agents.dispositions, why, why_size) &&
           nothing_left(json, why, why_size);
}

static bool is_sound(const struct scenario *s, char *why, size_t why_size) {
    bool sound = s->length_ms >= MINUTE_MS && s->last_calls_ms < s->length_ms &&
                 s->crisis.at_ms + s->crisis.activate_after_ms < s->length_ms &&
                 s->callers.redial_least_ms <= s->callers.redial_most_ms &&
                 s->agents.accept_least_ms <= s->agents.accept_most_ms &&
                 s->agents.read_least_ms <= s->agents.read_most_ms;
    if (!sound) snprintf(why, why_size, "the times do not fit each other");
    return sound;
}

static bool read_all(struct scenario *s, const struct data *data, json_t *json, char *why,
                     size_t why_size) {
    const struct number numbers[] = {
        {"length_ms", &s->length_ms, NULL},
        {"last_calls_ms", &s->last_calls_ms, NULL},
    };
    return read_numbers(json, numbers, COUNT_OF(numbers), why, why_size) &&
           read_calm(s, json_object_get(json, "calm"), why, why_size) &&
           read_crisis(s, data, json_object_get(json, "crisis"), why, why_size) &&
           read_callers(s, json_object_get(json, "callers"), why, why_size) &&
           read_agents(s, json_object_get(json, "agents"), why, why_size) &&
           is_sound(s, why, why_size);
}

bool scenario_read(struct scenario *scenario, const struct data *data, const char *path, char *why,
                   size_t why_size) {
    *scenario = (struct scenario){0};
    json_t *json = data_read_json(path, why, why_size);
    if (json == NULL) return false;
    char reason[256] = "";
    bool read = read_all(scenario, data, json, reason, sizeof reason);
    if (!read) snprintf(why, why_size, "%s: %s", path, reason);
    json_decref(json);
    return read;
}

void scenario_set_length(struct scenario *scenario, time_ms length_ms) {
    ASSERT(length_ms > 0 && scenario->length_ms > 0);
    time_ms old = scenario->length_ms;
    time_ms *moments[] = {
        &scenario->last_calls_ms,
        &scenario->crisis.at_ms,
        &scenario->crisis.ramp_ms,
        &scenario->crisis.decay_ms,
        &scenario->crisis.activate_after_ms,
        &scenario->crisis.call_in_after_ms,
        &scenario->crisis.declines_after_ms,
        &scenario->crisis.declines_for_ms,
    };
    for (size_t i = 0; i < COUNT_OF(moments); i++)
        *moments[i] = *moments[i] * length_ms / old;
    scenario->length_ms = length_ms;
}

void scenario_close(struct scenario *scenario) {
    json_decref(scenario->crisis.parameters);
    scenario->crisis.parameters = NULL;
}
