#include "agents-cli/screen.h"

#include <stdio.h>
#include <string.h>

#include "agents-cli/leader.h"
#include "agents-cli/search.h"
#include "agents-cli/show.h"
#include "base/assert.h"

#define LINE_BYTES 8192
#define BODY_BYTES (1024 * 1024)

static const char *get(const struct session *session, enum text_id id) {
    return texts_get(session->model.language, id);
}

/* --- head and foot ---------------------------------------------------------------------------- */

/* `left` and `right` on one line of exactly `columns`; the left gives way. */
static void both_ends(struct text_buf *out, const char *left, const char *right, size_t columns) {
    size_t right_width = show_width(right);
    if (right_width + 2 > columns) {
        show_left(out, left, columns);
        return;
    }
    show_left(out, left, columns - right_width);
    text_add(out, right);
}

static void draw_title(const struct session *session, struct text_buf *out, size_t columns) {
    const struct model *model = &session->model;
    struct text_buf left, right;
    char clock[TIME_TEXT_MAX];
    text_buf_init(&left, LINE_BYTES);
    text_buf_init(&right, LINE_BYTES);
    const char *name = model->agent_name[0] != '\0' ? model->agent_name
                       : model->agent[0] != '\0'    ? model->agent
                                                    : model->token;
    text_addf(&left, " %s", name);
    if (model->organisation[0] != '\0')
        text_addf(&left, " · %s", model_organisation_name(model, model->organisation));
    if (model->role[0] != '\0')
        text_addf(&left, " · %s", texts_word(model->language, "role", model->role));
    if (model->unstored) text_addf(&right, "%s  ", get(session, T_SCREEN_UNSTORED));
    if (model->exercise) text_add(&right, get(session, T_SCREEN_EXERCISE));
    if (model->exercise && model->speed_permille > 0 && model->speed_permille != 1000) {
        char speed[SHOW_MAX];
        text_addf(&right, " ×%s",
                  show_number(model->language, model->speed_permille / 1000, speed));
    }
    text_addf(&right, "  %s ",
              model_now(model) == 0 ? "--:--:--" : time_local_clock(model_now(model), clock));
    text_add(out, MARK_REVERSE);
    both_ends(out, left.data, right.data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&left);
    text_buf_close(&right);
}

/* How things stand with the line to the coordinator: nothing to say is the usual. */
static void draw_link(const struct session *session, struct text_buf *out, size_t columns) {
    const struct model *model = &session->model;
    int64_t age;
    char number[SHOW_MAX];
    struct text_buf text;
    text_buf_init(&text, LINE_BYTES);
    if (model_is_old(model, &age)) {
        text_add(&text, MARK_BAD " ");
        enum text_id id = !model->snapshot               ? T_SCREEN_CONNECTING
                          : model->link.state == LINK_UP ? T_SCREEN_SILENT
                                                         : T_SCREEN_LOST;
        texts_fill(&text, model->language, id, show_number(model->language, age / 1000, number),
                   NULL);
        if (model->link.why[0] != '\0') text_addf(&text, " %s", model->link.why);
        struct text_buf line;
        text_buf_init(&line, LINE_BYTES);
        show_left(&line, text.data, columns);
        text_addf(out, "%s" MARK_NORMAL, line.data);
        text_buf_close(&line);
    }
    text_add_char(out, '\n');
    text_buf_close(&text);
}

static const char *state_mark(const char *state) {
    if (strcmp(state, "available") == 0) return MARK_GOOD;
    if (strcmp(state, "reserved") == 0) return MARK_WARN;
    if (strcmp(state, "unknown") == 0) return MARK_BAD;
    return MARK_BOLD;
}

/* "EFTERBEHANDLING  23 s tilbage [########----]" or "I SAMTALE  3:12". */
static void draw_state(const struct session *session, struct text_buf *out, size_t columns) {
    const struct model *model = &session->model;
    const struct availability *me = &model->me;
    struct text_buf left, right;
    char span[SHOW_MAX];
    time_ms now = model_now(model);
    text_buf_init(&left, LINE_BYTES);
    text_buf_init(&right, LINE_BYTES);
    const char *state = me->state[0] != '\0' ? me->state : "signed_out";
    text_addf(&left, " %s%s" MARK_NORMAL, state_mark(state),
              texts_word(model->language, "bigstate", state));
    if (strcmp(state, "wrapping") == 0) {
        int64_t rest = (me->wrap_up_until - now + 999) / 1000,
                whole = me->wrap_up_until - me->since;
        if (rest < 0) rest = 0;
        text_add(&left, "  " MARK_BOLD);
        texts_fill(&left, model->language, T_SCREEN_LEFT, show_number(model->language, rest, span),
                   NULL);
        size_t filled = whole <= 0 ? 0 : (size_t)(rest * 1000 * 20 / whole);
        if (filled > 20) filled = 20;
        text_add(&left, MARK_NORMAL "  [");
        show_fill(&left, "#", filled);
        show_fill(&left, "-", 20 - filled);
        text_add(&left, "]");
    } else if (me->since != 0 && strcmp(state, "signed_out") != 0) {
        text_addf(&left, "  %s", show_duration(now - me->since, span));
    }
    if (me->status[0] != '\0')
        texts_fill(&right, model->language, T_SCREEN_CHOSEN,
                   texts_word(model->language, "status", me->status), NULL);
    text_add_char(&right, ' ');
    both_ends(out, left.data, right.data, columns);
    text_add_char(out, '\n');
    text_buf_close(&left);
    text_buf_close(&right);
}

static void rule(struct text_buf *out, const char *title, size_t columns) {
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    text_add(&line, "── ");
    show_cut(&line, title, columns - 5);
    text_add_char(&line, ' ');
    size_t used = show_width(line.data);
    text_add(out, line.data);
    if (used < columns) show_fill(out, "─", columns - used);
    text_add_char(out, '\n');
    text_buf_close(&line);
}

static void add_key(struct text_buf *out, const char *key, const char *text, size_t columns,
                    size_t *used) {
    size_t width = show_width(key) + show_width(text) + 3;
    if (*used + width > columns) return;
    text_addf(out, MARK_BOLD "%s" MARK_NORMAL " %s  ", key, text);
    *used += width;
}

/* What the keys do at this step, beside typing. */
static enum text_id form_keys(const struct form *form) {
    bool rows = form->step == STEP_PLAYBOOK ||
                (form->step == STEP_WHERE && json_array_size(form->leaders) > 0);
    if (form->step == STEP_VALUES) return T_KEY_FORM_FIELDS;
    if (form->step == STEP_CONFIRM) return T_KEY_FORM_SCROLL;
    return rows ? T_KEY_FORM_ROWS : T_KEY_FORM;
}

static void draw_keys(const struct session *session, struct text_buf *out, size_t columns) {
    size_t used = 1;
    text_add(out, " ");
    if (session->form.kind != FORM_NONE) {
        show_cut(out, get(session, form_keys(&session->form)), columns - 1);
        text_add_char(out, '\n');
        return;
    }
    if (session->overlay != OVERLAY_NONE) { /* what lies over the screen takes every key */
        bool search = session->overlay == OVERLAY_SEARCH;
        show_cut(out, get(session, search ? T_KEY_SEARCHING : T_KEY_MENU), columns - 1);
        text_add_char(out, '\n');
        return;
    }
    /* How to get help stands there always. */
    size_t room = columns - show_width(get(session, T_KEY_HELP)) - 4;
    const struct surge_row *surge = session_surge(session);
    if (surge != NULL && surge->playbook_count > 0 && session_allows(session, 'x'))
        add_key(out, "", get(session, T_KEY_ENTER_SURGE), room, &used);
    /* What is overdue goes before what may be done besides. */
    const struct activation *chosen = session_activation(session);
    bool review = chosen != NULL && chosen->review_overdue && session_allows(session, 'R');
    if (review) {
        char key[2] = {keys_shown(&session->keys, 'R'), '\0'};
        add_key(out, key, get(session, T_KEY_REVIEW), room, &used);
    }
    for (int act = 0; act < ACT_COUNT; act++) {
        const struct act_spec *spec = act_spec(act);
        if (!session_allows(session, spec->key) || (review && act == ACT_REVIEW)) continue;
        char key[2] = {keys_shown(&session->keys, spec->key), '\0'}, seconds[SHOW_MAX];
        struct text_buf text;
        text_buf_init(&text, 256);
        if (act == ACT_UNDO)
            texts_fill(&text, session->model.language, T_UNDO_LEFT, get(session, spec->text),
                       show_number(session->model.language,
                                   (session->undo.until_mono - session->model.mono + 999) / 1000,
                                   seconds),
                       NULL);
        else
            text_add(&text, get(session, spec->text));
        add_key(out, key, text.data, act == ACT_HELP ? columns : room, &used);
        text_buf_close(&text);
    }
    text_add_char(out, '\n');
}

static void draw_notices(const struct session *session, struct text_buf *out, int rows,
                         size_t columns) {
    static const char *const marks[] = {MARK_NORMAL, MARK_GOOD, MARK_WARN, MARK_BAD};
    const struct model *model = &session->model;
    uint64_t first = model->notice_number > (uint64_t)rows ? model->notice_number - rows + 1 : 1;
    for (uint64_t n = first; n < first + (uint64_t)rows; n++) {
        const struct notice *notice = model_notice_at(model, n);
        if (notice != NULL) {
            char clock[TIME_TEXT_MAX];
            struct text_buf line;
            text_buf_init(&line, LINE_BYTES);
            text_addf(&line, " %s%s%s %s", MARK_DIM,
                      notice->at == 0 ? "" : time_local_clock(notice->at, clock), MARK_NORMAL,
                      marks[notice->level]);
            text_add(&line, notice->text);
            show_cut(out, line.data, columns);
            text_add(out, MARK_NORMAL);
            text_buf_close(&line);
        }
        text_add_char(out, '\n');
    }
}

/* --- the call and its answer ------------------------------------------------------------------ */

static void add_part(struct text_buf *out, const char *part) {
    if (part[0] == '\0') return;
    if (out->length > 0) text_add(out, " · ");
    text_add(out, part);
}

static void draw_call(const struct session *session, struct text_buf *out, size_t columns) {
    const struct model *model = &session->model;
    const struct call *call = &model->call;
    enum language language = model->language;
    char span[SHOW_MAX], level[SHOW_MAX];
    struct text_buf title, line, part;
    text_buf_init(&title, LINE_BYTES);
    text_buf_init(&line, LINE_BYTES);
    text_buf_init(&part, LINE_BYTES);
    bool offered = strcmp(call->state, "reserved") == 0;
    const struct call *wrapping = model_wrapping_chat(model);
    bool written_up = wrapping != NULL && strcmp(wrapping->id, call->id) == 0;
    texts_fill(&title, language,
               offered      ? T_SCREEN_OFFERED
               : written_up ? T_SCREEN_WRAPPING
                            : T_SCREEN_CALL,
               call->id, texts_word(language, "channel", call->channel), NULL);
    if (offered && model->offer_ms > 0) {
        int64_t rest = (call->offered_at + model->offer_ms - model_now(model) + 999) / 1000;
        text_add(&title, " · ");
        texts_fill(&title, language, T_SCREEN_LEFT,
                   show_number(language, rest < 0 ? 0 : rest, span), NULL);
    }
    if (model->chat_count > 1) {
        text_add(&title, " · ");
        texts_fill(&title, language, T_SCREEN_CHATS,
                   show_number(language, (int64_t)model->chat_count, span), NULL);
    }
    if (wrapping != NULL && !written_up) {
        text_add(&title, " · ");
        texts_fill(&title, language, T_SCREEN_CHAT_WRAPPING, wrapping->id, NULL);
    }
    rule(out, title.data, columns);
    model_add_origin(model, &line);
    add_part(&line, model_topic_name(model, call->topic));
    add_part(&line, texts_word(language, "language", call->language));
    time_ms until = call->answered_at != 0 ? call->answered_at : model_now(model);
    texts_fill(&part, language, offered ? T_SCREEN_WAITING : T_SCREEN_WAITED,
               show_duration(until - call->enqueued_at, span), NULL);
    add_part(&line, part.data);
    text_buf_clear(&part);
    if (call->level > 0) {
        texts_fill(&part, language, T_SCREEN_LEVEL, show_number(language, call->level, level),
                   NULL);
        add_part(&line, part.data);
    }
    text_add_char(out, ' ');
    show_cut(out, line.data, columns - 1);
    text_add_char(out, '\n');
    text_buf_clear(&line);
    if (call->reason[0] != '\0' && strcmp(call->reason, "none") != 0)
        texts_fill(&line, language, T_SCREEN_WHY, texts_word(language, "reason", call->reason),
                   NULL);
    if (call->disposition[0] != '\0' && strcmp(call->disposition, "none") != 0)
        add_part(&line, texts_word(language, "disposition", call->disposition));
    if (call->transfers > 0) {
        text_buf_clear(&part);
        texts_fill(&part, language, T_SCREEN_TRANSFER,
                   texts_word(language, "transfer", call->transfer_kind),
                   texts_word(language, "transfer", call->transfer_outcome), NULL);
        add_part(&line, part.data);
    }
    text_add_char(out, ' ');
    show_cut(out, line.data == NULL ? "" : line.data, columns - 1);
    text_add_char(out, '\n');
    text_buf_close(&title);
    text_buf_close(&line);
    text_buf_close(&part);
}

static size_t count_lines(const char *text) {
    size_t lines = 0;
    for (; text != NULL && *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static const char *skip_lines(const char *text, size_t lines) {
    while (lines > 0 && *text != '\0') {
        if (*text == '\n') lines--;
        text++;
    }
    return text;
}

static void keep_in_sight(int *scroll, int focus, int rows) {
    if (focus < 0) return;
    if (focus < *scroll) *scroll = focus;
    if (focus >= *scroll + rows) *scroll = focus - rows + 1;
}

/* Puts `rows` lines of `body` from the scroll on; fills with empty ones. */
static void draw_part(int *scroll, struct text_buf *out, const struct text_buf *body, int rows,
                      size_t columns) {
    size_t lines = body->length == 0 ? 0 : count_lines(body->data);
    size_t most = lines > (size_t)rows ? lines - (size_t)rows : 0;
    if ((size_t)*scroll > most) *scroll = (int)most;
    const char *at = body->length == 0 ? "" : skip_lines(body->data, (size_t)*scroll);
    for (int i = 0; i < rows; i++) {
        size_t length = strcspn(at, "\n");
        struct text_buf line;
        text_buf_init(&line, LINE_BYTES);
        text_add_bytes(&line, at, length);
        text_add_char(out, ' ');
        show_cut(out, line.data == NULL ? "" : line.data, columns - 1);
        text_add(out, MARK_NORMAL "\n");
        text_buf_close(&line);
        at += length + (at[length] == '\n');
    }
}

static void answer_title(const struct session *session, struct text_buf *out,
                         const struct answer *answer, size_t number, size_t count) {
    const struct model *model = &session->model;
    const struct activation *a = answer->peers ? NULL : model_activation(model, answer->activation);
    if (a != NULL && !a->mine && strcmp(a->state, "active") == 0)
        text_addf(out, "%s · ", get(session, T_SCREEN_UNREAD));
    if (answer->peers)
        texts_fill(out, model->language, T_SCREEN_PEERS_ANSWER,
                   model_organisation_name(model, model->call.municipality), NULL);
    else
        text_add(out, get(session, T_SCREEN_ANSWER));
    if (count > 1) text_addf(out, " %zu/%zu", number + 1, count);
    if (model->has_call && !answer->peers)
        text_addf(out, " (%s)", texts_word(model->language, "place", answer->place));
    text_addf(out, ": %s", answer->title != NULL ? answer->title : answer->activation);
}

static void draw_more(const struct session *session, struct text_buf *out, int shown, size_t lines,
                      size_t columns) {
    char to[SHOW_MAX], of[SHOW_MAX];
    enum language language = session->model.language;
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    texts_fill(&line, language, T_SCREEN_MORE, show_number(language, session->scroll + shown, to),
               show_number(language, (int64_t)lines, of), NULL);
    text_add(out, " " MARK_DIM);
    show_cut(out, line.data, columns - 1);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&line);
}

static void draw_answer(struct session *session, struct text_buf *out, int rows, size_t columns) {
    const struct model *model = &session->model;
    size_t shown, count;
    const struct answer *answer = session_answer(session, &shown, &count);
    struct text_buf body, title;
    text_buf_init(&body, BODY_BYTES);
    text_buf_init(&title, LINE_BYTES);
    rows--;
    if (answer == NULL) {
        rule(out, get(session, T_SCREEN_ANSWER), columns);
        bool fetching = model_is_peers(model) && !model_has_peers_answers(model);
        enum text_id id = fetching          ? T_SCREEN_PEERS_FETCHED
                          : model->has_call ? T_SCREEN_NO_ANSWER
                                            : T_SCREEN_NO_ANSWERS;
        show_wrapped(&body, MARK_DIM, get(session, id), columns - 1);
    } else {
        const struct activation *a =
            answer->peers ? NULL : model_activation(model, answer->activation);
        answer_title(session, &title, answer, shown, count);
        rule(out, title.data, columns);
        screen_answer_pages(out, model->language, answer, session->page, columns);
        rows--;
        if (a != NULL && session->page == 0) {
            struct text_buf area;
            text_buf_init(&area, LINE_BYTES);
            screen_area(&area, model, a);
            screen_labelled(&body, model->language, T_ANSWER_AREA, MARK_DIM, area.data,
                            columns - 1);
            text_buf_close(&area);
        }
        screen_answer_page(&body, model->language, answer, session->page, columns - 1);
    }
    size_t lines = body.length == 0 ? 0 : count_lines(body.data);
    bool more = lines > (size_t)rows;
    draw_part(&session->scroll, out, &body, rows - (more ? 1 : 0), columns);
    if (more) draw_more(session, out, rows - 1, lines, columns);
    text_buf_close(&body);
    text_buf_close(&title);
}

/* --- pages, forms and search -------------------------------------------------------------------- */

/* A page of who leads or of a partner; what is chosen is kept in sight. */
static void draw_page(struct session *session, struct text_buf *out, int rows, size_t columns) {
    struct text_buf body;
    int focus;
    text_buf_init(&body, BODY_BYTES);
    if (session->view == VIEW_PARTNER) {
        leader_partner(&body, session, columns - 1, &focus);
    } else {
        leader_pages(out, session, columns);
        rows--;
        leader_body(&body, session, columns - 1, &focus);
    }
    keep_in_sight(&session->scroll, session->focus == focus ? -1 : focus, rows);
    session->focus = focus;
    draw_part(&session->scroll, out, &body, rows, columns);
    text_buf_close(&body);
}

static void draw_form(struct session *session, struct text_buf *out, int rows, size_t columns) {
    struct form *form = &session->form;
    struct text_buf body, foot;
    int focus, none = 0;
    text_buf_init(&body, BODY_BYTES);
    text_buf_init(&foot, BODY_BYTES);
    rule(out, form_title(form), columns);
    form_foot(&foot, form, columns - 1);
    form_body(&body, form, columns - 1, &focus);
    int below = (int)count_lines(text_slice(&foot).data);
    if (below > rows - 2) below = rows - 2;
    int above = rows - 1 - below;
    keep_in_sight(&form->scroll, focus, above);
    draw_part(&form->scroll, out, &body, above, columns);
    draw_part(&none, out, &foot, below, columns);
    text_buf_close(&body);
    text_buf_close(&foot);
}

static void draw_search(struct session *session, struct text_buf *out, int rows, size_t columns) {
    struct text_buf body, line;
    text_buf_init(&body, BODY_BYTES);
    text_buf_init(&line, LINE_BYTES);
    text_addf(&line, MARK_BOLD " %s " MARK_NORMAL "%s" MARK_REVERSE " " MARK_NORMAL,
              get(session, T_SEARCH_PROMPT), session->search);
    show_cut(out, line.data, columns);
    text_add(out, MARK_NORMAL "\n");
    search_lines(&body, &session->model, session->search, columns - 1);
    draw_part(&session->scroll, out, &body, rows - 1, columns);
    text_buf_close(&body);
    text_buf_close(&line);
}

/* --- the whole -------------------------------------------------------------------------------- */

static void draw_overlay(struct session *session, struct text_buf *out, int rows, size_t columns) {
    struct text_buf body;
    int top = 0, focus = -1;
    text_buf_init(&body, BODY_BYTES);
    screen_overlay(&body, session, columns - 2, &focus);
    keep_in_sight(&top, focus, rows);
    draw_part(&top, out, &body, rows, columns);
    text_buf_close(&body);
}

static void draw_small(const struct session *session, int columns, int rows, struct text_buf *out) {
    show_cut(out, get(session, T_SCREEN_SMALL), (size_t)columns);
    show_fill(out, "\n", (size_t)rows);
}

static void draw_all(struct session *session, int columns, int rows, struct text_buf *out) {
    if (columns > SCREEN_MOST_COLUMNS) columns = SCREEN_MOST_COLUMNS;
    ASSERT(columns > 0 && rows > 0);
    if (columns < SCREEN_LEAST_COLUMNS || rows < SCREEN_LEAST_ROWS) {
        draw_small(session, columns, rows, out);
        return;
    }
    size_t width = (size_t)columns;
    bool agent = session->view == VIEW_AGENT;
    int notices = rows >= 20 ? 3 : 1;
    int rest = rows - 3 - notices - 1; /* title, link and foot; notices and their rule */
    draw_title(session, out, width);
    draw_link(session, out, width);
    if (agent) {
        draw_state(session, out, width);
        rest--;
    }
    if (session->form.kind != FORM_NONE) {
        draw_form(session, out, rest, width);
    } else if (session->overlay == OVERLAY_SEARCH) {
        draw_search(session, out, rest, width);
    } else if (session->overlay != OVERLAY_NONE) {
        draw_overlay(session, out, rest, width);
    } else if (agent) {
        if (session->model.has_call) draw_call(session, out, width);
        if (session->model.has_call) rest -= 3;
        draw_answer(session, out, rest, width);
    } else {
        draw_page(session, out, rest, width);
    }
    rule(out, get(session, T_SCREEN_NOTICES), width);
    draw_notices(session, out, notices, width);
    draw_keys(session, out, width);
}

void screen_draw(struct session *session, int columns, int rows, struct text_buf *out) {
    struct text_buf lines;
    text_buf_init(&lines, BODY_BYTES * 4);
    draw_all(session, columns, rows, &lines);
    keys_fill(&session->keys, out, text_slice(&lines).data);
    text_buf_close(&lines);
}
