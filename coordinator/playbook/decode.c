/* Nothing here checks a shape again: shape_check has found every key present and of its type,
 * which is asserted. */
#include "playbook/decode.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "playbook/alert.h"
#include "playbook/position.h"
#include "playbook/shape.h"
#include "playbook/template.h"
#include "playbook/values.h"

struct decoder {
    const struct findings *findings;
    struct playbook *playbook;
    bool full; /* the arena's ceiling was reached */
};

static const char *keep(struct decoder *d, const json_t *json) {
    if (json == NULL) return NULL;
    ASSERT(json_is_string(json));
    const char *text =
        arena_text(&d->playbook->arena, json_string_value(json), json_string_length(json));
    if (text == NULL) d->full = true;
    return text;
}

static const char *text_of(struct decoder *d, json_t *object, const char *key) {
    return keep(d, json_object_get(object, key));
}

static int64_t number_of(json_t *object, const char *key) {
    json_t *value = json_object_get(object, key);
    ASSERT(json_is_integer(value));
    return json_integer_value(value);
}

static void localized_of(struct decoder *d, json_t *object, const char *key,
                         struct localized *out) {
    json_t *texts = key == NULL ? object : json_object_get(object, key);
    if (texts == NULL) return;
    for (size_t i = 0; i < d->playbook->language_count; i++)
        out->in[i] = text_of(d, texts, d->playbook->languages[i]);
}

static size_t word_of(const char *const *words, const char *text) {
    size_t i = 0;
    while (strcmp(words[i], text) != 0) {
        i++;
        ASSERT(words[i] != NULL);
    }
    return i;
}

/* --- parameters ------------------------------------------------------------------------------- */

static void value_of(struct decoder *d, json_t *object, const char *key, struct parameter *p,
                     struct value *out) {
    char reason[160], path[POSITION_PATH_MAX] = "parameters";
    const char *fault = value_read(p, json_object_get(object, key), &d->playbook->arena, out,
                                   reason, sizeof reason);
    if (fault == NULL) return;
    bool fits = position_push_key(path, p->name, strlen(p->name)) &&
                position_push_key(path, key, strlen(key));
    ASSERT(fits);
    finding_error(d->findings, path, "%s", fault);
}

static void options_of(struct decoder *d, json_t *object, struct parameter *p) {
    json_t *options = json_object_get(object, "options");
    p->option_count = json_array_size(options);
    for (size_t i = 0; i < p->option_count; i++) {
        json_t *option = json_array_get(options, i);
        p->options[i].value = text_of(d, option, "value");
        localized_of(d, option, "text", &p->options[i].text);
        for (size_t k = 0; k < i; k++) {
            if (d->full || strcmp(p->options[k].value, p->options[i].value) != 0) continue;
            char path[POSITION_PATH_MAX];
            snprintf(path, sizeof path, "parameters.%s.options[%zu].value", p->name, i);
            finding_error(d->findings, path, "stands in the list twice");
        }
    }
}

static void parameter_of(struct decoder *d, const char *name, json_t *object, struct parameter *p) {
    p->name = arena_text(&d->playbook->arena, name, strlen(name));
    if (p->name == NULL) {
        d->full = true;
        return;
    }
    p->type = (enum parameter_type)word_of(parameter_type_texts,
                                           json_string_value(json_object_get(object, "type")));
    p->local = json_is_true(json_object_get(object, "local"));
    localized_of(d, object, "title", &p->title);
    localized_of(d, object, "help", &p->help);
    char path[POSITION_PATH_MAX];
    if (json_object_get(object, "min") != NULL) {
        p->min = number_of(object, "min");
        p->max = number_of(object, "max");
        snprintf(path, sizeof path, "parameters.%s.max", name);
        if (p->max < p->min) {
            finding_error(d->findings, path, "is less than min");
            return; /* no example could be right */
        }
    }
    p->optional = json_is_true(json_object_get(object, "optional"));
    if (json_object_get(object, "max_length") != NULL) {
        p->max_length = (uint32_t)number_of(object, "max_length");
        p->max_words = (uint32_t)number_of(object, "max_words");
    }
    options_of(d, object, p);
    if (d->full) return;
    value_of(d, object, "example", p, &p->example);
    p->has_preset = json_object_get(object, "default") != NULL;
    if (!p->has_preset) return;
    value_of(d, object, "default", p, &p->preset);
    snprintf(path, sizeof path, "parameters.%s.default", name);
    if (p->local)
        finding_error(d->findings, path,
                      "what is local must be given for each event; it has no default");
    if (p->optional) finding_error(d->findings, path, "what may be left out has no default");
}

static void parameters_of(struct decoder *d, json_t *root) {
    const char *name;
    json_t *object;
    json_object_foreach(json_object_get(root, "parameters"), name, object) {
        struct playbook *playbook = d->playbook;
        ASSERT(playbook->parameters_count < LIMIT_PLAYBOOK_PARAMETERS);
        parameter_of(d, name, object, &playbook->parameters[playbook->parameters_count++]);
    }
}

/* --- answers and questions -------------------------------------------------------------------- */

static void answers_of(struct decoder *d, json_t *root, enum answer_set set) {
    json_t *answers = json_object_get(root, answer_set_key(set));
    for (int a = 0; a < PLAYBOOK_AUDIENCE_COUNT; a++) {
        json_t *audience = json_object_get(answers, audience_texts[a]);
        for (size_t l = 0; l < d->playbook->language_count; l++) {
            json_t *places = json_object_get(audience, d->playbook->languages[l]);
            for (int p = 0; p < PLAYBOOK_PLACE_COUNT; p++) {
                json_t *answer = json_object_get(places, place_texts[p]);
                d->playbook->answers[set][a][l][p] = (struct answer){
                    .text = text_of(d, answer, "text"),
                    .where_to_go = text_of(d, answer, "where_to_go"),
                    .guide = text_of(d, answer, "guide"),
                    .after = text_of(d, answer, "after"),
                };
            }
        }
    }
}

static unsigned bits_of(json_t *list, const char *const *words) {
    unsigned bits = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        bits |= 1u << word_of(words, json_string_value(json_array_get(list, i)));
    return bits;
}

static void question_of(struct decoder *d, json_t *object, struct question *q) {
    static const char *const moments[] = {"active", "lifted", NULL};
    q->id = text_of(d, object, "id");
    q->guide = text_of(d, object, "guide");
    q->places = bits_of(json_object_get(object, "places"), place_texts);
    q->sets = bits_of(json_object_get(object, "moments"), moments);
    json_t *texts = json_object_get(object, "text");
    for (size_t l = 0; l < d->playbook->language_count; l++) {
        json_t *text = json_object_get(texts, d->playbook->languages[l]);
        q->in[l] = (struct question_text){
            .asked = text_of(d, text, "asked"),
            .act = text_of(d, text, "do"),
            .where_to_go = text_of(d, text, "where_to_go"),
            .not_known = text_of(d, text, "not_known"),
        };
    }
}

/* Which optional values the texts name, in any language. */
static uint32_t optional_of(const struct playbook *playbook, const char *text) {
    uint32_t bits = 0;
    while (text != NULL && *text != '\0') {
        struct slice literal, name;
        bool well_formed = template_next(&text, &literal, &name);
        ASSERT(well_formed);
        const struct parameter *p =
            name.data == NULL ? NULL : program_parameter(playbook, name.data, name.length);
        if (p != NULL && p->optional) bits |= UINT32_C(1) << (p - playbook->parameters);
    }
    return bits;
}

static void optionals_of(struct playbook *playbook) {
    for (size_t i = 0; i < playbook->questions_count; i++) {
        struct question *q = &playbook->questions[i];
        for (size_t l = 0; l < playbook->language_count; l++)
            q->optional |= optional_of(playbook, q->in[l].asked) |
                           optional_of(playbook, q->in[l].act) |
                           optional_of(playbook, q->in[l].where_to_go) |
                           optional_of(playbook, q->in[l].not_known);
    }
}

/* --- lists ------------------------------------------------------------------------------------ */

static void authority_of(struct decoder *d, json_t *object, struct authority *out) {
    out->role = text_of(d, object, "role");
    localized_of(d, object, "name", &out->name);
    out->contact = text_of(d, object, "contact");
    out->url = text_of(d, object, "url");
}

static void clarify_of(struct decoder *d, json_t *object, struct clarify *out) {
    out->id = text_of(d, object, "id");
    localized_of(d, object, "ask", &out->ask);
    json_t *choices = json_object_get(object, "choices");
    out->choice_count = json_array_size(choices);
    for (size_t i = 0; i < out->choice_count; i++) {
        json_t *choice = json_array_get(choices, i);
        localized_of(d, choice, "answer", &out->choices[i].answer);
        localized_of(d, choice, "then", &out->choices[i].then);
    }
}

static void do_not_say_of(struct decoder *d, json_t *object, struct localized *out) {
    localized_of(d, object, NULL, out);
}

static void escalation_of(struct decoder *d, json_t *object, struct escalation *out) {
    localized_of(d, object, "when", &out->when);
    localized_of(d, object, "to", &out->to);
    out->citizens = json_is_true(json_object_get(object, "citizens"));
}

static void transfer_of(struct decoder *d, json_t *object, struct transfer *out) {
    out->topic = text_of(d, object, "topic");
    out->kind = text_of(d, object, "kind");
    localized_of(d, object, "when", &out->when);
    localized_of(d, object, "to", &out->to);
}

static void step_of(struct decoder *d, json_t *object, struct step *out) {
    out->id = text_of(d, object, "id");
    out->owner = text_of(d, object, "owner");
    localized_of(d, object, "text", &out->text);
}

static void calendar_day_of(struct decoder *d, json_t *object, struct calendar_day *out) {
    out->on = text_of(d, object, "on");
    out->kind = text_of(d, object, "kind");
    localized_of(d, object, "title", &out->title);
}

static void source_of(struct decoder *d, json_t *object, struct source *out) {
    out->mark = text_of(d, object, "mark");
    out->title = text_of(d, object, "title");
    out->url = text_of(d, object, "url");
}

#define READ_LIST(key, field, count, read_item) READ_LIST_OF(root, key, field, count, read_item)
#define READ_LIST_OF(object, key, field, count, read_item)                     \
    do {                                                                       \
        json_t *list = json_object_get(object, key);                           \
        ASSERT(json_array_size(list) <= sizeof p->field / sizeof p->field[0]); \
        for (size_t i = 0; i < json_array_size(list); i++)                     \
            read_item(d, json_array_get(list, i), &p->field[p->count++]);      \
    } while (0)

static void read_id(struct decoder *d, json_t *json, const char **out) { *out = keep(d, json); }

static void lists_of(struct decoder *d, json_t *root) {
    struct playbook *p = d->playbook;
    READ_LIST("authorities", authorities, authorities_count, authority_of);
    READ_LIST("questions", questions, questions_count, question_of);
    READ_LIST("clarify", clarifying, clarifying_count, clarify_of);
    READ_LIST("do_not_say", do_not_say, do_not_say_count, do_not_say_of);
    READ_LIST("escalate", escalations, escalations_count, escalation_of);
    READ_LIST("transfer", transfers, transfers_count, transfer_of);
    READ_LIST("checklist", checklist, checklist_count, step_of);
    READ_LIST("calendar", calendar, calendar_count, calendar_day_of);
    READ_LIST("sources", sources, sources_count, source_of);
}

static int64_t wish_of(json_t *object, const char *key) {
    return json_object_get(object, key) == NULL ? 0 : number_of(object, key);
}

static void while_active_of(struct decoder *d, json_t *object) {
    struct while_active *p = &d->playbook->while_active;
    p->wrap_up_ms = wish_of(object, "wrap_up_ms");
    p->keep_open_hours = wish_of(object, "keep_open_hours");
    p->acknowledge_first = json_is_true(json_object_get(object, "acknowledge_first"));
    p->call_up = json_is_true(json_object_get(object, "call_up"));
    localized_of(d, object, "wrap_up_reason", &p->wrap_up_reason);
    localized_of(d, object, "staffing", &p->staffing);
    READ_LIST_OF(object, "shared_topics", shared_topics, shared_topic_count, read_id);
}

static void cap_of(struct decoder *d, json_t *object) {
    struct cap *p = &d->playbook->cap;
    const char *name;
    json_t *part;
    READ_LIST_OF(object, "categories", categories, category_count, read_id);
    READ_LIST_OF(object, "codes", codes, code_count, read_id);
    READ_LIST_OF(object, "keywords", keywords, keyword_count, read_id);
    json_object_foreach(json_object_get(object, "fill"), name, part) {
        const struct parameter *parameter = program_parameter(d->playbook, name, strlen(name));
        unsigned word = word_of(alert_part_texts, json_string_value(part));
        char path[POSITION_PATH_MAX];
        snprintf(path, sizeof path, "cap.fill.%.40s", name);
        if (parameter == NULL)
            finding_error(d->findings, path, "the playbook has no such parameter");
        else if (!alert_part_fits((enum alert_part)word, parameter->type))
            finding_error(d->findings, path, "what an alert says there is of another type");
        else
            p->fills[parameter - d->playbook->parameters] = (uint8_t)(word + 1);
    }
}

static void head_of(struct decoder *d, json_t *root) {
    struct playbook *p = d->playbook;
    READ_LIST("languages", languages, language_count, read_id);
    READ_LIST("topics", topics, topic_count, read_id);
    p->id = text_of(d, root, "id");
    p->crisis_type = text_of(d, root, "crisis_type");
    p->guide = text_of(d, root, "guide");
    localized_of(d, root, "title", &p->title);
    localized_of(d, root, "greeting", &p->greeting);
    json_t *roles = json_object_get(root, "roles");
    p->owner = text_of(d, roles, "owner");
    p->approver = text_of(d, roles, "approver");
    READ_LIST_OF(roles, "consulted", consulted, consulted_count, read_id);
    READ_LIST_OF(roles, "informed", informed, informed_count, read_id);
    json_t *review = json_object_get(root, "review");
    p->reviewed_on = text_of(d, review, "reviewed_on");
    p->review_by = text_of(d, review, "review_by");
    json_t *expiry = json_object_get(root, "expiry");
    p->default_duration_hours = number_of(expiry, "default_duration_hours");
    p->max_duration_hours = number_of(expiry, "max_duration_hours");
    p->warn_before_minutes = number_of(expiry, "warn_before_minutes");
    p->review_every_hours = number_of(expiry, "review_every_hours");
    p->lifted_hours = number_of(expiry, "lifted_hours");
}

void decode_playbook(json_t *root, const struct findings *findings, struct playbook *playbook) {
    ASSERT(json_is_object(root));
    struct decoder d = {.findings = findings, .playbook = playbook};
    head_of(&d, root);
    if (!d.full) parameters_of(&d, root);
    if (!d.full) answers_of(&d, root, ANSWERS_ACTIVE);
    if (!d.full) answers_of(&d, root, ANSWERS_LIFTED);
    if (!d.full) lists_of(&d, root);
    if (!d.full) while_active_of(&d, json_object_get(root, "while_active"));
    if (!d.full) cap_of(&d, json_object_get(root, "cap"));
    if (!d.full) optionals_of(playbook);
    if (d.full) finding_error(findings, "", "the texts together are too large");
}
