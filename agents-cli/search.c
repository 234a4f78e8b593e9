#include "agents-cli/search.h"

#include <stdlib.h>
#include <string.h>

#include "agents-cli/show.h"
#include "base/assert.h"

/* Lower case in place: ASCII, and the letters U+00C0 to U+00DE, which are "\xc3" and a byte. */
static void lower(char *text) {
    for (unsigned char before = 0; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 'A' && c <= 'Z') *text = (char)(c + 32);
        if (before == 0xc3 && c >= 0x80 && c <= 0x9e && c != 0x97) *text = (char)(c + 32);
        before = c;
    }
}

static char *lowered(const char *text) {
    char *copy = strdup(text);
    ASSERT(copy != NULL);
    lower(copy);
    return copy;
}

bool search_has(const char *text, const char *wanted) {
    char *in = lowered(text), *words = lowered(wanted), *rest = words;
    bool all = true;
    for (char *word; all && (word = strsep(&rest, " ")) != NULL;)
        all = word[0] == '\0' || strstr(in, word) != NULL;
    free(in);
    free(words);
    return all;
}

static bool show_pair(struct text_buf *out, const char *title, const char *first,
                      const char *second, const char *wanted, size_t columns) {
    struct text_buf both, label;
    text_buf_init(&both, 2 * LIMIT_ANSWER_BYTES);
    text_buf_init(&label, 1024);
    text_addf(&both, "%s %s", first != NULL ? first : "", second != NULL ? second : "");
    bool found = search_has(both.data, wanted);
    if (found && title != NULL) show_wrapped(out, MARK_DIM, title, columns);
    if (found && first != NULL) show_wrapped(out, MARK_BOLD "  ", first, columns);
    if (found && second != NULL) show_wrapped(out, MARK_NORMAL "  ", second, columns);
    text_buf_close(&both);
    text_buf_close(&label);
    return found;
}

static bool in_answer(struct text_buf *out, const struct answer *answer, const char *wanted,
                      size_t columns) {
    const char *title = answer->title != NULL ? answer->title : answer->activation;
    size_t before = out->length;
    const char *head = title;
#define SHOW_PAIR(first, second) \
    if (show_pair(out, head, first, second, wanted, columns)) head = NULL
    for (int i = 0; i < answer->question_count; i++)
        SHOW_PAIR(answer->questions[i].first, answer->questions[i].second);
    SHOW_PAIR(answer->text, answer->where_to_go);
    for (int i = 0; i < answer->clarify_count; i++)
        SHOW_PAIR(answer->clarify[i].first, answer->clarify[i].second);
    for (int i = 0; i < answer->escalate_count; i++)
        SHOW_PAIR(answer->escalate[i].first, answer->escalate[i].second);
    for (int i = 0; i < answer->transfer_count; i++)
        SHOW_PAIR(answer->transfer[i].first, answer->transfer[i].second);
#undef SHOW_PAIR
    return out->length > before;
}

void search_lines(struct text_buf *out, const struct model *model, const char *wanted,
                  size_t columns) {
    const struct answer *answers[LIMIT_ACTIVATIONS];
    bool found = false;
    if (wanted[strspn(wanted, " ")] == '\0') {
        show_wrapped(out, MARK_DIM, texts_get(model->language, T_SEARCH_HINT), columns);
        return;
    }
    size_t count = model_fitting_answers(model, answers, LIMIT_ACTIVATIONS);
    for (size_t i = 0; i < count; i++)
        found = in_answer(out, answers[i], wanted, columns) || found;
    if (!found) show_wrapped(out, MARK_DIM, texts_get(model->language, T_SEARCH_NONE), columns);
}
