/* Plans of shifts: as JSON, and as the CSV that a planning system writes. A file is taken whole or refused whole, with line,
 * column and reason. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"
#include "wire/wire.h"

/* --- JSON ------------------------------------------------------------------------------------------------------------------- */

static enum err read_time(const json_t *value, const char *path, time_ms *out,
                          struct problem *problem) {
    const struct field field = {
        .name = path, .type = FIELD_TIME, .size = sizeof *out, .low = 0, .high = INT64_MAX};
    *out = 0;
    return value_decode(&field, value, out, problem);
}

static enum err read_one(const json_t *value, size_t at, const char *list_name,
                         struct shift_list *list, struct problem *problem) {
    char path[48], name[64];
    snprintf(path, sizeof path, "%s[%zu]", list_name, at);
    if (!json_is_object(value) || json_object_size(value) != 3 ||
        json_object_get(value, "agent") == NULL || json_object_get(value, "from") == NULL ||
        json_object_get(value, "until") == NULL)
        return problem_set(problem, ERR_WRONG_TYPE, path,
                           "it must be an object with agent, from and until, and nothing else");
    snprintf(name, sizeof name, "%s.agent", path);
    enum err err = value_decode_id(json_object_get(value, "agent"), name,
                                   list->shifts[list->count].agent, problem);
    snprintf(name, sizeof name, "%s.from", path);
    if (err == ERR_OK)
        err = read_time(json_object_get(value, "from"), name, &list->shifts[list->count].from,
                        problem);
    snprintf(name, sizeof name, "%s.until", path);
    if (err == ERR_OK)
        err = read_time(json_object_get(value, "until"), name, &list->shifts[list->count].until,
                        problem);
    if (err == ERR_OK) list->count++;
    return err;
}

enum err value_decode_shifts(const struct field *field, const json_t *value,
                             struct shift_list *list, struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of shifts", value, problem);
    if (json_array_size(value) > LIMIT_COMMAND_SHIFTS)
        return problem_set(problem, ERR_TOO_LONG, field->name, "a plan has at most %d shifts",
                           LIMIT_COMMAND_SHIFTS);
    for (size_t i = 0; i < json_array_size(value); i++) {
        enum err err = read_one(json_array_get(value, i), i, field->name, list, problem);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

void value_encode_shifts(const struct shift_list *list, struct writer *w) {
    ASSERT(list->count <= LIMIT_COMMAND_SHIFTS);
    write_char(w, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) write_char(w, ',');
        write_piece(w, "{\"agent\":", 9);
        write_id(w, list->shifts[i].agent);
        write_piece(w, ",\"from\":", 8);
        write_uint(w, (uint64_t)list->shifts[i].from);
        write_piece(w, ",\"until\":", 9);
        write_uint(w, (uint64_t)list->shifts[i].until);
        write_char(w, '}');
    }
    write_char(w, ']');
}

/* --- times as people write them ------------------------------------------------------------------------------------------------ */

static bool digits(const char *text, int count, int *out) {
    *out = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        *out = *out * 10 + text[i] - '0';
    }
    return true;
}

/* "2026-11-27", "27-11-2026" or "27.11.2026", as days since 1970. */
static bool read_date(const char *text, int32_t *day) {
    struct civil civil = {0}, back;
    bool iso = digits(text, 4, &civil.year) && text[4] == '-' &&
               digits(text + 5, 2, &civil.month) && text[7] == '-' &&
               digits(text + 8, 2, &civil.day);
    bool danish = !iso && digits(text, 2, &civil.day) && (text[2] == '.' || text[2] == '-') &&
                  digits(text + 3, 2, &civil.month) && text[5] == text[2] &&
                  digits(text + 6, 4, &civil.year);
    if ((!iso && !danish) || civil.year < 1970 || civil.month < 1 || civil.month > 12 ||
        civil.day < 1 || civil.day > 31)
        return false;
    time_ms at = civil_to_utc(&civil);
    civil_from_utc(at, &back);
    *day = (int32_t)(at / DAY_MS);
    return back.day == civil.day && back.month == civil.month;
}

/* A local time, "<date> 08:00" or with a T. Why not, when it is none; NULL: it is. */
static const char *read_local(struct slice text, time_ms *out) {
    static const char form[] = "it is no time such as 2026-11-27 08:00, 27.11.2026 08:00 or "
                               "2026-11-27T08:00:00+01:00";
    int32_t day;
    int hour, minute;
    struct civil shown, later;
    char copy[17] = "";
    if (text.length != 16) return form;
    memcpy(copy, text.data, 16);
    if (!read_date(copy, &day) || (copy[10] != ' ' && copy[10] != 'T') ||
        !digits(copy + 11, 2, &hour) || copy[13] != ':' || !digits(copy + 14, 2, &minute) ||
        minute > 59 || hour * 60 + minute > 24 * 60)
        return form;
    *out = copenhagen_time(day, hour * 60 + minute);
    civil_copenhagen(*out, &shown);
    civil_copenhagen(*out + HOUR_MS, &later);
    if (shown.hour != hour % 24 || shown.minute != minute)
        return "the clock skips that time on this night: summer time begins";
    if (later.hour == shown.hour)
        return "that time comes twice on this night: write it with +02:00 (the first) or +01:00";
    return NULL;
}

static const char *read_when(struct slice text, time_ms *out) {
    if (time_parse_rfc3339(text.data, text.length, out))
        return *out < 0 ? "it lies before 1970" : NULL;
    return read_local(text, out);
}

/* --- CSV ----------------------------------------------------------------------------------------------------------------------- */

enum column { COLUMN_AGENT, COLUMN_FROM, COLUMN_UNTIL, COLUMNS };
static const char *const column_names[COLUMNS] = {"agent", "from", "until"};

struct csv {
    struct slice rest;
    uint32_t line;
    char separator;
    enum column order[COLUMNS];
};

static enum err refuse(const struct csv *csv, enum err err, const char *column, const char *why,
                       struct problem *problem) {
    char field[64];
    snprintf(field, sizeof field, "line %u%s%s", csv->line, column[0] == '\0' ? "" : ", column ",
             column);
    return problem_set(problem, err, field, "%s", why);
}

static bool next_line(struct csv *csv, struct slice *out) {
    if (csv->rest.length == 0) return false;
    const char *end = memchr(csv->rest.data, '\n', csv->rest.length);
    size_t length = end == NULL ? csv->rest.length : (size_t)(end - csv->rest.data);
    size_t used = end == NULL ? length : length + 1;
    *out = (struct slice){csv->rest.data, length};
    if (length > 0 && out->data[length - 1] == '\r') out->length--;
    csv->rest = (struct slice){csv->rest.data + used, csv->rest.length - used};
    csv->line++;
    return true;
}

static struct slice trimmed(struct slice text) {
    while (text.length > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = (struct slice){text.data + 1, text.length - 1};
    while (text.length > 0 &&
           (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\t'))
        text.length--;
    if (text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"')
        text = (struct slice){text.data + 1, text.length - 2};
    return text;
}

/* How many values the line has; the first COLUMNS of them. */
static size_t split(struct slice line, char separator, struct slice out[COLUMNS]) {
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= line.length; i++) {
        if (i < line.length && line.data[i] != separator) continue;
        if (count < COLUMNS) out[count] = trimmed((struct slice){line.data + from, i - from});
        count++;
        from = i + 1;
    }
    return count;
}

static enum err read_heading(struct csv *csv, struct problem *problem) {
    struct slice line, names[COLUMNS];
    bool seen[COLUMNS] = {false};
    if (csv->rest.length >= 3 && memcmp(csv->rest.data, "\xef\xbb\xbf", 3) == 0)
        csv->rest = (struct slice){csv->rest.data + 3, csv->rest.length - 3};
    if (!next_line(csv, &line)) {
        csv->line = 1;
        return refuse(csv, ERR_MISSING_FIELD, "", "the file is empty", problem);
    }
    csv->separator = memchr(line.data, ';', line.length) != NULL ? ';' : ',';
    size_t count = split(line, csv->separator, names);
    for (size_t i = 0; i < COLUMNS && i < count; i++) {
        size_t k = 0;
        while (k < COLUMNS && !slice_equals(names[i], column_names[k]))
            k++;
        if (k == COLUMNS || seen[k]) break;
        seen[k] = true;
        csv->order[i] = (enum column)k;
    }
    if (count == COLUMNS && seen[COLUMN_AGENT] && seen[COLUMN_FROM] && seen[COLUMN_UNTIL])
        return ERR_OK;
    return refuse(csv, ERR_INVALID, "", "the first line names the columns: agent,from,until",
                  problem);
}

static enum err read_line(struct csv *csv, struct slice line, struct shift_list *list,
                          struct problem *problem) {
    struct slice values[COLUMNS], by_column[COLUMNS];
    char agent[LIMIT_ID] = "";
    if (split(line, csv->separator, values) != COLUMNS)
        return refuse(csv, ERR_INVALID, "", "it has not three values", problem);
    for (size_t i = 0; i < COLUMNS; i++)
        by_column[csv->order[i]] = values[i];
    if (list->count == LIMIT_COMMAND_SHIFTS)
        return refuse(csv, ERR_TOO_LONG, "", "a plan has at most 512 shifts", problem);
    _Static_assert(LIMIT_COMMAND_SHIFTS == 512, "it says so above");
    if (by_column[COLUMN_AGENT].length < sizeof agent)
        memcpy(agent, by_column[COLUMN_AGENT].data, by_column[COLUMN_AGENT].length);
    if (!text_is_id(agent))
        return refuse(csv, ERR_INVALID, "agent", "it is no id of an agent", problem);
    memcpy(list->shifts[list->count].agent, agent, sizeof agent);
    const char *why = read_when(by_column[COLUMN_FROM], &list->shifts[list->count].from);
    if (why != NULL) return refuse(csv, ERR_INVALID, "from", why, problem);
    why = read_when(by_column[COLUMN_UNTIL], &list->shifts[list->count].until);
    if (why != NULL) return refuse(csv, ERR_INVALID, "until", why, problem);
    list->shifts[list->count++].line = csv->line;
    return ERR_OK;
}

enum err wire_decode_shifts(struct slice text, const char *organisation, struct command *out,
                            struct problem *problem) {
    struct csv csv = {.rest = text};
    struct slice line;
    struct shifts_put_command *p = &out->as.shifts_put;
    command_open(out, COMMAND_shifts_put);
    if (!text_is_utf8(text.data, text.length) || memchr(text.data, '\0', text.length) != NULL)
        return problem_set(problem, ERR_INVALID, "", "the file is not UTF-8");
    if (!text_is_id(organisation) || !text_copy(p->organisation, LIMIT_ID, organisation))
        return problem_set(problem, ERR_INVALID, "organisation", "it is no id");
    enum err err = read_heading(&csv, problem);
    while (err == ERR_OK && next_line(&csv, &line))
        if (trimmed(line).length > 0) err = read_line(&csv, line, &p->shifts, problem);
    if (err != ERR_OK) return err;
    COMMAND_GIVE(out, shifts_put, organisation);
    COMMAND_GIVE(out, shifts_put, shifts);
    return ERR_OK;
}
