#include "playbook/values.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/lint.h"
#include "playbook/phrases.h"
#include "playbook/rules.h"

const char *const parameter_type_texts[PARAMETER_TYPE_COUNT + 1] = {
    [PARAMETER_MINUTES] = "minutes",
    [PARAMETER_HOURS] = "hours",
    [PARAMETER_COUNT] = "count",
    [PARAMETER_TEXT] = "text",
    [PARAMETER_AREA] = "area",
    [PARAMETER_CHOICE] = "choice",
    [PARAMETER_PHONE] = "phone",
    [PARAMETER_DATETIME] = "datetime",
    [PARAMETER_URL] = "url",
    [PARAMETER_SENTENCES] = "sentences",
    NULL};

struct reading {
    const struct parameter *parameter;
    struct arena *arena;
    char *reason;
    size_t reason_size;
};

static const char *refuse(const struct reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static const char *refuse(const struct reading *r, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(r->reason, r->reason_size, format, args);
    va_end(args);
    return r->reason;
}

static const char *keep(const struct reading *r, const char *text, struct value *out) {
    out->text = arena_text(r->arena, text, strlen(text));
    return out->text == NULL ? refuse(r, "the values are too large together") : NULL;
}

static const char *read_number(const struct reading *r, const json_t *json, struct value *out) {
    if (!json_is_integer(json)) return refuse(r, "must be a whole number");
    int64_t number = json_integer_value(json);
    if (number < r->parameter->min || number > r->parameter->max)
        return refuse(r, "must be between %" PRId64 " and %" PRId64, r->parameter->min,
                      r->parameter->max);
    out->number = number;
    return NULL;
}

static const char *read_text(const struct reading *r, const char *text, struct value *out) {
    size_t characters = rule_characters(text);
    if (characters == 0) return refuse(r, "must not be empty");
    if (characters > r->parameter->max_length)
        return refuse(r, "is %zu characters long; at most %u", characters,
                      r->parameter->max_length);
    if (rule_words(text) > r->parameter->max_words)
        return refuse(r, "has %zu words; at most %u", rule_words(text), r->parameter->max_words);
    const char *fault = rule_line(text);
    if (fault == NULL) fault = rule_citizen(text);
    if (fault != NULL) return refuse(r, "%s", fault);
    if (strpbrk(text, "{}") != NULL) return refuse(r, "must not hold { or }");
    if (r->parameter->type == PARAMETER_SENTENCES && strchr(".!?", text[strlen(text) - 1]) == NULL)
        return refuse(r, "must be whole sentences, the last one ended by . ! or ?");
    return keep(r, text, out);
}

static const char *read_choice(const struct reading *r, const char *text, struct value *out) {
    for (size_t i = 0; i < r->parameter->option_count; i++) {
        if (strcmp(text, r->parameter->options[i].value) != 0) continue;
        out->number = (int64_t)i;
        return NULL;
    }
    return refuse(r, "must be one of the %zu options", r->parameter->option_count);
}

/* Eight digits are kept as "82 12 12 12", short numbers without spaces. */
static const char *read_phone(const struct reading *r, const char *text, struct value *out) {
    if (!rule_is_phone(text))
        return refuse(r, "must be a Danish phone number: eight digits, or a short number");
    if (strncmp(text, "+45", 3) == 0) text += 3;
    char digits[16], kept[24];
    size_t count = 0, length = 0;
    for (; *text != '\0'; text++)
        if (*text != ' ') digits[count++] = *text;
    for (size_t i = 0; i < count; i++) {
        if (count == 8 && i > 0 && i % 2 == 0) kept[length++] = ' ';
        kept[length++] = digits[i];
    }
    kept[length] = '\0';
    return keep(r, kept, out);
}

static const char *read_datetime(const struct reading *r, const char *text, struct value *out) {
    time_ms at;
    if (!time_parse_rfc3339(text, strlen(text), &at))
        return refuse(r, "must be a date and time with its zone, as 2026-11-22T07:50:00+01:00");
    struct civil civil;
    civil_from_utc(at, &civil);
    if (civil.year < 2020 || civil.year > 2099)
        return refuse(r, "must be a time between 2020 and 2099");
    out->number = at;
    return NULL;
}

static const char *read_url(const struct reading *r, const char *text, struct value *out) {
    if (!rule_is_url(text, strlen(text)))
        return refuse(r, "must be an address that begins with https:// and is well formed");
    const char *fault = rule_line(text);
    return fault != NULL ? refuse(r, "%s", fault) : keep(r, text, out);
}

const char *value_read(const struct parameter *parameter, const json_t *json, struct arena *arena,
                       struct value *out, char *reason, size_t reason_size) {
    struct reading r = {parameter, arena, reason, reason_size};
    *out = (struct value){0};
    switch (parameter->type) {
    case PARAMETER_MINUTES:
    case PARAMETER_HOURS:
    case PARAMETER_COUNT: return read_number(&r, json, out);
    case PARAMETER_TEXT:
    case PARAMETER_AREA:
    case PARAMETER_CHOICE:
    case PARAMETER_PHONE:
    case PARAMETER_DATETIME:
    case PARAMETER_URL:
    case PARAMETER_SENTENCES: break;
    case PARAMETER_TYPE_COUNT:
    default: UNREACHABLE("a parameter without a type");
    }
    if (!json_is_string(json)) return refuse(&r, "must be a text");
    const char *text = json_string_value(json);
    switch (parameter->type) {
    case PARAMETER_TEXT:
    case PARAMETER_AREA:
    case PARAMETER_SENTENCES: return read_text(&r, text, out);
    case PARAMETER_CHOICE: return read_choice(&r, text, out);
    case PARAMETER_PHONE: return read_phone(&r, text, out);
    case PARAMETER_DATETIME: return read_datetime(&r, text, out);
    case PARAMETER_URL: return read_url(&r, text, out);
    case PARAMETER_MINUTES:
    case PARAMETER_HOURS:
    case PARAMETER_COUNT:
    case PARAMETER_TYPE_COUNT:
    default: UNREACHABLE("a type of number among the texts");
    }
}

void value_add(const struct playbook *playbook, const struct parameter *parameter,
               const struct value *value, size_t language, bool spoken, struct text_buf *out) {
    const struct phrases *phrases = phrases_for(playbook->languages[language]);
    switch (parameter->type) {
    case PARAMETER_MINUTES: phrases_add_minutes(phrases, value->number, out); break;
    case PARAMETER_HOURS: phrases_add_hours(phrases, value->number, out); break;
    case PARAMETER_COUNT: text_add_int(out, value->number); break;
    case PARAMETER_CHOICE:
        ASSERT(value->number >= 0 && (size_t)value->number < parameter->option_count);
        text_add(out, program_text(&parameter->options[value->number].text, language));
        break;
    case PARAMETER_DATETIME: phrases_add_time(phrases, value->number, spoken, out); break;
    case PARAMETER_TEXT:
    case PARAMETER_AREA:
    case PARAMETER_PHONE:
    case PARAMETER_URL:
    case PARAMETER_SENTENCES:
        ASSERT(value->text != NULL);
        text_add(out, value->text);
        break;
    case PARAMETER_TYPE_COUNT:
    default: UNREACHABLE("a parameter without a type");
    }
}

static void canonical_value(const struct parameter *parameter, const struct value *value,
                            struct text_buf *out) {
    char time[TIME_TEXT_MAX];
    const char *text = value->text;
    switch (parameter->type) {
    case PARAMETER_MINUTES:
    case PARAMETER_HOURS:
    case PARAMETER_COUNT: text_add_int(out, value->number); return;
    case PARAMETER_CHOICE: text = parameter->options[value->number].value; break;
    case PARAMETER_DATETIME: text = time_rfc3339(value->number, time); break;
    case PARAMETER_TEXT:
    case PARAMETER_AREA:
    case PARAMETER_PHONE:
    case PARAMETER_URL:
    case PARAMETER_SENTENCES: break;
    case PARAMETER_TYPE_COUNT:
    default: UNREACHABLE("a parameter without a type");
    }
    text_add_json_string(out, text, strlen(text));
}

/* Keys that are no parameters. A key from outside may be long: what does not fit is cut at a
 * character's edge. */
static enum err refuse_unknown(const struct playbook *playbook, json_t *root,
                               struct problem *problem) {
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value) {
        if (program_parameter(playbook, key, strlen(key)) != NULL) continue;
        char shown[48];
        snprintf(shown, sizeof shown, "%s", key);
        rule_whole_characters(shown);
        return problem_set(problem, ERR_PARAMETERS_REFUSED, shown,
                           "the playbook has no such parameter");
    }
    return ERR_OK;
}

static enum err read_all(const struct playbook *playbook, json_t *root, struct arena *arena,
                         struct value *values, struct problem *problem) {
    enum err err = refuse_unknown(playbook, root, problem);
    if (err != ERR_OK) return err;
    for (size_t i = 0; i < playbook->parameters_count; i++) {
        const struct parameter *parameter = &playbook->parameters[i];
        const json_t *given = json_object_get(root, parameter->name);
        if (given == NULL && parameter->has_preset) {
            values[i] = parameter->preset;
            continue;
        }
        if (parameter->optional && (given == NULL || json_is_null(given))) {
            values[i] = (struct value){0};
            continue;
        }
        if (given == NULL) {
            char title[128];
            snprintf(title, sizeof title, "%s", parameter->title.in[0]);
            rule_whole_characters(title);
            return problem_set(problem, ERR_PARAMETERS_REFUSED, parameter->name,
                               "must be given: %s", title);
        }
        char reason[160];
        if (value_read(parameter, given, arena, &values[i], reason, sizeof reason) != NULL)
            return problem_set(problem, ERR_PARAMETERS_REFUSED, parameter->name, "%s", reason);
    }
    return ERR_OK;
}

bool values_answer(const struct playbook *playbook, const struct value *values,
                   const struct question *question) {
    for (size_t i = 0; i < playbook->parameters_count; i++)
        if ((question->optional & (UINT32_C(1) << i)) != 0 && values[i].text == NULL) return false;
    return true;
}

/* A question without its answer, or an answer without its question, would silently be nowhere. */
static enum err refuse_halves(const struct playbook *playbook, const struct value *values,
                              struct problem *problem) {
    for (size_t k = 0; k < playbook->questions_count; k++) {
        const struct parameter *missing = NULL, *given = NULL;
        for (size_t i = 0; i < playbook->parameters_count; i++) {
            if ((playbook->questions[k].optional & (UINT32_C(1) << i)) == 0) continue;
            if (values[i].text == NULL)
                missing = &playbook->parameters[i];
            else
                given = &playbook->parameters[i];
        }
        if (missing != NULL && given != NULL)
            return problem_set(problem, ERR_PARAMETERS_REFUSED, missing->name,
                               "must be given together with %s: they stand in one question",
                               given->name);
    }
    return ERR_OK;
}

enum err values_read(const struct playbook *playbook, struct slice json, struct arena *arena,
                     struct value *values, struct problem *problem) {
    if (json.length > LIMIT_PARAMETERS_BYTES)
        return problem_set(problem, ERR_PARAMETERS_REFUSED, "", "the document is too large");
    json_error_t error = {0};
    json_t *root = json.length == 0
                       ? json_object()
                       : json_loadb(json.data, json.length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return problem_set(problem, ERR_PARAMETERS_REFUSED, "", "not valid JSON (line %d)",
                           error.line);
    enum err err = json_is_object(root)
                       ? read_all(playbook, root, arena, values, problem)
                       : problem_set(problem, ERR_PARAMETERS_REFUSED, "", "must be a JSON object");
    json_decref(root);
    return err;
}

void values_examples(const struct playbook *playbook, struct value *values) {
    for (size_t i = 0; i < playbook->parameters_count; i++)
        values[i] = playbook->parameters[i].example;
}

enum err playbook_check_parameters(const struct playbook *playbook, struct slice json,
                                   struct text_buf *canonical, struct problem *problem) {
    ASSERT(playbook != NULL);
    ASSERT(canonical != NULL);
    struct value values[LIMIT_PLAYBOOK_PARAMETERS];
    struct arena arena;
    arena_init(&arena, 2 * LIMIT_PARAMETERS_BYTES);
    enum err err = values_read(playbook, json, &arena, values, problem);
    if (err == ERR_OK) err = refuse_halves(playbook, values, problem);
    if (err == ERR_OK) err = lint_values(playbook, values, problem);
    if (err == ERR_OK) {
        text_add_char(canonical, '{');
        size_t from = canonical->length;
        for (size_t i = 0; i < playbook->parameters_count; i++) {
            if (playbook->parameters[i].optional && values[i].text == NULL) continue;
            if (canonical->length > from) text_add_char(canonical, ',');
            const char *name = playbook->parameters[i].name;
            text_add_json_string(canonical, name, strlen(name));
            text_add_char(canonical, ':');
            canonical_value(&playbook->parameters[i], &values[i], canonical);
        }
        text_add_char(canonical, '}');
        if (canonical->overflowed)
            err = problem_set(problem, ERR_LIMIT_REACHED, "", "the parameters are too long");
    }
    arena_close(&arena);
    return err;
}
