/* Settlements: the input of the calculator, and its figures. */
#include "wire/settlement.h"

#include <stdio.h>
#include <string.h>

#include "wire/value.h"

#define SHIFT_HOURS_MAX 24

/* What stands in the document beside the rows. */
struct heading {
    uint32_t total_hours, shift_hours;
    uint16_t volume_weight, population_weight;
    uint16_t low_percent, high_percent;
};

struct entry {
    char id[LIMIT_ID], name[LIMIT_NAME];
    uint32_t population, calls, crisis_calls, minimum_shifts, served_hours, crisis_hours;
    uint8_t exempt, outsider;
};

#define MEMBER(owner, member_, type_, required_, low_, high_)                             \
    {                                                                                     \
        .name = #member_, .type = type_, .offset = offsetof(struct owner, member_),       \
        .size = sizeof(((struct owner *)0)->member_), .required = required_, .low = low_, \
        .high = high_                                                                     \
    }

static const struct field heading_fields[] = {
    MEMBER(heading, total_hours, FIELD_COUNT, true, 1, SETTLEMENT_HOURS),
    MEMBER(heading, shift_hours, FIELD_COUNT, false, 1, SHIFT_HOURS_MAX),
    MEMBER(heading, volume_weight, FIELD_COUNT, false, 0, SETTLEMENT_WEIGHT),
    MEMBER(heading, population_weight, FIELD_COUNT, false, 0, SETTLEMENT_WEIGHT),
};

static const struct field clamp_fields[] = {
    MEMBER(heading, low_percent, FIELD_COUNT, true, 0, 100),
    MEMBER(heading, high_percent, FIELD_COUNT, true, 100, SETTLEMENT_PERCENT),
};

static const struct field entry_fields[] = {
    MEMBER(entry, id, FIELD_ID, true, 0, 0),
    MEMBER(entry, name, FIELD_LINE, false, 0, 0),
    MEMBER(entry, population, FIELD_COUNT, true, 0, SETTLEMENT_POPULATION),
    MEMBER(entry, calls, FIELD_COUNT, true, 0, SETTLEMENT_SUM),
    MEMBER(entry, crisis_calls, FIELD_COUNT, false, 0, SETTLEMENT_SUM),
    MEMBER(entry, minimum_shifts, FIELD_COUNT, false, 0, SETTLEMENT_HOURS / SHIFT_HOURS_MAX),
    MEMBER(entry, served_hours, FIELD_COUNT, false, 0, SETTLEMENT_HOURS),
    MEMBER(entry, crisis_hours, FIELD_COUNT, false, 0, SETTLEMENT_HOURS),
    MEMBER(entry, exempt, FIELD_BOOL, false, 0, 1),
    MEMBER(entry, outsider, FIELD_BOOL, false, 0, 1),
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* --- reading -------------------------------------------------------------------------------------------------------------- */

/* Puts `path` in front of the field that a refusal names. */
static enum err within(const char *path, struct problem *problem) {
    char field[sizeof problem->field];
    if (path[0] == '\0') return problem->err;
    snprintf(field, sizeof field, "%.30s%s%.31s", path, problem->field[0] == '\0' ? "" : ".",
             problem->field);
    memcpy(problem->field, field, sizeof field);
    return problem->err;
}

static bool is_known(const struct field *fields, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0) return true;
    return false;
}

/* Reads the members of `object` into `out`; `besides` may stand there too, and is read elsewhere. */
static enum err read_members(const json_t *object, const struct field *fields, size_t count,
                             const char *const *besides, const char *path, void *out,
                             struct problem *problem) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        bool passed = false;
        for (size_t i = 0; besides != NULL && besides[i] != NULL; i++)
            passed = passed || strcmp(besides[i], name) == 0;
        if (passed || is_known(fields, count, name)) continue;
        value_unknown_member(fields, count, name, problem);
        return within(path, problem);
    }
    for (size_t i = 0; i < count; i++) {
        value = json_object_get(object, fields[i].name);
        if (value == NULL && !fields[i].required) continue;
        if (value == NULL)
            problem_set(problem, ERR_MISSING_FIELD, fields[i].name, "it must be given");
        else if (value_decode(&fields[i], value, (char *)out + fields[i].offset, problem) == ERR_OK)
            continue;
        return within(path, problem);
    }
    return ERR_OK;
}

static enum err read_heading(const json_t *object, struct settlement_input *out,
                             uint32_t *shift_hours, struct problem *problem) {
    static const char *const besides[] = {"clamp", "organisations", NULL};
    struct heading heading = {.shift_hours = 1, .volume_weight = 50, .population_weight = 50};
    const json_t *clamp = json_object_get(object, "clamp");
    enum err err =
        read_members(object, heading_fields, COUNT(heading_fields), besides, "", &heading, problem);
    if (err == ERR_OK && clamp != NULL && !json_is_object(clamp))
        err = value_wrong_type("clamp", "an object", clamp, problem);
    else if (err == ERR_OK && clamp != NULL)
        err = read_members(clamp, clamp_fields, COUNT(clamp_fields), NULL, "clamp", &heading,
                           problem);
    out->rules = (struct settlement_rules){.total_hours = heading.total_hours,
                                           .volume_weight = heading.volume_weight,
                                           .population_weight = heading.population_weight,
                                           .clamped = clamp != NULL,
                                           .low_percent = heading.low_percent,
                                           .high_percent = heading.high_percent};
    *shift_hours = heading.shift_hours;
    return err;
}

static enum err read_row(const json_t *value, uint32_t shift_hours, struct settlement_input *out,
                         struct problem *problem) {
    char path[32];
    struct entry entry = {0};
    snprintf(path, sizeof path, "organisations[%u]", out->count);
    if (!json_is_object(value)) return value_wrong_type(path, "an object", value, problem);
    enum err err =
        read_members(value, entry_fields, COUNT(entry_fields), NULL, path, &entry, problem);
    if (err != ERR_OK) return err;
    for (uint32_t i = 0; i < out->count; i++)
        if (strcmp(out->rows[i].id, entry.id) == 0) {
            problem_set(problem, ERR_INVALID, "id", "%s stands twice", entry.id);
            return within(path, problem);
        }
    struct settlement_row *row = &out->rows[out->count];
    *row = (struct settlement_row){.population = entry.population,
                                   .calls = entry.calls,
                                   .crisis_calls = entry.crisis_calls,
                                   .minimum_hours = entry.minimum_shifts * shift_hours,
                                   .served_hours = entry.served_hours,
                                   .crisis_hours = entry.crisis_hours,
                                   .exempt = entry.exempt,
                                   .outsider = entry.outsider};
    memcpy(row->id, entry.id, sizeof row->id);
    memcpy(out->names[out->count++], entry.name, sizeof entry.name);
    return ERR_OK;
}

static enum err read_input(const json_t *object, struct settlement_input *out,
                           struct problem *problem) {
    uint32_t shift_hours = 1;
    const json_t *rows = json_object_get(object, "organisations");
    enum err err = read_heading(object, out, &shift_hours, problem);
    if (err != ERR_OK) return err;
    if (rows == NULL)
        return problem_set(problem, ERR_MISSING_FIELD, "organisations", "it must be given");
    if (!json_is_array(rows)) return value_wrong_type("organisations", "a list", rows, problem);
    if (json_array_size(rows) > LIMIT_ORGANISATIONS)
        return problem_set(problem, ERR_OUT_OF_RANGE, "organisations", "there are at most %d",
                           LIMIT_ORGANISATIONS);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        err = read_row(json_array_get(rows, i), shift_hours, out, problem);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

enum err wire_decode_settlement(struct slice json, struct settlement_input *out,
                                struct problem *problem) {
    json_t *object;
    memset(out, 0, sizeof *out);
    enum err err = value_load(json, &object, problem);
    if (err != ERR_OK) return err;
    err = read_input(object, out, problem);
    json_decref(object);
    return err;
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

static void write_row(const struct settlement_row *row, const char *name, struct text_buf *out) {
    text_addf(out, "{\"id\":\"%s\",\"name\":", row->id);
    if (name[0] == '\0')
        text_add(out, "null");
    else
        text_add_json_string(out, name, strlen(name));
    text_addf(out, ",\"settled\":%s,\"population\":%u,\"calls\":%u,\"crisis_calls\":%u",
              row->outsider ? "false" : "true", row->population, row->calls, row->crisis_calls);
    if (!row->outsider) {
        text_addf(out, ",\"volume_ppm\":%u,\"population_ppm\":%u,\"share_ppm\":%u", row->volume_ppm,
                  row->population_ppm, row->share_ppm);
        if (row->balance_permille == UINT32_MAX)
            text_add(out, ",\"balance_permille\":null");
        else
            text_addf(out, ",\"balance_permille\":%u", row->balance_permille);
        text_addf(out, ",\"clamped\":%s,\"at_minimum\":%s,\"exempt\":%s",
                  row->raised    ? "\"raised\""
                  : row->lowered ? "\"lowered\""
                                 : "null",
                  row->at_minimum ? "true" : "false", row->exempt ? "true" : "false");
        text_addf(out,
                  ",\"due_hours\":%u,\"served_hours\":%u,\"crisis_hours\":%u,"
                  "\"excused_hours\":%u,\"owed_hours\":%u,\"community_hours\":%u,"
                  "\"credit_hours\":%u",
                  row->due_hours, row->served_hours, row->crisis_hours, row->excused_hours,
                  row->owed_hours, row->community_hours, row->credit_hours);
    }
    text_add(out, "}");
}

void wire_encode_settlement(const struct settlement_input *input,
                            const struct settlement_sums *sums, struct text_buf *out) {
    const struct settlement_rules *r = &input->rules;
    text_addf(out, "{\"total_hours\":%u,\"volume_weight\":%u,\"population_weight\":%u,",
              r->total_hours, r->volume_weight, r->population_weight);
    if (r->clamped)
        text_addf(out,
                  "\"simulation\":true,\"clamp\":{\"low_percent\":%u,\"high_percent\":%u,"
                  "\"scaled_permille\":%u,\"standing\":\"rejected\"},",
                  r->low_percent, r->high_percent, sums->scaled_permille);
    else
        text_add(out, "\"simulation\":false,\"clamp\":null,");
    text_add(out, "\"organisations\":[");
    for (uint32_t i = 0; i < input->count; i++) {
        if (i > 0) text_add(out, ",");
        write_row(&input->rows[i], input->names[i], out);
    }
    text_addf(out,
              "],\"sums\":{\"population\":%llu,\"calls\":%llu,\"crisis_calls\":%llu,"
              "\"outsider_calls\":%llu,\"due_hours\":%llu,",
              (unsigned long long)sums->population, (unsigned long long)sums->calls,
              (unsigned long long)sums->crisis_calls, (unsigned long long)sums->outsider_calls,
              (unsigned long long)sums->due_hours);
    text_addf(out,
              "\"owed_hours\":%llu,\"excused_hours\":%llu,\"community_hours\":%llu,"
              "\"credit_hours\":%llu,\"crisis_hours\":%llu}}",
              (unsigned long long)sums->owed_hours, (unsigned long long)sums->excused_hours,
              (unsigned long long)sums->community_hours, (unsigned long long)sums->credit_hours,
              (unsigned long long)sums->crisis_hours);
}
