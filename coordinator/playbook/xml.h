/* Writing XML 1.0: elements and escaped texts, nothing more. What is written is well formed when every open is closed. */
#ifndef PLAYBOOK_XML_H
#define PLAYBOOK_XML_H

#include "base/text.h"

void xml_open(struct text_buf *out,
              const char *name); /* "name" or "name attribute=\"a literal\"" */
void xml_close(struct text_buf *out, const char *name);
/* <name>text</name>; nothing for NULL or "". */
void xml_element(struct text_buf *out, const char *name, const char *text);
/* Valid UTF-8 as character data, also within double quotes. What XML cannot hold becomes U+FFFD. */
void xml_text(struct text_buf *out, const char *text);

#endif
