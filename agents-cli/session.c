#include "agents-cli/session.h"

#include <stdio.h>
#include <string.h>

#include "agents-cli/acts.h"
#include "agents-cli/alarms.h"
#include "agents-cli/refuse.h"
#include "base/assert.h"

#define OVERVIEW_MS 1000      /* at most so often, when something happened */
#define OVERVIEW_IDLE_MS 5000 /* and so often when nothing did: waits grow */
#define WHOAMI_MS 60000
#define WHOAMI_SCALED_MS 5000  /* an exercise may change the speed of its clock */
#define PEER_ANSWERS_MS 10000  /* nothing on our stream says that a peer's answers changed */
#define RENEW_LEAST_MS 500     /* a fast exercise must not become a flood */
#define RENEW_UNKNOWN_MS 10000 /* until the length of the lease is known */

static const char *const dispositions[] = {"resolved", "warm_transfer", "cold_transfer", "ticket",
                                           "referred"};
#define DISPOSITIONS ((int)(sizeof dispositions / sizeof dispositions[0]))

void session_init(struct session *session, enum language language, int64_t mono) {
    *session = (struct session){0};
    model_init(&session->model, language, mono);
    keys_init(&session->keys);
}

void session_close(struct session *session) {
    form_close(&session->form);
    model_close(&session->model);
}

static const char *const transfer_outcomes[] = {"connected", "not_answered", "returned"};

const char *session_transfer_outcome(int key) {
    return key >= '1' && key <= '3' ? transfer_outcomes[key - '1'] : NULL;
}

bool session_transfer_runs(const struct session *session) {
    const struct call *call = &session->model.call;
    return session->model.has_call && call->transfers > 0 &&
           strcmp(call->transfer_outcome, "none") == 0;
}

static const char *const flags[] = {"wrong", "unclear", "missing"};

const char *session_flag(int key) { return key >= '1' && key <= '3' ? flags[key - '1'] : NULL; }

const char *session_disposition(int key) {
    return key >= '1' && key < '1' + DISPOSITIONS ? dispositions[key - '1'] : NULL;
}

/* --- wishes ----------------------------------------------------------------------------------- */

struct request *session_wish(struct session *session, enum wish wish, const char *method) {
    if (session->under_way[wish] || session->request_count == LIMIT_REQUESTS) return NULL;
    session->under_way[wish] = true;
    struct request *request = &session->requests[session->request_count++];
    *request = (struct request){.wish = wish, .method = method};
    return request;
}

void session_read(struct session *session, enum wish what, const char *path) {
    struct request *request = session_wish(session, what, "GET");
    if (request != NULL) snprintf(request->path, sizeof request->path, "%s", path);
}

static void post_agent(struct session *session, enum wish what, const char *verb,
                       const char *body) {
    const char *agent = session->model.agent;
    if (agent[0] == '\0') return;
    struct request *request = session_wish(session, what, "POST");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/agents/%s/%s", agent, verb);
    snprintf(request->body, sizeof request->body, "%s", body);
}

static void post_call(struct session *session, enum wish what, const char *verb) {
    struct request *request = session_wish(session, what, "POST");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/calls/%s/%s", session->model.call.id, verb);
    if (what == WISH_END)
        snprintf(request->body, sizeof request->body, "{}");
    else
        snprintf(request->body, sizeof request->body, "{\"agent\":\"%s\"}", session->model.agent);
}

static void ask_status(struct session *session, const char *status) {
    char body[64];
    snprintf(body, sizeof body, "{\"status\":\"%s\"}", status);
    post_agent(session, WISH_STATUS, "status", body);
}

static void dispose(struct session *session, const char *disposition) {
    struct request *request = session_wish(session, WISH_DISPOSE, "PUT");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/calls/%s/disposition",
             session->model.last_call);
    snprintf(request->body, sizeof request->body, "{\"disposition\":\"%s\"}", disposition);
}

static void acknowledge(struct session *session) {
    const struct activation *unread = model_unread(&session->model);
    if (unread == NULL) return;
    struct request *request = session_wish(session, WISH_ACKNOWLEDGE, "POST");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/activations/%s/acknowledge", unread->id);
    /* what was on the screen: a newer one that comes meanwhile is another thing to read */
    snprintf(request->body, sizeof request->body, "{\"agent\":\"%s\",\"revision\":%lld}",
             session->model.agent, (long long)(unread->revision > 0 ? unread->revision : 1));
}

/* The answer that stands on the screen. */
static void flag(struct session *session, const char *reason) {
    size_t at, count;
    const struct answer *answer = session_answer(session, &at, &count);
    struct request *request = answer == NULL ? NULL : session_wish(session, WISH_FLAG, "POST");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/activations/%s/flags", answer->activation);
    int length = snprintf(request->body, sizeof request->body,
                          "{\"agent\":\"%s\",\"reason\":\"%s\"", session->model.agent, reason);
    const char *question = session->flag_at > 0 && session->flag_at <= answer->question_count
                               ? answer->question_ids[session->flag_at - 1]
                               : NULL;
    if (question != NULL)
        snprintf(request->body + length, sizeof request->body - (size_t)length,
                 ",\"question\":\"%s\"}", question);
    else
        snprintf(request->body + length, sizeof request->body - (size_t)length, "}");
}

/* What the menu of transfers offers behind a digit; what is not offered is told why. */
static void transfer(struct session *session, int key) {
    static const char *const kinds[] = {"warm", "cold"};
    struct model *model = &session->model;
    const json_t *view = json_object_get(model->pages[PAGE_TRANSFER], "transfer");
    bool runs = session_transfer_runs(session);
    const char *outcome = runs ? session_transfer_outcome(key) : NULL;
    const char *kind = !runs && (key == '1' || key == '2') ? kinds[key - '1'] : NULL;
    if (kind != NULL && !decode_bool(json_object_get(view, kind), "offered")) {
        char because[LIMIT_WORD];
        struct text_buf sentence;
        decode_text(json_object_get(view, kind), "because", because, sizeof because);
        text_buf_init(&sentence, 1024);
        texts_fill(&sentence, model->language, T_TRANSFER_NOT_OFFERED,
                   texts_word(model->language, "transfer", kind),
                   texts_word(model->language, "because", because), NULL);
        if (view != NULL) model_notice(model, NOTICE_WARN, sentence.data);
        text_buf_close(&sentence);
        return;
    }
    if (kind == NULL && outcome == NULL) return;
    struct request *request = session_wish(session, WISH_TRANSFER, "POST");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/calls/%s/transfer%s", model->call.id,
             outcome != NULL ? "/outcome" : "");
    snprintf(request->body, sizeof request->body, "{\"%s\":\"%s\"}",
             outcome != NULL ? "outcome" : "kind", outcome != NULL ? outcome : kind);
}

static void open_transfer(struct session *session) {
    char path[192];
    session->overlay = OVERLAY_TRANSFER;
    model_page(&session->model, PAGE_TRANSFER, NULL);
    session->model.page_refused[PAGE_TRANSFER] = false;
    snprintf(path, sizeof path, "/v1/calls/%s/transfer", session->model.call.id);
    session_read(session, WISH_TRANSFERS, path);
}

/* What has not been read stands in front until it is: that is what `k` acknowledges. */
const struct answer *session_answer(const struct session *session, size_t *at, size_t *count) {
    const struct answer *answers[LIMIT_ACTIVATIONS];
    const struct activation *unread = model_unread(&session->model);
    bool free = unread != NULL && !session->model.has_call && session->selected == 0;
    *at = 0;
    *count = model_fitting_answers(&session->model, answers, LIMIT_ACTIVATIONS);
    if (*count == 0) return NULL;
    *at = (size_t)session->selected % *count;
    for (size_t i = 0; free && i < *count; i++)
        if (strcmp(answers[i]->activation, unread->id) == 0) {
            *at = i;
            break;
        }
    return answers[*at];
}

/* Counted from the call's end, so what there is already plus half a minute. */
static void prolong(struct session *session) {
    const struct availability *me = &session->model.me;
    char body[64];
    snprintf(body, sizeof body, "{\"length_ms\":%lld}",
             (long long)(me->wrap_up_until - me->since + 30 * SECOND_MS));
    post_agent(session, WISH_WRAP_UP, "wrap-up", body);
}

/* A phone call's after-call work is the agent's, each chat has its own. */
static void finish(struct session *session) {
    const struct call *chat = model_wrapping_chat(&session->model);
    if (chat == NULL) {
        post_agent(session, WISH_WRAP_UP, "wrap-up", "{}");
        return;
    }
    struct request *request = session_wish(session, WISH_WRAP_UP, "POST");
    if (request == NULL) return;
    snprintf(request->path, sizeof request->path, "/v1/calls/%s/wrap-up", chat->id);
    snprintf(request->body, sizeof request->body, "{}");
}

bool session_take_request(struct session *session, struct request *out) {
    if (session->request_count == 0) return false;
    *out = session->requests[0];
    session->request_count--;
    memmove(&session->requests[0], &session->requests[1],
            session->request_count * sizeof session->requests[0]);
    return true;
}

/* --- keys ------------------------------------------------------------------------------------- */

static bool call_is(const struct model *model, const char *state) {
    return model->has_call && strcmp(model->call.state, state) == 0;
}

bool session_allows(const struct session *session, char key) {
    const struct model *model = &session->model;
    bool agent = model->agent[0] != '\0' && session->view == VIEW_AGENT;
    const char *status = model->me.status, *state = model->me.state;
    size_t at, count;
    switch (key) {
    case 'a':
    case 'r': /* what rings at a phone is accepted and refused there */
        return agent && call_is(model, "reserved") &&
               (model->call.leg[0] == '\0' || strcmp(model->call.leg, "none") == 0);
    case 'e': return agent && call_is(model, "answered");
    case 'g':
        return agent && (call_is(model, "answered") ||
                         (call_is(model, "wrapping") && model->call.transfers > 0));
    case 'i':
        return agent && (call_is(model, "answered") || call_is(model, "wrapping") ||
                         model->ticket_count > 0);
    case '#': return agent && model_asks_postcode(model);
    case 'w':
        return agent && (strcmp(state, "wrapping") == 0 || model_wrapping_chat(model) != NULL);
    case '+': return agent && strcmp(state, "wrapping") == 0;
    case 'd': return agent && model->last_call[0] != '\0';
    case 'k': return agent && model_unread(model) != NULL;
    case 'v':
        return agent && (strcmp(status, "available") != 0 || strcmp(state, "away") == 0 ||
                         strcmp(state, "unknown") == 0 || strcmp(state, "signed_out") == 0);
    case 'b': return agent && strcmp(status, "break") != 0;
    case 'o': return agent && strcmp(status, "offline") != 0;
    case '/': return agent && session_answer(session, &at, &count) != NULL;
    case 'f': /* a peer's answer is not ours to flag */
        return agent && session_answer(session, &at, &count) != NULL && !model_is_peers(model);
    case 'q':
    case '?': return true;
    default: return acts_allow(session, key);
    }
}

static void leave(struct session *session) {
    const struct model *model = &session->model;
    bool signed_in = model->agent[0] != '\0' && session->view == VIEW_AGENT &&
                     model->me.status[0] != '\0' && strcmp(model->me.status, "offline") != 0;
    if (signed_in && session->overlay != OVERLAY_QUIT)
        session->overlay = OVERLAY_QUIT;
    else
        session->quit = true;
}

static void overlay_key(struct session *session, int key) {
    enum overlay overlay = session->overlay;
    size_t at, count;
    const struct answer *answer = session_answer(session, &at, &count);
    if (key == PRESS_INTERRUPT) {
        session->quit = true;
        return;
    }
    if (overlay == OVERLAY_FLAG && answer != NULL && (key == PRESS_DOWN || key == PRESS_UP)) {
        int next = session->flag_at + (key == PRESS_DOWN ? 1 : -1);
        if (next >= 0 && next <= answer->question_count) session->flag_at = next;
        return;
    }
    session->overlay = OVERLAY_NONE;
    if (overlay == OVERLAY_FLAG && session_flag(key) != NULL) flag(session, session_flag(key));
    if (overlay == OVERLAY_DISPOSITION && session_disposition(key) != NULL)
        dispose(session, session_disposition(key));
    if (overlay == OVERLAY_TRANSFER) transfer(session, key);
    if (overlay == OVERLAY_TRANSFER && key == 'i' && session_allows(session, 'i'))
        acts_key(session, 'i');
    if (overlay == OVERLAY_QUIT && key == 'q') session->quit = true;
    if (overlay == OVERLAY_QUIT && key == 'o') {
        session->leaving = true;
        ask_status(session, "offline");
    }
}

/* Where a page has a choice, the arrows choose. */
static bool chooses(const struct session *session) {
    return session_activation(session) != NULL || session_surge(session) != NULL ||
           (session->view == VIEW_OVERVIEW && session->page == PANEL_ALARMS) ||
           session_organisation(session) != NULL || session_offer(session) != NULL;
}

static int choices(const struct session *session) {
    const struct model *model = &session->model;
    if (session->view == VIEW_PARTNER)
        return (int)(model->overview.row_count +
                     json_array_size(json_object_get(model->pages[PAGE_OFFERS], "offers")));
    if (session->page == PANEL_ALARMS) {
        struct alarm alarms[LIMIT_ALARMS];
        return (int)alarms_list(session, alarms);
    }
    return session->page == PANEL_ACTIVATIONS ? (int)model->activation_count
                                              : model->overview.advice.surge_count;
}

static void choose(struct session *session, int step) {
    session->chosen[0] = '\0'; /* the person chooses anew */
    session->selected += step;
    if (session->selected >= choices(session)) session->selected = choices(session) - 1;
    if (session->selected < 0) session->selected = 0;
    acts_keep_choice(session);
}

static void search_key(struct session *session, int key) {
    size_t length = strlen(session->search);
    if (key == PRESS_ESCAPE || key == PRESS_INTERRUPT || key == PRESS_ENTER) {
        session->overlay = OVERLAY_NONE;
        session->scroll = 0;
    } else if (key >= ' ' && key < PRESS_UP) {
        form_type(session->search, sizeof session->search, key);
        session->scroll = 0;
    } else if (key == PRESS_BACKSPACE && length > 0) {
        form_type(session->search, sizeof session->search, key);
        session->scroll = 0;
    }
}

static void move_key(struct session *session, int key) {
    if (chooses(session) && (key == PRESS_DOWN || key == PRESS_UP)) {
        choose(session, key == PRESS_DOWN ? 1 : -1);
        return;
    }
    int step = key == PRESS_PAGE_DOWN || key == PRESS_PAGE_UP ? 8 : 1;
    if (key == PRESS_DOWN || key == PRESS_PAGE_DOWN) session->scroll += step;
    if (key == PRESS_UP || key == PRESS_PAGE_UP) session->scroll -= step;
    if (key == PRESS_HOME || session->scroll < 0) session->scroll = 0;
    if (key == PRESS_TAB && session->view == VIEW_AGENT) {
        session->selected++;
        session->scroll = session->page = 0;
    }
}

bool session_types(const struct session *session) {
    return session->form.kind != FORM_NONE || session->overlay == OVERLAY_SEARCH;
}

/* True when what lies over the screen takes the key. */
static bool is_taken(struct session *session, int key) {
    bool moves = key >= PRESS_UP && key <= PRESS_END;
    if (session->form.kind != FORM_NONE) {
        acts_form_key(session, key);
    } else if (session->overlay == OVERLAY_SEARCH) {
        search_key(session, key);
        if (moves) move_key(session, key);
    } else if (session->overlay != OVERLAY_NONE) {
        overlay_key(session, keys_meaning(&session->keys, key));
    } else {
        return false;
    }
    return true;
}

void session_key(struct session *session, int key) {
    if (is_taken(session, key)) return;
    key = keys_meaning(&session->keys, key);
    if (key >= PRESS_UP || key == PRESS_NONE) {
        if (key == PRESS_INTERRUPT)
            leave(session);
        else if (key == PRESS_ENTER)
            acts_key(session, key);
        else
            move_key(session, key);
        return;
    }
    if (key >= '1' && key < '1' + (session->view == VIEW_OVERVIEW ? PANEL_COUNT : SESSION_PAGES)) {
        session->page = key - '1';
        session->scroll = 0;
        if (session->view == VIEW_OVERVIEW) session->selected = 0;
        session->chosen[0] = '\0';
        acts_keep_choice(session);
        session->page_mono = 0;
        return;
    }
    if (key > 127 || !session_allows(session, (char)key)) return;
    switch (key) {
    case 'a': post_call(session, WISH_ACCEPT, "accept"); break;
    case 'r': post_call(session, WISH_REJECT, "reject"); break;
    case 'e': post_call(session, WISH_END, "end"); break;
    case 'g': open_transfer(session); break;
    case 'w': finish(session); break;
    case '+': prolong(session); break;
    case 'd': session->overlay = OVERLAY_DISPOSITION; break;
    case 'k': acknowledge(session); break;
    case 'v': ask_status(session, "available"); break;
    case 'b': ask_status(session, "break"); break;
    case 'o': ask_status(session, "offline"); break;
    case 'q': leave(session); break;
    case '?': session->overlay = OVERLAY_HELP; break;
    case 'f':
        session->overlay = OVERLAY_FLAG;
        session->flag_at = 0;
        break;
    case '/':
        session->overlay = OVERLAY_SEARCH;
        session->search[0] = '\0';
        session->scroll = 0;
        break;
    default: acts_key(session, key); break;
    }
}

/* --- ticks ------------------------------------------------------------------------------------ */

/* A third of the lease, in real time: an exercise's clock may run faster. */
static int64_t renew_every(const struct model *model) {
    if (model->lease_ms == 0) return RENEW_UNKNOWN_MS;
    int64_t real = model->speed_permille > 0 ? model->lease_ms * 1000 / model->speed_permille
                                             : model->lease_ms;
    return real / 3 < RENEW_LEAST_MS ? RENEW_LEAST_MS : real / 3;
}

static bool holds_lease(const struct model *model) {
    return model->agent[0] != '\0' && model->me.state[0] != '\0' &&
           strcmp(model->me.state, "signed_out") != 0;
}

static bool due(int64_t last, int64_t every, int64_t mono) {
    return last == 0 || mono - last >= every;
}

/* What an agent is shown that no event brings: a peer's answers, and tickets that were promised before
 * this session. */
static void read_own(struct session *session, int64_t mono) {
    struct model *model = &session->model;
    if (session->view != VIEW_AGENT || model->agent[0] == '\0') return;
    if (!session->tickets_asked) session_read(session, WISH_TICKETS, "/v1/tickets");
    session->tickets_asked = true;
    bool asked = strcmp(session->asked_call, model->call.id) == 0;
    if (!model_is_peers(model) || session->under_way[WISH_CALL_ANSWERS] ||
        (asked && !due(session->answers_mono, PEER_ANSWERS_MS, mono)))
        return;
    char path[192];
    snprintf(path, sizeof path, "/v1/calls/%s/answers", model->call.id);
    session_read(session, WISH_CALL_ANSWERS, path);
    text_copy(session->asked_call, sizeof session->asked_call, model->call.id);
    session->answers_mono = mono;
}

void session_tick(struct session *session, int64_t mono) {
    struct model *model = &session->model;
    model_tick(model, mono);
    if (model->link.state != LINK_UP) return;
    bool own_clock =
        strcmp(model->clock_mode, "scaled") == 0 || strcmp(model->clock_mode, "driven") == 0;
    if (due(session->whoami_mono, own_clock ? WHOAMI_SCALED_MS : WHOAMI_MS, mono)) {
        session->whoami_mono = mono;
        session_read(session, WISH_WHOAMI, "/v1/whoami");
    }
    if (session->view == VIEW_AGENT && holds_lease(model) &&
        due(session->renew_mono, renew_every(model), mono)) {
        session->renew_mono = mono;
        post_agent(session, WISH_RENEW, "renew", "{}");
    }
    if (session->view != VIEW_AGENT &&
        due(session->overview_mono, session->overview_stale ? OVERVIEW_MS : OVERVIEW_IDLE_MS,
            mono)) {
        session->overview_mono = mono;
        session->overview_stale = false;
        session_read(session, WISH_OVERVIEW, "/v1/overview");
    }
    read_own(session, mono);
    acts_tick(session, mono);
    if (model->has_call && strcmp(session->shown_call, model->call.id) != 0) {
        text_copy(session->shown_call, sizeof session->shown_call, model->call.id);
        session->scroll = session->selected = session->page = 0;
    }
}

int64_t session_wait_ms(const struct session *session) {
    const struct model *model = &session->model;
    /* Something on the screen counts seconds, so once a second, and when a lease is short more
     * often. */
    int64_t renew = holds_lease(model) ? renew_every(model) / 2 : SECOND_MS;
    int64_t most = model->speed_permille > 2000 ? 200 : SECOND_MS / 2;
    return renew < most ? renew : most;
}

/* --- events and replies ----------------------------------------------------------------------- */

static void choose_view(struct session *session) {
    if (session->view_chosen || session->model.role[0] == '\0') return;
    session->view = session->model.agent[0] != '\0'               ? VIEW_AGENT
                    : strcmp(session->model.role, "partner") == 0 ? VIEW_PARTNER
                                                                  : VIEW_OVERVIEW;
}

enum model_result session_event(struct session *session, const char *type, const char *id,
                                const char *data, size_t length) {
    enum model_result result = model_event(&session->model, type, id, data, length);
    session->overview_stale = session->page_stale = true;
    acts_keep_choice(session);
    choose_view(session);
    return result;
}

void session_link(struct session *session, enum link_state state, const char *server,
                  const char *why) {
    model_link(&session->model, state, server, why);
    if (state != LINK_UP) return;
    /* Another coordinator may lead, and time has passed: ask anew at once. */
    session->whoami_mono = session->renew_mono = session->overview_mono = session->page_mono = 0;
    session->alarms_mono = session->answers_mono = 0;
    session_read(session, WISH_SETTINGS, "/v1/settings");
    session_read(session, WISH_TOPICS, "/v1/topics");
    session_read(session, WISH_ORGANISATIONS, "/v1/organisations");
    session->tickets_asked = false;
}

static void take_answer(struct session *session, enum wish wish, const json_t *answer) {
    struct model *model = &session->model;
    switch (wish) {
    case WISH_WHOAMI: model_whoami(model, answer); break;
    case WISH_SETTINGS: model_settings(model, answer); break;
    case WISH_ORGANISATIONS:
        if (session->view == VIEW_PARTNER) model_page(model, PAGE_OWN, answer);
        model_names(model, answer);
        break;
    case WISH_TOPICS: model_names(model, answer); break;
    case WISH_OVERVIEW:
        model_overview(model, answer);
        acts_keep_choice(session);
        break;
    case WISH_CALL_ANSWERS: model_call_answers(model, session->asked_call, answer); break;
    case WISH_TICKETS: model_tickets(model, answer); break;
    case WISH_RENEW:
    case WISH_STATUS:
    case WISH_WRAP_UP:
    case WISH_ACCEPT:
    case WISH_REJECT:
    case WISH_END:
    case WISH_DISPOSE:
    case WISH_TRANSFER:
    case WISH_ACKNOWLEDGE: model_records(model, answer); break;
    case WISH_FLAG:
        model_notice(model, NOTICE_GOOD, texts_get(model->language, T_ACT_DONE_FLAG));
        break;
    case WISH_ROUTES:
    case WISH_DELIVERIES:
    case WISH_READERS:
    case WISH_AGREEMENTS:
    case WISH_OFFERS:
    case WISH_SERVICES:
    case WISH_ALERTS:
    case WISH_PEERS:
    case WISH_TRANSFERS:
    case WISH_OFFER:
    case WISH_FORM:
    case WISH_PAUSE:
    case WISH_ACT:
    case WISH_UNDO: acts_reply(session, wish, answer, "", false); break;
    case WISH_COUNT: UNREACHABLE("no wish");
    }
}

static bool is_for_acts(enum wish wish) {
    return (wish >= WISH_ROUTES && wish <= WISH_TRANSFERS) || wish == WISH_FORM ||
           wish == WISH_OFFER || wish == WISH_ACT || wish == WISH_PAUSE || wish == WISH_UNDO;
}

static void refused(struct session *session, enum wish wish, const struct reply *reply) {
    struct model *model = &session->model;
    /* Reads and renewals are repeated by themselves; that the link is down is shown already. */
    if (wish <= WISH_OVERVIEW && !is_for_acts(wish)) return;
    if (wish == WISH_RENEW && reply->failure != NULL) {
        session->renew_mono = 0;
        return;
    }
    struct text_buf sentence;
    text_buf_init(&sentence, 4096);
    if (reply->failure != NULL)
        text_add(&sentence, reply->failure);
    else
        refuse_sentence(&sentence, model->language, reply->status, reply->body, reply->length);
    if (is_for_acts(wish))
        acts_reply(session, wish, NULL, sentence.data, reply->failure != NULL);
    else
        model_notice(model, NOTICE_BAD, sentence.data);
    text_buf_close(&sentence);
}

void session_reply(struct session *session, enum wish wish, const struct reply *reply) {
    session->under_way[wish] = false;
    bool done = reply->failure == NULL && reply->status >= 200 && reply->status < 300;
    if (wish == WISH_STATUS && session->leaving) {
        session->leaving = false;
        if (done) session->quit = true;
    }
    if (done) {
        json_t *answer = json_loadb(reply->body, reply->length, 0, NULL);
        if (json_is_object(answer)) take_answer(session, wish, answer);
        json_decref(answer);
        choose_view(session);
        return;
    }
    refused(session, wish, reply);
}
