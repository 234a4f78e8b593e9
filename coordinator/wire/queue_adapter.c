#include "wire/queue_adapter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/pointer.h"
#include "wire/value.h"

#define FIGURE_MAX INT64_C(100000) /* as the command has it */

static const char *const figure_names[QUEUE_FIGURES] = {
    [QUEUE_WAITING] = "waiting",
    [QUEUE_LONGEST_WAIT] = "longest_wait",
    [QUEUE_AVAILABLE] = "agents_available",
    [QUEUE_BUSY] = "agents_busy",
    [QUEUE_PAUSED] = "agents_paused",
    [QUEUE_LOGGED_ON] = "agents_logged_on",
};

static const char *const unit_names[] = {"ms", "s", "min", "hh:mm:ss"};

/* --- the table ------------------------------------------------------------------------------------------------------------ */

static enum err read_pointer(const json_t *value, const char *path, char out[QUEUE_POINTER_BYTES],
                             struct problem *problem) {
    if (!json_is_string(value)) return value_wrong_type(path, "a JSON pointer", value, problem);
    const char *text = json_string_value(value);
    if (!text_is_line(text, strlen(text)) || !text_copy(out, QUEUE_POINTER_BYTES, text))
        return problem_set(problem, ERR_TOO_LONG, path, "a pointer is a line of at most %d bytes",
                           QUEUE_POINTER_BYTES - 1);
    if (!pointer_is_well_formed(out))
        return problem_set(
            problem, ERR_INVALID, path,
            "%s is no JSON pointer: each name begins with / (in it ~1 is a slash and "
            "~0 a tilde)",
            out);
    return ERR_OK;
}

static enum err read_unit(const json_t *value, enum queue_unit *out, struct problem *problem) {
    for (size_t i = 0; json_is_string(value) && i < sizeof unit_names / sizeof *unit_names; i++)
        if (strcmp(unit_names[i], json_string_value(value)) == 0) {
            *out = (enum queue_unit)i;
            return ERR_OK;
        }
    return problem_set(problem, ERR_UNKNOWN_VALUE, "longest_wait.unit",
                       "it must be ms, s, min or hh:mm:ss");
}

/* {"at":"/waitTimeMaxSeconds","unit":"s"} */
static enum err read_wait(const json_t *value, struct queue_adapter *out, struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type("longest_wait", "an object with at and unit", value, problem);
    if (json_object_size(value) != 2 || json_object_get(value, "at") == NULL ||
        json_object_get(value, "unit") == NULL)
        return problem_set(problem, ERR_MISSING_FIELD, "longest_wait",
                           "it has the members at and unit, and no others");
    enum err err = read_unit(json_object_get(value, "unit"), &out->unit, problem);
    if (err != ERR_OK) return err;
    out->figures[QUEUE_LONGEST_WAIT].count = 1;
    return read_pointer(json_object_get(value, "at"), "longest_wait.at",
                        out->figures[QUEUE_LONGEST_WAIT].pointers[0], problem);
}

/* A pointer, or several whose figures are added up. */
static enum err read_figure(const json_t *value, enum queue_figure figure,
                            struct queue_adapter *out, struct problem *problem) {
    const char *name = figure_names[figure];
    if (!json_is_array(value)) {
        out->figures[figure].count = 1;
        return read_pointer(value, name, out->figures[figure].pointers[0], problem);
    }
    size_t count = json_array_size(value);
    if (count == 0 || count > QUEUE_POINTERS)
        return problem_set(problem, ERR_OUT_OF_RANGE, name, "it has 1 to %d pointers",
                           QUEUE_POINTERS);
    for (size_t i = 0; i < count; i++) {
        char path[48];
        snprintf(path, sizeof path, "%s[%zu]", name, i);
        enum err err =
            read_pointer(json_array_get(value, i), path, out->figures[figure].pointers[i], problem);
        if (err != ERR_OK) return err;
    }
    out->figures[figure].count = (uint8_t)count;
    return ERR_OK;
}

static enum err read_member(const char *name, const json_t *value, struct queue_adapter *out,
                            struct problem *problem) {
    out->is_list = out->is_list || strcmp(name, "queues") == 0;
    if (strcmp(name, "queues") == 0) return read_pointer(value, name, out->queues, problem);
    if (strcmp(name, "name") == 0) return read_pointer(value, name, out->name, problem);
    if (strcmp(name, "longest_wait") == 0) return read_wait(value, out, problem);
    for (int i = 0; i < QUEUE_FIGURES; i++)
        if (strcmp(name, figure_names[i]) == 0)
            return read_figure(value, (enum queue_figure)i, out, problem);
    return problem_set(problem, ERR_UNKNOWN_FIELD, text_is_id(name) ? name : "",
                       "a table has queues, name, waiting, longest_wait, agents_available, "
                       "agents_busy, agents_paused and agents_logged_on");
}

static enum err check_whole(json_t *table, const struct queue_adapter *a, struct problem *problem) {
    bool named = json_object_get(table, "name") != NULL;
    if (a->is_list != named)
        return problem_set(problem, ERR_MISSING_FIELD, a->is_list ? "name" : "queues",
                           "queues and name go together: the list, and what its elements are "
                           "called");
    if (a->figures[QUEUE_WAITING].count == 0)
        return problem_set(problem, ERR_MISSING_FIELD, "waiting", "waiting must be given");
    if (a->figures[QUEUE_LOGGED_ON].count > 0 &&
        (a->figures[QUEUE_BUSY].count > 0 || a->figures[QUEUE_AVAILABLE].count == 0))
        return problem_set(problem, ERR_INVALID, "agents_logged_on",
                           "it stands for agents_busy, and needs agents_available beside it");
    return ERR_OK;
}

enum err wire_decode_queue_adapter(struct slice body, struct queue_adapter *out,
                                   struct problem *problem) {
    json_t *table = NULL;
    *out = (struct queue_adapter){.is_list = false};
    enum err err = value_load(body, &table, problem);
    for (void *it = json_object_iter(table); err == ERR_OK && it != NULL;
         it = json_object_iter_next(table, it))
        err = read_member(json_object_iter_key(it), json_object_iter_value(it), out, problem);
    if (err == ERR_OK) err = check_whole(table, out, problem);
    json_decref(table);
    return err;
}

/* --- names ------------------------------------------------------------------------------------------------------------------ */

static enum err read_name(const char *name, const json_t *topic, struct queue_names *out,
                          struct problem *problem) {
    if (out->count == LIMIT_QUEUE_NAMES)
        return problem_set(problem, ERR_LIMIT_REACHED, "queues", "it names at most %d queues",
                           LIMIT_QUEUE_NAMES);
    size_t length = strlen(name);
    if (length == 0 || !text_is_line(name, length) ||
        !text_copy(out->rows[out->count].name, QUEUE_NAME_BYTES, name))
        return problem_set(problem, ERR_TOO_LONG, "queues",
                           "a queue's name is a line of at most %d bytes", QUEUE_NAME_BYTES - 1);
    enum err err = ERR_OK;
    out->rows[out->count].topic[0] = '\0';
    if (!json_is_null(topic))
        err = value_decode_id(topic, "queues", out->rows[out->count].topic, problem);
    out->count++;
    return err;
}

enum err wire_decode_queue_names(struct slice body, struct queue_names *out,
                                 struct problem *problem) {
    json_t *names = NULL;
    out->count = 0;
    enum err err = value_load(body, &names, problem);
    for (void *it = json_object_iter(names); err == ERR_OK && it != NULL;
         it = json_object_iter_next(names, it))
        err = read_name(json_object_iter_key(it), json_object_iter_value(it), out, problem);
    json_decref(names);
    return err;
}

enum err wire_take_object(struct slice body, const char *name, struct text_buf *member,
                          struct text_buf *rest, struct problem *problem) {
    json_t *object = NULL;
    enum err err = value_load(body, &object, problem);
    json_t *value = json_object_get(object, name);
    if (err == ERR_OK && value != NULL && !json_is_object(value))
        err = value_wrong_type(name, "an object", value, problem);
    if (err == ERR_OK) {
        char *text = value == NULL ? NULL : json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
        if (text != NULL) text_add(member, text);
        free(text);
        json_object_del(object, name);
        text = json_dumps(object, JSON_COMPACT);
        if (text != NULL) text_add(rest, text);
        free(text);
        if (rest->length == 0) err = problem_set(problem, ERR_INTERNAL, name, "no memory");
    }
    json_decref(object);
    return err;
}

/* --- an answer ---------------------------------------------------------------------------------------------------------------- */

/* What one queue says; a figure that is null there is not known. */
struct queue_said {
    bool known[QUEUE_FIGURES];
    int64_t values[QUEUE_FIGURES];
};

static enum err misfit(struct problem *problem, enum queue_figure figure, const char *pointer,
                       const char *why) {
    return problem_set(problem, ERR_INVALID, figure_names[figure], "at %s %s", pointer, why);
}

/* "1:02:03" or "02:03" in milliseconds; -1: it is no such text. */
static int64_t clock_ms(const char *text) {
    int64_t total = 0;
    int parts = 0;
    for (; parts < 3; parts++) {
        size_t digits = strspn(text, "0123456789");
        if (digits == 0 || digits > 4 || (parts > 0 && digits != 2)) return -1;
        int64_t part = strtol(text, NULL, 10);
        if (parts > 0 && part > 59) return -1;
        total = total * 60 + part;
        text += digits;
        if (*text == '\0') break;
        if (*text++ != ':') return -1;
    }
    return parts == 0 || parts == 3 ? -1 : total * SECOND_MS;
}

static bool whole_number(const json_t *value, int64_t *out) {
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return *out >= 0;
    }
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 12 || text[digits] != '\0') return false;
    *out = strtoll(text, NULL, 10);
    return true;
}

static enum err read_count(const json_t *queue, enum queue_figure figure, const char *pointer,
                           struct queue_said *said, struct problem *problem) {
    const json_t *value = pointer_find(queue, pointer);
    int64_t number = 0;
    if (value == NULL) return misfit(problem, figure, pointer, "there is nothing");
    if (json_is_null(value)) {
        said->known[figure] = false;
        return ERR_OK;
    }
    if (!whole_number(value, &number))
        return misfit(problem, figure, pointer, "is no whole number");
    if (number > FIGURE_MAX) return misfit(problem, figure, pointer, "is more than can be");
    said->values[figure] += number;
    return ERR_OK;
}

static enum err read_longest(const json_t *queue, const struct queue_adapter *a,
                             struct queue_said *said, struct problem *problem) {
    static const int64_t units[] = {1, SECOND_MS, MINUTE_MS};
    const char *pointer = a->figures[QUEUE_LONGEST_WAIT].pointers[0];
    const json_t *value = pointer_find(queue, pointer);
    int64_t number = -1;
    if (value == NULL) return misfit(problem, QUEUE_LONGEST_WAIT, pointer, "there is nothing");
    said->known[QUEUE_LONGEST_WAIT] = !json_is_null(value);
    if (json_is_null(value)) return ERR_OK;
    if (a->unit == QUEUE_CLOCK) {
        if (json_is_string(value)) number = clock_ms(json_string_value(value));
        if (number < 0) return misfit(problem, QUEUE_LONGEST_WAIT, pointer, "is no hh:mm:ss");
    } else {
        /* Seconds with a fraction are common; what is lost of it does not matter. */
        if (json_is_real(value) && json_real_value(value) >= 0 && json_real_value(value) < 1e9)
            number = (int64_t)(json_real_value(value) * (double)units[a->unit]);
        else if (whole_number(value, &number) && number <= DAY_MS)
            number *= units[a->unit];
        else
            return misfit(problem, QUEUE_LONGEST_WAIT, pointer, "is no length of time");
    }
    if (number > DAY_MS) return misfit(problem, QUEUE_LONGEST_WAIT, pointer, "is more than a day");
    said->values[QUEUE_LONGEST_WAIT] = number;
    return ERR_OK;
}

static enum err read_queue(const json_t *queue, const struct queue_adapter *a,
                           struct queue_said *said, struct problem *problem) {
    enum err err = ERR_OK;
    *said = (struct queue_said){.known = {false}};
    for (int f = 0; err == ERR_OK && f < QUEUE_FIGURES; f++) {
        said->known[f] = a->figures[f].count > 0;
        if (f == QUEUE_LONGEST_WAIT && said->known[f])
            err = read_longest(queue, a, said, problem);
        else
            for (int i = 0; err == ERR_OK && i < a->figures[f].count; i++)
                err = read_count(queue, (enum queue_figure)f, a->figures[f].pointers[i], said,
                                 problem);
    }
    if (err != ERR_OK || !said->known[QUEUE_LOGGED_ON] || !said->known[QUEUE_AVAILABLE]) return err;
    int64_t others = said->values[QUEUE_AVAILABLE] + said->values[QUEUE_PAUSED];
    int64_t busy = said->values[QUEUE_LOGGED_ON] - others;
    said->known[QUEUE_BUSY] = a->figures[QUEUE_PAUSED].count == 0 || said->known[QUEUE_PAUSED];
    said->values[QUEUE_BUSY] = busy > 0 ? busy : 0;
    return ERR_OK;
}

/* Callers of two queues are two; an agent may serve both, and is counted once: as many as the queue with most of them has. */
static void join(struct queue_said *all, const struct queue_said *one, bool first) {
    for (int f = 0; f < QUEUE_FIGURES; f++) {
        int64_t sum = all->values[f] + one->values[f];
        int64_t most = all->values[f] > one->values[f] ? all->values[f] : one->values[f];
        all->known[f] = one->known[f] && (first || all->known[f]);
        all->values[f] = f == QUEUE_WAITING ? (sum < FIGURE_MAX ? sum : FIGURE_MAX) : most;
    }
}

#define REPORT(figure, member)                                                     \
    if (said->known[figure]) {                                                     \
        row->values.member = (__typeof__(row->values.member))said->values[figure]; \
        row->given |= UINT64_C(1) << queue_report_HAS_##member;                    \
    }

static void add_report(const struct queue_said *said, const char *topic,
                       struct queue_reports *out) {
    struct queue_report *row = &out->rows[out->count++];
    *row = (struct queue_report){.given = 0};
    REPORT(QUEUE_WAITING, waiting)
    REPORT(QUEUE_LONGEST_WAIT, longest_wait_ms)
    REPORT(QUEUE_AVAILABLE, agents_available)
    REPORT(QUEUE_BUSY, agents_busy)
    REPORT(QUEUE_PAUSED, agents_paused)
    if (topic[0] == '\0') return;
    bool fits = text_copy(row->values.topic, sizeof row->values.topic, topic);
    ASSERT(fits);
    row->given |= UINT64_C(1) << queue_report_HAS_topic;
}

/* What has been read so far, all together and by topic. */
struct reading {
    const struct queue_adapter *adapter;
    const struct queue_names *names;
    struct queue_said all, topics[LIMIT_TOPICS];
    char ids[LIMIT_TOPICS][LIMIT_ID];
    uint32_t queues, topic_count;
    bool met[LIMIT_QUEUE_NAMES];
};

static enum err join_topic(struct reading *r, const char *topic, const struct queue_said *said,
                           struct problem *problem) {
    uint32_t at = 0;
    if (topic[0] == '\0') return ERR_OK;
    while (at < r->topic_count && strcmp(r->ids[at], topic) != 0)
        at++;
    if (at == LIMIT_TOPICS)
        return problem_set(problem, ERR_LIMIT_REACHED, "queues", "they are about too many topics");
    if (at == r->topic_count) {
        bool fits = text_copy(r->ids[at], LIMIT_ID, topic);
        ASSERT(fits);
    }
    join(&r->topics[at], said, at == r->topic_count);
    if (at == r->topic_count) r->topic_count++;
    return ERR_OK;
}

/* As its element of the list says it: a text, or a number. */
static bool name_of(const json_t *value, char out[QUEUE_NAME_BYTES]) {
    if (json_is_integer(value)) {
        snprintf(out, QUEUE_NAME_BYTES, "%lld", (long long)json_integer_value(value));
        return true;
    }
    return json_is_string(value) && text_copy(out, QUEUE_NAME_BYTES, json_string_value(value));
}

static enum err read_element(struct reading *r, const json_t *queue, struct problem *problem) {
    char name[QUEUE_NAME_BYTES];
    uint32_t row = 0;
    struct queue_said said;
    if (r->names != NULL) {
        if (!name_of(pointer_find(queue, r->adapter->name), name))
            return problem_set(problem, ERR_INVALID, "name", "at %s there is no name",
                               r->adapter->name);
        while (row < r->names->count && strcmp(r->names->rows[row].name, name) != 0)
            row++;
        if (row == r->names->count) return ERR_OK; /* it does not count */
        r->met[row] = true;
    }
    enum err err = read_queue(queue, r->adapter, &said, problem);
    if (err != ERR_OK) return err;
    join(&r->all, &said, r->queues++ == 0);
    return r->names == NULL ? ERR_OK : join_topic(r, r->names->rows[row].topic, &said, problem);
}

static enum err read_list(struct reading *r, const json_t *list, struct problem *problem) {
    enum err err = ERR_OK;
    if (!json_is_array(list))
        return problem_set(problem, ERR_INVALID, "queues", "at %s there is no list",
                           r->adapter->queues[0] == '\0' ? "the top" : r->adapter->queues);
    for (size_t i = 0; err == ERR_OK && i < json_array_size(list); i++)
        err = read_element(r, json_array_get(list, i), problem);
    for (uint32_t i = 0; err == ERR_OK && r->names != NULL && i < r->names->count; i++)
        if (!r->met[i])
            err = problem_set(problem, ERR_INVALID, "queues", "the answer has no queue %s",
                              r->names->rows[i].name);
    if (err == ERR_OK && r->queues == 0)
        err = problem_set(problem, ERR_INVALID, "queues", "the answer has no queue at all");
    return err;
}

static enum err read_answer(struct reading *r, const json_t *answer, struct queue_reports *out,
                            struct problem *problem) {
    enum err err;
    if (r->adapter->is_list) {
        err = read_list(r, pointer_find(answer, r->adapter->queues), problem);
    } else {
        r->names = NULL;
        err = read_queue(answer, r->adapter, &r->all, problem);
    }
    if (err != ERR_OK) return err;
    add_report(&r->all, "", out);
    if (out->rows[0].given == 0)
        return problem_set(problem, ERR_INVALID, "waiting", "the answer says nothing");
    for (uint32_t i = 0; i < r->topic_count; i++)
        add_report(&r->topics[i], r->ids[i], out);
    return ERR_OK;
}

enum err wire_read_queues(const struct queue_adapter *adapter, const struct queue_names *names,
                          struct slice answer, struct queue_reports *out, struct problem *problem) {
    json_error_t error;
    out->count = 0;
    json_t *json = json_loadb(answer.data == NULL ? "" : answer.data, answer.length,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (json == NULL) return problem_set(problem, ERR_INVALID, "", "the answer is no JSON");
    struct reading *r = calloc(1, sizeof *r);
    enum err err = r == NULL ? problem_set(problem, ERR_INTERNAL, "", "no memory") : ERR_OK;
    if (err == ERR_OK) {
        r->adapter = adapter;
        r->names = names != NULL && names->count > 0 ? names : NULL;
        err = read_answer(r, json, out, problem);
    }
    if (err != ERR_OK) out->count = 0;
    free(r);
    json_decref(json);
    return err;
}
