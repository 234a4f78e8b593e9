/* What a person is told in words when an event comes, beside what changes on the screen. */
#include "agents-cli/told.h"

#include <stdio.h>
#include <string.h>

#include "agents-cli/show.h"

static void tell_three(struct model *model, enum notice_level level, enum text_id id, const char *a,
                       const char *b, const char *c) {
    struct text_buf text;
    text_buf_init(&text, 2048);
    texts_fill(&text, model->language, id, a, b, c, NULL);
    if (!text.overflowed) model_notice(model, level, text.data);
    text_buf_close(&text);
}

static void tell(struct model *model, enum notice_level level, enum text_id id, const char *a,
                 const char *b) {
    tell_three(model, level, id, a, b, NULL);
}

static const char *first_key(const json_t *records, const char *kind) {
    void *at = json_object_iter(json_object_get(records, kind));
    return at == NULL ? NULL : json_object_iter_key(at);
}

static void tell_activation(struct model *model, const char *type, const char *title,
                            const char *id) {
    static const struct {
        const char *type;
        enum notice_level level;
        enum text_id text, to_leader; /* to_leader 0: the same */
    } notices[] = {
        {"activation_started", NOTICE_WARN, T_NOTICE_STARTED, T_NOTICE_LEADER_STARTED},
        {"activation_updated", NOTICE_WARN, T_NOTICE_UPDATED, T_NOTICE_LEADER_UPDATED},
        {"activation_read_first_changed", NOTICE_WARN, T_NOTICE_READ_FIRST, 0},
        {"activation_confirmed", NOTICE_INFO, T_NOTICE_CONFIRMED, 0},
        {"activation_renewed", NOTICE_INFO, T_NOTICE_RENEWED, 0},
        {"activation_lifted", NOTICE_WARN, T_NOTICE_LIFTED, T_NOTICE_LEADER_LIFTED},
        {"activation_expiring", NOTICE_WARN, T_NOTICE_EXPIRING, 0},
        {"activation_expired", NOTICE_WARN, T_NOTICE_EXPIRED, 0},
        {"activation_alarm", NOTICE_BAD, T_NOTICE_ALARM, 0},
        {"activation_alarm_escalated", NOTICE_BAD, T_NOTICE_ALARM, 0},
        {"activation_review_overdue", NOTICE_WARN, T_NOTICE_REVIEW, 0},
        {"activation_review_alarm", NOTICE_BAD, T_NOTICE_REVIEW_ALARM, 0},
        {"activation_review_alarm_escalated", NOTICE_BAD, T_NOTICE_REVIEW_ALARM, 0},
        {"activation_reviewed", NOTICE_INFO, T_NOTICE_REVIEWED, 0},
        {"activation_area_settled", NOTICE_INFO, T_NOTICE_SETTLED, 0},
        {"activation_offered", NOTICE_INFO, T_NOTICE_OFFERED_TO, 0},
        {"activation_handed_over", NOTICE_INFO, T_NOTICE_HANDED_OVER, 0},
        {"activation_planned", NOTICE_INFO, T_NOTICE_PLANNED, 0},
        {"activation_cancelled", NOTICE_INFO, T_NOTICE_CANCELLED, 0},
    };
    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++) {
        if (strcmp(notices[i].type, type) != 0) continue;
        bool other = model->agent[0] == '\0' && notices[i].to_leader != 0;
        tell(model, notices[i].level, other ? notices[i].to_leader : notices[i].text, title, id);
    }
}

static void tell_flag(struct model *model, const char *type, const json_t *records) {
    bool flagged = strcmp(type, "answer_flagged") == 0;
    const json_t *of_kind = json_object_get(records, flagged ? "flag" : "flag_reply");
    void *at = json_object_iter((json_t *)of_kind);
    char question[LIMIT_ID], word[LIMIT_WORD];
    if (at == NULL) return;
    decode_text(json_object_iter_value(at), "question", question, sizeof question);
    decode_text(json_object_iter_value(at), flagged ? "reason" : "word", word, sizeof word);
    if (strcmp(question, "answer") == 0)
        text_copy(question, sizeof question, texts_get(model->language, T_FLAG_WHOLE));
    tell(model, NOTICE_INFO, flagged ? T_NOTICE_FLAGGED : T_NOTICE_FLAG_ANSWERED,
         texts_word(model->language, "flag", word), question);
}

/* For who leads: help that comes and goes. The record's id is "agreement/organisation". */
static void tell_help(struct model *model, const char *type, const json_t *records) {
    const char *overflow = first_key(records, "overflow");
    const char *organisation = first_key(records, "organisation");
    const char *slash = overflow == NULL ? NULL : strchr(overflow, '/');
    char agreement[LIMIT_ID];
    if (strcmp(type, "organisation_drained") == 0 && organisation != NULL)
        tell(model, NOTICE_INFO, T_NOTICE_DRAINED, model_organisation_name(model, organisation),
             "");
    if (slash == NULL || slash - overflow >= LIMIT_ID) return;
    snprintf(agreement, sizeof agreement, "%.*s", (int)(slash - overflow), overflow);
    if (strcmp(type, "overflow_began") == 0)
        tell(model, NOTICE_WARN, T_NOTICE_OVERFLOW_BEGAN, model_organisation_name(model, slash + 1),
             agreement);
    if (strcmp(type, "overflow_ended") == 0)
        tell(model, NOTICE_INFO, T_NOTICE_OVERFLOW_ENDED, model_organisation_name(model, slash + 1),
             agreement);
}

/* Partners: a gate that shuts, offers that come and go, how their service stands. */
static void tell_partner(struct model *model, const char *type, const json_t *records) {
    static const struct {
        const char *type, *kind, *member, *words;
        enum notice_level level;
        enum text_id text;
    } notices[] = {
        {"data_agreement_expiring", "organisation", "id", NULL, NOTICE_WARN, T_NOTICE_GATE_SOON},
        {"data_agreement_changed", "organisation", "data_agreement", "gate", NOTICE_WARN,
         T_NOTICE_GATE},
        {"offer_changed", "offer", "state", "offer", NOTICE_INFO, T_NOTICE_OFFER},
        {"offer_closed", "offer", "state", "offer", NOTICE_INFO, T_NOTICE_OFFER},
        {"service_changed", "service", "inferred", "service", NOTICE_INFO, T_NOTICE_SERVICE},
    };
    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++) {
        if (strcmp(notices[i].type, type) != 0) continue;
        const char *id = first_key(records, notices[i].kind);
        if (id == NULL) return;
        const json_t *record = json_object_get(json_object_get(records, notices[i].kind), id);
        char word[LIMIT_WORD], set[LIMIT_WORD];
        decode_text(record, notices[i].member, word, sizeof word);
        decode_text(record, "set", set, sizeof set); /* its own word, unless more is seen */
        bool own = strcmp(notices[i].member, "inferred") == 0 && strcmp(word, "normal") == 0;
        const char *about =
            strcmp(notices[i].kind, "offer") == 0 ? id : model_organisation_name(model, id);
        const char *said = notices[i].words == NULL
                               ? ""
                               : texts_word(model->language, notices[i].words, own ? set : word);
        tell(model, notices[i].level, notices[i].text, about, said);
    }
}

/* What becomes of a message to a municipality. */
static void tell_ticket(struct model *model, const char *type, const json_t *records) {
    const json_t *record =
        json_object_iter_value(json_object_iter(json_object_get(records, "ticket")));
    struct ticket ticket;
    if (record == NULL) return;
    decode_ticket(record, &ticket);
    const char *name = model_organisation_name(model, ticket.organisation);
    bool mine = model->agent[0] != '\0';
    if (strcmp(type, "ticket_escalated") == 0 && strcmp(ticket.state, "refused") != 0)
        tell(model, NOTICE_WARN, T_NOTICE_TICKET_LATE, ticket.id, name);
    if (strcmp(type, "ticket_changed") != 0) return;
    if (strcmp(ticket.state, "received") == 0 && mine)
        tell_three(model, NOTICE_GOOD, T_NOTICE_TICKET_RECEIVED, ticket.id, name, ticket.receipt);
    if (strcmp(ticket.state, "refused") == 0)
        tell_three(model, NOTICE_BAD, T_NOTICE_TICKET_REFUSED, ticket.id, name,
                   texts_word(model->language, "ticket_refusal", ticket.refusal));
    if (strcmp(ticket.state, "withdrawn") == 0 && mine)
        tell(model, NOTICE_WARN, T_NOTICE_TICKET_WITHDRAWN, ticket.id, name);
}

/* The call's transfer, as it stands now. */
static void tell_transfer(struct model *model, const char *type, const json_t *records,
                          const char *id) {
    struct call call;
    decode_call(json_object_get(json_object_get(records, "call"), id), &call);
    bool begun = strcmp(type, "transfer_begun") == 0;
    bool failed = !begun && strcmp(call.transfer_outcome, "connected") != 0;
    tell(model, failed ? NOTICE_WARN : NOTICE_INFO,
         begun ? T_NOTICE_TRANSFER_BEGUN : T_NOTICE_TRANSFER_ENDED,
         texts_word(model->language, "transfer", call.transfer_kind),
         texts_word(model->language, "transfer", call.transfer_outcome));
}

/* What a person did at this terminal is told by its answer. */
static bool is_own(const struct model *model, const char *type, const json_t *records) {
    static const char *const by[][2] = {{"activation_started", "started_by"},
                                        {"activation_updated", "changed_by"},
                                        {"activation_renewed", "changed_by"},
                                        {"activation_reviewed", "reviewed_by"},
                                        {"activation_lifted", "lifted_by"}};
    char who[LIMIT_ID] = "";
    const json_t *of_kind = json_object_get(records, "activation"), *flag;
    for (size_t i = 0; i < sizeof by / sizeof by[0]; i++)
        if (strcmp(type, by[i][0]) == 0)
            decode_text(json_object_iter_value(json_object_iter((json_t *)of_kind)), by[i][1], who,
                        sizeof who);
    if (who[0] != '\0' && model->agent[0] == '\0') return strcmp(who, model->token) == 0;
    if (strcmp(type, "answer_flagged") != 0 || model->agent[0] == '\0') return false;
    flag = json_object_get(records, "flag");
    decode_text(json_object_iter_value(json_object_iter((json_t *)flag)), "agent", who, sizeof who);
    return strcmp(who, model->agent) == 0;
}

static bool is_wrapping_chat(const struct model *model, const char *call) {
    for (size_t i = 0; call != NULL && i < model->chat_count; i++)
        if (strcmp(model->chats[i].id, call) == 0)
            return strcmp(model->chats[i].state, "wrapping") == 0;
    return false;
}

/* What the person should be told in words, beside what changes on the screen. `before` is the
 * call there was. */
static void tell_about(struct model *model, const char *type, const json_t *records,
                       const struct call *before) {
    const char *call = first_key(records, "call"), *activation = first_key(records, "activation");
    const json_t *me = json_object_get(json_object_get(records, "availability"), model->agent);
    if (is_own(model, type, records)) return;
    bool my_call = before->id[0] != '\0' && call != NULL && strcmp(before->id, call) == 0;
    if (activation != NULL && strncmp(type, "activation_", 11) == 0) {
        const struct activation *a = model_activation(model, activation);
        const char *title = a == NULL ? activation : a->title[0] != '\0' ? a->title : a->playbook;
        tell_activation(model, type, title, activation);
    } else if (strcmp(type, "answer_flagged") == 0 || strcmp(type, "flag_answered") == 0) {
        tell_flag(model, type, records);
    } else if (strcmp(type, "surge_suggested") == 0) {
        const json_t *surge =
            json_object_iter_value(json_object_iter(json_object_get(records, "surge")));
        char organisation[LIMIT_ID], topic[LIMIT_ID];
        decode_text(surge, "organisation", organisation, sizeof organisation);
        decode_text(surge, "topic", topic, sizeof topic);
        tell(model, NOTICE_WARN, T_NOTICE_SURGE, model_organisation_name(model, organisation),
             model_topic_name(model, topic));
    } else if (strcmp(type, "queue_surge_suggested") == 0 || strcmp(type, "queue_unknown") == 0 ||
               strcmp(type, "queue_silent") == 0) {
        const json_t *queue =
            json_object_iter_value(json_object_iter(json_object_get(records, "foreign_queue")));
        char organisation[LIMIT_ID], topic[LIMIT_ID];
        decode_text(queue, "organisation", organisation, sizeof organisation);
        decode_text(queue, "topic", topic, sizeof topic);
        enum text_id text = strcmp(type, "queue_unknown") == 0  ? T_NOTICE_QUEUE_UNKNOWN
                            : strcmp(type, "queue_silent") == 0 ? T_NOTICE_QUEUE_SILENT
                                                                : T_NOTICE_QUEUE_SURGE;
        tell(model, NOTICE_WARN, text, model_organisation_name(model, organisation),
             topic[0] == '\0' ? texts_get(model->language, T_QUEUE_ALL)
                              : model_topic_name(model, topic));
    } else if (strcmp(type, "call_offered") == 0 && model->has_call &&
               strcmp(model->call.state, "reserved") == 0 && call != NULL &&
               strcmp(call, model->call.id) == 0) {
        tell(model, NOTICE_WARN, T_NOTICE_OFFERED,
             model_organisation_name(model, model->call.municipality),
             model_topic_name(model, model->call.topic));
    } else if (my_call && strcmp(type, "call_returned") == 0) {
        struct call now;
        decode_call(json_object_get(json_object_get(records, "call"), call), &now);
        tell(model, NOTICE_WARN, T_NOTICE_RETURNED, before->id,
             texts_word(model->language, "reason", now.reason));
    } else if (my_call && strncmp(type, "transfer_", 9) == 0) {
        tell_transfer(model, type, records, call);
    } else if (strncmp(type, "ticket_", 7) == 0) {
        tell_ticket(model, type, records);
    } else if (strcmp(type, "call_ended") == 0 && is_wrapping_chat(model, call)) {
        tell(model, NOTICE_INFO, T_NOTICE_CHAT_WRAPPING, call, "");
    } else if (my_call && strcmp(type, "call_abandoned") == 0) {
        tell(model, NOTICE_INFO, T_NOTICE_ABANDONED, before->id, "");
    } else if (me != NULL && strcmp(type, "agent_away") == 0 &&
               strcmp(model->me.status, "available") == 0) {
        tell(model, NOTICE_BAD, T_NOTICE_AWAY, "", "");
    } else if (me != NULL && strcmp(type, "agent_unknown") == 0) {
        tell(model, NOTICE_BAD, T_NOTICE_UNKNOWN, "", "");
    } else if (me != NULL && strcmp(type, "agent_signed_out") == 0) {
        tell(model, NOTICE_WARN, T_NOTICE_SIGNED_OUT, "", "");
    }
}

void told_event(struct model *model, const char *type, const json_t *records,
                const struct call *before) {
    tell_about(model, type, records, before);
    tell_help(model, type, records);
    tell_partner(model, type, records);
}

void told_review(struct text_buf *out, enum language language, const char *id,
                 const json_t *answer) {
    const json_t *record = json_object_get(answer, "activation");
    char by[LIMIT_ID], next[SHOW_MAX];
    time_ms review_by = decode_integer(record, "review_by", 0);
    if (decode_bool(answer, "repeated")) {
        /* changed meanwhile: that is a look, too */
        decode_text(record, "reviewed_by", by, sizeof by);
        if (by[0] == '\0') decode_text(record, "changed_by", by, sizeof by);
        texts_fill(out, language, T_REVIEWED_BEFORE, id, by, NULL);
        return;
    }
    texts_fill(out, language, review_by == 0 ? T_REVIEWED_LAST : T_REVIEWED, id,
               show_time(language, review_by, next), NULL);
}
