#include "agents-cli/leader.h"

#include <string.h>

#include "agents-cli/alarms.h"
#include "agents-cli/page_lines.h"
#include "agents-cli/screen.h"
#include "agents-cli/show.h"

#define LINE_BYTES 8192
#define ACTIVATIONS_ON_BOARD 3
#define SURGES_ON_BOARD 2

/* --- which page ------------------------------------------------------------------------------- */

/* `room`: blanks between the pages. */
static void add_pages(struct text_buf *line, const struct session *session, const int *counts,
                      const char *room) {
    static const enum text_id names[PANEL_COUNT] = {T_PANEL_TABLE,       T_PANEL_ROUTES,
                                                    T_PANEL_ACTIVATIONS, T_PANEL_DELIVERIES,
                                                    T_PANEL_SURGES,      T_PANEL_ALARMS};
    for (int i = 0; i < PANEL_COUNT; i++) {
        bool shown = session->page == i, alarm = i == PANEL_ALARMS && counts[i] > 0;
        text_addf(line, "%s%s%d %s", i > 0 ? room : "",
                  shown   ? MARK_REVERSE " "
                  : alarm ? MARK_WARN " "
                          : " ",
                  i + 1, page_text(session, names[i]));
        if (counts[i] > 0) text_addf(line, " (%d)", counts[i]);
        text_addf(line, "%s" MARK_NORMAL, shown ? " " : "");
    }
}

void leader_pages(struct text_buf *out, const struct session *session, size_t columns) {
    struct alarm alarms[LIMIT_ALARMS];
    const struct model *model = &session->model;
    int surges = 0;
    for (int i = 0; i < model->overview.advice.surge_count; i++)
        surges += !model->overview.advice.surges[i].dismissed;
    const int counts[PANEL_COUNT] = {0, 0,      (int)model->activation_count,
                                     0, surges, (int)alarms_list(session, alarms)};
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    add_pages(&line, session, counts, "  ");
    if (show_width(line.data) > columns) {
        text_buf_clear(&line);
        add_pages(&line, session, counts, "");
    }
    show_cut(out, line.data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&line);
}

/* --- the board -------------------------------------------------------------------------------- */

static void board(struct text_buf *out, const struct session *session, size_t columns) {
    const struct model *model = &session->model;
    const struct advice *advice = &model->overview.advice;
    char number[SHOW_MAX];
    int shown = 0;
    screen_activations(out, model, columns, ACTIVATIONS_ON_BOARD);
    if (model->activation_count > ACTIVATIONS_ON_BOARD) {
        int64_t more = (int64_t)model->activation_count - ACTIVATIONS_ON_BOARD;
        text_add(out, MARK_DIM);
        texts_fill(out, model->language, T_PANEL_MORE_ACTIVATIONS,
                   show_number(model->language, more, number), NULL);
        text_add(out, MARK_NORMAL "\n");
    }
    for (int i = 0; i < advice->surge_count && shown < SURGES_ON_BOARD; i++) {
        if (advice->surges[i].dismissed) continue;
        advice_surge(out, model, &advice->surges[i], columns);
        shown++;
    }
    if (model->overview.known)
        screen_overview(out, model, false, columns, true);
    else
        page_dim(out, session, T_SCREEN_NO_OVERVIEW, columns);
}

/* --- overflow, deliveries --------------------------------------------------------------------- */

static void add_rules(struct text_buf *line, enum language language, const json_t *stopped) {
    const char *rule;
    json_t *count;
    bool first = true;
    json_object_foreach((json_t *)stopped, rule, count) {
        char number[SHOW_MAX];
        text_addf(line, "%s%s %s", first ? "" : ", ",
                  show_number(language, json_integer_value(count), number),
                  texts_word(language, "rule", rule));
        first = false;
    }
}

/* "Aarhus → Horsens  naboer · 2 at work · since 08:00 · has reached its own cap" */
static void route(struct text_buf *out, const struct model *model, const json_t *row,
                  size_t columns) {
    enum language language = model->language;
    char helper[LIMIT_ID], helped[LIMIT_ID], agreement[LIMIT_ID], rule[LIMIT_WORD];
    char number[SHOW_MAX], clock[TIME_TEXT_MAX];
    time_ms since = decode_integer(row, "since", 0);
    int64_t at_work = decode_integer(row, "at_work", 0);
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    decode_text(row, "helper", helper, sizeof helper);
    decode_text(row, "helped", helped, sizeof helped);
    decode_text(row, "agreement", agreement, sizeof agreement);
    decode_text(row, "rule", rule, sizeof rule);
    bool stopped = strcmp(rule, "none") != 0;
    text_addf(&line, "%s%s" MARK_NORMAL " → %s  %s · ", at_work > 0 ? MARK_GOOD : MARK_BOLD,
              model_organisation_name(model, helper), model_organisation_name(model, helped),
              agreement[0] == '\0' ? "-" : agreement);
    texts_fill(&line, language, T_ROUTE_AT_WORK, show_number(language, at_work, number), NULL);
    if (since != 0) text_add(&line, " · ");
    if (since != 0)
        texts_fill(&line, language, T_OVERVIEW_SINCE, time_local_clock(since, clock), NULL);
    text_addf(&line, " · %s%s" MARK_NORMAL, stopped ? MARK_WARN : MARK_DIM,
              texts_word(language, "rule", rule));
    show_wrapped(out, "", line.data, columns);
    text_buf_close(&line);
}

/* "Horsens, Drikkevand, dansk: 4 wait, the first 1:12 · could help: 2 · stopped: 1 is closed" */
static void queue(struct text_buf *out, const struct model *model, const json_t *row,
                  size_t columns) {
    enum language language = model->language;
    char id[LIMIT_ID], topic[LIMIT_ID], code[8], waiting[SHOW_MAX], first[SHOW_MAX];
    char helpers[SHOW_MAX];
    const json_t *stopped = json_object_get(row, "stopped");
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    decode_text(row, "organisation", id, sizeof id);
    decode_text(row, "topic", topic, sizeof topic);
    decode_text(row, "language", code, sizeof code);
    text_addf(&line, MARK_BOLD "%s" MARK_NORMAL ", %s, %s: ", model_organisation_name(model, id),
              model_topic_name(model, topic), texts_word(language, "language", code));
    texts_fill(&line, language, T_ROUTE_QUEUE,
               show_number(language, decode_integer(row, "waiting", 0), waiting),
               show_duration(decode_integer(row, "first_wait_ms", 0), first),
               show_number(language, decode_integer(row, "helpers", 0), helpers), NULL);
    if (json_object_size(stopped) > 0) text_add(&line, " · " MARK_WARN);
    add_rules(&line, language, stopped);
    text_add(&line, MARK_NORMAL);
    show_wrapped(out, "", line.data, columns);
    text_buf_close(&line);
}

void leader_routes(struct text_buf *out, const struct session *session, size_t columns) {
    const struct model *model = &session->model;
    const json_t *answer = model->pages[PAGE_ROUTES];
    size_t i;
    json_t *row;
    if (!page_there(out, session, PAGE_ROUTES, columns)) return;
    const json_t *pairs = json_object_get(answer, "routes");
    const json_t *queues = json_object_get(answer, "queues");
    json_array_foreach(queues, i, row) queue(out, model, row, columns);
    json_array_foreach(pairs, i, row) route(out, model, row, columns);
    if (json_array_size(pairs) + json_array_size(queues) == 0)
        page_dim(out, session, T_ROUTES_NONE, columns);
}

void leader_delivery(struct text_buf *out, enum language language, const json_t *row) {
    char receiver[64], kind[16], activation[32], state[16], error[96];
    decode_text(row, "receiver", receiver, sizeof receiver);
    decode_text(row, "kind", kind, sizeof kind);
    decode_text(row, "activation", activation, sizeof activation);
    decode_text(row, "state", state, sizeof state);
    decode_text(row, "error", error, sizeof error);
    bool current = decode_bool(row, "current");
    int64_t status = decode_integer(row, "status", 0);
    show_left(out, receiver, 24);
    text_add_char(out, ' ');
    show_left(out, texts_word(language, "receiver_kind", kind), 12);
    text_add_char(out, ' ');
    show_left(out, activation, 14);
    text_add(out, current ? " " : " " MARK_WARN);
    show_left(out, texts_word(language, "delivery", state), 12);
    text_add(out, MARK_NORMAL);
    if (!current && status > 0) text_addf(out, " HTTP %lld", (long long)status);
    if (!current && error[0] != '\0') text_addf(out, " %s", error);
    text_add_char(out, '\n');
}

static void deliveries(struct text_buf *out, const struct session *session, size_t columns) {
    const struct model *model = &session->model;
    if (!page_there(out, session, PAGE_DELIVERIES, columns)) return;
    const json_t *list = json_object_get(model->pages[PAGE_DELIVERIES], "deliveries");
    size_t i;
    json_t *row;
    json_array_foreach(list, i, row) leader_delivery(out, model->language, row);
    if (json_array_size(list) == 0) page_dim(out, session, T_DELIVERIES_NONE, columns);
}

/* --- activations ------------------------------------------------------------------------------ */

static void readers(struct text_buf *out, const struct session *session, size_t columns) {
    const struct model *model = &session->model;
    enum language language = model->language;
    const json_t *answer = model->pages[PAGE_READERS];
    char a[SHOW_MAX], b[SHOW_MAX], c[SHOW_MAX], id[LIMIT_ID];
    size_t i;
    json_t *row;
    if (!page_there(out, session, PAGE_READERS, columns)) return;
    text_add(out, MARK_BOLD);
    texts_fill(out, language, T_PANEL_READERS,
               show_number(language, decode_integer(answer, "revision", 0), a), NULL);
    text_add(out, MARK_NORMAL "\n");
    json_array_foreach(json_object_get(answer, "organisations"), i, row) {
        int64_t behind = decode_integer(row, "signed_in_behind", 0);
        if (decode_integer(row, "signed_in", 0) == 0 && decode_integer(row, "read_newest", 0) == 0)
            continue;
        decode_text(row, "organisation", id, sizeof id);
        show_left(out, model_organisation_name(model, id), 20);
        text_add(out, behind > 0 ? " " MARK_WARN : " " MARK_GOOD);
        texts_fill(out, language, T_READERS_ROW,
                   show_number(language, decode_integer(row, "read_newest", 0), a),
                   show_number(language, behind, b),
                   show_number(language, decode_integer(row, "signed_in", 0), c), NULL);
        text_add(out, MARK_NORMAL "\n");
    }
}

/* By when somebody has to look whether it still holds, and who did last. */
static void review(struct text_buf *out, const struct session *session, const struct activation *a,
                   size_t columns) {
    enum language language = session->model.language;
    char time[SHOW_MAX];
    struct text_buf line;
    if (a->review_by == 0 && a->reviewed_at == 0) return;
    text_buf_init(&line, LINE_BYTES);
    if (a->review_overdue) text_add(&line, MARK_BAD);
    if (a->review_by != 0)
        texts_fill(&line, language, a->review_overdue ? T_REVIEW_WAS_DUE : T_REVIEW_DUE,
                   show_time(language, a->review_by, time), NULL);
    if (a->review_overdue) text_add(&line, MARK_NORMAL);
    if (a->review_by != 0 && a->reviewed_at != 0) text_add(&line, " · ");
    if (a->reviewed_at != 0)
        texts_fill(&line, language, T_REVIEW_MADE, show_time(language, a->reviewed_at, time),
                   a->reviewed_by, NULL);
    page_labelled(out, session, T_PANEL_REVIEW, line.data, columns);
    text_buf_close(&line);
}

static void activations(struct text_buf *out, const struct session *session, size_t columns,
                        int *focus) {
    const struct model *model = &session->model;
    const struct activation *chosen = session_activation(session);
    char time[SHOW_MAX];
    if (chosen == NULL) {
        page_dim(out, session, T_PANEL_NO_ACTIVATIONS, columns);
        return;
    }
    for (size_t i = 0; i < model->activation_count; i++) {
        bool here = &model->activations[i] == chosen;
        if (here) *focus = (int)i;
        text_add(out, here ? MARK_REVERSE ">" MARK_NORMAL " " : "  ");
        screen_activation(out, model, &model->activations[i], columns - 2);
    }
    text_add_char(out, '\n');
    struct text_buf area;
    text_buf_init(&area, 65536);
    screen_area(&area, model, chosen);
    page_labelled(out, session, T_PANEL_AREA, text_slice(&area).data, columns);
    text_buf_close(&area);
    page_labelled(out, session, T_PANEL_EXPIRES,
                  chosen->expires_at == 0 ? "-"
                                          : show_time(model->language, chosen->expires_at, time),
                  columns);
    review(out, session, chosen, columns);
    page_labelled(out, session, T_PANEL_REASON, chosen->reason, columns);
    readers(out, session, columns);
}

/* --- suggestions ------------------------------------------------------------------------------ */

static void surges(struct text_buf *out, const struct session *session, size_t columns,
                   int *focus) {
    const struct model *model = &session->model;
    const struct advice *advice = &model->overview.advice;
    const struct surge_row *chosen = session_surge(session);
    int line = 0;
    for (int i = 0; i < advice->surge_count; i++) {
        const struct surge_row *surge = &advice->surges[i];
        bool here = surge == chosen;
        if (here) *focus = line;
        text_add(out, here ? MARK_REVERSE ">" MARK_NORMAL " " : "  ");
        advice_surge(out, model, surge, columns - 2);
        line++;
        for (int k = 0; !surge->dismissed && k < surge->playbook_count; k++, line++) {
            struct text_buf text;
            text_buf_init(&text, LINE_BYTES);
            text_add(&text, "  ");
            texts_fill(&text, model->language, T_SURGE_PLAYBOOK, surge->playbooks[k].title, NULL);
            show_cut(out, text.data, columns);
            text_add_char(out, '\n');
            text_buf_close(&text);
        }
    }
    if (advice->surge_count == 0) page_dim(out, session, T_PANEL_NO_SURGES, columns);
    text_add_char(out, '\n');
    advice_staffing(out, model, columns);
}

void leader_body(struct text_buf *out, const struct session *session, size_t columns, int *focus) {
    *focus = -1;
    switch ((enum panel)session->page) {
    case PANEL_TABLE: board(out, session, columns); break;
    case PANEL_ROUTES: leader_routes(out, session, columns); break;
    case PANEL_ACTIVATIONS: activations(out, session, columns, focus); break;
    case PANEL_DELIVERIES: deliveries(out, session, columns); break;
    case PANEL_SURGES: surges(out, session, columns, focus); break;
    case PANEL_ALARMS: alarms_lines(out, session, columns, focus); break;
    case PANEL_COUNT: break;
    }
}
