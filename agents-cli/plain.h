/* Line mode: what changed, as lines of text, for screen readers and pipes. Pure: (session before
 * and after) -> lines. */
#ifndef AGENTS_CLI_PLAIN_H
#define AGENTS_CLI_PLAIN_H

#include "agents-cli/session.h"
#include "base/text.h"

/* What has been told already. */
struct plain {
    uint64_t notice_number;
    enum link_state link;
    bool link_told, old;
    char state[LIMIT_WORD], call[LIMIT_ID], call_state[LIMIT_WORD];
    time_ms offered_at;
    enum overlay overlay;
    uint64_t overlay_mark; /* a mark over what was told of it */
    int page;
    uint64_t answers_seen;
    int64_t wrap_up_told; /* seconds left when it was last told; -1: not in wrap-up */
    time_ms overview_now;
    int overview_page;
    uint64_t form; /* a mark over what was told of it */
    char search[128];
};

void plain_init(struct plain *plain);
/* Appends a line for everything that is new since the last call. */
void plain_tell(struct plain *plain, const struct session *session, struct text_buf *out);
/* A typed line as keys: "a", "d2", "?"; "s" tells everything anew. */
void plain_take_line(struct plain *plain, struct session *session, const char *line);

#endif
