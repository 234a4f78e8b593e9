#include "agents-cli/form.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agents-cli/decode.h"
#include "agents-cli/guide.h"
#include "agents-cli/session.h"
#include "agents-cli/show.h"
#include "base/assert.h"

#define PATH_BYTES 192

/* --- coming and going ------------------------------------------------------------------------- */

void form_close(struct form *form) {
    json_decref(form->playbooks);
    json_decref(form->document);
    json_decref(form->standing);
    json_decref(form->organisations);
    json_decref(form->values);
    json_decref(form->municipalities);
    json_decref(form->trial);
    text_buf_close(&form->problem);
    memset(form, 0, sizeof *form);
}

static void open_form(struct form *form, enum form_kind kind, enum language language) {
    form_close(form);
    form->kind = kind;
    form->language = language;
    form->values = json_object();
    form->municipalities = json_array();
    text_buf_init(&form->problem, 16384);
}

void form_activate(struct form *form, enum language language, json_t *organisations, bool exercise,
                   const char *playbook, const char *municipality) {
    open_form(form, FORM_ACTIVATE, language);
    form->organisations = organisations;
    form->exercise = exercise;
    text_copy(form->playbook, sizeof form->playbook, playbook);
    text_copy(form->where, sizeof form->where, municipality);
    if (form->playbook[0] != '\0') form->step = STEP_WHERE;
}

void form_standing(struct form *form, enum language language, json_t *organisations,
                   enum form_kind kind, const char *id, const char *title) {
    open_form(form, kind, language);
    form->organisations = organisations;
    form->step = kind == FORM_UPDATE ? STEP_VALUES : STEP_WHY;
    text_copy(form->subject, sizeof form->subject, id);
    text_copy(form->title, sizeof form->title, title);
}

void form_organisation(struct form *form, enum language language, enum form_kind kind,
                       const char *id, const char *name, const char *topic) {
    open_form(form, kind, language);
    form->step = kind == FORM_LIMIT ? STEP_CONFIRM : STEP_WHY;
    text_copy(form->subject, sizeof form->subject, id);
    text_copy(form->title, sizeof form->title, name);
    text_copy(form->topic, sizeof form->topic, topic);
}

static void say(struct form *form, enum text_id id, const char *value) {
    text_buf_clear(&form->problem);
    texts_fill(&form->problem, form->language, id, value, NULL);
}

const char *form_word(const struct form *form) {
    enum text_id id = form->kind == FORM_LIFT     ? T_WORD_LIFT
                      : form->kind == FORM_UPDATE ? T_WORD_UPDATE
                      : form->exercise            ? T_WORD_EXERCISE
                                                  : T_WORD_ACTIVATE;
    return texts_get(form->language, id);
}

/* --- what it needs ---------------------------------------------------------------------------- */

enum form_need form_need(const struct form *form) {
    bool stands = form->kind == FORM_UPDATE || form->kind == FORM_LIFT;
    if (form->kind == FORM_NONE || form->failed) return NEED_NOTHING;
    if (form->step == STEP_SENDING) return NEED_SEND;
    if (stands && form->standing == NULL) return NEED_STANDING;
    if (form->kind == FORM_ACTIVATE && form->step == STEP_PLAYBOOK)
        return form->playbooks == NULL ? NEED_PLAYBOOKS : NEED_NOTHING;
    if ((stands || form->kind == FORM_ACTIVATE) && form->document == NULL) return NEED_DOCUMENT;
    if (form->kind == FORM_ACTIVATE && form->step == STEP_CONFIRM && form->trial == NULL)
        return NEED_TRIAL;
    return NEED_NOTHING;
}

static const json_t *standing_record(const struct form *form) {
    return json_object_get(form->standing, "activation");
}

static json_t *activation_body(const struct form *form) {
    json_t *body = json_object();
    json_object_set_new(body, "playbook", json_string(form->playbook));
    json_object_set(body, "parameters", form->values);
    json_object_set(body, "municipalities", form->municipalities);
    json_object_set_new(body, "reason", json_string(form->why));
    if (form->exercise) json_object_set_new(body, "exercise", json_true());
    return body;
}

static json_t *trial_body(const struct form *form) {
    json_t *command = json_object(), *body = json_object();
    json_object_set_new(command, "playbook", json_string(form->playbook));
    if (!form->everywhere) json_object_set(command, "municipalities", form->municipalities);
    if (form->exercise) json_object_set_new(command, "exercise", json_true());
    json_object_set_new(body, "activation", command);
    return body;
}

static json_t *send_body(const struct form *form, char *path, size_t size) {
    switch (form->kind) {
    case FORM_ACTIVATE: snprintf(path, size, "/v1/activations"); return activation_body(form);
    case FORM_UPDATE: {
        snprintf(path, size, "/v1/activations/%s/update", form->subject);
        json_t *body = json_pack("{s:s}", "reason", form->why);
        json_object_set(body, "revision", json_object_get(standing_record(form), "revision"));
        json_object_set(body, "parameters", form->values);
        return body;
    }
    case FORM_LIFT:
        snprintf(path, size, "/v1/activations/%s/lift", form->subject);
        return json_pack("{s:s}", "reason", form->why);
    case FORM_DISMISS:
        snprintf(path, size, "/v1/organisations/%s/dismiss-surge", form->subject);
        return json_pack("{s:s,s:s}", "topic", form->topic, "reason", form->why);
    case FORM_LIMIT: {
        snprintf(path, size, "/v1/organisations/%s/help", form->subject);
        return json_pack("{s:b,s:I}", "declines", json_is_true(form->standing), "help_max",
                         (json_int_t)strtoll(form->word, NULL, 10));
    }
    case FORM_NONE: break;
    }
    UNREACHABLE("a form that sends nothing");
}

bool form_request(const struct form *form, enum form_need need, const char **method, char *path,
                  size_t size, json_t **body) {
    char version[72];
    *method = need == NEED_TRIAL || need == NEED_SEND ? "POST" : "GET";
    *body = NULL;
    path[0] = '\0';
    switch (need) {
    case NEED_PLAYBOOKS: snprintf(path, size, "/v1/playbooks"); break;
    case NEED_STANDING: snprintf(path, size, "/v1/activations/%s", form->subject); break;
    case NEED_DOCUMENT:
        decode_text(standing_record(form), "version", version, sizeof version);
        snprintf(path, size, "/v1/playbooks/%s%s%s", form->playbook,
                 version[0] == '\0' ? "" : "?version=", version);
        break;
    case NEED_TRIAL:
        snprintf(path, size, "/v1/dry-run");
        *body = trial_body(form);
        break;
    case NEED_SEND: *body = send_body(form, path, size); break;
    case NEED_NOTHING: return false;
    }
    return path[0] != '\0';
}

/* --- fields ----------------------------------------------------------------------------------- */

static const json_t *parameter_of(const struct form *form, int field) {
    return json_object_get(json_object_get(form->document, "parameters"), form->names[field]);
}

static bool has_type(const json_t *parameter, const char *wanted) {
    const char *type = json_string_value(json_object_get(parameter, "type"));
    return type != NULL && strcmp(type, wanted) == 0;
}

/* A value as it is typed. */
static void typed(char out[FORM_TEXT], const json_t *parameter, const json_t *value) {
    time_ms at;
    struct civil local;
    out[0] = '\0';
    if (json_is_integer(value)) {
        snprintf(out, FORM_TEXT, "%lld", (long long)json_integer_value(value));
    } else if (has_type(parameter, "datetime") && json_is_string(value) &&
               time_parse_rfc3339(json_string_value(value), json_string_length(value), &at)) {
        civil_copenhagen(at, &local);
        snprintf(out, FORM_TEXT, "%02d.%02d.%04d %02d:%02d", local.day, local.month, local.year,
                 local.hour, local.minute);
    } else if (json_is_string(value)) {
        struct text_buf clean;
        text_buf_init(&clean, FORM_TEXT);
        show_clean(&clean, json_string_value(value), json_string_length(value), false);
        if (!clean.overflowed && clean.length > 0) text_copy(out, FORM_TEXT, clean.data);
        text_buf_close(&clean);
    }
}

static void lay_out_fields(struct form *form) {
    const char *name;
    json_t *parameter;
    const json_t *standing = json_object_get(form->standing, "parameters");
    form->field_count = 0;
    json_object_foreach(json_object_get(form->document, "parameters"), name, parameter) {
        if (form->field_count == FORM_FIELDS) break;
        int i = form->field_count++;
        const json_t *value = json_object_get(standing, name);
        if (form->kind == FORM_ACTIVATE) value = json_object_get(parameter, "default");
        form->names[i] = name;
        typed(form->fields[i], parameter, value);
        memcpy(form->before[i], form->fields[i], FORM_TEXT);
    }
}

/* One field into the values to be sent; false: it is no value, and the problem is said. */
static bool take_field(struct form *form, int i, time_ms now) {
    const json_t *parameter = parameter_of(form, i);
    const char *text = form->fields[i];
    json_t *value = NULL;
    bool kept = form->kind == FORM_UPDATE && strcmp(text, form->before[i]) == 0;
    if (kept || (text[0] == '\0' && json_object_get(parameter, "default") != NULL)) return true;
    if (text[0] == '\0' && decode_bool(parameter, "optional")) {
        json_object_set_new(form->values, form->names[i], json_null());
        return true;
    }
    text_buf_clear(&form->problem);
    if (!guide_value(parameter, text, now, form->language, &value, &form->problem)) return false;
    text_buf_clear(&form->problem);
    json_object_set_new(form->values, form->names[i], value);
    return true;
}

static bool take_fields(struct form *form, time_ms now) {
    json_object_clear(form->values);
    for (int i = 0; i < form->field_count; i++) {
        if (take_field(form, i, now)) continue;
        form->selected = i;
        return false;
    }
    if (form->kind == FORM_UPDATE && json_object_size(form->values) == 0) {
        say(form, T_FORM_NOTHING_CHANGED, "");
        return false;
    }
    return true;
}

/* --- where ------------------------------------------------------------------------------------ */

static void add_area(struct form *form, const char *id) {
    size_t i, length = strlen(form->area);
    json_t *row;
    json_array_foreach(json_object_get(form->organisations, "organisations"), i, row) {
        const char *known = json_string_value(json_object_get(row, "id"));
        const char *name = json_string_value(json_object_get(row, "name"));
        if (known == NULL || name == NULL || strcmp(known, id) != 0) continue;
        snprintf(form->area + length, sizeof form->area - length, "%s%s", length > 0 ? ", " : "",
                 name);
    }
}

static bool take_where(struct form *form) {
    const char *at = form->where;
    json_array_clear(form->municipalities);
    form->area[0] = '\0';
    form->everywhere = strcasecmp(at, texts_get(form->language, T_WORD_ALL)) == 0;
    if (form->everywhere)
        return text_copy(form->area, sizeof form->area, texts_get(form->language, T_AREA_ALL));
    while (*at != '\0') {
        char one[FORM_TEXT];
        at += strspn(at, " ,");
        size_t length = strcspn(at, ",");
        snprintf(one, sizeof one, "%.*s", (int)length, at);
        at += length;
        for (size_t end = strlen(one); end > 0 && one[end - 1] == ' ';)
            one[--end] = '\0';
        if (one[0] == '\0') continue;
        const char *id = guide_municipality(form->organisations, one);
        if (id == NULL) {
            say(form, T_FORM_WHERE_UNKNOWN, one);
            return false;
        }
        json_array_append_new(form->municipalities, json_string(id));
        add_area(form, id);
    }
    if (json_array_size(form->municipalities) > 0) return true;
    say(form, T_FORM_WHERE_NONE, "");
    return false;
}

/* --- keys ------------------------------------------------------------------------------------- */

static char *typed_text(struct form *form) {
    if (form->step == STEP_WHERE) return form->where;
    if (form->step == STEP_VALUES && form->field_count > 0) return form->fields[form->selected];
    if (form->step == STEP_WHY) return form->why;
    return form->step == STEP_CONFIRM ? form->word : NULL;
}

void form_type(char *text, size_t size, int key) {
    char bytes[5];
    size_t length = strlen(text);
    if (key == PRESS_BACKSPACE) {
        while (length > 0 && ((unsigned char)text[length - 1] & 0xc0) == 0x80)
            text[--length] = '\0';
        if (length > 0) text[length - 1] = '\0';
        return;
    }
    if (key < 0x80)
        snprintf(bytes, sizeof bytes, "%c", key);
    else if (key < 0x800)
        snprintf(bytes, sizeof bytes, "%c%c", 0xc0 | key >> 6, 0x80 | (key & 0x3f));
    else if (key < 0x10000)
        snprintf(bytes, sizeof bytes, "%c%c%c", 0xe0 | key >> 12, 0x80 | (key >> 6 & 0x3f),
                 0x80 | (key & 0x3f));
    else
        return;
    if (length + strlen(bytes) < size) memcpy(text + length, bytes, strlen(bytes) + 1);
}

static int row_count(const struct form *form) {
    if (form->step == STEP_PLAYBOOK) {
        size_t i;
        json_t *row;
        int count = 0;
        json_array_foreach(json_object_get(form->playbooks, "playbooks"), i, row) count +=
            decode_bool(row, "approved");
        return count;
    }
    return form->step == STEP_VALUES ? form->field_count : 0;
}

static bool choose_playbook(struct form *form) {
    size_t i;
    json_t *row;
    int at = 0;
    json_array_foreach(json_object_get(form->playbooks, "playbooks"), i, row) {
        if (!decode_bool(row, "approved") || at++ != form->selected) continue;
        decode_text(row, "id", form->playbook, sizeof form->playbook);
        json_decref(form->document);
        form->document = NULL;
        return form->playbook[0] != '\0';
    }
    return false;
}

static bool take_why(struct form *form) {
    if (form->why[0] == '\0') {
        say(form, T_FORM_REASON_NONE, "");
        return false;
    }
    if (strlen(form->why) >= LIMIT_REASON) {
        say(form, T_USAGE_REASON_LONG, "");
        return false;
    }
    return true;
}

static bool take_word(struct form *form) {
    if (form->kind == FORM_LIMIT) {
        char *end;
        errno = 0;
        long number = strtol(form->word, &end, 10);
        bool whole = errno == 0 && end != form->word && *end == '\0' && number >= 0;
        if (!whole || number > 10000) say(form, T_FORM_NUMBER, "");
        return whole && number <= 10000;
    }
    if (strcasecmp(form->word, form_word(form)) == 0) return true;
    say(form, T_FORM_WORD, form_word(form));
    return false;
}

static void go_to(struct form *form, enum form_step step) {
    form->step = step;
    form->selected = form->scroll = 0;
    text_buf_clear(&form->problem);
    if (step == STEP_CONFIRM) form->word[0] = '\0';
}

/* Enter: the step's answer is taken, or its problem said. */
static void go_on(struct form *form, time_ms now) {
    if (form->failed) {
        form->failed = false;
        text_buf_clear(&form->problem);
        return;
    }
    form->ahead = form_need(form) != NEED_NOTHING && form_need(form) != NEED_TRIAL &&
                  (form->step == STEP_WHERE || form->step == STEP_WHY);
    if (form_need(form) != NEED_NOTHING && form_need(form) != NEED_TRIAL) return;
    switch (form->step) {
    case STEP_PLAYBOOK:
        if (choose_playbook(form)) go_to(form, STEP_WHERE);
        break;
    case STEP_WHERE:
        if (take_where(form)) go_to(form, form->field_count > 0 ? STEP_VALUES : STEP_WHY);
        break;
    case STEP_VALUES:
        if (form->selected + 1 < form->field_count)
            form->selected++;
        else if (take_fields(form, now))
            go_to(form, STEP_WHY);
        break;
    case STEP_WHY:
        if (take_why(form)) go_to(form, form->kind == FORM_DISMISS ? STEP_SENDING : STEP_CONFIRM);
        break;
    case STEP_CONFIRM:
        if (take_word(form)) form->step = STEP_SENDING;
        break;
    case STEP_SENDING: break;
    }
}

/* Escape: to the answer before; false from the first. */
static bool go_back(struct form *form) {
    json_decref(form->trial);
    form->trial = NULL;
    form->failed = false;
    switch (form->step) {
    case STEP_WHERE:
        if (form->playbooks == NULL) return false;
        go_to(form, STEP_PLAYBOOK);
        return true;
    case STEP_VALUES:
        if (form->kind == FORM_UPDATE) return false;
        go_to(form, STEP_WHERE);
        return true;
    case STEP_WHY:
        if (form->kind == FORM_LIFT || form->kind == FORM_DISMISS) return false;
        go_to(form, form->field_count > 0 ? STEP_VALUES : STEP_WHERE);
        return true;
    case STEP_CONFIRM:
        if (form->kind == FORM_LIMIT) return false;
        go_to(form, STEP_WHY);
        return true;
    case STEP_SENDING: return true; /* it is under way: its answer decides */
    case STEP_PLAYBOOK: break;
    }
    return false;
}

static void move(struct form *form, int key) {
    int rows = row_count(form);
    if (rows == 0) {
        if (key == PRESS_DOWN) form->scroll++;
        if (key == PRESS_UP) form->scroll--;
        if (key == PRESS_PAGE_DOWN) form->scroll += 8;
        if (key == PRESS_PAGE_UP) form->scroll -= 8;
        if (form->scroll < 0) form->scroll = 0;
        return;
    }
    if (key == PRESS_DOWN || key == PRESS_TAB) form->selected++;
    if (key == PRESS_UP || key == PRESS_BACK_TAB) form->selected--;
    if (form->selected < 0) form->selected = rows - 1;
    if (form->selected >= rows) form->selected = 0;
}

bool form_key(struct form *form, int key, time_ms now) {
    char *text = typed_text(form);
    bool character = key >= ' ' && key < PRESS_UP;
    form->ahead = false;
    if (key == PRESS_ESCAPE || key == PRESS_INTERRUPT) {
        bool stays = key == PRESS_ESCAPE && go_back(form);
        if (!stays) form_close(form);
        return stays;
    }
    if (key == PRESS_ENTER)
        go_on(form, now);
    else if (character && form->step == STEP_PLAYBOOK && key == ' ')
        form->exercise = !form->exercise;
    else if ((character || key == PRESS_BACKSPACE) && text != NULL)
        form_type(text, FORM_TEXT, key);
    else if (key >= PRESS_UP)
        move(form, key);
    return true;
}

bool form_line(struct form *form, const char *line, time_ms now) {
    char *text = typed_text(form);
    if (form->step == STEP_PLAYBOOK && line[0] != '\0') {
        char *end;
        long row = strtol(line, &end, 10);
        if (*end == '\0' && row >= 1 && row <= row_count(form)) form->selected = (int)row - 1;
    } else if (text != NULL && line[0] != '\0' && !text_copy(text, FORM_TEXT, line)) {
        text[0] = '\0';
    }
    return form_key(form, PRESS_ENTER, now);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void keep(json_t **where, const json_t *answer) {
    json_decref(*where);
    *where = json_incref((json_t *)answer);
}

void form_answer(struct form *form, enum form_need need, const json_t *answer,
                 const char *sentence) {
    if (form->kind == FORM_NONE) return;
    if (answer == NULL) {
        text_buf_clear(&form->problem);
        text_add(&form->problem, sentence);
        if (need == NEED_SEND) {
            /* What was typed stands: it is corrected and sent again. */
            form->step = form->kind == FORM_DISMISS ? STEP_WHY : STEP_CONFIRM;
            form->word[0] = '\0';
        } else if (need == NEED_TRIAL) {
            form->trial = json_null();
        } else {
            form->failed = true;
        }
        return;
    }
    switch (need) {
    case NEED_PLAYBOOKS: keep(&form->playbooks, answer); break;
    case NEED_STANDING:
        keep(&form->standing, answer);
        decode_text(standing_record(form), "playbook", form->playbook, sizeof form->playbook);
        form->exercise = decode_bool(standing_record(form), "exercise");
        break;
    case NEED_DOCUMENT:
        keep(&form->document, json_object_get(answer, "text"));
        lay_out_fields(form);
        break;
    case NEED_TRIAL: keep(&form->trial, answer); break;
    case NEED_SEND:
    case NEED_NOTHING: break;
    }
    if (form->ahead && form_need(form) == NEED_NOTHING) go_on(form, 0);
}

/* Lifts what was activated, says again what was said, or activates the same once more. */
bool form_undo(const struct form *form, const json_t *answer, char *path, size_t size,
               json_t **body) {
    const json_t *record = json_object_get(answer, "activation"), *before = standing_record(form);
    const char *reason = texts_get(form->language, T_UNDO_REASON);
    char id[LIMIT_ID];
    decode_text(record, "id", id, sizeof id);
    if (id[0] == '\0') return false;
    if (form->kind == FORM_ACTIVATE) {
        snprintf(path, size, "/v1/activations/%s/lift", id);
        *body = json_pack("{s:s}", "reason", reason);
        return true;
    }
    if (form->kind == FORM_UPDATE) {
        json_t *old = json_object(), *value;
        const char *name;
        json_object_foreach(form->values, name, value) {
            json_t *was = json_object_get(json_object_get(form->standing, "parameters"), name);
            json_object_set(old, name, was == NULL ? json_null() : was);
        }
        snprintf(path, size, "/v1/activations/%s/update", id);
        *body = json_pack("{s:s,s:o}", "reason", reason, "parameters", old);
        json_object_set(*body, "revision", json_object_get(record, "revision"));
        return true;
    }
    if (form->kind != FORM_LIFT) return false;
    snprintf(path, size, "/v1/activations");
    *body = json_pack("{s:s}", "reason", reason);
    json_object_set(*body, "parameters", json_object_get(form->standing, "parameters"));
    static const char *const same[] = {"playbook", "version", "municipalities", "priority",
                                       "exercise"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        json_object_set(*body, same[i], json_object_get(before, same[i]));
    return true;
}
