#include "agents-cli/alarms.h"

#include <string.h>

#include "agents-cli/advice.h"
#include "agents-cli/page_lines.h"
#include "agents-cli/show.h"

#define LINE_BYTES 8192
#define SOON_MS (2 * HOUR_MS) /* an activation that ends within it */

struct list {
    struct alarm *out;
    size_t count;
};

static void add(struct list *list, struct alarm alarm) {
    if (list->count < LIMIT_ALARMS) list->out[list->count++] = alarm;
}

static bool is_of(const struct activation *a, enum alarm_kind kind, const struct model *model) {
    bool stands = strcmp(a->state, "active") == 0;
    if (kind == ALARM_EXPIRED) return stands && a->expired;
    if (kind == ALARM_UNAPPROVED) return stands && a->unapproved;
    if (kind == ALARM_REVIEW) return stands && a->review_overdue;
    if (kind == ALARM_HAND_OVER)
        return a->offered_to[0] != '\0' && strcmp(a->offered_to, model->token) == 0;
    return kind == ALARM_EXPIRING && stands && !a->expired && a->expires_at != 0 &&
           a->expires_at - model_now(model) < SOON_MS;
}

static void add_rows(struct list *list, const struct model *model, enum page_kind page,
                     const char *member, enum alarm_kind kind) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(model->pages[page], member), i, row) {
        char state[LIMIT_WORD];
        bool counts = false;
        decode_text(row, "state", state, sizeof state);
        if (kind == ALARM_ALERT) counts = strcmp(state, "suggested") == 0;
        if (kind == ALARM_DELIVERY)
            counts = !decode_bool(row, "current") && strcmp(state, "pending") != 0 &&
                     strcmp(state, "delivered") != 0;
        if (kind == ALARM_PEER) counts = !decode_bool(row, "reachable");
        if (counts) add(list, (struct alarm){.kind = kind, .row = row});
    }
}

size_t alarms_list(const struct session *session, struct alarm out[LIMIT_ALARMS]) {
    const struct model *model = &session->model;
    const struct advice *advice = &model->overview.advice;
    struct list list = {.out = out};
    for (enum alarm_kind kind = ALARM_EXPIRED; kind <= ALARM_EXPIRING; kind++)
        for (size_t i = 0; i < model->activation_count; i++)
            if (is_of(&model->activations[i], kind, model))
                add(&list, (struct alarm){.kind = kind, .activation = &model->activations[i]});
    add_rows(&list, model, PAGE_ALERTS, "alerts", ALARM_ALERT);
    for (int i = 0; i < advice->surge_count; i++)
        if (!advice->surges[i].dismissed)
            add(&list, (struct alarm){.kind = ALARM_SURGE, .surge = &advice->surges[i]});
    add_rows(&list, model, PAGE_DELIVERIES, "deliveries", ALARM_DELIVERY);
    add_rows(&list, model, PAGE_PEERS, "peers", ALARM_PEER);
    if (model->overview.tickets_escalated > 0)
        add(&list,
            (struct alarm){.kind = ALARM_TICKETS, .count = model->overview.tickets_escalated});
    return list.count;
}

bool alarms_chosen(const struct session *session, struct alarm *out) {
    struct alarm alarms[LIMIT_ALARMS];
    if (session->view != VIEW_OVERVIEW || session->page != PANEL_ALARMS) return false;
    size_t count = alarms_list(session, alarms), at = (size_t)session->selected;
    if (count == 0) return false;
    *out = alarms[at < count ? at : count - 1];
    return true;
}

/* --- lines ------------------------------------------------------------------------------------ */

static void of_activation(struct text_buf *line, const struct session *session,
                          const struct alarm *alarm) {
    static const enum text_id texts[] = {[ALARM_EXPIRED] = T_ALARM_EXPIRED,
                                         [ALARM_UNAPPROVED] = T_ALARM_UNAPPROVED,
                                         [ALARM_REVIEW] = T_ALARM_REVIEW,
                                         [ALARM_HAND_OVER] = T_ALARM_HAND_OVER,
                                         [ALARM_EXPIRING] = T_ALARM_EXPIRING};
    const struct activation *a = alarm->activation;
    char at[SHOW_MAX];
    texts_fill(line, session->model.language, texts[alarm->kind], a->id,
               a->title[0] != '\0' ? a->title : a->playbook,
               a->expires_at == 0 ? "-" : show_time(session->model.language, a->expires_at, at),
               a->holder, NULL);
}

static void of_row(struct text_buf *line, const struct session *session,
                   const struct alarm *alarm) {
    enum language language = session->model.language;
    char a[LIMIT_NAME], b[LIMIT_NAME], c[LIMIT_NAME], at[SHOW_MAX];
    if (alarm->kind == ALARM_ALERT) {
        decode_text(alarm->row, "event", a, sizeof a);
        decode_text(alarm->row, "sender", b, sizeof b);
        decode_text(alarm->row, "playbook", c, sizeof c);
        texts_fill(line, language, c[0] == '\0' ? T_ALARM_ALERT_NONE : T_ALARM_ALERT, a, b,
                   show_time(language, decode_integer(alarm->row, "sent_at", 0), at), c, NULL);
    } else if (alarm->kind == ALARM_DELIVERY) {
        decode_text(alarm->row, "receiver", a, sizeof a);
        decode_text(alarm->row, "activation", b, sizeof b);
        decode_text(alarm->row, "state", c, sizeof c);
        texts_fill(line, language, T_ALARM_DELIVERY, a, b, texts_word(language, "delivery", c),
                   NULL);
    } else if (alarm->kind == ALARM_PEER) {
        decode_text(alarm->row, "organisation", a, sizeof a);
        time_ms heard = decode_integer(alarm->row, "heard_at", 0);
        texts_fill(line, language, heard == 0 ? T_ALARM_PEER_NEVER : T_ALARM_PEER,
                   model_organisation_name(&session->model, a), show_time(language, heard, at),
                   NULL);
    } else {
        texts_fill(line, language, T_ALARM_TICKETS, show_number(language, alarm->count, at), NULL);
    }
}

void alarms_lines(struct text_buf *out, const struct session *session, size_t columns, int *focus) {
    struct alarm alarms[LIMIT_ALARMS];
    size_t count = alarms_list(session, alarms),
           chosen = (size_t)session->selected < count ? (size_t)session->selected : count - 1;
    for (size_t i = 0; i < count; i++) {
        const struct alarm *alarm = &alarms[i];
        struct text_buf line;
        text_buf_init(&line, LINE_BYTES);
        text_add(&line, i == chosen ? MARK_REVERSE ">" MARK_NORMAL " " : "  ");
        if (i == chosen) *focus = (int)i;
        if (alarm->kind == ALARM_SURGE) {
            text_add_bytes(out, line.data, line.length);
            advice_surge(out, &session->model, alarm->surge, columns - 2);
        } else {
            text_add(&line, alarm->kind <= ALARM_UNAPPROVED ? MARK_BAD : MARK_WARN);
            if (alarm->activation != NULL)
                of_activation(&line, session, alarm);
            else
                of_row(&line, session, alarm);
            show_cut(out, line.data, columns);
            text_add(out, MARK_NORMAL "\n");
        }
        text_buf_close(&line);
    }
    page_dim(out, session, count == 0 ? T_ALARMS_NONE : T_ALARMS_HOW, columns);
}
