#include "playbook/xml.h"

#include <stdbool.h>
#include <string.h>

void xml_open(struct text_buf *out, const char *name) {
    text_add_char(out, '<');
    text_add(out, name);
    text_add_char(out, '>');
}

void xml_close(struct text_buf *out, const char *name) {
    text_add(out, "</");
    text_add(out, name);
    text_add(out, ">\n");
}

/* U+FFFE and U+FFFF, "\xef\xbf\xbe" and "\xef\xbf\xbf", are characters of UTF-8 and none of XML. */
static bool is_no_character(const char *at) {
    return (unsigned char)at[0] == 0xef && (unsigned char)at[1] == 0xbf &&
           ((unsigned char)at[2] == 0xbe || (unsigned char)at[2] == 0xbf);
}

void xml_text(struct text_buf *out, const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '&') {
            text_add(out, "&amp;");
        } else if (c == '<') {
            text_add(out, "&lt;");
        } else if (c == '>') { /* "]]>" may not stand in character data */
            text_add(out, "&gt;");
        } else if (c == '"') {
            text_add(out, "&quot;");
        } else if (c == '\t' || c == '\n' || c == '\r') { /* as it is, also in an attribute */
            text_addf(out, "&#%d;", c);
        } else if (c < ' ') {
            text_add(out, "\xef\xbf\xbd");
        } else if (is_no_character(at)) {
            text_add(out, "\xef\xbf\xbd");
            at += 2;
        } else {
            text_add_char(out, (char)c);
        }
    }
}

void xml_element(struct text_buf *out, const char *name, const char *text) {
    if (text == NULL || text[0] == '\0') return;
    xml_open(out, name);
    xml_text(out, text);
    xml_close(out, name);
}
