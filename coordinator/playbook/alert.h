/* Alerts of authorities and playbooks: whether a playbook answers an alert, and what it takes from it. An alert only ever
 * suggests: what comes out here is shown to a person, who activates. */
#ifndef PLAYBOOK_ALERT_H
#define PLAYBOOK_ALERT_H

#include "playbook/playbook.h"
#include "playbook/program.h"

/* What the parts of an alert are called in a playbook's `cap.fill`. */
enum alert_part {
    ALERT_PART_HEADLINE,
    ALERT_PART_SENDER_NAME,
    ALERT_PART_WEB,
    ALERT_PART_CONTACT,
    ALERT_PART_SENT,
    ALERT_PART_EFFECTIVE,
    ALERT_PART_ONSET,
    ALERT_PART_EXPIRES,
    ALERT_PART_AREA,
    ALERT_PART_INSTRUCTION,
    ALERT_PART_COUNT
};
extern const char *const alert_part_texts[ALERT_PART_COUNT + 1]; /* NULL at the end */
/* Whether a parameter of that type can be filled from that part. */
bool alert_part_fits(enum alert_part part, enum parameter_type type);

/* What an alert says, as far as playbooks ask. NULL, 0: it does not say. */
struct playbook_alert {
    const char *const *categories, *const *codes;
    size_t category_count, code_count;
    const char *event, *headline, *description, *instruction, *sender_name, *web, *contact, *area;
    time_ms sent_at, effective_at, onset_at, expires_at;
};

/* How well the playbook answers the alert; 0: not at all. A code counts more than a word, a word in the headline or event more
 * than one in the description. A playbook without codes and words answers every alert of its categories: the last resort. */
unsigned playbook_alert_score(const struct playbook *playbook, const struct playbook_alert *alert);

/* The values that the alert gives, as an object; and, as an array, what a person has to say: {"parameter", "reason"}. A value
 * is taken whole or not at all, and keeps all the rules of its parameter. */
void playbook_alert_values(const struct playbook *playbook, const struct playbook_alert *alert,
                           struct text_buf *values, struct text_buf *missing);

#endif
