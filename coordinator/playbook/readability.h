/* How hard a text is to read, and how long it takes to hear. Internal to the room.
 *
 * LIX (C. H. Björnsson, "Läsbarhet", 1968) = words / sentences + 100 * long words / words, a long
 * word having more than 6 letters. Up to 24 children's books, 25-34 easy, 35-44 middling, 45-54
 * hard, 55 and above very hard. */
#ifndef PLAYBOOK_READABILITY_H
#define PLAYBOOK_READABILITY_H

#include <stdint.h>

struct readability {
    uint32_t words, long_words, sentences;
};

/* A word has a letter or a digit; a row of numbers (a phone number) counts as one word, so that
 * it does not make a text look easier. A sentence ends with . ! ? or : before a capital letter or
 * the end, so "kl. 14.30" does not end one. */
void readability_measure(const char *text, struct readability *out);
/* Rounded up; 0 for a text without words. */
uint32_t readability_lix(const struct readability *measured);
/* Words as spoken: a number counts one word for every two digits ("82 12 12 12" is four, "112"
 * two). */
uint32_t readability_spoken_words(const char *text);

#endif
