/* Fuzz: a playbook's text, and a document of parameters for whatever was read. Whatever is
 * accepted must render everywhere and keep its promises; whatever is refused must say why. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/playbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void render_everywhere(const struct playbook *playbook, struct slice parameters) {
    static const char *const languages[] = {"da", "en", "zz"};
    for (int i = 0; i < PLAYBOOK_AUDIENCE_COUNT * PLAYBOOK_PLACE_COUNT * 3 * 3; i++) {
        struct playbook_ask ask = {.parameters = parameters,
                                   .audience = (enum playbook_audience)(i / 27),
                                   .place = (enum playbook_place)(i / 9 % 3),
                                   .moment = (enum playbook_moment)(i / 3 % 3),
                                   .language = languages[i % 3],
                                   .municipality = i % 2 == 0 ? "Horsens" : NULL,
                                   .area = i % 2 == 0 ? NULL : "Horsens, Hedensted",
                                   .valid_from = 1,
                                   .expires_at = 2,
                                   .lifted_at = 3,
                                   .exercise = i % 5 == 0};
        struct text_buf out;
        struct problem problem;
        text_buf_init(&out, 1024 * 1024);
        enum err err = playbook_render(playbook, &ask, &out, &problem);
        ASSERT(err == ERR_OK);
        ASSERT(text_is_line(out.data, out.length));
        text_buf_close(&out);
    }
}

/* Canonical parameters are accepted again and do not change. */
static void check_canonical(const struct playbook *playbook, struct slice json) {
    struct text_buf canonical, again;
    struct problem problem = {0};
    text_buf_init(&canonical, 64 * 1024);
    text_buf_init(&again, 64 * 1024);
    enum err err = playbook_check_parameters(playbook, json, &canonical, &problem);
    if (err == ERR_OK) {
        err = playbook_check_parameters(playbook, text_slice(&canonical), &again, &problem);
        ASSERT(err == ERR_OK);
        ASSERT(strcmp(canonical.data, again.data) == 0);
        render_everywhere(playbook, text_slice(&canonical));
    } else {
        ASSERT(text_is_utf8(problem.field, strlen(problem.field)));
        ASSERT(problem.detail[0] != 0 && text_is_utf8(problem.detail, strlen(problem.detail)));
    }
    text_buf_close(&again);
    text_buf_close(&canonical);
}

/* The playbook, and behind a NUL byte the parameters. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *cut = memchr(data, '\0', size);
    size_t length = cut == NULL ? size : (size_t)(cut - data);
    struct playbook_report report;
    struct playbook *playbook = playbook_read((struct slice){(const char *)data, length}, &report);
    ASSERT((playbook == NULL) == (report.errors > 0));
    for (uint32_t i = 0; i < report.count; i++) {
        ASSERT(text_is_utf8(report.findings[i].key, strlen(report.findings[i].key)));
        ASSERT(text_is_utf8(report.findings[i].reason, strlen(report.findings[i].reason)));
        ASSERT(report.findings[i].reason[0] != '\0');
        if (i > 0) ASSERT(report.findings[i - 1].line <= report.findings[i].line);
    }
    if (playbook == NULL) return 0;
    struct slice parameters = {NULL, 0};
    if (cut != NULL) parameters = (struct slice){(const char *)cut + 1, size - length - 1};
    check_canonical(playbook, parameters);
    struct text_buf out;
    text_buf_init(&out, 1024 * 1024);
    playbook_print(playbook, "en", &out);
    ASSERT(!out.overflowed);
    text_buf_close(&out);
    playbook_destroy(playbook);
    return 0;
}
