#include "drill/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

json_t *data_read_json(const char *path, char *why, size_t why_size) {
    json_error_t error;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL && error.line > 0)
        snprintf(why, why_size, "%s, line %d: %s", path, error.line, error.text);
    else if (json == NULL)
        snprintf(why, why_size, "%s", error.text); /* names the file itself */
    return json;
}

static json_t *read_part(const char *folder, const char *name, char *why, size_t why_size) {
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path) {
        snprintf(why, why_size, "the data folder's name is too long");
        return NULL;
    }
    return data_read_json(path, why, why_size);
}

int data_place(const struct data *data, const char *id) {
    for (uint32_t i = 0; i < data->place_count; i++)
        if (strcmp(data->places[i].id, id) == 0) return (int)i;
    return -1;
}

int data_person(const struct data *data, const char *id) {
    for (uint32_t i = 0; i < data->person_count; i++)
        if (strcmp(data->persons[i].id, id) == 0) return (int)i;
    return -1;
}

static bool take_place(struct data *data, json_t *row) {
    const char *id, *name, *standing;
    int population = 0;
    if (json_unpack(row, "{s:s, s:s, s:s, s?i}", "organisation", &id, "name", &name, "standing",
                    &standing, "population", &population) != 0)
        return false;
    struct place *place = &data->places[data->place_count];
    if (!text_is_id(id) || !text_copy(place->id, sizeof place->id, id)) return false;
    if (!text_copy(place->name, sizeof place->name, name) || population < 0) return false;
    if (data_place(data, id) >= 0) return false;
    place->population = (uint32_t)population;
    place->member = strcmp(standing, "member") == 0;
    place->outsider = strcmp(standing, "outsider") == 0;
    data->place_count++;
    return true;
}

static bool take_places(struct data *data) {
    json_t *rows = json_object_get(data->municipalities, "municipalities");
    json_t *cooperation = json_object_get(data->cooperation, "cooperation");
    json_t *partners = json_object_get(data->cooperation, "partners"); /* there may be none */
    size_t count = json_array_size(rows) + 1 + json_array_size(partners);
    if (!json_is_array(rows) || count > LIMIT_ORGANISATIONS) return false;
    data->places = calloc(count, sizeof *data->places);
    if (data->places == NULL) return false;
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (!take_place(data, json_array_get(rows, i))) return false;
    if (!take_place(data, cooperation)) return false;
    data->places[data->place_count - 1].cooperation = true;
    for (size_t i = 0; i < json_array_size(partners); i++)
        if (!take_place(data, json_array_get(partners, i))) return false;
    return true;
}

static bool shift_from_text(const char *text, enum shift *out) {
    static const char *const names[] = {
        [SHIFT_ON] = "on", [SHIFT_CALLABLE] = "callable", [SHIFT_OFF] = "off"};
    for (int i = 0; i <= SHIFT_OFF; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (enum shift)i;
            return true;
        }
    return false;
}

static bool take_person(struct data *data, json_t *row) {
    const char *id, *name, *organisation, *shift;
    if (json_unpack(row, "{s:s, s:s, s:s, s:s}", "agent", &id, "name", &name, "organisation",
                    &organisation, "shift", &shift) != 0)
        return false;
    struct person *person = &data->persons[data->person_count];
    int place = data_place(data, organisation);
    if (place < 0 || !text_is_id(id) || data_person(data, id) >= 0) return false;
    person->place = (uint16_t)place;
    data->person_count++;
    return text_copy(person->id, sizeof person->id, id) &&
           text_copy(person->name, sizeof person->name, name) &&
           shift_from_text(shift, &person->shift);
}

static bool take_persons(struct data *data, size_t *row) {
    json_t *rows = json_object_get(data->agents, "agents");
    *row = 0;
    if (!json_is_array(rows) || json_array_size(rows) > LIMIT_AGENTS) return false;
    data->persons = calloc(json_array_size(rows) + 1, sizeof *data->persons);
    if (data->persons == NULL) return false;
    for (*row = 0; *row < json_array_size(rows); (*row)++)
        if (!take_person(data, json_array_get(rows, *row))) return false;
    return true;
}

bool data_read(struct data *data, const char *folder, char *why, size_t why_size) {
    *data = (struct data){0};
    data->municipalities = read_part(folder, "municipalities.json", why, why_size);
    if (data->municipalities == NULL) return false;
    data->cooperation = read_part(folder, "cooperation.json", why, why_size);
    if (data->cooperation == NULL) return false;
    data->agents = read_part(folder, "agents.json", why, why_size);
    if (data->agents == NULL) return false;
    if (!take_places(data)) {
        snprintf(why, why_size, "%s: organisation %u is not as it should be", folder,
                 data->place_count);
        return false;
    }
    size_t row;
    if (!take_persons(data, &row)) {
        snprintf(why, why_size, "%s/agents.json: agent %zu is not as it should be", folder, row);
        return false;
    }
    return true;
}

void data_close(struct data *data) {
    free(data->places);
    free(data->persons);
    json_decref(data->municipalities);
    json_decref(data->cooperation);
    json_decref(data->agents);
    *data = (struct data){0};
}
