/* Parts of municipalities: where a citizen lives, the zones, and the option --part. */
#include <string.h>

#include "agents-cli/cli.h"
#include "agents-cli/decode.h"
#include "agents-cli/guide.h"
#include "agents-cli/show.h"

/* --- the option --part -------------------------------------------------------------------------- */

static enum exit_code bad_place(struct cli *cli, enum guide_where result, const char *wrong) {
    if (result == GUIDE_NO_PART) return cli_fail(cli, EXIT_USAGE, T_USAGE_PART, wrong, NULL);
    if (result == GUIDE_BOTH) return cli_fail(cli, EXIT_USAGE, T_GUIDE_WHERE_BOTH, wrong, NULL);
    return cli_fail(cli, EXIT_NOT_FOUND, T_GUIDE_MUNICIPALITY, wrong, NULL);
}

/* Several of one municipality are one part of it. */
bool given_parts(struct cli *cli, const json_t *organisations, json_t *into) {
    const struct arguments *arguments = &cli->arguments;
    json_t *given = json_array(), *part;
    enum guide_where result = GUIDE_TAKEN;
    size_t i, at;
    for (i = 0; result == GUIDE_TAKEN && i < arguments->option_count; i++) {
        const char *text = arguments->options[i].value;
        char name[LIMIT_NAME];
        if (strcmp(arguments->options[i].spec->name, "part") != 0) continue;
        result = guide_part(organisations, text, given, name);
        if (result != GUIDE_TAKEN) bad_place(cli, result, result == GUIDE_NO_PART ? text : name);
    }
    json_array_foreach(given, i, part) {
        const char *id = json_string_value(json_object_get(part, "municipality"));
        if (guide_part_in(into, id, &at) != NULL)
            json_array_set(into, at, part);
        else
            json_array_append(into, part);
    }
    json_decref(given);
    return result == GUIDE_TAKEN;
}

/* What a zone is called is looked up, so that nobody hears of a wrong one only when all is typed. */
static bool known_zones(struct cli *cli, const json_t *organisations, json_t *parts) {
    const char *municipality = "", *zone = "";
    struct text_buf list;
    json_t *zones;
    if (guide_zones(NULL, parts, &municipality, &zone)) return true; /* none is named */
    if (cli_ask(cli, "GET", "/v1/zones", NULL, &zones) != EXIT_DONE) return false;
    bool known = guide_zones(zones, parts, &municipality, &zone);
    text_buf_init(&list, 64 * 1024);
    guide_zone_list(&list, organisations, zones, municipality);
    if (!known)
        cli_fail(cli, EXIT_NOT_FOUND, list.length > 0 ? T_GUIDE_ZONE_UNKNOWN : T_GUIDE_ZONE_NONE,
                 guide_name(organisations, municipality), zone, text_slice(&list).data, NULL);
    text_buf_close(&list);
    json_decref(zones);
    return known;
}

bool given_area(struct cli *cli, const json_t *organisations, const char *text,
                json_t *municipalities, json_t *parts) {
    char wrong[GUIDE_PLACE];
    enum guide_where result = guide_area(organisations, text, municipalities, parts, wrong);
    if (result != GUIDE_TAKEN) bad_place(cli, result, wrong);
    return result == GUIDE_TAKEN && known_zones(cli, organisations, parts);
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
            decode_text(row, "id", id, sizeof id);
            decode_text(row, "organisation", its, sizeof its);
            decode_text(row, "name", name, sizeof name);
            text_addf(&lines, "%s:%s  %s  ", its, id, name);
            guide_part_list(&lines, row, ", ");
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
