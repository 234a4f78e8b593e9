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

struct public_document {
    uint64_t generation; /* 0: free */
    view_fn *view;
    char subject[LIMIT_ID], language[8];
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
                                             RECORD_settings};
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

struct source {
    struct announcement announcement;
    struct announcement_place places[LIMIT_ORGANISATIONS];
    char id[LIMIT_ID];
    struct arena arena;
};

static void add_messages(const struct activation_record *activation, struct announcement *out) {
    struct announcement_message *messages = out->messages;
    bool lifted = activation->state == ACTIVATION_STATE_LIFTED;
    messages[out->message_count++] =
        (struct announcement_message){PLAYBOOK_ACTIVE, activation->started_at};
    bool changed = activation->changed_at > activation->started_at;
    bool late = activation->expired && activation->changed_at > activation->expires_at;
    if (changed && !late)
        messages[out->message_count++] =
            (struct announcement_message){PLAYBOOK_ACTIVE, activation->changed_at};
    if (activation->expired)
        messages[out->message_count++] =
            (struct announcement_message){PLAYBOOK_EXPIRED, activation->expires_at};
    if (changed && late)
        messages[out->message_count++] =
            (struct announcement_message){PLAYBOOK_EXPIRED, activation->changed_at};
    if (lifted)
        messages[out->message_count++] =
            (struct announcement_message){PLAYBOOK_LIFTED, activation->lifted_at};
}

static void add_places(const struct core *core, const struct activation_record *activation,
                       struct source *source) {
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++) {
        const struct organisation_record *organisation = core_organisation(core, n);
        if (!organisation_set_has(&activation->municipalities[0], n) || organisation == NULL)
            continue;
        source->places[source->announcement.place_count++] =
            (struct announcement_place){organisation->id, organisation->name};
    }
    source->announcement.places = source->places;
}

/* The public answer in a language; Danish is the first of every playbook. */
static bool add_text(struct answers *answers, const struct core *core,
                     const struct activation_record *activation, enum playbook_place place,
                     const char *language, struct source *source) {
    struct answer_ask ask = {.activation = activation,
                             .audience = PLAYBOOK_PUBLIC,
                             .place = place,
                             .moment = answers_moment(activation, ORGANISATION_NONE),
                             .language = language,
                             .municipality = ORGANISATION_NONE};
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
                        struct source *source) {
    const struct playbook *playbook = answers_playbook(answers, activation->version);
    const struct organisation_record *sender =
        core_organisation(core, core_settings(core)->cooperation);
    memset(source, 0, sizeof *source);
    arena_init(&source->arena, ANNOUNCEMENT_ARENA_BYTES);
    if (playbook == NULL) return false;
    snprintf(source->id, sizeof source->id, "activation-%llu", (unsigned long long)activation->id);
    struct announcement *a = &source->announcement;
    a->id = source->id;
    a->sender = sender == NULL ? "ddh" : sender->id;
    a->crisis_type = playbook_crisis_type(playbook);
    a->coverage = "Danmark";
    a->exercise = activation->exercise;
    a->expires_at = activation->expires_at;
    add_messages(activation, a);
    add_places(core, activation, source);
    for (size_t i = 0; i < playbook_language_count(playbook); i++)
        if (!add_text(answers, core, activation, place, playbook_language(playbook, i), source))
            return false;
    return a->text_count > 0;
}

static void close_source(struct source *source) { arena_close(&source->arena); }

/* --- lists -------------------------------------------------------------------------------------- */

/* Nobody reads that it is over while it goes on by another. */
static bool is_announced(const struct core *core, const struct activation_record *activation) {
    if (!core_activation_reaches_citizens(activation)) return false;
    return activation->state != ACTIVATION_STATE_LIFTED ||
           !core_activation_is_covered(core, activation, ORGANISATION_NONE, activation->topics);
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
        if (open_source(ask->api->answers, core, sorted[i], PLAYBOOK_UNKNOWN, &source)) {
            if (!first) text_add(&ask->body, between);
            add(&source.announcement, &ask->body);
            first = false;
        }
        close_source(&source);
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
    snprintf(cap, sizeof cap, "/public/announcements/%s.cap", announcement->id);
    announcement_atom(announcement, cap, out);
}

static time_ms last_change(const struct core *core) {
    uint64_t cursor = 0;
    time_ms last = 0;
    const struct activation_record *a;
    while ((a = core_next_record(core, RECORD_activation, &cursor)) != NULL) {
        if (!is_announced(core, a)) continue;
        struct announcement announcement = {0};
        add_messages(a, &announcement);
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

static void add_json_answers(struct ask *ask, const struct core *core,
                             const struct activation_record *activation) {
    const struct playbook *playbook = answers_playbook(ask->api->answers, activation->version);
    put_open(&ask->body, "answers", '[');
    for (size_t i = 0; playbook != NULL && i < playbook_language_count(playbook); i++) {
        for (int place = 0; place < PLAYBOOK_PLACE_COUNT; place++) {
            struct answer_ask answer = {.activation = activation,
                                        .audience = PLAYBOOK_PUBLIC,
                                        .place = (enum playbook_place)place,
                                        .moment = answers_moment(activation, ORGANISATION_NONE),
                                        .language = playbook_language(playbook, i),
                                        .municipality = ORGANISATION_NONE};
            if (answers_add(ask->api->answers, core, &answer, &ask->body))
                put_close(&ask->body, '}');
        }
    }
    put_close(&ask->body, ']');
}

static void add_json(struct ask *ask, const struct core *core,
                     const struct activation_record *activation) {
    struct announcement times = {0};
    struct text_buf *out = &ask->body;
    const struct organisation_set *area = &activation->municipalities[0];
    add_messages(activation, &times);
    put_open(out, NULL, '{');
    view_activation_named(out, "id", activation);
    put_time(out, "started_at", activation->started_at);
    put_time(out, "changed_at", announcement_changed_at(&times));
    put_open(out, "municipalities", '[');
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        if (organisation_set_has(area, n)) put_text(out, NULL, core_organisation(core, n)->id);
    put_close(out, ']');
    put_bool(out, "everywhere", organisation_set_is_empty(area));
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

static enum err add_cap(struct ask *ask, const struct core *core,
                        const struct activation_record *activation) {
    struct source source;
    bool whole = open_source(ask->api->answers, core, activation, PLAYBOOK_INSIDE, &source);
    if (whole) announcement_cap(&source.announcement, &ask->body);
    close_source(&source);
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
                       organisation_no n) {
    const struct organisation_set *area = &activation->municipalities[0];
    if (!core_activation_reaches_citizens(activation)) return false;
    if (!organisation_set_is_empty(area) && !organisation_set_has(area, n) &&
        !answers_has_left(activation, n))
        return false;
    return answers_moment(activation, n) != PLAYBOOK_LIFTED ||
           !core_activation_is_covered(core, activation, n, activation->topics);
}

/* What the menu of a municipality says: of every activation that touches it, the first in their order first; nothing when there
 * is none. */
enum err view_public_menu(struct ask *ask, const struct core *core) {
    const char *language = ask_query(ask, "language");
    organisation_no n;
    language_no spoken;
    const struct activation_record *activations[LIMIT_ACTIVATIONS];
    if (!core_find_organisation(core, ask->address.parameter, &n))
        return view_not_found(ask, ERR_UNKNOWN_ORGANISATION);
    if (language != NULL && !core_find_language(core, language, &spoken))
        return view_refuse(ask, ERR_UNKNOWN_LANGUAGE, "language", "it is a code such as da or en");
    uint32_t count = core_activations_in_order(core, activations);
    for (uint32_t i = 0; i < count; i++) {
        const struct activation_record *activation = activations[i];
        if (!is_said_in(core, activation, n)) continue;
        struct answer_ask wanted = {.activation = activation,
                                    .audience = PLAYBOOK_PHONE_MENU,
                                    .place = PLAYBOOK_UNKNOWN,
                                    .moment = answers_moment(activation, n),
                                    .language = language == NULL ? "da" : language,
                                    .municipality = n};
        if (add_speech(ask->api->answers, core, &wanted, &ask->body))
            text_add_char(&ask->body, '\n');
    }
    return ERR_OK;
}

/* --- answering ---------------------------------------------------------------------------------- */

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
    const char *language = ask_query(ask, "language");
    if (language == NULL) language = "";
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

static const char *content_type(view_fn *view) {
    if (view == view_public_json_ld) return "application/ld+json";
    if (view == view_public_atom) return "application/atom+xml";
    if (view == view_public_cap || view == view_activation_cap) return "application/cap+xml";
    if (view == view_public_menu) return "text/plain; charset=utf-8";
    return "application/json";
}

/* A second old at most; from a cache in front for five minutes when the coordinator does not answer it. */
void public_answer(struct ask *ask) {
    bool open = (ask->route->flags & ROUTE_OPEN) != 0;
    struct api_answer answer = {
        .status = ask->has_it ? 304 : 200,
        .content_type = ask->has_it ? NULL : content_type(ask->route->view),
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
