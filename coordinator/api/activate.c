/* Requests about activations that carry a document or need a playbook's word: start, update, flag. The parameters are checked
 * against the version here, where its text is; the core is given their hash. */
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

/* What the body of a start or an update says that is not for the command, or need not be said. */
struct activation_body {
    struct slice parameters;
    unsigned parameters_count; /* more than one is refused by wire, as any name that stands twice */
    bool version;
};

static void scan_activation(struct slice body, struct activation_body *out) {
    struct split_member member;
    size_t at = 0;
    *out = (struct activation_body){.parameters = SLICE("{}")};
    while (split_next(body, &at, &member) == SPLIT_MEMBER) {
        if (slice_equals(member.name, "parameters")) {
            out->parameters = member.value;
            out->parameters_count++;
        }
        if (slice_equals(member.name, "version")) out->version = true;
    }
}

/* What the body need not say gets a place-holder, replaced below. */
static enum err decode_body(struct ask *ask, struct slice body,
                            const struct activation_body *scanned) {
    static const char no_hash[] =
        "0000000000000000000000000000000000000000000000000000000000000000";
    enum command_type type = ask->route->command;
    struct wire_parameter parameters[4] = {{"parameters", no_hash}};
    size_t count = 1;
    if (ask->address.parameter_name != NULL)
        parameters[count++] =
            (struct wire_parameter){ask->address.parameter_name, ask->address.parameter};
    if (!scanned->version) parameters[count++] = (struct wire_parameter){"version", no_hash};
    struct text_buf rest;
    text_buf_init(&rest, LIMIT_BODY_BYTES + 16);
    if (scanned->parameters_count == 1)
        split_without(body, "parameters", &rest);
    else
        text_add_bytes(&rest, body.data, body.length);
    enum err err = wire_decode_command(type, text_slice(&rest), parameters, count, &ask->command,
                                       &ask->problem);
    text_buf_close(&rest);
    return err;
}

static enum err find_version(struct ask *ask, bool given, const struct playbook_record **out) {
    const struct core *core = api_core(ask->api);
    const struct activation_start_command *start = &ask->command.as.activation_start;
    *out = given ? core_find_playbook_version(core, start->playbook, start->version)
                 : core_find_playbook(core, start->playbook, true);
    if (*out != NULL) return ERR_OK;
    if (core_find_playbook(core, start->playbook, false) == NULL)
        return problem_set(&ask->problem, ERR_UNKNOWN_PLAYBOOK, "playbook", "%s is unknown",
                           start->playbook);
    if (given) return view_refuse(ask, ERR_UNKNOWN_PLAYBOOK, "version", "it has no such version");
    return view_refuse(ask, ERR_NOT_APPROVED, "playbook", "no version of it has been approved");
}

enum err prepare_activation(struct ask *ask, const struct api_request *request) {
    struct activation_body scanned;
    struct activation_start_command *start = &ask->command.as.activation_start;
    const struct playbook_record *record = NULL;
    scan_activation(request->body, &scanned);
    enum err err = decode_body(ask, request->body, &scanned);
    if (err == ERR_OK) err = find_version(ask, scanned.version, &record);
    if (err != ERR_OK) return err;
    memcpy(start->version, record->version, SHA256_BYTES);
    const struct playbook *playbook = answers_playbook(ask->api->answers, record->version);
    if (playbook == NULL)
        return view_refuse(ask, ERR_INTERNAL, "playbook", "its text is not to be had");
    err = playbook_check_parameters(playbook, scanned.parameters, &ask->bytes, &ask->problem);
    if (err != ERR_OK) return err;
    if (!COMMAND_HAS(&ask->command, activation_start, exercise)) {
        start->exercise = core_settings(api_core(ask->api))->exercise;
        COMMAND_GIVE(&ask->command, activation_start, exercise);
    }
    return mutate_carry_document(ask, start->parameters);
}

/* --- update ----------------------------------------------------------------------------------- */

/* True when `object` has a member of this name. */
static bool has_member(struct slice object, struct slice name) {
    struct split_member member;
    size_t at = 0;
    while (split_next(object, &at, &member) == SPLIT_MEMBER)
        if (member.name.length == name.length &&
            memcmp(member.name.data, name.data, name.length) == 0)
            return true;
    return false;
}

/* The values given, and of those that stand the ones that are not given and that the version
 * still knows. */
void answers_merge_values(const struct playbook *playbook, struct slice standing,
                          struct slice given, struct text_buf *out) {
    struct split_member member;
    size_t at = 0;
    text_add_char(out, '{');
    while (split_next(standing, &at, &member) == SPLIT_MEMBER) {
        if (has_member(given, member.name) || !playbook_has_parameter(playbook, member.name))
            continue;
        if (out->length > 1) text_add_char(out, ',');
        text_add_char(out, '"');
        text_add_bytes(out, member.name.data, member.name.length);
        text_add(out, "\":");
        text_add_bytes(out, member.value.data, member.value.length);
    }
    size_t open = 0;
    while (open < given.length && given.data[open] != '{')
        open++;
    bool more = split_next(given, &(size_t){0}, &member) == SPLIT_MEMBER;
    if (out->length > 1 && more) text_add_char(out, ',');
    if (open < given.length) text_add_bytes(out, given.data + open + 1, given.length - open - 1);
}

/* Malformed values go to the playbook as they are, which says what is wrong with them. */
static enum err check_values(struct ask *ask, const struct activation_record *activation,
                             const struct playbook *playbook, struct slice given) {
    struct slice standing = answers_document(ask->api->answers, activation->parameters);
    struct split_member member;
    size_t at = 0;
    enum split_step step;
    if (standing.data == NULL)
        return view_refuse(ask, ERR_INTERNAL, "parameters", "those that stand are not to be had");
    while ((step = split_next(given, &at, &member)) == SPLIT_MEMBER)
        ;
    if (step == SPLIT_MALFORMED)
        return playbook_check_parameters(playbook, given, &ask->bytes, &ask->problem);
    struct text_buf merged;
    text_buf_init(&merged, LIMIT_BODY_BYTES + LIMIT_PARAMETERS_BYTES);
    answers_merge_values(playbook, standing, given, &merged);
    enum err err =
        playbook_check_parameters(playbook, text_slice(&merged), &ask->bytes, &ask->problem);
    text_buf_close(&merged);
    return err;
}

/* The change is made for what stands now: should another leader's come first, the core refuses. */
enum err prepare_update(struct ask *ask, const struct api_request *request) {
    struct activation_body scanned;
    struct activation_update_command *update = &ask->command.as.activation_update;
    const struct core *core = api_core(ask->api);
    scan_activation(request->body, &scanned);
    enum err err = decode_body(ask, request->body, &scanned);
    if (err != ERR_OK) return err;
    if (COMMAND_HAS(&ask->command, activation_update, changed))
        return view_refuse(ask, ERR_UNKNOWN_FIELD, "changed", "it is told from the values");
    const struct activation_record *activation = core_activation(core, update->activation);
    if (activation == NULL)
        return problem_set(&ask->problem, ERR_UNKNOWN_ACTIVATION, "activation", "%s is unknown",
                           ask->address.parameter);
    if (!scanned.version) memcpy(update->version, activation->version, SHA256_BYTES);
    if (core_find_playbook_version(core, activation->playbook, update->version) == NULL)
        return view_refuse(ask, ERR_UNKNOWN_PLAYBOOK, "version", "it has no such version");
    if (!COMMAND_HAS(&ask->command, activation_update, revision)) {
        update->revision = activation->revision;
        COMMAND_GIVE(&ask->command, activation_update, revision);
    }
    const struct playbook *playbook = answers_playbook(ask->api->answers, update->version);
    if (playbook == NULL)
        return view_refuse(ask, ERR_INTERNAL, "playbook", "its text is not to be had");
    err = check_values(ask, activation, playbook, scanned.parameters);
    if (err != ERR_OK) return err;
    places_changed(ask->api->answers, core, activation, playbook, text_slice(&ask->bytes),
                   &update->changed);
    return mutate_carry_document(ask, update->parameters);
}

/* --- flag ------------------------------------------------------------------------------------- */

enum err prepare_flag(struct ask *ask, const struct api_request *request) {
    const struct answer_flag_command *flag = &ask->command.as.answer_flag;
    enum err err = prepare_command(ask, request);
    if (err != ERR_OK || flag->question[0] == '\0') return err;
    const struct activation_record *activation =
        core_activation(api_core(ask->api), flag->activation);
    if (activation == NULL) return ERR_OK; /* the core says so */
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    if (playbook == NULL || playbook_has_question(playbook, flag->question)) return ERR_OK;
    return problem_set(&ask->problem, ERR_UNKNOWN_VALUE, "question",
                       "the playbook has no question %s", flag->question);
}
