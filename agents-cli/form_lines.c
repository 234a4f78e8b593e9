/* How a form looks: what scrolls, and the question below it. */
#include <string.h>
#include <strings.h>

#include "agents-cli/decode.h"
#include "agents-cli/form.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"
#include "agents-cli/why.h"

#define LINE_BYTES 16384

const char *form_title(const struct form *form) {
    static const enum text_id titles[] = {
        [FORM_NONE] = T_FORM_TITLE_ACTIVATE,    [FORM_ACTIVATE] = T_FORM_TITLE_ACTIVATE,
        [FORM_UPDATE] = T_FORM_TITLE_UPDATE,    [FORM_LIFT] = T_FORM_TITLE_LIFT,
        [FORM_DISMISS] = T_FORM_TITLE_DISMISS,  [FORM_LIMIT] = T_FORM_TITLE_LIMIT,
        [FORM_ALERT] = T_FORM_TITLE_ALERT,      [FORM_RENEW] = T_FORM_TITLE_RENEW,
        [FORM_NARROW] = T_FORM_TITLE_NARROW,    [FORM_OFFER] = T_FORM_TITLE_HAND_OVER,
        [FORM_ACCEPT] = T_FORM_TITLE_HAND_OVER, [FORM_TAKE] = T_FORM_TITLE_HAND_OVER,
        [FORM_TICKET] = T_FORM_TITLE_TICKET,    [FORM_PLACE] = T_FORM_TITLE_PLACE,
        [FORM_REVIEW] = T_FORM_TITLE_REVIEW};
    return texts_get(form->language, titles[form->kind]);
}

static void dim(struct text_buf *out, const struct form *form, enum text_id id, size_t columns) {
    show_wrapped(out, MARK_DIM, texts_get(form->language, id), columns);
}

static void chosen_row(struct text_buf *out, const char *line, bool chosen, size_t columns) {
    text_add(out, chosen ? MARK_REVERSE "> " : "  ");
    show_left(out, line, columns - 2);
    text_add(out, MARK_NORMAL "\n");
}

/* Of tickets, with what each is made of. */
static void kind_rows(struct text_buf *out, const struct form *form, size_t columns, int *focus) {
    size_t i, k;
    json_t *row, *member;
    json_array_foreach(json_object_get(form->playbooks, "kinds"), i, row) {
        char kind[LIMIT_WORD], name[LIMIT_WORD], number[SHOW_MAX];
        struct text_buf line;
        text_buf_init(&line, LINE_BYTES);
        decode_text(row, "kind", kind, sizeof kind);
        text_addf(&line, "%s ", show_number(form->language, (int64_t)i + 1, number));
        show_left(&line, texts_word(form->language, "ticket_kind", kind), 22);
        json_array_foreach(json_object_get(row, "members"), k, member) {
            decode_text(member, "name", name, sizeof name);
            text_addf(&line, "%s%s", k > 0 ? ", " : " ",
                      texts_word(form->language, "ticket_member", name));
        }
        if ((int)i == form->selected) *focus = (int)i;
        chosen_row(out, line.data, (int)i == form->selected, columns);
        text_buf_close(&line);
    }
}

static void playbook_rows(struct text_buf *out, const struct form *form, size_t columns,
                          int *focus) {
    const char *code = form->language == LANGUAGE_DA ? "da" : "en";
    int at = 0;
    size_t i;
    json_t *row;
    if (form->playbooks == NULL && !form->failed) dim(out, form, T_FORM_FETCHING, columns);
    if (form->kind == FORM_TICKET) kind_rows(out, form, columns, focus);
    if (form->kind == FORM_TICKET) return;
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
        chosen_row(out, line.data, at == form->selected, columns);
        text_buf_close(&line);
        at++;
    }
    if (form->playbooks != NULL && at == 0) dim(out, form, T_FORM_NO_PLAYBOOKS, columns);
}

/* What is typed, and what a number or a word of the coordinator's stands for; where nothing is being typed, that alone. */
static void add_typed(struct text_buf *out, const struct form *form, const json_t *parameter,
                      const char *typed, bool chosen) {
    const json_t *option = guide_option(parameter, typed);
    char text[160], value[64];
    bool means = typed[0] != '\0' && option != NULL;
    decode_text(json_object_get(option, "text"), form->language == LANGUAGE_DA ? "da" : "en", text,
                sizeof text);
    decode_text(option, "value", value, sizeof value);
    if (chosen || !means) text_add(out, typed);
    if (means) text_addf(out, "%s%s", chosen ? " = " : "", text[0] != '\0' ? text : value);
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
        text_buf_clear(&label);
        add_typed(&label, form, parameter, form->fields[i], chosen);
        show_left(out, label.data, columns - label_columns - 1);
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
    const json_t *list = json_object_get(form_record(form), "municipalities");
    json_t *parts = guide_parts(form_record(form));
    if (json_array_size(list) == 0) text_add(out, texts_get(form->language, T_AREA_ALL));
    guide_area_text(out, form->organisations, list, parts);
    json_decref(parts);
}

static void filled(struct text_buf *out, const struct form *form, const char *mark, enum text_id id,
                   const char *a, const char *b, const char *c, size_t columns) {
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    texts_fill(&line, form->language, id, a, b, c, NULL);
    show_wrapped(out, mark, text_slice(&line).data, columns);
    text_buf_close(&line);
}

/* Of those who stay, what is in the area in part: that stays so. */
static json_t *staying_parts(const struct form *form) {
    json_t *parts = guide_parts(form_record(form));
    for (size_t i = json_array_size(parts), at; i-- > 0;) {
        const char *id =
            json_string_value(json_object_get(json_array_get(parts, i), "municipality"));
        for (at = 0; at < json_array_size(form->values); at++)
            if (strcmp(json_string_value(json_array_get(form->values, at)), id) == 0) break;
        if (at == json_array_size(form->values)) json_array_remove(parts, i);
    }
    return parts;
}

/* Who leaves, who stays, and what those who left are told from then on. */
static void narrow_rows(struct text_buf *out, const struct form *form, size_t columns) {
    struct text_buf leaving, staying;
    json_t *values = whole_values(form), *parts = staying_parts(form);
    text_buf_init(&leaving, LINE_BYTES);
    text_buf_init(&staying, LINE_BYTES);
    guide_area_text(&leaving, form->organisations, form->municipalities, NULL);
    guide_area_text(&staying, form->organisations, form->values, parts);
    filled(out, form, form->exercise ? MARK_WARN : MARK_BAD, T_FORM_WILL_NARROW, form->subject,
           text_slice(&leaving).data, text_slice(&staying).data, columns);
    guide_preview(out, form->document, values, text_slice(&leaving).data, form->language, columns,
                  true);
    json_decref(values);
    json_decref(parts);
    text_buf_close(&leaving);
    text_buf_close(&staying);
}

static void renew_rows(struct text_buf *out, const struct form *form, size_t columns) {
    for (int i = 0; i < form->field_count; i++) {
        const json_t *parameters = json_object_get(form->document, "parameters");
        char title[160];
        decode_text(json_object_get(json_object_get(parameters, form->names[i]), "title"),
                    form->language == LANGUAGE_DA ? "da" : "en", title, sizeof title);
        const json_t *value = json_object_get(form->values, form->names[i]);
        char now[SHOW_MAX] = "";
        time_ms at;
        if (json_is_string(value) &&
            time_parse_rfc3339(json_string_value(value), json_string_length(value), &at))
            show_time(form->language, at, now);
        char was[SHOW_MAX] = "-";
        time_ms before = decode_integer(form_record(form), form->names[i], 0);
        if (before != 0) show_time(form->language, before, was);
        if (now[0] != '\0')
            filled(out, form, MARK_BOLD, T_FORM_WILL_RENEW, title, now, was, columns);
    }
    filled(out, form, "", T_FORM_OF, form->subject, form->title, form->why, columns);
}

/* To whom it goes, and all that it says: nothing but this leaves. */
static void ticket_rows(struct text_buf *out, const struct form *form, size_t columns) {
    const json_t *parameters = json_object_get(form->document, "parameters");
    filled(out, form, MARK_BOLD, T_FORM_WILL_TICKET, form->title,
           texts_word(form->language, "ticket_kind", form->playbook), "", columns);
    for (int i = 0; i < form->field_count; i++) {
        struct text_buf line;
        char title[160];
        const json_t *parameter = json_object_get(parameters, form->names[i]);
        if (form->fields[i][0] == '\0') continue;
        text_buf_init(&line, LINE_BYTES);
        decode_text(json_object_get(parameter, "title"),
                    form->language == LANGUAGE_DA ? "da" : "en", title, sizeof title);
        const json_t *option = guide_option(parameter, form->fields[i]);
        char meaning[160] = "";
        decode_text(json_object_get(option, "text"), form->language == LANGUAGE_DA ? "da" : "en",
                    meaning, sizeof meaning);
        text_addf(&line, "  " MARK_DIM "%s:" MARK_NORMAL " ", title);
        show_wrapped(out, line.data, meaning[0] != '\0' ? meaning : form->fields[i], columns);
        text_buf_close(&line);
    }
}

static void hand_over_rows(struct text_buf *out, const struct form *form, size_t columns) {
    static const enum text_id texts[] = {[FORM_OFFER] = T_FORM_WILL_OFFER,
                                         [FORM_ACCEPT] = T_FORM_WILL_ACCEPT,
                                         [FORM_TAKE] = T_FORM_WILL_TAKE};
    bool keeps = form->kind == FORM_OFFER && strcmp(form->where, "-") == 0;
    filled(out, form, MARK_BOLD, keeps ? T_FORM_WILL_KEEP : texts[form->kind], form->subject,
           form->title, form->kind == FORM_OFFER ? form->where : form->topic, columns);
    if (form->kind == FORM_TAKE)
        filled(out, form, "", T_FORM_OF, form->subject, form->title, form->why, columns);
}

static void trial_rows(struct text_buf *out, const struct form *form, size_t columns) {
    struct text_buf lines;
    text_buf_init(&lines, 1024 * 1024);
    why_dry_run(&lines, form->language, form->trial);
    show_lines(out, text_slice(&lines).data, columns);
    text_buf_close(&lines);
}

/* "Råd om at koge drikkevand (water-contamination)". */
static void add_playbook(struct text_buf *out, const struct form *form) {
    char title[160];
    const json_t *titles = json_object_get(form->document, "title");
    decode_text(titles, form->language == LANGUAGE_DA ? "da" : "en", title, sizeof title);
    if (title[0] == '\0') decode_text(titles, "da", title, sizeof title);
    if (title[0] == '\0')
        text_add(out, form->playbook);
    else
        text_addf(out, "%s (%s)", title, form->playbook);
}

static void confirm_rows(struct text_buf *out, const struct form *form, size_t columns) {
    struct text_buf line, area, playbook;
    json_t *values = whole_values(form);
    text_buf_init(&line, LINE_BYTES);
    text_buf_init(&area, LINE_BYTES);
    text_buf_init(&playbook, 1024);
    add_playbook(&playbook, form);
    if (form->kind == FORM_ACTIVATE)
        text_add(&area, form->area);
    else
        standing_area(&area, form);
    if (form->kind == FORM_ACTIVATE)
        texts_fill(&line, form->language,
                   form->exercise ? T_FORM_WILL_EXERCISE : T_FORM_WILL_ACTIVATE,
                   text_slice(&playbook).data, text_slice(&area).data, form->why, NULL);
    else
        texts_fill(&line, form->language,
                   form->kind == FORM_LIFT     ? T_FORM_WILL_LIFT
                   : form->kind == FORM_REVIEW ? T_FORM_WILL_REVIEW
                                               : T_FORM_WILL_UPDATE,
                   form->subject, form->title, form->why, NULL);
    show_wrapped(out, form->exercise ? MARK_WARN : MARK_BAD, line.data, columns);
    if (json_array_size(form->narrowed) > 0) dim(out, form, T_PREVIEW_PARTS, columns);
    if (form->document == NULL) dim(out, form, T_FORM_FETCHING, columns);
    guide_preview(out, form->document, values, text_slice(&area).data, form->language, columns,
                  form->kind == FORM_LIFT);
    if (form->kind == FORM_ACTIVATE) {
        text_addf(out, MARK_BOLD "%s" MARK_NORMAL "\n", texts_get(form->language, T_FORM_TRIAL));
        if (form->trial == NULL) dim(out, form, T_FORM_TRIAL_RUNS, columns);
        if (json_is_object(form->trial)) trial_rows(out, form, columns);
    }
    json_decref(values);
    text_buf_close(&playbook);
    text_buf_close(&line);
    text_buf_close(&area);
}

/* What the authority says: it is read before anything is made of it. */
static void alert_rows(struct text_buf *out, const struct form *form, size_t columns) {
    static const char *const members[] = {"sender_name", "headline", "description", "instruction",
                                          "area"};
    static const enum text_id labels[] = {T_ALERT_AUTHORITY, T_ALERT_HEADLINE, T_ALERT_DESCRIPTION,
                                          T_ALERT_INSTRUCTION, T_ALERT_AREA};
    char scope[LIMIT_WORD], status[LIMIT_WORD];
    if (form->standing == NULL) dim(out, form, T_FORM_FETCHING, columns);
    decode_text(form->standing, "scope", scope, sizeof scope);
    decode_text(json_object_get(form->standing, "alert"), "status", status, sizeof status);
    if (status[0] != '\0' && strcmp(status, "actual") != 0)
        filled(out, form, MARK_WARN, T_ALERT_NOT_ACTUAL, "", "", "", columns);
    if (scope[0] != '\0' && strcasecmp(scope, "public") != 0)
        filled(out, form, MARK_WARN, T_ALERT_NOT_PUBLIC, "", "", "", columns);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const json_t *value = json_object_get(form->standing, members[i]);
        struct text_buf clean;
        if (!json_is_string(value)) continue;
        text_buf_init(&clean, LINE_BYTES * 4);
        show_clean(&clean, json_string_value(value), json_string_length(value), true);
        struct text_buf label;
        text_buf_init(&label, 256);
        text_addf(&label, MARK_DIM "%s" MARK_NORMAL, texts_get(form->language, labels[i]));
        show_wrapped(out, label.data, text_slice(&clean).data, columns);
        text_buf_close(&label);
        text_buf_close(&clean);
    }
}

/* Those whom it can be offered to, by number. */
static void leader_rows(struct text_buf *out, const struct form *form, size_t columns, int *focus) {
    char number[SHOW_MAX];
    int chosen = form_leader_row(form), line = 0;
    size_t i;
    json_t *name;
    filled(out, form, "", T_FORM_OF, form->subject, form->title, "", columns);
    if (form->topic[0] != '\0')
        filled(out, form, MARK_DIM, T_FORM_ASKED_NOW, form->topic, "", "", columns);
    if (form->leaders == NULL) dim(out, form, T_FORM_FETCHING, columns);
    if (json_is_array(form->leaders) && json_array_size(form->leaders) == 0)
        dim(out, form, T_FORM_NO_LEADERS, columns);
    for (const char *at = text_slice(out).data; *at != '\0'; at++)
        line += *at == '\n';
    json_array_foreach(form->leaders, i, name) {
        struct text_buf row;
        text_buf_init(&row, LINE_BYTES);
        text_addf(&row, "%s %s", show_number(form->language, (int64_t)i + 1, number),
                  json_string_value(name));
        if ((int)i == chosen) *focus = line + (int)i;
        chosen_row(out, row.data, (int)i == chosen, columns);
        text_buf_close(&row);
    }
}

/* The named parts that there are. */
static void zone_rows(struct text_buf *out, const struct form *form, size_t columns) {
    struct text_buf list;
    text_buf_init(&list, 256 * 1024);
    guide_zone_list(&list, form->organisations, form->zones, NULL);
    if (list.length > 0) filled(out, form, MARK_DIM, T_FORM_ZONES, list.data, "", "", columns);
    text_buf_close(&list);
}

/* What there is to choose from. */
static void where_rows(struct text_buf *out, const struct form *form, size_t columns, int *focus) {
    struct text_buf area;
    if (form->kind == FORM_OFFER) {
        leader_rows(out, form, columns, focus);
        return;
    }
    if (form->alert[0] != '\0') {
        alert_rows(out, form, columns);
        return;
    }
    if (form->kind == FORM_ACTIVATE) zone_rows(out, form, columns);
    if (form->kind == FORM_NARROW && form->standing == NULL)
        dim(out, form, T_FORM_FETCHING, columns);
    if (form->kind != FORM_NARROW || form->standing == NULL) return;
    text_buf_init(&area, LINE_BYTES);
    standing_area(&area, form);
    filled(out, form, "", T_FORM_OF, form->subject, form->title, "", columns);
    filled(out, form, "", T_FORM_AREA_NOW, text_slice(&area).data, "", "", columns);
    text_buf_close(&area);
}

static void sending_rows(struct text_buf *out, const struct form *form, size_t columns) {
    switch (form->kind) {
    case FORM_ACTIVATE:
    case FORM_UPDATE:
    case FORM_REVIEW:
    case FORM_LIFT: confirm_rows(out, form, columns); break;
    case FORM_NARROW: narrow_rows(out, form, columns); break;
    case FORM_RENEW: renew_rows(out, form, columns); break;
    case FORM_TICKET: ticket_rows(out, form, columns); break;
    case FORM_OFFER:
    case FORM_ACCEPT:
    case FORM_TAKE: hand_over_rows(out, form, columns); break;
    case FORM_NONE:
    case FORM_DISMISS:
    case FORM_ALERT:
    case FORM_PLACE:
    case FORM_LIMIT: break;
    }
}

void form_body(struct text_buf *out, const struct form *form, size_t columns, int *focus) {
    *focus = -1;
    switch (form->step) {
    case STEP_PLAYBOOK: playbook_rows(out, form, columns, focus); break;
    case STEP_VALUES: field_rows(out, form, columns, focus); break;
    case STEP_WHERE: where_rows(out, form, columns, focus); break;
    case STEP_WHY: break;
    case STEP_CONFIRM:
    case STEP_SENDING: sending_rows(out, form, columns); break;
    }
}

/* "Answer 2 of 4." stands only where there are four. */
static void question(struct text_buf *out, const struct form *form) {
    enum language language = form->language;
    bool activate = form->kind == FORM_ACTIVATE;
    switch (form->step) {
    case STEP_PLAYBOOK:
        if (form->kind == FORM_TICKET) {
            texts_fill(out, language, T_FORM_TICKET_KIND, form->title, NULL);
            break;
        }
        text_addf(out, "%s  ", texts_get(language, T_FORM_PLAYBOOK));
        texts_fill(out, language, T_FORM_EXERCISE, form->exercise ? "x" : " ", NULL);
        break;
    case STEP_WHERE:
        if (form->kind == FORM_PLACE) {
            texts_fill(out, language, T_FORM_PLACE, form->title, NULL);
            break;
        }
        text_add(out, texts_get(language, form->kind == FORM_NARROW  ? T_FORM_NARROW
                                          : form->kind == FORM_OFFER ? T_FORM_TO
                                                                     : T_FORM_WHERE));
        break;
    case STEP_VALUES:
        texts_fill(out, language,
                   activate                    ? T_FORM_VALUES
                   : form->kind == FORM_RENEW  ? T_FORM_TIMES
                   : form->kind == FORM_TICKET ? T_FORM_TICKET_VALUES
                                               : T_FORM_UPDATE_VALUES,
                   form->subject, NULL);
        break;
    case STEP_WHY:
        if (form->kind == FORM_ALERT)
            texts_fill(out, language, T_FORM_ALERT, form->subject, form->title, NULL);
        else if (form->kind == FORM_DISMISS)
            texts_fill(out, language, T_FORM_DISMISS,
                       form->topic[0] == '\0' ? texts_get(language, T_QUEUE_ALL) : form->topic,
                       form->title, NULL);
        else
            text_add(out, texts_get(language, activate ? T_FORM_WHY : T_FORM_REASON));
        break;
    case STEP_CONFIRM:
        if (form->kind == FORM_LIMIT)
            texts_fill(out, language, T_FORM_LIMIT, form->title, NULL);
        else if (form_word(form) == NULL)
            text_add(out, texts_get(language, T_FORM_SEND));
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
    return form->step == STEP_CONFIRM && form_word(form) != NULL ? form->word : NULL;
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
