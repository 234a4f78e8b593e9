/* Parts of municipalities: where a citizen lives, the zones, and the option --part. */
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"

/* --- the option --part -------------------------------------------------------------------------- */

json_t *part_in(const json_t *parts, const char *municipality, size_t *at) {
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

static bool bad_part(struct cli *cli, const char *text) {
    cli_fail(cli, EXIT_USAGE, T_USAGE_PART, text, NULL);
    return false;
}

/* "Skanderborg:8660+vestervang": what has four digits is a postcode, all else is a zone. */
static bool read_part(struct cli *cli, const json_t *organisations, const char *text,
                      json_t *into) {
    char name[LIMIT_NAME], one[LIMIT_ID];
    const char *colon = strchr(text, ':');
    size_t length = colon == NULL ? 0 : (size_t)(colon - text), at = 0;
    if (length == 0 || length >= sizeof name || colon[1] == '\0') return bad_part(cli, text);
    memcpy(name, text, length);
    name[length] = '\0';
    const char *id = guide_municipality(organisations, name);
    if (id == NULL) {
        cli_fail(cli, EXIT_NOT_FOUND, T_GUIDE_MUNICIPALITY, name, NULL);
        return false;
    }
    json_t *codes = json_array(), *zones = json_array();
    const char *next = colon + 1;
    while (*next != '\0') {
        length = strcspn(next, "+,");
        if (length > 0 && length < sizeof one) {
            memcpy(one, next, length);
            one[length] = '\0';
            json_array_append_new(guide_is_postcode(one) ? codes : zones, json_string(one));
        }
        next += length + (next[length] != '\0');
    }
    json_t *part =
        json_pack("{s:s,s:o,s:o}", "municipality", id, "postcodes", codes, "zones", zones);
    if (part_in(into, id, &at) != NULL)
        json_array_set_new(into, at, part);
    else
        json_array_append_new(into, part);
    return true;
}

bool given_parts(struct cli *cli, const json_t *organisations, json_t *into) {
    const struct arguments *arguments = &cli->arguments;
    for (size_t i = 0; i < arguments->option_count; i++)
        if (strcmp(arguments->options[i].spec->name, "part") == 0 &&
            !read_part(cli, organisations, arguments->options[i].value, into))
            return false;
    return true;
}

static void add_list(struct text_buf *out, const json_t *list, bool *first) {
    const json_t *item;
    size_t i;
    json_array_foreach(list, i, item) {
        text_addf(out, "%s%s", *first ? "" : ", ", json_string_value(item));
        *first = false;
    }
}

void part_text(struct text_buf *out, const json_t *parts, const char *municipality) {
    const json_t *part = part_in(parts, municipality, NULL);
    bool first = true;
    if (part == NULL) return;
    text_add(out, " (");
    add_list(out, json_object_get(part, "zones"), &first);
    add_list(out, json_object_get(part, "postcodes"), &first);
    text_add_char(out, ')');
}

/* --- place -------------------------------------------------------------------------------------- */

enum exit_code verb_place(struct cli *cli) {
    const char *postcode = cli->arguments.positionals[1];
    char id[LIMIT_ID];
    json_t *answer;
    if (!guide_is_postcode(postcode))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_POSTCODE, postcode, NULL);
    json_t *body = json_pack("{s:s}", "postcode", postcode);
    enum exit_code code = cli_ask_about(cli, "POST", "/v1/calls/", cli->arguments.positionals[0],
                                        "/place", body, &answer);
    if (code != EXIT_DONE) return code;
    decode_text(json_object_get(answer, "call"), "id", id, sizeof id);
    if (!cli_json(cli, answer)) cli_say(cli, T_PLACED, id, postcode, NULL);
    json_decref(answer);
    return EXIT_DONE;
}

/* --- zones -------------------------------------------------------------------------------------- */

static enum exit_code list_zones(struct cli *cli) {
    const char *organisation = arguments_value(&cli->arguments, "organisation");
    struct text_buf path, lines;
    json_t *answer, *row;
    size_t i;
    text_buf_init(&path, 256);
    text_add(&path, "/v1/zones");
    if (organisation != NULL) text_add(&path, "?organisation=");
    if (organisation != NULL) cli_encode(&path, organisation);
    enum exit_code code = cli_ask(cli, "GET", path.data, NULL, &answer);
    text_buf_close(&path);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer)) {
        text_buf_init(&lines, 256 * 1024);
        json_array_foreach(json_object_get(answer, "zones"), i, row) {
            char id[LIMIT_ID], its[LIMIT_ID], name[LIMIT_NAME];
            bool first = true;
            decode_text(row, "id", id, sizeof id);
            decode_text(row, "organisation", its, sizeof its);
            decode_text(row, "name", name, sizeof name);
            text_addf(&lines, "%s:%s  %s  ", its, id, name);
            add_list(&lines, json_object_get(row, "postcodes"), &first);
            text_add_char(&lines, '\n');
        }
        if (lines.length == 0) text_addf(&lines, "%s\n", cli_text(cli, T_ZONES_NONE));
        cli_lines(cli, &lines);
        text_buf_close(&lines);
    }
    json_decref(answer);
    return EXIT_DONE;
}

static json_t *postcodes_given(const char *text) {
    json_t *out = json_array();
    while (*text != '\0') {
        size_t length = strcspn(text, ", +");
        if (length > 0) json_array_append_new(out, json_stringn(text, length));
        text += length + (text[length] != '\0');
    }
    return out;
}

/* With a zone: makes, changes or forgets it. */
enum exit_code verb_zones(struct cli *cli) {
    const char *organisation = arguments_value(&cli->arguments, "organisation");
    const char *name = arguments_value(&cli->arguments, "name");
    const char *codes = arguments_value(&cli->arguments, "postcodes");
    bool removes = arguments_has(&cli->arguments, "remove");
    json_t *answer;
    if (cli->arguments.positional_count == 0) return list_zones(cli);
    const char *zone = cli->arguments.positionals[0];
    if (organisation == NULL ||
        (removes ? name != NULL || codes != NULL : name == NULL || codes == NULL))
        return cli_fail(cli, EXIT_USAGE, T_USAGE_ZONES, NULL);
    json_t *body = json_pack("{s:s}", "zone", zone);
    if (!removes) json_object_set_new(body, "name", json_string(name));
    if (!removes) json_object_set_new(body, "postcodes", postcodes_given(codes));
    enum exit_code code =
        cli_ask_about(cli, removes ? "POST" : "PUT", "/v1/organisations/", organisation,
                      removes ? "/zones/remove" : "/zones", body, &answer);
    if (code != EXIT_DONE) return code;
    if (!cli_json(cli, answer))
        cli_say(cli, removes ? T_ZONE_REMOVED : T_ZONE_PUT, zone, organisation, NULL);
    json_decref(answer);
    return EXIT_DONE;
}
