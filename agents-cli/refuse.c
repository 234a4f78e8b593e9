#include "agents-cli/refuse.h"

#include <stdio.h>
#include <string.h>

#include "agents-cli/decode.h"

/* The server's own explanation is English; it follows the sentence, for it names the value at
 * fault. */
void refuse_sentence(struct text_buf *out, enum language language, int status, const char *body,
                     size_t length) {
    struct refusal refusal;
    decode_refusal(body, length, &refusal);
    const char *sentence = texts_problem(language, refusal.slug);
    if (sentence != NULL) {
        text_add(out, sentence);
    } else if (refusal.title[0] != '\0') {
        texts_fill(out, language, T_REFUSED_TITLE, refusal.title, NULL);
    } else {
        char number[16];
        snprintf(number, sizeof number, "%d", status);
        texts_fill(out, language, T_REFUSED_STATUS, number, NULL);
    }
    if (refusal.field[0] != '\0') {
        text_add_char(out, ' ');
        texts_fill(out, language, T_REFUSED_FIELD, refusal.field, NULL);
    }
    if (refusal.detail[0] != '\0') {
        text_add_char(out, ' ');
        texts_fill(out, language, T_REFUSED_DETAIL, refusal.detail, NULL);
    }
}

enum exit_code refuse_exit(int status) {
    if (status < 400) return EXIT_DONE;
    if (status == 401) return EXIT_NOT_LOGGED_IN;
    if (status == 404 || status == 410) return EXIT_NOT_FOUND;
    if (status == 429 || status == 502 || status == 503 || status == 504) return EXIT_NO_CONNECTION;
    return EXIT_REFUSED;
}

bool refuse_may_repeat(int status, const char *body, size_t length) {
    static const char *const kinds[] = {"starting", "draining", "outcome-unknown", "fenced",
                                        "too-many-requests"};
    struct refusal refusal;
    if (status == 502 || status == 504) return true;
    if (status != 429 && status != 503) return false;
    decode_refusal(body, length, &refusal);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(refusal.slug, kinds[i]) == 0) return true;
    return refusal.slug[0] == '\0';
}
