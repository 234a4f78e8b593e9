/* Alerts of authorities (CAP, N12): taken in as XML, shown with what they suggest. Nothing here activates: the suggestion is
 * what a duty leader starts from. The suggestion is made anew at every read, from the text as it came and the playbooks as
 * they are approved now. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/internal.h"
#include "base/assert.h"
#include "playbook/alert.h"
#include "wire/cap.h"

#define SUGGESTIONS_MAX 3 /* a person looks at so many */

/* --- names ------------------------------------------------------------------------------------------------------ */

/* CAP names an alert by sender, identifier and time; people type something shorter. */
static void name_alert(const char *sender, const char *identifier, time_ms sent_at,
                       char out[LIMIT_ID]) {
    struct text_buf text;
    uint8_t hash[SHA256_BYTES];
    text_buf_init(&text, 8 * LIMIT_ALERT_NAME);
    text_addf(&text, "%s,%s,%lld", sender, identifier, (long long)sent_at);
    crypto_sha256(text.data, text.length, hash);
    text_buf_clear(&text);
    text_add(&text, "alert-");
    text_add_hex(&text, hash, 6);
    bool fits = text_copy(out, LIMIT_ID, text.data);
    ASSERT(fits);
    text_buf_close(&text);
}

/* The newest of those it follows that we have. */
static const struct alert_record *followed(const struct core *core, const struct cap_alert *cap) {
    const struct alert_record *newest = NULL;
    for (size_t i = 0; i < cap->reference_count; i++) {
        char id[LIMIT_ID];
        const struct cap_reference *r = &cap->references[i];
        name_alert(r->sender, r->identifier, r->sent_at, id);
        const struct alert_record *alert = core_find_alert(core, id);
        if (alert != NULL && (newest == NULL || alert->sent_at > newest->sent_at)) newest = alert;
    }
    return newest;
}

/* --- what fits -------------------------------------------------------------------------------------------------- */

struct suggestion {
    const struct playbook_record *record;
    const struct playbook *playbook;
    unsigned score;
};

static void facts_of(const struct cap_alert *cap, const char *area, struct playbook_alert *out) {
    *out = (struct playbook_alert){.categories = cap->categories,
                                   .category_count = cap->category_count,
                                   .codes = cap->codes,
                                   .code_count = cap->code_count,
                                   .event = cap->event,
                                   .headline = cap->headline,
                                   .description = cap->description,
                                   .instruction = cap->instruction,
                                   .sender_name = cap->sender_name,
                                   .web = cap->web,
                                   .contact = cap->contact,
                                   .area = area,
                                   .sent_at = cap->sent_at,
                                   .effective_at =
                                       cap->effective_at != 0 ? cap->effective_at : cap->sent_at,
                                   .onset_at = cap->onset_at,
                                   .expires_at = cap->expires_at};
}

/* The approved playbooks that answer it, the best first; of equals the one that came first. */
static size_t suggest(struct answers *answers, const struct core *core,
                      const struct playbook_alert *facts, struct suggestion out[SUGGESTIONS_MAX]) {
    uint64_t cursor = 0;
    size_t count = 0;
    const struct playbook_record *record;
    while ((record = core_next_record(core, RECORD_playbook, &cursor)) != NULL) {
        if (core_find_playbook(core, record->id, true) != record) continue;
        struct suggestion s = {record, answers_playbook(answers, record->version), 0};
        if (s.playbook != NULL) s.score = playbook_alert_score(s.playbook, facts);
        if (s.score == 0) continue;
        size_t at = count < SUGGESTIONS_MAX ? count++ : SUGGESTIONS_MAX;
        for (; at > 0 && out[at - 1].score < s.score; at--)
            if (at < SUGGESTIONS_MAX) out[at] = out[at - 1];
        if (at < SUGGESTIONS_MAX) out[at] = s;
    }
    return count;
}

/* --- receiving -------------------------------------------------------------------------------------------------- */

static void fill_texts(struct alert_receive_command *p, const struct cap_alert *cap) {
    const char *event =
        cap->event != NULL ? cap->event : "-"; /* a Cancel may come without an info */
    bool fits = text_copy(p->sender, sizeof p->sender, cap->sender) &&
                text_copy(p->identifier, sizeof p->identifier, cap->identifier) &&
                text_copy(p->event, sizeof p->event, event);
    ASSERT(fits); /* cap_read holds them to it */
}

static enum err fill_receive(struct ask *ask, const struct cap_alert *cap) {
    const struct core *core = api_core(ask->api);
    struct command *command = &ask->command;
    struct alert_receive_command *p = &command->as.alert_receive;
    struct suggestion suggestions[SUGGESTIONS_MAX];
    struct playbook_alert facts;
    *command = (struct command){.type = COMMAND_alert_receive};
    fill_texts(p, cap);
    name_alert(cap->sender, cap->identifier, cap->sent_at, p->alert);
    p->sent_at = cap->sent_at;
    p->expires_at = cap->expires_at;
    p->status = cap->status;
    p->message = cap->message;
    facts_of(cap, NULL, &facts);
    if (suggest(ask->api->answers, core, &facts, suggestions) > 0)
        memcpy(p->playbook, suggestions[0].record->id, sizeof p->playbook);
    const struct alert_record *before = followed(core, cap);
    if (before != NULL) memcpy(p->follows, before->id, sizeof p->follows);
    return mutate_carry_document(ask, p->text);
}

enum err prepare_alert(struct ask *ask, const struct api_request *request) {
    struct cap_alert cap;
    if (request->body.length == 0)
        return view_refuse(ask, ERR_ALERT_REFUSED, "", "line 1: there is no alert in the body");
    enum err err = cap_read(request->body, &cap, &ask->problem);
    if (err != ERR_OK) return err;
    text_add_bytes(&ask->bytes, request->body.data, request->body.length);
    err = fill_receive(ask, &cap);
    cap_close(&cap);
    return err;
}

/* --- where ------------------------------------------------------------------------------------------------------ */

struct place_list {
    struct organisation_set municipalities;
    bool known[CAP_AREAS];          /* by area: at least one municipality was recognised */
    const char *unknown[CAP_AREAS]; /* descriptions of the others */
    size_t unknown_count;
};

static bool find_municipality(const struct core *core, const char *id, organisation_no *out) {
    return core_find_organisation(core, id, out) &&
           core_organisation(core, *out)->kind == ORGANISATION_KIND_MUNICIPALITY;
}

/* A municipality code: "0615", "615", "DK0615". Other geocodes are of another kind (zones, regions): their names say so. */
static bool by_code(const struct core *core, const struct cap_geocode *code, organisation_no *out) {
    static const char *const names[] = {"kommune", "municipal", "lau"};
    const char *value = code->value;
    char four[8];
    bool named = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        named = named || strcasestr(code->name, names[i]) != NULL;
    if (!named) return false;
    if (strncasecmp(value, "DK", 2) == 0) value += 2;
    size_t length = strlen(value);
    if ((length != 3 && length != 4) || strspn(value, "0123456789") != length) return false;
    snprintf(four, sizeof four, "%s%s", length == 3 ? "0" : "", value);
    return find_municipality(core, four, out);
}

static bool same_name(const char *text, size_t length, const char *name) {
    static const char suffix[] = " kommune";
    size_t own = strlen(name), more = sizeof suffix - 1;
    if (length < own || strncasecmp(text, name, own) != 0) return false;
    return length == own || (length == own + more && strncasecmp(text + own, suffix, more) == 0);
}

/* "Horsens og Hedensted Kommune, Vejle": the pieces between commas, semicolons, slashes and " og ". */
static bool by_name(const struct core *core, const char *description,
                    struct organisation_set *into) {
    bool found = false;
    while (*description != '\0') {
        size_t length = strcspn(description, ",;/");
        const char *and = strstr(description, " og ");
        size_t next = length;
        if (and != NULL && (size_t)(and-description) < length) {
            length = (size_t)(and-description);
            next = length + 3;
        }
        const char *piece = description;
        size_t left = length;
        for (; left > 0 && *piece == ' '; left--)
            piece++;
        while (left > 0 && piece[left - 1] == ' ')
            left--;
        uint64_t cursor = 0;
        const struct organisation_record *o;
        while ((o = core_next_record(core, RECORD_organisation, &cursor)) != NULL)
            if (o->kind == ORGANISATION_KIND_MUNICIPALITY && same_name(piece, left, o->name)) {
                organisation_set_add(into, o->number);
                found = true;
            }
        description += next;
        if (*description != '\0') description++;
    }
    return found;
}

static void find_places(const struct core *core, const struct cap_alert *cap,
                        struct place_list *out) {
    *out = (struct place_list){0};
    for (size_t i = 0; i < cap->geocode_count; i++) {
        organisation_no n;
        if (!by_code(core, &cap->geocodes[i], &n)) continue;
        organisation_set_add(&out->municipalities, n);
        if (cap->geocodes[i].area < CAP_AREAS) out->known[cap->geocodes[i].area] = true;
    }
    for (size_t i = 0; i < cap->area_count; i++)
        if (!out->known[i] && !by_name(core, cap->areas[i], &out->municipalities))
            out->unknown[out->unknown_count++] = cap->areas[i];
}

/* --- showing ---------------------------------------------------------------------------------------------------- */

enum err view_alerts(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct alert_record *alert;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "alerts", '[');
    while ((alert = core_next_record(core, RECORD_alert, &cursor)) != NULL) {
        view_record_open(&ask->body, NULL, core, RECORD_alert, alert);
        put_close(&ask->body, '}');
    }
    put_close(&ask->body, ']');
    return ERR_OK;
}

static void add_texts(struct text_buf *out, const struct cap_alert *cap) {
    put_text(out, "scope", cap->scope);
    put_uint(out, "infos", cap->info_count);
    put_text(out, "language", cap->language);
    put_text(out, "headline", cap->headline);
    put_text(out, "description", cap->description);
    put_text(out, "instruction", cap->instruction);
    put_text(out, "sender_name", cap->sender_name);
    put_text(out, "web", cap->web);
    put_text(out, "contact", cap->contact);
    put_text(out, "urgency", cap->urgency);
    put_text(out, "severity", cap->severity);
    put_text(out, "certainty", cap->certainty);
    put_time(out, "effective_at", cap->effective_at);
    put_time(out, "onset_at", cap->onset_at);
    put_time(out, "expires_at", cap->expires_at);
    put_open(out, "categories", '[');
    for (size_t i = 0; i < cap->category_count; i++)
        put_text(out, NULL, cap->categories[i]);
    put_close(out, ']');
}

static void add_places(struct text_buf *out, const struct core *core,
                       const struct place_list *places) {
    put_open(out, "municipalities", '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(&places->municipalities, n))
            put_text(out, NULL, core_organisation(core, n)->id);
    put_close(out, ']');
    put_open(out, "areas_unknown", '[');
    for (size_t i = 0; i < places->unknown_count; i++)
        put_text(out, NULL, places->unknown[i]);
    put_close(out, ']');
}

static void add_activation(struct text_buf *out, const struct core *core, activation_id id) {
    const struct activation_record *a = id == 0 ? NULL : core_activation(core, id);
    if (a == NULL || a->state == ACTIVATION_STATE_LIFTED) {
        put_null(out, "activation");
        return;
    }
    put_name(out, "activation");
    text_addf(out, "\"activation-%llu\"", (unsigned long long)id);
}

static void add_references(struct text_buf *out, const struct core *core,
                           const struct cap_alert *cap) {
    put_open(out, "references", '[');
    for (size_t i = 0; i < cap->reference_count; i++) {
        const struct cap_reference *r = &cap->references[i];
        char id[LIMIT_ID];
        name_alert(r->sender, r->identifier, r->sent_at, id);
        const struct alert_record *alert = core_find_alert(core, id);
        put_open(out, NULL, '{');
        put_text(out, "sender", r->sender);
        put_text(out, "identifier", r->identifier);
        put_time(out, "sent_at", r->sent_at);
        put_text(out, "alert", alert == NULL ? NULL : id);
        add_activation(out, core, alert == NULL ? 0 : alert->activation);
        put_close(out, '}');
    }
    put_close(out, ']');
}

/* The activation that an alert before this one led to, and that still stands. */
static bool leads_to_standing(const struct core *core, const struct cap_alert *cap) {
    for (size_t i = 0; i < cap->reference_count; i++) {
        const struct cap_reference *r = &cap->references[i];
        char id[LIMIT_ID];
        name_alert(r->sender, r->identifier, r->sent_at, id);
        const struct alert_record *alert = core_find_alert(core, id);
        const struct activation_record *a = alert == NULL || alert->activation == 0
                                                ? NULL
                                                : core_activation(core, alert->activation);
        if (a != NULL && a->state != ACTIVATION_STATE_LIFTED) return true;
    }
    return false;
}

/* One word for what the duty leader might look at. Nothing is done by itself. */
static const char *advice(const struct core *core, const struct cap_alert *cap,
                          size_t suggestions) {
    bool standing = leads_to_standing(core, cap);
    if (cap->message == ALERT_MESSAGE_CANCEL) return standing ? "look_at_lift" : "none";
    if (cap->message == ALERT_MESSAGE_UPDATE && standing) return "look_at_update";
    if (suggestions == 0) return "none";
    return cap->status == ALERT_STATUS_ACTUAL ? "activate" : "exercise_only";
}

static void join_areas(const struct cap_alert *cap, struct text_buf *out) {
    for (size_t i = 0; i < cap->area_count; i++)
        text_addf(out, "%s%s", i == 0 ? "" : ", ", cap->areas[i]);
}

static void add_suggestion(struct ask *ask, const struct suggestion *s,
                           const struct playbook_alert *facts, bool exercise) {
    struct text_buf *out = &ask->body, values, missing;
    text_buf_init(&values, LIMIT_PARAMETERS_BYTES);
    text_buf_init(&missing, LIMIT_PARAMETERS_BYTES);
    playbook_alert_values(s->playbook, facts, &values, &missing);
    put_open(out, NULL, '{');
    put_text(out, "playbook", s->record->id);
    put_text(out, "title", playbook_title(s->playbook, "da"));
    put_uint(out, "score", s->score);
    put_bool(out, "exercise", exercise);
    put_name(out, "parameters");
    text_add_bytes(out, values.data, values.length);
    put_name(out, "missing");
    text_add_bytes(out, missing.data, missing.length);
    put_close(out, '}');
    text_buf_close(&values);
    text_buf_close(&missing);
}

static void add_alert(struct ask *ask, const struct core *core, const struct cap_alert *cap) {
    struct suggestion suggestions[SUGGESTIONS_MAX];
    struct playbook_alert facts;
    struct place_list places;
    struct text_buf area;
    text_buf_init(&area, LIMIT_BODY_BYTES);
    join_areas(cap, &area);
    facts_of(cap, area.length > 0 ? area.data : NULL, &facts);
    size_t count = cap->message == ALERT_MESSAGE_CANCEL
                       ? 0
                       : suggest(ask->api->answers, core, &facts, suggestions);
    find_places(core, cap, &places);
    add_texts(&ask->body, cap);
    put_text(&ask->body, "area", area.length > 0 ? area.data : NULL);
    add_places(&ask->body, core, &places);
    add_references(&ask->body, core, cap);
    put_text(&ask->body, "advice", advice(core, cap, count));
    put_open(&ask->body, "suggestions", '[');
    for (size_t i = 0; i < count; i++)
        add_suggestion(ask, &suggestions[i], &facts, cap->status != ALERT_STATUS_ACTUAL);
    put_close(&ask->body, ']');
    text_buf_close(&area);
}

enum err view_alert(struct ask *ask, const struct core *core) {
    const struct alert_record *alert = core_find_alert(core, ask->address.parameter);
    struct cap_alert cap;
    if (alert == NULL) return view_not_found(ask, ERR_UNKNOWN_ALERT);
    struct slice text = answers_document(ask->api->answers, alert->text);
    if (text.data == NULL || cap_read(text, &cap, &ask->problem) != ERR_OK)
        return view_refuse(ask, ERR_INTERNAL, "alert", "its text is not to be had");
    put_open(&ask->body, NULL, '{');
    view_record_open(&ask->body, "alert", core, RECORD_alert, alert);
    put_close(&ask->body, '}');
    add_alert(ask, core, &cap);
    cap_close(&cap);
    return ERR_OK;
}
