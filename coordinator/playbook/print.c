/* The readable print: one page of plain text, lines of at most 80 columns. Parameters stand as
 * {name}. */
#include <inttypes.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/alert.h"
#include "playbook/program.h"
#include "playbook/rules.h"
#include "playbook/shape.h"
#include "playbook/values.h"

#define COLUMNS 80

struct print {
    const struct playbook *playbook;
    size_t language;
    struct text_buf *out;
};

static void indent(struct text_buf *out, size_t columns) {
    for (size_t i = 0; i < columns; i++)
        text_add_char(out, ' ');
}

static size_t width_of(const char *text, size_t length) {
    size_t width = 0;
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80) width++;
    return width;
}

/* Words wrapped at COLUMNS, each line after the first indented; `column` is where the text
 * begins. */
static void wrapped(struct text_buf *out, const char *text, size_t column, size_t margin) {
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        size_t width = width_of(text, length);
        if (column > margin && column + width > COLUMNS) {
            text_add_char(out, '\n');
            indent(out, margin);
            column = margin;
        }
        text_add_bytes(out, text, length);
        column += width;
        text += length + strspn(text + length, " ");
        if (*text == '\0') break;
        bool fits = column + 1 + width_of(text, strcspn(text, " ")) <= COLUMNS;
        if (fits) text_add_char(out, ' ');
        column++;
    }
    text_add_char(out, '\n');
}

static void entry(const struct print *p, size_t margin, const char *label, const char *text) {
    indent(p->out, margin);
    text_add(p->out, label);
    size_t column = margin + rule_characters(label);
    wrapped(p->out, text, column, margin + 2);
}

static void heading(const struct print *p, const char *text) {
    text_add_char(p->out, '\n');
    text_add(p->out, text);
    text_add_char(p->out, '\n');
}

static const char *local(const struct print *p, const struct localized *text) {
    return program_text(text, p->language);
}

static void print_words(const struct print *p, const char *label, const char *const *words,
                        size_t count) {
    if (count == 0) return;
    text_addf(p->out, "  %s: ", label);
    for (size_t i = 0; i < count; i++)
        text_addf(p->out, "%s%s", i == 0 ? "" : ", ", words[i]);
    text_add_char(p->out, '\n');
}

static void print_head(const struct print *p) {
    const struct playbook *b = p->playbook;
    text_add(p->out, local(p, &b->title));
    text_addf(p->out, "\n%s  version ", b->id);
    text_add_hex(p->out, b->version, 6);
    text_addf(p->out, "  %s  guide %s\n", b->crisis_type, b->guide);
    text_add(p->out, "topics ");
    for (size_t i = 0; i < b->topic_count; i++)
        text_addf(p->out, "%s%s", i == 0 ? "" : ", ", b->topics[i]);
    text_add(p->out, "; languages ");
    for (size_t i = 0; i < b->language_count; i++)
        text_addf(p->out, "%s%s", i == 0 ? "" : ", ", b->languages[i]);
    text_addf(p->out,
              "\nowner %s, approver %s; reviewed %s, review by %s\n"
              "lasts %" PRId64 " h unless said otherwise, at most %" PRId64 " h; warns %" PRId64
              " min before; review every %" PRId64 " h; lifted answers for %" PRId64 " h\n",
              b->owner, b->approver, b->reviewed_on, b->review_by, b->default_duration_hours,
              b->max_duration_hours, b->warn_before_minutes, b->review_every_hours,
              b->lifted_hours);
    print_words(p, "consulted", b->consulted, b->consulted_count);
    print_words(p, "informed", b->informed, b->informed_count);
}

static void print_parameters(const struct print *p) {
    heading(p, "PARAMETERS");
    for (size_t i = 0; i < p->playbook->parameters_count; i++) {
        const struct parameter *parameter = &p->playbook->parameters[i];
        text_addf(p->out, "  {%s}  %s", parameter->name, parameter_type_texts[parameter->type]);
        if (parameter->type <= PARAMETER_COUNT)
            text_addf(p->out, " %" PRId64 "-%" PRId64, parameter->min, parameter->max);
        text_add(p->out, parameter->has_preset ? ", has a default\n"
                         : parameter->optional ? ", may be left out\n"
                                               : ", must be given\n");
        entry(p, 4, "", local(p, &parameter->title));
        if (parameter->help.in[0] != NULL) entry(p, 4, "", local(p, &parameter->help));
        for (size_t k = 0; k < parameter->option_count; k++) {
            text_addf(p->out, "    %s: ", parameter->options[k].value);
            wrapped(p->out, local(p, &parameter->options[k].text),
                    6 + rule_characters(parameter->options[k].value), 6);
        }
    }
}

static void print_answers(const struct print *p, enum answer_set set, const char *title) {
    heading(p, title);
    for (int a = 0; a < PLAYBOOK_AUDIENCE_COUNT; a++) {
        for (int place = 0; place < PLAYBOOK_PLACE_COUNT; place++) {
            const struct answer *answer = &p->playbook->answers[set][a][p->language][place];
            bool danish = answer->text == NULL;
            if (danish) answer = &p->playbook->answers[set][a][0][place];
            text_addf(p->out, "  %s, %s%s\n", audience_texts[a], place_texts[place],
                      danish ? " (falls back to Danish)" : "");
            entry(p, 4, "", answer->text);
            entry(p, 4, "-> ", answer->where_to_go);
        }
    }
}

static void print_questions(const struct print *p) {
    heading(p, "QUESTIONS");
    for (size_t i = 0; i < p->playbook->questions_count; i++) {
        const struct question *question = &p->playbook->questions[i];
        const struct question_text *text = &question->in[p->language];
        if (text->asked == NULL) text = &question->in[0];
        text_addf(p->out, "  %zu ", i + 1);
        wrapped(p->out, text->asked, i < 9 ? 4 : 5, 4);
        entry(p, 4, "", text->act);
        entry(p, 4, "-> ", text->where_to_go);
        entry(p, 4, "?  ", text->not_known);
    }
}

static void print_for_agents(const struct print *p) {
    const struct playbook *b = p->playbook;
    if (b->clarifying_count > 0) heading(p, "ASK FIRST");
    for (size_t i = 0; i < b->clarifying_count; i++) {
        entry(p, 2, "", local(p, &b->clarifying[i].ask));
        for (size_t k = 0; k < b->clarifying[i].choice_count; k++) {
            entry(p, 4, "- ", local(p, &b->clarifying[i].choices[k].answer));
            entry(p, 6, "-> ", local(p, &b->clarifying[i].choices[k].then));
        }
    }
    heading(p, "DO NOT SAY");
    for (size_t i = 0; i < b->do_not_say_count; i++)
        entry(p, 2, "- ", local(p, &b->do_not_say[i]));
    heading(p, "ESCALATE");
    for (size_t i = 0; i < b->escalations_count; i++) {
        entry(p, 2, "- ", local(p, &b->escalations[i].when));
        entry(p, 4, "-> ", local(p, &b->escalations[i].to));
    }
    if (b->transfers_count > 0) heading(p, "TRANSFER");
    for (size_t i = 0; i < b->transfers_count; i++) {
        text_addf(p->out, "  %s, %s: ", b->transfers[i].topic, b->transfers[i].kind);
        size_t column = 6 + strlen(b->transfers[i].topic) + strlen(b->transfers[i].kind);
        wrapped(p->out, local(p, &b->transfers[i].when), column, 4);
        entry(p, 4, "-> ", local(p, &b->transfers[i].to));
    }
}

static void print_while_active(const struct print *p) {
    const struct while_active *wishes = &p->playbook->while_active;
    bool any = wishes->wrap_up_ms != 0 || wishes->keep_open_hours != 0 || wishes->call_up ||
               wishes->acknowledge_first || wishes->shared_topic_count > 0 ||
               wishes->staffing.in[0] != NULL;
    if (any) heading(p, "WHILE IT IS ACTIVE");
    if (wishes->acknowledge_first)
        text_add(p->out, "  calls only to those who have acknowledged\n");
    if (wishes->wrap_up_ms != 0) {
        text_addf(p->out, "  wrap-up %" PRId64 " s: ", wishes->wrap_up_ms / 1000);
        wrapped(p->out, local(p, &wishes->wrap_up_reason), 18, 4);
    }
    print_words(p, "shared topics", wishes->shared_topics, wishes->shared_topic_count);
    if (wishes->keep_open_hours != 0)
        text_addf(p->out, "  phones open %" PRId64 " h more\n", wishes->keep_open_hours);
    if (wishes->call_up) text_add(p->out, "  while closed: call agents up\n");
    if (wishes->staffing.in[0] != NULL) entry(p, 2, "staffing: ", local(p, &wishes->staffing));
}

static void print_calendar(const struct print *p) {
    const struct playbook *b = p->playbook;
    if (b->calendar_count > 0) heading(p, "CALENDAR");
    for (size_t i = 0; i < b->calendar_count; i++) {
        text_addf(p->out, "  %s %s: ", b->calendar[i].on, b->calendar[i].kind);
        wrapped(p->out, local(p, &b->calendar[i].title), 15 + strlen(b->calendar[i].kind), 4);
    }
}

static void print_list(const struct print *p, const char *what, const char *const *words,
                       size_t count) {
    for (size_t i = 0; i < count; i++)
        text_addf(p->out, "%s%s", i == 0 ? what : ", ", words[i]);
    if (count > 0) text_add_char(p->out, '\n');
}

static void print_cap(const struct print *p) {
    const struct cap *cap = &p->playbook->cap;
    if (cap->category_count == 0) return;
    heading(p, "ALERTS (CAP)");
    print_list(p, "  categories: ", cap->categories, cap->category_count);
    print_list(p, "  codes: ", cap->codes, cap->code_count);
    print_list(p, "  words: ", cap->keywords, cap->keyword_count);
    for (size_t i = 0; i < p->playbook->parameters_count; i++)
        if (cap->fills[i] != 0)
            text_addf(p->out, "  %s from its %s\n", p->playbook->parameters[i].name,
                      alert_part_texts[cap->fills[i] - 1]);
}

static void print_for_leaders(const struct print *p) {
    const struct playbook *b = p->playbook;
    print_while_active(p);
    if (b->checklist_count > 0) heading(p, "CHECKLIST");
    for (size_t i = 0; i < b->checklist_count; i++) {
        text_addf(p->out, "  [ ] %s: ", b->checklist[i].owner);
        wrapped(p->out, local(p, &b->checklist[i].text), 8 + strlen(b->checklist[i].owner), 6);
    }
    print_calendar(p);
    print_cap(p);
    heading(p, "AUTHORITIES");
    for (size_t i = 0; i < b->authorities_count; i++) {
        const struct authority *authority = &b->authorities[i];
        text_addf(p->out, "  %s: %s, %s, %s\n", authority->role, local(p, &authority->name),
                  authority->contact, authority->url);
    }
    heading(p, "SOURCES");
    for (size_t i = 0; i < b->sources_count; i++) {
        text_addf(p->out, "  %s: ", b->sources[i].mark);
        wrapped(p->out, b->sources[i].title, 4 + strlen(b->sources[i].mark), 4);
        if (b->sources[i].url != NULL) entry(p, 4, "", b->sources[i].url);
    }
}

void playbook_print(const struct playbook *playbook, const char *language, struct text_buf *out) {
    ASSERT(playbook != NULL);
    ASSERT(out != NULL);
    struct print p = {playbook, program_language(playbook, language, NULL), out};
    print_head(&p);
    print_parameters(&p);
    print_answers(&p, ANSWERS_ACTIVE, "ANSWERS");
    print_answers(&p, ANSWERS_LIFTED, "ANSWERS WHEN LIFTED");
    print_questions(&p);
    print_for_agents(&p);
    print_for_leaders(&p);
}
