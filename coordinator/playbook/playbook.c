/* Reading a playbook, in steps:
 *  - JSON, duplicate keys refused;
 *  - the shape, and every rule that one text alone can break (shape.c);
 *  - only when nothing was wrong: its name, the SHA-256 of the bytes, the program (decode.c), and
 *    the rules about the whole (lint.c).
 * Any error refuses the file as a whole. */
#include "playbook/playbook.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/decode.h"
#include "playbook/findings.h"
#include "playbook/lint.h"
#include "playbook/program.h"
#include "playbook/shape.h"

/* jansson says: duplicate object key near '"id"'. The key between the quotes is what its author
 * looks for. */
static void report_json_error(const struct findings *f, const json_error_t *error) {
    uint32_t line = error->line > 0 ? (uint32_t)error->line : 0;
    char key[sizeof((struct playbook_finding *)0)->key] = "";
    const char *from = strstr(error->text, "near '\"");
    if (json_error_code(error) == json_error_duplicate_key && from != NULL) {
        from += strlen("near '\"");
        size_t length = strcspn(from, "\"");
        if (length < sizeof key) memcpy(key, from, length);
        finding_at_line(f, line, key, "the key stands in the object twice");
    } else {
        finding_at_line(f, line, key, "not valid JSON: %s", error->text);
    }
}

static struct playbook *playbook_create(struct slice json) {
    struct playbook *playbook = calloc(1, sizeof *playbook);
    if (playbook == NULL) return NULL;
    arena_init(&playbook->arena, LIMIT_PLAYBOOK_ARENA_BYTES);
    crypto_sha256(json.data, json.length, playbook->version);
    return playbook;
}

static struct playbook *read_root(json_t *root, const struct findings *findings) {
    shape_check(root, findings);
    if (findings->report->errors > 0) return NULL;
    struct playbook *playbook = playbook_create(findings->json);
    if (playbook == NULL) {
        finding_at_line(findings, 0, "", "no memory");
        return NULL;
    }
    decode_playbook(root, findings, playbook);
    if (findings->report->errors == 0) lint_playbook(playbook, findings);
    if (findings->report->errors == 0) return playbook;
    playbook_destroy(playbook);
    return NULL;
}

struct playbook *playbook_read(struct slice json, struct playbook_report *report) {
    ASSERT(report != NULL);
    memset(report, 0, sizeof *report);
    struct findings findings = {.json = json, .report = report};
    if (json.length > LIMIT_DOCUMENT_BYTES) {
        finding_at_line(&findings, 0, "", "the file is larger than %d bytes", LIMIT_DOCUMENT_BYTES);
        return NULL;
    }
    json_error_t error;
    json_t *root =
        json_loadb(json.data == NULL ? "" : json.data, json.length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        report_json_error(&findings, &error);
        return NULL;
    }
    struct playbook *playbook = read_root(root, &findings);
    json_decref(root);
    findings_sort(report);
    ASSERT((playbook == NULL) == (report->errors > 0));
    return playbook;
}

void playbook_destroy(struct playbook *playbook) {
    if (playbook == NULL) return;
    arena_close(&playbook->arena);
    free(playbook);
}

const uint8_t *playbook_version(const struct playbook *playbook) { return playbook->version; }

const char *playbook_id(const struct playbook *playbook) { return playbook->id; }

const char *playbook_title(const struct playbook *playbook, const char *language) {
    return program_text(&playbook->title, program_language(playbook, language, NULL));
}

const char *playbook_crisis_type(const struct playbook *playbook) { return playbook->crisis_type; }

size_t playbook_topic_count(const struct playbook *playbook) { return playbook->topic_count; }

const char *playbook_topic(const struct playbook *playbook, size_t index) {
    ASSERT(index < playbook->topic_count);
    return playbook->topics[index];
}

size_t playbook_transfer_count(const struct playbook *p) { return p->transfers_count; }

const char *playbook_transfer_topic(const struct playbook *p, size_t index) {
    ASSERT(index < p->transfers_count);
    return p->transfers[index].topic;
}

const char *playbook_transfer_kind(const struct playbook *p, size_t index) {
    ASSERT(index < p->transfers_count);
    return p->transfers[index].kind;
}

bool playbook_has_question(const struct playbook *playbook, const char *id) {
    for (size_t i = 0; i < playbook->questions_count; i++)
        if (strcmp(playbook->questions[i].id, id) == 0) return true;
    return false;
}

bool playbook_has_parameter(const struct playbook *playbook, struct slice name) {
    for (size_t i = 0; i < playbook->parameters_count; i++)
        if (slice_equals(name, playbook->parameters[i].name)) return true;
    return false;
}

bool playbook_is_local(const struct playbook *playbook, struct slice name) {
    const struct parameter *parameter = program_parameter(playbook, name.data, name.length);
    return parameter != NULL && parameter->local;
}

bool playbook_is_link(const struct playbook *playbook, struct slice name) {
    const struct parameter *parameter = program_parameter(playbook, name.data, name.length);
    return parameter != NULL && parameter->type == PARAMETER_URL;
}

size_t playbook_language_count(const struct playbook *playbook) { return playbook->language_count; }

const char *playbook_language(const struct playbook *playbook, size_t index) {
    ASSERT(index < playbook->language_count);
    return playbook->languages[index];
}

void playbook_terms(const struct playbook *playbook, struct playbook_terms *out) {
    *out = (struct playbook_terms){
        .default_duration_ms = playbook->default_duration_hours * HOUR_MS,
        .max_duration_ms = playbook->max_duration_hours * HOUR_MS,
        .warn_before_ms = playbook->warn_before_minutes * MINUTE_MS,
        .review_every_ms = playbook->review_every_hours * HOUR_MS,
        .lifted_ms = playbook->lifted_hours * HOUR_MS,
    };
}

/* NULL when there is none, else in that language or in Danish. */
static const char *wish_text(const struct localized *text, size_t language) {
    return text->in[0] == NULL ? NULL : program_text(text, language);
}

void playbook_while_active(const struct playbook *playbook, const char *language,
                           struct playbook_while_active *out) {
    const struct while_active *wishes = &playbook->while_active;
    size_t index = program_language(playbook, language, NULL);
    *out = (struct playbook_while_active){
        .wrap_up_ms = wishes->wrap_up_ms,
        .wrap_up_reason = wish_text(&wishes->wrap_up_reason, index),
        .shared_topic_count = wishes->shared_topic_count,
        .staffing = wish_text(&wishes->staffing, index),
        .acknowledge_first = wishes->acknowledge_first,
        .keep_open_hours = wishes->keep_open_hours,
        .call_up = wishes->call_up,
    };
    for (size_t i = 0; i < wishes->shared_topic_count; i++)
        out->shared_topics[i] = wishes->shared_topics[i];
}

size_t playbook_step_count(const struct playbook *playbook) { return playbook->checklist_count; }

void playbook_step(const struct playbook *playbook, size_t index, const char *language,
                   struct playbook_step *out) {
    ASSERT(index < playbook->checklist_count);
    const struct step *step = &playbook->checklist[index];
    size_t shown = program_language(playbook, language, NULL);
    *out = (struct playbook_step){step->id, step->owner, program_text(&step->text, shown)};
}

size_t playbook_calendar_count(const struct playbook *playbook) { return playbook->calendar_count; }

void playbook_calendar(const struct playbook *playbook, size_t index, const char *language,
                       struct playbook_calendar_day *out) {
    ASSERT(index < playbook->calendar_count);
    const struct calendar_day *day = &playbook->calendar[index];
    size_t shown = program_language(playbook, language, NULL);
    *out = (struct playbook_calendar_day){day->on, day->kind, program_text(&day->title, shown)};
}

static bool word_from(const char *const *words, size_t count, const char *text, unsigned *out) {
    for (unsigned i = 0; text != NULL && i < count; i++) {
        if (strcmp(words[i], text) != 0) continue;
        *out = i;
        return true;
    }
    return false;
}

bool playbook_audience_from_text(const char *text, enum playbook_audience *out) {
    unsigned index;
    if (!word_from(audience_texts, PLAYBOOK_AUDIENCE_COUNT, text, &index)) return false;
    *out = (enum playbook_audience)index;
    return true;
}

const char *playbook_audience_text(enum playbook_audience audience) {
    ASSERT(audience < PLAYBOOK_AUDIENCE_COUNT);
    return audience_texts[audience];
}

bool playbook_place_from_text(const char *text, enum playbook_place *out) {
    unsigned index;
    if (!word_from(place_texts, PLAYBOOK_PLACE_COUNT, text, &index)) return false;
    *out = (enum playbook_place)index;
    return true;
}

const char *playbook_place_text(enum playbook_place place) {
    ASSERT(place < PLAYBOOK_PLACE_COUNT);
    return place_texts[place];
}

/* --- for the rest of the room ----------------------------------------------------------------- */

size_t program_language(const struct playbook *playbook, const char *language, bool *found) {
    bool known = false;
    size_t index = 0;
    for (size_t i = 0; language != NULL && i < playbook->language_count; i++) {
        if (strcmp(playbook->languages[i], language) != 0) continue;
        index = i;
        known = true;
    }
    if (found != NULL) *found = known;
    return index;
}

const char *program_text(const struct localized *text, size_t language) {
    ASSERT(language < LIMIT_PLAYBOOK_LANGUAGES);
    return text->in[language] != NULL ? text->in[language] : text->in[0];
}

const struct parameter *program_parameter(const struct playbook *playbook, const char *name,
                                          size_t length) {
    for (size_t i = 0; i < playbook->parameters_count; i++)
        if (slice_equals((struct slice){name, length}, playbook->parameters[i].name))
            return &playbook->parameters[i];
    return NULL;
}

const char *answer_set_key(enum answer_set set) {
    ASSERT(set < ANSWERS_COUNT);
    return set == ANSWERS_ACTIVE ? "answers" : "lifted";
}
