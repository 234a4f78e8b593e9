#include "agents-cli/guide.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agents-cli/decode.h"
#include "agents-cli/show.h"

#define OPTION_SHOWN 48 /* a longer text of an option is a sentence: its beginning stands for it */

static const char *code_of(enum language language) { return language == LANGUAGE_DA ? "da" : "en"; }

/* A text by language, {"da":...,"en":...}; Danish when there is no other. */
static const char *localized(const json_t *texts, const char *language) {
    const char *text = json_string_value(json_object_get(texts, language));
    return text != NULL ? text : json_string_value(json_object_get(texts, "da"));
}

static bool is_type(const json_t *parameter, const char *wanted) {
    const char *type = json_string_value(json_object_get(parameter, "type"));
    return type != NULL && strcmp(type, wanted) == 0;
}

static bool is_number(const json_t *parameter) {
    return is_type(parameter, "minutes") || is_type(parameter, "hours") ||
           is_type(parameter, "count");
}

static bool number_value(const json_t *parameter, const char *text, enum language language,
                         json_t **out, struct text_buf *problem) {
    char *end, low[SHOW_MAX], high[SHOW_MAX];
    errno = 0;
    long long number = strtoll(text, &end, 10);
    int64_t least = decode_integer(parameter, "min", INT64_MIN);
    int64_t most = decode_integer(parameter, "max", INT64_MAX);
    bool whole = errno == 0 && end != text && *end == '\0';
    if (!whole || number < least || number > most) {
        texts_fill(problem, language, T_GUIDE_NUMBER, show_number(language, least, low),
                   show_number(language, most, high), NULL);
        return false;
    }
    *out = json_integer(number);
    return true;
}

const json_t *guide_option(const json_t *parameter, const char *text) {
    const json_t *options = json_object_get(parameter, "options");
    size_t i;
    json_t *option;
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    json_array_foreach(options, i, option) {
        const char *value = json_string_value(json_object_get(option, "value"));
        if (value != NULL && strcasecmp(value, text) == 0) return option;
    }
    bool counted = text[0] >= '1' && text[0] <= '9' && *end == '\0';
    return counted ? json_array_get(options, number - 1) : NULL;
}

static bool option_value(const json_t *parameter, const char *text, enum language language,
                         json_t **out, struct text_buf *problem) {
    const json_t *option = guide_option(parameter, text);
    size_t i;
    if (option != NULL) {
        *out = json_incref(json_object_get(option, "value"));
        return true;
    }
    texts_fill(problem, language, T_GUIDE_OPTION, NULL);
    json_t *one;
    json_array_foreach(json_object_get(parameter, "options"), i, one) {
        const char *value = json_string_value(json_object_get(one, "value"));
        text_addf(problem, "%s %zu %s", i > 0 ? "," : "", i + 1, value != NULL ? value : "?");
    }
    return false;
}

/* "+6": in six hours. */
static bool hours_from(const char *text, time_ms now, time_ms *out) {
    char *end;
    if (text[0] != '+' || text[1] < '1' || text[1] > '9') return false;
    long hours = strtol(text + 1, &end, 10);
    if (*end == 't' || *end == 'h') end++;
    *out = now + hours * HOUR_MS;
    return *end == '\0' && hours <= 999;
}

bool guide_time(const char *text, time_ms now, time_ms *out) {
    if (time_parse_rfc3339(text, strlen(text), out) || hours_from(text, now, out)) return true;
    struct civil day, at;
    int length = -1, hour, minute;
    civil_copenhagen(now, &day);
    at = (struct civil){.year = day.year, .month = day.month, .day = day.day};
    if (sscanf(text, "%2d%*1[:.]%2d%n", &hour, &minute, &length) != 2 || length < 0 ||
        text[length] != '\0') {
        const char *clock = strrchr(text, ' ');
        char year[8] = "";
        if (clock == NULL || sscanf(clock, " %2d%*1[:.]%2d%n", &hour, &minute, &length) != 2 ||
            length < 0 || clock[length] != '\0')
            return false;
        if (sscanf(text, "%2d.%2d%7[.0-9]", &at.day, &at.month, year) < 2) return false;
        size_t date = strcspn(text, " ");
        if (text + date != clock) return false;
        if (year[0] != '\0' && strcmp(year, ".") != 0 &&
            (sscanf(year, ".%4d%n", &at.year, &length) != 1 || year[length] != '\0' ||
             at.year < 2000))
            return false;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    at.hour = hour;
    at.minute = minute;
    struct civil back;
    time_ms utc = civil_to_utc(&at);
    civil_from_utc(utc, &back);
    if (back.day != at.day || back.month != at.month || back.year != at.year) return false;
    /* The offset of the moment itself, not of the same figures in UTC. */
    utc -= copenhagen_offset_minutes(utc - HOUR_MS) * MINUTE_MS;
    *out = utc;
    return true;
}

bool guide_value(const json_t *parameter, const char *text, time_ms now, enum language language,
                 json_t **out, struct text_buf *problem) {
    const json_t *options = json_object_get(parameter, "options");
    if (is_number(parameter)) return number_value(parameter, text, language, out, problem);
    if (json_is_array(options)) return option_value(parameter, text, language, out, problem);
    if (is_type(parameter, "datetime")) {
        char rfc3339[TIME_TEXT_MAX];
        time_ms at;
        if (!guide_time(text, now, &at)) {
            texts_fill(problem, language, T_GUIDE_TIME, NULL);
            return false;
        }
        *out = json_string(time_rfc3339(at, rfc3339));
        return true;
    }
    if (text[0] == '\0' && decode_bool(parameter, "optional")) {
        *out = json_null();
        return true;
    }
    if (text[0] == '\0' || !text_is_line(text, strlen(text))) {
        texts_fill(problem, language, T_GUIDE_TEXT, NULL);
        return false;
    }
    *out = json_string(text);
    return true;
}

size_t guide_missing(const json_t *document, const json_t *values, bool optional, const char **out,
                     size_t most) {
    size_t count = 0;
    const char *name;
    json_t *parameter;
    json_object_foreach(json_object_get(document, "parameters"), name, parameter) {
        bool known =
            json_object_get(values, name) != NULL || json_object_get(parameter, "default") != NULL;
        bool asked = optional || !decode_bool(parameter, "optional");
        if (asked && !known && count < most) out[count++] = name;
    }
    return count;
}

static void add_scalar(struct text_buf *out, const json_t *value) {
    if (json_is_integer(value)) text_add_int(out, (int64_t)json_integer_value(value));
    if (json_is_string(value))
        show_clean(out, json_string_value(value), json_string_length(value), false);
}

/* What it says, else its value. */
static void add_option(struct text_buf *out, const json_t *option, enum language language) {
    const char *text = localized(json_object_get(option, "text"), code_of(language));
    struct text_buf clean;
    if (text == NULL) {
        add_scalar(out, json_object_get(option, "value"));
        return;
    }
    text_buf_init(&clean, 16384);
    show_clean(&clean, text, strlen(text), false);
    show_cut(out, text_slice(&clean).data, OPTION_SHOWN);
    text_buf_close(&clean);
}

void guide_question(struct text_buf *out, const json_t *parameter, enum language language) {
    const json_t *options = json_object_get(parameter, "options");
    const char *title = localized(json_object_get(parameter, "title"), code_of(language));
    if (title != NULL) show_clean(out, title, strlen(title), false);
    text_add(out, " (");
    if (is_number(parameter))
        text_addf(out, "%lld-%lld, ", (long long)decode_integer(parameter, "min", 0),
                  (long long)decode_integer(parameter, "max", 0));
    size_t i;
    json_t *option;
    json_array_foreach(options, i, option) {
        text_addf(out, "%zu ", i + 1);
        add_option(out, option, language);
        text_add(out, i + 1 < json_array_size(options) ? ", " : "");
    }
    if (!json_is_array(options)) text_addf(out, "%s ", texts_get(language, T_GUIDE_EXAMPLE));
    if (is_type(parameter, "datetime"))
        text_add(out, texts_get(language, T_GUIDE_TIMES));
    else if (!json_is_array(options))
        add_scalar(out, json_object_get(parameter, "example"));
    if (decode_bool(parameter, "optional"))
        text_addf(out, "; %s", texts_get(language, T_GUIDE_OPTIONAL));
    text_add_char(out, ')');
    const char *purpose = localized(json_object_get(parameter, "purpose"), code_of(language));
    if (purpose != NULL) text_add(out, " · ");
    if (purpose != NULL) show_clean(out, purpose, strlen(purpose), false);
}

/* A value as it is said: a number with its unit, an option's text, else as it was given. */
static void add_value(struct text_buf *out, const json_t *document, const json_t *values,
                      const char *name, const char *language) {
    const json_t *parameter = json_object_get(json_object_get(document, "parameters"), name);
    const json_t *value = json_object_get(values, name);
    enum language shown = strcmp(language, "da") == 0 ? LANGUAGE_DA : LANGUAGE_EN;
    time_ms at;
    if (value == NULL) value = json_object_get(parameter, "default");
    size_t i;
    json_t *option;
    json_array_foreach(json_object_get(parameter, "options"), i, option) {
        if (!json_equal(json_object_get(option, "value"), value)) continue;
        const char *text = localized(json_object_get(option, "text"), language);
        if (text != NULL) show_clean(out, text, strlen(text), false);
        return;
    }
    if (is_type(parameter, "datetime") && json_is_string(value) &&
        time_parse_rfc3339(json_string_value(value), json_string_length(value), &at)) {
        char text[SHOW_MAX];
        text_add(out, show_time(shown, at, text));
        return;
    }
    add_scalar(out, value);
    bool one = json_integer_value(value) == 1;
    if (is_type(parameter, "minutes"))
        text_add(out, texts_get(shown, one ? T_GUIDE_MINUTE : T_GUIDE_MINUTES));
    if (is_type(parameter, "hours"))
        text_add(out, texts_get(shown, one ? T_GUIDE_HOUR : T_GUIDE_HOURS));
}

static void fill_in(struct text_buf *out, const char *text, const json_t *document,
                    const json_t *values, const char *area, const char *language) {
    const json_t *parameters = json_object_get(document, "parameters");
    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        show_clean(out, text, plain, false);
        text += plain;
        size_t length = strcspn(text, "}");
        char name[64];
        if (*text != '{') break;
        if (text[length] == '\0' || length >= sizeof name) {
            show_clean(out, text, strlen(text), false);
            break;
        }
        snprintf(name, sizeof name, "%.*s", (int)length - 1, text + 1);
        if (json_object_get(parameters, name) != NULL)
            add_value(out, document, values, name, language);
        else if (strcmp(name, "area") == 0)
            text_add(out, area);
        else if (strlen(name) > 3 && strcmp(name + strlen(name) - 3, "_at") == 0)
            /* times are the activation's, not known before it */
            text_add(out, texts_get(strcmp(language, "da") == 0 ? LANGUAGE_DA : LANGUAGE_EN,
                                    T_GUIDE_THE_TIME));
        else
            show_clean(out, text, length + 1, false);
        text += length + 1;
    }
}

static void preview_channel(struct text_buf *out, const json_t *document, const json_t *values,
                            const char *area, enum language language, size_t columns,
                            const json_t *channel) {
    const char *languages[] = {"da", "en"};
    for (size_t i = 0; i < 2; i++) {
        const json_t *answer = json_object_get(json_object_get(channel, languages[i]), "inside");
        const char *text = json_string_value(json_object_get(answer, "text"));
        const char *where = json_string_value(json_object_get(answer, "where_to_go"));
        if (text == NULL) continue;
        struct text_buf filled, label;
        text_buf_init(&filled, 256 * 1024);
        text_buf_init(&label, 256);
        text_addf(&label, "  " MARK_BOLD "%s:" MARK_NORMAL " ",
                  texts_word(language, "language", languages[i]));
        fill_in(&filled, text, document, values, area, languages[i]);
        if (where != NULL) text_add_char(&filled, '\n');
        if (where != NULL) fill_in(&filled, where, document, values, area, languages[i]);
        show_wrapped(out, label.data, text_slice(&filled).data, columns);
        text_buf_close(&filled);
        text_buf_close(&label);
    }
}

void guide_preview(struct text_buf *out, const json_t *document, const json_t *values,
                   const char *area, enum language language, size_t columns, bool lifted) {
    const char *audience;
    json_t *channel;
    json_object_foreach(json_object_get(document, lifted ? "lifted" : "answers"), audience,
                        channel) {
        text_addf(out, MARK_BOLD "%s" MARK_NORMAL "\n", texts_word(language, "audience", audience));
        preview_channel(out, document, values, area, language, columns, channel);
    }
}
