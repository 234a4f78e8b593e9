/* The part of a session that belongs to who leads and to partners: forms, pages, what is done and
 * taken back. Pure. */
#ifndef AGENTS_CLI_ACTS_H
#define AGENTS_CLI_ACTS_H

#include "agents-cli/session.h"

/* May acts on activations and surges be asked for? */
bool acts_leads(const struct session *session);
bool acts_allow(const struct session *session, char key);
/* A standard key that acts_allow() lets through. */
void acts_key(struct session *session, int key);
/* The choice stays on its activation when others come or go. */
void acts_keep_choice(struct session *session);
/* A key while a form is open. */
void acts_form_key(struct session *session, int key);
/* Reads what the page shows, and what an open form waits for. */
void acts_tick(struct session *session, int64_t mono);
/* `answer` NULL: refused, and the sentence says why; `lost`: nobody answered. */
void acts_reply(struct session *session, enum wish wish, const json_t *answer, const char *sentence,
                bool lost);

#endif
