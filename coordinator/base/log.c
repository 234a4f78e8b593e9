#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct {
    enum log_level least;
    time_ms (*clock)(void *ctx);
    void *ctx;
} sink = {.least = LOG_INFO};

static const char *const names[] = {"debug", "info", "warning", "error"};

void log_open(enum log_level least, time_ms (*clock)(void *ctx), void *ctx) {
    sink.least = least;
    sink.clock = clock;
    sink.ctx = ctx;
}

bool log_level_from_text(const char *text, enum log_level *out) {
    for (int i = 0; i < 4; i++) {
        if (strcmp(names[i], text) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_write(enum log_level level, const char *room, const char *format, ...) {
    if (level < sink.least) return;
    char at[TIME_TEXT_MAX] = "-";
    if (sink.clock != NULL) time_rfc3339(sink.clock(sink.ctx), at);
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    fprintf(stderr, "%s %s %s: %s\n", at, names[level], room, line);
}
