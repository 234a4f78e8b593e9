/* What the pages of who leads and of partners have in common. Pure. */
#ifndef AGENTS_CLI_PAGE_LINES_H
#define AGENTS_CLI_PAGE_LINES_H

#include "agents-cli/session.h"

const char *page_text(const struct session *session, enum text_id id);
void page_dim(struct text_buf *out, const struct session *session, enum text_id id, size_t columns);
/* True when the page has been read; else says why there is nothing. */
bool page_there(struct text_buf *out, const struct session *session, enum page_kind page,
                size_t columns);
void page_labelled(struct text_buf *out, const struct session *session, enum text_id id,
                   const char *text, size_t columns);

#endif
