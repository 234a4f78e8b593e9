/* The page of a partner as lines. */
#include <string.h>

#include "agents-cli/leader.h"
#include "agents-cli/page_lines.h"
#include "agents-cli/screen.h"
#include "agents-cli/show.h"

#define LINE_BYTES 8192

static void add_part(struct text_buf *line, enum language language, enum text_id id,
                     int64_t number) {
    char text[SHOW_MAX];
    text_add(line, " · ");
    texts_fill(line, language, id, show_number(language, number, text), NULL);
}

/* How its service stands, when it has said or shown something. */
static void add_service(struct text_buf *line, const struct session *session, const char *id) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(session->model.pages[PAGE_SERVICES], "services"), i, row) {
        char organisation[LIMIT_ID], state[LIMIT_WORD];
        decode_text(row, "organisation", organisation, sizeof organisation);
        if (strcmp(organisation, id) != 0) continue;
        decode_text(row, "state", state, sizeof state);
        text_addf(line, " · %s", strcmp(state, "normal") == 0 ? "" : MARK_WARN);
        texts_fill(line, session->model.language, T_PARTNER_SERVICE,
                   texts_word(session->model.language, "service", state), NULL);
        text_add(line, MARK_NORMAL);
    }
}

static void own_row(struct text_buf *out, const struct session *session,
                    const struct organisation_row *row, size_t columns) {
    enum language language = session->model.language;
    bool declines = json_is_true(session_own(session, row->id, "declines"));
    int64_t most = json_integer_value(session_own(session, row->id, "help_max"));
    int64_t reserve = json_integer_value(session_own(session, row->id, "reserve"));
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    text_addf(&line, MARK_BOLD "%s" MARK_NORMAL "  %s%s" MARK_NORMAL,
              row->name[0] != '\0' ? row->name : row->id, declines ? MARK_WARN : MARK_GOOD,
              page_text(session, declines ? T_PARTNER_DECLINES : T_PARTNER_HELPS));
    add_part(&line, language, T_PARTNER_AT_WORK, row->helping);
    add_part(&line, language, most > 0 ? T_PARTNER_CAP : T_PARTNER_NO_CAP, most);
    if (reserve > 0) add_part(&line, language, T_PARTNER_RESERVE, reserve);
    add_service(&line, session, row->id);
    show_cut(out, line.data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&line);
}

/* "vejle-1  open · 3 of 10 in use, 1 ringing, 6 free · renew within 60 s · sip:..." */
static void offer_row(struct text_buf *out, const struct session *session, const json_t *row,
                      size_t columns) {
    enum language language = session->model.language;
    char id[LIMIT_ID], state[LIMIT_WORD], address[LIMIT_ADDRESS], n[4][SHOW_MAX], time[SHOW_MAX];
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    decode_text(row, "id", id, sizeof id);
    decode_text(row, "state", state, sizeof state);
    decode_text(row, "address", address, sizeof address);
    bool open = strcmp(state, "open") == 0;
    text_addf(&line, "%s  %s%s" MARK_NORMAL " · ", id, open ? MARK_GOOD : MARK_WARN,
              texts_word(language, "offer", state));
    texts_fill(&line, language, T_PARTNER_OFFER,
               show_number(language, decode_integer(row, "in_use", 0), n[0]),
               show_number(language, decode_integer(row, "seats", 0), n[1]),
               show_number(language, decode_integer(row, "ringing", 0), n[2]),
               show_number(language, decode_integer(row, "free", 0), n[3]), NULL);
    time_ms lease = decode_integer(row, "lease_until", 0), ends = decode_integer(row, "ends_at", 0);
    int64_t left = (lease - model_now(&session->model) + 999) / 1000;
    if (lease != 0) add_part(&line, language, T_PARTNER_LEASE, left < 0 ? 0 : left);
    if (ends != 0) text_add(&line, " · ");
    if (ends != 0)
        texts_fill(&line, language, T_PARTNER_ENDS, show_time(language, ends, time), NULL);
    if (decode_bool(row, "full"))
        text_addf(&line, " · " MARK_BAD "%s" MARK_NORMAL, page_text(session, T_PARTNER_FULL));
    text_addf(&line, " · %s", address);
    show_cut(out, line.data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&line);
}

/* They are chosen like the organisations, and stand below them. */
static void offers(struct text_buf *out, const struct session *session, size_t columns, int before,
                   int *focus) {
    const json_t *list = json_object_get(session->model.pages[PAGE_OFFERS], "offers");
    const json_t *chosen = session_offer(session);
    size_t i;
    json_t *row;
    text_addf(out, MARK_BOLD "%s" MARK_NORMAL "\n", page_text(session, T_PARTNER_OFFERS));
    if (!page_there(out, session, PAGE_OFFERS, columns)) return;
    json_array_foreach(list, i, row) {
        bool here = row == chosen;
        if (here) *focus = before + 1 + (int)i;
        text_add(out, here ? MARK_REVERSE ">" MARK_NORMAL " " : "  ");
        offer_row(out, session, row, columns - 2);
    }
    if (json_array_size(list) == 0) page_dim(out, session, T_PARTNER_NO_OFFERS, columns);
}

static void add_names(struct text_buf *out, const struct model *model, const json_t *ids,
                      bool topics) {
    size_t i;
    json_t *id;
    json_array_foreach(ids, i, id) {
        const char *text = json_string_value(id);
        if (text == NULL) continue;
        text_addf(out, "%s%s", i > 0 ? ", " : "",
                  topics ? model_topic_name(model, text) : model_organisation_name(model, text));
    }
}

static void agreement(struct text_buf *out, const struct session *session, const json_t *row,
                      size_t columns) {
    const struct model *model = &session->model;
    enum language language = model->language;
    const json_t *helped = json_object_get(row, "helped"), *topics = json_object_get(row, "topics");
    char id[LIMIT_ID], mode[LIMIT_WORD];
    struct text_buf line, part;
    bool holds = decode_bool(row, "in_force");
    text_buf_init(&line, 65536);
    text_buf_init(&part, 65536);
    decode_text(row, "id", id, sizeof id);
    decode_text(row, "mode", mode, sizeof mode);
    add_names(&part, model, helped, false);
    if (json_array_size(helped) == 0) text_add(&part, page_text(session, T_PARTNER_EVERYONE));
    text_addf(&line, "%s  %s%s" MARK_NORMAL " · %s · ", id, holds ? MARK_GOOD : MARK_DIM,
              page_text(session, holds ? T_PARTNER_IN_FORCE : T_PARTNER_NOT_IN_FORCE),
              texts_word(language, "mode", mode));
    texts_fill(&line, language, T_PARTNER_HELPED, part.data, NULL);
    text_buf_clear(&part);
    add_names(&part, model, topics, true);
    if (json_array_size(topics) > 0) text_add(&line, " · ");
    if (json_array_size(topics) > 0) texts_fill(&line, language, T_PARTNER_TOPICS, part.data, NULL);
    int64_t most = decode_integer(row, "calls_max", 0);
    if (most > 0) add_part(&line, language, T_PARTNER_CAP, most);
    show_wrapped(out, "  ", line.data, columns);
    text_buf_close(&line);
    text_buf_close(&part);
}

static void agreements(struct text_buf *out, const struct session *session, size_t columns) {
    text_addf(out, MARK_BOLD "%s" MARK_NORMAL "\n", page_text(session, T_PARTNER_AGREEMENTS));
    if (!page_there(out, session, PAGE_AGREEMENTS, columns)) return;
    const json_t *list = json_object_get(session->model.pages[PAGE_AGREEMENTS], "agreements");
    size_t i;
    json_t *row;
    json_array_foreach(list, i, row) agreement(out, session, row, columns);
    if (json_array_size(list) == 0) page_dim(out, session, T_PARTNER_NO_AGREEMENTS, columns);
}

void leader_partner(struct text_buf *out, const struct session *session, size_t columns,
                    int *focus) {
    const struct overview *overview = &session->model.overview;
    const struct organisation_row *chosen = session_organisation(session);
    *focus = -1;
    for (size_t i = 0; i < overview->row_count; i++) {
        bool here = &overview->rows[i] == chosen;
        if (here) *focus = (int)i;
        text_add(out, here ? MARK_REVERSE ">" MARK_NORMAL " " : "  ");
        own_row(out, session, &overview->rows[i], columns - 2);
    }
    offers(out, session, columns, (int)overview->row_count, focus);
    text_add_char(out, '\n');
    if (overview->known)
        screen_overview(out, &session->model, true, columns, true);
    else
        page_dim(out, session, T_SCREEN_NO_OVERVIEW, columns);
    text_add_char(out, '\n');
    agreements(out, session, columns);
    text_addf(out, MARK_BOLD "%s" MARK_NORMAL "\n", page_text(session, T_PARTNER_ROUTES));
    leader_routes(out, session, columns);
    screen_activations(out, &session->model, columns, LIMIT_ACTIVATIONS);
}
