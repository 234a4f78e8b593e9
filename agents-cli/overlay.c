/* What lies over the screen, as lines: help, menus, where a call can go, what became of tickets. */
#include <string.h>

#include "agents-cli/screen.h"
#include "agents-cli/show.h"

#define LINE_BYTES 8192

static const char *get(const struct session *session, enum text_id id) {
    return texts_get(session->model.language, id);
}

static void row(struct text_buf *out, int key, const char *mark, const char *text, size_t columns) {
    struct text_buf label;
    text_buf_init(&label, 64);
    text_addf(&label, "   " MARK_BOLD "%c" MARK_NORMAL "  %s", key, mark);
    show_wrapped(out, label.data, text, columns);
    text_add(out, MARK_NORMAL);
    text_buf_close(&label);
}

static void title(struct text_buf *out, const struct session *session, enum text_id id,
                  const char *about, size_t columns) {
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    texts_fill(&line, session->model.language, id, about, NULL);
    show_wrapped(out, MARK_BOLD, line.data, columns);
    text_buf_close(&line);
}

static void words(struct text_buf *out, const struct session *session, const char *kind,
                  const char *(*word)(int), size_t columns) {
    for (int key = '1'; word(key) != NULL; key++)
        row(out, key, "", texts_word(session->model.language, kind, word(key)), columns);
}

static void disposition_menu(struct text_buf *out, const struct session *session, size_t columns) {
    title(out, session, T_DISPOSITION_MENU, session->model.last_call, columns);
    words(out, session, "disposition", session_disposition, columns);
    show_wrapped(out, "", get(session, T_MENU_BACK), columns);
}

/* --- flags ------------------------------------------------------------------------------------ */

static size_t line_count(const struct text_buf *out) {
    size_t lines = 0;
    for (size_t i = 0; i < out->length; i++)
        lines += out->data[i] == '\n';
    return lines;
}

/* The reasons, and below them what of the answer is meant: the whole stands first. */
static void flag_menu(struct text_buf *out, const struct session *session, size_t columns,
                      int *focus) {
    size_t at, count;
    const struct answer *answer = session_answer(session, &at, &count);
    if (answer == NULL) return;
    title(out, session, T_FLAG_MENU, answer->title != NULL ? answer->title : answer->activation,
          columns);
    words(out, session, "flag", session_flag, columns);
    show_wrapped(out, "", get(session, T_MENU_BACK), columns);
    if (answer->question_count == 0) return;
    show_wrapped(out, MARK_DIM, get(session, T_FLAG_WHAT), columns);
    for (int i = 0; i <= answer->question_count; i++) {
        struct text_buf line;
        char number[SHOW_MAX];
        bool chosen = i == session->flag_at;
        text_buf_init(&line, LINE_BYTES);
        text_addf(&line, "%s%2s  %s", chosen ? MARK_REVERSE "> " : "  ",
                  i == 0 ? "" : show_number(session->model.language, i, number),
                  i == 0                                   ? get(session, T_FLAG_WHOLE)
                  : answer->questions[i - 1].first != NULL ? answer->questions[i - 1].first
                                                           : "");
        if (chosen) *focus = (int)line_count(out);
        show_cut(out, line.data, columns);
        text_add(out, MARK_NORMAL "\n");
        text_buf_close(&line);
    }
}

/* --- transfers -------------------------------------------------------------------------------- */

/* "Horsens · Drikkevand · 76 29 29 29", whether it goes past the queue, and its hours. */
static void entry_rows(struct text_buf *out, const struct session *session, const json_t *entry,
                       size_t columns) {
    const struct model *model = &session->model;
    char name[LIMIT_NAME], topic[LIMIT_ID], number[32], vip_number[32], vip[LIMIT_WORD];
    char at[SHOW_MAX];
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    decode_text(entry, "name", name, sizeof name);
    decode_text(entry, "topic", topic, sizeof topic);
    decode_text(entry, "number", number, sizeof number);
    decode_text(entry, "vip_number", vip_number, sizeof vip_number);
    decode_text(entry, "vip", vip, sizeof vip);
    text_addf(&line, "%s%s%s · %s", name, topic[0] != '\0' ? " · " : "",
              topic[0] != '\0' ? model_topic_name(model, topic) : "", number);
    show_wrapped(out, "", line.data, columns);
    text_buf_clear(&line);
    bool past = strcmp(vip, "yes") == 0;
    if (past)
        texts_fill(&line, model->language, T_TRANSFER_VIP, vip_number, NULL);
    else
        texts_fill(&line, model->language, T_TRANSFER_NOT_VIP,
                   texts_word(model->language, "vip", vip), NULL);
    show_wrapped(out, past ? MARK_GOOD : MARK_WARN, line.data, columns);
    text_buf_clear(&line);
    bool open = decode_bool(entry, "open");
    time_ms changes = decode_integer(entry, "changes_at", 0);
    texts_fill(&line, model->language,
               changes == 0 ? (open ? T_TRANSFER_ALWAYS : T_TRANSFER_CLOSED)
               : open       ? T_TRANSFER_OPEN_UNTIL
                            : T_TRANSFER_CLOSED_UNTIL,
               show_time(model->language, changes, at), NULL);
    show_wrapped(out, open ? MARK_GOOD : MARK_WARN, line.data, columns);
    text_buf_close(&line);
}

static void kind_row(struct text_buf *out, const struct session *session, const json_t *view,
                     const char *kind, int key, size_t columns) {
    enum language language = session->model.language;
    const json_t *offer = json_object_get(view, kind);
    bool offered = decode_bool(offer, "offered");
    char because[LIMIT_WORD];
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    decode_text(offer, "because", because, sizeof because);
    text_add(&line, texts_word(language, offered ? "transfer_how" : "transfer", kind));
    if (!offered) text_addf(&line, ": %s", texts_word(language, "because", because));
    row(out, offered ? key : '-', offered ? MARK_GOOD : MARK_DIM, line.data, columns);
    text_buf_close(&line);
}

static void transfer_menu(struct text_buf *out, const struct session *session, size_t columns) {
    const struct model *model = &session->model;
    const json_t *view = json_object_get(model->pages[PAGE_TRANSFER], "transfer");
    const json_t *entry = json_object_get(view, "entry");
    title(out, session, T_TRANSFER_MENU, model->call.id, columns);
    if (session_transfer_runs(session)) {
        title(out, session, T_TRANSFER_RUNS,
              texts_word(model->language, "transfer", model->call.transfer_kind), columns);
        words(out, session, "transfer", session_transfer_outcome, columns);
    } else if (view == NULL) {
        show_wrapped(out, MARK_DIM, get(session, T_FORM_FETCHING), columns);
    } else {
        if (json_is_object(entry)) entry_rows(out, session, entry, columns);
        kind_row(out, session, view, "warm", '1', columns);
        kind_row(out, session, view, "cold", '2', columns);
        kind_row(out, session, view, "ticket", keys_shown(&session->keys, 'i'), columns);
    }
    show_wrapped(out, "", get(session, T_MENU_BACK), columns);
}

/* --- tickets ---------------------------------------------------------------------------------- */

static void ticket_row(struct text_buf *out, const struct session *session,
                       const struct ticket *ticket, size_t columns) {
    const struct model *model = &session->model;
    enum language language = model->language;
    bool received = strcmp(ticket->state, "received") == 0,
         refused = strcmp(ticket->state, "refused") == 0,
         late = ticket->escalated_at != 0 && ticket->closed_at == 0;
    char at[SHOW_MAX];
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    show_left(&line, ticket->id, 10);
    text_addf(&line, " %s · %s · %s%s" MARK_NORMAL,
              model_organisation_name(model, ticket->organisation),
              texts_word(language, "ticket_kind", ticket->kind),
              received          ? MARK_GOOD
              : refused || late ? MARK_BAD
                                : MARK_BOLD,
              texts_word(language, "ticket", ticket->state));
    if (received) text_addf(&line, " · %s", ticket->receipt);
    if (refused) text_addf(&line, " · %s", texts_word(language, "ticket_refusal", ticket->refusal));
    if (!received && !refused) {
        text_add(&line, " · ");
        texts_fill(&line, language, late ? T_TICKET_WAS_DUE : T_TICKET_DUE,
                   show_time(language, ticket->deadline_at, at), NULL);
    }
    show_cut(out, line.data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&line);
}

static void ticket_list(struct text_buf *out, const struct session *session, size_t columns) {
    const struct model *model = &session->model;
    title(out, session, T_TICKET_LIST, "", columns);
    for (size_t i = model->ticket_count; i-- > 0;)
        ticket_row(out, session, &model->tickets[i], columns);
    show_wrapped(out, "", get(session, T_MENU_BACK), columns);
}

/* ---------------------------------------------------------------------------------------------- */

static enum text_id help_of(const struct session *session) {
    return session->view == VIEW_AGENT     ? T_HELP_KEYS
           : session->view == VIEW_PARTNER ? T_HELP_KEYS_PARTNER
                                           : T_HELP_KEYS_LEADER;
}

void screen_overlay(struct text_buf *out, const struct session *session, size_t columns,
                    int *focus) {
    *focus = -1;
    switch (session->overlay) {
    case OVERLAY_HELP: show_wrapped(out, "", get(session, help_of(session)), columns); break;
    case OVERLAY_QUIT: show_wrapped(out, "", get(session, T_QUIT_MENU), columns); break;
    case OVERLAY_DISPOSITION: disposition_menu(out, session, columns); break;
    case OVERLAY_FLAG: flag_menu(out, session, columns, focus); break;
    case OVERLAY_TRANSFER: transfer_menu(out, session, columns); break;
    case OVERLAY_TICKETS: ticket_list(out, session, columns); break;
    case OVERLAY_SEARCH:
    case OVERLAY_NONE: break;
    }
}
