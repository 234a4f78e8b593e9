#include "agents-cli/acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents-cli/alarms.h"
#include "agents-cli/told.h"
#include "base/assert.h"

#define PAGE_MS 1000      /* at most so often, when something happened */
#define PAGE_IDLE_MS 5000 /* and so often when nothing did */
#define ALARMS_MS 5000    /* what may have become one stands on every page */

bool acts_leads(const struct session *session) {
    const char *role = session->model.role;
    return session->view == VIEW_OVERVIEW &&
           (strcmp(role, "duty_leader") == 0 || strcmp(role, "admin") == 0);
}

/* --- what is chosen --------------------------------------------------------------------------- */

static bool on_page(const struct session *session, enum panel panel) {
    return session->view == VIEW_OVERVIEW && session->page == (int)panel;
}

const struct activation *session_activation(const struct session *session) {
    const struct model *model = &session->model;
    struct alarm alarm;
    if (alarms_chosen(session, &alarm)) return alarm.activation;
    if (!on_page(session, PANEL_ACTIVATIONS) || model->activation_count == 0) return NULL;
    size_t at = (size_t)session->selected;
    return &model->activations[at < model->activation_count ? at : model->activation_count - 1];
}

const struct surge_row *session_surge(const struct session *session) {
    const struct advice *advice = &session->model.overview.advice;
    struct alarm alarm;
    if (alarms_chosen(session, &alarm)) return alarm.surge;
    if (!on_page(session, PANEL_SURGES) || advice->surge_count == 0) return NULL;
    int at = session->selected;
    return &advice->surges[at < advice->surge_count ? at : advice->surge_count - 1];
}

const struct organisation_row *session_organisation(const struct session *session) {
    const struct overview *overview = &session->model.overview;
    size_t at = (size_t)session->selected;
    if (session->view != VIEW_PARTNER || at >= overview->row_count) return NULL;
    return &overview->rows[at];
}

const json_t *session_offer(const struct session *session) {
    const struct model *model = &session->model;
    size_t at = (size_t)session->selected, before = model->overview.row_count;
    if (session->view != VIEW_PARTNER || at < before) return NULL;
    return json_array_get(json_object_get(model->pages[PAGE_OFFERS], "offers"), at - before);
}

const json_t *session_own(const struct session *session, const char *id, const char *member) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(session->model.pages[PAGE_OWN], "organisations"), i, row) {
        const char *known = json_string_value(json_object_get(row, "id"));
        if (known != NULL && strcmp(known, id) == 0) return json_object_get(row, member);
    }
    return NULL;
}

/* One that was just made may not be known yet: its event brings it. */
void acts_keep_choice(struct session *session) {
    const struct activation *chosen = model_activation(&session->model, session->chosen);
    if (!on_page(session, PANEL_ACTIVATIONS)) return;
    if (session->chosen[0] != '\0') {
        if (chosen != NULL) session->selected = (int)(chosen - session->model.activations);
        return;
    }
    const struct activation *now = session_activation(session);
    text_copy(session->chosen, sizeof session->chosen, now == NULL ? "" : now->id);
}

/* --- keys ------------------------------------------------------------------------------------- */

/* An authority's alert, on the page of alarms. */
static const json_t *chosen_alert(const struct session *session) {
    struct alarm alarm;
    bool alert = alarms_chosen(session, &alarm) && alarm.kind == ALARM_ALERT;
    return alert ? alarm.row : NULL;
}

/* What is draining or over is not paused, opened or drained any more. */
static bool offer_goes_on(const struct session *session) {
    char state[LIMIT_WORD];
    decode_text(session_offer(session), "state", state, sizeof state);
    return session_offer(session) != NULL && strcmp(state, "draining") != 0 &&
           strcmp(state, "closed") != 0;
}

bool acts_allow(const struct session *session, char key) {
    const struct activation *activation = session_activation(session);
    const struct surge_row *surge = session_surge(session);
    switch (key) {
    case 'n': return acts_leads(session);
    case 'u':
        return acts_leads(session) && activation != NULL &&
               strcmp(activation->state, "active") == 0;
    case 'l':
        return acts_leads(session) && activation != NULL &&
               strcmp(activation->state, "lifted") != 0;
    case 'c':
        return acts_leads(session) && activation != NULL &&
               strcmp(activation->state, "active") == 0 && activation->municipality_count > 1;
    case 'h':
        return acts_leads(session) && activation != NULL &&
               strcmp(activation->state, "lifted") != 0;
    case 'R': /* one that has expired needs more than a look */
        return acts_leads(session) && activation != NULL &&
               strcmp(activation->state, "active") == 0 && !activation->expired;
    case 'x':
        return acts_leads(session) &&
               ((surge != NULL && !surge->dismissed) || chosen_alert(session) != NULL);
    case 'z': return session->undo.until_mono > session->model.mono;
    case 'p': return session_organisation(session) != NULL || offer_goes_on(session);
    case 'm': return session_organisation(session) != NULL;
    case 't': return offer_goes_on(session);
    case 'y':
        return session_offer(session) != NULL || (acts_leads(session) && activation != NULL &&
                                                  strcmp(activation->state, "active") == 0);
    default: return false;
    }
}

/* The names that a person may type. */
static json_t *names(const struct model *model) {
    json_t *list = json_array(), *object = json_object();
    for (size_t i = 0; i < model->organisation_count; i++)
        json_array_append_new(list, json_pack("{s:s,s:s}", "id", model->organisations[i].id, "name",
                                              model->organisations[i].name));
    json_object_set_new(object, "organisations", list);
    return object;
}

static void begin(struct session *session) {
    session->form_number++;
    session->act_lost = false;
    session->form_need = NEED_NOTHING;
}

static void stand_on(struct session *session, enum form_kind kind) {
    const struct activation *a = session_activation(session);
    if (a == NULL) return;
    begin(session);
    form_standing(&session->form, session->model.language, names(&session->model), kind, a->id,
                  a->title);
}

static void activate(struct session *session, const struct surge_row *surge) {
    bool fits = surge != NULL && surge->playbook_count > 0;
    begin(session);
    form_activate(&session->form, session->model.language, names(&session->model),
                  session->model.exercise, fits ? surge->playbooks[0].id : "",
                  fits ? surge->organisation : "");
}

/* What the alert suggests is filled in; the leader goes through it as through any other. */
static void activate_from_alert(struct session *session, const json_t *alert) {
    char id[LIMIT_ID];
    decode_text(alert, "id", id, sizeof id);
    begin(session);
    form_from_alert(&session->form, session->model.language, names(&session->model), id);
    session->form.exercise = session->model.exercise;
}

/* Taken over when it was offered, offered when it is one's own, else taken. */
static void hand_over(struct session *session) {
    const struct activation *a = session_activation(session);
    const char *token = session->model.token;
    if (a == NULL) return;
    bool asked = strcmp(a->offered_to, token) == 0, own = strcmp(a->holder, token) == 0;
    begin(session);
    form_hand_over(&session->form, session->model.language,
                   asked ? FORM_ACCEPT
                   : own ? FORM_OFFER
                         : FORM_TAKE,
                   a->id, a->title, token, own ? a->offered_to : a->holder);
}

/* In a call a new one; else what became of those there were. */
static void ticket(struct session *session) {
    const struct model *model = &session->model;
    if (!model->has_call || strcmp(model->call.state, "reserved") == 0) {
        session->overlay = OVERLAY_TICKETS;
        return;
    }
    session->overlay = OVERLAY_NONE;
    begin(session);
    form_ticket(&session->form, model->language, model->call.id,
                model_organisation_name(model, model->call.municipality));
}

static void place(struct session *session) {
    const struct model *model = &session->model;
    begin(session);
    form_place(&session->form, model->language, model->call.id,
               model_organisation_name(model, model->call.municipality), model->call.postcode);
}

static void dismiss(struct session *session) {
    const struct model *model = &session->model;
    const struct surge_row *surge = session_surge(session);
    const json_t *alert = chosen_alert(session);
    if (alert != NULL) {
        char id[LIMIT_ID], event[LIMIT_NAME];
        decode_text(alert, "id", id, sizeof id);
        decode_text(alert, "event", event, sizeof event);
        begin(session);
        form_organisation(&session->form, model->language, FORM_ALERT, id, event, "");
        return;
    }
    if (surge == NULL) return;
    begin(session);
    form_organisation(&session->form, model->language, FORM_DISMISS, surge->organisation,
                      model_organisation_name(model, surge->organisation), surge->topic);
}

static void limit(struct session *session) {
    const struct organisation_row *row = session_organisation(session);
    if (row == NULL) return;
    begin(session);
    form_organisation(&session->form, session->model.language, FORM_LIMIT, row->id,
                      model_organisation_name(&session->model, row->id), "");
    session->form.standing = json_boolean(json_is_true(session_own(session, row->id, "declines")));
    const json_t *most = session_own(session, row->id, "help_max");
    snprintf(session->form.word, sizeof session->form.word, "%lld",
             (long long)json_integer_value(most));
}

/* What is new is not taken any more; calls at work are finished. Once more: helps again. */
static void pause(struct session *session) {
    const struct organisation_row *row = session_organisation(session);
    if (row == NULL || session_own(session, row->id, "declines") == NULL) return;
    struct request *request = session_wish(session, WISH_PAUSE, "POST");
    if (request == NULL) return;
    bool declines = json_is_true(session_own(session, row->id, "declines"));
    snprintf(request->path, sizeof request->path, "/v1/organisations/%s/help", row->id);
    snprintf(request->body, sizeof request->body, "{\"declines\":%s}", declines ? "false" : "true");
}

/* The chosen offer of seats. */
static void ask_offer(struct session *session, const char *verb) {
    char id[LIMIT_ID];
    decode_text(session_offer(session), "id", id, sizeof id);
    struct request *request = id[0] == '\0' ? NULL : session_wish(session, WISH_OFFER, "POST");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/offers/%s/%s", id, verb);
    snprintf(request->body, sizeof request->body, "{}");
}

static void pause_or_resume(struct session *session) {
    char state[LIMIT_WORD];
    if (session_offer(session) == NULL) {
        pause(session);
        return;
    }
    decode_text(session_offer(session), "state", state, sizeof state);
    ask_offer(session, strcmp(state, "paused") == 0 ? "resume" : "pause");
}

static void undo(struct session *session) {
    struct request *request = session_wish(session, WISH_UNDO, "POST");
    if (request == NULL) return;
    memcpy(request->path, session->undo.path, sizeof request->path);
    memcpy(request->body, session->undo.body, sizeof request->body);
    session->undo.until_mono = 0;
}

/* --- forms ------------------------------------------------------------------------------------ */

static void refuse(struct session *session, enum form_need need, enum text_id id) {
    form_answer(&session->form, need, NULL, texts_get(session->model.language, id));
}

/* What nobody answered may have been done all the same: sent again unchanged, it is the same act. */
static void number_act(struct session *session, struct request *request) {
    bool again = session->act_lost && strcmp(session->act_body, request->body) == 0;
    if (!again) session->act_number++;
    memcpy(session->act_body, request->body, sizeof session->act_body);
    request->same = session->act_number;
}

/* Sends what the form needs, once. */
static void serve_form(struct session *session) {
    enum form_need need = form_need(&session->form);
    enum wish what = need == NEED_SEND ? WISH_ACT : WISH_FORM;
    const char *method;
    char path[192];
    json_t *body;
    if (need == NEED_NOTHING || session->under_way[what]) return;
    if (!form_request(&session->form, need, &method, path, sizeof path, &body)) return;
    struct request *request = session_wish(session, what, method);
    char *text = body == NULL ? NULL : json_dumps(body, JSON_COMPACT);
    json_decref(body);
    if (request != NULL) {
        memcpy(request->path, path, sizeof path);
        if (text != NULL && !text_copy(request->body, sizeof request->body, text)) {
            session->request_count--;
            session->under_way[what] = false;
            refuse(session, need, T_FORM_TOO_LONG);
        }
        if (need == NEED_SEND) number_act(session, request);
        session->form_asked = session->form_number;
        if (what == WISH_FORM) session->form_need = need;
    }
    free(text);
}

/* From an alarm to the page where it is dealt with. */
static void go_there(struct session *session) {
    struct alarm alarm;
    if (!alarms_chosen(session, &alarm)) return;
    if (alarm.kind == ALARM_DELIVERY) session->page = PANEL_DELIVERIES;
    if (alarm.activation != NULL) {
        session->page = PANEL_ACTIVATIONS;
        session->selected = (int)(alarm.activation - session->model.activations);
        text_copy(session->chosen, sizeof session->chosen, alarm.activation->id);
    }
    session->scroll = 0;
    session->page_mono = 0;
}

void acts_key(struct session *session, int key) {
    switch (key) {
    case PRESS_ENTER:
        if (acts_leads(session) && session_surge(session) != NULL)
            activate(session, session_surge(session));
        else if (acts_leads(session) && chosen_alert(session) != NULL)
            activate_from_alert(session, chosen_alert(session));
        else
            go_there(session);
        break;
    case 'n': activate(session, NULL); break;
    case 'u': stand_on(session, FORM_UPDATE); break;
    case 'l': stand_on(session, FORM_LIFT); break;
    case 'x': dismiss(session); break;
    case 'p': pause_or_resume(session); break;
    case 't': ask_offer(session, "drain"); break;
    case 'y':
        if (session_offer(session) != NULL)
            ask_offer(session, "renew");
        else
            stand_on(session, FORM_RENEW);
        break;
    case 'c': stand_on(session, FORM_NARROW); break;
    case 'R': stand_on(session, FORM_REVIEW); break;
    case 'h': hand_over(session); break;
    case 'i': ticket(session); break;
    case '#': place(session); break;
    case 'm': limit(session); break;
    case 'z': undo(session); break;
    default: UNREACHABLE("acts_allow() let through a key without an act");
    }
    serve_form(session);
}

void acts_form_key(struct session *session, int key) {
    form_key(&session->form, key, model_now(&session->model));
    serve_form(session);
}

void session_form_line(struct session *session, const char *line) {
    form_line(&session->form, line, model_now(&session->model));
    serve_form(session);
}

static void say(struct session *session, enum notice_level level, enum text_id id,
                const char *what) {
    struct text_buf text;
    text_buf_init(&text, 4096);
    texts_fill(&text, session->model.language, id, what, NULL);
    model_notice(&session->model, level, text.data);
    text_buf_close(&text);
}

static void say_reviewed(struct session *session, const char *id, const json_t *answer) {
    struct text_buf text;
    text_buf_init(&text, 4096);
    told_review(&text, session->model.language, id, answer);
    model_notice(&session->model, NOTICE_GOOD, text.data);
    text_buf_close(&text);
}

static void keep_undo(struct session *session, const json_t *answer, const char *what) {
    struct undo *kept = &session->undo;
    json_t *body = NULL;
    kept->until_mono = 0;
    if (!form_undo(&session->form, answer, kept->path, sizeof kept->path, &body)) return;
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    if (text != NULL && text_copy(kept->body, sizeof kept->body, text)) {
        kept->until_mono = session->model.mono + UNDO_MS;
        if (!text_copy(kept->what, sizeof kept->what, what)) kept->what[0] = '\0';
    }
    free(text);
}

/* It is done: said, and for a while it can be taken back. */
static void done(struct session *session, const json_t *answer) {
    static const enum text_id said[] = {
        [FORM_NONE] = T_ACT_DONE_ACTIVATE,   [FORM_ACTIVATE] = T_ACT_DONE_ACTIVATE,
        [FORM_UPDATE] = T_ACT_DONE_UPDATE,   [FORM_LIFT] = T_ACT_DONE_LIFT,
        [FORM_DISMISS] = T_ACT_DONE_DISMISS, [FORM_LIMIT] = T_ACT_DONE_LIMIT,
        [FORM_ALERT] = T_ACT_DONE_DISMISS,   [FORM_RENEW] = T_ACT_DONE_RENEW,
        [FORM_NARROW] = T_ACT_DONE_NARROW,   [FORM_OFFER] = T_ACT_DONE_OFFER,
        [FORM_ACCEPT] = T_ACT_DONE_TAKE,     [FORM_TAKE] = T_ACT_DONE_TAKE,
        [FORM_TICKET] = T_ACT_DONE_TICKET,   [FORM_PLACE] = T_ACT_DONE_PLACE,
        [FORM_REVIEW] = T_REVIEWED};
    const struct form *form = &session->form;
    char id[LIMIT_ID], what[160];
    decode_text(json_object_get(answer, "activation"), "id", id, sizeof id);
    if (form->kind == FORM_TICKET) {
        decode_text(json_object_get(answer, "ticket"), "id", id, sizeof id);
        model_records(&session->model, answer);
    }
    if (form->kind == FORM_PLACE) model_records(&session->model, answer);
    snprintf(what, sizeof what, "%s", id[0] != '\0' ? id : form->title);
    if (form->kind == FORM_PLACE) text_copy(what, sizeof what, form->where);
    keep_undo(session, answer, what);
    if (form->kind == FORM_REVIEW)
        say_reviewed(session, id, answer);
    else
        say(session, NOTICE_GOOD, said[form->kind], what);
    if (form->kind != FORM_TICKET && form->kind != FORM_PLACE) {
        if (id[0] != '\0') session->page = PANEL_ACTIVATIONS;
        session->selected = session->scroll = 0;
        text_copy(session->chosen, sizeof session->chosen, id);
    }
    session->page_mono = session->overview_mono = session->alarms_mono = 0;
    form_close(&session->form);
}

/* A dry run may still be under way when the act is: its answer is not the act's. */
static void form_reply(struct session *session, enum wish wish, const json_t *answer,
                       const char *sentence, bool lost) {
    enum form_need need = wish == WISH_ACT ? NEED_SEND : session->form_need;
    if (session->form_asked != session->form_number || session->form.kind == FORM_NONE) return;
    if (need == NEED_SEND) session->act_lost = answer == NULL && lost;
    if (need == NEED_SEND && answer != NULL) {
        done(session, answer);
        return;
    }
    form_answer(&session->form, need, answer, sentence);
    serve_form(session);
}

/* --- replies ---------------------------------------------------------------------------------- */

static void paused(struct session *session, const json_t *answer) {
    const json_t *record = json_object_get(answer, "organisation");
    char id[LIMIT_ID];
    decode_text(record, "id", id, sizeof id);
    say(session, NOTICE_GOOD, decode_bool(record, "declines") ? T_ACT_DONE_PAUSE : T_ACT_DONE_HELP,
        model_organisation_name(&session->model, id));
    session->page_mono = 0;
}

void acts_reply(struct session *session, enum wish wish, const json_t *answer, const char *sentence,
                bool lost) {
    if (wish == WISH_FORM || wish == WISH_ACT) {
        form_reply(session, wish, answer, sentence, lost);
        return;
    }
    if (wish >= WISH_ROUTES && wish <= WISH_TRANSFERS) {
        if (wish == WISH_TRANSFERS && answer == NULL) {
            session->overlay = OVERLAY_NONE;
            model_notice(&session->model, NOTICE_BAD, sentence);
        }
        if (answer != NULL || !lost) model_page(&session->model, wish - WISH_ROUTES, answer);
        return;
    }
    if (answer == NULL) {
        model_notice(&session->model, NOTICE_BAD, sentence);
    } else if (wish == WISH_OFFER) {
        session->page_mono = 0; /* what became of it, the stream says */
    } else if (wish == WISH_PAUSE) {
        paused(session, answer);
    } else if (wish == WISH_UNDO) {
        say(session, NOTICE_GOOD, T_UNDO_DONE, session->undo.what);
        decode_text(json_object_get(answer, "activation"), "id", session->chosen,
                    sizeof session->chosen);
        acts_keep_choice(session);
        session->page_mono = session->overview_mono = 0;
    }
}

/* --- ticks ------------------------------------------------------------------------------------ */

static void read_readers(struct session *session) {
    const struct activation *a = session_activation(session);
    struct request *request = a == NULL ? NULL : session_wish(session, WISH_READERS, "GET");
    if (request == NULL) return;
    if (strcmp(session->readers_of, a->id) != 0) {
        json_decref(session->model.pages[PAGE_READERS]);
        session->model.pages[PAGE_READERS] = NULL;
    }
    text_copy(session->readers_of, sizeof session->readers_of, a->id);
    snprintf(request->path, sizeof request->path, "/v1/activations/%s/readers", a->id);
}

static void read_pages(struct session *session) {
    if (session->view == VIEW_PARTNER) {
        session_read(session, WISH_ROUTES, "/v1/routes");
        session_read(session, WISH_AGREEMENTS, "/v1/agreements");
        session_read(session, WISH_OFFERS, "/v1/offers");
        session_read(session, WISH_SERVICES, "/v1/services");
        session_read(session, WISH_ORGANISATIONS, "/v1/organisations");
    }
    if (on_page(session, PANEL_ROUTES)) session_read(session, WISH_ROUTES, "/v1/routes");
    if (on_page(session, PANEL_DELIVERIES) || on_page(session, PANEL_ALARMS))
        session_read(session, WISH_DELIVERIES, "/v1/deliveries");
    if (on_page(session, PANEL_ACTIVATIONS)) read_readers(session);
}

/* Whatever page is shown: their number stands on it. */
static void read_alarms(struct session *session, int64_t mono) {
    bool due = session->alarms_mono == 0 || mono - session->alarms_mono >= ALARMS_MS;
    if (session->view != VIEW_OVERVIEW || !due) return;
    session->alarms_mono = mono;
    session_read(session, WISH_ALERTS, "/v1/alerts");
    session_read(session, WISH_PEERS, "/v1/peers");
    if (!on_page(session, PANEL_DELIVERIES))
        session_read(session, WISH_DELIVERIES, "/v1/deliveries");
}

void acts_tick(struct session *session, int64_t mono) {
    serve_form(session);
    if (session->view == VIEW_AGENT) return;
    read_alarms(session, mono);
    const struct activation *a = session_activation(session);
    if (on_page(session, PANEL_ACTIVATIONS) && a != NULL && strcmp(a->id, session->readers_of) != 0)
        session->page_mono = 0;
    int64_t every = session->page_stale ? PAGE_MS : PAGE_IDLE_MS;
    if (session->page_mono != 0 && mono - session->page_mono < every) return;
    session->page_mono = mono;
    session->page_stale = false;
    read_pages(session);
}
