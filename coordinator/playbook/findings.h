/* Findings: each with the line that its key stands on. Internal to the room. */
#ifndef PLAYBOOK_FINDINGS_H
#define PLAYBOOK_FINDINGS_H

#include "playbook/playbook.h"

struct findings {
    struct slice json; /* the document, to find lines in */
    struct playbook_report *report;
};

/* A finding at a path of the document; the path may be one that is missing there. */
void finding_error(const struct findings *f, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void finding_warning(const struct findings *f, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A finding at a known line, when the text is not JSON at all. */
void finding_at_line(const struct findings *f, uint32_t line, const char *key, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));
/* In the order of lines, those of one line in the order they were found. */
void findings_sort(struct playbook_report *report);

#endif
