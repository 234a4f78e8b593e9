#include "playbook/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/position.h"
#include "playbook/rules.h"

static void add(const struct findings *f, bool error, uint32_t line, const char *key,
                const char *format, va_list args) __attribute__((format(printf, 5, 0)));

static void add(const struct findings *f, bool error, uint32_t line, const char *key,
                const char *format, va_list args) {
    struct playbook_report *report = f->report;
    if (error) report->errors++;
    if (report->count == LIMIT_PLAYBOOK_FINDINGS) {
        report->more = true;
        return;
    }
    struct playbook_finding *finding = &report->findings[report->count++];
    *finding = (struct playbook_finding){.error = error, .line = line};
    snprintf(finding->key, sizeof finding->key, "%s", key);
    vsnprintf(finding->reason, sizeof finding->reason, format, args);
    rule_whole_characters(finding->key);
    rule_whole_characters(finding->reason);
}

void finding_error(const struct findings *f, const char *path, const char *format, ...) {
    va_list args;
    va_start(args, format);
    bool room = f->report->count < LIMIT_PLAYBOOK_FINDINGS;
    add(f, true, room ? position_line(f->json, path) : 0, path, format, args);
    va_end(args);
}

void finding_warning(const struct findings *f, const char *path, const char *format, ...) {
    va_list args;
    va_start(args, format);
    bool room = f->report->count < LIMIT_PLAYBOOK_FINDINGS;
    add(f, false, room ? position_line(f->json, path) : 0, path, format, args);
    va_end(args);
}

void finding_at_line(const struct findings *f, uint32_t line, const char *key, const char *format,
                     ...) {
    va_list args;
    va_start(args, format);
    add(f, true, line, key, format, args);
    va_end(args);
}

void findings_sort(struct playbook_report *report) {
    ASSERT(report->count <= LIMIT_PLAYBOOK_FINDINGS);
    for (uint32_t i = 1; i < report->count; i++) {
        struct playbook_finding finding = report->findings[i];
        uint32_t at = i;
        for (; at > 0 && report->findings[at - 1].line > finding.line; at--)
            report->findings[at] = report->findings[at - 1];
        report->findings[at] = finding;
    }
}
