/* An approved answer as lines, page by page. */
#include <string.h>

#include "agents-cli/screen.h"
#include "agents-cli/show.h"
#include "base/assert.h"

#define LINE_BYTES 8192

void screen_labelled(struct text_buf *out, enum language language, enum text_id id,
                     const char *mark, const char *text, size_t columns) {
    struct text_buf label;
    text_buf_init(&label, LINE_BYTES);
    text_addf(&label, "%s%s%s ", mark, texts_get(language, id), MARK_NORMAL);
    show_wrapped(out, label.data, text, columns);
    text_buf_close(&label);
}

static void joined(struct text_buf *out, enum language language, enum text_id id, const char *mark,
                   const struct answer_pair *pair, size_t columns) {
    struct text_buf text;
    text_buf_init(&text, LIMIT_ANSWER_BYTES);
    if (pair->first != NULL) text_add(&text, pair->first);
    if (pair->first != NULL && pair->second != NULL) text_add(&text, " → ");
    if (pair->second != NULL) text_add(&text, pair->second);
    screen_labelled(out, language, id, mark, text.data, columns);
    text_buf_close(&text);
}

static void answer_validity(struct text_buf *out, enum language language,
                            const struct answer *answer, size_t columns) {
    struct text_buf text;
    char from[SHOW_MAX], to[SHOW_MAX];
    text_buf_init(&text, LINE_BYTES);
    if (answer->authority != NULL) text_add(&text, answer->authority);
    if (answer->valid_from != 0 && strcmp(answer->state, "lifted") != 0) {
        if (text.length > 0) text_add(&text, " · ");
        texts_fill(&text, language, T_ANSWER_VALID, show_time(language, answer->valid_from, from),
                   answer->expires_at != 0 ? show_time(language, answer->expires_at, to) : "…",
                   NULL);
    }
    if (text.length > 0)
        screen_labelled(out, language, T_ANSWER_SOURCE, MARK_DIM, text.data, columns);
    text_buf_close(&text);
}

static void page_answer(struct text_buf *out, enum language language, const struct answer *answer,
                        size_t columns) {
    if (answer->unapproved)
        show_wrapped(out, MARK_BAD, texts_get(language, T_ANSWER_UNAPPROVED), columns);
    if (answer->left)
        show_wrapped(out, MARK_BAD, texts_get(language, T_ANSWER_LEFT), columns);
    else if (strcmp(answer->state, "lifted") == 0)
        show_wrapped(out, MARK_BAD, texts_get(language, T_ANSWER_LIFTED), columns);
    if (strcmp(answer->state, "expired") == 0)
        show_wrapped(out, MARK_BAD, texts_get(language, T_ANSWER_EXPIRED), columns);
    if (answer->fallback)
        show_wrapped(out, MARK_WARN, texts_get(language, T_ANSWER_FALLBACK), columns);
    screen_labelled(out, language, T_ANSWER_GREETING, MARK_DIM, answer->greeting, columns);
    show_wrapped(out, MARK_BOLD, answer->question, columns);
    screen_labelled(out, language, T_ANSWER_SAY, MARK_GOOD, answer->text, columns);
    screen_labelled(out, language, T_ANSWER_WHERE, MARK_BOLD, answer->where_to_go, columns);
    answer_validity(out, language, answer, columns);
    screen_labelled(out, language, T_ANSWER_GUIDE, MARK_DIM, answer->guide, columns);
}

static void page_clarify(struct text_buf *out, enum language language, const struct answer *answer,
                         size_t columns) {
    for (int i = 0; i < answer->clarify_count; i++)
        joined(out, language, T_ANSWER_ASK, MARK_BOLD, &answer->clarify[i], columns);
}

static void page_questions(struct text_buf *out, enum language language,
                           const struct answer *answer, size_t columns) {
    for (int i = 0; i < answer->question_count; i++)
        joined(out, language, T_ANSWER_ASKED, MARK_BOLD, &answer->questions[i], columns);
}

static void page_not(struct text_buf *out, enum language language, const struct answer *answer,
                     size_t columns) {
    for (int i = 0; i < answer->do_not_say_count; i++)
        screen_labelled(out, language, T_ANSWER_NOT, MARK_BAD, answer->do_not_say[i], columns);
}

static void page_onward(struct text_buf *out, enum language language, const struct answer *answer,
                        size_t columns) {
    for (int i = 0; i < answer->escalate_count; i++)
        joined(out, language, T_ANSWER_ESCALATE, MARK_WARN, &answer->escalate[i], columns);
    for (int i = 0; i < answer->transfer_count; i++)
        joined(out, language, T_ANSWER_TRANSFER, MARK_WARN, &answer->transfer[i], columns);
}

static void (*const pages[SESSION_PAGES])(struct text_buf *, enum language, const struct answer *,
                                          size_t) = {page_answer, page_clarify, page_questions,
                                                     page_not, page_onward};

void screen_answer_page(struct text_buf *out, enum language language, const struct answer *answer,
                        int page, size_t columns) {
    ASSERT(page >= 0 && page < SESSION_PAGES);
    pages[page](out, language, answer, columns);
}

void screen_answer(struct text_buf *out, enum language language, const struct answer *answer,
                   size_t columns) {
    for (size_t i = 0; i < SESSION_PAGES; i++)
        pages[i](out, language, answer, columns);
}

void screen_answer_pages(struct text_buf *out, enum language language, const struct answer *answer,
                         int page, size_t columns) {
    static const enum text_id names[SESSION_PAGES] = {T_PAGE_ANSWER, T_PAGE_CLARIFY,
                                                      T_PAGE_QUESTIONS, T_PAGE_NOT, T_PAGE_ONWARD};
    const int counts[SESSION_PAGES] = {1, answer->clarify_count, answer->question_count,
                                       answer->do_not_say_count,
                                       answer->escalate_count + answer->transfer_count};
    struct text_buf line;
    text_buf_init(&line, LINE_BYTES);
    for (int i = 0; i < SESSION_PAGES; i++) {
        bool shown = page == i;
        text_addf(&line, " %s%s%d %s",
                  shown            ? MARK_REVERSE
                  : counts[i] == 0 ? MARK_DIM
                                   : "",
                  shown ? " " : "", i + 1, texts_get(language, names[i]));
        if (i > 0 && counts[i] > 0) text_addf(&line, " (%d)", counts[i]);
        text_addf(&line, "%s" MARK_NORMAL " ", shown ? " " : "");
    }
    show_cut(out, line.data, columns);
    text_add(out, MARK_NORMAL "\n");
    text_buf_close(&line);
}
