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

/* --- coming and going ------------------------------------------------------------------------- */

void form_close(struct form *form) {
    json_decref(form->playbooks);
    json_decref(form->document);
    json_decref(form->standing);
    json_decref(form->organisations);
    json_decref(form->values);
    json_decref(form->municipalities);
    json_decref(form->trial);
    json_decref(form->narrowed);
    json_decref(form->zones);
    json_decref(form->leaders);
    text_buf_close(&form->problem);
    memset(form, 0, sizeof *form);
}

/* Which steps a kind goes through, as bits. */
static unsigned steps_of(enum form_kind kind) {
#define STEP(step) (1u << STEP_##step)
    static const unsigned steps[] = {
        [FORM_NONE] = 0,
        [FORM_ACTIVATE] = STEP(PLAYBOOK) | STEP(WHERE) | STEP(VALUES) | STEP(WHY) | STEP(CONFIRM),
        [FORM_UPDATE] = STEP(VALUES) | STEP(WHY) | STEP(CONFIRM),
        [FORM_LIFT] = STEP(WHY) | STEP(CONFIRM),
        [FORM_DISMISS] = STEP(WHY),
        [FORM_ALERT] = STEP(WHY),
        [FORM_LIMIT] = STEP(CONFIRM),
        [FORM_RENEW] = STEP(VALUES) | STEP(WHY) | STEP(CONFIRM),
        [FORM_NARROW] = STEP(WHERE) | STEP(WHY) | STEP(CONFIRM),
        [FORM_REVIEW] = STEP(CONFIRM),
        [FORM_OFFER] = STEP(WHERE) | STEP(CONFIRM),
        [FORM_ACCEPT] = STEP(CONFIRM),
        [FORM_TAKE] = STEP(WHY) | STEP(CONFIRM),
        [FORM_TICKET] = STEP(PLAYBOOK) | STEP(VALUES) | STEP(CONFIRM),
        [FORM_PLACE] = STEP(WHERE),
    };
#undef STEP
    return steps[kind];
}

static bool has_step(const struct form *form, enum form_step step) {
    if (step == STEP_VALUES && form->field_count == 0) return false;
    if (step == STEP_PLAYBOOK && form->playbooks == NULL) return false; /* it was given */
    return ((steps_of(form->kind) >> step) & 1) != 0;
}

static enum form_step first_step(enum form_kind kind) {
    enum form_step step = STEP_PLAYBOOK;
    while (step < STEP_SENDING && ((steps_of(kind) >> step) & 1) == 0)
        step++;
    return step;
}

static void open_form(struct form *form, enum form_kind kind, enum language language) {
    form_close(form);
    form->kind = kind;
    form->language = language;
    form->values = json_object();
    form->municipalities = json_array();
    form->narrowed = json_array();
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

void form_from_alert(struct form *form, enum language language, json_t *organisations,
                     const char *alert) {
    open_form(form, FORM_ACTIVATE, language);
    form->organisations = organisations;
    form->step = STEP_WHERE;
    text_copy(form->alert, sizeof form->alert, alert);
}

void form_hand_over(struct form *form, enum language language, enum form_kind kind, const char *id,
                    const char *title, const char *own, const char *other) {
    open_form(form, kind, language);
    form->step = first_step(kind);
    text_copy(form->subject, sizeof form->subject, id);
    text_copy(form->title, sizeof form->title, title);
    text_copy(form->topic, sizeof form->topic, other);
    text_copy(form->own, sizeof form->own, own);
}

void form_ticket(struct form *form, enum language language, const char *call, const char *name) {
    open_form(form, FORM_TICKET, language);
    text_copy(form->subject, sizeof form->subject, call);
    text_copy(form->title, sizeof form->title, name);
}

void form_place(struct form *form, enum language language, const char *call, const char *name,
                const char *postcode) {
    open_form(form, FORM_PLACE, language);
    form->step = STEP_WHERE;
    text_copy(form->subject, sizeof form->subject, call);
    text_copy(form->title, sizeof form->title, name);
    text_copy(form->where, sizeof form->where, postcode);
}

void form_standing(struct form *form, enum language language, json_t *organisations,
                   enum form_kind kind, const char *id, const char *title) {
    open_form(form, kind, language);
    form->organisations = organisations;
    form->step = first_step(kind);
    if (kind == FORM_RENEW) form->document = form_times();
    text_copy(form->subject, sizeof form->subject, id);
    text_copy(form->title, sizeof form->title, title);
}

void form_organisation(struct form *form, enum language language, enum form_kind kind,
                       const char *id, const char *name, const char *topic) {
    open_form(form, kind, language);
    form->step = first_step(kind);
    text_copy(form->subject, sizeof form->subject, id);
    text_copy(form->title, sizeof form->title, name);
    text_copy(form->topic, sizeof form->topic, topic);
}

void form_say(struct form *form, enum text_id id, const char *value) {
    text_buf_clear(&form->problem);
    texts_fill(&form->problem, form->language, id, value, NULL);
}

const char *form_word(const struct form *form) {
    static const enum text_id words[] = {
        [FORM_UPDATE] = T_WORD_UPDATE, [FORM_LIFT] = T_WORD_LIFT,     [FORM_RENEW] = T_WORD_RENEW,
        [FORM_NARROW] = T_WORD_NARROW, [FORM_OFFER] = T_WORD_OFFER,   [FORM_ACCEPT] = T_WORD_TAKE,
        [FORM_TAKE] = T_WORD_TAKE,     [FORM_TICKET] = T_WORD_UPDATE, [FORM_REVIEW] = T_WORD_REVIEW,
    };
    if (form->kind == FORM_TICKET) return NULL;
    if (form->kind != FORM_ACTIVATE) return texts_get(form->language, words[form->kind]);
    return texts_get(form->language, form->exercise ? T_WORD_EXERCISE : T_WORD_ACTIVATE);
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

/* What the alert says that the playbook asks for. */
static const json_t *suggested(const struct form *form) {
    const json_t *first = json_array_get(
        json_object_get(form->alert[0] == '\0' ? NULL : form->standing, "suggestions"), 0);
    char playbook[LIMIT_ID];
    decode_text(first, "playbook", playbook, sizeof playbook);
    return strcmp(playbook, form->playbook) == 0 ? json_object_get(first, "parameters") : NULL;
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
        if (form->kind == FORM_RENEW) value = form_time_of(form, name);
        if (form->kind == FORM_ACTIVATE) value = json_object_get(suggested(form), name);
        if (value == NULL && form->kind != FORM_UPDATE)
            value = json_object_get(parameter, "default");
        form->names[i] = name;
        typed(form->fields[i], parameter, value);
        memcpy(form->before[i], form->fields[i], FORM_TEXT);
    }
}

/* Eight digits, whatever blanks, points and hyphens stand between them. */
static bool has_phone(const char *text) {
    size_t digits = 0;
    for (;; text++) {
        bool digit = *text >= '0' && *text <= '9';
        if (digit) digits++;
        if (digit || (digits > 0 && *text != '\0' && strchr(" .-", *text) != NULL)) continue;
        if (digits == 8) return true;
        digits = 0;
        if (*text == '\0') return false;
    }
}

/* What names a person does not even leave this terminal. The coordinator checks again, more strictly. */
static bool names_person(const char *text) {
    return text_has_cpr(text, strlen(text)) || has_phone(text) || strchr(text, '@') != NULL;
}

/* One field into the values to be sent; false: it is no value, and the problem is said. */
static bool take_field(struct form *form, int i, time_ms now) {
    const json_t *parameter = parameter_of(form, i);
    const char *text = form->fields[i];
    json_t *value = NULL;
    bool kept = (form->kind == FORM_UPDATE || form->kind == FORM_RENEW) &&
                strcmp(text, form->before[i]) == 0;
    if (form->kind == FORM_TICKET && text[0] == '\0' && decode_bool(parameter, "optional"))
        return true;
    if (kept || (text[0] == '\0' && json_object_get(parameter, "default") != NULL)) return true;
    if (text[0] == '\0' && decode_bool(parameter, "optional")) {
        json_object_set_new(form->values, form->names[i], json_null());
        return true;
    }
    if (form->kind == FORM_TICKET && !has_type(parameter, "datetime") && names_person(text)) {
        form_say(form, T_FORM_TICKET_PERSON, "");
        return false;
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
    if (form->kind != FORM_ACTIVATE && json_object_size(form->values) == 0) {
        form_say(form, T_FORM_NOTHING_CHANGED, "");
        return false;
    }
    return true;
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
    if (form->step == STEP_PLAYBOOK && form->kind == FORM_TICKET)
        return (int)json_array_size(json_object_get(form->playbooks, "kinds"));
    if (form->step == STEP_PLAYBOOK) {
        size_t i;
        json_t *row;
        int count = 0;
        json_array_foreach(json_object_get(form->playbooks, "playbooks"), i, row) count +=
            decode_bool(row, "approved");
        return count;
    }
    if (form->step == STEP_WHERE) return (int)json_array_size(form->leaders);
    return form->step == STEP_VALUES ? form->field_count : 0;
}

/* What a ticket of the chosen kind is made of is asked for like a playbook's values. */
static bool choose_kind(struct form *form) {
    const json_t *kind =
        json_array_get(json_object_get(form->playbooks, "kinds"), (size_t)form->selected);
    if (kind == NULL) return false;
    decode_text(kind, "kind", form->playbook, sizeof form->playbook);
    json_decref(form->document);
    form->document = form_members(kind);
    lay_out_fields(form);
    return true;
}

static bool choose_playbook(struct form *form) {
    if (form->kind == FORM_TICKET) return choose_kind(form);
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
        form_say(form, T_FORM_REASON_NONE, "");
        return false;
    }
    if (strlen(form->why) >= LIMIT_REASON) {
        form_say(form, T_USAGE_REASON_LONG, "");
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
        if (!whole || number > 10000) form_say(form, T_FORM_NUMBER, "");
        return whole && number <= 10000;
    }
    if (form_word(form) == NULL || strcasecmp(form->word, form_word(form)) == 0) return true;
    form_say(form, T_FORM_WORD, form_word(form));
    return false;
}

static void go_to(struct form *form, enum form_step step) {
    form->step = step;
    if (step == STEP_SENDING) return;
    form->selected = form->scroll = 0;
    text_buf_clear(&form->problem);
    if (step == STEP_CONFIRM) form->word[0] = '\0';
}

static enum form_step next_step(const struct form *form) {
    enum form_step step = form->step + 1;
    while (step < STEP_SENDING && !has_step(form, step))
        step++;
    return step;
}

/* A dry run and a list to choose from come when they come. */
static bool waits(const struct form *form) {
    enum form_need need = form_need(form);
    return need != NEED_NOTHING && need != NEED_TRIAL && need != NEED_LEADERS && need != NEED_ZONES;
}

/* Enter: the step's answer is taken, or its problem said. */
static void go_on(struct form *form, time_ms now) {
    if (form->failed) {
        form->failed = false;
        text_buf_clear(&form->problem);
        return;
    }
    form->ahead = waits(form) && (form->step == STEP_WHERE || form->step == STEP_WHY);
    if (waits(form)) return;
    bool taken = false;
    switch (form->step) {
    case STEP_PLAYBOOK: taken = choose_playbook(form); break;
    case STEP_WHERE: taken = form_take_where(form); break;
    case STEP_VALUES:
        if (form->selected + 1 < form->field_count)
            form->selected++;
        else
            taken = take_fields(form, now);
        break;
    case STEP_WHY: taken = take_why(form); break;
    case STEP_CONFIRM: taken = take_word(form); break;
    case STEP_SENDING: break;
    }
    if (taken) go_to(form, next_step(form));
}

/* Escape: to the answer before; false from the first. */
static bool go_back(struct form *form) {
    json_decref(form->trial);
    form->trial = NULL;
    form->failed = false;
    if (form->step == STEP_SENDING) return true; /* it is under way: its answer decides */
    for (enum form_step step = form->step; step > STEP_PLAYBOOK;) {
        if (!has_step(form, --step)) continue;
        go_to(form, step);
        return true;
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
    form_leave_typed(form);
    if (key == PRESS_DOWN || key == PRESS_TAB) form->selected++;
    if (key == PRESS_UP || key == PRESS_BACK_TAB) form->selected--;
    if (form->selected < 0) form->selected = rows - 1;
    if (form->selected >= rows) form->selected = 0;
}

/* In a field with options a digit chooses one, whatever stood there. */
static bool choose_option(struct form *form, int key) {
    char digit[2] = {(char)key, '\0'};
    if (form->step != STEP_VALUES || form->field_count == 0 || key < '1' || key > '9') return false;
    const json_t *option = guide_option(parameter_of(form, form->selected), digit);
    if (option == NULL) return false;
    decode_text(option, "value", form->fields[form->selected], FORM_TEXT);
    return true;
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
    else if (choose_option(form, key))
        text_buf_clear(&form->problem);
    else if (form->kind == FORM_TICKET && form->step == STEP_PLAYBOOK && character) {
        if (key < '1' || key >= '1' + row_count(form)) return true;
        form->selected = key - '1';
        go_on(form, now);
    } else if (key == ' ' && form->step == STEP_PLAYBOOK && form->kind == FORM_ACTIVATE)
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

/* What the alert suggests; when it suggests nothing, a playbook is chosen by hand. */
static void take_alert(struct form *form, const json_t *answer) {
    const json_t *first = json_array_get(json_object_get(answer, "suggestions"), 0);
    size_t i, length = 0;
    json_t *id;
    keep(&form->standing, answer);
    decode_text(first, "playbook", form->playbook, sizeof form->playbook);
    form->exercise = form->exercise || decode_bool(first, "exercise");
    form->where[0] = '\0';
    json_array_foreach(json_object_get(answer, "municipalities"), i, id) {
        if (!json_is_string(id) || length + LIMIT_ID > sizeof form->where) break;
        length += (size_t)snprintf(form->where + length, sizeof form->where - length, "%s%s",
                                   i > 0 ? ", " : "", json_string_value(id));
    }
    if (form->playbook[0] == '\0') form->step = STEP_PLAYBOOK;
}

/* Before anything is typed: may the call have a ticket at all? */
static void take_offered(struct form *form, const json_t *answer) {
    const json_t *ticket = json_object_get(json_object_get(answer, "transfer"), "ticket");
    char because[LIMIT_WORD];
    keep(&form->standing, answer);
    if (decode_bool(ticket, "offered")) return;
    decode_text(ticket, "because", because, sizeof because);
    form_say(form, T_FORM_TICKET_NOT_OFFERED, texts_word(form->language, "because", because));
    json_decref(form->standing);
    form->standing = NULL;
    form->failed = true;
}

void form_answer(struct form *form, enum form_need need, const json_t *answer,
                 const char *sentence) {
    if (form->kind == FORM_NONE) return;
    if (answer == NULL) {
        text_buf_clear(&form->problem);
        text_add(&form->problem, sentence);
        if (need == NEED_SEND) {
            /* What was typed stands: it is corrected and sent again. */
            form->step = has_step(form, STEP_CONFIRM) ? STEP_CONFIRM
                         : has_step(form, STEP_WHY)   ? STEP_WHY
                                                      : STEP_WHERE;
            form->word[0] = '\0';
        } else if (need == NEED_TRIAL) {
            form->trial = json_null();
        } else if (need == NEED_LEADERS || need == NEED_ZONES) {
            text_buf_clear(&form->problem); /* a name can be typed all the same */
            keep(need == NEED_ZONES ? &form->zones : &form->leaders, json_null());
        } else {
            form->failed = true;
        }
        return;
    }
    switch (need) {
    case NEED_PLAYBOOKS: keep(&form->playbooks, answer); break;
    case NEED_STANDING:
        keep(&form->standing, answer);
        decode_text(form_record(form), "playbook", form->playbook, sizeof form->playbook);
        form->exercise = decode_bool(form_record(form), "exercise");
        if (form->kind == FORM_RENEW) lay_out_fields(form);
        break;
    case NEED_ALERT: take_alert(form, answer); break;
    case NEED_OFFERED: take_offered(form, answer); break;
    case NEED_KINDS: keep(&form->playbooks, answer); break;
    case NEED_DOCUMENT:
        keep(&form->document, json_object_get(answer, "text"));
        lay_out_fields(form);
        break;
    case NEED_TRIAL: keep(&form->trial, answer); break;
    case NEED_ZONES: keep(&form->zones, answer); break;
    case NEED_LEADERS: form_take_leaders(form, answer); break;
    case NEED_SEND:
    case NEED_NOTHING: break;
    }
    if (form->ahead && !waits(form)) go_on(form, 0);
}
