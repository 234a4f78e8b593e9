/* Parts of municipalities, as answers and channels tell them; and the zones. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

#define PARTS_ARENA_BYTES (1 << 20)

/* --- in texts ------------------------------------------------------------------------------------ */

static const char *kept(struct arena *arena, const struct text_buf *text) {
    const char *copy = arena_text(arena, text_slice(text).data, text_slice(text).length);
    ASSERT(copy != NULL); /* LIMIT_ORGANISATIONS names and LIMIT_NARROWED_POSTCODES fit by far */
    return copy;
}

static void add_part(const struct core *core, const struct activation_record *activation,
                     organisation_no n, struct answer_parts *out) {
    struct playbook_part *part = &out->parts[out->count++];
    struct text_buf names, codes;
    text_buf_init(&names, LIMIT_NARROWED_ZONES * (LIMIT_NAME + 2));
    text_buf_init(&codes, LIMIT_NARROWED_POSTCODES * 6);
    *part = (struct playbook_part){.municipality = core_organisation(core, n)->name};
    for (uint16_t i = 0; i < activation->zones[0].count; i++) {
        const char *id = activation->zones[0].zones[i].id;
        if (activation->zones[0].zones[i].organisation != n) continue;
        const struct zone_record *zone = core_zone(core, n, id);
        text_addf(&names, "%s%s", names.length > 0 ? ", " : "", zone == NULL ? id : zone->name);
    }
    for (uint16_t i = 0; i < activation->postcodes[0].count; i++) {
        if (activation->postcodes[0].pairs[i].organisation != n) continue;
        text_addf(&codes, "%s%04u", codes.length > 0 ? ", " : "",
                  (unsigned)activation->postcodes[0].pairs[i].postcode);
        part->postcode_count++;
    }
    part->zones = kept(&out->arena, &names);
    part->postcodes = kept(&out->arena, &codes);
    text_buf_close(&names);
    text_buf_close(&codes);
}

void answers_parts(const struct core *core, const struct activation_record *activation,
                   organisation_no municipality, struct answer_parts *out) {
    *out = (struct answer_parts){0};
    if (activation == NULL || activation->postcodes[0].count == 0) return;
    bool one = municipality != ORGANISATION_NONE;
    if (one && !core_activation_is_narrowed(activation, municipality)) return;
    arena_init(&out->arena, PARTS_ARENA_BYTES);
    out->parts = arena_take(&out->arena, LIMIT_ORGANISATIONS * sizeof *out->parts);
    ASSERT(out->parts != NULL);
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (one ? n == municipality : organisation_set_has(&activation->municipalities[0], n))
            add_part(core, activation, n, out);
}

void answers_parts_close(struct answer_parts *parts) {
    if (parts->parts != NULL) arena_close(&parts->arena);
    *parts = (struct answer_parts){0};
}

void answers_left(const struct activation_record *activation, struct organisation_set *out) {
    *out = activation->left[0];
    for (int i = 0; i < LIMIT_ORGANISATIONS / 64; i++)
        out->words[i] |= activation->rest_left[0].words[i];
    for (uint16_t i = 0; i < activation->left_postcodes[0].count; i++)
        organisation_set_add(out, activation->left_postcodes[0].pairs[i].organisation);
}

/* --- as data ------------------------------------------------------------------------------------- */

static void put_postcodes(struct text_buf *out, const char *name, const struct core *core,
                          const struct narrowing *set) {
    put_open(out, name, '{');
    for (uint16_t i = 0; i < set->count; i++) {
        organisation_no n = set->pairs[i].organisation;
        char text[8];
        if (i == 0 || set->pairs[i - 1].organisation != n)
            put_open(out, core_organisation(core, n)->id, '[');
        snprintf(text, sizeof text, "%04u", (unsigned)set->pairs[i].postcode % 10000);
        put_text(out, NULL, text);
        if (i + 1 == set->count || set->pairs[i + 1].organisation != n) put_close(out, ']');
    }
    put_close(out, '}');
}

static void put_zones(struct text_buf *out, const struct core *core, const struct zone_list *list) {
    put_open(out, "zones", '{');
    for (uint16_t i = 0; i < list->count; i++) {
        organisation_no n = list->zones[i].organisation;
        const struct zone_record *zone = core_zone(core, n, list->zones[i].id);
        if (i == 0 || list->zones[i - 1].organisation != n)
            put_open(out, core_organisation(core, n)->id, '[');
        put_open(out, NULL, '{');
        put_text(out, "id", list->zones[i].id);
        put_text(out, "name", zone == NULL ? list->zones[i].id : zone->name);
        put_close(out, '}');
        if (i + 1 == list->count || list->zones[i + 1].organisation != n) put_close(out, ']');
    }
    put_close(out, '}');
}

void view_narrowed(struct text_buf *out, const struct core *core,
                   const struct activation_record *activation) {
    put_postcodes(out, "postcodes", core, &activation->postcodes[0]);
    put_zones(out, core, &activation->zones[0]);
    put_postcodes(out, "left_postcodes", core, &activation->left_postcodes[0]);
    put_open(out, "rest_left", '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(&activation->rest_left[0], n))
            put_text(out, NULL, core_organisation(core, n)->id);
    put_close(out, ']');
}

enum err view_postcode(struct ask *ask, uint16_t *out) {
    const char *text = ask_query(ask, "postcode");
    unsigned postcode = 0;
    *out = 0;
    if (text == NULL) return ERR_OK;
    for (size_t i = 0; i < 4 && text[i] >= '0' && text[i] <= '9'; i++)
        postcode = postcode * 10 + (unsigned)(text[i] - '0');
    if (strlen(text) != 4 || strspn(text, "0123456789") != 4 || postcode == 0)
        return view_refuse(ask, ERR_INVALID, "postcode",
                           "a postcode is four digits, such as 8660, and not 0000");
    *out = (uint16_t)postcode;
    return ERR_OK;
}

/* --- zones --------------------------------------------------------------------------------------- */

enum err view_zones(struct ask *ask, const struct core *core) {
    organisation_no wanted;
    uint64_t cursor = 0;
    const struct zone_record *r;
    enum err err = view_organisation_filter(ask, core, "organisation", &wanted);
    if (err != ERR_OK) return err;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "zones", '[');
    while ((r = core_next_record(core, RECORD_zone, &cursor)) != NULL) {
        if (wanted != ORGANISATION_NONE && r->organisation != wanted) continue;
        view_record_open(&ask->body, NULL, core, RECORD_zone, r);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}
