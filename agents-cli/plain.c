#include "agents-cli/plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents-cli/leader.h"
#include "agents-cli/screen.h"
#include "agents-cli/search.h"
#include "agents-cli/show.h"

#define PLAIN_COLUMNS 100
#define LINE_BYTES 4096
#define OVERVIEW_EVERY_MS (10 * SECOND_MS)

void plain_init(struct plain *plain) { *plain = (struct plain){.wrap_up_told = -1}; }

static void stamp(const struct model *model, struct text_buf *out) {
    char clock[TIME_TEXT_MAX];
    if (model_now(model) != 0) text_addf(out, "%s ", time_local_clock(model_now(model), clock));
}

static void tell_link(struct plain *plain, const struct model *model, struct text_buf *out) {
    int64_t age;
    bool old = model_is_old(model, &age);
    char number[SHOW_MAX];
    bool changed = !plain->link_told || plain->link != model->link.state || plain->old != old;
    plain->link = model->link.state;
    plain->old = old;
    if (!changed) return;
    if (!old && !plain->link_told && !model->snapshot) return;
    plain->link_told = true;
    stamp(model, out);
    enum text_id id = !old                           ? T_PLAIN_CONNECTED
                      : !model->snapshot             ? T_SCREEN_CONNECTING
                      : model->link.state == LINK_UP ? T_SCREEN_SILENT
                                                     : T_SCREEN_LOST;
    const char *fill = old ? show_number(model->language, age / 1000, number) : model->link.server;
    texts_fill(out, model->language, id, fill, NULL);
    if (old && model->link.why[0] != '\0') text_addf(out, " %s", model->link.why);
    text_add_char(out, '\n');
}

static void tell_notices(struct plain *plain, const struct model *model, struct text_buf *out) {
    char clock[TIME_TEXT_MAX];
    while (plain->notice_number < model->notice_number) {
        const struct notice *notice = model_notice_at(model, ++plain->notice_number);
        if (notice == NULL) continue;
        if (notice->at != 0) text_addf(out, "%s ", time_local_clock(notice->at, clock));
        text_addf(out, "%s\n", notice->text);
    }
}

static void tell_state(struct plain *plain, const struct model *model, struct text_buf *out) {
    const struct availability *me = &model->me;
    if (model->agent[0] == '\0' || me->state[0] == '\0') return;
    if (strcmp(plain->state, me->state) != 0) {
        text_copy(plain->state, sizeof plain->state, me->state);
        plain->wrap_up_told = -1;
        stamp(model, out);
        texts_fill(out, model->language, T_PLAIN_STATE,
                   texts_word(model->language, "state", me->state), NULL);
        text_add_char(out, '\n');
    }
    if (strcmp(me->state, "wrapping") != 0) return;
    int64_t left = (me->wrap_up_until - model_now(model) + 999) / 1000;
    /* At its start, and once more ten seconds before its end. */
    bool first = plain->wrap_up_told<0, near = plain->wrap_up_told> 10 && left <= 10;
    if (!first && !near) return;
    char number[SHOW_MAX];
    plain->wrap_up_told = left;
    stamp(model, out);
    texts_fill(out, model->language, T_PLAIN_WRAP_UP,
               show_number(model->language, left < 0 ? 0 : left, number), NULL);
    text_add_char(out, '\n');
}

/* One page of the answers: a screen reader should not have to go through them all. */
static void tell_answers(const struct model *model, int page, struct text_buf *out) {
    const struct answer *answers[LIMIT_ACTIVATIONS];
    size_t count = model_fitting_answers(model, answers, LIMIT_ACTIVATIONS);
    for (size_t i = 0; i < count; i++) {
        const struct activation *a = model_activation(model, answers[i]->activation);
        if (a != NULL && !a->mine && strcmp(a->state, "active") == 0)
            text_addf(out, "%s: ", texts_get(model->language, T_SCREEN_UNREAD));
        text_addf(out, "%s %s: %s", texts_get(model->language, T_SCREEN_ANSWER),
                  answers[i]->activation, answers[i]->title != NULL ? answers[i]->title : "");
        text_add_char(out, '\n');
        screen_answer_page(out, model->language, answers[i], page, PLAIN_COLUMNS);
    }
    if (count > 0) text_addf(out, "%s\n", texts_get(model->language, T_PLAIN_PAGES));
}

static void tell_page(struct plain *plain, const struct session *session, struct text_buf *out) {
    const struct model *model = &session->model;
    if (plain->page == session->page && plain->answers_seen == model->answers_seen) return;
    plain->page = session->page;
    plain->answers_seen = model->answers_seen;
    tell_answers(model, session->page, out);
}

static void tell_call(struct plain *plain, const struct model *model, struct text_buf *out) {
    const struct call *call = &model->call;
    char wait[SHOW_MAX];
    if (!model->has_call) {
        plain->call[0] = '\0';
        return;
    }
    if (strcmp(plain->call, call->id) == 0 && strcmp(plain->call_state, call->state) == 0 &&
        plain->offered_at == call->offered_at)
        return;
    text_copy(plain->call, sizeof plain->call, call->id);
    text_copy(plain->call_state, sizeof plain->call_state, call->state);
    plain->offered_at = call->offered_at;
    enum text_id id = strcmp(call->state, "reserved") == 0   ? T_PLAIN_OFFERED
                      : strcmp(call->state, "answered") == 0 ? T_PLAIN_ANSWERED
                                                             : T_PLAIN_OVER;
    time_ms until = call->answered_at != 0 ? call->answered_at : model_now(model);
    struct text_buf origin;
    text_buf_init(&origin, 1024);
    model_add_origin(model, &origin);
    stamp(model, out);
    texts_fill(out, model->language, id, call->id, origin.data,
               model_topic_name(model, call->topic),
               texts_word(model->language, "language", call->language),
               show_duration(until - call->enqueued_at, wait), NULL);
    text_buf_close(&origin);
    if (id == T_PLAIN_OFFERED && call->reason[0] != '\0' && strcmp(call->reason, "none") != 0) {
        text_add(out, "\n  ");
        texts_fill(out, model->language, T_SCREEN_WHY,
                   texts_word(model->language, "reason", call->reason), NULL);
    }
    text_add_char(out, '\n');
    if (id == T_PLAIN_OFFERED) plain->answers_seen = 0; /* what is said on this call */
}

/* FNV-1a: only to see whether something is new. */
static uint64_t mark_of(const char *text) {
    uint64_t mark = 0xcbf29ce484222325u;
    for (; *text != '\0'; text++)
        mark = (mark ^ (unsigned char)*text) * 0x100000001b3u;
    return mark;
}

static void tell_overlay(struct plain *plain, const struct session *session, struct text_buf *out) {
    bool typed = session->overlay == OVERLAY_SEARCH && strcmp(plain->search, session->search) != 0;
    if (typed) {
        memcpy(plain->search, session->search, sizeof plain->search);
        search_lines(out, &session->model, session->search, PLAIN_COLUMNS);
    }
    struct text_buf now;
    int focus;
    text_buf_init(&now, 64 * 1024);
    screen_overlay(&now, session, PLAIN_COLUMNS, &focus);
    uint64_t mark = now.length == 0 ? 0 : mark_of(now.data);
    bool same = plain->overlay == session->overlay && plain->overlay_mark == mark;
    if (!same && now.length > 0) text_add(out, now.data);
    text_buf_close(&now);
    plain->overlay_mark = mark;
    if (plain->overlay == session->overlay) return;
    plain->overlay = session->overlay;
    plain->search[0] = '\0';
    if (session->overlay == OVERLAY_SEARCH && !typed)
        text_addf(out, "%s %s\n", texts_get(session->model.language, T_SEARCH_PROMPT),
                  texts_get(session->model.language, T_PLAIN_TYPE));
}

/* A form is told anew at each step, and when something about it changes. */
static void tell_form(struct plain *plain, const struct session *session, struct text_buf *out) {
    const struct form *form = &session->form;
    struct text_buf now;
    int focus;
    text_buf_init(&now, 1024 * 1024);
    if (form->kind != FORM_NONE) {
        text_addf(&now, "%s\n", form_title(form));
        if (form->step != STEP_VALUES) form_body(&now, form, PLAIN_COLUMNS, &focus);
        form_foot(&now, form, PLAIN_COLUMNS);
        if (form->step == STEP_VALUES && form->field_count > 0)
            text_addf(&now, "> %s\n", form->fields[form->selected]);
    }
    uint64_t mark = now.length == 0 ? 0 : mark_of(now.data);
    if (mark != plain->form && form->kind != FORM_NONE) {
        text_add(out, now.data);
        text_addf(out, "%s\n", texts_get(session->model.language, T_PLAIN_TYPE));
    }
    plain->form = mark;
    text_buf_close(&now);
}

/* The page that was chosen, in full. */
static void tell_pages(const struct session *session, struct text_buf *out) {
    int focus;
    if (session->view == VIEW_PARTNER) {
        leader_partner(out, session, PLAIN_COLUMNS, &focus);
    } else if (session->page != PANEL_TABLE) {
        leader_body(out, session, PLAIN_COLUMNS, &focus);
    } else {
        advice_lines(out, &session->model, PLAIN_COLUMNS);
        screen_overview(out, &session->model, false, PLAIN_COLUMNS, false);
    }
}

static void tell_overview(struct plain *plain, const struct session *session,
                          struct text_buf *out) {
    const struct overview *overview = &session->model.overview;
    if (session->view == VIEW_AGENT || !overview->known || session_types(session)) return;
    bool turned = plain->overview_page != session->page;
    if (!turned && plain->overview_now != 0 &&
        overview->now - plain->overview_now < OVERVIEW_EVERY_MS)
        return;
    plain->overview_now = overview->now;
    plain->overview_page = session->page;
    stamp(&session->model, out);
    text_add_char(out, '\n');
    tell_pages(session, out);
}

/* Marks are for screens; keys are named as the person has them. */
static void strip_marks(struct text_buf *out, const struct keys *keys, const char *marked) {
    struct text_buf filled;
    text_buf_init(&filled, 4 * 1024 * 1024);
    keys_fill(keys, &filled, marked == NULL ? "" : marked);
    for (const char *text = filled.data; text != NULL && *text != '\0'; text++)
        if ((unsigned char)*text >= MARK_MAX || *text == '\n') text_add_char(out, *text);
    text_buf_close(&filled);
}

void plain_tell(struct plain *plain, const struct session *session, struct text_buf *out) {
    const struct model *model = &session->model;
    struct text_buf told;
    text_buf_init(&told, 1024 * 1024);
    tell_link(plain, model, &told);
    tell_notices(plain, model, &told);
    if (session->view == VIEW_AGENT) {
        tell_state(plain, model, &told);
        tell_call(plain, model, &told);
        tell_page(plain, session, &told);
    }
    tell_overview(plain, session, &told);
    tell_overlay(plain, session, &told);
    tell_form(plain, session, &told);
    strip_marks(out, &session->keys, told.data);
    text_buf_close(&told);
}

/* A whole answer instead of single keys; "<" is Escape. */
static void take_typed(struct session *session, const char *line) {
    if (strcmp(line, "<") == 0) {
        session_key(session, PRESS_ESCAPE);
    } else if (session->overlay == OVERLAY_SEARCH) {
        if (line[0] == '\0')
            session_key(session, PRESS_ESCAPE);
        else if (!text_copy(session->search, sizeof session->search, line))
            session->search[0] = '\0';
    } else {
        session_form_line(session, line);
    }
}

void plain_take_line(struct plain *plain, struct session *session, const char *line) {
    line += strspn(line, " \t");
    if (session_types(session)) {
        take_typed(session, line);
        return;
    }
    const char *start = line;
    /* "7 2": of the answer's question 7 that it is unclear. */
    if (session->overlay == OVERLAY_FLAG) {
        char *end;
        long question = strtol(line, &end, 10);
        if (end != line && *end == ' ' && question >= 0 && question <= LIMIT_ANSWER_QUESTIONS) {
            session->flag_at = (int)question;
            line = end + 1;
        }
    }
    /* Help has been told; here nothing lies over the screen and waits for a key. */
    if (session->overlay == OVERLAY_HELP) session->overlay = plain->overlay = OVERLAY_NONE;
    if (line[0] == 's') {
        /* The menu, if one is open, stays. */
        plain->state[0] = plain->call[0] = '\0';
        plain->link_told = false;
        plain->page = -1;
        plain->overview_now = 0;
        return;
    }
    for (; *line != '\0' && *line != '\n'; line++) {
        if (*line > ' ' && *line <= '~') session_key(session, *line);
        if (session_types(session)) { /* "/bad" searches for "bad" */
            if (line[1] != '\0') take_typed(session, line + 1);
            return;
        }
    }
    if (line == start) session_key(session, PRESS_ENTER);
}
