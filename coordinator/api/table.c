#include "api/table.h"

#include <stdio.h>
#include <string.h>

static void comma(struct text_buf *out) {
    if (out->length > 0 && out->data[out->length - 1] != '\n') text_add_char(out, ',');
}

void table_text(struct text_buf *out, const char *value) {
    comma(out);
    /* An empty first value must still be seen as one. */
    if (value == NULL || value[0] == '\0') {
        text_add(out, "\"\"");
        return;
    }
    bool formula = strchr("=+-@", value[0]) != NULL;
    bool quoted = formula || strpbrk(value, ",;\"") != NULL;
    if (quoted) text_add_char(out, '"');
    if (formula) text_add_char(out, '\'');
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == '"') text_add_char(out, '"');
        text_add_char(out, *at);
    }
    if (quoted) text_add_char(out, '"');
}

void table_uint(struct text_buf *out, uint64_t value) {
    comma(out);
    text_add_uint(out, value);
}

void table_day(struct text_buf *out, int32_t day) {
    char text[16] = "";
    struct civil civil;
    if (day != INT32_MIN) {
        civil_from_utc(day * DAY_MS, &civil);
        snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    }
    table_text(out, text);
}

void table_end(struct text_buf *out) { text_add(out, "\r\n"); }
