/* The few words that the product itself puts into answers: units, dates, marks, the
 * municipality's proper name. In Danish and English; any other language gets English marks and
 * short units, since nobody here can vouch for more. Internal. */
#ifndef PLAYBOOK_PHRASES_H
#define PLAYBOOK_PHRASES_H

#include <stdbool.h>

#include "base/text.h"
#include "base/time.h"

struct phrases {
    const char *code; /* "" stands for all others */
    const char *minute, *minutes, *hour, *hours;
    const char *everywhere;                /* when an activation has no list of municipalities */
    const char *exercise, *exercise_title; /* "ØVELSE." and "ØVELSE: " */
    const char *exercise_spoken;           /* "Øvelse." */
    const char *unapproved;                /* to agents only */
    const char *not_confirmed_since, *ask; /* "Ikke bekræftet siden <time>; spørg <who>." */
    const char *only, *only_was; /* "Det gælder kun <parts>." and "Det gjaldt kun <parts>." */
    const char *postcode,
        *some_postcodes;      /* "postnummer 8660, 8680"; spoken, where there are many */
    const char *lifted_title; /* "Ophævet: " */
    const char *only_danish;  /* said in the language that was wanted */
    const char *months[12];
};

const struct phrases *phrases_for(const char *language);

/* Danish local time: "22.11.2026 kl. 07.50" in Danish, "22 November 2026 at 07:50" otherwise;
 * spoken without the year. */
void phrases_add_time(const struct phrases *phrases, time_ms at, bool spoken, struct text_buf *out);
/* "1 minut", "2 minutter". */
void phrases_add_minutes(const struct phrases *phrases, int64_t number, struct text_buf *out);
void phrases_add_hours(const struct phrases *phrases, int64_t number, struct text_buf *out);
/* What a municipality calls itself: "Horsens" is "Horsens Kommune", "København" is "Københavns
 * Kommune"; a name that already says what it is stands as it is. */
void phrases_add_municipality(const char *name, struct text_buf *out);

#endif
