/* Scenarios: the tables of a replay, from JSON. */
#include "wire/scenario.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"

#define SCENARIO_BYTES (64u * 1024 * 1024) /* 50,000 agents take 4 MB */
#define SCENARIO_ROWS 100000               /* outages, activations, incidents, each */
#define HORIZON_MAX_MS (14 * DAY_MS)
#define NEVER_MS (HORIZON_MAX_MS + SECOND_MS) /* later than any replay lasts */
#define AGENT_ID_MAX 9007199254740991.0       /* 2^53 - 1: what a JSON number holds exactly */
#define POPULATION_MAX 100000000              /* of the core, as the next */
#define RESERVE_MAX 10000

struct reader {
    struct scenario *s;
    struct problem *problem;
    char path[48]; /* "agents[12]" */
    struct by_id {
        uint64_t id;
        uint32_t place;
    } * agents;
};

/* --- members ---------------------------------------------------------------------------------- */

static enum err refuse(struct reader *r, enum err err, const char *member, const char *why) {
    char path[72];
    snprintf(path, sizeof path, "%.40s%s%.24s", r->path, r->path[0] == '\0' ? "" : ".", member);
    return problem_set(r->problem, err, path, "%s", why);
}

static enum err read_number(struct reader *r, const json_t *value, const char *member, double low,
                            double high, double *out) {
    if (value == NULL) return refuse(r, ERR_MISSING_FIELD, member, "it must be given");
    if (!json_is_number(value)) return refuse(r, ERR_WRONG_TYPE, member, "it must be a number");
    double number = json_number_value(value);
    if (!(number >= low && number <= high)) {
        char why[80];
        snprintf(why, sizeof why, "it must lie between %.10g and %.10g", low, high);
        return refuse(r, ERR_OUT_OF_RANGE, member, why);
    }
    *out = number;
    return ERR_OK;
}

static enum err read_seconds(struct reader *r, const json_t *value, const char *member,
                             time_ms *out) {
    double seconds = 0;
    enum err err =
        read_number(r, value, member, 0, (double)HORIZON_MAX_MS / (double)SECOND_MS, &seconds);
    *out = (time_ms)(seconds * 1000 + 0.5);
    return err;
}

/* When something happens, which may be before the opening or never. */
static enum err read_instant(struct reader *r, const json_t *value, const char *member,
                             time_ms *out) {
    double seconds = 0, never = (double)NEVER_MS / (double)SECOND_MS;
    enum err err = read_number(r, value, member, -DBL_MAX, DBL_MAX, &seconds);
    *out = seconds <= 0 ? 0 : seconds >= never ? NEVER_MS : (time_ms)(seconds * 1000 + 0.5);
    return err;
}

/* 3, 3.0 and 0.3e1 are the same. */
static enum err read_whole(struct reader *r, const json_t *value, const char *member, double low,
                           double high, uint64_t *out) {
    double number = 0;
    enum err err = read_number(r, value, member, low, high, &number);
    *out = (uint64_t)number;
    if (err == ERR_OK && (double)*out != number)
        return refuse(r, ERR_WRONG_TYPE, member, "it must be a whole number");
    return err;
}

static enum err read_factor(struct reader *r, const json_t *object, const char *member,
                            double missing, uint32_t *out) {
    const json_t *value = json_object_get(object, member);
    double factor = missing;
    if (missing == 0 || (value != NULL && !json_is_null(value))) {
        enum err err = read_number(r, value, member, 0.001, 65.535, &factor);
        if (err != ERR_OK) return err;
    }
    *out = (uint32_t)(factor * 1e6 + 0.5);
    return ERR_OK;
}

static void read_line(const json_t *object, const char *member, char *out, size_t size) {
    const char *text = json_string_value(json_object_get(object, member));
    if (text != NULL && text_is_line(text, strlen(text))) text_copy(out, size, text);
}

/* As the trace may write it in a cell. */
static enum err read_name(struct reader *r, const json_t *value, const char *member,
                          char out[SCENARIO_NAME]) {
    if (!json_is_string(value)) return refuse(r, ERR_WRONG_TYPE, member, "it must be a text");
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    if (length == 0 || length >= SCENARIO_NAME || !text_is_line(text, length) ||
        strchr(text, ',') != NULL)
        return refuse(r, ERR_INVALID, member,
                      "it must be a line of 1 to 255 bytes, no comma in it");
    memcpy(out, text, length + 1);
    return ERR_OK;
}

static enum err too_many(struct reader *r, const char *member, size_t most) {
    char why[64];
    snprintf(why, sizeof why, "it may have %zu entries at most", most);
    return refuse(r, ERR_OUT_OF_RANGE, member, why);
}

/* Makes room for the rows of a table: `*out` has `size` bytes for each, zeroed. NULL stays when
 * the table is missing. */
static enum err take_rows(struct reader *r, const json_t *object, const char *member, bool required,
                          size_t most, size_t size, const json_t **array, void *out,
                          uint32_t *count) {
    *array = json_object_get(object, member);
    *count = 0;
    if (!required && (*array == NULL || json_is_null(*array))) return ERR_OK;
    if (!json_is_array(*array)) return refuse(r, ERR_WRONG_TYPE, member, "it must be a list");
    if (json_array_size(*array) > most) return too_many(r, member, most);
    void *rows = arena_take(&r->s->arena, json_array_size(*array) * size + 1);
    if (rows == NULL) return refuse(r, ERR_LIMIT_REACHED, member, "it takes too much memory");
    memcpy(out, &rows, sizeof rows);
    *count = (uint32_t)json_array_size(*array);
    return ERR_OK;
}

static void at_row(struct reader *r, const char *table, size_t row) {
    snprintf(r->path, sizeof r->path, "%s[%zu]", table, row);
}

/* --- names ------------------------------------------------------------------------------------ */

static enum err find_topic(struct reader *r, const json_t *value, const char *member,
                           uint32_t *out) {
    const char *id = json_string_value(value);
    for (*out = 0; id != NULL && *out < r->s->topic_count; ++*out)
        if (strcmp(r->s->topics[*out].name, id) == 0) return ERR_OK;
    return refuse(r, ERR_UNKNOWN_TOPIC, member, "there is no such topic");
}

static enum err find_municipality(struct reader *r, const json_t *value, const char *member,
                                  uint32_t *out) {
    const char *id = json_string_value(value);
    for (*out = 0; id != NULL && *out < r->s->municipality_count; ++*out)
        if (strcmp(r->s->municipalities[*out].name, id) == 0) return ERR_OK;
    return refuse(r, ERR_UNKNOWN_ORGANISATION, member, "there is no such municipality");
}

static int order_by_id(const void *a, const void *b) {
    uint64_t x = ((const struct by_id *)a)->id, y = ((const struct by_id *)b)->id;
    return (x > y) - (x < y);
}

static enum err find_agent(struct reader *r, const json_t *value, const char *member,
                           uint32_t *out) {
    struct by_id key = {.id = 0};
    enum err err = read_whole(r, value, member, 1, AGENT_ID_MAX, &key.id);
    if (err != ERR_OK) return err;
    const struct by_id *found =
        bsearch(&key, r->agents, r->s->agent_count, sizeof key, order_by_id);
    if (found == NULL) return refuse(r, ERR_UNKNOWN_AGENT, member, "there is no such agent");
    *out = found->place;
    return ERR_OK;
}

static enum err read_topics(struct reader *r, const json_t *object, topic_set *out) {
    const json_t *list = json_object_get(object, "topics");
    if (!json_is_array(list)) return refuse(r, ERR_WRONG_TYPE, "topics", "it must be a list");
    for (size_t i = 0; i < json_array_size(list); i++) {
        uint32_t topic;
        enum err err = find_topic(r, json_array_get(list, i), "topics", &topic);
        if (err != ERR_OK) return err;
        *out |= UINT64_C(1) << topic;
    }
    return ERR_OK;
}

static enum err read_municipalities(struct reader *r, const json_t *object,
                                    struct organisation_set *out) {
    const json_t *list = json_object_get(object, "municipalities");
    if (!json_is_array(list))
        return refuse(r, ERR_WRONG_TYPE, "municipalities", "it must be a list");
    for (size_t i = 0; i < json_array_size(list); i++) {
        uint32_t municipality;
        enum err err =
            find_municipality(r, json_array_get(list, i), "municipalities", &municipality);
        if (err != ERR_OK) return err;
        organisation_set_add(out, (organisation_no)municipality);
    }
    return ERR_OK;
}

static enum err read_agent_languages(struct reader *r, const json_t *object, language_set *out) {
    const json_t *list = json_object_get(object, "languages");
    if (!json_is_array(list)) return refuse(r, ERR_WRONG_TYPE, "languages", "it must be a list");
    const struct scenario *s = r->s;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *code = json_string_value(json_array_get(list, i));
        int k = 0;
        while (code != NULL && k < s->languages.count && strcmp(s->language_names[k], code) != 0)
            k++;
        if (code == NULL || k == s->languages.count)
            return refuse(r, ERR_UNKNOWN_LANGUAGE, "languages", "there is no such language");
        *out |= (language_set)(1u << k);
    }
    return ERR_OK;
}

/* What the core calls number `place` of a kind. */
static void put_id(char id[LIMIT_ID], bool ids, const char *name, const char *kind,
                   uint32_t place) {
    if (ids)
        text_copy(id, LIMIT_ID, name);
    else
        snprintf(id, LIMIT_ID, "%s-%u", kind, place + 1);
}

/* --- tables ----------------------------------------------------------------------------------- */

static enum err read_topic_table(struct reader *r, const json_t *root) {
    const json_t *array;
    struct scenario *s = r->s;
    bool ids = true;
    enum err err = take_rows(r, root, "topics", true, LIMIT_TOPICS, sizeof *s->topics, &array,
                             &s->topics, &s->topic_count);
    for (uint32_t i = 0; err == ERR_OK && i < s->topic_count; i++) {
        const json_t *row = json_array_get(array, i);
        struct scenario_topic *t = &s->topics[i];
        at_row(r, "topics", i);
        err = read_name(r, json_object_get(row, "id"), "id", t->name);
        if (err == ERR_OK)
            err = read_instant(r, json_object_get(row, "mean_handle_s"), "mean_handle_s",
                               &t->mean_handle_ms);
        for (uint32_t k = 0; err == ERR_OK && k < i; k++)
            if (strcmp(s->topics[k].name, t->name) == 0)
                err = refuse(r, ERR_INVALID, "id", "it stands twice");
        ids = ids && text_is_id(t->name);
    }
    for (uint32_t i = 0; err == ERR_OK && i < s->topic_count; i++)
        put_id(s->topics[i].id, ids, s->topics[i].name, "topic", i);
    return err;
}

/* Every core knows Danish and English and keeps them. */
static bool is_known_anyway(const char *code) {
    return strcmp(code, "da") == 0 || strcmp(code, "en") == 0;
}

/* ISO 639 keeps qaa to qtz for private use. */
static void put_language_codes(struct scenario *s) {
    bool codes = true;
    for (int i = 0; i < s->languages.count; i++) {
        const char *name = s->language_names[i];
        size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz");
        codes = codes && name[length] == '\0' && length >= 2 && length <= 3;
    }
    for (int i = 0; i < s->languages.count; i++)
        if (!codes && !is_known_anyway(s->language_names[i]))
            snprintf(s->languages.codes[i], sizeof s->languages.codes[i], "qa%c", 'a' + i);
        else
            text_copy(s->languages.codes[i], sizeof s->languages.codes[i], s->language_names[i]);
}

static enum err read_language_table(struct reader *r, const json_t *root) {
    const json_t *array = json_object_get(root, "languages");
    struct scenario *s = r->s;
    size_t most = LIMIT_LANGUAGES - 2;
    if (!json_is_array(array)) return refuse(r, ERR_WRONG_TYPE, "languages", "it must be a list");
    for (size_t i = 0; i < json_array_size(array) && i < LIMIT_LANGUAGES; i++) {
        enum err err = read_name(r, json_array_get(array, i), "languages", s->language_names[i]);
        if (err != ERR_OK) return err;
        for (size_t k = 0; k < i; k++)
            if (strcmp(s->language_names[k], s->language_names[i]) == 0)
                return refuse(r, ERR_INVALID, "languages", "one stands twice");
        most += is_known_anyway(s->language_names[i]);
    }
    if (json_array_size(array) > most) return too_many(r, "languages", most);
    s->languages.count = (uint8_t)json_array_size(array);
    put_language_codes(s);
    return ERR_OK;
}

/* The region decides between equal helpers only, the number of inhabitants nothing. */
static enum err read_municipality(struct reader *r, const json_t *row,
                                  struct scenario_municipality *m) {
    const json_t *region = json_object_get(row, "region");
    const json_t *population = json_object_get(row, "population");
    double inhabitants = 0;
    uint64_t reserve = 0;
    enum err err = read_name(r, json_object_get(row, "id"), "id", m->name);
    if (err == ERR_OK && json_string_length(region) > 0)
        err = read_name(r, region, "region", m->region_name);
    else if (err == ERR_OK && region != NULL && !json_is_null(region) && !json_is_string(region))
        err = refuse(r, ERR_WRONG_TYPE, "region", "it must be a text");
    if (err == ERR_OK && population != NULL && !json_is_null(population))
        err = read_number(r, population, "population", 0, DBL_MAX, &inhabitants);
    if (err == ERR_OK)
        err = read_whole(r, json_object_get(row, "reserve"), "reserve", 0, 1e15, &reserve);
    m->population = (uint32_t)(inhabitants < POPULATION_MAX ? inhabitants : POPULATION_MAX);
    m->reserve = (uint16_t)(reserve <= RESERVE_MAX ? reserve : RESERVE_MAX + 1);
    return err;
}

static void put_municipality_ids(struct scenario *s) {
    bool ids = true, region_ids = true;
    for (uint32_t i = 0; i < s->municipality_count; i++) {
        ids = ids && text_is_id(s->municipalities[i].name);
        region_ids = region_ids && text_is_id(s->municipalities[i].region_name);
    }
    for (uint32_t i = 0; i < s->municipality_count; i++) {
        struct scenario_municipality *m = &s->municipalities[i];
        uint32_t first = 0; /* of this region */
        while (strcmp(s->municipalities[first].region_name, m->region_name) != 0)
            first++;
        put_id(m->id, ids, m->name, "municipality", i);
        put_id(m->region, region_ids, m->region_name, "region", first);
    }
}

static enum err read_municipality_table(struct reader *r, const json_t *root) {
    const json_t *array;
    struct scenario *s = r->s;
    enum err err =
        take_rows(r, root, "municipalities", true, LIMIT_ORGANISATIONS - 1,
                  sizeof *s->municipalities, &array, &s->municipalities, &s->municipality_count);
    for (uint32_t i = 0; err == ERR_OK && i < s->municipality_count; i++) {
        at_row(r, "municipalities", i);
        err = read_municipality(r, json_array_get(array, i), &s->municipalities[i]);
        for (uint32_t k = 0; err == ERR_OK && k < i; k++)
            if (strcmp(s->municipalities[k].name, s->municipalities[i].name) == 0)
                err = refuse(r, ERR_INVALID, "id", "it stands twice");
    }
    if (err == ERR_OK) put_municipality_ids(s);
    return err;
}

static enum err read_shift(struct reader *r, const json_t *shift, struct scenario_agent *a) {
    if (!json_is_array(shift) || json_array_size(shift) != 2)
        return refuse(r, ERR_WRONG_TYPE, "shift", "it must be [start, end]");
    enum err err = read_instant(r, json_array_get(shift, 0), "shift", &a->shift_start);
    if (err != ERR_OK) return err;
    return read_instant(r, json_array_get(shift, 1), "shift", &a->shift_end);
}

static enum err read_agent(struct reader *r, const json_t *row, struct scenario_agent *a) {
    uint32_t municipality;
    enum err err = read_whole(r, json_object_get(row, "id"), "id", 1, AGENT_ID_MAX, &a->id);
    if (err == ERR_OK)
        err = find_municipality(r, json_object_get(row, "municipality"), "municipality",
                                &municipality);
    if (err == ERR_OK) err = read_topics(r, row, &a->topics);
    if (err == ERR_OK) err = read_agent_languages(r, row, &a->languages);
    if (err == ERR_OK) err = read_shift(r, json_object_get(row, "shift"), a);
    if (err != ERR_OK) return err;
    a->municipality = (organisation_no)municipality;
    r->s->municipalities[municipality].agents++;
    return ERR_OK;
}

/* A reserve of more than all agents is never there, however many more it is. */
static enum err lower_reserves(struct reader *r) {
    for (uint32_t i = 0; i < r->s->municipality_count; i++) {
        struct scenario_municipality *m = &r->s->municipalities[i];
        at_row(r, "municipalities", i);
        if (m->reserve <= RESERVE_MAX) continue;
        if (m->agents > RESERVE_MAX)
            return refuse(r, ERR_OUT_OF_RANGE, "reserve", "it is at most 10000");
        m->reserve = RESERVE_MAX;
    }
    return ERR_OK;
}

static enum err read_agent_table(struct reader *r, const json_t *root) {
    const json_t *array;
    struct scenario *s = r->s;
    enum err err = take_rows(r, root, "agents", true, LIMIT_AGENTS, sizeof *s->agents, &array,
                             &s->agents, &s->agent_count);
    if (err == ERR_OK) {
        r->agents = arena_take(&s->arena, (s->agent_count + 1) * sizeof *r->agents);
        if (r->agents == NULL)
            return refuse(r, ERR_LIMIT_REACHED, "agents", "it takes too much memory");
    }
    for (uint32_t i = 0; err == ERR_OK && i < s->agent_count; i++) {
        at_row(r, "agents", i);
        err = read_agent(r, json_array_get(array, i), &s->agents[i]);
        r->agents[i] = (struct by_id){.id = s->agents[i].id, .place = i};
    }
    if (err != ERR_OK) return err;
    qsort(r->agents, s->agent_count, sizeof *r->agents, order_by_id);
    for (uint32_t i = 1; i < s->agent_count; i++) {
        at_row(r, "agents", r->agents[i].place);
        if (r->agents[i].id == r->agents[i - 1].id)
            return refuse(r, ERR_INVALID, "id", "it stands twice");
    }
    return lower_reserves(r);
}

static enum err read_outage(struct reader *r, const json_t *row, struct scenario_outage *o) {
    const json_t *array;
    uint32_t *agents = NULL;
    enum err err = read_instant(r, json_object_get(row, "t_start"), "t_start", &o->start);
    if (err == ERR_OK) err = read_instant(r, json_object_get(row, "t_end"), "t_end", &o->end);
    if (err == ERR_OK)
        err = take_rows(r, row, "agents", true, LIMIT_AGENTS, sizeof *agents, &array, &agents,
                        &o->agent_count);
    for (uint32_t i = 0; err == ERR_OK && i < o->agent_count; i++)
        err = find_agent(r, json_array_get(array, i), "agents", &agents[i]);
    o->agents = agents;
    return err;
}

static enum err read_outage_table(struct reader *r, const json_t *root) {
    const json_t *array;
    struct scenario *s = r->s;
    enum err err = take_rows(r, root, "outages", false, SCENARIO_ROWS, sizeof *s->outages, &array,
                             &s->outages, &s->outage_count);
    for (uint32_t i = 0; err == ERR_OK && i < s->outage_count; i++) {
        at_row(r, "outages", i);
        err = read_outage(r, json_array_get(array, i), &s->outages[i]);
    }
    return err;
}

static enum err read_activation(struct reader *r, const json_t *row,
                                struct scenario_activation *a) {
    const json_t *array;
    struct scenario_acknowledgement *rows = NULL;
    enum err err = read_instant(r, json_object_get(row, "t"), "t", &a->at);
    if (err == ERR_OK) err = read_topics(r, row, &a->topics);
    const json_t *municipalities = json_object_get(row, "municipalities");
    a->everywhere = municipalities == NULL || json_is_null(municipalities);
    a->acknowledge_first = json_is_true(json_object_get(row, "acknowledge_first"));
    if (err == ERR_OK && !a->everywhere) err = read_municipalities(r, row, &a->municipalities);
    if (err == ERR_OK)
        err = take_rows(r, row, "acknowledgements", true, SCENARIO_ROWS, sizeof *rows, &array,
                        &rows, &a->acknowledgement_count);
    for (uint32_t i = 0; err == ERR_OK && i < a->acknowledgement_count; i++) {
        const json_t *entry = json_array_get(array, i);
        err = find_agent(r, json_object_get(entry, "agent"), "acknowledgements", &rows[i].agent);
        if (err == ERR_OK)
            err = read_instant(r, json_object_get(entry, "t"), "acknowledgements", &rows[i].at);
    }
    a->acknowledgements = rows;
    return err;
}

static enum err read_activation_table(struct reader *r, const json_t *root) {
    const json_t *array;
    struct scenario *s = r->s;
    enum err err = take_rows(r, root, "activations", false, LIMIT_ACTIVATIONS,
                             sizeof *s->activations, &array, &s->activations, &s->activation_count);
    for (uint32_t i = 0; err == ERR_OK && i < s->activation_count; i++) {
        at_row(r, "activations", i);
        err = read_activation(r, json_array_get(array, i), &s->activations[i]);
    }
    return err;
}

static enum err read_incident_table(struct reader *r, const json_t *root) {
    const json_t *array;
    struct scenario *s = r->s;
    enum err err = take_rows(r, root, "incidents", false, SCENARIO_ROWS, sizeof *s->incidents,
                             &array, &s->incidents, &s->incident_count);
    for (uint32_t i = 0; err == ERR_OK && i < s->incident_count; i++) {
        const json_t *row = json_array_get(array, i);
        struct scenario_incident *n = &s->incidents[i];
        at_row(r, "incidents", i);
        err = read_instant(r, json_object_get(row, "t_start"), "t_start", &n->start);
        if (err == ERR_OK) err = read_instant(r, json_object_get(row, "t_end"), "t_end", &n->end);
        const json_t *activation = json_object_get(row, "activation_t");
        n->activation = TIME_NEVER;
        if (err == ERR_OK && activation != NULL && !json_is_null(activation))
            err = read_instant(r, activation, "activation_t", &n->activation);
        if (err == ERR_OK) err = read_municipalities(r, row, &n->municipalities);
        if (err == ERR_OK) err = read_topics(r, row, &n->topics);
    }
    return err;
}

/* --- the whole -------------------------------------------------------------------------------- */

static enum err read_head(struct reader *r, const json_t *root) {
    struct scenario *s = r->s;
    read_line(root, "name", s->name, sizeof s->name);
    read_line(root, "title", s->title, sizeof s->title);
    json_int_t seed = json_integer_value(json_object_get(root, "seed"));
    s->seed = seed > 0 ? (uint64_t)seed : 0;
    enum err err = read_seconds(r, json_object_get(root, "horizon_s"), "horizon_s", &s->horizon_ms);
    if (err == ERR_OK)
        err = read_seconds(r, json_object_get(root, "wrap_up_s"), "wrap_up_s", &s->wrap_up_ms);
    if (err == ERR_OK && s->wrap_up_ms > HOUR_MS)
        err = refuse(r, ERR_OUT_OF_RANGE, "wrap_up_s", "it is at most an hour");
    if (err == ERR_OK)
        err = read_factor(r, root, "overflow_handle_factor", 0, &s->overflow_handle_ppm);
    if (err == ERR_OK)
        err = read_factor(r, root, "qualified_handle_factor", 1.15, &s->qualified_handle_ppm);
    const char *rule = json_string_value(json_object_get(root, "reserve_rule"));
    if (err != ERR_OK) return err;
    s->reserve_when_queue = rule != NULL && strcmp(rule, "when_queue") == 0;
    if (rule == NULL || (!s->reserve_when_queue && strcmp(rule, "always") != 0))
        return refuse(r, ERR_UNKNOWN_VALUE, "reserve_rule", "it is always or when_queue");
    return ERR_OK;
}

enum err wire_decode_scenario(struct slice json, struct scenario *out, struct problem *problem) {
    static enum err (*const tables[])(struct reader *, const json_t *) = {
        read_head,        read_topic_table,  read_language_table,   read_municipality_table,
        read_agent_table, read_outage_table, read_activation_table, read_incident_table};
    json_t *root = NULL;
    enum err err = value_load(json, &root, problem);
    *out = (struct scenario){.overflow_handle_ppm = 0};
    arena_init(&out->arena, SCENARIO_BYTES);
    struct reader reader = {.s = out, .problem = problem};
    for (size_t i = 0; err == ERR_OK && i < sizeof tables / sizeof *tables; i++) {
        reader.path[0] = '\0';
        err = tables[i](&reader, root);
    }
    json_decref(root);
    if (err != ERR_OK) scenario_close(out);
    return err;
}

void scenario_close(struct scenario *scenario) {
    arena_close(&scenario->arena);
    *scenario = (struct scenario){.overflow_handle_ppm = 0};
}
