#include "playbook/lint.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/position.h"
#include "playbook/readability.h"
#include "playbook/rules.h"
#include "playbook/shape.h"
#include "playbook/template.h"
#include "playbook/values.h"

#define LINT_TEXT_BYTES 16384 /* one answer or question with its parameters filled in */

struct lint {
    const struct playbook *playbook;
    const struct findings *findings;
    struct value examples[LIMIT_PLAYBOOK_PARAMETERS];
    struct value
        longest[LIMIT_PLAYBOOK_PARAMETERS]; /* the longest that may have to be read aloud */
    struct playbook_ask ask;
    struct text_buf text;
};

/* --- what belongs together -------------------------------------------------------------------- */

static void lint_authorities(struct playbook *playbook, const struct findings *findings) {
    size_t deciding = 0;
    for (size_t i = playbook->authorities_count; i-- > 0;) {
        if (strcmp(playbook->authorities[i].role, "decides") != 0) continue;
        playbook->decides = i;
        deciding++;
    }
    if (deciding != 1)
        finding_error(findings, "authorities",
                      "names %zu authorities whose role is decides; exactly one must be", deciding);
}

static void lint_times(const struct playbook *p, const struct findings *findings) {
    if (p->default_duration_hours > p->max_duration_hours)
        finding_error(findings, "expiry.default_duration_hours",
                      "is longer than max_duration_hours");
    if (p->warn_before_minutes >= p->default_duration_hours * 60)
        finding_error(findings, "expiry.warn_before_minutes",
                      "is not shorter than default_duration_hours");
    if (strcmp(p->review_by, p->reviewed_on) <= 0)
        finding_error(findings, "review.review_by", "is not later than reviewed_on");
}

static void lint_id(const struct findings *findings, const char *list, size_t index, const char *id,
                    const char *other) {
    if (strcmp(id, other) != 0) return;
    char path[POSITION_PATH_MAX];
    snprintf(path, sizeof path, "%s[%zu].id", list, index);
    finding_error(findings, path, "stands in the list twice");
}

static void lint_ids(const struct playbook *p, const struct findings *findings) {
    for (size_t i = 0; i < p->questions_count; i++)
        for (size_t k = 0; k < i; k++)
            lint_id(findings, "questions", i, p->questions[i].id, p->questions[k].id);
    for (size_t i = 0; i < p->clarifying_count; i++)
        for (size_t k = 0; k < i; k++)
            lint_id(findings, "clarify", i, p->clarifying[i].id, p->clarifying[k].id);
    for (size_t i = 0; i < p->checklist_count; i++)
        for (size_t k = 0; k < i; k++)
            lint_id(findings, "checklist", i, p->checklist[i].id, p->checklist[k].id);
}

/* One more rule for each topic (N28): an agent must know where a call goes that the answers do not
 * end. */
static void lint_topics_have_transfers(const struct playbook *p, const struct findings *findings) {
    for (size_t i = 0; i < p->topic_count; i++) {
        bool found = false;
        for (size_t k = 0; k < p->transfers_count; k++)
            if (strcmp(p->transfers[k].topic, p->topics[i]) == 0) found = true;
        if (!found)
            finding_warning(findings, "transfer", "there is no rule for the topic %s (N28)",
                            p->topics[i]);
    }
}

static void lint_while_active(const struct playbook *p, const struct findings *findings) {
    const struct while_active *wishes = &p->while_active;
    bool reason = wishes->wrap_up_reason.in[0] != NULL;
    if (wishes->wrap_up_ms != 0 && !reason)
        finding_error(findings, "while_active.wrap_up_ms", "has no wrap_up_reason for the log");
    if (wishes->wrap_up_ms == 0 && reason)
        finding_error(findings, "while_active.wrap_up_reason",
                      "gives the reason of a wrap_up_ms that is not there");
    for (size_t i = 0; i < wishes->shared_topic_count; i++) {
        bool known = false;
        for (size_t k = 0; k < p->topic_count; k++)
            if (strcmp(wishes->shared_topics[i], p->topics[k]) == 0) known = true;
        if (known) continue;
        char path[POSITION_PATH_MAX];
        snprintf(path, sizeof path, "while_active.shared_topics[%zu]", i);
        finding_error(findings, path, "is not one of the playbook's topics");
    }
}

static void lint_calendar(const struct playbook *p, const struct findings *findings) {
    for (size_t i = 0; i < p->calendar_count; i++) {
        const struct calendar_day *day = &p->calendar[i];
        char path[POSITION_PATH_MAX];
        snprintf(path, sizeof path, "calendar[%zu].on", i);
        if (strcmp(day->on, p->reviewed_on) <= 0)
            finding_error(findings, path, "is not later than review.reviewed_on");
        else if (strcmp(day->kind, "review") == 0 && strcmp(day->on, p->review_by) > 0)
            finding_error(findings, path, "is a review later than review.review_by");
    }
}

static void lint_transfers(const struct playbook *p, const struct findings *findings) {
    for (size_t i = 0; i < p->transfers_count; i++) {
        bool known = false;
        for (size_t k = 0; k < p->topic_count; k++)
            if (strcmp(p->transfers[i].topic, p->topics[k]) == 0) known = true;
        if (known) continue;
        char path[POSITION_PATH_MAX];
        snprintf(path, sizeof path, "transfer[%zu].topic", i);
        finding_error(findings, path, "is not one of the playbook's topics");
    }
}

/* --- what is read and heard ------------------------------------------------------------------- */

/* The parameter of one of these types (bits) that a text names first, or NULL. */
static const struct parameter *typed_in(const struct playbook *playbook, const char *text,
                                        unsigned types) {
    while (text != NULL && *text != '\0') {
        struct slice literal, name;
        bool well_formed = template_next(&text, &literal, &name);
        ASSERT(well_formed);
        const struct parameter *p =
            name.data == NULL ? NULL : program_parameter(playbook, name.data, name.length);
        if (p != NULL && (types & (1u << p->type)) != 0) return p;
    }
    return NULL;
}

static bool names_parameter(const struct playbook *playbook, const char *const *texts,
                            const struct parameter *wanted) {
    for (size_t i = 0; texts[i] != NULL; i++) {
        const char *at = texts[i];
        while (*at != '\0') {
            struct slice literal, name;
            bool well_formed = template_next(&at, &literal, &name);
            ASSERT(well_formed);
            if (name.data != NULL && program_parameter(playbook, name.data, name.length) == wanted)
                return true;
        }
    }
    return false;
}

static void add_filled(struct lint *l, const char *text, size_t language, bool spoken) {
    if (text == NULL) return;
    struct fill fill = {.playbook = l->playbook,
                        .values = spoken ? l->longest : l->examples,
                        .ask = &l->ask,
                        .language = language,
                        .spoken = spoken};
    if (l->text.length > 0) text_add_char(&l->text, ' ');
    template_fill(&fill, text, &l->text);
}

/* How the Danish texts that are read together, NULL at the end, measure with the examples. */
static uint32_t lix_of(struct lint *l, const char *const *texts, struct readability *measured) {
    text_buf_clear(&l->text);
    for (size_t i = 0; texts[i] != NULL; i++)
        add_filled(l, texts[i], 0, false);
    *measured = (struct readability){0};
    if (l->text.overflowed || l->text.length == 0) return 0;
    readability_measure(l->text.data, measured);
    return readability_lix(measured);
}

/* With the examples, and then with each other option of each choice: any of them may be chosen in
 * a hurry. */
static void lint_lix(struct lint *l, const char *path, const char *const *texts) {
    struct readability m;
    uint32_t lix = lix_of(l, texts, &m);
    if (lix > LIMIT_LIX) {
        finding_error(l->findings, path,
                      "LIX is %u, at most %u: %u words in %u sentences, %u of them longer than 6 "
                      "letters",
                      lix, LIMIT_LIX, m.words, m.sentences, m.long_words);
        return;
    }
    for (size_t i = 0; i < l->playbook->parameters_count; i++) {
        const struct parameter *p = &l->playbook->parameters[i];
        if (p->type != PARAMETER_CHOICE || !names_parameter(l->playbook, texts, p)) continue;
        for (size_t k = 0; k < p->option_count; k++) {
            l->examples[i].number = (int64_t)k;
            lix = lix_of(l, texts, &m);
            if (lix > LIMIT_LIX)
                finding_error(l->findings, path,
                              "with %s = %s LIX is %u, at most %u: %u words in %u sentences, %u "
                              "of them longer than 6 letters",
                              p->name, p->options[k].value, lix, LIMIT_LIX, m.words, m.sentences,
                              m.long_words);
        }
        l->examples[i] = p->example;
    }
}

/* The longest that a value may become when it is read aloud. */
static void find_longest(struct lint *l, size_t index) {
    static const char fifty_words[] = "a a a a a a a a a a a a a a a a a a a a a a a a a "
                                      "a a a a a a a a a a a a a a a a a a a a a a a a a";
    const struct parameter *p = &l->playbook->parameters[index];
    l->longest[index] = p->example;
    if (p->type == PARAMETER_TEXT || p->type == PARAMETER_AREA || p->type == PARAMETER_SENTENCES) {
        size_t words = p->max_words < 50 ? p->max_words : 50;
        l->longest[index].text = fifty_words + (50 - words) * 2;
    }
    if (p->type == PARAMETER_MINUTES || p->type == PARAMETER_HOURS || p->type == PARAMETER_COUNT)
        l->longest[index].number = p->max;
    if (p->type != PARAMETER_CHOICE) return;
    uint32_t most = 0;
    for (size_t i = 0; i < p->option_count; i++) {
        for (size_t k = 0; k < l->playbook->language_count; k++) {
            uint32_t words = readability_spoken_words(program_text(&p->options[i].text, k));
            if (words < most) continue;
            most = words;
            l->longest[index].number = (int64_t)i;
        }
    }
}

static void lint_speech(struct lint *l, enum answer_set set, size_t language, int place) {
    const struct answer *answer = &l->playbook->answers[set][PLAYBOOK_PHONE_MENU][language][place];
    text_buf_clear(&l->text);
    add_filled(l, l->playbook->greeting.in[language], language, true);
    add_filled(l, answer->text, language, true);
    add_filled(l, answer->where_to_go, language, true);
    if (l->text.overflowed) return;
    uint32_t words = readability_spoken_words(l->text.data);
    if (words <= LIMIT_SPEECH_WORDS) return;
    char path[POSITION_PATH_MAX];
    snprintf(path, sizeof path, "%s.phone_menu.%s.%s.text", answer_set_key(set),
             l->playbook->languages[language], place_texts[place]);
    finding_error(
        l->findings, path,
        "takes up to %u words to read aloud with greeting and where_to_go, at most %u (20 "
        "s at 150 words a minute)",
        words, LIMIT_SPEECH_WORDS);
}

/* Whoever reads an answer must find a number to call in it (N109, N114). A caller in the menu is
 * on the phone already. */
static void lint_phone_way(struct lint *l, const struct answer *answer, size_t language,
                           const char *path) {
    text_buf_clear(&l->text);
    add_filled(l, answer->where_to_go, language, false);
    if (!l->text.overflowed && l->text.length > 0 && !rule_names_phone(l->text.data))
        finding_error(l->findings, path,
                      "names no phone number: the phone way is never closed (N109)");
}

static void lint_answer(struct lint *l, enum answer_set set, int audience, size_t language,
                        int place) {
    const struct answer *answer = &l->playbook->answers[set][audience][language][place];
    if (answer->text == NULL) return; /* falls back to Danish */
    char path[POSITION_PATH_MAX];
    const char *code = l->playbook->languages[language];
    snprintf(path, sizeof path, "%s.%s.%s.%s.text", answer_set_key(set), audience_texts[audience],
             code, place_texts[place]);
    const char *const texts[] = {answer->text, answer->where_to_go, NULL};
    if (language == 0) lint_lix(l, path, texts);
    if (audience == PLAYBOOK_PHONE_MENU) {
        lint_speech(l, set, language, place);
        return;
    }
    snprintf(path, sizeof path, "%s.%s.%s.%s.where_to_go", answer_set_key(set),
             audience_texts[audience], code, place_texts[place]);
    lint_phone_way(l, answer, language, path);
}

static void lint_answers(struct lint *l) {
    for (int set = 0; set < ANSWERS_COUNT; set++)
        for (int audience = 0; audience < PLAYBOOK_AUDIENCE_COUNT; audience++)
            for (size_t language = 0; language < l->playbook->language_count; language++)
                for (int place = 0; place < PLAYBOOK_PLACE_COUNT; place++)
                    lint_answer(l, (enum answer_set)set, audience, language, place);
}

static void lint_questions(struct lint *l) {
    for (size_t i = 0; i < l->playbook->questions_count; i++) {
        const struct question_text *text = &l->playbook->questions[i].in[0];
        char path[POSITION_PATH_MAX];
        snprintf(path, sizeof path, "questions[%zu].text.da.do", i);
        const char *const texts[] = {text->act, text->where_to_go, text->not_known, NULL};
        lint_lix(l, path, texts);
    }
}

/* --- values typed at activation --------------------------------------------------------------- */

#define TYPED_PROSE (1u << PARAMETER_SENTENCES)
#define TYPED_WORDS (TYPED_PROSE | 1u << PARAMETER_TEXT | 1u << PARAMETER_AREA)

static enum err check_lix(struct lint *l, const char *const *texts, struct problem *problem) {
    const struct parameter *prose = NULL;
    for (size_t i = 0; texts[i] != NULL && prose == NULL; i++)
        prose = typed_in(l->playbook, texts[i], TYPED_PROSE);
    struct readability m;
    uint32_t lix = prose == NULL ? 0 : lix_of(l, texts, &m);
    if (lix <= LIMIT_LIX) return ERR_OK;
    return problem_set(problem, ERR_PARAMETERS_REFUSED, prose->name,
                       "too hard to read: LIX %u, at most %u, with %u words in %u sentences, %u "
                       "of them longer than 6 letters; use shorter sentences and words",
                       lix, LIMIT_LIX, m.words, m.sentences, m.long_words);
}

static enum err check_speech(struct lint *l, const struct answer *answer, size_t language,
                             struct problem *problem) {
    const struct parameter *typed = typed_in(l->playbook, answer->text, TYPED_WORDS);
    if (typed == NULL) return ERR_OK;
    text_buf_clear(&l->text);
    add_filled(l, l->playbook->greeting.in[language], language, true);
    add_filled(l, answer->text, language, true);
    add_filled(l, answer->where_to_go, language, true);
    uint32_t words = l->text.overflowed ? 0 : readability_spoken_words(l->text.data);
    if (words <= LIMIT_SPEECH_WORDS) return ERR_OK;
    return problem_set(problem, ERR_PARAMETERS_REFUSED, typed->name,
                       "too long for the phone menu, which would take %u words to read aloud, at "
                       "most %u (20 s)",
                       words, LIMIT_SPEECH_WORDS);
}

static enum err check_answers(struct lint *l, struct problem *problem) {
    const struct playbook *p = l->playbook;
    enum err err = ERR_OK;
    for (int set = 0; set < ANSWERS_COUNT; set++) {
        for (int audience = 0; audience < PLAYBOOK_AUDIENCE_COUNT; audience++) {
            for (int place = 0; place < PLAYBOOK_PLACE_COUNT && err == ERR_OK; place++) {
                const struct answer *answer = &p->answers[set][audience][0][place];
                const char *const texts[] = {answer->text, answer->where_to_go, NULL};
                err = check_lix(l, texts, problem);
                for (size_t i = 0; i < p->language_count; i++) {
                    answer = &p->answers[set][PLAYBOOK_PHONE_MENU][i][place];
                    if (err == ERR_OK && audience == PLAYBOOK_PHONE_MENU && answer->text != NULL)
                        err = check_speech(l, answer, i, problem);
                }
            }
        }
    }
    return err;
}

enum err lint_values(const struct playbook *playbook, const struct value *values,
                     struct problem *problem) {
    struct lint l = {.playbook = playbook};
    l.ask = (struct playbook_ask){.municipality = "Høje-Taastrup"};
    memcpy(l.examples, values, playbook->parameters_count * sizeof *values);
    memcpy(l.longest, values, playbook->parameters_count * sizeof *values);
    text_buf_init(&l.text, LINT_TEXT_BYTES);
    enum err err = check_answers(&l, problem);
    for (size_t i = 0; i < playbook->questions_count && err == ERR_OK; i++) {
        const struct question_text *text = &playbook->questions[i].in[0];
        const char *const texts[] = {text->act, text->where_to_go, text->not_known, NULL};
        if (values_answer(playbook, values, &playbook->questions[i]))
            err = check_lix(&l, texts, problem);
    }
    text_buf_close(&l.text);
    return err;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void lint_warnings(const struct playbook *p, const struct findings *findings) {
    lint_topics_have_transfers(p, findings);
    if (p->language_count == 1)
        finding_warning(findings, "languages",
                        "Danish only; English is expected, or marked {\"fallback\": \"da\"}");
    if (p->questions_count < 10 && strcmp(p->crisis_type, "general") != 0)
        finding_warning(findings, "questions",
                        "%zu questions in citizens' own words; ten are expected",
                        p->questions_count);
}

void lint_playbook(struct playbook *playbook, const struct findings *findings) {
    ASSERT(playbook->language_count > 0);
    lint_authorities(playbook, findings);
    lint_times(playbook, findings);
    lint_ids(playbook, findings);
    lint_transfers(playbook, findings);
    lint_while_active(playbook, findings);
    lint_calendar(playbook, findings);
    struct lint l = {.playbook = playbook, .findings = findings};
    l.ask = (struct playbook_ask){
        .municipality = "Høje-Taastrup", .valid_from = 0, .expires_at = 0, .lifted_at = 0};
    values_examples(playbook, l.examples);
    for (size_t i = 0; i < playbook->parameters_count; i++)
        find_longest(&l, i);
    text_buf_init(&l.text, LINT_TEXT_BYTES);
    lint_answers(&l);
    lint_questions(&l);
    text_buf_close(&l.text);
    lint_warnings(playbook, findings);
}
