/* Postcodes, and the parts of municipalities that a command names, as JSON. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"

enum err value_decode_postcode(const char *path, struct slice text, uint16_t *out,
                               struct problem *problem) {
    uint16_t postcode = 0;
    bool fits = text.length == 4;
    for (size_t i = 0; fits && i < text.length; i++) {
        fits = text.data[i] >= '0' && text.data[i] <= '9';
        postcode = (uint16_t)(postcode * 10 + text.data[i] - '0');
    }
    if (!fits || postcode == 0)
        return problem_set(problem, ERR_INVALID, path,
                           "a postcode is four digits, such as 8660, and not 0000");
    *out = postcode;
    return ERR_OK;
}

/* In ascending order, whatever theirs was. */
enum err value_decode_postcodes(const char *path, const json_t *value, struct postcode_list *list,
                                struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(path, "an array of postcodes", value, problem);
    if (json_array_size(value) > LIMIT_POSTCODES)
        return problem_set(problem, ERR_TOO_LONG, path, "it may name at most %d, and names %zu",
                           LIMIT_POSTCODES, json_array_size(value));
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *one = json_array_get(value, i);
        uint16_t postcode = 0, at = list->count;
        if (!json_is_string(one)) return value_wrong_type(path, "a postcode, a text", one, problem);
        struct slice text = {json_string_value(one), json_string_length(one)};
        enum err err = value_decode_postcode(path, text, &postcode, problem);
        if (err != ERR_OK) return err;
        for (; at > 0 && list->codes[at - 1] > postcode; at--)
            list->codes[at] = list->codes[at - 1];
        if (at > 0 && list->codes[at - 1] == postcode)
            return problem_set(problem, ERR_INVALID, path, "%04u stands twice", postcode);
        list->codes[at] = postcode;
        list->count++;
    }
    return ERR_OK;
}

static enum err decode_part(const char *path, json_t *value, struct narrowing_list *list,
                            struct problem *problem) {
    static const struct field zones = {
        .name = "zones", .type = FIELD_AREAS, .size = sizeof(struct area_list)};
    const char *name;
    json_t *member;
    char where[64];
    if (!json_is_object(value))
        return value_wrong_type(path, "an object with municipality, and postcodes or zones", value,
                                problem);
    json_object_foreach(value, name, member) {
        enum err err;
        struct field field = zones;
        if (strcmp(name, "municipality") == 0) {
            snprintf(where, sizeof where, "%s.municipality", path);
            err = value_decode_id(member, where, list->parts[list->count].municipality, problem);
        } else if (strcmp(name, "postcodes") == 0) {
            snprintf(where, sizeof where, "%s.postcodes", path);
            err =
                value_decode_postcodes(where, member, &list->parts[list->count].postcodes, problem);
        } else if (strcmp(name, "zones") == 0) {
            snprintf(where, sizeof where, "%s.zones", path);
            field.name = where;
            err = value_decode(&field, member, &list->parts[list->count].zones, problem);
        } else
            err = problem_set(problem, ERR_UNKNOWN_FIELD, path,
                              "it has municipality, postcodes and zones, and nothing else");
        if (err != ERR_OK) return err;
    }
    if (list->parts[list->count].municipality[0] == '\0')
        return value_wrong_type(path, "an object with municipality, and postcodes or zones", value,
                                problem);
    list->count++;
    return ERR_OK;
}

enum err value_decode_parts(const struct field *field, const json_t *value,
                            struct narrowing_list *list, struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of parts of municipalities", value, problem);
    if (json_array_size(value) > LIMIT_NARROWED_MUNICIPALITIES)
        return problem_set(problem, ERR_TOO_LONG, field->name,
                           "it may name at most %d municipalities, and names %zu",
                           LIMIT_NARROWED_MUNICIPALITIES, json_array_size(value));
    for (size_t i = 0; i < json_array_size(value); i++) {
        char path[32];
        snprintf(path, sizeof path, "%s[%zu]", field->name, i);
        enum err err = decode_part(path, json_array_get(value, i), list, problem);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

void value_encode_postcode(uint16_t postcode, struct writer *w) {
    char text[] = "\"0000\"";
    ASSERT(postcode < 10000);
    for (int at = 4; at > 0; at--, postcode /= 10)
        text[at] = (char)('0' + postcode % 10);
    write_piece(w, text, sizeof text - 1);
}

void value_encode_postcodes(const struct postcode_list *list, struct writer *w) {
    write_char(w, '[');
    for (uint16_t i = 0; i < list->count; i++) {
        if (i > 0) write_char(w, ',');
        value_encode_postcode(list->codes[i], w);
    }
    write_char(w, ']');
}

void value_encode_parts(const struct narrowing_list *list, struct writer *w) {
    static const struct field zones = {
        .name = "zones", .type = FIELD_AREAS, .size = sizeof(struct area_list)};
    write_char(w, '[');
    for (uint16_t i = 0; i < list->count; i++) {
        write_piece(w, i > 0 ? ",{" : "{", i > 0 ? 2 : 1);
        write_piece(w, "\"municipality\":", 15);
        write_id(w, list->parts[i].municipality);
        write_piece(w, ",\"postcodes\":", 13);
        value_encode_postcodes(&list->parts[i].postcodes, w);
        write_piece(w, ",\"zones\":", 9);
        value_encode(&zones, &list->parts[i].zones, true, w);
        write_char(w, '}');
    }
    write_char(w, ']');
}
