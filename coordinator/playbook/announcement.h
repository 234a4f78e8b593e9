/* What citizens are told of an activation, in the formats that others read: CAP 1.2 (OASIS), Atom (RFC 4287) and JSON-LD
 * (schema.org SpecialAnnouncement). Pure: the same announcement gives the same bytes. */
#ifndef PLAYBOOK_ANNOUNCEMENT_H
#define PLAYBOOK_ANNOUNCEMENT_H

#include "base/arena.h"
#include "base/limits.h"
#include "playbook/playbook.h"

struct announcement_text {
    const char *language, *title, *text, *where_to_go;
    const char *authority, *contact, *url;
};

/* A message of an announcement's life: it began, was changed, is not confirmed any more, is lifted. */
struct announcement_message {
    enum playbook_moment moment;
    time_ms at;
};
#define ANNOUNCEMENT_MESSAGES 4

struct announcement_place {
    const char *code, *name;   /* "0615", "Horsens" */
    const uint16_t *postcodes; /* the part of it, in order; none: the whole */
    size_t postcode_count;
};

struct announcement {
    const char *id;          /* "activation-7" */
    const char *sender;      /* who publishes, an id */
    const char *crisis_type; /* "water_contamination" */
    const char *coverage;    /* of the whole country, in words */
    bool exercise;
    const struct announcement_place *places; /* none: everywhere */
    size_t place_count;
    /* Its messages so far, in order; the last is the one that stands. */
    struct announcement_message messages[ANNOUNCEMENT_MESSAGES];
    size_t message_count; /* never 0 */
    const char *
        continued; /* lifted, and by these messages of others it goes on: "+activation-8.1.17..."; NULL: it does not */
    const char *earlier; /* references of all messages before; NULL: those of `messages` */
    time_ms expires_at;
    struct announcement_text texts[LIMIT_PLAYBOOK_LANGUAGES]; /* Danish first */
    size_t text_count;                                        /* never 0 */
};

/* Takes the parts out of a rendered answer (playbook_render). False: it is none, or the arena is full. */
bool announcement_read(struct slice rendered, struct arena *arena,
                       struct announcement_text *out) MUST_CHECK;

/* Appends the member `speech` of a rendered answer for the phone menu. False: it has none. */
bool announcement_speech(struct slice rendered, struct text_buf *out) MUST_CHECK;

/* The message that stands as a CAP 1.2 alert: Alert, Update or Cancel, naming those before it. `head` says what the message is;
 * each of the others is an info: the announcement as all or as single municipalities say it, and what goes on in its place. */
void announcement_cap(const struct announcement *head, const struct announcement *announcements,
                      size_t count, struct text_buf *out);
/* "ddh,activation-7.2.17...,2026-11-22T07:50:45+01:00": how later ones name the message that stands. */
void announcement_reference(const struct announcement *announcement, struct text_buf *out);
/* An Atom entry, in Danish. `cap` is the address of its alert. */
void announcement_atom(const struct announcement *announcement, const char *cap,
                       struct text_buf *out);
/* A SpecialAnnouncement for each language, as elements of a JSON array, with commas between. */
void announcement_json_ld(const struct announcement *announcement, struct text_buf *out);
/* When the message that stands was made. */
time_ms announcement_changed_at(const struct announcement *announcement);

#endif
