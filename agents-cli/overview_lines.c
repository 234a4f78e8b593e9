/* The table of organisations and the activations, as lines. */
#include <string.h>

#include "agents-cli/screen.h"
#include "agents-cli/show.h"

#define LINE_BYTES 8192
#define BODY_BYTES (1024 * 1024)

/* " (8660, 8680)" of a municipality that is in the area in part. */
static void add_postcodes(struct text_buf *out, const struct activation *a, const char *id) {
    int shown = 0;
    for (int i = 0; i < a->parts.count; i++)
        if (strcmp(a->parts.pairs[i].municipality, id) == 0)
            text_addf(out, "%s%s", shown++ == 0 ? " (" : ", ", a->parts.pairs[i].postcode);
    if (shown > 0) text_add_char(out, ')');
}

/* The areas of an activation by name. */
void screen_area(struct text_buf *out, const struct model *model, const struct activation *a) {
    if (a->municipality_count == 0) text_add(out, texts_get(model->language, T_AREA_ALL));
    for (int i = 0; i < a->municipality_count; i++) {
        if (i > 0) text_add(out, ", ");
        text_add(out, model_organisation_name(model, a->municipalities[i]));
        add_postcodes(out, a, a->municipalities[i]);
    }
}

static void cell(struct text_buf *out, enum language language, int64_t number, size_t columns) {
    char text[SHOW_MAX];
    show_right(out, number == 0 ? "·" : show_number(language, number, text), columns);
}

/* How many waited, each point against the most there were. */
static void trend_cell(struct text_buf *out, const struct model *model, const char *id,
                       size_t points) {
    static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const struct trend *trend = model_trend(model, id);
    size_t known = model->overview.trend_points < points ? model->overview.trend_points : points;
    int64_t most = 7; /* a few are few, however quiet it is else */
    text_add_char(out, ' ');
    show_fill(out, " ", points - (trend == NULL ? 0 : known));
    for (size_t i = TREND_POINTS - known; trend != NULL && i < TREND_POINTS; i++)
        if (trend->waiting[i] > most) most = trend->waiting[i];
    for (size_t i = TREND_POINTS - known; trend != NULL && i < TREND_POINTS; i++)
        text_add(out, bars[trend->waiting[i] * 7 / most]);
}

struct table {
    size_t name_columns, trend_points; /* 0: no trend */
};

static struct table table_for(size_t columns, bool trend) {
    if (columns > 120) return (struct table){26, trend ? TREND_POINTS : 0};
    if (columns > 80) return (struct table){columns > 88 || !trend ? 19 : 12, trend ? 6 : 0};
    return trend ? (struct table){11, 6} : (struct table){16, 0};
}

static void overview_row(struct text_buf *out, const struct model *model,
                         const struct organisation_row *row, const char *name,
                         const struct table *table) {
    enum language language = model->language;
    char text[SHOW_MAX];
    const char *mark = row->waiting > 0 && row->agents.available == 0 ? MARK_WARN : "";
    text_add(out, mark);
    show_left(out, name, table->name_columns);
    cell(out, language, row->waiting, 7);
    show_right(out, row->waiting == 0 ? "·" : show_duration(row->longest_wait_ms, text), 7);
    cell(out, language, row->agents.available, 7);
    cell(out, language, row->agents.reserved + row->agents.in_call, 8);
    cell(out, language, row->agents.wrapping, 7);
    cell(out, language, row->agents.away + row->agents.unknown, 5);
    cell(out, language, row->helping, 6);
    cell(out, language, row->offered, 6);
    show_right(out,
               row->rated && row->offered > 0
                   ? show_permille(language, row->answer_rate_permille, text)
                   : "·",
               8);
    if (table->trend_points > 0) trend_cell(out, model, row->id, table->trend_points);
    text_add(out, MARK_NORMAL "\n");
}

/* Who is closed, until when, and who closes today. */
static void opening_hours(struct text_buf *out, const struct model *model, size_t columns) {
    const struct overview *overview = &model->overview;
    struct text_buf text;
    text_buf_init(&text, BODY_BYTES);
    for (size_t i = 0; i < overview->row_count; i++) {
        const struct organisation_row *row = &overview->rows[i];
        time_ms until =
            row->closed && row->kept_open_until != 0 ? row->kept_open_until : row->changes_at;
        char at[SHOW_MAX];
        if (!row->closed && until == 0) continue; /* always open */
        if (text.length > 0) text_add_char(&text, ' ');
        texts_fill(&text, model->language,
                   !row->closed                ? T_OVERVIEW_CLOSES
                   : row->kept_open_until != 0 ? T_OVERVIEW_KEPT_OPEN
                   : until != 0                ? T_OVERVIEW_OPENS
                                               : T_OVERVIEW_STAYS_CLOSED,
                   row->name[0] != '\0' ? row->name : row->id,
                   show_time(model->language, until, at), NULL);
    }
    if (text.length > 0) show_wrapped(out, MARK_DIM, text.data, columns);
    text_buf_close(&text);
}

static bool is_quiet(const struct organisation_row *row) {
    return row->waiting == 0 && row->offered == 0 && row->agents.signed_in == 0;
}

void screen_overview(struct text_buf *out, const struct model *model, bool all, size_t columns,
                     bool trend) {
    static const enum text_id heads[] = {T_HEAD_WAITING, T_HEAD_LONGEST,  T_HEAD_AVAILABLE,
                                         T_HEAD_TALKING, T_HEAD_WRAPPING, T_HEAD_AWAY,
                                         T_HEAD_HELPING, T_HEAD_OFFERED,  T_HEAD_RATE};
    static const size_t widths[] = {7, 7, 7, 8, 7, 5, 6, 6, 8};
    const struct overview *overview = &model->overview;
    int64_t quiet = 0;
    text_add(out, MARK_BOLD);
    const struct table table = table_for(columns, trend);
    show_left(
        out, texts_get(model->language, table.name_columns < 14 ? T_HEAD_WHO : T_HEAD_ORGANISATION),
        table.name_columns);
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        show_right(out, texts_get(model->language, heads[i]), widths[i]);
    if (trend) text_addf(out, " %s", texts_get(model->language, T_HEAD_TREND));
    text_add(out, MARK_NORMAL "\n");
    for (size_t i = 0; i < overview->row_count; i++) {
        const struct organisation_row *row = &overview->rows[i];
        if (!all && is_quiet(row)) {
            quiet++;
            continue;
        }
        overview_row(out, model, row, row->name[0] != '\0' ? row->name : row->id, &table);
    }
    overview_row(out, model, &overview->totals, texts_get(model->language, T_OVERVIEW_TOTAL),
                 &table);
    opening_hours(out, model, columns);
    if (quiet > 0) {
        char number[SHOW_MAX];
        text_add(out, MARK_DIM);
        texts_fill(out, model->language, T_OVERVIEW_QUIET,
                   show_number(model->language, quiet, number), NULL);
        text_add(out, MARK_NORMAL "\n");
    }
}

/* What a leader must not overlook, and whose it is. */
static void add_state_of_life(struct text_buf *line, enum language language,
                              const struct activation *a) {
    char number[SHOW_MAX];
    if (a->unapproved)
        text_addf(line, " " MARK_BAD "%s" MARK_NORMAL, texts_get(language, T_MARK_UNAPPROVED));
    if (a->review_overdue)
        text_addf(line, " " MARK_BAD "%s" MARK_NORMAL, texts_get(language, T_MARK_REVIEW));
    if (a->revision > 1) {
        text_add(line, " · ");
        texts_fill(line, language, T_OVERVIEW_REVISION, show_number(language, a->revision, number),
                   NULL);
    }
    if (a->holder[0] == '\0') return;
    text_add(line, " · ");
    texts_fill(line, language, T_OVERVIEW_HOLDER, a->holder, NULL);
}

void screen_activation(struct text_buf *out, const struct model *model, const struct activation *a,
                       size_t columns) {
    enum language language = model->language;
    char acknowledged[SHOW_MAX], signed_in[SHOW_MAX], started[SHOW_MAX];
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    text_addf(&line, "%s%s " MARK_NORMAL "%s",
              strcmp(a->state, "active") == 0 ? MARK_WARN : MARK_DIM,
              texts_word(language, "activation", a->expired ? "expired" : a->state), a->id);
    if (a->exercise) text_addf(&line, " %s", texts_get(language, T_SCREEN_EXERCISE));
    add_state_of_life(&line, language, a);
    text_add(&line, " · ");
    texts_fill(&line, language, T_OVERVIEW_READ,
               show_number(language, a->acknowledged, acknowledged),
               a->signed_in < 0 ? "?" : show_number(language, a->signed_in, signed_in), NULL);
    text_addf(&line, " · %s · ", a->title[0] != '\0' ? a->title : a->playbook);
    screen_area(&line, model, a);
    text_add(&line, " · ");
    bool planned = a->started_at == 0;
    texts_fill(&line, language, planned ? T_OVERVIEW_STARTS : T_OVERVIEW_SINCE,
               show_time(language, planned ? a->starts_at : a->started_at, started), NULL);
    show_cut(out, line.data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&line);
}

void screen_activations(struct text_buf *out, const struct model *model, size_t columns,
                        size_t most) {
    for (size_t i = 0; i < model->activation_count && i < most; i++)
        screen_activation(out, model, &model->activations[i], columns);
}
