/* Where: the municipalities of an area, who leaves it, to whom something is handed, where a citizen lives. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agents-cli/form.h"
#include "agents-cli/guide.h"

/* --- the area --------------------------------------------------------------------------------- */

static bool say_wrong(struct form *form, enum guide_where result, const char *wrong) {
    static const enum text_id sentences[] = {[GUIDE_NO_MUNICIPALITY] = T_FORM_WHERE_UNKNOWN,
                                             [GUIDE_NO_PART] = T_USAGE_PART,
                                             [GUIDE_BOTH] = T_GUIDE_WHERE_BOTH};
    form_say(form, sentences[result], wrong);
    return false;
}

/* A wrong zone is said at once where the zones are known; else the dry run says it. */
static bool take_zones(struct form *form) {
    const char *municipality = "", *zone = "";
    struct text_buf list;
    if (!json_is_object(form->zones) ||
        guide_zones(form->zones, form->narrowed, &municipality, &zone))
        return true;
    text_buf_init(&list, 64 * 1024);
    guide_zone_list(&list, form->organisations, form->zones, municipality);
    text_buf_clear(&form->problem);
    texts_fill(&form->problem, form->language,
               list.length > 0 ? T_GUIDE_ZONE_UNKNOWN : T_GUIDE_ZONE_NONE,
               guide_name(form->organisations, municipality), zone, text_slice(&list).data, NULL);
    text_buf_close(&list);
    return false;
}

/* Who leaves the area; the others stay in it. */
static bool take_leaving(struct form *form) {
    const json_t *standing = json_object_get(form_record(form), "municipalities");
    json_t *staying = json_array(), *id;
    size_t i, k;
    json_array_foreach(standing, i, id) {
        bool leaves = false;
        for (k = 0; k < json_array_size(form->municipalities); k++)
            leaves = leaves || json_equal(json_array_get(form->municipalities, k), id);
        if (!leaves) json_array_append(staying, id);
    }
    size_t left = json_array_size(standing) - json_array_size(staying);
    bool all_there = left == json_array_size(form->municipalities);
    if (json_array_size(standing) == 0)
        form_say(form, T_USAGE_NARROW_ALL, "");
    else if (json_array_size(staying) == 0)
        form_say(form, T_FORM_NARROW_NOBODY, "");
    else if (!all_there)
        form_say(form, T_FORM_NARROW_NOT_IN, "");
    bool narrows = json_array_size(standing) > 0 && json_array_size(staying) > 0 && all_there;
    json_decref(form->values);
    form->values = staying;
    return narrows;
}

/* --- to whom ---------------------------------------------------------------------------------- */

void form_take_leaders(struct form *form, const json_t *answer) {
    size_t i;
    json_t *name;
    json_decref(form->leaders);
    form->leaders = json_array();
    json_array_foreach(json_object_get(answer, "duty_leaders"), i, name) {
        const char *text = json_string_value(name);
        if (text != NULL && text_is_line(text, strlen(text)) && strcmp(text, form->own) != 0)
            json_array_append(form->leaders, name);
    }
}

static const char *leader_at(const struct form *form, int row) {
    return row < 0 ? NULL : json_string_value(json_array_get(form->leaders, (size_t)row));
}

/* What is typed goes before the arrows: a name, or the number of a row when nobody is called that. */
int form_leader_row(const struct form *form) {
    int rows = (int)json_array_size(form->leaders);
    char *end;
    if (form->where[0] == '\0') return form->selected < rows ? form->selected : -1;
    for (int i = 0; i < rows; i++)
        if (strcmp(leader_at(form, i), form->where) == 0) return i;
    long number = strtol(form->where, &end, 10);
    return *end == '\0' && number >= 1 && number <= rows ? (int)number - 1 : -1;
}

void form_leave_typed(struct form *form) {
    if (form->step != STEP_WHERE) return;
    int row = form_leader_row(form);
    if (row >= 0) form->selected = row;
    form->where[0] = '\0';
}

/* Another duty leader, by the name of their token; "-" asks nobody any more. */
static bool take_to(struct form *form) {
    const char *name = leader_at(form, form_leader_row(form));
    if (name != NULL) text_copy(form->where, sizeof form->where, name);
    if (form->where[0] != '\0' && strlen(form->where) < LIMIT_ID) return true;
    form_say(form, T_FORM_TO_NONE, "");
    return false;
}

/* --- the answer ------------------------------------------------------------------------------- */

static bool take_postcode(struct form *form) {
    if (guide_is_postcode(form->where)) return true;
    form_say(form, T_USAGE_POSTCODE, form->where);
    return false;
}

bool form_take_where(struct form *form) {
    char wrong[GUIDE_PLACE];
    struct text_buf area;
    if (form->kind == FORM_OFFER) return take_to(form);
    if (form->kind == FORM_PLACE) return take_postcode(form);
    json_array_clear(form->municipalities);
    json_array_clear(form->narrowed);
    form->area[0] = '\0';
    form->everywhere = strcasecmp(form->where, texts_get(form->language, T_WORD_ALL)) == 0;
    if (form->everywhere && form->kind == FORM_ACTIVATE)
        return text_copy(form->area, sizeof form->area, texts_get(form->language, T_AREA_ALL));
    enum guide_where result =
        guide_area(form->organisations, form->where, form->municipalities, form->narrowed, wrong);
    if (result != GUIDE_TAKEN) return say_wrong(form, result, wrong);
    bool parts = json_array_size(form->narrowed) > 0;
    if (parts && form->kind == FORM_NARROW) {
        form_say(form, T_FORM_NARROW_WHOLE, "");
        return false;
    }
    if (!parts && json_array_size(form->municipalities) == 0) {
        form_say(form, T_FORM_WHERE_NONE, "");
        return false;
    }
    if (form->kind == FORM_NARROW) return take_leaving(form);
    if (!take_zones(form)) return false;
    text_buf_init(&area, sizeof form->area);
    guide_area_text(&area, form->organisations, form->municipalities, form->narrowed);
    text_copy(form->area, sizeof form->area, text_slice(&area).data);
    text_buf_close(&area);
    return true;
}
