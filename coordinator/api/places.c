/* What single municipalities say and confirm: local values (N76), routes of phone menus (N82), source links (N75). Values are
 * held against the playbook here, where its text is; the core is given their hash. */
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"

/* --- local values: proposing and approving ------------------------------------------------------------------------ */

struct local_body {
    struct slice value;
    unsigned count;
};

static void scan_value(struct slice body, struct local_body *out) {
    struct split_member member;
    size_t at = 0;
    *out = (struct local_body){{NULL, 0}, 0};
    while (split_next(body, &at, &member) == SPLIT_MEMBER)
        if (slice_equals(member.name, "value")) {
            out->value = member.value;
            out->count++;
        }
}

/* The core takes a hash where people write a value. */
static enum err decode_local(struct ask *ask, struct slice body, const struct local_body *scanned) {
    static const char no_hash[] =
        "0000000000000000000000000000000000000000000000000000000000000000";
    const struct wire_parameter parameters[] = {
        {ask->address.parameter_name, ask->address.parameter}, {"value", no_hash}};
    struct text_buf rest;
    if (scanned->count == 0)
        return view_refuse(ask, ERR_MISSING_FIELD, "value", "value must be given");
    if (scanned->count > 1) return view_refuse(ask, ERR_INVALID, "value", "it stands there twice");
    text_buf_init(&rest, LIMIT_BODY_BYTES + 16);
    split_without(body, "value", &rest);
    enum err err = wire_decode_command(ask->route->command, text_slice(&rest), parameters, 2,
                                       &ask->command, &ask->problem);
    text_buf_close(&rest);
    return err;
}

/* The member `name` of an object; length 0: it has none. */
static struct slice member_of(struct slice object, const char *name) {
    struct split_member member;
    size_t at = 0;
    while (split_next(object, &at, &member) == SPLIT_MEMBER)
        if (slice_equals(member.name, name)) return member.value;
    return (struct slice){NULL, 0};
}

static void add_pair(struct text_buf *out, const char *name, struct slice value) {
    text_addf(out, "{\"%s\":", name);
    text_add_bytes(out, value.data, value.length);
    text_add_char(out, '}');
}

/* All values as they would hold there keep the playbook's rules; ask->bytes gets the one, as the playbook writes it. */
static enum err check_local(struct ask *ask, const struct activation_record *activation,
                            organisation_no municipality, const char *parameter,
                            struct slice value) {
    const struct core *core = api_core(ask->api);
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    struct text_buf standing, given, merged, canonical;
    if (playbook == NULL)
        return view_refuse(ask, ERR_INTERNAL, "activation", "its text is not to be had");
    if (!playbook_is_local(playbook, slice_of(parameter)))
        return problem_set(&ask->problem, ERR_UNKNOWN_VALUE, "parameter",
                           "%s has no local value %s", activation->playbook, parameter);
    text_buf_init(&standing, LIMIT_BODY_BYTES);
    text_buf_init(&given, LIMIT_BODY_BYTES + 64);
    text_buf_init(&merged, 2 * LIMIT_BODY_BYTES);
    text_buf_init(&canonical, LIMIT_DOCUMENT_BYTES);
    answers_values(ask->api->answers, core, activation, municipality, playbook, &standing);
    add_pair(&given, parameter, value);
    enum err err =
        member_of(text_slice(&standing), parameter).length > 0
            ? ERR_OK
            : view_refuse(ask, ERR_OUT_OF_RANGE, "parameter",
                          "the activation does not say it: there is nothing to differ from");
    if (err == ERR_OK) {
        answers_merge_values(playbook, text_slice(&standing), text_slice(&given), &merged);
        err = playbook_check_parameters(playbook, text_slice(&merged), &canonical, &ask->problem);
    }
    if (err == ERR_OK)
        add_pair(&ask->bytes, parameter, member_of(text_slice(&canonical), parameter));
    text_buf_close(&standing);
    text_buf_close(&given);
    text_buf_close(&merged);
    text_buf_close(&canonical);
    return err;
}

enum err prepare_local_value(struct ask *ask, const struct api_request *request) {
    struct local_body scanned;
    const struct core *core = api_core(ask->api);
    bool proposes = ask->route->command == COMMAND_local_value_propose;
    struct local_value_propose_command *propose = &ask->command.as.local_value_propose;
    struct local_value_approve_command *approve = &ask->command.as.local_value_approve;
    scan_value(request->body, &scanned);
    enum err err = decode_local(ask, request->body, &scanned);
    if (err != ERR_OK) return err;
    organisation_no n;
    const char *organisation = proposes ? propose->organisation : approve->organisation;
    const struct activation_record *activation =
        core_activation(core, proposes ? propose->activation : approve->activation);
    if (activation == NULL)
        return problem_set(&ask->problem, ERR_UNKNOWN_ACTIVATION, "activation", "%s is unknown",
                           ask->address.parameter);
    if (!core_find_organisation(core, organisation, &n))
        return problem_set(&ask->problem, ERR_UNKNOWN_ORGANISATION, "organisation", "%s is unknown",
                           organisation);
    if (!auth_sees(&ask->actor, n))
        return view_refuse(ask, ERR_OTHER_ORGANISATION, "organisation", "");
    err = check_local(ask, activation, n, proposes ? propose->parameter : approve->parameter,
                      scanned.value);
    if (err != ERR_OK) return err;
    return mutate_carry_document(ask, proposes ? propose->value : approve->value);
}

/* --- local values: what an update leaves of them ---------------------------------------------------------------------- */

static void note_changed(struct id_list *changed, const char *name, size_t length) {
    if (length >= LIMIT_ID || changed->count == LIMIT_COMMAND_IDS)
        return; /* no playbook has so many */
    for (int i = 0; i < changed->count; i++)
        if (strlen(changed->ids[i]) == length && memcmp(changed->ids[i], name, length) == 0) return;
    memcpy(changed->ids[changed->count], name, length);
    changed->ids[changed->count++][length] = '\0';
}

static void compare(struct slice one, struct slice other, struct id_list *changed) {
    struct split_member member;
    size_t at = 0;
    while (split_next(one, &at, &member) == SPLIT_MEMBER) {
        char name[LIMIT_ID];
        if (member.name.length >= sizeof name) continue;
        memcpy(name, member.name.data, member.name.length);
        name[member.name.length] = '\0';
        struct slice value = member_of(other, name);
        if (value.length != member.value.length ||
            memcmp(value.data, member.value.data, value.length) != 0)
            note_changed(changed, name, member.name.length);
    }
}

/* What a municipality says must keep the rules of the version that is to come. */
static bool still_fits(const struct answers *answers, const struct playbook *playbook,
                       struct slice values, const struct local_value_record *r) {
    struct text_buf merged, canonical;
    struct problem problem;
    struct slice local = answers_document(answers, r->value);
    if (!playbook_is_local(playbook, slice_of(r->parameter))) return false;
    if (r->approved_at == 0 || local.data == NULL) return true;
    text_buf_init(&merged, 2 * LIMIT_BODY_BYTES);
    text_buf_init(&canonical, LIMIT_DOCUMENT_BYTES);
    answers_merge_values(playbook, values, local, &merged);
    bool fits =
        playbook_check_parameters(playbook, text_slice(&merged), &canonical, &problem) == ERR_OK;
    text_buf_close(&merged);
    text_buf_close(&canonical);
    return fits;
}

void places_changed(const struct answers *answers, const struct core *core,
                    const struct activation_record *activation, const struct playbook *playbook,
                    struct slice values, struct id_list *changed) {
    uint64_t cursor = 0;
    const struct local_value_record *r;
    struct slice standing = answers_document(answers, activation->parameters);
    *changed = (struct id_list){0};
    compare(standing, values, changed);
    compare(values, standing, changed);
    while ((r = core_next_record(core, RECORD_local_value, &cursor)) != NULL)
        if (r->activation == activation->id && !still_fits(answers, playbook, values, r))
            note_changed(changed, r->parameter, strlen(r->parameter));
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

static const struct activation_record *asked_activation(const struct ask *ask,
                                                        const struct core *core) {
    activation_id id;
    if (!view_id_number("activation-", ask->address.parameter, &id)) return NULL;
    const struct activation_record *activation = core_activation(core, id);
    return activation != NULL && view_shows_activation(ask, activation) ? activation : NULL;
}

static void add_value(struct ask *ask, const char *name, const struct local_value_record *r,
                      const uint8_t hash[SHA256_BYTES]) {
    struct slice value = member_of(answers_document(ask->api->answers, hash), r->parameter);
    if (value.length == 0) {
        put_null(&ask->body, name);
        return;
    }
    put_name(&ask->body, name);
    text_add_bytes(&ask->body, value.data, value.length);
}

/* `said` and `suggested`: the values themselves, beside the names of their documents. */
enum err view_local_values(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = asked_activation(ask, core);
    uint64_t cursor = 0;
    const struct local_value_record *r;
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "local_values", '[');
    while ((r = core_next_record(core, RECORD_local_value, &cursor)) != NULL) {
        if (r->activation != activation->id || !auth_sees(&ask->actor, r->organisation)) continue;
        view_record_open(&ask->body, NULL, core, RECORD_local_value, r);
        add_value(ask, "said", r, r->value);
        add_value(ask, "suggested", r, r->proposed);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

enum err view_menu_routes(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = asked_activation(ask, core);
    uint64_t cursor = 0;
    const struct menu_route_record *r;
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "menu_routes", '[');
    while ((r = core_next_record(core, RECORD_menu_route, &cursor)) != NULL) {
        if (r->activation != activation->id) continue;
        view_record_open(&ask->body, NULL, core, RECORD_menu_route, r);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

/* Where the menu of a municipality sends who has heard it. Without a word of its own: to the queue, as the playbook's
 * `after` says. */
void view_menu_route(struct text_buf *out, const struct core *core,
                     const struct activation_record *activation, organisation_no municipality) {
    const struct menu_route_record *r = core_menu_route(core, activation->id, municipality);
    put_open(out, "route", '{');
    put_text(out, "kind",
             word_text(&menu_route_kind_words, r == NULL ? MENU_ROUTE_KIND_QUEUE : r->kind));
    put_text(out, "target", r == NULL ? NULL : r->target);
    put_time(out, "at", r == NULL ? 0 : r->at);
    put_close(out, '}');
}

/* --- links -------------------------------------------------------------------------------------------------------------- */

enum err view_links(struct ask *ask, const struct core *core) {
    organisation_no wanted;
    uint64_t cursor = 0;
    const struct link_record *r;
    enum err err = view_organisation_filter(ask, core, "organisation", &wanted);
    if (err != ERR_OK) return err;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "links", '[');
    while ((r = core_next_record(core, RECORD_link, &cursor)) != NULL) {
        if (wanted != ORGANISATION_NONE && r->organisation != wanted) continue;
        view_record_open(&ask->body, NULL, core, RECORD_link, r);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

typedef void link_fn(void *ctx, const struct core *core, organisation_no municipality,
                     const char *parameter, const char *url);

/* The links in the values as they hold in one municipality. A url has nothing that JSON escapes but slashes, which nobody
 * here escapes. */
static void links_of(const struct answers *answers, const struct core *core,
                     const struct activation_record *activation, const struct playbook *playbook,
                     organisation_no n, link_fn *each, void *ctx) {
    struct text_buf values;
    struct split_member member;
    size_t at = 0;
    text_buf_init(&values, 2 * LIMIT_BODY_BYTES);
    answers_values(answers, core, activation, n, playbook, &values);
    while (split_next(text_slice(&values), &at, &member) == SPLIT_MEMBER) {
        char name[LIMIT_ID], url[LIMIT_URL];
        if (!playbook_is_link(playbook, member.name) || member.value.length < 2 ||
            member.value.length - 2 >= sizeof url || member.name.length >= sizeof name)
            continue;
        memcpy(name, member.name.data, member.name.length);
        name[member.name.length] = '\0';
        memcpy(url, member.value.data + 1, member.value.length - 2);
        url[member.value.length - 2] = '\0';
        each(ctx, core, n, name, url);
    }
    text_buf_close(&values);
}

/* Of every municipality in the area. One for the whole country belongs to none of them: there is nobody to ask. */
static void each_link(const struct answers *answers, const struct core *core,
                      const struct activation_record *activation, const struct playbook *playbook,
                      link_fn *each, void *ctx) {
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(&activation->municipalities[0], n))
            links_of(answers, core, activation, playbook, n, each, ctx);
}

static void add_link(void *ctx, const struct core *core, organisation_no n, const char *parameter,
                     const char *url) {
    struct text_buf *out = ctx;
    const struct link_record *confirmed = core_link(core, n, url);
    put_open(out, NULL, '{');
    put_text(out, "municipality", core_organisation(core, n)->id);
    put_text(out, "parameter", parameter);
    put_text(out, "url", url);
    put_bool(out, "confirmed", confirmed != NULL);
    put_time(out, "confirmed_at", confirmed == NULL ? 0 : confirmed->confirmed_at);
    put_text(out, "confirmed_by", confirmed == NULL ? NULL : confirmed->confirmed_by);
    put_close(out, '}');
}

static void count_unconfirmed(void *ctx, const struct core *core, organisation_no n,
                              const char *parameter, const char *url) {
    uint32_t *count = ctx;
    (void)parameter;
    *count += core_link(core, n, url) == NULL;
}

uint32_t places_unconfirmed_links(struct answers *answers, const struct core *core,
                                  const struct activation_record *activation) {
    const struct playbook *playbook = answers_playbook(answers, activation->version);
    uint32_t count = 0;
    if (playbook != NULL) each_link(answers, core, activation, playbook, count_unconfirmed, &count);
    return count;
}

enum err view_activation_links(struct ask *ask, const struct core *core) {
    const struct activation_record *activation = asked_activation(ask, core);
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    if (playbook == NULL)
        return view_refuse(ask, ERR_INTERNAL, "activation", "its text is not to be had");
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "links", '[');
    each_link(ask->api->answers, core, activation, playbook, add_link, &ask->body);
    put_close(&ask->body, ']');
    return ERR_OK;
}
