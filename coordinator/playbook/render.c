/* Rendering an answer, in steps:
 *  - read the pinned parameters again (they were checked at activation; a wrong document is
 *    refused, not trusted);
 *  - choose the language: the wanted one, or Danish, marked;
 *  - write the members in a fixed order.
 * A pure function of its arguments: the same bytes on every node. */
#include <string.h>

#include "base/assert.h"
#include "playbook/program.h"
#include "playbook/shape.h"
#include "playbook/template.h"
#include "playbook/values.h"

#define TEXT_BYTES (64 * 1024) /* one text with its parameters filled in */

struct render {
    const struct playbook *playbook;
    const struct playbook_ask *ask;
    const struct phrases *phrases; /* of the language shown */
    struct fill fill;
    enum answer_set set;
    const struct answer *answer;
    bool fallback;         /* the answer itself is in Danish although another language was wanted */
    struct text_buf marks; /* what stands in front of the text, with a space behind each */
    struct text_buf spoken; /* the same, as it is read aloud */
    struct text_buf text;   /* scratch */
    struct text_buf *out;
};

/* --- JSON members ----------------------------------------------------------------------------- */

static void key(struct render *r, const char *name) {
    char last = r->out->data[r->out->length - 1];
    if (last != '{' && last != '[') text_add_char(r->out, ',');
    if (name == NULL) return;
    text_add_json_string(r->out, name, strlen(name));
    text_add_char(r->out, ':');
}

static void member_text(struct render *r, const char *name, const char *text) {
    key(r, name);
    text_add_json_string(r->out, text, strlen(text));
}

static void member_bool(struct render *r, const char *name, bool value) {
    key(r, name);
    text_add(r->out, value ? "true" : "false");
}

static void member_time(struct render *r, const char *name, time_ms at) {
    key(r, name);
    if (at == 0)
        text_add(r->out, "null");
    else
        text_add_int(r->out, at);
}

static void member_scratch(struct render *r, const char *name) {
    if (r->text.overflowed) r->out->overflowed = true;
    key(r, name);
    struct slice text = text_slice(&r->text);
    text_add_json_string(r->out, text.data, text.length);
}

static void fill_scratch(struct render *r, const char *template) {
    template_fill(&r->fill, template, &r->text);
}

static void member_filled(struct render *r, const char *name, const char *template) {
    text_buf_clear(&r->text);
    fill_scratch(r, template);
    member_scratch(r, name);
}

static void member_localized(struct render *r, const char *name, const struct localized *text) {
    member_filled(r, name, program_text(text, r->fill.language));
}

static void open_list(struct render *r, const char *name) {
    key(r, name);
    text_add_char(r->out, '[');
}

static void open_object(struct render *r, const char *name) {
    key(r, name);
    text_add_char(r->out, '{');
}

static void close_list(struct render *r) { text_add_char(r->out, ']'); }
static void close_object(struct render *r) { text_add_char(r->out, '}'); }

/* --- marks ------------------------------------------------------------------------------------ */

static const struct authority *deciding(const struct render *r) {
    return &r->playbook->authorities[r->playbook->decides];
}

/* "Ikke bekræftet siden 22.11.2026 kl. 07.50; spørg Horsens Kommune, 76 29 29 29." Expiry is
 * never lifting: the answer stays, and says how far it can be trusted and whom to ask. */
static void add_not_confirmed(struct render *r, bool spoken, struct text_buf *out) {
    struct fill fill = r->fill;
    fill.spoken = spoken;
    text_add(out, r->phrases->not_confirmed_since);
    phrases_add_time(r->phrases, r->ask->expires_at, spoken, out);
    text_add(out, r->phrases->ask);
    template_fill(&fill, program_text(&deciding(r)->name, r->fill.language), out);
    text_add(out, ", ");
    template_fill(&fill, deciding(r)->contact, out);
    text_add_char(out, '.');
}

static void mark(struct render *r, const char *text, const char *spoken) {
    member_text(r, NULL, text);
    text_add(&r->marks, text);
    text_add_char(&r->marks, ' ');
    text_add(&r->spoken, spoken);
    text_add_char(&r->spoken, ' ');
}

static void render_marks(struct render *r) {
    open_list(r, "marks");
    if (r->ask->exercise) mark(r, r->phrases->exercise, r->phrases->exercise_spoken);
    if (r->ask->unapproved && r->ask->audience == PLAYBOOK_AGENT)
        mark(r, r->phrases->unapproved, r->phrases->unapproved);
    if (r->ask->moment == PLAYBOOK_EXPIRED) {
        text_buf_clear(&r->text);
        add_not_confirmed(r, false, &r->text);
        struct text_buf spoken;
        text_buf_init(&spoken, TEXT_BYTES);
        add_not_confirmed(r, true, &spoken);
        mark(r, text_slice(&r->text).data, text_slice(&spoken).data);
        text_buf_close(&spoken);
    }
    if (r->fallback) {
        const char *text = phrases_for(r->ask->language)->only_danish;
        mark(r, text, text);
    }
    close_list(r);
}

static void render_title(struct render *r) {
    text_buf_clear(&r->text);
    if (r->ask->exercise) text_add(&r->text, r->phrases->exercise_title);
    if (r->set == ANSWERS_LIFTED) text_add(&r->text, r->phrases->lifted_title);
    text_add(&r->text, program_text(&r->playbook->title, r->fill.language));
    member_scratch(r, "title");
}

static void render_greeting(struct render *r) {
    if (r->ask->municipality == NULL)
        member_text(r, "greeting", "");
    else
        member_localized(r, "greeting", &r->playbook->greeting);
}

/* --- parts of municipalities --------------------------------------------------------------------- */

#define SPOKEN_POSTCODES 4 /* nobody keeps more in mind */

/* "Det gælder kun Skanderborg (Vestervang, postnummer 8660, 8680)." */
static void add_parts(const struct render *r, bool spoken, struct text_buf *out) {
    text_add(out, r->set == ANSWERS_LIFTED ? r->phrases->only_was : r->phrases->only);
    for (size_t i = 0; i < r->ask->part_count; i++) {
        const struct playbook_part *part = &r->ask->parts[i];
        bool zones = part->zones[0] != '\0', codes = part->postcode_count > 0;
        bool many = spoken && part->postcode_count > SPOKEN_POSTCODES;
        if (i > 0) text_add(out, ", ");
        text_add(out, part->municipality);
        if (!zones && !codes) continue;
        text_add(out, " (");
        text_add(out, part->zones);
        if (zones && codes && !many) text_add(out, ", ");
        if (many && !zones) text_add(out, r->phrases->some_postcodes);
        if (codes && !many) {
            text_add(out, r->phrases->postcode);
            text_add(out, part->postcodes);
        }
        text_add_char(out, ')');
    }
    text_add_char(out, '.');
}

/* Behind the answer itself: what to do comes first. */
static void render_text(struct render *r) {
    text_buf_clear(&r->text);
    text_add(&r->text, text_slice(&r->marks).data);
    fill_scratch(r, r->answer->text);
    if (r->ask->part_count > 0) {
        text_add_char(&r->text, ' ');
        add_parts(r, false, &r->text);
    }
    member_scratch(r, "text");
    if (r->ask->part_count == 0) return;
    text_buf_clear(&r->text);
    add_parts(r, false, &r->text);
    member_scratch(r, "part");
}

/* --- lists ------------------------------------------------------------------------------------ */

static void render_question(struct render *r, const struct question *question) {
    size_t language = r->fill.language;
    bool danish = question->in[language].asked == NULL;
    struct fill kept = r->fill;
    if (danish) r->fill.language = 0;
    const struct question_text *text = &question->in[r->fill.language];
    open_object(r, NULL);
    member_text(r, "id", question->id);
    member_bool(r, "fallback", danish || r->fallback);
    member_filled(r, "question", text->asked);
    text_buf_clear(&r->text);
    fill_scratch(r, text->act);
    text_add_char(&r->text, ' ');
    fill_scratch(r, text->where_to_go);
    text_add_char(&r->text, ' ');
    fill_scratch(r, text->not_known);
    member_scratch(r, "answer");
    if (question->guide != NULL) member_text(r, "guide", question->guide);
    close_object(r);
    r->fill = kept;
}

/* The phone menu reads one text aloud; its questions are put to the agent. */
static void render_questions(struct render *r) {
    open_list(r, "questions");
    for (size_t i = 0; i < r->playbook->questions_count; i++) {
        const struct question *question = &r->playbook->questions[i];
        bool shown = (question->places & (1u << r->ask->place)) != 0 &&
                     (question->sets & (1u << r->set)) != 0 &&
                     r->ask->audience != PLAYBOOK_PHONE_MENU &&
                     values_answer(r->playbook, r->fill.values, question);
        if (shown) render_question(r, question);
    }
    close_list(r);
}

static void render_clarify(struct render *r) {
    open_list(r, "clarify");
    for (size_t i = 0; i < r->playbook->clarifying_count; i++) {
        const struct clarify *clarify = &r->playbook->clarifying[i];
        open_object(r, NULL);
        member_text(r, "id", clarify->id);
        member_localized(r, "ask", &clarify->ask);
        open_list(r, "choices");
        for (size_t k = 0; k < clarify->choice_count; k++) {
            open_object(r, NULL);
            member_localized(r, "answer", &clarify->choices[k].answer);
            member_localized(r, "then", &clarify->choices[k].then);
            close_object(r);
        }
        close_list(r);
        close_object(r);
    }
    close_list(r);
}

static void render_do_not_say(struct render *r) {
    open_list(r, "do_not_say");
    for (size_t i = 0; i < r->playbook->do_not_say_count; i++)
        member_localized(r, NULL, &r->playbook->do_not_say[i]);
    close_list(r);
}

static void render_transfers(struct render *r) {
    open_list(r, "transfer");
    for (size_t i = 0; i < r->playbook->transfers_count; i++) {
        const struct transfer *transfer = &r->playbook->transfers[i];
        open_object(r, NULL);
        member_text(r, "topic", transfer->topic);
        member_text(r, "kind", transfer->kind);
        member_localized(r, "when", &transfer->when);
        member_localized(r, "to", &transfer->to);
        close_object(r);
    }
    close_list(r);
}

static void render_escalations(struct render *r) {
    open_list(r, "escalate");
    for (size_t i = 0; i < r->playbook->escalations_count; i++) {
        const struct escalation *escalation = &r->playbook->escalations[i];
        if (r->ask->audience != PLAYBOOK_AGENT && !escalation->citizens) continue;
        open_object(r, NULL);
        member_localized(r, "when", &escalation->when);
        member_localized(r, "to", &escalation->to);
        close_object(r);
    }
    close_list(r);
}

/* --- the whole -------------------------------------------------------------------------------- */

static void render_authority(struct render *r) {
    open_object(r, "authority");
    member_localized(r, "name", &deciding(r)->name);
    member_filled(r, "contact", deciding(r)->contact);
    member_filled(r, "url", deciding(r)->url);
    close_object(r);
}

static void render_speech(struct render *r) {
    text_buf_clear(&r->text);
    r->fill.spoken = true;
    if (r->ask->municipality != NULL) {
        fill_scratch(r, program_text(&r->playbook->greeting, r->fill.language));
        text_add_char(&r->text, ' ');
    }
    text_add(&r->text, text_slice(&r->spoken).data);
    fill_scratch(r, r->answer->text);
    text_add_char(&r->text, ' ');
    if (r->ask->part_count > 0) {
        add_parts(r, true, &r->text);
        text_add_char(&r->text, ' ');
    }
    fill_scratch(r, r->answer->where_to_go);
    member_scratch(r, "speech");
    member_text(r, "after", r->answer->after);
    r->fill.spoken = false;
}

static void render_members(struct render *r) {
    const struct playbook_ask *ask = r->ask;
    static const char *const moments[] = {"active", "expired", "lifted"};
    member_text(r, "language", r->playbook->languages[r->fill.language]);
    member_bool(r, "fallback", r->fallback);
    member_text(r, "audience", playbook_audience_text(ask->audience));
    member_text(r, "place", playbook_place_text(ask->place));
    member_text(r, "moment", moments[ask->moment]);
    member_bool(r, "exercise", ask->exercise);
    render_marks(r);
    render_title(r);
    render_greeting(r);
    render_text(r);
    render_questions(r);
    if (ask->audience == PLAYBOOK_AGENT) {
        render_clarify(r);
        render_do_not_say(r);
        render_transfers(r);
    } else {
        open_list(r, "do_not_say");
        close_list(r);
    }
    render_escalations(r);
    member_filled(r, "where_to_go", r->answer->where_to_go);
    member_text(r, "guide", r->answer->guide != NULL ? r->answer->guide : r->playbook->guide);
    render_authority(r);
    member_time(r, "valid_from", ask->valid_from);
    member_time(r, "expires_at", ask->expires_at);
    member_time(r, "lifted_at", r->set == ANSWERS_LIFTED ? ask->lifted_at : 0);
    if (ask->audience == PLAYBOOK_PHONE_MENU) render_speech(r);
}

static void choose(struct render *r) {
    const struct playbook_ask *ask = r->ask;
    bool known;
    size_t language = program_language(r->playbook, ask->language, &known);
    r->set = ask->moment == PLAYBOOK_LIFTED ? ANSWERS_LIFTED : ANSWERS_ACTIVE;
    r->answer = &r->playbook->answers[r->set][ask->audience][language][ask->place];
    r->fallback = ask->language != NULL && !known;
    if (r->answer->text == NULL) {
        language = 0;
        r->fallback = true;
        r->answer = &r->playbook->answers[r->set][ask->audience][0][ask->place];
    }
    ASSERT(r->answer->text != NULL);
    r->fill.language = language;
    r->phrases = phrases_for(r->playbook->languages[language]);
}

enum err playbook_render(const struct playbook *playbook, const struct playbook_ask *ask,
                         struct text_buf *out, struct problem *problem) {
    ASSERT(ask->audience < PLAYBOOK_AUDIENCE_COUNT);
    ASSERT(ask->place < PLAYBOOK_PLACE_COUNT);
    ASSERT(ask->moment <= PLAYBOOK_LIFTED);
    if (ask->moment == PLAYBOOK_EXPIRED) ASSERT(ask->expires_at != 0);
    if (ask->moment == PLAYBOOK_LIFTED) ASSERT(ask->lifted_at != 0);
    struct value values[LIMIT_PLAYBOOK_PARAMETERS];
    struct arena arena;
    arena_init(&arena, 2 * LIMIT_PARAMETERS_BYTES);
    struct render r = {.playbook = playbook, .ask = ask, .out = out};
    r.fill = (struct fill){.playbook = playbook, .values = values, .ask = ask};
    text_buf_init(&r.marks, TEXT_BYTES);
    text_buf_init(&r.spoken, TEXT_BYTES);
    text_buf_init(&r.text, TEXT_BYTES);
    enum err err = values_read(playbook, ask->parameters, &arena, values, problem);
    if (err != ERR_OK) goto out;
    choose(&r);
    text_add_char(out, '{');
    if (!out->overflowed) render_members(&r);
    text_add_char(out, '}');
    if (out->overflowed)
        err = problem_set(problem, ERR_LIMIT_REACHED, "", "the answer is longer than its buffer");
out:
    text_buf_close(&r.text);
    text_buf_close(&r.spoken);
    text_buf_close(&r.marks);
    arena_close(&arena);
    return err;
}
