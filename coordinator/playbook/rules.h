/* Rules for a single text, whoever wrote it: an author of a playbook or a duty leader who fills
 * in a parameter. Each gives NULL when the text keeps the rule, otherwise the reason in English.
 * Internal to the room. */
#ifndef PLAYBOOK_RULES_H
#define PLAYBOOK_RULES_H

#include <stdbool.h>
#include <stddef.h>

/* Every text: one line, no control characters, no numbers like a CPR number (N103), no outer
 * spaces. */
const char *rule_line(const char *text);
/* Texts that reach citizens: not the cooperation's internal name (N67), nothing that closes the
 * phone way (N109), links that are well formed. */
const char *rule_citizen(const char *text);
/* "https://host.tld/path": lower-case host with a dot, no user, no port, no spaces. */
bool rule_is_url(const char *text, size_t length);
/* A Danish number: eight digits (spaces and +45 allowed), or a short number of three to six that
 * begins with 1. */
bool rule_is_phone(const char *text);
/* Does the text name a phone number that can be called? */
bool rule_names_phone(const char *text);
bool rule_is_date(const char *text); /* "2026-11-22" */
size_t rule_characters(const char *text);
size_t rule_words(const char *text);
/* Takes off what is left of a character that a fixed buffer cut in two. */
void rule_whole_characters(char *text);

#endif
