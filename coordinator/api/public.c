/* What everybody may read, without a token: the announcements in four formats, and the phone menu's text. An exercise is
 * never among them (core_activation_reaches_citizens).
 *
 * Each is rendered once for as long as nothing changes, and has a tag made of its bytes: a reader who has them is told so
 * in a few bytes. Every read takes the engine's turn all the same: nobody is shown what is not stored. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/assert.h"
#include "base/log.h"
#include "playbook/announcement.h"
#include "playbook/xml.h"

#define VARIANT_BYTES 24

struct public_document {
    uint64_t generation; /* 0: free */
    view_fn *view;
    char subject[LIMIT_ID], language[VARIANT_BYTES]; /* format and postcode too */
    char *text;
    size_t length;
    char tag[PUBLIC_TAG_SIZE];
};

struct public_documents {
    uint64_t generation; /* grows with what could change any of them */
    uint32_t next;       /* whose place is taken next */
    struct public_document documents[LIMIT_PUBLIC_RENDERED];
};

struct public_documents *public_create(void) {
    struct public_documents *documents = calloc(1, sizeof *documents);
    if (documents != NULL) documents->generation = 1;
    return documents;
}

void public_destroy(struct public_documents *documents) {
    if (documents == NULL) return;
    for (uint32_t i = 0; i < LIMIT_PUBLIC_RENDERED; i++)
        free(documents->documents[i].text);
    free(documents);
}

void public_released(struct public_documents *documents, const struct commit *commit) {
    static const enum record_kind kinds[] = {RECORD_activation, RECORD_organisation,
                                             RECORD_settings, RECORD_local_value,
                                             RECORD_menu_route};
    for (uint32_t i = 0; i < commit->event_count; i++)
        for (uint32_t k = 0; k < commit->events[i].record_count; k++)
            for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++)
                if (strcmp(commit->events[i].records[k].kind, record_types[kinds[n]].name) == 0) {
                    documents->generation++;
                    return;
                }
}

/* --- one announcement --------------------------------------------------------------------------- */

#define ANNOUNCEMENT_ARENA_BYTES (1 << 20)
#define LIMIT_CAP_PARTS    \
    (LIMIT_ORGANISATIONS + \
     LIMIT_ACTIVATIONS) /* the alert itself, each that says it otherwise, and what goes on in its place */

struct source {
    struct announcement announcement;
    struct announcement_place places[LIMIT_ORGANISATIONS];
    uint16_t postcodes[LIMIT_NARROWED_POSTCODES];
    char id[2 * LIMIT_ID];
    struct arena arena;
};

/* It is lifted, but in that municipality an active one goes on about the same. */
static bool goes_on_in(const struct core *core, const struct activation_record *activation,
                       organisation_no n) {
    const struct organisation_set *area = &activation->municipalities[0];
    if (activation->state != ACTIVATION_STATE_LIFTED || core_organisation(core, n) == NULL ||
        (!organisation_set_is_empty(area) && !organisation_set_has(area, n)))
        return false;
    return core_activation_is_covered(core, activation, n, 0, activation->topics);
}

static bool goes_on_anywhere(const struct core *core, const struct activation_record *activation) {
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (goes_on_in(core, activation, n)) return true;
    return false;
}

/* Whom it is for: one municipality that says it otherwise, or all the others of the area; where it goes on, nobody. */
static bool is_place(const struct core *core, const struct activation_record *activation,
                     const struct organisation_set *own, organisation_no municipality,
                     organisation_no n) {
    const struct organisation_set *area = &activation->municipalities[0];
    if (municipality != ORGANISATION_NONE) return n == municipality;
    if (organisation_set_has(own, n) || goes_on_in(core, activation, n)) return false;
    if (!organisation_set_is_empty(area)) return organisation_set_has(area, n);
    return core_organisation(core, n)->kind == ORGANISATION_KIND_MUNICIPALITY &&
           goes_on_anywhere(core, activation); /* everywhere but there */
}

/* They stand by municipality, so each has a stretch of its own. */
static void add_postcodes(const struct activation_record *activation, organisation_no n,
                          uint16_t codes[LIMIT_NARROWED_POSTCODES],
                          struct announcement_place *place) {
    const struct narrowing *set = &activation->postcodes[0];
    for (uint16_t i = 0; i < set->count; i++) {
        if (set->pairs[i].organisation != n) continue;
        codes[i] = set->pairs[i].postcode;
        if (place->postcode_count++ == 0) place->postcodes = &codes[i];
    }
}

static void add_places(const struct core *core, const struct activation_record *activation,
                       organisation_no municipality, struct source *source) {
    struct organisation_set own;
    answers_local_municipalities(core, activation, &own);
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        const struct organisation_record *organisation = core_organisation(core, n);
        if (organisation == NULL || !is_place(core, activation, &own, municipality, n)) continue;
        struct announcement_place *place = &source->places[source->announcement.place_count++];
        *place = (struct announcement_place){.code = organisation->id, .name = organisation->name};
        add_postcodes(activation, n, source->postcodes, place);
    }
    source->announcement.places = source->places;
}

/* The public answer in a language; Danish is the first of every playbook. */
static bool add_text(struct answers *answers, const struct core *core,
                     const struct activation_record *activation, enum playbook_place place,
                     organisation_no municipality, const char *language, struct source *source) {
    struct answer_ask ask = {.activation = activation,
                             .audience = PLAYBOOK_PUBLIC,
                             .place = place,
                             .moment = answers_moment(activation, ORGANISATION_NONE, 0),
                             .language = language,
                             .municipality = municipality};
    struct announcement *a = &source->announcement;
    struct text_buf rendered;
    text_buf_init(&rendered, LIMIT_DOCUMENT_BYTES);
    bool whole = answers_add(answers, core, &ask, &rendered);
    if (whole) {
        put_close(&rendered, '}');
        whole = announcement_read(text_slice(&rendered), &source->arena, &a->texts[a->text_count]);
    }
    if (whole) a->text_count++;
    text_buf_close(&rendered);
    return whole;
}

/* False: it cannot be rendered. To be closed in either case. */
static bool open_source(struct answers *answers, const struct core *core,
                        const struct activation_record *activation, enum playbook_place place,
                        organisation_no municipality, struct source *source) {
    const struct playbook *playbook = answers_playbook(answers, activation->version);
    const struct organisation_record *sender =
        core_organisation(core, core_settings(core)->cooperation);
    memset(source, 0, sizeof *source);
    arena_init(&source->arena, ANNOUNCEMENT_ARENA_BYTES);
    if (playbook == NULL) return false;
    snprintf(source->id, sizeof source->id, "activation-%llu%s%s",
             (unsigned long long)activation->id, municipality == ORGANISATION_NONE ? "" : ".",
             municipality == ORGANISATION_NONE ? "" : core_organisation(core, municipality)->id);
    struct announcement *a = &source->announcement;
    a->id = source->id;
    a->sender = sender == NULL ? OWN_ALERT_SENDER : sender->id;
    a->crisis_type = playbook_crisis_type(playbook);
    a->coverage = "Danmark";
    a->exercise = activation->exercise;
    a->expires_at = activation->expires_at;
    chain_messages(activation, a);
    add_places(core, activation, municipality, source);
    for (size_t i = 0; i < playbook_language_count(playbook); i++)
        if (!add_text(answers, core, activation, place, municipality,
                      playbook_language(playbook, i), source))
            return false;
    return a->text_count > 0;
}

static void close_source(struct source *source) { arena_close(&source->arena); }

/* Every municipality of the area says it otherwise: there is nobody left for whom the activation itself speaks. */
static bool all_say_otherwise(const struct core *core, const struct activation_record *activation) {
    struct organisation_set own;
    answers_local_municipalities(core, activation, &own);
    if (organisation_set_is_empty(&activation->municipalities[0])) return false;
    for (int i = 0; i < LIMIT_ORGANISATIONS / 64; i++)
        if ((activation->municipalities[0].words[i] & ~own.words[i]) != 0) return false;
    return true;
}

/* The announcement, and what single municipalities say instead of it, one after the other: start with *next = 0. False: that
 * was the last. `municipality` gets ORGANISATION_NONE for the announcement itself. */
static bool next_part(const struct core *core, const struct activation_record *activation,
                      uint32_t *next, organisation_no *municipality) {
    struct organisation_set own;
    answers_local_municipalities(core, activation, &own);
    if ((*next)++ == 0 && !all_say_otherwise(core, activation)) {
        *municipality = ORGANISATION_NONE;
        return true;
    }
    for (; *next - 1 <= LIMIT_ORGANISATIONS; (*next)++) {
        organisation_no n = (organisation_no)(*next - 2);
        if (*next < 2 || n >= LIMIT_ORGANISATIONS || !organisation_set_has(&own, n)) continue;
        *municipality = n;
        return true;
    }
    return false;
}

/* --- lists -------------------------------------------------------------------------------------- */

/* Nobody reads that it is over while it goes on by another. */
static bool is_announced(const struct core *core, const struct activation_record *activation) {
    if (!core_activation_reaches_citizens(activation)) return false;
    return activation->state != ACTIVATION_STATE_LIFTED ||
           !core_activation_is_covered(core, activation, ORGANISATION_NONE, 0, activation->topics);
}

typedef void add_fn(const struct announcement *announcement, struct text_buf *out);

/* The newest first. What cannot be rendered is left out and said in the log: the others must not be lost with it. */
static void each_announcement(struct ask *ask, const struct core *core, add_fn *add,
                              const char *between) {
    uint64_t cursor = 0;
    const struct activation_record *activation, *sorted[LIMIT_ACTIVATIONS];
    size_t count = 0;
    struct source source;
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        if (!is_announced(core, activation)) continue;
        size_t at = count++;
        for (; at > 0 && sorted[at - 1]->id < activation->id; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = activation;
    }
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        uint32_t part = 0;
        organisation_no n;
        while (next_part(core, sorted[i], &part, &n)) {
            if (open_source(ask->api->answers, core, sorted[i], PLAYBOOK_UNKNOWN, n, &source)) {
                if (!first) text_add(&ask->body, between);
                add(&source.announcement, &ask->body);
                first = false;
            }
            close_source(&source);
        }
    }
}

enum err view_public_json_ld(struct ask *ask, const struct core *core) {
    text_add(&ask->body, "{\"@context\":\"https://schema.org\",\"@graph\":[");
    each_announcement(ask, core, announcement_json_ld, ",");
    text_add(&ask->body, "]}");
    return ERR_OK;
}

static void add_entry(const struct announcement *announcement, struct text_buf *out) {
    char cap[64];
    int id =
        (int)strcspn(announcement->id, "."); /* a municipality's word stands in the same alert */
    snprintf(cap, sizeof cap, "/public/announcements/%.*s.cap", id, announcement->id);
    announcement_atom(announcement, cap, out);
}

static time_ms last_change(const struct core *core) {
    uint64_t cursor = 0;
    time_ms last = 0;
    const struct activation_record *a;
    while ((a = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        if (!is_announced(core, a)) continue;
        struct announcement announcement = {0};
        chain_messages(a, &announcement);
        time_ms at = announcement_changed_at(&announcement);
        if (at > last) last = at;
    }
    return last;
}

enum err view_public_atom(struct ask *ask, const struct core *core) {
    char at[TIME_TEXT_MAX];
    text_add(&ask->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"da\">\n"
                         "<id>urn:ddh:announcements</id>\n<title>Meddelelser</title>\n");
    text_addf(&ask->body, "<updated>%s</updated>\n", time_rfc3339(last_change(core), at));
    text_add(&ask->body, "<link rel=\"self\" type=\"application/atom+xml\" "
                         "href=\"/public/announcements.atom\"/>\n");
    each_announcement(ask, core, add_entry, "");
    text_add(&ask->body, "</feed>\n");
    return ERR_OK;
}

static void add_json_answers_of(struct ask *ask, const struct core *core,
                                const struct activation_record *activation, organisation_no n) {
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    for (size_t i = 0; playbook != NULL && i < playbook_language_count(playbook); i++) {
        for (int place = 0; place < PLAYBOOK_PLACE_COUNT; place++) {
            struct answer_ask answer = {.activation = activation,
                                        .audience = PLAYBOOK_PUBLIC,
                                        .place = (enum playbook_place)place,
                                        .moment = answers_moment(activation, ORGANISATION_NONE, 0),
                                        .language = playbook_language(playbook, i),
                                        .municipality = n};
            if (!answers_add(ask->api->answers, core, &answer, &ask->body)) continue;
            put_text(&ask->body, "municipality",
                     n == ORGANISATION_NONE ? NULL : core_organisation(core, n)->id);
            put_close(&ask->body, '}');
        }
    }
}

/* For everybody, and once more for the citizens of each municipality that says it otherwise. */
static void add_json_answers(struct ask *ask, const struct core *core,
                             const struct activation_record *activation) {
    struct organisation_set own;
    answers_local_municipalities(core, activation, &own);
    put_open(&ask->body, "answers", '[');
    add_json_answers_of(ask, core, activation, ORGANISATION_NONE);
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(&own, n)) add_json_answers_of(ask, core, activation, n);
    put_close(&ask->body, ']');
}

static void add_json(struct ask *ask, const struct core *core,
                     const struct activation_record *activation) {
    struct announcement times = {0};
    struct text_buf *out = &ask->body;
    const struct organisation_set *area = &activation->municipalities[0];
    chain_messages(activation, &times);
    put_open(out, NULL, '{');
    view_activation_named(out, "id", activation);
    put_time(out, "started_at", activation->started_at);
    put_time(out, "changed_at", announcement_changed_at(&times));
    put_open(out, "municipalities", '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(area, n) && !goes_on_in(core, activation, n))
            put_text(out, NULL, core_organisation(core, n)->id);
    put_close(out, ']');
    put_bool(out, "everywhere", organisation_set_is_empty(area));
    view_narrowed(out, core, activation);
    add_json_answers(ask, core, activation);
    put_close(out, '}');
}

enum err view_public_announcements(struct ask *ask, const struct core *core) {
    uint64_t cursor = 0;
    const struct activation_record *activation;
    put_open(&ask->body, NULL, '{');
    put_open(&ask->body, "announcements", '[');
    while ((activation = core_next_record(core, RECORD_activation, &cursor)) != NULL)
        if (is_announced(core, activation)) add_json(ask, core, activation);
    put_close(&ask->body, ']');
    put_close(&ask->body, '}');
    return ERR_OK;
}

/* --- single documents --------------------------------------------------------------------------- */

/* An alert while it is made: its head, and an announcement for each info. */
struct cap_alert {
    struct source *sources;
    struct announcement *list;
    size_t opened, count;
    struct text_buf continued, earlier;
};

/* What single municipalities say is an info each, with its own area. */
static bool add_parts(struct ask *ask, const struct core *core,
                      const struct activation_record *activation, struct cap_alert *alert) {
    uint32_t part = 0;
    organisation_no n;
    while (alert->opened < LIMIT_CAP_PARTS && next_part(core, activation, &part, &n)) {
        if (n != ORGANISATION_NONE && goes_on_in(core, activation, n)) continue;
        struct source *source = &alert->sources[alert->opened++];
        if (!open_source(ask->api->answers, core, activation, PLAYBOOK_INSIDE, n, source))
            return false;
        source->id[strcspn(source->id, ".")] = '\0'; /* one alert, one name */
        alert->list[alert->count++] = source->announcement;
    }
    return true;
}

/* Where a lifted one goes on by others, nothing is cancelled: the alert is updated by what they say. When the last of them is lifted
 * as well, the cancellation is a message of that time. */
static bool add_those_that_go_on(struct ask *ask, const struct core *core,
                                 const struct activation_record *lifted, struct announcement *head,
                                 struct cap_alert *alert) {
    const struct activation_record *activations[LIMIT_ACTIVATIONS], *going[LIMIT_ACTIVATIONS], *a;
    uint32_t count = core_activations_in_order(core, activations), goes = 0;
    time_ms *at = &head->messages[head->message_count - 1].at;
    for (uint32_t i = 0; i < count; i++) {
        a = activations[i];
        if (!chain_may_go_on(lifted, a)) continue;
        if (a->state == ACTIVATION_STATE_LIFTED && a->lifted_at > *at) *at = a->lifted_at;
        size_t from = alert->count;
        if (a->state != ACTIVATION_STATE_ACTIVE || !goes_on_anywhere(core, lifted)) continue;
        if (!add_parts(ask, core, a, alert)) return false;
        if (alert->count == from) continue;
        time_ms changed = announcement_changed_at(&alert->list[from]);
        if (changed > *at) *at = changed;
        uint32_t place = goes++;
        for (; place > 0 && going[place - 1]->id > a->id; place--)
            going[place] = going[place - 1];
        going[place] = a;
    }
    for (uint32_t i = 0; i < goes; i++) {
        struct announcement by = {0};
        chain_messages(going[i], &by);
        chain_note(&alert->continued, &by, going[i]->id);
    }
    if (goes > 0) head->continued = alert->continued.data;
    return !alert->continued.overflowed;
}

static bool fill_alert(struct ask *ask, const struct core *core,
                       const struct activation_record *activation, struct cap_alert *alert,
                       struct announcement *head) {
    struct source *source = &alert->sources[alert->opened++];
    if (!open_source(ask->api->answers, core, activation, PLAYBOOK_INSIDE, ORGANISATION_NONE,
                     source))
        return false;
    *head = source->announcement;
    bool all =
        activation->state == ACTIVATION_STATE_LIFTED &&
        core_activation_is_covered(core, activation, ORGANISATION_NONE, 0, activation->topics);
    if (!all && !add_parts(ask, core, activation, alert)) return false;
    return activation->state != ACTIVATION_STATE_LIFTED ||
           add_those_that_go_on(ask, core, activation, head, alert);
}

static enum err add_cap(struct ask *ask, const struct core *core,
                        const struct activation_record *activation) {
    struct cap_alert alert = {.sources = calloc(LIMIT_CAP_PARTS, sizeof *alert.sources),
                              .list = calloc(LIMIT_CAP_PARTS, sizeof *alert.list)};
    struct announcement head;
    text_buf_init(&alert.continued, API_CHAIN_BYTES);
    text_buf_init(&alert.earlier, LIMIT_BODY_BYTES);
    bool whole = alert.sources != NULL && alert.list != NULL &&
                 fill_alert(ask, core, activation, &alert, &head) && alert.count > 0;
    if (whole) chain_references(core, activation, &head, &alert.earlier);
    if (whole) head.earlier = alert.earlier.length > 0 ? alert.earlier.data : "";
    if (whole) announcement_cap(&head, alert.list, alert.count, &ask->body);
    for (size_t i = 0; i < alert.opened; i++)
        close_source(&alert.sources[i]);
    text_buf_close(&alert.earlier);
    text_buf_close(&alert.continued);
    free(alert.sources);
    free(alert.list);
    return whole ? ERR_OK : view_refuse(ask, ERR_INTERNAL, "", "it cannot be rendered");
}

/* "activation-7.cap" */
enum err view_public_cap(struct ask *ask, const struct core *core) {
    char id[API_PARAMETER_BYTES];
    size_t length = strlen(ask->address.parameter);
    activation_id number;
    memcpy(id, ask->address.parameter, sizeof id);
    const struct activation_record *activation = NULL;
    if (length > 4 && strcmp(id + length - 4, ".cap") == 0) {
        id[length - 4] = '\0';
        if (view_id_number("activation-", id, &number)) activation = core_activation(core, number);
    }
    if (activation == NULL || !core_activation_reaches_citizens(activation))
        return view_not_found(ask, ERR_NOT_FOUND);
    return add_cap(ask, core, activation);
}

/* For those who prepare: an exercise's too. */
enum err view_activation_cap(struct ask *ask, const struct core *core) {
    activation_id number;
    const struct activation_record *activation = NULL;
    if (view_id_number("activation-", ask->address.parameter, &number))
        activation = core_activation(core, number);
    if (activation == NULL) return view_not_found(ask, ERR_UNKNOWN_ACTIVATION);
    return add_cap(ask, core, activation);
}

/* The text member "speech" of a rendered answer, as it is read aloud. */
static bool add_speech(struct answers *answers, const struct core *core,
                       const struct answer_ask *wanted, struct text_buf *out) {
    struct text_buf rendered;
    text_buf_init(&rendered, LIMIT_DOCUMENT_BYTES);
    bool whole = answers_add(answers, core, wanted, &rendered);
    if (whole) {
        put_close(&rendered, '}');
        whole = announcement_speech(text_slice(&rendered), out);
    }
    text_buf_close(&rendered);
    return whole;
}

/* It touches the municipality, or did until lately; and where it is over, nothing else goes on about the same. */
static bool is_said_in(const struct core *core, const struct activation_record *activation,
                       organisation_no n, uint16_t postcode) {
    if (!core_activation_reaches_citizens(activation)) return false;
    if (core_activation_place(activation, n, 0).place == CORE_PLACE_OUTSIDE) return false;
    return answers_moment(activation, n, postcode) != PLAYBOOK_LIFTED ||
           !core_activation_is_covered(core, activation, n, postcode, activation->topics);
}

typedef void menu_fn(struct ask *ask, const struct core *core, const struct answer_ask *wanted);

static void add_menu_text(struct ask *ask, const struct core *core,
                          const struct answer_ask *wanted) {
    if (add_speech(ask->api->answers, core, wanted, &ask->body)) text_add_char(&ask->body, '\n');
}

/* The text and where it sends who has heard it. */
static void add_menu_json(struct ask *ask, const struct core *core,
                          const struct answer_ask *wanted) {
    struct text_buf speech;
    text_buf_init(&speech, LIMIT_DOCUMENT_BYTES);
    if (add_speech(ask->api->answers, core, wanted, &speech) && speech.length > 0) {
        put_open(&ask->body, NULL, '{');
        view_activation_named(&ask->body, "activation", wanted->activation);
        put_text(&ask->body, "text", speech.data);
        view_menu_route(&ask->body, core, wanted->activation, wanted->municipality);
        put_close(&ask->body, '}');
    }
    text_buf_close(&speech);
}

static void each_menu(struct ask *ask, const struct core *core, organisation_no n,
                      uint16_t postcode, const char *language, menu_fn *add) {
    const struct activation_record *activations[LIMIT_ACTIVATIONS];
    uint32_t count = core_activations_in_order(core, activations);
    for (uint32_t i = 0; i < count; i++) {
        struct answer_ask wanted = {.activation = activations[i],
                                    .audience = PLAYBOOK_PHONE_MENU,
                                    .place = PLAYBOOK_UNKNOWN,
                                    .language = language == NULL ? "da" : language,
                                    .municipality = n};
        if (!is_said_in(core, activations[i], n, postcode)) continue;
        if (postcode != 0) wanted.place = answers_place(activations[i], n, postcode);
        wanted.moment = answers_moment(activations[i], n, postcode);
        add(ask, core, &wanted);
    }
}

/* What the menu of a municipality says: of every activation that touches it, the first in their order first; nothing when there
 * is none. As text to be read aloud, or with ?format=json also where it sends people (N82). */
enum err view_public_menu(struct ask *ask, const struct core *core) {
    const char *language = ask_query(ask, "language"), *format = ask_query(ask, "format");
    organisation_no n;
    uint16_t postcode;
    language_no spoken;
    if (!core_find_organisation(core, ask->address.parameter, &n))
        return view_not_found(ask, ERR_UNKNOWN_ORGANISATION);
    if (language != NULL && !core_find_language(core, language, &spoken))
        return view_refuse(ask, ERR_UNKNOWN_LANGUAGE, "language", "it is a code such as da or en");
    enum err err = view_postcode(ask, &postcode);
    if (err != ERR_OK) return err;
    if (format == NULL || strcmp(format, "text") == 0) {
        each_menu(ask, core, n, postcode, language, add_menu_text);
        return ERR_OK;
    }
    if (strcmp(format, "json") != 0)
        return view_refuse(ask, ERR_UNKNOWN_VALUE, "format", "it is text or json");
    put_open(&ask->body, NULL, '{');
    put_text(&ask->body, "municipality", ask->address.parameter);
    put_open(&ask->body, "menu", '[');
    each_menu(ask, core, n, postcode, language, add_menu_json);
    put_close(&ask->body, ']');
    put_close(&ask->body, '}');
    return ERR_OK;
}

/* --- answering ---------------------------------------------------------------------------------- */

/* What of the query tells documents of one view apart. */
static void variant_of(const struct ask *ask, char out[VARIANT_BYTES]) {
    const char *language = ask_query(ask, "language"), *format = ask_query(ask, "format");
    const char *postcode = ask_query(ask, "postcode");
    snprintf(out, VARIANT_BYTES, "%.7s/%.6s/%.5s", language == NULL ? "" : language,
             format == NULL ? "" : format, postcode == NULL ? "" : postcode);
}

static struct public_document *kept(struct public_documents *documents, const struct ask *ask,
                                    const char *language) {
    for (uint32_t i = 0; i < LIMIT_PUBLIC_RENDERED; i++) {
        struct public_document *d = &documents->documents[i];
        if (d->generation == documents->generation && d->view == ask->route->view &&
            strcmp(d->subject, ask->address.parameter) == 0 && strcmp(d->language, language) == 0)
            return d;
    }
    return NULL;
}

static void make_tag(struct slice text, char out[PUBLIC_TAG_SIZE]) {
    uint8_t hash[SHA256_BYTES];
    struct text_buf hex;
    crypto_sha256(text.data, text.length, hash);
    text_buf_init(&hex, 32);
    text_add_hex(&hex, hash, 16);
    snprintf(out, PUBLIC_TAG_SIZE, "\"%s\"", hex.data);
    text_buf_close(&hex);
}

/* Only what was rendered well, and fits: what is asked for by strange names is rendered each time. */
static void keep(struct public_documents *documents, struct ask *ask, const char *language) {
    struct public_document *d = &documents->documents[documents->next];
    char *copy = malloc(ask->body.length + 1);
    if (copy == NULL) return;
    if (ask->body.length > 0) memcpy(copy, ask->body.data, ask->body.length);
    free(d->text);
    *d = (struct public_document){.generation = documents->generation,
                                  .view = ask->route->view,
                                  .text = copy,
                                  .length = ask->body.length};
    memcpy(d->tag, ask->tag, sizeof d->tag);
    if (!text_copy(d->subject, sizeof d->subject, ask->address.parameter) ||
        !text_copy(d->language, sizeof d->language, language))
        d->generation = 0;
    else
        documents->next = (documents->next + 1) % LIMIT_PUBLIC_RENDERED;
}

enum err public_render(struct ask *ask, const struct core *core) {
    struct public_documents *documents = ask->api->public_documents;
    char language[VARIANT_BYTES];
    variant_of(ask, language);
    const struct public_document *found = kept(documents, ask, language);
    if (found != NULL) {
        text_add_bytes(&ask->body, found->text, found->length);
        memcpy(ask->tag, found->tag, sizeof ask->tag);
        return ERR_OK;
    }
    enum err err = ask->route->view(ask, core);
    if (err != ERR_OK || ask->body.overflowed) return err;
    make_tag(text_slice(&ask->body), ask->tag);
    keep(documents, ask, language);
    return ERR_OK;
}

void public_tag(struct ask *ask) { make_tag(text_slice(&ask->body), ask->tag); }

static const char *content_type(const struct ask *ask) {
    view_fn *view = ask->route->view;
    const char *format = ask_query(ask, "format");

    if (view == view_public_json_ld) return "application/ld+json";
    if (view == view_public_atom) return "application/atom+xml";
    if (view == view_public_cap || view == view_activation_cap) return "application/cap+xml";
    if (view == view_public_menu && (format == NULL || strcmp(format, "json") != 0))
        return "text/plain; charset=utf-8";
    return "application/json";
}

/* A second old at most; from a cache in front for five minutes when the coordinator does not answer it. */
void public_answer(struct ask *ask) {
    bool open = (ask->route->flags & ROUTE_OPEN) != 0;
    struct api_answer answer = {
        .status = ask->has_it ? 304 : 200,
        .content_type = ask->has_it ? NULL : content_type(ask),
        .body = ask->has_it ? (struct slice){NULL, 0} : text_slice(&ask->body),
        .headers = {{"ETag", slice_of(ask->tag)},
                    {"Cache-Control", open ? SLICE("public, max-age=1, stale-if-error=300")
                                           : SLICE("private, no-cache")},
                    {"Access-Control-Allow-Origin", SLICE("*")}},
        .header_count = open ? 3 : 2,
    };
    api_reply(ask->api, ask->exchange, &answer);
    ask_drop(ask);
}

/* Whether the header names the tag: a list, weak ones too, or "*". */
bool public_names_tag(const char *header, const char *tag) {
    return strcmp(header, "*") == 0 || strstr(header, tag) != NULL;
}
