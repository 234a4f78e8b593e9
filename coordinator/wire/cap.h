/* Reading an alert of an authority: CAP 1.2 (OASIS), the XML that emergency services exchange. The only place that knows
 * expat.
 *
 * The text comes from outside and is not trusted: a document type is refused, so there are no entities to expand and nothing
 * outside is fetched; depth, counts and lengths have caps; an element that CAP does not have in that place is refused, one of
 * another namespace (a signature) is passed over; a text that looks like a CPR number is refused (N103). A refusal names line
 * and reason. */
#ifndef WIRE_CAP_H
#define WIRE_CAP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"

#define CAP_CATEGORIES 12 /* CAP has so many words */
#define CAP_CODES 16
#define CAP_AREAS 128 /* the 98 municipalities, each an area of its own */
#define CAP_GEOCODES 512
#define CAP_REFERENCES 32

struct cap_geocode {
    const char *name, *value;
    uint32_t area; /* in which it stands */
};

struct cap_reference {
    const char *sender, *identifier;
    time_ms sent_at;
};

/* Texts are one line each, blanks and line ends made one blank; NULL: it does not say. They stand in `arena`. */
struct cap_alert {
    struct arena arena;
    const char *identifier, *sender;
    time_ms sent_at;
    uint8_t status, message; /* enum alert_status, alert_message */
    const char *scope;       /* "Public", "Restricted", "Private" */
    struct cap_reference references[CAP_REFERENCES];
    size_t reference_count;
    uint32_t info_count; /* all there were: what follows is the first Danish one, or the first */
    const char *language, *event, *urgency, *severity, *certainty;
    const char *sender_name, *headline, *description, *instruction, *web, *contact;
    time_ms effective_at, onset_at, expires_at; /* 0: it does not say */
    const char *categories[CAP_CATEGORIES];
    size_t category_count;
    const char *codes[CAP_CODES]; /* the values of its event codes */
    size_t code_count;
    const char *areas[CAP_AREAS]; /* descriptions */
    size_t area_count;
    struct cap_geocode geocodes[CAP_GEOCODES];
    size_t geocode_count;
};

/* On ERR_ALERT_REFUSED `problem` says line and reason, and there is nothing to close. */
enum err cap_read(struct slice xml, struct cap_alert *out, struct problem *problem) MUST_CHECK;
void cap_close(struct cap_alert *alert);

#endif
