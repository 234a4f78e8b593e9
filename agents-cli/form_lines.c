/* How a form looks: what scrolls, and the question below it. */
#include <string.h>

#include "agents-cli/decode.h"
#include "agents-cli/form.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"
#include "agents-cli/why.h"

#define LINE_BYTES 16384

const char *form_title(const struct form *form) {
    static const enum text_id titles[] = {
        [FORM_NONE] = T_FORM_TITLE_ACTIVATE,   [FORM_ACTIVATE] = T_FORM_TITLE_ACTIVATE,
        [FORM_UPDATE] = T_FORM_TITLE_UPDATE,   [FORM_LIFT] = T_FORM_TITLE_LIFT,
        [FORM_DISMISS] = T_FORM_TITLE_DISMISS, [FORM_LIMIT] = T_FORM_TITLE_LIMIT};
    return texts_get(form->language, titles[form->kind]);
}

static void dim(struct text_buf *out, const struct form *form, enum text_id id, size_t columns) {
    show_wrapped(out, MARK_DIM, texts_get(form->language, id), columns);
}

static void playbook_rows(struct text_buf *out, const struct form *form, size_t columns,
                          int *focus) {
    const char *code = form->language == LANGUAGE_DA ? "da" : "en";
    int at = 0;
    size_t i;
    json_t *row;
    if (form->playbooks == NULL) dim(out, form, T_FORM_FETCHING, columns);
    json_array_foreach(json_object_get(form->playbooks, "playbooks"), i, row) {
        char id[LIMIT_ID], title[160];
        struct text_buf line;
        if (!decode_bool(row, "approved")) continue;
        decode_text(row, "id", id, sizeof id);
        decode_text(json_object_get(row, "title"), code, title, sizeof title);
        if (title[0] == '\0') decode_text(json_object_get(row, "title"), "da", title, sizeof title);
        text_buf_init(&line, LINE_BYTES);
        show_left(&line, id, 26);
        text_addf(&line, "  %s", title);
        if (at == form->selected) *focus = at;
        text_add(out, at == form->selected ? MARK_REVERSE "> " : "  ");
        show_left(out, line.data, columns - 2);
        text_add(out, MARK_NORMAL "\n");
        text_buf_close(&line);
        at++;
    }
    if (form->playbooks != NULL && at == 0) dim(out, form, T_FORM_NO_PLAYBOOKS, columns);
}

static void field_rows(struct text_buf *out, const struct form *form, size_t columns, int *focus) {
    const json_t *parameters = json_object_get(form->document, "parameters");
    const char *code = form->language == LANGUAGE_DA ? "da" : "en";
    size_t label_columns = columns * 9 / 20;
    if (form->document == NULL) dim(out, form, T_FORM_FETCHING, columns);
    for (int i = 0; i < form->field_count; i++) {
        const json_t *parameter = json_object_get(parameters, form->names[i]);
        char title[160];
        bool chosen = i == form->selected;
        bool free =
            decode_bool(parameter, "optional") || json_object_get(parameter, "default") != NULL;
        struct text_buf label;
        decode_text(json_object_get(parameter, "title"), code, title, sizeof title);
        text_buf_init(&label, LINE_BYTES);
        text_addf(&label, "%s%s %s", chosen ? ">" : " ", free ? "*" : " ",
                  title[0] != '\0' ? title : form->names[i]);
        if (chosen) *focus = i;
        text_add(out, chosen ? MARK_BOLD : "");
        show_left(out, label.data, label_columns);
        text_add(out, chosen ? " " MARK_REVERSE : " ");
        show_left(out, form->fields[i], columns - label_columns - 1);
        text_add(out, MARK_NORMAL "\n");
        text_buf_close(&label);
    }
}

/* The values as they would stand: those there are, under those that are new. */
static json_t *whole_values(const struct form *form) {
    json_t *whole = json_object();
    if (form->standing != NULL)
        json_object_update(whole, json_object_get(form->standing, "parameters"));
    json_object_update(whole, form->values);
    return whole;
}

static void standing_area(struct text_buf *out, const struct form *form) {
    const json_t *list =
        json_object_get(json_object_get(form->standing, "activation"), "municipalities");
    size_t i, k;
    json_t *id, *row;
    if (json_array_size(list) == 0) text_add(out, texts_get(form->language, T_AREA_ALL));
    json_array_foreach(list, i, id) {
        char name[LIMIT_NAME] = "";
        json_array_foreach(json_object_get(form->organisations, "organisations"), k, row) {
            if (json_equal(json_object_get(row, "id"), id))
                decode_text(row, "name", name, sizeof name);
        }
        text_addf(out, "%s%s", i > 0 ? ", " : "", name);
    }
}

static void confirm_rows(struct text_buf *out, const struct form *form, size_t columns) {
    struct text_buf line, area;
    json_t *values = whole_values(form);
    text_buf_init(&line, LINE_BYTES);
    text_buf_init(&area, LINE_BYTES);
    if (form->kind == FORM_ACTIVATE)
        text_add(&area, form->area);
    else
        standing_area(&area, form);
    if (form->kind == FORM_ACTIVATE)
        texts_fill(&line, form->language,
                   form->exercise ? T_FORM_WILL_EXERCISE : T_FORM_WILL_ACTIVATE, form->playbook,
                   text_slice(&area).data, form->why, NULL);
    else
        texts_fill(&line, form->language,
                   form->kind == FORM_LIFT ? T_FORM_WILL_LIFT : T_FORM_WILL_UPDATE, form->subject,
                   form->title, form->why, NULL);
    show_wrapped(out, form->exercise ? MARK_WARN : MARK_BAD, line.data, columns);
    guide_preview(out, form->document, values, text_slice(&area).data, form->language, columns,
                  form->kind == FORM_LIFT);
    if (form->kind == FORM_ACTIVATE) {
        text_addf(out, MARK_BOLD "%s" MARK_NORMAL "\n", texts_get(form->language, T_FORM_TRIAL));
        if (form->trial == NULL) dim(out, form, T_FORM_TRIAL_RUNS, columns);
        if (json_is_object(form->trial)) why_dry_run(out, form->language, form->trial);
    }
    json_decref(values);
    text_buf_close(&line);
    text_buf_close(&area);
}

void form_body(struct text_buf *out, const struct form *form, size_t columns, int *focus) {
    *focus = -1;
    switch (form->step) {
    case STEP_PLAYBOOK: playbook_rows(out, form, columns, focus); break;
    case STEP_VALUES: field_rows(out, form, columns, focus); break;
    case STEP_WHERE:
    case STEP_WHY: break;
    case STEP_CONFIRM:
    case STEP_SENDING:
        if (form->kind != FORM_LIMIT && form->kind != FORM_DISMISS)
            confirm_rows(out, form, columns);
        break;
    }
}

/* "Answer 2 of 4." stands only where there are four. */
static void question(struct text_buf *out, const struct form *form) {
    enum language language = form->language;
    bool activate = form->kind == FORM_ACTIVATE;
    switch (form->step) {
    case STEP_PLAYBOOK:
        text_addf(out, "%s  ", texts_get(language, T_FORM_PLAYBOOK));
        texts_fill(out, language, T_FORM_EXERCISE, form->exercise ? "x" : " ", NULL);
        break;
    case STEP_WHERE: text_add(out, texts_get(language, T_FORM_WHERE)); break;
    case STEP_VALUES:
        texts_fill(out, language, activate ? T_FORM_VALUES : T_FORM_UPDATE_VALUES, form->subject,
                   NULL);
        break;
    case STEP_WHY:
        if (form->kind == FORM_DISMISS)
            texts_fill(out, language, T_FORM_DISMISS, form->topic, form->title, NULL);
        else
            text_add(out, texts_get(language, activate ? T_FORM_WHY : T_FORM_REASON));
        break;
    case STEP_CONFIRM:
        if (form->kind == FORM_LIMIT)
            texts_fill(out, language, T_FORM_LIMIT, form->title, NULL);
        else
            texts_fill(out, language, activate ? T_FORM_CONFIRM : T_FORM_TYPE, form_word(form),
                       NULL);
        break;
    case STEP_SENDING: text_add(out, texts_get(language, T_FORM_SENDING)); break;
    }
}

static const char *typed_line(const struct form *form) {
    if (form->step == STEP_WHERE) return form->where;
    if (form->step == STEP_WHY) return form->why;
    return form->step == STEP_CONFIRM ? form->word : NULL;
}

void form_foot(struct text_buf *out, const struct form *form, size_t columns) {
    struct text_buf text;
    const char *line = typed_line(form);
    text_buf_init(&text, LINE_BYTES);
    if (form->problem.length > 0) show_wrapped(out, MARK_BAD, form->problem.data, columns);
    if (form->step == STEP_VALUES && form->field_count > 0) {
        const json_t *parameters = json_object_get(form->document, "parameters");
        guide_question(&text, json_object_get(parameters, form->names[form->selected]),
                       form->language);
        show_wrapped(out, MARK_DIM, text_slice(&text).data, columns);
        text_buf_clear(&text);
    }
    question(&text, form);
    show_wrapped(out, MARK_BOLD, text_slice(&text).data, columns);
    if (line != NULL) {
        /* The end of a long text is what is being typed. */
        size_t width = show_width(line);
        while (width + 4 > columns && *line != '\0') {
            do
                line++;
            while (((unsigned char)*line & 0xc0) == 0x80);
            width = show_width(line);
        }
        text_addf(out, MARK_BOLD "> " MARK_NORMAL "%s" MARK_REVERSE " " MARK_NORMAL "\n", line);
    }
    text_buf_close(&text);
}
