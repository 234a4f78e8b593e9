#include "playbook/announcement.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/xml.h"

/* --- from a rendered answer -------------------------------------------------------------------------------------------- */

static bool take(json_t *object, const char *name, struct arena *arena, const char **out) {
    json_t *value = json_object_get(object, name);
    if (!json_is_string(value)) return false;
    *out = arena_text(arena, json_string_value(value), json_string_length(value));
    return *out != NULL;
}

bool announcement_read(struct slice rendered, struct arena *arena, struct announcement_text *out) {
    json_t *root = json_loadb(rendered.data, rendered.length, 0, NULL);
    json_t *authority = json_object_get(root, "authority");
    bool whole = take(root, "language", arena, &out->language) &&
                 take(root, "title", arena, &out->title) && take(root, "text", arena, &out->text) &&
                 take(root, "where_to_go", arena, &out->where_to_go) &&
                 take(authority, "name", arena, &out->authority) &&
                 take(authority, "contact", arena, &out->contact) &&
                 take(authority, "url", arena, &out->url);
    json_decref(root);
    return whole;
}

bool announcement_speech(struct slice rendered, struct text_buf *out) {
    json_t *root = json_loadb(rendered.data, rendered.length, 0, NULL);
    const json_t *speech = json_object_get(root, "speech");
    bool found = json_is_string(speech);
    if (found) text_add_bytes(out, json_string_value(speech), json_string_length(speech));
    json_decref(root);
    return found;
}

/* --- common ---------------------------------------------------------------------------------------------------------------- */

static const struct announcement_message *standing(const struct announcement *a) {
    ASSERT(a->message_count > 0 && a->message_count <= ANNOUNCEMENT_MESSAGES);
    return &a->messages[a->message_count - 1];
}

time_ms announcement_changed_at(const struct announcement *announcement) {
    return standing(announcement)->at;
}

/* "2026-11-22T07:50:45+01:00": CAP has neither Z nor fractions of a second. */
static const char *local_time(time_ms at, char out[TIME_TEXT_MAX]) {
    struct civil c;
    civil_copenhagen(at, &c);
    snprintf(out, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d+%02d:00", c.year % 10000, c.month,
             c.day, c.hour, c.minute, c.second, copenhagen_offset_minutes(at) / 60 % 100);
    return out;
}

/* --- CAP 1.2 --------------------------------------------------------------------------------------------------------------- */

/* The identifier tells the messages of an announcement apart; no blank, comma, < or &. */
static void add_identifier(const struct announcement *a, size_t message, struct text_buf *out) {
    text_addf(out, "%s.%zu.%lld", a->id, message + 1, (long long)a->messages[message].at);
    if (message + 1 == a->message_count && a->continued != NULL) text_add(out, a->continued);
}

static const char *message_type(const struct announcement *a) {
    if (standing(a)->moment == PLAYBOOK_LIFTED && a->continued == NULL) return "Cancel";
    return a->message_count > 1 ? "Update" : "Alert";
}

static void add_reference(const struct announcement *a, size_t message, struct text_buf *out) {
    char at[TIME_TEXT_MAX];
    text_add_char(out, ',');
    add_identifier(a, message, out);
    text_addf(out, ",%s", local_time(a->messages[message].at, at));
}

/* All messages before this one: whoever missed one finds what this one follows. */
static void add_references(const struct announcement *a, struct text_buf *out) {
    if (a->earlier != NULL ? a->earlier[0] == '\0' : a->message_count < 2) return;
    xml_open(out, "references");
    if (a->earlier != NULL) xml_text(out, a->earlier);
    for (size_t i = 0; a->earlier == NULL && i + 1 < a->message_count; i++) {
        if (i > 0) text_add_char(out, ' ');
        xml_text(out, a->sender);
        add_reference(a, i, out);
    }
    xml_close(out, "references");
}

void announcement_reference(const struct announcement *announcement, struct text_buf *out) {
    text_add(out, announcement->sender);
    add_reference(announcement, announcement->message_count - 1, out);
}

static const char *category(const char *crisis_type) {
    static const struct {
        const char *crisis_type, *category;
    } categories[] = {
        {"water_contamination", "Health"},
        {"water_do_not_use", "Health"},
        {"storm", "Met"},
        {"snow", "Met"},
        {"power_outage", "Infra"},
        {"it_outage", "Infra"},
        {"epidemic", "Health"},
        {"fire_smoke", "Fire"},
    };
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        if (strcmp(categories[i].crisis_type, crisis_type) == 0) return categories[i].category;
    return "Other";
}

/* A playbook judges no severity, and none is made up here. */
static void add_judgement(const struct announcement *a, struct text_buf *out) {
    enum playbook_moment moment = standing(a)->moment;
    xml_element(out, "responseType", moment == PLAYBOOK_LIFTED ? "AllClear" : "Execute");
    xml_element(out, "urgency",
                moment == PLAYBOOK_LIFTED    ? "Past"
                : moment == PLAYBOOK_EXPIRED ? "Unknown"
                                             : "Immediate");
    xml_element(out, "severity", "Unknown");
    xml_element(out, "certainty", moment == PLAYBOOK_EXPIRED ? "Unknown" : "Observed");
}

/* "Skanderborg, 8660, 8680" */
static void add_place_name(const struct announcement_place *place, struct text_buf *out) {
    text_add(out, place->name);
    for (size_t i = 0; i < place->postcode_count; i++)
        text_addf(out, ", %04u", (unsigned)place->postcodes[i]);
}

static void add_geocode(const char *name, const char *value, struct text_buf *out) {
    xml_open(out, "geocode");
    xml_element(out, "valueName", name);
    xml_element(out, "value", value);
    xml_close(out, "geocode");
}

/* The geocodes of an area add up: the municipality's own would make the whole of it of some postcodes. */
static void add_place(const struct announcement_place *place, struct text_buf *out) {
    struct text_buf name;
    text_buf_init(&name, LIMIT_NAME + LIMIT_NARROWED_POSTCODES * 6 + 1);
    add_place_name(place, &name);
    xml_open(out, "area");
    xml_element(out, "areaDesc", name.data);
    if (place->postcode_count == 0) add_geocode("kommunekode", place->code, out);
    for (size_t i = 0; i < place->postcode_count; i++) {
        char postcode[8];
        snprintf(postcode, sizeof postcode, "%04u", (unsigned)place->postcodes[i]);
        add_geocode("postnummer", postcode, out);
    }
    xml_close(out, "area");
    text_buf_close(&name);
}

static void add_area(const struct announcement *a, struct text_buf *out) {
    if (a->place_count == 0) {
        xml_open(out, "area");
        xml_element(out, "areaDesc", a->coverage);
        xml_close(out, "area");
    }
    for (size_t i = 0; i < a->place_count; i++)
        add_place(&a->places[i], out);
}

static void add_info(const struct announcement *a, const struct announcement_text *text,
                     struct text_buf *out) {
    char at[TIME_TEXT_MAX];
    xml_open(out, "info");
    xml_element(out, "language", text->language);
    xml_element(out, "category", category(a->crisis_type));
    xml_element(out, "event", text->title);
    add_judgement(a, out);
    xml_element(out, "effective", local_time(standing(a)->at, at));
    xml_element(out, "onset", local_time(a->messages[0].at, at));
    /* Expired, it stands all the same: only a lift says that it is over. */
    if (standing(a)->moment == PLAYBOOK_ACTIVE)
        xml_element(out, "expires", local_time(a->expires_at, at));
    xml_element(out, "senderName", text->authority);
    xml_element(out, "headline", text->title);
    xml_element(out, "description", text->text);
    xml_element(out, "instruction", text->where_to_go);
    xml_element(out, "web", text->url);
    xml_element(out, "contact", text->contact);
    add_area(a, out);
    xml_close(out, "info");
}

void announcement_cap(const struct announcement *head, const struct announcement *announcements,
                      size_t count, struct text_buf *out) {
    char at[TIME_TEXT_MAX];
    const struct announcement *a = head;
    ASSERT(count > 0);
    text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
    xml_open(out, "identifier");
    add_identifier(a, a->message_count - 1, out);
    xml_close(out, "identifier");
    xml_element(out, "sender", a->sender);
    xml_element(out, "sent", local_time(standing(a)->at, at));
    xml_element(out, "status", a->exercise ? "Exercise" : "Actual");
    xml_element(out, "msgType", message_type(a));
    xml_element(out, "scope", "Public");
    add_references(a, out);
    for (size_t n = 0; n < count; n++)
        for (size_t i = 0; i < announcements[n].text_count; i++)
            add_info(&announcements[n], &announcements[n].texts[i], out);
    xml_close(out, "alert");
}

/* --- Atom ------------------------------------------------------------------------------------------------------------------ */

void announcement_atom(const struct announcement *a, const char *cap, struct text_buf *out) {
    char at[TIME_TEXT_MAX];
    const struct announcement_text *text = &a->texts[0];
    xml_open(out, "entry");
    text_addf(out, "<id>urn:ddh:announcement:%s</id>\n", a->id);
    xml_open(out, "title");
    xml_text(out, text->title);
    xml_close(out, "title");
    xml_element(out, "published", local_time(a->messages[0].at, at));
    xml_element(out, "updated", local_time(standing(a)->at, at));
    xml_open(out, "author");
    xml_element(out, "name", text->authority);
    xml_close(out, "author");
    text_add(out, "<link rel=\"alternate\" href=\"");
    xml_text(out, text->url);
    text_add(out, "\"/>\n<link rel=\"related\" type=\"application/cap+xml\" href=\"");
    xml_text(out, cap);
    text_addf(out, "\"/>\n<content type=\"text\" xml:lang=\"%s\">", text->language);
    xml_text(out, text->text);
    text_add_char(out, ' ');
    xml_text(out, text->where_to_go);
    xml_close(out, "content");
    xml_close(out, "entry");
}

/* --- JSON-LD --------------------------------------------------------------------------------------------------------------- */

static void member(struct text_buf *out, const char *name, const char *value) {
    text_addf(out, ",\"%s\":", name);
    text_add_json_string(out, value, strlen(value));
}

/* Of a municipality in part: a place for each of its postcodes. */
static void add_postal_places(const struct announcement_place *place, struct text_buf *out) {
    for (size_t i = 0; i < place->postcode_count; i++) {
        char postcode[8];
        snprintf(postcode, sizeof postcode, "%04u", (unsigned)place->postcodes[i]);
        text_add(out, i == 0 ? "" : ",");
        text_add(out, "{\"@type\":\"Place\"");
        member(out, "name", place->name);
        text_add(out, ",\"address\":{\"@type\":\"PostalAddress\",\"addressCountry\":\"DK\"");
        member(out, "addressRegion", place->name);
        member(out, "postalCode", postcode);
        text_add(out, "}}");
    }
}

static void add_locations(const struct announcement *a, struct text_buf *out) {
    text_add(out, ",\"announcementLocation\":[");
    if (a->place_count == 0) text_add(out, "{\"@type\":\"Country\",\"name\":\"Danmark\"}");
    for (size_t i = 0; i < a->place_count; i++) {
        const struct announcement_place *place = &a->places[i];
        text_add(out, i == 0 ? "" : ",");
        if (place->postcode_count > 0) {
            add_postal_places(place, out);
            continue;
        }
        text_add(out, "{\"@type\":\"AdministrativeArea\"");
        member(out, "name", place->name);
        member(out, "identifier", place->code);
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

void announcement_json_ld(const struct announcement *a, struct text_buf *out) {
    char at[TIME_TEXT_MAX];
    for (size_t i = 0; i < a->text_count; i++) {
        const struct announcement_text *text = &a->texts[i];
        text_add(out, i == 0 ? "" : ",");
        text_addf(out, "{\"@type\":\"SpecialAnnouncement\",\"@id\":\"urn:ddh:announcement:%s:%s\"",
                  a->id, text->language);
        member(out, "inLanguage", text->language);
        member(out, "name", text->title);
        member(out, "text", text->text);
        member(out, "abstract", text->where_to_go);
        member(out, "datePosted", local_time(standing(a)->at, at));
        if (standing(a)->moment == PLAYBOOK_ACTIVE)
            member(out, "expires", local_time(a->expires_at, at));
        member(out, "category", a->crisis_type);
        member(out, "url", text->url);
        member(out, "newsUpdatesAndGuidelines", text->url);
        text_add(out, ",\"publisher\":{\"@type\":\"GovernmentOrganization\"");
        member(out, "name", text->authority);
        member(out, "telephone", text->contact);
        text_add_char(out, '}');
        add_locations(a, out);
        text_add_char(out, '}');
    }
}
