/* CAP 1.2 in steps:
 *  - expat walks the document; every element is looked up in the table below, by its parent and its name;
 *  - a leaf's text is gathered, checked and taken where the table says;
 *  - an info is taken whole at its end: the first Danish one replaces the first of all;
 *  - at the end of the alert what must be there is there, or the alert is refused. */
#include "wire/cap.h"

#include <expat.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/assert.h"
#include "base/limits.h"
#include "core/words.h"

#define NAMESPACE "urn:oasis:names:tc:emergency:cap:1.2"
#define SEPARATOR '|'
#define DEPTH \
    8 /* alert, info, area, geocode, value: five; a signature may be deeper, and is passed over */
#define CAP_ARENA_BYTES (4 * LIMIT_BODY_BYTES)
#define CAP_TEXT_BYTES (16 * 1024) /* of one element */

/* --- what CAP has ------------------------------------------------------------------------------- */

enum parent { OUTSIDE, IN_ALERT, IN_INFO, IN_AREA, IN_RESOURCE, IN_PAIR };

enum member {
    M_NONE, /* allowed, and of no use to us */
    M_ALERT,
    M_INFO,
    M_AREA,
    M_RESOURCE,
    M_GEOCODE,
    M_EVENT_CODE,
    M_OTHER_PAIR,
    M_IDENTIFIER,
    M_SENDER,
    M_SENT,
    M_STATUS,
    M_MESSAGE,
    M_SCOPE,
    M_REFERENCES,
    M_LANGUAGE,
    M_CATEGORY,
    M_EVENT,
    M_URGENCY,
    M_SEVERITY,
    M_CERTAINTY,
    M_EFFECTIVE,
    M_ONSET,
    M_EXPIRES,
    M_SENDER_NAME,
    M_HEADLINE,
    M_DESCRIPTION,
    M_INSTRUCTION,
    M_WEB,
    M_CONTACT,
    M_AREA_DESC,
    M_VALUE_NAME,
    M_VALUE
};

/* Many: it may stand there again. Machine: names and numbers for programs, which may look like anything. */
enum { MANY = 1, MACHINE = 2 };

static const struct element {
    enum parent parent;
    const char *name;
    enum member member;
    unsigned flags;
} elements[] = {
    {OUTSIDE, "alert", M_ALERT, 0},
    {IN_ALERT, "identifier", M_IDENTIFIER, MACHINE},
    {IN_ALERT, "sender", M_SENDER, MACHINE},
    {IN_ALERT, "sent", M_SENT, MACHINE},
    {IN_ALERT, "status", M_STATUS, 0},
    {IN_ALERT, "msgType", M_MESSAGE, 0},
    {IN_ALERT, "source", M_NONE, 0},
    {IN_ALERT, "scope", M_SCOPE, 0},
    {IN_ALERT, "restriction", M_NONE, 0},
    {IN_ALERT, "addresses", M_NONE, 0},
    {IN_ALERT, "code", M_NONE, MANY | MACHINE},
    {IN_ALERT, "note", M_NONE, 0},
    {IN_ALERT, "references", M_REFERENCES, MACHINE},
    {IN_ALERT, "incidents", M_NONE, MACHINE},
    {IN_ALERT, "info", M_INFO, MANY},
    {IN_INFO, "language", M_LANGUAGE, 0},
    {IN_INFO, "category", M_CATEGORY, MANY},
    {IN_INFO, "event", M_EVENT, 0},
    {IN_INFO, "responseType", M_NONE, MANY},
    {IN_INFO, "urgency", M_URGENCY, 0},
    {IN_INFO, "severity", M_SEVERITY, 0},
    {IN_INFO, "certainty", M_CERTAINTY, 0},
    {IN_INFO, "audience", M_NONE, 0},
    {IN_INFO, "eventCode", M_EVENT_CODE, MANY},
    {IN_INFO, "effective", M_EFFECTIVE, MACHINE},
    {IN_INFO, "onset", M_ONSET, MACHINE},
    {IN_INFO, "expires", M_EXPIRES, MACHINE},
    {IN_INFO, "senderName", M_SENDER_NAME, 0},
    {IN_INFO, "headline", M_HEADLINE, 0},
    {IN_INFO, "description", M_DESCRIPTION, 0},
    {IN_INFO, "instruction", M_INSTRUCTION, 0},
    {IN_INFO, "web", M_WEB, 0},
    {IN_INFO, "contact", M_CONTACT, 0},
    {IN_INFO, "parameter", M_OTHER_PAIR, MANY},
    {IN_INFO, "resource", M_RESOURCE, MANY},
    {IN_INFO, "area", M_AREA, MANY},
    {IN_AREA, "areaDesc", M_AREA_DESC, 0},
    {IN_AREA, "polygon", M_NONE, MANY | MACHINE},
    {IN_AREA, "circle", M_NONE, MANY | MACHINE},
    {IN_AREA, "geocode", M_GEOCODE, MANY},
    {IN_AREA, "altitude", M_NONE, MACHINE},
    {IN_AREA, "ceiling", M_NONE, MACHINE},
    {IN_RESOURCE, "resourceDesc", M_NONE, 0},
    {IN_RESOURCE, "mimeType", M_NONE, 0},
    {IN_RESOURCE, "size", M_NONE, MACHINE},
    {IN_RESOURCE, "uri", M_NONE, MACHINE},
    {IN_RESOURCE, "derefUri", M_NONE, MACHINE},
    {IN_RESOURCE, "digest", M_NONE, MACHINE},
    {IN_PAIR, "valueName", M_VALUE_NAME, MACHINE},
    {IN_PAIR, "value", M_VALUE, MACHINE},
};
#define ELEMENTS (sizeof elements / sizeof *elements)

static enum parent inside_of(enum member member) {
    switch ((int)member) {
    case M_ALERT: return IN_ALERT;
    case M_INFO: return IN_INFO;
    case M_AREA: return IN_AREA;
    case M_RESOURCE: return IN_RESOURCE;
    case M_GEOCODE:
    case M_EVENT_CODE:
    case M_OTHER_PAIR: return IN_PAIR;
    default: return OUTSIDE; /* a leaf */
    }
}

struct cap_reader {
    XML_Parser parser;
    struct problem *problem;
    struct cap_alert *alert;
    struct cap_alert info; /* the info being read; its arena is not used */
    const struct element *open[DEPTH];
    uint64_t seen[DEPTH]; /* of each that is open, which of the table stood in it */
    unsigned depth, passing_over;
    bool refused, in_leaf;
    struct text_buf text; /* of the leaf that is open */
    const char *pair_name, *pair_value;
};
_Static_assert(ELEMENTS <= 64, "what was seen is one word");

/* --- refusing ----------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static void refuse(struct cap_reader *r, const char *field,
                                                         const char *format, ...) {
    char reason[192];
    va_list args;
    if (r->refused) return;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    problem_set(r->problem, ERR_ALERT_REFUSED, field, "line %lu: %s",
                (unsigned long)XML_GetCurrentLineNumber(r->parser), reason);
    r->refused = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static const char *keep(struct cap_reader *r) {
    const char *copy =
        arena_text(&r->alert->arena, r->text.length == 0 ? "" : r->text.data, r->text.length);
    if (copy == NULL) refuse(r, "", "its texts together are too long");
    return copy;
}

/* --- leaves ------------------------------------------------------------------------------------- */

static void take_time(struct cap_reader *r, const char *field, time_ms *out) {
    if (!time_parse_rfc3339(r->text.data, r->text.length, out) || *out <= 0)
        refuse(r, field, "it must be a time as 2026-11-22T07:50:00+01:00");
}

/* CAP writes them with a capital: "Actual". */
static void take_word(struct cap_reader *r, const char *field, const struct words *words,
                      const char *known, uint8_t *out) {
    for (unsigned i = 0; i < words->count; i++)
        if (strcasecmp(words->texts[i], r->text.data) == 0) {
            *out = (uint8_t)i;
            return;
        }
    refuse(r, field, "%.40s is not taken in: only %s", r->text.data, known);
}

/* What names an alert in references: no blank, comma, < or &. */
static void take_name(struct cap_reader *r, const char *field, const char **out) {
    if (r->text.length >= LIMIT_ALERT_NAME)
        refuse(r, field, "it is longer than %d bytes", LIMIT_ALERT_NAME - 1);
    else if (strpbrk(r->text.data, " ,<&") != NULL)
        refuse(r, field, "it may hold no blank, comma, < or &");
    else
        *out = keep(r);
}

/* "sender,identifier,sent sender,identifier,sent" */
static void take_references(struct cap_reader *r) {
    char *at = r->text.data, *save = NULL;
    for (char *one = strtok_r(at, " ", &save); one != NULL; one = strtok_r(NULL, " ", &save)) {
        char *identifier = strchr(one, ','), *sent;
        sent = identifier == NULL ? NULL : strchr(identifier + 1, ',');
        struct cap_alert *a = r->alert;
        if (a->reference_count == CAP_REFERENCES) {
            refuse(r, "references", "it names more than %d alerts", CAP_REFERENCES);
            return;
        }
        if (sent == NULL) {
            refuse(r, "references", "each is sender,identifier,sent");
            return;
        }
        *identifier++ = *sent++ = '\0';
        struct cap_reference *reference = &a->references[a->reference_count++];
        if (!time_parse_rfc3339(sent, strlen(sent), &reference->sent_at)) {
            refuse(r, "references", "the third part of each is a time");
            return;
        }
        reference->sender = arena_text(&a->arena, one, strlen(one));
        reference->identifier = arena_text(&a->arena, identifier, strlen(identifier));
        if (reference->sender == NULL || reference->identifier == NULL)
            refuse(r, "references", "its texts together are too long");
    }
}

static void take_scope(struct cap_reader *r) {
    static const char *const scopes[] = {"Public", "Restricted", "Private"};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(scopes[i], r->text.data) == 0) r->alert->scope = scopes[i];
    if (r->alert->scope == NULL) refuse(r, "scope", "it is Public, Restricted or Private");
}

static void take_category(struct cap_reader *r) {
    static const char *const known[] = {"Geo",       "Met",   "Safety", "Security",
                                        "Rescue",    "Fire",  "Health", "Env",
                                        "Transport", "Infra", "CBRNE",  "Other"};
    _Static_assert(sizeof known / sizeof *known == CAP_CATEGORIES, "each has a place");
    struct cap_alert *info = &r->info;
    for (size_t i = 0; i < CAP_CATEGORIES; i++) {
        if (strcmp(known[i], r->text.data) != 0) continue;
        for (size_t k = 0; k < info->category_count; k++)
            if (info->categories[k] == known[i]) return;
        info->categories[info->category_count++] = known[i];
        return;
    }
    refuse(r, "info.category", "CAP has no category %.40s", r->text.data);
}

static void take_area(struct cap_reader *r) {
    if (r->info.area_count == 0 || r->info.areas[r->info.area_count - 1] != NULL) return;
    r->info.areas[r->info.area_count - 1] = keep(r);
}

static void take_leaf(struct cap_reader *r, enum member member) {
    switch ((int)member) {
    case M_IDENTIFIER: take_name(r, "identifier", &r->alert->identifier); return;
    case M_SENDER: take_name(r, "sender", &r->alert->sender); return;
    case M_SENT: take_time(r, "sent", &r->alert->sent_at); return;
    case M_STATUS:
        take_word(r, "status", &alert_status_words, "Actual, Exercise and Test", &r->alert->status);
        return;
    case M_MESSAGE:
        take_word(r, "msgType", &alert_message_words, "Alert, Update and Cancel",
                  &r->alert->message);
        return;
    case M_SCOPE: take_scope(r); return;
    case M_REFERENCES: take_references(r); return;
    case M_LANGUAGE: r->info.language = keep(r); return;
    case M_CATEGORY: take_category(r); return;
    case M_EVENT:
        if (r->text.length >= LIMIT_ALERT_NAME)
            refuse(r, "info.event", "it is longer than %d bytes", LIMIT_ALERT_NAME - 1);
        r->info.event = keep(r);
        return;
    case M_URGENCY: r->info.urgency = keep(r); return;
    case M_SEVERITY: r->info.severity = keep(r); return;
    case M_CERTAINTY: r->info.certainty = keep(r); return;
    case M_EFFECTIVE: take_time(r, "info.effective", &r->info.effective_at); return;
    case M_ONSET: take_time(r, "info.onset", &r->info.onset_at); return;
    case M_EXPIRES: take_time(r, "info.expires", &r->info.expires_at); return;
    case M_SENDER_NAME: r->info.sender_name = keep(r); return;
    case M_HEADLINE: r->info.headline = keep(r); return;
    case M_DESCRIPTION: r->info.description = keep(r); return;
    case M_INSTRUCTION: r->info.instruction = keep(r); return;
    case M_WEB: r->info.web = keep(r); return;
    case M_CONTACT: r->info.contact = keep(r); return;
    case M_AREA_DESC: take_area(r); return;
    case M_VALUE_NAME: r->pair_name = keep(r); return;
    case M_VALUE: r->pair_value = keep(r); return;
    default: return;
    }
}

/* One line: whatever is blank in XML is one blank here, and none at the ends. */
static void make_line(struct text_buf *text) {
    size_t to = 0;
    for (size_t i = 0; i < text->length; i++) {
        char c = text->data[i];
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) text->data[to++] = c;
        if (blank && to > 0 && text->data[to - 1] != ' ') text->data[to++] = ' ';
    }
    while (to > 0 && text->data[to - 1] == ' ')
        to--;
    text->length = to;
    if (text->data != NULL) text->data[to] = '\0';
}

static void end_leaf(struct cap_reader *r, const struct element *element) {
    make_line(&r->text);
    if (r->text.overflowed)
        refuse(r, element->name, "it is longer than %d bytes", CAP_TEXT_BYTES);
    else if (!text_is_line(r->text.length == 0 ? "" : r->text.data, r->text.length))
        refuse(r, element->name, "it holds control characters");
    else if ((element->flags & MACHINE) == 0 && r->text.length > 0 &&
             text_has_cpr(r->text.data, r->text.length))
        refuse(r, element->name, "it holds what looks like a CPR number");
    else if (r->text.length > 0 && !r->refused)
        take_leaf(r, element->member);
}

/* --- containers --------------------------------------------------------------------------------- */

static void end_pair(struct cap_reader *r, enum member member) {
    struct cap_alert *info = &r->info;
    const char *name = r->pair_name, *value = r->pair_value;
    r->pair_name = r->pair_value = NULL;
    if (name == NULL || value == NULL) return;
    if (member == M_EVENT_CODE && info->code_count < CAP_CODES)
        info->codes[info->code_count++] = value;
    if (member != M_GEOCODE) return;
    if (info->geocode_count == CAP_GEOCODES) {
        refuse(r, "geocode", "there are more than %d", CAP_GEOCODES);
        return;
    }
    info->geocodes[info->geocode_count++] =
        (struct cap_geocode){name, value, (uint32_t)info->area_count - 1};
}

static bool is_danish(const char *language) {
    return language != NULL && strncasecmp(language, "da", 2) == 0;
}

/* The first Danish info stands for the alert, or the first of all. */
static void end_info(struct cap_reader *r) {
    struct cap_alert *a = r->alert, whole = r->info;
    const struct {
        const char *name, *value;
    } needed[] = {{"info.event", whole.event},
                  {"info.urgency", whole.urgency},
                  {"info.severity", whole.severity},
                  {"info.certainty", whole.certainty}};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i].value == NULL) {
            refuse(r, needed[i].name, "the info that ends here lacks it");
            return;
        }
    if (whole.category_count == 0) {
        refuse(r, "info.category", "the info that ends here lacks it");
        return;
    }
    a->info_count++;
    if (a->info_count > 1 && (is_danish(a->language) || !is_danish(whole.language))) return;
    whole.arena = a->arena;
    whole.identifier = a->identifier;
    whole.sender = a->sender;
    whole.sent_at = a->sent_at;
    whole.status = a->status;
    whole.message = a->message;
    whole.scope = a->scope;
    memcpy(whole.references, a->references, sizeof whole.references);
    whole.reference_count = a->reference_count;
    whole.info_count = a->info_count;
    *a = whole;
}

static void begin_container(struct cap_reader *r, enum member member) {
    if (member == M_INFO) r->info = (struct cap_alert){0};
    if (member != M_AREA) return;
    if (r->info.area_count == CAP_AREAS)
        refuse(r, "area", "there are more than %d", CAP_AREAS);
    else
        r->info.areas[r->info.area_count++] = NULL;
}

static void end_container(struct cap_reader *r, enum member member) {
    if (member == M_INFO) end_info(r);
    if (member == M_GEOCODE || member == M_EVENT_CODE || member == M_OTHER_PAIR)
        end_pair(r, member);
    if (member == M_AREA && r->info.areas[r->info.area_count - 1] == NULL)
        refuse(r, "areaDesc", "the area that ends here lacks it");
}

/* --- what expat says ------------------------------------------------------------------------------ */

static const struct element *find_element(enum parent parent, const char *name) {
    for (size_t i = 0; i < ELEMENTS; i++)
        if (elements[i].parent == parent && strcmp(elements[i].name, name) == 0)
            return &elements[i];
    return NULL;
}

static void on_start(void *ctx, const char *name, const char **attributes) {
    struct cap_reader *r = ctx;
    (void)attributes; /* CAP has none; those of others are not looked at */
    if (r->refused) return;
    const char *local = strchr(name, SEPARATOR);
    size_t space = local == NULL ? 0 : (size_t)(local - name);
    bool cap = space == strlen(NAMESPACE) && strncmp(name, NAMESPACE, space) == 0;
    if (r->passing_over > 0 || (!cap && r->depth > 0)) {
        if (++r->passing_over > 32) refuse(r, "", "it is nested too deep");
        return;
    }
    local = local == NULL ? name : local + 1;
    if (!cap) {
        refuse(r, "alert", "it is no alert of CAP 1.2 (%s)", NAMESPACE);
        return;
    }
    enum parent parent = r->depth == 0 ? OUTSIDE : inside_of(r->open[r->depth - 1]->member);
    const struct element *element = r->in_leaf ? NULL : find_element(parent, local);
    if (element == NULL || r->depth == DEPTH) {
        refuse(r, "", "CAP 1.2 has no element %.40s here", local);
        return;
    }
    uint64_t bit = UINT64_C(1) << (element - elements);
    if (r->depth > 0 && (r->seen[r->depth - 1] & bit) != 0 && (element->flags & MANY) == 0) {
        refuse(r, local, "it stands there twice");
        return;
    }
    if (r->depth > 0) r->seen[r->depth - 1] |= bit;
    r->open[r->depth] = element;
    r->seen[r->depth++] = 0;
    r->in_leaf = inside_of(element->member) == OUTSIDE;
    text_buf_clear(&r->text);
    if (!r->in_leaf) begin_container(r, element->member);
}

static void on_end(void *ctx, const char *name) {
    struct cap_reader *r = ctx;
    (void)name;
    if (r->refused) return;
    if (r->passing_over > 0) {
        r->passing_over--;
        return;
    }
    const struct element *element = r->open[--r->depth];
    if (r->in_leaf)
        end_leaf(r, element);
    else
        end_container(r, element->member);
    r->in_leaf = false;
}

static void on_text(void *ctx, const char *text, int length) {
    struct cap_reader *r = ctx;
    if (!r->refused && r->in_leaf && r->passing_over == 0)
        text_add_bytes(&r->text, text, (size_t)length);
}

/* Without a document type there are no entities but the five of XML itself, and nothing to fetch. */
static void on_doctype(void *ctx, const char *name, const char *system, const char *public_id,
                       int internal) {
    (void)name, (void)system, (void)public_id, (void)internal;
    refuse(ctx, "", "a document type is not taken: CAP needs none");
}

/* --- the whole ------------------------------------------------------------------------------------ */

/* In the order of CAP; the line is the alert's last. */
static void check_whole(struct cap_reader *r) {
    const struct cap_alert *a = r->alert;
    const struct element *const last = &elements[ELEMENTS];
    static const enum member needed[] = {M_IDENTIFIER, M_SENDER,  M_SENT,
                                         M_STATUS,     M_MESSAGE, M_SCOPE};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        for (const struct element *e = elements; e < last; e++)
            if (e->member == needed[i] && (r->seen[0] >> (e - elements) & 1) == 0)
                refuse(r, e->name, "the alert lacks it");
    if (a->identifier == NULL) refuse(r, "identifier", "it is empty");
    if (a->sender == NULL) refuse(r, "sender", "it is empty");
    if (a->sent_at == 0) refuse(r, "sent", "it is empty");
    if (a->scope == NULL) refuse(r, "scope", "it is empty");
    if (a->message != ALERT_MESSAGE_CANCEL && a->info_count == 0)
        refuse(r, "info", "the alert has none: it says nothing");
    if (a->message != ALERT_MESSAGE_ALERT && a->reference_count == 0)
        refuse(r, "references", "an Update and a Cancel say what they follow");
}

static void parse(struct cap_reader *r, struct slice xml) {
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    enum XML_Status status =
        XML_Parse(r->parser, xml.length == 0 ? "" : xml.data, (int)xml.length, XML_TRUE);
    if (status != XML_STATUS_OK)
        refuse(r, "", "no well-formed XML: %s", XML_ErrorString(XML_GetErrorCode(r->parser)));
    if (!r->refused) check_whole(r);
}

enum err cap_read(struct slice xml, struct cap_alert *out, struct problem *problem) {
    struct cap_reader r = {.problem = problem, .alert = out};
    *out = (struct cap_alert){0};
    if (xml.length > LIMIT_BODY_BYTES)
        return problem_set(problem, ERR_TOO_LARGE, "", "an alert has at most %d bytes",
                           LIMIT_BODY_BYTES);
    r.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (r.parser == NULL) return problem_set(problem, ERR_INTERNAL, "", "out of memory");
    arena_init(&out->arena, CAP_ARENA_BYTES);
    text_buf_init(&r.text, CAP_TEXT_BYTES);
    parse(&r, xml);
    text_buf_close(&r.text);
    XML_ParserFree(r.parser);
    if (!r.refused) return ERR_OK;
    arena_close(&out->arena);
    return problem->err;
}

void cap_close(struct cap_alert *alert) { arena_close(&alert->arena); }
