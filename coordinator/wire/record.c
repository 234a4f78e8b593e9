/* Records: written from the field tables, read back strictly. A record names other things by
 * number; JSON names them by id, so that anyone with redis-cli can read it and numbers never
 * leave the process. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "wire/value.h"
#include "wire/wire.h"

/* Every name with what stands around it, made by the compiler; of one length, so that writing
 * one is two moves. The first one's comma becomes the brace. */
#define NAME_BYTES 32
struct member_name {
    char text[NAME_BYTES];
    size_t length;
};

#define NAME(member) {",\"" #member "\":", sizeof #member + 3},
#define RECORD_BEGIN(name) static const struct member_name name##_names[] = {
#define SCALAR(record, c_type, member, type) NAME(member)
#define ARRAY(record, c_type, member, length, type) NAME(member)
#define WORDS(record, member, words) NAME(member)
#define PAD(record, bytes)
#define RECORD_END(name) \
    }                    \
    ;
#include "core/records.def"
#undef NAME
#undef RECORD_BEGIN
#undef SCALAR
#undef ARRAY
#undef WORDS
#undef PAD
#undef RECORD_END

static const struct member_name *const member_names[RECORD_KIND_COUNT] = {
#define RECORD_BEGIN(name) name##_names,
#define SCALAR(record, c_type, member, type)
#define ARRAY(record, c_type, member, length, type)
#define WORDS(record, member, words)
#define PAD(record, bytes)
#define RECORD_END(name)
#include "core/records.def"
#undef RECORD_BEGIN
#undef SCALAR
#undef ARRAY
#undef WORDS
#undef PAD
#undef RECORD_END
};

/* --- ids of numbers: a number without a thing is a broken state, and must not reach the store - */

static const char *organisation_id(const struct core *core, uint64_t number) {
    const struct organisation_record *organisation =
        core_organisation(core, (organisation_no)number);
    ASSERT(organisation != NULL);
    return organisation->id;
}

static const char *topic_id(const struct core *core, uint64_t number) {
    const struct topic_record *topic = core_topic(core, (topic_no)number);
    ASSERT(topic != NULL);
    return topic->id;
}

static const char *language_code(const struct core *core, uint64_t number) {
    const struct settings_record *settings = core_settings(core);
    ASSERT(number < settings->languages[0].count);
    return settings->languages[0].codes[number];
}

static const char *agent_id(const struct core *core, uint64_t number) {
    const struct agent_record *agent = core_agent(core, (agent_no)number);
    ASSERT(agent != NULL);
    return agent->id;
}

static const char *gateway_id(const struct core *core, uint64_t number) {
    const struct gateway_record *gateway = core_gateway(core, (gateway_no)number);
    ASSERT(gateway != NULL);
    return gateway->id;
}

static const char *offer_id(const struct core *core, uint64_t number) {
    const struct offer_record *offer = core_offer(core, (offer_no)number);
    ASSERT(offer != NULL);
    return offer->id;
}

/* --- writing ---------------------------------------------------------------------------------- */

typedef const char *name_of(const struct core *core, uint64_t number);

static void encode_name(const struct core *core, name_of *name, uint64_t number, uint64_t none,
                        struct writer *w) {
    if (number == none)
        write_piece(w, "null", 4);
    else
        write_id(w, name(core, number));
}

/* The members of a set in the order of their numbers. */
static void encode_set(const struct core *core, name_of *name, const uint64_t *words, size_t count,
                       struct writer *w) {
    bool first = true;
    write_char(w, '[');
    for (size_t i = 0; i < count; i++) {
        for (uint64_t bits = words[i]; bits != 0; bits &= bits - 1) {
            if (!first) write_char(w, ',');
            first = false;
            write_id(w, name(core, i * 64 + (uint64_t)__builtin_ctzll(bits)));
        }
    }
    write_char(w, ']');
}

static void encode_levels(const struct core *core, const uint8_t *levels, struct writer *w) {
    bool first = true;
    write_char(w, '{');
    for (size_t i = 0; i < LIMIT_TOPICS; i++) {
        if (levels[i] == 0) continue;
        if (!first) write_char(w, ',');
        first = false;
        write_id(w, topic_id(core, i));
        write_char(w, ':');
        write_uint(w, levels[i]);
    }
    write_char(w, '}');
}

_Static_assert(SHARING_RULE_COUNT <= LIMIT_SHARING_RULES, "every rule has a place in a call");

static void encode_rules(const uint8_t *counts, struct writer *w) {
    bool first = true;
    write_char(w, '{');
    for (unsigned i = 0; i < SHARING_RULE_COUNT; i++) {
        if (counts[i] == 0) continue;
        if (!first) write_char(w, ',');
        first = false;
        write_id(w, word_text(&sharing_rule_words, i));
        write_char(w, ':');
        write_uint(w, counts[i]);
    }
    write_char(w, '}');
}

static void encode_factors(const int32_t *factors, struct writer *w) {
    bool first = true;
    write_char(w, '{');
    for (unsigned i = 0; i < INDEX_FACTOR_COUNT; i++) {
        if (factors[i] == 0) continue;
        if (!first) write_char(w, ',');
        first = false;
        write_id(w, word_text(&index_factor_words, i));
        write_char(w, ':');
        if (factors[i] < 0) write_char(w, '-');
        write_uint(w, factors[i] < 0 ? (uint64_t) - (int64_t)factors[i] : (uint64_t)factors[i]);
    }
    write_char(w, '}');
}

/* Only of topics that have something: a quiet one is all zero. */
static void encode_demands(const struct core *core, const struct topic_demand *demands,
                           struct writer *w) {
    bool first = true;
    write_char(w, '{');
    for (size_t i = 0; i < LIMIT_TOPICS; i++) {
        const struct topic_demand *d = &demands[i];
        if ((d->statistic | d->rate | d->hour_calls) == 0) continue;
        if (!first) write_char(w, ',');
        first = false;
        write_id(w, topic_id(core, i));
        write_piece(w, ":[", 2);
        write_uint(w, d->statistic);
        write_char(w, ',');
        write_uint(w, d->rate);
        write_char(w, ',');
        write_uint(w, d->hour_calls);
        write_char(w, ']');
    }
    write_char(w, '}');
}

/* {"0615":["8700","8732"]}: they stand by municipality. */
static void encode_narrowing(const struct core *core, const struct narrowing *set,
                             struct writer *w) {
    write_char(w, '{');
    for (uint16_t i = 0; i < set->count; i++) {
        bool begins = i == 0 || set->pairs[i].organisation != set->pairs[i - 1].organisation;
        if (begins && i > 0) write_piece(w, "],", 2);
        if (begins) write_id(w, organisation_id(core, set->pairs[i].organisation));
        write_piece(w, begins ? ":[" : ",", begins ? 2 : 1);
        value_encode_postcode(set->pairs[i].postcode, w);
    }
    write_piece(w, set->count > 0 ? "]}" : "}", set->count > 0 ? 2 : 1);
}

static void encode_zones(const struct core *core, const struct zone_list *list, struct writer *w) {
    write_char(w, '{');
    for (uint16_t i = 0; i < list->count; i++) {
        bool begins = i == 0 || list->zones[i].organisation != list->zones[i - 1].organisation;
        if (begins && i > 0) write_piece(w, "],", 2);
        if (begins) write_id(w, organisation_id(core, list->zones[i].organisation));
        write_piece(w, begins ? ":[" : ",", begins ? 2 : 1);
        write_id(w, list->zones[i].id);
    }
    write_piece(w, list->count > 0 ? "]}" : "}", list->count > 0 ? 2 : 1);
}

/* What needs the core stands here; the types of commands are done by value_encode. */
static void encode_member(const struct core *core, const struct field *field, const void *member,
                          struct writer *w) {
    uint64_t bits;
    const struct organisation_set *set;
    switch ((int)field->type) {
    case FIELD_ORGANISATION:
        encode_name(core, organisation_id, *(const organisation_no *)member, ORGANISATION_NONE, w);
        return;
    case FIELD_TOPIC: encode_name(core, topic_id, *(const topic_no *)member, TOPIC_NONE, w); return;
    case FIELD_LANGUAGE:
        encode_name(core, language_code, *(const language_no *)member, LANGUAGE_NONE, w);
        return;
    case FIELD_AGENT: encode_name(core, agent_id, *(const agent_no *)member, AGENT_NONE, w); return;
    case FIELD_GATEWAY:
        encode_name(core, gateway_id, *(const gateway_no *)member, GATEWAY_NONE, w);
        return;
    case FIELD_OFFER: encode_name(core, offer_id, *(const offer_no *)member, OFFER_NONE, w); return;
    case FIELD_TOPICS: encode_set(core, topic_id, member, 1, w); return;
    case FIELD_LANGUAGES:
        bits = *(const language_set *)member;
        encode_set(core, language_code, &bits, 1, w);
        return;
    case FIELD_ORGANISATIONS:
        set = member;
        encode_set(core, organisation_id, set->words, sizeof set->words / sizeof *set->words, w);
        return;
    case FIELD_LEVELS: encode_levels(core, member, w); return;
    case FIELD_RULES: encode_rules(member, w); return;
    case FIELD_FACTORS: encode_factors(member, w); return;
    case FIELD_DEMANDS: encode_demands(core, member, w); return;
    case FIELD_NARROWING: encode_narrowing(core, member, w); return;
    case FIELD_ZONES: encode_zones(core, member, w); return;
    default: value_encode(field, member, true, w); return;
    }
}

void wire_encode_record_open(const struct core *core, enum record_kind kind, const void *record,
                             struct text_buf *out) {
    ASSERT(kind < RECORD_KIND_COUNT);
    ASSERT(record != NULL);
    const struct record_type *type = &record_types[kind];
    const struct member_name *names = member_names[kind];
    struct writer w;
    writer_open(&w, out);
    for (size_t i = 0; i < type->field_count; i++) {
        char *at = writer_room(&w);
        memcpy(at, names[i].text, NAME_BYTES);
        w.used += names[i].length;
        if (i == 0) *at = '{';
        encode_member(core, &type->fields[i], (const char *)record + type->fields[i].offset, &w);
    }
    writer_close(&w);
}

void wire_encode_record(const struct core *core, enum record_kind kind, const void *record,
                        struct text_buf *out) {
    wire_encode_record_open(core, kind, record, out);
    text_add_char(out, '}');
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef bool find_name(const struct core *core, const char *id, uint64_t *out);

static bool find_organisation(const struct core *core, const char *id, uint64_t *out) {
    organisation_no number;
    bool found = core_find_organisation(core, id, &number);
    if (found) *out = number;
    return found;
}

static bool find_topic(const struct core *core, const char *id, uint64_t *out) {
    topic_no number;
    bool found = core_find_topic(core, id, &number);
    if (found) *out = number;
    return found;
}

static bool find_language(const struct core *core, const char *id, uint64_t *out) {
    language_no number;
    bool found = core_find_language(core, id, &number);
    if (found) *out = number;
    return found;
}

static bool find_agent(const struct core *core, const char *id, uint64_t *out) {
    agent_no number;
    bool found = core_find_agent(core, id, &number);
    if (found) *out = number;
    return found;
}

static bool find_gateway(const struct core *core, const char *id, uint64_t *out) {
    gateway_no number;
    bool found = core_find_gateway(core, id, &number);
    if (found) *out = number;
    return found;
}

static bool find_offer(const struct core *core, const char *id, uint64_t *out) {
    offer_no number;
    bool found = core_find_offer(core, id, &number);
    if (found) *out = number;
    return found;
}

/* What a number or set of a field is a number of. */
static const struct naming {
    enum field_type one, set;
    find_name *find;
    enum err unknown;
} namings[] = {
    {FIELD_ORGANISATION, FIELD_ORGANISATIONS, find_organisation, ERR_UNKNOWN_ORGANISATION},
    {FIELD_TOPIC, FIELD_TOPICS, find_topic, ERR_UNKNOWN_TOPIC},
    {FIELD_LANGUAGE, FIELD_LANGUAGES, find_language, ERR_UNKNOWN_LANGUAGE},
    {FIELD_AGENT, FIELD_AGENT, find_agent, ERR_UNKNOWN_AGENT},
    {FIELD_GATEWAY, FIELD_GATEWAY, find_gateway, ERR_UNKNOWN_GATEWAY},
    {FIELD_OFFER, FIELD_OFFER, find_offer, ERR_UNKNOWN_OFFER},
};

static const struct naming *naming_of(enum field_type type) {
    for (size_t i = 0; i < sizeof namings / sizeof *namings; i++)
        if (namings[i].one == type || namings[i].set == type) return &namings[i];
    return NULL;
}

/* `id` holds LIMIT_ID bytes and gets the text also when nothing has that id. */
static enum err resolve(const struct core *core, const struct naming *naming, const json_t *value,
                        const char *path, char *id, uint64_t *out, struct problem *problem) {
    enum err err = value_decode_id(value, path, id, problem);
    if (err != ERR_OK) return err;
    if (naming->find(core, id, out)) return ERR_OK;
    return problem_set(problem, naming->unknown, path, "nothing is called %s", id);
}

static enum err decode_set(const struct core *core, const struct field *field, const json_t *value,
                           uint64_t *words, struct problem *problem) {
    if (!json_is_array(value))
        return value_wrong_type(field->name, "an array of ids", value, problem);
    for (size_t i = 0; i < json_array_size(value); i++) {
        char path[64], id[LIMIT_ID];
        uint64_t number;
        snprintf(path, sizeof path, "%s[%zu]", field->name, i);
        enum err err = resolve(core, naming_of(field->type), json_array_get(value, i), path, id,
                               &number, problem);
        if (err != ERR_OK) return err;
        if ((words[number / 64] >> (number % 64)) & 1)
            return problem_set(problem, ERR_INVALID, path, "%s stands twice", id);
        words[number / 64] |= UINT64_C(1) << (number % 64);
    }
    return ERR_OK;
}

static enum err decode_levels(const struct core *core, const struct field *field, json_t *value,
                              uint8_t *levels, struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type(field->name, "an object of topics and levels", value, problem);
    for (void *it = json_object_iter(value); it != NULL; it = json_object_iter_next(value, it)) {
        const char *id = json_object_iter_key(it);
        topic_no number;
        int64_t level;
        if (!text_is_id(id) || !core_find_topic(core, id, &number))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, field->name,
                               "it names a topic that there is not");
        enum err err = value_decode_integer(json_object_iter_value(it), field->name, 1, LIMIT_LEVEL,
                                            "", &level, problem);
        if (err != ERR_OK) return err;
        levels[number] = (uint8_t)level;
    }
    return ERR_OK;
}

static enum err decode_rules(const struct field *field, json_t *value, uint8_t *counts,
                             struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type(field->name, "an object of rules and counts", value, problem);
    for (void *it = json_object_iter(value); it != NULL; it = json_object_iter_next(value, it)) {
        const char *word = json_object_iter_key(it);
        uint8_t rule;
        int64_t count;
        if (!word_from_text(&sharing_rule_words, word, strlen(word), &rule))
            return problem_set(problem, ERR_UNKNOWN_VALUE, field->name,
                               "it names a rule that there is not");
        enum err err = value_decode_integer(json_object_iter_value(it), field->name, 1, UINT8_MAX,
                                            "", &count, problem);
        if (err != ERR_OK) return err;
        counts[rule] = (uint8_t)count;
    }
    return ERR_OK;
}

static enum err decode_factors(const struct field *field, json_t *value, int32_t *factors,
                               struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type(field->name, "an object of factors", value, problem);
    for (void *it = json_object_iter(value); it != NULL; it = json_object_iter_next(value, it)) {
        const char *word = json_object_iter_key(it);
        uint8_t factor;
        int64_t doublings;
        if (!word_from_text(&index_factor_words, word, strlen(word), &factor))
            return problem_set(problem, ERR_UNKNOWN_VALUE, field->name,
                               "it names a factor that there is not");
        enum err err = value_decode_integer(json_object_iter_value(it), field->name, INT32_MIN,
                                            INT32_MAX, "", &doublings, problem);
        if (err != ERR_OK) return err;
        factors[factor] = (int32_t)doublings;
    }
    return ERR_OK;
}

static enum err decode_demands(const struct core *core, const struct field *field, json_t *value,
                               struct topic_demand *demands, struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type(field->name, "an object of topics and numbers", value, problem);
    for (void *it = json_object_iter(value); it != NULL; it = json_object_iter_next(value, it)) {
        const char *id = json_object_iter_key(it);
        const json_t *numbers = json_object_iter_value(it);
        topic_no topic;
        uint32_t values[3];
        if (!text_is_id(id) || !core_find_topic(core, id, &topic))
            return problem_set(problem, ERR_UNKNOWN_TOPIC, field->name,
                               "it names a topic that there is not");
        if (!json_is_array(numbers) || json_array_size(numbers) != 3)
            return value_wrong_type(field->name, "three numbers a topic", numbers, problem);
        for (size_t i = 0; i < 3; i++) {
            int64_t number;
            enum err err = value_decode_integer(json_array_get(numbers, i), field->name, 0,
                                                UINT32_MAX, "", &number, problem);
            if (err != ERR_OK) return err;
            values[i] = (uint32_t)number;
        }
        demands[topic] = (struct topic_demand){values[0], values[1], values[2]};
    }
    return ERR_OK;
}

/* By municipality in the order of their numbers, which is not that of an object's members: each goes to its place. */
static enum err decode_narrowing(const struct core *core, const struct field *field, json_t *value,
                                 struct narrowing *set, struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type(field->name, "an object of postcodes", value, problem);
    for (void *it = json_object_iter(value); it != NULL; it = json_object_iter_next(value, it)) {
        struct postcode_list list = {0};
        organisation_no n;
        if (!core_find_organisation(core, json_object_iter_key(it), &n))
            return problem_set(problem, ERR_UNKNOWN_ORGANISATION, field->name,
                               "it names an organisation that there is not");
        enum err err =
            value_decode_postcodes(field->name, json_object_iter_value(it), &list, problem);
        if (err != ERR_OK) return err;
        if (list.count == 0 || set->count + list.count > LIMIT_NARROWED_POSTCODES)
            return problem_set(problem, ERR_TOO_LONG, field->name, "too many, or none");
        uint16_t at = set->count;
        for (; at > 0 && set->pairs[at - 1].organisation > n; at--)
            set->pairs[at - 1 + list.count] = set->pairs[at - 1];
        for (uint16_t i = 0; i < list.count; i++) {
            set->pairs[at + i].organisation = n;
            set->pairs[at + i].postcode = list.codes[i];
        }
        set->count = (uint16_t)(set->count + list.count);
    }
    return ERR_OK;
}

static enum err decode_zones(const struct core *core, const struct field *field, json_t *value,
                             struct zone_list *list, struct problem *problem) {
    if (!json_is_object(value))
        return value_wrong_type(field->name, "an object of zones", value, problem);
    for (void *it = json_object_iter(value); it != NULL; it = json_object_iter_next(value, it)) {
        const json_t *ids = json_object_iter_value(it);
        size_t count = json_array_size(ids);
        organisation_no n;
        if (!core_find_organisation(core, json_object_iter_key(it), &n))
            return problem_set(problem, ERR_UNKNOWN_ORGANISATION, field->name,
                               "it names an organisation that there is not");
        if (count == 0 || list->count + count > LIMIT_NARROWED_ZONES)
            return problem_set(problem, ERR_TOO_LONG, field->name, "too many, or none");
        uint16_t at = list->count;
        for (; at > 0 && list->zones[at - 1].organisation > n; at--)
            list->zones[at - 1 + count] = list->zones[at - 1];
        for (size_t i = 0; i < count; i++) {
            memset(&list->zones[at + i], 0, sizeof list->zones[at + i]);
            list->zones[at + i].organisation = n;
            enum err err = value_decode_id(json_array_get(ids, i), field->name,
                                           list->zones[at + i].id, problem);
            if (err != ERR_OK) return err;
        }
        list->count = (uint16_t)(list->count + count);
    }
    return ERR_OK;
}

/* A place in the tables, or a time. Times have no bound as in commands: a record must always come
 * back. */
static enum err decode_number(const struct field *field, const json_t *value, void *member,
                              struct problem *problem) {
    int64_t number, high = field->size < 8 ? (INT64_C(1) << (8 * field->size)) - 1 : INT64_MAX;
    enum err err = value_decode_integer(value, field->name, 0, high, "", &number, problem);
    if (err == ERR_OK) value_put_uint(member, field->size, (uint64_t)number);
    return err;
}

/* Null: false when the type knows no such thing. */
static bool decode_null(const struct field *field, void *member) {
    bool zero = field->type == FIELD_TIME || field->type == FIELD_LINE || field->type == FIELD_ID ||
                field->type == FIELD_CALL || field->type == FIELD_ACTIVATION ||
                field->type == FIELD_TICKET || field->type == FIELD_HASH ||
                field->type == FIELD_POSTCODE;
    bool none = field->type == FIELD_ORGANISATION || field->type == FIELD_TOPIC ||
                field->type == FIELD_LANGUAGE || field->type == FIELD_AGENT ||
                field->type == FIELD_GATEWAY || field->type == FIELD_OFFER;
    _Static_assert(ORGANISATION_NONE == UINT16_MAX && TOPIC_NONE == UINT8_MAX &&
                       LANGUAGE_NONE == UINT8_MAX && AGENT_NONE == UINT32_MAX &&
                       GATEWAY_NONE == UINT16_MAX,
                   "no thing is all bits set");
    if (none) memset(member, 0xff, field->size);
    if (field->type == FIELD_DAY) memcpy(member, &(int32_t){INT32_MIN}, sizeof(int32_t));
    return zero || none || field->type == FIELD_DAY;
}

static enum err decode_member(const struct core *core, const struct field *field, json_t *value,
                              void *member, char *id, struct problem *problem) {
    const struct naming *naming = naming_of(field->type);
    if (json_is_null(value) && decode_null(field, member)) return ERR_OK;
    if (field->type == FIELD_LEVELS) return decode_levels(core, field, value, member, problem);
    if (field->type == FIELD_RULES) return decode_rules(field, value, member, problem);
    if (field->type == FIELD_FACTORS) return decode_factors(field, value, member, problem);
    if (field->type == FIELD_NARROWING)
        return decode_narrowing(core, field, value, member, problem);
    if (field->type == FIELD_ZONES) return decode_zones(core, field, value, member, problem);
    if (field->type == FIELD_DEMANDS) return decode_demands(core, field, value, member, problem);
    if (field->type == FIELD_NUMBER || field->type == FIELD_TIME)
        return decode_number(field, value, member, problem);
    if (naming == NULL) return value_decode(field, value, member, problem);
    if (naming->one != field->type) {
        struct organisation_set set = {0};
        enum err err = decode_set(core, field, value, set.words, problem);
        if (field->type == FIELD_LANGUAGES)
            value_put_uint(member, field->size, set.words[0]);
        else
            memcpy(member, set.words, field->size);
        return err;
    }
    uint64_t number = 0;
    enum err err = resolve(core, naming, value, field->name, id, &number, problem);
    if (err == ERR_OK) value_put_uint(member, field->size, number);
    return err;
}

enum err wire_decode_record(const struct core *core, enum record_kind kind, struct slice json,
                            void *record, struct problem *problem) {
    ASSERT(kind < RECORD_KIND_COUNT);
    const struct record_type *type = &record_types[kind];
    memset(record, 0, type->size);
    json_t *object = NULL;
    enum err err = value_load(json, &object, problem);
    for (size_t i = 0; i < type->field_count && err == ERR_OK; i++) {
        const struct field *field = &type->fields[i];
        char id[LIMIT_ID] = "", *member = (char *)record + field->offset;
        json_t *value = json_object_get(object, field->name);
        if (value == NULL)
            err = problem_set(problem, ERR_MISSING_FIELD, field->name, "%s must be given",
                              field->name);
        else
            err = decode_member(core, field, value, member, id, problem);
    }
    if (err == ERR_OK && json_object_size(object) != type->field_count)
        err = problem_set(problem, ERR_UNKNOWN_FIELD, "", "a %s has %d members, and this has %zu",
                          type->name, type->field_count, json_object_size(object));
    json_decref(object);
    return err;
}
