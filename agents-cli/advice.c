#include "agents-cli/advice.h"

#include <string.h>

#include "agents-cli/model.h"
#include "agents-cli/screen.h"
#include "agents-cli/show.h"

#define LINE_BYTES 4096

/* --- reading ---------------------------------------------------------------------------------- */

static struct surge_row of_calls(const json_t *row) {
    char state[LIMIT_WORD];
    decode_text(row, "state", state, sizeof state);
    return (struct surge_row){
        .dismissed = strcmp(state, "dismissed") == 0,
        .started_at = decode_integer(row, "started_at", 0),
        .expected = decode_integer(row, "expected", 0),
        .rate = decode_integer(row, "rate", -1),
    };
}

static struct surge_row of_queue(const json_t *row) {
    int64_t waiting = decode_integer(row, "waiting", -1);
    return (struct surge_row){
        .queue = true,
        .dismissed = decode_integer(row, "dismissed_at", 0) != 0,
        .started_at = decode_integer(row, "surge_since", 0),
        .expected = decode_integer(row, "usual_waiting_permille", -1),
        .rate = waiting < 0 ? -1 : waiting * 1000,
    };
}

static void take_surge(struct advice *advice, struct surge_row surge, const json_t *row) {
    size_t i;
    json_t *playbook;
    if (advice->surge_count == LIMIT_ADVICE) {
        advice->surges_more++;
        return;
    }
    struct surge_row *out = &advice->surges[advice->surge_count++];
    *out = surge;
    decode_text(row, "organisation", out->organisation, sizeof out->organisation);
    decode_text(row, "topic", out->topic, sizeof out->topic);
    json_array_foreach(json_object_get(row, "playbooks"), i, playbook) {
        if (out->playbook_count == LIMIT_ADVICE_PLAYBOOKS) break;
        int k = out->playbook_count++;
        decode_text(playbook, "title", out->playbooks[k].title, sizeof out->playbooks[k].title);
        if (out->playbooks[k].title[0] == '\0')
            decode_text(playbook, "id", out->playbooks[k].title, sizeof out->playbooks[k].title);
        decode_text(playbook, "id", out->playbooks[k].id, sizeof out->playbooks[k].id);
        decode_text(playbook, "command", out->playbooks[k].command,
                    sizeof out->playbooks[k].command);
    }
}

static bool take_staffing(struct staffing_row *out, const json_t *row) {
    *out = (struct staffing_row){
        .known = json_is_integer(json_object_get(row, "needed")),
        .present = decode_integer(row, "present", 0),
        .needed = decode_integer(row, "needed", 0),
        .more = decode_integer(row, "more", 0),
        .waiting = decode_integer(row, "waiting", 0),
    };
    decode_text(row, "organisation", out->organisation, sizeof out->organisation);
    decode_text(row, "unknown_because", out->why, sizeof out->why);
    decode_text(row, "topic", out->topic, sizeof out->topic);
    return out->more > 0 || out->organisation[0] == '\0';
}

void advice_take(struct advice *advice, const json_t *overview) {
    size_t i;
    json_t *row;
    *advice = (struct advice){0};
    json_array_foreach(json_object_get(overview, "surges"), i, row)
        take_surge(advice, of_calls(row), row);
    json_array_foreach(json_object_get(overview, "queue_surges"), i, row)
        take_surge(advice, of_queue(row), row);
    json_array_foreach(json_object_get(overview, "staffing"), i, row) {
        bool last = i + 1 == json_array_size(json_object_get(overview, "staffing"));
        if (advice->staffing_count == LIMIT_ADVICE - !last) continue; /* room for the whole */
        if (take_staffing(&advice->staffing[advice->staffing_count], row)) advice->staffing_count++;
    }
}

/* --- showing ---------------------------------------------------------------------------------- */

static void end_line(struct text_buf *out, struct text_buf *line, size_t columns) {
    show_cut(out, line->data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_clear(line);
}

const char *advice_topic(const struct model *model, const struct surge_row *surge) {
    return surge->topic[0] == '\0' ? texts_get(model->language, T_QUEUE_ALL)
                                   : model_topic_name(model, surge->topic);
}

static const char *thousandths(enum language language, int64_t value, char out[SHOW_MAX]) {
    return value < 0 ? "?" : show_number(language, (value + 500) / 1000, out);
}

void advice_surge(struct text_buf *out, const struct model *model, const struct surge_row *surge,
                  size_t columns) {
    enum language language = model->language;
    char now[SHOW_MAX], usual[SHOW_MAX], since[SHOW_MAX];
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    enum text_id calls = surge->dismissed ? T_SURGE_DISMISSED : T_SURGE_SUGGESTED;
    enum text_id queue = surge->dismissed ? T_QUEUE_SURGE_DISMISSED : T_QUEUE_SURGE_SUGGESTED;
    text_add(&line, surge->dismissed ? MARK_DIM : MARK_WARN);
    texts_fill(&line, language, surge->queue ? queue : calls,
               model_organisation_name(model, surge->organisation), advice_topic(model, surge),
               thousandths(language, surge->rate, now),
               thousandths(language, surge->expected, usual),
               show_time(language, surge->started_at, since), NULL);
    end_line(out, &line, columns);
    text_buf_close(&line);
}

static void surge_lines(struct text_buf *out, const struct model *model,
                        const struct surge_row *surge, size_t columns) {
    enum language language = model->language;
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    advice_surge(out, model, surge, columns);
    for (int i = 0; !surge->dismissed && i < surge->playbook_count; i++) {
        texts_fill(&line, language, T_SURGE_PLAYBOOK, surge->playbooks[i].title, NULL);
        end_line(out, &line, columns);
        show_wrapped(out, "    ", surge->playbooks[i].command, columns); /* to be copied: not cut */
    }
    if (!surge->dismissed && surge->playbook_count == 0 && surge->topic[0] != '\0') {
        texts_fill(&line, language, T_SURGE_NO_PLAYBOOK, NULL);
        end_line(out, &line, columns);
    }
    if (!surge->dismissed) {
        texts_fill(&line, language, T_SURGE_DISMISS, surge->organisation, surge->topic, NULL);
        end_line(out, &line, columns);
    }
    text_buf_close(&line);
}

static void staffing_line(struct text_buf *out, const struct model *model,
                          const struct staffing_row *row, size_t columns) {
    enum language language = model->language;
    char more[SHOW_MAX], needed[SHOW_MAX], present[SHOW_MAX];
    const char *name = row->organisation[0] == '\0'
                           ? texts_get(language, T_STAFFING_ALL)
                           : model_organisation_name(model, row->organisation);
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    enum text_id id = row->known              ? row->more > 0 ? T_STAFFING_MORE : T_STAFFING_ENOUGH
                      : row->topic[0] != '\0' ? T_STAFFING_NO_TIME
                      : row->why[0] != '\0'   ? T_STAFFING_NOT_WATCHED
                                              : T_STAFFING_TOO_MANY;
    if (row->more > 0) text_add(&line, MARK_WARN);
    texts_fill(&line, language, id, name, show_number(language, row->more, more),
               show_number(language, row->needed, needed),
               show_number(language, row->present, present), model_topic_name(model, row->topic),
               NULL);
    end_line(out, &line, columns);
    text_buf_close(&line);
}

void advice_staffing(struct text_buf *out, const struct model *model, size_t columns) {
    const struct advice *advice = &model->overview.advice;
    for (int i = 0; i < advice->staffing_count; i++)
        staffing_line(out, model, &advice->staffing[i], columns);
}

void advice_lines(struct text_buf *out, const struct model *model, size_t columns) {
    const struct advice *advice = &model->overview.advice;
    char number[SHOW_MAX];
    for (int i = 0; i < advice->surge_count; i++)
        surge_lines(out, model, &advice->surges[i], columns);
    if (advice->surges_more > 0) {
        texts_fill(out, model->language, T_SURGES_MORE,
                   show_number(model->language, advice->surges_more, number), NULL);
        text_add_char(out, '\n');
    }
    advice_staffing(out, model, columns);
}
