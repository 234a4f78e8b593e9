/* Where: municipalities, and parts of them by postcode or zone, as a person types them. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agents-cli/decode.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"

bool guide_is_postcode(const char *text) {
    return strlen(text) == 4 && strspn(text, "0123456789") == 4;
}

/* What stands between here and one of `ends`, without the blanks around it; false: it has no room. */
static bool piece(const char **at, const char *ends, char *out, size_t size) {
    const char *from = *at + strspn(*at, " ");
    size_t length = strcspn(from, ends);
    *at = from + length + (from[length] != '\0');
    while (length > 0 && from[length - 1] == ' ')
        length--;
    if (length >= size) return false;
    memcpy(out, from, length);
    out[length] = '\0';
    return true;
}

const char *guide_municipality(const json_t *organisations, const char *text) {
    const char *found = NULL;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(organisations, "organisations"), i, row) {
        const char *id = json_string_value(json_object_get(row, "id"));
        const char *name = json_string_value(json_object_get(row, "name"));
        if (id == NULL) continue;
        if (strcmp(id, text) == 0) return id;
        if (name == NULL || strcasecmp(name, text) != 0) continue;
        if (found != NULL) return NULL;
        found = id;
    }
    return found;
}

/* --- parts ------------------------------------------------------------------------------------ */

json_t *guide_part_in(const json_t *parts, const char *municipality, size_t *at) {
    json_t *part;
    size_t i;
    json_array_foreach(parts, i, part) {
        const char *id = json_string_value(json_object_get(part, "municipality"));
        if (id == NULL || strcmp(id, municipality) != 0) continue;
        if (at != NULL) *at = i;
        return part;
    }
    return NULL;
}

static bool has(const json_t *list, const json_t *item) {
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        if (json_equal(one, item)) return true;
    }
    return false;
}

/* Once, however often it is said. */
static void add_once(json_t *list, const char *text) {
    json_t *item = json_string(text);
    if (item != NULL && !has(list, item)) json_array_append(list, item);
    json_decref(item);
}

/* What of a municipality is in: what has four digits is a postcode, all else is a zone. */
static bool take_pieces(const char *text, json_t *codes, json_t *zones) {
    char one[LIMIT_ID];
    while (*text != '\0') {
        if (!piece(&text, "+,", one, sizeof one)) return false;
        if (one[0] != '\0') add_once(guide_is_postcode(one) ? codes : zones, one);
    }
    return json_array_size(codes) + json_array_size(zones) > 0;
}

enum guide_where guide_part(const json_t *organisations, const char *text, json_t *parts,
                            char name[LIMIT_NAME]) {
    const char *at = text;
    if (strchr(text, ':') == NULL || !piece(&at, ":", name, LIMIT_NAME) || name[0] == '\0')
        return GUIDE_NO_PART;
    const char *id = guide_municipality(organisations, name);
    if (id == NULL) return GUIDE_NO_MUNICIPALITY;
    json_t *standing = guide_part_in(parts, id, NULL);
    json_t *part = standing != NULL
                       ? json_deep_copy(standing)
                       : json_pack("{s:s,s:[],s:[]}", "municipality", id, "postcodes", "zones");
    bool taken =
        take_pieces(at, json_object_get(part, "postcodes"), json_object_get(part, "zones"));
    if (taken && standing != NULL) json_object_update(standing, part);
    if (taken && standing == NULL) json_array_append(parts, part);
    json_decref(part);
    return taken ? GUIDE_TAKEN : GUIDE_NO_PART;
}

enum guide_where guide_area(const json_t *organisations, const char *text, json_t *municipalities,
                            json_t *parts, char wrong[GUIDE_PLACE]) {
    size_t i;
    json_t *id;
    while (*text != '\0') {
        char one[GUIDE_PLACE], name[LIMIT_NAME];
        wrong[0] = '\0';
        if (!piece(&text, ",", one, sizeof one)) return GUIDE_NO_PART;
        if (one[0] == '\0') continue;
        bool part = strchr(one, ':') != NULL;
        const char *whole = part ? NULL : guide_municipality(organisations, one);
        enum guide_where taken = part            ? guide_part(organisations, one, parts, name)
                                 : whole == NULL ? GUIDE_NO_MUNICIPALITY
                                                 : GUIDE_TAKEN;
        if (whole != NULL) add_once(municipalities, whole);
        if (taken == GUIDE_TAKEN) continue;
        snprintf(wrong, GUIDE_PLACE, "%s", part && taken == GUIDE_NO_MUNICIPALITY ? name : one);
        return taken;
    }
    json_array_foreach(municipalities, i, id) {
        if (guide_part_in(parts, json_string_value(id), NULL) == NULL) continue;
        snprintf(wrong, GUIDE_PLACE, "%s", guide_name(organisations, json_string_value(id)));
        return GUIDE_BOTH;
    }
    return GUIDE_TAKEN;
}

/* --- zones ------------------------------------------------------------------------------------ */

/* Of {"zones":[...]}: by its id, or by its name. */
static const char *zone_of(const json_t *zones, const char *municipality, const char *text) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(zones, "zones"), i, row) {
        const char *id = json_string_value(json_object_get(row, "id"));
        const char *name = json_string_value(json_object_get(row, "name"));
        const char *its = json_string_value(json_object_get(row, "organisation"));
        if (id == NULL || its == NULL || strcmp(its, municipality) != 0) continue;
        if (strcasecmp(id, text) == 0 || (name != NULL && strcasecmp(name, text) == 0)) return id;
    }
    return NULL;
}

bool guide_zones(const json_t *zones, json_t *parts, const char **municipality, const char **zone) {
    size_t i, k;
    json_t *part, *named;
    json_array_foreach(parts, i, part) {
        *municipality = json_string_value(json_object_get(part, "municipality"));
        json_array_foreach(json_object_get(part, "zones"), k, named) {
            *zone = json_string_value(named);
            const char *id = zone_of(zones, *municipality, *zone);
            if (id == NULL) return false;
            json_array_set_new(json_object_get(part, "zones"), k, json_string(id));
        }
    }
    return true;
}

static void add_name(struct text_buf *out, const json_t *organisations, const char *id) {
    const char *name = guide_name(organisations, id);
    show_clean(out, name, strlen(name), false);
}

void guide_zone_list(struct text_buf *out, const json_t *organisations, const json_t *zones,
                     const char *municipality) {
    bool first = true;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(zones, "zones"), i, row) {
        char id[LIMIT_ID], its[LIMIT_ID], name[LIMIT_NAME];
        decode_text(row, "id", id, sizeof id);
        decode_text(row, "organisation", its, sizeof its);
        decode_text(row, "name", name, sizeof name);
        if (municipality != NULL && strcmp(its, municipality) != 0) continue;
        if (!first) text_add(out, ", ");
        add_name(out, organisations, its);
        text_addf(out, ":%s (%s)", id, name);
        first = false;
    }
}

/* --- how it is said --------------------------------------------------------------------------- */

const char *guide_name(const json_t *organisations, const char *id) {
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(organisations, "organisations"), i, row) {
        const char *known = json_string_value(json_object_get(row, "id"));
        const char *name = json_string_value(json_object_get(row, "name"));
        if (known != NULL && name != NULL && strcmp(known, id) == 0) return name;
    }
    return id;
}

static void add_list(struct text_buf *out, const json_t *list, const char *between, bool *first) {
    const json_t *item;
    size_t i;
    json_array_foreach(list, i, item) {
        text_addf(out, "%s%s", *first ? "" : between, json_string_value(item));
        *first = false;
    }
}

void guide_part_list(struct text_buf *out, const json_t *part, const char *between) {
    bool first = true;
    add_list(out, json_object_get(part, "zones"), between, &first);
    add_list(out, json_object_get(part, "postcodes"), between, &first);
}

void guide_part_text(struct text_buf *out, const json_t *parts, const char *municipality) {
    const json_t *part = guide_part_in(parts, municipality, NULL);
    if (part == NULL) return;
    text_add(out, " (");
    guide_part_list(out, part, ", ");
    text_add_char(out, ')');
}

static void add_place(struct text_buf *out, const json_t *organisations, const json_t *parts,
                      const json_t *id) {
    const char *text = json_string_value(id);
    if (text == NULL) return;
    if (out->length > 0) text_add(out, ", ");
    add_name(out, organisations, text);
    guide_part_text(out, parts, text);
}

void guide_area_text(struct text_buf *out, const json_t *organisations,
                     const json_t *municipalities, const json_t *parts) {
    size_t i;
    json_t *id, *part;
    json_array_foreach(municipalities, i, id) add_place(out, organisations, parts, id);
    json_array_foreach(parts, i, part) {
        id = json_object_get(part, "municipality");
        if (!has(municipalities, id)) add_place(out, organisations, parts, id);
    }
}

json_t *guide_parts(const json_t *record) {
    json_t *out = json_array(), *codes;
    const char *municipality;
    json_object_foreach(json_object_get(record, "postcodes"), municipality, codes) {
        json_t *zones = json_object_get(json_object_get(record, "zones"), municipality);
        json_t *none = json_array();
        json_array_append_new(out,
                              json_pack("{s:s,s:O,s:O}", "municipality", municipality, "postcodes",
                                        codes, "zones", zones == NULL ? none : zones));
        json_decref(none);
    }
    return out;
}
