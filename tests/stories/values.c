#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "40s", "2m", "1h", "250ms", "3d" as milliseconds. */
bool value_duration(const char *text, long long *out) {
    char *unit;
    long long value = strtoll(text, &unit, 10);
    if (unit == text) return false;
    static const struct {
        const char *name;
        long long ms;
    } units[] = {{"ms", 1}, {"s", SECOND_MS}, {"m", MINUTE_MS}, {"h", HOUR_MS}, {"d", DAY_MS}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].name, unit) != 0) continue;
        *out = value * units[i].ms;
        return true;
    }
    return false;
}

json_t *value_of(struct teller *t, const char *key, const char *value) {
    long long ms;
    size_t length = strlen(key);
    bool is_time = (length > 3 && strcmp(key + length - 3, "_at") == 0) ||
                   strcmp(key, "until") == 0 || strcmp(key, "answer_by") == 0 ||
                   strcmp(key, "since") == 0 || strcmp(key, "open_until") == 0 ||
                   strcmp(key, "review_by") == 0 || strcmp(key, "due") == 0 ||
                   strncmp(key, "valid_", 6) == 0;
    if (is_time) {
        if (strcmp(value, "now") == 0) return json_integer(t->now);
        if (value[0] == '-' || value[0] == '+')
            return value_duration(value + 1, &ms)
                       ? json_integer(t->now + (value[0] == '-' ? -ms : ms))
                       : NULL;
        return json_string(value);
    }
    if (length > 3 && strcmp(key + length - 3, "_ms") == 0 && value_duration(value, &ms))
        return json_integer(ms);
    if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
        return json_boolean(value[0] == 't');
    char *end;
    long long number = strtoll(value, &end, 10);
    if (*end == '\0' && end != value) return json_integer(number);
    return json_string(value);
}

/* "vand:3,pas" -> {"vand":3,"pas":1}; "da,en" -> ["da","en"] */
static json_t *list_value(const char *key, const char *value) {
    bool skills = strcmp(key, "skills") == 0;
    json_t *out = skills ? json_object() : json_array();
    char copy[PATTERN_TEXT], *save = NULL;
    snprintf(copy, sizeof copy, "%s", value);
    for (char *item = strtok_r(copy, ",", &save); item != NULL; item = strtok_r(NULL, ",", &save)) {
        char *level = skills ? strchr(item, ':') : NULL;
        if (level != NULL) *level++ = '\0';
        if (skills)
            json_object_set_new(out, item,
                                json_integer(level == NULL ? 1 : strtol(level, NULL, 10)));
        else
            json_array_append_new(out, json_string(item));
    }
    return out;
}

static bool is_list(const char *key) {
    static const char *const lists[] = {
        "addresses", "helped",         "helpers",       "helped_areas",  "helper_areas", "skills",
        "languages", "municipalities", "organisations", "topics",        "monday",       "tuesday",
        "wednesday", "thursday",       "friday",        "saturday",      "sunday",       "holidays",
        "keeps",     "never",          "buys",          "shared_topics", "postcodes"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i], key) == 0) return true;
    return false;
}

static bool is_text(const char *key) {
    static const char *const texts[] = {
        "municipality", "offer",       "organisation", "reference",  "name",
        "reason",       "cooperation", "number",       "vip_number", "case_reference",
        "place",        "receipt",     "boot",         "target",     "parameter",
        "url",          "identifier",  "sender",       "event",      "zone",
        "postcode",     "transcript"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i], key) == 0) return true;
    return false;
}

/* "value.minutes=5": one of the playbook's values. */
static void set_value(json_t *payload, const char *name, const char *value) {
    char *end;
    long long number = strtoll(value, &end, 10);
    json_t *values = json_object_get(payload, "parameters");
    if (values == NULL) {
        values = json_object();
        json_object_set_new(payload, "parameters", values);
    }
    json_object_set_new(values, name,
                        *end == '\0' && end != value ? json_integer(number) : json_string(value));
}

/* "0746:8660+vestervang,0615:8700": parts of municipalities; what begins with a digit is a postcode. */
static json_t *parts_value(const char *text) {
    json_t *out = json_array();
    char copy[PATTERN_TEXT], *save = NULL, *again = NULL;
    snprintf(copy, sizeof copy, "%s", strcmp(text, "nothing") == 0 ? "" : text);
    for (char *item = strtok_r(copy, ",", &save); item != NULL; item = strtok_r(NULL, ",", &save)) {
        json_t *part = json_object(), *codes = json_array(), *zones = json_array();
        char *parts = strchr(item, ':');
        if (parts != NULL) *parts++ = '\0';
        for (char *one = parts == NULL ? NULL : strtok_r(parts, "+", &again); one != NULL;
             one = strtok_r(NULL, "+", &again))
            json_array_append_new(one[0] >= '0' && one[0] <= '9' ? codes : zones, json_string(one));
        json_object_set_new(part, "municipality", json_string(item));
        json_object_set_new(part, "postcodes", codes);
        json_object_set_new(part, "zones", zones);
        json_array_append_new(out, part);
    }
    return out;
}

void value_set(struct teller *t, json_t *payload, const char *key, const char *value) {
    json_t *json;
    if (strncmp(key, "value.", 6) == 0) {
        set_value(payload, key + 6, value);
        return;
    }
    if (strcmp(key, "narrowed") == 0)
        json = parts_value(value);
    else if (is_list(key))
        json = list_value(key, value);
    else if (is_text(key))
        json = json_string(value);
    else if (strcmp(value, "null") == 0) /* takes back what was set */
        json = json_null();
    else if (strcmp(key, "call") == 0 || strcmp(key, "activation") == 0 ||
             strcmp(key, "version") == 0 || strcmp(key, "alert") == 0 ||
             strcmp(key, "follows") == 0)
        json = json_string(teller_resolve(t, value));
    else
        json = value_of(t, key, value);
    if (json == NULL)
        teller_fail(t, "%s: %s is no such value", key, value);
    else
        json_object_set_new(payload, key, json);
}

void value_set_rest(struct teller *t, json_t *payload, const struct words_of_line *line,
                    size_t from) {
    for (size_t i = from; i < line->count; i++) {
        char copy[PATTERN_TEXT];
        snprintf(copy, sizeof copy, "%s", line->words[i]);
        char *value = strchr(copy, '=');
        if (value == NULL) {
            teller_fail(t, "expected key=value, not %s", copy);
            return;
        }
        *value++ = '\0';
        value_set(t, payload, copy, value);
    }
}
