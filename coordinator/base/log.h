/* The log: one line a message, `time level room: text`, to stderr. Never a token, a caller or a citizen's word. The
 * sink is the project's one piece of file-scope state. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/time.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* `clock` gives the time shown; NULL shows none. Set once in main. */
void log_open(enum log_level least, time_ms (*clock)(void *ctx), void *ctx);
bool log_level_from_text(const char *text, enum log_level *out);
void log_write(enum log_level level, const char *room, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define LOG_DEBUG(room, ...) log_write(LOG_DEBUG, room, __VA_ARGS__)
#define LOG_INFO(room, ...) log_write(LOG_INFO, room, __VA_ARGS__)
#define LOG_WARNING(room, ...) log_write(LOG_WARNING, room, __VA_ARGS__)
#define LOG_ERROR(room, ...) log_write(LOG_ERROR, room, __VA_ARGS__)

#endif
