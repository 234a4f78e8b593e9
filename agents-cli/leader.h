/* The pages of who leads, and the page of a partner, as lines. Pure. `*focus` is the line of what is
 * chosen, -1: nothing is. */
#ifndef AGENTS_CLI_LEADER_H
#define AGENTS_CLI_LEADER_H

#include "agents-cli/session.h"

/* " 1 board   2 overflow  3 activations (2) ..." in one line. */
void leader_pages(struct text_buf *out, const struct session *session, size_t columns);
void leader_body(struct text_buf *out, const struct session *session, size_t columns, int *focus);
void leader_partner(struct text_buf *out, const struct session *session, size_t columns,
                    int *focus);
/* Whose calls who serves, and what waits. */
void leader_routes(struct text_buf *out, const struct session *session, size_t columns);
/* One delivery, with how it stands. */
void leader_delivery(struct text_buf *out, enum language language, const json_t *row);

#endif
